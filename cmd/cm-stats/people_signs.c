/* SPDX-License-Identifier: ISC */
#include "cmd/cm-stats/people.h"

void
signs_ask(struct question *q, struct people *p)
{
	(void)q;
	(void)p;
}

void
signs_measures(struct out *o, const struct people *p)
{
	(void)o;
	(void)p;
}

void
signs_rows(struct out *o, const struct answer *a, const struct section *s,
    const struct line *line, size_t n)
{
	(void)o;
	(void)a;
	(void)s;
	(void)line;
	(void)n;
}
