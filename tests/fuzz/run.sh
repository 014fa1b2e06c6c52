#!/bin/sh
# Builds each target of this folder and runs it: run.sh SECONDS [FOLDER]
#
# What the targets find interesting is kept in FOLDER, one folder for each,
# to go on from; without it in a temporary one. A crash leaves its input
# there and ends this with status 1.
set -eu

seconds=$1
keep=${2:-$(mktemp -d "${TMPDIR:-/tmp}/cm-fuzz.XXXXXX")}
here=${0%/*}
cd "$here/../.."

for target in tests/fuzz/*.c; do
	name=${target##*/}
	name=${name%.c}
	mkdir -p "$keep/$name"
	# The sources stand in the comment at the top of the target.
	# shellcheck disable=SC2046
	clang -std=c11 -O1 -g -I. -D_POSIX_C_SOURCE=200809L \
		-fsanitize=fuzzer,address,undefined \
		-fno-sanitize-recover=all -o "$keep/$name.fuzz" "$target" \
		$(sed -n 's/^ \* Sources: //p' "$target")
	"$keep/$name.fuzz" -max_total_time="$seconds" -max_len=9000 \
		-artifact_prefix="$keep/$name-" "$keep/$name" \
		>"$keep/$name.log" 2>&1 || {
		tail -n 40 "$keep/$name.log" >&2
		echo "fuzz: $name: failed; see $keep" >&2
		exit 1
	}
	echo "fuzz: $name: $seconds seconds, nothing found"
done
[ $# -gt 1 ] || rm -rf "$keep"
