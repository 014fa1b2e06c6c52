# Bluesky: the AT Protocol, by the personal data server (PDS) of the account.
include "net";

def about: {
  title: "Bluesky", hosts: [".base", ".pds"], account: {base: "https://bsky.social"},
  auth: {bearer: "access"}, secrets: ["refresh"], needs: ["access", "did", "pds"],
  asks: [
    {name: "identifier", ask: "Your handle", example: "name.bsky.social"},
    {name: "password", ask: "An app password", secret: true,
     where: "in the app: Settings, Privacy and security, App passwords; for direct messages allow access to them there"},
    {name: "host", ask: "The server you sign in at", preset: "https://bsky.social", optional: true}],
  text: {max: 300, unit: "graphemes", bytes: 3000, thread: true},
  media: {max: 4, bytes: 100000000, alt: 2000, types: ["image/*", "video/mp4"]},
  reads: ["posts", "comments", "mentions", "messages", "account", "profile", "search"], of: ["comments", "profile"],
  acts: ["reply", "delete", "like", "hide", "unhide", "block"]};

# A server that reaches no AppView says so each time; Bluesky's own have one, and there it is a failure that passes.
def no_view($pds; $b): ($b.error == "UpstreamFailure" and $b.message == "Upstream service unreachable"
    and ($pds // "" | test("^https://[^/]*([.]bsky[.]network|bsky[.]social)(/|$)") | not))
  or ($b.message // "" | tostring | startswith("No service configured for ")) or $b.error == "MethodNotImplemented";
def error_of: .url as $pds
  | (.body | if type == "object" then . else {} end) as $b
  | if $b.error == "ExpiredToken" or $b.error == "InvalidToken" then {kind: "expired", message: $b.message}
  elif no_view($pds; $b) then {kind: "refused", message: "this server has no AppView: it tells no comments, mentions or numbers, and finds nothing"}
  elif $b.error == "RecordNotFound" or $b.error == "NotFound" then {kind: "gone", message: $b.message}
  elif $b.error == "AuthFactorTokenRequired" then {kind: "auth", message: "this password needs a code by mail: make an app password"}
  elif $b.error == "AccountTakedown" then {kind: "auth", message: $b.message} else null end;

def xrpc($name): "\(.account.pds)/xrpc/\($name)";
def read($name; $query): get(xrpc($name); $query);
def repo($name; $query): read("com.atproto.repo." + $name; $query);
def write($name; $json): send("POST"; xrpc("com.atproto.repo." + $name); $json);
def posts: "app.bsky.feed.post";

# Signing in: two tokens; the answer says where the account lives.
def session: .account.base as $base | body | {account: {did, handle,
  pds: ([.didDoc.service[]? | select((.id // "") | endswith("#atproto_pds")).serviceEndpoint][0] // $base)}};
def tokens: {access: "accessJwt", refresh: "refreshJwt"};
def login:
  if .step == null then ask(send("POST"; "/xrpc/com.atproto.server.createSession";
      {identifier: .account.identifier, password: secret("password")}) + {auth: false, keep: tokens}; "in")
  else session end;
def refresh:
  if .step == null then ask({method: "POST", url: xrpc("com.atproto.server.refreshSession"), auth: {bearer: "refresh"}, keep: tokens}; "in")
  else session end;

# Names of things: at://DID/COLLECTION/KEY, or the address of a page that shows it.
def uri: tostring | if startswith("at://") then .
  else [capture("/profile/(?<who>[^/]+)/post/(?<key>[^/?#]+)") | "at://\(.who)/app.bsky.feed.post/\(.key)"][0] end;
def parts: . / "/" | {repo: .[2], collection: .[3], rkey: .[4]};
def page_of($handle): uri | parts | "https://bsky.app/profile/\($handle // .repo)/post/\(.rkey)";
def record_at($uri): ($uri | parts) as $at | repo("getRecord"; $at);
# Our own key: the time and ten bits of the draft's key, the same for every try.
def base32($digits): reduce range($digits) as $_ ({n: ., s: ""};
  (.n % 32) as $d | {n: ((.n - $d) / 32), s: ("234567abcdefghijklmnopqrstuvwxyz"[$d:$d + 1] + .s)}) | .s;
def rkey: (.us | tonumber | base32(11)) + (.key | explode | to_entries | map(.value * (.key + 1)) | add % 1024 | base32(2));

# The record of a post, of a draft and what was looked up for it.
def named: [.job.entities[]? | select(.kind == "mention").value] | unique;
def facet($dids): {index: {byteStart: .bytes[0], byteEnd: .bytes[1]}, features: [
  if .kind == "link" then {"$type": "app.bsky.richtext.facet#link", uri: .value}
  elif .kind == "tag" then {"$type": "app.bsky.richtext.facet#tag", tag: .value}
  else {"$type": "app.bsky.richtext.facet#mention", did: $dids[.value]} end]}
  | select(.features[0] | has("did") == false or .did != null);
def ratio: if .width and .height then {aspectRatio: {width, height}} else {} end;
def attached($blobs): [., $blobs] | transpose | map(.[0] + {blob: .[1].body.blob})
  | if . == [] then null
    elif .[0].type | startswith("video/") then .[0] | {"$type": "app.bsky.embed.video", video: .blob, alt: (.alt // "")} + ratio
    else {"$type": "app.bsky.embed.images", images: map({alt: (.alt // ""), image: .blob} + ratio)} end;
def embed($blobs; $quote): ((.media // []) | attached($blobs)) as $media
  | (if $quote then {"$type": "app.bsky.embed.record", record: ($quote | {uri, cid})} else null end) as $quoted
  | if $media and $quoted then {"$type": "app.bsky.embed.recordWithMedia", record: $quoted, media: $media}
    elif $media or $quoted then $media // $quoted
    elif .link then {"$type": "app.bsky.embed.external", external: {uri: .link, title: (.title // .link), description: ""}} else null end;
def below: if . then {root: (.value.reply.root // {uri, cid}), parent: {uri, cid}} else null end;
def labels: if . then {"$type": "com.atproto.label.defs#selfLabels", values: map({val: .})} else null end;
def said: .job | if .action then {text: .action.text} else .draft end;
def lookups($parent): . as $in | said as $said | {
  blobs: [$said.media[]? | {method: "POST", url: ($in | xrpc("com.atproto.repo.uploadBlob")), file: {file, type}, safe: true}],
  people: [named[] | {handle: .} as $q | $in | read("com.atproto.identity.resolveHandle"; $q) + {accept: ["gone", "invalid", "refused"]}],
  parent: (if $parent then record_at($parent) else {known: {}} end),
  quote: (($said.options.bluesky.quote // null) | if . then uri as $uri | $in | record_at($uri) else {known: {}} end)};
def post_record: .job as $job | said as $said | .response as $r
  | (reduce ([named, $r.people] | transpose[]) as [$name, $p] ({}; .[$name] = $p.body.did?)) as $dids
  | {"$type": posts, text: ($said.text // ""), createdAt: $job.sent, langs: [$said.lang // empty],
     facets: [$job.entities[]? | facet($dids)], reply: ($r.parent.body | below),
     embed: ($said | embed($r.blobs; $r.quote.body)), labels: ($said.options.bluesky.labels | labels)}
  | with_entries(select(.value != null and .value != []));
def put($collection; $record): publish(write("putRecord"; {repo: .account.did, collection: $collection, rkey: (.job | rkey), record: $record})
  + {safe: true}; "done");
# The key is ours, so the place is known also where the answer does not tell it.
def posted: .account as $me | (body.uri // "at://\($me.did)/\(posts)/\(.job | rkey)") as $uri
  | published($uri; $uri | page_of($me.handle));
def unfit: [.job.draft.media[]? | {film: (.type | startswith("video/")), bytes}]
  | if any(.[]; .film) and length > 1 then "a film stands alone there, no other media beside it"
    elif any(.[]; (.film | not) and .bytes > 2000000) then "a picture can have 2000000 bytes there" else null end;
def post:
  if unfit then fail("invalid"; unfit)
  elif .step == null then .job.reply_to as $to | [$to.id // empty, $to.url // empty | uri // empty][0] as $parent
    | if $to and $parent == null then fail("invalid"; "no such post: '\($to.id // $to.url // "")'; it is answered by its id, at://..., or its page's address")
      else ask(lookups($parent) | .parent += (if $parent then {accept: ["gone", "invalid", "refused"]} else {} end); "parent") end
  elif .step == "parent" and .response.parent.error.kind == "refused" and (.response.parent.body.error? != "UpstreamFailure") then
    fail("refused"; .response.parent.error.message)
  elif .step == "parent" and .response.parent.error then .job.reply_to as $to
    | fail("gone"; "no such post: '\($to.id // $to.url)'")
  elif .step == "parent" then put(posts; post_record)
  else posted end;
def find:
  if .step == null then ask(repo("getRecord"; {repo: .account.did, collection: posts, rkey: (.job | rkey)}) + {accept: ["gone", "invalid"]}; "seen")
  elif .response.error == null then posted
  # A server's word on this one record; any other 400 or 404 is none.
  elif body.error? == "RecordNotFound" or (body.message? // "" | tostring | startswith("Could not locate record")) then nothing_there
  else unlisted end;

# Moderation. A reply of others is hidden by the gate of the thread, which is a record beside our root post.
def gate($root): {repo: .account.did, collection: "app.bsky.feed.threadgate", rkey: ($root | parts.rkey)};
def act:
  .job.action as $do | ($do.target.id | uri) as $uri | .account.did as $me
  | if $uri == null then fail("invalid"; "'\($do.target.id)' is no post")
  elif .step == null and $do.do == "delete" and ($uri | parts.repo) != $me then fail("refused"; "only own posts can be deleted; others' can be hidden")
  elif .step == null and $do.do == "delete" then ask(write("deleteRecord"; $uri | parts) + {safe: true}; "gone")
  elif .step == null and $do.do == "block" and ($uri | parts.repo | startswith("did:")) then
    put("app.bsky.graph.block"; {"$type": "app.bsky.graph.block", subject: ($uri | parts.repo), createdAt: .job.sent})
  elif .step == null and $do.do == "reply" then ask(lookups($uri); "reply")
  elif .step == null then ask(record_at($uri); $do.do)
  elif .step == "reply" then put(posts; post_record)
  elif .step == "like" then put("app.bsky.feed.like"; {"$type": "app.bsky.feed.like", subject: (body | {uri, cid}), createdAt: .job.sent})
  elif .step == "block" then (body.uri | parts.repo) as $who
    | put("app.bsky.graph.block"; {"$type": "app.bsky.graph.block", subject: $who, createdAt: .job.sent})
  elif .step == "hide" or .step == "unhide" then (body.value.reply.root.uri // body.uri) as $root
    | if ($root | parts.repo) != $me then fail("refused"; "the thread is not ours")
      else ask(repo("getRecord"; gate($root)) + {accept: ["gone", "invalid"]}; "gate"; {root: $root, uri: body.uri}) end
  elif .step == "gate" then .vars as $v | (if .response.error then null else body end) as $old
    | (($old.value // {"$type": "app.bsky.feed.threadgate", post: $v.root, createdAt: .job.sent})
      | .hiddenReplies = ((.hiddenReplies // []) - [$v.uri] + if $do.do == "hide" then [$v.uri] else [] end)) as $new
    | if $old == null and $do.do == "unhide" then published($uri; null)
      else ask(write("putRecord"; gate($v.root) + {record: $new, swapRecord: $old.cid}) + {safe: true, accept: ["invalid"]}; "set") end
  elif .step == "set" and body.error == "InvalidSwap" then                 # somebody else was quicker: once more
    ask(repo("getRecord"; gate(.vars.root)) + {accept: ["gone", "invalid"]}; "gate")
  elif .step == "set" and .response.error then {fail: .response.error}
  elif .step == "done" and $do.do == "reply" then posted
  else published($uri; null) end;

# Reading. A view is what an AppView makes of a record, with numbers; a bare PDS has none and answers 502.
def person: {id: .did, handle, name: .displayName, url: (if .handle then "https://bsky.app/profile/\(.handle)" else null end), followers: .followersCount};
def pictures($pds; $did): if .["$type"] == "app.bsky.embed.recordWithMedia" then .media else . end
  | (.images[]? | {type: "image", blob: .image, alt, aspectRatio}), (select(.video?) | {type: "video", blob: .video, alt, aspectRatio})
  | {type, alt, url: ((.blob.ref["$link"] // null) as $cid | if $cid then "\($pds)/xrpc/com.atproto.sync.getBlob?did=\($did)&cid=\($cid)" else null end),
     mime: .blob.mimeType, bytes: .blob.size, width: .aspectRatio.width, height: .aspectRatio.height};
def shown: if .media? then .media else . end | (.images[]? | .fullsize), (.playlist? // empty);
def record($type; $pds): (.record // .value) as $r | (.uri | parts.repo) as $did | [$r.facets[]?.features[]?] as $f
  | [.embed // {} | shown] as $urls | {type: $type, id: .uri, url: (.author.handle as $who | .uri | page_of($who)), published: $r.createdAt,
  author: (.author // {} | person | .id = $did), text: $r.text, lang: $r.langs[0]?, reply_to: $r.reply.parent.uri, thread: $r.reply.root.uri,
  tags: ([$f[].tag // empty] + ($r.tags // [])), mentions: [$f[].did // empty | {id: .}],
  links: ([$f[].uri // empty, $r.embed.external.uri? // empty] | unique),
  media: [[$r.embed // {} | pictures($pds; $did)] | to_entries[] | .value + {url: ($urls[.key] // .value.url)}],
  metrics: {likes: .likeCount, comments: .replyCount, shares: .repostCount, quotes: .quoteCount, saves: .bookmarkCount}};
def kind($me): (.uri | parts.repo) as $by | (.record // .value).reply as $reply
  | if $by == $me then (if $reply then "comment" else "post" end)
  elif $reply and ($reply | [.root.uri, .parent.uri] | any(.[]; parts.repo == $me)) then "comment" else "mention" end;
# Who was blocked or deleted has no post. Below what is too deep down the list is left out.
def answers: if (.replies | type) != "array" and (.post.replyCount? // 0) > 0 then {cut: true} else .replies[]? | (.post // empty), answers end;
def profile: {type: "account", id: .did, url: person.url, handle, name: .displayName,
  metrics: {followers: .followersCount, following: .followsCount, posts: .postsCount}};
def feed($filter): {actor: .account.did, limit: 100, filter: $filter} as $q | read("app.bsky.feed.getAuthorFeed"; $q);
def thread($uri): {uri: $uri, depth: 1000, parentHeight: 0} as $q | read("app.bsky.feed.getPostThread"; $q);
def listed: {repo: .account.did, collection: posts, limit: 100, cursor: .vars.next} as $q | repo("listRecords"; $q);
def more($request; $last): select(body.cursor and $last) | . as $in
  | ask($request | .query.cursor = $in.response.body.cursor; $in.step) + {older: $last};
def chat($name; $query): read("chat.bsky.convo." + $name; $query) + {headers: {"atproto-proxy": "did:web:api.bsky.chat#bsky_chat"}};
def words: .job.query // "" | tostring;
def found: {q: words, sort: "latest", limit: 100, since: .job.since} as $q | read("app.bsky.feed.searchPosts"; $q);
def notices: read("app.bsky.notification.listNotifications"; {reasons: ["mention", "reply", "quote"], limit: 100});
def fetch:
  . as $in | .account as $a | $a.did as $me | $a.pds as $pds
  | if .step == "posts" then ask(feed("posts_with_replies") + {accept: ["server", "refused"]}; "feed")
  elif .step == "feed" and .response.error then
    if no_view($pds; body) then
      {gap: {what: "metrics", why: "this server gives no numbers: it has no AppView"}}, ask(listed; "list")
    else {fail: .response.error} end
  elif .step == "feed" then rows(body.feed; select(.reason == null and (.post.uri | parts.repo) == $me) | .post | {record: (record(kind($me); $pds) | mine($me))}),
    more(feed("posts_with_replies"); body.feed[-1] | .reason.indexedAt // .post.indexedAt)
  elif .step == "list" then rows(body.records; .author = {did: $me, handle: $a.handle} | {record: (record(kind($me); $pds) | mine($me))}),
    more(listed; body.records[-1].value.createdAt)
  elif .step == "comments" and .job.of then (.job.of | uri) as $uri
    | if $uri then ask(thread($uri); "thread"; {all: true}) else fail("invalid"; "'\(.job.of)' is no post") end
  elif .step == "comments" then ask(feed("posts_with_replies"); "parents")
  elif .step == "parents" then
    # Of what we said below another's post; below our own it comes with the thread of that, where that is asked for.
    rows(body.feed; select(.reason == null and (.post.uri | parts.repo) == $me and (.post.replyCount // 1) > 0) | (.reply.root // null) as $root
      | select($root == null or ($root.uri | parts.repo) != $me or $root.record.createdAt < ($in.job.since // ""))
      | .post.uri as $uri | $in | ask(thread($uri) + {accept: ["gone"]}; "thread")),
    (body.feed[-1] | .reason.indexedAt // .post.indexedAt) as $last | more(feed("posts_with_replies"); $last) | .older_parent = .older | del(.older)
  elif .step == "thread" and .response.error then if body.error? == "NotFound" then empty else {fail: .response.error} end
  elif .step == "thread" then if body.thread | type != "object" then rows(null; empty) else body.thread | answers
    | if .cut then $in | {gap: {what: .job.what, why: "what is far down in a thread is not told"}}
      else {record: (record("comment"; $pds) | mine($me))} end end
  elif .step == "mentions" then ask(notices; "notices")
  elif .step == "notices" then rows(body.notifications; {record: (record(kind($me); $pds) | mine($me))}), more(notices; body.notifications[-1].indexedAt)
  elif .step == "search" then if words == "" then fail("invalid"; "a search needs words: --query WORDS") else ask(found; "found") end
  elif .step == "found" then rows(body.posts; {record: (record(kind($me); $pds) | mine($me))}), more(found; body.posts[-1].indexedAt)
  elif .step == "messages" then ask(chat("listConvos"; {limit: 100}); "convos")
  elif .step == "convos" then rows(body.convos; {id, people: [.members[] | {id: .did, handle, name: .displayName}]} as $c
      | select(.lastMessage.sentAt) | $in | ask(chat("getMessages"; {convoId: $c.id, limit: 100}); "convo"; $c)),
    more(chat("listConvos"; {limit: 100}); body.convos[-1].lastMessage.sentAt)
  elif .step == "convo" then .vars as $c | rows(body.messages; select(.text) | {type: "message", id, published: .sentAt, text,
      thread: $c.id, author: (.sender.did as $d | [$c.people[] | select(.id == $d)][0] // {id: $d})} | {record: mine($me)}),
    more(chat("getMessages"; {convoId: $c.id, limit: 100}); body.messages[-1].sentAt)
  elif .step == "account" or .step == "profile" then
    ((.job.of // null) | if . then (sub("^@"; "") | sub("^https?://[^/]+/profile/"; "") | sub("/.*$"; "")) else null end) as $who
    | ask(read("app.bsky.actor.getProfile"; {actor: ($who // $me)}) + (if $who then {} else {accept: ["server", "refused"]} end); "snapshot")
  elif .step == "snapshot" and .response.error then
    if no_view($pds; body) then {gap: {what: "metrics", why: "this server gives no numbers: it has no AppView"}},
      ask(repo("getRecord"; {repo: $me, collection: "app.bsky.actor.profile", rkey: "self"}) + {accept: ["gone", "invalid"]}; "self")
    else {fail: .response.error} end
  elif .step == "self" then {record: ({did: $me, handle: $a.handle, displayName: body.value.displayName?} | profile)}
  else body | {record: profile} end;
