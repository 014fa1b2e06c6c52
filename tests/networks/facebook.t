#!/bin/sh
# What goes beyond a job of tests/worlds: what an account of Meta's networks
# learns and does not ask again, and what a person is told.
top=$(cd "${0%/*}/../.." && pwd)
exec python3 "$top/tests/networks/facebook.py" "$top/bin"
