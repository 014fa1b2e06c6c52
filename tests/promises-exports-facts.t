#!/bin/sh
# Nothing is invented: what is expected of samples of exports stands in them.
# Each record's numbers stand together in one row of a table, or in the
# document; days stand there in some way; no address of a person comes out.
. "${0%/*}/lib.sh"
command -v python3 >/dev/null || {
	skip 'facts of samples' 'no python3'
	done_testing
	exit 0
}
py=$top/tests/exports-facts.py

# Sums that the manual tells of, and rows that are counted.
cat >"$tmp/numbers" <<'EOT'
buttondown/* followers its rows are counted
ghost/members.harbour.csv followers its rows are counted
mailchimp/unsubscribed_* unsubscribed its rows are counted
substack/email_list.old.csv followers its rows are counted
substack/export followers rows of the list are counted
substack/export paying rows of the list are counted
substack/export opens rows of its openings are counted
substack/export delivered rows of its deliveries are counted
linkedin-page/all-posts.csv views here and off LinkedIn
linkedin-page/no-raw.csv views here and off LinkedIn
page-insights/posts.csv views organic and paid
telegram/channel/result.json reactions of all kinds
x-analytics/*tweet_activity* impressions organic and promoted
x-analytics/*tweet_activity* engagements organic and promoted
x-analytics/*tweet_activity* likes organic and promoted
x-analytics/*tweet_activity* clicks organic and promoted
x-analytics/*tweet_activity* views organic and promoted
EOT
cat >"$tmp/numbers.shared" <<'EOT'
mail/mailchimp-subscribed_* followers its rows are counted
mail/substack followers rows of the list are counted
mail/substack paying rows of the list are counted
EOT
cat >"$tmp/times" <<'EOT'
matomo/dates.csv end of a whole month
EOT
cat >"$tmp/people" <<'EOT'
mastodon-archive/archive address a mention: a handle of Mastodon's
mastodon-archive/followed.csv address a handle of Mastodon's
telegram/channel/result.json address the name of a picture
EOT
echo 'telegram/result.json address the name of a picture' >"$tmp/people.shared"
: >"$tmp/times.shared"

# strange CHECK SAMPLES EXPECTATIONS EXCEPTIONS
strange() {
	last="run: $py $*"
	python3 "$py" "$@" >"$tmp/.out" 2>"$tmp/.err" || echo failed
	cat "$tmp/.out"
}

for check in numbers times people; do
	is "$check: what is expected stands in the samples" \
		"$(strange $check "$top/tests/exports" "$top/tests/exports" \
			"$tmp/$check")" ''
	is "$check: all expectations were looked at" \
		"$(cat "$tmp/.err")" "$(find "$top/tests/exports" \
			-path '*/exports/shared' -prune -o -name '*.expected' \
			-exec cat {} + | wc -l) records"
	if [ -d "$shared/fixtures/exports" ]; then
		is "$check: and in the shared ones" \
			"$(strange $check "$shared/fixtures/exports" \
				"$top/tests/exports/shared" \
				"$tmp/$check.shared")" ''
		is "$check: all of theirs were looked at" \
			"$(cat "$tmp/.err")" \
			"$(find "$top/tests/exports/shared" \
				-name '*.expected' -exec cat {} + |
				wc -l) records"
	else
		skip "$check: the shared ones" 'there is no ../shared'
	fi
done

# What is checked would be seen.
mkdir "$tmp/s" "$tmp/e"
printf 'id,on,a,b,c\n1,2026-09-01,5,,"1.204,5"\n2,2026-09-03,7,0,\n' \
	>"$tmp/s/t.csv"
printf 'ann@example.org 192.0.2.7\n' >"$tmp/s/t.txt"
# one CHECK SAMPLE RECORD
one() {
	rm -f "$tmp"/e/*
	printf '%s\n' "$3" >"$tmp/e/$2.expected"
	strange "$1" "$tmp/s" "$tmp/e"
}
is 'a number in another notation is the same' \
	"$(one numbers t.csv '{"metrics":{"a":5,"c":1204.5}}')" ''
is 'a cell that is empty is no 0' \
	"$(one numbers t.csv '{"metrics":{"a":5,"b":0,"c":1204.5}}')" \
	't.csv:1: b 0'
is 'the row of another record does not do' \
	"$(one numbers t.csv '{"metrics":{"a":7,"c":1204.5}}' | wc -l)" 1
is 'nor does a sum' "$(one numbers t.csv '{"metrics":{"a":12}}')" \
	't.csv:1: a 12'
is 'a day that is not there' \
	"$(one times t.csv '{"published":"2026-09-10T00:00:00Z"}')" \
	't.csv:1: published 2026-09-10T00:00:00Z'
is 'a day that a zone moves is' \
	"$(one times t.csv '{"published":"2026-09-04T06:00:00Z"}')" ''
is 'addresses' "$(one people t.txt \
	'{"text":"ann@example.org","raw":{"ip":"192.0.2.7"}}' | wc -l)" 2
done_testing
