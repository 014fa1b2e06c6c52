# X: the account's analytics as CSV, and what analytics.twitter.com gave until 2024.
include "export";

def about: {
  "title": "X: account analytics", "network": "x", "preset_zone": "UTC",
  "get": ["x.com, Premium, Analytics: Content or Overview, Export data (account_analytics_content_... .csv, account_overview_analytics.csv)",
    "Older files of analytics.twitter.com: tweet_activity_metrics_... .csv, by Tweet or by day"],
  "languages": {"en": {"point": ".", "dates": "mdy"}, "ja": {"point": ".", "dates": "ymd"}},
  "settings": {"replies": "post: what begins with @ is handed over as a post; else it is a comment"},
  "parts": [
    {"name": "content", "own": true, "is": "table", "by": "content", "some": {"comments": "only what the account itself said"},
     "has": [".id", ".text", "url", "metrics.impressions"],
     "columns": {
       ".id": {"en": "Post id"}, "published": {"en": "Date"}, ".text": {"en": "Post text"}, "url": {"en": "Post Link"},
       "metrics.impressions": {"en": "Impressions"}, "metrics.likes": {"en": "Likes"}, "metrics.comments": {"en": "Replies"},
       "metrics.shares": {"en": "Reposts"}, "metrics.saves": {"en": "Bookmarks"}, "metrics.share_clicks": {"en": "Shares"},
       "metrics.clicks": {"en": "URL Clicks"}, "metrics.engagements": {"en": "Engagements"}, "metrics.follows": {"en": "New follows"},
       "metrics.profile_visits": {"en": "Profile visits"}, "metrics.detail_expands": {"en": "Detail Expands"},
       "metrics.hashtag_clicks": {"en": "Hashtag Clicks"}, "metrics.permalink_clicks": {"en": "Permalink Clicks"}}},
    {"name": "overview", "is": "table", "type": "series", "has": ["period", "metrics.follows", "metrics.unfollows"],
     "columns": {
       "period": {"en": "Date"}, "metrics.impressions": {"en": "Impressions"}, "metrics.likes": {"en": "Likes"},
       "metrics.comments": {"en": "Replies"}, "metrics.shares": {"en": "Reposts"}, "metrics.saves": {"en": "Bookmarks"},
       "metrics.share_clicks": {"en": "Shares"}, "metrics.engagements": {"en": "Engagements"}, "metrics.follows": {"en": "New follows"},
       "metrics.unfollows": {"en": "Unfollows"}, "metrics.profile_visits": {"en": "Profile visits"},
       "metrics.new_posts": {"en": "Create Post"}, "metrics.views": {"en": "Video views"}, "metrics.media_views": {"en": "Media views"}}},
    {"name": "tweets", "own": true, "is": "table", "by": "tweet", "zone": "UTC", "some": {"comments": "only what the account itself said"},
     "has": [".promoted_impressions", [".id", "period"]],
     "columns": {
       ".id": {"en": "Tweet id", "ja": "ツイートID"}, "url": {"en": "Tweet permalink", "ja": "ツイートの固定リンク"},
       ".text": {"en": "Tweet text", "ja": "ツイート本文"}, "published": {"en": "time", "ja": "時間"},
       "period": {"en": "Date", "ja": "日付"}, "metrics.new_posts": {"en": "Tweets published"},
       ".impressions": {"en": "impressions", "ja": "インプレッション", "as": "number"},
       ".engagements": {"en": "engagements", "ja": "エンゲージメント", "as": "number"},
       ".retweets": {"en": "retweets", "ja": "リツイート", "as": "number"},
       ".replies": {"en": "replies", "ja": "返信", "as": "number"},
       ".likes": {"en": ["likes", "favorites"], "ja": "いいね", "as": "number"},
       ".profile": {"en": "user profile clicks", "ja": "ユーザープロフィールクリック", "as": "number"},
       ".url_clicks": {"en": "url clicks", "ja": "URLクリック数", "as": "number"},
       ".follows": {"en": "follows", "ja": "フォローしている", "as": "number"},
       ".media_views": {"en": "media views", "ja": "メディアの再生数", "as": "number"},
       ".promoted_impressions": {"en": "promoted impressions", "ja": "プロモのインプレッション", "as": "number"},
       ".promoted_engagements": {"en": "promoted engagements", "ja": "プロモのエンゲージメント", "as": "number"},
       ".promoted_retweets": {"en": "promoted retweets", "ja": "プロモのリツイート", "as": "number"},
       ".promoted_replies": {"en": "promoted replies", "ja": "プロモの返信", "as": "number"},
       ".promoted_likes": {"en": ["promoted likes", "promoted favorites"], "ja": "プロモのいいね", "as": "number"},
       ".promoted_profile": {"en": "promoted user profile clicks", "ja": "プロモのユーザープロフィールクリック", "as": "number"},
       ".promoted_url_clicks": {"en": "promoted url clicks", "ja": "プロモのURLクリック数", "as": "number"},
       ".promoted_follows": {"en": "promoted follows", "ja": "プロモのフォローしている", "as": "number"},
       ".promoted_media_views": {"en": "promoted media views", "ja": "プロモのメディアの再生数", "as": "number"}},
     "raw": [
       "engagement rate", "エンゲージメント率", "promoted engagement rate", "プロモのエンゲージメント率", "hashtag clicks", "ハッシュタグクリック",
       "promoted hashtag clicks", "プロモのハッシュタグクリック", "detail expands", "詳細クリック", "promoted detail expands",
       "プロモの詳細クリック", "permalink clicks", "固定リンクのクリック数", "promoted permalink clicks", "プロモの固定リンクのクリック数", "app opens",
       "アプリ表示", "promoted app opens", "プロモのアプリ表示", "app installs", "アプリインストール", "promoted app installs",
       "プロモのアプリインストール", "email tweet", "ツイートをメール送信", "promoted email tweet", "プロモのツイートをメール送信", "dial phone", "ダイアル式電話",
       "promoted dial phone", "プロモのダイアル式電話", "media engagements", "メディアのエンゲージメント数", "promoted media engagements",
       "プロモのメディアのエンゲージメント数"]},
    {"name": "by-position", "own": true, "is": "table", "by": "tweet", "zone": "UTC", "asked": true, "some": {"comments": "only what the account itself said"},
     "columns": {
       ".id": {}, "url": {}, ".text": {}, ".time": {}, ".impressions": {}, ".engagements": {},
       ".retweets": {}, ".replies": {}, ".likes": {}, ".profile": {},
       ".url_clicks": {}, ".follows": {}, ".media_views": {}, ".promoted_impressions": {},
       ".promoted_engagements": {}, ".promoted_retweets": {}, ".promoted_replies": {},
       ".promoted_likes": {}, ".promoted_profile": {}, ".promoted_url_clicks": {},
       ".promoted_follows": {}, ".promoted_media_views": {},
       ".last": {}},
     "also": {
       ".id": 1, "url": 2, ".text": 3, ".time": 4, ".impressions": 5, ".engagements": 6, ".retweets": 8, ".replies": 9, ".likes": 10,
       ".profile": 11, ".url_clicks": 12, ".follows": 18, ".media_views": 21, ".promoted_impressions": 23, ".promoted_engagements": 24,
       ".promoted_retweets": 26, ".promoted_replies": 27, ".promoted_likes": 28, ".promoted_profile": 29, ".promoted_url_clicks": 30,
       ".promoted_follows": 36, ".promoted_media_views": 39, ".last": 40}}]};

# An id tells the millisecond; the file has only the day.
def moment: upper_bits + 1288834974657 | . / 1000 | floor;
def told($id): if ($id | test("^[0-9]{12,19}$")) then {published: ($id | moment), precision: null} else {} end;
def handle: [match("(?:x|twitter)[.]com/([A-Za-z0-9_]+)/status").captures[0].string | select(. != "i")][0];
def kind: if (.row.text // "" | startswith("@")) and .settings.replies != "post" then "comment" else "post" end;
def said: (.record.url // "" | handle) as $who
  | {type: kind, id: .row.id, text: .row.text, account: $who, author: ({handle: $who} | filled)};

def content: if .row.id | sound | not then empty else .record + said + told(.row.id) end;

# What was promoted was counted apart: "-" where it was not.
def both: . as $row | {impressions: "impressions", engagements: "engagements", retweets: "shares", replies: "comments", likes: "likes",
    profile: "profile_visits", url_clicks: "clicks", media_views: "views", follows: "follows"}
  | with_entries(.key as $of | {key: .value, value: ([$row[$of], $row["promoted_" + $of]] | map(count) | add)}) | filled;
def tweet: if .record.period then .record + {type: "series", metrics: ((.record.metrics // {}) + (.row | both))}
  elif .row.id | sound | not then empty
  else .record + said + {metrics: (.row | both)} + (if .row.time then {published: {local: .row.time[:16]}} else {} end) end;
