/* SPDX-License-Identifier: ISC */
/* Until there is csv.c: what gives way to the true one. */
#include "cmd/cm-fetch/rows.h"

void csv_run(struct fetch *f, struct source *s, struct stream *from)
    __attribute__((weak));

void
csv_run(struct fetch *f, struct source *s, struct stream *from)
{
	(void)from;
	source_fails(f, s, CM_FAIL, "CSV is not read yet", NULL);
}
