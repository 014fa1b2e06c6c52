#!/bin/sh
# lib/scan against a strict parser of other people's, line by line.
. "${0%/*}/lib.sh"

if ! command -v python3 >/dev/null; then
	skip 'a strict parser says the same' 'no python3 here'
	done_testing
fi
run python3 "$top/tests/strict.py" 20000 "$tmp/lines" "$tmp/verdicts"
is_status 'twenty thousand lines' 0
run_in "$tmp/lines" scanlines
is_status 'all paths of the scanner agree about them' 0
cut -d ' ' -f 1 "$tmp/.out" >"$tmp/ours"
is 'as many verdicts as lines' "$(wc -l <"$tmp/ours")" \
	"$(wc -l <"$tmp/verdicts")"
paste "$tmp/ours" "$tmp/verdicts" "$tmp/lines" |
	awk -F '\t' '$1 != $2' >"$tmp/other"
is 'a strict parser says the same of each' "$(head -n 5 "$tmp/other")" ''
good=$(grep -c good "$tmp/verdicts")
ok 'many of the lines are good' test "$good" -gt 3000
ok 'many of the lines are bad' test "$good" -lt 17000
ok 'each bad line has a reason' \
	test "$(grep -cE '^bad [0-9]+ [a-z]' "$tmp/.out")" -eq \
	"$((20000 - good))"
done_testing
