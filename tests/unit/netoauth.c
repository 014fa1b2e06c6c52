/* SPDX-License-Identifier: ISC */
/* lib/netoauth against tests/httpd: tokens that are renewed once, by whoever
 * comes first, kept before they are used; and consent by a browser that a
 * child plays. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "lib/about.h"
#include "lib/netoauth.h"
#include "tests/tap.h"
#include "tests/unit/http_server.h"

static const char code_about[] =
    "{\"title\":\"T\",\"hosts\":[\".base\"],\"auth\":{\"bearer\":\"token\"},"
    "\"needs\":[],\"reads\":[],\"acts\":[],\"oauth2\":{\"authorize\":\"/ask\","
    "\"token\":\"/token\",\"scopes\":[\"read\",\"write all\"],\"pkce\":true,"
    "\"client\":\"body\",\"extra\":{\"prompt\":\"consent\"}}}";
static const char own_about[] =
    "{\"title\":\"T\",\"hosts\":[\".base\"],\"auth\":{\"bearer\":\"at\"},"
    "\"needs\":[],\"reads\":[],\"acts\":[],\"oauth2\":{\"token\":\"/token\","
    "\"client\":\"basic\",\"grant\":\"client_credentials\",\"access\":"
    "\"at\"}}";

static struct server v;
static char dir[] = "/tmp/cm-oauth.XXXXXX";
static int with_refresh, with_redirect;
static char redirect[64];

static const char *
value(void *ctx, const char *name)
{
	(void)ctx;
	if (strcmp(name, "client_id") == 0)
		return "the id";
	if (strcmp(name, "client_secret") == 0)
		return "hunter2&";
	if (strcmp(name, "refresh_token") == 0 && with_refresh)
		return "first-refresh";
	if (strcmp(name, "redirect") == 0 && with_redirect)
		return redirect;
	return NULL;
}

struct told {
	int calls;
	enum cm_net_kind kind;
	char message[600];
};

static void
done_token(void *ctx, enum cm_net_kind kind, const char *message)
{
	struct told *t = ctx;

	t->calls++;
	t->kind = kind;
	copy(t->message, sizeof(t->message), message);
}

static struct cm_netoauth
of(struct cm_keyring *k, const char *about)
{
	struct cm_netoauth o = {.account = "acme/a",
	    .of = "t h",
	    .base = v.base,
	    .keyring = k,
	    .value = value};

	o.about = cm_about_read("t", about, strlen(about));
	if (o.about == NULL)
		cm_die(CM_FAIL, "about is refused");
	return o;
}

static void
drop(const struct cm_netoauth *o)
{
	union {
		const struct cm_about *p;
		struct cm_about *mine;
	} u;

	u.p = o->about;
	cm_about_free(u.mine);
}

static struct told
renew(const struct cm_netoauth *o, int64_t generation)
{
	struct cm_http_options ho = quick();
	struct told t = {0, CM_NET_OK, ""};
	struct cm_http *h = cm_http_open(&ho);

	(void)cm_netoauth_renew(h, o, generation, done_token, &t);
	while (t.calls == 0 && cm_http_step(h, -1) > 0)
		;
	cm_http_close(h);
	return t;
}

static const char *
kept(struct cm_keyring *k, const char *name, int64_t *expires, int64_t *n)
{
	static char text[200];
	struct cm_keyring_entry e;
	size_t i;

	text[0] = '\0';
	cm_keyring_read(k, "acme/a", "t h", &e);
	*n = e.generation;
	for (i = 0; i < e.count; i++)
		if (strcmp(e.secrets[i].name, name) == 0) {
			copy(text, sizeof(text), e.secrets[i].value);
			*expires = e.secrets[i].expires;
		}
	cm_keyring_release(&e);
	return text;
}

static int
in_log(const char *text)
{
	int most;

	return logged(&v, text, &most);
}

static void
renews(struct cm_keyring *k)
{
	struct cm_netoauth o = of(k, code_about);
	int64_t expires = 0, n;
	struct told t;

	put(&v, "token",
	    "{\"access_token\":\"a1\",\"refresh_token\":\"r2\","
	    "\"expires_in\":3600,\"token_type\":\"Bearer\"}");
	t = renew(&o, 0);
	is_int(t.kind, CM_NET_AUTH, "nothing to renew with");
	ok(strstr(t.message, "cm-fetch --authorize acme/a") != NULL,
	    "says what to do");
	ok(!cm_netoauth_can_renew(&o), "and cannot");
	with_refresh = 1;
	ok(cm_netoauth_can_renew(&o), "with a token it can");
	t = renew(&o, 0);
	is_int(t.kind, CM_NET_OK, "it is renewed");
	is(kept(k, "token", &expires, &n), "a1", "and kept");
	is_int(expires, 1795327200 + 3600, "until when");
	is(kept(k, "refresh_token", &expires, &n), "r2",
	    "the one for the next");
	is_int(in_log("\t> grant_type=refresh_token&"
		      "refresh_token=first-refresh&client_id=the%20id&"
		      "client_secret=hunter2%26"),
	    1, "it was asked for so");
	is_int(renew(&o, n - 1).kind, CM_NET_OK, "an older one was refused");
	is_int(in_log("POST"), 1, "so the newer is used, and none asked for");
	put(&v, "token", "{\"access_token\":\"a3\",\"expires_in\":\"60\"}");
	renew(&o, n);
	is_int(in_log("refresh_token=r2"), 1, "the next one is shown then");
	is(kept(k, "refresh_token", &expires, &n), "r2", "and stays");
	is(kept(k, "token", &expires, &n), "a3", "with a new token");
	is_int(expires, 1795327200 + 60, "a number that is a text");
	drop(&o);
}

static void
fails(struct cm_keyring *k)
{
	static const struct {
		const char *how, *body;
		enum cm_net_kind kind;
	} bad[] = {
	    {"status=400",
		"{\"error\":\"invalid_grant\",\"error_description\":\"r2 is "
		"no\\nmore\"}",
		CM_NET_AUTH},
	    {"status=401", "{\"error\":\"invalid_client\"}", CM_NET_AUTH},
	    {"", "{\"error\":\"bad\"}", CM_NET_AUTH},
	    {"", "{\"access_token\":7}", CM_NET_AUTH},
	    {"", "<html>hello</html>", CM_NET_SERVER},
	    {"", "{\"access_token\":\"a\"", CM_NET_SERVER},
	    {"", "[[", CM_NET_SERVER},
	    {"status=404", "{}", CM_NET_INVALID},
	    {"status=302&to=/other", "{}", CM_NET_AUTH},
	    {"status=500", "{}", CM_NET_SERVER},
	    {"status=429&retry=900", "{}", CM_NET_RATE},
	    {"cut=3", "{\"access_token\":\"a\"}", CM_NET_SERVER},
	};
	struct cm_netoauth o = of(k, code_about);
	int64_t expires, n, before;
	struct told t;
	size_t i;

	kept(k, "token", &expires, &before);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		put(&v, "token.do", bad[i].how);
		put(&v, "token", bad[i].body);
		t = renew(&o, before);
		is_int(t.kind, bad[i].kind, bad[i].how);
		ok(t.calls == 1 && strchr(t.message, '\n') == NULL &&
			strstr(t.message, "hunter2") == NULL &&
			strstr(t.message, "r2") == NULL,
		    t.message);
	}
	is(kept(k, "token", &expires, &n), "a3", "what was kept is still");
	is_int(n, before, "and nothing else");
	is_int(in_log("/other"), 0, "no redirect is followed");
	put(&v, "token.do", "");
	o.base = "http://example.com";
	t = renew(&o, before);
	is_int(t.kind, CM_NET_INVALID, "no secret over plain HTTP");
	drop(&o);
}

static void
own(struct cm_keyring *k)
{
	struct cm_netoauth o = of(k, own_about);
	int64_t expires, n;

	kept(k, "at", &expires, &n);
	put(&v, "token", "{\"access_token\":\"c1\"}");
	ok(cm_netoauth_can_renew(&o), "client credentials always can");
	is_int(renew(&o, n).kind, CM_NET_OK, "and do");
	is(kept(k, "at", &expires, &n), "c1", "under the name of the module");
	is_int(expires, 0, "without a known end");
	is_int(in_log("authorization: Basic dGhlJTIwaWQ6aHVudGVyMiUyNg=="), 1,
	    "as a user with a password");
	is_int(in_log("\t> grant_type=client_credentials"), 1, "as its grant");
	drop(&o);
}

/* Four processes find the same token refused. */
static void
crowd(void)
{
	struct cm_netoauth o;
	struct cm_keyring *k;
	enum cm_exit status;
	int64_t expires, n;
	int i, bad = 0, code;

	k = cm_keyring_open(&status);
	kept(k, "token", &expires, &n);
	cm_keyring_close(k);
	put(&v, "token.do", "wait=300");
	put(&v, "token",
	    "{\"access_token\":\"once\",\"refresh_token\":\"r9\"}");
	for (i = 0; i < 4; i++)
		if (fork() == 0) {
			k = cm_keyring_open(&status);
			o = of(k, code_about);
			_exit(renew(&o, n).kind != CM_NET_OK);
		}
	for (i = 0; i < 4; i++) {
		wait(&code);
		bad |= code;
	}
	is_int(bad, 0, "all of them have a token");
	put(&v, "token.do", "");
	k = cm_keyring_open(&status);
	is(kept(k, "token", &expires, &n), "once", "the same");
	is_int(in_log("refresh_token=r2"), 14, "that one of them asked for");
	cm_keyring_close(k);
}

/* Where a new token could not be kept, the old one is not given away. */
static void
full_disk(void)
{
	struct rlimit none = {0, 0};
	struct cm_netoauth o;
	struct cm_keyring *k;
	enum cm_exit status;
	int64_t expires, n;
	int code, before = in_log("POST");

	if (fork() == 0) {
		k = cm_keyring_open(&status);
		o = of(k, code_about);
		kept(k, "token", &expires, &n);
		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &none);
		_exit(renew(&o, n).kind != CM_NET_LOCAL);
	}
	wait(&code);
	is_int(code, 0, "a full disk is a failure of ours");
	is_int(in_log("POST"), before, "and nothing is asked");
}

/* What a parameter of an address is, as it stands there. */
static void
part(const char *url, const char *name, char to[300])
{
	const char *s = strstr(url, name);

	to[0] = '\0';
	if (s != NULL)
		snprintf(to, 300, "%.*s",
		    (int)strcspn(s + strlen(name), "& \n"), s + strlen(name));
}

/* Plays the browser: reads what a person is told, and goes back to us. */
static void
browse(int told, int paste, int wrong)
{
	char text[4000], state[300], where[300], url[1200], *p;
	struct seen s;
	size_t n = 0;
	ssize_t k;

	while (n < sizeof(text) - 1 &&
	    (k = read(told, text + n, sizeof(text) - 1 - n)) > 0) {
		n += (size_t)k;
		text[n] = '\0';
		p = strstr(text, "code_challenge_method=S256");
		if (p != NULL && strstr(p, "\n\n") != NULL)
			break;
	}
	text[n] = '\0';
	part(text, "&state=", state);
	part(text, "127.0.0.1%3A", where);
	where[strcspn(where, "%")] = '\0';
	if (wrong) {
		snprintf(url, sizeof(url),
		    "http://127.0.0.1:%s/?code=evil&state=x", where);
		s = get(&v, url);
		if (s.status != 404)
			_exit(2);
	}
	snprintf(url, sizeof(url),
	    "http://127.0.0.1:%s/%s?code=c%%20d&state=%s", where,
	    with_redirect ? "back" : "", state);
	if (paste > 0) {
		n = strlen(url);
		url[n++] = '\n';
		_exit(write(paste, url, n) == (ssize_t)n ? 0 : 3);
	}
	s = get(&v, url);
	_exit(s.status == 200 && strstr(text, "prompt=consent") != NULL &&
		    strstr(text, "scope=read%20write%20all") != NULL
		? 0
		: 4);
}

static enum cm_exit
consent(struct cm_keyring *k, int paste, int wrong, int seconds)
{
	struct cm_netoauth o = of(k, code_about);
	struct cm_http_options ho = quick();
	struct cm_http *h;
	int out[2], in[2], old = dup(STDERR_FILENO), code;
	enum cm_exit status;
	FILE *f;

	if (pipe(out) == -1 || pipe(in) == -1)
		return CM_FAIL;
	if (fork() == 0) {
		close(out[1]);
		if (seconds < 5)
			_exit(0);
		browse(out[0], paste ? in[1] : -1, wrong);
	}
	close(in[1]);
	dup2(out[1], STDERR_FILENO);
	close(out[1]);
	f = fdopen(in[0], "r");
	setvbuf(f, NULL, _IONBF, 0);
	h = cm_http_open(&ho);
	status = cm_netoauth_consent(h, &o, f, seconds);
	cm_http_close(h);
	dup2(old, STDERR_FILENO);
	close(old);
	fclose(f);
	wait(&code);
	close(out[0]);
	drop(&o);
	return code == 0 ? status : (enum cm_exit)(100 + code);
}

static void
consents(struct cm_keyring *k)
{
	int64_t expires, n;
	int port = 20000 + (int)(getpid() % 10000);

	put(&v, "token", "{\"access_token\":\"by-browser\"}");
	is_int(consent(k, 0, 1, 20), CM_OK, "consent by the browser");
	is(kept(k, "token", &expires, &n), "by-browser", "gives a token");
	is_int(in_log("code=c%20d&redirect_uri=http%3A%2F%2F127.0.0.1"), 1,
	    "for the code");
	is_int(in_log("&code_verifier="), 1, "and the verifier");
	is_int(in_log("evil"), 0, "another's code is not taken");
	put(&v, "token", "{\"access_token\":\"by-paste\"}");
	is_int(consent(k, 1, 0, 20), CM_OK, "consent by a paste");
	is(kept(k, "token", &expires, &n), "by-paste", "gives a token");
	with_redirect = 1;
	snprintf(redirect, sizeof(redirect), "http://127.0.0.1:%d/back", port);
	put(&v, "token", "{\"access_token\":\"by-port\"}");
	is_int(consent(k, 0, 1, 20), CM_OK, "on a port of the settings");
	is(kept(k, "token", &expires, &n), "by-port", "gives a token");
	with_redirect = 0;
	is_int(consent(k, 0, 0, 1), CM_FAIL, "nobody consents in time");
}

int
main(void)
{
	static const char *const names[] = {"token", "token.do"};
	struct cm_keyring *k;
	enum cm_exit status;
	char path[200];
	size_t i;

	cm_name = "t";
	if (mkdtemp(dir) == NULL)
		return 99;
	setenv("CM_DIR", dir, 1);
	setenv("CM_NOW", "2026-11-22T06:00:00Z", 1);
	start(&v);
	k = cm_keyring_open(&status);
	renews(k);
	fails(k);
	crowd();
	full_disk();
	consents(k);
	own(k);
	cm_keyring_close(k);
	for (i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/%s", v.folder, names[i]);
		unlink(path);
	}
	stop(&v);
	if (fork() == 0)
		execlp("rm", "rm", "-rf", dir, (char *)NULL);
	wait(NULL);
	return done();
}
