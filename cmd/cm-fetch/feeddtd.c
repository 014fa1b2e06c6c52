/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/feedpart.h"
#include "lib/err.h"

/*
 * A document type may declare entities. Short plain text is taken; what could
 * grow, or fetch something, refuses the feed.
 */

enum { ENTITIES_MAX = 300, VALUE_MAX = 1024 };

struct reader {
	struct feed_run *run;
	const char *p, *end;
	long line;
};

static int
is_blank(int c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static void
skip_blanks(struct reader *d)
{
	while (d->p < d->end && is_blank(*d->p))
		d->p++;
}

static int
skip_word(struct reader *d, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(d->end - d->p) < n || memcmp(d->p, word, n) != 0)
		return 0;
	d->p += n;
	return 1;
}

/* Goes behind the next stop, quotes aside; to the end if there is none. */
static void
skip_to(struct reader *d, int stop)
{
	char quote = 0;

	for (; d->p < d->end; d->p++) {
		if (quote != 0) {
			if (*d->p == quote)
				quote = 0;
		} else if (*d->p == stop) {
			d->p++;
			return;
		} else if (*d->p == '"' || *d->p == '\'') {
			quote = *d->p;
		}
	}
}

static void
skip_past(struct reader *d, const char *what)
{
	size_t n = strlen(what);

	for (; (size_t)(d->end - d->p) >= n; d->p++)
		if (memcmp(d->p, what, n) == 0) {
			d->p += n;
			return;
		}
	d->p = d->end;
}

static int
refuse(struct reader *d, const char *why)
{
	feed_problem(d->run, d->line, "it was refused: it declares %s", why);
	return -1;
}

/* Whether a value stands for itself: no other entity, no markup. */
static int
is_plain(const char *p, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (p[i] == '<' || p[i] == '%' ||
		    (p[i] == '&' && (i + 1 == len || p[i + 1] != '#')))
			return 0;
	return 1;
}

/* Behind "<!ENTITY". */
static int
read_entity(struct reader *d, struct feed_dtd *dtd)
{
	struct feed_dtd_entity e;
	const char *quote;

	skip_blanks(d);
	if (d->p < d->end && *d->p == '%')
		return refuse(d, "a parameter entity");
	e.name = d->p;
	while (d->p < d->end && !is_blank(*d->p) && *d->p != '>')
		d->p++;
	e.name_len = (size_t)(d->p - e.name);
	skip_blanks(d);
	if (d->p == d->end || (*d->p != '"' && *d->p != '\''))
		return refuse(d, "an external entity");
	quote = memchr(d->p + 1, *d->p, (size_t)(d->end - d->p) - 1);
	if (quote == NULL)
		return refuse(d, "an entity that has no end");
	e.value = d->p + 1;
	e.value_len = (size_t)(quote - e.value);
	d->p = quote + 1;
	skip_to(d, '>');
	if (e.value_len > VALUE_MAX)
		return refuse(d, "an entity that is very long");
	if (!is_plain(e.value, e.value_len))
		return refuse(d, "an entity made of others or of markup");
	if (dtd->n == ENTITIES_MAX)
		return refuse(d, "too many entities");
	if (dtd->n % 16 == 0)
		dtd->entities = cm_realloc(
		    dtd->entities, (dtd->n + 16) * sizeof(*dtd->entities));
	dtd->entities[dtd->n++] = e;
	return 0;
}

/* Between the brackets. */
static int
read_subset(struct reader *d, struct feed_dtd *dtd)
{
	int bad = 0;

	while (!bad && d->p < d->end && *d->p != ']') {
		if (skip_word(d, "<!--"))
			skip_past(d, "-->");
		else if (skip_word(d, "<?"))
			skip_past(d, "?>");
		else if (skip_word(d, "<!ENTITY"))
			bad = read_entity(d, dtd);
		else if (*d->p == '<')
			skip_to(d, '>');
		else if (*d->p == '%')
			bad = refuse(d, "a parameter entity");
		else
			d->p++;
	}
	return bad;
}

int
feed_dtd_read(struct feed_run *r, const char *p, const char *end, long line,
    struct feed_dtd *dtd)
{
	struct reader d;
	char quote = 0;

	d.run = r;
	d.p = p;
	d.end = end;
	d.line = line;
	memset(dtd, 0, sizeof(*dtd));
	for (; d.p < end && (quote != 0 || (*d.p != '[' && *d.p != '>'));
	     d.p++) {
		if (quote != 0) {
			if (*d.p == quote)
				quote = 0;
		} else if (*d.p == '"' || *d.p == '\'') {
			quote = *d.p;
		}
	}
	if (d.p < end && *d.p == '[') {
		d.p++;
		if (read_subset(&d, dtd) < 0)
			return -1;
		skip_to(&d, '>');
	} else if (d.p < end) {
		d.p++;
	}
	dtd->p = d.p;
	return 0;
}

void
feed_dtd_release(struct feed_dtd *dtd)
{
	free(dtd->entities);
	memset(dtd, 0, sizeof(*dtd));
}

const struct feed_dtd_entity *
feed_dtd_find(const struct feed_dtd *dtd, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < dtd->n; i++)
		if (dtd->entities[i].name_len == len &&
		    memcmp(dtd->entities[i].name, name, len) == 0)
			return &dtd->entities[i];
	return NULL;
}
