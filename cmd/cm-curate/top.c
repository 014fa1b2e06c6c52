/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-curate/top.h"
#include "lib/err.h"
#include "lib/scan.h"

/*
 * A heap whose first line is the one to go when a better one comes. Values
 * of a ranking by the worst are kept with their sign turned.
 */
struct top {
	size_t n, count, cap;
	uint64_t offered;
	int worst;
	struct top_line *lines;
};

struct top *
top_new(size_t n, int worst)
{
	struct top *t = cm_zalloc(sizeof(*t));

	t->n = n;
	t->worst = worst;
	return t;
}

void
top_free(struct top *t)
{
	size_t i;

	if (t == NULL)
		return;
	for (i = 0; i < t->count; i++)
		free(t->lines[i].line);
	free(t->lines);
	free(t);
}

/* Less than 0 if a ranks before b. */
static int
compare(const void *x, const void *y)
{
	const struct top_line *a = x, *b = y;

	if (a->value != b->value)
		return a->value > b->value ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

static void
swap(struct top_line *a, struct top_line *b)
{
	struct top_line keep = *a;

	*a = *b;
	*b = keep;
}

static void
sift_up(struct top *t, size_t i)
{
	size_t up;

	for (; i > 0; i = up) {
		up = (i - 1) / 2;
		if (compare(&t->lines[i], &t->lines[up]) < 0)
			break;
		swap(&t->lines[i], &t->lines[up]);
	}
}

static void
sift_down(struct top *t)
{
	size_t i = 0, next;

	for (;;) {
		next = 2 * i + 1;
		if (next >= t->count)
			break;
		if (next + 1 < t->count &&
		    compare(&t->lines[next + 1], &t->lines[next]) > 0)
			next++;
		if (compare(&t->lines[i], &t->lines[next]) > 0)
			break;
		swap(&t->lines[i], &t->lines[next]);
		i = next;
	}
}

int
top_takes(const struct top *t, double value)
{
	if (t->worst)
		value = -value;
	return t->count < t->n || value > t->lines[0].value;
}

void
top_offer(struct top *t, double value, const char *line, size_t len,
    const char *file, uint64_t number)
{
	struct top_line new = {.value = t->worst ? -value : value,
	    .order = t->offered++,
	    .len = len,
	    .file = file,
	    .number = number};

	if (!top_takes(t, value))
		return;
	new.line = cm_alloc(len + CM_SCAN_PAD);
	memcpy(new.line, line, len);
	memset(new.line + len, 0, CM_SCAN_PAD);
	if (t->count == t->n) {
		free(t->lines[0].line);
		t->lines[0] = new;
		sift_down(t);
		return;
	}
	if (t->count == t->cap) {
		t->cap = t->cap > 0 ? 2 * t->cap : 16;
		t->lines = cm_realloc(t->lines, t->cap * sizeof(new));
	}
	t->lines[t->count] = new;
	sift_up(t, t->count++);
}

const struct top_line *
top_lines(struct top *t, size_t *n)
{
	if (t->count > 0)
		qsort(t->lines, t->count, sizeof(*t->lines), compare);
	*n = t->count;
	return t->lines;
}
