/* SPDX-License-Identifier: ISC */
/* What a message's job says of its media: URLs, then files. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-post/fetch.h"
#include "cmd/cm-post/plan.h"
#include "lib/httpurl.h"
#include "lib/json.h"

static struct cm_slice
media_of(const char *job)
{
	struct cm_slice all;

	all.p = job;
	all.len = strlen(job);
	return cm_json_get(cm_json_get(all, "draft"), "media");
}

/* The URL of a medium that is to be fetched, or NULL. */
static char *
url_of(struct cm_slice medium)
{
	if (cm_json_get(medium, "file").p != NULL)
		return NULL;
	return cm_json_dup(cm_json_get(medium, "url"));
}

int
fetch_next(
    const struct cm_about *about, const char *job, size_t *at, char **url)
{
	struct cm_slice list, medium;

	if (!plan_fetches(about))
		return 0;
	list = media_of(job);
	while (cm_scan_kind(list) == CM_ARRAY &&
	    cm_json_next(list, at, NULL, &medium)) {
		*url = url_of(medium);
		if (*url != NULL)
			return 1;
	}
	return 0;
}

/* What a picture is may be too much for this account alone. */
static char *
unfit(const struct cm_about *about, const struct picture *p)
{
	char *shown = cm_httpurl_shown(p->url), *why = NULL;
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b, "'%s' ", shown);
	if (plan_unfit(&b, about, &p->facts))
		why = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
	free(shown);
	return why;
}

static void
add_file(struct entry *e, const char *path)
{
	size_t n = 0;

	while (e->files[n] != NULL)
		if (strcmp(e->files[n++], path) == 0)
			return;
	e->files = cm_realloc(e->files, (n + 2) * sizeof(*e->files));
	e->files[n] = cm_strdup(path);
	e->files[n + 1] = NULL;
}

/* Adds a medium as the module gets it. Returns 0, or -1 with *why. */
static int
add_medium(
    struct lane *l, struct cm_buf *to, struct cm_slice medium, char **why)
{
	char *url = url_of(medium), *path;
	struct cm_slice key, value;
	const struct picture *p;
	size_t at = 0;
	struct cm_buf b;

	if (url == NULL) {
		cm_buf_add(to, medium.p, medium.len);
		return 0;
	}
	p = fetch_find(l->b, url);
	free(url);
	*why = unfit(l->about, p);
	if (*why != NULL)
		return -1;
	path = fetch_link(p, l->account->name);
	if (path == NULL) {
		cm_buf_init(&b, CM_BUF_ANY);
		cm_buf_printf(
		    &b, "'%s' cannot be kept: %s", p->name, strerror(errno));
		*why = cm_strdup(cm_buf_str(&b));
		cm_buf_release(&b);
		return -1;
	}
	cm_buf_byte(to, '{');
	cm_json_member(to, "file", path);
	cm_json_member(to, "name", p->name);
	plan_facts(to, &p->facts);
	while (cm_json_next(medium, &at, &key, &value))
		if (!plan_is_fact(key) && !cm_json_is(key, "url")) {
			cm_buf_byte(to, ',');
			cm_buf_add(to, key.p, key.len);
			cm_buf_byte(to, ':');
			cm_buf_add(to, value.p, value.len);
		}
	cm_buf_byte(to, '}');
	add_file(l->now->now, path);
	free(path);
	return 0;
}

static int
add_media(struct lane *l, struct cm_buf *to, struct cm_slice list, char **why)
{
	struct cm_slice medium;
	size_t at = 0, n = 0;

	cm_buf_byte(to, '[');
	while (cm_json_next(list, &at, NULL, &medium)) {
		if (n++ > 0)
			cm_buf_byte(to, ',');
		if (add_medium(l, to, medium, why) == -1)
			return -1;
	}
	cm_buf_byte(to, ']');
	return 0;
}

/* The part of the job up to its media stays, and the part behind. */
int
fetch_rewrite(struct lane *l, char **why)
{
	struct entry *e = l->now->now;
	struct cm_slice list = media_of(e->job);
	struct cm_buf b;
	int rc;

	*why = NULL;
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_add(&b, e->job, (size_t)(list.p - e->job));
	rc = add_media(l, &b, list, why);
	cm_buf_puts(&b, list.p + list.len);
	if (rc == 0) {
		free(e->job);
		e->job = cm_strdup(cm_buf_str(&b));
	}
	cm_buf_release(&b);
	return rc;
}
