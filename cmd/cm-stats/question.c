/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/question.h"
#include "cmd/cm-stats/verb.h"
#include "lib/err.h"
#include "lib/opt.h"

static const struct name {
	const char *name;
	enum key_kind kind;
	const char *want[3];
} names[] = {
    {"author", KEY_AUTHOR, {"author.id", "author.handle", "author.name"}},
    {"tag", KEY_EACH, {"tags", NULL, NULL}},
    {"topic", KEY_EACH, {"curation.topics", NULL, NULL}},
    {"brand", KEY_BRAND, {"brand", "account", NULL}},
    {"format", KEY_FORMAT, {"format", "media", "links"}},
    {"referrer", KEY_REFERRER, {"referrer.network", "referrer.host", NULL}},
    {"campaign", KEY_CAMPAIGN, {"campaign", "campaign.name", NULL}},
    {"day", KEY_DAY, {NULL, NULL, NULL}},
    {"week", KEY_WEEK, {NULL, NULL, NULL}},
    {"month", KEY_MONTH, {NULL, NULL, NULL}},
    {"quarter", KEY_QUARTER, {NULL, NULL, NULL}},
    {"year", KEY_YEAR, {NULL, NULL, NULL}},
    {"hour", KEY_HOUR, {NULL, NULL, NULL}},
    {"weekday", KEY_WEEKDAY, {NULL, NULL, NULL}},
};

enum { NNAMES = sizeof(names) / sizeof(names[0]) };

void
question_init(struct question *q, int distinct)
{
	memset(q, 0, sizeof(*q));
	q->distinct = distinct;
	q->type = question_want(q, "type");
	q->network = q->account = q->id = q->published = q->updated = -1;
	q->fetched = q->bot = q->own = q->campaign = q->pageviews = -1;
}

static void
section_release(struct section *s)
{
	struct measure *m;

	for (m = s->measure; m < s->measure + s->nmeasures; m++) {
		free(m->name);
		free(m->formula);
		free(m->source);
		free(m->denominator);
		free(m->lacking);
		free(m->interval);
	}
	if (s->ask->verb->forget != NULL && s->state != NULL)
		s->ask->verb->forget(s->state);
}

void
question_release(struct question *q)
{
	int k;

	for (k = 0; k < q->nsections; k++)
		section_release(&q->section[k]);
	for (k = 0; k < q->nkeys; k++)
		free(q->key[k].column);
	for (k = 0; k < (int)q->nwants; k++)
		free((char *)q->want[k]);
	if (q->times != NULL)
		cm_want_free(q->times);
	if (q->origins != NULL)
		cm_want_free(q->origins);
}

struct section *
question_section(struct question *q, const struct ask_verb *ask)
{
	if (q->nsections == Q_SECTIONS)
		cm_opt_fail("too many verbs");
	q->now = &q->section[q->nsections++];
	q->now->ask = ask;
	return q->now;
}

int
question_want(struct question *q, const char *path)
{
	size_t k;

	for (k = 0; k < q->nwants; k++)
		if (strcmp(q->want[k], path) == 0)
			return (int)k;
	if (k == Q_WANTS)
		cm_opt_fail("too many members are asked for");
	q->want[q->nwants++] = cm_strdup(path);
	return (int)k;
}

/* What a row has of its own cannot be the name of a key. */
static const char *
column_of(const char *name)
{
	if (strcmp(name, "type") == 0)
		return "record_type";
	if (strcmp(name, "by") == 0 || strcmp(name, "reason") == 0 ||
	    strcmp(name, "complete") == 0)
		cm_opt_fail("'%s' cannot be a key: rows have a member of "
			    "that name",
		    name);
	return name;
}

int
question_is_id(const char *path)
{
	static const char *const ids[] = {
	    "id", "author.id", "visitor", "reply_to", "thread"};
	size_t k;

	for (k = 0; k < sizeof(ids) / sizeof(ids[0]); k++)
		if (strcmp(path, ids[k]) == 0)
			return 1;
	return 0;
}

void
question_single(const char *name, const char *suffix)
{
	static const char *const objects[][2] = {{"author", "author.handle"},
	    {"metrics", "metrics.likes"}, {"feed", "feed.title"},
	    {"curation", "curation.score"}, {"period", "period.start"},
	    {"dimensions", "dimensions.country"}, {"campaign", "campaign.name"},
	    {"referrer", "referrer.host"}};
	size_t k;

	for (k = 0; k < sizeof(objects) / sizeof(objects[0]); k++)
		if (strcmp(name, objects[k][0]) == 0)
			cm_opt_fail("'%s' is an object, no single value; name "
				    "a member of it, as in %s%s%s",
			    name,
			    k == 0 && *suffix != '\0' ? "authors.distinct or "
						      : "",
			    objects[k][1], suffix);
}

static int
key_new(struct question *q, const char *column, enum key_kind kind)
{
	struct key *key;

	if (q->nkeys == Q_KEYS)
		cm_opt_fail("too many keys");
	key = &q->key[q->nkeys++];
	key->column = cm_strdup(column);
	key->kind = kind;
	key->want[0] = key->want[1] = key->want[2] = -1;
	key->owner = -1;
	return q->nkeys - 1;
}

/* One that is there: what the section made itself, then what all share. */
static int
key_there(const struct question *q, const char *column)
{
	int k, here = q->now != NULL ? (int)(q->now - q->section) : -1;

	for (k = 0; k < q->nkeys; k++)
		if (q->key[k].owner >= 0 && q->key[k].owner == here &&
		    strcmp(q->key[k].column, column) == 0)
			return k;
	for (k = 0; k < q->nkeys; k++)
		if (q->key[k].owner < 0 &&
		    strcmp(q->key[k].column, column) == 0)
			return k;
	return -1;
}

int
question_key_made(struct question *q, const char *column, key_make *make,
    const char *a, const char *b, const char *c)
{
	const char *path[3];
	struct key *key;
	int k = key_new(q, column, KEY_MADE), w;

	path[0] = a;
	path[1] = b;
	path[2] = c;
	key = &q->key[k];
	key->make = make;
	key->owner = (int)(q->now - q->section);
	for (w = 0; w < 3; w++)
		if (path[w] != NULL)
			key->want[w] = question_want(q, path[w]);
	return k;
}

int
question_window(struct question *q, const char *span, int history)
{
	struct window *w;
	int k;

	if (q->nwindows == Q_WINDOWS)
		cm_opt_fail("too many verbs that compare");
	w = &q->window[q->nwindows];
	w->span = span;
	w->history = history;
	k = key_new(q, "window", KEY_WINDOW);
	q->key[k].owner = (int)(q->now - q->section);
	q->key[k].window = q->nwindows;
	q->timed = 1;
	return q->nwindows++;
}

int
question_key(struct question *q, const char *name)
{
	const struct name *n;
	const char *column;
	struct key *key;
	int k, w;

	if (*name == '\0')
		cm_opt_fail("a key has no name");
	column = column_of(name);
	k = key_there(q, column);
	if (k >= 0)
		return k;
	k = key_new(q, column, KEY_MEMBER);
	key = &q->key[k];
	for (n = names; n < names + NNAMES; n++)
		if (strcmp(n->name, name) == 0)
			break;
	if (n == names + NNAMES) {
		question_single(name, "");
		key->want[0] = question_want(q, name);
		key->text = question_is_id(name);
		return k;
	}
	key->kind = n->kind;
	for (w = 0; w < 3; w++)
		key->want[w] =
		    n->want[w] != NULL ? question_want(q, n->want[w]) : -1;
	key->text = key->kind == KEY_AUTHOR;
	q->timed |= key->kind >= KEY_DAY;
	return k;
}

/* Calls with each name of a list; blanks around commas are none of it. */
static void
each_name(struct question *q, const char *names_, void *ctx,
    void (*take)(struct question *q, const char *name, void *ctx))
{
	const char *p = names_, *end, *last;
	char *name;

	for (;; p = end + 1) {
		end = p + strcspn(p, ",");
		p += strspn(p, " \t\n");
		for (last = end; last > p && strchr(" \t\n", last[-1]) != NULL;)
			last--;
		name = cm_strndup(p, p < end ? (size_t)(last - p) : 0);
		take(q, name, ctx);
		free(name);
		if (*end == '\0')
			return;
	}
}

static void
take_key(struct question *q, const char *name, void *ctx)
{
	struct table *t = ctx;
	int k, key = question_key(q, name);

	for (k = 0; k < t->nkeys; k++)
		if (t->key[k] == key)
			cm_opt_fail("key '%s' is given twice", name);
	if (k == Q_TABLE_KEYS)
		cm_opt_fail("too many keys");
	t->key[t->nkeys++] = key;
}

static void
take_measure(struct question *q, const char *name, void *ctx)
{
	uint64_t *bits = ctx, bit;

	if (*name == '\0')
		cm_opt_fail("a measure has no name");
	if (strcmp(name, "type") == 0 || strcmp(name, "by") == 0 ||
	    strcmp(name, "reason") == 0 || strcmp(name, "complete") == 0)
		cm_opt_fail("'%s' cannot be a measure: rows have a member of "
			    "that name",
		    name);
	bit = (uint64_t)1 << question_measure(q, name);
	if ((*bits & bit) != 0)
		cm_opt_fail("measure '%s' is given twice", name);
	*bits |= bit;
}

uint64_t
question_measures(struct question *q, const char *list)
{
	uint64_t bits = 0;

	each_name(q, list, &bits, take_measure);
	return bits;
}

int
question_table(struct question *q, const char *by, const char *keys,
    unsigned only, uint64_t measures)
{
	struct section *s = q->now;
	struct table *t;
	const struct key *key;
	int k, m;

	if (s->ntables == Q_TABLES)
		cm_opt_fail("too many tables");
	t = &s->table[s->ntables++];
	memset(t, 0, sizeof(*t));
	t->by = by;
	t->only = only;
	t->measures = measures;
	t->from = t->window = -1;
	if (*keys != '\0')
		each_name(q, keys, t, take_key);
	for (k = 0; k < t->nkeys; k++) {
		key = &q->key[t->key[k]];
		t->timed |= key->kind >= KEY_DAY;
		if (key->kind == KEY_WINDOW)
			t->window = key->window;
		for (m = 0; m < s->nmeasures; m++)
			if (strcmp(s->measure[m].name, key->column) == 0)
				cm_opt_fail("'%s' is both a key and a measure",
				    s->measure[m].name);
	}
	return s->ntables - 1;
}

void
question_origins(struct question *q)
{
	static const char *const wants[] = {"network", "account", "dimensions"};
	struct table *t = &q->now->table[q->now->ntables - 1];
	int k = key_there(q, "");

	if (t->nkeys == Q_TABLE_KEYS)
		cm_opt_fail("too many keys");
	if (q->origins == NULL)
		q->origins = cm_want_new(wants, 3);
	t->key[t->nkeys++] = k >= 0 ? k : key_new(q, "", KEY_ORIGIN);
	t->origins = 1;
}

void
question_from(struct question *q, int table)
{
	q->now->table[q->now->ntables - 1].from = table;
}

void
question_always(struct question *q)
{
	q->now->table[q->now->ntables - 1].always = 1;
	q->always = q->timed = 1;
}

/* campaign is none of them: it is a text in a post. */
static void
want_holders(struct question *q)
{
	static const char *const holders[] = {"metrics", "author", "feed",
	    "curation", "period", "dimensions", "referrer"};
	size_t k, w, len, n = q->nwants;

	for (k = 0; k < sizeof(holders) / sizeof(holders[0]); k++) {
		len = strlen(holders[k]);
		for (w = 0; w < n; w++)
			if (strncmp(q->want[w], holders[k], len) == 0 &&
			    q->want[w][len] == '.')
				break;
		if (w < n && q->nwants < Q_WANTS)
			q->holder[q->nholders++] = question_want(q, holders[k]);
	}
}

/* The kinds of records that are told apart anywhere. */
static unsigned
kinds(const struct question *q)
{
	const struct section *s;
	unsigned all = 0;
	int k;

	for (k = 0; k < q->ninputs; k++)
		all |= q->input[k].kind == IN_VISITOR ? IS_VISIT
						      : q->input[k].only;
	for (s = q->section; s < q->section + q->nsections; s++) {
		for (k = 0; k < s->ntables; k++)
			all |= s->table[k].only;
		for (k = 0; k < s->ncells; k++)
			all |= s->cell[k].only;
	}
	return all;
}

/* The kinds of records that some table takes; 0 is all. */
static unsigned
taken(const struct question *q)
{
	const struct section *s;
	const struct table *t;
	unsigned all = 0;

	for (s = q->section; s < q->section + q->nsections; s++)
		for (t = s->table; t < s->table + s->ntables; t++) {
			if (t->from < 0 && t->only == 0)
				return 0;
			if (t->from < 0)
				all |= t->only;
		}
	return all;
}

void
question_close(struct question *q)
{
	static const char *const times[] = {
	    "fetched", "period.start", "period.end"};
	unsigned all = kinds(q);
	int k;

	if ((all & IS_CAMPAIGN) != 0)
		q->campaign = question_want(q, "campaign");
	if ((all & IS_VISIT) != 0)
		q->bot = question_want(q, "bot");
	if ((all & (IS_COMMENT | IS_OWN | IS_INBOUND | IS_OURS | IS_OTHERS)) !=
	    0)
		q->own = question_want(q, "own");
	for (k = 0; k < q->ninputs; k++)
		if (q->input[k].kind == IN_AUTHOR)
			q->network = question_want(q, "network");
	if (q->accounts || q->distinct) {
		q->timed |= q->accounts;
		q->network = question_want(q, "network");
		q->account = question_want(q, "account");
		q->fetched = question_want(q, "fetched");
	}
	q->times = cm_want_new(times, 3);
	if (q->timed || q->distinct)
		q->published = question_want(q, "published");
	if (q->distinct) {
		q->id = question_want(q, "id");
		q->updated = question_want(q, "updated");
	}
	q->only = taken(q);
	want_holders(q);
}
