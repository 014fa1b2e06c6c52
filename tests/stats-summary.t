#!/bin/sh
# cm-stats summary --compare: the period against the one before it.
. "${0%/*}/lib.sh"
reference=$top/tests/reference/compare.py

# post ID DAY [METRICS [NETWORK]]
post() {
	printf '{"type":"post","network":"%s","account":"a","id":"%s","published":"2026-11-%sT10:00:00Z","metrics":{%s}}\n' \
		"${4:-x}" "$1" "$2" "${3:-}"
}

# cells TABLE MEASURE COLUMN ...: those of each row of a table and measure.
cells() {
	cells_by=$1
	cells_of=$2
	shift 2
	jq -c --arg by "$cells_by" --arg of "$cells_of" --arg names "$*" \
		'select(.type == "row" and .by == $by and .measure == $of) |
		[.[($names / " ")[]]]' "$tmp/.out"
}

if scipy_python; then
	for seed in 1 2; do
		python3 "$top/tests/reference/records.py" $seed 3000 >"$tmp/r"
		for days in 2026-10-20T00:00:00Z,2026-11-10T12:00:00Z \
			2026-11-09T06:00:00Z,2026-11-16T06:00:00Z; do
			cm-stats summary --compare --since "${days%,*}" \
				--until "${days#*,}" "$tmp/r" >"$tmp/rows" 2>"$tmp/.err"
			is "seed $seed, ${days%%T*}: as the reference" \
				"$("$python" "$reference" "${days%,*}" "${days#*,}" \
					"$tmp/r" "$tmp/rows" 2>&1 | sed -n 1,5p)" ''
		done
	done
	cm-stats summary --compare --threads 1 "$tmp/r" >"$tmp/one" 2>"$tmp/.err"
	"$python" "$reference" 2026-11-09T00:00:00Z 2026-11-16T00:00:00Z \
		"$tmp/r" "$tmp/one" >"$tmp/differ" 2>&1
	is 'without --since: the 7 days that are over' "$(sed -n 1,5p "$tmp/differ")" ''
	split -n l/5 "$tmp/r" "$tmp/part."
	for how in '--threads 4' '--threads 1 --memory 1m'; do
		# shellcheck disable=SC2086
		cm-stats summary --compare $how "$tmp"/part.a[edcba] \
			>"$tmp/other" 2>"$tmp/.err"
		ok "the same bytes with $how, files in another order" \
			cmp "$tmp/one" "$tmp/other"
	done
	cm-stats summary "$tmp/r" 2>"$tmp/.err" | grep '"type":"row"' >"$tmp/plain"
	grep '"type":"row"' "$tmp/one" | grep -v '"by":"compare' |
		cmp - "$tmp/plain"
	is 'the other rows are the same with and without' "$?" 0
else
	skip 'the reference' 'no python3 with numpy and scipy'
fi

run_in /dev/null cm-stats summary --compare
is_status 'empty input is no failure' 0
is 'and has nothing to compare' "$(cells compare posts now)" ''
{
	post 1 02 '"likes":4,"views":100'
	post 2 03 '"likes":6,"views":100'
	post 3 10 '"likes":9,"views":100'
	post 4 11 '"likes":6,"views":200'
	post 5 12 '"likes":3,"views":100'
	post 6 09 '"likes":3' y
} >"$tmp/a"
run cm-stats summary --compare --since 2026-11-09 --until 2026-11-16 "$tmp/a"
is 'counts: now, before, the change and its rate; no interval' \
	"$(cells compare likes now before change change_rate)$(
		jq -c 'select(.measure == "likes" and .by == "compare") |
			has("now.low")' "$tmp/.out")" '[21,10,11,110]false'
is 'rates have sample sizes' \
	"$(cells compare engagement_rate_views now now.n before before.n change change.n change_rate)" \
	'[4.5,3,5,2,-0.5,5,-10]'
is 'a network that is only in one of them' \
	"$(cells compare.network likes network now before change change_rate)" \
'["x",18,10,8,80]
["y",3,null,null,null]'
is 'and why' "$(cells compare.network likes reason | tail -1)" \
	'["before: no likes given by posts and articles; change: before is not known; change_rate: before is not known"]'
is 'the times stand in each row' \
	"$(cells compare posts before_start start end)" \
	'["2026-11-02T00:00:00Z","2026-11-09T00:00:00Z","2026-11-16T00:00:00Z"]'
is 'none before: no rate' "$(cells compare.network posts now before change change_rate | tail -1)" \
	'[1,0,1,null]'

# What is counted exactly has no interval; above 256 it is an estimate.
who() {
	seq "$1" "$2" | sed "s/.*/{\"type\":\"mention\",\"network\":\"x\",\"id\":\"$3-&\",\"published\":\"2026-11-$3T12:00:00Z\",\"author\":{\"id\":\"&\"}}/"
}
{
	who 1 40 03
	who 1 50 10
} >"$tmp/c"
run cm-stats summary --compare --since 2026-11-09 --until 2026-11-16 "$tmp/c"
is 'an exact count has no interval' \
	"$(cells compare authors.distinct now now.low now.high before \
		before.low change change.low change_rate change_rate.low \
		change_rate.high)" \
	'[50,null,null,40,null,10,null,25,null,null]'
has_out 'and that is said' 'change_rate.low, change_rate.high: counted exactly'
who 51 900 10 >>"$tmp/c"
run cm-stats summary --compare --since 2026-11-09 --until 2026-11-16 "$tmp/c"
is 'an estimated one has' "$(jq -c 'select(.type == "row" and .by == "compare" and
	.measure == "authors.distinct") | [."now.low" < .now,
	."before.low", ."change.low" < .change,
	."change_rate.high" > .change_rate]' "$tmp/.out")" \
	'[true,null,true,true]'

# Snapshots.
snap() {
	printf '{"type":"account","network":"x","account":"%s","id":"%s","metrics":{"followers":%s},"fetched":"2026-11-%sT05:00:00Z"}\n' \
		"$1" "$1" "$2" "$3"
}
{
	snap a 100 03
	snap a 120 12
	snap b 50 03
} >"$tmp/b"
run cm-stats summary --compare --since 2026-11-09 --until 2026-11-16 "$tmp/b"
is 'an account that was not seen again is no loss of followers' \
	"$(cells compare followers.last now before change reason)" \
	'[120,150,null,"change: snapshots of more accounts in one period; change_rate: snapshots of more accounts in one period"]'
snap b 60 15 >>"$tmp/b"
run cm-stats summary --compare --since 2026-11-09 --until 2026-11-16 "$tmp/b"
is 'followers of the same accounts' \
	"$(cells compare followers.last now before change change_rate)" '[180,150,30,20]'

# Coverage.
cover() {
	printf '{"type":"coverage","network":"x","account":"a","what":"posts","covered":{"start":"2026-11-%sT00:00:00Z","end":"2026-11-%sT00:00:00Z"},"complete":true}\n' "$1" "$2"
}
{
	cat "$tmp/a"
	cover 09 16
} >"$tmp/c"
run cm-stats summary --compare --since 2026-11-09 --until 2026-11-16 "$tmp/c"
is 'only the period is covered: not complete' \
	"$(cells compare.network posts network complete)" \
'["x",false]
["y",null]'
cover 02 09 >>"$tmp/c"
run cm-stats summary --compare --since 2026-11-09 --until 2026-11-16 "$tmp/c"
is 'both are' "$(cells compare.network posts network complete)" \
'["x",true]
["y",null]'

done_testing
