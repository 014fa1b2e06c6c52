# shellcheck shell=sh
# A platform's CSV to records, with a map. What is written goes nowhere, for
# all alike: a disk would be measured.
fresh
csv=$data/posts.$mb.csv
[ -s "$csv" ] || {
	say "making $mb MiB of CSV"
	"$here/csv-generate" 1 $((mb * 1048576)) >"$csv.new" &&
		mv "$csv.new" "$csv"
}
warm "$csv"
map='id=Post ID,published=Publish time,url=Permalink,text=Description'
map="$map,author.handle=Account username,author.name=Account name"
map="$map,metrics.seconds=Duration (sec),metrics.views=Views"
map="$map,metrics.reach=Reach,metrics.likes=Likes,metrics.shares=Shares"
map="$map,metrics.comments=Comments,metrics.saves=Saves"
to=/dev/null
archive_before=${archive:-}
archive=$csv
i=0
while [ $i -lt "$rounds" ]; do
	i=$((i + 1))
	one ours cm-fetch --as csv --no-raw --map "$map,type:=post" \
		--network instagram "$csv"
	have_duck && duck csv
done
archive=$archive_before
# MAPPED is the same map as Miller has it: heading,name,...
mapped=$(printf '%s\n' "$map" | tr , '\n' | sed 's/\(.*\)=\(.*\)/\2,\1/' |
	paste -sd , -)
columns=$(printf '%s\n' "$map" | tr , '\n' | sed 's/.*=//' | paste -sd , -)
[ -n "${BENCH_QUICK:-}" ] || ! have mlr || one mlr mlr --icsv --ojsonl \
	cut -f "$columns" "then" rename "$mapped" "$csv"
to=
say "records from $mb MiB of CSV, 13 columns mapped"
compare 'cm-fetch --as csv --map / DuckDB COPY' ours duck.csv 3
compare 'cm-fetch --as csv --map / Miller' ours mlr 20
