#!/bin/sh
# Recorded answers of X made into records, and what the network it is tried
# with does not show: what was refused is remembered, what cannot be told apart.
# shellcheck source=lib.sh
. "${0%/*}/../lib.sh"

answers=$shared/fixtures/answers/x
if [ ! -d "$answers" ]; then
	skip 'recorded answers of X' 'no ../shared/fixtures/answers/x'
	done_testing
fi

www=$tmp/www/2
mkdir -p "$www/users/1072250532645998596" "$www/tweets/search" "$HOME/.config/cm"
httpd "$tmp/www" "$tmp/log" >"$tmp/port" &
server=$!
trap 'kill $server; cd /; rm -rf "$tmp"' EXIT
while [ ! -s "$tmp/port" ]; do sleep 0.1; done
port=$(cat "$tmp/port")

# serve PATH STATUS [FILE NTH [FILTER]]: a recorded body at that path, or what
# stands on standard input
serve() {
	if [ -n "${3:-}" ]; then
		jq --argjson n "$4" ".[\$n].response.body | ${5:-.}" \
			"$answers/$3.json" >"$tmp/body"
	else
		cat >"$tmp/body"
	fi
	{
		printf 'HTTP/1.1 %s X\r\nContent-Type: application/json; charset=utf-8\r\n' "$2"
		printf 'Content-Length: %d\r\n\r\n' "$(wc -c <"$tmp/body")"
		cat "$tmp/body"
	} >"$www/$1.http"
}
cat >"$HOME/.config/cm/accounts" <<INI
[dev]
network = x
host = http://127.0.0.1:$port
token-env = TOKEN
INI
chmod 600 "$HOME/.config/cm/accounts"
TOKEN='the-token-of-the-test'
export TOKEN
echo '{"data":{"id":"1072250532645998596","name":"Tweepy Testing","username":"TweepyDev"}}' |
	serve users/me 200

# A search: texts and ids alone, as X gives them to who asks for no more.
serve tweets/search/recent 200 test_client_search_recent_tweets 0
serve tweets/search/recent@2 200 test_client_search_recent_tweets 0 \
	'{meta: {result_count: 0}}'
run cm-fetch dev:search --query Tweepy
is_status 'a search: status' 0
is 'a search: its records' "$(jq -c 'select(.type != "coverage")
	| [.type, .id, .text, .url]' "$tmp/.out" | sed -n '1p;$p')" \
	'["mention","1578516068309794817","sample text 109","https://x.com/i/status/1578516068309794817"]
["mention","1578511538419212288","sample text 118","https://x.com/i/status/1578511538419212288"]'
is 'a search: all of them, and no number that was not given' \
	"$(jq -s 'map(select(.type == "mention")) | [length, (map(select(.metrics)) | length)] | join(" ")' "$tmp/.out")" '"10 0"'
ok 'a search: the next page was asked for' grep -q \
	'next_token=b26v89c19zqg8o3fpzbn1e0ffhxjiofzw6po136rvbnul' "$tmp/log"

# One post, with its line breaks and its emoji.
serve users/1072250532645998596/tweets 200 test_client_get_tweet 0 \
	'{data: [.data + {created_at: "2026-11-10T10:00:00.000Z", author_id: "1072250532645998596"}], meta: {result_count: 1}}'
serve users/1072250532645998596/tweets@2 200 test_client_get_tweet 0 '{meta: {result_count: 0}}'
run cm-fetch dev:posts
is_status 'a post: status' 0
is 'a post: its text as it was said' "$(jq -r 'select(.type == "post").text' "$tmp/.out" | head -n 3)" \
	"$(jq -r '.[0].response.body.data.text' "$answers/test_client_get_tweet.json" | head -n 3)"

# Replies are hidden and shown again.
mkdir -p "$www/tweets/1344794616005066752"
serve 'tweets/1344794616005066752/hidden@PUT' 200 test_client_hide_and_unhide_reply 0
for what in hide unhide; do
	printf '{"type":"action","do":"%s","target":{"network":"x","account":"dev","id":"1344794616005066752"}}\n' \
		$what >"$tmp/$what.ndjson"
	run cm-post --record "$tmp/$what.har" "$tmp/$what.ndjson"
	is "$what: status" "$status $(jq -r .status "$tmp/.out")" '0 published'
	is "$what: what goes out is what was recorded" "$(jq -c '.log.entries[-1].request
		| [.method, (.url | sub("^http://[^/]*"; "")), (.postData.text | fromjson)]' "$tmp/$what.har")" \
		"[\"PUT\",\"/2/tweets/1344794616005066752/hidden\",{\"hidden\":$([ $what = hide ] && echo true || echo false)}]"
done

# Numbers for the author alone are refused: asked for once, remembered.
echo '{"title":"Field Authorization Error","detail":"Sorry","status":403,"type":"https://api.twitter.com/2/problems/not-authorized-for-field","section":"data","resource_type":"tweet","field":"non_public_metrics"}' |
	serve users/1072250532645998596/tweets 403
rm "$www/users/1072250532645998596/tweets@2.http"
cp "$www/users/1072250532645998596/tweets.http" "$www/users/1072250532645998596/tweets@3.http"
echo '{"data":[{"id":"1578516068309794817","text":"sample","created_at":"2026-11-10T10:00:00.000Z"}],"meta":{"result_count":1}}' |
	serve users/1072250532645998596/tweets 200
: >"$tmp/log"
run cm-fetch dev:posts --since 2026-11-09
is_status 'refused numbers: status' 0
is 'refused numbers: the posts come, and a gap says it' "$(jq -r '.id // .gaps[0].what' "$tmp/.out" | tr '\n' ' ')" \
	'1578516068309794817 metrics '
run cm-fetch dev:posts --since 2026-11-09
is 'refused numbers: once in two fetches' "$(grep -c 'GET /2/users/1072250532645998596/tweets.*non_public_metrics' "$tmp/log")" 1

# An archive that is refused is no gap where the last days are all that is asked.
echo 'search = all' >>"$HOME/.config/cm/accounts"
rm "$www"/tweets/search/recent*.http "$www"/users/*/tweets@3.http
echo '{"meta":{"result_count":0}}' | serve tweets/search/recent 200
echo '{"title":"Client Forbidden","detail":"Not attached to a project","status":403,"type":"https://api.twitter.com/2/problems/client-forbidden"}' |
	serve tweets/search/all 403
CM_NOW=2026-11-12T09:00:00Z
export CM_NOW
run cm-fetch --new dev:comments --since 2026-11-10
is 'an archive that is refused, and is not needed' "$status $(jq -c '[.complete, .gaps]' "$tmp/.out")" '0 [true,null]'
ok 'was asked for, and the last days then' sh -c \
	"tail -n 30 '$tmp/log' | grep -q 'search/all' && tail -n 30 '$tmp/log' | grep -q 'search/recent'"
# Nothing is found: X says so, or leaves it unsaid.
echo '{"meta":{}}' | serve tweets/search/recent 200
run cm-fetch --new dev:comments --since 2026-11-10
is 'an answer that says neither is a gap' "$(jq -c '[.complete, .gaps[].why]' "$tmp/.out")" \
	'[false,"an answer came without its list"]'

# A picture without a word: whether it came through, the time tells as well.
sed -i.bak '/^search/d' "$HOME/.config/cm/accounts"
mkdir -p "$www/media"
echo '{"data":{"id":"1880028106020515840","media_key":"3_1880028106020515840","size":96,"expires_after_secs":86400}}' |
	serve media/upload@POST 200
echo '{"title":"Forbidden","detail":"You are not allowed to create a Tweet with duplicate content.","status":403,"type":"about:blank"}' |
	serve tweets@POST 403
CM_NOW=2026-11-12T10:00:00Z
for at in 09:59:30 10:00:00 10:00:02; do
	rm -f "$www"/users/*/tweets*.http
	printf '{"data":[{"id":"1990000000000000001","text":"https://t.co/a","created_at":"2026-11-12T%s.000Z"}],"meta":{"result_count":1}}' \
		$at | serve users/1072250532645998596/tweets 200
	run cm-post --no-wait --key "at $at" --to dev --media "$top/tests/networks/dot.png"
	is "such a post of $at" "$status $(jq -r '.status + " " + (.id // "-")' "$tmp/.out")" \
		"$([ $at = 09:59:30 ] && echo 75 planned - || echo 0 published 1990000000000000001)"
done
unset CM_NOW

if [ -x "$shared/contract/check" ]; then
	run sh "$top/tests/contract.sh" x "$tmp"/*.har
	is_status 'requests hold to the description' 0
	tap_show "$tmp/.out"
else
	skip 'requests hold to the description' 'no ../shared/contract'
fi
ok 'the token is in no file and in no output' sh -c \
	"! cat '$tmp/.out' '$tmp/.err' '$tmp'/*.har | grep -q the-token"
done_testing
