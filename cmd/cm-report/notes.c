/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "cmd/cm-report/notes.h"

static size_t
take(const char *list[NOTES_MAX], size_t *n, const char *why)
{
	size_t i;

	for (i = 0; i < *n; i++)
		if (strcmp(list[i], why) == 0)
			return i + 1;
	if (*n == NOTES_MAX)
		return 0;
	list[(*n)++] = why;
	return *n;
}

void
notes_take_partial(struct notes *n, const char *why)
{
	take(n->partial, &n->npartial,
	    why != NULL ? why : "not fully covered, the reason is not given");
}

size_t
notes_take(struct notes *n, const struct doc_value *v)
{
	if (v->type == DOC_NONE)
		return v->why != NULL ? take(n->missing, &n->nmissing, v->why)
				      : 0;
	if (v->partial)
		notes_take_partial(n, v->why);
	return 0;
}

size_t
notes_new(struct notes *said, struct notes *n)
{
	size_t i, before, fresh = 0;
	const char *why;

	if (said->all != NULL && n->npartial > 0) {
		n->partial[0] = said->all;
		n->npartial = 1;
		return 1;
	}
	for (i = 0; i < n->npartial; i++) {
		before = said->npartial;
		notes_take_partial(said, n->partial[i]);
		if (said->npartial == before)
			continue;
		why = n->partial[i];
		n->partial[i] = n->partial[fresh];
		n->partial[fresh++] = why;
	}
	return fresh;
}

static void
superscript(struct cm_buf *b, size_t i)
{
	static const char *const digits[] = {"\xe2\x81\xb0", "\xc2\xb9",
	    "\xc2\xb2", "\xc2\xb3", "\xe2\x81\xb4", "\xe2\x81\xb5",
	    "\xe2\x81\xb6", "\xe2\x81\xb7", "\xe2\x81\xb8", "\xe2\x81\xb9"};

	if (i > 9)
		cm_buf_puts(b, digits[i / 10]);
	cm_buf_puts(b, digits[i % 10]);
}

void
notes_mark(struct cm_buf *b, struct notes *n, const struct doc_value *v)
{
	size_t i = notes_take(n, v);

	if (i > 0)
		superscript(b, i);
	else if (v->type != DOC_NONE && v->partial)
		cm_buf_byte(b, '*');
}

size_t
notes_count(const struct notes *n)
{
	return n->nmissing + n->npartial;
}

void
notes_text(struct cm_buf *b, const struct notes *n, size_t i)
{
	if (i < n->npartial) {
		cm_buf_puts(b, "* ");
		cm_buf_puts(b, n->partial[i]);
		return;
	}
	i -= n->npartial;
	superscript(b, i + 1);
	cm_buf_byte(b, ' ');
	cm_buf_puts(b, n->missing[i]);
}
