/* SPDX-License-Identifier: ISC */
#ifndef CM_HTTPD_ANSWER_H
#define CM_HTTPD_ANSWER_H

/* What tests/httpd.c answers: files, heads, and counts of what was asked. */

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/httpd.h"

enum { CONNS = 512 };

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
	int waits;   /* for the rest of a body that is kept */
	int sinking; /* 1: a body is taken; 2: it is all there */
	int hashing;
	size_t left, sunk; /* bytes of it */
	uint64_t hash;
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

/* The file of that name: for this request, this method, or any. */
static int
load_for(const struct server *s, const struct request *r, const char *more,
    struct bytes *b, time_t *when)
{
	char name[4096];

	snprintf(name, sizeof(name), "%s@%ld", r->path, r->nth);
	if (load(s, name, more, b, when) == 0)
		return 0;
	snprintf(name, sizeof(name), "%s@%s", r->path, r->method);
	if (load(s, name, more, b, when) == 0)
		return 0;
	return load(s, r->path, more, b, when);
}

/* How often this URL, or method and path, was asked for before. */
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

static long
seen(const struct server *s, const char *target)
{
	const struct count *c;

	for (c = s->counts; c != NULL; c = c->next)
		if (strcmp(c->target, target) == 0)
			return c->n;
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
	if (load_for(s, r, wished(r, "gzip") ? ".gz" : "", body, &when) == 0) {
		if (!wished(r, "plain")) {
			snprintf(etag, 32, "\"%016llx\"",
			    (unsigned long long)hash(body));
			http_date(when, modified);
		}
	} else
		status = wished(r, "sink") ? 200 : 404;
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

	if (c->sinking) {
		body.len = 0;
		addf(&body, "{\"bytes\":%zu,\"hash\":\"%016llx\"}", c->sunk,
		    (unsigned long long)c->hash);
		c->sinking = 0;
	}

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

#endif
