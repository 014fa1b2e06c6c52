# Threads: an API of the Graph's shape at a host of its own, with a version of its own and tokens of 60 days.
include "graph";
include "net";

def about: {
  title: "Threads", hosts: [".base"], needs: ["id"], renew: 864000,
  account: {base: "https://graph.threads.net", consent: "https://www.threads.net", version: "v1.0", insights: "yes", approvals: "no", poll: "5"},
  auth: {query: {access_token: "token"}}, secrets: ["client_secret"],
  oauth2: {authorize: ".consent/oauth/authorize", token: "/oauth/access_token", client: "body",
    scope_separator: ",", scopes: ["threads_basic", "threads_content_publish", "threads_manage_insights", "threads_manage_replies",
      "threads_read_replies", "threads_keyword_search", "threads_manage_mentions", "threads_delete", "threads_profile_discovery"]},
  asks: [
    {name: "token", ask: "An access token", secret: true,
      where: "at developers.facebook.com, your app with the use case Threads: Use cases, Customize, Settings, User Token Generator"}],
  text: {max: 500, unit: "codepoints", thread: true},
  media: {max: 20, by: "url", alt: 1000, types: ["image/jpeg", "image/png", "video/mp4", "video/quicktime"]},
  reads: ["posts", "comments", "mentions", "account", "series", "profile", "search"], of: ["comments", "profile"], keeps: {series: "730d"},
  acts: ["reply", "hide", "unhide", "approve", "delete"], uses: ["tags", "link", "poll", "warning"], settle: 10};

def error_of: . as $in | (.body.error? // {} | if type == "object" then . else {} end) as $e | $e.error_subcode as $s | ($e.message // "") as $m
  | if $s == 2207051 or $s == 4279013 then {kind: "refused", message: "\($m) (\($s)): the account may not do this now, see it in the app"}
    elif $s == 4279009 then {kind: "early", message: $m}            # what is to be published is not found yet
    elif $m | test("LINK_LIMIT_EXCEEDED") then {kind: "invalid", message: "it has more than 5 links"}
    elif $e.code == null and (.body.status? != null) then null      # a container tells its errors in members of the same names
    elif $e.code == null then $in | graph_error
    else $in | graph_error // (if ($m | test("access token"; "i")) then {kind: "expired", message: $m} else null end) end;

# A token from the page of consent lasts an hour: it is exchanged for one of 60 days; any other one refuses that, and is good.
def no_good: {accept: ["invalid", "refused", "expired", "auth", "gone"]};
def login:
  if .step == null and .account.client_id then
    ask(get("/access_token"; {grant_type: "th_exchange_token", client_secret: secret("client_secret"), access_token: secret("token")})
      + {auth: false, keep: {token: "access_token", "expires-in": "expires_in"}} + no_good; "long")
  elif .step == null or .step == "long" then ask(get(graph("me"); {fields: "id,username"}); "me")
  else body | {account: {id: (.id | tostring), handle: .username}} end;
def refresh: if .step == null then ask(renewed("/refresh_access_token"; "th_refresh_token"); "new") else {account: {}} end;

# Publishing. An action's answer is a draft of its words.
def said: .job | if .action then {text: .action.text, media: []} else .draft end;
def more: said.options.threads // {};
def parent: .job | if .action then .action.target.id else .reply_to.id // null end;
def is_film: (.type // "") as $t | if $t != "" then $t | startswith("video") else (.url // "" | test("[.](mp4|mov|m4v)([?#]|$)"; "i")) end;
def topic: more.topic_tag // (said.tags // [] | .[0]) | if . then ltrimstr("#") else null end;
# A link has a place of its own beside words alone; a warning stands before what it covers.
def apart: (said | (.media // []) == [] and .poll == null);
def text: apart as $apart | said | . as $d | (.text // "")
  | (if $d.link and ($apart | not) and (contains($d.link) | not) then [., $d.link] | map(select(. != "")) | join("\n") else . end)
  | if $d.warning then "\($d.warning)\n\(.)" else . end;
# Emojis count as many as they have bytes.
def weight: [explode[] | if . >= 65536 then 4 elif (. >= 8986 and . <= 12953) or . == 8205 or . == 65039 then 3 else 1 end] | add // 0;
# As many as may be: each counts once, wherever it stands.
def links: [(text | match("https?://[^[:space:]<>\"]+"; "g").string | sub("[.,;:!?)]+$"; "")),
  (if apart then said.link // empty else empty end)] | unique | length;
def unfit: said as $d | topic as $topic
  | if (text | weight) > 500 then "the text has \(text | weight) of 500 characters: emojis and symbols count as many as they have bytes"
    elif links > 5 then "it has \(links) links, and may have 5"
    elif ($d.tags // [] | length) > 1 and more.topic_tag == null then "it has \($d.tags | length) tags, and may have one: its topic"
    elif $topic and ($topic | test("[.&]") or length > 50 or length == 0) then "the topic '\($topic)' cannot be one: no . or &, and 50 characters at most"
    elif $d.poll and ((($d.poll.options | length) as $n | $n < 2 or $n > 4) or any($d.poll.options[]; length > 25)) then
      "a poll has 2 to 4 options of 25 characters"
    elif $d.poll and ($d.media // []) != [] then "a poll stands beside no media" else null end;
def form($path; $fields): {method: "POST", url: graph($path), safe: true,
  form: ($fields | filled | map_values(if type == "string" then . else tojson end))};
def source: if is_film then {media_type: "VIDEO", video_url: .url} else {media_type: "IMAGE", image_url: .url} end + {alt_text: .alt};
def whole: said as $d | more as $more | {text: text, reply_to_id: parent, quote_post_id: $more.quote, reply_control: $more.reply_control, topic_tag: topic,
  location_id: $more.location, allowlisted_country_codes: $more.countries, enable_reply_approvals: $more.approve, is_ghost_post: $more.ghost,
  link_attachment: (if apart then $d.link else null end), text_attachment: $more.attachment, gif_attachment: $more.gif,
  poll_attachment: ($d.poll | if . then [.options, ["option_a", "option_b", "option_c", "option_d"]] | transpose
    | map(select(.[0] != null) | {(.[1]): .[0]}) | add else null end),
  text_entities: (if $d.warning and ($d.text // "") != "" then
    [{entity_type: "SPOILER", offset: ($d.warning | length + 1), length: ($d.text | length)}] else null end),
  is_spoiler_media: (if $d.warning and ($d.media // []) != [] then true else null end)};
def containers: [said.media[]?] as $all | whole as $whole
  | if $all == [] then [$whole + {media_type: "TEXT"}]
    elif ($all | length) == 1 then [$whole + ($all[0] | source)]
    else [$all[] | source + {is_carousel_item: true}] end;
def pause: .account.poll | tonumber? // 5;
def look($ids; $last; $rest): . as $in | ask([$ids[] as $id | $in | get(graph($id | part); {fields: "id,status,error_message"}) + $rest]; "ready";
  {ids: $ids, last: $last});
def spend($id): {account: {container: {key: .job.key, id: $id}}},
  publish(form(.account.id + "/threads_publish"; {creation_id: $id}) + {safe: false, accept: ["early"]}; "published"; {ids: [$id], last: true});
def listed($known): ask(get(graph(.account.id + (if parent then "/replies" else "/threads" end)); {fields: "id,text,permalink,timestamp", limit: 25});
  "listed"; {published: $known});
def same_words($a; $b): [$a // "", $b // ""] | map(gsub("[[:space:]]+"; " ") | ltrimstr(" ") | rtrimstr(" ")) | .[0] == .[1];
# What is told without its time, words or id may be it.
def looked_up: .job as $job | .vars.published as $published | text as $text
  | [body.data? | arrays[] | objects | .at = (try (.timestamp | seconds) catch null) | select(.at == null or .at >= ($job.sent | seconds) - 60)
      | .like = same_words(.text; $text)] as $new
  | [$new[] | select(.like and .at != null and .id != null)] as $those
  | if ($those | length) > 0 then $those[-1] | published(.id; .permalink)
    elif $published then {fail: {kind: "server", wait: 60, message: "it was published, and is not listed yet"}}
    elif body.data? | type != "array" then unlisted
    elif ($new | length) >= 25 or any($new[]; .like or .text == null) then fail("refused"; "not all that is there since then is told")
    else nothing_there end;
def not_made: (.error_message // .status) as $why
  | fail(if .status == "EXPIRED" or ($why | test("DOWNLOAD|UNKNOWN")) then "server" else "invalid" end; "Threads could not take it: \($why)");
def when_ready: .vars as $v | [.response[].body] as $all | ([$all[] | select(.status == "ERROR" or .status == "EXPIRED")] | .[0]) as $bad
  | if $bad then $bad | not_made
    elif all($all[]; .status == "FINISHED" or .status == "PUBLISHED") | not then look($v.ids; $v.last; {after: pause, deadline: 900})
    elif $v.last and $all[0].status == "PUBLISHED" then listed(true)
    elif $v.last then spend($v.ids[0])
    else ask(form(.account.id + "/threads"; whole + {media_type: "CAROUSEL", children: ($v.ids | join(","))}); "carousel") end;
# What is left of a quota of 24 hours: post, reply or delete.
def quota($which): ask(get(graph(.account.id + "/threads_publishing_limit"); {fields: "\($which)quota_usage,\($which)config"}); "limit"; {quota: $which});
def left(f): .vars.quota as $which | (body.data[0]? // {}) as $q | $q["\($which)quota_usage"] as $used | $q["\($which)config"].quota_total as $all
  | if ($used | type) == "number" and ($all | type) == "number" and $used >= $all then
      {fail: {kind: "rate", wait: 3600,
        message: "\($used) of \($all) \({"": "posts", reply_: "replies", delete_: "deletions"}[$which]) of these 24 hours are used"}}
    else f end;
def make_them: . as $in | (.account.id + "/threads") as $path | ask([containers[] as $c | $in | form($path; $c)]; "made"; {});
def post:
  if .step == null and unfit then fail("invalid"; unfit)
  elif .step == null then quota(if parent then "reply_" else "" end)
  elif .step == "limit" then left(make_them)
  elif .step == "made" or .step == "carousel" then [.response | list[] | .body.id] as $ids
    | if any($ids[]; . == null) then fail("server"; "Threads gave a container no id") else look($ids; $ids | length == 1; {}) end
  elif .step == "ready" then when_ready
  elif .step == "listed" then looked_up
  elif .step == "published" and .response.error then look(.vars.ids; true; {after: pause, deadline: 900})
  elif .step == "published" and body.id == null then published(null; null)
  elif .step == "published" then body.id as $id | ask({id: {known: {body: {id: $id}}},
    it: (get(graph($id | part); {fields: "id,permalink"}) + {accept: ["expired", "auth", "refused", "gone", "invalid", "rate", "server", "early"]})}; "told")
  else published(.response.id.body.id; .response.it.body.permalink?) end;
# Nothing in Threads has a key of ours, but a container says whether it was published: one that was not cannot be there.
def find: (.account.container // {}) as $c | (.response.body.status? // null) as $state
  | if .step == null and $c.key == .job.key and $c.id then
      ask(get(graph($c.id | part); {fields: "id,status"}) + {accept: ["gone", "invalid", "refused", "early"]}; "seen")
    elif .step == null then listed(false)
    elif .step == "seen" and $state == "PUBLISHED" then listed(true)
    elif .step == "seen" and any("IN_PROGRESS", "FINISHED", "ERROR", "EXPIRED"; . == $state) then nothing_there
    elif .step == "seen" then listed(false)
    else looked_up end;
def act: .job.action as $a | ($a.target.id | tostring) as $id
  | if $id | is_part | not then no_part($id)
    elif $a.do == "reply" then post
    elif .step == null and $a.do == "delete" then quota("delete_")
    elif .step == null and $a.do == "approve" then ask(form("\($id | part)/manage_pending_reply"; {approve: true}); "done")
    elif .step == null then ask(form("\($id | part)/manage_reply"; {hide: ($a.do == "hide")}); "done")
    elif .step == "limit" then left(ask({method: "DELETE", url: graph($id | part), accept: ["gone"]}; "done"))
    else published($id; null) end;

# Reading.
def post_fields: "id,media_product_type,media_type,media_url,gif_url,permalink,owner,username,text,timestamp,shortcode,thumbnail_url,"
  + "children{id,media_type,media_url,thumbnail_url,alt_text},is_quote_post,quoted_post{id},has_replies,alt_text,link_attachment_url,topic_tag";
def reply_fields: "id,media_type,media_url,permalink,username,text,timestamp,thumbnail_url,alt_text,link_attachment_url,has_replies,"
  + "root_post{id},replied_to{id},is_reply,is_reply_owned_by_me,hide_status";
def ours: .account | {id, handle};
def pictures: [(if .media_type == "CAROUSEL_ALBUM" then .children.data[]? else . end)
  | {type: ({VIDEO: "video", AUDIO: "audio"}[.media_type // ""] // "image"), url: (.media_url // .gif_url // .thumbnail_url), alt: .alt_text} | select(.url)];
def thing($type; $me): {type: $type, id, url: .permalink, published: .timestamp, text, media: pictures, tags: [.topic_tag // empty],
  author: (if .is_reply_owned_by_me == true or (.username != null and .username == $me.handle) then $me else {handle: .username} end),
  links: [.link_attachment_url // empty],
  mentions: [.text // "" | match("(?:^|[^A-Za-z0-9_.@])@([A-Za-z0-9_](?:[A-Za-z0-9_.]*[A-Za-z0-9_])?)"; "g").captures[0].string | {handle: .}]};
def comment($me; $thread): thing("comment"; $me) + {thread: (.root_post.id // $thread), reply_to: (.replied_to.id // $thread),
  status: (.hide_status // "" | if . == "" or . == "NOT_HUSHED" or . == "UNHUSHED" then null else ascii_downcase end)} | mine($me.id);
def named: {replies: "comments", reposts: "shares", shares: "sends", followers_count: "followers"}[.] // .;
def numbers: [.[] | {(.name | named): measured_value}] | add // {};
def full_post: (body.data | numbers) as $m | {record: (.vars.post | .metrics = $m)};
def is_new($since): $since == null or (try (seconds >= ($since | seconds)) catch true);
def posts_of: . as $in | ours as $me | .job.since as $since | rows(body.data; select(.media_type != "REPOST_FACADE") | . as $it
  | (thing("post"; $me) | .author = $me) as $record
  | if $in.account.insights == "no" or $it.id == null or ($it.timestamp | is_new($since) | not) then {record: $record}
    else $in | measure("post"; "\($it.id | part)/insights"; [{metrics: ["views", "likes", "replies", "reposts", "quotes", "shares"], query: {}}];
      "measured post"; {post: $record}; full_post) end);

# The account's numbers come in three shapes: a value for each day, one for all, one for each link. A day each, when it is over.
def day($t): $t / 86400 | floor | . * 86400;
def series($id; $from; $length; $dimensions; $metrics): {record: {type: "series", id: $id, period: {start: ($from | todate), end: ($from + $length | todate)},
  dimensions: $dimensions, metrics: $metrics}};
# Of the last days, those that are not told yet. What is older and not told is nowhere.
def late($told; $to): .now as $now | ([$told, day($now) - 2 * 86400] | max) as $from
  | if $from + 86400 > $to then empty
    else {gap: {what: "series", why: "Threads has not counted the last days yet", from: ($from | todate)}} end;
def curve: .account.id as $me | .vars as $v | [body.data[]? | .name as $name | .values[]?
      | .at = (try (.end_time | seconds) catch null) | select(.at != null and .value != null) | .name = $name] as $all
  | ($all[] | series("\($me)/\(.name)/\(.at)"; .at - 86400; 86400; null; {(.name | named): .value})), late([$v.from, $all[].at] | max; $v.to);
def day_of: .vars.from as $from | .account.id as $me
  | ([body.data[]? | select(.total_value)] | numbers | with_entries(select(.value != null))) as $numbers
  | (if $numbers == {} then late($from; $from + 86400) else $numbers | series("\($me)/\($from)"; $from; 86400; null; .) end),
    (body.data[]? | .link_total_values[]? | series("\($me)/\($from)/\(.link_url)"; $from; 86400; {link: .link_url}; {clicks: .value}));
def people: .vars.today as $t | .account.id as $me | body.data[]? | .total_value.breakdowns[]? | .dimension_keys as $keys | .results[]?
  | series("\($me)/followers/\($t)/\(.dimension_values | join("/"))"; $t; 86400; [$keys, .dimension_values] | transpose | map({(.[0]): .[1]}) | add;
      {followers: .value});
def series_of: . as $in | "\(.account.id)/threads_insights" as $path | (day((.job.until // null) | if . then seconds else $in.now end)) as $to
  | ([(.job.since // null | if . then day(seconds) else 0 end), day($in.now) - 729 * 86400] | max) as $from          # two years are kept
  | measure("account"; $path; [{metrics: ["views"], query: {since: $from, until: $to}}]; "curve"; {from: $from, to: $to}; curve),
    (range($from; $to; 86400) as $at | measure("account"; $path; [{metrics: ["likes", "replies", "reposts", "quotes", "clicks"],
      query: {since: $at, until: ($at + 86400)}}]; "day"; {from: $at}; day_of)),
    measure("account"; $path; [("country", "city", "age", "gender") as $by | {metrics: ["follower_demographics"], query: {breakdown: $by}}];
      "people"; {today: day($in.now)}; people);

def profile: {type: "account", id: (.id // .username), handle: .username, name, url: (if .username then "https://www.threads.net/@\(.username)" else null end),
  metrics: {followers: .follower_count, likes: .likes_count, quotes: .quotes_count, comments: .replies_count, shares: .reposts_count, views: .views_count},
  raw: ({biography: (.threads_biography // .biography), verified: .is_verified} | filled)};
def page($path; $query; $step): ask(get(graph($path); $query); $step; {path: $path, query: $query});
def further: . as $in | .vars as $v | place as $at | ask(get($in | graph($v.path); $v.query + $at); $in.step; $v);
def conversation($id; $all): ({path: "\($id | part)/conversation", thread: $id, all: $all, query: {fields: reply_fields, reverse: true, limit: 100}}) as $v
  | ask(get(graph($v.path); $v.query) + {accept: ["gone"]}; "conversation"; $v),
    (if .account.approvals == "yes" then
      {path: "\($id)/pending_replies", thread: $id, all: true, pending: true, query: {fields: reply_fields, limit: 100}} as $p
      | ask(get(graph($p.path); $p.query) + {accept: ["gone"]}; "conversation"; $p) else empty end);
def asked_for: .job | (.query // .of // "") | tostring;
def fetch: . as $in | .account.id as $me | ours as $us
  | if .step == "account" and .account.renewed == null then              # when it ends is told only by renewing it
      ask(renewed("/refresh_access_token"; "th_refresh_token") + no_good; "renewed")
    elif .step == "account" or .step == "renewed" or (.step == "profile" and .job.of == null) then
      (if .step == "renewed" and .response.error == null then {account: {renewed: .now}} else empty end),
      ask({me: get(graph("me"); {fields: "id,username,name,is_verified,threads_profile_picture_url,threads_biography"}),
        followers: (get(graph("\($me)/threads_insights"); {metric: "followers_count"}) + {accept: ["invalid", "refused", "gone"]})}; "snapshot")
    elif .step == "snapshot" then .response.followers as $f
      | (if $f.error then {gap: {what: "followers", why: $f.error.message, numbers: true}} else empty end),
        {record: (.response.me.body | profile | .metrics.followers = (if $f.error then null else $f.body.data[0]? | measured_value? end))}
    elif .step == "profile" then ask(get(graph("profile_lookup"); {username: (asked_for | ltrimstr("@"))}); "found")
    elif .step == "found" then {record: (body | profile)}
    elif .step == "posts" then page("\($me)/threads"; {fields: post_fields, limit: 100}; "page")
    elif .step == "page" then posts_of, (body.data[-1].timestamp? as $last | further | .older = $last)
    elif .step == "comments" and .job.of then conversation(.job.of | tostring; true)
    elif .step == "comments" then page("\($me)/threads"; {fields: "id,timestamp,has_replies,media_type", limit: 100}; "parents"),
      page("\($me)/replies"; {fields: reply_fields, limit: 100}; "own replies")
    elif .step == "parents" then
      rows(body.data; select(.has_replies != false and .media_type != "REPOST_FACADE") | .id as $id
        | if $id == null then {gap: {what: "comments", why: "a post came without its id"}} else $in | conversation($id; false) end),
      (body.data[-1].timestamp? as $last | further | .older_parent = $last)
    elif .step == "conversation" and .response.error then {gap: {what: "comments", why: "below \(.vars.thread): \(.response.error.message)"}}
    elif .step == "conversation" then .vars as $v              # what we said comes with all that we said, unless one thread is asked for
      | rows(body.data; select($v.all or .is_reply_owned_by_me != true) | {record: (comment($us; $v.thread) | if $v.pending then .status = "hold" else . end)}),
        (body.data[-1].timestamp? as $last | further | .older = $last)
    elif .step == "own replies" then rows(body.data; {record: (comment($us; null) | .author = $us | mine($us.id))}),
      (body.data[-1].timestamp? as $last | further | .older = $last)
    elif .step == "mentions" then page("\($me)/mentions"; {fields: reply_fields, limit: 100}; "named")
    elif .step == "search" and asked_for == "" then fail("invalid"; "a search needs words: --query WORDS")
    elif .step == "search" then asked_for as $q | page("keyword_search"; {q: ($q | ltrimstr("#")), search_type: "RECENT",
      search_mode: (if $q | startswith("#") then "TAG" else "KEYWORD" end), limit: 100,
      fields: "id,media_type,media_url,permalink,username,text,timestamp,has_replies"}; "named")
    elif .step == "named" then rows(body.data; {record: (thing("mention"; $us) + {thread: .root_post.id?, reply_to: .replied_to.id?})}),
      (body.data[-1].timestamp? as $last | further | .older = $last)
    elif .step == "series" then series_of
    elif .step == "measured post" then measured(full_post)
    elif .step == "curve" then measured(curve) elif .step == "day" then measured(day_of) else measured(people) end;
