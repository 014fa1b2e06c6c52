/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/crypto.h"
#include "lib/cryptofile.h"
#include "lib/err.h"
#include "lib/json.h"
#include "lib/netauth.h"
#include "lib/netbody.h"
#include "lib/netmark.h"

/* The kinds of bodies. What one gets is never null: that means absent. */

static struct cm_slice
get(struct cm_slice object, const char *name)
{
	struct cm_slice s = cm_json_get(object, name), none = {NULL, 0};

	return cm_scan_kind(s) == CM_NULL ? none : s;
}

/* The type of a body where no header told it. */
static void
set_mime(struct cm_netmake *m, const char *mime)
{
	if (m->r->mime == NULL)
		m->r->mime = cm_strdup(mime);
}

/* A text that may hold neither marks nor control characters; NULL with a
 * message, or where it is absent: bad tells. */
static char *
plain(struct cm_netmake *m, struct cm_slice s, const char *what, int *bad)
{
	char *text = cm_json_dup(s);
	const char *p;

	if (s.p == NULL)
		return NULL;
	for (p = text; p != NULL && (unsigned char)*p >= ' '; p++)
		;
	if (p != NULL && *p == '\0')
		return text;
	free(text);
	*bad = cm_netbody_fail(m, "%s is no plain text", what);
	return NULL;
}

/* The members of auth's "body" join an object: as marks. */
static int
join_json(struct cm_netmake *m, struct cm_slice extra, int first)
{
	struct cm_buf *shown = &m->r->shown_body, text;
	struct cm_slice key, value;
	char *secret, *name;
	size_t at = 0;

	for (; cm_json_next(extra, &at, &key, &value); first = 0) {
		secret = cm_netauth_value(m, value);
		if (secret == NULL)
			return -1;
		cm_buf_init(&text, CM_BUF_ANY);
		cm_buf_printf(
		    &text, "%s%.*s:", first ? "" : ",", (int)key.len, key.p);
		cm_buf_add(shown, text.p, text.len);
		cm_buf_add(&m->body, text.p, text.len);
		cm_buf_release(&text);
		name = cm_json_dup(value);
		cm_buf_puts(shown, "\"\\u0001");
		cm_netmark_json(shown, name, strlen(name));
		cm_buf_puts(shown, "\\u0001\"");
		cm_json_string(&m->body, secret, strlen(secret));
		free(name);
		free(secret);
	}
	return 0;
}

static int
make_json(struct cm_netmake *m, struct cm_slice json)
{
	struct cm_slice extra = cm_netauth_body(m), value;
	size_t at = 0;
	int any;

	set_mime(m, "application/json");
	if (extra.p == NULL || cm_scan_kind(json) != CM_OBJECT)
		return cm_netbody_json(m, &m->r->shown_body, &m->body, json);
	any = cm_json_next(json, &at, NULL, &value);
	json.len--;
	if (cm_netbody_json(m, &m->r->shown_body, &m->body, json) != 0 ||
	    join_json(m, extra, !any) != 0)
		return -1;
	cm_buf_byte(&m->r->shown_body, '}');
	cm_buf_byte(&m->body, '}');
	return 0;
}

static int
join_form(struct cm_netmake *m, struct cm_slice extra)
{
	struct cm_buf *shown = &m->r->shown_body;
	struct cm_slice key, value, text;
	struct cm_buf b;
	char *secret, *name;
	size_t at = 0, from;
	int bad = 0;

	while (!bad && cm_json_next(extra, &at, &key, &value)) {
		secret = cm_netauth_value(m, value);
		if (secret == NULL)
			return -1;
		cm_buf_init(&b, CM_BUF_ANY);
		cm_json_string(&b, secret, strlen(secret));
		text.p = b.p;
		text.len = b.len;
		from = shown->len;
		bad = cm_netbody_pair(m, shown, &m->body, key, text);
		/* The value itself is not shown. */
		shown->len = from;
		name = cm_json_dup(key);
		cm_buf_puts(shown, from > 0 ? "&" : "");
		cm_buf_puts(shown, name != NULL ? name : "");
		free(name);
		name = cm_json_dup(value);
		cm_buf_printf(shown, "=\x01%s\x01", name);
		free(name);
		free(secret);
		cm_buf_release(&b);
	}
	return bad;
}

static int
make_form(struct cm_netmake *m, struct cm_slice form)
{
	struct cm_slice key, value;
	size_t at = 0;

	if (cm_scan_kind(form) != CM_OBJECT)
		return cm_netbody_fail(m, "its form is no object");
	set_mime(m, "application/x-www-form-urlencoded");
	while (cm_json_next(form, &at, &key, &value))
		if (cm_netbody_pair(
			m, &m->r->shown_body, &m->body, key, value) != 0)
			return -1;
	return join_form(m, cm_netauth_body(m));
}

static int
read_offset(struct cm_netmake *m, struct cm_slice s, const char *what,
    long long preset, long long *to)
{
	double d;

	*to = preset;
	if (s.p == NULL)
		return 0;
	if (cm_json_double(s, &d) == -1 || d < 0 || d > 9007199254740992.0 ||
	    d != (double)(long long)d)
		return cm_netbody_fail(m, "the %s of a file is none", what);
	*to = (long long)d;
	return 0;
}

/* {key, iv}: the file goes out encrypted. */
static int
read_cipher(
    struct cm_netmake *m, struct cm_slice encrypt, struct cm_netbody_file *f)
{
	struct cm_buf key, iv;
	int bad;

	if (encrypt.p == NULL)
		return 0;
	cm_buf_init(&key, CM_BUF_ANY);
	cm_buf_init(&iv, CM_BUF_ANY);
	bad = cm_netbody_bytes(m, cm_json_get(encrypt, "key"), 1, &key) != 0 ||
	    cm_netbody_bytes(m, cm_json_get(encrypt, "iv"), 1, &iv) != 0;
	if (!bad && (key.len != 32 || iv.len != 16))
		bad = cm_netbody_fail(m, "a key has 32 bytes and an iv 16");
	if (!bad) {
		f->range.cipher = cm_alloc(CM_CRYPTOFILE_KEY);
		memcpy(f->range.cipher, key.p, 32);
		memcpy(f->range.cipher + 32, iv.p, 16);
	}
	cm_buf_release(&key);
	cm_buf_release(&iv);
	return bad ? -1 : 0;
}

int
cm_netbody_file(
    struct cm_netmake *m, struct cm_slice s, struct cm_netbody_file *f)
{
	struct cm_slice path = s, medium = {NULL, 0}, name, type;
	const char *base;
	int bad = 0;

	memset(f, 0, sizeof(*f));
	if (cm_scan_kind(path) == CM_OBJECT)
		path = get(s, "file");
	if (cm_scan_kind(path) == CM_OBJECT) {
		medium = path;
		path = get(medium, "file");
	}
	f->range.path = cm_json_dup(path);
	if (f->range.path == NULL || *f->range.path == '\0')
		return cm_netbody_fail(m, "a file without a path");
	type = get(s, "type");
	if (type.p == NULL)
		type = get(medium, "type");
	f->type = plain(m, type, "the type of a file", &bad);
	name = get(s, "filename");
	if (name.p == NULL)
		name = get(medium, "name");
	f->name = plain(m, name, "the name of a file", &bad);
	if (f->name == NULL) {
		base = strrchr(f->range.path, '/');
		f->name = cm_strdup(base != NULL ? base + 1 : f->range.path);
	}
	if (bad ||
	    read_cipher(m,
		get(s, "encrypt").p != NULL ? get(s, "encrypt")
					    : get(medium, "encrypt"),
		f) != 0)
		return -1;
	if (read_offset(m, get(s, "offset"), "offset", 0, &f->range.offset) ||
	    read_offset(m, get(s, "length"), "length", -1, &f->range.length))
		return -1;
	return 0;
}

void
cm_netbody_file_free(struct cm_netbody_file *f)
{
	free(f->range.path);
	free(f->range.cipher);
	free(f->type);
	free(f->name);
}

static int
make_file(struct cm_netmake *m, struct cm_slice s, struct cm_slice type)
{
	struct cm_netbody_file f;
	char *mime;
	int bad = cm_netbody_file(m, s, &f);

	mime = plain(m, type, "its type", &bad);
	if (!bad) {
		set_mime(m,
		    mime != NULL         ? mime
			: f.type != NULL ? f.type
					 : "application/octet-stream");
		bad = cm_netbody_range(m, &f.range, 0);
	}
	free(mime);
	cm_netbody_file_free(&f);
	return bad;
}

static int
make_text(struct cm_netmake *m, struct cm_slice text, struct cm_slice type)
{
	struct cm_buf b;
	char *mime;
	int bad = 0;

	if (cm_scan_kind(text) != CM_STRING)
		return cm_netbody_fail(m, "its text is none");
	mime = plain(m, type, "its type", &bad);
	set_mime(m, mime != NULL ? mime : "text/plain; charset=utf-8");
	free(mime);
	cm_buf_init(&b, CM_BUF_ANY);
	cm_json_text(&b, text);
	bad = bad ||
	    cm_netbody_text(
		m, &m->r->shown_body, &m->body, CM_NETBODY_RAW, b.p, b.len);
	cm_buf_release(&b);
	return bad;
}

static void
both(struct cm_netmake *m, const char *s, size_t len)
{
	cm_buf_add(&m->r->shown_body, s, len);
	cm_buf_add(&m->body, s, len);
}

/* A parameter of Content-Disposition, as browsers write it. */
static void
disposition(struct cm_netmake *m, const char *param, const char *value)
{
	both(m, param, strlen(param));
	both(m, "=\"", 2);
	for (; *value != '\0'; value++)
		if (*value == '"')
			both(m, "%22", 3);
		else
			both(m, value, 1);
	both(m, "\"", 1);
}

static void
part_head(struct cm_netmake *m, const char *name, const char *filename,
    const char *type)
{
	if (name != NULL) {
		both(m, "Content-Disposition: form-data; ", 32);
		disposition(m, "name", name);
		if (filename != NULL) {
			both(m, "; ", 2);
			disposition(m, "filename", filename);
		}
		both(m, "\r\n", 2);
	}
	if (type != NULL) {
		both(m, "Content-Type: ", 14);
		both(m, type, strlen(type));
		both(m, "\r\n", 2);
	}
	both(m, "\r\n", 2);
}

static int
part_value(struct cm_netmake *m, const char *name, struct cm_slice value,
    const char *type)
{
	struct cm_buf text;
	int bad;

	if (cm_scan_kind(value) >= CM_ARRAY) {
		part_head(m, name, NULL, type ? type : "application/json");
		return cm_netbody_json(m, &m->r->shown_body, &m->body, value);
	}
	part_head(m, name, NULL, type);
	if (cm_scan_kind(value) != CM_STRING) {
		both(m, value.p, value.len);
		return 0;
	}
	cm_buf_init(&text, CM_BUF_ANY);
	cm_json_text(&text, value);
	bad = cm_netbody_text(
	    m, &m->r->shown_body, &m->body, CM_NETBODY_RAW, text.p, text.len);
	cm_buf_release(&text);
	return bad;
}

static int
part_file(struct cm_netmake *m, const char *name, struct cm_slice part)
{
	struct cm_netbody_file f;
	int bad = cm_netbody_file(m, part, &f);

	if (!bad) {
		part_head(m, name, f.name,
		    f.type != NULL ? f.type : "application/octet-stream");
		bad = cm_netbody_range(m, &f.range, 0);
	}
	cm_netbody_file_free(&f);
	return bad;
}

static int
add_part(
    struct cm_netmake *m, struct cm_slice part, int named, const char *boundary)
{
	struct cm_slice value = get(part, "value"), file = get(part, "file");
	char *name, *type = NULL;
	int bad = 0;

	if (cm_scan_kind(part) != CM_OBJECT)
		return cm_netbody_fail(m, "a part of multipart is no object");
	/* A value of null: the part falls away. */
	if (value.p == NULL && file.p == NULL)
		return cm_json_get(part, "value").p != NULL
		    ? 0
		    : cm_netbody_fail(m, "a part without value or file");
	name = plain(m, get(part, "name"), "the name of a part", &bad);
	if (!bad && named && name == NULL)
		bad = cm_netbody_fail(m, "a part without a name");
	if (!bad && file.p == NULL)
		type = plain(m, get(part, "type"), "the type of a part", &bad);
	if (!bad) {
		both(m, "--", 2);
		both(m, boundary, strlen(boundary));
		both(m, "\r\n", 2);
		bad = file.p != NULL ? part_file(m, name, part)
				     : part_value(m, name, value, type);
		both(m, "\r\n", 2);
	}
	free(name);
	free(type);
	return bad;
}

/* The same again in a replay, and yet nothing that a text could hold: made of
 * the texts themselves. Not of paths: a replay may have its files elsewhere. */
static void
make_boundary(
    struct cm_netmake *m, struct cm_slice parts, char *to, size_t size)
{
	unsigned char sum[CM_CRYPTO_HASH];
	struct cm_slice part, value;
	struct cm_buf texts, hex;
	size_t at = 0;

	cm_buf_init(&texts, CM_BUF_ANY);
	cm_buf_init(&hex, CM_BUF_ANY);
	cm_buf_puts(&texts, "parts");
	while (cm_json_next(parts, &at, NULL, &part)) {
		value = get(part, "value");
		if (value.p != NULL)
			cm_buf_add(&texts, value.p, value.len);
	}
	cm_crypto_hmac(
	    "sha256", m->nonce, strlen(m->nonce), texts.p, texts.len, sum);
	cm_crypto_hex(&hex, sum, 16);
	snprintf(to, size, "cm-%s", cm_buf_str(&hex));
	cm_buf_release(&texts);
	cm_buf_release(&hex);
}

/* A header of the module's may name another kind of it (multipart/related);
 * the boundary is ours. */
static int
make_multipart(struct cm_netmake *m, struct cm_slice parts)
{
	const char *kind = "multipart/form-data";
	struct cm_slice part;
	char boundary[40];
	struct cm_buf mime;
	size_t at = 0;
	int bad = 0;

	if (cm_scan_kind(parts) != CM_ARRAY)
		return cm_netbody_fail(m, "its multipart is no list");
	if (m->r->mime != NULL &&
	    strncasecmp(m->r->mime, "multipart/", 10) == 0)
		kind = m->r->mime;
	make_boundary(m, parts, boundary, sizeof(boundary));
	cm_buf_init(&mime, CM_BUF_ANY);
	cm_buf_printf(&mime, "%s; boundary=%s", kind, boundary);
	while (!bad && cm_json_next(parts, &at, NULL, &part))
		bad = add_part(m, part,
		    strcmp(kind, "multipart/form-data") == 0, boundary);
	both(m, "--", 2);
	both(m, boundary, strlen(boundary));
	both(m, "--\r\n", 4);
	free(m->r->mime);
	m->r->mime = cm_strdup(cm_buf_str(&mime));
	cm_buf_release(&mime);
	return bad;
}

int
cm_netbody_make(struct cm_netmake *m, struct cm_slice request)
{
	static const char *const kinds[] = {
	    "json", "form", "multipart", "file", "text", "mail"};
	struct cm_slice s, body = {NULL, 0}, type = get(request, "type");
	size_t i, kind = 0;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		s = get(request, kinds[i]);
		if (s.p == NULL)
			continue;
		if (body.p != NULL)
			return cm_netbody_fail(
			    m, "it has both %s and %s", kinds[kind], kinds[i]);
		body = s;
		kind = i;
	}
	if (body.p == NULL && cm_netauth_body(m).p != NULL)
		return cm_netbody_fail(
		    m, "its auth joins a body, and it has none");
	if (body.p == NULL)
		return 0;
	if (kind > 1 && cm_netauth_body(m).p != NULL)
		return cm_netbody_fail(
		    m, "its auth joins a form or JSON, not %s", kinds[kind]);
	m->has_body = 1;
	switch (kind) {
	case 0:
		return make_json(m, body);
	case 1:
		return make_form(m, body);
	case 2:
		return make_multipart(m, body);
	case 3:
		return make_file(m, body, type);
	case 4:
		return make_text(m, body, type);
	default:
		return cm_netbody_fail(m, "cm cannot send mail yet");
	}
}
