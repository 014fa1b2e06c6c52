#!/bin/sh
# cm-fetch --record and --replay: the same bytes without network, accounts and
# state.
. "${0%/*}/lib.sh"
. "${0%/*}/feeds.sh"
cd "$tmp" || exit 1
serve
mkdir -p "$XDG_CONFIG_HOME/cm/networks" www/brand www/two
cat >"$XDG_CONFIG_HOME/cm/networks/heron.jq" <<'END'
include "net";
def about: {title: "Heron", hosts: [".base"], auth: {bearer: "token"}, asks: [{name: "who", ask: "Who"}],
  reads: ["posts", "comments", "account"]};
def fetch: .account.who as $who
  | if .step == "posts" then ask(get("/\($who)/p1"); "page")
    elif .step == "page" then (body.items[] | {record: (. + {type: "post"})}),
      ((body.next // empty) as $next | ask(get($next); "page") + {older: body.items[-1].published}), {cursor: "c\(.now)"}
    elif .step == "comments" then ask(get("/none"); "page")
    else {record: {type: "account", id: $who, text: "\(.now)"}} end;
END
for who in brand acme/two; do
	printf '[%s]\nnetwork = heron\nhost = %s\nwho = %s\ntoken = sesame-open\n\n' \
		"$who" "$web" "${who##*/}"
done >"$XDG_CONFIG_HOME/cm/accounts"
chmod 600 "$XDG_CONFIG_HOME/cm/accounts"
for who in brand two; do
	printf '{"items":[{"id":"2","text":"sesame-open","published":"2026-11-15T00:00:00Z"}],"next":"/%s/p2"}' \
		$who >www/$who/p1
	echo '{"items":[{"id":"1","published":"2026-11-14T00:00:00Z"}]}' >www/$who/p2
done
rss www/a.xml 3
rss www/b.xml 2
printf '%s\n' '<opml version="2.0"><body>' \
	'<outline type="rss" xmlUrl="b.xml?wait=200"/>' \
	'<outline type="rss" xmlUrl="a.xml"/>' \
	'<outline type="rss" xmlUrl="moved?status=301&amp;to=/a.xml"/>' \
	'</body></opml>' >www/list.opml

# same WHAT ARGS ...: a run that is recorded is replayed without anything.
same() {
	same_what=$1
	shift
	run cm-fetch --record t.har "$@"
	same_status=$status
	cp .out want
	sed 's/^cm-fetch: .*will be tried again.*//' .err >want.err
	is "$same_what: something came" "$([ -s want ] && echo 1)" 1
	mv "$HOME" "$HOME.away"
	mkdir -p "$XDG_CONFIG_HOME/cm"
	cp -R "$HOME.away/.config/cm/networks" "$XDG_CONFIG_HOME/cm"
	run env CM_NOW=2030-01-01T00:00:00Z http_proxy=http://127.0.0.1:1 \
		cm-fetch --replay t.har "$@"
	is_status "$same_what: the same status" "$same_status"
	is_out "$same_what: the same output" <want
	is_err "$same_what: the same messages" <want.err
	is "$same_what: no state" "$(find "$HOME" -name "*.db")" ''
	rm -rf "$HOME"
	mv "$HOME.away" "$HOME"
	ok "$same_what: no secret is written down" sh -c '! grep -q sesame t.har'
}

same 'an account' brand:posts
same 'accounts, a failure among them' brand acme/
same 'a group' acme/:posts
same 'options' --since 2026-11-14T12:00:00Z -w '.id != "x"' -l 1 brand:posts acme/two
same 'a feed' "$web/a.xml"
user=http://me:sesame@${web#http://}
same 'a list of feeds, one has moved' "$user/list.opml" brand:posts
same 'failures of feeds' --retries 0 "$web/none.xml" "$web/a.xml?status=503" "$web/b.xml"
same 'what is new: all' --new brand:posts "$web/list.opml"
same 'what is new: nothing' --new brand:posts "$web/list.opml"
rss www/a.xml 4
same 'what is new: one' --new brand:posts "$web/list.opml"
echo 'status=429&retry=900' >www/brand/p2.do
rm -f "$XDG_STATE_HOME/cm/fetch.db"*
same 'an account that stops' --new brand:posts acme/two
same 'one that may not begin' --new brand:posts acme/two
rm www/brand/p2.do "$XDG_STATE_HOME/cm/tokens.db"*
same 'one that goes on' --new brand:posts acme/two
run cm-fetch --record t.har acme/:posts "$web/b.xml"
cp .out want
run cm-fetch --replay t.har
is_out 'without operands, those of the recording' <want
run cm-fetch --replay t.har "$web/b.xml"
is 'or some of them' "$(ids)" 'i2 i1'
run cm-fetch --replay t.har brand
is_status 'an account that is not in it' 2
run cm-fetch --replay t.har "$web/other.xml"
has_err 'a URL that is not in it' 'not in the transcript'
run cm-fetch --replay none.har brand
is_status 'a transcript that is not there' 2
run cm-fetch --replay t.har --record u.har brand
is_status 'both at once' 2
done_testing
