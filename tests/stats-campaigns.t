#!/bin/sh
# cm-stats campaigns: what each campaign cost and brought, nothing twice.
. "${0%/*}/lib.sh"
reference=$top/tests/reference/campaigns.py

# series NETWORK START END DIMENSIONS METRICS [MORE]
series() {
	printf '{"type":"series","network":"%s","account":"a","period":{"start":"2026-%sT00:00:00Z","end":"2026-%sT00:00:00Z"},"dimensions":{%s},"metrics":{%s}%s}\n' \
		"$1" "$2" "$3" "$4" "$5" "${6:-}"
}

# cells TABLE COLUMN ...: those of each row of a table, a line a row.
cells() {
	cells_by=$1
	shift
	jq -c --arg by "$cells_by" --arg names "$*" 'select(.type == "row" and
		.by == $by) | [.[($names / " ")[]]]' "$tmp/.out"
}

# why NAME: its reason in the first row.
why() {
	jq -rs --arg name "$1" 'map(select(.type == "row"))[0].reason / "; " |
		map(select(startswith($name + ": ")))[0] //"none"' "$tmp/.out"
}

if scipy_python; then
	for seed in 1 2 3 4; do
		"$python" "$reference" make $seed 400 >"$tmp/r"
		cm-stats campaigns --by network "$tmp/r" >"$tmp/rows" 2>"$tmp/.err"
		is "seed $seed: as the reference" \
			"$("$python" "$reference" check "$tmp/r" "$tmp/rows" 2>&1 |
				sed -n 1,5p)" ''
	done
	split -n l/5 "$tmp/r" "$tmp/part."
	for how in '--threads 4' '--threads 1 --memory 1m'; do
		# shellcheck disable=SC2086
		cm-stats campaigns --by network $how "$tmp"/part.a[edcba] \
			>"$tmp/other" 2>"$tmp/.err"
		ok "the same bytes with $how, files in another order" \
			cmp "$tmp/rows" "$tmp/other"
	done
	for part in "$tmp"/part.a?; do
		cm-stats campaigns --by network --partial "$part" \
			>"$part.p" 2>"$tmp/.err"
	done
	cat "$tmp"/part.a[edcba].p | cm-stats merge >"$tmp/other" 2>"$tmp/.err"
	ok 'the same bytes from parts' cmp "$tmp/rows" "$tmp/other"
else
	skip 'the reference' 'no python3 with numpy and scipy'
fi

run_in /dev/null cm-stats campaigns
is_status 'empty input is no failure' 0
is 'and has no rows' "$(cells campaigns campaign)" ''

# A month, its days and its groups tell the same.
c='"campaign":"Autumn"'
{
	series google-ads 11-01 12-01 "$c" '"spend":30,"clicks":60'
	for d in 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 \
		21 22 23 24 25 26 27 28 29 30; do
		next=11-$(printf %02d $((${d#0} + 1)))
		[ $d != 30 ] || next=12-01
		series google-ads 11-$d "$next" "$c" '"spend":1,"clicks":2'
	done
	series google-ads 11-01 12-01 "$c,\"ad_group\":\"a\"" '"spend":20,"clicks":40'
	series google-ads 11-01 12-01 "$c,\"ad_group\":\"b\"" '"spend":10,"clicks":20'
} >"$tmp/a"
run cm-stats campaigns "$tmp/a"
is 'a month, its days and its groups count once, by day' \
	"$(cells campaigns spend clicks cpc cpc.n)" '[30,60,0.5,30]'
is 'and in all' "$(cells campaigns.all spend clicks)" '[30,60]'
run cm-stats campaigns --until 2026-11-11 "$tmp/a"
is 'what lasts beyond --until is left out' "$(cells campaigns spend cpc.n)" '[10,10]'
has_err 'and that is said' '3 series that last beyond --until were left out'
cat "$tmp/a" "$tmp/a" | cm-stats campaigns --keep-duplicates >"$tmp/other"
run cm-stats campaigns "$tmp/a"
ok 'also with --keep-duplicates' cmp "$tmp/.out" "$tmp/other"
grep -v '2026-11-05T00:00:00Z","end' "$tmp/a" >"$tmp/b"
run cm-stats campaigns "$tmp/b"
is 'days with a gap do not hold all of it: the month counts' \
	"$(cells campaigns spend clicks cpc.n cpc.low)" '[30,60,0,null]'
is 'and has no interval' "$(why "cpc.low, cpc.high")" \
	'cpc.low, cpc.high: spend or clicks is not told by day'
{
	series google-ads 11-01 11-20 "$c" '"spend":19'
	series google-ads 11-10 12-01 "$c" '"spend":21'
} >"$tmp/b"
run cm-stats campaigns "$tmp/b"
is 'two reports that overlap, neither of them complete: refused, by name' \
	"$(cells campaigns spend) $(why spend)" \
	'[null] spend: the series of google-ads overlap, and none holds all: 2026-11-01 to 2026-11-20, 2026-11-10 to 2026-12-01'
{
	series google-ads 11-01 11-02 "$c" '"spend":5' ',"fetched":"2026-11-03T00:00:00Z"'
	series google-ads 11-01 11-02 "$c" '"spend":7,"clicks":1' ',"fetched":"2026-11-04T00:00:00Z"'
	series google-ads 11-01 11-02 "$c" '"spend":6,"impressions":9' ',"fetched":"2026-11-03T12:00:00Z"'
} >"$tmp/b"
run cm-stats campaigns "$tmp/b"
is 'of one span told with other columns the newest counts, by column' \
	"$(cells campaigns spend clicks impressions)" '[7,1,9]'
{
	series google-ads 11-01 11-02 "$c" '"spend":5'
	printf '{"type":"series","network":"google-ads","dimensions":{%s},"metrics":{"spend":9}}\n' "$c"
} >"$tmp/b"
run cm-stats campaigns "$tmp/b"
is 'a series without a period is left out' "$(cells campaigns spend)" '[5]'
has_err 'and that is said' '1 series without a period was left out'

# Days of Paris, of which one has 25 hours and begins in summer.
for d in 22 23 24 25 26 27 28; do
	start=$(jq -nr --arg d $d '"2026-10-\($d)T00:00:00Z" | fromdate -
		(if ($d | tonumber) > 25 then 3600 else 7200 end) | todate')
	end=$(jq -nr --arg d $d '"2026-10-\($d)T00:00:00Z" | fromdate + 86400 -
		(if ($d | tonumber) > 24 then 3600 else 7200 end) | todate')
	printf '{"type":"series","network":"x-ads","period":{"start":"%s","end":"%s"},"dimensions":{"campaign":"a"},"metrics":{"spend":%s,"clicks":2}}\n' \
		"$start" "$end" "$d"
done >"$tmp/a"
run cm-stats campaigns "$tmp/a"
is 'days of 25 hours are days' "$(cells campaigns spend cpc.n)" '[175,7]'
is 'and their ratio has an interval' \
	"$(jq -c 'select(.by == "campaigns" and .type == "row") |
		[."cpc.low", ."cpc.high"] | map(. * 1e6 | round)' "$tmp/.out")" \
	'[11501052,13498948]'

# Names.
{
	series google-ads 11-01 11-02 '"campaign":" Pain+de%20MINUIT  été "' '"spend":5'
	printf '{"type":"visit","network":"web","published":"2026-11-01T10:00:00Z","visitor":"a","campaign":{"name":"pain de minuit ÉTÉ"},"metrics":{"pageviews":1}}\n'
	printf '{"type":"visit","network":"web","published":"2026-11-01T10:00:00Z","visitor":"a","bot":"b","campaign":{"name":"pain de minuit été"},"metrics":{"pageviews":1}}\n'
	printf '{"type":"post","network":"x","id":"1","published":"2026-11-01T10:00:00Z","links":["https://a.example/?utm_campaign=Pain%%20de+minuit+%%C3%%89t%%C3%%A9&x=1"],"metrics":{"likes":3}}\n'
	printf '{"type":"article","network":"x","id":"3","published":"2026-11-01T10:00:00Z","links":["https://a.example/?a=1&amp;utm_campaign=50%%25off#x"]}\n'
	printf '{"type":"post","network":"x","id":"2","published":"2026-11-01T10:00:00Z","links":["https://a.example/?x=utm_campaign"],"metrics":{"likes":3}}\n'
	series google-analytics 11-01 11-02 '"campaign":"(not set)"' '"sessions":5'
	series plausible 11-01 11-02 '"utm_campaign":"50%off"' '"visits":5'
} >"$tmp/a"
run cm-stats campaigns "$tmp/a"
is 'names are the same without case, escapes and needless blanks; bots are not' \
	"$(cells campaigns campaign spend visits posts interactions sessions)" \
'["50%off",null,null,1,null,5]
["pain de minuit été",5,1,1,3,null]'
is 'and the spellings are said' "$(cells campaigns spellings)" \
'["50%25off | 50%off"]
[" Pain+de%20MINUIT  été  | Pain%20de+minuit+%C3%89t%C3%A9 | pain de minuit ÉTÉ"]'

{
	series google-ads 11-01 11-02 '"campaign":"Rye | Search"' '"spend":5'
	series meta-ads 11-01 11-02 '"campaign":"RYE retargeting"' '"spend":7'
	printf '{"type":"visit","network":"web","published":"2026-11-01T10:00:00Z","visitor":"a","campaign":{"name":"rye-2026"},"metrics":{"pageviews":1}}\n'
} >"$tmp/a"
names='rye | search = rye-2026; Rye%20Retargeting=Rye-2026'
run cm-stats campaigns --currency EUR --alias "$names" "$tmp/a"
is 'other names of a campaign' "$(cells campaigns campaign spend visits)" \
	'["rye-2026",12,1]'
printf '# ours\n\n%s\n' "$names" | tr ';' '\n' >"$tmp/names"
cp "$tmp/.out" "$tmp/want"
cm-stats campaigns --currency EUR --alias "$tmp/names" "$tmp/a" >"$tmp/other"
ok 'the same from a file' cmp "$tmp/want" "$tmp/other"
for bad in 'a =' '= b' 'a = b; A = c'; do
	run cm-stats campaigns --alias "$bad" "$tmp/a"
	is_status "no aliases: '$bad'" 2
done

# Money.
{
	series google-ads 11-01 11-02 "$c" '"spend":5,"clicks":1' ',"raw":{"currency":"eur"}'
	series meta-ads 11-01 11-02 "$c,\"currency\":\"USD\"" '"spend":7,"clicks":2'
	series google-analytics 11-01 11-02 "$c" '"sessions":4,"conversions":2,"revenue":20'
} >"$tmp/a"
run cm-stats campaigns "$tmp/a"
is 'different currencies are never added' \
	"$(cells campaigns spend clicks cpc) $(why spend)" \
	'[null,3,null] spend: EUR and USD are not added: see campaigns.currency'
is 'each has a row' "$(cells campaigns.currency currency spend clicks cpc)" \
'["EUR",5,1,5]
["USD",7,2,3.5]
[null,null,null,null]'
grep -v USD "$tmp/a" >"$tmp/b"
run cm-stats campaigns "$tmp/b"
is 'an amount without a currency is not set against another' \
	"$(cells campaigns site_revenue site_roas site_cpa) $(why site_roas)" \
	'[20,null,2.5] site_roas: the currency of google-analytics is not told: --currency'
run cm-stats campaigns --currency EUR "$tmp/b"
is 'unless --currency says it' "$(cells campaigns currency site_roas)" '["EUR",4]'
sed 's/google-analytics/matomo/' "$tmp/b" >>"$tmp/b.2"
grep matomo "$tmp/b.2" | cat - "$tmp/b" >"$tmp/c"
run cm-stats campaigns "$tmp/c"
is 'two analytics of a site are not added' \
	"$(cells campaigns sessions) $(why sessions)" \
	'[null] sessions: google-analytics and matomo both tell it: --site says whose counts'
run cm-stats campaigns --site matomo "$tmp/c"
is 'one of them is chosen' "$(cells campaigns sessions site)" '[4,"matomo"]'
{
	series google-ads 11-01 11-02 "$c" '"spend":5,"conversions":3'
	series meta-ads 11-01 11-02 "$c" '"spend":7,"conversions":3'
} >"$tmp/a"
run cm-stats campaigns --currency EUR --by network "$tmp/a"
is 'two networks may claim the same conversion' \
	"$(cells campaigns spend ads_conversions ads_cpa) $(why ads_conversions)" \
	'[12,null,null] ads_conversions: google-ads and meta-ads may claim the same: see --by network'
is 'each has its own' "$(cells campaigns.network network ads_conversions ads_cpa)" \
'["google-ads",3,1.6666666666666667]
["meta-ads",3,2.3333333333333335]'
{
	series google-ads 11-01 11-08 "$c" '"spend":5,"clicks":10'
	series google-analytics 10-01 11-08 "$c" '"sessions":5,"conversions":3'
	printf '{"type":"visit","network":"web","published":"2026-11-0%sT10:00:00Z","visitor":"a","campaign":{"name":"autumn","medium":"CPC"},"metrics":{"pageviews":4}}\n' 1 7
} >"$tmp/a"
run cm-stats campaigns "$tmp/a"
is 'numbers of different times are not set against each other' \
	"$(cells campaigns site_cpa clicks_discrepancy) $(why site_cpa)" \
	'[null,-20] site_cpa: ads of 2026-11-01 to 2026-11-07, the site of 2026-10-01 to 2026-11-07: --since and --until'

# view CAMPAIGN [MEMBERS]: a page view of a mark.
view() {
	printf '{"type":"visit","network":"web","published":"2026-11-01T10:00:00Z","visitor":"a","campaign":{"name":"%s"%s},"metrics":{"pageviews":1}}\n' \
		"$1" "${2:+,$2}"
}
{
	series google-ads 11-01 11-02 "$c" '"spend":5,"clicks":4'
	series google-ads 11-01 11-02 '"campaign":"unseen"' '"spend":5,"clicks":90'
	view autumn '"medium":"cpc"'
	view autumn '"medium":"Paid-Social"'
	view autumn '"source":"x","click":"bing"'
	for medium in email social print; do
		view autumn "\"medium\":\"$medium\""
	done
	view autumn '"medium":"social","click":"facebook"'
	view autumn '"click":"facebook"'
	view autumn
	view 'without ads' '"medium":"cpc"'
	view 'without a medium'
} >"$tmp/p"
run cm-stats campaigns "$tmp/p"
is 'clicks are compared with the views that ads brought' \
	"$(cells campaigns campaign pageviews paid_pageviews clicks_discrepancy)" \
'["autumn",9,3,-25]
["unseen",null,null,null]
["without a medium",1,0,null]
["without ads",1,1,null]'
is 'in all, of campaigns that have both' \
	"$(cells campaigns.all clicks pageviews paid_pageviews \
		clicks_discrepancy)" '[94,11,4,-25]'
run cm-stats campaigns --paid 'social,em*' "$tmp/p"
is 'which mediums are paid can be said' \
	"$(cells campaigns.all paid_pageviews clicks_discrepancy)" '[4,0]'
view autumn >>"$tmp/p"
grep -v 'cpc\|bing\|Paid' "$tmp/p" >"$tmp/q"
run cm-stats campaigns "$tmp/q"
is 'of none there is no comparison' \
	"$(cells campaigns.all clicks_discrepancy) $(why clicks_discrepancy)" \
	'[null] clicks_discrepancy: no visit of a log has a medium of advertising: --paid'

run cm-stats campaigns --currency eur "$tmp/p"
is 'a currency is told in capitals' "$(cells campaigns.all currency)" '["EUR"]'
for word in euro '€' EU E1R; do
	run cm-stats campaigns --currency "$word" "$tmp/p"
	is_status "'$word' is no currency" 2
done
run cm-stats campaigns --currency euro "$tmp/p"
has_err 'and what it may mean is said' "ISO 4217, as EUR, not 'euro' .EUR."
run cm-stats campaigns --by day "$tmp/a"
is_status '--by is network' 2
printf '{"type":"series","network":"x-ads","period":{"start":"x"},"dimensions":{"campaign":"a"},"metrics":{"spend":1}}\n' >"$tmp/a"
printf '{"type":"series","network":"x-ads","period":{"start":"2026-11-01T00:00:00Z","end":"2026-11-02T00:00:00Z"},"dimensions":{"campaign":"a"},"metrics":{"spend":"1"}}\n' >>"$tmp/a"
printf '{"type":"series","network":"x-ads","period":{"start":"2026-11-01T00:00:00Z","end":"2026-11-02T00:00:00Z"},"dimensions":{"campaign":"a"},"metrics":{"spend":-1}}\n' >>"$tmp/a"
series x-ads 11-01 11-02 '"campaign":"a"' '"spend":3,"revenue":-1' >>"$tmp/a"
run cm-stats campaigns "$tmp/a"
is_status 'bad lines are a failure' 1
is 'and the rest counts; revenue can be negative' \
	"$(cells campaigns spend ads_revenue ads_roas)" '[3,-1,-0.3333333333333333]'

done_testing
