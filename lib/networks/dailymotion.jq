# Dailymotion has two interfaces: v2, which publishes and lists but counts nothing, and the one before it, which counts what is public.
include "net";

def about: {
  title: "Dailymotion", hosts: [".base", ".legacy"], open: ["*.dailymotion.com"],
  account: {base: "https://api.dailymotion.com", legacy: "https://api.dailymotion.com", oauth: "https://oauth2.dailymotion.com"},
  auth: {bearer: "token"}, needs: ["token", "id"],
  oauth2: {token: ".oauth/v2/token", grant: "client_credentials", client: "body", access: "token",
    scopes: ["video.manage", "video.read", "account.read"]},
  asks: [
    {name: "client_id", ask: "The API key", where: "in Dailymotion Studio: Organization settings, API keys, a private key"},
    {name: "client_secret", ask: "Its API secret", secret: true, where: "shown once, when the key is made"},
    {name: "profile", ask: "The profile, by its name or id, where the key has several", optional: true,
      where: "its name is what the address of its page ends with"}],
  text: {max: 3000, unit: "codepoints", title: 255},
  media: {min: 1, max: 1, bytes: 4294967296, types: ["video/*"], by: "any"},
  reads: ["posts", "account", "profile", "search"], of: ["profile", "posts"], acts: ["delete"], uses: ["visibility"], settle: 30};

# v2 says {error: {code: "RESOURCE_NOT_FOUND"}}, the other one {error: {code: 404, type: "not_found"}}: the statuses are the same.
def error_of: (.body | if type == "object" then .error else null end | if type == "object" then . else {} end) as $e
  | if .status == 401 then {kind: "expired", message: ($e.message // "the token is not valid")} else null end;

def v2($path; $query): get("/v2/" + $path; $query);
def legacy($path; $query): get(.account.legacy + $path; $query) + {auth: false};
def name: tostring | [capture("dailymotion\\.com/(video/)?(?<id>[0-9A-Za-z._-]+)").id, capture("^https?://dai\\.ly/(?<id>[0-9A-Za-z]+)").id, .][0];
def page_of: if . == null then null else "https://www.dailymotion.com/video/\(.)" end;

def login:
  .account.profile as $said
  | if .step == null then ask(v2("me"; {}); "me")
    elif body.profiles | type != "array" then unlisted
    else body.profiles | [.[] | select($said == null or .profile_id == $said or (.name // "" | ascii_downcase) == ($said | ascii_downcase))] as $fit
      | if ($fit | length) == 1 then {account: ($fit[0] | {id: .profile_id, name})}
        elif $fit == [] then fail("auth"; "this key has no profile '\($said // "")': there are \(map(.name) | join(", "))")
        else fail("auth"; "which profile is it? say it in the setting profile: \(map(.name) | join(", "))") end end;

# What v2 lists, with what the other one counts of the same films. Who is private is counted by neither.
def counts: {views: .views_total, likes: .likes_total};
def film($me; $counted): (.video_id // .id) as $id | ($counted[$id // ""] // {}) as $c
  | {type: "post", id: $id, url: (.video_url // ($id | page_of)), published: (.published_at // .created_at),
     author: $me, title: (.title // "" | @html), text: .description, tags: $c.tags,
     status: (if .is_published == false then "unpublished" elif .visibility != null and .visibility != "public" then .visibility else null end),
     media: [{type: "video", seconds: $c.duration}], metrics: ($c | counts)};
def public_film($me): {type: (if .["owner.id"] == $me then "post" else "mention" end), id, url: (.url // (.id | page_of)), published: .created_time,
  author: {id: .["owner.id"], handle: .["owner.username"], name: .["owner.screenname"]}, title: (.title // "" | @html), text: .description,
  tags, media: [{type: "video", seconds: .duration}], metrics: counts};
def public_fields: "id,title,description,created_time,url,duration,tags,views_total,likes_total,owner.id,owner.username,owner.screenname";
def user_fields: "id,username,screenname,url,followers_total,following_total,views_total,videos_total";
def user: {type: "account", id, url: (.url // null), handle: .username, name: .screenname,
  metrics: {followers: .followers_total, following: .following_total, views: .views_total, posts: .videos_total}};

# A query of v2 gives a thousand films at most, and its total may be less than there is, or none: a span of time that has so many is halved.
def fields: "video_id,title,description,created_at,published_at,is_published,visibility,video_url";
def span($from; $to; $counted): ask(v2("profiles/\(.account.id)/videos"; {page: 1, page_size: 100, fields: fields,
    created_after: ($from | todate), created_before: ($to | todate)}); "films"; {from: $from, to: $to, counted: $counted, had: 0});
def halves: .vars as $v | (($v.from + $v.to) / 2 | floor) as $middle | span($middle; $v.to; $v.counted), span($v.from; $middle; $v.counted);
def since: .job.since | if . == null then 1104537600 else seconds - 30 * 86400 end;
def whole($counted): span(since; (.now / 86400 | floor) * 86400 + 2 * 86400; $counted);
def counting($page; $counted): ask(legacy("/user/\(.account.id)/videos"; {fields: "id,created_time,views_total,likes_total,duration,tags",
    limit: 100, page: $page, sort: "recent"}) + {accept: ["refused", "gone", "invalid"]}; "counted"; {page: $page, counted: $counted});
def hits($page): .job | {search: .query, fields: public_fields, limit: 100, page: $page, sort: "recent",
  created_after: (.since | if . then seconds else null end), created_before: (.until | if . then seconds else null end)};
def fetch:
  . as $in | .account.id as $me | .vars as $v | .job as $job | {id: $me, name: .account.name} as $author
  | if .step == "account" then ask({profile: v2("me"; {}), user: (legacy("/user/\($me)"; {fields: user_fields})
      + {accept: ["refused", "gone", "invalid"]})}; "me")
  elif .step == "me" then .response.user as $user
    | if $user.error then {gap: {what: "metrics", why: "the numbers of the profile are not public: \($user.error.message)"}},
        {record: {type: "account", id: $me, name: ([.response.profile.body.profiles[]? | select(.profile_id == $me).name][0])}}
      else {record: ($user.body | user)} end
  elif .step == "profile" then ask(legacy("/user/\($job.of // $me | name | part)"; {fields: user_fields}); "user")
  elif .step == "user" then body | {record: user}
  elif .step == "posts" and $job.of then ($job.of | name) as $id
    | ask({film: v2("videos/\($id | part)"; {fields: fields}), counted: (legacy("/video/\($id | part)"; {fields: "id,views_total,likes_total,duration,tags"})
        + {accept: ["refused", "gone", "invalid"]})}; "film")
  elif .step == "film" then .response as $r | ($r.counted.body | if type == "object" and .id then {(.id): .} else {} end) as $counted
    | {record: ($r.film.body | film($author; $counted))}
  elif .step == "posts" then counting(1; {})
  elif .step == "counted" and .response.error then
    {gap: {what: "metrics", why: "the interface that counts refuses: \(.response.error.message)", numbers: true}}, whole($v.counted)
  elif .step == "counted" and (body.list | type) != "array" then
    {gap: {what: "metrics", why: "an answer of the interface that counts came without its list", numbers: true}}, whole($v.counted)
  elif .step == "counted" then ($v.counted + ([body.list[] | select(.id) | {key: .id, value: .}] | from_entries)) as $counted
    | ([body.list[].created_time | numbers] | min) as $last
    | if body.has_more == true and ($last == null or $last >= since) then counting($v.page + 1; $counted) else whole($counted) end
  elif .step == "films" and (body.total // 0) >= 1000 and (body.next // "") != "" and $v.had == 0 and $v.to - $v.from > 1 then halves
  elif .step == "films" then rows(body.data; {record: film($author; $v.counted)}),
    ($v.had + (body.data // [] | length)) as $had | if (body.next // "") != "" then ask(get(body.next); "films"; $v + {had: $had})
      elif $had >= 1000 and $v.to - $v.from > 1 then halves else empty end
  elif .step == "search" and ($job.query // "") == "" then fail("invalid"; "a search needs words: --query WORDS")
  elif .step == "search" then ask(legacy("/videos"; hits(1)); "hits"; {page: 1})
  else rows(body.list; {record: public_film($me)}),
    (if body.has_more == true then ($v.page + 1) as $page | $in | ask(legacy("/videos"; hits($page)); "hits"; {page: $page}) else empty end) end;

# Publishing: a place to send the film to, the film, then the entry that names it; its address will do where it has one.
def is_yes: . == true or . == "yes" or . == "true";
def chosen($name; $preset): .job.draft.options.dailymotion[$name]? as $said | if $said == null then .account[$name] // $preset else $said end;
def title: .title // (.text // "" | split("\n") | map(select(test("[^ ]"))) | .[0]) // "";
def unfit: .job.draft as $d | ($d | title) as $title
  | if $title == "" then "a film needs a title"
    elif ($title | length) > 255 then "a film needs a title of at most 255 characters: the text's first line is longer"
    elif ["public", "direct"] | index($d.visibility // "public") | not then
      "visibility '\($d.visibility)' cannot be had there: it is public or direct"
    else null end;
def enter($url): .account.id as $me | .job.draft as $d | chosen("password"; null) as $password
  | publish(send("POST"; "/v2/profiles/\($me)/videos"; {title: ($d | title), description: $d.text, category: chosen("category"; "news"),
      visibility: (if $password then "password" elif $d.visibility == "direct" then "private" else "public" end), password: $password,
      is_for_kids: (chosen("for_kids"; false) | is_yes), source: {file_url: $url}} | filled); "entered");
def look($id; $url; $n): ask(v2("videos/\($id | part)"; {fields: "video_id,is_published,video_url"}) + {after: (.account.poll // 15 | tonumber),
    accept: ["gone", "refused", "server"]}; "published"; {id: $id, url: $url, n: $n});
def post:
  .vars as $v | unfit as $unfit | .job.draft.media[0] as $film
  | if .step == null and $unfit then fail("invalid"; $unfit)
    elif .step == null and $film.file == null then enter($film.url)
    elif .step == null then ask({method: "POST", url: "/v2/files/upload_sessions", safe: true}; "session")
    elif .step == "session" and body.upload_url == null then fail("server"; "Dailymotion does not say where the film goes")
    elif .step == "session" then
      ask({method: "POST", url: body.upload_url, auth: false, safe: true, multipart: [{name: "file", file: $film.file, type: $film.type}]}; "sent")
    elif .step == "sent" and body.url == null then fail("server"; "Dailymotion does not say where the film is")
    elif .step == "sent" then enter(body.url)
    elif .step == "entered" then (body.video_id // body.id) as $id
      | if $id == null then fail("server"; "Dailymotion does not tell the film's id")
        elif body.is_published == true then published($id; body.video_url // ($id | page_of)) else look($id; body.video_url; 1) end
    elif body.is_published? == true then published($v.id; body.video_url // $v.url // ($v.id | page_of))
    elif $v.n < 20 and .response.error == null then look($v.id; $v.url; $v.n + 1)
    else {gap: {what: "video", why: "Dailymotion is still at work on it"}}, published($v.id; $v.url // ($v.id | page_of)) end;

def act: .job.action as $do | ($do.target.id | name) as $id
  | if .step != null then published($id; null) elif $id | is_part | not then no_part($id)
    else ask({method: "DELETE", url: "/v2/videos/\($id | part)", accept: ["gone"]}; "done") end;
