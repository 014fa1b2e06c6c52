# WordPress with its REST interface wp/v2, version 5.6 or later, by an application password.
include "net";

def about: {
  title: "WordPress", hosts: [".base", ".rest"], auth: {basic: ["user", "password"]}, needs: ["rest"],
  asks: [
    {name: "host", ask: "The address of the site", example: "https://blog.example"},
    {name: "user", ask: "Your user name there", example: "ann"},
    {name: "password", ask: "An application password", secret: true,
     where: "in the site's administration: Users, Profile, Application Passwords (not the password that you sign in with)"}],
  text: {title: 0, html: true}, media: {max: 50, by: "file", types: ["image/*", "video/*", "audio/*", "application/pdf"]},
  reads: ["posts", "comments", "account", "search"], of: ["comments"], schedules: true,
  acts: ["reply", "approve", "hide", "unhide", "spam", "delete", "pin"], uses: ["tags", "reply_to"]};

def error_of:
  (.body | if type == "object" then . else {} end) as $b
  | if $b.code == "comment_flood" then {kind: "rate", wait: 15, message: $b.message}
  elif $b.code == "rest_already_trashed" then {kind: "gone", message: $b.message} else null end;

def rest($base; $path): $base + "wp/v2/" + $path;
def api($path): rest(.account.rest; $path);            # it may be https://site/?rest_route=/ : a query joins that
def utc: strings | select(. != "") | sub("Z$"; "") + "Z";
def only($fields): .query += {_fields: $fields};       # an answer holds much else
def plain: gsub("&lt;"; "<") | gsub("&gt;"; ">") | gsub("&quot;"; "\"") | gsub("&#0?39;"; "'") | gsub("&amp;"; "&");
def host: capture("^https?://(?<host>[^/?]+)").host;

# The numbers of posts and comments are the site's own, and each begins with 1: an id names all three. A page's
# address leads to one too, once the site has said whose address it is.
def site: (.account.base | sub("^https?://"; "") | sub("/+$"; "")) + "/";
def place($site): tostring | ltrimstr($site) | select(test("^(posts|comments)/[0-9]+$")) // null;
def address: sub("^https?://(www[.])?"; "") | sub("#.*$"; "") | sub("/+$"; "");
def looked: [(capture("^https?://[^#]*#comment-(?<n>[0-9]+)$") | "comments/\(.n)"), (capture("^https?://[^#]*[?&]p=(?<n>[0-9]+)([&#]|$)") | "posts/\(.n)")][0] // null;
def look_up($name): ($name | tostring | looked) as $at
  | ask(if $at then get(api($at); {_fields: "id,type,link,post"}) + {accept: ["gone"]}
    else get(api("posts"); {slug: ($name | address | sub("[?].*$"; "") | sub("^.*/"; "")), status: "any", _fields: "id,type,link"}) end; "looked"; {});
# Where an id leads: this goes on with its place as .vars.place, or fails.
def at_place($vars; go): .step = null | .vars = $vars | go | if .request and .vars == null then .vars = $vars else . end;
def with_place($name; go): site as $site | ($name | tostring) as $id
  | if .vars.place then go
    elif .step == null and ($id | place($site)) then at_place({place: ($id | place($site))}; go)
    elif .step == null and ($id | test("^https?://[^/]+/.")) then look_up($id)
    elif .step == "looked" then ([body | list[] | select(.id?) | select((.link | host) == ($id | host)) | select(($id | looked) or (.link | address) == ($id | address))][0]) as $it
      | if $it then at_place({place: (if $it.post then "comments/\($it.id)" else "posts/\($it.id)" end)}; go)
        else fail("gone"; "no such post or comment: '\($id)'") end
    else fail("invalid"; "'\($id)' is no id of \($site | rtrimstr("/")): that is \($site)posts/N or \($site)comments/N, or a page's address") end;
def number: tostring | [capture("(?<n>[0-9]+)$").n | tonumber][0] // 0;

def login:
  if .step == null then ask({method: "HEAD", url: "/", auth: false, accept: ["refused", "gone", "invalid", "server"]}; "headers")
  elif .step == "headers" then
    ([link("https://api\\.w\\.org/")][0] // null) as $rest
    | if $rest then {account: {rest: $rest}}, (select(($rest | host) == (.account.base | host)) 
        | ask(get(rest($rest; "users/me")) | only("id"); "me"))
      else ask(get("/") + {auth: false, headers: {Accept: "text/html"}}; "page") end
  elif .step == "page" then                            # what lies in front may drop the header; the page says it too
    ([link("https://api\\.w\\.org/")][0] // ((.response.text // "") | [match("<link[^>]*https://api\\.w\\.org/[^>]*>").string][0] // "" | [capture("href=[\"'](?<u>[^\"']*)").u][0])) as $rest
    | if $rest then {account: {rest: $rest}} else fail("invalid"; "\(.account.base) announces no REST interface: is it a WordPress site?") end
  else {account: {user_id: body.id}} end;

# Publishing: files, and the numbers of tags and categories; then the article.
def terms($what): (if $what == "tags" then .job.draft.tags else .job.draft.options.wordpress.categories end) // [];
def searches($what): [terms($what)[] as $name | get(api($what); {search: $name, per_page: 100, _fields: "id,name"})];
def makes($what): . as $in | [.response[$what], terms($what)] | transpose | map(.[1] as $name    # there already, or make it
  | [.[0].body[]? | select((.name | plain | ascii_downcase) == ($name | ascii_downcase)) | {known: {status: 200, body: {id}}}][0]
  // ({name: $name} as $json | send("POST"; $in | api($what); $json) + {safe: true, accept: ["invalid"]} | only("id")));
def ids: [.[].body | .id // .data.term_id | numbers];
# The address of an article without a title is made of its first words, by the site itself.
def short: gsub("[ \t\r\n]+"; " ") | sub("^ "; "") | if length > 60 then .[0:60] | sub(" [^ ]*$"; "") else . end;
def unix: capture("^(?<t>[0-9-]+T[0-9:]+)([.][0-9]+)?(?<z>Z|[+-][0-9:]+)$") | (.t + "Z" | fromdateiso8601)
  - (.z | gsub("[Z:]"; "") | if . == "" then 0
    else (if .[0:1] == "-" then -1 else 1 end) * ((.[1:3] | tonumber) * 3600 + (.[3:5] | tonumber) * 60) end);
def paragraphs: [splits("\n\n+") | select(test("[^ \n]")) | "<p>" + (@html | gsub("\n"; "<br>\n")) + "</p>"] | join("\n");
# A picture's src and what goes with it: by the class the site offers smaller copies; no theme lets it burst its column.
def source: "src=\"\(.url | @html)\"";
def size: " class=\"wp-image-\(.id)\" style=\"max-width:100%;height:auto\""
  + ([.width // empty | " width=\"\(.)\""] + [.height // empty | " height=\"\(.)\""] | join(""));
def block: "<figure class=\"wp-block-image size-large\">\(.)</figure>";
def figure: . as $it | (.url | @html) as $url | (.alt // "" | @html) as $alt | (.type // "")
  | if startswith("image/") then "<img \($it | source) alt=\"\($alt)\"\($it | size)>" | block
  elif startswith("video/") then "<figure><video controls src=\"\($url)\" aria-label=\"\($alt)\"></video></figure>"
  elif startswith("audio/") then "<figure><audio controls src=\"\($url)\" aria-label=\"\($alt)\"></audio></figure>"
  else "<p><a href=\"\($url)\">\(if $alt == "" then $url else $alt end)</a></p>" end;
# What stands in the text leads to its upload; a picture that is a paragraph becomes a figure.
def inlined($media): split("src=\"") | {html: (.[0] // ""), used: [], rest: .[1:]}
  | reduce .rest[] as $part (.; ($part | split("\"")[0]) as $u | ($u | split("/")[-1]) as $b
      | ([$media[] | (.name // "" | split("/")[-1]) as $n
          | select($n != "" and ($u | test("^(/|#|[a-zA-Z][a-zA-Z0-9+.-]*:)") | not) and ($n == $b or ($n | @uri) == $b or ($n | @html) == $b))][0]) as $m
      | if $m == null then .html += "src=\"" + $part
        else .used += [$m.id] | .html += ($m | source) + (if $m.type | startswith("image/") then ($m | size) else "" end) + $part[($u | length) + 1:] end)
  | .html |= gsub("<p>(?<it><img [^<>]*class=\"wp-image-[^<>]*>)</p>"; .it | block);
def article($media; $tags; $categories; $now):           # the first picture that is not in the text stands at its head, the others below
  (.options.wordpress // {}) as $more | (.html // (.text // "" | paragraphs) | inlined($media)) as $in
  | ([$media[] | select(.id as $id | any($in.used[]; . == $id) | not)]) as $rest
  | ([$rest[] | select(.type | startswith("image/"))][0] // {}) as $head
  | (.at // null | if . then unix else null end) as $at
  | {title: (.title // ""), status: (if $at != null and $at > $now then "future" else $more.status // "publish" end),
    content: ([$in.html, ($rest[] | select(.id != $head.id) | figure)] | join("\n")),
    date_gmt: (if $at != null and $at > $now then $at | todate else null end), featured_media: $head.id,
    tags: $tags, categories: $categories, slug: ($more.slug // (if .title then null else .text // "" | short | if . == "" then null else . end end)), excerpt: $more.excerpt, format: $more.format,
    comment_status: $more.comment_status, sticky: $more.sticky} | with_entries(select(.value != null and .value != []));
def send_article:
  . as $in | if .step == null and (.job.draft.options.wordpress.status // "publish" | . != "publish" and . != "private") then
    fail("invalid"; "options.wordpress.status is publish or private: what is not published cannot be found again")
  elif .step == null then ask({tags: searches("tags"), categories: searches("categories"), media: [.job.draft.media[]?
      | {method: "POST", url: ($in | api("media")), file: {file, type},
        headers: {"Content-Disposition": "attachment; filename=\"\(.name | gsub("[\"\\\\\r\n]"; "_"))\""}}]}; "named")
  elif .step == "named" then [.job.draft.media // [], .response.media] | transpose | map(.[0] + (.[1].body | {id, url: .source_url, width: .media_details.width?, height: .media_details.height?})) as $media
    | $in | ($media[] | {undo: {method: "DELETE", url: (.id as $id | $in | api("media/\($id)")), query: {force: true}}}),
      ask({tags: makes("tags"), categories: makes("categories"), alts: [$media[] | select(.alt) | {alt_text: .alt} as $json
        | .id as $id | send("POST"; $in | api("media/\($id)"); $json) + {safe: true} | only("id")]}; "write"; {media: $media})
  elif .step == "write" then (.response.tags | ids) as $tags | (.response.categories | ids) as $categories
    | publish(send("POST"; api("posts"); .job.draft | article($in.vars.media; $tags; $categories; $in.now)) | only("id,link"); "done")
  else published(site + "posts/\(body.id | numbers)"; body.link) end;

# A comment: sent before, it is answered by 409: so it may be repeated.
def replied: . as $in | body | list[0] | (.id | numbers) as $id | published($in | site + "comments/\($id)"; .link);
def comment($text; $thread): . as $in | .vars.place as $place | ($place | startswith("comments/")) as $below
  | if .step == null and $below and $thread == null then ask(get(api($place)) + {accept: ["gone"]} | only("id,post"); "parent")
  elif .step == null and ($below | not) then ask(get(api($place)) + {accept: ["gone"]} | only("id"); "parent")
  elif .step == "parent" and .response.error then fail("gone"; "no such \(if $below then "comment" else "post" end): '\(site)\($place)'")
  elif .step == "parent" or .step == null then
    {post: (if $below then $thread // body.post else $place end | number), parent: (if $below then $place | number else 0 end)} as $where
    | publish(send("POST"; api("comments"); $where + {content: $text}) + {safe: true, accept: ["refused"]} | only("id,link"); "replied"; $where + {place: $place})
  elif .step == "replied" and .response.error and body.code == "comment_duplicate" and .account.user_id then
    ask(get(api("comments"); (.vars | {post, parent}) + {author: .account.user_id, status: "all", per_page: 1, order: "desc", _fields: "id,link"}); "again")
  elif .step == "replied" and .response.error then {fail: .response.error}
  elif .step == "again" and body == [] then fail("refused"; "the site has such a comment already")
  else replied end;
# Of a draft that answers, the words alone: a comment's paragraphs are the site's to make.
def words: if .html then .html | gsub("</p>[ \n]*<p>"; "\n\n") | gsub("</?p>"; "") | sub("\n+$"; "") else .text // "" end;
def post:
  if .job.reply_to == null then send_article
  elif (.job.draft.media // []) != [] then fail("invalid"; "a comment cannot have media there")
  else .job.reply_to as $to | with_place($to.id // $to.url // ""; comment(.job.draft | words; null)) end;

# Moderation. Setting the status that a comment has is answered by 500: look then. What is in the bin already is gone;
# what was never there is not.
def moderate:
  . as $in | .job.action as $do | .vars.place as $place
  | ($place | startswith("comments/")) as $comment | api($place) as $it
  | (if $comment then {approve: "approved", unhide: "approved", hide: "hold", spam: "spam"} else {hide: "private", unhide: "publish"} end | .[$do.do]) as $status
  | def set($json): send("POST"; $it; $json) + {safe: true} | only("id,status");
  if .step == null and $do.do == "delete" then ask({method: "DELETE", url: $it, accept: ["gone", "server"]} | only("id"); "deleted")
  elif .step == "deleted" and body.code == "rest_trash_not_supported" then
    ask({method: "DELETE", url: $it, query: {force: true}, accept: ["gone"]} | only("id"); "done")
  elif .step == "deleted" and .response.error.kind == "server" then {fail: .response.error}
  elif .step == "deleted" and .response.error and body.code != "rest_already_trashed" then
    fail("gone"; "no such \(if $comment then "comment" else "post" end): '\(site)\($place)'")
  elif .step == null and $do.do == "pin" and ($comment | not) then ask(set({sticky: true}); "done")
  elif .step == null and $status == null then fail("invalid"; "'\($do.do)' is not for \($place)")
  elif .step == null then ask(set({status: $status}) + {accept: ["server"]}; "set")
  elif .step == "set" and .response.error then
    if body.code == "rest_comment_failed_edit" then ask(get($it; {context: "edit", _fields: "id,status"}); "same") else {fail: .response.error} end
  elif .step == "same" and body.status != $status then fail("refused"; "its status is still '\(body.status)'")
  else published(site + $place; null) end;
def act: site as $site | .job.action as $do
  | with_place($do.target.id // ""; if $do.do == "reply" then comment($do.text; $do.target.thread // null | if . then place($site) else . end) else moderate end);

# Reading: the first page tells how many there are, the others are asked for at once.
def media: [._embedded["wp:featuredmedia"][]? | select(.source_url) | {type: (.media_type // "image"), url: .source_url, alt: .alt_text,
  mime: .mime_type, width: .media_details.width?, height: .media_details.height?, bytes: .media_details.filesize?}];
def at($site; $what): if . == null then null else "\($site)\($what)/\(.)" end;
def record($site; $post): {id: (.id | at($site; if $post then "posts" else "comments" end)), url: .link,
    published: [.date_gmt | utc][0], updated: [.modified_gmt | utc][0], html: .content.rendered}
  + if $post then {type: "article",
    title: (if .status == "private" then .title.raw // .title.rendered else .title.rendered end),      # a word may stand before it
    media: media, tags: [._embedded["wp:term"][]?[]? | select(.taxonomy == "post_tag").name | plain],
    author: (._embedded.author[0]? // {} | {id, handle: .slug, name, url: .link}), status: (if .status == "publish" then null else .status end)}
  else {type: "comment", thread: (.post | at($site; "posts")),
    reply_to: (if .parent == 0 then .post | at($site; "posts") else .parent | at($site; "comments") end),
    status: (if .status == "approved" then null else .status end),
    author: {id: (if .author == 0 then null else .author end), name: .author_name, url: .author_url}} end;
def query($vars):
  {per_page: (.job.page // 100), page: $vars.page, order: "asc", after: (.job.since // null | if . then unix - 1 | todate else null end)}
  + if $vars.what == "comments" then 
      {orderby: "date_gmt", _fields: "id,type,post,parent,author,author_name,author_url,date_gmt,link,status,content"}
    else {orderby: "date", _embed: "author,wp:term,wp:featuredmedia",
      _fields: "id,type,date_gmt,modified_gmt,link,status,title,content,_links,_embedded"} end
  + $vars.more;
def pages($vars): ask(get(api($vars.what); query($vars)) + {accept: (if $vars.page > 1 or $vars.all then ["invalid", "refused"] else [] end)}; "page"; $vars);
def comments($more): pages({what: "comments", page: 1, all: true, more: ({status: "all"} + $more)});
def fetch:
  site as $site | .vars as $vars
  | if .step == "posts" then pages({what: "posts", page: 1, all: true, more: {status: "publish,future,private", context: "edit"}})
  elif .step == "search" then pages({what: "posts", page: 1, more: {search: .job.query}})
  elif .step == "comments" and .job.of == null then comments({})
  elif .step == "comments" and (.job.of | place($site) // "" | startswith("comments/")) then comments({parent: (.job.of | number)})
  elif .step == "comments" and (.job.of | test("^https?://") | not) then comments({post: (.job.of | number)})
  elif .step == "comments" and (.job.of | test("[?&]p=[0-9]+$")) then comments({post: (.job.of | number)})
  elif .step == "comments" then (.job.of | sub("[?#].*$"; "") | sub("/+$"; "") | sub("^.*/"; "")) as $slug
    | ask(get(api("posts"); {slug: $slug, _fields: "id"}); "of")
  elif .step == "of" and body == [] then fail("gone"; "there is no article at \(.job.of)")
  elif .step == "of" and (body | type == "array" and (.[0].id | type) == "number") then comments({post: body[0].id})
  elif .step == "of" then rows(null; empty)
  elif .step == "account" then ask({site: get(.account.rest; {_fields: "name,home"}), me: (get(api("users/me")) | only("id,slug")),
    posts: get(api("posts"); {per_page: 1, _fields: "id"})}; "snapshot")
  elif .step == "snapshot" then .response | {record: {type: "account", id: ($site | rtrimstr("/")), url: .site.body.home, handle: .me.body.slug,
    name: .site.body.name, metrics: {posts: .posts.headers["x-wp-total"]}}}
  elif .response.error and $vars.page > 1 and body.code == "rest_post_invalid_page_number" then empty          # there are fewer now
  elif .response.error and $vars.all and $vars.me == null then          # is it the user, or the password?
    ask(get(api("users/me")) | only("id"); "me"; $vars + {me: true})
  elif .step == "me" then                                # this user sees what everybody sees
    {gap: {what: $vars.what, why: "what is not public: the user may not see it"}},
    pages($vars + {me: null, all: false, more: ($vars.more | del(.status, .context))})
  elif .response.error then {fail: .response.error}
  else .account.user_id as $me | rows(body; {record: (record($site; $vars.what == "posts") | mine($me))}),
    ([.response.headers["x-wp-totalpages"] | strings | tonumber?][0]) as $all
    | if $all then select($vars.page == 1) | range(2; $all + 1) as $n | pages($vars + {page: $n, all: false})
      elif (body | type) == "array" and body != [] then pages($vars + {page: ($vars.page + 1), all: false})     # what lies in front may drop the header
      else empty end end;
