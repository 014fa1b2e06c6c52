# A calendar as Buffer takes it (bulk upload): a channel's posts, as drafts.
include "export";

def about: {
  "title": "Buffer: calendar for bulk upload",
  "get": "The CSV that you fill in for Buffer: Create, Bulk upload. It names no network: say where to with cm-post --to.",
  "languages": {"en": {"point": "."}},
  "settings": {"drafts": "yes: rows without a time too", "tags": "yes: tags are published; else they are your labels, under raw"},
  "parts": [
    {"name": "posts", "is": "table", "type": "draft", "has": ["text", "at"], "by": "row", "end": "untimed",
      "columns": {"text": {"en": "Text"}, ".image": {"en": "Image URL"}, ".tags": {"en": "Tags", "as": "list"}, "at": {"en": "Posting Time"},
        ".board": {"en": "Board Name"}}}]};

def row: scheduled(with(labelled + {media: [.row.image | strings | select(. != "") | medium],
  options: (if (.row.board // "") != "" then {pinterest: {board: .row.board}} else null end)}));
