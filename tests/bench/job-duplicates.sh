# shellcheck shell=sh
# Duplicates removed, in memory and in a file, beside counting every copy.
make_archive
fresh
say "duplicates over $mb MiB"
same duplicates network,day records,likes '' \
	cm-stats by network,day -m records,likes
i=0
while [ $i -lt "$rounds" ]; do
	i=$((i + 1))
	one keep cm-stats by network,day -m posts,likes --keep-duplicates \
		"$archive"
	one fit cm-stats by network,day -m posts,likes --memory 4g "$archive"
	one spill cm-stats by network,day -m posts,likes --memory 32m "$archive"
	one keep.authors cm-stats by author -m records,interactions.median \
		--keep-duplicates "$archive"
	one fit.authors cm-stats by author -m records,interactions.median \
		--memory 4g "$archive"
done
cmp -s "$data/out.fit" "$data/out.spill" ||
	say 'in memory and in a file are NOT the same'
limit 'by network,day: removed in memory' "$(ratio fit keep)" 2 'x the time'
limit 'by network,day: removed in a file (32 MiB)' "$(ratio spill keep)" 4 \
	'x the time'
limit 'by author: removed in memory' "$(ratio fit.authors keep.authors)" 2 \
	'x the time'
limit 'removed in a file: peak memory' "$(median spill 3)" 42 MiB
