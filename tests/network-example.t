#!/bin/sh
# The worked example of cm-network(7): the module as it stands in the manual,
# against a server of the API as it stands there.
. "${0%/*}/lib.sh"
CM_DIR=$tmp/state
export CM_DIR
mkdir -m 700 "$CM_DIR"
mkdir "$CM_DIR/networks"
cd "$tmp" || exit 1

# From the page as a reader would copy it.
sed '1,/corkboard.jq begins/d; /corkboard.jq ends/,$d' \
	"$top/man/cm-network.7" | sed '/^\.[BE]d/d; s/^\\&//; s/\\e/\\/g' \
	>"$CM_DIR/networks/corkboard.jq"
is 'the module is shorter than two screens' \
	"$(($(wc -l <"$CM_DIR/networks/corkboard.jq") < 100))" 1
token=cork-canary-51f0b7
perl "$top/tests/corkboard.pl" $token >port 2>asked &
server=$!
trap 'kill $server 2>/dev/null; cd /; rm -rf "$tmp"' EXIT
while ! [ -s port ]; do sleep 0.1; done
base=http://127.0.0.1:$(cat port)

run cm-fetch --networks
has_out 'the network is among those that there are' '"network":"corkboard"'
printf '%s\n%s\n' "$base" $token >answers
run_in answers cm-fetch --add cork corkboard
is_status 'an account is added' 0
has_err 'it is asked for what the module asks' 'The address of the board'
tap_has "$CM_DIR/accounts" 'and it is in the accounts file' '^\[cork\]$'

# Reading: the third request is answered by "slow down".
run cm-fetch cork:account,posts,comments
is_status 'everything is fetched' 0
is 'posts over two pages, newest first, in between a pause' \
	"$(jq -r 'select(.type == "post") | [.id, .text, .metrics.likes] | @csv' \
		"$tmp/.out")" '"4","Fermé lundi",8
"2","Pain de Minuit à 18 h",4
"1","Ouvert dimanche",2'
is 'answers to them' \
	"$(jq -r 'select(.type == "comment") | [.id, .thread, .author.handle] |
		@csv' "$tmp/.out")" '"3","2","odile"'
is 'the account' "$(jq -r 'select(.type == "account") | .handle' \
	"$tmp/.out")" levains
is 'and all was covered' "$(jq -r 'select(.type == "coverage") | .complete' \
	"$tmp/.out" | sort -u)" true
run cm-fetch --since 2026-11-14T23:50:00Z cork:posts
is 'since leaves the rest where it is' \
	"$(jq -r 'select(.type == "post") | .id' "$tmp/.out")" 4
is 'and asks one page' "$(tail -n 1 asked)" 'GET /api/notes?author=7'

# Posting.
cp "$top/tests/demo/drafts/loaf.png" four.png
run cm-post --to cork --text 'Le four est chaud' --media four.png --alt 'Le four'
is_status 'a note with a picture is posted' 0
is 'its receipt says where' "$(jq -r '[.status, .id, .url] | @csv' \
	"$tmp/.out")" "\"published\",\"5\",\"$base/n/5\""
run cm-post --to cork --text 'Le four est chaud' --media four.png --alt 'Le four'
is_status 'the same again' 0
is 'is not posted again' "$(grep -c 'POST /api/notes' asked)" 1
run cm-fetch cork:posts
is 'it can be read back' "$(jq -r 'select(.id == "5") | .text' "$tmp/.out")" \
	'Le four est chaud'
run cm-post --to cork --text 'Un mot de trop, un mot de trop, un mot de trop. Un mot de trop, un mot de trop, un mot de trop.'
is_status 'a longer text becomes a thread' 0
run cm-fetch cork:posts
is 'of answers to oneself' "$(jq -r 'select(.id == "7") | .reply_to' \
	"$tmp/.out")" 6
printf '{"type":"action","do":"delete","target":{"network":"corkboard","account":"cork","id":"5"}}\n' \
	>delete.ndjson
run cm-post delete.ndjson
is_status 'a note is deleted' 0

# A transcript, and from it the same bytes without the server.
run cm-fetch --record cork.har cork:posts,comments
is_status 'a transcript is written' 0
cp "$tmp/.out" recorded
kill $server
run cm-fetch --replay cork.har cork:posts,comments
is_status 'and replayed without the server' 0
tap_same recorded 'with the same output' <"$tmp/.out"
run grep -rl $token "$tmp/.out" "$tmp/.err" cork.har recorded
is_out 'the token is in none of them' </dev/null

# What the module says of failures.
perl "$top/tests/corkboard.pl" other >port 2>asked &
server=$!
sleep 0.5
while ! [ -s port ]; do sleep 0.1; done
sed -i "s|127.0.0.1:[0-9]*|127.0.0.1:$(cat port)|" "$CM_DIR/accounts"
run cm-fetch cork:posts
is_status 'a token that is not valid is a failure for good' 1
has_err 'which names the account and the network' 'cork.*corkboard|corkboard.*cork'
has_err 'and says what the module says' 'the token is not valid'
done_testing
