# shellcheck shell=sh
# 1,000 parts of 10,000 groups put together, beside reading as many records
# of as many bytes, and beside cat.
fresh
parts=${BENCH_PARTS:-1000}
part=$data/parts.$parts
merged=$data/merged.$parts
make_parts() {
	[ -s "$part" ] && return
	say "making $parts parts"
	seed=0
	: >"$part.new"
	while [ $seed -lt "$parts" ]; do
		seed=$((seed + 1))
		"$here/short-generate" $seed 30000 10000 >"$data/shard"
		cm-stats by author -m records,likes --keep-duplicates \
			--partial "$data/shard" >>"$part.new" || return 1
		[ $seed -gt 3 ] || cp "$data/shard" "$data/shard.$seed"
	done
	mv "$part.new" "$part"
	# The same bytes as records that are counted: reading them.
	sed 's/^{"type":"part"/{"type":"post"/' "$part" >"$part.read"
}
make_parts
warm "$part"
warm "$part.read"
say "$parts parts of $(grep -c '"table":0' "$part") groups in all, $(($(wc -c <"$part") / 1048576)) MiB"
# Merged is the same as read at once, shown with three.
for seed in 1 2 3; do
	cm-stats by author -m records,likes --keep-duplicates --partial \
		"$data/shard.$seed"
done >"$merged"
cm-stats merge "$merged" >"$data/same.merged"
cm-stats by author -m records,likes --keep-duplicates "$data/shard.1" \
	"$data/shard.2" "$data/shard.3" >"$data/same.once"
cmp -s "$data/same.merged" "$data/same.once" ||
	say 'merged and read at once are NOT the same'
i=0
while [ $i -lt "$rounds" ]; do
	i=$((i + 1))
	one merge cm-stats merge "$part"
	one read cm-stats by type -m records --keep-duplicates "$part.read"
	one cat cat "$part"
done
limit 'cm-stats merge / reading the same as records' "$(ratio merge read)" 1 \
	'x the time'
compare 'cm-stats merge / cat to a file' merge cat 0
limit 'cm-stats merge: peak memory' "$(median merge 3)" 16 MiB
