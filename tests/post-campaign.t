#!/bin/sh
# The campaign of a draft stands in its links, wherever they go out.
# shellcheck disable=SC2154 # names of lib.sh
. "${0%/*}/lib.sh"
. "${0%/*}/feeds.sh"
cd "$tmp" || exit 1
serve
mkdir -p cm/networks
CM_DIR=$tmp/cm
export CM_DIR
echo '{}' >www/post
net() {
	cat >"cm/networks/$1.jq" <<END
include "net";
def about: {title: "$1", hosts: [".base"], auth: false, text: $2, uses: $3};
def post: if .step == null then publish({method: "POST", url: "/post", json: .job.draft}; "done") else published("1"; null) end;
END
	printf '[%s]\nnetwork = %s\nhost = %s\n' "$1" "$1" "$web" >>cm/accounts
}
net plain '{max: 500, thread: true}' '[]'
net card '{max: 500}' '["link", "first_comment"]'
net page '{html: true, title: 0}' '[]'
chmod 600 cm/accounts
draft() { printf '{"to":"%s",%s}\n' "$1" "$2" >draft.ndjson; }
went() { sed -n 's/^.*> {/{/p' "$log" | tail -n 1 | jq -r "$1"; }

draft plain '"text":"Bread at https://shop.example/ now, more on https://shop.example/a?b=1#top and example.org; mine: https://shop.example/?utm_campaign=own","campaign":"Easter & more"'
run cm-post draft.ndjson
is_status 'a draft of a campaign' 0
is 'its links say so, each as it has to be' "$(went .text)" \
	'Bread at https://shop.example/?utm_source=plain&utm_medium=social&utm_campaign=Easter%20%26%20more now, more on https://shop.example/a?b=1&utm_source=plain&utm_medium=social&utm_campaign=Easter%20%26%20more#top and example.org; mine: https://shop.example/?utm_campaign=own'
is 'the campaign itself is not for the network' "$(went .campaign)" null
run cm-post -n draft.ndjson
has_err 'looking first: published already' 'published already'
sed 's/Easter & more/Spring/' draft.ndjson >other.ndjson
run cm-post -n other.ndjson
has_err 'another campaign is no other draft' 'published already'

draft plain '"text":"Bread","link":"https://shop.example/","campaign":"c"'
run cm-post -n draft.ndjson
has_err 'a link that comes behind the text' \
	'https://shop.example/\?utm_source=plain&utm_medium=social&utm_campaign=c$'
draft card '"text":"Bread","link":"https://shop.example/x?utm_source=qr","first_comment":"See https://a.example/b","campaign":"c"'
run cm-post draft.ndjson
is 'a link that stands apart, with a source of its own' "$(went .link)" \
	'https://shop.example/x?utm_source=qr&utm_medium=social&utm_campaign=c'
is 'and those of a first comment' "$(went .first_comment)" \
	'See https://a.example/b?utm_source=card&utm_medium=social&utm_campaign=c'
draft page "\"markdown\":\"# Bread\\n\\n[more](https://shop.example/?a=1&b=2), [here]($web/x) ![p](https://shop.example/p.png)\",\"campaign\":\"c\""
run cm-post draft.ndjson
went .html >html
tap_has html 'links in HTML' \
	'href="https://shop.example/\?a=1&amp;b=2&amp;utm_source=page&amp;utm_medium=social&amp;utm_campaign=c"'
tap_has html 'not those within the site' "href=\"$web/x\""
tap_has html 'nor pictures' 'src="https://shop.example/p.png"'
draft plain '"text":"Bread at https://shop.example/"'
run cm-post draft.ndjson
is 'without a campaign links are as they are' "$(went .text)" \
	'Bread at https://shop.example/'
done_testing
