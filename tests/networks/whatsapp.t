#!/bin/sh
# WhatsApp: what only a webhook tells, by the CGI program that the manual shows;
# words beside a picture, more pages of templates, a message that came too late.
# shellcheck source=../lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=hook.sh
. "${0%/*}/hook.sh"
: "${tmp:?}" "${top:?}"
mkdir -p "$tmp/www/v25.0/106" "$tmp/www/v25.0/55" "$HOME/.config/cm"
httpd "$tmp/www" "$tmp/log" >"$tmp/port" &
server=$!
trap 'kill $server; cd /; rm -rf "$tmp"' EXIT
while [ ! -s "$tmp/port" ]; do sleep 0.1; done
cat >"$HOME/.config/cm/accounts" <<INI
[shop]
network = whatsapp
host = http://127.0.0.1:$(cat "$tmp/port")
phone = 106
waba = 55
token = the-token-of-the-test
app_secret = shop-secret
INI
chmod 600 "$HOME/.config/cm/accounts"
cd "$tmp" || exit 1

# json PATH JSON [STATUS]: what the network answers there
json() {
	printf '%s' "$2" >"www/v25.0/$1"
	printf 'plain&type=application/json&status=%s' "${3:-200}" >"www/v25.0/$1.do"
}
json 106@GET '{"id":"106","display_phone_number":"+32 470 12 34 56","verified_name":"Shop"}'
sign() {
	printf 'sha256=%s' "$(printf '%s' "$1" | openssl dgst -sha256 \
		-hmac "${2:-shop-secret}" | sed 's/.*= *//')"
}
# inbound VALUE: what the network sends
inbound() {
	printf '{"object":"whatsapp_business_account","entry":[{"id":"55","changes":[{"field":"messages","value":%s}]}]}' "$1"
}
meta='"messaging_product":"whatsapp","metadata":{"display_phone_number":"32470123456","phone_number_id":"106"}'

# The questions of the networks, and what they send, to the CGI program.
hook_make levains-47
hook_get 'hub.mode=subscribe&hub.verify_token=levains-47&hub.challenge=1158201444'
is 'Meta asks whether the address is ours' "$(hook_body)" 1158201444
hook_get 'hub.mode=subscribe&hub.verify_token=guessed&hub.challenge=1158201444'
is 'somebody else learns nothing' "$(hook_status)|$(hook_body)" '403 Forbidden|'
sum=$(printf '%s\n' levains-47 1409659813 1372623149 | LC_ALL=C sort |
	tr -d '\n' | openssl dgst -sha1 | sed 's/.*= *//')
hook_get "signature=$sum&timestamp=1409659813&nonce=1372623149&echostr=771"
is 'WeChat asks with a signature' "$(hook_body)" 771
hook_post '' '{"event":"verify_webhook","client_key":"","content":{"challenge":12345}}'
is 'Douyin asks with a message' "$(hook_body)" '{"challenge":12345}'
CONTENT_LENGTH=1000001 hook_post '' x
is 'nobody fills the disk with one request' "$(hook_status)" '413 Too Large'
CONTENT_LENGTH=-1 hook_post '' x
is 'nor with a length that is none' "$(hook_status)" '413 Too Large'
rm -f hooks/*

body=$(inbound "{$meta,\"contacts\":[{\"profile\":{\"name\":\"Ann\"},\"wa_id\":\"491511\"}],\"messages\":[{\"from\":\"491511\",\"id\":\"wamid.1\",\"timestamp\":\"1794700240\",\"type\":\"text\",\"text\":{\"body\":\"Ouvert ? é\"}}]}")
HTTP_X_HUB_SIGNATURE_256=$(sign "$body") hook_post '' "$body"
is 'what is sent is taken' "$(hook_status)|$(hook_body)" '200 OK|success'
is 'and is one file' "$(find hooks -type f | wc -l | tr -d ' ')" 1
run cm-fetch --new --spool hooks shop:messages
is_status 'it is read: status' 0
is 'as it was written, with its time' "$(jq -r 'select(.type == "message")
	| [.id, .published, .author.name, .thread, .text] | join(" ")' .out)" \
	'wamid.1 2026-11-14T23:50:40Z Ann 491511 Ouvert ? é'
run cm-fetch --new --spool hooks shop:messages
is 'once' "$(jq -r 'select(.type == "message") | .id' .out)" ''

# Signed by somebody else; of another number; of a person who shows no number; a
# picture, whose size is a text.
rm -f hooks/*
HTTP_X_HUB_SIGNATURE_256=$(sign "$body" guessed) hook_post '' "$body"
mv hooks/* hooks/1forged
hook_post '' "$body"
mv hooks/2* hooks/1unsigned
body=$(inbound "{$meta,\"contacts\":[{\"profile\":{\"name\":\"Bob\",\"username\":\"bob.b\"},\"user_id\":\"US.1349\"}],\"messages\":[{\"from_user_id\":\"US.1349\",\"id\":\"wamid.2\",\"timestamp\":\"1794700241\",\"type\":\"image\",\"image\":{\"caption\":\"Regarde\",\"mime_type\":\"image/jpeg\",\"sha256\":\"a1\",\"id\":\"777\"}}]}")
HTTP_X_HUB_SIGNATURE_256=$(sign "$body") hook_post '' "$body"
json 777 '{"messaging_product":"whatsapp","url":"https://lookaside.fbsbx.com/x","mime_type":"image/jpeg","sha256":"a1","file_size":"303833","id":"777"}'
run cm-fetch --spool hooks shop:messages
is_status 'a picture: status' 0
is 'who sent it, and how large it is' "$(jq -c 'select(.type == "message")
	| [.id, .author.id, .author.handle, .text, .media[0].type, .media[0].bytes, .raw.file]' .out)" \
	'["wamid.2","US.1349","bob.b","Regarde","image",303833,"777"]'
is 'what is not signed by the network is no message' "$(jq -r 'select(.type
	== "coverage") | .gaps[] | "\(.what): \(.why)"' .out)" \
'1forged: its signature does not fit: who sent it is not known
1unsigned: its signature does not fit: who sent it is not known'
: >log
json 777 '{"error":{"message":"gone","type":"OAuthException","code":100,"error_subcode":33,"fbtrace_id":"A"}}' 400
run cm-fetch --spool hooks shop:messages
is 'a file that is gone takes no message along' "$(jq -r 'select(.type ==
	"message") | .id' .out)" wamid.2

# Words beside a picture; an id that is no number; too late.
json 106/media '{"id":"4490"}'
json 106/messages '{"messaging_product":"whatsapp","contacts":[{"input":"US.1349","user_id":"US.1349"}],"messages":[{"id":"wamid.3","message_status":"held_for_quality_assessment"}]}'
cp "$top/tests/networks/dot.png" dot.png
echo '{"to":["shop"],"recipients":["US.1349"],"text":"Voilà","media":["dot.png"]}' >d
run cm-post --record t.har d
is_status 'a picture with words: status' 0
is 'goes out as one message, to an id' "$(jq -r '.log.entries[-1].request.postData.text' t.har)" \
	'{"messaging_product":"whatsapp","recipient_type":"individual","recipient":"US.1349","type":"image","image":{"id":"4490","caption":"Voilà"}}'
is 'its receipt says that it is held' "$(jq -c .native .out)" \
	'{"recipient":"US.1349","status":"held_for_quality_assessment"}'
json 106/messages '{"error":{"message":"(#131047) Re-engagement message","type":"OAuthException","code":131047,"error_data":{"messaging_product":"whatsapp","details":"Message failed to send because more than 24 hours have passed since the customer last replied to this number."},"fbtrace_id":"A"}}' 400
echo '{"to":["shop"],"recipients":["+49 151 1"],"text":"Encore"}' >d
run cm-post d
is_status 'after 24 hours: status' 1
has_err 'the person is told what may go out then' 'only a template may go to them'

# Templates on two pages, the numbers of one refused and not asked for again.
next="http://127.0.0.1/v25.0/55/message_templates?access_token=x"
json 55@GET '{"error":{"message":"(#200) Insights are not confirmed","type":"OAuthException","code":200,"fbtrace_id":"A"}}' 403
json 55/message_templates@1 "{\"data\":[],\"paging\":{\"cursors\":{\"after\":\"QVFI\"},\"next\":\"$next\"}}"
json 55/message_templates@2 '{"data":[{"id":"9","name":"hello"}],"paging":{"cursors":{"after":"QVFJ"}}}'
: >log
run cm-fetch --since 2026-11-01 shop:series
is_status 'series that are refused: status' 0
is 'what is refused is named' "$(jq -r 'select(.type == "coverage")
	| .gaps[] | "\(.what): \(.why)"' .out)" \
'analytics: (#200) Insights are not confirmed
series: analytics: (#200) Insights are not confirmed
pricing_analytics: (#200) Insights are not confirmed
series: pricing_analytics: (#200) Insights are not confirmed
template_analytics: (#200) Insights are not confirmed
series: template_analytics: (#200) Insights are not confirmed'
is 'the second page is asked for by its place alone' "$(grep -c \
	'^GET /v25.0/55/message_templates?after=QVFI&appsecret_proof=[0-9a-f]\{64\} ' log)" 1
: >log
run cm-fetch --since 2026-11-01 shop:series
is 'and what was refused is left in peace for a week' "$(grep -c \
	'^GET /v25.0/55?' log)" 0
done_testing
