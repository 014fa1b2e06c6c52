# Pinterest, API v5: pins, boards, and what was measured of them.
include "net";

def about: {
  title: "Pinterest", hosts: [".base"], open: ["*.amazonaws.com"], account: {base: "https://api.pinterest.com"},
  auth: {bearer: "token"}, needs: ["id"],
  oauth2: {authorize: "https://www.pinterest.com/oauth/", token: "/v5/oauth/token", scope_separator: ",", client: "basic", access: "token",
    scopes: ["boards:read", "boards:write", "pins:read", "pins:write", "user_accounts:read"]},
  asks: [
    {name: "client_id", ask: "The app ID", example: "1234567", where: "at developers.pinterest.com: My apps; the app asks you for your consent in a browser"},
    {name: "client_secret", ask: "Its app secret key", secret: true, where: "there: Manage, beside the app ID"},
    {name: "redirect", ask: "The redirect URI registered for it", preset: "http://127.0.0.1:8765/", optional: true,
      where: "in the app; it must be the same there to the letter, and an address of this machine is enough"},
    {name: "board", ask: "The board that pins go to, by its name or id", optional: true,
      where: "as pinterest.com shows it; needed where a draft names none and you have several"}],
  text: {max: 800, unit: "codepoints", title: 100},
  media: {min: 1, max: 5, bytes: 2147483648, alt: 500, mixed: false, by: "any",
    types: ["image/png", "image/jpeg", "video/mp4", "video/quicktime"],
    each: {"image/*": {max: 5, bytes: 20971520}, "video/*": {max: 1, bytes: 2147483648, seconds: [4, 900]}}},
  reads: ["posts", "account", "series", "search"], of: ["posts", "series"],
  acts: ["delete"], uses: ["link", "media.cover"], keeps: {series: "90d"}, settle: 10};

# Code 8 is a limit that is reached; the header says in how many seconds it ends.
def error_of: (.body | if type == "object" then . else {} end) as $b
  | if $b.code == 8 then {kind: "rate", message: $b.message}
  elif .status == 401 then {kind: "expired", message: ($b.message // "the token is not valid")} else null end;

def api($path): "/v5/" + $path;
def pin_page: if . == null then null else "https://www.pinterest.com/pin/\(.)/" end;
def home: if . == null then null else "https://www.pinterest.com/\(.)/" end;
def name: tostring | [capture("/pin/([^/?#]*--)?(?<id>[0-9]+)").id, .][0];
def utc: strings | if test("(Z|[+-][0-9]{2}:?[0-9]{2})$") then . else . + "Z" end;
def largest: to_entries | map(.value | objects | select(.url)) | sort_by(.width // 0) | .[-1] // {};
def seen: if .media_type == "image" or .media_type == null then (.images // {} | largest | {type: "image", url, width, height})
  elif .media_type == "video" then {type: "video", url: .video_url, width, height, seconds: ([.duration | numbers | . / 1000][0])}
  else .items[]? | objects | if .item_type == "video" or .video_url then {type: "video", url: .video_url, width, height}
    else (.images // {} | largest | {type: "image", url, width, height}) end end;
# Numbers of a pin's whole life; those of its last 90 days are the same while it is not older.
def counted($young): (.pin_metrics // {}) as $m | ($m.lifetime_metrics // (if $young then $m["90d"] else null end) // {})
  | {impressions: .impression, pin_clicks: .pin_click, clicks: .clickthrough, saves: .save, reactions: .reaction, comments: .comment};
def pin($me; $now): ([.created_at | utc][0] // "1970-01-01T00:00:00Z") as $at
  | {type: "post", id, url: (.id | pin_page), published: ([.created_at | utc][0]),
  author: {handle: .board_owner.username, id: (if .is_owner == true then $me else null end)},
  title: (.title // "" | @html), text: .description, links: [.link // empty], channel: .board_id,
  media: (.alt_text as $alt | [.media // {} | seen | filled] | if .[0] and $alt then .[0].alt = $alt else . end),
  metrics: counted(($at | seconds) > $now - 90 * 86400)};

def login:
  if .step == null then ask({me: get(api("user_account")), boards: get(api("boards"); {page_size: 25})}; "me")
  else .response.boards.body as $b | .response.me.body | {account: ({id: (.id // .username), handle: .username, name: .business_name}
    # Where there is but one board, pins go there.
    + (if ($b.items | length) == 1 and ($b.bookmark // "") == "" then {only_board: $b.items[0].id} else {} end))} end;

# Reading. The description does not say in which order pins come: they are read a month further back than they need be.
def pins($bookmark): get(api("pins"); {page_size: 250, pin_metrics: true, bookmark: $bookmark});
def hits($bookmark): .job | get(api("search/pins"); {query: .query, bookmark: $bookmark});
def day: .[0:10];
def today: .now | todate | day;
def span: (.now - 90 * 86400 | todate) as $first | (.job.since // $first) as $since
  | {start_date: ([$since, $first] | max | day), end_date: ([.job.until // today, today] | min | day)};
def report: .job.of as $of | {IMPRESSION: "impressions", PIN_CLICK: "pin_clicks", OUTBOUND_CLICK: "clicks", SAVE: "saves"}
  + (if $of then {} else {ENGAGEMENT: "engagements"} end);
# What is still counted is missing; so is what is not told by the end. What came before the account, or was kept until now, nobody ever gets.
def midnight: . + "T00:00:00Z";
def next_day: midnight | fromdate + 86400 | todate | day;
def is_counted: .data_status == "READY" and (.metrics | type) == "object";
def is_never: .data_status // "PROCESSING" | . != "READY" and . != "PROCESSING" and . != "ESTIMATE";
def uncounted($days): (.now as $now | [(.job.until // empty | seconds), $now] | min) as $until
  | ([$days[].date | strings | day] | max) as $last | (if $last then $last | next_day else span.start_date end | midnight) as $from
  | [($days[] | select((is_counted or is_never) | not) | .date | strings | day | midnight), ($from | select(fromdate < $until))] | min
  | if . then {gap: {what: "series", why: "Pinterest is still counting the last days", from: .}} else empty end;
def series: . as $in | report as $names | .account.id as $me | (.job.of | if . then name else null end) as $of
  | if .response.error then {gap: {what: "series", why: "Pinterest tells numbers to business accounts only: \(.response.error.message)"}}
    else [rows(body.all.daily_metrics; .)] as $days
      | ($days[] | select(is_counted and .date) | (.date | day) as $day | (.metrics // {}) as $m
        | {record: ({type: "series", id: "\($of // $me)/\($day)",
            period: ($day | {start: midnight, end: (next_day | midnight)}),
            metrics: ($names | with_entries({key: .value, value: $m[.key]}))} + if $of then {dimensions: {pin: $of}} else {} end)}),
        if any($days[]; .gap) then $days[] | select(.gap)
        else uncounted($days), ([$days[] | select(is_never).data_status] | unique[] | {gap: {what: "days", why: "Pinterest has none of them: \(.)"}}),
          (if all($days[]; .date | type == "string") then empty else {gap: {what: "series", why: "an answer came without its days"}} end) end end;
def fetch:
  . as $in | .account.id as $me | .now as $now | .job as $job
  | if .step == "account" then ask(get(api("user_account")); "me")
  elif .step == "me" then body | {record: {type: "account", id: (.id // .username), url: (.username | home), handle: .username,
      name: (.business_name // .username), metrics: {followers: .follower_count, following: .following_count, posts: .pin_count,
        monthly_views: .monthly_views}}}
  elif .step == "posts" and $job.of then ask(get(api("pins/\($job.of | name | part)"); {pin_metrics: true}); "pin")
  elif .step == "pin" then {record: (body | pin($me; $now))}
  elif .step == "posts" then ask(pins(null); "pins")
  elif .step == "pins" then rows(body.items; {record: pin($me; $now)}),
    (body | select((.bookmark // "") != "") | ([.items[]?.created_at | utc] | min) as $last | ask(pins(.bookmark); "pins") + {older_parent: $last})
  elif .step == "search" and ($job.query // "") == "" then fail("invalid"; "a search needs words: --query WORDS")
  elif .step == "search" then ask(hits(null); "hits")
  elif .step == "hits" then rows(body.items; {record: pin($me; $now)}), (body.bookmark | strings | select(. != "") | . as $b | $in | ask(hits($b); "hits"))
  elif .step == "series" then span as $span
    | ask(get(api(if $job.of then "pins/\($job.of | name | part)/analytics" else "user_account/analytics" end);
        $span + {metric_types: (report | keys_unsorted | join(","))}) + {accept: ["refused"]}; "series of days"),
      (if $job.since and $job.since[0:10] < $span.start_date then {gap: {what: "older series", why: "Pinterest tells the last 90 days only"}} else empty end)
  else series end;

# Publishing: the board, by name or id; a film's way over a store of files; then the pin.
def chosen($name): .job.draft.options.pinterest[$name]?;
def board: chosen("board") // .account.board // .account.only_board | if . == null then null else tostring end;
def boards($bookmark; $seen): ask(get(api("boards"); {page_size: 250, bookmark: $bookmark}); "boards"; {seen: $seen});
def kind: if test("[.]png$"; "i") then "image/png" else "image/jpeg" end;
def handed: {content_type: .type, data: base64(.file)};
def cover($second): if .cover == null then {cover_image_key_frame_time: ($second // 0 | . * 1000 | floor)}
  elif .cover | test("^https?://") then {cover_image_url: .cover}
  else {cover_image_content_type: (.cover | kind), cover_image_data: base64(.cover)} end;
# Several pictures are all named by their addresses, or all handed over.
def source($film): chosen("cover_second") as $second | .job.draft.media
  | if $film then {source_type: "video_id", media_id: $film} + (.[0] | cover($second))
    elif length == 1 then .[0] | if .file == null then {source_type: "image_url", url} else {source_type: "image_base64"} + handed end
    elif all(.[]; .file == null) then {source_type: "multiple_image_urls", items: map({url})}
    else {source_type: "multiple_image_base64", items: map(handed)} end;
def put($board; $film): .job.draft as $d | publish(send("POST"; api("pins"); {board_id: $board, board_section_id: chosen("section"), title: $d.title,
    description: $d.text, link: $d.link, alt_text: ([$d.media[].alt | strings | select(. != "")] | join("; ") | .[0:500]),
    sponsor_id: chosen("sponsor"), media_source: source($film)} | filled); "done");
# Pictures may be addresses, which Pinterest asks itself; films are handed over.
def is_film: .type // (if (.url // "") | test("[.](mp4|m4v|mov)([?#]|$)"; "i") then "video/" else "" end) | startswith("video/");
def film: .job.draft.media[0] | select(is_film);
def unfit: .job.draft.media | if any(.[]; is_film) and length > 1 then "a film stands alone in a pin"
  elif any(.[]; is_film and .file == null) then "a film has to be a file"
  elif any(.[]; .file) and any(.[]; .file == null) then "the pictures of a pin are all files or all addresses"
  elif any(.[]; is_film | not) and any(.[]; (.bytes // 0) > 20971520) then "a picture can have 20971520 bytes there"
  elif any(.[]; is_film and .seconds and (.seconds < 4 or .seconds > 900)) then "a film can have 4 to 900 seconds there" else null end;
def to_board($id): if [film] == [] then put($id; null)
  else ask(send("POST"; api("media"); {media_type: "video"}) + {safe: true}; "registered"; {board: $id}) end;
def poll: .account.poll // 20 | tonumber;
def look($after): ask(get(api("media/\(.vars.film | part)")) + {after: $after, deadline: 3600}; "worked on");
def post:
  .vars as $v | board as $board | unfit as $unfit
  | if .step == null and $unfit then fail("invalid"; $unfit)
    elif .step == null and $board != null and ($board | test("^[0-9]+$")) then to_board($board)
    elif .step == null then boards(null; [])
    elif .step == "boards" and (body.items | type) != "array" then unlisted
    elif .step == "boards" then
      ($v.seen + [body.items[] | {id, name}]) as $all | ([$all[].name | strings] | join(", ")) as $names
      | [$all[] | select($board != null and (.name // "" | ascii_downcase) == ($board | ascii_downcase)).id][0] as $id
      | if $id then to_board($id)
        elif (body.bookmark // "") != "" then boards(body.bookmark; $all)
        elif $board == null and ($all | length) == 1 and $all[0].id then to_board($all[0].id)
        elif $board == null then fail("invalid"; "which board is it for? say it in options.pinterest.board or the setting board: \($names)")
        else fail("invalid"; "no board '\($board)': there are \($names)") end
    elif .step == "registered" and body.upload_url == null then fail("server"; "Pinterest does not say where the film goes")
    elif .step == "registered" then film as $film | body as $to
      | ask({method: "POST", url: $to.upload_url, auth: false, safe: true,
          multipart: ([($to.upload_parameters // {}) | to_entries[] | select(.value != null) | {name: .key, value: (.value | tostring)}]
            + [{name: "file", file: $film.file, type: $film.type}])}; "sent"; {board: $v.board, film: $to.media_id})
    elif .step == "sent" then look(1)
    elif .step == "worked on" and body.status == "succeeded" then put($v.board; $v.film)
    elif .step == "worked on" and body.status == "failed" then fail("invalid"; "Pinterest could not work on the film")
    elif .step == "worked on" then look(poll)
    else published(body.id; body.id | pin_page) end;

def act: .job.action as $do | ($do.target.id | name) as $id
  | if .step != null then published($id; null)
    elif $id | test("^[0-9]+$") | not then fail("invalid"; "'\($do.target.id)' is no pin")
    else ask({method: "DELETE", url: api("pins/\($id)"), accept: ["gone"]}; "done") end;
