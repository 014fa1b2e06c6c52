#!/bin/sh
# A test server of the Bot API that others wrote: what people send comes once,
# in its order; what is published is there, once. It knows no chats, so that
# the bot's number stands among the settings.
# shellcheck source=servers/lib.sh
. "${0%/*}/lib.sh"

serve telegram 127.0.0.1
token=666:the-word-of-the-bot
cat >"$CM_DIR/accounts" <<INI
[news]
network = telegram
host = $base
token = $token
chat = 42
bot = 666
handle = TestNameBot
INI
chmod 600 "$CM_DIR/accounts"

# people_say TEXT: somebody writes to the bot
people_say() {
	jq -cn --arg text "$1" --arg token "$token" '{botToken: $token,
		date: (now | floor), text: $text, chat: {id: 42, type: "private",
		first_name: "Ann"}, from: {id: 42, first_name: "Ann",
		username: "ann"}}' |
		curl -s -o "$tmp/said" -H 'Content-Type: application/json' \
			--data-binary @- "$server/sendMessage"
}
# people_see: what the bot has written that they have not seen yet
people_see() {
	curl -s -H 'Content-Type: application/json' \
		-d "{\"token\":\"$token\",\"chatId\":\"42\"}" "$server/getUpdates"
}
texts() {
	jq -r 'select(.type == "message") | .text' "$tmp/.out" | paste -sd '|' -
}

people_say 'Vous livrez ?'
people_say 'Le dimanche 🥖'
recorded messages cm-fetch --new news:messages
is_status 'messages are read' 0
is 'all of them, in their order' "$(texts)" 'Vous livrez ?|Le dimanche 🥖'
is_jq 'with who wrote them, where' 'select(.text == "Vous livrez ?")
	| [.author.id, .author.handle, .author.name, .thread] | join(" ")' \
	'42 ann Ann 42'
run cm-fetch --new news:messages
is 'and only once' "$status $(texts)" '0 '
people_say 'Encore là ?'
run cm-fetch --new news:messages
is 'what comes later comes later' "$status $(texts)" '0 Encore là ?'
asked=$(jq -c '[.log.entries[].request.postData.text | fromjson | .offset]' \
	"$tmp/messages.har")
is 'the last question acknowledges what was handed over' \
	"$(printf '%s' "$asked" | jq -c '[length, .[0], (.[-1] | type)]')" \
	'[2,null,"number"]'

recorded post cm-post --to news --text 'Ouvert dimanche'
is_status 'a text is published' 0
post=$(jq -r .id "$tmp/.out")
is 'people see it, once' "$(people_see | jq -c '[.result[].message.text]')" \
	'["Ouvert dimanche"]'
lose '^POST .*sendMessage'
run cm-post --to news --text 'Perdu en route' --timeout 2s
is_status 'where an answer is lost, a person has to look' 1
is_jq 'and is told so' .status doubtful
is 'it went out once' "$(people_see | jq -c '[.result[].message.text]')" \
	'["Perdu en route"]'

# action DO ID [TEXT]
action() {
	jq -cn --arg verb "$1" --arg id "$2" --arg text "${3:-}" '{type: "action",
		do: $verb, text: $text, target: {network: "telegram",
		account: "news", id: $id}} | if $text == "" then del(.text)
		else . end' >"$kind-$1.ndjson"
	recorded "$1" cm-post "$kind-$1.ndjson"
}
action reply 42/1 'Oui'
is_status 'a message is answered' 0
is 'below it' "$(people_see | jq -c '[.result[0].message
	| .text, .reply_parameters.message_id]')" '["Oui",1]'
action delete "$post"
is_status 'what was published is deleted' 0

replays messages post reply delete
grep -l the-word "$tmp"/*.har "$tmp"/*.out >"$tmp/leaks"
is 'the token, which is in every address, is nowhere to be seen' \
	"$(cat "$tmp/leaks")" ''
done_testing
