# Buttondown's list of subscribers. Nobody has shown us such a file: columns are taken to be named as in its interface, and all may be missing.
include "export";

def about: {
  "title": "Buttondown: subscribers (the columns are not confirmed)",
  "get": "Subscribers, Export: a CSV. Its columns are taken to be those of the interface; where they are not, --as csv --map reads it.",
  "network": "buttondown",
  "zone": "UTC",
  "languages": {"en": {"point": ".", "dates": "ymd"}},
  "settings": {"people": "yes: subscribers as accounts, without their addresses"},
  "parts": [
    {"name": "subscribers", "is": "table", "type": "account", "has": [".mail", [".type", ".secondary", ".undeliverable", ".seen"]], "by": "subscriber",
      "end": "subscribers", "leaves": true,
      "columns": {".mail": {"en": ["email_address", "email"]}, ".type": {"en": "subscriber_type"}, ".kind": {"en": "type"}, ".secondary": {"en": "secondary_id"},
        ".undeliverable": {"en": "undeliverability_reason"}, ".id": {"en": "id"}, ".notes": {"en": "notes"}, ".tags": {"en": "tags"},
        ".metadata": {"en": "metadata"}, ".since": {"en": "creation_date"}, ".source": {"en": "source"}, ".referrer": {"en": "referrer_url"},
        ".left": {"en": "unsubscription_date"}, ".left_why": {"en": "unsubscription_reason"}, ".opens": {"en": "open_rate"},
        ".clicks": {"en": "click_rate"},
        ".ip": {"en": "ip_address"}, ".seen": {"en": ["last_open_date", "last_click_date"]}},
      "raw": ["utm_campaign", "utm_medium", "utm_source", "utm_content", "utm_term", "avatar_url", "churn_date"]}]};

def left: (.left // "") != "" or (.type // "" | test("^(unsubscribed|removed|complained|undeliverable|blocked)$"));
def state: if left then (.type // "unsubscribed" | if . == "regular" or . == "premium" then "unsubscribed" else . end) else .type // "regular" end;
def subscriber: (.row | .type //= .kind) as $row | ($row | state) as $state
  | if yes("people") then {type: "account", id: ($row.id // {hash: ["buttondown", $row.mail | ascii_downcase]}),
      raw: ($row | {state: $state, tags: .tags, created_at: .since, source: .source, unsubscribed_at: .left, open_rate: .opens,
        click_rate: .clicks} | filled)}
    elif $row | left then tally("left")
    else tally("subscribers"), (if $state == "premium" then tally("paying") else empty end) end;
def subscribers: if yes("people") then empty
  else {type: "account", metrics: ({followers: (.context.subscribers // 0), paying: .context.paying, unsubscribed: .context.left} | filled)},
    {context: {subscribers: null, paying: null, left: null}},
    note("subscribers are counted; --set people=yes hands them over, without their addresses") end;
