# shellcheck shell=sh
# The CGI program of cm-networks(7), as it stands there, called like a web
# server calls one. For tests that come from lib.sh; the spool is ./hooks.

# hook_make TOKEN: takes it out of the manual
hook_make() {
	mkdir -p hooks
	sed -n '/^#!\/bin\/sh/,/^\.Ed/p' "${top:?}/man/cm-networks.7" |
		sed '/^\.Ed/d; s/^\\&//; s/\\e/\\/g' |
		sed "s|^dir=[^ ]*|dir=$PWD/hooks|; s|^token=[^ ]*|token=$1|" \
			>hook.cgi
}
hook_run() {
	env - PATH=/usr/bin:/bin SCRIPT_NAME=/hook.cgi \
		REQUEST_METHOD="$1" QUERY_STRING="$2" \
		CONTENT_TYPE="${CONTENT_TYPE:-application/json}" \
		CONTENT_LENGTH="$3" \
		HTTP_X_HUB_SIGNATURE_256="${HTTP_X_HUB_SIGNATURE_256:-}" \
		HTTP_X_DOUYIN_SIGNATURE="${HTTP_X_DOUYIN_SIGNATURE:-}" \
		HTTP_X_TELEGRAM_BOT_API_SECRET_TOKEN="${HTTP_X_TELEGRAM:-}" \
		sh hook.cgi >hook.out
}
hook_get() {
	hook_run GET "$1" '' </dev/null
}
# hook_post QUERY BODY
hook_post() {
	printf '%s' "$2" >hook.in
	hook_run POST "$1" "${CONTENT_LENGTH:-$(wc -c <hook.in | tr -d ' ')}" \
		<hook.in
}
hook_status() {
	sed -n 's/^Status: //p' hook.out | tr -d '\r'
}
hook_body() {
	sed '1,/^.$/d' hook.out
}
