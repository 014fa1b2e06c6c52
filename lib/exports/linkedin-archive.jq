# LinkedIn: a member's copy of their data.
include "export";

def about: {
  "title": "LinkedIn: copy of a member's data", "network": "linkedin", "zone": "UTC",
  "get": "linkedin.com, Settings, Data privacy, Get a copy of your data: a zip (Complete_LinkedInDataExport_... .zip), which is read as it is",
  "languages": {"en": {"point": ".", "dates": "ymd"}},
  "settings": {"people": "yes: connections are handed over, without their addresses"},
  "parts": [
    {"name": "profile", "is": "table", "type": "account", "by": "profile", "first": true, "only": true,
     "files": ["Profile.csv", "Profile_[0-9]*.csv"], "has": [".first", ".last"],
     "columns": {".first": {"en": "First Name"}, ".last": {"en": "Last Name"}, "url": {"en": "Public Profile URL"}},
     "raw": ["Maiden Name", "Address", "Birth Date", "Headline", "Summary", "Industry", "Zip Code", "Geo Location", "Twitter Handles", "Websites",
       "Instant Messengers"]},
    {"name": "shares", "is": "table", "by": "share", "has": ["url", ".text"],
     "columns": {
       "published": {"en": "Date"}, "url": {"en": "ShareLink"}, ".text": {"en": "ShareCommentary"}, "links[]": {"en": "SharedUrl"},
       ".media": {"en": "MediaUrl"}},
     "raw": ["Visibility"]},
    {"name": "comments", "own": true, "is": "table", "type": "comment", "by": "comment", "escapes": true, "exact": true,
     "only": true, "files": ["Comments.csv", "Comments[_ (][0-9]*.csv"],
     "some": {"comments": "only what the account itself said"}, "has": ["published", "url", "text"],
     "columns": {"published": {"en": "Date"}, "url": {"en": "Link"}, "text": {"en": "Message"}}},
    {"name": "messages", "is": "table", "type": "message", "by": "message", "has": ["thread", "author.name", "published", "text"],
     "columns": {
       "thread": {"en": "CONVERSATION ID"}, "channel": {"en": "CONVERSATION TITLE"}, "author.name": {"en": "FROM"},
       "author.url": {"en": "SENDER PROFILE URL"}, "published": {"en": "DATE"}, "title": {"en": "SUBJECT"}, "text": {"en": "CONTENT"}},
     "raw": ["TO", "RECIPIENT PROFILE URLS", "FOLDER", "ATTACHMENTS", "IS MESSAGE DRAFT", "IS CONVERSATION DRAFT"]},
    {"name": "connections", "is": "table", "type": "account", "by": "connection", "has": [".first", ".last", "url", ".connected"],
     "leaves": true,
     "columns": {
       ".first": {"en": "First Name"}, ".last": {"en": "Last Name"}, "url": {"en": "URL"}, ".mail": {"en": "Email Address"},
       ".connected": {"en": "Connected On"}},
     "raw": ["Company", "Position"]}]};

def handle: [. // "" | match("/in/([^/?#]+)").captures[0].string][0];
def name: [.row.first, .row.last] | map(select(. != null)) | join(" ");
def me: .context // {} | {name: .name, handle: .handle, url: .url} | filled;
def owner: {account: .context.handle, author: me};

def profile: {name: name, handle: (.record.url | handle), url: .record.url} | filled | {context: .}, {type: "account", account: .handle} + .;
# A share without words passes on what somebody else said.
def share: (.record.url | linkedin_urn) as $id | (.row.media // "") as $media
  | if .record.url == null then empty
    else .record + owner + {id: ($id // .record.url), url: (.record.url | percent_decoded), text: .row.text,
        published: (.record.published // ($id | linkedin_time)), media: [$media | select(. != "") | {url: .}]} end;

# A comment has an id where its link names it, else what does not change of it makes one.
def own_urn: [. // "" | percent_decoded | capture("comment:[(](?:urn:li:)?(?<of>(?:activity|ugcPost|share):[0-9]+),(?<n>[0-9]+)[)]")
  | "urn:li:comment:(urn:li:\(.of),\(.n))"][0];
def comment: (.record.url | linkedin_urn) as $of | (.record.url | own_urn) as $id
  | if .record.url == null and .record.text == null then empty
    else .record + owner + {id: ($id // {hash: ["linkedin", $of, .record.published, .record.text]}), url: (.record.url // "" | percent_decoded),
      reply_to: $of, thread: $of} end;

def message: (.record.author // {}) as $who | .context as $me
  | .record + {id: {hash: ["linkedin", .record.thread, .record.published, $who.url, $who.name, .record.text]},
    account: $me.handle, author: ($who + {handle: ($who.url | handle)})};

# Addresses of mail stay where they are.
def connection: if people | not then without_people
  elif .record.url == null then empty
  else (.record.url | handle) as $handle | .record + {id: $handle, handle: $handle, name: name, relation: "connection"} end;
