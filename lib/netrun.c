/* SPDX-License-Identifier: ISC */
/* Runs of a module: what goes in, and what its effects become. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/json.h"
#include "lib/netjob.h"
#include "lib/netrec.h"
#include "lib/sip.h"

enum { OLDER_PARENT = 30 * 86400 };

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

/* ---- effects ---- */

/* One run's effects, on their way into the list. */
struct effects {
	struct net_job *job;
	struct net_request *rq;
	struct net_item *first, **tail;
	uint64_t n; /* requests so far, for their places */
	struct cm_buf scratch, line;
	char *why; /* of the first that is none */
	enum cm_net_kind failed;
	int64_t wait;
};

static struct net_item *
put(struct effects *e, enum net_what what, const char *text, size_t len)
{
	struct net_item *it = net_item_new(what, text, len);

	*e->tail = it;
	e->tail = &it->next;
	return it;
}

static void
bad(struct effects *e, char *why)
{
	if (e->why != NULL) {
		free(why);
		return;
	}
	e->why = why;
	e->failed = CM_NET_MODULE;
}

static void
take_record(struct effects *e, struct cm_slice s)
{
	struct net_job *j = e->job;
	struct cm_netrec_world w = {.network = j->account->mod->network,
	    .account = j->account->name,
	    .fetched = j->account->net->now,
	    .since = j->since,
	    .until = j->until};
	struct net_item *it;
	const char *why = NULL;
	int64_t when = INT64_MIN;

	cm_buf_clear(&e->line);
	switch (cm_netrec_add(&e->line, s, &w, &e->scratch, &when, &why)) {
	case CM_NETREC_TAKEN:
		it = put(e, NET_RECORD, e->line.p, e->line.len);
		it->when = when;
		break;
	case CM_NETREC_OUT:
		break;
	case CM_NETREC_BAD:
		bad(e, net_say("a record is bad: %s: %.120s", why, s.p));
		break;
	}
}

static int
is_older(struct cm_slice effect, const char *name, int64_t since, int64_t less)
{
	struct cm_slice v = cm_json_get(effect, name);
	int64_t t;

	return since != INT64_MIN && v.p != NULL &&
	    cm_netrec_time(v, &t) == 0 && t < since - less;
}

static uint64_t
place_of(const struct effects *e)
{
	static const unsigned char key[16] = {'p', 'l', 'a', 'c', 'e'};
	uint64_t at[2] = {e->rq != NULL ? e->rq->place : 0, e->n}, out[2];

	cm_sip(key, at, sizeof(at), out);
	return out[0] >> 12; /* JSON holds it */
}

static void
take_request(struct effects *e, struct cm_slice effect)
{
	struct net_job *j = e->job;
	struct net_item *it;
	char *why = NULL;

	e->n++;
	if (is_older(effect, "older", j->since, 0) ||
	    is_older(effect, "older_parent", j->since, OLDER_PARENT))
		return;
	it = net_request_new(j, effect, place_of(e), &why);
	if (it == NULL) {
		bad(e, why);
		return;
	}
	/* Without vars the present ones stay. */
	if (it->rq->vars.p == NULL && e->rq != NULL && e->rq->vars.p != NULL) {
		struct cm_slice s;
		struct cm_buf b;

		cm_buf_init(&b, CM_BUF_ANY);
		cm_buf_add(&b, effect.p, effect.len);
		b.len--;
		cm_json_member_raw(&b, "vars", e->rq->vars);
		cm_buf_byte(&b, '}');
		s.p = b.p;
		s.len = b.len;
		net_item_free(it);
		it = net_request_new(j, s, place_of(e), &why);
		cm_buf_release(&b);
	}
	it->rq->asked_at =
	    e->rq != NULL && strcmp(e->rq->step, it->rq->step) == 0
	    ? e->rq->asked_at
	    : net_ms();
	*e->tail = it;
	e->tail = &it->next;
}

static void
take_fail(struct effects *e, struct cm_slice s)
{
	char *kind = cm_json_dup(cm_json_get(s, "kind"));
	char *message = cm_json_dup(cm_json_get(s, "message"));
	struct cm_slice wait = cm_json_get(s, "wait");
	double seconds;

	if (e->why == NULL) {
		e->failed = net_kind_of(kind != NULL ? kind : "refused");
		e->why = message != NULL ? net_say("%s", message)
					 : net_say("the network said: %s",
					       kind != NULL ? kind : "no");
		if (wait.p != NULL && cm_json_double(wait, &seconds) == 0)
			e->wait = (int64_t)seconds;
	}
	free(kind);
	free(message);
}

static void
take_undo(struct effects *e, struct cm_slice s)
{
	cm_buf_add(&e->job->undo, s.p, s.len);
	cm_buf_byte(&e->job->undo, '\0');
}

static void
take_cursor(struct effects *e, struct cm_slice s)
{
	char *text = cm_json_dup(s);

	if (text == NULL)
		bad(e, cm_strdup("a cursor is no text"));
	else
		put(e, NET_CURSOR, text, strlen(text));
	free(text);
}

static void
take_effect(struct effects *e, struct cm_slice s)
{
	static const struct {
		const char *name;
		enum net_what what;
	} plain[] = {{"receipt", NET_RECEIPT}, {"account", NET_ACCOUNT},
	    {"gap", NET_GAP}};
	struct cm_slice v;
	size_t i;

	if ((v = cm_json_get(s, "record")).p != NULL)
		take_record(e, v);
	else if (cm_json_get(s, "request").p != NULL)
		take_request(e, s);
	else if ((v = cm_json_get(s, "cursor")).p != NULL)
		take_cursor(e, v);
	else if ((v = cm_json_get(s, "fail")).p != NULL)
		take_fail(e, v);
	else if ((v = cm_json_get(s, "undo")).p != NULL)
		take_undo(e, v);
	else if (cm_json_get(s, "write").p != NULL ||
	    cm_json_get(s, "remove").p != NULL)
		put(e, NET_FOLDER, s.p, s.len);
	else {
		for (i = 0; i < sizeof(plain) / sizeof(*plain); i++)
			if ((v = cm_json_get(s, plain[i].name)).p != NULL) {
				if (cm_scan_kind(v) == CM_OBJECT)
					put(e, plain[i].what, v.p, v.len);
				else
					bad(e,
					    net_say("%s is no object",
						plain[i].name));
				return;
			}
		bad(e,
		    cm_json_get(s, "absent").p != NULL
			? net_say("it has no %s", e->job->verb)
			: net_say("an effect that is none: %.*s",
			      (int)(s.len < 80 ? s.len : 80), s.p));
	}
}

/* Tells what a run probably failed on: an answer that was no JSON. */
static char *
no_json(const struct net_request *rq)
{
	struct cm_slice s, text;
	size_t i, n;

	for (i = 0; rq != NULL && i < rq->count; i++) {
		s.p = rq->leaves[i].answer.p;
		s.len = rq->leaves[i].answer.len;
		if (cm_scan_kind(cm_json_get(s, "body")) > CM_NULL)
			continue;
		text = cm_json_get(s, "text");
		if (text.len > 2) {
			n = text.len < 62 ? text.len - 2 : 60;
			return net_say("the answer is not what was to come: "
				       "'%.*s'",
			    (int)n, text.p + 1);
		}
	}
	return NULL;
}

static void
run_failed(struct effects *e, const char *why)
{
	char *text;

	if (e->why != NULL)
		return;
	text = no_json(e->rq);
	e->failed = text != NULL ? CM_NET_SERVER : CM_NET_MODULE;
	e->why = text != NULL
	    ? text
	    : net_say("module '%s': %s", e->job->account->mod->network, why);
}

/* The items of a run go into the place of its request. */
static void
place(struct effects *e)
{
	struct net_job *j = e->job;
	struct net_item *it, *loss;
	struct cm_slice again;
	char *no = NULL;

	if (e->why != NULL) {
		loss = put(e, NET_LOSS, NULL, 0);
		loss->text = e->why;
		loss->len = strlen(e->why);
		loss->kind = e->failed;
		loss->wait = e->wait;
		loss->later =
		    e->failed == CM_NET_RATE || e->failed == CM_NET_SERVER;
		loss->step = cm_strdup(e->rq != NULL ? e->rq->step
			: j->step != NULL            ? j->step
						     : j->verb);
		if (strcmp(j->verb, "fetch") != 0 ||
		    e->failed == CM_NET_MODULE || e->failed == CM_NET_AUTH ||
		    loss->later)
			j->stopped = 1;
		/* What is to be asked again stays for the next fetch. */
		if (e->rq != NULL && strcmp(j->verb, "fetch") == 0 &&
		    (loss->later || e->failed == CM_NET_AUTH)) {
			again.p = e->rq->effect;
			again.len = e->rq->len;
			loss->next =
			    net_request_new(j, again, e->rq->place, &no);
			e->tail = &loss->next;
		}
	}
	for (it = e->first; it != NULL; it = it->next)
		if (it->what == NET_REQUEST && !it->rq->commit && !j->stopped)
			net_queue(it->rq);
	if (e->rq != NULL)
		net_replace(j, e->rq->item, net_logged(e->rq, e->first));
	else
		for (it = e->first; it != NULL; it = loss) {
			loss = it->next;
			net_append(j, it);
		}
}

static void
ran(void *ctx, const struct cm_netmod_reply *r)
{
	struct run *run = ctx;
	struct net_job *j = run->job;
	struct effects e = {.job = j, .rq = run->rq};
	const char *p = r->effects, *end = p + r->len, *q;
	struct cm_slice s;

	free(run);
	j->refs--;
	if (j->over) {
		j->refs++;
		net_job_unref(j);
		return;
	}
	e.tail = &e.first;
	cm_buf_init(&e.scratch, CM_BUF_ANY);
	cm_buf_init(&e.line, CM_BUF_ANY);
	for (; p < end; p = q + 1) {
		q = memchr(p, '\n', (size_t)(end - p));
		if (q == NULL)
			q = end;
		s.p = p;
		s.len = (size_t)(q - p);
		if (s.len > 0)
			take_effect(&e, s);
	}
	if (r->why != NULL)
		run_failed(&e, r->why);
	cm_buf_release(&e.scratch);
	cm_buf_release(&e.line);
	place(&e);
	net_advance(j);
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
	cm_netmod_run(
	    rq->job->account->mod->mod, &b, ran, run_new(rq->job, rq, NULL));
	cm_buf_release(&b);
}

/* What a stopped fetch left goes into the list as it was. */
static void
resume(struct net_job *j)
{
	struct cm_slice all = {j->resume, strlen(j->resume)}, key, s;
	struct effects e = {.job = j};
	size_t at = 0;

	e.tail = &e.first;
	while (
	    cm_scan_kind(all) == CM_ARRAY && cm_json_next(all, &at, &key, &s)) {
		if (cm_json_get(s, "cursor").p != NULL)
			take_cursor(&e, cm_json_get(s, "cursor"));
		else
			take_request(&e, s);
	}
	place(&e);
	net_advance(j);
}

void
net_run_first(struct net_job *j)
{
	struct cm_buf b;

	if (j->resume != NULL) {
		resume(j);
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
	struct cm_slice s = {r->effects, r->len}, v;
	double seconds;
	char *kind, *message;

	free(run);
	if (j->over) {
		net_job_unref(j);
		return;
	}
	j->refs--;
	if (r->why == NULL && cm_scan_kind(s) == CM_OBJECT) {
		kind = cm_json_dup(cm_json_get(s, "kind"));
		message = cm_json_dup(cm_json_get(s, "message"));
		if (kind != NULL) {
			l->kind = net_kind_of(kind);
			free(l->word);
			l->word = kind;
		}
		if (message != NULL) {
			free(l->why);
			l->why = message;
		}
		v = cm_json_get(s, "wait");
		if (v.p != NULL && cm_json_double(v, &seconds) == 0 &&
		    seconds >= 0)
			l->wait = (int64_t)(seconds + 0.999);
	}
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
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_puts(&b, "{\"verb\":\"error_of\",\"response\":");
	cm_buf_add(&b, l->answer.p, l->answer.len);
	cm_buf_byte(&b, '}');
	cm_netmod_run(j->account->mod->mod, &b, judged, run_new(j, l->rq, l));
	cm_buf_release(&b);
}
