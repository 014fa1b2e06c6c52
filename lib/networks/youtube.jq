# YouTube: the Data API v3, and the Analytics API v2 for what was measured by day.
include "net";
include "youtube_numbers";

def about: {
  title: "YouTube", hosts: [".base", ".analytics", ".oauth", "www.googleapis.com", "youtube.googleapis.com"],
  account: {base: "https://www.googleapis.com", analytics: "https://youtubeanalytics.googleapis.com",
    oauth: "https://oauth2.googleapis.com"},
  auth: {bearer: "token"}, needs: ["id", "uploads"],
  oauth2: {authorize: "https://accounts.google.com/o/oauth2/v2/auth", token: ".oauth/token", client: "body",
    scopes: ["https://www.googleapis.com/auth/youtube.force-ssl", "https://www.googleapis.com/auth/youtube.upload",
      "https://www.googleapis.com/auth/yt-analytics.readonly"],
    pkce: true, access: "token", extra: {access_type: "offline", prompt: "consent"}},
  asks: [
    {name: "client_id", ask: "The client ID of your project", example: "1234-abcd.apps.googleusercontent.com",
     where: "at console.cloud.google.com: APIs & Services, Credentials, Create credentials, OAuth client ID, Desktop app"},
    {name: "client_secret", ask: "Its client secret", secret: true, where: "beside the client ID"}],
  text: {max: 5000, unit: "bytes", title: 100},
  media: {min: 1, max: 1, bytes: 274877906944, types: ["video/*"], by: "file"},
  reads: ["posts", "comments", "account", "series", "profile", "search"], of: ["comments", "profile", "posts", "series"],
  acts: ["reply", "hide", "unhide", "approve", "spam", "block", "like", "delete"],
  uses: ["tags", "visibility", "paid", "ai", "first_comment", "media.captions", "media.cover"], schedules: true, settle: 30,
  rate: {zone: "America/Los_Angeles", units: {day: 10000, zone: "America/Los_Angeles", of: "client_id",
    pools: {search: 100, uploads: 100}}}};

# A reason says more than the status: a quota that is used up is a 403. Messages are HTML.
def reason: .body | if type == "object" then .error | if type == "object" then .errors[0].reason? // .status else null end else null end;
def error_of:
  reason as $why | (.body.error.message? // "" | tostring | gsub("<[^>]*>"; "")) as $said
  | def kind($kind): {kind: $kind, message: $said};
  if $why == null then null
  elif $why == "quotaExceeded" or $why == "dailyLimitExceeded" or $why == "uploadLimitExceeded" then kind("rate") + {wait: "day"}
  elif $why == "rateLimitExceeded" or $why == "userRateLimitExceeded" then kind("rate")
  elif ["backendError", "internalError", "SERVICE_UNAVAILABLE", "processingFailure"] | index($why) then kind("server")
  elif $why == "commentsDisabled" then {kind: "refused", message: "comments are turned off there"}
  elif $why == "captionExists" then kind("there")
  elif $why == "insufficientPermissions" or $why == "ACCESS_TOKEN_SCOPE_INSUFFICIENT" then
    {kind: "refused", message: "the consent did not allow this: run cm-fetch --authorize again and tick every box"}
  elif $why == "youtubeSignupRequired" then {kind: "auth", message: "this Google account has no channel"}
  elif $said == "" then null
  else {"401": "expired", "403": "refused", "404": "gone", "400": "invalid", "409": "refused", "429": "rate"}[.status | tostring] as $kind
    | if $kind then kind($kind) else null end end;

# What each call costs of the quota of a day; searches and uploads count against a hundred a day of their own.
def costs($units): .units = $units;
def read($what; $query): get("/youtube/v3/" + $what; $query) | costs(1);
def write($method; $what; $query; $json): {method: $method, url: ("/youtube/v3/" + $what), query: $query, json: $json} | costs(50);
def upload($what; $query): {method: "POST", url: ("/upload/youtube/v3/" + $what), query: $query, safe: true};

def watch: if . == null then null else "https://www.youtube.com/watch?v=" + . end;
def home: if . == null then null else "https://www.youtube.com/channel/" + . end;
def is_comment: test("^Ug");
def duration: strings | capture("^P((?<d>[0-9]+)D)?(T((?<h>[0-9]+)H)?((?<m>[0-9]+)M)?((?<s>[0-9]+)S)?)?$")
  | map_values(. // "0" | tonumber) | ((.d * 24 + .h) * 60 + .m) * 60 + .s;

# Counts are strings, and those that are hidden are not there.
def video($me): {type: (if .snippet.channelId == $me then "post" else "mention" end), id, url: (.id | watch),
  published: .snippet.publishedAt, author: {id: .snippet.channelId, name: .snippet.channelTitle,
    url: (.snippet.channelId | home)},
  title: (.snippet.title // "" | @html), text: .snippet.description, lang: (.snippet.defaultAudioLanguage // .snippet.defaultLanguage),
  status: ((.status.privacyStatus | select(. != "public")) // null), tags: .snippet.tags,
  media: [{type: "video", seconds: ([.contentDetails.duration | duration][0])}],
  metrics: (.statistics // {} | {views: .viewCount, likes: .likeCount, comments: .commentCount})};
def handle: (.snippet.customUrl | strings | ltrimstr("@")) // null;
def channel: {type: "account", id, url: (.id | home), handle: handle,
  name: .snippet.title, metrics: (.statistics // {} | {posts: .videoCount, views: .viewCount}
    + (if .hiddenSubscriberCount == true then {} else {followers: .subscriberCount} end))};
def below($video): if $video and . then ($video | watch) + "&lc=" + . else null end;
def comment($video; $replies; $me): .snippet as $s | {type: "comment", id, url: (.id | below($video)), published: $s.publishedAt,
  updated: (($s.updatedAt | select(. != $s.publishedAt)) // null),
  author: ({id: $s.authorChannelId.value, url: $s.authorChannelUrl}
    + ([$s.authorDisplayName | strings | if startswith("@") then {handle: .[1:]} else {name: .} end][0] // {})),
  text: ($s.textOriginal // $s.textDisplay), reply_to: ($s.parentId // $video), thread: $video,
  status: {heldForReview: "hold", likelySpam: "spam", rejected: "trash"}[$s.moderationStatus // ""],
  metrics: {likes: $s.likeCount, comments: $replies}} | mine($me);

# An empty list is left out of some answers, and the count beside it says so. Without either it is not known what is there.
def listed_in: if type != "object" then null elif .items | type == "array" then .items
  elif .pageInfo.totalResults? == 0 then [] else null end;
def listed: body | listed_in;
# The network's own word that a thing is not there; any wall says 404.
def is_gone: .response | .error != null and (reason // "" | tostring | test("[a-z]NotFound$"));

def own_channel: read("channels"; {part: "snippet,statistics,contentDetails", mine: true});
def login:
  if .step == null then ask(own_channel; "me")
  else listed | if . == null then unlisted elif . == [] then fail("auth"; "this Google account has no channel")
    else .[0] | {account: {id, handle: handle, name: .snippet.title,
      uploads: .contentDetails.relatedPlaylists.uploads}} end end;

# Reading. A film may have been put up long before it was published: the list of uploads is in the order of the former.
def videos($ids): read("videos"; {part: "snippet,statistics,status,contentDetails", id: ($ids | join(",")), maxResults: 50});
def uploads($token): read("playlistItems"; {part: "snippet,contentDetails", playlistId: .account.uploads, maxResults: 50, pageToken: $token})
  + {accept: ["gone"]};
def threads($query): read("commentThreads"; {part: "snippet,replies", maxResults: 100, order: "time", textFormat: "plainText"} + $query);
def about_channel: {allThreadsRelatedToChannelId: .account.id};
def answers($id; $token): read("comments"; {part: "snippet", parentId: $id, maxResults: 100, textFormat: "plainText", pageToken: $token}) + {accept: ["gone"]};
def hits($token): .job | get("/youtube/v3/search"; {part: "snippet", type: "video", order: "date", maxResults: 50, q: .query,
  publishedAfter: .since, publishedBefore: .until, pageToken: $token}) | costs({search: 1});
# The films that a list names; one without a name is not all there is.
def found(id): .job.what as $what
  | [rows(listed; [id | strings][0] // {gap: {what: $what, why: "a film came without its id"}})] as $all
  | ([$all[] | strings] | if . == [] then empty else ask(videos(.); "videos") end), ($all[] | objects);
def of_handle: if startswith("@") then {forHandle: .} else {id: .} end;

def fetch:
  . as $in | .account.id as $me | .job as $job | ($job.of | if . == null then null else name end) as $of
  | if .step == "account" or (.step == "profile" and $of == null) then ask(own_channel; "channel")
  elif .step == "profile" then ask(read("channels"; {part: "snippet,statistics"} + ($of | of_handle)); "channel")
  elif .step == "channel" then listed | if . == null then unlisted elif . != [] then .[0] | {record: channel}
    elif $of == null then fail("auth"; "this Google account has no channel") else fail("gone"; "no such channel: '\($job.of)'") end
  elif .step == "posts" and $of then ask(videos([$of]); "videos")
  elif .step == "posts" then ask(uploads(null); "uploads")
  elif .step == "uploads" then                             # a channel that never had a film has no such list
    if is_gone then empty elif .response.error then {fail: .response.error} else
    found(.contentDetails.videoId // .snippet.resourceId.videoId),
    (body | select(.nextPageToken) | (.items[-1]?.snippet.publishedAt // null) as $last
      | (.nextPageToken as $token | $in | ask(uploads($token); "uploads")) + {older_parent: $last}) end
  elif .step == "videos" then rows(listed; {record: video($me)})
  elif .step == "search" and ($job.query // "") == "" then fail("invalid"; "a search needs words: --query WORDS")
  elif .step == "search" then ask(hits(null); "hits")
  elif .step == "hits" then found(.id.videoId),
    (body.nextPageToken | strings | . as $token | $in | ask(hits($token); "hits"))
  elif .step == "comments" and $of then ask(threads({videoId: $of}) + {accept: ["refused"]}; "threads"; {query: {videoId: $of}})
  elif .step == "comments" then                            # what waits for our word, and what is taken for spam, is not among the rest
    about_channel as $q | ($q, $q + {moderationStatus: "heldForReview"}, $q + {moderationStatus: "likelySpam"})
    | . as $query | ask(threads($query) + {accept: ["refused"]}; "threads"; {query: $query})
  elif .step == "threads" and .response.error then
    if .response | reason == "commentsDisabled" then {gap: {what: "turned off", why: "comments are turned off\(if $of then " below \($of)" else "" end)"}}
    else {fail: .response.error} end
  elif .step == "threads" then .vars.query as $query
    | rows(listed; .snippet as $s | .id as $id | [.replies.comments[]?] as $known
      | {record: ($s.topLevelComment | comment($s.videoId; $s.totalReplyCount; $me))},
        (if ($s.totalReplyCount | type) != "number" or $s.totalReplyCount > ($known | length) then ask(answers($id; null); "answers"; {video: $s.videoId, id: $id})
         else $known[] | {record: comment($s.videoId; null; $me)} end)),
      (body | select(.nextPageToken) | (.items[-1]?.snippet.topLevelComment.snippet.publishedAt // null) as $last
        | ask(threads($query + {pageToken: .nextPageToken}); "threads"; {query: $query}) + {older_parent: $last})
  elif .step == "answers" then .vars as $v | if is_gone then empty elif .response.error then {fail: .response.error} else
    rows(listed; {record: comment($v.video; null; $me)}), (body.nextPageToken | strings | ask(answers($v.id; .); "answers"; $v)) end
  elif .step == "series" then report(1; .account.refused // []; "")
  else series end;

# Publishing. A film goes up as private, whole, and is looked at by YouTube; it has its cover and captions before anybody sees it. To make
# it public is one request that can be repeated. What went up is remembered, so that a run that broke off goes on from there.
def visibility: {public: "public", unlisted: "unlisted", direct: "private"}[. // "public"];
def is_yes: . == true or . == "yes" or . == "true";
def chosen($name; $preset): .job.draft.options.youtube[$name]? as $said | if $said == null then .account[$name] // $preset else $said end;
def title: .title // (.text // "" | split("\n") | map(select(test("[^ ]"))) | .[0]) // "";
def unfit: .job.draft as $d | ($d | title) as $title
  | if $title == "" then "a film needs a title"
    elif ($title | length) > 100 then "a film needs a title of at most 100 characters: the text's first line is longer"
    elif $title + ($d.text // "") | test("[<>]") then "there can be no < and > in a film's title and text"
    elif [$d.tags[]? | length + (if test(" ") then 2 else 0 end)] | (add // 0) + length > 501 then "all tags together can have 500 characters"
    elif ($d.visibility | visibility) == null then "visibility '\($d.visibility)' cannot be had there: it is public, unlisted or direct"
    elif $d.at and ($d.visibility // "public") != "public" then "what waits for its time there becomes public"
    elif $d.first_comment and ($d.at or ($d.visibility | visibility) == "private") then "a first comment needs a film that is public at once"
    elif $d.media[0].captions and ($d.lang // "") == "" then "captions need the language that they are in: lang"
    elif [$d.media[0] | (.captions, .cover) | strings | select(test("^https?://"))] != [] then "cover and captions have to be files"
    else null end;
def paid: if .job.draft.paid == true then {paidProductPlacementDetails: {hasPaidProductPlacement: true}} else {} end;
def parts: if .job.draft.paid == true then "status,paidProductPlacementDetails" else "status" end;
def status($private): . as $in | .job.draft as $d | {
  privacyStatus: (if $private or $d.at then "private" else ($d.visibility | visibility) end),
  publishAt: (if $private then null else $d.at end),
  selfDeclaredMadeForKids: (chosen("made_for_kids"; false) | is_yes), containsSyntheticMedia: ($d.ai == true),
  embeddable: ($d.options.youtube.embeddable? // null), license: ($d.options.youtube.license? // null)} | filled;
def resource: . as $in | .job.draft as $d | {
  snippet: ({title: ($d | title), description: $d.text, tags: $d.tags, categoryId: (chosen("category"; "22") | tostring), defaultLanguage: $d.lang} | filled),
  status: status(true)} + paid;
def open_upload($again): .job.draft.media[0] as $film | chosen("notify"; true) as $notify
  | ask(upload("videos"; {uploadType: "resumable", part: ("snippet," + parts), notifySubscribers: (if $notify | is_yes then null else false end)})
    + {headers: {"X-Upload-Content-Type": $film.type, "X-Upload-Content-Length": ($film.bytes | tostring)}, json: resource} | costs({uploads: 1});
    "open"; {again: $again});

# Pieces are multiples of 256 KiB; where the next one begins is what the last answer said.
def piece_size($bytes): (.account.piece // 8388608 | tonumber) as $piece
  | [$piece, (($bytes / 8000 / 262144 | floor) + 1) * 262144] | if $bytes / $piece > 8000 then max else .[0] end;
def send_piece($session; $at; $again): .job.draft.media[0] as $film | piece_size($film.bytes) as $size
  | ([$film.bytes - $at, $size] | min) as $n
  | ask({method: "PUT", url: $session, headers: {"Content-Range": "bytes \($at)-\($at + $n - 1)/\($film.bytes)"},
      file: {file: $film.file, offset: $at, length: $n, type: $film.type}, accept: ["server", "gone"]}; "piece";
    {session: $session, at: $at, again: $again});
def how_far($vars): .job.draft.media[0] as $film
  | ask({method: "PUT", url: $vars.session, headers: {"Content-Range": "bytes */\($film.bytes)"}, text: "", after: 1, accept: ["gone"]};
    "piece"; $vars + {asked: true});
def held: [.response.headers.range // "" | capture("bytes=0-(?<n>[0-9]+)").n | tonumber + 1][0] // 0;
def look($id; $after): ask(read("videos"; {part: "status,processingDetails", id: $id}) + {after: $after, deadline: 7200}; "look"; {id: $id});
def taken($id): {undo: (write("DELETE"; "videos"; {id: $id}; null) | del(.json))}, look($id; 0);
def poll: .account.poll // 15 | tonumber;

# Cover, captions and playlists, while nobody sees the film yet; what a run before has done is not done again.
def go_public($id): publish(write("PUT"; "videos"; {part: parts}; {id: $id, status: status(false)} + paid) + {safe: true}; "public"; {id: $id});
def image: if test("[.]png$"; "i") then "image/png" else "image/jpeg" end;
def playlists: .job.draft.options.youtube | (.playlists? // .playlist?) | list;
def dress($id): .job.draft as $d | $d.media[0] as $film | {
    cover: [$film.cover | strings | {file: ., type: image} as $file
      | upload("thumbnails/set"; {uploadType: "media", videoId: $id}) + {file: $file} | costs(50)],
    captions: [$film.captions | strings | upload("captions"; {uploadType: "resumable", part: "snippet"})
      + {accept: ["there"], json: {snippet: {videoId: $id, language: $d.lang, name: ($d.options.youtube.captions_name? // ""),
        isDraft: false}}} | costs(400)],
    lists: [playlists[] | read("playlistItems"; {part: "id", playlistId: ., videoId: $id})]}
  | . as $all | if [$all[][]] == [] then null else $all end;
def dressed($id): .response as $r | .job.draft.media[0] as $film | [playlists, $r.lists] | transpose
  | map(select(.[1].body | listed_in == []) | write("POST"; "playlistItems"; {part: "snippet"};
      {snippet: {playlistId: .[0], resourceId: {kind: "youtube#video", videoId: $id}}}))
    + [$r.captions[] | select(.error == null) | {method: "PUT", url: .headers.location, file: {file: $film.captions, type: "application/octet-stream"}}];
def looked: . as $in | .vars.id as $id | listed as $films | ($films // [])[0] as $film | ($film.status.uploadStatus // "uploaded") as $state
  | $film.processingDetails.processingStatus as $work
  | if $films == [] then fail("gone"; "the film is not at YouTube any more")
    elif $state == "failed" or $state == "rejected" or $state == "deleted" then
      fail("invalid"; "YouTube does not take the film: \($film.status | .failureReason // .rejectionReason // $state)")
    elif $work == "failed" or $work == "terminated" then
      fail("invalid"; "YouTube could not work on the film: \($film.processingDetails.processingFailureReason // $work)")
    elif $state == "processed" or $work == "succeeded" then dress($id) as $all
      | if $all then ask($all; "dressed"; {id: $id}) else go_public($id) end
    else look($id; poll) end;

# What is said below a film at once is looked for before it is said, since a run before may have said it; null: that is not told.
def is_said: .job.draft.first_comment as $said | .account.id as $me
  | [(listed // [null])[] | .snippet.topLevelComment.snippet? as $s | ($s.textOriginal? // $s.textDisplay?) as $text | $s.authorChannelId.value? as $who
      | if $text == null or ($text == $said and $who == null) then null else $text == $said and $who == $me end]
  | if any(.[]; . == true) then true elif any(.[]; . == null) then null else false end;
def first_comment($id): .job.draft.first_comment as $said | .account.id as $me
  | if .step == "public" then ask(threads({videoId: $id}) + {accept: ["refused", "gone", "server", "expired"]}; "said"; {id: $id})
    elif .response.error then {gap: {what: "first_comment", why: .response.error.message}}, published($id; $id | watch)
    elif .step != "said" then published($id; $id | watch)
    else is_said as $there
      | if $there == false then ask(write("POST"; "commentThreads"; {part: "snippet"};
          {snippet: {channelId: $me, videoId: $id, topLevelComment: {snippet: {textOriginal: $said}}}})
          + {accept: ["refused", "invalid", "gone", "server", "expired"]}; "commented")
        else (if $there == null then {gap: {what: "first_comment", why: "YouTube does not tell what is below the film: see whether it is there, and say it if not"}}
          else empty end), published($id; $id | watch) end end;
def post:
  .vars as $v | .account.upload as $before | unfit as $unfit
  | if .step == null and $unfit then fail("invalid"; $unfit)
    elif .step == null and $before.key == .job.key then ask(read("videos"; {part: "id", id: $before.id}); "before")
    elif .step == null or (.step == "before" and listed == []) then open_upload(false)
    elif .step == "before" then taken($before.id)
    elif .step == "open" and .response.headers.location == null then fail("server"; "YouTube does not say where the film goes")
    elif .step == "open" then send_piece(.response.headers.location; 0; $v.again)
    elif .step == "piece" and .response.error.kind == "gone" and $v.again then fail("server"; "YouTube forgets the upload: run it again")
    elif .step == "piece" and .response.error.kind == "gone" then open_upload(true)
    elif .step == "piece" and .response.error then how_far($v)
    elif .step == "piece" and .response.status == 308 then held as $held
      | if $held > $v.at then send_piece($v.session; $held; $v.again)
        elif ($v.stuck // 0) > 4 then fail("server"; "YouTube takes no more of the film: run it again")
        else send_piece($v.session; $held; $v.again) | .vars.stuck = ($v.stuck // 0) + 1 end
    elif .step == "piece" and body.id == null then if $v.asked then fail("server"; "YouTube does not tell the film's id") else how_far($v) end
    elif .step == "piece" then {account: {upload: {key: .job.key, id: body.id}}}, taken(body.id)
    elif .step == "look" then looked
    elif .step == "dressed" then dressed($v.id) as $more | if $more == [] then go_public($v.id) else ask($more; "ready") end
    elif .step == "ready" then go_public($v.id)
    elif .step == "public" and (.job.draft | .visibility != "direct" and .at == null) and body.status.privacyStatus == "private" then
      {gap: {what: "visibility", why: "YouTube keeps the film private: your project has to be audited by Google first"}}, published($v.id; $v.id | watch)
    elif .job.draft.first_comment then first_comment($v.id)
    else published($v.id; $v.id | watch) end;

# A reply to a reply stands below the comment that it is below: its id begins with that one's.
def moderate($id; $more): write("POST"; "comments/setModerationStatus"; {id: $id} + $more; null) | del(.json) | .safe = true;
def act:
  .job.action as $do | ($do.target.id | name) as $id | .account.id as $me
  | if .step != null and $do.do == "reply" then published(body.id; ((body.snippet | .videoId // .topLevelComment.snippet.videoId?) // $do.target.thread // null)
        as $video | if $video == null then null else ($video | watch) + "&lc=" + body.id end)
    elif .step != null then published($id; null)
    elif $do.do == "reply" and ($id | is_comment) then
      publish(write("POST"; "comments"; {part: "snippet"}; {snippet: {parentId: ($id | split(".")[0]), textOriginal: $do.text}}); "done")
    elif $do.do == "reply" then publish(write("POST"; "commentThreads"; {part: "snippet"};
      {snippet: {channelId: $me, videoId: $id, topLevelComment: {snippet: {textOriginal: $do.text}}}}); "done")
    elif $do.do == "delete" then ask(write("DELETE"; (if $id | is_comment then "comments" else "videos" end); {id: $id}; null)
      | del(.json) | .accept = ["gone"]; "done")
    elif $do.do == "like" and ($id | is_comment) then fail("invalid"; "only films can be liked there, no comments")
    elif $do.do == "like" then ask(write("POST"; "videos/rate"; {id: $id, rating: "like"}; null) | del(.json) | .safe = true; "done")
    elif $id | is_comment | not then fail("invalid"; "'\($id)' is no comment: only comments can be moderated")
    else ask(moderate($id; {hide: {moderationStatus: "heldForReview"}, spam: {moderationStatus: "rejected"},
        block: {moderationStatus: "rejected", banAuthor: true}}[$do.do] // {moderationStatus: "published"}); "done") end;
