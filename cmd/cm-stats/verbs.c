/* SPDX-License-Identifier: ISC */
#include <stddef.h>

#include "cmd/cm-stats/verb.h"

extern const struct verb verb_audience;
extern const struct verb verb_best_time;
extern const struct verb verb_by;
extern const struct verb verb_campaigns;
extern const struct verb verb_funnel;
extern const struct verb verb_goals;
extern const struct verb verb_growth;
extern const struct verb verb_mix;
extern const struct verb verb_people;
extern const struct verb verb_response;
extern const struct verb verb_summary;
extern const struct verb verb_tags;
extern const struct verb verb_terms;
extern const struct verb verb_top;
extern const struct verb verb_voice;

/* As --help shows them. */
const struct verb *const verbs[] = {
    &verb_audience,
    &verb_best_time,
    &verb_by,
    &verb_campaigns,
    &verb_funnel,
    &verb_goals,
    &verb_growth,
    &verb_mix,
    &verb_people,
    &verb_response,
    &verb_summary,
    &verb_tags,
    &verb_terms,
    &verb_top,
    &verb_voice,
    &verb_for,
    &verb_merge,
    NULL,
};
