# Plausible: the export of a site (imported_*.csv, a row for each day), and what the dashboard lets one download.
include "export";

def about: {
  "title": "Plausible: a site's statistics",
  "get": ["Site settings, Imports & exports, Export to CSV: a zip with a table for each thing, day by day.",
    "On the dashboard: the arrow above the chart, a zip of what is shown; only visitors.csv of it says which days."],
  "network": "plausible",
  "languages": {"en": {"point": ".", "dates": "ymd"}},
  "settings": {"start": "the first day of tables of the dashboard (2026-09-01)", "end": "the last day"},
  "parts": [
    {"name": "days", "is": "table", "type": "series", "has": ["period", "metrics.visitors", ["metrics.pageviews", "metrics.events"],
        ["metrics.visit_seconds", "dimensions.hostname", "dimensions.entry_page", "dimensions.exit_page", "dimensions.utm_source", "dimensions.link",
          "dimensions.system"]],
      "not": [".rate", ".per_visit"], "files": ["imported_*_[0-9]*_[0-9]*.csv"],
      "columns": {
        "period": {"en": "date"}, "dimensions.hostname": {"en": "hostname"}, "dimensions.page": {"en": ["page", "path"]},
        "dimensions.entry_page": {"en": "entry_page"},
        "dimensions.exit_page": {"en": "exit_page"}, "dimensions.source": {"en": "source"}, "dimensions.referrer": {"en": "referrer"},
        "dimensions.utm_source": {"en": "utm_source"}, "dimensions.utm_medium": {"en": "utm_medium"},
        "dimensions.utm_campaign": {"en": "utm_campaign"},
        "dimensions.utm_content": {"en": "utm_content"}, "dimensions.utm_term": {"en": "utm_term"}, "dimensions.channel": {"en": "channel"},
        "dimensions.country": {"en": "country"}, "dimensions.region": {"en": "region"}, "dimensions.city": {"en": "city"},
        "dimensions.device": {"en": "device"},
        "dimensions.browser": {"en": "browser"}, "dimensions.browser_version": {"en": "browser_version"},
        "dimensions.system": {"en": "operating_system"},
        "dimensions.system_version": {"en": "operating_system_version"}, "dimensions.event": {"en": "name"}, "dimensions.link": {"en": "link_url"},
        "metrics.visitors": {"en": "visitors"}, "metrics.pageviews": {"en": "pageviews"}, "metrics.visits": {"en": "visits"},
        "metrics.bounced_visits": {"en": "bounces"}, "metrics.visit_seconds": {"en": "visit_duration"}, "metrics.events": {"en": "events"},
        "metrics.entrances": {"en": "entrances"}, "metrics.exits": {"en": "exits"}, ".rate": {"en": "bounce_rate"},
        ".per_visit": {"en": "views_per_visit"}},
      "raw": ["time_on_page", "total_scroll_depth", "total_scroll_depth_visits", "total_time_on_page", "total_time_on_page_visits",
        "active_visitors"]},
    {"name": "dashboard", "is": "table", "type": "series", "has": ["period", "metrics.visitors", "metrics.pageviews", [".per_visit", ".rate"]],
      "columns": {"period": {"en": "date"}, "metrics.visitors": {"en": "visitors"}, "metrics.pageviews": {"en": "pageviews"},
        "metrics.visits": {"en": "visits"},
        "metrics.events": {"en": "events"}, ".per_visit": {"en": "views_per_visit"}, ".rate": {"en": "bounce_rate"}}, "by": "shown",
      "raw": ["visit_duration", "time_on_page", "scroll_depth"]},
    {"name": "top", "is": "table", "type": "series", "has": [".name", "metrics.visitors", [".rate", ".time", ".conversion"]], "by": "top",
      "files": ["sources.csv", "pages.csv", "entry_pages.csv", "exit_pages.csv", "countries.csv", "regions.csv", "cities.csv", "devices.csv",
        "browsers.csv",
        "operating_systems.csv", "utm_*.csv", "referrers.csv", "channels.csv", "conversions.csv"],
      "columns": {".name": {"en": "name"}, "metrics.visitors": {"en": "visitors"}, "metrics.pageviews": {"en": "pageviews"},
        "metrics.visits": {"en": "visits"},
        ".rate": {"en": "bounce_rate"}, ".time": {"en": ["time_on_page", "visit_duration"]}, ".conversion": {"en": "conversion_rate"}},
      "raw": ["scroll_depth", "unique_entrances", "total_entrances", "unique_exits", "total_exits", "exit_rate", "percentage"]}]};

def shown: with({raw: ((.record.raw // {}) + {bounce_rate: .row.rate, views_per_visit: .row.per_visit} | filled)});
# The table is called by its file.
def called: .file // "" | split("/")[-1] | split(":")[-1] | sub("[.]csv$"; "")
  | {sources: "source", pages: "page", entry_pages: "entry_page", exit_pages: "exit_page", countries: "country", regions: "region", cities: "city",
    devices: "device",
     browsers: "browser", operating_systems: "system", referrers: "referrer", channels: "channel", conversions: "event", utm_sources: "utm_source",
       utm_mediums: "utm_medium",
     utm_campaigns: "utm_campaign", utm_contents: "utm_content", utm_terms: "utm_term"}[.] // "name";
def top: set_days as $period | if $period == null then no_days("") else with({period: $period, dimensions: {(called): .row.name},
    raw: ((.record.raw // {}) + {bounce_rate: .row.rate, time: .row.time, conversion_rate: .row.conversion} | filled)}) end;
