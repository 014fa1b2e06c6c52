/* SPDX-License-Identifier: ISC */
/* The effects of a run, and what they become in the list. */
#include <stdlib.h>
#include <string.h>

#include "lib/json.h"
#include "lib/netjob.h"
#include "lib/netrec.h"
#include "lib/sip.h"

enum { OLDER_PARENT = 30 * 86400, SHOWN = 120 };

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

/* What is no record is named and left out; the rest goes on. */
static void
refuse(struct effects *e, const char *why, struct cm_slice s)
{
	struct net_job *j = e->job;
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_netreq_redact(&b, s.p, s.len < SHOWN ? s.len : SHOWN);
	cm_warn("%s (%s): %s: a record is left out: %s: %s%s", j->account->name,
	    j->account->mod->network, j->step != NULL ? j->step : j->verb, why,
	    cm_buf_str(&b), s.len > SHOWN ? "..." : "");
	cm_buf_release(&b);
	j->unfit++;
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
		/* A secret that came back in an answer is a mark by now. */
		cm_buf_clear(&e->scratch);
		cm_netreq_redact(&e->scratch, e->line.p, e->line.len);
		it = put(e, NET_RECORD, e->scratch.p, e->scratch.len);
		it->when = when;
		break;
	case CM_NETREC_OUT:
		break;
	case CM_NETREC_BAD:
		refuse(e, why, s);
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

/*
 * A chain whose pages go in a circle, however long that is, comes some time to
 * the same request as that of the last power of two before it.
 */
static void
trace(struct net_request *rq, const struct net_request *from)
{
	static const unsigned char key[16] = {'t', 'r', 'a', 'c', 'e'};
	uint64_t own[2];

	cm_sip(key, rq->effect, rq->len, own);
	rq->depth = from != NULL ? from->depth + 1 : 0;
	rq->mark = from != NULL ? from->mark : own[0];
	rq->circles = from != NULL && rq->mark == own[0];
	if ((rq->depth & (rq->depth - 1)) == 0)
		rq->mark = own[0];
}

static void
take_request(struct effects *e, struct cm_slice effect)
{
	struct net_job *j = e->job;
	struct net_item *it;
	char *why = NULL;

	if (e->n++ + j->nwaiting >= NET_WAITING_MOST) {
		bad(e, cm_strdup("more requests wait than a job may have"));
		return;
	}
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
	trace(it->rq, e->rq);
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
		if (wait.p != NULL && cm_json_double(wait, &seconds) == 0 &&
		    seconds >= 0 && seconds < 1e9)
			e->wait = (int64_t)seconds;
	}
	/* A module that looked what became of it says so: it is not public,
	 * unless by a try before. */
	if (e->failed == CM_NET_REFUSED || e->failed == CM_NET_INVALID ||
	    e->failed == CM_NET_GONE)
		e->job->out = e->job->asked = e->job->maybe;
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

/* What was published has an id: without one the answer was not what it should
 * be, and nobody knows what it means. */
static void
take_receipt(struct effects *e, struct cm_slice s)
{
	struct cm_slice id = cm_json_get(s, "id");

	if (strcmp(e->job->verb, "act") != 0 &&
	    cm_json_is(cm_json_get(s, "status"), "published") &&
	    (cm_scan_kind(id) != CM_STRING || cm_json_is(id, "")))
		bad(e,
		    net_say("the answer does not tell the id of what was "
			    "published"));
	else
		put(e, NET_RECEIPT, s.p, s.len);
}

/* What is of no use to a verb is the module's mistake; NULL: it is not. */
static const char *
misplaced(const struct net_job *j, struct cm_slice s)
{
	static const struct {
		const char *name, *verbs;
	} places[] = {{"record", "fetch"}, {"cursor", "fetch"},
	    {"receipt", "post act find"}, {"undo", "post act"},
	    {"write", "post act"}, {"remove", "post act"}};
	size_t i;

	for (i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (cm_json_get(s, places[i].name).p != NULL &&
		    strstr(places[i].verbs, j->verb) == NULL)
			return places[i].name;
	return NULL;
}

/* What leads out of the folder is the module's mistake, and is seen before
 * anything is announced. What is a link is seen when it is opened. */
static void
take_folder(struct effects *e, struct cm_slice s)
{
	struct cm_slice write = cm_json_get(s, "write");
	char *path = cm_json_dup(write.p != NULL ? cm_json_get(write, "path")
						 : cm_json_get(s, "remove"));
	const char *p = path;
	size_t n = 0;

	for (; p != NULL; p += n + 1) {
		n = strcspn(p, "/");
		if (n == 0 || *p == '.') {
			bad(e,
			    net_say("'%s' is not a path in the account's "
				    "folder",
				path));
			free(path);
			return;
		}
		if (p[n] == '\0')
			break;
	}
	put(e, NET_FOLDER, s.p, s.len);
	free(path);
}

static void
take_effect(struct effects *e, struct cm_slice s)
{
	static const struct {
		const char *name;
		enum net_what what;
	} plain[] = {{"receipt", NET_RECEIPT}, {"account", NET_ACCOUNT},
	    {"gap", NET_GAP}};
	const char *no = misplaced(e->job, s);
	struct cm_slice v;
	size_t i;

	if (no != NULL)
		bad(e, net_say("a %s in %s", no, e->job->verb));
	else if ((v = cm_json_get(s, "record")).p != NULL)
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
		take_folder(e, s);
	else {
		for (i = 0; i < sizeof(plain) / sizeof(*plain); i++)
			if ((v = cm_json_get(s, plain[i].name)).p != NULL) {
				if (cm_scan_kind(v) != CM_OBJECT)
					bad(e,
					    net_say("%s is no object",
						plain[i].name));
				else if (plain[i].what == NET_RECEIPT)
					take_receipt(e, v);
				else
					put(e, plain[i].what, v.p, v.len);
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

/* Where the module was; a verb begins without a step. */
static const char *
step_of(const struct effects *e)
{
	return e->rq != NULL       ? e->rq->step
	    : e->job->step != NULL ? e->job->step
				   : e->job->verb;
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
	    : net_say("module '%s', step '%s': %s",
		  e->job->account->mod->network, step_of(e), why);
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
		loss->step = cm_strdup(step_of(e));
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

/* Puts what a run gave into the place of its request, or of the job. */
void
net_take(
    struct net_job *j, struct net_request *rq, const struct cm_netmod_reply *r)
{
	struct effects e = {.job = j, .rq = rq};
	const char *p = r->effects, *end = p + r->len, *q;
	struct cm_slice s;

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

/* What a stopped fetch left goes into the list as it was. */
void
net_resume(struct net_job *j)
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
