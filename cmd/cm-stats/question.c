/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/question.h"
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

void
question_release(struct question *q)
{
	struct measure *m;
	int k;

	for (k = 0; k < q->nkeys; k++)
		free(q->key[k].column);
	for (k = 0; k < q->nmeasures; k++) {
		m = &q->measure[k];
		free(m->name);
		free(m->formula);
		free(m->source);
		free(m->denominator);
		free(m->lacking);
	}
	for (k = 0; k < (int)q->nwants; k++)
		free((char *)q->want[k]);
	if (q->times != NULL)
		cm_want_free(q->times);
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
	for (k = 0; k < q->nkeys; k++)
		if (strcmp(q->key[k].column, column) == 0)
			return k;
	if (k == Q_KEYS)
		cm_opt_fail("too many keys");
	key = &q->key[q->nkeys++];
	key->column = cm_strdup(column);
	key->kind = KEY_MEMBER;
	key->want[1] = key->want[2] = -1;
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

void
question_table(struct question *q, const char *by, const char *keys,
    unsigned only, uint64_t measures)
{
	struct table *t = &q->table[q->ntables++];
	int k, m;

	memset(t, 0, sizeof(*t));
	t->by = by;
	t->only = only;
	t->measures = measures;
	t->from = -1;
	if (*keys != '\0')
		each_name(q, keys, t, take_key);
	for (k = 0; k < t->nkeys; k++)
		for (m = 0; m < q->nmeasures; m++)
			if (strcmp(q->measure[m].name,
				q->key[t->key[k]].column) == 0)
				cm_opt_fail("'%s' is both a key and a measure",
				    q->measure[m].name);
}

void
question_from(struct question *q, int table)
{
	q->table[q->ntables - 1].from = table;
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

void
question_close(struct question *q)
{
	static const char *const times[] = {
	    "fetched", "period.start", "period.end"};
	int k;

	for (k = 0; k < q->ntables; k++)
		if ((q->table[k].only & IS_CAMPAIGN) != 0)
			q->campaign = question_want(q, "campaign");
	for (k = 0; k < q->ninputs; k++)
		if (q->input[k].kind == IN_AUTHOR)
			q->network = question_want(q, "network");
	for (k = 0; k < q->ncells; k++)
		if (q->cell[k].op == CELL_COUNT &&
		    (q->cell[k].only & IS_VISIT) != 0)
			q->bot = question_want(q, "bot");
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
	want_holders(q);
}
