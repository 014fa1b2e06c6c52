/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-report/check.h"
#include "lib/clock.h"
#include "lib/err.h"
#include "lib/json.h"

/* Up to so many members are held against each other, more are sorted. */
enum { FEW = 32, DEEPEST = 200 };

enum shape { TEXT, NUMBER, TRUTH, OBJECT, WEEK, DAY, TIME };

static const struct {
	const char *name;
	int kinds;
	enum shape shape;
} members[] = {
    {"type", 0, TEXT}, /* CHECK_TYPE */
    {"by", CHECK_ROW, TEXT},
    {"week", CHECK_ROW, WEEK},
    {"day", CHECK_ROW, DAY},
    {"network", CHECK_ROW | CHECK_COVERAGE | CHECK_SAID, TEXT},
    {"referrer", CHECK_ROW, TEXT},
    {"campaign", CHECK_ROW, TEXT},
    {"complete", CHECK_ROW | CHECK_COVERAGE, TRUTH},
    {"reason", CHECK_ROW, TEXT},
    {"records", CHECK_ROW, NUMBER},
    {"posts", CHECK_ROW, NUMBER},
    {"comments_received", CHECK_ROW, NUMBER},
    {"interactions", CHECK_ROW, NUMBER},
    {"views", CHECK_ROW, NUMBER},
    {"impressions", CHECK_ROW, NUMBER},
    {"reach", CHECK_ROW, NUMBER},
    {"engagement_rate_views", CHECK_ROW, NUMBER},
    {"engagement_rate_reach", CHECK_ROW, NUMBER},
    {"likes", CHECK_ROW, NUMBER},
    {"reactions", CHECK_ROW, NUMBER},
    {"comments", CHECK_ROW, NUMBER},
    {"shares", CHECK_ROW, NUMBER},
    {"quotes", CHECK_ROW, NUMBER},
    {"saves", CHECK_ROW, NUMBER},
    {"clicks", CHECK_ROW, NUMBER},
    {"followers.last", CHECK_ROW, NUMBER},
    {"authors.distinct", CHECK_ROW, NUMBER},
    {"pageviews", CHECK_ROW, NUMBER},
    {"visitors", CHECK_ROW, NUMBER},
    {"name", CHECK_MEASURE, TEXT},
    {"role", CHECK_MEASURE, TEXT},
    {"unit", CHECK_MEASURE, TEXT},
    {"zone", CHECK_MEASURE, TEXT},
    {"formula", CHECK_MEASURE, TEXT},
    {"denominator", CHECK_MEASURE, TEXT},
    {"account", CHECK_COVERAGE, TEXT},
    {"what", CHECK_COVERAGE, TEXT},
    {"why", CHECK_COVERAGE, TEXT},
    {"covered", CHECK_COVERAGE, OBJECT},
    {"covered.start", CHECK_COVERAGE, TEXT},
    {"covered.end", CHECK_COVERAGE, TEXT},
    {"title", CHECK_SAID, TEXT},
    {"text", CHECK_SAID, TEXT},
    {"url", CHECK_SAID, TEXT},
    {"published", CHECK_SAID, TIME},
    {"author", CHECK_SAID, OBJECT},
    {"author.name", CHECK_SAID, TEXT},
    {"author.handle", CHECK_SAID, TEXT},
    {"feed", CHECK_SAID, OBJECT},
    {"feed.title", CHECK_SAID, TEXT},
    {"metrics", CHECK_SAID, OBJECT},
    {"metrics.views", CHECK_SAID, NUMBER},
    {"metrics.impressions", CHECK_SAID, NUMBER},
    {"metrics.likes", CHECK_SAID, NUMBER},
    {"metrics.reactions", CHECK_SAID, NUMBER},
    {"metrics.comments", CHECK_SAID, NUMBER},
    {"metrics.shares", CHECK_SAID, NUMBER},
};

enum { MEMBERS = sizeof(members) / sizeof(members[0]) };
_Static_assert((int)MEMBERS <= (int)CM_SCAN_WANTS, "more than a scan finds");

struct cm_want *
check_want(void)
{
	const char *names[MEMBERS];
	size_t i;

	for (i = 0; i < MEMBERS; i++)
		names[i] = members[i].name;
	return cm_want_new(names, MEMBERS);
}

int
check_week(const char *s, size_t len)
{
	static const char shape[] = "0000-W00";
	int64_t year = 0, of;
	int n, last;
	size_t i;

	if (len != sizeof(shape) - 1)
		return 0;
	for (i = 0; i < len; i++)
		if (shape[i] == '0' ? s[i] < '0' || s[i] > '9'
				    : s[i] != shape[i])
			return 0;
	for (i = 0; i < 4; i++)
		year = 10 * year + s[i] - '0';
	n = 10 * (s[6] - '0') + s[7] - '0';
	/* 28 December is always in the last week of its year. */
	cm_clock_week(cm_clock_days(year, 12, 28), &of, &last);
	return n >= 1 && n <= last;
}

static int
is_day(const char *s, size_t len)
{
	char text[] = "0000-00-00T00:00:00Z";
	int64_t t;

	if (len != 10)
		return 0;
	memcpy(text, s, 10);
	return cm_clock_parse(text, sizeof(text) - 1, &t) == 0;
}

int
check_beyond(struct cm_slice s)
{
	double d;
	size_t i;

	/* Without an exponent it takes 309 digits. */
	for (i = 0; s.len < 309 && i < s.len; i++)
		if ((s.p[i] | 0x20) == 'e')
			break;
	return (s.len >= 309 || i < s.len) && cm_json_double(s, &d) != 0;
}

static int
has_shape(struct cm_slice s, enum shape shape)
{
	enum cm_kind kind = cm_scan_kind(s);
	char text[64];
	size_t len;
	int64_t t;

	if (kind == CM_ABSENT || kind == CM_NULL)
		return 1;
	if (shape == NUMBER)
		return kind == CM_NUMBER;
	if (shape == TRUTH)
		return kind == CM_TRUE || kind == CM_FALSE;
	if (shape == OBJECT)
		return kind == CM_OBJECT;
	if (kind != CM_STRING || shape == TEXT)
		return kind == CM_STRING;
	if (s.len > sizeof(text))
		return 0;
	len = cm_json_decode(s, text);
	return shape == WEEK ? check_week(text, len)
	    : shape == DAY   ? is_day(text, len)
			     : cm_clock_parse(text, len, &t) == 0;
}

int
check_types(struct cm_rec *r, int kind)
{
	static const char *const shapes[] = {"a text", "a number",
	    "true or false", "an object", "a week of a year, like 2026-W46",
	    "a day, like 2026-11-09", "a time of RFC 3339"};
	size_t i;

	for (i = 0; i < MEMBERS; i++)
		if ((members[i].kinds & kind) != 0 &&
		    !has_shape(r->found[i], members[i].shape)) {
			cm_rec_bad(r, (size_t)(r->found[i].p - r->line),
			    "%s is not %s", members[i].name,
			    shapes[members[i].shape]);
			return -1;
		}
	return 0;
}

struct key {
	const char *p; /* decoded */
	size_t len;
	char *own; /* what p is in, if it had to be decoded */
};

static struct key
key_of(struct cm_slice s)
{
	struct key k = {s.p + 1, s.len - 2, NULL};

	if (memchr(k.p, '\\', k.len) != NULL) {
		k.p = k.own = cm_alloc(s.len);
		k.len = cm_json_decode(s, k.own);
	}
	return k;
}

static int
by_bytes(const void *one, const void *two)
{
	const struct key *a = one, *b = two;

	if (a->len != b->len)
		return a->len < b->len ? -1 : 1;
	return memcmp(a->p, b->p, a->len);
}

static int
is_twice(struct key *keys, size_t n)
{
	size_t i, k;

	if (n > FEW)
		qsort(keys, n, sizeof(*keys), by_bytes);
	for (i = 1; i < n; i++)
		for (k = n > FEW ? i - 1 : 0; k < i; k++)
			if (by_bytes(&keys[i], &keys[k]) == 0)
				return 1;
	return 0;
}

static int
has_twice(struct cm_slice object)
{
	struct key few[FEW], *keys = few;
	struct cm_slice key, value;
	size_t at = 0, n = 0, cap = FEW;
	int twice;

	while (cm_json_next(object, &at, &key, &value)) {
		if (n == cap) {
			cap *= 2;
			keys = cm_realloc(
			    keys == few ? NULL : keys, cap * sizeof(*keys));
			if (cap == 2 * FEW)
				memcpy(keys, few, sizeof(few));
		}
		keys[n++] = key_of(key);
	}
	twice = is_twice(keys, n);
	while (n > 0)
		free(keys[--n].own);
	if (keys != few)
		free(keys);
	return twice;
}

/* Returns what is wrong with a value, and where, or NULL. */
static const char *
fault(struct cm_slice s, int depth, const char **where)
{
	enum cm_kind kind = cm_scan_kind(s);
	struct cm_slice value;
	const char *why = NULL;
	size_t at = 0;

	*where = s.p;
	if (kind == CM_NUMBER)
		return check_beyond(s) ? "a number beyond a double" : NULL;
	if (kind != CM_OBJECT && kind != CM_ARRAY)
		return NULL;
	if (depth == DEEPEST)
		return "more than 200 levels";
	if (kind == CM_OBJECT && has_twice(s))
		return "a member that stands twice";
	while (why == NULL && cm_json_next(s, &at, NULL, &value))
		why = fault(value, depth + 1, where);
	return why;
}

struct cm_slice
check_trim(struct cm_slice line)
{
	while (line.len > 0 && *line.p != '{') {
		line.p++;
		line.len--;
	}
	while (line.len > 0 && line.p[line.len - 1] != '}')
		line.len--;
	return line;
}

int
check_whole(struct cm_rec *r)
{
	struct cm_slice all = {r->line, r->len};
	const char *where, *why;

	all = check_trim(all);
	why = fault(all, 0, &where);
	if (why == NULL)
		return 0;
	cm_rec_bad(r, (size_t)(where - r->line), "%s", why);
	return -1;
}
