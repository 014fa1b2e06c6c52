#!/bin/sh
# cm-stats goals: where each goal of a file stands; cm-goals(5).
. "${0%/*}/lib.sh"
reference=$top/tests/reference/goals.py
cd "$tmp" || exit 1

# goal MEASURE TARGET PERIOD [LINE ...] >>FILE
goal() {
	printf '[%s]\nmeasure = %s\ntarget = %s\nperiod = %s\n' \
		"$1 $2 $3" "$1" "$2" "$3"
	shift 3
	[ $# -eq 0 ] || printf '%s\n' "$@"
}

# post NETWORK TIME LIKES ...: posts of a day at noon or so.
post() {
	post_n=$((post_n + 1))
	printf '{"type":"post","network":"%s","account":"acme/one","id":"%d","published":"%s","metrics":{"likes":%s}}\n' \
		"$1" $post_n "$2" "$3"
}
post_n=0

snap() {
	printf '{"type":"account","network":"%s","account":"a","id":"1","metrics":{"followers":%s},"fetched":"%s"}\n' \
		"$1" "$3" "$2"
}

# All of the posts of a network from one day to another, as the source says.
whole() {
	printf '{"type":"coverage","network":"%s","account":"acme/one","what":"posts","covered":{"start":"%sT00:00:00Z","end":"%sT00:00:00Z"},"complete":true}\n' "$@"
}

# cells COLUMN ...: those of each goal, a line each.
cells() {
	jq -c --arg names "$*" 'select(.type == "row" and .by == "goals") |
		[.[($names / " ")[]]]' .out
}

if scipy_python; then
	for seed in 1 2 3; do
		"$python" "$reference" make $seed 2000 r.$seed g.$seed
		for zone in UTC Europe/Paris America/St_Johns; do
			cm-stats goals g.$seed --tz $zone r.$seed >rows 2>.err
			"$python" -W ignore "$reference" check $zone r.$seed \
				g.$seed rows 2>&1 | sed -n 1,5p >differ
			is "seed $seed in $zone: 60 goals as the reference" \
				"$(cat differ)" ''
		done
	done
	cm-stats goals g.1 --threads 1 r.1 >one
	split -n l/5 r.1 part.
	cm-stats goals g.1 --threads 4 part.a[edcba] >other
	ok 'the same bytes from several files and threads' cmp one other
	shuf --random-source=one r.1 >mixed
	cat mixed mixed | cm-stats goals g.1 >other
	ok 'the same bytes with the lines shuffled and doubled' cmp one other
	for f in part.a?; do
		cm-stats goals g.1 --partial "$f"
	done >parts
	mkdir elsewhere
	(cd elsewhere && cm-stats merge <../parts >../other)
	ok 'the same bytes from parts, where the file is not' cmp one other
else
	skip 'the reference' 'no python3 with numpy and scipy'
fi

# What is wrong with a file is told with its line, and nothing is read.
goal likes 40 2026-Q5 >g
run cm-stats goals g no-such-file
is_status 'a period that is none' 2
is_err 'file and line are named' <<'EOT'
cm-stats: g:4: period '2026-Q5' is none: 2026, 2026-Q4, 2026-11, 2026-W47, 2026-11-16, or from and until
EOT
goal position 4 2026 >g
run cm-stats goals g
is_status 'a measure that says nothing' 2
has_err 'its line, and what is meant' "^cm-stats: g:2: 'position' do not add up; position.mean\\?$"
goal likse 4 2026-11 >g
post x 2026-11-02T10:00:00Z 1 >r
run cm-stats goals g r
has_err 'a slip in a measure' "^cm-stats: g:2: no record of the goal gives 'likse' \\(likes\\?\\)$"
goal likes 40 2026 'ntework = x' >g
run cm-stats goals g
has_err 'a slip of the pen' "^cm-stats: g:5: no setting or key 'ntework' \(network\?\)$"
run cm-stats goals no-such-file
is_status 'no file' 2
run cm-stats goals
is_status 'no file said' 2

# No records at all.
{
	goal posts 4 2026-11
	goal followers.last +4 2026-11
	goal likes_rate_views 4 2026-10
	goal likes.median 4 2026-12
} >g
run_in /dev/null cm-stats goals g
is_status 'no records' 0
is 'nothing is known, nothing is made up' \
	"$(cells state target actual reached forecast)" \
'["running",4,null,null,null]
["running",null,null,null,null]
["past",4,null,null,null]
["future",4,null,null,null]'
is 'each is open' "$(jq -c 'select(.by == "goals.total" and .type == "row")' .out)" \
	'{"type":"row","by":"goals.total","goals":4,"reached":0,"missed":0,"open":4,"reached_rate_weight":0}'

# Totals: what is known, what is passed for good, what is a lower bound.
{
	whole x 2026-11-01 2026-11-16
	whole y 2026-11-01 2026-11-10
	post x 2026-11-02T10:00:00Z 10
	post x 2026-11-05T10:00:00Z 20
	post x 2026-11-16T05:00:00Z 5
	post y 2026-11-03T10:00:00Z 7
} >r
{
	goal posts 3 2026-11 'network = x'
	goal posts 4 2026-11 'network = x'
	goal posts 'at most 2' 2026-11 'network = x'
	goal posts 'at most 9' 2026-11 'network = x'
	goal likes 35 2026-W45 'network = x'
	goal likes 7 2026-W46 'network = y'
	goal likes 0 2026-W46 'network = y'
	goal posts 'at most 5' 2026-W46 'network = y'
	goal posts 1 2026-W46 'network = x'
	goal likes 1 2026-11-04 'network = x'
	goal likes 1 2026-11 'network = z'
} >g
run cm-stats goals g r
is_status 'a report of goals' 0
is 'reached, missed, and what is open' \
	"$(cells actual reached days_known complete)" \
'[3,true,15,true]
[3,null,15,true]
[3,false,15,true]
[3,null,15,true]
[30,false,7,true]
[0,null,1,false]
[0,true,1,false]
[0,null,1,false]
[0,false,7,true]
[0,false,1,true]
[null,null,14,null]'
has_out 'what is not all known is a lower bound' \
	'likes 7 2026-W46.*reached: actual is a lower bound: not all is known; coverage: y .*actual: a lower bound'
is 'as of the end of what is known' "$(cells as_of | sed -n '1p;6p')" \
'["2026-11-16T06:00:00Z"]
["2026-11-10T00:00:00Z"]'
is 'so far are the whole days, expected their share' \
	"$(cells so_far expected pace | sed -n 2p)" '[2,2,0]'
is 'a limit is on track where little is used' \
	"$(cells so_far expected on_track | sed -n 4p)" '[2,4.5,true]'
run cm-stats goals g --coverage strict r
is_status 'rows that are not complete are withheld where asked for' 1
is 'and the others are there' "$(cells goal | wc -l | tr -d ' ')" 8
run cm-stats goals g --until 2026-11-09 r
is 'until a day that is over, as it was then' \
	"$(cells state actual days_gone | sed -n '1p;5p;6p')" \
'["running",2,8]
["past",30,7]
["running",null,0]'

# Growth, against the start or the period before.
{
	snap x 2026-10-30T05:00:00Z 100
	snap x 2026-11-09T05:00:00Z 130
	snap x 2026-11-16T05:00:00Z 160
	snap y 2026-11-09T05:00:00Z 1000
	snap y 2026-11-15T05:00:00Z 1010
} >>r
{
	goal followers.last +50 2026-11 'network = x'
	goal followers.last +50% 2026-11 'network = x'
	goal followers.last +10 2026-11 'network = y'
	goal followers.last 1160 2026-11
	goal followers.last 120 2026-11-09 'network = x'
	goal followers.last 120 2026-W44 'network = x'
	goal followers.last +10 2026-W44 'network = x'
	goal posts +1 2026-11-05 'network = x'
	goal likes -50% 2026-11-06 'network = x'
	goal likes -50% 2026-11-07 'network = x'
	goal posts +1 2026-11-10 'network = y'
	goal posts +1 2026-11-01 'network = x'
} >g
run cm-stats goals g r
is 'growth' "$(cells base base_at target actual reached)" \
'[100,"2026-10-30T05:00:00Z",150,160,null]
[100,"2026-10-30T05:00:00Z",150,160,null]
[null,null,null,1010,null]
[null,null,1160,1170,null]
[130,"2026-11-09T05:00:00Z",120,130,true]
[100,"2026-10-30T05:00:00Z",120,100,false]
[100,"2026-10-30T05:00:00Z",110,100,false]
[0,null,1,1,true]
[20,null,10,0,true]
[0,null,0,0,true]
[0,null,1,0,null]
[null,null,null,0,null]'
has_out 'a base that is too far away is none' \
	'network=y.*target: base: no snapshot within 7 days of the start'
is 'the share of growth is that of the way' \
	"$(cells share_of_target | sed -n 1p)" '[120]'

# Conditions.
{
	echo '{"type":"post","network":"x","account":"acme/one","id":"1","published":"2026-11-02T10:00:00Z","tags":["a","b"],"own":true,"author":{"handle":"Ann"},"n":{"k":7}}'
	echo '{"type":"comment","network":"x","account":"acme","id":"2","published":"2026-11-03T10:00:00Z","tags":["b"],"author":{"handle":"Bo"}}'
	echo '{"type":"article","network":"y","account":"other","id":"3","published":"2026-11-03T23:30:00Z","tags":[],"campaign":{"name":"noel"},"lang":"\u0066r"}'
	echo '{"type":"post","network":"x","id":"4","published":"1970-01-01T00:00:00Z"}'
	echo '{"type":"post","network":"x","id":"5","published":"2026-11-30T00:00:00Z"}'
} >r
n=0
while read -r condition; do
	n=$((n + 1))
	printf '[%d %s]\nmeasure = records\ntarget = 1\nperiod = 2026-11\n%s\n' \
		$n "$condition" "$condition"
done >g <<'EOT'
network = x
network = y, x
account = acme/
account = acme/, other
tag = b
tag = a, b
own = true
author.handle = Ann
author = Bo
campaign = noel
lang = fr
type = article, comment
weekday = 2
n.k = 7
hour = 23
network = X
EOT
run cm-stats goals g r
is 'records that meet conditions' "$(cells actual | tr -d '[]\n' |
	sed 's/null/0/g')" 2312221111122110
run cm-stats goals g --tz Europe/Paris r
is 'weekdays and hours are of the zone' \
	"$(cells actual | sed -n '13p;15p')" '[1]
[null]'
sed 's/"network":"x"/"network":{"a":1}/' r >bad
run cm-stats goals g bad
is_status 'a condition on what is an object is a bad line' 1

# Some measures have a type of their own.
{
	post x 2026-11-02T10:00:00Z 10
	echo '{"type":"series","network":"x","account":"a","period":{"start":"2026-11-02T00:00:00Z","end":"2026-11-03T00:00:00Z"},"metrics":{"likes":900}}'
	echo '{"type":"series","network":"x","account":"a","period":{"start":"2026-11-02T00:00:00Z","end":"2026-11-16T00:00:00Z"},"metrics":{"spend":12.5}}'
} >r
{
	goal likes 40 2026-11
	goal likes 41 2026-11 'type = series'
	goal spend 'at most 12' 2026-11
	goal spend 'at most 13' 2026-W46
	goal seconds.mean 'at most 4h' 2026-11
} >g
run cm-stats goals g r
is 'profile totals and posts are not added up' \
	"$(cells where actual target)" \
'["type=post,article",10,40]
["type=series",900,41]
["",12.5,12]
["",null,13]
["type=post,article",null,14400]'
is 'a limit that is passed is missed' "$(cells reached | sed -n 3p)" '[false]'
has_out 'what is of two weeks has no days' \
	'forecast: series of more than a day are in it'

# Exports tell the same several times: by month, by day, cut by something.
part() { # START END DIMENSIONS METRICS
	printf '{"type":"series","network":"ads","account":"a","period":{"start":"%sT00:00:00Z","end":"%sT00:00:00Z"},"dimensions":{%s},"metrics":{%s}}\n' "$@"
}
{
	part 2026-10-01 2026-11-01 '' '"spend":62'
	for day in 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15; do
		next=$(printf '%02d' $((${day#0} + 1)))
		part 2026-11-$day 2026-11-$next '"campaign":"a"' '"spend":2'
		part 2026-11-$day 2026-11-$next '"campaign":"b"' '"spend":3'
		part 2026-11-$day 2026-11-$next \
			'"campaign":"a","device":"tv"' '"spend":1'
		part 2026-11-$day 2026-11-$next '"campaign":"a"' '"clicks":1'
	done
	part 2026-11-01 2026-11-15 '' '"spend":70'
	part 2026-11-05 2026-11-09 '"campaign":"a"' '"spend":8'
	part 2026-11-20 2026-12-01 '' '"spend":99'
} >r
{
	goal spend 'at most 100' 2026-11
	goal spend 'at most +10%' 2026-11
	goal spend 'at most 50' 2026-11 'dimensions.campaign = b'
	goal spend 'at most 50' 2026-W45 'dimensions.device = tv'
} >g
run cm-stats goals g r
is 'what is told several times counts once' \
	"$(cells base target actual reached)" \
'[null,100,75,null]
[62,68.2,75,false]
[null,50,45,null]
[null,50,7,true]'
cm-stats goals g --partial r 2>.err | cm-stats merge >parts 2>.err
ok 'and so in parts' cmp parts .out
{
	part 2026-11-01 2026-11-08 '' '"spend":7'
	part 2026-11-05 2026-11-12 '' '"spend":7'
} >r
run cm-stats goals g r
has_out 'what overlaps and is no whole is no sum' \
	'2026-11".*actual: series overlap, and none is the whole'

# How people are answered, as response tells it.
{
	goal answered_share '25 %' 2026-W45
	goal answered_within_1h 90% 2026-W45
	goal first_answer.median 'at most 1h' 2026-W45
	goal first_answer.p90 'at most -10%' 2026-W46
	goal wait.median 'at most 4h' 2026-W45
	goal first_answer.median 'at most 1h' 2026-11 'network = nowhere'
} >g
run cm-stats response --by week "$top"/tests/demo/archive/*.ndjson
want=$(jq -rc 'select(.type == "row" and .by == "response.week") |
	if .week == "2026-W45" then
	[.answered_share, ."answered_share.n", ."answered_share.low"],
	[.answered_within_1h, ."answered_within_1h.n",
	    ."answered_within_1h.low"],
	[."first_answer.median", ."first_answer.median.n",
	    ."first_answer.median.low"]
	elif .week == "2026-W46" then
	[."first_answer.p90", ."first_answer.p90.n", ."first_answer.p90.low"]
	else empty end' .out)
run cm-stats goals g "$top"/tests/demo/archive/*.ndjson
is 'answers, as response tells them' \
	"$(cells actual actual.n actual.low | sed -n 1,4p)" "$want"
is 'which are reached' "$(cells unit direction target reached)" \
'["percent","at least",25,false]
["percent","at least",90,false]
["seconds","at most",3600,true]
["seconds","at most",6373.44,null]
["seconds","at most",14400,null]
["seconds","at most",3600,null]'
has_out 'why not' 'nowhere.*actual: 0 answers, 5 are needed'
for f in "$top"/tests/demo/archive/*.ndjson; do
	cm-stats goals g --partial "$f"
done >parts
cm-stats merge <parts >other
ok 'answers from parts' cmp other .out
goal answered_share 90% 2026-11 'tag = x' >g
run cm-stats goals g
is_status 'no such condition on answers' 2
has_err 'its line is named' "^cm-stats: g:5: 'tag' cannot be a condition"

# Slips: records instead of goals, values that nobody has.
post x 2026-11-01T10:00:00Z 1 >r
for how in 'goals r r' 'for weekly --goals r r'; do
	# shellcheck disable=SC2086
	run cm-stats $how
	is_status "cm-stats $how: no goals file" 2
	is_err 'is one message' <<'EOT'
cm-stats: 'r' holds records: is a goals file missing before it?
EOT
done
seq 50 | sed 's/.*/line &/' >g
run cm-stats goals g r
is 'of many errors some are told' "$(wc -l <.err | tr -d ' ')" 21
has_err 'and how many more there are' '^cm-stats: g: 30 more errors$'
{
	post instagram 2026-11-01T10:00:00Z 1
	post facebook 2026-11-02T10:00:00Z 1
} >r
goal likes 10 2026-11 'network = instagrm, facebook' 'type = post' >g
goal posts 10 2026-11 'account = acme/' >>g
goal posts 10 2026-11 'account = acne/one' | sed 's/posts 10/others/' >>g
run cm-stats goals g --since 2026-11-02 r
is_status 'a value that no record has is no failure' 0
is_err 'but is named, with the nearest' <<'EOT'
cm-stats: g:5: goal 'likes 10 2026-11': no record has network 'instagrm' (instagram?)
cm-stats: g:16: goal 'others 2026-11': no record has account 'acne/one' (acme/one?)
EOT
run_in /dev/null cm-stats goals g
is_err 'of no records nothing is said' </dev/null

# All equal, zeros, bad metrics.
{
	whole x 2026-10-01 2026-11-16
	for day in 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15; do
		post x 2026-11-${day}T10:00:00Z 3
	done
} >r
{
	goal posts 30 2026-11
	goal likes.mean 3 2026-11
	goal comments_received 9 2026-11
} >g
run cm-stats goals g r
is 'equal days have no spread in a rate' \
	"$(cells forecast forecast.n forecast.low likely | sed -n 2p)" \
	'[3,46,null,null]'
is 'nobody fetched comments' "$(cells actual | sed -n 3p)" '[null]'
for value in '"12"' -1 1e400; do
	post x 2026-11-02T10:00:00Z "$value" >bad
	run cm-stats goals g bad
	is_status "likes of $value are a bad line" 1
done

# A present day that is cut, a day of 25 hours, months of the zone.
{
	post x 2026-10-24T22:30:00Z 1
	post x 2026-10-25T22:30:00Z 1
	post x 2026-10-25T23:30:00Z 1
} >r
goal posts 2 2026-10-25 >g
run cm-stats goals g --tz Europe/Paris r
is 'a day of 25 hours' "$(cells actual start end)" \
	'[2,"2026-10-24T22:00:00Z","2026-10-25T23:00:00Z"]'
done_testing
