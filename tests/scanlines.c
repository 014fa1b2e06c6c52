/* SPDX-License-Identifier: ISC */
/*
 * Says of each line of standard input whether lib/scan takes it: "good", or
 * "bad OFFSET REASON". Ends with status 1 when its paths do not agree.
 */
#include "tests/scan_all.h"

int
main(void)
{
	struct cm_scan_error why;
	char *line = NULL;
	size_t room = 0;
	unsigned behind = 0;
	ssize_t n;
	int verdict;

	cm_name = "scanlines";
	while ((n = getline(&line, &room, stdin)) > 0) {
		n -= line[n - 1] == '\n';
		verdict = scan_all(line, (size_t)n, behind++, NULL, NULL, &why);
		if (verdict == -2)
			return 1;
		if (verdict == 0)
			puts("good");
		else
			printf("bad %zu %s\n", why.offset, why.why);
	}
	free(line);
	return 0;
}
