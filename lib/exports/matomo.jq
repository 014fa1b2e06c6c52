# Reports of Matomo as its interface and its API write them. What the rows are of, and of which days, is often told by the file's name alone.
include "export";

def about: {
  "title": "Matomo: a report",
  "get": ["Below any report: Export this dataset, CSV (or TSV); the API's format=CSV is the same.",
    "Choose the format with raw names of columns; of translated ones only English is known."],
  "network": "matomo",
  "languages": {"en": {"point": ".", "dates": "ymd"}},
  "settings": {"dimension": "what the column label is of: referrer, page, country",
    "start": "the first day, where the file does not say (2026-09-01)", "end": "the last day"},
  "parts": [
    {"name": "report", "is": "table", "type": "series", "has": ["metrics.visits", [".label", ".date"]], "by": "row",
      "columns": {
        ".label": {"en": "label"}, ".date": {"en": "date"}, "metrics.visitors": {"en": "nb_uniq_visitors"}, "metrics.visits": {"en": "nb_visits"},
        "metrics.users": {"en": "nb_users"}, ".pageviews": {"en": "nb_pageviews", "as": "number"}, ".actions": {"en": "nb_actions", "as": "number"},
        "metrics.hits": {"en": "nb_hits"},
        "metrics.conversions": {"en": "nb_conversions"}, "metrics.revenue": {"en": "revenue"}, "metrics.visit_seconds": {"en": "sum_visit_length"},
        "metrics.bounced_visits": {"en": "bounce_count"}, "dimensions.url": {"en": ["metadata_url", "url"]},
        "dimensions.code": {"en": "metadata_code"}},
      "raw": ["max_actions", "sum_daily_nb_uniq_visitors", "sum_daily_nb_users", "nb_visits_converted", "bounce_rate", "nb_actions_per_visit",
        "avg_time_on_site",
        "conversion_rate", "metadata_segment", "metadata_logo", "metadata_idsubdatatable", "goals_*", "metadata_*"]},
    {"name": "words", "is": "table", "type": "series", "has": ["metrics.visits", [".label", ".date"], [".actions", "metrics.visit_seconds"],
        [".label", "metrics.visit_seconds"]],
      "by": "row",
      "columns": {
        ".label": {"en": "Label"}, ".date": {"en": "Date"}, "metrics.visitors": {"en": "Unique visitors"}, "metrics.visits": {"en": "Visits"},
        "metrics.users": {"en": "Users"},
        ".pageviews": {"en": "Pageviews", "as": "number"}, ".actions": {"en": "Actions", "as": "number"},
        "metrics.conversions": {"en": "Conversions"}, "metrics.revenue": {"en": "Revenue"},
        "metrics.visit_seconds": {"en": "Total time spent by visitors (in seconds)"}, "metrics.bounced_visits": {"en": "Bounces"},
        "dimensions.url": {"en": ["Metadata: url", "metadata_url"]}},
      "raw": ["Maximum actions in one visit", "Bounce Rate", "Actions per Visit", "Avg. Time on Website", "Conversion Rate", "Metadata: *",
        "metadata_*"]}]};

def month_end: strptime("%Y-%m-%d") | mktime | . as $t | first(range(27; 32) | ($t + . * 86400) | strftime("%Y-%m-%d") | select(endswith("-01"))) ;
# "2026-09-01", "2026-09-01,2026-09-07", "2026-09", "2026"; in names of files also "2026-09-01_2026-09-07".
def span: strings | ltrimstr("'")
  | if test("[0-9]{4}-[0-9]{2}-[0-9]{2}") then [match("[0-9]{4}-[0-9]{2}-[0-9]{2}"; "g").string] | if length > 2 then null else days(.[0]; .[-1]) end
    elif test("^[0-9]{4}-[0-9]{2}$") then . + "-01" | {start: {local: .}, end: {local: month_end}}
    elif test("^[0-9]{4}$") then {start: {local: (. + "-01-01")}, end: {local: "\(tonumber + 1)-01-01"}}
    else null end;
# A cell that a spreadsheet would take for a formula stands behind a '.
def shown: if type == "string" and test("^'[=+@-]") then .[1:] else . end;
def of_file: .file // "" | split("/")[-1] | select(test("[0-9]{4}-[0-9]{2}-[0-9]{2}")) | span;
def row: ([.row.date | span][0] // set_days // [of_file][0] // null) as $period | (setting("dimension") // "label") as $name
  | if $period == null then no_days("")
    else with({period: $period,
      dimensions: ((if .row.label then {($name): (.row.label | shown)} else {} end) + (.record.dimensions // {} | map_values(shown))),
      metrics: ((.record.metrics // {}) + {pageviews: (.row.pageviews // .row.actions)} | filled)}) end;
