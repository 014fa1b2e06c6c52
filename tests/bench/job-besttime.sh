# shellcheck shell=sh
# Weekdays and hours of a zone with DST; then best-time, which compares the
# response with that of the account's posts of the format.
make_archive
fresh
say "weekday and hour in Europe/Paris over $mb MiB"
same hours weekday,hour posts,interactions '' cm-stats by weekday,hour \
	--tz Europe/Paris -m posts,interactions --keep-duplicates
same besttime weekday,hour posts,response.n response sh -c \
	'cm-stats best-time -q --tz Europe/Paris --keep-duplicates "$1" |
	grep "\"by\":\"best-time\""' sh
i=0
while [ $i -lt "$rounds" ]; do
	i=$((i + 1))
	one hours cm-stats by weekday,hour --tz Europe/Paris \
		-m posts,interactions --keep-duplicates "$archive"
	have_duck && duck hours
	one besttime cm-stats best-time -q --tz Europe/Paris \
		--keep-duplicates "$archive"
	have_duck && duck besttime
done
compare 'cm-stats by weekday,hour / DuckDB' hours duck.hours 2.5
compare 'cm-stats best-time / DuckDB' besttime duck.besttime 2.5
