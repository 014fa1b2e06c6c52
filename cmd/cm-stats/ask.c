/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/run.h"
#include "cmd/cm-stats/verb.h"
#include "lib/buf.h"

enum { LARGEST_TEXT = 1 << 20 };

const char *
ask_option(const struct ask_verb *v, const char *name)
{
	int k;

	for (k = v->ngiven - 1; k >= 0; k--)
		if (strcmp(v->given[k].option->name, name) == 0)
			return v->given[k].value != NULL ? v->given[k].value
							 : "";
	return NULL;
}

long
ask_number(const struct ask_verb *v, const char *name, long low, long high,
    long otherwise)
{
	const char *value = ask_option(v, name);
	char what[64];

	if (value == NULL)
		return otherwise;
	snprintf(what, sizeof(what), "--%s", name);
	return cm_opt_number(what, value, low, high);
}

/* A file that people wrote: it fits in memory. */
static char *
read_text(const char *path)
{
	int in = strcmp(path, "-") == 0;
	FILE *f = in ? stdin : fopen(path, "r");
	struct cm_buf b;
	char *text;
	size_t n;

	if (f == NULL)
		cm_opt_fail("cannot open '%s': %s", path, strerror(errno));
	cm_buf_init(&b, LARGEST_TEXT);
	do {
		if (cm_buf_room(&b, 4096) == NULL)
			cm_opt_fail("'%s' is too large", path);
		n = fread(b.p + b.len, 1, 4096, f);
		b.len += n;
	} while (n > 0);
	if (ferror(f))
		cm_opt_fail("cannot read '%s': %s", path, strerror(errno));
	if (!in)
		fclose(f);
	if (b.len > 0 && memchr(b.p, '\0', b.len) != NULL)
		cm_opt_fail("'%s' is no text", path);
	text = cm_strndup(b.len > 0 ? b.p : "", b.len);
	cm_buf_release(&b);
	return text;
}

const char *
ask_file(const struct ask *ask, const char *path)
{
	struct ask_texts *t = ask->texts;
	int k;

	for (k = 0; k < t->n; k++)
		if (strcmp(t->file[k].path, path) == 0)
			return t->file[k].text;
	if (k == ASK_TEXTS)
		cm_opt_fail("too many files are given to verbs");
	t->file[k].path = cm_strdup(path);
	t->file[k].text = read_text(path);
	t->n++;
	return t->file[k].text;
}

void
ask_build(const struct ask *ask, struct question *q)
{
	const struct ask_verb *v = ask->verb;

	question_init(q, !ask->keep_duplicates);
	q->level = ask->level;
	q->timed = ask->since != NULL || ask->until != NULL;
	for (; v < ask->verb + ask->nverbs; v++) {
		question_section(q, v);
		v->verb->ask(ask, q);
	}
	question_close(q);
}

char *
ask_keep(struct ask *ask, char *text)
{
	ask->kept = cm_realloc(
	    ask->kept, (size_t)(ask->nkept + 1) * sizeof(*ask->kept));
	ask->kept[ask->nkept++] = text;
	return text;
}

void
ask_forget(struct ask *ask)
{
	int k;

	for (k = 0; k < ask->nkept; k++)
		free(ask->kept[k]);
	free(ask->kept);

	for (k = 0; k < ask->texts->n; k++) {
		free(ask->texts->file[k].path);
		free(ask->texts->file[k].text);
	}
}
