# Instagram, professional accounts. The same nodes are at two hosts: graph.instagram.com for Instagram's own login, graph.facebook.com for
# Facebook's, which opens the account through the Page that it belongs to, and alone has hashtags, other people, mentions and uploads.
include "instagram_numbers";
include "graph";
include "net";

def about: {
  title: "Instagram", hosts: [".base", ".upload"],
  account: {base: "https://graph.instagram.com", upload: "https://rupload.facebook.com", consent: "https://www.instagram.com",
    exchange: "https://api.instagram.com", insights: "yes", poll: "5"},
  auth: {bearer: ["page_token", "token"], proof: {appsecret_proof: "proof_secret"}}, needs: ["id"], renew: 864000,
  secrets: ["app_secret", "client_secret", "proof_secret", "user_token"],
  oauth2: {authorize: ".consent/oauth/authorize", token: ".exchange/oauth/access_token", client: "body",
    scope_separator: ",", scopes: ["instagram_business_basic", "instagram_business_content_publish", "instagram_business_manage_comments",
      "instagram_business_manage_insights", "instagram_business_manage_messages"]},
  asks: [
    {name: "host", ask: "Where the token is from: graph.instagram.com (Instagram's login) or graph.facebook.com (Facebook's)",
      preset: "https://graph.instagram.com", optional: true},
    {name: "token", ask: "An access token", secret: true,
      where: "at developers.facebook.com, your app: Instagram, API setup with Instagram login, Generate token; for Facebook's login as for a Page"},
    {name: "page", ask: "The Page, by id or name, where the login is Facebook's and opens several", optional: true,
      where: "the number is at the Page: About, Page transparency"}],
  text: {max: 2200, unit: "utf16"},
  media: {min: 1, max: 10, alt: 1000, by: "any", types: ["image/jpeg", "video/mp4", "video/quicktime"],
    each: {"image/jpeg": {bytes: 8388608}, "video/mp4": {bytes: 314572800, seconds: [3, 900]}, "video/quicktime": {bytes: 314572800, seconds: [3, 900]}}},
  reads: ["posts", "comments", "mentions", "messages", "account", "series", "profile", "search"], of: ["comments", "profile"],
  spool: ["comments", "mentions", "messages"], keeps: {series: "90d"},
  acts: ["reply", "hide", "unhide", "delete", "like"], uses: ["paid", "ai", "media.cover", "first_comment"], settle: 30};

def by_facebook: .account.login // (if .account.base | test("//graph[.]facebook[.]") then "facebook" else "instagram" end) | . == "facebook";
def only_facebook($what): fail("refused"; "\($what): only with Facebook's login (host = https://graph.facebook.com, and a token of the Page)");

# Codes of publishing that the family does not know. "early": the container is not ready, though it said so.
def error_of: . as $in | (.body.error? // {} | if type == "object" then . else {} end) as $e | $e.error_subcode as $s
  | (if $s == 2207042 or $s == 2534040 then "rate" elif $e.code == 9007 or $s == 2207027 then "early"
     elif [2207001, 2207051, 2207050, 2207081, 2534022] | index($s) then "refused"
     elif [2207003, 2207020, 2207032, 2207052, 2207053, 2207077, 2207082, 2207008] | index($s) then "server"
     elif $e.code == 9000001 or $s == 2207006 or $s == 2534014 then "gone"
     elif $e.code == 36003 or $e.code == 36004 or ($s | type == "number" and . >= 2207000 and . < 2208000) then "invalid" else null end) as $kind
  | if $kind then {kind: $kind, message: (($e.error_user_msg // $e.message // "") + (if $s then " (\($s))" else "" end)),
      wait: (if $kind == "rate" then ($in | regain) // 3600 else null end)} | filled
    else $in | graph_error end;

# Who we are. A token from the page of consent lasts an hour: it is exchanged for one of 60 days; any other one refuses that, and is good.
def no_good: {accept: ["invalid", "refused", "expired", "auth", "gone"]};
def me_fields: "user_id,username,name,account_type";
def self_login:
  if .step == null and .account.client_id then
    ask(get("/access_token"; {grant_type: "ig_exchange_token", client_secret: secret("client_secret"), access_token: secret("token")})
      + {auth: false, keep: {token: "access_token", "expires-in": "expires_in"}} + no_good; "long")
  elif .step == null or .step == "long" then ask(get(graph("me"); {fields: me_fields}); "me")
  else body | (if .data? | type == "array" then .data[0] else . end) | {account: {id: ((.user_id // .id) | tostring), handle: .username}} end;
def login:
  if by_facebook then page_login(",instagram_business_account{id,username}";
    {id: .instagram_business_account.id, handle: .instagram_business_account.username, page_id: .id})
  else self_login end;
def refresh:
  if by_facebook then login
  elif .step == null then ask(renewed("/refresh_access_token"; "ig_refresh_token"); "new")
  else {account: {}} end;

# Publishing: a container that Instagram fills from an address (or, a film with Facebook's login, with bytes), then a look until it is ready.
def more: .job.draft.options.instagram // {};
def form($path; $fields): {method: "POST", url: graph($path), form: ($fields | filled | map_values(if type == "string" then . else tojson end))};
def is_film: (.type // "") as $t | if $t != "" then $t | startswith("video") else (.url // "" | test("[.](mp4|mov|m4v)([?#]|$)"; "i")) end;
def source: if .url == null then {upload_type: "resumable"} elif is_film then {video_url: .url} else {image_url: .url} end;
def unfit: .job.draft as $d | more as $more | [$d.media[]?] as $all | ([.job.entities[]? | select(.kind == "tag")] | length) as $tags
  | ([.job.entities[]? | select(.kind == "mention")] | length) as $people | by_facebook as $facebook
  | ([$all[] | select(.url == null and ((is_film | not) or ($facebook | not))) | .name // .file // ""] | .[0]) as $file
  | ([$all[] | .cover | strings | select(test("^https://") | not)] | .[0]) as $cover
  | if $file and $facebook then "Instagram fetches pictures itself: give the URL of '\($file)'"
    elif $file then "Instagram fetches media itself: give the URL of '\($file)'; only Facebook's login takes films as files"
    elif $cover then "Instagram fetches covers itself: give the URL of '\($cover)'"
    elif ($more.story // false) and ($all | length) != 1 then "a story is one picture or film"
    elif $tags > 30 then "it has \($tags) hashtags, and may have 30"
    elif $people > 20 then "it names \($people) people, and may name 20"
    elif ($d.paid // false) and ($facebook | not) then "a paid partnership can be said only with Facebook's login"
    else null end;
# $n: which of several, from 1. Only pictures take a description; who is shown stands in options, with the number of the picture.
def one($more; $n): source + {alt_text: (if is_film then null else .alt end),
  user_tags: [$more.user_tags[]? | select((.media // 1) == $n) | del(.media)]};
def whole($d; $more): {caption: $d.text, location_id: $more.location, collaborators: $more.collaborators, is_ai_generated: ($d.ai // null),
  is_paid_partnership: ($d.paid // null), branded_content_sponsor_ids: $more.sponsors};
def film($d; $more): {media_type: "REELS", cover_url: .cover, thumb_offset: $more.thumb_offset, share_to_feed: $more.share_to_feed,
  audio_name: $more.audio_name, trial_params: ($more.trial | if . then {graduation_strategy: .} else null end)};
def containers: .job.draft as $d | more as $more | [$d.media[]?] as $all
  | if ($all | length) > 1 then [range(0; $all | length) as $i | $all[$i]
      | one($more; $i + 1) + {is_carousel_item: true, media_type: (if is_film then "VIDEO" else null end)}]
    elif $more.story // false then [$all[0] | source + {media_type: "STORIES", user_tags: $more.user_tags}]
    else [$all[0] | one($more; 1) + whole($d; $more) + (if is_film then film($d; $more) else {product_tags: $more.product_tags} end)] end;
def make_them: . as $in | (.account.id + "/media") as $path | ask([containers[] as $c | $in | form($path; $c) + {safe: true}]; "made"; {});
# Bytes go to where the answer says, all of them at once; what broke off is sent anew.
def sending($at): {method: "POST", url: $at, file: {file, type}, safe: true, auth: false,
  headers: {Authorization: ("OAuth " + secret("token")), offset: "0", file_size: (.bytes | tostring)}};
def pause: .account.poll | tonumber? // 5;
def look($ids; $last; $rest): . as $in | ask([$ids[] as $id | $in | get(graph($id | part); {fields: "status_code,status"}) + $rest]; "ready";
  {ids: $ids, last: $last});
def spend($id): {account: {container: {key: .job.key, id: $id}}},
  publish(form(.account.id + "/media_publish"; {creation_id: $id}) + {accept: ["early"]}; "published"; {ids: [$id], last: true});
def not_made($c): ($c.status // "" | capture("(?<n>220[0-9]{4})").n // "") as $n
  | fail((if $c.status_code == "EXPIRED" or ([2207003, 2207020, 2207032, 2207052, 2207053, 2207077, 2207082] | map(tostring) | index($n))
      then "server" else "invalid" end);
      "Instagram could not take the media: \($c.status // $c.status_code)");
def same_words($a; $b): [$a // "", $b // ""] | map(gsub("[[:space:]]+"; " ") | ltrimstr(" ") | rtrimstr(" ")) | .[0] == .[1];
def listed($known): . as $in | ask(get(graph(.account.id + (if more.story // false then "/stories" else "/media" end));
  {fields: "id,caption,permalink,timestamp", limit: 25}); "listed"; {published: $known});
# What is told without its time, words or id may be it. Who posts no words may have done so by hand, too.
def looked_up: .job as $job | .vars.published as $published | (more.story // false) as $story | ($job.draft.text // "") as $text
  | [body.data? | arrays[] | objects | .at = (try (.timestamp | seconds) catch null) | select(.at == null or .at >= ($job.sent | seconds) - 60)
      | .like = ($story or (.caption == null and $text == "") or same_words(.caption; $text))] as $new
  | [$new[] | select(.like and .at != null and .id != null)] as $those
  | if ($those | length) > 0 then $those[-1] | published(.id; .permalink)
    elif $published then {fail: {kind: "server", wait: 60, message: "it was published, and is not listed yet"}}
    elif body.data? | type != "array" then unlisted
    elif ($new | length) >= 25 or any($new[]; .like or .caption == null) then fail("refused"; "not all that is there since then is told")
    else nothing_there end;
def when_ready: .vars as $v | [.response[].body] as $all | ([$all[] | select(.status_code == "ERROR" or .status_code == "EXPIRED")] | .[0]) as $bad
  | if $bad then not_made($bad)
    elif all($all[]; .status_code == "FINISHED" or .status_code == "PUBLISHED") | not then look($v.ids; $v.last; {after: pause, deadline: 900})
    elif $v.last and $all[0].status_code == "PUBLISHED" then listed(true)
    elif $v.last then spend($v.ids[0])
    else {media_type: "CAROUSEL", children: ($v.ids | join(","))} as $all
      | ask(form(.account.id + "/media"; whole(.job.draft; more) + $all) + {safe: true}; "carousel") end;
def any_failure: {accept: ["expired", "auth", "refused", "gone", "invalid", "rate", "server", "early"]};
def told: .response as $r
  | published($r.id.body.id; $r.it.body.permalink?) | .receipt.native = (if $r.comment.error then {first_comment: $r.comment.error.message} else null end);
def post: . as $in
  | if .step == null and unfit then fail("invalid"; unfit)
    elif .step == null then ask(get(graph(.account.id + "/content_publishing_limit"); {fields: "quota_usage,config"}); "limit")
    elif .step == "limit" then (body.data[0]? // {}) as $q
      | if ($q.quota_usage | type) == "number" and ($q.config.quota_total | type) == "number" and $q.quota_usage >= $q.config.quota_total then
          {fail: {kind: "rate", wait: 3600, message: "\($q.quota_usage) of \($q.config.quota_total) posts of these 24 hours are used"}}
        else make_them end
    elif .step == "made" or .step == "carousel" then [.response | list[] | .body] as $made | [$made[].id] as $ids
      | ($ids | length == 1) as $last | [.job.draft.media[]?] as $all
      | if any($ids[]; . == null) then fail("server"; "Instagram gave a container no id")
        elif .step == "made" and any($all[]; .url == null) then
          ask([range(0; $all | length) as $i | $all[$i] | if .url then {known: {}} else sending($made[$i].uri
            // "\($in.account.upload)/ig-api-upload/\($in | version)/\($ids[$i] | part)") end]; "sent"; {ids: $ids, last: $last})
        else look($ids; $last; {}) end
    elif .step == "sent" then look(.vars.ids; .vars.last; {})
    elif .step == "ready" then when_ready
    elif .step == "listed" then looked_up
    elif .step == "published" and .response.error then look(.vars.ids; true; {after: pause, deadline: 900})
    elif .step == "published" and body.id == null then published(null; null)
    elif .step == "published" then body.id as $id | .job.draft.first_comment as $said
      | ask({id: {known: {body: {id: $id}}}, it: (get(graph($id | part); {fields: "id,permalink"}) + any_failure),
          comment: (if $said then form("\($id | part)/comments"; {message: $said}) + any_failure else {known: {}} end)}; "told")
    else told end;
# Nothing in Instagram has a key of ours, but a container says whether it was published: one that was not cannot be there.
def find: .job as $job | (.account.container // {}) as $c | (.response.body.status_code? // null) as $state
  | if .step == null and $c.key == $job.key and $c.id then
      ask(get(graph($c.id | part); {fields: "status_code"}) + {accept: ["gone", "invalid", "refused"]}; "seen")
    elif .step == null then listed(false)
    elif .step == "seen" and $state == "PUBLISHED" then listed(true)
    elif .step == "seen" and any("IN_PROGRESS", "FINISHED", "ERROR", "EXPIRED"; . == $state) then nothing_there
    elif .step == "seen" then listed(false)
    else looked_up end;

# Moderation. A comment is told from a post by its thread, or by asking; what is no number is a message.
def to_people: if by_facebook then .account.page_id else "me" end;
def did($request; $step): ask($request + {safe: true}; $step);
def act: .job.action as $a | ($a.target.id | tostring) as $id | ($a.target.thread // null) as $thread | .account.id as $me
  | def reply($path; $fields): publish(form($path; $fields + {message: $a.text}) + {accept: ["gone"]}; "said");
    def like($member): did(form("\($me)/likes"; {($member): $id}); "done");
  if .step == null and ($id | is_part | not) then no_part($id)
  elif .step == null and $a.do == "reply" and ($id | test("^[0-9]+$") | not) then
    ask(get(graph($id | part); {fields: "id,from,to"}); "message")
  elif .step == null and $a.do == "like" and (by_facebook | not) then only_facebook("likes")
  elif .step == null and ($thread == null or $thread == $id) and ($a.do == "reply" or $a.do == "like") then
    ask(get(graph($id | part); {fields: "id,media_type"}) + {accept: ["invalid"]}; "which")
  elif .step == null and $a.do == "reply" then reply("\($id | part)/replies"; {})
  elif .step == null and $a.do == "like" then like("comment_id")
  elif .step == null and $a.do == "delete" then ask({method: "DELETE", url: graph($id | part), accept: ["gone"]}; "done")
  elif .step == null then did({method: "POST", url: graph($id | part), query: {hide: ($a.do == "hide")}}; "done")       # in a body it is not heard
  elif .step == "which" and $a.do == "reply" then reply("\($id | part)/" + (if .response.error then "replies" else "comments" end); {})
  elif .step == "which" then like(if .response.error then "comment_id" else "media_id" end)
  elif .step == "said" and .response.error then                 # below what is not ours, where we are named, there is another way
    if by_facebook and $thread and $thread != $id then
      {account: {elsewhere: $id}}, publish(form("\($me)/mentions"; {media_id: $thread, comment_id: $id, message: $a.text}); "answered")
    else fail("gone"; .response.error.message) end
  elif .step == "message" then ([body.from.id, (body.to.data[]? | .id)] | map(select(. != null and . != $me)) | .[0]) as $who
    | if $who == null then fail("gone"; "nobody is known to have written '\($id)'")
      else publish(send("POST"; graph("\(to_people)/messages"); {recipient: {id: $who}, message: {text: $a.text}}); "sent") end
  elif .step == "sent" then published(body.message_id; null)
  else (select(.step == "answered") | {account: {elsewhere: ""}}), published(if $a.do == "reply" then body.id else $id end; null) end;

# Reading.
def media_fields: "id,caption,media_type,media_product_type,media_url,thumbnail_url,permalink,shortcode,timestamp,username,owner{id},like_count,"
  + "comments_count,is_comment_enabled,alt_text,children{id,media_type,media_url,thumbnail_url}";
def comment_fields: "id,text,timestamp,username,from{id,username},like_count,hidden,parent_id";
def words_of: . // "" | {tags: [match("#([\\p{L}\\p{M}\\p{N}_]+)"; "g").captures[0].string],
  mentions: [match("(?:^|[^A-Za-z0-9_.@])@([A-Za-z0-9_](?:[A-Za-z0-9_.]*[A-Za-z0-9_])?)"; "g").captures[0].string | {handle: .}]};
def pictures: [(if .media_type == "CAROUSEL_ALBUM" then .children.data[]? else . end)
  | {type: (if .media_type == "VIDEO" then "video" else "image" end), url: (.media_url // .thumbnail_url), alt: .alt_text} | select(.url)];
def medium($type; $author): {type: $type, id, url: .permalink, published: .timestamp, author: $author, text: .caption, media: pictures,
  metrics: {likes: .like_count, comments: .comments_count}, raw: {product: .media_product_type}} + (.caption | words_of);
def ours: .account | {id, handle};
def post_record($me): medium("post"; $me);
def others: medium("mention"; {handle: .username});
def comment($me; $thread; $parent): {type: "comment", id, published: .timestamp, text, thread: $thread, reply_to: (.parent_id // $parent),
  author: (if .username != null and .username == $me.handle then $me else {id: .from.id, handle: (.username // .from.username)} end),
  status: (if .hidden then "hidden" else null end), metrics: {likes: .like_count}, mentions: (.text | words_of.mentions)} | mine($me.id);
def profile: {type: "account", id: (.user_id // .id), handle: .username, name, url: (if .username then "https://www.instagram.com/\(.username)/" else null end),
  metrics: {followers: .followers_count, following: .follows_count, posts: .media_count}, raw: ({biography, website} | filled)};


# Messages: the newest 20 of a conversation. What comes by web hook has the same id, and of the conversation only who is in it.
def attached: [.attachments.data[]? | if .image_data then {type: "image", url: .image_data.url} elif .video_data then {type: "video", url: .video_data.url}
  else {type: "file", url: .file_url} end | select(.url)];
def linked: [.story.mention.link?, .story.reply_to.link?, (.shares.data[]? | .link) | select(.)];
def from_me($me): .from.id == $me.id or (.from.username != null and .from.username == $me.handle);
def message($me; $thread): {type: "message", id, published: .created_time, text: .message, thread: $thread, media: attached, links: linked,
  author: (if from_me($me) then $me else {id: .from.id, handle: .from.username} end)} | mine($me.id);
def talk_fields: "id,updated_time,participants,messages.limit(20){id,created_time,from,to,message,attachments,shares,story,is_unsupported}";
def talks: ours as $me | .job.since as $since | rows(body.data; .id as $thread
  | if .messages.data? | type == "array" then (.messages.data[] | {record: message($me; $thread)}),
      (if .messages.paging.next? and (.messages.data[-1].created_time? | is_new($since)) then
        {gap: {what: "messages", why: "Instagram tells the newest 20 of a conversation"}} else empty end)
    elif .updated_time | is_new($since) then {gap: {what: "messages", why: "a conversation came without what was said"}} else empty end);
def hook_message($me): .sender.id as $from | .recipient.id as $to | .timestamp as $at | .message | select(.mid and (.is_deleted | not))
  | {type: "message", id: .mid, published: $at, text, thread: (if $from == $me.id then $to else $from end), reply_to: .reply_to.mid?,
     author: (if $from == $me.id then $me else {id: $from} end), links: [.reply_to.story.url? // empty],
     media: [.attachments[]? | {type: ({image: "image", video: "video", audio: "audio"}[.type] // "file"), url: .payload.url?} | select(.url)]} | mine($me.id);
def hook($what): . as $in | ours as $me | .body.entry[]? | .time as $at
  | if $what == "messages" then (.messaging[]?, (.changes[]? | select(.field == "messages") | .value)) | {record: hook_message($me)}
    else .changes[]? | .field as $field | .value as $v
      | if $what == "comments" and ($field == "comments" or $field == "live_comments") then
          $v | {record: (comment($me; .media.id; .media.id) | .published = ($v.timestamp // $at))}
        elif $what == "mentions" and $field == "mentions" then
          (if $v.comment_id then "mentioned_comment.comment_id(\($v.comment_id)){id,text,timestamp,username,like_count,media{id,permalink}}"
            else "mentioned_media.media_id(\($v.media_id)){id,caption,media_type,media_url,permalink,timestamp,username,like_count,comments_count}" end) as $one
          | $in | if by_facebook then ask(get(graph(.account.id); {fields: $one}) + {accept: ["gone", "invalid", "refused"]}; "mentioned")
            else {gap: {what: "mentions", why: "whose words they are is told only with Facebook's login"}} end
        else empty end end;
def mentioned: if .response.error then {gap: {what: "mentions", why: .response.error.message}}
  elif body.mentioned_comment then body.mentioned_comment | {record: {type: "mention", id, url: .media.permalink, published: .timestamp, text,
    thread: .media.id, author: {handle: .username}, metrics: {likes: .like_count}}}
  elif body.mentioned_media then body.mentioned_media | {record: others}
  else {gap: {what: "mentions", why: "Instagram does not tell what was said"}} end;

def page($path; $query; $step): ask(get(graph($path); $query); $step; {path: $path, query: $query});
def further: . as $in | .vars as $v | place as $at | ask(get($in | graph($v.path); $v.query + $at); $in.step; $v);
def comments_of($id): ask(get(graph("\($id | part)/comments"); {fields: (comment_fields + ",replies.limit(50){" + comment_fields + "}"), limit: 50})
  + {accept: ["gone"]}; "comments of"; {path: "\($id | part)/comments", thread: $id,
    query: {fields: (comment_fields + ",replies.limit(50){" + comment_fields + "}"), limit: 50}});
# Below a comment that nobody answered no list stands: below the one that we did answer it is asked for.
def replies_of: . as $in | ours as $me | .vars.thread as $thread
  | if .response.error then {gap: {what: .job.what, why: "below \($thread): \(.response.error.message)"}}
    else rows(body.data; . as $top | (.replies.data? | type == "array") as $told
      | {record: comment($me; $thread; $thread)}, (if $told then .replies.data[] | {record: comment($me; $thread; $top.id)} else empty end),
        (if .id != null and (if $told then .replies.paging.next? else .replies != null or .id == $in.job.answers end) then
          {path: "\(.id | part)/replies", thread: $thread, parent: .id, query: {fields: comment_fields, limit: 50}} as $v
          | (.replies.paging.cursors.after? // null) as $after | $in | ask(get(graph($v.path); $v.query + {after: $after}); "replies"; $v)
        else empty end)) end;
def asked_for: .job | (.query // .of // "") | tostring | ltrimstr("#") | ltrimstr("@");
def fetch: . as $in | .job.what as $what | .account.id as $me | ours as $us
  | if .step == "mentioned" then mentioned
    elif .job.spool then from_spool({fn: "hmac", name: "sha256", key: secret("app_secret"), text, base64};
      .headers["x-hub-signature-256"] // "" | ltrimstr("sha256="); hook($what))
    elif .step == "account" and (by_facebook | not) and .account.renewed == null then    # when it ends is told only by renewing it
      ask(renewed("/refresh_access_token"; "ig_refresh_token") + no_good; "renewed")
    elif .step == "account" or .step == "renewed" or (.step == "profile" and .job.of == null) then
      (if .step == "renewed" and .response.error == null then {account: {renewed: .now}} else empty end),
      ask(get(graph(if by_facebook then $me else "me" end); {fields: ((if by_facebook then "id" else "user_id" end)
        + ",username,name,biography,website,followers_count,follows_count,media_count")}); "snapshot")
    elif .step == "snapshot" then body | (if .data? | type == "array" then .data[0] else . end) | {record: profile}
    elif (.step == "profile" or .step == "search") and (by_facebook | not) then only_facebook(if .step == "search" then "hashtags" else "other people" end)
    elif .step == "profile" then ask(get(graph($me); {fields: ("business_discovery.username(" + asked_for
      + "){id,username,name,biography,website,followers_count,follows_count,media_count}")}); "found")
    elif .step == "found" then body.business_discovery
      | if type == "object" then {record: profile} else {gap: {what: "profile", why: "an answer came without the profile"}} end
    elif .step == "posts" then page("\($me)/media"; {fields: media_fields, limit: 50}; "page"),
      page("\($me)/stories"; {fields: media_fields, limit: 50}; "page")
    elif .step == "page" then numbered(medium("post"; $us)), (body.data[-1].timestamp? as $last | further | .older = $last)
    elif .step == "comments" and .job.of and (.job.of | tostring | test("^[0-9]+$") | not)
      then fail("invalid"; "'\(.job.of)' is no id of a post or comment there")
    elif .step == "comments" and .job.of then comments_of(.job.of | tostring)
    elif .step == "comments" then
      (select((.account.elsewhere // "") != "") | {gap: {what: "an answer of ours below what others posted", why: "Instagram lists it nowhere"}}),
      page("\($me)/media"; {fields: "id,timestamp,comments_count", limit: 50}; "parents")
    elif .step == "parents" then rows(body.data; .id as $id | if $id == null then {gap: {what: "comments", why: "a post came without its id"}}
        elif .comments_count != 0 or $id == $in.job.answers then $in | comments_of($id) else empty end),
      (body.data[-1].timestamp? as $last | further | .older_parent = $last)
    elif .step == "comments of" then replies_of, (body.data[-1].timestamp? as $last | further | .older_parent = $last)
    elif .step == "replies" then .vars as $v | rows(body.data; {record: comment($us; $v.thread; $v.parent)}), further
    elif .step == "mentions" then {gap: {what: "mentions", why: "words that name the account are told by webhook only (--spool): here is where it is tagged"}},
      page("\($me)/tags"; {fields: media_fields, limit: 50}; "tags")
    elif .step == "tags" or .step == "hits" then rows(body.data; {record: others}), (body.data[-1].timestamp? as $last | further | .older = $last)
    elif .step == "messages" then page("\(to_people)/conversations"; {platform: "instagram", fields: talk_fields, limit: 20}; "talks")
    elif .step == "talks" then talks, (body.data[-1].updated_time? as $last | further | .older = $last)
    elif .step == "series" then series_of
    elif .step == "search" and asked_for == "" then fail("invalid"; "a search needs a hashtag: --query '#WORD'")
    elif .step == "search" then                              # 30 hashtags in 7 days: which they are is asked before one more is
      ask(get(graph("\($me)/recently_searched_hashtags"); {fields: "id,name", limit: 30}) + {auth: {bearer: ["user_token", "token"]}}; "searched")
    elif .step == "searched" then [body.data[]? | .name | strings | ascii_downcase] as $names | (asked_for | ascii_downcase) as $tag
      | if ($names | length) >= 30 and ($names | index($tag) | not) then
          {fail: {kind: "rate", wait: 86400, message: "30 hashtags were searched in 7 days, and no more can be"}}
        else ask(get(graph("ig_hashtag_search"); {user_id: $me, q: asked_for}) + {auth: {bearer: ["user_token", "token"]}}; "tag") end
    elif .step == "tag" and body.data[0]?.id == null then unlisted
    elif .step == "tag" then page("\(body.data[0].id | part)/recent_media"; {user_id: $me, limit: 50,
      fields: "id,caption,media_type,media_url,permalink,timestamp,like_count,comments_count,children{id,media_type,media_url}"}; "hits")
    elif .step == "measured post" then measured(full_post)
    elif .step == "curve" then measured(curve) elif .step == "online" then measured(online) elif .step == "day" then measured(day_of) else measured(people) end;
