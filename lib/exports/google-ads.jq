# Tables of Google Ads: a title, the days they are of, the heading, and totals at the end.
include "export";

def about: {
  "title": "Google Ads: a report",
  "get": ["Any table (campaigns, ad groups, keywords ...):",
    "Download, .csv, Excel .csv or .xlsx; or Insights and reports, Report editor, Download. With the segment Day each day is a row."],
  "network": "google-ads",
  "languages": {"en": {"point": ".", "dates": "ymd"}, "de": {"point": ",", "dates": "ymd"}, "fr": {"dates": "ymd"}, "es": {"dates": "ymd"}},
  "settings": {"start": "the first day, where the file says 'All time' (2026-09-01)", "end": "the last day"},
  "parts": [
    {"name": "report", "is": "table", "type": "series", "by": "row",
      "has": [["dimensions.campaign", "dimensions.ad_group", "dimensions.keyword", "dimensions.search_term", "period"],
        [".shown", "dimensions.ad_group", "dimensions.match_type", "dimensions.search_term", "dimensions.campaign_type", ".currency", ".cost_per"],
        "metrics.spend"],
      "columns": {
        "period": {"en": "Day", "de": "Tag", "fr": "Jour", "es": "Día"},
        ".week": {"en": "Week", "de": "Woche", "fr": "Semaine", "es": "Semana"}, ".month": {"en": "Month", "de": "Monat", "fr": "Mois", "es": "Mes"},
        "dimensions.campaign": {"en": "Campaign", "de": "Kampagne", "fr": "Campagne", "es": "Campaña"},
        "dimensions.campaign_type": {"en": "Campaign type", "de": "Kampagnentyp", "fr": "Type de campagne", "es": "Tipo de campaña"},
        "dimensions.ad_group": {"en": "Ad group", "de": "Anzeigengruppe", "fr": "Groupe d'annonces", "es": "Grupo de anuncios"},
        "dimensions.keyword": {"en": ["Keyword", "Search keyword"], "de": "Keyword", "fr": "Mot clé", "es": "Palabra clave"},
        "dimensions.match_type": {"en": "Match type", "de": "Übereinstimmungstyp"}, "dimensions.search_term": {"en": "Search term",
        "de": "Suchbegriff", "fr": "Terme de recherche", "es": "Término de búsqueda"},
        "dimensions.device": {"en": "Device", "de": "Gerät", "fr": "Appareil", "es": "Dispositivo"},
        "dimensions.network": {"en": ["Network (with search partners)", "Network"], "de": "Werbenetzwerk"},
        ".currency": {"en": "Currency code", "de": "Währungscode", "fr": ["Code de la devise", "Code de devise"], "es": "Código de moneda"},
        ".shown": {"en": "Impr.", "de": "Impr.", "fr": "Impr.", "es": "Impr.", "as": "number"},
        "metrics.impressions": {"en": "Impressions", "de": "Impressionen", "fr": "Impressions", "es": "Impresiones"},
        ".cost_per": {"en": "Cost / conv.", "de": "Kosten/Conv.", "fr": "Coût/conv.", "es": "Coste/conv."},
        "metrics.clicks": {"en": "Clicks", "de": "Klicks", "fr": "Clics", "es": "Clics"},
        "metrics.spend": {"en": "Cost", "de": "Kosten", "fr": "Coût", "es": "Coste"},
        "metrics.conversions": {"en": "Conversions", "de": "Conversions", "fr": "Conversions", "es": "Conversiones"},
        "metrics.revenue": {"en": ["Conv. value", "Conversion value"], "de": ["Conv.-Wert", "Conversion-Wert"], "fr": "Valeur de conv.",
        "es": "Valor de conv."},
        "metrics.interactions": {"en": "Interactions", "de": "Interaktionen", "fr": "Interactions", "es": "Interacciones"}},
      "raw": ["Campaign status", "Ad group status", "Keyword status", "Budget", "Budget name", "Budget type", "Status", "Status reasons", "CTR",
        "Avg. CPC", "Avg. CPM",
        "Avg. cost", "Conv. rate", "Interaction rate", "Search impr. share", "Optimization score", "Bid strategy type",
        "Bid strategy"]}]};

def months: {"jan": 1, "feb": 2, "mar": 3, "mär": 3, "mrz": 3, "apr": 4, "may": 5, "mai": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10,
  "okt": 10, "nov": 11, "dec": 12, "dez": 12,
  "fév": 2, "avr": 4, "jui": 0, "aoû": 8, "déc": 12, "ene": 1, "abr": 4, "ago": 8, "dic": 12};
def month: ascii_downcase | if startswith("juin") then 6 elif startswith("juil") then 7 else months[.[:3]] end;
def two: tostring | if length == 1 then "0" + . else . end;
# The days of "September 1, 2026 - September 30, 2026", "1. September 2026 - 2. September 2026", "1 de septiembre de 2026".
def said: [match(
  "(?<m>\\p{L}{3,})[.]? (?<d>[0-9]{1,2}), (?<y>[0-9]{4})|(?<e>[0-9]{1,2})[.]?(?: de)? (?<n>\\p{L}{3,})[.]?(?: de)? (?<z>[0-9]{4})|(?<iso>[0-9]{4}-[0-9]{2}-[0-9]{2})";
    "g").captures
  | map({key: .name, value: .string}) | from_entries
  | .iso // (((.m // .n) | month) as $m | if $m then "\(.y // .z)-\($m | two)-\(.d // .e | two)" else null end) | strings];
def range: [.pre[]? | map(strings) | join(" ") | said | select(. != [] and length < 3)][0] | if . == null then null else days(.[0]; .[-1]) end;
def row: if (.cells[:3] | any(.[]; strings | test("^ *(Total|Gesamt|Summe)([ \u00a0\u202f]*:.*)?$"; "i"))) then empty
  else (.record.period // range // set_days) as $period
    | if $period == null then no_days("")
      else with({period: $period, metrics: ({impressions: .row.shown} + (.record.metrics // {}) | filled),
        dimensions: ((.record.dimensions // {}) + {week: .row.week, month: .row.month} | filled | with_entries(select(.value | test("^ *--? *$") | not))),
        raw: ((.record.raw // {}) + {currency: .row.currency, cost_per_conversion: .row.cost_per} | filled)}) end end;
