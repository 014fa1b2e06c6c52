# What the tests of cm-fetch share: feeds to order, and the server.
#
# rss FILE N [FIRST]  an RSS feed with the items FIRST to FIRST + N - 1 (the
#                     newest first), of 2026-11-FIRST and so on
# serve               starts httpd on $tmp/www; sets $web, $log
# asked RE            how many requests in the log match
# ids                 the guids of the last run's output, in a line

# shellcheck disable=SC2154 # tmp is of lib.sh
rss() {
	rss_first=${3:-1}
	{
		printf '%s\n' '<?xml version="1.0"?>' '<rss version="2.0">' \
			'<channel><title>The Blog</title>' \
			'<link>http://blog.example/</link>' \
			'<description>.</description>'
		rss_n=$((rss_first + $2 - 1))
		while [ "$rss_n" -ge "$rss_first" ]; do
			printf '<item><guid isPermaLink="false">i%d</guid><title>Item %d</title><link>http://blog.example/%d</link><pubDate>%02d Nov 2026 10:00:00 GMT</pubDate><description>Text %d</description></item>\n' \
				"$rss_n" "$rss_n" "$rss_n" "$rss_n" "$rss_n"
			rss_n=$((rss_n - 1))
		done
		printf '%s\n' '</channel></rss>'
	} >"$1"
}

serve() {
	mkdir -p "$tmp/www"
	log=$tmp/log
	: >"$log"
	httpd "$tmp/www" "$log" >"$tmp/port" &
	serve_pid=$!
	# shellcheck disable=SC2064 # now is the time
	trap "kill $serve_pid 2>/dev/null; cd /; rm -rf '$tmp'" EXIT
	serve_n=0
	until [ -s "$tmp/port" ] || [ "$serve_n" -ge 100 ]; do
		sleep 0.05
		serve_n=$((serve_n + 1))
	done
	# shellcheck disable=SC2034 # for the tests
	web=http://127.0.0.1:$(cat "$tmp/port")
}

asked() {
	grep -cE "$1" "$log"
}

ids() {
	sed -n 's/^{"type":"article".*"id":"[^"]*#\([^"]*\)".*/\1/p' "$tmp/.out" |
		tr '\n' ' ' | sed 's/ $//'
}

# The coverage records of the last run, only some members of them.
covered() {
	jq -c 'select(.type == "coverage") |
		[.records, .complete, .why // ""]' "$tmp/.out"
}
