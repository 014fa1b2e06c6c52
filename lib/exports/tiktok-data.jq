# TikTok's "Download your data", as JSON. The names of its members changed over the years: all that were seen are taken.
include "export";

def about: {
  "title": "TikTok: your data",
  "get": ["TikTok: Settings and privacy, Account, Download your data; choose JSON", "wait for the notice (some days), then Download data: TikTok_Data_1.zip"],
  "network": "tiktok",
  "zone": "UTC",
  "languages": {"en": {"point": ".", "dates": "ymd"}},
  "settings": {"people": "yes: who follows the account, too"},
  "parts": [
    {"name": "data", "is": "json", "type": "post", "by": "item",
      "has": [["Profile And Settings", "Profile", "Post", "Video", "Your Activity", "Activity", "Comment", "Direct Message", "Direct Messages",
          "Likes and Favorites"],
        ["ProfileMap", "VideoList", "CommentsList", "ChatHistory", "FansList", "FavoriteVideoList", "ItemFavoriteList", "FavoriteEffectsList",
          "FavoriteHashtagList", "FavoriteSoundList", "SearchList", "LoginHistoryList"]],
      "before": ["*.*.ProfileMap"],
      "items": ["*.*.VideoList[]", "*.*.CommentsList[]", "*.*.ChatHistory.*[]", "*.*.FansList[]"]},
    {"name": "named", "is": "json", "type": "post", "by": "item", "files": ["user_data_tiktok.json"], "before": ["*.*.ProfileMap"],
      "items": ["*.*.VideoList[]", "*.*.CommentsList[]", "*.*.ChatHistory.*[]", "*.*.FansList[]"]}]
};

# A member under any case of its name; "N/A" and "None" say that there is nothing.
def member($name): with_entries(.key |= ascii_downcase)[$name] | if . == "N/A" or . == "None" or . == "" then null else . end;
def moment: if type == "string" then sub(" UTC$"; "") | sub(" "; "T") | if test("Z$|[+-][0-9:]+$") then . else . + "Z" end else null end;
def me: .account // .context.account;

def profile:
  {context: {account: .item.userName}},
  {type: "account", id: .item.userName, url: (.item.userName | if . then "https://www.tiktok.com/@\(.)" else null end),
    handle: .item.userName, name: .item.displayName,
    metrics: {followers: (.item.followerCount | count), following: (.item.followingCount | count)}}
  # Those of all that it ever published, which stand at the films, too.
  + raw({likesReceived: (.item.likesReceived | count)});

# https://www.tiktokv.com/share/video/7681714846173356608/, and the id knows the second.
def post:
  (.item | member("link")) as $link | me as $me | .item as $item
  | [$link // "" | capture("(video|photo)/(?<id>[0-9]{15,20})").id] as $ids
  | if $link == null then empty
    else {type: "post", id: ($ids[0] // {hash: [$link]}),
      url: (if $me and $ids[0] then "https://www.tiktok.com/@\($me)/video/\($ids[0])" else $link end),
      published: ($item | member("date") | moment), author: {handle: $me}, text: ($item | member("title")),
      media: [{type: (if $link | test("/photo/") then "image" else "video" end), alt: ($item | member("alttext"))}],
      metrics: {likes: ($item | member("likes") | count)},
      status: ($item | member("whocanview") // "public" | ascii_downcase | if test("^(public|everyone)") then null else . end)}
    end;

# What one wrote below other people's videos. Newer files say below which.
def comment:
  (.item | member("comment")) as $text | (.item | member("date") | moment) as $when | (.item | member("url")) as $url
  | [$url // "" | capture("(video|photo)/(?<id>[0-9]{15,20})").id] as $ids
  | {type: "comment", id: {hash: ["comment", $when, $text]}, url: $url, published: $when, author: {handle: me},
      text: $text, reply_to: $ids[0], thread: $ids[0]};

# "Chat History with old_mill:"
def message:
  (.path[-1] | tostring | sub(":$"; "") | [splits("with ")] | .[-1]) as $with | (.item | member("date") | moment) as $when
  | (.item | member("from")) as $from | (.item | member("content")) as $text
  | {type: "message", id: {hash: ["message", $with, $when, $from, $text]}, published: $when, author: {handle: $from},
      text: $text, channel: $with};

def person: if people then
    (.item | member("username")) as $name | {type: "account", id: $name, handle: $name, url: "https://www.tiktok.com/@\($name)"}
  else without_people end;

def item:
  .path as $path
  | if any($path[]; . == "ProfileMap") then profile
    elif any($path[]; . == "VideoList") then post
    elif any($path[]; . == "CommentsList") then comment
    elif any($path[]; . == "ChatHistory") then message
    elif any($path[]; . == "FansList") then person
    else empty end;
