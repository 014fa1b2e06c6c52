# What YouTube's Analytics API measured, by day; a part of youtube.jq.
include "net";

# A thing may be named by its address; of a comment's that is the part behind lc=.
def name: tostring | if test("^https?://") then
    [(capture("[?&]lc=(?<id>[^&#]+)").id), (capture("(youtu\\.be/|[?&]v=|/shorts/|/live/|/embed/)(?<id>[0-9A-Za-z_-]{11})").id),
     (capture("/channel/(?<id>UC[^/?#]+)").id), (capture("youtube\\.com/(?<id>@[^/?#]+)").id), .][0]
  else . end;

# What was measured, by day. A metric that is refused is asked no more.
def measures: {views: "views", engaged_views: "engagedViews", seconds: "estimatedMinutesWatched", likes: "likes", comments: "comments",
  shares: "shares", follows: "subscribersGained", unfollows: "subscribersLost"};
# Days are those of California. From the second Sunday of March to the first of November its clocks are an hour ahead; they change after midnight.
def sunday($month; $first): (.[0:4] + $month + $first + "T00:00:00Z" | fromdate) as $at | $at + (7 - ($at | gmtime[6])) % 7 * 86400 | todate | .[0:10];
def midnight: if . > sunday("-03-"; "08") and . <= sunday("-11-"; "01") then . + "T07:00:00Z" else . + "T08:00:00Z" end;
def next_day: . + "T00:00:00Z" | fromdate + 86400 | todate | .[0:10];
def day($seconds): ($seconds | todate)[0:10] as $utc | ($seconds - 86400 | todate)[0:10] as $before
  | if $seconds >= ($utc | midnight | fromdate) then $utc else $before end;
def first_day: .now as $now | day(.job.since | if . then seconds else $now - 90 * 86400 end);
def report($from; $not; $last):
  ([measures[]] - $not) as $metrics | first_day as $since
  | (if .job.of then {filters: "video==\(.job.of | name)"} else {} end) as $filter
  | if $metrics == [] then {gap: {what: "series", why: "YouTube gives none of the numbers that are asked for"}}
    else ask(get(.account.analytics + "/v2/reports"; {ids: "channel==MINE", startDate: $since,
      endDate: (.now as $now | day(.job.until | if . then seconds else $now end)),
      metrics: ($metrics | join(",")), dimensions: "day", sort: "day", maxResults: 200, startIndex: $from} + $filter)
      + {accept: ["invalid"]}; "report"; {from: $from, not: $not, last: $last}) end;
def refused($metrics): (.response.body.error.message? // "" | tostring) as $said
  | [$metrics[] | select(. as $m | $said | test("(^|[^A-Za-z])\($m)([^A-Za-z]|$)"))];
def measured($of; $columns): . as $row | ([$columns, $row] | transpose | map({key: .[0], value: .[1]}) | from_entries) as $r
  | {type: "series", id: "\($of)/\($r.day)", period: {start: ($r.day | midnight), end: ($r.day | next_day | midnight)},
     metrics: (measures | with_entries(.value = $r[.value]) | if .seconds then .seconds *= 60 else . end)};
# Rows are left out where there are none. What was not told by the end is still counted, unless it ended long ago.
def counting($told): (.now as $now | [(.job.until // empty | seconds), $now] | min) as $until
  | (if $told == "" then first_day else $told | next_day end | midnight) as $from
  | if ($from | fromdate) < $until and $until > .now - 4 * 86400 then
      {gap: {what: "series", why: "YouTube counts for two or three days before it tells", from: $from}} else empty end;
def series:
  .vars as $v | .job as $job | ([measures[]] - $v.not) as $asked
  | if .response.error then refused($asked) as $no
      | if $no == [] then {fail: .response.error}
        else {account: {refused: ($v.not + $no | unique)}}, {gap: {what: ($no | join(", ")), why: "YouTube refuses these numbers"}}, report(1; $v.not + $no; "") end
    else [body.columnHeaders[]?.name] as $columns | ($columns | index("day")) as $at
      | if $at == null then {gap: {what: "series", why: "an answer came without its days"}}
        else (body.rows // []) as $rows | (if $job.of then $job.of | name else null end) as $of | (if $rows == [] then $v.last else $rows[-1][$at] end) as $last
          | .account.id as $me | ($rows[] | measured($of // $me; $columns) | if $of then .dimensions = {video: $of} else . end | {record: .}),
            ($asked - $columns | select(. != []) | {gap: {what: join(", "), why: "YouTube does not tell these numbers"}}),
            (if ($rows | length) == 200 then report($v.from + 200; $v.not; $last) else counting($last) end) end end;
