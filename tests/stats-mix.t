#!/bin/sh
# cm-stats mix: what posts are of, and how far that is from a plan.
. "${0%/*}/lib.sh"
reference=$top/tests/reference/mix.py

# post ID [MORE]: a post of 12 o'clock.
post() {
	printf '{"type":"post","network":"x","id":"%s","published":"2026-11-02T12:00:00Z"%s}\n' \
		"$1" "${2:+,$2}"
}

# cells TABLE COLUMN ...: those of each row of a table, a line a row.
cells() {
	cells_by=$1
	shift
	jq -c --arg by "$cells_by" --arg names "$*" 'select(.type == "row" and
		.by == $by) | [.[($names / " ")[]]]' "$tmp/.out"
}

own=acme.example,other.example
plan='content: own 60, others 40; format: video 25, image 35, link 10, album 20;
weekday: 1 20, 2 20, 3 20, 4 20, 5 20; lang: fr 70, en 30'
oneline='content: own 60, others 40; format: video 25, image 35, link 10, album 20; weekday: 1 20, 2 20, 3 20, 4 20, 5 20; lang: fr 70, en 30'
if scipy_python; then
	for seed in 1 2; do
		python3 "$top/tests/reference/records.py" $seed $((seed * 1500 - 1300)) >"$tmp/r"
		for zone in UTC America/St_Johns; do
			cm-stats mix --tz $zone --own "$own" --plan "$plan" \
				"$tmp/r" >"$tmp/rows" 2>"$tmp/.err"
			is "seed $seed in $zone: as the reference" \
				"$("$python" "$reference" check $zone "$own" \
					"$oneline" "$tmp/r" "$tmp/rows" 2>&1 |
					sed -n 1,5p)" ''
		done
	done
	split -n l/5 "$tmp/r" "$tmp/part."
	cm-stats mix --own $own --plan "$plan" --threads 1 "$tmp/r" >"$tmp/rows" 2>"$tmp/.err"
	for how in '--threads 4' '--threads 1 --memory 1m'; do
		# shellcheck disable=SC2086
		cm-stats mix --own $own --plan "$plan" $how \
			"$tmp"/part.a[edcba] >"$tmp/other" 2>"$tmp/.err"
		ok "the same bytes with $how, files in another order" \
			cmp "$tmp/rows" "$tmp/other"
	done
	for part in "$tmp"/part.a?; do
		cm-stats mix --own $own --plan "$plan" --partial "$part" \
			>"$part.p" 2>"$tmp/.err"
	done
	cat "$tmp"/part.a[edcba].p | cm-stats merge >"$tmp/other" 2>"$tmp/.err"
	ok 'the same bytes from parts' cmp "$tmp/rows" "$tmp/other"
else
	skip 'the reference' 'no python3 with numpy and scipy'
fi

run_in /dev/null cm-stats mix --plan 'format: video 100'
is_status 'empty input is no failure' 0
is 'and has no shares' "$(cells mix.format posts)$(cells mix.plan posts total_variation p_value)" \
	'[0,null,null]'

# What is one's own.
{
	post 1
	post 2 '"links":["https://www.acme.example/a"]'
	post 3 '"links":["http://shop.ACME.example:8080/a?b"]'
	post 4 '"links":["https://notacme.example/"]'
	post 5 '"links":["https://other.example/","https://acme.example/"]'
	post 6 '"links":["https://yt.example/@us/1"]'
	post 7 '"links":["https://yt.example/@them/1"]'
	post 8 '"format":"repost"'
	post 9 '"links":["mailto:a@b.example"]'
	post 10 '"links":["https://acme.example.evil.example/"]'
} >"$tmp/a"
run cm-stats mix --own 'acme.example, yt.example/@us' "$tmp/a"
is 'own: no link, or one to a place of one'\''s own; the rest is of others' \
	"$(cells mix.content content posts share)" \
'["others",4,40]
["own",6,60]'
run cm-stats mix "$tmp/a"
is 'without --own nobody knows of links' \
	"$(cells mix.content content posts reason | sed 's/;.*"/"/')" \
'["others",1,"interactions.mean: 0 posts, 5 are needed"]
["own",2,"interactions.mean: 0 posts, 5 are needed"]
[null,7,"content: not given"]'
has_err 'and that is said' '7 posts link to other places: --own says which'

# Against a plan.
{
	for id in 1 2 3 4 5 6; do
		post $id '"lang":"fr"'
	done
	post 7 '"lang":"en"'
	post 8 '"lang":"de"'
} >"$tmp/a"
run cm-stats mix --plan 'lang: fr 50, en 25, zh 25' "$tmp/a"
is 'share, plan and distance; what is planned and not there has a row' \
	"$(cells mix.lang lang posts planned difference)" \
'["de",1,null,null]
["en",1,25,-12.5]
["fr",6,50,25]
["zh",0,25,-25]'
is 'the distance of all: 3 of 8 are elsewhere' \
	"$(cells mix.plan dimension posts posts_not_planned total_variation p_value.n df method)" \
	'["lang",8,1,37.5,7,2,"exact"]'
run cm-stats mix --plan 'lang: fr 50, en 25' "$tmp/a"
is 'what is not named has the rest; so many posts to go' \
	"$(cells mix.lang lang planned posts_to_plan)" \
'["de",null,null]
["en",25,2]
["fr",50,0]'
is 'the rest is a kind' "$(cells mix.plan posts_not_planned total_variation df)" '[0,25,2]'
printf '# our plan\nlang: fr 50 %%, en 25%%\n\nweekday: 1 100\n' >"$tmp/plan"
run cm-stats mix --plan "$tmp/plan" "$tmp/a"
is 'a plan from a file' "$(cells mix.plan dimension total_variation p_value)" \
'["lang",25,0.4599609374999982]
["weekday",0,null]'
is 'one kind is no distribution' "$(cells mix.plan reason | tail -1)" \
	'["p_value: one kind is planned; method: no p_value"]'
post 9 '"curation":{"topics":["a","b"]}' >>"$tmp/a"
run cm-stats mix --plan 'topic: a 50, b 50' "$tmp/a"
is 'topics are not parts of a whole' \
	"$(cells mix.plan total_variation chi_squared p_value)$(
		cells mix.topic topic difference posts_to_plan | tail -1)" \
	'[null,null,null][null,null,null]'
for bad in 'lang: fr' 'lang: fr 120' 'lang: fr 60, en 60' 'lang: fr 5, fr 6' \
	'lang: fr 5; lang: en 5' 'langs: fr 5' 'weekday: Monday 50' ';:' ': 5'; do
	run cm-stats mix --plan "$bad" "$tmp/a"
	is_status "no plan: '$bad'" 2
done
has_err 'and what is wrong is said' '.--plan'
run cm-stats mix --plan "$tmp/none" "$tmp/a"
is_status 'a plan that is not there' 2

post 1 '"format":"video"' >"$tmp/b"
run cm-stats mix --plan 'format: vidoe 40, live 10' "$tmp/b"
is_status 'a kind that no post is of is no failure' 0
is_err 'but is named if another is near' <<'EOT'
cm-stats: --plan: no post has format 'vidoe' (video?)
EOT

# Numbers that are all equal, or few.
{
	for id in 1 2 3 4 5 6; do
		post $id '"metrics":{"likes":4}'
	done
	post 7 '"metrics":{"likes":-4}'
	post 8 '"metrics":{"likes":"4"}'
} >"$tmp/a"
run cm-stats mix "$tmp/a"
is_status 'bad metrics are a failure' 1
is 'all equal: no interval of the mean' \
	"$(cells mix.network posts interactions.mean interactions.mean.low \
		interactions.median interactions.median.low interactions.median.high)" \
	'[6,4,null,4,4,4]'
run cm-stats mix --min 7 "$tmp/a"
is 'too few for --min' "$(cells mix.network interactions.mean interactions.mean.n)" '[null,6]'

done_testing
