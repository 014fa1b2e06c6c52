# WhatsApp, by the Cloud API. There is no feed: what goes out are messages to people; what they say comes by webhook only, so from a spool.
include "graph";
include "net";

def about: {
  title: "WhatsApp", hosts: [".base"], account: {base: "https://graph.facebook.com"},
  auth: {bearer: "token", proof: {appsecret_proof: "app_secret"}}, secrets: ["app_secret"], needs: ["number"],
  asks: [
    {name: "phone", ask: "The id of your phone number (not the number itself)", example: "106540352242922",
     where: "at developers.facebook.com: your app, WhatsApp, API Setup"},
    {name: "token", ask: "The token of a system user", secret: true,
     where: "in the settings of the business: Users, System users, Generate token, with whatsapp_business_messaging and whatsapp_business_management"},
    {name: "waba", ask: "The id of the WhatsApp Business account, for series", optional: true,
      where: "on the same page as the id of the phone number"},
    {name: "app_secret", ask: "The app's secret, to verify what comes by webhook", secret: true, optional: true,
      where: "at developers.facebook.com: your app, App settings, Basic; needed to read messages (--spool)"}],
  unit: "recipient", text: {max: 4096, unit: "codepoints"},
  media: {max: 1, bytes: 100000000, text: 1024,
    types: ["image/jpeg", "image/png", "image/webp", "video/mp4", "audio/mpeg", "audio/mp4", "audio/ogg", "application/*"],
    each: {"image/webp": {bytes: 500000, text: 0}, "image/*": {bytes: 5000000}, "video/*": {bytes: 16000000}, "audio/*": {bytes: 16000000, text: 0}}},
  reads: ["messages", "account", "series"], of: ["messages"],
  acts: ["reply", "like", "block"], spool: ["messages"], uses: ["reply_to"], keeps: {series: "365d"}, settle: 60};

# What only WhatsApp says comes before what all of Graph does.
def code: (.body | if type == "object" then .error else null end | if type == "object" then . else {} end | .code) // null;
def error_of:
  code as $c | (.body.error? | objects | .error_data.details? // .message) as $said
  | if $c == 131047 then {kind: "refused", message: "they last wrote more than 24 hours ago: only a template may go to them (options.whatsapp.template)"}
    elif $c == 131026 then {kind: "refused", message: "it cannot be delivered: \($said // "this number has no WhatsApp, or an old one")"}
    elif $c == 131056 then {kind: "rate", wait: 6, message: "too many messages to the same person"}
    elif $c == 130429 then {kind: "rate", message: $said}
    elif $c == 131048 or $c == 133010 then {kind: "refused", message: $said}
    elif $c == 131051 or $c == 131053 or ($c != null and $c >= 132000 and $c <= 132015) then {kind: "invalid", message: $said}
    elif $c == 803 then {kind: "gone", message: $said}
    else graph_error end;
def here($path): .account.phone as $phone | graph("\($phone)\($path)");
def message($more): here("/messages") as $url | send("POST"; $url; {messaging_product: "whatsapp"} + $more);

def login:
  if .account.phone == null then fail("invalid"; "there is no setting 'phone', the id of the phone number")
  elif .step == null then ask(get(here("")) + {query: {fields: "id,display_phone_number,verified_name"}}; "me")
  else {account: (body | {number: .display_phone_number, name: .verified_name} | filled)} end;

# Publishing. Somebody is a number, a group (...@g.us), or the id that a business sees of them (US.1349...).
def to_whom: tostring
  | if test("@g[.]us$") then {recipient_type: "group", to: .}
    elif test("^[A-Z][A-Z][.]") then {recipient_type: "individual", recipient: .}
    else {recipient_type: "individual", to: gsub("[^0-9]"; "")} end;
def kind_of: (.type // "") as $t | if $t == "image/webp" then "sticker" else [$t | scan("^(image|video|audio)/")[0], "document"][0] end;
def template($lang): if type == "string" then {name: .} else . end
  | .language = (.language // $lang // "en_US" | if type == "string" then {code: gsub("-"; "_")} else . end);
def content($id): .job as $job | $job.draft as $d | ($d.options.whatsapp // {}) as $more | ($d.media[0] // null) as $m
  | if $more.template then {type: "template", template: ($more.template | template($d.lang))}
    elif $more.message then $more.message
    elif $m then ($m | kind_of) as $kind | {type: $kind} + {($kind): ({id: $id}
      + (if $kind == "audio" or $kind == "sticker" then {} else {caption: $d.text} end)
      + (if $kind == "document" then {filename: $m.name} else {} end) | filled)}
    else {type: "text", text: {body: $d.text, preview_url: ($more.preview // any($job.entities[]?; .kind == "link"))}} end;
def told: (.account.spool // "") != "";        # what became of a message is, and its key with it
def put($id): .job as $job | content($id) as $it | ($job.reply_to.id // null) as $parent
  | publish(message((if told then {biz_opaque_callback_data: $job.key} else {} end) + ($job.recipient | to_whom)
      + (if $parent then {context: {message_id: $parent}} else {} end) + $it); "sent");
def sent: body as $b | published($b.messages[0].id; null)
  | .receipt.native = ({recipient: ($b.contacts[0]? | .wa_id // .user_id), status: $b.messages[0].message_status} | filled);
def post:
  .job.draft as $d | ($d.options.whatsapp // {}) as $more
  | if .step == null and $d.media[0] and ($more.template or $more.message | not) then here("/media") as $url
      | ask({method: "POST", url: $url, safe: true, multipart: [{name: "messaging_product", value: "whatsapp"},
          {name: "type", value: $d.media[0].type}, {name: "file", file: $d.media[0].file, type: $d.media[0].type}]}; "media")
    elif .step == null then put(null)
    elif .step == "media" then body.id as $id | {undo: {method: "DELETE", url: graph($id | part)}}, put($id)
    else sent end;

# A message says in thread whom it came from. What is answered is marked as read before.
def act:
  .job.action as $do | ($do.target.thread // null) as $who | $do.target.id as $id
  | if $who == null then fail("invalid"; "target.thread must say who wrote it, as messages have it")
    elif .step == null and $do.do == "reply" then ask(message({status: "read", message_id: $id}) + {safe: true,
        accept: ["invalid", "gone", "refused", "rate", "server"]}; "read")
    elif .step == "read" then publish(message(($who | to_whom) + {type: "text", context: {message_id: $id},
        text: {body: $do.text, preview_url: any(.job.entities[]?; .kind == "link")}}); "sent")
    elif .step == null and $do.do == "like" then publish(message(($who | to_whom) + {type: "reaction",
        reaction: {message_id: $id, emoji: (.account.emoji // "👍")}}) + {safe: true}; "sent")
    elif .step == null then here("/block_users") as $url | ask(send("POST"; $url;
        {messaging_product: "whatsapp", block_users: [{user: ($who | tostring)}]}) + {safe: true}; "blocked")
    elif .step == "blocked" then
      if (body.block_users.added_users? // []) == [] then fail("refused"; "they could not be blocked: only who wrote in the last 24 hours can be")
      else published($id; null) end
    else sent end;

# Reading. What somebody said, of all kinds that a webhook brings.
def words: .type as $t
  | if $t == "text" then .text.body elif $t == "button" then .button.text elif $t == "system" then .system.body
    elif $t == "reaction" then .reaction.emoji elif $t == "order" then .order.text
    elif $t == "interactive" then (.interactive | .button_reply // .list_reply // {} | .title)
    elif $t == "location" then (.location | [.name, .address] | map(strings) | join(", "))
    elif $t == "contacts" then ([.contacts[]?.name.formatted_name | strings] | join(", "))
    else .[$t].caption? // null end;
def medium: .type as $t | if .[$t].id? and ($t | test("^(image|video|audio|voice|document|sticker)$"))
  then [{type: ({sticker: "image", voice: "audio", document: "file"}[$t] // $t), mime: .[$t].mime_type, alt: null}] else [] end;
def inbound($value): (.from // .from_user_id) as $who
  | ([$value.contacts[]? | select(.wa_id == $who or .user_id == $who)][0] // {}) as $c
  | {type: "message", id, published: (.timestamp | tonumber? // null), thread: $who, text: words, reply_to: (.context.id? // .reaction.message_id?),
     author: {id: $who, name: $c.profile.name, handle: ($c.profile.username // $who)}, media: medium,
     raw: ({kind: (if .type == "text" then null else .type end), file: .[.type].id?, location, contacts, order, errors, referral, interactive} | filled)};
# A state of what we sent: one event, which counts one.
def event($message; $state; $at; $more): ($state | ascii_downcase) as $s
  | ({sent: "sent", delivered: "delivered", read: "opens", failed: "bounces"}[$s]) as $name | select($name and $at != null)
  | {record: ({type: "series", id: "\($message)/\($s)", period: {start: $at, end: ($at + 1)}, metrics: {($name): 1}} + $more
      | .dimensions.message = $message)};
def statuses: .statuses[]? | . as $s | event(.id; .status; (.timestamp | tonumber? // null);
  {dimensions: ({recipient: $s.recipient_id, category: $s.pricing.category} | filled),
    raw: ({errors: $s.errors, conversation: $s.conversation} | filled)} | filled);
# Of a file the webhook says an id alone: how large it is, as a text, is asked for where it can be.
def file_of($phone): .record as $r | if $r.raw.file? == null then . else {id: $r.raw.file, q: {phone_number_id: $phone}} as $file
  | ask(get($file.id; $file.q) + {accept: ["auth", "gone", "invalid", "refused", "rate", "server"]}; "file"; {record: $r}) end;
def sized: .vars.record as $r | (body.file_size? // null | tostring | tonumber? // null) as $bytes | {record: ($r | .media[0].bytes = $bytes)};
def received: .account.phone as $phone | version as $v | .body.entry[]?.changes[]? | select(.field == "messages") | .value
  | select(.metadata.phone_number_id? == $phone) | . as $value
  | (.messages[]? | inbound($value) | {record: .} | file_of($phone) | if .request then .request.url = "/\($v)/\(.request.url | part)" else . end), statuses;
def spool(made): from_spool({fn: "hmac", name: "sha256", key: secret("app_secret"), text, base64};
  .headers["x-hub-signature-256"] // "" | ltrimstr("sha256="); made);
# Nothing lists what was sent, but each state of it that comes by webhook has the key that went out with it. That none came is no proof.
def find: .job.key as $key
  | if told | not then fail("refused"; "WhatsApp tells by webhook only what became of it")
    else spool(.account.phone as $phone | .body.entry[]?.changes[]? | .value | select(.metadata.phone_number_id? == $phone)
        | .statuses[]? | select(.biz_opaque_callback_data? == $key and .id != null) | . as $s
        | published(.id; null) | .receipt.native = ({recipient: $s.recipient_id, status: $s.status} | filled))
      | select(has("cursor") | not) end;

# Measured values: a field of the business account each, so that a refused one does not take the others along.
def day: . - . % 86400;
def since: (.job.since // null | if . then seconds else 0 end);
def span($most): (.now - $most * 86400) as $first | .now as $now
  | [([since, $first] | max | day), (.job.until // null | if . then seconds else $now end)];
def most($field): if $field == "template_analytics" then 90 else 365 end;     # days that Meta looks back
def filter($field; $granularity; $more): span(most($field)) as $s | "id,name,\($field).start(\($s[0])).end(\($s[1])).granularity(\($granularity))\($more)";
def lost($field; $why): {gap: {what: $field, why: $why}}, {gap: {what: "series", why: "\($field): \($why)"}};
def measured($field; $granularity; $more; $vars): . as $in | graph(.account.waba) as $url | filter($field; $granularity; $more) as $fields
  | if ($in.account["refused \($field)"] // 0) > $in.now - 604800 then lost($field; "WhatsApp refused it; it is asked again after a week")
    else (if $field == "template_analytics" and since < $in.now - 91 * 86400
        then {gap: {what: "series", why: "of templates Meta tells the last 90 days"}} else empty end),
      ask(get($url; {fields: $fields}) + {accept: ["invalid", "refused"]}; "values"; {field: $field} + $vars) end;
def clicks: if . == null then null else map({(.type): .count}) | add // {}
  | (.url_button // .unique_url_button // 0) + (.quick_reply_button // 0) end;
def point($me; $field; $names):
  {type: "series", period: {start: .start, end: .end}} + (
    if $field == "analytics" then {id: "messages/\(.start)", dimensions: {of: "messages"}, metrics: {sent, delivered}}
    elif $field == "pricing_analytics" then {
      dimensions: ({of: "charges", country, category: .pricing_category, pricing: .pricing_type, tier} | filled),
      id: (["charges", .start, .country, .pricing_category, .pricing_type, .tier] | map(select(. != null) | tostring) | join("/")),
      metrics: {volume, spend: .cost}}
    else {id: "template/\(.template_id)/\(.start)", dimensions: {of: "templates", template: ($names[.template_id] // .template_id)},
      metrics: {sent, delivered, opens: .read, clicks: (.clicked | clicks)}} end) | .id = "\($me)/\(.id)";
def values: .account.waba as $me | .vars as $v | .now as $now
  | if .response.error then lost($v.field; .response.error.message),
      (if body.error.code? then {account: {("refused " + $v.field): $now}} else empty end)
    else body[$v.field] | (.data_points[]?, .data[]?.data_points[]?) | select(.start != null) | {record: point($me; $v.field; $v.names // {})} end;
def templates: . as $in | [body.data[]? | select(.id != null)] as $all | ($all | map({(.id): .name}) | add // {}) as $names
  | (range(0; $all | length; 10) as $i | $in | measured("template_analytics"; "DAILY";
      ".template_ids([\([$all[$i:$i + 10][].id] | join(","))])"; {names: $names})),
    ($in | next_page("\($in.account.waba)/message_templates"; {}));

def events: rows(body.data; .message_id as $id | .events.data[]? | event($id; .delivery_status // ""; .timestamp; {})),
  (here("/message_history") as $url | (.job.of // null) as $of | place as $at
    | ask(get($url; {message_id: $of, limit: 100} + $at); "events"));
def fetch:
  .job as $job | .account as $a
  | if .step == "file" then sized
    elif $job.spool then spool(received)
    elif .step == "account" then ask({number: (get(here("")) + {query: {fields:
        "id,display_phone_number,verified_name,quality_rating,name_status,code_verification_status,messaging_limit_tier,throughput,status"}}),
      profile: (get(here("/whatsapp_business_profile")) + {
        query: {fields: "about,address,description,email,profile_picture_url,websites,vertical"}, accept: ["refused", "invalid"]})}; "snapshot")
    elif .step == "snapshot" then .response.number.body as $n
      | (.response.profile | if .error then {} else .body.data[0] // {} end | .business_profile? // .) as $p
      | ([$n.display_phone_number | strings | gsub("[^0-9]"; "")][0]) as $digits
      | {record: {type: "account", id: ($n.id // $a.phone), handle: $n.display_phone_number, name: $n.verified_name,
          url: (if $digits then "https://wa.me/\($digits)" else null end),
          raw: ($n + $p | {quality_rating, name_status, code_verification_status, messaging_limit_tier, throughput, status, about, address,
            description, email, profile_picture_url, websites, vertical} | if .throughput then .throughput |= {level} else . end | filled)}}
    elif .step == "messages" then
      {gap: {what: "messages", why: "WhatsApp tells what people write by webhook only: name the folder that a web server fills with --spool"}},
      (here("/message_history") as $url | ask(get($url; {message_id: ($job.of // null), limit: 100}); "events"))
    elif .step == "events" then events
    elif .step == "series" and ($a.waba // null) == null then {gap: {what: "series", why: "there is no setting waba, the id of the WhatsApp Business account"}}
    elif .step == "series" then measured("analytics"; "DAY"; ""; {}),
      measured("pricing_analytics"; "DAILY"; ".dimensions(PRICING_CATEGORY,PRICING_TYPE,TIER,COUNTRY)"; {}),
      (graph("\($a.waba)/message_templates") as $url | ask(get($url) + {accept: ["refused"]}; "templates"))
    elif .step == "templates" then
      if .response.error then lost("template_analytics"; .response.error.message)
      elif body.data | type != "array" then lost("template_analytics"; "an answer came without its list") else templates end
    else values end;
