/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "cmd/cm-curate/curate.h"
#include "lib/clock.h"
#include "lib/json.h"
#include "lib/sip.h"

static int
is_none(struct cm_slice s)
{
	return s.p == NULL || cm_scan_kind(s) == CM_NULL;
}

int
curate_is_coverage(const struct curate *cu, const struct cm_slice *found)
{
	return cm_json_is(found[cu->type], "coverage");
}

enum verdict
curate_test(const struct stage *s, struct cm_filter *f, const char *line,
    size_t len, const struct cm_slice *found, const char **why)
{
	int yes;

	if (s->equals != NULL)
		yes = cm_json_is(found[s->places[0]], s->equals) != s->differs;
	else
		yes = cm_filter_test(f, line, len, why);
	if (yes == -1)
		return FAILS;
	return yes == (s->verb == KEEP) ? PASSES_ON : DROPS;
}

int
curate_is_null(const char *why)
{
	return strstr(why, "null") != NULL || strstr(why, "string") != NULL;
}

enum verdict
curate_in_span(const struct curate *cu, const struct cm_slice *found,
    int *untimed, const char **why)
{
	static const char *const wrong[] = {"published is not a time",
	    "updated is not a time", "fetched is not a time"};
	struct cm_slice s;
	int64_t t;
	size_t i;

	for (i = 0; i < 3; i++) {
		s = found[cu->times[i]];
		if (is_none(s))
			continue;
		*why = wrong[i];
		if (cm_scan_kind(s) != CM_STRING ||
		    cm_clock_parse(s.p + 1, s.len - 2, &t) != 0)
			return FAILS;
		return t >= cu->since && t < cu->until ? PASSES_ON : DROPS;
	}
	*untimed = 1;
	return DROPS;
}

/*
 * Adds one member to what is hashed: a letter for its kind, its value, and a
 * byte that ends it, which UTF-8 does not have. Numbers, lists and objects
 * count as they are written.
 */
static void
add_member(struct cm_buf *b, struct cm_slice s)
{
	if (s.p == NULL || cm_scan_kind(s) == CM_NULL)
		cm_buf_byte(b, '-');
	else if (cm_scan_kind(s) == CM_STRING) {
		cm_buf_byte(b, 's');
		if (memchr(s.p, '\\', s.len) == NULL)
			cm_buf_add(b, s.p + 1, s.len - 2);
		else
			cm_json_text(b, s);
	} else {
		cm_buf_byte(b, 'v');
		cm_buf_add(b, s.p, s.len);
	}
	cm_buf_byte(b, 0xff);
}

static void
hash(const struct curate *cu, const struct stage *s,
    const struct cm_slice *found, int snapshot, struct cm_buf *b,
    struct datum *d)
{
	uint64_t out[2];
	size_t i;

	cm_buf_clear(b);
	for (i = 0; i < s->nnames; i++)
		add_member(b, found[s->places[i]]);
	if (snapshot)
		add_member(b, found[cu->fetched]);
	cm_sip(cu->secret, b->p, b->len, out);
	d->key.a = out[0];
	d->key.b = out[1] != 0 ? out[1] : 1;
}

/* What is taken again and again, and is new each time. */
static int
is_snapshot(struct cm_slice type)
{
	return cm_json_is(type, "account") || cm_json_is(type, "series");
}

/* Which of metrics and author is there and no object; or -1. */
static int
no_object(const struct stage *s, const struct cm_slice *found)
{
	int k;

	for (k = 0; k < 2; k++)
		if (s->holds[k] && !is_none(found[s->holders[k]]) &&
		    cm_scan_kind(found[s->holders[k]]) != CM_OBJECT)
			return k;
	return -1;
}

int
curate_key(const struct curate *cu, const struct stage *s,
    const struct cm_slice *found, struct cm_buf *scratch, struct datum *d,
    const char **why)
{
	static const char *const amiss[] = {
	    "metrics is not an object", "author is not an object"};
	struct cm_slice network, id;
	size_t i;
	int k;

	memset(d, 0, sizeof(*d));
	if (s->by != NULL) {
		k = no_object(s, found);
		if (k >= 0) {
			*why = amiss[k];
			return -1;
		}
		for (i = 0; i < s->nnames; i++)
			if (is_none(found[s->places[i]]))
				return 0;
		hash(cu, s, found, 0, scratch, d);
		return 0;
	}
	network = found[s->places[0]];
	id = found[s->places[1]];
	if (is_none(id))
		return 0;
	if (cm_scan_kind(id) != CM_STRING) {
		*why = "the id is not a string";
		return -1;
	}
	if (!is_none(network) && cm_scan_kind(network) != CM_STRING) {
		*why = "the network is not a string";
		return -1;
	}
	/* A receipt names the id of the thing that it is about. */
	if (cm_json_is(found[cu->type], "receipt"))
		return 0;
	hash(cu, s, found, is_snapshot(found[cu->type]), scratch, d);
	return 0;
}

static int
is_time(struct cm_slice s, double *out)
{
	int64_t t;

	if (cm_clock_parse(s.p + 1, s.len - 2, &t) != 0)
		return 0;
	*out = (double)t;
	return 1;
}

int
curate_rank(const struct stage *s, const struct cm_slice *found,
    struct datum *d, const char **why)
{
	static const char *const amiss[] = {
	    "in metrics, which is not an object",
	    "in author, which is not an object"};
	struct cm_slice v = found[s->places[0]];
	int k = no_object(s, found);

	memset(d, 0, sizeof(*d));
	if (k >= 0 && is_none(v)) {
		*why = amiss[k];
		return -1;
	}
	if (is_none(v)) {
		if (s->nnames > 1 &&
		    cm_scan_kind(found[s->places[1]]) == CM_NUMBER)
			d->rank = ELSEWHERE;
		return 0;
	}
	d->rank = VALUE;
	switch (cm_scan_kind(v)) {
	case CM_NUMBER:
		if (cm_json_double(v, &d->value) == 0)
			return 0;
		*why = "beyond what a number can be";
		return -1;
	case CM_STRING:
		if (is_time(v, &d->value))
			return 0;
		/* FALLTHROUGH */
	default:
		*why = "neither a number nor a time";
		return -1;
	}
}
