# X, API v2. Its description of August 2026 calls a tweet a post also in the names of fields: both spellings are read, the older one is sent.
include "net";

def about: {
  title: "X", hosts: [".base"], account: {base: "https://api.x.com"}, auth: {bearer: "token"}, needs: ["id"],
  secrets: ["api_key", "api_secret", "access_token", "access_secret"],
  oauth2: {authorize: "https://x.com/i/oauth2/authorize", token: "/2/oauth2/token", pkce: true, client: "basic",
    scopes: ["tweet.read", "tweet.write", "tweet.moderate.write", "users.read", "media.write", "dm.read", "dm.write", "like.write", "offline.access"]},
  asks: [
    {name: "client_id", ask: "The client id of your application, which asks you for your consent",
      where: "at console.x.com: your app, User authentication settings"},
    {name: "client_secret", ask: "Its client secret; a native app has none", secret: true, optional: true, where: "shown once, beside the client id"},
    {name: "redirect", ask: "The callback address registered for it", preset: "http://127.0.0.1:8765/", optional: true,
      where: "in User authentication settings; it must be the same there to the letter, and an address of this machine is enough"}],
  text: {max: 280, unit: "weighted", link: 23, thread: true},
  media: {max: 4, bytes: 536870912, alt: 1000, by: "file", mixed: false,
    types: ["image/jpeg", "image/png", "image/webp", "image/gif", "video/mp4", "video/quicktime"],
    each: {"image/gif": {max: 1, bytes: 15728640}, "image/*": {max: 4, bytes: 5242880}, "video/*": {max: 1, seconds: [0.5, 140]}}},
  reads: ["posts", "comments", "mentions", "messages", "account", "profile", "search"], of: ["comments", "profile"],
  acts: ["reply", "hide", "unhide", "delete", "like", "block"],
  uses: ["poll", "paid", "ai", "media.captions", "media.cover"], keeps: {comments: "7d", search: "7d", messages: "30d"}, settle: 15};

# What problems are called at the end of their type. Credits that are spent and a cap that is reached end with money or time, not by asking again.
def error_of:
  (.body | if type == "object" then . else {} end) as $b | (.headers // {}) as $h
  | ($b.type // "" | tostring | sub("^.*/problems/"; "")) as $problem | ($b.detail // $b.title // $b.errors[0].message?) as $m
  | if .status == 402 or $problem == "credits" or $problem == "usage-capped" then
      {kind: "rate", wait: "day", message: "\($m // "the credits are spent" | sub("[.]$"; "")): look at the balance and the cap in the developer console"}
    elif $b.errors[0].code? == 88 then {kind: "rate"}
    # Of two limits the one of 24 hours is the reason, where nothing of it is left.
    elif .status == 429 and ([$h["x-user-limit-24hour-remaining"], $h["x-app-limit-24hour-remaining"]] | index("0")) then
      {kind: "rate", wait: "day", message: "the limit of 24 hours is reached"}
    elif .status == 403 and ($m // "" | test("duplicate content|status is a duplicate"; "i")) then {kind: "duplicate", message: $m}
    else null end;

# Requests: signed as OAuth 1.0a where the account says sign = oauth1.
def signed: if .account.sign == "oauth1" then {auth: {oauth1:
    {consumer_key: "api_key", consumer_secret: "api_secret", token: "access_token", token_secret: "access_secret"}}} else {} end;
def read($path; $query): get("/2/" + $path; $query) + signed;
def write($method; $path; $json): {method: $method, url: ("/2/" + $path), json: $json} + signed;

# What is asked for of a post. Numbers for the author's eyes are given for 30 days, to nobody else, and are asked for by themselves.
def shown: {
  "tweet.fields": "created_at,public_metrics,conversation_id,referenced_tweets,in_reply_to_user_id,attachments,entities,lang,note_tweet",
  expansions: "author_id,attachments.media_keys", "user.fields": "username,name,public_metrics",
  "media.fields": "url,preview_image_url,type,alt_text,width,height,duration_ms,public_metrics"};
def private($q): $q | .["tweet.fields"] += ",non_public_metrics";
def user_fields: {"user.fields": "username,name,public_metrics"};
def times: .job as $job | .now as $now | {start_time: $job.since, end_time: ($job.until | if . and (seconds < $now - 60) then . else null end)};

# Records.
def plain: gsub("&lt;"; "<") | gsub("&gt;"; ">") | gsub("&amp;"; "&");
def page_of($user): "https://x.com/\($user // "i")/status/\(.)";
def person: {id, handle: .username, name, url: (.username | if . then "https://x.com/\(.)" else null end), followers: .public_metrics.followers_count};
def profile: {type: "account", id, handle: .username, name, url: person.url,
  metrics: (.public_metrics // {} | {followers: .followers_count, following: .following_count, posts: (.post_count // .tweet_count)})};
def pieces: {type: ({photo: "image", video: "video", animated_gif: "video"}[.type] // "file"), url: (.url // .preview_image_url), alt: .alt_text,
  width, height, seconds: (.duration_ms | if . then . / 1000 else null end)};
# The text as it was written: a link stands for each t.co, and none for a picture.
def written: (.note_tweet // .note_post // {}) as $note | ($note.entities // .entities // {}) as $e | ($note.text // .text // "") as $text
  | reduce $e.urls[]? as $u ($text; if ($u.url // "") == "" then . elif $u.media_key then (. / $u.url | join("") | sub("\\s+$"; ""))
      else . / $u.url | join($u.unwound_url // $u.expanded_url // $u.url) end) | plain;
def said($in; $type): . as $t | ([$in.users[]? | select(.id == $t.author_id)][0] // {id: $t.author_id}) as $author
  | [$t.attachments.media_keys[]? as $key | $in.media[]? | select(.media_key == $key)] as $media
  | ([$t.note_tweet.entities, $t.note_post.entities, $t.entities] | map(select(.)) | .[0]) as $e | ($t.public_metrics // {}) as $n
  | ($t.non_public_metrics // {}) as $p | ([(.referenced_tweets // .referenced_posts)[]? | select(.type == "replied_to").id][0]) as $parent
  | {type: $type, id, url: (.id | page_of($author.username)), published: .created_at, author: ($author | person), text: written, lang,
     reply_to: $parent, thread: (if .conversation_id != .id then .conversation_id else null end), tags: [$e.hashtags[]?.tag],
     mentions: [$e.mentions[]? | {id, handle: .username}], links: [$e.urls[]? | select(.media_key | not) | .unwound_url // .expanded_url],
     media: [$media[] | pieces],
     metrics: {likes: $n.like_count, comments: $n.reply_count, shares: ($n.repost_count // $n.retweet_count), quotes: $n.quote_count,
       saves: $n.bookmark_count, impressions: $n.impression_count, views: ([$media[].public_metrics.view_count? | numbers] | add),
       clicks: $p.url_link_clicks, profile_visits: $p.user_profile_clicks, engagements: $p.engagements}};
def repeats: [(.referenced_tweets // .referenced_posts)[]? | select(.type == "retweeted")] != [];
def kind($me): any((.referenced_tweets // .referenced_posts)[]?; .type == "replied_to") as $answer
  | if .author_id == $me then (if $answer then "comment" else "post" end)
    elif $answer and .in_reply_to_user_id == $me then "comment" else "mention" end;
def records($me): (body.includes // {}) as $in | body.data[]? | select(repeats | not) | {record: (said($in; kind($me)) | mine($me))};
# Beside the data of a 200 stands what of it was kept back.
def holes: body.errors[]? | if .field // "" | test("^(non_public|organic|promoted)_metrics") then
      {gap: {what: "metrics", numbers: true, why: "the numbers for the author's eyes are not given of some posts"}}
    else {gap: {what: (.field // .resource_type // "data" | tostring), why: (.detail // .title // "it is not given" | tostring
      | gsub("\\[?[0-9]{5,}\\]?(, )?"; "") | sub("( with ids)?[ :.]+$"; ""))}} end;
# Where nothing is found, data is left out, and result_count is 0; where all of it is kept back, errors say what.
def told: body | (.data? | type) == "array" or .meta.result_count? == 0;
def untold: if told or (body.errors? // []) != [] then empty else rows(null; empty) end;
def next_page($name): body.meta.next_token as $token | select($token) | {($name): $token};
def status_id: tostring | if test("^[0-9]+$") then . else [capture("/status(es)?/(?<id>[0-9]+)").id][0] end;
def no_status: fail("invalid"; "'\(.)' is no post; it is named by its number or its address");

def login:
  if .step == null then ask(read("users/me"; null); "me") else {account: {id: body.data.id, handle: body.data.username}} end;

# Publishing: pictures in one request, films and GIFs in pieces; then the network works on them, then they are described.
def piece: 4194304;
def category: if .type == "image/gif" and .animated then "tweet_gif" elif (.type | startswith("video/")) then "tweet_video" else "tweet_image" end;
def in_pieces: .type == "image/gif" or (.type | startswith("video/"));
def send_file($in; $file; $type; $category): $in | {method: "POST", url: "/2/media/upload", safe: true, multipart: [
  {name: "media_category", value: $category}, {name: "media_type", value: $type}, {name: "media", file: $file, type: $type}]} + signed;
def open($in): . as $m | if in_pieces then $in | write("POST"; "media/upload/initialize";
    {media_type: $m.type, total_bytes: $m.bytes, media_category: ($m | category)}) + {safe: true}
  else send_file($in; $m.file; $m.type; "tweet_image") end;
def append($in; $id): . as $m | if in_pieces | not then [] else [range(0; .bytes; piece) as $at | $in
  | {method: "POST", url: "/2/media/upload/\($id | part)/append", safe: true, multipart: [{name: "segment_index", value: "\($at / piece)"},
     {name: "media", file: $m.file, offset: $at, length: ([piece, $m.bytes - $at] | min), type: $m.type}]} + signed] end;
def captions($in): .captions | if . == null then {known: null}
  else send_file($in; .; (if test("[.]srt$"; "i") then "text/srt" else "text/vtt" end); "subtitles") end;
def cover($in): .cover | if . == null then {known: null}
  else send_file($in; .; (if test("[.]png$"; "i") then "image/png" else "image/jpeg" end); "tweet_image") end;
# What is said of a file that is there: what it shows; what is spoken in it.
def describe($in; $id; $captions): . as $m | [
  ({alt_text: ($m.alt // "" | if . == "" then null else {text: .} end), sensitive_media_warning: $in.job.draft.options.x.sensitive} | filled
    | select(. != {}) as $data | $in | write("POST"; "media/metadata"; {id: $id, metadata: $data}) + {safe: true}),
  ($captions | select(.) | (($in.job.draft.lang // "en") | ascii_upcase[0:2]) as $lang | $in | write("POST"; "media/subtitles";
    {id: $id, media_category: "TweetVideo", subtitles: {id: $captions, language_code: $lang, display_name: $lang}}) + {safe: true})];
def own_options: ["card_uri", "community_id", "direct_message_deep_link", "edit_options", "for_super_followers_only", "geo", "nullcast",
  "reply_settings", "share_with_followers"];
def unfit: .job.draft as $d | ($d.options.x // {}) as $o | ($o | keys - own_options - ["quote", "sensitive", "tagged", "exclude"]) as $more
  | if $more != [] then "options.x has no '\($more[0])'"
    elif [$d.poll, $d.media[0], $o.quote, $o.card_uri] | map(select(.)) | length > 1 then "media, a poll, a quoted post and a card exclude each other"
    elif $d.poll and ($d.poll.multiple == true) then "a poll there has one answer"
    elif $d.poll and ($d.poll.options | length < 2 or length > 4 or any(.[]; length > 25)) then "a poll there has 2 to 4 options of at most 25 characters"
    elif $d.poll and ($d.poll.seconds // 86400 | . < 300 or . > 604800) then "a poll there is open for 5 minutes to 7 days"
    elif any($d.media[]?; .captions // .cover // "" | test("^https?://")) then "captions and covers are files there, no addresses"
    elif $d.media[1] and any($d.media[]?; category != "tweet_image") then "a film or a GIF stands alone there, no other media beside it"
    elif any($d.media[]?; category == "tweet_image" and .bytes > 5242880) then "a picture can have 5242880 bytes there"
    else null end;
def post_it($json): publish(write("POST"; "tweets"; $json | filled) + {accept: ["duplicate"]}; "done");
def of_draft($ids; $cover): .job as $job | $job.draft as $d | ($d.options.x // {}) as $o
  | ($o | with_entries(select(.key as $k | own_options | index($k)))) + {
    text: $d.text, made_with_ai: (if $d.ai then true else null end), paid_partnership: (if $d.paid then true else null end),
    quote_tweet_id: ($o.quote | if . then status_id else null end),
    reply: ($job.reply_to | if . then {in_reply_to_tweet_id: (.id // .url | status_id), exclude_reply_user_ids: $o.exclude} | filled else null end),
    media: (if $ids == [] then null else {media_ids: $ids, tagged_user_ids: $o.tagged, preview_media_id: $cover} | filled end),
    poll: ($d.poll | if . then {options, duration_minutes: ((.seconds // 86400) / 60 | floor)} else null end)};
# What the network still works on is asked for again when it says.
def busy: .body.data.processing_info.state as $s | $s == "pending" or $s == "in_progress";
def when_ready: . as $in | .job.draft.media as $media | .vars as $v
  | ([.response[] | .body.data.processing_info | select(.state? == "failed")][0]) as $failed
  | if $failed then fail("invalid"; "it cannot use a file: \($failed.error.message? // $failed.error.name? // "no reason given")")
    elif any(.response[]; busy) then ask([.response[] | if busy then .body.data as $it | $in
        | read("media/upload"; {command: "STATUS", media_id: $it.id})
          + {after: ([$it.processing_info.check_after_secs // 1, 1] | max), deadline: 1800} else known end]; "ready")
    else ask([range($media | length) as $i | $media[$i] | describe($in; $v.ids[$i]; $v.captions[$i])]; "described") end;
# A duplicate: perhaps the first try came through and nobody heard of it. Ours is what has this text and is not older than that try.
def bare: gsub("https://t[.]co/[A-Za-z0-9]+"; "") | plain | gsub("\\s+"; "");
def full: .note_tweet.text // .note_post.text // .text;
def wanted: (if .job.action then .job.action.text else .job.draft.text end // "") as $text
  | reduce (.job.entities[]? | select(.kind == "link").text) as $u ($text; . / $u | join("")) | gsub("\\s+"; "");
# One picture without a word is like another: of those the time must fit, too.
def ours: . as $in | wanted as $want | [body.data[]? | select(.id and full and (full | bare) == $want
  and ($want != "" or (try (.created_at | seconds) catch 0) >= ($in.job.sent | seconds)))] | if $want == "" and length > 1 then null else .[0] end;
def sent_since: .job.sent | seconds - 60 | todate;                        # our clock and theirs
def said_since($more): .account.id as $id | sent_since as $t
  | ask(read("users/\($id)/tweets"; {max_results: 100, start_time: $t, "tweet.fields": "created_at,note_tweet"} + $more); "twin");
# It is not there if all pages say so, and all that is on them can be compared; else it is not known.
def twin(absent; unknown): . as $in | ours as $it | .account.handle as $me
  | if $it then published($it.id; $it.id | page_of($me))
    elif (told | not) or (body.errors? // []) != [] or any(body.data[]?; (.id and full) | not)
      or (wanted == "" and any(body.data[]?; full | bare == "")) then unknown
    elif body.meta.next_token? then said_since(next_page("pagination_token")) else absent end;
def finish: .account.handle as $me | if .step == "twin" then
    twin(fail("refused"; "the account has this very text already: change what it says"); fail("server"; "the list of its posts is not whole"))
  elif .response.error then said_since({})
  elif body.data.dm_event_id then published(body.data.dm_event_id; null)
  else body.data.id | published(.; if . then page_of($me) else null end) end;
def post: . as $in | .job.draft.media as $media
  | if .step == null and unfit then fail("invalid"; unfit)
    elif .step == null and .job.reply_to and (.job.reply_to | .id // .url | status_id) == null then .job.reply_to | .id // .url | no_status
    elif .step == null and ($media // []) == [] then post_it(of_draft([]; null))
    elif .step == null then ask({media: [$media[] | open($in)], captions: [$media[] | captions($in)], covers: [$media[] | cover($in)]}; "opened")
    elif .step == "opened" then .response as $r | [$r.media[].body.data.id] as $ids
      | if any($ids[]; . == null) then fail("server"; "an upload has no id") else
        ask([range($media | length) as $i | $media[$i] | append($in; $ids[$i])]; "filled";
          {ids: $ids, captions: [$r.captions[] | .body.data.id?], covers: [$r.covers[] | .body.data.id?]}) end
    elif .step == "filled" then .vars.ids as $ids | ask([range($media | length) as $i
        | if $media[$i] | in_pieces then $in | {method: "POST", url: "/2/media/upload/\($ids[$i] | part)/finalize", safe: true} + signed
          else {known: {status: 200, body: {}}} end]; "ready")
    elif .step == "ready" then when_ready
    elif .step == "described" then post_it(of_draft(.vars.ids; .vars.covers[0]))
    else finish end;

# Not known whether it came through: X refuses the same text twice, so that at most one is there.
def find: if .step == null then said_since({}) else twin(nothing_there; unlisted) end;

# Acts. A private message is known by its conversation: two numbers.
def private_talk: (.thread // "" | tostring | test("^([0-9]+-|group-)[0-9]+$"));
def talk_path: "dm_conversations/\(tostring | ltrimstr("group-"))/messages";
def act: .job.action as $do | .account.id as $me | ($do.target.id | status_id) as $id | ($do.target | private_talk) as $talk
  | if $id == null then $do.target.id | no_status
    elif .step == null and $do.do == "reply" and $talk then publish(write("POST"; $do.target.thread | talk_path; {text: $do.text}); "done")
    elif .step == null and $do.do == "reply" then post_it({text: $do.text, reply: {in_reply_to_tweet_id: $id}})
    elif .step == null and ($talk | not) and ($do.do == "hide" or $do.do == "unhide") then
      ask(write("PUT"; "tweets/\($id)/hidden"; {hidden: ($do.do == "hide")}); "set")
    elif .step == null and $do.do == "delete" then
      ask({method: "DELETE", url: (if $talk then "/2/dm_events/\($id)" else "/2/tweets/\($id)" end), accept: ["gone"]} + signed; "set")
    elif .step == null and $talk and $do.do != "block" then fail("invalid"; "X has no '\($do.do)' for private messages")
    elif .step == null and $do.do == "like" then ask(write("POST"; "users/\($me)/likes"; {tweet_id: $id}) + {safe: true}; "set")
    elif .step == null and $talk and ($do.target.thread | startswith("group-")) then ask(read("dm_events/\($id)"; {"dm_event.fields": "sender_id"}); "sender")
    elif .step == "sender" or (.step == null and $talk) then
      (if .step then body.data.sender_id else [$do.target.thread / "-" | .[] | select(. != $me)][0] end) as $who
      | if $who == null then fail("gone"; body.errors[0].detail? // "no such message")
        else ask({method: "POST", url: "/2/users/\($who | part)/dm/block", safe: true} + signed; "set") end
    elif .step == null then ask(read("tweets"; {ids: $id, expansions: "author_id"}); "author")
    elif .step == "author" then (body.data[0].author_id? // body.includes.users[0].id?) as $who
      | if $who == null then fail("gone"; body.errors[0].detail? // "no such post")
        else ask({method: "POST", url: "/2/users/\($who | part)/dm/block", safe: true} + signed; "set") end
    elif $do.do == "reply" then finish
    else published($id; null) end;

# Reading.
def week: 604800;
def stamp: floor | todate;
def archive: .account.search == "all" and .account.no_archive != true and .vars.recent != true;
def found($words): .job as $job | (.now - week + 60) as $from | archive as $all
  | {query: $words, max_results: 100} + shown + times
  | .start_time = (if $all then .start_time // "2006-03-26T00:00:00Z"
      elif .start_time and (.start_time | seconds) > $from then .start_time else ($from | stamp) end);
def search_for($words; $more): . as $in | archive as $all | found($words) as $q
  | ask(read("tweets/search/\(if $all then "all" else "recent" end)"; $q + $more) + (if $all then {accept: ["refused"]} else {} end);
      "found"; {words: $words, recent: $in.vars.recent});
def days_gap($what; $why): if archive or (.job.since and (.job.since | seconds) >= .now - week) then empty else {gap: {what: $what, why: $why}} end;
def days_gap($what): days_gap($what; "the search goes back 7 days (search = all asks for the whole archive, where the account has that)");
def words: .job.query // "" | tostring;
def timeline($q): .account.id as $me | read("users/\($me)/tweets"; {max_results: 100, exclude: "retweets"} + shown + $q);
# Own posts: of the last 30 days with the author's numbers, older ones without.
def own_posts: (.now - 30 * 86400 + 3600 | stamp) as $border | times as $t | .account.no_private as $no
  | if $no then ask(timeline($t); "page"; {q: $t}) else
    (if $t.end_time and $t.end_time < $border then empty
     else ($t | .start_time = ([.start_time // "", $border] | max)) as $q
       | ask(timeline($q) | .query |= private(.) | .accept = ["refused", "invalid"]; "page"; {q: $q, private: true}) end),
    (if $t.start_time and $t.start_time >= $border then empty
     else ($t | .end_time = ([.end_time // $border, $border] | min)) as $q | ask(timeline($q); "page"; {q: $q}) end) end;
# The list ends at the newest 3200, passed on ones counted: who has said more, and asks for all, has not got all.
def next_posts: .account.id as $me | .job.since as $since | .vars as $v | [body.data[]?.created_at][-1] as $last
  | ([body.includes.users[]? | select(.id == $me).public_metrics | .post_count // .tweet_count][0] // $v.said) as $said
  | (next_page("pagination_token") as $at
      | ask(timeline($v.q + $at) | if $v.private then .query |= private(.) else . end; .step; $v + {said: $said}) + {older: $last}),
    (if body.meta.next_token == null and ($v.private | not) and $since == null and ($said // 0) > 3200
     then {gap: {what: "posts", why: "X tells the newest 3200 of an account only"}} else empty end);
def kept_back: [body.data[]?.id] as $have | [body.errors[]? | .resource_id // .value | strings | select(test("^[0-9]+$"))] - $have | unique;
def parents_since: (.job.since | if . then seconds else null end) as $since
  | if $since == null and archive then null else ($since // (.now - week)) - 30 * 86400 | stamp end;
def next_parents: {start_time: parents_since} as $q | [body.data[]?.created_at][-1] as $last | next_page("pagination_token") as $at
  | ask(timeline($q + $at); .step) + {older_parent: $last};
# Who quotes a post without naming its author is among no mentions: posts that were quoted are asked who did.
def quotes($id; $more): read("tweets/\($id | part)/quote_tweets"; {max_results: 100} + shown + $more) + {accept: ["gone"]};
def others($me): records($me) | select(.record.author.id != $me) | .record.type = "mention";
def dms($more): read("dm_events"; {max_results: 100, event_types: "MessageCreate", expansions: "sender_id,attachments.media_keys",
  "dm_event.fields": "id,text,created_at,sender_id,dm_conversation_id,attachments,event_type,entities",
  "user.fields": "username,name", "media.fields": shown["media.fields"]} + $more);
# The number of a group looks like that of a post: an answer to it must never become a public one.
def talk: if . != null and (tostring | test("^[0-9]+$")) then "group-\(.)" else . end;
def message($in): . as $t | {type: "message", id, published: .created_at, thread: (.dm_conversation_id | talk), text: written,
  author: (([$in.users[]? | select(.id == $t.sender_id)][0] // {id: $t.sender_id}) | person), links: [.entities.urls[]? | .unwound_url // .expanded_url],
  media: [.attachments.media_keys[]? as $key | $in.media[]? | select(.media_key == $key) | pieces]};
def fetch: . as $in | .account.id as $me | .vars as $v
  | if .step == "account" then ask(read("users/me"; user_fields); "profile of")
    elif .step == "profile" then (.job.of // "" | tostring | sub("^@"; "") | sub("^https?://[^/]+/"; "") | sub("[/?].*$"; "")) as $who
      | if $who == "" then ask(read("users/me"; user_fields); "profile of") else ask(read("users/by/username/\($who | @uri)"; user_fields); "profile of") end
    elif .step == "profile of" then
      if body.data then {record: (body.data | profile)} else fail("gone"; body.errors[0].detail? // "no such account") end
    elif .step == "posts" then own_posts
    elif .step == "page" and .response.error then
      if body | (.type? // "" | tostring | test("not-authorized|unsupported-authentication|invalid-request"))
      then {account: {no_private: true}}, {gap: {what: "metrics", numbers: true, why: "the numbers for the author's eyes are refused to this app or token"}},
        ask(timeline($v.q); "page"; {q: $v.q})
      else {fail: .response.error} end
    elif .step == "page" then untold, records($me), holes,
      (kept_back as $ids | if $ids == [] then empty else ask(read("tweets"; {ids: ($ids | join(","))} + shown); "kept back") end), next_posts
    elif .step == "kept back" then untold, records($me), holes
    elif .step == "comments" and .job.of then (.job.of | status_id) as $id
      | if $id then days_gap("comments"), search_for("conversation_id:\($id)"; {}) else .job.of | no_status end
    elif .step == "comments" then days_gap("older comments"), ({start_time: parents_since} as $q | ask(timeline($q); "parents"))
    elif .step == "parents" then untold,
      ([body.data[]? | select((.public_metrics.reply_count // 1) > 0 and (.in_reply_to_user_id == null or .in_reply_to_user_id == $me))
          | .conversation_id // .id] | unique
        | range(0; length; 12) as $i | .[$i:$i + 12] | map("conversation_id:\(.)") | join(" OR ") as $words | $in | search_for($words; {})), next_parents
    elif .step == "mentions" then (times as $t | ask(read("users/\($me)/mentions"; {max_results: 100} + shown + $t); "mentioned")),
      ({start_time: parents_since} as $q | ask(timeline($q); "quoted"))
    elif .step == "mentioned" then (($v.n // 0) + (body.data // [] | length)) as $n | untold, records($me), holes,
      (times as $t | [body.data[]?.created_at][-1] as $last | next_page("pagination_token") as $at
        | ask(read("users/\($me)/mentions"; {max_results: 100} + shown + $t + $at); .step; {n: $n}) + {older: $last}),
      (if body.meta.next_token == null and $n >= 800 then {gap: {what: "mentions", why: "X tells the newest 800 only"}} else empty end)
    elif .step == "quoted" then untold, (body.data[]? | select((.public_metrics.quote_count // 0) > 0).id as $id | $in | ask(quotes($id; {}); "quotes"; {id: $id})),
      next_parents
    elif .step == "quotes" then (select(.response.error | not) | untold), others($me), holes,
      ([body.data[]?.created_at][-1] as $last | next_page("pagination_token") as $at
      | ask(quotes($v.id; $at); .step; $v) + {older: $last})
    elif .step == "search" and words == "" then fail("invalid"; "a search needs words: --query WORDS")
    elif .step == "search" then days_gap("search"), (words as $w | search_for($w; {}))
    elif .step == "found" and .response.error then {account: {no_archive: true}}, (.vars.recent = true
      | days_gap(.job | if .what == "comments" and .of == null then "older comments" else .what end;
          "the whole archive is refused to this account: the last 7 days were asked for"), search_for($v.words; {}))
    # What began a conversation is in it too: it is no comment.
    elif .step == "found" then (.job.what == "comments" or ($v.words | startswith("conversation_id:"))) as $answers
      | (records($me) | .record | select(($answers | not) or .thread) | if $answers then .type = "comment" | mine($me) else . end | {record: .}), untold, holes,
      (next_page("next_token") as $at | search_for($v.words; $at))
    elif .step == "messages" then ask(dms({}); "talks")
    else (body.includes // {}) as $inc | untold,
      (body.data[]? | select((.event_type // "MessageCreate") == "MessageCreate") | {record: (message($inc) | mine($me))}), holes,
      ([body.data[]?.created_at][-1] as $last | next_page("pagination_token") as $at | ask(dms($at); .step) + {older: $last}) end;
