#!/bin/sh
# A module that asks for the receipts of what was published gets them.
# shellcheck disable=SC2154 # names of lib.sh
. "${0%/*}/lib.sh"
. "${0%/*}/feeds.sh"
cd "$tmp" || exit 1
serve
mkdir -p cm/networks www/send
CM_DIR=$tmp/cm
export CM_DIR
cat >cm/networks/mute.jq <<'END'
include "net";
def about: {title: "Mute", hosts: [".base"], auth: false, reads: ["posts"], acts: ["reply"], text: {max: 500}, uses: ["receipts"]};
def post: if .step == null then publish({method: "POST", url: "/send/it", form: {text: .job.draft.text}}; "done")
  else published("id of \(.job.draft.text)"; null) | .receipt.native = {n: .receipt.id | length} end;
def act: if .step == null then publish({method: "POST", url: "/send/it", form: {text: .job.action.text}}; "done") else published("an answer"; null) end;
def fetch: if .step == "posts" then ask({method: "GET", url: "/send/it"}; "all")
  else .job.receipts[] | {record: {type: "post", id, published: .at, text: (.native | tojson)}} end;
END
sed 's/, uses: \["receipts"\]//; s/[.]job[.]receipts\[\]/{id: (.job | has("receipts") | tostring)}/' \
	cm/networks/mute.jq >cm/networks/deaf.jq
printf '[one]\nnetwork = mute\nhost = %s\n[two]\nnetwork = mute\nhost = %s\n[deaf]\nnetwork = deaf\nhost = %s\n' \
	"$web" "$web" "$web" >cm/accounts
chmod 600 cm/accounts
echo '{}' >www/send/it
posts() {
	jq -r 'select(.type == "post") | [.id, .published, .text // ""] | join(" ") | rtrimstr(" ")' .out
}

run cm-fetch one:posts
is_status 'where nothing was published' 0
is 'there is nothing' "$(posts)" ''
ok 'and no journal is made' test ! -e cm/outbox.db
CM_NOW=2026-11-01T09:00:00Z run cm-post --to one,two --text Bread
CM_NOW=2026-11-02T09:00:00Z run cm-post --to one --text Cheese
echo '{"type":"action","do":"reply","text":"Yes","target":{"account":"one","id":"7"}}' |
	cm-post >.out
is 'an action was done' "$(jq -r .status .out)" published
run cm-fetch --record t.har one:posts
is 'those of the account, the newest first, and no action' "$(posts)" \
'id of Cheese 2026-11-02T09:00:00Z {"n":12}
id of Bread 2026-11-01T09:00:00Z {"n":11}'
cp .out first
run cm-fetch deaf:posts
is 'who does not ask gets none' "$(jq -r 'select(.type == "post").id' .out)" false
mv cm/outbox.db* .
run cm-fetch --replay t.har one:posts
ok 'a replay has those of its run' test "$(posts)" = "$(cp first .out && posts)"
mv outbox.db* cm

# Who writes and who reads do not wait for each other.
python3 - cm/outbox.db >held <<'END' &
import sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(4)
END
writer=$!
while ! [ -s held ]; do sleep 0.1; done
began=$(date +%s)
run cm-fetch one:posts
is 'while the journal is written it is read' "$(posts | wc -l | tr -d ' ') $(($(date +%s) - began < 4))" '2 1'
kill "$writer" 2>/dev/null
wait "$writer" 2>/dev/null
echo 'this is no journal, and far from being one' >cm/outbox.db
rm -f cm/outbox.db-*
run cm-fetch one:posts
is_status 'a journal that is damaged' 1
has_err 'is named' "outbox.db' is damaged"
is 'and is a gap' "$(jq -r 'select(.type == "coverage").gaps[] | "\(.what): \(.why)"' .out)" \
	'what was published there: the journal of cm-post cannot be read'
done_testing
