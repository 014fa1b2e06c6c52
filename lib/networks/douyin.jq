# Douyin, by its open platform. Each right is granted by itself, to few: what is refused is named, and the rest is read.
include "net";

def about: {
  title: "Douyin", hosts: [".base"], account: {base: "https://open.douyin.com"}, auth: {header: {"access-token": "token"}},
  secrets: ["refresh_token", "client_secret"], needs: ["open_id"],
  asks: [
    {name: "client_key", ask: "The Client Key of your app", secret: true, where: "at developer.open-douyin.com: Console, your web app, Settings"},
    {name: "client_secret", ask: "Its Client Secret", secret: true, where: "on the same page; tokens are renewed with it, and webhooks verified"},
    {name: "open_id", ask: "The open_id of the person", where: "it comes with the token, when the person consents"},
    {name: "token", ask: "The access token", secret: true, example: "act.1d10...", where: "it comes with the open_id, and ends after 15 days"},
    {name: "refresh_token", ask: "The refresh token", secret: true, optional: true, example: "rft.713...",
      where: "it comes with them; with it the token is renewed, without it you consent again every 15 days"}],
  text: {max: 1000, unit: "codepoints"},
  media: {min: 1, max: 35, mixed: false, by: "file", bytes: 4000000000, 
    types: ["video/mp4", "video/quicktime", "image/jpeg", "image/png", "image/webp"],
    each: {"image/*": {max: 35, bytes: 20000000}, "video/*": {max: 1, bytes: 4000000000, seconds: [0, 900]}}},
  reads: ["posts", "comments", "messages", "account", "series"], of: ["comments"], spool: ["messages"], acts: ["reply", "pin"],
  uses: ["visibility"], keeps: {series: "30d"}, rate: {zone: "Asia/Shanghai"}, settle: 30};

# Errors come with status 200, in data, in extra or in both, as numbers or as texts.
def code: [.data, .extra | objects | .error_code // 0 | tonumber? // 0 | select(. != 0)][0] // 0;
def error_of:
  (.body | if type == "object" then . else {} end) as $b | ($b | code) as $c
  | ([$b.extra, $b.data | objects | .sub_description, .description | strings | select(. != "")][0] // "no reason was given" | "\(.) (\($c))") as $m
  | def one_of($codes): $codes | index($c) != null;
  if $c == 0 then null
  elif one_of([10008, 2190008, 28001008, 28001003]) then {kind: "expired", message: $m}
  elif $c == 10010 then {kind: "auth", message: "the consent has ended: \($m)"}
  elif $c == 10020 then {kind: "rate", wait: 60, message: $m}
  elif $c == 28003017 then {kind: "rate", wait: "day", message: $m}
  elif one_of([28001005, 28001006]) then {kind: "server", message: $m}
  elif one_of([28001014, 28001016, 28001018, 28001019]) then {kind: "refused", message: "this right was not granted: \($m)"}
  else {kind: "invalid", message: $m} end;

# A token lasts 15 days, what renews it 30: that is prolonged too, as often as Douyin does it; then the person must consent anew.
def login: if .account.open_id == null then fail("invalid"; "there is no setting 'open_id'") else {account: {}} end;
def tokens: {token: "data.access_token", refresh_token: "data.refresh_token", "expires-in": "data.expires_in"};
def refresh:
  if .step == null then ask({method: "POST", url: "/oauth/refresh_token/", auth: false, safe: true, keep: tokens,
      form: {client_key: secret("client_key"), grant_type: "refresh_token", refresh_token: secret("refresh_token")}}; "in")
  elif .step == "in" then ask({method: "POST", url: "/oauth/renew_refresh_token/", auth: false, safe: true, keep: {refresh_token: "data.refresh_token"},
      form: {client_key: secret("client_key"), refresh_token: secret("refresh_token")},
      accept: ["invalid", "auth", "expired", "refused", "rate", "server"]}; "prolonged")
  else {account: {}} end;

def me($query): {open_id: .account.open_id} + $query;
def ask_for($path; $query): get($path; me($query));
def tell($path; $query; $json): send("POST"; $path; $json) + {query: me($query)};

# Publishing. A film above 120 MB goes out in parts of 20; ids have characters that a query must write as %XX, which the engine does.
def part: 20971520;
def whole($m): me({}) as $q | {method: "POST", url: "/api/douyin/v1/video/upload_video/", query: $q, safe: true,
  multipart: [{name: "video", file: $m.file, type: $m.type}]};
def parts($m; $id): . as $in | [range(0; ($m.bytes / part | ceil))] | map(. as $n | (($in | me({upload_id: $id, part_number: ($n + 1)}))) as $q
  | {method: "POST", url: "/api/douyin/v1/video/upload_video_part/", query: $q, safe: true,
     multipart: [{name: "video", file: $m.file, type: $m.type, offset: ($n * part), length: ([part, $m.bytes - $n * part] | min)}]});
def private: {public: 0, followers: 2, direct: 1}[. // "public"];
def put($video; $images): .job.draft as $d | ($d.options.douyin // {}) as $more
  | ({text: $d.text, private_status: ($d.visibility | private)}
      + ($more | {at_users, cover_tsp, custom_cover_image_url, poi_id, poi_name, micro_app_id, micro_app_title, micro_app_url, download_type})
      + if $video then {video_id: $video} else {image_list: $images} end | filled) as $it
  | publish(tell("/api/douyin/v1/video/\(if $video then "create_video" else "create_image_text" end)/"; {}; $it); "made");
def no_place: fail("server"; "Douyin does not say under which id it keeps what was sent");
def post:
  .job.draft.media[0] as $m
  | if (.job.draft.visibility | private) == null then fail("invalid"; "Douyin knows public, followers (friends) and direct (only oneself)")
    elif $m == null then fail("invalid"; "Douyin publishes a film, or pictures: there is none")
    elif .step == null and ($m.type | startswith("image/")) then . as $in | me({}) as $q
      | ask([.job.draft.media[] | {method: "POST", url: "/api/douyin/v1/video/upload_image/", query: $q, safe: true,
          multipart: [{name: "image", file, type}]}]; "images")
    elif .step == null and $m.bytes <= 120000000 then ask(whole($m); "film")
    elif .step == null then me({}) as $q | ask({method: "POST", url: "/api/douyin/v1/video/init_video_part_upload/", query: $q, safe: true}; "begun")
    elif .step == "begun" and body.data?.upload_id? == null then no_place
    elif .step == "begun" then body.data.upload_id as $id | ask(parts($m; $id); "parts"; {upload: $id})
    elif .step == "parts" then me({upload_id: .vars.upload}) as $q
      | ask({method: "POST", url: "/api/douyin/v1/video/complete_video_part_upload/", query: $q, safe: true}; "film")
    elif .step == "film" and body.data?.video?.video_id? == null then no_place
    elif .step == "film" then put(body.data.video.video_id; null)
    elif .step == "images" and any(.response[]; .body.data?.image?.image_id? == null) then no_place
    elif .step == "images" then [.response[].body.data.image.image_id] as $ids | put(null; $ids)
    else published(body.data.item_id; null) end;

# A comment is answered and pinned below its film: target.thread says which.
def act:
  .job.action as $do | $do.target.id as $id | ($do.target.thread // null) as $item
  | if .step == null and $item == null then fail("invalid"; "target.thread must say below which film it is")
    elif .step == null and $do.do == "reply" then publish(tell("/item/comment/reply/"; {}; {item_id: $item, comment_id: $id, content: $do.text}); "done")
    elif .step == null then ask(tell("/item/comment/top/"; {}; {item_id: $item, comment_id: $id, top: true}) + {safe: true}; "done")
    else published(body.data.comment_id // $id; null) end;

# Reading. Counts are texts.
def n: if . == null then null else tonumber? // null end;
def film($me): {type: "post", id: .item_id, url: .share_url, published: (.create_time | n), text: .title, author: {id: $me},
  media: [{type: (if (.media_type | n) == 2 then "image" else "video" end), url: null}], tags: [.title // "" | scan("#([^#@ \n]+)")[0]],
  raw: ({cover, status: .video_status, pinned: (.is_top == true), in_review: (.is_reviewed == false)} | filled | with_entries(select(.value != false))),
  metrics: (.statistics // {} | {views: (.play_count | n), likes: (.digg_count | n), comments: (.comment_count | n), shares: (.share_count | n),
    forwards: (.forward_count | n), downloads: (.download_count | n)})};
# A page may be empty and have a next; one that leads back is the last. One that does not say which it is has perhaps more behind it.
def listed: body.data?.list?;
def unsaid: body.data? as $d | if ($d | type == "object") and (listed | type == "array")
    and ($d.has_more == null or ($d.has_more == true and ($d.cursor | n) == null))
  then {gap: {what: .job.what, why: "an answer did not say whether there is more"}} else empty end;
def more($path; $query; $step): . as $in | (body.data?.cursor? | n) as $at | select(body.data?.has_more? == true and $at > (.vars.at // 0))
  | ask($in | ask_for($path; $query + {cursor: $at}); $step; (.vars // {}) + {at: $at});
def films($step): ask_for("/api/douyin/v1/video/video_list/"; {cursor: 0, count: 20}) | ask(.; $step);
def next_films: ([listed | arrays | .[-1].create_time?][0] | n) as $last | more("/api/douyin/v1/video/video_list/"; {count: 20}; .step) | [., $last];
def comments_of($item): ask(ask_for("/item/comment/list/"; {item_id: $item, cursor: 0, count: 50}) + {accept: ["refused", "gone"]};
  "comments of it"; {item: $item});
def answers_to($item; $id): ask(ask_for("/item/comment/reply/list/"; {item_id: $item, comment_id: $id, cursor: 0, count: 50}); "answers";
  {item: $item, to: $id});
def comment($me; $item; $to): {type: "comment", id: .comment_id, thread: $item, reply_to: $to, published: (.create_time | n), text: .content,
  author: {id: .comment_user_id, name: .nick_name}, metrics: {likes: (.digg_count | n), comments: (.reply_comment_total | n)},
  raw: ({pinned: (if .top == true then true else null end)} | filled)} | mine($me);

def unread($what): {gap: {what: "comments", why: "what is below \($what) cannot be read"}};

# What it counts of the account by day, each by a right of its own; one that is refused is asked again a week later.
def begins: "\(.)T00:00:00+08:00";
def is_day: type == "string" and test("^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
def ends: (. + "T00:00:00Z" | fromdateiso8601) + 57600;
def kinds: ["item", "fans", "like", "comment", "share", "profile"];
def names: {new_play: "plays", new_like: "likes", new_comment: "comments", new_share: "shares", new_fans: "follows", total_fans: "followers",
  total_issue: "posts"};                               # what else there is keeps its name
def lost($kind; $why): {gap: {what: $kind, why: $why}}, {gap: {what: "series", why: "\($kind): \($why)"}};
def first: .now as $now | [$now - 30 * 86400, (.job.since // null | if . then seconds else 0 end)] | max;
def measured: .account as $a | .now as $now | (($now - first) / 86400) as $days
  | (if $days <= 7 then 7 elif $days <= 15 then 15 else 30 end) as $type
  | . as $in | kinds[] as $kind
  | if ($a["refused " + $kind] // 0) > $now - 604800 then lost($kind; "Douyin refused it; it is asked again after a week")
    else ask($in | ask_for("/data/external/user/\($kind)/"; {date_type: $type}) + {accept: ["refused"]}; "days"; {kind: $kind}) end;
# From the day on that is not there yet nothing is covered.
def uncounted($last): ((.now + 28800) / 86400 | floor * 86400 - 28800) as $today | (if $last then $last | ends else first end) as $until
  | select($until < $today) | {gap: {what: "series", why: "Douyin counts for a day or two before it tells", from: $until}};
def days: .account.open_id as $me | .vars.kind as $kind | .now as $now
  | if .response.error then lost($kind; .response.error.message),
      (if body.extra? then {account: {("refused " + $kind): $now}} else empty end)
    else body.data?.result_list? as $list | rows($list;
        if .date | is_day | not then {gap: {what: "series", why: "Douyin does not say of which day some numbers are"}}
        else {record: {type: "series", id: "\($me)/\($kind)/\(.date)", period: {start: (.date | begins), end: (.date | ends)}, dimensions: {of: $kind},
          metrics: (del(.date) | with_entries({key: (names[.key] // .key), value: (.value | n)}))}} end),
      uncounted([$list | arrays | .[] | select(.date | is_day) | select(del(.date) | any(.[]; . != null)).date] | max) end;

# Private messages come by webhook only; their content is an object, or the text of one.
def told($me): .body | select(type == "object" and (.event == "im_receive_msg" or .event == "im_send_msg")) | . as $b
  | (.content | if type == "string" then fromjson? // {} else . end) as $c | select($c.server_message_id != null)
  | (if .event == "im_send_msg" then .to_user_id else .from_user_id end) as $other | select(.to_user_id == $me or .from_user_id == $me)
  | {record: ({type: "message", id: $c.server_message_id, thread: $c.conversation_short_id, published: $c.create_time, text: $c.text,
      author: {id: $b.from_user_id, name: ([$c.user_infos[]? | select(.open_id == $b.from_user_id).nick_name][0])},
      media: [$c.resource_url | strings | {type: (if $c.resource_type == "video" then "video" else "image" end), url: .,
        width: $c.resource_width, height: $c.resource_height}],
      raw: ({kind: (if $c.message_type == "text" then null else $c.message_type end), with: $other} | filled)} | mine($me))};
def spool: .account.open_id as $me
  | from_spool({fn: "hash", name: "sha1", text: (secret("client_secret") + (.text // ""))}; .headers["x-douyin-signature"] // "" | ascii_downcase; told($me));

# What is answered may have more below it than is counted there yet.
def fetch:
  (.job.answers // "" | tostring) as $to | .job as $job | .account.open_id as $me
  | if $job.spool then spool
    elif .step == "account" then ask({user: (send("POST"; "/oauth/userinfo/"; {open_id: $me, access_token: secret("token")}) + {safe: true,
          accept: ["refused"]}),
        fans: (ask_for("/api/douyin/v1/user/fans_data/"; {}) + {accept: ["refused"]})}; "snapshot")
    elif .step == "snapshot" then (.response | to_entries[] | select(.value.error) | {gap: {what: .key, why: .value.error.message, numbers: true}}),
      (.response.user.body.data? // {}) as $u | (.response.fans.body.data?.fans_data? // {}) as $f
      | {record: {type: "account", id: $me, name: $u.nickname, metrics: {followers: ($f.all_fans_num | n)},
          raw: ({union_id: $u.union_id, role: $u.e_account_role, avatar: $u.avatar}
            + ($f | to_entries | map(select(.key | endswith("_distributions")) | .value |= map({item, value})) | from_entries) | filled)}}
    elif .step == "posts" then films("films")
    elif .step == "films" then rows(listed; {record: film($me)}), unsaid, (next_films | .[1] as $last | .[0] + {older: $last})
    elif .step == "comments" and $job.of then comments_of($job.of)
    elif .step == "comments" then films("films with comments")
    elif .step == "films with comments" then
      (. as $in | rows(listed; select((.statistics?.comment_count? | n) != 0) | .item_id as $id
        | if $id == null then unread("a film") else $in | comments_of($id) end)), unsaid,
      (next_films | .[1] as $last | .[0] + {older_parent: $last})
    elif .step == "comments of it" and .response.error then {gap: {what: "comments", why: .response.error.message}}
    elif .step == "comments of it" then . as $in | .vars.item as $item
      | rows(listed; {record: comment($me; $item; $item)}, (select((.reply_comment_total | n) != 0 or .comment_id == $to) | .comment_id as $id
          | if $id == null then unread("a comment") else $in | answers_to($item; $id) end)),
        unsaid, more("/item/comment/list/"; {item_id: $item, count: 50}; .step)
    elif .step == "answers" then .vars as $v | rows(listed; {record: comment($me; $v.item; $v.to)}),
      unsaid, more("/item/comment/reply/list/"; {item_id: $v.item, comment_id: $v.to, count: 50}; .step)
    elif .step == "messages" then
      {gap: {what: "messages", why: "Douyin tells them by webhook only: name the folder that a web server fills with --spool"}}
    elif .step == "series" then measured
    else days end;
