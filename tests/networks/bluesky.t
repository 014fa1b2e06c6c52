#!/bin/sh
# What was recorded of a real Bluesky, from its transcripts: a PDS alone, and
# (-view-) one with an AppView, which gives numbers, threads and notifications.
# shellcheck source=lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=networks/replay.sh
. "${0%/*}/replay.sh"

replay bluesky

# What the view of it says is told apart.
run cm-fetch --replay bluesky-view-posts.har ann:posts
is 'our posts, and what we said below others' "$(jq -r 'select(.type != "coverage")
	| [.type, .text, .metrics.likes, .metrics.comments, .metrics.quotes]
	| join(" ")' "$tmp/.out" | sed 's/tea [0-9]*/tea/' | sort)" 'comment alice answers 0 1 0
comment part two 0 1 0
comment thanks 0 0 0
post root tea 1 1 1'
run cm-fetch --replay bluesky-view-comments.har ann:comments
is 'what was said below them, by anyone, in its thread' "$(jq -r '
	select(.type == "comment") | [.author.handle, .text, (.thread[-13:] ==
	.reply_to[-13:])] | join(" ")' "$tmp/.out")" 'bob.test bob again false
alice.test part two true
bob.test nice one false
alice.test thanks false'
run cm-fetch --replay bluesky-view-mentions.har ann:mentions
is 'who named us, answered us or passed us on' "$(jq -r 'select(.type != "coverage")
	| [.type, .text] | join(" ")' "$tmp/.out")" 'comment bob again
mention look
mention hello @alice.test
comment nice one'
done_testing
