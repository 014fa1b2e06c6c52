# shellcheck shell=sh
# Records grouped by network and day. Ours tells posts and comments apart, and
# gives the sums of posts; the others add up both, which is less to do.
make_archive
fresh
measures=posts,likes,shares,comments,views
jq_program='[.network, .published[:10],
	(if .type == "post" or .type == "article" then 1 else 0 end),
	.metrics.likes // 0, .metrics.shares // 0, .metrics.comments // 0,
	.metrics.views // 0] | @tsv'
awk_program='BEGIN { FS = OFS = "\t" } { k = $1 FS $2; p[k] += $3; l[k] += $4
	s[k] += $5; c[k] += $6; v[k] += $7 }
	END { for (k in p) print k, p[k], l[k], s[k], c[k], v[k] }'
i=0
while [ $i -lt "$rounds" ]; do
	i=$((i + 1))
	one ours cm-stats by network,day -m $measures --keep-duplicates "$archive"
	one single cm-stats by network,day -m $measures --keep-duplicates \
		--threads 1 "$archive"
	have_duck && duck by
done
if [ -z "${BENCH_QUICK:-}" ]; then
	have jq && have mawk && one jq sh -c \
		'jq -r "$1" "$2" | mawk "$3"' sh "$jq_program" "$archive" "$awk_program"
	have mlr && one mlr mlr --ijsonl --ocsv put -q '
		@p[$network][substr($published, 0, 9)] += 1;
		@l[$network][substr($published, 0, 9)] += $metrics.likes ?? 0;
		@s[$network][substr($published, 0, 9)] += $metrics.shares ?? 0;
		@c[$network][substr($published, 0, 9)] += $metrics.comments ?? 0;
		@v[$network][substr($published, 0, 9)] += $metrics.views ?? 0;
		end { emit (@p, @l, @s, @c, @v), "network", "day" }' "$archive"
fi
say "by network,day over $mb MiB"
compare 'cm-stats by / DuckDB, two threads' ours duck.by 3
compare 'cm-stats by / jq piped to mawk' ours jq 50
compare 'cm-stats by / Miller' ours mlr 120
compare 'cm-stats by, two threads / one' ours single 1.8
groups=$(grep -c '"type":"row"' "$data/out.ours")
limit 'cm-stats by: peak memory' "$(median ours 3)" \
	"$(awk -v g="$groups" 'BEGIN { print 16 + 2 * g * 160 / 1048576 }')" MiB
for size in 10 ${BENCH_LARGE:+10240}; do
	"$here/generate" 1 $((size * 1048576)) >"$data/archive.$size.ndjson"
	one "by.$size" cm-stats by network,day -m $measures --keep-duplicates \
		"$data/archive.$size.ndjson"
	limit "cm-stats by: peak memory at $size MiB" "$(median "by.$size" 3)" \
		"$(awk -v g="$(grep -c '"type":"row"' "$data/out.by.$size")" \
		'BEGIN { print 16 + 2 * g * 160 / 1048576 }')" MiB
done
rm -f "$data/archive.10240.ndjson"
