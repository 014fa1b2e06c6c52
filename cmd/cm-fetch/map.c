/* SPDX-License-Identifier: ISC */
/* A map made: columns and constants become a tree, the tree a list of steps. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/map_in.h"
#include "lib/clock.h"
#include "lib/err.h"
#include "lib/json.h"

struct node {
	char *name;
	size_t rank, born; /* in which order they came */
	struct node **kids;
	size_t nkids;
	size_t *columns;
	size_t ncolumns;
	char *constant;
	size_t constant_len;
	int list;
};

static struct node *
node_new(const char *name, size_t len)
{
	struct node *n = cm_zalloc(sizeof(*n));

	n->name = cm_strndup(name, len);
	return n;
}

static void
node_free(struct node *n)
{
	size_t i;

	for (i = 0; i < n->nkids; i++)
		node_free(n->kids[i]);
	free(n->kids);
	free(n->columns);
	free(n->constant);
	free(n->name);
	free(n);
}

/* The member of that name, made if it is not there. */
static struct node *
kid(struct node *n, const char *name, size_t len, int top)
{
	struct node *k;
	size_t i;

	for (i = 0; i < n->nkids; i++)
		if (strlen(n->kids[i]->name) == len &&
		    memcmp(n->kids[i]->name, name, len) == 0)
			return n->kids[i];
	k = node_new(name, len);
	k->rank = top ? map_rank(name, len) : 0;
	k->born = n->nkids;
	n->kids = cm_realloc(n->kids, (n->nkids + 1) * sizeof(*n->kids));
	n->kids[n->nkids++] = k;
	return k;
}

static void
add_column(struct node *n, size_t column)
{
	n->columns =
	    cm_realloc(n->columns, (n->ncolumns + 1) * sizeof(*n->columns));
	n->columns[n->ncolumns++] = column;
}

/* Puts a column where its path leads. */
static void
place_column(
    struct node *root, const struct map_column *c, size_t index, unsigned flags)
{
	const char *to = c->to;
	struct node *n = root;
	size_t len = strlen(to);
	int list =
	    !(flags & MAP_FLAT) && len > 2 && strcmp(to + len - 2, "[]") == 0;
	int depth = 0;

	if (strcmp(to, "raw") == 0 && !(flags & MAP_EXACT)) {
		n = kid(n, "raw", 3, 1);
		n = kid(n, c->heading, strlen(c->heading), 0);
		add_column(n, index);
		return;
	}
	if (*to == '.' && !(flags & MAP_FLAT)) {
		n = kid(n, "row", 3, 1);
		n = kid(n, to + 1, len - 1, 0);
		n->list |= c->as == CELL_LIST || c->as == CELL_WORDS;
		add_column(n, index);
		return;
	}
	while (!(flags & MAP_FLAT) && depth++ < MAP_DEPTH - 2) {
		len = strcspn(to, ".");
		if (to[len] != '.')
			break;
		n = kid(n, to, len, n == root);
		to += len + 1;
	}
	len = strlen(to) - (list ? 2 : 0);
	n = kid(n, to, len, n == root);
	if (flags & MAP_FLAT) /* in the order of the table, the type first */
		n->rank = strcmp(n->name, "type") != 0;
	n->list |= list || c->as == CELL_LIST || c->as == CELL_WORDS;
	add_column(n, index);
}

static void
place_constants(struct node *n, struct cm_slice object, int depth)
{
	struct cm_slice key, value;
	struct node *k;
	size_t at = 0, len;
	char *name;

	while (cm_json_next(object, &at, &key, &value)) {
		name = cm_alloc(key.len + 1);
		len = cm_json_decode(key, name);
		k = kid(n, name, len, depth == 0);
		free(name);
		if (cm_scan_kind(value) == CM_OBJECT && value.len > 2 &&
		    depth < MAP_DEPTH - 2) {
			place_constants(k, value, depth + 1);
			continue;
		}
		free(k->constant);
		k->constant = cm_strndup(value.p, value.len);
		k->constant_len = value.len;
	}
}

static int
by_rank(const void *x, const void *y)
{
	const struct node *a = *(struct node *const *)x;
	const struct node *b = *(struct node *const *)y;

	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	return a->born < b->born ? -1 : a->born > b->born;
}

static struct step *
add_step(struct map *m, enum step_op op)
{
	struct step *s;

	m->steps = cm_realloc(m->steps, (m->nsteps + 1) * sizeof(*m->steps));
	s = &m->steps[m->nsteps++];
	memset(s, 0, sizeof(*s));
	s->op = op;
	return s;
}

static void
set_key(struct step *s, const char *name)
{
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_json_string(&b, name, strlen(name));
	cm_buf_byte(&b, ':');
	s->key_len = b.len;
	s->key = cm_strndup(b.p, b.len);
	cm_buf_release(&b);
}

static enum step_op
op_of(const struct map *m, const struct node *n, int top)
{
	if (n->list && n->ncolumns > 0)
		return STEP_LIST;
	if (top && strcmp(n->name, "type") == 0)
		return STEP_TYPE;
	if (top && strcmp(n->name, "id") == 0)
		return STEP_ID;
	if (top && strcmp(n->name, "period") == 0 && n->ncolumns > 0 &&
	    (m->columns[n->columns[0]].as == CELL_DAY ||
		m->columns[n->columns[0]].as == CELL_LAST_DAY))
		return STEP_PERIOD;
	return STEP_VALUE;
}

/* What a step's name says of it. */
static void
qualify(struct step *s, const struct node *n, const char *above)
{
	int top = above == NULL;

	s->list = map_list_of(n->name);
	s->precision = top && strcmp(n->name, "published") == 0;
	s->clocked = top && strcmp(n->name, "at") == 0;
	s->when = (top && strcmp(n->name, "published") == 0) ||
	    (!top && strcmp(above, "period") == 0 &&
		strcmp(n->name, "start") == 0);
	s->ends =
	    !top && strcmp(above, "period") == 0 && strcmp(n->name, "end") == 0;
	s->least = !top && strcmp(above, "metrics") == 0 &&
	    strcmp(n->name, "revenue") != 0 &&
	    map_metric(n->name, strlen(n->name));
}

static void
flatten(struct map *m, struct node *n, const char *above, size_t **next)
{
	struct step *s;
	size_t i;

	/* An object that a cell gives whole comes before its members. */
	if (n->nkids > 0 && n->ncolumns == 0) {
		s = add_step(m, STEP_OPEN);
		set_key(s, n->name);
		for (i = 0; i < n->nkids; i++)
			flatten(m, n->kids[i], n->name, next);
		add_step(m, STEP_CLOSE);
		return;
	}
	s = add_step(m, op_of(m, n, above == NULL));
	set_key(s, n->name);
	qualify(s, n, above);
	s->constant = n->constant;
	s->constant_len = n->constant_len;
	n->constant = NULL;
	s->columns = *next;
	s->ncolumns = n->ncolumns;
	for (i = 0; i < n->ncolumns; i++)
		*(*next)++ = n->columns[i];
}

/* A day is said to be one only where no column or constant says something. */
static void
drop_precision(struct map *m)
{
	size_t i;
	int own = 0;

	for (i = 0; i < m->nsteps; i++)
		own |= m->steps[i].key != NULL &&
		    strcmp(m->steps[i].key, "\"precision\":") == 0;
	for (i = 0; own && i < m->nsteps; i++)
		m->steps[i].precision = 0;
}

static void
make_steps(struct map *m, struct node *root)
{
	size_t i, *next;

	if (root->nkids > 0)
		qsort(root->kids, root->nkids, sizeof(*root->kids), by_rank);
	m->indexes = next = cm_zalloc((m->n + 1) * sizeof(*m->indexes));
	for (i = 0; i < root->nkids; i++)
		flatten(m, root->kids[i], NULL, &next);
	drop_precision(m);
}

/* Columns that hold the rest of others' cells ("at+"): whose they are. */
static void
find_rests(struct map *m)
{
	const char *to, *other;
	size_t i, k, len;

	for (i = 0; i < m->n; i++) {
		to = m->columns[i].to;
		len = strlen(to);
		if (len < 2 || to[len - 1] != '+')
			continue;
		if (m->rests == NULL) {
			m->rests = cm_zalloc(m->n * sizeof(*m->rests));
			for (k = 0; k < m->n; k++)
				m->rests[k] = m->n;
		}
		for (k = 0; k < m->n; k++) {
			other = m->columns[k].to;
			if (strlen(other) == len - 1 &&
			    memcmp(other, to, len - 1) == 0)
				m->rests[k] = i;
		}
	}
}

static int
is_rest(const struct map *m, size_t column)
{
	size_t i;

	for (i = 0; m->rests != NULL && i < m->n; i++)
		if (m->rests[i] == column)
			return 1;
	return 0;
}

static void
place_fetched(struct node *root, int64_t fetched)
{
	char text[CM_CLOCK_TEXT];
	struct node *n;
	struct cm_buf b;

	if (fetched == INT64_MIN)
		return;
	n = kid(root, "fetched", 7, 1);
	if (n->constant != NULL)
		return;
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b, "\"%s\"", cm_clock_text(fetched, text));
	n->constant = cm_strndup(b.p, b.len);
	n->constant_len = b.len;
	cm_buf_release(&b);
}

/* Whether a column or a constant may give one. */
static int
gives_id(const struct node *root)
{
	const struct node *k;
	size_t i;

	for (i = 0; i < root->nkids; i++) {
		k = root->kids[i];
		if ((strcmp(k->name, "id") == 0 ||
			strcmp(k->name, "url") == 0) &&
		    (k->ncolumns > 0 || k->constant != NULL))
			return 1;
	}
	return 0;
}

struct map *
map_open(const struct map_column *columns, size_t n, const char *constants,
    int64_t fetched, const struct cell_rules *rules, unsigned flags)
{
	struct map *m = cm_zalloc(sizeof(*m));
	struct node *root = node_new("", 0);
	struct cm_slice given = {constants, 0};
	size_t i;

	m->columns = cm_zalloc((n + 1) * sizeof(*columns));
	if (n > 0)
		memcpy(m->columns, columns, n * sizeof(*columns));
	m->n = m->url = n;
	m->rules = rules;
	m->flags = flags;
	cm_buf_init(&m->why, CM_BUF_ANY);
	cm_buf_init(&m->scratch, CM_BUF_ANY);
	cm_buf_init(&m->joined, CM_BUF_ANY);
	if (!(flags & MAP_FLAT))
		find_rests(m);
	for (i = 0; i < n; i++) {
		if (is_rest(m, i))
			continue;
		place_column(root, &columns[i], i, flags);
		if (m->url == n && strcmp(columns[i].to, "url") == 0)
			m->url = i;
	}
	if (constants != NULL) {
		given.len = strlen(constants);
		place_constants(root, given, 0);
	}
	place_fetched(root, fetched);
	if (flags & MAP_COMPLETE)
		kid(root, "id", 2, 1);
	m->hashed = !gives_id(root);
	make_steps(m, root);
	node_free(root);
	map_make_fast(m);
	return m;
}

void
map_close(struct map *m)
{
	size_t i;

	for (i = 0; i < m->nsteps; i++) {
		free(m->steps[i].key);
		free(m->steps[i].begin);
		free(m->steps[i].constant);
	}
	free(m->steps);
	free(m->indexes);
	free(m->columns);
	free(m->rests);
	cm_buf_release(&m->joined);
	cm_buf_release(&m->why);
	cm_buf_release(&m->scratch);
	free(m);
}
