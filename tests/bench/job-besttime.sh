# shellcheck shell=sh
# Weekdays and hours of a zone with DST.
make_archive
fresh
say "weekday and hour in Europe/Paris over $mb MiB"
same hours weekday,hour posts,interactions '' cm-stats by weekday,hour \
	--tz Europe/Paris -m posts,interactions --keep-duplicates
i=0
while [ $i -lt "$rounds" ]; do
	i=$((i + 1))
	one ours cm-stats by weekday,hour --tz Europe/Paris \
		-m posts,interactions --keep-duplicates "$archive"
	have_duck && duck hours
done
compare 'cm-stats by weekday,hour / DuckDB' ours duck.hours 2.5
