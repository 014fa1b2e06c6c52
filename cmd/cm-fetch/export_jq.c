/* SPDX-License-Identifier: ISC */
/* The functions of a format: what they get, and what they put out. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/export.h"
#include "cmd/cm-fetch/feed.h"
#include "lib/asset.h"
#include "lib/json.h"

/* One program a format: the function that a part names is run. */
static void
put_dispatch(struct cm_buf *b, const struct format *f)
{
	const struct part *p;
	size_t i;

	for (i = 0; i < f->nparts; i++) {
		p = &f->parts[i];
		if (p->by != NULL)
			cm_buf_printf(b,
			    "if .part == \"%s\" and (has(\"count\") | not) "
			    "then (%s) else ",
			    p->name, p->by);
		if (p->end != NULL)
			cm_buf_printf(b,
			    "if .part == \"%s\" and has(\"count\") then (%s) "
			    "else ",
			    p->name, p->end);
	}
	cm_buf_puts(b, "empty");
	for (i = 0; i < f->nparts; i++)
		cm_buf_printf(b, "%s%s", f->parts[i].by != NULL ? " end" : "",
		    f->parts[i].end != NULL ? " end" : "");
}

/* Whether the functions speak of a member of their input. */
static int
speaks(const struct format *f, const char *word)
{
	const char *p = f->source;
	size_t n = strlen(word);

	for (; (p = strstr(p, word)) != NULL; p += n)
		if (p > f->source && (p[-1] == '.' || p[-1] == '"') &&
		    strchr("_abcdefghijklmnopqrstuvwxyz", p[n]) == NULL)
			return 1;
	return 0;
}

static struct cm_filter *
compiled(const struct format *format)
{
	struct cm_filter *filter;
	struct cm_buf expr, what;

	cm_buf_init(&expr, CM_BUF_ANY);
	cm_buf_init(&what, CM_BUF_ANY);
	put_dispatch(&expr, format);
	cm_buf_printf(&what, "%s.jq", format->name);
	filter = cm_filter_open_module(
	    cm_buf_str(&what), format->source, cm_buf_str(&expr), cm_exports);
	cm_buf_release(&expr);
	cm_buf_release(&what);
	return filter;
}

struct export_jq *
export_jq(struct export *x, const struct format *format)
{
	struct export_jq *j;

	for (j = x->jqs; j != NULL; j = j->next)
		if (j->format == format)
			return j;
	j = cm_zalloc(sizeof(*j));
	j->format = format;
	j->head = speaks(format, "head");
	j->pre = speaks(format, "pre");
	j->cells = speaks(format, "cells");
	j->frame = speaks(format, "frame");
	j->day_first = speaks(format, "day_first");
	j->filter = compiled(format);
	j->next = x->jqs;
	x->jqs = j;
	return j;
}

struct cm_filter *
export_jq_more(struct export_jq *j, size_t i)
{
	if (i == 0)
		return j->filter;
	if (j->more[i] == NULL)
		j->more[i] = compiled(j->format);
	return j->more[i];
}

void
export_jq_close(struct export_jq *j)
{
	struct export_jq *next;
	size_t i;

	for (; j != NULL; j = next) {
		next = j->next;
		cm_filter_close(j->filter);
		for (i = 1; i < EXPORT_THREADS; i++)
			cm_filter_close(j->more[i]);
		free(j);
	}
}

/* ---- the input ---- */

/* Whether 03/04 is in April, as the table was found to say. */
static const char *
day_first(const struct reading *r)
{
	return r->rules.dates == CELL_DMY ? "true"
	    : r->rules.dates == CELL_MDY  ? "false"
					  : "null";
}

static void
put_prefix(struct reading *r)
{
	struct export *x = r->x;
	struct cm_buf *b = &r->prefix;

	cm_buf_clear(b);
	cm_buf_byte(b, '{');
	cm_json_member(b, "part", r->part->name);
	cm_json_member(b, "file", r->in->path != NULL ? r->in->shown : NULL);
	cm_json_member(b, "sheet", r->sheet);
	cm_json_member(b, "lang", r->lang);
	cm_json_member(b, "account", x->f->o.account);
	cm_json_member_int(b, "now", x->f->now);
	cm_buf_printf(b, ",\"settings\":%s", cm_buf_str(&x->settings));
	cm_buf_printf(b, ",\"context\":%s", context_of(r));
	if (r->before)
		cm_buf_puts(b, ",\"before\":true");
	if (r->pre != NULL && r->jq->pre)
		cm_buf_printf(b, ",\"pre\":%s", r->pre);
	if (r->head != NULL && r->jq->head)
		cm_buf_printf(b, ",\"head\":%s", r->head);
	if (r->part->is == PART_TABLE && r->jq->day_first)
		cm_buf_printf(b, ",\"day_first\":%s", day_first(r));
	r->prefixed = x->contexts;
}

void
export_jq_prefix(struct reading *r)
{
	if (r->prefix.len == 0 || r->prefixed != r->x->contexts)
		put_prefix(r);
}

void
export_jq_begin(struct reading *r)
{
	/* Those that wait have what was there before them. */
	if (r->prefix.len == 0 || r->prefixed != r->x->contexts)
		export_jq_flush(r);
	export_jq_prefix(r);
	cm_buf_clear(&r->input);
	r->look_len = r->known_len = 0;
	cm_buf_add(&r->input, r->prefix.p, r->prefix.len);
	cm_json_member_int(&r->input, "line", (int64_t)r->at);
}

/* ---- the outputs ---- */

static void
make_known(struct reading *r, struct cm_slice all)
{
	struct cm_slice key, value;
	struct cm_buf name;
	size_t at = 0;

	if (cm_scan_kind(all) != CM_OBJECT)
		return;
	cm_buf_init(&name, CM_BUF_ANY);
	while (cm_json_next(all, &at, &key, &value)) {
		cm_buf_clear(&name);
		cm_buf_printf(&name, "%s\n", r->format->name);
		cm_json_text(&name, key);
		if (known_set(&r->x->known, name.p, name.len, value.p,
			value.len) != -1)
			continue;
		reading_fails(r, CM_FAIL,
		    "more has to be known at once "
		    "than there is room for");
		break;
	}
	cm_buf_release(&name);
}

static void
covers(struct reading *r, struct cm_slice span)
{
	int64_t start, end;
	int whole, whole_end;

	if (export_time(r, cm_json_get(span, "start"), &start, &whole) != 0 ||
	    export_time(r, cm_json_get(span, "end"), &end, &whole_end) != 0)
		return;
	tally_covers(r->tally, start,
	    whole_end ? cell_day_end(end, r->rules.zone) : end);
}

static void
say(struct reading *r, struct cm_slice words)
{
	char *text = cm_json_dup(words);

	if (text != NULL &&
	    known_set(&r->x->said, text, strlen(text), NULL, 0) > 0)
		cm_note(0, "%s: %s", r->in->shown, text);
	free(text);
}

static uint64_t
line_of(const struct reading *r, struct cm_slice output)
{
	struct cm_slice line = cm_json_get(output, "line");
	double d;

	return line.p != NULL && cm_json_double(line, &d) == 0 && d >= 1 &&
		d < 1e15
	    ? (uint64_t)d
	    : r->at;
}

/* A bad row: its own text, or that of the line which the output names. */
static void
refuse(struct reading *r, struct cm_slice output, const char *why,
    const char *text, size_t len)
{
	uint64_t line = line_of(r, output);

	if (line != r->at && r->find != NULL)
		text = r->find(r, line, &len);
	reading_bad(r, line, why, text, len);
}

static void
take_output(
    struct reading *r, struct cm_slice output, const char *text, size_t len)
{
	struct cm_slice v = cm_json_get(output, "bad");
	const char *why = NULL;
	char *words;

	if (cm_scan_kind(v) == CM_STRING) {
		words = cm_json_dup(v);
		refuse(
		    r, output, words != NULL ? words : "it is bad", text, len);
		free(words);
		return;
	}
	v = cm_json_get(output, "refuse");
	if (cm_scan_kind(v) == CM_STRING) {
		words = cm_json_dup(v);
		reading_fails(r, CM_USAGE, "%s", words != NULL ? words : "");
		free(words);
		r->refused = 1;
		return;
	}
	if (cm_json_get(output, "type").p == NULL) {
		context_join(r, cm_json_get(output, "context"));
		make_known(r, cm_json_get(output, "know"));
		v = cm_json_get(output, "covers");
		if (v.p != NULL && !r->in->silent)
			covers(r, v);
		say(r, cm_json_get(output, "note"));
		return;
	}
	switch (export_finish(r, output, &why)) {
	case FINISH_TAKEN:
		if (!export_hold(r, output))
			export_put(r);
		break;
	case FINISH_BAD:
		refuse(r, output, why, text, len);
		break;
	case FINISH_OUT:
		break;
	}
}

void
export_jq_take(
    struct reading *r, const struct cm_buf *got, const char *text, size_t len)
{
	struct cm_slice output;
	size_t at, n;

	for (at = 0; at < got->len && !r->x->stop && !r->refused;
	     at += n + EXPORT_PAD) {
		memcpy(&n, got->p + at, sizeof(n));
		at += sizeof(n);
		output.p = got->p + at;
		output.len = n;
		if (cm_scan_kind(output) == CM_OBJECT)
			take_output(r, output, text, len);
	}
}
