#!/bin/sh
# cm-stats: what posts, series and accounts tell of the same things is never
# added up.
. "${0%/*}/lib.sh"
cd "$tmp" || exit 1

# cells COLUMN ...: those of each row, all in a line.
cells() {
	jq -c --arg names "$*" 'select(.type == "row") |
		[.[($names / " ")[]]]' .out | tr -d '\n'
}

# source NAME: where the column comes from.
source_of() {
	jq -r --arg name "$1" 'select(.type == "measure" and .name == $name) |
		.source' .out
}

# reason NAME: of the first row that has one.
reason() {
	jq -r --arg name "$1" 'select(.type == "row" and .[$name] == null) |
		.reason | split("; ")[] | select(startswith($name + ": "))' \
		.out | sed -n 1p
}

# said TYPE ID DAY AUTHOR LANG METRICS
said() {
	printf '{"type":"%s","network":"x","account":"a","id":"%s","published":"2026-11-%sT09:00:00Z","author":{"id":"%s"},"lang":"%s","metrics":{%s},"fetched":"2026-11-16T00:00:00Z"}\n' "$@"
}

# series NETWORK FROM TO DIMENSIONS METRICS
series() {
	printf '{"type":"series","network":"%s","account":"a","period":{"start":"2026-11-%sT00:00:00Z","end":"2026-11-%sT00:00:00Z"},"dimensions":{%s},"metrics":{%s}}\n' "$@"
}

# snapshot DAY METRICS
snapshot() {
	printf '{"type":"account","network":"x","account":"a","metrics":{%s},"fetched":"2026-11-%sT00:00:00Z"}\n' \
		"$2" "$1"
}

{
	said post 1 02 me fr '"views":100,"likes":10'
	said post 2 03 me en '"views":50,"likes":5'
	said comment 3 04 ann zh '"likes":7'
	series x 02 03 '' '"views":120,"reach":90'
	series x 03 04 '' '"views":80,"reach":50'
	series x 02 04 '' '"views":200,"reach":110'
	series x 02 04 '"country":"FR"' '"views":150'
	series x 02 04 '"country":"DE"' '"views":50'
	series y 02 03 '' '"views":33,"users":4'
	snapshot 03 '"followers":900,"views":100000'
	snapshot 04 '"followers":910,"views":100500'
} >all

run cm-stats by network -m records,views all
is 'views are those of posts; of a network without, those of its series' \
	"$(cells network records views)" '["x",10,150]["y",1,33]'
is 'the column says where it comes from' "$(source_of views)" \
	'metrics.views of posts and articles, else series'
has_err 'what is left out is said' "'views'.*series.*--type series"
run cm-stats -q by network -m views all
is 'but not to who wants no notes' "$(cat .err)" ''

run cm-stats by day -m views,likes all
is 'a day without posts has no views, whatever the account has in all' \
	"$(cells day views)" \
	'["2026-11-02",100]["2026-11-03",50]["2026-11-04",null]'
is 'nor the likes of comments' "$(reason likes)" \
	'likes: no likes given by posts and articles'

run cm-stats by lang -m views,likes all
is 'what has no language is not the account once more' "$(cells lang views)" \
	'["en",50]["fr",100]["zh",null][null,null]'

run cm-stats by author -m likes all
is 'each author has the likes of what it said' "$(cells author likes)" \
	'["ann",7]["me",15][null,null]'
run cm-stats by id -m likes all
is 'and so has each thing' "$(cells id likes)" \
	'["1",10]["2",5]["3",7][null,null]'
run cm-stats by type -m views,likes all
is 'types stand apart' "$(cells record_type views likes)" \
	'["account",null,null]["comment",null,7]["post",150,15]["series",233,null]'

run cm-stats by dimensions.country -m views all
is 'where posts have no such key, series tell' \
	"$(cells dimensions.country views)" '["DE",50]["FR",150][null,233]'

run cm-stats by network --type series -m views,reach,users all
is 'of series those that make up the whole' "$(cells network views reach users)" \
	'["x",200,140,null]["y",33,null,4]'
is 'and so it is said' "$(source_of views)" 'metrics.views of series'
{
	series x 02 03 '' '"clicks":10'
	series x 04 05 '' '"clicks":10'
	series x 02 05 '"query":"a"' '"clicks":12'
	series x 02 05 '"query":"b"' '"clicks":5'
} >gap
run cm-stats by network -m clicks gap
is 'a day without anything does not make a part the whole' "$(cells clicks)" \
	'[20]'
{
	series x 02 05 '' '"views":9'
	series x 03 06 '' '"views":9'
} >overlap
run cm-stats by network -m views overlap
is 'series that overlap and do not make up a whole are not added' \
	"$(cells views)$(reason views)" \
	'[null]views: the series overlap, and none holds all of the time: choose some with -w'
has_err 'nor is another cause named' "measure 'views' is empty in all rows: the series overlap"

run cm-stats by network --type post,comment -m likes all
is 'what is said is added up where it is asked for by name' "$(cells likes)" \
	'[22]'
run cm-stats by network --type post,comment,series -m likes,views all
is 'but not with series' "$(cells network likes views)" \
	'["x",22,150]["y",null,33]'
run cm-stats by network -w '.type != "post"' -m likes,views all
is 'without posts, what is left tells' "$(cells network likes views)" \
	'["x",7,200]["y",null,33]'

run cm-stats by network --type account -m views,views.last,followers.mean all
is 'snapshots do not add up; the newest of them counts' \
	"$(cells views views.last followers.mean)" '[null,100500,905]'
is 'and what is meant is said' "$(reason views)" \
	'views: snapshots of accounts do not add up: see NAME.last'
has_err 'also where all is empty' "measure 'views' is empty.*NAME.last"
run cm-stats by network -m views.last,followers.last all
is 'the newest value is that of snapshots, else of series' \
	"$(cells network views.last followers.last)" '["x",100500,910]["y",33,null]'
is 'in this order' "$(source_of views.last)" \
	'metrics.views of accounts, else series'

run cm-stats by network -m likes.mean,likes.max,likes.n,likes.median,likes_rate_views all
is 'what is no sum is of one kind, too' \
	"$(cells likes.mean likes.max likes.n likes.median likes_rate_views)" \
	'[7.5,10,2,7.5,10][null,null,0,null,null]'

# Page views of the log, and of web analytics.
{
	printf '{"type":"visit","network":"web","account":"s","published":"2026-11-02T10:00:0%sZ","visitor":"a","metrics":{"pageviews":1}}\n' 1 2 3
	series ga 02 03 '' '"pageviews":4'
} >pages
run cm-stats by day -m pageviews pages
is 'page views are those of visits' "$(cells pageviews)" '[3]'
run cm-stats summary pages
is 'in a summary, too' "$(jq -c 'select(.by == "all") | .pageviews' .out)" 3
grep '"ga"' pages >exported
run cm-stats summary exported
has_out 'and where series alone tell them it does not say that nobody does' \
	'"reason":"[^"]*pageviews: no pageviews given by visits;'
{
	snapshot 03 '"followers":900'
	series x 04 05 '"country":"FR"' '"followers":300'
} >levels
run cm-stats summary levels
is 'followers are those of snapshots' \
	"$(jq -c 'select(.by == "all") | ."followers.last"' .out)" 900

# A goal of what exports tell of posts and of days.
{
	said post 1 02 me fr '"follows":3'
	said post 2 03 me fr '"follows":1'
	series x 02 03 '' '"follows":5'
	series x 03 04 '' '"follows":2'
} >follows
printf '[F]\nmeasure = follows\ntarget = 10\nperiod = 2026-11\n' >goals
CM_NOW=2026-11-20T00:00:00Z run cm-stats goals goals follows
is 'a goal does not count follows twice' \
	"$(jq -c 'select(.by == "goals" and .type == "row") | .actual' .out)" 7

has_err 'and says what is left out' "goal 'F': 'follows' is of series; .* type = post,article"
grep -v series follows >posted
CM_NOW=2026-11-20T00:00:00Z run cm-stats goals goals posted
is_err 'but nothing where posts alone tell it' </dev/null
{
	snapshot 03 '"subscribers":900'
	series x 03 04 '' '"subscribers":300'
} >levels
printf '[S]\nmeasure = subscribers.last\ntarget = 1000\nperiod = 2026-11\n' >goals
CM_NOW=2026-11-20T00:00:00Z run cm-stats goals goals levels
is 'of a snapshot, that of the account goes before series' \
	"$(jq -c 'select(.by == "goals" and .type == "row") | .actual' .out)" 900

# Shards that are cut anywhere, merged in any order and grouping.
for keys in network day author dimensions.country; do
	ask="by $keys -m records,views,likes,likes.p50,views.last,likes_rate_views"
	# shellcheck disable=SC2086
	cm-stats $ask all >one 2>one.err
	rm -f shard.* part.*
	split -l 2 all shard.
	for shard in shard.*; do
		# shellcheck disable=SC2086
		cm-stats $ask --partial "$shard" >"part.$shard"
	done
	cm-stats merge part.shard.a[fedcba] >merged 2>merged.err
	ok "by $keys: merged, the same bytes" cmp one merged
	ok "by $keys: and the same notes" cmp one.err merged.err
	cm-stats merge --partial part.shard.a[bd] >again
	cm-stats merge again part.shard.a[acef] >merged 2>/dev/null
	ok "by $keys: in another grouping" cmp one merged
	# shellcheck disable=SC2086
	sort -r all | cm-stats --threads 1 $ask >merged 2>/dev/null
	ok "by $keys: and in another order" cmp one merged
done
done_testing
