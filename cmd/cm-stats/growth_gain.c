/* SPDX-License-Identifier: ISC */
/* How many began and ceased to follow, where a source counts it. */
#include <stdlib.h>

#include "cmd/cm-stats/growth.h"
#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/series.h"
#include "lib/err.h"

enum { DAY = 86400, LONG_DAY = 25 * 3600 };

static int64_t
moment(const struct line *l, int part)
{
	struct num n;

	num_read(line_part(l, part), &n);
	return n.i;
}

/* The first line that does not begin before a moment; null comes last. */
static size_t
first_from(const struct line *line, size_t n, int64_t start)
{
	size_t low = 0, high = n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (line_part(&line[mid], GROWTH_BEGIN).p[0] != 'n' &&
		    moment(&line[mid], GROWTH_BEGIN) < start)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Days of a source's own zone begin within the span, and may end after it. */
static size_t
collect(const struct section *s, const struct line *line, size_t n, int cell,
    int64_t start, int64_t end, struct series_value *value)
{
	const struct num *v;
	size_t k, found = 0;
	int64_t from, to;

	for (k = first_from(line, n, start); k < n; k++) {
		if (line_part(&line[k], GROWTH_BEGIN).p[0] == 'n')
			break;
		from = moment(&line[k], GROWTH_BEGIN);
		if (from >= end)
			break;
		to = moment(&line[k], GROWTH_END);
		v = latest_value(line_cell(s, &line[k], cell));
		if (v == NULL || (to > end && to - from > LONG_DAY))
			continue;
		value[found].start = from;
		value[found].end = to;
		value[found].cuts = 0;
		value[found].v = v->d;
		value[found].index = found;
		found++;
	}
	return found;
}

int
growth_gain(const struct section *s, const struct line *line, size_t n,
    int cell, int64_t start, int64_t end, double *v, struct cm_buf *why)
{
	struct series_value *value;
	struct series_choice choice;
	int64_t known = 0, days, all = (end - start + DAY / 2) / DAY;
	int negative = 0;
	size_t k;

	if (n == 0) {
		cm_buf_puts(why, "no source counts it");
		return 0;
	}
	value = cm_alloc(n * sizeof(*value));
	n = collect(s, line, n, cell, start, end, value);
	series_choose(value, n, &choice);
	*v = 0;
	for (k = 0; k < n; k++)
		if (value[k].chosen) {
			*v += value[k].v;
			negative |= value[k].v < 0;
			known += value[k].end - value[k].start;
		}
	free(value);
	days = (known + DAY / 2) / DAY;
	if (n == 0)
		cm_buf_puts(why, "no source counts it");
	else if (negative)
		cm_buf_puts(why, "the source tells a balance");
	else if (choice.refused)
		cm_buf_puts(why, "the series overlap");
	else if (days != all)
		cm_buf_printf(why, "known of %lld of %lld days",
		    (long long)days, (long long)all);
	else
		return 1;
	return 0;
}
