#!/bin/sh
# telegram.sh start DIR PORT | stop DIR: a test server of the Bot API, at
# http://127.0.0.1:PORT, which knows getMe, getUpdates, sendMessage and
# deleteMessage. Its files lie in DIR.
set -eu

here=$(cd "${0%/*}" && pwd)
cache=${CM_SERVERS:-${XDG_CACHE_HOME:-$HOME/.cache}/cm-servers}
dir=$2

case $1 in
start)
	mkdir -p "$dir"
	NODE_PATH=$cache/telegram/node_modules node "$here/telegram.cjs" "$3" \
		>"$dir/log" 2>&1 </dev/null &
	echo $! >"$dir/pid"
	tries=0
	until curl -s -o "$dir/up" "http://127.0.0.1:$3/"; do
		tries=$((tries + 1))
		if [ $tries -gt 100 ] || ! kill -0 "$(cat "$dir/pid")"; then
			cat "$dir/log" >&2
			exit 1
		fi
		sleep 0.1
	done
	;;
stop)
	kill "$(cat "$dir/pid")" 2>/dev/null || true
	;;
esac
