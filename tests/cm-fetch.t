#!/bin/sh
# cm-fetch: what its operands are, what comes of files, where it goes.
. "${0%/*}/lib.sh"
. "${0%/*}/feeds.sh"
cd "$tmp" || exit 1

common_tests cm-fetch -

# Operands.
run cm-fetch
is_status 'no source is a usage error' 2
has_err 'and is said' 'no source was given'
run cm-fetch brand
is_status 'an unknown account is a usage error' 2
has_err 'and is named' "no account named 'brand' \(and no file\)"
has_err 'that there are none yet is said' 'there are none yet: see --add'
for host in blog.example blog.example/feed www.blog.example/feed.xml; do
	run cm-fetch "$host"
	has_err "$host: perhaps a place on the web" \
		'No such file or directory; .* put https:// before it'
done
run cm-fetch mastodon/acme
has_err 'perhaps an account' 'no account is called so either'
run cm-fetch none.xml ./none.json /tmp/none/none
lacks_err 'a file is a file' 'https|account'
CM_DIR=/proc/none run cm-fetch --new none.xml
has_err 'a folder that cannot be made: what to set' \
	"cannot make the folder '/proc/none': .*; CM_DIR can name another"
run cm-fetch -o /proc/none/out none.xml
is_status 'an output that cannot be opened' 2
is_out 'and nothing is done' </dev/null
run cm-fetch brand:posts,comments
has_err 'without its kinds' "no account named 'brand' \(and no file\)"
run cm-fetch brand:posts,gossip
has_err 'a kind that accounts do not have is named' "'gossip'"
run cm-fetch ftp://host/feed
is_status 'another scheme is a usage error' 2
has_err 'that says what is fetched' 'only http and https'
run cm-fetch http://
is_status 'half a URL is a usage error' 2
mkdir folder
run cm-fetch --as feed folder
is_status 'a folder is no feed: a usage error' 2
run cm-fetch folder
is_status 'an empty folder is a failure' 1
has_err 'and said to be empty' 'folder: there is nothing in it'
rss a.xml 2
run cm-fetch a.xml brand
is_status 'one bad operand' 2
is_out 'and nothing is done' </dev/null
run cm-fetch a.xml none.xml
is_status 'a file that is not there is a failure' 1
has_err 'is named' '^cm-fetch: none.xml: cannot open: No such file'
is 'the others are read' "$(ids)" 'i2 i1'
is 'and its coverage is not complete' "$(covered | tail -1)" \
	'[0,false,"cannot open: No such file or directory"]'
run cm-fetch --as rss a.xml
is_status '--as takes four words' 2
run cm-fetch --since someday a.xml
is_status '--since takes a time' 2
run cm-fetch --since 2026-11-16 --until 2026-11-15 a.xml
is_status '--since after --until is a usage error' 2
run cm-fetch --jobs 0 a.xml
is_status '--jobs takes a number' 2
run cm-fetch --tz Mars/Base a.xml
is_status '--tz takes a zone' 2
run cm-fetch --hold x a.xml
is_status '--hold goes with --new' 2
run cm-fetch --commit x a.xml
is_status '--commit stands alone' 2
run cm-fetch -w '.a |' a.xml
is_status 'an expression that does not compile is a usage error' 2
is_out 'and nothing is done' </dev/null

# A feed in a file.
run cm-fetch a.xml
is_status 'a feed: status' 0
is_err 'nothing to say' </dev/null
is 'its items, in its order' "$(ids)" 'i2 i1'
is 'the last record is its coverage' "$(tail -1 "$tmp/.out")" \
	'{"type":"coverage","network":"web","account":"http://blog.example/","source":"a.xml","what":"posts","covered":{"start":"2026-11-01T10:00:00Z","end":"2026-11-16T06:00:00Z"},"pages":1,"records":2,"refused":0,"complete":true,"fetched":"2026-11-16T06:00:00Z"}'
run cm-fetch --account shop a.xml
is '--account names the account' \
	"$(jq -r .account "$tmp/.out" | sort -u)" shop
run_in a.xml cm-fetch -
is 'a feed on standard input' "$(ids)" 'i2 i1'
cat a.xml | cm-fetch - >.out
is 'and through a pipe' "$(ids)" 'i2 i1'
run cm-fetch ./a.xml a.xml
is 'another name for it is another source' "$(ids)" 'i2 i1 i2 i1'
run cm-fetch a.xml a.xml
is 'the same name is read once' "$(ids)" 'i2 i1'

# Choosing.
rss b.xml 9
run cm-fetch --since 2026-11-05 --until 2026-11-07T10:00:00Z b.xml
is '--since is included, --until is not' "$(ids)" 'i6 i5'
is 'what was asked and covered' \
	"$(jq -c 'select(.type == "coverage") | [.asked, .covered]' .out)" \
	'[{"since":"2026-11-05T00:00:00Z","until":"2026-11-07T10:00:00Z"},{"start":"2026-11-05T00:00:00Z","end":"2026-11-07T10:00:00Z"}]'
run cm-fetch --since 8d b.xml
is '--since takes a span' "$(ids)" 'i9 i8'
run cm-fetch --since 2026-11-08 --tz Pacific/Auckland b.xml
is '--tz: dates begin at its midnight' \
	"$(jq -r 'select(.type == "coverage") | .asked.since' .out)" \
	2026-11-07T11:00:00Z
run cm-fetch -l 3 a.xml b.xml
is '--limit is of each source' "$(ids)" 'i2 i1 i9 i8 i7'
is 'and what was cut is not complete' "$(covered | tr '\n' ' ')" \
	'[2,true,""] [3,false,"limit"] '
run cm-fetch -w '.title == "Item 4"' b.xml
is '-w chooses' "$(ids)" i4
run cm-fetch -w '.title | .x' b.xml
is_status 'an expression that fails on a record is a failure' 1
has_err 'and is named' "b.xml: item 'http://blog.example/#i9': -w: "

# OPML: its feeds stand in its place, relative to it.
mkdir lists
rss lists/c.xml 1 12
cat >lists/subs.opml <<'EOT'
<opml version="2.0"><head/><body>
<outline text="Press"><outline type="rss" text="C" xmlUrl="c.xml"/></outline>
<outline type="rss" text="twice" xmlUrl="c.xml"/>
<outline type="rss" text="none" xmlUrl="none.xml"/>
</body></opml>
EOT
run cm-fetch a.xml lists/subs.opml b.xml -l 1
is 'the feeds of an OPML file come in its place, once' "$(ids)" 'i2 i12 i9'
is_status 'one that is not there is a failure' 1
has_err 'and is named' '^cm-fetch: lists/none.xml: cannot open'
printf '%s\n' '{"type":"post","network":"x","id":"1"}' '{"id":"2"}' \
	'{"type":7}' >typed.ndjson
run cm-fetch --rejects bad typed.ndjson
is_status 'a line without a type is no record' 1
has_err 'it is named' 'typed.ndjson:2: no record: it has no type'
has_err 'as is one whose type is no text' 'typed.ndjson:3: no record'
is 'they are kept' "$(wc -l <bad)" 2
is 'the others come out' "$(grep -c '"post"' .out)" 1
printf '<opml><body><outline xmlUrl="a.xml"/><outline xmlUrl="b.xm' >cut.opml
run cm-fetch cut.opml
is_status 'a list that breaks off is a failure' 1
has_err 'that says so' 'cut.opml: the list breaks off'
is 'what it lists before that is read' "$(ids)" 'i2 i1'
lacks_err 'half an address is none' 'b.xm:'
has_out 'it is not complete' '"source":"cut.opml".*"complete":false'
printf '<opml><body><outline xmlUrl="loop.opml"/></body></opml>' >loop.opml
run cm-fetch loop.opml
is_status 'a list that lists itself ends' 0

# Records and logs.
cat >r.ndjson <<'EOT'
{"type":"post","network":"x","id":"1","published":"2026-11-01T00:00:00Z","x": 1.50}
{"type":"post","network":"x","id":"2","published":"2026-11-10T00:00:00Z"}
{"type":"coverage","network":"x","source":"before","what":"posts","records":2,"complete":false,"why":"rate limit","fetched":"2026-11-11T00:00:00Z"}
{"type":"account","network":"x","id":"3","metrics":{"followers":1},"fetched":"2026-11-11T00:00:00Z"}
EOT
run cm-fetch r.ndjson
head -4 .out >"head"
ok 'records pass through byte for byte' cmp -s head r.ndjson
is 'and have a coverage record of their own' "$(tail -1 .out)" \
	'{"type":"coverage","network":"web","source":"r.ndjson","what":"records","pages":1,"records":3,"refused":0,"complete":true,"fetched":"2026-11-16T06:00:00Z"}'
run cm-fetch --since 2026-11-05 r.ndjson
is '--since keeps what has no time, and coverage' \
	"$(jq -r '.id // .source' .out | tr '\n' ' ')" '2 before 3 r.ndjson '
run cm-fetch -l 1 r.ndjson
is '--limit counts records' "$(jq -r '.id // .source' .out | tr '\n' ' ')" \
	'1 r.ndjson '
run cm-fetch -w '.id == "2"' r.ndjson
is '-w lets coverage pass' "$(jq -r '.id // .source' .out | tr '\n' ' ')" \
	'2 before r.ndjson '
cat r.ndjson | cm-fetch - >.out
is 'records through a pipe' "$(sed 4q .out | cksum)" "$(cksum <r.ndjson)"
(cat r.ndjson; echo oops) >bad.ndjson
run cm-fetch --rejects rejects bad.ndjson r.ndjson
is_status 'a bad line is a failure' 1
has_err 'and is named' '^cm-fetch: bad.ndjson:5: '
is 'and kept' "$(cat rejects)" oops
is 'and counted' "$(jq -c 'select(.source == "bad.ndjson") |
	[.refused, .complete]' .out)" '[1,false]'
echo '127.0.0.1 - - [16/Nov/2026:05:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "Mozilla/5.0"' >a.log
run cm-fetch a.log
has_out 'a web log is told by its lines' '^{"type":"visit"'
cat a.log a.log a.log >b.log
run cm-fetch a.log a.xml b.log -l 2
is 'several, in order' "$(jq -r .type .out | tr '\n' ' ')" \
	'visit coverage article article coverage visit visit coverage '
is 'a visitor is the same in all the logs of a run' \
	"$(jq -r '.visitor // empty' .out | sort -u | wc -l)" 1
run cm-fetch --as weblog a.xml
is_status 'a feed is no web log' 1
run cm-fetch --as feed r.ndjson
is_status 'records are no feed' 1
echo 'Dear diary' >diary.txt
run cm-fetch diary.txt
is_status 'what is nothing of all that is a failure' 1
has_err 'that says what to do' 'diary.txt: neither .*; say what it is with --as'
: >empty
run cm-fetch empty
is_status 'an empty file is no failure' 0
head -c 300000 /dev/zero | tr '\0' x >long
printf '<rss><channel><title>%s</title></channel></rss>' "$(cat long)" >big.xml
run cm-fetch --max-size 100k big.xml
is_status 'a feed over --max-size is refused' 1
has_err 'and it is said' 'big.xml: too large .*--max-size'

# Output.
run cm-fetch -o out.ndjson a.xml
is_status '--output: status' 0
is_out 'nothing on standard output' </dev/null
is 'the records are in the file' "$(wc -l <out.ndjson)" 3
printf 'torn' >>out.ndjson
run cm-fetch -o out.ndjson a.xml r.ndjson
has_err 'a torn last line is cut off' '4 bytes are cut off'
is 'and the file appended to' "$(wc -l <out.ndjson)" 11
ok 'whole lines of JSON' sh -c 'jq . out.ndjson >/dev/null'
last='cm-fetch >/dev/full'
cm-fetch a.xml >/dev/full 2>.err
status=$?
is_status 'a full disk is a failure' 1
run cm-fetch -o /dev/full a.xml
is_status 'also with --output' 1
run cm-fetch -o none/out a.xml
is_status 'an output that cannot be opened: nothing is done' 2
mkfifo pipe
cm-fetch -o out.ndjson pipe 2>.err &
sleep 0.3
run cm-fetch -o out.ndjson a.xml
is_status 'a file that another writes is left alone: later' 75
cat a.xml >pipe
wait
done_testing
