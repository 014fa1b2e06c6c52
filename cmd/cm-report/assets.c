/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-report/assets.h"
#include "cmd/cm-report/report.h"
#include "lib/asset.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/opt.h"
#include "lib/own.h"

enum { LAYOUTS = 64 };

char *
asset_folder(void)
{
	struct cm_buf b;
	char *path = NULL;

	cm_buf_init(&b, CM_BUF_ANY);
	if (cm_own_place(&b, "reports") == 0)
		path = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
	return path;
}

char *
asset_read(const char *name)
{
	return cm_own_text("reports", cm_reports, name);
}

void
asset_free(char *text)
{
	free(text);
}

static int
compare(const void *a, const void *b)
{
	return strcmp(((const struct cm_verb *)a)->name,
	    ((const struct cm_verb *)b)->name);
}

/* A layout's first line says what it is: "# weekly: what happened ...". */
static char *
help_of(const char *text, size_t len, const char *name)
{
	size_t n = strlen(name), i;

	if (text == NULL || len < n + 5 || memcmp(text, "# ", 2) != 0 ||
	    memcmp(text + 2, name, n) != 0 || text[n + 2] != ':')
		return cm_strdup("a layout of your own");
	for (i = n + 4; i < len && text[i] != '\n';)
		i++;
	return cm_strndup(text + n + 4, i - n - 4);
}

/* Adds a layout by the name of its file without ".jq", unless it is there. */
static size_t
add(struct cm_verb *v, size_t n, const char *file, size_t stem,
    const char *text, size_t len, const struct cm_opt *options)
{
	size_t i;

	if (n == LAYOUTS)
		return n;
	for (i = 0; i < n; i++)
		if (strlen(v[i].name) == stem &&
		    memcmp(v[i].name, file, stem) == 0)
			return n;
	v[n].name = cm_strndup(file, stem);
	v[n].help = help_of(text, len, v[n].name);
	v[n].options = options;
	return n + 1;
}

const struct cm_verb *
report_layouts(const struct cm_verb *table, const struct cm_opt *options)
{
	struct cm_verb *v = cm_zalloc((LAYOUTS + 1) * sizeof(*v));
	const struct cm_asset *a;
	char **own = cm_own_modules("reports");
	size_t n = 1, i, stem;

	v[0] = *table;
	for (a = cm_reports; a->name != NULL; a++) {
		stem = strlen(a->name) - 3;
		if (strcmp(a->name + stem, ".jq") == 0)
			n = add(v, n, a->name, stem, a->data, a->len, options);
	}
	for (i = 0; own[i] != NULL; i++)
		n = add(v, n, own[i], strlen(own[i]), NULL, 0, options);
	cm_own_free(own);
	qsort(v + 1, n - 1, sizeof(*v), compare);
	return v;
}

void
report_layouts_free(const struct cm_verb *verbs)
{
	size_t i;

	for (i = 1; verbs[i].name != NULL; i++) {
		free((char *)(uintptr_t)verbs[i].name);
		free((char *)(uintptr_t)verbs[i].help);
	}
	free((struct cm_verb *)(uintptr_t)verbs);
}
