# shellcheck shell=sh
# A film of BENCH_MB MiB, sent in ranges of 8 MiB, each when the one before is
# there, beside curl -T with the whole of it in one request. cm-post reads it
# once before, for its SHA-256: by that it knows the draft again.
fresh
net=$data/net
if ! have curl; then
	say 'curl is not installed: no comparison of uploads'
	return 0
fi
rm -rf "$net"
mkdir -p "$net/state/networks"
"$here/slow" 50 >"$net/port" &
slow_pid=$!
sleep 1
url=http://127.0.0.1:$(cat "$net/port")
cat >"$net/state/networks/sink.jq" <<'JQ'
include "net";
def about: {title: "Sink", hosts: [".base"], auth: false, text: {max: 500, unit: "graphemes"}, media: {max: 1}, reads: ["posts"]};
def piece: 8388608;
def part($at): .job.draft.media[0] as $m | ask({method: "PUT", url: "/upload?at=\($at)",
  file: {file: $m.file, offset: $at, length: ([piece, $m.bytes - $at] | min), type: "video/mp4"}}; "part"; {at: $at});
def post:
  if .step == null then part(0)
  elif .step == "part" and .vars.at + piece < .job.draft.media[0].bytes then part(.vars.at + piece)
  elif .step == "part" then publish(send("PUT"; "/post"; {text: .job.draft.text}); "done")
  else published("1"; null) end;
JQ
printf '[bench/sink]\nnetwork = sink\nhost = %s\n' "$url" >"$net/state/accounts"
chmod 600 "$net/state/accounts"
film=$data/film.$mb.mp4
[ -s "$film" ] || {
	printf '\0\0\0\030ftypmp42\0\0\0\0mp42isom\0\0\0\010free' >"$film.new"
	dd if=/dev/zero bs=1048576 count="$mb" 2>/dev/null | tr '\0' 'm' \
		>>"$film.new"
	mv "$film.new" "$film"
}
warm "$film"
net_state=$CM_DIR
CM_DIR=$net/state
i=0
while [ $i -lt "$rounds" ]; do
	i=$((i + 1))
	one upload cm-post -q --to bench/sink --text "Film $i" --media "$film"
	one plan cm-post -n -q --to bench/sink --text "Film $i" --media "$film"
	one curlT curl -s -T "$film" "$url/film"
done
say "a film of $mb MiB"
compare 'cm-post in ranges of 8 MiB / curl -T' upload curlT 1
compare 'of it, to know whether it was sent before' plan curlT 0
limit 'memory of all processes together' "$(median upload 3)" 32 MiB
CM_DIR=$net_state
kill "$slow_pid"
