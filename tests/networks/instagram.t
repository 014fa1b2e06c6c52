#!/bin/sh
# What goes beyond a job of tests/worlds: what accounts of Instagram and
# Threads learn and do not ask again, and what a web hook did not send.
top=$(cd "${0%/*}/../.." && pwd)
exec python3 "$top/tests/networks/instagram.py" "$top/bin"
