/* SPDX-License-Identifier: ISC */
#include "cmd/cm-post/plan.h"
#include "lib/entities.h"

int
split_fits(const char *s, size_t len, const struct cm_about *about)
{
	struct cm_entities e;
	struct cm_length l;

	cm_entities_find(&e, s, len);
	cm_entities_length(&l, &e, s, len, (long)about->text.link);
	cm_entities_release(&e);
	return (about->text.max < 0 ||
		   l.in[about->text.unit] <= (uint64_t)about->text.max) &&
	    (about->text.bytes < 0 ||
		l.in[CM_UNIT_BYTES] <= (uint64_t)about->text.bytes);
}

size_t
split_text(const char *s, size_t len, const struct cm_about *about,
    struct piece **pieces, const char **why)
{
	*pieces = cm_alloc(sizeof(**pieces));
	(*pieces)->from = 0;
	(*pieces)->to = len;
	*why = "the text is too long";
	return split_fits(s, len, about);
}
