# TikTok. Two interfaces: that for developers (open.tiktokapis.com: publishes files, lists videos, knows no comments), and with the setting
# api = business that for organic business accounts (publishes by address, comments, numbers by day). What an answer is worth says its code.
include "net";

def about: {
  title: "TikTok", hosts: [".base", ".business"], open: ["*.tiktokapis.com"],
  account: {base: "https://open.tiktokapis.com", business: "https://business-api.tiktok.com", version: "v1.3"},
  auth: {bearer: "token"}, needs: ["id"],
  oauth2: {authorize: "https://www.tiktok.com/v2/auth/authorize/", token: "/v2/oauth/token/", client_id: "client_key", client: "body", access: "token",
    scope_separator: ",", scopes: ["user.info.basic", "user.info.profile", "user.info.stats", "video.list", "video.publish", "video.upload"]},
  asks: [
    {name: "client_id", ask: "The client key of your app, which asks you for your consent",
      where: "at developers.tiktok.com: Manage apps, your app, Credentials"},
    {name: "client_secret", ask: "Its client secret", secret: true, where: "there, below the client key"},
    {name: "redirect", ask: "Its redirect URI", example: "https://levains.example/tiktok/", where: "in the app, Login Kit, Web; it must be https"}],
  secrets: ["app_secret"],
  text: {max: 4000, unit: "utf16", title: 90},
  media: {min: 1, max: 35, by: "any", bytes: 4000000000, mixed: false, types: ["video/mp4", "video/webm", "video/quicktime", "image/jpeg", "image/webp"],
    each: {"video/*": {max: 1, text: 2200, bytes: 4000000000, seconds: [0, 600]}, "image/*": {max: 35, text: 4000, bytes: 20000000}}},
  reads: ["posts", "comments", "account", "series"], of: ["comments"], acts: ["reply", "hide", "unhide", "delete", "like", "pin"],
  uses: ["paid", "ai", "visibility", "media.cover"], settle: 30, keeps: {series: "60d"}, rate: {zone: "UTC"}};

def is_business: .account.api == "business";
def said: {access_token_invalid: "expired", scope_not_authorized: "refused", scope_permission_missed: "refused", invalid_params: "invalid",
  invalid_file_upload: "invalid", rate_limit_exceeded: "rate", internal_error: "server", spam_risk_too_many_posts: "rate",
  spam_risk_too_many_pending_share: "rate", reached_active_user_cap: "rate", spam_risk_text: "invalid", privacy_level_option_mismatch: "invalid"};
def in_words: {scope_not_authorized: "the account did not grant what this needs: authorize it again",
  spam_risk_too_many_posts: "TikTok takes no more posts of this account today",
  spam_risk_too_many_pending_share: "too many drafts wait in the app: publish or remove some there",
  reached_active_user_cap: "the app has posted for as many accounts as it may in a day",
  spam_risk_user_banned_from_posting: "TikTok does not let this account post",
  unaudited_client_can_only_post_to_private_accounts: "until TikTok has audited the app, it posts for private accounts only",
  url_ownership_unverified: "TikTok fetches only from a domain that is verified in the app: URL properties"};
def error_of:
  (.body | if type == "object" then . else {} end) as $b | ($b.error | if type == "object" then . else {} end) as $e
  | if $e.code and $e.code != "ok" then
      {kind: (said[$e.code] // if ($e.code | startswith("spam_risk_")) or ($e.code | startswith("unaudited_")) or ($e.code | startswith("url_"))
         or ($e.code | startswith("app_version")) then "refused" else null end), message: (in_words[$e.code] // $e.message),
       wait: (if $e.code == "rate_limit_exceeded" then 60 elif said[$e.code] == "rate" then "day" else null end)}
      | if .kind then filled else null end
    elif ($b.code | type) == "number" and $b.code != 0 then
      {message: $b.message, kind: (if $b.code == 40100 then "rate" elif $b.code == 40104 or $b.code == 40105 then "expired"
        elif $b.code == 40001 and ($b.message // "" | test("permission|scope|authoriz"; "i")) then "refused"
        elif $b.code == 40001 or $b.code == 40002 or $b.code == 51065 then "invalid"
        elif $b.code == 40700 or ($b.code >= 40200 and $b.code <= 40202) or $b.code >= 50000 and $b.code < 51000 then "server" else "refused" end)}
    else null end;

# Requests of the two. Lists in the query of the second are JSON.
def own($path; $fields): get("/v2/\($path)/"; {fields: ($fields | join(","))});
def ask_own($path; $json): send("POST"; "/v2/\($path)/"; $json) + {headers: {"Content-Type": "application/json; charset=UTF-8"}};
def business($path): "\(.account.business)/open_api/\(.account.version)/\($path)/";
def token: {auth: {header: {"Access-Token": "token"}}};
def look($path; $query): get(business($path); {business_id: .account.id} + $query) + token;
def tell($path; $json): send("POST"; business($path); {business_id: .account.id} + $json) + token;

def login:
  if is_business and (.account.business_id // "") == "" then
    fail("auth"; "the setting 'business_id' is missing: the open_id that came with the token")
  elif .step == null and is_business then ask((.account.id = .account.business_id) | look("business/get"; {fields: "[\"username\",\"display_name\"]"}); "me")
  elif .step == null then ask({who: own("user/info"; ["open_id", "display_name"]),
    name: (own("user/info"; ["username"]) + {accept: ["refused"]})}; "me")
  elif is_business then {account: {id: .account.business_id, handle: body.data.username, name: body.data.display_name}}
  else .response | {account: {id: .who.body.data.user.open_id, name: .who.body.data.user.display_name, handle: .name.body.data.user.username}} end;
# Of the developers' interface oauth2 does it.
def refresh:
  if .step == null and is_business then ask(send("POST"; business("tt_user/oauth2/refresh_token"); {client_id: .account.app_id,
    client_secret: secret("app_secret"), grant_type: "refresh_token", refresh_token: secret("refresh_token")})
    + {auth: false, keep: {token: "data.access_token", refresh_token: "data.refresh_token"}}; "in")
  elif is_business then {account: {id: (body.data.open_id // .account.id)}}
  else fail("auth"; "the token has ended: authorize the account again") end;

# Publishing. A film or pictures; these are fetched by TikTok, films may be sent.
def native: .job.draft.options.tiktok // {};
def ending: (.url // "") | sub("[?#].*$"; "") | ascii_downcase;
def film: if .type then .type | startswith("video") else ending | test("\\.(mp4|mov|webm)$") end;
def photo: if .type then .type | startswith("image") else ending | test("\\.(jpe?g|webp)$") end;
def caption: .job.draft | [.title, .text] | map(values | select(. != "")) | join("\n\n");
def utf16: explode | map(if . > 65535 then 2 else 1 end) | add // 0;
def unfit: is_business as $business | (caption | utf16) as $n | .job.draft.media as $media
  | if any($media[]; (film or photo) | not) then "it does not show what '\([$media[] | select((film or photo) | not)][0].url)' is: give its type"
    elif any($media[]; film) and ($media | length) > 1 then "a film stands alone there, no other media beside it"
    elif any($media[]; photo and .url == null) then "TikTok fetches photos itself: give their addresses instead of files"
    elif .job.draft.ai and any($media[]; photo) then "TikTok takes no photos that are marked as made with AI: post them in the app"
    elif $business and any($media[]; .url == null) then "the Business API fetches films itself: give an address instead of a file"
    elif $business and any($media[]; film) and ((native.privacy // "PUBLIC_TO_EVERYONE") != "PUBLIC_TO_EVERYONE" or .job.draft.visibility == "followers")
      then "the Business API shows a film to everybody: post it without visibility, or in the app"
    elif any($media[]; film) and $n > 2200 then "a caption can have 2200 characters there" else null end;
# Who may see it: of what the account offers.
def level($offered): native.privacy as $said
  | ({public: "PUBLIC_TO_EVERYONE", followers: "FOLLOWER_OF_CREATOR"}[.job.draft.visibility // ""]) as $level
  | if $said or .job.draft.visibility then $said // $level | . as $l | if $l != null and ($offered | index([$l])) then $l else null end
    else [("PUBLIC_TO_EVERYONE", "FOLLOWER_OF_CREATOR") | select(. as $l | $offered | index([$l]))][0] end;
def info($c; $level): native as $o | .job.draft as $d | {privacy_level: $level,
  disable_comment: ($c.comment_disabled == true or $o.comments == false),
  brand_content_toggle: ($d.paid == true), brand_organic_toggle: ($o.own_brand == true)};
def chunk: (.account.chunk // "0" | tonumber? // 0) as $said | .job.draft.media[0].bytes as $n
  | if $said >= 5242880 and $n >= 2 * $said then [$said, 64000000] | min elif $n <= 64000000 then $n else 10000000 end;
def source: .job.draft.media[0] as $m | chunk as $chunk
  | if $m.file then {source: "FILE_UPLOAD", video_size: $m.bytes, chunk_size: $chunk, total_chunk_count: ($m.bytes / $chunk | floor)}
    else {source: "PULL_FROM_URL", video_url: $m.url} end;
def film_init($c; $level): native as $o | if $o.inbox then ask_own("post/publish/inbox/video/init"; {source_info: source})
  else ask_own("post/publish/video/init"; {post_info: (info($c; $level) + {title: caption, disable_duet: ($c.duet_disabled == true or $o.duet == false),
    disable_stitch: ($c.stitch_disabled == true or $o.stitch == false), is_aigc: (.job.draft.ai == true), video_cover_timestamp_ms: $o.cover_ms} | filled),
    source_info: source}) end;
def photo_init($c; $level): native as $o | .job.draft as $d | ask_own("post/publish/content/init"; {media_type: "PHOTO",
  post_mode: (if $o.inbox then "MEDIA_UPLOAD" else "DIRECT_POST" end),
  post_info: ({title: $d.title, description: $d.text} + (if $o.inbox then {} else info($c; $level) + {auto_add_music: $o.music} end) | filled),
  source_info: {source: "PULL_FROM_URL", photo_cover_index: ($o.cover // 0), photo_images: [$d.media[].url]}});
# The name of what is under way is remembered: with it can be asked what came of it.
def under_way($id): .job.key as $key | {account: {pending: ([(.account.pending // [])[] | select(.key != $key)] + [{key: $key, id: $id}])[-40:]}};
def pause: .account.poll // "5" | tonumber? // 5;
def state($id): if is_business then look("business/publish/status"; {publish_id: $id})
  else ask_own("post/publish/status/fetch"; {publish_id: $id}) + {safe: true} end;
def watch($vars): .account.handle as $handle | ask(state($vars.id) + {after: pause, deadline: 900}; "state"; {name: $handle} + $vars);
def piece($at): .vars as $v | .job.draft.media[0] as $m | ([$m.bytes - $at, if $v.count <= 1 then $m.bytes else $v.chunk end] | min) as $n
  | {method: "PUT", url: $v.to, auth: false, file: {file: $m.file, offset: $at, length: $n, type: $m.type},
     headers: {"Content-Range": "bytes \($at)-\($at + $n - 1)/\($m.bytes)"}}
  | if $v.count <= 1 then publish(.; "sent"; $v) else ask(.; "piece"; $v + {at: ($at + $n), count: ($v.count - 1)}) end;
# What state says. A public id may come later than the word, or never: then what is under way is all there is to tell.
def ids: .data | .publicaly_available_post_id // .publicly_available_post_id // .post_ids // [] | map(tostring);
def outcome(failed): .vars as $v | body as $b | ($b | ids)[0] as $id | ($v.asked // 0) as $n
  | if $b.data.status? | type != "string" then fail("server"; "TikTok does not say what came of it")
    elif $b.data.status == "FAILED" then failed
    elif $b.data.status == "PUBLISH_COMPLETE" and $id then
      published($id; if $v.name then "https://www.tiktok.com/@\($v.name)/\($v.form // "video")/\($id)" else null end)
    elif $b.data.status == "SEND_TO_USER_INBOX" or ($b.data.status == "PUBLISH_COMPLETE" and ($v.hidden or $n >= 3)) then
      {receipt: {status: "published", id: $v.id, native: {publish_id: $v.id, inbox: ($b.data.status == "SEND_TO_USER_INBOX")}}}
    else watch($v + {asked: (if $b.data.status == "PUBLISH_COMPLETE" then $n + 1 else 0 end)}) end;
def publish_business($level): .job.draft as $d | native as $o | $d.media[0] as $m
  | {disable_comment: ($o.comments == false), is_branded_content: ($d.paid == true), is_brand_organic: ($o.own_brand == true)} as $flags
  | if $m | film then tell("business/video/publish"; {video_url: $m.url, custom_thumbnail_url: $m.cover, thumbnail_offset: $o.cover_ms,
      post_info: ($flags + {caption: caption, disable_duet: ($o.duet == false), disable_stitch: ($o.stitch == false),
        is_ai_generated: ($d.ai == true), upload_to_draft: $o.inbox} | filled)} | filled)
    else tell("business/photo/publish"; {photo_images: [$d.media[].url], photo_cover_index: ($o.cover // 0), post_info: ($flags | del(.is_brand_organic)
      + {title: $d.title, caption: $d.text, privacy_level: $level, auto_add_music: $o.music, is_draft: $o.inbox} | filled)}) end;
def post: native as $o | .job.draft.media as $media | ($media[0] | film) as $film
  | if unfit then fail("invalid"; unfit)
    elif .step == null and $o.inbox and (is_business | not) then
      (if $media[0].file then ask(film_init({}; null); "opened"; {inbox: true})
       else publish(if $film then film_init({}; null) else photo_init({}; null) end; "begun"; {inbox: true}) end)
    elif .step == null then ask(if is_business then look("business/video/settings"; {})
      else {method: "POST", url: "/v2/post/publish/creator_info/query/", safe: true} end; "creator")
    elif .step == "creator" then body.data as $c | ($c.privacy_level_options // []) as $offered | level($offered) as $level
      | {name: ($c.creator_username // .account.handle), hidden: ($level != "PUBLIC_TO_EVERYONE"), form: (if $film then "video" else "photo" end)} as $v
      | if $level == null and $offered == [] then fail("server"; "TikTok does not say who may see it: run it again later")
        elif $level == null then fail("invalid"; "who may see it: this account offers \($offered | join(", ")); see options.tiktok.privacy")
        elif $film and $c.max_video_post_duration_sec and ($media[0].seconds // 0) > $c.max_video_post_duration_sec then
          fail("invalid"; "a film of this account can last \($c.max_video_post_duration_sec) s")
        elif is_business then publish(publish_business($level); "begun"; $v)
        elif $media[0].file then ask(film_init($c; $level); "opened"; $v)
        else publish(if $film then film_init($c; $level) else photo_init($c; $level) end; "begun"; $v) end
    elif .step == "opened" and (body.data | .publish_id == null or .upload_url == null) then fail("server"; "TikTok does not say where the film goes")
    elif .step == "opened" then source as $s | .vars += {id: body.data.publish_id, to: body.data.upload_url, chunk: $s.chunk_size, count: $s.total_chunk_count}
      | under_way(.vars.id), piece(0)
    elif .step == "piece" then piece(.vars.at)
    elif .step == "sent" then watch(.vars | {id, name, hidden, form})
    elif .step == "begun" then (body.data | .publish_id // .share_id) as $id | .vars as $v
      | if $id then under_way($id), watch($v + {id: $id}) else fail("server"; "TikTok does not say under which name it was taken") end
    else outcome(fail("refused"; "TikTok has not published it: \(body.data | .fail_reason // .reason // "it does not say why")")) end;
# A film that was sent has a name before it goes out; by that name TikTok says what came of it. Where it does not, and of what TikTok fetches there
# may be no name: then the list of what is public can tell that it came through, and nothing tells that it did not.
def listed: if is_business then look("business/video/list"; {fields: "[\"item_id\",\"create_time\",\"caption\",\"share_url\"]", max_count: 20})
  else ask_own("video/list"; {max_count: 20}) + {query: {fields: "id,create_time,video_description,title,share_url"}, safe: true} end;
def find: .job.key as $key | ([(.account.pending // [])[] | select(.key == $key).id][-1]) as $id | (.job.sent | seconds) as $sent
  | (.job.draft.media[0].bytes // 0) as $bytes | .job.draft.text as $said
  | if .step == null and $id then ask(state($id) + {accept: ["invalid", "gone", "refused"]}; "known"; {id: $id, name: .account.handle, hidden: true})
    elif .step == null or (.step == "known" and .response.error) then ask(listed; "listed")
    # A film of which pieces are missing is never published.
    elif .step == "known" and (body.data.status == "FAILED"
      or (body.data.status == "PROCESSING_UPLOAD" and (body.data.uploaded_bytes | . != null and . < $bytes))) then nothing_there
    elif .step == "known" or .step == "state" then outcome(nothing_there)
    else caption as $text
      | [body.data.videos[]? | select((.item_id // .id) != null and (.caption // .video_description // .title | . != null and (. == $text or . == $said))
          and (.create_time | tonumber? // 0) >= $sent - 60)]
      | if length == 1 then .[0] | published(.item_id // .id; .share_url)
        else fail("refused"; "TikTok does not show whether it was taken") end end;

# What can be done to comments, with the Business API alone. A comment belongs to its video, which is its thread.
def act: .job.action as $do | ($do.target.id | tostring) as $id | $do.target.thread as $video
  | def to_it($path; $more): ask(tell("business/comment/\($path)"; {video_id: $video, comment_id: $id} + $more | filled) + {safe: true}; "done");
  if .step != null then published(if $do.do == "reply" then body.data.comment_id else $id end; null)
  elif is_business | not then fail("refused"; "TikTok's interface for developers has no comments: this needs api = business")
  elif $do.do == "reply" and ($do.text | utf16) > 150 then fail("invalid"; "an answer can have 150 characters there")
  elif $do.do == "reply" and $video then
    publish(tell("business/comment/reply/create"; {video_id: $video, comment_id: $id, text: $do.text}); "done")
  elif $do.do == "reply" then publish(tell("business/comment/create"; {video_id: $id, text: $do.text}); "done")
  elif $do.do == "delete" then ask(tell("business/comment/delete"; {comment_id: $id}) + {safe: true}; "done")
  elif $video == null and $do.do != "like" then fail("invalid"; "name the video that the comment is below, as target.thread")
  elif $do.do == "like" then to_it("like"; {video_id: null, action: "LIKE"})
  elif $do.do == "pin" then to_it("pin"; {action: "PIN"})
  else to_it("hide"; {action: ($do.do | ascii_upcase)}) end;

# Reading.
def fields: ["id", "create_time", "share_url", "video_description", "duration", "height", "width", "title",
  "like_count", "comment_count", "share_count", "view_count"];
def numbers: ["item_id", "create_time", "caption", "share_url", "video_duration", "video_views", "reach", "likes", "comments", "shares"];
def video($me): {type: "post", id: (.item_id // .id), url: .share_url, published: .create_time, author: {id: $me.id, handle: $me.handle, name: $me.name},
  text: (.caption // (if (.video_description // "") != "" then .video_description else .title end)),
  media: [{type: "video", width, height, seconds: ((.video_duration // .duration) | if . then tonumber else null end)}],
  metrics: {views: (.video_views // .view_count), reach, likes: (.likes // .like_count), comments: (.comments // .comment_count),
    shares: (.shares // .share_count)}};
def page($cursor; $step): if is_business
  then ask(look("business/video/list"; {fields: (numbers | tojson), max_count: 20, cursor: $cursor}); $step)
  else ask(ask_own("video/list"; {max_count: 20, cursor: $cursor} | filled) + {query: {fields: (fields | join(","))}, safe: true}; $step) end;
# Whether there is more, and where, an answer must say, and nothing is asked twice; a list that is missing is said by rows.
def onward($list; ask_at): body.data? as $d | if $list | type != "array" then empty
  elif ($d.has_more | type) != "boolean" or ($d.has_more and ($d.cursor == null or $d.cursor == .vars.at)) then
    {gap: {what: .job.what, why: "an answer did not say whether and where there is more"}}
  elif $d.has_more then .vars.at = $d.cursor | ask_at | .vars = (.vars // {}) + {at: $d.cursor} else empty end;
def more: body.data.videos? as $list | .step as $step | .vars as $v | onward($list; page(.vars.at; $step) | .vars = $v
  | . + if $list == [] then {} elif $step == "parents" then {older_parent: $list[-1].create_time} else {older: $list[-1].create_time} end);
def profile: {type: "account", id: (.open_id // .id), handle: .username, name: .display_name, url: .profile_deep_link,
  metrics: {followers: (.follower_count // .followers_count), following: .following_count, likes: (.likes_count // .total_likes),
    posts: (.video_count // .videos_count)}};
def groups: {basic: ["open_id", "display_name"], profile: ["username", "profile_deep_link"],
  stats: ["follower_count", "following_count", "likes_count", "video_count"]};
def granted($me): [groups | to_entries[] | select(.key as $k | $me.denied // [] | index([$k]) | not)];
def comment($video; $me): (.video_id // $video) as $v | {type: "comment", id: .comment_id, thread: $v, reply_to: (.parent_comment_id // $v),
  published: .create_time, text,
  author: {id: (if .owner == true then $me.id else .unique_identifier // .user_id end), handle: .username}, own: (if .owner == true then true else null end),
  status: (if .status == "HIDDEN" then "hidden" else null end), metrics: {likes, comments: .replies}};
def comments($video; $cursor): look("business/comment/list"; {video_id: $video, max_count: 30, status: "ALL", sort_field: "create_time", sort_order: "desc",
  include_replies: true, cursor: $cursor}) + {accept: ["gone"]};
def replies($video; $id; $cursor): look("business/comment/reply/list"; {video_id: $video, comment_id: $id, max_count: 30, status: "ALL", cursor: $cursor})
  + {accept: ["gone"]};
def unread($what): {gap: {what: "comments", why: "what is below \($what) cannot be read"}};
# A day's numbers. Names differ between accounts: where the newer ones are refused, the older are asked, and it is remembered.
def daily: {new: ["daily_total_followers", "daily_new_followers", "daily_lost_followers", "profile_views", "video_views", "unique_video_views",
  "likes", "comments", "shares"], old: ["followers_count", "profile_views", "video_views", "likes", "comments", "shares"]};
def day: strftime("%Y-%m-%d");
def first: .now as $now | [$now - 60 * 86400, (.job.since // "1970-01-01T00:00:00Z" | seconds)] | max;
def days($names): first as $from | .now as $now
  | look("business/get"; {start_date: ($from | day), end_date: ($now - 86400 | day), fields: (daily[$names] | tojson)});
# A day that is not there yet, or has no number, is still counted: from it on nothing is covered.
def counted: .date != null and ([to_entries[] | select(.key != "date").value | values] != []);
def uncounted($days): .now as $now | first as $from | ([$days[] | select(counted).date[0:10]] | max) as $last
  | (if $last then $last + "T00:00:00Z" | seconds + 86400 else $from end) as $until | select(($until | day) < ($now | day))
  | {gap: {what: "series", why: "TikTok counts for a day or two before it tells", from: $until}};
def day_of($me): (.date[0:10] + "T00:00:00Z") as $start | {type: "series", id: "\($me.id)/\(.date[0:10])",
  period: {start: $start, end: ($start | seconds + 86400 | todate)}, metrics: {followers: (.daily_total_followers // .followers_count),
    follows: .daily_new_followers, unfollows: .daily_lost_followers, profile_visits: .profile_views, views: .video_views, reach: .unique_video_views,
    likes, comments, shares}};
def not_here($what): {gap: {what: $what, why: "TikTok's interface for developers does not tell them: api = business does"}};
# What is answered may have more below it than is counted there yet.
def fetch: .account as $me | (.job.answers // "" | tostring) as $to
  | if .step == "account" and is_business then ask(look("business/get"; {fields: (["username", "display_name", "followers_count", "following_count",
      "total_likes", "videos_count", "profile_deep_link"] | tojson)}); "profile")
    elif .step == "account" then ask([granted($me)[] | own("user/info"; .value) + {accept: ["refused"]}]; "groups")
    elif .step == "profile" then {record: (body.data | profile | .id = $me.id)}
    elif .step == "groups" then [granted($me), .response] | transpose as $answers
      | (($me.denied // []) + [$answers[] | select(.[1].error) | .[0].key]) as $denied
      | {account: {denied: $denied}}, ($denied[] | {gap: {what: "account", numbers: true, why: "the account did not grant user.info.\(.): authorize it again"}}),
        {record: ([$answers[][1] | select(.error | not) | .body.data.user] | add | profile | .id = $me.id)}
    elif .step == "posts" then page(null; "page")
    elif .step == "page" then rows(body.data.videos?; {record: video($me)}), more
    elif (.step == "comments" or .step == "series") and (is_business | not) then not_here(.step)
    elif .step == "comments" and .job.of then (.job.of | tostring | sub("[?#].*$"; "") | sub("^.*/"; "")) as $id
      | ask(comments($id; null); "comment"; {video: $id})
    elif .step == "comments" then page(null; "parents")
    elif .step == "parents" then rows(body.data.videos?; select((.comments // 1 | tonumber) > 0 or "\(.item_id)" == $to) | .item_id
        | if . == null then unread("a film") else tostring as $v | {account: $me} | ask(comments($v; null); "comment"; {video: $v}) end), more
    elif (.step == "comment" or .step == "reply") and .response.error then unread("a film")
    elif .step == "comment" then .vars.video as $v | rows(body.data.comments?; . as $c | {record: comment($v; $me)},
        (if ((.replies | tonumber?) // 1) <= (.reply_list // [] | length) and "\($c.comment_id)" != $to then .reply_list[]? | {record: comment($v; $me)}
         elif .comment_id == null then unread("a comment")
         else {account: $me} | ask(replies($v; $c.comment_id; null); "reply"; {video: $v, below: $c.comment_id}) end)),
      onward(body.data.comments?; ask(comments($v; .vars.at); "comment"; .vars))
    elif .step == "reply" then .vars as $v | rows(body.data.comments?; {record: (comment($v.video; $me) | .reply_to = ($v.below))}),
      onward(body.data.comments?; ask(replies($v.video; $v.below; .vars.at); "reply"; .vars))
    elif .step == "series" and first >= .now - 86400 then uncounted([])
    elif .step == "series" then ($me.daily // "new") as $names | (ask(days($names) + {accept: (if $names == "new" then ["invalid"] else [] end)}; "days"))
    elif .step == "days" and .response.error then {account: {daily: "old"}},
      {gap: {what: "series", numbers: true, why: "this account's numbers come without those of new and lost followers"}}, ask(days("old"); "days")
    else rows(body.data.metrics?; if .date == null then {gap: {what: "series", why: "TikTok does not say of which day some numbers are"}}
        elif counted then {record: day_of($me)} else empty end),
      (body.data.metrics? | arrays) as $days | uncounted($days) end;
