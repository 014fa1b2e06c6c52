# Meta Business Suite: what a page or an account published, with its numbers.
include "export";

def about: {
  "title": "Meta Business Suite: content",
  "get": ["business.facebook.com, Insights, Content, Export data: Facebook or Instagram; posts, stories or videos; CSV",
    "Lifetime gives a line a post; a breakdown by day gives a line a post and day"],
  "languages": {"en": {"point": ".", "dates": "mdy"}, "pt": {"point": ","}, "de": {"point": ","}},
  "parts": [
    {"name": "content", "is": "table", "by": "content",
     "has": [[".post", ".video"], "published", [".page", ".account", "author.handle", "metrics.saves"]],
     "columns": {
       ".post": {"en": "Post ID", "pt": ["Identificação da publicação", "Identificação do post"], "de": "Beitrags-ID"},
       ".video": {"en": "Video asset ID"},
       ".page": {"en": "Page ID", "pt": "Identificação da Página", "de": "Seiten-ID"},
       ".account": {"en": "Account ID", "pt": "Identificação da conta", "de": "Konto-ID"},
       "author.handle": {"en": "Account username", "pt": "Nome de usuário da conta", "de": "Konto-Benutzername"},
       "author.name": {"en": ["Page name", "Account name"], "pt": ["Nome da Página", "Nome da conta"], "de": ["Seitenname", "Kontoname"]},
       ".title": {"en": "Title", "pt": "Título", "de": "Titel"},
       ".about": {"en": "Description", "pt": "Descrição", "de": "Beschreibung"},
       ".seconds": {"en": ["Duration (sec)", "Duration (s)"], "pt": ["Duração (segundos)", "Duração (s)"], "de": "Dauer (Sek.)", "as": "seconds"},
       "published": {"en": "Publish time", "pt": "Horário de publicação", "de": "Veröffentlichungszeitpunkt"},
       "url": {"en": "Permalink", "pt": "Link permanente"},
       ".kind": {"en": "Post type", "pt": ["Tipo de publicação", "Tipo de post"], "de": "Beitragsart"},
       ".date": {"en": "Date", "pt": "Data", "de": "Datum"},
       "metrics.views": {"en": "Views", "pt": "Visualizações", "de": "Aufrufe"},
       "metrics.impressions": {"en": "Impressions", "pt": "Impressões", "de": "Impressionen"},
       "metrics.plays": {"en": "Plays", "pt": "Reproduções"},
       "metrics.reach": {"en": "Reach", "pt": "Alcance", "de": "Reichweite"},
       "metrics.reactions": {"en": "Reactions", "pt": "Reações", "de": "Reaktionen"},
       "metrics.likes": {"en": "Likes", "pt": "Curtidas"},
       "metrics.comments": {"en": ["Comments", "Replies"], "pt": ["Comentários", "Respostas"], "de": ["Kommentare", "Antworten"]},
       "metrics.shares": {"en": "Shares", "pt": "Compartilhamentos", "de": "Geteilte Inhalte"},
       "metrics.saves": {"en": "Saves", "pt": "Salvamentos", "de": "Gespeichert"},
       "metrics.follows": {"en": "Follows", "pt": "Seguimentos"},
       "metrics.profile_visits": {"en": "Profile visits", "pt": "Visitas ao perfil"},
       ".clicks": {"en": "Total clicks", "pt": "Total de cliques", "as": "number"},
       ".link_clicks": {"en": "Link clicks", "pt": "Cliques no link", "as": "number"},
       "metrics.sticker_taps": {"en": "Sticker taps", "pt": "Toques em figurinhas"},
       "metrics.navigation": {"en": "Navigation", "pt": "Navegação"},
       "metrics.video_views_3s": {"en": "3-second video views"},
       "metrics.video_views_60s": {"en": "1-minute video views"},
       "metrics.seconds": {"en": "Seconds viewed"}},
     "raw": ["Reactions, Comments and Shares", "Caption type", "Is crosspost", "Is share", "Languages", "Custom labels", "Funded content status",
       "Data comment", "Other Clicks", "Matched Audience Targeting Consumption (Photo Click)", "Average Seconds viewed", "Comentário de dados"]}]};

# The Graph API names a page's post PAGE_POST, a film and what is on Instagram by one number. Where a spreadsheet rounded the ids, the
# permalink says it, or is it.
def page_post: .row.post as $post | .row.page as $page | .record.url as $url
  | if ($post | sound) and ($post | test("_")) then $post
    elif ($post | sound) and ($page | sound) then "\($page)_\($post)"
    elif ($page | sound) and ($url // "" | test("/posts/[0-9]+/?$")) then "\($page)_\($url | capture("/posts/(?<id>[0-9]+)/?$").id)"
    else $url end;
def id: if .row.video then (if .row.video | sound then .row.video else .record.url end)
  elif .row.page then page_post
  elif .row.post | sound then .row.post else .record.url end;

# Reels and what plays for some seconds are films; an album may be anything.
def media: (.row.seconds // 0) as $seconds | (.row.kind // "" | ascii_downcase) as $kind
  | if $seconds > 0 then [{type: "video", seconds: $seconds}]
    elif .row.video or ($kind | test("reel|video|vídeo")) then [{type: "video"}]
    elif $kind | test("photo|image|imagem|foto|bild") then [{type: "image"}] else null end;
# The words of a page's post stand in Title, those of an account's in Description; a film of a page has both.
def words: [.row.title, .row.about] | map(select(. != null and . != "")) | if length == 2 then {title: .[0], text: .[1]} else {text: .[0]} end;
def clicks: if .row.page or .row.video then {clicks: .row.clicks, link_clicks: .row.link_clicks} else {clicks: .row.link_clicks} end;
def post: {type: "post", network: (if .row.page or .row.video then "facebook" else "instagram" end), id: id,
    account: (.record.author.handle // .record.author.name), media: media, kind: .row.kind,
    author: ({id: ([.row.page, .row.account | select(sound)][0])} + (.record.author // {})),
    metrics: ((.record.metrics // {}) + (clicks | filled))} as $more | words as $words | .record + $words + $more;

# By day: what that day brought to a post.
def of_day($day): post + {type: "series", period: days($day; $day),
    dimensions: ({post: id, url: .record.url, kind: .row.kind, published: .record.published} | filled)}
  | del(.id, .url, .published, .precision, .author, .media, .kind);

def content: (.row.post // .row.video) as $named
  | if $named == null and .record.url == null then empty
    elif id == null then bad("its id was rounded by a spreadsheet, and it has no permalink")
    else
      (if $named | sound then empty
       else note("a spreadsheet has rounded ids: such posts are named by their permalinks; take the file as it was downloaded") end),
      if .row.date // "" | test("[0-9]") | not then post
      else .day_first as $first | (.row.date | figures($first)) as $day
        | if $day then of_day($day) else no_figures(.row.date) end end
    end;
