/* SPDX-License-Identifier: ISC */
#ifndef ARCHIVE_H
#define ARCHIVE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/err.h"

/*
 * --archive DIR: records go to DIR/ACCOUNT/YYYY-MM.ndjson. Lines are gathered
 * and added to their files whole, each file locked meanwhile.
 */
struct archive;

/* NULL after a message. */
struct archive *archive_open(const char *folder, int64_t now);
/* What was not synced is dropped. NULL is fine. */
void archive_close(struct archive *a);

/* Adds whole lines of an account; with own set, of the one that each of them
 * names, if it does. Returns 0, or -1 after a message. */
int archive_add(struct archive *a, const char *account, int own,
    const char *lines, size_t len);

/* Brings all of it to the disk. Returns 0, or -1 after a message. */
int archive_sync(struct archive *a);

/* The worst that happened. */
enum cm_exit archive_status(const struct archive *a);

#endif
