#!/bin/sh
# A real Bluesky PDS, without an AppView: what is published is there, once, and
# is read back.
# shellcheck source=servers/lib.sh
. "${0%/*}/lib.sh"

serve bluesky localhost

# person NAME: somebody new, with a token in NAME.token
person() {
	curl -s -H 'Content-Type: application/json' -d "{\"handle\":\"$1.test\",
		\"email\":\"$1@example.org\",\"password\":\"the word of $1\"}" \
		"$server/xrpc/com.atproto.server.createAccount" >"$tmp/$1.json"
	did=$(jq -r .did "$tmp/$1.json")
}
person bob
bob=$did
person ann
# records: those that are in ann's repository, as the server has them
records() {
	curl -s "$server/xrpc/com.atproto.repo.listRecords?repo=$did&collection=app.bsky.feed.post&reverse=true"
}

account ann bluesky ann.test 'the word of ann' "$base"
is_status 'an account is added' 0
account wrong bluesky ann.test 'another word' "$base"
[ "$status" -ne 0 ]
is 'a wrong password is found out' $? 0

recorded account cm-fetch ann:account
is_status 'its account is read' 0
is_jq 'and has its handle' 'select(.type == "account") | .handle' ann.test

recorded post cm-post bluesky-draft.json
is_status 'a text with a picture is published' 0
is_jq 'its receipt says so' .status published
post=$(jq -r .id "$tmp/.out")
page=$(jq -r .url "$tmp/.out")
is 'links, mentions and tags are marked where they are, by bytes' "$(records |
	python3 -c '
import json, sys
post = json.load(sys.stdin)["records"][0]["value"]
for facet in post["facets"]:
    part = post["text"].encode()[slice(facet["index"]["byteStart"], facet["index"]["byteEnd"])].decode()
    feature = facet["features"][0]
    print(part, feature.get("uri") or feature.get("did") or feature["tag"])' |
	sort)" "#crêpes crêpes
@bob.test $bob
https://example.org/menu https://example.org/menu"
recorded posts cm-fetch ann:posts
is_status 'the posts are read' 0
is_jq 'the post is what was published' 'select(.type == "post")
	| [.id, .url, .text, .lang, .tags[0], .mentions[0].id, .links[0],
	.media[0].alt, .media[0].width, .media[0].mime, .author.handle] | join("|")' \
	"$post|$page|Crêpes with @bob.test and @nobody.invalid: https://example.org/menu #crêpes|fr|crêpes|$bob|https://example.org/menu|A \"dot\"|64|image/png|ann.test"
is_jq 'and what has no numbers is named' 'select(.type == "coverage")
	| [.complete, .gaps[0].what] | join(" ")' 'true metrics'

run cm-fetch ann:comments
is_status 'what only an AppView tells is refused for good, not put off' 1
has_err 'and why is said' 'no AppView'

# A thread, of which one answer is lost: each part once, in its order.
words=$(awk 'BEGIN { for (i = 1; i <= 120; i++) printf "word%d ", i }')
lose '^POST .*putRecord'
again_later cm-post --to ann --text "$words"
is_status 'a long text is published as a thread, though an answer is lost' 0
is 'its parts are there once, each below the one before' "$(records | jq -c '
	[.records[].value | select(.text | startswith("Cr") | not)]
	| [length, ([.[].text] | join(" ") | [scan("word[0-9]+")] | length),
	([.[].reply.root.uri // empty] | unique | length)]')" '[3,120,1]'

# Somebody answers, and is answered; what is ours is deleted.
token=$(jq -r .accessJwt "$tmp/bob.json")
cid=$(records | jq -r '.records[0].cid')
answer=$(curl -s -H "Authorization: Bearer $token" \
	-H 'Content-Type: application/json' -d "{\"repo\":\"$bob\",
	\"collection\":\"app.bsky.feed.post\",\"record\":{\"text\":\"I am in\",
	\"createdAt\":\"2026-11-22T10:00:00Z\",\"reply\":{
	\"root\":{\"uri\":\"$post\",\"cid\":\"$cid\"},
	\"parent\":{\"uri\":\"$post\",\"cid\":\"$cid\"}}}}" \
	"$server/xrpc/com.atproto.repo.createRecord" | jq -r .uri)
# action DO ID [TEXT]
action() {
	jq -cn --arg verb "$1" --arg id "$2" --arg text "${3:-}" '{type: "action",
		do: $verb, text: $text, target: {network: "bluesky",
		account: "ann", id: $id}} | if $text == "" then del(.text)
		else . end' >"$kind-${4:-$1}.ndjson"
	recorded "${4:-$1}" cm-post "$kind-${4:-$1}.ndjson"
}
action reply "$answer" 'See https://example.org'
is_status 'an answer is answered' 0
is 'below it, in its thread, with its link' "$(records | jq -c '.records[-1].value
	| [.text, .reply.parent.uri, .reply.root.uri, .facets[0].features[0].uri]')" \
	"[\"See https://example.org\",\"$answer\",\"$post\",\"https://example.org\"]"
gate() {
	curl -s "$server/xrpc/com.atproto.repo.getRecord?repo=$did&collection=app.bsky.feed.threadgate&rkey=${post##*/}" |
		jq -c .value.hiddenReplies
}
action hide "$answer"
is 'an answer is hidden' "$status $(gate)" "0 [\"$answer\"]"
action unhide "$answer"
is 'and shown' "$status $(gate)" '0 []'
action like "$answer"
is_status 'and liked' 0
action delete "$answer" '' delete-other
is_status 'what is not ours is not deleted' 1
action delete "$post"
is_status 'what is ours is' 0
is 'and gone' "$(records | jq '[.records[].value.text | select(startswith("Cr"))]
	| length')" 0

# What cannot be found cannot be answered, and nothing is published.
records >"$tmp/before"
for to in 12345 "at://$did/app.bsky.feed.post/3jzfcijpj2z2a" \
	at://did:plc:abcdefghijklmnopqrstuvwx/app.bsky.feed.post/3jzfcijpj2z2a; do
	run cm-post --to ann --reply-to "$to" --text bogus
	is_status "an answer to nothing fails: $to" 1
	has_err 'and says so' 'no such post'
done
records >"$tmp/after"
ok 'nothing of it is public' cmp "$tmp/before" "$tmp/after"

# The tokens are renewed when they are worn out: ours are made unreadable.
sqlite3 "$CM_DIR/tokens.db" "update secret set value = 'worn' where name = 'access'" 2>/dev/null ||
	rm -f "$CM_DIR/tokens.db"
run cm-fetch ann:posts
is_status 'worn out tokens are renewed' 0

replays account post posts reply like hide delete
contract bluesky
grep -l 'the word of ann\|accessJwt":"e' "$tmp"/*.har "$tmp"/*.out >"$tmp/leaks"
is 'no transcript holds a secret' "$(cat "$tmp/leaks")" ''
done_testing
