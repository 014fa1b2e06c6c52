# Threads: within the download of an Instagram account.
include "export";

def about: {
  "title": "Threads: download of your information", "network": "threads", "zone": "UTC",
  "get": "With that of Instagram: Accounts Center, Your information and permissions, Export your information, format JSON",
  "settings": {"people": "yes: the lists of followers and followed are handed over"},
  "parts": [
    {"name": "posts", "own": true, "is": "json", "by": "post", "some": {"comments": "only what the account itself said"},
     "has": ["text_post_app_text_posts"], "items": ["text_post_app_text_posts[]"]},
    {"name": "people", "is": "json", "type": "account", "by": "person",
     "has": [["text_post_app_text_post_app_followers", "text_post_app_text_post_app_following"]],
     "items": ["text_post_app_text_post_app_followers[]", "text_post_app_text_post_app_following[]"]}]};

# There is neither an id nor a link nor a number, and a reply does not say to what. Several can be said in a second.
def post: (.item | mend) as $p | ([$p.creation_timestamp, $p.media[0]?.creation_timestamp | select(. != null and . > 0)][0]) as $time
  | (if ($p.title // "") != "" then $p.title else [$p.media[]?.title // empty | select(. != "")][0] end) as $text
  | if $time == null then bad("it does not say when it was made")
    else {type: (if any($p.media[]?; .text_app_post.is_reply == true) then "comment" else "post" end),
      id: {hash: ["threads", meta_own, $time, $text]}, published: $time, text: $text, media: ($p.media | meta_media)} + meta_owner end;

def person: if people | not then without_people
  else (.path | tostring | test("following\"")) as $following | (.item | mend) as $p | [$p.string_list_data[]?][0] as $s
    | ([$p.title, $s.value, ($s.href // "" | sub("^.*/@?"; "")) | select(. != null and . != "")][0]) as $handle
    | {type: "account", id: $handle, handle: $handle, url: "https://www.threads.net/@\($handle)",
       relation: (if $following then "following" else "follower" end), since: ($s.timestamp | if . then todate else null end)} end;
