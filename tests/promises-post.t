#!/bin/sh
# What the manual of cm-post promises, as a user would try it: with networks
# of one's own and with the site, on the command line and in files.
. "${0%/*}/lib.sh"
. "${0%/*}/feeds.sh"
cd "$tmp" || exit 1
CM_DIR=$tmp/cm
export CM_DIR
mkdir -m 700 "$CM_DIR"
mkdir "$CM_DIR/networks"
serve

# Two networks: wren has pictures, threads and replies, and lists its posts;
# owl can neither tell what is there nor take a key.
cat >"$CM_DIR/networks/wren.jq" <<'EOJ'
include "net";
def about: {title: "Wren", hosts: [".base"], auth: {bearer: "token"},
  text: {max: 60, unit: "graphemes", thread: true}, media: {max: 2, alt: 50, types: ["image/*"]},
  reads: ["posts"], acts: ["reply", "hide", "delete"], uses: ["visibility"]};
def upload: {method: "POST", url: "/upload", safe: true,
  multipart: ([{name: "file", file, type}] + [.alt | select(.) | {name: "description", value: .}])};
def post: .job as $job
  | if .step == null and ($job.draft.media // [] | length) > 0 then ask([$job.draft.media[] | upload]; "media")
    elif .step == null or .step == "media" then
      publish(send("POST"; "/new"; {text: $job.draft.text, reply: $job.reply_to.id, key: $job.key,
        seen: $job.draft.visibility, files: [.response[]?.body.id]} | filled); "done")
    else published(body.id; body.url) end;
def act: .job.action as $a
  | if .step == null and $a.do == "reply" then publish(send("POST"; "/new"; {text: $a.text, reply: $a.target.id}); "done")
    elif .step == null then publish(send("POST"; "/\($a.do)/\($a.target.id)"; {}) + {safe: true}; "done")
    else published(body.id // $a.target.id; null) end;
def fetch: if .step == "posts" then ask(get("/posts"); "page")
  else body.items[] | {record: {type: "post", id, text, published: .at}} end;
EOJ
sed 's/"Wren"/"Owl"/; s/thread: true/thread: false/; s/reads: \["posts"\]/reads: []/; /^def fetch/,$d' \
	"$CM_DIR/networks/wren.jq" >"$CM_DIR/networks/owl.jq"
cat >"$CM_DIR/accounts" <<EOA
[brand]
network = wren
host = $web
settle = 0s
token = s3cret-canary

[acme/one]
network = wren
host = $web/one
token-command = echo s3cret-canary
[acme/two]
network = owl
host = $web/two
token-env = OWL_TOKEN

[site]
network = site
folder = $tmp/www-site
url = https://blog.example/
title = Blog
EOA
chmod 600 "$CM_DIR/accounts"
OWL_TOKEN=s3cret-canary
export OWL_TOKEN
for d in . one two; do
	mkdir -p www/$d
	for n in 1 2 3 4 5 6 7 8 9; do
		printf '{"id":%d00,"url":"https://%s.example/%d00"}\n' "$n" \
			"$(echo $d | tr . w)" "$n" >"www/$d/new@$n"
	done
	echo '{"id":77}' >"www/$d/upload"
	echo '{"items":[]}' >"www/$d/posts"
done
cp "$top/tests/demo/drafts/loaf.png" shop.jpg

# The member of the receipts that are on standard output, a line for each.
said() {
	jq -r "[$1] | map(. // \"-\" | tostring) | join(\" \")" .out
}
sent() { # how many posts went out to PATH
	grep -ac "^POST $1 " log
}
receipts() { # every line of the output is a receipt
	jq -s 'all(.[]; .type == "receipt")' .out
}

# ---- the command lines of the manual

run cm-post --to brand --text 'We are open again' --media shop.jpg \
	--alt 'The shop, its door open'
is_status 'the words of a shop: status' 0
is 'the words of a shop: a receipt' \
	"$(said '.type, .network, .account, .status, .id, .url')" \
	'receipt wren brand published 100 https://w.example/100'
is 'its time is the clock'\''s' "$(said .at)" 2026-11-16T06:00:00Z
is_err 'nothing is said where all went well' </dev/null
ok 'the picture went first, then the words' sh -c \
	"grep -a '^POST' log | cut -d' ' -f2 | tr '\n' ' ' | grep -qx '/upload /new '"
last='the picture'
tap_has log 'with its description' 'The shop, its door open'
tap_has log 'and in the words its id' '"text":"We are open again".*"files":\[77\]'
tap_has log 'the token is in the header' 'authorization: Bearer s3cret-canary'
cp .out first

run cm-post --to brand --text 'We are open again' --media shop.jpg \
	--alt 'The shop, its door open'
is_status 'the same again: status' 0
ok 'the same again: the same receipt, byte for byte' cmp first .out
is 'the same again: not sent' "$(sent /new) $(sent /upload)" '1 1'
CM_NOW=2031-01-01T00:00:00Z run cm-post --to brand --media ./shop.jpg \
	--text 'We are open again' --alt 'The shop, its door open'
ok 'years later: the same receipt' cmp first .out
cp shop.jpg renamed.png
run cm-post --to brand --text 'We are open again' --media renamed.png \
	--alt 'The shop, its door open'
ok 'a picture counts by its bytes, not by its name' cmp first .out
run cm-post -n --to brand --text 'We are open again' --media shop.jpg \
	--alt 'The shop, its door open'
is_status '-n of what is published: status' 0
is '-n of what is published: sends nothing' "$(sent /new)" 1
is_out '-n of what is published: its receipt' <first
has_err '-n of what is published: says that it is' \
	'^  published already: it is not sent again$'
run cm-post -n --again --to brand --text 'We are open again' \
	--media shop.jpg --alt 'The shop, its door open'
is '-n --again: it would be sent' "$(said .status)" planned
printf '%s' x >>renamed.png
run cm-post -n --to brand --text 'We are open again' --media renamed.png \
	--alt 'The shop, its door open'
is '-n of what is new: planned' "$(said .status)" planned
ok '-n leaves no second entry' test "$(cm-post --journal | wc -l)" -eq 1

run cm-post --to acme/ --text 'To all of a client'
is_status 'a group: status' 0
is 'a group: a receipt for each account' \
	"$(said '.account, .network, .status' | sort)" 'acme/one wren published
acme/two owl published'
run cm-post --to acme/ --to brand --text 'To all of a client'
is 'a group and one more: what was sent is not sent again' \
	"$(said '.account, .status, .id')" 'acme/one published 100
acme/two published 100
brand published 200'
is 'and what went where' "$(sent /one/new) $(sent /two/new) $(sent /new)" \
	'1 1 2'
run cm-post --to nogroup/ --text x
is_status 'a group that is none: status' 2
has_err 'is named' "no group is called 'nogroup/'"
CM_DIR=$tmp/none run cm-post --to brand --text x
is_status 'no account at all: status' 2
has_err 'no account at all: how to make one' 'cm-fetch --add brand NETWORK'
run cm-post --to brand,brand --text 'Once only'
is 'an account that is named twice gets it once' \
	"$(said .id) $(sent /new)" '300 3'

run cm-post --to brand --text 'Yes, we are' --reply-to 4711
is_status '--reply-to: status' 0
tap_has log '--reply-to: the id goes along' '"text":"Yes, we are","reply":"4711"'
run cm-post --to brand --text 'Yes, we are' --reply-to 4712
is 'an answer to another is another draft' "$(sent /new)" 5

run cm-post --to site --text 'Yes, we are' --reply-to 4711
is_status 'an answer where nothing can be answered: status' 1
is 'an answer where nothing can be answered is no article' \
	"$(said '.status, .error.kind') $(ls www-site 2>/dev/null)" 'failed invalid '

# ---- drafts in files

cat >drafts.ndjson <<'EOT'
{"type":"draft","to":["brand"],"key":"monday","text":"Monday"}
{"type":"coverage","network":"wren","complete":true}
{"to":"acme/one","text":"No type needed"}
EOT
cat >calendar.csv <<'EOT'
to,text,at,key,media,alt
brand,"Tuesday, from a table",2026-11-16T05:30:00Z,,shop.jpg,The shop
brand,Late,2026-11-15T05:30:00Z,,,
brand,Soon,2026-11-17T05:30:00Z,,,
EOT
run cm-post drafts.ndjson calendar.csv
is_status 'a file and a table: the late one counts' 1
is 'a receipt for each, in order' "$(said '.account, .status, .error.kind, .at')" \
	'brand published - 2026-11-16T06:00:00Z
acme/one published - 2026-11-16T06:00:00Z
brand published - 2026-11-16T06:00:00Z
brand skipped late 2026-11-16T06:00:00Z
brand planned - 2026-11-17T05:30:00Z'
is 'the key is in the receipt' "$(said .key | head -n 1)" monday
is 'nothing but receipts' "$(receipts)" true
has_err 'what is late is said, with what to do' 'brand.*--late'
cp .out first
run cm-post -n calendar.csv
is_status '-n of what was skipped before: status' 0
has_err '-n of what was skipped before: why' '^  too late: it was due at'
run cm-post drafts.ndjson calendar.csv
is_status 'again: what was late was said, and is no failure any more' 0
is_err 'again: nothing is said' </dev/null
is 'again: the receipt of what was late' "$(sed -n 4p .out)" \
	"$(sed -n 4p first)"
is 'again: what was sent gives its receipt' "$(sed -n 1,3p .out)" \
	"$(sed -n 1,3p first)"
run cm-post --late 2d calendar.csv
is '--late 2d: what is a day late is sent' "$(said .status)" \
	"$(printf 'published\npublished\nplanned')"
CM_NOW=2026-11-17T06:00:00Z run cm-post calendar.csv
is_status 'the next day: status' 0
is 'the next day: what waited is sent' "$(said .status | sort -u)" published
is 'by then brand has' "$(sent /new)" 9

# Stored receipts may be changed by nothing.
cat >changed.ndjson <<'EOT'
{"type":"draft","to":["brand"],"key":"monday","text":"Monday!"}
{"type":"draft","to":["brand"],"at":"2026-11-16T05:30:00Z","text":"Other words, the same time"}
EOT
run cm-post -n changed.ndjson calendar.csv
is_status '-n: what would not be sent: status' 1
is '-n: what would become of each' "$(said '.status, .error.kind')" \
	'skipped changed
skipped changed
published -
published -
published -'
has_err '-n: changed since published' \
	'^  cannot be sent: changed since published'
CM_NOW=2026-11-18T06:00:00Z run cm-post --again -n calendar.csv
is_status '-n: what is late: status' 1
is '-n: what is late' "$(said '.status, .error.kind' | sort -u)" 'skipped late'
has_err '-n: what is late is said' '^  cannot be sent: too late: it was due at'
run cm-post changed.ndjson
is_status 'changed since published: status' 1
is 'changed since published: skipped, by key and by time' \
	"$(said '.status, .error.kind')" 'skipped changed
skipped changed'
has_err 'changed since published: is said' 'brand.*changed since published'
has_err 'changed since published: with what to do' '[-]-again'
is 'changed since published: not sent' "$(sent /new)" 9
printf '{"id":1000}' >www/new
run cm-post --again changed.ndjson
is_status '--again: status' 0
is '--again: sent' "$(said '.status, .id')" 'published 1000
published 1000'
is '--again: anew' "$(sent /new)" 11

# Markdown with front matter.
cat >article.md <<'EOT'
---
title: Open again
to: [site, acme/one]
tags: [bread, news]
media:
  - {file: shop.jpg, alt: "The shop, its door open"}
---
Come in, the **oven** is hot.
EOT
run cm-post article.md
is_status 'Markdown: status' 0
is 'Markdown: each network in its own form' "$(said '.account, .status')" \
	'site published
acme/one published'
tap_has log 'Markdown: as text, with title and tags' \
	'"text":"Open again\\n\\nCome in, the oven is hot\.\\n\\n#bread #news"'
page=$(find www-site/posts -name '*.html')
tap_has "$page" 'Markdown: as HTML' '<strong>oven</strong>'
tap_has "$page" 'Markdown: with its picture and what it shows' \
	'alt="The shop, its door open"'
run cm-post --to site article.md
is_status 'one of its accounts by --to: status' 0
is 'and there it is already' "$(said .account) $(find www-site/posts -name '*.html' | wc -l)" 'site 1'

# Bad lines do not stop the others.
printf '%s\n' '{"type":"draft","to":"brand","text":"Good"}' '{"broken' >mixed
run cm-post --rejects bad mixed
is_status 'a bad line: status' 1
is 'a bad line: the others go' "$(said .status)" published
has_err 'a bad line: file and line' '^cm-post: mixed:2: '
is 'a bad line: is kept' "$(cat bad)" '{"broken'
run_in mixed cm-post --strict -
is_status '--strict: status' 1
is_out '--strict: nothing' </dev/null
printf '{"type":"draft","to":"nobody","text":"x"}\n' >mixed
run cm-post mixed
has_err 'an account that is not there is named, with the file to mend' \
	"nobody.*$CM_DIR/accounts"

# ---- threads

text='One, and this is the first sentence, and a long one. Two, and this is the second one, which is longer. Three it is.'
run cm-post -n --to brand --text "$text"
has_err '-n: a thread is shown as it will be cut' '1 of 3: 52 of 60 graphemes'
before=$(sent /new)
run cm-post --to acme/two --text "$text"
is_status 'too long where there are no threads: status' 1
is 'it failed' "$(said '.status, .error.kind')" 'failed invalid'
has_err 'and by how much is said' 'acme/two.*of 60'
echo 'status=403' >www/one/new@4.do
for n in 3 4 5 6 7 8 9; do printf '{"id":%d00}\n' $n >www/one/new@$n; done
already=$(sent /one/new)
is 'so far' "$already" 3
run cm-post --to acme/one --text "$text"
is_status 'a thread whose first message is refused: status' 1
is 'a thread whose first message is refused' "$(said '.status, .error.kind')" \
	'failed refused'
echo 'status=403' >www/one/new@6.do
run cm-post --to acme/one --text "$text"
is_status 'a thread that breaks off: status' 1
is 'a thread that breaks off: partial, with what is public' \
	"$(said '.status, .error.kind, (.ids | join(","))')" 'partial refused 500'
has_err 'a thread that breaks off: account, network, what failed' \
	'acme/one.*\(wren\).*'
run cm-post -n --to acme/one --text "$text"
has_err '-n: says how much of it is public' \
	'^  1 of 3 is published already: the rest is sent$'
run cm-post --to acme/one --text "$text"
is_status 'and goes on: status' 0
is 'and goes on: all of its ids' "$(said '.status, .id, (.ids | join(","))')" \
	'published 500 500,700,800'
tap_has log 'each answers the one before' '"text":"Three it is.","reply":"700"'
is 'the first is not sent again' \
	"$(grep -ac '"text":"One, and this.*long one."' log)" 2

# ---- actions

cat >actions.ndjson <<'EOT'
{"type":"action","do":"hide","target":{"account":"brand","id":"5"}}
{"type":"action","do":"reply","target":{"account":"brand","id":"6"},"text":"Thanks"}
{"type":"action","do":"pin","target":{"account":"brand","id":"5"}}
EOT
mkdir www/hide && echo '{}' >www/hide/5
run cm-post actions.ndjson
is_status 'actions: one cannot be done' 1
is 'actions: receipts' "$(said '.status, .do, .target.id, .id')" 'published hide 5 5
published reply 6 1000
failed pin 5 -'
has_err 'actions: what can be done there' \
	"'pin' cannot be done there; what can is: hide, reply, delete"
has_err 'what cannot be done there is named' "brand.*'pin'"
run cm-post -n actions.ndjson
is 'actions: -n says what' "$(said '.do, .target.id' | tail -n 1)" 'pin 5'
is 'actions: not twice' "$(sent /hide/5)" 1
run cm-post actions.ndjson
is 'actions: not twice' "$(sent /hide/5)" 1

# ---- failures: statuses, messages, waits

status_of() { # WHAT STATUS RECEIPT MESSAGE: what became of one draft to brand
	run cm-post --to brand --text "$1"
	is_status "$1: status" "$2"
	is "$1: receipt" "$(said '.status, .error.kind')" "$3"
	has_err "$1: account, network, what failed" "brand.*\\(wren\\).*$4"
	lacks_err "$1: no secret" canary
}
echo 'status=401' >www/new.do
status_of 'not let in' 1 'failed auth' '401|[-]-authorize|token'
has_err 'not let in: what to do' 'cm-fetch --(authorize|status|add)|secrets in the accounts file'
echo 'status=403' >www/new.do
status_of 'not allowed' 1 'failed refused' ''
echo 'status=422' >www/new.do
echo '{"error":"no such parent"}' >www/new
status_of 'not valid' 1 'failed invalid' 'no such parent'
rm www/new.do
echo '{"id":1200}' >www/new
cat >>"$CM_DIR/accounts" <<EOA
[owl]
network = owl
host = $web/two
token = s3cret-canary
[now]
network = wren
host = $web
token = s3cret-canary
EOA
unset CM_NOW
n=$(($(sent /new) + 1))
echo 'status=429&retry=2' >"www/new@$n.do"
run cm-post --no-wait --to now --text 'two seconds to wait'
is_status '--no-wait: status' 75
is '--no-wait: planned, not lost' "$(said '.status, .error.kind')" 'planned rate'
has_err '--no-wait: says how long, and what to do' \
	'now.*wait 2 s.*run it again'
sleep 2
run cm-post --no-wait --to now --text 'two seconds to wait'
is_status 'the next run: status' 0
is 'the next run sends it' "$(said '.status, .id')" 'published 1200'
n=$(($(sent /new) + 1))
echo 'status=429&retry=1' >"www/new@$n.do"
run cm-post --to now --text 'a second to wait'
is_status 'a wait: status' 0
has_err 'a wait is announced: how long, who, until when, why' \
	'waiting 1 s for now \(wren\) until [0-9:]+: rate limit'
CM_NOW=2026-11-16T06:00:00Z
export CM_NOW
n=$(($(sent /two/new) + 1))
echo '{"error":"slow down"}' >"www/two/new@$n"
echo 'status=429&retry=3600' >"www/two/new@$n.do"
run cm-post --to acme/two --text 'an hour to wait'
is_status 'an hour to wait: status' 75
is 'an hour to wait: planned, not lost' "$(said '.status, .error.kind')" \
	'planned rate'
has_err 'an hour to wait: said once' \
	'acme/two.*\(owl\): [^:]*429[^:]*: slow down [^;]*: it asks to wait [0-9]+ s; run it again later: it goes on where it stopped$'
before=$(sent /two/new)
run cm-post --to acme/two --text 'an hour to wait'
is_status 'an hour to wait, another process: status' 75
is 'an hour to wait: another process does not ask' "$(sent /two/new)" "$before"
rm "www/two/new@$n" "www/two/new@$n.do"

# An answer that never came: where the network lists nothing, it is doubtful.
n=$(($(sent /two/new) + 1))
echo silent >www/two/new@$n.do
run cm-post --to owl --text 'Did it arrive?'
is_status 'doubtful: status' 1
is 'doubtful: receipt' "$(said '.status')" doubtful
has_err 'doubtful: account, network, how to settle it' \
	'owl.*\(owl\).*--settle'
run cm-post --to owl --text 'Did it arrive?'
is 'doubtful: nothing is sent by itself' "$(said .status) $(sent /two/new)" \
	"doubtful $n"
run cm-post --journal
is_status '--journal: status' 0
is '--journal: only receipts' "$(receipts)" true
id=$(jq -r 'select(.status == "doubtful") | .journal.id' .out)
ok '--journal: names it' test -n "$id"
run cm-post --settle "$id=published:9009"
is_status '--settle: status' 0
run cm-post --to owl --text 'Did it arrive?'
is 'settled as published: it is' "$(said '.status, .id') $(sent /two/new)" \
	"published 9009 $n"
run cm-post --settle "$id=failed"
is_status '--settle of what is settled: status' 1
run cm-post --settle 4711=failed
is_status '--settle of what is not there: status' 1
has_err 'is named' 4711
run cm-post --settle "$id=perhaps"
is_status '--settle to what is none: status' 2
n=$(($(sent /two/new) + 1))
echo silent >www/two/new@$n.do
run cm-post --to owl --text 'And this?'
id=$(cm-post --journal | jq -r 'select(.status == "doubtful") | .journal.id')
run cm-post --settle "$id=failed"
is_status '--settle as failed: status' 0
echo '{"id":42}' >www/two/new
run cm-post --to owl --text 'And this?'
is 'settled as failed: the next run sends it' \
	"$(said '.status') $(sent /two/new)" "published $((n + 1))"

# Where the network lists its posts, it is looked for, and found.
n=$(($(sent /new) + 1))
echo silent >www/new@$n.do
echo '{"items":[{"id":808,"text":"Found <again>","at":"2026-11-16T06:00:00Z"}]}' \
	>www/posts
run cm-post --to brand --timeout 1s --text 'Found <again>'
[ "$status" -ne 75 ] || run cm-post --to brand --text 'Found <again>'
is_status 'found: status' 0
is 'found: published, and sent once' "$(said '.status, .id') $(sent /new)" \
	"published 808 $n"

# ---- two at once

echo 'wait=1500' >www/new.do
cm-post --to brand --text 'Both at once' >one.out 2>one.err &
pid=$!
sleep 0.4
run cm-post --to brand --text 'Both at once'
is_status 'two at once: the second waits for its turn' 0
wait $pid
ok 'two at once: both have the same receipt' cmp one.out .out
is 'two at once: it was sent once' "$(grep -ac '"text":"Both at once"' log)" 1
rm www/new.do
echo hang >www/new.do
cm-post --to brand --timeout 14s --text 'This one hangs' >one.out 2>one.err &
pid=$!
sleep 0.5
run cm-post --to brand --text 'This one waits'
is_status 'ten seconds later: status' 75
has_err 'ten seconds later: says who and why' 'brand.*'
run cm-post --to acme/one --text 'Another account does not wait'
is_status 'another account does not wait' 0
kill $pid
wait $pid 2>/dev/null
rm www/new.do

# ---- secrets, files

chmod 640 "$CM_DIR/accounts"
run cm-post --to brand --text 'A file that others read'
is_status 'accounts that others may read: status' 2
has_err 'accounts that others may read: what to do' 'chmod 600'
chmod 600 "$CM_DIR/accounts"
is 'what is remembered is for nobody else' \
	"$(find "$CM_DIR" -name '*.db*' -perm /077)" ''
unset OWL_TOKEN
printf '[three]\nnetwork = owl\nhost = %s/three\ntoken-env = OWL_TOKEN\n' \
	"$web" >>"$CM_DIR/accounts"
run cm-post --to three --text 'No token'
is_status 'a secret that is not there: status' 1
has_err 'a secret that is not there: which, and where from' \
	'three.*OWL_TOKEN'
cat >>"$CM_DIR/accounts" <<EOA
[bad]
network = wren
host = $web
token-command = exit 3
EOA
run cm-post --to bad --text 'A command that fails'
has_err 'a command that fails is named' "bad.*token-command"
ok 'nothing was sent' sh -c '! grep -aq "A command that fails" log'
run cm-post --record out.har --to brand --text 'For the record'
is_status '--record: status' 0
is '--record: HAR 1.2' "$(jq -r .log.version out.har)" 1.2
tap_lacks out.har '--record: without the secret' canary
cp .out first
before=$(sent /new)
run cm-post --replay out.har --to brand --text 'For the record'
is_status '--replay: status' 0
ok '--replay: the same receipt' cmp first .out
is '--replay: nothing is sent' "$(sent /new)" "$before"
is 'no canary in state but where the user put it' \
	"$(grep -rl canary "$CM_DIR" | grep -v accounts$)" ''
# ---- what a stranger stumbled over

# Another draft of what is public is said, unless it has a key or a time.
echo '{"id":9001,"url":"https://w.example/9001"}' >www/one/new
cat >two-days.md <<'EOT'
---
title: Two days
to: [site, acme/one]
---
Closed on Monday.
EOT
run cm-post two-days.md
is_status 'an article: status' 0
lacks_err 'an article: nothing to say' 'two-days'
echo 'And on Tuesday.' >>two-days.md
run cm-post -n two-days.md
has_err 'a file that was changed: -n says so' \
	"note: 'Two days' was published on 2026-11-16 as https://blog.example/.*another draft.*a key"
before=$(sent /one/new)
run cm-post --to acme/one two-days.md
is_status 'a file that was changed: it is sent' 0
is 'a file that was changed: is another draft' "$(sent /one/new)" \
	"$((before + 1))"
has_err 'a file that was changed: where titles are text, too' \
	"two-days.md.*acme/one.*'Two days' was published on 2026-11-16 as .*another draft.*a key, given before"
sed -i 's/^title: .*/title: Three days/' two-days.md
run cm-post -n two-days.md
has_err 'a file that was changed: by its name' "note: 'two-days.md' was"
sed -i 's/^title: .*/key: days/' two-days.md
run cm-post -n two-days.md
has_err 'a key that comes too late' "note: 'two-days.md' was published on"
printf -- '---\nkey: other\ntitle: Two days\nto: site\n---\nClosed.\n' >o.md
run cm-post -n o.md
lacks_err 'a key, and a title that was there: nothing to say' 'was published on'

# Receipts and messages come in the order of the input, whoever is first.
cat >order.csv <<'EOT'
to,text,at
brand,Order one,
acme/one,Late two,2026-11-14T05:30:00Z
brand,Late three,2026-11-14T05:31:00Z
acme/one,Late four,2026-11-14T05:32:00Z
EOT
echo '{"id":1001}' >www/new
run cm-post order.csv
is 'what is late is said in the order of the input' \
	"$(grep -o 'order.csv:[0-9]' .err | tr '\n' ' ')" \
	'order.csv:3 order.csv:4 order.csv:5 '

# An approval stands after a reply; only what takes it back makes it anew.
sed 's/acts: \["reply", /acts: ["reply", "approve", "spam", /' \
	"$CM_DIR/networks/wren.jq" >"$CM_DIR/networks/crow.jq"
printf '[crow]\nnetwork = crow\nhost = %s\ntoken = s3cret-canary\n' "$web" \
	>>"$CM_DIR/accounts"
mkdir -p www/approve www/spam
echo '{}' >www/approve/31
echo '{}' >www/spam/31
cat >both.ndjson <<'EOT'
{"type":"action","do":"approve","target":{"account":"crow","id":"31"}}
{"type":"action","do":"reply","target":{"account":"crow","id":"31"},"text":"Welcome"}
EOT
run cm-post both.ndjson
run cm-post both.ndjson
is 'a reply does not undo an approval' \
	"$(sent /approve/31) $(said .do | tr '\n' ' ')" '1 approve reply '
echo '{"type":"action","do":"spam","target":{"account":"crow","id":"31"}}' >spam
run cm-post spam both.ndjson
is 'but what takes it back does' \
	"$(sent /spam/31) $(sent /approve/31)" '1 2'

# What waits at the network has the time that it waits for.
sed 's/uses: /schedules: true, uses: /' "$CM_DIR/networks/wren.jq" \
	>"$CM_DIR/networks/robin.jq"
printf '[robin]\nnetwork = robin\nhost = %s\ntoken = s3cret-canary\n' "$web" \
	>>"$CM_DIR/accounts"
run cm-post --to robin --text 'In a while' --at 2026-12-01T08:00:00Z
is_status 'scheduled at the network: status' 0
is 'scheduled at the network: its time' "$(said '.status, .id, .at')" \
	'planned 1001 2026-12-01T08:00:00Z'

# A module that sends twice is what is wrong, not that no answer came.
sed 's/else published(body.id; body.url) end;/else publish(send("POST"; "\/new"; {text: "twice"}); "done") end;/' \
	"$CM_DIR/networks/wren.jq" >"$CM_DIR/networks/magpie.jq"
sed 's/publish(send("POST"; "\/new"; {text: $job/publish({safe: true} + send("POST"; "\/new"; {text: $job/' \
	"$CM_DIR/networks/magpie.jq" >"$CM_DIR/networks/jay.jq"
for n in magpie jay; do
	printf '[%s]\nnetwork = %s\nhost = %s\ntoken = s3cret-canary\n' \
		$n $n "$web" >>"$CM_DIR/accounts"
	run cm-post --no-wait --to $n --text 'Steal it'
	is "$n sends twice: its receipt" "$(said .error.kind)" module
	has_err "$n sends twice: what its module did" \
		"$n.*module '$n': it publishes again"
	lacks_err "$n sends twice: and no more" 'no answer came'
done
is_status 'what may be sent again, by a module that fails: status' 1

# An account without its network is named with its place.
printf '[nowhere]\nhost = https://a.example\n' >>"$CM_DIR/accounts"
run cm-post --to nowhere --text x
is_status 'an account without a network: status' 2
has_err 'an account without a network: file and line' \
	"$CM_DIR/accounts:[0-9]+: account 'nowhere' has no line 'network = ...'"

# On a terminal the journal is a table.
if command -v script >/dev/null; then
	last='cm-post --journal on a terminal'
	script -qec 'cm-post --journal' /dev/null </dev/null >table 2>&1
	tap_has table '--journal on a terminal: a head' \
		'^ID +ACCOUNT +STATUS +SENT +WHAT'
	tap_has table '--journal on a terminal: rows' \
		'^[0-9]+ +crow +published +[-0-9TZ:]+ +approve 31 +31'
	tap_lacks table '--journal on a terminal: no records' '"type"'
else
	skip '--journal on a terminal' 'there is no script(1)'
fi
done_testing
