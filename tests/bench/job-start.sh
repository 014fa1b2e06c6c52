# shellcheck shell=sh
# Start-up: many runs each, since one is short.
fresh
printf '{"type":"post","network":"x","id":"1"}\n' >"$data/one.ndjson"
repeat=$data/repeat.sh
cat >"$repeat" <<'REPEAT'
n=0
while [ $n -lt 100 ]; do "$@" >/dev/null; n=$((n + 1)); done
REPEAT
i=0
while [ $i -lt "$rounds" ]; do
	i=$((i + 1))
	one empty sh "$repeat" "$here/empty"
	one stats sh "$repeat" cm-stats by network "$data/one.ndjson"
	one curate sh "$repeat" cm-curate unique "$data/one.ndjson"
	one report sh "$repeat" cm-report -f csv table --columns id "$data/one.ndjson"
	one jq sh "$repeat" cm-curate keep '(.id) == "1"' "$data/one.ndjson"
done
say 'start-up, milliseconds a run'
empty=$(median empty 1)
for p in stats curate report; do
	limit "cm-$p without a jq expression" \
		"$(awk -v t="$(median $p 1)" 'BEGIN { print t * 10 }')" \
		"$(awk -v t="$empty" 'BEGIN { print 1.5 * t * 10 + 2 }')" ms
done
limit 'cm-curate with a jq expression' \
	"$(awk -v t="$(median jq 1)" 'BEGIN { print t * 10 }')" 30 ms
for p in cm-stats cm-curate cm-report cm-post; do
	ldd "$top/bin/$p" | grep -q libcurl && say "$p loads libcurl: MISSED"
done
