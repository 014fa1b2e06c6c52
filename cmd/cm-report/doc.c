/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-report/doc.h"
#include "lib/err.h"
#include "lib/json.h"

struct doc_memory {
	struct doc_memory *next;
	size_t used, size;
	_Alignas(16) char bytes[];
};

struct doc *
doc_new(const char *title)
{
	struct doc *d = cm_zalloc(sizeof(*d));

	d->title = doc_text(d, title, strlen(title));
	return d;
}

void
doc_free(struct doc *d)
{
	struct doc_memory *m;

	if (d == NULL)
		return;
	while ((m = d->memory) != NULL) {
		d->memory = m->next;
		free(m);
	}
	free(d->blocks);
	free(d);
}

void *
doc_alloc(struct doc *d, size_t size)
{
	struct doc_memory *m = d->memory;
	size_t cap;

	size = (size + 15) & ~(size_t)15;
	if (m == NULL || m->size - m->used < size) {
		cap = size > 65536 ? size : 65536;
		m = cm_alloc(sizeof(*m) + cap);
		m->used = 0;
		m->size = cap;
		m->next = d->memory;
		d->memory = m;
	}
	m->used += size;
	return memset(m->bytes + m->used - size, 0, size);
}

char *
doc_text(struct doc *d, const char *p, size_t len)
{
	char *to = doc_alloc(d, len + 1);

	memcpy(to, p, len);
	return to;
}

struct doc_block *
doc_add(struct doc *d, enum doc_kind kind)
{
	struct doc_block *b;

	if (d->nblocks == d->blocks_cap) {
		d->blocks_cap = d->blocks_cap ? d->blocks_cap * 2 : 16;
		d->blocks =
		    cm_realloc(d->blocks, d->blocks_cap * sizeof(*d->blocks));
	}
	b = &d->blocks[d->nblocks++];
	memset(b, 0, sizeof(*b));
	b->kind = kind;
	return b;
}

void
doc_judge_columns(struct doc_block *b)
{
	size_t i, r;
	int words;

	for (i = 0; i < b->ncolumns; i++) {
		words = 0;
		b->columns[i].numbers = 0;
		for (r = 0; r < b->nrows; r++) {
			words |= b->rows[r].cells[i].type == DOC_WORDS;
			b->columns[i].numbers |=
			    b->rows[r].cells[i].type == DOC_NUMBER;
		}
		b->columns[i].numbers |= b->columns[i].unit != NULL &&
		    strcmp(b->columns[i].unit, "text") != 0 &&
		    strcmp(b->columns[i].unit, "date") != 0;
		b->columns[i].numbers &= !words;
	}
}

static int
is_empty(const struct doc_block *b, size_t column)
{
	size_t r;

	for (r = 0; r < b->nrows; r++)
		if (b->rows[r].cells[column].type != DOC_NONE)
			return 0;
	return 1;
}

void
doc_drop_empty(struct doc_block *b)
{
	size_t i, r;

	for (i = b->nrows > 0 ? b->ncolumns : 0; i-- > 0;) {
		if (!is_empty(b, i))
			continue;
		b->ncolumns--;
		memmove(&b->columns[i], &b->columns[i + 1],
		    (b->ncolumns - i) * sizeof(*b->columns));
		for (r = 0; r < b->nrows; r++)
			memmove(&b->rows[r].cells[i], &b->rows[r].cells[i + 1],
			    (b->ncolumns - i) * sizeof(struct doc_value));
	}
}
