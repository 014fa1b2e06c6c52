# Slack's export of a workspace: a folder a channel, a file a day.
include "export";

def about: {
  "title": "Slack: workspace export",
  "get": ["Slack on the web: Tools & settings, Workspace settings, Import/Export data, Export (owners and admins)", "Start export; a mail comes with the zip"],
  "network": "slack",
  "zone": "UTC",
  "languages": {"en": {"point": ".", "dates": "ymd"}},
  "settings": {"workspace": "acme of acme.slack.com: messages get addresses", "channel": "the id (C0123456789) of the channel of a single file"},
  "parts": [
    {"name": "users", "is": "json", "type": "account", "first": true, "by": "user", "only": true, "files": ["users.json"], "has": ["id", "profile"], "items": ["[]"]},
    {"name": "channels", "is": "json", "type": "account", "first": true, "by": "place", "only": true, "has": ["id", ["name", "members"]],
      "files": ["channels.json", "groups.json", "dms.json", "mpims.json"], "items": ["[]"]},
    {"name": "day", "is": "json", "type": "message", "by": "message", "only": true, "has": ["ts", "type"],
      "files": ["[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].json"], "items": ["[]"],
      "look": {"author": ["user", "user"], "bot": ["user", "bot_id"], "channel": ["channel", ".."], "named": ["user", "text", "*"],
        "named_channels": ["place", "text", "*"]}}]
};

# Names are known by ids, channels by the names of their folders, too; mail addresses are not handed on.
def filled_text: if . == "" then null else . end;
def user: .item | {know: {("user:" + .id): ({id, handle: .name,
  name: ((.profile.display_name | filled_text) // (.profile.real_name | filled_text) // .real_name)} | filled)}};
def place: .item | ({id, name} | filled) as $it | {know: ({("place:" + .id): $it, ("channel:" + .id): $it} + (if .name then {("channel:" + .name): $it} else {} end))};

# <@U1> <@U1|ann> <#C1|general> <!here> <!subteam^S1|@bakers> <!date^1777636245^{date}|1 May> <https://example.org|site> <mailto:a@example.org|a>
def shown($users; $places): .[1:-1] as $in | ($in | split("|")) as $part | $part[0] as $to | ($part[1:] | join("|") | filled_text) as $words
  | if $in | startswith("@") then "@" + ($users[$to[1:]].handle // $words // $to[1:])
    elif $in | startswith("#") then "#" + ($words // $places[$to[1:]].name // $to[1:])
    elif $in | startswith("!subteam") then $words // "@group"
    elif $in | startswith("!date") then $words // ""
    elif $in | startswith("!") then "@" + ($to[1:] | split("^")[0])
    else $words // $to end;
def plain($users; $places): if contains("<") then [match("<[^<>]*>|[^<]+|<"; "g").string
    | if test("^<[^<>]+>$") then shown($users; $places) else . end] | join("") else . end | if contains("&") then unescaped else . end;
def links: if contains("<") then [match("<(https?://[^|>]*)[^>]*>"; "g").captures[0].string | unescaped] | unique else [] end;
def mentions($users): if contains("<@") then [match("<@([A-Z0-9]+)[^>]*>"; "g").captures[0].string] | unique | map($users[.] // {id: .}) else [] end;

# What Slack itself says in a channel.
def system: . as $kind | ["bot_add", "bot_remove", "bot_enable", "bot_disable", "pinned_item", "unpinned_item", "reminder_add", "sh_room_created",
    "huddle_thread", "app_conversation_join"] | any(.[]; . == $kind);
def is_system: . != null and (test("^(channel|group)_(join|leave|topic|purpose|name|archive|unarchive|posting_permissions|convert_to_private)$") or system);
def kind: split("/")[0] | if . == "image" or . == "video" or . == "audio" then . else "file" end;
def seconds: split(".")[0] | tonumber;

def message:
  .known as $known | .settings.workspace as $workspace | .settings.channel as $said
  | ((.file // "") | split("/") | if length > 1 then .[-2] | split(":")[-1] else null end) as $folder
  | ($said // $known.channel.id // $folder) as $place | .item
  | if .ts == null or (.ts | tostring | test("^[0-9]{9,11}[.][0-9]{6}$") | not) then bad("its ts is none of Slack's times")
    elif .subtype | is_system then empty
    elif $place == null then bad("no folder and no channels.json says which channel it is of: say --set channel=ID")
    else (.thread_ts | if . == null then null else "\($place)/\(.)" end) as $thread
      | {type: "message", id: "\($place)/\(.ts)",
        url: (if $workspace and ($place | test("^[CDG][A-Z0-9]+$")) then "https://\($workspace).slack.com/archives/\($place)/p\(.ts | sub("[.]"; ""))" else null end),
        published: (.ts | seconds), updated: (.edited.ts | if . then seconds else null end),
        author: ($known.author // $known.bot // {id: (.user // .bot_id), handle: .username,
          name: ((.user_profile.display_name | filled_text) // .user_profile.real_name // .bot_profile.name)}),
        text: (if .subtype == "tombstone" then null else .text // "" | plain($known.named // {}; $known.named_channels // {}) end),
        status: (if .subtype == "tombstone" then "deleted" else null end),
        reply_to: (if .thread_ts != .ts then $thread else null end), thread: (if .thread_ts != .ts then $thread else null end),
        channel: ($known.channel.name // $folder), mentions: (.text // "" | mentions($known.named // {})), links: (.text // "" | links),
        # Addresses of files carry keys behind a question mark.
        media: [.files[]? | {type: (.mimetype // "" | kind), url: (.permalink // .url_private // null | if . then sub("[?].*$"; "") else null end),
          mime: .mimetype, alt: .alt_txt, bytes: .size}],
        metrics: {reactions: (if .reactions then [.reactions[].count // 0] | add else null end), comments: .reply_count}}
      | if $place == $folder and $known.channel == null and $said == null and ($place | test("^[CDG][A-Z0-9]{6,}$") | not)
        then ., note("no channels.json says the ids of the channels: ids of messages are made with the names of the folders") else . end
    end;
