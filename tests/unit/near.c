/* SPDX-License-Identifier: ISC */
#include "lib/near.h"
#include "tests/tap.h"

static int
means(const char *word, const char *want)
{
	static const char *const list[] = {
	    "host", "token", "folder", "url", "reads", NULL};
	const char *got = cm_near(word, list);

	return want == NULL ? got == NULL
			    : got != NULL && strcmp(got, want) == 0;
}

int
main(void)
{
	ok(means("hosts", "host"), "a letter too many");
	ok(means("hsot", "host"), "two letters swapped");
	ok(means("tokne", "token"), "two at the end");
	ok(means("readz", "reads"), "another letter");
	ok(means("password", NULL), "nothing is near");
	ok(means("uri", "url"), "a short word");
	ok(means("ur_i", NULL), "a short word is nothing like another");
	ok(means("", NULL), "no word");
	ok(means("a-word-of-more-than-thirty-two-letters", NULL), "too long");
	return done();
}
