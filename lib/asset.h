/* SPDX-License-Identifier: ISC */
#ifndef CM_ASSET_H
#define CM_ASSET_H

#include <stddef.h>

/*
 * Files compiled into the programs. Each table ends with a name of NULL;
 * data is followed by a NUL that len does not count. A program holds only
 * the tables that it names.
 */
struct cm_asset {
	const char *name; /* the file's own name: "referrers.tsv" */
	const char *data;
	size_t len;
};

extern const struct cm_asset cm_data[];     /* lib/data */
extern const struct cm_asset cm_reports[];  /* lib/reports */
extern const struct cm_asset cm_networks[]; /* lib/networks */
extern const struct cm_asset cm_exports[];  /* lib/exports */

/* Returns the file of that name in a table, or NULL. */
const struct cm_asset *cm_asset_find(
    const struct cm_asset *table, const char *name);

#endif
