# A calendar as Hootsuite's Bulk Composer takes it, as drafts. It has no heading, so it is read only where --as hootsuite says so.
include "export";

def about: {
  "title": "Hootsuite: calendar for the Bulk Composer (--as hootsuite)",
  "get": ["The CSV that you fill in for Hootsuite: Composer, Bulk Composer: time, text, link, pictures, without a heading.",
    "Its dates are in the order that was chosen there: --dates dmy or mdy where the file leaves that open."],
  "languages": {"en": {"point": "."}},
  "settings": {"drafts": "yes: rows without a time too"},
  "parts": [
    {"name": "posts", "is": "table", "type": "draft", "asked": true, "by": "row", "end": "untimed", "columns": {"at": {}, "text": {}, "link": {}, ".pictures": {}},
      "also": {"at": 1, "text": 2, "link": 3, ".pictures": 4}}]};

def row: scheduled(with({media: [.row.pictures | strings | split("[,;] +"; "")[] | gsub("^ +| +$"; "") | select(. != "") | medium]}));
