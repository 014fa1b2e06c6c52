#!/bin/sh
# Schedulers' calendars go through cm-fetch into cm-post: every draft is taken,
# and nothing goes out that was not meant to.
. "${0%/*}/lib.sh"
samples=$top/tests/exports
CM_NOW=2026-10-01T00:00:00Z
export CM_NOW

net=$XDG_CONFIG_HOME/cm/networks
mkdir -p "$net"
cat >"$net/anywhere.jq" <<'EOJ'
include "net";
def about: {title: "Anywhere", hosts: ["anywhere.example"], auth: false,
  text: {max: 5000, unit: "graphemes"}, media: {max: 10, by: "url"},
  uses: ["link", "tags", "first_comment"]};
EOJ
for name in brand facebook instagram tiktok youtube x; do
	printf '[%s]\nnetwork = anywhere\n' "$name"
done >"$XDG_CONFIG_HOME/cm/accounts"
chmod 600 "$XDG_CONFIG_HOME/cm/accounts"

# plan [cm-fetch's options and file] -- [cm-post's options]
plan() {
	fetch=
	while [ "$1" != -- ]; do
		fetch="$fetch '$1'"
		shift
	done
	shift
	cd "$samples" || exit 1
	eval "cm-fetch $fetch" >"$tmp/drafts" 2>"$tmp/said"
	cd "$tmp" || exit 1
	run_in "$tmp/drafts" cm-post -n "$@"
	grep '"type":"receipt"' "$tmp/.out" |
		sed 's/.*"account":"\([^"]*\)","status":"\([^"]*\)".*"at":"\([^"]*\)".*/\1 \2 \3/' \
			>"$tmp/plan"
}

plan metricool/template.csv --
is_status 'metricool: all is taken' 0
tap_same "$tmp/plan" 'metricool: each network at its time' <<'EOT'
facebook planned 2026-10-05T07:00:00Z
instagram planned 2026-10-05T07:00:00Z
tiktok planned 2026-10-06T18:30:00Z
youtube planned 2026-10-06T18:30:00Z
x planned 2026-10-07T07:00:00Z
EOT
lacks_err 'metricool: an idea stays one' 'An idea'
lacks_err 'metricool: all members are known' unknown
has_err 'metricool: pictures are described' 'shows: a loaf'

plan --tz Europe/Paris --set to.facebook=brand --set to.instagram=brand \
	--set to.tiktok=brand --set to.youtube=brand --set to.x=brand \
	metricool/template.csv --
is_status 'metricool: accounts are said' 0
tap_same "$tmp/plan" 'metricool: in the zone of the calendar' <<'EOT'
brand planned 2026-10-05T05:00:00Z
brand planned 2026-10-06T16:30:00Z
brand planned 2026-10-07T05:00:00Z
EOT

plan --tz Europe/Paris buffer/queue.csv -- --to brand
is_status 'buffer: all is taken' 0
tap_same "$tmp/plan" 'buffer: what has a time' <<'EOT'
brand planned 2026-10-05T05:00:00Z
brand planned 2026-10-06T16:30:00Z
EOT
lacks_err 'buffer: labels are not published' '#bread'

plan --dates dmy sprout/open.csv -- --to brand
has_err 'sprout: what is past is not sent' \
	'too late: it was due at 2026-05-10T07:00:00Z'

plan --dates mdy sprout/open.csv -- --to brand
is_status 'sprout: all is taken' 0
tap_same "$tmp/plan" 'sprout: the month first' <<'EOT'
brand planned 2026-10-05T07:00:00Z
EOT

plan --as hootsuite hootsuite/calendar.csv -- --to brand
is_status 'hootsuite: all is taken' 0
tap_same "$tmp/plan" 'hootsuite: a calendar without a heading' <<'EOT'
brand planned 2026-10-05T07:00:00Z
brand planned 2026-10-25T07:05:00Z
EOT

plan social-planner/advanced.csv -- --to brand
is_status 'social planner: all is taken' 0
tap_same "$tmp/plan" 'social planner: what has a time' <<'EOT'
brand planned 2026-10-05T07:00:00Z
brand planned 2026-10-06T07:00:00Z
EOT

# Two at the same minute: both go out, and a second reading of the file tells
# that they did.
cat >"$tmp/minute.csv" <<'EOC'
Text,Image URL,Tags,Posting Time
First,,,2026-09-30 09:00
Second,,,2026-09-30 09:00
Later,,,2026-09-30 10:00
Third,,,2026-09-30 09:00
Someday,,,2026-09-30
EOC
plan "$tmp/minute.csv" --
cp "$tmp/said" "$tmp/.err"
has_err 'a day without a time of day is a bad row' \
	"minute.csv:6: '2026-09-30' in Posting Time names a day and no time of day"
is 'drafts of the same minute have keys of their own' \
	"$(jq -r 'select(.type == "draft") | .key // "-"' "$tmp/drafts" |
		sort -u | wc -l)" 3
cp "$tmp/drafts" "$tmp/drafts.1"
plan "$tmp/minute.csv" -- --to brand
cmp -s "$tmp/drafts" "$tmp/drafts.1"
is 'and the same each time' $? 0
plan --since 2026-09-30T08:00:00Z -w '.text == "Third"' "$tmp/minute.csv" --
is 'whatever of it is handed over' "$(jq -r '.key // empty' "$tmp/drafts")" \
	"$(jq -r 'select(.text == "Third").key' "$tmp/drafts.1")"
printf '[page]\nnetwork = site\nfolder = %s\nurl = https://page.example/\ntitle = Page\n' \
	"$tmp/www" >>"$XDG_CONFIG_HOME/cm/accounts"
run_in "$tmp/drafts.1" cm-post --late 2d --to page
is 'all of them are published' \
	"$status $(grep -c '"status":"published"' "$tmp/.out")" '0 4'
run_in "$tmp/drafts.1" cm-post --late 2d --to page
lacks_err 'and none is taken for another that was changed' 'changed since'

# A day without a time of day in a table of one's own.
printf 'What,When\nrye,2026-12-06\noat,2026-12-06 09:00\n' >"$tmp/own.csv"
plan --as csv --map 'type:=draft,text=What,at=When' "$tmp/own.csv" --
is '--as csv refuses it, too' "$(jq -r '.text // empty' "$tmp/drafts")" oat

# Of a site, drafts alone are there to be published.
plan wordpress/harbour.WordPress.2026-10-05.xml -- --to brand
lacks_err 'wordpress: what was published stays where it is' 'Open at seven'
has_err 'wordpress: a draft is one' 'First line'
done_testing
