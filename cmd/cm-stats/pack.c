/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "cmd/cm-stats/bytes.h"
#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/keys.h"
#include "cmd/cm-stats/origin.h"

/* A key that the kind of the record tells. */
static int
is_digit(const struct fact *f, const struct key *key)
{
	return key->kind == KEY_ORIGIN && (f->is & IS_SERIES) == 0;
}

void
fact_pack(const struct fact *f, const struct question *q, struct cm_buf *b)
{
	uint64_t fractions = 0;
	int k;

	bytes_put(b,
	    f->is << 3 | (unsigned)(f->span != 0) << 2 |
		(unsigned)f->inside << 1 | (unsigned)f->timed);
	if (f->timed) {
		bytes_put_signed(b, f->moment);
		bytes_put_signed(b, f->local - f->moment);
	}
	if (f->span != 0)
		bytes_put_signed(b, f->span);
	if (q->accounts) {
		bytes_put_signed(b, f->snapshot);
		bytes_put_word(b, f->account);
	}
	for (k = 0; k < q->ninputs; k++)
		if ((f->given & (uint64_t)1 << k) != 0 && !f->value[k].whole)
			fractions |= (uint64_t)1 << k;
	bytes_put(b, f->given);
	bytes_put(b, fractions);
	for (k = 0; k < q->ninputs; k++) {
		if ((f->given & (uint64_t)1 << k) == 0)
			continue;
		if ((fractions & (uint64_t)1 << k) != 0)
			bytes_put_double(b, f->value[k].d);
		else
			bytes_put_signed(b, f->value[k].i);
	}
	bytes_put(b, f->several);
	for (k = 0; k < q->nkeys; k++)
		if (q->key[k].kind < KEY_DAY && !is_digit(f, &q->key[k])) {
			bytes_put(b, f->key[k].len);
			cm_buf_add(b, f->key[k].p, f->key[k].len);
		}
}

int
fact_unpack(struct fact *f, const struct question *q, const char *p, size_t len)
{
	struct bytes in = bytes_of(p, len);
	uint64_t fractions, first = bytes_get(&in);
	int k;

	f->is = (unsigned)(first >> 3);
	f->inside = first >> 1 & 1;
	f->timed = first & 1;
	if (f->timed) {
		f->moment = bytes_get_signed(&in);
		f->local = (int64_t)((uint64_t)f->moment +
		    (uint64_t)bytes_get_signed(&in));
	}
	f->span = (first >> 2 & 1) != 0 ? bytes_get_signed(&in) : 0;
	if (q->accounts) {
		f->snapshot = bytes_get_signed(&in);
		f->account = bytes_get_word(&in);
	}
	f->given = bytes_get(&in);
	fractions = bytes_get(&in);
	for (k = 0; k < q->ninputs; k++) {
		f->value[k] = num_int(0);
		if ((f->given & (uint64_t)1 << k) == 0)
			continue;
		if ((fractions & (uint64_t)1 << k) != 0)
			f->value[k] = num_double(bytes_get_double(&in));
		else
			f->value[k] = num_int(bytes_get_signed(&in));
	}
	f->several = bytes_get(&in);
	for (k = 0; k < q->nkeys; k++)
		if (is_digit(f, &q->key[k]))
			origin_digit(f, &f->key[k]);
		else if (q->key[k].kind < KEY_DAY) {
			f->key[k].len = (size_t)bytes_get(&in);
			f->key[k].p = bytes_get_text(&in, f->key[k].len);
		}
	return in.bad ? -1 : 0;
}

/* Each value of a key, with LF between several. */
static int
key_sane(struct cm_slice s, int several)
{
	const char *end;
	struct cm_slice one = s;

	while (several && (end = memchr(s.p, '\n', s.len)) != NULL) {
		one.p = s.p;
		one.len = (size_t)(end - s.p);
		if (!key_is_text(one))
			return 0;
		s.len -= one.len + 1;
		s.p = end + 1;
	}
	return key_is_text(s);
}

int
fact_sane(const struct fact *f, const struct question *q)
{
	enum { YEARS = 10000 };
	const int64_t most = (int64_t)YEARS * 366 * 86400;
	int k;

	if (f->timed &&
	    (f->moment > most || f->moment < -most ||
		f->local > f->moment + 200000 || f->local < f->moment - 200000))
		return 0;
	if (f->span > most || f->span < -most)
		return 0;
	if (q->ninputs < 64 && f->given >> q->ninputs != 0)
		return 0;
	for (k = 0; k < q->nkeys; k++)
		if (q->key[k].kind < KEY_DAY) {
			if (!key_sane(f->key[k], (f->several >> k & 1) != 0))
				return 0;
		} else if ((f->several >> k & 1) != 0)
			return 0;
	return 1;
}
