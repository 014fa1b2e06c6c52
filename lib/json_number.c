/* SPDX-License-Identifier: ISC */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/json.h"

enum {
	DIGITS = 780,    /* more cannot change a double but by being there */
	FAR = 100000000, /* no exponent of a double is near */
	ROOM = 32
};

#define INTEGERS 9007199254740992.0 /* 2^53: all below are exact */

/* A number taken apart: its value is digits (an integer) times 10^scale. */
struct parts {
	const char *p, *end;
	int64_t scale;
	uint64_t value;     /* of the first 19 digits that count */
	size_t n;           /* how many count; the leading zeros do not */
	int negative, more; /* more: digits behind the DIGITS are not all 0 */
	char *text;         /* the digits, when they are asked for */
};

/* A row of digits. Returns -1 where there is none. */
static int
take_digits(struct parts *x, int fraction)
{
	const char *from = x->p;
	unsigned d;

	for (; x->p < x->end; x->p++) {
		d = (unsigned)*x->p - '0';
		if (d > 9)
			break;
		if (x->n < DIGITS) {
			x->scale -= fraction;
			if (x->n == 0 && d == 0)
				continue;
			if (x->n < 19)
				x->value = x->value * 10 + d;
			if (x->text != NULL)
				x->text[x->n] = *x->p;
			x->n++;
		} else {
			x->scale += !fraction;
			x->more |= d != 0;
		}
	}
	return x->p > from ? 0 : -1;
}

static int
take_exponent(struct parts *x)
{
	int64_t e = 0;
	int negative;

	negative = x->p < x->end && *x->p == '-';
	if (x->p < x->end && (*x->p == '-' || *x->p == '+'))
		x->p++;
	if (x->p == x->end)
		return -1;
	for (; x->p < x->end; x->p++) {
		if (*x->p < '0' || *x->p > '9')
			return -1;
		if (e < FAR)
			e = e * 10 + (*x->p - '0');
	}
	x->scale += negative ? -e : e;
	return 0;
}

static int
take_apart(struct parts *x, struct cm_slice s, char *text)
{
	x->p = s.p;
	x->end = s.p + s.len;
	x->scale = 0;
	x->value = 0;
	x->n = 0;
	x->more = 0;
	x->text = text;
	x->negative = x->p < x->end && *x->p == '-';
	x->p += x->negative;
	if (take_digits(x, 0) != 0)
		return -1;
	if (x->p < x->end && *x->p == '.') {
		x->p++;
		if (take_digits(x, 1) != 0)
			return -1;
	}
	if (x->p < x->end && (*x->p == 'e' || *x->p == 'E')) {
		x->p++;
		if (take_exponent(x) != 0)
			return -1;
	}
	return x->p == x->end ? 0 : -1;
}

/* By strtod, on a copy that has all that counts and an end. */
static int
exact(struct cm_slice s, double *out)
{
	char text[DIGITS + ROOM];
	struct parts x;
	double d;

	take_apart(&x, s, text);
	if (x.more) {
		text[x.n++] = '1';
		x.scale--;
	}
	snprintf(text + x.n, ROOM - 1, "e%" PRId64, x.scale);
	d = strtod(text, NULL);
	if (!isfinite(d))
		return -1;
	*out = x.negative ? -d : d;
	return 0;
}

int
cm_json_double(struct cm_slice s, double *out)
{
	static const double ten[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7,
	    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
	    1e19, 1e20, 1e21, 1e22};
	struct parts x;
	double d;

	if (s.p == NULL || take_apart(&x, s, NULL) != 0)
		return -1;
	if (x.n > 0 &&
	    (x.n > 19 || x.value > (uint64_t)INTEGERS || x.scale < -22 ||
		x.scale > 22))
		return exact(s, out);
	/* Both are exact as doubles, so one operation rounds once. */
	d = (double)x.value;
	if (x.n > 0)
		d = x.scale < 0 ? d / ten[-x.scale] : d * ten[x.scale];
	*out = x.negative ? -d : d;
	return 0;
}

void
cm_json_int(struct cm_buf *b, int64_t n)
{
	uint64_t v = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
	char text[24], *p = text + sizeof(text);

	do {
		*--p = (char)('0' + v % 10);
		v /= 10;
	} while (v > 0);
	if (n < 0)
		*--p = '-';
	cm_buf_add(b, p, (size_t)(text + sizeof(text) - p));
}

void
cm_json_number(struct cm_buf *b, double d)
{
	char text[ROOM], *e, *from;
	int digits;

	if (!isfinite(d)) {
		cm_buf_puts(b, "null");
		return;
	}
	if (d > -INTEGERS && d < INTEGERS && d == (double)(int64_t)d &&
	    !(d == 0 && signbit(d))) {
		cm_json_int(b, (int64_t)d);
		return;
	}
	/* Only the smallest doubles may need fewer digits than 15 hold. */
	for (digits = fabs(d) < 1e-300 ? 1 : 15; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, d);
		if (strtod(text, NULL) == d)
			break;
	}
	e = strchr(text, 'e');
	if (e == NULL) {
		cm_buf_puts(b, text);
		return;
	}
	/* 1e-07 and 1e+22 are longer than they need to be. */
	cm_buf_add(b, text, (size_t)(e + 1 - text));
	from = e + 2;
	if (e[1] == '-')
		cm_buf_byte(b, '-');
	cm_buf_puts(b, from + strspn(from, "0"));
}

int
cm_json_is_large(const char *p, size_t len)
{
	static const char most[] = "9007199254740992";

	if (*p == '-') {
		p++;
		len--;
	}
	if (len != sizeof(most) - 1)
		return len > sizeof(most) - 1;
	return memcmp(p, most, len) > 0;
}
