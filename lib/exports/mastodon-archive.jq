# The archive of an account on Mastodon: what it said itself, as ActivityPub has it.
include "export";

def about: {
  "title": "Mastodon: archive of an account",
  "get": ["In the web interface of your server: Preferences, Import and export, Request your archive.",
    "A message tells when it can be fetched; a new one can be had every seven days.",
    "Whom you follow is on the same page, as following_accounts.csv."],
  "network": "mastodon",
  "zone": "UTC",
  "languages": {"en": {"point": ".", "dates": "ymd"}},
  "settings": {"people": "yes: those whom you follow, as accounts"},
  "parts": [
    {"name": "actor", "is": "json", "type": "account", "has": ["preferredUsername", "outbox"], "files": ["actor.json"],
      "items": [""], "by": "actor", "first": true},
    {"name": "outbox", "own": true, "is": "json", "has": ["orderedItems", "(outbox.json)"], "files": ["outbox.json"],
      "items": ["orderedItems[]"], "by": "activity"},
    {"name": "others", "is": "json", "has": ["orderedItems"], "files": ["likes.json", "bookmarks.json"], "only": true,
      "items": ["totalItems"], "by": "of_others"},
    {"name": "following", "is": "table", "type": "account", "has": ["handle", ".boosts"], "by": "followed", "end": "followed_by_you",
      "leaves": true, "files": ["following_accounts.csv"],
      "columns": {"handle": {"en": "Account address"}, ".boosts": {"en": "Show boosts"}, ".notify": {"en": "Notify on new posts"},
        ".languages": {"en": "Languages"}}},
    {"name": "muted", "is": "table", "has": [".who", ".hidden"], "by": "nobody", "end": "left_out", "files": ["muted_accounts.csv"],
      "columns": {".who": {"en": "Account address"}, ".hidden": {"en": "Hide notifications"}}}]};

def last_part: strings | [capture("/(?<id>[0-9A-Za-z_-]+)/?$").id][0] // null;
def host: strings | [capture("^https?://(?<h>[^/?#]+)").h][0] // null;
def actor: .item
  | {context: {account: .preferredUsername, actor: {handle: .preferredUsername, name: .name, url: (.url // .id), id: .id}}},
    {type: "account", url: (.url // .id), handle: .preferredUsername, name: .name};
# The author as the server's interface names it: a number as id is there only where the address holds it.
def author($context): (.attributedTo // .actor | list[0] // null | if type == "object" then .id else . end) as $who
  | ($context.actor // {}) as $me
  | if $me.id == $who and $who != null then {handle: $me.handle, name: $me.name, url: $me.url, id: [$who | capture("/ap/users/(?<n>[0-9]+)$").n][0]}
    else {url: $who, handle: [$who | strings | capture("/(users/|@)(?<n>[^/]+)$").n][0]} end;

def is_public: . == "https://www.w3.org/ns/activitystreams#Public" or . == "as:Public" or . == "Public";
def visibility: (.to | list) as $to | (.cc | list) as $cc
  | if any($to[]; is_public) then null elif any($cc[]; is_public) then "unlisted"
    elif any(($to + $cc)[]; strings | endswith("/followers")) then "followers" else "direct" end;
def media: [.attachment | list[] | select(type == "object") | (.url | if type == "array" then .[0] else . end
  | if type == "object" then .href else . end) as $at
  | {type: (.mediaType // "" | split("/")[0] | if . == "image" or . == "video" or . == "audio" then . else "file" end),
     mime: .mediaType, alt: .name, width: .width, height: .height}
  + (if $at | strings | test("^https?://") then {url: $at} else {file: ($at | strings | ltrimstr("/")) } end)];
def language: .content as $c | .contentMap | if type != "object" then null
  elif length == 1 then keys[0] else [to_entries[] | select(.value == $c).key][0] end;
def total: if type == "object" then .totalItems | numbers else null end;
def answered($own): .inReplyTo | if type == "object" then .id else . end | strings
  | if host == $own then last_part else . end;

def said($context): (.id | host) as $own | visibility as $seen | ([answered($own)][0]) as $parent
  | {type: (if $seen == "direct" then "message" elif $parent then "comment" else "post" end),
     id: (.id | last_part), url: ([.url | strings][0] // .id), published: .published, updated: .updated,
     author: author($context), title: (if .type == "Note" then null else .name end), warning: .summary,
     html: .content, lang: language, reply_to: $parent, visibility: $seen,
     tags: [.tag | list[] | select(.type? == "Hashtag") | .name | ltrimstr("#")],
     mentions: [.tag | list[] | select(.type? == "Mention") | {handle: (.name // "" | ltrimstr("@")), url: .href}],
     media: media,
     poll: ((.oneOf // .anyOf) as $o | if $o then {options: [$o[].name], multiple: (if .anyOf then true else null end)} | filled else null end),
     metrics: {likes: (.likes | total), shares: (.shares | total)}};
def activity: .context as $context | .item
  | if type != "object" then bad("it is no activity")
    elif .type == "Announce" then note("boosts are what others said: left out")
    elif .type != "Create" and .type != "Update" then note("activities of the type \(.type) are left out")
    elif (.object | type) != "object" or (.object.id | type) != "string" then bad("it says nothing")
    else .object |= (.to = (.to // null) | .cc = (.cc // null)) | .object + {to: (.object.to // .to), cc: (.object.cc // .cc)} | said($context) end;

def of_others: note("likes and bookmarks are addresses of what others said: left out");
def followed: if yes("people") then with({}) else empty end;
def followed_by_you: if yes("people") then empty else note("whom you follow is left out; --set people=yes hands it over") end;
def nobody: empty;
def left_out: note("whom you muted is left out");
