#!/bin/sh
# What is promised of the files that platforms let people download: they are
# recognised by what they hold, whatever they are written in; what may be two
# things is asked, what cannot be read is named and kept.
. "${0%/*}/lib.sh"
cd "$tmp" || exit 1

# got EXPR: of the records but coverage, a line for each
got() {
	jq -r "select(.type != \"coverage\") | [$1]
		| map(. // \"-\" | tostring) | join(\" \")" .out
}

# ---- the command lines

cat >instagram-content.csv <<'EOT'
Post ID,Account ID,Account username,Account name,Description,Duration (sec),Publish time,Permalink,Post type,Data comment,Date,Views,Reach,Likes,Shares,Follows,Comments,Saves
18010000000000001,17840000000000001,levain,Levain,"Rye,
again",32,09/15/2026 18:00,https://www.instagram.com/reel/DAAA111/,IG reel,,Lifetime,"15,000",9800,410,120,14,20,55
EOT
cat >tiktok-Content.csv <<'EOT'
Video title,Video link,Post time,Total likes,Total comments,Total shares,Total views
"Yacht day, white",https://www.tiktok.com/@levain/video/7681714846173356608,September 4,1.2K,48,undefined,"18,400"
EOT
cat >'Table data.csv' <<'EOT'
Content,Video title,Video publish time,Duration,Views,Watch time (hours),Impressions
Total,,,,9000,120.5,40000
abcDEF12345,"Rye, step by step","Oct 3, 2025",440,9000,120.5,
EOT
cat >tweets.js <<'EOT'
window.YTD.tweets.part0 = [{"tweet":{"id_str":"1487761305826205706","created_at":"Sun Jan 30 12:15:11 +0000 2022","full_text":"Rye &amp; buns","favorite_count":"3","retweet_count":"1"}}]
EOT
cat >outbox.json <<'EOT'
{"@context":"https://www.w3.org/ns/activitystreams","id":"outbox.json","type":"OrderedCollection","totalItems":1,"orderedItems":[
{"id":"https://example.social/users/levain/statuses/115/activity","type":"Create","actor":"https://example.social/users/levain","published":"2026-01-02T10:00:00Z","to":["https://www.w3.org/ns/activitystreams#Public"],"cc":[],
"object":{"id":"https://example.social/users/levain/statuses/115","type":"Note","inReplyTo":null,"published":"2026-01-02T10:00:00Z","url":"https://example.social/@levain/115","attributedTo":"https://example.social/users/levain","content":"<p>Open at seven</p>","attachment":[],"tag":[]}}]}
EOT
all='instagram 18010000000000001 2026-09-15T18:00:00Z 410
tiktok 7681714846173356608 2026-09-04T16:16:52Z 1200
youtube abcDEF12345 2025-10-03T00:00:00Z -
x 1487761305826205706 2022-01-30T12:15:11Z 3
mastodon 115 2026-01-02T10:00:00Z -'
run cm-fetch instagram-content.csv tiktok-Content.csv 'Table data.csv' \
	tweets.js outbox.json
is_status 'files of five platforms: status' 0
is 'a post of each' "$(got '.network, .id, .published, .metrics.likes')" "$all"
is 'all of them are posts' "$(got .type | sort -u)" post
is 'what was covered is said of each' \
	"$(jq -r 'select(.type == "coverage") | .source' .out)" \
	'instagram-content.csv
tiktok-Content.csv
Table data.csv
tweets.js
outbox.json'
is 'cells keep their commas and lines' "$(jq -c 'select(.text) | .text' .out)" \
	'"Rye,\nagain"
"Yacht day, white"
"Rye & buns"
"Open at seven"'
is 'thousands, K, hours' "$(jq -c 'select(.network == "instagram" or
	.network == "tiktok" or .network == "youtube") |
	select(.metrics) | [.metrics.views, .metrics.seconds]' .out)" \
	'[15000,null]
[18400,null]
[9000,433800]'
is 'what is not there is absent, and not 0' \
	"$(jq -c 'select(.network == "tiktok" or .network == "youtube") |
		select(.metrics) | .metrics | has("shares"),
		has("impressions")' .out | sort -u)" false
n=0
for f in instagram-content.csv tiktok-Content.csv 'Table data.csv' tweets.js \
	outbox.json; do
	n=$((n + 1))
	cp "$f" "$n"
done
run cm-fetch 1 2 3 4 5
is 'by what they hold: names do not matter' \
	"$(got '.network, .id, .published, .metrics.likes')" "$all"
ln -s tweets.js 6
cp outbox.json 7.csv
cp 'Table data.csv' 8.json
run cm-fetch 6 7.csv 8.json
is 'nor do wrong ones' "$(got .network)" 'x
mastodon
youtube'

printf 'Permalink,Publish time,Caption,Likes,Odd\n' >any.csv
printf '%s\n' 'https://a.example/1,2026-09-15 18:00,"Rye, again",12,x' \
	'https://a.example/2,2026-12-15 18:00,Buns,,y' >>any.csv
map="id=Permalink,published=Publish time,text=Caption,metrics.likes=Likes"
run cm-fetch --as csv --map "$map" --tz Europe/Paris any.csv
is_status 'any table, with a map: status' 0
is 'its posts, in the zone that was said' \
	"$(got '.type, .id, .published, .text, .metrics.likes')" \
	'post https://a.example/1 2026-09-15T16:00:00Z Rye, again 12
post https://a.example/2 2026-12-15T17:00:00Z Buns -'
is 'a column that is not asked for is kept under raw' \
	"$(jq -r '.raw.Odd // empty' .out | xargs)" 'x y'
is 'and named once' "$(grep -c Odd .err)" 1
run cm-fetch -q --as csv --map "$map" --map network:=forum --no-raw any.csv
is 'a map may say what is the same for all, and leave out the rest' \
	"$(got '.network, (has("raw") | tostring)')" 'forum false
forum false'

mkdir data
cp tweets.js data
echo 'window.YTD.account.part0 = [{"account":{"username":"levain","accountId":"42","email":"own@levain.example"}}]' \
	>data/account.js
python3 -c 'import shutil; shutil.make_archive("export", "zip", ".", "data")'
run cm-fetch export.zip
is_status 'an archive is looked into' 0
is 'its posts, and whose they are' \
	"$(got '.type, .network, .account, .id' | sort)" \
	'account x levain 42
post x levain 1487761305826205706'

# ---- encodings, separators, marks

table() { # MARK: a table for people who write decimal commas
	printf 'Nom%sDate%sTexte%sPréféré%sPrix\n' "$1" "$1" "$1" "$1"
	printf '1%s13/04/2026 08:00%sÉté à Lyon%s1 204%s3,50\n' \
		"$1" "$1" "$1" "$1"
	printf '2%s14/04/2026 08:00%sŒuf – 3 €%s7%s0,5\n' "$1" "$1" "$1" "$1"
}
m='id=Nom,published=Date,text=Texte,metrics.likes=Préféré,metrics.spend=Prix'
want='1 2026-04-13T08:00:00Z Été à Lyon 1204 3.5
2 2026-04-14T08:00:00Z Œuf – 3 € 7 0.5'
# read_as WHAT SAID [OPTION ...]: table.csv is read right, and said how
read_as() {
	what=$1
	said=$2
	shift 2
	run cm-fetch -v --as csv --map "$m" "$@" table.csv
	is_status "$what: status" 0
	is "$what" "$(got '.id, .published, .text, .metrics.likes,
		.metrics.spend')" "$want"
	has_err "$what: -v says so" "^cm-fetch: table.csv: .*$said"
}
table ';' >table.csv
read_as 'UTF-8' "UTF-8, .*';' between"
has_err 'the decimal mark is said' 'decimal mark ,'
has_err 'and the order of days' 'days dmy'
has_err 'and the zone' 'times in UTC'
{
	printf '\357\273\277'
	table ';'
} >table.csv
read_as 'UTF-8 with a byte order mark' 'UTF-8'
table '	' | iconv -t UTF-16 >table.csv
read_as 'UTF-16 and tabs' 'UTF-16LE, .*tabs between'
{
	printf '\376\377'
	table ';' | iconv -t UTF-16BE
} >table.csv
read_as 'UTF-16, big end first' 'UTF-16BE'
table ';' | iconv -t WINDOWS-1252 >table.csv
read_as 'Windows-1252' '(Windows|WINDOWS|CP)-?1252'
table '|' >table.csv
read_as 'bars' "'[|]' between"
{
	echo 'sep=^'
	table '^'
} >table.csv
read_as 'a line says the separator' "'\^' between"
table ';' | sed 's/$/\r/' >table.csv
read_as 'lines of Windows' 'UTF-8'
{
	printf 'Rapport des ventes\nDu 13 au 14 avril\n\n'
	table ';'
	printf ';;;;\nTotal;;;1 211;4,00\n\n\n'
} >table.csv
read_as 'preamble, empty rows and totals' 'heading in line 4'
table '~' >table.csv
read_as '--sep' "'~' between" --sep '~'
table ';' | iconv -t MACINTOSH >table.csv
read_as '--encoding' 'MACINTOSH' --encoding MACINTOSH

# The same of a format that is known.
sed 's/Rye,$/Ryé/' instagram-content.csv >plain.csv
ig='instagram 18010000000000001 15000 Ryé
again'
iconv -t UTF-16 plain.csv >f1
iconv -t WINDOWS-1252 plain.csv >f2
{
	printf '\357\273\277sep=,\r\nContent of the page\r\n\r\n'
	sed 's/$/\r/' plain.csv | sed 's/Ryé\r/Ryé/'
} >f3
python3 -c 'import csv, sys
csv.writer(sys.stdout, delimiter=";").writerows(csv.reader(sys.stdin))' \
	<plain.csv >f4
for f in 'f1 UTF-16LE, separator ,' 'f2 (windows|WINDOWS|CP)-?1252' \
	'f3 UTF-8.* 3 lines before' 'f4 UTF-8, separator ;'; do
	run cm-fetch -v "${f%% *}"
	is "a known table: ${f#* }" "$(got '.network, .id, .metrics.views, .text')" \
		"$ig"
	has_err "a known table: ${f#* }: said" ": meta-content:.*${f#* }"
done

# Numbers as they are written.
printf 'id;n\n' >n.csv
k=0
for v in '1 204,5' '1.204,5' '12,5' '12,5 %' '7' '-3,5' '2 €' '-' '--' 'N/A' \
	'' '0' '0,0'; do
	k=$((k + 1))
	printf '%s;%s\n' "$k" "$v" >>n.csv
done
run cm-fetch --as csv --map id=id,metrics.n=n n.csv
is 'thousands, decimal commas, missing numbers' \
	"$(jq -c 'select(.id) | .metrics.n' .out | xargs)" \
	'1204.5 1204.5 12.5 12.5 7 -3.5 2 null null null null 0 0'
is 'what is missing is not a member' "$(jq -c 'select(.id == "8" or
	.id == "11") | .metrics' .out | xargs)" 'null null'
printf 'id,p,s,t,u,w\n1,12.5%%,0:07:20,7m 20s,1.5,440000\n' >d.csv
run cm-fetch --as csv --map 'id=id,metrics.p:percent=p,metrics.a:seconds=s' \
	--map 'metrics.b:seconds=t,metrics.c:hours=u,metrics.d:millis=w' d.csv
is 'percentages and durations' "$(jq -c 'select(.id) | .metrics | [.p, .a, .b,
	.c, .d]' .out)" '[0.125,440,440,5400,440]'

# ---- what may be two things

# asked WHAT OPTION FILE MEMBER=HEADING: refused with the option,
# which settles it
asked() {
	run cm-fetch --as csv --map "id=id,$4" "$3"
	is_status "$1: refused" 2
	is "$1: nothing is handed over" "$(got .id)" ''
	has_err "$1: the option that settles it" "^cm-fetch: $3:[0-9]+: .*$2"
	is "$1: coverage says that it is not complete" \
		"$(jq -c 'select(.type == "coverage") | .complete' .out)" false
}
printf 'id,d\n1,05/06/2026\n2,03/04/2026\n' >days.csv
asked '03/04/2026' '--dates dmy or --dates mdy' days.csv published=d
run cm-fetch --dates dmy --as csv --map id=id,published=d days.csv
is_status '--dates dmy settles it' 0
is 'day first' "$(got .published | tail -n 1)" 2026-04-03T00:00:00Z
run cm-fetch --dates mdy --as csv --map id=id,published=d days.csv
is 'month first' "$(got .published | tail -n 1)" 2026-03-04T00:00:00Z
printf 'id;n\n1;5\n2;1.204\n' >marks.csv
asked '1.204' '--decimal' marks.csv metrics.n=n
run cm-fetch --decimal , --as csv --map id=id,metrics.n=n marks.csv
is '--decimal , settles it' "$(got .metrics.n | xargs)" '5 1204'
run cm-fetch --decimal . --as csv --map id=id,metrics.n=n marks.csv
is '--decimal . too' "$(got .metrics.n | xargs)" '5 1.204'
printf 'id;n\n1;5,5\n2;1.204\n' >marks.csv
run cm-fetch --as csv --map id=id,metrics.n=n marks.csv
is 'another cell settles it' "$(got .metrics.n | xargs)" '5.5 1204'
printf '%s\n' 'id,d' '1,03/04/2026' '2,25/04/2026' >days.csv
run cm-fetch --as csv --map id=id,published=d days.csv
is 'so does another day' "$(got .published | head -n 1)" 2026-04-03T00:00:00Z
run cm-fetch --as csv --map id=id,published=d days.csv any.csv
is_status 'one file that does not fit the map' 2

printf '%s - %s: %s\n' '03/04/2026, 09:15' Ann hello '04/04/2026, 09:16' Bob \
	hi '04/04/2026, 09:17' Ann bye >chat.txt
run cm-fetch chat.txt
is_status 'a chat whose days may be two: refused' 2
is 'nothing of it is handed over' "$(got .id)" ''
has_err 'and the option is named' 'chat.txt.*--dates'
run cm-fetch --dates dmy chat.txt
is 'the option settles it' "$(got '.published, .author.name, .text')" \
	'2026-04-03T09:15:00Z Ann hello
2026-04-04T09:16:00Z Bob hi
2026-04-04T09:17:00Z Ann bye'

printf '%s\n' 'Nom de la campagne,Jour,Montant dépensé (EUR),Impressions' \
	'Pain,13/04/2026,"3,5",5' 'Pain,03/04/2026,"3,5",5' >ads.csv
run cm-fetch ads.csv
is_status 'days of a known table that may be two: refused' 2
is 'nothing of it is handed over, also not what was clear' "$(got .type)" ''
has_err 'and the options are named' 'ads.csv.*--dates dmy or --dates mdy'
run cm-fetch --dates dmy ads.csv
is 'an option settles it' "$(got .period.start)" '2026-04-13T00:00:00Z
2026-04-03T00:00:00Z'

# ---- rows that cannot be read

{
	head -n 1 instagram-content.csv
	for row in '21,1,a,A,one,,09/15/2026 18:00,https://i.example/1,IG image,,Lifetime,5' \
		'22,1,a,A,two,,soon,https://i.example/2,IG image,,Lifetime,5' \
		'23,1,a,A,three,,09/15/2026 18:00,https://i.example/3,IG image,,Lifetime,many' \
		'24,1,a,A,"fo
ur",,09/15/2026 18:00,https://i.example/4,IG image,,Lifetime,5'; do
		printf '%s,1,2,3,4,5,6\n' "$row"
	done
} >rows.csv
run cm-fetch --rejects bad.csv rows.csv
is_status 'rows that cannot be read: status' 1
is 'the rest goes on' "$(got .id | xargs)" '21 24'
has_err 'one is named with file and line' '^cm-fetch: rows.csv:3: .*soon'
has_err 'another too' '^cm-fetch: rows.csv:4: .*many'
{
	head -n 1 rows.csv
	sed -n 3,4p rows.csv
} >want.csv
ok '--rejects has them as they stood, below their heading' cmp want.csv bad.csv
sed -i 's/,soon,/,09\/16\/2026 18:00,/; s/,many,/,6,/' bad.csv
run cm-fetch bad.csv
is 'mended, they are read' "$status $(got .id | xargs)" '0 22 23'
sed 's/Saves/Gifts/' instagram-content.csv >gifts.csv
run cm-fetch gifts.csv
is 'a column that is not understood is kept under raw' \
	"$(got .raw.Gifts)" 55
is 'and named once' "$(grep -c Gifts .err)" 1
cat >bad.js <<'EOT'
window.YTD.tweets.part0 = [
{"tweet":{"id_str":"1487761305826205706","created_at":"Sun Jan 30 12:15:11 +0000 2022","full_text":"one"}},
{"tweet":{"created_at":"Sun Jan 30 12:15:11 +0000 2022"}},
{"tweet":{"id_str":"1487761305826205999","created_at":"Sun Jan 30 12:15:11 +0000 2022","full_text":"two"}}]
EOT
run cm-fetch --rejects bad.json bad.js
is_status 'an item of an archive that cannot be read: status' 1
is 'the others are' "$(got .text | xargs)" 'one two'
has_err 'it is named with its line' '^cm-fetch: bad.js:3: '
is 'and kept' "$(jq -c . bad.json)" \
	'{"tweet":{"created_at":"Sun Jan 30 12:15:11 +0000 2022"}}'

# ---- a calendar moves in

mkdir -m 700 dir
CM_DIR=$tmp/dir
export CM_DIR
printf '[brand]\nnetwork = site\nfolder = %s/www\nurl = https://levain.example/\ntitle = Levain\n' \
	"$tmp" >dir/accounts
printf 'Text,Image URL,Tags,Posting Time\n"Rye,\nagain",,bread,2026-12-03 10:00\nBuns,,,2026-12-04 10:00\n' \
	>buffer.csv
run cm-fetch --tz Europe/Paris buffer.csv
is 'rows of a calendar are drafts, in the zone that was said' \
	"$(jq -c 'select(.type == "draft") | [.text, .at]' .out)" \
	'["Rye,\nagain","2026-12-03T09:00:00Z"]
["Buns","2026-12-04T09:00:00Z"]'
cp .out drafts
run_in drafts cm-post -n --to brand
is 'which can be published' "$status $(got '.type, .account, .status, .at' |
	tr '\n' ' ')" '0 receipt brand planned 2026-12-03T09:00:00Z receipt brand planned 2026-12-04T09:00:00Z '
done_testing
