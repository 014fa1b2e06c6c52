#!/bin/sh
# bluesky.sh start DIR PORT | stop DIR: a Bluesky PDS at http://localhost:PORT
# with nobody in it; the directory of names is at PORT + 1. Its files lie in
# DIR.
set -eu

here=$(cd "${0%/*}" && pwd)
cache=${CM_SERVERS:-${XDG_CACHE_HOME:-$HOME/.cache}/cm-servers}
dir=$2

case $1 in
start)
	mkdir -p "$dir/tmp"
	TMPDIR=$dir/tmp LOG_ENABLED=false \
		NODE_PATH=$cache/bluesky/node_modules \
		node -r "$here/loopback.cjs" "$here/bluesky.cjs" "$3" \
		$(($3 + 1)) >"$dir/log" 2>&1 </dev/null &
	echo $! >"$dir/pid"
	tries=0
	until curl -fs -o "$dir/health" "http://localhost:$3/xrpc/_health"; do
		tries=$((tries + 1))
		if [ $tries -gt 300 ] || ! kill -0 "$(cat "$dir/pid")"; then
			cat "$dir/log" >&2
			exit 1
		fi
		sleep 0.2
	done
	;;
stop)
	kill "$(cat "$dir/pid")" 2>/dev/null || true
	;;
esac
