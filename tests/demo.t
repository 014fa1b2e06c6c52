#!/bin/sh
# make demo: what a newcomer sees first.
. "${0%/*}/lib.sh"
cd "$top" || exit 1

run sh tests/demo/run.sh "$tmp/a"
is_status 'the demo runs through' 0
has_out 'it says where the report is' "$tmp/a/report.html"
has_out 'and where it is as text' "$tmp/a/report.txt"
has_out 'and shows the commands' '^[$] cm-stats .*for weekly '
has_out 'and the week in short' '^- More posts[?]'
has_out 'and in numbers' '^Visitors +[0-9]'
ok 'what it prints is soon read' test "$(wc -l <"$tmp/.out")" -le 70
tap_has "$tmp/a/report.txt" 'the text is whole' '^Day by day'
mv "$tmp/a" "$tmp/first"
mv "$tmp/.out" "$tmp/first.out"
run sh tests/demo/run.sh "$tmp/a"
cp "$tmp/.out" "$tmp/second.out"
ok 'a second time it prints the same' cmp "$tmp/first.out" "$tmp/second.out"
for f in report.html report.txt report.csv blog.ndjson press.ndjson visits.ndjson best.ndjson \
	summary.ndjson days.ndjson receipts.ndjson site.ndjson \
	site/index.html site/feed.json site/site.json site/style.css; do
	ok "$f has something in it" test -s "$tmp/a/$f"
	ok "$f is the same the second time" cmp "$tmp/first/$f" "$tmp/a/$f"
done
if [ -n "${CM_TEST_RECORDS:-}" ]; then
	cat "$tmp/a/blog.ndjson" "$tmp/a/press.ndjson" "$tmp/a/visits.ndjson" \
		>"$CM_TEST_RECORDS/cm-fetch.demo.ndjson"
	cat "$tmp/a/summary.ndjson" "$tmp/a/days.ndjson" \
		>"$CM_TEST_RECORDS/cm-stats.demo.ndjson"
fi

last=report.html
tap_has "$tmp/a/report.html" 'the page is HTML' '^<!(doctype|DOCTYPE) html>'
tap_has "$tmp/a/report.html" 'it has charts' '<svg'
tap_has "$tmp/a/report.html" 'and speaks Chinese' '潘妮托尼'
tap_lacks "$tmp/a/report.html" 'it loads nothing from elsewhere' \
	'<(script|link|img|iframe)[^>]*(src|href)="?(https?:)?//'
is 'the second week of instagram is marked as not whole' \
	"$(jq -r 'select(.type=="row" and .by=="week,network" and
		.network=="instagram") | [.week, .complete] | @tsv' \
		"$tmp/a/summary.ndjson" | head -n 2)" \
	"$(printf '2026-W45\ttrue\n2026-W46\tfalse')"

is 'both drafts came back from the feed of the site' \
	"$(jq -r 'select(.type == "article") | [.lang, .title] | @tsv' \
		"$tmp/a/site.ndjson")" \
	"$(printf 'fr\tPanettone 2026 : il en reste cent douze\nen\tMidnight Loaf: three questions you asked')"
last=site
tap_has "$tmp/a/site/index.html" 'the picture of a draft is on the front page' \
	'<img src="posts/[^"]*loaf.png" alt="A dark rye loaf'

if command -v python3 >/dev/null; then
	run python3 tests/demo/source/make.py "$tmp/made"
	is_status 'the sample community can be made again' 0
	ok 'its archive is the same' \
		diff -r "$tmp/made/archive" tests/demo/archive
	ok 'and its log' cmp "$tmp/made/logs/access.log" \
		tests/demo/logs/access.log
else
	skip 'the sample community can be made again' 'no python3'
fi
done_testing
