#!/bin/sh
# A server of the Mastodon API, at CM_TEST_MASTODON_URL, with an account's token
# in CM_TEST_MASTODON_TOKEN: what is published is there, once, and is read back.
# It needs no second account. All that it publishes it deletes.
# shellcheck source=servers/lib.sh
. "${0%/*}/lib.sh"

if [ -z "${CM_TEST_MASTODON_URL:-}" ] || [ -z "${CM_TEST_MASTODON_TOKEN:-}" ]; then
	skip 'a server of the Mastodon API' \
		'CM_TEST_MASTODON_URL and CM_TEST_MASTODON_TOKEN are not set'
	done_testing
fi
front "$CM_TEST_MASTODON_URL"
stamp=$(date +%s)

account us mastodon "$base" "$CM_TEST_MASTODON_TOKEN"
is_status 'an account is added' 0
recorded account cm-fetch us:account
is_status 'its account is read' 0
me=$(jq -r 'select(.type == "account") | .handle' "$tmp/.out")

cat >draft.json <<JSON
{"to":["us"],"text":"Crêpes $stamp: https://example.org/menu #crepes","lang":"fr","visibility":"unlisted","media":[{"file":"dot.png","alt":"A \"dot\""}]}
JSON
recorded post cm-post draft.json
is_status 'a text with a picture is published' 0
is_jq 'its receipt says so' .status published
jq -r .id "$tmp/.out" >"$tmp/ids"
post=$(cat "$tmp/ids")
recorded posts cm-fetch us:posts --since 1h
is_status 'the posts are read' 0
jq -c --arg id "$post" 'select(.id == $id or .type == "coverage")' "$tmp/.out" >"$tmp/it"
cp "$tmp/it" "$tmp/.out"
is_jq 'the post is what was published' 'select(.type == "post")
	| [(.text | split(" ")[:2] | join(" ")), .lang, .tags[0], .media[0].alt,
	.author.handle] | join("|")' "Crêpes $stamp:|fr|crepes|A \"dot\"|$me"
is_jq 'all of it was read' 'select(.type == "coverage") | .complete' true

lose '^POST /api/v1/statuses$'
again_later cm-post --to us --text "Once only $stamp"
is_status 'an answer that was lost is no failure for ever' 0
run cm-fetch us:posts --since 1h
is_jq 'and it is there once' "select((.text // \"\") | startswith(\"Once only $stamp\"))
	| .text" "Once only $stamp"
jq -r "select((.text // \"\") | startswith(\"Once only $stamp\")) | .id" \
	"$tmp/.out" >>"$tmp/ids"

# action DO ID [TEXT]
action() {
	jq -cn --arg verb "$1" --arg id "$2" --arg text "${3:-}" '{type: "action",
		do: $verb, text: $text, target: {network: "mastodon",
		account: "us", id: $id}} | if $text == "" then del(.text)
		else . end' >"$kind-$1.ndjson"
	recorded "$1" cm-post "$kind-$1.ndjson"
}
action reply "$post" 'With sugar'
is_status 'it is answered' 0
jq -r .id "$tmp/.out" >>"$tmp/ids"
recorded comments cm-fetch us:comments --of "$post"
is_jq 'and the answer read' 'select(.type == "comment")
	| [.text, .reply_to, .thread] | join("|")' "With sugar|$post|$post"
action like "$post"
is_status 'it is liked' 0
for id in $(cat "$tmp/ids"); do
	action delete "$id"
	is_status "$id is deleted" 0
done
run cm-fetch us:posts --since 1h
is_jq 'and gone' "select((.text // \"\") | contains(\"$stamp\")) | .id" ''

replays account post posts reply comments
contract mastodon
grep -lF "$CM_TEST_MASTODON_TOKEN" "$tmp"/*.har "$tmp"/*.out >"$tmp/leaks"
is 'no transcript holds the token' "$(cat "$tmp/leaks")" ''
done_testing
