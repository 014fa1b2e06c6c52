# What every module of a network may use. A verb that the module defines itself comes instead of the one here.
def absent: {absent: true};
def post: absent;
def act: absent;
def find: absent;
def login: absent;
def refresh: absent;
def fetch: absent;
def error_of: null;

# Requests.
def get($url): {method: "GET", url: $url};
def get($url; $query): {method: "GET", url: $url, query: $query};
def send($method; $url; $json): {method: $method, url: $url, json: $json};
def compute($what): {compute: $what};
def known: {known: .};
def secret($name): "\u0001\($name)\u0001";
def base64($file; $offset; $length): "\u0001base64 \($offset) \($length) \($file)\u0001";
def base64($file): base64($file; 0; -1);

# Effects. Without $vars the present ones stay.
def ask($request; $step): {request: $request, step: $step};
def ask($request; $step; $vars): {request: $request, step: $step, vars: $vars};
def publish($request; $step): {request: $request, step: $step, commit: true};
def publish($request; $step; $vars): {request: $request, step: $step, vars: $vars, commit: true};
def fail($kind; $message): {fail: {kind: $kind, message: $message}};
def published($id; $url): {receipt: {status: "published", id: ($id | if . == null then null else tostring end), url: $url}};
def nothing_there: {receipt: {status: "absent"}};

# What a record or an answer calls an id may be anything, and must not be more of an address than one part of it: is_part for what a person
# hands over, part for all that goes into a path.
def part: tostring | @uri;
def is_part: tostring | test("[^0-9A-Za-z_.:=+,~@-]|^[.]*$") | not;
def no_part($id): fail("invalid"; "'\($id)' is no id of this network");

# The answer.
def body: .response.body;
def link($rel): (.response.headers.link // "") | [splits(", *(?=<)")]
  | map(select(test("rel=\"?\($rel)\"?"))) | .[0] // empty | capture("<(?<u>[^>]*)>").u;

# Each member of a list that an answer must have. Without the list, what was asked for may be there and is not told: a gap in fetch, no verdict in find.
def rows($list; each): if $list | type == "array" then $list[] | each else {gap: {what: .job.what, why: "an answer came without its list"}} end;
def unlisted: fail("refused"; "an answer came without its list");

# Small change.
# A record that the account $me itself said, below something or to somebody, is marked.
def mine($me): if $me != null and (.type == "comment" or .type == "message") and (.author.id | tostring) == ($me | tostring) then .own = true else . end;
def list: if type == "array" then . elif . == null then [] else [.] end;
def filled: with_entries(select(.value != null and .value != "" and .value != [] and .value != {}));
def seconds: sub("\\.[0-9]+"; "") | sub("\\+00:?00$"; "Z") | fromdateiso8601;

# What web servers received for us (cm-fetch --spool), each file by itself: in proof, given and made, the input is a received request, with the account.
# proof says what is to be computed of it; given is the signature that it came with, as hex or base64; made gives its records. Cursor: the names that were read.
# What is in it unsigned anybody may have sent: a signature that does not fit is a gap, with the name of the file.
# A GET is the question by which an address is tried.
def spool_of($names): range(0; $names | length; 8) as $i | $names[$i:$i + 8]
  | ask(map(compute({fn: "received", name: .})); "spool: received");
def from_spool(proof; given; made):
  .account as $account
  | if .step == "spool: names" then
      (reduce (.cursor // "[]" | fromjson? // [] | .[]?) as $name ({}; .[$name | tostring] = true)) as $read
      | body.names as $names | spool_of($names | map(select($read[.] | not))), {cursor: ($names | tojson)}
    elif .step == "spool: received" then
      (.response[] | select(.error) | {gap: {what: .name, why: .error.message}}),
      ([.response[] | select(.error == null and .method != "GET") | . + {account: $account}]
        | if . == [] then empty else ask({received: map(known), proofs: map({compute: proof})}; "spool: checked") end)
    elif .step == "spool: checked" then
      .response as $all | range(0; $all.received | length) as $i | $all.received[$i] | $all.proofs[$i].body as $sum | [given] as $given
      | if any($given[] | strings; . != "" and (. == $sum.hex or . == $sum.base64)) then made
        else {gap: {what: .name, why: "its signature does not fit: who sent it is not known"}} end
    else ask(compute({fn: "spool"}); "spool: names") end;
