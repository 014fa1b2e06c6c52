# What the networks of Meta share: the Graph API. A family file: facebook, instagram, messenger, threads and whatsapp include it.
include "net";

# One version for all; a setting, since an expired one falls forward to the oldest that is left.
def version: .account.version // "v25.0";
def graph($path): "/\(version)/" + $path;

# Percent of a limit that is used, and the minutes until there is access again, stand in a header.
def regain: [(.headers["x-business-use-case-usage"] // "{}" | fromjson? // {})[]?[]?.estimated_time_to_regain_access | numbers] | (max // 0) * 60
  | if . > 0 then . else null end;
# What the codes mean; a module with more of its own asks this one last.
def graph_kind($c; $s; $m):
  if $c == 190 and ($m | test("Page Access Token"; "i")) then "refused"
  elif $c == 190 and ([458, 459, 460, 464, 490] | index($s)) then "auth"
  elif $c == 190 or $c == 102 then "expired"
  elif ([4, 17, 32, 341, 613, 80000, 80001, 80002, 80003, 80004, 80005, 80006, 80007, 80008] | index($c)) then "rate"
  elif $s == 1390008 then "rate"                         # posts that come too fast
  elif $c == 1 or $c == 2 or $c == 1200 or $s == 1363047 or $s == 1609010 then "server"
  elif $c == 803 or ($c == 100 and $s == 33) then "gone"
  elif $c == 100 or $c == 506 or $c == 1609005 then "invalid"
  elif $c == 3 or $c == 10 or $c == 12 or $c == 368 or $c == 551 or ($c | type == "number" and . >= 200 and . < 300) then "refused"
  else null end;
def graph_said: (.body | if type == "object" then .error else null end) | if type == "object" then . else {} end;
def graph_error:
  . as $in | (.body | if type == "object" then . else {} end) as $b
  | ($b.error | if type == "object" then . else null end) as $e
  | if $e then ([$e.error_user_msg, $e.message] | map(strings | select(. != "")) | .[0]) as $m
      | (graph_kind($e.code; $e.error_subcode; $e.message // "") // (if $e.is_transient == true then "server" else null end)) as $kind
      | if $kind == null then null else {kind: $kind, message: $m, wait: (if $kind == "rate" then $in | regain else null end)} | filled end
    elif $b.debug_info.message? then                     # of the hosts that take uploads
      {kind: (if $b.debug_info.retriable == true then "server" else "invalid" end), message: $b.debug_info.message}
    elif $b.error_message? then {kind: (if $b.code == 400 then "invalid" else "auth" end), message: $b.error_message}
    elif $b.success? == false then {kind: "refused", message: "it was not done"}
    else null end;
def error_of: graph_error;

# A token lent by a person: a longer one is asked for where the app is known, since a Page's token lasts as long as what it came from.
def long_token($path; $grant; $of): get($path; {grant_type: $grant, client_id: .account.client_id, client_secret: secret("client_secret")} + $of)
  + {auth: false};
# A token of 60 days is exchanged for itself: Instagram's and Threads' own.
def renewed($path; $grant): get($path; {grant_type: $grant, access_token: secret("token")})
  + {auth: false, keep: {token: "access_token", "expires-in": "expires_in"}};

# Finds the Page and its token: `token` is a person's, a system user's or the Page's own, and each leads there. $fields: what to ask of
# the Page beside its name; f makes the account's facts of the answer. Page's token: secret page_token, before token in about.auth.
def page_named($name): [.[] | select($name == null or .id == $name or ((.name, .username) | strings | ascii_downcase) == ($name | ascii_downcase))];
def lent: if .account.client_id then "user_token" else "token" end;
def pages($at): ask(get(graph("me/accounts"); {fields: "id,name,username", limit: 100} + $at) + {auth: {bearer: .vars.by}, accept: ["invalid"]}; "pages");
def page_login($fields; f):
  def fields: "id,name,username" + $fields;
  def found($id): ask(get(graph($id); {fields: (fields + ",access_token")}) + {auth: {bearer: .vars.by}, keep: {page_token: "access_token"}}; "page");
  (.account.page // null | if . then tostring else null end) as $name
  | if .step == null and .account.client_id then
      ask(long_token(graph("oauth/access_token"); "fb_exchange_token"; {fb_exchange_token: secret("token")})
        + {keep: {user_token: "access_token"}, accept: ["invalid", "expired"]}; "long"; {by: "user_token"})
    elif .step == null then ask({known: {}}; "long"; {by: "token"})
    elif .step == "long" then
      (if .response.error then .vars = {by: "token"} else . end) | . as $in                # a Page's own token is not exchanged
      | (if $name and ($name | test("^[0-9]+$")) then found($name) else pages({}) end) | .vars = $in.vars
    elif .step == "pages" and .response.error then                                         # it is the Page's own
      ask(get(graph("me"); {fields: fields}) + {auth: {bearer: "token"}}; "own")
    elif .step == "pages" then [body.data[]?] as $all | ($all | page_named($name)) as $it | [body.paging.next // empty] as $next
      | if ($it | length) == 1 and ($name or $next == []) then found($it[0].id)
        elif $next != [] and $it == [] then pages({after: body.paging.cursors.after})
        elif $all == [] then fail("auth"; "the token opens no Page: choose the Page when you make it, with the permission pages_show_list")
        else fail("invalid"; "say which Page: set page to one of " + ([$all[] | "\(.id) (\(.name))"] | join(", "))) end
    elif .step == "page" and body.access_token == null then fail("auth"; "the Page gives no token to this one: its person needs a task on the Page")
    else {account: (body | f)} end;

# The next page of what a request asked for. What paging.next says holds a token and another host: only its place is taken. A page may be
# empty and have a next; a feed may tell the time instead of a cursor.
def unpercent: gsub("%(?<h>[0-9A-Fa-f]{2})";
  [.h | ascii_upcase | explode | map(if . > 57 then . - 55 else . - 48 end) | .[0] * 16 + .[1]] | implode);
def member(name): if type == "object" then .[name] else null end;
def place: (body | member("paging")) as $p | ($p | member("cursors") | member("after")) as $after | ($p | member("next")) as $next
  | if $next == null then empty
    elif $after then {after: $after}
    else [$next | strings | match("[?&](after|until|since|offset|__paging_token)=([^&]+)"; "g") | {(.captures[0].string): (.captures[1].string | unpercent)}]
      | add // empty end;
# What an answer lists. What is in it in another form than is known is not told, nor is what a next page without a place has.
def listed: body | member("data");
def shapeless: {gap: {what: .job.what, why: "an answer came in a form that is not known"}};
def items(each): . as $in | rows($in | listed; try each catch ($in | shapeless)),
  (if (body | member("paging") | member("next")) != null and [place] == [] then {gap: {what: .job.what, why: "a next page came without its place"}}
    else empty end);
# The time of the last of them: once that is too old, the pages end.
def last_time($of): [listed | arrays | .[-1] | member($of) // empty] | .[0];
def next_page($path; $query): . as $in | place as $at | ask(get($in | graph($path); $query + $at); $in.step);

# Metrics. One that is refused fails all that were asked with it. It is dropped and the rest asked again; the account remembers it, and asks
# for it no more; the coverage says so each time.
def dead($scope; $metric): "refused \($scope) \($metric)";
def asked($scope; $metrics): .account as $a | (.vars.dead? // []) as $now
  | [$metrics[] | select($a[dead($scope; .)] == null and (. as $m | $now | index($m) | not))];
def told_dead($scope; $metrics): .account as $a | $metrics[] | . as $m | $a[dead($scope; $m)] | select(.) | {gap: {what: $m, why: ., numbers: true}};
def unnumbered: sub("^[(]#[0-9]+[)] *"; "");
def not_given: "the network gives this number no more, or not here: " + unnumbered;
def bury($scope; $metrics; $no): ($no | not_given) as $why | $metrics[] | {account: {(dead($scope; .)): $why}}, {gap: {what: ., why: $why, numbers: true}};
# Of an answer: which of these are to blame. null: it is not about metrics; []: it does not say which.
def to_blame($metrics):
  (graph_said | .message // "") as $m | (graph_said | .error_subcode // 0) as $s
  | if graph_said.code != 100 or ([33, 2108006] | index($s)) or ($m | test("metric|insight"; "i") | not) then null
    elif ($metrics | length) == 1 then $metrics
    else ($m | sub("(must be one of|valid values are)(.|\n)*"; "")) as $said
      | [$said | match("metric\\[([0-9]+)\\]"; "g").captures[0].string | tonumber | $metrics[.] // empty] as $placed
      | if $placed != [] then $placed | unique
        else [$metrics[] | select(. as $x | $said | test("(^|[^a-z_0-9])\($x)([^a-z_0-9]|$)"))] | if length == ($metrics | length) then [] else . end end end;
# A chain that reads groups, [{metrics: [...], query: {...}}] from $path (".../insights"), one after the other; f is run at the end, with what all gave
# as body.data. The module sends `step` to measured(f) for its answers.
def measuring($v; f):
  if $v.todo == [] then (.response = {status: 200, headers: {}, body: {data: $v.got}} | f)
  else $v.todo[0] as $g | ask(get(graph($v.path); $g.query + {metric: ($g.metrics | join(","))}) + {accept: ["invalid", "refused", "gone"]};
    $v.step; .vars + {measure: $v}) end;
def measure($scope; $path; $groups; $step; $vars; f): . as $in | .vars = $vars
  | told_dead($scope; [$groups[].metrics[]]),
    measuring({scope: $scope, path: $path, step: $step, got: [],
      todo: [$groups[] | .metrics as $m | .metrics = ($in | asked($scope; $m)) | select(.metrics != [])]}; f);
# A group that is not to be had: beside a post numbers are missing; of a series its records
# (but who follows, which small accounts are not told).
def lost($metrics; $no): ($no | unnumbered) as $why | .job.what as $what | {gap: {what: ($metrics | join(" ")), why: $why, numbers: true}},
  (if $what == "series" and any($metrics[]; test("demographics|online") | not)
    then {gap: {what: $what, why: "\($metrics | join(", ")): \($why)"}} else empty end);
def measured(f): .vars.measure as $v | $v.todo[0] as $g | .response.error as $error
  | if $error == null and (listed | type) != "array" then lost($g.metrics; "an answer came without its list"), measuring($v | .todo = .todo[1:]; f)
    elif $error == null then listed as $new | measuring($v | .todo = .todo[1:] | .got += $new; f)
    elif $error.kind == "refused" then lost($g.metrics; $error.message), measuring($v | .todo = []; f)
    else (.response | to_blame($g.metrics)) as $dead
      | if $dead == null then lost($g.metrics; $error.message), measuring($v | .todo = .todo[1:]; f)
        elif $dead == [] then (($g.metrics | length) / 2 | floor) as $n
          | measuring($v | .todo = [$g + {metrics: $g.metrics[:$n]}, $g + {metrics: $g.metrics[$n:]}] + .todo[1:]; f)
        else bury($v.scope; $dead; $error.message), (.vars.dead += $dead
          | measuring($v | .todo = ([$g + {metrics: ($g.metrics - $dead)} | select(.metrics != [])] + .todo[1:]); f))
        end end;
# The number of a metric: its value, or the sum of the parts of one.
def measured_value: .values[-1].value // .total_value.value | if type == "object" then [.[] | numbers] | add else . end;
