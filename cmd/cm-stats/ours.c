/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/hash.h"
#include "cmd/cm-stats/keys.h"
#include "cmd/cm-stats/kinds.h"
#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/ours.h"
#include "cmd/cm-stats/slice.h"
#include "cmd/cm-stats/verb.h"
#include "lib/json.h"

enum { KINDS_BITS = 8 };

/* Whether a list has that account, or the brand before its slash. */
static int
listed(const char *list, const char *account, size_t len)
{
	const char *slash = memchr(account, '/', len);
	size_t brand = slash != NULL ? (size_t)(slash - account) : len, n;

	for (;; list += n + 1) {
		n = strcspn(list, ",");
		if ((n == len || n == brand) && memcmp(list, account, n) == 0)
			return 1;
		if (list[n] == '\0')
			return 0;
	}
}

/* Whether an account of ours said it, or is what it shows. */
static int
is_ours(const struct ours *o, const struct fact *f, const struct question *q,
    const struct cm_rec *r)
{
	struct cm_slice s;
	struct cm_buf b;
	int is;

	if ((f->is & (IS_OWN | IS_ACCOUNT)) == 0 &&
	    !slice_is(r->found[q->type], "post"))
		return 0;
	if (o->list == NULL)
		return 1;
	s = r->found[o->account];
	if (cm_scan_kind(s) != CM_STRING)
		return 0;
	if (slice_plain(s))
		return listed(o->list, s.p + 1, s.len - 2);
	cm_buf_init(&b, CM_BUF_ANY);
	cm_json_text(&b, s);
	is = listed(o->list, cm_buf_str(&b), b.len);
	cm_buf_release(&b);
	return is;
}

/* A key: who of us it is. */
static int
make_ours(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	const struct ours *o = q->section[key->owner].state;
	int want = key->want[0], k;

	if (!is_ours(o, f, q, r))
		return 0;
	if ((f->is & IS_ACCOUNT) != 0)
		want = o->id;
	else
		for (k = 1; k < 3 && slice_absent(r->found[want]); k++)
			want = key->want[k];
	if (slice_absent(r->found[want]))
		return 0;
	if (r->found[want].p[0] != '"')
		return fact_wrong(r, r->found[want], q->want[want], "a string");
	return key_text(b, r->found[want]) == 0 ? 1 : -1;
}

/* An input: the kind of what others said. in->arg has the kinds and the
 * section. */
static int
make_kind(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct input *in, struct num *out)
{
	const struct ours *o = q->section[in->arg >> KINDS_BITS].state;
	int kind = kinds_of(f, q, r);

	if (kind < 0 || (in->arg >> kind & 1) == 0 || (f->is & IS_OWN) != 0 ||
	    (kind == KIND_POST && is_ours(o, f, q, r)))
		return 0;
	*out = num_int(kind);
	return 1;
}

void
ours_ask(struct question *q, struct ours *o, unsigned kinds)
{
	const char *p = o->list = ask_option(q->now->ask, "ours");
	int section = (int)(q->now - q->section);

	for (; p != NULL; p = strchr(p, ','), p += p != NULL)
		if (*p == '\0' || *p == ',')
			cm_opt_fail(
			    "--ours: an account has no name: '%s'", o->list);
	o->posts = (kinds >> KIND_POST & 1) != 0;
	o->account = question_want(q, "account");
	o->id = question_want(q, "id");
	q->own = question_want(q, "own");
	o->kind = question_input_made(
	    q, make_kind, (int)kinds | section << KINDS_BITS, NULL, NULL, NULL);
	question_key_made(
	    q, "ours", make_ours, "author.id", "author.handle", "author.name");
	o->table = question_table(
	    q, "ours", "network,ours", IS_OWN | IS_POST | IS_ACCOUNT, 0);
	question_always(q);
}

void
ours_find(struct ours *o, const struct answer *a, const struct section *s)
{
	size_t k, n;

	o->line = lines_of(a, s, o->table, &n);
	o->n = 0;
	for (k = 0; k < n; k++)
		if (line_part(&o->line[k], 1).p[0] != 'n')
			o->line[o->n++] = o->line[k];
	if (o->posts && o->list == NULL)
		cm_note(0,
		    "posts are said by us, and count for nobody: --ours LIST "
		    "says which accounts are ours, and those of others count");
}

void
ours_free(struct ours *o)
{
	free(o->line);
	o->line = NULL;
	o->n = 0;
}

static int
compare(const void *x, const void *y)
{
	return line_compare(x, y);
}

int
ours_has(const struct ours *o, const struct line *l)
{
	return o->n > 0 &&
	    bsearch(l, o->line, o->n, sizeof(*l), compare) != NULL;
}

/* What IN_AUTHOR makes of the same. */
static uint64_t
hash_of(const struct line *l)
{
	struct cm_slice network = line_part(l, 0), author = line_part(l, 1);
	const char *from = network.p[0] == 'n' ? author.p : network.p;

	/* Both have LF behind them. */
	return hash_bytes(from, (size_t)(author.p + author.len + 1 - from));
}

uint64_t
ours_among(const struct ours *o, const struct distinct *authors)
{
	uint64_t n = 0;
	size_t k;

	for (k = 0; k < o->n; k++)
		n += (uint64_t)distinct_has(authors, hash_of(&o->line[k]));
	return n;
}
