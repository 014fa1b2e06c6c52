#!/bin/sh
# cm-stats on records and options that are made to break it.
. "${0%/*}/lib.sh"
cd "$tmp" || exit 1

at() {
	printf '{"type":"post","network":"m","id":"%s","published":"%s"}\n' "$@"
}

# Years that four digits cannot tell, where the calendar ends.
{
	at a 0000-01-01T00:00:00Z
	at b 0000-01-08T00:00:00Z
} >first
at c 9999-12-31T23:00:00Z >last
run cm-stats by week -m posts first
has_out 'a week of the year before 0000 has no name' '"week":null,"posts":1'
has_out 'that behind it has one' '"week":"0000-W01","posts":1'
run cm-stats --tz America/New_York by day,month,year -m posts first
has_out 'a day before 0000 has no name' \
	'"day":null,"month":null,"year":null,"posts":1'
run cm-stats --tz Pacific/Auckland by day,year -m posts last
has_out 'a day behind 9999 is not one of the year 0000' \
	'"day":null,"year":null,"posts":1'
cm-stats by week -m posts first >want 2>/dev/null
cm-stats --keep-duplicates --partial by week -m posts first >part 2>/dev/null
run cm-stats merge part
is_status 'a part with such a week is merged' 0
is_out 'to what one run says' <want

# A rate that no double can hold.
cat >large <<'EOT'
{"type":"post","network":"m","id":"1","published":"2026-11-14T10:00:00Z","metrics":{"likes":1.7e308,"views":1}}
{"type":"post","network":"m","id":"2","published":"2026-11-14T10:00:00Z","metrics":{"likes":5,"views":10}}
EOT
best="top 5 -m likes_rate_views"
# shellcheck disable=SC2086 # words on purpose
cm-stats $best large >want
# shellcheck disable=SC2086 # words on purpose
cm-stats --keep-duplicates --partial $best large >part
run cm-stats merge part
is_status 'a part with a rate beyond all numbers is merged' 0
is_out 'to what one run says' <want
has_out 'the rate that can be told is the best' '"rank":1.*"id":"2"'

# A part is no place for options that merge would refuse.
for verb in 'campaigns --days 1' 'mix --min 1'; do
	# shellcheck disable=SC2086 # words on purpose
	run cm-stats --partial $verb large
	is_status "refused before anything is read: $verb" 2
	is_out 'and nothing is written' </dev/null
done

done_testing
