#!/bin/sh
# contract.sh NETWORK FILE.har ...: holds transcripts against the network's own
# description, where ../shared/contract has one; else says so.
#
# Taken out is what a description cannot have: how a WordPress is asked where
# its interface is (HEAD /), and its "meta": [], which is how PHP writes an
# object that has no members; Mastodon's Idempotency-Key, of which the
# description says that it is an object, and Mastodon's manual that it is text.
# What goes to /store goes to a store of files, which is not the network's own;
# How a Page's token is found is described with Facebook, not with Messenger.
# "[file a.png from 0, 46 bytes]" stands in a transcript for a file in base64.
# Instagram's and Threads' descriptions are older than what Meta's own manuals
# of 2026 have: likes, labels for what is paid for or made by machines, and
# approvals of replies; and they do not have how uploads fail.
set -u

check=${0%/*}/../../shared/contract/check
if [ ! -x "$check" ]; then
	echo "not checked: there is no ../shared/contract"
	exit 0
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/cm-contract.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
network=$1
shift
for file do
	jq --arg network "$network" '.log.entries |= map(
		select(.request.method != "HEAD"
			and ($network != "messenger"
				or (.request.url | test("/me/accounts[?]") | not))
			and ($network != "instagram"
				or (.request.url | test("/likes([?]|$)") | not))
			and (.request.url | test("^https?://[^/]*/store$"
				+ "|/[0-9]+/(manage_)?pending_(reply|replies)([?]|$)")
				| not)
			and (.response.content.text // ""
				| test("^.\"debug_info\"") | not))
		| if .request.postData.text? then .request.postData.text |=
			gsub("(^|&)(is_ai_generated|is_paid_partnership"
				+ "|branded_content_sponsor_ids"
				+ "|enable_reply_approvals)=[^&]*"; "")
			else . end
		| if .request.postData.text? then .request.postData.text |=
			gsub("\\[file [^\\]]* from [0-9]+, [0-9]+ bytes\\]"; "AAAA")
			else . end
		| .request.headers |= map(select(.name | ascii_downcase
			!= "idempotency-key"))
		| if .response.content.text? then .response.content.text |=
			gsub("\"meta\":\\[\\]"; "\"meta\":{}") else . end)' \
		"$file" >"$work/${file##*/}" || exit 1
done
"$check" --quiet "$network" "$work"/*.har
