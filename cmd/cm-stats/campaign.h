/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_CAMPAIGN_H
#define CM_STATS_CAMPAIGN_H

#include "cmd/cm-stats/question.h"
#include "lib/buf.h"

/*
 * Which campaign a record is of: a series by its dimension, a visit by what
 * its address was marked with, a post by its campaign or by the mark in one of
 * its links. Names are compared without regard to case, to %20 and + for
 * blanks, and to blanks around and repeated within them.
 *
 * The keys are made of the members in this order; the ones of series are null
 * for what is none or names no campaign.
 */
#define CAMPAIGN_WANTS "campaign", "dimensions", "links"

key_make campaign_name;     /* as it is compared */
key_make campaign_spelling; /* as it is written */
key_make campaign_network;  /* of visits: that the mark names; else network */
key_make campaign_cut;      /* of series: the other dimensions, by name */
key_make campaign_part;     /* the same with their values, hashed */
key_make campaign_start, campaign_end; /* of series: seconds since 1970 */

/* Adds a name as it is compared; changes its bytes. */
void campaign_fold(struct cm_buf *to, struct cm_buf *name);

/*
 * Other names of campaigns, which a section has as its state (or NULL): lines,
 * or parts between semicolons, "OTHER = NAME". In campaign_alias.c. Ends
 * the program with a message and status 2 for what is none.
 */
struct campaign_aliases;
struct campaign_aliases *campaign_aliases_read(const char *text);
void campaign_aliases_free(void *aliases);

/* The name that a name, as it is compared, is another of; NULL: of none. */
const char *campaign_alias(
    const struct campaign_aliases *aliases, const char *name, size_t len);

/*
 * Whether a visit came from an advertisement: its medium is one of the section's
 * option "paid", else of the usual ones; or it has no medium, and the mark of a
 * network that marks advertisements alone. The want is campaign; null: it did
 * not.
 */
key_make campaign_paid;

/* Of series; the wants are raw.currency, dimensions and network. */
key_make campaign_currency;

#endif
