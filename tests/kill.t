#!/bin/sh
# cm-post is killed at every point: tests/kill/run.py. CM_KILLS: how often.
top=$(cd "${0%/*}/.." && pwd)
PYTHONDONTWRITEBYTECODE=1 exec python3 "$top/tests/kill/run.py" "$top/bin/cm-post" \
	"$top/tests/kill/inject.so" "${CM_KILLS:-200}"
