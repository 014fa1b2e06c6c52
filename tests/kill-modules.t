#!/bin/sh
# cm-post is killed while it publishes at each network: tests/kill/modules.py.
# CM_KILLS: how often.
top=$(cd "${0%/*}/.." && pwd)
exec python3 "$top/tests/kill/modules.py" "$top/bin" \
	"$top/tests/kill/inject.so" "${CM_KILLS:-100}"
