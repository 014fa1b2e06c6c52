/* SPDX-License-Identifier: ISC */
/*
 * How many follow an account, over time: the newest snapshot in each span, and
 * what changed since the snapshot before. Nothing is made up between two
 * snapshots. What was gained and lost is only known where a source counts it,
 * and never told from the net.
 */
#include <string.h>

#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/growth.h"
#include "cmd/cm-stats/keys.h"
#include "cmd/cm-stats/series.h"
#include "cmd/cm-stats/slice.h"
#include "lib/err.h"
#include "lib/json.h"

enum { PER = 2101 };

static const struct cm_opt options[] = {
    {'m', "measures", "METRIC", "what grows: followers, members (followers)"},
    {PER, "per", "SPAN", "day, week, month, quarter or year (week)"},
    {0, NULL, NULL, NULL},
};

/* Whose profile it is: several may be watched with one account. */
static int
make_profile(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	int k;

	(void)f;
	for (k = 0; k < 2; k++)
		if (!slice_absent(r->found[key->want[k]])) {
			if (key_text(b, r->found[key->want[k]]) == 0)
				return 1;
			return fact_wrong(r, r->found[key->want[k]],
			    q->want[key->want[k]], "a single value");
		}
	return 0;
}

/* Of a series that is about the whole account. */
static int
make_moment(const struct fact *f, const struct cm_rec *r, const struct key *key,
    int64_t span, struct cm_buf *b)
{
	struct cm_slice s = r->found[key->want[0]], name, value;
	size_t at = 0;

	if ((f->is & IS_SERIES) == 0 || !f->timed ||
	    (cm_scan_kind(s) == CM_OBJECT &&
		cm_json_next(s, &at, &name, &value)))
		return 0;
	cm_json_int(b, f->moment + span);
	return 1;
}

static int
make_begin(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	(void)q;
	return make_moment(f, r, key, 0, b);
}

static int
make_end(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	(void)q;
	return make_moment(f, r, key, f->span > 0 ? f->span : 1, b);
}

const char *
growth_metric(const struct section *s)
{
	const char *name = ask_option(s->ask, "measures");

	return name != NULL ? name : "followers";
}

const char *
growth_per(const struct section *s)
{
	const char *per = ask_option(s->ask, "per");

	return per != NULL ? per : "week";
}

void
growth_say_empty(const char *metric)
{
	char near[256];
	int close = question_near(metric, near, sizeof(near));

	cm_note(0, "no snapshot gives '%s'%s%s%s", metric, close ? " (" : "",
	    close ? near : "", close ? "?)" : "");
}

static void
ask(const struct ask *ask_, struct question *q)
{
	static const char *const spans[] = {
	    "day", "week", "month", "quarter", "year", NULL};
	const char *metric = growth_metric(q->now), *per = growth_per(q->now);
	char keys[64] = "network,account,profile,";
	int k, in;

	(void)ask_;
	for (k = 0; spans[k] != NULL && strcmp(spans[k], per) != 0; k++)
		;
	if (spans[k] == NULL)
		cm_opt_fail("--per is day, week, month, quarter or year, not "
			    "'%s'",
		    per);
	if (metric[strcspn(metric, ",. ")] != '\0' || *metric == '\0')
		cm_opt_fail("-m names one metric of snapshots: followers, "
			    "members; not '%s'",
		    metric);
	strncat(keys, per, 10);
	strncat(keys, ",window", 8);
	/* All there is, but for what --since cuts, from which it begins. */
	question_window(q, NULL, 1);
	question_key_made(q, "profile", make_profile, "id", "handle", NULL);
	question_key_made(q, "begin", make_begin, "dimensions", NULL, NULL);
	question_key_made(q, "end", make_end, "dimensions", NULL, NULL);
	q->accounts = 1;
	in = question_input_only(q, question_number(q, metric), IS_ACCOUNT);
	question_cell(q, &cell_latest, 0, in, -1, 0);
	question_cell(q, &cell_earliest, 0, in, -1, 0);
	question_cell(q, &cell_latest, 0,
	    question_input_only(q, question_number(q, "follows"), IS_SERIES),
	    -1, 0);
	question_cell(q, &cell_latest, 0,
	    question_input_only(q, question_number(q, "unfollows"), IS_SERIES),
	    -1, 0);
	question_table(q, "growth", keys, IS_ACCOUNT, 0);
	question_table(
	    q, "series", "network,account,begin,end,window", IS_SERIES, 0);
}

const struct verb verb_growth = {"growth", NULL, 0,
    "followers over time: what changed between two snapshots", options, ask,
    growth_tell, NULL};
