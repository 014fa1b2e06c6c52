#!/bin/sh
# cm-fetch --new: what is remembered, and when.
. "${0%/*}/lib.sh"
. "${0%/*}/feeds.sh"
cd "$tmp" || exit 1
serve
CM_DIR=$tmp/state
export CM_DIR
rss www/a.xml 2

at() {
	CM_NOW=2026-11-${1}T06:00:00Z
	export CM_NOW
}

run cm-fetch "$web/a.xml"
ok 'without --new nothing is remembered' test ! -e state
run cm-fetch --new "$web/a.xml"
is 'the first time: all' "$(ids)" 'i2 i1'
run cm-fetch --new "$web/a.xml"
is_status 'the second time: status' 0
is 'nothing' "$(ids)" ''
is 'the server said so' "$(asked '^GET /a.xml 304 ')" 1
at 17
run cm-fetch --new "$web/a.xml"
is 'coverage goes on from the time before' "$(cat .out)" \
	'{"type":"coverage","network":"web","account":"'"$web"'/a.xml","source":"'"$web"'/a.xml","what":"posts","covered":{"start":"2026-11-16T06:00:00Z","end":"2026-11-17T06:00:00Z"},"pages":1,"records":0,"refused":0,"complete":true,"fetched":"2026-11-17T06:00:00Z"}'
rss www/a.xml 2 2
run cm-fetch --new "$web/a.xml"
is 'what is new' "$(ids)" i3
run cm-fetch "$web/a.xml"
is 'without --new: all that there is' "$(ids)" 'i3 i2'
sed 's/>i3</>changed</' www/a.xml >x && mv x www/a.xml
run cm-fetch --new "$web/a.xml"
is 'an item with another guid is not new' "$(ids)" ''
rss f.xml 2
run cm-fetch --new f.xml
is 'a file: all' "$(ids)" 'i2 i1'
run cm-fetch --new f.xml
is 'a file: nothing' "$(ids)" ''

# Only what was handed over counts.
rss www/l.xml 5
run cm-fetch --new -l 2 "$web/l.xml"
is '--limit: some' "$(ids)" 'i5 i4'
run cm-fetch --new -l 2 "$web/l.xml"
is '--limit: the next' "$(ids)" 'i3 i2'
run cm-fetch --new "$web/l.xml"
is '--limit: the rest' "$(ids)" i1
rss www/w.xml 3
run cm-fetch --new -w '.title == "Item 2"' "$web/w.xml"
is '-w: some' "$(ids)" i2
run cm-fetch --new "$web/w.xml"
is 'without it: the others' "$(ids)" 'i3 i1'
rss www/d.xml 3
cm-fetch --new "$web/d.xml" >/dev/full 2>.err
run cm-fetch --new "$web/d.xml"
is 'what could not be written is handed over again' "$(ids)" 'i3 i2 i1'
rss www/c.xml 2
echo cut=50 >www/c.xml.do
run cm-fetch --new --retries 0 "$web/c.xml"
is_status 'what was cut off' 75
rm www/c.xml.do
run cm-fetch --new "$web/c.xml"
is 'is read the next time' "$(ids)" 'i2 i1'

# A gap.
rss www/g.xml 2
at 03
run cm-fetch --new "$web/g.xml"
rss www/g.xml 2 8
at 10
run cm-fetch --new "$web/g.xml"
is 'what the feed no longer lists is missing, and said to be' "$(covered)" \
	'[2,false,"the feed no longer lists what came between 2026-11-03T06:00:00Z and 2026-11-08T10:00:00Z"]'
run cm-fetch --new "$web/g.xml"
is 'once' "$(covered)" '[0,true,""]'
at 16

# Moved and gone.
rss www/m.xml 1
cp www/m.xml www/n.xml
echo 'status=301&to=/n.xml' >www/m.xml.do
run cm-fetch --new "$web/m.xml"
run cm-fetch --new "$web/m.xml"
is 'what has moved for good is asked for there' "$(asked '^GET /m.xml ')" 1
is 'and said once' "$(cat .err)" ''
rm www/n.xml www/m.xml.do
rss www/m.xml 2
run cm-fetch --new "$web/m.xml"
is 'where that is gone, where it was' "$(ids)" i2
rss www/o.xml 1
echo status=410 >www/o.xml.do
run cm-fetch --new "$web/o.xml"
is_status 'gone for good: status' 1
rm www/o.xml.do
run cm-fetch --new "$web/o.xml"
is_status 'from then on it is not asked for' 0
is 'and said to be gone' "$(covered)" '[0,false,"gone (410)"]'
is 'one request' "$(asked '^GET /o.xml ')" 1
run cm-fetch "$web/o.xml"
is 'without --new it is' "$(ids)" i1
run cm-fetch --new "$web/o.xml"
is 'and from then on with it' "$(ids)" i1

rss www/s.xml 1
echo 'auth=Basic%20bWU6c2VjcmV0' >www/s.xml.do
secret=http://me:secret@${web#http://}/s.xml
run cm-fetch --new "$secret"
run cm-fetch --new "$secret"
is 'a source with a password' "$(asked '^GET /s.xml 304 ')" 1
ok 'which is not remembered' sh -c '! cat state/* | grep -qa secret'

# A run that is held.
rss www/h.xml 2
run cm-fetch --new --hold week "$web/h.xml"
is 'held: all' "$(ids)" 'i2 i1'
run cm-fetch --new --hold week "$web/h.xml"
is 'not committed: all again' "$(ids)" 'i2 i1'
run cm-fetch --commit week
is_status 'committed' 0
run cm-fetch --new "$web/h.xml"
is 'nothing' "$(ids)" ''
is 'and not parsed again' "$(asked '^GET /h.xml 304 ')" 1
run cm-fetch --commit week
is_status 'there is nothing to commit twice' 2
has_err 'and it is said' "nothing is held under 'week'"
rss www/h.xml 3
run cm-fetch --new --hold week "$web/h.xml"
is 'held: what is new' "$(ids)" i3
run cm-fetch --commit week
run cm-fetch --new "$web/h.xml"
is 'committed to what was there' "$(ids)" ''

# A kill costs a repeat, never a loss.
n=0
while [ $n -lt 20 ]; do
	n=$((n + 1))
	rss "www/k$n.xml" 1 "$n"
	echo "$web/k$n.xml?wait=$((n * 20))"
done >urls
: >all
for ms in 0.05 0.1 0.2 0.3 0.4; do
	# shellcheck disable=SC2046 # one a line
	timeout -s KILL $ms cm-fetch --new -o kept.ndjson $(cat urls) 2>.err
done
# shellcheck disable=SC2046
run cm-fetch --new -o kept.ndjson $(cat urls)
is_status 'after kills: status' 0
is 'after kills nothing is missing' \
	"$(jq -r 'select(.type == "article") | .id' kept.ndjson | sort -u |
		wc -l)" 20

# A newer program's state, a state that cannot be written.
ok 'the state is nobody else'\''s' \
	test "$(stat -c %a state/fetch.db)" = 600
done_testing
