/* SPDX-License-Identifier: ISC */
/* The newest that records tell of the profile of somebody who speaks. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/keys.h"
#include "cmd/cm-stats/person_in.h"
#include "lib/err.h"

/*
 * Each part is as new as the record that it came from (seconds since 1970,
 * 0: not given); of two of the same second the greater one stays, so the
 * order of records does not matter.
 */
struct profile {
	double followers;
	uint32_t at[PERSON_TEXTS], counted; /* of followers */
	uint16_t len[PERSON_TEXTS];
	char text[]; /* without their quotes */
};

static size_t
text_at(const struct profile *p, int which)
{
	size_t at = 0;
	int k;

	for (k = 0; k < which; k++)
		at += p->len[k];
	return at;
}

size_t
person_profile_size(const struct profile *p)
{
	return p == NULL
	    ? 0
	    : offsetof(struct profile, text) + text_at(p, PERSON_TEXTS);
}

static struct cm_slice
text_of(const struct profile *p, int which)
{
	struct cm_slice s;

	s.p = p->text + text_at(p, which);
	s.len = p->len[which];
	return s;
}

static int
compare(struct cm_slice a, struct cm_slice b)
{
	int c = memcmp(a.p, b.p, a.len < b.len ? a.len : b.len);

	return c != 0 ? c : a.len < b.len ? -1 : a.len > b.len;
}

/*
 * Takes texts that are newer than those that are known; one whose time is 0
 * is none. Made anew as one piece, since few ever change.
 */
static void
tell_texts(struct profile **pp, const uint32_t *at, const struct cm_slice *s)
{
	struct profile *p = *pp, *to;
	struct cm_slice text[PERSON_TEXTS];
	size_t size = offsetof(struct profile, text), end = 0;
	int k, c, changed = p == NULL;

	for (k = 0; k < PERSON_TEXTS; k++) {
		text[k].p = "";
		text[k].len = 0;
		if (p != NULL)
			text[k] = text_of(p, k);
		/* A longer one is no name. */
		if (at[k] != 0 && s[k].len <= UINT16_MAX &&
		    (p == NULL || at[k] >= p->at[k])) {
			c = compare(s[k], text[k]);
			if (p != NULL && c == 0)
				p->at[k] = at[k];
			else if (p == NULL || at[k] > p->at[k] || c > 0) {
				text[k] = s[k];
				changed = 1;
			}
		}
		size += text[k].len;
	}
	if (!changed)
		return;
	to = cm_zalloc(size > sizeof(*to) ? size : sizeof(*to));
	if (p != NULL)
		memcpy(to, p, offsetof(struct profile, text));
	for (k = 0; k < PERSON_TEXTS; k++) {
		if (at[k] != 0 && text[k].p == s[k].p)
			to->at[k] = at[k];
		to->len[k] = (uint16_t)text[k].len;
		memcpy(to->text + end, text[k].p, text[k].len);
		end += text[k].len;
	}
	free(p);
	*pp = to;
}

static void
tell_followers(struct profile *p, uint32_t at, double v)
{
	if (at < p->counted || (at == p->counted && v <= p->followers))
		return;
	p->counted = at;
	p->followers = v;
}

size_t
person_tell(
    struct person *p, const struct person_spec *spec, const struct fact *f)
{
	size_t was = person_profile_size(p->profile), now;
	uint32_t at[PERSON_TEXTS],
	    when = f->snapshot < 1              ? 1
	    : f->snapshot > (int64_t)UINT32_MAX ? UINT32_MAX
						: (uint32_t)f->snapshot;
	struct cm_slice s[PERSON_TEXTS];
	int k;

	for (k = 0; k < PERSON_TEXTS; k++) {
		s[k] = f->key[spec->text[k]];
		at[k] = s[k].p[0] == '"' ? when : 0;
		s[k].p++;
		s[k].len -= 2;
	}
	tell_texts(&p->profile, at, s);
	if ((f->given >> spec->followers & 1) != 0)
		tell_followers(p->profile, when, f->value[spec->followers].d);
	now = person_profile_size(p->profile);
	return now > was ? now - was : 0;
}

void
person_merge_profile(struct person *a, const struct profile *b)
{
	struct cm_slice s[PERSON_TEXTS];
	int k;

	if (b == NULL)
		return;
	for (k = 0; k < PERSON_TEXTS; k++)
		s[k] = text_of(b, k);
	tell_texts(&a->profile, b->at, s);
	if (b->counted != 0)
		tell_followers(a->profile, b->counted, b->followers);
}

void
person_pack_profile(const struct profile *p, struct cm_buf *b)
{
	int k;

	for (k = 0; k < PERSON_TEXTS; k++) {
		bytes_put(b, p == NULL ? 0 : p->at[k]);
		if (p == NULL || p->at[k] == 0)
			continue;
		bytes_put(b, p->len[k]);
		cm_buf_byte(b, '"');
		cm_buf_add(b, p->text + text_at(p, k), p->len[k]);
		cm_buf_byte(b, '"');
	}
	bytes_put(b, p == NULL ? 0 : p->counted);
	if (p != NULL && p->counted != 0)
		bytes_put_double(b, p->followers);
}

void
person_unpack_profile(struct profile **to, struct bytes *from)
{
	struct cm_slice s[PERSON_TEXTS];
	uint32_t at[PERSON_TEXTS], counted;
	int k;

	for (k = 0; k < PERSON_TEXTS; k++) {
		at[k] = (uint32_t)bytes_get_to(from, UINT32_MAX);
		s[k].p = "";
		s[k].len = 0;
		if (at[k] == 0)
			continue;
		s[k].len = (size_t)bytes_get_to(from, UINT16_MAX) + 2;
		s[k].p = bytes_get_text(from, s[k].len);
		from->bad |= !key_is_text(s[k]) || s[k].p[0] != '"';
		if (from->bad)
			return;
		s[k].p++;
		s[k].len -= 2;
	}
	tell_texts(to, at, s);
	counted = (uint32_t)bytes_get_to(from, UINT32_MAX);
	if (counted != 0)
		tell_followers(*to, counted, bytes_get_double(from));
}

struct cm_slice
person_text(const struct person *p, int which)
{
	struct cm_slice none = {NULL, 0};

	if (p->profile == NULL || p->profile->at[which] == 0)
		return none;
	return text_of(p->profile, which);
}

int
person_followers(const struct person *p, double *v)
{
	if (p->profile == NULL || p->profile->counted == 0)
		return 0;
	*v = p->profile->followers;
	return 1;
}
