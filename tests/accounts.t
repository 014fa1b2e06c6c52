#!/bin/sh
# Accounts: cm-fetch --add, --status, --authorize, --networks; what the
# accounts file may be, where secrets come from and where they never go.
. "${0%/*}/lib.sh"
. "${0%/*}/feeds.sh"
cd "$tmp" || exit 1
serve
accounts=$HOME/.config/cm/accounts
mkdir -p "$HOME/.config/cm/networks"

# A network with a token.
cat >"$HOME/.config/cm/networks/heron.jq" <<'END'
include "net";
def about: {title: "Heron", hosts: [".base"], auth: {bearer: "token"}, needs: [],
  asks: [{name: "host", ask: "The address"},
    {name: "lang", ask: "A language", preset: "en"},
    {name: "token", ask: "A token", where: "in Settings", secret: true},
    {name: "note", ask: "A note", optional: true}],
  text: {max: 50, unit: "utf16"}, media: {max: 2}, reads: ["account"], acts: ["delete"]};
def fetch: if .step == "account" then ask(get("/me"); "got")
  else body | {record: {type: "account", id, handle: .name}} end;
END
# One that signs in, and one that wants consent.
cat >"$HOME/.config/cm/networks/stork.jq" <<'END'
include "net";
def about: {title: "Stork", hosts: [".base"], auth: {bearer: "access"}, secrets: ["access", "password"], needs: ["access"],
  asks: [{name: "host", ask: "The address"}, {name: "password", ask: "A password", secret: true}],
  reads: [], acts: []};
def login: if .step == null then ask({method: "POST", url: "/login", auth: false, safe: true,
    json: {password: secret("password")}, keep: {access: "jwt"}}; "in")
  else {account: {id: body.id}} end;
END
cat >"$HOME/.config/cm/networks/crane.jq" <<'END'
include "net";
def about: {title: "Crane", hosts: [".base"], auth: {bearer: "token"}, needs: [],
  oauth2: {authorize: "/ask", token: "/token", pkce: true, client: "body"},
  asks: [{name: "host", ask: "The address"}], reads: ["account"], acts: []};
def fetch: if .step == "account" then ask(get("/crane"); "got")
  else body | {record: {type: "account", id, handle: .name}} end;
END

row() { # the rows without what differs, one member a line
	jq -r "[$1] | map(. // \"-\" | tostring) | join(\" \")" .out
}

# ---- networks

run cm-fetch --networks
is_status '--networks: status' 0
is 'a network of the user is listed with what it can do' \
	"$(jq -r 'select(.network == "heron") |
	[.title, .reads, .acts, .text, .unit, .media, .sign_in] | join(",")' \
		.out)" 'Heron,account,delete,50,utf16,2,secret'
is 'and where it is from' "$(jq -r 'select(.network == "heron").origin' .out)" \
	"$HOME/.config/cm/networks/heron.jq"
is 'ours are there too' "$(jq -r 'select(.network == "site").origin' .out)" \
	'built in'
cat >"$HOME/.config/cm/networks/snipe.jq" <<'END'
include "net";
def about: {title: "Snipe", hosts: [".base"], auth: false, account: {version: "v3"},
  text: {max: 50, bytes: 200, title: 20, thread: true, html: true},
  media: {min: 1, max: 2, types: ["image/*", "video/mp4"], bytes: 1000, alt: 30, by: "url", text: 40, mixed: false,
    each: {"image/gif": {max: 1, bytes: 500}, "video/*": {seconds: [0.5, 90], text: 0}, "image/*": {}}},
  reads: ["posts", "messages"], uses: ["tags", "poll"], schedules: true, unit: "recipient", spool: ["messages"],
  keeps: {posts: "30d", messages: "24h"}, rate: {units: {day: 1000, zone: "UTC", pools: {search: 5}}}};
def fetch: empty;
END
run cm-fetch --networks snipe
is 'all that a network can be chosen by' "$(jq -c 'del(.type, .network, .title,
	.origin)' .out)" '{"reads":"posts messages","text":50,"unit":"graphemes","text_bytes":200,"title_max":20,"thread":true,"html":true,"media":2,"media_min":1,"media_types":"image/* video/mp4","media_bytes":1000,"media_by":"url","media_each":"image/gif: up to 1, of 500 bytes at most; video/*: 0.5 to 90 s, beside a text of 0; image/*","media_apart":true,"media_text":40,"alt":30,"uses":"tags poll","schedules":true,"recipients":true,"spool":"messages","keeps":"posts 30d, messages 24h","quota":"1000 units, search 5","version":"v3","sign_in":"none"}'
if command -v script >/dev/null; then
	script -qec 'cm-fetch --networks snipe' /dev/null >table </dev/null
	is 'and as text' "$(tr -d '\r' <table | sed 1d)" "$(
		cat <<'END'
    reads     posts messages
    by hook   messages, of a spool of webhooks
    keeps     posts 30d, messages 24h
    text      50 graphemes, 200 bytes, longer ones as a thread
    title     20 graphemes
    media     1 to 2: image/* video/mp4, by address only, of 1000 bytes at most, described in 30, beside a text of 40, no two types together
    each      image/gif: up to 1, of 500 bytes at most; video/*: 0.5 to 90 s, beside a text of 0; image/*
    uses      tags poll
    to        one message to each of the draft's recipients
    schedules drafts for later wait there
    quota     1000 units, search 5
    version   v3
    sign in   not needed
END
	)"
fi
rm "$HOME/.config/cm/networks/snipe.jq"
run cm-fetch --networks stork crane
is 'those that are named' "$(row '.network, .sign_in')" "$(
	printf 'stork login\ncrane consent')"
run cm-fetch --networks nonesuch
is_status 'one that is not there' 2
cat >"$HOME/.config/cm/networks/egret.jq" <<'END'
include "net";
def about: {title: "Egret", hosts: [".base"], auth: false, readz: ["posts"]};
END
run cm-fetch --networks egret
has_err 'a member of about that nothing reads' \
	"network 'egret': about.readz is nothing that cm knows: is it 'reads'"
printf '[e]\nnetwork = egret\n' >mine
run cm-fetch -c mine e:posts
has_err 'where nothing can be read' 'posts cannot be read, only: nothing'

# ---- add

echo '{"id":7,"name":"@heron"}' >www/me
echo 'auth=Bearer%20hunter2' >www/me.do
printf '%s\n' "$web/" '' hunter2 '' >answers
run_in answers cm-fetch --add acme/one heron
is_status '--add from a pipe: status' 0
is 'the file' "$(cat "$accounts")" "$(printf '%s\n' '[acme/one]' \
	'network = heron' "host = $web" 'lang = en' 'token = hunter2')"
is 'its mode' "$(stat -c %a "$accounts")" 600
has_err 'says what is asked for' '^A language \[en\]: '
has_err 'says where to get it' '^  in Settings$'
has_err 'says that it works, and as whom' "account 'acme/one' works: heron"
lacks_err 'does not say the secret' hunter2
run_in answers cm-fetch --add acme/one heron
is_status 'a name that is there: status' 2
has_err 'is named with its line' "accounts:1: account 'acme/one' is there"
run_in answers cm-fetch --add posts heron
is_status 'a name that is a kind' 2
run_in answers cm-fetch --add x nonesuch
is_status 'a network that is not there' 2
run cm-fetch --add x
is_status 'no network' 2
run cm-fetch --add x heron
is_status 'no answers: status' 2
has_err 'no answers: is said' "'host': an answer is missing; nothing was"
cp "$accounts" before
printf '%s\n' "$web" fr wrong '' >answers
run_in answers cm-fetch --add two heron
is_status 'a token that is refused: status' 1
has_err 'a token that is refused: account and network' \
	"account 'two' \\(heron\\): .*"
has_err 'a token that is refused: is not kept' "'two' was not added"
lacks_err 'a token that is refused: is not said' wrong
ok 'a token that is refused: nothing was written' cmp -s before "$accounts"
{ cat answers && echo yes; } >answers2
run_in answers2 cm-fetch --add two heron
has_err 'kept where the answer is yes' "added account 'two'"
echo hunter2 >"$HOME/token"
chmod 600 "$HOME/token"
printf '%s\n' "$web" '' 'command: echo hunter2' 'a  b' >answers
run_in answers cm-fetch --add three heron
is_status 'a secret of a command: status' 0
ok 'a secret of a command: is written as one' \
	grep -qx 'token-command = echo hunter2' "$accounts"
printf '%s\n' "$web" '' 'file: ~/token' '' >answers
cp "$accounts" before
run_in answers cm-fetch --add four -n heron
is_status '-n: status' 0
ok '-n: nothing is written' cmp -s before "$accounts"
has_err '-n: says what would be' "would add account 'four'"
printf '%s\n' 'http://heron.example' '' x '' >answers
run_in answers cm-fetch --add five heron
is_status 'a host without TLS' 2
printf '%s\n' "$web" fr hunter2 >answers
run_in answers cm-fetch --add short -n heron
is_status 'the end of a pipe is an empty answer' 0
printf '%s\n' "$web" '' wrong >answers
run_in answers cm-fetch --add short -n heron
has_err 'a token that is refused: it was entered just now' \
	"'short' \\(heron\\): cannot sign in: .*; see whether what was entered is right"
lacks_err 'there is no account that could sign in' '--authorize|accounts file'
printf '%s\n' "${web#http://}" '' x >answers
run_in answers cm-fetch --add short -n heron
has_err 'a host without a scheme is https, which is said' \
	"'host': taken as 'https://127.0.0.1:[0-9]+'; .*try http://127"
printf '%s\n' "$HOME/site" https://x.example >answers
run_in answers cm-fetch --add page -n site
is_status 'a site needs no title' 0

# ---- status

run cm-fetch --status acme/
is_status '--status of a group: status' 0
is '--status of a group' "$(row '.account, .network, .status, .handle')" \
	'acme/one heron ok heron'
run cm-fetch --status
is_status '--status: the worst counts' 1
is '--status of all' "$(row '.account, .status' | tr '\n' ,)" \
	'acme/one ok,two refused,three ok,'
has_err '--status says what is wrong' "account 'two' \\(heron\\): "
lacks_err '--status says no secret' 'hunter2|wrong'
lacks_out 'nor in its rows' 'hunter2|wrong'
before=$(grep -c /me "$log")
run cm-fetch --status -n two
is '-n: nobody is asked' "$(row '.status') $(grep -c /me "$log")" \
	"unchecked $before"
run cm-fetch --status nobody
is_status 'an account that is not there' 2
cat >>"$accounts" <<END

[six]
network = heron
host = $web

[seven]
network = heron
host = http://127.0.0.1:1
token = x

[eight]
network = nonesuch
END
run cm-fetch --status six
is 'a secret that is missing' "$(row '.status, .missing')" 'incomplete token'
run cm-fetch --status --retries 0 seven
is_status 'a network that is not reached: status' 75
is 'a network that is not reached' "$(row .status)" later
run cm-fetch --status eight
is 'a network that is not there' "$(row .status)" broken
printf '[a]\nnetwork = heron\nhosts = %s\ntoken = x\n' "$web" >mine
chmod 600 mine
run cm-fetch --status -c mine
has_err 'a setting that nothing reads is named' \
	"mine:3: account 'a' \\(heron\\): nothing reads 'hosts': is it 'host'\\?"
run cm-fetch a -c mine
is_status 'without a host nothing can be asked' 1
has_err 'and that is said' "mine:1: account 'a' has no host"
lacks_err 'the module is not to blame' module
printf '[a]\nnetwork = heron\nhost = http://192.0.2.1\ntoken = x\n' >mine
run cm-fetch a -c mine
is_status 'a host that nothing private goes to' 2
has_err 'is named with its line' \
	"mine:3: account 'a': host 'http://192.0.2.1': only https leaves"
lacks_err 'and is no fault of the module' module
printf '[a]\nnetwork = heron\nhost = http://127.0.0.1:1\ntoken = x\n' >mine
run cm-fetch a -c mine --retries 0
has_err 'a host that does not answer: look at it' 'later, or look at its host$'
printf '[a]\nnetwork = heron\nhost = %s\ntoken = wrong\n' "$web" >mine
run cm-fetch a -c mine
has_err 'a token that is not taken: look at it' 'refused.*: look at its secrets in the accounts file'
lacks_err 'where there is nothing to sign in to' '--authorize'
if command -v script >/dev/null; then
	script -qec 'cm-fetch --status acme/one' /dev/null >table </dev/null
	is 'a table on a terminal' "$(tr -d '\r' <table | tr -s ' ')" "$(
		printf '%s\n' \
			'ACCOUNT NETWORK STATUS VALID UNTIL LAST FETCH ' \
			'acme/one heron ok - - heron')"
	for line in "$web\\r" '\r' 'huntXX\177\177er2\r' '\r'; do
		sleep 0.4
		printf '%b' "$line"
	done | script -qec 'cm-fetch --add typed heron' /dev/null >typed 2>&1
	ok 'a secret that is typed is taken' \
		grep -q "account 'typed' works" typed
	last='a secret that is typed'
	tap_lacks typed 'a secret that is typed is not shown' 'hunt|er2'
else
	skip 'a terminal' 'no script(1)'
fi

# ---- the file

chmod 640 "$accounts"
run cm-fetch --status
is_status 'a file that a group may read: status' 2
has_err 'a file that a group may read: is named' \
	"accounts:[0-9]*: others may read this file, and 'token'"
chmod 600 "$accounts"
chmod 644 "$HOME/token"
printf '[a]\nnetwork = heron\nhost = %s\ntoken-file = ~/token\n' "$web" >mine
run cm-fetch --status -c mine
is_status 'a file of a secret that others may read: status' 1
has_err 'a file of a secret that others may read: is named' \
	"mine:4: account 'a': 'token-file' is refused: others may read it"
printf '[a]\nnetwork = heron\nhost = %s\ntoken-env = T\n' "$web" >mine
T=hunter2 run cm-fetch --status -c mine
is 'a secret of the environment' "$(row .status)" ok

# ---- signing in

echo '{"id":9,"jwt":"access-1"}' >www/login
printf '%s\n' "$web" hunter2 >answers
run_in answers cm-fetch --add stork stork
is_status 'a network that signs in: status' 0
lacks_err 'a network that signs in: no secret is said' 'hunter2|access-1'
run cm-fetch --status stork
is_status 'a network that signs in: it stands' 0
before=$(grep -c 'POST /login' "$log")
run cm-fetch --authorize stork
is_status '--authorize: status' 0
ok '--authorize signs in anew' test "$(grep -c 'POST /login' "$log")" -gt \
	"$before"
run cm-fetch --authorize acme/one
is_status '--authorize where there is nothing to sign in to' 2

# ---- consent: the browser is cm-fetch itself

consents() { # what a browser does, once the address is shown
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		grep -q code_challenge_method told 2>/dev/null && break
		sleep 0.2
	done
	port=$(sed -n 's/.*redirect_uri=http%3A%2F%2F127.0.0.1%3A\([0-9]*\)%2F.*/\1/p' \
		told)
	state=$(sed -n 's/.*[?&]state=\([^&]*\).*/\1/p' told)
	cm-fetch -q --retries 0 "http://127.0.0.1:$port/?code=$1&state=$state" \
		>page 2>&1
}

echo '{"id":7,"name":"@crane"}' >www/crane
echo 'auth=Bearer%20by-consent' >www/crane.do
printf '{"access_token":"by-consent","refresh_token":"again-1","expires_in":3600}' \
	>www/token
printf '%s\n' "$web" my-client hush '' >answers
cm-fetch --add crane crane <answers >.out 2>told &
pid=$!
consents abc
wait $pid
status=$?
cp told .err
last='cm-fetch --add crane crane'
is_status 'consent: status' 0
has_err 'consent: says where' "^  $web/ask\\?response_type=code&client_id=my-client"
has_err 'consent: it works' "account 'crane' works: crane"
lacks_err 'consent: no secret is said' 'by-consent|again-1|hush'
has_log() {
	last=$1
	tap_has "$log" "$1" "$2"
}
has_log 'consent: the code is exchanged with its verifier' \
	'> grant_type=authorization_code&code=abc&.*code_verifier=[A-Za-z0-9_-]{43}'
run cm-fetch --status crane
is 'consent: how long it lasts' "$(row '.status, .expires, .renews')" \
	'ok 2026-11-16T07:00:00Z true'
# What ends is renewed; the new token is on disk before it is used.
printf '{"access_token":"renewed","refresh_token":"again-2","expires_in":60}' \
	>www/token
echo 'auth=Bearer%20renewed' >www/crane.do
run cm-fetch --status crane
is 'a token that was refused is renewed' "$(row '.status, .expires')" \
	'ok 2026-11-16T06:01:00Z'
has_log 'with the token for that' \
	'> grant_type=refresh_token&refresh_token=again-1&'
is 'no token is in a file that others may read' \
	"$(find "$HOME" -perm /044 -type f -exec grep -lE 'again-|by-consent|hush' {} +)" ''
# When it cannot be renewed, a person is asked for.
echo 'auth=Bearer%20other' >www/crane.do
echo 'status=400' >www/token.do
echo '{"error":"invalid_grant","error_description":"again-2 is over"}' \
	>www/token
run cm-fetch --status crane
is_status 'consent is over: status' 1
is 'consent is over' "$(row .status)" refused
has_err 'consent is over: says what to do' \
	"account 'crane' \\(crane\\): .*invalid_grant.*cm-fetch --authorize"
lacks_err 'consent is over: says no token' again-2

# ---- secrets are in no process title

printf '[a]\nnetwork = heron\nhost = %s\ntoken-command = %s\n' "$web" \
	'tr x h <xunter2; ps -eo args >titles' >mine
echo xunter2canary >xunter2
echo 'wait=500' >www/me.do
cm-fetch --status -c mine >.out 2>.err &
pid=$!
sleep 0.3
ps -eo args >>titles
wait $pid
is 'a secret is in no title of a process' "$(grep -c hunter2canary titles)" 0
done_testing
