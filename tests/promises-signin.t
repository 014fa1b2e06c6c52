#!/bin/sh
# What cm-accounts(5) and cm-network(7) promise of secrets and signing in, each
# as it goes over the wire.
. "${0%/*}/lib.sh"
. "${0%/*}/feeds.sh"
cd "$tmp" || exit 1
CM_DIR=$tmp/cm
export CM_DIR
mkdir -m 700 "$CM_DIR"
mkdir "$CM_DIR/networks"
serve
accounts=$CM_DIR/accounts
: >"$accounts"
chmod 600 "$accounts"

# net NAME ABOUT [VERBS]: a network with a profile at /NAME.
net() {
	{
		echo 'include "net";'
		echo "def about: {title: \"$1\", hosts: [\".base\"], reads: [\"account\"], acts: [], $2};"
		echo "$3"
		echo "def fetch: if .step == \"account\" then ask(get(\"/$1\"); \"got\") else body | {record: {type: \"account\", id, handle: .name}} end;"
	} >"$CM_DIR/networks/$1.jq"
	echo '{"id":7,"name":"levain"}' >"www/$1"
}
account() { # NETWORK LINE ...
	account_name=$1
	shift
	{
		printf '[%s]\nnetwork = %s\nhost = %s\n' "$account_name" \
			"$account_name" "$web"
		printf '%s\n' "$@"
	} >>"$accounts"
}
last_head() { # a header of the last request for PATH
	tac log | grep -a -m 1 -B 40 "^[A-Z]* $1[? ]" | sed -n "s/^	$2: //p" | tail -n 1
}
reads() {
	run cm-fetch "$1:account"
	is_status "$1: status" 0
	is "$1: is let in" "$(jq -r .handle .out | head -n 1)" levain
	cat .out .err >>told
}

# ---- the ways to sign a request

net basic 'auth: {basic: ["user", "password"]}'
account basic 'user = ann' 'password = canary-basic'
reads basic
is 'basic' "$(last_head /basic authorization)" \
	"Basic $(printf ann:canary-basic | base64)"
net header 'auth: {header: {"X-Api-Key": "key"}}, secrets: ["key"]'
account header 'key-command = printf "canary-header\nsecond line\n"'
reads header
is 'header, from the first line of a command' "$(last_head /header x-api-key)" \
	canary-header
net query 'auth: {query: {api_key: "key"}}'
printf 'canary&query\nmore\n' >key
chmod 600 key
account query "key-file = $tmp/key"
reads query
ok 'query, escaped' grep -q '^GET /query?api_key=canary%26query ' log
net relative 'auth: {bearer: "token"}'
account relative 'token-file = mine/token'
mkdir "$CM_DIR/mine"
echo canary-relative >"$CM_DIR/mine/token"
chmod 600 "$CM_DIR/mine/token"
reads relative
is 'a path begins where the accounts file is' \
	"$(last_head /relative authorization)" 'Bearer canary-relative'
net body 'auth: {body: {token: "token"}}'
sed -i 's|ask(get("/body")|ask(send("POST"; "/body"; {a: 1})|' \
	"$CM_DIR/networks/body.jq"
account body 'token-env = CANARY_BODY'
CANARY_BODY=canary-body
export CANARY_BODY
reads body
ok 'body, from the environment' grep -qF '> {"a":1,"token":"canary-body"}' log
net oauth1 'auth: {oauth1: {consumer_key: "ck", consumer_secret: "cs", token: "t", token_secret: "ts"}}'
account oauth1 'ck = canary-ck' 'cs = canary-cs' 't = canary-t' 'ts = canary-ts'
reads oauth1
head=$(last_head /oauth1 authorization)
last="$head"
echo "$head" >.head
tap_has .head 'OAuth 1: all that a server needs' \
	'^OAuth .*_key="canary-ck".*_nonce="[^"]{8,}".*_method="HMAC-SHA1".*_timestamp="[0-9]{10}".*_token="canary-t".*_version="1.0"'
value() {
	sed "s/.*oauth_$1=\"\([^\"]*\)\".*/\1/" .head
}
base="oauth_consumer_key%3Dcanary-ck%26oauth_nonce%3D$(value nonce)%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D$(value timestamp)%26oauth_token%3Dcanary-t%26oauth_version%3D1.0"
url=$(printf '%s/oauth1' "$web" | sed 's/:/%3A/g; s|/|%2F|g')
is 'OAuth 1: the signature is the right one' \
	"$(value signature | sed 's/%2B/+/g; s/%2F/\//g; s/%3D/=/g')" \
	"$(printf 'GET&%s&%s' "$url" "$base" |
		openssl dgst -sha1 -hmac 'canary-cs&canary-ts' -binary | base64)"
lacks_head() {
	tap_lacks .head "$1" "$2"
}
lacks_head 'OAuth 1: no secret goes along' 'canary-(cs|ts)'
net jwt 'auth: {jwt: {alg: "HS256", key: "key", claims: {iss: "me"}, seconds: 120, scheme: "Ghost"}}'
account jwt 'key = canary-jwt'
reads jwt
last_head /jwt authorization >.head
unpad() {
	tr '_-' '/+' | awk '{while (length($0) % 4) $0 = $0 "="; print}' | base64 -d
}
is 'JWT: its scheme and header' "$(cut -d' ' -f1 .head) $(sed 's/^[^ ]* //' .head | cut -d. -f1 | unpad | jq -r .alg)" 'Ghost HS256'
is 'JWT: its claims, with when and until when' \
	"$(cut -d. -f2 .head | unpad | jq -r '[.iss, .exp - .iat] | join(" ")')" \
	'me 120'
is 'JWT: signed' "$(cut -d. -f3 .head)" "$(sed 's/^[^ ]* //' .head | tr -d '\n' |
	cut -d. -f1,2 | tr -d '\n' | openssl dgst -sha256 -hmac canary-jwt -binary |
	base64 | tr '/+' '_-' | tr -d =)"
openssl genrsa -out rsa.pem 2048 2>/dev/null
chmod 600 rsa.pem
openssl rsa -in rsa.pem -pubout -out rsa.pub 2>/dev/null
net rs256 'auth: {jwt: {alg: "RS256", key: "key", claims: {iss: "me"}, seconds: 60}}'
account rs256 "key-file = $tmp/rsa.pem"
reads rs256
last_head /rs256 authorization | sed 's/^[^ ]* //' >.head
cut -d. -f1,2 .head | tr -d '\n' >signed
cut -d. -f3 .head | unpad >signature
ok 'JWT: RS256 with a PEM of many lines' openssl dgst -sha256 -verify rsa.pub \
	-signature signature signed

# ---- OAuth 2: client credentials

net machine 'auth: {bearer: "token"}, oauth2: {token: "/token-m", grant: "client_credentials", client: "basic", scopes: ["read"]}'
account machine 'client_id = canary-id' 'client_secret = canary-secret'
echo '{"access_token":"canary-m1","expires_in":3600}' >www/token-m
reads machine
is 'client credentials: by basic' "$(last_head /token-m authorization)" \
	"Basic $(printf canary-id:canary-secret | base64)"
is 'client credentials: the token is used' \
	"$(last_head /machine authorization)" 'Bearer canary-m1'
reads machine
is 'client credentials: it is kept' "$(grep -c 'POST /token-m' log)" 1
CM_NOW=2026-11-16T08:00:00Z
echo '{"access_token":"canary-m2","expires_in":3600}' >www/token-m
reads machine
is 'client credentials: a new one when it ends' \
	"$(last_head /machine authorization)" 'Bearer canary-m2'
CM_NOW=2026-11-16T06:00:00Z

# ---- a host of its own for tokens

net apart 'auth: {bearer: "token"}, account: {auth: "https://auth.apart.example"}, oauth2: {token: ".auth/oauth/token", grant: "client_credentials", client: "basic"}'
account apart 'client_id = canary-id' 'client_secret = canary-secret' "auth = $web/"
mkdir -p www/oauth
echo '{"access_token":"canary-a1","expires_in":3600}' >www/oauth/token
reads apart
is 'an address hangs on a member of the account' \
	"$(last_head /apart authorization)" 'Bearer canary-a1'

# ---- a proof beside the token

proof() {
	printf '%s' "$1" | openssl dgst -sha256 -hmac canary-app | sed 's/.*= *//'
}
net proven 'auth: {bearer: "token", proof: {appsecret_proof: "app_secret"}}'
account proven 'token = canary-pt' 'app_secret = canary-app'
reads proven
ok 'the proof of a token goes along' \
	grep -q "^GET /proven?appsecret_proof=$(proof canary-pt) " log
run cm-fetch --record proven.har proven:account
ok 'no transcript has it' sh -c '! grep -q appsecret_proof proven.har'
run cm-fetch --replay proven.har proven:account
is_status 'which replays all the same' 0
net asked 'auth: {query: {access_token: "token"}, proof: {appsecret_proof: "app_secret"}}'
account asked 'token = canary-qt' 'app_secret = canary-app'
reads asked
ok 'beside a token in the query' grep -q \
	"^GET /asked?access_token=canary-qt&appsecret_proof=$(proof canary-qt) " log
net other 'auth: {bearer: "token", proof: {appsecret_proof: "app_secret"}}, secrets: ["page"]'
sed -i 's|ask(get("/other")|ask(get("/other") + {auth: {bearer: "page"}}|' \
	"$CM_DIR/networks/other.jq"
account other 'token = canary-ot' 'page = canary-page' 'app_secret = canary-app'
reads other
ok 'of the token that a request names' \
	grep -q "^GET /other?appsecret_proof=$(proof canary-page) " log
net unproven 'auth: {bearer: "token", proof: {appsecret_proof: "app_secret"}}'
account unproven 'token = canary-ut'
reads unproven
ok 'who has no such secret does without' grep -q '^GET /unproven ' log
run cm-fetch --status -n unproven
is_status 'and misses nothing' 0

# ---- what can only be renewed while it is good

net early 'auth: {bearer: "token"}, renew: 864000' 'def login: if .step == null then ask({method: "POST", url: "/early-in", form: {}, auth: false, keep: {token: "t", "expires-in": "in"}}; "in") else {account: {in: "1"}} end;
def refresh: if .step == null then ask({url: "/early-more", keep: {token: "t", "expires-in": "in"}}; "in") else {account: {again: "1"}} end;'
sed -i 's/reads: /needs: ["in"], reads: /' "$CM_DIR/networks/early.jq"
account early
echo '{"t":"canary-e1","in":5184000}' >www/early-in
echo '{"t":"canary-e2","in":5184000}' >www/early-more
reads early
reads early
is 'long before its end a token stays' \
	"$(last_head /early authorization)" 'Bearer canary-e1'
CM_NOW=2027-01-08T06:00:00Z
mv www/early-more later
reads early
is 'where it cannot be renewed it is good until its end' \
	"$(last_head /early authorization)" 'Bearer canary-e1'
has_err 'which is said' 'early .early.: its token ends soon, and cannot be renewed yet'
mv later www/early-more
reads early
is 'ten days before it a new one comes' \
	"$(last_head /early authorization)" 'Bearer canary-e2'
lacks_err 'without a word' 'ends soon'
CM_NOW=2026-11-16T06:00:00Z

# ---- a token that has ended before anything is known

net stale 'auth: {bearer: "token"}' 'def login: if .step == null then ask(get("/stale-me"); "in") else body | {account: {in: .id}} end;
def refresh: if .step == null then ask({method: "POST", url: "/stale-more", form: {}, auth: false, keep: {token: "t", "expires-in": "in"}}; "in") else empty end;'
sed -i 's/reads: /needs: ["in"], reads: /' "$CM_DIR/networks/stale.jq"
account stale 'token = canary-s1'
echo '{"id":"7"}' >www/stale-me
echo 'auth=Bearer canary-s2' >www/stale-me.do
echo '{"t":"canary-s2","in":3600}' >www/stale-more
reads stale
is 'a token that is refused is renewed, then the account is learnt' \
	"$(grep -a '^[A-Z]* /stale' log | cut -d' ' -f1,2 | tr '\n' ' ')" \
	'GET /stale-me POST /stale-more GET /stale-me GET /stale '
is 'with the new one' "$(last_head /stale-me authorization)" 'Bearer canary-s2'

# ---- OAuth 2: consent, pasted back

net person 'auth: {bearer: "token"}, oauth2: {authorize: "/ask", token: "/token-p", pkce: true, client: "body", scopes: ["read", "write"]}'
account person 'client_id = canary-pid'
run cm-fetch person:account
is_status 'nobody consented yet: status' 1
has_err 'nobody consented yet: what to do' 'cm-fetch --authorize'
echo '{"access_token":"canary-p1","refresh_token":"canary-r1","expires_in":60}' \
	>www/token-p
echo the-code >answers
run_in answers cm-fetch --authorize person
is_status 'a code that is pasted: status' 0
cat .out .err >>told
ok 'a code that is pasted: exchanged' grep -q '> .*code=the-code&' log
ok 'a public client: no secret' sh -c '! grep "code=the-code" log | grep -q client_secret'
challenge=$(sed -n 's/.*code_challenge=\([^&]*\).*/\1/p' .err)
verifier=$(sed -n 's/.*code_verifier=\([A-Za-z0-9._~-]*\).*/\1/p' log | tail -n 1)
is 'PKCE: the challenge is of the verifier' "$challenge" "$(printf '%s' "$verifier" |
	openssl dgst -sha256 -binary | base64 | tr '/+' '_-' | tr -d =)"
ok 'the scopes are asked for' grep -qE 'scope=read(\+|%20)write' .err
rm answers
mkfifo answers
cm-fetch --authorize person <answers >.out 2>.err &
pid=$!
exec 9>answers
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	grep -q 'state=' .err && break
	sleep 0.2
done
state=$(sed -n 's/.*[?&]state=\([^&]*\).*/\1/p' .err)
echo "http://127.0.0.1:1/?code=second%2Fcode&state=$state" >&9
exec 9>&-
wait $pid
status=$?
is_status 'an address that is pasted: status' 0
ok 'an address that is pasted: its code' grep -q 'code=second%2Fcode&' log
cat .err >>told
rm answers
echo "http://127.0.0.1:1/?code=evil&state=wrong" >answers
run_in answers timeout 3 cm-fetch --authorize person
ok 'an address with a state that is not ours is refused' test "$status" -ne 0
ok 'and not exchanged' sh -c '! grep -q code=evil log'
has_err 'and that is said' 'not the address|another|not of this|belongs'
reads person
net few 'auth: {bearer: "token"}, oauth2: {authorize: "/ask", token: "/token-p", client: "body", scopes: ["read", "write"]}'
account few 'client_id = canary-pid' 'scopes = read only'
echo the-code >answers
run_in answers cm-fetch --authorize few
is 'scopes of the account: only these' "$(sed -n 's/.*scope=\([^&]*\).*/\1/p' .err | head -n 1 | tr + ' ' | sed 's/%20/ /g')" 'read only'
cat .err >>told

# A server that throws back what it was sent, however it spells it.
net throws 'auth: {bearer: "token"}, oauth2: {authorize: "/ask", token: "/token-t", client: "basic"}'
account throws 'client_id = canary-pid' 'client_secret = s3cr/et+of=app'
pair=$(printf 'canary-pid:s3cr%%2Fet%%2Bof%%3Dapp' | base64 -w0)
echo 'status=400&type=application/json' >www/token-t.do
for words in "you sent Basic $pair" 's3cr/et%2Bof=app is wrong' \
	'code=the-c%6fde is none'; do
	jq -nc --arg w "$words" '{error: "invalid", error_description: $w}' \
		>www/token-t
	run_in answers cm-fetch --authorize throws
	is_status "what is thrown back, $words: status" 1
	has_err 'why is said' 'no token was given: 400 Bad Request: invalid'
	lacks_err 'and not what was sent' "$pair|is wrong|is none"
	cat .err >>told
done

# ---- a token that ends: one renewal for two processes, each token once

CM_NOW=2026-11-16T07:00:00Z
printf '{"access_token":"canary-p2","refresh_token":"canary-r2","expires_in":3600}' \
	>www/token-p
echo 'wait=700' >www/token-p.do
before=$(grep -c 'POST /token-p' log)
cm-fetch person:account >one.out 2>one.err &
pid=$!
run cm-fetch person:account
is_status 'two processes renew: status' 0
wait $pid
is 'two processes renew: once' "$(($(grep -c 'POST /token-p' log) - before))" 1
ok 'two processes renew: with the token for that' \
	grep -q 'refresh_token=canary-r1' log
is 'two processes renew: both use the new one' \
	"$(grep -c 'authorization: Bearer canary-p2' log)" 2
cat one.err .err >>told
rm www/token-p.do
# The new token is on disk before it is used: the process dies in between.
CM_NOW=2026-11-16T09:00:00Z
printf '{"access_token":"canary-p3","refresh_token":"canary-r3","expires_in":3600}' \
	>www/token-p
echo hang >www/person.do
cm-fetch person:account >one.out 2>one.err &
pid=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	grep -q 'Bearer canary-p3' log && break
	sleep 0.1
done
kill -9 $pid
wait $pid 2>/dev/null
rm www/person.do
CM_NOW=2026-11-16T11:00:00Z
reads person
ok 'a killed process has left its new refresh token' \
	grep -q 'refresh_token=canary-r3' log
CM_NOW=2026-11-16T06:00:00Z

# ---- the accounts file

is 'what signing in gave is for nobody else' \
	"$(find "$CM_DIR" -type f -name 'tokens.db*' -perm /077)" ''
run cm-fetch --status -n person machine
is '--status knows until when' \
	"$(jq -r '[.account, .status, .expires != null] | join(" ")' .out)" \
	'machine unchecked true
person unchecked true'
cat .out .err >>told
chmod 644 "$CM_DIR/mine/token"
run cm-fetch relative:account
is_status 'a secret that others may read: status' 1
has_err 'a secret that others may read: which, and what to do' \
	"accounts:[0-9]+: .*'relative'.*token-file.*chmod 600"
chmod 600 "$CM_DIR/mine/token"
printf '[open]\nnetwork = relative\nhost = %s\ntoken-env = CANARY_BODY\n' \
	"$web" >free
chmod 644 free
run cm-fetch -c free open:account
is_status 'a file without a secret may be read by others' 0
printf '[open]\nnetwork = relative\nhost = %s\ntoken-command = echo x\n' \
	"$web" >free
chmod 666 free
run cm-fetch -c free open:account
is_status 'a file with a command that others may write: status' 2
chmod 600 free
printf '[open]\nnetwork = relative\nhost = %s\ntoken = a\ntoken-env = B\n' \
	"$web" >free
run cm-fetch -c free open:account
is_status 'a secret that is given twice: status' 1
has_err 'a secret that is given twice: file and line' '^cm-fetch: free:5: '
printf '[open]\nnetwork = relative\nhost = %s\ntoken-command = echo run >>runs; echo canary-c\n' \
	"$web" >free
run cm-fetch -c free open:account,account
is 'a command is run once in a run' "$(wc -l <runs)" 1
printf '[open]\nnetwork = relative\nhost = http://elsewhere.example\ntoken = x\n' >free
run cm-fetch -c free open:account
ok 'http is for this machine only' test "$status" -ne 0
has_err 'http is for this machine only: is said' "open.*https"
# What hangs on network and host is forgotten when these change.
sed "s|^host = .*|host = http://localhost:${web##*:}|" "$accounts" >moved
chmod 600 moved
before=$(wc -l <log)
run cm-fetch -c moved person:account
ok 'another host does not get the token of this one' sh -c \
	"! tail -n +$((before + 1)) log | grep -q canary-p"

# ---- adding the networks that come along

for n in mastodon wordpress bluesky site; do
	run cm-fetch --add "new-$n" "$n"
	is_status "--add $n without answers: nothing was done" 2
	has_err "--add $n: asks" ': $'
	run cm-fetch --networks "$n"
	is "$n can be read and posted to" "$(jq -r '(.reads | length > 0) and (.network == "'$n'")' .out)" true
done

# What cm-site(7) says has a default may be left out.
printf '%s\n' "$tmp/www-site" https://blog.example '' '' '' '' >answers
run_in answers cm-fetch --add site site
is_status '--add site: folder and url are enough' 0

# ---- no secret was shown

last='all that was said'
tap_lacks told 'no secret in what was said' 'canary-[^p]|canary-p[0-9]'
done_testing
