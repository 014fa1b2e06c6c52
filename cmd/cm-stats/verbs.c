/* SPDX-License-Identifier: ISC */
#include <stddef.h>

#include "cmd/cm-stats/verb.h"

extern const struct verb verb_by;
extern const struct verb verb_growth;
extern const struct verb verb_summary;

/* As --help shows them. */
const struct verb *const verbs[] = {
    &verb_by,
    &verb_growth,
    &verb_summary,
    &verb_for,
    NULL,
};
