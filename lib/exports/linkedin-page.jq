# LinkedIn: the analytics of a page, as sheets or one CSV a sheet.
include "export";

def about: {
  "title": "LinkedIn: analytics of a page", "network": "linkedin", "preset_zone": "UTC",
  "get": ["Page, admin view, Analytics: Content, Followers or Visitors, Export (a year at most)",
    "An old .xls has to be saved as .xlsx, or each of its sheets as CSV: ssconvert -S page_content.xls page_content.csv"],
  "languages": {"en": {"point": ".", "dates": "mdy"}},
  "parts": [
    {"name": "posts", "is": "table", "by": "post", "has": [".text", "url", ".poster", "published"],
     "columns": {
       ".text": {"en": "Post title"}, "url": {"en": "Post link"}, ".poster": {"en": "Posted by"}, "published": {"en": "Created date"},
       ".kind": {"en": "Content Type"}, "metrics.impressions": {"en": "Impressions"}, "metrics.views": {"en": "Views"},
       ".onsite": {"en": "Views (Excluding offsite video views)", "as": "number"}, "metrics.offsite_views": {"en": "Offsite Views"},
       "metrics.clicks": {"en": "Clicks"}, "metrics.reactions": {"en": "Likes"}, "metrics.comments": {"en": "Comments"},
       "metrics.shares": {"en": "Reposts"}, "metrics.follows": {"en": "Follows"}},
     "raw": ["Post type", "Campaign name", "Campaign start date", "Campaign end date", "Audience", "Click through rate (CTR)", "Engagement rate"]},
    {"name": "metrics", "is": "table", "type": "series", "has": ["period", "metrics.impressions", "metrics.reach"],
     "columns": {
       "period": {"en": "Date"}, "metrics.impressions": {"en": ["Impressions (total)", "Impressions(total)"]},
       "metrics.reach": {"en": ["Unique impressions (organic)", "Unique impressions(organic)"]},
       "metrics.clicks": {"en": ["Clicks (total)", "Clicks(total)"]}, "metrics.reactions": {"en": ["Reactions (total)", "Reactions(total)"]},
       "metrics.comments": {"en": ["Comments (total)", "Comments(total)"]},
       "metrics.shares": {"en": ["Reposts (total)", "Reposts(total)", "Shares (total)", "Shares(total)"]}},
     "raw": ["*(organic)", "*(sponsored)", "Engagement rate (total)", "Engagement rate(total)"]},
    {"name": "followers", "is": "table", "type": "series", "has": ["period", "metrics.follows", "metrics.organic_follows"],
     "columns": {
       "period": {"en": "Date"}, "metrics.follows": {"en": "Total followers"}, "metrics.organic_follows": {"en": "Organic followers"},
       "metrics.sponsored_follows": {"en": "Sponsored followers"}, "metrics.invited_follows": {"en": "Auto-invited followers"}}},
    {"name": "visitors", "is": "table", "type": "series", "has": ["period", "metrics.pageviews", "metrics.visitors"],
     "columns": {
       "period": {"en": "Date"}, "metrics.pageviews": {"en": "Total page views (total)"},
       "metrics.visitors": {"en": "Total unique visitors (total)"}},
     "raw": ["Overview *", "Life *", "Jobs *", "Total page views (desktop)", "Total page views (mobile)", "Total unique visitors (desktop)",
       "Total unique visitors (mobile)"]}]};

# Its link says its id, and that the moment; a title is the whole text, cut. Views off LinkedIn were counted apart under one heading.
def post: (.record.url | linkedin_urn) as $id | (.row.onsite // null) as $onsite
  | if .record.url == null then empty
    else .record + {id: ($id // .record.url), text: .row.text, kind: .row.kind, raw: ((.record.raw // {}) + ({"Posted by": .row.poster} | filled)),
        metrics: ((.record.metrics // {}) | if $onsite != null then . + {views: ($onsite + (.offsite_views // 0))} | del(.offsite_views) else . end)}
      + (($id | linkedin_time) as $when | if $when then {published: $when, precision: null} else {} end) end;
