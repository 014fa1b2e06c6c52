# What the tests share. A test begins with:  . "${0%/*}/lib.sh"
#
# run CMD ...        runs it; keeps its status, output and messages apart
# is_status WHAT N   the status of the last run was N
# is_out WHAT        its output was what stands on standard input
# is_err WHAT        its messages were what stands on standard input
# has_out WHAT RE    its output has a line that matches; has_err the same
# lacks_out, lacks_err WHAT RE
# is WHAT GOT WANT   two texts are equal
# ok WHAT CMD ...    the command succeeds
# skip WHAT WHY      counts as skipped
# scipy_python       finds a python3 with numpy and scipy: $python
# done_testing       the last line
#
# Every test has a folder of its own, $tmp, and its HOME, state and
# configuration in it; the clock stands at $CM_NOW. The repository is $top.

top=$(cd "${0%/*}/.." && pwd)
[ -f "$top/lib/err.h" ] || top=$(cd "${0%/*}/../.." && pwd)
shared=$top/../shared
PATH=$top/bin:$top/tests:$PATH
tmp=$(mktemp -d "${TMPDIR:-/tmp}/cm-test.XXXXXX") || exit 1
trap 'cd /; rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
HOME=$tmp/home
XDG_CONFIG_HOME=$HOME/.config
XDG_STATE_HOME=$HOME/.local/state
LC_ALL=C.UTF-8
TZ=UTC
CM_NOW=2026-11-16T06:00:00Z
export PATH HOME XDG_CONFIG_HOME XDG_STATE_HOME LC_ALL TZ CM_NOW
unset CM_DIR NO_COLOR http_proxy https_proxy all_proxy
mkdir -p "$HOME"

tap_n=0
tap_bad=0
last='nothing was run'
: >"$tmp/.out"
: >"$tmp/.err"

tap_ok() {
	tap_n=$((tap_n + 1))
	echo "ok $tap_n - $1"
}

tap_not_ok() {
	tap_n=$((tap_n + 1))
	tap_bad=$((tap_bad + 1))
	echo "not ok $tap_n - $1"
	echo "# $last"
}

tap_show() {
	sed -n "1,${2:-20}s/^/# /p" "$1"
}

run() {
	last="run: $*"
	"$@" >"$tmp/.out" 2>"$tmp/.err" </dev/null
	status=$?
	run_kept "$1"
}

# The same with standard input from a file: run_in FILE CMD ...
run_in() {
	run_from=$1
	shift
	last="run: $* <$run_from"
	"$@" >"$tmp/.out" 2>"$tmp/.err" <"$run_from"
	status=$?
	run_kept "$1"
}

# Records that a test made are kept for the test of the schema, by program.
run_kept() {
	if [ -n "${CM_TEST_RECORDS:-}" ] && grep -q '^{"type":"' "$tmp/.out"
	then
		grep -a '^{"type":"' "$tmp/.out" \
			>>"$CM_TEST_RECORDS/${1##*/}.$$.$tap_n.ndjson"
	fi
}

is_status() {
	if [ "$status" -eq "$2" ]; then
		tap_ok "$1"
	else
		tap_not_ok "$1"
		echo "# status $status, not $2"
		[ "$status" -lt 128 ] || echo "# a crash: signal $((status - 128))"
		tap_show "$tmp/.err"
	fi
}

tap_same() {
	cat >"$tmp/.want"
	if cmp -s "$tmp/.want" "$1"; then
		tap_ok "$2"
	else
		tap_not_ok "$2"
		diff -u "$tmp/.want" "$1" | sed -n '1,60s/^/# /p'
	fi
}

is_out() {
	tap_same "$tmp/.out" "$1"
}

is_err() {
	tap_same "$tmp/.err" "$1"
}

tap_has() {
	if grep -aqE -e "$3" "$1"; then
		tap_ok "$2"
	else
		tap_not_ok "$2"
		echo "# no line matches: $3"
		tap_show "$1"
	fi
}

tap_lacks() {
	if grep -aqE -e "$3" "$1"; then
		tap_not_ok "$2"
		echo "# a line matches: $3"
		tap_show "$1"
	else
		tap_ok "$2"
	fi
}

has_out() {
	tap_has "$tmp/.out" "$1" "$2"
}

has_err() {
	tap_has "$tmp/.err" "$1" "$2"
}

lacks_out() {
	tap_lacks "$tmp/.out" "$1" "$2"
}

lacks_err() {
	tap_lacks "$tmp/.err" "$1" "$2"
}

is() {
	if [ "$2" = "$3" ]; then
		tap_ok "$1"
	else
		tap_not_ok "$1"
		printf '%s\n' "$2" | sed 's/^/# got:  /'
		printf '%s\n' "$3" | sed 's/^/# want: /'
	fi
}

ok() {
	tap_what=$1
	shift
	if "$@"; then
		tap_ok "$tap_what"
	else
		tap_not_ok "$tap_what"
		echo "# failed: $*"
	fi
}

skip() {
	tap_n=$((tap_n + 1))
	echo "ok $tap_n - $1 # SKIP $2"
}

# The five that every program gets, given a verb that reads records:
# common_tests PROGRAM [VERB ...]
common_tests() {
	common=$*
	printf '%s\n' '{"type":"post","network":"x","id":"1","text":"a"}' \
		>"$tmp/common"
	run "$1" --help
	is_status "$1 --help: status" 0
	has_out "$1 --help: shows the usage on standard output" '^usage: '
	run "$1" --version
	has_out "$1 --version" "^$1 [0-9]"
	run "$@" --no-such-option
	is_status "$common: an unknown option is a usage error" 2
	has_err "$common: and is named" "unknown option '--no-such-option'"
	run_in /dev/null "$@"
	is_status "$common: empty input is no failure" 0
	last="run: $common >/dev/full"
	"$@" <"$tmp/common" >/dev/full 2>"$tmp/.err"
	status=$?
	is_status "$common: a full disk is a failure" 1
	has_err "$common: and is named, with its cause" \
		'cannot write all of the output: No space left on device'
}

scipy_python() {
	for python in python3 /usr/bin/python3; do
		"$python" -c 'import numpy, scipy' 2>/dev/null && return
	done
	return 1
}

done_testing() {
	echo "1..$tap_n"
	[ "$tap_bad" -eq 0 ]
	exit
}
