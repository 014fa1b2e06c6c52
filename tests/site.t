#!/bin/sh
# The network "site": articles from drafts, as files in a folder.
. "${0%/*}/lib.sh"
CM_DIR=$tmp/state
export CM_DIR
mkdir -m 700 "$CM_DIR"
site=$HOME/www # ~/www in the accounts file
cd "$tmp" || exit 1
# shellcheck disable=SC2088 # as a person types it
printf '%s\n' '~/www' https://www.example.org/carnet/ 'Le carnet & "co"' fr \
	'Camille Vautrin' '' >answers
run_in answers cm-fetch --add site site
is_status 'an account is added' 0
tap_has "$CM_DIR/accounts" 'its folder is in the accounts file' \
	"^folder = ~/www\$"
cp "$top/tests/demo/drafts/loaf.png" 'Pâte n° 1.png'

# draft KEY TITLE TEXT: on standard output.
draft() {
	jq -nc --arg k "$1" --arg t "$2" --arg m "$3" \
		'{type: "draft", key: $k, to: ["site"], title: $t, markdown: $m}'
}
# All there is in the site but its temporary files.
state() {
	(cd "$site" && find . -type f ! -name '.*' | sort | xargs md5sum)
}
page() {
	last=$site/posts/$1.html
	page=$last
}

# An article, and what must be escaped in it.
draft one "L'œuf & </script><b>\"7 h\"" '# Not the title

**Voici**, <em>brut</em>.

![La pâte](P%C3%A2te%20n%C2%B0%201.png)
' | jq -c '. + {tags: ["pain & œuf", "黑麦", "C"], link: "https://x.example/?a=1&b=2",
	media: [{file: "Pâte n° 1.png", alt: "Une \"pâte\" & <b>"}]}' >one.ndjson
run cm-post one.ndjson
is_status 'a draft is published' 0
is 'its receipt says where' "$(jq -r '.status, .url' "$tmp/.out")" "published
https://www.example.org/carnet/posts/2026-11-16-l-oeuf-script-b-7-h.html"
page 2026-11-16-l-oeuf-script-b-7-h
tap_has "$page" 'the title is escaped' \
	'<h1>L&(#39|apos);œuf &amp; &lt;/script&gt;&lt;b&gt;&quot;7 h&quot;</h1>'
tap_has "$page" 'so is it in attributes' \
	'og:title" content="L&(#39|apos);œuf &amp; &lt;/script'
tap_has "$page" 'and the name of the site' \
	'og:site_name" content="Le carnet &amp; &quot;co&quot;"'
tap_has "$page" 'the text is HTML' '<strong>Voici</strong>.*<em>brut</em>'
tap_has "$page" 'a date stands in the language of the site' \
	'<time datetime="2026-11-16T06:00:00Z">16 novembre 2026</time>'
tap_has "$page" 'the page says its language' '<html lang="fr"'
tap_has "$page" 'and where it is' \
	'<link rel="canonical" href="https://www.example.org/carnet/posts/2026'
tap_has "$page" 'a picture in the text leads to its copy, its size is said' \
	'src="2026-11-16-l-oeuf-script-b-7-h/pate-n-1.png" width="1200" height="630"'
is 'and is not shown twice' "$(grep -c '<img' "$page")" 1
ok 'the copy is there' cmp "$site/posts/2026-11-16-l-oeuf-script-b-7-h/pate-n-1.png" \
	'Pâte n° 1.png'
tap_has "$page" 'it is what networks will show' \
	'og:image" content="https://www.example.org/carnet/posts/2026-11-16-l-oeuf-script-b-7-h/pate-n-1.png"'
tap_has "$page" 'with its description' \
	'og:image:alt" content="Une &quot;pâte&quot; &amp; &lt;b&gt;"'
is 'a page holds one script, which is data' \
	"$(grep -o '<script[^>]*>' "$page")" '<script type="application/ld+json">'
grep -o '<script[^>]*>.*</script>' "$page" |
	sed 's/<script[^>]*>//; s/<\/script>$//' >ld.json
is 'that is whole' "$(jq -r '.["@type"], .headline, .datePublished,
	.author.name, .publisher.name' ld.json)" "BlogPosting
L'œuf & </script><b>\"7 h\"
2026-11-16T06:00:00Z
Camille Vautrin
Le carnet & \"co\""
tap_has "$page" 'it can be shared, and the link says where it was' \
	'bsky.app/intent/compose\?text=.*utm_source%3Dbluesky'
tap_lacks "$page" 'a link that asks for a picture is not made by default' \
	'pinterest'
find "$site" -name '*.html' -exec cat {} + >all.html
last='all pages'
tap_lacks all.html 'nothing is loaded from elsewhere' \
	'(src|<link rel="(stylesheet|icon)" href)="?(https?:)?//'
ok 'a tag that is no ASCII has a page' test -s "$site/tags/40657-40614.html"
tap_has "$site/robots.txt" 'robots are told of the map' \
	'^Sitemap: https://www.example.org/carnet/sitemap.xml$'

# What was published comes back, by the account and by both feeds.
article='select(.type == "article") | [.id, .url, .title, .published, "fr",
	(.tags | join(" ")), .author.name] | join("\n")'
url=https://www.example.org/carnet/posts/2026-11-16-l-oeuf-script-b-7-h.html
want="$url
$url
L'œuf & </script><b>\"7 h\"
2026-11-16T06:00:00Z
fr
pain & œuf 黑麦 C
Camille Vautrin"
run cm-fetch site
is_status 'the account can be fetched' 0
is 'as what was published' "$(jq -r "$article" "$tmp/.out")" "$want"
is 'with its words' "$(jq -r 'select(.type == "article") | .text' \
	"$tmp/.out")" 'Not the title

Voici, brut.'
for feed in feed.xml feed.json; do
	run cm-fetch "$site/$feed"
	is_status "$feed is a feed without fault" 0
	is_err "$feed: nothing had to be mended" </dev/null
	is "$feed has the same article" "$(jq -r "$article" "$tmp/.out")" "$want"
done
if [ -r "$shared/fixtures/feeds/jsonfeed-schema-v1.1.json" ] &&
	python3 -c 'import jsonschema' 2>/dev/null; then
	run python3 -c 'import json, sys, jsonschema
jsonschema.Draft7Validator(json.load(open(sys.argv[1]))).validate(
    json.load(open(sys.argv[2])))' \
		"$shared/fixtures/feeds/jsonfeed-schema-v1.1.json" \
		"$site/feed.json"
	is_status 'feed.json is a JSON Feed 1.1' 0
else
	skip 'feed.json is a JSON Feed 1.1' 'no schema or no jsonschema'
fi

# The same again changes nothing.
state >before
run cm-post one.ndjson
is_status 'the same draft again is fine' 0
state >after
ok 'and changes nothing' cmp before after
rm -rf "$CM_DIR/outbox.db"*
run cm-post one.ndjson
is_status 'also when nobody remembers it' 0
is 'it is still one article' "$(jq '.articles | length' "$site/site.json")" 1

# A run that was ended between two files is made good by the next.
rm -f "$site/index.html" "$site/feed.xml" "$site/sitemap.xml"
draft two 'Le deuxième' 'Deux.' >two.ndjson
run env CM_NOW=2026-11-17T06:00:00Z cm-post two.ndjson
is_status 'a second draft' 0
for f in index.html feed.xml sitemap.xml; do
	tap_has "$site/$f" "$f lists the first one as well" l-oeuf-script-b-7-h
done
page 2026-11-16-l-oeuf-script-b-7-h
tap_has "$page" 'the first leads to the second' \
	'rel="next" href="2026-11-17-le-deuxieme.html"'
last=index.html
is 'the newest comes first' "$(grep -o 'posts/[^"]*\.html' "$site/index.html" |
	head -n 1)" posts/2026-11-17-le-deuxieme.html

# A run that fails at one of its files, whichever, is made good by running it
# again: what is there then is what one good run makes.
draft good 'Le bon' 'Bon.' | jq -c '.tags = ["C", "bon"]' >good.ndjson
cp -R "$site" start
cp -R "$CM_DIR" start.state
run env CM_NOW=2026-11-17T08:00:00Z cm-post good.ndjson
is_status 'a good run' 0
state >want
for f in posts/2026-11-17-le-bon.html posts/2026-11-17-le-deuxieme.html \
	tags/bon.html tags/c.html site.json feed.xml feed.json sitemap.xml \
	style.css index.html; do
	rm -rf "$site" "$CM_DIR"
	cp -R start "$site"
	cp -R start.state "$CM_DIR"
	[ ! -e "$site/$f" ] || mv "$site/$f" aside
	mkdir -p "$site/$f"
	run env CM_NOW=2026-11-17T08:00:00Z cm-post good.ndjson
	ok "$f cannot be written, which is a failure" test $status -ne 0
	has_err 'that is named' "${f##*/}"
	rmdir "$site/$f"
	[ ! -e aside ] || mv aside "$site/$f"
	run env CM_NOW=2026-11-17T08:00:00Z cm-post good.ndjson
	is_status 'the next run is fine' 0
	state >after
	ok "and everything is there: $f" cmp want after
done
rm -rf "$site" "$CM_DIR"
mv start "$site"
mv start.state "$CM_DIR"

# What is the user's.
sed -i 1d "$site/style.css"
echo 'body { color: teal }' >>"$site/style.css"
cp "$site/style.css" mine.css
printf 'User-agent: *\nDisallow: /\n' >"$site/robots.txt"
sed -i 's/^title = .*/title = Autre titre/' "$CM_DIR/accounts"
draft three 'Le troisième' 'Trois.' >three.ndjson
run env CM_NOW=2026-11-18T06:00:00Z cm-post three.ndjson
is_status 'a third draft, under another name of the site' 0
ok 'a style that was made ours stays' cmp mine.css "$site/style.css"
tap_has "$site/robots.txt" 'and so do orders for robots' '^Disallow'
tap_has "$page" 'all pages have the new name' 'og:site_name" content="Autre titre"'

# Taking one away.
id=https://www.example.org/carnet/posts/2026-11-17-le-deuxieme.html
printf '{"type":"action","do":"delete","target":{"network":"site","account":"site","id":"%s"}}\n' \
	$id >delete.ndjson
run cm-post delete.ndjson
is_status 'an article is deleted' 0
ok 'its page is gone' test ! -e "$site/posts/2026-11-17-le-deuxieme.html"
ok 'nothing leads to it' sh -c "! grep -rq --exclude=site.json le-deuxieme '$site'"
last=$page
tap_has "$page" 'its neighbours lead to each other' \
	'rel="next" href="2026-11-18-le-troisieme.html"'

sed 's/le-deuxieme/never/' delete.ndjson >never.ndjson
run cm-post never.ndjson
is_status 'what was never there is not deleted' 1
has_err 'which is said' 'no such article'

# The same key, other words: the same article.
draft three 'Le troisième' 'Trois, encore.' >again.ndjson
run env CM_NOW=2026-11-18T07:00:00Z cm-post --again again.ndjson
is 'another text under the same key replaces the article' "$status $(jq -r .url \
	"$tmp/.out") $(ls "$site"/posts/*troisieme*.html | wc -l | tr -d ' ')" \
	'0 https://www.example.org/carnet/posts/2026-11-18-le-troisieme.html 1'
tap_has "$site/posts/2026-11-18-le-troisieme.html" 'with its new words' 'Trois, encore'

# Many.
i=1
while [ $i -le 40 ]; do
	draft "n$i" "Note $i" "Note $i."
	i=$((i + 1))
done >many.ndjson
run env CM_NOW=2026-11-19T06:00:00Z cm-post many.ndjson
is_status 'many drafts' 0
is 'older articles are on a page of their own' \
	"$(grep -c 'class="teaser"' "$site/index.html" "$site/page-1.html" |
		sed 's/.*://' | tr '\n' ' ')" '22 20 '
run cm-fetch "$site/feed.xml"
is 'the feed has the newest twenty' \
	"$(jq -s 'map(select(.type == "article")) | length' "$tmp/.out")" 20
run cm-fetch site
is 'the account has all' "$(jq -s 'map(select(.type == "article")) | length' \
	"$tmp/.out")" 42

# What is not ours is not touched.
cp "$site/site.json" kept.json
echo '{"articles": [' >"$site/site.json"
state >before
draft four 'Non' 'Non.' >four.ndjson
run cm-post four.ndjson
is_status 'a damaged site.json is a failure' 1
has_err 'which is named' 'site\.json'
state >after
ok 'and nothing is written' cmp before after
mv kept.json "$site/site.json"
mkdir "$tmp/other"
echo 'mine' >"$tmp/other/index.html"
sed -i "s|^folder = .*|folder = $tmp/other|" "$CM_DIR/accounts"
run cm-post four.ndjson
is_status 'so is a folder with another site in it' 1
has_err 'which is named too' 'index\.html'
is 'which stays' "$(ls "$tmp/other"; cat "$tmp/other/index.html")" 'index.html
mine'
done_testing
