#!/bin/sh
# cm-stats response: how fast people are answered, and who waits.
. "${0%/*}/lib.sh"
reference=$top/tests/reference/response.py

# said TYPE ID TIME MORE: a record of somebody on the network x.
said() {
	printf '{"type":"%s","network":"x","account":"a","id":"%s","published":"2026-11-%sZ","author":{"id":"%s","handle":"%s"}%s}\n' \
		"$1" "$2" "$3" "${5:-ann}" "${5:-ann}" "${4:+,$4}"
}

# own TYPE ID TIME MORE: the same of ours.
own() {
	said "$1" "$2" "$3" "\"own\":true${4:+,$4}" us
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
	cm-stats -q "$@" "$tmp/r.$seed" >"$tmp/rows" 2>"$tmp/.err"
	"$python" "$reference" check "$json" "$tmp/r.$seed" "$tmp/rows" 2>&1 |
		sed -n 1,5p >"$tmp/differ"
	is "seed $seed, $json: as the reference" "$(cat "$tmp/differ")" ''
}

if scipy_python; then
	"$python" "$reference" hours | sed 1d >"$tmp/closed"
	hours=$("$python" "$reference" hours | sed 1q)
	for seed in 1 2; do
		"$python" "$reference" make "$seed" 1500 >"$tmp/r.$seed"
		as_reference "$seed" \
			'{"zone":"Europe/Paris","hours":true,"open":true}' \
			--tz Europe/Paris response --by network,answerer \
			--hours "$hours" --holidays "$tmp/closed" --open -l 9999
		as_reference "$seed" \
			'{"zone":"America/St_Johns","by":"weekday,hour"}' \
			--tz America/St_Johns response --by weekday,hour
		as_reference "$seed" '{"by":"account,record_type,lang","min":2,
			"since":"2026-10-10T00:00:00Z",
			"until":"2026-11-10T00:00:00Z"}' response \
			--by account,type,lang --min 2 \
			--since 2026-10-10 --until 2026-11-10
	done
	set -- response --by day,answerer --hours "$hours" --open
	cm-stats --threads 1 "$@" "$tmp/r.1" >"$tmp/one" 2>/dev/null
	split -n l/5 "$tmp/r.1" "$tmp/part."
	for how in '--threads 4' '--threads 1 --memory 2m'; do
		# shellcheck disable=SC2086
		cm-stats $how "$@" "$tmp"/part.a[edcba] >"$tmp/other"
		ok "the same bytes with $how, files in another order" \
			cmp "$tmp/one" "$tmp/other"
	done
	shuf --random-source="$tmp/one" "$tmp/r.1" >"$tmp/mixed"
	for how in '' --keep-duplicates; do
		for f in "$tmp"/part.a?; do
			# shellcheck disable=SC2086
			cm-stats -q $how "$@" --partial "$f"
		done >"$tmp/parts"
		cm-stats merge "$tmp/parts" >"$tmp/other"
		# shellcheck disable=SC2086
		cm-stats -q $how "$@" "$tmp/r.1" >"$tmp/whole"
		ok "the same bytes from parts ${how:-without copies}" \
			cmp "$tmp/whole" "$tmp/other"
	done
	# What has no id is no copy.
	jq -c 'select(.id)' "$tmp/mixed" >"$tmp/again"
	cm-stats "$@" "$tmp/again" "$tmp/mixed" >"$tmp/other"
	ok 'the same bytes with the lines shuffled and doubled' \
		cmp "$tmp/one" "$tmp/other"
else
	skip 'the reference' 'no python3 with numpy and scipy'
fi

# What is a question, and what an answer.
counts='received to_others unclear inbound answered open'
: >"$tmp/none"
run cm-stats response "$tmp/none"
is_status 'nothing is no failure' 0
lacks_out 'and has no rows' '"type":"row"'

said comment 1 10T08:00:00 >"$tmp/a"
run cm-stats response --min 1 "$tmp/a"
is 'one comment waits' "$(rows response $counts)" '[1,0,0,1,0,1]'
has_out 'and no median is made of nothing' \
	'first_answer.median: 0 answers, 1 is needed'
own comment 2 10T08:10:00 '"reply_to":"1"' >>"$tmp/a"
run cm-stats response --min 1 "$tmp/a"
is 'a reply to it is the answer' "$(rows response $counts)" '[1,0,0,1,1,0]'
is 'and its time is known' "$(rows response first_answer.median \
	first_answer.median.n answered_within_15m answered_within_1h \
	answered_share wait.median)" '[600,1,100,100,100,600]'

{
	said comment 1 10T08:00:00 '"reply_to":"p","thread":"p"'
	said comment 2 10T08:05:00 '"reply_to":"1","thread":"p"' bob
	said comment 3 10T08:06:00 '"reply_to":"1","thread":"p"'
	said comment 4 10T08:07:00 '"reply_to":"gone","thread":"p"' bob
	own comment 5 10T09:00:00 '"reply_to":"3","thread":"p"'
	own comment 6 10T10:00:00 '"reply_to":"1","thread":"p"'
	said comment 7 10T11:00:00 '"reply_to":"6","thread":"p"'
} >"$tmp/a"
run cm-stats response --min 1 "$tmp/a"
is 'others, what is unclear, and what goes on, are told apart' \
	"$(rows response $counts)" '[5,1,1,2,1,1]'
is 'the first answer counts, from the first comment on' \
	"$(rows response first_answer.median)" '[3600]'

{
	said message 1 10T08:00:00 '"thread":"t"'
	said message 2 10T08:01:00 '"thread":"t"'
	own message 3 10T08:30:00 '"thread":"t"'
	own message 4 10T08:40:00 '"thread":"t"'
	said message 5 10T09:00:00 '"thread":"t"'
	said message 6 10T08:00:00 '"channel":"c"' bob
	own message 7 10T08:02:00 '"channel":"c"'
	said message 8 10T08:00:00 '' eve
	own message 9 10T08:03:00 '"thread":"8"'
} >"$tmp/a"
run cm-stats response --min 1 "$tmp/a"
is 'messages in a row are one question' "$(rows response $counts)" \
	'[5,0,0,4,3,1]'
is 'which a message in their conversation answers' \
	"$(rows response first_answer.median first_answer.p90)" '[180,1476]'

{
	said mention 1 10T08:00:00
	printf '{"type":"post","network":"x","account":"other","id":"2","published":"2026-11-10T09:00:00Z","reply_to":"1"}\n'
	said review 3 10T08:00:00
	said comment 4 10T08:00:00 '"precision":"day"'
	own comment 5 10T20:00:00 '"reply_to":"4"'
	said comment 6 10T08:00:00
	own comment 7 10T07:00:00 '"reply_to":"6"'
	said comment 8 10T08:00:00
	own comment 9 10T08:00:00 '"reply_to":"8"'
} >"$tmp/a"
run cm-stats response --min 1 "$tmp/a"
is 'a post, or another account, may answer' "$(rows response $counts)" \
	'[5,0,0,5,4,1]'
is 'an answer older than its question, or of a day, has no time' \
	"$(rows response first_answer.median first_answer.median.n \
		answered_within_1h.n answered_share.n)" '[1800,2,3,5]'

{
	said comment 1 10T08:00:00 '"reply_to":"p","thread":"p"'
	said comment 2 10T08:05:00 '"reply_to":"1","thread":"p"' us
	own comment 3 10T08:06:00 '"reply_to":"p","thread":"p"'
} >"$tmp/a"
run cm-stats response "$tmp/a"
is 'what an author of ours says is ours, marked or not' \
	"$(rows response $counts)" '[1,0,0,1,1,0]'

# Too young to be a failure.
{
	said comment 1 16T05:50:00
	said comment 2 16T04:00:00
	said comment 3 14T04:00:00
	said comment 4 16T05:59:00
	own comment 5 16T05:59:30 '"reply_to":"4"'
} >"$tmp/a"
run cm-stats response "$tmp/a"
is 'what is too young counts neither way' "$(rows response \
	answered_within_15m.n answered_within_1h.n answered_within_24h.n \
	answered_share.n open)" '[2,2,1,1,3]'
sed 's/}$/,"fetched":"2026-11-16T04:05:00Z"}/' "$tmp/a" >"$tmp/b"
run cm-stats response "$tmp/b"
is 'nor does what was not looked at since' "$(rows response \
	answered_within_15m.n answered_within_1h.n)" '[1,1]'
{
	cat "$tmp/a"
	echo '{"type":"coverage","network":"x","account":"a","what":"comments","covered":{"start":"2026-11-01T00:00:00Z","end":"2026-11-16T05:00:00Z"}}'
} >"$tmp/b"
run cm-stats response --open "$tmp/b"
is 'coverage says until when an answer would be known' "$(rows \
	response.open id waiting)" '["3",176400]
["2",3600]
["1",0]'
echo '{"type":"coverage","network":"x","account":"a","what":"posts","covered":{"start":"2026-11-01T00:00:00Z","end":"2026-11-16T05:00:00Z"}}' \
	>"$tmp/b"
printf '{"type":"post","network":"x","account":"a","id":"1","published":"2026-11-10T08:00:00Z"}\n' \
	>>"$tmp/b"
run cm-stats response "$tmp/b"
is 'comments that nobody fetched are not none' "$(rows response.network \
	received inbound)" '[null,null]'
has_out 'and it says so' 'inbound: no comments were fetched'

# A question of last week that was answered this week.
{
	said comment 1 08T23:00:00
	own comment 2 09T01:00:00 '"reply_to":"1"'
	said comment 3 09T02:00:00
} >"$tmp/a"
run cm-stats response --min 1 --by week --until 2026-11-09 "$tmp/a"
is 'an answer counts whenever it came' "$(rows response.week week inbound \
	answered first_answer.median)" '["2026-W45",1,1,7200]'

# Opening hours.
said comment 1 13T16:30:00 >"$tmp/a"
own comment 2 16T05:30:00 '"reply_to":"1"' >>"$tmp/a"
run cm-stats --tz Europe/Paris response --min 1 --hours 'mon-fri 6-18' "$tmp/a"
is 'from Friday evening to Monday morning' "$(rows response \
	first_answer.median business_first_answer.median)" '[219600,3600]'
printf '2026-11-13 # bridge\n' >"$tmp/closed"
run cm-stats --tz Europe/Paris response --min 1 --hours 'mon-fri 6-18' \
	--holidays "$tmp/closed" "$tmp/a"
is 'a holiday is closed' "$(rows response business_first_answer.median)" \
	'[1800]'
echo soon >"$tmp/closed"
for wrong in '--hours mon' '--hours 9-9' '--holidays x' '--within 1h,60m' \
	'--within never' '--min 0' '--by tag' '--by day,day'; do
	# shellcheck disable=SC2086
	run cm-stats response $wrong "$tmp/a"
	is_status "response $wrong is refused" 2
done
run cm-stats response --hours 9-17 --holidays "$tmp/closed" "$tmp/a"
is_status 'so are holidays without a date' 2
has_err 'and the line is named' ':1: no date'

# What waits.
{
	said comment 1 10T08:00:00 '"text":"'"$(printf '%0120d' 0)"'","url":"https://x.example/1"'
	said comment 2 09T08:00:00 '"text":"\u00e9t\u00e9 \"?\"\n","thread":"9"' bob
	said mention 3 11T08:00:00 '"title":"no text"'
	said message 4 11T08:00:00 '"thread":"t"'
	said message 5 11T09:00:00 '"thread":"t"'
} >"$tmp/a"
run cm-stats response --open --limit 3 "$tmp/a"
is 'what waits, the longest first' "$(rows response.open id record_type author \
	text since records)" \
	'["2","comment","bob","été \"?\"\n","2026-11-09T08:00:00Z",1]
["1","comment","ann","'"$(printf '%0100d' 0)"'…","2026-11-10T08:00:00Z",1]
["3","mention","ann","no text","2026-11-11T08:00:00Z",1]'
run cm-stats response --open "$tmp/a"
is 'a question of two messages' "$(rows response.open id records | tail -n 1)" \
	'["4",2]'
run cm-stats response "$tmp/a"
lacks_out 'without --open nobody is named' 'bob'

# Bad lines, and odd times.
{
	said comment 1 10T08:00:00 '"reply_to":7'
	echo '{"type":"comment","network":"x","account":"a","id":"2"}'
	echo '{"type":"comment","network":"x","account":"a","id":"3","published":"1970-01-01T00:00:00Z"}'
	echo '{"type":"comment","network":"x","account":"a","id":"4","published":"2999-12-31T23:59:59+14:00"}'
	echo '{"type":"comment","network":"x","account":"a","id":"5","published":"0001-01-01T00:00:00Z","author":"ann"}'
	echo '{"type":"comment","network":"x","account":"a","id":"6","published":"2026-10-25T02:30:00+02:00","own":"yes","reply_to":"6"}'
} >"$tmp/a"
run cm-stats --tz Europe/Paris response --hours 2-3 --open "$tmp/a"
is_status 'an id that is a number is a bad line' 1
is 'the others count, if they have a time' "$(rows response $counts)" \
	'[3,0,0,3,0,3]'
is 'what is of the future does not wait' "$(rows response.open id waiting \
	business_waiting | tail -n 1)" '["4",0,0]'

run cm-stats response "$top"/tests/demo/archive/*.ndjson
is 'the sample community' "$(rows response received inbound answered)" \
	'[336,336,64]'
is 'each column is said what it is' "$(jq -r 'select(.type == "row") | .by as $by
	| keys[] | select(IN("type", "by", "reason", "complete") or
	test("[.](n|low|high)$") | not) | "\($by) \(.)"' "$tmp/.out" | sort -u)" \
	"$(jq -r 'select(.type == "measure") | "\(.by) \(.name)"' "$tmp/.out" |
		sort -u)"
is 'no estimate without its denominator, sample size and interval' \
	"$(jq -r 'select(.type == "measure" and .unit == "percent") |
		select(.denominator == null or .sample == null or
			.interval == null) | .name' "$tmp/.out")" ''
done_testing
