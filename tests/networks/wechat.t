#!/bin/sh
# WeChat: what followers write, plain and sealed, through the CGI program of the
# manual; the comments of an article that was published from here; a machine
# that is not on the whitelist.
# shellcheck source=../lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=hook.sh
. "${0%/*}/hook.sh"
: "${tmp:?}"
mkdir -p "$tmp/www/cgi-bin/freepublish" "$tmp/www/cgi-bin/draft" \
	"$tmp/www/cgi-bin/comment" "$tmp/www/datacube" "$HOME/.config/cm"
httpd "$tmp/www" "$tmp/log" >"$tmp/port" &
server=$!
trap 'kill $server; cd /; rm -rf "$tmp"' EXIT
while [ ! -s "$tmp/port" ]; do sleep 0.1; done
cat >"$HOME/.config/cm/accounts" <<INI
[mp]
network = wechat
host = http://127.0.0.1:$(cat "$tmp/port")
app_id = wx12
app_secret = the-secret-of-the-test
webhook_token = levains-47
aes_key = abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG
settle = 0s
INI
chmod 600 "$HOME/.config/cm/accounts"
cd "$tmp" || exit 1
json() {
	printf '%s' "$2" >"www/$1"
	printf 'plain&type=application/json' >"www/$1.do"
}

# A machine that may not ask, then one that may.
json cgi-bin/stable_token '{"errcode":40164,"errmsg":"invalid ip 192.0.2.7, not in whitelist rid: 65"}'
run cm-fetch mp:account
is_status 'a machine that is not known: status' 1
has_err 'it is said what to do' "IP whitelist: invalid ip 192.0.2.7"
json cgi-bin/stable_token '{"access_token":"token-of-two-hours","expires_in":7200}'

# signed TEXT...: as WeChat signs
signed() {
	printf '%s\n' levains-47 1409659813 1372623149 "$@" | LC_ALL=C sort |
		tr -d '\n' | openssl dgst -sha1 | sed 's/.*= *//'
}
message() {
	printf '<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[oAnn]]></FromUserName><CreateTime>1794700240</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[%s]]></Content><MsgId>%s</MsgId></xml>' \
		"$1" "$2"
}
# The key above, whose last letter has two bits too many.
key=69b71d79f8218a39259a7a29aabb2dbafc31cb3d35db7e39ebbf3d0010831051
seal() {
	n=$(printf '%s' "$1" | wc -c | tr -d ' ')
	fill=$((32 - (20 + n + ${#2}) % 32))
	{
		printf '0123456789abcdef\0\0'
		# shellcheck disable=SC2059
		printf "\\$(printf %03o $((n / 256)))\\$(printf %03o $((n % 256)))"
		printf '%s%s' "$1" "$2"
		i=0
		while [ $i -lt $fill ]; do
			# shellcheck disable=SC2059
			printf "\\$(printf %03o $fill)"
			i=$((i + 1))
		done
	} | openssl enc -aes-256-cbc -nopad -K "${3:-$key}" \
		-iv "$(printf %.32s "${3:-$key}")" | openssl base64 -A
}
plain="signature=$(signed)&timestamp=1409659813&nonce=1372623149"
# sealed NAME TEXT APP [KEY]: received under that name
sealed() {
	inner=$(seal "$2" "$3" "${4:-}")
	hook_post "$plain&encrypt_type=aes&msg_signature=$(signed "$inner")" \
		"<xml><ToUserName><![CDATA[gh_1]]></ToUserName><Encrypt><![CDATA[$inner]]></Encrypt></xml>"
	mv hooks/2* "hooks/$1"
}
CONTENT_TYPE=text/xml
export CONTENT_TYPE
said() {
	jq -r 'select(.type == "message") | [.id, .published, .thread, .text] |
		join(" ")' "$tmp/.out"
}
gaps() {
	jq -r 'select(.type == "coverage") | .gaps[]? | "\(.what): \(.why)"' \
		"$tmp/.out"
}

hook_make levains-47
hook_post "$plain" "$(message '在吗 & <b>' 6298632418352119001)"
is 'a message is taken' "$(hook_body)" success
mv hooks/2* hooks/a
sealed b "$(message 订面包 6298632418352119002)" wx12
run cm-fetch --new --spool hooks mp:messages
is_status 'plain and sealed: status' 0
is 'both are read, with an id of 19 digits' "$(said)" \
'6298632418352119001 2026-11-14T23:50:40Z oAnn 在吗 & <b>
6298632418352119002 2026-11-14T23:50:40Z oAnn 订面包'
rm hooks/*
hook_post "signature=$(signed x)&timestamp=1409659813&nonce=1372623149" \
	"$(message forged 1)"
mv hooks/2* hooks/forged
sealed key "$(message other 2)" wx12 "$(printf %064d 7)"
sealed app "$(message other 3)" wx99
sealed torn "$(message other 4)" wx12
sed 's/CDATA\[[A-Za-z0-9]/&A/2' hooks/torn >hooks/changed
rm hooks/torn
hook_post "$plain" 'no XML'
mv hooks/2* hooks/words
run cm-fetch --spool hooks mp:messages
is 'none of these is a message' "$(said)" ''
is 'each is named' "$(gaps | sort)" \
'app: it is for another account: wx99
changed: its signature does not fit: who sent it is not known
forged: its signature does not fit: who sent it is not known
key: it is sealed, and cannot be opened with this aes_key
words: there is no XML in it'
rm hooks/*
hook_post "$plain" "$(message plain 5)"
mv hooks/2* hooks/a
sealed b "$(message sealed 6)" wx12
echo 'sealed = yes' >>"$HOME/.config/cm/accounts"
run cm-fetch --spool hooks mp:messages
is 'where all is sealed, what is not is no message' "$(said | cut -d' ' -f1)|$(gaps)" \
	'6|a: it is not encrypted, and the setting sealed says that all are'

# An article, and what is said below it.
unset CONTENT_TYPE
json cgi-bin/draft/add '{"media_id":"D1"}'
json cgi-bin/freepublish/submit '{"errcode":0,"errmsg":"ok","publish_id":100000001,"msg_data_id":2247490098}'
json cgi-bin/freepublish/get '{"publish_id":"100000001","publish_status":0,"article_id":"A-1_x","article_detail":{"count":1,"item":[{"idx":1,"article_url":"https://mp.weixin.qq.com/s?1"}]},"fail_idx":[]}'
echo '{"to":["mp"],"title":"面包","text":"出炉了","options":{"wechat":{"cover":"T1","digest":"早"}}}' >d
run cm-post --record t.har d
is_status 'an article: status' 0
is 'is written as it is, not in \u' "$(jq -r '.log.entries[0].request.postData.text' t.har)" \
	'{"articles":[{"title":"面包","need_open_comment":1,"only_fans_can_comment":0,"article_type":"news","digest":"早","thumb_media_id":"T1","content":"<p>出炉了</p>\n"}]}'
is 'its receipt keeps what nothing lists' "$(jq -c '[.id, .url, .native]' .out)" \
	'["A-1_x","https://mp.weixin.qq.com/s?1",{"publish_id":"100000001","msg_data_id":"2247490098"}]'
json cgi-bin/comment/list '{"errcode":0,"errmsg":"ok","total":1,"comment":[{"user_comment_id":3,"create_time":1794700240,"content":"好","comment_type":1,"reply":{"content":"谢谢","create_time":1794700250}}]}'
json datacube/getarticletotaldetail '{"errcode":48001,"errmsg":"api unauthorized rid: 65"}'
: >log
run cm-fetch --since 2026-11-01 mp:comments
is_status 'its comments: status' 0
is 'are found by the number of its message' "$(jq -r 'select(.type ==
	"comment") | [.id, .thread, .own // false, .text] | map(tostring) |
	join(" ")' .out)" \
'2247490098_1/3 A-1_x false 好
2247490098_1/3/reply A-1_x true 谢谢'
is 'what is not granted is named, and asked for once' "$(gaps)|$(grep -c \
	'^POST /datacube' log)" \
'getarticletotaldetail: the account has no permission for this: api unauthorized rid: 65 (48001)
comments: articles: the account has no permission for this: api unauthorized rid: 65 (48001)
comments: WeChat tells of articles that were not published from here on the next day, from eight in the morning|1'
run cm-fetch --of A-1_x mp:comments
is 'and so are those of one alone' "$(jq -r 'select(.type == "comment").id' .out)" \
'2247490098_1/3
2247490098_1/3/reply'
run cm-fetch --since 2026-11-01 mp:comments
is 'and then left in peace for a week' "$(grep -c '^POST /datacube' log)" 1

# Numbers of days: what is not counted yet is not covered.
for call in getusersummary getupstreammsg getarticletotaldetail; do
	json "datacube/$call" '{"list":[]}'
done
json datacube/getbizsummary '{"list":[{"ref_date":"2026-11-21","detail":{"read_user":4}}],"is_delay":false}'
# cumulate DATE...: the days that have a number of followers
cumulate() {
	json datacube/getusercumulate "$(printf '%s\n' "$@" | jq -R '{ref_date: .,
		cumulate_user: 7}' | jq -cs '{list: .}')"
}
# ends WHEN [OPTION...]: where the coverage of a fetch at that time ends
ends() {
	CM_NOW=$1
	export CM_NOW
	shift
	run cm-fetch --new --since 2026-11-20 "$@" mp:series
	unset CM_NOW
	jq -r 'select(.type == "coverage") | .covered.end // "none"' "$tmp/.out"
}
sed -i.bak '/^sealed/d' "$HOME/.config/cm/accounts"
rm -rf "$HOME/.local/state/cm"
cumulate 2026-11-21
is 'a day is covered from eight in Beijing of the next' "$(ends 2026-11-22T00:30:00Z)" \
	2026-11-21T16:00:00Z
is 'and not before' "$(ends 2026-11-21T23:30:00Z)" 2026-11-20T16:00:00Z
is 'who asks for a day that is counted has it' \
	"$(ends 2026-11-22T00:30:00Z --until 2026-11-21T16:00:00Z)" 2026-11-21T16:00:00Z
cumulate 2026-11-20
is 'a day that is late is not covered' "$(ends 2026-11-22T09:00:00Z)" 2026-11-20T16:00:00Z
cumulate 2026-11-21
json datacube/getbizsummary '{"list":[],"is_delay":false}'
is 'a day on which nobody read is covered' "$(ends 2026-11-22T09:00:00Z)" 2026-11-21T16:00:00Z
json datacube/getbizsummary '{"list":[]}'
is 'but not if it may be late' "$(ends 2026-11-22T09:00:00Z)" 2026-11-20T16:00:00Z
json datacube/getusercumulate '{"errcode":0,"errmsg":"ok"}'
is 'nor is one whose list is missing' "$(ends 2026-11-22T09:00:00Z)|$(gaps | grep list)" \
	'none|series: an answer came without its list'
is 'no secret is shown' "$(cat .out .err t.har | grep -c \
	-e the-secret -e token-of-two)" 0
done_testing
