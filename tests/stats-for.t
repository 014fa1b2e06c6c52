#!/bin/sh
# cm-stats for LAYOUT: the verbs that a layout of cm-report needs.
. "${0%/*}/lib.sh"

mkdir -p "$tmp/dir/reports"
CM_DIR=$tmp/dir
export CM_DIR
cat >"$tmp/in" <<'EOT'
{"type":"post","network":"x","id":"1","published":"2026-11-02T10:00:00Z","lang":"fr","metrics":{"likes":3}}
{"type":"post","network":"y","id":"2","published":"2026-11-03T10:00:00Z","lang":"en","metrics":{"likes":4}}
{"type":"post","network":"y","id":"2","published":"2026-11-03T10:00:00Z","fetched":"2026-11-04T10:00:00Z","lang":"en","metrics":{"likes":5}}
EOT
layout() {
	printf '%s\n' "$2" >"$tmp/dir/reports/$1.jq"
}

layout two 'def needs: [["by", "network", "-m", "posts,likes"],
  ["by", "lang", "--measures", "likes"]];'
run cm-stats by network -m posts,likes "$tmp/in"
cp "$tmp/.out" "$tmp/want"
run cm-stats by lang -m likes "$tmp/in"
cat "$tmp/.out" >>"$tmp/want"
run cm-stats for two "$tmp/in"
is_status 'a layout of two verbs' 0
is_out 'the rows of both, one after the other' <"$tmp/want"
run cm-stats --threads 4 for two "$tmp/in" "$tmp/in"
is_out 'the same with threads and each file twice' <"$tmp/want"

run cm-stats for weekly "$tmp/in"
is_status 'weekly says what it needs' 0
ok 'and gets weeks' grep -q '"by":"week"' "$tmp/.out"


# A week with what a boss asks: the goals, and who was answered.
cat >"$tmp/week" <<'EOT'
{"type":"post","network":"x","account":"a","id":"1","url":"http://x.example/1","published":"2026-11-02T10:00:00Z","text":"Bread, and\nmore bread","metrics":{"likes":30}}
{"type":"post","network":"x","account":"a","id":"2","url":"http://x.example/2","published":"2026-11-03T10:00:00Z","text":"Cake","metrics":{"likes":4}}
{"type":"comment","network":"x","account":"a","id":"3","published":"2026-11-03T10:00:00Z","author":{"id":"9"},"text":"When?","reply_to":"1","thread":"1"}
{"type":"comment","network":"x","account":"a","id":"4","published":"2026-11-03T10:30:00Z","own":true,"text":"Now","reply_to":"3","thread":"1"}
{"type":"coverage","network":"x","account":"a","what":"posts","covered":{"start":"2026-11-01T00:00:00Z","end":"2026-11-10T00:00:00Z"},"complete":true,"fetched":"2026-11-10T00:00:00Z"}
{"type":"coverage","network":"x","account":"a","what":"comments","covered":{"start":"2026-11-01T00:00:00Z","end":"2026-11-10T00:00:00Z"},"complete":true,"fetched":"2026-11-10T00:00:00Z"}
EOT
cat >"$tmp/goals" <<'EOT'
[Many likes]
measure = likes
target = 30
period = 2026-W45

[Far more likes]
measure = likes
target = 3000
period = 2026-W45

[Next year]
measure = likes
target = 30
period = 2027
EOT
CM_NOW=2026-11-10T08:00:00Z
export CM_NOW
run cm-stats for weekly --goals "$tmp/goals" "$tmp/week"
is_status 'weekly with goals' 0
cp "$tmp/.out" "$tmp/rows"
run cm-report -f md weekly "$tmp/rows"
is_status 'weekly shows them' 0
ok 'a goal that was reached' \
	grep -q '^| Many likes | 2026-W45 | 30 | 34 .* | reached |$' "$tmp/.out"
ok 'one that was missed' grep -q '^| Far more likes .* | missed |$' "$tmp/.out"
ok 'one that has not begun' \
	grep -q '^| Next year .* | has not begun |$' "$tmp/.out"
ok 'all of them in short' \
	grep -q 'goals reached.*1 reached, 1 missed, 1 has not begun' "$tmp/.out"
ok 'who was answered' grep -q '^| 2026-W45 | 1 | 1 | 100.* | 1 |' "$tmp/.out"
ok 'what did best' grep -q 'Bread, and more bread' "$tmp/.out"
run cm-stats --tz Asia/Kolkata for weekly "$tmp/week"
cp "$tmp/.out" "$tmp/rows"
run cm-report -f md weekly "$tmp/rows"
has_out 'what did best is told in the zone' '^By interactions. Times in Asia/Kolkata'
ok 'as its clocks show it' grep -qF "$(jq -r 'select(.by == "top" and
	.week == "2026-W45" and .rank == 1 and .type == "row") |
	.local[:16] | sub("T"; " ")' "$tmp/rows" | sed -n 1p)" "$tmp/.out"
run cm-stats for weekly "$tmp/week"
cp "$tmp/.out" "$tmp/rows"
run cm-report -f md weekly "$tmp/rows"
ok 'without a file of goals there are none' \
	sh -c '! grep -q "The goals" "$1"' - "$tmp/.out"

run cm-stats for nosuch "$tmp/in"
is_status 'no such layout' 2
ok 'is said' grep -q "no layout 'nosuch'" "$tmp/.err"
run cm-stats for ../reports/two "$tmp/in"
is_status 'a layout is a name, no path' 2

layout none 'def report: .;'
run cm-stats for none "$tmp/in"
is_status 'a layout that does not say what it needs' 2
ok 'is told how to' grep -q 'def needs: ' "$tmp/.err"

refused() { # WHAT NEEDS MESSAGE
	layout bad "def needs: $2;"
	run cm-stats for bad "$tmp/in"
	is_status "$1" 2
	is_out "$1: nothing is put out" </dev/null
	ok "$1: it is said which" grep -qF -- "$3" "$tmp/.err"
}
refused 'no JSON' '[["by",,]]' 'needs, line 1'
refused 'an unknown verb' '[["summary"], ["sing"]]' "number 2: no verb 'sing'"
refused 'itself' '[["for", "bad"]]' "no verb 'for'"
refused 'an unknown option' '[["by", "lang", "--loud"]]' "no option '--loud'"
refused 'an option without its value' '[["by", "lang", "-m"]]' "'-m'"
refused 'no argument' '[["by"]]' 'an argument lacks'
refused 'too many' '[["by", "lang", "tag"]]' "'tag'"
refused 'words that are none' '[["by", 1]]' 'no list of words'
refused 'nothing' '[]' 'needs nothing'
# shellcheck disable=SC2016
refused 'an unknown name' '[["by", "$keys"]]' "'\$keys'"

layout plain 'def needs: [["summary"]];'
run cm-stats for plain --goals "$tmp/in" "$tmp/in"
is_status 'goals for a layout that shows none' 2

# Times that are likely none.
printf '%s\n' \
	'{"type":"post","network":"x","id":"1","published":"1970-01-01T00:00:00Z"}' \
	'{"type":"post","network":"x","id":"2","published":"2970-01-01T00:00:00+14:00"}' \
	>"$tmp/times"
run cm-stats by day -m posts "$tmp/times"
is_status 'odd times are counted' 0
ok 'what is of 1970 is said' grep -q 'of 1 January 1970' "$tmp/.err"
ok 'what is of the future is said' grep -q 'time in the future' "$tmp/.err"
run cm-stats by network -m posts "$tmp/times"
is_err 'not where no time is asked' </dev/null
done_testing
