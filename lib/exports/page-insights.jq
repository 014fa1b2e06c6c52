# Facebook Page Insights as they were exported until about 2023: a second heading row describes each column.
include "export";

def about: {
  "title": "Facebook Page Insights (old)", "network": "facebook", "preset_zone": "America/Los_Angeles",
  "get": "Of files that were exported until about 2023: Page, Insights, Export data, Post data or Page data; save an .xls as CSV",
  "languages": {"en": {"point": ".", "dates": "mdy"}},
  "parts": [
    {"name": "posts", "is": "table", "by": "post", "has": [".id", "text", ".reach"],
     "columns": {
       ".id": {"en": "Post ID"}, "url": {"en": "Permalink"}, "text": {"en": "Post Message"}, ".kind": {"en": "Type"}, "published": {"en": "Posted"},
       ".reach": {"en": "Lifetime Post Total Reach"}, ".impressions": {"en": "Lifetime Post Total Impressions"},
       ".clicks": {"en": "Lifetime Post Consumptions"}, ".engaged_users": {"en": "Lifetime Engaged Users"},
       ".likes": {"en": "like"}, ".comments": {"en": "comment"}, ".shares": {"en": "share"},
       ".link_clicks": {"en": "link clicks"},
       ".films": {"en": ["Lifetime Organic Video Views", "Lifetime Paid Video Views"], "as": "text"}},
     "raw": ["Countries", "Languages", "Audience Targeting", "Lifetime Post organic reach", "Lifetime Post Paid Reach",
       "Lifetime Post Organic Impressions", "Lifetime Post Paid Impressions", "Lifetime Post Consumers", "Lifetime Negative feedback",
       "Lifetime Negative Feedback from Users", "Lifetime Organic views to 95%", "Lifetime Paid views to 95%"]},
    {"name": "page", "is": "table", "type": "series", "by": "page", "has": [".day", [".followers", ".follows", ".reach"]],
     "columns": {
       ".day": {"en": "Date"}, ".followers": {"en": "Lifetime Total Likes"}, ".follows": {"en": "Daily New Likes"},
       ".unfollows": {"en": "Daily Unlikes"}, ".reach": {"en": "Daily Total Reach"},
       ".impressions": {"en": "Daily Total Impressions"}, ".clicks": {"en": "Daily Total Consumptions"},
       ".engaged_users": {"en": "Daily Page Engaged Users"}, ".engagements": {"en": "Daily Page Post Engagements"}}}]};

def described: any(.cells[]; . // "" | test("^(Lifetime|Daily|Weekly|28 Days): "));
# Two columns of a name differ in that row: (Total Count), (Unique Users). Only views are counted here, not people.
def counted: [.head, .cells] | transpose | to_entries
  | map(select((.value[0] // "" | test("^Lifetime (Organic|Paid) Video Views$"; "i")) and (.value[1] // "" | test("[(]Total Count[)]"))).key);
def views: .cells as $cells | [.context.films // [] | .[] | $cells[.] | count | select(. != null)] | add;

# The second row of headings stands in these columns, too: they are text until here.
def numbers($names): . as $row | [$names[] | {key: ., value: ($row[.] | count)}] | from_entries | filled;

def media: (.row.kind // "" | ascii_downcase)
  | if test("photo") then [{type: "image"}] elif test("video") then [{type: "video"}] else null end;
def post: if described then {context: {films: counted}}
  elif (.row.id // "") == "" then empty
  else ([.record.url | strings | sub(":0$"; "")][0]) as $url | (.row.id | sound) as $sound
    | if $sound then empty
      else note("a spreadsheet has rounded the ids: posts are named by their permalinks; take the file as it was downloaded") end,
      if ($sound or $url) | not then bad("its id was rounded by a spreadsheet, and it has no permalink")
      else .record + {id: (if $sound then .row.id else $url end), url: $url, media: media, kind: .row.kind,
        metrics: ((.row | numbers(["reach", "impressions", "clicks", "engaged_users", "likes", "comments", "shares", "link_clicks"]))
          + {views: views} | filled)} end end;

def page: if described or (.row.day // "") == "" then empty
  else (.row.day | figures(false)) as $day
    | if $day == null then bad("Date is no day: \(.row.day)")
      else .record + {period: days($day; $day), metrics: (.row | numbers(["followers", "follows", "unfollows", "reach", "impressions", "clicks",
        "engaged_users", "engagements"]))} end end;
