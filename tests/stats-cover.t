#!/bin/sh
# cm-stats: what coverage records make of rows.
. "${0%/*}/lib.sh"

# row MM-DD: complete and reason of the row of that day.
row() {
	jq -r --arg day "2026-$1" 'select(.type == "row" and .day == $day) |
		"\(.complete) \(.reason)"' "$tmp/.out"
}

post() {
	printf '{"type":"post","network":"web","published":"%s"}\n' "$@"
}

# A source fetched on the 20th, failed an hour later, was whole on the 22nd.
web='"type":"coverage","network":"web","account":"http://a.example/","what":"posts"'
post 2026-11-17T10:00:00Z 2026-11-20T18:00:00Z 2026-11-22T13:00:00Z >"$tmp/a"
cat >>"$tmp/a" <<EOT
{$web,"covered":{"start":"2026-11-18T09:00:00Z","end":"2026-11-20T12:00:00Z"},"complete":true,"fetched":"2026-11-20T12:00:00Z"}
{$web,"complete":false,"why":"cannot connect","fetched":"2026-11-20T13:00:00Z"}
EOT
run cm-stats by day -m posts "$tmp/a"
is 'a failed fetch is not to blame for what was before' "$(row 11-17)" \
	'false coverage: web http://a.example/: known from 2026-11-18T09:00:00Z to 2026-11-20T12:00:00Z only'
is 'but for the time since the fetch before' "$(row 11-20)" \
	'false coverage: web http://a.example/: cannot connect'
is 'and not for what came after it' "$(row 11-22)" \
	'false coverage: web http://a.example/: known from 2026-11-18T09:00:00Z to 2026-11-20T12:00:00Z only'
cat >>"$tmp/a" <<EOT
{$web,"covered":{"start":"2026-11-20T12:00:00Z","end":"2026-11-22T12:00:00Z"},"complete":true,"fetched":"2026-11-22T12:00:00Z"}
EOT
run cm-stats by day -m posts "$tmp/a"
known='known from 2026-11-18T09:00:00Z to 2026-11-22T12:00:00Z only'
is 'a good fetch made up for it: before' "$(row 11-17)" \
	"false coverage: web http://a.example/: $known"
is 'a good fetch made up for it: the day itself' "$(row 11-20)" 'true null'
is 'a good fetch made up for it: after' "$(row 11-22)" \
	"false coverage: web http://a.example/: $known"

# The first fetch failed, the next was good.
post 2026-11-17T10:00:00Z 2026-11-20T10:00:00Z >"$tmp/a"
cat >>"$tmp/a" <<EOT
{$web,"complete":false,"why":"cannot connect","fetched":"2026-11-20T13:00:00Z"}
EOT
run cm-stats by day -m posts "$tmp/a"
is 'nothing was ever fetched' "$(row 11-17)" \
	'false coverage: web http://a.example/: cannot connect'
cat >>"$tmp/a" <<EOT
{$web,"covered":{"start":"2026-11-18T09:00:00Z","end":"2026-11-22T12:00:00Z"},"complete":true,"fetched":"2026-11-22T12:00:00Z"}
EOT
run cm-stats by day -m posts "$tmp/a"
is 'a first fetch that failed, made up for' "$(row 11-17) $(row 11-20)" \
	"false coverage: web http://a.example/: $known true null"

# What was asked says what the reason is about.
post 2026-11-05T10:00:00Z 2026-11-12T10:00:00Z >"$tmp/a"
cat >>"$tmp/a" <<EOT
{$web,"asked":{"since":"2026-11-10T00:00:00Z","until":"2026-11-16T00:00:00Z"},"complete":false,"why":"rate limit","fetched":"2026-11-16T01:00:00Z"}
EOT
run cm-stats by day -m posts "$tmp/a"
is 'asked for, and not had' "$(row 11-12)" \
	'false coverage: web http://a.example/: rate limit'
is 'not asked for' "$(row 11-05)" \
	'false coverage: web http://a.example/: not known what was covered'

# A hole that nobody explains.
post 2026-11-05T10:00:00Z 2026-11-12T10:00:00Z >"$tmp/a"
cat >>"$tmp/a" <<EOT
{$web,"covered":{"start":"2026-11-04T00:00:00Z","end":"2026-11-05T12:00:00Z"},"complete":true}
{$web,"covered":{"start":"2026-11-12T09:00:00Z","end":"2026-11-13T00:00:00Z"},"complete":true}
EOT
run cm-stats by week -m posts "$tmp/a"
is 'a hole in a week that begins before it' "$(jq -r 'select(.week == "2026-W45").reason' "$tmp/.out")" \
	'coverage: web http://a.example/: known from 2026-11-04T00:00:00Z to 2026-11-13T00:00:00Z only'
run cm-stats by day -m posts "$tmp/a"
is 'the day before a hole' "$(row 11-05)" \
	'false coverage: web http://a.example/: known from 2026-11-04T00:00:00Z to 2026-11-13T00:00:00Z only'
is 'the day behind a hole' "$(row 11-12)" \
	'false coverage: web http://a.example/: not known from 2026-11-05T12:00:00Z to 2026-11-12T09:00:00Z'

# A web log with lines that could not be read.
printf '{"type":"visit","network":"web","published":"%s"}\n' \
	2026-11-01T10:00:00Z 2026-11-02T10:00:00Z 2026-11-03T10:00:00Z >"$tmp/a"
cat >>"$tmp/a" <<'EOT'
{"type":"coverage","network":"web","source":"access.log","what":"visits","covered":{"start":"2026-11-01T09:00:00Z","end":"2026-11-03T11:00:00Z"},"pages":1,"records":3,"refused":1,"complete":false,"why":"lines that could not be read","fetched":"2026-11-16T01:00:00Z"}
EOT
run cm-stats by day -m records "$tmp/a"
known='known from 2026-11-01T09:00:00Z to 2026-11-03T11:00:00Z only'
is 'bad lines of a log do not explain its beginning' "$(row 11-01)" \
	"false coverage: web access.log: $known"
is 'nor its end' "$(row 11-03)" "false coverage: web access.log: $known"
is 'and a day in the middle is whole' "$(row 11-02)" 'true null'

# A count of what nobody fetched is not 0.
run cm-stats by network -m records,posts,comments_received "$tmp/a"
has_out 'nobody fetched posts or comments' \
	'"posts":null,"comments_received":null,"reason":"posts: no posts were fetched; comments_received: no comments were fetched"'
run cm-stats by network -m records,posts,comments_received --no-coverage "$tmp/a"
has_out 'without coverage records a count is a count' \
	'"posts":0,"comments_received":0}'
post 2026-11-17T10:00:00Z >"$tmp/b"
printf '%s\n' '{"type":"post","network":"x"}' \
	'{"type":"comment","network":"z"}' \
	"{$web,\"complete\":true}" \
	'{"type":"coverage","network":"x","account":"a","what":"posts"}' \
	'{"type":"coverage","network":"x","account":"a","what":"comments"}' \
	'{"type":"coverage","network":"z","account":"a","what":"posts"}' \
	>>"$tmp/b"
run cm-stats by network -m posts,comments_received "$tmp/b"
grep '"row"' "$tmp/.out" >"$tmp/rows"
mv "$tmp/rows" "$tmp/.out"
is_out 'each network has its own sources' <<'EOT'
{"type":"row","network":"web","posts":1,"comments_received":null,"reason":"comments_received: no comments were fetched"}
{"type":"row","network":"x","posts":1,"comments_received":0}
{"type":"row","network":"z","posts":0,"comments_received":1}
EOT

# A file that holds only comments of the account's own brings none of others.
cat >"$tmp/c" <<'EOT'
{"type":"comment","network":"x","id":"1","own":true}
{"type":"coverage","network":"x","what":"comments","complete":false,"why":"only what the account itself said"}
EOT
run cm-stats by network -m comments_received "$tmp/c"
has_out 'what was not to be had is not none' \
	'"comments_received":null,"reason":"comments_received: no comments were fetched"'

# An account with several kinds: the one that lacks is named, what lacks for
# the same cause is said once.
two='"type":"coverage","network":"w","account":"b"'
post 2026-11-10T00:00:00Z | sed 's/"web"/"w","account":"b"/' >"$tmp/two"
cat >>"$tmp/two" <<EOT
{$two,"what":"posts","covered":{"start":"1970-01-01T00:00:00Z","end":"2026-11-12T00:00:00Z"},"complete":true}
{$two,"what":"comments","covered":{"start":"1970-01-01T00:00:00Z","end":"2026-11-11T00:00:00Z"},"complete":true}
EOT
run cm-stats by week -m posts "$tmp/two"
has_out 'kinds are named where they differ' \
	'w b (comments: known to 2026-11-11T00:00:00Z only; coverage: w b )?posts: known to 2026-11-12T00:00:00Z only'

# Of many accounts a reason is said once, and those that were read in one go
# have one end.
post 2026-11-10T00:00:00Z >"$tmp/many"
for n in 1 2 3 4 5; do
	jq -cn --arg n "$n" '{type: "coverage", network: "w", what: "posts", account: "a\($n)", complete: true,
		covered: {start: "1970-01-01T00:00:00Z", end: "2026-11-12T00:00:0\($n)Z"}},
		({type: "coverage", network: "x", account: "b\($n)"} | (., . + {what: "comments"}) |
		{what: "posts", complete: false, why: "the token may not read this"} + .)'
done >>"$tmp/many"
run cm-stats by week -m posts "$tmp/many"
has_out 'a reason once, with the accounts' \
	'"reason":"coverage: w a1, w a2, w a3 and 2 more: known to 2026-11-12T00:00:01Z only; coverage: x b1, x b2, x b3 and 2 more: the token may not read this"'
done_testing
