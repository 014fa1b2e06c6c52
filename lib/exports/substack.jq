# What Substack exports of a publication: posts with their text, and how many read them.
include "export";

def about: {
  "title": "Substack: a publication's posts, subscribers",
  "get": ["Dashboard, Settings, Import / Export (Exports), New export: a zip.",
    "Give the zip, or the folder that was in it: the posts' text lies beside posts.csv.",
    "How posts did: Dashboard, Posts, Download."],
  "network": "substack",
  "zone": "UTC",
  "languages": {"en": {"point": ".", "dates": "ymd"}},
  "settings": {"site": "the publication's address, which the files leave out: https://name.substack.com",
    "people": "yes: subscribers as accounts, without their addresses"},
  "parts": [
    {"name": "body", "is": "text", "files": ["posts/[0-9]*.html"], "only": true, "first": true, "by": "body"},
    {"name": "opens", "is": "table", "files": ["posts/[0-9]*.opens.csv"], "only": true, "first": true, "has": [".mail"], "by": "reader",
      "end": "opens",
      "columns": {".mail": {"en": ["email", "email_address"]}, ".when": {"en": "timestamp"}, ".post": {"en": "post_id"},
        ".country": {"en": "country"}},
      "raw": ["*"]},
    {"name": "delivers", "is": "table", "files": ["posts/[0-9]*.delivers.csv"], "only": true, "first": true, "has": [".mail"], "by": "reader",
      "end": "delivers",
      "columns": {".mail": {"en": ["email", "email_address"]}, ".when": {"en": "timestamp"}, ".post": {"en": "post_id"},
        ".country": {"en": "country"}},
      "raw": ["*"]},
    {"name": "posts", "is": "table", "has": [".id", ".mailed", ".published"], "by": "post", "files": ["posts.csv"],
      "look": {"body": ["body", "id"]},
      "columns": {".id": {"en": "post_id"}, "published": {"en": "post_date"}, ".published": {"en": "is_published", "as": "bool"},
        ".mailed": {"en": "email_sent_at"}, ".inbox": {"en": "inbox_sent_at"}, ".type": {"en": "type"}, ".audience": {"en": "audience"},
        "title": {"en": "title"}, ".subtitle": {"en": "subtitle"}, ".podcast": {"en": "podcast_url"}}},
    {"name": "dashboard", "is": "table", "has": ["title", "published", "metrics.views", ".engagement", "metrics.conversions"], "by": "shown",
      "columns": {"title": {"en": "title"}, "published": {"en": "post_date"}, ".audience": {"en": "audience"}, "metrics.views": {"en": "views"},
        ".engagement": {"en": "engagement_rate"}, "metrics.conversions": {"en": "signups"}, "metrics.subscriptions": {"en": "subscribes"},
        ".value": {"en": "estimated_value"}, ".open_rate": {"en": "open_rate"}}},
    {"name": "subscribers", "is": "table", "type": "account", "has": [".mail", ".active", ".expiry"], "by": "subscriber", "end": "subscribers",
      "leaves": true, "files": ["email_list*.csv"],
      "columns": {".mail": {"en": "email"}, ".active": {"en": "active_subscription", "as": "bool"}, ".expiry": {"en": "expiry"},
        ".plan": {"en": "plan"},
        ".disabled": {"en": "email_disabled", "as": "bool"}, ".digests": {"en": "prefer_digests"}, ".since": {"en": "created_at"},
        ".paid": {"en": "first_payment_at"}}}]};

# 111.a-slug: the number is the post's, the rest its name in the address.
def own_id: tostring | split(".")[0];
def slug: tostring | split(".")[1:] | join(".") | if . == "" then null else . end;
def of_file: .file | split("/")[-1] | split(":")[-1];
def body: {know: {("body:" + (of_file | rtrimstr(".html"))): .item.text}};
def reader: empty;
def counted($what): {context: {($what): ((.context[$what] // {}) + {(of_file | own_id): .count})}};
def opens: counted("opens"), note("who opened and who was sent a post is counted");
def delivers: counted("delivered"), note("who opened and who was sent a post is counted");

def post: .row as $row | .known as $known | (.row.id // "" | own_id) as $n
  | (.context.opens[$n]? // null) as $opens | (.context.delivered[$n]? // null) as $delivered | (setting("site") | if . then sub("/+$"; "") else null end) as $site
  | ($row.id // "") as $id | if $id | test("^[0-9]+([.]|$)") | not then bad("post_id is none: '\($id)'")
    else {title: .record.title, html: $known.body,
        media: ($row.podcast | if . then [{type: "audio", url: .}] else null end)} as $said
      | {type: (if $row.type == "newsletter" then null else $row.type end),
        audience: (if $row.audience == "everyone" then null else $row.audience end),
         subtitle: $row.subtitle, email_sent_at: $row.mailed} as $raw
      | if $row.published == false and ($said | filled) == {} then note("drafts without a word are left out")
        elif $row.published == false then $said + {type: "draft", key: "substack/\($id | own_id)", raw: (($raw + {status: "draft"}) | filled)}
        else with($said + {id: ($id | own_id), url: (($id | slug) as $slug | if $site and $slug then "\($site)/p/\($slug)" else null end),
            metrics: ({opens: $opens, delivered: $delivered} | filled), raw: ((.record.raw // {}) + $raw | filled)}) end
    end;
def shown: .row as $row | if .record.published == null then note("posts without a date are left out")
  else with({id: {hash: ["substack", .record.title, .record.published]}, raw: ((.record.raw // {}) + {audience: $row.audience,
    engagement_rate: $row.engagement,
    open_rate: $row.open_rate, estimated_value: $row.value} | filled)}) end;

def subscriber: if yes("people") then .row | {type: "account", id: {hash: ["substack", .mail | ascii_downcase]}, raw: ({active: .active,
  plan: .plan, disabled: .disabled,
    created_at: .since, first_payment_at: .paid, expiry: .expiry} | filled)}
  else tally("subscribers"), (if .row.active then tally("paying") else empty end) end;
def subscribers: if yes("people") then empty
  else {type: "account", metrics: ({followers: (.context.subscribers // 0), paying: .context.paying} | filled)}, {context: {subscribers: null,
    paying: null}},
    note("subscribers are counted; --set people=yes hands them over, without their addresses") end;
