# Instagram: "Download your information" as JSON.
include "export";

def about: {
  "title": "Instagram: download of your information", "network": "instagram", "zone": "UTC",
  "get": "Accounts Center, Your information and permissions, Export your information, format JSON: a zip, which is read as it is",
  "settings": {"people": "yes: the lists of followers and followed are handed over"},
  "parts": [
    {"name": "me", "is": "json", "type": "account", "by": "me", "first": true,
     "files": ["personal_information.json"], "has": ["profile_user"], "items": ["profile_user[]"]},
    {"name": "posts", "is": "json", "by": "post", "has": ["media", "uri", "creation_timestamp"],
     "not": ["attachments", "text_post_app_text_posts", "string_map_data", "photos", "ig_stories", "messages"],
     "files": ["media/posts_[0-9]*.json", "content/posts_[0-9]*.json", "media/archived_posts.json", "media/reels.json", "media/igtv_videos.json"],
     "items": ["[]", "ig_reels_media[]", "ig_igtv_media[]", "ig_archived_post_media[]"]},
    {"name": "stories", "is": "json", "by": "story", "has": ["ig_stories"], "items": ["ig_stories[]"]},
    {"name": "insights", "is": "json", "by": "insight",
     "some": {"posts": "only those that the archive has numbers of"},
     "has": [["organic_insights_posts", "organic_insights_reels", "organic_insights_stories"]],
     "items": ["organic_insights_posts[]", "organic_insights_reels[]", "organic_insights_stories[]"]},
    {"name": "comments", "own": true, "is": "json", "type": "comment", "by": "comment", "has": [["string_map_data", "label_values"]], "only": true,
     "some": {"comments": "only what the account itself said"},
     "files": ["post_comments*.json", "reels_comments*.json"], "items": ["[]", "*[]"]},
    {"name": "messages", "is": "json", "type": "message", "by": "message", "has": ["participants", "sender_name", "timestamp_ms"],
     "files": ["your_instagram_activity/messages/*/*/message_[0-9]*.json"], "items": ["messages[]"]},
    {"name": "people", "is": "json", "type": "account", "by": "person", "has": ["string_list_data"], "only": true,
     "not": ["text_post_app_text_post_app_followers", "text_post_app_text_post_app_following"],
     "files": ["followers.json", "followers_[0-9]*.json", "following.json"], "items": ["[]", "relationships_following[]",
       "relationships_followers[]"]}]};

# Members have labels in the language of the account: what they hold tells more.
def labelled($names): [to_entries[] | (.key | ascii_downcase) as $key | select(any($names[]; . == $key)).value.value | select(. != null and . != "")][0];
def me: (.item | mend).string_map_data // {}
  | {handle: labelled(["username", "benutzername", "nom d'utilisateur", "nom d’utilisateur", "nombre de usuario", "nome de usuário"]),
     name: labelled(["name", "nom", "nombre", "nome"])} | filled | select(.handle != null)
  | {context: .}, ({type: "account", account: .handle, url: "https://www.instagram.com/\(.handle)/"} + .);

# There is neither an id nor a link. The second it was made names a post, so that its numbers, which stand in another file, are of it.
def named($time): {hash: ["instagram", meta_own, $time]};
def caption: if (.title // "") != "" then .title else [.media[]? | .title // empty | select(. != "")][0] end;
def values: [.label_values[]? | select(.value != null and .value != "") | .value];
def post: (.item | mend) as $p | ([$p.creation_timestamp, $p.timestamp, $p.media[0]?.creation_timestamp | select(. != null and . > 0)][0]) as $time
  | if $time == null then bad("it does not say when it was made")
    else {type: "post", id: (if $p.fbid then $p.fbid else named($time) end), published: $time,
      text: ($p | caption // values[0]), media: ($p.media | meta_media),
      joins: ([$time, $p.media[0]?.creation_timestamp | select(. != null) | "post \(.)"] | unique)} + meta_owner end;
# Several stories can be made in a second.
def story: (.item | mend) as $s
  | if $s.creation_timestamp == null then bad("it does not say when it was made")
    else {type: "post", kind: "story", id: {hash: ["instagram", meta_own, $s.creation_timestamp, ($s.uri // "" | base)]},
      published: $s.creation_timestamp, text: $s.title, media: ([$s] | meta_media),
      joins: ["story \($s.creation_timestamp) \($s.uri // "" | base)"]} + meta_owner end;

def measures: {"impressions": "impressions", "impressionen": "impressions", "accounts reached": "reach", "erreichte konten": "reach",
  "likes": "likes", "„gefällt mir“-angaben": "likes", "comments": "comments", "kommentare": "comments", "replies": "comments",
  "antworten": "comments", "shares": "shares", "geteilt": "shares", "geteilte inhalte": "shares", "saves": "saves", "gespeichert": "saves",
  "follows": "follows", "neue follower": "follows", "profile visits": "profile_visits", "profilaufrufe": "profile_visits",
  "website taps": "clicks", "plays": "plays", "views": "views"};
def measure: ascii_downcase | sub("^instagram "; "") | measures[.];
def insight: (.item | mend) as $i | [$i.media_map_data[]?][0] as $thumb | [($i.string_map_data // {}) | to_entries[]] as $says
  | ([$says[].value.timestamp? | select(. != null and . > 0)][0] // $thumb.creation_timestamp) as $time
  | (.path | tostring | test("stories")) as $story
  | ([$says[] | {key: (.key | measure), value: (.value.value? | meta_whole)} | select(.key != null and .value != null)] | from_entries) as $metrics
  | if $time == null then bad("it does not say when it was made")
    else {type: "post", published: $time, text: $thumb.title, kind: (if $story then "story" else null end), metrics: $metrics,
        joins: [if $story then "story \($time) \($thumb.uri // "" | base)" else "post \($time)" end], behind: true,
        id: (if $story then {hash: ["instagram", meta_own, $time, ($thumb.uri // "" | base)]} else named($time) end)}
      + meta_owner + raw([$says[] | select((.key | measure) == null) | {key, value: .value.value?}] | from_entries) end;

# What the account said below posts of others, or its own: which is not told but for whose they are.
def said: if .label_values then {text: values[0], of: values[1], time: .timestamp, id: .fbid}
  else (.string_map_data // {}) as $says | [$says | to_entries[] | .value.value? | select(. != null and . != "")] as $values
    | {text: ($says.Comment.value // (if $says["Media Owner"] then null else $values[0] end)), of: ($says["Media Owner"].value // $values[1]),
       time: [$says[] | .timestamp? | select(. != null and . > 0)][0]} end;
def comment: (.item | mend | said) as $c
  | if $c.time == null and $c.text == null then bad("it has neither words nor a time")
    else {type: "comment", id: ($c.id // {hash: ["instagram", meta_own, $c.time, $c.text, $c.of]}), published: $c.time, text: $c.text}
      + meta_owner + raw({"Media Owner": $c.of}) end;

def message: meta_message("instagram");

# The name stands in title, in older files and those of followers with the link.
def person: if people | not then without_people
  else (.file | test("following[.]json$")) as $following | (.item | mend) as $p | [$p.string_list_data[]?][0] as $s
    | ([$p.title, $s.value, ($s.href // "" | sub("^.*/"; "")) | select(. != null and . != "")][0]) as $handle
    | {type: "account", id: $handle, handle: $handle, url: "https://www.instagram.com/\($handle)/",
       relation: (if $following then "following" else "follower" end), since: ($s.timestamp | if . then todate else null end)} end;
