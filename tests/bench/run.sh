#!/bin/sh
# make bench: our programs beside their peers, in turn, on seeded data.
#
#     BENCH_MB=1024 BENCH_ROUNDS=5 BENCH_JOBS='by duplicates people besttime
#         merge memory table unique feeds weblog csv start net upload export'
#
# Prints a line a comparison: medians of wall seconds, their ratio (peer over
# ours, each round's own, then the median), the goal, our peak memory. Peers
# that are not installed are left out, and said to be. Slow peers (those that
# need minutes) run once.
set -u
here=$(cd "${0%/*}" && pwd)
top=$(cd "$here/../.." && pwd)
mb=${BENCH_MB:-1024}
rounds=${BENCH_ROUNDS:-5}
jobs=${BENCH_JOBS:-by duplicates people besttime merge memory table unique
	feeds weblog csv start net upload export}
data=${BENCH_DATA:-$here/data}
PATH=$top/bin:$PATH
LC_ALL=C
CM_DIR=$data/state
export PATH LC_ALL CM_DIR
mkdir -p "$data"

have() {
	command -v "$1" >/dev/null 2>&1
}

say() {
	printf '%s\n' "$*"
}

# one NAME COMMAND ...: runs it once, appends its figures to NAME's list. Its
# output goes to $data/out.NAME, or where $to says.
to=
one() {
	name=$1
	shift
	"$here/measure" "${to:-$data/out.$name}" "$@" >>"$data/times.$name" \
		2>"$data/err.$name"
	tail -n 1 "$data/times.$name" | grep -q ' 0$' || {
		say "$name failed: $*"
		sed 's/^/    /' "$data/err.$name" | head -n 5
	}
}

fresh() {
	rm -f "$data"/times.*
}

# the middle of sorted numbers
middle() {
	awk '{ v[NR] = $1 } END {
		if (NR % 2) print v[(NR + 1) / 2]
		else print (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# column N of NAME's runs, the median
median() {
	awk -v c="$2" '{ print $c }' "$data/times.$1" | sort -n | middle
}

# compare WHAT OURS PEER GOAL: prints the line of a comparison.
compare() {
	[ -s "$data/times.$2" ] && [ -s "$data/times.$3" ] || return 0
	# A peer that ran once is held against our median.
	if [ "$(wc -l <"$data/times.$3")" -lt "$(wc -l <"$data/times.$2")" ]; then
		ratio=$(awk -v o="$(median "$2" 1)" '{ print $1 / o }' \
			"$data/times.$3" | sort -n | middle)
	else
		ratio=$(paste -d ' ' "$data/times.$2" "$data/times.$3" |
			awk '{ print $5 / $1 }' | sort -n | middle)
	fi
	awk -v what="$1" -v o="$(median "$2" 1)" -v p="$(median "$3" 1)" \
		-v r="$ratio" -v g="$4" -v m="$(median "$2" 3)" \
		-v n="$(wc -l <"$data/times.$3")" 'BEGIN {
		verdict = r >= g + 0 ? "met" : "MISSED"
		printf "%-46s %8.3f s %8.3f s %7.2f x  goal %s: %s", what, o, p, r, g, verdict
		printf "  (%.1f MiB, %d rounds)\n", m, n }'
}

# limit WHAT FIGURE GOAL UNIT: a figure that may be at most the goal.
limit() {
	awk -v what="$1" -v f="$2" -v g="$3" -v u="$4" 'BEGIN {
		verdict = f <= g + 0 ? "met" : "MISSED"
		printf "%-46s %8.3f %s, at most %.3g: %s\n", what, f, u, g, verdict }'
}

# ratio OURS OTHER: how many times the other's time ours took, the median of
# the rounds.
ratio() {
	paste -d ' ' "$data/times.$1" "$data/times.$2" |
		awk '{ print $1 / $5 }' | sort -n | middle
}

archive=$data/archive.$mb.ndjson
make_archive() {
	[ -s "$archive" ] || {
		say "making $mb MiB of records"
		"$here/generate" 1 $((mb * 1048576)) >"$archive.new" &&
			mv "$archive.new" "$archive"
	}
	warm "$archive"
}

# The cache is warm before anybody is measured.
warm() {
	cat "$1" >/dev/null
}

duck() {
	NODE_PATH=${BENCH_NODE:-$here/node_modules}
	export NODE_PATH
	one "duck.$1" node "$here/duck.cjs" "$1" "$archive" \
		"${to:-$data/out.duck}"
}

# same JOB KEYS EXACT NEAR COMMAND ...: whether our command (without the
# archive) and DuckDB's job give the same rows of a small archive: columns that
# are equal, columns that may be 1 % apart.
same() {
	job_name=$1
	keys=$2
	exact=$3
	near=$4
	shift 4
	have_duck || return 0
	[ -s "$data/small.ndjson" ] ||
		"$here/generate" 1 8388608 >"$data/small.ndjson"
	"$@" "$data/small.ndjson" >"$data/same.ours"
	NODE_PATH=${BENCH_NODE:-$here/node_modules} node "$here/duck.cjs" \
		"$job_name" "$data/small.ndjson" "$data/same.duck" json
	node "$here/compare.cjs" "$data/same.ours" "$data/same.duck" \
		"$keys" "$exact" "$near"
}

have_duck() {
	have node && [ -d "${BENCH_NODE:-$here/node_modules}/@duckdb/node-api" ]
}

if have npm && [ -z "${BENCH_NODE:-}" ] && ! have_duck; then
	npm install --silent --prefix "$here" --no-save \
		@duckdb/node-api@1.5.6-r.1 >/dev/null 2>&1
fi
have_duck || say 'DuckDB (npm @duckdb/node-api) is not there: left out'
for peer in jq mawk mlr sfeed_update goaccess nginx; do
	have $peer || say "$peer is not installed: left out"
done
nproc=$(getconf _NPROCESSORS_ONLN)
say "$nproc cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)"
for job in $jobs; do
	. "$here/job-$job.sh"
done
