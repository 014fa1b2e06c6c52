#!/bin/sh
# Other people's suites of feeds: every file is read, and where they say what
# is in an item, and our records have a place for it, they agree.
. "${0%/*}/lib.sh"

fixtures=$shared/fixtures/feeds
if [ ! -f "$fixtures/feedparser-open.tar.gz" ]; then
	skip "other people's suites of feeds" "no $fixtures"
	done_testing
fi

# suite NAME WHAT LEAST: what does not agree is named in $tmp/NAME.known, with
# the reason; at least so many expectations are judged.
suite() {
	grep '^no ' "$tmp/$1.out" | sed 's/^no //; s/: got .*//' |
		LC_ALL=C sort -u >"$tmp/$1.no"
	sed 's/  *#.*//' "$tmp/$1.known" | LC_ALL=C sort -u >"$tmp/$1.want"
	tap_same "$tmp/$1.no" "$2: all agree but those that are named" \
		<"$tmp/$1.want"
	[ "$tap_bad" -eq 0 ] || grep '^no ' "$tmp/$1.out" | sed 's/^/# /'
	sum=$(sed -n 's/^sum //p' "$tmp/$1.out")
	echo "# $2: $sum"
	judged=${sum#* of }
	ok "$2: at least $3 expectations are judged" \
		test "${judged%% *}" -ge "$3"
}

cd "$tmp" || exit 1
tar xzf "$fixtures/feedparser-open.tar.gz"
find feedparser/tests -name '*.xml' | LC_ALL=C sort >feedparser.list
# shellcheck disable=SC2046 # names without blanks
run cm-fetch --as feed $(cat feedparser.list)
last='run: cm-fetch --as feed, all files of feedparser'
is_status 'feedparser: every feed is read' 0
cp .out feedparser.ndjson
is 'feedparser: each has its coverage' \
	"$(grep -c '^{"type":"coverage"' feedparser.ndjson)" \
	"$(grep -c . feedparser.list)"
python3 "$top/tests/feeds.py" feedparser \
	"$fixtures/feedparser-open-expectations.jsonl" feedparser \
	feedparser.ndjson >feedparser.out
cat >feedparser.known <<'EOT'
entry_link_rel_license.xml links.0.href   # a licence is no link of the text
EOT
suite feedparser feedparser 130

tar xzf "$fixtures/gofeed-parser.tar.gz"
find gofeed -name '*.xml' | LC_ALL=C sort >gofeed.list
find gofeed/testdata/parser/json gofeed/testdata/parser/universal \
	-name '*.json' ! -name '*_expected.json' ! -name 'invalid*' |
	LC_ALL=C sort >>gofeed.list
# shellcheck disable=SC2046
run cm-fetch --as feed $(cat gofeed.list)
# shellcheck disable=SC2034 # lib.sh shows it
last='run: cm-fetch --as feed, all files of gofeed'
is_status 'gofeed: what is no feed is said' 1
has_err 'gofeed: an empty file' 'empty_feed\.xml: it is no feed: it is empty'
has_err 'gofeed: another root' 'unknown_feed\.xml: it is no feed'
is 'gofeed: the others are read' \
	"$(grep -c 'it is no feed' .err)" 2
cp .out gofeed.ndjson
python3 "$top/tests/feeds.py" gofeed gofeed/testdata/parser \
	gofeed.ndjson >gofeed.out
cat >gofeed.known <<'EOT'
atom/entry_id_xml_base id                  # an id is compared, not resolved
atom/issue_275_extensions_and_source content # a film in base 64 is no text
rss/rdf_item_links link                    # of several links the first
rss/rss_channel_item_links link            # the same
rss/rss_channel_item_guid_naked_markup guid # markup is no part of an id
EOT
suite gofeed gofeed 170
done_testing
