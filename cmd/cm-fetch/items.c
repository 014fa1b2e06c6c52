/* SPDX-License-Identifier: ISC */
/* Documents cut into items: what the three forms share. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/items_in.h"
#include "lib/err.h"

/* So much is kept of an item that is too large; what lies behind is read over
 * it. */
enum { MOST = ITEM_MOST + ITEMS_CHUNK };

struct items *
items_open(struct stream *from, enum items_form form, const char *const *paths,
    size_t n, const char **why)
{
	struct items *s = cm_zalloc(sizeof(*s));

	s->from = from;
	s->form = form;
	s->line = 1;
	cm_buf_init(&s->text, CM_BUF_ANY);
	cm_buf_init(&s->path, CM_BUF_ANY);
	cm_buf_init(&s->frame, CM_BUF_ANY);
	if (form == ITEMS_JSON) {
		items_json_open(s, paths, n);
	} else if (form == ITEMS_XML) {
		items_xml_open(s, paths, n);
	} else if (items_text_open(s, paths, n, why) == -1) {
		items_close(s);
		return NULL;
	}
	return s;
}

void
items_close(struct items *s)
{
	if (s == NULL)
		return;
	items_json_close(s);
	items_xml_close(s);
	items_text_close(s);
	cm_buf_release(&s->text);
	cm_buf_release(&s->path);
	cm_buf_release(&s->frame);
	free(s->buf);
	free(s);
}

static void
make_room(struct items *s)
{
	size_t cap;

	if (s->cap - s->end >= ITEMS_CHUNK)
		return;
	if (s->keep > 0) {
		memmove(s->buf, s->buf + s->keep, s->end - s->keep);
		s->at -= s->keep;
		s->end -= s->keep;
		s->keep = 0;
	}
	if (s->cap - s->end >= ITEMS_CHUNK)
		return;
	cap = s->cap * 2 + 2 * ITEMS_CHUNK;
	if (cap > MOST + ITEMS_CHUNK)
		cap = MOST + ITEMS_CHUNK;
	if (cap < s->end + ITEMS_CHUNK)
		cap = s->end + ITEMS_CHUNK;
	s->buf = cm_realloc(s->buf, cap + CM_SCAN_PAD);
	s->cap = cap;
	memset(s->buf + cap, 0, CM_SCAN_PAD);
}

int
items_more(struct items *s)
{
	ssize_t n;

	if (s->eof)
		return 0;
	make_room(s);
	n = stream_read(s->from, s->buf + s->end, s->cap - s->end);
	if (n <= 0) {
		s->eof = 1;
		if (n < 0)
			items_fail(s, stream_why(s->from));
		memset(s->buf + s->end, 0, CM_SCAN_PAD);
		return 0;
	}
	s->end += (size_t)n;
	memset(s->buf + s->end, 0, CM_SCAN_PAD);
	return 1;
}

int
items_dropped(struct items *s)
{
	size_t from = s->keep + ITEM_MOST;

	if (s->at < from + ITEMS_CHUNK)
		return 0;
	memmove(s->buf + from, s->buf + s->at, s->end - s->at);
	s->end = from + (s->end - s->at);
	s->at = from;
	return 1;
}

int
items_fail(struct items *s, const char *why)
{
	if (s->why == NULL) {
		s->why = why != NULL ? why : "it cannot be read";
		s->why_line = s->line;
	}
	return -1;
}

uint64_t
items_lines(const char *p, size_t len)
{
	uint64_t n = 0;
	size_t i;

	for (i = 0; i < len; i++)
		n += p[i] == '\n';
	return n;
}

int
items_next(struct items *s, struct item *i)
{
	memset(i, 0, sizeof(*i));
	/* XML that was read before reading failed may have items yet. */
	if (s->why != NULL && s->form != ITEMS_XML)
		return -1;
	switch (s->form) {
	case ITEMS_JSON:
		return items_json_next(s, i);
	case ITEMS_XML:
		return items_xml_next(s, i);
	default:
		return items_text_next(s, i);
	}
}

const char *
items_why(const struct items *s, uint64_t *line)
{
	if (line != NULL)
		*line = s->why_line;
	return s->why;
}

const char *
items_frame(struct items *s, size_t *len)
{
	if (s->asked == s->version && s->frame.len > 0) {
		*len = s->frame.len;
		return s->frame.p;
	}
	s->asked = s->version;
	cm_buf_clear(&s->frame);
	switch (s->form) {
	case ITEMS_JSON:
		items_json_frame(s, &s->frame);
		break;
	case ITEMS_XML:
		items_xml_frame(s, &s->frame);
		break;
	default:
		items_text_frame(s, &s->frame);
	}
	if (s->frame.len == 0)
		cm_buf_puts(&s->frame, "{}");
	*len = s->frame.len;
	return cm_buf_str(&s->frame);
}

uint64_t
items_frame_version(const struct items *s)
{
	return s->version;
}

void
items_path_init(struct items_path *p, const char *text)
{
	size_t len = strlen(text), n;
	char *q, *dot;

	/* No more steps than bytes, and one. */
	p->text = cm_strdup(text);
	p->steps = cm_alloc((len + 1) * sizeof(*p->steps));
	p->n = 0;
	for (q = p->text; *text != '\0' && q != NULL; q = dot) {
		dot = strchr(q, '.');
		if (dot != NULL)
			*dot++ = '\0';
		/* Behind a name, or alone: "a[][]", "[]". */
		for (n = strlen(q); n >= 2 && memcmp(q + n - 2, "[]", 2) == 0;)
			n -= 2;
		len = (strlen(q) - n) / 2;
		q[n] = '\0';
		if (n > 0)
			p->steps[p->n++] = q;
		for (; len > 0; len--)
			p->steps[p->n++] = NULL;
	}
}

void
items_path_release(struct items_path *p)
{
	free(p->text);
	free(p->steps);
}
