#!/bin/sh
# Makes man/img/report.png, the picture of the demo's report in the README.
set -eu
cd "${0%/*}/../.."
sh tests/deps.sh picture
root=
[ "$(id -u)" -ne 0 ] || root=--no-sandbox
chromium --headless $root --disable-gpu --hide-scrollbars \
	--window-size=1100,2520 --screenshot="$PWD/man/img/report.png" \
	"file://$PWD/demo/report.html" 2>/dev/null
