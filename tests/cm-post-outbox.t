#!/bin/sh
# What a user sees of the outbox: tests/kill/outbox.py.
top=$(cd "${0%/*}/.." && pwd)
PYTHONDONTWRITEBYTECODE=1 exec python3 "$top/tests/kill/outbox.py" \
	"$top/bin/cm-post" "$top/tests/kill/inject.so"
