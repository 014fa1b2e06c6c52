/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "cmd/cm-stats/keys.h"
#include "cmd/cm-stats/people.h"
#include "cmd/cm-stats/slice.h"

/*
 * What is remembered of those who may be influencers: each thing that they
 * said and each snapshot of their profile. In snapshots the same members
 * stand elsewhere.
 */
enum { INDEX = 6, HALF = 1 << INDEX }; /* bits of the index of an input */

/* An input of what was said, another one of a snapshot: in->arg has both. */
static int
make_either(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct input *in, struct num *out)
{
	int base =
	    (f->is & IS_ACCOUNT) != 0 ? in->arg >> INDEX : in->arg % HALF;

	(void)q;
	(void)r;
	*out = f->value[base];
	return f->given >> base & 1;
}

static int
either(struct question *q, int said, int account)
{
	return question_input_made(
	    q, make_either, said | account << INDEX, NULL, NULL, NULL);
}

/* Which of four inputs are given; they stand in in->arg. */
static int
make_given(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct input *in, struct num *out)
{
	int k, arg = in->arg, bits = 0;

	(void)q;
	(void)r;
	for (k = 0; k < 4; k++, arg >>= INDEX)
		bits |= (int)(f->given >> arg % HALF & 1) << k;
	*out = num_int(bits);
	return 1;
}

/* When it was fetched, else its time. */
static int
make_fetched(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct input *in, struct num *out)
{
	struct cm_slice s = r->found[in->want[0]];
	int64_t t = f->moment;

	if (!slice_absent(s) && fact_time(r, s, q->want[in->want[0]], &t) != 0)
		return -1;
	*out = num_int(t);
	return 1;
}

/* A key of an author, or of a snapshot: key->want has one of each. */
static int
make_profile(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	int want = key->want[(f->is & IS_ACCOUNT) != 0];

	if (slice_absent(r->found[want]))
		return 0;
	if (r->found[want].p[0] != '"')
		return fact_wrong(r, r->found[want], q->want[want], "a string");
	return key_text(b, r->found[want]) == 0 ? 1 : -1;
}

/* id, else handle, else name. */
static int
make_author(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	const struct people *p = q->section[key->owner].state;
	int k, made = 0;

	made = make_profile(f, q, r, key, b);
	for (k = PERSON_HANDLE; k <= PERSON_NAME && made == 0; k++)
		made = make_profile(f, q, r, &q->key[p->spec.text[k]], b);
	return made;
}

void
track_ask(struct question *q, struct people *p)
{
	static const char *const texts[][2] = {{"author.handle", "handle"},
	    {"author.name", "name"}, {"author.url", "url"}};
	int interactions = question_number(q, "interactions");
	int comments = question_number(q, "comments"), k, likes;

	for (k = 0; k < PERSON_TEXTS; k++)
		p->spec.text[k] = question_key_made(q, texts[k][0],
		    make_profile, texts[k][0], texts[k][1], NULL);
	question_key_made(q, "author", make_author, "author.id", "id", NULL);
	p->spec.followers = either(q, question_number(q, "author.followers"),
	    question_number(q, "followers"));
	likes = either(
	    q, question_number(q, "likes"), question_number(q, "following"));
	p->track_of.input[TRACK_KIND] = p->spec.kind;
	p->track_of.input[TRACK_MOMENT] =
	    question_input(q, IN_MOMENT, NULL, NULL, NULL);
	p->track_of.input[TRACK_GIVEN] = question_input_made(q, make_given,
	    interactions | p->spec.followers << INDEX | likes << 2 * INDEX |
		comments << 3 * INDEX,
	    NULL, NULL, NULL);
	p->track_of.input[TRACK_INTERACTIONS] = interactions;
	p->track_of.input[TRACK_FOLLOWERS] = p->spec.followers;
	p->track_of.input[TRACK_LIKES] = likes;
	p->track_of.input[TRACK_COMMENTS] = comments;
	p->track_of.input[TRACK_FETCHED] =
	    question_input_made(q, make_fetched, 0, "fetched", NULL, NULL);
	p->track_of.words = TRACK_WORDS;
	p->track_of.key = -1;
	p->track = question_cell(q, &cell_events, 0, p->spec.kind, -1, 0);
	q->now->cell[p->track].of = &p->track_of;
}
