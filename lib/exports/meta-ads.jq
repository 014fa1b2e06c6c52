# Meta Ads Manager: what campaigns, sets and ads cost and brought.
include "export";

def about: {
  "title": "Meta Ads Manager", "network": "meta-ads",
  "get": ["Ads Manager, Reports, Export table data: CSV or XLSX",
    "With Breakdown, By time, Day every day is a line; without it a line is the whole range"],
  "languages": {"en": {"point": "."}, "fr": {"point": ","}, "es": {}, "de": {"point": ","}, "pt": {"point": ","}},
  "settings": {"results": "conversions: Results are what counts as conversions, though no column says what they are"},
  "parts": [
    {"name": "report", "is": "table", "type": "series", "by": "report",
     "has": ["metrics.spend", ["dimensions.campaign", "dimensions.adset", "dimensions.ad"], [".day", ".starts"]],
     "columns": {
       ".day": {"en": "Day", "fr": "Jour", "es": "Día", "de": "Tag", "pt": "Dia"},
       ".starts": {"en": "Reporting starts", "fr": "Début des rapports", "es": "Inicio del informe", "de": "Berichtsstart",
         "pt": "Início dos relatórios"},
       ".ends": {"en": "Reporting ends", "fr": "Fin des rapports", "es": "Fin del informe", "de": "Berichtsende", "pt": "Término dos relatórios"},
       "account": {"en": "Account name", "fr": "Nom du compte", "es": "Nombre de la cuenta", "de": "Kontoname", "pt": "Nome da conta"},
       "dimensions.campaign": {"en": "Campaign name", "fr": "Nom de la campagne", "es": "Nombre de la campaña", "de": "Kampagnenname",
         "pt": "Nome da campanha"},
       "dimensions.adset": {"en": "Ad set name", "fr": ["Nom de l'ensemble de publicités", "Nom de l’ensemble de publicités",
         "Nom de l'ensemble de publicitÃ©s"],
         "es": "Nombre del conjunto de anuncios", "de": "Anzeigengruppenname", "pt": "Nome do conjunto de anúncios"},
       "dimensions.ad": {"en": "Ad name", "fr": ["Nom de la publicité", "Nom de la publicitÃ©"], "es": "Nombre del anuncio",
         "de": "Name der Werbeanzeige", "pt": "Nome do anúncio"},
       "dimensions.age": {"en": "Age", "fr": "Âge", "es": "Edad", "de": "Alter", "pt": "Idade"},
       "dimensions.gender": {"en": "Gender", "fr": "Genre", "es": ["Sexo", "Género"], "de": "Geschlecht", "pt": "Gênero"},
       "dimensions.country": {"en": "Country", "fr": "Pays", "es": "País", "de": "Land", "pt": "País"},
       "dimensions.platform": {"en": "Platform", "fr": "Plateforme", "es": "Plataforma", "de": "Plattform", "pt": "Plataforma"},
       "dimensions.placement": {"en": "Placement", "fr": "Placement", "es": "Ubicación", "de": "Platzierung", "pt": "Posicionamento"},
       "dimensions.device": {"en": ["Device platform", "Impression device"]},
       "metrics.spend": {"en": ["Amount spent (*)", "Amount spent"], "fr": ["Montant dépensé (*)", "Montant dépensé", "Montant dÃ©pensÃ© (*)",
         "Montant dÃ©pensÃ©"],
         "es": ["Importe gastado (*)", "Importe gastado"], "de": ["Ausgegebener Betrag (*)", "Ausgegebener Betrag"],
         "pt": ["Valor usado (*)", "Valor usado"]},
       "metrics.impressions": {"en": "Impressions", "fr": "Impressions", "es": "Impresiones", "de": "Impressionen", "pt": "Impressões"},
       "metrics.reach": {"en": "Reach", "fr": ["Couverture", "Portée", "PortÃ©e"], "es": "Alcance", "de": "Reichweite", "pt": "Alcance"},
       ".link_clicks": {"en": "Link clicks", "fr": ["Clics sur un lien", "Clics sur le lien"], "es": "Clics en el enlace", "de": "Link-Klicks",
         "pt": "Cliques no link", "as": "number"},
       ".all_clicks": {"en": "Clicks (all)", "fr": "Clics (tous)", "es": "Clics (todos)", "de": "Klicks (alle)", "pt": "Cliques (todos)",
         "as": "number"},
       ".results": {"en": "Results", "fr": ["Résultats", "RÃ©sultats"], "es": "Resultados", "de": "Ergebnisse", "pt": "Resultados", "as": "number"},
       ".indicator": {"en": "Result indicator", "fr": "Indicateur de résultats", "es": "Indicador de resultado", "de": "Ergebnisindikator"},
       ".purchases": {"en": "Purchases", "fr": "Achats", "es": "Compras", "de": "Käufe", "pt": "Compras", "as": "number"},
       "metrics.revenue": {"en": "Purchases conversion value", "fr": "Valeur de conversion des achats", "es": "Valor de conversión de compras",
         "de": "Conversion-Wert der Käufe"},
       "metrics.landing_page_views": {"en": "Landing page views", "fr": "Vues de page de destination"}},
     "raw": ["Frequency", "Répétition", "Fréquence", "Frecuencia", "Frequenz", "Frequência", "Campaign delivery", "Ad set delivery",
       "Ad delivery", "Diffusion de la campagne", "Attribution setting", "Cost per results", "Cost per result", "Coût par résultat",
       "Coste por resultado", "Costo por resultado", "CPM (cost per 1,000 impressions) (*)", "CPM (cost per 1,000 impressions)",
       "CPC (cost per link click) (*)", "CPC (cost per link click)", "CTR (link click-through rate)", "CTR (all)", "CPC (all) (*)",
       "CPC (all)", "Starts", "Ends"]}]};

# The sums at the end or the beginning have no name, or one that says so.
def total: (.lang == "es") as $es | [.record.dimensions // {} | .campaign, .adset, .ad | select(. != null and . != "")] as $names
  | $names == [] or any($names[]; ascii_downcase
      | ($es and . == "media")
        or test("^(total|totals|totales|gesamt|summe|resultados totales|total des résultats|resultados totais|gesamtergebnisse)$"
        + "|^(results from|résultats de|resultados de|ergebnisse von) [0-9]"));
# What Results counts is said by another column; reach and the like are no conversions.
def converts: (.row.indicator // "") as $of
  | if $of != "" then ($of | test("reach|impression|thruplay|video_view"; "i") | not) else .settings.results == "conversions" end;
def currency: [.row | to_entries[] | select(.key | test("[*]$")) | .value | strings | select(test("^[A-Z]{3}$"))][0];
# Clicks on links are what counts; clicks of any kind where a report has no others.
def tells_links: any(.head[]; test("^\\s*(link clicks|clics sur (un|le) lien|clics en el enlace|link-klicks|cliques no link)\\s*$"; "i"));
def measured: (if tells_links then {clicks: .row.link_clicks, all_clicks: .row.all_clicks} else {clicks: .row.all_clicks} end) as $clicks
  | (.record.metrics // {}) + ($clicks + {
    conversions: (.row.purchases // (if converts then .row.results else null end)), purchases: .row.purchases,
    results: .row.results} | filled);
# One row is a day, or else all the days from the first to the last: it is not put on one of them.
def span: .day_first as $first | (.row.day // .row.starts) as $first_day | (.row.day // .row.ends) as $last
  | ($first_day // "" | figures($first)) as $a | ($last // "" | figures($first)) as $b
  | if $a and $b then days($a; $b) else null end;
def report: if total or (.row | .day // .starts // .ends) == null then empty
  else span as $span
    | if $span == null then .day_first as $first
        | no_figures([.row | (.day // .starts // ""), (.day // .ends // "") | select(figures($first) == null)][0])
      else .record + {period: $span, account: .record.account, metrics: measured,
        dimensions: ((.record.dimensions | map_values(mended)) + ({currency: currency, result: .row.indicator} | filled))} end end;
