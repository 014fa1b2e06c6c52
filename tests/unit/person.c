/* SPDX-License-Identifier: ISC */
#include <stdio.h>

#include "cmd/cm-stats/num.c"
#include "cmd/cm-stats/person.c"
#include "cmd/cm-stats/person_days.c"
#include "cmd/cm-stats/person_profile.c"
#include "tests/tap.h"

/* Of keys.c, which needs the rest of the program. */
int key_is_text(struct cm_slice s);

int
key_is_text(struct cm_slice s)
{
	return s.p != NULL && s.len > 1 && s.p[0] == '"' &&
	    s.p[s.len - 1] == '"' && memchr(s.p, '\n', s.len) == NULL;
}

enum { N = 400, SHARDS = 4, ROUNDS = 40, YEAR = 365 };

static uint64_t state = 88172645463325252u;

static uint64_t
next(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

/* What was said: when, what, and the name at that time. */
struct made {
	int64_t moment, fetched;
	int kind, followers;
	char name[16];
};

static struct question q;
static struct person_spec spec;
static struct cell cell_;

static void
make(struct made *m, int64_t until, int days)
{
	int k;

	for (k = 0; k < N; k++) {
		m[k].moment =
		    until - 1 - (int64_t)(next() % ((uint64_t)days * DAY));
		m[k].fetched = m[k].moment / 100000 * 100000;
		m[k].kind = (int)(next() % KINDS);
		m[k].followers = next() % 3 ? (int)(next() % 100) : -1;
		snprintf(m[k].name, sizeof(m[k].name), "\"%*d\"",
		    (int)(next() % 9), (int)(next() % 5));
	}
}

static void
add(struct person *p, const struct made *m)
{
	struct fact f;

	memset(&f, 0, sizeof(f));
	f.timed = 1;
	f.moment = f.local = m->moment;
	f.snapshot = m->fetched;
	f.value[0] = num_int(m->kind);
	f.given = 1;
	if (m->followers >= 0) {
		f.value[1] = num_int(m->followers);
		f.given |= 2;
	}
	f.key[0].p = "null";
	f.key[0].len = 4;
	f.key[1].p = m->name;
	f.key[1].len = strlen(m->name);
	f.key[2] = f.key[0];
	cell_person.add(p, &cell_, &f);
}

static int
right(const struct person *p, const struct made *m, int n)
{
	const struct window *w = &q.window[0];
	uint64_t items = 0, weeks = 0;
	int64_t first = INT64_MAX, last = INT64_MIN;
	const struct made *name = NULL, *fans = NULL;
	unsigned flags = 0;
	char days[40 * YEAR] = {0};
	struct cm_slice s = person_text(p, PERSON_NAME);
	double followers = -1;
	int k, sum = 0;

	for (k = 0; k < n; k++) {
		int64_t week = (w->until - 1 - m[k].moment) / WEEK;

		first = m[k].moment < first ? m[k].moment : first;
		last = m[k].moment > last ? m[k].moment : last;
		weeks |= week < 64 ? (uint64_t)1 << week : 0;
		if (m[k].moment >= w->since) {
			items++;
			sum += !days[m[k].moment / DAY % (40 * YEAR)];
			days[m[k].moment / DAY % (40 * YEAR)] = 1;
		} else
			flags |= m[k].moment >= w->before ? PERSON_BEFORE
							  : PERSON_EARLIER;
		if (name == NULL || m[k].fetched > name->fetched ||
		    (m[k].fetched == name->fetched &&
			strcmp(m[k].name, name->name) > 0))
			name = &m[k];
		if (m[k].followers >= 0 &&
		    (fans == NULL || m[k].fetched > fans->fetched ||
			(m[k].fetched == fans->fetched &&
			    m[k].followers > fans->followers)))
			fans = &m[k];
	}
	if (n == 0)
		return !person_spoke(p) && s.p == NULL;
	return person_items(p) == items && p->first == first &&
	    p->last == last && p->weeks == weeks && person_days(p) == sum &&
	    (p->flags & (PERSON_BEFORE | PERSON_EARLIER)) == flags &&
	    s.p != NULL && s.len + 2 == strlen(name->name) &&
	    memcmp(s.p, name->name + 1, s.len) == 0 &&
	    person_followers(p, &followers) == (fans != NULL) &&
	    (fans == NULL || followers == fans->followers);
}

/* Bytes that were changed are refused, or are somebody else. */
static void
harm(struct cm_buf *b)
{
	struct person p;
	struct bytes from;
	int k;

	for (k = 0; k < 20 && b->len > 0; k++) {
		b->p[next() % b->len] = (char)next();
		memset(&p, 0, sizeof(p));
		from = bytes_of(b->p, b->len - (k % 3 == 0 ? b->len / 3 : 0));
		cell_person.unpack(&cell_, &p, &from);
		cell_person.release(&p);
	}
}

static int
round_of(int span, int n)
{
	struct made m[N];
	struct person shard[SHARDS], all;
	struct window *w = &q.window[0];
	struct cm_buf b;
	struct bytes from;
	int k, good;

	w->until = 1790000000;
	w->since = w->until - (int64_t)span * DAY;
	w->before = w->since - (int64_t)span * DAY;
	memset(shard, 0, sizeof(shard));
	memset(&all, 0, sizeof(all));
	make(m, w->until, span * 3);
	for (k = 0; k < n; k++)
		add(&shard[next() % SHARDS], &m[k]);
	for (k = 0; k < SHARDS; k++) {
		cm_buf_init(&b, CM_BUF_ANY);
		cell_person.pack(&cell_, &shard[k], &b);
		from = bytes_of(b.p, b.len);
		if (k % 2 == 0)
			cell_person.merge(&cell_, &all, &shard[k]);
		else if (cell_person.unpack(&cell_, &all, &from) < 0)
			return 0;
		harm(&b);
		cm_buf_release(&b);
		cell_person.release(&shard[k]);
	}
	good = right(&all, m, n);
	cell_person.release(&all);
	return good;
}

int
main(void)
{
	static const int spans[] = {1, 7, 28, 62, 63, YEAR, 10 * YEAR};
	char what[80];
	size_t s;
	int k, good;

	spec.q = &q;
	spec.followers = 1;
	for (k = 0; k < PERSON_TEXTS; k++)
		spec.text[k] = k;
	cell_.of = &spec;
	for (s = 0; s < sizeof(spans) / sizeof(spans[0]); s++) {
		for (good = 1, k = 0; k < ROUNDS; k++)
			good &= round_of(
			    spans[s], k % 2 ? k % 12 : (int)(next() % N));
		snprintf(what, sizeof(what),
		    "a person in parts, of a period of %d days", spans[s]);
		ok(good, what);
	}
	return done();
}
