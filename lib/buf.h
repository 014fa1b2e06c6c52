/* SPDX-License-Identifier: ISC */
#ifndef CM_BUF_H
#define CM_BUF_H

#include <stddef.h>

/*
 * Growable bytes with a hard maximum. What grows from bytes that others
 * sent has a true maximum; what we make ourselves may use CM_BUF_ANY.
 */
struct cm_buf {
	char *p;    /* the bytes; NULL while nothing was added */
	size_t len; /* how many */
	size_t cap;
	size_t max;
	int full; /* something did not fit; everything after is refused too */
};

#define CM_BUF_ANY ((size_t)-1 / 2)

void cm_buf_init(struct cm_buf *b, size_t max);
void cm_buf_release(struct cm_buf *b);

/* Empties it and keeps the memory. */
void cm_buf_clear(struct cm_buf *b);

/*
 * Makes room for n more bytes behind len and returns where they go, or NULL
 * when that would pass the maximum. The caller adds what it wrote to len.
 */
char *cm_buf_room(struct cm_buf *b, size_t n);

/* These return 0, or -1 when it would pass the maximum (nothing is added). */
int cm_buf_add(struct cm_buf *b, const void *p, size_t n);
int cm_buf_byte(struct cm_buf *b, int c);
int cm_buf_puts(struct cm_buf *b, const char *s);
int cm_buf_printf(struct cm_buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Returns the bytes as a string: a NUL is put behind them, not counted. */
const char *cm_buf_str(struct cm_buf *b);

#endif
