/* SPDX-License-Identifier: ISC */
/* From which origin each measure of each row is taken. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/origins_in.h"
#include "lib/buf.h"
#include "lib/err.h"

/* Kinds of records of which one does not tell again what another one does. */
enum {
	THINGS = 1 << ORIGIN_POST | 1 << ORIGIN_SAID | 1 << ORIGIN_VISIT,
	SERIES = 1 << ORIGIN_SERIES,
	ACCOUNTS = 1 << ORIGIN_ACCOUNT
};

/*
 * Keys that say whose the numbers are: each value has its own origin. Those
 * that say which thing: of things, each value has its own. Of all others, such
 * as days and languages, all rows have the same, so that they can be compared
 * and added up.
 */
static const char *const whose[] = {
    "network", "account", "brand", "record_type", NULL};
static const char *const which[] = {"id", "url", "thread", "author",
    "author.id", "author.handle", "author.name", NULL};

struct place {
	struct cm_slice whose, which; /* the parts of the row's keys */
	size_t row;
	int known; /* none of the keys but times and whose is null */
};

/* What origins gave in some rows: in those whose keys are known, in all. */
struct seen {
	unsigned known, all;
};

static int
order(struct cm_slice a, struct cm_slice b)
{
	int c = memcmp(a.p, b.p, a.len < b.len ? a.len : b.len);

	return c != 0 ? c : a.len < b.len ? -1 : a.len > b.len;
}

static int
among(const char *name, const char *const *list)
{
	while (*list != NULL && strcmp(*list, name) != 0)
		list++;
	return *list != NULL;
}

enum origin
origins_of(const struct origins *o, size_t line)
{
	enum origin origin = origin_line(&o->line[line]);

	/* What was asked for by name is added up. */
	return origin == ORIGIN_SAID && o->t->only != 0 ? ORIGIN_POST : origin;
}

unsigned
origins_given(const struct origins *o, size_t row, int measure)
{
	const struct measure *m = &o->s->measure[measure];
	unsigned given = 0;
	size_t k;

	for (k = o->first[row]; k < o->first[row + 1]; k++)
		if (value_given(o->s, m, group_cells(o->line[k].group)))
			given |= 1u << origins_of(o, k);
	/* Snapshots do not add up. */
	return m->op == DO_SUM ? given & ~(unsigned)ACCOUNTS : given;
}

/* The parts of a row's keys that are in a list, with LF behind each. */
static size_t
put_parts(const struct origins *o, size_t row, const char *const *list,
    struct cm_buf *b)
{
	struct cm_slice s;
	size_t before = b->len;
	int k;

	for (k = 0; k < o->t->nkeys - 1; k++) {
		if (!among(o->a->q->key[o->t->key[k]].column, list))
			continue;
		s = line_part(&o->line[o->first[row]], k);
		cm_buf_add(b, s.p, s.len);
		cm_buf_byte(b, '\n');
	}
	return b->len - before;
}

static int
keys_known(const struct origins *o, size_t row)
{
	const struct key *key;
	int k;

	for (k = 0; k < o->t->nkeys - 1; k++) {
		key = &o->a->q->key[o->t->key[k]];
		if (key->kind < KEY_DAY && !among(key->column, whose) &&
		    line_part(&o->line[o->first[row]], k).p[0] == 'n')
			return 0;
	}
	return 1;
}

static int
compare(const void *x, const void *y)
{
	const struct place *a = x, *b = y;
	int c = order(a->whose, b->whose);

	if (c == 0)
		c = order(a->which, b->which);
	return c != 0 ? c : a->row < b->row ? -1 : a->row > b->row;
}

/* All rows, those of the same origins one behind the other. */
static struct place *
places_of(const struct origins *o, struct cm_buf *text)
{
	struct place *place = cm_alloc((o->rows + 1) * sizeof(*place));
	size_t row, at = 0;

	for (row = 0; row < o->rows; row++) {
		place[row].row = row;
		place[row].known = keys_known(o, row);
		place[row].whose.len = put_parts(o, row, whose, text);
		place[row].which.len = put_parts(o, row, which, text);
	}
	cm_buf_str(text);
	for (row = 0; row < o->rows; row++) {
		place[row].whose.p = text->p + at;
		at += place[row].whose.len;
		place[row].which.p = text->p + at;
		at += place[row].which.len;
	}
	qsort(place, o->rows, sizeof(*place), compare);
	return place;
}

static void
see(const struct origins *o, const struct place *p, int measure,
    struct seen *seen)
{
	unsigned given = origins_given(o, p->row, measure);

	seen->all |= given;
	if (p->known)
		seen->known |= given;
}

/* The lowest bit. */
static enum origin
first_of(unsigned mask)
{
	int k = 0;

	while (k < ORIGINS && (mask >> k & 1) == 0)
		k++;
	return (enum origin)k;
}

/* Of these kinds the first that gives it where the keys are known, else the
 * first that gives it. */
static unsigned
kind_of(const struct seen *seen, int snapshot)
{
	static const unsigned orders[2][3] = {
	    {THINGS, SERIES, ACCOUNTS}, {ACCOUNTS, SERIES, THINGS}};
	const unsigned *kind = orders[snapshot];
	int k;

	for (k = 0; k < 3; k++)
		if ((seen->known & kind[k]) != 0)
			return kind[k];
	for (k = 0; k < 3; k++)
		if ((seen->all & kind[k]) != 0)
			return kind[k];
	return 0;
}

static enum origin
thing_of(const struct seen *seen)
{
	unsigned known = seen->known & THINGS;

	return first_of(known != 0 ? known : seen->all & THINGS);
}

static void
take(struct origins *o, size_t row, int measure, enum origin origin)
{
	unsigned given = origins_given(o, row, measure);

	o->choice[row * (size_t)o->s->nmeasures + (size_t)measure] =
	    (unsigned char)origin;
	if (origin < ORIGINS) {
		o->used[measure] |= given & 1u << origin;
		o->left[measure] |= given & ~(1u << origin);
	}
}

/* The rows of one whose. */
static void
choose(struct origins *o, const struct place *p, size_t n, int measure)
{
	struct seen all = {0, 0}, one;
	unsigned kind;
	size_t k, from, to;

	for (k = 0; k < n; k++)
		see(o, &p[k], measure, &all);
	kind = kind_of(&all, o->s->measure[measure].snapshot);
	if (kind != THINGS) {
		for (k = 0; k < n; k++)
			take(o, p[k].row, measure, first_of(kind));
		return;
	}
	for (from = 0; from < n; from = to) {
		memset(&one, 0, sizeof(one));
		for (to = from;
		     to < n && order(p[to].which, p[from].which) == 0; to++)
			see(o, &p[to], measure, &one);
		if ((one.all & THINGS) == 0)
			one = all;
		for (k = from; k < to; k++)
			take(o, p[k].row, measure, thing_of(&one));
	}
}

/* What several origins give; of most tables, one does. */
static void
choose_all(struct origins *o)
{
	struct cm_buf text;
	struct place *place;
	size_t from, to;
	int k;

	o->choice = cm_alloc(o->rows * (size_t)o->s->nmeasures + 1);
	cm_buf_init(&text, CM_BUF_ANY);
	place = places_of(o, &text);
	for (from = 0; from < o->rows; from = to) {
		for (to = from; to < o->rows &&
		     order(place[to].whose, place[from].whose) == 0;)
			to++;
		for (k = 0; k < o->s->nmeasures; k++)
			if (origin_measure(&o->s->measure[k]))
				choose(o, place + from, to - from, k);
	}
	free(place);
	cm_buf_release(&text);
}

/* Which origins give each measure. Returns whether some is given by several. */
static int
look(struct origins *o)
{
	unsigned all;
	size_t row;
	int k, several = 0;

	for (k = 0; k < o->s->nmeasures; k++) {
		if (!origin_measure(&o->s->measure[k]))
			continue;
		for (all = 0, row = 0; row < o->rows; row++)
			all |= origins_given(o, row, k);
		o->used[k] = all;
		several |= (all & (all - 1)) != 0;
	}
	return several;
}

/* How many bytes of a line's key are those of its row. */
static size_t
row_len(const struct line *l)
{
	size_t len = l->group->len - 1;

	while (len > 0 && l->key[len - 1] != '\n')
		len--;
	return len;
}

static int
same_row(const struct line *a, const struct line *b)
{
	size_t len = row_len(a);

	return row_len(b) == len && memcmp(a->key, b->key, len) == 0;
}

struct origins *
origins_open(const struct answer *a, const struct section *s, int table)
{
	struct origins *o = cm_zalloc(sizeof(*o));
	size_t n, k;

	o->a = a;
	o->s = s;
	o->t = &s->table[table];
	o->line = lines_of(a, s, table, &n);
	o->first = cm_alloc((n + 1) * sizeof(*o->first));
	for (k = 0; k < n; k++)
		if (k == 0 || !same_row(&o->line[k - 1], &o->line[k]))
			o->first[o->rows++] = k;
	o->first[o->rows] = n;
	o->cells = cm_zalloc(s->cell_bytes + 8);
	cm_buf_init(&o->why, CM_BUF_ANY);
	if (look(o)) {
		memset(o->used, 0, sizeof(o->used));
		choose_all(o);
	}
	return o;
}

void
origins_close(struct origins *o)
{
	free(o->line);
	free(o->first);
	free(o->choice);
	free(o->cells);
	cm_buf_release(&o->why);
	free(o);
}

enum origin
origins_choice(const struct origins *o, size_t row, int measure)
{
	if (o->choice == NULL)
		return first_of(o->used[measure]);
	return (enum origin)
	    o->choice[row * (size_t)o->s->nmeasures + (size_t)measure];
}

size_t
origins_rows(const struct origins *o)
{
	return o->rows;
}

const struct line *
origins_line(const struct origins *o, size_t row)
{
	return &o->line[o->first[row]];
}
