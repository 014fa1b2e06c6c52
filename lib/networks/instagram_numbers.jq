# The numbers of Instagram: of a post, beside it; of the account, as series. For instagram.jq.
include "graph";
include "net";

# Numbers of a post: what is asked of which kind; what it is called with us.
def kind: .media_product_type as $p | if $p == "REELS" or $p == "STORY" then $p elif .media_type == "VIDEO" then "VIDEO" else "FEED" end;
def post_metrics: {
  REELS: ["views", "reach", "saved", "shares", "total_interactions", "reposts", "ig_reels_avg_watch_time", "ig_reels_video_view_total_time",
    "reels_skip_rate"],
  STORY: ["views", "reach", "replies", "shares", "follows", "profile_visits", "total_interactions"],
  FEED: ["views", "reach", "saved", "shares", "total_interactions", "follows", "profile_visits", "reposts"], VIDEO: ["reach", "saved"]}[.];
def named: {saved: "saves", total_interactions: "engagements", replies: "comments", reels_skip_rate: "skip_rate", profile_links_taps: "clicks",
  ig_reels_avg_watch_time: "average_seconds", ig_reels_video_view_total_time: "seconds", follower_count: "new_followers"}[.] // .;
def value: .name as $n | measured_value | if ($n | startswith("ig_reels_")) and . != null then . / 1000 else . end;
def numbers: [.[] | {(.name | named): value}] | add // {};
def full_post: (.vars.post.metrics + (body.data | numbers)) as $m | {record: (.vars.post | .metrics = $m)};
def is_new($since): $since == null or (try (seconds >= ($since | seconds)) catch true);
# Of each thing on a page; f makes a record of it.
def numbered(f): . as $in | .job.since as $since | rows(body.data; . as $it | f as $record
  | if $in.account.insights == "no" or $it.id == null or ($it.timestamp | is_new($since) | not) then {record: $record}
    else $in | ($it | kind) as $kind
      | measure($kind; "\($it.id | part)/insights"; [{metrics: ($kind | post_metrics), query: {}}]; "measured post"; {post: $record}; full_post) end);

# Numbers of the account: a day each, when it is over; who follows, as of today.
def day($t): $t / 86400 | floor | . * 86400;
def totals: ["views", "accounts_engaged", "total_interactions", "likes", "comments", "shares", "saves", "replies", "reposts", "profile_links_taps"];
def span($from; $to): {start: ($from | todate), end: ($to | todate)};
def breakdown: .total_value.breakdowns[]? | .dimension_keys as $keys | .results[]?
  | {value, dimensions: ([$keys, .dimension_values] | transpose | map({(.[0]): .[1]}) | add)};
def series($id; $span; $dimensions; $metrics): {record: {type: "series", id: $id, period: $span, dimensions: $dimensions, metrics: $metrics}};
# What is not there yet is left out, for up to two days: of these, those that are not told. What is older and not told is nowhere.
def late($told; $to): .now as $now | ([$told, day($now) - 2 * 86400] | max) as $from
  | if $from + 86400 > $to then empty
    else {gap: {what: "series", why: "Instagram counts for up to two days before it tells", from: ($from | todate)}} end;
def day_of: .vars as $v | (body.data // []) as $all | "\(.account.id)/\($v.from)" as $id
  | ($all | map(select(.total_value.breakdowns? == null) | if .name == "replies" then .name = "story_replies" else . end) | numbers) as $m
  | ([$all[] | select(.name == "follows_and_unfollows") | breakdown | {(if .dimensions.follow_type == "FOLLOWER" then "follows" else "unfollows" end): .value}]
      | add // {}) as $f
  | (($m | del(.follows_and_unfollows)) + $f | with_entries(select(.value != null))) as $numbers
  | if $numbers == {} then late($v.from; $v.from + 86400) else $numbers | series($id; span($v.from; $v.from + 86400); null; .) end;
def valued: select(.value != null and (try (.end_time | seconds) catch null) != null) | .at = (.end_time | seconds);
def curve: .account.id as $me | .vars as $v | [body.data[]? | .name as $name | .values[]? | valued | .name = $name] as $all
  | ($all[] | .name as $name | .at as $to | series("\($me)/\($name)/\($to)"; span($to - 86400; $to); null; {($name | named): .value})),
    (if $all == [] and $v.may then empty else late([$v.from, $all[].at] | max; $v.to) end);
# Of the hours of a day there is nothing while they are counted.
def online: .account.id as $me | .now as $now | [body.data[]? | .values[]? | valued] as $all
  | ($all[] | .at as $to | .value | objects | to_entries[] | (.key | tonumber) as $h | ($to - 86400 + $h * 3600) as $at
      | series("\($me)/online_followers/\($at)"; span($at; $at + 3600); {hour: .key}; {online_followers: .value})),
    (if any($all[]; .value == {}) then {gap: {what: "online_followers", why: "Instagram has not counted all days yet", numbers: true}} else empty end);
def people: .vars.today as $t | .account.id as $me | body.data[]? | breakdown
  | series("\($me)/followers/\($t)/\(.dimensions | map(.) | join("/"))"; span($t; $t + 86400); .dimensions; {followers: .value});
# A request may ask for 30 days. Who follows anew and who is there is told of the last 30 only: older days would be refused.
def series_of: . as $in | "\(.account.id)/insights" as $path | day($in.now) as $today
  | (.job.until // null | if . then day(seconds) else $today end) as $to
  | ([(.job.since // null | if . then day(seconds) else $today - 89 * 86400 end), $today - 729 * 86400] | max) as $from
  | ([$from, $today - 29 * 86400] | max) as $month
  | def days($name; $from; $to; $may): measure("account"; $path; [{metrics: [$name], query: {period: "day", since: $from, until: $to}}];
      "curve"; {from: $from, to: $to, may: $may}; curve);
    (range($from; $to; 30 * 86400) as $at | days("reach"; $at; [$at + 30 * 86400, $to] | min; false)),
    (if $month < $to then days("follower_count"; $month; $to; true) else empty end),         # small accounts have none
    (range($from; $to; 86400) as $at | {period: "day", metric_type: "total_value", since: $at, until: ($at + 86400)} as $q
      | measure("account"; $path; [{metrics: totals, query: $q}, {metrics: ["follows_and_unfollows"], query: ($q + {breakdown: "follow_type"})}];
          "day"; {from: $at}; day_of)),
    (if $month < $to then measure("account"; $path; [{metrics: ["online_followers"], query: {period: "lifetime", since: $month, until: $to}}];
      "online"; {}; online) else empty end),
    measure("account"; $path; [("country", "city", "age,gender") as $by
      | {metrics: ["follower_demographics"], query: {period: "lifetime", metric_type: "total_value", breakdown: $by}}];
      "people"; {today: $today}; people);
