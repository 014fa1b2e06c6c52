/* SPDX-License-Identifier: ISC */
#include "cmd/cm-stats/run.h"

enum cm_exit
by(const struct ask *ask)
{
	struct question q;
	enum cm_exit status;
	uint64_t measures;

	question_init(&q, !ask->keep_duplicates);
	q.timed = ask->since != NULL || ask->until != NULL;
	measures = question_measures(&q,
	    ask->measures != NULL ? ask->measures
				  : "posts,likes,comments,shares,views");
	question_table(&q, NULL, ask->keys, 0, measures);
	question_close(&q);
	status = run(ask, &q);
	question_release(&q);
	return status;
}
