/* SPDX-License-Identifier: ISC */
/* Inputs of functions, many at a time: they run on all cores, and what comes of
 * them is taken in their order, as if each had run when its turn came. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cm-fetch/export.h"

enum {
	MOST_SLOTS = 256,
	MOST_WAITING = 4 << 20, /* bytes of all inputs */
	MOST_OUTPUT = 256 << 20,
	CREW_FROM = 32, /* inputs for which threads are worth it */
	WHY = 300
};

struct slot {
	struct cm_buf input, text, got;
	size_t prefix; /* of the input */
	size_t look_at, look_len, known_at, known_len;
	uint64_t line;
	int has_text, failed;
	char why[WHY];
};

struct batch {
	struct slot slots[MOST_SLOTS];
	size_t n, limit, bytes;
};

/* What the threads of one run share. */
struct crew {
	struct reading *r;
	size_t next;
	pthread_mutex_t lock;
};
struct hand {
	struct crew *crew;
	struct cm_filter *filter;
	pthread_t thread;
};

static int
gather(void *ctx, const char *json, size_t len)
{
	static const char pad[EXPORT_PAD];
	struct cm_buf *b = ctx;

	if (b->len > MOST_OUTPUT)
		return -1;
	cm_buf_add(b, &len, sizeof(len));
	cm_buf_add(b, json, len);
	cm_buf_add(b, pad, sizeof(pad));
	return 0;
}

/* Whether libjq says it, of values that are not what a function took them for:
 * "Cannot index number with ...", "string (...) cannot be added". What a
 * function says itself is for people. */
static int
is_of_jq(const char *why)
{
	static const char *const begins[] = {"Cannot ", "null (", "boolean (",
	    "number (", "string (", "array (", "object (", "Object keys",
	    "Out of bounds", "Invalid ", "Range bounds", NULL};
	static const char *const holds[] = {" requires ", " input must be",
	    " must be strings", " (while parsing '", "does not match format",
	    NULL};
	size_t i;

	for (i = 0; begins[i] != NULL; i++)
		if (strncmp(why, begins[i], strlen(begins[i])) == 0)
			return 1;
	for (i = 0; holds[i] != NULL; i++)
		if (strstr(why, holds[i]) != NULL)
			return 1;
	return 0;
}

static void
run_slot(const struct reading *r, struct cm_filter *filter, struct slot *s)
{
	const char *why = "";
	char where[WHY];

	snprintf(where, sizeof(where), "%.250s:%llu", r->shown,
	    (unsigned long long)s->line);
	cm_buf_clear(&s->got);
	cm_filter_at(filter, where);
	s->failed = cm_filter_run(filter, s->input.p, s->input.len, gather,
			&s->got, &why) != 0;
	if (s->failed && is_of_jq(why))
		snprintf(s->why, sizeof(s->why),
		    "it is not made as those of %s:%s are (jq: %s)",
		    r->format->name, r->part->name, why);
	else if (s->failed)
		snprintf(s->why, sizeof(s->why), "%s", why);
}

static void *
work(void *arg)
{
	struct hand *h = arg;
	struct crew *c = h->crew;
	struct batch *b = c->r->batch;
	size_t i;

	for (;;) {
		pthread_mutex_lock(&c->lock);
		i = c->next++;
		pthread_mutex_unlock(&c->lock);
		if (i >= b->n)
			return NULL;
		run_slot(c->r, h->filter, &b->slots[i]);
	}
}

static size_t
hands_for(const struct reading *r, size_t inputs)
{
	long n = r->x->f->o.rec.threads;

	if (inputs < CREW_FROM)
		return 1;
	if (n == 0)
		n = sysconf(_SC_NPROCESSORS_ONLN);
	return n < 1 ? 1 : n > EXPORT_THREADS ? EXPORT_THREADS : (size_t)n;
}

/* Runs the inputs from that one on. */
static void
run_all(struct reading *r, size_t from)
{
	struct crew crew = {.r = r, .next = from};
	struct hand hands[EXPORT_THREADS] = {{.crew = &crew}};
	size_t n = hands_for(r, r->batch->n - from), i, started = 1;

	pthread_mutex_init(&crew.lock, NULL);
	for (i = 0; i < n; i++) {
		hands[i].crew = &crew;
		hands[i].filter = export_jq_more(r->jq, i);
	}
	for (; started < n; started++)
		if (hands[started].filter == NULL ||
		    pthread_create(&hands[started].thread, NULL, work,
			&hands[started]) != 0)
			break;
	work(&hands[0]);
	for (i = 1; i < started; i++)
		pthread_join(hands[i].thread, NULL);
	pthread_mutex_destroy(&crew.lock);
}

/* Makes an input again, with what is known now. */
static void
renew(struct reading *r, struct slot *s)
{
	struct cm_slice item = {s->input.p + s->look_at, s->look_len};
	size_t known_end = s->known_at + s->known_len;

	export_jq_prefix(r);
	cm_buf_clear(&r->input);
	cm_buf_add(&r->input, r->prefix.p, r->prefix.len);
	if (s->known_len == 0)
		cm_buf_add(&r->input, s->input.p + s->prefix,
		    s->input.len - s->prefix);
	else {
		cm_buf_add(
		    &r->input, s->input.p + s->prefix, s->known_at - s->prefix);
		cm_buf_add(&r->input, s->input.p + known_end,
		    s->input.len - known_end - 1);
		export_jq_look(r, item);
		cm_buf_byte(&r->input, '}');
		s->known_at = r->known_at;
		s->known_len = r->known_len;
	}
	s->look_at = s->look_at - s->prefix + r->prefix.len;
	s->prefix = r->prefix.len;
	cm_buf_clear(&s->input);
	cm_buf_add(&s->input, r->input.p, r->input.len);
}

/* Takes what came of the inputs from that one on, up to the first that changes
 * what others get. Tells which is next. */
static size_t
take_all(struct reading *r, size_t i)
{
	unsigned contexts = r->x->contexts, changes = r->x->known.changes;
	struct batch *b = r->batch;
	struct slot *s;

	while (i < b->n && !r->x->stop && !r->refused) {
		s = &b->slots[i++];
		r->at = s->line;
		if (s->failed)
			reading_bad(r, s->line, s->why,
			    s->has_text ? s->text.p : NULL, s->text.len);
		else
			export_jq_take(r, &s->got,
			    s->has_text ? s->text.p : NULL, s->text.len);
		if (contexts != r->x->contexts ||
		    (r->part->look != NULL && changes != r->x->known.changes))
			break;
	}
	return i;
}

void
export_jq_flush(struct reading *r)
{
	struct batch *b = r->batch;
	uint64_t at = r->at;
	size_t i = 0, k;

	if (b == NULL || b->n == 0)
		return;
	while (i < b->n && !r->x->stop && !r->refused) {
		run_all(r, i);
		i = take_all(r, i);
		if (i == b->n) {
			b->limit = b->limit * 2 < MOST_SLOTS ? b->limit * 2
							     : MOST_SLOTS;
			break;
		}
		/* Whoever changes things does so often: one at a time. */
		b->limit = 1;
		for (k = i; k < b->n; k++)
			renew(r, &b->slots[k]);
	}
	b->n = b->bytes = 0;
	r->at = at;
}

static struct slot *
next_slot(struct reading *r)
{
	struct batch *b = r->batch;
	struct slot *s;
	size_t i;

	if (b == NULL) {
		b = r->batch = cm_zalloc(sizeof(*b));
		b->limit = 1;
		for (i = 0; i < MOST_SLOTS; i++) {
			cm_buf_init(&b->slots[i].input, CM_BUF_ANY);
			cm_buf_init(&b->slots[i].text, CM_BUF_ANY);
			cm_buf_init(&b->slots[i].got, CM_BUF_ANY);
		}
	}
	s = &b->slots[b->n++];
	cm_buf_clear(&s->input);
	cm_buf_clear(&s->text);
	return s;
}

int
export_jq_run(struct reading *r, const char *text, size_t len)
{
	struct slot *s = next_slot(r);
	struct batch *b = r->batch;

	s->prefix = r->prefix.len;
	s->look_at = r->look_at;
	s->look_len = r->look_len;
	s->known_at = r->known_at;
	s->known_len = r->known_len;
	s->line = r->at;
	cm_buf_add(&s->input, r->input.p, r->input.len);
	cm_buf_byte(&s->input, '}');
	s->has_text = text != NULL;
	cm_buf_add(&s->text, text != NULL ? text : "", text != NULL ? len : 0);
	b->bytes += s->input.len + s->text.len;
	if (b->n >= b->limit || b->bytes > MOST_WAITING)
		export_jq_flush(r);
	return r->x->stop || r->refused ? -1 : 0;
}

void
batch_free(struct batch *b)
{
	size_t i;

	for (i = 0; b != NULL && i < MOST_SLOTS; i++) {
		cm_buf_release(&b->slots[i].input);
		cm_buf_release(&b->slots[i].text);
		cm_buf_release(&b->slots[i].got);
	}
	free(b);
}
