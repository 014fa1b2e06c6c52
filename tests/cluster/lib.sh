# What the tests of a cluster share, beside ../lib.sh. A test begins with:
# . "${0%/*}/lib.sh"
#
# nodes N            N machines n1 to nN, on a network of their own: 10.98.0.1
#                    and so on; this one is 10.98.0.254
# on N CMD ...       runs it on machine N: in its network
# unplug N, plug N   takes a machine off the network, and back
# shards N           shard.1.ndjson to shard.N.ndjson, with copies of records
#                    in several of them, and whole.ndjson, which holds all
# until_so SECONDS CMD ...   waits until it succeeds; fails after a while
#
# All of it happens in namespaces of the test's own, which vanish with it, and
# so does every process that it left behind.
if [ -z "${CM_CLUSTER:-}" ]; then
	if ! why=$(sh "${0%/*}/able.sh"); then
		echo "1..0 # SKIP $why"
		exit 0
	fi
	exec env CM_CLUSTER=1 unshare --net --mount --pid --fork --kill-child \
		--mount-proc "$0" "$@"
fi
# shellcheck source=lib.sh
. "${0%/*}/../lib.sh"
here=$(cd "${0%/*}" && pwd)
cd "$tmp" || exit 1

needs() {
	for needs_cmd; do
		if ! command -v "$needs_cmd" >/dev/null; then
			echo "1..0 # SKIP no $needs_cmd: see tests/deps.sh"
			exit 0
		fi
	done
}

nodes() {
	ip link set lo up
	if ! ip link add name br0 type bridge; then
		echo '1..0 # SKIP no network can be made here'
		exit 0
	fi
	ip addr add 10.98.0.254/24 dev br0
	ip link set br0 up
	node=1
	while [ $node -le "$1" ]; do
		unshare --net sleep 100000 &
		echo $! >"$tmp/net.$node"
		until_so 5 another_net "$!"
		ip link add "v$node" type veth peer name eth0 netns "$!"
		ip link set "v$node" master br0 up
		on $node ip addr add "10.98.0.$node/24" dev eth0
		on $node ip link set eth0 up
		on $node ip link set lo up
		node=$((node + 1))
	done
}

another_net() {
	[ "$(readlink "/proc/$1/ns/net")" != "$(readlink /proc/self/ns/net)" ]
}

on() {
	on_net=/proc/$(cat "$tmp/net.$1")/ns/net
	shift
	nsenter --net="$on_net" "$@"
}

unplug() {
	ip link set "v$1" down
}

plug() {
	ip link set "v$1" up
}

until_so() {
	so_left=$(($1 * 20))
	shift
	until "$@" >/dev/null 2>&1; do
		so_left=$((so_left - 1))
		[ $so_left -gt 0 ] || return 1
		sleep 0.05
	done
}

shards() {
	python3 "$here/shards.py" "$1" "$tmp"
	cat "$tmp"/shard.*.ndjson >"$tmp/whole.ndjson"
}
