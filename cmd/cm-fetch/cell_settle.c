/* SPDX-License-Identifier: ISC */
/* What the cells of columns say together. */
#include <string.h>

#include "cmd/cm-fetch/cell_in.h"

static void
keep_example(char to[64], const char *p, size_t len)
{
	cell_trim(&p, &len);
	if (len > 63)
		len = 63;
	memcpy(to, p, len);
	to[len] = '\0';
}

static void
look_number(struct cell_evidence *e, const char *p, size_t len)
{
	switch (cell_number_mark(p, len)) {
	case '.':
		e->point++;
		break;
	case ',':
		e->comma++;
		break;
	case '?':
		if (e->either++ == 0)
			keep_example(e->example, p, len);
		break;
	default:
		break;
	}
}

static void
look_day(struct cell_evidence *e, const char *p, size_t len)
{
	switch (cell_time_order(p, len)) {
	case 'd':
		e->day_first++;
		break;
	case 'm':
		e->month_first++;
		break;
	case '?':
		if (e->any_order++ == 0)
			keep_example(e->day, p, len);
		break;
	default:
		break;
	}
}

void
cell_look(struct cell_evidence *e, const char *p, size_t len, enum cell_type as)
{
	switch (as) {
	case CELL_NUMBER:
	case CELL_PERCENT:
	case CELL_SECONDS:
	case CELL_MINUTES:
	case CELL_HOURS:
	case CELL_MILLIS:
		look_number(e, p, len);
		break;
	case CELL_TIME:
	case CELL_DAY:
	case CELL_LAST_DAY:
		look_day(e, p, len);
		break;
	default:
		break;
	}
}

enum cell_result
cell_settle(
    const struct cell_evidence *e, struct cell_rules *r, const char **what)
{
	if (r->point == 0) {
		*what = "decimal";
		if (e->point > e->comma)
			r->point = '.';
		else if (e->comma > e->point)
			r->point = ',';
		else if (r->likely.point != 0)
			r->point = r->likely.point;
		else if (e->comma > 0 || e->either > 0)
			return CELL_AMBIGUOUS;
	}
	if (r->dates == CELL_ANY_ORDER) {
		*what = "dates";
		if (e->day_first > e->month_first)
			r->dates = CELL_DMY;
		else if (e->month_first > e->day_first)
			r->dates = CELL_MDY;
		else if (r->likely.dates != CELL_ANY_ORDER)
			r->dates = r->likely.dates;
		else if (e->day_first > 0 || e->any_order > 0)
			return CELL_AMBIGUOUS;
	}
	*what = NULL;
	return CELL_OK;
}

/* The two numbers that lead a day of numbers. */
static void
first_two(const char *s, int *a, int *b)
{
	int *to[2];
	int i;

	to[0] = a;
	to[1] = b;
	*a = *b = 0;
	for (i = 0; i < 2; i++) {
		s += strcspn(s, "0123456789");
		for (; *s >= '0' && *s <= '9' && *to[i] < 100; s++)
			*to[i] = *to[i] * 10 + (*s - '0');
	}
}

static void
ask_day(struct cm_buf *to, const char *cell)
{
	static const char *const months[] = {"January", "February", "March",
	    "April", "May", "June", "July", "August", "September", "October",
	    "November", "December"};
	static const char *const ends[] = {"th", "st", "nd", "rd"};
	int a, b;

	first_two(cell, &a, &b);
	if (a >= 1 && a <= 12 && b >= 1 && b <= 12)
		cm_buf_printf(to, "is '%s' the %d%s of %s or the %d%s of %s? ",
		    cell, a, ends[a < 4 ? a : 0], months[b - 1], b,
		    ends[b < 4 ? b : 0], months[a - 1]);
	else
		cm_buf_puts(to,
		    "some days have the day first, as many the "
		    "month: ");
	cm_buf_puts(to, "say --dates dmy or --dates mdy");
}

void
cell_question(
    struct cm_buf *to, const struct cell_evidence *e, const char *what)
{
	const char *mark;

	if (strcmp(what, "dates") == 0) {
		ask_day(to, e->day);
		return;
	}
	mark = strpbrk(e->example, ".,");
	if (mark != NULL)
		cm_buf_printf(to,
		    "does the %s in '%s' part thousands, or is it the decimal "
		    "mark? ",
		    *mark == '.' ? "point" : "comma", e->example);
	else
		cm_buf_puts(to,
		    "some numbers have a decimal point, as many a "
		    "decimal comma: ");
	cm_buf_puts(to, "say --decimal . or --decimal ,");
}
