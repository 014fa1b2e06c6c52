#!/bin/sh
# How LinkedIn's lists, objects and names are encoded, and its little text:
# against the vectors beside the repository, and cases of our own.
# shellcheck source=lib.sh
. "${0%/*}/../lib.sh"

# li FILTER [OPTION ...]: by the module's own definitions
li() {
	filter=$1
	shift
	jq -L "$top/lib/networks" -r "include \"linkedin\"; $filter" "$@"
}
vectors=$shared/fixtures/vectors/linkedin-restli-encoding-vectors.json
if [ -f "$vectors" ]; then
	is 'Rest.li: each vector' "$(li '.vectors[] | if .path_key then (.path_key | enc) else (.query | query) end' \
		"$vectors")" "$(jq -r '.vectors[].out' "$vectors")"
else
	skip 'Rest.li: each vector' 'no ../shared/fixtures/vectors'
fi
is 'Rest.li: signs that have a meaning are encoded in values' \
	"$(li "{q: \"a(b),c:d'e!*é\"} | query" -n)" 'q=a%28b%29%2Cc%3Ad%27e%21%2A%C3%A9'

# What people write, and comes back.
text='Bread (at 7) | 50% <new> {a} [b] *c* _d_ ~e~ @Ann #tea \o/'
is 'little text: what has a meaning is escaped' "$(li '. | plain' -R <<TEXT
$text
TEXT
)" 'Bread \(at 7\) \| 50% \<new\> \{a\} \[b\] \*c\* \_d\_ \~e\~ \@Ann \#tea \\o/'
is 'little text: there and back' "$(li '. | plain | read_little' -R <<TEXT
$text
TEXT
)" "$text"
is 'little text: a tag and a name' "$(li 'little([{kind: "tag", value: "café", chars: [4, 9]}]; {"Le Moulin SA": 77})' -R <<'TEXT'
été #café by @Le Moulin SA (new)
TEXT
)" 'été {hashtag|\#|café} by @[Le Moulin SA](urn:li:organization:77) \(new\)'
is 'little text: read again' "$(li 'read_little' -R <<'TEXT'
été {hashtag|\#|café} by @[Le Moulin \(SA\)](urn:li:organization:77) \(new\)
TEXT
)" 'été #café by @Le Moulin (SA) (new)'
is 'names: a post by its address' "$(li '[.[] | thing] | join(" ")' -c <<'JSON'
["https://www.linkedin.com/feed/update/urn:li:share:7094637247487995904/",
 "https://www.linkedin.com/posts/levains_bread-activity-7094637247890620418-AbCd", "urn:li:ugcPost:7"]
JSON
)" 'urn:li:share:7094637247487995904 urn:li:activity:7094637247890620418 urn:li:ugcPost:7'
is 'names: what a comment is below' "$(li '.[] | below | "\(.object) \(.id)"' <<'JSON'
["urn:li:comment:(urn:li:activity:77,88)", "urn:li:comment:(activity:77,88)"]
JSON
)" 'urn:li:activity:77 88
urn:li:activity:77 88'

# What takes long says so, once.
if command -v python3 >/dev/null; then
	is 'a document that is worked on: that is said once' \
		"$(python3 "$top/tests/networks/linkedin.py" "$top/bin" | sed "s/[0-9]* s more/N s more/")" \
		"cm-post: waiting for brand (linkedin): it is at work on what was sent, N s more at most
published"
else
	skip 'a document that is worked on' 'no python3'
fi
done_testing
