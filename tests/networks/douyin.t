#!/bin/sh
# Douyin: private messages through the CGI program of the manual; a film that is
# too large for one request.
# shellcheck source=../lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=hook.sh
. "${0%/*}/hook.sh"
: "${tmp:?}" "${top:?}"
at=$tmp/www/api/douyin/v1/video
mkdir -p "$at/upload_video_part" "$HOME/.config/cm"
for name in init_video_part_upload complete_video_part_upload create_video; do
	mkdir "$at/$name"
done
httpd "$tmp/www" "$tmp/log" >"$tmp/port" &
server=$!
trap 'kill $server; cd /; rm -rf "$tmp"' EXIT
while [ ! -s "$tmp/port" ]; do sleep 0.1; done
cat >"$HOME/.config/cm/accounts" <<INI
[dy]
network = douyin
host = http://127.0.0.1:$(cat "$tmp/port")
open_id = me-1
client_key = aw1
client_secret = shop-secret
token = act.the-token-of-the-test
INI
chmod 600 "$HOME/.config/cm/accounts"
cd "$tmp" || exit 1

signed() {
	printf '%s%s' "${2:-shop-secret}" "$1" | openssl dgst -sha1 |
		sed 's/.*= *//'
}
hook_make any
body='{"event":"im_receive_msg","client_key":"aw1","from_user_id":"fan-1","to_user_id":"me-1","content":{"conversation_short_id":"@c==","server_message_id":"@m1==","conversation_type":1,"create_time":1794700240997,"message_type":"text","text":"开门吗","user_infos":[{"open_id":"fan-1","nick_name":"刘东"}]}}'
HTTP_X_DOUYIN_SIGNATURE=$(signed "$body") hook_post '' "$body"
mv hooks/2* hooks/a
HTTP_X_DOUYIN_SIGNATURE=$(signed "$body" guessed) hook_post '' "$body"
mv hooks/2* hooks/b
hook_post '' "$body"
mv hooks/2* hooks/c
run cm-fetch --spool hooks dy:messages
is_status 'private messages: status' 0
is 'one was sent by Douyin' "$(jq -r 'select(.type == "message") | [.id,
	.published, .thread, .author.id, .author.name, .text] | join(" ")' .out)" \
	'@m1== 2026-11-14T23:50:40Z @c== fan-1 刘东 开门吗'
is 'who sent the others is not known' "$(jq -r 'select(.type == "coverage")
	| .gaps[].what' .out | xargs)" 'b c'

if ! PYTHONPATH=$top/tests/worlds PYTHONDONTWRITEBYTECODE=1 python3 -c '
import files
files.write("big.mp4", files.mp4(size=130000000))' 2>/dev/null; then
	skip 'a large film' 'no python3'
	done_testing
fi
# answer NAME JSON: what one step of it says; a path that ends in / is a folder
answer() {
	{
		printf 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n'
		printf 'Content-Length: %d\r\n\r\n%s' "${#2}" "$2"
	} >"$at/$1/.http"
}
answer init_video_part_upload '{"data":{"upload_id":"@up+/id==","error_code":"0"},"extra":{"error_code":"0"}}'
printf 'sink=fast&type=application/json' >"$at/upload_video_part/.do"
answer complete_video_part_upload '{"data":{"video":{"video_id":"v0"},"error_code":0},"extra":{"error_code":0}}'
answer create_video '{"data":{"item_id":"@film=="},"extra":{"error_code":0}}'
echo '{"to":["dy"],"text":"面包","media":["big.mp4"]}' >d
: >log
run cm-post d
is_status 'a large film: status' 0
is 'is published once all of it is there' "$(jq -r .id .out)" '@film=='
is 'in parts, whose ids are written so that none is misread' "$(sed -n \
	's/^POST \([^ ]*\) .*/\1/p' log | sed 's|/api/douyin/v1/video/||' | sort -u |
	sed 's/open_id=me-1&*//')" \
'complete_video_part_upload/?upload_id=%40up%2B%2Fid%3D%3D
create_video/?
init_video_part_upload/?
upload_video_part/?upload_id=%40up%2B%2Fid%3D%3D&part_number=1
upload_video_part/?upload_id=%40up%2B%2Fid%3D%3D&part_number=2
upload_video_part/?upload_id=%40up%2B%2Fid%3D%3D&part_number=3
upload_video_part/?upload_id=%40up%2B%2Fid%3D%3D&part_number=4
upload_video_part/?upload_id=%40up%2B%2Fid%3D%3D&part_number=5
upload_video_part/?upload_id=%40up%2B%2Fid%3D%3D&part_number=6
upload_video_part/?upload_id=%40up%2B%2Fid%3D%3D&part_number=7'
answer create_video '{"data":{"error_code":28001018,"description":"用户未授权该api"},"extra":{"error_code":28001018,"description":"用户未授权该api"}}'
echo '{"to":["dy"],"text":"面包 2","media":["big.mp4"]}' >d
run cm-post d
is_status 'a right that was not granted: status' 1
has_err 'is named' 'this right was not granted: 用户未授权该api'
done_testing
