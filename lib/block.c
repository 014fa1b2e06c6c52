/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/block.h"
#include "lib/err.h"
#include "lib/pipe.h"
#include "lib/scan.h"

static const char *const only_stdin[] = {"-"};

void
cm_block_open(struct cm_block_file *f, const char *const *names, size_t count)
{
	memset(f, 0, sizeof(*f));
	f->names = count > 0 ? names : only_stdin;
	f->count = count > 0 ? count : 1;
	f->fd = -1;
}

static void
close_file(struct cm_block_file *f)
{
	if (f->fd > STDIN_FILENO)
		close(f->fd);
	f->fd = -1;
}

void
cm_block_close(struct cm_block_file *f)
{
	close_file(f);
	free(f->carry);
	f->carry = NULL;
}

void
cm_block_init(struct cm_block *b)
{
	void *p;

	memset(b, 0, sizeof(*b));
	if (posix_memalign(
		&p, 4096, CM_BLOCK_LINE + CM_BLOCK_SIZE + CM_SCAN_PAD) != 0)
		cm_die(CM_FAIL, "out of memory");
	b->room = p;
}

void
cm_block_release(struct cm_block *b)
{
	free(b->room);
	b->room = NULL;
}

static int
is_one(const struct stat *a, const struct stat *b)
{
	return S_ISREG(a->st_mode) && a->st_dev == b->st_dev &&
	    a->st_ino == b->st_ino;
}

static int
look_up(const char *name, struct stat *st)
{
	return strcmp(name, "-") == 0 ? fstat(STDIN_FILENO, st)
				      : stat(name, st);
}

int
cm_block_same(const char *a, const char *b)
{
	struct stat sa, sb;

	return look_up(a, &sa) == 0 && look_up(b, &sb) == 0 && is_one(&sa, &sb);
}

/* What is read from the file that it is written to would never end. */
static int
is_output(struct cm_block_file *f)
{
	struct stat in, out;

	if (fstat(f->fd, &in) != 0 || in.st_size == 0 ||
	    fstat(STDOUT_FILENO, &out) != 0 || !is_one(&in, &out))
		return 0;
	cm_warn("'%s' is not read: it is the output, too", f->name);
	f->failed = 1;
	close_file(f);
	return 1;
}

/* Opens the next file that can be opened. Returns 0 when there is none. */
static int
open_next(struct cm_block_file *f)
{
	struct stat st;

	if (f->source != NULL) {
		f->name = f->shown[0];
		f->fd = STDIN_FILENO; /* something is open; it is not read */
		return f->next++ == 0;
	}
	while (f->next < f->count) {
		const char *shown = f->shown != NULL ? f->shown[f->next] : NULL;

		f->name = f->names[f->next++];
		if (strcmp(f->name, "-") == 0) {
			f->name = shown != NULL ? shown : "standard input";
			f->fd = STDIN_FILENO;
			if (is_output(f))
				continue;
			cm_pipe_widen(f->fd);
			if (isatty(f->fd))
				cm_note(0,
				    "reading records from the terminal "
				    "(Control-D ends them)");
			return 1;
		}
		f->fd = open(f->name, O_RDONLY | O_CLOEXEC);
		if (f->fd != -1 && fstat(f->fd, &st) == 0 &&
		    S_ISDIR(st.st_mode)) {
			close_file(f);
			errno = EISDIR;
		}
		if (shown != NULL)
			f->name = shown;
		if (f->fd != -1 && is_output(f))
			continue;
		if (f->fd != -1)
			return 1;
		cm_warn("cannot open '%s': %s", f->name, strerror(errno));
		f->failed = 1;
	}
	return 0;
}

/* Returns what read(2) did; 0 also where the file cannot be read on. */
static size_t
read_some(struct cm_block_file *f, char *to, size_t room)
{
	const char *why = NULL;
	ssize_t n;

	do
		n = f->source != NULL
		    ? f->source->read(f->source->ctx, to, room, &why)
		    : read(f->fd, to, room);
	while (n == -1 && f->source == NULL && errno == EINTR);
	if (n == -1) {
		cm_warn("cannot read '%s': %s", f->name,
		    why != NULL ? why : strerror(errno));
		f->failed = 1;
		return 0;
	}
	return (size_t)n;
}

/* Length up to and with the last LF in bytes, or 0; old of them hold none. */
static size_t
whole_lines(
    const struct cm_block_file *f, const char *bytes, size_t len, size_t old)
{
	if (f->source != NULL)
		return f->source->whole(f->source->ctx, bytes, len);
	while (len > old && bytes[len - 1] != '\n')
		len--;
	return len > old ? len : 0;
}

static void
carry(struct cm_block_file *f, const char *p, size_t len)
{
	if (len > 0 && f->carry == NULL)
		f->carry = cm_alloc(CM_BLOCK_LINE);
	if (len > 0)
		memcpy(f->carry, p, len);
	f->carried = len;
}

enum cm_block_got
cm_block_read(struct cm_block_file *f, struct cm_block *b)
{
	char *data = b->room + CM_BLOCK_LINE, *start;
	size_t n, lines;

	b->first = 0;
	for (;;) {
		if (f->fd == -1) {
			if (!open_next(f))
				return CM_BLOCK_NONE;
			b->first = 1;
			f->carried = 0;
		}
		start = data - f->carried;
		if (f->carried > 0)
			memcpy(start, f->carry, f->carried);
		b->bytes = start;
		b->file = f->name;
		b->file_index = f->next - 1;
		if (f->lines) {
			b->len = whole_lines(f, start, f->carried, 0);
			carry(f, start + b->len, f->carried - b->len);
			f->lines = 0;
			return CM_BLOCK_FULL;
		}
		n = read_some(f, data, CM_BLOCK_SIZE);
		if (n == 0) {
			close_file(f);
			/* What a failure cut off is no item. */
			b->len =
			    f->source != NULL && f->failed ? 0 : f->carried;
			f->carried = 0;
			if (b->len > 0)
				return CM_BLOCK_FULL;
			continue;
		}
		lines = whole_lines(f, start, f->carried + n, f->carried);
		if (f->carried + n - lines > CM_BLOCK_LINE) {
			/* What does not fit the carry stays in b. */
			b->len = f->carried + n;
			return CM_BLOCK_LONG;
		}
		carry(f, start + lines, f->carried + n - lines);
		b->len = lines;
		if (lines > 0)
			return CM_BLOCK_FULL;
	}
}

/* How many bytes are of the present line, with its LF; or (size_t)-1. */
static size_t
line_end(const struct cm_block_file *f, const char *p, size_t len, int begins)
{
	const char *lf;

	if (f->source != NULL)
		return f->source->end(f->source->ctx, p, len, begins);
	lf = memchr(p, '\n', len);
	return lf != NULL ? (size_t)(lf - p) + 1 : (size_t)-1;
}

int
cm_block_long(struct cm_block_file *f, struct cm_block *b,
    int (*keep)(void *ctx, const char *p, size_t len), void *ctx)
{
	char *data = b->room + CM_BLOCK_LINE;
	const char *p = b->bytes;
	size_t n = b->len, end;
	int r = 0, begins = 1;

	for (;; begins = 0) {
		end = line_end(f, p, n, begins);
		if (r == 0)
			r = keep(ctx, p,
			    end == (size_t)-1       ? n
				: f->source != NULL ? end
						    : end - 1);
		if (end != (size_t)-1)
			break;
		p = data;
		n = read_some(f, data, CM_BLOCK_SIZE);
		if (n == 0) {
			close_file(f);
			f->carried = 0;
			return r;
		}
	}
	carry(f, p + end, n - end);
	f->lines = whole_lines(f, f->carry, n - end, 0) > 0;
	return r;
}
