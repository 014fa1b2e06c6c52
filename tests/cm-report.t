#!/bin/sh
# cm-report: table, weekly, and what they do when things go wrong.
. "${0%/*}/lib.sh"

common_tests cm-report table
common_tests cm-report weekly

# ---- table

cat >"$tmp/posts" <<'EOT'
{"type":"post","network":"x","id":"1","text":"one, \"two\"\nthree","tags":["a","b"],"metrics":{"likes":3,"likes.p95":1}}
{"type":"post","network":"日本","id":"00112233445566778899","text":"=SUM(A1)","metrics":{"likes":-5},"likes.p95":2.50}
{"type":"coverage","network":"x","complete":true}
{"type":"post","id":"3","text":"","metrics":{"likes":null}}
{"type":"post","lang":"fr"}
EOT
columns=network,id,metrics.likes,likes.p95,text,tags
run cm-report -f csv table --columns $columns "$tmp/posts"
is_status 'table: status' 0
is_out 'table: csv' <<'EOT'
network,id,metrics.likes,likes.p95,text,tags
x,1,3,,"one, ""two""
three","[""a"",""b""]"
日本,00112233445566778899,-5,2.50,=SUM(A1),
,3,,,"",
EOT
is_err 'table: what is left out is said once' <<'EOT'
cm-report: not in the table: 1 of type coverage, 1 with none of the columns
EOT
run cm-report -q -f csv table --columns $columns "$tmp/posts"
is_err 'table: not with -q' </dev/null
run cm-report -q -f csv --dialect excel table --columns id,metrics.likes,text \
	"$tmp/posts"
printf '\357\273\277id,metrics.likes,text\r\n1,3,"one, ""two""\nthree"\r\n"=""00112233445566778899""",-5,"'\''=SUM(A1)"\r\n3,,""\r\n' \
	>"$tmp/want"
is_out 'table: excel has a mark, CRLF, no formulas, and its digits' <"$tmp/want"
run cm-report -q -f csv --dialect excel-eu table --columns id,likes.p95 \
	"$tmp/posts"
printf '\357\273\277id;likes.p95\r\n1;\r\n"=""00112233445566778899""";2,50\r\n3;\r\n' \
	>"$tmp/want"
is_out 'table: excel-eu has semicolons and a decimal comma' <"$tmp/want"
run cm-report -q -f csv --dialect tsv table --columns network,id "$tmp/posts"
printf 'network\tid\nx\t1\n日本\t00112233445566778899\n\t3\n' >"$tmp/want"
is_out 'table: tsv' <"$tmp/want"
run cm-report -q -f text table --columns $columns "$tmp/posts"
is_out 'table: text, wide characters, numbers to the right' <<'EOT'
network  id                    metrics.likes  likes.p95  text              tags
x        1                                 3             one, "two" three  ["a","b"]
日本     00112233445566778899             -5       2.50  =SUM(A1)
         3
EOT
run cm-report -q -f text --width 40 table --columns $columns "$tmp/posts"
is_out 'table: text too wide is cut, and stands in parts' <<'EOT'
network  id            metrics.likes
x        1                         3
日本     00112233445…             -5
         3

network  likes.p95  text
x                   one, "two"…
日本          2.50  =SUM(A1)


network  tags
x        ["a","b"]
日本

EOT
run cm-report -q -f md table --columns network,metrics.likes,text "$tmp/posts"
is_out 'table: md' <<'EOT'
| network | metrics.likes | text |
|---|---:|---|
| x | 3 | one, "two" three |
| 日本 | -5 | =SUM(A1) |
|  |  |  |
EOT
run cm-report -q -f md --title 'The posts' table --columns network "$tmp/posts"
has_out 'table: md with a title' '^# The posts$'
has_out 'table: md with a title has its end, too' '^Made by cm-report'
run cm-report -q table --columns metrics.likes "$tmp/posts"
is_out 'table: csv if nothing is said and nobody watches' <<'EOT'
metrics.likes
3
-5

EOT
run cm-report -q -w '.metrics.likes > 0' -f csv table --columns id "$tmp/posts"
is_out 'table: -w' <<'EOT'
id
1
EOT
run cm-report -w '.metrics |' table "$tmp/posts"
is_status 'table: -w that is no expression' 2
run cm-report -f csv table "$tmp/posts"
has_out 'table: columns of records' '^type,network,account,id,published,'
run cm-report -f csv table --type coverage "$tmp/posts"
is_out 'table: a type that is asked for, with its own members' <<'EOT'
network,complete,reason
x,true,
EOT
is_err 'table: nothing is said of what was not asked for' </dev/null
run cm-report -f csv table --columns id,,text "$tmp/posts"
is_status 'table: an empty column is a usage error' 2
run cm-report --dialect ods table
is_status 'table: an unknown dialect' 2
has_err 'table: is told which there are' 'rfc, excel, excel-eu or tsv'
run cm-report -f pdf table
is_status 'an unknown format' 2
run_in /dev/null cm-report -f csv table --columns a,b
is_out 'table: a header also without records' <<'EOT'
a,b
EOT

cat >"$tmp/rows" <<'EOT'
{"type":"measure","name":"network","role":"key"}
{"type":"measure","name":"likes.p95","role":"measure"}
{"type":"row","network":"x","likes.p95":12.5}
{"type":"post","network":"x","id":"1"}
{"type":"row","network":"y","likes.p95":null,"reason":"likes.p95: no likes given","more":1}
EOT
run cm-report -f csv table "$tmp/rows"
is_out 'table: rows have the columns that measures name' <<'EOT'
network,likes.p95,complete,reason
x,12.5,,
y,,,likes.p95: no likes given
EOT
is_err 'table: and other records are left out' <<'EOT'
cm-report: not in the table: 1 of other types
EOT
run cm-report -f text table "$tmp/rows"
is_out 'table: an empty column of reasons is not shown to people' <<'EOT'
network  likes.p95  reason
x             12.5
y                   likes.p95: no likes given
EOT
sed 's/,"reason.*/}/' "$tmp/rows" >"$tmp/reasonless"
run cm-report -q -f text table "$tmp/reasonless"
lacks_out 'table: nor shown at all if no row has one' 'reason|complete'

cat >"$tmp/means" <<'EOT'
{"type":"measure","name":"network","role":"key"}
{"type":"measure","name":"likes.mean","role":"measure","unit":"count"}
{"type":"measure","name":"rate","role":"measure","unit":"percent"}
{"type":"row","network":"x","likes.mean":252.10000000000002,"rate":10.638297872340425}
{"type":"row","network":"y","likes.mean":0.00012345,"rate":3}
EOT
run cm-report -f text table "$tmp/means"
is_out 'table: numbers for people are rounded' <<'EOT'
network  likes.mean     rate
x             252.1  10.64 %
y          0.000123      3 %
EOT
run cm-report -f md table "$tmp/means"
has_out 'table: in Markdown too' '^\| x \| 252\.1 \| 10\.64 % \|$'
run cm-report -f csv table "$tmp/means"
has_out 'table: as data they are not' '^x,252\.10000000000002,10\.638297872340425,,$'

cat >"$tmp/beyond" <<'EOT'
{"type":"row","network":"x","posts":1}
{"type":"row","network":"y","posts":1e999}
{"type":"row","network":"y","posts":1,"posts":2}
{"type":"row","network":"z","posts":2}
EOT
run cm-report -f csv --rejects "$tmp/rejects" table "$tmp/beyond"
is_status 'table: a number beyond a double: status' 1
has_err 'table: it is named' 'beyond:2: .*beyond a double'
has_err 'table: a member twice, too' 'beyond:3: .*twice'
is_out 'table: the rest comes out' <<'EOT'
network,posts,complete,reason
x,1,,
z,2,,
EOT
run cm-report -f csv table --columns posts "$tmp/beyond"
has_err 'table: with columns it is named, too' 'beyond:2: posts is beyond'
run cm-report -f csv table --columns network --type row "$tmp/beyond"
has_out 'table: what is not asked for may be' '^y$'

i=0
while [ $i -lt 20000 ]; do
	i=$((i + 1))
	echo "{\"type\":\"row\",\"n\":$i,\"text\":\"a, b\"}"
done >"$tmp/many"
run cm-report -f csv table --threads 4 "$tmp/many"
is 'table: many rows, in order' "$(cksum <"$tmp/.out")" \
	"$(awk 'BEGIN { print "n,text,complete,reason"
		for (i = 1; i <= 20000; i++) print i ",\"a, b\",," }' | cksum)"
run cm-report -f csv table --columns text,n --threads 4 "$tmp/many"
is 'table: and so with columns' "$(cksum <"$tmp/.out")" \
	"$(awk 'BEGIN { print "text,n"
		for (i = 1; i <= 20000; i++) print "\"a, b\"," i }' | cksum)"

# ---- table: rows of several tables

cat >"$tmp/tables" <<'EOT'
{"type":"measure","by":"mix.all","name":"posts","role":"measure","unit":"count"}
{"type":"measure","by":"mix.all","name":"share","role":"measure","unit":"percent"}
{"type":"measure","by":"mix.net","name":"wait","role":"measure","unit":"seconds"}
{"type":"measure","by":"mix.net","name":"posts","role":"measure","unit":"count"}
{"type":"measure","by":"mix.net","name":"share","role":"measure","unit":"percent"}
{"type":"measure","by":"mix.net","name":"network","role":"key","unit":"text"}
{"type":"measure","by":"now","name":"now","role":"measure","unit":"as unit"}
{"type":"row","by":"mix.all","posts":82,"share":38.78048,"share.n":82,"share.low":29.726,"share.high":49.151}
{"type":"row","by":"mix.net","posts":55,"network":"x","share":27.27272727272727,"share.n":55,"share.low":17.280751939105837,"share.high":40.23219811167081,"wait":2129.5,"wait.n":9,"wait.low":1624,"wait.high":null}
{"type":"row","by":"now","unit":"percent","now":3.26789,"mean":80.25,"mean.n":4,"mean.low":-12.3737,"mean.high":172.87}
{"type":"row","by":"mix.net","posts":3,"network":"y","share":null,"share.n":3,"share.low":null,"share.high":null,"authors":7,"authors.n":3,"authors.low":7,"authors.high":7,"wait":60,"reason":"share: 3 posts, 5 are needed"}
{"type":"row","by":"now","unit":"count","now":98,"now.low":97.2,"now.high":99}
{"type":"row","day":"2026-11-02","likes":4}
EOT
run cm-report -f text table "$tmp/tables"
is_status 'tables: status' 0
is_out 'tables: each stands for itself, keys first, bounds beside' <<'EOT'
mix.all
posts                  share
   82  38.8 % (29.7 to 49.2)

mix.net
network  posts                  share  authors                           wait
x           55  27.3 % (17.3 to 40.2)           35 min 30 s (27 min 4 s to –)
y            3                     –¹        7                          1 min
  ¹ 3 posts, 5 are needed

now
unit                 now             mean
percent           3.27 %  80 (-12 to 173)
count    98 (97.2 to 99)

day         likes
2026-11-02      4
EOT
cat >"$tmp/reasons" <<'EOT'
{"type":"row","by":"a","k":"x","p":null,"p.low":null,"q":null,"e":1,"e.low":null,"e.high":null,"reason":"p: none; or many; q: not given; e.low, e.high: too few; k: is so; coverage: x b: rate limit; coverage: y","complete":false}
{"type":"row","by":"a","k":"y","p":3,"p.low":1,"q":null,"e":2,"e.low":0,"e.high":3,"reason":"q: not given","complete":true}
{"type":"row","by":"b","k":"z","complete":false,"reason":"coverage: x b: rate limit; coverage: y"}
{"type":"row","by":"b","k":"v","reason":"coverage: only told"}
EOT
run cm-report -f text table "$tmp/reasons"
is_out 'tables: reasons stand where they belong' <<'EOT'
a
k   p  p.low           e  complete  reason
x  –¹                  1  false*    k: is so
y   3      1  2 (0 to 3)  true
  * x b: rate limit; y
  ¹ none; or many
Not known: q (not given). Not known in some rows: e.low, e.high (too few)

b
k  complete  reason
z  false*
v            coverage: only told
  * not fully covered, as said above
EOT
run cm-report -f md table "$tmp/reasons"
has_out 'tables: in md, too' '^Not known: q \(not given\)\. Not known in some rows: e\.low, e\.high'
run cm-report -f html table "$tmp/reasons"
has_out 'tables: in html, too' '<sup>1</sup> none; or many</li>'
run cm-report -f md table "$tmp/tables"
has_out 'tables: md has headings' '^### mix\.net$'
has_out 'tables: md, keys first' '^\| network \| posts \| share \|'
has_out 'tables: md, a cell' '\| 27\.3 % \(17\.3 to 40\.2\) \|'
run cm-report -f html table "$tmp/tables"
has_out 'tables: html has captions' \
	'<caption>mix\.net</caption><thead><tr><th scope="col">network</th>'
has_out 'tables: html, a cell' '<td class="n">38\.8 % \(29\.7 to 49\.2\)</td>'
run cm-report -f csv table "$tmp/tables"
is_out 'tables: csv is one, all digits, by and keys first' <<'EOT'
by,network,posts,share,share.n,share.low,share.high,authors,authors.n,authors.low,authors.high,wait,wait.n,wait.low,wait.high,unit,now,now.low,now.high,mean,mean.n,mean.low,mean.high,day,likes,complete,reason
mix.all,,82,38.78048,82,29.726,49.151,,,,,,,,,,,,,,,,,,,,
mix.net,x,55,27.27272727272727,55,17.280751939105837,40.23219811167081,,,,,2129.5,9,1624,,,,,,,,,,,,,
now,,,,,,,,,,,,,,,percent,3.26789,,,80.25,4,-12.3737,172.87,,,,
mix.net,y,3,,3,,,7,3,7,7,60,,,,,,,,,,,,,,,"share: 3 posts, 5 are needed"
now,,,,,,,,,,,,,,,count,98,97.2,99,,,,,,,,
,,,,,,,,,,,,,,,,,,,,,,,2026-11-02,4,,
EOT
run cm-report -f csv table --by mix.net "$tmp/tables"
is_out 'tables: --by chooses one, without the columns of others' <<'EOT'
by,network,posts,share,share.n,share.low,share.high,authors,authors.n,authors.low,authors.high,wait,wait.n,wait.low,wait.high,complete,reason
mix.net,x,55,27.27272727272727,55,17.280751939105837,40.23219811167081,,,,,2129.5,9,1624,,,
mix.net,y,3,,3,,,7,3,7,7,60,,,,,"share: 3 posts, 5 are needed"
EOT
is_err 'tables: and says nothing of the others' </dev/null
run cm-report -f csv table --by mix. --columns by,posts "$tmp/tables"
is_out 'tables: --by with a point, all that begin so' <<'EOT'
by,posts
mix.all,82
mix.net,55
mix.net,3
EOT
run cm-report -f text table --by mix.all "$tmp/tables"
is 'tables: --by in text' "$(sed 1q "$tmp/.out"; grep -c . "$tmp/.out")" \
	'mix.all
3'
run cm-report -f csv table --by mix "$tmp/tables"
is_status 'tables: --by that there is not: status' 1
is_err 'tables: and what there is' <<'EOT'
cm-report: --by: there is no 'mix', there is: mix.all, mix.net, now; 'mix.' takes all that begin so
EOT
run cm-report -f csv table --by mix </dev/null
is_status 'tables: --by of nothing at all' 0
run cm-report -f csv table --type measure --by now "$tmp/tables"
has_out 'tables: --by of other types' '^now,now,measure,as unit,,$'
run cm-report -q -f text table --columns network,share,share.low,share.n \
	"$tmp/tables"
is_out 'tables: columns that are asked for, with their units' <<'EOT'
mix.all
  share  share.low  share.n
38.78 %    29.73 %       82

mix.net
network    share  share.low  share.n
x        27.27 %    17.28 %       55
y                                  3
EOT
run cm-report -q -f text table --by mix.net --columns posts,share,posts \
	"$tmp/tables"
is_out 'tables: a column named twice is one' <<'EOT'
mix.net
posts    share
   55  27.27 %
    3
EOT
run cm-report -q -f text table --columns by,share "$tmp/tables"
is_out 'tables: by as a column: one table' <<'EOT'
by         share
mix.all  38.78 %
mix.net  27.27 %
now
mix.net
now
EOT
sed '/measure/d; s/"by":"[^"]*",//' "$tmp/tables" >"$tmp/tables.bare"
run cm-report -f csv table "$tmp/tables.bare"
has_out 'tables: rows without by: the first has the columns, as ever' \
	'^posts,share,share\.n,share\.low,share\.high,complete,reason$'
run cm-report -q -f csv table --columns by,posts,share "$tmp/tables"
lacks_out 'tables: csv has no units' '%'

# More columns than a scan finds, and more than there may be.
awk 'BEGIN {
	printf "{\"type\":\"row\""
	for (i = 1; i <= 150; i++) printf ",\"c%d\":%d", i, i
	print "}"
}' >"$tmp/wide"
run cm-report -f csv table "$tmp/wide"
is 'table: 150 columns' "$(tail -n 1 "$tmp/.out")" \
	"$(awk 'BEGIN { for (i = 1; i <= 150; i++) printf "%d,", i; print "," }')"
is_err 'table: none is left out' </dev/null
awk 'BEGIN {
	printf "{\"type\":\"row\",\"by\":\"a\""
	for (i = 1; i <= 1001; i++) printf ",\"c%d\":%d", i, i
	print "}"
}' >"$tmp/wide"
run cm-report -f csv table "$tmp/wide"
is_err 'table: those that are left out are named' <<'EOT'
cm-report: columns are left out, --columns shows them: c1000, c1001
EOT
# Rows go through when there are many: what comes late is told.
{
	awk 'BEGIN { for (i = 0; i < 200000; i++)
		print "{\"type\":\"row\",\"by\":\"a\",\"text\":\"a text of a row\"}" }'
	echo '{"type":"row","by":"b","text":"t","late":1}'
} >"$tmp/long"
run cm-report -f csv table "$tmp/long"
is 'table: all rows of a long one' "$(grep -c '^[ab],' "$tmp/.out")" 200001
is_err 'table: a column that comes late is named' <<'EOT'
cm-report: columns are left out, --columns shows them: late
EOT

# ---- weekly

# The measures and rows of two weeks; incomplete ones by hand.
measures() {
	cat <<'EOT'
{"type":"measure","name":"week","role":"key","unit":"week","zone":"Europe/Paris"}
{"type":"measure","name":"posts","role":"measure","formula":"number of posts","unit":"count"}
{"type":"measure","name":"views","role":"measure","formula":"sum of metrics.views","unit":"count"}
{"type":"measure","name":"engagement_rate_views","role":"measure","formula":"100 * interactions / views","unit":"percent","denominator":"views"}
EOT
}
{
	measures
	cat <<'EOT'
{"type":"row","by":"week","week":"2026-W45","posts":4,"views":1000,"engagement_rate_views":2.5,"complete":true}
{"type":"row","by":"week","week":"2026-W46","posts":6,"views":null,"engagement_rate_views":3.125,"reason":"views: no views given","complete":true}
{"type":"row","by":"week","week":"2026-W47","posts":1,"views":2,"engagement_rate_views":3,"complete":false}
{"type":"row","by":"week,network","week":"2026-W45","network":"x","posts":4,"views":1000,"complete":true}
{"type":"row","by":"week,network","week":"2026-W46","network":"x","posts":6,"views":null,"reason":"views: no views given","complete":true}
{"type":"row","by":"day","day":"2026-11-03","posts":4,"complete":true}
{"type":"row","by":"day","day":"2026-11-10","posts":6,"complete":true}
EOT
} >"$tmp/week"
run cm-report -f text weekly "$tmp/week"
is_status 'weekly: status' 0
is_err 'weekly: nothing to say' </dev/null
is_out 'weekly: text' <<'EOT'
The week of 9 to 15 November 2026
2026-W46, held against 2026-W45 (2 to 8 November 2026)
Fully covered

In short
- Was everything collected? Yes.
- More posts? Yes: 6, against 4 the week before

The week in numbers
                     2026-W46  2026-W45
Posts                       6  4, +2 (+50 %)
Views                      –¹  1,000
Engagement by views    3.12 %  2.50 %, +0.62 points
  ¹ no views given

By network
──────────
Small figures: the change against 2026-W45 where both weeks are fully covered;
in percent where the number was 20 or more, else the difference; rates change by
points.
Network   Posts
x        6 (+2)

Day by day
──────────
Days in Europe/Paris.
Posts per day
Mon 2    –
Tue 3    █████████████████████████████████▍ 4
Wed 4    –
Thu 5    –
Fri 6    –
Sat 7    –
Sun 8    –

Mon 9    –
Tue 10   ██████████████████████████████████████████████████ 6
Wed 11   –
Thu 12   –
Fri 13   –
Sat 14   –
Sun 15   –

What is missing
───────────────
- Given by no post, comment, account or visit: Views.
- There are rows of 2026-W47 too; --week shows them.

All the numbers, and how they are made
──────────────────────────────────────
Rates with different denominators cannot be compared: Engagement by views
divides by views.
Number               2026-W46  2026-W45  How
Posts                       6         4  number of posts
Views                      –¹     1,000  sum of metrics.views
Engagement by views    3.12 %    2.50 %  100 * interactions / views
  ¹ no post, comment, account or visit gives it
EOT
run cm-report -f csv weekly "$tmp/week"
is "weekly: csv" "$(sed '/Day by day\|per day/d' "$tmp/.out")" "$(cat <<'EOT'
section,item,measure,value,unit,complete,reason
The week of 9 to 15 November 2026,,report,"2026-W46, held against 2026-W45 (2 to 8 November 2026)",text,,
The week of 9 to 15 November 2026,,state,complete,text,,Fully covered
In short,Was everything collected?,answer,yes,text,,
In short,More posts?,answer,yes,text,,"6, against 4 the week before"
The week in numbers,,posts,6,count,true,
The week in numbers,,posts.before,4,count,,
The week in numbers,,views,,count,,no views given
The week in numbers,,views.before,1000,count,,
The week in numbers,,engagement_rate_views,3.125,percent,true,
The week in numbers,,engagement_rate_views.before,2.5,percent,,
By network,x,posts,6,count,true,
By network,x,posts.before,4,count,,
What is missing,,note,"Given by no post, comment, account or visit: Views.",text,,
What is missing,,note,There are rows of 2026-W47 too; --week shows them.,text,,
"All the numbers, and how they are made",Posts,week,6,count,true,
"All the numbers, and how they are made",Posts,before,4,count,true,
"All the numbers, and how they are made",Posts,formula,number of posts,text,,
"All the numbers, and how they are made",Views,week,,count,,"no post, comment, account or visit gives it"
"All the numbers, and how they are made",Views,before,1000,count,true,
"All the numbers, and how they are made",Views,formula,sum of metrics.views,text,,
"All the numbers, and how they are made",Engagement by views,week,3.125,percent,true,
"All the numbers, and how they are made",Engagement by views,before,2.5,percent,true,
"All the numbers, and how they are made",Engagement by views,formula,100 * interactions / views,text,,
EOT
)"
has_out 'weekly: csv of a chart' \
	'^Posts per day,2026-11-10,posts,6,count,true,$'
run cm-report -f md weekly "$tmp/week"
has_out 'weekly: md, a tile' '^- Posts: \*\*6\*\*, \+2 \(\+50.%\)$'
has_out 'weekly: md, a cell' '^\| x \| 6 \(\+2\) \|$'
has_out 'weekly: md, a null' '^\| Views \| –¹ \| 1,000 \|'

# A week that is not fully covered.
sed 's/\("week":"2026-W46".*\)"complete":true/\1"reason":"views: no views given; coverage: x brand: rate limit","complete":false/' \
	"$tmp/week" | sed 's/"reason":"views: no views given",\("reason"\)/\1/' \
	>"$tmp/partial"
run cm-report -f text weekly "$tmp/partial"
is 'partial: text says so first' "$(sed -n 3p "$tmp/.out")" \
	'Not fully covered: x brand: rate limit'
has_out 'partial: asked and answered' '^- Was everything collected\? No\.$'
is 'partial: why, at the top and where it is told in full' \
	"$(grep -c 'rate limit' "$tmp/.out")" 2
has_out 'partial: no change is told' \
	'^- More posts\? Not known: 6 as far as known, the week before 4$'
has_out 'partial: both numbers, one marked' '^Posts +6\*  4$'
has_out 'partial: what the asterisk is' \
	'^  \* not fully covered, see What is missing$'
lacks_out 'partial: no percentage of a change' '\+50'
run cm-report -f csv weekly "$tmp/partial"
has_out 'partial: csv' \
	'^The week in numbers,,posts,6,count,false,x brand: rate limit$'
run cm-report -f md weekly "$tmp/partial"
has_out 'partial: md' '^\*\*Not fully covered: x brand: rate limit\*\*$'
has_out 'partial: md, a value' '^- Posts: \*\*6\\\*\*\*, 2026-W45: 4$'
run cm-report weekly "$tmp/partial"
has_out 'partial: html' '<p class="state partial">Not fully covered: x brand'
has_out 'partial: html, a value' \
	'<dd class="big">6<span class="mark">\*</span></dd>'
lacks_out 'partial: html tells no change' 'class="change (up|down)"'
sed 's/x brand: rate limit/x: rate limit; coverage: y: broken; coverage: 3 more sources/' \
	"$tmp/partial" >"$tmp/several"
run cm-report -f text weekly "$tmp/several"
is 'partial: several sources are counted at the top' \
	"$(sed -n 3p "$tmp/.out")" \
	'Not fully covered: 5 sources lack something, see What is missing'
has_out 'partial: and told in full below' 'x: rate limit; y: broken; 3 more'
sed 's/"week":"2026-W45"\(.*\)"complete":true/"week":"2026-W45"\1"complete":false/' \
	"$tmp/week" >"$tmp/before"
run cm-report -f text weekly "$tmp/before"
has_out 'partial week before: marked too' '^Posts +6  4\*$'
has_out 'partial week before: nothing told of a change' \
	'Not known: 6, the week before 4 as far as known'
sed 's/,"complete":[a-z]*//' "$tmp/week" >"$tmp/unknown"
run cm-report -f text weekly "$tmp/unknown"
has_out 'no coverage: said' '^Whether the week is whole is not known: no cover'
has_out 'no coverage: no change is told' 'Not known: 6 as far as known, the we'
run cm-report -f text weekly --week 2026-W47 "$tmp/week"
has_out 'a week that is not over: said' '^Not fully covered: the week is not over'
run cm-report -f text weekly --week 2026-W12 "$tmp/week"
is_status 'a week without rows: status' 0
has_err 'a week without rows: which there are' \
	'no rows of 2026-W12; there are 2026-W45, 2026-W46, 2026-W47$'
run cm-report weekly --week yesterday "$tmp/week"
is_status 'a week that is none: usage' 2

# What it cannot use.
run cm-report -f text weekly "$tmp/posts"
is_status 'only posts: status' 0
is_err 'only posts: said once' <<'EOT'
cm-report: no rows by week were given; they come from 'cm-stats summary', and 4 posts alone cannot be reported
EOT
has_out 'only posts: said on the page' '^There is nothing to report: no rows by'
run_in /dev/null cm-report weekly
is_status 'no input: status' 0
has_out 'no input: a page all the same' '<p dir="auto">There is nothing to report'
{
	cat "$tmp/week"
	echo '{"type":"comment","network":"x","id":"9","text":"hi"}'
	echo '{"type":"row","by":"week","week":null,"posts":1}'
	echo '{"type":"row","by":"day,network","day":null,"network":null,"posts":1}'
	echo '{"type":"row"}'
} >"$tmp/odd"
run cm-report -f text weekly "$tmp/odd"
is_status 'rows of no week and no network: status' 0
is_err 'records that it does not use are counted' <<'EOT'
cm-report: 1 record of types that this report does not use
EOT
printf 'oops\n' >>"$tmp/odd"
run cm-report -q -f text --rejects "$tmp/rejects" weekly "$tmp/odd"
is_status 'a bad line: status' 1
has_err 'a bad line: named' "odd:16: not JSON"
is 'a bad line: kept' "$(cat "$tmp/rejects")" oops
has_out 'a bad line: the rest is reported' '^Posts +6  4, '

# Numbers, members and types that jq would take otherwise than they stand.
w='{"type":"row","by":"week","week":"2026-W46"'
n=0
bad() {
	n=$((n + 1))
	{
		cat "$tmp/week"
		printf '%s\n' "$2"
	} >"$tmp/bad"
	run cm-report -f text --rejects "$tmp/rejects" weekly "$tmp/bad"
	is "bad $n, $1: status" "$status" 1
	has_err "bad $n, $1: named" "bad:12: .*$3"
	is "bad $n, $1: kept" "$(cat "$tmp/rejects")" "$2"
	has_out "bad $n, $1: the rest is reported" '^Posts +6  4, '
}
bad 'beyond a double' "$w,\"posts\":1e999}" 'a number beyond a double'
bad 'beyond a double' '{"type":"post","metrics":{"likes":-1e400}}' beyond
bad 'a week twice' "$w,\"week\":\"2026-W45\"}" twice
bad 'a member twice' "$w,\"x\":1,\"\\u0078\":2}" twice
bad 'a measure twice' '{"type":"measure","name":"a","name":"b"}' twice
bad 'a number that is none' "$w,\"posts\":\"many\"}" 'posts is not a number'
bad 'a week that is none' '{"type":"row","by":"week","week":5}' 'week is not'
bad 'a week too late' '{"type":"row","week":"2026-W99"}' 'week is not'
bad 'a day that is none' '{"type":"row","by":"day","day":"2026-02-30"}' 'day is not'
bad 'complete' "$w,\"complete\":\"no\"}" 'complete is not true or false'
bad 'a post of an author' '{"type":"post","author":"me"}' 'author is not an object'
bad 'coverage' '{"type":"coverage","complete":1}' 'complete is not'
run cm-report weekly --week 2026-W54 "$tmp/week"
is_status 'a week that its year has not: usage' 2
run cm-report weekly --week 2027-W53 "$tmp/week"
is_status 'nor has 2027 53 weeks' 2
run cm-report -f text weekly --week 2026-W53 "$tmp/week"
is_status 'but 2026 has' 0
sed 's/"posts":[46],/"posts":4e300,/' "$tmp/week" >"$tmp/large"
run cm-report -f text weekly "$tmp/large"
has_out 'an exponent is no group of three' '^- More posts\? No: 4e\+300, as'

{
	cat "$tmp/week"
	echo '{"type":"post","network":"x","id":"1","text":"late","published":"2026-11-10T23:30:00Z","metrics":{"shares":1,"likes":2}}'
} >"$tmp/late"
run cm-report -f text weekly "$tmp/late"
has_out 'a post is shown in the zone of the days' '2026-11-11 00:30'
has_out 'and the page says which' '^Times in Europe/Paris\.$'
has_out 'one share, two likes' '2 likes, 1 share$'
run cm-report -f text -w '.network == "z"' weekly "$tmp/week"
is_err '-w lets no row through' <<'EOT'
cm-report: -w let none of the 7 rows through
EOT
run cm-report -f text -w '.network == "x"' weekly "$tmp/week"
is_err '-w lets no row by week through' <<'EOT'
cm-report: -w let only 2 of the 7 rows through, and none by week
EOT

# Visits have sources of their own, on every part of the page.
{
	measures
	for name in visitors pageviews; do
		echo "{\"type\":\"measure\",\"name\":\"$name\",\"role\":\"measure\"}"
	done
	short='"complete":false,"reason":"coverage: x: rate limit"}'
	visits='"visitors":9,"pageviews":12'
	echo "$w,\"posts\":3,$visits,$short"
	echo "{\"type\":\"row\",\"by\":\"week,network\",\"week\":\"2026-W46\",\"network\":\"web\",$visits,\"complete\":true}"
	echo "{\"type\":\"row\",\"by\":\"day\",\"day\":\"2026-11-14\",\"posts\":3,$visits,$short"
	echo "{\"type\":\"row\",\"by\":\"day,network\",\"day\":\"2026-11-14\",\"network\":\"web\",$visits,\"complete\":true}"
	echo "{\"type\":\"row\",\"by\":\"week,campaign\",\"week\":\"2026-W46\",\"campaign\":\"bread\",$visits,$short"
	echo "{\"type\":\"row\",\"by\":\"week,referrer\",\"week\":\"2026-W46\",\"referrer\":\"x\",$visits,\"complete\":true}"
} >"$tmp/visits"
run cm-report -f text weekly "$tmp/visits"
has_out 'visits: the tile is whole' '^Visitors +9( |$)'
has_out 'visits: so is the chart' '^Sat 14 .* 9$'
has_out 'visits: so is the campaign' '^bread +9 +12$'
has_out 'visits: so is where they came from' '^x +9 +12$'
has_out 'visits: what lacks is still marked' '^Posts +3\*'
has_out 'visits: in its chart too' '^Sat 14\* .* 3'
run cm-report -f csv weekly "$tmp/visits"
has_out 'visits: csv says the same of a day' \
	'^Visitors per day,2026-11-14,visitors,9,count,true,$'
run cm-report weekly "$tmp/visits"
is 'visits: two small tables stand side by side' \
	"$(grep -c '<div class="card half">' "$tmp/.out")" 2

# Hostile text.
{
	cat "$tmp/week"
	cat <<'EOT'
{"type":"post","network":"<b>x</b>","id":"1","url":"javascript:alert(1)","author":{"name":"\"O'Neil\" & <i>"},"text":"<script>alert(1)</script> a\u0000b\u001b[31m |x| *y*","published":"2026-11-10T08:00:00Z","metrics":{"likes":1}}
{"type":"article","network":"web","id":"2","url":"https://a.example/?a=1&b=\"><script>","title":"مرحبا 🥖 </title><script>","text":"ok"}
EOT
} >"$tmp/hostile"
run cm-report weekly "$tmp/hostile"
lacks_out 'hostile: no script in the page' '<script|<i>|<b>x'
lacks_out 'hostile: no link but to the web' 'href="javascript'
has_out 'hostile: a link is escaped' \
	'href="https://a.example/\?a=1&amp;b=&quot;&gt;&lt;script'
has_out 'hostile: what is written from right to left is set apart' \
	'<h4 dir="auto"><a [^>]*>مرحبا 🥖'
is 'hostile: no bytes below a blank' \
	"$(tr -d '\n\t' <"$tmp/.out" | tr -dc '\000-\037' | wc -c | tr -d ' ')" 0
run cm-report -f text weekly "$tmp/hostile"
is 'hostile: no escapes to the terminal' \
	"$(tr -d '\n' <"$tmp/.out" | tr -dc '\000-\037' | wc -c | tr -d ' ')" 0
run cm-report -f md weekly "$tmp/hostile"
lacks_out 'hostile: no HTML in Markdown' '(^|[^\\])<script'
has_out 'hostile: nor marks of its own' '\\\|x\\\| \\\*y\\\*'

# The page.
run cm-report weekly "$tmp/week"
has_out 'html: a page' '^<!DOCTYPE html>$'
lacks_out 'html: nothing from elsewhere' 'src=|<link|@import|url\('
has_out 'html: a chart that says what it is' \
	'<svg class="chart wide" .*role="img" aria-labelledby='
has_out 'html: and its numbers' '<details><summary>The numbers</summary>'
has_out 'html: why a number is missing' '<dd class="why" dir="auto">no views'
has_out 'html: made when the clock says' 'datetime="2026-11-16T06:00:00Z"'
cp "$tmp/.out" "$tmp/first"
run cm-report --threads 3 weekly "$tmp/week"
ok 'html: the same bytes again' cmp "$tmp/first" "$tmp/.out"
if command -v xmllint >/dev/null 2>&1; then
	xmllint --html --noout "$tmp/first" 2>&1 |
		grep -v 'Tag \(main\|header\|footer\|section\|figure\|figcaption\|details\|summary\|time\|bdi\|svg\|g\|path\|text\|rect\|circle\|desc\) invalid' |
		grep -c 'error' >"$tmp/errors"
	is 'html: well formed' "$(cat "$tmp/errors")" 0
else
	skip 'html: well formed' 'no xmllint'
fi
run cm-report -f text --title 'Ours & yours' weekly "$tmp/week"
has_out '--title' '^Ours & yours$'

# ---- layouts of one's own

run cm-report quarterly "$tmp/week"
is_status 'an unknown layout: usage' 2
has_err 'an unknown layout: which there are' "'quarterly': there are table, weekly"
mkdir -p "$XDG_CONFIG_HOME/cm/reports"
cat >"$XDG_CONFIG_HOME/cm/reports/brief.jq" <<'EOT'
def report: {title: "Brief", blocks: [{block: "tiles", items: [
	{name: "rows", label: "Rows", unit: "count", value: (.rows | length)}]}]};
EOT
run cm-report -f csv brief "$tmp/week"
has_out 'a layout of the user' '^Brief,,rows,7,count,,$'
run cm-report --help
has_out 'a layout of the user is in --help' '^brief: '
cat >"$XDG_CONFIG_HOME/cm/reports/list.jq" <<'EOT'
def report: {title: "To read", blocks: [{block: "posts",
  items: [.posts[] | {title: (.title // .text), url}]}]};
EOT
run cm-report -f md list "$tmp/hostile"
has_out 'a list of posts in Markdown: a line each' '^- \*\*\[مرحبا.*\)\*\*$'
is 'a list of posts in Markdown: and no more' \
	"$(grep -c . "$tmp/.out")" 4
echo 'def report: {blocks: [{block: "pie"}]};' \
	>"$XDG_CONFIG_HOME/cm/reports/brief.jq"
run cm-report brief "$tmp/week"
is_status 'a layout that gives no document' 1
has_err 'a layout that gives no document: why' "layout 'brief': it has a block"
echo 'def report: .rows[0].posts.x;' >"$XDG_CONFIG_HOME/cm/reports/brief.jq"
run cm-report brief "$tmp/rows"
is_status 'a layout that gives null' 1
echo 'def report: ][;' >"$XDG_CONFIG_HOME/cm/reports/brief.jq"
run cm-report brief "$tmp/week"
is_status 'a layout that is no jq: usage' 2
echo 'body { color: teal }' >"$XDG_CONFIG_HOME/cm/reports/report.css"
run cm-report weekly "$tmp/week"
has_out 'a style of the user' 'color: teal'
rm -r "$XDG_CONFIG_HOME/cm/reports"

# ---- -o

echo old >"$tmp/report.csv"
run cm-report -o "$tmp/report.csv" weekly "$tmp/week"
is_status '-o: status' 0
is_out '-o: nothing on standard output' </dev/null
is '-o: the format by the name' "$(head -n 1 "$tmp/report.csv")" \
	'section,item,measure,value,unit,complete,reason'
run cm-report -o "$tmp/table.csv" table --columns n "$tmp/many"
is '-o: a table' "$(wc -l <"$tmp/table.csv" | tr -d ' ')" 20001
for end in htm HTML txt md tsv; do
	run cm-report -o "$tmp/named.$end" table --columns network,id "$tmp/posts"
	is_status "-o x.$end" 0
done
has_file() {
	grep -q "$1" "$2"
}
ok '-o x.htm is a page' has_file '<!DOCTYPE html>' "$tmp/named.htm"
ok '-o x.HTML is a page' has_file '<!DOCTYPE html>' "$tmp/named.HTML"
ok '-o x.txt is text' has_file '^network  id$' "$tmp/named.txt"
ok '-o x.md is Markdown' has_file '^| network | id |$' "$tmp/named.md"
ok '-o x.tsv has tabs' has_file '^network	id$' "$tmp/named.tsv"
for end in pdf xlsx docx json; do
	run cm-report -o "$tmp/named.$end" weekly "$tmp/week"
	is_status "-o x.$end: usage" 2
	has_err "-o x.$end: which there are" '\.html, \.txt, \.md and \.csv'
	has_err "-o x.$end: and how to come by a PDF" 'a PDF: print the \.html'
	is "-o x.$end: nothing is written" "$(find "$tmp" -name "named.$end")" ''
done
run cm-report -f csv -o "$tmp/named.pdf" table --columns id "$tmp/posts"
is_status '-o x.pdf with -f is as asked' 0
run cm-report -o "$tmp/no/such" weekly "$tmp/week"
is_status '-o: a folder that is not there' 2
has_err '-o: is named' "cannot write '.*/no/such'"
for verb in 'table --columns n,text,type' weekly; do
	echo old >"$tmp/kept"
	(
		ulimit -f 8
		trap '' XFSZ
		# shellcheck disable=SC2086 # the verb and its options
		cm-report -f html -o "$tmp/kept" $verb "$tmp/many" "$tmp/week"
	) >"$tmp/.out" 2>"$tmp/.err"
	status=$?
	last="run: $verb on a full disk"
	is_status "-o on a full disk, $verb: status" 1
	is "-o on a full disk, $verb: the old file is there" \
		"$(cat "$tmp/kept")" old
done
echo old >"$tmp/kept"
(
	ulimit -f 8
	trap '' XFSZ
	cm-report -f csv -o "$tmp/kept" table --columns n,text "$tmp/many"
) >"$tmp/.out" 2>"$tmp/.err"
status=$?
last='run: csv on a full disk'
is_status '-o on a full disk, csv: status' 1
has_err '-o on a full disk, csv: said' 'stays as it was'
is '-o on a full disk, csv: the old file is there' "$(cat "$tmp/kept")" old
is '-o: nothing is left lying' "$(find "$tmp" -name 'kept.*')" ""

done_testing
