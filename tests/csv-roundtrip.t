#!/bin/sh
# Any table that cm-report writes comes back as the records it was made of:
# random ones of all types, in each dialect.
. "${0%/*}/lib.sh"
command -v python3 >/dev/null || {
	skip 'records for tables' 'no python3'
	done_testing
	exit 0
}
# Random records are not held against the schema: it is of what is said.
unset CM_TEST_RECORDS
py=$top/tests/roundtrip.py
count=${CM_TEST_ROUNDTRIP:-100}

# Says what is not the same of a kind in a dialect, after a table and back.
back() { # KIND DIALECT
	cm-report table --type "$1" --columns "$columns" -f csv \
		--dialect "$2" "$tmp/want" >"$tmp/$2.csv" || return
	cm-fetch --as csv "$tmp/$2.csv" >"$tmp/all" ||
		return
	grep -v '^{"type":"coverage"' "$tmp/all" >"$tmp/got"
	python3 "$py" same "$columns" "$tmp/want" "$tmp/got"
	cm-report table --type "$1" --columns "$columns" -f csv \
		--dialect "$2" "$tmp/got" >"$tmp/again.csv" || return
	cmp "$tmp/$2.csv" "$tmp/again.csv"
}

for kind in post comment account series visit draft row; do
	columns=$(python3 "$py" columns $kind)
	python3 "$py" make $kind "${CM_TEST_SEED:-1}" "$count" >"$tmp/want"
	for dialect in rfc excel excel-eu tsv; do
		is "$kind in $dialect" "$(back $kind $dialect 2>&1)" ''
	done
done

# What cm-report chooses itself.
python3 "$py" make row seed "$count" >"$tmp/rows"
run cm-report table -f csv "$tmp/rows"
cp "$tmp/.out" "$tmp/rows.csv"
run cm-fetch -q --as csv "$tmp/rows.csv"
grep -v '^{"type":"coverage"' "$tmp/.out" >"$tmp/back"
columns=$(head -n 1 "$tmp/rows.csv")
is 'rows, by the columns that rows have' \
	"$(python3 "$py" same "$columns" "$tmp/rows" "$tmp/back")" ''
ok 'they are rows again' test \
	"$(grep -c '^{"type":"row"' "$tmp/back")" -eq "$count"
python3 "$py" make post seed "$count" >"$tmp/posts"
run cm-report table -f csv "$tmp/posts"
cp "$tmp/.out" "$tmp/posts.csv"
run cm-fetch -q --as csv "$tmp/posts.csv"
grep -v '^{"type":"coverage"' "$tmp/.out" >"$tmp/back"
is 'posts, by the columns that records have' \
	"$(python3 "$py" same "$(head -n 1 "$tmp/posts.csv")" "$tmp/posts" \
		"$tmp/back")" ''
done_testing
