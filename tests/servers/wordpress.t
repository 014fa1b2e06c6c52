#!/bin/sh
# A real WordPress: what is published is there, once, and is read back;
# comments are moderated.
# shellcheck source=servers/lib.sh
. "${0%/*}/lib.sh"

serve wordpress 127.0.0.1
password() {
	sed -n "s/^$1 //p" "$tmp/server/tokens"
}

account blog wordpress "$base" admin "$(password admin)"
is_status 'an account is added' 0
account wrong wordpress "$base" admin 'not the password'
[ "$status" -ne 0 ]
is 'a wrong password is found out' $? 0
printf '%s\n' 'timeout = 3s' 'settle = 1s' >>"$CM_DIR/accounts"

recorded account cm-fetch blog:account
is_status 'its account is read' 0
is_jq 'and has its name' 'select(.type == "account") | .name, .handle' \
	'The corner café
admin'

# An article with pictures, tags that are there or not, and an accent.
recorded article cm-post --to blog wordpress-draft.md
is_status 'an article is published' 0
is_jq 'its receipt says so' '.status' published
article=$(jq -r .id "$tmp/.out")
page=$(jq -r .url "$tmp/.out")
recorded posts cm-fetch blog:posts --since 1h
is_status 'the articles are read' 0
jq -c --arg id "$article" 'select(.id == $id)' "$tmp/.out" >"$tmp/it"
cp "$tmp/it" "$tmp/.out"
is_jq 'the article is what was published' \
	'[.type, .title, .url, (.tags | sort | join("+")), .media[0].alt,
	.media[0].width, .author.handle] | join("|")' \
	"article|Tarte & thé|$page|Tea & cake+autumn|A \"dot\"|64|admin"
is_jq 'word for word' '.text' 'We bake again: < 3 € a piece & more.

See the menu.'
ok 'and people can see it' sh -c "curl -s '$page' | grep -q 'a piece &amp; more'"

# Pictures in the text stand where they were put, once.
cp dot.png head.png
printf '%s\n' '---' 'to: [blog]' 'title: Bread' 'media: [{file: head.png, alt: Head}]' \
	'---' 'We bake.' '' '![The counter](./dot.png)' >bread.md
run cm-post bread.md
is_status 'an article with a picture in its text' 0
bread=$(jq -r .id "$tmp/.out")
bread_page=$(jq -r .url "$tmp/.out")
curl -s "$server/wp-json/wp/v2/posts/${bread##*/}" >"$tmp/bread.json"
is 'the picture is where it was put, once, as wide as there is room' "$(jq -r '
	.content.rendered | [scan("<img ")] | length' "$tmp/bread.json") $(jq -r '
	.content.rendered' "$tmp/bread.json" | grep -c \
	'<figure class="wp-block-image size-large"><img .*src="http[^"]*dot[^"]*".*max-width:100%.*alt="The counter"')" '1 1'
ok 'the other one stands at its head' jq -e '.featured_media > 0' "$tmp/bread.json"

# An answer is a comment, of a post or below another; of nothing it is nothing.
run cm-post --to blog --reply-to "$bread" --text 'One'
is_status 'a post is answered' 0
one=$(jq -r .id "$tmp/.out")
run cm-post --to blog --reply-to "$one" --text 'Two'
is_status 'so is a comment' 0
run cm-post --to blog --reply-to "$bread_page" --text 'Three'
is_status 'and a page' 0
is 'each is a comment in its place' "$(curl -s "$server/wp-json/wp/v2/comments?order=asc&post=${bread##*/}" |
	jq -c '[.[] | .parent]')" "[0,${one##*/},0]"
for to in 5 "${bread%/*}/999" "$server/nope/"; do
	run cm-post --to blog --reply-to "$to" --text 'Nothing'
	is_status "an answer to nothing fails: $to" 1
	jq -nc --arg id "$to" '{type: "action", do: "delete", target:
		{network: "wordpress", account: "blog", id: $id}}' >gone.ndjson
	run cm-post gone.ndjson
	is_status 'and so does deleting it' 1
done
jq -nc --arg id "$bread_page" '{type: "action", do: "delete", target:
	{network: "wordpress", account: "blog", id: $id}}' >gone.ndjson
run cm-post gone.ndjson
is 'a page is deleted by its address' "$status $(jq -r .id "$tmp/.out")" "0 $bread"

# A password that is wrong later is no reader that sees less.
cp "$CM_DIR/accounts" "$tmp/accounts"
sed 's/^password = .*/password = wrong/' "$tmp/accounts" >"$CM_DIR/accounts"
run cm-fetch blog:posts
is_status 'a wrong password: no posts' 1
has_err 'which is said' 'cannot sign in'
cp "$tmp/accounts" "$CM_DIR/accounts"

# An article for later.
run cm-post --to blog --title Later --text 'Not yet' --at 48h
is_status 'an article for later is handed over' 0
run cm-fetch blog:posts
is_jq 'and waits there' 'select(.title == "Later") | .status' future

# The answer is lost on the way: once there, whatever happens.
lose '^POST .*wp/v2/posts'
again_later cm-post --to blog --title 'Once only' --text 'Said one time'
is_status 'an answer that was lost is no failure for ever' 0
is_jq 'in the end it is known to be there' .status published
run cm-fetch blog:posts
is_jq 'and it is there once' 'select(.title == "Once only") | .title' 'Once only'

# Comments.
comment() {
	curl -s -u "$1:$(password "$1")" \
		-H 'Content-Type: application/json' \
		-d "{\"post\":${article##*/},\"content\":\"$2\"}" \
		"$server/wp-json/wp/v2/comments" >"$tmp/.comment"
}
seen() {
	curl -s "$server/wp-json/wp/v2/comments?order=asc&post=${article##*/}" |
		jq -r '[.[].content.rendered | gsub("<[^>]*>|\n"; "")] | join("+")'
}
comment subscriber 'Is it gluten-free?'
comment contributor 'Buy pills'
recorded comments cm-fetch blog:comments --of "$page"
is_status 'the comments of an article are read' 0
is_jq 'those that wait as well' 'select(.type == "comment")
	| [.text, .status, .author.name] | join("|")' \
	'Is it gluten-free?|hold|subscriber
Buy pills|hold|contributor'
jq -c 'select(.type == "comment")' "$tmp/.out" >"$tmp/comments"
# action NTH DO [TEXT]
action() {
	sed -n "$1p" "$tmp/comments" | jq -c --arg verb "$2" --arg text "${3:-}" '
		{type: "action", do: $verb, text: $text, target:
			{network, account, id, thread}}
		| if $text == "" then del(.text) else . end' >"$kind-$2-$1.ndjson"
	recorded "$2-$1" cm-post "$kind-$2-$1.ndjson"
}
action 1 approve
is_status 'one is approved' 0
is 'and seen' "$(seen)" 'Is it gluten-free?'
run cm-post --again wordpress-approve-1.ndjson
is_status 'approving it again is no failure' 0
action 1 reply 'Yes, all of it.'
is_status 'one is answered' 0
is_jq 'with a receipt' .status published
is 'for all to see' "$(seen)" 'Is it gluten-free?+Yes, all of it.'
lose '^POST .*wp/v2/comments'
sed -n 1p "$tmp/comments" | jq -c '{type: "action", do: "reply",
	text: "And vegan", target: {network, account, id, thread}}' >"$tmp/action"
again_later cm-post action
is_status 'an answer whose receipt was lost is no failure' 0
is 'and is there once' "$(seen)" 'Is it gluten-free?+Yes, all of it.+And vegan'
action 1 hide
is 'one is hidden' "$status $(seen)" '0 Yes, all of it.+And vegan'
action 1 unhide
is 'and shown' "$status $(seen)" '0 Is it gluten-free?+Yes, all of it.+And vegan'
action 2 spam
is_status 'one is spam' 0
recorded comments-all cm-fetch blog:comments
is_jq 'and read no more' 'select(.text == "Buy pills") | .id' ''
action 1 delete
is 'one is deleted' "$status $(seen)" '0 Yes, all of it.+And vegan'
printf '{"type":"action","do":"delete","target":{"network":"wordpress",
"account":"blog","id":"%s"}}' "$article" | tr -d '\n' >wordpress-delete-article.ndjson
recorded delete-article cm-post wordpress-delete-article.ndjson
is_status 'the article is deleted' 0
run cm-fetch blog:posts
is_jq 'and gone' 'select(.title == "Tarte & thé") | .id' ''

replays account article posts comments approve-1 reply-1 hide-1 delete-article
contract wordpress
grep -l "$(password admin)" "$tmp"/*.har "$tmp"/*.out >"$tmp/leaks"
is 'no transcript holds the password' "$(cat "$tmp/leaks")" ''
done_testing
