#!/bin/sh
# Tables on all cores: the same rows whatever the threads, and bad ones kept.
. "${0%/*}/lib.sh"
cd "$tmp" || exit 1

map='type:=post,id=Id,text=Text,published=At,metrics.likes=Likes'
csv() {
	run cm-fetch --as csv --map "$map" "$@"
}
# rows FROM TO: each with a text over two lines, with quotes and a comma
rows() {
	awk -v from="$1" -v to="$2" 'BEGIN {
		x = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		for (i = from; i <= to; i++)
			printf "%d,\"one, \"\"%d\"\"\ntwo %s\",2026-01-%02dT10:00:00Z,%d\n", \
				i, i, substr(x, i % 40), i % 28 + 1, i % 1000
	}'
}
heading() {
	echo 'Id,Text,At,Likes'
}
lines() {
	grep -c '^{"type":"post"' "$tmp/.out"
}
# The records of an output, without what depends on the file.
records() {
	grep '"type":"post"' "$1" | sed 's/,"fetched":"[^"]*"//'
}

{ heading; rows 1 30000; } >big.csv
csv --threads 1 big.csv
is_status 'a table of several blocks' 0
cp "$tmp/.out" one.out
records one.out >big.want
is 'all its rows are records' "$(lines)" 30000
for n in 2 5; do
	csv --threads $n big.csv
	ok "the same from $n threads" cmp one.out "$tmp/.out"
done
run_in big.csv cm-fetch --as csv --map "$map" -
records "$tmp/.out" >got
ok 'the same from standard input' cmp big.want got
sed 's/$/\r/' big.csv >crlf.csv
csv crlf.csv
records "$tmp/.out" | sed 's/\\r\\n/\\n/' >got
ok 'lines that end with CRLF' cmp big.want got
tr '\n' '\r' <big.csv >cr.csv
csv cr.csv
records "$tmp/.out" | sed 's/\\r/\\n/' >got
ok 'lines that end with CR' cmp big.want got
iconv -f UTF-8 -t UTF-16 big.csv >utf16.csv
csv utf16.csv
records "$tmp/.out" >got
ok 'UTF-16' cmp big.want got

# bad rows
{
	heading
	rows 1 8000
	printf '%s\n' 'x1,"a ""bad""' 'row",2026-01-01T00:00:00Z,many'
	rows 8001 9000
	printf '%s\n' 'x2,short' '' ',,,' 'x3,ok,2026-01-01T00:00:00Z,3,' \
		'x4,long,2026-01-01T00:00:00Z,3,4'
	rows 9001 12000
	printf 'x5,never "closed,2026-01-01T00:00:00Z,5\n'
	printf 'x6,"never closed,2026-01-01T00:00:00Z,5\n'
} >bad.csv
csv --rejects kept.csv bad.csv
is_status 'rows that cannot be read' 1
is 'the others are records' "$(lines)" 12003
is_err 'they are named by the line where they begin' <<'E'
cm-fetch: bad.csv:16002: 'many' in Likes is no number
cm-fetch: bad.csv:18008: it has more cells than the heading
cm-fetch: bad.csv:24010: a quote begins a cell and nothing ends it
cm-fetch: 3 of 12008 rows were bad, kept in kept.csv
E
is 'they are kept as they stood, below the heading' "$(cat kept.csv)" \
	'Id,Text,At,Likes
x1,"a ""bad""
row",2026-01-01T00:00:00Z,many
x4,long,2026-01-01T00:00:00Z,3,4
x6,"never closed,2026-01-01T00:00:00Z,5'
has_out 'the coverage counts them' \
	'"records":12003,"refused":3,"complete":false'
cp kept.csv first.csv
cp "$tmp/.err" first.err
csv --threads 1 --rejects kept.csv bad.csv
ok 'the same from one thread' cmp "$tmp/.err" first.err
ok 'and the same is kept' cmp kept.csv first.csv
cp bad.csv more.csv
csv --rejects kept.csv bad.csv more.csv big.csv
is 'the heading comes once a file' "$(grep -c '^Id,' kept.csv)" 2
csv --rejects kept.csv big.csv
is 'nothing is kept of a table without bad rows' "$(cat kept.csv)" ''
csv --strict bad.csv
is_status 'strict: the first bad row ends it' 1
is 'with what was before it' "$(lines)" 8000
is_err 'and only that is said' <<'E'
cm-fetch: bad.csv:16002: 'many' in Likes is no number
cm-fetch: 1 of 8001 rows was bad
E

# a row that is too long
{
	heading
	rows 1 10
	printf 'x1,"'
	awk 'BEGIN { for (i = 0; i < 100000; i++)
		print "fifty bytes of a text that never seems to end, do" }'
	printf '",2026-01-01T00:00:00Z,1\n'
	printf 'x2,y,2026-01-01T00:00:00Z,many\n'
	rows 11 20
} >long.csv
csv --rejects kept.csv long.csv
is 'a row over 4 MiB: the others are records' "$(lines)" 20
is_err 'it is named, and lines are counted on' <<'E'
cm-fetch: long.csv:22: a row over 4 MiB
cm-fetch: long.csv:100023: 'many' in Likes is no number
cm-fetch: 2 of 22 rows were bad, kept in kept.csv
E
sed -n '1p; 22,100023p' long.csv >want.csv
ok 'it is kept whole' cmp kept.csv want.csv

# what the options hold back
csv --limit 5 big.csv
is 'a limit' "$(lines)" 5
has_out 'which the coverage tells' '"why":"limit"'
csv --since 2026-01-27 --until 2026-01-28 big.csv
is 'a span of time: nothing else' \
	"$(grep '"post"' "$tmp/.out" | grep -vc '2026-01-27')" 0
is 'and all of it' "$(lines)" 1071
csv -w '.metrics.likes > 997' big.csv
is 'a condition' "$(lines)" 60
csv --strict -w '.id | tonumber | error' big.csv
is_status 'a condition that fails' 1
has_err 'is said of the row' 'big.csv:2: -w: '
csv --rejects big.csv big.csv
is_status 'what is read is not written to' 2
ok 'and is as it was' test -s big.csv

cp big.csv both.csv
run sh -c "cm-fetch --as csv --map '$map' both.csv >>both.csv"
is_status 'nor is what is read from it' 1
has_err 'which is said' 'both.csv: not read: it is the output, too'

# nothing of a table that a failure cuts off is made up
if command -v gzip >/dev/null 2>&1; then
	{ heading; rows 1 20000; } | gzip >cut.csv.gz
	head -c 60000 cut.csv.gz >half.csv.gz
	csv half.csv.gz
	is_status 'a table that is cut off' 1
	is 'gives no half of a row' \
		"$(records "$tmp/.out" | grep -vc '"likes":')" 0
else
	skip 'a table that is cut off' 'no gzip'
fi
done_testing
