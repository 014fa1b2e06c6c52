/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/crypto.h"
#include "lib/err.h"
#include "lib/json.h"
#include "lib/netauth.h"
#include "lib/oauth.h"

static struct cm_slice
kind(const struct cm_netmake *m, const char *name)
{
	return cm_json_get(m->auth, name);
}

struct cm_slice
cm_netauth_body(const struct cm_netmake *m)
{
	return kind(m, "body");
}

/* A member of the account: a text, or a number as it stands. */
static char *
member(const struct cm_netmake *m, const char *name)
{
	const char *account = m->w->account;
	struct cm_slice s = {account, account ? strlen(account) : 0};

	s = cm_json_get(s, name);
	return cm_scan_kind(s) == CM_NUMBER ? cm_strndup(s.p, s.len)
					    : cm_json_dup(s);
}

char *
cm_netauth_value(struct cm_netmake *m, struct cm_slice name)
{
	char *s = cm_json_dup(name), *own = NULL;
	const char *value;

	if (s == NULL) {
		cm_netbody_fail(m, "its auth names no secret");
		return NULL;
	}
	value = m->w->secret(m->w->ctx, s);
	if (value == NULL)
		own = member(m, s);
	if (value != NULL || own == NULL) {
		value = cm_netbody_secret(m, s);
		own = value != NULL ? cm_strdup(value) : NULL;
	}
	free(s);
	return own;
}

/* A header whose value is not shown. */
static int
hidden(struct cm_netmake *m, const char *name, struct cm_buf *value)
{
	m->r->private = 1;
	return cm_netbody_header(m, name, "REDACTED", cm_buf_str(value));
}

/* Of several names the first that is had: a token for this one thing comes
 * before the one that it was got with. The last has to be there. */
static struct cm_slice
first_had(const struct cm_netmake *m, struct cm_slice names)
{
	struct cm_slice one = names;
	size_t at = 0;
	char *s;
	int had = 0;

	while (!had && cm_scan_kind(names) == CM_ARRAY &&
	    cm_json_next(names, &at, NULL, &one)) {
		s = cm_json_dup(one);
		had = s != NULL && m->w->secret(m->w->ctx, s) != NULL;
		free(s);
	}
	return one;
}

static int
bearer(struct cm_netmake *m, struct cm_slice names)
{
	char *token = cm_netauth_value(m, first_had(m, names));
	char *scheme = cm_json_dup(kind(m, "scheme"));
	struct cm_buf b;
	int bad = -1;

	cm_buf_init(&b, CM_BUF_ANY);
	if (token != NULL) {
		cm_buf_printf(
		    &b, "%s %s", scheme != NULL ? scheme : "Bearer", token);
		bad = hidden(m, "authorization", &b);
	}
	cm_buf_release(&b);
	free(scheme);
	free(token);
	return bad;
}

static int
basic(struct cm_netmake *m, struct cm_slice names)
{
	struct cm_slice name[2], more;
	char *user = NULL, *password = NULL;
	struct cm_buf pair, b;
	size_t at = 0;
	int bad = -1;

	if (cm_scan_kind(names) != CM_ARRAY ||
	    !cm_json_next(names, &at, NULL, &name[0]) ||
	    !cm_json_next(names, &at, NULL, &name[1]) ||
	    cm_json_next(names, &at, NULL, &more))
		return cm_netbody_fail(m, "basic takes two names");
	cm_buf_init(&pair, CM_BUF_ANY);
	cm_buf_init(&b, CM_BUF_ANY);
	user = cm_netauth_value(m, name[0]);
	if (user != NULL)
		password = cm_netauth_value(m, name[1]);
	if (password != NULL && strchr(user, ':') != NULL)
		cm_netbody_fail(m, "a user's name with a colon in it");
	else if (password != NULL) {
		cm_buf_printf(&pair, "%s:%s", user, password);
		cm_buf_puts(&b, "Basic ");
		cm_crypto_base64(&b, pair.p, pair.len);
		bad = hidden(m, "authorization", &b);
	}
	cm_buf_release(&pair);
	cm_buf_release(&b);
	free(user);
	free(password);
	return bad;
}

static int
headers(struct cm_netmake *m, struct cm_slice all)
{
	struct cm_slice key, value;
	struct cm_buf b;
	char *name, *secret;
	size_t at = 0;
	int bad = 0;

	while (!bad && cm_json_next(all, &at, &key, &value)) {
		secret = cm_netauth_value(m, value);
		if (secret == NULL)
			return -1;
		name = cm_json_dup(key);
		cm_buf_init(&b, CM_BUF_ANY);
		cm_buf_puts(&b, secret);
		bad = hidden(m, name != NULL ? name : "", &b);
		cm_buf_release(&b);
		free(name);
		free(secret);
	}
	return bad;
}

/* The query of the wire has the value, the one that is shown its mark. */
static int
query(struct cm_netmake *m)
{
	struct cm_slice all = kind(m, "query"), key, value;
	struct cm_buf shown;
	char *secret, *name, *mark;
	size_t at = 0;

	if (all.p == NULL)
		return 0;
	cm_buf_init(&shown, CM_BUF_ANY);
	cm_buf_puts(&shown, m->r->shown_url);
	while (cm_json_next(all, &at, &key, &value)) {
		int sep = memchr(m->url.p, '?', m->url.len) ? '&' : '?';

		secret = cm_netauth_value(m, value);
		if (secret == NULL)
			break;
		name = cm_json_dup(key);
		mark = cm_json_dup(value);
		cm_buf_byte(&m->url, sep);
		cm_crypto_percent(&m->url, name, strlen(name));
		cm_buf_byte(&m->url, '=');
		cm_crypto_percent(&m->url, secret, strlen(secret));
		cm_buf_byte(&shown, sep);
		cm_crypto_percent(&shown, name, strlen(name));
		cm_buf_printf(&shown, "=\x01%s\x01", mark);
		free(name);
		free(mark);
		free(secret);
		m->r->private = 1;
	}
	free(m->r->shown_url);
	m->r->shown_url = cm_strdup(cm_buf_str(&shown));
	cm_buf_release(&shown);
	return *m->why != NULL ? -1 : 0;
}

/* The token that a request carries; NULL: none that can be proven. */
static char *
carried(struct cm_netmake *m)
{
	struct cm_slice bearer_of = kind(m, "bearer"), all = kind(m, "query"),
			key, value;
	size_t at = 0;

	if (bearer_of.p != NULL)
		return cm_netauth_value(m, first_had(m, bearer_of));
	if (all.p != NULL && cm_json_next(all, &at, &key, &value))
		return cm_netauth_value(m, value);
	return NULL;
}

/*
 * That we hold a secret of the application besides: an HMAC of the token. It
 * is in no transcript, or a replay could not tell whether there was one.
 */
static int
prove(struct cm_netmake *m)
{
	struct cm_slice all = kind(m, "proof"), key, value;
	unsigned char sum[CM_CRYPTO_HASH];
	const char *secret;
	char *name, *token;
	struct cm_buf proof;
	size_t at = 0, n;

	if (all.p == NULL)
		all = cm_json_get(m->w->about->auth, "proof");
	if (cm_scan_kind(all) != CM_OBJECT ||
	    !cm_json_next(all, &at, &key, &value))
		return 0;
	name = cm_json_dup(value);
	secret = name != NULL ? m->w->secret(m->w->ctx, name) : NULL;
	token = secret != NULL ? carried(m) : NULL;
	free(name);
	if (token == NULL)
		return *m->why != NULL ? -1 : 0;
	/* It may have moved meanwhile. */
	name = cm_json_dup(value);
	secret = m->w->secret(m->w->ctx, name);
	free(name);
	n = cm_crypto_hmac(
	    "sha256", secret, strlen(secret), token, strlen(token), sum);
	cm_buf_init(&proof, CM_BUF_ANY);
	cm_crypto_hex(&proof, sum, n);
	name = cm_json_dup(key);
	cm_buf_byte(&m->url, memchr(m->url.p, '?', m->url.len) ? '&' : '?');
	cm_crypto_percent(&m->url, name, strlen(name));
	cm_buf_printf(&m->url, "=%s", cm_buf_str(&proof));
	cm_buf_release(&proof);
	free(name);
	free(token);
	m->r->private = 1;
	return 0;
}

int
cm_netauth_query(struct cm_netmake *m)
{
	if (cm_scan_kind(m->auth) != CM_OBJECT)
		return 0;
	return query(m) == 0 ? prove(m) : -1;
}

/* The time that goes into signatures. */
static int64_t
signed_at(const struct cm_netmake *m)
{
	return m->w->nonce != NULL ? m->w->now : cm_clock_now();
}

static int
oauth1(struct cm_netmake *m, struct cm_slice names)
{
	static const char *const members[] = {
	    "consumer_key", "consumer_secret", "token", "token_secret"};
	char *v[4] = {NULL, NULL, NULL, NULL};
	struct cm_oauth_pair *params = NULL;
	struct cm_oauth1 o;
	unsigned char random[16];
	struct cm_slice s;
	struct cm_buf b, nonce;
	size_t i, n = 0;
	const char *p;

	for (i = 0; i < 4 && *m->why == NULL; i++) {
		s = cm_json_get(names, members[i]);
		if (s.p != NULL && cm_scan_kind(s) != CM_NULL)
			v[i] = cm_netauth_value(m, s);
		else if (i < 2)
			cm_netbody_fail(m, "oauth1 without %s", members[i]);
	}
	for (p = m->pairs.p; p != NULL && p < m->pairs.p + m->pairs.len; n++) {
		params = cm_realloc(params, (n + 1) * sizeof(*params));
		params[n].name = p;
		p += strlen(p) + 1;
		params[n].value = p;
		p += strlen(p) + 1;
	}
	memset(&o, 0, sizeof(o));
	o.method = m->r->method;
	o.url = m->r->url;
	o.params = params;
	o.count = n;
	o.consumer_key = v[0];
	o.consumer_secret = v[1];
	o.token = v[2];
	o.token_secret = v[3];
	/* Never the same twice; no transcript has it. */
	cm_crypto_random(random, sizeof(random));
	cm_buf_init(&nonce, CM_BUF_ANY);
	cm_crypto_hex(&nonce, random, sizeof(random));
	o.nonce = cm_buf_str(&nonce);
	o.time = signed_at(m);
	cm_buf_init(&b, CM_BUF_ANY);
	if (*m->why == NULL && cm_oauth1_header(&b, &o) == -1)
		cm_netbody_fail(m, "it cannot be signed");
	if (*m->why == NULL)
		hidden(m, "authorization", &b);
	cm_buf_release(&b);
	cm_buf_release(&nonce);
	for (i = 0; i < 4; i++)
		free(v[i]);
	free(params);
	return *m->why != NULL ? -1 : 0;
}

/* An object of the module's with members of ours where it has none of the
 * name; marks in it are taken. */
static int
jwt_object(struct cm_netmake *m, struct cm_buf *to, struct cm_slice theirs,
    const struct cm_buf *ours)
{
	struct cm_slice key, value;
	size_t at = 0;

	cm_buf_byte(to, '{');
	cm_buf_add(to, ours->p, ours->len);
	while (cm_json_next(theirs, &at, &key, &value)) {
		if (to->len > 1)
			cm_buf_byte(to, ',');
		cm_buf_add(to, key.p, key.len);
		cm_buf_byte(to, ':');
		if (cm_netbody_json(m, NULL, to, value) != 0)
			return -1;
	}
	cm_buf_byte(to, '}');
	return 0;
}

static int
jwt_claims(struct cm_netmake *m, struct cm_slice jwt, struct cm_buf *to)
{
	struct cm_slice claims = cm_json_get(jwt, "claims");
	int64_t now = signed_at(m);
	double seconds = 300;
	struct cm_buf ours;
	int bad;

	cm_json_double(cm_json_get(jwt, "seconds"), &seconds);
	cm_buf_init(&ours, CM_BUF_ANY);
	cm_buf_puts(&ours, "");
	if (cm_json_get(claims, "iat").p == NULL)
		cm_buf_printf(&ours, "\"iat\":%lld", (long long)now);
	if (cm_json_get(claims, "exp").p == NULL)
		cm_buf_printf(&ours, "%s\"exp\":%lld", ours.len > 0 ? "," : "",
		    (long long)now + (long long)seconds);
	bad = jwt_object(m, to, claims, &ours);
	cm_buf_release(&ours);
	return bad;
}

static int
jwt_header(struct cm_netmake *m, struct cm_slice jwt, const char *alg,
    struct cm_buf *to)
{
	struct cm_slice theirs = cm_json_get(jwt, "header");
	struct cm_buf ours;
	int bad;

	cm_buf_init(&ours, CM_BUF_ANY);
	cm_buf_printf(&ours, "\"alg\":\"%s\"", alg);
	if (cm_json_get(theirs, "typ").p == NULL)
		cm_buf_puts(&ours, ",\"typ\":\"JWT\"");
	bad = jwt_object(m, to, theirs, &ours);
	cm_buf_release(&ours);
	return bad;
}

/* The key as it is, or from the form in which it is handed out. */
static int
jwt_key(struct cm_netmake *m, struct cm_slice jwt, struct cm_buf *to)
{
	struct cm_slice as = cm_json_get(jwt, "as");
	char *key = cm_netauth_value(m, cm_json_get(jwt, "key"));
	int bad = 0;

	if (key == NULL)
		return -1;
	if (cm_json_is(as, "hex"))
		bad = cm_crypto_unhex(to, key, strlen(key));
	else if (cm_json_is(as, "base64"))
		bad = cm_crypto_unbase64(to, key, strlen(key));
	else
		cm_buf_puts(to, key);
	free(key);
	return bad ? cm_netbody_fail(
			 m, "the key of its jwt is no %.*s", (int)as.len, as.p)
		   : 0;
}

static int
jwt(struct cm_netmake *m, struct cm_slice j)
{
	char *alg = cm_json_dup(cm_json_get(j, "alg"));
	char *scheme = cm_json_dup(cm_json_get(j, "scheme"));
	struct cm_buf header, claims, key, b;

	cm_buf_init(&header, CM_BUF_ANY);
	cm_buf_init(&claims, CM_BUF_ANY);
	cm_buf_init(&key, CM_BUF_ANY);
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b, "%s ", scheme != NULL ? scheme : "Bearer");
	if (alg == NULL ||
	    (strcmp(alg, "HS256") != 0 && strcmp(alg, "RS256") != 0))
		cm_netbody_fail(m, "the alg of its jwt is not known");
	else if (jwt_key(m, j, &key) == 0 &&
	    jwt_header(m, j, alg, &header) == 0 &&
	    jwt_claims(m, j, &claims) == 0) {
		if (cm_oauth_jwt(&b, alg, cm_buf_str(&header),
			cm_buf_str(&claims), cm_buf_str(&key), key.len) == -1)
			cm_netbody_fail(m, "its jwt cannot be signed");
		else
			hidden(m, "authorization", &b);
	}
	cm_buf_release(&header);
	cm_buf_release(&claims);
	cm_buf_release(&key);
	cm_buf_release(&b);
	free(alg);
	free(scheme);
	return *m->why != NULL ? -1 : 0;
}

int
cm_netauth_headers(struct cm_netmake *m)
{
	struct cm_slice key, value;
	size_t at = 0;
	int bad = 0;

	if (m->auth.p == NULL || cm_scan_kind(m->auth) <= CM_FALSE)
		return 0;
	if (cm_scan_kind(m->auth) != CM_OBJECT)
		return cm_netbody_fail(m,
		    "its auth is neither false nor an "
		    "object");
	while (!bad && cm_json_next(m->auth, &at, &key, &value)) {
		if (cm_json_is(key, "bearer"))
			bad = bearer(m, value);
		else if (cm_json_is(key, "basic"))
			bad = basic(m, value);
		else if (cm_json_is(key, "header"))
			bad = headers(m, value);
		else if (cm_json_is(key, "oauth1"))
			bad = oauth1(m, value);
		else if (cm_json_is(key, "jwt"))
			bad = jwt(m, value);
		else if (!cm_json_is(key, "query") &&
		    !cm_json_is(key, "body") && !cm_json_is(key, "scheme") &&
		    !cm_json_is(key, "proof"))
			bad = cm_netbody_fail(
			    m, "its auth has no %.*s", (int)key.len, key.p);
	}
	return bad;
}
