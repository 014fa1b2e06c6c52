# What Google Takeout hands out of YouTube: one's own comments, live chats, videos and channels.
include "export";

def about: {
  "title": "YouTube: Google Takeout",
  "get": ["takeout.google.com: deselect all, then YouTube and YouTube Music", "All YouTube data included: comments, live chats, video metadata, channels"],
  "network": "youtube",
  "languages": {"en": {"point": ".", "dates": "ymd"}},
  "parts": [
    {"name": "comments", "own": true, "is": "table", "type": "comment", "by": "comment", "has": ["id", "published", ".words"],
      "columns": {
        "id": {"en": "Comment ID"},
        "author.id": {"en": "Channel ID"},
        "published": {"en": "Comment Create Timestamp"},
        ".parent": {"en": "Parent Comment ID"},
        ".top": {"en": "Top-Level Comment ID"},
        ".post": {"en": "Post ID"},
        ".video": {"en": "Video ID"},
        ".words": {"en": "Comment Text"}},
      "raw": ["Price"]},
    {"name": "live-chats", "own": true, "is": "table", "type": "comment", "by": "comment", "has": ["id", "published", ".words"],
      "columns": {
        "id": {"en": "Live Chat ID"},
        "author.id": {"en": "Channel ID"},
        "published": {"en": "Live Chat Create Timestamp"},
        ".video": {"en": "Video ID"},
        ".words": {"en": "Live Chat Text"}},
      "raw": ["Price"]},
    {"name": "videos", "is": "table", "type": "post", "by": "video", "has": ["id", "title"], "files": ["videos.csv"],
      "columns": {
        "id": {"en": "Video ID"},
        "title": {"en": "Video Title (Original)"},
        "text": {"en": "Video Description (Original)"},
        "lang": {"en": "Video Audio Language"},
        "author.id": {"en": "Channel ID"},
        "tags[]": {"en": "Tag *", "as": "text"},
        "published": {"en": "Video Publish Timestamp"},
        ".created": {"en": "Video Create Timestamp", "as": "time"},
        ".length": {"en": "Approx Duration (ms)", "as": "millis"},
        ".privacy": {"en": "Privacy"}},
      "raw": ["Video Category", "Video State"]},
    {"name": "channels", "is": "table", "type": "account", "by": "channel", "has": ["id", "name"],
      "columns": {"id": {"en": "Channel ID"}, "name": {"en": "Channel Title (Original)"}},
      "raw": ["Channel Visibility"]}]
};

# The text of a comment is JSON objects with commas between them and no brackets, in older files one object with segments, in the oldest plain.
def pieces: . as $cell | try ("[\($cell)]" | fromjson) catch null
  | if type == "array" and length > 0 and all(.[]; type == "object")
    then if .[0].takeoutSegments then .[0].takeoutSegments else . end else null end;

def person: (.text // "" | ltrimstr("@")) as $name
  | {id: .mention.externalChannelId} + (if $name | test("^[^ ]+$") then {handle: $name} else {name: $name} end);

def comment:
  .row as $row | (($row.words // "") | pieces) as $pieces
  | ($row.video // $row.post) as $thread
  | if (.record.id // "") == "" then empty
    else .record + {text: (if $pieces then [$pieces[].text // ""] | join("") else $row.words end),
      mentions: [$pieces // [] | .[] | select(.mention.externalChannelId) | person],
      # A live chat answers nothing.
      reply_to: (if .part == "live-chats" then null else $row.parent // $thread end), thread: $thread,
      url: (if $row.video then "https://www.youtube.com/watch?v=\($row.video)" + (if .part == "comments" then "&lc=\(.record.id)" else "" end)
        else null end)}
    end;

# What not everybody may see says so.
def video:
  .row as $row | if (.record.id // "") == "" then empty
  else .record + {url: "https://www.youtube.com/watch?v=\(.record.id)", media: [{type: "video", seconds: $row.length}],
    published: (.record.published // $row.created),
    status: ($row.privacy // "" | ascii_downcase | if . == "public" then null else . end)} end;

def channel: if (.record.id // "") == "" then empty else with({url: "https://www.youtube.com/channel/\(.record.id)"}) end;
