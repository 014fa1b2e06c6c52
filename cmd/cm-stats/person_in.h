/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_PERSON_IN_H
#define CM_STATS_PERSON_IN_H

#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/person.h"

/* What the files of a person share; nobody else includes this. */

static inline const struct window *
person_window(const struct person_spec *spec)
{
	return &spec->q->window[spec->window];
}

/* The days of the period; in person_days.c. Those that add return the bytes
 * that it grew by. */

size_t person_mark_day(
    struct person *p, const struct person_spec *spec, int64_t local);
void person_merge_days(
    struct person *a, const struct person *b, const struct person_spec *spec);
void person_pack_days(
    const struct person *p, const struct person_spec *spec, struct cm_buf *b);
size_t person_unpack_days(
    struct person *p, const struct person_spec *spec, struct bytes *from);

/* What is known of the profile; in person_profile.c. */

size_t person_tell(
    struct person *p, const struct person_spec *spec, const struct fact *f);
size_t person_profile_size(const struct profile *p);
void person_merge_profile(struct person *a, const struct profile *b);
void person_pack_profile(const struct profile *p, struct cm_buf *b);
void person_unpack_profile(struct profile **to, struct bytes *from);

#endif
