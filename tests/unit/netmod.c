/* SPDX-License-Identifier: ISC */
/* A network's module in its child: what comes of it, what it cannot do. */
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/netmod.h"
#include "lib/scan.h"
#include "tests/tap.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

static char dir[] = "/tmp/cm-netmod.XXXXXX";
static char said[4096];

/* Standard error during a call, kept in said[]. */
static void
listen(int on)
{
	static int kept = -1;
	char path[64];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "%s/said", dir);
	fflush(stdout);
	if (on) {
		kept = dup(STDERR_FILENO);
		fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
		dup2(fd, STDERR_FILENO);
		close(fd);
		return;
	}
	dup2(kept, STDERR_FILENO);
	close(kept);
	fd = open(path, O_RDONLY);
	n = read(fd, said, sizeof(said) - 1);
	said[n > 0 ? n : 0] = '\0';
	close(fd);
}

/* Puts a module in the user's folder. */
static void
write_module(const char *name, const char *text)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/networks/%s.jq", dir, name);
	f = fopen(path, "w");
	fputs(text, f);
	fclose(f);
}

static void
remove_module(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/networks/%s.jq", dir, name);
	unlink(path);
}

/* What opening a module says, without the path of its folder. */
static const char *
refusal(const char *text)
{
	static char shown[4096];
	struct cm_netmod *m;
	char *at;

	write_module("bad", text);
	listen(1);
	m = cm_netmod_open("bad");
	listen(0);
	remove_module("bad");
	if (m != NULL) {
		cm_netmod_close(m);
		return "it was opened";
	}
	at = strstr(said, dir);
	snprintf(shown, sizeof(shown), "%s",
	    at != NULL ? at + strlen(dir) + 10 : said);
	return shown;
}

/* What came of a run: its effects, then why it failed. */
struct got {
	struct cm_buf text;
	size_t len;
	int dead;
	int times;
};

static void
keep(void *ctx, const struct cm_netmod_reply *r)
{
	struct got *g = ctx;
	size_t n = r->len < 1000 ? r->len : 1000;

	g->times++;
	g->len = r->len;
	g->dead = r->dead;
	cm_buf_add(&g->text, r->effects, n);
	if (r->why != NULL)
		cm_buf_printf(&g->text, "failed: %s", r->why);
}

static void
ask(struct cm_netmod *m, const char *input, struct got *g)
{
	struct cm_buf b;

	memset(g, 0, sizeof(*g));
	cm_buf_init(&g->text, CM_BUF_ANY);
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_puts(&b, input);
	cm_netmod_run(m, &b, keep, g);
	cm_buf_release(&b);
}

static void
wait_for(struct cm_netmod *const *m, size_t n)
{
	struct pollfd p[32];
	size_t i, waiting = 1;
	int in, out;

	while (waiting > 0) {
		waiting = 0;
		for (i = 0; i < n; i++) {
			cm_netmod_step(m[i]);
			waiting += cm_netmod_waiting(m[i]);
			cm_netmod_fds(m[i], &out, &in);
			p[2 * i].fd = out;
			p[2 * i].events = POLLIN;
			p[2 * i + 1].fd = in;
			p[2 * i + 1].events = POLLOUT;
		}
		if (waiting > 0)
			poll(p, 2 * n, 1000);
	}
}

/* The answer to one run. */
static const char *
answer(struct cm_netmod *m, const char *input)
{
	static char text[1200];
	struct got g;

	ask(m, input, &g);
	wait_for(&m, 1);
	snprintf(text, sizeof(text), "%s", cm_buf_str(&g.text));
	cm_buf_release(&g.text);
	return text;
}

static void
test_runs(void)
{
	struct cm_netmod *m;
	const struct cm_about *a;

	write_module("small",
	    "# a module\ninclude \"net\"; include \"family\";\n"
	    "def about: {title: \"Small\", n: 1e17};\n"
	    "def error_of: if .status == 418 then {kind: \"tea\"} else "
	    "error(\"x\") end;\n"
	    "def text: \"a \\(def find: 1; find) b\";\n"
	    "def fetch: if .step == \"two\" then {a: .vars}, {b: text} else "
	    "{a: 1}, error(\"no\\nmore\") end;\n");
	write_module("family", "def post: {receipt: {}};");
	m = cm_netmod_open("small");
	ok(m != NULL, "a user's module");
	if (m == NULL)
		return;
	a = cm_netmod_about(m);
	is(a->title, "Small", "says what it is");
	ok(strstr(a->json,
	       "\"verbs\":[\"about\",\"fetch\",\"post\",\"error_of\"]") != NULL,
	    "and which verbs it defines is found, those of a family too");
	ok(strncmp(cm_netmod_origin(m), dir, strlen(dir)) == 0,
	    "where it came from is told");
	is(answer(m,
	       "{\"verb\":\"fetch\",\"step\":\"two\",\"vars\":{\"x\":[1,"
	       "\"\xc3\xa9\"]}}"),
	    "{\"a\":{\"x\":[1,\"\xc3\xa9\"]}}\n{\"b\":\"a 1 b\"}\n",
	    "effects, compact, one a line");
	is(answer(m, "{\"verb\":\"fetch\"}"), "{\"a\":1}\nfailed: no more",
	    "a jq error comes behind them, on one line");
	is(answer(m, "{\"verb\":\"error_of\",\"response\":{\"status\":418}}"),
	    "{\"kind\":\"tea\"}\n", "error_of sees the response");
	is(answer(m, "{\"verb\":\"error_of\",\"response\":{\"status\":500}}"),
	    "null\n", "and where it fails it says nothing");
	is(answer(m, "{\"verb\":\"login\"}"), "{\"absent\":true}\n",
	    "what it does not define is absent");
	is(answer(m, "{\"verb\":\"dance\"}"), "failed: there is no such verb",
	    "a verb that is none");
	cm_netmod_close(m);
	remove_module("small");
	remove_module("family");
}

/* One that asks again when it is told that it failed. */
struct again {
	struct cm_netmod *m;
	int times, dead;
};

static void
ask_again(void *ctx, const struct cm_netmod_reply *r)
{
	struct again *a = ctx;
	struct cm_buf b;

	a->times++;
	a->dead += r->dead;
	if (!r->dead)
		return;
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_puts(&b, "{\"verb\":\"post\"}");
	cm_netmod_run(a->m, &b, ask_again, a);
}

static void
test_again(void)
{
	struct again a = {NULL, 0, 0};
	struct cm_buf b;

	if (SANITIZED) {
		ok(1, "# SKIP needs memory limits");
		return;
	}
	write_module("again",
	    "include \"net\"; def about: {}; def fetch: "
	    "{a: (reduce range(1e6) as $i (null; [.]))};");
	a.m = cm_netmod_open("again");
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_puts(&b, "{\"verb\":\"fetch\"}");
	cm_netmod_run(a.m, &b, ask_again, &a);
	wait_for(&a.m, 1);
	is_int(a.times * 10 + a.dead, 21,
	    "who is told of an end may ask again at once");
	cm_netmod_close(a.m);
	remove_module("again");
}

/* One that asks for a verb that was not compiled, while others wait whose
 * answers are there in part. */
struct other {
	struct cm_netmod *m;
	struct got fetched;
	int times;
};

static void
ask_other(void *ctx, const struct cm_netmod_reply *r)
{
	struct other *o = ctx;

	o->times++;
	ask(o->m, "{\"verb\":\"fetch\"}", &o->fetched);
	o->times += r->len > 40000 && strncmp(r->effects, "{\"n\":0,", 7) == 0;
}

static void
test_other(void)
{
	enum { RUNS = 4 };
	struct other o = {NULL, {{0}, 0, 0, 0}, 0};
	struct got g[RUNS];
	char input[64];
	struct cm_buf b;
	size_t i, right = 0;

	write_module("other",
	    "include \"net\"; def about: {}; def fetch: {a: 1}; "
	    "def post: {n: .vars, text: (\"x\" * 40000)};");
	o.m = cm_netmod_open("other");
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_puts(&b, "{\"verb\":\"post\",\"vars\":0}");
	cm_netmod_run(o.m, &b, ask_other, &o);
	for (i = 0; i < RUNS; i++) {
		snprintf(input, sizeof(input),
		    "{\"verb\":\"post\",\"vars\":%zu}", i + 1);
		ask(o.m, input, &g[i]);
	}
	cm_netmod_step(o.m);
	/* Until the child has put out all that it can. */
	poll(NULL, 0, 300);
	wait_for(&o.m, 1);
	is_int(o.times, 2, "what was answered lives while it asks");
	is(cm_buf_str(&o.fetched.text), "{\"a\":1}\n",
	    "who is answered may ask for a verb that was not compiled");
	for (i = 0; i < RUNS; i++) {
		snprintf(input, sizeof(input), "{\"n\":%zu,", i + 1);
		right += g[i].times == 1 && g[i].dead == 0 &&
		    strncmp(cm_buf_str(&g[i].text), input, 7) == 0;
		cm_buf_release(&g[i].text);
	}
	is_int((long long)right, RUNS, "and each of the others gets its own");
	cm_buf_release(&o.fetched.text);
	cm_netmod_close(o.m);
	remove_module("other");
}

static void
test_large(void)
{
	enum { RUNS = 5, SIZE = 3 << 20 };
	struct cm_netmod *m;
	struct cm_buf b;
	struct got g[RUNS];
	size_t i, whole = 0;

	write_module("large",
	    "include \"net\"; def about: {}; "
	    "def fetch: {a: .vars}, {b: .vars};");
	m = cm_netmod_open("large");
	for (i = 0; i < RUNS; i++) {
		memset(&g[i], 0, sizeof(g[i]));
		cm_buf_init(&g[i].text, CM_BUF_ANY);
		cm_buf_init(&b, CM_BUF_ANY);
		cm_buf_puts(&b, "{\"verb\":\"fetch\",\"vars\":\"");
		memset(cm_buf_room(&b, SIZE), 'x', SIZE);
		b.len += SIZE;
		cm_buf_puts(&b, "\"}");
		cm_netmod_run(m, &b, keep, &g[i]);
		is_int((long long)b.len, 0, "the input is taken over");
	}
	is_int((long long)cm_netmod_waiting(m), RUNS, "all are waiting");
	wait_for(&m, 1);
	for (i = 0; i < RUNS; i++) {
		whole += g[i].len == 2 * (SIZE + 9) && g[i].times == 1;
		cm_buf_release(&g[i].text);
	}
	is_int((long long)whole, RUNS,
	    "megabytes in and out, several at once, nobody stands still");
	ask(m, "{\"verb\":\"fetch\"}", &g[0]);
	cm_netmod_close(m);
	is_int(g[0].times, 0, "after the end nobody is called");
	cm_buf_release(&g[0].text);
	remove_module("large");
}

static void
test_refused(void)
{
	char **names;
	size_t i;
	int found = 0;

	is(refusal("include \"net\";\ndef about: {};\n\ndef x: .a ==;\n"),
	    "bad.jq:4: syntax error, unexpected ';', in 'def x: .a ==;'\n",
	    "a mistake, with file and line");
	is(refusal("def about: foo;"),
	    "bad.jq:1: foo/0 is not defined, in 'def about: foo;'\n",
	    "a name that there is not");
	is(refusal("\nimport \"a\" as a;\ndef about: {};"),
	    "bad.jq:2: a module cannot import, nor be 'module'\n", "import");
	is(refusal("import \"a\" as $a {search: \"/\"};\ndef about: {};"),
	    "bad.jq:1: a module cannot import, nor be 'module'\n",
	    "import of data");
	is(refusal("module {};\ndef about: {};"),
	    "bad.jq:1: a module cannot import, nor be 'module'\n", "module");
	is(refusal("include \"../accounts\";"),
	    "bad.jq:1: a module cannot include what is no name of letters, "
	    "digits, '-' and '_'\n",
	    "a path");
	is(refusal("# x\n\ninclude \"net\" {search: \"/\"};"),
	    "bad.jq:3: an include is not of the form 'include \"NAME\";'\n",
	    "another folder");
	is(refusal("include \"nothing\";"),
	    "bad.jq:1: cannot include it: there is no such module\n",
	    "what there is not");
	ok(strstr(refusal("def about: {};\ninclude \"net\";"),
	       "bad.jq:2: syntax error") != NULL,
	    "an include that comes late");
	ok(strstr(refusal("def about: {}; def x: \"a"), "bad.jq:1: ") != NULL,
	    "a text that does not end");
	ok(strstr(refusal("def about: {}, {};"), "about is not one object") !=
		NULL,
	    "about twice");
	ok(strstr(refusal("def about: {text: {max: \"5\"}};"),
	       "about.text.max is not a whole number") != NULL,
	    "about of a wrong type");
	ok(strstr(refusal("def about: error(\"no\");"), "): no\n") != NULL,
	    "about that fails");
	listen(1);
	ok(cm_netmod_open("../x") == NULL && cm_netmod_open("net") == NULL &&
		cm_netmod_open("") == NULL && cm_netmod_open("none") == NULL,
	    "names that are none");
	listen(0);
	ok(strstr(said, "cm: '../x' is no network\n") != NULL &&
		strstr(said, "there is no network 'none'") != NULL,
	    "and they are named");
	write_module("zz-own", "include \"net\";\ndef about: {};");
	write_module("zz-family", "def x: {};");
	names = cm_netmod_names();
	for (i = 0; names[i] != NULL; i++) {
		found += strcmp(names[i], "zz-own") == 0;
		found -= strcmp(names[i], "zz-family") == 0 ||
		    strcmp(names[i], "net") == 0;
		free(names[i]);
	}
	free(names);
	is_int(found, 1, "the user's are listed, families and net are not");
	remove_module("zz-own");
	remove_module("zz-family");
}

/* Ours, of which a user's module of the same name changes a part. */
static void
test_builtin(void)
{
	struct cm_netmod *m = cm_netmod_open("site");

	ok(m != NULL && strcmp(cm_netmod_origin(m), "built in") == 0,
	    "one that is built in");
	cm_netmod_close(m);
	write_module(
	    "site", "include \"site\";\ndef about: {title: \"Mine\"};");
	m = cm_netmod_open("site");
	ok(m != NULL && strcmp(cm_netmod_about(m)->title, "Mine") == 0,
	    "a user's comes before it, and may include it");
	ok(m != NULL && strstr(cm_netmod_about(m)->json, "\"post\"") != NULL,
	    "and has what it does not change");
	cm_netmod_close(m);
	remove_module("site");
}

static const struct {
	const char *jq, *want;
	int dead, memory; /* memory: needs our limits, not a sanitizer's */
} attacks[] = {
    {"{a: [$ENV, env, $ENV.CANARY, (env | tostring)]}",
	"{\"a\":[{},{},null,\"{}\"]}\n", 0, 0},
    {"{a: input}", "failed: a module has no input", 0, 0},
    {"{a: [inputs]}", "failed: a module has no inputs", 0, 0},
    {"{a: now}", "failed: a module has no now", 0, 0},
    {"debug", "failed: a module has no debug", 0, 0},
    {"debug(1)", "failed: a module has no debug", 0, 0},
    {"stderr", "failed: a module has no stderr", 0, 0},
    {"halt", "failed: a module has no halt", 0, 0},
    {"\"x\" | halt_error(1)", "failed: a module has no halt_error", 0, 0},
    {"input_filename", "failed: a module has no input_filename", 0, 0},
    {"input_line_number", "failed: a module has no input_line_number", 0, 0},
    {"\"accounts\" | modulemeta", "failed: a module has no modulemeta", 0, 0},
    {"{a: get_search_list}", "failed: a module has no get_search_list", 0, 0},
    {"{a: (0 | strflocaltime(\"%H %Z\"))}", "{\"a\":\"00 UTC\"}\n", 0, 0},
    {"1", "failed: it put out what is no object", 0, 0},
    {"[1]", "failed: it put out what is no object", 0, 0},
    {"{a: nan}", "{\"a\":null}\n", 0, 0},
    {"range(1e6) | {a: .}", "failed: it put out more than 100000 effects", 0,
	0},
    {"(\"x\" * 4e6) as $x | range(100) | {a: $x}",
	"failed: it put out more than 256 MiB", 0, 0},
    {"{a: (reduce range(1e6) as $i (null; [.]))}",
	"failed: stopped: out of stack: what it makes is nested too deeply", 1,
	1},
    {"def f: 1 + f; {a: f}", "failed: stopped: over 1 GiB of memory in one run",
	1, 1},
    {"{a: (reduce range(40) as $i (\"x\" * 1000; . + .))}",
	"failed: stopped: over 1 GiB of memory in one run", 1, 1},
    {"{a: last(range(1e12))}",
	"failed: stopped: over 10 seconds of CPU in one run", 1, 0},
};
enum { ATTACKS = sizeof(attacks) / sizeof(attacks[0]) };

static const char *
end_of(const char *s, const char *want)
{
	size_t len = strlen(s), n = strlen(want);

	return len > n && strncmp(want, "failed", 6) == 0 ? s + len - n : s;
}

/* All at once: some take their time. */
static void
test_attacks(void)
{
	struct cm_netmod *m[ATTACKS], *tried[ATTACKS];
	struct got g[ATTACKS], after[ATTACKS];
	char name[32], text[512];
	size_t i, n = 0, leaks = 0, alive = 0;

	for (i = 0; i < ATTACKS; i++) {
		snprintf(name, sizeof(name), "attack%zu", i);
		snprintf(text, sizeof(text),
		    "include \"net\";\ndef about: {};\ndef fetch: %s;\n"
		    "def post: {fine: true};",
		    attacks[i].jq);
		write_module(name, text);
		m[i] = cm_netmod_open(name);
		remove_module(name);
		if (m[i] == NULL || (SANITIZED && attacks[i].memory))
			continue;
		tried[n++] = m[i];
		ask(m[i], "{\"verb\":\"fetch\"}", &g[i]);
		ask(m[i], "{\"verb\":\"post\"}", &after[i]);
	}
	/* In rows, for their memory. */
	for (i = 0; i < n; i += 4)
		wait_for(tried + i, n - i < 4 ? n - i : 4);
	for (i = 0; i < ATTACKS; i++) {
		if (m[i] == NULL || (SANITIZED && attacks[i].memory)) {
			ok(m[i] != NULL, "# SKIP needs memory limits");
			cm_netmod_close(m[i]);
			continue;
		}
		is(end_of(cm_buf_str(&g[i].text), attacks[i].want),
		    attacks[i].want, attacks[i].jq);
		is_int(g[i].dead, attacks[i].dead,
		    attacks[i].dead ? "the child was ended" : "it lives on");
		alive += strcmp(cm_buf_str(&after[i].text),
			     "{\"fine\":true}\n") == 0;
		leaks += strstr(cm_buf_str(&g[i].text), "tweet-tweet") != NULL;
		cm_netmod_close(m[i]);
		cm_buf_release(&g[i].text);
		cm_buf_release(&after[i].text);
	}
	is_int((long long)alive, (long long)n, "the next run works, each time");
	is_int((long long)leaks, 0, "the canary stays in its cage");
}

int
main(void)
{
	char path[64];

	if (mkdtemp(dir) == NULL)
		return 1;
	snprintf(path, sizeof(path), "%s/networks", dir);
	mkdir(path, 0700);
	setenv("CM_DIR", dir, 1);
	setenv("CANARY", "tweet-tweet", 1);
	setenv("TZ", "Asia/Shanghai", 1);
	test_runs();
	test_again();
	test_other();
	test_large();
	test_refused();
	test_builtin();
	test_attacks();
	rmdir(path);
	snprintf(path, sizeof(path), "%s/said", dir);
	unlink(path);
	rmdir(dir);
	return done();
}
