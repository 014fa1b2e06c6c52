#!/bin/sh
# The examples of the manuals do what the manuals show. When a program has
# changed what it prints: tests/manual.t --write, and read the difference.
. "${0%/*}/lib.sh"

cp -R "$top/tests/demo" "$tmp/demo"
CM_DIR=$tmp/state
export CM_DIR
mkdir -m 700 "$CM_DIR"
cd "$top" || exit 1
perl tests/manual.pl ${1:+"$1"} "$tmp/demo" man/*.[157]
