/* SPDX-License-Identifier: ISC */
#ifndef CM_DB_H
#define CM_DB_H

#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"
#include "lib/err.h"

/*
 * A state file: what a program remembers from run to run, in a file of
 * SQLite (WAL, synchronous FULL, mode 0600) that several processes may use at
 * a time. Where another process holds it for longer than CM_DB_WAIT seconds,
 * the call fails with CM_AGAIN.
 *
 * Every call that fails has given its message, which names the file; what
 * the failure was is kept in cm_db_status(). A handle, with its queries, is
 * for one thread at a time.
 */
enum { CM_DB_WAIT = 5 };

struct cm_db;
struct cm_db_query;

/*
 * Puts the path of the state folder into b: $CM_DIR, else
 * $XDG_STATE_HOME/cm, else $HOME/.local/state/cm. The folder need not be
 * there. Returns 0, or -1 and a message where none of them is set.
 */
int cm_db_folder(struct cm_buf *b);

/* Makes a folder and those above it, mode 0700. Returns 0, or -1 and a
 * message. */
int cm_db_mkdir(const char *path);

/*
 * Opens NAME.db in the state folder, both made when missing, and brings it
 * to the version of this program: steps[] ends with NULL; steps[n] is the SQL
 * that takes a file from version n to n + 1, each in one transaction. Steps
 * are never changed once released, only added. Returns NULL and sets *status:
 * CM_USAGE for a file of a newer program and for a network file system,
 * CM_AGAIN when it is locked, else CM_FAIL.
 */
struct cm_db *cm_db_open(
    const char *name, const char *const *steps, enum cm_exit *status);

/* The same for a program that only looks: where there is no file, none is
 * made; it returns NULL and *status is CM_OK. */
struct cm_db *cm_db_look(
    const char *name, const char *const *steps, enum cm_exit *status);

/* The same for a file of another program: it is not changed, nor brought to a
 * version, and who writes to it does not wait. */
struct cm_db *cm_db_read(const char *name, enum cm_exit *status);

/* One that is in no folder and goes away when it is closed. */
struct cm_db *cm_db_scratch(const char *const *steps, enum cm_exit *status);

/* Frees its queries too; what is not committed is undone. NULL is fine. */
void cm_db_close(struct cm_db *db);

/* Returns the worst that happened so far, and the file's path. */
enum cm_exit cm_db_status(const struct cm_db *db);
const char *cm_db_path(const struct cm_db *db);

/*
 * A transaction that may write (BEGIN IMMEDIATE). Each returns 0 or -1;
 * a commit that fails has been rolled back, a rollback cannot fail.
 */
int cm_db_begin(struct cm_db *db);
int cm_db_commit(struct cm_db *db);
void cm_db_rollback(struct cm_db *db);

/* Runs SQL that has no results. Returns 0 or -1. */
int cm_db_exec(struct cm_db *db, const char *sql);

/* How many rows the last statement inserted, changed or deleted. */
int64_t cm_db_changes(const struct cm_db *db);

/*
 * A prepared statement, which the db owns and closes. Returns NULL when it
 * cannot be prepared. Parameters and columns count from 0. Values bound are
 * not copied: they must live until the query has ended.
 */
struct cm_db_query *cm_db_prepare(struct cm_db *db, const char *sql);
void cm_db_bind_int(struct cm_db_query *q, int at, int64_t n);
void cm_db_bind_text(struct cm_db_query *q, int at, const char *s);
void cm_db_bind_blob(struct cm_db_query *q, int at, const void *p, size_t n);
void cm_db_bind_null(struct cm_db_query *q, int at);

/*
 * Takes the next row. Returns 1; or 0 at the end, or -1, and the query is
 * then ready to run again with all its parameters NULL.
 */
int cm_db_step(struct cm_db_query *q);

/* Runs it to its end. Returns 0 or -1. */
int cm_db_run(struct cm_db_query *q);

/* Ends a query before its last row. */
void cm_db_reset(struct cm_db_query *q);

/* The columns of a row; text and blobs live until the next step. Text is
 * NULL where the column is. */
int cm_db_is_null(struct cm_db_query *q, int at);
int64_t cm_db_int(struct cm_db_query *q, int at);
const char *cm_db_text(struct cm_db_query *q, int at);
const void *cm_db_blob(struct cm_db_query *q, int at, size_t *len);

#endif
