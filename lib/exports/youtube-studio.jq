# The tables of YouTube Studio's advanced mode: a row a video, a row a video and day, a row a day.
include "export";

def about: {
  "title": "YouTube Studio: advanced mode",
  "get": ["studio.youtube.com: Analytics, then Advanced mode",
    "choose the time range (Lifetime for posts whose numbers are those of their whole life)",
    "the arrow at the top, Comma-separated values; it is a zip of three tables"],
  "network": "youtube",
  "languages": {"en": {"point": ".", "dates": "mdy"}, "de": {"dates": "dmy"}, "fr": {"dates": "dmy"}, "es": {"dates": "dmy"}},
  "parts": [
    {"name": "content", "is": "table", "type": "post", "by": "content", "end": "covered",
      "has": ["id", ["title", "metrics.seconds"], ["published", "metrics.views"]],
      "files": ["Table data*.csv", "Tabellendaten*.csv", "Informations relatives aux tableaux*.csv", "Datos de la tabla*.csv"],
      "columns": {
        "id": {"en": "Content", "de": ["Videos", "Video", "Inhalt", "Inhalte"], "fr": "Contenu", "es": "Contenido"},
        "title": {"en": "Video title", "de": "Videotitel", "fr": "Titre de la vidéo", "es": "Título del vídeo"},
        "published": {"en": "Video publish time", "de": "Veröffentlichungszeitpunkt des Videos", "fr": "Heure de publication de la vidéo",
          "es": "Hora de publicación del vídeo"},
        ".length": {"en": "Duration", "de": "Dauer", "fr": "Durée", "es": "Duración", "as": "seconds"},
        "metrics.views": {"en": "Views", "de": "Aufrufe", "fr": "Vues", "es": "Visualizaciones"},
        "metrics.seconds": {"en": "Watch time (hours)", "de": "Wiedergabezeit (Stunden)", "fr": "Durée de visionnage (heures)",
          "es": "Tiempo de visualización (horas)", "as": "hours"},
        ".subscribers": {"en": "Subscribers", "de": "Abonnenten", "fr": "Abonnés", "es": "Suscriptores", "as": "number"},
        "metrics.follows": {"en": "Subscribers gained", "fr": "Nouveaux abonnés"},
        "metrics.unfollows": {"en": "Subscribers lost"},
        "metrics.revenue": {"en": ["Estimated revenue (*)", "Your estimated revenue (*)"], "de": "Geschätzter Umsatz (*)",
          "fr": "Revenus estimés (*)", "es": "Ingresos estimados (*)"},
        "metrics.impressions": {"en": "Impressions", "de": ["Impressionen", "Thumbnail-Impressionen"], "fr": "Impressions", "es": "Impresiones"},
        "metrics.reach": {"en": "Unique viewers", "fr": "Spectateurs uniques"},
        "metrics.likes": {"en": "Likes"},
        "metrics.comments": {"en": "Comments added"},
        "metrics.shares": {"en": "Shares", "fr": "Partages"}},
      "raw": ["Average view duration", "Durchschnittliche Wiedergabedauer", "Durée moyenne d'une vue", "Duración media de las visualizaciones",
        "Average percentage viewed (%)", "Pourcentage moyen de vidéo regardé (%)", "Porcentaje medio visto (%)",
        "Impressions click-through rate (%)", "Klickrate der Impressionen (%)", "Thumbnail-Klickrate (%)", "Taux de clics par impression (%)",
        "Porcentaje de clics de las impresiones (%)", "Dislikes", "Likes (vs. dislikes) (%)", "Engaged views", "Vues intentionnelles",
        "YouTube Premium views", "RPM (*)", "CPM (*)"]},
    {"name": "chart", "is": "table", "type": "series", "has": ["period", "dimensions.video", "dimensions.title"],
      "files": ["Chart data*.csv", "Diagrammdaten*.csv", "Données du graphique*.csv", "Datos del gráfico*.csv"],
      "columns": {
        "period": {"en": "Date", "de": "Datum", "fr": "Date", "es": "Fecha"},
        "dimensions.video": {"en": "Content", "de": ["Videos", "Video", "Inhalt", "Inhalte"], "fr": "Contenu", "es": "Contenido"},
        "dimensions.title": {"en": "Video title", "de": "Videotitel", "fr": "Titre de la vidéo", "es": "Título del vídeo"},
        "metrics.views": {"en": "Views", "de": "Aufrufe", "fr": "Vues", "es": "Visualizaciones"},
        "metrics.seconds": {"en": "Watch time (hours)", "de": "Wiedergabezeit (Stunden)", "fr": "Durée de visionnage (heures)",
          "es": "Tiempo de visualización (horas)", "as": "hours"},
        "metrics.follows": {"en": "Subscribers gained", "fr": "Nouveaux abonnés"},
        "metrics.unfollows": {"en": "Subscribers lost"},
        "metrics.revenue": {"en": ["Estimated revenue (*)", "Your estimated revenue (*)"], "de": "Geschätzter Umsatz (*)",
          "fr": "Revenus estimés (*)", "es": "Ingresos estimados (*)"},
        "metrics.impressions": {"en": "Impressions", "de": ["Impressionen", "Thumbnail-Impressionen"], "fr": "Impressions", "es": "Impresiones"},
        "metrics.reach": {"en": "Unique viewers", "fr": "Spectateurs uniques"},
        "metrics.likes": {"en": "Likes"},
        "metrics.comments": {"en": "Comments added"},
        "metrics.shares": {"en": "Shares", "fr": "Partages"}},
      "raw": ["Video publish time", "Veröffentlichungszeitpunkt des Videos", "Heure de publication de la vidéo", "Hora de publicación del vídeo",
        "Duration", "Dauer", "Durée", "Duración", "Subscribers", "Abonnenten", "Abonnés", "Suscriptores",
        "Average view duration", "Durchschnittliche Wiedergabedauer", "Durée moyenne d'une vue", "Duración media de las visualizaciones",
        "Average percentage viewed (%)", "Pourcentage moyen de vidéo regardé (%)", "Porcentaje medio visto (%)",
        "Impressions click-through rate (%)", "Klickrate der Impressionen (%)", "Thumbnail-Klickrate (%)", "Taux de clics par impression (%)",
        "Porcentaje de clics de las impresiones (%)", "Dislikes", "Likes (vs. dislikes) (%)", "Engaged views", "Vues intentionnelles",
        "YouTube Premium views", "RPM (*)", "CPM (*)"]},
    {"name": "totals", "is": "table", "type": "series", "only": true,
      "has": ["period", ["metrics.views", "metrics.seconds", "metrics.follows", "metrics.unfollows", "metrics.revenue", "metrics.impressions",
        "metrics.reach", "metrics.likes", "metrics.comments", "metrics.shares"]],
      "files": ["Totals*.csv", "Gesamtwerte*.csv", "Totaux*.csv", "Totales*.csv"],
      "columns": {
        "period": {"en": "Date", "de": "Datum", "fr": "Date", "es": "Fecha"},
        "metrics.views": {"en": "Views", "de": "Aufrufe", "fr": "Vues", "es": "Visualizaciones"},
        "metrics.seconds": {"en": "Watch time (hours)", "de": "Wiedergabezeit (Stunden)", "fr": "Durée de visionnage (heures)",
          "es": "Tiempo de visualización (horas)", "as": "hours"},
        "metrics.follows": {"en": "Subscribers gained", "fr": "Nouveaux abonnés"},
        "metrics.unfollows": {"en": "Subscribers lost"},
        "metrics.revenue": {"en": ["Estimated revenue (*)", "Your estimated revenue (*)"], "de": "Geschätzter Umsatz (*)",
          "fr": "Revenus estimés (*)", "es": "Ingresos estimados (*)"},
        "metrics.impressions": {"en": "Impressions", "de": ["Impressionen", "Thumbnail-Impressionen"], "fr": "Impressions", "es": "Impresiones"},
        "metrics.reach": {"en": "Unique viewers", "fr": "Spectateurs uniques"},
        "metrics.likes": {"en": "Likes"},
        "metrics.comments": {"en": "Comments added"},
        "metrics.shares": {"en": "Shares", "fr": "Partages"}},
      "raw": ["Subscribers", "Abonnenten", "Abonnés", "Suscriptores",
        "Average view duration", "Durchschnittliche Wiedergabedauer", "Durée moyenne d'une vue", "Duración media de las visualizaciones",
        "Average percentage viewed (%)", "Pourcentage moyen de vidéo regardé (%)", "Porcentaje medio visto (%)",
        "Impressions click-through rate (%)", "Klickrate der Impressionen (%)", "Thumbnail-Klickrate (%)", "Taux de clics par impression (%)",
        "Porcentaje de clics de las impresiones (%)", "Dislikes", "Likes (vs. dislikes) (%)", "Engaged views", "Vues intentionnelles",
        "YouTube Premium views", "RPM (*)", "CPM (*)"]}]
};

# The time range and the channel's name stand in the name of the zip or folder: "Content 2026-09-01_2026-09-30 Harbour Bakery/Table data.csv".
def range: [(.file // "") | capture("(?<start>[0-9]{4}-[0-9]{2}-[0-9]{2})_(?<last>[0-9]{4}-[0-9]{2}-[0-9]{2})(?<rest>[^/]*)")] | .[0];
def channel_name: .rest | split(":")[0] | sub("[.]zip$"; "") | sub(" ?[(][0-9]+[)]$"; "") | sub("^ +"; "") | if . == "" then null else . end;

# New subscribers and those who left, in one number: followers won if there are more of the former; what is below 0 stays under raw.
def won: .row.subscribers as $n | if $n == null or .record.metrics.follows != null then .record
  elif $n >= 0 then .record | .metrics.follows = $n
  else .record | .raw.Subscribers = ($n | tostring) end;

# The day on which a moment that begins a day lies, wherever its zone.
def day: fromdateiso8601 + 43199 | strftime("%Y-%m-%d");

# The numbers are those of the chosen range. They are the video's own where it was published within it (or the file does not say the range);
# else they become a series over the range, and the video comes without numbers.
def content:
  range as $range | .row as $row | (.record.id // "") as $id
  | if $id | test("^[0-9A-Za-z_-]{11}$") | not then
      # A row of totals has neither.
      if (.record.title // "") == "" and .record.published == null then empty
      else bad("its id is none of a video: a spreadsheet may have changed it") end
    else (won + {url: "https://www.youtube.com/watch?v=\($id)", media: [{type: "video", seconds: $row.length}],
          author: {name: ($range | if . then channel_name else null end)}}
        | if $row["metrics.revenue*"] then .raw.currency = $row["metrics.revenue*"] else . end) as $post
      | if $range == null then $post,
          note("the numbers are taken for those of the videos' whole life: no name of a folder or zip tells the time range; choose Lifetime as the range, or give the zip or folder by the name it came with")
        elif ($post.published | . != null and day >= $range.start) then $post
        else ($post | del(.metrics, .raw)),
          {type: "series", period: days($range.start; $range.last),
            dimensions: {video: $id, title: $post.title}, metrics: $post.metrics, raw: $post.raw}
        end
    end;

# Of what was published within the range all is there; what is older is there only where it was watched.
def covered: range | select(.) | {covers: {start: .start, end: .last}};
