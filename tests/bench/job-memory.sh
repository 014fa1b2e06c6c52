# shellcheck shell=sh
# Memory: what duplicates and groups may take. BENCH_RECORDS=100000000 takes
# the default --memory, 7 GB of TMPDIR, and minutes.
fresh
records=${BENCH_RECORDS:-10000000}
# The default of 512 MiB for 100 million records, less for fewer.
memory=$((records * 512 / 100000000))
spilled=$data/tmp
mkdir -p "$spilled"
# piped NAME RECORDS AUTHORS OPTION ...: short records through a pipe.
piped() {
	name=$1
	count=$2
	authors=$3
	shift 3
	one "$name" sh -c 'n=$1; a=$2; shift 2
		short-generate 1 "$n" "$a" | TMPDIR=$0 exec cm-stats by author \
			-m records,likes "$@"' "$spilled" "$count" "$authors" "$@"
}
PATH=$here:$PATH
say "$records short records through a pipe"
piped removed "$records" 10000 --memory "${memory}m"
piped kept "$records" 10000 --keep-duplicates
say "duplicates removed: $(median removed 1) s, kept: $(median kept 1) s"
limit 'duplicates removed: peak memory' "$(median removed 3)" \
	"$(awk -v m="$memory" 'BEGIN { print m + 16 }')" MiB
limit 'duplicates kept: peak memory' "$(median kept 3)" 16 MiB
# More groups than memory: nothing is told but that, and what to do.
"$here/measure" "$data/out.full" sh -c 'short-generate 1 "$0" 0 | exec cm-stats \
	by author -m records --keep-duplicates --memory 64m' "$records" \
	>"$data/full" 2>"$data/err.full"
if grep -q ' 1$' "$data/full" && [ ! -s "$data/out.full" ] &&
	grep -q 'do not fit in --memory' "$data/err.full"; then
	say "$records groups in 64 MiB: $(cat "$data/err.full"): met"
else
	say "$records groups in 64 MiB: no clear error: MISSED"
fi
limit '    peak memory' "$(awk '{ print $3 }' "$data/full")" 96 MiB
piped groups "$records" 0 --keep-duplicates --memory 4g
say "$(grep -c '"type":"row"' "$data/out.groups") groups in 4 GiB: $(median groups 1) s, $(median groups 3) MiB"
rm -f "$data/out.groups"
