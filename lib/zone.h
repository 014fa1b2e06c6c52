/* SPDX-License-Identifier: ISC */
#ifndef CM_ZONE_H
#define CM_ZONE_H

#include <stdint.h>

/*
 * IANA time zones, from the system's tzdata (TZif files, RFC 8536, with the
 * rule at their end for the years after). Several may be open at a time; one
 * is not to be shared by threads (it remembers the span it last looked up).
 */
struct cm_zone;

/* "Europe/Paris", "UTC". Returns NULL where there is no such zone; a name
 * cannot leave the zone folder. The folder is $TZDIR, else
 * /usr/share/zoneinfo. */
struct cm_zone *cm_zone_open(const char *name);
void cm_zone_close(struct cm_zone *z);

/* Seconds east of UTC at a moment. A NULL zone is UTC. */
int32_t cm_zone_offset(struct cm_zone *z, int64_t t);

/*
 * The moment at which a clock on the wall shows local (seconds as if it were
 * UTC). What is shown twice (the hour after summer time ends) is its first
 * time; what is never shown (the hour it begins) is as long after the change
 * as it says: 02:30 becomes 03:30.
 */
int64_t cm_zone_moment(struct cm_zone *z, int64_t local);

#endif
