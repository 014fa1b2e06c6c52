/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/run.h"
#include "cmd/cm-stats/verb.h"
#include "lib/asset.h"
#include "lib/jqconst.h"
#include "lib/json.h"
#include "lib/own.h"

enum { GOALS = 2001, WORDS = 32 };

static const struct cm_opt options[] = {
    {GOALS, "goals", "FILE", "the goals, where the layout shows them"},
    {0, NULL, NULL, NULL},
};

/* One thing that a layout needs, while it is read. */
struct need {
	struct ask *ask;
	const struct ask_verb *from;
	const char *layout;
	int goals; /* something was made of --goals */
	int n;     /* which one, from 1 */
	const char *word[WORDS];
	int nwords;
};

static void fail(const struct need *n, const char *why, const char *what)
    __attribute__((noreturn));

static void
fail(const struct need *n, const char *why, const char *what)
{
	cm_die(CM_USAGE, "layout '%s': needs, number %d: %s '%s'", n->layout,
	    n->n, why, what);
}

static const struct verb *
verb_named(const char *name)
{
	const struct verb *const *v = verbs;

	while (*v != NULL && strcmp((*v)->name, name) != 0)
		v++;
	return *v;
}

/* "-m" or "--measures" among a verb's options. */
static const struct cm_opt *
option_named(const struct verb *v, const char *word)
{
	const struct cm_opt *o = v->options;

	for (; o != NULL && o->name != NULL; o++)
		if (word[1] == '-' ? strcmp(o->name, word + 2) == 0
				   : word[1] == o->key && word[2] == '\0')
			return o;
	return NULL;
}

/* The words of a need as a verb that was asked. */
static void
take_words(struct need *n, struct ask_verb *v)
{
	const struct cm_opt *o;
	int k, args = 0;

	memset(v, 0, sizeof(*v));
	v->verb = verb_named(n->word[0]);
	if (v->verb == NULL || v->verb == n->from->verb)
		fail(n, "no verb", n->word[0]);
	for (k = 1; k < n->nwords; k++) {
		if (n->word[k][0] != '-') {
			if (args++ == v->verb->nargs)
				fail(n, "too many words:", n->word[k]);
			v->arg = n->word[k];
			continue;
		}
		o = option_named(v->verb, n->word[k]);
		if (o == NULL || v->ngiven == ASK_GIVEN)
			fail(n, "no option", n->word[k]);
		if (o->arg != NULL && ++k == n->nwords)
			fail(n, "no value for", n->word[k - 1]);
		v->given[v->ngiven].option = o;
		v->given[v->ngiven++].value =
		    o->arg != NULL ? n->word[k] : NULL;
	}
	if (args < v->verb->nargs)
		fail(n, "an argument lacks:", n->word[0]);
}

/*
 * A word "$NAME" stands for the value of an option of this verb. Returns 0
 * where that was not given: then nothing is needed.
 */
static int
read_words(struct need *n, struct cm_slice list)
{
	struct cm_slice s;
	const char *value;
	size_t at = 0;
	char *word;

	n->nwords = 0;
	while (cm_scan_kind(list) == CM_ARRAY &&
	    cm_json_next(list, &at, NULL, &s)) {
		if (cm_scan_kind(s) != CM_STRING || n->nwords == WORDS)
			fail(n, "no list of words", n->layout);
		word = ask_keep(n->ask, cm_json_dup(s));
		if (word[0] == '$') {
			if (option_named(n->from->verb, "--goals") == NULL ||
			    strcmp(word + 1, "goals") != 0)
				fail(n, "nothing is called", word);
			value = ask_option(n->from, word + 1);
			if (value == NULL)
				return 0;
			n->word[n->nwords++] = value;
			n->goals = 1;
		} else
			n->word[n->nwords++] = word;
	}
	if (n->nwords == 0)
		fail(n, "no list of words", n->layout);
	return 1;
}

void
for_expand(struct ask *ask)
{
	struct ask_verb from = ask->verb[0];
	struct need n = {.ask = ask, .from = &from, .layout = from.arg};
	struct cm_buf b;
	struct cm_slice all, list;
	char why[CM_JQCONST_WHY], *text;
	size_t at = 0;
	int got;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b, "%s.jq", from.arg);
	text = strchr(from.arg, '/') == NULL
	    ? cm_own_text("reports", cm_reports, cm_buf_str(&b))
	    : NULL;
	if (text == NULL)
		cm_opt_fail(
		    "no layout '%s'; 'cm-report --help' lists them", from.arg);
	cm_buf_clear(&b);
	got = cm_jqconst(&b, text, strlen(text), "needs", why);
	free(text);
	if (got < 0)
		cm_die(CM_USAGE, "layout '%s': %s", from.arg, why);
	if (got == 0 || b.p[0] != '[')
		cm_die(CM_USAGE,
		    "layout '%s' does not say what it needs: it has no 'def "
		    "needs: [[\"summary\"], ...];'",
		    from.arg);
	all.p = b.p;
	all.len = b.len;
	ask->nverbs = 0;
	while (cm_json_next(all, &at, NULL, &list)) {
		n.n++;
		if (!read_words(&n, list))
			continue;
		if (ask->nverbs == ASK_VERBS)
			fail(&n, "too many verbs:", from.arg);
		take_words(&n, &ask->verb[ask->nverbs++]);
	}
	cm_buf_release(&b);
	if (ask->nverbs == 0)
		cm_die(CM_USAGE, "layout '%s' needs nothing", from.arg);
	if (!n.goals && ask_option(&from, "goals") != NULL)
		cm_opt_fail("layout '%s' shows no goals", from.arg);
}

/* Other verbs take its place before anything is asked. */
static void
nothing(const struct ask *ask, struct question *q)
{
	(void)ask;
	(void)q;
}

const struct verb verb_for = {"for", "LAYOUT", 1,
    "all that a layout of cm-report needs, in one pass", options, nothing, NULL,
    NULL};
