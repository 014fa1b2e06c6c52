# What the tests against real servers share, beside ../lib.sh. A test begins
# with:  . "${0%/*}/lib.sh"
#
# serve NAME HOST     starts NAME.sh, and the proxy before it
# front URL           starts the proxy that loses answers before a server; the
#                     server is at $server, the proxy at $base
# lose RE             the next request that matches "METHOD /path" arrives, and
#                     its answer does not
# account NAME NETWORK LINE ...   --add, with these answers to its questions
# recorded NAME CMD ...           runs it with --record; $tmp/NAME.har
# again_later CMD ... runs it till it says something else than 75
# replays NAME ...    what was recorded, from its transcript: the same bytes
# contract NETWORK    all transcripts hold to the network's description
#
# The clock is the machine's; a test runs in $tmp, where the drafts of
# ../networks lie. What is replayed is kept in CM_TEST_HAR, if that is set:
#	make check-servers CM_TEST_HAR=$PWD/tests/networks
# makes what tests/networks tells again anew.

CM_SERVERS=${CM_SERVERS:-${XDG_CACHE_HOME:-$HOME/.cache}/cm-servers}
export CM_SERVERS
# shellcheck source=lib.sh
. "${0%/*}/../lib.sh"
kind=${0##*/}
kind=${kind%.t}
here=$(cd "${0%/*}" && pwd)
unset CM_NOW
CM_DIR=$tmp/cm
export CM_DIR
mkdir "$CM_DIR"
cd "$tmp" || exit 1
cp "$top/tests/networks/dot.png" "$top/tests/networks/$kind"-draft.* . 2>/dev/null
served=
proxy=
trap 'halt; cd /; rm -rf "$tmp"' EXIT

halt() {
	[ -z "$proxy" ] || kill "$proxy" 2>/dev/null
	[ -z "$served" ] || sh "$here/$served.sh" stop "$tmp/server"
}

# Ports that nobody listens at: the one it prints, and the one above.
free_port() {
	python3 -c '
import random, socket
while True:
    port = random.randrange(20000, 32000)
    try:
        for n in range(2):
            socket.socket().bind(("127.0.0.1", port + n))
    except OSError:
        continue
    print(port)
    break'
}

serve() {
	port=$(free_port)
	served=$1
	if ! sh "$here/$1.sh" start "$tmp/server" "$port"; then
		echo "Bail out! no $1"
		exit 1
	fi
	front "http://$2:$port"
}

front() {
	server=$1
	port=$(free_port)
	python3 "$here/proxy.py" "$port" "$server" "$tmp/lose" \
		2>"$tmp/proxy.log" &
	proxy=$!
	base=$(expr "$server" : '.*\(localhost\):') || base=127.0.0.1
	base=http://$base:$port
	tries=0
	until curl -s -o "$tmp/.up" "$base/" || [ $tries -gt 100 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
}

lose() {
	printf '%s\n' "$1" >"$tmp/lose"
}

account() {
	account_name=$1
	account_network=$2
	shift 2
	printf '%s\n' "$@" >"$tmp/answers"
	run_in "$tmp/answers" cm-fetch --add "$account_name" "$account_network"
}

recorded() {
	recorded_name=$1
	shift
	jq -cn '$ARGS.positional' --args -- "$@" >"$tmp/$recorded_name.args"
	recorded_program=$1
	shift
	run "$recorded_program" --record "$tmp/$recorded_name.har" "$@"
	cp "$tmp/.out" "$tmp/$recorded_name.out"
}

again_later() {
	again_tries=0
	while :; do
		run "$@"
		again_tries=$((again_tries + 1))
		[ "$status" -eq 75 ] && [ $again_tries -lt 30 ] || break
		sleep 1
	done
}

replays() {
	for replays_name do
		eval "set -- $(jq -r @sh "$tmp/$replays_name.args")"
		replays_program=$1
		shift
		run env CM_DIR="$tmp/elsewhere" "$replays_program" \
			--replay "$tmp/$replays_name.har" "$@"
		is_out "$replays_name: its transcript gives the same bytes" \
			<"$tmp/$replays_name.out"
		[ -z "${CM_TEST_HAR:-}" ] || keep "$replays_name"
	done
}

keep() {
	for keep_part in har args out; do
		cp "$tmp/$1.$keep_part" "$CM_TEST_HAR/$kind-$1.$keep_part"
	done
	[ ! -f "$kind-$1.ndjson" ] || cp "$kind-$1.ndjson" "$CM_TEST_HAR"
}

contract() {
	if [ ! -x "$shared/contract/check" ]; then
		skip "$1: requests and answers hold to its description" \
			'no ../shared/contract'
		return
	fi
	run sh "$top/tests/contract.sh" "$1" "$tmp"/*.har
	is_status "$1: requests and answers hold to its description" 0
	tap_show "$tmp/.out" 40
}

# What a jq filter makes of the last output is this text.
is_jq() {
	is "$1" "$(jq -cr "$2" "$tmp/.out")" "$3"
}
