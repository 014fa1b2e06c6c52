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
    elif ($b.request_status // "SUCCESS" | ascii_upcase) == "SUCCESS" or .status == 401 or .status == 429 or .status >= 500 then null
    elif $b.error_code == "MEDIA_PROCESSING" then {kind: "processing", message: $why}
    elif $b.error_code == "MEDIA_POSTING_ALREADY_IN_PROGRESS" then {kind: "underway", message: $why}
    elif .status == 404 then null
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
  # Of a story nobody tells the id; its media is what is left to name it by.
  else .vars.media as $media | body | (.spotlight_id // .saved_story_id // .saved_stories[0]?.saved_story.id?) as $id
    | {receipt: {status: "published", id: ($id // $media), url: (if .spotlight_id then "https://www.snapchat.com/spotlight/\($id)" else null end),
        native: {media_id: $media}}} end;

# A Spotlight is looked for by its words, among those that came since. A story is listed nowhere: a person has to look.
def find: .job as $job | ($job.sent | seconds - 60) as $sent
  | if kind != "spotlight" then fail("refused"; "Snapchat lists no stories: look whether it is there")
    elif .step == null then ask(get(at("/spotlights"); {limit: 50}); "look")
    else words as $words | [body.spotlights[]?.spotlight | values | select((.created_at | seconds) >= $sent)] as $new
      | [$new[] | select(.caption == $words or .title == $words)] as $same
      | if ($same | length) == 1 then $same[0] | published(.id; "https://www.snapchat.com/spotlight/\(.id)")
        elif $same == [] and all($new[]; .caption or .title) then nothing_there
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
def next_page($path; $query): . as $in | body.paging.next_page_id | select(. != null and . != "")
  | . as $to | $in | ask(get($path; $query + {cursor: $to}); $in.step);
def midnight: strftime("%Y-%m-%dT00:00:00.000Z");
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
    elif .step == "found" then .job.query as $words | (body.public_profiles[]? | .public_profile | values | {record: profile}),
      next_page("/public/v1/public_profiles/search"; {query: $words, limit: 100})
    elif .step == "posts" then {gap: {what: "posts", why: "Snapchat lists its Spotlights, and no stories: their views are in the series"}}, listed
    elif .step == "page" then
      (body.spotlights[]? | if (.sub_request_status // "SUCCESS") != "SUCCESS"
        then {gap: {what: "posts", why: "Snapchat keeps one back: \(not_said)"}}
        else .spotlight as $s | {account: $me} | ask(get(at("/spotlights/\($s.id | @uri)/stats"); {granularity: "LIFETIME"})
          + {accept: ["refused", "gone", "invalid"]}; "stats"; {spotlight: $s}) end),
      (body.spotlights[-1]?.spotlight.created_at as $last | next_page(at("/spotlights"); {limit: 50}) + {older: $last})
    elif .step == "stats" then (.response | if .error then {} else .body | stats | metrics end) as $numbers
      | (if .response.error then {gap: {what: "metrics",
          why: "Snapchat gives no numbers for some posts: \(.response.error.message)", numbers: true}} else empty end),
        (.vars.spotlight | {record: (spotlight($me) + {metrics: $numbers})})
    elif .step == "series" then (.now - .now % 86400) as $today
      | ([$today - 89 * 86400, (.job.since // "1970-01-01T00:00:00Z" | seconds | . - . % 86400)] | max) as $from | select($from < $today)
      | ask(get(at("/stats"); {assetType: "PROFILE", granularity: "DAY", startTime: ($from | midnight), endTime: ($today | midnight)}); "days")
    else body.assets[]?.timeseries[]? | if .start_time then {record: day_of($me)}
      else {gap: {what: "series", why: "Snapchat does not say of which day some numbers are"}} end end;
