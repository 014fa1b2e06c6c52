#!/bin/sh
# Every Monday: what the blog says now, and the report of last week.
cd "$(dirname "$0")" || exit 1
status=0
cm-fetch -q -o blog.ndjson feeds/blog.xml || status=$?
cm-stats for weekly --goals goals.txt archive/*.ndjson blog.ndjson >rows.ndjson || status=$?
cm-report -o report.html weekly rows.ndjson || status=$?
[ "$status" -eq 0 ] || echo "monday.sh: ended with status $status" >&2
exit "$status"
