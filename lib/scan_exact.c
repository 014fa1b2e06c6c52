/* SPDX-License-Identifier: ISC */
#include "lib/scan_in.h"

/*
 * The slow path: byte after byte, never behind the end, with a reason and a
 * place for whatever is wrong. It shares with the fast paths what it does
 * with names, and nothing else.
 */
struct exact {
	const scan_byte *line, *p, *end;
	struct scan_found *found;
	struct cm_scan_error *why;
	size_t depth;
	scan_byte outer[CM_SCAN_DEPTH];
};

static int
wrong_at(struct exact *x, const scan_byte *p, const char *why)
{
	x->why->offset = (size_t)(p - x->line);
	x->why->why = why;
	return -1;
}

static int
wrong(struct exact *x, const char *why)
{
	return wrong_at(x, x->p, why);
}

static void
blanks(struct exact *x)
{
	while (x->p < x->end && scan_is_blank(*x->p))
		x->p++;
}

/* Tells whether n bytes from the present one on are inside the line. */
static int
has(const struct exact *x, size_t n)
{
	return (size_t)(x->end - x->p) >= n;
}

static int
continues(const struct exact *x, size_t i, int low, int high)
{
	return has(x, i + 1) && x->p[i] >= low && x->p[i] <= high;
}

static int
sequence(struct exact *x)
{
	int c = *x->p, low = 0x80, high = 0xbf;
	size_t i, n = 0;

	if (c >= 0xc2 && c <= 0xdf)
		n = 2;
	else if (c >= 0xe0 && c <= 0xef)
		n = 3;
	else if (c >= 0xf0 && c <= 0xf4)
		n = 4;
	if (c == 0xe0)
		low = 0xa0;
	else if (c == 0xed)
		high = 0x9f;
	else if (c == 0xf0)
		low = 0x90;
	else if (c == 0xf4)
		high = 0x8f;
	for (i = 1; i < n; i++) {
		if (!continues(x, i, low, high))
			return wrong(x, "invalid UTF-8");
		low = 0x80;
		high = 0xbf;
	}
	if (n == 0)
		return wrong(x, "invalid UTF-8");
	x->p += n;
	return 0;
}

static int
escape(struct exact *x)
{
	int32_t c;

	if (!has(x, 2))
		return wrong_at(x, x->end, "the line ends inside a string");
	if (x->p[1] != 'u') {
		if (x->p[1] == '\0' || strchr("\"\\/bfnrt", x->p[1]) == NULL)
			return wrong(x, "not JSON: an unknown escape");
		x->p += 2;
		return 0;
	}
	c = has(x, 6) ? cm_scan_hex4(x->p + 2) : -1;
	if (c < 0)
		return wrong(x, "not JSON: \\u without four hex digits");
	if (c >= 0xdc00 && c <= 0xdfff)
		return wrong(x, "a lone surrogate");
	if (c >= 0xd800 && c <= 0xdbff) {
		if (!has(x, 12) || x->p[6] != '\\' || x->p[7] != 'u')
			return wrong(x, "a lone surrogate");
		c = cm_scan_hex4(x->p + 8);
		if (c < 0xdc00 || c > 0xdfff)
			return wrong(x, "a lone surrogate");
		x->p += 6;
	}
	x->p += 6;
	return 0;
}

static int
string(struct exact *x)
{
	int bad = 0;

	for (x->p++; !bad;) {
		if (x->p == x->end)
			return wrong(x, "the line ends inside a string");
		if (*x->p == '"')
			break;
		if (*x->p == '\\')
			bad = escape(x);
		else if (*x->p >= 0x80)
			bad = sequence(x);
		else if (*x->p == '\0')
			return wrong(x, "a NUL byte");
		else if (*x->p < 0x20)
			return wrong(
			    x, "not JSON: a control character in a string");
		else
			x->p++;
	}
	x->p++;
	return bad;
}

static int
digits(struct exact *x)
{
	const scan_byte *from = x->p;

	while (x->p < x->end && *x->p >= '0' && *x->p <= '9')
		x->p++;
	return x->p > from;
}

static int
number(struct exact *x)
{
	const scan_byte *from = x->p;
	int leading;

	if (*x->p == '-')
		x->p++;
	leading = x->p < x->end && *x->p == '0';
	if (!digits(x))
		return wrong_at(x, from, "a number that is not JSON");
	if (leading && x->p - from > 1 + (*from == '-'))
		return wrong_at(x, from, "a number that is not JSON");
	if (x->p < x->end && *x->p == '.') {
		x->p++;
		if (!digits(x))
			return wrong_at(x, from, "a number that is not JSON");
	}
	if (x->p < x->end && (*x->p == 'e' || *x->p == 'E')) {
		x->p++;
		if (x->p < x->end && (*x->p == '+' || *x->p == '-'))
			x->p++;
		if (!digits(x))
			return wrong_at(x, from, "a number that is not JSON");
	}
	return 0;
}

static int
ends_inside(struct exact *x, int object)
{
	return wrong(x,
	    object ? "the line ends inside an object"
		   : "the line ends inside an array");
}

/* What cannot begin a value. */
static int
no_value(struct exact *x)
{
	switch (*x->p) {
	case '\0':
		return wrong(x, "a NUL byte");
	case ',':
	case ':':
	case '}':
	case ']':
		return wrong(x, "not JSON: a value is missing");
	case '+':
	case '.':
		return wrong(x, "a number that is not JSON");
	case '\'':
		return wrong(x, "not JSON: a string in single quotes");
	default:
		return wrong(x, "not JSON: a word that is no value");
	}
}

static int
literal(struct exact *x, int object)
{
	static const char *const words[] = {"true", "false", "null"};
	size_t i, n, left = (size_t)(x->end - x->p);

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		n = strlen(words[i]);
		if (left >= n && memcmp(x->p, words[i], n) == 0) {
			x->p += n;
			return 0;
		}
		if (left < n && memcmp(x->p, words[i], left) == 0) {
			x->p = x->end;
			return x->depth > 0 ? ends_inside(x, object)
					    : wrong(x, "not an object");
		}
	}
	return no_value(x);
}

/* A name and its colon. */
static int
name(struct exact *x, int *entry)
{
	const scan_byte *from = x->p + 1;
	struct scan_found *f = x->found;

	if (x->p == x->end)
		return ends_inside(x, 1);
	if (*x->p == '\0')
		return wrong(x, "a NUL byte");
	if (*x->p != '"')
		return wrong(x, "not JSON: a member's name is missing");
	if (string(x) != 0)
		return -1;
	if (x->depth == f->depth) {
		size_t len = (size_t)(x->p - 1 - from);
		int escapes = memchr(from, '\\', len) != NULL;

		*entry = scan_find(f, scan_present(f), from, len, escapes);
		if (f->twice)
			return wrong_at(x, from - 1,
			    "a member that is asked for occurs twice");
	}
	blanks(x);
	if (x->p == x->end)
		return ends_inside(x, 1);
	if (*x->p != ':')
		return wrong(x,
		    *x->p == '\0' ? "a NUL byte"
				  : "not JSON: a colon is missing");
	x->p++;
	blanks(x);
	return 0;
}

static int
scalar(struct exact *x, int entry, int object)
{
	const scan_byte *from = x->p;
	int bad;

	if (*x->p == '"')
		bad = string(x);
	else if (*x->p == '-' || (*x->p >= '0' && *x->p <= '9'))
		bad = number(x);
	else
		bad = literal(x, object);
	if (!bad && entry != SCAN_NONE) {
		x->found->got[entry].p = (const char *)from;
		x->found->got[entry].len = (size_t)(x->p - from);
	}
	return bad;
}

static int
no_comma(struct exact *x)
{
	switch (*x->p) {
	case '\0':
		return wrong(x, "a NUL byte");
	case '}':
		return wrong(x, "not JSON: '}' where ']' is due");
	case ']':
		return wrong(x, "not JSON: ']' where '}' is due");
	default:
		return wrong(x, "not JSON: a comma is missing");
	}
}

/* One value of any kind, to its end. */
static int
value(struct exact *x)
{
	int entry = SCAN_NONE, object = 0, fresh;

	for (;;) {
		if (x->p == x->end)
			return ends_inside(x, object);
		fresh = *x->p == '{' || *x->p == '[';
		if (fresh) {
			if (x->depth == CM_SCAN_DEPTH)
				return wrong(x, "more than 10000 levels");
			x->outer[x->depth++] = (scan_byte)object;
			object = *x->p == '{';
			if (entry != SCAN_NONE)
				scan_enter(
				    x->found, entry, x->p, x->depth, object);
			x->p++;
		} else if (scalar(x, entry, object) != 0) {
			return -1;
		}
		/* Everything that ends here. */
		for (; x->depth > 0; fresh = 0) {
			blanks(x);
			if (x->p == x->end)
				return ends_inside(x, object);
			if (*x->p != (object ? '}' : ']'))
				break;
			x->p++;
			scan_leave(x->found, x->p, x->depth);
			object = x->outer[--x->depth];
		}
		if (x->depth == 0)
			return 0;
		if (!fresh) {
			if (*x->p != ',')
				return no_comma(x);
			x->p++;
			blanks(x);
		}
		entry = SCAN_NONE;
		if (object && name(x, &entry) != 0)
			return -1;
	}
}

int
cm_scan_exact(const scan_byte *line, size_t len, struct scan_found *f,
    struct cm_scan_error *why)
{
	struct exact x;
	const scan_byte *from;
	size_t depth = f->depth;

	x.line = x.p = line;
	x.end = line + len;
	x.found = f;
	x.why = why;
	x.depth = 0;
	blanks(&x);
	from = x.p;
	if (x.p == x.end)
		return wrong(&x, "an empty line");
	if (len >= 3 && memcmp(line, "\xef\xbb\xbf", 3) == 0)
		return wrong(&x, "not JSON: a byte order mark");
	if (*from != '{')
		f->depth = SIZE_MAX; /* nothing in it is asked for */
	if (value(&x) != 0)
		return -1;
	f->depth = depth;
	blanks(&x);
	if (x.p < x.end)
		return wrong(&x,
		    *x.p == '\0' ? "a NUL byte"
				 : "not JSON: more text behind the value");
	return *from == '{' ? 0 : wrong_at(&x, from, "not an object");
}
