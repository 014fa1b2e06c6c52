#!/bin/sh
# Telegram: what a web hook received, signed with its secret; albums of photos
# and films; a group that became another chat; reactions to what was posted.
# shellcheck source=lib.sh
. "${0%/*}/../lib.sh"
. "${0%/*}/hook.sh"

token=42:the-token-of-the-test
mkdir -p "$tmp/www/bot$token" "$tmp/hooks" "$HOME/.config/cm"
httpd "$tmp/www" "$tmp/log" >"$tmp/port" &
server=$!
trap 'kill $server; cd /; rm -rf "$tmp"' EXIT
while [ ! -s "$tmp/port" ]; do sleep 0.1; done
cat >"$HOME/.config/cm/accounts" <<INI
[news]
network = telegram
host = http://127.0.0.1:$(cat "$tmp/port")
token = $token
chat = -1001234567890
webhook_secret = the-secret-of-the-hook
INI
chmod 600 "$HOME/.config/cm/accounts"
cd "$tmp" || exit 1

# json METHOD JSON [STATUS]: what the Bot API answers, from now on
json() {
	rm -f "www/bot$token/${1%@*}"*
	printf '%s' "$2" >"www/bot$token/$1"
	printf 'plain&type=application/json&status=%s' "${3:-200}" \
		>"www/bot$token/$1.do"
}
channel='{"id":-1001234567890,"title":"Levains","username":"levains","type":"channel"}'
json getMe '{"ok":true,"result":{"id":42,"is_bot":true,"first_name":"L","username":"levains_bot"}}'
json getChat "{\"ok\":true,\"result\":${channel%\}},\"linked_chat_id\":-1009876543210}}"

# received NAME SECRET UPDATE: as the CGI program of the manual writes it down
hook_make levains-47
received() {
	HTTP_X_TELEGRAM=$2 hook_post '' "$3"
	mv hooks/2* "hooks/$1"
}
message() {
	printf '{"update_id":%s,"message":{"message_id":%s,"from":{"id":7,"is_bot":false,"first_name":"Ann"},"chat":{"id":7,"first_name":"Ann","type":"private"},"date":1795300000,"text":"%s"}}' \
		"$1" "$1" "$2"
}
received a1 the-secret-of-the-hook "$(message 1 'Vous livrez ?')"
received a2 guessed "$(message 2 'Achetez !')"
received a3 '' "$(message 3 'Achetez !')"
run cm-fetch --new --spool hooks news:messages
is_status 'a spool is read' 0
is 'what has the secret is believed' "$(jq -r 'select(.type == "message")
	| .id + " " + .text' .out)" '7/1 Vous livrez ?'
is 'and nothing else' "$(jq -c 'select(.type == "coverage")
	| [.gaps[].what] | sort' .out)" '["a2","a3"]'
is 'the secret is not shown' "$(grep -c the-secret .out)" 0
run cm-fetch --new --spool hooks news:messages
is 'each is read once' "$(jq -r 'select(.type == "message") | .id' .out)" ''

# Photos and films go in one album, the words with the first of them.
python3 -c '
import sys
sys.path.insert(0, sys.argv[1])
import files
files.write("a.jpg", files.jpeg())
files.write("f.mp4", files.mp4())' "$top/tests/worlds"
part="\"chat\":$channel,\"date\":1795300000"
json sendMediaGroup "{\"ok\":true,\"result\":[{\"message_id\":50,$part,\"caption\":\"Tout\"},{\"message_id\":51,$part}]}"
run cm-post --to news --text Tout --media a.jpg --media f.mp4
is_status 'an album' 0
is 'its receipt knows both' "$(jq -c '[.id, .url, .native.messages]' .out)" \
	'["-1001234567890/50","https://t.me/levains/50",[50,51]]'
is 'what went out' "$(sed -n 's/^\t> \(\[{.*\)/\1/p' log | tr -d '\r' |
	jq -c '[.[] | [.type, .media, .caption]]')" \
	'[["photo","attach://file0","Tout"],["video","attach://file1",null]]'

# A group that became another chat is followed, and remembered.
moved='{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-1002000000001}}'
json sendMessage '{"ok":true,"result":{"message_id":60,"chat":{"id":-1002000000001,"title":"L","type":"supergroup"},"date":1795300000,"text":"Un"}}'
printf '%s' "$moved" >"www/bot$token/sendMessage@1"
printf 'plain&type=application/json&status=400' >"www/bot$token/sendMessage@1.do"
: >log
run cm-post --to news --text Un
is_status 'a chat that moved' 0
run cm-post --to news --text Deux
is 'the next message goes there at once' "$(sed -n 's/^\t> //p' log |
	jq -c '[.chat_id, .text]')" \
'[-1001234567890,"Un"]
[-1002000000001,"Un"]
[-1002000000001,"Deux"]'

# Who reacts to what was posted here is told with the post itself.
json getUpdates '{"ok":true,"result":[]}'
cat >"www/bot$token/getUpdates@1" <<'JSON'
{"ok":true,"result":[{"update_id":9,"message_reaction_count":{"chat":{"id":-1002000000001,"title":"L","type":"supergroup"},"message_id":60,"date":1795300100,"reactions":[{"type":{"type":"emoji","emoji":"👍"},"total_count":3}]}}]}
JSON
printf 'plain&type=application/json' >"www/bot$token/getUpdates@1.do"
run cm-fetch news:messages
is 'a reaction to our own post' "$(jq -c 'select(.type == "post")
	| [.id, .published, .text, .metrics.reactions]' .out)" \
	'["-1002000000001/60","2026-11-21T22:26:40Z","Un",3]'
done_testing
