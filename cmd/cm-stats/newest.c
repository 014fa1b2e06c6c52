/* SPDX-License-Identifier: ISC */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/bytes.h"
#include "cmd/cm-stats/hash.h"
#include "cmd/cm-stats/keys.h"
#include "cmd/cm-stats/newest.h"
#include "cmd/cm-stats/spill.h"
#include "cmd/cm-stats/tables.h"
#include "cmd/cm-stats/slice.h"
#include "cmd/cm-stats/winners.h"
#include "lib/err.h"
#include "lib/json.h"

enum { SHARES = 64, PERIOD_START = 0, METRICS = 3, SERIES };

struct newest {
	const struct question *q;
	size_t budget;
	struct spill *spill;
	struct cm_want *series; /* what a series is known by */
	struct cm_buf text, packed;
	struct fact scratch;

	/* While counting. */
	pthread_mutex_t lock;
	int next;
	int failed;
	size_t used, memory; /* by the groups of all threads, and its bound */
};

struct newest *
newest_new(const struct question *q, size_t budget)
{
	static const char *const series[] = {
	    "period.start", "period.end", "dimensions", "metrics"};
	struct newest *n = cm_zalloc(sizeof(*n));

	n->series = cm_want_new(series, SERIES);
	n->q = q;
	n->budget = budget;
	n->spill = spill_new(SHARES, budget);
	cm_buf_init(&n->text, CM_BUF_ANY);
	cm_buf_init(&n->packed, CM_BUF_ANY);
	fact_init(&n->scratch);
	pthread_mutex_init(&n->lock, NULL);
	return n;
}

void
newest_free(struct newest *n)
{
	if (n == NULL)
		return;
	spill_free(n->spill);
	cm_want_free(n->series);
	cm_buf_release(&n->text);
	cm_buf_release(&n->packed);
	fact_release(&n->scratch);
	pthread_mutex_destroy(&n->lock);
	free(n);
}

static int
is(struct cm_slice s, const char *text)
{
	size_t n = strlen(text);

	return s.len == n + 2 && memcmp(s.p + 1, text, n) == 0;
}

/* How new a record is. */
static int
read_time(const struct newest *n, const struct fact *f, struct cm_rec *r,
    int64_t *time)
{
	const int from[] = {n->q->fetched, n->q->updated, n->q->published};
	int k;

	*time = INT64_MIN;
	for (k = 0; k < 3; k++)
		if (!slice_absent(r->found[from[k]])) {
			if (k == 2 && f->timed) {
				*time = f->moment;
				return 0;
			}
			return fact_time(
			    r, r->found[from[k]], n->q->want[from[k]], time);
		}
	return 0;
}

/*
 * What is said has one space of ids in a network: a mention is also a post.
 * Snapshots of the same account differ by their time.
 */
static int
identify(struct newest *n, struct cm_rec *r, int64_t time, struct hash_id *id)
{
	static const char *const said[] = {
	    "post", "comment", "article", "mention", "message", "review"};
	struct cm_slice type = r->found[n->q->type];
	struct cm_buf *b = &n->text;
	size_t k;

	cm_buf_clear(b);
	for (k = 0; k < sizeof(said) / sizeof(said[0]); k++)
		if (is(type, said[k]))
			break;
	if (k == sizeof(said) / sizeof(said[0]))
		key_text(b, type);
	if (is(type, "account"))
		cm_buf_add(b, &time, sizeof(time));
	cm_buf_byte(b, '\n');
	if (key_text(b, r->found[n->q->network]) != 0)
		return fact_wrong(
		    r, r->found[n->q->network], "network", "a single value");
	cm_buf_byte(b, '\n');
	if (r->found[n->q->id].p[0] != '"')
		return fact_wrong(r, r->found[n->q->id], "id", "a string");
	key_text(b, r->found[n->q->id]);
	*id = hash_identity(b->p, b->len);
	return 0;
}

/*
 * A series is the same as another where it has the same metrics of the same
 * span, in the same dimensions. Its id, if it has one, adds nothing.
 */
static int
identify_series(struct newest *n, struct cm_rec *r, struct hash_id *id)
{
	struct cm_slice part[SERIES], key, value;
	struct cm_scan_error error;
	struct cm_buf *b = &n->text;
	size_t k, at = 0;

	if (cm_scan_line(r->line, r->len, n->series, part, &error) != 0) {
		cm_rec_bad(r, error.offset, "%s", error.why);
		return -1;
	}
	cm_buf_clear(b);
	cm_buf_puts(b, "series\n");
	key_text(b, r->found[n->q->network]);
	cm_buf_byte(b, '\n');
	key_text(b, r->found[n->q->account]);
	for (k = PERIOD_START; k < METRICS; k++) {
		cm_buf_byte(b, '\n');
		cm_buf_add(b, part[k].p != NULL ? part[k].p : "", part[k].len);
	}
	while (cm_scan_kind(part[METRICS]) == CM_OBJECT &&
	    cm_json_next(part[METRICS], &at, &key, &value))
		cm_buf_add(b, key.p, key.len);
	*id = hash_identity(b->p, b->len);
	return 0;
}

static enum newest_verdict
keep(struct newest *n, struct head *h, const char *fact, size_t size)
{
	char *p;

	h->size = (uint32_t)size;
	h->len = (uint32_t)(sizeof(*h) + size + 7) & ~(uint32_t)7;
	p = spill_room(n->spill, (int)(h->id.a % SHARES), h->len);
	if (p == NULL)
		return NEWEST_FAILED;
	memcpy(p, h, sizeof(*h));
	if (size > 0)
		memcpy(p + sizeof(*h), fact, size);
	/* Of two that are alike all bytes are compared. */
	memset(p + sizeof(*h) + size, 0, h->len - sizeof(*h) - size);
	return NEWEST_KEPT;
}

enum newest_verdict
newest_add(struct newest *n, const struct fact *f, struct cm_rec *r, int counts)
{
	int series = is(r->found[n->q->type], "series");
	struct head h;

	if (!series && slice_absent(r->found[n->q->id]))
		return NEWEST_NO_ID;
	memset(&h, 0, sizeof(h));
	if (read_time(n, f, r, &h.time) != 0 ||
	    (series ? identify_series(n, r, &h.id)
		    : identify(n, r, h.time, &h.id)) != 0)
		return NEWEST_BAD;
	h.content = hash_bytes(r->line, r->len);
	h.counts = (uint32_t)counts;
	cm_buf_clear(&n->packed);
	if (counts)
		fact_pack(f, n->q, &n->packed);
	return keep(n, &h, n->packed.p, n->packed.len);
}

/* identity, time, content; then the fact of one that counts. */
static void
head_pack(const struct head *h, struct cm_buf *b)
{
	bytes_put_word(b, h->id.a);
	bytes_put_word(b, h->id.b);
	bytes_put_word(b, h->content);
	bytes_put_signed(b, h->time);
	bytes_put(b, h->counts ? h->size : 0);
	if (h->counts)
		cm_buf_add(b, h + 1, h->size);
}

enum newest_verdict
newest_read(struct newest *n, const char *p, size_t len)
{
	struct bytes in = bytes_of(p, len);
	struct head h;
	const char *fact;
	size_t size;

	memset(&h, 0, sizeof(h));
	h.id.a = bytes_get_word(&in);
	h.id.b = bytes_get_word(&in);
	h.content = bytes_get_word(&in);
	h.time = bytes_get_signed(&in);
	size = (size_t)bytes_get_to(&in, UINT32_MAX / 4);
	fact = bytes_get_text(&in, size);
	if (in.bad || bytes_left(&in) > 0)
		return NEWEST_BAD;
	h.counts = size > 0;
	if (size > 0 &&
	    (fact_unpack(&n->scratch, n->q, fact, size) != 0 ||
		!fact_sane(&n->scratch, n->q)))
		return NEWEST_BAD;
	return keep(n, &h, fact, size);
}

void
newest_merge(struct newest *a, struct newest *b)
{
	spill_merge(a->spill, b->spill);
	b->spill = NULL;
	newest_free(b);
}

/* Tells whether all groups fit, this thread's having grown to some size. */
static int
fits(struct newest *n, const struct tables *tables, size_t *used)
{
	size_t now = tables_memory(tables);
	int full, failed = 0;

	pthread_mutex_lock(&n->lock);
	n->used += now - *used;
	*used = now;
	full = n->used > n->memory;
	/* What waits to be counted makes room. */
	if (!full && n->next < SHARES &&
	    n->used + spill_memory(n->spill, n->next) > n->memory)
		failed = spill_settle(n->spill, n->next) != 0;
	if (full && !n->failed)
		tables_full(tables, n->memory);
	n->failed |= full || failed;
	pthread_mutex_unlock(&n->lock);
	return !full && !failed;
}

struct counting {
	struct newest *n;
	struct tables *tables;
};

static void
count_run(void *ctx, char *p, size_t len)
{
	struct counting *c = ctx;
	const char *end = p + len;
	const struct head *h;

	for (; p < end; p += h->len) {
		h = (const struct head *)(const void *)p;
		if (h->lost || !h->counts)
			continue;
		fact_unpack(tables_fact(c->tables), c->n->q,
		    (const char *)(h + 1), h->size);
		tables_put(c->tables);
	}
}

/* As they came, not by their slots: so each is near the one before it. */
static int
count_winners(void *ctx, struct winners *w, struct spill *of, int part)
{
	struct counting *c = ctx;
	int failed;

	free(w->slot); /* leaves its memory to the groups */
	w->slot = NULL;
	failed = spill_read(of, part, count_run, c);
	tables_flush(c->tables);
	return failed;
}

static int
count_part(struct newest *n, int part, struct tables *tables)
{
	struct counting c;

	c.n = n;
	c.tables = tables;
	return winners_each(n->spill, part, n->budget / 2, count_winners, &c);
}

struct counter {
	struct newest *n;
	struct tables *tables;
	pthread_t thread;
	int started;
};

static void *
count(void *ctx)
{
	struct counter *c = ctx;
	struct newest *n = c->n;
	size_t used = 0;
	int part, failed;

	for (;;) {
		pthread_mutex_lock(&n->lock);
		part = n->failed ? SHARES : n->next++;
		pthread_mutex_unlock(&n->lock);
		if (part >= SHARES)
			return NULL;
		failed = count_part(n, part, c->tables) != 0 ||
		    !fits(n, c->tables, &used);
		pthread_mutex_lock(&n->lock);
		n->failed |= failed;
		pthread_mutex_unlock(&n->lock);
	}
}

int
newest_count(struct newest *n, struct tables *tables, size_t threads)
{
	struct counter *c;
	size_t k;

	if (n == NULL)
		return 0;
	/* What is read back needs the memory of what is not written yet. */
	if (spill_begun(n->spill) && spill_settle(n->spill, 0) != 0)
		return -1;
	c = cm_zalloc(threads * sizeof(*c));
	n->next = 0;
	n->memory = n->budget * threads;
	for (k = 0; k < threads; k++) {
		c[k].n = n;
		c[k].tables = k == 0 ? tables : tables_new(n->q);
		if (k > 0)
			c[k].started = pthread_create(&c[k].thread, NULL, count,
					   &c[k]) == 0;
	}
	count(&c[0]);
	for (k = 1; k < threads; k++)
		if (c[k].started)
			pthread_join(c[k].thread, NULL);
	for (k = 1; k < threads; k++) {
		if (n->failed)
			tables_free(c[k].tables);
		else
			tables_merge(tables, c[k].tables);
	}
	free(c);
	return n->failed ? -1 : 0;
}

static int
by_identity(const void *x, const void *y)
{
	const struct slot *a = x, *b = y;

	if (a->b != b->b)
		return a->b < b->b ? -1 : 1;
	return a->head->id.a < b->head->id.a ? -1
	    : a->head->id.a > b->head->id.a  ? 1
					     : 0;
}

struct writing {
	void (*take)(void *ctx, const char *p, size_t len);
	void *ctx;
	struct cm_buf b;
};

/* Sorted by what also makes the passes, so their number does not matter. */
static int
write_winners(void *ctx, struct winners *w, struct spill *of, int part)
{
	struct writing *to = ctx;
	size_t k, n = 0;

	(void)of;
	(void)part;
	for (k = 0; k <= w->mask; k++)
		if (w->slot[k].head != NULL)
			w->slot[n++] = w->slot[k];
	qsort(w->slot, n, sizeof(*w->slot), by_identity);
	for (k = 0; k < n; k++) {
		cm_buf_clear(&to->b);
		head_pack(w->slot[k].head, &to->b);
		to->take(to->ctx, to->b.p, to->b.len);
	}
	return 0;
}

int
newest_write(struct newest *n,
    void (*take)(void *ctx, const char *p, size_t len), void *ctx)
{
	struct writing to = {.take = take, .ctx = ctx};
	int part, failed = 0;

	if (spill_begun(n->spill) && spill_settle(n->spill, 0) != 0)
		return -1;
	cm_buf_init(&to.b, CM_BUF_ANY);
	for (part = 0; part < SHARES && !failed; part++)
		failed = winners_each(n->spill, part, n->budget / 2,
			     write_winners, &to) != 0;
	cm_buf_release(&to.b);
	return failed ? -1 : 0;
}
