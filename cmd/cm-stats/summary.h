/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_SUMMARY_H
#define CM_STATS_SUMMARY_H

#include "cmd/cm-stats/out.h"

/*
 * The period against the one before: of the last two tables of the section, in
 * all and by network, which have the key window.
 */
void summary_compare(
    struct out *o, const struct answer *a, const struct section *s);

#endif
