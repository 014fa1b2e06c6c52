# LinkedIn: the versioned REST interface, for a page (organization) or a person.
include "net";

def about: {
  title: "LinkedIn", hosts: [".base", ".auth", "*.linkedin.com"],
  account: {base: "https://api.linkedin.com", auth: "https://www.linkedin.com", version: "202607"},
  auth: {bearer: "token"}, needs: ["urn"],
  oauth2: {authorize: ".auth/oauth/v2/authorization", token: ".auth/oauth/v2/accessToken", client: "body",
    scopes: ["r_organization_social", "w_organization_social", "rw_organization_admin"]},
  asks: [
    {name: "client_id", ask: "The client ID of your app, which asks you for your consent", where: "at linkedin.com/developers/apps: your app, Auth"},
    {name: "client_secret", ask: "Its client secret", secret: true, where: "on the same page"},
    {name: "redirect", ask: "The redirect URL registered for it", preset: "http://127.0.0.1:8765/", optional: true,
      where: "on the same page, under OAuth 2.0 settings; it must be the same there to the letter"}],
  text: {max: 3000, unit: "utf16", title: 200},
  media: {max: 20, bytes: 524288000, alt: 4086, by: "file", mixed: false,
    types: ["image/jpeg", "image/png", "image/gif", "video/mp4", "application/pdf"],
    each: {"image/*": {max: 20}, "video/*": {max: 1, seconds: [3, 1800]}, "application/*": {max: 1, bytes: 104857600}}},
  reads: ["posts", "comments", "mentions", "account", "profile", "series"], of: ["comments", "profile"],
  acts: ["reply", "delete", "like"], uses: ["link", "visibility", "reply_to", "first_comment"],
  keeps: {mentions: "60d"}, settle: 15, rate: {zone: "UTC"}};

def error_of: (.body | if type == "object" then . else {} end) as $b | ($b.message // "" | tostring) as $m
  | if $b.serviceErrorCode == 65601 then {kind: "auth", message: "the person took the consent back"}
    elif .status == 426 or $b.code == "NONEXISTENT_VERSION" then
      {kind: "invalid", message: "this version of the interface is no more: set version = YYYYMM to a newer one"}
    elif .status == 422 and ($m | test("duplicate of urn:li:(share|ugcPost|activity):")) then {kind: "duplicate", message: $m}
    elif .status == 429 and ($m | test("\\bDAY\\b")) then {kind: "rate", wait: "day", message: ($m | sub("[.]$"; ""))} else null end;

# Rest.li: in keys and values these are encoded too; parentheses, commas and colons of lists and objects stand as they are.
def enc: tostring | @uri | gsub("[(]"; "%28") | gsub("[)]"; "%29") | gsub("'"; "%27") | gsub("!"; "%21") | gsub("[*]"; "%2A");
def restli: if type == "array" then "List(\(map(restli) | join(",")))"
  elif type == "object" then "(\([to_entries[] | "\(.key | enc):\(.value | restli)"] | join(",")))" else enc end;
def query: [to_entries[] | select(.value != null) | "\(.key)=\(if .key == "fields" then .value else .value | restli end)"] | join("&");
def headers($more): {"LinkedIn-Version": (.account.version | tostring), "X-Restli-Protocol-Version": "2.0.0"} + $more;
def rest($path; $q): get("/rest/\($path)\($q | query | if . == "" then "" else "?" + . end)") + {headers: headers({})};
def finder($path; $q): rest($path; $q) | .headers += {"X-RestLi-Method": "FINDER"};
def write($path; $json): send("POST"; "/rest/" + $path; $json) + {headers: headers({})};

# Names: of an author as settings have it, of a thing by its address.
def person: if test("^urn:li:person:") then . else "urn:li:person:" + . end;
def author_urn: tostring | if test("^urn:li:") then . elif test("^[0-9]+$") then "urn:li:organization:" + . else null end;
def is_page: (.account.urn // "") | startswith("urn:li:person:") | not;
def thing: tostring | if test("^urn:li:") then . else [capture("(?<urn>urn:li:(share|ugcPost|activity):[0-9]+)").urn][0]
  // ([capture("(?<kind>activity|share|ugcPost)-(?<n>[0-9]{15,})") | "urn:li:\(.kind):\(.n)"][0]) end;
def page_of: "https://www.linkedin.com/feed/update/\(.)/";
def no_thing: fail("invalid"; "'\(.)' is no post or comment; it is named by its urn:li:... or its page's address");
# What a comment is below, and its number.
def below: [capture("^urn:li:comment:\\((?<object>urn:li:[A-Za-z]+:[0-9]+|[a-zA-Z]+:[0-9]+),(?<id>[0-9]+)\\)$")][0]
  | if . then .object |= (if startswith("urn:") then . else "urn:li:" + . end) else null end;

# Who publishes: what the setting author says, else the one page that the person administers, else the person.
def pages: [body.elements[] | .organization // .organizationTarget] | unique;
def unnamed: body.elements? | type != "array" or any(.[]; (.organization? // .organizationTarget?) == null);
def login: (.account.author // null) as $said
  | if .step == null and $said == "person" then ask(get("/v2/userinfo"); "me")
    elif .step == null and $said and ($said | author_urn) == null then
      fail("invalid"; "author = \($said): it is 'person' or the number of a page")
    elif .step == null then ask(finder("organizationAcls"; {q: "roleAssignee", role: "ADMINISTRATOR", state: "APPROVED"}) + {accept: ["refused"]}; "pages")
    elif .step == "pages" and $said then {account: {urn: ($said | author_urn)}}
    # A page's words must not go out as those of the person.
    elif .step == "pages" and .response.error then
      fail("refused"; "LinkedIn does not show which pages the person administers (\(.response.error.message)): see what the account may do there, "
        + "or set author to the number of a page or to 'person'")
    elif .step == "pages" and unnamed then
      fail("server"; "LinkedIn does not say which pages the person administers: run it again, or set author to the number of a page")
    elif .step == "pages" and (pages | length) == 1 then {account: {urn: pages[0]}}
    elif .step == "pages" and (pages | length) > 1 then
      fail("invalid"; "the person administers several pages: set author to one of " + (pages | map(sub("^urn:li:organization:"; "")) | join(", ")))
    elif .step == "pages" then ask(get("/v2/userinfo"); "me")
    elif body.sub == null then fail("refused"; "it does not say who the person is: the token needs the scopes openid and profile")
    else {account: {urn: (body.sub | person), name: body.name}} end;

# Little text: what has a meaning in it is escaped, or the text ends there. Tags and the pages of options.linkedin.mentions get theirs.
def plain: gsub("(?<c>[|{}@\\[\\]()<>#*_~\\\\])"; "\\" + .c);
def mentioned($pages): reduce ($pages // {} | to_entries | sort_by(-(.key | length))[]) as $p (.;
  . / ("@" + $p.key | plain) | join("@[\($p.key | plain)](\($p.value | author_urn))"));
def little($entities; $pages): . as $text | reduce ([$entities[]? | select(.kind == "tag")] | sort_by(.chars[0])[]) as $e ({at: 0, out: ""};
    .out += ($text[.at:$e.chars[0]] | plain | mentioned($pages)) + "{hashtag|\\#|\($e.value | plain)}" | .at = $e.chars[1])
  | .out + ($text[.at:] | plain | mentioned($pages));
def read_little: gsub("\\{hashtag\\|\\\\?#\\|(?<w>[^}]*)\\}"; "#" + .w) | gsub("@\\[(?<n>(\\\\.|[^\\]])*)\\]\\((?<u>[^)]*)\\)"; "@" + .n)
  | gsub("\\\\(?<c>[|{}@\\[\\]()<>#*_~\\\\])"; .c);
def named: [match("@\\[((?:\\\\.|[^\\]])*)\\]\\((urn:li:[^)]*)\\)"; "g") | {id: .captures[1].string, name: (.captures[0].string | read_little)}];

# Publishing: a place for each file, its bytes, and a look whether it is ready.
def sort: if .type | startswith("video/") then "videos" elif .type | startswith("image/") then "images" else "documents" end;
def start($in): . as $m
  | ({owner: $in.account.urn} + if sort == "videos" then {fileSizeBytes: .bytes, uploadCaptions: false, uploadThumbnail: false} else {} end) as $rq
  | $in | write("\($m | sort)?action=initializeUpload"; {initializeUploadRequest: $rq}) + {safe: true};
def bytes($m; $place): {method: "PUT", url: $place.uploadUrl, file: {file: $m.file, type: "application/octet-stream",
  offset: $place.firstByte, length: (if $place.lastByte then $place.lastByte - $place.firstByte + 1 else null end)}};
def urns: [.[] | .video // .image // .document];
def look($media; $urns): . as $in | [range($media | length) as $i | $media[$i] | sort as $s | $in | rest("\($s)/\($urns[$i] | enc)"; {})];
def working: .body.status as $s | $s == "PROCESSING" or $s == "WAITING_UPLOAD";
def unfit: .job.draft as $d | ($d.visibility // "public") as $v | ($d.options.linkedin // {}) as $o
  | (($o | keys) - ["mentions", "description", "closed"]) as $more
  | if $more != [] then "options.linkedin has no '\($more[0])'"
    elif .job.reply_to and $d.media != [] then "an answer there has no media"
    elif ($v == "public" or ($v == "followers" and (is_page | not))) | not then "visibility '\($v)' cannot be had there"
    elif any($d.media[]?; sort != "images") and ($d.media | length) > 1 then "a film or a document stands alone there, no other media beside it"
    elif any($d.media[]?; sort == "images" and ((.width // 0) * (.height // 0)) > 36152320) then "a picture can have 36152320 pixels there"
    elif any(($o.mentions // {})[]; author_urn == null) then "options.linkedin.mentions: to each name belongs the number of a page"
    else null end;
def content($urns): .job.draft as $d | $d.media as $m | ($urns | length) as $n
  | if $d.link and ($n == 0 or ($n == 1 and ($m[0] | sort) == "images")) then
      {article: ({source: $d.link, title: ($d.title // $d.link), description: $d.options.linkedin.description, thumbnail: $urns[0]} | filled)}
    elif $n == 0 then null
    elif $n > 1 then {multiImage: {images: [range($n) as $i | {id: $urns[$i], altText: $m[$i].alt} | filled]}}
    else {media: ({id: $urns[0], title: (if ($m[0] | sort) == "images" then null else $d.title // $m[0].name end), altText: $m[0].alt} | filled)} end;
# A title stands in front of the text where it has no place of its own; so does a link behind it.
def commentary($content): .job as $job | $job.draft as $d | ($d.text | little($job.entities; $d.options.linkedin.mentions)) as $text
  | [(if $d.title and $content.article == null and $content.media.title == null then $d.title | plain else null end), $text,
     (if $d.link and $content.article == null then $d.link | plain else null end)] | map(select(. != null and . != "")) | join("\n\n");
def put($urns): content($urns) as $content | publish(write("posts"; {author: .account.urn, commentary: commentary($content),
    visibility: (if .job.draft.visibility == "followers" then "CONNECTIONS" else "PUBLIC" end),
    distribution: {feedDistribution: "MAIN_FEED", targetEntities: [], thirdPartyDistributionChannels: []},
    content: $content, lifecycleState: "PUBLISHED", isReshareDisabledByAuthor: (.job.draft.options.linkedin.closed == true)}
  | with_entries(select(.value != null))) + {accept: ["duplicate"]}; "done"; {});
def comment($to; $text): ($to | below) as $c | ($c.object // $to) as $object | write("socialActions/\($to | enc)/comments";
  {actor: .account.urn, object: $object, message: {text: $text}, parentComment: (if $c then $to else null end)} | filled);
def given: .response.headers["x-restli-id"] // "" | gsub("%3A"; ":"; "i") | gsub("%28"; "("; "i") | gsub("%29"; ")"; "i") | gsub("%2C"; ","; "i");
def commented($to): given as $id | ($to | below.object // $to) as $object
  | body.commentUrn // (if $id | startswith("urn:") then $id elif (body.id // $id) != "" then "urn:li:comment:(\($object),\(body.id // $id))" else null end)
  | published(.; $object | page_of);
def post: .job as $job | $job.draft.media as $media | ($job.reply_to | if . then (.id // .url | thing) else null end) as $to
  | if .step == null and unfit then fail("invalid"; unfit)
    elif .step == null and $job.reply_to and $to == null then $job.reply_to | .id // .url | no_thing
    elif .step == null and $to then publish(comment($to; $job.draft.text); "answered")
    elif .step == "answered" then commented($to)
    elif .step == null and ($media // []) == [] then put([])
    elif .step == null then . as $in | ask([$media[] | start($in)]; "places")
    elif .step == "places" then [.response[].body.value] as $places
      | if any($places | urns[]; . == null) or any($places[]; .uploadUrl == null and .uploadInstructions == null)
        then fail("server"; "an upload has no place")
        else ask([range($media | length) as $i | if $places[$i].uploadInstructions then [$places[$i].uploadInstructions[] | bytes($media[$i]; .)]
          else bytes($media[$i]; $places[$i]) end]; "filled"; {places: $places}) end
    elif .step == "filled" then .vars.places as $places | .response as $r | . as $in
      | ask([range($media | length) as $i | select($media[$i] | sort == "videos") | $in | write("videos?action=finalizeUpload"; {finalizeUploadRequest:
          {video: $places[$i].video, uploadToken: ($places[$i].uploadToken // ""), uploadedPartIds: [$r[$i][].headers.etag]}}) + {safe: true}]; "whole")
    # A token that may write only is not told whether a picture is ready: it is tried then.
    elif .step == "whole" then (.vars.places | urns) as $urns | ask([look($media; $urns)[] | .accept = ["refused"]]; "ready"; {urns: $urns})
    elif .step == "ready" and any(.response[]; .body.status? == "PROCESSING_FAILED") then fail("invalid"; "it cannot use a file: its processing failed")
    elif .step == "ready" and any(.response[]; working) then look($media; .vars.urns) as $again | .response as $r
      | (if any($media[]; sort == "videos") then 1800 else 60 end) as $long
      | ask([range($media | length) as $i
          | if $r[$i] | working then $again[$i] + {accept: ["refused"], after: 3, deadline: $long} else $r[$i] | known end]; "ready")
    elif .step == "ready" then put(.vars.urns)
    elif .step == "done" and .response.error then
      [.response.error.message | capture("(?<urn>urn:li:(share|ugcPost|activity):[0-9]+)").urn][0] as $urn
      | ask(rest("posts/\($urn | enc)"; {}) + {accept: ["refused", "gone"]}; "twin"; {urn: $urn})
    elif .step == "twin" then (.job.sent | seconds - 60) as $sent | (body.publishedAt // body.createdAt // 0) as $at
      | if $at / 1000 >= $sent and body.author == .account.urn then published(.vars.urn; .vars.urn | page_of)
        else fail("refused"; "the account has this very text already (\(.vars.urn)): change what it says") end
    else given as $urn | if $urn == "" then published(null; null) else published($urn; $urn | page_of) end end;

# The end of a list is a page that is not full, or one that names no next.
def count: 100;
def at($n): {start: $n, count: count};
def is_more: [body.paging?.links[]? | select(.rel == "next")] != [] or (body.elements? | arrays | length) >= count;
def more: ((.vars.at // 0) + count) as $n | select(is_more) | $n;
def said_below($urn; $n): rest("socialActions/\($urn | enc)/comments"; at($n));

# Not known whether it came through: the newest posts, or what is said below what it answers, are looked through. What is there may come back
# with other signs, or cut: one that is nearly the same, or does not show whose, when or what it is, leaves doubt.
def bare: read_little | gsub("[^\\p{L}\\p{N}]"; "") | ascii_downcase;
def nearly($text): . == null or ((bare) as $it | ($text | bare) as $ours
  | ($it | startswith($ours)) or ($it != "" and ($ours | startswith($it))));
def seen($list; $text): .account.urn as $me | (.job.sent | (seconds - 60) * 1000) as $sent | .vars as $v
  | [$list[] | select((.who == null or .who == $me) and (.at == null or .at >= $sent) and (.said | nearly($text)))] as $like
  | [$like[] | select(.id != null and .who != null and .at != null and .said == $text)] as $same
  | {same: (($v.same // []) + $same), doubt: ($v.doubt == true or ($same | length) < ($like | length))};
def found($page): if .doubt or (.same | length) > 1 then fail("refused"; "LinkedIn does not show which of the new ones it is")
  elif .same == [] then nothing_there else .same[0].id | published(.; $page // . | page_of) end;
def find: (.job.reply_to | if . then (.id // .url | thing) else null end) as $to | (.vars.at // 0) as $at
  | if .step == null and $to then ask(said_below($to; 0); "below"; {})
    elif .step == null then ask(finder("posts"; {q: "author", author: .account.urn, count: count, start: 0, sortBy: "LAST_MODIFIED"}); "mine")
    elif body.elements? | type != "array" then unlisted
    elif .step == "below" then .job.draft.text as $text
      | seen([body.elements[] | {id: (.commentUrn // .id), who: (.actor // .created.actor?), at: .created.time?, said: .message.text?}]; $text) as $seen
      | if is_more then ask(said_below($to; $at + count); "below"; $seen + {at: ($at + count)}) else $seen | found($to) end
    else commentary(content([.job.draft.media[]? | "it"])) as $text | .account.urn as $me
      | seen([body.elements[] | {id, who: (.author // $me), at: (.createdAt // .publishedAt), said: .commentary}]; $text)
      | found(null) end;

def act: .job.action as $do | ($do.target.id | thing) as $urn | ($urn // "" | below) as $c | .account.urn as $me
  | if $urn == null then $do.target.id | no_thing
    elif .step == null and $do.do == "reply" then publish(comment($urn; $do.text); "answered")
    elif .step == "answered" then commented($urn)
    elif .step == null and $do.do == "like" then ask(write("reactions?" + ({actor: $me} | query); {root: $urn, reactionType: "LIKE"}) + {safe: true}; "set")
    elif .step == null and $c then ask({method: "DELETE", url: "/rest/socialActions/\($c.object | enc)/comments/\($c.id)?\({actor: $me} | query)",
      headers: headers({}), accept: ["gone"]}; "set")
    elif .step == null then ask({method: "DELETE", url: "/rest/posts/\($urn | enc)", headers: headers({"X-RestLi-Method": "DELETE"}), accept: ["gone"]}; "set")
    else published($urn; null) end;

# Reading.
def posts_at($n): finder("posts"; {q: "author", author: .account.urn} + at($n) + {sortBy: "LAST_MODIFIED"});
def file_of: {type: ({image: "image", video: "video"}[.id // "" | split(":")[2] // ""] // "file"), alt: .altText};
def counted: . as $s | {impressions: $s.impressionCount, reach: $s.uniqueImpressionsCount, clicks: $s.clickCount, likes: $s.likeCount,
  comments: $s.commentCount, shares: $s.shareCount} | with_entries(select(.value != null and .value >= 0));
def record($stats): . as $p | (.commentary // "") as $raw | {type: "post", id, url: (.id | page_of), published: (.publishedAt // .createdAt),
  updated: (if .lifecycleStateInfo.isEditedByAuthor? then .lastModifiedAt else null end), author: {id: .author}, text: ($raw | read_little),
  title: ((.content.article.title // .content.media.title) | if . then @html else null end), links: [.content.article.source // empty],
  tags: [$raw | match("\\{hashtag\\|\\\\?#\\|([^}]*)\\}"; "g").captures[0].string], mentions: [$raw | named[]],
  media: ([.content.media // empty, .content.multiImage.images[]?] | map(file_of)),
  status: (if (.lifecycleState // "PUBLISHED") != "PUBLISHED" then .lifecycleState | ascii_downcase else null end),
  visibility: ({CONNECTIONS: "followers"}[.visibility // ""]), metrics: ($stats[$p.id] // {} | counted)};
def all_stats: {q: "organizationalEntity", organizationalEntity: .account.urn};
# What is asked at once has to fit into 4000 characters.
def listed: body.elements? | if type == "array" then . else [] end;
def last_change: [listed[].lastModifiedAt][-1];
def asked_numbers: . as $in | [listed[].id | strings] as $ids | [range(0; $ids | length; 50) as $i | $ids[$i:$i + 50]
  | {shares: map(select(test(":share:"))), ugcPosts: map(select(test(":ugcPost:")))} | filled | select(. != {}) as $of | $in
  | finder("organizationalEntityShareStatistics"; all_stats + $of) + {accept: ["refused", "invalid"]}];
def no_numbers($why): {gap: {what: "metrics", numbers: true, why: $why}};
def comments_of($urn): said_below($urn; .vars.at // 0) + {accept: ["gone"]};
def unread: {gap: {what: "comments", why: "what is below a post or a comment cannot be read"}};
def said($post): {type: "comment", id: (.commentUrn // if .id then "urn:li:comment:(\(.object // $post),\(.id))" else null end),
  url: ($post | page_of), published: .created.time,
  updated: (if (.lastModified.time // 0) > (.created.time // 0) then .lastModified.time else null end), author: {id: (.actor // .created.actor)},
  text: .message.text, reply_to: (.parentComment // $post), thread: $post,
  metrics: {likes: .likesSummary.totalLikes, comments: .commentsSummary.totalFirstLevelComments}};
def notices($n): (.job.since | if . then seconds else 0 end) as $since | .now as $now | .account.urn as $urn
  | finder("organizationalEntityNotifications"; {q: "criteria", actions: ["SHARE_MENTION"], organizationalEntity: $urn,
      timeRange: {start: ([$since, $now - 60 * 86400] | max | floor * 1000), end: ($now | floor * 1000)}} + at($n));
def lone_page: tostring | sub("^https?://[^/]+/company/"; "") | sub("[/?].*$"; "") | sub("^urn:li:organization:"; "");
def company: {type: "account", id: "urn:li:organization:\(.id)", handle: .vanityName, name: .localizedName,
  url: "https://www.linkedin.com/company/\(.vanityName // .id)"};
def size($urn): rest("networkSizes/\($urn | enc)"; {edgeType: "COMPANY_FOLLOWED_BY_MEMBER"}) + {accept: ["refused"]};
def of_page($n): {org: (rest("organizations/\($n)"; {}) + {accept: ["refused"]}), size: size("urn:li:organization:\($n)")};
def days: 86400 as $d | (.job.since | if . then seconds else 0 end) as $since | (.job.until | if . then seconds else null end) as $until
  | {timeIntervals: {timeRange: {start: ([$since, .now - 365 * $d] | max / $d | floor * $d * 1000), end: (($until // .now) / $d | floor * $d * 1000)},
      timeGranularityType: "DAY"}};
def measured($in; $what): (.timeRange // {} | {start, end: .end}) as $t
  | if ($t.start and $t.end) | not then {gap: {what: "series", why: "LinkedIn does not say of which day some numbers are"}}
    else {record: {type: "series", id: "\($in.account.urn)/\($what)/\($t.start)", period: $t, dimensions: {about: $what},
  metrics: (if $what == "posts" then .totalShareStatistics // {} | counted
    elif $what == "followers" then .followerGains // {} | {follows: ([.organicFollowerGain, .paidFollowerGain | numbers] | add)}
    else {pageviews: .totalPageStatistics.views.allPageViews.pageViews} end)}} | select(.record.metrics | filled != {}) end;
def fetch: . as $in | .account.urn as $me | .vars as $v | .job.answers as $to
  | if (.step == "posts" or .step == "parents") and .response == null then ask(posts_at(0); "page"; {at: 0})
    elif .step == "page" then (if body.elements? == [] then empty
        elif listed == [] then rows(null; empty)
        elif is_page and .account.no_numbers != true then ask(asked_numbers; "numbers"; {posts: listed, at: $v.at})
        else no_numbers(if is_page then "the numbers of posts are refused to this token" else "the numbers of a person's posts are not read" end),
          (listed[] | {record: record({})}) end),
      (last_change as $last | more as $n | ask(posts_at($n); "page"; {at: $n}) + {older: $last})
    elif .step == "numbers" then
      (if any(.response[]; .error == null and (.body.elements? | type != "array")) then no_numbers("an answer came without its list") else empty end),
      (if any(.response[]; .error) then {account: {no_numbers: true}}, no_numbers("the numbers of posts are refused to this token") else empty end),
      (reduce (.response[].body.elements?[]?) as $e ({}; ($e.share // $e.ugcPost // null) as $id
        | if $id then .[$id] = $e.totalShareStatistics else . end)) as $stats | $v.posts[] | {record: record($stats)}
    elif .step == "comments" and .job.of then (.job.of | thing) as $urn
      | if $urn then ask(comments_of($urn); "below"; {post: ($urn | below.object // $urn), on: $urn, at: 0}) else .job.of | no_thing end
    elif .step == "comments" then ask(posts_at(0); "parents"; {at: 0})
    elif .step == "parents" then rows(body.elements?; .id as $id | if $id == null then unread
          else $in | .vars.at = 0 | ask(comments_of($id); "below"; {post: $id, on: $id, at: 0}) end),
      (last_change as $last | more as $n | ask(posts_at($n); "parents"; {at: $n}) + {older_parent: $last})
    elif .step == "below" and .response.error then unread
    elif .step == "below" then rows(body.elements?; said($v.post) as $c | {record: ($c | mine($me))},
        (select((.commentsSummary?.totalFirstLevelComments? != 0 or ($to != null and $c.id == $to)) and .parentComment == null and ($v.on | below) == null)
          | if $c.id == null then unread else $in | .vars.at = 0 | ask(comments_of($c.id); "below"; {post: $v.post, on: $c.id, at: 0}) end)),
      (more as $n | .vars.at = $n | ask(comments_of($v.on); "below"; $v + {at: $n}))
    elif .step == "mentions" and (is_page | not) then {gap: {what: "mentions", why: "who names a person is told to no program"}}
    elif .step == "mentions" then ask(notices(0); "notices"; {at: 0})
    elif .step == "notices" then rows(body.elements?; select((.action // "SHARE_MENTION") == "SHARE_MENTION") | ([.decoratedGeneratedActivity[]?][0] // {}) as $d
        | if .generatedActivity == null then {gap: {what: "mentions", why: "a post that names the page is not shown", from: .lastModifiedAt}}
          elif $d.text then {record: {type: "mention", id: .generatedActivity, url: (.generatedActivity | page_of), published: .lastModifiedAt,
            author: {id: $d.owner}, text: ($d.text | read_little)}}
          else .generatedActivity as $id | .lastModifiedAt as $at | $in
            | ask(rest("posts/\($id | enc)"; {}) + {accept: ["refused", "gone"]}; "mention"; {notice: {id: $id, at: $at}}) end),
      (more as $n | ask(notices($n); "notices"; {at: $n}))
    elif .step == "mention" and .response.error then {gap: {what: "mentions", why: "a post that names the page may not be read", from: $v.notice.at}}
    elif .step == "mention" then body | {record: (record({}) | .type = "mention" | .id = $v.notice.id)}
    elif .step == "account" and is_page then ($me | lone_page) as $n
      | ask(of_page($n); "company"; {id: $n})
    elif .step == "account" or (.step == "profile" and (.job.of // "") == "" and (is_page | not)) then
      ask({who: get("/v2/userinfo"), size: (finder("memberFollowersCount"; {q: "me"}) + {accept: ["refused"]})}; "person")
    elif .step == "person" then .response as $r
      | (if $r.size.error then {gap: {what: "followers", numbers: true, why: "how many follow is told with the permission r_member_profileAnalytics"}}
         else empty end),
        {record: {type: "account", id: $me, name: $r.who.body.name, metrics: {followers: ([$r.size.body.elements[]?.memberFollowersCount][0])}}}
    elif .step == "profile" then (.job.of // $me | lone_page) as $who
      | if $who | test("^[0-9]+$") then ask(of_page($who); "company"; {id: $who})
        else ask(finder("organizations"; {q: "vanityName", vanityName: $who}); "found") end
    elif .step == "found" and (body.elements? | type != "array" or (. != [] and .[0].id == null)) then unlisted
    elif .step == "found" then body.elements[0] as $o | if $o == null then fail("gone"; "no such page: \(.job.of)")
      else ask({org: {known: {status: 200, body: $o}}, size: size("urn:li:organization:\($o.id)")}; "company"; {id: $o.id}) end
    elif .step == "company" then (.response.org | if .error then {} else .body end) as $o | .response.size as $s
      | (if $s.error then {gap: {what: "followers", numbers: true, why: ($s.error.message // "they are not told to this token")}} else empty end),
        {record: ({id: $v.id} + $o | company + {metrics: {followers: (if $s.error then null else $s.body.firstDegreeSize end)}})}
    elif .step == "series" and (is_page | not) then {gap: {what: "series", why: "of a person no statistics are read"}}
    elif .step == "series" then days as $t | {posts: finder("organizationalEntityShareStatistics"; all_stats + $t),
        followers: finder("organizationalEntityFollowerStatistics"; all_stats + $t),
        page: finder("organizationPageStatistics"; {q: "organization", organization: $me} + $t)}
      | map_values(. + {accept: ["refused"]}) | . as $asks | $in | ask($asks; "measured")
    else .response | to_entries[] | .key as $what
      | if .value.error then {gap: {what: "series", why: "\($what): \(.value.error.message)"}}
        else .value.body.elements? as $list | ($in | days.timeIntervals.timeRange) as $asked
          | ($in | rows($list; measured($in; $what))), ([$list | arrays | .[].timeRange?.end? | numbers] | max // $asked.start
            | select(. < $asked.end) | {gap: {what: "series", why: "LinkedIn counts for up to two days before it tells", from: .}}) end end;
