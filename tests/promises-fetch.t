#!/bin/sh
# What the manuals promise of accounts that are read: cm-fetch ACCOUNT as a
# user would try it, with networks of one's own on the tests' server.
. "${0%/*}/lib.sh"
. "${0%/*}/feeds.sh"
cd "$tmp" || exit 1
CM_DIR=$tmp/cm
export CM_DIR
mkdir -m 700 "$CM_DIR"
mkdir "$CM_DIR/networks"
serve

# wren: posts in pages, newest first; comments under posts; a profile.
cat >"$CM_DIR/networks/wren.jq" <<'EOJ'
include "net";
def about: {title: "Wren", hosts: [".base"], auth: {bearer: "token"}, text: {max: 60}, media: {max: 0},
  reads: ["posts", "comments", "account", "search", "profile"], acts: []};
def record($type): {type: $type, id, url, published: .at, text, html, tags, metrics: {likes, views, shares: null}};
def pages($url; $step): ask(get($url); $step);
def fetch:
  if .step == "account" then ask(get("/me"); "me")
  elif .step == "me" then body | {record: {type: "account", id, handle: .name, metrics: {followers}}}
  elif .step == "posts" then pages("/posts/1"; "page")
  elif .step == "search" then ask(get("/search"; {q: .job.query}); "page")
  elif .step == "profile" then ask(get("/people"; {url: .job.of}); "me")
  elif .step == "page" then (body.items[] | {record: record("post")}),
    (if body.next then ask(get(body.next); "page") + {older: body.items[-1].at} else empty end),
    (if body.gone then {gap: {what: "old posts", why: body.gone}} else empty end)
  elif .step == "comments" and .job.of then ask(get("/comments"; {of: .job.of}); "replies")
  elif .step == "comments" then ask(get("/comments"); "replies")
  else body.items[] | {record: record("comment")} end;
EOJ
# owl only has posts, and only those since a cursor.
cat >"$CM_DIR/networks/owl.jq" <<'EOJ'
include "net";
def about: {title: "Owl", hosts: [".base"], auth: {query: {key: "token"}}, text: {max: 60}, media: {max: 0},
  reads: ["messages"], acts: []};
def fetch: if .step == "messages" then ask(get("/hoots"; {after: .cursor}); "page")
  else (body.items[] | {record: {type: "message", id, text, published: .at}}), {cursor: body.last} end;
EOJ
cat >"$CM_DIR/accounts" <<EOA
[brand]
network = wren
host = $web
token = s3cret-canary
[acme/one]
network = wren
host = $web/one
token = s3cret-canary
[acme/two]
network = owl
host = $web/two
token = s3cret-canary
EOA
chmod 600 "$CM_DIR/accounts"
mkdir -p www/posts www/one/posts www/two
echo 'auth=Bearer%20s3cret-canary' >www/me.do
cat >www/posts/1 <<'EOJ'
{"items":[
{"id":9007199254740993,"at":"2026-11-15T10:00:00+01:00","html":"<p>Caf&eacute; &amp; cake</p>","likes":"12","views":null,"tags":[],"url":"https://w.example/9"},
{"id":8,"at":1794700240,"text":"Eight","likes":0}],"next":"/posts/2"}
EOJ
cat >www/posts/2 <<'EOJ'
{"items":[{"id":7,"at":"2026-11-01T09:00:00Z","text":"Seven"},
{"id":6,"at":"2026-10-01T09:00:00Z","text":"Six"}],"next":"/posts/3"}
EOJ
echo '{"items":[{"id":5,"at":"2026-09-01T09:00:00Z","text":"Five"}],"gone":"the network keeps one year"}' >www/posts/3
echo '{"id":1,"name":"wren","followers":10}' >www/me
echo '{"items":[{"id":70,"at":"2026-11-15T11:00:00Z","text":"Nice"}]}' >www/comments
echo '{"items":[{"id":3,"at":"2026-11-15T11:00:00Z","text":"Found"}]}' >www/search
echo '{"id":2,"name":"robin","followers":3}' >www/people
cp www/me www/comments www/one/
echo '{"items":[{"id":61,"at":"2026-11-15T11:00:00Z","text":"One"}]}' >www/one/posts/1
echo '{"items":[{"id":62,"at":"2026-11-15T11:00:00Z","text":"Hoot"}],"last":"c1"}' >www/two/hoots

got() { # ids of the records that are no coverage, in a line
	jq -r 'select(.type != "coverage") | .id' .out | tr '\n' ' ' | sed 's/ $//'
}
cov() {
	jq -r "select(.type == \"coverage\") | [$1] | map(if . == null then \"-\" else tostring end) | join(\" \")" .out
}

# ---- what is read

run cm-fetch brand:posts
is_status 'posts: status' 0
is 'posts: all pages, in their order' "$(got)" '9007199254740993 8 7 6 5'
is 'an id is a text of all its digits' \
	"$(jq -r 'select(.type=="post") | .id | type' .out | sort -u)" string
is 'times are UTC' "$(jq -r 'select(.type=="post") | .published' .out | head -n 2 | tr '\n' ' ')" \
	'2026-11-15T09:00:00Z 2026-11-14T23:50:40Z '
is 'text is made of html' "$(jq -r .text .out | head -n 1)" 'Café & cake'
is 'a number that is not given is not there, and 0 is 0' \
	"$(jq -c 'select(.type=="post") | .metrics // {}' .out | head -n 2 | tr '\n' ' ')" \
	'{"likes":12} {"likes":0} '
is 'what is empty is not there' "$(jq -r 'select(.id=="9007199254740993") | has("tags")' .out)" false
is 'network, account and time of fetching' \
	"$(jq -r '[.network,.account,.fetched] | join(" ")' .out | sort -u)" \
	'wren brand 2026-11-16T06:00:00Z'
is 'coverage comes last' "$(tail -n 1 .out | jq -r .type)" coverage
is 'coverage: what, pages, records, complete' \
	"$(cov '.what, .pages, .records, .complete, .covered.start, .covered.end')" \
	'posts 3 5 true 1970-01-01T00:00:00Z 2026-11-16T06:00:00Z'
is 'a gap is named once' "$(cov '(.gaps[] | .what, .why)')" \
	'old posts the network keeps one year'

n=$(wc -l <log)
run cm-fetch brand:posts --since 2026-11-10 --until 2026-11-15
is 'since and until' "$(got)" 8
is 'since stops the paging' "$(tail -n "+$((n + 1))" log | grep -c '/posts/3')" 0
is 'coverage: what was asked' "$(cov '.asked.since, .asked.until')" \
	'2026-11-10T00:00:00Z 2026-11-15T00:00:00Z'
run cm-fetch brand:posts --since 36h
is 'a span before now' "$(got)" '9007199254740993 8'
run cm-fetch brand:posts -l 2
is '-l: the first' "$(got)" '9007199254740993 8'
run cm-fetch brand:posts -w '.metrics.likes == 12'
is '-w: some, and coverage passes' "$(got) $(cov .what)" '9007199254740993 posts'
run cm-fetch brand
is 'without a kind: all that the network has but search and profile' \
	"$(jq -r 'select(.type != "coverage") | .type' .out | sort | uniq -c |
		tr -s ' \n' ' ')" ' 1 account 1 comment 5 post '
is 'each kind is a source of its own' "$(cov .what | sort | tr '\n' ' ')" \
	'account comments posts '
run cm-fetch brand:account,posts
is 'in the order in which they were named' "$(cov .what | tr '\n' ' ')" \
	'account posts '
run cm-fetch brand --of https://w.example/9
is '--of: comments, where no kind is named' "$(got) $(cov .what)" '70 comments'
ok '--of: of that' grep -q 'GET /comments?of=https' log
run cm-fetch brand --query 'fresh bread'
is '--query: a search' "$(got) $(cov .what)" '3 search'
ok '--query: for that' grep -qE 'GET /search\?q=fresh(%20|\+)bread' log
run cm-fetch brand:profile --of robin
is 'the profile of somebody else' "$(jq -r .handle .out | head -n 1)" robin

run cm-fetch acme/
is_status 'a group: status' 0
is 'a group: all accounts, in the order of the file' \
	"$(jq -r .account .out | uniq | tr '\n' ' ')" 'acme/one acme/two '
run cm-fetch acme/:posts
is 'a group: a kind that one has not' "$(got)" 61
has_err 'a group: is said' 'acme/two.*posts'
run cm-fetch acme/two:posts
is_status 'a kind that an account has not: status' 2
has_err 'a kind that an account has not: those that it has' 'messages'
run cm-fetch brand:series2
is_status 'a kind that is none: status' 2
run cm-fetch nobody
ok 'an account that is not there: no status 0' test "$status" -ne 0
has_err 'an account that is not there: what to do' 'nobody.*'
run cm-fetch nogroup/
is_status 'a group that is not there: status' 1
has_err 'a group that is not there is named' '^cm-fetch: nogroup/: .*account'
printf '{"type":"post","network":"x","id":"f"}\n' >brand
run cm-fetch brand
is 'a file that has such a name wins' "$(got)" f
rm brand
run cm-fetch brand:posts -n
is_status '-n of an account: status' 0

# ---- what goes wrong

echo 'status=500' >www/posts/2.do
run cm-fetch --retries 0 brand:posts
is_status 'a server that fails: status' 75
is 'a server that fails: what was there comes out' "$(got)" '9007199254740993 8'
is 'a server that fails: coverage' "$(cov .complete)" false
has_err 'a server that fails: account, network, what, what to do' \
	'brand \(wren\): posts: .*500.*run it again'
echo 'status=403' >www/posts/2.do
run cm-fetch brand:posts
is_status 'a page that is refused: status' 1
is 'a page that is refused: coverage says so' "$(cov .complete)" false
echo 'status=429&retry=3600' >www/posts/2.do
run cm-fetch brand:posts
is_status 'an hour to wait: status' 75
has_err 'an hour to wait: how long' 'brand \(wren\): posts: .*wait 3600 s'
n=$(grep -c 'GET /posts' log)
run cm-fetch brand:posts
is_status 'again, at once: status' 75
is 'again, at once: it is not asked' "$(grep -c 'GET /posts' log)" "$n"
CM_NOW=2026-11-16T08:00:00Z
rm www/posts/2.do
run cm-fetch brand:posts
is_status 'when the hour is over: status' 0
is 'when the hour is over: all' "$(got)" '9007199254740993 8 7 6 5'
echo '<html>maintenance</html>' >www/posts/2x
echo 'type=text/html' >www/posts/2x.do
mv www/posts/2 www/posts/2y
mv www/posts/2x www/posts/2
mv www/posts/2x.do www/posts/2.do
run cm-fetch --retries 0 brand:posts
ok 'a web page for an answer: no status 0' test "$status" -ne 0
is 'a web page for an answer: not complete' "$(cov .complete)" false
has_err 'a web page for an answer: account and network' 'brand \(wren\): posts: '
mv www/posts/2y www/posts/2
rm www/posts/2.do
sed 's/\[brand\]/[now]/' "$CM_DIR/accounts" >now.accounts
chmod 600 now.accounts
unset CM_NOW
n=$(grep -c 'GET /posts/3 ' log)
echo 'status=429&retry=1' >"www/posts/3@$((n + 1)).do"
run cm-fetch -c now.accounts now:posts
is_status 'a second to wait: status' 0
has_err 'a second to wait: announced' \
	'waiting 1 s for now \(wren\) until [0-9:]{8}: rate limit'
echo 'status=429&retry=1' >"www/posts/3@$((n + 3)).do"
run cm-fetch -c now.accounts --no-wait now:posts
is_status '--no-wait: status' 75
lacks_err '--no-wait: no wait' waiting
CM_NOW=2026-11-17T06:00:00Z
export CM_NOW

# ---- what is new

run cm-fetch --new brand:posts
is '--new, the first time: all' "$(got)" '9007199254740993 8 7 6 5'
CM_NOW=2026-11-17T08:00:00Z
n=$(wc -l <log)
run cm-fetch --new brand:posts
is_status '--new, the second time: status' 0
is '--new, the second time: nothing' "$(got)" ''
is '--new, the second time: and not all pages' \
	"$(tail -n "+$((n + 1))" log | grep -c 'GET /posts/3')" 0
sed -i 's/"items":\[/"items":[{"id":10,"at":"2026-11-17T07:30:00Z","text":"Ten"},/' www/posts/1
run cm-fetch --new -n brand:posts
is '--new -n: what is new' "$(got)" 10
run cm-fetch --new --hold r1 brand:posts
is '--new --hold: the same' "$(got)" 10
run cm-fetch --new --hold r1 brand:posts
is '--new --hold: again, for nobody committed' "$(got)" 10
run cm-fetch --commit r1
is_status '--commit: status' 0
run cm-fetch --new brand:posts
is '--commit: now it is known' "$(got)" ''
run cm-fetch --new acme/two
is 'a cursor, the first time' "$(got)" 62
echo '{"items":[],"last":"c1"}' >www/two/hoots
run cm-fetch --new acme/two
ok 'a cursor is given back' grep -q 'GET /two/hoots?.*after=c1' log

# A rate stop: the next run goes on where it stopped, and asks nothing twice.
cat >>"$CM_DIR/accounts" <<EOA
[slow]
network = wren
host = $web/slow
token = s3cret-canary
EOA
mkdir -p www/slow/posts
sed 's|"/posts|"/slow/posts|' www/posts/1 >www/slow/posts/1
sed 's|"/posts|"/slow/posts|' www/posts/2 >www/slow/posts/2
cp www/posts/3 www/slow/posts/3
cp www/me www/slow/me
sed -i 's|"/slow/posts|"/posts|' www/slow/posts/[12]
echo 'status=429&retry=600' >www/slow/posts/3.do
run cm-fetch --new slow:posts
is_status 'a rate stop: status' 75
is 'a rate stop: two pages of three' "$(got)" '10 9007199254740993 8 7 6'
rm www/slow/posts/3.do
CM_NOW=2026-11-17T09:00:00Z
run cm-fetch --new slow:posts
is_status 'the next run: status' 0
is 'the next run: only what was left' "$(got)" 5
is 'the next run: asks no answered page twice' \
	"$(grep -c 'GET /slow/posts/2 ' log)" 1

# ---- archives

run cm-fetch --new --archive arch slow:account acme/one:posts,comments
is_status '--archive: status' 0
is_out '--archive: nothing on standard output' </dev/null
is '--archive: a file per account and month' \
	"$(cd arch && find . -type f | sort | tr '\n' ' ')" \
	'./acme/one/2026-11.ndjson ./slow/2026-11.ndjson '
printf '{"type":"post","torn' >>arch/acme/one/2026-11.ndjson
echo '{"items":[{"id":63,"at":"2026-11-17T11:00:00Z","text":"More"}]}' >www/one/posts/1
CM_NOW=2026-11-17T12:00:00Z
run cm-fetch --new --archive arch acme/one:posts
ok '--archive: a torn last line is cut off' \
	sh -c 'jq -e . arch/acme/one/2026-11.ndjson >parsed'
is '--archive: what was there stays, what is new comes behind' \
	"$(jq -r 'select(.type=="post") | .id' arch/acme/one/2026-11.ndjson | tr '\n' ' ')" \
	'61 63 '
is '--archive: no record twice' \
	"$(jq -r 'select(.type!="coverage") | .type + .id' arch/acme/one/*.ndjson | sort | uniq -d)" ''
run cm-fetch -o out.ndjson brand:posts
is_status '-o: status' 0
is '-o: appended' "$(cm-fetch -o out.ndjson brand:posts; grep -c '"coverage"' out.ndjson)" 2

# ---- transcripts

run cm-fetch --record r.har brand
is_status '--record: status' 0
cp .out recorded
is '--record: HAR 1.2' "$(jq -r .log.version r.har)" 1.2
last='--record'
tap_lacks r.har '--record: no secret' canary
tap_has r.har '--record: REDACTED' REDACTED
n=$(wc -l <log)
CM_NOW=2031-01-01T00:00:00Z run cm-fetch --replay r.har brand
is_status '--replay: status' 0
ok '--replay: the same bytes' cmp recorded .out
is '--replay: asks no network' "$(wc -l <log)" "$n"
mkdir empty
CM_DIR=$tmp/empty run cm-fetch --replay r.har brand
is_status '--replay elsewhere, the module of the user is missing: status' 2
cp -R cm/networks empty/
CM_DIR=$tmp/empty run cm-fetch --replay r.har
ok '--replay without accounts and operands: the same bytes' cmp recorded .out

# ---- where secrets go

cat >>"$CM_DIR/accounts" <<EOA
[far]
network = far
host = $web
token = s3cret-canary
EOA
cat >"$CM_DIR/networks/far.jq" <<'EOJ'
include "net";
def about: {title: "Far", hosts: [".base"], auth: {header: {"X-Key": "token"}}, reads: ["posts"], acts: []};
def fetch: if .step == "posts" then ask(get("/hop"); "page") else body.items[]? | {record: {type: "post", id}} end;
EOJ
other=http://localhost:${web##*:}
printf 'status=302&to=%s/landed' "$other" >www/hop.do
echo '{"items":[{"id":1}]}' >www/landed
n=$(wc -l <log)
run cm-fetch far:posts
is 'the secret is in the header where it belongs' \
	"$(tail -n +$((n + 1)) log | sed -n '/GET .hop/,/GET .landed/p' | grep -c 'x-key: s3cret-canary')" 1
is 'a redirect elsewhere goes without it' \
	"$(tail -n +$((n + 1)) log | sed -n '/GET .landed/,$p' | grep -c canary)" 0
grep -rl canary "$CM_DIR" recorded r.har out.ndjson arch >found
is 'a secret is where the user put it, and nowhere else' "$(cat found)" \
	"$CM_DIR/accounts"
done_testing
