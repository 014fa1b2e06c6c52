#!/bin/sh
# The main job as a user does it: every form of command line, numbers that are
# right, and what was not fully covered marked all the way to the page.
# shellcheck disable=SC1010,SC2089,SC2090 # words of ours and of jq
. "${0%/*}/lib.sh"
demo=$top/tests/demo
cd "$tmp" || exit 1

rows() {
	grep '^{"type":"row"' .out >rows.out
	mv rows.out .out
}

# Feeds by name, a list of feeds, a web log.

run cm-fetch "$demo"/feeds/*.xml "$demo/feeds/press.json"
is_status 'feeds by name: status' 0
is 'feeds by name: a coverage for each' "$(grep -c '"coverage"' .out)" 5
is 'feeds by name: all articles' "$(grep -c '^{"type":"article"' .out)" 20
last_type=$(tail -n 1 .out | cut -c 1-18)
is 'feeds by name: coverage comes last' "$last_type" '{"type":"coverage"'

cp -r "$demo/feeds" feeds
cat >subscriptions.opml <<'EOT'
<?xml version="1.0"?>
<opml version="2.0"><head><title>Mine</title></head><body>
<outline text="own"><outline type="rss" text="Blog" xmlUrl="feeds/blog.xml"/></outline>
<outline type="rss" text="A" xmlUrl="feeds/press-fil-des-pentes.xml"/>
<outline type="rss" text="B" xmlUrl="feeds/press-onde-levee.xml"/>
<outline type="rss" text="C" xmlUrl="feeds/press.json"/>
</body></opml>
EOT
run cm-fetch subscriptions.opml
is_status 'a list of feeds: status' 0
is 'a list of feeds: all articles of all' \
	"$(grep -c '^{"type":"article"' .out)" 15
cp .out all
run cm-fetch subscriptions.opml --since 7d --jobs 16
is_status 'a list of feeds since 7d: status' 0
lacks_out 'since 7d: nothing older' \
	'^\{"type":"article".*"published":"2026-(10|11-0[1-8])'
grep -c '^{"type":"article".*"published":"2026-11-\(09T0[6-9]\|09T[12]\|1\)' \
	all >want
grep -c '^{"type":"article"' .out >got
ok 'since 7d: and all that is newer' cmp want got
ok 'since 7d: that is some of them' test "$(cat got)" -gt 0
run cm-fetch subscriptions.opml --jobs 1
ok 'one transfer at a time gives the same bytes' cmp all .out
run cm-fetch --jobs 16 -- subscriptions.opml
ok 'options may stand on either side' cmp all .out
run_in subscriptions.opml cm-fetch --as opml -
is 'a list from standard input' "$(grep -c '^{"type":"article"' .out)" 15

echo 'a secret of sixteen bytes and more' >key
chmod 600 key
run cm-fetch --as weblog --visitor-key key "$demo/logs/access.log"
is_status 'a web log: status' 0
is 'a web log: a visit for each line' \
	"$(grep -c '^{"type":"visit"' .out)" "$(wc -l <"$demo/logs/access.log")"
cp .out visits.ndjson
lacks_out 'a web log: no address comes out' \
	'"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}"'
run_in "$demo/logs/access.log" cm-fetch --as weblog --visitor-key key \
	--threads 3 -
grep '"visit"' visits.ndjson >want
grep '"visit"' .out >got
ok 'a web log from standard input: the same' cmp want got

# Choosing: a chain is a pipe.

archive() {
	cat "$demo"/archive/*.ndjson
}
archive >archive.ndjson
ln -s "$demo/archive" archive
run cm-curate fresh then keep '.lang=="fr"' then unique then top 10 \
	archive/*.ndjson
is_status 'a chain: status' 0
cp .out chain
is 'a chain: ten are left' "$(grep -vc '"type":"coverage"' .out)" 10
run cm-curate fresh archive/*.ndjson
grep -v '"type":"coverage"' chain | sort >ten
sort .out >second
is 'fresh: what came out is seen, the second time' \
	"$(comm -12 ten second | wc -l | tr -d ' ')" 0
run cm-curate fresh archive/*.ndjson
is 'fresh: nothing is left, the third time' \
	"$(grep -vc '"type":"coverage"' .out)" 0
CM_DIR=$tmp/other
export CM_DIR
cm-curate fresh archive/*.ndjson | cm-curate keep '.lang=="fr"' |
	cm-curate unique | cm-curate top 10 >pipe 2>.err
unset CM_DIR
ok 'a chain and one program for each verb give the same' cmp chain pipe
cm-curate keep '.lang=="fr"' then unique archive/*.ndjson >one
for threads in 1 2 7; do
	cm-curate --threads $threads keep '.lang=="fr"' then unique \
		archive/*.ndjson >got
	ok "a chain with $threads threads" cmp one got
	cm-curate --threads $threads keep '.lang=="fr" and true' then unique \
		archive/*.ndjson >got
	ok "an expression for jq with $threads threads" cmp one got
done
cm-curate unique archive.ndjson >got
cm-curate unique - <archive.ndjson >want
ok 'a file and standard input' cmp want got
cm-curate unique <archive.ndjson >want
ok 'no file at all is standard input' cmp want got
run_in archive.ndjson cm-curate keep '.type=="post"' then drop '.type=="post"'
is 'keep then drop leaves coverage only' \
	"$(jq -r .type .out | sort -u)" coverage
run cm-curate unique then unique archive.ndjson
ok 'unique twice is unique' cmp want .out
run cm-curate top 3 --by metrics.likes then top 1 --worst archive.ndjson
is 'top of top' "$(grep -vc '"coverage"' .out)" 1

# Measuring

run cm-stats summary archive/*.ndjson
is_status 'summary: status' 0
rows
for by in all week network 'week,network' day 'day,network'; do
	has_out "summary: a table by $by" "\"by\":\"$by\""
done
run cm-stats by network,day -m \
	posts,likes,engagement_rate_views,likes.p95,authors.distinct \
	archive/*.ndjson
is_status 'by network,day: status' 0
cp .out by1
is 'by network,day: a measure for each column' \
	"$(grep '"measure"' .out | jq -r .name | tr '\n' ' ')" \
	'network day posts likes engagement_rate_views likes.p95 authors.distinct '
rows
has_out 'by network,day: columns have the names asked for' \
	'"network":"tiktok","day":"2026-11-08","posts":[0-9]+,"likes":[0-9]+,"engagement_rate_views":[0-9.]+,"likes\.p95":[0-9.]+,"authors\.distinct":[0-9]+'
for threads in 1 7; do
	cm-stats --threads $threads by network,day -m \
		posts,likes,engagement_rate_views,likes.p95,authors.distinct \
		archive/y*.ndjson archive/[a-x]*.ndjson >got
	ok "files in another order and $threads threads: the same bytes" \
		cmp by1 got
done
sort -r archive.ndjson >reversed.ndjson
cm-stats by network,day -m \
	posts,likes,engagement_rate_views,likes.p95,authors.distinct \
	reversed.ndjson >got
ok 'lines in another order: the same bytes' cmp by1 got
cm-stats --threads 1 summary archive.ndjson visits.ndjson >want
cm-stats --threads 7 summary visits.ndjson reversed.ndjson >got
ok 'summary: the same bytes' cmp want got
cat archive.ndjson archive.ndjson >twice.ndjson
cm-stats by network -m posts,likes archive.ndjson >want
cm-stats by network -m posts,likes twice.ndjson >got
ok 'what is there twice counts once' cmp want got
posts() {
	cm-stats "$@" | jq -r 'select(.type=="row").posts'
}
is '--keep-duplicates counts each copy' \
	"$(posts by type -m posts -w '.type=="post"' --keep-duplicates twice.ndjson)" \
	$((2 * $(grep -c '^{"type":"post"' archive.ndjson)))
is 'and without it each id once' \
	"$(posts by type -m posts -w '.type=="post"' twice.ndjson)" \
	"$(jq -r 'select(.type=="post")|.network+.id' archive.ndjson | sort -u | wc -l)"

# posts counts posts and articles; likes are theirs where they have any.
cat >kinds.ndjson <<'EOT'
{"type":"post","network":"x","id":"1","published":"2026-11-10T23:30:00Z","metrics":{"likes":1}}
{"type":"article","network":"x","id":"2","published":"2026-11-10T10:00:00Z","metrics":{"likes":10}}
{"type":"comment","network":"x","id":"3","published":"2026-11-10T10:00:00Z","metrics":{"likes":100}}
{"type":"review","network":"x","id":"4","published":"2026-11-12T10:00:00Z"}
EOT
run cm-stats by network -m posts,records,comments_received,likes,views kinds.ndjson
rows
is_out 'what counts as what' <<'EOT'
{"type":"row","network":"x","posts":2,"records":4,"comments_received":1,"likes":11,"views":null,"reason":"views: no views given"}
EOT
run cm-stats by network -m posts,records,likes -w '.type=="comment"' kinds.ndjson
rows
is_out '-w chooses the records' <<'EOT'
{"type":"row","network":"x","posts":0,"records":1,"likes":100}
EOT
run cm-stats by day -m records kinds.ndjson --tz Europe/Paris
is 'days are those of the zone' \
	"$(jq -c 'select(.type=="row")|[.day,.records]' .out | tr -d '\n')" \
	'["2026-11-10",2]["2026-11-11",1]["2026-11-12",1]'
run cm-stats by network -m records --since 2026-11-10T10:00:00Z \
	--until 2026-11-10T23:30:00Z kinds.ndjson
rows
is_out '--since is from then on, --until before then' <<'EOT'
{"type":"row","network":"x","records":2}
EOT
run cm-stats by network -m records --since 2026-11-11 --tz Europe/Paris \
	kinds.ndjson
rows
is_out 'a date begins at midnight of the zone' <<'EOT'
{"type":"row","network":"x","records":2}
EOT
run cm-stats by network -m records --since 4d kinds.ndjson
rows
is_out 'a span goes back from now' <<'EOT'
{"type":"row","network":"x","records":1}
EOT

# A null metric and an absent one are the same: unknown, which is not 0.
cat >nulls.ndjson <<'EOT'
{"type":"post","network":"a","id":"1","metrics":{"likes":null}}
{"type":"post","network":"b","id":"1","metrics":{}}
{"type":"post","network":"c","id":"1"}
{"type":"post","network":"d","id":"1","metrics":{"likes":0}}
{"type":"post","network":"e","id":"1","metrics":{"likes":0,"views":0}}
{"type":"post","network":"f","id":"1","metrics":{"likes":5}}
{"type":"post","network":"f","id":"2"}
EOT
run cm-stats by network -m likes,likes.mean,likes.n,likes_rate_views nulls.ndjson
rows
is 'unknown is null, 0 is 0' \
	"$(jq -c '[.network,.likes,."likes.mean",."likes.n"]' .out | tr -d '\n')" \
	'["a",null,null,0]["b",null,null,0]["c",null,null,0]["d",0,0,1]["e",0,0,1]["f",5,5,1]'
is 'each null has its reason' "$(jq -r 'select(.likes==null).reason' .out |
	grep -c '^likes: no likes given; likes\.mean: ')" 3
is 'nothing divided by 0 is null' \
	"$(jq -r 'select(.network=="e")|[.likes_rate_views,(.reason|length>20)]|@csv' .out)" \
	',true'

# Sums are exact and rounded once.
sum() {
	cm-stats "$@" by network -m likes |
		sed -n 's/^{"type":"row".*"likes":\([^,}]*\).*/\1/p'
}
line() {
	echo '{"type":"post","network":"x","metrics":{"likes":'"$1"'}}'
}
for i in 1 2 3 4 5 6 7 8 9 10; do line 0.1; done >tenths
is '0.1 ten times is 1' "$(sum <tenths)" 1
{ line 9007199254740992; line 1; line 1; } >edge
is 'beyond 2^53 no digit is lost' "$(sum <edge)" 9007199254740994
{ line 9007199254740993; } >edge
is '2^53 + 1 stays what it is' "$(sum <edge)" 9007199254740993
{ line 9223372036854775806; line 1; } >edge
is 'up to the largest of 64 bits' "$(sum <edge)" 9223372036854775807
{ line 1e300; line 1; line 0.1; } >edge
is 'the great swallow the small, once' "$(sum <edge | jq '.==1e300')" true
{ line 0.1; line 0.2; line 0.3; } >edge
is '0.1 + 0.2 + 0.3 is 0.6' "$(sum <edge)" 0.6
{ line 1e16; line 1; line 1e0; line 0.5; line 0.5; line 1; } >edge
is 'what is small adds up beside what is great' "$(sum <edge | jq .)" \
	10000000000000004
python_sum='import random
random.seed(7)
for i in range(3000):
    print("""{"type":"post","network":"x","metrics":{"likes":%r}}"""
          % (random.random() * 10 ** random.randint(-20, 20)))'
if command -v python3 >none; then
	python3 -c "$python_sum" >random.ndjson
	want=$(python3 -c 'import json, math
print(repr(math.fsum(json.loads(l)["metrics"]["likes"]
      for l in open("random.ndjson"))))')
	is 'a sum of 3,000 numbers of all sizes is the exact one' \
		"$(python3 -c 'import sys; print(repr(float(sys.argv[1])))' \
			"$(sum --threads 1 <random.ndjson)")" "$want"
	sort random.ndjson >sorted.ndjson
	is 'in any order and with any threads' \
		"$(sum --threads 7 <sorted.ndjson)" \
		"$(sum --threads 1 <random.ndjson)"
else
	skip 'a sum of 3,000 numbers' 'there is no python3'
fi

# A name with a dot: as it stands first, then as a path.
cat >dots.ndjson <<'EOT'
{"type":"post","network":"x","id":"1","likes.p95":7,"likes":{"p95":1},"metrics":{"likes":3}}
{"type":"post","network":"x","id":"2","likes":{"p95":2},"metrics":{"likes":4}}
{"type":"post","network":"x","id":"3","metrics.likes":9,"metrics":{"likes":5}}
EOT
run cm-report -f csv table --columns likes.p95,metrics.likes dots.ndjson
is_out 'columns: a name with a dot as it stands, then as a path' <<'EOT'
likes.p95,metrics.likes
7,3
2,4
,9
EOT
run cm-curate top 3 --by likes.p95 dots.ndjson
is 'top --by: the same' "$(jq -r .id .out | tr '\n' ' ')" '1 2 '
run cm-curate unique --by metrics.likes dots.ndjson
is 'unique --by: the same' "$(wc -l <.out)" 3
run cm-stats by metrics.likes -m records dots.ndjson
is 'by: the same' \
	"$(jq -c 'select(.type=="row")|."metrics.likes"' .out | tr '\n' ' ')" \
	'3 4 9 '

# A report in each form
cm-stats summary archive/*.ndjson >summary.ndjson
for format in html text md csv; do
	run_in summary.ndjson cm-report -f $format weekly
	is_status "weekly in $format: status" 0
	cp .out report.$format
	has_out "weekly in $format: names the week" '9 to 15 November 2026'
	has_out "weekly in $format: a number of it" '97.?564'
	has_out "weekly in $format: says that it is not whole" \
		'[Nn]ot fully covered.*instagram levains: rate limit'
	cm-report -f $format weekly summary.ndjson >got
	ok "weekly in $format: a file and a pipe" cmp .out got
	run cm-report -o "out.$format" weekly summary.ndjson
	is "weekly to a file in $format: nothing else" "$(wc -c <.out)" 0
done
for format in html md csv; do
	ok "weekly: the end of the name tells $format" \
		cmp report.$format out.$format
done
run_in summary.ndjson cm-report weekly
ok 'weekly: html where there is no terminal' cmp report.html .out
run cm-report -f csv weekly summary.ndjson
grep '^By network,instagram,' .out >instagram
is 'weekly in csv: what was not fully covered is not complete' \
	"$(cut -d , -f 3-6 instagram | grep -v -e '\.before,' -e ',,count' |
		sed 's/.*,//' | sort -u)" false

run cm-report -f csv table --columns network,id,published,metrics.likes archive/youtube.ndjson
is_status 'table: status' 0
is 'table: the header' "$(head -n 1 .out)" network,id,published,metrics.likes
jq -r 'select(.type!="coverage")|[.network,.id,.published,.metrics.likes]|map(if .==null then "" else tostring end)|join(",")' \
	archive/youtube.ndjson >want
sed 1d .out >got
ok 'table: a line for each record, in the order of the input' cmp want got
run cm-report table --columns network,id,published,metrics.likes archive/youtube.ndjson
sed 1d .out >got
ok 'table: csv where there is no terminal' cmp want got
run cm-report -f csv table --threads 5 --columns network,id,published,metrics.likes archive/youtube.ndjson
sed 1d .out >got
ok 'table: any threads' cmp want got

# Records that a layout cannot use: said once, and on the page, with status 0.
for format in html text md csv; do
	run cm-report -f $format weekly kinds.ndjson
	is_status "weekly in $format of what it cannot use: status" 0
	is "weekly in $format: says so once" "$(wc -l <.err)" 1
	has_out "weekly in $format: and on the page" 'no rows by week were given'
	run_in /dev/null cm-report -f $format weekly
	is_status "weekly in $format of nothing: status" 0
	ok "weekly in $format of nothing: has a page" test -s .out
done

run cm-report -f text weekly --week 2026-W30 summary.ndjson
is_status 'weekly of a week that is not there: status' 0
has_err 'names those that are' '2026-W30; there are 2026-W45, 2026-W46'
run cm-report -f text weekly --week 2026-W30 kinds.ndjson
has_err 'or says where rows come from' "2026-W30; they come from 'cm-stats"

# Coverage: what was not fetched fully is marked, to the page.
cover() {
	printf '{"type":"coverage","network":"%s","account":"a","source":"%s","what":"posts","asked":{},"covered":{"start":"%s","end":"%s"},"pages":1,"records":1,"refused":0,"complete":%s,%s"fetched":"2026-11-16T05:00:00Z"}\n' "$@"
}
cat >two.ndjson <<'EOT'
{"type":"post","network":"x","account":"a","id":"1","published":"2026-11-03T10:00:00Z","metrics":{"likes":1}}
{"type":"post","network":"x","account":"a","id":"2","published":"2026-11-10T10:00:00Z","metrics":{"likes":5}}
{"type":"post","network":"y","account":"a","id":"3","published":"2026-11-04T10:00:00Z","metrics":{"likes":2}}
{"type":"post","network":"y","account":"a","id":"4","published":"2026-11-11T10:00:00Z","metrics":{"likes":7}}
EOT
cover x X 2026-11-01T00:00:00Z 2026-11-16T00:00:00Z true '' >>two.ndjson
cover y Y 2026-11-01T00:00:00Z 2026-11-12T00:00:00Z false \
	'"why":"the quota is used up",' >>two.ndjson
run cm-stats by week -m posts two.ndjson
rows
is_out 'coverage: a week that is not whole is marked' <<'EOT'
{"type":"row","week":"2026-W45","posts":2,"complete":true}
{"type":"row","week":"2026-W46","posts":2,"reason":"coverage: y a: the quota is used up","complete":false}
EOT
run cm-stats by week -m posts -w '.network=="x"' two.ndjson
is 'coverage: passes -w' "$(grep -c '"complete":' .out)" 2
run cm-stats by week -m posts --no-coverage two.ndjson
lacks_out 'coverage: not with --no-coverage' '"complete":'
run cm-stats --coverage strict by week -m posts two.ndjson
is_status 'coverage: strict ends with 1' 1
lacks_out 'coverage: and leaves out what is not whole' 'W46'
for verb in 'keep false' 'drop true' 'top 1' unique fresh \
	'keep .lang=="zh"' 'top 1 then keep false then unique'; do
	# shellcheck disable=SC2086
	run cm-curate $verb two.ndjson
	grep '"coverage"' two.ndjson >want
	grep '"coverage"' .out >got
	ok "coverage: passes $verb" cmp want got
	# shellcheck disable=SC2086
	run cm-curate --no-coverage $verb two.ndjson
	lacks_out "coverage: not through $verb with --no-coverage" '"coverage"'
done
run cm-curate -w false unique two.ndjson
is 'coverage: passes cm-curate -w' "$(grep -c '"coverage"' .out)" 2
run cm-fetch -w false two.ndjson
is 'coverage: passes cm-fetch -w' \
	"$(grep -c '"network":"[xy]".*"complete"' .out)" 2
cm-curate keep true then unique two.ndjson | cm-stats summary |
	cm-report -f csv weekly >report.csv
is 'coverage: through all of a pipe to the report' \
	"$(grep -c 'the quota is used up' report.csv | sed 's/[1-9][0-9]*/some/')" \
	some
cm-stats summary two.ndjson >rows.two
for format in text md html; do
	run cm-report -f $format weekly rows.two
	has_out "coverage: $format names what lacks" 'the quota is used up'
	sed 's/<[^>]*>//g; s/\\//g' .out >plain
	ok "coverage: $format marks the numbers" grep -q '12\*' plain
	ok "coverage: $format makes no comparison" \
		grep -q 'More posts?.*Not known' plain
done
sed '/"complete":false/s/.*//; /^$/d' two.ndjson >one.ndjson
cover y Y 2026-11-01T00:00:00Z 2026-11-16T00:00:00Z true '' >>one.ndjson
cm-stats summary one.ndjson >rows.one
for format in text md html csv; do
	run cm-report -f $format weekly rows.one
	lacks_out "coverage: $format of whole weeks marks nothing" \
		'[Nn]ot fully|Not known|[0-9]\\\*|[0-9]\*( |$)|,false,'
done
# Two spans with a hole between them are no whole week; without a hole they are.
sed '/"coverage"/d' two.ndjson >spans.ndjson
cover x X 2026-11-01T00:00:00Z 2026-11-11T00:00:00Z true '' >>spans.ndjson
cover x X 2026-11-11T00:00:01Z 2026-11-16T00:00:00Z true '' >>spans.ndjson
run cm-stats by network,week -m posts spans.ndjson
has_out 'coverage: a second that lacks is a week that is not whole' \
	'"network":"x","week":"2026-W46".*"complete":false'
sed 's/T00:00:01Z/T00:00:00Z/' spans.ndjson >joined.ndjson
run cm-stats by network,week -m posts joined.ndjson
has_out 'coverage: spans that meet are one' \
	'"network":"x","week":"2026-W46".*"complete":true'
# What cm-fetch itself says of a log's end goes the whole way.
cm-fetch --as weblog --visitor-key key "$demo/logs/access.log" |
	head -n 1 >log.head
ok 'coverage: a log comes through a pipe' test -s log.head
head -n 1000 "$demo/logs/access.log" >short.log
cm-fetch --as weblog --visitor-key key short.log >short.ndjson
run cm-stats by week -m pageviews short.ndjson
has_out 'coverage: the week in which a log ends is not whole' \
	'"complete":false'

done_testing
