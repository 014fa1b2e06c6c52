#!/bin/sh
# Samples of exports and the records that come of them.
#
# tests/exports/FORMAT/X            a sample: a file, or a folder where
#                                   X.expected or X.args is there (touch it
#                                   before --write); FORMAT itself may be one
# tests/exports/FORMAT/X.expected   what cm-fetch prints for it
# tests/exports/FORMAT/X.args       more options, as the shell would read them
# tests/exports/FORMAT/X.stderr     what it says, and "status N" at the end;
#                                   without this file nothing, and 0
# tests/exports/shared/...          the same for ../shared/fixtures/exports
#
# exports.t [--write] [FORMAT ...]: only those; --write makes the expectations
# of what comes out now: read the difference.
. "${0%/*}/lib.sh"

write=
if [ "${1:-}" = --write ]; then
	write=1
	shift
fi

# samples FOLDER EXPECTATIONS: the samples below a folder, one a line.
samples() {
	(
		cd "$1" || exit 1
		find . -name '*.expected' -o -name '*.args' -o \
			-name '*.stderr' -o -name README.md -o -print | sort
	) | while IFS= read -r path; do
		path=${path#./}
		[ "$path" != . ] || continue
		case $path/ in
		"${inside:-//}"/*) continue ;;
		esac
		if [ ! -d "$1/$path" ]; then
			printf '%s\n' "$path"
		elif [ -e "$2/$path.expected" ] || [ -e "$2/$path.args" ]; then
			printf '%s\n' "$path"
			inside=$path
		fi
	done
}

# What was run said, as it stands in X.stderr: without whose time it is, which
# nearly all say here.
said() {
	sed '/: times that name no zone are read as those of /d' "$tmp/.err" \
		>"$tmp/all"
	cat "$tmp/all"
	[ "$status" -eq 0 ] && [ ! -s "$tmp/all" ] || echo "status $status"
}

# sample NAME FOLDER EXPECTATION FILE
sample() {
	args=
	[ ! -f "$3.args" ] || args=$(cat "$3.args")
	cd "$2" || exit 1
	eval "run cm-fetch --fetched 2026-11-15T00:00:00Z $args \"\$4\""
	said >"$tmp/said"
	if [ -n "$write" ]; then
		mkdir -p "${3%/*}"
		cp "$tmp/.out" "$3.expected"
		if [ -s "$tmp/said" ]; then
			cp "$tmp/said" "$3.stderr"
		else
			rm -f "$3.stderr"
		fi
		return
	fi
	if [ -f "$3.expected" ]; then
		is_out "$1" <"$3.expected"
	else
		tap_not_ok "$1: $3.expected is not there: --write makes it"
		return
	fi
	if [ -f "$3.stderr" ]; then
		tap_same "$tmp/said" "$1: what is said" <"$3.stderr"
	else
		tap_same "$tmp/said" "$1: nothing is said" </dev/null
	fi
}

# each FOLDER EXPECTATIONS NAME
each() {
	if [ -e "$2.expected" ] || [ -e "$2.args" ]; then
		sample "$3" "${1%/*}" "$2" "${1##*/}"
		return
	fi
	samples "$1" "$2" >"$tmp/samples"
	while IFS= read -r path <&3; do
		under=
		case $path in
		*/*) under=/${path%/*} ;;
		esac
		sample "$3/$path" "$1$under" "$2/$path" "${path##*/}"
	done 3<"$tmp/samples"
}

# Whether a name was asked for: wanted NAME [NAME ...]
wanted() {
	name=$1
	shift
	[ $# -gt 0 ] || return 0
	for want; do
		[ "$want" != "$name" ] || return 0
	done
	return 1
}

for folder in "$top"/tests/exports/*/; do
	folder=${folder%/}
	name=${folder##*/}
	if [ -d "$folder" ] && [ "$name" != shared ] && wanted "$name" "$@"; then
		each "$folder" "$folder" "$name"
	fi
done
if [ ! -d "$shared/fixtures/exports" ]; then
	skip 'the shared samples' 'there is no ../shared/fixtures/exports'
else
	for folder in "$shared"/fixtures/exports/*/; do
		folder=${folder%/}
		name=${folder##*/}
		! wanted "$name" "$@" || each "$folder" \
			"$top/tests/exports/shared/$name" "shared/$name"
	done
fi
cd "$top" || exit 1

# All that is expected keeps to the schema.
for python in /usr/bin/python3 python3 ''; do
	"${python:-false}" -c 'import jsonschema
jsonschema.Draft202012Validator' 2>/dev/null && break
done
if [ -n "$python" ]; then
	find tests/exports -name '*.expected' -exec \
		"$python" tests/schema.py lib/data/record.schema.json {} + \
		>"$tmp/.out" 2>&1
	is_out 'the records expected keep to the schema' </dev/null
else
	skip 'the schema' 'no python3 with jsonschema >= 4'
fi
done_testing
