#!/bin/sh
# Gets what the real servers are made of, once, into the folder that
# CM_SERVERS names (default: cm-servers in the user's cache): from npm a Bluesky
# PDS, a WordPress that keeps its data in SQLite, and a test server of the
# Telegram Bot API. Says nothing and does nothing when all is there.
set -eu

atproto=@atproto/dev-env@0.3.215
wordpress=@wp-playground/wordpress-builds@0.9.19
telegram='telegram-test-api@4.2.1'
cache=${CM_SERVERS:-${XDG_CACHE_HOME:-$HOME/.cache}/cm-servers}
work=

trap '[ -z "$work" ] || rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# What is got is whole, or not there: it is made beside and renamed.
begin() {
	echo "getting $1 (once)" >&2
	mkdir -p "$cache"
	work=$(mktemp -d "$cache/getting.XXXXXX")
}

if [ ! -d "$cache/bluesky" ]; then
	begin "$atproto"
	(cd "$work" && echo '{"private":true}' >package.json &&
		npm install --no-audit --no-fund --save-exact "$atproto") \
		>"$cache/bluesky.log" 2>&1 ||
		{ tail -n 20 "$cache/bluesky.log" >&2; exit 1; }
	mv "$work" "$cache/bluesky"
fi
if [ ! -d "$cache/wordpress" ]; then
	begin "$wordpress"
	(cd "$work" && npm pack "$wordpress" && tar -xzf ./*.tgz --wildcards \
		--strip-components=3 '*/wordpress/wp-6.5.zip' \
		'*/sqlite-database-integration.zip' && rm ./*.tgz) \
		>"$cache/wordpress.log" 2>&1 ||
		{ tail -n 20 "$cache/wordpress.log" >&2; exit 1; }
	mv "$work" "$cache/wordpress"
fi
if [ ! -d "$cache/telegram" ]; then
	begin "$telegram"
	(cd "$work" && echo '{"private":true}' >package.json &&
		npm install --no-audit --no-fund --save-exact "$telegram") \
		>"$cache/telegram.log" 2>&1 ||
		{ tail -n 20 "$cache/telegram.log" >&2; exit 1; }
	mv "$work" "$cache/telegram"
fi
work=
