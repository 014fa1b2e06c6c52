# Meta Business Suite: a chart of the overview, one metric a file: its title in a line, then days and values.
include "export";

def about: {
  "title": "Meta Business Suite: one metric by day",
  "get": "business.facebook.com, Insights, Overview, Export: a file a chart (Views, Reach, Content interactions, Visits, Follows, Link clicks)",
  "languages": {"en": {}, "pt": {}},
  "settings": {"metric": "what the chart measures, where its title is not known: views"},
  "parts": [{"name": "metric", "is": "table", "type": "series", "by": "metric", "exact": true, "blocks": true, "has": ["period", ".value"],
    "columns": {"period": {"en": "Date", "pt": "Data"}, ".value": {"en": "Primary", "as": "number"}}}]};

def metrics: {"views": "views", "visualizações": "views", "impressions": "impressions", "viewers": "reach", "reach": "reach", "alcance": "reach",
  "content interactions": "engagements", "interactions": "engagements", "link clicks": "clicks", "cliques no link": "clicks",
  "visits": "profile_visits", "profile visits": "profile_visits", "visitas ao perfil": "profile_visits",
  "follows": "follows", "seguidores": "follows"};
# "Facebook link clicks", "Alcance do Instagram": what, and where.
def title: [(.pre // [])[] | map(select(. != null and . != "")) | select(length == 1) | .[0] | select(test("^sep=") | not)][-1] // "";
def where: [match("facebook|instagram"; "i").string | ascii_downcase][0];
def what: ascii_downcase | sub("^(facebook|instagram) "; "") | sub(" (do|no|da) (facebook|instagram)$"; "") | sub("^\\s+"; "") | sub("\\s+$"; "");

def metric: title as $title | (.settings.metric // metrics[$title | what]) as $metric | (($title | where) // .record.network) as $network
  | if $network == null then
      {refuse: "it does not say whether it is of a page or of an account: --network facebook or --network instagram"}
    elif $metric == null then
      {refuse: "'\($title)' is no metric that is known: --set metric=NAME says which (views, reach, follows ...)"}
    elif .row.value == null then empty
    else .record + {network: $network, metrics: {($metric): .row.value}} end;
