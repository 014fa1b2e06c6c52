/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/campaign.h"
#include "lib/err.h"
#include "lib/opt.h"

/* Few: people write them by hand. */
struct campaign_aliases {
	struct pair {
		char *other, *name; /* as they are compared */
	} * pair;
	size_t n;
};

static char *
fold(const char *p, size_t len)
{
	struct cm_buf raw, to;
	char *text;

	cm_buf_init(&raw, CM_BUF_ANY);
	cm_buf_init(&to, CM_BUF_ANY);
	cm_buf_add(&raw, p, len);
	campaign_fold(&to, &raw);
	text = cm_strdup(cm_buf_str(&to));
	cm_buf_release(&raw);
	cm_buf_release(&to);
	return text;
}

static int
compare(const void *x, const void *y)
{
	const struct pair *a = x, *b = y;

	return strcmp(a->other, b->other);
}

static void
read_line(struct campaign_aliases *a, const char *p, size_t len)
{
	const char *is = memchr(p, '=', len);
	struct pair *pair;

	a->pair = cm_realloc(a->pair, (a->n + 1) * sizeof(*a->pair));
	pair = &a->pair[a->n];
	if (is != NULL) {
		pair->other = fold(p, (size_t)(is - p));
		pair->name = fold(is + 1, (size_t)(p + len - is - 1));
	}
	if (is == NULL || *pair->other == '\0' || *pair->name == '\0')
		cm_opt_fail("--alias: two names of a campaign are written "
			    "'OTHER = NAME', not '%.*s'",
		    (int)len, p);
	a->n++;
}

struct campaign_aliases *
campaign_aliases_read(const char *text)
{
	struct campaign_aliases *a = cm_zalloc(sizeof(*a));
	const char *p, *at;
	size_t n, k;

	for (p = text;; p += n + 1) {
		n = strcspn(p, ";\n");
		at = p + strspn(p, " \t\r");
		if (at < p + n && *at == '#')
			n = strcspn(p, "\n");
		else if (at < p + n)
			read_line(a, p, n);
		if (p[n] == '\0')
			break;
	}
	if (a->n > 1)
		qsort(a->pair, a->n, sizeof(*a->pair), compare);
	for (k = 1; k < a->n; k++)
		if (strcmp(a->pair[k - 1].other, a->pair[k].other) == 0)
			cm_opt_fail(
			    "--alias: '%s' is given twice", a->pair[k].other);
	return a;
}

void
campaign_aliases_free(void *state)
{
	struct campaign_aliases *a = state;
	size_t k;

	if (a == NULL)
		return;
	for (k = 0; k < a->n; k++) {
		free(a->pair[k].other);
		free(a->pair[k].name);
	}
	free(a->pair);
	free(a);
}

const char *
campaign_alias(const struct campaign_aliases *a, const char *name, size_t len)
{
	size_t k;

	for (k = 0; a != NULL && k < a->n; k++)
		if (strlen(a->pair[k].other) == len &&
		    memcmp(a->pair[k].other, name, len) == 0)
			return a->pair[k].name;
	return NULL;
}
