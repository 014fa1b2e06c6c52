/* SPDX-License-Identifier: ISC */
#ifndef CM_TEST_NET_RUN_H
#define CM_TEST_NET_RUN_H

/* A job of a module written for it, against tests/httpd, and what it gave. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/json.h"
#include "lib/net.h"
#include "tests/tap.h"
#include "tests/unit/http_server.h"

static struct server v;
static char dir[] = "/tmp/cm-net.XXXXXX";

/* What a job gave, one line each. */
struct got {
	struct cm_buf b;
	int commits, done, refuse;
	char kind[16], message[512];
	int unknown, later, limited;
	char resume[2048];
	size_t lost, gaps;
	long refused;
};

static inline int
on_record(void *ctx, const char *line, size_t len, int64_t when)
{
	struct got *g = ctx;
	struct cm_slice s = {line, len - 1};
	char *id = cm_json_dup(cm_json_get(s, "id"));
	int full = id != NULL && strcmp(id, "full") == 0;

	(void)when;
	cm_buf_printf(&g->b, "%s ", id != NULL ? id : "?");
	free(id);
	return full ? -1 : 0;
}

static inline int
on_cursor(void *ctx, const char *text)
{
	cm_buf_printf(&((struct got *)ctx)->b, "[%s] ", text);
	return 0;
}

static inline int
on_receipt(void *ctx, const char *json, size_t len)
{
	struct cm_slice s = {json, len};
	char *id = cm_json_dup(cm_json_get(s, "id"));

	cm_buf_printf(
	    &((struct got *)ctx)->b, "receipt %s ", id != NULL ? id : "none");
	free(id);
	return 0;
}

static inline int
on_commit(void *ctx, int safe)
{
	struct got *g = ctx;

	g->commits++;
	cm_buf_printf(&g->b, safe ? "safe " : "commit ");
	return g->refuse ? -1 : 0;
}

static inline void
on_end(void *ctx, const struct cm_net_end *e)
{
	struct got *g = ctx;

	g->done++;
	copy(g->kind, sizeof(g->kind), cm_net_kind_name(e->kind));
	copy(g->message, sizeof(g->message), e->message);
	copy(g->resume, sizeof(g->resume), e->resume);
	g->unknown = e->unknown;
	g->later = e->later;
	g->limited = e->limited;
	g->lost = e->nlost;
	g->gaps = e->ngaps;
	g->refused = e->refused;
}

static const struct cm_net_calls calls = {
    on_record, on_cursor, on_receipt, on_commit, on_end};

static void write_file(const char *name, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static inline void
write_file(const char *name, const char *fmt, ...)
{
	char path[256];
	va_list ap;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	if (f == NULL)
		cm_die(CM_FAIL, "cannot write %s", path);
	va_start(ap, fmt);
	vfprintf(f, fmt, ap);
	va_end(ap);
	fclose(f);
	chmod(path, 0600);
}

/* A module with that body, and an account of it. */
static inline void
module(const char *about, const char *body)
{
	write_file("networks/t.jq",
	    "include \"net\";\n"
	    "def about: {title: \"T\", hosts: [\".base\"], auth: false, "
	    "reads: [\"posts\"]} + %s;\n%s\n",
	    about, body);
	write_file("accounts",
	    "[me]\nnetwork = t\nhost = %s\ntoken = sesame-open\n"
	    "user = bob\n",
	    v.base);
}

static inline struct cm_net_options
options(void)
{
	struct cm_net_options o = {.http = quick()};

	o.http.patience = 3;
	o.http.retries = 1;
	return o;
}

static inline struct got
run(struct cm_net_options o, struct cm_net_job job)
{
	struct got g = {.kind = "none"};
	enum cm_exit status = CM_OK;
	struct cm_conf *conf = cm_conf_open(NULL, &status);
	struct cm_net *n = cm_net_open(&o, conf, &status);

	cm_buf_init(&g.b, CM_BUF_ANY);
	if (n != NULL) {
		job.account = "me";
		job.calls = &calls;
		job.ctx = &g;
		if (job.since == 0)
			job.since = INT64_MIN;
		if (job.until == 0)
			job.until = INT64_MAX;
		if (job.limit == 0)
			job.limit = -1;
		cm_net_start(n, &job);
		cm_net_run(n);
	}
	cm_net_close(n);
	cm_conf_close(conf);
	cm_buf_byte(&g.b, '\0');
	return g;
}

static inline struct got
fetch(const char *about, const char *body)
{
	struct cm_net_job job = {.verb = "fetch", .step = "posts"};

	module(about, body);
	return run(options(), job);
}

static inline struct got
post(const char *about, const char *body)
{
	struct cm_net_job job = {
	    .verb = "post", .job = "{\"draft\":{\"text\":\"hi\"}}"};

	module(about, body);
	return run(options(), job);
}

static inline void
given(struct got *g, const char *want, const char *what)
{
	is(g->b.p, want, what);
	cm_buf_release(&g->b);
}

#define REC "def r($id): {record: {type: \"post\", id: $id, text: \"x\"}}; "

#endif
