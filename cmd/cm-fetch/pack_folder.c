/* SPDX-License-Identifier: ISC */
/* Folders: all files below, sorted by name, by names that lead nowhere else. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/cm-fetch/pack_in.h"
#include "lib/err.h"

enum { DEEPEST = 100 };

/* A folder that is being walked. */
struct level {
	int fd;
	char **names;
	size_t n, at;
	size_t path; /* how long the path to it is */
};

struct folder {
	struct pack pack;
	struct level levels[DEEPEST];
	size_t depth, members;
	struct cm_buf path; /* as it is on the disk */
	char why[200];      /* the present member cannot be read */
	struct stream *stream;
	int fd;
};

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
forget(struct level *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		free(l->names[i]);
	free(l->names);
	close(l->fd);
}

static void
cannot(struct folder *f, const char *what, int error)
{
	char text[128];

	if (strerror_r(error, text, sizeof(text)) != 0)
		text[0] = '\0';
	snprintf(f->why, sizeof(f->why), "%s cannot be opened: %s", what, text);
}

/* Walks into the folder that fd is of; takes fd over. Returns 0, or -1: why. */
static int
enter(struct folder *f, int fd)
{
	int copy = fd == -1 ? -1 : dup(fd);
	DIR *dir = copy == -1 ? NULL : fdopendir(copy);
	struct level *l = &f->levels[f->depth];
	size_t room = 0;
	struct dirent *e;

	if (dir == NULL) {
		cannot(f, "the folder", errno);
		if (copy != -1)
			close(copy);
		if (fd != -1)
			close(fd);
		return -1;
	}
	memset(l, 0, sizeof(*l));
	l->fd = fd;
	l->path = f->path.len;
	while ((e = readdir(dir)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		if (l->n == room) {
			room = room > 0 ? room * 2 : 64;
			l->names =
			    cm_realloc(l->names, room * sizeof(*l->names));
		}
		l->names[l->n++] = cm_strdup(e->d_name);
	}
	closedir(dir);
	if (l->n > 0)
		qsort(l->names, l->n, sizeof(*l->names), by_name);
	f->depth++;
	return 0;
}

/* The name is a folder's: 0 it was entered; 1: it cannot be. */
static int
go_down(struct folder *f, struct level *l, const char *name)
{
	size_t before = f->path.len;
	int fd;

	if (f->depth == DEEPEST) {
		snprintf(f->why, sizeof(f->why),
		    "there are more than %d folders within each other",
		    DEEPEST);
		return 1;
	}
	fd = openat(
	    l->fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	cm_buf_byte(&f->path, '/');
	if (enter(f, fd) == 0)
		return 0;
	f->path.len = before;
	return 1;
}

/* One name of a folder: 1 and what it is, 0: no file. What cannot be opened is
 * handed over as a member, whose stream says why. */
static int
look(struct folder *f, struct level *l, const char *name, struct member *m)
{
	struct stat st;

	f->path.len = l->path;
	cm_buf_puts(&f->path, name);
	f->why[0] = '\0';
	m->size = -1;
	m->changed = INT64_MIN;
	if (fstatat(l->fd, name, &st, AT_SYMLINK_NOFOLLOW) == -1) {
		cannot(f, "it", errno);
	} else if (S_ISDIR(st.st_mode)) {
		if (strcmp(name, "__MACOSX") == 0 || !go_down(f, l, name))
			return 0;
	} else if (!S_ISREG(st.st_mode)) {
		return 0;
	} else {
		m->size = st.st_size;
		m->changed = st.st_mtime;
		f->fd = openat(l->fd, name,
		    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
		if (f->fd == -1)
			cannot(f, "it", errno);
	}
	pack_name(&f->pack.path, cm_buf_str(&f->path), 0);
	if (f->pack.path.len == 0)
		cm_buf_puts(&f->pack.path, "unnamed");
	m->path = cm_buf_str(&f->pack.path);
	return !pack_is_dross(m->path);
}

static void
let_go(struct folder *f)
{
	stream_close(f->stream);
	f->stream = NULL;
	if (f->fd != -1)
		close(f->fd);
	f->fd = -1;
}

static int
folder_next(struct pack *p, struct member *m)
{
	struct folder *f = (struct folder *)p;
	struct level *l;

	/* The folder itself could not be opened. */
	if (f->depth == 0 && f->why[0] != '\0') {
		pack_fail(p, "%s", f->why);
		return -1;
	}
	while (f->depth > 0) {
		let_go(f);
		l = &f->levels[f->depth - 1];
		if (l->at == l->n) {
			forget(l);
			f->depth--;
			continue;
		}
		cm_buf_clear(&p->path);
		if (!look(f, l, l->names[l->at++], m))
			continue;
		if (++f->members <= PACK_MEMBERS)
			return 1;
		pack_fail(p, "it has more than %d files", PACK_MEMBERS);
		return -1;
	}
	let_go(f);
	f->why[0] = '\0';
	return 0;
}

static ssize_t
read_none(void *ctx, char *to, size_t len, const char **why)
{
	struct folder *f = ctx;

	(void)to;
	(void)len;
	*why = f->why;
	return -1;
}

static struct stream *
folder_stream(struct pack *p)
{
	struct folder *f = (struct folder *)p;

	if (f->stream != NULL)
		return f->stream;
	if (f->fd == -1)
		f->stream = stream_new(read_none, NULL, f);
	else
		f->stream = stream_file(f->fd);
	f->fd = -1;
	return f->stream;
}

static void
folder_end(struct pack *p)
{
	struct folder *f = (struct folder *)p;

	let_go(f);
	while (f->depth > 0)
		forget(&f->levels[--f->depth]);
	cm_buf_release(&f->path);
	free(f);
}

struct pack *
pack_folder(const char *path)
{
	struct folder *f = cm_zalloc(sizeof(*f));

	f->pack.next = folder_next;
	f->pack.stream = folder_stream;
	f->pack.close = folder_end;
	f->fd = -1;
	cm_buf_init(&f->pack.path, CM_BUF_ANY);
	cm_buf_init(&f->path, CM_BUF_ANY);
	enter(f, open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	return &f->pack;
}
