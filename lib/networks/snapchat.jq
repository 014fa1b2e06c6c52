# Snapchat, by its Public Profile API: stories, Spotlights and saved stories of a public profile, and their numbers.
# Snap has to allow the app first. Files go out encrypted; followers are not heard.
include "net";

def about: {
  title: "Snapchat", hosts: [".base"], account: {base: "https://businessapi.snapchat.com", auth: "https://accounts.snapchat.com", locale: "en_US"},
  auth: {bearer: "token"}, needs: ["id"],
  oauth2: {authorize: ".auth/login/oauth2/authorize", token: ".auth/login/oauth2/access_token", client: "body", access: "token",
    scopes: ["snapchat-profile-api"]},
  asks: [
    {name: "client_id", ask: "The client id of your OAuth app, which asks you for your consent",
      where: "at business.snapchat.com: Business Details, OAuth Apps; Snap must allow it first"},
    {name: "client_secret", ask: "Its client secret", secret: true, where: "shown there once, when the app is made"},
    {name: "redirect", ask: "Its redirect URI", example: "https://levains.example/snap", where: "in the app; it must be https"}],
  text: {max: 160, unit: "codepoints", title: 45},
  media: {min: 1, max: 1, by: "file", bytes: 1000000000, types: ["video/mp4", "image/jpeg", "image/png"],
    each: {"video/mp4": {bytes: 1000000000, seconds: [5, 300]}, "image/*": {bytes: 20000000}}},
  reads: ["posts", "account", "series", "profile", "search"], of: ["profile"], acts: [], settle: 60, keeps: {series: "90d"}};

# What went wrong stands in request_status, also in a 200. An app that was not allowed gets an empty 403.
def error_of: (.body | if type == "object" then . else {} end) as $b | ($b.display_message // $b.debug_message) as $why
  | if .status == 403 and ($b.error_code == null or $b.error_code == "AUTHORIZATION_PERMISSION_DENIED") then
      {kind: "refused", message: "Snap has not allowed this app, or not for this profile: the Public Profile API is given on request"}
    elif ($b.request_status // (if $b.error_code or $why then "ERROR" else "SUCCESS" end) | ascii_upcase) == "SUCCESS"
      or .status == 401 or .status == 429 or .status >= 500 then null
    elif $b.error_code == "MEDIA_PROCESSING" or ($b.error_code == null and ($why // "" | test("being processed"; "i"))) then
      {kind: "processing", message: $why}
    elif $b.error_code == "MEDIA_POSTING_ALREADY_IN_PROGRESS" or ($b.error_code == null and ($why // "" | test("already in progress"; "i"))) then
      {kind: "underway", message: $why}
    elif .status == 404 then null
    elif .status < 300 and $b.error_code == null then {kind: "server", message: ($why // "Snapchat does not say what came of it")}
    else {kind: "invalid", message: ([$why, $b.error_code] | map(values) | join(" (") + if $b.error_code and $why then ")" else "" end)} end;

def at($path): "/v1/public_profiles/\(.account.id)" + $path;
# One's own profile comes in three shapes.
def me: body | .public_profile // .public_profiles[0]?.public_profile // .me // {};
def login: if .step == null then ask(get(if .account.profile then "/v1/public_profiles/\(.account.profile)" else "/v1/public_profiles/my_profile" end); "me")
  elif me.id == null then fail("refused"; "there is no public profile for this account")
  else me | {account: {id, handle: .snap_user_name, name: .display_name}} end;

# Publishing. Words go with a Spotlight, which is a film; a title makes a saved story; a story has neither.
def native: .job.draft.options.snapchat // {};
def film: .type | startswith("video/");
def kind: native.kind // if (.job.draft.title // "") != "" then "saved_story"
  elif (.job.draft.text // "") != "" and (.job.draft.media[0] | film) then "spotlight" else "story" end;
def words: .job.draft | .text // "";
def unfit: kind as $kind
  | if ["story", "spotlight", "saved_story"] | index([$kind]) | not then "options.snapchat.kind is story, spotlight or saved_story"
    elif $kind == "story" and words != "" then "a story has no words: leave them out, or put them into the picture"
    elif $kind == "spotlight" and (.job.draft.media[0] | film | not) then "a Spotlight is a film"
    elif $kind == "saved_story" and (.job.draft.title // words | length) > 45 then "the title of a saved story can have 45 characters"
    else null end;
# A key for each message; it goes to Snap with the file, and is not there to keep anything from anybody.
def create($v): .job.draft.media[0] as $m | send("POST"; at("/media");
  {type: (if $m | film then "VIDEO" else "IMAGE" end), name: ($m.name // .job.key), key: $v.key, iv: $v.iv}) + {safe: true};
def part: .account.part // "" | tonumber? // 31 * 1048576;
def parts($v): part as $part | .job as $job | $job.draft.media[0] as $m | (($m.bytes / 16 | floor) * 16 + 16) as $all
  | [range(0; $all; $part) as $from | {method: "POST", url: $v.add, safe: true, multipart: [{name: "action", value: "ADD"},
      {name: "part_number", value: "\($from / $part + 1)"},
      {name: "file", file: $m.file, type: "application/octet-stream", encrypt: {key: {base64: $v.key}, iv: {base64: $v.iv}},
       offset: $from, length: ([$part, $all - $from] | min)}]}];
def locale: .account.locale as $set | .job.draft.lang // "" | if test("^[a-z]{2}-[A-Z]{2}$") then sub("-"; "_") else $set end;
def made($media): kind as $kind | native as $o | locale as $locale
  | if $kind == "spotlight" then send("POST"; at("/spotlights");
      {media_id: $media, description: words, locale: $locale, skip_save_to_profile: ($o.save == false)})
    elif $kind == "saved_story" then send("POST"; at("/saved_stories");
      {saved_stories: [{title: (.job.draft.title // words), snap_sources: [{media_id: $media}]}]})
    else send("POST"; at("/stories"); {media_id: $media, customized_ttl: $o.ttl} | filled) end;
# Nothing tells when a file is ready but the answer to what is made of it: the same is asked again, and later each time.
def pause: .account.poll // "5" | tonumber? // 5;
def attempt($n): .vars.media as $media | publish(made($media) + {accept: ["processing", "underway"], deadline: 900}
  + if $n > 0 then {after: (pause * pow(1.8; $n - 1))} else {} end; "made"; {media: $media, tries: $n});
def not_said: .sub_request_error_reason // "it does not say why";
def refused_part: [body.saved_stories[]? | select((.sub_request_status // "SUCCESS") != "SUCCESS") | not_said][0];
def post: if unfit then fail("invalid"; unfit)
  elif .step == null then .job.key as $key
    | ask({key: compute({fn: "hash", name: "sha256", text: $key}), iv: compute({fn: "hash", name: "md5", text: $key})}; "key")
  elif .step == "key" then {key: .response.key.body.base64, iv: .response.iv.body.base64} as $v | ask(create($v); "media"; $v)
  elif .step == "media" then (.vars + {media: body.media_id, final: body.finalize_path, add: body.add_path}) as $v | ask(parts($v); "parts"; $v)
  elif .step == "parts" then .vars as $v
    | ask({method: "POST", url: $v.final, multipart: [{name: "action", value: "FINALIZE"}]}; "final"; {media: $v.media})
  elif .step == "final" then attempt(0)
  # The media is this message's own: what is under way is this message.
  elif .response.error.kind == "underway" then .vars.media as $media | {receipt: {status: "published", id: $media, native: {media_id: $media}}}
  elif .response.error and .vars.tries >= 6 then fail("refused"; "Snapchat is still at work on the file: post it again later")
  elif .response.error then attempt(.vars.tries + 1)
  elif refused_part then fail("refused"; "Snapchat has not taken it: \(refused_part)")
  elif body | .request_status == null and .spotlight_id == null and .saved_story_id == null and .saved_stories == null then
    fail("server"; "Snapchat does not say what came of it")
  # Of a story nobody tells the id; its media is what is left to name it by.
  else .vars.media as $media | body | (.spotlight_id // .saved_story_id // .saved_stories[0]?.saved_story.id?) as $id
    | {receipt: {status: "published", id: ($id // $media), url: (if .spotlight_id then "https://www.snapchat.com/spotlight/\($id)" else null end),
        native: {media_id: $media}}} end;

# A Spotlight is looked for by its words, among those that came since. A story is listed nowhere: a person has to look.
# The list has the newest first: what stands behind one that came before is older still, and ours is not among it. Nothing tells how words
# come back: the same without tags and signs, or cut, may be ours too.
def moment: .created_at | if type == "string" then try seconds catch null else null end;
def bare: gsub("#[^ ]+"; "") | gsub("[^\\p{L}\\p{N}]"; "") | ascii_downcase;
def like($words): [.caption, .title | strings | bare] as $said | ($words | bare) as $it
  | ($said | length) == 0 or $it == "" or any($said[]; . != "" and (startswith(. as $s | $it | .[0:($s | length)]) or startswith($it)));
def find: .job as $job | ($job.sent | seconds - 60) as $sent | words as $words
  | if kind != "spotlight" then fail("refused"; "Snapchat lists no stories: look whether it is there")
    elif .step == null then ask(get(at("/spotlights"); {limit: 50}); "look"; {same: [], doubt: false})
    elif body.spotlights | type != "array" then unlisted
    else [body.spotlights[] | .spotlight] as $all
      | ([range($all | length) | select($all[.] | moment | . != null and . < $sent)][0]) as $old
      | $all[:$old] as $new
      | [$new[] | select(type == "object" and .id != null and moment != null and (.caption == $words or .title == $words))] as $here
      | (.vars.same + $here) as $same
      | (.vars.doubt or any($new[]; type != "object" or .id == null or moment == null
          or ((.caption == $words or .title == $words | not) and like($words)))) as $doubt
      | (body.paging?.next_page_id? // "") as $next
      | if $old == null and $next != "" and $next != .vars.at then
          ask(get(at("/spotlights"); {limit: 50, cursor: $next}); "look"; {same: $same, doubt: $doubt, at: $next})
        elif ($same | length) == 1 and ($doubt | not) then $same[0] | published(.id; "https://www.snapchat.com/spotlight/\(.id)")
        elif $same == [] and ($doubt | not) then nothing_there
        else fail("refused"; "Snapchat does not show which of the new ones it is") end end;

# Reading. What is listed are Spotlights; each has its numbers for itself, as texts, under names in two layers.
def stats: reduce (.. | objects | select(.field? and .stats?)) as $f ({};
  ([$f.stats[]? | select((.dimension_breakdown // "DEFAULT") == "DEFAULT").value][0]) as $n
  | if $n == null then . else .[$f.field.field_name] = $n end);
def metrics: {views: (.VIEWS // .SPOTLIGHT_VIEWS), reach: .VIEWERS, shares: .SHARES, comments: .REPLIES, likes: .FAVORITES, clicks: .SWIPE_UPS};
def spotlight($me): {type: "post", id, url: "https://www.snapchat.com/spotlight/\(.id)", published: .created_at,
  title: (.title | if . then @html else null end), text: .caption,
  tags: [.hashtags[]? | ltrimstr("#")], links: [.link // empty], author: {id: (.profile_id // $me.id), handle: $me.handle, name: $me.name},
  status: (if .status == null or .status == "LIVE" then null else .status | ascii_downcase end),
  media: [{type: "video", url: .media_url, seconds: .duration}]};
def profile: {type: "account", id, handle: .snap_user_name, name: .display_name, metrics: {followers: .subscriber_count},
  url: (if .snap_user_name then "https://www.snapchat.com/add/\(.snap_user_name)" else null end)};
def listed: ask(get(at("/spotlights"); {limit: 50}); "page");
# A page that leads to itself is the last.
def next_page($path; $query): . as $in | body.paging?.next_page_id? | select(. != null and . != "" and . != $in.vars.at)
  | . as $to | $in | ask(get($path; $query + {cursor: $to}); $in.step; {at: $to});
def midnight: strftime("%Y-%m-%dT00:00:00.000Z");
def today: .now - .now % 86400;
def first: today as $today | [$today - 89 * 86400, (.job.since // "1970-01-01T00:00:00Z" | seconds | . - . % 86400)] | max;
# A day that is not there yet, or has no number, is still counted: from it on nothing is covered.
def uncounted($ends): today as $today | ([$ends[] | seconds] | max) as $last | (if $last then $last else first end) as $until
  | select($until < $today or $ends == []) | {gap: {what: "series", why: "Snapchat counts for a day or two before it tells", from: $until}};
def day_of($me): {type: "series", id: "\($me.id)/\(.start_time[0:10])", period: {start: .start_time, end: .end_time}, metrics: (stats
  | {views: .VIEWS, reach: .VIEWERS, followers: .SUBSCRIBERS, follows: .SUBSCRIBERS_GAINED, shares: .SHARES, comments: .REPLIES, likes: .FAVORITES,
     clicks: .SWIPE_UPS, engagements: .INTERACTIONS})};
def fetch: .account as $me
  | if .step == "account" then ask(get(at("")); "profile")
    elif .step == "profile" and .response == null then (.job.of // $me.id | tostring) as $id | ask(get("/public/v1/public_profiles/\($id | @uri)"); "profile")
    elif .step == "profile" then me | {record: profile}
    elif .step == "search" then (.job.query // "") as $words
      | if $words == "" then fail("invalid"; "a search needs words: --query WORDS")
        else ask(get("/public/v1/public_profiles/search"; {query: $words, limit: 100}); "found") end
    elif .step == "found" then .job.query as $words | rows(body.public_profiles?; .public_profile? | values | {record: profile}),
      next_page("/public/v1/public_profiles/search"; {query: $words, limit: 100})
    elif .step == "posts" then {gap: {what: "posts", why: "Snapchat lists its Spotlights, and no stories: their views are in the series"}}, listed
    elif .step == "page" then
      rows(body.spotlights?; if (.sub_request_status // "SUCCESS") != "SUCCESS"
        then {gap: {what: "posts", why: "Snapchat keeps one back: \(not_said)"}}
        elif .spotlight?.id? == null then {gap: {what: "posts", why: "Snapchat does not name one"}}
        else .spotlight as $s | {account: $me} | ask(get(at("/spotlights/\($s.id | @uri)/stats"); {granularity: "LIFETIME"})
          + {accept: ["refused", "gone", "invalid"]}; "stats"; {spotlight: $s}) end),
      ([body.spotlights? | arrays | .[-1].spotlight?.created_at?][0] as $last | next_page(at("/spotlights"); {limit: 50}) + {older: $last})
    elif .step == "stats" then (.response | if .error then {} else .body | stats | metrics end) as $numbers
      | (if .response.error then {gap: {what: "metrics",
          why: "Snapchat gives no numbers for some posts: \(.response.error.message)", numbers: true}} else empty end),
        (.vars.spotlight | {record: (spotlight($me) + {metrics: $numbers})})
    elif .step == "series" then first as $from | today as $today | if $from >= $today then uncounted([])
      else ask(get(at("/stats"); {assetType: "PROFILE", granularity: "DAY", startTime: ($from | midnight), endTime: ($today | midnight)}); "days") end
    else body.assets? as $assets | rows($assets; .timeseries? as $days | if $days | type != "array" then {gap: {what: "series", why: "Snapchat names no days"}}
        else $days[] | if .start_time == null or .end_time == null then {gap: {what: "series", why: "Snapchat does not say of which day some numbers are"}}
          elif stats == {} then empty else {record: day_of($me)} end end),
      uncounted([$assets | arrays | .[].timeseries? | arrays | .[] | select(stats != {}) | .end_time | strings]) end;
