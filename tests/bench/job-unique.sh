# shellcheck shell=sh
# Exact duplicates removed, records printed.
# What is written goes nowhere, for all alike: a disk would be measured.
make_archive
fresh
to=/dev/null
i=0
while [ $i -lt "$rounds" ]; do
	i=$((i + 1))
	one ours cm-curate unique "$archive"
	have_duck && duck unique
done
to=
"$here/measure" "$data/out.ours" cm-curate unique "$archive" >/dev/null
say "unique over $mb MiB"
compare 'cm-curate unique / DuckDB' ours duck.unique 2.5
one none cm-curate unique /dev/null
distinct=$(wc -l <"$data/out.ours")
limit 'cm-curate unique: bytes a distinct record' \
	"$(awk -v p="$(median ours 3)" -v z="$(median none 3)" -v d="$distinct" \
	'BEGIN { print (p - z - 6) * 1048576 / d }')" 48 'B (6 MiB of blocks taken off)'
