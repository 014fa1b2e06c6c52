#!/bin/sh
# cm-stats tags: what hashtags are used for, reach, and are worth.
. "${0%/*}/lib.sh"
cd "$tmp" || exit 1

# post ID ACCOUNT TAGS LIKES: x3 came out on the 13th, others on the 5th.
post() {
	case $1 in
	?[0-9]) day=1${1#?} ;;
	*) day=05 ;;
	esac
	printf '{"type":"post","network":"x","account":"%s","id":"%s","published":"2026-10-%sT06:00:00Z","format":"image","tags":%s,"metrics":{"likes":%s,"reach":100},"fetched":"2026-11-15T00:00:00Z"}\n' \
		"$2" "$1" "$day" "$3" "$4"
}

# tag NAME FILTER: of its row.
tag() {
	jq -c --arg tag "$1" 'select(.type == "row" and .tag == $tag) | '"$2" .out
}

common_tests cm-stats tags

# Twice as many with #good, in an account of hundreds and one of tens.
for n in 0 1 2 3 4 5; do
	post "a$n" big '["good","Every"]' $((401 + 40 * n))
	post "b$n" big '["every"]' $((200 + 20 * n))
	post "c$n" small '["#good","EVERY"]' $((41 + 4 * n))
	post "d$n" small '["every"]' $((20 + 2 * n))
done >posts
run cm-stats tags posts
is_status 'tags: status' 0
is_err 'says nothing' </dev/null
is 'spellings are one tag' "$(jq -r 'select(.type == "row").tag' .out)" 'every
good'
is 'use, its share, and reach' "$(tag good '[.posts, .share, ."share.n", .reach,
	."reach.n"]')" '[12,50,24,1200,12]'
ok 'the lift is of 1 + likes, within the accounts: about 2' jq -se '
	map(select(.tag == "good"))[0] | .lift > 1.95 and .lift < 2.03 and
	."lift.low" < .lift and ."lift.high" > .lift and ."lift.n" == 6 and
	."lift.without" == 6 and ."lift.p" < 0.001' .out
is 'without other posts there is none' "$(tag every '[.lift, ."lift.p",
	."lift.n", .reason]')" \
	'[null,null,0,"lift: posts on 0 dates, 5 are needed; lift.p, lift.p_adjusted: posts on 0 dates, 5 are needed"]'
ok 'every estimate has a formula, what it counts, and an interval' jq -se '
	map(select(.type == "measure" and (.name == "share" or
		.name == "response" or .name == "lift"))) | length == 3 and
	all(.[]; .formula and .sample and .interval)' .out
tag good '[."response.n", .lift, ."lift.n", ."lift.without"] +
	([.response, ."response.low", ."lift.low", ."lift.high"] |
	map(. * 1e3 | round))' >alone
{
	cat posts
	sed 's/"network":"x"/"network":"y"/' posts
	sed 's/"network":"x"/"network":"z"/' posts
} >thrice
run cm-stats tags thrice
is 'the same posts on three networks tell no more than on one' \
	"$(tag good '[."response.n", .lift, ."lift.n", ."lift.without"] +
	([.response, ."response.low", ."lift.low", ."lift.high"] |
	map(. * 1e3 | round))')" "$(cat alone)"
is 'but are counted' "$(tag good .posts)" 36
run cm-stats tags --min 13 posts
is '--min asks for more' "$(tag good .reason)" \
	'"response: posts on 6 dates, 13 are needed; lift: posts on 6 dates, 13 are needed; lift.p, lift.p_adjusted: posts on 6 dates, 13 are needed"'
run cm-stats tags --level 80 posts
cp .out narrow
run cm-stats tags --level 99 posts
ok 'a higher level is a wider interval' jq -se '
	map(select(.tag == "good")) | .[0]."lift.low" > .[1]."lift.low" and
	.[0]."share.high" < .[1]."share.high"' narrow .out

{
	post n1 big '["two"]' 0
	post n2 big '["two"]' 500000
	for n in 1 2 3 4; do post "m$n" big '["five"]' 0; done
	post m5 big '["five"]' 900
} >few
run cm-stats tags few
is 'two posts make no typical one' "$(tag two '[.response,
	."response.low", ."response.n"]')" '[null,null,2]'
ok 'no bound of a response is below 0' jq -se '
	map(select(.tag == "five"))[0] | ."response.low" == 0 and
	."response.high" > .response and .response > 0' .out

# Where tags come from, and what has none.
{
	cat posts
	printf '{"type":"post","network":"x","id":"t","published":"2026-10-05T06:00:00Z","text":"Hi #Good and #good, no #1","fetched":"2026-11-15T00:00:00Z"}\n'
	printf '{"type":"post","network":"x","id":"u","published":"2026-10-05T06:00:00Z","text":"none","tags":[]}\n'
	post twice big '["good","Good","#good"]' 300
	printf '{"type":"comment","network":"x","id":"v","published":"2026-10-05T06:00:00Z","tags":["good"],"metrics":{"likes":3}}\n'
	post young big '["new"]' 5 | sed 's/2026-11-15/2026-10-06/'
} >extra
run cm-stats tags extra
is 'tags of the text, of several spellings, of comments' \
	"$(tag good '[.posts, ."response.n"]')" '[14,7]'
is 'posts without any are a group of their own' \
	"$(jq -c 'select(.type == "row" and .tag == null) |
		[.posts, .response, .reason]' .out)" \
	'[1,null,"tag: not given; reach: no reach given; response: posts on 0 dates, 5 are needed; lift: posts on 0 dates, 5 are needed; lift.p, lift.p_adjusted: posts on 0 dates, 5 are needed"]'
has_err 'what is too young is said' \
	'1 post fetched less than 2d after it came out has no response'
is 'it is used, and has no response yet' \
	"$(tag new '[.posts, ."response.n"]')" '[1,0]'
run cm-stats tags -m reach posts
is 'all equal: no interval, and why' "$(tag good '[.response, ."response.low",
	.lift, ."lift.low", .reason]')" \
	'[100,null,1,null,"response.low, response.high: all values are equal; lift.p, lift.p_adjusted: all posts are equal"]'
run_in /dev/null cm-stats tags
is 'nothing at all has no rows' "$(grep -c '"type":"row"' .out)" 0
printf '{"type":"post","network":"x","id":"1","published":"2026-10-05T06:00:00Z","tags":[7]}\n' >bad
run cm-stats tags bad posts
is_status 'a tag that is a number: status' 1
has_err 'and it is named' 'bad:1: tags is not a list of texts'
ok 'the rest was counted' test "$(tag good .posts)" = 12
run cm-stats tags -m view posts
has_err 'a measure that no post gives' "no post gives 'view' [(]views[?][)]"
for bad in '--min 1' '--min x' '-m likes,views' '--age soon'; do
	# shellcheck disable=SC2086 # words on purpose
	run cm-stats tags $bad posts
	is_status "$bad is refused" 2
done

# Against the reference, on thousands of records.
if scipy_python; then
	for seed in 4 5; do
		python3 "$top/tests/reference/records.py" $seed 4000 >r.$seed
	done
	while read -r seed measure min; do
		run cm-stats -q tags -m "$measure" --min "$min" "r.$seed"
		cp .out rows
		last="besttime.py tags r.$seed $measure $min"
		ok "seed $seed, $measure: as the reference says" "$python" \
			"$top/tests/reference/besttime.py" tags "r.$seed" rows \
			UTC "$CM_NOW" "$measure" "$min"
	done <<EOF
4 interactions 5
5 likes 2
5 engagement_rate_views 150
EOF
	run cm-stats -q tags --threads 1 r.4
	cp .out one
	shuf --random-source=r.5 r.4 >shuffled
	run cm-stats -q tags --threads 4 shuffled
	ok 'shuffled, on 4 threads: the same bytes' cmp one .out
	split -n l/5 r.4 part.
	run cm-stats -q tags part.ae part.a[a-d]
	ok 'in five files: the same bytes' cmp one .out
	for part in part.a?; do
		cm-stats -q tags --partial $part
	done >parts
	run cm-stats -q merge parts
	ok 'merged of parts: the same bytes' cmp one .out
else
	skip 'the reference' 'no python3 with numpy and scipy'
fi
done_testing
