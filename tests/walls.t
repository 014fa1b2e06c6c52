#!/bin/sh
# What must not get through: expressions that reach out or never end, feeds
# that grow without end, disks that are full, and command lines that are wrong.
# shellcheck disable=SC3045,SC2016,SC1010,SC2089,SC2090 # words of ours and of jq
. "${0%/*}/lib.sh"
. "${0%/*}/feeds.sh"
cd "$tmp" || exit 1
demo=$top/tests/demo
echo '{"type":"post","network":"x","id":"1","lang":"fr","published":"2026-11-15T00:00:00Z","metrics":{"likes":3}}' >one.ndjson

# The walls around expressions.

SECRET=hunter2
export SECRET
mkdir -p "$HOME/mods"
echo 'def leak: "leak";' >"$HOME/.jq"
echo 'def leak: "leak";' >"$HOME/mods/m.jq"
echo 'def leak: "leak";' >m.jq
echo '{"leak":1}' >d.json
is_true() {
	run cm-curate keep "$1" one.ndjson
	is_status "$1: status" 0
	is "$1: true" "$(wc -l <.out)" 1
}
is_true 'env|length==0'
is_true '$ENV|length==0'
is_true 'env.SECRET==null and $ENV.SECRET==null and $ENV.PATH==null'
is_true 'getpath(["metrics","likes"])==3'
is_true 'now==1794808800'
is_true '(now|todate)=="2026-11-16T06:00:00Z"'
is_true '[paths]|length>5'
is_true '.network|test("X";"i")'
is_true 'try error("x") catch .=="x"'
unset SECRET

# walled EXPR: neither compiles (2) nor runs (1), is named, prints nothing.
walled() {
	for walled in 'cm-curate keep' 'cm-stats by type -w' \
		'cm-report -f csv table -w' 'cm-fetch -w'; do
		# shellcheck disable=SC2086
		run $walled "$1" one.ndjson
		ok "${walled%% *}: $1: stopped" \
			test "$status" -ge 1 -a "$status" -le 2
		ok "${walled%% *}: $1: with a message" test -s .err
		lacks_out "${walled%% *}: $1: nothing gets out" 'hunter2|leak|"id"'
	done
}
walled input
walled '[inputs]|length>=0'
walled debug
walled input_filename
walled halt
walled 'halt_error("x")'
walled get_search_list
walled '"m"|modulemeta'
walled 'include "m"; leak'
walled 'include "m" {search:"./"}; leak'
walled 'import "m" as m; m::leak'
walled 'import "./m" as m {search:"."}; m::leak'
walled 'import "d" as $d; $d[0].leak'
walled leak

# What never ends ends with a message, and not by a signal.
ulimit -c 0
cm-curate keep 'def f: f; f' one.ndjson >out.1 2>err.1 &
first=$!
cm-stats by network -w 'last(range(1e12))' one.ndjson >out.2 2>err.2 &
second=$!
wait $first
status=$?
cp err.1 .err
is_status 'an expression that loops: status' 1
has_err 'is stopped, with a message' '^cm-curate: .*stopped: over 10 seconds'
has_err 'that names the record' 'one\.ndjson:1'
wait $second
status=$?
cp err.2 .err
is_status 'cm-stats -w that loops: status' 1
has_err 'is stopped, with a message' '^cm-stats: .*stopped: over 10 seconds'
run cm-curate keep 'def f: [f]; f' one.ndjson
is_status 'an expression that eats memory: status' 1
has_err 'is stopped, with a message' 'stopped: over 1 GiB of memory'
for expr in '[1,2]|.[nan:nan]=[1]' '1e300|todate' '[-1]|implode' \
	'[]|.[536870911]=1' 'reduce range(300000) as $i (0;[.])|tojson' \
	'(-9223372036854775808) % (0-1)' '"["*20000|fromjson'; do
	run cm-curate keep "$expr" one.ndjson
	ok "no signal by $expr" test "$status" -le 1
done
# (libjq itself leaks on a string that does not end.)
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
export ASAN_OPTIONS
for expr in '.lang ==' '.[' '"' ')' '' nope 'nope(1)' "\$x" '.a.b c' \
	'if . then 1'; do
	for program in 'cm-curate keep' 'cm-stats by type -w' \
		'cm-report table -w' 'cm-fetch -w'; do
		# shellcheck disable=SC2086
		run $program "$expr" one.ndjson
		is_status "${program%% *}: the expression '$expr': status" 2
		has_err "${program%% *}: is named" "^${program%% *}: .*(keep|-w|--where)"
		is "${program%% *}: nothing is done" "$(wc -c <.out)" 0
	done
done

# Messages that quote what is hostile are one line each, and only text.
esc=$(printf '\033')
tame() {
	run "$@"
	lacks_err "$1: nothing that a terminal obeys" "$esc|$(printf '\302\233')"
	lacks_err "$1: no message that is not its own" '^(cm-[a-z]*: fake|b:)'
	ok "$1: but a message" test -s .err
}
printf '{"type":"po\\u001b[31mst\\ncm-stats: fake\\u009b1m"}\n' >type.ndjson
tame cm-stats by network -m posts type.ndjson
printf '{"version":"https://jsonfeed.org/version/1.1","title":"t","items":[{"id":"1","title":"t","date_published":"bad\\u001b[31m\\ncm-fetch: fake"}]}' >date.json
tame cm-fetch date.json
tame cm-curate keep 'error("a\u001b[31m\ncm-curate: fake")' one.ndjson
printf '{\n' >"a${esc}[31m
b"
tame cm-curate unique "a${esc}[31m
b"
tame cm-report table "a${esc}[31m
b"
tame cm-stats "a${esc}[31m"
printf '{"type":"coverage","network":"w\\u001b[31m","account":"a","what":"posts","source":"s","covered":{"start":"2026-11-01T00:00:00Z","end":"2026-11-12T00:00:00Z"},"complete":false,"why":"wh\\u001b[31m\\ny"}\n{"type":"post","network":"w\\u001b[31m","account":"a","id":"1","published":"2026-11-10T00:00:00Z"}\n' >why.ndjson
cm-stats summary why.ndjson >why.rows
run cm-report -f text weekly why.rows
lacks_out 'nor does the report for a terminal' "$esc"

# Feeds that are bombs

cat >laughs.xml <<'EOT'
<?xml version="1.0"?>
<!DOCTYPE rss [
<!ENTITY a "hahahahahahahahahaha">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">
<!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">
<!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;">
<!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;">
<!ENTITY h "&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;">
<!ENTITY i "&h;&h;&h;&h;&h;&h;&h;&h;&h;&h;">
]>
<rss version="2.0"><channel><title>&i;</title><item><title>&i;</title><guid>1</guid></item></channel></rss>
EOT
{
	printf '<?xml version="1.0"?>\n<!DOCTYPE rss [<!ENTITY a "'
	awk 'BEGIN { for (i = 0; i < 2000; i++) printf "a" }'
	printf '">]>\n<rss version="2.0"><channel><title>t</title><item><guid>1</guid><title>'
	awk 'BEGIN { for (i = 0; i < 20000; i++) printf "&a;" }'
	printf '</title></item></channel></rss>\n'
} >quadratic.xml
echo 'TOP-SECRET-LINE' >secret
for id in file "$tmp/secret" 'file:///etc/passwd' "file://$tmp/secret" \
	secret 'http://127.0.0.1:1/x'; do
	printf '<?xml version="1.0"?>\n<!DOCTYPE rss [<!ENTITY x SYSTEM "%s">]>\n<rss version="2.0"><channel><title>t &x;</title><item><guid>1</guid><title>a &x;</title><description>&x;</description></item></channel></rss>\n' "$id" >external.xml
	run cm-fetch external.xml
	ok "an entity from $id: no crash" test "$status" -le 1
	lacks_out "an entity from $id: is not read" 'TOP-SECRET|root:'
	ok "an entity from $id: something is said" test -s .err
	lacks_err "an entity from $id: not its content" 'TOP-SECRET|root:'
done
printf '<?xml version="1.0"?>\n<!DOCTYPE rss [<!ENTITY %% f SYSTEM "file://%s/secret"><!ENTITY %% e "<!ENTITY x SYSTEM \x27http://127.0.0.1:1/?%%f;\x27>">%%e;%%f;]>\n<rss version="2.0"><channel><title>t</title><item><guid>1</guid><title>&x;</title></item></channel></rss>\n' "$tmp" >parameter.xml
printf '<?xml version="1.0"?>\n<!DOCTYPE rss SYSTEM "file://%s/secret">\n<rss version="2.0"><channel><title>t</title><item><guid>1</guid><title>a</title></item></channel></rss>\n' "$tmp" >dtd.xml
printf '<?xml version="1.0"?>\n<rss version="2.0" xmlns:xi="http://www.w3.org/2001/XInclude"><channel><title>t</title><item><guid>1</guid><title><xi:include href="file://%s/secret" parse="text"/></title></item></channel></rss>\n' "$tmp" >xinclude.xml
for feed in parameter dtd xinclude; do
	run cm-fetch $feed.xml
	ok "$feed: no crash" test "$status" -le 1
	lacks_out "$feed: nothing is read from elsewhere" TOP-SECRET
done
for feed in laughs quadratic; do
	(
		ulimit -t 20
		# A sanitizer maps more than this.
		nm -a "$top/bin/cm-fetch" 2>"$tmp/nm" | grep -q __asan_init ||
			ulimit -v 1000000
		exec cm-fetch $feed.xml >.out 2>.err
	)
	status=$?
	last="cm-fetch $feed.xml"
	is_status "$feed: refused" 1
	has_err "$feed: with an error that is clear" "^cm-fetch: $feed\\.xml: .*entit"
	ok "$feed: little comes out" test "$(wc -c <.out)" -lt 1000000
done
awk 'BEGIN { printf "<rss version=\"2.0\"><channel>"
	for (i = 0; i < 200000; i++) printf "<a>" }' >deep.xml
run cm-fetch deep.xml
ok 'elements without end: no crash' test "$status" -le 1
ok 'elements without end: something is said' test -s .err

serve
cp "$demo/feeds/blog.xml" www/a.xml
awk 'BEGIN { for (i = 0; i < 3000; i++)
	printf "<item><guid>%d</guid><title>endless</title></item>\n", i }' \
	>www/items
{
	printf '<rss version="2.0"><channel>'
	cat www/items
} >www/endless.xml
run cm-fetch --retries 0 "$web/endless.xml?endless" "$web/a.xml"
is_status 'an endless feed: refused' 1
has_err 'an endless feed: with an error that is clear' \
	'^cm-fetch: http.*endless.xml.*: .*(16|large|big|size)'
has_out 'an endless feed: the other source goes on' \
	'"title":"Midnight Loaf: the recipe"'
has_out 'an endless feed: its coverage is not complete' \
	'"coverage".*endless.*"complete":false,"why":"'
{
	printf '<rss version="2.0"><channel><item><title>'
	dd if=/dev/zero bs=1048576 count=200 2>none | tr '\0' a
} | gzip -1 >www/bomb.xml.gz
: >www/bomb.xml
(
	nm -a "$top/bin/cm-fetch" 2>"$tmp/nm" | grep -q __asan_init ||
		ulimit -v 1000000
	exec cm-fetch --retries 0 "$web/bomb.xml?gzip" >.out 2>.err
)
status=$?
last="cm-fetch $web/bomb.xml?gzip"
is_status 'a packed bomb: refused' 1
has_err 'a packed bomb: with an error that is clear' \
	'^cm-fetch: http.*bomb.xml.*: .*(16|large|big|size)'
run cm-fetch --max-size 1k "$web/a.xml"
is_status '--max-size: refused' 1
run cm-fetch --retries 0 "$web/a.xml?loop"
is_status 'redirects without end: status' 1
has_err 'redirects without end: named' 'redirect'
# Asked through a proxy, the server is one of elsewhere.
mkdir -p "${tmp}/wwwhttp:/public.example"
for place in http://169.254.169.254/latest/ http://localhost/ "$web/a.xml" \
	'http://[::1]/' http://192.168.1.1/ file:///etc/passwd; do
	printf 'status=302&to=%s\n' "$place" \
		>"${tmp}/wwwhttp:/public.example/away.do"
	run env http_proxy="$web" no_proxy='' cm-fetch --retries 0 \
		http://public.example/away
	is_status "a redirect from elsewhere to $place: status" 1
	has_err 'is not followed' 'redirects to what (stands in our own network|is no http)'
done
cp laughs.xml external.xml www/
run cm-fetch "$web/laughs.xml"
is_status 'billion laughs from the network: refused' 1
printf '<opml version="2.0"><body><outline xmlUrl="file://%s/secret"/><outline xmlUrl="/etc/passwd"/><outline xmlUrl="%s/a.xml"/></body></opml>' \
	"$tmp" "$web" >www/l.opml
run cm-fetch "$web/l.opml"
lacks_out 'a list from the network reads no file here' 'root:|TOP-SECRET'
has_out 'and the rest of it is read' '"title":"Midnight Loaf'

# Full disks, readers that have gone

full() {
	last="$* >/dev/full"
	"$@" >/dev/full 2>.err </dev/null
	status=$?
	is_status "a full disk: $*" 1
	has_err "a full disk: $1 says so" "^$1: .*(cannot write|No space left)"
}
cp "$demo/archive/youtube.ndjson" you.ndjson
cm-stats summary you.ndjson >rows.ndjson
for verb in unique fresh 'keep true' 'keep .lang!="zz"' 'drop false' 'top 3' \
	'unique then top 2' --help; do
	# shellcheck disable=SC2086
	full cm-curate $verb you.ndjson
done
run cm-curate fresh you.ndjson
ok 'what could not be written is fresh again' test -s .out
full cm-stats summary you.ndjson
full cm-stats by network you.ndjson
full cm-stats --version
for format in text md csv html; do
	full cm-report -f $format table you.ndjson
	full cm-report -f $format weekly rows.ndjson
done
full cm-report -f html -o /dev/full weekly rows.ndjson
full cm-fetch you.ndjson
full cm-fetch "$demo/feeds/blog.xml"
full cm-fetch --as weblog "$demo/logs/access.log"
full cm-fetch -o /dev/full "$demo/feeds/blog.xml"
full cm-post --help
printf '{\n' >bad
for command in 'cm-curate keep true' 'cm-stats by type' 'cm-report table' \
	'cm-fetch --as ndjson'; do
	# shellcheck disable=SC2086
	run $command --rejects /dev/full bad
	is_status "${command%% *}: --rejects on a full disk" 1
	has_err "${command%% *}: says so" '/dev/full'
	lacks_err "${command%% *}: and does not say that they are kept" 'kept in'
done

i=0
while [ $i -lt 20 ]; do
	cat "$demo"/archive/*.ndjson
	i=$((i + 1))
done >much.ndjson
gone() {
	{
		"$@" 2>err.gone
		echo $? >gone
	} | head -n 1 >out.gone
	status=$(cat gone)
	last="$* | head -n 1"
	ok "a reader that has gone: $*: ends by SIGPIPE" \
		test "$status" -eq 141 -o "$status" -eq 0
	ok 'one line came out' test -s out.gone
	grep -v 'not in the table' err.gone >.err
	is 'and quietly' "$(cat .err)" ''
}
gone cm-curate keep true much.ndjson
gone cm-curate fresh much.ndjson
gone cm-curate top 100000 much.ndjson
gone cm-stats by id -m posts much.ndjson
gone cm-report -f csv table much.ndjson
gone cm-report -f html table much.ndjson
gone cm-fetch much.ndjson
gone cm-fetch --as weblog "$demo/logs/access.log"

# Command lines that are wrong: status 2, a message that helps, nothing done.

wrong() {
	wrong=$1
	shift
	run "$@"
	is_status "$*: status" 2
	has_err "$*: says what to do" "^$1: .*($wrong)"
	is "$*: nothing is done" "$(wc -c <.out)" 0
}
wrong 'there are keep' cm-curate nope one.ndjson
wrong "see 'cm-curate" cm-curate
wrong 'there are ' cm-curate keep true then nope one.ndjson
wrong "see 'cm-curate" cm-curate keep true then
wrong "see 'cm-curate" cm-curate keep
wrong "see 'cm-curate" cm-curate top
wrong "see 'cm-curate" cm-curate top many one.ndjson
wrong "see 'cm-curate" cm-curate top -1 one.ndjson
wrong "see 'cm-curate" cm-curate --nope unique one.ndjson
wrong "see 'cm-curate" cm-curate unique --by '' one.ndjson
wrong "see 'cm-curate" cm-curate --threads 0 unique one.ndjson
wrong "see 'cm-curate" cm-curate --threads
wrong 'summary' cm-stats nope one.ndjson
wrong "see 'cm-stats" cm-stats
wrong "see 'cm-stats" cm-stats by
wrong "see 'cm-stats" cm-stats by network -m '' one.ndjson
wrong 'zone|Nowhere' cm-stats by day --tz Europe/Nowhere one.ndjson
wrong 'zone|\.\.' cm-stats by day --tz ../../etc/passwd one.ndjson
wrong 'since' cm-stats by day --since someday one.ndjson
wrong 'until' cm-stats by day --until 2026-02-30 one.ndjson
wrong 'memory' cm-stats by day --memory much one.ndjson
wrong 'note' cm-stats by day --coverage maybe one.ndjson
wrong "see 'cm-stats" cm-stats by day --nope one.ndjson
wrong 'weekly' cm-report nope one.ndjson
wrong "see 'cm-report" cm-report
wrong 'html' cm-report -f pdf weekly one.ndjson
wrong 'excel' cm-report -f csv --dialect nope table one.ndjson
wrong 'week' cm-report weekly --week soon one.ndjson
wrong 'columns' cm-report table --columns '' one.ndjson
wrong "see 'cm-report" cm-report --nope table one.ndjson
wrong "account.*nobody" cm-fetch nobody
wrong "account.*nobody" cm-fetch nobody:posts,comments
wrong 'see ' cm-fetch
wrong 'feed' cm-fetch --as nope one.ndjson
wrong 'jobs' cm-fetch --jobs 0 one.ndjson
wrong 'since' cm-fetch --since someday one.ndjson
wrong 'zone|Nowhere' cm-fetch --tz Europe/Nowhere --since 2026-11-01 one.ndjson
wrong "see 'cm-fetch" cm-fetch --nope one.ndjson
wrong 'name an account with --to' cm-post --text hi
wrong "no account is called 'nobody'" cm-post --to nobody --text hi
wrong "see 'cm-post" cm-post --nope

done_testing
