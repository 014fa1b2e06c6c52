# The comments of a forum on Disqus, with the pages that they stand below.
include "export";

def about: {
  "title": "Disqus: comments of a site",
  "get": ["In the site's admin on Disqus:",
    "Community, Export (or example.disqus.com/admin/discussions/export/); a mail brings the link to SITE-STAMP-all.xml.gz, which is read as it is."],
  "network": "disqus",
  "zone": "UTC",
  "settings": {"spam": "yes: spam and what was deleted too, with its status"},
  "parts": [
    {"name": "comments", "is": "xml", "type": "comment", "has": ["<disqus", "http://disqus.com"], "files": ["*-all.xml"],
      "items": ["disqus.thread", "disqus.post"], "by": "comments", "look": {"page": ["thread", "thread", "@id"]}}]};

def own_id: .attrs["dsq:id"] // .attrs.id;
def state: if words("isSpam") == "true" then "spam" elif words("isDeleted") == "true" then "deleted" else null end;
def thread: {know: {("thread:" + own_id): ({link: words("link"), title: words("title"), forum: words("forum")} | filled)}};
# Anonymous authors may call themselves as they like: who has an account has a user name.
def author: child("author") | {handle: words("username"), name: words("name")};
def comment($page): own_id as $id | (child("thread") | own_id) as $thread
  | {type: "comment", id: $id, url: ($page.link | if . then "\(.)#comment-\($id)" else null end), published: (words("createdAt") | utc),
     author: author, html: words("message"), thread: $thread, reply_to: ((child("parent") | own_id) // $thread),
     status: state, raw: ({page_title: $page.title, forum: $page.forum} | filled)};
def comments: .known.page as $page | yes("spam") as $all | .item
  | if .name == "thread" then (if own_id then thread else bad("a thread without an id") end)
    elif own_id == null then bad("a comment without an id")
    elif state != null and ($all | not) then note("spam and deleted comments are left out; --set spam=yes hands them over")
    else comment($page // {}) end;
