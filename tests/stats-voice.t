#!/bin/sh
# cm-stats voice: share of voice of topics, and what was thought of them.
. "${0%/*}/lib.sh"
# The periods of verbs that compare end with the midnight before.
CM_NOW=2026-11-16T00:00:00Z
export CM_NOW
reference=$top/tests/reference/voice.py

# say ID DAY WHO CURATION [METRICS]: a mention of that day of November.
say() {
	printf '{"type":"mention","network":"x","id":"%s","published":"2026-11-%sT12:00:00Z","author":{"id":"%s"},"curation":%s%s}\n' \
		"$1" "$2" "$3" "$4" "${5:+,\"metrics\":$5}"
}

# cells COLUMN ...: those of each row, a line a row.
cells() {
	jq -c --arg names "$*" 'select(.type == "row") |
		[.[($names / " ")[]] | if type == "number"
			then . * 1e9 | round / 1e9 else . end]' "$tmp/.out"
}

common_tests cm-stats voice

if scipy_python; then
	compare() { # FILE OPTIONS WORD ...
		file=$1
		options=$2
		shift 2
		cm-stats -q voice "$@" "$file" >"$tmp/rows"
		"$python" "$reference" check "$CM_NOW" "$options" \
			"$file" "$tmp/rows" 2>&1 | sed -n 1,8p >"$tmp/d"
		ok "${file##*/}, voice $*: as the reference" \
			grep -qE '^[1-9][0-9]* rows$' "$tmp/d"
		is 'with no difference' "$(grep -v 'rows$' "$tmp/d")" ''
	}
	for size in 3000 40; do
		"$python" "$reference" make $size $size >"$tmp/r.$size"
		compare "$tmp/r.$size" '{}'
		compare "$tmp/r.$size" '{"compare":true,"level":80}' \
			--compare --level 80
		compare "$tmp/r.$size" \
			'{"per":"week","topics":"ours,them,nobody"}' \
			--per week --topics ours,them,nobody
		compare "$tmp/r.$size" '{"per":"month","of":"all"}' \
			--per month --of all
		compare "$tmp/r.$size" '{"of":"own"}' --of own
		compare "$tmp/r.$size" '{"compare":true,"topics":"ours"}' \
			--compare --topics ours
	done
	cm-stats -q voice --compare --threads 1 "$tmp/r.3000" >"$tmp/one"
	split -n l/5 "$tmp/r.3000" "$tmp/part."
	for how in '--threads 4' '--threads 2 --memory 1m'; do
		# shellcheck disable=SC2086
		cm-stats -q voice --compare $how "$tmp"/part.a[edcba] \
			>"$tmp/other"
		ok "the same bytes with $how, files in another order" \
			cmp "$tmp/one" "$tmp/other"
	done
	shuf --random-source="$tmp/one" "$tmp/r.3000" >"$tmp/mixed"
	cat "$tmp/mixed" "$tmp/mixed" | cm-stats -q voice --compare \
		>"$tmp/other"
	ok 'the same bytes with the lines shuffled and doubled' \
		cmp "$tmp/one" "$tmp/other"
	for p in "$tmp"/part.a?; do
		cm-stats -q voice --compare --partial "$p" >"$p.part"
	done
	cat "$tmp"/part.a[edcba].part | cm-stats -q merge >"$tmp/other"
	ok 'the same bytes from parts' cmp "$tmp/one" "$tmp/other"
else
	skip 'the reference' 'no python3 with scipy'
fi

{
	say 1 10 a '{"topics":["ours"],"labels":["positive","spam"]}' \
		'{"reach":100,"likes":3}'
	say 2 10 b '{"topics":["ours","them"],"labels":["negative"]}' \
		'{"reach":50}'
	say 3 11 a '{"topics":["them","them"]}' '{"likes":30}'
	say 4 12 c '{"topics":["them"],"labels":["positive","negative"]}'
	say 5 12 d '{"labels":["positive"]}'
	printf '{"type":"visit","network":"web","published":"2026-11-12T12:00:00Z","curation":{"topics":["ours"]}}\n'
} >"$tmp/a"
run cm-stats voice "$tmp/a"
is_status 'voice: status' 0
is 'a record counts once for each topic; shares add up to 100' \
	"$(cells topic records share_of_voice share_of_voice.n authors \
		authors_share.n)" \
'["them",3,60,5,3,5]
["ours",2,40,5,2,5]'
is 'reach and interactions are known where they are given' \
	"$(cells topic reach reach_share reach_share.n reach_share.low \
		interactions interactions_share)" \
'["them",50,25,3,null,30,90.909090909]
["ours",150,75,3,null,3,9.090909091]'
has_out 'too few have no interval' \
	'reach_share: 3 records, an interval needs 5'
is 'who praises and blames is neutral; without a label is not' \
	"$(cells topic positive neutral negative unlabelled net_sentiment \
		net_sentiment.n)" \
'["them",0,1,1,1,-50,2]
["ours",1,0,1,0,0,2]'
is_err 'what names no topic is said' <<'EOT'
cm-stats: 1 record has no topic: not counted
EOT
run cm-stats voice --negative spam --positive nosuch "$tmp/a"
is_status 'the labels of blame can be named' 0
is 'and blame' "$(cells topic negative | grep ours)" '["ours",1]'
run cm-stats voice --positive spam,love --neutral ham "$tmp/a"
is 'labels have any name' "$(cells topic positive neutral negative)" \
'["them",0,0,2]
["ours",1,0,1]'
run cm-stats voice --topics ours,nobody "$tmp/a"
is 'shares are of the topics that are asked for' \
	"$(cells topic records share_of_voice reach reach_share \
		net_sentiment net_sentiment.n)" \
'["ours",2,100,150,100,0,2]
["nobody",0,0,null,null,null,0]'
run cm-stats voice --topics nobody "$tmp/a"
is 'of nothing there is no share' \
	"$(cells records share_of_voice share_of_voice.n)" '[0,null,0]'
has_out 'and why' 'share_of_voice: no record names any of them'
run cm-stats voice -w '.curation.topics | index("ours")' --topics ours "$tmp/a"
is 'a topic that is alone has all, and no interval' \
	"$(cells share_of_voice share_of_voice.low authors_share.high)" \
	'[100,null,null]'
run cm-stats voice --by author.id "$tmp/a"
is 'any key has a voice' "$(cells author.id records)" \
'["a",2]
["b",1]
["c",1]
["d",1]'

# The period before: 28 days, or as long as that of --since.
{
	cat "$tmp/a"
	say 6 05 a '{"topics":["ours"]}'
	say 7 05 a '{"topics":["gone"]}'
} >"$tmp/b"
run cm-stats voice --compare --since 7d "$tmp/b"
is 'what was said before, and is not now, has a row' \
	"$(cells topic records records_before share_of_voice \
		share_of_voice_before share_of_voice_change \
		share_of_voice_change.n)" \
'["them",3,0,60,0,60,7]
["ours",2,1,40,50,-10,7]
["gone",0,1,0,50,-50,7]'
has_out 'what is not known of both is not compared' \
	'reach_share_change: not known of the period before'
run cm-stats voice --per week "$tmp/b"
is 'a row for each week' "$(cells week topic share_of_voice)" \
'["2026-W45","gone",50]
["2026-W45","ours",50]
["2026-W46","them",60]
["2026-W46","ours",40]'

# Whose voice it is.
{
	cat "$tmp/a"
	say 20 12 us '{"topics":["ours"]}' | sed 's/"mention"/"post"/'
	say 21 12 us '{"topics":["ours"]}' | sed 's/"mention"/"comment","own":true/'
	say 22 12 e '{"topics":["them"]}' | sed 's/"mention"/"article"/'
} >"$tmp/o"
run cm-stats voice "$tmp/o"
is 'what we say ourselves is no voice of others' \
	"$(cells topic records)" '["them",4]
["ours",2]'
run cm-stats voice --of own "$tmp/o"
is 'unless that is asked for' "$(cells topic records)" '["ours",2]'
run cm-stats voice --of all "$tmp/o"
is 'or all' "$(cells topic records)" '["ours",4]
["them",4]'

# What has no time.
say 30 12 a '{}' | sed 's/"published":[^,]*,//' >"$tmp/t"
run cm-stats voice --per week --topics ours "$tmp/t"
is 'no span, no row' "$(cells week topic records)" ''
run cm-stats voice --per week --topics ours /dev/null
is 'also of nothing at all' "$(cells week topic records)" ''
say 31 12 a '{"topics":["ours"]}' | sed 's/"published":[^,]*,//' >"$tmp/t"
run cm-stats voice --per week --topics ours,them "$tmp/t"
is 'what was said at no time has its row' "$(cells week topic records)" \
	'[null,"ours",1]'

# Coverage, of the week and of both periods.
{
	printf '{"type":"coverage","network":"x","account":"a","what":"mentions","covered":{"start":"2026-11-02T00:00:00Z","end":"2026-11-15T00:00:00Z"},"complete":true}\n'
	cat "$tmp/b"
} >"$tmp/c"
run cm-stats voice --per week "$tmp/c"
is 'a week that is not covered is marked' \
	"$(cells week complete | sort -u)" \
'["2026-W45",true]
["2026-W46",false]'
run cm-stats voice --compare --since 2026-11-08 --until 2026-11-15 "$tmp/c"
is 'a period is complete when the one before it is' \
	"$(cells complete | sort -u)" '[false]'
run cm-stats voice --compare --since 2026-11-10 --until 2026-11-15 "$tmp/c"
is 'and both are covered' "$(cells complete | sort -u)" '[true]'

# Bad input.
{
	say 1 12 a '{"topics":{"a":1}}'
	say 2 12 a '{"topics":["x"],"labels":[1]}'
	say 3 12 a '{"topics":["x"],"labels":7}'
	say 4 12 a '{"topics":["x"]}' '{"reach":"many"}'
	say 5 12 a '{"topics":["x"]}' '{"likes":-1}'
	say 6 12 a '"x"'
	say 7 12 a '{"topics":"x","labels":"positive"}'
	say 8 12 a '{"topics":[7,true]}'
} >"$tmp/bad"
run cm-stats voice "$tmp/bad"
is_status 'bad lines are named' 1
for line in '2:.*labels is not a list' '3:.*labels is not a list' \
	'4:.*reach is not a number' '5:.*likes is negative' \
	'6:.*curation is not an object'; do
	has_err "$line" "bad:$line"
done
is 'a topic alone is as good as a list; other values are topics' \
	"$(cells topic records positive)" \
'[7,1,0]
["x",1,1]
[true,1,0]'

for wrong in '--of us' '--per hour' '--per week --compare' '--by a,b' '--by=' \
	'--topics a,,b' '--positive=' '--by author'; do
	# shellcheck disable=SC2086
	run cm-stats voice $wrong "$tmp/a"
	[ "$wrong" = '--by author' ] && want=0 || want=2
	is_status "voice $wrong" $want
done

done_testing
