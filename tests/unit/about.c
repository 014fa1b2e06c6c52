/* SPDX-License-Identifier: ISC */
/* What a network's module says of itself. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/about.h"
#include "lib/err.h"
#include "tests/tap.h"

static struct cm_about *
about(const char *json)
{
	return cm_about_read("x", json, strlen(json));
}

/* A list as one text. */
static const char *
joined(char *const *list)
{
	static char text[500];
	size_t n = 0;

	text[0] = '\0';
	for (; *list != NULL; list++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s",
		    n > 0 ? " " : "", *list);
	return text;
}

/* What is said of it, without what every message begins with. */
static const char *
wrong(const char *json)
{
	static const char head[] = "cm: the module of network 'x': about.";
	static char said[1000];
	struct cm_about *a;
	int kept = dup(STDERR_FILENO), to[2];
	ssize_t n;

	if (kept == -1 || pipe(to) == -1)
		return "no pipe";
	dup2(to[1], STDERR_FILENO);
	close(to[1]);
	a = about(json);
	dup2(kept, STDERR_FILENO);
	close(kept);
	n = read(to[0], said, sizeof(said) - 1);
	close(to[0]);
	said[n > 0 ? n : 0] = '\0';
	if (a != NULL) {
		cm_about_free(a);
		return "it was taken";
	}
	if (strncmp(said, head, sizeof(head) - 1) != 0)
		return said;
	said[strcspn(said, "\n")] = '\0';
	return said + sizeof(head) - 1;
}

static void
test_all(void)
{
	struct cm_about *a = about(
	    "{\"title\":\"T\",\"hosts\":[\".base\",\"*.x.com\"],\"open\":["
	    "\"cdn.x.com\"],\"account\":{\"base\":\"https://x.com\"},"
	    "\"needs\":[\"id\"],\"auth\":{\"basic\":[\"user\",\"password\"]},"
	    "\"oauth2\":{\"token\":\"/t\",\"scopes\":[\"a\"],\"pkce\":true},"
	    "\"secrets\":[\"hook\"],\"asks\":[{\"name\":\"token\",\"ask\":"
	    "\"A token\",\"secret\":true},{\"name\":\"host\",\"ask\":\"H\","
	    "\"preset\":\"p\",\"optional\":true}],\"text\":{\"max\":500,"
	    "\"unit\":\"weighted\",\"title\":true,\"thread\":true},"
	    "\"media\":{\"max\":4,\"types\":[\"image/*\"],\"by\":\"url\"},"
	    "\"unit\":\"recipient\",\"reads\":[\"posts\"],\"verbs\":["
	    "\"about\",\"find\",\"refresh\"],\"later\":{\"a\":[]}}");

	if (!ok(a != NULL, "all that there may be"))
		return;
	is(a->title, "T", "title");
	is(joined(a->hosts), ".base *.x.com", "hosts");
	is(joined(a->open), "cdn.x.com", "open");
	is(joined(a->secrets),
	    "hook password token refresh_token "
	    "client_secret",
	    "what is a secret is known, wherever it is named, once");
	is_int(a->text.max, 500, "text.max");
	is_int(a->text.bytes, -1, "a number that was not given");
	is_int(a->text.title, 0, "a title of any length");
	is_int(a->text.unit, CM_UNIT_WEIGHTED, "text.unit");
	is_int(a->text.thread && !a->text.html, 1, "flags");
	is_int(a->media.max * 10 + a->media.by_url, 41, "media");
	is_int(a->media.by_file, 0, "by URL is not by file");
	is_int((long long)a->nasks, 2, "asks");
	is(a->asks[1].preset, "p", "what an empty answer means");
	is_int(a->asks[0].secret && a->asks[1].optional, 1, "and how");
	is_int(a->per_recipient, 1, "one message a recipient");
	is_int(a->finds && a->refreshes && !a->logs_in, 1, "its verbs");
	ok(a->account.p != NULL && *a->account.p == '{', "defaults");
	ok(cm_about_has(a->reads, "posts") && !cm_about_has(a->acts, "like"),
	    "what it can");
	cm_about_free(a);
}

static void
test_auth(void)
{
	static const char *const t[][2] = {
	    {"{\"auth\":{\"bearer\":\"token\"}}", "token"},
	    {"{\"auth\":{\"header\":{\"X-Key\":\"key\",\"X-Id\":\"id\"}}}",
		"key id"},
	    {"{\"auth\":{\"query\":{\"access_token\":\"page_token\"}}}",
		"page_token"},
	    {"{\"auth\":{\"oauth1\":{\"consumer_key\":\"a\",\"token\":\"b\"}}"
	     "}",
		"a b"},
	    {"{\"auth\":{\"jwt\":{\"alg\":\"HS256\",\"key\":\"admin\","
	     "\"claims\":{\"aud\":\"x\"}}}}",
		"admin"},
	    {"{\"auth\":false}", ""}, {"{}", ""}};
	struct cm_about *a;
	size_t i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		a = about(t[i][0]);
		is(a != NULL ? joined(a->secrets) : NULL, t[i][1], t[i][0]);
		cm_about_free(a);
	}
	a = about("{}");
	is(a != NULL ? a->title : NULL, "x",
	    "without a title it is the network's name");
	is_int(a != NULL && a->auth.p == NULL && a->hosts[0] == NULL, 1,
	    "the rest is absent");
	cm_about_free(a);
}

static void
test_wrong(void)
{
	static const char *const t[][2] = {
	    {"{\"title\":5}", "title is not a text"},
	    {"{\"hosts\":\"x.com\"}", "hosts is not a list of texts"},
	    {"{\"needs\":[1]}", "needs is not a list of texts"},
	    {"{\"text\":[]}", "text is not an object"},
	    {"{\"text\":{\"max\":-1}}", "text.max is not a whole number"},
	    {"{\"text\":{\"html\":1}}", "text.html is not true or false"},
	    {"{\"text\":{\"unit\":\"words\"}}",
		"text.unit is not one of graphemes, codepoints, utf16, bytes, "
		"weighted"},
	    {"{\"media\":{\"by\":\"mail\"}}",
		"media.by is not file, url or any"},
	    {"{\"auth\":\"token\"}", "auth is not false or an object"},
	    {"{\"auth\":{\"magic\":\"x\"}}",
		"auth is not one of bearer, basic, header, query, body, "
		"oauth1, jwt, proof"},
	    {"{\"auth\":{\"basic\":[\"a\"]}}",
		"auth.basic is not a list of two names"},
	    {"{\"asks\":[{\"name\":\"a\"}]}", "asks[].ask is not there"},
	    {"{\"oauth2\":{}}", "oauth2.token is not there"},
	    {"{\"unit\":\"x\"}", "unit is not message or recipient"}};
	size_t i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		is(wrong(t[i][0]), t[i][1], t[i][0]);
	is(wrong("{\"title\":null,\"text\":null}"), "it was taken",
	    "null is as good as absent");
}

int
main(void)
{
	test_all();
	test_auth();
	test_wrong();
	return done();
}
