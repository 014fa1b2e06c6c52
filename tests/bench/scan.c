/* SPDX-License-Identifier: ISC */
/*
 * scan FILE [ROUNDS]: how fast the paths of lib/scan go over the lines of a
 * file held in memory, on one thread: best and median of the rounds, in GB/s.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/err.h"
#include "lib/scan.h"

static const char *const names[] = {"type", "network", "id", "published",
    "metrics.likes", "metrics.shares", "metrics.views"};

enum { WANTS = sizeof(names) / sizeof(names[0]) };

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Blocks of a fitting size for the cache, as the programs read them. */
static size_t
scan_all(const char *data, size_t len, const struct cm_want *want, size_t *bad)
{
	const char *p = data, *end = data + len, *q;
	struct cm_slice found[WANTS];
	struct cm_scan_error why;
	size_t sum = 0;
	int i;

	for (; p < end; p = q + 1) {
		q = memchr(p, '\n', (size_t)(end - p));
		if (q == NULL)
			q = end;
		if (cm_scan_line(p, (size_t)(q - p), want, found, &why) != 0) {
			++*bad;
			continue;
		}
		for (i = 0; i < WANTS; i++)
			sum += found[i].len;
	}
	return sum;
}

static void
measure(const char *what, enum cm_scan_path path, const char *data, size_t len,
    int rounds)
{
	struct cm_want *want = cm_want_new(names, WANTS);
	double *t = cm_alloc((size_t)rounds * sizeof(*t)), from;
	size_t bad = 0, sum = 0;
	int i;

	if (cm_scan_use(path) == 0) {
		for (i = 0; i < rounds; i++) {
			from = now();
			sum += scan_all(data, len, want, &bad);
			t[i] = now() - from;
		}
		qsort(t, (size_t)rounds, sizeof(*t), by_value);
		printf("%s: best %.3f median %.3f GB/s (bad %zu, sum %zu)\n",
		    what, (double)len / t[0] / 1e9,
		    (double)len / t[rounds / 2] / 1e9, bad / (size_t)rounds,
		    sum / (size_t)rounds);
	}
	free(t);
	cm_want_free(want);
}

int
main(int argc, char *argv[])
{
	int rounds = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 9;
	FILE *f = argc > 1 ? fopen(argv[1], "rb") : NULL;
	size_t len, room = (size_t)256 << 20;
	char *data;

	cm_name = "bench-scan";
	if (f == NULL || rounds < 1)
		cm_die(CM_USAGE, "usage: scan FILE [ROUNDS]");
	data = cm_alloc(room + CM_SCAN_PAD);
	len = fread(data, 1, room, f);
	memset(data + len, 0, CM_SCAN_PAD);
	fclose(f);
	measure("plain", CM_SCAN_PLAIN, data, len, rounds);
	measure("avx2", CM_SCAN_AVX2, data, len, rounds);
	measure("avx512", CM_SCAN_AVX512, data, len, rounds);
	free(data);
	return 0;
}
