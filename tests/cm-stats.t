#!/bin/sh
# cm-stats: by and summary.
. "${0%/*}/lib.sh"

common_tests cm-stats by network
common_tests cm-stats summary

# rows: only the rows of the last output, for is_rows.
rows() {
	grep '"type":"row"' "$tmp/.out" >"$tmp/.rows"
	mv "$tmp/.rows" "$tmp/.out"
}

is_rows() {
	rows
	is_out "$1"
}

cat >"$tmp/a" <<'EOT'
{"type":"post","network":"x","id":"1","published":"2026-11-02T10:00:00Z","metrics":{"likes":3,"views":100}}
{"type":"article","network":"x","id":"2","published":"2026-11-02T23:30:00Z","metrics":{"likes":4,"comments":1}}
{"type":"comment","network":"x","id":"3","published":"2026-11-03T10:00:00Z","metrics":{"likes":1}}
{"type":"post","network":"y","id":"1","published":"2026-11-03T10:00:00Z","metrics":{"views":50}}
EOT
run cm-stats by network,day -m posts,records,likes,engagement_rate_views "$tmp/a"
is_status 'by: status' 0
is_out 'by: measures, then rows in order' <<'EOT'
{"type":"measure","name":"network","role":"key","unit":"text"}
{"type":"measure","name":"day","role":"key","unit":"date","zone":"UTC"}
{"type":"measure","name":"posts","role":"measure","formula":"number of posts and articles","unit":"count","source":"type"}
{"type":"measure","name":"records","role":"measure","formula":"number of records","unit":"count","source":"type"}
{"type":"measure","name":"likes","role":"measure","formula":"sum of metrics.likes","unit":"count","source":"metrics.likes of posts and articles"}
{"type":"measure","name":"engagement_rate_views","role":"measure","formula":"100 * sum of interactions / sum of metrics.views, over the records that give both","unit":"percent","denominator":"metrics.views","sample":"records that give both","interval":"engagement_rate_views.low and engagement_rate_views.high: ratio of sums over records (Cochran 1977), on the scale of logarithms, Student's t of sum(b)^2 / sum(b^2) - 1 degrees of freedom (Kish 1965)","source":"interactions; metrics.views of posts and articles"}
{"type":"row","network":"x","day":"2026-11-02","posts":2,"records":2,"likes":7,"engagement_rate_views":3}
{"type":"row","network":"x","day":"2026-11-03","posts":0,"records":1,"likes":null,"engagement_rate_views":null,"reason":"likes: no likes given by posts and articles; engagement_rate_views: no views given"}
{"type":"row","network":"y","day":"2026-11-03","posts":1,"records":1,"likes":null,"engagement_rate_views":null,"reason":"likes: no likes given; engagement_rate_views: no record gives both"}
EOT
run cm-stats by network "$tmp/a"
is_rows 'by: what is measured if nothing is said' <<'EOT'
{"type":"row","network":"x","posts":2,"likes":7,"comments":1,"shares":null,"views":100,"reason":"shares: no shares given"}
{"type":"row","network":"y","posts":1,"likes":null,"comments":null,"shares":null,"views":50,"reason":"likes: no likes given; comments: no comments given; shares: no shares given"}
EOT

# Against exact fractions.
python=
for p in /usr/bin/python3 python3; do
	if "$p" -c 'import fractions' 2>/dev/null; then
		python=$p
		break
	fi
done
if [ -n "$python" ]; then
	py=$top/tests/stats.py
	"$python" "$py" make 1 4000 >"$tmp/made"
	measures=$("$python" "$py" measures)
	for keys in network,day week,type month,tag lang,brand hour \
		weekday,quarter; do
		run cm-stats by $keys -m "$measures" "$tmp/made"
		cp "$tmp/.out" "$tmp/rows"
		run "$python" "$py" check once $keys "$tmp/rows" "$tmp/made"
		is_out "by $keys: as computed in fractions" </dev/null
		run cm-stats by $keys -m "$measures" --keep-duplicates \
			"$tmp/made"
		cp "$tmp/.out" "$tmp/rows"
		run "$python" "$py" check keep $keys "$tmp/rows" "$tmp/made"
		is_out "by $keys: the same with duplicates" </dev/null
	done

	# Same bytes whatever the order of files and lines, the threads and
	# the memory.
	run cm-stats by week,network -m "$measures" "$tmp/made"
	cp "$tmp/.out" "$tmp/want"
	sort -R --random-source="$top/LICENSE" "$tmp/made" >"$tmp/mixed" \
		2>/dev/null || sort -r "$tmp/made" >"$tmp/mixed"
	sed -n '1,900p' "$tmp/mixed" >"$tmp/part1"
	sed -n '901,$p' "$tmp/mixed" >"$tmp/part2"
	for how in '--threads 1' '--threads 2' '--threads 5' \
		'--threads 1 --memory 300k' '--threads 3 --memory 900k'; do
		# shellcheck disable=SC2086
		run cm-stats by week,network -m "$measures" $how \
			"$tmp/part2" "$tmp/part1"
		is_out "the order does not matter: $how" <"$tmp/want"
	done
	run cm-stats summary "$tmp/made"
	cp "$tmp/.out" "$tmp/want"
	run cm-stats summary --threads 3 "$tmp/part2" "$tmp/part1"
	is_out 'the order does not matter: summary' <"$tmp/want"
else
	skip 'by: as computed in fractions' 'no python3'
fi

# Duplicates.
cat >"$tmp/a" <<'EOT'
{"type":"post","network":"x","id":"1","fetched":"2026-11-02T10:00:00Z","metrics":{"likes":3}}
{"type":"post","network":"x","id":"1","fetched":"2026-11-03T10:00:00Z","metrics":{"likes":5}}
{"type":"mention","network":"x","id":"1","fetched":"2026-11-02T11:00:00Z","metrics":{"likes":4}}
{"type":"post","network":"y","id":"1","fetched":"2026-11-02T10:00:00Z","metrics":{"likes":7}}
{"type":"post","network":"z","updated":"2026-11-02T10:00:00Z","metrics":{"likes":1}}
{"type":"post","network":"z","updated":"2026-11-02T10:00:00Z","metrics":{"likes":1}}
{"type":"account","network":"y","account":"a","id":"1","fetched":"2026-11-02T10:00:00Z","metrics":{"followers":7}}
{"type":"account","network":"y","account":"a","id":"1","fetched":"2026-11-03T10:00:00Z","metrics":{"followers":8}}
{"type":"account","network":"y","account":"a","id":"1","fetched":"2026-11-03T10:00:00Z","metrics":{"followers":8}}
EOT
run cm-stats by network -m records,likes,followers.last,followers.n "$tmp/a"
is_rows 'duplicates: the newest counts; snapshots of accounts stay' <<'EOT'
{"type":"row","network":"x","records":1,"likes":5,"followers.last":null,"followers.n":0,"reason":"followers.last: no followers given"}
{"type":"row","network":"y","records":3,"likes":7,"followers.last":8,"followers.n":2}
{"type":"row","network":"z","records":2,"likes":2,"followers.last":null,"followers.n":0,"reason":"followers.last: no followers given"}
EOT
run cm-stats by network -m records,likes --keep-duplicates "$tmp/a"
is_rows 'duplicates are kept on request' <<'EOT'
{"type":"row","network":"x","records":3,"likes":8}
{"type":"row","network":"y","records":4,"likes":7}
{"type":"row","network":"z","records":2,"likes":2}
EOT
run cm-stats by network -m likes \
	-w '.type != "account" and .metrics.likes < 5' "$tmp/a"
is_rows 'the newest is chosen before -w looks at it' <<'EOT'
{"type":"row","network":"z","likes":2}
EOT
cat >"$tmp/a" <<'EOT'
{"type":"post","network":"x","id":"1","fetched":"2026-11-02T10:00:00Z","metrics":{"likes":3}}
{"type":"post","network":"x","id":"1","fetched":"2026-11-02T10:00:00Z","metrics":{"likes":4}}
EOT
run cm-stats by network -m likes "$tmp/a"
cp "$tmp/.out" "$tmp/want"
sed -n 2p "$tmp/a" >"$tmp/b"
sed -n 1p "$tmp/a" >"$tmp/c"
run cm-stats by network -m likes "$tmp/b" "$tmp/c"
is_out 'of equally new ones the content decides, not the order' <"$tmp/want"

# Keys.
cat >"$tmp/a" <<'EOT'
{"type":"post","lang":"fr","n":1,"tags":["a","b","a"],"account":"acme\/one","text":"x"}
{"type":"post","lang":"\u0066r","n":1.0,"tags":[],"account":"acme/two","media":[{"type":"image"},{"type":"image"}]}
{"type":"post","lang":null,"n":10,"tags":["b"],"account":"acme","media":[{"type":"image"}]}
{"type":"post","n":2,"account":"https://a.example/feed","media":[{"type":"image"},{"type":"video"}],"a":{"b":true}}
{"type":"post","n":"2","a.b":false,"links":["https://a.example/"],"a":{"b":true}}
EOT
by() {
	run cm-stats by "$1" -m records "$tmp/a"
	is_rows "by $1"
}
by lang <<'EOT'
{"type":"row","lang":"fr","records":2}
{"type":"row","lang":null,"records":3,"reason":"lang: not given"}
EOT
by n <<'EOT'
{"type":"row","n":1,"records":2}
{"type":"row","n":2,"records":1}
{"type":"row","n":10,"records":1}
{"type":"row","n":"2","records":1}
EOT
by tag <<'EOT'
{"type":"row","tag":"a","records":1}
{"type":"row","tag":"b","records":2}
{"type":"row","tag":null,"records":3,"reason":"tag: not given"}
EOT
by brand <<'EOT'
{"type":"row","brand":"acme","records":3}
{"type":"row","brand":"https://a.example/feed","records":1}
{"type":"row","brand":null,"records":1,"reason":"brand: not given"}
EOT
by format <<'EOT'
{"type":"row","format":"album","records":1}
{"type":"row","format":"image","records":1}
{"type":"row","format":"link","records":1}
{"type":"row","format":"text","records":1}
{"type":"row","format":"video","records":1}
EOT
by a.b <<'EOT'
{"type":"row","a.b":false,"records":1}
{"type":"row","a.b":true,"records":1}
{"type":"row","a.b":null,"records":3,"reason":"a.b: not given"}
EOT
by type <<'EOT'
{"type":"row","record_type":"post","records":5}
EOT

# Times: the hour that is shown twice, the week of another year.
cat >"$tmp/a" <<'EOT'
{"type":"post","published":"2026-10-25T00:30:00Z"}
{"type":"post","published":"2026-10-25T01:30:00Z"}
{"type":"post","published":"2026-10-25T22:59:59+00:00"}
{"type":"post","published":"2026-10-25T23:00:00Z"}
{"type":"post","published":"2027-01-03T12:00:00+14:00"}
{"type":"account","fetched":"2027-01-03T12:00:00Z"}
{"type":"post"}
EOT
run cm-stats by day,hour,weekday --tz Europe/Paris -m records "$tmp/a"
is_rows 'days and hours of a zone' <<'EOT'
{"type":"row","day":"2026-10-25","hour":2,"weekday":7,"records":2}
{"type":"row","day":"2026-10-25","hour":23,"weekday":7,"records":1}
{"type":"row","day":"2026-10-26","hour":0,"weekday":1,"records":1}
{"type":"row","day":"2027-01-02","hour":23,"weekday":6,"records":1}
{"type":"row","day":"2027-01-03","hour":13,"weekday":7,"records":1}
{"type":"row","day":null,"hour":null,"weekday":null,"records":1,"reason":"day: not given; hour: not given; weekday: not given"}
EOT
run cm-stats by year,quarter,month,week -m records "$tmp/a"
is_rows 'years, quarters, months, weeks' <<'EOT'
{"type":"row","year":"2026","quarter":"2026-Q4","month":"2026-10","week":"2026-W43","records":4}
{"type":"row","year":"2027","quarter":"2027-Q1","month":"2027-01","week":"2026-W53","records":2}
{"type":"row","year":null,"quarter":null,"month":null,"week":null,"records":1,"reason":"year: not given; quarter: not given; month: not given; week: not given"}
EOT
run cm-stats by day -m records --since 2026-10-25T01:30:00Z \
	--until 2026-10-25T23:00:00Z "$tmp/a"
has_err 'records without a time are counted' '^cm-stats: 1 record without a time was left out'
is_rows 'since and until: from, and before' <<'EOT'
{"type":"row","day":"2026-10-25","records":2,"reason":"coverage: cut by --since; coverage: cut by --until","complete":false}
EOT

run cm-stats by type -m records --since 2026-11-01 "$tmp/a"
is_rows 'since, where no key is a time' <<'EOT'
{"type":"row","record_type":"account","records":1}
{"type":"row","record_type":"post","records":1}
EOT

# Measures at their limits.
cat >"$tmp/a" <<'EOT'
{"type":"post","metrics":{"likes":9223372036854775807,"seconds":1e308}}
{"type":"post","metrics":{"likes":9223372036854775807,"seconds":1e308}}
{"type":"post","metrics":{"likes":1,"seconds":0.1}}
EOT
run cm-stats by type -m likes,likes.max,likes.mean,seconds,seconds.min "$tmp/a"
is_rows 'sums beyond 64 bits, and beyond a double' <<'EOT'
{"type":"row","record_type":"post","likes":1.8446744073709552e19,"likes.max":9223372036854775807,"likes.mean":6148914691236516864,"seconds":null,"seconds.min":0.1,"reason":"seconds: beyond a double"}
EOT
cat >"$tmp/a" <<'EOT'
{"type":"x","a":0.1,"m":9007199254740993}
{"type":"x","a":0.2,"m":2}
{"type":"x","a":-0.3}
{"type":"x","a":1e100}
{"type":"x","a":-1e100}
EOT
run cm-stats by type -m a,a.mean,a.min,a.max,m,a.median "$tmp/a"
has_err 'a type that is not known is named' "unknown type 'x' are counted"
is_rows 'sums are exact and rounded once' <<'EOT'
{"type":"row","record_type":"x","a":2.7755575615628914e-17,"a.mean":5.551115123125783e-18,"a.min":-1e100,"a.max":1e100,"m":9007199254740995,"a.median":0.10009765625}
EOT
i=0
while [ $i -lt 1000 ]; do
	printf '{"type":"visit","visitor":"%x","metrics":{"pageviews":1}}\n' \
		$((i % 700))
	i=$((i + 1))
done >"$tmp/a"
printf '{"type":"visit","visitor":"bot","bot":"Googlebot"}\n' >>"$tmp/a"
run cm-stats by type -m pageviews,visitors "$tmp/a"
n=$(sed -n 's/.*"visitors":\([0-9]*\).*/\1/p' "$tmp/.out")
ok "700 visitors, about ($n)" [ "$((n > 683 && n < 717))" -eq 1 ]
has_out 'a thousand pages' '"pageviews":1000'

# Bad lines.
cat >"$tmp/a" <<'EOT'
{"type":"post","network":"x","metrics":{"likes":1}}
{"type":"post","network":"x","metrics":{"likes":"12"}}
{"type":"post","network":"x","metrics":{"likes":-1}}
{"type":"post","network":"x","metrics":{"likes":1e999}}
{"type":"post","network":"x","metrics":{"likes":1,"likes":2}}
{"type":"post","network":{"a":1},"metrics":{"likes":1}}
{"type":7,"network":"x","metrics":{"likes":1}}
{"type":"post","network":"x","published":"yesterday","metrics":{"likes":1}}
{"type":"post","network":"x","published":1234567890,"metrics":{"likes":1}}
{"type":"post","network":"x","metrics":{"likes":null,"views":"many"}}
{"type":"post","network":"x","id":["1"],"metrics":{"likes":1}}
oops
EOT
run cm-stats by network,day -m records,likes --rejects "$tmp/bad" "$tmp/a"
is_status 'bad lines: status' 1
is_rows 'bad lines: the others count' <<'EOT'
{"type":"row","network":"x","day":null,"records":2,"likes":1,"reason":"day: not given"}
EOT
is 'bad lines are kept' "$(wc -l <"$tmp/bad" | tr -d ' ')" 10
has_err 'a number as text' ':2: .*metrics.likes is not a number'
has_err 'a negative one' ':3: .*metrics.likes is negative'
has_err 'one beyond a double' ':4: .*metrics.likes is beyond a double'
has_err 'an object as a key' ':6: .*network is not a single value'
has_err 'a type that is no text' ':7: .*type is not a string'
has_err 'a day that is none' ':8: .*published is not a time'
has_err 'an id that is a list' ':11: .*id is not a string'
printf '{"type":"post","network":"x",%s}\n' '"metrics":"12"' '"metrics":[3]' \
	'"metrics":7' '"metrics":true' '"metrics":null' '"author":"me"' \
	'"metrics":{}' '"id":5' '"author":{"id":5}' '"visitor":7' >"$tmp/b"
run cm-stats by network -m records,likes,author.id.distinct "$tmp/b"
is_status 'what holds a member is no object: status' 1
for n in 1 2 3 4; do
	has_err 'metrics that are no object' ":$n: metrics is not an object"
done
has_err 'an author that is no object' ':6: author is not an object'
has_err 'an id that is a number' ':8: id is not a string'
has_err 'the id of an author that is a number' ':9: author.id is not a string'
has_out 'and the others count' '"records":3,'
run cm-stats by author -m records "$tmp/b"
has_err 'a number as the key author' ':9: author.id is not a string'
run cm-stats by network -m authors.distinct "$tmp/b"
has_err 'a number as an author' ':9: author.id is not a string'
run cm-stats by visitor -m records "$tmp/b"
has_err 'a number as a visitor' ':10: visitor is not a string'
run cm-stats by network -m records,revenue "$tmp/a"
printf '{"type":"post","metrics":{"revenue":-5}}\n' >"$tmp/b"
run cm-stats by type -m revenue "$tmp/b"
is_status 'money may be negative' 0
has_out 'and is added up' '"revenue":-5'

# Coverage.
cat >"$tmp/a" <<'EOT'
{"type":"post","network":"x","id":"1","published":"2026-11-02T10:00:00Z"}
{"type":"post","network":"x","id":"2","published":"2026-11-09T10:00:00Z"}
{"type":"post","network":"y","id":"3","published":"2026-11-09T10:00:00Z"}
{"type":"coverage","network":"x","account":"a","what":"posts","covered":{"start":"2026-11-01T00:00:00Z","end":"2026-11-05T00:00:00Z"},"complete":true}
{"type":"coverage","network":"x","account":"a","what":"posts","covered":{"start":"2026-11-04T00:00:00Z","end":"2026-11-09T00:00:00Z"},"complete":true}
{"type":"coverage","network":"x","account":"a","what":"posts","covered":{"start":"2026-11-09T00:00:00Z","end":"2026-11-10T00:00:00Z"},"complete":false,"why":"rate limit"}
EOT
run cm-stats by week,network -m posts "$tmp/a"
is_status 'coverage: status' 0
is_rows 'a week that is not covered is marked' <<'EOT'
{"type":"row","week":"2026-W45","network":"x","posts":1,"complete":true}
{"type":"row","week":"2026-W46","network":"x","posts":1,"reason":"coverage: x a: rate limit","complete":false}
{"type":"row","week":"2026-W46","network":"y","posts":1}
EOT
run cm-stats by week --coverage strict -m posts "$tmp/a"
is_status 'coverage strict: status' 1
has_err 'coverage strict: says what it withheld' 'withheld'
is_rows 'coverage strict: only whole weeks' <<'EOT'
{"type":"row","week":"2026-W45","posts":1,"complete":true}
EOT
for off in '--coverage off' --no-coverage; do
	# shellcheck disable=SC2086
	run cm-stats by week $off -m posts "$tmp/a"
	is_rows "$off" <<'EOT'
{"type":"row","week":"2026-W45","posts":1}
{"type":"row","week":"2026-W46","posts":2}
EOT
done
cat >"$tmp/b" <<'EOT'
{"type":"visit","network":"web","published":"2026-11-02T10:00:00Z"}
{"type":"coverage","network":"web","source":"/log/access.log.2.gz","what":"visits","covered":{"start":"2026-11-01T23:00:00Z","end":"2026-11-02T12:00:00Z"}}
{"type":"coverage","network":"web","source":"/log/access.log","what":"visits","covered":{"start":"2026-11-02T12:00:00Z","end":"2026-11-03T04:00:00Z"}}
EOT
run cm-stats by day -m records "$tmp/b"
has_out 'a rotated log is one source' '"complete":true'

# Summary.
run cm-stats summary "$tmp/a"
is_status 'summary: status' 0
is 'summary: its tables, in order' "$(jq -r .by "$tmp/.out" | grep -v null |
	uniq | tr '\n' ' ')" 'all week network week,network day day,network '
has_out 'summary: nothing is invented' \
	'"by":"all","records":3,"posts":3,.*"likes":null.*"reason":"comments_received: no comments were fetched; reach: no reach'
cat >"$tmp/b" <<'EOT'
{"type":"visit","network":"web","published":"2026-11-02T10:00:00Z","visitor":"a","metrics":{"pageviews":1},"referrer":{"host":"m.facebook.com","network":"facebook"},"campaign":{"name":"autumn"}}
{"type":"visit","network":"web","published":"2026-11-02T10:00:01Z","visitor":"a","metrics":{"pageviews":1},"referrer":{"host":"blog.example"}}
{"type":"visit","network":"web","published":"2026-11-02T10:00:02Z","visitor":"b","metrics":{"pageviews":1}}
{"type":"visit","network":"web","published":"2026-11-02T10:00:03Z","visitor":"c","bot":"Googlebot"}
EOT
run cm-stats summary "$tmp/b"
grep -E '"by":"(referrer|campaign)"' "$tmp/.out" |
	jq -c '[.by, .referrer, .campaign, .records, .pageviews, .visitors]' \
		>"$tmp/.rows"
mv "$tmp/.rows" "$tmp/.out"
is_out 'summary: visits by referrer and campaign' <<'EOT'
["referrer","blog.example",null,1,1,1]
["referrer","facebook",null,1,1,1]
["referrer",null,null,1,1,1]
["campaign",null,"autumn",1,1,1]
EOT

# What is not counted, and what cannot be asked.
printf '%s\n' '{"type":"row","likes":5}' '{"type":"post"}' >"$tmp/a"
run cm-stats by type -m records "$tmp/a"
has_err 'rows are not records' "type 'row' are not counted"
is_rows 'and are left out' <<'EOT'
{"type":"row","record_type":"post","records":1}
EOT
run cm-stats by lagn -m lieks "$tmp/a"
has_err 'a measure that nobody gives is named' "'lieks' is empty"
usage() {
	usage_what=$1
	shift
	run cm-stats "$@"
	is_status "$usage_what: status" 2
	has_err "$usage_what: says so" "$usage_what"
	is_out "$usage_what: nothing was done" </dev/null
}
usage "no time zone 'Mars/Olympus'" by day --tz Mars/Olympus "$tmp/a"
usage 'since: no time or span' by day --since someday "$tmp/a"
usage "key 'day' is given twice" by day,day "$tmp/a"
usage "measure 'likes' is given twice" by day -m likes,likes "$tmp/a"
usage "'posts' is both a key and a measure" by posts -m posts "$tmp/a"
usage "'reason' cannot be a key" by reason "$tmp/a"
usage "key 'type' is given twice" by type,type "$tmp/a"
usage "'complete' cannot be a measure" by day -m complete "$tmp/a"
usage 'a key has no name' by day, "$tmp/a"
usage 'a measure has no name' by day -m , "$tmp/a"
usage "unknown verb 'bye'" bye network
usage 'strict, note or off' by day --coverage maybe "$tmp/a"
run cm-stats by day -w '.a ==' "$tmp/a"
is_status '-w that does not compile: status' 2

# More groups than memory: an error, not a crash.
awk 'BEGIN { for (i = 0; i < 60000; i++)
	printf "{\"type\":\"post\",\"id\":\"%d\"}\n", i }' >"$tmp/a"
run cm-stats by id -m records --memory 1m --keep-duplicates "$tmp/a"
is_status 'too many groups: status' 1
has_err 'too many groups: says what to do' 'give more: --memory 2m'
run cm-stats by id -m records --memory 1m "$tmp/a"
is_status 'too many groups without duplicates: status' 1
lacks_out 'and no part of an answer' '"row"'
run cm-stats by type -m records --memory 1m "$tmp/a"
is_rows 'records more than memory: spilled' <<'EOT'
{"type":"row","record_type":"post","records":60000}
EOT
# So little memory that each part is looked at several times; of an id the
# later half is newer, or the earlier one.
awk 'BEGIN { for (i = 0; i < 40000; i++)
	printf "{\"type\":\"post\",\"id\":\"%d\",\"tag\":\"%d\",\"fetched\":" \
		"\"2026-01-%02dT00:00:00Z\",\"metrics\":{\"likes\":%d}}\n", \
		i % 25000, i % 7, i < 25000 ? 10 : i % 2 ? 20 : 5, i }' >"$tmp/many"
wanted=$(awk 'BEGIN { for (i = 0; i < 40000; i++) {
	t = i < 25000 ? 10 : i % 2 ? 20 : 5
	if (t > time[i % 25000]) { time[i % 25000] = t; likes[i % 25000] = i }
	} for (i = 0; i < 25000; i++) sum += likes[i]; printf "%d", sum }')
run cm-stats by type -m records,likes --memory 64k --threads 2 "$tmp/many"
is_rows 'several passes: the newest of each' <<EOT
{"type":"row","record_type":"post","records":25000,"likes":$wanted}
EOT
run cm-stats by tag -m records,likes,likes.p90 --memory 1g "$tmp/many"
mv "$tmp/.out" "$tmp/one"
for how in '--memory 100k --threads 1' '--memory 200k --threads 3' \
	'--memory 2m --threads 2'; do
	# shellcheck disable=SC2086
	run cm-stats by tag -m records,likes,likes.p90 $how "$tmp/many"
	ok "several passes ($how): the same bytes" cmp -s "$tmp/one" "$tmp/.out"
done
TMPDIR=/nowhere run cm-stats by type -m records --memory 1m "$tmp/a"
is_status 'no room for the spill: status' 1
has_err 'no room for the spill: says so' "temporary file in '/nowhere'"
lacks_err 'no room for the spill: and nothing of groups' 'group'
is_out 'no room for the spill: no part of an answer' </dev/null

# What the account itself said below its posts it has not received.
cat >"$tmp/a" <<'EOT'
{"type":"comment","network":"x","id":"1","own":true}
{"type":"comment","network":"x","id":"2","own":false}
{"type":"comment","network":"x","id":"3"}
EOT
run cm-stats by type -m comments_received,records "$tmp/a"
is_rows 'own comments are not received' <<'EOT'
{"type":"row","record_type":"comment","comments_received":2,"records":3}
EOT

# The same numbers of the same days, exported twice; others of the same days.
cat >"$tmp/a" <<'EOT'
{"type":"series","network":"ga","period":{"start":"2026-09-01T00:00:00Z","end":"2026-09-02T00:00:00Z"},"metrics":{"sessions":40},"fetched":"2026-09-03T00:00:00Z"}
{"type":"series","network":"ga","period":{"start":"2026-09-01T00:00:00Z","end":"2026-09-02T00:00:00Z"},"metrics":{"sessions":44},"fetched":"2026-09-04T00:00:00Z"}
{"type":"series","network":"ga","period":{"start":"2026-09-01T00:00:00Z","end":"2026-09-02T00:00:00Z"},"metrics":{"users":7},"fetched":"2026-09-01T00:00:00Z"}
{"type":"series","network":"ga","period":{"start":"2026-09-01T00:00:00Z","end":"2026-10-01T00:00:00Z"},"dimensions":{"page":"/"},"metrics":{"sessions":900},"fetched":"2026-10-02T00:00:00Z"}
EOT
run cm-stats by month -m sessions,users "$tmp/a"
is_rows 'of a series the newest counts' <<'EOT'
{"type":"row","month":"2026-09","sessions":900,"users":7}
EOT
run cm-stats by day -m sessions,users "$tmp/a"
is_rows 'what is of a month is of no day' <<'EOT'
{"type":"row","day":"2026-09-01","sessions":44,"users":7}
EOT
has_err 'and it is said' '1 series of a longer time than a row is of was left out'
run cm-stats by network -m sessions "$tmp/a"
is_rows 'where no time is asked for it counts' <<'EOT'
{"type":"row","network":"ga","sessions":900}
EOT
run cm-stats by month -m sessions --tz America/New_York "$tmp/a"
is_rows 'a day counts where it begins, a month has to fit' <<'EOT'
{"type":"row","month":"2026-08","sessions":44}
EOT
run cm-stats by network -m position "$tmp/a"
is_status 'places are not added up' 2
has_err 'and what is meant is asked' 'is position.mean or position.median meant'

# The day before 1970 is a day.
echo '{"type":"post","id":"1","published":"1970-01-01T00:00:00Z"}' >"$tmp/a"
run cm-stats -q by day,week,weekday -m posts --tz America/New_York "$tmp/a"
has_out 'the last day of 1969 is a key as any' \
	'{"type":"row","day":"1969-12-31","week":"1970-W01","weekday":3,"posts":1}'
done_testing
