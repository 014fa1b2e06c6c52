#!/bin/sh
# A quota of the day: what requests cost is counted on disk before they go out,
# for all processes, and nothing is sent that would go beyond it.
# shellcheck disable=SC2016,SC2154 # words of jq; names of lib.sh
. "${0%/*}/lib.sh"
. "${0%/*}/feeds.sh"
cd "$tmp" || exit 1
serve
mkdir -p cm/networks
CM_DIR=$tmp/cm
export CM_DIR
cat >cm/networks/video.jq <<'END'
include "net";
def about: {title: "Video", hosts: [".base"], auth: false, reads: ["posts", "search"],
  text: {max: 5000}, account: {costs: 100},
  rate: {units: {day: 1000, zone: "America/Los_Angeles", pools: {search: 3}}}};
def fetch:
  if .step == "posts" then (range(0; 3) | {request: (get("/page\(.)") + {units: 300}), step: "page"}), {cursor: "all"}
  elif .step == "search" then ask(get("/page0") + {units: {search: 1}}; "page")
  else {record: {type: "post", id: .response.url[-1:], text: "x", published: "2026-11-15T00:00:00Z"}} end;
def post:
  if .step == null then publish({method: "POST", url: "/page0", form: {a: .job.draft.text}, units: (.account.costs | tonumber)}; "done")
  else published("7"; null) end;
END
cat >cm/accounts <<END
[film]
network = video
host = $web
[other]
network = video
host = $web
[rich]
network = video
host = $web
units = 5000
units-search = 1
END
chmod 600 cm/accounts
for n in 0 1 2; do printf '{}' >"www/page$n"; done
ids() { jq -r 'select(.type == "post") | .id' "$tmp/.out" | xargs; }
spent() {
	cm-fetch --status -n | jq -r "select(.account == \"$1\") |
		[.units_spent, .units] | join(\" of \")"
}

run cm-fetch --per-host 1 film:posts
is_status 'what the day allows is asked' 0
is 'all of it' "$(ids)" '0 1 2'
lacks_err 'without a word' .
is 'it is counted' "$(spent film)" '900 of 1000'
is 'for each account by itself' "$(spent other)" '0 of 1000'

before=$(asked .)
run cm-fetch film:posts
is_status 'what goes beyond it is for later' 75
has_err 'and said: what, how much, until when' \
	'900 of 1000 units of this day are spent, and this takes 300: the next day begins at 2026-11-16T08:00:00Z'
is 'nothing of it is sent' "$(asked .)" "$before"
is 'nor counted' "$(spent film)" '900 of 1000'
run cm-post --to film --text hello
is 'what costs less may go on' "$(jq -r .status "$tmp/.out")" published
is 'until the end' "$(spent film)" '1000 of 1000'
run cm-post --to film --text again
is_status 'a post is for later too' 75
is 'and is not sent' "$(jq -r .status "$tmp/.out")" planned

# The day is theirs, not ours.
CM_NOW=2026-11-16T07:59:59Z run cm-fetch film:posts
is_status 'a second before their midnight' 75
CM_NOW=2026-11-16T08:00:01Z run cm-fetch film:posts
is_status 'a new day' 0
run cm-fetch film:search
run cm-fetch film:search
run cm-fetch film:search
is_status 'a pool of its own' 0
run cm-fetch film:search
is_status 'has an end of its own' 75
has_err 'which is said' '3 of 3 units search of this day'
run cm-fetch --status -n film rich
is '--status shows the pools, too' "$(jq -r '[.account, .units_spent, .units, .units_spent_search, .units_search] | join(" ")' .out)" \
'film 1000 1000 3 3
rich 0 5000 0 1'
if command -v script >/dev/null; then
	run script -qec 'cm-fetch --status -n film' /dev/null
	has_out 'on a terminal as well' '1000 of 1000 units, 3 of 3 search spent today'
fi

# A clock that was wrong for a while forgets nothing of the day.
for wrong in 2026-11-18T00:00:00Z 2026-11-10T00:00:00Z; do
	CM_NOW=$wrong run cm-fetch other:search
	is_status "a clock at $wrong" 0
	run cm-fetch film:search
	is_status 'and right again: what was spent is spent' 75
done
run cm-fetch other:search
CM_NOW=2026-11-18T00:00:00Z run cm-fetch other:search
CM_NOW=2026-11-18T00:00:00Z run cm-fetch other:search
is 'each day has its own' "$(CM_NOW=2026-11-18T00:00:00Z cm-fetch --status -n other | jq .units_spent_search)" 3
is 'and is counted by itself' "$(cm-fetch --status -n other | jq .units_spent_search)" 1

# What the account says.
run cm-fetch rich:posts
run cm-fetch rich:posts
is_status 'another quota' 0
is 'is what the account says' "$(spent rich)" '1800 of 5000'
lacks_err 'and its settings are known' 'nothing reads'
run cm-fetch rich:search
run cm-fetch rich:search
has_err 'of a pool as well' '1 of 1 units search'
printf 'costs = 6000\n' >>cm/accounts
run cm-post --to rich --text hello
is_status 'what no day has room for' 1
has_err 'is never tried' 'this takes 6000 units, and a day has 5000'

# What never left was not spent; two processes share what there is.
sed -i 's/^costs.*//' cm/accounts
cat >>cm/accounts <<END
[far]
network = video
host = http://127.0.0.1:1
[both]
network = video
host = $web
END
run cm-fetch --retries 0 far:search far:posts
is 'what was not sent costs nothing' "$(spent far)" '0 of 1000'
cm-fetch both:posts >one 2>&1 &
first=$!
cm-fetch both:posts >two 2>&1
wait $first
is 'two at once share one quota' "$(spent both)" '900 of 1000'
done_testing
