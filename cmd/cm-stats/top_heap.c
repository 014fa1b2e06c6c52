/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/keys.h"
#include "cmd/cm-stats/top.h"
#include "lib/err.h"

struct top {
	uint32_t n, cap;
	int sorted; /* it is no heap any more */
	struct top_count count;
	uint64_t left;            /* lost, with the same value as the root */
	struct top_entry **entry; /* a heap: the first is the next to go */
};

static size_t
entry_size(const struct top_entry *e)
{
	return sizeof(*e) + e->len;
}

/* Below 0: a goes before b in the list. */
static int
compare(const struct top_spec *spec, const struct top_entry *a,
    const struct top_entry *b)
{
	int c, k;

	if (a->value != b->value)
		return (a->value > b->value) != spec->worst ? -1 : 1;
	c = memcmp(a->text, b->text, a->len < b->len ? a->len : b->len);
	if (c == 0)
		c = a->len < b->len ? -1 : a->len > b->len;
	if (c == 0)
		c = a->given < b->given ? -1 : a->given > b->given;
	if (c == 0)
		c = num_compare(&a->above, &b->above);
	for (k = 0; k < spec->ninputs && c == 0; k++)
		c = num_compare(&a->n[k], &b->n[k]);
	return c;
}

static void
sink(const struct top_spec *spec, struct top_entry **heap, uint32_t n,
    uint32_t k)
{
	struct top_entry *e = heap[k];
	uint32_t child;

	for (; (child = 2 * k + 1) < n; k = child) {
		if (child + 1 < n &&
		    compare(spec, heap[child + 1], heap[child]) > 0)
			child++;
		if (compare(spec, heap[child], e) <= 0)
			break;
		heap[k] = heap[child];
	}
	heap[k] = e;
}

static void
rise(const struct top_spec *spec, struct top_entry **heap, uint32_t k)
{
	struct top_entry *e = heap[k];
	uint32_t up;

	for (; k > 0; k = up) {
		up = (k - 1) / 2;
		if (compare(spec, heap[up], e) >= 0)
			break;
		heap[k] = heap[up];
	}
	heap[k] = e;
}

/* What is in order the other way round is a heap. */
static void
unsort(struct top *t)
{
	struct top_entry *e;
	uint32_t k;

	for (k = 0; k < t->n / 2; k++) {
		e = t->entry[k];
		t->entry[k] = t->entry[t->n - 1 - k];
		t->entry[t->n - 1 - k] = e;
	}
	t->sorted = 0;
}

/* Takes e, or frees it. Returns by how many bytes it grew. */
static size_t
offer(struct top *t, const struct top_spec *spec, struct top_entry *e)
{
	struct top_entry *out;
	size_t grown = 0, was;

	if (t->sorted)
		unsort(t);
	if (t->n < spec->most) {
		if (t->n == t->cap) {
			was = t->cap;
			t->cap = was == 0 ? 4 : 2 * t->cap;
			t->entry = cm_realloc(
			    t->entry, t->cap * sizeof(struct top_entry *));
			grown = (t->cap - was) * sizeof(struct top_entry *);
		}
		t->entry[t->n++] = e;
		rise(spec, t->entry, t->n - 1);
		return grown + entry_size(e);
	}
	out = t->entry[0];
	if (compare(spec, e, out) >= 0) {
		t->left += e->value == out->value;
		free(e);
		return 0;
	}
	t->entry[0] = e;
	sink(spec, t->entry, t->n, 0);
	t->left = t->entry[0]->value == out->value ? t->left + 1 : 0;
	/* One that is smaller gives nothing back: the count never sinks. */
	grown = entry_size(e) > entry_size(out)
	    ? entry_size(e) - entry_size(out)
	    : 0;
	free(out);
	return grown;
}

const struct top_entry *const *
top_sorted(struct top *t, const struct top_spec *spec, uint32_t *n)
{
	struct top_entry *last;
	uint32_t k;

	*n = t != NULL ? t->n : 0;
	if (t == NULL)
		return NULL;
	/* Heap sort. */
	for (k = t->sorted ? 0 : t->n; k > 1; k--) {
		last = t->entry[0];
		t->entry[0] = t->entry[k - 1];
		t->entry[k - 1] = last;
		sink(spec, t->entry, k - 1, 0);
	}
	t->sorted = 1;
	return (const struct top_entry *const *)t->entry;
}

static struct top *new (size_t *grown)
{
	*grown += sizeof(struct top);
	return cm_zalloc(sizeof(struct top));
}

/* The next to go. */
static const struct top_entry *
last_of(const struct top *t)
{
	return t->entry[t->sorted ? t->n - 1 : 0];
}

/* Whether the value alone says that it is not kept. */
static int
loses(const struct top *t, const struct top_spec *spec, double value)
{
	double last;

	if (t->n < spec->most)
		return 0;
	last = last_of(t)->value;
	return value != last && (value < last) != spec->worst;
}

static struct top_entry *
entry_of(const struct top_spec *spec, const struct fact *f, double value)
{
	struct top_entry *e;
	size_t len = 0;
	char *p;
	int k;

	for (k = 0; k < spec->nkeys; k++)
		len += f->key[spec->key[k]].len + 1;
	e = cm_zalloc(sizeof(*e) + len);
	e->value = value;
	e->above = f->value[spec->above];
	e->under = num_int(0);
	if (spec->under >= 0)
		e->under = f->value[spec->under];
	for (k = 0; k < spec->ninputs; k++) {
		e->n[k] = f->value[spec->input[k]];
		e->given |= (f->given >> spec->input[k] & 1) << k;
	}
	e->len = (uint32_t)len;
	for (k = 0, p = e->text; k < spec->nkeys; k++) {
		len = f->key[spec->key[k]].len;
		memcpy(p, f->key[spec->key[k]].p, len);
		p += len;
		*p++ = '\n';
	}
	return e;
}

static size_t
top_add(void *cell, const struct cell *c, const struct fact *f)
{
	const struct top_spec *spec = c->of;
	struct top **p = cell, *t;
	size_t grown = 0;
	double value, under;

	if (*p == NULL)
		*p = new (&grown);
	t = *p;
	if ((f->given >> spec->above & 1) == 0 ||
	    (spec->under >= 0 &&
		((f->given >> spec->under & 1) == 0 ||
		    f->value[spec->under].d == 0))) {
		t->count.not_given++;
		return grown;
	}
	value = f->value[spec->above].d;
	under = spec->under >= 0 ? f->value[spec->under].d : value;
	if (under < spec->min) {
		t->count.below++;
		return grown;
	}
	if (spec->under >= 0)
		value = 100 * value / under;
	if (!isfinite(value)) { /* cannot be told, nor ranked */
		t->count.not_given++;
		return grown;
	}
	t->count.ranked++;
	if (loses(t, spec, value))
		return grown;
	return grown + offer(t, spec, entry_of(spec, f, value));
}

static void
top_merge(const struct cell *c, void *to, const void *from)
{
	const struct top_spec *spec = c->of;
	const struct top *b = *(struct top *const *)from;
	struct top **p = to, *a;
	struct top_entry *e;
	size_t grown = 0;
	uint32_t k;

	if (b == NULL)
		return;
	if (*p == NULL)
		*p = new (&grown);
	a = *p;
	a->count.ranked += b->count.ranked;
	a->count.not_given += b->count.not_given;
	a->count.below += b->count.below;
	for (k = 0; k < b->n; k++) {
		e = cm_alloc(entry_size(b->entry[k]));
		memcpy(e, b->entry[k], entry_size(b->entry[k]));
		offer(a, spec, e);
	}
	/* A full heap's last value is no better than the last of both. */
	if (b->left > 0 && last_of(b)->value == last_of(a)->value)
		a->left += b->left;
}

static void
top_release(void *cell)
{
	struct top *t = *(struct top **)cell;
	uint32_t k;

	if (t == NULL)
		return;
	for (k = 0; k < t->n; k++)
		free(t->entry[k]);
	free(t->entry);
	free(t);
}

static void
top_pack(const struct cell *c, const void *cell, struct cm_buf *b)
{
	const struct top_spec *spec = c->of;
	const struct top *t = *(struct top *const *)cell;
	const struct top_entry *e;
	uint32_t k;
	int i;

	cm_buf_byte(b, t != NULL);
	if (t == NULL)
		return;
	bytes_put(b, t->count.ranked);
	bytes_put(b, t->count.not_given);
	bytes_put(b, t->count.below);
	bytes_put(b, t->left);
	top_sorted((struct top *)t, spec, &k);
	bytes_put(b, t->n);
	for (k = 0; k < t->n; k++) {
		e = t->entry[k];
		bytes_put_double(b, e->value);
		bytes_put_num(b, &e->above);
		bytes_put_num(b, &e->under);
		bytes_put(b, e->given);
		for (i = 0; i < spec->ninputs; i++)
			if ((e->given >> i & 1) != 0)
				bytes_put_num(b, &e->n[i]);
		bytes_put(b, e->len);
		cm_buf_add(b, e->text, e->len);
	}
}

/* Texts as they stand in an entry: one for each key, each with LF. */
static int
are_texts(const struct top_spec *spec, const char *p, size_t len)
{
	struct cm_slice s;
	const char *end;
	int n = 0;

	for (; len > 0; n++) {
		end = memchr(p, '\n', len);
		if (end == NULL)
			return 0;
		s.p = p;
		s.len = (size_t)(end - p);
		if (!key_is_text(s))
			return 0;
		len -= s.len + 1;
		p = end + 1;
	}
	return n == spec->nkeys;
}

static struct top_entry *
unpack_entry(const struct top_spec *spec, struct bytes *from)
{
	struct top_entry head, *e;
	const char *text;
	int i;

	memset(&head, 0, sizeof(head));
	head.value = bytes_get_double(from);
	head.above = bytes_get_num(from);
	head.under = bytes_get_num(from);
	head.given = bytes_get_to(from, ((uint64_t)1 << spec->ninputs) - 1);
	for (i = 0; i < spec->ninputs; i++) {
		head.n[i] = num_int(0);
		if ((head.given >> i & 1) != 0)
			head.n[i] = bytes_get_num(from);
	}
	head.len = (uint32_t)bytes_get_to(from, UINT32_MAX / 2);
	text = bytes_get_text(from, head.len);
	if (from->bad || !are_texts(spec, text, head.len)) {
		from->bad = 1;
		return NULL;
	}
	e = cm_alloc(sizeof(*e) + head.len);
	memcpy(e, &head, sizeof(head));
	memcpy(e->text, text, head.len);
	return e;
}

static long
top_unpack(const struct cell *c, void *cell, struct bytes *from)
{
	const struct top_spec *spec = c->of;
	struct top *t;
	struct top_entry *e;
	size_t grown = 0;
	uint64_t n;

	if (bytes_get_to(from, 1) == 0)
		return from->bad ? -1 : 0;
	t = new (&grown);
	t->count.ranked = bytes_get_to(from, BYTES_MOST);
	t->count.not_given = bytes_get_to(from, BYTES_MOST);
	t->count.below = bytes_get_to(from, BYTES_MOST);
	t->left = bytes_get_to(from, BYTES_MOST);
	n = bytes_get_to(from, spec->most);
	/* Only what was full can have left any. */
	from->bad |= t->left > 0 && n < spec->most;
	while (n-- > 0 && !from->bad) {
		e = unpack_entry(spec, from);
		if (e != NULL)
			grown += offer(t, spec, e);
	}
	if (!from->bad)
		top_merge(c, cell, &t);
	top_release(&t);
	return from->bad ? -1 : (long)grown;
}

const struct cell_type cell_top = {"top", sizeof(struct top *), top_add,
    top_merge, top_release, top_pack, top_unpack};

struct top_count
top_count(const struct top *t)
{
	static const struct top_count none;

	return t != NULL ? t->count : none;
}

uint64_t
top_left(const struct top *t)
{
	return t != NULL ? t->left : 0;
}

struct cm_slice
top_text(const struct top_entry *e, int k)
{
	struct cm_slice s;
	const char *end;

	s.p = e->text;
	for (end = strchr(s.p, '\n'); k > 0; k--) {
		s.p = end + 1;
		end = strchr(s.p, '\n');
	}
	s.len = (size_t)(end - s.p);
	return s;
}
