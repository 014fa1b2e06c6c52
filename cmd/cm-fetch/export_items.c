/* SPDX-License-Identifier: ISC */
/* Documents of a format: JSON, XML, text in items. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cm-fetch/export.h"
#include "cmd/cm-fetch/items.h"
#include "lib/clock.h"
#include "lib/json.h"

enum { LOOK = 1 << 20, LOOK_ITEMS = 5000, PART = 64 << 10 };

/* A group of the pattern, decoded behind what b holds; it may be empty. */
static void
put_group(struct cm_buf *b, struct cm_slice groups, size_t which)
{
	struct cm_slice v;
	size_t at = 0, n = 0;

	while (which > 0 && cm_json_next(groups, &at, NULL, &v))
		if (++n == which) {
			if (cm_scan_kind(v) == CM_STRING)
				cm_json_text(b, v);
			return;
		}
}

static struct cm_slice
groups_of(const struct item *it)
{
	struct cm_slice item = {it->json, it->len};

	return cm_json_get(item, "groups");
}

/* The time that the groups of an item say, in UTC. */
static void
put_time(struct reading *r, const struct item *it)
{
	struct cm_slice groups = groups_of(it);
	const struct part *p = r->part;
	struct cm_buf *b = &r->scratch;
	char text[CM_CLOCK_TEXT];
	int64_t t;
	int whole;

	if (p->date_group == 0)
		return;
	cm_buf_clear(b);
	put_group(b, groups, p->date_group);
	cm_buf_byte(b, ' ');
	put_group(b, groups, p->time_group);
	cm_buf_byte(b, ' ');
	put_group(b, groups, p->noon_group);
	while (b->len > 0 && b->p[b->len - 1] == ' ')
		b->len--;
	if (b->len > 0 &&
	    cell_time(b->p, b->len, &r->rules, &t, &whole) == CELL_OK)
		cm_json_member(&r->input, "time", cm_clock_text(t, text));
	cm_buf_printf(&r->input, ",\"day_first\":%s",
	    r->rules.dates == CELL_DMY ? "true" : "false");
}

/* One item through the function. */
static int
run_item(struct reading *r, struct items *items, const struct item *it)
{
	struct cm_slice item = {it->json, it->len};
	const char *frame;
	size_t len;

	export_jq_begin(r);
	cm_buf_puts(&r->input, ",\"item\":");
	r->look_at = r->input.len;
	r->look_len = it->len;
	cm_buf_add(&r->input, it->json, it->len);
	if (it->path != NULL)
		cm_buf_printf(&r->input, ",\"path\":%s", it->path);
	cm_json_member_int(&r->input, "n", (int64_t)r->rows);
	put_time(r, it);
	if (r->jq->frame) {
		frame = items_frame(items, &len);
		if (frame != NULL && len > 0) {
			cm_buf_puts(&r->input, ",\"frame\":");
			cm_buf_add(&r->input, frame, len);
		}
	}
	export_jq_look(r, item);
	r->rows++;
	return export_jq_run(r, it->json, it->len);
}

static enum items_form
form_of(const struct part *p)
{
	return p->is == PART_XML ? ITEMS_XML
	    : p->is == PART_TEXT ? ITEMS_TEXT
				 : ITEMS_JSON;
}

/* A document from its beginning to its end. */
static void
run_items(struct reading *r, struct stream *text, char *const *paths, size_t n)
{
	struct items *items;
	struct item it;
	const char *why;
	uint64_t line;
	int got = -1;

	items = items_open(
	    text, form_of(r->part), (const char *const *)paths, n, &why);
	if (items == NULL) {
		reading_fails(r, CM_USAGE, "%s", why);
		return;
	}
	while (
	    !r->x->stop && !r->refused && (got = items_next(items, &it)) == 1) {
		r->at = it.line;
		if (it.bad != NULL) {
			r->rows++;
			export_jq_flush(r);
			reading_bad(r, it.line, it.bad, it.json, it.len);
		} else if (run_item(r, items, &it) != 0)
			break;
	}
	export_jq_flush(r);
	if (got == -1 && !r->x->stop && !r->refused) {
		why = items_why(items, &line);
		reading_fails(
		    r, CM_FAIL, "line %llu: %s", (unsigned long long)line, why);
	}
	items_close(items);
}

/* What the dates of a text are like is seen from the first of them. */
static int
settle(struct reading *r, struct stream *text)
{
	struct cell_evidence e = {0};
	struct cm_buf date;
	struct stream *head;
	struct items *items;
	struct item it;
	const char *p, *why = "";
	size_t len, n = 0;

	if (r->part->date_group == 0 || r->part->nitems == 0 ||
	    r->rules.dates != CELL_ANY_ORDER)
		return 0;
	len = stream_peek(text, &p, LOOK);
	head = stream_bytes(p, len);
	items = items_open(head, ITEMS_TEXT,
	    (const char *const *)r->part->items, r->part->nitems, &why);
	cm_buf_init(&date, CM_BUF_ANY);
	while (items != NULL && n++ < LOOK_ITEMS && items_next(items, &it) == 1)
		if (it.bad == NULL) {
			cm_buf_clear(&date);
			put_group(&date, groups_of(&it), r->part->date_group);
			cell_look(&e, cm_buf_str(&date), date.len, CELL_TIME);
		}
	cm_buf_release(&date);
	if (items != NULL)
		items_close(items);
	stream_close(head);
	if (cell_settle(&e, &r->rules, &why) != CELL_AMBIGUOUS)
		return 0;
	reading_fails(r, CM_USAGE,
	    "the order of day and month is not known ('%s'): say --dates dmy "
	    "or --dates mdy",
	    e.day);
	return -1;
}

/* Reads on through another stream, which ends with this file. */
static struct stream *
decoded(
    struct reading *r, struct stream *from, char told[32], uint64_t *damaged)
{
	const char *why = "";
	struct stream *s;

	if (r->part->is == PART_XML)
		return from; /* says itself what it is written in */
	s = stream_text(from, r->x->f->o.import.encoding, r->part->fallback,
	    told, damaged, &why);
	if (s != NULL)
		return s;
	stream_close(from);
	reading_fails(r, CM_USAGE, "%s", why);
	return NULL;
}

/* Where the same bytes can be read twice: a copy of what cannot. */
static struct stream *
spooled(struct stream *from)
{
	FILE *file = tmpfile();
	char part[PART];
	ssize_t n;
	int fd = -1;

	if (file == NULL)
		return NULL;
	while ((n = stream_read(from, part, sizeof(part))) > 0)
		if (fwrite(part, 1, (size_t)n, file) != (size_t)n)
			break;
	if (n == 0 && fflush(file) == 0)
		fd = dup(fileno(file));
	fclose(file);
	if (fd == -1)
		return NULL;
	lseek(fd, 0, SEEK_SET);
	return stream_file(fd);
}

/* One pass; before: the paths that come first. Returns 0, or -1. */
static int
pass(struct reading *r, struct stream *from, int before)
{
	char told[32] = "";
	uint64_t damaged = 0;
	struct stream *text = decoded(r, stream_lent(from), told, &damaged);
	const struct part *p = r->part;
	int rc = -1;

	if (text == NULL)
		return -1;
	if (settle(r, text) == 0) {
		if (!before)
			reading_facts(r, "%s%s%s%s",
			    told[0] != '\0' ? ", " : "", told,
			    r->tz != NULL ? ", zone " : "",
			    r->tz != NULL ? r->tz : "");
		run_items(r, text, before ? p->before : p->items,
		    before ? p->nbefore : p->nitems);
		rc = 0;
	}
	stream_close(text);
	if (damaged > 0 && !before)
		cm_note(0, "%s: %llu bytes are not %s", r->shown,
		    (unsigned long long)damaged, told);
	return rc;
}

void
export_items(struct input *in, const struct match *m)
{
	struct reading r;
	struct stream *from = in->bytes, *copy = NULL;
	int rc = 0;

	reading_open(&r, in, m, NULL);
	if (r.jq == NULL && in->x->f->status != CM_USAGE)
		reading_fails(&r, CM_USAGE, "its format names no function");
	if (r.jq != NULL && r.jq->filter != NULL) {
		if (r.part->nbefore > 0 && !in->seekable) {
			from = copy = spooled(in->bytes);
			if (copy == NULL)
				reading_fails(&r, CM_FAIL,
				    "no room to read it twice: see that there "
				    "is space in /tmp");
		}
		if (from != NULL && r.part->nbefore > 0) {
			r.before = 1;
			rc = pass(&r, from, 1);
			r.before = 0;
			cm_buf_clear(&r.prefix);
			r.rows = 0;
			stream_seek(from, 0);
		}
		if (from != NULL && rc == 0)
			pass(&r, from, 0);
	}
	stream_close(copy);
	reading_close(&r);
}
