/* SPDX-License-Identifier: ISC */
/* Limits by type, and what goes together. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-post/plan.h"
#include "lib/json.h"

/* Media of a kind: what they may be, and how many there are. */
struct plan_group {
	char *name; /* a pattern, or "video/" and a star */
	int64_t max;
	size_t n;
};

static int
means(const char *pattern, const char *type)
{
	size_t n = strlen(pattern);

	return n > 0 && pattern[n - 1] == '*'
	    ? strncmp(pattern, type, n - 1) == 0
	    : strcmp(pattern, type) == 0;
}

/* What media.each says of a type: by its own name, else by the first pattern
 * that means it. *name is the caller's to free; NULL: nothing is said. */
static struct cm_slice
limits_of(const struct cm_about *about, const char *type, char **name)
{
	struct cm_slice key, value, found = {NULL, 0};
	size_t at = 0;
	char *pattern;

	*name = NULL;
	while (cm_json_next(about->media.each, &at, &key, &value)) {
		pattern = cm_json_dup(key);
		if (pattern != NULL && means(pattern, type) &&
		    (*name == NULL || strcmp(pattern, type) == 0)) {
			free(*name);
			*name = pattern;
			found = value;
		} else
			free(pattern);
	}
	return found;
}

static int64_t
number(struct cm_slice of, const char *name)
{
	double d;

	return cm_json_double(cm_json_get(of, name), &d) == 0 ? (int64_t)d : -1;
}

static int
check_seconds(struct cm_buf *why, struct cm_slice limits, double seconds)
{
	struct cm_slice list = cm_json_get(limits, "seconds"), one;
	double span[2] = {0, 0};
	size_t at = 0, n = 0;

	while (n < 2 && cm_scan_kind(list) == CM_ARRAY &&
	    cm_json_next(list, &at, NULL, &one))
		cm_json_double(one, &span[n++]);
	if (n < 2 || seconds < 0 || (seconds >= span[0] && seconds <= span[1]))
		return 0;
	cm_buf_printf(why, "lasts %.4g s, and may last %.4g to %.4g", seconds,
	    span[0], span[1]);
	return 1;
}

int
plan_unfit(
    struct cm_buf *why, const struct cm_about *about, const struct cm_media *m)
{
	char *name;
	struct cm_slice limits = limits_of(about, m->type, &name);
	int64_t bytes = number(limits, "bytes");
	int unfit = 0;
	size_t i;

	if (bytes < 0)
		bytes = about->media.bytes;
	if (!plan_takes(about, m->type)) {
		cm_buf_printf(
		    why, "is %s, which cannot be sent there", m->type);
		for (i = 0; about->media.types != NULL &&
		     about->media.types[i] != NULL;
		     i++)
			cm_buf_printf(why, "%s%s",
			    i > 0 ? ", " : "; what can is: ",
			    about->media.types[i]);
		unfit = 1;
	} else if (bytes >= 0 && m->bytes > (uint64_t)bytes) {
		cm_buf_printf(why, "has %llu bytes, and may have %lld",
		    (unsigned long long)m->bytes, (long long)bytes);
		unfit = 1;
	} else
		unfit = check_seconds(why, limits, m->seconds);
	free(name);
	return unfit;
}

void
plan_group(struct sketch *d, const char *type)
{
	struct plan_group *g;
	char *name;
	struct cm_slice limits = limits_of(d->about, type, &name);
	int64_t text = number(limits, "text");
	size_t i, n = strcspn(type, "/");

	if (text >= 0 && (d->text_beside < 0 || text < d->text_beside))
		d->text_beside = text;
	if (name == NULL) {
		name = cm_alloc(n + 3);
		snprintf(name, n + 3, "%.*s/*", (int)n, type);
	}
	for (i = 0; i < d->ngroups; i++)
		if (strcmp(d->groups[i].name, name) == 0)
			break;
	if (i == d->ngroups) {
		d->groups = cm_realloc(
		    d->groups, (d->ngroups + 1) * sizeof(*d->groups));
		g = &d->groups[d->ngroups++];
		g->name = name;
		g->max = number(limits, "max");
		g->n = 0;
	} else
		free(name);
	d->groups[i].n++;
}

void
plan_mix(struct sketch *d)
{
	size_t i;

	for (i = 0; i < d->ngroups; i++)
		if (d->groups[i].max >= 0 &&
		    d->groups[i].n > (size_t)d->groups[i].max)
			plan_fault(d->p, "%zu of type %s, of at most %lld",
			    d->groups[i].n, d->groups[i].name,
			    (long long)d->groups[i].max);
	if (d->about->media.unmixed && d->ngroups > 1)
		plan_fault(d->p, "%s and %s cannot go out together there",
		    d->groups[0].name, d->groups[1].name);
	for (i = 0; i < d->ngroups; i++)
		free(d->groups[i].name);
	free(d->groups);
	d->groups = NULL;
	d->ngroups = 0;
}
