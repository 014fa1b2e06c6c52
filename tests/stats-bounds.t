#!/bin/sh
# cm-stats by: sample sizes and intervals of means, quantiles and rates.
. "${0%/*}/lib.sh"
reference=$top/tests/reference/bounds.py

# post ID LIKES [VIEWS]
post() {
	printf '{"type":"post","network":"x","id":"%s","published":"2026-11-02T00:00:00Z","metrics":{"likes":%s%s}}\n' \
		"$1" "$2" "${3:+,\"views\":$3}"
}

# cells COLUMN ...: those of each row, a line a row.
cells() {
	jq -c --arg names "$*" 'select(.type == "row") |
		[.[($names / " ")[]]]' "$tmp/.out"
}

if scipy_python; then
	for seed in 1 2; do
		python3 "$top/tests/reference/records.py" $seed 3000 >"$tmp/r"
		# One copy of each record: which is the newest is not this test's.
		jq -c 'select(.type != "series" and .type != "account")' "$tmp/r" >"$tmp/s"
		for level in 95 80; do
			cm-stats by network --keep-duplicates --level $level \
				-m "$("$python" "$reference" measures)" \
				"$tmp/s" >"$tmp/rows" 2>"$tmp/.err"
			is "seed $seed, $level %: as scipy says" \
				"$("$python" "$reference" check $level "$tmp/s" \
					"$tmp/rows" 2>&1 | sed -n 1,5p)" ''
		done
	done
	m=$("$python" "$reference" measures)
	cm-stats by network --threads 1 -m "$m" "$tmp/r" >"$tmp/one"
	split -n l/5 "$tmp/r" "$tmp/part."
	cm-stats by network --threads 4 -m "$m" "$tmp"/part.a[edcba] >"$tmp/other"
	ok 'the same bytes with 4 threads, files in another order' \
		cmp "$tmp/one" "$tmp/other"
	cm-stats by network --threads 1 -m likes.mean "$tmp/r" |
		jq -c 'select(.type == "row")."likes.mean"' >"$tmp/alone"
	cm-stats by network --threads 1 -m likes.mean.low,likes.mean "$tmp/r" |
		jq -c 'select(.type == "row")."likes.mean"' >"$tmp/with"
	ok 'the mean is the same with its bounds' cmp "$tmp/alone" "$tmp/with"
else
	skip 'the reference' 'no python3 with numpy and scipy'
fi

post 1 4 100 >"$tmp/a"
run cm-stats by network -m likes.mean,likes.mean.n,likes.mean.low,likes.mean.high "$tmp/a"
is 'one record has a mean and no interval' \
	"$(cells likes.mean likes.mean.n likes.mean.low likes.mean.high reason)" \
	'[4,1,null,null,"likes.mean.low: too few values; likes.mean.high: too few values"]'
for id in 2 3 4 5 6 7; do
	post $id 4 100
done >>"$tmp/a"
run cm-stats by network -m likes.mean.low,likes.median.low,likes.median.high,likes.p95.high,likes_rate_views.low "$tmp/a"
is 'values that are all equal tell nothing of how they spread' \
	"$(cells likes.mean.low likes.median.low likes.median.high likes.p95.high likes_rate_views.low)" \
	'[null,4,4,null,null]'
has_out 'and the reason says so' 'likes.mean.low: all values are equal'
{
	post 8 0
	printf '{"type":"post","network":"y","id":"1"}\n'
} >>"$tmp/a"
run cm-stats by network -m likes.mean.n,likes_rate_views.n,likes.median.n,likes.n "$tmp/a"
is 'what is not given is 0 of so many, never an estimate' \
	"$(cells network likes.mean.n likes_rate_views.n likes.median.n likes.n)" \
'["x",8,7,8,8]
["y",0,0,0,0]'
run cm-stats by network -m likes.median,likes.mean,likes_rate_views,likes "$tmp/a"
is 'the record of an estimate says how to ask for its interval' \
	"$(jq -r 'select(.type == "measure") | .interval // "-"' "$tmp/.out" |
		sed 's/:.*//')" \
'-
likes.median.low and likes.median.high
likes.mean.low and likes.mean.high
likes_rate_views.low and likes_rate_views.high
-'
run cm-stats by network -m likes.mean.low --level 90 "$tmp/a"
has_out 'the level is named' 'lower bound of the 90 % interval of likes.mean'
post 1 -3 | jq -c . >"$tmp/bad"
run cm-stats by network -m likes_rate_views.high "$tmp/bad"
is_status 'a negative metric is a bad line, also here' 1
run cm-stats by network -m likes.p100.high "$tmp/a"
is 'the greatest value has no interval' "$(cells likes.p100.high)" \
'[null]
[null]'

# Numbers of different values.
seq 300 | sed 's/.*/{"type":"post","network":"x","id":"&","author":{"id":"&"}}/' >"$tmp/a"
sed -n 1,256p "$tmp/a" >"$tmp/b"
run cm-stats by network -m authors.distinct.low,authors.distinct,authors.distinct.high "$tmp/b"
is 'up to 256 different values are counted exactly' \
	"$(cells authors.distinct.low authors.distinct authors.distinct.high)" \
	'[256,256,256]'
run cm-stats by network -m authors.distinct.low,authors.distinct,authors.distinct.high "$tmp/a"
is 'more have the bounds of the standard error' \
	"$(jq -c 'select(.type == "row") | ."authors.distinct" as $n |
		[."authors.distinct.low", ."authors.distinct.high"] |
		map(. / $n * 100000 | round)' "$tmp/.out")" '[98412,101588]'

done_testing
