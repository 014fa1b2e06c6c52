/* SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "cmd/cm-stats/num.c"
#include "cmd/cm-stats/top_heap.c"
#include "tests/tap.h"

/* Of keys.c, which needs the rest of the program. */
int key_is_text(struct cm_slice s);

int
key_is_text(struct cm_slice s)
{
	return s.p != NULL && s.len > 1 && s.p[0] == '"' &&
	    s.p[s.len - 1] == '"' && memchr(s.p, '\n', s.len) == NULL;
}

enum { N = 600, PARTS_ = 5, ROUNDS = 60 };

static uint64_t state = 88172645463325252u;

static uint64_t
next(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

/* A record of the likes, some views, and an id. */
struct made {
	int64_t likes, views;
	int likes_given, views_given;
	char id[16];
};

static void
make(struct made *m)
{
	int k;

	for (k = 0; k < N; k++) {
		m[k].likes = (int64_t)(next() % 20);
		m[k].views = (int64_t)(next() % 4);
		m[k].likes_given = next() % 8 != 0;
		m[k].views_given = next() % 8 != 0;
		snprintf(m[k].id, sizeof(m[k].id), "\"%03d\"", k);
	}
}

static void
add(void *cell, const struct cell *c, const struct made *m)
{
	struct fact f;

	memset(&f, 0, sizeof(f));
	f.given = (uint64_t)m->likes_given | (uint64_t)m->views_given << 1;
	f.value[0] = num_int(m->likes_given ? m->likes : 0);
	f.value[1] = num_int(m->views_given ? m->views : 0);
	f.key[0].p = m->id;
	f.key[0].len = strlen(m->id);
	cell_top.add(cell, c, &f);
}

static const struct top_spec *spec_now;

/* The value of one that is ranked; 0: it is not. */
static int
value_of_made(const struct made *m, double *v)
{
	const struct top_spec *s = spec_now;

	if (!m->likes_given ||
	    (s->under >= 0 && (!m->views_given || m->views == 0)))
		return 0;
	*v = s->under >= 0 ? 100 * (double)m->likes / (double)m->views
			   : (double)m->likes;
	return (double)(s->under >= 0 ? m->views : m->likes) >= s->min;
}

static int
order(const void *x, const void *y)
{
	const struct made *a = *(const struct made *const *)x;
	const struct made *b = *(const struct made *const *)y;
	double v = 0, w = 0;

	value_of_made(a, &v);
	value_of_made(b, &w);
	if (v != w)
		return (v > w) != spec_now->worst ? -1 : 1;
	return strcmp(a->id, b->id);
}

/* Whether a top is what sorting all of them gives. */
static int
right(struct top *t, const struct top_spec *spec, const struct made *m)
{
	const struct made *all[N];
	const struct top_entry *const *e;
	uint32_t n, k;
	size_t ranked = 0, left;
	double v = 0, last = 0;

	for (k = 0; k < N; k++)
		if (value_of_made(&m[k], &v))
			all[ranked++] = &m[k];
	qsort(all, ranked, sizeof(*all), order);
	e = top_sorted(t, spec, &n);
	if (top_count(t).ranked != ranked ||
	    n != (ranked < spec->most ? ranked : spec->most))
		return 0;
	for (k = 0; k < n; k++)
		if (memcmp(top_text(e[k], 0).p, all[k]->id,
			strlen(all[k]->id)) != 0)
			return 0;
	for (left = 0, k = n; n > 0 && k < ranked; k++) {
		value_of_made(all[n - 1], &last);
		value_of_made(all[k], &v);
		left += v == last;
	}
	return top_left(t) == left;
}

/* Bytes that were changed are refused, or are something else. */
static void
harm(const struct cell *c, struct cm_buf *b)
{
	struct top *t;
	struct bytes from;
	int k;

	for (k = 0; k < 20 && b->len > 0; k++) {
		b->p[next() % b->len] = (char)next();
		t = NULL;
		from = bytes_of(b->p, b->len - (k % 3 == 0 ? b->len / 3 : 0));
		cell_top.unpack(c, &t, &from);
		cell_top.release(&t);
	}
}

/* In parts, put together in some order, some of them as bytes. */
static int
round_of(const struct top_spec *spec, int way)
{
	struct made m[N];
	struct cell c;
	struct top *part[PARTS_] = {NULL}, *all = NULL;
	struct cm_buf b;
	struct bytes bytes;
	int k, good;

	memset(&c, 0, sizeof(c));
	c.of = spec;
	spec_now = spec;
	make(m);
	for (k = 0; k < N; k++)
		add(&part[next() % PARTS_], &c, &m[k]);
	for (k = 0; k < PARTS_; k++) {
		struct top **p = &part[way % 2 ? PARTS_ - 1 - k : k];

		cm_buf_init(&b, CM_BUF_ANY);
		if (k % 2 == 0) {
			cell_top.pack(&c, p, &b);
			bytes = bytes_of(b.p, b.len);
			if (cell_top.unpack(&c, &all, &bytes) < 0)
				return 0;
			harm(&c, &b);
		} else
			cell_top.merge(&c, &all, p);
		cm_buf_release(&b);
		cell_top.release(p);
	}
	good = right(all, spec, m);
	/* What was sorted can be added to. */
	make(m);
	cell_top.release(&all);
	all = NULL;
	for (k = 0; k < N; k++) {
		uint32_t n;

		add(&all, &c, &m[k]);
		if (k % 50 == 0)
			top_sorted(all, spec, &n);
	}
	good &= right(all, spec, m);
	cell_top.release(&all);
	return good;
}

int
main(void)
{
	struct top_spec spec;
	int k, good[4] = {1, 1, 1, 1};

	memset(&spec, 0, sizeof(spec));
	spec.nkeys = 1;
	spec.ninputs = 2;
	spec.input[1] = 1;
	for (k = 0; k < ROUNDS; k++) {
		spec.most = (uint32_t)(next() % 40 + 1);
		spec.worst = k / 2 % 2;
		spec.under = k % 2 ? 1 : -1;
		spec.min = k % 5 == 0 ? 2 : 0;
		good[k % 4] &= round_of(&spec, k);
	}
	ok(good[0], "the most, in parts, as sorting gives");
	ok(good[1], "the greatest rates");
	ok(good[2], "the least");
	ok(good[3], "the smallest rates");
	return done();
}
