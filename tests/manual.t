#!/bin/sh
# The examples of the manuals do what the manuals show. When a program has
# changed what it prints: tests/manual.t --write, and read the difference.
. "${0%/*}/lib.sh"

mkdir -p "$tmp/tree/tests"
cp -R "$top/tests/demo" "$tmp/tree/tests/demo"
CM_DIR=$tmp/state
export CM_DIR
mkdir -m 700 "$CM_DIR"
cat >"$CM_DIR/accounts" <<EOT
[site]
network = site
folder = $tmp/site
url = https://www.troislevains.example/carnet
title = Trois Levains : le carnet
lang = fr
EOT
mkdir -p "$HOME/.config/cm/reports"
ln -s "$HOME/.config/cm/reports" "$CM_DIR/reports"
cd "$top" || exit 1
perl tests/manual.pl ${1:+"$1"} "$tmp/tree/tests/demo" man/*.[157] \
	>"$tmp/pages" || tap_bad=1
perl tests/manual.pl ${1:+"$1"} "$tmp/tree" README.md >"$tmp/readme" ||
	tap_bad=1
[ $# -eq 0 ] || exit 0
# Two lists of assertions become one.
grep -hv '^1\.\.' "$tmp/pages" "$tmp/readme" |
	awk '/^(not )?ok / { n++; sub(/ok [0-9]+/, "ok " n) } { print }
		END { print "1.." n + 0 }'
[ "$tap_bad" -eq 0 ]
