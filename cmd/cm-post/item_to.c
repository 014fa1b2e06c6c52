/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cm-post/item.h"
#include "lib/json.h"

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

static int
by_name(const void *a, const void *b)
{
	const char *const *x = *(const char *const *const *)a;
	const char *const *y = *(const char *const *const *)b;
	int order = strcmp(*x, *y);

	return order != 0 ? order : x < y ? -1 : x > y;
}

/* Empties the names that are there before. */
static void
keep_first(char **names, size_t n)
{
	char ***order = cm_alloc((n + 1) * sizeof(*order));
	size_t i, same = 0;

	for (i = 0; i < n; i++)
		order[i] = &names[i];
	if (n > 0)
		qsort(order, n, sizeof(*order), by_name);
	for (i = 1; i < n; i++)
		if (strcmp(*order[i], *order[same]) == 0)
			**order[i] = '\0';
		else
			same = i;
	free(order);
}

const char *
item_recipients(struct cm_buf *out, struct cm_slice s)
{
	const char *why = NULL;
	char **names = NULL, *text;
	const char *p;
	struct cm_slice one = s;
	size_t at = 0, n = 0, i, put = 0;
	int list = cm_scan_kind(s) == CM_ARRAY;

	while (list ? cm_json_next(s, &at, NULL, &one) : at++ == 0) {
		text = cm_scan_kind(one) == CM_NUMBER
		    ? cm_strndup(one.p, one.len)
		    : cm_json_dup(one);
		if (text == NULL)
			why = "'recipients' has something in it that is no "
			      "text and no number";
		else
			item_push_commas(&names, &n, text);
		free(text);
	}
	keep_first(names, n);
	cm_json_key(out, "recipients");
	cm_buf_byte(out, '[');
	for (i = 0; i < n; i++) {
		if (*names[i] == '\0')
			continue;
		if (put++ > 0)
			cm_buf_byte(out, ',');
		cm_json_string(out, names[i], strlen(names[i]));
		for (p = names[i]; *p != '\0'; p++)
			if ((unsigned char)*p < ' ' || *p == 127)
				why = "'recipients' has one with a line break "
				      "or another control character in it";
	}
	cm_buf_byte(out, ']');
	item_names_free(names);
	return why;
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
