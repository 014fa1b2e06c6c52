# shellcheck shell=sh
# 200 accounts of a network, 10 pages of 40 records each, from a server that
# answers after 50 ms, beside curl --parallel for the same URLs on as many
# connections. BENCH_CONNECTIONS='16 64'
fresh
accounts=200
net=$data/net
slow() {
	"$here/slow" 50 >"$net/port" &
	slow_pid=$!
	sleep 1
	port=$(cat "$net/port")
}
if ! have curl; then
	say 'curl is not installed: no comparison of accounts'
	return 0
fi
rm -rf "$net"
mkdir -p "$net/state"
slow
awk -v n=$accounts -v url="http://127.0.0.1:$port" -v dir="$net" 'BEGIN {
	conf = dir "/state/accounts"
	list = dir "/urls"
	for (a = 1; a <= n; a++)
		printf "[bench/a%d]\nnetwork = mastodon\nhost = %s\nid = %d\ntoken = not-a-token\n", a, url, a >conf
	for (p = 1; p <= 10; p++)
		for (a = 1; a <= n; a++)
			printf("url = \"%s/api/v1/accounts/%d/statuses?limit=40&exclude_reblogs=true%s\"\noutput = /dev/null\n", url, a, (p > 1 ? "&max_id=" p : "")) >list
}'
chmod 600 "$net/state/accounts"
net_state=$CM_DIR
CM_DIR=$net/state
for n in ${BENCH_CONNECTIONS:-16 64}; do
	i=0
	while [ $i -lt "$rounds" ]; do
		i=$((i + 1))
		one "net.$n" cm-fetch -q --jobs "$n" --per-host "$n" bench/:posts
		one "curl.$n" curl -s --parallel --parallel-immediate \
			--parallel-max "$n" -K "$net/urls"
	done
	records=$(grep -c '"type":"post"' "$data/out.net.$n")
	say "$accounts accounts, $records records, $n connections"
	compare 'cm-fetch / curl --parallel' "net.$n" "curl.$n" 0.769
	limit 'CPU of a record, all processes' \
		"$(awk -v t="$(median "net.$n" 2)" -v r="$records" \
			'BEGIN { print t * 1e6 / r }')" 60 us
	limit 'memory of all processes together' \
		"$(median "net.$n" 3)" 64 MiB
done
CM_DIR=$net_state
kill "$slow_pid"
