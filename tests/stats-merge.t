#!/bin/sh
# cm-stats --partial and merge: parts are put together to the bytes that one
# run gives; what cannot be is said, and nothing comes out.
. "${0%/*}/lib.sh"
cd "$tmp" || exit 1

# Every verb, however records are cut up.
python3 "$top/tests/reference/records.py" 5 800 >all
cat >goals.txt <<'EOT'
[Posts]
measure = posts
target = 200
period = 2026-Q4
EOT
same() {
	# shellcheck disable=SC2086 # words on purpose
	ok "parts give the bytes of one run: $1" \
		python3 "$top/tests/merge.py" "${CM_SEED:-1}" all cm-stats $1
}
cm-stats --help | sed -n 's/^\([a-z][a-z-]*\)[ :].*/\1/p' |
	grep -v -e usage -e numbers -e options -e manual -e merge >verbs
while read -r verb; do
	case $verb in
	by) same 'by network,day,tag -m posts,likes,likes.p95,likes.mean,authors.distinct,followers.last,views.min,views.max,likes_rate_views' ;;
	for) same 'for weekly --goals goals.txt' ;;
	goals) same 'goals goals.txt' ;;
	top) same 'top 5 --per network' ;;
	*) same "$verb" ;;
	esac
done <verbs
ok 'all verbs are known here' test "$(wc -l <verbs)" -gt 10
same 'summary --compare --tz Europe/Paris --since 2026-10-01 --until 2026-11-01'
same 'by hour,weekday,week,format -m posts --tz Asia/Kathmandu -w .type!="visit"'
same 'people --influencers 50 --level 90'
same 'growth --per month --coverage strict'

# What is in a part.
post() {
	printf '{"type":"post","network":"%s","id":"%s","published":"2026-11-%02dT10:00:00Z","fetched":"%s","metrics":{"likes":%s}}\n' "$@"
}
{
	post x 1 2 2026-11-10T00:00:00Z 3
	post y 2 3 2026-11-10T00:00:00Z 4
	echo '{"type":"post","network":"x","published":"2026-11-02T10:00:00Z","metrics":{"likes":5}}'
} >one
{
	post x 1 2 2026-11-11T00:00:00Z 30
	post x 3 9 2026-11-11T00:00:00Z 7
	echo '{"type":"coverage","network":"x","account":"a","what":"posts","covered":{"start":"2026-11-02T00:00:00Z","end":"2026-11-03T00:00:00Z"}}'
} >two
ask='by network,day -m posts,likes'
# shellcheck disable=SC2086
{
	cm-stats $ask one two >want
	cm-stats $ask --partial one >p1
	cm-stats $ask --partial two >p2
	cm-stats $ask --partial --keep-duplicates one >k1
	cm-stats $ask --partial --keep-duplicates two >k2
}
run cm-stats by network,day -m posts,likes --partial one
is_status 'a part' 0
is 'has a first line, a group, two records and an end' \
	"$(jq -r 'keys_unsorted - ["type", "part"] | join(" ")' .out | xargs)" \
	'ask question version table key cells record record end'
run cm-stats by network,day -m posts,likes --partial --keep-duplicates one two
is 'with all copies only groups, and coverage' \
	"$(jq -r 'keys_unsorted[2]' .out | sort | uniq -c | xargs)" \
	'1 coverage 1 end 1 question 3 table'
run cm-stats merge p1 p2
is_status 'merge reads files' 0
is_out 'a record in both counts once, the newest of it' <want
cat p2 p1 >both
run_in both cm-stats merge --threads 4
is_out 'and standard input' <want
mkdir dir
: >dir/author.name
cm-stats by author.name -m posts --partial one >dir/p
cd dir || exit 1
run_in p cm-stats merge
is_status 'also where a file is called as a key' 0
cd ..
run cm-stats merge --partial p1 p2
cp .out m
run cm-stats merge m
is_out 'a part of parts' <want
LC_ALL=C sort p1 p2 >sorted
run cm-stats merge sorted
is_out 'lines that were sorted' <want
sed 's/$/	/' sorted >tabbed
run cm-stats merge tabbed
is_out 'with a tab behind each, as Hadoop does' <want
run cm-stats by nothing -m posts --partial one two
lacks_err 'what a part lacks is not said' 'nothing'
cp .out p
run cm-stats merge p
has_err 'merge says that no record has a key' "no record has 'nothing'"
echo '{"type":"new"}' >new
run cm-stats by network --since 2026-11-01 --partial new
cp .out p
run cm-stats merge p
is_err 'what a run says is said by merge' <<'EOT'
cm-stats: records of unknown type 'new' are counted
cm-stats: 1 record without a time was left out
EOT

# Overlap.
run cm-stats merge p2 p2
is_status 'a part twice, without groups' 0
cm-stats $ask two >want.two
is_out 'changes nothing' <want.two
for twice in 'p1 p2 p1' 'm p1' 'k1 k1'; do
	# shellcheck disable=SC2086
	run cm-stats merge $twice
	is_status "a part with groups twice: $twice" 2
	has_err 'is said' '(is given 2 times|hold the same part)'
	is_out 'and nothing comes out' </dev/null
done
run cm-stats merge --keep-duplicates k1 k1
is_status 'or counts, for those who know better' 0
cm-stats $ask --keep-duplicates one one >want.k
is_out 'each copy' <want.k
sed 's/"id":"3"/"id":"4"/' two >three
cm-stats $ask --partial --keep-duplicates three >k3
run cm-stats merge k2 k3
is_status 'parts that cover the same time' 0
has_err 'are said' 'two parts cover x a from 2026-11-02T00:00:00Z to 2026-11-03T00:00:00Z: what is in both counts twice'
cm-stats $ask --coverage strict --partial --keep-duplicates two >k2
cm-stats $ask --coverage strict --partial --keep-duplicates three >k3
run cm-stats merge k2 k3
is_status 'and with --coverage strict refused' 2
is_out 'with nothing' </dev/null

# Questions and versions.
cm-stats by network -m posts --partial two >other
run cm-stats merge p1 other
is_status 'another question' 2
is_out 'gives nothing' </dev/null
has_err 'and is named, and what differs' '^cm-stats: other:1: a part of another question than the first: verbs: \[\["by","network",.*, not \[\["by","network,day"'
cm-stats $ask --partial --tz Europe/Paris two >other
run cm-stats merge p1 other
has_err 'so is another zone' 'tz: "Europe/Paris", not none'
sed '1s/"version":"[^"]*"/"version":"0.0.1"/' p2 >other
run cm-stats merge other p1
is_status 'another version of cm-stats' 2
has_err 'is named' "other:1: a part cannot be used: it was made by another version of cm-stats"
sed '1s/"version":1}/"version":2}/' p2 >other
run cm-stats merge p1 other
is_status 'another version of parts' 2
has_err 'is named, too' 'other:1: a part of version 2, not 1'
run cm-stats merge --since 7d p1 p2
is_status 'the question is that of the parts' 2
cm-stats growth --partial one >p
CM_NOW=2026-11-17T00:00:00Z cm-stats growth --partial two >other
run cm-stats merge p other
has_err 'verbs that look at the present time need the same' \
	'now: "2026-11-17T00:00:00Z", not "2026-11-16T06:00:00Z"'

# What is not whole.
torn() {
	run cm-stats merge "$2" p1
	is_status "$1: a failure" 1
	has_err "$1: is said" "$3"
	is_out "$1: nothing comes out" </dev/null
}
sed '$d' p2 >q && torn 'without an end' q '^cm-stats: q: a part is cut off'
head -n 1 p2 >q && torn 'only begun' q '^cm-stats: q: a part is cut off'
sed 1d p2 >q && torn 'without a beginning' q 'q:1: a part.s first line is missing'
sed 2d p2 >q && torn 'a line less' q 'q: a part is not whole: 1 of its 3 lines are not there'
sed 's/"record":"A/"record":"B/; s/"record":"[^B]/"record":"B/' p2 >q &&
	torn 'a changed line' q 'q: (a part was changed after it was made|a part is not whole)'
head -c 400 p2 >q && torn 'cut in a line' q '^cm-stats: q: a part is cut off'
{ cat p1; head -n 1 p2; } >q
run_in q cm-stats merge
is_status 'only begun, from standard input' 1
has_err 'is said, too' '^cm-stats: standard input: a part is cut off'
: >q && torn 'an empty file' q '^cm-stats: q: there is no part in it'
{ sed '$d' p2; cat p2; } >q &&
	torn 'torn, and made again behind it' q 'has more lines than its end says'
{ cat p2; echo 'Last login: Monday'; } >q
run cm-stats merge q p1
is_status 'a line that is of no part is a bad line' 1
has_err 'which is named' '^cm-stats: q:6: '
is_out 'and the rest comes out' <want
run cm-stats merge two p1
is_status 'records are no parts' 1
run_in /dev/null cm-stats merge
is_status 'no part at all is none' 0
is_err 'which is said' <<'EOT'
cm-stats: no part was read, so there are no rows
EOT
run cm-stats by network --partial nowhere
is_status 'a file that cannot be read' 1
cp .out q
run cm-stats merge q
is_status 'makes a part without it' 0
cm-stats $ask --partial p1 2>/dev/null >q
run cm-stats merge q
is_status 'parts are no records' 0

# Much does not fit in memory, and comes out as before.
run cm-stats by network,day -m posts,likes --partial --memory 64k all
cp .out q
run cm-stats by network,day -m posts,likes --partial all
ok 'a part is the same with little memory' cmp -s q .out
run cm-stats merge --memory 100m q
cp .out want
run cm-stats merge --memory 2m q
is_out 'and merging it gives the same' <want
cm-stats by network,id -m posts --keep-duplicates --partial all >q
run cm-stats merge --memory 20k q
is_status 'groups that do not fit' 1
has_err 'are said' 'the groups do not fit in --memory'
done_testing
