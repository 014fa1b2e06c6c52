#!/bin/sh
# Builds each target of this folder and runs it: run.sh SECONDS [FOLDER]
# or only compiles and links each with the objects of make: run.sh link
#
# A target is linked with all of lib and, where it includes a header of a
# program, with all files of that program but main.c; so it names no sources.
#
# What the targets find interesting is kept in FOLDER, one folder for each,
# to go on from; without it in a temporary one. All targets run, whatever one
# finds; a crash leaves its input there, and the status is 1 in the end.
set -eu

seconds=$1
cd "${0%/*}/../.."
top=$PWD
keep=${2:-}
[ -n "$keep" ] || keep=$(mktemp -d "${TMPDIR:-/tmp}/cm-fuzz.XXXXXX")
mkdir -p "$keep"
keep=$(cd "$keep" && pwd)
status=0

# What the Makefile finds out: where headers are, then all libraries.
MAKEFLAGS='' make -s fuzz-flags >"$keep/flags"
{
	read -r headers
	read -r libraries
} <"$keep/flags"
flags="-std=c11 -g -w -I. -D_POSIX_C_SOURCE=200809L $headers"
sanitizers=address,undefined
# An empty list begins and ends where there is nothing: NULL + 0 is no fault.
recover="-fno-sanitize-recover=all -fno-sanitize=pointer-overflow"

# The program that a target is of, or nothing.
program_of() {
	sed -n 's|^#include "cmd/\(cm-[a-z]*\)/.*|\1|p' "$1" | sort -u
}

# build TARGET OBJECTS SANITIZERS OUTPUT: an archive gives what is asked for.
build() {
	archives=
	for program in $(program_of "$1"); do
		archives="$archives $2/$program.a"
	done
	# shellcheck disable=SC2086
	clang $flags -O1 -DCM_VERSION='"fuzz"' "-fsanitize=$3" \
		$recover -pthread -o "$4" "$1" \
		$archives "$2/lib.a" $libraries
}

# With the objects that are there, whatever compiler made them.
if [ "$seconds" = link ]; then
	sanitizers=fuzzer
	! grep -q -- -fsanitize= .flags || sanitizers=fuzzer,address,undefined
	ln -s "$top/lib/libcm.a" "$keep/lib.a"
	for folder in cmd/cm-*; do
		for source in "$folder"/*.c; do
			[ "${source##*/}" = main.c ] ||
				ar rc "$keep/${folder##*/}.a" "${source%c}o"
		done
	done
	for target in tests/fuzz/*.c; do
		name=${target##*/}
		build "$target" "$keep" "$sanitizers" "$keep/$name.out" \
			>"$keep/log" 2>&1 || {
			echo "fuzz: $name: does not link" >&2
			head -n 20 "$keep/log" >&2
			status=1
		}
		rm -f "$keep/$name.out"
	done
	[ $# -gt 1 ] || rm -rf "$keep"
	exit $status
fi

# All of it once, instrumented, with as many compilers as there are processors.
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
objects=$keep/objects
rm -rf "$objects"
for folder in lib cmd/cm-*; do
	mkdir -p "$objects/$folder"
done
# shellcheck disable=SC2016
find lib cmd/cm-* -name '*.c' ! -path 'cmd/*/main.c' | sort |
	CM_FLAGS="$flags -O1 -fsanitize=fuzzer-no-link,$sanitizers
		$recover -fno-omit-frame-pointer -pthread" \
	CM_OBJECTS=$objects xargs -P "$jobs" -n 4 sh -c '
	for f; do
		# shellcheck disable=SC2086
		clang $CM_FLAGS -DCM_VERSION="\"fuzz\"" -c \
			-o "$CM_OBJECTS/${f%c}o" "$f" || exit 255
	done' sh || {
	echo 'fuzz: the sources do not compile' >&2
	exit 1
}
for folder in lib cmd/cm-*; do
	ar rc "$objects/${folder##*/}.a" "$objects/$folder"/*.o
done

for target in tests/fuzz/*.c; do
	name=${target##*/}
	name=${name%.c}
	mkdir -p "$keep/$name"
	if ! build "$target" "$objects" "fuzzer,$sanitizers" \
		"$keep/$name.fuzz" >"$keep/$name.log" 2>&1; then
		echo "fuzz: $name: does not link" >&2
		head -n 40 "$keep/$name.log" >&2
		status=1
		continue
	fi
	if "$keep/$name.fuzz" -max_total_time="$seconds" -max_len=9000 \
		-artifact_prefix="$keep/$name-" "$keep/$name" \
		>"$keep/$name.log" 2>&1; then
		echo "fuzz: $name: $seconds seconds, nothing found"
	else
		echo "fuzz: $name: failed; see $keep" >&2
		tail -n 40 "$keep/$name.log" >&2
		status=1
	fi
done
rm -rf "$objects"
[ $# -gt 1 ] || [ $status -ne 0 ] || rm -rf "$keep"
exit $status
