/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "lib/crypto.h"
#include "lib/cryptofile.h"
#include "lib/err.h"
#include "lib/json.h"
#include "lib/netauth.h"
#include "lib/netbody.h"
#include "lib/netmark.h"

int
cm_netbody_fail(struct cm_netmake *m, const char *fmt, ...)
{
	struct cm_buf b;
	char text[1024];
	va_list ap;

	if (*m->why != NULL)
		return -1;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	/* What a module wrote may hold marks: no message shows their bytes. */
	cm_buf_init(&b, CM_BUF_ANY);
	cm_netreq_redact(&b, text, strlen(text));
	*m->why = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
	return -1;
}

const char *
cm_netbody_secret(struct cm_netmake *m, const char *name)
{
	const char *value;

	if (!m->trusted) {
		cm_netbody_fail(m,
		    "the secret '%s' for a host that gets no credentials",
		    name);
		return NULL;
	}
	value = m->w->secret(m->w->ctx, name);
	if (value == NULL) {
		if (*m->lacks == NULL)
			*m->lacks = cm_strdup(name);
		cm_netbody_fail(m, CM_NETBODY_LACKS "%s'", name);
		return NULL;
	}
	m->r->private = 1;
	return value;
}

/* What may stand in a URL as it is; "%" too: it is encoded already. */
static int
in_url(unsigned char c)
{
	return c > ' ' && c < 127 && strchr("\"<>\\^`{|}", c) == NULL;
}

static int
in_segment(unsigned char c)
{
	return in_url(c) && strchr("/?#[]%&=+", c) == NULL;
}

static void
encode(struct cm_buf *to, enum cm_netbody_how how, const char *s, size_t len,
    int (*keeps)(unsigned char c))
{
	size_t i;

	if (to == NULL)
		return;
	if (how == CM_NETBODY_RAW)
		cm_buf_add(to, s, len);
	else if (how == CM_NETBODY_JSON)
		cm_netmark_json(to, s, len);
	else if (how == CM_NETBODY_PERCENT)
		cm_crypto_percent(to, s, len);
	else
		for (i = 0; i < len; i++)
			if (keeps((unsigned char)s[i]))
				cm_buf_byte(to, s[i]);
			else
				cm_buf_printf(to, "%%%02X",
				    (unsigned)(unsigned char)s[i]);
}

/* What was written since the last piece becomes one. */
static struct cm_http_piece *
next_piece(struct cm_netmake *m)
{
	struct cm_netreq *r = m->r;

	if (r->npieces == m->pieces) {
		m->pieces = m->pieces ? m->pieces * 2 : 4;
		r->pieces =
		    cm_realloc(r->pieces, m->pieces * sizeof(*r->pieces));
	}
	memset(&r->pieces[r->npieces], 0, sizeof(*r->pieces));
	return &r->pieces[r->npieces++];
}

static void
flush(struct cm_netmake *m)
{
	struct cm_http_piece *p;

	if (m->body.len == m->taken)
		return;
	p = next_piece(m);
	/* The buffer may move: until the end it is an offset. */
	p->offset = m->taken;
	p->len = m->body.len - m->taken;
	m->taken = m->body.len;
}

void
cm_netbody_finish(struct cm_netmake *m)
{
	struct cm_netreq *r = m->r;
	size_t i;

	flush(m);
	for (i = 0; i < r->npieces; i++)
		if (r->pieces[i].file == NULL) {
			r->pieces[i].bytes = m->body.p + r->pieces[i].offset;
			r->pieces[i].offset = 0;
		}
	if (m->body.p == NULL)
		return;
	r->owned = cm_alloc(sizeof(*r->owned));
	r->owned[0] = m->body.p;
	r->nowned = 1;
	cm_buf_init(&m->body, CM_BUF_ANY);
}

static int
is_ours(const struct cm_netmake *m, const char *path)
{
	size_t i;

	for (i = 0; m->w->files != NULL && m->w->files[i] != NULL; i++)
		if (strcmp(m->w->files[i], path) == 0)
			return 1;
	return 0;
}

/* It was looked at when the draft was read. */
static int
lost(struct cm_netmake *m, const char *what, const char *path, const char *why)
{
	m->local = 1;
	return cm_netbody_fail(m,
	    "%s '%s': %s; a file must stay as it is until all is sent", what,
	    path, why);
}

int
cm_netbody_check(struct cm_netmake *m, struct cm_netbody_range *f)
{
	struct stat st;
	long long size;

	if (!is_ours(m, f->path))
		return cm_netbody_fail(
		    m, "'%s' is not a file of this job", f->path);
	if (stat(f->path, &st) == -1)
		return lost(m, "cannot read", f->path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return lost(m, "cannot send", f->path, "it is no file");
	size = (long long)st.st_size;
	if (f->cipher != NULL) {
		f->plain = size;
		size = (long long)cm_cryptofile_len((uint64_t)size);
	}
	if (f->offset > size || f->length > size - f->offset)
		return lost(m, "cannot send", f->path,
		    "it is shorter than what is to be sent");
	if (f->length == -1)
		f->length = size - f->offset;
	return 0;
}

int
cm_netbody_range(struct cm_netmake *m, struct cm_netbody_range *f, int base64)
{
	const char *name = strrchr(f->path, '/');
	struct cm_http_piece *p;
	unsigned char *cipher;

	if (cm_netbody_check(m, f) != 0)
		return -1;
	flush(m);
	p = next_piece(m);
	p->file = cm_strdup(f->path);
	p->offset = (uint64_t)f->offset;
	p->length = (uint64_t)f->length;
	p->base64 = base64;
	if (f->cipher != NULL) {
		cipher = cm_alloc(CM_CRYPTOFILE_KEY);
		memcpy(cipher, f->cipher, CM_CRYPTOFILE_KEY);
		p->cipher = cipher;
		p->plain = (uint64_t)f->plain;
	}
	cm_buf_printf(&m->r->shown_body, "[file %s from %lld, %lld bytes]",
	    name != NULL ? name + 1 : f->path, f->offset, f->length);
	return 0;
}

static int
add_base64(struct cm_netmake *m, struct cm_buf *wire, enum cm_netbody_how how,
    const struct cm_netmark_file *mark)
{
	struct cm_netbody_range f = {NULL, 0, 0, NULL, 0};
	int bad;

	if (wire != &m->body ||
	    (how != CM_NETBODY_RAW && how != CM_NETBODY_JSON))
		return cm_netbody_fail(m, "base64() stands in a body only");
	f.path = cm_strndup(mark->file, mark->file_len);
	f.offset = mark->offset;
	f.length = mark->length;
	bad = cm_netbody_range(m, &f, 1);
	free(f.path);
	return bad;
}

static int
add_mark(struct cm_netmake *m, struct cm_buf *shown, struct cm_buf *wire,
    enum cm_netbody_how how, const struct cm_netmark *part)
{
	const char *sign = how == CM_NETBODY_JSON ? "\\u0001" : "\x01", *value;
	struct cm_netmark_file f;
	char *name;

	if (cm_netmark_base64(part, &f))
		return add_base64(m, wire, how, &f);
	name = cm_strndup(part->p, part->len);
	value = cm_netbody_secret(m, name);
	free(name);
	if (value == NULL)
		return -1;
	if (shown != NULL) {
		cm_buf_puts(shown, sign);
		encode(shown, how == CM_NETBODY_JSON ? how : CM_NETBODY_RAW,
		    part->p, part->len, NULL);
		cm_buf_puts(shown, sign);
	}
	encode(wire, how, value, strlen(value), in_segment);
	return 0;
}

int
cm_netbody_text(struct cm_netmake *m, struct cm_buf *shown, struct cm_buf *wire,
    enum cm_netbody_how how, const char *s, size_t len)
{
	struct cm_netmark part;
	size_t at = 0;
	int more;

	while ((more = cm_netmark_next(s, len, &at, &part)) == 1) {
		if (part.is_mark) {
			if (add_mark(m, shown, wire, how, &part) != 0)
				return -1;
			continue;
		}
		encode(shown, how, part.p, part.len, in_url);
		encode(wire, how, part.p, part.len, in_url);
	}
	return more == 0 ? 0 : cm_netbody_fail(m, "a mark that is none");
}

int
cm_netbody_bytes(
    struct cm_netmake *m, struct cm_slice s, int marks, struct cm_buf *to)
{
	static const char *const ways[] = {"text", "hex", "base64"};
	struct cm_slice value = s;
	struct cm_buf raw, text;
	size_t way = 0;
	int bad = 0, trusted = m->trusted;

	if (cm_scan_kind(s) == CM_OBJECT)
		for (; way < 3; way++) {
			value = cm_json_get(s, ways[way]);
			if (cm_scan_kind(value) == CM_STRING)
				break;
		}
	if (cm_scan_kind(value) != CM_STRING)
		return cm_netbody_fail(m, "nothing to compute from");
	cm_buf_init(&raw, CM_BUF_ANY);
	cm_buf_init(&text, CM_BUF_ANY);
	cm_json_text(&raw, value);
	m->trusted = marks;
	bad = cm_netbody_text(m, NULL, &text, CM_NETBODY_RAW, raw.p, raw.len);
	m->trusted = trusted;
	if (!bad && way == 0)
		cm_buf_add(to, text.p, text.len);
	else if (!bad &&
	    (way == 1 ? cm_crypto_unhex(to, cm_buf_str(&text), text.len)
		      : cm_crypto_unbase64(to, cm_buf_str(&text), text.len)) ==
		-1)
		bad = cm_netbody_fail(
		    m, "what is given as %s is none", ways[way]);
	cm_buf_release(&raw);
	cm_buf_release(&text);
	return bad;
}

/* Returns what follows the string that begins at p. */
static const char *
behind_string(const char *p, const char *end)
{
	for (p++; p < end && *p != '"'; p++)
		p += *p == '\\';
	return p < end ? p + 1 : end;
}

static void
put(struct cm_buf *to, const char *s, size_t len)
{
	if (to != NULL)
		cm_buf_add(to, s, len);
}

static int
json_string(struct cm_netmake *m, struct cm_buf *shown, struct cm_buf *wire,
    struct cm_slice s, int is_key)
{
	struct cm_buf text;
	int bad = 0;

	cm_buf_init(&text, CM_BUF_ANY);
	cm_json_text(&text, s);
	if (!cm_netmark_in(text.p, text.len)) {
		put(shown, s.p, s.len);
		put(wire, s.p, s.len);
	} else if (is_key)
		bad = cm_netbody_fail(m, "a secret in the name of a member");
	else {
		put(shown, "\"", 1);
		put(wire, "\"", 1);
		bad = cm_netbody_text(
		    m, shown, wire, CM_NETBODY_JSON, text.p, text.len);
		put(shown, "\"", 1);
		put(wire, "\"", 1);
	}
	cm_buf_release(&text);
	return bad;
}

int
cm_netbody_json(struct cm_netmake *m, struct cm_buf *shown, struct cm_buf *wire,
    struct cm_slice json)
{
	static const char sign[] = "\\u0001";
	const char *p = json.p, *end = p + json.len, *q, *next;
	struct cm_slice s;

	if (cm_netmark_find(p, json.len, sign, sizeof(sign) - 1) == NULL) {
		put(shown, p, json.len);
		put(wire, p, json.len);
		return 0;
	}
	while (p < end) {
		q = memchr(p, '"', (size_t)(end - p));
		if (q == NULL)
			q = end;
		put(shown, p, (size_t)(q - p));
		put(wire, p, (size_t)(q - p));
		if (q == end)
			break;
		p = behind_string(q, end);
		s.p = q;
		s.len = (size_t)(p - q);
		for (next = p; next < end && *next == ' '; next++)
			;
		if (json_string(
			m, shown, wire, s, next < end && *next == ':') != 0)
			return -1;
	}
	return 0;
}

static int
add_pair(struct cm_netmake *m, struct cm_buf *shown, struct cm_buf *wire,
    const char *name, struct cm_slice value)
{
	struct cm_buf text;
	int bad;

	if (cm_scan_kind(value) >= CM_ARRAY)
		return cm_netbody_fail(
		    m, "'%s' is neither a text nor a list of texts", name);
	if (wire->len > 0 && strchr("?&", wire->p[wire->len - 1]) == NULL) {
		cm_buf_byte(shown, '&');
		cm_buf_byte(wire, '&');
	}
	cm_crypto_percent(shown, name, strlen(name));
	cm_crypto_percent(wire, name, strlen(name));
	cm_buf_byte(shown, '=');
	cm_buf_byte(wire, '=');
	cm_buf_init(&text, CM_BUF_ANY);
	if (cm_scan_kind(value) == CM_STRING)
		cm_json_text(&text, value);
	else
		cm_buf_add(&text, value.p, value.len);
	bad = cm_netbody_text(
	    m, shown, wire, CM_NETBODY_PERCENT, text.p, text.len);
	/* A signature takes them as they are. */
	if (!bad && wire == &m->body) {
		cm_buf_add(&m->pairs, name, strlen(name) + 1);
		bad = cm_netbody_text(
		    m, NULL, &m->pairs, CM_NETBODY_RAW, text.p, text.len);
		cm_buf_byte(&m->pairs, '\0');
	}
	cm_buf_release(&text);
	return bad;
}

int
cm_netbody_pair(struct cm_netmake *m, struct cm_buf *shown, struct cm_buf *wire,
    struct cm_slice name, struct cm_slice value)
{
	char *key = cm_json_dup(name);
	struct cm_slice one;
	size_t at = 0;
	int bad = 0;

	if (key == NULL || cm_netmark_in(key, strlen(key)))
		bad = cm_netbody_fail(m, "a secret in the name of a parameter");
	else if (cm_scan_kind(value) == CM_ARRAY) {
		while (!bad && cm_json_next(value, &at, NULL, &one))
			if (cm_scan_kind(one) != CM_NULL)
				bad = add_pair(m, shown, wire, key, one);
	} else if (cm_scan_kind(value) != CM_NULL)
		bad = add_pair(m, shown, wire, key, value);
	free(key);
	return bad;
}

/* Those that lib/http and the connection see to. */
static int
is_not_theirs(const char *name)
{
	static const char *const ours[] = {"host", "content-length",
	    "transfer-encoding", "connection", "upgrade", "expect", "te",
	    "trailer", "keep-alive"};
	size_t i;

	for (i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (strcasecmp(name, ours[i]) == 0)
			return 1;
	return strncasecmp(name, "proxy-", 6) == 0;
}

int
cm_netbody_header(
    struct cm_netmake *m, const char *name, const char *shown, const char *wire)
{
	static const char token[] =
	    "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	const char *p;

	if (*name == '\0' || name[strspn(name, token)] != '\0')
		return cm_netbody_fail(m, "the name of a header is none");
	if (is_not_theirs(name))
		return cm_netbody_fail(m, "header %s is not a module's", name);
	for (p = wire; *p != '\0'; p++)
		if (((unsigned char)*p < ' ' && *p != '\t') || *p == 127)
			return cm_netbody_fail(
			    m, "header %s: a control character", name);
	cm_buf_add(&m->r->shown_headers, name, strlen(name) + 1);
	cm_buf_add(&m->r->shown_headers, shown, strlen(shown) + 1);
	/* Where the body's type is told, it is told once. */
	if (strcasecmp(name, "content-type") == 0) {
		if (cm_netmark_in(shown, strlen(shown)))
			return cm_netbody_fail(m, "a secret as a type");
		free(m->r->mime);
		m->r->mime = cm_strdup(wire);
		return 0;
	}
	cm_buf_printf(&m->headers, "%s: %s", name, wire);
	cm_buf_byte(&m->headers, '\0');
	return 0;
}
