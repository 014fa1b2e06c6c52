#!/bin/sh
# Media that a draft names by URL: cm-post fetches them for networks that take
# files, before anything of the draft is sent; and nothing goes out without.
. "${0%/*}/lib.sh"
. "${0%/*}/feeds.sh"
cd "$tmp" || exit 1
CM_DIR=$tmp/cm
export CM_DIR
mkdir -m 700 "$CM_DIR"
mkdir "$CM_DIR/networks"
serve

cat >"$CM_DIR/networks/wren.jq" <<'EOJ'
include "net";
def about: {title: "Wren", hosts: [".base"], auth: {bearer: "token"}, text: {max: 60, thread: true},
  media: {max: 4, bytes: 5000, alt: 500, types: ["image/*"]}, uses: ["link", "tags", "first_comment"]};
def upload: {method: "POST", url: "/upload", safe: true,
  multipart: ([{name: "file", file, type, filename: .name}] + [.alt | select(.) | {name: "description", value: .}])};
def post: .job as $job
  | if .step == null and ($job.draft.media // [] | length) > 0 then ask([$job.draft.media[] | upload]; "media")
    elif .step == null or .step == "media" then
      publish(send("POST"; "/new"; {text: $job.draft.text, files: [.response[]?.body.id]} | filled); "done")
    else published(body.id; body.url) end;
EOJ
sed 's/"Wren"/"Finch"/; s/bytes: 5000/bytes: 40/' "$CM_DIR/networks/wren.jq" \
	>"$CM_DIR/networks/finch.jq"
sed 's/"Wren"/"Page"/; s/max: 60, thread: true/title: 0, html: true/; s/{max: 4/{by: "file", max: 4/' \
	"$CM_DIR/networks/wren.jq" >"$CM_DIR/networks/page.jq"
cat >"$CM_DIR/accounts" <<EOA
[brand]
network = wren
host = $web
token = s3cret-canary
[other]
network = wren
host = $web/other
token = s3cret-canary
[finch]
network = finch
host = $web/finch
token = s3cret-canary
[page]
network = page
host = $web/page
token = s3cret-canary
[site]
network = site
folder = $tmp/www-site
url = https://blog.example/
title = Blog
EOA
chmod 600 "$CM_DIR/accounts"
for d in . other finch page; do
	mkdir -p "www/$d"
	echo '{"id":100,"url":"https://w.example/100"}' >"www/$d/new"
	echo '{"id":77}' >"www/$d/upload"
done
mkdir www/pics
cp "$top/tests/demo/drafts/loaf.png" loaf.png
size=$(wc -c <loaf.png)
[ "$size" -lt 5000 ] || head -c 4000 "$top/tests/demo/drafts/loaf.png" >loaf.png
for name in a slow cut once loop far same text 'the shop' changes; do
	cp loaf.png "www/pics/$name.png"
done

said() {
	jq -r "[$1] | map(. // \"-\" | tostring) | join(\" \")" .out
}
sent() { # how many requests went out: METHOD PATH
	grep -ac "^$1 $2 " log
}
left() { # what lies in the folder of media
	find "$CM_DIR/media" -type f 2>/dev/null | wc -l
}
# try NAME URL [MORE]: a draft to brand with that picture
try() {
	printf '%s\n' '{"type":"coverage"}' \
		"{\"type\":\"draft\",\"to\":\"brand\",\"text\":\"$1\",\"media\":[{\"url\":\"$2\",\"alt\":\"A loaf\"}]}" \
		>draft.ndjson
	shift 2
	run cm-post "$@" draft.ndjson
}

# ---- a picture

try 'A loaf' "$web/pics/a.png" -n
is_status '-n: status' 0
is_err '-n: shows what will be fetched' <<EOT
brand (Wren), draft.ndjson:2:
  6 of 60 graphemes
    | A loaf
    with $web/pics/a.png, to be fetched, shows: A loaf
EOT
is '-n: asks nobody' "$(wc -l <log) $(left)" '0 0'
try 'A loaf' "$web/pics/a.png"
is_status 'a picture by its URL: status' 0
is 'a picture by its URL: published' "$(said '.status, .id')" 'published 100'
is_err 'nothing is said' </dev/null
is 'first the picture comes, then it goes, then the words' \
	"$(grep -a '^[A-Z]' log | cut -d' ' -f1,2 | tr '\n' ' ')" \
	'GET /pics/a.png POST /upload POST /new '
tap_has log 'under its name' 'filename="a.png"'
tap_has log 'as what it is' 'content-type: image/png|Content-Type: image/png'
tap_has log 'with its description' 'A loaf'
grep -a -A20 '^GET /pics' log | sed '/^POST/,$d' >asking
tap_lacks asking 'no secret goes to whoever has the picture' canary
is 'when all is out its file is gone' "$(left)" 0
cp .out first
try 'A loaf' "$web/pics/a.png"
ok 'the same again: the same receipt' cmp first .out
is 'the same again: nothing is fetched, nothing is sent' \
	"$(sent GET /pics/a.png) $(sent POST /new)" '1 1'
printf 'x' >>www/pics/a.png
try 'A loaf' "$web/pics/a.png"
ok 'another picture behind the URL: the same draft' cmp first .out
is 'another picture behind the URL: not sent' "$(sent POST /new)" 1
rm www/pics/a.png
try 'A loaf' "$web/pics/a.png"
ok 'nor is it needed any more' cmp first .out
try 'A loaf' "$web/pics/same.png"
is 'another URL is another draft' "$(said .status) $(sent POST /new)" \
	'published 2'
printf '{"to":"brand","text":"A loaf","media":[{"file":"%s","alt":"A loaf"}]}\n' \
	"$web/pics/same.png" >draft.ndjson
run cm-post draft.ndjson
is 'a URL for a file is the same draft' \
	"$(said .status) $(sent POST /new)" 'published 2'
printf '{"to":"brand","text":"x","media":[{"file":"%s","url":"%s"}]}\n' \
	"$web/pics/a.png" "$web/pics/same.png" >draft.ndjson
run cm-post draft.ndjson
has_err 'two URLs for one medium' "^cm-post: draft.ndjson:1: 'media' has one with a URL for 'file' and another for 'url'"
run cm-post --to brand --text 'By words' --media "$web/pics/the%20shop.png?size=9" --alt x
is_status '--media URL: status' 0
tap_has log '--media URL: its name' 'filename="the shop.png"'

# ---- once a run, for all that want it

before=$(sent GET /pics/same.png)
cat >draft.ndjson <<EOT
{"to":["brand","other"],"text":"Both","media":[{"url":"$web/pics/same.png"},{"url":"$web/pics/far.png"}]}
{"to":["brand"],"text":"And once more","media":["$web/pics/same.png","loaf.png"]}
{"to":["brand"],"text":"Later","at":"2027-01-01T00:00:00Z","media":["$web/pics/slow.png"]}
{"to":["brand"],"text":"No picture"}
EOT
run cm-post draft.ndjson
is_status 'several drafts and accounts: status' 0
is 'several drafts and accounts' "$(said .status | tr '\n' ' ')" \
	'published published published planned published '
is 'each picture came once' \
	"$(($(sent GET /pics/same.png) - before)) $(sent GET /pics/far.png)" '1 1'
is 'what is not due is not fetched' "$(sent GET /pics/slow.png)" 0
is 'no file is left' "$(left)" 0
run cm-post draft.ndjson
is 'again: nothing is fetched' "$(sent GET /pics/far.png)" 1

# ---- networks that say that they take files, and those that link

run cm-post --to page --text 'A page' --media "$web/pics/same.png"
is 'a network that takes HTML and files' "$(said .status) $(sent POST /page/upload)" \
	'published 1'
before=$(sent GET /pics/same.png)
run cm-post --to site --text 'On the site' --media "$web/pics/same.png"
is 'the site links' "$(said .status) $(sent GET /pics/same.png)" "published $before"
tap_has "$(find www-site/posts -name '*.html')" 'and has the URL' "$web/pics/same.png"

# ---- what goes wrong

posts=$(sent POST /new)
# fails WHAT URL STATUS RECEIPT MESSAGE
fails() {
	try "$1" "$2"
	is_status "$1: status" "$3"
	is "$1: receipt" "$(said '.status, .error.kind')" "$4"
	has_err "$1: is said, with file, line and URL" \
		"^cm-post: draft.ndjson:2: account 'brand' \(wren\): '$2' $5"
	is "$1: nothing is sent" "$(sent POST /new)" "$posts"
	is "$1: nothing is left" "$(left)" 0
}
fails 'Not there' "$web/pics/none.png" 1 'failed gone' \
	'cannot be fetched: 404 Not Found; mend the URL, or name a file'
echo '<!DOCTYPE html><title>Sign in</title>' >www/pics/html.png
echo 'type=text/html; charset=utf-8' >www/pics/html.png.do
fails 'A page' "$web/pics/html.png" 1 'failed invalid' \
	'cannot be fetched: what came is no picture, film or sound \(the server calls it text/html\)'
echo '<!DOCTYPE html><title>Sign in</title>' >www/pics/liar.png
fails 'A page that says it is a picture' "$web/pics/liar.png" 1 'failed invalid' \
	'cannot be fetched: what came is no picture'
: >www/pics/empty.png
fails 'Nothing' "$web/pics/empty.png" 1 'failed invalid' 'cannot be fetched: nothing came'
{ cat loaf.png; head -c 9000 /dev/zero; } >www/pics/large.png
fails 'Too large' "$web/pics/large.png" 1 'failed invalid' \
	'cannot be fetched: its body is over 5000 bytes'
{ cat loaf.png; head -c 9000 /dev/zero; } >www/pics/endless.png
echo 'endless' >www/pics/endless.png.do
fails 'Without an end' "$web/pics/endless.png" 1 'failed invalid' \
	'cannot be fetched: its body is over 5000 bytes'
printf '%%PDF-1.4\n' >www/pics/paper.pdf
fails 'Of another kind' "$web/pics/paper.pdf" 1 'failed invalid' \
	'is application/pdf, which cannot be sent there'
echo 'loop' >www/pics/loop.png.do
fails 'A loop' "$web/pics/loop.png" 1 'failed invalid' \
	'cannot be fetched: its redirect is not followed: there is no end of them'
printf 'status=302&to=http://pictures.example/x.png' >www/pics/plain.png.do
fails 'A redirect to plain http' "$web/pics/plain.png" 1 'failed invalid' \
	'cannot be fetched: its redirect is not followed: only https leaves this machine'
echo 'cut=20' >www/pics/cut.png.do
fails 'Cut off' "$web/pics/cut.png" 75 'planned server' \
	'cannot be fetched now: .*; run the same command again'
echo 'status=500' >www/pics/once.png.do
fails 'Out of order' "$web/pics/once.png" 75 'planned server' \
	'cannot be fetched now: 500 Internal Server Error'
for url in http://pictures.example/a.png https://me:pw@pictures.example/a.png; do
	try 'x' "$url" -n
	is_status "not a URL to fetch: status" 1
	has_err "not a URL to fetch: $url" \
		"cannot be sent: 'http.*pictures.example/a.png' cannot be fetched: "
	lacks_err 'and no password is shown' 'me:pw@.*cannot be fetched'
done
printf '{"to":["finch","brand"],"text":"Small there","media":["%s"]}\n' \
	"$web/pics/same.png" >draft.ndjson
run cm-post draft.ndjson
is 'too large for one network only' "$(said '.account, .status' | tr '\n' ' ')" \
	'finch failed brand published '
has_err 'and it is said' "finch.*same.png' has $(wc -c <loaf.png) bytes, and may have 40"
posts=$(sent POST /new)
printf '{"to":"brand","text":"Two","media":["%s","%s"]}\n' \
	"$web/pics/same.png" "$web/pics/none.png" >draft.ndjson
run cm-post draft.ndjson
is 'one of two is missing: nothing is sent' \
	"$(said .status) $(sent POST /new)" "failed $posts"

# ---- what goes right in the end

echo 'status=500&times=1' >www/pics/once.png.do
try 'Out of order' "$web/pics/once.png"
is '500, then the picture' "$(said .status)" published
rm www/pics/cut.png.do
try 'Cut off' "$web/pics/cut.png"
is 'cut off before, and whole now' "$(said .status)" published
echo 'slow=20' >www/pics/slow.png.do
try 'Slow' "$web/pics/slow.png"
is 'slow' "$(said .status)" published
printf 'status=302&to=%s/pics/changes.png' "$web" >www/pics/far.png.do
try 'Elsewhere' "$web/pics/far.png"
is 'a redirect' "$(said .status) $(sent GET /pics/changes.png)" 'published 1'
is 'and no file is left' "$(left)" 0
mkdir -p "$CM_DIR/media"
: >"$CM_DIR/media/old.png"
touch -d '8 days ago' "$CM_DIR/media/old.png"
: >"$CM_DIR/media/new.png"
run cm-post --to brand --text 'Words alone'
is 'what was left a week ago is taken away' \
	"$(find "$CM_DIR/media" -type f | sed 's|.*/||')" new.png
rm -r "$tmp/cm/media"

# ---- transcripts

run cm-post --record t.har --to brand --text 'For the record' --media "$web/pics/far.png"
is '--record' "$(said .status)" published
cp .out first
asked=$(wc -l <log)
run cm-post --replay t.har --to brand --text 'For the record' --media "$web/pics/far.png"
ok '--replay: the same receipt' cmp first .out
is '--replay: nobody is asked' "$(wc -l <log)" "$asked"

# ---- a calendar that moves in

cat >queue.csv <<EOT
"Text","Image URL","Tags","Posting Time","Board Name"
"Open at seven","$web/pics/same.png","bread","2026-11-16 05:30",""
"Closed on Monday","$web/pics/none.png","","2026-11-16 05:40",""
"Much later","$web/pics/slow.png","","2026-12-16 05:30",""
EOT
posts=$(sent POST /new)
asked=$(sent GET /pics/slow.png)
cm-fetch --tz UTC queue.csv >drafts 2>said || cat said
run_in drafts cm-post --to brand
is_status 'a calendar: one picture is not there' 1
is 'a calendar: the others go when they are due' \
	"$(said '.status, .error.kind' | tr '\n' ' ')" 'published - failed gone planned - '
has_err 'a calendar: which one' "^cm-post: standard input:2: .*none.png' cannot be fetched"
is 'a calendar: what went out' \
	"$(($(sent POST /new) - posts)) $(($(sent GET /pics/slow.png) - asked))" '1 0'
cp loaf.png www/pics/none.png
run_in drafts cm-post --to brand
is_status 'a calendar read again, all are there: status' 0
is 'a calendar read again: the rest goes' \
	"$(said .status | tr '\n' ' ') $(($(sent POST /new) - posts))" \
	'published published planned  2'
is 'no file is left in the end' "$(left)" 0
done_testing
