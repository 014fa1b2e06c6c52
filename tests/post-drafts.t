#!/bin/sh
# Drafts and actions as cm-post reads them, and what it makes of them at a
# network: all with -n, at networks of our own.
. "${0%/*}/lib.sh"
cd "$tmp" || exit 1

net=$XDG_CONFIG_HOME/cm/networks
mkdir -p "$net"
cat >"$net/short.jq" <<'EOJ'
include "net";
def about: {title: "Short", hosts: ["short.example"], auth: false,
  text: {max: 60, unit: "graphemes", bytes: 200, link: 10, thread: true},
  media: {max: 2, bytes: 5000, alt: 20, types: ["image/*"]}, acts: ["reply"]};
EOJ
cat >"$net/pages.jq" <<'EOJ'
include "net";
def about: {title: "Pages", hosts: ["pages.example"], auth: false,
  text: {title: 20, html: true}, media: {max: 9}, acts: ["delete"],
  uses: ["link", "tags", "warning", "visibility", "poll"], schedules: true};
def more: .job.draft.options.pages | .pinned, .place;
EOJ
cat >"$net/plain.jq" <<'EOJ'
include "net";
def about: {title: "Plain", hosts: ["plain.example"], auth: false,
  text: {max: 30, unit: "weighted"}, media: {min: 1, max: 1, by: "url"}};
EOJ
cat >"$XDG_CONFIG_HOME/cm/accounts" <<'EOA'
[a]
network = short
[b/pages]
network = pages
[b/plain]
network = plain
EOA
printf '\211PNG\r\n\032\n\0\0\0\rIHDR\0\0\0\050\0\0\0\036\010\002\0\0\0\0\0\0\0' \
	>shop.png
cp shop.png other.png

# Of the receipts, "account status", one a line, as on standard input.
receipts() {
	sed 's/.*"account":"\([^"]*\)","status":"\([^"]*\)".*/\1 \2/' \
		"$tmp/.out" >"$tmp/receipts"
	tap_same "$tmp/receipts" "$1"
}

run cm-post -n --to a --text 'We are open again' --media shop.png \
	--alt 'The shop' --tz Europe/Paris --at '2026-12-01 09:00'
is_status 'words' 0
is_out 'a receipt that says planned' <<'EOT'
{"type":"receipt","network":"short","account":"a","status":"planned","at":"2026-12-01T08:00:00Z"}
EOT
is_err 'what would be sent, and when' <<'EOT'
a (Short), at 2026-12-01T08:00:00Z:
  17 of 60 graphemes, 17 of 200 bytes
    | We are open again
    with shop.png, image/png, 40 x 30, 33 bytes, shows: The shop
EOT

run cm-post -n --to a,b/ --text hello
is_status 'an account and a group: one has a fault' 1
receipts 'a receipt for each, in order' <<'EOT'
a planned
b/pages planned
b/plain failed
EOT
has_err 'and the fault is named' \
	'cannot be sent: a picture or a film must be there'

# NDJSON
cat >drafts.ndjson <<'EOT'
{"type":"draft","to":"a","text":"one"}
{"type":"coverage","network":"x"}
{"type":"post","id":"1"}
{"type":"post","id":"2"}
no JSON
{"type":"draft","text":"nowhere"}
{"type":"draft","to":["c"],"text":"to nobody"}
{"type":"draft","to":["a"],"media":[]}
{"type":"draft","to":["a"],"text":"x","visibility":"friends"}
{"type":"draft","to":["a"],"text":"x","at":"2026-12-01 09:00"}
{"type":"draft","to":["a"],"text":1}
{"type":"draft","to":["a","b/pages","a"],"text":"two"}
{"type":"action","do":"reply","target":{"account":"a","id":"7"},"text":"yes"}
{"type":"action","do":"hide","target":{"account":"a","id":"7"}}
{"type":"action","target":{"account":"a","id":"7"}}
EOT
run cm-post -n --rejects bad drafts.ndjson
is_status 'bad lines: status' 1
receipts 'bad lines: the others go on, each account once' <<'EOT'
a planned
a planned
b/pages planned
a planned
a failed
EOT
grep '^cm-post' "$tmp/.err" >said
tap_same said 'bad lines: each is named with its file and line' <<EOT
cm-post: drafts.ndjson:3: records of type 'post' are neither drafts nor actions, and are passed over
cm-post: drafts.ndjson:5: not JSON: a word that is no value (byte 1)
cm-post: drafts.ndjson:6: it does not say where to: it has no 'to', and there is no --to
cm-post: drafts.ndjson:7: no account is called 'c' in '$XDG_CONFIG_HOME/cm/accounts'; cm-fetch --add c NETWORK makes one
cm-post: drafts.ndjson:8: a draft without text, title, media and link
cm-post: drafts.ndjson:9: 'visibility' is none of public, unlisted, followers, direct
cm-post: drafts.ndjson:10: 'at': '2026-12-01 09:00' says no time zone: add one (2026-11-20T09:00:00+01:00) or give --tz
cm-post: drafts.ndjson:11: 'text' is no text
cm-post: drafts.ndjson:15: an action without 'do'
cm-post: 8 of 15 lines were bad, kept in bad
EOT
sed -n '5,11p;15p' drafts.ndjson >want
ok 'bad lines: kept as they were' cmp -s want bad
has_err 'an action that cannot be done there' \
	"cannot be sent: 'hide' cannot be done there"
run cm-post -n --strict drafts.ndjson
is_status '--strict: status' 1
is_out '--strict: nothing is sent' </dev/null
sed -n 1p drafts.ndjson >one
run_in one cm-post -n --to b/pages
is_status '--to comes before the draft: status' 0
receipts '--to comes before the draft' <<'EOT'
b/pages planned
EOT

# Markdown
mkdir -p posts
cp shop.png posts/in.png
cp shop.png 'posts/the shop.png'
cat >posts/article.md <<'EOT'
---
title: Open again
to: [a, b/pages]
tags: [open data, news]
lang: no
at: 2026-12-01 09:00:00 +1
media:
  - {file: in.png, alt: The door}
options:
  pages: {pinned: true, place: 12}
---
# Head

Come to [us](https://shop.example/a) ![inside](the%20shop.png)
EOT
run cm-post -n posts/article.md
is_status 'Markdown: status' 0
is_err 'Markdown: as text, with title, tags and pictures; and as a page' <<'EOT'
a (Short), posts/article.md:1, at 2026-12-01T08:00:00Z:
  58 of 60 graphemes, 70 of 200 bytes
    | Open again
    | 
    | Head
    | 
    | Come to us (https://shop.example/a)
    | 
    | #OpenData #news
    with in.png, image/png, 40 x 30, 33 bytes, shows: The door
    with the shop.png, image/png, 40 x 30, 33 bytes, shows: inside
    lang: no
b/pages (Pages), posts/article.md:1, at 2026-12-01T08:00:00Z by the network itself:
  41 graphemes
    title: Open again
    | Head
    | 
    | Come to us (https://shop.example/a)
    with in.png, image/png, 40 x 30, 33 bytes, shows: The door
    with the shop.png, image/png, 40 x 30, 33 bytes, shows: inside
    tags: open data, news
    lang: no
EOT
printf '# Only a heading\n\nwords' >plain.md
run cm-post -n --to b/pages plain.md
has_err 'Markdown: the first heading is the title' 'title: Only a heading'
lacks_err 'and is not said twice' '\| Only a heading'
printf -- '---\na: &x [1]\nb: *x\n---\nq\n' >alias.md
printf -- '---\ntitle: [\n---\nq\n' >wrong.md
printf -- '---\ntitle: x\n' >open.md
printf -- '---\ntext: a\n---\nb\n' >twice.md
run cm-post -n --to a alias.md wrong.md open.md twice.md
is_status 'front matter that is none: status' 1
is_err 'front matter that is none: file and line' <<'EOT'
cm-post: alias.md:3: YAML's aliases (*name) are not understood here
cm-post: wrong.md:3: not YAML: did not find expected node content
cm-post: open.md:1: the front matter has no end, a line '---'
cm-post: twice.md:2: the text stands twice: in the front matter, and below it
cm-post: 4 of 4 lines were bad
EOT

# CSV
cat >calendar.csv <<'EOT'
to,text,media,alt,at,tags,options.pages.pinned
a,"Two
lines","shop.png;other.png","one; two",2026-12-01T09:00:00Z,a; b

b/pages,hello,,,2026-12-01 09:00,,true
a,,,,,,
a,too,many,,,,,cells
EOT
run cm-post -n --tz Europe/Paris calendar.csv
is_status 'CSV: status' 1
is_err 'CSV: rows are drafts' <<'EOT'
cm-post: calendar.csv:6: a draft without text, title, media and link
cm-post: calendar.csv:7: 8 cells below 7 columns
cm-post: 2 of 4 lines were bad
a (Short), calendar.csv:2, at 2026-12-01T09:00:00Z:
  16 of 60 graphemes, 16 of 200 bytes
    | Two
    | lines
    | 
    | #a #b
    with shop.png, image/png, 40 x 30, 33 bytes, shows: one
    with other.png, image/png, 40 x 30, 33 bytes, shows: two
b/pages (Pages), calendar.csv:5, at 2026-12-01T08:00:00Z by the network itself:
  5 graphemes
    | hello
EOT
printf 'text;to\n"a, b";a\n' >semicolons
run cm-post -n semicolons
is_status 'CSV is told by its head, whatever its name and its sign' 0
has_err 'and read' '\| a, b'

# Limits
long='One sentence here. Another sentence there. https://shop.example/very/long/link?that=counts&ten=1 End of it. @someone #tag'
run cm-post -n --to a --text "$long"
is_status 'a thread: status' 0
is_err 'a thread: cut between sentences, links count ten' <<'EOT'
a (Short):
  1 of 2: 42 of 60 graphemes, 42 of 200 bytes
    | One sentence here. Another sentence there.
  2 of 2: 35 of 60 graphemes, 78 of 200 bytes
    | https://shop.example/very/long/link?that=counts&ten=1 End of it. @someone #tag
EOT
run cm-post -n --to b/plain --text '日本語のとても長い文章です。これはテスト' \
	--media https://x.example/a.jpg
is_status 'longer than can be, and no thread: status' 1
has_err 'and by how much' \
	'cannot be sent: the text is too long: 40 of 30 weighted'
run cm-post -n --to a --text x --media none.png --media shop.png \
	--media posts/article.md
is_status 'media that cannot go: status' 1
has_err 'one is not there' "cannot open '.*/none.png': No such file"
has_err 'one is of another kind' \
	"'article.md' is application/octet-stream, which cannot be sent there"
has_err 'they are too many' '3 pictures or films of at most 2'
run cm-post -n --to b/plain --text x --media shop.png
has_err 'a file where a URL is needed' \
	"'shop.png' is a file; a URL is needed there"
run cm-post -n --to a --text x --media shop.png \
	--alt 'much more than twenty characters'
has_err 'words for a picture that are too long' \
	"what 'shop.png' shows is said in 32 of 20 graphemes"
printf '%s\n' '{"to":"a","text":"x","visibility":"direct","poll":{"options":["a"]}}' >odd
run cm-post -n odd
has_err 'what is meant for few does not go to all' \
	"visibility 'direct' cannot be had there: all is public"
has_err 'a poll is not lost' 'it has a poll, which cannot be had there'
run cm-post -n --to b/pages odd
is_status 'a module that says it can gets both' 0
printf '%s\n' '{"to":"a","text":"x","first_comment":"y","warning":"loud"}' >odd
run cm-post -n odd
is_err 'a first comment is a message, a warning comes first' <<'EOT'
a (Short), odd:1:
  1 of 2: 7 of 60 graphemes, 7 of 200 bytes
    | loud
    | 
    | x
  2 of 2: 1 of 60 graphemes, 1 of 200 bytes
    | y
EOT
sed 's/thread: true/thread: false/; s/"reply"\]/"reply"], uses: ["warning"]/' \
	"$net/short.jq" >"$net/beside.jq"
printf '[beside]\nnetwork = beside\n' >>"$XDG_CONFIG_HOME/cm/accounts"
printf '%s\n' '{"to":"beside","text":"0123456789 0123456789 0123456789 0123456789 0123456789","warning":"ten signs."}' >odd
run cm-post -n odd
has_err 'a warning that stands beside the text counts with it' \
	'cannot be sent: the text is too long: 54 of 50 graphemes'
printf '%s\n' '{"to":"a","text":"x\u0001token\u0001"}' >odd
run cm-post -n odd
has_err 'a mark of a secret is none' '\| x.token.$'
awk 'BEGIN { for (i = 0; i < 400; i++) print "word word word" }' >long.md
run cm-post -n --to a long.md
is_status 'a book is no thread' 1
has_err 'and is refused' 'a thread of [0-9]+ messages, and 50 is the most'

# What is misspelt is named, and goes out all the same; not with --strict.
cat >misspelt.md <<'EOT'
---
to: a
title: x
tgas: [bread]
colour: red
---
y
EOT
cat >misspelt.csv <<'EOT'
account,message,to,text
b,hello,a,one
b,hello,a,two
EOT
cat >misspelt.ndjson <<'EOT'
{"to":"a","text":"one","tgas":["bread"],"network":"x","curation":{},"rule":"y"}
{"to":"a","text":"two","tgas":["bread"],"fetched":"2026-11-16T06:00:00Z"}
EOT
run cm-post -n misspelt.md misspelt.csv misspelt.ndjson
is_status 'members that nobody knows: a warning' 0
grep '^cm-post' .err >said
tap_same said 'members that nobody knows: once a file, with what may be meant' <<'EOT'
cm-post: misspelt.md:4: unknown member 'tgas': 'tags'?
cm-post: misspelt.md:5: unknown member 'colour'
cm-post: misspelt.csv:1: unknown member 'account': 'to'?
cm-post: misspelt.csv:1: unknown member 'message': 'text'?
cm-post: misspelt.ndjson:1: unknown member 'tgas': 'tags'?
EOT
run cm-post -n --strict misspelt.md
is_status 'members that nobody knows: --strict' 1
is_out 'members that nobody knows: --strict sends nothing' </dev/null
printf 'account,message\na,hello\n' >misspelt.csv
run cm-post -n misspelt.csv
has_err 'and are named where all is misspelt' "unknown member 'message': 'text'"

# Accounts with commas, wherever they stand.
printf 'to,text\n"a, b/pages",hello\n' >commas.csv
printf -- '---\nto: a, b/pages\n---\nhello\n' >commas.md
printf '%s\n' '{"to":"a,b/pages","text":"hello"}' \
	'{"to":["a, b/pages"],"text":"hello"}' >commas.ndjson
run cm-post -n commas.csv commas.md commas.ndjson
is_status 'commas between accounts: status' 0
is 'commas between accounts, in each format' \
	"$(grep -c '"b/pages"' .out) $(grep -c '"a"' .out)" '4 4'
run cm-post -n --to b --text x
is_status 'a group without its slash: status' 2
has_err 'a group without its slash: a hint' "no account is called 'b' .*called 'b/'"

# Front matter: the line of what is wrong.
printf -- '---\nto: a\nkey: 1\nat: tomorrow\n---\nhello\n' >when.md
run cm-post -n when.md
has_err 'a wrong time: its line' "^cm-post: when.md:4: 'at': 'tomorrow'"

# Words on standard input.
echo 'We are open again' >words
run_in words cm-post -n --to a
is_status 'words for JSON: status' 1
has_err 'words for JSON: what to do' \
	'standard input: are these words to publish\? give them with --text'
printf -- '---\ntitle: Open\n---\nhello *you*\n' >words
run_in words cm-post -n --to b/pages
is_status 'front matter on standard input is Markdown' 0
has_err 'and is read so' 'title: Open'

# What goes along beside the text.
printf '%s\n' '{"to":"b/pages","text":"x","tags":["one","two"],"lang":"fr","visibility":"unlisted","warning":"loud","link":"https://x.example/","poll":{"options":["a","b"],"seconds":60,"multiple":true}}' >apart
run cm-post -n apart
is_err 'what goes along beside the text is shown' <<'EOT'
b/pages (Pages), apart:1:
  1 graphemes
    | x
    tags: one, two
    lang: fr
    link: https://x.example/
    visibility: unlisted
    warning: loud
    poll: a / b, open 60 s, several answers
EOT

# Actions.
cat >acts.ndjson <<'EOT'
{"type":"action","do":"reply","target":{"account":"a","id":"7"}}
{"type":"action","do":"reply","target":{"account":"a","id":"7"},"text":" "}
{"type":"action","do":"rply","target":{"account":"a","id":"7"},"text":"x"}
EOT
run cm-post -n acts.ndjson
is_status 'a reply without words: status' 1
is 'a reply without words cannot be sent' \
	"$(grep -c "cannot be sent: a reply without 'text'" .err)" 2
has_err 'an action misspelt: what can be done' \
	"'rply' cannot be done there; what can is: reply"
has_out 'the receipt says what was to be done' \
	'"status":"failed","do":"reply","target":\{"id":"7"\}'
done_testing
