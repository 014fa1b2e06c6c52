#!/bin/sh
# cm-stats: what it says to somebody who slips.
. "${0%/*}/lib.sh"

printf '%s\n' '{"type":"post","network":"x","author":{"id":"1","handle":"a"},"metrics":{"likes":1,"views":4}}' \
	>"$tmp/a"

# Names that no record has.
run cm-stats by netwrok -m posts "$tmp/a"
is_status 'a key that no record has: status' 0
is_err 'a key that no record has: the nearest' <<'EOT'
cm-stats: no record has 'netwrok' (network?)
EOT
run cm-stats by author.nmae -m posts "$tmp/a"
has_err 'a path' "no record has 'author.nmae' \(author.name\?\)$"
run cm-stats by zzzz,network -m posts "$tmp/a"
has_err 'nothing near' "no record has 'zzzz'$"
run cm-stats by lang -m posts "$tmp/a"
has_err 'a member that is only missing' "no record has 'lang'$"
near() {
	run cm-stats by network -m "$1" "$tmp/a"
	has_err "$1: $2?" "measure '$1' is empty in all rows: no .* \($2\?\)$"
}
near lieks likes
near lieks.mean likes.mean
near likes.maen likes.mean
near metrics.vews views
near like_rate_view likes_rate_views
run cm-stats by network -m shares "$tmp/a"
has_err 'a metric that is only missing' 'empty in all rows: no shares given$'
run cm-stats by network,lang -m posts,likes -q "$tmp/a"
is_err 'nothing is said with -q' </dev/null

# Blanks around commas.
run cm-stats by 'network , type' -m ' posts,	likes ' "$tmp/a"
is_status 'blanks around commas: status' 0
has_out 'blanks around commas are no part of the names' \
	'"network":"x","record_type":"post","posts":1,"likes":1'

# What cannot be asked.
usage() {
	usage_what=$1
	shift
	run cm-stats "$@"
	is_status "$*: status" 2
	has_err "$*: says so" "$usage_what"
	is_out "$*: nothing was done" </dev/null
}
usage "use likes\.mean" by network -m likes.avg
usage "use views\.sum" by network -m views.total
usage 'between \.p0 and \.p100' by network -m likes.p101
usage 'between \.p0 and \.p100' by network -m likes.p999
usage 'between \.p0 and \.p100' by network -m likes.p99999999999999999999
usage 'a key has no name' by ''
usage 'a key has no name' by ' '
usage 'a key has no name' by network,,day
usage 'a measure has no name' by network -m 'posts, ,likes'
usage "'author' is an object.*authors\.distinct or author\.handle\.distinct" \
	by network -m author.distinct
usage "'metrics' is an object.*metrics\.likes" by network -m metrics
usage "'feed' is an object.*feed\.title" by feed
cd "$tmp" || exit 1
mkdir -p sub
cp a posts.ndjson
cp a sub/posts
usage "'posts\.ndjson' is a file; say by which keys" by posts.ndjson
usage "'sub/posts' is a file; say by which keys" by sub/posts
run cm-stats by author.name posts.ndjson
is_status 'a path is no file' 0

# JSON that is laid out otherwise.
printf '{"type":"post"}\n{"type":"post","text":"a"}\n' >posts
jq -s . posts >array
jq -cs . posts >line
jq . posts >pretty
run cm-stats by type array line pretty posts
is_status 'JSON laid out otherwise: status' 1
has_err 'each bad line is named' '^cm-stats: array:9: '
has_err 'an array is taken for one' \
	"^cm-stats: array: is it a JSON array\? 'jq -c \.\[\]' makes lines of it"
has_err 'one on one line too' '^cm-stats: line: is it a JSON array'
has_err 'a record on several lines' \
	"^cm-stats: pretty: one record must stand on one line; 'jq -c \.' makes"
is 'and each file once' "$(grep -c 'jq -c' .err)" 3
has_out 'and the records count' '"record_type":"post","posts":2'
awk 'BEGIN { printf "["; for (i = 0; i < 400000; i++)
	printf "{\"type\":\"post\"}," ; print "{}]" }' >line
run cm-stats by type line
has_err 'an array on one line that is too long' '^cm-stats: line: is it a JSON'
printf '{"type":"post"}\n[]\n' >line
run cm-stats by type line
lacks_err 'another bad line gets no hint' 'jq'

# A campaign is a text in a post and an object in a visit.
printf '%s\n' '{"type":"post","campaign":"a"}' \
	'{"type":"visit","campaign":{"name":"a"}}' \
	'{"type":"visit","campaign":{"source":"b"}}' \
	'{"type":"visit","campaign":{"name":"c"}}' >b
run cm-stats by type -m campaign.distinct b
is_status 'campaign.distinct: status' 0
has_out 'campaign.distinct: of visits' '"record_type":"visit","campaign.distinct":2'

# Visitors view pages: no pictures, no pages that are missing, no bots.
printf '{"type":"visit","network":"web",%s}\n' \
	'"visitor":"a","metrics":{"pageviews":1}' \
	'"visitor":"b","status":404' \
	'"visitor":"c","url":"/a.png","metrics":{"bytes":5}' \
	'"visitor":"d","bot":"Googlebot"' \
	'"visitor":"e","bot":"Bingbot","metrics":{"pageviews":1}' >b
run cm-stats by bot -m visitors,pageviews b
grep '"row"' .out >rows
mv rows .out
is_out 'visitors view pages, bots are left out' <<'EOT'
{"type":"row","bot":"Bingbot","visitors":null,"pageviews":1,"reason":"visitors: no visitor viewed a page, bots are left out"}
{"type":"row","bot":"Googlebot","visitors":null,"pageviews":null,"reason":"visitors: no visitor viewed a page, bots are left out; pageviews: no pageviews given"}
{"type":"row","bot":null,"visitors":1,"pageviews":1,"reason":"bot: not given"}
EOT


run cm-stats by network -m followers /dev/null
is_status 'a sum of snapshots is refused' 2
ok 'and what is meant is said' grep -q 'is followers.last meant' "$tmp/.err"
run cm-stats by network -m followers.last,author.followers.sum /dev/null
is_status 'the newest one, and what has another name, are not' 0
printf '%s\n' '{"type":"series","dimensions":{"page":"/"},"metrics":{"clicks":1}}' \
	>"$tmp/series"
run cm-stats by page -m clicks "$tmp/series"
ok 'what a series is about has a longer name' \
	grep -q "(dimensions.page?)" "$tmp/.err"

run cm-stats by network -w '.type = "post"' "$tmp/series"
has_err 'an assignment is no comparison' "is '==' meant"
for e in '.type == "post"' '.a != 1 and .b <= 2 and .c >= 3' '.text == "a = b"'; do
	run cm-stats by network -m records -w "$e" /dev/null
	is_err "a comparison is one: $e" </dev/null
done

run cm-stats by --help
is_status 'the help of a verb' 0
has_out 'has its options' '--measures LIST'
ok 'and no other verb' sh -c '! grep -q "^growth" "$1"' - "$tmp/.out"

run cm-stats by network --since 2026-11-16 --until 2026-11-02 /dev/null
is_status 'an end before the beginning' 2
run cm-stats by network --since someday /dev/null
has_err 'what a time may be is said' '2026-W45'

cat >"$tmp/both" <<'EOT'
{"type":"post","network":"x","id":"1","metrics":{"likes":5}}
{"type":"comment","network":"x","id":"2","metrics":{"likes":100}}
EOT
run cm-stats by network -m likes "$tmp/both"
has_err 'likes of comments are not added to those of posts, which is said' \
	'--type comment'
echo '{"type":"series","network":"x","id":"d","period":{"start":"2026-11-01T00:00:00Z","end":"2026-11-02T00:00:00Z"},"metrics":{"likes":5}}' |
	cat "$tmp/both" - >"$tmp/thrice"
run cm-stats by network -m likes "$tmp/thrice"
has_err 'nor what series tell of them once more' '--type comment.*or series'
run cm-stats by network -m likes --type post,article "$tmp/both"
is_err 'not where one was chosen' </dev/null
has_out 'and only those are counted' '"likes":5}'
run cm-stats by network -m likes --type song "$tmp/both"
is_status 'an unknown type' 2
run cm-stats summary "$tmp/both"
has_out 'a summary is of posts' '"by":"all".*"likes":5,'
done_testing
