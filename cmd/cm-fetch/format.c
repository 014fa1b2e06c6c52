/* SPDX-License-Identifier: ISC */
/* The formats that there are: ours, and the user's before them. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/format.h"
#include "lib/err.h"
#include "lib/own.h"

struct formats {
	struct format **v;
	char **texts; /* of the user's own */
	size_t n, ntexts;
};

static void
add_format(struct formats *f, const char *name, const char *origin,
    const char *source, size_t len)
{
	char why[FORMAT_WHY];
	struct format *one = format_read(name, origin, source, len, why);

	if (one == NULL) {
		cm_warn("%s: %s; it is left out", origin, why);
		return;
	}
	f->v = cm_realloc(f->v, (f->n + 1) * sizeof(struct format *));
	f->v[f->n++] = one;
}

static void
add_users(struct formats *f)
{
	char **names = cm_own_modules("exports");
	struct cm_buf path, text;
	size_t i;

	cm_buf_init(&path, CM_BUF_ANY);
	for (i = 0; names[i] != NULL; i++) {
		cm_buf_clear(&path);
		cm_own_place(&path, "exports");
		cm_buf_printf(&path, "/%s.jq", names[i]);
		cm_buf_init(&text, CM_BUF_ANY);
		if (cm_own_read(cm_buf_str(&path), &text) == 1) {
			f->texts = cm_realloc(
			    f->texts, (f->ntexts + 1) * sizeof(char *));
			f->texts[f->ntexts] =
			    cm_strndup(cm_buf_str(&text), text.len);
			add_format(f, names[i], cm_buf_str(&path),
			    f->texts[f->ntexts++], text.len);
		}
		cm_buf_release(&text);
	}
	cm_own_free(names);
	cm_buf_release(&path);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp((*(struct format *const *)a)->name,
	    (*(struct format *const *)b)->name);
}

struct formats *
formats_open(void)
{
	struct formats *f = cm_zalloc(sizeof(*f));
	const struct cm_asset *a;
	char name[64];
	size_t len;

	add_users(f);
	for (a = cm_exports; a->name != NULL; a++) {
		len = strlen(a->name) - 3;
		if (strcmp(a->name, "export.jq") == 0 || len >= sizeof(name))
			continue;
		memcpy(name, a->name, len);
		name[len] = '\0';
		if (formats_find(f, name) == NULL)
			add_format(f, name, "built in", a->data, a->len);
	}
	if (f->n > 0)
		qsort(f->v, f->n, sizeof(*f->v), by_name);
	return f;
}

void
formats_close(struct formats *f)
{
	size_t i;

	if (f == NULL)
		return;
	for (i = 0; i < f->n; i++)
		format_free(f->v[i]);
	for (i = 0; i < f->ntexts; i++)
		free(f->texts[i]);
	free(f->v);
	free(f->texts);
	free(f);
}

size_t
formats_count(const struct formats *f)
{
	return f->n;
}

const struct format *
formats_get(const struct formats *f, size_t i)
{
	return f->v[i];
}

const struct format *
formats_find(const struct formats *f, const char *name)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		if (strcmp(f->v[i]->name, name) == 0)
			return f->v[i];
	return NULL;
}

static void
list_free(char **list, size_t n)
{
	while (n > 0)
		free(list[--n]);
	free(list);
}

static void
part_release(struct part *p)
{
	size_t i;

	free(p->name);
	free(p->type);
	free(p->network);
	free(p->by);
	free(p->end);
	free(p->fallback);
	free(p->sure);
	free(p->zone);
	free(p->preset_zone);
	free(p->look);
	free(p->some);
	list_free(p->files, p->nfiles);
	list_free(p->sheets, p->nsheets);
	list_free(p->items, p->nitems);
	list_free(p->before, p->nbefore);
	list_free(p->not, p->nnot);
	for (i = 0; i < p->nhas; i++)
		list_free(p->has[i].any, p->has[i].n);
	free(p->has);
	for (i = 0; i < p->ncolumns; i++)
		free(p->columns[i].to);
	free(p->columns);
	for (i = 0; i < p->nheadings; i++)
		free(p->headings[i].key);
	free(p->headings);
}

void
format_free(struct format *f)
{
	size_t i;

	if (f == NULL)
		return;
	for (i = 0; i < f->nparts; i++)
		part_release(&f->parts[i]);
	free(f->parts);
	for (i = 0; i < f->nlanguages; i++)
		free(f->languages[i].name);
	free(f->languages);
	list_free(f->get, f->nget);
	list_free(f->settings, f->nsettings);
	list_free(f->reasons, f->nsettings);
	free(f->name);
	free(f->title);
	free(f->network);
	free(f->zone);
	free(f->preset_zone);
	free(f->origin);
	free(f);
}
