/* SPDX-License-Identifier: ISC */
#ifndef CM_FILTER_H
#define CM_FILTER_H

#include <stddef.h>

#include "lib/buf.h"

/*
 * A jq expression or module, compiled when first needed, run per record
 * inside its walls: it reads no environment, no files, no ~/.jq, has no
 * import, no input, no clock but the program's (now), no debug or halt. One
 * that takes over CM_FILTER_SECONDS of CPU on one record, or more than
 * CM_FILTER_MEMORY beyond what was there before, ends the program with
 * status 1 and a message that names the expression and where it was.
 *
 * A filter is for one thread at a time; several threads open one each. Values
 * of libjq stay in here: text in, text out. Text must be JSON that scan found
 * valid: libjq takes more than JSON and mends it in silence. libjq 1.6 rounds
 * whole numbers beyond 2^53 and numbers beyond a double; ids are strings for
 * that reason.
 *
 * While any thread runs a filter, getenv(3) finds nothing in any of them:
 * read the environment before. emit() is called with the filter running.
 */
enum { CM_FILTER_SECONDS = 10, CM_FILTER_DEPTH = 256 };
#define CM_FILTER_MEMORY ((size_t)1 << 30)

struct cm_filter;

/*
 * A filter for an expression; what names it in messages ("-w", "keep"). It is
 * compiled at once; NULL and a message where it does not compile.
 */
struct cm_filter *cm_filter_open(const char *what, const char *expr);

/*
 * Says so where an expression that is to choose records sets a member, which
 * is always true: ".type = \"post\"".
 */
void cm_filter_doubt(const char *what, const char *expr);

/*
 * The same for a module of ours or the user's: its definitions, then the
 * expression to run. A module may say `include "NAME"` only for names in the
 * table (ends with NULL name; NAME or NAME.jq), which are put in the place of
 * the directive.
 */
struct cm_asset;
struct cm_filter *cm_filter_open_module(const char *what, const char *module,
    const char *expr, const struct cm_asset *table);

void cm_filter_close(struct cm_filter *f);

/* Says where the record is from, for the message of a filter that was
 * stopped: "week.ndjson:1234". The text is copied. */
void cm_filter_at(struct cm_filter *f, const char *where);

/*
 * Tells whether a record passes: 1 if the first result is neither false nor
 * null, 0 if it is or if there is none, -1 if the expression failed on it
 * (*why, which lives until the next call). Records nested deeper than
 * CM_FILTER_DEPTH, where an object counts twice, fail.
 */
int cm_filter_test(
    struct cm_filter *f, const char *json, size_t len, const char **why);

/*
 * Runs it on one JSON text; each result goes to emit() as compact JSON.
 * Returns 0, or -1 if the expression failed (*why) or emit() returned -1.
 */
int cm_filter_run(struct cm_filter *f, const char *json, size_t len,
    int (*emit)(void *ctx, const char *json, size_t len), void *ctx,
    const char **why);

/*
 * Makes our words of what libjq says of a program that does not compile:
 * "jq: error: REASON (Unix shell quoting issues?) at <top-level>, line 2:\n
 * THE LINE". The line (NULL if it is not there), and its number (0), come
 * apart; both texts are the caller's to free.
 */
char *cm_filter_reason(const char *from_jq, char **text, long *line);

#endif
