/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/kinds.h"
#include "cmd/cm-stats/slice.h"
#include "lib/opt.h"

enum { POSTS = 1 << KIND_POST | 1 << KIND_ARTICLE };

const char *const kind_names[] = {
    "post", "article", "comment", "mention", "message", "review"};
const char *const kind_plurals[] = {
    "posts", "articles", "comments", "mentions", "messages", "reviews"};

unsigned
kinds_read(const char *option, const char *list, unsigned otherwise)
{
	unsigned kinds = 0;
	size_t n;
	int k;

	if (list == NULL)
		return otherwise;
	for (;; list += n + 1) {
		n = strcspn(list, ",");
		for (k = 0; k < KINDS; k++)
			if (strlen(kind_names[k]) == n &&
			    strncmp(kind_names[k], list, n) == 0)
				break;
		if (k == KINDS)
			cm_opt_fail("%s: '%.*s' is not post, article, "
				    "comment, mention, message or review",
			    option, (int)n, list);
		kinds |= 1u << k;
		if (list[n] == '\0')
			return kinds;
	}
}

int
kinds_of(const struct fact *f, const struct question *q, const struct cm_rec *r)
{
	struct cm_slice type = r->found[q->type];
	int k;

	if (slice_absent(type))
		return -1;
	for (k = 0; k < KINDS; k++)
		if (slice_is_n(type, kind_names[k], strlen(kind_names[k])))
			return k;
	return (f->is & IS_ACCOUNT) != 0 ? KIND_ACCOUNT : -1;
}

static int
make(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct input *in, struct num *out)
{
	int k = kinds_of(f, q, r);

	if (k < 0 || ((f->is & IS_OWN) != 0 && (1 << k & POSTS) == 0))
		return 0;
	*out = num_int(k);
	return (in->arg >> k & 1) != 0;
}

int
kinds_input(struct question *q, unsigned kinds)
{
	q->own = question_want(q, "own");
	return question_input_made(q, make, (int)kinds, NULL, NULL, NULL);
}

unsigned
kinds_only(unsigned kinds)
{
	return ((kinds & POSTS) != 0 ? IS_POST : 0) |
	    ((kinds & ((1 << KINDS) - 1) & ~POSTS) != 0 ? IS_INBOUND : 0) |
	    ((kinds >> KIND_ACCOUNT & 1) != 0 ? IS_ACCOUNT : 0);
}
