/* SPDX-License-Identifier: ISC */
/* Tells which part of which format a table is, by its headings. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cmd/cm-fetch/match.h"
#include "cmd/cm-fetch/match_fit.h"
#include "lib/err.h"
#include "lib/text.h"

/* What was found in a row for one part. */
struct guess {
	const struct match_in *in;
	const struct format *format;
	const struct part *part;
	struct match_cell *cells;
	size_t *langs;      /* votes */
	size_t n, headings; /* cells, those that are not empty */
};

void
format_key(struct cm_buf *b, const char *heading, size_t len)
{
	struct cm_buf plain;
	size_t at, n, blank = 0;
	uint32_t c;

	cm_buf_init(&plain, CM_BUF_ANY);
	for (at = 0; at < len; at += n) {
		n = cm_text_char(heading + at, len - at, &c);
		if (c == 0xfeff || c == 0xad || c == 0x200b || c == 0x200e ||
		    c == 0x200f)
			continue;
		if (c == ' ' || (c >= '\t' && c <= '\r') || c == 0xa0 ||
		    c == 0x202f || c == 0x2009 || c == 0x3000) {
			blank = plain.len > 0;
			continue;
		}
		if (blank)
			cm_buf_byte(&plain, ' ');
		blank = 0;
		cm_buf_add(&plain, heading + at, n);
	}
	cm_text_fold(b, cm_buf_str(&plain), plain.len, CM_TEXT_CASE);
	cm_buf_release(&plain);
}

/* The columns that a heading stands for: the exact ones come first. */
static const struct part_heading *
find_heading(
    const struct part *p, const char *key, size_t len, struct match_cell *c)
{
	const struct part_heading *h;
	const char *star;
	size_t i, before, after;

	for (i = 0; i < p->nheadings; i++) {
		h = &p->headings[i];
		if (strlen(h->key) == len && memcmp(h->key, key, len) == 0)
			return h;
	}
	for (i = 0; i < p->nheadings; i++) {
		h = &p->headings[i];
		star = strchr(h->key, '*');
		if (star == NULL)
			continue;
		before = (size_t)(star - h->key);
		after = strlen(star + 1);
		if (len < before + after || memcmp(h->key, key, before) != 0 ||
		    memcmp(star + 1, key + len - after, after) != 0)
			continue;
		c->any_len = len - before - after;
		return h;
	}
	return NULL;
}

/* The text that the * of a heading stood for, as it is written in the file:
 * it begins so many characters from the end, or from the beginning. */
static void
any_text(const struct part_heading *h, const struct map_cell *cell,
    struct match_cell *c)
{
	const char *star = strchr(h->key, '*');
	size_t after, len = cell->len;

	if (star == NULL)
		return;
	/* The marks around it are ASCII where folding could change lengths. */
	after = strlen(star + 1);
	while (len > 0 && (cell->p[len - 1] == ' ' || cell->p[len - 1] == '\t'))
		len--;
	if (len < after + c->any_len)
		return;
	c->any = cell->p + len - after - c->any_len;
}

/* A heading speaks for each language that has it: Impressions is English and
 * French, and what stands beside it settles which. */
static void
vote(struct guess *g, const struct part_heading *h)
{
	const struct part_heading *other;
	size_t i, k, last = (size_t)-1;

	for (i = 0; i < g->part->nheadings; i++) {
		other = &g->part->headings[i];
		k = other->lang;
		if (k == (size_t)-1 || k == last ||
		    other->column != h->column ||
		    strcmp(other->key, h->key) != 0)
			continue;
		g->langs[k]++;
		last = k;
	}
}

static void
look_at_row(struct guess *g, const struct map_cell *cells, size_t n)
{
	const struct part_heading *h;
	struct cm_buf key;
	size_t i;

	cm_buf_init(&key, CM_BUF_ANY);
	for (i = 0; i < n; i++) {
		g->cells[i] = (struct match_cell){.column = -1};
		if (cells[i].p == NULL || cells[i].len == 0)
			continue;
		g->headings++;
		cm_buf_clear(&key);
		format_key(&key, cells[i].p, cells[i].len);
		h = find_heading(
		    g->part, cm_buf_str(&key), key.len, &g->cells[i]);
		if (h == NULL)
			continue;
		g->cells[i].column = h->column >= 0 ? h->column : -2;
		any_text(h, &cells[i], &g->cells[i]);
		vote(g, h);
	}
	cm_buf_release(&key);
}

static int
has_column(const struct guess *g, const char *to, size_t n)
{
	size_t i;

	/* Who names the format knows what the file is. */
	if (strcmp(to, "(#)") == 0)
		return g->in->marked || g->in->format != NULL;
	for (i = 0; i < n; i++)
		if (g->cells[i].column >= 0 &&
		    strcmp(g->part->columns[g->cells[i].column].to, to) == 0)
			return 1;
	return 0;
}

static int
row_fits(const struct guess *g, size_t n, struct match_fit *fit)
{
	const struct part *p = g->part;
	size_t i, k;

	memset(fit, 0, sizeof(*fit));
	fit->path = match_files(p, g->in->path);
	if (p->only && !fit->path)
		return 0;
	for (i = 0; i < p->nhas; i++) {
		for (k = 0; k < p->has[i].n; k++)
			if (has_column(g, p->has[i].any[k], n))
				break;
		if (k == p->has[i].n)
			return 0;
		fit->needs++;
	}
	for (i = 0; i < p->nnot; i++)
		if (has_column(g, p->not [i], n))
			return 0;
	for (i = 0; i < n; i++)
		fit->known += g->cells[i].column != -1;
	if (p->exact && fit->known < g->headings)
		return 0;
	/* Without `has` the path decides, and any heading that is known. */
	return p->nhas > 0 || (fit->path && fit->known > 0);
}

static int
fits_sheet(const struct part *p, const char *sheet)
{
	size_t i;

	for (i = 0; sheet != NULL && i < p->nsheets; i++)
		if (strcasecmp(p->sheets[i], sheet) == 0)
			return 1;
	return p->nsheets == 0;
}

static size_t
most(const size_t *votes, size_t n)
{
	size_t best = 0, i;

	for (i = 1; i < n; i++)
		if (votes[i] > votes[best])
			best = i;
	return best;
}

/* Columns that have a place and no heading come where no heading stands. */
static void
place(const struct part *p, struct match_cell *cells, size_t n)
{
	size_t i, at;

	for (i = 0; i < p->ncolumns; i++) {
		at = p->columns[i].at;
		if (at > 0 && (at > n || cells[at - 1].column == -1))
			cells[at - 1].column = (long)i;
	}
}

/* How many cells a row has, with those. */
static size_t
width(const struct part *p, size_t n)
{
	size_t i;

	for (i = 0; i < p->ncolumns; i++)
		if (p->columns[i].at > n)
			n = p->columns[i].at;
	return n;
}

static void
take(struct match *m, const struct guess *g, size_t n)
{
	size_t i, wide = width(g->part, n);

	free(m->cells);
	m->cells = cm_zalloc((wide + 1) * sizeof(*m->cells));
	memcpy(m->cells, g->cells, n * sizeof(*m->cells));
	for (i = n; i < wide; i++)
		m->cells[i].column = -1;
	place(g->part, m->cells, n);
	m->format = g->format;
	m->part = g->part;
	m->lang = most(g->langs, g->format->nlanguages);
	m->n = wide;
}

static void
try_part(const struct match_in *in, const struct format *f,
    const struct part *p, const struct map_cell *cells, size_t n,
    struct match *m, struct match_fit *best)
{
	struct guess g = {.in = in, .format = f, .part = p, .n = n};
	struct match_fit fit;

	if (p->is != PART_TABLE || !match_allowed(in, f, p) ||
	    p->ncolumns == 0 || !fits_sheet(p, in->sheet))
		return;
	g.cells = cm_zalloc((n + 1) * sizeof(*g.cells));
	g.langs = cm_zalloc((f->nlanguages + 1) * sizeof(*g.langs));
	look_at_row(&g, cells, n);
	if (row_fits(&g, n, &fit) && match_weigh(m, f, p, &fit, best))
		take(m, &g, n);
	free(g.cells);
	free(g.langs);
}

int
match_row(const struct match_in *in, const struct map_cell *cells, size_t n,
    struct match *m)
{
	const struct format *f;
	struct match_fit best;
	size_t i, k;

	memset(m, 0, sizeof(*m));
	for (i = 0; i < formats_count(in->formats); i++) {
		f = formats_get(in->formats, i);
		for (k = 0; k < f->nparts; k++)
			try_part(in, f, &f->parts[k], cells, n, m, &best);
	}
	if (m->format != NULL)
		return m->other == NULL ? 1 : -1;
	match_release(m);
	return 0;
}

void
match_plain(const struct match_in *in, struct match *m)
{
	size_t i;

	memset(m, 0, sizeof(*m));
	m->format = in->format;
	m->part = in->part != NULL ? in->part : &in->format->parts[0];
	m->n = width(m->part, 0);
	m->cells = cm_zalloc((m->n + 1) * sizeof(*m->cells));
	for (i = 0; i < m->n; i++)
		m->cells[i].column = -1;
	place(m->part, m->cells, 0);
}

void
match_release(struct match *m)
{
	free(m->cells);
	free(m->other);
	memset(m, 0, sizeof(*m));
}
