/* SPDX-License-Identifier: ISC */
/* What cells hold, as bytes and back. */
#include <stdlib.h>

#include "cmd/cm-stats/num.c"
#include "cmd/cm-stats/sum.c"
#define fits sketch_fits
#define compare sketch_compare
#define sort sketch_sort
#define size_of sketch_size_of
#define fresh sketch_fresh
#define put sketch_put
#include "cmd/cm-stats/sketch.c"
#undef compare
#undef size_of
#undef put
#define compare distinct_compare
#define grow distinct_grow
#define put distinct_put
#include "cmd/cm-stats/distinct.c"
#undef compare
#undef grow
#undef put
#define compare last_compare
#define grow last_grow
#include "cmd/cm-stats/last.c"
#include "tests/tap.h"

static uint64_t seed = 1;

static uint64_t
chance(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static struct cm_buf
empty(void)
{
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	return b;
}

static int
same(struct cm_buf *a, struct cm_buf *b, const char *what)
{
	int good = a->len == b->len && memcmp(a->p, b->p, a->len) == 0;

	cm_buf_release(a);
	cm_buf_release(b);
	return ok(good, what);
}

static void
numbers(void)
{
	static const uint64_t v[] = {
	    0, 1, 127, 128, 300, UINT32_MAX, INT64_MAX, UINT64_MAX};
	struct cm_buf b = empty();
	struct num n = num_double(0.1), m = num_int(INT64_MIN);
	struct bytes from;
	int good = 1;
	size_t k;

	for (k = 0; k < sizeof(v) / sizeof(v[0]); k++) {
		bytes_put(&b, v[k]);
		bytes_put_signed(&b, (int64_t)v[k]);
		bytes_put_signed(&b, -(int64_t)(v[k] / 2) - 1);
		bytes_put_word(&b, v[k]);
	}
	bytes_put_num(&b, &n);
	bytes_put_num(&b, &m);
	from = bytes_of(b.p, b.len);
	for (k = 0; k < sizeof(v) / sizeof(v[0]); k++)
		good &= bytes_get(&from) == v[k] &&
		    bytes_get_signed(&from) == (int64_t)v[k] &&
		    bytes_get_signed(&from) == -(int64_t)(v[k] / 2) - 1 &&
		    bytes_get_word(&from) == v[k];
	n = bytes_get_num(&from);
	m = bytes_get_num(&from);
	ok(good && !n.whole && n.d == 0.1 && m.whole && m.i == INT64_MIN &&
		!from.bad && bytes_left(&from) == 0,
	    "numbers come back");
	bytes_get(&from);
	ok(from.bad, "beyond the end there are none");
	from = bytes_of("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 12);
	bytes_get(&from);
	ok(from.bad, "a number has no more than 10 bytes");
	from = bytes_of("\0\0\0\0\0\0\xf0\x7f", 8);
	bytes_get_double(&from);
	ok(from.bad, "infinity is no number");
	cm_buf_release(&b);
}

/* Some number: an integer, a fraction, a huge one. */
static struct num
any(int kind)
{
	switch (kind) {
	case 0:
		return num_int((int64_t)(chance() % 2000) - 1000);
	case 1:
		return num_double((double)(int64_t)chance() / 1000);
	case 2:
		return num_int((int64_t)chance());
	default:
		return num_double(ldexp(
		    (double)(int64_t)chance(), (int)(chance() % 1500) - 800));
	}
}

static void
sums(void)
{
	static const char *const kinds[] = {
	    "small integers", "fractions", "large integers", "doubles"};
	struct sum all, parts[3], back;
	struct cm_buf a, b;
	struct bytes from;
	struct num v;
	int kind, k, good;

	for (kind = 0; kind < 4; kind++) {
		memset(&all, 0, sizeof(all));
		memset(&back, 0, sizeof(back));
		memset(parts, 0, sizeof(parts));
		for (k = 0; k < 500; k++) {
			v = any(k % 7 == 0 ? 0 : kind);
			sum_add(&all, &v);
			sum_add(&parts[chance() % 3], &v);
		}
		for (good = 1, k = 0; k < 3; k++) {
			b = empty();
			sum_pack(&parts[k], &b);
			from = bytes_of(b.p, b.len);
			good &= sum_unpack(&back, &from) >= 0 &&
			    bytes_left(&from) == 0;
			cm_buf_release(&b);
		}
		ok(good && sum_count(&back) == 500, "sums are read back");
		a = empty();
		b = empty();
		sum_pack(&all, &a);
		sum_pack(&back, &b);
		same(&a, &b, kinds[kind]);
		for (k = 0; k < 3; k++)
			sum_release(&parts[k]);
		sum_release(&all);
		sum_release(&back);
	}
}

/* One that left 64 bits and came back to them is as one that did not. */
static void
sum_returns(void)
{
	struct num large = num_int(INT64_MAX), small = num_int(-INT64_MAX);
	struct sum s, t;
	struct cm_buf a = empty(), b = empty();

	memset(&s, 0, sizeof(s));
	memset(&t, 0, sizeof(t));
	sum_add(&s, &large);
	sum_add(&s, &large);
	sum_add(&s, &small);
	sum_add(&t, &large);
	sum_add(&t, &small);
	sum_add(&t, &large);
	sum_pack(&s, &a);
	sum_pack(&t, &b);
	same(&a, &b, "a sum does not tell in which order it was made");
	sum_release(&s);
}

static void
sketches(int kind)
{
	struct sketch *all = NULL, *part = NULL, *back = NULL;
	struct cm_buf a = empty(), b = empty();
	struct bytes from;
	struct num v;
	int k, good = 1;

	for (k = 1; k <= 1000; k++) {
		v = any(kind);
		sketch_add(&all, &v);
		sketch_add(&part, &v);
		if (k % 250 != 0)
			continue;
		sketch_pack(part, &b);
		from = bytes_of(b.p, b.len);
		good &= sketch_unpack(&back, &from) >= 0;
		good &= bytes_left(&from) == 0;
		cm_buf_clear(&b);
		sketch_free(part);
		part = NULL;
	}
	ok(good, "sketches are read back");
	ok(sketch_quantile(all, 1, 2) == sketch_quantile(back, 1, 2),
	    "and have the same median");
	sketch_pack(all, &a);
	sketch_pack(back, &b);
	same(&a, &b, "and the same bytes");
	sketch_free(all);
	sketch_free(back);
}

static void
distincts(uint64_t n)
{
	struct distinct *all = NULL, *part = NULL, *back = NULL;
	struct cm_buf a = empty(), b = empty();
	struct bytes from;
	uint64_t k, h;
	int good = 1;

	for (k = 1; k <= n; k++) {
		h = chance();
		distinct_add(&all, h);
		distinct_add(&part, h);
		if (k % (n / 4) != 0)
			continue;
		distinct_pack(part, &b);
		from = bytes_of(b.p, b.len);
		good &= distinct_unpack(&back, &from) >= 0;
		good &= bytes_left(&from) == 0;
		cm_buf_clear(&b);
		distinct_free(part);
		part = NULL;
	}
	ok(good, "counts of distinct values are read back");
	is_int((long long)distinct_count(back), (long long)distinct_count(all),
	    "and count the same");
	distinct_pack(all, &a);
	distinct_pack(back, &b);
	same(&a, &b, "and have the same bytes");
	distinct_free(all);
	distinct_free(back);
}

static void
lasts(void)
{
	struct last *all = NULL, *part = NULL, *back = NULL;
	struct cm_buf a = empty(), b = empty();
	struct bytes from;
	struct num v;
	uint64_t account;
	int64_t time;
	int k, good = 1;

	for (k = 1; k <= 400; k++) {
		v = any(0);
		account = chance() % 50 * 0x9e3779b97f4a7c15u;
		time = (int64_t)(chance() % 20) - 10;
		last_add(&all, account, time, &v);
		last_add(&part, account, time, &v);
		if (k % 100 != 0)
			continue;
		last_pack(part, &b);
		from = bytes_of(b.p, b.len);
		good &= last_unpack(&back, &from) >= 0;
		good &= bytes_left(&from) == 0;
		cm_buf_clear(&b);
		last_free(part);
		part = NULL;
	}
	ok(good, "newest values are read back");
	last_pack(all, &a);
	last_pack(back, &b);
	same(&a, &b, "and have the same bytes");
	last_free(all);
	last_free(back);
}

/* What hostile bytes leave behind need not be right, but is well-formed. */
static void
read_any(const struct cm_buf *b)
{
	struct bytes from = bytes_of(b->p, b->len);
	struct sketch *sketch = NULL;
	struct distinct *distinct = NULL;
	struct last *last = NULL;
	struct sum sum;
	struct num v;
	double d;

	memset(&sum, 0, sizeof(sum));
	if (sum_unpack(&sum, &from) >= 0 && sum_count(&sum) > 0)
		sum_mean(&sum, &d);
	sum_value(&sum, &v);
	sum_release(&sum);
	from = bytes_of(b->p, b->len);
	if (sketch_unpack(&sketch, &from) >= 0 && sketch != NULL)
		sketch_quantile(sketch, 1, 2);
	sketch_free(sketch);
	from = bytes_of(b->p, b->len);
	distinct_unpack(&distinct, &from);
	distinct_count(distinct);
	distinct_free(distinct);
	from = bytes_of(b->p, b->len);
	last_unpack(&last, &from);
	last_free(last);
}

static void
hostile(void)
{
	struct cm_buf b = empty();
	int k, n;

	for (k = 0; k < 20000; k++) {
		cm_buf_clear(&b);
		for (n = (int)(chance() % 60); n >= 0; n--)
			cm_buf_byte(&b,
			    (int)(chance() >> 8 &
				(chance() % 2 == 0 ? 0xff : 0x07)));
		read_any(&b);
	}
	ok(1, "any bytes can be read");
	cm_buf_release(&b);
}

/* Cut anywhere, each says so. */
static void
torn(void)
{
	struct sketch *sketch = NULL, *s;
	struct cm_buf b = empty();
	struct bytes from;
	struct num v;
	size_t k;
	int good = 1;

	for (k = 0; k < 20; k++) {
		v = any(1);
		sketch_add(&sketch, &v);
	}
	sketch_pack(sketch, &b);
	for (k = 0; k < b.len; k++) {
		s = NULL;
		from = bytes_of(b.p, k);
		good &= sketch_unpack(&s, &from) < 0;
		sketch_free(s);
	}
	ok(good, "what is cut off is refused");
	sketch_free(sketch);
	cm_buf_release(&b);
}

int
main(void)
{
	int kind;

	numbers();
	sums();
	sum_returns();
	for (kind = 0; kind < 4; kind++)
		sketches(kind);
	distincts(40);
	distincts(256);
	distincts(5000);
	lasts();
	hostile();
	torn();
	return done();
}
