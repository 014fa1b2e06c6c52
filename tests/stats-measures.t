#!/bin/sh
# cm-stats: each column says how it is made, of how many, and how sure it is.
. "${0%/*}/lib.sh"
check=$top/tests/reference/measures.py
demo=$top/tests/demo
CM_NOW=2026-11-16T08:00:00Z

if ! command -v python3 >"$tmp/.have"; then
	skip 'rows and measure records agree' 'no python3'
	done_testing
	exit 0
fi

# agrees FILE VERB ...: the rows of the verb have what its measures say.
agrees() {
	records=$1
	shift
	cm-stats -q "$@" "$records" >"$tmp/rows" 2>"$tmp/.err"
	is "${records##*/}: $(printf '%s' "$*" | cut -c 1-60)" \
		"$(python3 "$check" <"$tmp/rows" 2>&1 | sed -n 1,8p)" ''
}

bounds() {
	printf '%s,%s.n,%s.low,%s.high,' "$1" "$1" "$1" "$1"
}

cat "$demo"/archive/*.ndjson >"$tmp/demo"
(cd "$demo" && cm-fetch -q ads/*.csv logs/access.log) >"$tmp/ads" 2>"$tmp/.err"
python3 "$top/tests/reference/records.py" 7 1500 >"$tmp/random"
: >"$tmp/nothing"
printf '{"type":"post","network":"x","account":"a","id":"1","published":"2026-11-10T10:00:00Z","tags":["t"],"text":"bread","metrics":{"likes":0,"views":0}}\n' >"$tmp/one"

for file in demo random one nothing; do
	for verb in growth 'growth --per day --measures members' best-time \
		'best-time --plan 5 -m engagement_rate_views' 'top 5' \
		'top 5 --worst --per network -m engagement_rate_views' \
		'people --influencers 100 -m interactions.median,likes' \
		'people --since 2026-11-09 --until 2026-11-16' \
		'terms --of all --fdr 100' 'terms --of all --falling' \
		'voice --compare --since 7d --by account' \
		'voice --per week --by network' 'response --open' \
		'response --within 15m,24h --hours mon-fri' \
		'campaigns --days 2' funnel mix tags \
		'tags -m engagement_rate_views' 'audience --per network' \
		'summary --compare --since 2026-11-09 --until 2026-11-16' \
		summary; do
		# shellcheck disable=SC2086
		agrees "$tmp/$file" $verb
	done
	agrees "$tmp/$file" mix --plan 'format: video 40, image 40, text 20'
	agrees "$tmp/$file" goals "$demo/goals.txt" --tz Europe/Paris
	agrees "$tmp/$file" by network -m "$(bounds likes.mean)$(bounds \
		likes.median)$(bounds engagement_rate_views)posts"
done
agrees "$tmp/ads" campaigns --days 2
agrees "$tmp/ads" campaigns --by network --currency EUR
agrees "$tmp/ads" funnel --by landing --steps '/commande/,POST /commande/'

# The check itself: what it has to find.
cat >"$tmp/wrong" <<\END
{"type":"measure","by":"v","name":"share","role":"measure","unit":"percent"}
{"type":"measure","by":"v","name":"mean","role":"measure","formula":"f","sample":"s","interval":"t"}
{"type":"measure","by":"v","name":"gone","role":"measure","formula":"f"}
{"type":"row","by":"v","share":3,"mean":2,"mean.n":4,"mean.low":-1,"x":null}
END
is 'what lacks is found' "$(python3 "$check" <"$tmp/wrong" | cut -d ' ' -f 2- |
	sed 's/ {.*//' | sort)" 'gone is a column that no row has
mean has a bound below 0
mean has one bound only
mean lacks .high
share has no formula
share is in percent of what is not said
x has no measure record
x is null and no reason names it'

# Few posts with most of the sum: the mean's interval ends at 0, and says so.
for n in 1 2 3 4 5 6; do
	printf '{"type":"post","network":"x","id":"%s","published":"2026-11-10T10:00:00Z","metrics":{"likes":%s,"revenue":-%s}}\n' \
		$n $((n == 6 ? 1000 : 1)) $((n == 6 ? 1000 : 1))
done >"$tmp/skew"
run cm-stats -q by network -m likes.mean.low,revenue.mean.low,revenue.mean.high "$tmp/skew"
has_out 'no mean of likes below 0' '"likes.mean.low":0,'
has_out 'but of revenue' '"revenue.mean.low":-[0-9]'
has_out 'and that is said' 'of likes.mean: Student.s t; a bound below 0 is 0'

done_testing
