/* SPDX-License-Identifier: ISC */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-report/assets.h"
#include "cmd/cm-report/report.h"
#include "lib/asset.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/opt.h"

enum { LAYOUTS = 64, ASSET_SIZE = 1 << 20 };

char *
asset_folder(void)
{
	const char *base = getenv("CM_DIR"), *end = "/reports";
	struct cm_buf b;
	char *path;

	if (base == NULL || *base == '\0') {
		base = getenv("XDG_CONFIG_HOME");
		end = "/cm/reports";
	}
	if (base == NULL || *base != '/') {
		if (getenv("CM_DIR") == NULL || *getenv("CM_DIR") == '\0') {
			base = getenv("HOME");
			end = "/.config/cm/reports";
		}
	}
	if (base == NULL || *base == '\0')
		return NULL;
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_puts(&b, base);
	cm_buf_puts(&b, end);
	path = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
	return path;
}

/* Returns the user's file of that name, opened, or NULL. */
static FILE *
open_own(const char *name)
{
	char *folder = asset_folder();
	struct cm_buf b;
	FILE *f;

	if (folder == NULL)
		return NULL;
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b, "%s/%s", folder, name);
	f = fopen(cm_buf_str(&b), "r");
	if (f == NULL && errno != ENOENT && errno != ENOTDIR)
		cm_warn(
		    "cannot open '%s': %s", cm_buf_str(&b), strerror(errno));
	cm_buf_release(&b);
	free(folder);
	return f;
}

char *
asset_read(const char *name)
{
	const struct cm_asset *a;
	struct cm_buf b;
	char *room;
	size_t n = 1;
	FILE *f = open_own(name);

	if (f == NULL) {
		a = cm_asset_find(cm_reports, name);
		return a != NULL ? cm_strndup(a->data, a->len) : NULL;
	}
	cm_buf_init(&b, ASSET_SIZE);
	while (n > 0 && (room = cm_buf_room(&b, 4096)) != NULL) {
		n = fread(room, 1, 4096, f);
		b.len += n;
	}
	room = NULL;
	if (ferror(f) || b.full)
		cm_warn("cannot read your '%s'%s", name,
		    b.full ? ": it is over 1 MiB" : "");
	else
		room = cm_strndup(b.p, b.len);
	fclose(f);
	cm_buf_release(&b);
	return room;
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

/* Adds a layout by the name of its file, unless it is there. */
static size_t
add(struct cm_verb *v, size_t n, const char *file, const char *text, size_t len,
    const struct cm_opt *options)
{
	size_t stem = strlen(file), i;

	if (stem < 4 || strcmp(file + stem - 3, ".jq") != 0 || file[0] == '.' ||
	    n == LAYOUTS)
		return n;
	stem -= 3;
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
	char *folder = asset_folder();
	struct dirent *e;
	size_t n = 1;
	DIR *dir;

	v[0] = *table;
	for (a = cm_reports; a->name != NULL; a++)
		n = add(v, n, a->name, a->data, a->len, options);
	dir = folder != NULL ? opendir(folder) : NULL;
	while (dir != NULL && (e = readdir(dir)) != NULL)
		n = add(v, n, e->d_name, NULL, 0, options);
	if (dir != NULL)
		closedir(dir);
	free(folder);
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
