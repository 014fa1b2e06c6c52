#!/bin/sh
# cm-stats terms: what is said more, or less, than in the period before.
. "${0%/*}/lib.sh"
# The periods of verbs that compare end with the midnight before.
CM_NOW=2026-11-16T00:00:00Z
export CM_NOW
reference=$top/tests/reference/terms.py

# say DAY WHO TEXT [MEMBERS]: a comment of that day of November.
n=0
say() {
	n=$((n + 1))
	printf '{"type":"comment","network":"x","id":"%s","published":"2026-11-%sT12:00:00Z","author":{"id":"%s"},"text":"%s"%s}\n' \
		"$n" "$1" "$2" "$3" "${4:+,$4}"
}

# cells COLUMN ...: those of each row, a line a row.
cells() {
	jq -c --arg names "$*" 'select(.type == "row") |
		[.[($names / " ")[]]]' "$tmp/.out"
}

common_tests cm-stats terms

if scipy_python; then
	compare() { # SEED OPTIONS WORD ...
		seed=$1
		options=$2
		shift 2
		cm-stats -q terms "$@" "$tmp/r.$seed" >"$tmp/rows"
		"$python" "$reference" check "$CM_NOW" "$options" \
			"$tmp/r.$seed" "$tmp/rows" 2>&1 | sed -n 1,8p >"$tmp/d"
		ok "seed $seed, terms $*: as the reference" \
			grep -qE '^[1-9][0-9]* rows$' "$tmp/d"
		is 'with no difference' "$(grep -v 'rows$' "$tmp/d")" ''
	}
	for seed in 1 2; do
		"$python" "$reference" make $seed 6000 >"$tmp/r.$seed"
		compare $seed '{}'
		compare $seed '{"of":"own","kinds":"word,phrase","fdr":100}' \
			--of own --kinds word,phrase --fdr 100
		compare $seed '{"of":"all","falling":true,"authors":1}' \
			--of all --falling --min-authors 1
		compare $seed \
			'{"days":3,"level":50,"fdr":100,"min":1,"authors":0}' \
			--since 3d --level 50 --fdr 100 --min 1 --min-authors 0
	done
	set -- terms --fdr 100 --min 1 --level 60 --kinds word,phrase,tag,link
	cm-stats -q "$@" --threads 1 "$tmp/r.1" >"$tmp/one"
	split -n l/5 "$tmp/r.1" "$tmp/part."
	for how in '--threads 4' '--threads 2 --memory 16m'; do
		# shellcheck disable=SC2086
		cm-stats -q "$@" $how "$tmp"/part.a[edcba] >"$tmp/other"
		ok "the same bytes with $how, files in another order" \
			cmp "$tmp/one" "$tmp/other"
	done
	shuf --random-source="$tmp/one" "$tmp/r.1" >"$tmp/mixed"
	cat "$tmp/mixed" "$tmp/mixed" | cm-stats -q "$@" >"$tmp/other"
	ok 'the same bytes with the lines shuffled and doubled' \
		cmp "$tmp/one" "$tmp/other"
	for p in "$tmp"/part.a?; do
		cm-stats -q "$@" --partial "$p" >"$p.part"
	done
	cat "$tmp"/part.a[edcba].part | cm-stats -q merge >"$tmp/other"
	ok 'the same bytes from parts' cmp "$tmp/one" "$tmp/other"
	for seed in 1 2 3; do
		"$python" "$reference" null $seed 4000 >"$tmp/null"
		run cm-stats terms "$tmp/null"
		lacks_out "seed $seed: where nothing rises nothing is shown" \
			'"type":"row"'
		run cm-stats terms --falling "$tmp/null"
		lacks_out 'and where nothing falls' '"type":"row"'
	done
	run cm-stats terms --kinds word,phrase --min 1 --memory 32k "$tmp/r.1"
	is_status 'what does not fit in memory ends the run' 1
	has_err 'and says so' 'do not fit in --memory'
else
	skip 'the reference' 'no python3 with scipy'
fi

# Twenty records before and twenty now; eight of those speak of the oven.
i=0
while [ $i -lt 20 ]; do
	i=$((i + 1))
	say 04 "a$i" "the bread is good"
	if [ $i -le 8 ]; then
		say 12 "b$((i % 4))" 'the OVEN oven is broken'
	else
		say 12 "b$i" 'the bread is good'
	fi
done >"$tmp/a"
run cm-stats terms "$tmp/a"
is_status 'terms: status' 0
is 'what rises is shown, once a record, with all that belongs to it' \
	"$(cells kind term records records_before share share.n share_before \
		share_before.n ratio ratio.n authors authors_before p_adjusted.n)" \
'["word","broken",8,0,40,20,0,20,null,8,4,0,6]
["word","oven",8,0,40,20,0,20,null,8,4,0,6]'
is 'one that was not said before has a lower bound, and a reason' \
	"$(jq -r 'select(.term == "oven") | "\(."ratio.low" | . * 100 | round) \(."ratio.high") \(.reason)"' \
		"$tmp/.out")" \
	'171 null ratio: none before, so that it has a lower bound only'
run cm-stats terms --falling --level 60 "$tmp/a"
is 'what falls is another question' "$(cells kind term)" ''
has_err 'what may be chance is said' '^cm-stats: 2 more fall, but so would some by chance; see --fdr$'
run cm-stats terms --falling --level 60 --fdr 100 "$tmp/a"
is 'and shown if wanted' "$(cells kind term records records_before)" \
'["word","bread",12,20]
["word","good",12,20]'
run cm-stats terms --limit 1 "$tmp/a"
is 'the first is the one whose term comes first' "$(cells term)" '["broken"]'
has_err 'what is cut off is said' '^cm-stats: 1 more rise; see --limit$'
run cm-stats terms --min-authors 5 "$tmp/a"
is 'what few people say is no trend' "$(cells term)" ''
has_err 'which is said' '^cm-stats: 2 terms are said by fewer than 5 authors: left out$'
run cm-stats terms --min 9 "$tmp/a"
has_err 'what is said seldom is not tested' \
	'^cm-stats: 2 terms are in fewer than 9 records: left out$'
run cm-stats terms --of own "$tmp/a"
is_status 'nothing of our own is no failure' 0
is_err 'but said' <<'EOT'
cm-stats: no record of either period has a text, a tag or a link: nothing can be compared
EOT

# Who says what: own and others; one loud person; records without authors.
{
	cat "$tmp/a"
	i=0
	while [ $i -lt 20 ]; do
		i=$((i + 1))
		say 04 "l$i" 'hello you'
		say 13 loud 'buy gold'
		say 13 us 'our answer' '"own":true'
		printf '{"type":"comment","network":"x","id":"n%s","published":"2026-11-13T12:00:00Z","text":"nameless"}\n' $i
	done
} >"$tmp/b"
run cm-stats terms "$tmp/b"
lacks_out 'one who shouts is no trend' '"term":"gold"'
lacks_out 'what we say is not what others say' '"term":"answer"'
lacks_out 'what nobody is known to say is none by default' nameless
run cm-stats terms --min-authors 0 "$tmp/b"
has_out 'but can be had' '"term":"nameless",.*"authors":null'
has_out 'with its reason' '"term":"nameless",.*authors: not given'

# Bad input.
{
	say 12 a x '"tags":[1]'
	say 12 a x '"links":{}'
	printf '{"type":"comment","network":"x","id":"t1","published":"2026-11-12T12:00:00Z","text":5}\n'
	printf '{"type":"comment","network":"x","id":"t2","published":"soon","text":"a"}\n'
	say 12 a fine '"tags":null,"links":"https://a.example"'
} >"$tmp/bad"
run cm-stats terms "$tmp/bad"
is_status 'bad lines are named' 1
has_err 'a tag that is a number' "bad:1:.*tags is not a list of texts"
has_err 'links that are an object' 'bad:2:.*links is not a list of texts'
has_err 'a text that is a number' 'bad:3:.*text is not a string'
has_err 'a time that is none' 'bad:4:.*published is not a time'
lacks_err 'the others are good' 'bad:5'

# Times: of the future, of 1970, of odd offsets, of days that are no day.
{
	cat "$tmp/a"
	for t in 2027-01-01T00:00:00Z 1970-01-01T00:00:00Z \
		2026-11-16T00:00:00Z 2026-11-01T23:59:59Z; do
		n=$((n + 1))
		printf '{"type":"comment","network":"x","id":"%s","published":"%s","text":"other"}\n' $n $t
	done
	printf '{"type":"comment","network":"x","id":"o1","published":"2026-11-16T05:44:59+05:45","author":{"id":"q"},"text":"other"}\n'
	printf '{"type":"comment","network":"x","id":"o2","text":"timeless"}\n'
} >"$tmp/t"
run cm-stats terms "$tmp/t"
is 'each period has what lies in it' \
	"$(cells share.n share_before.n | sort -u)" '[21,20]'
# The day in Paris has 25 hours, and so has the period before.
for t in 24T22:00:00 24T23:30:00 25T00:30:00 25T01:30:00 25T22:59:59; do
	printf '{"type":"comment","network":"x","id":"%s","published":"2026-10-%sZ","text":"dawn"}\n' $t $t
done >"$tmp/dst"
for t in 23T20:59:59 23T21:00:00 23T22:00:00 24T10:00:00 24T12:00:00 \
	24T21:59:59; do
	printf '{"type":"comment","network":"x","id":"%s","published":"2026-10-%sZ","text":"dusk"}\n' $t $t
done >>"$tmp/dst"
run cm-stats terms --tz Europe/Paris --since 2026-10-25 --until 2026-10-26 \
	--min 1 --min-authors 0 --fdr 100 --level 50 "$tmp/dst"
is 'a day of 25 hours is compared with the 25 hours before it' \
	"$(cells term records records_before share.n share_before.n)" \
	'["dawn",5,0,5,5]'

# Coverage: of both periods.
for from in 2026-11-02T00:00:00Z 2026-11-03T00:00:00Z; do
	{
		printf '{"type":"coverage","network":"x","account":"a","what":"comments","covered":{"start":"%s","end":"2026-11-17T00:00:00Z"},"complete":true}\n' $from
		cat "$tmp/a"
	} >"$tmp/c.$from"
done
run cm-stats terms "$tmp/c.2026-11-02T00:00:00Z"
is 'covered in both periods is complete' "$(cells complete | sort -u)" '[true]'
run cm-stats terms "$tmp/c.2026-11-03T00:00:00Z"
is 'in one of them it is not' "$(cells complete | sort -u)" '[false]'
run cm-stats terms --coverage strict "$tmp/c.2026-11-03T00:00:00Z"
is_status 'and strict withholds it' 1
run cm-stats terms --since 2026-11-09T06:00:00Z \
	"$tmp/c.2026-11-02T00:00:00Z"
is '--since sets the period and cuts nothing' \
	"$(cells term complete | sort -u)" '["broken",true]
["oven",true]'

# What cannot be asked.
for wrong in '--kinds word,emoji' '--of them' '--fdr 0' '--min 0' \
	'--limit x' '--kinds='; do
	# shellcheck disable=SC2086
	run cm-stats terms $wrong "$tmp/a"
	is_status "terms $wrong is refused" 2
done

done_testing
