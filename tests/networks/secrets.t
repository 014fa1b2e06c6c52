#!/bin/sh
# Secrets of all networks stay in the accounts file and the store of secrets:
# secrets.py.
top=$(cd "${0%/*}/../.." && pwd)
exec python3 "$top/tests/networks/secrets.py" "$top/bin"
