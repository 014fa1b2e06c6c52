# What WordPress exports of a site (WXR): its articles and pages, drafts and comments. Ids are those that its REST interface leads to.
include "export";

def about: {
  "title": "WordPress: a site (WXR)",
  "get": ["In the site's administration:",
    "Tools, Export, All content, Download Export File; on WordPress.com the same, as a zip of several files."],
  "network": "wordpress",
  "settings": {"spam": "yes: comments that are spam or in the bin too, with their status", "pingbacks": "yes: pingbacks and trackbacks too",
    "types": "kinds of content besides post and page, with commas between: product,event"},
  "parts": [
    {"name": "site", "is": "xml", "type": "article", "has": ["<rss", ["wp:wxr_version", "wordpress.org/export/", "<wxr_version"]],
      "files": ["*.WordPress.*.xml"],
      "items": ["rss.channel.base_blog_url", "rss.channel.link", "rss.channel.author", "rss.channel.item"], "before": ["rss.channel.item"],
      "by": "element", "look": {"files": ["of", "post_id"], "others": ["of", "post_parent"]}}]};

def named: .name | ltrimstr("wp:");
# Texts of the children by their names, without wp:.
def fields: reduce (.children[]? | {key: named, value: (.text // "")}) as $f ({}; if has($f.key) then . else .[$f.key] = $f.value end);
def gmt: strings | sub("^ +"; "") | utc;
def address: sub("^https?://"; "") | sub("/+$"; "");

# An article as it is kept: blocks are marked by comments, and where there are none, empty lines part paragraphs.
def without($open; $close): split($open) | .[0] + ([.[1:][] | split($close)[1:] | join($close)] | join(""));
def paragraphs: if . == null or . == "" then null
  elif contains("<!-- wp:") then without("<!-- wp:"; "-->") | without("<!-- /wp:"; "-->")
  elif test("<(p|div|h[1-6]|ul|ol|table|figure|blockquote|pre)[ >]"; "i") then .
  else split("\r\n") | join("\n") | split("\r") | join("\n") | split("\n\n") | map(sub("^\n+"; "") | select(test("[^ \t\n]"))) | map("<p>" + (sub("\n+$"; "") | split("\n")
    | join("<br>\n")) + "</p>") | join("\n") end;

def meta($key): [.children[]? | select(named == "postmeta") | fields | select(.meta_key == $key) | .meta_value][0] // null;
def terms($domain): [.children[]? | select(.name == "category" and .attrs.domain == $domain) | .text];
def kind: split("/")[0] | if . == "image" or . == "video" or . == "audio" then . else "file" end;
def by_name: ascii_downcase | if test("[.](jpe?g|png|gif|webp|avif|svg|heic)$") then "image" elif test("[.](mp4|m4v|mov|webm|ogv)$") then "video"
  elif test("[.](mp3|m4a|wav|oga|ogg)$") then "audio" else "file" end;
def attachment($f): {id: $f.post_id, url: $f.attachment_url, alt: meta("_wp_attachment_image_alt"), type: ($f.attachment_url // "" | by_name)}
  | filled;

def author($context): . as $login | ($context.authors[$login] // {}) as $a | {id: $a.id, handle: $login, name: $a.name};
def state: {publish: null, inherit: null}[.];
def comment_state: if . == "1" or . == "approved" then null elif . == "0" or . == "" or . == null then "hold" else . end;

def comment($site; $post; $link): {type: "comment", id: "\($site)/comments/\(.comment_id)",
  url: ($link | if . then sub("#.*$"; "") + "#comment-" else null end) , published: (.comment_date_gmt | gmt),
  author: {id: (.comment_user_id | if . == "0" or . == "" then null else . end), name: .comment_author, url: .comment_author_url},
  html: (.comment_content | paragraphs), thread: $post,
  reply_to: (if (.comment_parent // "0") == "0" or .comment_parent == "" then $post else "\($site)/comments/\(.comment_parent)" end),
  status: (.comment_approved
    | comment_state)} + (if .comment_id and $link then {url: "\($link | sub("#.*$"; ""))#comment-\(.comment_id)"} else {} end);
def comments($site; $post; $link; $spam; $pings): .children[]? | select(named == "comment") | fields
  | if (.comment_id // "") == "" then bad("a comment without an id")
    elif (.comment_type // "" | among(["", "comment", "review"]) | not) and ($pings | not) then
      note("pingbacks, trackbacks and notes are left out; --set pingbacks=yes hands them over")
    elif (.comment_approved == "spam" or .comment_approved == "trash" or .comment_approved == "post-trashed") and ($spam | not) then
      note("comments that are spam or in the bin are left out; --set spam=yes hands them over")
    else comment($site; $post; $link) end;

def article($f; $in; $id): {id: $id, url: $f.link, title: $f.title, html: ($f["content:encoded"] | paragraphs),
  tags: terms("post_tag"), raw: ({post_type: (if $f.post_type == "post" then null else $f.post_type end), categories: terms("category")} | filled),
  author: ($f["dc:creator"] | if . then author($in.context) else null end), summary: $f["excerpt:encoded"],
  media: (meta("_thumbnail_id") as $head | [$in.known.files // [] | .[] | select(.id == $head)] + [$in.known.files // [] | .[]
    | select(.id != $head)] | map(del(.id)))};
def draft($f; $in; $id): article($f; $in; $id) | {type: "draft", key: .id, title, html, tags, media,
  options: (.raw.categories // [] | if . == [] then null else {wordpress: {categories: .}} end), raw: {status: $f.status, post_type: $f.post_type}};
def item($in): fields as $f | ($in.context.site // null) as $site | "\($site)/posts/\($f.post_id)" as $id
  | ($in.settings.types // "" | split(",") | map(gsub(" "; ""))) as $more
  | if $f.post_type == "attachment" then empty
    elif $f.post_type != "post" and $f.post_type != "page" and ($f.post_type | among($more) | not) then
      note("what is no post or page is left out: \($f.post_type) (--set types=\($f.post_type))")
    elif $site == null then bad("the file does not say of which site it is (wp:base_blog_url)")
    elif ($f.post_id // "") == "" then bad("an item without wp:post_id")
    elif $f.status == "trash" then note("what is in the bin is left out")
    elif $f.status == "draft" or $f.status == "pending" or $f.status == "auto-draft" then draft($f; $in; $id)
    else (article($f; $in; $id) + {type: "article", published: ([$f.post_date_gmt | gmt | strings][0] // {local: $f.post_date}),
        updated: ([$f.post_modified_gmt | gmt][0]), status: (if $f.status == "publish" or $f.status == "inherit" then null else $f.status end)}),
      comments($site; $id; $f.link; $in.settings.spam == "yes"; $in.settings.pingbacks == "yes")
    end;
# Pictures come behind the articles that they were put into: so they are read before.
def element: . as $in | .item | named as $name
  | if $in.before then
      if [.children[]? | select(named == "post_type").text][0] != "attachment" then empty
      else fields as $f | if ($f.post_parent // "0") != "0" then
          {know: {("of:" + $f.post_parent): (($in.known.others // []) + [attachment($f)])}} else empty end
      end
    elif $name == "base_blog_url" then {context: {site: (.text | address)}}
    elif $name == "link" then (if $in.context.site then empty else {context: {site: (.text | address)}} end)
    elif $name == "author" then fields | {context: {authors: (($in.context.authors // {}) + {(.author_login // ""): {id: .author_id,
      name: .author_display_name}})}}
    else item($in) end;
