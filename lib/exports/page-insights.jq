# Facebook Page Insights as they were exported until about 2023: a second heading row describes each column.
include "export";

def about: {
  "title": "Facebook Page Insights (old)", "network": "facebook", "preset_zone": "America/Los_Angeles",
  "get": "Of files that were exported until about 2023: Page, Insights, Export data, Post data or Page data; save an .xls as CSV",
  "languages": {"en": {"point": ".", "dates": "mdy"}},
  "parts": [
    {"name": "posts", "is": "table", "by": "post", "has": ["id", "text", "metrics.reach"],
     "columns": {
       "id": {"en": "Post ID"}, "url": {"en": "Permalink"}, "text": {"en": "Post Message"}, ".kind": {"en": "Type"}, "published": {"en": "Posted"},
       "metrics.reach": {"en": "Lifetime Post Total Reach"}, "metrics.impressions": {"en": "Lifetime Post Total Impressions"},
       "metrics.clicks": {"en": "Lifetime Post Consumptions"}, "metrics.engaged_users": {"en": "Lifetime Engaged Users"},
       "metrics.likes": {"en": "like"}, "metrics.comments": {"en": "comment"}, "metrics.shares": {"en": "share"},
       "metrics.link_clicks": {"en": "link clicks"},
       ".films": {"en": ["Lifetime Organic Video Views", "Lifetime Paid Video Views"], "as": "text"}},
     "raw": ["Countries", "Languages", "Audience Targeting", "Lifetime Post organic reach", "Lifetime Post Paid Reach",
       "Lifetime Post Organic Impressions", "Lifetime Post Paid Impressions", "Lifetime Post Consumers", "Lifetime Negative feedback",
       "Lifetime Negative Feedback from Users", "Lifetime Organic views to 95%", "Lifetime Paid views to 95%"]},
    {"name": "page", "is": "table", "type": "series", "by": "page", "has": [".day", ["metrics.followers", "metrics.follows", "metrics.reach"]],
     "columns": {
       ".day": {"en": "Date"}, "metrics.followers": {"en": "Lifetime Total Likes"}, "metrics.follows": {"en": "Daily New Likes"},
       "metrics.unfollows": {"en": "Daily Unlikes"}, "metrics.reach": {"en": "Daily Total Reach"},
       "metrics.impressions": {"en": "Daily Total Impressions"}, "metrics.clicks": {"en": "Daily Total Consumptions"},
       "metrics.engaged_users": {"en": "Daily Page Engaged Users"}, "metrics.engagements": {"en": "Daily Page Post Engagements"}}}]};

def described: any(.cells[]; . // "" | test("^(Lifetime|Daily|Weekly|28 Days): "));
# Two columns of a name differ in that row: (Total Count), (Unique Users). Only views are counted here, not people.
def counted: [.head, .cells] | transpose | to_entries
  | map(select((.value[0] // "" | test("^Lifetime (Organic|Paid) Video Views$"; "i")) and (.value[1] // "" | test("[(]Total Count[)]"))).key);
def views: .cells as $cells | [.context.films // [] | .[] | $cells[.] | count | select(. != null)] | add;

def kind: (.row.kind // "" | ascii_downcase)
  | if test("photo") then [{type: "image"}] elif test("video") then [{type: "video"}] else null end;
def post: if described then {context: {films: counted}}
  elif (.record.id // "") == "" then empty
  else (.record.url // "" | sub(":0$"; "")) as $url
    | (if .record.id | sound then empty
       else note("a spreadsheet has rounded the ids: posts are named by their permalinks; take the file as it was downloaded") end),
      .record + {id: (if .record.id | sound then .record.id elif $url != "" then $url else null end), url: $url,
        metrics: ((.record.metrics // {}) + {views: views} | filled), media: kind, kind: .row.kind}
    | if .type == "post" and .id == null then bad("its id was rounded by a spreadsheet, and it has no permalink") else . end end;

def page: if described or (.row.day // "") == "" then empty
  else (.row.day | figures(false)) as $day
    | if $day == null then bad("Date is no day: \(.row.day)") else .record + {period: days($day; $day)} end end;
