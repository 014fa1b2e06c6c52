/* SPDX-License-Identifier: ISC */
/*
 * The tests' own HTTP server, on loopback only: it serves the files of a
 * folder and misbehaves on request. One process, one poll loop.
 *
 *     httpd FOLDER [LOG] >PORT &
 *
 * prints its port and a newline when it is ready, and ends by SIGTERM or
 * after ten minutes. GET /a/b answers with the file FOLDER/a/b, its length,
 * an ETag made of its bytes and a Last-Modified of its time; 304 when the
 * request's If-None-Match or If-Modified-Since say that it is known; 404 when
 * there is none. A file FOLDER/a/b.http is sent as it stands, head and all.
 *
 * What is to go wrong stands in the query of the URL, or in a file
 * FOLDER/a/b.do, which is read anew for each request, in the same form:
 *
 *     status=N      answer with this status (and the file, if there is one)
 *     to=URL        Location: URL
 *     loop          302 to the same path with another number, for ever
 *     retry=TEXT    Retry-After: TEXT
 *     header=TEXT   one more header line, "Name: value"
 *     type=TEXT     Content-Type: TEXT
 *     gzip          send FOLDER/a/b.gz with Content-Encoding: gzip
 *     plain         no ETag, no Last-Modified, no 304
 *     auth=TEXT     401 unless Authorization is TEXT
 *     length=N      Content-Length: N, whatever the length is
 *     cut=N         close behind N bytes of the body
 *     reset         with cut: close so that the client gets a reset
 *     wait=MS       wait so long before the answer
 *     slow=MS       send 64 bytes, wait, send 64 bytes, ...
 *     endless       the body again and again, without an end
 *     garbage       a status line that is none
 *     silent        close without an answer
 *     hang          never answer
 *     times=N       all this for the first N requests for this URL only
 *
 * LOG gets, when a request is complete, a line "METHOD TARGET STATUS
 * CONNECTIONS" and its headers, each on a line behind a tab, names in lower
 * case; then the body's lines, each behind "\t> ".
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tests/httpd.h"

enum { CONNS = 512, SLOW = 64, LIFE = 600, BODY_MAX = 64 << 20 };

struct conn {
	int fd; /* -1: free */
	struct bytes in, out;
	size_t at;   /* of out, sent so far */
	size_t body; /* where the body begins in out */
	int64_t due; /* nothing is sent before */
	long slow;   /* milliseconds between pieces */
	int sending; /* an answer is under way */
	int endless;
	int hang;
	int last; /* close behind this answer */
	int reset;
};

struct count {
	struct count *next;
	char *target;
	long n;
};

struct server {
	const char *folder;
	FILE *log;
	int fd;
	struct conn conns[CONNS];
	struct count *counts;
};

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int
load(const struct server *s, const char *path, const char *more,
    struct bytes *b, time_t *when)
{
	char name[4096], part[65536];
	struct stat st;
	ssize_t n;
	int fd;

	snprintf(name, sizeof(name), "%s%s%s", s->folder, path, more);
	if (strstr(path, "..") != NULL || stat(name, &st) != 0 ||
	    !S_ISREG(st.st_mode))
		return -1;
	fd = open(name, O_RDONLY);
	if (fd == -1)
		return -1;
	while ((n = read(fd, part, sizeof(part))) > 0)
		add(b, part, (size_t)n);
	close(fd);
	if (when != NULL)
		*when = st.st_mtime;
	return 0;
}

/* How often this URL was asked for before. */
static long
asked(struct server *s, const char *target)
{
	struct count *c;

	for (c = s->counts; c != NULL; c = c->next)
		if (strcmp(c->target, target) == 0)
			return c->n++;
	c = need(calloc(1, sizeof(*c)));
	c->target = need(strdup(target));
	c->n = 1;
	c->next = s->counts;
	s->counts = c;
	return 0;
}

static int
known(const struct request *r, const char *etag, const char *modified)
{
	char got[256];

	if (*header(r, "if-none-match", got, sizeof(got)) != '\0')
		return strcmp(got, etag) == 0;
	return strcmp(header(r, "if-modified-since", got, sizeof(got)),
		   modified) == 0;
}

static void
wish_header(const struct request *r, const char *name, const char *as,
    struct bytes *out)
{
	char *v = wish(r, name);

	if (v != NULL)
		addf(out, "%s%s\r\n", as, v);
	free(v);
}

/* Where a loop leads next. */
static void
loop_header(const struct request *r, struct bytes *out)
{
	if (wished(r, "loop"))
		addf(out, "Location: %s?loop&n=%ld\r\n", r->path,
		    number(r, "n", 0) + 1);
}

/* The status; and the body that goes with it. */
static int
choose(const struct server *s, const struct request *r, struct bytes *body,
    char etag[32], char modified[64])
{
	char got[1024], *auth = wish(r, "auth");
	time_t when = 0;
	int status = 200;

	etag[0] = modified[0] = '\0';
	if (auth != NULL &&
	    strcmp(header(r, "authorization", got, sizeof(got)), auth) != 0)
		status = 401;
	free(auth);
	if (status == 401)
		return status;
	if (load(s, r->path, wished(r, "gzip") ? ".gz" : "", body, &when) ==
	    0) {
		if (!wished(r, "plain")) {
			snprintf(etag, 32, "\"%016llx\"",
			    (unsigned long long)hash(body));
			http_date(when, modified);
		}
	} else
		status = 404;
	if (wished(r, "loop") || wished(r, "to"))
		status = 302;
	status = (int)number(r, "status", status);
	if (status == 200 && etag[0] != '\0' && known(r, etag, modified)) {
		body->len = 0;
		status = 304;
	}
	return status;
}

/* Writes head and body to c->out. Returns the status. */
static int
answer(struct server *s, struct conn *c, const struct request *r)
{
	struct bytes body = {NULL, 0, 0};
	char etag[32], modified[64], date[64], *type;
	int status = choose(s, r, &body, etag, modified);
	long length;

	addf(&c->out, "HTTP/1.1 %d As asked\r\n", status);
	addf(&c->out, "Date: %s\r\n", http_date(time(NULL), date));
	type = wish(r, "type");
	addf(&c->out, "Content-Type: %s\r\n",
	    type != NULL ? type : type_of(r->path));
	free(type);
	if (etag[0] != '\0')
		addf(&c->out, "ETag: %s\r\nLast-Modified: %s\r\n", etag,
		    modified);
	if (wished(r, "gzip") && body.len > 0)
		addf(&c->out, "Content-Encoding: gzip\r\n");
	wish_header(r, "to", "Location: ", &c->out);
	wish_header(r, "retry", "Retry-After: ", &c->out);
	wish_header(r, "header", "", &c->out);
	loop_header(r, &c->out);
	c->endless = wished(r, "endless") && body.len > 0;
	length = number(r, "length", (long)body.len);
	if (c->endless)
		c->last = 1;
	else if (status != 304)
		addf(&c->out, "Content-Length: %ld\r\n", length);
	if (length != (long)body.len)
		c->last = 1;
	addf(&c->out, "%s\r\n", c->last ? "Connection: close\r\n" : "");
	c->body = c->out.len;
	if (strcmp(r->method, "HEAD") != 0 && body.len > 0)
		add(&c->out, body.p, body.len);
	if (wished(r, "cut")) {
		size_t cut = (size_t)number(r, "cut", 0);

		c->last = 1;
		if (c->out.len > c->body + cut)
			c->out.len = c->body + cut;
	}
	free(body.p);
	return status;
}

/* Decides how the request is answered. Returns the status, or 0. */
static int
respond(struct server *s, struct conn *c, struct request *r)
{
	char *raw = r->wish, empty[1] = "";
	int status;

	c->sending = 1;
	if (asked(s, r->target) >= number(r, "times", 1L << 30))
		r->wish = empty;
	c->due = now_ms() + number(r, "wait", 0);
	c->slow = number(r, "slow", 0);
	c->reset = wished(r, "reset");
	c->hang = wished(r, "hang");
	status = 0;
	if (c->hang)
		;
	else if (wished(r, "silent"))
		c->last = 1;
	else if (wished(r, "garbage")) {
		addf(&c->out, "220 mail.example ESMTP ready\r\n\r\n");
		c->last = 1;
	} else if (load(s, r->path, ".http", &c->out, NULL) == 0)
		c->last = 1;
	else
		status = answer(s, c, r);
	r->wish = raw;
	return status;
}

static int
connections(const struct server *s)
{
	int i, n = 0;

	for (i = 0; i < CONNS; i++)
		n += s->conns[i].fd != -1 && s->conns[i].sending;
	return n;
}

static void
log_request(struct server *s, const struct request *r, int status)
{
	const char *p = r->head, *end, *q;
	size_t n;

	if (s->log == NULL)
		return;
	fprintf(s->log, "%s %s %d %d\n", r->method, r->target, status,
	    connections(s));
	for (; (end = strstr(p, "\r\n")) != NULL && end != p; p = end + 2) {
		fputc('\t', s->log);
		for (q = p; q < end && *q != ':'; q++)
			fputc(tolower((unsigned char)*q), s->log);
		fprintf(s->log, "%.*s\n", (int)(end - q), q);
	}
	for (p = r->body; p < r->body + r->body_len; p += n + 1) {
		q = memchr(p, '\n', r->body_len - (size_t)(p - r->body));
		n = q != NULL ? (size_t)(q - p)
			      : r->body_len - (size_t)(p - r->body);
		fprintf(s->log, "\t> ");
		fwrite(p, 1, n, s->log);
		fputc('\n', s->log);
	}
	fflush(s->log);
}

/* Serves the request at the beginning of c->in, if all of it is there.
 * Returns how many bytes it was, or 0; -1 if it is none. */
static long
serve(struct server *s, struct conn *c)
{
	struct request r = {.method = ""};
	struct bytes w = {NULL, 0, 0};
	char *end = strstr(c->in.p, "\r\n\r\n"), *line, *sp, length[32];
	size_t head, body;
	int status;

	if (end == NULL)
		return c->in.len > 65536 ? -1 : 0;
	head = (size_t)(end - c->in.p) + 4;
	r.head = strstr(c->in.p, "\r\n") + 2;
	header(&r, "content-length", length, sizeof(length));
	body = strtoul(length, NULL, 10);
	if (body > BODY_MAX)
		return -1;
	if (c->in.len < head + body)
		return 0;
	line = need(strndup(c->in.p, strcspn(c->in.p, "\r")));
	sp = strchr(line, ' ');
	if (sp != NULL && sp - line < (long)sizeof(r.method)) {
		memcpy(r.method, line, (size_t)(sp - line));
		r.method[sp - line] = '\0';
		r.target = need(strndup(sp + 1, strcspn(sp + 1, " ")));
		r.path = need(strndup(r.target, strcspn(r.target, "?")));
		decode(r.path);
		add(&w, "", 0);
		if (strchr(r.target, '?') != NULL)
			addf(&w, "%s&", strchr(r.target, '?') + 1);
		load(s, r.path, ".do", &w, NULL);
		r.wish = w.p;
		r.body = c->in.p + head;
		r.body_len = body;
		status = respond(s, c, &r);
		log_request(s, &r, status);
	}
	free(line);
	free(r.target);
	free(r.path);
	free(w.p);
	return sp != NULL ? (long)(head + body) : -1;
}

static void
drop(struct conn *c)
{
	struct linger now = {1, 0};

	if (c->reset)
		setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	close(c->fd);
	free(c->in.p);
	free(c->out.p);
	memset(c, 0, sizeof(*c));
	c->fd = -1;
}

/* Takes the next request, if one is complete. */
static void
next_request(struct server *s, struct conn *c)
{
	long n;

	if (c->sending || c->in.len == 0)
		return;
	n = serve(s, c);
	if (n < 0)
		drop(c);
	else if (n > 0) {
		memmove(c->in.p, c->in.p + n, c->in.len - (size_t)n + 1);
		c->in.len -= (size_t)n;
	}
}

static void
receive(struct server *s, struct conn *c)
{
	char part[65536];
	ssize_t n = read(c->fd, part, sizeof(part));

	if (n > 0)
		add(&c->in, part, (size_t)n);
	else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		drop(c);
		return;
	}
	next_request(s, c);
}

static void
send_some(struct server *s, struct conn *c)
{
	size_t left = c->out.len - c->at;
	ssize_t n;

	if (c->slow > 0 && left > SLOW)
		left = SLOW;
	n = left > 0 ? write(c->fd, c->out.p + c->at, left) : 0;
	if (n == -1) {
		if (errno != EAGAIN && errno != EINTR)
			drop(c);
		return;
	}
	c->at += (size_t)n;
	if (c->slow > 0)
		c->due = now_ms() + c->slow;
	if (c->at < c->out.len)
		return;
	if (c->endless) {
		c->at = c->body;
		return;
	}
	if (c->last) {
		drop(c);
		return;
	}
	c->sending = 0;
	c->out.len = c->at = 0;
	next_request(s, c);
}

static void
take_in(struct server *s)
{
	int i, fd = accept(s->fd, NULL, NULL);

	if (fd == -1)
		return;
	for (i = 0; i < CONNS; i++)
		if (s->conns[i].fd == -1) {
			fcntl(fd, F_SETFL, O_NONBLOCK);
			s->conns[i].fd = fd;
			return;
		}
	close(fd);
}

static void
round_of(struct server *s)
{
	struct pollfd p[CONNS + 1];
	struct conn *c;
	int64_t now = now_ms(), due = now + 10000;
	int i;

	p[CONNS].fd = s->fd;
	p[CONNS].events = POLLIN;
	for (i = 0; i < CONNS; i++) {
		c = &s->conns[i];
		p[i].fd = c->fd;
		p[i].events = POLLIN;
		if (!c->sending || c->hang)
			continue;
		if (c->due <= now)
			p[i].events |= POLLOUT;
		else if (c->due < due)
			due = c->due;
	}
	if (poll(p, CONNS + 1, (int)(due - now)) < 0)
		return;
	for (i = 0; i < CONNS; i++) {
		c = &s->conns[i];
		if (c->fd != -1 && p[i].revents & (POLLIN | POLLHUP | POLLERR))
			receive(s, c);
		if (c->fd != -1 && p[i].revents & POLLOUT && c->sending)
			send_some(s, c);
	}
	if (p[CONNS].revents & POLLIN)
		take_in(s);
}

int
main(int argc, char *argv[])
{
	static struct server s;
	struct sockaddr_in a = {.sin_family = AF_INET};
	socklen_t n = sizeof(a);
	int i, one = 1;

	if (argc < 2) {
		fprintf(stderr, "usage: httpd FOLDER [LOG]\n");
		return 2;
	}
	alarm(LIFE);
	signal(SIGPIPE, SIG_IGN);
	s.folder = argv[1];
	if (argc > 2) {
		s.log = fopen(argv[2], "a");
		if (s.log == NULL)
			die(argv[2]);
	}
	for (i = 0; i < CONNS; i++)
		s.conns[i].fd = -1;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	s.fd = socket(AF_INET, SOCK_STREAM, 0);
	setsockopt(s.fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (s.fd == -1 || bind(s.fd, (struct sockaddr *)&a, n) != 0 ||
	    listen(s.fd, 256) != 0 ||
	    getsockname(s.fd, (struct sockaddr *)&a, &n) != 0)
		die("httpd: socket");
	printf("%d\n", ntohs(a.sin_port));
	fclose(stdout);
	for (;;)
		round_of(&s);
}
