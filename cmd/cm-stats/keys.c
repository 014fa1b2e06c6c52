/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "cmd/cm-stats/keys.h"
#include "cmd/cm-stats/origin.h"
#include "cmd/cm-stats/slice.h"
#include "lib/json.h"

/* A longer one is a bad line: a key is a name, not a text. */
enum { LONGEST = 65536, MOST = 1000 };

int
key_text(struct cm_buf *b, struct cm_slice s)
{
	struct cm_buf plain;
	struct num n;
	char *p;

	switch (cm_scan_kind(s)) {
	case CM_ABSENT:
	case CM_NULL:
		return cm_buf_puts(b, "null");
	case CM_NUMBER:
		if (num_read(s, &n) != 0)
			return -1;
		num_put(b, &n);
		return 0;
	case CM_STRING:
		if (slice_plain(s))
			return cm_buf_add(b, s.p, s.len);
		cm_buf_init(&plain, CM_BUF_ANY);
		p = cm_buf_room(&plain, s.len);
		cm_json_string(b, p, cm_json_decode(s, p));
		cm_buf_release(&plain);
		return 0;
	case CM_FALSE:
	case CM_TRUE:
		return cm_buf_add(b, s.p, s.len);
	default:
		return -1;
	}
}

/* What may stand in a string: no raw control character, whole escapes. */
static int
is_string(const char *p, size_t len)
{
	static const char hex[] = "0123456789abcdefABCDEF";
	size_t k, i;

	if (len < 2 || p[0] != '"' || p[len - 1] != '"')
		return 0;
	for (k = 1; k < len - 1; k++) {
		if ((unsigned char)p[k] < 0x20 || p[k] == '"')
			return 0;
		if (p[k] != '\\')
			continue;
		if (++k == len - 1 || strchr("\"\\/bfnrtu", p[k]) == NULL ||
		    p[k] == '\0')
			return 0;
		if (p[k] != 'u')
			continue;
		for (i = 1; i <= 4; i++)
			if (k + i >= len - 1 || p[k + i] == '\0' ||
			    strchr(hex, p[k + i]) == NULL)
				return 0;
	}
	return cm_scan_utf8(p, len) == len;
}

/* One that is written as we write it. */
static int
is_number(struct cm_slice s)
{
	struct cm_buf b;
	struct num n;
	int same;

	if (num_read(s, &n) != 0)
		return 0;
	cm_buf_init(&b, CM_BUF_ANY);
	num_put(&b, &n);
	same = b.len == s.len && memcmp(b.p, s.p, s.len) == 0;
	cm_buf_release(&b);
	return same;
}

int
key_is_text(struct cm_slice s)
{
	if (s.p == NULL || s.len == 0)
		return 0;
	switch (s.p[0]) {
	case '"':
		return is_string(s.p, s.len);
	case 'n':
		return s.len == 4 && memcmp(s.p, "null", 4) == 0;
	case 't':
		return s.len == 4 && memcmp(s.p, "true", 4) == 0;
	case 'f':
		return s.len == 5 && memcmp(s.p, "false", 5) == 0;
	default:
		return is_number(s);
	}
}

/* Puts a key of ours; what is in f->text may move, so its place is kept. */
static void
put_key(struct fact *f, int k, size_t start)
{
	f->key[k].p = NULL;
	f->key[k].len = start;
}

static void
put_text(struct fact *f, int k, const char *json)
{
	f->key[k].p = json;
	f->key[k].len = strlen(json);
}

static int
bad_key(struct cm_rec *r, const struct question *q, int want)
{
	return fact_wrong(
	    r, r->found[want], q->want[want], "a single value for a key");
}

/* The first of some members that is there. */
static int
read_first(struct fact *f, const struct question *q, struct cm_rec *r, int k)
{
	const struct key *key = &q->key[k];
	struct cm_slice s = {NULL, 0};
	int w, last = 0;

	for (w = 0; w < 3 && key->want[w] >= 0 && slice_absent(s); w++) {
		last = key->want[w];
		s = r->found[last];
		/* campaign is an object in a visit, a text in a post. */
		if (key->kind == KEY_CAMPAIGN && w == 0 &&
		    cm_scan_kind(s) == CM_OBJECT)
			s.p = NULL;
	}
	if (slice_absent(s)) {
		put_text(f, k, "null");
		return 0;
	}
	if (key->text && s.p[0] != '"')
		return fact_wrong(r, s, q->want[last], "a string");
	if (s.len > LONGEST) {
		cm_rec_bad(r, (size_t)(s.p - r->line),
		    "%s is too long for a key", q->want[last]);
		return -1;
	}
	if (slice_plain(s)) {
		f->key[k] = s;
		return 0;
	}
	put_key(f, k, f->text.len);
	if (key_text(&f->text, s) != 0)
		return bad_key(r, q, last);
	return 0;
}

/* A brand's accounts are BRAND/NAME; an address is no such name. */
static int
read_brand(struct fact *f, const struct question *q, struct cm_rec *r, int k)
{
	struct cm_slice *s = &f->key[k], text;
	const char *slash;
	size_t start = f->text.len;

	if (read_first(f, q, r, k) != 0)
		return -1;
	text.p = s->p != NULL ? s->p : f->text.p + start;
	text.len = s->p != NULL ? s->len : f->text.len - start;
	if (!slice_absent(r->found[q->key[k].want[0]]) || text.p[0] != '"')
		return 0;
	slash = memchr(text.p, '/', text.len);
	if (slash == NULL || slash == text.p + 1 || slash[1] == '/' ||
	    slash[-1] == ':')
		return 0;
	if (s->p == NULL)
		f->text.len = (size_t)(slash - f->text.p);
	else
		cm_buf_add(&f->text, text.p, (size_t)(slash - text.p));
	cm_buf_byte(&f->text, '"');
	put_key(f, k, start);
	return 0;
}

/* Each element of an array, each once; one value alone is as good. */
static int
read_each(struct fact *f, const struct question *q, struct cm_rec *r, int k)
{
	struct cm_slice s = r->found[q->key[k].want[0]], e;
	size_t start = f->text.len, at = 0, begin, p, n, count = 0;

	if (cm_scan_kind(s) != CM_ARRAY)
		return read_first(f, q, r, k);
	while (cm_json_next(s, &at, NULL, &e)) {
		if (e.len > LONGEST || ++count > MOST)
			return fact_wrong(r, s, q->want[q->key[k].want[0]],
			    "short enough for a key");
		begin = f->text.len;
		if (key_text(&f->text, e) != 0)
			return fact_wrong(r, e, q->want[q->key[k].want[0]],
			    "a list of single values");
		n = f->text.len - begin;
		for (p = start; p < begin;
		     p += strcspn(f->text.p + p, "\n") + 1)
			if (memcmp(f->text.p + p, f->text.p + begin, n) == 0 &&
			    f->text.p[p + n] == '\n')
				break;
		if (p < begin)
			f->text.len = begin;
		else
			cm_buf_byte(&f->text, '\n');
		cm_buf_str(&f->text);
	}
	if (f->text.len == start) {
		put_text(f, k, "null");
		return 0;
	}
	f->text.p[--f->text.len] = '\0';
	if (memchr(f->text.p + start, '\n', f->text.len - start) != NULL)
		f->several |= (uint64_t)1 << k;
	cm_buf_byte(&f->text, '\0'); /* ends this key's texts */
	put_key(f, k, start);
	return 0;
}

/* What a post is made of, by its media and links. */
static const char *
format_of(struct cm_slice media, struct cm_slice links)
{
	struct cm_slice e, key, value;
	size_t at = 0, in, images = 0, videos = 0, audios = 0, files = 0;

	while (cm_scan_kind(media) == CM_ARRAY &&
	    cm_json_next(media, &at, NULL, &e)) {
		in = 0;
		while (cm_scan_kind(e) == CM_OBJECT &&
		    cm_json_next(e, &in, &key, &value)) {
			if (!cm_json_is(key, "type"))
				continue;
			images += cm_json_is(value, "image");
			videos += cm_json_is(value, "video");
			audios += cm_json_is(value, "audio");
			files += cm_json_is(value, "file");
		}
	}
	at = 0;
	if (videos > 0)
		return "\"video\"";
	if (images > 1)
		return "\"album\"";
	if (images > 0)
		return "\"image\"";
	if (audios > 0)
		return "\"audio\"";
	if (files > 0)
		return "\"file\"";
	if (cm_scan_kind(links) == CM_ARRAY &&
	    cm_json_next(links, &at, NULL, &e))
		return "\"link\"";
	return "\"text\"";
}

static int
read_format(struct fact *f, const struct question *q, struct cm_rec *r, int k)
{
	const int *want = q->key[k].want;
	struct cm_slice s = r->found[want[0]];

	if (slice_absent(s)) {
		put_text(f, k, format_of(r->found[want[1]], r->found[want[2]]));
		return 0;
	}
	if (cm_scan_kind(s) != CM_STRING || s.len > LONGEST)
		return bad_key(r, q, want[0]);
	put_key(f, k, f->text.len);
	return key_text(&f->text, s);
}

/* A key of a verb's own. */
static int
read_made(struct fact *f, const struct question *q, struct cm_rec *r, int k)
{
	const struct key *key = &q->key[k];
	size_t start = f->text.len;
	int n = key->make(f, q, r, key, &f->text);

	if (n < 0)
		return -1;
	if (n == 0) {
		f->text.len = start;
		put_text(f, k, "null");
		return 0;
	}
	if (n > 1)
		f->several |= (uint64_t)1 << k;
	put_key(f, k, start);
	return 0;
}

static int
read_origin(struct fact *f, const struct question *q, struct cm_rec *r, int k)
{
	if (origin_digit(f, &f->key[k]))
		return 0;
	put_key(f, k, f->text.len);
	return origin_series(f, q, r, &f->text);
}

int
keys_read(struct fact *f, const struct question *q, struct cm_rec *r)
{
	int k, failed = 0;

	f->several = 0;
	for (k = 0; k < q->nkeys && !failed; k++) {
		if (q->key[k].kind >= KEY_DAY)
			continue;
		if (q->key[k].kind == KEY_EACH)
			failed = read_each(f, q, r, k);
		else if (q->key[k].kind == KEY_FORMAT)
			failed = read_format(f, q, r, k);
		else if (q->key[k].kind == KEY_BRAND)
			failed = read_brand(f, q, r, k);
		else if (q->key[k].kind == KEY_MADE)
			failed = read_made(f, q, r, k);
		else if (q->key[k].kind == KEY_ORIGIN)
			failed = read_origin(f, q, r, k);
		else
			failed = read_first(f, q, r, k);
		if (f->key[k].p == NULL)
			cm_buf_byte(&f->text, '\0');
	}
	if (failed)
		return -1;
	for (k = 0; k < q->nkeys; k++)
		if (q->key[k].kind < KEY_DAY && f->key[k].p == NULL) {
			f->key[k].p = f->text.p + f->key[k].len;
			f->key[k].len = strlen(f->key[k].p);
		}
	return 0;
}
