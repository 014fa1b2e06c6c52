/* SPDX-License-Identifier: ISC */
/* A local source whose turn it is: a file, a pipe, standard input. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/cm-fetch/fetch.h"
#include "cmd/cm-fetch/rows.h"
#include "lib/pipe.h"

enum { HEAD = 64 << 10 };

/* Reads until there are so many bytes, or the end. Returns 1 at the end, 0
 * before it, -1 with errno. */
static int
read_to(int fd, struct cm_buf *b, size_t want)
{
	char part[HEAD];
	ssize_t n;

	while (b->len < want) {
		n = read(fd, part,
		    want - b->len < sizeof(part) ? want - b->len
						 : sizeof(part));
		if (n == 0)
			return 1;
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1 || cm_buf_add(b, part, (size_t)n) != 0)
			return -1;
	}
	return 0;
}

/* What goes on into a pipe: the bytes that were looked at, then the rest. */
struct pump {
	struct cm_buf head;
	int from, to;
};

static void *
pump(void *arg)
{
	struct pump *p = arg;
	char part[HEAD];
	sigset_t set;
	ssize_t n;

	/* Who reads may stop early. That is no reason to die. */
	sigemptyset(&set);
	sigaddset(&set, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	if (cm_pipe_write(p->to, p->head.p, p->head.len) == 0)
		while ((n = read(p->from, part, sizeof(part))) > 0)
			if (cm_pipe_write(p->to, part, (size_t)n) != 0)
				break;
	close(p->to);
	close(p->from);
	cm_buf_release(&p->head);
	free(p);
	return NULL;
}

/*
 * Puts the bytes that were read back in front of a pipe: a thread writes them
 * and the rest to a new one. Returns its end to read from, or -1.
 */
static int
put_back(int fd, struct cm_buf *head)
{
	struct pump *p = cm_zalloc(sizeof(*p));
	pthread_t thread;
	int ends[2];

	if (pipe(ends) != 0) {
		free(p);
		return -1;
	}
	cm_pipe_widen(ends[1]);
	p->head = *head;
	p->from = fd;
	p->to = ends[1];
	cm_buf_init(head, head->max);
	if (pthread_create(&thread, NULL, pump, p) != 0)
		cm_die(CM_FAIL, "no thread can be started");
	pthread_detach(thread);
	return ends[0];
}

/* Lines from where they can be read again, or from a pipe. */
static void
run_lines(struct fetch *f, struct source *s, enum kind kind, int fd,
    struct cm_buf *head, int seekable)
{
	char name[32];
	int end;

	if (seekable || head->len == 0) {
		if (strcmp(s->place, "-") == 0 && seekable)
			lseek(fd, 0, SEEK_SET);
		lines_run(f, s, kind, s->place);
		return;
	}
	end = put_back(dup(fd), head);
	if (end == -1) {
		source_fails(f, s, CM_FAIL, strerror(errno), NULL);
		return;
	}
	if (strcmp(s->place, "-") == 0) {
		dup2(end, STDIN_FILENO);
		lines_run(f, s, kind, "-");
	} else {
		snprintf(name, sizeof(name), "/dev/fd/%d", end);
		lines_run(f, s, kind, name);
	}
	close(end);
}

/* The path from the root, or NULL for standard input. */
static char *
full_path(const char *path)
{
	char folder[4096], *full;
	struct cm_buf b;

	if (strcmp(path, "-") == 0)
		return NULL;
	if (path[0] == '/' || getcwd(folder, sizeof(folder)) == NULL)
		return cm_strdup(path);
	while (strncmp(path, "./", 2) == 0)
		path += 2;
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b, "%s/%s", folder, path);
	full = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
	return full;
}

/* A feed in a file; what was handed over of it is remembered by its path. */
static void
take_file(struct fetch *f, struct source *s, const struct content *c)
{
	s->key = full_path(s->place);
	if (memory_recall(f, s) != 0)
		return;
	if (take(f, s, c) == 1)
		s->stage = NEW; /* a page names a feed on the network */
	else if (s->as == KIND_FEED)
		memory_update(f, s, NULL, NULL);
}

/* Reads what is needed to tell what it is, and all of what is no lines. */
static void
read_file(struct fetch *f, struct source *s, int fd, int seekable)
{
	struct content c = {.bytes = ""};
	struct cm_buf b;
	enum kind kind = s->as;
	int end = 0;

	cm_buf_init(&b, f->o.http.max + 1);
	if (kind == KIND_AUTO) {
		end = read_to(fd, &b, HEAD);
		kind = sniff(cm_buf_str(&b), b.len, end != 0);
	}
	if (end == 0 && kind != KIND_NDJSON && kind != KIND_WEBLOG)
		end = read_to(fd, &b, f->o.http.max + 1);
	if (kind == KIND_AUTO && end >= 0)
		kind = sniff(cm_buf_str(&b), b.len, 1);
	kind = taken_as(s, kind);
	if (end < 0)
		source_fails(f, s, CM_FAIL, strerror(errno), NULL);
	else if (kind == KIND_NDJSON || kind == KIND_WEBLOG)
		run_lines(f, s, kind, fd, &b, seekable);
	else if (b.len > f->o.http.max)
		source_fails(f, s, CM_FAIL, "too large to be a feed",
		    "raise --max-size if it is one");
	else {
		c.bytes = cm_buf_str(&b);
		c.len = b.len;
		s->as = kind;
		take_file(f, s, &c);
	}
	cm_buf_release(&b);
}

void
file_run(struct fetch *f, struct source *s)
{
	int in = strcmp(s->place, "-") == 0;
	int fd = in ? STDIN_FILENO : open(s->place, O_RDONLY);
	struct stat st;
	char why[256];

	s->stage = READY;
	if (fd == -1 || fstat(fd, &st) != 0) {
		snprintf(why, sizeof(why), "cannot open: %s", strerror(errno));
		source_fails(f, s, CM_FAIL, why,
		    fd == -1 && errno == ENOENT ? source_advice(s->place)
						: NULL);
		return;
	}
	if (s->as == KIND_CSV) {
		csv_run(f, s, stream_file(in ? dup(fd) : fd));
		return;
	}
	read_file(f, s, fd, S_ISREG(st.st_mode));
	if (!in)
		close(fd);
}
