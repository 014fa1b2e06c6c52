/* SPDX-License-Identifier: ISC */
#ifndef CURATE_H
#define CURATE_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-curate/set.h"
#include "cmd/cm-curate/top.h"
#include "lib/filter.h"
#include "lib/rec.h"
#include "lib/seen.h"

enum { STAGES_MAX = 32, NAMES_MAX = 16 };

enum verb { KEEP, DROP, FRESH, UNIQUE, TOP };

/*
 * One verb of the chain. A record goes from stage to stage until one drops
 * it, takes it (top) or finds that it cannot judge it (a bad line).
 */
struct stage {
	enum verb verb;
	const char *what; /* as named in messages: "keep", "-w" */
	char *says;       /* what its messages begin with */

	/* keep, drop */
	const char *expr;
	struct cm_filter *filter; /* of the main thread */
	const char *equals; /* .NAME == "TEXT" needs no jq: TEXT, else NULL */
	int differs;        /* it was != */

	/* The members that it looks at: their places in found[]. */
	const char *by; /* --by, or NULL */
	char *text;     /* what the names and equals stand in */
	const char *names[NAMES_MAX];
	size_t places[NAMES_MAX];
	size_t nnames;

	/* metrics and author where members of theirs are looked at: whether,
	 * and their places. */
	int holds[2];
	size_t holders[2];

	/* fresh, unique, top: where its datum is among a fact's. */
	size_t datum;
	struct set *set;
	size_t n;
	int worst;
	struct top *top;
	uint64_t ranked, unranked;
	uint64_t elsewhere; /* of the unranked: metrics.NAME is there */
};

struct curate {
	struct cm_rec_options options;
	int no_coverage;
	struct stage stages[STAGES_MAX];
	size_t nstages;
	size_t parallel; /* stages that record() judges: up to the first top */
	size_t ndata;    /* those of them that have a datum */
	int started;     /* the main thread's worker was */
	const struct set *announced; /* of the first datum, if it is a key */
	size_t type, fetched;        /* places in found[] */
	struct cm_want *want;

	/* --since and --until, if either was given. */
	int spanned;
	int64_t since, until;
	size_t times[3]; /* published, updated, fetched */
	uint64_t untimed;

	/* An expression failed on a null; or may have, in a record that may
	 * not have got there. */
	int nulls, doubted_nulls, confirmed;

	unsigned char secret[16];
	struct cm_seen *seen; /* NULL: no fresh, or nothing was ever seen */
	struct stage *fresh;  /* or NULL */
	struct set *left; /* keys of what left the chain, or NULL: all that was
			     fresh did */
	int dry_run;
	const char *hold; /* the run that keys are pending for, or NULL */
};

/* What a stage other than keep and drop has to know of a record. */
struct datum {
	struct cm_key key; /* fresh, unique; two zeros: it passes */
	double value;      /* top */
	enum { NO_VALUE, VALUE, PASSES, ELSEWHERE } rank;
};

/* chain.c: what the options said becomes a chain that is ready to run. */
enum cm_exit curate_open(struct curate *cu);
void curate_close(struct curate *cu);

/* judge.c: what a stage says of a record. */
enum verdict { DROPS, PASSES_ON, FAILS };
enum verdict curate_test(const struct stage *s, struct cm_filter *f,
    const char *line, size_t len, const struct cm_slice *found,
    const char **why);
/* Both return 0, or -1 and why. */
int curate_key(const struct curate *cu, const struct stage *s,
    const struct cm_slice *found, struct cm_buf *scratch, struct datum *d,
    const char **why);
int curate_rank(const struct stage *s, const struct cm_slice *found,
    struct datum *d, const char **why);
/* Tells whether an expression failed on what may have been a member that is
 * not there, by what libjq says. */
int curate_is_null(const char *why);
/* As curate_test(), for --since and --until; *untimed tells that it is left
 * out because it has no time. */
enum verdict curate_in_span(const struct curate *cu,
    const struct cm_slice *found, int *untimed, const char **why);
int curate_is_coverage(const struct curate *cu, const struct cm_slice *found);

/* flow.c: records through the chain. */
enum cm_exit curate_run(
    struct curate *cu, const char *const *files, size_t nfiles);
/* Tells whether a record with that key is new to fresh or unique; it is not
 * from then on. Returns -1 where that cannot be known. */
int curate_is_new(struct curate *cu, struct stage *s, struct cm_key key);

/* A record that fresh let through leaves the chain: it is seen. */
void curate_leaves(struct curate *cu, struct cm_key key);
/* Counts a record that has no value to be ranked by. */
void curate_unranked(struct stage *s, const struct datum *d);

/* names.c: copies the names of a record's members that stand in an expression
 * as .NAME into text, which has as much room as it, and points to them. */
size_t curate_names(
    const char *expr, char *text, const char *names[], size_t max);

/* last.c: what comes after a ranking, when all was read. */
int curate_last(void *ctx, struct cm_rec_block *b);

#endif
