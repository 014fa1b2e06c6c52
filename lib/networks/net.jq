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

# The answer.
def body: .response.body;
def link($rel): (.response.headers.link // "") | [splits(", *(?=<)")]
  | map(select(test("rel=\"?\($rel)\"?"))) | .[0] // empty | capture("<(?<u>[^>]*)>").u;

# Small change.
# A record that the account $me itself said, below something or to somebody, is marked.
def mine($me): if $me != null and (.type == "comment" or .type == "message") and (.author.id | tostring) == ($me | tostring) then .own = true else . end;
def list: if type == "array" then . elif . == null then [] else [.] end;
def filled: with_entries(select(.value != null and .value != "" and .value != [] and .value != {}));
def seconds: sub("\\.[0-9]+"; "") | sub("\\+00:?00$"; "Z") | fromdateiso8601;
