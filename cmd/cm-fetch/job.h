/* SPDX-License-Identifier: ISC */
#ifndef JOB_H
#define JOB_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-fetch/state.h"
#include "lib/buf.h"
#include "lib/net.h"

struct fetch;
struct source;

/* What is remembered of it besides, from run to run. */
struct job_memo {
	char *cursor; /* or NULL */
	int64_t from; /* where what memory.covered ends begins */
	char *resume; /* what a stopped fetch left; or NULL */
	char *kind;   /* of what stopped it */
	int fails;    /* how often it stopped there, for that */
	int lossy;    /* something of it was lost for good */
	int64_t since, until, began, oldest; /* of that fetch */
};

/*
 * One kind of records of one account: a source whose records the engine
 * gives. Where an earlier run was stopped, what it left is fetched first, with
 * a coverage record of its own; then what came since.
 */
struct job {
	struct source *source;
	char *account, *network, *what;
	char *ask; /* what the module is told besides: a JSON object */
	int running;
	int before;      /* more is asked for than before: what lies within
			    that was handed over */
	int resuming;    /* what an earlier run left is being fetched */
	int after;       /* it is not the first source: it acknowledges only
			    when it is its turn */
	char *suspended; /* what is to be done then; or NULL */
	int suspending;
	const char *stop; /* why we stopped it; or NULL */

	/* of the span that is being fetched */
	int64_t since, until; /* FEED_NEVER, INT64_MAX: none */
	int64_t began;
	int64_t oldest; /* record */
	long pages, records, refused;
	struct cm_buf gaps, lost; /* elements of lists */
	char *hole; /* why the network does not tell all of it, or NULL */
	long holes; /* for how many other reasons */
	int64_t hole_from; /* from when on; FEED_NEVER: anywhere */
	int lossy;         /* something of it is lost for good */

	int probing; /* what an earlier run left fails: does the rest? */
	long given;  /* records, of all spans */
	int limited;

	/* from run to run, with source->memory */
	struct job_memo memo;
	struct keyset known;     /* what was handed over */
	struct keyset given_now; /* of it, with --record, in this run */
};

/* accounts.c */

/* Adds the sources that ACCOUNT[:KINDS] or GROUP/[:KINDS] means. Returns 0 when
 * no account is called so; ends the program, or sets *status, when there is
 * something wrong. */
int accounts_operand(struct fetch *f, const char *word, enum cm_exit *status);

/* Opens the accounts file and the engine, once. */
enum cm_exit accounts_open(struct fetch *f);

/* Says that no account is called so, and ends the program. */
void accounts_unknown(struct fetch *f, const char *word)
    __attribute__((noreturn));

/* job.c: starts it. */
void job_ask(struct fetch *f, struct source *s);
/* What came since. */
void job_fetch(struct job *j);
/* It is its turn. */
void job_turn(struct fetch *f, struct source *s);
void job_free(struct job *j);

/* receipts.c: adds the member receipts: {id, native, at} of what cm-post
 * published there. Returns 0, or -1 after a message: the list is empty. */
int receipts_add(struct cm_buf *to, const char *account);

/* job_end.c: how it ended. */

/* Takes what was lost, and says so. */
void job_note(struct job *j, const struct cm_net_end *end);
/* The end of a span. Returns 1 when job_fetch() is to come now. */
int job_ended(struct job *j, const struct cm_net_end *end);
/* Until when a span that is complete holds all. */
int64_t job_covered(const struct job *j);

/* job_memo.c: from run to run. */

/* What is handed over again by since, and known by its key. Networks count
 * for days, and correct what they counted: a day's numbers come late, and the
 * newest are those that count. */
enum { JOB_OVERLAP = 3600, JOB_LATE = 4 * 86400 };
/* Returns 0, or -1 after a message. */
int job_recall(struct job *j);
/* From when on to fetch. */
int64_t job_since(const struct job *j);
/* Takes what is to be remembered of a span that has ended; why: it is not
 * complete. Returns 1 when the next can begin. */
int job_remember(struct job *j, const struct cm_net_end *end, const char *why);
/* Ends the fetch that began anew because what was left could not be fetched.
 * Returns 0: that is dropped; -1: nothing else can be fetched either. */
int job_probed(struct job *j, const struct cm_net_end *end);
/* Brings what was handed over so far to the disk. Returns 0 or -1. */
int job_save(struct job *j);

/* wait.c: records that wait for their turn, in memory and beyond that in a
 * file. Returns 0, or -1 after a message. */
int wait_add(struct fetch *f, struct source *s, const char *p, size_t len);
/* Puts out what has waited. Returns 0, or -1. */
int wait_write(struct source *s);

#endif
