#!/bin/sh
# cm-stats funnel: from visits to conversions.
. "${0%/*}/lib.sh"
reference=$top/tests/reference/funnel.py

# visit VISITOR TIME URL [MORE]: a page that a person saw.
visit() {
	printf '{"type":"visit","network":"web","account":"s","visitor":"%s","published":"2026-11-%sZ","url":"%s","method":"GET","status":200,"metrics":{"pageviews":1}%s}\n' \
		"$1" "$2" "$3" "${4:+,$4}"
}

# series SPAN DIMENSIONS METRICS: of web analytics; SPAN as 02/09.
series() {
	printf '{"type":"series","network":"ga","account":"s","period":{"start":"2026-11-%sT00:00:00Z","end":"2026-11-%sT00:00:00Z"},"dimensions":{%s},"metrics":{%s}}\n' \
		"${1%/*}" "${1#*/}" "$2" "$3"
}

# rows TABLE COLUMN ...: those cells of each row of a table, a line a row.
rows() {
	rows_of=$1
	shift
	jq -c --arg by "$rows_of" --arg names "$*" '
		select(.type == "row" and .by == $by) |
		[.[($names / " ")[]]]' "$tmp/.out"
}

# as_reference SEED JSON OPTION ...: the rows are those of the reference.
as_reference() {
	seed=$1
	json=$2
	shift 2
	cm-stats -q --keep-duplicates "$@" "$tmp/r.$seed" >"$tmp/rows"
	"$python" "$reference" check "$json" "$tmp/r.$seed" "$tmp/rows" 2>&1 |
		sed -n 1,5p >"$tmp/differ"
	is "seed $seed, $json: as the reference" "$(cat "$tmp/differ")" ''
}

if scipy_python; then
	for seed in 1 2 3; do
		"$python" "$reference" make "$seed" 2000 >"$tmp/r.$seed"
		as_reference "$seed" \
			'{"steps":[["/shop*",null],["/cart",null],["/thanks",null]]}' \
			funnel --steps '/shop*, /cart,/thanks'
		as_reference "$seed" '{"steps":[["*",null],["/cart*",null],
			["/*","POST"],["/thanks",null]],"within":21600,
			"last":true,"by":"source,day","zone":"Asia/Kolkata"}' \
			--tz Asia/Kolkata funnel --within 6h --touch last \
			--by source,day --steps '*,/cart*,x=POST /*,/thanks'
		as_reference "$seed" '{"steps":[["/shop*?x=1",null],
			["/a,b",null],["/",null],["/",null]],
			"by":"landing,campaign,medium,hour"}' \
			-w '.type == "visit"' \
			funnel --by landing,campaign,medium,hour \
			--steps '/shop*?x=1,/a\,b,/,/'
	done
	set -- funnel --by source,landing --steps '/*,/shop*,/cart' --touch last
	cm-stats --threads 1 "$@" "$tmp/r.1" >"$tmp/one"
	split -n l/5 "$tmp/r.1" "$tmp/part."
	cm-stats --threads 4 "$@" "$tmp"/part.a[edcba] >"$tmp/other"
	ok 'the same bytes with 4 threads, files in another order' \
		cmp "$tmp/one" "$tmp/other"
	for f in "$tmp"/part.a?; do
		cm-stats "$@" --partial "$f"
	done >"$tmp/parts"
	run_in "$tmp/parts" cm-stats merge
	ok 'and from parts' cmp "$tmp/one" "$tmp/.out"
	shuf --random-source="$tmp/one" "$tmp/r.1" >"$tmp/mixed"
	run_in "$tmp/mixed" cm-stats "$@"
	ok 'and with the lines shuffled' cmp "$tmp/one" "$tmp/.out"
else
	skip 'the reference' 'no python3 with numpy and scipy'
fi

# Steps, in order, of one visitor.
steps='step name visitors'
: >"$tmp/none"
run cm-stats funnel --steps /a "$tmp/none"
is_status 'nothing is no failure' 0
lacks_out 'and has no rows' '"type":"row"'
{
	visit a 10T08:00:00 /shop/x
	visit a 10T08:01:00 /elsewhere
	visit a 10T08:02:00 '/cart?n=1'
	visit a 10T08:10:00 /thanks
	visit b 10T08:00:00 /cart
	visit b 10T08:01:00 /shop/
	visit c 10T08:00:00 /shop/y
	visit c 10T09:00:00 /thanks
	visit d 10T08:00:00 /about
	visit e 10T08:00:00 /shop/ '"bot":"e"'
} >"$tmp/a"
run cm-stats funnel --min 1 --steps 'shop=/shop/*,/cart,/thanks' "$tmp/a"
is 'who took each step after those before it' "$(rows funnel $steps)" \
	'[0,"all",4]
[1,"shop",3]
[2,"/cart",1]
[3,"/thanks",1]'
is 'its shares, and how long it took' "$(rows funnel visitors_rate_all \
	visitors_rate_first visitors_rate_before visitors_rate_before.n \
	seconds.median | tail -n 2)" \
	'[25,33.33333333333333,33.33333333333333,3,120]
[25,33.33333333333333,100,1,480]'
run cm-stats funnel --min 1 --steps '/shop/*,/cart,/thanks' --within 9m "$tmp/a"
is 'all steps within a span of the first' "$(rows funnel visitors)" \
	'[4]
[3]
[1]
[0]'

# The same path twice needs two visits; a day is a day.
{
	visit a 10T08:00:00 /a
	visit b 10T08:00:00 /a
	visit b 10T08:00:00 /a
	visit c 10T23:59:00 /a
	visit c 11T00:01:00 /a
} >"$tmp/a"
run cm-stats funnel --steps /a,/a "$tmp/a"
is 'a visit takes one step, and a day has its own visitors' \
	"$(rows funnel visitors)" '[4]
[4]
[1]'
run cm-stats funnel --steps /a,/a --within 1h "$tmp/a"
is 'unless --within says how long' "$(rows funnel visitors)" '[3]
[3]
[2]'

# Methods and what is no page.
{
	visit a 10T08:00:00 /form
	visit a 10T08:01:00 /send '"x":1' |
		sed 's/"GET"/"POST"/; s/"metrics":{[^}]*}/"metrics":{}/'
	visit b 10T08:00:00 /form
	visit b 10T08:01:00 /send '"x":1' |
		sed 's/"GET"/"POST"/; s/"metrics":{[^}]*}/"metrics":{}/; s/:200/:403/'
	visit c 10T08:00:00 /form | sed 's/"pageviews":1/"bytes":1/'
} >"$tmp/a"
run cm-stats funnel --steps '/form,sent=POST /send' "$tmp/a"
is 'a request that was refused is no step, nor what nobody saw' \
	"$(rows funnel $steps)" '[0,"all",2]
[1,"/form",2]
[2,"sent",1]'

# First and last touch.
{
	visit a 10T08:00:00 /one '"referrer":{"host":"blog.example"}'
	visit a 10T09:00:00 /two '"campaign":{"source":"ig","network":"instagram","name":"autumn","medium":"story"}'
	visit a 10T09:01:00 /buy
	visit a 10T10:00:00 /two '"referrer":{"network":"google","host":"google.com"}'
	visit b 10T08:00:00 /buy
} >"$tmp/a"
run cm-stats funnel --steps /buy "$tmp/a"
is 'the source of the first visit' "$(rows funnel.source source step visitors |
	grep ',1,')" '["blog.example",1,1]
[null,1,1]'
run cm-stats funnel --steps /buy --touch last --by source,medium,landing "$tmp/a"
is 'the last one that was named before the step' \
	"$(rows funnel.source,medium,landing source medium landing step visitors |
		grep ',1,')" '["instagram","story","/one",1,1]
[null,null,"/buy",1,1]'
has_out 'no source is said to be none' 'source: not given'

for wrong in '--steps cart' '--steps /a,' '--steps /a --within x' \
	'--touch middle' '--by lang' '--by day,source,day' \
	'--by source,source' '--within 1h'; do
	# shellcheck disable=SC2086
	run cm-stats funnel $wrong "$tmp/a"
	is_status "funnel $wrong is refused" 2
done
run cm-stats funnel "$tmp/a"
has_err 'a funnel of visits needs steps' 'needs --steps'

# A step that nobody can take.
{
	visit a 10T08:00:00 /order/
	visit a 10T08:01:00 '/order/?x=1'
	visit a 10T08:02:00 /thanks/you
	visit a 10T08:03:00 /thanks
	visit a 10T08:04:00 /cart-full
} >"$tmp/n"
run cm-stats funnel --steps '/order,/thanks,/cart,/no,/order?y' "$tmp/n"
is_err 'a step that no visit is of, while some begin so, is named' <<'EOT'
cm-stats: --steps: no visit is of '/order' (/order/?)
cm-stats: --steps: no visit is of '/cart' (/cart*?)
EOT
run cm-stats funnel --steps '/order/,/cart*,/no' "$tmp/n"
is_err 'others are not' </dev/null
while read -r line; do
	printf '%s\n' "$line" | cm-stats funnel --steps /order,/cart --partial
done <"$tmp/n" >"$tmp/parts"
run_in "$tmp/parts" cm-stats merge
has_err 'also from parts' "no visit is of '/cart'"

# Web analytics: each table has all visits.
{
	series 02/09 '"source":"google"' '"sessions":100,"conversions":5,"revenue":10.5'
	series 02/03 '"source":"google"' '"sessions":60,"conversions":3'
	series 03/09 '"source":"google"' '"sessions":40,"conversions":2'
	series 02/09 '"channel":"search","page":"/a"' '"visits":70,"conversions":4'
	series 02/09 '"channel":"search","page":"/b"' '"visits":30,"conversions":1.5'
	series 02/09 '"channel":"search","page":"/b"' '"visits":30,"users":20'
	series 02/09 '"country":"FR"' '"sessions":100'
	series 02/09 '"source":"odd"' '"users":9'
	series 03/12 '"source":"odd"' '"users":9'
} >"$tmp/a"
run cm-stats funnel "$tmp/a"
is 'a week, its days and other tables are never added up' \
	"$(rows funnel.series dimensions source sessions visits conversions \
		revenue users conversions_rate_sessions \
		conversions_rate_visits conversions_rate_visits.n)" \
	'["channel, page","search",null,100,5.5,null,20,null,5.5,100]
["source","google",100,null,5,10.5,null,5,null,0]
["source","odd",null,null,null,null,null,null,null,0]'
has_out 'what overlaps and is no whole is refused' \
	'users: of spans that overlap'
has_out 'parts of conversions have no interval' \
	'conversions_rate_visits: no interval'
run cm-stats funnel --by landing "$tmp/a"
lacks_out 'what has no such dimension has no row' '"type":"row"'

run cm-stats funnel --steps /a,/b "$tmp/a"
is 'no estimate without its denominator, sample size and interval' \
	"$(jq -r 'select(.type == "measure" and .unit == "percent") |
		select(.denominator == null or .sample == null or
			.interval == null) | .name' "$tmp/.out")" ''
visit a 10T08:00:00 /a >>"$tmp/a"
run cm-stats funnel --steps /a,/b --by day,source "$tmp/a"
is 'each column is said what it is' "$(jq -r 'select(.type == "row") | .by as $by
	| keys[] | select(IN("type", "by", "reason", "complete") or
	test("[.](n|low|high)$") | not) | "\($by) \(.)"' "$tmp/.out" | sort -u)" \
	"$(jq -r 'select(.type == "measure") | "\(.by) \(.name)"' "$tmp/.out" |
		sort -u)"
done_testing
