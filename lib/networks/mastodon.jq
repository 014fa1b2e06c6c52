# Mastodon, and whatever speaks its API: GoToSocial, Pleroma, Pixelfed, Friendica.
include "net";

def about: {
  title: "Mastodon", hosts: [".base"], auth: {bearer: "token"}, needs: ["id"],
  oauth2: {authorize: "/oauth/authorize", token: "/oauth/token", scopes: ["read", "write"], pkce: true, client: "body", access: "token"},
  asks: [
    {name: "host", ask: "The address of your server", example: "https://mastodon.social"},
    {name: "token", ask: "An access token", secret: true,
     where: "in the web interface: Preferences, Development, New application, with the scopes read and write; then open it and copy \"Your access token\""}],
  text: {max: 500, unit: "graphemes", link: 23, thread: true},
  media: {max: 4, bytes: 103809024, alt: 1500, types: ["image/*", "video/*", "audio/*"]},
  reads: ["posts", "comments", "mentions", "messages", "account", "profile", "search"], of: ["comments", "profile"],
  acts: ["reply", "delete", "like", "pin", "block"],
  uses: ["visibility", "warning", "poll"], settle: 5};

def api($path): "/api/v1/" + $path;
def one($id): get(api("statuses/\($id | part)"));

# A thing may be named by its address: ours tells the id, another server's is looked up.
def own_id($base): tostring as $name
  | if ($name | test("^https?://") | not) then ($name | select(is_part)) // null
    elif ($name | startswith($base + "/")) then ($name | capture("/(?<id>[0-9A-Za-z]+)/?$").id) // null
    else null end;
def look_up($name; $type): get("/api/v2/search"; {q: $name, type: $type, resolve: true, limit: 1});

def person: {id, handle: .acct, name: .display_name, url, followers: .followers_count};
def profile: {type: "account", id, url, handle: .acct, name: .display_name,
  metrics: {followers: .followers_count, following: .following_count, posts: .statuses_count}};
def media: [.media_attachments[]? | {type: ({image: "image", gifv: "video", video: "video", audio: "audio"}[.type] // "file"),
  url: (.url // .remote_url), alt: .description, width: .meta.original.width?, height: .meta.original.height?,
  seconds: .meta.original.duration?}];
# What a status is to the account $me.
def kind($me): if .visibility == "direct" then "message" elif .in_reply_to_id == null then
    (if .account.id == $me then "post" else "mention" end)
  elif .account.id == $me or .in_reply_to_account_id == $me then "comment" else "mention" end;
def status($type; $thread): {type: $type, id, url: (.url // .uri), published: .created_at, updated: .edited_at,
  author: (.account | person), warning: .spoiler_text, html: .content, lang: .language, reply_to: .in_reply_to_id, thread: $thread,
  tags: [.tags[]?.name], mentions: [.mentions[]? | {id, handle: .acct, url}], media: media,
  metrics: {likes: .favourites_count, comments: .replies_count, shares: .reblogs_count, quotes: .quotes_count}};

def login:
  if .step == null then ask(get(api("accounts/verify_credentials")); "me") else {account: (body | {id, handle: .acct})} end;

# Publishing. An answer goes to those who could read what it answers, unless the draft says who.
def visibility: {public: "public", unlisted: "unlisted", followers: "private", direct: "direct"}[. // ""];
def publish_status($status): publish({method: "POST", url: api("statuses"), headers: {"Idempotency-Key": .job.key},
  json: ($status | filled)}; "done");
def of_draft($parent; $media): (.options.mastodon // {}) as $more | {
  status: .text, media_ids: $media, in_reply_to_id: $parent.id, language: .lang, spoiler_text: .warning,
  visibility: ((.visibility | visibility) // $parent.visibility), sensitive: ($more.sensitive // (if .warning then true else null end)),
  quoted_status_id: $more.quote,
  poll: (.poll | if . then {options, expires_in: (.seconds // 86400), multiple: (.multiple // false)} else null end)};
def upload: {method: "POST", url: "/api/v2/media", safe: true,
  multipart: ([.alt | strings | select(. != "") | {name: "description", value: .}] + [{name: "file", file, type}])};
def parent:
  .account.base as $base | .job.draft.visibility as $said | .job.reply_to | if . == null then [] else
    (.id // .url) as $name | ($name | own_id($base)) as $id
    | [if $id == null then look_up($name; "statuses") elif $said then {known: {status: 200, body: {id: $id}}} else one($id) end] end;
def when_ready($parent; $media):                          # 202, then 206: the server is at work on it
  if all($media[]; .status == 200) then publish_status(.job.draft | of_draft($parent; [$media[].body.id]))
  else ask([$media[] | if .status == 200 then known else get(api("media/\(.body.id | part)")) + {after: 1, deadline: 300} end];
    "ready"; {parent: $parent}) end;
def post:
  if .step == null then ask({media: [.job.draft.media[]? | upload], parent: parent}; "media")
  elif .step == "media" then
    .response as $answers | ($answers.parent[0].body | if has("statuses")? then .statuses[0] else . end) as $parent
    | if ($answers.parent != []) and $parent.id == null then fail("gone"; "the server does not know what this answers")
      else ($answers.media[].body.id | {undo: {method: "DELETE", url: api("media/\(. | part)")}}), when_ready($parent; $answers.media) end
  elif .step == "ready" then when_ready(.vars.parent; .response)
  else published(body.id; body.url // body.uri) end;

def act:
  .job.action as $do | .account as $me | ($do.target.id | own_id($me.base)) as $id
  | def to_it($verb): ask({method: "POST", url: api("statuses/\($id | part)/\($verb)"), safe: true}; "done");
  if $id == null then fail("invalid"; "'\($do.target.id)' is no status of \($me.base)")
  elif .step == null and ($do.do == "reply" or $do.do == "block") then ask(one($id); $do.do)
  elif .step == null and $do.do == "like" then to_it("favourite")
  elif .step == null and $do.do == "pin" then to_it("pin")
  elif .step == null then ask({method: "DELETE", url: api("statuses/\($id | part)"), accept: ["gone"]}; "done")
  elif .step == "reply" then                              # only who is named is told
    body as $it | ($do.text | if $it.account.id == $me.id or contains("@" + $it.account.acct) then . else "@\($it.account.acct) \(.)" end) as $text
    | publish_status({status: $text, in_reply_to_id: $id, visibility: $it.visibility, spoiler_text: $it.spoiler_text})
  elif .step == "block" then ask({method: "POST", url: api("accounts/\(body.account.id | part)/block"), safe: true}; "done")
  elif $do.do == "reply" then published(body.id; body.url // body.uri)
  else published($id; null) end;

# Reading.
def page($path; $query): ask(get(api($path); {limit: 40} + $query); "page \(.step)");
# A server of another make may give full pages without a word of the next.
def next_page: . as $in | [link("next")][0] as $next
  | if $next then ask(get($next); .step)
    elif .response.headers.link == null and (body | type) == "array" and (body | length) >= 40 and body[-1].id then
      ask(get($in.response.url; {max_id: body[-1].id}); .step)
    else empty end;
def nameless($job): {gap: {what: $job.what, why: "a status came without its id"}};
def last_time: body | if type == "array" then .[-1].created_at else null end;
def replies($id; $vars): ask(get(api("statuses/\($id | part)/context")) + {accept: ["gone"]}; "context"; $vars);
def search: .job.query // "" | tostring;
def fetch:
  .account.id as $me | .account.base as $base | .job as $job
  | if .step == "account" then ask(get(api("accounts/verify_credentials")); "snapshot")
  elif .step == "profile" then
    if $job.of then ask(look_up($job.of; "accounts"); "found") else ask(get(api("accounts/\($me)")); "snapshot") end
  elif .step == "snapshot" then body | {record: profile}
  elif .step == "found" and (body.accounts | type) != "array" then rows(null; empty)
  elif .step == "found" then body.accounts[0] | if . then {record: profile} else fail("gone"; "no such account: \($job.of)") end
  elif .step == "posts" then page("accounts/\($me)/statuses"; {exclude_reblogs: true})
  elif .step == "comments" and $job.of then ($job.of | own_id($base)) as $id
    | if $id then ask(get(api("statuses/\($id | part)/context")); "context"; {of: $id}) else ask(look_up($job.of; "statuses"); "of") end
  elif .step == "of" and (body.statuses | type) != "array" then rows(null; empty)
  elif .step == "of" then body.statuses[0].id as $id
    | if $id then ask(get(api("statuses/\($id | part)/context")); "context"; {of: $id}) else fail("gone"; "no such status: \($job.of)") end
  elif .step == "comments" then page("accounts/\($me)/statuses"; {exclude_reblogs: true})
  elif .step == "mentions" then page("notifications"; {"types[]": "mention", limit: 80})
  elif .step == "messages" then page("conversations"; {})
  elif .step == "search" and search == "" then fail("invalid"; "a search needs words: --query WORDS")
  elif .step == "search" and (search | test("^#[^ ]+$")) then page("timelines/tag/\(search[1:] | @uri)"; {})
  elif .step == "search" then ask(get("/api/v2/search"; {q: search, type: "statuses", limit: 40, offset: 0}); "hits"; {offset: 0})
  elif .step == "hits" then .vars.offset as $n | rows(body.statuses; {record: (status(kind($me); null) | mine($me))}),
    (body.statuses | select(length == 40) | {offset: ($n + 40)} as $to
      | ask(get("/api/v2/search"; {q: $job.query, type: "statuses", limit: 40} + $to); "hits"; $to))
  elif .step == "page comments" then
    rows(body; select(.reblog == null and (.replies_count // 1) > 0 and (.in_reply_to_id == null or .in_reply_to_account_id != $me))
      | if .id then replies(.id; {of: .id, answer: (.in_reply_to_id != null)}) else nameless($job) end),
    (last_time as $last | next_page + {older_parent: $last})
  elif .step == "context" and .vars.last then             # of a conversation: what went before
    rows(body.ancestors; empty),
    ([body.ancestors[]? | select(.visibility == "direct")] + [.vars.last] | .[0].id as $first | .[]
      | {record: (status("message"; if .id == $first then null else $first end) | mine($me))})
  elif .step == "context" then .vars as $vars | (body.ancestors[0]? // {id: $vars.of}) as $root
    # An answer of ours below a post of ours: its comments come with that post's, where that is asked for.
    | if $vars.answer and $root.account.id == $me and $root.created_at >= ($job.since // "") then empty
      else rows(body.ancestors; empty), rows(body.descendants; {record: (status("comment"; $root.id) | mine($me))}) end
  elif .step == "page messages" then
    rows(body; .last_status | select(.) | if .id == null then nameless($job)
      elif .in_reply_to_id then replies(.id; {last: .}) else {record: (status("message"; null) | mine($me))} end),
    (([body[]?.last_status.created_at | strings] | min) as $last | next_page + {older: $last})
  elif .step == "page mentions" then rows(body; select(.type == null or .type == "mention")
      | if .status then .status | {record: (status(kind($me); null) | mine($me))} else nameless($job) end),
    (last_time as $last | next_page + {older: $last})
  else rows(body; select(.reblog == null) | {record: (status(kind($me); null) | mine($me))}), (last_time as $last | next_page + {older: $last}) end;
