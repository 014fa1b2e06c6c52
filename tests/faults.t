#!/bin/sh
# Every request of every module goes wrong: tests/faults/run.py. CM_FAULTS: how
# many of the cases, evenly spread; 0: all.
top=$(cd "${0%/*}/.." && pwd)
exec python3 "$top/tests/faults/run.py" "$top/bin" "${CM_FAULTS:-300}"
