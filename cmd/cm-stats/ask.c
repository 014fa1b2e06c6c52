/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "cmd/cm-stats/run.h"
#include "cmd/cm-stats/verb.h"

const char *
ask_option(const struct ask_verb *v, const char *name)
{
	int k;

	for (k = v->ngiven - 1; k >= 0; k--)
		if (strcmp(v->given[k].option->name, name) == 0)
			return v->given[k].value != NULL ? v->given[k].value
							 : "";
	return NULL;
}

long
ask_number(const struct ask_verb *v, const char *name, long low, long high,
    long otherwise)
{
	const char *value = ask_option(v, name);
	char what[64];

	if (value == NULL)
		return otherwise;
	snprintf(what, sizeof(what), "--%s", name);
	return cm_opt_number(what, value, low, high);
}

void
ask_build(const struct ask *ask, struct question *q)
{
	const struct ask_verb *v = ask->verb;

	question_init(q, !ask->keep_duplicates);
	q->timed = ask->since != NULL || ask->until != NULL;
	for (; v < ask->verb + ask->nverbs; v++) {
		question_section(q, v);
		v->verb->ask(ask, q);
	}
	question_close(q);
}
