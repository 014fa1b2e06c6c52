#!/bin/sh
# make demo: the main job on the sample community, from feeds, a web log and
# archives to a report, and two articles on a site. Needs no network. Writes
# into demo/, or into the folder named.
set -u
cd "${0%/*}/../.." || exit 1
out=${1:-demo}
PATH=$(pwd)/bin:$PATH
CM_NOW=2026-11-16T06:00:00Z
CM_DIR=$out/state
LC_ALL=C.UTF-8
export PATH CM_NOW CM_DIR LC_ALL
umask 077
rm -rf "$out"
mkdir -p "$CM_DIR" || exit 1
# Visitors are counted with a secret that is random each day; a demo must
# give the same numbers tomorrow.
echo 'the sample community, and nobody else' >"$CM_DIR/visitor.key"
# The account that cm-fetch --add site site would make.
cat >"$CM_DIR/accounts" <<EOT
[site]
network = site
folder = $(cd "$out" && pwd)/site
url = https://www.troislevains.example/carnet
title = Trois Levains : le carnet
description = Trois levains, un vieux four, une montée de 71 marches. Lyon.
lang = fr
author = Camille Vautrin
EOT

# Shows a command and runs it. Status 1 says that some of the input was
# refused, which here it must be: the sample has blemishes as life has.
run() {
	echo
	echo "\$ $1"
	eval "$1"
	run_status=$?
	[ "$run_status" -le 1 ] || {
		echo "demo: that ended with status $run_status" >&2
		exit "$run_status"
	}
}

echo "Two weeks of a small bakery in Lyon, 2 to 15 November 2026."
run "cm-fetch tests/demo/feeds/blog.xml >$out/blog.ndjson"
run "cm-fetch tests/demo/feeds/[cp]*.xml tests/demo/feeds/press.json >$out/press.ndjson"
run "cm-fetch --as weblog --visitor-key $out/state/visitor.key --site www.troislevains.example tests/demo/logs/access.log >$out/visits.ndjson"
run "cm-curate --no-coverage keep '.type==\"post\" and .published >= \"2026-11-09\"' then top 1000 --by fetched then unique then top 6 --by metrics.comments tests/demo/archive/*.ndjson >$out/best.ndjson"
run "cm-curate --no-coverage keep '\"\\(.title) \\(.text)\" | test(\"Trois Levains\")' $out/press.ndjson >>$out/best.ndjson"
run "cm-stats --tz Europe/Paris for weekly --goals tests/demo/goals.txt tests/demo/archive/*.ndjson $out/blog.ndjson $out/visits.ndjson >$out/summary.ndjson"
run "cm-stats --tz Europe/Paris by network,day --type post,article -m posts,likes,engagement_rate_views tests/demo/archive/*.ndjson >$out/days.ndjson"
run "cm-report -f html -o $out/report.html weekly $out/summary.ndjson $out/best.ndjson"
run "cm-report -f csv -o $out/report.csv table $out/days.ndjson"
run "cm-report -f text -o $out/report.txt weekly $out/summary.ndjson $out/best.ndjson"
run "sed '/^The goals/,\$d' $out/report.txt"
run "cm-post tests/demo/drafts/*.md >$out/receipts.ndjson"
run "cm-fetch $out/site/feed.xml >$out/site.ndjson"
run "cm-stats by title -m posts $out/site.ndjson | cm-report -f text table"

cat <<EOT

The report:          $out/report.html (open it in a browser)
All of it as text:   $out/report.txt
As a table:          $out/report.csv
The site:            $out/site/index.html
What it was made of: $out/*.ndjson
EOT
