#!/bin/sh
# cm-curate: keep, drop, fresh, unique, top, and chains of them.
# shellcheck disable=SC2016 # $ENV and the like are jq's
# shellcheck disable=SC1010 # then is a word of ours
# shellcheck disable=SC2089,SC2090
. "${0%/*}/lib.sh"

common_tests cm-curate keep .
common_tests cm-curate drop '.lang == "fr"'
common_tests cm-curate unique
common_tests cm-curate fresh -n

cat >"$tmp/a" <<'EOT'
{"type":"post","network":"x","id":"1","lang":"fr","metrics":{"likes":5}}
{"type":"post","network":"x","id":"2","lang":"en","metrics":{"likes":50}}
{"type":"comment","network":"x","id":"1","lang":"fr","metrics":{"likes":7}}
 {"type":"post", "network":"y","id":"1","lang":"fr","extra":[1, 2.50e1],"metrics":{"likes":50}}
{"type":"post","network":"x","lang":"fr","text":"no id"}
{"type":"post","network":"x","lang":"fr","text":"no id"}
{"type":"coverage","network":"x","source":"f","complete":true}
{"type":"coverage","network":"x","source":"f","complete":true}
EOT

# How many lines the last run put out.
lines() {
	wc -l <"$tmp/.out" | tr -d ' '
}

# keep and drop

run cm-curate keep '.lang == "fr" and .metrics.likes > 6' "$tmp/a"
is_status 'keep' 0
is_out 'keep prints the lines as they are, and all coverage' <<'EOT'
{"type":"comment","network":"x","id":"1","lang":"fr","metrics":{"likes":7}}
 {"type":"post", "network":"y","id":"1","lang":"fr","extra":[1, 2.50e1],"metrics":{"likes":50}}
{"type":"coverage","network":"x","source":"f","complete":true}
{"type":"coverage","network":"x","source":"f","complete":true}
EOT
run cm-curate --no-coverage drop '.lang == "fr"' "$tmp/a"
is_out 'drop prints the others; --no-coverage no coverage' <<'EOT'
{"type":"post","network":"x","id":"2","lang":"en","metrics":{"likes":50}}
EOT
run cm-curate keep '(.lang == "fr")' "$tmp/a"
cp "$tmp/.out" "$tmp/jq"
run cm-curate keep '.lang == "fr"' "$tmp/a"
is_out 'a comparison that needs no jq gives what jq gives' <"$tmp/jq"
run cm-curate keep '(.text != "no id")' "$tmp/a"
cp "$tmp/.out" "$tmp/jq"
run cm-curate keep '.text!="no id"' "$tmp/a"
is_out 'also when it asks for a difference' <"$tmp/jq"
printf '%s\n' '{"a":"\u0078y"}' '{"a":null}' '{"a":["xy"]}' '{}' >"$tmp/q"
run cm-curate keep ' .a == "xy" ' "$tmp/q"
is_out 'escapes are read, other kinds differ' <<'EOT'
{"a":"\u0078y"}
EOT
run cm-curate -w '.network == "x"' keep '.lang == "en"' "$tmp/a"
is 'a -w before the verb' "$(grep -c '"post"' "$tmp/.out")" 1
run cm-curate --no-coverage unique -w '.network == "y"' "$tmp/a"
is 'and behind it' "$(lines)" 1
run cm-curate keep 'now == 1794808800' "$tmp/a"
is "now is the program's clock" "$(lines)" 8
run cm-curate keep 'empty' "$tmp/a"
is 'no result is no' "$(lines)" 2

# expressions that are wrong

run cm-curate keep '.a ==' "$tmp/a"
is_status 'an expression that does not compile is a usage error' 2
has_err 'and is shown' "^cm-curate: keep: syntax error, .*, in '\.a =='$"
run cm-curate keep . then drop 'nonsense' "$tmp/a"
is_status 'also further down the chain' 2
has_err 'it is named by its verb' 'drop: nonsense/0 is not defined'
run cm-curate keep '  ' "$tmp/a"
has_err 'an empty one' 'keep: the expression is empty'
run cm-curate -w 'import "a" as a; .' unique "$tmp/a"
has_err 'an import' '-w: an expression cannot import or include'
run cm-curate keep '.metrics.likes.x' "$tmp/a"
is_status 'an expression that fails on a record makes a bad line' 1
has_err 'which is named' 'a:1: keep: Cannot index number with'
has_err 'and counted' '4 of 8 lines were bad'
run cm-curate unique then keep '.metrics.likes.x' "$tmp/a"
has_err 'only if the record gets there' '3 of 8 lines were bad'
lacks_err 'a duplicate does not' 'a:3:'
run cm-curate top 1 then keep '.metrics.likes.x' "$tmp/a"
has_err 'also behind a ranking' 'a:2: keep: Cannot index number'
has_err 'and once' '1 of 8 lines was bad'
run cm-curate --strict --no-coverage unique then \
	keep 'if .id == "2" then error("no") else true end' "$tmp/a"
is_out '--strict stops there' <<'EOT'
{"type":"post","network":"x","id":"1","lang":"fr","metrics":{"likes":5}}
EOT

# unique

run cm-curate unique "$tmp/a"
is_status 'unique' 0
is_out 'the first of each network and id; without an id, all' <<'EOT'
{"type":"post","network":"x","id":"1","lang":"fr","metrics":{"likes":5}}
{"type":"post","network":"x","id":"2","lang":"en","metrics":{"likes":50}}
 {"type":"post", "network":"y","id":"1","lang":"fr","extra":[1, 2.50e1],"metrics":{"likes":50}}
{"type":"post","network":"x","lang":"fr","text":"no id"}
{"type":"post","network":"x","lang":"fr","text":"no id"}
{"type":"coverage","network":"x","source":"f","complete":true}
{"type":"coverage","network":"x","source":"f","complete":true}
EOT
run cm-curate --no-coverage unique --by lang,metrics.likes "$tmp/a"
is '--by: one record for each of their values, and those that lack one' \
	"$(lines)" 6
printf '%s\n' '{"network":"a","id":"b\u0063"}' '{"network":"a","id":"bc"}' \
	'{"network":"ab","id":"c"}' '{"id":"c"}' '{"network":null,"id":"c"}' \
	'{"network":"","id":"c"}' >"$tmp/k"
run cm-curate unique "$tmp/k"
is_out 'ids are compared decoded, and do not run into networks' <<'EOT'
{"network":"a","id":"b\u0063"}
{"network":"ab","id":"c"}
{"id":"c"}
{"network":"","id":"c"}
EOT
cat >"$tmp/acc" <<'EOT'
{"type":"account","network":"x","id":"1","metrics":{"followers":1},"fetched":"2026-11-02T00:00:00Z"}
{"type":"account","network":"x","id":"1","metrics":{"followers":2},"fetched":"2026-11-03T00:00:00Z"}
{"type":"account","network":"x","id":"1","metrics":{"followers":2},"fetched":"2026-11-03T00:00:00Z"}
EOT
run cm-curate unique "$tmp/acc"
is 'each snapshot of an account is one' "$(lines)" 2
run cm-curate unique --by 'a,,b' "$tmp/a"
is_status 'an empty name is a usage error' 2
printf '%s\n' '{"network":"x","id":1}' '{"network":1,"id":"1"}' \
	'{"network":"x","id":"1"}' '{"network":"x","id":"1","id":"2"}' >"$tmp/k"
run cm-curate --rejects "$tmp/rej" unique "$tmp/k"
is_status 'ids of the wrong kind are bad lines' 1
is_out 'the others come out' <<'EOT'
{"network":"x","id":"1"}
EOT
has_err 'a number' 'k:1: unique: the id is not a string'
has_err 'a network' 'k:2: unique: the network is not a string'
has_err 'an id that stands twice' 'k:4: '
is 'all are kept' "$(wc -l <"$tmp/rej" | tr -d ' ')" 3

# top

run cm-curate top 3 "$tmp/a"
is_status 'top' 0
is_out 'coverage first, then the best, ties as they came' <<'EOT'
{"type":"coverage","network":"x","source":"f","complete":true}
{"type":"coverage","network":"x","source":"f","complete":true}
{"type":"post","network":"x","id":"2","lang":"en","metrics":{"likes":50}}
 {"type":"post", "network":"y","id":"1","lang":"fr","extra":[1, 2.50e1],"metrics":{"likes":50}}
{"type":"comment","network":"x","id":"1","lang":"fr","metrics":{"likes":7}}
EOT
has_err 'what has no value is not ranked' \
	'top: 2 records without metrics.likes are not ranked'
run cm-curate --no-coverage top --worst 2 "$tmp/a"
is_out '--worst' <<'EOT'
{"type":"post","network":"x","id":"1","lang":"fr","metrics":{"likes":5}}
{"type":"comment","network":"x","id":"1","lang":"fr","metrics":{"likes":7}}
EOT
last='cm-curate top 3 >/dev/full'
cm-curate top 3 "$tmp/a" >/dev/full 2>"$tmp/.err"
status=$?
is_status 'a ranking on a full disk is a failure' 1
has_err 'and is named' 'cannot write'
run_in /dev/null cm-curate top 3
is_status 'nothing to rank is none' 0
run cm-curate top 0 "$tmp/a"
is_status 'top 0 is a usage error' 2
cat >"$tmp/r" <<'EOT'
{"id":"1","v":"12"}
{"id":"2","v":1e400}
{"id":"3","v":-1.5}
{"id":"4","v":null}
{"id":"5","v":[1]}
{"id":"6","v":-2}
{"id":"7","v":"2026-11-02T10:00:00Z"}
EOT
run cm-curate top 5 --by v "$tmp/r"
is_status 'what cannot be ranked is a bad line' 1
is_out 'numbers and times can' <<'EOT'
{"id":"7","v":"2026-11-02T10:00:00Z"}
{"id":"3","v":-1.5}
{"id":"6","v":-2}
EOT
has_err 'a word' 'r:1: top: v is neither a number nor a time'
has_err 'a number beyond all' 'r:2: top: v is beyond what a number can be'
has_err 'null is no value' 'top: 1 record without v is not ranked'
has_err 'and no bad line' '3 of 7 lines were bad'

# fresh

run cm-curate fresh "$tmp/a"
is_status 'fresh' 0
is 'all is fresh at first, but once' "$(lines)" 7
run cm-curate --no-coverage fresh "$tmp/a"
is_out 'then only what has no id' <<'EOT'
{"type":"post","network":"x","lang":"fr","text":"no id"}
{"type":"post","network":"x","lang":"fr","text":"no id"}
EOT
is 'what is remembered is for its owner' \
	"$(find "$XDG_STATE_HOME/cm/seen.db" -perm 600)" \
	"$XDG_STATE_HOME/cm/seen.db"
echo '{"network":"n","id":"1"}' >"$tmp/n"
run cm-curate fresh -n "$tmp/n"
run cm-curate fresh "$tmp/n"
is '-n remembers nothing' "$(cat "$tmp/.out")" "$(cat "$tmp/n")"
CM_DIR=$tmp/other
export CM_DIR
run cm-curate fresh -n "$tmp/n"
ok 'and makes no folder' test ! -e "$tmp/other"
run cm-curate fresh --hold tuesday "$tmp/n"
run cm-curate fresh "$tmp/n"
is 'what a run holds is not seen yet' "$(cat "$tmp/.out")" "$(cat "$tmp/n")"
echo '{"network":"n","id":"2"}' >"$tmp/n"
last='cm-curate fresh >/dev/full'
cm-curate fresh "$tmp/n" >/dev/full 2>"$tmp/.err"
has_err 'on a full disk nothing is remembered' 'nothing of this run is'
run cm-curate fresh "$tmp/n"
is 'so that it comes again' "$(cat "$tmp/.out")" "$(cat "$tmp/n")"
run cm-curate fresh then fresh "$tmp/n"
is_status 'fresh twice is a usage error' 2
printf 'bad' >"$tmp/other/seen.db"
run cm-curate fresh "$tmp/n"
is_status 'a damaged file of state' 1
has_err 'is named' "other/seen.db' is damaged"
CM_DIR=/proc/none
run cm-curate fresh "$tmp/n"
is_status 'a folder that cannot be made' 1
has_err 'is named too' "cannot make the folder '/proc/none'"
unset CM_DIR

# What fresh let through is seen when it leaves the chain.
CM_DIR=$tmp/leaves
export CM_DIR
for n in 1 2 3 4; do
	echo "{\"type\":\"post\",\"network\":\"x\",\"id\":\"$n\",\"metrics\":{\"likes\":$n}}"
done >"$tmp/four"
passed() {
	jq -r .id "$tmp/.out" | tr '\n' ' '
}
run cm-curate fresh then top 2 "$tmp/four"
is 'fresh then top: the best' "$(passed)" '4 3 '
run cm-curate fresh then top 2 "$tmp/four"
is 'what was not among them stays fresh' "$(passed)" '2 1 '
run cm-curate fresh then top 2 "$tmp/four"
is 'what was is seen' "$(passed)" ''
rm -r "$CM_DIR"
run cm-curate fresh then keep '.id == "3"' "$tmp/four"
run cm-curate top 3 then fresh then drop '.id == "4"' then unique \
	"$tmp/four"
is 'what a verb behind fresh drops is not seen' "$(passed)" '2 '
run cm-curate fresh "$tmp/four" "$tmp/four"
is 'wherever it is dropped' "$(passed)" '1 4 '
rm -r "$CM_DIR"
run cm-curate fresh --hold h then top 1 "$tmp/four"
run cm-fetch --commit h
is_status 'what a run with top holds can be committed' 0
run cm-curate fresh "$tmp/four"
is 'and is no more than what it put out' "$(passed)" '1 2 3 '
unset CM_DIR

# --since, --until, --tz
cat >"$tmp/times" <<'EOT'
{"type":"post","id":"1","published":"2026-11-15T00:00:00Z","fetched":"2026-01-01T00:00:00Z"}
{"type":"post","id":"2","updated":"2026-11-14T23:30:00Z"}
{"type":"account","id":"3","published":null,"fetched":"2026-11-14T22:59:00Z"}
{"type":"post","id":"4","published":"2026-11-01T00:00:00Z","updated":"2026-11-15T00:00:00Z"}
{"type":"post","id":"5"}
{"type":"post","id":"6","published":"soon"}
{"type":"coverage","source":"c","complete":true,"fetched":"2020-01-01T00:00:00Z"}
EOT
run cm-curate --since 7d keep . "$tmp/times"
is '--since: by published, else updated, else fetched; coverage passes' \
	"$(passed)" '1 2 3 null '
has_err 'what has no time is left out, and counted' \
	'1 record without a time was left out'
has_err 'a time that is none is a bad line' 'times:6: published is not a time'
is_status 'which counts' 1
run cm-curate keep . --since 2026-11-15 --tz Europe/Paris then top 9 --by id \
	--no-coverage "$tmp/times"
has_err 'a date begins in the zone' 'times:2: top: id is neither'
lacks_err 'and not before' 'times:3'
run cm-curate --until 2026-11-14T23:30:00Z --no-coverage unique "$tmp/times"
is '--until: what is before' "$(passed)" '3 4 '
for bad in '--since someday' '--until 2026-13-01' '--tz Mars/Base' \
	'--since 1d --until 2d'; do
	# shellcheck disable=SC2086 # two or four words
	run cm-curate $bad keep . "$tmp/times"
	is_status "$bad: a usage error" 2
done

# What helps.
run cm-curate keep '.text | test("a")' "$tmp/four"
is 'a hint where expressions fail on what is missing, once' \
	"$(grep -c 'write (.text // "") in an expression' "$tmp/.err")" 1
run cm-curate -q keep '.text | test("a")' "$tmp/four"
lacks_err 'not with -q' 'write'
run cm-curate unique then keep '.text | startswith("a")' "$tmp/four"
has_err 'behind unique too' 'write \(.text // ""\)'
run cm-curate top 3 --by likes "$tmp/four"
has_err 'a name that is one of metrics' \
	'4 records without likes are not ranked; did you mean metrics.likes\?'
run cm-curate top 3 --by views "$tmp/four"
lacks_err 'not where that is not there' 'did you mean'
echo '{"type":"post","lang":"fr","lang":"en"}' >"$tmp/twice"
for expr in '.lang=="fr"' '(.lang)=="fr"' '[.id, .lang] | any'; do
	run cm-curate keep "$expr" "$tmp/twice"
	has_err "a member that stands twice is a bad line: $expr" \
		'twice:1: a member that is asked for occurs twice'
done
run cm-curate keep '.text != "x .lang" and (.tags[0].lang | not)' "$tmp/twice"
is_status 'not where it is not asked for' 0

# Command lines that were meant otherwise.
run cm-curate unique "$tmp/four" then top 3
is_status 'then behind a file is a usage error' 2
has_err 'that says why' 'files come after the last verb'
(cd "$tmp" && cp four then && cm-curate unique four then top 2>/dev/null |
	wc -l >count)
is 'but not where there is such a file' "$(tr -d ' ' <"$tmp/count")" 4
run cm-curate --by id unique "$tmp/four"
has_err 'an option in front of its verb' \
	"option '--by' belongs behind the verb 'unique' or 'top'"
run cm-curate keep '-1 < 0' then top 1 "$tmp/four"
is 'an expression that begins with a minus' "$(passed)" '4 '

# chains

awk 'BEGIN {
	for (i = 1; i <= 3000; i++) {
		n = i * 7919 % 1000
		printf "{\"type\":\"post\",\"network\":\"n%d\",\"id\":\"%d\"," \
			"\"lang\":\"l%d\",\"metrics\":{\"likes\":%d}}\n",
			i % 3, n, i % 5, n % 97
	}
}' >"$tmp/many"
run cm-curate keep '.lang != "l1"' then unique then \
	drop '(.metrics.likes % 2 == 0)' then top 20 then keep '.id | length > 2' \
	"$tmp/many"
cp "$tmp/.out" "$tmp/one"
last='a chain of pipes'
cm-curate keep '.lang != "l1"' "$tmp/many" | cm-curate unique |
	cm-curate drop '(.metrics.likes % 2 == 0)' | cm-curate top 20 |
	cm-curate keep '.id | length > 2' >"$tmp/.out"
is_out 'a chain in one process does what one in pipes does' <"$tmp/one"
ok 'and that is something' test -s "$tmp/one"
run cm-curate top 50 then top 10 --worst then top 1 --by metrics.likes \
	"$tmp/many"
is 'rankings of rankings' "$(lines)" 1
i=0
while [ $i -lt 40 ]; do
	i=$((i + 1))
	sed "s/\"n/\"m$i/" "$tmp/many"
done >"$tmp/large"
for chain in 'unique' 'top 500' 'fresh -n then top 9 --worst' \
	'unique then keep (.metrics.likes>9)'; do
	# shellcheck disable=SC2086 # the chain is words
	run cm-curate $chain --threads 1 "$tmp/large" "$tmp/a"
	cp "$tmp/.out" "$tmp/one"
	# shellcheck disable=SC2086
	run cm-curate $chain --threads 4 "$tmp/large" "$tmp/a"
	is_out "$chain: the same with four threads" <"$tmp/one"
done
run cm-curate keep . then
is_status 'then, and nothing' 2
run cm-curate sort "$tmp/a"
has_err 'an unknown verb' "unknown verb 'sort'.*see 'cm-curate --help'"
run cm-curate keep . "$tmp/none" "$tmp/n"
is_status 'a file that is not there' 1
is 'and the one that is' "$(cat "$tmp/.out")" "$(cat "$tmp/n")"

# bad lines

deep=$(awk 'BEGIN { for (; i < 300; i++) s = s "["; print s }')
{
	echo '{"id":"1"}'
	echo 'oops'
	echo '["an array"]'
	printf '{"id":"\000"}\n'
	printf '{"id":"\377"}\n'
	echo '{"id":"\ud800"}'
	echo '{"id":01}'
	echo "{\"id\":\"deep\",\"x\":$deep$(echo "$deep" | tr '[' ']')}"
	printf '{"id":"2"}\n{"id":"cut'
} >"$tmp/bad"
for verb in 'keep .' 'drop .id=="x"' 'unique' 'fresh -n'; do
	# shellcheck disable=SC2086
	run cm-curate $verb --rejects "$tmp/rej" "$tmp/bad"
	is_status "$verb: bad lines are a failure" 1
	if [ "$verb" = 'keep .' ]; then
		is "$verb: the rest comes out" "$(lines)" 2
		has_err "$verb: jq cannot go that deep" \
			'bad:8: keep: nested deeper than 256'
	else
		is "$verb: the rest comes out" "$(lines)" 3
	fi
	for n in 2 3 4 5 6 7 10; do
		has_err "$verb: line $n is named" "bad:$n: "
	done
	head -n 2 "$tmp/rej" >"$tmp/.out"
	is_out "$verb: and kept" <<-'EOT'
	oops
	["an array"]
	EOT
done
run cm-curate unique --strict "$tmp/bad"
is_out '--strict stops at the first' <<'EOT'
{"id":"1"}
EOT
printf '{"id":"1"}\r\n{"id":"2"}' >"$tmp/crlf"
run cm-curate unique "$tmp/crlf"
printf '{"id":"1"}\r\n{"id":"2"}\n' >"$tmp/want"
is_out 'a CR stays, a last LF is added' <"$tmp/want"
{
	echo '{"id":"1"}'
	printf '{"id":"2","text":"'
	head -c 67108864 /dev/zero | tr '\0' x
	printf '"}\n{"id":"3"}\n'
} >"$tmp/long"
run cm-curate unique --rejects "$tmp/rej" "$tmp/long"
is_status 'a line of 64 MiB is a bad line' 1
has_err 'that is named' 'long:2: a line over 4 MiB'
is_out 'and the rest goes on' <<'EOT'
{"id":"1"}
{"id":"3"}
EOT
is 'it is kept whole' "$(wc -c <"$tmp/rej" | tr -d ' ')" 67108885

# the walls

echo 'def length: "planted";' >"$HOME/.jq"
run cm-curate --no-coverage keep '"ab" | length == 2' "$tmp/n"
is 'no ~/.jq is read' "$(cat "$tmp/.out")" "$(cat "$tmp/n")"
rm "$HOME/.jq"
run cm-curate keep '$ENV == {} and env == {}' "$tmp/n"
is 'no environment is seen' "$(cat "$tmp/.out")" "$(cat "$tmp/n")"
run cm-curate keep 'input' "$tmp/n"
has_err 'no input is read' 'n:1: keep: an expression has no input'
run cm-curate keep 'reduce range(1e6) as $i (null; [.])' "$tmp/n"
is_status 'a stack that overflows is a failure, not a crash' 1
has_err 'that says where' 'n:1: keep: stopped: out of stack'
run cm-curate keep 'last(range(1e12))' "$tmp/n"
is_status 'a loop ends after 10 seconds' 1
has_err 'and says so' 'n:1: keep: stopped: over 10 seconds of CPU'

# What is to hold a member must be an object. (These are no good records.)
unset CM_TEST_RECORDS
printf '{"type":"post","network":"x",%s}\n' '"id":"1","metrics":"12"' \
	'"id":"2","metrics":{"likes":3},"author":"me"' \
	'"id":"3","metrics":[3]' '"id":"4","metrics":null' >"$tmp/n"
run cm-curate top 3 --by metrics.likes "$tmp/n"
is_status 'metrics that are no object: status' 1
has_err 'metrics that are a text' \
	'n:1: top: metrics.likes is in metrics, which is not an object'
has_err 'metrics that are a list' 'n:3: top: metrics.likes is in metrics, which'
has_out 'and the others are ranked' '"id":"2"'
run cm-curate top 3 --by likes "$tmp/n"
is_status 'where metrics are not asked for, they may be anything' 0
run cm-curate unique --by author.id,network "$tmp/n"
has_err 'an author that is a text' 'n:2: unique: author is not an object'

done_testing
