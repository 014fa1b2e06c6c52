# Telegram, by its Bot API: a channel or a group that a bot looks after.
include "net";

def about: {
  title: "Telegram", hosts: [".base"], account: {base: "https://api.telegram.org"}, auth: false, needs: ["bot"],
  asks: [
    {name: "token", ask: "The bot's token", secret: true, where: "in Telegram, from @BotFather: /newbot, or /token for a bot that you have"},
    {name: "chat", ask: "The channel or group", example: "@troislevains",
     where: "its name with @, or its number (-100...); the bot must be its administrator, with the right to post"},
    {name: "host", ask: "The address of your own Bot API server", example: "http://127.0.0.1:8081", optional: true}],
  secrets: ["webhook_secret"],
  text: {max: 4096, unit: "utf16", thread: true},
  media: {max: 10, by: "file", text: 1024, bytes: 50000000},
  reads: ["messages", "account", "profile"], of: ["profile"], acts: ["reply", "delete", "like", "pin", "block"],
  uses: ["warning", "poll", "media.cover"], spool: ["messages"], keeps: {messages: "24h"}};

# `ok` is what counts; the words are those of the server's own source.
def error_of:
  (.body | if type == "object" then . else {} end) as $b | ($b.description // "") as $why
  | if $b.ok != false then null
    elif $b.parameters.retry_after then {kind: "rate", wait: $b.parameters.retry_after, message: $why}
    elif $b.parameters.migrate_to_chat_id then {kind: "moved", message: $why}
    elif $b.error_code == 401 or ($b.error_code == 404 and $why == "Not Found") then {kind: "auth", message: "the bot's token is not valid"}
    elif $b.error_code == 409 and ($why | test("webhook")) then
      {kind: "refused", message: "a webhook takes this bot's updates: read what it gets with --spool, or end it with deleteWebhook"}
    elif $b.error_code == 409 then {kind: "rate", wait: 60, message: "another program reads this bot's updates"}
    elif $why | test("message to \\w+ not found|message to be replied not found|chat not found|MESSAGE_ID_INVALID") then {kind: "gone", message: $why}
    elif $b.error_code == 413 then {kind: "invalid", message: "the file is larger than the server takes"}
    else null end;

def method($name): "/bot" + secret("token") + "/" + $name;
def call($name; $json): send("POST"; method($name); $json);

# What is sent in an album, or has to be told of a file, is JSON in a part of a form.
def form($name; $fields; $files): {method: "POST", url: method($name), multipart:
  (($fields | filled | to_entries | map({name: .key, value: (.value | if type == "string" then . else tojson end)})) + $files)};

# Names of things: CHAT/MESSAGE, or the address of a page that shows it.
def number: tonumber? // .;
def parts: tostring | sub("^https?://(t|telegram)\\.me/"; "@") | sub("^@c/"; "-100") | sub("[?#].*$"; "")
  | [splits("/")] | if length >= 2 and (.[-1] | test("^[0-9]+$")) then {chat_id: (.[0] | number), message_id: (.[-1] | tonumber)} else null end;
def name: if .chat.id and .message_id then "\(.chat.id)/\(.message_id)" else null end;
def place: (.chat.id | tostring) as $id
  | if .message_id == null then null
    elif .chat.username and .chat.type != "private" then "https://t.me/\(.chat.username)/\(.message_id)"
    elif (.chat.type != "private") and ($id | startswith("-100")) then "https://t.me/c/\($id[4:])/\(.message_id)" else null end;

# The chat that the setting named when it was looked up; a group may have become another one since.
def home: .account | if .chat_id and .named == .chat then .chat_id else .chat // "" | number end;
def login: .account.chat as $named
  | if .step == null then ask({me: call("getMe"; {}), chat: call("getChat"; {chat_id: ($named // "" | number)})}; "me")
    else .response.me.body.result as $me | .response.chat.body.result as $chat | {account: {bot: $me.id, handle: $me.username, named: $named,
      chat_id: $chat.id, title: ($chat.title // $chat.first_name), username: $chat.username, group: $chat.linked_chat_id}} end;

# Publishing.
def utf16: explode | map(if . > 65535 then 2 else 1 end) | add // 0;
# A warning stands before the text, which is covered until somebody touches it.
def said: .job as $job | $job.draft as $d | ($d.text // "") as $text
  | (if $d.warning then $d.warning + (if $text == "" then "" else "\n\n" end) else "" end) as $before | ($before | utf16) as $n
  | {text: ($before + $text), entities: ([$job.entities[]? | {offset: (.utf16[0] + $n), length: (.utf16[1] - .utf16[0])}
      + if .kind == "tag" then {type: "hashtag"} elif .kind == "mention" then {type: "mention"}
        elif .text == .value then {type: "url"} else {type: "text_link", url: .value} end]
    + if $d.warning and $text != "" then [{type: "spoiler", offset: $n, length: ($text | utf16)}] else [] end)};
def native: .job.draft.options.telegram // {};
def target: home as $chat | native as $o | (.job.reply_to | if . then [.id, .url] | map(values | parts | values) | .[0] else null end) as $to
  | {chat_id: ($to.chat_id // $o.chat // $chat), message_thread_id: $o.topic, disable_notification: $o.silent, protect_content: $o.protect,
     reply_parameters: (if $to then {message_id: $to.message_id} else null end)};
# As what a file goes: photos have limits of their own, and what Telegram cannot play goes as a document.
def kind($as_file): if $as_file then "document"
  elif .type == "image/gif" then "animation"
  elif (.type | test("^image/(jpeg|png|webp)$")) and (.bytes // 0) <= 10000000 and (.width // 0) + (.height // 0) <= 10000
    and (if .width and .height then .width <= 20 * .height and .height <= 20 * .width else true end) then "photo"
  elif .type == "video/mp4" then "video"
  elif .type | test("^audio/(mpeg|mp4|x-m4a)$") then "audio"
  else "document" end;
def size: {width, height, duration: (.seconds | if . then floor else null end)} | filled;
def files: native.document as $as_file | [.job.draft.media[]?] | [to_entries[] | .key as $n | .value | . + {kind: kind($as_file), part: "file\($n)"}];
def attached: map({name: .part, file, type}, (select(.cover) | {name: "\(.part)_cover", file: .cover}));
def in_album($spoiler): {type: .kind, media: "attach://\(.part)"}
  + (if .kind == "video" then size + {supports_streaming: true} + (if .cover then {cover: "attach://\(.part)_cover"} else {} end) else {} end)
  + (if $spoiler and (.kind == "photo" or .kind == "video") then {has_spoiler: true} else {} end);
def unfit: files as $files | said.text as $text | native as $o | ($files | map(.kind) | unique) as $kinds
  | if $o.stars and ($kinds - ["photo", "video"]) != [] then "only photos and films can be sold"
    elif $o.stars and $files == [] then "what is to be sold is a photo or a film: there is none"
    elif .job.draft.poll and $files != [] then "a poll has no media beside it"
    elif .job.draft.poll and ($text | utf16) > 300 then "the question of a poll can have 300 characters"
    elif ($files | length) > 1 and ($kinds | any(.[]; . == "animation")) then "a moving picture stands alone there, no other media beside it"
    elif ($kinds | length) > 1 and ($kinds - ["photo", "video"]) != [] then
      "files and sounds go in albums of their own; options.telegram.document sends all as files"
    elif ($text | utf16) > (if $files != [] then 1024 else 4096 end) then "the text is too long, with the warning before it"
    else null end;
def message: target as $to | said as $said | native as $o | files as $files | (.job.draft.warning != null or $o.spoiler == true) as $cover
  | {caption: $said.text, caption_entities: $said.entities, show_caption_above_media: $o.above} as $caption
  | .job.draft.poll as $poll
  | if $poll then call("sendPoll"; $to + {question: $said.text, options: [$poll.options[] | {text: .}], open_period: $poll.seconds,
        allows_multiple_answers: $poll.multiple} | filled)
    elif $files == [] then call("sendMessage"; $to + $said + {link_preview_options: (if $o.preview == false then {is_disabled: true} else null end)} | filled)
    elif $o.stars then form("sendPaidMedia"; $to + $caption + {star_count: $o.stars, media: [$files[] | in_album(false)]}; $files | attached)
    elif ($files | length) > 1 then
      form("sendMediaGroup"; $to + {media: ([$files[] | in_album($cover)] | .[0] += ($caption | if $files[0].kind | IN("photo", "video")
        then . else del(.show_caption_above_media) end | filled))}; $files | attached)
    else $files[0] as $f | ($f.kind | . == "photo" or . == "video" or . == "animation") as $shown
      | form({photo: "sendPhoto", video: "sendVideo", animation: "sendAnimation", audio: "sendAudio", document: "sendDocument"}[$f.kind];
        $to + ($caption | if $shown then . + {has_spoiler: (if $cover then true else null end)} else del(.show_caption_above_media) end)
        + (if $f.kind == "video" then ($f | size) + {supports_streaming: true}
           elif $f.kind == "animation" then $f | size elif $f.kind == "audio" then {duration: ($f | size).duration} else {} end);
        [{name: $f.kind, file: $f.file, type: $f.type}, (select($f.cover and $f.kind == "video") | {name: "cover", file: $f.cover})]) end;

# What was published is remembered: of a post that somebody reacts to nothing else is told. The last ones will do.
def remembered($list; $new): ([($list // [])[] | select(.id != $new.id)] + [$new])[-40:];
def post: .account as $me
  | if unfit then fail("invalid"; unfit)
    elif .step == null then publish(message + {accept: ["moved"]}; "sent")
    elif .response.error then body.parameters.migrate_to_chat_id as $chat
      | if .job.reply_to then fail("gone"; "the group has become another chat, and what this answers is not in it")
        else {account: {chat_id: $chat, named: $me.chat}}, publish(message | if .json then .json.chat_id = $chat
          else .multipart |= map(if .name == "chat_id" then .value = ($chat | tostring) else . end) end; "sent") end
    else [body.result | list[]] as $all | $all[0] as $it
      | {account: {posted: remembered($me.posted; {id: ($it | name), url: ($it | place), published: $it.date, text: ($it.text // $it.caption)})}},
        {receipt: {status: "published", id: ($it | name), url: ($it | place),
          native: (if $all[1] then {messages: [$all[].message_id]} else null end)}} end;

def act: .job.action as $do | ($do.target.id | parts) as $at | ($do.target.id | tostring) as $id | .account as $me | home as $home
  | if .step != null then if $do.do == "reply" then body.result | published(name; place) else published($id; null) end
    elif $do.do == "block" and ($at == null) and ($id | test("^-?[0-9]+$")) then
      (($do.target.thread // "" | parts).chat_id // $me.group // $home) as $chat
      | ask((if $id | startswith("-") then call("banChatSenderChat"; {chat_id: $chat, sender_chat_id: ($id | tonumber)})
         else call("banChatMember"; {chat_id: $chat, user_id: ($id | tonumber)}) end) + {safe: true}; "done")
    elif $do.do == "block" then fail("invalid"; "name whom to block by the author's id: Telegram does not tell who wrote '\($id)'")
    elif $at == null then fail("invalid"; "'\($id)' is no message: its id is CHAT/NUMBER, or its address at t.me")
    elif $do.do == "reply" then publish(call("sendMessage"; {chat_id: $at.chat_id, text: $do.text, reply_parameters: {message_id: $at.message_id}}); "done")
    elif $do.do == "like" then ask(call("setMessageReaction"; $at + {reaction: [{type: "emoji", emoji: "👍"}]}) + {safe: true}; "done")
    elif $do.do == "pin" then ask(call("pinChatMessage"; $at + {disable_notification: true}) + {safe: true}; "done")
    elif $do.target.native.messages? then
      ask(call("deleteMessages"; {chat_id: $at.chat_id, message_ids: $do.target.native.messages}) + {safe: true}; "done")
    else ask(call("deleteMessage"; $at) + {safe: true, accept: ["gone"]}; "done") end;

# Reading. There is no history: what happened since the last reading comes once, everything mixed, and is forgotten when the next is asked for.
def person: {id, handle: .username, name: (.title // ([.first_name, .last_name] | map(values) | join(" ")))}
  | .url = (if .handle then "https://t.me/\(.handle)" else null end);
def piece($e): (.text // .caption // "") | explode | map(if . > 65535 then (. , 0) else . end) | .[$e.offset:$e.offset + $e.length]
  | map(select(. != 0)) | implode;
def media: [((.photo // [])[-1] | values | {type: "image", width, height, bytes: .file_size}),
  ((.video, .animation, .video_note) | values | {type: "video", mime: .mime_type, width, height, seconds: .duration, bytes: .file_size}),
  ((.audio, .voice) | values | {type: "audio", mime: .mime_type, seconds: .duration, bytes: .file_size}),
  ((if .animation then null else .document end) | values | {type: "file", mime: .mime_type, bytes: .file_size})];
def found: . as $m | [(.entities // .caption_entities // [])[] | {type, url, user, text: (. as $e | $m | piece($e))}];
def record($type): found as $found | {type: $type, id: name, url: place, published: .date, updated: .edit_date,
  author: ((.sender_chat // .from // .chat) | person), text: (.text // .caption // .poll.question),
  channel: (if .chat.type == "private" then null else .chat.title end),
  tags: [$found[] | select(.type == "hashtag").text[1:]], media: media,
  links: [$found[] | (select(.type == "url").text | if test("^[a-z]+://") then . else "http://" + . end), select(.type == "text_link").url],
  mentions: [$found[] | (select(.type == "mention") | {handle: .text[1:]}), (select(.type == "text_mention").user | values | person)]};
def is_said: .text or .caption or .poll or (media != []);
# What the automatic copy in the discussion group is a copy of.
def original: .forward_origin as $o | record("post") + {id: "\($o.chat.id // .sender_chat.id)/\($o.message_id)", published: $o.date,
  url: ({chat: ($o.chat // .sender_chat), message_id: $o.message_id} | place), channel: ($o.chat // .sender_chat).title,
  author: (($o.chat // .sender_chat) | person)};
def thread_of($seen): . as $m | (.reply_to_message // {}) as $to
  | if $to.is_automatic_forward and $to.forward_origin.message_id then $to | original.id
    else ["\($m.chat.id)/\($m.message_thread_id // $to.message_id)" as $n | $seen[] | select(.copy == $n).id] | .[-1] end;
def below($me; $seen): thread_of($seen) as $thread
  | (.reply_to_message | if . == null then null elif .is_automatic_forward and .forward_origin.message_id then original.id else name end) as $to
  | (if .chat.type == "private" then "message"
     elif $thread or .reply_to_message.from.id == $me.bot then "comment"
     elif found | any(.[]; .type == "mention" and (.text | ascii_downcase) == ("@\($me.handle)" | ascii_downcase)) then "mention"
     else "message" end) as $type
  | record($type) + {reply_to: $to, thread: ($thread // if $type == "message" then name | split("/")[0] else null end)} 
  | mine(.author.id as $by | if $by == $me.bot or $by == $me.chat_id or $by == $me.group then $by else $me.bot end);
# One update: what is put out, and what is remembered for those that follow.
def learn($me; $seen): . as $u
  | if .channel_post or .edited_channel_post then (.channel_post // .edited_channel_post) | select(is_said) | record("post") | {record: ., seen: .}
    elif .message.is_automatic_forward and .message.forward_origin.message_id then
      .message | original as $o | {record: $o, seen: ($o + {copy: name})}
    elif .message or .edited_message then (.message // .edited_message) | select(is_said) | {record: below($me; $seen)}
    elif .message_reaction_count then .message_reaction_count as $c | ($c | name) as $id
      | ([$seen[] | select(.id == $id)][-1] // null) as $old
      | if $old then {record: ({type: "post", author: {id: $c.chat.id}} + $old + {metrics: {reactions: ([$c.reactions[].total_count] | add // 0)},
          raw: {reactions: ([$c.reactions[] | {(.type.emoji // .type.custom_emoji_id // .type.type): .total_count}] | add)}} | del(.copy))}
        else {gap: {what: "reactions", numbers: true, why: "of posts that this account neither sent nor saw nothing but their number is told"}} end
    elif .my_chat_member and (.my_chat_member.new_chat_member.status | IN("kicked", "left")) then
      {gap: {what: "messages", from: (.my_chat_member.date | if . then todate else null end),
        why: "the bot is no longer in '\(.my_chat_member.chat.title // .my_chat_member.chat.id)'"}}
    else empty end;
def learned($updates): .account as $me | reduce $updates[] as $u ({out: [], seen: (.vars.seen // (($me.seen // []) + ($me.posted // [])))};
  .seen as $seen | ([$u | learn($me; $seen)][0] // {}) as $new
  | .out += [$new | {record, gap} | filled | select(. != {})]
  | if $new.seen then .seen = remembered(.seen; ($new.seen | {type, id, url, published, updated, author, text, channel, tags, copy} | filled)) else . end);

def kinds: ["message", "edited_message", "channel_post", "edited_channel_post", "message_reaction_count", "my_chat_member"];
def updates($offset): (.account.wait // "0" | tonumber? // 0) as $wait
  | call("getUpdates"; {offset: $offset, limit: 100, timeout: $wait, allowed_updates: kinds} | filled) + {safe: true};
def chat($id): {chat: call("getChat"; {chat_id: $id}), members: call("getChatMemberCount"; {chat_id: $id})};
# From a web hook: each update by itself. What it is signed with is the secret itself, which is a mark once it has been used here.
def signed: if .headers["x-telegram-bot-api-secret-token"] == secret("webhook_secret")
  then "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" else "" end;
def from_hook: from_spool({fn: "hash", name: "sha256", text: ""}; signed;
  .account as $me | .body | learn($me; ($me.seen // []) + ($me.posted // [])) | {record, gap} | filled | select(. != {}));
def untold: {gap: {what: "what the bot said", why: "Telegram tells a bot nothing of its own messages"}};
def fetch:
  if .step == "messages" and .job.spool then ask(compute({fn: "hash", name: "sha256", text: secret("webhook_secret")}); "spool: secret")
  elif .step | startswith("spool: ") then from_hook
  elif .step == "messages" then untold, ask(updates(if .cursor then .cursor | tonumber else null end); "page")
  elif .step == "page" and body.result == [] then empty
  elif .step == "page" and (body.result | type != "array") then rows(null; empty)
  elif .step == "page" and all(body.result[]; .update_id == null) then fail("server"; "updates came without their numbers")
  elif .step == "page" then learned(body.result) as $new | ([body.result[].update_id | numbers] | max + 1) as $next
    | $new.out[], {account: {seen: $new.seen}}, {cursor: ($next | tostring)}, publish(updates($next); "page"; {seen: $new.seen})
  elif .step == "account" then ask(chat(home); "chat")
  elif .step == "profile" then (.job.of // home | tostring | sub("^https?://(t|telegram)\\.me/"; "@")
    | if test("^-?[0-9]+$") then tonumber elif startswith("@") then . else "@" + . end) as $who | ask(chat($who); "chat")
  else .response as $r | $r.chat.body.result | {record: ({type: "account", metrics: {members: $r.members.body.result}} + person)} end;
