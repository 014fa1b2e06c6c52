/* SPDX-License-Identifier: ISC */
#include "cmd/cm-post/plan.h"

void
plan_content(struct draft *d)
{
	d->p->content = cm_strndup(d->whole.p, d->whole.len);
}
