/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "cmd/cm-stats/spill.h"
#include "lib/buf.h"
#include "lib/err.h"

enum { SMALLEST = 4096, LARGEST = 65536 };

struct block {
	struct block *next;
	size_t used, size;
	char bytes[];
};

struct extent {
	struct extent *next;
	int fd;
	off_t at;
	size_t len;
};

struct part {
	struct block *block; /* the first is the one that is filled */
	struct extent *extent;
	size_t written;
};

struct spill {
	struct part *part;
	int parts;
	size_t budget, memory, block_size;
	int fd; /* -1 until it is needed */
	off_t end;
	int *other; /* files of those merged in */
	size_t others;
};

struct spill *
spill_new(int parts, size_t budget)
{
	struct spill *s = cm_zalloc(sizeof(*s));

	s->part = cm_zalloc((size_t)parts * sizeof(*s->part));
	s->parts = parts;
	s->budget = budget;
	s->fd = -1;
	s->block_size = budget / ((size_t)parts * 4);
	if (s->block_size < SMALLEST)
		s->block_size = SMALLEST;
	if (s->block_size > LARGEST)
		s->block_size = LARGEST;
	return s;
}

void
spill_drop(struct spill *s, int part)
{
	struct part *p = &s->part[part];
	struct block *b;
	struct extent *e;

	while ((b = p->block) != NULL) {
		p->block = b->next;
		free(b);
	}
	while ((e = p->extent) != NULL) {
		p->extent = e->next;
		free(e);
	}
}

void
spill_free(struct spill *s)
{
	size_t k;
	int part;

	if (s == NULL)
		return;
	for (part = 0; part < s->parts; part++)
		spill_drop(s, part);
	if (s->fd >= 0)
		close(s->fd);
	for (k = 0; k < s->others; k++)
		close(s->other[k]);
	free(s->other);
	free(s->part);
	free(s);
}

static int
open_file(void)
{
	const char *dir = getenv("TMPDIR");
	struct cm_buf name;
	int fd;

	if (dir == NULL || *dir == '\0')
		dir = "/tmp";
	cm_buf_init(&name, CM_BUF_ANY);
	cm_buf_printf(&name, "%s/cm-stats.XXXXXX", dir);
	cm_buf_str(&name);
	fd = mkstemp(name.p);
	if (fd < 0)
		cm_warn("cannot make a temporary file in '%s': %s", dir,
		    strerror(errno));
	else
		unlink(name.p);
	cm_buf_release(&name);
	return fd;
}

static int
write_all(struct spill *s, const char *p, size_t len)
{
	ssize_t n;

	while (len > 0) {
		n = write(s->fd, p, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			cm_warn("cannot write a temporary file in TMPDIR: %s",
			    strerror(n < 0 ? errno : ENOSPC));
			return -1;
		}
		p += n;
		len -= (size_t)n;
		s->end += n;
	}
	return 0;
}

int
spill_settle(struct spill *s, int from)
{
	struct part *p;
	struct block *b;
	struct extent *e;

	for (p = s->part + from; p < s->part + s->parts; p++) {
		if (p->block == NULL)
			continue;
		if (s->fd < 0)
			s->fd = open_file();
		if (s->fd < 0)
			return -1;
		e = cm_zalloc(sizeof(*e));
		e->fd = s->fd;
		e->at = s->end;
		e->next = p->extent;
		p->extent = e;
		while ((b = p->block) != NULL) {
			if (write_all(s, b->bytes, b->used) != 0)
				return -1;
			p->block = b->next;
			free(b);
		}
		e->len = (size_t)(s->end - e->at);
		p->written += e->len;
	}
	s->memory = 0;
	return 0;
}

char *
spill_room(struct spill *s, int part, size_t len)
{
	struct part *p = &s->part[part];
	struct block *b = p->block;
	size_t size;

	if (b == NULL || b->used + len > b->size) {
		if (s->memory > s->budget && spill_settle(s, 0) != 0)
			return NULL;
		size = len > s->block_size ? len : s->block_size;
		b = cm_alloc(sizeof(*b) + size);
		b->size = size;
		b->used = 0;
		b->next = p->block;
		p->block = b;
		s->memory += sizeof(*b) + size;
	}
	b->used += len;
	return b->bytes + b->used - len;
}

void
spill_merge(struct spill *a, struct spill *b)
{
	struct block **block;
	struct extent **extent;
	int k;

	for (k = 0; k < a->parts; k++) {
		for (block = &a->part[k].block; *block != NULL;)
			block = &(*block)->next;
		*block = b->part[k].block;
		b->part[k].block = NULL;
		for (extent = &a->part[k].extent; *extent != NULL;)
			extent = &(*extent)->next;
		*extent = b->part[k].extent;
		b->part[k].extent = NULL;
		a->part[k].written += b->part[k].written;
	}
	if (b->fd >= 0) {
		a->other =
		    cm_realloc(a->other, (a->others + 1) * sizeof(*a->other));
		a->other[a->others++] = b->fd;
		b->fd = -1;
	}
	spill_free(b);
}

size_t
spill_written(const struct spill *s, int part)
{
	return s->part[part].written;
}

size_t
spill_memory(const struct spill *s, int from)
{
	const struct block *b;
	size_t sum = 0;
	int k;

	for (k = from; k < s->parts; k++)
		for (b = s->part[k].block; b != NULL; b = b->next)
			sum += sizeof(*b) + b->size;
	return sum;
}

int
spill_begun(const struct spill *s)
{
	return s->fd >= 0 || s->others > 0;
}

static int
read_all(const struct extent *e, char *to)
{
	size_t got = 0;
	ssize_t n;

	while (got < e->len) {
		n = pread(e->fd, to + got, e->len - got, e->at + (off_t)got);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			cm_warn("cannot read a temporary file: %s",
			    n < 0 ? strerror(errno) : "it ends too early");
			return -1;
		}
		got += (size_t)n;
	}
	return 0;
}

int
spill_load(struct spill *s, int part)
{
	struct part *p = &s->part[part];
	struct extent *e;
	struct block *b;

	while ((e = p->extent) != NULL) {
		b = cm_alloc(sizeof(*b) + e->len);
		b->used = b->size = e->len;
		b->next = p->block;
		p->block = b;
		if (read_all(e, b->bytes) != 0)
			return -1;
		p->extent = e->next;
		free(e);
	}
	p->written = 0;
	return 0;
}

int
spill_read(struct spill *s, int part,
    void (*take)(void *ctx, char *p, size_t len), void *ctx)
{
	struct block *b;
	const struct extent *e;
	char *bytes;

	for (b = s->part[part].block; b != NULL; b = b->next)
		take(ctx, b->bytes, b->used);
	for (e = s->part[part].extent; e != NULL; e = e->next) {
		bytes = cm_alloc(e->len);
		if (read_all(e, bytes) != 0) {
			free(bytes);
			return -1;
		}
		take(ctx, bytes, e->len);
		free(bytes);
	}
	return 0;
}
