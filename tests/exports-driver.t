#!/bin/sh
# How exports become sources, with formats that are made here.
. "${0%/*}/lib.sh"
. "$top/tests/feeds.sh"

cd "$tmp" || exit 1
CM_DIR=$tmp/dir
export CM_DIR
mkdir -p "$CM_DIR/exports"

# format NAME: a format of one's own; its module is on standard input.
format() {
	{
		echo 'include "export";'
		cat
	} >"$CM_DIR/exports/$1.jq"
}

# got EXPR [TYPE]: of the records of the last run, in a line.
got() {
	jq -c --arg type "${2:-}" 'select(if $type == ""
		then .type != "coverage" else .type == $type end) | '"$1" \
		.out | tr '\n' ' ' | sed 's/ $//'
}

covered() {
	got '[.network, .account, .what, .pages, .records, .refused,
		.complete, .why]' coverage
}

format shop <<'EOT'
def about: {
  "title": "Shop: what was sold", "network": "shop", "zone": "UTC",
  "get": ["Log in.", "Take it."],
  "languages": {"en": {"point": "."}, "de": {"point": ",", "dates": "dmy"}},
  "settings": {"add": "what is added to the text", "to.NETWORK": "an account"},
  "parts": [
    {"name": "sold", "is": "table", "has": ["id", ".thing"], "by": "sold",
      "columns": {"id": {"en": "Order no", "de": "Auftrag"},
        ".thing": {"en": "Thing", "de": "Ding"},
        "published": {"en": "Sold on", "de": "Verkauft am"},
        "metrics.likes": {"en": "Likes", "de": "Likes"},
        "metrics.spend": {"en": "Price (*)", "de": "Preis (*)"}},
      "raw": ["Till"]},
    {"name": "plain", "is": "table", "has": ["id", "text", "metrics.views"],
      "columns": {"id": {"en": "Plain no"}, "text": {"en": "Words"},
        "published": {"en": "On"}, "metrics.views": {"en": "Views"}}},
    {"name": "list", "is": "table", "by": "listed", "asked": true,
      "columns": {"id": {}, ".thing": {}}, "also": {"id": 1, ".thing": 2}}
  ]
};
def sold:
  if .row.thing == "nothing" then bad("nothing was sold")
  elif .row.thing == "cable" then note("cables are left out")
  elif .row.thing == "sum" then empty
  else with({text: (.row.thing + (.settings.add // "")),
    raw: (.record.raw // {} | . + {})} + {mark: {lang: .lang, line: .line,
    coin: .row["metrics.spend*"], file: .file}}) end;
def listed: with({text: .row.thing});
EOT

# --- tables ------------------------------------------------------------------

cat >sold.csv <<'EOT'
The shop,,,,,
,,,,,
Order no,Thing,Sold on,Likes,Price (EUR),Till,Odd
1,cup,2026-11-01 10:00,"1,204",3.50,a,x
2,cable,2026-11-02 10:00,1,1,,
,,,,,,
3,sum,2026-11-03 10:00,9,9,,
Order no,Thing,Sold on,Likes,Price (EUR),Till,Odd
4,pot,2026-11-03,5,,b,
Total,,,1205,4.50
EOT
run cm-fetch -v --fetched 2026-11-10T00:00:00Z sold.csv
is_status 'a table of a known format is read' 0
is_out 'heading below a preamble, totals, blank rows, a heading again, what the function leaves out' <<'EOT'
{"type":"post","network":"shop","id":"1","published":"2026-11-01T10:00:00Z","text":"cup","metrics":{"likes":1204,"spend":3.5},"raw":{"Till":"a","Odd":"x"},"mark":{"lang":"en","line":4,"coin":"EUR","file":"sold.csv"},"fetched":"2026-11-10T00:00:00Z"}
{"type":"post","network":"shop","id":"4","published":"2026-11-03T00:00:00Z","text":"pot","metrics":{"likes":5},"precision":"day","raw":{"Till":"b"},"mark":{"lang":"en","line":9,"coin":"EUR","file":"sold.csv"},"fetched":"2026-11-10T00:00:00Z"}
{"type":"coverage","network":"shop","source":"sold.csv","what":"posts","covered":{"start":"2026-11-01T10:00:00Z","end":"2026-11-03T00:00:00Z"},"pages":1,"records":2,"refused":0,"complete":true,"fetched":"2026-11-16T06:00:00Z"}
EOT
has_err '-v says how it was read' \
	'sold.csv: shop:sold, UTF-8, separator ,, language en, decimal mark \., .*zone UTC, 2 lines before'
has_err 'a column that is not known is named' "not known.*'Odd'"
lacks_err 'one that is known to stay under raw is not' Till
has_err 'a note is said' 'sold.csv: cables are left out'
run cm-fetch -q --covers 2026-11-01..2026-11-03 sold.csv
has_out '--covers says what a file covers' \
	'"covered":{"start":"2026-11-01T00:00:00Z","end":"2026-11-04T00:00:00Z"}'
run cm-fetch --covers 2026-W44 sold.csv
has_err 'what lies beyond it is counted' \
	'sold.csv: 1 record lies outside of --covers 2026-W44'
lacks_err 'the zone of the format is not guessed' 'name no zone'
run cm-fetch --no-raw sold.csv
is '--no-raw leaves out what has no place of its own' "$(got '.raw')" \
	'null null'
lacks_err 'and does not name it' Odd
run_in sold.csv cm-fetch -
is 'standard input is read' "$(got .id)" '"1" "4"'
sh -c 'cat sold.csv | cm-fetch -q - | jq -r "select(.id).id"' >.out
is_out 'so is a pipe' <<'EOT'
1
4
EOT
touch -d 2026-11-05T04:05:06Z sold.csv
run cm-fetch sold.csv
is 'fetched is when the file was last changed' "$(got .fetched)" \
	'"2026-11-05T04:05:06Z" "2026-11-05T04:05:06Z"'
touch -d 2027-11-05T04:05:06Z sold.csv
run cm-fetch sold.csv
is 'but never later than now' "$(got .fetched)" \
	'"2026-11-16T06:00:00Z" "2026-11-16T06:00:00Z"'
run cm-fetch --since 2026-11-02 sold.csv
is '--since holds' "$(got .id)" '"4"'
run cm-fetch -w '.metrics.likes > 100' sold.csv
is '-w holds' "$(got .id)" '"1"'
run cm-fetch -l 1 sold.csv
is '--limit holds' "$(got .id) $(covered)" \
	'"1" ["shop",null,"posts",1,1,0,false,"limit"]'
run cm-fetch --account me --network stall sold.csv
is '--account and --network name both' \
	"$(got '[.account,.network]') $(covered)" \
	'["me","stall"] ["me","stall"] ["stall","me","posts",1,2,0,true,null]'
run cm-fetch --set add=! sold.csv
is 'the function has the settings' "$(got .text)" '"cup!" "pot!"'
run cm-fetch --set to.x=me sold.csv
is_status 'a setting may end as one likes' 0
run cm-fetch --set ad=! sold.csv
is_status 'one that no format has' 2
has_err 'is named' "no format has the setting 'ad'"
run cm-fetch --set add sold.csv
is_status 'a setting needs a value' 2

printf 'Auftrag;Ding;Verkauft am;Likes;Preis (EUR)\n1;Topf;03.11.2026 08:00;1.204;3,50\n' >de.csv
run cm-fetch --tz Europe/Berlin de.csv
is 'another language: its marks, its order of days, the zone of the format' \
	"$(got '[.published,.metrics,.mark.lang]')" \
	'["2026-11-03T08:00:00Z",{"likes":1204,"spend":3.5},"de"]'
printf 'Auftrag;Ding;Preis (EUR)\n1;Gef\344\337;3,50\n' >latin.csv
run cm-fetch latin.csv
is 'Windows-1252' "$(got .text)" '"Gefäß"'
iconv -f UTF-8 -t UTF-16 sold.csv >wide.csv
run cm-fetch wide.csv
is 'UTF-16' "$(got .id)" '"1" "4"'

cat >days.csv <<'EOT'
Order no,Thing,Sold on
1,cup,03/04/2026
EOT
run cm-fetch days.csv
is_status 'days that may be two are refused' 2
is 'nothing of the file is handed over' "$(got .id)" ''
has_err 'the option that settles it is named' \
	"days.csv: .*'03/04/2026'.*--dates dmy or --dates mdy"
run cm-fetch --dates mdy days.csv
is 'it settles them' "$(got .published)" '"2026-03-04T00:00:00Z"'
echo '2,cup,13/04/2026' >>days.csv
run cm-fetch days.csv
is 'so does another cell' "$(got .published)" \
	'"2026-04-03T00:00:00Z" "2026-04-13T00:00:00Z"'

cat >bad.csv <<'EOT'
Order no,Thing,Sold on,Likes
1,cup,2026-11-01,many
2,nothing,2026-11-01,1
3,pot,2026-11-01,1
,can,2026-11-01,1
5,a,2026-11-01,1,1,1
EOT
run cm-fetch --rejects rejected bad.csv
is_status 'rows that are bad are a failure' 1
is 'the rest is handed over' "$(got .id)" '"3"'
is_err 'each is named with its line' <<'EOT'
cm-fetch: bad.csv:2: 'many' in Likes is no number
cm-fetch: bad.csv:3: nothing was sold
cm-fetch: bad.csv:5: it has no id
cm-fetch: bad.csv:6: it has more cells than the heading
cm-fetch: 4 of 5 rows were bad, kept in rejected
EOT
cp rejected .out
is_out 'they are kept as they stood, the heading first' <<'EOT'
Order no,Thing,Sold on,Likes
1,cup,2026-11-01,many
2,nothing,2026-11-01,1
,can,2026-11-01,1
5,a,2026-11-01,1,1,1
EOT
run cm-fetch rejected
is 'what was kept can be read again' "$status $(grep -c rejected: .err)" '1 4'
run cm-fetch bad.csv
is 'coverage counts them' "$(covered)" \
	'["shop",null,"posts",1,1,4,false,"rows that could not be read"]'
run cm-fetch --strict bad.csv
is '--strict stops at the first' "$(got .id)" ''

cat >plain.csv <<'EOT'
Plain no,Words,On,Views
1,one,2026-11-01,5
2,two,2026-11-02,many
3,three,2026-11-03,7
EOT
run cm-fetch --rejects rejected plain.csv
is 'a table without a function: the same' "$status $(got '[.id,.text,.metrics.views,.precision]') $(covered)" \
	'1 ["1","one",5,"day"] ["3","three",7,"day"] ["shop",null,"posts",1,2,1,false,"rows that could not be read"]'
has_err 'bad rows of it are named' 'plain.csv:3: '
cp rejected .out
is_out 'and kept' <<'EOT'
Plain no,Words,On,Views
2,two,2026-11-02,many
EOT
run cm-fetch --limit 1 plain.csv sold.csv
is '--limit is of each source' "$(got .id)" '"1" "1"'

printf '7,cup\n8,pot\n' >bare.csv
run cm-fetch bare.csv
is_status 'a table that no format knows' 1
has_err 'is refused with its headings, and advice' \
	'bare.csv: a table that no format knows: 7, cup; read it with --as csv --map id='
run cm-fetch --as shop:list bare.csv
is 'a table without headings, asked for by name' "$(got '[.id,.text]')" \
	'["7","cup"] ["8","pot"]'
run cm-fetch --as shop:no bare.csv
is_status 'a part that is not there' 2
has_err 'is named' "'shop' has no part 'no'"
run cm-fetch --as shup bare.csv
is_status 'nor is such a format' 2
run cm-fetch --as csv --map 'id=7,text=cup' bare.csv
is '--as csv reads any' "$(got '[.id,.text]')" '["8","pot"]'

# --- two formats of the same headings ----------------------------------------

format rival <<'EOT'
def about: {"title": "Rival", "network": "rival",
  "languages": {"en": {}},
  "parts": [{"name": "sold", "is": "table", "has": ["id", "text"],
    "columns": {"id": {"en": "Order no"}, "text": {"en": "Thing"}}}]};
EOT
printf 'Order no,Thing\n1,cup\n' >two.csv
run cm-fetch two.csv
is_status 'what may be of two formats is refused' 2
has_err 'both are named' 'two.csv: it may be (rival:sold or shop:sold|shop:sold or rival:sold); say which with --as'
run cm-fetch --as rival two.csv
is '--as settles it' "$(got '[.network,.id]')" '["rival","1"]'
rm "$CM_DIR/exports/rival.jq"

# --- two files of the same record --------------------------------------------

format pair <<'EOT'
def about: {"title": "Pair", "network": "pair", "languages": {"en": {}},
  "parts": [
    {"name": "words", "is": "json", "has": ["words"], "items": ["words[]"],
      "by": "said"},
    {"name": "numbers", "is": "json", "has": ["numbers"],
      "items": ["numbers[]"], "by": "counted"}]};
def said: .item | {type: "post", id, published: .at, text, raw: {a: 1},
  joins: ["at \(.at)"]};
def counted: .item | {type: "post", id: "n\(.at)", published: .at,
  text: "cut", metrics: {likes}, raw: {a: 2, b: 2}, joins: ["at \(.at)"],
  behind: true};
EOT
words='{"words":[{"id":"1","at":1790000000,"text":"whole"},{"id":"2","at":1790000001,"text":"bare"}]}'
numbers='{"numbers":[{"at":1790000000,"likes":5},{"at":1790000002,"likes":7}]}'
mkdir -p ab ba
echo "$words" >ab/1.json
echo "$numbers" >ab/2.json
echo "$words" >ba/2.json
echo "$numbers" >ba/1.json
for folder in ab ba; do
	run cm-fetch $folder
	is "what two files say of a record is one, whichever comes first ($folder)" \
		"$(jq -c 'select(.type == "post") | [.id, .text, .metrics.likes, .raw, .joins, .behind]' .out | sort | tr '\n' ' ')" \
		'["1","whole",5,{"a":1,"b":2},null,null] ["2","bare",null,{"a":1},null,null] ["n1790000002","cut",7,{"a":2,"b":2},null,null] '
	run cm-fetch -l 1 -w '.metrics.likes == 5 and .text == "whole"' $folder
	is "-w sees both ($folder)" "$(got .id)" '"1"'
done

# --- documents ---------------------------------------------------------------

format chat <<'EOT'
def about: {"title": "Chat", "network": "chat", "preset_zone": "Asia/Tokyo",
  "languages": {"en": {}},
  "parts": [
    {"name": "who", "is": "json", "type": "account", "has": ["(who.js)"],
      "files": ["who.js"], "first": true, "items": ["people[]"], "by": "who"},
    {"name": "said", "is": "json", "type": "message", "has": ["said"],
      "items": ["said[]"], "before": ["rooms[]"], "by": "said", "end": "ended",
      "look": {"room": ["room", "in"], "who": ["who", "by", "id"]}},
    {"name": "old", "is": "xml", "type": "message", "has": ["<oldchat"],
      "items": ["oldchat.said"], "by": "old",
      "look": {"room": ["room", "in", "@id"]}},
    {"name": "text", "is": "text", "type": "message", "has": ["## chat"],
      "items": ["^([0-9/]+) ([0-9:]+) ([a-z]+): "],
      "times": {"date": 1, "time": 2}, "by": "line"}
  ]
};
def who: .item | {know: {"who:\(.id)": .name}}, {context: {account: .name}},
  {type: "account", id, name};
def said:
  if .path == ["rooms"] then {know: {"room:\(.item.id)": .item.title}}
  elif .item.text == null then bad("it says nothing")
  else {type: "message", id: {hash: [.item.at, .item.text]},
    published: {local: .item.at}, text: .item.text,
    author: {name: .known.who}, channel: .known.room, frame: .frame.title,
    n: .n} end;
def ended: {covers: {start: "2026-11-01", end: "2026-11-02"}},
  note("\(.count) things were said");
def old: {know: {"room:1": "Hall"}}, {type: "message",
  id: .item.attrs.id, text: .item.text, channel: .known.room};
def line: {type: "message", id: {hash: [.time, .item.text]}, published: .time,
  text: (.item.text | split(": ")[1:] | join(": ")), first: .day_first};
EOT
mkdir chat
cat >chat/said.json <<'EOT'
{"title":"Café","said":[
 {"in":"r2","at":"2026-11-01 09:00:00","text":"hello","by":{"id":7}},
 {"in":"r3","at":"2026-11-02","text":"day"},
 {"in":
  "r1"}],
 "rooms":[{"id":"r1","title":"Den"},{"id":"r2","title":"Hall"}]}
EOT
echo 'who.js = 1; {"people":[{"id":7,"name":"ann"}]}' >chat/other.js
echo '{"(who.js)":1,"who.js":2,"people":[{"id":7,"name":"ann"}]}' >chat/who.js
run cm-fetch --rejects rejected chat/said.json
is 'what stands beside is read first, what comes later is known, times are local' \
	"$(got '[.account,.published,.precision,.author.name,.channel,.frame,.n]')" \
	'["ann","2026-11-01T00:00:00Z",null,"ann","Hall","Café",0] ["ann","2026-11-01T15:00:00Z","day",null,null,"Café",1]'
is 'an id out of what does not change' \
	"$(got .id | cut -d' ' -f1)" \
	"\"$(printf '["2026-11-01 09:00:00","hello"]' | sha256sum | cut -c1-16)\""
is 'what it covers is in days of its zone' "$(got .covered coverage)" \
	'{"start":"2026-10-31T15:00:00Z","end":"2026-11-02T15:00:00Z"}'
has_err 'a function for the end' 'said.json: 2 things were said'
has_err 'an item that is bad is named' 'said.json:4: it says nothing'
is 'and kept on a line' "$(jq -c . rejected)" '{"in":"r1"}'
is 'the source is what was named' "$(covered)" \
	'["chat","ann","messages",1,2,1,false,"items that could not be read"]'
run cm-fetch --tz UTC --set add=1 --fetched 2026-11-10 chat/said.json
is '--tz comes before a zone that is only likely' "$(got .published)" \
	'"2026-11-01T09:00:00Z" "2026-11-02T00:00:00Z"'
run cm-fetch chat/who.js
is 'on its own it is a source' "$(got '[.type,.id,.account]')" \
	'["account","7","ann"]'

mkdir -p tree/a tree/z
cp chat/said.json tree/a
cp chat/who.js tree/z
cp plain.csv tree/z
echo 'just words' >tree/readme.txt
: >tree/empty.csv
run cm-fetch tree
is 'a folder is a source: what others need is read first' \
	"$(got '[.type,.account,.author.name]')" \
	'["account","ann",null] ["message","ann","ann"] ["message","ann",null] ["post",null,null] ["post",null,null]'
has_err 'what no format knows is counted' \
	'tree: 2 of its 5 files are of no known format \(-v names them\)'
has_err 'members are named in it' 'tree/z/plain.csv:3: '
is 'a coverage record for each part' "$(covered)" \
	'["chat","ann","account",1,1,0,true,null] ["chat","ann","messages",1,2,1,false,"items that could not be read"] ["shop",null,"posts",1,2,1,false,"rows that could not be read"]'
run cm-fetch -v tree/
has_err '-v names what is not known' 'tree/readme.txt: no format knows it'
cp .out tree.out
run cm-fetch tree
cp .out .want
run cm-fetch -v tree
cmp -s .want .out
is 'the same in, the same out' $? 0
if command -v zip >/dev/null; then
	(cd tree && zip -qr ../tree.zip a z readme.txt empty.csv)
	run cm-fetch tree.zip
	is 'so is an archive' "$(got '[.type,.account,.author.name]')" \
		'["account","ann",null] ["message","ann","ann"] ["message","ann",null] ["post",null,null] ["post",null,null]'
	has_err 'members are named with it' 'tree.zip:z/plain.csv:3: '
	run cm-fetch --max-unpacked 10 tree.zip
	is_status '--max-unpacked is held' 1
else
	skip 'zip' 'it is not there'
fi
tar -cf tree.tar tree/z/who.js tree/a
gzip -c tree.tar >tree.tgz
run cm-fetch tree.tgz
is 'tar and gzip' "$(got '[.type,.account]')" \
	'["account","ann"] ["message","ann"] ["message","ann"]'
sh -c 'cat tree.tgz | cm-fetch -' >.out 2>.err
is 'out of a pipe, in its order' "$(got '[.type,.account]')" \
	'["account","ann"] ["message","ann"] ["message","ann"]'
gzip -c plain.csv >plain.csv.gz
run cm-fetch plain.csv.gz
is 'a compressed table' "$(got .id)" '"1" "3"'
run cm-fetch --as csv --map 'id=Plain no' tree.zip
is_status '--as csv is for what archives hold, too' 2
run cm-fetch --as csv --map 'id=Plain no,text=Words' plain.csv.gz
is 'and reads it' "$(got '[.id,.text]')" '["1","one"] ["2","two"] ["3","three"]'
printf '%s\n' '{"type":"post","network":"x","id":"1"}' | gzip >r.ndjson.gz
run cm-fetch r.ndjson.gz
is 'records in an archive' "$(got .id) $(covered)" \
	'"1" [null,null,"records",1,1,0,true,null]'
mkdir hollow
run cm-fetch hollow
is_status 'an empty folder' 1
echo 'just words' >hollow/a.txt
run cm-fetch hollow
is_status 'one with nothing that is known' 1
has_err 'is said' 'hollow: nothing in it is of a known format'

cat >old.xml <<'EOT'
<oldchat><said id="1"><in id="1"/>one</said><said id="2"><in id="1"/>two</said></oldchat>
EOT
run cm-fetch old.xml
is 'XML' "$(got '[.id,.text,.channel]')" '["1","one",null] ["2","two","Hall"]'
printf '## chat\n03/04/2026 10:00 ann: one\n  more\n14/04/2026 11:00 bob: two\n' >chat.txt
run cm-fetch --tz UTC chat.txt
is 'text: what the days are like is seen from all of them' \
	"$(got '[.published,.text,.first]')" \
	'["2026-04-03T10:00:00Z","one\n  more",true] ["2026-04-14T11:00:00Z","two",true]'
printf '## chat\n03/04/2026 10:00 ann: one\n' >chat.txt
run cm-fetch chat.txt
is_status 'or refused' 2

# --- blocks, whole tables ----------------------------------------------------

format report <<'EOT'
def about: {"title": "Report", "network": "report", "zone": "UTC",
  "languages": {"en": {"point": ".", "dates": "ymd"}},
  "parts": [
    {"name": "days", "is": "table", "type": "series", "has": ["period", "metrics.views"],
      "blocks": true,
      "columns": {"period": {"en": "Day"}, "metrics.views": {"en": "Seen"}}},
    {"name": "places", "is": "table", "type": "series", "blocks": true,
      "has": [".place"], "by": "place",
      "columns": {".place": {"en": "Place"}, "metrics.views": {"en": "Seen"}}},
    {"name": "sheet", "is": "table", "has": [".key"], "whole": true,
      "by": "sheet", "columns": {".key": {"en": "Key"}, ".value": {"en": "Value"}}}
  ]
};
def place: with({dimensions: {place: .row.place},
  period: {start: "2026-11-01T00:00:00Z", end: "2026-11-02T00:00:00Z"}});
def sheet: [.rows[] | {key: .row.key, value: .row.value}] | from_entries
  | {type: "post", id, text};
EOT
printf 'Day,Seen\n2026-11-01,5\n2026-11-02,6\n\nPlace,Seen\nLyon,3\n\nodd,words\n' >blocks.csv
run cm-fetch blocks.csv
is 'several tables in a file' "$(got '[.period.start,.dimensions.place,.metrics.views]')" \
	'["2026-11-01T00:00:00Z",null,5] ["2026-11-02T00:00:00Z",null,6] ["2026-11-01T00:00:00Z","Lyon",3]'
has_err 'what is of no table is said' 'blocks.csv: 1 rows of tables that are not known were left out'
is 'each has its coverage' "$(got '.covered' coverage)" \
	'{"start":"2026-11-01T00:00:00Z","end":"2026-11-03T00:00:00Z"} {"start":"2026-11-01T00:00:00Z","end":"2026-11-02T00:00:00Z"}'
printf 'Key,Value\nid,9\ntext,all\n' >whole.csv
run cm-fetch whole.csv
is 'a table at once' "$(got '[.id,.text]')" '["9","all"]'

# --- odd formats and odd values ---------------------------------------------

format odd <<'EOT'
def about: {"title": "Odd", "network": "odd", "languages": {"en": {}},
  "parts": [{"name": "t", "is": "table", "has": ["id"], "by": "f",
    "columns": {"id": {"en": "Odd no"}, ".n": {"en": "Odd n"}}}]};
def f: if .record.id == "1" then .part.x
  elif .record.id == "2" then {type: "post", id: {hash: []}}
  else {type: "series", period: {start: "2026-01-01"},
    metrics: {views: (.row.n | tonumber? // null)}, raw: .record.raw} end;
EOT
printf 'Odd no,Odd n,More\n1\n2\n3,4\n5,x\n6,x,y\n' >odd.csv
run cm-fetch odd.csv
has_err 'what jq says of odd values is said to be that' \
	'odd.csv:2: it is not made as those of odd:t are .jq: Cannot index'
has_err 'a hash of nothing is no id' 'odd.csv:3: it has no id'
is 'a series without a number is none' "$(got .metrics)" '{"views":4}'
has_err 'unless something would be lost' \
	'odd.csv:6: none of the numbers of it is known'
lacks_err 'which is all that is' 'odd.csv:5'
format mars <<'EOT'
def about: {"title": "Mars", "network": "mars", "zone": "Mars/Base",
  "languages": {"en": {}}, "parts": [{"name": "t", "is": "table",
    "has": ["id"], "columns": {"id": {"en": "Mars no"}}}]};
EOT
printf 'Mars no\n1\n' >mars.csv
run cm-fetch mars.csv
is_status 'a format with a zone that is not known is refused' 2
has_err 'which is named' "Mars/Base"

# --- walls -------------------------------------------------------------------

format bad <<'EOT'
def about: {"title": "Bad", "network": "bad", "languages": {"en": {}},
  "parts": [{"name": "t", "is": "table", "has": ["id"], "by": "f",
    "columns": {"id": {"en": "Bad no"}}}]};
def f: if .record.id == "1" then error("oh") elif .record.id == "2" then input
  elif .record.id == "3" then $ENV | {type: "post", id: "e", text: tojson}
  elif .record.id == "4" then {type: "spell", id: "4"}
  elif .record.id == "5" then def l: l; l else with({text: "t"}) end;
EOT
printf 'Bad no\n1\n2\n3\n4\n6\n' >walls.csv
run cm-fetch walls.csv
is 'a function that fails refuses its row; it sees no environment and no other input' \
	"$(got '[.id,.text]')" '["e","{}"] ["6","t"]'
has_err 'with its own words' 'walls.csv:2: oh'
has_err 'what it may not do is said' 'walls.csv:3: .*no input'
has_err 'what is no record is refused' 'walls.csv:5: its type is none of cm-record'
echo 5 >>walls.csv
run cm-fetch walls.csv
is_status 'one that does not end is ended' 1
has_err 'and named' 'walls.csv:7: bad.jq: stopped: over 10 seconds'
sed -i 's/^def f.*/def f: no_such_thing;/; /^  elif/d' "$CM_DIR/exports/bad.jq"
run cm-fetch walls.csv
is_status 'a module that does not compile' 2
has_err 'is named' 'bad.jq: .*no_such_thing'
printf 'def about: {' >"$CM_DIR/exports/bad.jq"
run cm-fetch sold.csv
is_status 'one that says nothing of itself is left out' 0
has_err 'and named' 'bad'
rm "$CM_DIR/exports/bad.jq"

# --- refusals, lists ---------------------------------------------------------

printf '\320\317\021\340\241\261\032\341and so on' >old.xls
run cm-fetch old.xls
is_status 'an old workbook' 1
has_err 'is to be saved anew' 'old.xls: an old workbook.*save it as .xlsx or CSV'
run cm-fetch --exports shop
is_status '--exports' 0
is 'says how to get the file, and what can be set' \
	"$(jq -c '[.format,.title,.get,.settings.add,[.parts[].part]]' .out)" \
	'["shop","Shop: what was sold",["Log in.","Take it."],"what is added to the text",["sold","plain","list"]]'
has_out 'and the headings in each language that a table is known by' \
	'"has":"en: order no, thing; de: auftrag, ding"'
run cm-fetch --exports shup
is_status 'a format that is not there' 2
has_err 'is a slip of one that is' "no format is called 'shup': perhaps shop\$"
run cm-fetch --exports tiktok
has_err 'or a network, or part of a name' ': perhaps tiktok-data, tiktok-studio'
run cm-fetch --as instagram sold.csv
is_status 'so with --as' 2
has_err 'of which formats are' ': perhaps instagram-data'
run cm-fetch --as nothing-like-it sold.csv
has_err 'or not' 'a format that --exports lists'
printf 'Hello\nworld\n' >hootsuite.csv
run cm-fetch hootsuite.csv
has_err 'the name of a file speaks of a format' \
	'with --as \(hootsuite\?\); --exports lists the exports'
mkdir pages
echo '<html><body><p>You</p></body></html>' >pages/posts_1.html
run cm-fetch pages
has_err 'a folder of web pages' \
	'pages: nothing in it is of a known format; .* ask for it as JSON'
run cm-fetch pages/posts_1.html
has_err 'a page' 'a web page that names no feed; .* ask for it as JSON'
cat >_chat.txt <<'EOT'
[28/09/26, 10:00:11] Ann: hi
[28/09/26, 10:01:11] Bob: hi
[28/09/26, 10:02:11] Ann: ho
EOT
run cm-fetch --dates mdy _chat.txt
has_err 'a time that is none is shown, and the order of its days' \
	"1: its time '28/09/26 10:00:11' cannot be read \(days are read mdy: see --dates\)"
format slip <<'EOT'
def about: {"title": "A slip", "parts": [{"name": "a", "is": "table",
  "has": [".thng"], "columns": {".thing": {"en": "Thing"}}}]};
EOT
run cm-fetch --exports slip
is_status 'a format with a slip' 2
has_err 'is left out, and it is said which' \
	"about.parts\\[0\\].has is not of columns: '.thng' is none; is '.thing' meant\\?"
rm "$CM_DIR/exports/slip.jq"
run cm-fetch --exports
is_err 'all of ours can be read' </dev/null
has_out 'all of them' '"format":"shop"'
run cm-fetch --record t.har --fetched 2026-11-01 sold.csv
cp .out .want
run cm-fetch --replay t.har --fetched 2026-11-01
ok '--record and --replay' cmp .want .out
serve
cp sold.csv tree.tgz "$tmp/www"
run cm-fetch -q "$web/sold.csv?x=1" "$web/tree.tgz"
is 'a URL that answers with an export' "$(got '.id' post)" '"1" "4"'
is 'or an archive' "$(got '[.account,.author.name]' message)" \
	'["ann","ann"] ["ann",null]'
run cm-fetch --as csv --map 'id=Order no' "$web/sold.csv"
has_out 'or a table' 'coverage'
run cm-fetch --new sold.csv
has_err '--new is for feeds' 'sold.csv. is handed over whole'
run cm-fetch --archive arch plain.csv
is '--archive' "$(cat arch/*/*.ndjson | jq -r 'select(.id).id' | xargs)" '1 3'
run cm-fetch -o out.ndjson sold.csv
is '--output' "$(jq -r 'select(.id).id' out.ndjson | xargs)" '1 4'
done_testing
