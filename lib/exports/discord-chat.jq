# Chats of Discord as DiscordChatExporter writes them (JSON).
include "export";

def about: {
  "title": "Discord: DiscordChatExporter",
  "get": ["DiscordChatExporter (a program of others, see what your server and Discord's terms allow): choose the channel, format JSON"],
  "network": "discord",
  "zone": "UTC",
  "languages": {"en": {"point": ".", "dates": "ymd"}},
  "parts": [
    {"name": "chat", "is": "json", "type": "message", "by": "message", "has": ["guild", "channel", "dateRange", "exportedAt"], "items": ["messages[]"]}]
};

# What Discord itself says in a channel: who came, what was pinned.
def system: {RecipientAdd: 1, RecipientRemove: 1, Call: 1, ChannelNameChange: 1, ChannelIconChange: 1, ChannelPinnedMessage: 1, GuildMemberJoin: 1,
  UserJoin: 1, ThreadCreated: 1}[.type // ""] != null;
def person: {id, handle: .name, name: (.nickname // .name)};
def kind: ascii_downcase | if test("[.](jpe?g|png|gif|webp|heic|avif)$") then "image" elif test("[.](mp4|mov|webm|mkv)$") then "video"
  elif test("[.](mp3|ogg|m4a|wav|opus|flac)$") then "audio" else "file" end;
# What stands in boxes below a message counts as its words where it has no others.
def boxes: [.embeds[]? | .title // empty, .description // empty | select(. != "")] | join("\n");

def message:
  .frame as $frame | ($frame.guild.id // "0" | tostring | if . == "0" then "@me" else . end) as $guild | .item
  | if .id == null then bad("it has no id")
    elif system then empty
    else {type: (if $frame.channel.type // "" | test("News|Announcement") then "post" else "message" end), id,
      url: "https://discord.com/channels/\($guild)/\($frame.channel.id)/\(.id)", published: .timestamp, updated: .timestampEdited,
      author: (.author // {} | person), text: (if (.content // "") != "" then .content else boxes end),
      reply_to: .reference.messageId, channel: $frame.channel.name, mentions: [.mentions[]? | person],
      media: [.attachments[]? | {type: (.fileName // .url // "" | kind), url, bytes: .fileSizeBytes}],
      metrics: {reactions: (if .reactions then [.reactions[].count // 0] | add else null end)}}
    end;
