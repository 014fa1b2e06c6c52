#!/bin/sh
# --spool: what a web server received and wrote into a folder is read, each
# request once, signatures verified, and nothing in the folder is changed.
. "${0%/*}/lib.sh"
CM_DIR=$tmp/state
export CM_DIR
mkdir -m 700 "$CM_DIR"
mkdir "$CM_DIR/networks" "$tmp/hooks"
cd "$tmp" || exit 1

cat >"$CM_DIR/networks/hook.jq" <<'END'
include "net";
def about: {title: "Hook", hosts: ["hook.example"], secrets: ["app_secret"],
  reads: ["posts", "messages"], spool: ["messages"]};
def fetch:
  if .job.spool then
    from_spool({fn: "hmac", name: "sha256", key: secret("app_secret"), text, base64};
      .headers["x-signature"] // "" | ltrimstr("sha256=");
      .body.messages[]? | {record: {type: "message", id, text, published: .at, author: {id: .from}}})
  else {gap: {what: "messages", why: "they come by web hook: --spool"}} end;
END
cat >"$CM_DIR/accounts" <<'END'
[hook]
network = hook
app_secret = canary-9f2e71
[plain]
network = mastodon
host = https://plain.example
token = canary-9f2e72
END
chmod 600 "$CM_DIR/accounts"

# received NAME BODY [SECRET]: as a server writes it down
received() {
	sum=$(printf '%s' "$2" | openssl dgst -sha256 \
		-hmac "${3:-canary-9f2e71}" | sed 's/.*= *//')
	printf 'POST /hook?a=b%%20c HTTP/1.1\r\nHost: me.example\r\nContent-Type: application/json\r\nX-Signature: sha256=%s\r\nContent-Length: %s\r\n\r\n%s' \
		"$sum" "$(printf '%s' "$2" | wc -c)" "$2" >"hooks/$1"
}
message() {
	printf '{"messages":[{"id":"%s","text":"%s","at":"2026-11-%sT10:00:00Z","from":"u1"}]}' \
		"$1" "$2" "$3"
}
ids() {
	jq -r 'select(.type == "message") | .id' "$tmp/.out" | xargs
}
gaps() {
	jq -r 'select(.type == "coverage") | .gaps[]? |
		"\(.what): \(.why)"' "$tmp/.out"
}

received b "$(message m2 zwei 12)"
received a "$(message m1 'eins ü \u263a' 10)"
run cm-fetch hook:messages
is 'without a spool it says how they come' "$(gaps)" \
	'messages: they come by web hook: --spool'
run cm-fetch --spool hooks hook
is_status 'a spool is read' 0
is 'in the order of names, only what a spool gives' "$(ids)" 'm1 m2'
is 'text is as it was' "$(jq -r 'select(.id == "m1") | .text' "$tmp/.out")" \
	'eins ü ☺'
is 'nobody knows that this is all' "$(jq -r 'select(.type == "coverage") |
	"\(.complete) \(.covered) \(.why)"' "$tmp/.out")" \
	'false null what comes by web hook is known since the hook was set up'
mkdir empty
run cm-fetch --spool empty --since 2026-11-11 hook
is 'nor that there was nothing' "$(jq -r 'select(.type == "coverage") |
	"\(.complete) \(.covered)"' "$tmp/.out")" 'false null'
run cm-fetch --spool hooks --since 2026-11-11 hook
is 'since counts' "$(ids)" m2
run cm-fetch --spool hooks hook
is 'without --new all of it comes each time' "$(ids)" 'm1 m2'

# Each once.
run cm-fetch --new --spool hooks hook:messages
is 'with --new' "$(ids)" 'm1 m2'
run cm-fetch --new --spool hooks hook:messages
is 'each comes once' "$(ids)" ''
received 0late "$(message m0 null 01)"
run cm-fetch --new --spool hooks hook:messages
is 'what came late comes too, however old it is' "$(ids)" m0
received c "$(message m3 drei 13)"
run cm-fetch --new --hold run --spool hooks hook:messages
is 'what is held' "$(ids)" m3
run cm-fetch --new --hold again --spool hooks hook:messages
is 'comes again until it is committed' "$(ids)" m3
run cm-fetch --commit again
is_status 'committed' 0
run cm-fetch --new --spool hooks hook:messages
is 'and then no more' "$(ids)" ''
rm hooks/a hooks/b
run cm-fetch --new --spool hooks hook:messages
is 'what is removed is no trouble' "$(ids)|$(gaps)" '|'

# What is no message of theirs.
rm -f hooks/*
received forged "$(message m4 vier 14)" other-secret
printf 'GET /hook?hub.challenge=1 HTTP/1.1\r\nHost: me.example\r\n\r\n' \
	>hooks/challenge
mkdir hooks/folder
mkfifo hooks/fifo
head -c 5000000 /dev/zero >hooks/huge
head -c 3000 "$top/bin/cm-fetch" >hooks/junk
printf 'POST / HTTP/1.1\r\nX-Signature: 1\r\n' >hooks/endless
{
	printf 'POST / HTTP/1.1\r\n'
	yes 'X: y' | head -n 20000
} >hooks/long
printf 'POST / HTTP/1.1\r\nContent-Length: 50\r\n\r\n{"messages"' >hooks/half
ln -s "$CM_DIR/accounts" hooks/link
printf 'x' >hooks/.hidden
printf 'x' >hooks/new.tmp
printf 'x' >"hooks/$(printf 'a\001app_secret\001')"
received good "$(message m5 'fünf' 15)"
cp -R hooks before 2>/dev/null
run timeout 20 cm-fetch --spool hooks hook:messages
is_status 'none of it is an error' 0
is 'what is right comes' "$(ids)" m5
is 'all else is named; what is being written comes later' "$(gaps | sort)" \
	'fifo: it is no file
folder: it is no file
forged: its signature does not fit: who sent it is not known
huge: it is larger than 4 MiB
junk: it does not begin like a request: METHOD URL HTTP/1.1
link: it is no file
long: its head has no end: an empty line'
touch -d '2026-01-01' hooks/endless hooks/half
run timeout 20 cm-fetch --new --spool hooks hook:messages
is 'what stays unfinished is named too' "$(gaps | grep -E '^(half|endl)' | sort)" \
	'endless: its head has no end: an empty line
half: it is shorter than its Content-Length'
is 'files are as they were' "$(cd hooks && ls -A)" "$(ls -A before)"
run timeout 20 cm-fetch --new --spool hooks hook:messages
is 'each is named once' "$(gaps)" ''

# Anybody can send something that takes all memory, or all day.
rm -rf hooks
mkdir hooks
dense() { # NAME TYPE: what is on standard input
	{
		printf 'POST / HTTP/1.1\r\nContent-Type: %s\r\n\r\n' "$2"
		cat
	} >"hooks/$1"
}
{
	printf '[{}'
	yes ',{}' | head -n 1000000 | tr -d '\n'
	printf ']'
} | dense objects application/json
{
	printf '<a>'
	yes '<a/>' | head -n 800000 | tr -d '\n'
	printf '</a>'
} | dense elements text/xml
{
	printf '<a '
	seq 250000 | sed 's/.*/b&="1"/' | tr '\n' ' '
	printf '/>'
} | dense attributes text/xml
yes 'a&b=' | head -n 700000 | tr -d '\n' | dense form application/x-www-form-urlencoded
yes '[' | head -n 40000 | tr -d '\n' | dense lists application/json
received good "$(message m5 'fünf' 15)"
run timeout 60 cm-fetch --spool hooks hook:messages
is_status 'a spool with what is too much: it ends' 0
is 'and what is right comes' "$(ids)" m5
is 'what is too much is named' "$(gaps | grep 'more parts' | sort)" \
	'attributes: it has more parts than a message can have
elements: it has more parts than a message can have
objects: it has more parts than a message can have'

# What a signature is made of is the bytes themselves.
rm -rf hooks before
mkdir hooks
body=$(printf '{"messages":[{"id":"m6","text":"\377\001app_secret\001"}]}')
received bytes "$body"
run cm-fetch --spool hooks hook:messages
is 'bytes that are no text are signed for as well' "$(ids)" m6
lacks_out 'and a secret cannot be asked for' canary

# Many.
i=0
while [ $i -lt 300 ]; do
	printf 'POST / HTTP/1.1\n\n{}' >"hooks/n$i"
	i=$((i + 1))
done
run cm-fetch --spool hooks hook:messages
is 'many files at once' "$(gaps | wc -l | tr -d ' ')" 300

# Said before anything is done.
run cm-fetch --spool nowhere hook:messages
is_status 'a folder that is not there' 2
has_err 'is named' "cannot read --spool 'nowhere'"
run cm-fetch --spool hooks hook:posts
is_status 'what does not come so' 2
has_err 'is said' 'of Hook, posts cannot be read from a spool, only: messages'
run cm-fetch --spool hooks plain
is_status 'a network that sends nothing' 2
has_err 'is said too' 'from a spool, only: nothing'
run cm-fetch --spool hooks --query x hook
is_status 'a search in it' 2
sed '/app_secret/d' "$CM_DIR/accounts" >accounts
cat accounts >"$CM_DIR/accounts"
run cm-fetch --spool hooks hook:messages
is_status 'without the secret nothing is believed' 1
has_err 'which is said' "there is no secret 'app_secret'"
has_err 'and what to do' "'app_secret'.*: put it into the accounts file"

# Of a group, only those that something is sent to.
printf '[g/hook]\nnetwork = hook\napp_secret = canary-9f2e71\n' >accounts
for i in 1 2 3; do
	printf '[g/m%s]\nnetwork = mastodon\nhost = https://m.example\n' $i
done >>accounts
cat accounts >"$CM_DIR/accounts"
run cm-fetch --spool hooks g/
is_status 'a group' 0
is 'the others are named in one line' "$(grep -c 'g/' "$tmp/.err")" 1
has_err 'and passed over' 'g/: 3 of 4 accounts are passed over'
done_testing
