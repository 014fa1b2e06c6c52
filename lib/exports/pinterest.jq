# Pinterest's analytics. No file of it was seen by us: any table that speaks in Pinterest's words is taken.
include "export";

def about: {
  "title": "Pinterest: analytics (not confirmed)",
  "get": ["pinterest.com/business: Analytics, Overview; choose the time range; Export"],
  "network": "pinterest",
  "zone": "UTC",
  "languages": {"en": {"point": ".", "dates": "mdy"}},
  "parts": [
    {"name": "days", "is": "table", "type": "series", "blocks": true,
      "has": ["period", ["metrics.impressions", "metrics.engagements", "metrics.saves"], ["metrics.clicks", "metrics.pin_clicks"],
        ["metrics.pin_clicks", "metrics.saves"]],
      "columns": {
        "period": {"en": ["Date", "Day"]},
        "metrics.impressions": {"en": "Impressions"},
        "metrics.engagements": {"en": "Engagements"},
        "metrics.pin_clicks": {"en": "Pin clicks"},
        "metrics.clicks": {"en": "Outbound clicks"},
        "metrics.saves": {"en": "Saves"}},
      "raw": ["Engagement rate", "Pin click rate", "Outbound click rate", "Save rate"]},
    {"name": "pins", "is": "table", "type": "post", "by": "pin", "blocks": true,
      "has": [[".pin", "url", ".id"], ["metrics.clicks", "metrics.pin_clicks", "metrics.saves"], ["metrics.impressions", "metrics.engagements"]],
      "columns": {
        ".pin": {"en": "Pin"},
        ".id": {"en": "Pin ID"},
        "url": {"en": ["Pin link", "Pin URL"]},
        "title": {"en": ["Title", "Pin title"]},
        "text": {"en": ["Description", "Pin description"]},
        "published": {"en": ["Publish date", "Created date", "Date created", "Created at"]},
        "metrics.impressions": {"en": "Impressions"},
        "metrics.engagements": {"en": "Engagements"},
        "metrics.pin_clicks": {"en": "Pin clicks"},
        "metrics.clicks": {"en": "Outbound clicks"},
        "metrics.saves": {"en": "Saves"}},
      "raw": ["Engagement rate", "Pin click rate", "Outbound click rate", "Save rate"]}]
};

# https://www.pinterest.com/pin/549755885175/, on whichever of its domains.
def pin:
  .row as $row | [$row.id, .record.url, $row.pin | select(. != null)] as $all
  | [$all[] | if test("^[0-9]{6,}$") then . else capture("/pin/([^/]*--)?(?<id>[0-9]{6,})").id end] as $ids
  | if $all == [] then empty
    elif $ids == [] then bad("no address tells which pin it is")
    else .record + {id: $ids[0], url: "https://www.pinterest.com/pin/\($ids[0])/"}
      | if .title == null and $row.pin and ($row.pin | test("^https?://|^[0-9]+$") | not) then .title = $row.pin else . end
    end;
