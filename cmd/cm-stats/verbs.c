/* SPDX-License-Identifier: ISC */
#include <stddef.h>

#include "cmd/cm-stats/verb.h"

extern const struct verb verb_by, verb_summary;

const struct verb *const verbs[] = {&verb_by, &verb_summary, NULL};
