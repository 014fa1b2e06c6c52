# Facebook: "Download your information" as JSON, of a profile or a page.
include "export";

def about: {
  "title": "Facebook: download of your information", "network": "facebook", "zone": "UTC",
  "get": "Accounts Center, Your information and permissions, Export your information, format JSON: a zip, which is read as it is",
  "settings": {"people": "yes: the list of friends is handed over"},
  "parts": [
    {"name": "me", "is": "json", "type": "account", "by": "me", "first": true,
     "files": ["profile_information.json"], "has": ["profile_v2"], "items": ["profile_v2"]},
    {"name": "posts", "is": "json", "by": "post", "has": ["timestamp", "data", ["attachments", "post"]],
     "not": ["comments_v2", "reactions_v2", "reaction", "sender_name", "string_map_data"],
     "files": ["posts/your_posts*.json", "posts/your_uncategorized_photos.json"], "items": ["[]"]},
    {"name": "comments", "own": true, "is": "json", "type": "comment", "by": "comment", "some": {"comments": "only what the account itself said"},
     "has": [["comments_v2", "group_comments_v2"]],
     "items": ["comments_v2[]", "group_comments_v2[]"]},
    {"name": "messages", "is": "json", "type": "message", "by": "message", "has": ["participants", "sender_name", "timestamp_ms"],
     "files": ["your_facebook_activity/messages/*/*/message_[0-9]*.json", "your_activity_across_facebook/messages/*/*/message_[0-9]*.json"],
     "items": ["messages[]"]},
    {"name": "people", "is": "json", "type": "account", "by": "friend", "has": ["friends_v2"], "items": ["friends_v2[]"]}]};

def me: (.item | mend).name.full_name // null | select(. != null) | {context: {name: .}};

# People are named @[123:2048:Name].
def people_of: [match("@\\[([0-9]+):[0-9]+:([^\\]]*)\\]"; "g").captures | {id: .[0].string, name: .[1].string}];
def plain: gsub("@\\[[0-9]+:[0-9]+:(?<name>[^\\]]*)\\]"; .name);
# The title is a sentence of Facebook's (X added a photo), not the words.
def post: (.item | mend) as $p | [$p.attachments[]?.data[]?] as $with
  | ([$p.data[]?.post // empty] + [$with[].text // empty] | map(select(. != "")) | .[0]) as $text
  | ([$with[].media // empty | .uri // empty][0] // [$with[].external_context.url // empty][0]) as $first
  | if $p.timestamp == null then bad("it does not say when it was")
    else {type: "post", id: {hash: ["facebook", meta_own, $p.timestamp, ($first // "" | base), (if $first then null else $text end)]},
        published: $p.timestamp, updated: [$p.data[]?.update_timestamp // empty | select(. > 0)][0], text: ($text // "" | plain),
        mentions: ($text // "" | people_of), links: [$with[].external_context.url // empty], media: [$with[].media // empty] | meta_media}
      + meta_owner + raw({title: $p.title, place: [$with[].place // empty | .name // empty][0],
        backdated: [$p.data[]?.backdated_timestamp // empty][0]}) end;

def comment: (.item | mend) as $c | [$c.data[]?.comment // empty][0] as $said
  | if $said == null then empty
    else ($said.timestamp // $c.timestamp) as $time
      | {type: "comment", id: {hash: ["facebook", meta_own, $time, $said.author, $said.comment]}, published: $time,
        text: ($said.comment // "" | plain),
        account: meta_handle, author: (meta_owner.author + ({name: $said.author} | filled)), mentions: ($said.comment // "" | people_of),
        links: [$c.attachments[]?.data[]?.external_context.url // empty], media: [$c.attachments[]?.data[]?.media // empty] | meta_media}
      + raw({title: $c.title, group: $said.group}) end;

def message: meta_message("facebook");

def friend: if people | not then without_people
  else (.item | mend) | {type: "account", name, relation: "friend", since: (.timestamp | if . then todate else null end)} end;
