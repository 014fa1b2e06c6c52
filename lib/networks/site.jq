# A static site in the account's folder. What it holds is in its site.json; every other file is made of that. No
# script, nothing from elsewhere: it works on any server, and opened from the disk.
include "net";

def about: {
  title: "Static site", hosts: [], auth: false, needs: ["folder", "url"],
  asks: [
    {name: "folder", ask: "The folder that the site is to lie in", example: "~/site",
      where: "cm-post writes index.html, posts/ and feeds there; how they come to your server is yours (rsync, git, or the folder is the server's)"},
    {name: "url", ask: "The address at which people will read it", example: "https://www.example.org/blog"},
    {name: "title", ask: "What the site is called", example: "The Daily Loaf", optional: true},
    {name: "lang", ask: "The language it is written in", example: "fr", preset: "en"},
    {name: "author", ask: "Who writes it", optional: true},
    {name: "description", ask: "What it is about, in a sentence", optional: true}],
  text: {title: 0, html: true}, media: {min: 0, max: 100},
  reads: ["posts", "account"], acts: ["delete"], uses: ["link", "tags", "warning", "paid"]};

# --- Words and dates. A language that is not here gets English words and dates in figures.
def words: {
  en: {older: "Older", newer: "Newer", share: "Share", tags: "Tags", all: "All articles", skip: "Skip to the text", page: "Page", mail: "E-mail", updated: "Updated", paid: "Advertisement", more: "Related page:",
    months: "January February March April May June July August September October November December"},
  fr: {older: "Plus ancien", newer: "Plus récent", share: "Partager", tags: "Mots-clés", all: "Tous les articles",
    skip: "Aller au texte", page: "Page", mail: "Courriel", updated: "Mis à jour", paid: "Publicité", more: "Page liée :",
    months: "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"},
  de: {older: "Älter", newer: "Neuer", share: "Teilen", tags: "Schlagwörter", all: "Alle Artikel", skip: "Zum Text", page: "Seite", mail: "E-Mail", updated: "Aktualisiert", paid: "Anzeige", more: "Zugehörige Seite:",
    months: "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"},
  es: {older: "Anterior", newer: "Siguiente", share: "Compartir", tags: "Etiquetas", all: "Todos los artículos",
    skip: "Ir al texto", page: "Página", mail: "Correo", updated: "Actualizado", paid: "Publicidad", more: "Página relacionada:",
    months: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"},
  it: {older: "Precedente", newer: "Successivo", share: "Condividi", tags: "Etichette", all: "Tutti gli articoli",
    skip: "Vai al testo", page: "Pagina", mail: "E-mail", updated: "Aggiornato", paid: "Pubblicità", more: "Pagina collegata:",
    months: "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"},
  zh: {older: "较早", newer: "较新", share: "分享", tags: "标签", all: "所有文章", skip: "跳到正文",
    page: "页", mail: "邮件", updated: "更新于", paid: "广告", more: "相关页面："}};
def tongue: . // "en" | ascii_downcase | split("-")[0] | split("_")[0];
def words($lang): words[$lang | tongue] // words.en;
def day($lang): .[0:10] as $iso | ($iso / "-" | map(tonumber)) as $d | ($lang | tongue) as $t
  | if $t == "zh" or $t == "ja" then "\($d[0])年\($d[1])月\($d[2])日"
    elif words[$t] == null then $iso
    else (words[$t].months / " ")[$d[1] - 1] as $m
      | if $t == "es" then "\($d[2]) de \($m) de \($d[0])"
        elif $t == "de" then "\($d[2]). \($m) \($d[0])"
        elif ($t == "fr" or $t == "it") and $d[2] == 1 then "1\(if $t == "fr" then "er" else "º" end) \($m) \($d[0])"
        else "\($d[2]) \($m) \($d[0])" end end;
def two: "0\(.)"[-2:];
def rfc822: (fromdateiso8601 | gmtime) as $t
  | "\(("Sun Mon Tue Wed Thu Fri Sat" / " ")[$t[6]]), \($t[2] | two) \(("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec" / " ")[$t[1]]) \($t[0]) \($t[3] | two):\($t[4] | two):\($t[5] | floor | two) GMT";
def locale: (. // "en") | gsub("_"; "-") | split("-")
  | if length > 1 and (.[-1] | length) == 2 then "\(.[0] | ascii_downcase)_\(.[-1] | ascii_upcase)"
    else (.[0] | ascii_downcase) as $l | {en: "en_US", zh: "zh_CN", ja: "ja_JP", ko: "ko_KR", pt: "pt_PT", ar: "ar_AR", uk: "uk_UA",
      cs: "cs_CZ", da: "da_DK", sv: "sv_SE", el: "el_GR", he: "he_IL", hi: "hi_IN", fa: "fa_IR"}[$l] // "\($l)_\($l | ascii_upcase)" end;
def direction: if tongue | . == "ar" or . == "he" or . == "fa" or . == "ur" then "rtl" else "ltr" end;

# --- Texts. @html does for XML too, but for the characters that XML has no place for.
def xml: explode | map(select(. > 31 or . == 9 or . == 10 or . == 13) | select(. != 65534 and . != 65535)) | implode | @html;
def script: tojson | split("<") | join("\\u003c");
def squeeze: gsub("[ \\t\\r\\n]+"; " ") | sub("^ "; "") | sub(" $"; "");
def short($n): .[0:$n * 3] | squeeze
  | if length <= $n then . else .[0:$n] | sub(" [^ ]*$"; "") | sub("[ ,;:.!?…–-]+$"; "") | . + "…" end;
# The first paragraph, and more where that is hardly a sentence.
def opening: reduce (split("\n\n")[] | squeeze | select(. != "")) as $p (""; if length < 60 then . + " " + $p else . end) | short(200);
def folds: ("àa áa âa ãa äa åa āa ăa ąa ça ćc čc çc ďd đd ðd èe ée êe ëe ēe ęe ěe ğg ìi íi îi ïi īi ıi łl ľl ñn ńn ňn òo óo ôo õo öo øo ōo őo řr śs šs şs șs ťt țt ţt ùu úu ûu üu ūu ůu űu ýy ÿy žz źz żz"
    / " " | map({key: .[0:1], value: .[1:2]}) | from_entries) + {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ç": "c",
    "À": "a", "Á": "a", "Â": "a", "Ã": "a", "Ä": "a", "Å": "a", "Ç": "c", "Č": "c", "Ć": "c", "È": "e", "É": "e", "Ê": "e", "Ë": "e",
    "Ì": "i", "Í": "i", "Î": "i", "Ï": "i", "İ": "i", "Ł": "l", "Ñ": "n", "Ò": "o", "Ó": "o", "Ô": "o", "Õ": "o", "Ö": "o", "Ø": "o",
    "Œ": "oe", "Æ": "ae", "Š": "s", "Ś": "s", "Ş": "s", "Ù": "u", "Ú": "u", "Û": "u", "Ü": "u", "Ý": "y", "Ž": "z", "Ź": "z", "Ż": "z"};
def slug: folds as $f | split("") | map($f[.] // .) | join("") | ascii_downcase | gsub("[^a-z0-9]+"; "-") | sub("^-"; "")
  | if length > 60 then .[0:60] | sub("-[^-]*$"; "") else . end | sub("-$"; "");
def tagslug: slug as $s | if $s != "" then $s else explode | map(tostring) | join("-") end;
def paragraphs: split("\n\n") | map(squeeze | select(. != "") | "<p>\(@html)</p>") | join("\n");

# --- Where to share: no script, an address to follow. {u} is the article's URL with utm marks, {t} its title.
def shares: [
  {name: "Facebook", url: "https://www.facebook.com/sharer.php?u={u}"},
  {name: "X", url: "https://x.com/intent/post?url={u}&text={t}"},
  {name: "Bluesky", url: "https://bsky.app/intent/compose?text={t}%20{u}"},
  {name: "Threads", url: "https://www.threads.net/intent/post?text={t}&url={u}"},
  {name: "LinkedIn", url: "https://www.linkedin.com/sharing/share-offsite/?url={u}"},
  {name: "Reddit", url: "https://www.reddit.com/submit?url={u}&title={t}"},
  {name: "WhatsApp", url: "https://api.whatsapp.com/send?text={t}%20{u}"},
  {name: "Telegram", url: "https://t.me/share/url?url={u}&text={t}"},
  {name: "Mastodon", url: "{i}/share?text={t}%20{u}"},
  {name: "Pinterest", url: "https://pinterest.com/pin/create/button/?url={u}&media={m}&description={t}"},
  {name: "Tumblr", url: "https://www.tumblr.com/widgets/share/tool?canonicalUrl={u}&title={t}"},
  {name: "Hacker News", url: "https://news.ycombinator.com/submitlink?u={u}&t={t}"},
  {name: "Flipboard", url: "https://share.flipboard.com/bookmarklet/popout?v=2&title={t}&url={u}"},
  {name: "LINE", url: "https://lineit.line.me/share/ui?url={u}&text={t}"},
  {name: "VK", url: "https://vk.com/share.php?url={u}&title={t}"},
  {name: "Weibo", url: "https://service.weibo.com/share/share.php?url={u}&title={t}"},
  {name: "QZone", url: "https://sns.qzone.qq.com/cgi-bin/qzshare/cgi_qzshare_onekey?url={u}"},
  {name: "Douban", url: "https://www.douban.com/recommend/?url={u}&title={t}"},
  {name: "E-mail", url: "mailto:?subject={t}&body={u}"}];
def shown_shares: "facebook,x,bluesky,threads,linkedin,reddit,whatsapp,telegram,mastodon,e-mail";

# --- The site, from the account's settings. Paths are ours and ASCII: nothing in them needs escaping.
def site: .account | {
  url: (.url | sub("/+$"; "")), lang: (.lang // "en"), author, description,
  title: (.title // (.url | sub("^[a-z]+://"; "") | sub("/+$"; ""))),
  share: (.share // shown_shares | ascii_downcase | split(",") | map(squeeze)),
  mastodon: (.mastodon // null | if . then sub("/+$"; "") else . end),
  color: (.color // null | if . != null and test("^#[0-9A-Fa-f]{6}$") then . else null end)};
def version: 1;                                                # of the pages: another makes all of them anew
def per_page: 20;
def in_feed: 20;
def picture: [.media[]? | select(.kind == "image")][0];
def place($s): if .url then .url else "\($s.url)/posts/\(.name)" end;        # of a picture: absolute, and from posts/
def near: .url // .name;
def link($s): "\($s.url)/posts/\(.path).html";
def by($s): .author // $s.author // $s.title;
def whole($s): .path as $p | .html | split("src=\"\($p)/") | join("src=\"\($s.url)/posts/\($p)/");

# --- Pages.
# HTML with what belongs to its {}, in order, escaped: jq takes longer to compile what is put together of many small texts.
def fill($html; values): [values | @html] as $v | ($html | split("{}")) as $part
  | reduce range(0; $v | length) as $i ($part[0]; . + $v[$i] + $part[$i + 1]);
def row($name; $content): if ($content // "") == "" then empty else fill("<meta name=\"{}\" content=\"{}\">"; $name, $content) end;
def og($name; $content): if ($content // "") == "" then empty else fill("<meta property=\"{}\" content=\"{}\">"; $name, $content) end;
def ld: "<script type=\"application/ld+json\">\(script)</script>";

def shell($s; $up; $lang; $head; $main): words($lang) as $w | [
  "<!DOCTYPE html>",
  fill("<html lang=\"{}\" dir=\"{}\">"; $lang, ($lang | direction)),
  "<head>", "<meta charset=\"utf-8\">", "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
  $head[],
  "<link rel=\"stylesheet\" href=\"\($up)style.css\">", "<link rel=\"icon\" href=\"data:,\">",
  fill("<link rel=\"alternate\" type=\"application/rss+xml\" title=\"{}\" href=\"{}feed.xml\">"; $s.title, $up),
  fill("<link rel=\"alternate\" type=\"application/feed+json\" title=\"{}\" href=\"{}feed.json\">"; $s.title, $up),
  "<meta name=\"generator\" content=\"cm\">", "</head>", "<body>",
  fill("<a class=\"skip\" href=\"#main\">{}</a>"; $w.skip),
  "<header class=\"site\">", fill("<p class=\"name\"><a href=\"{}index.html\">{}</a></p>"; $up, $s.title),
  ($s.description // empty | fill("<p class=\"about\">{}</p>"; .)), "</header>",
  "<main id=\"main\">", $main[], "</main>",
  "<footer class=\"site\">", fill("<p>{}</p>"; ($s.author // $s.title)),
  "<p><a href=\"\($up)feed.xml\">RSS</a> · <a href=\"\($up)feed.json\">JSON Feed</a></p>", "</footer>",
  "</body>", "</html>", ""] | join("\n");

def size: (if .width then " width=\"\(.width)\"" else "" end) + (if .height then " height=\"\(.height)\"" else "" end);
def figure: size as $size | "<figure>" + (
    if .kind == "image" then fill("<img src=\"{}\" alt=\"{}\""; near, (.alt // "")) + $size + ">"
    elif .kind == "video" then fill("<video controls preload=\"metadata\" src=\"{}\" aria-label=\"{}\""; near, (.alt // .name // "")) + $size + "></video>"
    elif .kind == "audio" then fill("<audio controls preload=\"metadata\" src=\"{}\" aria-label=\"{}\"></audio>"; near, (.alt // .name // ""))
    else fill("<a href=\"{}\">{}</a>"; near, (.alt // (.name // .url | split("/")[-1]))) end) + "</figure>";

def share($s; $w): . as $a | link($s) as $url | (picture | if . then place($s) else null end) as $m
  | [shares[] | (.name | ascii_downcase) as $n | select($s.share | index($n))
    | select((.url | startswith("{i}") | not) or $s.mastodon) | select((.url | contains("{m}") | not) or $m)
    | ("\($url)?utm_source=\($n | slug)&utm_medium=share" | @uri) as $u
    | .url |= (split("{u}") | join($u) | split("{t}") | join($a.title | @uri) | split("{m}") | join($m // "" | @uri) | split("{i}") | join($s.mastodon // ""))
    | (if $n == "e-mail" then $w.mail else .name end) as $name
    | fill("<li><a href=\"{}\" rel=\"nofollow noopener\">{}</a></li>"; .url, $name)]
  | if length == 0 then empty else fill("<nav class=\"share\" aria-label=\"{}\">"; $w.share), fill("<p>{}</p>"; $w.share), "<ul>", .[], "</ul>", "</nav>" end;

def person($name; $s): if $name == $s.title then {"@type": "Organization", name: $name, url: "\($s.url)/"} else {"@type": "Person", name: $name} end;
def posting($s): link($s) as $url | picture as $p | {
  "@context": "https://schema.org", "@type": "BlogPosting", headline: (.title | short(110)), description: .summary, inLanguage: .lang,
  datePublished: .published, dateModified: (.updated // .published), url: $url,
  mainEntityOfPage: {"@type": "WebPage", "@id": $url}, author: person(by($s); $s),
  publisher: {"@type": "Organization", name: $s.title, url: "\($s.url)/"},
  image: ([.media[]? | select(.kind == "image") | place($s)]), keywords: (.tags | join(", "))} | filled;

def head($s): link($s) as $url | picture as $p | [
  fill("<title>{}{}</title>"; .title, (if .title == $s.title then "" else " – \($s.title)" end)),
  row("description"; .summary), row("author"; by($s)),
  fill("<link rel=\"canonical\" href=\"{}\">"; $url),
  og("og:type"; "article"), og("og:title"; .title), og("og:url"; $url), og("og:description"; .summary),
  og("og:site_name"; $s.title), og("og:locale"; .lang | locale),
  ($p | select(.) | og("og:image"; place($s)), og("og:image:type"; .type), og("og:image:width"; .width | select(.) | tostring),
    og("og:image:height"; .height | select(.) | tostring), og("og:image:alt"; .alt)),
  og("article:published_time"; .published), og("article:modified_time"; .updated),
  og("article:author"; by($s)), og("article:tag"; .tags[]),
  row("twitter:card"; if $p then "summary_large_image" else "summary" end), row("twitter:title"; .title),
  row("twitter:description"; .summary), ($p | select(.) | row("twitter:image"; place($s)), row("twitter:image:alt"; .alt)),
  (posting($s) | ld)];

def neighbour($rel; $word): if . == null then empty else
  fill("<a rel=\"{}\" href=\"{}.html\"><span>{}</span> {}</a>"; $rel, .path, $word, .title) end;
def article($s; $older; $newer): words(.lang) as $w | .lang as $lang | shell($s; "../"; $lang; head($s); [
  "<article>", "<header>", fill("<h1>{}</h1>"; .title),
  (fill("<p class=\"meta\"><time datetime=\"{}\">{}</time> · <span class=\"author\">{}</span>"; .published, (.published | day($lang)), (by($s)))
    + (if .updated then fill(" · {} <time datetime=\"{}\">{}</time>"; $w.updated, .updated, (.updated | day($lang))) else "" end)
    + (if .paid then fill(" · <strong>{}</strong>"; $w.paid) else "" end) + "</p>"),
  "</header>",
  (.warning // empty | fill("<p class=\"warning\">{}</p>"; .)),
  (.media[]? | select(.inline | not) | figure),
  "<div class=\"text\">", .html, "</div>",
  (.link // empty | fill("<p class=\"link\">{} <a href=\"{}\">{}</a></p>"; $w.more, ., (sub("^https?://"; "") | sub("/$"; "")))),
  "<footer>",
  (if (.tags | length) > 0 then fill("<nav class=\"tags\" aria-label=\"{}\">"; $w.tags), "<ul>",
    (.tags[] | fill("<li><a rel=\"tag\" href=\"../tags/{}.html\">{}</a></li>"; tagslug, .)), "</ul>", "</nav>" else empty end),
  share($s; $w), "</footer>", "</article>",
  (if $older or $newer then fill("<nav class=\"pages\" aria-label=\"{}, {}\">"; $w.newer, $w.older), ($newer | neighbour("next"; $w.newer)), ($older | neighbour("prev"; $w.older)), "</nav>" else empty end)]);

def teaser($s; $up; $lang): picture as $p | (if .lang == $lang then "" else fill(" lang=\"{}\""; .lang) end) as $l
  | "<article class=\"teaser\"\($l)>",
  ($p | select(.) | size as $size | (if .url then .url else "\($up)posts/\(.name)" end) as $src
    | fill("<img src=\"{}\" alt=\"{}\""; $src, (.alt // "")) + $size + " loading=\"lazy\">"),
  "<div>", fill("<h2><a href=\"{}posts/{}.html\">{}</a></h2>"; $up, .path, .title),
  ("<p class=\"meta\"" + (if $l == "" then "" else fill(" lang=\"{}\""; $lang) end)
    + fill("><time datetime=\"{}\">{}</time></p>"; .published, (.published | day($lang)))),
  (if (.summary // "") == "" then empty else fill("<p>{}</p>"; .summary) end), "</div>", "</article>";

def listing($s; $up; $path; $title; $description; $image; $main): shell($s; $up; $s.lang; [
  fill("<title>{}</title>"; $title), row("description"; $description),
  fill("<link rel=\"canonical\" href=\"{}/{}\">"; $s.url, $path),
  og("og:type"; "website"), og("og:title"; $title), og("og:url"; "\($s.url)/\($path)"), og("og:description"; $description),
  og("og:site_name"; $s.title), og("og:locale"; $s.lang | locale),
  ($image | select(.) | og("og:image"; place($s)), og("og:image:alt"; .alt)), row("twitter:card"; "summary"),
  ({"@context": "https://schema.org", "@type": "Blog", name: $s.title, description: $s.description, url: "\($s.url)/", inLanguage: $s.lang,
    publisher: {"@type": "Organization", name: $s.title, url: "\($s.url)/"}} | filled | ld)]; $main);

# Older articles lie on pages that are numbered from the oldest, so that a page which is full stays as it is.
def archives: (length / per_page | floor) - 1 | if . < 0 then 0 else . end;
def archive($k): .[length - $k * per_page:length - ($k - 1) * per_page];
def archive_file: "page-\(.).html";
def turn($w; $newer; $older): if $newer or $older then
    fill("<nav class=\"pages\" aria-label=\"{}, {}\">"; $w.newer, $w.older),
    (if $newer then fill("<a rel=\"next\" href=\"{}\"><span>{}</span></a>"; $newer, $w.newer) else empty end),
    (if $older then fill("<a rel=\"prev\" href=\"{}\"><span>{}</span></a>"; $older, $w.older) else empty end), "</nav>" else empty end;
def archive_page($s; $k): words($s.lang) as $w | archives as $last | archive($k) as $some | ($k | archive_file) as $path
  | {write: {path: $path, text: listing($s; ""; $path; "\($s.title) – \($w.page) \($k)"; null; null; [
      fill("<h1 class=\"list\">{} {}</h1>"; $w.page, $k), ($some[] | teaser($s; ""; $s.lang)),
      turn($w; if $k == $last then "index.html" else $k + 1 | archive_file end; if $k > 1 then $k - 1 | archive_file else null end)])}};
def front_page($s): words($s.lang) as $w | archives as $last | .[:length - $last * per_page] as $some
  | {write: {path: "index.html", text: listing($s; ""; ""; $s.title; $s.description; [$some[] | picture | select(.)][0]; [
      fill("<h1 class=\"quiet\">{}</h1>"; $s.title), ($some[] | teaser($s; ""; $s.lang)),
      turn($w; null; if $last > 0 then $last | archive_file else null end)])}};
# Those of the archive's pages that are not as they were before.
def archive_pages($s; $before; $touched; $anew): . as $all | archives as $last | ($before | archives) as $was
  | (range(1; $last + 1) as $k
      | ([archive($k)[].key]) as $now
      | select($anew or ($k == $last) != ($k == $was) or $now != [$before | archive($k)[].key] or any($now[]; . as $key | any($touched[]; . == $key)))
      | archive_page($s; $k)),
    (range($last + 1; $was + 1) | {remove: archive_file});

# Of the tags of these slugs, from all articles; a tag that nothing has loses its page.
def tagpages($s; $slugs): . as $all | words($s.lang) as $w
  | ([$all[].tags[]] | unique | map({key: ., value: tagslug}) | from_entries) as $of | $slugs[] as $slug
  | [$all[] | select(any(.tags[]; $of[.] == $slug))] as $some | "tags/\($slug).html" as $path
  | if $some == [] then {remove: $path} else ([$some[0].tags[] | select($of[.] == $slug)][0]) as $name
    | {write: {path: $path, text: listing($s; "../"; $path; "\($name) – \($s.title)"; null; null; [
        fill("<h1 class=\"list\">{}</h1>"; $name), ($some[] | teaser($s; "../"; $s.lang)),
        fill("<nav class=\"pages\" aria-label=\"{}\"><a href=\"../index.html\"><span>{}</span></a></nav>"; $w.all, $w.all)])}} end;

# --- Feeds and the site's map.
def element($name; $value): "<" + $name + ">" + ($value | xml) + "</" + $name + ">";
def rss($s): . as $all | [
  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
  "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">",
  "<channel>", element("title"; $s.title), element("link"; $s.url + "/"),
  element("description"; $s.description // $s.title), element("language"; $s.lang),
  ($all[0] | select(.) | element("lastBuildDate"; [$all[] | .updated // .published] | max | rfc822)), "<generator>cm</generator>",
  "<atom:link href=\"\($s.url + "/feed.xml" | xml)\" rel=\"self\" type=\"application/rss+xml\"/>",
  ($all[:in_feed][] | link($s) as $url | "<item>", element("title"; .title), element("link"; $url),
    "<guid isPermaLink=\"\(.id == $url)\">\(.id | xml)</guid>", element("pubDate"; .published | rfc822),
    element("dc:creator"; by($s)), (if .lang == $s.lang then empty else element("dc:language"; .lang) end), (.tags[] | element("category"; .)),
    (if (.summary // "") == "" then empty else element("description"; .summary) end),
    element("content:encoded"; [.media[]? | select(.inline | not) | .name as $n | (if .url then . else .name = place($s) end) | figure] + [whole($s)] | join("\n")),
    ([.media[]? | select(.bytes and .type)][0] | select(.) | "<enclosure url=\"\(place($s) | xml)\" length=\"\(.bytes)\" type=\"\(.type | xml)\"/>"),
    "</item>"),
  "</channel>", "</rss>", ""] | join("\n");

def jsonfeed($s): {
  version: "https://jsonfeed.org/version/1.1", title: $s.title, home_page_url: "\($s.url)/", feed_url: "\($s.url)/feed.json",
  description: $s.description, language: $s.lang, authors: [{name: ($s.author // $s.title)}],
  items: [.[:in_feed][] | {
    id, url: link($s), external_url: .link, title, summary, content_html: (([.media[]? | select(.inline | not) | (if .url then . else .name = place($s) end) | figure] + [whole($s)]) | join("\n")),
    image: (picture | if . then place($s) else null end), date_published: .published, date_modified: .updated,
    authors: [{name: by($s)}], tags, language: .lang,
    attachments: [.media[]? | select(.type) | {url: place($s), mime_type: .type, title: .alt, size_in_bytes: .bytes, duration_in_seconds: .seconds} | filled]} | filled]}
  | with_entries(select(.value != null)) | tojson + "\n";

def sitemap($s): [
  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">",
  "<url>" + element("loc"; $s.url + "/") + (if .[0] then element("lastmod"; [.[] | .updated // .published] | max) else "" end) + "</url>",
  (.[] | "<url>" + element("loc"; link($s)) + element("lastmod"; .updated // .published) + "</url>"), "</urlset>", ""] | join("\n");

def our_style: "/* Made by cm. Take this line away and the file is yours: it is not written again. */";
def style($s): our_style + "\n" + ":root { --accent: \($s.color // "#9a3412") }\n" + "
:root { color-scheme: light dark; --paper: #fffdfa; --ink: #1f1b16; --quiet: #6b6258; --line: #e6ded3; --soft: #f6f0e7; --link: var(--accent) }
@media (prefers-color-scheme: dark) {
  :root { --paper: #191613; --ink: #ece5da; --quiet: #a89c8c; --line: #3a332b; --soft: #24201b; --link: #f2a977 }
}
@supports (color: color-mix(in srgb, red, blue)) {
  @media (prefers-color-scheme: dark) { :root { --link: color-mix(in srgb, var(--accent) 45%, #ffe9d6) } }
}
* { box-sizing: border-box }
html { font: 1.125rem/1.65 Charter, \"Bitstream Charter\", \"Iowan Old Style\", \"Source Serif 4\", Georgia, \"Noto Serif\", serif; background: var(--paper); color: var(--ink); -webkit-text-size-adjust: 100% }
body { max-width: 42rem; margin: 0 auto; padding: 0 1.25rem; overflow-wrap: break-word }
a { color: var(--link); text-underline-offset: .15em; text-decoration-thickness: .07em }
a:hover { text-decoration-thickness: .14em }
:focus-visible { outline: .15rem solid var(--link); outline-offset: .15rem; border-radius: .1rem }
.skip { position: absolute; left: -99rem }
.skip:focus { left: 1rem; top: .5rem; background: var(--paper); padding: .3rem .6rem }
header.site { padding: 2rem 0 1.25rem; margin-bottom: 2.25rem; border-bottom: 1px solid var(--line) }
header.site p { margin: 0 }
.name a { color: var(--ink); text-decoration: none; font-weight: 700; font-size: 1.25rem; letter-spacing: -.01em }
.about, .meta, nav, footer, figcaption { font-family: system-ui, -apple-system, \"Segoe UI\", Roboto, \"Noto Sans\", sans-serif }
.about { color: var(--quiet); font-size: .9rem; line-height: 1.4; padding-top: .2rem }
h1, h2, h3, h4 { line-height: 1.2; letter-spacing: -.012em; text-wrap: balance; margin: 2em 0 .5em }
h1 { font-size: clamp(1.75rem, 1.2rem + 2.6vw, 2.5rem); margin: 0 0 .3em }
h2 { font-size: 1.4rem } h3 { font-size: 1.15rem } h4 { font-size: 1rem }
h1.quiet { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); margin: 0 }
h1.list { font-size: 1.5rem; margin-bottom: 1.5rem }
.meta { color: var(--quiet); font-size: .875rem; margin: 0 }
article > header { margin-bottom: 1.75rem }
figure { margin: 1.75rem 0 }
img, video { max-width: 100%; height: auto; border-radius: .35rem; display: block; background: var(--soft) }
audio { width: 100% }
pre, table { overflow-x: auto; display: block; max-width: 100% }
pre { background: var(--soft); padding: 1rem; border-radius: .35rem; line-height: 1.5 }
code, pre { font: .875em/1.5 ui-monospace, \"SF Mono\", Menlo, Consolas, \"DejaVu Sans Mono\", monospace }
pre code { font-size: .8rem }
blockquote p { margin: .5rem 0 }
blockquote { margin: 1.5rem 0; padding: .1rem 0 .1rem 1.25rem; border-left: .2rem solid var(--accent); color: var(--quiet) }
table { border-collapse: collapse; font-size: .95rem; margin: 1.5rem 0 }
th, td { padding: .35rem .9rem .35rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top }
hr { border: 0; border-top: 1px solid var(--line); margin: 2.5rem 0 }
ul, ol { padding-left: 1.4rem }
li { margin: .25rem 0 }
li input { margin: 0 .4rem 0 0 }
.warning { background: var(--soft); border-radius: .35rem; padding: .75rem 1rem; font-size: .95rem }
article > footer { margin-top: 2.5rem; font-size: .875rem }
nav ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .35rem .9rem }
nav li { margin: 0 }
.tags a { display: inline-block; background: var(--soft); color: var(--ink); text-decoration: none; border-radius: 1rem; padding: .1rem .75rem }
.tags a:hover { text-decoration: underline }
.tags ul { gap: .5rem }
.share { margin-top: 1.5rem; padding-top: 1.25rem; border-top: 1px solid var(--line) }
.share p { margin: 0 0 .35rem; color: var(--quiet) }
.pages { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; margin: 2.5rem 0 0; font-size: .95rem; line-height: 1.35 }
.pages span { display: block; color: var(--quiet); font-size: .8rem }
.pages a { text-decoration: none; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .35rem }
.pages a:hover { border-color: var(--link) }
.pages a[rel=prev] { grid-column: 2; text-align: right }
.teaser { display: flex; gap: 1.25rem; align-items: flex-start; padding: 1.5rem 0; border-bottom: 1px solid var(--line) }
.teaser:first-of-type { padding-top: 0 }
.teaser img { width: 10rem; aspect-ratio: 4 / 3; object-fit: cover; flex: none; order: 1 }
.teaser div { flex: 1; min-width: 0 }
.teaser h2 { margin: 0 0 .2rem; font-size: 1.3rem }
.teaser h2 a { color: inherit; text-decoration: none }
.teaser h2 a:hover { color: var(--link); text-decoration: underline }
.teaser p { margin: .35rem 0 0; font-size: 1rem; line-height: 1.5 }
.teaser p.meta { margin: 0; font-size: .875rem }
footer.site { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .25rem 1.5rem; margin-top: 3.5rem; padding: 1.25rem 0 2.5rem; border-top: 1px solid var(--line); color: var(--quiet); font-size: .85rem }
footer.site p { margin: 0 }
@media (max-width: 32rem) {
  html { font-size: 1.0625rem }
  header.site { padding-top: 1.25rem; margin-bottom: 1.5rem }
  .teaser { flex-direction: column; gap: .75rem }
  .teaser img { order: -1; width: 100%; aspect-ratio: 16 / 9 }
  .pages { grid-template-columns: 1fr }
  .pages a[rel=prev] { grid-column: 1; text-align: left }
}
@media print { nav, .skip, footer.site { display: none } html { background: none; color: #000 } }
";

# --- The verbs. What is read first: site.json, style.css, and what lies in the folder.
def read($path): compute({fn: "read", path: $path});
def kept: .response[0].body.text? // null
  | if . == null then {articles: []}
    else (try fromjson catch null) | if (.articles? | type) == "array" then . else null end end;
def blocked: fail("refused"; "site.json in the folder is not one of ours, or is damaged: mend it, or move it away");
def foreign: (.response[0].body.text? // null) == null and any(.response[2].body.names[]?; . == "index.html");
def taken: fail("refused"; "the folder holds an index.html but no site.json: it is another site; choose an empty folder");
def order: sort_by([.published, .us // 0, .id]) | reverse;

def site_json($s; $articles; $gone): {write: {path: "site.json",                # what was taken away is known for a while
  text: "{\"version\":\(version),\"site\":\($s | tojson),\(if $gone then "\"gone\":\($gone[-50:] | tojson)," else "" end)\"articles\":[\n\([$articles[] | tojson] | join(",\n"))\n]}\n"}};

# All that follows from the list of articles: first what stands for itself, then the list, then what shows all of it.
def built($before; $articles; $touched; $slugs; $list): .response as $r | site as $s | ($before.site != $s or $before.version != version
      or all($r[2].body.names[]?; . != "index.html")) as $anew
  | ([range($articles | length) | select($articles[.].key as $k | any($touched[]; . == $k))]) as $at
  | [range($articles | length) as $i | select($anew or any($at[]; $i - . | . >= -1 and . <= 1))
      | $articles[$i] | {write: {path: "posts/\(.path).html", text: article($s; $articles[$i + 1]; if $i > 0 then $articles[$i - 1] else null end)}}] as $pages
  | (if $anew then [$slugs[], ($articles[].tags[] | tagslug)] | unique else $slugs end) as $tags
  | $pages[], ($articles | tagpages($s; $tags), archive_pages($s; $before.articles; $touched; $anew)),
    (if $list then site_json($s; $articles; $before.gone) else empty end),
    {write: {path: "feed.xml", text: ($articles | rss($s))}}, {write: {path: "feed.json", text: ($articles | jsonfeed($s))}},
    {write: {path: "sitemap.xml", text: ($articles | sitemap($s))}},
    (if $r[1].body.text? // our_style | startswith(our_style) then {write: {path: "style.css", text: style($s)}} else empty end),
    (if any($r[2].body.names[]?; . == "robots.txt") then empty else
      {write: {path: "robots.txt", text: "User-agent: *\nAllow: /\nSitemap: \($s.url)/sitemap.xml\n"}} end),
    ($articles | front_page($s));
# From the draft to the article. Files get names that are fit for an address, each once.
def filename: (split("/")[-1] | split(".")) as $p
  | if ($p | length) < 2 then ($p[0] // "" | slug) else "\($p[:-1] | join("-") | slug).\($p[-1] | slug)" end | if startswith(".") or . == "" then "file" + . else . end;
def kind: if startswith("image/") then "image" elif startswith("video/") then "video" elif startswith("audio/") then "audio" else "file" end;
def media_of($path): reduce .[] as $m ([]; . as $has
  | ($m.name // $m.file // $m.url // "" | split("/")[-1] // "") as $given | ($given | filename) as $n | "\($path)/\($n)" as $name
  | . + [($m.mime // $m.type // "") as $type | {kind: ($type | if contains("/") then kind elif . == "" then "file" else . end),
      type: (if $type | contains("/") then $type else null end), url: (if $m.file then null else $m.url end),
      name: (if $m.file | not then null elif any($has[]; .name == $name) then "\($path)/\($has | length)-\($n)" else $name end),
      given: (if $m.file then $given else null end),
      alt: $m.alt, width: $m.width, height: $m.height, seconds: $m.seconds, bytes: $m.bytes, file: $m.file} | filled]);
# Pictures that stand in the text lead to their copies, and are not shown above it as well.
def inlined($media): split("src=\"") | {html: .[0], used: [], rest: .[1:]}
  | reduce .rest[] as $part (.; ($part | split("\"")[0]) as $u | ($u | split("/")[-1]) as $b
      | ([$media[] | select(.given and ($u | test("^(/|#|[a-zA-Z][a-zA-Z0-9+.-]*:)") | not) and (.given == $b or (.given | @uri) == $b))][0]) as $m
      | .html += "src=\"" + (if $m then $m.name + "\"" + ($m | size) + $part[($u | length) + 1:] else $part end)
      | if $m then .used += [$m.name] else . end);
def titled: .title // (.text // "" | short(70) | select(. != "")) // null;
def free_path($job; $articles): ($job.sent[:10] + "-" + ($job.draft | titled // "" | slug | select(. != "")) // "\($job.sent[:10])-\($job.key[:8])") as $path
  | if any($articles[]; .path == $path) then "\($path)-\($job.key[:6])" else $path end;
def article_of($job; $s; $old; $path): $job.draft as $d | ($d.media // [] | media_of($path)) as $media
  | ($d.html // ($d.text // "" | paragraphs) | inlined($media)) as $in
  | {key: ($old.key // $job.key), own: $d.key, path: $path, title: ($d | titled // $path), published: ($old.published // $job.sent), us: (if $old then $old.us else $job.us end),
      lang: ($d.lang // $s.lang), tags: [$d.tags[]? | ltrimstr("#") | select(. != "")], summary: ($d.summary // ($d.text // "" | opening)),
      author: ($d.author | if type == "object" then .name else . end), link: ($d.link // null | if . != null and test("^(https?|mailto):"; "i") then . else null end), warning: $d.warning, paid: $d.paid, text: $d.text, html: $in.html,
      media: [$media[] | del(.given) | .name as $n | if any($in.used[]; . == $n) then .inline = true else . end]}
  | if .summary == .title then .summary = "" else . end
  | if $old and $job.sent > .published then .updated = $job.sent else . end
  | {id: ($old.id // link($s))} + with_entries(select(.value != null and .value != false));

def post: .job as $job | site as $s
  | if .step == null then ask([read("site.json"), read("style.css"), compute({fn: "list", path: "."})]; "read")
    else kept as $before
    | if $before == null then blocked elif foreign then taken
      else ([$before.articles[] | select(.key == $job.key or (.own != null and .own == $job.draft.key))][0]) as $old
        | ($old.path // free_path($job; $before.articles)) as $path
        | article_of($job; $s; $old; $path) as $new
        | ([$before.articles[] | select(.key != $new.key)] + [$new | del(.media[]?.file)] | order) as $articles
        | ($new.media[] | select(.file) | {write: {path: "posts/\(.name)", file}}),
          built($before; $articles; [$new.key]; [$old.tags[]?, $new.tags[] | tagslug] | unique; true),
          published($new.id; $new | link($s)) end end;

# The list is written last: until then a run that was ended begins again.
def act: .job.action as $a | site as $s
  | if .step == null then ask([read("site.json"), read("style.css"), compute({fn: "list", path: "."})]; "read")
    else kept as $before
    | if $before == null then blocked
      else ([$before.articles[] | select(.id == $a.target.id or link($s) == ($a.target.url // $a.target.id))][0]) as $old
        | if $old == null and any($before.gone[]?; . == $a.target.id) then published($a.target.id; null)
          elif $old == null then fail("gone"; "no such article: '\($a.target.id)'")
          else ($before.articles | map(.key) | index($old.key)) as $i
            | ([$before.articles[] | select(.key != $old.key)]) as $articles
            | built($before; $articles; [$articles[$i].key, (if $i > 0 then $articles[$i - 1].key else empty end)]; [$old.tags[] | tagslug] | unique; false),
              ($old.media[] | select(.name) | {remove: "posts/\(.name)"}), {remove: "posts/\($old.path).html"},
              site_json($s; $articles; ($before.gone // []) - [$old.id] + [$old.id]), published($old.id; null) end end end;

# The title is plain, and what comes out of a record's title is what HTML means.
def record($s): {type: "article", id, url: link($s), published, updated, title: (.title | @html), html: whole($s), text, summary, lang, tags,
  author: {name: by($s)}, links: [.link // empty],
  media: [.media[] | {type: .kind, url: place($s), mime: .type, alt, width, height, seconds, bytes}]};
def fetch: site as $s
  | if .step == "posts" or .step == "account" then ask([read("site.json")]; "\(.step) read")
    else .step as $step | kept as $site
    | if $site == null then blocked
      elif $step == "posts read" then $site.articles[] | {record: record($s)}
      else {record: {type: "account", id: "\($s.url)/", name: $s.title, url: "\($s.url)/", metrics: {posts: ($site.articles | length)}}} end end;
