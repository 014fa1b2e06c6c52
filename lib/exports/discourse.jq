# What a user of a Discourse forum wrote there.
include "export";

def about: {
  "title": "Discourse: archive of a user",
  "get": "On the forum: your profile, Activity, Download All (Download my posts); a message of the forum brings user_archive-USER-STAMP.zip.",
  "network": "discourse",
  "zone": "UTC",
  "languages": {"en": {"point": ".", "dates": "ymd"}},
  "settings": {"user": "whose archive it is, if the name of the file does not say"},
  "parts": [
    {"name": "posts", "own": true, "is": "table", "has": ["title", ".raw"], "by": "post", "files": ["user_archive.csv", "user_archive*.csv"],
      "columns": {"title": {"en": "topic_title"}, ".categories": {"en": "categories"}, ".private": {"en": "is_pm"},
        ".raw": {"en": "post_raw"}, "html": {"en": "post_cooked"}, "metrics.likes": {"en": "like_count"},
        "metrics.comments": {"en": "reply_count"}, "url": {"en": "url"}, "published": {"en": "created_at"}}},
    {"name": "visits", "is": "table", "type": "series", "has": ["period", ".time_read", "metrics.posts_read"], "files": ["visits.csv"],
      "columns": {"period": {"en": "visited_at"}, "metrics.posts_read": {"en": "posts_read"}, ".mobile": {"en": "mobile"},
        ".time_read": {"en": "time_read"}},
      "by": "visit"}]};

# The word for yes or no is that of the forum's language; messages have no category.
def is_private: (.private // "" | ascii_downcase) as $w
  | if $w | among(["yes", "true", "1", "ja", "oui", "sí", "si", "sì", "sim", "tak", "да", "はい", "是", "예", "evet", "kyllä", "ano"]) then true
    elif $w | among(["no", "false", "0", "nein", "non", "não", "nee", "nie", "нет", "いいえ", "否", "아니요", "hayır", "ei", "ne", "nej", "nei"]) then false
    else (.categories // "-") == "-" end;
# Of a post the file tells the place alone: HOST/t/TOPIC/NUMBER.
def place: [strings | capture("^https?://(?<host>[^/?#]+)(?<path>(/[^/?#]+)*?)/t/([^/]+/)?(?<topic>[0-9]+)/(?<n>[0-9]+)/?([?#].*)?$")][0] // null;
def handle: setting("user") // [.file | strings | capture("user_archive-(?<user>.+)-[0-9]{6}-[0-9]{6}").user][0];
def post: (.record.url | place) as $p | handle as $who | (.row | is_private) as $private | .row as $row
  | if $p == null then bad("its address names no post: '\(.record.url // "")'")
    else "\($p.host)\($p.path)/t/\($p.topic)" as $topic
      | with({type: (if $private then "message" elif $p.n == "1" then "post" else "comment" end), id: "\($topic)/\($p.n)",
          author: {handle: $who}, tags: null,
          thread: (if $p.n == "1" then null else "\($topic)/1" end)}
        + (if $p.n == "1" then {} else {title: null, channel: .record.title} end)
        + {raw: ((.record.raw // {}) + {markdown: $row.raw, categories: (($row.categories // "-") | if . == "-" then null else split("|") end)} | filled)})
    end;
def visit: with({raw: ((.record.raw // {}) + {mobile: .row.mobile, time_read: .row.time_read} | filled)});
