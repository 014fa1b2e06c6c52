/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/cm-fetch/stream.h"
#include "lib/err.h"

/* What is looked at ahead is read in whole pages, so that what is read after
 * it stands in the file where a page begins. */
enum { PAGE = 4096 };

struct stream {
	ssize_t (*read)(void *ctx, char *to, size_t len, const char **why);
	void (*close)(void *ctx);
	void *ctx;
	char *ahead; /* bytes that were looked at, but not read */
	size_t at, len, cap;
	const char *why;
	int ended;
};

struct stream *
stream_new(ssize_t (*read)(void *ctx, char *to, size_t len, const char **why),
    void (*close)(void *ctx), void *ctx)
{
	struct stream *s = cm_zalloc(sizeof(*s));

	s->read = read;
	s->close = close;
	s->ctx = ctx;
	return s;
}

void
stream_close(struct stream *s)
{
	if (s == NULL)
		return;
	if (s->close != NULL)
		s->close(s->ctx);
	free(s->ahead);
	free(s);
}

/* Past what was looked at ahead. */
static ssize_t
fetch_bytes(struct stream *s, char *to, size_t len)
{
	ssize_t n;

	if (s->ended || len == 0)
		return s->why != NULL ? -1 : 0;
	n = s->read(s->ctx, to, len, &s->why);
	if (n < 0 && s->why == NULL)
		s->why = "it cannot be read";
	if (n <= 0)
		s->ended = 1;
	return n < 0 ? -1 : n;
}

ssize_t
stream_read(struct stream *s, char *to, size_t len)
{
	size_t n = s->len - s->at;

	if (n == 0)
		return fetch_bytes(s, to, len);
	if (n > len)
		n = len;
	memcpy(to, s->ahead + s->at, n);
	s->at += n;
	return (ssize_t)n;
}

size_t
stream_peek(struct stream *s, const char **p, size_t want)
{
	ssize_t n;

	if (s->at > 0 && s->len - s->at < want) {
		memmove(s->ahead, s->ahead + s->at, s->len - s->at);
		s->len -= s->at;
		s->at = 0;
	}
	if (s->len - s->at < want && s->cap < want) {
		s->cap = (want + PAGE - 1) / PAGE * PAGE;
		s->ahead = cm_realloc(s->ahead, s->cap);
	}
	while (s->len - s->at < want) {
		n = fetch_bytes(s, s->ahead + s->len, s->cap - s->len);
		if (n <= 0)
			break;
		s->len += (size_t)n;
	}
	*p = s->ahead != NULL ? s->ahead + s->at : "";
	n = (ssize_t)(s->len - s->at);
	return (size_t)n < want ? (size_t)n : want;
}

const char *
stream_why(const struct stream *s)
{
	return s->why;
}

struct file {
	int fd;
	off_t start; /* -1: it cannot be read from anywhere */
	off_t size;
	char why[128];
};

static ssize_t
file_read(void *ctx, char *to, size_t len, const char **why)
{
	struct file *f = ctx;
	ssize_t n;

	do
		n = read(f->fd, to, len);
	while (n == -1 && errno == EINTR);
	if (n == -1 && strerror_r(errno, f->why, sizeof(f->why)) == 0)
		*why = f->why;
	return n;
}

static void
file_close(void *ctx)
{
	struct file *f = ctx;

	close(f->fd);
	free(f);
}

struct stream *
stream_file(int fd)
{
	struct file *f = cm_zalloc(sizeof(*f));
	struct stat st;

	f->fd = fd;
	f->start = fstat(fd, &st) == 0 && S_ISREG(st.st_mode)
	    ? lseek(fd, 0, SEEK_CUR)
	    : -1;
	f->size =
	    f->start >= 0 && st.st_size > f->start ? st.st_size - f->start : 0;
	return stream_new(file_read, file_close, f);
}

struct bytes {
	const char *p;
	size_t left, len;
};

static ssize_t
bytes_read(void *ctx, char *to, size_t len, const char **why)
{
	struct bytes *b = ctx;

	(void)why;
	if (len > b->left)
		len = b->left;
	if (len > 0)
		memcpy(to, b->p, len);
	b->p += len;
	b->left -= len;
	return (ssize_t)len;
}

struct stream *
stream_bytes(const char *p, size_t len)
{
	struct bytes *b = cm_zalloc(sizeof(*b));

	b->p = p;
	b->left = b->len = len;
	return stream_new(bytes_read, free, b);
}

int64_t
stream_size(struct stream *s)
{
	struct file *f = s->ctx;
	struct bytes *b = s->ctx;

	if (s->read == bytes_read)
		return (int64_t)b->len;
	return s->read == file_read && f->start >= 0 ? (int64_t)f->size : -1;
}

int
stream_seek(struct stream *s, int64_t to)
{
	struct file *f = s->ctx;
	struct bytes *b = s->ctx;
	int64_t size = stream_size(s);

	if (to < 0 || to > size)
		return -1;
	if (s->read == bytes_read) {
		b->p += (int64_t)b->left - ((int64_t)b->len - to);
		b->left = b->len - (size_t)to;
	} else if (lseek(f->fd, f->start + (off_t)to, SEEK_SET) == -1) {
		return -1;
	}
	s->at = s->len = 0;
	s->ended = s->why != NULL;
	return 0;
}
