# What the networks of Meta share: the Graph API. A family file: facebook, instagram, messenger, threads and whatsapp include it.
include "net";

# One version for all; a setting, since an expired one falls forward to the oldest that is left.
def version: .account.version // "v25.0";
def graph($path): "/\(version)/" + $path;

# Percent of a limit that is used, and the minutes until there is access again, stand in a header.
def regain: [(.headers["x-business-use-case-usage"] // "{}" | fromjson? // {})[]?[]?.estimated_time_to_regain_access | numbers] | (max // 0) * 60
  | if . > 0 then . else null end;
def error_of:
  (.body | if type == "object" then .error else null end | if type == "object" then . else null end) as $e
  | if $e == null then null
    else . as $in | $e.code as $c | $e.error_subcode as $s | ([$e.error_user_msg, $e.message] | map(strings | select(. != "")) | .[0]) as $m
    | (if $c == 190 and ($m // "" | test("Page Access Token")) then "refused"
       elif $c == 190 and ([458, 459, 460, 464, 490] | index($s)) then "auth"
       elif $c == 190 or $c == 102 then "expired"
       elif ([4, 17, 32, 341, 613, 80000, 80001, 80002, 80003, 80004, 80006, 80007] | index($c)) then "rate"
       elif $c == 1 or $c == 2 or $e.is_transient == true then "server"
       elif $c == 100 and $s == 33 then "gone"
       elif $c == 100 or $c == 506 then "invalid"
       elif $c == 3 or $c == 10 or $c == 12 or $c == 368 or ($c | type == "number" and . >= 200 and . < 300) then "refused"
       else null end) as $kind
    | if $kind == null then null else {kind: $kind, message: $m, wait: (if $kind == "rate" then $in | regain else null end)} | filled end end;

# The next page of what a request asked for. What paging.next says holds a token and another host: only its place is taken.
def place: body.paging as $p
  | if $p.next == null then empty
    elif $p.cursors.after then {after: $p.cursors.after}
    else $p.next | capture("[?&]until=(?<until>[^&]*)") + (capture("[?&]__paging_token=(?<__paging_token>[^&]*)") // {}) end;
def next_page($path; $query): . as $in | place as $at | ask(get($in | graph($path); $query + $at); $in.step);
