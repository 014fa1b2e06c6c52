/* SPDX-License-Identifier: ISC */
/* lib/net with modules of its own against tests/httpd: order, joins, failures,
 * renewal, commits, transcripts. */
#include "tests/unit/net_run.h"

static void
order_of_the_tree(void)
{
	struct got g;

	g = fetch("{}",
	    REC "def fetch: if .step == \"posts\" then r(\"a\"), "
		"ask(get(\"/a.txt?wait=300\"); \"slow\"), r(\"b\"), "
		"ask(get(\"/a.txt\"); \"quick\"), {cursor: \"end\"} "
		"elif .step == \"slow\" then r(\"s1\"), "
		"ask(get(\"/b.txt\"); \"more\"), r(\"s2\") "
		"elif .step == \"more\" then r(\"m\") else r(\"q\") end;");
	is(g.kind, "ok", "a fan-out ends well");
	given(&g, "a s1 m s2 b q [end] ", "what it gives is in order");
	g = fetch("{}",
	    REC "def fetch: if .step == \"posts\" then ask([get(\"/a.txt\"), "
		"{x: {known: 7}, y: get(\"/b.txt\"), z: null}]; \"j\") "
		"elif .step == \"j\" then ask([]; \"e\"; .response) "
		"else r(\"\\(.response) \\(.vars[0].text) "
		"\\(.vars[1] | .x, .y.text, .z)\") end;");
	is(g.kind, "ok", "a join ends well");
	given(&g, "[] the body 7 [] the body another [] the body null ",
	    "a join has its answers in the shape of its requests");
	g = fetch("{}",
	    REC "def fetch: if .step == \"posts\" then ask(get(\"/a.txt\"); "
		"\"p\"; {n: 1}) else r(\"\\(.vars.n)\"), "
		"(.vars.n as $n | if $n < 40 then ask(get(\"/a.txt\"); \"p\"; "
		"{n: ($n + 1)}) + {older: (1700000000 - $n)} else empty end) "
		"end;");
	is_int((long long)strlen(g.b.p), 9 * 2 + 31 * 3, "forty pages");
	cm_buf_release(&g.b);
}

static void
limits_and_times(void)
{
	struct cm_net_job job = {
	    .verb = "fetch", .step = "posts", .since = 1699999990};
	struct got g;

	module("{}",
	    REC "def fetch: if .step == \"posts\" then ask(get(\"/a.txt\"); "
		"\"p\"; {n: 1}) else r(\"\\(.vars.n)\"), "
		"(.vars.n as $n | ask(get(\"/a.txt\"); \"p\"; "
		"{n: ($n + 1)}) + {older: (1700000000 - $n)}), {cursor: \"c\"} "
		"end;");
	g = run(options(), job);
	given(&g,
	    "1 2 3 4 5 6 7 8 9 10 11 [c] [c] [c] [c] [c] [c] [c] [c] [c] [c] "
	    "[c] ",
	    "a chain ends where it becomes older than since");
	job.limit = 3;
	g = run(options(), job);
	is_int(g.limited, 1, "a limit is told");
	given(&g, "1 2 3 ", "and no more is given, no cursor either");
}

static void
failures(void)
{
	struct got g;

	g = fetch("{}",
	    REC "def fetch: if .step == \"posts\" then "
		"ask(get(\"/a.txt?status=404\"); \"x\"), r(\"a\"), "
		"{cursor: \"c\"} else r(\"no\") end;");
	is(g.kind, "gone", "a failure that is not accepted");
	is_int((long long)g.lost, 1, "is a loss");
	ok(strstr(g.message, "404 Not Found") != NULL, "that says which");
	given(&g, "a ", "what is behind it comes, but no cursor");
	g = fetch("{}",
	    REC "def fetch: if .step == \"posts\" then "
		"ask(get(\"/a.txt?status=404\") + {accept: [\"gone\"]}; \"x\") "
		"else r(.response.error.kind) end;");
	given(&g, "gone ", "an accepted failure comes to its step");
	g = fetch("{}",
	    REC "def fetch: if .step == \"posts\" then "
		"ask(get(\"/a.txt?silent\") + {accept: [\"server\"]}; \"x\") "
		"else r(\"\\(.response.status) \\(.response.error.kind)\") "
		"end;");
	given(&g, "0 server ", "a broken line that is accepted has status 0");
	g = fetch("{}",
	    REC "def error_of: if .text == \"the body\" then {kind: \"early\", "
		"message: \"too early\"} else null end; "
		"def fetch: if .step == \"posts\" then "
		"ask(get(\"/a.txt\") + {accept: [\"early\"]}; \"x\"), "
		"ask(get(\"/a.txt\"); \"y\") "
		"else r(.response.error.kind) end;");
	is(g.kind, "refused", "a word of its own that is not accepted");
	ok(strncmp(g.message, "too early", 9) == 0, "with its message");
	given(&g, "early ", "and one that is");
	g = fetch("{}",
	    REC "def fetch: {record: {type: \"post\", text: \"no id\"}}, "
		"r(\"a\"), {cursor: \"c\"};");
	is(g.kind, "ok", "a record that is none does not stop the rest");
	is_int(g.refused, 1, "and is counted");
	given(&g, "a [c] ", "which is given");
	g = fetch("{}", "def fetch: error(\"oops\");");
	is(g.kind, "module", "an error of the module");
	ok(strstr(g.message, "oops") != NULL, "says what it said");
	cm_buf_release(&g.b);
	g = fetch("{}", "def fetch: {nonsense: 1};");
	is(g.kind, "module", "an effect that is none");
	cm_buf_release(&g.b);
	g = fetch("{}",
	    "def fetch: ask({method: \"GET\", url: \"http://127.0.0.2/x\"}; "
	    "\"x\");");
	is(g.kind, "module", "another host");
	cm_buf_release(&g.b);
}

/* What was learnt of the account is gone. */
static void
forget(void)
{
	static const char *const names[] = {
	    "tokens.db", "tokens.db-wal", "tokens.db-shm"};
	char path[128];
	size_t i;

	for (i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		unlink(path);
	}
}

static void
stops(void)
{
	static const char paged[] =
	    REC "def fetch: if .step == \"posts\" then "
		"ask(get(\"/a.txt\"); \"p\"; {n: 1}), {cursor: \"c\"} "
		"elif .vars.n == 2 and .response.status == 200 then r(\"2\") "
		"else r(\"1\"), ask(get(\"/n\"); \"p\"; {n: 2}) end;";
	struct cm_net_job job = {.verb = "fetch", .step = "posts"};
	struct got g;
	char left[2048];

	module("{}", paged);
	put(&v, "n", "late");
	put(&v, "n.do", "status=429&retry=60");
	g = run(options(), job);
	is(g.kind, "rate", "a wait beyond our patience stops the account");
	is_int(g.later, 1, "for now");
	given(&g, "1 ", "what came before is given, the cursor is not");
	copy(left, sizeof(left), g.resume);
	ok(strstr(left, "\"/n\"") != NULL && strstr(left, "cursor") != NULL,
	    "the request and the cursor are left");
	put(&v, "n.do", "plain");
	job.resume = left;
	g = run(options(), job);
	is(g.kind, "rate", "the wish is kept for the next run");
	cm_buf_release(&g.b);
	setenv("CM_NOW", "2020-01-01T00:00:00Z", 1);
	g = run(options(), job);
	unsetenv("CM_NOW");
	is(g.kind, "ok", "but not where the clock went back behind it");
	cm_buf_release(&g.b);
	forget();
	g = run(options(), job);
	is(g.kind, "ok", "what was left is taken up");
	given(&g, "2 [c] ", "and only that");
	put(&v, "n.do", "status=403");
	job.resume = NULL;
	module("{rate: {zone: \"America/Los_Angeles\"}}",
	    "def error_of: if .status == 403 then {kind: \"rate\", wait: "
	    "\"day\"} else null end; def fetch: ask(get(\"/n\"); \"p\");");
	setenv("CM_NOW", "2026-11-16T06:00:00Z", 1);
	g = run(options(), job);
	unsetenv("CM_NOW");
	ok(strstr(g.message, "wait 7200 s") != NULL,
	    "a quota of the day lasts until midnight there");
	cm_buf_release(&g.b);
	forget();
	module("{rate: {reset: [\"x-back-in\"]}}",
	    "def fetch: ask(get(\"/n\"); \"p\");");
	put(&v, "n.do", "status=429&header=X-Back-In:%2077");
	g = run(options(), job);
	ok(strstr(g.message, "wait 77 s") != NULL, "a header of its own");
	cm_buf_release(&g.b);
	forget();
	module("{}", paged);
	put(&v, "n.do", "status=429&retry=1&times=1");
	g = run(options(), job);
	is(g.kind, "ok", "a wait within our patience");
	given(&g, "1 2 [c] ", "stops nothing");
}

static void
signing_in(void)
{
	static const char about[] =
	    "{auth: {bearer: \"access\"}, needs: [\"access\", \"me\"], "
	    "secrets: [\"token\"]}";
	static const char body[] = REC
	    "def login: if .step == null then ask(send(\"POST\"; \"/login\"; "
	    "{token: secret(\"token\")}) + {auth: false, keep: {access: "
	    "\"jwt\"}}; \"in\") else {account: {me: body.me}} end; "
	    "def fetch: if .step == \"posts\" then ask(get(\"/n\"); \"p\") "
	    "else r(.account.me) end;";
	struct got g;
	int most;

	put(&v, "login", "{\"jwt\":\"first-secret\",\"me\":\"bob\"}");
	put(&v, "login.do", "type=application/json");
	put(&v, "n.do", "auth=Bearer%20first-secret");
	g = fetch(about, body);
	is(g.kind, "ok", "a login before the first request");
	given(&g, "bob ", "its facts are used");
	ok(logged(&v, "sesame-open", &most) > 0, "the secret was inserted");
	put(&v, "login", "{\"jwt\":\"second-secret\",\"me\":\"eve\"}");
	put(&v, "n.do", "auth=Bearer%20second-secret");
	g = fetch(about, body);
	is(g.kind, "ok", "401: it signs in anew and repeats");
	given(&g, "bob ", "with the account as the job began with");
	put(&v, "n.do", "auth=Bearer%20third-secret");
	g = fetch(about, body);
	is(g.kind, "auth", "still not let in");
	ok(strstr(g.message, "401") != NULL, "says so");
	ok(strstr(g.message, "secret") == NULL, "and no secret");
	cm_buf_release(&g.b);
	put(&v, "n.do", "plain");
}

#define POST                                                                   \
	"def post: if .step == null then publish(send(\"POST\"; \"/n%s\"; "    \
	"{t: .job.draft.text})%s; \"done\") else published(\"7\"; null) end;"

static struct got
post_to(const char *tail, const char *more)
{
	char body[512];

	snprintf(body, sizeof(body), POST, tail, more);
	return post("{}", body);
}

static void
publishing(void)
{
	struct got g = post_to("", "");

	is(g.kind, "ok", "a post");
	given(&g, "commit receipt 7 ", "its intent comes before it");
	g = post_to("?status=500", "");
	is_int(g.unknown, 1, "500 on an unsafe commit: its fate is unknown");
	given(&g, "commit ", "and it is not repeated");
	g = post_to("?silent", "");
	is_int(g.unknown, 1, "no answer: unknown");
	given(&g, "commit ", "and it is not repeated");
	g = post_to("?status=500&times=1", " + {safe: true}");
	is(g.kind, "ok", "a safe commit is repeated");
	given(&g, "safe safe receipt 7 ", "with its intent each time");
	g = post_to("?status=422", "");
	is(g.kind, "invalid", "refused");
	is_int(g.unknown, 0, "is no unknown fate");
	cm_buf_release(&g.b);
	g = post_to("?status=429&retry=1&times=1", "");
	is(g.kind, "ok", "a rate limit: it was not done, and is repeated");
	cm_buf_release(&g.b);
	g = post("{}",
	    "def post: if .step == null then publish(send(\"POST\"; "
	    "\"http://127.0.0.1:1/x\"; {}); \"done\") else empty end;");
	ok(strcmp(g.kind, "module") == 0, "another port is another host");
	is_int(g.unknown, 0, "nothing was sent");
	cm_buf_release(&g.b);
	g = post("{}",
	    "def post: if .step == null then publish(send(\"POST\"; \"/n\"; "
	    "{}); \"done\") else error(\"what is this?\") end;");
	is_int(g.unknown, 1, "a module that fails behind it: unknown");
	cm_buf_release(&g.b);
	g = post("{}",
	    "def post: if .step == null then {undo: (send(\"DELETE\"; "
	    "\"/a.txt?first\"; null) | del(.json))}, {undo: {method: "
	    "\"DELETE\", url: \"/a.txt?second\"}}, "
	    "publish(send(\"POST\"; \"/n?status=403\"; {}); \"done\") "
	    "else empty end;");
	is(g.kind, "refused", "a refusal after an upload");
	cm_buf_release(&g.b);
	{
		int most;

		is_int(logged(&v, "DELETE /a.txt?first", &most), 1,
		    "what was sent before is taken back");
		is_int(
		    logged(&v, "DELETE /a.txt?second", &most), 1, "all of it");
	}
}

static void
transcripts(void)
{
	static const char body[] = REC
	    "def fetch: if .step == \"posts\" then "
	    "ask(get(\"/a.txt?wait=100\") + {auth: {bearer: \"token\"}}; "
	    "\"p\"; {n: 1}), ask(get(\"/a.txt\"); \"p\"; {n: 2}), {cursor: "
	    "\"c\"} else r(\"\\(.vars.n)\\(.response.text | length)\") end;";
	struct cm_net_options o = options();
	struct cm_net_job job = {.verb = "fetch", .step = "posts"};
	struct got g;
	char path[128], text[1 << 16];
	FILE *f;
	size_t n;

	module("{secrets: [\"token\"]}", body);
	snprintf(path, sizeof(path), "%s/t.har", dir);
	o.record = path;
	g = run(o, job);
	given(&g, "18 28 [c] ", "a run that is recorded");
	f = fopen(path, "r");
	n = f != NULL ? fread(text, 1, sizeof(text) - 1, f) : 0;
	text[n] = '\0';
	if (f != NULL)
		fclose(f);
	ok(strstr(text, "sesame-open") == NULL, "holds no secret");
	ok(strstr(text, "a.txt?wait=100") != NULL, "and the requests");
	write_file("accounts", "%s", "");
	o.record = NULL;
	o.replay = path;
	g = run(o, job);
	is(g.kind, "ok", "it is run again without accounts or a network");
	given(&g, "18 28 [c] ", "and gives the same");
	module("{secrets: [\"token\"]}",
	    "def fetch: ask(get(\"/other\"); \"x\");");
	g = run(o, job);
	ok(strstr(g.message, "transcript") != NULL,
	    "what is not in it is said to be missing");
	cm_buf_release(&g.b);
	module("{}",
	    "def post: if .step == null then publish(send(\"POST\"; \"/n\"; "
	    "{t: .job.us}); \"done\") else published(\"7\"; null) end;");
	o.replay = NULL;
	o.record = path;
	job.verb = "post";
	job.step = NULL;
	job.job = "{\"us\":17}";
	g = run(o, job);
	cm_buf_release(&g.b);
	o.record = NULL;
	o.replay = path;
	job.job = "{\"us\":18}";
	g = run(o, job);
	is(g.kind, "ok", "what the journal gave comes from the transcript");
	cm_buf_release(&g.b);
}

static void
folders(void)
{
	struct cm_net_job job = {.verb = "post", .job = "{\"draft\":{}}"};
	struct got g;
	char path[128];

	module("{}",
	    "def post: {write: {path: \"a/b.txt\", text: \"héllo\"}}, "
	    "published(\"1\"; null);");
	write_file("accounts", "[me]\nnetwork = t\nfolder = %s/site\n", dir);
	g = run(options(), job);
	is(g.kind, "ok", "a write");
	given(&g, "safe receipt 1 ", "is a safe commit");
	snprintf(path, sizeof(path), "%s/site/a/b.txt", dir);
	ok(access(path, R_OK) == 0, "the file is there");
	module("{}",
	    "def post: {write: {path: \"../evil.txt\", text: \"x\"}}, "
	    "published(\"1\"; null);");
	write_file("accounts", "[me]\nnetwork = t\nfolder = %s/site\n", dir);
	g = run(options(), job);
	is(g.kind, "module", "a path that leaves the folder is refused");
	cm_buf_release(&g.b);
	snprintf(path, sizeof(path), "%s/evil.txt", dir);
	ok(access(path, F_OK) != 0, "and nothing written");
	module("{}",
	    "def post: if .step == null then publish(send(\"POST\"; \"/n\"; "
	    "{}); \"done\") else {write: {path: \"a\", text: \"x\"}}, "
	    "published(\"1\"; null) end;");
	write_file("accounts",
	    "[me]\nnetwork = t\nhost = %s\nfolder = %s/accounts\n", v.base,
	    dir);
	g = run(options(), job);
	is(g.kind, "local", "a folder that is none, behind a commit");
	is_int(g.unknown, 1, "what went out before is not forgotten");
	cm_buf_release(&g.b);
	module("{}",
	    "def post: {write: {path: \"a\", text: \"x\"}}, "
	    "published(\"1\"; null);");
	write_file(
	    "accounts", "[me]\nnetwork = t\nfolder = %s/accounts\n", dir);
	g = run(options(), job);
	is_int(g.unknown, 0, "the folder alone leaves no doubt");
	cm_buf_release(&g.b);
}

static void
time_limits(void)
{
	struct cm_net_options o = options();
	struct cm_net_job job = {.verb = "fetch", .step = "posts"};
	struct got g;

	o.http.timeout = o.http.stall = 60;
	o.http.retries = 0;
	module("{}", "def fetch: ask(get(\"/a.txt?hang\"); \"x\");");
	write_file(
	    "accounts", "[me]\nnetwork = t\nhost = %s\ntimeout = 1s\n", v.base);
	g = run(o, job);
	is(g.kind, "server", "an account may have a time limit of its own");
	cm_buf_release(&g.b);
	write_file(
	    "accounts", "[me]\nnetwork = t\nhost = %s\ntimeout = x\n", v.base);
	g = run(o, job);
	is(g.kind, "local", "which is a span");
	cm_buf_release(&g.b);
}

/* Behind a record that the caller cannot take, nothing counts. */
static void
refused_records(void)
{
	struct got g = fetch("{}",
	    "def fetch: {record: {type: \"post\", id: \"a\"}}, "
	    "{record: {type: \"post\", id: \"full\"}}, "
	    "{record: {type: \"post\", id: \"b\"}}, {cursor: \"all\"};");

	is(g.kind, "stopped", "a record that the caller refuses ends it");
	given(&g, "a full ", "no record and no cursor comes behind it");
}

int
main(void)
{
	char path[128], command[160];

	cm_name = "net.t";
	cm_talk(-1);
	if (mkdtemp(dir) == NULL)
		return 1;
	snprintf(path, sizeof(path), "%s/networks", dir);
	mkdir(path, 0700);
	setenv("CM_DIR", dir, 1);
	start(&v);
	order_of_the_tree();
	limits_and_times();
	failures();
	stops();
	signing_in();
	publishing();
	transcripts();
	folders();
	time_limits();
	refused_records();
	stop(&v);
	snprintf(command, sizeof(command), "%s", dir);
	if (fork() == 0) {
		execlp("rm", "rm", "-rf", command, (char *)NULL);
		_exit(1);
	}
	return done();
}
