# X: the archive of an account: what it said, its messages, itself.
include "export";

def about: {
  "title": "X: archive of an account", "network": "x", "zone": "UTC",
  "get": "x.com, Settings, Your account, Download an archive of your data: a zip (twitter-DATE-... .zip), which is read as it is",
  "settings": {"people": "yes: the lists of followers and followed are handed over, as numbers of accounts"},
  "parts": [
    {"name": "account", "is": "json", "type": "account", "by": "account", "first": true, "files": ["account.js"],
     "has": ["(window.YTD.account.part)"], "items": ["[].account"]},
    {"name": "notes", "is": "json", "by": "note", "first": true, "files": ["note-tweet.js", "note-tweet-part[0-9]*.js"],
     "has": ["(window.YTD.note_tweet.part)"], "items": ["[]"]},
    {"name": "tweets", "own": true, "is": "json", "by": "tweet", "items": ["[]"],
     "has": [["(window.YTD.tweets.part)", "(window.YTD.tweet.part)", "(window.YTD.community_tweet.part)"]],
     "some": {"comments": "only what the account itself said"}, "look": {"note": ["note", "tweet", "created_at"]}},
    {"name": "messages", "is": "json", "type": "message", "by": "message",
     "has": [["(window.YTD.direct_messages.part)", "(window.YTD.direct_messages_group.part)"]],
     "items": ["[].dmConversation.messages[]"]},
    {"name": "followers", "is": "json", "type": "account", "by": "follower", "items": ["[]"],
     "has": [["(window.YTD.follower.part)", "(window.YTD.following.part)"]]}]};

# Who it is comes first; what else that file says (an address of mail) is not handed over.
def account: .item | {context: {id: .accountId, handle: .username, name: .accountDisplayName}},
  ({type: "account", id: .accountId, handle: .username, name: .accountDisplayName, account: .username,
    url: (if .username then "https://x.com/\(.username)" else null end)} | filled);

# The whole text of a long post stands apart and does not say whose it is: the second it was said in tells it, and how it begins.
def tweet_time: .[:19] + "Z" | fromdateiso8601 | strftime("%a %b %d %H:%M:%S +0000 %Y");
def note: .item.noteTweet | (.createdAt // "") as $at | (.core.text // .noteTweetResults.text // "") as $text
  | if $text != "" and ($at | test("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}")) then
      {know: {"note:\($at | tweet_time)": ($text | unescaped)}} else empty end;
def beginning: sub("\\s*(\u2026|[.]{3})?\\s*(https://t[.]co/[A-Za-z0-9]+\\s*)*$"; "") | .[:120];
def whole($note): . as $cut | ($cut | beginning) as $start | ($note | .[:($start | length)]) as $same
  | if ($cut | length) >= 200 and $same == $start then $note else $cut end;

# t.co links become what they stand for; those of its own media go.
def opened($urls; $media): reduce ($urls[] | select(.url != null and .expanded_url != null)) as $u (.; split($u.url) | join($u.expanded_url))
  | reduce ($media[] | .url // empty) as $url (.; rtrimstr($url) | sub("\\s+$"; ""));
def medium: {type: ({photo: "image", animated_gif: "video", video: "video"}[.type // ""] // "file"), alt: .ext_alt_text,
  url: (([.video_info.variants[]? | select(.content_type == "video/mp4")] | max_by(.bitrate // "0" | tonumber) | .url)
    // .media_url_https // .media_url),
  seconds: (.video_info.duration_millis // null | if . then tonumber / 1000 else null end)};
def author: {id: .id, handle: .handle, name: .name};

def tweet: .context as $me | (.known.note // null) as $note | (.item.tweet? // .item) as $t | ($t.full_text // $t.text // "") as $text
  | ($t.id_str // $t.id) as $id | ($t.in_reply_to_status_id_str // $t.in_reply_to_status_id) as $parent
  | [$t.entities.urls[]?] as $urls | [($t.extended_entities.media // $t.entities.media // [])[]] as $media
  | if $id == null then bad("it has no id")
    elif $text | startswith("RT @") then note("reposts are no posts of the account: they are left out")
    else {type: (if $parent // $t.in_reply_to_user_id_str then "comment" else "post" end), id: $id, account: $me.handle,
      url: "https://x.com/\($me.handle // "i/web")/status/\($id)", published: $t.created_at, author: ($me | author),
      text: ($text | unescaped | if $note then whole($note) else . end | opened($urls; $media)),
      lang: ([$t.lang | select(. != "und" and . != "zxx")][0]),
      reply_to: $parent, tags: [$t.entities.hashtags[]?.text], links: [$urls[] | .expanded_url // .url],
      mentions: [$t.entities.user_mentions[]? | {id: ([.id_str // .id | select(. != "-1")][0]), handle: .screen_name, name: .name}],
      media: [$media[] | medium], metrics: {likes: $t.favorite_count, shares: $t.retweet_count}} end;

# A conversation of two is kept under both numbers, the smaller first, as the API names it; that of a group has a number.
def pair: if .senderId and .recipientId then [.senderId, .recipientId] | sort_by(length, .) | join("-") else null end;
def message: .context as $me | ([.frame | .. | .conversationId? // empty][0]) as $thread
  | .item.messageCreate // empty | {type: "message", id, thread: ($thread // pair), published: .createdAt, account: $me.handle,
    author: (if .senderId != null and .senderId == $me.id then ($me | author) else {id: .senderId} end),
    text: (reduce (.urls[]? | select(.url != null and .expanded != null)) as $u (.text // ""; split($u.url) | join($u.expanded))),
    links: [.urls[]? | .expanded // .url], media: [.mediaUrls[]? | {url: ., type: (if test("[.]mp4"; "i") then "video" else "image" end)}],
    metrics: {reactions: ([.reactions[]?] | length | if . == 0 then null else . end)}};

def follower: if people | not then without_people
  else .item | (.follower // .following) as $who | {type: "account", id: $who.accountId, url: $who.userLink,
    relation: (if .follower then "follower" else "following" end)} end;
