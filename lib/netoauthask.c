/* SPDX-License-Identifier: ISC */
/* One question to a token endpoint: RFC 6749, 3.2, 5.1, 5.2. */
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/crypto.h"
#include "lib/err.h"
#include "lib/json.h"
#include "lib/netanswer.h"
#include "lib/netmark.h"
#include "lib/netoauthin.h"

/* An answer is small, what it says of itself shorter, a token lasts at most
 * as long as it makes sense to say: bytes, bytes, seconds. */
enum { ANSWER = 1 << 20, WORDS = 300 };
static const double LONGEST = 10 * 366 * 86400.0;

void
cm_netoauth_param(struct cm_buf *b, const char *name, const char *value)
{
	if (value == NULL)
		return;
	if (b->len > 0)
		cm_buf_byte(b, '&');
	cm_crypto_percent(b, name, strlen(name));
	cm_buf_byte(b, '=');
	cm_crypto_percent(b, value, strlen(value));
}

char *
cm_netoauth_text(const struct cm_netoauth *o, const char *name)
{
	struct cm_slice s = cm_json_get(o->about->oauth2, name);

	return cm_scan_kind(s) == CM_STRING ? cm_json_dup(s) : NULL;
}

int
cm_netoauth_flag(const struct cm_netoauth *o, const char *name)
{
	return cm_scan_kind(cm_json_get(o->about->oauth2, name)) == CM_TRUE;
}

/* Secrets go over TLS, or stay on this machine. */
static int
may_carry(const char *url)
{
	static const char *const begins[] = {
	    "http://127.0.0.1", "http://localhost", "http://[::1]"};
	size_t i, n;

	if (strncmp(url, "https://", 8) == 0)
		return 1;
	for (i = 0; i < 3; i++) {
		n = strlen(begins[i]);
		if (strncmp(url, begins[i], n) == 0 &&
		    strchr(":/?", url[n]) != NULL)
			return strchr(url, '@') == NULL;
	}
	return 0;
}

/* What stands before the path of an address such as ".auth/oauth/token": that
 * member of the account. *len: of what it takes the place of. */
static char *
member_of(const struct cm_netoauth *o, const char *s, size_t *len)
{
	char *name, *value;

	*len = strcspn(s, "/?");
	name = cm_strndup(s + 1, *len - 1);
	value = cm_netoauth_value(o, name);
	if (value == NULL)
		value = cm_json_dup(cm_json_get(o->about->account, name));
	free(name);
	return value;
}

char *
cm_netoauth_url(const struct cm_netoauth *o, const char *name)
{
	char *s = cm_netoauth_text(o, name), *host = NULL;
	struct cm_buf b;
	size_t n, skip = 0;

	if (s == NULL)
		return NULL;
	cm_buf_init(&b, CM_BUF_ANY);
	if (*s == '/' && o->base != NULL)
		host = cm_strdup(o->base);
	else if (*s == '.')
		host = member_of(o, s, &skip);
	if (host != NULL) {
		n = strlen(host);
		while (n > 0 && host[n - 1] == '/')
			n--;
		cm_buf_add(&b, host, n);
	}
	cm_buf_puts(&b, s + skip);
	free(host);
	free(s);
	s = may_carry(cm_buf_str(&b)) ? cm_strdup(b.p) : NULL;
	cm_buf_release(&b);
	return s;
}

void
cm_netoauth_scopes(const struct cm_netoauth *o, struct cm_buf *b)
{
	struct cm_slice list = cm_json_get(o->about->oauth2, "scopes"), s;
	char *between = cm_netoauth_text(o, "scope_separator");
	char *own = cm_netoauth_value(o, "scopes");
	struct cm_buf all;
	size_t at = 0;

	cm_buf_init(&all, CM_BUF_ANY);
	/* What an application was not granted must not be asked for. */
	if (own != NULL)
		cm_buf_puts(&all, own);
	while (own == NULL && cm_scan_kind(list) == CM_ARRAY &&
	    cm_json_next(list, &at, NULL, &s)) {
		if (all.len > 0)
			cm_buf_puts(&all, between != NULL ? between : " ");
		cm_json_text(&all, s);
	}
	if (all.len > 0)
		cm_netoauth_param(b, "scope", cm_buf_str(&all));
	free(own);
	free(between);
	cm_buf_release(&all);
}

char *
cm_netoauth_value(const struct cm_netoauth *o, const char *name)
{
	const char *s = o->value(o->ctx, name);

	return s != NULL && *s != '\0' ? cm_strdup(s) : NULL;
}

void
cm_netoauth_client(
    const struct cm_netoauth *o, struct cm_buf *b, const char *id)
{
	char *name = cm_netoauth_text(o, "client_id");

	cm_netoauth_param(b, name != NULL ? name : "client_id", id);
	free(name);
}

static const char basic[] = "Authorization: Basic ";

/* Who we are: in the form, or as a user with a password (RFC 6749, 2.3.1). */
static int
add_client(struct cm_netoauth_run *r)
{
	char *id = cm_netoauth_value(r->o, "client_id");
	char *secret = cm_netoauth_value(r->o, "client_secret");
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	if (id != NULL && secret != NULL &&
	    cm_json_is(cm_json_get(r->o->about->oauth2, "client"), "basic")) {
		cm_crypto_percent(&b, id, strlen(id));
		cm_buf_byte(&b, ':');
		cm_crypto_percent(&b, secret, strlen(secret));
		cm_buf_puts(&r->basic, basic);
		cm_crypto_base64(&r->basic, b.p, b.len);
		(void)cm_buf_str(&r->basic);
	} else {
		cm_netoauth_client(r->o, &r->form, id);
		cm_netoauth_param(&r->form, "client_secret", secret);
	}
	cm_buf_release(&b);
	free(secret);
	free(id);
	return id != NULL ? 0 : -1;
}

/* When what lasts so many seconds ends; they come as a number or as text. */
static int64_t
ends(struct cm_slice seconds)
{
	char *s =
	    cm_scan_kind(seconds) == CM_STRING ? cm_json_dup(seconds) : NULL;
	struct cm_slice n = seconds;
	double d;
	int rc;

	if (s != NULL) {
		n.p = s;
		n.len = strlen(s);
	}
	rc = n.p != NULL && n.len > 0 ? cm_json_double(n, &d) : -1;
	free(s);
	return rc == 0 && d > 0 && d < LONGEST ? cm_clock_now() + (int64_t)d
					       : 0;
}

static int
keep(struct cm_netoauth_run *r, struct cm_slice body, const char *access)
{
	const struct cm_netoauth *o = r->o;
	char *name = cm_netoauth_text(o, "access");
	char *refresh_name = cm_netoauth_text(o, "refresh");
	char *refresh = cm_json_dup(cm_json_get(body, "refresh_token"));
	struct cm_keyring_secret s[2] = {
	    {name != NULL ? name : "token", access, 0},
	    {refresh_name != NULL ? refresh_name : "refresh_token", refresh,
		0}};
	struct cm_slice over = cm_json_get(body, "refresh_token_expires_in");
	int rc;

	s[0].expires = ends(cm_json_get(body, "expires_in"));
	if (over.p == NULL)
		over = cm_json_get(body, "refresh_expires_in");
	s[1].expires = ends(over);
	/* No new refresh token: the old one stays good. */
	rc = cm_keyring_keep(o->keyring, o->account, o->of, s,
	    refresh != NULL && *refresh != '\0' ? 2 : 1, NULL);
	free(refresh);
	free(refresh_name);
	free(name);
	return rc;
}

static int
tells(const char *text, const char *secret)
{
	size_t used;

	return secret != NULL &&
	    cm_netmark_spelt(
		text, strlen(text), secret, strlen(secret), &used) != NULL;
}

/* Whether one of the secrets that were sent stands in a text. */
static int
repeats(const struct cm_netoauth_run *r, const char *text)
{
	static const char *const sent[] = {
	    "client_secret", "refresh_token", "code", "code_verifier"};
	struct cm_slice form;
	struct cm_buf b;
	char *value;
	size_t i;
	int found;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_netanswer_form(&b, r->form.p, r->form.len);
	form.len = b.len;
	memset(cm_buf_room(&b, CM_SCAN_PAD), 0, CM_SCAN_PAD);
	form.p = b.p;
	value = cm_netoauth_value(r->o, "client_secret");
	found = tells(text, value) ||
	    (r->basic.len > sizeof(basic) &&
		tells(text, r->basic.p + sizeof(basic) - 1));
	free(value);
	for (i = 0; !found && i < sizeof(sent) / sizeof(*sent); i++) {
		value = cm_json_dup(cm_json_get(form, sent[i]));
		found = tells(text, value);
		free(value);
	}
	cm_buf_release(&b);
	return found;
}

/* Adds what a server says, for a message: one line, and none of our secrets,
 * which some servers repeat. */
static void
add_words(struct cm_netoauth_run *r, struct cm_buf *b, struct cm_slice s)
{
	char *text = cm_scan_kind(s) == CM_STRING ? cm_json_dup(s) : NULL, *p;
	size_t n;

	if (text != NULL && !repeats(r, text)) {
		n = strlen(text);
		n = n < WORDS ? n : WORDS;
		while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
			n--;
		text[n] = '\0';
		for (p = text; *p != '\0'; p++)
			if ((unsigned char)*p < ' ' || *p == 0x7f)
				*p = ' ';
		cm_buf_printf(b, ": %s", text);
	}
	free(text);
}

/* No tokens: why not, as far as it is said. */
static void
refused(struct cm_netoauth_run *r, const struct cm_http_answer *a,
    struct cm_slice body)
{
	struct cm_slice error = cm_json_get(body, "error");
	enum cm_net_kind kind = CM_NET_AUTH;
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	if (a->class == CM_HTTP_RATE)
		kind = CM_NET_RATE;
	else if (cm_http_later(a->class))
		kind = CM_NET_SERVER;
	else if (a->class == CM_HTTP_OK && body.p == NULL) /* a web page */
		kind = CM_NET_SERVER;
	else if (a->class == CM_HTTP_GONE || a->class == CM_HTTP_UNFIT)
		kind = CM_NET_INVALID;
	cm_buf_printf(&b, "no token was given: %s",
	    a->why != NULL ? a->why : "the answer has none");
	add_words(r, &b, error);
	add_words(r, &b, cm_json_get(body, "error_description"));
	if (kind == CM_NET_AUTH)
		cm_buf_printf(
		    &b, ": run 'cm-fetch --authorize %s'", r->o->account);
	if (kind == CM_NET_INVALID)
		cm_buf_puts(&b,
		    ": see whether the account's addresses and client_id are "
		    "right");
	cm_netoauth_end(r, kind, cm_buf_str(&b));
	cm_buf_release(&b);
}

static void
answered(void *ctx, struct cm_http_answer *a)
{
	struct cm_netoauth_run *r = ctx;
	struct cm_slice body = {NULL, 0};
	struct cm_scan_error why;
	char *access = NULL;

	(void)cm_buf_room(&a->body, CM_SCAN_PAD);
	if (a->body.p != NULL && !a->body.full &&
	    cm_scan_line(a->body.p, a->body.len, NULL, NULL, &why) == 0) {
		body.p = a->body.p;
		body.len = a->body.len;
		while (body.len > 0 && *body.p != '{') {
			body.p++;
			body.len--;
		}
	}
	if (a->class == CM_HTTP_OK)
		access = cm_json_dup(cm_json_get(body, "access_token"));
	if (access == NULL || *access == '\0')
		refused(r, a, body);
	else if (keep(r, body, access) == -1)
		cm_netoauth_end(
		    r, CM_NET_LOCAL, "the new token could not be kept");
	else
		cm_netoauth_end(r, CM_NET_OK, NULL);
	free(access);
}

void
cm_netoauth_ask(struct cm_netoauth_run *r)
{
	const struct cm_netoauth *o = r->o;
	const char *headers[4] = {
	    "Content-Type: application/x-www-form-urlencoded",
	    "Accept: application/json", NULL, NULL};
	struct cm_http_request rq = {.method = "POST",
	    .headers = headers,
	    .private = 1,
	    .max = ANSWER,
	    .stay = 1,
	    .done = answered,
	    .ctx = r};
	char *url = cm_netoauth_url(o, "token");

	if (url == NULL)
		cm_netoauth_end(r, CM_NET_INVALID,
		    "the address for tokens is not one of https");
	else if (add_client(r) == -1)
		cm_netoauth_end(
		    r, CM_NET_AUTH, "the account has no setting 'client_id'");
	/* A token that replaces another is lost where it cannot be kept: so
	 * that is tried first. */
	else if (cm_keyring_keep(
		     o->keyring, o->account, o->of, NULL, 0, NULL) == -1)
		cm_netoauth_end(
		    r, CM_NET_LOCAL, "a new token could not be kept");
	else {
		if (r->basic.len > 0)
			headers[2] = cm_buf_str(&r->basic);
		rq.url = url;
		rq.body = cm_buf_str(&r->form);
		rq.body_len = r->form.len;
		cm_http_start(r->http, &rq);
	}
	free(url);
}
