# A calendar as Sprout Social takes it (bulk scheduling), as drafts.
include "export";

def about: {
  "title": "Sprout Social: calendar for bulk scheduling",
  "get": ["The CSV that you fill in for Sprout: Publishing, Bulk Schedule.",
    "Its dates are in the order that was chosen there: --dates dmy or mdy where the file leaves that open.",
    "It names no network: cm-post --to."],
  "languages": {"en": {"point": "."}},
  "settings": {"drafts": "yes: rows without a time too", "tags": "yes: tags are published; else they are your labels, under raw"},
  "parts": [
    {"name": "posts", "is": "table", "type": "draft", "has": ["at", "at+", "text"], "by": "row", "end": "untimed",
      "columns": {"at": {"en": "date"}, "at+": {"en": "time_24hr"}, "text": {"en": "message_text"}, ".image": {"en": ["image_url", "image_urls"]},
        ".tags": {"en": "tags", "as": "list"},
        "link": {"en": ["link", "url"]}}}]};

def row: scheduled(with(labelled + {media: [.row.image | strings | split(",")[] | gsub("^ +| +$"; "") | select(. != "") | medium]}));
