# Discord's data package: what one wrote oneself, a folder a channel.
include "export";

def about: {
  "title": "Discord: data package",
  "get": ["Discord: User Settings, Data & Privacy, Request all of my data (Messages)", "a mail comes with the link to package.zip (up to 30 days later)"],
  "network": "discord",
  "zone": "UTC",
  "languages": {"en": {"point": ".", "dates": "ymd"}},
  "parts": [
    {"name": "user", "is": "json", "type": "account", "first": true, "by": "user", "only": true, "files": ["account/user.json"],
      "has": ["id", "username"], "items": [""]},
    {"name": "index", "is": "json", "type": "message", "first": true, "by": "index", "files": ["messages/index.json"], "items": [""]},
    {"name": "channel", "is": "json", "type": "message", "first": true, "by": "channel", "only": true,
      "files": ["c[0-9]*/channel.json", "messages/[0-9]*/channel.json"], "has": ["id", "type"], "items": [""]},
    {"name": "messages-csv", "own": true, "is": "table", "type": "message", "by": "row", "has": ["id", ".when", "text", "media[]"], "exact": true,
      "look": {"channel": ["channel", ".."], "name": ["name", ".."]},
      "columns": {
        "id": {"en": "ID"},
        ".when": {"en": "Timestamp"},
        "text": {"en": "Contents"},
        "media[]": {"en": "Attachments", "as": "words"}}},
    {"name": "messages", "own": true, "is": "json", "type": "message", "by": "message", "has": ["ID", "Timestamp", "Contents", "Attachments"], "items": ["[]"],
      "look": {"channel": ["channel", ".."], "name": ["name", ".."]}}]
};

# A channel is known by the name of its folder: c600000000000000001, or the number alone.
def know($what; $value): {know: {("\($what):c" + .): $value, ("\($what):" + .): $value}};
def user: .item | {context: {me: {id, handle: .username, name: .global_name}, account: .username}};
# "general in Harbour", "Direct Message with ann#0"; null is a channel that is gone.
def index: .item | to_entries[] | select(.value != null) | .value as $name | .key | know("name"; $name | capture("^(?<n>.*) in .*$").n // $name);
def channel: .item as $it | ($it.id | tostring) | know("channel"; {name: $it.name, guild: $it.guild.id, type: ($it.type | tostring)});

# The file's times name no zone. The id knows the moment (milliseconds since 2015 in its upper bits) and settles it, where the two agree so far.
def moment($id; $when):
  ($id | upper_bits + 1420070400000 | . / 1000 | floor) as $exact
  | ([$when // "" | capture("^(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[ T](?<time>[0-9:]{8})") | "\(.day)T\(.time)Z" | fromdate] | .[0]) as $said
  | if $said == null or ($exact - $said | . < 54000 and . > -54000) then $exact else $said end | todate;
def folder: [(.file // "") | match("c?([0-9]{15,20})/[^/]*$").captures[0].string] | .[0];
def kind: ascii_downcase | sub("[?].*$"; "") | if test("[.](jpe?g|png|gif|webp|heic|avif)$") then "image" elif test("[.](mp4|mov|webm|mkv)$") then "video"
  elif test("[.](mp3|ogg|m4a|wav|opus|flac)$") then "audio" else "file" end;

# Announcements (type 5) are posts.
def said($id; $when; $text; $urls):
  .known as $known | $known.channel as $channel | folder as $place | .context.me as $me
  | if $id | test("^[0-9]{15,20}$") | not then bad("its id is none of a message: a spreadsheet may have changed it")
    else {type: (if $channel.type // "" | test("^(5|GUILD_ANNOUNCEMENT|GUILD_NEWS)$") then "post" else "message" end), id: $id,
      url: (if $place and $channel.guild then "https://discord.com/channels/\($channel.guild)/\($place)/\($id)"
        elif $place and ($channel.type // "" | test("^(1|3|DM|GROUP_DM)$")) then "https://discord.com/channels/@me/\($place)/\($id)" else null end),
      published: moment($id; $when), author: $me, text: $text, channel: ($channel.name // $known.name), media: [$urls[] | {type: kind, url: .}]}
    end;
def message: said(.item.ID | tostring; .item.Timestamp; .item.Contents; [.item.Attachments // "" | splits(" +") | select(. != "")]);
def row: .record as $r | .row.when as $when | said($r.id // ""; $when; $r.text; [$r.media[]? | .url // empty]);
