/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "cmd/cm-stats/keys.h"
#include "cmd/cm-stats/merge_in.h"
#include "cmd/cm-stats/newest.h"
#include "cmd/cm-stats/period.h"
#include "lib/crypto.h"
#include "lib/word.h"

/* Where the JSON text of a single value ends that begins at p. */
static const char *
value_end(const char *p, const char *end)
{
	const char *from = p;

	if (*p != '"') {
		while (p < end && *p != ',' && *p != ']')
			p++;
		return p;
	}
	do {
		p = memchr(p + 1, '"', (size_t)(end - p - 1));
		if (p == NULL)
			return end;
		/* Whether it is escaped, by an odd number of backslashes. */
		for (from = p; from[-1] == '\\';)
			from--;
	} while ((p - from) % 2 != 0);
	return p + 1;
}

/* A string of ASCII in which nothing is escaped, as most are. */
static int
is_plain(struct cm_slice s)
{
	const uint64_t each = 0x0101010101010101, top = 0x80 * each;
	uint64_t v, bad = 0, slash;
	size_t k, len = s.len;

	if (len < 2 || s.p[0] != '"' || s.p[len - 1] != '"')
		return 0;
	for (k = 0; k < len; k += 8) {
		v = cm_word_first(s.p + k, len - k) |
		    (len - k < 8 ? (0x20 * each) << 8 * (len - k) : 0);
		slash = v ^ '\\' * each;
		bad |= v | ((v - 0x20 * each) & ~v) | ((slash - each) & ~slash);
	}
	return (bad & top) == 0;
}

/*
 * The values of a key's array, from behind its bracket on, as tables have
 * them. Returns where the array ends, behind its bracket; or NULL for what is
 * none.
 */
static const char *
read_key(
    struct merger *w, const struct table *t, const char *p, const char *end)
{
	enum key_kind kind;
	struct cm_slice v;
	char *to;
	int k;

	cm_buf_clear(&w->key);
	to = cm_buf_room(&w->key, (size_t)(end - p) + 9);
	for (k = 0; k < t->nkeys; k++) {
		if (k > 0 && (p == end || *p++ != ','))
			return NULL;
		if (p == end)
			return NULL;
		v.p = p;
		p = value_end(p, end);
		v.len = (size_t)(p - v.p);
		kind = w->m->q->key[t->key[k]].kind;
		if (!(kind >= KEY_DAY ? period_is_text(kind, v)
				      : is_plain(v) || key_is_text(v)))
			return NULL;
		memcpy(to, v.p, v.len);
		to += v.len;
		*to++ = '\n';
	}
	if (p == end || *p != ']')
		return NULL;
	w->key.len = (size_t)(to - w->key.p);
	memset(to, 0, 8);
	return p + 1;
}

/* What lies between quotes, up to those that end the line. */
static int
unbase64(struct merger *w, const char *p, const char *end)
{
	cm_buf_clear(&w->bytes);
	if (end - p < 2 || end[-1] != '}' || end[-2] != '"')
		return -1;
	return cm_crypto_unbase64(&w->bytes, p, (size_t)(end - 2 - p));
}

/* Whether it stands at p; moves behind it. */
static int
skip(const char **p, const char *end, const char *text, size_t len)
{
	if ((size_t)(end - *p) < len || memcmp(*p, text, len) != 0)
		return 0;
	*p += len;
	return 1;
}

#define SKIP(p, end, text) skip(p, end, text, sizeof(text) - 1)

/* Returns NULL, or what is wrong. */
static const char *
group(struct merger *w, const char *line, const char *p, const char *end)
{
	const struct merge *m = w->m;
	const struct table *t;
	const uint64_t *key;
	struct groups *g;
	struct bytes from;
	uint64_t hash;
	int table = 0, digits;

	for (digits = 0; digits < 4 && p < end && *p >= '0' && *p <= '9';
	     digits++)
		table = 10 * table + (*p++ - '0');
	if (digits == 0 || table >= m->tables)
		return "a part's table is none";
	t = &m->section[table]->table[m->table[table]];
	if (t->from >= 0)
		return "a part's table is none";
	p = SKIP(&p, end, ",\"key\":[") ? read_key(w, t, p, end) : NULL;
	if (p == NULL)
		return "a part's key is none";
	g = w->groups[table];
	key = (const void *)w->key.p;
	hash = groups_hash(g, key, w->key.len);
	if (!SKIP(&p, end, ",\"cells\":\"") || unbase64(w, p, end) != 0)
		return "a part's cells are none";
	/* What is far away comes while the line is summed. */
	groups_near(g, hash);
	w->sum = part_hash(line, (size_t)(end - line));
	from = bytes_of(w->bytes.p, w->bytes.len);
	if (groups_unpack(g, key, w->key.len, hash, &from) != 0)
		return "a part's cells are none";
	return NULL;
}

/* The same; *failed is set when a message was given. */
static const char *
record_of(struct merger *w, const char *p, const char *end, int *failed)
{
	enum newest_verdict verdict = NEWEST_BAD;

	if (w->newest != NULL && unbase64(w, p, end) == 0)
		verdict = newest_read(w->newest, w->bytes.p, w->bytes.len);
	*failed = verdict == NEWEST_FAILED;
	return verdict == NEWEST_BAD ? "a part's record is none" : NULL;
}

/*
 * A line behind the first of a part, whose beginning is known. These are
 * written in one way only, which is looked for here, faster than JSON is
 * read; what is written otherwise was changed.
 */
int
merge_line(struct merger *w, struct cm_rec *r)
{
	struct ledger_part *part = ledger_find(&w->ledger, w->id, r->file);
	const char *p = r->line + PART_START, *end = r->line + r->len, *why;
	int failed = 0, is_group = 0;

	if (SKIP(&p, end, ",\"table\":")) {
		why = group(w, r->line, p, end);
		is_group = 1;
	} else if (SKIP(&p, end, ",\"record\":\""))
		why = record_of(w, p, end, &failed);
	else
		why = "a line of a part that says nothing";
	if (failed)
		return -1;
	if (why != NULL) {
		cm_rec_bad(r, (size_t)-1, "%s", why);
		return 0;
	}
	part->groups += (uint64_t)is_group;
	part->lines++;
	part->sum += is_group ? w->sum : part_hash(r->line, r->len);
	return ++w->counted % 64 == 0
	    ? run_fits(&w->m->run, w->tables, &w->used)
	    : 0;
}
