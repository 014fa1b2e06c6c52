#!/bin/sh
# Answers to people that went out and whose own answer was lost: they are looked
# for, and never sent twice.
top=$(cd "${0%/*}/../.." && pwd)
exec python3 "$top/tests/networks/lost.py" "$top/bin"
