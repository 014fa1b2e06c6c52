/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <string.h>

#include "lib/near.h"

enum { LONGEST = 32 };

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t
cm_near_steps(const char *a, const char *b)
{
	size_t d[LONGEST + 1][LONGEST + 1];
	size_t n = strlen(a), m = strlen(b), i, k;

	if (n > LONGEST || m > LONGEST)
		return SIZE_MAX;
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
cm_near(const char *word, const char *const *list)
{
	size_t best = strlen(word) > 4 ? 3 : 2, n;
	const char *found = NULL;

	for (; *list != NULL; list++) {
		n = cm_near_steps(word, *list);
		if (n < best) {
			best = n;
			found = *list;
		}
	}
	return found;
}
