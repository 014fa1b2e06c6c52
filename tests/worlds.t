#!/bin/sh
# Modules can do what they say, and say to networks what these take:
# tests/worlds/claims.py.
top=$(cd "${0%/*}/.." && pwd)
exec python3 "$top/tests/worlds/claims.py" "$top/bin"
