/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_TOP_PLAN_H
#define CM_STATS_TOP_PLAN_H

#include "cmd/cm-stats/out.h"
#include "cmd/cm-stats/top.h"
#include "lib/err.h"

/* What the files of the verb top share. */
enum {
	TOP_METRICS = 11,
	TOP_MOMENT = TOP_METRICS /* the input behind them */
};

/* Those that rows tell, whatever is ranked. */
extern const char *const top_metrics[];

/* The texts of an entry. */
enum {
	TOP_NETWORK,
	TOP_ID,
	TOP_TYPE,
	TOP_ACCOUNT,
	TOP_URL,
	TOP_HANDLE,
	TOP_TEXT,
	TOP_TEXTS
};

/* The state of a section. */
struct best {
	struct top_spec spec;
	int table, cell;
	const char *age; /* NULL: of any */
	int young;       /* a cell: those that are younger */
	const char *measure, *unit;
	char above[256], under[256]; /* how they are called */
};

/* Whether rows have a member of that name, beside keys and metrics. */
int top_has_column(const char *name);

enum cm_exit top_tell(
    struct out *o, const struct answer *a, const struct section *s);

#endif
