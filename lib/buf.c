/* SPDX-License-Identifier: ISC */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/err.h"

void
cm_buf_init(struct cm_buf *b, size_t max)
{
	memset(b, 0, sizeof(*b));
	b->max = max;
}

void
cm_buf_release(struct cm_buf *b)
{
	free(b->p);
	cm_buf_init(b, b->max);
}

void
cm_buf_clear(struct cm_buf *b)
{
	b->len = 0;
	b->full = 0;
}

char *
cm_buf_room(struct cm_buf *b, size_t n)
{
	size_t cap;

	if (b->full || n > b->max || b->len > b->max - n) {
		b->full = 1;
		return NULL;
	}
	if (b->cap - b->len <= n) {
		cap = b->cap < 64 ? 64 : b->cap;
		while (cap - b->len <= n)
			cap *= 2;
		b->p = cm_realloc(b->p, cap);
		b->cap = cap;
	}
	return b->p + b->len;
}

int
cm_buf_add(struct cm_buf *b, const void *p, size_t n)
{
	char *to;

	if (n == 0)
		return b->full ? -1 : 0;
	to = cm_buf_room(b, n);
	if (to == NULL)
		return -1;
	memcpy(to, p, n);
	b->len += n;
	return 0;
}

int
cm_buf_byte(struct cm_buf *b, int c)
{
	char *to = cm_buf_room(b, 1);

	if (to == NULL)
		return -1;
	*to = (char)c;
	b->len++;
	return 0;
}

int
cm_buf_puts(struct cm_buf *b, const char *s)
{
	return cm_buf_add(b, s, strlen(s));
}

int
cm_buf_printf(struct cm_buf *b, const char *fmt, ...)
{
	char *to;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return -1;
	to = cm_buf_room(b, (size_t)n);
	if (to == NULL)
		return -1;
	va_start(ap, fmt);
	vsnprintf(to, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
	return 0;
}

const char *
cm_buf_str(struct cm_buf *b)
{
	if (b->p == NULL || b->len == b->cap)
		b->p = cm_realloc(b->p, b->cap += 64);
	b->p[b->len] = '\0';
	return b->p;
}
