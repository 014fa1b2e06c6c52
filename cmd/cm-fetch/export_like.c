/* SPDX-License-Identifier: ISC */
/* Which formats somebody may mean, and what to do about a file of none. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cmd/cm-fetch/export.h"
#include "lib/near.h"

const char export_page_advice[] =
    "if it is a download of your data, ask for it as JSON";

static size_t
add(struct cm_buf *to, size_t n, const char *name)
{
	cm_buf_printf(to, "%s%s", n > 0 ? ", " : "", name);
	return n + 1;
}

static int
is_of(const struct format *f, const char *network)
{
	size_t i;

	if (f->network != NULL && strcasecmp(f->network, network) == 0)
		return 1;
	for (i = 0; i < f->nparts; i++)
		if (f->parts[i].network != NULL &&
		    strcasecmp(f->parts[i].network, network) == 0)
			return 1;
	return 0;
}

size_t
export_like(const struct formats *all, const char *word, struct cm_buf *to)
{
	size_t count = formats_count(all), n = 0, i;
	const char **names = cm_zalloc((count + 1) * sizeof(*names));
	const char *near;

	for (i = 0; i < count; i++) {
		names[i] = formats_get(all, i)->name;
		if ((strlen(word) > 2 && strstr(names[i], word) != NULL) ||
		    is_of(formats_get(all, i), word))
			n = add(to, n, names[i]);
	}
	near = n == 0 ? cm_near(word, names) : NULL;
	if (near != NULL)
		n = add(to, n, near);
	free(names);
	return n;
}

/* Whether the name of a file has the first word of the format's. */
static int
speaks_of(const char *file, const char *format)
{
	size_t len = strcspn(format, "-");

	for (; len > 3 && *file != '\0'; file++)
		if (strncasecmp(file, format, len) == 0)
			return 1;
	return 0;
}

void
export_advice(struct fetch *f, const char *path, struct cm_buf *to)
{
	const struct formats *all = export_formats(f);
	const char *slash = path != NULL ? strrchr(path, '/') : NULL;
	const char *file = slash != NULL ? slash + 1 : path;
	size_t n = 0, i;

	cm_buf_puts(to, "say what it is with --as");
	for (i = 0; file != NULL && i < formats_count(all); i++)
		if (speaks_of(file, formats_get(all, i)->name)) {
			if (n == 0)
				cm_buf_puts(to, " (");
			n = add(to, n, formats_get(all, i)->name);
		}
	cm_buf_printf(to, "%s; --exports lists the exports", n > 0 ? "?)" : "");
}

int
export_is_page(const char *path)
{
	size_t len = strlen(path);

	return (len > 5 && strcasecmp(path + len - 5, ".html") == 0) ||
	    (len > 4 && strcasecmp(path + len - 4, ".htm") == 0);
}
