include "export";
def about: {
  "title": "Till: what was sold",
  "get": "the till's menu, Reports, Export",
  "network": "shop", "zone": "Europe/Paris",
  "languages": {"en": {"point": "."}, "de": {"point": ",", "dates": "dmy"}},
  "settings": {"vat": "the tax to take off"},
  "parts": [{"name": "sold", "is": "table", "has": ["id", ".thing"],
    "columns": {
      "id": {"en": "Order no", "de": "Auftrag"},
      "published": {"en": "Sold on", "de": "Verkauft am"},
      ".thing": {"en": ["Thing", "Article"], "de": "Ding"},
      "metrics.spend": {"en": "Price (*)", "de": "Preis (*)"}},
    "by": "sold"}]
};
def sold: if .row.thing == null then bad("nothing was sold")
  else with({text: "\(.row.thing), \(.row["metrics.spend*"])"}) end;
