#!/bin/sh
# Any CSV that cm-report writes comes back as it was, of records, of rows and
# of whole reports; csv-roundtrip.t does the same with each type on its own.
. "${0%/*}/lib.sh"
command -v python3 >/dev/null || {
	skip 'tables and back' 'no python3'
	done_testing
	exit 0
}
cd "$tmp" || exit 1
py=$top/tests/roundtrip.py
seed=${CM_TEST_SEED:-2}

# Says what is not the same after a table and back: back FILE [OPTION ...]
back() {
	from=$1
	shift
	cm-report -f csv "$@" table "$from" >t1 2>.err || cat .err
	cm-fetch -q --as csv t1 >all 2>.err || cat .err
	grep -v '"type":"coverage"' all >got
	cm-report -f csv "$@" table got >t2 2>.err || cat .err
	cmp t1 t2
	test -s t1 || echo 'no table'
}

python3 "$py" make post "$seed" 60 >said
python3 "$py" make comment "$seed" 60 >>said
python3 "$py" make account "$seed" 20 >accounts
python3 "$py" make series "$seed" 60 >series
# A statistic takes no negative numbers.
sed -i 's/:-\([0-9]\)/:\1/g' said
cm-stats by network,day -m posts,likes,likes.p95,likes.n said >rows 2>.err
cm-stats summary said >summary 2>.err
for dialect in rfc excel excel-eu tsv; do
	for file in said accounts series rows summary; do
		is "$file in $dialect" "$(back $file --dialect $dialect 2>&1)" ''
	done
done
cm-stats summary said | cm-report -f csv weekly >report.csv 2>.err
ok 'a report as a table' test "$(wc -l <report.csv)" -gt 2
run cm-fetch -q --as csv report.csv
is_status 'comes back' 0
grep -v '"type":"coverage"' .out >report
is 'and is the same' "$(cm-report -f csv table report | cmp - report.csv)" ''
cm-report -o t.tsv table rows
run cm-fetch -q --as csv t.tsv
grep -v '"type":"coverage"' .out >got
is 'what -o writes, by its name' "$(cm-report -f csv --dialect tsv table got |
	cmp - t.tsv)" ''
cm-report -f csv table rows >t1
gzip -c t1 >t1.gz
run cm-fetch -q --as csv t1.gz
grep -v '"type":"coverage"' .out >got
is 'and compressed' "$(cm-report -f csv table got | cmp - t1)" ''
# Equal, and not only the same table again.
nulls='with_entries(select(.value != null))'
grep '^{"type":"row"' rows | jq -cS "$nulls" >want
jq -cS "$nulls" got >have
is 'rows are the rows they were' "$(cmp want have)" ''
done_testing
