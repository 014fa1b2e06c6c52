# How a site did in Google's search: Performance of Search Console. Which days the tables are of is told by the one of days beside them.
include "export";

def about: {
  "title": "Google Search Console: performance in search",
  "get": ["Performance, Search results, Export, Download CSV (a zip) or Excel.",
    "Give the zip or its folder: the days stand in Dates.csv (Chart.csv) alone.",
    "1000 rows of each table at most, and rare queries are kept back."],
  "network": "search-console",
  "preset_zone": "America/Los_Angeles",
  "languages": {"en": {"point": ".", "dates": "ymd"}, "de": {"point": ",", "dates": "ymd"}, "fr": {"dates": "ymd"}, "es": {"dates": "ymd"},
    "it": {"dates": "ymd"},
    "nl": {"dates": "ymd"}, "pl": {"dates": "ymd"}, "ja": {"point": ".", "dates": "ymd"}},
  "settings": {"start": "the first day, where no table of days lies beside (2026-09-01)", "end": "the last day"},
  "parts": [
    {"name": "filters", "is": "table", "has": [".filter", ".value"], "only": true, "first": true, "whole": true, "by": "filters",
      "files": ["Filters.csv", "Filter.csv", "Filtres.csv", "Filtros.csv", "Filtri.csv", "Filtry.csv", "フィルタ.csv"],
      "columns": {".filter": {"en": "Filter", "de": "Filter", "fr": "Filtre", "es": "Filtro", "it": "Filtro", "nl": "Filter", "pl": "Filtr",
        "ja": "フィルタ"},
        ".value": {"en": "Value", "de": "Wert", "fr": "Valeur", "es": "Valor", "it": "Valore", "nl": "Waarde", "pl": "Wartość", "ja": "値"}}},
    {"name": "days", "is": "table", "type": "series", "has": ["period", "metrics.clicks", "metrics.impressions", ".ctr", "metrics.position"],
      "first": true, "whole": true, "by": "by_day",
      "files": ["Dates.csv", "Chart.csv", "Diagramm.csv", "Daten.csv", "Graphique.csv", "Gráfico.csv", "Fechas.csv", "Grafico.csv", "Date.csv", "Grafiek.csv",
        "Datums.csv", "Wykres.csv", "Daty.csv", "グラフ.csv", "日付.csv"],
      "columns": {"period": {"en": "Date", "de": "Datum", "fr": "Date", "es": "Fecha", "it": "Data", "nl": "Datum", "pl": "Data", "ja": "日付"},
        "metrics.clicks": {"en": "Clicks", "de": "Klicks", "fr": "Clics", "es": "Clics", "it": "Clic", "nl": "Klikken", "pl": "Kliknięcia",
        "ja": "クリック数"},
        "metrics.impressions": {"en": "Impressions", "de": "Impressionen", "fr": "Impressions", "es": "Impresiones", "it": "Impressioni",
        "nl": "Vertoningen", "pl": "Wyświetlenia", "ja": "表示回数"},
        ".ctr": {"en": "CTR", "de": ["Klickrate", "CTR"], "fr": "CTR", "es": "CTR", "it": "CTR", "nl": "CTR", "pl": "CTR", "ja": "CTR",
        "as": "percent"},
        "metrics.position": {"en": "Position", "de": ["Position", "Durchschnittliche Position"], "fr": ["Position moyenne", "Position"],
        "es": ["Posición media", "Posición"],
          "it": ["Posizione media", "Posizione"], "nl": ["Positie", "Gemiddelde positie"], "pl": ["Pozycja", "Średnia pozycja"], "ja": ["掲載順位",
          "平均掲載順位"]}}},
    {"name": "table", "is": "table", "type": "series", "has": ["metrics.clicks", "metrics.impressions", ".ctr", "metrics.position"], "by": "of_range",
      "columns": {
        "dimensions.query": {"en": ["Top queries", "Query", "Queries"], "de": ["Häufigste Suchanfragen", "Suchanfrage"],
        "fr": ["Requêtes les plus fréquentes", "Requête"],
          "es": ["Consultas principales", "Consulta"], "it": ["Query principali", "Query"], "nl": ["Populairste zoekopdrachten", "Zoekopdracht"],
          "pl": ["Najpopularniejsze zapytania", "Zapytanie"], "ja": ["上位のクエリ", "クエリ"]},
        "dimensions.page": {"en": ["Top pages", "Page", "Pages"], "de": ["Häufigste Seiten", "Seite"], "fr": "Pages les plus populaires",
        "es": ["Páginas principales", "Página"],
          "it": ["Pagine principali", "Pagina"], "nl": ["Populairste pagina's", "Pagina"], "pl": ["Najpopularniejsze strony", "Strona"],
          "ja": ["上位のページ", "ページ"]},
        "dimensions.country": {"en": "Country", "de": "Land", "fr": "Pays", "es": "País", "it": "Paese", "nl": "Land", "pl": "Kraj", "ja": "国"},
        "dimensions.device": {"en": "Device", "de": "Gerät", "fr": "Appareil", "es": "Dispositivo", "it": "Dispositivo", "nl": "Apparaat",
        "pl": "Urządzenie", "ja": "デバイス"},
        "dimensions.appearance": {"en": "Search appearance", "de": "Darstellung in der Suche", "fr": "Apparence dans les résultats de recherche",
        "es": "Aspecto en la búsqueda",
          "it": "Aspetto nella ricerca", "nl": "Weergave in zoekresultaten", "pl": "Wygląd w wyszukiwarce", "ja": "検索での見え方"},
        "metrics.clicks": {"en": "Clicks", "de": "Klicks", "fr": "Clics", "es": "Clics", "it": "Clic", "nl": "Klikken", "pl": "Kliknięcia",
        "ja": "クリック数"},
        "metrics.impressions": {"en": "Impressions", "de": "Impressionen", "fr": "Impressions", "es": "Impresiones", "it": "Impressioni",
        "nl": "Vertoningen", "pl": "Wyświetlenia", "ja": "表示回数"},
        ".ctr": {"en": "CTR", "de": ["Klickrate", "CTR"], "fr": "CTR", "es": "CTR", "it": "CTR", "nl": "CTR", "pl": "CTR", "ja": "CTR",
        "as": "percent"},
        "metrics.position": {"en": "Position", "de": ["Position", "Durchschnittliche Position"], "fr": ["Position moyenne", "Position"],
        "es": ["Posición media", "Posición"],
          "it": ["Posizione media", "Posizione"], "nl": ["Positie", "Gemiddelde positie"], "pl": ["Pozycja", "Średnia pozycja"], "ja": ["掲載順位",
          "平均掲載順位"]}}}]};

def filters: {context: {filters: ([.rows[] | {key: (.row.filter // ""), value: (.row.value // "")} | select(.key != "")] | from_entries)}};
def raw: ((.record.raw // {}) + {ctr: .row.ctr, filters: .context.filters}) | filled;
def by_day: .context as $context
  | ([.rows[].record.period.start | strings] | min) as $a | ([.rows[].record.period.end | strings] | max) as $b
  | (if $a and $b then {context: {period: {start: $a, end: $b}}}, {covers: {start: $a, end: $b}} else empty end),
    (.rows[] | .context = $context | with({raw: raw}));
# A heading that we do not know: the table is called by its file or sheet.
def called: .sheet // (.file | split("/")[-1] | split(":")[-1] | sub("[.][A-Za-z]+$"; "")) | ascii_downcase
  | {queries: "query", pages: "page", countries: "country", devices: "device", "search appearance": "appearance", "suchanfragen": "query",
    "seiten": "page",
     "länder": "country", "geräte": "device"}[.] // .;
def of_range: (.context.period // set_days) as $period
  | (.record.dimensions // {(called): .cells[0]}) as $dimensions | (if .record.dimensions then "" else .head[0] end) as $first
  | if $period == null then no_days(", and no table of days (Dates.csv, Chart.csv) is read with it")
    else with({period: $period, dimensions: $dimensions, raw: (raw | del(.[$first]))}) end;
