/* SPDX-License-Identifier: ISC */
/*
 * The verb voice: share of voice in the social sense, own mentions among those
 * of all topics that are compared (not the share of what is spent on
 * advertising), and what people think who were labelled.
 *
 * A record that names several topics counts once for each, and so often in
 * the denominator, which is the sum over the topics: shares add up to 100.
 */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/rows.h"
#include "cmd/cm-stats/voice_block.h"
#include "cmd/cm-stats/voice_of.h"

enum { BY = 256, TOPICS, PER, COMPARE, POSITIVE, NEUTRAL, NEGATIVE, OF };

static const struct cm_opt options[] = {
    {BY, "by", "KEY", "whose voice: topic (if not said), brand, account, ..."},
    {OF, "of", "WHO", "what others say (if not said), own, or all"},
    {TOPICS, "topics", "LIST", "only these, of which one may have none"},
    {PER, "per", "SPAN", "a row for each day, week, month, quarter or year"},
    {COMPARE, "compare", NULL, "with the period before (28d, or --since)"},
    {POSITIVE, "positive", "LIST", "labels that praise (positive)"},
    {NEUTRAL, "neutral", "LIST", "labels that do neither (neutral)"},
    {NEGATIVE, "negative", "LIST", "labels that blame (negative)"},
    {0, NULL, NULL, NULL},
};

static void
set_per(struct question *q, struct voiceof *v, const char *per)
{
	static const char *const spans[] = {
	    "day", "week", "month", "quarter", "year"};
	size_t k;

	for (k = 0; k < sizeof(spans) / sizeof(spans[0]); k++)
		if (strcmp(per, spans[k]) == 0) {
			v->per = question_key(q, per);
			return;
		}
	cm_opt_fail(
	    "--per is day, week, month, quarter or year, not '%s'", per);
}

/* What we say of ourselves is no voice of others. */
static unsigned
kinds_of(const char *who)
{
	if (who == NULL || strcmp(who, "others") == 0)
		return IS_OTHERS;
	if (strcmp(who, "own") == 0)
		return IS_OURS;
	if (strcmp(who, "all") != 0)
		cm_opt_fail("--of is others, own or all, not '%s'", who);
	return IS_SAID;
}

static void
ask_voice(const struct ask *ask, struct question *q)
{
	const struct ask_verb *verb = q->now->ask;
	const char *by = ask_option(verb, "by"), *per = ask_option(verb, "per");
	struct voiceof *v = cm_zalloc(sizeof(*v));
	struct cm_buf keys;
	int reach, interactions, author;

	(void)ask;
	q->now->state = v;
	v->per = v->window = -1;
	v->by = by != NULL ? by : "topic";
	if (*v->by == '\0' || strchr(v->by, ',') != NULL)
		cm_opt_fail("--by is one key, not '%s'", v->by);
	voiceof_read(v, verb);
	if (per != NULL && ask_option(verb, "compare") != NULL)
		cm_opt_fail("--per and --compare exclude each other");
	if (per != NULL)
		set_per(q, v, per);
	if (ask_option(verb, "compare") != NULL)
		v->window = question_window(q, "28d", 0);
	author = question_input(
	    q, IN_AUTHOR, "author.id", "author.handle", "author.name");
	reach = question_number(q, "reach");
	interactions = question_number(q, "interactions");
	v->records = question_cell(q, &cell_count, IS_ANY, -1, -1, 0);
	v->authors = question_cell(q, &cell_distinct, 0, author, -1, 0);
	v->reach = question_cell(q, &cell_moments, 0, reach, -1, 0);
	v->interactions =
	    question_cell(q, &cell_moments, 0, interactions, -1, 0);
	voiceof_labels(q, v);
	cm_buf_init(&keys, CM_BUF_ANY);
	cm_buf_printf(&keys, "%s%s%s",
	    per != NULL          ? per
		: v->window >= 0 ? "window"
				 : "",
	    per != NULL || v->window >= 0 ? "," : "", v->by);
	question_table(
	    q, "voice", cm_buf_str(&keys), kinds_of(ask_option(verb, "of")), 0);
	cm_buf_release(&keys);
	v->parts = q->now->table[0].nkeys;
}

/* A block for each span, for both periods, or for all. */
static uint64_t
write_blocks(
    struct out *o, const struct section *s, const struct line *line, size_t n)
{
	const struct voiceof *v = s->state;
	struct block b;
	uint64_t silent = 0;
	size_t to = 0;

	do {
		memset(&b, 0, sizeof(b));
		if (v->per >= 0 && n > 0) {
			b.span = line_part(line, 0);
			for (to = 1; to < n && lines_alike(line, line + to, 1);)
				to++;
			voice_take(&b, s, line, to, line, 0);
		} else if (v->window >= 0) {
			while (to < n && line_part(line + to, 0).p[0] == '1')
				to++;
			voice_take(&b, s, line + to, n - to, line, to);
			to = n;
		} else if (v->per < 0) {
			voice_take(&b, s, line, n, line, 0);
			to = n;
		}
		voice_rows(o, s, &b);
		silent += b.silent;
		line += to;
		n -= to;
	} while (n > 0);
	return silent;
}

static void
write_measures(struct out *o, const struct section *s)
{
	const struct voiceof *v = s->state;
	int k;

	for (k = v->window >= 0 ? 1 : 0; k < v->parts; k++)
		rows_key_measure(o, o->a, s->table[0].key[k], "voice");
	voiceof_measures(o, v->window >= 0);
}

static enum cm_exit
tell_voice(struct out *o, const struct answer *a, const struct section *s)
{
	const struct voiceof *v = s->state;
	struct line *line;
	uint64_t silent;
	size_t n;

	line = lines_of(a, s, 0, &n);
	write_measures(o, s);
	silent = write_blocks(o, s, line, n);
	if (silent > 0)
		cm_note(0, "%llu record%s no %s: not counted",
		    (unsigned long long)silent, silent == 1 ? " has" : "s have",
		    v->by);
	free(line);
	return CM_OK;
}

const struct verb verb_voice = {"voice", NULL, 0,
    "share of voice of topics, and what was thought of them", options,
    ask_voice, tell_voice, voiceof_forget};
