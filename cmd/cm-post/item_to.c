/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cm-post/item.h"

void
item_push(char ***names, size_t *n, const char *s, size_t len)
{
	while (len > 0 && *s == ' ') {
		s++;
		len--;
	}
	while (len > 0 && s[len - 1] == ' ')
		len--;
	if (len == 0)
		return;
	*names = cm_realloc(*names, (*n + 2) * sizeof(**names));
	(*names)[(*n)++] = cm_strndup(s, len);
	(*names)[*n] = NULL;
}

void
item_push_commas(char ***names, size_t *n, const char *s)
{
	const char *comma;

	for (comma = strchr(s, ','); comma != NULL; comma = strchr(s, ',')) {
		item_push(names, n, s, (size_t)(comma - s));
		s = comma + 1;
	}
	item_push(names, n, s, strlen(s));
}

char **
item_to(const struct options *o)
{
	char **names = cm_zalloc(sizeof(*names));
	size_t i, n = 0;

	for (i = 0; o->to[i] != NULL; i++)
		item_push_commas(&names, &n, o->to[i]);
	return names;
}

void
item_names_free(char **names)
{
	size_t i;

	for (i = 0; names != NULL && names[i] != NULL; i++)
		free(names[i]);
	free(names);
}

char *
item_folder(const char *file)
{
	const char *slash = file == NULL ? NULL : strrchr(file, '/');
	char here[4096];
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	if (slash == NULL || *file != '/')
		cm_buf_puts(
		    &b, getcwd(here, sizeof(here)) == NULL ? "." : here);
	if (slash != NULL) {
		while (strncmp(file, "./", 2) == 0)
			file += 2;
		if (*file != '/' && slash > file)
			cm_buf_byte(&b, '/');
		if (slash > file)
			cm_buf_add(&b, file, (size_t)(slash - file));
	}
	if (b.len == 0)
		cm_buf_byte(&b, '/');
	cm_buf_byte(&b, '\0');
	return b.p;
}
