#!/bin/sh
# cm-stats growth: followers over time, from snapshots.
. "${0%/*}/lib.sh"
reference=$top/tests/reference/growth.py

# snap TIME VALUE [NETWORK [ID]]: a snapshot.
snap() {
	printf '{"type":"account","network":"%s","account":"a","id":"%s","metrics":{"followers":%s},"fetched":"%s"}\n' \
		"${3:-x}" "${4:-1}" "$2" "$1"
}

# cells COLUMN ...: those of each row, a line a row.
cells() {
	jq -c --arg names "$*" 'select(.type == "row") |
		[.[($names / " ")[]]]' "$tmp/.out"
}

if command -v python3 >/dev/null; then
	for seed in 1 2; do
		python3 "$reference" make $seed 4000 >"$tmp/r.$seed"
		for per in day week month quarter year; do
			for zone in UTC Europe/Paris America/St_Johns; do
				cm-stats growth --per $per --tz $zone \
					"$tmp/r.$seed" >"$tmp/rows" 2>"$tmp/.err"
				python3 "$reference" check $per $zone \
					"$tmp/r.$seed" "$tmp/rows" 2>&1 |
					sed -n 1,5p >"$tmp/differ"
				is "seed $seed, by $per in $zone: as the reference" \
					"$(cat "$tmp/differ")" ''
			done
		done
	done
	cm-stats growth --threads 1 "$tmp/r.1" >"$tmp/one"
	split -n l/5 "$tmp/r.1" "$tmp/part."
	for how in '--threads 4' '--threads 1 --memory 1m'; do
		# shellcheck disable=SC2086
		cm-stats growth $how "$tmp"/part.a[edcba] >"$tmp/other"
		ok "the same bytes with $how, files in another order" \
			cmp "$tmp/one" "$tmp/other"
	done
	shuf --random-source="$tmp/one" "$tmp/r.1" >"$tmp/mixed"
	cat "$tmp/mixed" "$tmp/mixed" | cm-stats growth >"$tmp/other"
	ok 'the same bytes with the lines shuffled and doubled' \
		cmp "$tmp/one" "$tmp/other"
else
	skip 'the reference' 'no python3'
fi

# A gap is shown, and the row that closes it says of how many spans it is.
{
	snap 2026-10-05T05:00:00Z 100
	snap 2026-10-11T05:00:00Z 110
	snap 2026-10-13T05:00:00Z 120
	snap 2026-11-03T05:00:00Z 150
} >"$tmp/a"
run cm-stats growth "$tmp/a"
is_status 'a gap is no failure' 0
is 'weeks without a snapshot are shown, not bridged' \
	"$(cells week followers followers_start net spans days)" \
'["2026-W41",110,100,10,0,6]
["2026-W42",120,110,10,1,2]
["2026-W43",null,null,null,null,null]
["2026-W44",null,null,null,null,null]
["2026-W45",150,120,30,3,21]'
has_out 'the reason says between which' \
	'W43".*"followers, at: no snapshot between 2026-10-13T05:00:00Z and 2026-11-03T05:00:00Z; followers_start, since, net, growth_rate_start, days, net_per_day, spans: no snapshot; '
has_out 'the first is of what is known of it' \
	'W41.*"since":"2026-10-05T05:00:00Z".*net: since the first snapshot, 2026-10-05T05:00:00Z'
is 'whole is what has snapshots at both ends' \
	"$(cells week complete)" '["2026-W41",true]
["2026-W42",false]
["2026-W43",false]
["2026-W44",false]
["2026-W45",false]'
has_out 'and why not' 'W42.*complete: a snapshot is missing at an end'
run cm-stats growth --per day "$tmp/a"
has_out 'one snapshot has nothing before it' \
	'2026-10-05.*spans: no snapshot before it'
run cm-stats growth -m folowers "$tmp/a"
is_err 'a metric that no snapshot gives is named' <<'EOT'
cm-stats: no snapshot gives 'folowers' (followers?)
EOT
run cm-stats growth "$tmp/a"
lacks_out 'one profile has no total' growth.total

# --since needs what went before it.
run cm-stats growth --since 2026-11-02 "$tmp/a"
is 'what was before --since is the base' \
	"$(cells week followers_start net)" '["2026-W45",120,30]'
run cm-stats growth --per day --until 2026-10-12 "$tmp/a"
is 'what is after --until is not there' \
	"$(cells day followers | tail -n 1)" '["2026-10-11",110]'

# The present week is not whole.
snap 2026-11-16T05:00:00Z 160 >>"$tmp/a"
run cm-stats growth "$tmp/a"
is 'a week that is not over is not complete' \
	"$(cells week complete reason | tail -n 1)" \
	'["2026-W47",false,"gained: no source counts it; lost: no source counts it; complete: not over yet"]'
run cm-stats growth --coverage strict "$tmp/a"
is_status 'and is withheld where that is asked for' 1
lacks_out 'it is not there' W47

# Totals are only where all are known.
{
	cat "$tmp/a"
	snap 2026-10-06T05:00:00Z 1000 y 7
	snap 2026-10-12T05:00:00Z 1100 y 7
	snap 2026-11-09T05:00:00Z 1200 y 7
} >"$tmp/b"
run cm-stats growth "$tmp/b"
is 'totals' "$(jq -c 'select(.by == "growth.total" and .type == "row") |
	[.week, .profiles, .followers, .net, .spans]' "$tmp/.out")" \
'["2026-W41",2,1110,null,null]
["2026-W42",2,1220,110,1]
["2026-W43",2,null,null,null]
["2026-W44",2,null,null,null]
["2026-W45",2,null,null,null]
["2026-W46",2,null,null,null]
["2026-W47",2,null,null,null]'
has_out 'who lacks is named' \
	'total.*W45.*followers: not known of 1 of 2: y a; '

# Others' profiles may be watched with one account.
{
	snap 2026-11-03T05:00:00Z 10
	snap 2026-11-03T06:00:00Z 5000 x 2
} >"$tmp/c"
run cm-stats growth --per day "$tmp/c"
is 'two profiles of an account are two' "$(cells profile followers)" \
'["1",10]
["2",5000]
[null,5010]'

# What was gained and lost is what a source says, of the whole span.
series() {
	printf '{"type":"series","network":"x","account":"a","period":{"start":"2026-11-%sT00:00:00Z","end":"2026-11-%sT00:00:00Z"},"metrics":{%s}}\n' \
		"$@"
}
{
	snap 2026-11-01T05:00:00Z 10
	snap 2026-11-02T05:00:00Z 14
	snap 2026-11-03T05:00:00Z 15
	series 02 03 '"follows":7,"unfollows":3'
	series 03 04 '"follows":-2'
	series 02 09 '"follows":70,"unfollows":30'
} >"$tmp/d"
run cm-stats growth --per day "$tmp/d"
is 'gained and lost, by day' "$(cells day net gained lost)" \
'["2026-11-01",null,null,null]
["2026-11-02",4,7,3]
["2026-11-03",1,null,null]'
has_out 'a balance is no gain' '2026-11-03.*gained: the source tells a balance'
run cm-stats growth "$tmp/d"
is 'and by week' "$(cells week gained lost)" \
'["2026-W44",null,null]
["2026-W45",70,30]'

# Zeros, other metrics, a day of 23 and of 25 hours.
{
	snap 2026-03-28T12:00:00Z 0
	snap 2026-03-29T12:00:00Z 3
} >"$tmp/e"
run cm-stats growth --per day --tz Europe/Paris "$tmp/e"
is 'from 0 there is no rate' \
	"$(cells day net growth_rate_start reason | tail -n 1)" \
	'["2026-03-29",3,null,"growth_rate_start: it began at 0; gained: no source counts it; lost: no source counts it"]'
sed 's/followers/members/' "$tmp/a" >"$tmp/f"
run cm-stats growth -m members "$tmp/f"
is 'another metric' "$(cells members members_start | sed -n 2p)" '[120,110]'
run cm-stats growth "$tmp/f"
is_status 'no snapshot has the metric' 0
is 'then there are no rows' "$(cells week)" ''

# A snapshot of 1970 does not fill pages.
{
	snap 1970-01-01T00:00:00Z 1
	snap 2026-11-03T05:00:00Z 10
} >"$tmp/g"
run cm-stats growth --per day "$tmp/g"
is 'a gap of 56 years is one row' "$(cells day followers spans)" \
'["1970-01-01",1,null]
["1970-01-02",null,null]
["2026-11-03",10,20760]'
has_out 'that says of how many days it is' 'and one row for 20759'

# What cannot be asked.
run cm-stats growth --per hour "$tmp/a"
is_status 'no such span' 2
run cm-stats growth -m followers,members "$tmp/a"
is_status 'one metric' 2
snap 2026-11-03T05:00:00Z '"12"' >"$tmp/h"
run cm-stats growth "$tmp/h"
is_status 'a metric that is text is a bad line' 1
snap 2026-11-03T05:00:00Z -1 >"$tmp/h"
run cm-stats growth "$tmp/h"
is_status 'a negative one, too' 1
run_in /dev/null cm-stats growth
is_status 'no records' 0
is 'no rows' "$(cells week)" ''
done_testing
