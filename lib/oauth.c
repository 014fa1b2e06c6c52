/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lib/crypto.h"
#include "lib/err.h"
#include "lib/oauth.h"

/* Parameters of a request that is signed, percent-encoded. */
struct list {
	struct cm_oauth_pair *pairs;
	size_t count;
	struct cm_buf text; /* all of them: name NUL value NUL */
};

static void
put(struct list *l, const char *name, size_t name_len, const char *value,
    size_t value_len)
{
	cm_crypto_percent(&l->text, name, name_len);
	cm_buf_byte(&l->text, '\0');
	cm_crypto_percent(&l->text, value, value_len);
	cm_buf_byte(&l->text, '\0');
	l->count++;
}

static void
put_text(struct list *l, const char *name, const char *value)
{
	if (value != NULL)
		put(l, name, strlen(name), value, strlen(value));
}

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Takes a part of a query apart, as a form: RFC 5849, 3.4.1.3.1. */
static void
decode(struct cm_buf *to, const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (s[i] == '+')
			cm_buf_byte(to, ' ');
		else if (s[i] == '%' && i + 2 < len && hex(s[i + 1]) >= 0 &&
		    hex(s[i + 2]) >= 0) {
			cm_buf_byte(to, hex(s[i + 1]) << 4 | hex(s[i + 2]));
			i += 2;
		} else
			cm_buf_byte(to, s[i]);
}

static void
put_query(struct list *l, const char *s)
{
	struct cm_buf b;
	size_t n, name, len;

	cm_buf_init(&b, CM_BUF_ANY);
	for (; *s != '\0' && *s != '#'; s += s[len] == '&' ? len + 1 : len) {
		len = strcspn(s, "&#");
		if (len == 0)
			continue;
		name = strcspn(s, "=");
		name = name < len ? name : len;
		cm_buf_clear(&b);
		decode(&b, s, name);
		n = b.len;
		if (name < len)
			decode(&b, s + name + 1, len - name - 1);
		put(l, cm_buf_str(&b), n, cm_buf_str(&b) + n, b.len - n);
	}
	cm_buf_release(&b);
}

static int
before(const void *a, const void *b)
{
	const struct cm_oauth_pair *x = a, *y = b;
	int d = strcmp(x->name, y->name);

	return d != 0 ? d : strcmp(x->value, y->value);
}

static void
sort(struct list *l)
{
	const char *p = l->text.p;
	size_t i;

	l->pairs = cm_alloc(l->count * sizeof(*l->pairs));
	for (i = 0; i < l->count; i++) {
		l->pairs[i].name = p;
		p += strlen(p) + 1;
		l->pairs[i].value = p;
		p += strlen(p) + 1;
	}
	qsort(l->pairs, l->count, sizeof(*l->pairs), before);
}

/*
 * Adds the URL as it is signed: scheme and host in lower case, no default
 * port, no query (RFC 5849, 3.4.1.2). Returns where the query begins, or
 * NULL.
 */
static const char *
base_url(struct cm_buf *to, const char *url)
{
	const char *host = strstr(url, "://");
	size_t n, i, scheme, path;
	int https;

	if (host == NULL)
		return NULL;
	scheme = (size_t)(host - url);
	https = scheme == 5;
	host += 3;
	n = strcspn(host, "/?#");
	if (n == 0 || memchr(host, '@', n) != NULL ||
	    (scheme != 4 && scheme != 5))
		return NULL;
	for (i = 0; i < scheme; i++)
		cm_buf_byte(to, tolower((unsigned char)url[i]));
	if (memcmp(to->p + to->len - scheme, https ? "https" : "http",
		scheme) != 0)
		return NULL;
	cm_buf_puts(to, "://");
	path = n;
	if (n > 4 && https && memcmp(host + n - 4, ":443", 4) == 0)
		n -= 4;
	else if (n > 3 && !https && memcmp(host + n - 3, ":80", 3) == 0)
		n -= 3;
	for (i = 0; i < n; i++)
		cm_buf_byte(to, tolower((unsigned char)host[i]));
	n = strcspn(host + path, "?#");
	if (n == 0)
		cm_buf_byte(to, '/');
	cm_buf_add(to, host + path, n);
	host += path + n;
	return *host == '?' ? host + 1 : "";
}

/* The signature of what is in the list, in base64. */
static void
sign(struct cm_buf *to, const struct cm_oauth1 *o, const struct cm_buf *url,
    const struct list *l)
{
	struct cm_buf base, params, key;
	unsigned char mac[CM_CRYPTO_HASH];
	const char *p;
	size_t i, n;

	cm_buf_init(&base, CM_BUF_ANY);
	cm_buf_init(&params, CM_BUF_ANY);
	cm_buf_init(&key, CM_BUF_ANY);
	for (i = 0; i < l->count; i++)
		cm_buf_printf(&params, "%s%s=%s", i > 0 ? "&" : "",
		    l->pairs[i].name, l->pairs[i].value);
	for (p = o->method; *p != '\0'; p++)
		cm_buf_byte(&base, toupper((unsigned char)*p));
	cm_buf_byte(&base, '&');
	cm_crypto_percent(&base, url->p, url->len);
	cm_buf_byte(&base, '&');
	cm_crypto_percent(&base, params.p, params.len);
	cm_crypto_percent(&key, o->consumer_secret, strlen(o->consumer_secret));
	cm_buf_byte(&key, '&');
	if (o->token_secret != NULL)
		cm_crypto_percent(
		    &key, o->token_secret, strlen(o->token_secret));
	n = cm_crypto_hmac("sha1", key.p, key.len, base.p, base.len, mac);
	cm_crypto_base64(to, mac, n);
	cm_buf_release(&base);
	cm_buf_release(&params);
	cm_buf_release(&key);
}

static void
header(struct cm_buf *to, const struct cm_oauth_pair *own,
    const struct cm_buf *signature)
{
	const char *comma = "OAuth ";

	for (; own->name != NULL; own++) {
		if (own->value == NULL)
			continue;
		cm_buf_printf(to, "%s%s=\"", comma, own->name);
		cm_crypto_percent(to, own->value, strlen(own->value));
		cm_buf_byte(to, '"');
		comma = ", ";
	}
	cm_buf_puts(to, ", oauth_signature=\"");
	cm_crypto_percent(to, signature->p, signature->len);
	cm_buf_byte(to, '"');
}

int
cm_oauth1_header(struct cm_buf *to, const struct cm_oauth1 *o)
{
	struct cm_buf time, url, signature;
	struct list l = {NULL, 0, {NULL, 0, 0, 0, 0}};
	const char *query;
	size_t i;

	cm_buf_init(&time, CM_BUF_ANY);
	cm_buf_init(&url, CM_BUF_ANY);
	cm_buf_init(&signature, CM_BUF_ANY);
	cm_buf_init(&l.text, CM_BUF_ANY);
	cm_buf_printf(&time, "%lld", (long long)o->time);
	query = base_url(&url, o->url);
	if (query != NULL) {
		const struct cm_oauth_pair own[] = {
		    {"oauth_consumer_key", o->consumer_key},
		    {"oauth_nonce", o->nonce},
		    {"oauth_signature_method", "HMAC-SHA1"},
		    {"oauth_timestamp", cm_buf_str(&time)},
		    {"oauth_token", o->token}, {"oauth_version", "1.0"},
		    {NULL, NULL}};

		for (i = 0; own[i].name != NULL; i++)
			put_text(&l, own[i].name, own[i].value);
		for (i = 0; i < o->count; i++)
			put_text(&l, o->params[i].name, o->params[i].value);
		put_query(&l, query);
		sort(&l);
		sign(&signature, o, &url, &l);
		header(to, own, &signature);
	}
	free(l.pairs);
	cm_buf_release(&l.text);
	cm_buf_release(&time);
	cm_buf_release(&url);
	cm_buf_release(&signature);
	return query != NULL ? 0 : -1;
}

int
cm_oauth_jwt(struct cm_buf *to, const char *alg, const char *head,
    const char *claims, const char *key, size_t key_len)
{
	struct cm_buf b, signature, pem;
	unsigned char mac[CM_CRYPTO_HASH];
	size_t n;
	int rc = -1;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_init(&signature, CM_BUF_ANY);
	cm_buf_init(&pem, CM_BUF_ANY);
	cm_crypto_base64url(&b, head, strlen(head));
	cm_buf_byte(&b, '.');
	cm_crypto_base64url(&b, claims, strlen(claims));
	if (strcmp(alg, "HS256") == 0) {
		n = cm_crypto_hmac("sha256", key, key_len, b.p, b.len, mac);
		rc = n > 0 ? cm_buf_add(&signature, mac, n) : -1;
	} else if (strcmp(alg, "RS256") == 0) {
		cm_buf_add(&pem, key, key_len);
		rc = cm_crypto_rs256(cm_buf_str(&pem), b.p, b.len, &signature);
	}
	if (rc == 0) {
		cm_buf_add(to, b.p, b.len);
		cm_buf_byte(to, '.');
		cm_crypto_base64url(to, signature.p, signature.len);
	}
	cm_buf_release(&b);
	cm_buf_release(&signature);
	cm_buf_release(&pem);
	return rc;
}

void
cm_oauth_verifier(struct cm_buf *to)
{
	unsigned char bytes[32];

	cm_crypto_random(bytes, sizeof(bytes));
	cm_crypto_base64url(to, bytes, sizeof(bytes));
}

void
cm_oauth_challenge(struct cm_buf *to, const char *verifier)
{
	unsigned char hash[CM_CRYPTO_HASH];
	size_t n = cm_crypto_hash("sha256", verifier, strlen(verifier), hash);

	cm_crypto_base64url(to, hash, n);
}
