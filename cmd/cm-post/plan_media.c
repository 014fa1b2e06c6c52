/* SPDX-License-Identifier: ISC */
#include "cmd/cm-post/plan.h"

void
plan_media(struct draft *d)
{
	(void)d;
}
