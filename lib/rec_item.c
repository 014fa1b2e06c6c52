/* SPDX-License-Identifier: ISC */
/* What is said of records, and items that are no lines. */
#include <stdarg.h>

#include "lib/rec_in.h"

static void
remark(struct cm_rec *r, int bad, size_t offset, const char *fmt, va_list ap)
{
	struct place *p = place_of(r->block);
	struct cm_remark m = {.line = p->lines, .offset = offset, .bad = bad};

	m.bytes = r->line;
	m.kept = bad ? r->len : 0;
	cm_remark_add(&p->remarks, &m, fmt, ap);
	if (bad == 1) {
		p->block.bad += !p->bad;
		p->bad = 1;
	}
}

void
cm_rec_bad(struct cm_rec *r, size_t offset, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	remark(r, 1, offset, fmt, ap);
	va_end(ap);
}

void
cm_rec_warn(struct cm_rec *r, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	remark(r, 0, (size_t)-1, fmt, ap);
	va_end(ap);
}

size_t
cm_rec_doubt(struct cm_rec *r, size_t offset, const char *fmt, ...)
{
	size_t at = place_of(r->block)->remarks.len;
	va_list ap;

	va_start(ap, fmt);
	remark(r, 2, offset, fmt, ap);
	va_end(ap);
	return at;
}

void
cm_rec_confirm(struct cm_rec_block *b, size_t doubt)
{
	cm_remark_confirm(&place_of(b)->remarks, doubt);
}

void
cm_rec_bad_late(struct cm_rec_block *b, const char *file, uint64_t line,
    const char *bytes, size_t len, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	cm_remark_late(place_of(b)->said, file, line, bytes, len, fmt, ap);
	va_end(ap);
}

void
cm_rec_count(struct place *p, const char *to)
{
	p->lines += p->source->lines(p->counted, (size_t)(to - p->counted));
	p->counted = to;
}

void
cm_rec_item(struct cm_rec *r, const char *bytes, size_t len)
{
	struct place *p = place_of(r->block);

	cm_rec_count(p, bytes);
	p->bad = 0;
	r->line = bytes;
	r->len = len;
}

void
cm_rec_take_items(struct place *p, void *state, struct cm_rec *r)
{
	const struct cm_rec_source *source = p->source;

	r->line = p->block.bytes;
	r->len = p->block.len;
	p->bad = 0;
	if (source->items(state, r) != 0)
		p->failed = !p->bad;
	else
		cm_rec_count(p, p->block.bytes + p->block.len);
	p->items = r->items;
}
