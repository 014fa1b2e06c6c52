# What Mailchimp lets one download: how campaigns did, and how many are on the list.
include "export";

def about: {
  "title": "Mailchimp: campaigns, one campaign's report, audience",
  "get": ["Campaigns: Analytics, Reports, Export (campaigns.csv).", "One campaign: its report, Download report.",
    "Audience: Audience, All contacts, Export audience: a zip with a CSV for each state."],
  "network": "mailchimp",
  "languages": {"en": {"point": ".", "dates": "mdy"}},
  "settings": {"people": "yes: subscribers as accounts, without their addresses"},
  "parts": [
    {"name": "campaigns", "is": "table", "has": [".weekday", "metrics.unique_opens"], "by": "campaign", "files": ["campaigns.csv"],
      "columns": {".name": {"en": "Title"}, "title": {"en": "Subject"}, ".list": {"en": ["List", "Audience"]}, "published": {"en": "Send Date"},
        ".weekday": {"en": "Send Weekday"}, "metrics.sent": {"en": "Total Recipients"}, "metrics.delivered": {"en": "Successful Deliveries"},
        "metrics.bounces": {"en": "Total Bounces"}, "metrics.shares": {"en": "Times Forwarded"}, "metrics.unique_opens": {"en": "Unique Opens"},
        "metrics.opens": {"en": "Total Opens"}, "metrics.unique_clicks": {"en": "Unique Clicks"}, "metrics.clicks": {"en": "Total Clicks"},
        "metrics.unsubscribes": {"en": "Unsubscribes"}, "metrics.complaints": {"en": "Abuse Complaints"}, ".id": {"en": "Unique Id"},
        "metrics.conversions": {"en": "Total Orders"}, "metrics.revenue": {"en": "Total Revenue"}},
      "raw": ["Soft Bounces", "Hard Bounces", "Forwarded Opens", "Open Rate", "Click Rate", "Times Liked on Facebook", "Folder Id",
        "Total Gross Sales", "Analytics ROI"]},
    {"name": "campaign", "is": "table", "has": [".label"], "whole": true, "by": "report",
      "columns": {".label": {"en": "Title:"}, ".value": {}, ".third": {}}, "also": {".value": 2, ".third": 3}},
    {"name": "audience", "is": "table", "type": "account", "has": [".rating", ".leid"], "by": "subscriber", "end": "audience",
      "files": ["subscribed_*export*.csv", "unsubscribed_*export*.csv", "cleaned_*export*.csv", "nonsubscribed_*export*.csv"], "raw": ["*"],
      "columns": {".mail": {"en": "Email Address"}, ".first": {"en": "First Name"}, ".last": {"en": "Last Name"}, ".rating": {"en": "MEMBER_RATING"},
        ".optin": {"en": "OPTIN_TIME"}, ".optin_ip": {"en": "OPTIN_IP"}, ".confirm": {"en": "CONFIRM_TIME"}, ".confirm_ip": {"en": "CONFIRM_IP"},
        ".latitude": {"en": "LATITUDE"}, ".longitude": {"en": "LONGITUDE"}, ".gmtoff": {"en": "GMTOFF"}, ".dstoff": {"en": "DSTOFF"},
        ".zone": {"en": "TIMEZONE"}, ".country": {"en": "CC"}, ".region": {"en": "REGION"}, ".changed": {"en": "LAST_CHANGED"},
        ".leid": {"en": "LEID"}, ".euid": {"en": "EUID"}, ".notes": {"en": "NOTES"}, ".tags": {"en": "TAGS"}, ".left": {"en": "UNSUB_TIME"},
        ".left_title": {"en": "UNSUB_CAMPAIGN_TITLE"}, ".left_id": {"en": "UNSUB_CAMPAIGN_ID"}, ".left_why": {"en": "UNSUB_REASON"},
        ".left_other": {"en": "UNSUB_REASON_OTHER"}, ".cleaned": {"en": "CLEAN_TIME"}, ".cleaned_title": {"en": "CLEAN_CAMPAIGN_TITLE"},
        ".cleaned_id": {"en": "CLEAN_CAMPAIGN_ID"}}}]};

def campaign: if .record.published == null then note("campaigns that were not sent are left out")
  else .row as $row | with({id: ($row.id // {hash: ["campaign", .record.title, .record.published]}),
    raw: ((.record.raw // {}) + {title: $row.name, list: $row.list} | filled)}) end;

# A report is lines of a name and a value, in sections; the clicks of each address follow. The line of its title is taken for the heading.
def number: strings | sub(" *[(].*$"; "") | count;
def months: {"jan": "01", "feb": "02", "mar": "03", "apr": "04", "may": "05", "jun": "06", "jul": "07", "aug": "08", "sep": "09", "oct": "10",
  "nov": "11", "dec": "12"};
def two: if length == 1 then "0" + . else . end;
def moment: [strings | capture("(?<m>[A-Za-z]{3})[a-z]* (?<d>[0-9]{1,2}), (?<y>[0-9]{4})[, ]+(at )?(?<h>[0-9]{1,2}):(?<min>[0-9]{2}) *(?<noon>[aApP][mM])?")
  | months[.m | ascii_downcase] as $m | select($m)
  | (.noon // "" | ascii_downcase) as $noon | (.h | tonumber | if $noon == "pm" then . % 12 + 12 elif $noon == "am" then . % 12 else . end
    | tostring | two) as $h
  | {local: "\(.y)-\($m)-\(.d | two) \($h):\(.min)"}][0] // null;
def sections: reduce .rows[] as $r ({at: "head", of: {}, links: []};
  ($r.row.label // "" | sub(" *:? *$"; "")) as $name | $r.row.value as $v
  | if $v == null or $v == "" then .at = $name
    elif .at == "Clicks by URL" then (if $name == "URL" then . else .links += [{url: $name, clicks: ($v | number), unique_clicks: ($r.row.third
      | number)}] end)
    else .of[.at] += {($name): $v} end);
def metrics: {sent: .["Total Recipients"], delivered: .["Successful Deliveries"], bounces: .["Bounces"], unique_opens: .["Recipients Who Opened"],
  opens: .["Total Opens"], unique_clicks: .["Recipients Who Clicked"], clicks: .["Total Clicks"],
    unsubscribes: (.["Total Unsubs"] // .["Unsubscribed"]),
  complaints: .["Total Abuse Complaints"], shares: .["Times Forwarded"]} | map_values([number][0]) | filled;
def report: sections as $s | (($s.of.head // {}) + {Title: .head[1]}) as $head | ($head["Delivery Date/Time"] | moment) as $when
  | if any(.pre[]?; .[0] | strings | test("^\\s*Campaign Report\\s*$"; "i")) | not then bad("it is no report of a campaign ('Campaign Report')")
    elif $when == null then bad("it does not say when it was sent ('Delivery Date/Time:')")
    else [$s.of | to_entries[] | select(.key | test("^Combination [0-9]+ Stats$"))] as $tried
      | {type: "post", network: "mailchimp", id: {hash: ["campaign", $head["Subject Line"], $head["Delivery Date/Time"]]}, published: $when,
        title: ($head["Subject Line"] // $head.Title),
         metrics: ($s.of["Overall Stats"] // {} | metrics),
         raw: ({title: $head.Title, links: $s.links, combinations: [$tried[] | {name: (.key | sub(" Stats$"; "")), metrics: (.value | metrics)}]}
           | filled)} end;

def state: .file // "" | [match("(?:^|[/:])(subscribed|unsubscribed|cleaned|nonsubscribed)_[^/]*$").captures[0].string][0] // null;
def state_of: state // (if (.row.left // "") != "" then "unsubscribed" elif (.row.cleaned // "") != "" then "cleaned" else "subscribed" end);
def listed: [strings | match("\"([^\"]*)\""; "g").captures[0].string];
def subscriber: if yes("people") then state_of as $state | .row
    | {type: "account", id: .euid, name: ([.first, .last] | map(strings | select(. != "")) | join(" ")),
       raw: ({state: $state, rating: .rating, tags: (.tags | listed), changed: .changed, country: .country, region: .region, notes: .notes} | filled)}
  elif state then empty else tally("people \(state_of)") end;
# The file's name says which they are, and how many rows it has is how many there are; else each says it.
def counts: state as $state | .context as $c | if $state then {($state): .count} else
  {subscribed: $c["people subscribed"], unsubscribed: $c["people unsubscribed"], cleaned: $c["people cleaned"], nonsubscribed: $c["people nonsubscribed"]} end
  | {followers: .subscribed, unsubscribed, cleaned, nonsubscribed} | filled;
def audience: if yes("people") then empty
  else {type: "account", metrics: counts} | select(.metrics != {}) end,
  if yes("people") then empty
  else {context: {"people subscribed": null, "people unsubscribed": null, "people cleaned": null, "people nonsubscribed": null}},
    note("subscribers are counted; --set people=yes hands them over, without their addresses") end;
