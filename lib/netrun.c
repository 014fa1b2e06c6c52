/* SPDX-License-Identifier: ISC */
/* Runs of a module: what goes in, and what its effects become. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/json.h"
#include "lib/netjob.h"

/* One run, until it comes back. */
struct run {
	struct net_job *job;
	struct net_request *rq; /* NULL: the first of the job */
	struct net_leaf *leaf;  /* error_of */
};

static void
put_raw(struct cm_buf *b, const char *key, struct cm_slice s)
{
	cm_json_key(b, key);
	if (s.p != NULL)
		cm_buf_add(b, s.p, s.len);
	else
		cm_buf_puts(b, "null");
}

static void
put_time(struct cm_buf *b, const char *key, int64_t t)
{
	char text[CM_CLOCK_TEXT];

	if (t != INT64_MIN && t != INT64_MAX)
		cm_json_member(b, key, cm_clock_text(t, text));
}

/* The job, to which fetch adds what, since and until. */
static void
put_job(struct cm_buf *b, const struct net_job *j)
{
	size_t n = strlen(j->job);

	cm_json_key(b, "job");
	net_clean(b, j->job, n);
	if (strcmp(j->verb, "fetch") != 0)
		return;
	b->len--; /* the brace */
	cm_json_member(b, "what", j->step);
	put_time(b, "since", j->since);
	put_time(b, "until", j->until);
	cm_buf_byte(b, '}');
}

/* What the answers were, in the shape of the request. */
static void
put_answers(struct cm_buf *b, struct cm_slice s, struct net_request *rq,
    size_t *at_leaf)
{
	struct cm_slice key, value;
	enum cm_kind kind = cm_scan_kind(s);
	size_t at = 0, n = 0;

	if (*at_leaf < rq->count && rq->leaves[*at_leaf].json.p == s.p) {
		cm_buf_add(b, rq->leaves[*at_leaf].answer.p,
		    rq->leaves[*at_leaf].answer.len);
		++*at_leaf;
		return;
	}
	if (kind != CM_OBJECT && kind != CM_ARRAY) {
		cm_buf_add(b, s.p, s.len);
		return;
	}
	cm_buf_byte(b, kind == CM_OBJECT ? '{' : '[');
	while (cm_json_next(s, &at, &key, &value)) {
		if (n++ > 0)
			cm_buf_byte(b, ',');
		if (kind == CM_OBJECT) {
			cm_buf_add(b, key.p, key.len);
			cm_buf_byte(b, ':');
		}
		put_answers(b, value, rq, at_leaf);
	}
	cm_buf_byte(b, kind == CM_OBJECT ? '}' : ']');
}

static void
put_input(struct cm_buf *b, struct net_job *j, struct net_request *rq)
{
	struct cm_slice object = {j->object, strlen(j->object)},
			none = {NULL, 0};
	const char *step = rq != NULL       ? rq->step
	    : strcmp(j->verb, "fetch") == 0 ? j->step
					    : NULL;
	size_t leaf = 0;

	cm_buf_init(b, CM_BUF_ANY);
	cm_buf_byte(b, '{');
	cm_json_member(b, "verb", j->verb);
	if (step != NULL)
		cm_json_member(b, "step", step);
	else
		put_raw(b, "step", none);
	put_job(b, j);
	put_raw(b, "account", object);
	put_raw(b, "vars", rq != NULL ? rq->vars : none);
	cm_json_key(b, "response");
	if (rq != NULL)
		put_answers(b, rq->request, rq, &leaf);
	else
		cm_buf_puts(b, "null");
	if (j->cursor != NULL)
		cm_json_member(b, "cursor", j->cursor);
	else
		put_raw(b, "cursor", none);
	cm_json_member_int(b, "now", j->account->net->now);
	cm_buf_byte(b, '}');
}

/* What error_of says of an answer. */
static void
take_verdict(struct net_leaf *l, struct cm_slice s)
{
	char *kind = cm_json_dup(cm_json_get(s, "kind"));
	char *message = cm_json_dup(cm_json_get(s, "message"));
	struct cm_slice wait = cm_json_get(s, "wait");
	double seconds;

	if (kind != NULL) {
		l->kind = net_kind_of(kind);
		free(l->word);
		l->word = kind;
	}
	if (message != NULL) {
		free(l->why);
		l->why = message;
	}
	if (wait.p != NULL && cm_json_is(wait, "day"))
		l->wait =
		    net_until_midnight(l->rq->job->account, cm_clock_now());
	else if (wait.p != NULL && cm_json_double(wait, &seconds) == 0 &&
	    seconds >= 0 && seconds < 1e9)
		l->wait = (int64_t)(seconds + 0.999);
}

/* A run that began with error_of, which spoke: the answer is a failure. */
static int
was_judged(struct net_request *rq, const struct cm_netmod_reply *r)
{
	struct cm_slice s = {r->effects, r->len};
	struct net_leaf *l = rq != NULL ? rq->leaves : NULL;

	if (rq == NULL || !rq->judge)
		return 0;
	rq->judge = 0;
	s.len = s.len > 0 ? strcspn(s.p, "\n") : 0;
	s = s.len > 0 ? cm_json_get(s, "judged") : s;
	if (s.len == 0 || s.p == NULL)
		return 0;
	rq->state = NET_ASKED;
	rq->left = 1;
	rq->job->requests--;
	take_verdict(l, s);
	net_judged(l);
	return 1;
}

static void
ran(void *ctx, const struct cm_netmod_reply *r)
{
	struct run *run = ctx;
	struct net_job *j = run->job;
	struct net_request *rq = run->rq;

	free(run);
	j->refs--;
	if (j->over) {
		j->refs++;
		net_job_unref(j);
		return;
	}
	if (was_judged(rq, r))
		return;
	net_take(j, rq, r);
}

static struct run *
run_new(struct net_job *j, struct net_request *rq, struct net_leaf *leaf)
{
	struct run *r = cm_zalloc(sizeof(*r));

	r->job = j;
	r->rq = rq;
	r->leaf = leaf;
	j->refs++;
	return r;
}

void
net_run_request(struct net_request *rq)
{
	struct cm_buf b;

	rq->state = NET_RUNNING;
	put_input(&b, rq->job, rq);
	if (rq->judge) {
		b.len--;
		cm_buf_puts(&b, ",\"judge\":true}");
	}
	cm_netmod_run(
	    rq->job->account->mod->mod, &b, ran, run_new(rq->job, rq, NULL));
	cm_buf_release(&b);
}

void
net_run_input(struct cm_buf *b, struct net_job *j)
{
	put_input(b, j, NULL);
}

void
net_run_first(struct net_job *j)
{
	struct cm_buf b;

	if (j->resume != NULL) {
		net_resume(j);
		return;
	}
	put_input(&b, j, NULL);
	cm_netmod_run(j->account->mod->mod, &b, ran, run_new(j, NULL, NULL));
	cm_buf_release(&b);
}

/* ---- error_of ---- */

static void
judged(void *ctx, const struct cm_netmod_reply *r)
{
	struct run *run = ctx;
	struct net_leaf *l = run->leaf;
	struct net_job *j = run->job;
	struct cm_slice s = {r->effects, r->len};

	free(run);
	if (j->over) {
		net_job_unref(j);
		return;
	}
	j->refs--;
	if (r->why == NULL)
		take_verdict(l, s);
	net_judged(l);
}

void
net_judge(struct net_leaf *l)
{
	struct net_job *j = l->rq->job;
	struct cm_buf b;

	if (!j->account->about->judges) {
		net_judged(l);
		return;
	}
	if (l->kind == CM_NET_OK && l->json.p == l->rq->request.p) {
		l->rq->judge = 1; /* in one run with the step */
		net_judged(l);
		return;
	}
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_puts(&b, "{\"verb\":\"error_of\",\"response\":");
	cm_buf_add(&b, l->answer.p, l->answer.len);
	cm_buf_byte(&b, '}');
	cm_netmod_run(j->account->mod->mod, &b, judged, run_new(j, l->rq, l));
	cm_buf_release(&b);
}
