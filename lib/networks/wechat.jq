# WeChat: an Official Account (gongzhonghao). Articles, their comments, numbers by day, and what followers write, by webhook.
include "net";

def about: {
  title: "WeChat", hosts: [".base"], account: {base: "https://api.weixin.qq.com"},
  auth: {query: {access_token: "access"}}, needs: ["access"], secrets: ["webhook_token", "aes_key"],
  asks: [
    {name: "app_id", ask: "The AppID", example: "wx1234567890abcdef", where: "at mp.weixin.qq.com: Settings and Development, Basic Configuration"},
    {name: "app_secret", ask: "The AppSecret", secret: true,
     where: "on the same page; add the address of this machine to the IP whitelist there"},
    {name: "webhook_token", ask: "The Token of the server configuration, to read messages with --spool", secret: true, optional: true,
      where: "on the same page, Server Configuration: a word of yours, which signs what WeChat sends"},
    {name: "aes_key", ask: "The EncodingAESKey of it", secret: true, optional: true, where: "there; needed where messages come encrypted"}],
  text: {max: 20000, unit: "codepoints", title: 32, html: true},
  media: {max: 20, bytes: 1000000, by: "file", types: ["image/jpeg", "image/png"]},
  reads: ["posts", "comments", "messages", "account", "series"], of: ["comments"], spool: ["messages"], acts: ["reply", "delete", "pin"],
  uses: ["link", "receipts"], rate: {zone: "Asia/Shanghai"}, settle: 30};

# Errors come with status 200.
def error_of:
  (.body | if type == "object" then . else {} end) as $b | ($b.errcode // 0) as $c | "\($b.errmsg // "") (\($c))" as $m
  | def one_of($codes): $codes | index($c) != null;
  if $c == 0 or $c == 45065 then null                   # 45065: this very message was sent before
  elif one_of([40001, 40014, 42001]) then {kind: "expired", message: $m}
  elif $c == 40164 then {kind: "auth", message: "the address of this machine is not on the account's IP whitelist: \($m)"}
  elif one_of([40013, 40125, 41004]) then {kind: "auth", message: $m}
  elif $c == -1 then {kind: "server", message: $m}
  elif $c == 45009 then {kind: "rate", wait: "day", message: $m}
  elif one_of([45011, 45066]) then {kind: "rate", wait: 60, message: $m}
  elif $c == 48001 then {kind: "refused", message: "the account has no permission for this: \($m)"}
  elif $c == 45015 then {kind: "refused", message: "they last wrote more than 48 hours ago: nothing may be sent to them"}
  elif $c == 45047 then {kind: "refused", message: "as much as may be sent to them was sent: they must write first"}
  elif one_of([53503, 53504, 53505]) then {kind: "refused", message: "the draft must be seen to at mp.weixin.qq.com: \($m)"}
  elif one_of([48004, 50002, 88000]) then {kind: "refused", message: $m}
  elif $c == 88001 then {kind: "gone", message: $m}
  else {kind: "invalid", message: $m} end;
def call($path; $json): send("POST"; "/cgi-bin/\($path)"; $json);
def read($path; $json): call($path; $json) + {safe: true};

# The stable token: another program that has it too does not end it.
def login:
  if .account.app_id == null then fail("invalid"; "there is no setting 'app_id'")
  elif .step == null then ask(call("stable_token"; {grant_type: "client_credential", appid: .account.app_id, secret: secret("app_secret"),
      force_refresh: false}) + {auth: false, safe: true, keep: {access: "access_token", "expires-in": "expires_in"}}; "in")
  else {account: {}} end;

# Publishing. A picture of the text must be WeChat's own, others are stripped; the cover is one that is kept.
def picture($path): {method: "POST", url: "/cgi-bin/\($path)", safe: true, multipart: [{name: "media", file, type}]};
def kept: picture("material/add_material?type=image");
def inlined($urls): split("src=\"") | {html: .[0], rest: $urls, more: .[1:]}
  | reduce .more[] as $part (.; ($part | split("\"")[0] | split("/")[-1]) as $name
      | ([.rest[] | select(.name == $name or (.name | @uri) == $name)][0]) as $m
      | if $m == null then .html += "src=\"" + $part
        else .rest -= [$m] | .html += "src=\"" + ($m.url | @html) + $part[($part | split("\"")[0] | length):] end)
  | [.html, (.rest[] | "<p><img src=\"\(.url | @html)\"></p>")] | join("\n");
def paragraphs: [splits("\n\n+") | select(test("[^ \n]")) | "<p>" + (@html | gsub("\n"; "<br>")) + "</p>"] | join("\n");
def pictures_only: (.job.draft.options.wechat.type // "") == "newspic";
def article($media; $urls): .job.draft as $d | ($d.options.wechat // {}) as $more
  | ({title: ($d.title // ""), need_open_comment: (if $more.comments == false then 0 else 1 end),
      only_fans_can_comment: (if $more.comments == "followers" then 1 else 0 end)}
    + if pictures_only then {article_type: "newspic", content: ($d.text // ""), image_info: {image_list: [$media[] | {image_media_id: .}]}}
      else {article_type: "news", author: ($more.author // .account.author), digest: $more.digest, content_source_url: $d.link,
        thumb_media_id: ($media[0] // $more.cover // .account.cover), pic_crop_235_1: $more.crop_wide, pic_crop_1_1: $more.crop,
        content: ($d.html // ($d.text // "" | paragraphs) | inlined($urls))} end) | filled;
# freepublish puts it on the account's page; options.wechat.notify sends it to all followers, or to those with a tag: of that there is one
# a day or four a month. Only the second knows our key.
def submit: (.job.draft.options.wechat.notify // false) as $to | body.media_id as $id
  | if $to == false then publish(call("freepublish/submit"; {media_id: $id}); "submitted")
    else publish(call("message/mass/sendall"; {filter: (if $to == true then {is_to_all: true} else {is_to_all: false, tag_id: $to} end),
      mpnews: {media_id: $id}, msgtype: "mpnews", send_ignore_reprint: 0, clientmsgid: .job.key}) + {safe: true}; "mass") end;
def state: {"2": "the claim to be its author was refused", "3": "it failed", "4": "the review refused it", "5": "it was deleted by its author",
  "6": "it was deleted by WeChat"};
def awaited($v): if body.publish_status == 1 then ask(read("freepublish/get"; {publish_id: $v.publish_id}) + {after: 5, deadline: 900}; "awaited"; $v)
  elif body.publish_status == 0 then (body.article_detail.item[0]?.article_url // null) as $url
    | published(body.article_id; $url) | .receipt.native = ($v | map_values(tostring))
  else state[body.publish_status | tostring] as $why | if $why then fail("refused"; "the article was not published: \($why)")
    else fail("server"; "WeChat does not tell what became of the article") end end;
def post:
  .job.draft as $d | pictures_only as $only
  | if .step == null and ($only | not) and ($d.media // []) == [] and ($d.options.wechat.cover // .account.cover // null) == null then
      fail("invalid"; "an article needs a cover: add a picture, or set cover to the media_id of one that WeChat keeps")
    elif .step == null and $only and ($d.media // []) == [] then fail("invalid"; "a newspic is made of pictures: add 1 to 20")
    elif .step == null then ask({kept: [$d.media[]?] | (if $only then . else .[:1] end) | map(kept),
        shown: (if $only then [] else [$d.media[]? | picture("media/uploadimg")] end)}; "pictures")
    elif .step == "pictures" then [.response.kept[].body.media_id] as $ids
      | [[$d.media[]? | {name}], [.response.shown[].body | {url}]] as $both | ([$both | transpose[] | .[0] + .[1] | select(.url != null)]) as $urls
      | ($ids[] | {undo: read("material/del_material"; {media_id: .})}),
        (article($ids; $urls) as $it | ask(read("draft/add"; {articles: [$it]}); "drafted"))
    elif .step == "drafted" then {undo: (body.media_id as $id | read("draft/delete"; {media_id: $id}))}, submit
    elif .step == "submitted" then (body | {publish_id, msg_data_id} | filled) as $v
      | ask(read("freepublish/get"; {publish_id: $v.publish_id}) + {after: 2}; "awaited"; $v)
    elif .step == "awaited" then awaited(.vars)
    else (body | {msg_id, msg_data_id} | filled | map_values(tostring)) as $ids
      | published($ids.msg_data_id // $ids.msg_id; null) | .receipt.native = $ids end;

# A comment's id names its article too, MSG_DATA_ID_INDEX/N: they are counted anew below each. The first article of a message is 1 in an id,
# and 0 where comments are asked for.
def comment_id: tostring | capture("^(?<msg>[0-9]+)_(?<index>[0-9]+)/(?<n>[0-9]+)$") // null
  | if . then {msg_data_id: (.msg | tonumber), index: ((.index | tonumber) - 1), user_comment_id: (.n | tonumber)} else null end;
def act:
  .job.action as $do | $do.target.id as $id | ([$id | comment_id][0]) as $c | ($do.target.thread // null) as $who
  | if .step != null then published($id; null)
    elif $do.do == "reply" and $c then publish(call("comment/reply/add"; $c + {content: $do.text}); "done")
    elif $do.do == "reply" and $who then publish(call("message/custom/send"; {touser: $who, msgtype: "text", text: {content: $do.text}}); "done")
    elif $do.do == "reply" then fail("invalid"; "'\($id)' is no comment, and target.thread says not who wrote it")
    elif $do.do == "pin" and $c then ask(read("comment/markelect"; $c); "done")
    elif $do.do == "delete" and $c then ask(read("comment/delete"; $c) + {accept: ["gone"]}; "done")
    elif $do.do == "delete" and $who == null then ask(read("freepublish/delete"; {article_id: $id}) + {accept: ["gone"]}; "done")
    else fail("invalid"; "'\($id)' is no comment: \($do.do) is for them") end;

# Days are those of Beijing. A date of theirs, and the time at which it begins.
def day_of: (. + 28800) / 86400 | floor;
def date_of: . * 86400 | todate[:10];
def begins: "\(.)T00:00:00+08:00";
def ends: (.[:10] + "T00:00:00Z" | fromdateiso8601) + 57600;
# A day is counted until eight the next morning. From the first that is not, nothing is covered.
def uncounted($why): (.now - 28800 | day_of | . * 86400 - 28800) as $from
  | if .job.until and (.job.until | seconds) <= $from then empty else {gap: {what: .job.what, from: ($from | todate), why: $why}} end;
def windows($days; $more): ((.job.since // null | if . then seconds else null end) // (.now - 30 * 86400) | day_of - $more) as $from
  | ([(.job.until // null | if . then seconds else null end), .now] | map(select(. != null)) | min | day_of) as $until
  | [$until, (.now | day_of) - 1] | min as $last
  | [range($from; $last + 1; $days) as $a | {begin_date: ($a | date_of), end_date: ([$a + $days - 1, $last] | min | date_of)}];
# Windows one after the other, so that what is refused once is not asked again; a week later it is.
def in_words: {getusersummary: "new followers", getusercumulate: "followers", getupstreammsg: "messages of followers", getbizsummary: "readers",
  getarticletotaldetail: "articles"}[.] // .;
def lost($what; $why): {gap: {what: $what, why: $why}}, {gap: {what: .job.what, why: "\($what | in_words): \($why)"}};
def cube($what; $todo; $step): . as $in | if $todo == [] then empty
  elif ($in.account["refused \($what)"] // 0) > $in.now - 604800 then $in | lost($what; "WeChat refused it; it is asked again after a week")
  else ask(send("POST"; "/datacube/\($what)"; $todo[0]) + {safe: true, accept: ["refused"]}; $step;
    {what: $what, todo: $todo[1:], from: $todo[0].begin_date, to: $todo[0].end_date}) end;
# Who follows is told of each day: where that of yesterday is missing, it is not counted yet. So are readers, unless it says that it is not late:
# then nobody read.
def late: .vars as $v | select($v.todo == [] and ($v.what == "getusercumulate" or ($v.what == "getbizsummary" and body.is_delay != false)))
  | [body.list[].ref_date | strings] | select(index($v.to) | not) | [.[] + "T00:00:00Z" | fromdate / 86400 + 1 | date_of]
  | ([$v.from] + . | max | begins) as $from | {gap: {what: "series", from: $from, why: "WeChat has not counted the newest days yet"}};
def cube_next(f): .vars as $v | .now as $now
  | if .response.error then lost($v.what; .response.error.message),
      (if body.errcode? then {account: {("refused " + $v.what): $now}} else empty end)
    else (if body.is_delay == true then {gap: {what: .job.what, from: ($v.from | begins),
        why: "WeChat says that its newest numbers are late"}} else empty end),
      (if body.list | type == "array" then f, late else {gap: {what: .job.what, from: ($v.from | begins), why: "an answer came without its list"}} end),
      (.step as $step | cube($v.what; $v.todo; $step)) end;
def content: {reach: .read_user, shares: .share_user, likes: .like_user, comments: .comment_count, hearts: .zaikan_user};
def number: .account.app_id as $me | .vars as $v | $v.what as $what | .job.what as $of | body.list[]
  | if .ref_date == null then {gap: {what: $of, from: ($v.from | begins), why: "numbers came without their day"}}
    elif ($what == "getusersummary" and .user_source == null) or ($what == "getupstreammsg" and .msg_type == null)
    then {gap: {what: $of, from: (.ref_date | begins), why: "numbers came without the word for what they count"}}
    else {type: "series", period: {start: (.ref_date | begins), end: (.ref_date | ends)}} + (
  if $what == "getusersummary" then {id: "followers/\(.ref_date)/\(.user_source)", dimensions: {source: (.user_source | tostring)},
    metrics: {follows: .new_user, unfollows: .cancel_user}}
  elif $what == "getusercumulate" then {id: "followers/\(.ref_date)", metrics: {followers: .cumulate_user}}
  elif $what == "getbizsummary" then {id: "content/\(.ref_date)", metrics: (.detail // {} | content)}
  elif $what == "getupstreammsg" then {id: "messages/\(.ref_date)/\(.msg_type)", metrics: {messages: .msg_count, users: .msg_user},
    dimensions: {kind: ({"1": "text", "2": "image", "3": "voice", "4": "video", "6": "link"}[.msg_type | tostring] // (.msg_type | tostring))}}
  else (.detail_list[-1]? // {}) as $last | select($last.stat_date and .msgid) | {id: "article/\(.msgid)", dimensions: {article: .msgid},
    period: {start: (.ref_date | begins), end: ($last.stat_date | ends)}, metrics: ($last | content)} end) | .id = "\($me)/\(.id)" | {record: .} end;

# Reading.
def post_record($id; $at; $name): {type: "post", id: $id, url, published: $at, title, html: .content, author: {id: $name, name: .author},
  links: [.content_source_url | strings | select(. != "")], media: [.thumb_url | strings | select(. != "") | {type: "image", url: .}]};
def posts: .account.app_id as $me | (.vars.offset // 0) as $offset | . as $in
  | rows(body | .item // if .total_count == 0 then [] else null end; .article_id as $id | .update_time as $at
    | if $id == null or (.content.news_item? | type) != "array" then $in | rows(null; empty)
      else .content.news_item | to_entries[] | select(.value.is_deleted != true)
        | .key as $n | .value | {record: post_record(if $n == 0 then $id else "\($id)_\($n + 1)" end; $at; $me)} end),
  ($offset + (body.item // [] | length)) as $next
  | select((body.item // []) != [] and $next < (body.total_count // $next + 1)) | (body.item[-1].update_time // null) as $last
    | ask(read("freepublish/batchget"; {offset: $next, count: 20, no_content: 0}); "posts of page"; {offset: $next}) + {older: $last};
def comments_of($c): ask(read("comment/list"; ($c | {msg_data_id, index}) + {begin: $c.begin, count: 49, type: 0})
  + {accept: ["gone", "refused"]}; "comments of it"; $c);
def comments_from($msgid; $thread): $msgid | capture("^(?<msg>[0-9]+)_(?<index>[0-9]+)$")
  | comments_of({msg_data_id: (.msg | tonumber), index: ((.index | tonumber) - 1), begin: 0, thread: ($thread // $msgid)});
# What no call lists: the number of the message that an article came in, by which comments are found. The receipts have it.
def known_articles: [.job.receipts[]? | select(.native.msg_data_id?) | {id, msgid: "\(.native.msg_data_id)_1"}];
def comments: .vars as $v | .account.app_id as $me | "\($v.msg_data_id)_\($v.index + 1)" as $root
  | . as $in | if body.errcode? == 88001 then empty
    elif .response.error then {gap: {what: "comments", why: "those of \($v.thread): \(.response.error.message)"}}
    else rows(body | .comment // if .total == 0 then [] else null end; "\($root)/\(.user_comment_id)" as $id
        | if .user_comment_id == null then $in | rows(null; empty) else
          {record: {type: "comment", id: $id, thread: $v.thread, reply_to: $v.thread, published: .create_time,
            text: .content, author: {id: .openid},
            raw: ({featured: (if .comment_type == 1 then true else null end)} | filled)}},
          (.reply | if type == "array" then .[] else . end | select(. != null and .content != null)
            | {record: {type: "comment", id: "\($id)/reply", reply_to: $id, thread: $v.thread, published: .create_time, text: .content,
                author: {id: $me}, own: true}}) end),
      (select(body.comment // [] | length > 0) | select($v.begin + 49 < (body.total // infinite)) | comments_of($v + {begin: ($v.begin + 49)})) end;
# What people at the customer service tool said and heard: a day at most is asked for.
def talk($from; $msgid): . as $in | [$from + 86399, $in.now] | min as $to
  | ask(send("POST"; "/customservice/msgrecord/getmsglist"; {starttime: $from, endtime: $to, msgid: $msgid, number: 10000})
    + {safe: true, accept: ["refused"]}; "talk"; {from: $from, to: $to});
def talked: .vars as $v | .now as $now
  | if .response.error then {gap: {what: "messages", why: "those of the customer service tool: \(.response.error.message)"}}
  else (body | .recordlist // if .number == 0 then [] else null end) as $list
    | (if ($list | type) == "array" and all($list[]; .openid and .time and .opercode) then empty else rows(null; empty) end),
    ([$list[]? | select(.openid and .time and .opercode)] | . as $all | to_entries[] | .key as $n | .value
      | "\(.openid)/\(.time)/\(.opercode)" as $id | ([$all[:$n][] | select("\(.openid)/\(.time)/\(.opercode)" == $id)] | length) as $same
      | (.opercode == 2002) as $own
      | {record: ({type: "message", id: (if $same > 0 then "\($id)/\($same)" else $id end), thread: .openid, published: .time, text,
          author: (if $own then {id: .worker} else {id: .openid} end)} + if $own then {own: true} else {} end)}),
    (if (body.number // ($list // [] | length)) >= 10000 and body.msgid then body.msgid as $id | talk($v.from; $id)
     elif $v.to < $now then talk($v.to + 1; 1) else empty end) end;

# By webhook: XML, plain or sealed.
def field($name): [.children[]? | select(.name == $name).text][0] // null;
def said: (field("FromUserName")) as $who | field("MsgType") as $kind | select($who != null and $kind != "event" and field("MsgId") != null)
  | {record: {type: "message", id: field("MsgId"), thread: $who, published: (field("CreateTime") | tonumber? // null), author: {id: $who},
      text: (field("Content") // field("Recognition") // field("Label") // field("Title")), links: [field("Url") // empty],
      media: [if $kind == "image" then {type: "image", url: field("PicUrl")} elif $kind == "voice" then {type: "audio"}
        elif $kind == "video" or $kind == "shortvideo" then {type: "video"} else empty end],
      raw: ({kind: (if $kind == "text" then null else $kind end), file: field("MediaId"),
        place: ([field("Location_X") // empty, field("Location_Y") // empty] | join(" "))} | filled)}};
def spool:
  if .step == "unsealed" then .vars.name as $name | .account.app_id as $me
    | if body == null or body.xml == null then {gap: {what: $name, why: "it is sealed, and cannot be opened with this aes_key"}}
      elif body.rest != $me then {gap: {what: $name, why: "it is for another account: \(body.rest)"}} else body.xml | said end
  else from_spool((.body | if type == "object" then field("Encrypt") else null end) as $sealed
      | {fn: "hash", name: "sha1", sorted: ([secret("webhook_token"), .query.timestamp // "", .query.nonce // ""] + [$sealed // empty])};
    if .body | if type == "object" then field("Encrypt") else null end then .query.msg_signature else .query.signature end;
    .name as $name | (.account.sealed // "" | tostring | test("^(yes|true)$")) as $only
      | .body | if type != "object" then {gap: {what: $name, why: "there is no XML in it"}}
      elif field("Encrypt") then ask(compute({fn: "unseal", key: secret("aes_key"), base64: field("Encrypt")}); "unsealed"; {name: $name})
      elif $only then {gap: {what: $name, why: "it is not encrypted, and the setting sealed says that all are"}}
      else said end) end;

def not_older: if .job.since == null then
  {gap: {what: .job.what, why: "what is older than 30 days is asked for day by day: --since goes further back"}} else empty end;
def fetch:
  .job as $job | .now as $now
  | if $job.spool then spool
    elif .step == "account" then ask({users: {method: "GET", url: "/cgi-bin/user/get", accept: ["refused"]},
      posts: (read("freepublish/batchget"; {offset: 0, count: 1, no_content: 1}) + {accept: ["refused"]})}; "snapshot")
    elif .step == "snapshot" then (.response[] | select(.error) | {gap: {what: "numbers of the account", why: .error.message, numbers: true}}),
      {record: {type: "account", id: .account.app_id, name: .account.name,
        metrics: {followers: .response.users.body.total?, posts: .response.posts.body.total_count?}}}
    elif .step == "posts" then {gap: {what: "posts", why: "WeChat lists what was published, and nothing that was sent to followers"}},
      ask(read("freepublish/batchget"; {offset: 0, count: 20, no_content: 0}); "posts of page"; {offset: 0})
    elif .step == "posts of page" then posts
    elif .step == "comments" and $job.of then ([known_articles[] | select(.id == ($job.of | tostring))][0] // {msgid: ($job.of | tostring)}) as $a
      | if ($a.msgid | test("^[0-9]+_[0-9]+$")) then comments_from($a.msgid; $a.id)
        else fail("invalid"; "WeChat finds comments by the message they belong to: '\($job.of)' was not published from here; MSG_DATA_ID_1 names one") end
    elif .step == "comments" then not_older, (known_articles[:100][] | . as $a | comments_from($a.msgid; $a.id)),
      cube("getarticletotaldetail"; windows(1; 30); "articles"),
      uncounted("WeChat tells of articles that were not published from here on the next day, from eight in the morning")
    elif .step == "articles" then [known_articles[:100][].msgid] as $known
      | cube_next(body.list[]? | .msgid as $m | select($m and ($known | index($m)) == null) | comments_from($m; null))
    elif .step == "comments of it" then comments
    elif .step == "messages" then
      {gap: {what: "messages", why: "WeChat tells what followers write by webhook only: name the folder that a web server fills with --spool"}},
      not_older, (($job.since // null | if . then seconds else $now - 30 * 86400 end) as $from | talk($from; 1))
    elif .step == "talk" then talked
    elif .step == "series" then not_older,
      {gap: {what: "views", why: "WeChat counts readers now (reach), and how often an article was opened no more", numbers: true}},
      cube("getusersummary"; windows(7; 0); "numbers"), cube("getusercumulate"; windows(7; 0); "numbers"), cube("getupstreammsg"; windows(7; 0); "numbers"),
      cube("getbizsummary"; windows(1; 0); "numbers"), cube("getarticletotaldetail"; windows(1; 0); "numbers"),
      uncounted("WeChat tells the numbers of a day on the next, from eight in the morning")
    else cube_next(number) end;
