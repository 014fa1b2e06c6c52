# shellcheck shell=sh
# A combined log to records; lines a second.
fresh
log=$data/access.$mb.log
[ -s "$log" ] || "$here/weblog-generate" 1 $((mb * 1048576)) >"$log"
warm "$log"
i=0
while [ $i -lt "$rounds" ]; do
	i=$((i + 1))
	to=/dev/null
	one ours cm-fetch --as weblog "$log"
	to=
	have mawk && one mawk mawk '{ n[substr($4, 2, 11) " " $9]++ }
		END { for (k in n) print k, n[k] }' "$log"
done
[ -n "${BENCH_QUICK:-}" ] || ! have goaccess || one goaccess goaccess "$log" \
	--log-format=COMBINED -o json --no-global-config
say "web log of $mb MiB"
compare 'cm-fetch --as weblog / mawk by day, status' ours mawk 1
compare 'cm-fetch --as weblog / GoAccess to JSON' ours goaccess 20
