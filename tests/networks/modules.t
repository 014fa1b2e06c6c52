#!/bin/sh
# Every network's module, run by jq alone: it says what it is, has an answer to
# each thing that it says it can do, and none of its own to a good answer.
# shellcheck source=lib.sh
. "${0%/*}/../lib.sh"

cat >"$tmp/world.jq" <<'JQ'
# What each verb gets at its first step: kind, name, input.
{account: {id: "1", did: "did:plc:a", pds: "https://pds.example", handle: "a",
	rest: "https://a.example/wp-json/", base: "https://a.example",
	identifier: "a.example", user: "a", title: "T", url: "https://a.example"},
 now: 1795305600, step: null, vars: {}, response: null, cursor: null} as $in
| {key: "00112233445566778899aabbccddeeff", sent: "2026-11-22T00:00:00Z",
	us: 1795305600000001, entities: [], lengths: {}, reply_to: null} as $entry
| (.reads[]? | . as $what | ["fetch", $what, $in + {verb: "fetch", step: $what,
	job: {what: $what, of: "https://a.example/1"}}]),
(.acts[]? | . as $do | ["act", $do, $in + {verb: "act", job: ($entry
	+ {action: {do: $do, text: "t", target: {id: "7", thread: "3"}}})}]),
["post", "a draft", $in + {verb: "post", job: ($entry
	+ {draft: {text: "t", html: "<p>t</p>", title: "T", media: []}})}]
JQ

for module in "$top"/lib/networks/*.jq; do
	name=${module##*/}
	name=${name%.jq}
	[ "$name" != net ] || continue
	{
		cat "$top/lib/networks/net.jq"
		# A family that it belongs to comes before it.
		for family in $(sed -n 's/^include "\([a-z]*\)";.*/\1/p' "$module"); do
			[ "$family" = net ] ||
				grep -v '^include "' "$top/lib/networks/$family.jq"
		done
		grep -v '^include "' "$module"
		cat <<-'JQ'
		def run: if .verb == "fetch" then fetch elif .verb == "act" then act
			elif .verb == "post" then post else error end;
		if type == "array" then .[:2] + [.[2] | [try run catch {bad: .}]
			| all(.[]; (.absent or .bad) | not) and length > 0]
		elif .verb == "about" then about
		else [.response | error_of] | .[0] end
		JQ
	} >"$tmp/$name.jq"
	printf '{"verb":"about"}' >"$tmp/in"
	run_in "$tmp/in" jq -c -f "$tmp/$name.jq"
	# A family file says nothing of itself.
	[ "$status" -ne 3 ] || continue
	cp "$tmp/.out" "$tmp/about"
	is "$name: says what it is, in one object" "$(jq -s 'length == 1
		and (.[0].title | length > 0)' "$tmp/about")" true
	is "$name: what it asks for has a name and a question" "$(jq '[.asks[]?
		| select((.name and .ask) | not)] | length' "$tmp/about")" 0
	printf '{"verb":"error_of","response":{"status":200,"headers":{},"body":{}}}' \
		>"$tmp/in"
	run_in "$tmp/in" jq -c -f "$tmp/$name.jq"
	is "$name: a good answer is no error" "$(cat "$tmp/.out")" null
	jq -c -f "$tmp/world.jq" "$tmp/about" >"$tmp/in"
	run_in "$tmp/in" jq -c -f "$tmp/$name.jq"
	is "$name: all that it says it can do is begun" \
		"$status $(grep -v 'true]' "$tmp/.out")" '0 '
done
done_testing
