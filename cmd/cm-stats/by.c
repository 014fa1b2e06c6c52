/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <unistd.h>

#include "cmd/cm-stats/run.h"
#include "lib/opt.h"

/* "cm-stats by posts.ndjson" would wait for standard input. */
static void
check_keys(const struct ask *ask)
{
	const char *keys = ask->keys, *dot = strrchr(keys, '.');

	if (keys[strspn(keys, " \t\n")] == '\0')
		cm_opt_fail("a key has no name");
	if (ask->nfiles == 0 && access(keys, F_OK) == 0 &&
	    (strchr(keys, '/') != NULL || (dot != NULL && dot > keys)))
		cm_opt_fail("'%s' is a file; say by which keys", keys);
}

enum cm_exit
by(const struct ask *ask)
{
	struct question q;
	enum cm_exit status;
	uint64_t measures;

	check_keys(ask);
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
