# Facebook: Pages, by the Graph API. What is written to a Page in private is messenger's.
include "net";
include "graph";

def about: {
  title: "Facebook Pages", hosts: [".base", "rupload.facebook.com"], account: {base: "https://graph.facebook.com"},
  auth: {bearer: ["page_token", "token"], proof: {appsecret_proof: "app_secret"}}, secrets: ["user_token", "client_secret", "app_secret"], needs: ["id"],
  oauth2: {authorize: "https://www.facebook.com/v25.0/dialog/oauth", token: "/oauth/access_token", scope_separator: ",", client: "body", access: "token",
    scopes: ["pages_show_list", "pages_manage_posts", "pages_manage_engagement", "pages_read_engagement", "pages_read_user_content",
      "read_insights", "pages_manage_metadata", "business_management"]},
  asks: [
    {name: "token", ask: "An access token", secret: true,
     where: "at developers.facebook.com: Graph API Explorer, your app, the Page, permissions in cm-networks(7); or of a system user, at business.facebook.com"},
    {name: "page", ask: "The Page, if the token opens several: its id or name", example: "19292868552", optional: true,
      where: "the number is at the Page: About, Page transparency"},
    {name: "app_secret", ask: "The app's secret, to verify what comes by webhook", secret: true, optional: true,
      where: "at developers.facebook.com: your app, App settings, Basic; needed for --spool only"}],
  text: {max: 63206, unit: "utf16"},
  media: {max: 10, bytes: 10737418240, alt: 1000, mixed: false, types: ["image/jpeg", "image/png", "image/gif", "video/*"],
    each: {"image/*": {max: 10, bytes: 10485760}, "video/*": {max: 1, bytes: 10737418240}}},
  reads: ["posts", "comments", "mentions", "account", "series", "profile", "search"], of: ["comments", "profile"], spool: ["comments", "mentions"],
  acts: ["reply", "hide", "unhide", "delete", "like", "pin", "block"],
  uses: ["link", "first_comment", "paid", "media.captions", "media.cover"], schedules: true, keeps: {series: "730d"}, settle: 10};
# Where the server has another part of a film than was sent, it says which.
def error_of: if graph_said | .error_subcode == 1363037 and .error_data != null then {kind: "elsewhere"} else graph_error end;

def login: page_login(""; {id, name, handle: .username});
def here($edge): graph("\(.account.id)/\($edge)");
def act_on($path; $json): send("POST"; graph($path); $json);

# What is said. Numbers that are not given stay out: shares is not there where there are none, and then it is 0 only beside reactions.
def person: if . then {id, name, handle: .username, url: .link} else null end;
def media: [(.attachments.data // [])[] | if .subattachments.data then .subattachments.data[] else . end
  | select(.media? | type == "object") | (.type // .media_type // "" | test("video|reel")) as $film
  | {type: (if $film then "video" else "image" end), url: ((if $film then .media.source else .media.image.src end) // .url),
     alt: (if $film then null else .media.image.alt? end), width: .media.image.width, height: .media.image.height}];
def links: [(.attachments.data // [])[] | select((.type // "") == "share" or .media_type == "link") | (.unshimmed_url // .url) | strings];
def measures: [(.insights.data // [])[] | {(.name): .values[-1].value}] | add // {} | {
  views: .post_media_view, reach: .post_total_media_view_unique, clicks: .post_clicks, likes: .post_reactions_by_type_total.like?};
def metrics: {reactions: .reactions.summary.total_count?, comments: .comments.summary.total_count?,
  shares: (.shares.count? // (if .reactions then 0 else null end))} + measures;
def post_record($type): {type: $type, id, url: .permalink_url, published: .created_time, updated: .updated_time, author: (.from | person),
  text: (.message // .story), status: (if .is_hidden == true then "hidden" else null end), media: media, links: links,
  tags: [.message // "" | match("(^|\\s)#([^\\s#.,;:!?()]+)"; "g").captures[1].string],
  mentions: [.message_tags[]? | select(.type != null) | {id, name}], metrics: metrics};
def comment_record($thread): {type: "comment", id, url: .permalink_url, published: .created_time, author: (.from | person), text: .message,
  reply_to: (.parent.id // $thread), thread: $thread, status: (if .is_hidden == true then "hidden" else null end),
  media: [.attachment // empty | select(.media.image.src?) | {type: (if (.type // "") | test("video") then "video" else "image" end),
    url: (.media.source // .media.image.src), width: .media.image.width, height: .media.image.height}],
  mentions: [.message_tags[]? | {id, name}], metrics: {likes: .like_count, comments: .comment_count}};
def page_fields: "id,name,username,link,fan_count,followers_count,talking_about_count";
def page_record: {type: "account", id, handle: .username, name, url: .link,
  metrics: {followers: .followers_count, likes: .fan_count, talking_about: .talking_about_count}};

# Names of things. A post is PAGE_POST; the address of one ends with POST, or hides it.
def thing($page): tostring | if test("^[0-9]+(_[0-9]+)*$") then .
  else [capture("(/posts/|/videos/|/reel/|story_fbid=|[?&]v=)(?<n>[0-9]+)")][0].n as $n | if $n then "\($page)_\($n)" else null end end;
def no_thing: "it is named by its id, PAGE_POST, or an address that has a number in it";
def page_name: tostring | sub("^https?://[^/]+/"; "") | sub("^@"; "") | sub("^profile\\.php\\?id="; "") | sub("[/?].*$"; "");

# Publishing. Pictures go up unseen, then one request makes the post; a film goes up in pieces, and its end publishes it.
def more: .job.draft.options.facebook // {};
def film: .job.draft.media[0] // {} | (.type // "") | startswith("video/");
# What only this network knows goes along under its own name.
def native($names): more | with_entries(select(.key as $k | $names | index($k)));
def message: .job.draft as $d | ($d.text // "") as $t
  | if $d.link and ($d.media // []) != [] and ($t | contains($d.link) | not) then ([$t, $d.link] | map(select(. != "")) | join("\n\n")) else $t end;
def due: .now as $now | .job.draft.at // null | if . then (seconds | select(. > $now)) // null else null end;
def when: due as $at | if $at then {published: false, scheduled_publish_time: $at, unpublished_content_type: "SCHEDULED"} else {} end;
def whole: ["place", "tags", "targeting", "feed_targeting", "backdated_time", "backdated_time_granularity", "text_format_preset_id",
  "call_to_action", "child_attachments"];
def paid: if .job.draft.paid == true then {sponsor_id: more.sponsor_id} else {} end;
def feed($photos): publish(send("POST"; here("feed"); {message: message, link: (if $photos == [] then .job.draft.link else null end),
    attached_media: [$photos[] | {media_fbid: .}]} + native(whole) + paid + when | filled); "posted");
def upload($path): {method: "POST", url: $path, safe: true,
  multipart: ([{name: "published", value: "false"}, (.alt | strings | select(. != "") | {name: "alt_text_custom", value: .}), {name: "source", file, type}])};
def unseen: here("photos") as $path | [.job.draft.media[]? | upload($path)];
def undo($id): {undo: {method: "DELETE", url: graph($id | part)}};
def edge: if more.story then "video_stories" else "video_reels" end;
def no_id($what): fail("server"; "the network gave no id to \($what)");
# A film in pieces; the server says from where to where, in digits as text, also when it had more of it than we know.
def piece($in; $to): $in | .job.draft.media[0] as $f | [$to | .start_offset, .end_offset | tonumber] as [$from, $upto]
  | ask({method: "POST", url: here("videos"), safe: true, accept: ["elsewhere"], multipart: [
      {name: "upload_phase", value: "transfer"}, {name: "upload_session_id", value: $in.vars.session}, {name: "start_offset", value: $to.start_offset},
      {name: "video_file_chunk", file: $f.file, offset: $from, length: ($upto - $from), type: $f.type}]}; "piece"; $in.vars);
def film_ends: publish(send("POST"; here("videos"); {upload_phase: "finish", upload_session_id: .vars.session, description: message}
    + native(["title", "targeting", "feed_targeting", "content_category"]) + paid + when | filled); "shown"; .vars);
# A reel or the film of a story: a session at a host for uploads, which goes on where it broke.
def session($offset): .job.draft.media[0] as $f | ask({method: "POST", url: .vars.url, safe: true, accept: ["server"],
    file: {file: $f.file, offset: $offset, type: $f.type},
    auth: {bearer: ["page_token", "token"], scheme: "OAuth", proof: false},
    headers: {offset: ($offset | tostring), file_size: ($f.bytes | tostring)}}; "sent"; .vars);
def status($wait): ask(get(graph(.vars.video | part); {fields: "status"}) + {after: $wait, deadline: 1800}; "arrived"; .vars);
# The phase and the film stand in the address: in a body they are not seen.
def phase($query): {method: "POST", url: here(edge), query: $query};
def session_ends: (edge == "video_stories") as $story
  | publish(phase({upload_phase: "FINISH", video_id: .vars.video, video_state: (if $story then null elif due then "SCHEDULED" else "PUBLISHED" end)})
    + if $story then {} else {form: ({description: message, scheduled_publish_time: due} + native(["title", "place"]) | filled)} end; "shown"; .vars);
def failures: ["invalid", "refused", "gone", "server", "rate", "auth", "expired"];
# What goes beside a film is put there once it is there: captions, the picture that stands for it. Then: where can it be seen?
def beside: . as $in | .vars.video as $id | .job.draft.media[0] as $f
  | [($f.captions | strings | {edge: "captions", name: "captions_file", file: .}), ($f.cover | strings | {edge: "thumbnails", name: "source", file: .})
    | .edge as $edge | {method: "POST", url: ($in | graph("\($id | part)/\($edge)")), safe: true, accept: failures,
      multipart: ([{name, file}] + if $edge == "thumbnails" then [{name: "is_preferred", value: "true"}] else [] end)}];
def look($wait): get(graph(.vars.video | part); {fields: "permalink_url,post_id,status"}) + {accept: failures, after: $wait};
def said($id; $url): .job.draft.first_comment as $words
  | if $words then ask(act_on("\($id | part)/comments"; {message: $words}) + {accept: failures}; "commented"; {id: $id, url: $url})
    else published($id; $url) end;
def spoilt: [.[]? | objects | (.errors[]?, .error?) | objects | .message | strings][0] // "the film was refused";
def page_post($me): tostring | if contains("_") then . else "\($me)_\(.)" end;
def address: if . != null and startswith("/") then "https://www.facebook.com\(.)" else . end;
def unfit: due as $at | more as $o
  | if $at and ($at - .now < 600 or $at - .now > 2592000) then "it waits for a time that is 10 minutes to 30 days ahead"
    elif $at and .job.draft.first_comment then "what waits for its time there cannot have a first comment yet"
    elif ($o.story or $o.reel) and (.job.draft.media // [] | length) != 1 then "a story or a reel is one picture or one film"
    elif $o.reel and (film | not) then "a reel is a film"
    elif .job.draft.paid == true and ($o.story or $o.reel or $o.sponsor_id == null) then
      "who paid for it is said by options.facebook.sponsor_id, the id of their Page, and not in reels and stories"
    elif $o.story and ($at or message != "") then "a story has no text, and no time of its own"
    else null end;
def post: .account.id as $me | .job.draft.media[0] as $f
  | if .step == null and unfit then fail("invalid"; unfit)
    elif .step == null and film and (more | .story or .reel) then ask(phase({upload_phase: "START"}) + {safe: true}; "session")
    elif .step == null and film then ask(send("POST"; here("videos"); {upload_phase: "start", file_size: $f.bytes}) + {safe: true}; "piece")
    elif .step == null then ask(unseen; "pictures")
    elif .step == "pictures" then [.response[].body | member("id")] as $ids
      | undo($ids[] | select(. != null)), (if any($ids[]; . == null) then no_id("a picture")
          elif more.story then publish(send("POST"; here("photo_stories"); {photo_id: $ids[0]}); "posted") else feed($ids) end)
    elif .step == "piece" then (if body.upload_session_id then .vars = {session: body.upload_session_id, video: body.video_id} else . end)
      | (if .response.error then body.error.error_data else body end) as $there          # after an error: it has another part of it than was sent
      | if .vars.session == null or .vars.video == null then no_id("the film")
        elif [$there | member("start_offset", "end_offset") | tonumber? // empty] | length < 2
          then fail("server"; "the network does not say what it has of the film")
        elif $there.start_offset == $there.end_offset then film_ends else piece(.; $there) end
    elif .step == "session" and body.upload_url == null then fail("server"; "the network says no place for the film")
    elif .step == "session" and body.video_id == null then no_id("the film")
    elif .step == "session" then .vars = {video: body.video_id, url: body.upload_url, tries: 0} | session(0)
    elif .step == "sent" then .vars.tries += 1 | .vars.broken = (.response.error != null) | status(if .vars.broken then 0 else 1 end)
    elif .step == "arrived" then body.status as $s
      | if [$s[]? | objects | .status] + [$s.video_status] | any(.[]; . == "error" or . == "expired") then fail("invalid"; $s | spoilt)
        elif $s.uploading_phase.status == "complete" or $s.video_status == "upload_complete" or $s.video_status == "ready" then session_ends
        elif .vars.broken and .vars.tries < 6 then session($s.uploading_phase.bytes_transfered // $s.uploading_phase.bytes_transferred // 0)
        elif .vars.broken then fail("server"; "the film does not get through")
        else status(3) end
    elif .step == "shown" then (if body.post_id then .vars.post = body.post_id else . end)
      | .vars.n = 0 | ask({beside: beside, at: look(0)}; "seen"; .vars)
    elif .step == "seen" then (.response.at // .response) as $at | ($at.body.status.publishing_phase? // {}) as $phase
      | ([.vars.post, $at.body.post_id?] | map(select(. != null and . != "")) | .[0]) as $post
      | if $phase.status == "error" or $at.body.status.video_status? == "error" then
          fail("invalid"; $at.body.status | spoilt)
        elif (more | .reel or .story) and due == null and $at.error == null and $phase.status != null and $phase.status != "complete" and .vars.n < 60 then
          .response.beside as $done | .vars.n += 1 | ask({beside: [$done[] | known], at: look(5)}; "seen"; .vars)
        else (.response.beside[] | select(.error) | {gap: {what: (.url | sub("^.*/"; "") | sub("[?].*$"; "")), why: .error.message}}),
          said($post // .vars.video | if $post then page_post($me) else . end; $at.body.permalink_url? | address) end
    elif .step == "posted" and (body.id // body.post_id) == null then published(null; null)
    elif .step == "posted" then (body.id // body.post_id | page_post($me)) as $id
      | ask(get(graph($id | part); {fields: "permalink_url"}) + {accept: failures}; "placed"; {id: $id})
    elif .step == "placed" then said(.vars.id; body.permalink_url? | address)
    else .response.error as $no | body.id? as $comment | .vars | (select($no) | {gap: {what: "first comment", why: $no.message}}),
      (published(.id; .url) | .receipt.native = ({first_comment: $comment} | filled)) end;

# Acts. Only blocking needs to know who said it.
def act: .job.action as $do | .account.id as $me | ($do.target.id // $do.target.url | thing($me)) as $id
  | def set($path; $json): ask(act_on($path; $json) + {safe: true}; "done");
  if $id == null then fail("invalid"; "'\($do.target.id)' is no post or comment; " + no_thing)
  elif .step == null and $do.do == "reply" then publish(act_on("\($id | part)/comments"; {message: $do.text}); "said")
  elif .step == null and ($do.do == "hide" or $do.do == "unhide") then set($id; {is_hidden: ($do.do == "hide")})
  elif .step == null and $do.do == "like" then set("\($id)/likes"; {})
  elif .step == null and $do.do == "pin" then set($id; {is_pinned: true})
  elif .step == null and $do.do == "delete" then ask({method: "DELETE", url: graph($id | part), accept: ["gone"]}; "done")
  elif .step == null then ask(get(graph($id | part); {fields: "from{id}"}); "who")
  elif .step == "who" and body.from.id == null then fail("refused"; "it is not told who said this; that needs the permission pages_read_user_content")
  elif .step == "who" and body.from.id == $me then fail("invalid"; "the Page said this itself")
  elif .step == "who" then set("\($me)/blocked"; {user: [body.from.id]})
  elif .step == "said" then published(body.id; null)
  else published($id; null) end;

# Reading. Metrics come with the posts; where one is refused, the page is asked again without it.
def post_metrics: ["post_media_view", "post_total_media_view_unique", "post_clicks", "post_reactions_by_type_total"];
def post_fields($metrics): "id,message,story,created_time,updated_time,permalink_url,from{id,name},is_hidden,message_tags,"
  + "attachments{media_type,type,title,description,url,unshimmed_url,media,subattachments},shares,reactions.limit(0).summary(total_count),"
  + "comments.limit(0).summary(total_count)" + if $metrics == [] then "" else ",insights.metric(\($metrics | join(",")))" end;
def measured_posts: if .vars.plain then [] else asked("post"; post_metrics) end;
def posts($at): ask(get(here("posts"); {limit: 25, fields: post_fields(measured_posts)} + $at) + {accept: ["invalid", "refused"]};
  "page of posts"; .vars + {at: $at});
def stories($at): ask(get(here("stories"); {since: ([.job.since // empty | seconds] | .[0])} + $at) + {accept: ["invalid", "refused"]}; "stories");
def comments($id; $at): ask(get(graph("\($id | part)/comments"); {filter: "stream", order: "reverse_chronological", limit: 100,
  fields: "id,message,created_time,from{id,name},parent{id},like_count,comment_count,is_hidden,attachment,message_tags,permalink_url"} + $at)
  + {accept: ["gone"]}; "page of comments"; {thread: $id});
def parents($at): ask(get(here("feed"); {limit: 100, fields: "id,created_time,comments.limit(0).summary(total_count)"} + $at); "parents");
def named($edge; $at): ask(get(here($edge); {limit: 25, fields: post_fields([])} + $at); "page of mentions"; {edge: $edge});
def older: last_time("created_time") as $last | if $last then {older: $last} else {} end;
# Where a post of ours is looked for: what waits for its time is in a list of its own, and these are in none, or late.
def waiting($at): ask(get(here("scheduled_posts"); {limit: 100, fields: "id,message,created_time"} + $at); "waiting");
def sought: .job.looks.draft as $draft | if $draft == null then empty else
    (if $draft.at then waiting({}) else empty end), (.job.draft = $draft
      | if film then "a film is listed once it is worked through" elif more.story then "a story is listed only where the Page archives them"
        elif more.backdated_time then "a post is listed by the time that it was given" else empty end | {gap: {what: "posts", why: .}}) end;

# A day of the Page ends at midnight in California, whatever its own zone is.
def page_metrics: ["page_media_view", "page_total_media_view_unique", "page_post_engagements", "page_follows", "page_daily_follows_unique",
  "page_daily_unfollows_unique", "page_views_total", "page_total_actions", "page_video_views", "page_actions_post_reactions_like_total"];
def word: {page_media_view: "views", page_total_media_view_unique: "reach", page_post_engagements: "engagements", page_follows: "followers",
  page_daily_follows_unique: "follows", page_daily_unfollows_unique: "unfollows", page_views_total: "profile_visits", page_total_actions: "clicks",
  page_video_views: "plays", page_actions_post_reactions_like_total: "likes"}[.] // .;
# Days arrive late, and not with all metrics at once; one that is not counted yet is left out, or told as nothing but zeros. So the newest days are
# asked for again, and what is covered ends where the counting does. Zeros that are three days old are believed.
def settling: 259200;
def told_days: .now as $now | [listed[] | .name as $n | (.values | arrays | .[]) | select(.end_time != null and .value != null)
    | {end: (.end_time | seconds), name: ($n | word), value: (.value | if type == "object" then [.[] | numbers] | add else . end)}]
  | [group_by(.end)[] | {end: .[0].end, metrics: (map({(.name): .value}) | add)} | select(.end <= $now)] as $days
  | (reduce $days[] as $d ({}; . + ($d.metrics | map_values($d.end)))) as $last
  | ([$days[] | select(any(.metrics | del(.followers)[]; . != 0)).end] | max // 0) as $counted
  | $days | map(.end as $upto | .zero = ($upto > $now - settling and $upto > $counted)
      | .late = (.zero or ($upto > $now - settling and any($last[]; . < $upto and . > $now - settling - 86400))));
def unfit_days: any(listed[]; .values | type != "array" or any(.[]; .end_time == null));
def days(next): .account.id as $me | .vars as $v | (try [unfit_days, told_days] catch [true, []]) as [$unfit, $days]
  | (if $unfit then shapeless else empty end),
    ($days[] | select(.end > $v.since and (.zero | not))
      | {record: {type: "series", id: "\($me)/insights/day/\(.end)", period: {start: (.end - 86400), end: .end}, metrics}}),
    (.vars.last = ([$v.last, ($days[] | select(.late | not).end)] | max)
      | if $v.next < $v.to then next
        else .vars.last as $last | ([$last, $v.since] | max) as $upto
          | if ($v.refused | not) and $v.to > .now - settling and $upto + 86400 <= $v.to then {gap: {what: "series", from: $upto, why: (if $last then
              "Facebook counts for a day or two before it tells" else "Facebook has told no numbers yet, and tells none of a Page without 100 likes" end)}}
            else empty end end);
def series($from): .vars as $v | ($v.to - (($v.to - $from - 1) / 7776000 | floor) * 7776000) as $next
  | measure("page"; "\(.account.id)/insights"; [{metrics: page_metrics, query: {period: "day", since: $from, until: $next}}]; "measured";
      $v + {next: $next}; days(series(.vars.next)));

# What comes by webhook: comments, and where a comment elsewhere names the Page, which nothing else tells.
def on_webhook($what): .account.id as $me | .body.entry[]?.changes[]? | .field as $field | .value
  | if $what == "comments" and $field == "feed" and .item == "comment" and (.verb == "add" or .verb == "edited") then
      {record: ({type: "comment", id: .comment_id, url: .post.permalink_url?, published: .created_time, author: (.from | person), text: .message,
        reply_to: (.parent_id // .post_id), thread: .post_id} | mine($me))}
    elif $what == "mentions" and $field == "mention" and .verb == "add" then {record: {type: "mention", id: (.comment_id // .post_id),
      published: .created_time, author: {id: .sender_id, name: .sender_name}, text: .message, thread: .post_id}}
    else empty end;

def fetch: .account.id as $me | .job as $job | (.job.of // null) as $of
  | if $job.spool then from_spool({fn: "hmac", name: "sha256", key: secret("app_secret"), text, base64};
      .headers["x-hub-signature-256"] // "" | ltrimstr("sha256="); on_webhook($job.what))
    elif .step == "account" then ask(get(graph($me); {fields: page_fields}); "page")
    elif .step == "profile" then ask(get(graph(if $of then $of | page_name | @uri else $me end); {fields: page_fields}); "page")
    elif .step == "page" then . as $in | body | try {record: page_record} catch ($in | shapeless)
    elif .step == "search" then ($job.query // "" | tostring) as $words
      | if $words == "" then fail("invalid"; "a search needs words: --query WORDS")
        else ask(get(graph("pages/search"); {q: $words, fields: "id,name,link", limit: 50}); "found"; {q: $words}) end
    elif .step == "found" then items({record: page_record}), next_page("pages/search"; {q: .vars.q, fields: "id,name,link", limit: 50})
    elif .step == "posts" then told_dead("post"; post_metrics), sought, posts({}),
      stories({})
    elif .step == "page of posts" and .response.error then .response.error as $no | measured_posts as $asked
      | (.response | to_blame($asked)) as $dead | .vars.at as $at
      | if .vars.plain then {fail: $no}
        elif $dead == null then {gap: {what: "metrics of posts", why: $no.message, numbers: true}}, (.vars.plain = true | posts($at))
        elif $dead == [] then . as $in | ask([$asked[] | . as $m | $in | get(here("posts"); {limit: 1, fields: "id,insights.metric(\($m))"})
          + {accept: ["invalid", "refused"]}]; "probed"; {at: $at, tried: $asked})
        else bury("post"; $dead; $no.message), (.vars.dead += $dead | posts($at)) end
    elif .step == "probed" then .vars.at as $at | [[.vars.tried, .response] | transpose[] | select(.[1].error) | {name: .[0], why: .[1].error.message}] as $bad
      | ($bad[] | .why as $why | bury("post"; [.name]; $why)), (.vars.dead += [$bad[].name] | .vars.plain = ($bad == []) | posts($at))
    elif .step == "page of posts" then items({record: post_record("post")}),
      (place as $at | older as $older | posts($at) + $older)
    elif .step == "stories" and .response.error then {gap: {what: "posts", why: "its stories: \(.response.error.message)"}}
    elif .step == "stories" then items({record: {type: "post", id: (.post_id // error("no id") | page_post($me)), url,
      published: (.creation_time | tonumber? // .), author: {id: $me}, media: [{type: (if .media_type == "video" then "video" else "image" end)}]}}),
      (place as $at | stories($at))
    elif .step == "waiting" then items({record: {type: "post", id, published: .created_time, author: {id: $me}, text: .message}}), (place as $at | waiting($at))
    elif .step == "comments" and $of then ($of | thing($me)) as $id
      | if $id then comments($id; {}) else fail("invalid"; "'\($of)' is no post: " + no_thing) end
    elif .step == "comments" then parents({})
    elif .step == "parents" then . as $in | items(select(.comments.summary.total_count != 0) | (.id // error("no id")) as $id | $in | comments($id; {})),
      (older as $older | place as $at | parents($at) + {older_parent: $older.older} | filled)
    elif .step == "page of comments" and .response.error then .response.error as $no | .vars.thread as $thread
      | {gap: {what: "comments", why: "below \($thread): \($no.message)"}}
    elif .step == "page of comments" then .vars.thread as $thread | items({record: (comment_record($thread) | mine($me))}),
      (select(any(listed | arrays | .[] | objects; .from == null))
        | {gap: {what: "authors of comments", numbers: true, why: "this needs the permission pages_read_user_content"}}),
      (older as $older | place as $at | comments($thread; $at) + $older)
    elif .step == "mentions" then {gap: {what: "mentions", why: "comments that name the Page are told by webhook only: use --spool for them"}},
      named("tagged"; {}), named("visitor_posts"; {})
    elif .step == "page of mentions" then .vars.edge as $edge | items({record: post_record("mention")}),
      (older as $older | place as $at | named($edge; $at) + $older)
    elif .step == "series" then (.now - 63072000) as $kept | ([$kept, ($job.since // empty | seconds)] | max) as $since
      | ([.now, ($job.until // empty | seconds)] | min) as $to
      | if $since >= $to then empty else .vars = {since: $since, to: $to} | series([$kept, $since - settling] | max) end
    elif .step == "measured" then .vars.refused = (.response.error.kind? == "refused") | measured(days(series(.vars.next)))
    else empty end;
