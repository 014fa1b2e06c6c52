/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "cmd/cm-post/names.h"

enum { LETTERS = 40 };

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t
name_distance(const char *a, const char *b)
{
	size_t d[LETTERS + 1][LETTERS + 1], i, k;
	size_t n = strlen(a), m = strlen(b);

	if (n > LETTERS || m > LETTERS)
		return n > m ? n : m;
	for (i = 0; i <= n; i++)
		d[i][0] = i;
	for (k = 0; k <= m; k++)
		d[0][k] = k;
	for (i = 1; i <= n; i++)
		for (k = 1; k <= m; k++) {
			d[i][k] = least(d[i - 1][k], d[i][k - 1]) + 1;
			d[i][k] = least(
			    d[i][k], d[i - 1][k - 1] + (a[i - 1] != b[k - 1]));
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] &&
			    a[i - 2] == b[k - 1])
				d[i][k] = least(d[i][k], d[i - 2][k - 2] + 1);
		}
	return d[n][m];
}

const char *
name_near(const char *s, const char *const *names)
{
	const char *near = NULL;
	size_t i, d, best = strlen(s) < 6 ? 2 : 3;

	for (i = 0; names[i] != NULL; i++) {
		d = name_distance(s, names[i]);
		if (d < best) {
			best = d;
			near = names[i];
		}
	}
	return near;
}
