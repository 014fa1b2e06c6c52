# LinkedIn: a member's post analytics, a workbook of five sheets.
include "export";

def about: {
  "title": "LinkedIn: post analytics of a member", "network": "linkedin", "preset_zone": "UTC",
  "get": "Profile, Analytics, Post impressions, Export: Content_FROM_TO_NAME.xlsx, which is read as it is",
  "languages": {"en": {"point": ".", "dates": "mdy"}},
  "parts": [
    {"name": "discovery", "is": "table", "type": "series", "by": "discovery", "whole": true, "sheet": ["DISCOVERY"], "has": [".what"],
     "columns": {".what": {"en": "Overall Performance"}, ".value": {"en": "*"}}},
    {"name": "engagement", "is": "table", "type": "series", "sheet": ["ENGAGEMENT"], "has": ["period", "metrics.impressions"],
     "columns": {"period": {"en": "Date"}, "metrics.impressions": {"en": "Impressions"}, "metrics.engagements": {"en": "Engagements"}}},
    {"name": "posts", "is": "table", "by": "posts", "whole": true, "sheet": ["TOP POSTS"],
     "some": {"posts": "the fifty best at most"},
     "has": [".url", ".date"],
     "columns": {
       ".url": {"en": "Post URL"}, ".date": {"en": "Post publish date"}, ".engagements": {"en": "Engagements"},
         ".impressions": {"en": "Impressions"}}},
    {"name": "followers", "is": "table", "type": "series", "by": "followers", "whole": true, "sheet": ["FOLLOWERS"], "has": ["period",
      "metrics.follows"],
     "columns": {"period": {"en": "Date"}, "metrics.follows": {"en": "New followers"}}},
    {"name": "demographics", "is": "table", "type": "series", "by": "demographics", "has": [".group", ".value", ".share"],
     "sheet": ["DEMOGRAPHICS", "AUDIENCE DEMOGRAPHICS", "CONTENT DEMOGRAPHICS"],
     "columns": {".group": {"en": "Top Demographics"}, ".value": {"en": "Value"}, ".share": {"en": "Percentage"}}}]};

# Shares of all who were reached, of no day that is said: "< 1%" is no number.
def demographics: note("the sheet of demographics is left out: it says neither numbers nor days");

# The first line has the days, the others each a name and a number.
def discovery: ([.head[1] // "" | split(" - ")[] | figures(false)] | if length == 2 and all(.[]; . != null) then . else null end) as $days
  | [.rows[] | {key: (.row.what // "" | ascii_downcase), value: (.row.value | count)}] | from_entries
  | {impressions: .impressions, reach: .["members reached"]} | filled
  | if $days == null then bad("it does not say which days it is of")
    elif . == {} then empty
    else {type: "series", period: days($days[0]; $days[1]), metrics: .} end;

# Two rankings side by side, each with its own link, day and number: what is in both is one post.
def ranked($at): .cells[$at:$at + 3] | select(.[0] // "" | test("^http")) | {url: (.[0] | sub("[?#].*$"; "")), day: .[1], n: (.[2] | count)};
def places: [.head | to_entries[] | select(.value // "" | ascii_downcase | test("^\\s*post url")).key];
def measure($at): .head[$at + 2] // "" | ascii_downcase | if test("impression") then "impressions" else "engagements" end;
def posts: . as $in | places as $places
  | reduce ($places[] | . as $at | ($in | measure($at)) as $name | $in.rows[] | . as $row
      | ranked($at) + {name: $name, line: $row.line}) as $r ({};
      .[$r.url] |= ({url: $r.url, day: $r.day, line: $r.line} + . + {metrics: ((.metrics // {}) + ({($r.name): $r.n} | filled))}))
  | [.[]] | sort_by(.line)[] | (.url | linkedin_urn) as $id | ($id | linkedin_time) as $when
  | {type: "post", id: ($id // .url), url: .url, metrics: .metrics, line: .line,
     published: ($when // (.day // "" | figures(false) | if . then {local: .} else null end))};

# The number of followers is told for one day, above the table.
def followers: (.rows[].record),
  ([.pre[]? | {day: (.[0] // "" | [capture("(?i)total followers on (?<day>[0-9/-]+)").day][0] // "" | figures(false)), n: (.[1] | count)}
    | select(.day != null and .n != null)][0] | select(. != null) | {type: "series", period: days(.day; .day), metrics: {followers: .n}});
