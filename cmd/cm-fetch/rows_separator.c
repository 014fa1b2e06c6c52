/* SPDX-License-Identifier: ISC */
/* What stands between the cells of a table, by its beginning. */
#include <string.h>
#include <strings.h>

#include "cmd/cm-fetch/rows.h"
#include "cmd/cm-fetch/rowscan.h"

enum { FIRST_ROWS = 60 };

/* The character that a line sep=; names, or NUL. */
static char
named(const char *head, size_t len)
{
	int quote = len > 0 && *head == '"';
	const char *p = head + quote, *end = head + len;
	char sep;

	if (end - p < 5 || strncasecmp(p, "sep=", 4) != 0)
		return '\0';
	sep = p[4];
	p += 5;
	if (quote && p < end && *p == '"')
		p++;
	if (sep == '\r' || sep == '\n' || sep == '"' ||
	    (p < end && *p != '\r' && *p != '\n'))
		return '\0';
	return sep;
}

/* How many of the first rows have as many cells as most of those do that have
 * two or more, and how many cells that is; those without a break between them
 * count twice. */
static size_t
agree(const char *p, size_t len, char sep, size_t *cells)
{
	struct row_scan s = {.sep = sep};
	size_t counts[FIRST_ROWS], rows = 0, n, i, k, same, run, best = 0;
	struct row_cells c;

	row_cells_init(&c);
	while (len > 0 && rows < FIRST_ROWS) {
		n = row_end(&s, p, len);
		if (n == ROW_NO_END && rows > 0)
			break;
		if (n == ROW_NO_END)
			n = len;
		row_split(&s, p, row_trim(p, n), &c);
		counts[rows++] = c.n;
		p += n;
		len -= n;
	}
	row_cells_release(&c);
	*cells = 0;
	for (i = 0; i < rows; i++) {
		for (same = k = 0; k < rows; k++)
			same += counts[k] == counts[i];
		for (run = 0; i + run < rows && counts[i + run] == counts[i];)
			run++;
		same += run;
		if (counts[i] > 1 &&
		    (same > best || (same == best && counts[i] > *cells))) {
			best = same;
			*cells = counts[i];
		}
	}
	return best;
}

char
rows_separator(const char *head, size_t len, uint64_t *skip)
{
	static const char seps[] = ",;\t|";
	size_t rows, cells, most_rows = 0, most_cells = 0, i;
	char sep = named(head, len);

	*skip = sep != '\0';
	if (sep != '\0')
		return sep;
	sep = ',';
	for (i = 0; seps[i] != '\0'; i++) {
		rows = agree(head, len, seps[i], &cells);
		if (rows > most_rows ||
		    (rows == most_rows && cells > most_cells)) {
			sep = seps[i];
			most_rows = rows;
			most_cells = cells;
		}
	}
	return sep;
}
