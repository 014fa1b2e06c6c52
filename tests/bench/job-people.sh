# shellcheck shell=sh
# Authors: how much they said, and the median and the 95th percentile of what
# came of it; then people, with all that it tells of each. In this archive
# everybody posts: nobody of them is taken for us.
make_archive
fresh
say "authors of $mb MiB"
measures=interactions.median,interactions.p95
same authors author records,interactions $measures cm-stats by author \
	-m records,interactions,$measures --keep-duplicates
same people network,author \
	handle,name,items,comments,days,first_seen,last_seen,interactions,reach \
	$measures sh -c 'cm-stats people --ours nobody --since 2024-11-01 --until 2026-12-01 \
	-m "$1" --keep-duplicates "$2" |
	grep "\"by\":\"people\""' sh $measures
i=0
while [ $i -lt "$rounds" ]; do
	i=$((i + 1))
	one authors cm-stats by author -m records,interactions,$measures \
		--keep-duplicates "$archive"
	have_duck && duck authors
	one people cm-stats people --ours nobody --since 2024-11-01 --until 2026-12-01 \
		-m $measures --keep-duplicates "$archive"
	have_duck && duck people
done
compare 'cm-stats by author, median, p95 / DuckDB' authors duck.authors 2.5
limit 'cm-stats by author: peak memory' "$(median authors 3)" 64 MiB
compare 'cm-stats people, two years / DuckDB' people duck.people 2.5
limit 'cm-stats people: peak memory' "$(median people 3)" 64 MiB
