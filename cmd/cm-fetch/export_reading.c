/* SPDX-License-Identifier: ISC */
/* What the readings of tables and of documents share. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cm-fetch/export.h"
#include "cmd/cm-fetch/feed.h"
#include "lib/pipe.h"

/* The zone of times that name none: that of the format, what was asked for,
 * what is likely, the local one. */
static void
set_zone(struct reading *r)
{
	const struct part *p = r->part;
	const struct format *f = r->format;
	char room[256];
	const char *tz = p->zone != NULL ? p->zone : f->zone;

	if (tz == NULL)
		tz = r->x->f->o.tz;
	if (tz == NULL)
		r->rules.unzoned = &r->unzoned;
	if (tz == NULL)
		tz = p->preset_zone != NULL ? p->preset_zone : f->preset_zone;
	if (tz == NULL)
		tz = import_local_zone(room);
	if (tz == NULL)
		return;
	r->rules.zone = cm_zone_open(tz);
	if (r->rules.zone != NULL)
		r->tz = cm_strdup(tz);
	else if (tz != room) {
		reading_fails(r, CM_USAGE,
		    "its format has a zone that is not known: '%s'", tz);
		r->refused = 1;
	}
}

static void
set_rules(struct reading *r, const struct match *m)
{
	const struct import *o = &r->x->f->o.import;
	const struct format_language *l = NULL;

	if (m->lang < r->format->nlanguages)
		l = &r->format->languages[m->lang];
	r->lang = l != NULL ? l->name : NULL;
	r->rules.point = o->point;
	r->rules.dates = o->dates;
	if (l != NULL) {
		r->rules.likely.point = l->point;
		r->rules.likely.dates = l->dates;
	}
	r->rules.now = r->fetched; /* years left out are of before it */
}

static int64_t
fetched_of(const struct input *in)
{
	const struct fetch *f = in->x->f;

	if (f->o.import.fetched != INT64_MIN)
		return f->o.import.fetched;
	return in->changed != INT64_MIN && in->changed < f->now ? in->changed
								: f->now;
}

void
reading_open(struct reading *r, struct input *in, const struct match *m,
    const char *sheet)
{
	struct cm_buf shown;

	memset(r, 0, sizeof(*r));
	r->x = in->x;
	r->in = in;
	r->format = m->format;
	r->part = m->part;
	r->sheet = sheet;
	r->fetched = fetched_of(in);
	cm_buf_init(&shown, CM_BUF_ANY);
	cm_buf_puts(&shown, in->shown);
	if (sheet != NULL)
		cm_buf_printf(&shown, ":%s", sheet);
	r->shown = cm_strdup(cm_buf_str(&shown));
	cm_buf_release(&shown);
	cm_buf_init(&r->prefix, CM_BUF_ANY);
	cm_buf_init(&r->input, CM_BUF_ANY);
	cm_buf_init(&r->got, CM_BUF_ANY);
	cm_buf_init(&r->record, CM_BUF_ANY);
	cm_buf_init(&r->line, CM_BUF_ANY);
	cm_buf_init(&r->scratch, CM_BUF_ANY);
	cm_buf_init(&r->context, CM_BUF_ANY);
	set_rules(r, m);
	r->tally = tally_of(r->x, r->format, r->part);
	zone_covers(r->x->f, r->rules.zone, &r->tally->from, &r->tally->to);
	if (!in->silent)
		r->tally->pages++;
	set_zone(r);
	reading_functions(r);
}

void
reading_functions(struct reading *r)
{
	if (r->jq != NULL || (r->part->by == NULL && r->part->end == NULL))
		return;
	r->jq = export_jq(r->x, r->format);
	if (r->jq->filter == NULL)
		reading_fails(r, CM_USAGE, "its format does not work");
}

void
reading_close(struct reading *r)
{
	export_jq_flush(r);
	if (r->part->end != NULL && r->jq->filter != NULL && !r->x->stop) {
		r->at = 0;
		export_jq_begin(r);
		cm_buf_printf(&r->input, ",\"count\":%llu",
		    (unsigned long long)(r->rows - (uint64_t)r->bad));
		export_jq_run(r, NULL, 0);
	}
	export_jq_flush(r);
	batch_free(r->batch);
	known_release(&r->drafts);
	if (r->bad > 0)
		cm_warn("%ld of %llu %s%s %s bad%s%s", r->bad,
		    (unsigned long long)r->rows,
		    r->part->is == PART_TABLE ? "row" : "item",
		    r->rows == 1 ? "" : "s", r->bad == 1 ? "was" : "were",
		    r->x->f->o.rec.rejects != NULL ? ", kept in " : "",
		    r->x->f->o.rec.rejects != NULL ? r->x->f->o.rec.rejects
						   : "");
	if (r->unzoned && !r->in->silent)
		zone_guessed(r->x->f, r->shown, r->tz);
	zone_outside(r->x->f, r->shown, r->outside);
	free(r->shown);
	free(r->tz);
	cm_zone_close(r->rules.zone);
	cm_buf_release(&r->prefix);
	cm_buf_release(&r->input);
	cm_buf_release(&r->got);
	cm_buf_release(&r->record);
	cm_buf_release(&r->line);
	cm_buf_release(&r->scratch);
	cm_buf_release(&r->context);
}

void
input_fails(const struct input *in, enum cm_exit status, const char *why,
    const char *advice)
{
	struct fetch *f = in->x->f;

	/* What others need is all that matters then. */
	if (in->x->only_first)
		return;
	if (advice != NULL)
		cm_warn("%s: %s; %s", in->shown, why, advice);
	else
		cm_warn("%s: %s", in->shown, why);
	f->status = cm_worse(f->status, status);
}

void
input_breaks(const struct input *in, enum cm_exit status, const char *why,
    const char *advice)
{
	if (in->x->only_first)
		return;
	input_fails(in, status, why, advice);
	tally_fails(tally_of(in->x, NULL, NULL), why);
}

void
input_two(const struct input *in, const struct match *m)
{
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b, "it may be %s:%s or %s", m->format->name,
	    m->part->name, m->other);
	input_breaks(
	    in, CM_USAGE, cm_buf_str(&b), "say which with --as FORMAT:PART");
	cm_buf_release(&b);
}

void
reading_fails(struct reading *r, enum cm_exit status, const char *fmt, ...)
{
	char why[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	cm_warn("%s: %s", r->shown, why);
	tally_fails(r->tally, why);
	r->x->f->status = cm_worse(r->x->f->status, status);
}

void
reading_facts(const struct reading *r, const char *fmt, ...)
{
	char words[1024];
	va_list ap;

	if (!cm_talks(1) || r->in->silent)
		return;
	va_start(ap, fmt);
	vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	cm_note(
	    1, "%s: %s:%s%s", r->shown, r->format->name, r->part->name, words);
}

/* Adds to the file of bad lines; the heading of a table comes first. */
static void
keep(struct reading *r, const char *text, size_t len)
{
	const char *path = r->x->f->o.rec.rejects;
	struct cm_buf b;
	size_t at;

	if (path == NULL)
		return;
	if (r->x->rejects == -1)
		r->x->rejects = open(path, O_WRONLY | O_APPEND | O_CREAT, 0666);
	cm_buf_init(&b, CM_BUF_ANY);
	if (r->heading != NULL && !r->headed) {
		cm_buf_add(&b, r->heading, r->heading_len);
		cm_buf_byte(&b, '\n');
		r->headed = 1;
	}
	at = b.len;
	cm_buf_add(&b, text, len);
	/* Items stand on one line, as JSON without its line ends. */
	for (; r->part->is != PART_TABLE && at < b.len; at++)
		if (b.p[at] == '\n' || b.p[at] == '\r')
			b.p[at] = ' ';
	cm_buf_byte(&b, '\n');
	if (r->x->rejects == -1 ||
	    cm_pipe_write(r->x->rejects, b.p, b.len) != 0) {
		cm_warn("cannot write '%s': %s", path, strerror(errno));
		r->x->f->status = cm_worse(r->x->f->status, CM_FAIL);
	}
	cm_buf_release(&b);
}

void
reading_bad(struct reading *r, uint64_t line, const char *why, const char *text,
    size_t len)
{
	struct fetch *f = r->x->f;

	if (r->in->silent)
		return;
	if (line > 0)
		cm_warn("%s:%llu: %s", r->shown, (unsigned long long)line, why);
	else
		cm_warn("%s: %s", r->shown, why);
	f->status = cm_worse(f->status, CM_FAIL);
	r->bad++;
	r->x->refused++;
	r->tally->refused++;
	tally_fails(r->tally,
	    r->part->is == PART_TABLE ? "rows that could not be read"
				      : "items that could not be read");
	if (text != NULL)
		keep(r, text, len);
	if (f->o.rec.strict)
		r->x->stop = f->stop = 1;
}
