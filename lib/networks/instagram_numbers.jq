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
def numbered(f): . as $in | .job.since as $since | body.data[]? | . as $it | f as $record
  | if $in.account.insights == "no" or $it.id == null or ($it.timestamp | is_new($since) | not) then {record: $record}
    else $in | ($it | kind) as $kind
      | measure($kind; "\($it.id | part)/insights"; [{metrics: ($kind | post_metrics), query: {}}]; "measured post"; {post: $record}; full_post) end;

# Numbers of the account: a day each, when it is over; who follows, as of today.
def day($t): $t / 86400 | floor | . * 86400;
def totals: ["views", "accounts_engaged", "total_interactions", "likes", "comments", "shares", "saves", "replies", "reposts", "profile_links_taps"];
def span($from; $to): {start: ($from | todate), end: ($to | todate)};
def breakdown: .total_value.breakdowns[]? | .dimension_keys as $keys | .results[]?
  | {value, dimensions: ([$keys, .dimension_values] | transpose | map({(.[0]): .[1]}) | add)};
def series($id; $span; $dimensions; $metrics): {record: {type: "series", id: $id, period: $span, dimensions: $dimensions, metrics: $metrics}};
def day_of: .vars as $v | (body.data // []) as $all | "\(.account.id)/\($v.from)" as $id
  | ($all | map(select(.total_value.breakdowns? == null) | if .name == "replies" then .name = "story_replies" else . end) | numbers) as $m
  | ([$all[] | select(.name == "follows_and_unfollows") | breakdown | {(if .dimensions.follow_type == "FOLLOWER" then "follows" else "unfollows" end): .value}]
      | add // {}) as $f
  | ($m | del(.follows_and_unfollows)) + $f | select(. != {}) | series($id; span($v.from; $v.from + 86400); null; .);
def curve: .account.id as $me | body.data[]? | .name as $name | .values[]? | (.end_time | seconds) as $to | .value as $value
  | if $name == "online_followers" then $value | to_entries[]? | (.key | tonumber) as $h | ($to - 86400 + $h * 3600) as $at
      | series("\($me)/\($name)/\($at)"; span($at; $at + 3600); {hour: .key}; {online_followers: .value})
    else series("\($me)/\($name)/\($to)"; span($to - 86400; $to); null; {($name | named): $value}) end;
def people: .vars.today as $t | .account.id as $me | body.data[]? | breakdown
  | series("\($me)/followers/\($t)/\(.dimensions | map(.) | join("/"))"; span($t; $t + 86400); .dimensions; {followers: .value});
def series_of: . as $in | "\(.account.id)/insights" as $path
  | (day((.job.until // null) | if . then seconds else $in.now end)) as $to
  | ([(.job.since // null | if . then day(seconds) else 0 end), day($in.now) - 729 * 86400] | max) as $from          # two years are kept
  | (range($from; $to; 30 * 86400) as $at | {since: $at, until: ([$at + 30 * 86400, $to] | min)} as $q
      | measure("account"; $path; [{metrics: ["reach", "follower_count"], query: ({period: "day"} + $q)}]; "curve"; {}; curve)),
    (range($from; $to; 86400) as $at | {period: "day", metric_type: "total_value", since: $at, until: ($at + 86400)} as $q
      | measure("account"; $path; [{metrics: totals, query: $q}, {metrics: ["follows_and_unfollows"], query: ($q + {breakdown: "follow_type"})}];
          "day"; {from: $at}; day_of)),
    measure("account"; $path; [{metrics: ["online_followers"], query: {period: "lifetime", since: $from, until: $to}}]; "curve"; {}; curve),
    measure("account"; $path; [("country", "city", "age,gender") as $by
      | {metrics: ["follower_demographics"], query: {period: "lifetime", metric_type: "total_value", breakdown: $by}}];
      "people"; {today: day($in.now)}; people);
