/* SPDX-License-Identifier: ISC */
#ifndef CM_TEST_HTTP_SERVER_H
#define CM_TEST_HTTP_SERVER_H

/* tests/httpd in a folder of its own, and what requests to it gave. */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/http.h"

struct server {
	pid_t pid;
	char folder[64], base[64], log[80];
};

/* What done() saw. */
struct seen {
	int calls, status, attempts, order, sent;
	enum cm_http_class class;
	char why[256], url[256], moved[256], body[64], type[64], twice[64];
	size_t len;
	long long wait;
};

static inline void
copy(char *to, size_t size, const char *s)
{
	snprintf(to, size, "%s", s != NULL ? s : "");
}

static int order; /* of the calls of done() */

static inline void
done_one(void *ctx, struct cm_http_answer *a)
{
	struct seen *s = ctx;

	s->calls++;
	s->order = ++order;
	s->class = a->class;
	s->status = a->status;
	s->attempts = a->attempts;
	s->sent = a->sent;
	s->wait = (long long)a->wait;
	s->len = a->body.len;
	copy(s->why, sizeof(s->why), a->why);
	copy(s->url, sizeof(s->url), a->url);
	copy(s->moved, sizeof(s->moved), a->moved);
	copy(s->type, sizeof(s->type), cm_http_header(a, "content-type"));
	copy(s->twice, sizeof(s->twice), cm_http_header(a, "x-twice"));
	snprintf(s->body, sizeof(s->body), "%.*s", (int)a->body.len,
	    a->body.p != NULL ? a->body.p : "");
}

static inline void
put(const struct server *v, const char *name, const char *text)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", v->folder, name);
	f = fopen(path, "w");
	if (f == NULL)
		cm_die(CM_FAIL, "cannot write %s", path);
	fputs(text, f);
	fclose(f);
}

static inline void
start(struct server *v)
{
	char port[16] = "";
	int ends[2], n = 0;
	ssize_t k;

	copy(v->folder, sizeof(v->folder), "/tmp/cm-http.XXXXXX");
	if (mkdtemp(v->folder) == NULL || pipe(ends) != 0)
		cm_die(CM_FAIL, "no folder");
	snprintf(v->log, sizeof(v->log), "%s/log", v->folder);
	v->pid = fork();
	if (v->pid == 0) {
		dup2(ends[1], 1);
		execl("tests/httpd", "httpd", v->folder, v->log, (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	while (
	    n < 15 && (k = read(ends[0], port + n, 1)) == 1 && port[n] != '\n')
		n++;
	port[n] = '\0';
	close(ends[0]);
	snprintf(v->base, sizeof(v->base), "http://127.0.0.1:%s", port);
	put(v, "a.txt", "the body");
	put(v, "b.txt", "another");
}

static inline void
stop(struct server *v)
{
	static const char *const names[] = {
	    "a.txt", "b.txt", "raw.http", "log", "big", "n@2", "n", "n@PUT"};
	char path[256];
	size_t i;

	kill(v->pid, SIGTERM);
	waitpid(v->pid, NULL, 0);
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(path, sizeof(path), "%s/%s", v->folder, names[i]);
		unlink(path);
	}
	rmdir(v->folder);
}

static inline struct cm_http_options
quick(void)
{
	struct cm_http_options o;

	cm_http_defaults(&o);
	o.retries = 0;
	o.stall = 1;
	o.timeout = 3;
	o.connect = 2;
	o.backoff = 10;
	return o;
}

/* One request, from a handle of its own. */
static inline struct seen
ask(const struct server *v, const struct cm_http_options *o,
    struct cm_http_request rq, const char *path)
{
	struct seen s = {.calls = 0};
	struct cm_http *h = cm_http_open(o);
	char url[256];

	snprintf(url, sizeof(url), "%s%s", path[0] != '/' ? "" : v->base, path);
	rq.url = url;
	rq.done = done_one;
	rq.ctx = &s;
	cm_http_start(h, &rq);
	while (cm_http_step(h, -1) > 0)
		;
	cm_http_close(h);
	return s;
}

static inline struct seen
get(const struct server *v, const char *path)
{
	struct cm_http_options o = quick();
	struct cm_http_request rq = {.method = NULL};

	return ask(v, &o, rq, path);
}

static inline int
logged(const struct server *v, const char *text, int *most)
{
	char line[1024], *p;
	int n = 0, k;
	FILE *f = fopen(v->log, "r");

	if (f == NULL)
		return -1;
	*most = 0;
	while (fgets(line, sizeof(line), f) != NULL) {
		n += strstr(line, text) != NULL;
		p = strrchr(line, ' ');
		if (strncmp(line, "GET ", 4) == 0 && p != NULL) {
			k = (int)strtol(p, NULL, 10);
			*most = k > *most ? k : *most;
		}
	}
	fclose(f);
	return n;
}

#endif
