/* SPDX-License-Identifier: ISC */
/*
 * short-generate SEED RECORDS AUTHORS: that many short posts by so many
 * authors, for the benchmarks of memory. The same seed gives the same bytes on
 * every machine. Of the records 5% have the id of an earlier one and were
 * fetched later. AUTHORS 0: each record is by another one.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/random.h"

enum { RECORD = 256, OUT = 1 << 16 };

static char *
put(char *to, const char *s)
{
	size_t n = strlen(s);

	memcpy(to, s, n);
	return to + n;
}

/* With zeros in front, to so many digits. */
static char *
number(char *to, uint64_t v, int digits)
{
	char *end = to + digits;

	for (to = end; digits > 0; digits--, v /= 10)
		*--to = (char)('0' + v % 10);
	return end;
}

static char *
when(char *to, unsigned day, unsigned second)
{
	to = put(to, "2026-");
	to = number(to, 1 + day / 28, 2);
	*to++ = '-';
	to = number(to, 1 + day % 28, 2);
	*to++ = 'T';
	to = number(to, second / 3600, 2);
	*to++ = ':';
	to = number(to, second / 60 % 60, 2);
	*to++ = ':';
	to = number(to, second % 60, 2);
	return put(to, "Z\"");
}

static char *
record(char *to, uint64_t at, uint64_t authors)
{
	int again = at > 0 && below(100) < 5;
	uint64_t id = again ? next() % at : at;
	unsigned day = (unsigned)(id * 2654435761u % 336);

	to = put(to, "{\"type\":\"post\",\"network\":\"x\",\"id\":\"18");
	to = number(to, id, 12);
	to = put(to, "\",\"published\":\"");
	to = when(to, day, (unsigned)(id % 86400));
	to = put(to, ",\"author\":{\"id\":\"");
	to = number(to, authors > 0 ? id % authors : id, 10);
	to = put(to, "\"},\"metrics\":{\"likes\":");
	to = number(to, 1 + below(9), 1);
	to = number(to, below(100), 2);
	to = put(to, "},\"fetched\":\"");
	to = when(to, again ? 335 : day, (unsigned)(at % 86400));
	return put(to, "}\n");
}

int
main(int argc, char *argv[])
{
	static char out[OUT];
	uint64_t records, authors, k;
	char *to = out;

	if (argc != 4) {
		fputs("usage: short-generate SEED RECORDS AUTHORS\n", stderr);
		return 2;
	}
	state = strtoull(argv[1], NULL, 10);
	records = strtoull(argv[2], NULL, 10);
	authors = strtoull(argv[3], NULL, 10);
	for (k = 0; k < records; k++) {
		to = record(to, k, authors);
		if (to > out + OUT - RECORD || k + 1 == records) {
			if (fwrite(out, 1, (size_t)(to - out), stdout) !=
			    (size_t)(to - out))
				return 1;
			to = out;
		}
	}
	return fclose(stdout) != 0;
}
