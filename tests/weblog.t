#!/bin/sh
# Web logs become visits: cm-weblog(5).
. "${0%/*}/lib.sh"

chrome='Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'
key=$tmp/key
printf 'a secret that nobody can guess\n' >"$key"
chmod 600 "$key"

# hit REQUEST [REFERRER [AGENT [STATUS [TIME]]]]: a line of a combined log
hit() {
	printf '192.0.2.7 - - [%s] "%s" %s 512 "%s" "%s"\n' \
		"${5:-02/Nov/2026:10:20:30 +0100}" "$1" "${4:-200}" \
		"${2:--}" "${3:-$chrome}"
}

# fetch [OPTION ...]: reads $tmp/log
fetch() {
	run cm-fetch --as weblog --visitor-key "$key" "$@" "$tmp/log"
}

# Visits only, without the visitor.
visits() {
	grep '"visit"' "$tmp/.out" | sed 's/,"visitor":"[0-9a-f]\{16\}"//' \
		>"$tmp/visits"
	mv "$tmp/visits" "$tmp/.out"
}

# members JQ: what a jq expression makes of the visits, a line each
members() {
	grep '"visit"' "$tmp/.out" | jq -c "$1" >"$tmp/visits"
	mv "$tmp/visits" "$tmp/.out"
}

cat >"$tmp/log" <<EOT
192.0.2.7 - - [02/Nov/2026:10:20:30 +0100] "GET /a HTTP/1.1" 200 5123
192.0.2.7 - - [02/Nov/2026:23:59:60 +0000] "GET /b HTTP/1.0" 404 -
EOT
fetch
is_status 'a Common log' 0
visits
is_out 'gives a visit for every line' <<'EOT'
{"type":"visit","network":"web","url":"/a","published":"2026-11-02T09:20:30Z","method":"GET","status":200,"metrics":{"pageviews":1,"bytes":5123}}
{"type":"visit","network":"web","url":"/b","published":"2026-11-02T23:59:59Z","method":"GET","status":404}
EOT

{
	hit 'GET /blog/?p=1 HTTP/2.0' 'https://www.google.fr/'
	hit 'GET /s.css HTTP/1.1' 'https://shop.example/blog/'
} >"$tmp/log"
fetch --site www.shop.example
visits
is_out 'a Combined log: referrers but not the site itself, pages but not styles' <<'EOT'
{"type":"visit","network":"web","account":"www.shop.example","url":"/blog/?p=1","published":"2026-11-02T09:20:30Z","method":"GET","status":200,"referrer":{"url":"https://www.google.fr/","host":"www.google.fr","network":"google","kind":"search"},"metrics":{"pageviews":1,"bytes":512}}
{"type":"visit","network":"web","account":"www.shop.example","url":"/s.css","published":"2026-11-02T09:20:30Z","method":"GET","status":200,"metrics":{"bytes":512}}
EOT

cat >"$tmp/log" <<'EOT'
Shop.Example:443 2001:db8::1 - - [02/Nov/2026:10:20:30 -0330] "GET / HTTP/1.1" 200 1 "https://www.shop.example/x" "-"
192.0.2.7 - john doe [02/Nov/2026:10:20:30 +0100] "GET / HTTP/1.1" 200 1 "-" "-" "203.0.113.9"
EOT
fetch
visits
is_out 'the host in front; a user with a blank; more behind' <<'EOT'
{"type":"visit","network":"web","account":"shop.example","url":"/","published":"2026-11-02T13:50:30Z","method":"GET","status":200,"bot":"(none)","metrics":{"bytes":1}}
{"type":"visit","network":"web","url":"/","published":"2026-11-02T09:20:30Z","method":"GET","status":200,"bot":"(none)","metrics":{"bytes":1}}
EOT

cat >"$tmp/log" <<'EOT'
192.0.2.7 - - [02/Nov/2026:10:20:30 +0100] "\x16\x03\x01\x00" 400 157 "-" "-"
192.0.2.7 - - [02/Nov/2026:10:20:30 +0100] "-" 408 0 "-" "-"
192.0.2.7 - - [02/Nov/2026:10:20:30 +0100] "GET /q?a=\x22b\x22&c=\"d\"&e=\\x HTTP/1.1" 200 1 "-" "A \"quoted\" agent"
192.0.2.7 - - [02/Nov/2026:10:20:30 +0100] "GET /caf\xC3\xA9/\xff/é HTTP/1.1" 200 1 "-" "x"
192.0.2.7 - - [02/Nov/2026:10:20:30 +0100] "GET /a b c HTTP/1.1" 200 1 "-" "x"
192.0.2.7 - - [02/Nov/2026:10:20:30 +0100] "GET /old" 200 1 "-" "x"
192.0.2.7 - - [02/Nov/2026:10:20:30 +0100] "GET /raw"quote HTTP/1.1" 200 1 "-" "a "raw" agent"
EOT
fetch
is_status 'what real logs hold is no failure' 0
members '[.method, .url, .status]'
is_out 'requests that are none; escapes undone; blanks and raw quotes' <<'EOT'
[null,null,400]
[null,null,408]
["GET","/q?a=\"b\"&c=\"d\"&e=\\x",200]
["GET","/café/�/é",200]
["GET","/a b c",200]
["GET","/old",200]
["GET","/raw\"quote",200]
EOT

long=$(printf '%010240d' 7)
{
	hit "GET /$long HTTP/1.1" '-' "$long"
} >"$tmp/log"
fetch
members '.url | length'
is_out 'a URL of 10 KiB' <<'EOT'
10241
EOT

# What is a page that a person saw.
{
	hit 'GET /page HTTP/1.1'
	hit 'GET /page.html?x=a.css HTTP/1.1'
	hit 'GET /page HTTP/1.1' - "$chrome" 304
	hit 'GET /v1.2/ HTTP/1.1'
	hit 'POST /page HTTP/1.1'
	hit 'HEAD /page HTTP/1.1'
	hit 'GET /page HTTP/1.1' - "$chrome" 301
	hit 'GET /page HTTP/1.1' - "$chrome" 500
	hit 'GET /LOGO.PNG?v=2 HTTP/1.1'
	hit 'GET /feed.xml HTTP/1.1'
	hit 'GET /page HTTP/1.1' - 'Googlebot/2.1 (+http://www.google.com/bot.html)'
	hit 'GET /page HTTP/1.1' - 'curl/8.5.0'
} >"$tmp/log"
fetch
members '.metrics.pageviews'
is_out 'page views are pages that people got' <<'EOT'
1
1
1
1
null
null
null
null
null
null
null
null
EOT

# Campaigns.
{
	hit 'GET /?utm_source=Instagram&utm_medium=social&utm_campaign=Spring+sale%21&utm_term=a%26b&utm_content=caf%C3%A9&utm_id=7 HTTP/1.1'
	hit 'GET /x?fbclid=IwAR1&utm_source=m.facebook.com&a=1&gclid=2 HTTP/1.1'
	hit 'GET /y?gclid=Cj0 HTTP/1.1'
	hit 'GET /z?amp;utm_source=nobody&utm_medium= HTTP/1.1'
	hit 'GET /?mtm_campaign=m&pk_kwd=k HTTP/1.1'
	hit 'GET /?notutm_source=a&utm_other=b HTTP/1.1'
} >"$tmp/log"
fetch
members '[.url, .campaign]'
is_out 'campaigns are decoded, identifiers of clicks cut out' <<'EOT'
["/?utm_source=Instagram&utm_medium=social&utm_campaign=Spring+sale%21&utm_term=a%26b&utm_content=caf%C3%A9&utm_id=7",{"source":"Instagram","medium":"social","name":"Spring sale!","term":"a&b","content":"café","id":"7","network":"instagram"}]
["/x?utm_source=m.facebook.com&a=1",{"source":"m.facebook.com","network":"facebook","click":"facebook"}]
["/y",{"click":"google"}]
["/z?amp;utm_source=nobody&utm_medium=",{"source":"nobody"}]
["/?mtm_campaign=m&pk_kwd=k",{"name":"m","term":"k"}]
["/?notutm_source=a&utm_other=b",null]
EOT

# Referrers.
cat >"$tmp/referrers" <<'EOT'
https://www.google.co.uk/ google search
https://mail.google.com/ gmail mail
android-app://com.Slack/ slack chat
https://lm.facebook.com/ facebook social
https://old.reddit.com/r/x reddit social
https://away.vk.com/away.php vk social
https://t.co/abc x social
https://m.weibo.cn/ weibo social
https://mp.weixin.qq.com/s/x wechat chat
https://chatgpt.com/ chatgpt ai
https://fosstodon.org/@x mastodon social
https://go.bsky.app/redirect bluesky social
https://news.ycombinator.com/item?id=1 hackernews social
https://YANDEX.com.tr:443/ yandex search
https://example.net/ - -
https://notfacebook.com/ - -
https://www.google.example/ - -
nonsense - -
EOT
while read -r url rest; do
	hit 'GET / HTTP/1.1' "$url"
done <"$tmp/referrers" >"$tmp/log"
fetch
grep '"visit"' "$tmp/.out" | jq -r '.referrer |
	"\(.url) \(.network // "-") \(.kind // "-")"' >"$tmp/got"
mv "$tmp/got" "$tmp/.out"
is_out 'referrers name their networks' <"$tmp/referrers"

{
	hit 'GET / HTTP/1.1' 'https://ann:secret@forum.example:8080/t?fbclid=1&p=2'
	hit 'GET / HTTP/1.1' 'HTTPS://Forum.Example./x'
} >"$tmp/log"
fetch
members .referrer
is_out 'a referrer without its password and click; hosts in lower case' <<'EOT'
{"url":"https://forum.example:8080/t?p=2","host":"forum.example"}
{"url":"HTTPS://Forum.Example./x","host":"forum.example"}
EOT

# Bots.
{
	hit 'GET / HTTP/1.1' - 'Mozilla/5.0 (Linux; Android 9; CUBOT_X19) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/104.0.0.0 Mobile Safari/537.36'
	hit 'GET / HTTP/1.1' - 'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)'
	hit 'GET / HTTP/1.1' - 'Mozilla/5.0 (compatible; NobodyKnows/1.0)'
	hit 'GET / HTTP/1.1' - 'Some-Tool/3'
	hit 'GET / HTTP/1.1' - 'Mozilla/5.0 (X11; Linux x86_64) Newbot/1.0 Chrome/1'
	hit 'GET / HTTP/1.1' - '-'
	hit 'GET / HTTP/1.1' - '<>'
} >"$tmp/log"
fetch
members .bot
is_out 'bots are set apart and named' <<'EOT'
null
"Bingbot"
"NobodyKnows"
"Some-Tool"
"Newbot"
"(none)"
"(unknown)"
EOT

grep -v '^#' "$top/tests/browsers.txt" | while IFS= read -r agent; do
	hit 'GET / HTTP/1.1' - "$agent"
done >"$tmp/log"
fetch
grep '"bot":' "$tmp/.out" >"$tmp/bad"
is 'no browser is taken for a bot' "$(cat "$tmp/bad")" ''
is 'all of them were there' "$(grep -c pageviews "$tmp/.out")" \
	"$(wc -l <"$tmp/log" | tr -d ' ')"

agents=$shared/fixtures/vectors/crawler-user-agents.json
if [ -r "$agents" ]; then
	jq -r '.[] | .instances[]? | gsub("\\\\"; "\\\\") | gsub("\""; "\\\"")
		| gsub("\n"; " ")' "$agents" | while IFS= read -r agent; do
		printf '192.0.2.7 - - [02/Nov/2026:10:20:30 +0100] "GET / HTTP/1.1" 200 1 "-" "%s"\n' \
			"$agent"
	done >"$tmp/log"
	fetch
	all=$(grep -c '"visit"' "$tmp/.out")
	bots=$(grep -c '"bot":' "$tmp/.out")
	echo "# $bots of $all"
	# The others are browsers within apps and editors, which people use.
	ok 'all but four of 2,100 known bots are found' \
		[ "$all" -gt 2000 ] && [ $((all - bots)) -le 4 ]
else
	skip 'known bots are found' 'no ../shared'
fi

# Bad lines.
{
	hit 'GET /1 HTTP/1.1'
	echo 'what is this'
	echo '192.0.2.7 - - [32/Nov/2026:10:20:30 +0100] "GET / HTTP/1.1" 200 1'
	echo '192.0.2.7 - - [31/Jun/2026:10:20:30 +0100] "GET / HTTP/1.1" 200 1'
	echo '192.0.2.7 - - [02/Nov/2026:10:20:30 +0100] GET / 200 1'
	echo '192.0.2.7 - - [02/Nov/2026:10:20:30 +0100] "GET / HTTP/1.1" OK 1'
	echo '192.0.2.7 - - [02/Nov/2026:10:20:30 +0100] "GET / HTTP/1.1" 200 1 "-" "cut o'
	echo '192.0.2.7 - - [02/Nov/2026:10:20:30 +0100] "GET / HT'
	echo '[02/Nov/2026:10:20:30 +0100] "GET / HTTP/1.1" 200 1'
	hit 'GET /2 HTTP/1.1'
} >"$tmp/log"
fetch --rejects "$tmp/rejects"
is_status 'bad lines are a failure' 1
sed -n 2,9p "$tmp/log" >"$tmp/want"
ok 'and kept' cmp "$tmp/want" "$tmp/rejects"
has_err 'and named with their line and reason' \
	'^cm-fetch: .*/log:2: .*no time in brackets'
has_err 'a day that is none' '/log:4: not a time'
has_err 'no request' '/log:5: no request in quotes'
has_err 'no status' '/log:6: no status'
has_err 'a line that was cut off' "/log:7: the agent's quote is not closed"
has_err 'or in its request' "/log:8: the request's quote is not closed"
is 'the rest comes out' "$(grep -c '"visit"' "$tmp/.out")" 2
has_out 'the coverage record says so' \
	'"what":"visits","covered":\{"start":"2026-11-02T09:20:30Z","end":"2026-11-02T09:20:30Z"\},"records":2,"refused":8,"complete":false,"why":'
{
	hit 'GET /1 HTTP/1.1'
	printf '\000\000\000\000\n'
	printf '\n'
	hit 'GET /2 HTTP/1.1' | sed 's/$/\r/'
} >"$tmp/log"
fetch
is 'a blank line and CRLF are no fault, NUL bytes are' \
	"$(grep -c '"visit"' "$tmp/.out") $(grep -c 'log:' "$tmp/.err")" '2 1'

# Several files, threads, standard input, recognition.
hit 'GET /1 HTTP/1.1' >"$tmp/one.log"
hit 'GET /2 HTTP/1.1' - "$chrome" 200 '03/Nov/2026:10:20:30 +0100' \
	>"$tmp/two.log"
run cm-fetch "$tmp/one.log" "$tmp/two.log"
is_status 'web logs are recognised by what they hold' 0
jq -r '[.type, .url // .source, .published // .covered.end] | join(" ")' \
	"$tmp/.out" | sed "s,$tmp/,," >"$tmp/got"
mv "$tmp/got" "$tmp/.out"
is_out 'each file ends with its coverage' <<'EOT'
visit /1 2026-11-02T09:20:30Z
coverage one.log 2026-11-02T09:20:30Z
visit /2 2026-11-03T09:20:30Z
coverage two.log 2026-11-03T09:20:30Z
EOT
for t in 10:00:00 10:30:00 10:29:59 11:00:00; do
	hit 'GET / HTTP/1.1' - "$chrome" 200 "02/Nov/2026:$t +0000"
done >"$tmp/three.log"
run cm-fetch "$tmp/three.log"
has_out 'as much silence as between two lines is covered at the ends' \
	'"covered":\{"start":"2026-11-02T09:29:59Z","end":"2026-11-02T11:30:01Z"\}'
run_in "$tmp/one.log" cm-fetch --as weblog -
has_out 'standard input' '"url":"/1"'
run cm-fetch --as weblog --since 2026-11-03 "$tmp/one.log" "$tmp/two.log"
is '--since' "$(grep -c '"visit"' "$tmp/.out")" 1
has_out 'is in the coverage' '"asked":\{"since":"2026-11-03T00:00:00Z"\}'
awk -v ua="$chrome" 'BEGIN { for (i = 0; i < 20000; i++)
	printf "192.0.%d.%d - - [%02d/Nov/2026:10:%02d:30 +0100] \"GET /%d HTTP/1.1\" 200 %d \"-\" \"%s\"\n", i % 7, i % 251, i / 1500 + 1, i % 60, i, i, ua }' >"$tmp/log"
for n in 1 4; do
	cm-fetch --as weblog --visitor-key "$key" --threads $n "$tmp/log" \
		>"$tmp/threads.$n"
done
ok 'the same bytes whatever the threads' cmp "$tmp/threads.1" "$tmp/threads.4"

# Visitors.
{
	hit 'GET /1 HTTP/1.1'
	hit 'GET /2 HTTP/1.1'
	hit 'GET /3 HTTP/1.1' - 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0'
	hit 'GET /4 HTTP/1.1' | sed 's/^192.0.2.7/192.0.2.8/'
	hit 'GET /5 HTTP/1.1' - "$chrome" 200 '03/Nov/2026:10:20:30 +0100'
} >"$tmp/log"
visitors() {
	grep '"visit"' "$tmp/.out" | jq -r .visitor
}
same() {
	visitors | awk '{ if (!($1 in n)) n[$1] = ++k
		printf("%s%d", (NR > 1 ? " " : ""), n[$1]) }'
}
fetch
is 'a visitor is an address, an agent and a day' "$(same)" '1 1 2 3 4'
lacks_out 'no address in the output' '192\.0\.2'
visitors >"$tmp/first"
fetch
is 'a key file makes the same numbers again' "$(visitors)" "$(cat "$tmp/first")"
printf 'another secret, which is as good\n' >"$tmp/key2"
chmod 600 "$tmp/key2"
run cm-fetch --as weblog --visitor-key "$tmp/key2" "$tmp/log"
ok 'another key makes others' [ "$(visitors)" != "$(cat "$tmp/first")" ]
chmod 644 "$tmp/key2"
run cm-fetch --as weblog --visitor-key "$tmp/key2" "$tmp/log"
is_status 'a key that others can read is refused' 2
has_err 'and why' 'others can read'
printf short >"$tmp/key2"
chmod 600 "$tmp/key2"
run cm-fetch --as weblog --visitor-key "$tmp/key2" "$tmp/log"
is_status 'so is one that is too short' 2
ok 'nothing was remembered with a key of the user' \
	[ ! -e "$XDG_STATE_HOME/cm/visitor.db" ]

CM_NOW=2026-11-02T12:00:00Z
run cm-fetch --as weblog "$tmp/log"
visitors >"$tmp/first"
is 'without a key file' "$(same)" '1 1 2 3 4'
run cm-fetch --as weblog "$tmp/log"
is 'runs of a day agree' "$(visitors)" "$(cat "$tmp/first")"
CM_NOW=2026-11-05T12:00:00Z
run cm-fetch --as weblog "$tmp/log"
ok 'later the numbers are others' [ "$(visitors)" != "$(cat "$tmp/first")" ]
run cm-fetch --as weblog "$tmp/log"
visitors >"$tmp/second"
run cm-fetch --as weblog "$tmp/log"
ok 'and other each time' [ "$(visitors)" != "$(cat "$tmp/second")" ]
if command -v sqlite3 >/dev/null; then
	is 'keys of days that are over are gone' "$(sqlite3 \
		"$XDG_STATE_HOME/cm/visitor.db" \
		'SELECT count(*) FROM visitor_key')" 0
else
	skip 'keys of days that are over are gone' 'no sqlite3'
fi

# Formats.
format() {
	fetch --format "$1"
	members '[.account, .url, .published, .method, .status, .metrics.bytes,
		.referrer.host, .metrics.pageviews, .bot]'
}
echo '192.0.2.7 - ann b [02/Nov/2026:10:20:30 +0100] "GET /x?y=1 HTTP/1.1" 200 7 "https://example.net/" "'"$chrome"'" "203.0.113.9, 10.0.0.1" shop.example 0.003' >"$tmp/log"
# shellcheck disable=SC2016
format '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" "$http_x_forwarded_for" $host $request_time'
is_out "nginx's" <<'EOT'
["shop.example","/x?y=1","2026-11-02T09:20:30Z","GET",200,7,"example.net",1,null]
EOT
# shellcheck disable=SC2016
format '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'
is_out 'what stands behind the last field is passed over' <<'EOT'
[null,"/x?y=1","2026-11-02T09:20:30Z","GET",200,7,"example.net",1,null]
EOT
format '%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\"'
is_out "Apache's" <<'EOT'
[null,"/x?y=1","2026-11-02T09:20:30Z","GET",200,7,"example.net",1,null]
EOT
printf '2026-11-02T10:20:30+01:00\tGET\t/x\t?y=1\t304\t192.0.2.7\tprefetch;prerender\n' >"$tmp/log"
format '%{%Y-%m-%dT%H:%M:%S%z}t\t%m\t%U\t%q\t%>s\t%a\t%{Sec-Purpose}i'
is_out 'tabs; a query of its own is not joined over a tab; a prefetch is no view' <<'EOT'
[null,"/x?y=1","2026-11-02T09:20:30Z","GET",304,null,null,null,null]
EOT
printf '{"t":"1793611230.123","ip":"192.0.2.7","u":"/a\\"b?c","s":200}\n' >"$tmp/log"
# shellcheck disable=SC2016
format '{"t":"$msec","ip":"$remote_addr","u":"$uri$is_args$args","s":$status}'
is_out 'JSON as nginx writes it; seconds since 1970' <<'EOT'
[null,"/a\"b?c","2026-11-02T09:20:30Z",null,200,null,null,1,null]
EOT
printf '1793611230 G\377T / 200\n' >"$tmp/log"
# shellcheck disable=SC2016
format '$msec $request_method $uri $status'
is_out 'a method that is none is left out, and is no view' <<'EOT'
[null,"/","2026-11-02T09:20:30Z",null,200,null,null,null,null]
EOT
for t in 2026-11-02T09:20:30Z 2026-11-02T10:20:30+0100 '2026-11-02 09:20:30' \
	1793611230 1793611230123 1793611230123456; do
	printf '%s "GET / HTTP/1.1"\n' "$t" >"$tmp/log"
	# shellcheck disable=SC2016
	fetch --format '$time_iso8601 "$request"'
	has_out "the time $t" '"published":"2026-11-02T09:20:30Z"'
done
hit 'GET / HTTP/1.1' >"$tmp/log"
fetch --format combined
is_status 'a format by its name' 0
# shellcheck disable=SC2016
fetch --format '$remote_addr $request'
is_status 'a format without a time is a usage error' 2
has_err 'and says so' 'it has no time'
# shellcheck disable=SC2016
fetch --format '$time_local$request'
is_status 'fields with nothing between them' 2
fetch --format '%t %{Referer'
is_status 'a format that breaks off' 2
# shellcheck disable=SC2016
fetch --format '$remote_addr|$time_local|$request'
is_status 'a format that does not fit' 1
has_err 'names the lines' 'not as the format says'
fetch --site 'http://shop.example/'
is_status 'a site that is a URL is a usage error' 2

: >"$tmp/log"
fetch
is_status 'an empty log is no failure' 0
run cm-fetch --as weblog "$tmp/nowhere"
is_status 'a log that is not there is one' 1
last='cm-fetch >/dev/full'
hit 'GET / HTTP/1.1' >"$tmp/log"
cm-fetch --as weblog --visitor-key "$key" "$tmp/log" >/dev/full 2>"$tmp/.err"
status=$?
is_status 'so is a full disk' 1

done_testing
