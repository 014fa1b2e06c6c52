# Reddit's answer to a data request: one's own posts, comments and messages. Addresses of the net (ip) stay where they are.
include "export";

def about: {
  "title": "Reddit: data request",
  "get": ["reddit.com/settings/data-request: choose the time, Request", "a message comes with the link to a zip of CSV files (up to 30 days later)"],
  "network": "reddit",
  "zone": "UTC",
  "languages": {"en": {"point": ".", "dates": "ymd"}},
  "parts": [
    {"name": "statistics", "is": "table", "type": "account", "first": true, "by": "statistic", "has": [".statistic", ".value"],
      "files": ["statistics.csv"], "only": true,
      "columns": {".statistic": {"en": "statistic"}, ".value": {"en": "value"}}},
    {"name": "posts", "is": "table", "type": "post", "by": "post", "has": [".id", "url", "channel", "title", "text"],
      "columns": {
        ".id": {"en": "id"},
        "url": {"en": "permalink"},
        "published": {"en": "date"},
        ".ip": {"en": "ip"},
        "channel": {"en": "subreddit"},
        "title": {"en": "title"},
        ".target": {"en": "url"},
        "text": {"en": "body"}},
      "raw": ["gildings", "gildings_silver", "gildings_supergold"]},
    {"name": "comments", "own": true, "is": "table", "type": "comment", "by": "comment", "has": [".id", "url", "channel", ".link", ".parent", "text"],
      "columns": {
        ".id": {"en": "id"},
        "url": {"en": "permalink"},
        "published": {"en": "date"},
        ".ip": {"en": "ip"},
        "channel": {"en": "subreddit"},
        ".link": {"en": "link"},
        ".parent": {"en": "parent"},
        "text": {"en": "body"},
        ".media": {"en": "media"}},
      "raw": ["gildings", "gildings_silver", "gildings_supergold"]},
    {"name": "messages", "is": "table", "type": "message", "by": "message", "has": [".id", "url", "published", "author.handle", ".to", "text"],
      "columns": {
        ".id": {"en": "id"},
        "url": {"en": "permalink"},
        ".thread": {"en": "thread_id"},
        "published": {"en": "date"},
        ".ip": {"en": "ip"},
        "author.handle": {"en": "from"},
        ".to": {"en": "to"},
        "title": {"en": "subject"},
        "text": {"en": "body"}}}]
};

# Reddit names posts t3_, comments t1_, messages t4_; the files leave that out. An id with a dot was a number to a spreadsheet: the permalink
# says it again (/r/bread/comments/POST/words/COMMENT/).
def whole: . != null and test("^(t[1-6]_)?[0-9a-z]+$");
def name($kind): if . == null or . == "" then null elif test("^t[1-6]_") then . else "\($kind)_\(.)" end;
def in_address($which): [(. // "") | capture("/comments/(?<post>[0-9a-z]+)(/[^/]*/(?<comment>[0-9a-z]+))?")] | .[0][$which];

# What is gone says so.
def gone: {"[deleted]": "deleted", "[removed]": "removed", "[deleted by user]": "deleted", "[ Removed by Reddit ]": "removed"}[.text // ""];
def without_words: gone as $gone | if $gone then .status = $gone | del(.text) else . end;
def address: if (.url // "") | startswith("/") then .url = "https://www.reddit.com" + .url else . end;

def statistic: if .row.statistic == "account name" and .row.value then {context: {account: .row.value}} else empty end;

def post:
  (if .row.id | whole then .row.id else .record.url | in_address("post") end) as $id | .row.target as $to | (.account // .context.account) as $me
  | if $id == null then bad("its id is damaged, and no permalink says it")
    else .record + {id: ($id | name("t3")), author: {handle: $me}}
      | address | without_words
      | if $to and ($to | test("^https?://")) and ($to | contains("/comments/\($id)") | not) then .links = [$to] else . end
    end;

def comment:
  (if .row.id | whole then .row.id else .record.url | in_address("comment") end) as $id | (.account // .context.account) as $me
  | (.row.link | in_address("post")) as $post | .row.parent as $parent
  | if $id == null then bad("its id is damaged, and no permalink says it")
    else .record + {id: ($id | name("t1")), author: {handle: $me}, thread: ($post | name("t3")),
        reply_to: (if ($parent // "") == "" or $parent == $post then $post | name("t3") else $parent | name("t1") end),
        media: [.row.media // empty | select(test("^https?://")) | {url: .}]}
      | address | without_words
    end;

def message:
  .row.to as $to | .row.thread as $thread
  | if .row.id | whole | not then bad("its id is damaged")
    else .record + {id: (.row.id | name("t4")), thread: ($thread | name("t4")), mentions: [{handle: ($to // empty)}]} | address | without_words end;
