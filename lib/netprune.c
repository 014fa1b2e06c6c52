/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "lib/netprune.h"

enum { NESTED = 256 };

/* A definition at the outside: its name, and where it stands. */
struct def {
	const char *name;
	size_t len, from, to;
	int kept;
};

struct defs {
	const char *s;
	struct def *v;
	size_t n;
	size_t *todo, ntodo; /* kept, and not looked through yet */
};

int
cm_netprune_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

const char *
cm_netprune_skip(const char *s)
{
	for (;;) {
		s += strspn(s, " \t\r\n");
		if (*s != '#')
			return s;
		s += strcspn(s, "\n");
	}
}

/* The end of a string, or the bracket of an interpolation in it. */
static const char *
string_end(const char *s)
{
	for (; *s != '\0' && *s != '"'; s++)
		if (*s == '\\' && (*++s == '(' || *s == '\0'))
			break;
	return s;
}

static int
is_def(const char *s, char before)
{
	return strncmp(s, "def", 3) == 0 && !cm_netprune_word(s[3]) &&
	    before != '.' && before != '$' &&
	    cm_netprune_word(*cm_netprune_skip(s + 3));
}

static void
begin(struct defs *d, const char *at, const char *name)
{
	struct def *one;

	if (d->n % 64 == 0)
		d->v = cm_realloc(d->v, (d->n + 64) * sizeof(*d->v));
	one = &d->v[d->n++];
	one->name = name;
	for (one->len = 0; cm_netprune_word(name[one->len]);)
		one->len++;
	one->from = (size_t)(at - d->s);
	one->to = 0;
	one->kept = 0;
}

/* Finds them all; -1: it is not closed, or too deep. open has what is not
 * closed yet: ( a bracket, s an interpolation, d a definition. */
static int
find(struct defs *d)
{
	char open[NESTED], before = '\0';
	const char *s = d->s, *at;
	size_t n = 0;

	for (s = cm_netprune_skip(s); *s != '\0'; s = cm_netprune_skip(s)) {
		if (n == NESTED)
			return -1;
		if (cm_netprune_word(*s)) {
			at = s;
			if (is_def(s, before)) {
				s = cm_netprune_skip(s + 3);
				if (n == 0)
					begin(d, at, s);
				open[n++] = 'd';
			}
			while (cm_netprune_word(*s))
				before = *s++;
			continue;
		}
		before = *s++;
		if (before == '(' || before == '[' || before == '{')
			open[n++] = '(';
		else if (before == ';' && n > 0 && open[n - 1] == 'd') {
			if (--n == 0)
				d->v[d->n - 1].to = (size_t)(s - d->s);
		} else if (before == ')' || before == ']' || before == '}')
			before = n > 0 && open[--n] == 's' ? '"' : ')';
		if (before == '"') {
			s = string_end(s);
			if (*s == '(' && n < NESTED)
				open[n++] = 's';
			s += *s != '\0';
		}
	}
	return n == 0 ? 0 : -1;
}

void
cm_netprune_names(
    const char *s, void (*name)(void *ctx, const char *name), void *ctx)
{
	struct defs d = {s, NULL, 0, NULL, 0};
	size_t i;

	(void)find(&d);
	for (i = 0; i < d.n; i++)
		name(ctx, d.v[i].name);
	free(d.v);
}

static int
by_name(const void *a, const void *b)
{
	const struct def *x = a, *y = b;
	size_t n = x->len < y->len ? x->len : y->len;
	int order = memcmp(x->name, y->name, n);

	return order != 0 ? order : x->len < y->len ? -1 : x->len > y->len;
}

static int
by_place(const void *a, const void *b)
{
	const struct def *x = a, *y = b;

	return x->from < y->from ? -1 : x->from > y->from;
}

/* All of that name. */
static void
keep(struct defs *d, const char *word, size_t len)
{
	struct def key = {.name = word, .len = len}, *hit;
	size_t i;

	hit = d->n > 0 ? bsearch(&key, d->v, d->n, sizeof(key), by_name) : NULL;
	if (hit == NULL || hit->kept)
		return;
	i = (size_t)(hit - d->v);
	while (i > 0 && by_name(&d->v[i - 1], &key) == 0)
		i--;
	for (; i < d->n && by_name(&d->v[i], &key) == 0; i++) {
		d->v[i].kept = 1;
		d->todo[d->ntodo++] = i;
	}
}

/* Keeps what is mentioned there. */
static void
look(struct defs *d, size_t from, size_t to)
{
	const char *p = d->s + from, *end = d->s + to, *word;

	while (p < end) {
		if (!cm_netprune_word(*p)) {
			p++;
			continue;
		}
		for (word = p; p < end && cm_netprune_word(*p);)
			p++;
		keep(d, word, (size_t)(p - word));
	}
}

static void
blank(char *s, const struct defs *d)
{
	size_t i, k;

	for (i = 0; i < d->n; i++)
		for (k = d->v[i].from; !d->v[i].kept && k < d->v[i].to; k++)
			if (s[k] != '\n')
				s[k] = ' ';
}

void
cm_netprune(struct cm_buf *program)
{
	struct defs d = {NULL, NULL, 0, NULL, 0};
	size_t *gaps, i, n, at = 0;
	struct def one;

	cm_buf_str(program);
	d.s = program->p;
	if (d.s == NULL || find(&d) != 0) {
		free(d.v);
		return;
	}
	/* What stands between them is what the program does. */
	gaps = cm_alloc((d.n + 1) * 2 * sizeof(*gaps));
	for (i = n = 0; i < d.n; i++) {
		gaps[n++] = at;
		gaps[n++] = d.v[i].from;
		at = d.v[i].to;
	}
	gaps[n++] = at;
	gaps[n++] = program->len;
	d.todo = cm_alloc((d.n + 1) * sizeof(*d.todo));
	if (d.n > 0)
		qsort(d.v, d.n, sizeof(*d.v), by_name);
	for (i = 0; i < n; i += 2)
		look(&d, gaps[i], gaps[i + 1]);
	while (d.ntodo > 0) {
		one = d.v[d.todo[--d.ntodo]];
		look(&d, one.from, one.to);
	}
	if (d.n > 0)
		qsort(d.v, d.n, sizeof(*d.v), by_place);
	blank(program->p, &d);
	free(gaps);
	free(d.todo);
	free(d.v);
}
