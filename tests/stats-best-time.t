#!/bin/sh
# cm-stats best-time: the hours of the week, and the plan.
. "${0%/*}/lib.sh"
cd "$tmp" || exit 1

# post NETWORK ID TIME LIKES [FETCHED] [MORE]
post() {
	printf '{"type":"post","network":"%s","account":"a","id":"%s","published":"%s","format":"image","metrics":{"likes":%s},"fetched":"%s"%s}\n' \
		"$1" "$2" "$3" "$4" "${5:-2026-11-15T00:00:00Z}" "${6:-}"
}

# slots: what was measured of hours with posts, one a line.
slots() {
	jq -c 'select(.by == "best-time" and .posts > 0) |
		[.weekday, .hour, .posts, .["factor.n"],
		(.factor // .reason)]' .out
}

common_tests cm-stats best-time

# Four Mondays at 8, 12, 16 and 20 o'clock in Paris, 20 the best.
for week in 05 12 19 26; do
	for hour in 06:1 10:2 14:9 18:20; do
		post x "$week$hour" "2026-10-${week}T${hour%:*}:30:00Z" \
			$((${hour#*:} * 10 + ${week#0}))
	done
done >weeks
run cm-stats best-time --tz Europe/Paris weeks
is_status 'hours of Paris: status' 0
is_err 'says nothing' </dev/null
is 'an hour of summer and the same of winter are one' "$(slots)" \
	"$(slots | sed 's/^\[1,\(7\|11\|15\|19\),1,1,.*/[1,\1,1,1,"response: posts on 1 date, 3 are needed; factor: posts on 1 date, 3 are needed"]/')"
is 'posts of the summer and of the winter time' \
	"$(slots | cut -d, -f 1-4)" '[1,7,1,1
[1,8,3,3
[1,11,1,1
[1,12,3,3
[1,15,1,1
[1,16,3,3
[1,19,1,1
[1,20,3,3'
is 'all 168 hours have a row' "$(grep -c '"by":"best-time","w' .out)" 168
best=$(jq -c 'select(.by == "best-time" and .factor != null) |
	[.factor, .hour]' .out | sort -t, -k1.2nr | head -1)
is 'the best hour is 20' "${best#*,}" '20]'
ok 'its factor is less than its response, and more than 1' jq -se '
	map(select(.by == "best-time" and .hour == 20 and .factor)) |
	length == 1 and (.[0] | .factor > 1 and .factor < .response and
	."factor.low" < .factor and ."factor.high" > .factor)' .out
ok 'the measure records have a formula, a sample and an interval' jq -se '
	map(select(.type == "measure" and .by == "best-time" and
		(.name == "factor" or .name == "response"))) | length == 2 and
	all(.[]; .formula and .sample and .interval and .denominator)' .out
ok 'the zone is in the measure record of the hour' jq -se '
	map(select(.type == "measure" and .by == "best-time" and
		.name == "hour"))[0].zone == "Europe/Paris"' .out

run cm-stats best-time weeks
has_err 'without a zone it says whose hours they are' 'hours are those of UTC'

# One announcement on three networks is one.
{
	cat weeks
	sed 's/"network":"x"/"network":"y"/' weeks
	sed 's/"network":"x"/"network":"z"/' weeks
} >thrice
run cm-stats best-time --tz Europe/Paris weeks
jq -c 'select(.by == "best-time" and .posts > 0) | [.hour, .["factor.n"],
	(.response, .factor, .["factor.low"], .["factor.high"] |
	if . then . * 1e9 | round else . end)]' .out >alone
run cm-stats best-time --tz Europe/Paris thrice
is 'the same posts on three networks tell no more than on one' "$(jq -c '
	select(.by == "best-time" and .posts > 0) | [.hour, .["factor.n"],
	(.response, .factor, .["factor.low"], .["factor.high"] |
	if . then . * 1e9 | round else . end)]' .out)" "$(cat alone)"
is 'they are counted beside' "$(jq -c 'select(.type == "row" and
	.by == "best-time.base") | [.posts, .used, .moments, .strata]' .out)" \
	'[48,48,16,3]'
head -n 4 weeks | sed 's/"id":"/&a/; s/:30:/:40:/' >again
head -n 4 weeks | sed 's/"id":"/&b/; s/:30:/:50:/' >>again
run cm-stats best-time --tz Europe/Paris weeks again
is 'nor do three posts in an hour make three dates' "$(slots | grep '^.1,8,' | cut -d, -f 3,4)" \
	5,3
run cm-stats best-time --tz Europe/Paris thrice
ok 'and one date of three posts is too little' jq -se '
	map(select(.by == "best-time" and .hour == 7 and .posts == 3)) |
	length == 1 and .[0].factor == null and .[0]["factor.n"] == 1' .out

run cm-stats best-time --tz Europe/Paris --min 1 weeks
is 'with --min 1 each hour with a post has a factor' \
	"$(jq -s 'map(select(.by == "best-time" and .factor)) | length' .out)" 8
run cm-stats best-time --tz Europe/Paris --level 80 weeks
ok 'a lower level is a narrower interval' test "$(jq -s '
	map(select(.hour == 20 and .factor))[0]["factor.low"] > 1' .out)" = true

# What does not count.
{
	cat weeks
	post x young 2026-11-14T06:00:00Z 5
	printf '{"type":"post","network":"x","account":"a","id":"none","published":"2026-10-05T06:00:00Z","format":"image","metrics":{"views":3},"fetched":"2026-11-15T00:00:00Z"}\n'
	post y alone 2026-10-05T06:00:00Z 9999
	printf '{"type":"post","network":"x","account":"a","id":"never","format":"image","metrics":{"likes":70}}\n'
	printf '{"type":"comment","network":"x","account":"a","id":"c","published":"2026-10-05T06:00:00Z","metrics":{"likes":7000}}\n'
} >extra
run cm-stats best-time --tz Europe/Paris extra
has_err 'posts that are too young are left out and said' \
	'1 post fetched less than 2d after it came out was left out'
is 'why posts are not compared' "$(jq -c 'select(.type == "row" and .by == "best-time.base") |
	[.posts, .used, .young, .lacking, .few, .untimed, .strata, .hours]' \
	.out)" '[20,16,1,1,1,1,1,4]'
jq -c 'select(.by == "best-time" and .hour == 20) | del(.posts)' .out >one
run cm-stats best-time --tz Europe/Paris weeks
is 'and change nothing' "$(jq -c 'select(.by == "best-time" and
	.hour == 20) | del(.posts)' .out)" "$(cat one)"
run cm-stats best-time --age 1h --tz Europe/Paris extra
is 'with --age 1h the young one counts' \
	"$(jq -c 'select(.type == "row" and .by == "best-time.base") | [.used, .young]' .out)" \
	'[17,0]'

# A large account does not make its hours look good.
{
	for n in 08-31 09-07 09-14 09-21 09-28 10-05; do
		post big "b$n" "2026-${n}T09:00:00Z" "10${n#*-}0"
		post big "c$n" "2026-${n}T11:00:00Z" "9${n#*-}0"
		post small "s$n" "2026-${n}T13:00:00Z" 10
		post small "t$n" "2026-${n}T15:00:00Z" 12
	done
} >two
run cm-stats best-time --tz UTC --min 1 two
ok 'large and small accounts are told apart' jq -se '
	map(select(.by == "best-time" and .factor)) | length == 4 and
	all(.[]; .response > 0.8 and .response < 1.25)' .out

# Each network for itself.
run cm-stats -q best-time --tz UTC --min 1 --by network two
grep '"network":"small"' .out | sed 's/"network":"small",//' >small
is 'with --by network each has its own rows' \
	"$(jq -r 'select(.type == "row") | .network' .out | sort | uniq -c |
		tr -s ' ')" ' 169 big
 169 small'
run cm-stats -q best-time --tz UTC --min 1 -w '.network == "small"' two
is 'which are those of its posts alone' \
	"$(grep '"type":"row"' .out)" "$(cat small)"

for n in 1 2 3 4 5 6 7 8; do
	for hour in 07 10 13 16 19; do
		post x "$n$hour" "2026-10-2${n}T$hour:00:00Z" \
			$((50 + n * 7919 * ${hour#0} % 101))
	done
done >luck
run cm-stats best-time --tz UTC --min 1 luck
has_err 'hours that do not differ are said to be so' \
	'^cm-stats: hours differ no more than by chance'

# Too little for anything.
post x 1 2026-10-05T06:00:00Z 5 >one
run cm-stats best-time --tz UTC --plan 3 one
is_status 'one post: status' 0
is 'one post: no hour is known' "$(jq -s 'map(select(.by == "best-time" and
	.factor != null)) | length' .out)" 0
has_out 'one post: the reason' \
	'; p: no account has 5 posts of a format that give interactions"'
has_err 'one post: no times are proposed' '0 of 3 times are proposed: no account has 5 posts'
for n in 1 2 3 4 5 6 7; do
	post x "$n" "2026-10-0${n}T06:00:00Z" 5
done >equal
run cm-stats best-time --tz UTC --min 1 equal
is_status 'all equal: status' 0
has_out 'all equal: the reason' 'dates and hours in too many groups'
cat equal >equals
sed 's/"id":"/&again/; s/-10-0/-09-1/' equal >>equals
run cm-stats best-time --tz UTC --min 1 equals
has_out 'all equal, twice: the reason' 'all dates of an hour are equal'
run_in /dev/null cm-stats best-time --plan 2
is 'nothing at all has no rows' "$(grep -c '"type":"row"' .out)" 0

# The plan. Now is Monday, 2026-11-16T06:00:00Z, 7 o'clock in Paris.
run cm-stats best-time --tz Europe/Paris --plan 4 --explore 50 --gap 2h weeks
is 'two best hours and two others, in the order of time' \
	"$(jq -c 'select(.type == "row" and .by == "best-time.plan") | [.at, .weekday, .hour, .kind]' \
		.out | sed 's/"2026-11-\(1[6-9]\|2[0-3]\)T/"DAY T/' | cut -d, -f 3-)" \
	"$(jq -c 'select(.type == "row" and .by == "best-time.plan") | [.hour, .kind]' .out |
		sed 's/^\[//')"
is 'the share of the others' "$(jq -r 'select(.type == "row" and .by == "best-time.plan").kind' \
	.out | sort | uniq -c | tr -s ' ')" ' 2 best
 2 explore'
ok 'the best hour is one of them' jq -se '
	map(select(.type == "row" and .by == "best-time.plan" and .kind == "best")) |
	any(.[]; .at == "2026-11-16T19:00:00Z" and .hour == 20)' .out
ok 'what is explored for want of dates has no factor, and says why' jq -se '
	map(select(.type == "row" and .by == "best-time.plan" and
		.["factor.n"] < 3)) | length > 0 and
	all(.[]; .kind == "explore" and .factor == null and
		(.reason | test("^factor: posts on [01] dates?, 3 are")))' .out
ok 'they are at least --gap apart, in the coming week, at usual hours' jq -se '
	map(select(.type == "row" and .by == "best-time.plan").at | fromdateiso8601) | . as $t |
	length == 4 and . == sort and
	all(range(3); $t[. + 1] - $t[.] >= 7200) and
	.[0] >= ("2026-11-16T06:00:00Z" | fromdateiso8601) and
	.[3] < ("2026-11-23T06:00:00Z" | fromdateiso8601)' .out
run cm-stats best-time --tz Europe/Paris --plan 4 --explore 0 weeks
is 'nothing for other hours with --explore 0' \
	"$(jq -r 'select(.type == "row" and .by == "best-time.plan").kind' .out | sort -u)" best
CM_NOW=2026-10-24T22:10:00Z
export CM_NOW
run cm-stats best-time --tz Europe/Paris --plan 3 --explore 100 --gap 1h weeks
ok 'an hour that the clock shows twice is proposed once' jq -se '
	map(select(.type == "row" and .by == "best-time.plan").at) | length == 3 and (unique | length) == 3' .out
CM_NOW=2026-11-16T06:00:00Z

# Bad input and usage.
run cm-stats best-time --tz Europe/Paris -m like weeks
has_err 'a measure that no post gives' "no post gives 'like' [(]likes[?][)]"
{
	cat weeks
	printf '{"type":"post","network":"x","id":"9","published":"2026-10-05T06:00:00Z","metrics":{"likes":"7"}}\n'
	printf '{"type":"post","network":"x","id":"8","published":"2026-10-05T06:00:00Z","metrics":{"likes":-7}}\n'
	printf '{"type":"post","network":"x","id":"7","published":"2026-10-05T06:00:00Z","metrics":{"likes":7},"fetched":"soon"}\n'
	printf '{"type":"post","network":"x","id":"6","published":"1970-01-01T00:00:00Z","metrics":{"likes":7}}\n'
	printf '{"type":"post","network":"x","id":"5","published":"2031-01-01T00:00:00Z","metrics":{"likes":7},"fetched":"2026-11-15T00:00:00Z"}\n'
} >bad
run cm-stats best-time --tz Europe/Paris bad
is_status 'bad lines: status' 1
has_err 'likes that are a text' 'bad:17: metrics.likes is not a number'
has_err 'likes below 0' 'bad:18: metrics.likes is negative'
has_err 'a time that is none' 'bad:19: fetched is not a time'
is 'the rest was counted' "$(jq -c 'select(.type == "row" and .by == "best-time.base") |
	[.posts, .used, .young]' .out)" '[18,16,1]'
for bad in '--min 0' '--min x' '--plan 0' '--plan 169' '--explore 101' \
	'--gap soon' '--age 91d' '-m likes,views' '-m author' '--tz Nowhere' \
	'--by lang'; do
	# shellcheck disable=SC2086 # words on purpose
	run cm-stats best-time $bad weeks
	is_status "$bad is refused" 2
done

# Against the reference, on thousands of records.
if scipy_python; then
	for seed in 1 2 3; do
		python3 "$top/tests/reference/records.py" $seed 4000 >r.$seed
	done
	while read -r seed zone measure min CM_NOW; do
		run cm-stats -q best-time --tz "$zone" --plan 7 -m "$measure" \
			--min "$min" "r.$seed"
		cp .out rows
		last="besttime.py best-time r.$seed $zone $measure $min"
		ok "seed $seed, $zone, $measure: as the reference says" \
			"$python" "$top/tests/reference/besttime.py" best-time \
			"r.$seed" rows "$zone" "$CM_NOW" "$measure" "$min"
	done <<EOF
1 Europe/Paris interactions 3 2026-10-23T10:20:00Z
2 America/New_York likes 5 2026-11-16T06:00:00Z
3 Australia/Lord_Howe engagement_rate_views 2 2026-10-01T23:59:59Z
2 Asia/Kolkata interactions 1 2026-11-16T06:00:00Z
EOF
	CM_NOW=2026-11-16T06:00:00Z
	run cm-stats -q best-time --tz Europe/Paris --plan 7 --threads 1 r.1
	cp .out one
	shuf --random-source=r.2 r.1 >shuffled
	run cm-stats -q best-time --tz Europe/Paris --plan 7 --threads 4 shuffled
	ok 'shuffled, on 4 threads: the same bytes' cmp one .out
	split -n l/5 r.1 part.
	run cm-stats -q best-time --tz Europe/Paris --plan 7 part.ae part.a[a-d]
	ok 'in five files: the same bytes' cmp one .out
	for part in part.a?; do
		cm-stats -q best-time --tz Europe/Paris --plan 7 --partial $part
	done >parts
	run cm-stats -q merge parts
	ok 'merged of parts: the same bytes' cmp one .out
else
	skip 'the reference' 'no python3 with numpy and scipy'
fi
done_testing
