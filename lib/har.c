/* SPDX-License-Identifier: ISC */
/*
 * Writing transcripts. Jobs and entries go to a file without a name as they
 * come, where they go is kept in memory; at the end they are put in order.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/crypto.h"
#include "lib/har.h"
#include "lib/hartext.h"
#include "lib/httptext.h"
#include "lib/json.h"
#include "lib/text.h"

struct spot {
	uint64_t job;
	uint64_t at;
	size_t len, n; /* n: in order of coming */
	int is_job;
};

struct cm_har_writer {
	char *path;   /* as given */
	char *real;   /* where it is written */
	char *folder; /* of that; NULL: it is no plain file */
	int spool;
	uint64_t end; /* of the spool */
	int error;    /* errno of what failed first */
	int64_t now;
	struct spot *spots;
	size_t n, cap;
	struct cm_buf b;
};

static struct cm_har_writer *
no_good(struct cm_har_writer *w, const char *what)
{
	cm_warn("%s '%s': %s", what, w->path, strerror(errno));
	cm_har_finish(w);
	return NULL;
}

/* A new file beside the one that is made, mode 0600; *name is the caller's to
 * free. Returns its descriptor, or -1. */
static int
beside(const struct cm_har_writer *w, char **name)
{
	struct cm_buf b;
	int fd;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b, "%s/.cm-har.XXXXXX", w->folder);
	*name = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
	fd = mkstemp(*name);
	if (fd != -1)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	return fd;
}

/* Where a chain of symbolic links leads, the caller's to free. */
static char *
behind_links(const char *path)
{
	char *name = cm_strdup(path), to[4096], *slash;
	struct cm_buf b;
	ssize_t n;
	int i;

	for (i = 0; i < 40; i++) {
		n = readlink(name, to, sizeof(to));
		if (n <= 0 || n == (ssize_t)sizeof(to))
			break;
		slash = strrchr(name, '/');
		cm_buf_init(&b, CM_BUF_ANY);
		if (to[0] != '/' && slash != NULL)
			cm_buf_add(&b, name, (size_t)(slash - name) + 1);
		cm_buf_add(&b, to, (size_t)n);
		free(name);
		name = cm_strdup(cm_buf_str(&b));
		cm_buf_release(&b);
	}
	return name;
}

struct cm_har_writer *
cm_har_create(const char *path)
{
	struct cm_har_writer *w = cm_zalloc(sizeof(*w));
	struct stat st;
	char *name, *slash;
	int there = stat(path, &st) == 0;
	FILE *f;

	w->spool = -1;
	w->now = cm_clock_now();
	cm_buf_init(&w->b, CM_BUF_ANY);
	w->path = cm_strdup(path);
	w->real = behind_links(path);
	if (there && S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return no_good(w, "cannot write");
	}
	if (there && !S_ISREG(st.st_mode)) {
		f = tmpfile();
		w->spool = f != NULL ? dup(fileno(f)) : -1;
		if (f != NULL)
			fclose(f);
	} else {
		slash = strrchr(w->real, '/');
		w->folder = slash == NULL
		    ? cm_strdup(".")
		    : cm_strndup(w->real,
			  (size_t)(slash - w->real) + (slash == w->real));
		w->spool = beside(w, &name);
		if (w->spool != -1)
			unlink(name);
		free(name);
	}
	if (w->spool == -1)
		return no_good(w, "cannot write");
	return w;
}

static int
put(int fd, const char *p, size_t len)
{
	ssize_t n;

	for (; len > 0; len -= (size_t)n, p += n) {
		n = write(fd, p, len);
		if (n == -1 && errno == EINTR)
			n = 0;
		else if (n == -1)
			return -1;
	}
	return 0;
}

static int
put_text(int fd, const char *s)
{
	return put(fd, s, strlen(s));
}

/* Takes what is in w->b. */
static void
keep(struct cm_har_writer *w, uint64_t job, int is_job)
{
	struct spot *s;

	if (w->error == 0 && put(w->spool, w->b.p, w->b.len) != 0)
		w->error = errno;
	if (w->n == w->cap) {
		w->cap = w->cap > 0 ? w->cap * 2 : 64;
		w->spots = cm_realloc(w->spots, w->cap * sizeof(*w->spots));
	}
	s = &w->spots[w->n];
	s->job = job;
	s->at = w->end;
	s->len = w->b.len;
	s->n = w->n++;
	s->is_job = is_job;
	w->end += w->b.len;
	/* One large answer is not to cost its size for ever. */
	if (w->b.cap > (size_t)256 << 10)
		cm_buf_release(&w->b);
	cm_buf_clear(&w->b);
}

void
cm_har_job(struct cm_har_writer *w, uint64_t job, const char *facts)
{
	if (w == NULL)
		return;
	cm_buf_printf(
	    &w->b, "{\"n\":%llu,\"facts\":%s}", (unsigned long long)job, facts);
	keep(w, job, 1);
}

/* "text", or base64 and `encoding` where it is no UTF-8. */
static void
add_text(struct cm_buf *b, const char *p, size_t len, const char *encoding)
{
	struct cm_buf in;

	if (cm_text_valid(p != NULL ? p : "", len)) {
		cm_json_key(b, "text");
		cm_json_string(b, p, len);
		return;
	}
	cm_buf_init(&in, CM_BUF_ANY);
	cm_crypto_base64(&in, p, len);
	cm_json_member_n(b, "text", in.p, in.len);
	cm_json_member(b, encoding, "base64");
	cm_buf_release(&in);
}

static void
add_request(struct cm_buf *b, const struct cm_har_entry *e)
{
	cm_json_key(b, "request");
	cm_buf_puts(b, "{\"method\":");
	cm_json_string(b, e->method, strlen(e->method));
	cm_json_key(b, "url");
	cm_json_string(b, e->url, strlen(e->url));
	cm_buf_puts(b, ",\"httpVersion\":\"HTTP/1.1\",\"cookies\":[]");
	cm_json_key(b, "headers");
	cm_hartext_headers(b, e->headers, e->headers_len);
	cm_json_key(b, "queryString");
	cm_hartext_query(b, e->url);
	if (e->mime != NULL || e->body_len > 0) {
		cm_buf_puts(b, ",\"postData\":{\"mimeType\":");
		cm_json_string(b, e->mime != NULL ? e->mime : "",
		    e->mime != NULL ? strlen(e->mime) : 0);
		add_text(b, e->body, e->body_len, "_encoding");
		cm_buf_byte(b, '}');
	}
	cm_buf_printf(b, ",\"headersSize\":-1,\"bodySize\":%zu}", e->body_len);
}

static void
add_response(struct cm_buf *b, const struct cm_har_entry *e)
{
	const char *type, *to;

	type = cm_hartext_header(
	    e->answer_headers, e->answer_headers_len, "content-type");
	to = cm_hartext_header(
	    e->answer_headers, e->answer_headers_len, "location");
	type = type != NULL ? type : "";
	to = to != NULL ? to : "";
	cm_buf_printf(b, ",\"response\":{\"status\":%d,\"statusText\":\"%s\"",
	    e->status, e->status > 0 ? cm_httptext_reason(e->status) : "");
	cm_buf_puts(b, ",\"httpVersion\":\"HTTP/1.1\",\"cookies\":[]");
	cm_json_key(b, "headers");
	cm_hartext_headers(b, e->answer_headers, e->answer_headers_len);
	cm_buf_printf(
	    b, ",\"content\":{\"size\":%zu,\"mimeType\":", e->answer_len);
	cm_json_string(b, type, strlen(type));
	add_text(b, e->answer, e->answer_len, "encoding");
	cm_buf_puts(b, "},\"redirectURL\":");
	cm_json_string(b, to, strlen(to));
	cm_buf_puts(b, ",\"headersSize\":-1,\"bodySize\":-1}");
}

void
cm_har_add(struct cm_har_writer *w, const struct cm_har_entry *e)
{
	char when[CM_HARTEXT_TIME];
	struct cm_buf *b;

	if (w == NULL)
		return;
	b = &w->b;
	cm_buf_printf(b, "{\"startedDateTime\":\"%s\",\"time\":%lld,",
	    cm_hartext_time(e->when, when), (long long)e->took);
	/* A place may be beyond what numbers of JSON hold. */
	cm_buf_printf(b, "\"_job\":%llu,\"_place\":\"%llu\",\"_class\":\"%s\"",
	    (unsigned long long)e->job, (unsigned long long)e->place,
	    cm_hartext_class(e->class));
	cm_json_member(b, "_why", e->why);
	if (e->wait > 0)
		cm_json_member_int(b, "_wait", e->wait);
	add_request(b, e);
	add_response(b, e);
	cm_buf_printf(b,
	    ",\"cache\":{},\"timings\":{\"send\":0,\"wait\":%lld,"
	    "\"receive\":0}}",
	    (long long)e->took);
	keep(w, e->job, 0);
}

static int
by_job(const void *x, const void *y)
{
	const struct spot *a = x, *b = y;

	if (a->job != b->job)
		return a->job < b->job ? -1 : 1;
	return a->n < b->n ? -1 : a->n > b->n;
}

static int
copy(struct cm_har_writer *w, int fd, const struct spot *s)
{
	char part[65536];
	size_t left = s->len;
	ssize_t n;

	for (; left > 0; left -= (size_t)n) {
		n = pread(w->spool, part,
		    left < sizeof(part) ? left : sizeof(part),
		    (off_t)(s->at + s->len - left));
		if (n == 0)
			errno = EIO;
		if (n <= 0 || put(fd, part, (size_t)n) != 0)
			return -1;
	}
	return 0;
}

/* All jobs, or all entries, with commas between them. Of two that say what a
 * job is, the later holds. */
static int
copy_all(struct cm_har_writer *w, int fd, int jobs)
{
	const struct spot *s, *next;
	int some = 0;

	for (s = w->spots; s < w->spots + w->n; s++) {
		if (s->is_job != jobs)
			continue;
		for (next = s + 1; jobs && next < w->spots + w->n &&
		     next->job == s->job && !next->is_job;
		     next++)
			;
		if (jobs && next < w->spots + w->n && next->job == s->job)
			continue;
		if (put_text(fd, some ? ",\n" : "\n") != 0 ||
		    copy(w, fd, s) != 0)
			return -1;
		some = 1;
	}
	return 0;
}

static int
write_all(struct cm_har_writer *w, int fd)
{
	char now[CM_CLOCK_TEXT];

	if (w->n > 0)
		qsort(w->spots, w->n, sizeof(*w->spots), by_job);
	cm_buf_clear(&w->b);
	cm_buf_printf(&w->b,
	    "{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"cm\","
	    "\"version\":\"%s\"},\n\"_cm\":{\"now\":\"%s\",\"jobs\":[",
	    CM_VERSION, cm_clock_text(w->now, now));
	if (put(fd, w->b.p, w->b.len) != 0 || copy_all(w, fd, 1) != 0 ||
	    put_text(fd, "]},\n\"entries\":[") != 0 ||
	    copy_all(w, fd, 0) != 0 || put_text(fd, "]}}\n") != 0)
		return -1;
	return 0;
}

/* Returns 0, or -1 and errno. */
static int
finish(struct cm_har_writer *w)
{
	char *name = NULL;
	int fd, bad, why;

	errno = w->error;
	if (w->error != 0)
		return -1;
	fd = w->folder != NULL ? beside(w, &name)
			       : open(w->real, O_WRONLY | O_CLOEXEC);
	bad = fd == -1 || write_all(w, fd) != 0;
	if (fd != -1 && close(fd) != 0)
		bad = 1;
	if (!bad && name != NULL && rename(name, w->real) != 0)
		bad = 1;
	why = errno;
	if (bad && fd != -1 && name != NULL)
		unlink(name);
	free(name);
	errno = why;
	return bad ? -1 : 0;
}

int
cm_har_finish(struct cm_har_writer *w)
{
	int bad;

	if (w == NULL)
		return 0;
	bad = w->spool != -1 && finish(w) != 0;
	if (bad)
		cm_warn("cannot write '%s': %s", w->path, strerror(errno));
	if (w->spool != -1)
		close(w->spool);
	free(w->path);
	free(w->real);
	free(w->folder);
	free(w->spots);
	cm_buf_release(&w->b);
	free(w);
	return bad ? -1 : 0;
}
