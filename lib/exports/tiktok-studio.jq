# What TikTok Studio lets one download: a table a tab. Its days have no year, its videos' ids hold the second.
include "export";

def about: {
  "title": "TikTok Studio: analytics",
  "get": ["tiktok.com/tiktokstudio: Analytics; choose the tab (Overview, Viewers, Followers, Content) and the time range",
    "Download data, as CSV or XLSX; a zip a tab"],
  "network": "tiktok",
  "languages": {"en": {"point": ".", "dates": "mdy"}, "es": {"dates": "dmy"}},
  "parts": [
    {"name": "content", "is": "table", "type": "post", "by": "content", "has": [".link", ["published", "metrics.views"]],
      "columns": {
        "text": {"en": "Video title", "es": "Título del video"},
        ".link": {"en": "Video link", "es": "Enlace del video"},
        "published": {"en": "Post time", "es": "Hora de publicación"},
        "metrics.likes": {"en": "Total likes", "es": "Me gusta totales"},
        "metrics.comments": {"en": "Total comments", "es": "Comentarios totales"},
        "metrics.shares": {"en": "Total shares", "es": "Veces compartido"},
        "metrics.views": {"en": "Total views", "es": "Visualizaciones totales"},
        "metrics.seconds": {"en": "Total play time", "as": "seconds"},
        "metrics.saves": {"en": ["Add to favorites", "Total bookmarks"]},
        "metrics.reach": {"en": "Reach"}},
      "raw": ["Average watch time", "Watched full video", "Tiempo promedio de visualización"]},
    {"name": "overview", "is": "table", "type": "series", "by": "days", "whole": true, "has": ["period", "metrics.views", "metrics.profile_visits"],
      "columns": {
        "period": {"en": "Date"},
        "metrics.views": {"en": "Video Views"},
        "metrics.profile_visits": {"en": "Profile Views"},
        "metrics.likes": {"en": "Likes"},
        "metrics.comments": {"en": "Comments"},
        "metrics.shares": {"en": "Shares"}}},
    {"name": "followers", "is": "table", "type": "series", "by": "days", "whole": true, "has": ["period", "metrics.followers", ".difference"],
      "columns": {
        "period": {"en": "Date"},
        "metrics.followers": {"en": "Followers"},
        ".difference": {"en": "Difference in followers from previous day"}}},
    {"name": "viewers", "is": "table", "type": "series", "by": "days", "whole": true, "has": ["period", "metrics.reach", "metrics.returning_viewers"],
      "columns": {
        "period": {"en": "Date"},
        "metrics.reach": {"en": "Total Viewers"},
        "metrics.new_viewers": {"en": "New Viewers"},
        "metrics.returning_viewers": {"en": "Returning Viewers"}}},
    {"name": "activity", "is": "table", "type": "series", "by": "hours", "whole": true, "has": ["period", ".hour", "metrics.active_followers"],
      "columns": {
        "period": {"en": "Date"},
        ".hour": {"en": "Hour", "as": "number"},
        "metrics.active_followers": {"en": "Active followers"}}},
    {"name": "shares", "is": "table", "type": "series", "by": "shares", "exact": true, "has": [".share", [".gender", ".territory"]],
      "columns": {
        ".gender": {"en": "Gender"},
        ".territory": {"en": "Top territories"},
        ".share": {"en": "Distribution"}}}]
};

# Days were read as the last such day before now. The table goes from the oldest to the newest, so a day that comes after that of the next row
# is of a year before.
def years_back($n): if $n == 0 then . else strptime("%Y-%m-%dT%H:%M:%SZ") | .[0] -= $n | mktime | todate end;
def years_to($start; $next): . as $n | if $next == null or ($start | years_back($n)) <= $next then . else $n + 1 | years_to($start; $next) end;
def newest_first: [.[].record.period.start] as $days | [range(1; length) | $days[.] < $days[. - 1]] | map(select(.)) | length > ($days | length) / 2;
def with_years:
  [.rows[] | select(.record.period.start)] | if newest_first then . else reverse end
  | reduce .[] as $row ({n: 0, next: null, out: []};
      $row.record.period.start as $start | .next as $next
      | .n |= years_to($start; $next) | .n as $n
      | .next = ($start | years_back($n)) | .out += [$row | .record.period |= map_values(years_back($n))])
  | .out | reverse;

# What is not ready yet is no 0, and a row of nothing else says nothing.
def measured: select((.record.metrics // {}) != {});
def days: with_years[] | measured | .record + {line};
def hours: with_years[] | measured | select(.row.hour) | .row.hour as $hour
  | (.record.period.start | fromdate + $hour * 3600) as $start
  | .record + {line, period: {start: ($start | todate), end: ($start + 3600 | todate)}};
def shares: note("a distribution of followers has neither numbers nor a day: no record is made of it");

# https://www.tiktok.com/@harbourbakery/video/7681714846173356608: the id, and in its upper half the second.
def address: (. // "") | [capture("(@(?<handle>[^/?]+)/)?(video|photo|v)/(?<id>[0-9]{15,20})")] | .[0] // {};
def second: if . == null then null else (upper_bits / 1024 | floor) as $t | if $t > 1400000000 and $t < 4000000000 then $t else null end end;

def content:
  .row.link as $link | ($link | address) as $at | ($at.id | second) as $second | .account as $account
  | if ($link // "") == "" then empty
    else .record + {id: ($at.id // {hash: [$link]}), url: $link, author: {handle: $at.handle}, account: ($account // $at.handle),
        media: [{type: (if $link | test("/photo/") then "image" else "video" end)}]}
      | if $second then .published = ($second | todate) | del(.precision) else . end
    end;
