#!/bin/sh
# What an unlucky or unkind world does to the programs.
. "${0%/*}/lib.sh"
cd "$tmp" || exit 1
demo=$top/tests/demo
one='{"type":"post","network":"x","id":"1","text":"a"}'
esc=$(printf '\033')
c1=$(printf '\302\233')

# Names and words that would play with a terminal.
name=$(printf 'a\033[31m\n\302\233b\177.ndjson')
echo oops >"$name"
run cm-curate unique "$name"
has_err 'a name cannot play with the terminal' \
	'^cm-curate: a[?]\[31m[?]+b[?].ndjson:1: not JSON'
run cm-fetch "$name" "$(printf 'no\033[2Jsuch')"
lacks_err 'nor can a source' "$esc"
run cm-stats by "$(printf 'x\033[2J')" --"$(printf 'y\033[2J')" "$name"
lacks_err 'nor an option' "$esc"
echo "$one" >one
run cm-curate keep '"\u001b[2J\u009b" | error' one
lacks_err 'nor an expression'\''s error' "$esc|$c1"
run cm-curate keep "$(printf '[limit(1e9; repeat(1))] # \033[2J')" one
has_err 'nor one that is stopped' 'stopped: over .*# [?]\[2J$'
printf '%s\n' '{"type":"post","network":"x\u001b[2J","id":"\u009b2J"}' >esc
for format in text md; do
	run cm-report -f $format table --columns network,id esc
	lacks_out "nor a value in -f $format" "$esc|$c1"
done

# Standard streams that are closed.
printf '%s\n' "$one" oops "$one" >some
cm-curate --rejects rejects keep . some >&- 2>.err
is 'without an output: a failure' $? 1
is 'which is not put among the bad lines' "$(cat rejects)" oops
cm-fetch -o archive one none.xml 2>&-
is 'without messages: the status' $? 1
is 'they are not put into the archive' "$(grep -c '^cm-fetch' archive)" 0
run sh -c 'cm-stats summary <&-'
is_status 'without an input: a failure' 1

# One file for two things.
cp some both
run sh -c 'cm-curate keep . both one >>both'
is_status 'a file is not read and written at once: a failure' 1
has_err 'and is named' "'both' is not read: it is the output, too"
is 'the others are read' "$(tail -n +4 both)" "$one"
cp some both
run cm-curate --rejects both unique both
is_status 'a file that is read is not emptied for the bad lines' 2
run_in both cm-curate --rejects both unique
is_status 'nor is standard input' 2
run cm-fetch --rejects both one both
is_status 'nor a source' 2
cp "$demo/feeds/blog.xml" .
run cm-fetch -o blog.xml one blog.xml
is_status 'nothing is added to a source' 2
run cm-fetch -o both --rejects both one
is_status 'an archive is not emptied for the bad lines' 2
ok 'all of them are as they were' cmp -s some both
ok 'the source, too' cmp -s blog.xml "$demo/feeds/blog.xml"

# A pipe that is not read to its end.
awk -v one="$one" 'BEGIN { print one; print "oops"; for (; i < 99999; i++) print one }' \
	>long
run sh -c '{ cat long; true; } | cm-fetch --strict -'
is_status '--strict ends a pipe in order' 1
has_out 'with a coverage record' '"records":1,"refused":1,"complete":false'
run sh -c 'grep -v oops long | cm-fetch -l 5 -'
has_out 'so does --limit' '"records":5,.*"why":"limit"'

# A line at the limit, whatever the blocks in which it comes.
for more in 0 1 300; do
	awk -v n=$((4194304 + more)) 'BEGIN { s = "{\"text\":\""
		for (t = "a"; length(t) < n; )
			t = t t
		print s substr(t, 1, n - length(s) - 2) "\"}" }'
done >limit
run cm-curate keep . limit
is_status 'lines of 4 MiB and more: status' 1
is 'the first passes' "$(wc -c <.out)" 4194305
is_err 'the others do not' <<'EOT'
cm-curate: limit:2: a line over 4 MiB
cm-curate: limit:3: a line over 4 MiB
cm-curate: 2 of 3 lines were bad
EOT
cp .out first
run sh -c 'dd bs=999 if=limit 2>/dev/null | cm-curate keep . --rejects rejects'
ok 'nor from a pipe' cmp -s first .out
is 'they are kept' "$(wc -c <rejects)" 8388911

# An expression that libjq cannot hold.
run cm-curate keep "$(awk 'BEGIN { while (i++ < 60000) printf "("; print 1 }')"
is_status 'brackets without an end: status' 2
has_err 'are said to be too many' 'keep: memory exhausted, in'

# A link to a report stays one.
mkdir elsewhere
echo old >elsewhere/page
ln -s elsewhere/page page
run cm-report -f csv -o page table one
is_status 'a report behind a link: status' 0
is 'the link is one' "$(readlink page)" elsewhere/page
ok 'what it leads to is new' grep -q '^type,' elsewhere/page

# Passwords, in what is no URL.
run cm-fetch 'http://me:hunter2@[::1/'
is_status 'what is no URL: status' 2
lacks_err 'its password is not shown' hunter2
run cm-fetch 'http://me:hun/ter2@blog.example/'
lacks_err 'nor one that has a slash' hun

# Feeds.
cat >chars.xml <<'EOT'
<rss version="2.0"><channel><title>T</title><item><guid>1</guid>
<title>a&#27;b&#x9b;c&#0;&#xffff;&#1114112;</title></item></channel></rss>
EOT
run cm-fetch chars.xml
is_status 'numbers of characters that XML has not: status' 0
has_out 'are left out' '"title":"ab.+c'
lacks_err 'and do no harm' "$esc"
{
	echo '<rss version="2.0"><channel><title>T</title>'
	awk 'BEGIN { for (; i < 170000; i++)
		printf "<item><guid>%d</guid><title>Item %d, of which there are many, and one more, and one more</title></item>\n", i, i }'
	echo '</channel></rss>'
} >large.xml
run cm-fetch -l 1 large.xml
is_status 'a large feed is refused' 1
run cm-fetch -l 1 --max-size 64m large.xml
is_status '--max-size lets it in' 0
is_err 'with nothing to say' </dev/null
done_testing
