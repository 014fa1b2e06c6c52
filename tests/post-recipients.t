#!/bin/sh
# A message for each recipient: each once, whatever becomes of the others.
# shellcheck disable=SC2154 # names of lib.sh
. "${0%/*}/lib.sh"
. "${0%/*}/feeds.sh"
cd "$tmp" || exit 1
serve
mkdir -p cm/networks www/send
CM_DIR=$tmp/cm
export CM_DIR
cat >cm/networks/phone.jq <<'END'
include "net";
def about: {title: "Phone", hosts: [".base"], auth: false, unit: "recipient", acts: [],
  text: {max: 40, unit: "codepoints", thread: true}, media: {max: 1}, uses: ["link"]};
def post:
  if .step == null then publish({method: "POST", url: "/send/\(.job.recipient)", form: {text: .job.draft.text, all: (.job.draft.recipients // [] | length)}}; "done")
  else published("m-\(.job.recipient)"; null) end;
END
sed 's/unit: "recipient", //; s/"link"/"recipients"/; s/Phone/Chat/; s|/send/\\(.job.recipient)|/send/\\(.job.recipient // "all")|' \
	cm/networks/phone.jq >cm/networks/chat.jq
cat >cm/networks/wall.jq <<'END'
include "net";
def about: {title: "Wall", hosts: [".base"], auth: false, text: {max: 500}};
END
printf '[phone]\nnetwork = phone\nhost = %s\n[chat]\nnetwork = chat\nhost = %s\n[wall]\nnetwork = wall\nhost = %s\n' \
	"$web" "$web" "$web" >cm/accounts
chmod 600 cm/accounts
for n in 491 492 493 all; do echo '{}' >"www/send/$n"; done
sent() { sed -n 's|^POST /send/\([^ ]*\) .*|\1|p' "$log" | xargs; }
receipt() { jq -r "$1" "$tmp/.out"; }

# Looking first.
echo '{"to":"phone","text":"Fresh bread at six","recipients":["491",492,"493","491","492, 494"]}' \
	>draft.ndjson
run cm-post -n draft.ndjson
is_status 'a plan' 0
is_err 'says who gets it, each once' <<'END'
phone (Phone), draft.ndjson:1:
  to 4 recipients: 491, 492, 493, 494
  18 of 40 codepoints
    | Fresh bread at six
END
is 'and its receipt of how many' "$(receipt '[.status, .recipients.sent, .recipients.of] | @csv')" \
	'"planned",0,4'

# What would be two lines for a person who looks is no recipient.
printf '%s\n' '{"to":"phone","text":"x","recipients":["49\n  to 1 recipient: 7"]}' \
	'{"to":"phone","text":"x","recipients":["49\u001b[2J"]}' >lines.ndjson
run cm-post -n lines.ndjson
is_status 'control characters: status' 1
is 'both are named' "$(grep -c 'has one with a line break or another control' "$tmp/.err")" 2
lacks_err 'none is shown' 'to 1 recipient'
printf 'to,recipients,text\nphone,"491\n492",Hello\n' >lines.csv
run cm-post -n lines.csv
has_err 'line breaks of a table part them' 'to 2 recipients: 491, 492$'

# Sending: 494 is refused.
run cm-post draft.ndjson
is_status 'one of four is refused' 1
is 'the others have it' "$(sent)" '491 492 493 494'
has_err 'the one is named' "to 494: 404 Not Found"
is 'the receipt says how many' "$(receipt '[.status, .recipients.sent, .recipients.of, (.ids | join(" "))] | @csv')" \
	'"partial",3,4,"m-491 m-492 m-493"'
ok 'a module does not see the others' grep -q 'all=0' "$log"
run cm-post --journal
is 'each is an entry of its own' \
	"$(receipt '[.journal.recipient, .journal.state] | join(" ")' | sort | xargs)" \
	'491 done 492 done 493 done 494 refused'
echo '{}' >www/send/494
: >"$log"
run cm-post draft.ndjson
is_status 'the same again' 0
is 'goes only to who does not have it' "$(sent)" 494
is 'and then it is published' "$(receipt '[.status, .recipients.sent, .recipients.of] | @csv')" \
	'"published",4,4'
run cm-post draft.ndjson
is 'once more: nothing, and the same receipt' \
	"$(sent) $(receipt .recipients.sent)" '494 4'

# Formats.
printf -- '---\nto: phone\nrecipients: [491, "+49 2"]\n---\nHello\n' >a.md
run cm-post -n a.md
has_err 'front matter' 'to 2 recipients: 491, \+49 2$'
printf 'to,recipients,text\nphone,"491,492",Hello\n' >a.csv
run cm-post -n a.csv
has_err 'CSV' 'to 2 recipients: 491, 492$'

# Where they are needed, and where they are not.
run cm-post --to phone --text hello
is_status 'nobody to send it to' 1
has_err 'is said' "it has no 'recipients'"
echo '{"to":"phone","text":"hello","recipients":[]}' >none.ndjson
run cm-post none.ndjson
has_err 'nor is an empty list somebody' "it has no 'recipients'"
echo '{"to":"wall","text":"hello","recipients":["491"]}' >wall.ndjson
run cm-post wall.ndjson
is_status 'what is for all' 1
has_err 'takes none' 'is for all'
echo '{"to":"phone","text":"hello","recipients":[{"a":1}]}' >bad.ndjson
run cm-post bad.ndjson
is_status 'what is nobody' 1
has_err 'is bad' "'recipients' has something in it that is no text"
echo '{"to":"phone","recipients":["491"],"text":"A text that is longer than what one message may hold, by far"}' \
	>long.ndjson
run cm-post -n long.ndjson
has_err 'a text is not split for them' 'the text is too long: 60 of 40'
: >"$log"
run cm-post --to chat --text 'To whom it may concern'
is 'a module may take both: to all' "$(sent)" all
echo '{"to":"chat","text":"To you","recipients":["491","492"]}' >chat.ndjson
run cm-post chat.ndjson
is 'and to some' "$(sent)" 'all 491 492'

# Several obstacles.
echo '{"to":"phone","text":"Come all","recipients":["x1","491","x2","x3","x4","x5","x6","x7"]}' >several.ndjson
run cm-post several.ndjson
is 'the receipt says what went wrong, and how much more' "$(receipt .error.message | sed 's/ ([^)]*)//g; s/; see [^;]*//g')" \
	'to x1: 404 Not Found; to x2: 404 Not Found; to x3: 404 Not Found; to x4: 404 Not Found; to x5: 404 Not Found; and 2 more'
echo '{"to":"wall","text":"hello","recipients":["491"],"media":[{"file":"gone.png"}],"poll":{"options":["a","b"]}}' >two.ndjson
run cm-post -n two.ndjson
ok '-n: its receipt has all' [ "$(receipt .error.message | tr ';' '\n' | wc -l)" -gt 1 ]
cp .out dry
run cm-post two.ndjson
is 'and so has the run' "$(receipt .error.message)" "$(jq -r .error.message dry)"
: >"$log"

# Who is on the list is no part of what a draft is.
list() { # KEY TEXT RECIPIENTS [MORE]
	printf '{"to":"phone"%s,"text":"%s","recipients":[%s]%s}\n' "$1" "$2" "$3" "$4" >list.ndjson
}
: >"$log"
list '' 'Bread and cake' '"491","492"'
run cm-post list.ndjson
is 'a list' "$(sent) $(receipt '.recipients | tojson')" '491 492 {"sent":2,"of":2}'
key=$(receipt .key)
list '' 'Bread and cake' '"493","492","491"'
run cm-post -n list.ndjson
has_err 'that grew: -n says how many have it' '2 of 3 are published already: the rest is sent'
is 'and so does its receipt' "$(receipt '[.status, .recipients.sent, .recipients.of] | @csv')" '"planned",2,3'
: >"$log"
run cm-post list.ndjson
is_status 'sending it' 0
is 'goes only to who is new' "$(sent)" 493
is 'is the same draft, with all ids' "$(receipt '[.status, .recipients.sent, .recipients.of, (.ids | join(" "))] | @csv') $(receipt .key)" \
	'"published",3,3,"m-491 m-492 m-493" '"$key"
cp .out first
run cm-post list.ndjson
ok 'and again: the same receipt' cmp -s .out first
list '' 'Bread and cake' '"492"'
run cm-post list.ndjson
is 'a shorter one sends nothing' "$(sent) $(receipt '[.status, .id, .recipients.of] | @csv')" '493 "published","m-492",1'
list '' 'Bread and cake' '"494"'
run cm-post list.ndjson
is 'one that names only who is new: to them' "$(sent) $(receipt '.recipients.of')" '493 494 1'
run cm-post --journal
is 'all are messages of one draft' \
	"$(jq -r "select(.key == \"$key\") | [.journal.message, .journal.of, .journal.recipient, .journal.state] | join(\" \")" .out | xargs)" \
	'1 4 491 done 2 4 492 done 3 4 493 done 4 4 494 done'
: >"$log"
list '' 'Bread and cake' '"491","492"'
run cm-post --again list.ndjson
is '--again: to all that it names' "$(sent)" '491 492'
list '' 'Bread and cake' '"491","492","493","494"'
run cm-post list.ndjson
is 'and who was not named then still has it' "$(sent) $(receipt .recipients.sent)" '491 492 4'

# One who was taken off a list gets nothing any more.
: >"$log"
rm www/send/493
list ',"key":"off"' 'Come' '"492","493"'
run cm-post list.ndjson
echo '{}' >www/send/493
list ',"key":"off"' 'Come' '"492","491"'
run cm-post list.ndjson
is_status 'who did not get it and is off the list' 0
is 'does not get it' "$(sent) $(receipt '[.status, .recipients.sent, .recipients.of] | @csv')" '492 493 491 "published",2,2'

# Other content.
: >"$log"
list ',"key":"off"' 'Come today' '"492","494"'
run cm-post list.ndjson
is_status 'a changed text' 1
is 'is skipped, whoever is on the list' "$(sent) $(receipt .error.kind)" ' changed'
has_err 'and it is said' 'changed since published'
run cm-post --again list.ndjson
is '--again sends it' "$(sent)" '492 494'
list ',"key":"off"' 'Come today' '"491","492","494"'
run cm-post list.ndjson
is 'and to nobody who has the old one' "$(sent)" '492 494'

# Too late for who is new.
: >"$log"
list ',"key":"late","at":"2026-11-01T09:00:00Z"' 'Early' '"491"'
CM_NOW=2026-11-01T09:00:01Z run cm-post list.ndjson
list ',"key":"late","at":"2026-11-01T09:00:00Z"' 'Early' '"491","492"'
CM_NOW=2026-11-09T09:00:00Z run cm-post list.ndjson
is_status 'who comes to the list weeks later' 1
is 'does not get it' "$(sent) $(receipt '[.status, .error.kind, .recipients.sent, .recipients.of] | @csv')" '491 "skipped","late",1,2'
CM_NOW=2026-11-09T09:00:00Z run cm-post --late 30d list.ndjson
is 'unless --late says so' "$(sent)" '491 492'
: >"$log"
list ',"at":"2026-11-01T10:00:00Z"' 'Ten' '"491"'
CM_NOW=2026-11-01T10:00:01Z run cm-post list.ndjson
list ',"at":"2026-11-01T10:00:00Z"' 'Ten' '"491","492"'
CM_NOW=2026-11-01T10:00:02Z run cm-post list.ndjson
is 'a draft known by its time: only to who is new' "$(sent)" '491 492'

# Killed on the way.
printf '{"to":"phone","key":"k","text":"again","recipients":[%s]}\n' \
	"$(seq -s, 1000 1200)" >many.ndjson
for n in $(seq 1000 1200); do echo '{}' >"www/send/$n"; done
: >"$log"
i=0
while [ $i -lt 4 ]; do
	timeout -s KILL 0.4 cm-post many.ndjson >/dev/null 2>&1
	i=$((i + 1))
done
run cm-post many.ndjson
twice=$(sent | tr ' ' '\n' | sort | uniq -d | wc -l | tr -d ' ')
doubtful=$(cm-post --journal | jq -r 'select(.journal.state == "doubtful") | .id' | wc -l | tr -d ' ')
is 'nobody gets it twice' "$twice" 0
is 'all get it, or it is doubtful whether they did' \
	"$(($(receipt .recipients.sent) + doubtful))" 201

# Thousands.
printf '{"to":"phone","text":"all of you","recipients":[%s]}\n' \
	"$(seq -s, 1 10000)" >all.ndjson
before=$(date +%s)
run cm-post -n all.ndjson
has_err 'ten thousand' 'to 10000 recipients: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 9990 more'
ok 'are planned at once' test $(($(date +%s) - before)) -lt 5
done_testing
