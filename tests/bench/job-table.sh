# shellcheck shell=sh
# Records to CSV.
# What is written goes nowhere, for all alike: a disk would be measured.
make_archive
fresh
to=/dev/null
columns=type,network,id,url,published,lang,author.handle,author.followers,metrics.likes,metrics.comments,metrics.views,text
i=0
while [ $i -lt "$rounds" ]; do
	i=$((i + 1))
	one ours cm-report -f csv table --columns $columns "$archive"
	have_duck && duck table
done
[ -n "${BENCH_QUICK:-}" ] || ! have mlr || one mlr mlr --ijsonl --ocsv \
	template -f "$(echo $columns | tr , '\n' | paste -sd , -)" "$archive"
to=
say "12 columns of CSV from $mb MiB"
compare 'cm-report table / DuckDB COPY' ours duck.table 3
compare 'cm-report table / Miller' ours mlr 25
