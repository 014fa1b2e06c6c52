/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/crypto.h"
#include "lib/cryptofile.h"
#include "lib/entities.h"
#include "lib/err.h"
#include "lib/json.h"
#include "lib/length.h"
#include "lib/media.h"
#include "lib/netanswer.h"
#include "lib/netbody.h"
#include "lib/netclean.h"
#include "lib/netplace.h"
#include "lib/netspool.h"
#include "lib/text.h"

enum { ENVELOPE = 16 }; /* bytes of chance before a text that is sealed */

/* One computation: what it is made of and where its answer goes. */
struct task {
	struct cm_netmake m; /* for texts with marks, and files */
	struct cm_netreq none;
	struct cm_slice in;
	struct cm_buf *to;
	int local; /* it failed for a file of ours */
};

static struct cm_slice
get(struct task *t, const char *name)
{
	struct cm_slice s = cm_json_get(t->in, name), none = {NULL, 0};

	return cm_scan_kind(s) == CM_NULL ? none : s;
}

/* {"hex","base64","base64url"}, without the brace at the end. */
static void
put_bytes(struct task *t, const void *p, size_t len)
{
	cm_buf_puts(t->to, "{\"hex\":\"");
	cm_crypto_hex(t->to, p, len);
	cm_buf_puts(t->to, "\",\"base64\":\"");
	cm_crypto_base64(t->to, p, len);
	cm_buf_puts(t->to, "\",\"base64url\":\"");
	cm_crypto_base64url(t->to, p, len);
	cm_buf_byte(t->to, '"');
}

/* A text from outside: no mark comes through. */
static void
put_text(struct cm_buf *to, const char *s, size_t len)
{
	struct cm_netclean clean;
	struct cm_slice text;
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_json_string(&b, s, len);
	text.p = b.p;
	text.len = b.len;
	cm_netclean_init(&clean);
	cm_netclean_json(&clean, to, text, NULL, 0);
	cm_netclean_release(&clean);
	cm_buf_release(&b);
}

/* What is encrypted is hashed as it is sent. */
static int
hash_range(const char *name, const struct cm_netbody_range *r,
    unsigned char sum[CM_CRYPTO_HASH])
{
	return r->cipher != NULL
	    ? cm_cryptofile_hash(name, r->path, (uint64_t)r->plain, r->cipher,
		  (uint64_t)r->offset, (uint64_t)r->length, sum)
	    : cm_crypto_hash_file(
		  name, r->path, (uint64_t)r->offset, (uint64_t)r->length, sum);
}

static int
hash_file(struct task *t, const char *name)
{
	unsigned char sum[CM_CRYPTO_HASH];
	struct cm_netbody_file f;
	size_t n;
	int bad = cm_netbody_file(&t->m, t->in, &f);

	if (!bad)
		bad = cm_netbody_check(&t->m, &f.range);
	if (!bad) {
		n = (size_t)hash_range(name, &f.range, sum);
		if (n == 0 || n == (size_t)-1)
			bad = cm_netbody_fail(&t->m,
			    "cannot make the %s of '%s'", name, f.range.path);
		else
			put_bytes(t, sum, n);
	}
	cm_netbody_file_free(&f);
	if (!bad)
		cm_buf_byte(t->to, '}');
	return bad;
}

static int
by_bytes(const void *a, const void *b)
{
	return strcmp(
	    ((const struct cm_buf *)a)->p, ((const struct cm_buf *)b)->p);
}

/* Texts in the order of their bytes, one behind the other: a secret among them
 * has its place by what it is. */
static int
sorted(struct task *t, struct cm_slice list, struct cm_buf *to)
{
	struct cm_buf *texts = NULL;
	struct cm_slice one;
	size_t n = 0, i, at = 0;
	int bad = 0;

	if (cm_scan_kind(list) != CM_ARRAY)
		return cm_netbody_fail(&t->m, "what is sorted is no list");
	while (!bad && cm_json_next(list, &at, NULL, &one)) {
		texts = cm_realloc(texts, (n + 1) * sizeof(*texts));
		cm_buf_init(&texts[n], CM_BUF_ANY);
		bad = cm_netbody_bytes(&t->m, one, 1, &texts[n]);
		cm_buf_byte(&texts[n++], '\0');
	}
	if (n > 0)
		qsort(texts, n, sizeof(*texts), by_bytes);
	for (i = 0; i < n; i++) {
		cm_buf_puts(to, texts[i].p);
		cm_buf_release(&texts[i]);
	}
	free(texts);
	return bad;
}

static int
hash(struct task *t, int keyed)
{
	char *name = cm_json_dup(get(t, "name"));
	unsigned char sum[CM_CRYPTO_HASH];
	struct cm_buf data, key;
	size_t n = 0;
	int bad = 0;

	cm_buf_init(&data, CM_BUF_ANY);
	cm_buf_init(&key, CM_BUF_ANY);
	if (name == NULL)
		bad = cm_netbody_fail(&t->m, "no name of a hash");
	else if (get(t, "file").p != NULL && !keyed)
		bad = hash_file(t, name);
	else {
		bad = get(t, "sorted").p != NULL
		    ? sorted(t, get(t, "sorted"), &data)
		    : cm_netbody_bytes(&t->m, t->in, 1, &data);
		if (!bad && keyed)
			bad = cm_netbody_bytes(&t->m, get(t, "key"), 1, &key);
		if (!bad && keyed)
			n = cm_crypto_hmac(name, cm_buf_str(&key), key.len,
			    cm_buf_str(&data), data.len, sum);
		else if (!bad)
			n = cm_crypto_hash(
			    name, cm_buf_str(&data), data.len, sum);
		if (!bad && n == 0)
			bad = cm_netbody_fail(
			    &t->m, "there is no hash '%s'", name);
		if (!bad) {
			put_bytes(t, sum, n);
			cm_buf_byte(t->to, '}');
		}
	}
	cm_buf_release(&data);
	cm_buf_release(&key);
	free(name);
	return bad;
}

/* A secret is never what is encrypted: it could be carried anywhere so. */
static int
cipher(struct task *t, int back)
{
	struct cm_buf data, key, iv, out;
	const unsigned char *k, *v;
	int bad;

	cm_buf_init(&data, CM_BUF_ANY);
	cm_buf_init(&key, CM_BUF_ANY);
	cm_buf_init(&iv, CM_BUF_ANY);
	cm_buf_init(&out, CM_BUF_ANY);
	bad = cm_netbody_bytes(&t->m, get(t, "key"), 1, &key) != 0 ||
	    cm_netbody_bytes(&t->m, get(t, "iv"), 1, &iv) != 0 ||
	    cm_netbody_bytes(&t->m, t->in, 0, &data) != 0;
	if (!bad && (key.len != 32 || iv.len != 16))
		bad = cm_netbody_fail(&t->m, "a key has 32 bytes and an iv 16");
	if (!bad) {
		k = (const unsigned char *)cm_buf_str(&key);
		v = (const unsigned char *)cm_buf_str(&iv);
		bad = back
		    ? cm_crypto_decrypt(k, v, cm_buf_str(&data), data.len, &out)
		    : cm_crypto_encrypt(
			  k, v, cm_buf_str(&data), data.len, &out);
		if (bad)
			cm_netbody_fail(&t->m, "it cannot be %scrypted",
			    back ? "de" : "en");
	}
	if (!bad) {
		put_bytes(t, cm_buf_str(&out), out.len);
		if (back && cm_text_valid(out.p, out.len)) {
			cm_buf_puts(t->to, ",\"text\":");
			put_text(t->to, out.p, out.len);
		}
		cm_buf_byte(t->to, '}');
	}
	cm_buf_release(&data);
	cm_buf_release(&key);
	cm_buf_release(&iv);
	cm_buf_release(&out);
	return bad ? -1 : 0;
}

/* What is in an envelope: 16 bytes of chance, the length of a text in four,
 * the text, and whom it is for. 0: it is none. */
static int
open_envelope(struct task *t, const char *p, size_t len)
{
	const unsigned char *n = (const unsigned char *)p + ENVELOPE;
	struct cm_netclean clean;
	struct cm_slice tree;
	struct cm_buf xml;
	size_t size;

	if (len < ENVELOPE + 4)
		return 0;
	size = (size_t)n[0] << 24 | (size_t)n[1] << 16 | (size_t)n[2] << 8 |
	    (size_t)n[3];
	p += ENVELOPE + 4;
	len -= ENVELOPE + 4;
	if (size > len || !cm_text_valid(p, len))
		return 0;
	cm_buf_puts(t->to, "{\"text\":");
	put_text(t->to, p, size);
	cm_buf_puts(t->to, ",\"rest\":");
	put_text(t->to, p + size, len - size);
	cm_buf_init(&xml, CM_BUF_ANY);
	if (cm_netanswer_xml(&xml, p, size, "UTF-8") == 0) {
		memset(cm_buf_room(&xml, CM_SCAN_PAD), 0, CM_SCAN_PAD);
		tree.p = xml.p;
		tree.len = xml.len;
		cm_buf_puts(t->to, ",\"xml\":");
		cm_netclean_init(&clean);
		cm_netclean_json(&clean, t->to, tree, NULL, 0);
		cm_netclean_release(&clean);
	}
	cm_buf_release(&xml);
	cm_buf_byte(t->to, '}');
	return 1;
}

/* A key as it is written down: 43 letters and digits made by chance, so that
 * the last has two bits too many, which a base64 would not have. */
static int
sealing_key(struct task *t, struct cm_buf *to)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	struct cm_buf text;
	const char *last;
	int bad;

	cm_buf_init(&text, CM_BUF_ANY);
	bad = cm_netbody_bytes(&t->m, get(t, "key"), 1, &text);
	if (!bad && text.len == 43 && text.p[42] != '\0' &&
	    (last = strchr(digits, text.p[42])) != NULL) {
		text.p[42] = digits[(last - digits) & ~3];
		cm_buf_byte(&text, '=');
	}
	if (!bad &&
	    (cm_crypto_unbase64(to, cm_buf_str(&text), text.len) != 0 ||
		to->len != 32))
		bad = cm_netbody_fail(
		    &t->m, "a key to unseal has 43 letters and digits");
	cm_buf_release(&text);
	return bad;
}

/* AES-256-CBC whose iv is how the key begins, filled up to 32 bytes, with an
 * envelope in it. What is none gives null: it came from outside. */
static int
unseal(struct task *t)
{
	struct cm_buf data, key, out;
	const unsigned char *k;
	int bad;

	cm_buf_init(&data, CM_BUF_ANY);
	cm_buf_init(&key, CM_BUF_ANY);
	cm_buf_init(&out, CM_BUF_ANY);
	bad = sealing_key(t, &key) != 0 ||
	    cm_netbody_bytes(&t->m, t->in, 0, &data) != 0;
	if (!bad) {
		k = (const unsigned char *)cm_buf_str(&key);
		if (cm_crypto_decrypt_block(k, k, cm_buf_str(&data), data.len,
			2 * ENVELOPE, &out) != 0 ||
		    !open_envelope(t, cm_buf_str(&out), out.len))
			cm_buf_puts(t->to, "null");
	}
	cm_buf_release(&data);
	cm_buf_release(&key);
	cm_buf_release(&out);
	return bad ? -1 : 0;
}

static int
length(struct task *t)
{
	char *text = cm_json_dup(get(t, "text"));
	char *unit = cm_json_dup(get(t, "unit"));
	struct cm_length l;
	int i, bad = 0, one = -1;

	if (unit != NULL)
		one = cm_unit_find(unit, strlen(unit));
	if (text == NULL)
		bad = cm_netbody_fail(&t->m, "no text to measure");
	else if (unit != NULL && one == -1)
		bad = cm_netbody_fail(&t->m, "there is no unit '%s'", unit);
	else {
		cm_length_of(&l, text, strlen(text));
		cm_buf_byte(t->to, '{');
		if (one != -1)
			cm_json_member_int(t->to, "length", (int64_t)l.in[one]);
		for (i = 0; one == -1 && i <= CM_UNIT_WEIGHTED; i++)
			cm_json_member_int(t->to, cm_unit_name((enum cm_unit)i),
			    (int64_t)l.in[i]);
		cm_buf_byte(t->to, '}');
	}
	free(text);
	free(unit);
	return bad;
}

/* Links, mentions and tags of a text that a module made, and where they are. */
static int
entities(struct task *t)
{
	char *text = cm_json_dup(get(t, "text"));
	struct cm_entities e = {NULL, 0, 0};

	if (text == NULL)
		return cm_netbody_fail(&t->m, "no text to look through");
	cm_entities_find(&e, text, strlen(text));
	cm_buf_puts(t->to, "{\"entities\":");
	cm_entities_json(t->to, &e, text);
	cm_buf_byte(t->to, '}');
	cm_entities_release(&e);
	free(text);
	return 0;
}

static int
facts(struct task *t)
{
	struct cm_netbody_file f;
	struct cm_media media;
	int bad = cm_netbody_file(&t->m, t->in, &f);

	if (!bad)
		bad = cm_netbody_check(&t->m, &f.range);
	if (!bad && cm_media_look(f.range.path, &media) == -1)
		bad = cm_netbody_fail(&t->m, "cannot read '%s'", f.range.path);
	if (!bad) {
		cm_buf_byte(t->to, '{');
		cm_json_member_int(t->to, "bytes", (int64_t)media.bytes);
		cm_json_member(t->to, "type", media.type);
		if (media.width >= 0)
			cm_json_member_int(t->to, "width", media.width);
		if (media.height >= 0)
			cm_json_member_int(t->to, "height", media.height);
		if (media.seconds >= 0)
			cm_json_member_number(t->to, "seconds", media.seconds);
		cm_buf_byte(t->to, '}');
	}
	cm_netbody_file_free(&f);
	return bad;
}

static int
from_folder(struct task *t, int list)
{
	char *path = cm_json_dup(get(t, "path"));
	struct cm_buf b;
	char *why = NULL;
	int there;

	cm_buf_init(&b, CM_BUF_ANY);
	there = list ? cm_netplace_list(&b, t->m.w->folder, path, &why)
		     : cm_netplace_read(&b, t->m.w->folder, path, &why);
	if (there == 1 && list) {
		cm_buf_puts(t->to, "{\"names\":");
		cm_buf_add(t->to, b.p, b.len);
	} else if (there == 1) {
		cm_buf_puts(t->to, "{\"text\":");
		put_text(t->to, b.p, b.len);
	}
	if (there == 1)
		cm_buf_byte(t->to, '}');
	else if (there == 0)
		cm_buf_puts(t->to, list ? "{\"names\":[]}" : "null");
	else
		cm_netbody_fail(&t->m, "%s", why);
	free(why);
	free(path);
	cm_buf_release(&b);
	return there == -1 ? -1 : 0;
}

static int
from_spool(struct task *t, int list)
{
	const struct cm_netreq_world *w = t->m.w;
	char *name = cm_json_dup(get(t, "name")), *why = NULL;
	int bad;

	if (w->spool == NULL)
		bad = cm_netbody_fail(&t->m, "there is no spool: --spool DIR");
	else if (list) {
		cm_buf_puts(t->to, "{\"names\":");
		bad = cm_netspool_list(t->to, w->spool, &why);
		cm_buf_byte(t->to, '}');
	} else if (name == NULL)
		bad = cm_netbody_fail(&t->m, "no name of what was received");
	else
		bad = cm_netspool_read(
		    t->to, w->spool, name, w->known, w->nknown, &why);
	if (why != NULL) {
		t->local = 1;
		cm_netbody_fail(&t->m, "%s", why);
	}
	free(why);
	free(name);
	return bad;
}

static int
compute_body(struct task *t)
{
	char *fn = cm_json_dup(get(t, "fn"));
	int bad;

	if (fn == NULL)
		return cm_netbody_fail(&t->m, "compute without fn");
	if (strcmp(fn, "hash") == 0)
		bad = hash(t, 0);
	else if (strcmp(fn, "hmac") == 0)
		bad = hash(t, 1);
	else if (strcmp(fn, "encrypt") == 0)
		bad = cipher(t, 0);
	else if (strcmp(fn, "decrypt") == 0)
		bad = cipher(t, 1);
	else if (strcmp(fn, "unseal") == 0)
		bad = unseal(t);
	else if (strcmp(fn, "length") == 0)
		bad = length(t);
	else if (strcmp(fn, "entities") == 0)
		bad = entities(t);
	else if (strcmp(fn, "facts") == 0)
		bad = facts(t);
	else if (strcmp(fn, "read") == 0)
		bad = from_folder(t, 0);
	else if (strcmp(fn, "list") == 0)
		bad = from_folder(t, 1);
	else if (strcmp(fn, "spool") == 0)
		bad = from_spool(t, 1);
	else
		bad = cm_netbody_fail(&t->m, "compute knows no '%s'", fn);
	free(fn);
	return bad;
}

int
cm_netreq_compute(struct cm_buf *to, struct cm_slice compute,
    const struct cm_netreq_world *w, char **why)
{
	struct cm_slice inner = cm_json_get(compute, "compute");
	char *lacks = NULL;
	size_t from = to->len;
	struct task t;
	int bad;

	memset(&t, 0, sizeof(t));
	*why = NULL;
	t.m.r = &t.none;
	t.m.w = w;
	t.m.why = why;
	t.m.lacks = &lacks;
	t.in = inner.p != NULL ? inner : compute;
	t.to = to;
	if (cm_json_is(cm_json_get(t.in, "fn"), "received"))
		bad = from_spool(&t, 0);
	else {
		cm_buf_puts(to, "{\"status\":200,\"body\":");
		bad = compute_body(&t);
		cm_buf_byte(to, '}');
	}
	if (bad) {
		to->len = from;
		bad = lacks != NULL        ? CM_NETREQ_LACKS
		    : t.local || t.m.local ? CM_NETREQ_LOCAL
					   : CM_NETREQ_WRONG;
	}
	free(lacks);
	return bad;
}
