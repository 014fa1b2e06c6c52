#!/bin/sh
# cm-fetch over a network that misbehaves.
. "${0%/*}/lib.sh"
. "${0%/*}/feeds.sh"
cd "$tmp" || exit 1
serve
rss www/a.xml 2
rss www/b.xml 3 5
gzip -k www/b.xml

# fails STATUS QUERY WHAT RE: what goes wrong with one source leaves the other
# alone, is named, and makes its coverage incomplete.
fails() {
	run cm-fetch --retries 0 --timeout 2s "$web/a.xml?$2" "$web/b.xml"
	is_status "$3: status" "$1"
	has_err "$3: is named with its URL" "^cm-fetch: $web/a.xml\\?.*: $4"
	is "$3: the other source goes on" "$(ids)" 'i7 i6 i5'
	is "$3: coverage" "$(covered | cut -d, -f1,2 | tr '\n' ' ')" \
		'[0,false [3,true '
}

run cm-fetch "$web/a.xml"
is_status 'a feed from a URL: status' 0
is 'its items' "$(ids)" 'i2 i1'
is 'the account is its URL' "$(jq -r .account .out | sort -u)" "$web/a.xml"
is 'who asks' "$(grep -c "user-agent: cm/" "$log")" 1
run cm-fetch "$web/b.xml?gzip"
is 'a packed feed' "$(ids)" 'i7 i6 i5'
fails 1 status=404 'not found' '404 Not Found; check the address'
fails 1 status=410 'gone' '410 Gone; .*remove it'
fails 1 status=401 'a login is wanted' '401 Unauthorized; '
fails 1 status=403 'refused' '403 Forbidden; '
fails 75 status=500 'a server error' '500 .*; try again later'
fails 75 cut=40 'an answer cut off' 'the answer was cut off'
fails 75 length=9999 'a Content-Length that is too long' \
	'the answer was cut off'
fails 75 silent 'no answer' 'the server closed without an answer'
fails 75 hang 'a server that hangs' 'took too long'
fails 75 slow=500 'a server that is slow' 'took too long'
fails 1 garbage 'no HTTP' 'the answer is not HTTP'
fails 1 loop 'a redirect loop' 'redirect loop'
fails 1 'status=302&to=file:///etc/passwd' 'a redirect to a file' 'redirects to'
fails 75 'status=429&retry=3600' 'a rate limit' '429 .*; '
run cm-fetch --max-size 100k "$web/a.xml?endless" "$web/b.xml"
is_status 'a feed without an end' 1
has_err 'is refused' 'its body is over 102400 bytes'
run cm-fetch --retries 0 http://127.0.0.1:1/feed http://no.such.invalid/feed
is_status 'nobody there' 75
has_err 'is named' '^cm-fetch: http://127.0.0.1:1/feed: cannot connect'
has_err 'an unknown host too' '^cm-fetch: http://no.such.invalid/feed: its host'
run cm-fetch "$web/a.xml?status=404" "$web/b.xml?status=500" --retries 0
is_status 'the highest status wins' 75

# Waiting and repeating.
run cm-fetch -v "$web/a.xml?status=503&times=1"
is_status 'a server error that goes away: status' 0
is 'asked twice' "$(asked '^GET /a.xml\?status=503&times=1 ')" 2
has_err 'said with -v' 'trying .* again in 1 s: 503'
run cm-fetch "$web/a.xml?status=429&retry=1&times=1" "$web/b.xml"
is_status 'a wait: status' 0
is_err 'is announced' <<EOT
cm-fetch: waiting 1 s for $web until 06:00:01: rate limit
EOT
is 'and the order is kept' "$(ids)" 'i2 i1 i7 i6 i5'
run cm-fetch --no-wait "$web/a.xml?status=429&retry=1&n=2"
is_status '--no-wait: 75 instead' 75
run cm-fetch --patience 5s "$web/a.xml?status=429&retry=6"
is_status 'no longer than --patience' 75
is 'and it is asked once' "$(asked '^GET /a.xml\?status=429&retry=6 ')" 1

run cm-fetch "$web/a.xml?status=429&retry=3600&n=5" "$web/b.xml?n=5"
has_err 'what a server asks for is said' '429 .*: it asks to wait 3600 s; '
run cm-fetch "$web/a.xml?status=304"
is_status 'that nothing has changed is no answer to who did not ask' 1

# Redirects.
run cm-fetch "$web/a.xml?status=301&to=/b.xml"
is 'a redirect is followed' "$(ids)" 'i7 i6 i5'
has_err 'one for good is told of' "has moved for good to $web/b.xml"
is 'the account stays what was given' "$(jq -r .account .out | sort -u)" \
	"$web/a.xml?status=301&to=/b.xml"
run cm-fetch "$web/a.xml?status=302&to=/b.xml"
is_err 'one for now is not' </dev/null
port=${web##*:}
run cm-fetch "http://me:secret@127.0.0.1:$port/a.xml?auth=Basic%20bWU6c2VjcmV0"
is_status 'user and password of a URL' 0
lacks_out 'are not in the records' secret
run cm-fetch "http://me:secret@127.0.0.1:$port/none"
lacks_err 'nor in messages' secret

mkdir "www/a b"
rss "www/a b/é.xml" 1
run cm-fetch "$web/a b/é.xml"
is 'blanks and letters in a URL' "$(ids)" i1

# What a URL holds.
cat >www/page.html <<'EOT'
<!DOCTYPE html><html><head><title>Blog</title>
<link rel="alternate" type="application/rss+xml" title="All" href="/a.xml">
<link rel="alternate" type="application/rss+xml" title="Some" href="/b.xml">
</head><body>Hello</body></html>
EOT
run cm-fetch -v "$web/page.html"
is 'a page: its first feed' "$(ids)" 'i2 i1'
has_err 'said with -v' "a web page; reading its feed $web/a.xml"
has_err 'and which others there are' "there is also $web/b.xml: Some"
echo '<!DOCTYPE html><html><body>No</body></html>' >www/no.html
run cm-fetch "$web/no.html"
is_status 'a page without a feed' 1
has_err 'is named' 'a web page that names no feed'
printf '<opml version="2.0"><body><outline text="x" xmlUrl="%s"/><outline text="y" xmlUrl="a.xml"/></body></opml>' \
	"$web/b.xml" >www/subs.opml
run cm-fetch "$web/subs.opml"
is 'OPML from a URL, relative to it' "$(ids)" 'i7 i6 i5 i2 i1'
echo '<opml version="2.0"><body><outline xmlUrl="/etc/passwd"/></body></opml>' \
	>www/evil.opml
run cm-fetch "$web/evil.opml"
lacks_err 'and never a file of this machine' '^cm-fetch: /etc/passwd'
mkdir lists
: >www/empty
echo '{"error":"no"}' >www/error.json
printf '{"type":"post","network":"x","id":"1"}\n' >www/posts.ndjson
printf '<opml><body>%s%s%s%s%s</body></opml>\n' \
	"<outline xmlUrl='$web/empty'/>" "<outline xmlUrl='$web/no.html'/>" \
	"<outline xmlUrl='$web/error.json'/>" \
	"<outline xmlUrl='$web/posts.ndjson'/>" \
	"<outline xmlUrl='$web/a.xml'/>" >lists/subs.opml
for round in first second; do
	CM_DIR=$tmp/lists run cm-fetch --new lists/subs.opml
	is "what a list names is a feed or a failure, the $round time" \
		"$status $(covered | tr '\n' ' ')" \
		"1 [0,false,\"it is no feed: it is empty\"] \
[0,false,\"a web page that names no feed\"] \
[0,false,\"it is no feed: it is neither XML nor JSON Feed\"] \
[0,false,\"it is no feed: it is neither XML nor JSON Feed\"] \
[$([ $round = first ] && echo 2 || echo 0),true,\"\"] "
	lacks_out "and nothing else comes of it, the $round time" \
		'^\{"(error|type":"post)"'
done
for round in first second; do
	CM_DIR=$tmp/lists run cm-fetch --new "$web/empty" "$web/error.json"
	is "an empty answer, an error as JSON, the $round time" \
		"$status $(covered | tr '\n' ' ')" \
		'1 [0,false,"it is empty"] [0,false,"lines that could not be read"] '
done
has_err 'JSON without a type is a bad line' \
	"$web/error.json:1: no record: it has no type"
CM_DIR=$tmp/lists run cm-fetch --new "$web/posts.ndjson"
CM_DIR=$tmp/lists run cm-fetch --new "$web/posts.ndjson"
has_out 'records come each time, which is asked without a condition' \
	'^\{"type":"post"'
printf '<opml><body><outline xmlUrl="%s"/></body></opml>' "$web/a.xml" \
	>www/again.opml
CM_DIR=$tmp/lists run cm-fetch --new "$web/again.opml"
CM_DIR=$tmp/lists run cm-fetch --new "$web/again.opml"
has_out 'a list is read each time' "\"source\":\"$web/a.xml\""
printf '{"type":"post","network":"x","id":"1"}\noops\n' >www/r.ndjson
run cm-fetch "$web/r.ndjson"
is_status 'records from a URL' 1
has_out 'come out' '^\{"type":"post","network":"x","id":"1"\}$'
has_err 'and bad lines are named with it' "^cm-fetch: $web/r.ndjson:2: "

# Further pages, when --since asks for more than the first has.
page() {
	rss "www/$1" 3 "$2"
	sed "s#<channel>#<channel><atom:link xmlns:atom=\"http://www.w3.org/2005/Atom\" rel=\"next\" href=\"$3\"/>#" \
		"www/$1" >x && mv x "www/$1"
}
page p1.xml 10 /p2.xml
page p2.xml 7 /p3.xml
page p3.xml 4 /p4.xml
rss www/p4.xml 3
run cm-fetch "$web/p1.xml"
is 'one page when nothing is said' "$(ids)" 'i12 i11 i10'
run cm-fetch "$web/p1.xml" --since 2026-11-06
is 'as many as --since asks for' "$(ids)" 'i12 i11 i10 i9 i8 i7 i6'
is 'are one source' "$(jq -c 'select(.pages) | [.pages, .covered.start]' .out)" \
	'[3,"2026-11-06T00:00:00Z"]'
echo 'status=500' >www/p2.xml.do
run cm-fetch "$web/p1.xml" --since 2026-11-06 --retries 0
is_status 'a page that fails' 75
is 'what came before it is kept' "$(ids)" 'i12 i11 i10'
is 'as not complete' "$(covered)" '[3,false,"500 Internal Server Error"]'

# Many.
n=0
while [ $n -lt 60 ]; do
	n=$((n + 1))
	echo "$web/b.xml?wait=50&n=$n"
done >urls
# shellcheck disable=SC2046 # one a line
run cm-fetch $(cat urls)
is 'sixty feeds, in order' \
	"$(jq -r 'select(.type == "coverage") | .source' .out | cksum)" \
	"$(cksum <urls)"
is 'never more than six at a time from a server' \
	"$(grep '^GET /b.xml?wait=50' "$log" | sort -k4 -n | tail -1 |
		cut -d' ' -f4)" 6
done_testing
