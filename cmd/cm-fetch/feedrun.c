/* SPDX-License-Identifier: ISC */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/feedpart.h"
#include "lib/err.h"
#include "lib/url.h"

void
feed_run_init(struct feed_run *r, const struct feed_in *in,
    const struct feed_out *out, struct feed_info *info)
{
	memset(r, 0, sizeof(*r));
	r->in = in;
	r->out = out;
	r->info = info;
	r->base = in->url;
	cm_buf_init(&r->record, CM_BUF_ANY);
	cm_buf_init(&r->a, CM_BUF_ANY);
	cm_buf_init(&r->b, CM_BUF_ANY);
}

static void
tell(struct feed_run *r, const struct feed_remark *remark)
{
	r->info->problems += remark->times;
	cm_buf_clear(&r->a);
	cm_buf_puts(&r->a, remark->text);
	if (remark->times > 1)
		cm_buf_printf(
		    &r->a, " (and %zu more like it)", remark->times - 1);
	if (r->out != NULL && r->out->problem != NULL)
		r->out->problem(r->out->ctx, cm_buf_str(&r->a));
}

void
feed_run_release(struct feed_run *r)
{
	size_t i;

	for (i = 0; i < r->remarks_n; i++) {
		tell(r, &r->remarks[i]);
		free(r->remarks[i].text);
	}
	r->kept_for_good = 0;
	feed_forget(r);
	free(r->kept.v);
	free(r->ids);
	free(r->seen);
	cm_buf_release(&r->record);
	cm_buf_release(&r->a);
	cm_buf_release(&r->b);
}

/* What is quoted from the feed may hold anything. */
static void
make_printable(char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7F)
			*s = ' ';
}

void
feed_problem(struct feed_run *r, long line, const char *fmt, ...)
{
	struct feed_remark *remark;
	char text[400];
	size_t i, n;
	va_list ap;

	for (i = 0; i < r->remarks_n; i++)
		if (r->remarks[i].fmt == fmt) {
			r->remarks[i].times++;
			return;
		}
	if (r->remarks_n == FEED_REMARKS)
		return;
	n = 0;
	if (line > 0)
		n = (size_t)snprintf(text, sizeof(text), "line %ld: ", line);
	va_start(ap, fmt);
	vsnprintf(text + n, sizeof(text) - n, fmt, ap);
	va_end(ap);
	make_printable(text);
	remark = &r->remarks[r->remarks_n++];
	remark->fmt = fmt;
	remark->text = cm_strdup(text);
	remark->times = 1;
}

static void
list_push(struct feed_list *list, const char *s)
{
	if (list->n == list->cap) {
		list->cap = list->cap == 0 ? 16 : list->cap * 2;
		list->v = cm_realloc(list->v, list->cap * sizeof(*list->v));
	}
	list->v[list->n++] = s;
}

void
feed_list_add(struct feed_list *list, const char *s)
{
	size_t i;

	if (s == NULL || list->n >= FEED_LIST_MAX)
		return;
	for (i = 0; i < list->n; i++)
		if (strcmp(list->v[i], s) == 0)
			return;
	list_push(list, s);
}

const char *
feed_keep(struct feed_run *r, const char *s, size_t len)
{
	char *copy;

	if (len == 0)
		return NULL;
	copy = cm_strndup(s, len);
	list_push(&r->kept, copy);
	return copy;
}

const char *
feed_keep_buf(struct feed_run *r, const struct cm_buf *b)
{
	return feed_keep(r, b->p, b->len);
}

static int
is_blank(int c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

const char *
feed_keep_line(struct feed_run *r, const char *s, size_t len)
{
	struct cm_buf *b = &r->b;
	size_t i;

	cm_buf_clear(b);
	for (i = 0; i < len; i++)
		if (!is_blank(s[i]))
			cm_buf_byte(b, s[i]);
		else if (b->len > 0 && b->p[b->len - 1] != ' ')
			cm_buf_byte(b, ' ');
	if (b->len > 0 && b->p[b->len - 1] == ' ')
		b->len--;
	return feed_keep_buf(r, b);
}

const char *
feed_keep_url(struct feed_run *r, const char *base, const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len && is_blank(s[i]); i++)
		;
	if (i == len) /* an empty link is none, not the feed's address */
		return NULL;
	cm_buf_clear(&r->b);
	cm_url_join(&r->b, base, s, len);
	return feed_keep_buf(r, &r->b);
}

void
feed_forget(struct feed_run *r)
{
	size_t i;

	for (i = r->kept_for_good; i < r->kept.n; i++)
		free((char *)r->kept.v[i]);
	r->kept.n = r->kept_for_good;
}
