# A calendar as the Social Planner of HighLevel and its kin takes it, as drafts.
include "export";

def about: {
  "title": "Social Planner (HighLevel): calendar for bulk upload",
  "get": ["The CSV that you fill in for it: Marketing, Social Planner, New Post, Upload from CSV (basic or advanced).",
    "It names no network: cm-post --to."],
  "languages": {"en": {"point": ".", "dates": "ymd"}},
  "settings": {"drafts": "yes: rows without a time too", "tags": "yes: tags are published; else they are your labels, under raw"},
  "parts": [
    {"name": "posts", "is": "table", "type": "draft", "has": ["at", "text", ".images"], "by": "row", "end": "untimed",
      "columns": {"at": {"en": ["postAtSpecificTime (*)", "postAtSpecificTime"]}, "text": {"en": "content"}, "link": {"en": ["link (OGmetaUrl)",
        "link"]},
        ".images": {"en": "imageUrls"}, ".gif": {"en": "gifUrl"}, ".videos": {"en": "videoUrls"}, "first_comment": {"en": "followUpComment"},
        ".kind": {"en": ["postType", "postType (*)"]}, ".tags": {"en": ["tags", "tags (*)"], "as": "list"}}}]};

def listed: strings | split(",( +|$)|\n"; "")[] | gsub("^ +| +$"; "") | select(. != "");
def row: .row as $row | scheduled(with({media: ([$row.images | listed | medium] + [$row.gif | listed | {url: ., type: "image"}] + [$row.videos
  | listed | {url: ., type: "video"}]),
  raw: ((.record.raw // {}) + {post_type: $row.kind, tags: (if yes("tags") then null else $row.tags end)} | filled),
  tags: (if yes("tags") then $row.tags else null end)}));
