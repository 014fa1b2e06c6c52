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
