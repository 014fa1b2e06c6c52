#!/bin/sh
# Recorded answers of a Mastodon 4.6, made into records. What is expected was
# read off the answers.
# shellcheck source=lib.sh
. "${0%/*}/../lib.sh"

answers=$shared/fixtures/answers/mastodon
if [ ! -d "$answers" ]; then
	skip 'recorded answers of Mastodon' 'no ../shared/fixtures/answers/mastodon'
	done_testing
fi

mkdir -p "$tmp/www/api/v2" "$tmp/www/api/v1/media" "$tmp/www/api/v1/statuses" "$tmp/www/api/v1/accounts" "$HOME/.config/cm"
httpd "$tmp/www" "$tmp/log" >"$tmp/port" &
server=$!
trap 'kill $server; cd /; rm -rf "$tmp"' EXIT
while [ ! -s "$tmp/port" ]; do sleep 0.1; done
port=$(cat "$tmp/port")

# answer PATH FILE NTH [FILTER]: the body of that recorded answer, or what a
# filter makes of it, with its headers, at that path
answer() {
	jq --argjson n "$3" ".[\$n].response.body | ${4:-.}" "$answers/$2.json" \
		>"$tmp/body"
	{
		printf 'HTTP/1.1 200 OK\r\n'
		printf 'Content-Length: %d\r\n' "$(wc -c <"$tmp/body")"
		[ -n "${4:-}" ] || jq -r --argjson n "$3" '.[$n].response.headers
			| to_entries[] | "\(.key): \(.value)\r"' \
			"$answers/$2.json" | sed "s/localhost:3000/127.0.0.1:$port/g"
		[ -z "${4:-}" ] || printf 'Content-Type: application/json\r\n'
		printf '\r\n'
		cat "$tmp/body"
	} >"$tmp/www/api/v1/$1.http"
}

cat >"$HOME/.config/cm/accounts" <<INI
[admin]
network = mastodon
host = http://127.0.0.1:$port
token-env = TOKEN
[fan]
network = mastodon
host = http://127.0.0.1:$port
token-env = TOKEN
INI
chmod 600 "$HOME/.config/cm/accounts"
TOKEN='the-token-of-the-test'
export TOKEN

# An account that is told who it is, and its conversations.
answer accounts/verify_credentials test_conversations 0
answer conversations test_conversations 2
mkdir "$tmp/www/api/v1/statuses/117020588388552703"
answer statuses/117020588388552703/context test_status_context 1
run cm-fetch admin:account
is_status 'a profile: status' 0
sed '/"coverage"/d' "$tmp/.out" >"$tmp/it"
cp "$tmp/it" "$tmp/.out"
is_out 'a profile' <<'JSON'
{"type":"account","network":"mastodon","account":"admin","id":"117020565693913441","url":"http://localhost:3000/@admin","handle":"admin","metrics":{"followers":1,"following":0,"posts":6},"fetched":"2026-11-16T06:00:00Z"}
JSON
run cm-fetch admin:messages
is_status 'messages: status' 0
jq -c 'del(.html)' "$tmp/.out" | sed '/"coverage"/d' >"$tmp/it"
jq -r '.html // empty' "$tmp/.out" | head -n 1 >"$tmp/html"
cp "$tmp/it" "$tmp/.out"
is_out 'messages: the last of each conversation' <<'JSON'
{"type":"message","network":"mastodon","account":"admin","id":"117020593780198542","url":"http://localhost:3000/@mastodonpy_test_2/117020593780198542","published":"2026-08-01T13:55:56Z","author":{"id":"117020566092212359","handle":"mastodonpy_test_2","url":"http://localhost:3000/@mastodonpy_test_2","followers":0},"text":"@admin ilu bby ;3","lang":"ja","mentions":[{"id":"117020565693913441","handle":"admin","url":"http://localhost:3000/@admin"}],"metrics":{"likes":0,"comments":0,"shares":0,"quotes":0},"fetched":"2026-11-16T06:00:00Z"}
{"type":"message","network":"mastodon","account":"admin","id":"117020588388552703","url":"http://localhost:3000/@mastodonpy_test_2/117020588388552703","published":"2026-08-01T13:54:34Z","author":{"id":"117020566092212359","handle":"mastodonpy_test_2","url":"http://localhost:3000/@mastodonpy_test_2","followers":0},"text":"@mastodonpy_test pssssst!","lang":"ja","reply_to":"117020588315335369","mentions":[{"id":"117020565966271181","handle":"mastodonpy_test","url":"http://localhost:3000/@mastodonpy_test"}],"metrics":{"likes":0,"comments":0,"shares":0,"quotes":0},"fetched":"2026-11-16T06:00:00Z"}
JSON
is 'and its HTML' "$(cat "$tmp/html")" '<p><span class="h-card" translate="no"><a href="http://localhost:3000/@admin" class="u-url mention">@<span>admin</span></a></span> ilu bby ;3</p>'

# Another one: what it said, who named it.
answer accounts/verify_credentials test_conversations 0 \
	'.id = "117020565966271181"'
answer notifications test_notifications_mentions_only 1
answer notifications@2 test_notifications_mentions_only 1 '[]'
mkdir "$tmp/www/api/v1/accounts/117020565966271181"
answer accounts/117020565966271181/statuses test_status_context 0 '[.]'
run cm-fetch fan:mentions
is_status 'mentions: status' 0
jq -c 'del(.html)' "$tmp/.out" | sed '/"coverage"/d' >"$tmp/it"
cp "$tmp/it" "$tmp/.out"
is_out 'a mention' <<'JSON'
{"type":"mention","network":"mastodon","account":"fan","id":"117020577157693549","url":"http://localhost:3000/@admin/117020577157693549","published":"2026-08-01T13:51:42Z","author":{"id":"117020565693913441","handle":"admin","url":"http://localhost:3000/@admin","followers":1},"text":"@mastodonpy_test hello!","lang":"en","mentions":[{"id":"117020565966271181","handle":"mastodonpy_test","url":"http://localhost:3000/@mastodonpy_test"}],"metrics":{"likes":0,"comments":0,"shares":0,"quotes":0},"fetched":"2026-11-16T06:00:00Z"}
JSON
run cm-fetch fan:posts
is_status 'posts: status' 0
sed '/"coverage"/d' "$tmp/.out" >"$tmp/it"
cp "$tmp/it" "$tmp/.out"
is_out 'a post' <<'JSON'
{"type":"post","network":"mastodon","account":"fan","id":"117020585487094447","url":"http://localhost:3000/@mastodonpy_test/117020585487094447","published":"2026-08-01T13:53:49Z","author":{"id":"117020565966271181","handle":"mastodonpy_test","name":"John Lennon","url":"http://localhost:3000/@mastodonpy_test","followers":0},"text":"Toot!","html":"<p>Toot!</p>","lang":"en","metrics":{"likes":0,"comments":0,"shares":0,"quotes":0},"fetched":"2026-11-16T06:00:00Z"}
JSON

# The same post changed later, with words that stand before it.
answer accounts/117020565966271181/statuses test_status_edit 3 \
	'[.spoiler_text = "Editors" | .account.id = "117020565966271181"]'
run cm-fetch fan:posts
is 'a post that was changed, and has a warning' "$(jq -c 'select(.type != "coverage")
	| [.type, .published, .updated, .text, .warning]' "$tmp/.out")" \
	'["post","2026-08-01T13:54:00Z","2026-08-01T13:54:00Z","the best editor? why, of course it is the KDE Advanced Text Editor, Kate","Editors"]'
# Publishing: a picture that the server works on for a while, a
# warning; an answer goes to those who can read what it answers.
printf 'status=202&type=application/json' >"$tmp/www/api/v2/media.do"
printf '{"id":"22","type":"image","url":null,"preview_url":"https://files.example/22s.png","remote_url":null,"meta":{},"description":"A dot","blurhash":null}' \
	>"$tmp/www/api/v2/media"
for n in 1 2; do
	sed 's|"url":null|"url":"https://files.example/22.png"|' \
		"$tmp/www/api/v2/media" >"$tmp/www/api/v1/media/22@$n"
done
printf 'status=206' >"$tmp/www/api/v1/media/22@1.do"
printf 'type=application/json&plain' | tee "$tmp/www/api/v1/media/22@2.do" \
	>>"$tmp/www/api/v1/media/22@1.do"
answer statuses@POST test_status_context 0
cp "$top/tests/networks/dot.png" "$tmp/dot.png"
cat >"$tmp/draft.json" <<'JSON'
{"to":["fan"],"text":"Toot!","lang":"en","visibility":"unlisted","warning":"Noise","media":[{"file":"dot.png","alt":"A dot"}]}
JSON
: >"$tmp/log"
run cm-post --record "$tmp/post.har" "$tmp/draft.json"
is_status 'a post with a picture: status' 0
is 'its receipt has the id and the address' "$(jq -r '[.status, .id, .url] | join(" ")' \
	"$tmp/.out")" 'published 117020585487094447 http://localhost:3000/@mastodonpy_test/117020585487094447'
is 'what went out' "$(jq -r '.log.entries[].request | select(.url
	| contains("verify") | not) | [.method, (.url | sub("^http://[^/]*"; "")),
	(if .postData.mimeType == "application/json" then .postData.text
		else "" end)] | join(" ")' "$tmp/post.har")" \
'POST /api/v2/media 
GET /api/v1/media/22 
GET /api/v1/media/22 
POST /api/v1/statuses {"status":"Toot!","media_ids":["22"],"language":"en","spoiler_text":"Noise","visibility":"unlisted","sensitive":true}'
is 'it has a key of its own' "$(grep -cE 'idempotency-key: [0-9a-f]{32}$' \
	"$tmp/log")" 1

answer statuses/117020593780198542 test_conversations 1
printf '%s\n' '{"type":"action","do":"reply","text":"Thanks","target":{"network":"mastodon","account":"fan","id":"117020593780198542"}}' \
	>"$tmp/reply.ndjson"
run cm-post --record "$tmp/reply.har" "$tmp/reply.ndjson"
is_status 'an answer: status' 0
is 'it names whom it answers, and stays between the two' "$(jq -r '
	.log.entries[-1].request.postData.text' "$tmp/reply.har")" \
	'{"status":"@mastodonpy_test_2 Thanks","in_reply_to_id":"117020593780198542","visibility":"direct"}'
if [ -x "$shared/contract/check" ]; then
	run sh "$top/tests/contract.sh" mastodon "$tmp"/*.har
	is_status 'requests hold to the description' 0
	tap_show "$tmp/.out"
else
	skip 'requests hold to the description' 'no ../shared/contract'
fi

is 'what is asked with has the token, and only there' "$(grep -c \
	'authorization: Bearer the-token-of-the-test' "$tmp/log") $(cat "$tmp/.out" \
	"$tmp/.err" "$tmp"/*.har | grep -c the-token)" "$(grep -cE '^(GET|POST)' "$tmp/log") 0"
done_testing
