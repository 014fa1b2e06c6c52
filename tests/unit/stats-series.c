/* SPDX-License-Identifier: ISC */
/* cm-stats: which of the series that overlap make up the whole. */
#include <stdio.h>
#include <string.h>

#include "cmd/cm-stats/num.c"
#include "cmd/cm-stats/series.c"
#include "tests/tap.h"

enum { DAY = 86400, MOST = 400 };

static struct series_value value[MOST];
static size_t n;

static void
put(int from, int to, int cuts, double v)
{
	memset(&value[n], 0, sizeof(value[n]));
	value[n].start = (int64_t)from * DAY;
	value[n].end = (int64_t)to * DAY;
	value[n].cuts = cuts;
	value[n].v = v;
	value[n].index = n;
	n++;
}

static void
check(const char *what, double sum, size_t many, int again, int differ,
    int refused)
{
	struct series_choice c;
	size_t k, chosen = 0;
	double got = 0;

	series_choose(value, n, &c);
	for (k = 0; k < n; k++)
		if (value[k].chosen) {
			got += value[k].v;
			chosen++;
		}
	if (!ok(got == sum && chosen == many && c.again == again &&
		    c.differ == differ && c.refused == refused,
		what))
		printf("# %g of %zu, %d %d %d\n", got, chosen, c.again,
		    c.differ, c.refused);
	n = 0;
}

/* The whole has gaps, and a part of it has none. */
static void
gaps(void)
{
	put(0, 30, 0, 30);
	put(0, 15, 1, 15);
	put(15, 30, 1, 14.8);
	check("nearly complete cuts of shorter spans, too", 29.8, 2, 1, 0, 0);
	put(0, 10, 0, 15);
	put(20, 30, 0, 15);
	put(0, 30, 1, 29);
	check("a gap in the whole, and a part that is less: the whole", 30, 2,
	    1, 0, 0);
	put(0, 10, 0, 15);
	put(10, 20, 0, 10);
	put(0, 30, 1, 24);
	check("a gap at its end, too", 25, 2, 1, 0, 0);
	put(0, 10, 0, 10);
	put(20, 30, 0, 10);
	put(0, 30, 1, 29);
	check("and a part that is more: that part", 29, 1, 1, 0, 0);
}

int
main(void)
{
	int k;

	check("nothing", 0, 0, 0, 0, 0);
	put(1, 2, 0, 5);
	check("one", 5, 1, 0, 0, 0);
	put(1, 2, 0, 5);
	put(2, 3, 0, 6);
	put(9, 10, 0, 7);
	check("days with a gap", 18, 3, 0, 0, 0);

	put(0, 30, 0, 30);
	for (k = 0; k < 30; k++)
		put(k, k + 1, 0, 1);
	check("a month and its days: the days", 30, 30, 1, 0, 0);
	put(0, 30, 0, 30);
	for (k = 0; k < 20; k++)
		put(k, k + 1, 0, 1);
	check("a month and some of its days: the month", 30, 1, 1, 0, 0);
	put(0, 30, 0, 30);
	for (k = 0; k < 30; k++)
		put(k, k + 1, 0, 0.5);
	check("days that lack half of the month: the month", 30, 1, 1, 1, 0);
	put(0, 30, 0, 30);
	for (k = 0; k < 30; k++)
		put(k, k + 1, 0, 1.25);
	check(
	    "days that tell more than the month: the days", 37.5, 30, 1, 0, 0);
	put(0, 30, 0, 30);
	for (k = -10; k < 40; k++)
		put(k, k + 1, 0, 1);
	check("days around a month: the days", 50, 50, 1, 0, 0);
	put(0, 30, 0, 30);
	for (k = -10; k < 40; k++)
		if (k != 5)
			put(k, k + 1, 0, 1);
	check("days around a month, one missing in it: the month between", 50,
	    21, 1, 0, 0);
	put(0, 20, 0, 20);
	put(10, 30, 0, 20);
	check("halves that overlap: refused", 0, 0, 1, 0, 1);
	put(0, 20, 0, 20);
	put(10, 30, 0, 20);
	put(0, 30, 0, 30);
	check("and all of it: that", 30, 1, 1, 0, 0);
	put(0, 20, 0, 20);
	put(10, 30, 0, 20);
	put(20, 30, 0, 10);
	check("and what is behind the first: both", 30, 2, 1, 0, 0);
	put(0, 30, 1, 29);
	put(0, 30, 0, 30);
	put(0, 30, 2, 31);
	check("of one span: the one with the fewest cuts", 30, 1, 1, 0, 0);
	put(0, 30, 0, 30);
	put(0, 15, 1, 15);
	put(15, 30, 1, 15);
	check("finer cuts of shorter spans, when they are complete", 30, 2, 1,
	    0, 0);
	for (k = 0; k < 28; k++)
		put(k, k + 1, 0, 1);
	for (k = 0; k < 28; k += 7)
		put(k, k + 7, 0, k == 7 ? 9 : 7);
	put(0, 28, 0, 30);
	check("a week whose days lack: that week and the other days", 30, 22, 1,
	    1, 0);
	gaps();
	return done();
}
