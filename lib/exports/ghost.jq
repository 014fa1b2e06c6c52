# What Ghost exports of a site: its content, its members (counted), and how its posts did.
include "export";

def about: {
  "title": "Ghost: content, members, post analytics",
  "get": ["Content: Settings, Advanced, Import/Export, Export content: SITE.ghost.STAMP.json.",
    "Members: Members, the wheel, Export all members. How posts did: Analytics or Posts, Export: a CSV."],
  "network": "ghost",
  "zone": "UTC",
  "languages": {"en": {"point": ".", "dates": "ymd"}},
  "settings": {"site": "its address, which the file leaves out: https://blog.example", "people": "yes: members as accounts, without their addresses"},
  "parts": [
    {"name": "content", "is": "json", "has": ["exported_on", "data"], "files": ["*.ghost.*.json"],
      "items": ["db[].data.posts[]", "data.posts[]", "[].data.posts[]"],
      "before": ["db[].data.tags[]", "data.tags[]", "[].data.tags[]", "db[].data.users[]", "data.users[]", "[].data.users[]",
        "db[].data.posts_tags[]", "data.posts_tags[]", "[].data.posts_tags[]", "db[].data.posts_authors[]", "data.posts_authors[]",
        "[].data.posts_authors[]", "db[].data.posts_meta[]", "data.posts_meta[]", "[].data.posts_meta[]"],
      "by": "content", "look": {"tags_there": ["tags", "post_id"], "authors_there": ["authors", "post_id"],
        "tags": ["tags", "id"], "authors": ["authors", "id"], "meta": ["meta", "id"]}},
    {"name": "members", "is": "table", "type": "account", "has": [".mail", ".complimentary"], "not": [".status"], "by": "member", "end": "members",
      "leaves": true, "files": ["members*.csv"],
      "columns": {".id": {"en": "id"}, ".mail": {"en": "email"}, ".name": {"en": "name"}, ".note": {"en": "note"},
        ".subscribed": {"en": ["subscribed_to_emails", "subscribed"], "as": "bool"}, ".complimentary": {"en": "complimentary_plan", "as": "bool"},
        ".customer": {"en": "stripe_customer_id"}, ".since": {"en": "created_at"}, ".deleted": {"en": "deleted_at"}, ".labels": {"en": "labels"},
        ".tiers": {"en": "tiers"}, ".status": {"en": "status"}}},
    {"name": "analytics", "is": "table", "has": ["id", "title", "metrics.sent", ".status", [".created", "published"], ["metrics.conversions", "metrics.unique_opens"]],
      "by": "analytics",
      "files": ["post-analytics*.csv"],
      "columns": {"id": {"en": "id"}, "title": {"en": "title"}, "url": {"en": "url"}, ".author": {"en": "author"}, ".status": {"en": "status"},
        ".created": {"en": "created_at"}, "updated": {"en": "updated_at"}, "published": {"en": "published_at"}, ".tags": {"en": "tags"},
        "metrics.sent": {"en": "sends"}, "metrics.unique_opens": {"en": "opens"}, "metrics.clicks": {"en": "clicks"},
        "metrics.conversions": {"en": "signups"}, "metrics.paid_conversions": {"en": "paid_conversions"}},
      "raw": ["featured", "post_access", "email_recipients", "newsletter_name", "feedback_more_like_this", "feedback_less_like_this", "feedback"]}]};

# Addresses within the site begin with a mark in the place of its own.
def base: setting("site") | if . then sub("/+$"; "") else null end;
def placed($base): if type == "string" and $base then split("__GHOST_URL__") | join($base) else . end;
def sorted: sort_by(.order) | map(.id);

def joined($in): .path[-1] as $table | .item
  | if $table == "tags" then {context: {tags: (($in.context.tags // {}) + {(.id | tostring): .name})}}
    elif $table == "users" then {context: {users: (($in.context.users // {}) + {(.id | tostring): ({id, handle: .slug, name} | filled)})}}
    elif $table == "posts_tags" then {know: {("tags:\(.post_id)"): (($in.known.tags_there // []) + [{id: .tag_id, order: .sort_order}])}}
    elif $table == "posts_authors" then {know: {("authors:\(.post_id)"): (($in.known.authors_there // []) + [{id: .author_id, order: .sort_order}])}}
    else {know: {("meta:\(.post_id)"): {alt: .feature_image_alt, subject: .email_subject}}} end;

def post($in; $base): ($in.known.tags // [] | sorted | map($in.context.tags[tostring]? | strings)) as $tags
  | ($in.known.authors // (if .author_id then [{id: .author_id}] else [] end) | sorted | map($in.context.users[tostring]? | objects)) as $authors
  | {id: (.id | tostring), title, html: (.html | placed($base)), text: .plaintext, tags: [$tags[] | select(startswith("#") | not)],
     url: ([.canonical_url | strings][0] // (if $base and .slug then "\($base)/\(.slug)/" else null end)),
     published: (.published_at | utc), updated: (.updated_at | utc), author: $authors[0],
       authors: (if $authors[1:] == [] then null else $authors end),
     media: (.feature_image | if type == "string" and ($base or (startswith("__GHOST_URL__") | not)) then
       [{type: "image", url: placed($base), alt: $in.known.meta.alt}] else null end),
     raw: ({summary: .custom_excerpt, type: (if .type == "page" or .page == 1 or .page == true then "page" else null end),
       visibility: (if .visibility == "public" then null else .visibility end), internal_tags: [$tags[] | select(startswith("#"))]} | filled)};
def content: . as $in | base as $base | .item as $it
  | if $in.before then joined($in)
    elif ($it.id // null) == null then bad("a post without an id")
    elif $it.status == "draft" or $it.status == "scheduled" then ($it | post($in; $base))
      | {type: "draft", key: "ghost/\(.id)", at: (if $it.status == "scheduled" then .published else null end), title, html, text, tags, media,
         raw: (.raw + {status: $it.status})}
    else ($it | post($in; $base)) + {type: "post", status: (if $it.status == "sent" then "sent" else null end)},
      (if $base == null and ($it | .html // "" | contains("__GHOST_URL__")) then
        note("addresses within the site begin with __GHOST_URL__: --set site=https://... says what that is") else empty end) end;

def member: if (.row.deleted // "") != "" then empty
  elif yes("people") then {type: "account", id: .row.id, name: .row.name, raw: ({labels: .row.labels, tiers: .row.tiers,
    subscribed: .row.subscribed, created_at: .row.since} | filled)}
  else tally("members"), (if (.row.customer // "") != "" then tally("paying") else empty end) end;
def members: if yes("people") then empty
  else {type: "account", metrics: ({followers: (.context.members // 0), paying: .context.paying} | filled)}, {context: {members: null, paying: null}},
    note("members are counted; --set people=yes hands them over, without their addresses") end;
def analytics: if .record.published == null then note("posts that are not published are left out")
  else with({author: {name: .row.author}, tags: (.row.tags // "" | split(",") | map(sub("^ +"; "")) ),
    raw: ((.record.raw // {}) + {status: .row.status} | filled)}) end;
