/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/hash.h"
#include "cmd/cm-stats/keys.h"
#include "cmd/cm-stats/slice.h"
#include "lib/clock.h"
#include "lib/json.h"
#include "lib/zone.h"

void
fact_init(struct fact *f)
{
	memset(f, 0, sizeof(*f));
	cm_buf_init(&f->text, CM_BUF_ANY);
}

void
fact_release(struct fact *f)
{
	cm_buf_release(&f->text);
}

int
fact_wrong(
    struct cm_rec *r, struct cm_slice s, const char *name, const char *want)
{
	cm_rec_bad(r, (size_t)(s.p - r->line), "%s is not %s", name, want);
	return -1;
}

static struct cm_slice
found(const struct cm_rec *r, int want)
{
	static const struct cm_slice none = {NULL, 0};

	return want < 0 ? none : r->found[want];
}

int
fact_time(struct cm_rec *r, struct cm_slice s, const char *name, int64_t *t)
{
	char plain[64];
	size_t n;

	if (cm_scan_kind(s) != CM_STRING)
		return fact_wrong(r, s, name, "a time");
	if (cm_clock_parse(s.p + 1, s.len - 2, t) == 0)
		return 0;
	/* One that is written with escapes. */
	if (s.len > sizeof(plain))
		return fact_wrong(r, s, name, "a time");
	n = cm_json_decode(s, plain);
	if (cm_clock_parse(plain, n, t) != 0)
		return fact_wrong(r, s, name, "a time");
	return 0;
}

static int
read_kind(struct fact *f, const struct question *q, struct cm_rec *r)
{
	struct cm_slice type = found(r, q->type);
	unsigned own = cm_scan_kind(found(r, q->own)) == CM_TRUE ? IS_OWN : 0;

	f->is = IS_ANY | own;
	if (slice_is(type, "post"))
		f->is |= IS_POST | IS_SAID | IS_TYPE_POST;
	else if (slice_is(type, "comment"))
		f->is |= IS_SAID | IS_TYPE_COMMENT |
		    (own ? 0 : IS_COMMENT | IS_INBOUND);
	else if (slice_is(type, "visit"))
		f->is |= IS_TYPE_VISIT |
		    (slice_absent(found(r, q->bot)) ? IS_VISIT : 0);
	else if (slice_is(type, "article"))
		f->is |= IS_POST | IS_SAID | IS_TYPE_ARTICLE;
	else if (slice_is(type, "mention"))
		f->is |= IS_SAID | IS_TYPE_MENTION | (own ? 0 : IS_INBOUND);
	else if (slice_is(type, "message"))
		f->is |= IS_SAID | IS_TYPE_MESSAGE | (own ? 0 : IS_INBOUND);
	else if (slice_is(type, "review"))
		f->is |= IS_SAID | IS_TYPE_REVIEW | (own ? 0 : IS_INBOUND);
	else if (slice_is(type, "account"))
		f->is |= IS_ACCOUNT;
	else if (slice_is(type, "series"))
		f->is |= IS_SERIES;
	if ((f->is & IS_SAID) != 0)
		f->is |= own || slice_is(type, "post") ? IS_OURS : IS_OTHERS;
	if (!slice_absent(found(r, q->campaign)))
		f->is |= IS_CAMPAIGN;
	return 0;
}

/*
 * The time of a record: published; of an account when it was fetched; of a
 * series when its period starts. These are few, so they are scanned again.
 */
static int
read_time(struct fact *f, const struct question *q, struct cm_rec *r,
    struct cm_zone *zone)
{
	static const char *const others[] = {"fetched", "period.start"};
	struct cm_slice s = found(r, q->published), type = found(r, q->type),
			again[3];
	int64_t end;
	struct cm_scan_error error;
	int which = slice_is(type, "account") ? 0 : 1;

	f->timed = 0;
	f->span = 0;
	if (slice_absent(s)) {
		if (which == 1 && !slice_is(type, "series"))
			return 0;
		if (cm_scan_line(r->line, r->len, q->times, again, &error) !=
		    0) {
			cm_rec_bad(r, error.offset, "%s", error.why);
			return -1;
		}
		s = again[which];
		if (slice_absent(s))
			return 0;
		if (fact_time(r, s, others[which], &f->moment) != 0)
			return -1;
		if (which == 1 && !slice_absent(again[2])) {
			if (fact_time(r, again[2], "period.end", &end) != 0)
				return -1;
			f->span = end - f->moment;
		}
	} else if (fact_time(r, s, "published", &f->moment) != 0)
		return -1;
	f->timed = 1;
	f->local = f->moment;
	if (zone != NULL)
		f->local += cm_zone_offset(zone, f->moment);
	return 0;
}

static int
read_number(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct input *in, struct num *v)
{
	struct cm_slice s;
	const char *name;
	int w;

	(void)f;
	for (w = 0; w < 3 && in->want[w] >= 0; w++) {
		s = r->found[in->want[w]];
		if (s.p == NULL)
			continue;
		if (s.p[0] == 'n') /* null */
			return 0;
		name = q->want[in->want[w]];
		if (s.p[0] != '-' && (s.p[0] < '0' || s.p[0] > '9'))
			return fact_wrong(r, s, name, "a number");
		if (num_read(s, v) != 0) {
			cm_rec_bad(r, (size_t)(s.p - r->line),
			    "%s is beyond a double", name);
			return -1;
		}
		if (v->d < 0 && !in->negative) {
			cm_rec_bad(
			    r, (size_t)(s.p - r->line), "%s is negative", name);
			return -1;
		}
		return 1;
	}
	return 0;
}

/*
 * A short whole number, as most are; or none, which is 0. Returns whether it
 * was one of these. Which members there are and how long they are cannot be
 * guessed, so there is no branch for it.
 */
static inline int
read_short(struct cm_slice s, struct num *v)
{
	static const char none[8] = "0";
	uint32_t n;

	s.len = s.p != NULL ? s.len : 1;
	s.p = s.p != NULL ? s.p : none;
	if (s.len > 8 || cm_word_digits(s.p, s.len, &n) != 0)
		return 0;
	v->i = n;
	v->d = n;
	v->whole = 1;
	return 1;
}

/* The greater of likes and reactions, and all the others. */
static int
read_interactions(struct fact *f, const struct input *in, struct num *sum)
{
	int64_t large = 0, i;
	int k, any = 0, whole = 1;

	/* What is not given is 0; most are integers that are not large. */
	for (k = 0; k < PARTS; k++) {
		const struct num *v = &f->value[in->part[k]];

		any |= (int)(f->given >> in->part[k] & 1);
		whole &= v->whole;
		large |= v->i >> 60;
	}
	if (whole && large == 0) {
		i = f->value[in->part[0]].i;
		if (f->value[in->part[1]].i > i)
			i = f->value[in->part[1]].i;
		for (k = 2; k < PARTS; k++)
			i += f->value[in->part[k]].i;
		*sum = num_int(i);
		return any;
	}
	*sum = num_int(0);
	for (k = 0; k < PARTS; k++) {
		const struct num *v = &f->value[in->part[k]];

		if ((f->given & (uint64_t)1 << in->part[k]) == 0)
			continue;
		if (k == 1 && (f->given & (uint64_t)1 << in->part[0]) != 0) {
			if (num_compare(v, sum) > 0)
				*sum = *v;
		} else
			*sum = num_plus(sum, v);
	}
	return any;
}

/* Bytes that are the same for the same value, with its type before it. */
static int
add_value(
    struct cm_buf *b, struct cm_rec *r, struct cm_slice s, const char *name)
{
	if (key_text(b, s) != 0)
		return fact_wrong(r, s, name, "a single value");
	return cm_buf_byte(b, '\n');
}

/* A count that is not given, or 0. */
static int
none(struct cm_slice s)
{
	return slice_absent(s) || (s.len == 1 && s.p[0] == '0');
}

static int
read_hash(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct input *in, struct num *v)
{
	size_t start = f->text.len;
	struct cm_slice s = {NULL, 0};
	int w;

	/* A visitor is who viewed a page, not who was sent a picture. */
	if (in->kind == IN_VISITOR &&
	    ((f->is & IS_VISIT) == 0 || none(found(r, q->pageviews))))
		return 0;
	for (w = 0; w < 3 && in->want[w] >= 0 && slice_absent(s); w++) {
		s = r->found[in->want[w]];
		/* campaign is an object in a visit, a text in a post. */
		if (in->kind == IN_CAMPAIGN && w == 0 &&
		    cm_scan_kind(s) == CM_OBJECT)
			s.p = NULL;
	}
	if (slice_absent(s))
		return 0;
	if (in->text && s.p[0] != '"')
		return fact_wrong(r, s, q->want[in->want[w - 1]], "a string");
	if (in->kind == IN_AUTHOR && !slice_absent(found(r, q->network)) &&
	    add_value(&f->text, r, found(r, q->network), "network") != 0)
		return -1;
	if (add_value(&f->text, r, s, q->want[in->want[w - 1]]) != 0)
		return -1;
	*v = num_int(
	    (int64_t)hash_bytes(f->text.p + start, f->text.len - start));
	f->text.len = start;
	return 1;
}

static int
read_inputs(struct fact *f, const struct question *q, struct cm_rec *r)
{
	const struct input *in;
	struct cm_slice s;
	int k, got;

	f->given = 0;
	for (k = 0; k < q->ninputs; k++) {
		in = &q->input[k];
		if (in->kind == IN_NUMBER && in->want[1] < 0) {
			s = r->found[in->want[0]];
			if (read_short(s, &f->value[k])) {
				f->given |= (uint64_t)(s.p != NULL) << k;
				continue;
			}
		}
		if (in->kind == IN_NUMBER)
			got = read_number(f, q, r, in, &f->value[k]);
		else if (in->kind == IN_INTERACTIONS)
			got = read_interactions(f, in, &f->value[k]);
		else if (in->kind == IN_MOMENT) {
			f->value[k] = num_int(f->moment);
			got = f->timed;
		} else if (in->kind == IN_ONLY) {
			f->value[k] = f->value[in->part[0]];
			got = (f->is & in->only) != 0 &&
			    (f->given >> in->part[0] & 1) != 0;
		} else if (in->kind == IN_MADE)
			got = in->make(f, q, r, in, &f->value[k]);
		else
			got = read_hash(f, q, r, in, &f->value[k]);
		if (got < 0)
			return -1;
		if (got == 0)
			f->value[k] = num_int(0);
		f->given |= (uint64_t)got << k;
	}
	return 0;
}

/* Whose snapshot it is, and of when. */
static int
read_account(struct fact *f, const struct question *q, struct cm_rec *r)
{
	struct cm_slice network = found(r, q->network),
			account = found(r, q->account),
			fetched = found(r, q->fetched);
	size_t start = f->text.len;

	if (!slice_absent(network) &&
	    add_value(&f->text, r, network, "network") != 0)
		return -1;
	cm_buf_byte(&f->text, '\n');
	if (!slice_absent(account) &&
	    add_value(&f->text, r, account, "account") != 0)
		return -1;
	f->account = hash_bytes(f->text.p + start, f->text.len - start);
	f->text.len = start;
	f->snapshot = f->timed ? f->moment : INT64_MIN;
	if (slice_absent(fetched))
		return 0;
	return fact_time(r, fetched, "fetched", &f->snapshot);
}

static int
check_holders(const struct question *q, struct cm_rec *r)
{
	struct cm_slice s;
	int k;

	for (k = 0; k < q->nholders; k++) {
		s = r->found[q->holder[k]];
		if (s.p != NULL && s.p[0] != '{' && s.p[0] != 'n')
			return fact_wrong(
			    r, s, q->want[q->holder[k]], "an object");
	}
	return 0;
}

int
fact_read(struct fact *f, const struct question *q, struct cm_rec *r,
    struct cm_zone *zone)
{
	int place;

	cm_buf_clear(&f->text);
	if (read_kind(f, q, r) != 0 || check_holders(q, r) != 0)
		return -1;
	f->timed = 0;
	if (q->only != 0 && (f->is & q->only) == 0)
		return 1;
	/* Of a series, where it belongs. */
	place = q->origins != NULL && (f->is & IS_SERIES) != 0;
	if ((q->timed || place) && read_time(f, q, r, zone) != 0)
		return -1;
	if (read_inputs(f, q, r) != 0)
		return -1;
	if (q->accounts && read_account(f, q, r) != 0)
		return -1;
	if (keys_read(f, q, r) != 0)
		return -1;
	f->timed &= q->timed;
	return 0;
}
