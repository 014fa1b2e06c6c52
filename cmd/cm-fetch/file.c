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

#include "cmd/cm-fetch/export.h"
#include "cmd/cm-fetch/fetch.h"
#include "cmd/cm-fetch/stream.h"
#include "lib/pipe.h"

enum { HEAD = 64 << 10 };

/* What goes on into a pipe. */
struct pump {
	struct stream *from;
	int to;
	const char *why; /* it could not be read */
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
	while ((n = stream_read(p->from, part, sizeof(part))) > 0)
		if (cm_pipe_write(p->to, part, (size_t)n) != 0)
			break;
	if (n < 0)
		p->why = stream_why(p->from);
	close(p->to);
	return NULL;
}

/* Lines of what cannot be opened by its name: a thread writes them to a pipe.
 */
static void
run_pumped(
    struct fetch *f, struct source *s, enum kind kind, struct stream *bytes)
{
	struct pump p = {bytes, -1, NULL};
	pthread_t thread;
	char name[32];
	int ends[2];

	if (pipe(ends) != 0) {
		source_fails(f, s, CM_FAIL, strerror(errno), NULL);
		return;
	}
	cm_pipe_widen(ends[1]);
	p.to = ends[1];
	if (pthread_create(&thread, NULL, pump, &p) != 0)
		cm_die(CM_FAIL, "no thread can be started");
	snprintf(name, sizeof(name), "/dev/fd/%d", ends[0]);
	lines_run(f, s, kind, name);
	close(ends[0]);
	pthread_join(thread, NULL);
	if (p.why != NULL)
		source_fails(f, s, CM_FAIL, p.why, NULL);
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

/* All of a feed, a list or a page. */
static void
run_whole(
    struct fetch *f, struct source *s, enum kind kind, struct stream *bytes)
{
	struct content c = {.bytes = ""};
	size_t max = f->o.http.max;

	c.len = stream_peek(bytes, &c.bytes, max + 1);
	if (stream_why(bytes) != NULL)
		source_fails(f, s, CM_FAIL, stream_why(bytes), NULL);
	else if (c.len > max)
		source_fails(f, s, CM_FAIL, "too large to be a feed",
		    "raise --max-size if it is one");
	else {
		s->as = kind;
		take_file(f, s, &c);
	}
}

void
file_stream(
    struct fetch *f, struct source *s, enum kind kind, struct stream *bytes)
{
	if (kind == KIND_NDJSON || kind == KIND_WEBLOG)
		run_pumped(f, s, kind, bytes);
	else
		run_whole(f, s, kind, bytes);
}

/* Tells what it is by its beginning, or all of it where that says nothing. */
static enum kind
kind_of(struct fetch *f, struct source *s, struct stream *bytes)
{
	const char *p;
	enum kind kind = s->as;
	size_t len;

	if (kind != KIND_AUTO)
		return taken_as(s, kind);
	len = stream_peek(bytes, &p, HEAD);
	kind = sniff(s->subscribed ? NULL : f, s->place, p, len, len < HEAD);
	if (kind == KIND_AUTO) {
		len = stream_peek(bytes, &p, f->o.http.max + 1);
		kind = sniff(s->subscribed ? NULL : f, s->place, p, len, 1);
	}
	return taken_as(s, kind);
}

/* What is read from the file that it is written to would never end. */
static int
is_output(const struct stat *in)
{
	struct stat out;

	return S_ISREG(in->st_mode) && in->st_size > 0 &&
	    fstat(STDOUT_FILENO, &out) == 0 && out.st_dev == in->st_dev &&
	    out.st_ino == in->st_ino;
}

static void
read_file(struct fetch *f, struct source *s, struct stream *bytes,
    const struct stat *st)
{
	int in = strcmp(s->place, "-") == 0, seekable = S_ISREG(st->st_mode);
	enum kind kind = kind_of(f, s, bytes);

	if ((kind == KIND_EXPORT || kind == KIND_CSV) && is_output(st)) {
		source_fails(
		    f, s, CM_FAIL, "not read: it is the output, too", NULL);
		stream_close(bytes);
	} else if (kind == KIND_EXPORT || kind == KIND_CSV)
		export_run(f, s, bytes, in ? NULL : s->place,
		    seekable ? (int64_t)st->st_mtime : INT64_MIN, seekable);
	else if ((kind == KIND_NDJSON || kind == KIND_WEBLOG) && seekable) {
		if (in)
			lseek(STDIN_FILENO, 0, SEEK_SET);
		lines_run(f, s, kind, s->place);
	} else
		file_stream(f, s, kind, bytes);
	if (kind != KIND_EXPORT && kind != KIND_CSV)
		stream_close(bytes);
}

/* The last part of a URL's path. */
static char *
name_of(const char *url)
{
	size_t end = strcspn(url, "?#");
	size_t from = end;

	while (from > 0 && url[from - 1] != '/')
		from--;
	return cm_strndup(url + from, end - from);
}

void
file_spooled(struct fetch *f, struct source *s)
{
	char lines[32], *name;

	if (s->as == KIND_EXPORT || s->as == KIND_CSV) {
		name = name_of(s->place);
		rewind(s->spool);
		export_run(f, s, stream_file(dup(fileno(s->spool))), name,
		    INT64_MIN, 1);
		free(name);
		return;
	}
	snprintf(lines, sizeof(lines), "/dev/fd/%d", fileno(s->spool));
	lines_run(f, s, s->as, lines);
}

void
file_run(struct fetch *f, struct source *s)
{
	int in = strcmp(s->place, "-") == 0;
	int fd = in ? dup(STDIN_FILENO) : open(s->place, O_RDONLY);
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
	if (S_ISDIR(st.st_mode)) {
		close(fd);
		export_run(f, s, NULL, s->place, INT64_MIN, 1);
		return;
	}
	read_file(f, s, stream_file(fd), &st);
}
