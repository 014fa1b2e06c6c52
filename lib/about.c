/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/about.h"
#include "lib/err.h"
#include "lib/json.h"
#include "lib/near.h"

/* What is being read, and whether something was wrong with it. */
struct reader {
	struct cm_about *a;
	struct cm_slice object;
	const char *in; /* "", or "text." */
	int *bad;
};

static void
complain(const struct reader *r, const char *name, const char *want)
{
	if (*r->bad == 0)
		cm_warn("the module of network '%s': about.%s%s is not %s",
		    r->a->network, r->in, name, want);
	*r->bad = 1;
}

/* The member of that name; null is as good as absent. */
static struct cm_slice
member(const struct reader *r, const char *name)
{
	struct cm_slice s = cm_json_get(r->object, name);

	if (cm_scan_kind(s) == CM_NULL) {
		s.p = NULL;
		s.len = 0;
	}
	return s;
}

static char *
text(const struct reader *r, const char *name)
{
	struct cm_slice s = member(r, name);
	char *to = cm_json_dup(s);

	if (s.p != NULL && to == NULL)
		complain(r, name, "a text");
	return to;
}

static int
flag(const struct reader *r, const char *name)
{
	enum cm_kind kind = cm_scan_kind(member(r, name));

	if (kind != CM_ABSENT && kind != CM_TRUE && kind != CM_FALSE)
		complain(r, name, "true or false");
	return kind == CM_TRUE;
}

static int64_t
number(const struct reader *r, const char *name)
{
	struct cm_slice s = member(r, name);
	double d;

	if (s.p == NULL)
		return -1;
	if (cm_json_double(s, &d) == 0 && d >= 0 && d < 9e15 && d == floor(d))
		return (int64_t)d;
	complain(r, name, "a whole number");
	return -1;
}

static struct reader
object(const struct reader *r, const char *name, const char *in)
{
	struct reader inner = *r;

	inner.object = member(r, name);
	inner.in = in;
	if (inner.object.p != NULL && cm_scan_kind(inner.object) != CM_OBJECT) {
		complain(r, name, "an object");
		inner.object.p = NULL;
	}
	return inner;
}

/* Adds a text (taken over) to a list, once. */
static void
list_add(char ***list, char *s)
{
	size_t n = 0;

	for (; (*list)[n] != NULL; n++)
		if (strcmp((*list)[n], s) == 0) {
			free(s);
			return;
		}
	*list = cm_realloc(*list, (n + 2) * sizeof(**list));
	(*list)[n] = s;
	(*list)[n + 1] = NULL;
}

static char **
list(const struct reader *r, const char *name)
{
	char **to = cm_zalloc(sizeof(*to));
	struct cm_slice s = member(r, name), value;
	size_t at = 0;
	char *one;

	if (s.p != NULL && cm_scan_kind(s) != CM_ARRAY)
		complain(r, name, "a list of texts");
	else
		while (cm_json_next(s, &at, NULL, &value)) {
			one = cm_json_dup(value);
			if (one == NULL)
				complain(r, name, "a list of texts");
			else
				list_add(&to, one);
		}
	return to;
}

static void
list_free(char **v)
{
	size_t i;

	for (i = 0; v != NULL && v[i] != NULL; i++)
		free(v[i]);
	free(v);
}

/* The names of secrets in one way of auth: a text, or all of a list or an
 * object. */
static void
add_secrets(const struct reader *r, const char *name, struct cm_slice s)
{
	struct cm_slice value;
	size_t at = 0;
	char *one = cm_json_dup(s);

	if (one != NULL)
		list_add(&r->a->secrets, one);
	else if (cm_scan_kind(s) != CM_OBJECT && cm_scan_kind(s) != CM_ARRAY)
		complain(r, name, "a name, or several names");
	else
		while (cm_json_next(s, &at, NULL, &value)) {
			one = cm_json_dup(value);
			if (one == NULL)
				complain(r, name, "an object of names");
			else
				list_add(&r->a->secrets, one);
		}
}

/* [USER, PASSWORD]: of these the password is one. */
static void
add_password(const struct reader *r, struct cm_slice pair)
{
	struct cm_slice value;
	size_t at = 0, n = 0;
	char *one = NULL;

	while (cm_scan_kind(pair) == CM_ARRAY &&
	    cm_json_next(pair, &at, NULL, &value)) {
		free(one);
		one = cm_json_dup(value);
		n++;
	}
	if (n == 2 && one != NULL)
		list_add(&r->a->secrets, one);
	else {
		free(one);
		complain(r, "auth.basic", "a list of two names");
	}
}

static void
read_auth(const struct reader *r)
{
	struct cm_slice key, value;
	size_t at = 0;

	r->a->auth = member(r, "auth");
	if (cm_scan_kind(r->a->auth) == CM_ABSENT ||
	    cm_scan_kind(r->a->auth) == CM_FALSE)
		return;
	if (cm_scan_kind(r->a->auth) != CM_OBJECT) {
		complain(r, "auth", "false or an object");
		return;
	}
	while (cm_json_next(r->a->auth, &at, &key, &value)) {
		if (cm_json_is(key, "basic"))
			add_password(r, value);
		else if (cm_json_is(key, "jwt"))
			add_secrets(
			    r, "auth.jwt.key", cm_json_get(value, "key"));
		else if (cm_json_is(key, "bearer") ||
		    cm_json_is(key, "header") || cm_json_is(key, "query") ||
		    cm_json_is(key, "body") || cm_json_is(key, "oauth1"))
			add_secrets(r, "auth", value);
		else if (cm_json_is(key, "proof"))
			add_secrets(r, "auth.proof", value);
		else
			complain(r, "auth",
			    "one of bearer, basic, header, query, body, "
			    "oauth1, jwt, proof");
	}
}

static void
read_oauth2(const struct reader *r)
{
	struct reader o = object(r, "oauth2", "oauth2.");
	char *access, *refresh;

	r->a->oauth2 = o.object;
	if (o.object.p == NULL)
		return;
	free(text(&o, "authorize"));
	free(text(&o, "token"));
	free(text(&o, "scope_separator"));
	free(text(&o, "client"));
	free(text(&o, "client_id"));
	free(text(&o, "grant"));
	list_free(list(&o, "scopes"));
	(void)flag(&o, "pkce");
	(void)object(&o, "extra", "oauth2.extra.");
	if (member(&o, "token").p == NULL)
		complain(&o, "token", "there");
	access = text(&o, "access");
	refresh = text(&o, "refresh");
	list_add(&r->a->secrets, access != NULL ? access : cm_strdup("token"));
	list_add(&r->a->secrets,
	    refresh != NULL ? refresh : cm_strdup("refresh_token"));
	list_add(&r->a->secrets, cm_strdup("client_secret"));
}

static void
read_asks(const struct reader *r)
{
	struct cm_slice all = member(r, "asks"), one;
	struct cm_about *a = r->a;
	struct cm_about_ask *ask;
	struct reader o = *r;
	size_t at = 0;

	if (all.p != NULL && cm_scan_kind(all) != CM_ARRAY)
		complain(r, "asks", "a list of objects");
	o.in = "asks[].";
	while (cm_scan_kind(all) == CM_ARRAY &&
	    cm_json_next(all, &at, NULL, &one)) {
		o.object = one;
		a->asks =
		    cm_realloc(a->asks, (a->nasks + 1) * sizeof(*a->asks));
		ask = &a->asks[a->nasks++];
		ask->name = text(&o, "name");
		ask->ask = text(&o, "ask");
		ask->where = text(&o, "where");
		ask->example = text(&o, "example");
		ask->preset = text(&o, "preset");
		ask->secret = flag(&o, "secret");
		ask->optional = flag(&o, "optional");
		if (ask->name == NULL)
			complain(&o, "name", "there");
		else if (ask->ask == NULL)
			complain(&o, "ask", "there");
		else if (ask->secret)
			list_add(&a->secrets, cm_strdup(ask->name));
	}
}

static void
read_text(const struct reader *r)
{
	static const char *const units[] = {
	    "graphemes", "codepoints", "utf16", "bytes", "weighted"};
	struct reader o = object(r, "text", "text.");
	struct cm_slice unit = member(&o, "unit");
	struct cm_about *a = r->a;
	size_t i, n = sizeof(units) / sizeof(units[0]);

	a->text.max = number(&o, "max");
	a->text.bytes = number(&o, "bytes");
	a->text.link = number(&o, "link");
	a->text.title = cm_scan_kind(member(&o, "title")) == CM_TRUE ? 0
	    : cm_scan_kind(member(&o, "title")) == CM_FALSE
	    ? -1
	    : number(&o, "title");
	a->text.html = flag(&o, "html");
	a->text.thread = flag(&o, "thread");
	a->text.unit = CM_UNIT_GRAPHEMES;
	if (unit.p == NULL)
		return;
	for (i = 0; i < n && !cm_json_is(unit, units[i]); i++)
		;
	if (i < n)
		a->text.unit = (enum cm_unit)i;
	else
		complain(&o, "unit",
		    "one of graphemes, codepoints, utf16, bytes, weighted");
}

/* Limits by type: {"video/mp4": {max, bytes, text, seconds: [3, 90]}}. */
static void
read_each(const struct reader *r)
{
	struct reader each = object(r, "each", "media.each."), one;
	struct cm_slice key, value, span, n;
	size_t at = 0, in, count;
	char *name;
	double d;

	r->a->media.each = each.object;
	while (cm_json_next(each.object, &at, &key, &value)) {
		name = cm_json_dup(key);
		one = object(&each, name, "media.each.");
		(void)number(&one, "max");
		(void)number(&one, "bytes");
		(void)number(&one, "text");
		span = member(&one, "seconds");
		for (in = count = 0; cm_scan_kind(span) == CM_ARRAY &&
		     cm_json_next(span, &in, NULL, &n);)
			count += cm_json_double(n, &d) == 0;
		if (span.p != NULL && count != 2)
			complain(&one, "seconds", "two numbers");
		free(name);
	}
}

static void
read_media(const struct reader *r)
{
	struct reader o = object(r, "media", "media.");
	struct cm_slice by = member(&o, "by");
	struct cm_about *a = r->a;

	a->media.min = number(&o, "min");
	a->media.max = number(&o, "max");
	a->media.bytes = number(&o, "bytes");
	a->media.alt = number(&o, "alt");
	a->media.text = number(&o, "text");
	a->media.unmixed = cm_scan_kind(member(&o, "mixed")) == CM_FALSE;
	(void)flag(&o, "mixed");
	read_each(&o);
	a->media.types = list(&o, "types");
	a->media.by_url = cm_json_is(by, "url");
	a->media.by_file = cm_json_is(by, "file");
	a->media.by_any = cm_json_is(by, "any");
	if (by.p != NULL && !a->media.by_url && !a->media.by_file &&
	    !a->media.by_any)
		complain(&o, "by", "file, url or any");
}

/* Numbers, all of them. */
static int
are_counts(struct cm_slice whole)
{
	struct cm_slice key, value;
	size_t at = 0;
	double d;

	while (cm_json_next(whole, &at, &key, &value))
		if (cm_json_double(value, &d) != 0 || d < 0 || d > 9e15)
			return 0;
	return 1;
}

/* A quota of a day: how much, in which zone, whose, and pools of their own. */
static void
read_units(const struct reader *r)
{
	struct reader rate = object(r, "rate", "rate.");
	struct reader o = object(&rate, "units", "rate.units.");
	struct cm_slice pools = member(&o, "pools");

	if (o.object.p == NULL)
		return;
	r->a->units = o.object;
	if (number(&o, "day") < 0)
		complain(&o, "day", "there");
	free(text(&o, "zone"));
	free(text(&o, "of"));
	if (pools.p != NULL &&
	    (cm_scan_kind(pools) != CM_OBJECT || !are_counts(pools)))
		complain(&o, "pools", "an object of whole numbers");
}

/* A module that does not say it knows who is asked about, and below what. */
static void
read_of(const struct reader *r)
{
	static const char *const usual[] = {"comments", "profile"};
	struct cm_about *a = r->a;
	size_t i;

	a->of = list(r, "of");
	for (i = 0; member(r, "of").p == NULL && i < 2; i++)
		if (cm_about_has(a->reads, usual[i]))
			list_add(&a->of, cm_strdup(usual[i]));
}

static void
read_rest(const struct reader *r)
{
	struct cm_about *a = r->a;
	struct cm_slice unit = member(r, "unit");
	char **verbs = list(r, "verbs");

	a->account = object(r, "account", "").object;
	a->keeps = object(r, "keeps", "").object;
	a->rate = object(r, "rate", "").object;
	read_units(r);
	a->per_recipient = cm_json_is(unit, "recipient");
	if (unit.p != NULL && !a->per_recipient && !cm_json_is(unit, "message"))
		complain(r, "unit", "message or recipient");
	a->renew = number(r, "renew");
	a->settle = number(r, "settle");
	if (a->settle == -1)
		a->settle = 0;
	a->finds = cm_about_has(verbs, "find");
	a->logs_in = cm_about_has(verbs, "login");
	a->refreshes = cm_about_has(verbs, "refresh");
	a->judges = cm_about_has(verbs, "error_of");
	list_free(verbs);
}

/* A member that nothing reads is a slip of the pen. */
static void
name_unknown(const struct reader *r)
{
	static const char *const known[] = {"title", "hosts", "open", "account",
	    "needs", "auth", "oauth2", "text", "media", "reads", "acts", "unit",
	    "uses", "spool", "of", "keeps", "rate", "renew", "settle",
	    "secrets", "asks", "schedules", "verbs", NULL};
	const char *near;
	struct cm_slice key, value;
	size_t at = 0, i;
	char *name;

	while (cm_json_next(r->object, &at, &key, &value)) {
		for (i = 0; known[i] != NULL && !cm_json_is(key, known[i]); i++)
			;
		if (known[i] != NULL)
			continue;
		name = cm_json_dup(key);
		near = name != NULL ? cm_near(name, known) : NULL;
		cm_warn("the module of network '%s': about.%s is nothing that "
			"cm knows%s%s%s",
		    r->a->network, name != NULL ? name : "",
		    near != NULL ? ": is it '" : "", near != NULL ? near : "",
		    near != NULL ? "'?" : "");
		free(name);
	}
}

struct cm_about *
cm_about_read(const char *network, const char *json, size_t len)
{
	struct cm_about *a = cm_zalloc(sizeof(*a));
	struct reader r = {a, {NULL, 0}, "", NULL};
	int bad = 0;

	r.bad = &bad;
	a->network = cm_strdup(network);
	a->json = cm_zalloc(len + CM_SCAN_PAD + 1);
	memcpy(a->json, json, len);
	a->len = len;
	r.object.p = a->json;
	r.object.len = len;
	a->title = text(&r, "title");
	if (a->title == NULL)
		a->title = cm_strdup(network);
	a->hosts = list(&r, "hosts");
	a->open = list(&r, "open");
	a->needs = list(&r, "needs");
	a->secrets = list(&r, "secrets");
	a->reads = list(&r, "reads");
	a->spool = list(&r, "spool");
	read_of(&r);
	a->acts = list(&r, "acts");
	a->uses = list(&r, "uses");
	read_auth(&r);
	read_oauth2(&r);
	read_asks(&r);
	read_text(&r);
	read_media(&r);
	read_rest(&r);
	name_unknown(&r);
	if (!bad)
		return a;
	cm_about_free(a);
	return NULL;
}

void
cm_about_free(struct cm_about *a)
{
	size_t i;

	if (a == NULL)
		return;
	for (i = 0; i < a->nasks; i++) {
		free(a->asks[i].name);
		free(a->asks[i].ask);
		free(a->asks[i].where);
		free(a->asks[i].example);
		free(a->asks[i].preset);
	}
	free(a->asks);
	list_free(a->hosts);
	list_free(a->open);
	list_free(a->needs);
	list_free(a->secrets);
	list_free(a->reads);
	list_free(a->spool);
	list_free(a->of);
	list_free(a->acts);
	list_free(a->uses);
	list_free(a->media.types);
	free(a->title);
	free(a->json);
	free(a->network);
	free(a);
}

int
cm_about_has(char *const *list_of, const char *what)
{
	for (; *list_of != NULL; list_of++)
		if (strcmp(*list_of, what) == 0)
			return 1;
	return 0;
}
