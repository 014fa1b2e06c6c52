#!/bin/sh
# Feeds: each format, and what is wrong with them in real life.
. "${0%/*}/lib.sh"

cd "$tmp" || exit 1

# The records of the last run, cut by a jq program to what the test is about.
got() {
	grep '^{"type":"article"' .out | jq -c "$1"
}

# feed: a feed on standard input is read by cm-fetch.
feed() {
	cat >feed
	run cm-fetch --as feed feed
}

# rss: the same, what is on standard input being the items of RSS 2.0.
rss() {
	{
		echo '<rss version="2.0"><channel><title>T</title>'
		echo '<link>http://e.example/</link>'
		cat
		echo '</channel></rss>'
	} >feed
	run cm-fetch --as feed feed
}

# --- formats ---------------------------------------------------------------

feed <<'EOT'
<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:slash="http://purl.org/rss/1.0/modules/slash/"
 xmlns:wfw="http://wellformedweb.org/CommentAPI/">
<channel><title>A &amp; B</title><link>https://blog.example/</link>
<atom:link rel="self" href="https://blog.example/feed"/>
<language>en_GB</language>
<item><title>One &amp;amp; two</title><link>https://blog.example/1</link>
<guid isPermaLink="false">https://blog.example/?p=1</guid>
<pubDate>Mon, 16 Nov 2026 05:00:00 +0100</pubDate>
<dc:creator>Ann</dc:creator><category>news</category>
<category><![CDATA[R&D]]></category>
<description>Short.</description>
<content:encoded><![CDATA[<p>Long &eacute;, see <a href="/x">x</a>.</p>
<p>End.</p><script>no()</script>]]></content:encoded>
<comments>https://blog.example/1#comments</comments>
<wfw:commentRss>https://blog.example/1/feed</wfw:commentRss>
<slash:comments>3</slash:comments>
<enclosure url="https://blog.example/a.mp3" length="99" type="audio/mpeg"/>
</item></channel></rss>
EOT
is_status 'RSS 2.0 is read' 0
is_err 'RSS 2.0: nothing is wrong' </dev/null
grep article .out >.one
mv .one .out
is_out 'RSS 2.0: the whole record' <<'EOT'
{"type":"article","network":"web","account":"https://blog.example/feed","id":"https://blog.example/?p=1","url":"https://blog.example/1","published":"2026-11-16T04:00:00Z","author":{"name":"Ann"},"title":"One & two","text":"Long é, see x.\n\nEnd.","html":"<p>Long &eacute;, see <a href=\"https://blog.example/x\">x</a>.</p>\n<p>End.</p><script>no()</script>","summary":"Short.","lang":"en-GB","tags":["news","R&D"],"links":["https://blog.example/x"],"media":[{"type":"audio","url":"https://blog.example/a.mp3","mime":"audio/mpeg","bytes":99}],"metrics":{"comments":3},"comments_url":"https://blog.example/1#comments","comments_feed":"https://blog.example/1/feed","feed":{"title":"A & B","url":"https://blog.example/feed","page":"https://blog.example/"},"fetched":"2026-11-16T06:00:00Z"}
EOT

feed <<'EOT'
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr">
<title type="html">L&amp;eacute;gumes</title><id>urn:x</id>
<link href="http://e.example/"/><link rel="self" href="http://e.example/f"/>
<author><name>Zoé</name><uri>http://e.example/zoe</uri></author>
<entry xml:base="http://e.example/2026/"><id>tag:e.example,2026:1</id>
<title type="text">1 &lt; 2 &amp;amp; 3</title>
<link rel="enclosure" href="p.jpg" type="image/jpeg" length="12" title="P"/>
<link rel="replies" href="c" type="text/html"/>
<link rel="alternate" type="text/html" href="one"/>
<published>2026-11-10T10:00:00+02:00</published>
<updated>2026-11-11T00:00:00Z</updated>
<category term="a" label="A"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Oui
<b>gras</b> <a href="two">deux</a><br/>fin</p></div></content>
<summary>Bref</summary></entry>
<entry><id>tag:e.example,2026:2</id><title>Sans date</title>
<author><name>B</name></author><author><name>C</name></author>
<content type="html">&lt;p&gt;x &amp;lt; y&lt;/p&gt;</content></entry></feed>
EOT
is_status 'Atom 1.0 is read' 0
is 'Atom: types of text, xml:base, authors of the entry and of the feed' \
	"$(got '[.id,.url,.published,.updated,.author,.authors,.title,.text,
	.html,.summary,.lang,.tags,.links,.media,.comments_url]')" \
	'["tag:e.example,2026:1","http://e.example/2026/one","2026-11-10T08:00:00Z","2026-11-11T00:00:00Z",{"name":"Zoé","url":"http://e.example/zoe"},null,"1 < 2 &amp; 3","Oui gras deux\nfin","<div><p>Oui\n<b>gras</b> <a href=\"http://e.example/2026/two\">deux</a><br/>fin</p></div>","Bref","fr",["a"],["http://e.example/2026/two"],[{"type":"image","url":"http://e.example/2026/p.jpg","mime":"image/jpeg","alt":"P","bytes":12}],"http://e.example/2026/c"]
["tag:e.example,2026:2",null,null,null,{"name":"B"},[{"name":"B"},{"name":"C"}],"Sans date","x < y","<p>x &lt; y</p>",null,"fr",null,null,null,null]'
is 'Atom: the title of the feed' "$(got .feed.title | sort -u)" '"Légumes"'

feed <<'EOT'
<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>T</title>
<entry><id>tag:e.example:1</id><title mode="escaped" type="text/html">a
&lt;b&gt;b&lt;/b&gt;</title><issued>2003-12-31T10:14:55Z</issued>
<modified>2004-01-01T00:00:00Z</modified>
<content type="text/html" mode="base64">PHA+aGk8L3A+</content></entry></feed>
EOT
is 'Atom 0.3: issued, modified, base 64' \
	"$(got '[.title,.published,.updated,.text]')" \
	'["a b","2003-12-31T10:14:55Z","2004-01-01T00:00:00Z","hi"]'

feed <<'EOT'
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="http://e.example/"><title>R</title>
<link>http://e.example/</link></channel>
<item rdf:about="http://e.example/1"><title>One</title>
<link>http://e.example/one</link><dc:date>2026-11-01T10:00+01:00</dc:date>
<dc:creator>A</dc:creator><dc:subject>S</dc:subject></item></rdf:RDF>
EOT
is 'RSS 1.0: rdf:about, Dublin Core' \
	"$(got '[.id,.url,.published,.author.name,.tags,.feed.title]')" \
	'["http://e.example/1","http://e.example/one","2026-11-01T09:00:00Z","A",["S"],"R"]'

feed <<'EOT'
<?xml version="1.0"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
 "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><title>Old</title><item><title>x&nbsp;y</title>
<link>http://e.example/1</link></item></channel></rss>
EOT
is_status 'RSS 0.91 with its public DTD is read' 0
is 'RSS 0.91: a link is an id, an entity of HTML is known' \
	"$(got '[.id,.title == "x\u00a0y"]')" '["http://e.example/1",true]'

feed <<'EOT'
{"version":"https://jsonfeed.org/version/1.1","title":"J","feed_url":"http://e.example/f.json","language":"de",
"authors":[{"name":"Feed"}],"items":[
{"id":7,"url":"http://e.example/7","external_url":"http://o.example/","title":"a <b","content_html":"<p>H <a href='/z'>z</a></p>","content_text":"T","summary":"S","date_published":"2026-11-01T00:00:00.5+01:00","date_modified":"2026-11-02T00:00:00Z","tags":["t"],"image":"http://e.example/i","attachments":[{"url":"/m","mime_type":"audio/x","size_in_bytes":5,"duration_in_seconds":6.5}],"author":{"name":"X"}},
{"id":"http://e.example/8","content_text":"line\n\n\n one "}]}
EOT
is_status 'JSON Feed is read' 0
is 'JSON Feed: every member that we have a place for' \
	"$(got '[.id,.url,.published,.updated,.author.name,.title,.text,.summary,.lang,.tags,.links,.media]')" \
	'["http://e.example/f.json#7","http://e.example/7","2026-10-31T23:00:00Z","2026-11-02T00:00:00Z","X","a <b","H z","S","de",["t"],["http://o.example/","http://e.example/z"],[{"type":"audio","url":"http://e.example/m","mime":"audio/x","seconds":6.5,"bytes":5},{"type":"image","url":"http://e.example/i"}]]
["http://e.example/8",null,null,null,"Feed",null,"line\n\n one",null,"de",null,null,null]'

feed <<'EOT'
{"version":"https://jsonfeed.org/version/1","title":"J","items":[
{"id":"http://e.example/1","content_text":"ok"},{"id":"http://e.example/2",},
{"id":"http://e.example/3","content_text":"also"},{"id":"http://e.exa
EOT
is_status 'a cut JSON Feed is a failure' 1
is 'but what is whole in it is handed over' "$(got .id | tr '\n' ' ')" \
	'"http://e.example/1" "http://e.example/3" '
has_err 'and it is said where' 'line 2: .*items were read one by one'

feed <<'EOT'
<rss xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
 xmlns:media="http://search.yahoo.com/mrss/"><channel><title>P</title>
<itunes:author>Host</itunes:author>
<item><guid>http://e.example/1</guid><title>E</title>
<enclosure url="http://e.example/e.mp3" type="audio/mpeg" length="0"/>
<itunes:duration>1:02:03</itunes:duration><itunes:episode>4</itunes:episode>
<itunes:image href="http://e.example/i.jpg"/><itunes:keywords>a, b</itunes:keywords>
</item>
<item><guid>http://e.example/2</guid><media:group><media:title>V</media:title>
<media:content url="http://e.example/v" medium="video" width="640" height="360" duration="5"/>
<media:thumbnail url="http://e.example/t.jpg" width="120" height="90"/>
<media:description>Words</media:description>
<media:community><media:statistics views="77"/></media:community></media:group>
</item></channel></rss>
EOT
is 'podcasts and films: media, how long, how often seen' \
	"$(got '[.author.name,.title,.text,.tags,.media,.metrics,.episode]')" \
	'["Host","E",null,["a","b"],[{"type":"audio","url":"http://e.example/e.mp3","mime":"audio/mpeg","seconds":3723},{"type":"image","url":"http://e.example/i.jpg"}],null,4]
["Host","V","Words",null,[{"type":"video","url":"http://e.example/v","width":640,"height":360,"seconds":5},{"type":"image","url":"http://e.example/t.jpg","width":120,"height":90}],{"views":77},null]'

# --- titles and texts ------------------------------------------------------

rss <<'EOT'
<item><guid>http://e.example/1</guid><title>Vec&lt;T&gt; &lt; 3</title></item>
<item><guid>http://e.example/2</guid><title>a &lt;b&gt;c&lt;/b&gt; d</title></item>
<item><guid>http://e.example/3</guid><title><![CDATA[Caf&eacute; & co]]></title></item>
<item><guid>http://e.example/4</guid><title>naked <i>tags</i> in it</title></item>
<item><guid>http://e.example/5</guid><title>
 folded
 </title><description>1 &lt; 2, no HTML</description></item>
EOT
is 'RSS: titles that are text, HTML, escaped, naked' \
	"$(got .title | tr '\n' ' ')" \
	'"Vec<T> < 3" "a c d" "Café & co" "naked tags in it" "folded" '
is 'RSS: a text without HTML has no html' \
	"$(got 'select(.title=="folded")|[.text,.html]')" \
	'["1 < 2, no HTML",null]'

# --- identity --------------------------------------------------------------

rss <<'EOT'
<item><guid>12</guid><link>http://e.example/a</link></item>
<item><link>http://e.example/b</link><title>B</title></item>
<item><title>Neither</title><description>x</description></item>
<item><guid>urn:uuid:1</guid><title>C</title></item>
<item><guid>0b8d6ab2-9bd4-4f6c-8d61-9a2b9a4c2f11</guid><title>D</title></item>
<item><guid></guid></item>
EOT
is 'a guid of this feed only, a link, a hash, a URN, a UUID' \
	"$(got .id | sed 's/#[0-9a-f]\{16\}"/#HASH"/' | tr '\n' ' ')" \
	'"http://e.example/#12" "http://e.example/b" "http://e.example/#HASH" "urn:uuid:1" "0b8d6ab2-9bd4-4f6c-8d61-9a2b9a4c2f11" '
has_err 'an empty item is said' 'an empty item was left out'
is_status 'and is no failure' 0

rss <<'EOT'
<item><guid>http://e.example/</guid><link>http://e.example/a</link></item>
<item><guid>http://e.example/</guid><link>http://e.example/b</link></item>
<item><guid>http://e.example/1</guid><title>once</title></item>
<item><guid>http://e.example/1</guid><title>once</title></item>
EOT
is 'one guid for several items: they are told apart' \
	"$(got .id | tr '\n' ' ')" \
	'"http://e.example/#http://e.example/a" "http://e.example/#http://e.example/b" "http://e.example/1" '
has_err 'and it is said' "several items have the guid 'http://e.example/'"
has_err 'the same item twice is one' "occurs twice"

# --- dates -----------------------------------------------------------------

rss <<'EOT'
<item><guid>http://e.example/1</guid><pubDate>mar., 06 janv. 04 19:48 +01:00</pubDate></item>
<item><guid>http://e.example/2</guid><pubDate>gestern</pubDate></item>
<item><guid>http://e.example/3</guid><pubDate>2026-11-01 10:00</pubDate></item>
EOT
is 'dates as they occur; what cannot be read is absent' \
	"$(got .published | tr '\n' ' ')" \
	'"2004-01-06T18:48:00Z" null "2026-11-01T10:00:00Z" '
has_err 'a date that cannot be read is said' \
	"line 4: the date 'gestern' cannot be read"
has_err 'so is one without a zone' 'no time zone'

# --- encodings -------------------------------------------------------------

enc='<rss><channel><item><guid>http://e.example/1</guid><title>%s</title></item></channel></rss>'
# shellcheck disable=SC2059
{
	printf '<?xml version="1.0" encoding="ISO-8859-1"?>' >latin
	printf "$enc" "$(printf 'caf\351 \200 \223q\224')" >>latin
	printf "$enc" "$(printf 'caf\351 and \303\251')" >wrong
	printf '<?xml version="1.0" encoding="shift_jis"?>' >sjis
	printf "$enc" "$(printf '\223\372\226\173')" >>sjis
	printf "$enc" 'été' | iconv -f UTF-8 -t UTF-16LE >utf16
	printf "$enc" 'été' | iconv -f UTF-8 -t UTF-32BE >utf32
	printf '\357\273\277<?xml version="1.0" encoding="ISO-8859-1"?>' >bom
	printf "$enc" 'été' >>bom
	printf '<?xml version="1.0" encoding="x-none"?>' >none
	printf "$enc" 'été' >>none
}
run cm-fetch --as feed latin wrong sjis utf16 utf32 bom none
is 'encodings: Latin-1 as Windows has it, bytes that are not UTF-8, Japanese, UTF-16 and UTF-32 without a BOM, a BOM, one unknown' \
	"$(got .title | tr '\n' ' ')" \
	'"café € “q”" "café and é" "日本" "été" "été" "été" "été" '
has_err 'wrong bytes are said' 'wrong: 1 bytes are not UTF-8'
has_err 'an unknown encoding is said' "none: its encoding 'x-none'"

# --- malformed -------------------------------------------------------------

feed <<'EOT'
Warning: something() in /www/x.php
<?xml version="1.0"?>
<rss version=2.0><channel><title>Fish & chips</title><link>http://e.example/</link>
<item><guid>http://e.example/1</guid><title>A <b>bold</title>
<description>one<br>two < three &bogus; <p>x<p>y</description>
<dc:creator>Ann</dc:creator></item>
<item><guid>http://e.example/2</guid><title>no end</title>
<item><guid>http://e.example/3</guid><title>last</title></item>
</channel></rss>
<!-- cache --> junk <rss><channel><item><guid>http://e.example/4</guid></item></channel></rss>
EOT
is_status 'a malformed feed gives what can be read' 0
is 'all its items' "$(got '[.id,.title,.text,.author.name]')" \
	'["http://e.example/1","A bold","one\ntwo < three &bogus;\n\nx\n\ny","Ann"]
["http://e.example/2","no end",null,null]
["http://e.example/3","last",null,null]
["http://e.example/4",null,null,null]'
for what in 'line 1: text before the feed' 'line 3: an attribute without' \
	'line 3: a bare &' 'line 4: </title> comes before the end of <b>' \
	'line 5: a bare <' "line 5: '&bogus;' is no entity" \
	'line 6: a namespace is not declared' \
	'line 8: an item begins before' 'line 10: text behind the feed'; do
	has_err "it is said: $what" "$what"
done

awk 'BEGIN { printf "<!DOCTYPE rss [<!ENTITY a \""
	for (i = 0; i < 20000; i++) printf "xxxxx"
	print "\">]><rss><channel><item><title>&a;</title></item></channel></rss>" }' >long
run cm-fetch long
is_status 'a document type longer than what is looked at' 1
has_err 'is known as that of a feed' \
	'it was refused: it declares an entity that is very long'

# Where a feed breaks off, what was whole is handed over, and no more.
said() {
	jq -c 'select(.type == "coverage") |
		[.records, .refused, .complete, .why, has("covered")]' "$tmp/.out"
}
whole='<rss><channel><item><guid>http://e.example/1</guid><title>one</title><pubDate>10 Nov 2026 10:00:00 GMT</pubDate></item>'
printf '%s<item><guid>http://e.example/2</guid><title>cut' "$whole" >torn
run cm-fetch --as feed torn
is_status 'a feed that is cut off is a failure' 1
is 'what is whole is handed over' "$(got .title)" '"one"'
has_err 'where it ends is said' 'it ends in the middle: <title> has no end'
has_err 'the item that lost its end is named' \
	"it breaks off in this item, which was left out: 'cut'"
is 'and counted' "$(said)" '[1,1,false,"the feed breaks off",false]'
for cut in '<ite' '<' '<item><guid>http://e.exam' '<image><url>x'; do
	printf '%s%s' "$whole" "$cut" >torn
	run cm-fetch torn
	is "cut off behind an item, in $cut: it is not complete" \
		"$status $(said | cut -d, -f1,3,4)" \
		'1 [1,false,"the feed breaks off"'
done
printf '%s\n' "$whole" >torn
run cm-fetch torn
is_status 'ends that only are missing are no failure' 0
is 'all of it is there' "$(said)" '[1,0,true,null,true]'
printf '<rss><channel><title>x</title>\n' >torn
run cm-fetch torn
is 'a beginning without articles is not complete' "$(said)" \
	'[0,0,false,"the feed breaks off",false]'
printf '%s,{"id":"3","content_te' '{"version":"https://jsonfeed.org/version/1.1","feed_url":"http://e.example/f","items":[{"id":"1","content_text":"a"},{"id":"2","content_text":"b"}' >torn
run cm-fetch torn
is 'JSON Feed that breaks off' "$status $(said)" \
	'1 [2,1,false,"the feed breaks off",false]'
is 'its articles are named as in the whole' "$(got .id | tr '\n' ' ')" \
	'"http://e.example/f#1" "http://e.example/f#2" '
sed 's/,{"id":"2.*//' torn >torn2
run cm-fetch torn2
is 'JSON Feed that breaks off between articles' "$status $(said)" \
	'1 [1,0,false,"the feed breaks off",false]'

printf '<rss><channel><item><guid>http://e.example/1</guid><title>a\001b\000c</title></item></channel></rss>' >control
run cm-fetch --as feed control
is 'characters that XML has not' "$(got .title)" '"abc"'
has_err 'are said' 'characters that XML has not'

feed <<'EOT'
<RSS xmlns:DC="http://purl.org/dc/elements/1.1/" xmlns:odd="http://unknown.example/ns">
<Channel><Title>T</Title><Item><GUID>http://e.example/1</GUID><Title>case</Title>
<PubDate>2026-11-01T00:00:00Z</PubDate><DC:Creator>A</DC:Creator>
<odd:title>no</odd:title></Item></Channel></RSS>
EOT
is 'names in another case' "$(got '[.title,.published,.author.name]')" \
	'["case","2026-11-01T00:00:00Z","A"]'

# --- refused ---------------------------------------------------------------

refused() {
	is_status "$1: is refused" 1
	has_err "$1: is said" "$2"
	is "$1: no record" "$(got .id)" ''
}

feed <<'EOT'
<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]>
<rss><channel><item><guid>http://e.example/1</guid><title>&lol2;</title></item></channel></rss>
EOT
refused 'entities made of entities' 'declares an entity made of others'

feed <<'EOT'
<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<rss><channel><item><guid>http://e.example/1</guid><title>&x;</title></item></channel></rss>
EOT
refused 'an external entity' 'declares an external entity'

feed <<'EOT'
<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1:1/"> %x;]>
<rss><channel/></rss>
EOT
refused 'a parameter entity' 'declares a parameter entity'

feed <<'EOT'
<!DOCTYPE rss [<!ENTITY co "A &#38; B">]>
<rss><channel><item><guid>http://e.example/1</guid><title>&co; &co;</title></item></channel></rss>
EOT
is 'an entity of plain text is taken' "$(got .title)" '"A & B A & B"'

{
	printf '<!DOCTYPE rss [<!ENTITY a "%01000d">]><rss><channel><title>' 0
	awk 'BEGIN { for (i = 0; i < 100000; i++) printf "&a;" }'
	printf '</title></channel></rss>'
} >bomb
run cm-fetch --as feed bomb
refused 'a quadratic bomb' 'grows too large'

awk 'BEGIN { printf "<rss>"; for (i = 0; i < 100000; i++) printf "<a>" }' >deep
run cm-fetch --as feed deep
refused '100,000 levels' 'nested more than 256 deep'

awk 'BEGIN { printf "<rss>"; for (i = 0; i < 1000001; i++) printf "<a/>" }' >wide
run cm-fetch --as feed wide
refused 'a million elements' 'more than 1000000 elements'

awk 'BEGIN { printf "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":"; for (i = 0; i < 100000; i++) printf "[" }' >deep
run cm-fetch --as feed deep
refused '100,000 levels of JSON' 'none of it can be read'

feed <<'EOT'
<!DOCTYPE html><html><body>404</body></html>
EOT
refused 'a page' 'HTML page'
feed <<'EOT'
{"a":1}
EOT
refused 'JSON that is no feed' 'no feed'
feed </dev/null
refused 'an empty file' 'empty'

# --- lists of feeds --------------------------------------------------------

printf '<rss><channel><item><guid>http://e.example/%s</guid></item></channel></rss>' 1 >one.xml
cat >list.opml <<EOT
<?xml version="1.0"?><opml version="2.0"><body>
<outline text="Press & more"><outline text="One" type="rss" XMLURL="$tmp/one.xml"/>
</outline></body></opml>
EOT
run cm-fetch list.opml
has_err 'OPML: what is wrong with it is said' 'a bare &'
done_testing
