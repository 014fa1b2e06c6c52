#!/bin/sh
# cm-fetch and the accounts of networks: which records, in which order, what is
# new, what a stopped fetch leaves, what the coverage says.
. "${0%/*}/lib.sh"
. "${0%/*}/feeds.sh"
cd "$tmp" || exit 1
serve
networks=$XDG_CONFIG_HOME/cm/networks
mkdir -p "$networks"

# A network with pages, newest first; threads below posts; and messages that it
# forgets when they are acknowledged.
cat >"$networks/heron.jq" <<'END'
include "net";
def about: {title: "Heron", hosts: [".base"], auth: {bearer: "token"}, asks: [{name: "who", ask: "Who"}],
  reads: ["posts", "comments", "messages", "account", "search", "profile"], keeps: {messages: "24h"}};
def item($type): {record: (. + {type: $type})};
def fetch: .account.who as $who | .job as $job
  | if .step == "posts" then ask(get("/\($who)/p1"); "posts of")
    elif .step == "posts of" then (body.items[] | item("post")),
      (body.next // empty) as $next | ask(get($next); "posts of") + {older: body.items[-1].published}
    elif .step == "comments" then ask([(if $job.of then $job.of else "p8", "p9" end) | get("/\($who)/c/\(.)")]; "comments of")
    elif .step == "comments of" then .response[].body.items[] | item("comment")
    elif .step == "messages" then ask(get("/\($who)/u/\(.cursor // "0")"); "updates")
    elif .step == "updates" then (body.items[] | item("message")),
      ((body.last // empty) as $to | {cursor: $to}, publish(get("/\($who)/u/\($to)"); "updates"))
    elif .step == "search" then {record: {type: "post", id: "found", text: $job.query}}
    else {record: {type: "account", id: $who, handle: ($job.of // $who), metrics: {followers: 3}}} end;
END
cat >"$networks/stork.jq" <<'END'
include "net";
def about: {title: "Stork", hosts: [".base"], auth: false, asks: [{name: "who", ask: "Who"}], reads: ["posts", "series"], keeps: {series: "400d"}};
def fetch: if .step == "series" then {gap: {what: "series", why: "only the makers see them", from: .account.from}} else {gap: {what: "likes", why: "the network does not tell"}}, {record: {type: "post", id: "s\(.account.who)", published: "2026-11-01T00:00:00Z"}} end;
END

# accounts NAME ...: of heron, each its own folder of the server.
accounts() {
	for name in "$@"; do
		printf '[%s]\nnetwork = heron\nhost = %s\nwho = %s\ntoken = sesame\n\n' \
			"$name" "$web" "${name##*/}"
		mkdir -p "www/${name##*/}/c" "www/${name##*/}/u"
	done
}
{
	accounts brand acme/one acme/two
	printf '[acme/bird]\nnetwork = stork\nhost = %s\nwho = 1\n' "$web"
	printf '[late]\nnetwork = stork\nhost = %s\nwho = 1\nfrom = 2026-11-03\n' "$web"
} >"$XDG_CONFIG_HOME/cm/accounts"
chmod 600 "$XDG_CONFIG_HOME/cm/accounts"

# items NUMBER ...: each published on that day of November.
items() {
	for day in "$@"; do
		printf '{"id":"%s","text":"t","published":"2026-11-%02dT12:00:00Z"}\n' \
			"$day" "$day"
	done | jq -sc '{items: .}'
}
page() {
	page_to=$1
	page_next=$2
	shift 2
	items "$@" | jq -c --arg next "$page_next" \
		'if $next == "" then . else .next = $next end' >"www/$page_to"
}
for who in brand one two; do
	page "$who/p1" "/$who/p2" 15 14
	page "$who/p2" "" 13 12
	items 3 2 >"www/$who/c/p8"
	items 5 >"www/$who/c/p9"
done

# What came, as ids; what the coverage says of it.
got() {
	jq -r 'select(.type != "coverage") | .id' .out | tr '\n' ' '
}
cov() {
	jq -rc "select(.type == \"coverage\") | $1" .out
}
new() {
	CM_NOW=$1 run cm-fetch --new "brand:${2:-posts}"
}

# ---- which ----

run cm-fetch brand:posts
is_status 'the posts of an account' 0
is 'are all handed over' "$(got)" '15 14 13 12 '
is 'with network and account' "$(jq -r '.network + .account' .out | uniq)" \
	heronbrand
is 'without --since the coverage is of all there is' "$(cov '[.what, .covered.start,
	.covered.end, .pages, .records, .complete]')" \
	'["posts","1970-01-01T00:00:00Z","2026-11-16T06:00:00Z",2,4,true]'
run cm-fetch brand:comments,posts acme/one:posts
is 'kinds and accounts, in their order' "$(got)" \
	'3 2 5 15 14 13 12 15 14 13 12 '
is 'each with a coverage' "$(cov '.account + " " + .what' | tr '\n' ,)" \
	'brand comments,brand posts,acme/one posts,'
echo '{"items":[]}' >www/brand/u/0
run cm-fetch brand
is 'without kinds: all but what needs a question' \
	"$(cov .what | tr '\n' ' ')" 'posts comments messages account '
run cm-fetch acme/:posts
is_status 'a group' 0
is 'is its accounts' "$(cov .account | tr '\n' ' ')" \
	'acme/one acme/two acme/bird '
is 'a gap is in the coverage' "$(cov '.gaps // empty')" \
	'[{"what":"likes","why":"the network does not tell","n":1}]'
is 'of records that are all there' "$(cov '[.complete, .why]' | tail -n 1)" \
	'[true,null]'
run cm-fetch acme/bird:series
is_status 'a kind of which the network keeps records back' 0
is 'is not covered, and why' "$(cov '[.complete, .why, .covered]')" \
	'[false,"only the makers see them",null]'
for day in 10 12; do
	CM_NOW="2026-11-${day}T06:00:00Z" run cm-fetch --new late:series
	is "numbers of the last days are asked again: $day" "$(cov .asked.since)" \
		"$([ "$day" = 10 ] && echo null || echo 2026-11-06T06:00:00Z)"
done
run cm-fetch late:series --since 2026-11-01
is 'is covered up to what is kept back' "$(cov '[.complete, .covered]')" \
	'[false,{"start":"2026-11-01T00:00:00Z","end":"2026-11-03T00:00:00Z"}]'
cat >"$networks/swift.jq" <<'END'
include "net";
def about: {title: "Swift", hosts: [".base"], auth: false, reads: ["posts"]};
def fetch: def gap($why): {gap: {what: "posts", why: $why}};
  gap("only the last hundred"), gap("not without that right"), gap("only the last hundred"), (range(20) | gap("no. \(.)"));
END
printf '[swift]\nnetwork = swift\nhost = %s\n' "$web" >>"$XDG_CONFIG_HOME/cm/accounts"
run cm-fetch swift:posts
is 'of several reasons the first is told, and how many more' "$(cov .why)" \
	'only the last hundred (and 7 more reasons)'
is 'each is in the coverage once, but for too many' "$(cov '[.gaps | length, .[0].n, .[1].why, .[7].n]')" \
	'[8,2,"not without that right",15]'
run cm-fetch acme/:comments
is_status 'a kind that some of a group have' 0
has_err 'who lacks it is named' \
	'^cm-fetch: acme/bird \(stork\): comments cannot be read there, only: posts, series$'
is 'and left out' "$(cov .account | tr '\n' ' ')" 'acme/one acme/two '
run cm-fetch acme/bird:comments
is_status 'a kind that an account does not have' 2
has_err 'is an error that says what it has' "'acme/bird' \(stork\).*comments.*only: posts, series"
run cm-fetch brand:gossip
is_status 'a kind that nothing has' 2
run cm-fetch nobody
is_status 'an account that is none' 2
has_err 'those that are there are named' 'there are: brand, acme/one, acme/two, acme/bird, late'
run cm-fetch acme/none
has_err 'a path that is not there' 'No such file.*no account is called so'
rss brand 1
run cm-fetch brand
is 'a file wins over an account' "$(cov .source)" brand
rm brand
run cm-fetch brand:comments --of p8
is '--of: only the thread of that' "$(got)" '3 2 '
is 'it covers nothing else' "$(cov '[.source, .covered, .complete]')" \
	'["p8",null,true]'
run cm-fetch brand:posts --of somebody
is_status '--of what cannot be asked so: status' 2
has_err '--of what cannot be asked so: what can' 'posts cannot.*--of.*comments, profile'
run cm-fetch brand --query bread
is '--query searches' "$(jq -r 'select(.id == "found") | .text' .out)" bread
run cm-fetch brand:profile --of somebody
is 'a profile of somebody' "$(jq -r '.handle // empty' .out)" somebody
: >log
run cm-fetch brand:posts --since 2026-11-14 --until 2026-11-15
is '--since and --until' "$(got)" '14 '
is 'are what is covered' "$(cov '[.asked, .covered]')" \
	'[{"since":"2026-11-14T00:00:00Z","until":"2026-11-15T00:00:00Z"},{"start":"2026-11-14T00:00:00Z","end":"2026-11-15T00:00:00Z"}]'
is 'no page is asked that is older' "$(asked '/brand/p2 ')" 1
run cm-fetch brand:posts -w '.id != "14"' -l 2
is '--where and --limit' "$(got)" '15 13 '
is 'what is limited is not complete' "$(cov '[.complete, .why]')" \
	'[false,"limit"]'
run cm-fetch brand:posts -l 4
is 'as many as there are is no limit' "$(cov '[.records, .complete]')" '[4,true]'
is_status 'a limit is no failure' 0

run cm-fetch brand:account
is 'where all was read and nothing has a time, all is covered' \
	"$(cov .covered.start)" 1970-01-01T00:00:00Z
run cm-fetch brand:messages
is 'but what the network does not keep' "$(cov .covered.start)" \
	2026-11-15T06:00:00Z

# More than stays in memory waits for its turn.
echo wait=700 >www/one/p1.do
mkdir -p www/big
jq -nc '{items: [range(1; 3001) | {id: ., text: ("x" * 2000)}]}' >www/big/p1
accounts big >>"$XDG_CONFIG_HOME/cm/accounts"
run cm-fetch acme/one:posts big:posts brand:posts
is 'what waits for its turn comes whole and in order' \
	"$(jq -r 'select(.type == "post") | .account + .id' .out | cksum)" \
	"$({
		printf 'acme/one%d\n' 15 14 13 12
		seq -f 'big%.0f' 3000
		printf 'brand%d\n' 15 14 13 12
	} | cksum)"
rm www/one/p1.do

# ---- failures ----

echo status=404 >www/brand/c/p8.do
run cm-fetch brand:comments,account
is_status 'what is lost for good' 1
has_err 'account, network, kind, failure and advice are said' \
	'^cm-fetch: brand \(heron\): comments: 404 Not Found.*GET http.*/brand/c/p8\): '
is 'it is in the coverage' "$(cov '[.complete, .lost[0].kind, .lost[0].n]' |
	head -n 1)" '[false,"gone",1]'
is 'the rest goes on' "$(got)" 'brand '
echo status=503 >www/brand/c/p8.do
run cm-fetch brand:comments --retries 0
is_status 'what fails for now' 75
echo status=401 >www/brand/c/p8.do
run cm-fetch brand:comments --retries 0
is_status 'an account that is not let in' 1
has_err 'what to do is said' 'look at its secrets in the accounts file'
lacks_err 'no secret' sesame
rm www/brand/c/p8.do

# ---- what is new ----

new 2026-11-16T06:00:00Z
is '--new, the first time: all' "$(got)" '15 14 13 12 '
new 2026-11-16T07:00:00Z
is 'the second time: nothing' "$(got)" ''
is 'it covers what came since' "$(cov '[.covered.start, .covered.end]')" \
	'["2026-11-16T05:00:00Z","2026-11-16T07:00:00Z"]'
# One that came late, within the hour before; one that is new.
jq -c '.items |= [{id:"b",published:"2026-11-16T07:20:00Z"},
	{id:"a",published:"2026-11-16T06:20:00Z"}] + .' www/brand/p1 >x
cat x >www/brand/p1
new 2026-11-16T07:30:00Z
is 'what is new comes, also what was late' "$(got)" 'b a '
new 2026-11-16T07:31:00Z
is 'once' "$(got)" ''
new 2026-11-16T09:00:00Z
new 2026-11-16T09:01:00Z
if command -v sqlite3 >/dev/null; then
	is 'keys are kept no longer than they are needed' "$(sqlite3 \
		"$XDG_STATE_HOME/cm/fetch.db" 'SELECT count(*) FROM item')" 0
else
	skip 'keys are kept no longer than they are needed' 'no sqlite3'
fi
CM_NOW=2026-11-16T10:00:00Z run cm-fetch --new acme/one:posts -l 3
is 'a limit' "$(got)" '15 14 13 '
CM_NOW=2026-11-16T10:00:00Z run cm-fetch --new acme/one:posts -l 3
is 'leaves the rest to the next time' "$(got)" '12 '
CM_NOW=2026-11-16T10:00:00Z run cm-fetch --new acme/two:posts -n
CM_NOW=2026-11-16T10:00:00Z run cm-fetch --new acme/two:posts --hold r
is 'a dry run remembers nothing' "$(got)" '15 14 13 12 '
CM_NOW=2026-11-16T10:00:00Z run cm-fetch --new acme/two:posts --hold r
is 'nor does what is held' "$(got)" '15 14 13 12 '
run cm-fetch --commit r
CM_NOW=2026-11-16T10:00:01Z run cm-fetch --new acme/two:posts
is 'until it is committed' "$(got)" ''
sed -i 's/who = two/who = brand/' "$XDG_CONFIG_HOME/cm/accounts"
CM_NOW=2026-11-16T10:00:01Z run cm-fetch --new acme/two:posts
is 'the same name for somebody else is somebody else' "$(got)" 'b a 15 14 13 12 '

# ---- what is stopped ----

rm -f "$XDG_STATE_HOME/cm"/fetch.db*
page brand/p2 /brand/p3 13 12
page brand/p3 "" 11 10
echo 'status=429&retry=9' >www/brand/p2.do
CM_NOW=2026-11-16T06:00:00Z run cm-fetch --new brand:posts --no-wait
is_status 'a rate limit' 75
is 'what came before it is handed over' "$(got)" 'b a 15 14 '
is 'the coverage says why it stopped' "$(cov '[.complete, .lost[0].kind, .covered]')" \
	'[false,"rate",null]'
has_err 'so does a message' 'brand \(heron\): posts: 429 .*goes on where it stopped'
rm www/brand/p2.do
jq -c '.items |= [{id:"c",published:"2026-11-16T08:20:00Z"}] + .' \
	www/brand/p1 >x
cat x >www/brand/p1
new 2026-11-16T09:00:00Z
is_status 'the next run' 0
is 'goes on where it stood, then fetches what is new: nothing twice' "$(got)" \
	'13 12 11 10 c '
is 'with a coverage of each' "$(cov '[.covered.start, .covered.end]' | tr '\n' ' ')" \
	'["1970-01-01T00:00:00Z","2026-11-16T06:00:00Z"] ["2026-11-16T05:00:00Z","2026-11-16T09:00:00Z"] '
new 2026-11-16T09:01:00Z
is 'and then nothing' "$(got)" ''

# What cannot be fetched is dropped in the end, and nothing is lost by that.
rm -f "$XDG_STATE_HOME/cm"/*.db*
echo status=500 >www/brand/p2.do
for i in 1 2 3; do
	CM_NOW=2026-11-16T06:0$i:00Z run cm-fetch --new brand:posts --retries 0
	is_status "a server that fails, run $i" 75
	is "run $i gives" "$(got)" "$([ $i = 1 ] && echo 'c b a 15 14 ')"
done
has_err 'what was left is dropped, and that is said' \
	'cannot be fetched, though the rest can: .*nothing is lost$'
rm www/brand/p2.do
new 2026-11-16T06:04:00Z
is 'all is fetched anew, nothing handed over twice' "$(got)" '13 12 11 10 '

# Where nothing can be fetched at all, what was left is not to blame.
rm -f "$XDG_STATE_HOME/cm"/*.db*
echo status=500 >www/brand/p2.do
new 2026-11-16T06:00:00Z
echo status=502 >www/brand/p1.do
for i in 1 2 3 4; do
	CM_NOW=2026-11-16T06:0$i:00Z run cm-fetch --new brand:posts --retries 0
	lacks_err "a network that fails as a whole, run $i: nothing is dropped" \
		'cannot be fetched'
done
is 'and it is said in one coverage' "$(cov .complete)" false
lacks_out 'a coverage names no URL in its reason' '"why":"[^"]*http'
rm www/brand/p1.do www/brand/p2.do
: >log
new 2026-11-16T06:09:00Z
is 'then what was left comes first' "$(got)" '13 12 11 10 '

# A fetch counts as complete when all kinds came.
fetched() {
	cm-fetch --status -n brand | jq -r '.fetched // "-"'
}
echo '{"items":[]}' >www/brand/u/0
echo status=404 >www/brand/c/p8.do
CM_NOW=2026-11-16T06:10:00Z run cm-fetch --new brand
is 'where a kind did not come, it is no complete fetch' "$(fetched)" -
rm www/brand/c/p8.do
CM_NOW=2026-11-16T06:11:00Z run cm-fetch --new brand:posts
is 'nor where it was not asked for' "$(fetched)" -
CM_NOW=2026-11-16T06:12:00Z run cm-fetch --new brand
is 'where all came, it is' "$(fetched)" 2026-11-16T06:12:00Z

# A loss is no end of the account, but what was lost is asked for again.
rm -f "$XDG_STATE_HOME/cm"/*.db*
echo status=404 >www/brand/p3.do
new 2026-11-16T06:00:00Z
is_status 'a page that is gone' 1
is 'what is there is handed over' "$(got)" 'c b a 15 14 13 12 '
rm www/brand/p3.do
new 2026-11-16T06:01:00Z
is 'what was lost comes later' "$(got)" '11 10 '

# ---- networks that forget ----

update() {
	items "$2" | jq -c --arg to "$3" \
		'if $to == "" then . else .last = $to end' >"www/brand/u/$1"
}
update 0 1 k1
update k1 2 k2
update k2 3 k3
echo '{"items":[]}' >www/brand/u/k3
: >log
new 2026-11-16T06:00:00Z messages
is 'messages, acknowledged page by page' "$(got)" '1 2 3 '
is 'up to the last' "$(asked '/brand/u/k3 ')" 1
new 2026-11-16T06:00:00Z messages
is 'the cursor is kept' "$(got)" ''
is 'nothing is asked before it' "$(asked '/brand/u/0 ')" 1
rm -f "$XDG_STATE_HOME/cm"/*.db*
: >log
run cm-fetch --new -n brand:messages
is 'a dry run acknowledges nothing' "$(got)$(asked '/brand/u/k1 ')" '1 0'
for want in '1 ' '2 ' '3 ' ''; do
	run cm-fetch --new --hold h brand:messages
	is "what is held is acknowledged when it was committed: $want" \
		"$(got)" "$want"
	run cm-fetch --commit h
done
rm -f "$XDG_STATE_HOME/cm"/*.db*
echo wait=300 >www/one/p1.do
run cm-fetch --new acme/one:posts brand:messages
is 'one that is not the first waits for its turn' "$(got)" \
	'15 14 13 12 1 2 3 '
is_status 'and is fetched whole' 0
is 'with one coverage' "$(cov '[.what, .records, .complete]' | tail -n 1)" \
	'["messages",3,true]'
done_testing
