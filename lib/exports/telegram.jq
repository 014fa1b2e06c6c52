# Telegram Desktop's export as JSON: one chat, or all of them. Channels are posts, groups and chats are messages.
include "export";

def about: {
  "title": "Telegram Desktop: chat export",
  "get": ["Telegram Desktop: open the channel, group or chat, the three dots, Export chat history; Format: JSON",
    "or all at once: Settings, Advanced, Export Telegram data; Machine-readable JSON"],
  "network": "telegram",
  "languages": {"en": {"point": ".", "dates": "ymd"}},
  "settings": {"username": "a channel's public name (bakery of t.me/bakery): its posts get addresses"},
  "parts": [
    {"name": "chat", "is": "json", "type": "message", "by": "item", "files": ["result.json"], "has": ["messages", ["date_unixtime", "from_id"]],
      "items": ["messages[]", "chats.list[].messages[]", "left_chats.list[].messages[]"]},
    {"name": "all", "is": "json", "type": "message", "by": "item", "files": ["result.json"], "only": true,
      "has": [["personal_information", "contacts", "frequent_contacts", "profile_pictures", "chats", "left_chats"]],
      "items": ["messages[]", "chats.list[].messages[]", "left_chats.list[].messages[]"]}]
};

def chat: .path[0] as $list | .frame | if $list == "messages" then . else .[$list].list end;
# As the Bot API calls it: channels and supergroups are -100 and the number, groups are minus the number, people are the number.
def chat_id: (.id | tostring) as $id
  | if $id | startswith("-") then $id
    elif (.type // "") | test("channel$|supergroup$") then "-100\($id)"
    elif .type == "private_group" then "-\($id)"
    else $id end;
def peer: if . == null then null elif type == "number" then tostring
  elif startswith("channel") then "-100" + .[7:]
  elif startswith("chat") then "-" + .[4:]
  else ltrimstr("user") end;

def words: if type == "string" then . elif type == "array" then [.[] | if type == "string" then . else .text // "" end] | join("") else "" end;
def entities: if (.text_entities // []) != [] then .text_entities
  else [.text | if type == "array" then .[] | select(type == "object") else empty end] end;
def links: [.[] | if .type == "text_link" then .href elif .type == "link" then .text else empty end
  | strings | select(test("^https?://"))] | unique;
def tags: [.[] | select(.type == "hashtag") | .text | ltrimstr("#")];
def mentions: [.[] | if .type == "mention" then {handle: (.text | ltrimstr("@"))}
  elif .type == "mention_name" then {id: (.user_id | if . then tostring | ltrimstr("user") else null end), name: (.text | ltrimstr("@"))}
  else empty end];

# A path into the folder beside the file; or words in brackets that say why there is none.
def place: if type == "string" and (startswith("(") | not) then . else null end;
def media:
  if .photo then [{type: "image", file: (.photo | place), width, height, bytes: .photo_file_size}]
  elif .file then [{type: ({video_file: "video", video_message: "video", animation: "video", voice_message: "audio", audio_file: "audio",
        sticker: "image"}[.media_type // ""] // (.mime_type // "" | split("/")[0] | if . == "image" or . == "video" or . == "audio" then . else "file" end)),
      file: (.file | place), mime: .mime_type, width, height, seconds: .duration_seconds, bytes: .file_size}]
  else [] end;

def author: {id: (.from_id | peer), name: .from};
# In a channel only the channel posts; who else answers there comments.
def kind($chat): if ($chat.type // "" | test("channel$")) | not then "message"
  elif (.from_id // "" | tostring | startswith("user")) and .reply_to_message_id then "comment" else "post" end;

def item:
  chat as $chat | ($chat | chat_id) as $place | .settings.username as $username
  | .item
  | if .type == "service" then empty
    elif .type == "unsupported" then note("messages that Telegram Desktop could not export (it calls them unsupported) are left out")
    elif .id == null or $chat.id == null then bad("it does not say which message of which chat it is")
    else entities as $entities
      | {type: kind($chat), id: "\($place)/\(.id)",
        url: (if $username and ($place | startswith("-100")) then "https://t.me/\($username)/\(.id)" else null end),
        published: (.date_unixtime // {local: (.date | sub("T"; " "))}),
        updated: (.edited_unixtime // (.edited | if . == null or startswith("1970") then null else {local: sub("T"; " ")} end)),
        author: author,
        text: (if (.text_entities // []) != [] then [.text_entities[].text // ""] | join("") else .text | words end),
        reply_to: (if .reply_to_message_id then "\(.reply_to_peer_id | peer // $place)/\(.reply_to_message_id)" else null end),
        channel: $chat.name, tags: ($entities | tags), mentions: ($entities | mentions), links: ($entities | links), media: media,
        metrics: {reactions: (if .reactions then [.reactions[].count // 0] | add else null end)},
        raw: ({forwarded_from, poll, location_information} | filled)}
      | if .text == "" and .raw.poll then .text = .raw.poll.question else . end
    end;
