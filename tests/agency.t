#!/bin/sh
# An agency's client: one room with an account at every network, fetched and
# counted in one run: tests/worlds/agency.py.
top=$(cd "${0%/*}/.." && pwd)
exec python3 "$top/tests/worlds/agency.py" "$top/bin"
