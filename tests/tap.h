/* SPDX-License-Identifier: ISC */
#ifndef CM_TAP_H
#define CM_TAP_H

/* TAP for the unit tests: ok(), is(), is_int(), then return done(). */

#include <stdio.h>
#include <string.h>

static int tap_count, tap_failed;

static inline int
ok(int good, const char *what)
{
	tap_count++;
	tap_failed += !good;
	printf("%sok %d - %s\n", good ? "" : "not ", tap_count, what);
	return good;
}

static inline int
is(const char *got, const char *want, const char *what)
{
	int good =
	    got != NULL && want != NULL ? strcmp(got, want) == 0 : got == want;

	if (!ok(good, what))
		printf("# got:  %s\n# want: %s\n", got != NULL ? got : "(null)",
		    want != NULL ? want : "(null)");
	return good;
}

static inline int
is_int(long long got, long long want, const char *what)
{
	if (!ok(got == want, what))
		printf("# got:  %lld\n# want: %lld\n", got, want);
	return got == want;
}

static inline int
done(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed != 0;
}

#endif
