#!/bin/sh
# cm-stats people, audience and top: who speaks, and what did best.
. "${0%/*}/lib.sh"
# The periods of verbs that compare end with the midnight before.
CM_NOW=2026-11-16T00:00:00Z
export CM_NOW
reference=$top/tests/reference/people.py

# said NETWORK AUTHOR TIME [MORE]: a comment.
said_n=0
said() {
	said_n=$((said_n + 1))
	printf '{"type":"comment","network":"%s","account":"a","id":"%s","published":"%s","author":{"id":"%s"}%s}\n' \
		"$1" "$said_n" "$3" "$2" "${4:+,$4}"
}

# post ID METRICS [MORE]: a post.
post() {
	printf '{"type":"post","network":"x","account":"a","id":"%s","published":"2026-11-10T08:00:00Z","metrics":{%s}%s}\n' \
		"$1" "$2" "${3:+,$3}"
}

# rows TABLE COLUMN ...: those cells of each row of a table, a line a row.
rows() {
	rows_of=$1
	shift
	jq -c --arg by "$rows_of" --arg names "$*" '
		select(.type == "row" and .by == $by) |
		[.[($names / " ")[]]]' "$tmp/.out"
}

# as_reference SEED JSON VERB OPTION ...: the rows are those of the reference.
as_reference() {
	seed=$1
	json=$2
	shift 2
	cm-stats -q "$@" "$tmp/r.$seed" >"$tmp/rows" 2>"$tmp/.err"
	python3 "$reference" check "$1" "$json" "$tmp/r.$seed" "$tmp/rows" 2>&1 |
		sed -n 1,5p >"$tmp/differ"
	is "seed $seed, $*: as the reference" "$(cat "$tmp/differ")" ''
}

if command -v python3 >/dev/null; then
	for seed in 1 2; do
		python3 "$reference" make "$seed" 2000 >"$tmp/r.$seed"
		as_reference "$seed" '{}' people
		as_reference "$seed" '{"limit":0,"zone":"Asia/Kolkata","days":90}' \
			people -l 0 --since 90d --tz Asia/Kolkata
		as_reference "$seed" '{"segment":"lapsed","days":14}' \
			people --segment lapsed --since 14d
		as_reference "$seed" '{"segment":"loyal","sort":"interactions",
			"loyal":[2,8],"limit":20}' people --segment loyal \
			--sort interactions --loyal 2/8 -l 20
		as_reference "$seed" '{"type":["post","comment"],"ours":["acme/one"]
			,"sort":"last_seen",
			"quantiles":{"median":0.5,"p95":0.95}}' people \
			--type post,comment --sort last_seen --ours acme/one \
			-m interactions.median,interactions.p95
		as_reference "$seed" '{}' audience
		as_reference "$seed" '{"zone":"America/St_Johns","per":["network"],
			"days":7}' audience --per network --since 7d \
			--tz America/St_Johns
		as_reference "$seed" '{"type":["post","article"],"ours":["acme"],
			"per":["account","lang"],"since":"2026-10-01T00:00:00Z",
			"until":"2026-10-20T00:00:00Z"}' audience \
			--per account,lang --type post,article \
			--since 2026-10-01 --until 2026-10-20 --ours x,acme
		as_reference "$seed" '{"n":10}' top 10
		as_reference "$seed" '{"n":30,"measure":"engagement_rate_views",
			"min":10,"per":["network"]}' top 30 \
			-m engagement_rate_views --min 10 --per network
		as_reference "$seed" '{"n":5,"measure":"likes","worst":1,"age":0,
			"per":["account","lang"],"type":["comment","post"]}' \
			top 5 -m likes --worst --age 0s --per account,lang \
			--type comment,post
		as_reference "$seed" '{"n":50,"measure":"saves_rate_followers",
			"worst":1,"days":30,"age":2}' top 50 -m saves_rate_followers \
			--worst --since 30d
		python3 "$reference" crowd "$seed" 300 >"$tmp/crowd"
		cm-stats -q people --type post,mention,comment -l 0 --ours a \
			--influencers 1000 "$tmp/crowd" >"$tmp/rows"
		python3 "$reference" check influencers '{"influencers":1000,
			"type":["post","mention","comment"],"ours":["a"]}' "$tmp/crowd" \
			"$tmp/rows" 2>&1 | sed -n 1,5p >"$tmp/differ"
		is "seed $seed, signs of influencers: as the reference" \
			"$(cat "$tmp/differ")" ''
	done
	ok 'there are influencers with signs, and without' \
		jq -es 'map(select(.by == "people.influencers" and
			.type == "row").signs) | any(. == 0) and any(. == 2)' \
		"$tmp/rows"

	# Neither threads, nor the order of lines, nor files change a byte.
	split -n l/5 "$tmp/r.1" "$tmp/part."
	for verb in 'people -l 0 -m interactions.p95,lang.distinct' \
		'people --influencers 2000 --type post,mention --since 90d --ours acme/one' \
		'audience --per network' 'audience --type post,mention --ours acme/one' \
		'top 7 --per account -m likes' \
		'top 2000 --worst -m saves_rate_views'; do
		# shellcheck disable=SC2086
		cm-stats -q --threads 1 $verb "$tmp/r.1" >"$tmp/one"
		for how in '--threads 4' '--threads 1 --memory 4m'; do
			# shellcheck disable=SC2086
			cm-stats -q $how $verb "$tmp"/part.a[edcba] >"$tmp/other"
			ok "$verb: the same bytes with $how, files in another order" \
				cmp "$tmp/one" "$tmp/other"
		done
		shuf --random-source="$tmp/one" "$tmp/r.1" >"$tmp/mixed"
		# shellcheck disable=SC2086
		cat "$tmp/mixed" "$tmp/mixed" | cm-stats -q $verb >"$tmp/other"
		ok "$verb: the same bytes with the lines shuffled and doubled" \
			cmp "$tmp/one" "$tmp/other"
		for part in "$tmp"/part.a?; do
			# shellcheck disable=SC2086
			cm-stats -q $verb --partial "$part"
		done >"$tmp/parts" 2>/dev/null
		cm-stats merge "$tmp/parts" >"$tmp/other" 2>/dev/null
		ok "$verb: the same bytes from parts" \
			cmp "$tmp/one" "$tmp/other"
	done
else
	skip 'the reference' 'no python3'
fi

# Nothing, and one.
for verb in people audience 'top 3'; do
	# shellcheck disable=SC2086
	run cm-stats $verb /dev/null
	is_status "$verb: no records are no failure" 0
	lacks_out "$verb: and make no numbers" '"(authors|share|ranked)":[0-9]*[1-9]'
done
run cm-stats people /dev/null
is 'of nobody there is no share' "$(rows people.segments segment share share.n |
	sed -n 1p)" '["new",null,0]'
said x 1 2026-11-10T08:00:00Z >"$tmp/one"
run cm-stats people "$tmp/one"
is 'without a history nobody is new' "$(rows people author segment items)" \
	'["1",null,1]'
has_out 'and the reason says so' 'segment: what was before is not known'

# A history as long as the period tells who is new; coverage does as well.
{
	said x 1 2026-09-01T08:00:00Z
	said x 2 2026-11-10T08:00:00Z
	said x 1 2026-11-11T08:00:00Z
	said x 3 2026-10-01T08:00:00Z
	said x 4 2026-10-02T08:00:00Z
	said x 4 2026-11-12T08:00:00Z
} >"$tmp/segments"
run cm-stats people "$tmp/segments"
is 'segments: new, retained, returning' "$(rows people author segment)" \
'["1","returning"]
["2","new"]
["4","retained"]'
is 'and lapsed, of those of the period before' \
	"$(rows people.segments segment authors share share.n | sed -n 4p)" \
	'["lapsed",1,50,2]'
run cm-stats people --segment lapsed "$tmp/segments"
is 'who lapsed is listed where asked for' "$(rows people author items)" \
	'["3",0]'
{
	cat "$tmp/one"
	echo '{"type":"coverage","network":"x","account":"a","what":"comments","covered":{"start":"2026-09-01T00:00:00Z","end":"2026-11-16T06:00:00Z"},"complete":true,"fetched":"2026-11-16T06:00:00Z"}'
} >"$tmp/covered"
run cm-stats people "$tmp/covered"
is 'coverage of the time before says that one is new' \
	"$(rows people author segment)" '["1","new"]'
has_out 'and that the period is complete' '"segment":"new",.*"complete":true'


# A row about a week says whether that is whole.
run cm-stats top 1 --per week -m views "$top"/tests/demo/archive/*.ndjson
is 'the best of a week that is not whole' "$(rows top week complete)" \
'["2026-W45",true]
["2026-W46",false]'
run cm-stats audience --per week "$top"/tests/demo/archive/*.ndjson
is 'and who spoke in it' "$(rows audience.all week complete)" \
'["2026-W45",true]
["2026-W46",false]'
run cm-stats --coverage strict audience --per week \
	"$top"/tests/demo/archive/*.ndjson
is_status 'strict: rows of it are withheld, which is a failure' 1
is 'all of them' "$(rows audience.all week)" '["2026-W45"]'

# Days are those of the zone: 2026-10-25 has 25 hours in Paris.
{
	said x 1 2026-10-24T21:59:59Z
	said x 1 2026-10-24T22:00:00Z
	said x 1 2026-10-25T22:59:59Z
	said x 1 2026-10-25T23:00:00+00:00
	said x 1 2026-10-26T04:30:00+05:30
} >"$tmp/days"
run cm-stats people --tz Europe/Paris "$tmp/days"
is 'a day of 25 hours is one day' "$(rows people items days)" '[5,3]'
run cm-stats people "$tmp/days"
is 'as in UTC' "$(rows people items days)" '[5,2]'
run cm-stats people --tz Europe/Paris --since 300d "$tmp/days"
is 'and of a long period' "$(rows people items days)" '[5,3]'

# The profile is the newest, part by part.
{
	said x 1 2026-11-01T08:00:00Z '"fetched":"2026-11-02T00:00:00Z"'
	said x 1 2026-11-03T08:00:00Z '"fetched":"2026-11-04T00:00:00Z"'
	said x 2 2026-11-05T08:00:00Z '"own":true'
} | jq -c 'if .fetched < "2026-11-03"
	then .author += {handle: "old", name: "Old", followers: 5}
	else .author += {handle: "new", followers: 3} end' >"$tmp/profile"
run cm-stats people "$tmp/profile"
is 'the newest handle, the newest name that is given; own is left out' \
	"$(rows people handle name followers items)" '["new","Old",3,2]'

# Who we are: authors of posts and of what is own, marked or not, and profiles
# that are accounts; those of accounts that --ours leaves out are others.
us_n=0
us() { # ACCOUNT TYPE AUTHOR MORE
	us_n=$((us_n + 1))
	said x "$3" 2026-11-05T08:00:00Z "$4" | jq -c --arg a "$1" --arg t "$2" \
		".account = \$a | .type = \$t | .id = \"us$us_n\""
}
{
	us acme post 1 '"metrics":{"likes":3}'
	us acme/b comment 2 '"own":true'
	us acme comment 1 '"lang":"fr"'
	us acme mention 2 '"lang":"fr"'
	us acme comment 3 '"lang":"fr"'
	us rival/x post 4 '"lang":"en"'
	us rival/x comment 4 '"lang":"en"'
	us rival/x comment 3 '"own":true'
	us acme comment 5 '"lang":"en"'
	echo '{"type":"account","network":"x","account":"acme","id":"5","metrics":{"followers":99},"fetched":"2026-11-20T00:00:00Z"}'
	echo '{"type":"account","network":"x","account":"rival/x","id":"4","metrics":{"followers":88},"fetched":"2026-11-01T00:00:00Z"}'
} >"$tmp/us"
run cm-stats people --type post,comment,mention --influencers 5 "$tmp/us"
is 'all accounts are ours, and who speaks for one is none of the people' \
	"$(rows people author items)" ''
is 'nor an influencer' "$(rows people.influencers author)" ''
has_err 'and that posts are none is said' 'posts are said by us.*--ours LIST'
for ours in acme acme,acme/b; do
	run cm-stats people --type post,comment,mention --influencers 5 \
		--ours $ours "$tmp/us"
	is "--ours $ours: others are not" "$(rows people author items posts)" \
'["4",2,1]
["3",1,0]'
	is 'and may be influencers' "$(rows people.influencers author followers)" \
		'["4",88]'
	lacks_err 'posts of theirs are some' 'posts'
done
run cm-stats audience --ours acme --type post,comment,mention "$tmp/us"
is 'the audience is the same people' \
	"$(rows audience.all authors authors.low authors.high)" '[2,2,2]'
is 'in each row' "$(rows audience.lang lang authors share)" \
'["en",1,50]
["fr",1,50]'
run cm-stats people --ours rival,a,acme/c "$tmp/us"
is 'an account is named whole' "$(rows people author)" \
'["1"]
["2"]
["5"]'
for part in 1,4p 5,11p; do
	sed -n "$part" "$tmp/us" >"$tmp/us.part"
	cm-stats people --ours acme --partial "$tmp/us.part"
done >"$tmp/parts"
run cm-stats merge "$tmp/parts"
is 'who we are is known when parts are merged' "$(rows people author items)" \
'["3",1]
["4",1]'

# Names that nobody gives.
said x 7 2026-11-05T08:00:00Z '"metrics":{"likes":1}' >"$tmp/slip"
post 1 '"likes":1,"views":9' >>"$tmp/slip"
run cm-stats top 3 -m lieks "$tmp/slip"
has_err 'top: a slip' "no record gives 'lieks' .likes\?."
run cm-stats top 3 -m engagement_rate "$tmp/slip"
has_err 'top: a rate of nothing' \
	"no record gives 'engagement_rate' .engagement_rate_views\?."
run cm-stats top 3 -m likes_rate_veiws "$tmp/slip"
has_err 'top: a slip below' "'likes_rate_veiws' .likes_rate_views\?."
run cm-stats top 3 -m likes_rate_reach "$tmp/slip"
has_err 'top: what no record gives is told' "no record gives 'likes_rate_reach'\$"
run cm-stats top 3 --per netwrk "$tmp/slip"
has_err 'top: a slip of a key' "no record has 'netwrk' .network\?."
run cm-stats top 3 --min 10 "$tmp/slip"
has_err 'top: a minimum beyond all' '--min leaves out all 1 that give'
run cm-stats top 3 --per network "$tmp/slip"
is 'top: right names are not talked about' "$(cat "$tmp/.err")" ''
run cm-stats audience --per netwrk "$tmp/slip"
has_err 'audience: a slip of a key' "no record has 'netwrk' .network\?."
run cm-stats people -m interactons.median "$tmp/slip"
has_err 'people: a slip' "'interactons.median' is empty .*.interactions.median\?."

# Bad input.
{
	said x 1 2026-11-01T08:00:00Z
	said x 2 2026-11-01T08:00:00Z '"metrics":{"likes":-1}'
	said x 3 2026-11-01T08:00:00Z '"metrics":{"likes":"7"}'
	said x 4 2026-11-01T08:00:00Z | sed 's/"4"}/{}}/'
	said x 5 2026-11-01T08:00:00Z | sed 's/{"id":"[0-9]*"}/"Ann"/'
	said x 6 2026-11-01T08:00:00Z | sed 's/{"id":"6"}/{"id":6}/'
} >"$tmp/bad"
run cm-stats people "$tmp/bad"
is_status 'bad metrics and authors are bad lines' 1
is 'and the rest is counted' "$(rows people author)" '["1"]'
is 'each is named' "$(grep -c "$tmp/bad:" "$tmp/.err")" 5
for wrong in 'people --loyal 5/4' 'people --loyal 3' 'people --segment young' \
	'people --sort shoe' 'people --type visit' 'people -m posts' \
	'people -l x' 'audience --type post,' 'audience --per lang,lang' \
	'top 0' 'top x' 'top 3 -m likes.median' 'top 3 -m likes,views' \
	'top 3 -m posts' 'top 3 --min -1' 'top 3 -m text' \
	'top -1' 'top 1000000' 'top 3 --age x' 'top 3 --age 400d' \
	'people --ours a,' 'audience --ours ,a' 'top 3 --min 1.5' \
	'people --sort itemz' 'top 3 -m likes --per likes' 'top 3 --per rank'; do
	# shellcheck disable=SC2086
	run cm-stats $wrong "$tmp/one"
	is_status "cm-stats $wrong: usage" 2
done

# Ties have one rank, and who did not find room is counted.
{
	post 3 '"likes":7'
	post 1 '"likes":7'
	post 2 '"likes":7'
	post 4 '"likes":9'
	post 5 '"likes":1'
	post 6 '"views":1'
} >"$tmp/ties"
run cm-stats top 3 -m likes "$tmp/ties"
is 'ties are in the order of ids and share a rank' "$(rows top rank tied id)" \
'[1,0,"4"]
[2,2,"1"]
[2,2,"2"]'
is 'who gives no likes is not ranked' \
	"$(rows top.of ranked not_given below_min)" '[5,1,0]'
run cm-stats top 2 -m likes --worst "$tmp/ties"
is 'the least first' "$(rows top rank tied id)" \
'[1,0,"5"]
[2,2,"1"]'
{
	post 1 '"likes":1,"views":1'
	post 2 '"likes":30,"views":1000'
	post 3 '"likes":0,"views":500'
	post 4 '"likes":3,"views":0'
} >"$tmp/rates"
run cm-stats top 3 -m likes_rate_views --min 100 "$tmp/rates"
is 'a minimum of the denominator' \
	"$(rows top id likes_rate_views numerator denominator)" \
'["2",3,30,1000]
["3",0,0,500]'
is 'what is below it is told, and what is divided by 0' \
	"$(rows top.of ranked not_given below_min)" '[2,1,1]'

# A text is cut between characters, on one line.
post 1 '"likes":1' "\"text\":\"one\\ntwo $(printf '%078d' 0)👩‍🍳 end\"" \
	>"$tmp/long"
post 2 '"likes":0' '"title":"Title","text":"text"' >>"$tmp/long"
run cm-stats top 2 -m likes "$tmp/long"
is 'a text is cut to a line, a title comes before it' "$(rows top text)" \
"[\"one two $(printf '%071d' 0)…\"]
[\"Title\"]"

# Many authors are estimated, and the bounds say so.
k=0
while [ $k -lt 1000 ]; do
	k=$((k + 1))
	said x $k 2026-11-10T08:00:00Z "\"lang\":\"$((k % 2))\""
done >"$tmp/many"
said x '' 2026-11-10T09:00:00Z | sed 's/,"author":{"id":""}//' >>"$tmp/many"
run cm-stats audience "$tmp/many"
is 'above 256 authors the number has bounds' "$(jq -c 'select(
	.type == "row" and .by == "audience.all") | [."authors.low" < .authors,
	.authors < ."authors.high", ."authors.low" > 970,
	."authors.high" < 1030, ."authors.n", .items, .items_without_author]' \
	"$tmp/.out")" '[true,true,true,true,1000,1001,1]'
is 'a language that is not given has its own row' \
	"$(rows audience.lang lang items)" \
'["0",500]
["1",500]
[null,1]'
jq -s '.[] | select(.by == "audience.all" and .type == "row").authors' \
	"$tmp/.out" >"$tmp/before"
said x 5 2026-11-10T09:00:00Z '"own":true' >"$tmp/own"
run cm-stats audience "$tmp/many" "$tmp/own"
is 'one of us among many is left out' "$(rows audience.all authors)" \
	"[$(($(cat "$tmp/before") - 1))]"

# Places are of series, and what overlaps counts once.
series() { # FROM TO DIMENSIONS METRICS
	printf '{"type":"series","network":"web","account":"s","period":{"start":"2026-11-%sT00:00:00Z","end":"2026-11-%sT00:00:00Z"},"dimensions":{%s},"metrics":{%s},"fetched":"2026-11-12T00:00:00Z"}\n' \
		"$@"
}
{
	series 01 02 '"country":"FR"' '"users":10,"sessions":12'
	series 02 03 '"country":"FR"' '"users":20,"sessions":22'
	series 01 03 '"country":"FR"' '"users":30'
	series 02 03 '"country":"DE","page":"/a"' '"users":3'
	series 02 03 '"country":"DE","page":"/b"' '"users":7'
	series 02 03 '"country":"FR","city":"Lyon"' '"users":4'
	series 02 03 '"page":"/a"' '"users":99'
} >"$tmp/places"
run cm-stats audience "$tmp/places"
is 'places, by level and metric' \
	"$(rows audience.place level place metric value share total)" \
'["city","Lyon, FR","users",4,100,4]
["country","DE","users",10,25,40]
["country","FR","users",30,75,40]
["country","FR","sessions",34,100,34]'

# What was there before is not known: once said, with what to do.
{
	said x 1 2026-11-06T00:00:00Z
	said x 1 2026-11-15T06:00:00Z
} >"$tmp/short"
run cm-stats people "$tmp/short"
is 'no history: what to do' "$(cat "$tmp/.err")" 'cm-stats: what was said before 2026-10-19 is not known: nobody can be called new; --since 5d compares shorter periods'
run cm-stats people --since 5d "$tmp/short"
is 'and that is right' "$(rows people.segments segment authors | sed -n 1p)" \
	'["new",0]'
lacks_err 'so nothing is said' 'not known'
said y 1 2026-09-01T06:00:00Z >>"$tmp/short"
run cm-stats people "$tmp/short"
has_err 'in some networks: of how many' \
	'2026-10-19 is not known of 1 of 2 networks: nobody of these'
run cm-stats people --since 7d "$tmp/short"
has_err 'a part of the history is not enough' 'before 2026-11-06 .*--since 5d'
run cm-stats people --until 2026-11-15 "$tmp/short"
has_err 'of a period that ends earlier no length is said' 'give older records'

# The worst are those that had their time, and clocks are those of the zone.
post 1 '"likes":0' '"fetched":"2026-11-11T08:00:00Z"' >"$tmp/aged"
post 2 '"likes":5' '"fetched":"2026-11-12T08:00:00Z"' >>"$tmp/aged"
post 3 '"likes":7' >>"$tmp/aged"
run cm-stats --tz Asia/Kolkata top 1 -m likes --worst "$tmp/aged"
is 'the worst is not the youngest' "$(rows top id published local)" \
	'["2","2026-11-10T08:00:00Z","2026-11-10T13:30:00"]'
is 'how many are left out' "$(rows top.of ranked young)" '[2,1]'
has_err 'is said' '1 post fetched less than 2d after it came out'
run cm-stats top 1 -m likes --worst --age 0s "$tmp/aged"
is 'of any age' "$(rows top id local)" '["1",null]'
lacks_out 'without a zone there are no local times' local
run cm-stats top 3 -m likes "$tmp/aged"
is 'the best may be young' "$(rows top id)" '["3"]
["2"]
["1"]'
run cm-stats top 3 -m likes --age 3d "$tmp/aged"
is 'if not said' "$(rows top id)" '["3"]'

# In one pass with others they say the same.
mkdir -p "$tmp/dir/reports"
CM_DIR=$tmp/dir
export CM_DIR
echo 'def needs: [["people"], ["people", "--influencers", "0"],
	["audience", "--per", "network"], ["top", "3"], ["audience"]];' \
	>"$tmp/dir/reports/all.jq"
cat "$tmp/segments" "$tmp/ties" "$tmp/places" >"$tmp/mixed"
for verb in people 'people --influencers 0' 'audience --per network' 'top 3' \
	audience; do
	# shellcheck disable=SC2086
	cm-stats -q $verb "$tmp/mixed"
done >"$tmp/want"
run cm-stats for all "$tmp/mixed"
is_out 'several of them in one pass' <"$tmp/want"

run cm-stats people --memory 100k -m interactions.p95 "$tmp/many"
is_status 'authors that do not fit in --memory are an error' 1
has_err 'that says so' 'do not fit in --memory'
run cm-stats top 1000 --memory 100k --type comment -m likes "$tmp/many"
is_status 'what gives no likes takes no room in a top' 0

done_testing
