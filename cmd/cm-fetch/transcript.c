/* SPDX-License-Identifier: ISC */
/* --record and --replay: what sources were remembered by, and what feeds were
 * answered. What accounts were answered is the engine's. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "cmd/cm-fetch/feed.h"
#include "cmd/cm-fetch/fetch.h"
#include "cmd/cm-fetch/job.h"
#include "cmd/cm-fetch/transcript.h"
#include "lib/har.h"
#include "lib/httpurl.h"
#include "lib/json.h"

int
transcript_replays(const struct fetch *f)
{
	return f->net != NULL && cm_net_replay(f->net) != NULL;
}

/* ---- writing ---- */

static struct cm_har_writer *
writer(const struct fetch *f)
{
	return f->net != NULL ? cm_net_record(f->net) : NULL;
}

int64_t
transcript_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
transcript_recalled(struct fetch *f, struct source *s)
{
	const struct memory *m = &s->memory;
	struct cm_buf *b = &s->facts;
	struct cm_slice job = {m->job, m->job != NULL ? strlen(m->job) : 0};

	if (writer(f) == NULL || s->facts.len > 0)
		return;
	cm_buf_init(b, CM_BUF_ANY);
	cm_buf_byte(b, '{');
	cm_json_member(b, "source", s->name);
	if (s->job != NULL) {
		cm_json_member(b, "account", s->job->account);
		cm_json_member(b, "what", s->job->what);
	}
	cm_json_member(b, "feed", m->feed);
	cm_json_member(b, "moved", m->moved);
	cm_json_member(b, "etag", m->etag);
	cm_json_member(b, "modified", m->modified);
	cm_json_member(b, "asked", m->asked);
	cm_json_member_int(b, "gone", m->gone);
	cm_json_member_int(b, "covered", m->covered);
	cm_json_member_int(b, "seen", m->seen.n > 0);
	if (job.p != NULL)
		cm_json_member_raw(b, "job", job);
}

void
transcript_known(struct source *s, const unsigned char key[KEY_SIZE])
{
	if (s->facts.len > 0)
		keys_add(&s->dropped, key);
}

void
transcript_finish(struct fetch *f, struct source *s)
{
	struct cm_buf *b = &s->facts;
	size_t i, k;

	if (writer(f) == NULL)
		return;
	transcript_recalled(f, s); /* a file */
	cm_json_member_int(b, "operand", !s->listed_by);
	if (s->trail.len > 0) {
		cm_json_key(b, "pages");
		cm_buf_byte(b, '[');
		cm_buf_add(b, s->trail.p, s->trail.len);
		cm_buf_byte(b, ']');
	}
	if (s->dropped.n > 0) {
		cm_json_key(b, "known");
		cm_buf_byte(b, '[');
		for (i = 0; i < s->dropped.n; i++) {
			cm_buf_puts(b, i > 0 ? ",\"" : "\"");
			for (k = 0; k < KEY_SIZE; k++)
				cm_buf_printf(b, "%02x", s->dropped.p[i][k]);
			cm_buf_byte(b, '"');
		}
		cm_buf_byte(b, ']');
	}
	cm_buf_byte(b, '}');
	cm_har_job(writer(f), CM_NET_OWN + s->number, cm_buf_str(b));
}

/* Headers of an answer, without its cookies. */
static void
put_headers(struct cm_buf *to, const struct cm_http_answer *a)
{
	const char *name, *value;
	size_t at = 0;

	while (cm_http_next_header(a, &at, &name, &value)) {
		if (strcasecmp(name, "set-cookie") == 0)
			continue;
		cm_buf_add(to, name, strlen(name) + 1);
		cm_buf_add(to, value, strlen(value) + 1);
	}
}

void
transcript_answered(
    struct fetch *f, struct source *s, const struct cm_http_answer *a)
{
	static const char accept[] = "accept\0*/*";
	struct cm_har_entry e = {.job = CM_NET_OWN + s->number,
	    .place = s->asked++,
	    .method = "GET",
	    .headers = accept,
	    .headers_len = sizeof(accept),
	    .status = a->status,
	    .why = a->why,
	    .class = a->class,
	    .answer = a->body.p,
	    .answer_len = a->body.len,
	    .wait = a->wait};
	char *asked, *url, *moved;
	struct cm_buf head;

	if (writer(f) == NULL)
		return;
	asked = cm_httpurl_shown(s->asking);
	url = a->url != NULL ? cm_httpurl_shown(a->url) : NULL;
	moved = a->moved != NULL ? cm_httpurl_shown(a->moved) : NULL;
	cm_buf_init(&head, CM_BUF_ANY);
	put_headers(&head, a);
	e.url = asked;
	e.when = s->asked_at;
	e.took = transcript_ms() - s->asked_at;
	e.answer_headers = head.p;
	e.answer_headers_len = head.len;
	cm_har_add(writer(f), &e);
	cm_buf_puts(&s->trail, s->trail.len > 0 ? ",{" : "{");
	cm_json_member(&s->trail, "url", url);
	cm_json_member(&s->trail, "moved", moved);
	cm_buf_byte(&s->trail, '}');
	cm_buf_release(&head);
	free(asked);
	free(url);
	free(moved);
}

/* ---- reading ---- */

/* The facts of a source of ours by number, or NULL. */
static const char *
facts_at(const struct fetch *f, size_t number)
{
	return cm_har_facts(cm_net_replay(f->net), CM_NET_OWN + number);
}

static int
is_of(const char *facts, const struct source *s)
{
	struct cm_slice all = {facts, strlen(facts)};

	return cm_json_is(cm_json_get(all, "source"), s->name);
}

/* Sources of a list may have become known in another order. */
static const char *
facts_of(const struct fetch *f, const struct source *s, uint64_t *number)
{
	const char *facts = facts_at(f, s->number);
	size_t i;

	*number = CM_NET_OWN + s->number;
	if (facts != NULL && is_of(facts, s))
		return facts;
	for (i = 0;
	     (facts = cm_har_job_at(cm_net_replay(f->net), i, number)) != NULL;
	     i++)
		if (*number >= CM_NET_OWN && is_of(facts, s))
			return facts;
	*number = CM_NET_OWN + s->number;
	return NULL;
}

static int64_t
number_of(struct cm_slice all, const char *name)
{
	double d = 0;

	(void)cm_json_double(cm_json_get(all, name), &d);
	return (int64_t)d;
}

static int
digit(char c)
{
	return c >= 'a' ? c - 'a' + 10 : c - '0';
}

static int
compare(const void *a, const void *b)
{
	return memcmp(a, b, KEY_SIZE);
}

static void
read_known(struct keys *to, struct cm_slice list)
{
	unsigned char key[KEY_SIZE];
	struct cm_slice s;
	size_t at = 0, i;

	while (cm_scan_kind(list) == CM_ARRAY &&
	    cm_json_next(list, &at, NULL, &s)) {
		if (s.len != 2 * KEY_SIZE + 2)
			continue;
		for (i = 0; i < KEY_SIZE; i++)
			key[i] = (unsigned char)(digit(s.p[1 + 2 * i]) * 16 +
			    digit(s.p[2 + 2 * i]));
		keys_add(to, key);
	}
	if (to->n > 0)
		qsort(to->p, to->n, KEY_SIZE, compare);
}

void
transcript_recall(struct fetch *f, struct source *s)
{
	static const unsigned char other[KEY_SIZE] = {1};
	struct memory *m = &s->memory;
	struct cm_slice all, job;
	uint64_t number;

	all.p = facts_of(f, s, &number);
	if (all.p == NULL || !f->o.stateful)
		return;
	all.len = strlen(all.p);
	m->feed = cm_json_dup(cm_json_get(all, "feed"));
	m->moved = cm_json_dup(cm_json_get(all, "moved"));
	m->etag = cm_json_dup(cm_json_get(all, "etag"));
	m->modified = cm_json_dup(cm_json_get(all, "modified"));
	m->asked = cm_json_dup(cm_json_get(all, "asked"));
	m->gone = number_of(all, "gone");
	m->covered = number_of(all, "covered");
	job = cm_json_get(all, "job");
	m->job = job.p != NULL ? cm_strndup(job.p, job.len) : NULL;
	read_known(&m->seen, cm_json_get(all, "known"));
	if (m->seen.n == 0 && number_of(all, "seen") > 0)
		keys_add(&m->seen, other); /* there were some */
}

void
transcript_replay(struct fetch *f, struct source *s,
    void (*done)(void *ctx, struct cm_http_answer *a))
{
	struct cm_http_answer a = {.class = CM_HTTP_UNFIT,
	    .why = "not in the transcript",
	    .attempts = 1};
	char *asked = cm_httpurl_shown(s->asking), *url = NULL, *moved = NULL;
	struct cm_slice all, page;
	struct cm_har_entry e;
	uint64_t number;
	size_t at = 0, i;

	cm_buf_init(&a.head, CM_BUF_ANY);
	cm_buf_init(&a.body, CM_BUF_ANY);
	all.p = facts_of(f, s, &number);
	if (cm_har_find(cm_net_replay(f->net), number, s->asked, "GET", asked,
		"", 0, &e) == 1) {
		a.class = e.class;
		a.status = e.status;
		a.why = e.why;
		a.wait = e.wait;
		cm_buf_add(&a.head, e.answer_headers, e.answer_headers_len);
		cm_buf_add(&a.body, e.answer, e.answer_len);
	}
	if (all.p != NULL) {
		all.len = strlen(all.p);
		all = cm_json_get(all, "pages");
		for (i = 0; cm_scan_kind(all) == CM_ARRAY &&
		     cm_json_next(all, &at, NULL, &page);
		     i++)
			if (i == s->asked) {
				url = cm_json_dup(cm_json_get(page, "url"));
				moved = cm_json_dup(cm_json_get(page, "moved"));
			}
	}
	a.url = url != NULL ? url : asked;
	a.moved = moved;
	s->asked++;
	done(s, &a);
	cm_buf_release(&a.head);
	cm_buf_release(&a.body);
	free(asked);
	free(url);
	free(moved);
}

/* ---- operands ---- */

int
transcript_each(struct fetch *f, size_t *at, const char *member, char **text)
{
	struct cm_slice all;
	uint64_t number;

	while ((all.p = cm_har_job_at(
		    cm_net_replay(f->net), (*at)++, &number)) != NULL) {
		all.len = strlen(all.p);
		/* An account is named by the jobs of the engine, too: those
		 * of cm-post, and of a fetch without facts of ours. */
		if (number < CM_NET_OWN ? strcmp(member, "account") != 0
					: number_of(all, "operand") == 0)
			continue;
		*text = cm_json_dup(cm_json_get(all, member));
		if (*text != NULL)
			return 1;
	}
	return 0;
}
