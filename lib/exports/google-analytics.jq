# Reports of Google Analytics 4: lines with # say which days they are of, then come one or several tables.
include "export";

def about: {
  "title": "Google Analytics 4: a report or exploration",
  "get": ["A report: Share this report, Download file, CSV. An exploration: Export data, CSV.",
    "Headings are read in English and German, those of pages in French; the language is that of your Google account."],
  "network": "google-analytics",
  "languages": {"en": {"point": ".", "dates": "ymd"}, "de": {"dates": "ymd"}, "fr": {"dates": "ymd"}},
  "settings": {"start": "the first day, where the file does not say (2026-09-01)", "end": "the last day"},
  "parts": [
    {"name": "report", "is": "table", "type": "series", "blocks": true, "by": "row",
      "has": [["(#)", "dimensions.channel", "dimensions.source_medium", "dimensions.landing_page", "dimensions.page", "dimensions.title",
        "dimensions.event", ".nth"],
        ["(#)", "metrics.engaged_sessions", "metrics.events", "metrics.new_users", "metrics.returning_users", ".mean"],
        ["metrics.sessions", "metrics.users", "metrics.active_users", "metrics.new_users", "metrics.pageviews", "metrics.events",
          "metrics.conversions", "metrics.engaged_sessions"]],
      "columns": {
        "dimensions.channel": {"en": ["Session primary channel group (*)", "Session primary channel group", "First user primary channel group (*)",
          "First user primary channel group", "Session default channel group", "First user default channel group", "Default channel group"],
          "de": ["Sitzung – primäre Channelgruppe (*)", "Sitzung – primäre Channelgruppe", "Erste Nutzerinteraktion – primäre Channelgruppe (*)"]},
        "dimensions.source_medium": {"en": ["Session source / medium", "First user source / medium", "Source / medium"],
        "de": ["Sitzung – Quelle / Medium", "Sitzung - Quelle / Medium", "Quelle / Medium"]},
        "dimensions.source": {"en": ["Session source", "First user source", "Source"]}, "dimensions.medium": {"en": ["Session medium",
        "First user medium", "Medium"]},
        "dimensions.campaign": {"en": ["Session campaign", "First user campaign", "Campaign"]},
        "dimensions.landing_page": {"en": ["Landing page", "Landing page + query string"], "de": ["Landingpage", "Landingpage + Abfragestring",
        "Zielseite"], "fr": ["Page de destination", "Page de destination + chaîne de requête"]},
        "dimensions.page": {"en": ["Page path and screen class", "Page path + query string and screen class", "Page path",
        "Page path + query string", "Page location"], "de": ["Seitenpfad und Bildschirmklasse", "Seitenpfad"],
        "fr": ["Chemin de la page et classe de l'écran", "Chemin de la page"]},
        "dimensions.title": {"en": ["Page title and screen class", "Page title and screen name", "Page title"],
        "de": ["Seitentitel und Bildschirmklasse", "Seitentitel"], "fr": ["Titre de la page et classe de l'écran"]},
        "dimensions.event": {"en": "Event name", "de": "Ereignisname", "fr": "Nom de l'événement"}, "dimensions.country": {"en": "Country"},
        "dimensions.region": {"en": "Region"},
        "dimensions.city": {"en": ["City", "Town/City"]},
        "dimensions.language": {"en": "Language"}, "dimensions.device": {"en": "Device category"}, "dimensions.browser": {"en": "Browser"},
        "dimensions.system": {"en": "Operating system"}, "dimensions.platform": {"en": "Platform"}, "dimensions.hostname": {"en": "Hostname"},
        "dimensions.audience": {"en": "Audience name"}, "dimensions.age": {"en": "Age"}, "dimensions.gender": {"en": "Gender"},
        ".date": {"en": "Date", "de": "Datum", "fr": "Date"}, ".nth": {"en": "Nth day"}, ".engagement": {"en": "Engagement rate",
        "de": ["Engagement-Rate", "Interaktionsrate"], "fr": "Taux d'engagement", "as": "percent"},
        ".mean": {"en": ["Average engagement time per session", "Average engagement time", "Average engagement time per active user"],
          "de": ["Durchschnittliche Interaktionsdauer pro Sitzung", "Durchschn. Interaktionsdauer pro Sitzung", "Durchschnittliche Interaktionsdauer",
            "Durchschnittliche Interaktionsdauer pro aktivem Nutzer"]},
        "metrics.sessions": {"en": "Sessions", "de": "Sitzungen", "fr": "Sessions"}, "metrics.users": {"en": "Total users",
        "de": ["Nutzer insgesamt", "Gesamtzahl der Nutzer"], "fr": "Nombre total d'utilisateurs"}, "metrics.active_users": {"en": ["Active users",
        "Users"], "de": "Aktive Nutzer", "fr": "Utilisateurs actifs"},
        "metrics.new_users": {"en": "New users", "de": "Neue Nutzer", "fr": "Nouveaux utilisateurs"},
        "metrics.returning_users": {"en": "Returning users", "de": "Wiederkehrende Nutzer"},
        "metrics.engaged_sessions": {"en": "Engaged sessions", "de": "Sitzungen mit Interaktionen", "fr": "Sessions avec engagement"},
        "metrics.pageviews": {"en": "Views", "de": "Aufrufe", "fr": "Vues"}, "metrics.events": {"en": "Event count", "de": "Ereignisanzahl",
        "fr": "Nombre d'événements"}, "metrics.conversions": {"en": ["Key events", "Conversions"], "de": ["Schlüsselereignisse",
        "Wichtige Ereignisse", "Conversions"], "fr": ["Événements clés", "Conversions"]},
        "metrics.revenue": {"en": ["Total revenue", "Purchase revenue"], "de": "Gesamtumsatz", "fr": "Revenu total"}},
      "raw": ["Session key event rate", "User key event rate", "Session conversion rate", "User conversion rate", "Bounce rate", "Views per session",
        "Views per active user", "Views per user", "Event count per session", "Events per session", "Engaged sessions per active user",
        "Engaged sessions per user",
        "Event count per active user", "Event count per user", "Sessions per active user", "Average session duration"]}]};

# "# Start date: 20260901", of this table or of one before it; in other languages the first such line and the second.
def stamps: [.pre[]? | join(",") | capture("^\"?# *(?<what>[^:]+): *(?<day>[0-9]{8}) *\"?$") | .day |= plain_day | select(.day)];
def span: stamps as $s | ([$s[] | select(.what == "Start date").day] | .[-1]) as $a | ([$s[] | select(.what == "End date").day] | .[-1]) as $b
  | if $a and $b then {a: $a, b: $b} elif ($s | length) > 1 and $s[0].day <= $s[1].day then {a: $s[0].day,
    b: $s[1].day} else .context.span // null end;
def days_on($n): strptime("%Y-%m-%d") | mktime + 86400 * $n | strftime("%Y-%m-%d");
def day($span): (.row.date | plain_day) // (.row.nth | strings | if $span and test("^[0-9]+$") then tonumber as $n | $span.a
  | days_on($n) else null end) // null;
# Columns that are not known and stand before the first number are dimensions too, by their headings.
def first_number: [range(0; .head | length) as $i | select(.head[$i]
  | test("^((Total|Active|New|Returning) users|Users|Sessions|Engaged sessions|Views|Event count|Key events|Conversions|Total revenue|(Aktive|Neue) Nutzer|Nutzer insgesamt|Sitzungen|Sitzungen mit Interaktionen|Aufrufe|Ereignisanzahl|Schlüsselereignisse|Gesamtumsatz|Utilisateurs actifs|Nouveaux utilisateurs|Vues|Nombre d'événements|Événements clés|Revenu total)$"))
    | $i][0] // 0;
def dimensions: first_number as $n | . as $in | [range(0; $n) | . as $i | $in.head[$i] | select($in.record.raw[.]?) | {key: (ascii_downcase
  | gsub("[^\\p{L}0-9]+"; "_") | sub("^_+"; "") | sub("_+$"; "")), value: $in.cells[$i]}]
  | from_entries;
# Rates and means: no metrics, but kept.
def means: . as $in | [range(0; [(.head | length), (.cells | length)] | min) as $i | select($in.head[$i]
  | test("^(Engagement rate|Average engagement time|Engagement-Rate|Interaktionsrate|Durchschn|Taux d'engagement)"))
  | {key: $in.head[$i], value: $in.cells[$i]}] | from_entries;
def is_total: any(.cells[]?; . == "Grand total" or . == "Grand Total") or ((.cells[0] // "")
  | test("^(Totals?|Grand total|Gesamt(summe)?|Total général)$"; "i"));
def row: span as $span | day($span) as $day | (first_number) as $n | .head[:$n] as $known
  | if is_total then empty
    else (if $span and $span != .context.span then {context: {span: $span}} else empty end),
      (if $day then days($day; $day) elif $span then days($span.a; $span.b) else set_days end) as $period
      | if $period == null then no_days(" ('# Start date:')") else with({period: $period, dimensions: ((.record.dimensions // {}) + dimensions),
          metrics: ((.record.metrics // {}) | if has("users") | not then . + {users: .active_users} | filled | del(.active_users) else . end),
          raw: ((.record.raw // {}) + means | with_entries(select(.key | among($known) | not)))}) end
    end;
