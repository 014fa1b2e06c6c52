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
 * Before these are looked for, FOLDER/a/b@N is, for the Nth request for that
 * path (from 1), and FOLDER/a/b@METHOD, for that method; both may end in
 * .http, too. Other methods than GET are answered in the same way.
 *
 * What is to go wrong stands in the query of the URL, or in a file
 * FOLDER/a/b.do, which is read anew for each request, in the same form (there
 * may also be a/b@N.do and a/b@METHOD.do):
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
 *     early         answer as soon as the head is there
 *     sink          take a body of any size and keep none of it; the answer is
 *                   {"bytes":N,"hash":"..."}: its length, and FNV-1a in hex
 *     sink=fast     the same without a hash
 *     times=N       all this for the first N requests for this URL only
 *
 * Without sink a body has at most 64 MiB.
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

#include "tests/httpd_answer.h"

enum {

	SLOW = 64,
	LIFE = 600,
	BODY_MAX = 64 << 20,
	PART = 256 << 10
};

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
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
	} else if (load_for(s, r, ".http", &c->out, NULL) == 0)
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

/* Takes what is there of a body that is not kept. */
static void
sink(struct conn *c, const char *p, size_t n)
{
	size_t i;

	for (i = 0; c->hashing && i < n; i++)
		c->hash = (c->hash ^ (unsigned char)p[i]) * 0x100000001b3u;
	c->left -= n;
	c->sunk += n;
	if (c->left == 0)
		c->sinking = 2;
}

/* Begins to take a body, what is there behind the head first. */
static void
begin_sink(struct conn *c, const struct request *r, size_t head, size_t body)
{
	size_t there = c->in.len - head < body ? c->in.len - head : body;
	char *how = wish(r, "sink");

	c->sinking = 1;
	c->hashing = strcmp(how, "fast") != 0;
	c->hash = 0xcbf29ce484222325u;
	c->left = body;
	c->sunk = 0;
	sink(c, c->in.p + head, there);
	memmove(c->in.p + head, c->in.p + head + there,
	    c->in.len - head - there + 1);
	c->in.len -= there;
	free(how);
}

/* What the request line says, and the wishes. Returns 0, or -1. */
static int
read_line(
    struct server *s, struct request *r, const char *line, struct bytes *w)
{
	const char *sp = strchr(line, ' ');
	char *key;

	if (sp == NULL || sp - line >= (long)sizeof(r->method))
		return -1;
	memcpy(r->method, line, (size_t)(sp - line));
	r->method[sp - line] = '\0';
	r->target = need(strndup(sp + 1, strcspn(sp + 1, " ")));
	r->path = need(strndup(r->target, strcspn(r->target, "?")));
	decode(r->path);
	key = need(malloc(strlen(r->path) + 2));
	key[0] = '@';
	memcpy(key + 1, r->path, strlen(r->path) + 1);
	r->nth = seen(s, key) + 1;
	free(key);
	add(w, "", 0);
	if (strchr(r->target, '?') != NULL)
		addf(w, "%s&", strchr(r->target, '?') + 1);
	load_for(s, r, ".do", w, NULL);
	r->wish = w->p;
	return 0;
}

/* Tells whether all of a request is there that its answer needs. */
static int
complete(struct conn *c, const struct request *r, size_t head, size_t body)
{
	if (wished(r, "early")) {
		c->last = 1;
		return 1;
	}
	if (wished(r, "sink")) {
		if (!c->sinking)
			begin_sink(c, r, head, body);
		return c->sinking == 2;
	}
	return c->in.len >= head + body;
}

/* Counts the request and answers it. */
static void
carry_out(struct server *s, struct conn *c, struct request *r)
{
	char *key = need(malloc(strlen(r->path) + 2));

	key[0] = '@';
	memcpy(key + 1, r->path, strlen(r->path) + 1);
	asked(s, key);
	free(key);
	log_request(s, r, respond(s, c, r));
}

/* Serves the request at the beginning of c->in, if all of it is there.
 * Returns how many bytes it was, or 0; -1 if it is none. */
static long
serve(struct server *s, struct conn *c)
{
	struct request r = {.method = ""};
	struct bytes w = {NULL, 0, 0};
	char *end = strstr(c->in.p, "\r\n\r\n"), *line, length[32];
	size_t head, body;
	long used = 0;

	if (end == NULL)
		return c->in.len > 65536 ? -1 : 0;
	head = (size_t)(end - c->in.p) + 4;
	r.head = strstr(c->in.p, "\r\n") + 2;
	header(&r, "content-length", length, sizeof(length));
	body = strtoul(length, NULL, 10);
	if (c->in.len < head + body && body <= BODY_MAX && c->waits)
		return 0;
	line = need(strndup(c->in.p, strcspn(c->in.p, "\r")));
	if (read_line(s, &r, line, &w) != 0 ||
	    (body > BODY_MAX && !wished(&r, "sink") && !wished(&r, "early")))
		used = -1;
	else if (complete(c, &r, head, body)) {
		if (c->sinking || c->in.len < head + body)
			body = 0;
		r.body = c->in.p + head;
		r.body_len = body;
		carry_out(s, c, &r);
		used = (long)(head + body);
	}
	c->waits = used == 0 && !c->sinking;
	free(line);
	free(r.target);
	free(r.path);
	free(w.p);
	return used;
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
	static char part[PART];
	ssize_t n = read(c->fd, part, sizeof(part));
	size_t rest = 0;

	if (n > 0 && c->sinking == 1) {
		rest = (size_t)n < c->left ? (size_t)n : c->left;
		sink(c, part, rest);
	}
	if (n > 0)
		add(&c->in, part + rest, (size_t)n - rest);
	else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		drop(c);
		return;
	}
	if (c->sinking != 1)
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
