/* SPDX-License-Identifier: ISC */
/* What waits for its turn: in memory, and beyond that in files. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cm-fetch/fetch.h"
#include "cmd/cm-fetch/job.h"

enum {
	MOST = 4 << 20, /* bytes that wait in memory, of all sources */
	PART = 64 << 10
};

static int
no_room(const struct source *s)
{
	cm_warn("%s: no room for what waits for its turn: %s; see that there "
		"is space in the folder for temporary files",
	    s->name, strerror(errno));
	s->fetch->status = cm_worse(s->fetch->status, CM_FAIL);
	return -1;
}

static int
spill(struct fetch *f, struct source *s)
{
	size_t max;

	if (s->waiting == NULL)
		s->waiting = tmpfile();
	if (s->waiting == NULL ||
	    fwrite(s->out.p, 1, s->out.len, s->waiting) != s->out.len)
		return no_room(s);
	f->waiting -= s->out.len;
	max = s->out.max;
	cm_buf_release(&s->out); /* its memory is for the others */
	cm_buf_init(&s->out, max);
	return 0;
}

int
wait_add(struct fetch *f, struct source *s, const char *p, size_t len)
{
	if (cm_buf_add(&s->out, p, len) != 0) {
		errno = ENOMEM;
		return no_room(s);
	}
	if (s == f->first)
		return s->out.len > PART ? wait_write(s) : 0;
	f->waiting += len;
	return f->waiting > MOST ? spill(f, s) : 0;
}

/* Puts out what has waited in a file, in whole lines. */
static int
write_file(struct source *s)
{
	struct cm_buf b;
	size_t n, whole;
	char *room;
	int r = 0;

	if (fflush(s->waiting) != 0 || fseek(s->waiting, 0, SEEK_SET) != 0)
		return no_room(s);
	cm_buf_init(&b, CM_BUF_ANY);
	do {
		room = cm_buf_room(&b, PART);
		n = fread(room, 1, PART, s->waiting);
		b.len += n;
		for (whole = b.len; whole > 0 && b.p[whole - 1] != '\n';)
			whole--;
		r = output_write(s, b.p, whole);
		memmove(b.p, b.p + whole, b.len - whole);
		b.len -= whole;
	} while (n > 0 && r == 0);
	if (r == 0 && ferror(s->waiting))
		r = no_room(s);
	cm_buf_release(&b);
	fclose(s->waiting);
	s->waiting = NULL;
	return r;
}

int
wait_write(struct source *s)
{
	if (s->waiting != NULL && write_file(s) != 0)
		return -1;
	if (s->out.len > 0 && output_write(s, s->out.p, s->out.len) != 0)
		return -1;
	cm_buf_clear(&s->out);
	return 0;
}
