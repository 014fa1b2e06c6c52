# Snapchat's "My Data", as JSON: chats, and if asked for, memories.
include "export";

def about: {
  "title": "Snapchat: My Data",
  "get": ["accounts.snapchat.com: My Data; include your Memories or chats, and export JSON files", "Submit; the mail that comes leads to mydata~1.zip"],
  "network": "snapchat",
  "zone": "UTC",
  "languages": {"en": {"point": ".", "dates": "ymd"}},
  "settings": {"memories": "yes: what was kept under Memories, as posts without pictures"},
  "parts": [
    {"name": "account", "is": "json", "type": "account", "first": true, "by": "account", "files": ["account.json"], "has": ["Basic Information", "Username"], "items": [""]},
    {"name": "chat", "is": "json", "type": "message", "by": "message",
      "has": [["Created(microseconds)", "Received Saved Chat History", "Sent Saved Chat History"]], "items": ["*[]"]},
    {"name": "memories", "is": "json", "type": "post", "by": "memory", "has": ["Saved Media"], "items": ["Saved Media[]"]}]
};

def account: .item["Basic Information"].Username | select(.) | {context: {account: .}}, {type: "account", id: ., handle: .};

# "2026-07-07 22:44:03 UTC"
def moment: if type == "string" then sub(" UTC$"; "Z") | sub(" "; "T") else null end;
def media: ascii_downcase | if test("image|photo|sticker") then "image" elif test("video") then "video" elif test("note|audio|voice") then "audio"
  else "file" end;

# The members of the document are friends or groups; in older files what was received and what was sent. What is called microseconds there
# counts milliseconds.
def message:
  .item as $it | (.path[-1] // "" | tostring) as $place | (.account // .context.account) as $me
  | ($place | test("Saved Chat History$")) as $old
  | (if $old then $it.From // $it.To else $place end) as $with
  | ($it["Created(microseconds)"] // ($it.Created | moment)) as $when
  | (if $it.IsSender == true or ($old and $it.To != null) then $me // $it.From else $it.From end) as $from
  | ($it.Content // $it.Text) as $text | ($it["Media Type"] // "TEXT") as $kind
  | if $when == null then bad("it has no time")
    else {type: "message", id: {hash: [$with, $when, $it.From, $it.To, $kind, $text, $it["Media IDs"]]},
      published: $when, author: {handle: $from}, text: $text, channel: ($it["Conversation Title"] // $with),
      media: (if $kind == "TEXT" then [] else [{type: ($kind | media)}] end)}
    end;

# The link to the picture is a key to it, and ends: it is not handed over.
def memory: if yes("memories") | not then note("memories are left out: --set memories=yes hands them over as posts, without their pictures")
  else .item as $it | {type: "post", id: {hash: ["memory", $it.Date, $it["Media Type"]]}, published: ($it.Date | moment),
    author: {handle: (.account // .context.account)}, status: "private", media: [{type: ($it["Media Type"] // "" | media)}]} end;
