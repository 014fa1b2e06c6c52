#!/bin/sh
# cm-fetch --archive: where records go, and that a kill, a full disk or a disk
# that fails costs a repeat and never a loss. CM_KILLS: at how many points.
. "${0%/*}/lib.sh"
. "${0%/*}/feeds.sh"
cd "$tmp" || exit 1
serve
mkdir -p "$XDG_CONFIG_HOME/cm/networks" www/brand
cat >"$XDG_CONFIG_HOME/cm/networks/heron.jq" <<'END'
include "net";
def about: {title: "Heron", hosts: [".base"], auth: false, reads: ["posts", "messages"]};
def item($type): {record: (. + {type: $type})};
def fetch: if .step == "posts" then ask(get("/brand/p1"); "page")
  elif .step == "page" then (body.items[] | item("post")),
    ((body.next // empty) as $next | ask(get($next); "page") + {older: body.items[-1].published})
  elif .step == "messages" then ask(get("/brand/u\(.cursor // "0")"); "updates")
  else (body.items[] | item("message")),
    ((body.last // empty) as $to | {cursor: $to}, publish(get("/brand/u\($to)"); "updates")) end;
END
printf '[acme/brand]\nnetwork = heron\nhost = %s\n' "$web" \
	>"$XDG_CONFIG_HOME/cm/accounts"
echo '{"items":[{"id":"p4","published":"2026-11-02T00:00:00Z"},{"id":"p3","published":"2026-11-01T00:00:00Z"}],"next":"/brand/p2"}' >www/brand/p1
echo '{"items":[{"id":"p2","published":"2026-10-31T23:59:59Z"},{"id":"p1"}]}' \
	>www/brand/p2
for n in 0 1 2; do
	echo "{\"items\":[{\"id\":\"m$n\",\"published\":\"2026-11-03T00:00:0${n}Z\"}],\"last\":\"$((n + 1))\"}" \
		>www/brand/u$n
done
echo '{"items":[]}' >www/brand/u3

where() {
	(cd ar && find . -type f | sort | while read -r file; do
		printf '%s: %s\n' "${file#./}" \
			"$(jq -r '.id // .what' "$file" | tr '\n' ' ')"
	done)
}

run cm-fetch --archive ar acme/brand:posts
is_status 'an archive' 0
is 'nothing goes to standard output' "$(cat .out)" ''
is 'a file for each month, what has no time in that of the fetch' "$(where)" \
	'acme/brand/2026-10.ndjson: p2 
acme/brand/2026-11.ndjson: p4 p3 p1 posts '
printf '{"type":"post","id":"torn' >>ar/acme/brand/2026-10.ndjson
run cm-fetch --archive ar acme/brand:posts
has_err 'a torn line is cut off, and that is said' '10.ndjson: its last line has no end'
is 'what comes is added' "$(where)" \
	'acme/brand/2026-10.ndjson: p2 p2 
acme/brand/2026-11.ndjson: p4 p3 p1 posts p4 p3 p1 posts '
rm -r ar
rss www/a.xml 2
echo '1.2.3.4 - - [10/Oct/2026:13:55:36 +0000] "GET /a HTTP/1.1" 200 26 "-" "x"' >access.log
echo '{"type":"post","id":"7","account":"../../x"}' >some.ndjson
run cm-fetch --archive ar "$web/a.xml" access.log some.ndjson
is_status 'feeds, logs and records' 0
is 'go to a folder of their own' "$(cd ar && find . -type f | sort | tr '\n' ' ')" \
	'./127.0.0.1/2026-11.ndjson ./access.log/2026-10.ndjson ./access.log/2026-11.ndjson ./some.ndjson/2026-11.ndjson ./x/2026-11.ndjson '
run cm-fetch --archive ar -o file acme/brand
is_status 'two places at once' 2
: >plain
run cm-fetch --archive plain/ar acme/brand
is_status 'a folder that cannot be' 2
rm -r ar
mkdir -p ar/acme
: >ar/acme/brand
run cm-fetch --new --archive ar acme/brand:posts
is_status 'an account whose folder cannot be made' 1
has_err 'is named' "ar/acme/brand"
rm -r ar
run cm-fetch --new --archive ar acme/brand:posts
is 'and was not remembered' "$(where | grep -c p4)" 1

# ---- at every point ----

if [ ! -f "$top/tests/kill/inject.so" ]; then
	skip 'kills' 'inject.so is not there: make unit'
	done_testing
fi
fresh() {
	rm -rf ar "$XDG_STATE_HOME/cm"
	: >log
}
once() {
	env ASAN_OPTIONS="${ASAN_OPTIONS:-}:verify_asan_link_order=0" \
		CM_INJECT="$1" LD_PRELOAD="$top/tests/kill/inject.so" \
		cm-fetch -q --retries 0 --new --archive ar \
		acme/brand:posts,messages >.out 2>.err
}
# What was acknowledged is in the archive.
acknowledged() {
	for n in 0 1 2; do
		if grep -q "^GET /brand/u$((n + 1)) " log; then
			cat ar/acme/brand/*.ndjson | grep -q "\"id\":\"m$n\"" ||
				echo "m$n was lost"
		fi
	done
}
fresh
once "count $tmp/count"
points=$(cat count)
ok 'a run has points to be killed at' [ "$points" -gt 20 ]
kills=${CM_KILLS:-48}
step=$(((points * 2 + kills - 1) / kills))
[ "$step" -gt 0 ] || step=1
at=0
runs=0
bad=0
while [ "$at" -lt $((points * 2)) ]; do
	n=$((at / 2 + 1))
	how=before
	[ $((at % 2)) -eq 0 ] || how=after
	[ $((runs % 6)) -ne 4 ] || how=full
	[ $((runs % 6)) -ne 5 ] || how=sync
	fresh
	once "$how $n"
	first=$?
	why=$(acknowledged)
	tries=0
	until once "count $tmp/count" || [ $tries -ge 3 ]; do
		tries=$((tries + 1))
	done
	all=$(cat ar/acme/brand/*.ndjson 2>/dev/null |
		jq -r 'select(.id) | .id' 2>&1 | sort -u | tr '\n' ' ')
	[ "$all" = 'm0 m1 m2 p1 p2 p3 p4 ' ] || why="$why; there: $all"
	if [ -n "$why" ]; then
		bad=$((bad + 1))
		echo "# $how $n (status $first): $why"
		sed 's/^/# /' .err
	fi
	runs=$((runs + 1))
	at=$((at + step + 1))
done
is "nothing is lost at $runs of $((points * 2)) points" "$bad" 0
done_testing
