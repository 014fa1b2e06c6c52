/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_NEWEST_H
#define CM_STATS_NEWEST_H

#include <stddef.h>

#include "cmd/cm-stats/fact.h"
#include "lib/rec.h"

/*
 * Duplicates count once: of all records with the same network and id only
 * the newest one is counted (fetched, else updated, else published tells),
 * of equally new ones that with the greater hash of its bytes. Snapshots of
 * accounts and series are duplicates only where their times are the same.
 *
 * What is read goes to one of many parts by the hash of its identity; parts
 * that outgrow the memory are written to a file without a name in TMPDIR.
 * At the end each part is looked at for itself, on several threads.
 */
struct newest;
struct tables;

struct newest *newest_new(const struct question *q, size_t budget);
void newest_free(struct newest *n);

enum newest_verdict {
	NEWEST_KEPT,  /* it will be counted in the end, if it is the newest */
	NEWEST_NO_ID, /* it cannot be a duplicate: count it now */
	NEWEST_BAD,   /* a bad line, marked by newest_add() */
	NEWEST_FAILED /* a message was given: end the run */
};

/* counts: whether it passes what was asked for. One that does not is kept
 * nonetheless: it may be newer than one that does. */
enum newest_verdict newest_add(
    struct newest *n, const struct fact *f, struct cm_rec *r, int counts);

/*
 * For parts. Calls with the newest record of each identity, as bytes, in an
 * order of its own: whatever the order in which they came. Returns 0, or -1
 * and a message. And adds one from such bytes, which may come from anywhere.
 */
int newest_write(struct newest *n,
    void (*take)(void *ctx, const char *p, size_t len), void *ctx);
enum newest_verdict newest_read(struct newest *n, const char *p, size_t len);

/* Adds b to a and frees b. */
void newest_merge(struct newest *a, struct newest *b);

/*
 * Adds the newest ones to tables, with some threads. Returns 0 (also
 * where n is NULL); or -1, and a message was given.
 */
int newest_count(struct newest *n, struct tables *tables, size_t threads);

#endif
