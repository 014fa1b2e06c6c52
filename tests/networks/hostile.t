#!/bin/sh
# Networks and records that mean us harm: hostile.py.
top=$(cd "${0%/*}/../.." && pwd)
exec python3 "$top/tests/networks/hostile.py" "$top/bin"
