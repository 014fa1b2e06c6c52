#!/bin/sh
# Any table, with --map or with the names of members as its headings.
. "${0%/*}/lib.sh"
cd "$tmp" || exit 1

# The records of the last run, without coverage and when they were fetched.
records() {
	grep -v '^{"type":"coverage"' "$tmp/.out" | sed 's/,"fetched":"[^"]*"//'
}
# A table and what becomes of it: table WHAT CSV RECORDS OPTION ...
table() {
	what=$1 want=$3
	printf '%b' "$2" >in.csv
	shift 3
	run cm-fetch -q --as csv "$@" in.csv
	is "$what" "$(records)" "$want"
}
# A table that is refused: refused WHAT CSV MESSAGE OPTION ...
refused() {
	what=$1 want=$3
	printf '%b' "$2" >in.csv
	shift 3
	run cm-fetch -q --as csv "$@" in.csv
	is "$what" "$(cat "$tmp/.err")" "cm-fetch: $want"
	is_status "$what: status" 2
	is "$what: nothing is handed over" "$(records)" ''
}

cat >any.csv <<'EOT'
Permalink,Publish time,Caption,Likes,Kind
https://x.example/1,2026-09-20 14:05,"Bread, ""fresh""
and warm","1,204",Reel
https://x.example/2,2026-09-21,Buns,-,Photo
https://x.example/3,2026-09-22,Cake,many,Photo
,2026-09-23,Nobody knows where,4,
,,,,

Total,,,"1,208",
EOT
map='id=Permalink,published=Publish time,text=Caption,metrics.likes=Likes'
run cm-fetch --as csv --map "$map" --decimal . --tz Europe/Paris \
	--network x --account brand --fetched 2026-11-01 \
	--rejects rejects any.csv
is_status 'bad rows are a failure' 1
cat >want <<'EOT'
{"type":"post","network":"x","account":"brand","id":"https://x.example/1","published":"2026-09-20T12:05:00Z","text":"Bread, \"fresh\"\nand warm","metrics":{"likes":1204},"raw":{"Kind":"Reel"},"fetched":"2026-10-31T23:00:00Z"}
{"type":"post","network":"x","account":"brand","id":"https://x.example/2","published":"2026-09-20T22:00:00Z","precision":"day","text":"Buns","raw":{"Kind":"Photo"},"fetched":"2026-10-31T23:00:00Z"}
{"type":"coverage","network":"x","account":"brand","source":"any.csv","what":"posts","covered":{"start":"2026-09-20T12:05:00Z","end":"2026-09-20T22:00:00Z"},"pages":1,"records":2,"refused":2,"complete":false,"why":"rows that could not be read","fetched":"2026-11-16T06:00:00Z"}
EOT
is_out 'the others are records, and the coverage says that some lack' <want
is_err 'each bad row is named, and the column that is not known' <<'EOT'
cm-fetch: any.csv: kept under raw: 'Kind'
cm-fetch: any.csv:5: 'many' in Likes is no number
cm-fetch: any.csv:6: it has neither an id nor a url
cm-fetch: 2 of 7 rows were bad, kept in rejects
EOT
is 'they are kept, behind the heading' "$(cat rejects)" \
	'Permalink,Publish time,Caption,Likes,Kind
https://x.example/3,2026-09-22,Cake,many,Photo
,2026-09-23,Nobody knows where,4,'
run cm-fetch --as csv --map "$map" --decimal . --no-raw any.csv
lacks_out 'a column that is not known can be left out' '"raw"'
lacks_err 'then nobody speaks of it' Kind
for n in 1 2 7; do
	cm-fetch -q --as csv --map "$map" --decimal . --threads $n any.csv \
		>"out.$n" 2>/dev/null
done
ok 'two threads, the same bytes' cmp out.1 out.2
ok 'seven threads, the same bytes' cmp out.1 out.7
run cm-fetch --as csv --map "$map" --decimal . -q --strict any.csv
is_status '--strict ends with the first bad row' 1
lacks_err '--strict: nothing after it' 'csv:6'
run cm-fetch -q --as csv --map "$map" --decimal . -l 1 any.csv
is 'as many as are wanted' "$(records | wc -l | tr -d ' ')" 1
run cm-fetch -q --as csv --map "$map" --decimal . --since 2026-09-21 any.csv
is 'since a day' "$(records | grep -c '"id"')" 1
run cm-fetch -q --as csv --map "$map" --decimal . -w '.metrics.likes > 5' \
	any.csv
is 'for which an expression is true' "$(records | grep -c '"id"')" 1
touch -d 2026-10-01T12:00:00Z any.csv
run cm-fetch -q --as csv --map "$map" --decimal . any.csv
has_out 'it was fetched when the file was last changed' \
	'"id":.*"fetched":"2026-10-01T12:00:00Z"'
touch -d 2027-01-01 any.csv
run cm-fetch -q --as csv --map "$map" --decimal . any.csv
has_out 'never later than now' '"id":.*"fetched":"2026-11-16T06:00:00Z"'

# What cells settle, and what they do not.
ids='id=id,published=day'
table 'a day above 12 settles the others' 'id,day\n1,03/04/2026\n2,16/04/2026\n' \
	'{"type":"post","id":"1","published":"2026-04-03T00:00:00Z","precision":"day"}
{"type":"post","id":"2","published":"2026-04-16T00:00:00Z","precision":"day"}' \
	--map $ids
refused 'a day that may be two' 'id,day\n1,2026-01-01\n2,03/04/2026\n' \
	"in.csv:3: is '03/04/2026' the 3rd of April or the 4th of March? say --dates dmy or --dates mdy" \
	--map $ids
table 'an option settles it' 'id,day\n1,03/04/2026\n' \
	'{"type":"post","id":"1","published":"2026-03-04T00:00:00Z","precision":"day"}' \
	--map $ids --dates mdy
likes='id=id,metrics.likes=likes'
refused 'a number that may be two' 'id;likes\n1;1.204\n' \
	"in.csv:2: does the point in '1.204' part thousands, or is it the decimal mark? say --decimal . or --decimal ," \
	--map $likes
table 'another number settles it' 'id;likes\n1;1.204\n2;11,5\n' \
	'{"type":"post","id":"1","metrics":{"likes":1204}}
{"type":"post","id":"2","metrics":{"likes":11.5}}' --map $likes
table 'an option does' 'id;likes\n1;1.204\n' \
	'{"type":"post","id":"1","metrics":{"likes":1.204}}' \
	--map $likes --decimal .
refused 'both at once' 'id,day,likes\n1,03/04/2026,"1,204"\n' \
	"in.csv:2: does the comma in '1,204' part thousands, or is it the decimal mark? say --decimal . or --decimal ,
cm-fetch: in.csv:2: is '03/04/2026' the 3rd of April or the 4th of March? say --dates dmy or --dates mdy" \
	--map $ids,metrics.likes=likes
table 'what contradicts the others is bad' 'id,likes\n1,1.5\n2,2.5\n3,"1,5"\n' \
	'{"type":"post","id":"1","metrics":{"likes":1.5}}
{"type":"post","id":"2","metrics":{"likes":2.5}}' --map $likes
has_err 'and named' "^cm-fetch: in.csv:4: '1,5' in likes is no number"

# Where the heading is, and what it lacks.
table 'lines above the heading' 'Report of Sep 2026\n\nid,likes\n1,5\n' \
	'{"type":"post","id":"1","metrics":{"likes":5}}' --map $likes
table 'headings in other letters' '\0357\0273\0277ID ,LIKES\n1,5\n' \
	'{"type":"post","id":"1","metrics":{"likes":5}}' --map $likes
refused 'a heading that is mistyped' 'Id,Link\n1,5\n' \
	"in.csv:1: no heading is 'links'; is 'Link' what --map means?" \
	--map id=id,url=links
refused 'a heading that is not there' 'Id,Link\n1,5\n' \
	"in.csv:1: no heading is 'Published at'; they are 'Id', 'Link'" \
	--map 'id=id,published=Published at'
refused 'the headings below a preamble' \
	'The agency,,\n\nAll of it,,\nLink,Likes,Day\nhttps://a/,5,\n' \
	"in.csv:4: no heading is 'Address'; they are 'Link', 'Likes', 'Day'" \
	--map 'url=Address'
refused 'semicolons in --map' 'Lien,Quand\n1,5\n' \
	"in.csv:1: no heading is 'Lien;published=Quand'; --map has commas between its pairs: id=A,text=B" \
	--map 'url=Lien;published=Quand'
table 'headings that are there twice' 'id,Tag,Tag,\n1,a,b,c\n' \
	'{"type":"post","id":"1","raw":{"Tag":"a","Tag (2)":"b","column 4":"c"}}' \
	--map id=id
run cm-fetch -q --as csv --map id=id in.csv
is_status 'more columns than are known are no failure' 0
table 'a row with more cells than the heading' 'id,likes\n1,5,9\n2,6,\n' \
	'{"type":"post","id":"2","metrics":{"likes":6}}' --map $likes
has_err 'is bad' 'in.csv:2: it has more cells than the heading'

# Bytes.
table 'Windows-1252, semicolons' 'id;text\n1;Caf\0351 \0200\n' \
	'{"type":"post","id":"1","text":"Café €"}' --map id=id,text=text
printf 'sep=;\r\nid;text\r\n1;"a;b"\r\n' | iconv -t UTF-16 >in16.csv
run cm-fetch -v --as csv --map id=id,text=text in16.csv
is 'UTF-16, a line sep=;' "$(records)" '{"type":"post","id":"1","text":"a;b"}'
has_err 'and it is said how it was read' \
	"^cm-fetch: in16.csv: a table in UTF-16LE, heading in line 2, ';' between cells, times in UTC"
table 'an encoding that is said' 'id,text\n1,\0317\0360\0350\n' \
	'{"type":"post","id":"1","text":"При"}' \
	--map id=id,text=text --encoding windows-1251
table 'a separator that is said' 'id|text\n1|a,b,c\n' \
	'{"type":"post","id":"1","text":"a,b,c"}' \
	--map id=id,text=text --sep '|'
table 'tabs' 'id\ttext\n1\ta,b\n' '{"type":"post","id":"1","text":"a,b"}' \
	--map id=id,text=text --sep tab
: >empty.csv
run cm-fetch --as csv --map id=id empty.csv
has_err 'an empty file is named' 'empty.csv: it is empty'
run cm-fetch --as csv --map id=id none.csv
is_status 'one that is not there is one' 1

# What records are.
table 'a day is a period, and then it is a series' \
	'Day,Country,Visits\n2026-09-20,FR,5\n' \
	'{"type":"series","period":{"start":"2026-09-19T22:00:00Z","end":"2026-09-20T22:00:00Z"},"dimensions":{"country":"FR"},"metrics":{"visits":5}}' \
	--map period=Day,dimensions.country=Country,metrics.visits=Visits \
	--tz Europe/Paris
table 'a calendar is drafts' \
	'Text,Date,Tags\nHi,2026-12-01 09:00,"#bread, buns"\n' \
	'{"type":"draft","to":["brand"],"text":"Hi","tags":["bread","buns"],"at":"2026-12-01T09:00:00Z"}' \
	--map 'text=Text,at=Date,tags[]=Tags,to:=brand'
table 'a type that is said, members within members' \
	'Id,Who,Words\n1,@ann,Hi\n' \
	'{"type":"comment","network":"y","id":"1","author":{"handle":"ann"},"text":"Hi"}' \
	--map id=Id,author.handle=Who,text=Words --map type:=comment,network:=y
table 'how cells are read can be said' 'Id,Length,Rate\n1,2.5,12.5%\n' \
	'{"type":"post","id":"1","metrics":{"seconds":150,"rate":0.125}}' \
	--map id=Id,metrics.seconds:minutes=Length,metrics.rate:percent=Rate
table 'a heading with a comma' '"Likes, all",Id\n5,1\n' \
	'{"type":"post","id":"1","metrics":{"likes":5}}' \
	--map 'id=Id,metrics.likes="Likes, all"'
table 'an id that a spreadsheet spoilt gives way to the url' \
	'Id,Url\n1.22E+17,https://a.example/1\n' \
	'{"type":"post","id":"https://a.example/1","url":"https://a.example/1"}' \
	--map id=Id,url=Url
table 'without a url it is bad' 'Id,Url\n1.22E+17,\n' '' --map id=Id,url=Url
has_err 'and said to be' 'in.csv:2: a spreadsheet has spoilt its id \(1.22E\+17\), and it has no url'
refused 'neither an id nor a url' 'A,B\n1,2\n' \
	'in.csv:1: a post has an id or a url, or a time and a text that make one: say which columns they are with --map url=..., or published=...,text=..., or what the rows are with --map type:=series' \
	--map text=A
own='Day,Words,Likes\n2026-09-20,Hi,5\n2026-09-21,Hi,6\n2026-09-22,,7\nTotal,,18\n'
hash() {
	printf '["%s","%s"]' "$1" "$2" | sha256sum | cut -c 1-16
}
table 'where nothing is an id, when it was and what it says make one' "$own" \
	'{"type":"post","id":"'"$(hash 2026-09-20T00:00:00Z Hi)"'","published":"2026-09-20T00:00:00Z","precision":"day","text":"Hi","metrics":{"likes":5}}
{"type":"post","id":"'"$(hash 2026-09-21T00:00:00Z Hi)"'","published":"2026-09-21T00:00:00Z","precision":"day","text":"Hi","metrics":{"likes":6}}' \
	--map published=Day,text=Words,metrics.likes=Likes
is_err 'a row without either is bad' <<'EOT'
cm-fetch: in.csv:4: it has neither an id nor a url, nor a time and a text
cm-fetch: 1 of 4 rows was bad
EOT
table 'a row of totals is told by its url' 'url,text,likes\nu,a,5\nTotal,,5\n' \
	'{"type":"post","id":"u","url":"u","text":"a","metrics":{"likes":5}}'
is_status 'and dropped in silence' 0
table 'a row of totals that begins with something else is named' \
	'text,url\na,u\nx,Total\n' \
	'{"type":"post","id":"u","url":"u","text":"a"}'
has_err 'as what it is' 'in.csv:3: it is a row of totals'
printf 'Day,Visits\n2026-09-01,5\n2026-09-02,6\n' >days.csv
run cm-fetch -q --as csv --map period=Day,metrics.visits=Visits days.csv
has_out 'days are covered to the end of the last' \
	'"start":"2026-09-01T00:00:00Z","end":"2026-09-03T00:00:00Z"},"pages"'
printf 'From,To,Visits\n2026-08-31,2026-09-06T12:00:00Z,5\n' >weeks.csv
run cm-fetch -q --as csv \
	--map period.start=From,period.end=To,metrics.visits=Visits weeks.csv
has_out 'so is a span of several' \
	'"start":"2026-08-31T00:00:00Z","end":"2026-09-06T12:00:00Z"},"pages"'
table 'a column that says the type' 'Type,Id\npost,1\nReel,2\n' \
	'{"type":"post","id":"1"}' --map type=Type,id=Id
has_err 'which has to be one' "in.csv:3: its type 'Reel' is none of cm-record"

# Without --map.
table 'names of members are those members' \
	'ID,Text,Likes,Published,Mood\n1,Hi,5,2026-09-20,good\n' \
	'{"type":"post","id":"1","published":"2026-09-20T00:00:00Z","precision":"day","text":"Hi","metrics":{"likes":5},"raw":{"Mood":"good"}}'
table 'what --map says that all have' 'id,text\n1,Hi\n' \
	'{"type":"comment","id":"1","text":"Hi"}' --map type:=comment
refused 'no heading is one' 'A,B\n1,2\n' \
	'in.csv:1: no heading is the name of a member of records: say which column is what with --map'
table 'what cm-report wrote' \
	'type,id,tags,metrics.likes,metrics.own\npost,007,"[""a""]",1.50,\n' \
	'{"type":"post","id":"007","tags":["a"],"metrics":{"likes":1.50}}'

# What a file is said to cover.
cat >sep.csv <<'EOT'
id,published,text
1,2026-09-03 10:00,a
2,2026-09-28,b
3,2026-10-01,c
EOT
covered() {
	sed -n 's/.*"covered":{"start":"\([^"]*\)","end":"\([^"]*\)".*/\1 \2/p' \
		"$tmp/.out"
}
run cm-fetch --as csv --covers 2026-09 --tz Europe/Paris sep.csv
is 'a month, in the zone of --tz' "$(covered)" \
	'2026-08-31T22:00:00Z 2026-09-30T22:00:00Z'
is 'records beyond it are handed over' "$(records | wc -l | tr -d ' ')" 3
is_err 'and counted' <<'EOT'
cm-fetch: sep.csv: 1 record lies outside of --covers 2026-09
EOT
is_status 'which is no failure' 0
run cm-fetch -q --as csv --covers 2026-W40 sep.csv
is 'a week' "$(covered)" '2026-09-28T00:00:00Z 2026-10-05T00:00:00Z'
run cm-fetch -q --as csv --covers 2026-09-01..2026-10-01 sep.csv
is 'two days, both within' "$(covered)" \
	'2026-09-01T00:00:00Z 2026-10-02T00:00:00Z'
run cm-fetch -q --as csv --covers 2026-09..2026-12 --since 2026-09-10 sep.csv
is 'neither what is left out nor what is to come' "$(covered)" \
	'2026-09-10T00:00:00Z 2026-11-16T06:00:00Z'
run cm-fetch --as csv sep.csv
is_err 'a zone that nobody said is said' <<'EOT'
cm-fetch: sep.csv: times that name no zone are read as those of UTC: say --tz ZONE if they are of another
EOT
run env TZ=Asia/Tokyo cm-fetch --as csv sep.csv ./sep.csv
is 'once a run' "$(grep -c 'those of Asia/Tokyo' "$tmp/.err")" 1
printf 'id,published\n1,2026-09-03T10:00:00Z\n2,2026-09-03T10:00:00+02:00\n' \
	>zoned.csv
run cm-fetch --as csv zoned.csv
is_err 'nothing where all times name one' </dev/null

# Options.
for o in '--map id' '--map =a' '--map id:number' '--dates ydm' '--decimal ;' \
	'--sep ab' '--encoding none-such' '--fetched soon' '--map nome=id' \
	'--covers 2026' '--covers 2026-13' '--covers 2026-W54' \
	'--covers 2026-09-31' '--covers 2026-09-02..2026-09-01' \
	'--covers 2026-W53-1' '--covers 2026-09..'; do
	# shellcheck disable=SC2086 # an option and its value
	run cm-fetch --as csv $o any.csv
	is_status "$o" 2
	lacks_out "$o: nothing" .
done
run cm-fetch --as csv --map 'likes=Likes,id=Permalink' any.csv
has_err 'a metric without metrics.' "'likes' is no member of records; is 'metrics.likes' meant\?"
printf 'Id,Seen\n1,5\n' >seen.csv
run cm-fetch --as csv --map 'metrics.veiws=Seen,id=Id' seen.csv
has_err 'a metric that is nearly a known one' \
	"--map: 'metrics.veiws' is taken as it stands; is 'metrics.views' meant\?"
has_out 'is still taken' '"veiws":5'
run cm-fetch --as csv --map 'metrics.karma=Seen,id=Id' seen.csv
lacks_err 'another one is nobody else' meant
for map in id:number=Id metrics.likes:text=Seen published:bool=Seen \
	title:value=Seen; do
	run cm-fetch --as csv --map "$map,url=Id" seen.csv
	is_status "no such value there: $map" 2
	has_err 'which is said' 'records have no value of that type there'
done
run cm-fetch --as csv --map 'id=Id,type:=series' seen.csv
is_status 'a series without a period' 2
has_err 'is told what it lacks' 'a series has a period and numbers'
{
	printf ',,\n%.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20
	printf 'id,likes,\n1,5,\n'
} >blank.csv
run cm-fetch --as csv blank.csv
has_out 'blank rows before the heading, many' '"id":"1","metrics":.*likes":5'
run_in /dev/zero cm-fetch --as csv --map id=Id -
is_status 'no heading in the first MiB is not an empty table' 2
has_err 'which is said' 'its first MiB holds no heading'
run sh -c 'cm-fetch -q --as csv in.csv >/dev/full'
is_status 'a full disk is a failure' 1
done_testing
