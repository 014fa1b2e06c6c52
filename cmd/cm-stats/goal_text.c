/* SPDX-License-Identifier: ISC */
/* What the settings of a goals file mean. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/goals.h"
#include "cmd/cm-stats/num.h"
#include "cmd/cm-stats/period.h"
#include "lib/clock.h"
#include "lib/err.h"

enum { ONE_DAY = 86400 };

int
goal_is_percent(const char *measure)
{
	return strstr(measure, "_rate_") != NULL ||
	    strcmp(measure, "answered_share") == 0 ||
	    strncmp(measure, "answered_within_", 16) == 0;
}

int
goal_is_time(const char *measure)
{
	return strncmp(measure, "seconds", 7) == 0 ||
	    strncmp(measure, "metrics.seconds", 15) == 0 ||
	    strncmp(measure, "first_answer.", 13) == 0 ||
	    strcmp(measure, "wait.median") == 0;
}

/* The number that a text begins with; returns how long it is, or 0. */
static size_t
read_number(const char *s, double *d)
{
	struct cm_slice slice;
	struct num n;
	size_t digits = strspn(s, "0123456789"), more = 0, all;

	if (digits == 0)
		return 0;
	if (s[digits] == '.')
		more = 1 + strspn(s + digits + 1, "0123456789");
	if (more == 1)
		return 0;
	all = digits + more;
	/* 007 is no number of JSON. */
	while (digits > 1 && *s == '0') {
		s++;
		digits--;
	}
	slice.p = s;
	slice.len = digits + more;
	if (num_read(slice, &n) != 0)
		return 0;
	*d = n.d;
	return all;
}

static const char *
skip(const char *s)
{
	return s + strspn(s, " \t");
}

/* Takes a word off the front of a text. */
static int
begins(const char **s, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(*s, word, n) != 0)
		return 0;
	*s = skip(*s + n);
	return 1;
}

/* What stands behind a number: "40k", "5 %", "4h". Returns NULL, or why it
 * cannot be. */
static const char *
amount(const struct goal *g, const char *s, double *d, int *percent)
{
	int64_t span;
	size_t n;

	*percent = 0;
	n = read_number(s, d);
	if (n == 0)
		return "a number is digits, with a point for fractions: 40000, "
		       "40k, 1.5M";
	if (goal_is_time(g->measure) && s[n] != '\0' && s[n] != '%' &&
	    s[n] != ' ') {
		if (cm_clock_span(s, &span) != 0)
			return "a time is seconds, or as in 90s, 15m, 4h, 2d";
		*d = (double)span;
		return NULL;
	}
	s = skip(s + n);
	if (*s == 'k' || *s == 'M') {
		*d *= *s == 'k' ? 1e3 : 1e6;
		s++;
	} else if (*s == '%') {
		*percent = 1;
		s++;
	}
	if (*skip(s) != '\0')
		return "behind the number may stand k (thousand), M (million) "
		       "or %";
	return NULL;
}

const char *
goal_set_target(struct goal *g, const char *s)
{
	const char *why;
	int sign = 0, percent, told = 1;

	if (begins(&s, "<=") || begins(&s, "at most "))
		g->at_most = 1;
	else if (!begins(&s, ">=") && !begins(&s, "at least "))
		told = 0;
	if (*s == '+' || *s == '-')
		sign = *s == '-' ? -1 : 1;
	why = amount(g, skip(s + (sign != 0)), &g->target, &percent);
	if (why != NULL)
		return why;
	if (percent && sign == 0 && !goal_is_percent(g->measure))
		return "percent of what? +5% is 5 percent more than before";
	if (sign < 0) {
		g->target = -g->target;
		if (!told)
			g->at_most = 1;
	}
	g->kind = sign == 0 ? TARGET_VALUE
	    : percent       ? TARGET_PERCENT
			    : TARGET_MORE;
	return NULL;
}

/* Whether a text has the form of another, in which 9 is any digit. */
static int
looks(const char *s, const char *form)
{
	for (; *form != '\0'; s++, form++)
		if (*form == '9' ? *s < '0' || *s > '9' : *s != *form)
			return 0;
	return *s == '\0';
}

/* The span of "2026-Q4" and the like; returns -1 for what is none. */
static int
span_of(const char *s, int64_t *start, int64_t *end, enum key_kind *kind)
{
	static const struct {
		const char *form;
		enum key_kind kind;
	} forms[] = {{"9999", KEY_YEAR}, {"9999-Q9", KEY_QUARTER},
	    {"9999-99", KEY_MONTH}, {"9999-W99", KEY_WEEK},
	    {"9999-99-99", KEY_DAY}};
	struct cm_slice text;
	struct period *p;
	char json[16];
	size_t k;
	int same;

	for (k = 0; k < sizeof(forms) / sizeof(forms[0]); k++)
		if (looks(s, forms[k].form))
			break;
	if (k == sizeof(forms) / sizeof(forms[0]))
		return -1;
	*kind = forms[k].kind;
	text.len = (size_t)snprintf(json, sizeof(json), "\"%s\"", s);
	text.p = json;
	if (*kind == KEY_MONTH || *kind == KEY_DAY) {
		k = (size_t)(10 * (s[5] - '0') + s[6] - '0');
		if (k < 1 || k > 12)
			return -1;
	}
	/* What is no day, week or quarter of the calendar comes back as
	 * another. */
	if (period_span(*kind, text, start, end) != 0)
		return -1;
	p = cm_zalloc(sizeof(*p));
	text = period_text(p, *kind, *start);
	same = text.len == strlen(json) && memcmp(text.p, json, text.len) == 0;
	free(p);
	return same ? 0 : -1;
}

/* Where the calendar's span before one begins. */
static int64_t
before(enum key_kind kind, int64_t start)
{
	int64_t year;
	int month, day, back;

	if (kind == KEY_DAY || kind == KEY_WEEK)
		return start - (kind == KEY_WEEK ? 7 : 1) * ONE_DAY;
	back = kind == KEY_MONTH ? 1 : kind == KEY_QUARTER ? 3 : 12;
	cm_clock_civil(start / ONE_DAY, &year, &month, &day);
	month -= back;
	if (month < 1) {
		month += 12;
		year--;
	}
	return cm_clock_days(year, month, 1) * ONE_DAY;
}

int
goal_set_period(struct goal *g, const char *s)
{
	enum key_kind kind;

	if (span_of(s, &g->start, &g->end, &kind) != 0)
		return -1;
	g->before = before(kind, g->start);
	g->period = cm_strdup(s);
	return 0;
}

int
goal_set_span(struct goal *g, int64_t from, int64_t until)
{
	char a[CM_CLOCK_TEXT], b[CM_CLOCK_TEXT], text[2 * CM_CLOCK_TEXT];

	if (until <= from)
		return -1;
	g->start = from;
	g->end = until;
	g->before = from - (until - from);
	snprintf(text, sizeof(text), "%s/%s", cm_clock_date(from, a),
	    cm_clock_date(until, b));
	g->period = cm_strdup(text);
	return 0;
}

int
goal_day(const char *s, int64_t *t)
{
	enum key_kind kind;
	int64_t end;

	return span_of(s, t, &end, &kind) == 0 && kind == KEY_DAY ? 0 : -1;
}

int
goal_set_weight(struct goal *g, const char *s)
{
	return read_number(s, &g->weight) == strlen(s) ? 0 : -1;
}
