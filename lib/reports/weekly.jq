# weekly: what happened in a week, against the week before
#
# Input: {now, zone, week, rows, rows_given, measures, coverage, accounts,
# posts, posts_given, others}; output: a document. Both are described in cm-report(1), LAYOUTS.

# What 'cm-stats for weekly' answers.
def needs: [["summary"], ["goals", "$goals"],
  ["growth"], ["response", "--by", "week"], ["top", "5", "--per", "week"]];

def labels: {
  posts: "Posts", comments_received: "Comments received",
  interactions: "Interactions", views: "Views", impressions: "Impressions",
  reach: "Reach", engagement_rate_views: "Engagement by views",
  engagement_rate_reach: "Engagement by reach",
  engagement_rate_impressions: "Engagement by impressions",
  engagement_rate_followers: "Engagement by followers", likes: "Likes",
  reactions: "Reactions", comments: "Comments", shares: "Shares",
  quotes: "Quotes", saves: "Saves", clicks: "Clicks",
  "followers.last": "Followers", "authors.distinct": "People who wrote",
  pageviews: "Page views", visitors: "Visitors", records: "Records"};
def called: labels[.] // .;
def is_bound: test("\\.(n|low|high)$");   # what stands beside an estimate

# ---- weeks and days; a day is a number, from 1970-01-01

def day: .[0:10] + "T00:00:00Z" | fromdate / 86400;
def date: . * 86400 | todate | .[0:10];
def monday:
  ("\(.[0:4])-01-04" | day) as $d
  | $d - ($d + 3) % 7 + 7 * ((.[6:8] | tonumber) - 1);
def week:
  (. + 3) as $thursday
  | ($thursday | date | .[0:4]) as $year
  | (($thursday - ("\($year)-01-01" | day)) / 7 | floor + 1) as $n
  | "\($year)-W\(if $n < 10 then "0" else "" end)\($n)";
def month:
  ["January", "February", "March", "April", "May", "June", "July", "August",
   "September", "October", "November", "December"][(.[5:7] | tonumber) - 1];
def day_of_month: .[8:10] | tonumber | tostring;
def span:            # of a Monday: "9 to 15 November 2026"
  date as $a | (. + 6 | date) as $b
  | ($a | day_of_month)
    + (if $a[0:7] == $b[0:7] then "" else " \($a | month)" end)
    + (if $a[0:4] == $b[0:4] then "" else " \($a[0:4])" end)
    + " to \($b | day_of_month) \($b | month) \($b[0:4])";
def day_label:
  ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][. % 7]
  + " \(date | day_of_month)";

# ---- rows

def kind:            # which table a row belongs to
  .by // (. as $r | ["week", "day", "network", "referrer", "campaign"]
    | map(select(. as $k | $r | has($k))) | join(","));
def table($which): map(select(kind == $which));
def coverage_reason:
  (.reason // "") as $r | ($r | index("coverage: ")) as $i
  | if $i == null then null
    else $r[$i:] / "; " | map(ltrimstr("coverage: ")) | join("; ") end;
def reason_of($name):
  first((.reason // "") / "; " | .[] | select(startswith($name + ": "))
    | ltrimstr($name + ": ")) // null;
def value($name):    # of a row, or of null where there is no such row
  if . == null then {value: null, why: "no records of that time"}
  elif (.[$name] | type) == "number" then
    {value: .[$name]}
    + if .complete == null then {} else {complete: .complete} end
    + if .complete == false
      then {why: (coverage_reason // "not fully covered")} else {} end
  else {value: null, why: (reason_of($name) // "not given")} end;
def against($before; $name):
  . as $row | value($name)
  | if ($before[$name] | type) != "number" then .
    else .before = $before[$name]
      | if $before.complete == false then .before_complete = false else . end
      | if .value != null and $row.complete == true
          and $before.complete == true
        then .change = $row[$name] - $before[$name] else . end
    end;
def index_by(f): map(select(f | type == "string") | {key: f, value: .})
  | from_entries;
# Visits have sources of their own: where the site's row holds all of them,
# it is that row's coverage which counts.
def site_row($c; $name; $row; $site):
  if ($name == "visitors" or $name == "pageviews")
    and ($site[$name] | type) == "number" and $site[$name] == $row[$name]
  then $site else $row end;
def now_row($c; $name): site_row($c; $name; $c.row; $c.site);
def prev_row($c; $name): site_row($c; $name; $c.prev; $c.site_prev);
# Followers are what snapshots say, whatever lacks of the posts.
def followers($c; $network):
  [$c.growth[] | select(.week == $c.week and .network == $network)] as $g
  | if ($g | length) == 1 and $g[0].spans == 1 and $g[0].net != null
    then {value: $g[0].followers, before: $g[0].followers_start,
      change: $g[0].net}
    else null end;
def held($c; $name; $network; $row; $before):
  (if $name == "followers.last" then followers($c; $network) else null end)
  // ($row | against($before; $name));
def given($name): any(.[]; .[$name] | type == "number");

# ---- numbers in sentences

def grouped:
  if length > 3 then (.[:-3] | grouped) + "," + .[-3:] else . end;
def said($unit):
  if $unit == "percent" then "\(. * 100 | round / 100) %"
  elif . == floor then tostring | if test("e") then . else grouped end
  else . * 100 | round / 100 | tostring end;

# ---- what the page is about

def context:
  . as $in
  | ([$in.rows[] | select(kind == "week") | .week | strings] | unique) as $weeks
  | ($weeks | map(select((monday + 7) * 86400 <= ($in.now | fromdate))))
    as $over
  | ($in.week // $over[-1] // $weeks[-1]) as $week
  | if $week == null then null else
    ($week | monday) as $monday | ($monday - 7 | week) as $before
    | {week: $week, monday: $monday, before: $before, weeks: $weeks,
       begun: [$weeks[] | select(. > $week)],
       running: (($monday + 7) * 86400 > ($in.now | fromdate)),
       row: (first($in.rows | table("week")[] | select(.week == $week))
             // null),
       prev: (first($in.rows | table("week")[] | select(.week == $before))
              // null),
       site: (first($in.rows | table("week,network")[]
         | select(.week == $week and .network == "web")) // null),
       site_prev: (first($in.rows | table("week,network")[]
         | select(.week == $before and .network == "web")) // null),
       sources: ([$in.coverage[] | select(.complete == false)] | length),
       zone: (first($in.measures[] | .zone | strings) // "UTC"),
       units: ($in.measures | map(select(.by == null)) | index_by(.name)
               | map_values(.unit // "count"))}
    end;

# What lacks, in short at the top and in full at the end.
def lacking($c):
  ($c.row | coverage_reason) as $why
  | (if $why == null then 0 elif $c.sources > 0 then $c.sources
     else $why / "; " | map((capture("^(?<n>[0-9]+) more sources$").n
       | tonumber) // 1) | add end) as $n
  | [(if $n == 1 then $why // "1 source lacks something"
      elif $n > 1 then "\($n) sources lack something" else empty end),
     (if $c.running then "the week is not over" else empty end)]
  | if length == 0 then "not said why" else join("; ") end
    + if $n > 1 then ", see What is missing" else "" end;
def state($c):
  if $c.row.complete == true and ($c.running | not)
  then {state: "complete", text: "Fully covered"}
  elif $c.row.complete == null
  then {state: "unknown", text: ("Whether the week is whole is not known: "
    + "no coverage records were given"
    + if $c.running then "; and the week is not over" else "" end)}
  else {state: "partial", text: "Not fully covered: \(lacking($c))"}
  end;
def state_in_full($c; $state):
  if $state.state != "partial" then $state.text
  else "Not fully covered: " + ([($c.row | coverage_reason),
      (if $c.running then "the week is not over" else null end)]
     | map(strings) | if length > 0 then join("; ") else "not said why" end)
  end;

def question($c; $name; $text):
  ($c.units[$name] // "count") as $unit
  | now_row($c; $name) as $row
  | held($c; $name; null; $row; prev_row($c; $name)) as $v
  | if $v.value == null then empty
    else
      ($v.value | said($unit)) as $now
      | {question: $text}
      + if $v.change != null then
          {answer: (if $v.change > 0 then "yes" else "no" end),
           text: ("\($now), " + (if $v.change == 0 then "as many as"
             else "against \($v.before | said($unit))" end)
             + " the week before")}
        elif $v.before != null then
          {answer: "unknown",
           text: (["\($now)", "the week before \($v.before | said($unit))"]
             | if $row.complete == true then . else
               .[0] += " as far as known" end
             | if $v.before_complete == false then
               .[1] += " as far as known" else . end | join(", "))}
        else
          {answer: "unknown",
           text: "\($now); of the week before nothing is known"}
        end
    end;

def answers($c; $state; goals):
  {block: "answers", title: "In short", items: [
    {question: "Was everything collected?",
     answer: ({complete: "yes", partial: "no"}[$state.state] // "unknown"),
     text: (if $state.state == "unknown" then
       $state.text | ltrimstr("Whether the week is whole is not known: ")
       else null end)},
    question($c; "posts"; "More posts?"),
    question($c; "interactions"; "More interactions?"),
    question($c; "views"; "More views?"),
    question($c; "comments_received"; "More comments?"),
    question($c; "followers.last"; "More followers?"),
    question($c; "visitors"; "More visitors?"), goals]};

def tiles($c; $rows):
  ($rows | table("week") | sort_by(.week)
   | map(select(.week <= $c.week)) | .[-8:]) as $past
  | {block: "tiles", title: "The week in numbers", now: $c.week, past: $c.before,
     items: [("posts", "comments_received", "interactions", "views", "reach",
       "impressions", "engagement_rate_views", "engagement_rate_reach",
       "followers.last", "authors.distinct", "clicks", "visitors",
       "pageviews")
     | . as $name
     | select([$c.row, $c.prev] | map(objects) | given($name))
     | {name: $name, label: called, unit: ($c.units[.] // "count"),
        spark: ($past | map(if .complete == false then null
            else value($name) end)
          | if map(objects | .value | numbers) | length > 3 then .
            else [] end)}
       + held($c; $name; null; now_row($c; $name); prev_row($c; $name))]};

def networks($c; $rows):
  ($rows | table("week,network")) as $all
  | ($all | map(select(.week == $c.week))
     | map(select([.posts, .comments_received, .interactions, .views,
         .impressions, .reach, .["followers.last"]]
       | any(.[]; . != null and . != 0)))) as $now
  | ($all | map(select(.week == $c.before)) | index_by(.network)) as $prev
  | (["posts", "comments_received", "interactions", "views", "impressions",
      "reach", "engagement_rate_views", "engagement_rate_reach",
      "followers.last"]
     | map(select(. as $n | $now | given($n)))) as $names
  | select(($now | length) > 0)
  | {block: "heading", title: "By network"},
    {block: "table",
     about: (if any($now[]; .complete == true
         and $prev[.network].complete == true)
       then "Small figures: the change against \($c.before) where both "
         + "weeks are fully covered; in percent where the number was 20 "
         + "or more, else the difference; rates change by points."
       else null end),
     columns: ([{name: "network", label: "Network", unit: "text"}]
       + ($names
          | map({name: ., label: called, unit: ($c.units[.] // "count")}))),
     rows: ($now | sort_by(-(.interactions // 0), -(.posts // 0), .network)
       | map(. as $row | [$row.network]
         + ($names | map(held($c; .; $row.network; $row;
             $prev[$row.network])))))};

# ---- charts of two weeks of days

# Why a day is not whole: what its week says, so that it is said once.
def day_reason($c; $row):
  $c.reasons[(if $row.day >= ($c.monday | date) then $c.week
      else $c.before end) + " " + ($row.network // "")]
    // ($row | coverage_reason) // "not fully covered";
def xs($c):            # of rows by day
  index_by(.day) as $days
  | [range((if $c.prev == null then 0 else -7 end); 7) + $c.monday
     | date as $d | {key: $d, label: day_label}
       + if $days[$d].complete == null then {} else
         {complete: $days[$d].complete} end
       + if $days[$d].complete == false
         then {why: day_reason($c; $days[$d])} else {} end];
def day_values($c; $name):
  index_by(.day) as $at
  | $c.xs | map($at[.key] as $row | $row | value($name)
      | if .complete == false then .why = day_reason($c; $row)
        else . end);
def days_shown($c):
  .day as $day
  | $day != null and $c.xs[0].key <= $day and $c.xs[-1].key >= $day;
def others($names):  # networks beyond the colours there are, as one
  map(if .network as $n | any($names[]; . == $n) then .
    else .network = "others" end)
  | group_by([.day, .network])
  | map(. as $same | .[0]
    | reduce ("posts", "interactions") as $m (.;
      .[$m] = ($same | map(.[$m] | numbers)
        | if length > 0 then add else null end)));
def by_network($c; $rows):
  ($rows | table("day,network") | map(select(days_shown($c)))) as $in
  | ($in | group_by(.network)
     | map({network: .[0].network, n: (map(.interactions // 0) | add),
         posts: (map(.posts // 0) | add)})
     | map(select(.n > 0 or .posts > 0))
     | sort_by(-.n, -.posts, .network) | map(.network)) as $names
  | if ($names | length) <= 8 then {names: $names, rows: $in}
    else {names: ($names[:7] + ["others"]),
      rows: ($in | others($names[:7]))} end;
def chart($c; $name; $title; $about):
  {block: "chart", title: $title, about: $about, name: $name,
   unit: ($c.units[$name] // "count"), x: $c.xs,
   groups: (if $c.prev == null then [] else
     [{label: $c.before, n: 7}, {label: $c.week, n: 7}] end)};
def stacked($c; $rows; $name; $title; $about):
  by_network($c; $rows) as $by
  | select($by.rows | given($name))
  | chart($c; $name; $title; $about)
  + {kind: "stacked", series: [$by.names[] as $n
      | {name: $n, label: $n, values: ($by.rows
         | map(select(.network == $n)) | day_values($c; $name))}]};
def total($c; $rows; $name; $title; $about):
  ($rows | table("day,network") | index_by("\(.day) \(.network)")) as $site
  | ($rows | table("day") | map(select(days_shown($c))
      | site_row($c; $name; .; $site["\(.day) web"]))) as $in
  | select($in | given($name))
  | ($c | .xs = ($in | xs($c))) as $c
  | chart($c; $name; $title; $about)
  + {kind: "bars", series: [{name: "", label: ($name | called),
      values: ($in | day_values($c; $name))}]};
def daily($c; $rows; $name; $title; $about):
  first(stacked($c; $rows; $name; $title; $about),
    total($c; $rows; $name; $title; $about));

def charts($c; $rows):
  [daily($c; $rows; "posts"; "Posts per day"; null),
   daily($c; $rows; "interactions"; "Interactions with what was posted that day";
     "Likes or reactions, comments, shares, quotes and saves."),
   total($c; $rows; "comments_received"; "Comments received per day"; null)]
  | select(length > 0)
  | {block: "heading", title: "Day by day", about: "Days in \($c.zone)."}, .[];

# ---- the web site

# Who came from where in the week: all of it is of the site's sources.
def visit_row($c; $name; $r):
  if $r.week != null
    and site_row($c; $name; $c.row; $c.site) == $c.site
  then $r + {complete: $c.site.complete, reason: $c.site.reason}
  else $r end;
def visit_table($c; $rows; $key; $title):
  ($rows | table("week," + $key) | map(select(.week == $c.week))) as $weekly
  | (if ($weekly | length) > 0 then $weekly else $rows | table($key) end) as $t
  | (["visitors", "pageviews"] | map(select(. as $n | $t | given($n)))
     | if length > 0 then . else ["records"] end) as $names
  | select(($t | length) > 0 and ($names | length) > 0)
  | {block: "table", title: $title,
     about: (if ($weekly | length) > 0 then null else
       "Of all the records given, not only of \($c.week)." end),
     columns: ([{name: $key, label: ({referrer: "From",
         campaign: "Campaign"}[$key]), unit: "text"}]
       + ($names | map({name: ., label: (if . == "records" then "Requests"
           else called end), unit: ($c.units[.] // "count")}))),
     rows: ($t | sort_by(-(.visitors // .pageviews // .records // 0),
         (.[$key] // ""))
       | .[:15] | map(. as $r | [($r[$key] // {referrer: "direct, or not told",
           campaign: "not told"}[$key])]
         + ($names | map(. as $n | visit_row($c; $n; $r) | value($n)))))};
def visits($c; $rows):
  [total($c; $rows; "visitors"; "Visitors per day"; null),
   visit_table($c; $rows; "referrer"; "Where visitors came from"),
   visit_table($c; $rows; "campaign"; "Campaigns")]
  | select(length > 0)
  | {block: "heading", title: "Visits to the site",
     about: "Visits of people; programs that name themselves are left out."},
    .[];

# ---- the goals

def goal_on: select(.by == "goals");
def goal_state:
  if .state == "past" then
    if .reached == null then "not known"
    elif .reached then "reached" else "missed" end
  elif .state == "future" then "has not begun"
  elif .reached != null then if .reached then "reached" else "missed" end
  elif .on_track == null then "not known"
  else (if .on_track then "on its way" else "behind" end)
    + if .likely == null then ""
      else " (\(.likely | round) % likely)" end
  end;
def goal_over:
  {future: "has not begun", past: "the period is over"}[.state]
  // "not given";
def goal_value($name):
  .unit as $u
  | {value: .[$name], unit: $u}
  + if .[$name] == null then
      {why: (reason_of($name) // goal_over)}
    elif $name == "actual" and .complete == false then
      {complete: false, why: "at least, as far as known"}
    else {} end;
def about($unit):      # a forecast is no exact number
  if $unit == "count" and fabs >= 10 then round else . end | said($unit);
def goal_forecast:
  .unit as $u
  | if .forecast == null then
      {value: null, why: (reason_of("forecast") // goal_over)}
    elif .["forecast.low"] == null then .forecast | about($u)
    else "\(.forecast | about($u)) (\(.["forecast.low"] | about($u)) to \(
      .["forecast.high"] | about($u)))" end;
def goal_row:
  .unit as $u
  | [.goal, (.period | sub("^.*/"; "until ")),
     "\(if .direction == "at most" then "at most " else "" end)\(
       .target // null | if . == null then "?" else said($u) end)",
     goal_value("actual"), goal_forecast, goal_state];
def goals($rows):
  [$rows[] | goal_on] as $goals
  | select(($goals | length) > 0)
  | {block: "heading", title: "The goals"},
    {block: "table",
     about: "In brackets, what the end of the period will likely lie between.",
     columns: [{name: "goal", label: "Goal"}, {name: "period", label: "Period"},
       {name: "target", label: "Target"},
       {name: "actual", label: "So far", unit: "count"},
       {name: "forecast", label: "Forecast"}, {name: "state", label: "State"}],
     rows: [$goals[] | goal_row]};
def goals_answer($rows):
  [$rows[] | goal_on | goal_state | split(" (")[0]] as $states
  | select(($states | length) > 0)
  | {question: "Are the goals reached?",
     answer: (if all($states[]; . == "reached") then "yes"
       elif any($states[]; . == "missed") then "no"
       else "unknown" end),
     text: (["reached", "on its way", "behind", "missed", "not known",
         "has not begun"]
       | map(. as $s | ($states | map(select(. == $s)) | length) as $n
         | select($n > 0) | "\($n) \(if $n > 1 then
             {"on its way": "on their way", "has not begun": "have not begun"}
               [$s] // $s else $s end)")
       | join(", "))};

# ---- who was answered

def answered($c; $rows):
  ($rows | map(select(.by == "response.week"
      and (.week == $c.week or .week == $c.before)
      and (.inbound // 0) > 0)) | sort_by(.week) | reverse) as $weeks
  | ["answered_within_24h", "answered_within_24h.n", "first_answer.median",
     "first_answer.p90"] as $names
  | select(($weeks | length) > 0)
  | {block: "heading", title: "Who was answered",
     about: "Of what people said to us and what asks for an answer."},
    {block: "table",
     columns: [{name: "week", label: "Week"},
       {name: "inbound", label: "From people", unit: "count"},
       {name: "answered", label: "Answered", unit: "count"},
       {name: "answered_within_24h", label: "Within 24 h", unit: "percent"},
       {name: "old", label: "of those a day old", unit: "count"},
       {name: "first_answer.median", label: "Half of them within",
        unit: "seconds"},
       {name: "first_answer.p90", label: "90 % within", unit: "seconds"}],
     rows: [$weeks[] | . as $r | [.week]
       + (["inbound", "answered"] + $names | map(. as $n | $r | value($n)))]};

# ---- what did best

def cut($n): if length > $n then .[:$n] + "…" else . end;
def best_item($name):
  {title: (.title // .text // .url // .id), text: "", url: .url,
   network: .network, author: .handle,
   published: ((.local // .published // "") | .[0:16] | sub("T"; " ")),
   metrics: [(., {}) as $row
     | ($name, "views", "impressions", "likes", "reactions", "comments",
        "shares")
     | select($row[.] | type == "number")
     | {name: ., label: (if $row[.] == 1 then rtrimstr("s") else . end),
        unit: "count", value: $row[.]}][:4]};
def best($c; $rows):
  ($rows | map(select(.by == "top" and .week == $c.week)) | sort_by(.rank))
    as $top
  | select(($top | length) > 0)
  | {block: "heading", title: "What did best",
     about: "By interactions. Times in \(
       if any($top[]; .local) then $c.zone else "UTC" end)."},
    {block: "posts", items: ($top[:5] | map(best_item("interactions")))};

# ---- what to read, and what is missing

def highlight:
  {title: (.title // ""),
   text: ((.text // "") | gsub("\\s+"; " ") | cut(280)),
   url: .url, network: (if .feed.title then .feed.title else .network end),
   author: (.author.name // .author.handle),
   published: ((.local // .published // "") | .[0:16] | sub("T"; " ")),
   metrics: [(.metrics // {}) as $m
     | ("views", "impressions", "likes", "reactions", "comments", "shares")
     | select($m[.] | type == "number")
     | {name: ., label: (if $m[.] == 1 then rtrimstr("s") else . end),
        unit: "count", value: $m[.]}][:4]}
  | if .text == .title then .text = "" else . end;
def highlights:
  select((.posts | length) > 0)
  | {block: "heading", title: "Worth reading"},
    {block: "posts", items: (.posts[:10] | map(highlight)),
     about: ((if .posts_given > 10
       then "The first 10 of \(.posts_given) that were given. " else "" end)
       + if any(.posts[:10][]; .local) then "Times in \(.zone)."
         else "" end)};

def sources:
  [.coverage[] | select(.complete == false)] as $bad
  | (.coverage | length) as $n
  | if $n == 0 then empty
    elif ($bad | length) == 0 then
      {block: "text", text: "Every one of the \($n) sources says that it was fully covered."}
    else
      {block: "table", title: "Sources that were not fully covered",
       about: "\($bad | length) of \($n) sources.",
       columns: [{name: "source", label: "Source"}, {name: "what", label: "What"},
         {name: "covered", label: "Known"}, {name: "why", label: "Why not all"}],
       rows: ($bad | map([
         ([.network, .account] | map(strings) | join(" ")), .what,
         (if .covered then "\(.covered.start // "?" | .[0:10]) to \(
           .covered.end // "?" | .[0:10])" else "not known" end),
         (.why // "not said")]))}
    end;
# What the rows are made of: series may well give it.
def counted: "post, comment, account or visit";

def missing($c; $state):
  ([$c.row | to_entries[] | select(.value == null)
    | select(.key != "reason") | .key | select(is_bound | not) | called])
    as $none
  | [(if $state.state == "complete" then empty
      else state_in_full($c; $state) + "." end),
     (if $c.prev == null
      then "There are no rows of \($c.before) to hold the week against."
      elif $c.prev.complete == false
      then "The week before is not fully covered: \($c.prev
        | coverage_reason // "not said why")." else empty end),
     (if ($none | length) > 0
      then "Given by no \(counted): \($none | join(", "))." else empty end),
     (if ($c.begun | length) > 0 then
      "There are rows of \($c.begun | join(", ")) too; --week shows them."
      else empty end)] as $items
  | [(if ($items | length) > 0 then
      {block: "note", level: (if $state.state == "partial" then "warning"
        else "info" end), items: $items} else empty end), sources]
  | select(length > 0)
  | {block: "heading", title: "What is missing"}, .[];

def formulas($c):
  [.measures[] | select(.role != "key" and .by == null)
   | select(.name | is_bound | not)
   | select([$c.row, $c.prev] | map(objects)
     | any(.[]; . != null)) | select(.name | in($c.row))] as $m
  | select(($m | length) > 0)
  | {block: "heading", title: "All the numbers, and how they are made",
     about: (if any($m[]; .denominator) then
       "Rates with different denominators cannot be compared: "
       + ([$m[] | select(.denominator)
         | "\(.name | called) divides by \(.denominator)"] | join(", ")) + "."
       else null end)},
    {block: "table",
     columns: [{name: "number", label: "Number", unit: "text"},
       {name: "week", label: $c.week, unit: "count"},
       {name: "before", label: $c.before, unit: "count"},
       {name: "formula", label: "How", unit: "text"}],
     rows: [$m[] | .name as $n | (.unit // "count") as $u
       | [($n | called),
          ((now_row($c; $n), prev_row($c; $n)) | value($n) | .unit = $u
           | if .value == null and (.why | test("^no .* given( by .*)?$"))
             then .why = "no \(counted) gives it" else . end),
          (.formula // "not said")]]};

def nothing:
  ((.rows | length) as $n
   | if $n < .rows_given then
       "-w let \(if $n == 0 then "none" else "only \($n)" end) of the \(
         .rows_given) row\(if .rows_given == 1 then "" else "s" end) through"
       + if $n == 0 then "" else ", and none by week" end
     else "no rows by week were given; they come from 'cm-stats summary'"
       + if .posts_given > 0 then
           ", and \(.posts_given) posts alone cannot be reported"
         else "" end
     end) as $text
  | {title: "Weekly report", warnings: [$text],
     status: {state: "unknown", text: "Nothing to report"},
     blocks: [{block: "note", level: "warning",
       text: ("There is nothing to report: " + $text + ".")}]};

def unknown_week($c):
  ("there are no rows of \($c.week); "
   + if ($c.weeks | length) > 0 then
       "there are \($c.weeks | join(", "))"
     else "they come from 'cm-stats summary'" end) as $text
  | {title: "Weekly report", warnings: [$text],
     status: {state: "unknown", text: "Nothing to report"},
     blocks: [{block: "note", level: "warning",
       text: ("There is nothing to report: " + $text + ".")}]};

def report:
  .rows |= map(if has("network") and .network == null
    then .network = "not given" else . end)
  | context as $c
  | if $c == null then nothing
    elif $c.row == null then unknown_week($c)
    else
      .rows as $rows | state($c) as $state
      | ($c | .reasons = ([$rows[] | select(kind == "week"
            or kind == "week,network") | select(.week != null)
          | {key: "\(.week) \(.network // "")", value: coverage_reason}]
          | from_entries)) as $c
      | ($c | .xs = ($rows | table("day") | xs($c))
        | .growth = [$rows[] | select(.by == "growth.total"
            or .by == "growth")]) as $c
      | {title: "The week of \($c.monday | span)",
         subtitle: ($c.week + if $c.prev == null then ""
           else ", held against \($c.before) (\($c.monday - 7 | span))" end),
         status: $state, partial: "not fully covered, see What is missing",
         warnings: (if .others > 0 then
           ["\(.others) record\(if .others == 1 then "" else "s" end) of types that this report does not use"]
           else [] end),
         blocks: [answers($c; $state; goals_answer($rows)), tiles($c; $rows),
           goals($rows),
           networks($c; $rows), charts($c; $rows), answered($c; $rows),
           best($c; $rows),
           visits($c; $rows), highlights, missing($c; $state), formulas($c)]}
    end;
