#!/bin/sh
# What went out without an answer is looked for: tests/kill/looked.py.
top=$(cd "${0%/*}/.." && pwd)
PYTHONDONTWRITEBYTECODE=1 exec python3 "$top/tests/kill/looked.py" \
	"$top/bin/cm-post" "$top/tests/kill/inject.so"
