# Messenger: what people write to a Page in private, and what it writes to them. Somebody is known by the id that Messenger has for them (PSID).
include "net";
include "graph";

def about: {
  title: "Messenger", hosts: [".base"], account: {base: "https://graph.facebook.com"},
  auth: {bearer: ["page_token", "token"], proof: {appsecret_proof: "app_secret"}}, secrets: ["user_token", "client_secret", "app_secret"], needs: ["id"],
  oauth2: {authorize: "https://www.facebook.com/v25.0/dialog/oauth", token: "/oauth/access_token", scope_separator: ",", client: "body", access: "token",
    scopes: ["pages_show_list", "pages_messaging", "pages_manage_metadata", "pages_read_engagement", "business_management"]},
  asks: [
    {name: "token", ask: "An access token", secret: true,
     where: "at developers.facebook.com: Graph API Explorer, your app, the Page, permissions in cm-networks(7); or of a system user, at business.facebook.com"},
    {name: "page", ask: "The Page, if the token opens several: its id or name", example: "19292868552", optional: true,
      where: "the number is at the Page: About, Page transparency"},
    {name: "app_secret", ask: "The app's secret, to verify what comes by webhook", secret: true, optional: true,
      where: "at developers.facebook.com: your app, App settings, Basic; needed for --spool only"}],
  unit: "recipient", text: {max: 2000, unit: "codepoints"},
  media: {max: 1, bytes: 26214400, text: 0, types: ["image/*", "video/*", "audio/*", "application/*", "text/*"]},
  reads: ["messages", "account"], spool: ["messages"], acts: ["reply", "like", "spam", "block"], uses: ["reply_to"], settle: 10};

# What only Messenger says.
def error_of: graph_said.error_subcode as $s
  | if $s == 2018278 then {kind: "refused",
      message: "they last wrote more than 24 hours ago: only a person may answer now, with the setting tag = HUMAN_AGENT, for 7 days"}
    elif $s == 2018001 then {kind: "gone", message: "nobody with this id has written to the Page"}
    elif $s == 2018108 then {kind: "refused", message: "before its review the app may write to its own people only"}
    elif $s == 1545041 then {kind: "refused", message: "this person cannot be reached now"}
    else graph_error end;

def login: page_login(""; {id, name});
def here($edge): graph("\(.account.id)/\($edge)");
def send_to($recipient; $message; $type): .account.tag as $tag | (.job.draft.options.messenger // {}) as $more
  | {recipient: $recipient, message: $message, messaging_type: (if $tag or $more.tag then "MESSAGE_TAG" else $more.messaging_type // $type end),
     tag: ($more.tag // $tag), reply_to: (.job.reply_to.id // null | if . then {mid: .} else null end),
     notification_type: $more.notification_type, persona_id: $more.persona_id} | filled;
def deliver($recipient; $message; $type): publish(send("POST"; here("messages"); send_to($recipient; $message; $type)); "sent");
def sent: body as $b | published($b.message_id; null) | .receipt.native = ({recipient: $b.recipient_id} | filled);

# Publishing: a text, a file, or what is built of options.messenger.message (a template, quick replies).
def sort_of: .type // "" | [scan("^(image|video|audio)/")[0], "file"][0];
def post:
  .job.draft as $d | ($d.options.messenger // {}) as $more | $d.media[0] as $m | {id: .job.recipient} as $who
  | if .step == null and $m and ($more.message | not) then
      ask({method: "POST", url: here("message_attachments"), safe: true, multipart: [
        {name: "platform", value: "MESSENGER"},
        {name: "message", value: ({attachment: {type: ($m | sort_of), payload: {is_reusable: true}}} | tojson)},
        {name: "filedata", file: $m.file, type: $m.type}]}; "attached")
    elif .step == null then deliver($who; $more.message // ({text: $d.text, quick_replies: $more.quick_replies} | filled); "UPDATE")
    elif .step == "attached" then deliver($who; {attachment: {type: ($m | sort_of), payload: {attachment_id: body.attachment_id}}}; "UPDATE")
    else sent end;

# Did it come through? What we said to this person since then, in the same words. It is not there only where all that was said since is told.
def words: . // "" | gsub("\\s+"; " ") | sub("^ "; "") | sub(" $"; "");
def with_person($id): ask(get(here("conversations"); {platform: "MESSENGER", user_id: $id,
  fields: "id,updated_time,messages.limit(20){id,created_time,from,message,attachments}"}); "seen");
def all_of($list): if $list | type == "array" then $list[] else null end;
def find:
  .account.id as $me | (.job.sent | seconds) as $since | .job.draft as $d | ($d.media[0] != null) as $file
  | if .step == null then with_person(.job.recipient)
    elif $d.options.messenger.message then fail("refused"; "what is built of options cannot be told from other messages")
    else def since($slack): map(select(.created_time == null or (.created_time | seconds) >= $since - $slack));
      [all_of(listed) | member("messages") as $m | ($m | member("paging") | member("next")) as $more | all_of($m | member("data"))
        | if $more then .more = true else . end] as $all
      | ($all | since(60)) as $new
      | [$all[] | select(.from.id == $me)
        | select(if $file then .attachments.data[0] != null and (.message // "") == ""
            else .message != null and (.message | words) == ($d.text | words) end)] as $alike
      | ($alike | since(60)) as $same
      | if ($same | length) == 1 then published($same[0].id; null)
        elif $same != [] then fail("refused"; "there are \($same | length) such messages")
        elif $alike | since(600) != [] then fail("refused"; "there is one like it, minutes older: the clocks may differ")
        elif ($new | length) >= 20 or ($new != [] and ($new | length) == ($all | length) and any($all[]; .more))
          or any($new[]; .from.id == null or (.from.id == $me
            and if $file then (.message // "") == "" and .attachments.data[0] == null else .message == null and .attachments == null end)) then
          fail("refused"; "not all that was said since then is told")
        else nothing_there end end;

# Acts. A message's id leads to who wrote it; a comment's id takes one private answer, within 7 days.
def is_comment: test("^[0-9]+(_[0-9]+)+$");
def act:
  .job.action as $do | ($do.target.id | tostring) as $id | .account.id as $me
  | def mail($who): ask(send("POST"; here("moderate_conversations"); {user_ids: [{id: $who}],
      actions: [if $do.do == "spam" then "MOVE_TO_SPAM" else "BLOCK_USER" end]}) + {safe: true}; "done");
  if $id | is_part | not then no_part($id)
  elif .step == null and $do.do == "reply" and ($id | is_comment) then deliver({comment_id: $id}; {text: $do.text}; "RESPONSE")
  elif .step == null then ask(get(graph($id | part); {fields: "id,from,to"}); "who")
  elif .step == "who" then ([body.from, body.to.data[]?] | map(select(.id != null and .id != $me)) | .[0].id) as $who
    | if $who == null then fail("gone"; "it is not told who wrote this message: the network tells the 20 newest of a conversation")
      elif $do.do == "reply" then deliver({id: $who}; {text: $do.text}; "RESPONSE")
      elif $do.do == "like" then ask({method: "POST", url: here("messages"), safe: true, form: {recipient: ({id: $who} | tojson),
        sender_action: "react", payload: ({message_id: $id, reaction: "love"} | tojson)}}; "done")
      else mail($who) end
  elif .step == "sent" then sent
  else published($id; null) end;

# Reading. A conversation comes with its 20 newest messages, of which the network tells the details; of older ones it need not.
def fields: "id,created_time,from,to,message,attachments,sticker,shares,reply_to";
def file: {type: ((.mime_type // "") | [scan("^(image|video|audio)/")[0], "file"][0]), mime: .mime_type, bytes: .size,
  url: (.image_data.url // .video_data.url // .file_url), width: (.image_data.width // .video_data.width), height: (.image_data.height // .video_data.height)};
def message($me; $thread): {type: "message", id, thread: $thread, published: .created_time, author: (.from // {} | {id, name}), text: .message,
  reply_to: (.reply_to.mid? // .reply_to.id?), links: [.shares.data[]?.link | strings],
  media: ([.attachments.data[]? | file] + [.sticker | strings | {type: "image", url: .}])} | mine($me);
def threads($at): ask(get(here("conversations"); {platform: "MESSENGER", limit: 25,
  fields: "id,updated_time,message_count,messages.limit(20){\(fields)}"} + $at); "threads");
def older_messages($thread; $at): ask(get(graph("\($thread | part)/messages"); {fields: fields, limit: 50} + $at) + {accept: ["invalid", "gone", "refused"]};
  "messages of one"; {thread: $thread});
def untold: {gap: {what: "messages", why: "of each conversation the network tells the 20 newest messages"}};
def told($me; $thread): if .from == null and .message == null then untold else {record: message($me; $thread)} end;
# A conversation, with what was said in it last; the network leaves an empty list out.
def conversation($in): .id as $id | .messages as $m | .message_count as $n | $in | .response.body = ($m // {}) | .account.id as $me
  | if $id == null then error("no id") elif $m == null and $n == 0 then empty
    else items(told($me; $id)), (last_time("created_time") as $old | place as $at | older_messages($id; $at) + {older: $old} | filled) end;
def on_webhook: .account.id as $me | .body.entry[]? | (.messaging[]?, .standby[]?) | (.message // .postback // empty)
  + {sender, timestamp} | select(.mid) | {record: ({type: "message", id: .mid, published: .timestamp, author: {id: .sender.id}, text: (.text // .title),
      reply_to: .reply_to.mid?, media: [.attachments[]? | select(.payload.url?) | {type: ({image: "image", video: "video", audio: "audio"}[.type] // "file"),
        url: .payload.url}]} | mine($me))};
def fetch:
  .account.id as $me
  | if .job.spool then from_spool({fn: "hmac", name: "sha256", key: secret("app_secret"), text, base64};
      .headers["x-hub-signature-256"] // "" | ltrimstr("sha256="); on_webhook)
    elif .step == "account" then ask(get(graph($me); {fields: "id,name,link,followers_count,unread_message_count"}); "page")
    elif .step == "page" then body | {record: {type: "account", id, name, url: .link, metrics: {followers: .followers_count, unread: .unread_message_count}}}
    elif .step == "messages" then threads({})
    elif .step == "threads" then . as $in | last_time("updated_time") as $last | items(conversation($in)),
        (place as $at | threads($at) + {older: $last} | filled)
    elif .step == "messages of one" and .response.error then untold
    else .vars.thread as $thread | last_time("created_time") as $old | items(told($me; $thread)),
      (place as $at | older_messages($thread; $at) + {older: $old} | filled) end;
