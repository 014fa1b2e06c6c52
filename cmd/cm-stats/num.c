/* SPDX-License-Identifier: ISC */
#include <math.h>

#include "cmd/cm-stats/num.h"
#include "lib/json.h"

struct num
num_int(int64_t i)
{
	struct num n = {i, (double)i, 1};

	return n;
}

struct num
num_double(double d)
{
	struct num n = {0, d, 0};

	/* -2^63 is an int64_t, 2^63 is none; -0 becomes 0. */
	if (d >= -9223372036854775808.0 && d < 9223372036854775808.0 &&
	    d == trunc(d)) {
		n.i = (int64_t)d;
		n.d = (double)n.i;
		n.whole = 1;
	}
	return n;
}

/* An integer that fits, as it is written by everybody: [-]digits. */
static int
read_whole(struct cm_slice s, int64_t *out)
{
	size_t k = 0;
	int negative = s.p[0] == '-';
	uint64_t v = 0;
	unsigned d;

	for (k = negative; k < s.len; k++) {
		d = (unsigned char)s.p[k] - '0';
		if (d > 9 || v > (UINT64_MAX >> 1) / 10)
			return -1;
		v = v * 10 + d;
	}
	if (v > INT64_MAX)
		return -1;
	*out = negative ? -(int64_t)v : (int64_t)v;
	return 0;
}

int
num_read(struct cm_slice s, struct num *out)
{
	int64_t i;
	double d;

	if (read_whole(s, &i) == 0) {
		*out = num_int(i);
		return 0;
	}
	if (cm_json_double(s, &d) != 0)
		return -1;
	*out = num_double(d);
	return 0;
}

struct num
num_plus(const struct num *a, const struct num *b)
{
	if (a->whole && b->whole &&
	    (b->i >= 0 ? a->i <= INT64_MAX - b->i : a->i >= INT64_MIN - b->i))
		return num_int(a->i + b->i);
	return num_double(a->d + b->d);
}

int
num_compare(const struct num *a, const struct num *b)
{
	if (a->d != b->d)
		return a->d < b->d ? -1 : 1;
	if (a->whole != b->whole)
		return a->whole ? -1 : 1;
	return a->i < b->i ? -1 : a->i > b->i;
}

void
num_put(struct cm_buf *b, const struct num *v)
{
	if (v->whole)
		cm_json_int(b, v->i);
	else
		cm_json_number(b, v->d);
}
