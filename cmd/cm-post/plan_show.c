/* SPDX-License-Identifier: ISC */
#include "cmd/cm-post/post.h"

void
plan_show(const struct plan *p, const struct item *it,
    const struct cm_account *account, const struct cm_about *about)
{
	(void)p;
	(void)it;
	(void)account;
	(void)about;
}
