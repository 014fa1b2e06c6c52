/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/asktext.h"
#include "lib/clock.h"
#include "lib/json.h"

static const char *const coverages[] = {"note", "strict", "off"};

/* A text in JSON, with a comma before it if it is not the first. */
static void
put(struct cm_buf *b, const char *s)
{
	if (b->p[b->len - 1] != '[')
		cm_buf_byte(b, ',');
	cm_json_string(b, s, strlen(s));
}

static void
write_verb(struct cm_buf *b, const struct ask_verb *v)
{
	int k;

	cm_buf_byte(b, '[');
	put(b, v->verb->name);
	put(b, v->arg != NULL ? v->arg : "");
	for (k = 0; k < v->ngiven; k++) {
		cm_buf_puts(b, ",[");
		put(b, v->given[k].option->name);
		if (v->given[k].value != NULL)
			put(b, v->given[k].value);
		cm_buf_byte(b, ']');
	}
	cm_buf_byte(b, ']');
}

static void
write_time(struct cm_buf *b, const char *name, int64_t t)
{
	char text[CM_CLOCK_TEXT];

	cm_json_member(b, name, cm_clock_text(t, text));
}

/* Whether the rows depend on the present time: where verbs compare with now,
 * or tell in a way of their own. */
static int
needs_now(const struct question *q)
{
	int k;

	for (k = 0; k < q->nsections; k++)
		if (q->section[k].ask->verb->tell != NULL)
			return 1;
	return q->nwindows > 0;
}

void
asktext_write(struct cm_buf *b, const struct answer *a)
{
	const struct ask *ask = a->ask;
	int k;

	cm_buf_byte(b, '{');
	cm_json_member(b, "version", CM_VERSION);
	cm_json_key(b, "verbs");
	cm_buf_byte(b, '[');
	for (k = 0; k < ask->nverbs; k++) {
		if (k > 0)
			cm_buf_byte(b, ',');
		write_verb(b, &ask->verb[k]);
	}
	cm_buf_byte(b, ']');
	cm_json_member(b, "where", ask->where);
	if (a->has_since)
		write_time(b, "since", a->since);
	if (a->has_until)
		write_time(b, "until", a->until);
	cm_json_member(b, "tz", ask->tz);
	if (ask->keep_duplicates) {
		cm_json_key(b, "keep_duplicates");
		cm_buf_puts(b, "true");
	}
	cm_json_member(b, "coverage", coverages[ask->coverage]);
	cm_json_member_number(b, "level", ask->level);
	if (needs_now(a->q))
		write_time(b, "now", a->now);
	if (ask->texts->n > 0) {
		cm_json_key(b, "files");
		cm_buf_byte(b, '[');
		for (k = 0; k < ask->texts->n; k++) {
			put(b, ask->texts->file[k].path);
			put(b, ask->texts->file[k].text);
		}
		cm_buf_byte(b, ']');
	}
	cm_buf_byte(b, '}');
}

/* A text of the question; NULL for what is none. */
static const char *
keep(struct ask *ask, struct cm_slice s)
{
	char *text = cm_json_dup(s);

	return text != NULL ? ask_keep(ask, text) : NULL;
}

static const struct verb *
verb_named(struct cm_slice s)
{
	const struct verb *const *v = verbs;

	while (*v != NULL && !cm_json_is(s, (*v)->name))
		v++;
	return *v;
}

static int
read_option(struct ask *ask, struct ask_verb *v, struct cm_slice list)
{
	const struct cm_opt *o = v->verb->options;
	struct cm_slice name, value;
	size_t at = 0;

	if (cm_scan_kind(list) != CM_ARRAY ||
	    !cm_json_next(list, &at, NULL, &name) ||
	    cm_scan_kind(name) != CM_STRING)
		return -1;
	while (o != NULL && o->name != NULL && !cm_json_is(name, o->name))
		o++;
	if (o == NULL || o->name == NULL || v->ngiven == ASK_GIVEN)
		return -1;
	v->given[v->ngiven].option = o;
	v->given[v->ngiven].value = NULL;
	if (o->arg != NULL) {
		if (!cm_json_next(list, &at, NULL, &value))
			return -1;
		v->given[v->ngiven].value = keep(ask, value);
		if (v->given[v->ngiven].value == NULL)
			return -1;
	}
	v->ngiven++;
	return 0;
}

static int
read_verb(struct ask *ask, struct cm_slice list)
{
	struct ask_verb *v = &ask->verb[ask->nverbs];
	struct cm_slice s;
	size_t at = 0;

	memset(v, 0, sizeof(*v));
	if (ask->nverbs == ASK_VERBS || cm_scan_kind(list) != CM_ARRAY ||
	    !cm_json_next(list, &at, NULL, &s) || cm_scan_kind(s) != CM_STRING)
		return -1;
	v->verb = verb_named(s);
	if (v->verb == NULL || v->verb == &verb_for || v->verb == &verb_merge ||
	    !cm_json_next(list, &at, NULL, &s))
		return -1;
	v->arg = keep(ask, s);
	if (v->arg == NULL)
		return -1;
	if (v->verb->nargs == 0)
		v->arg = NULL;
	while (cm_json_next(list, &at, NULL, &s))
		if (read_option(ask, v, s) != 0)
			return -1;
	ask->nverbs++;
	return 0;
}

static int
read_files(struct ask *ask, struct cm_slice list)
{
	struct ask_texts *t = ask->texts;
	struct cm_slice path, text;
	size_t at = 0;

	while (cm_json_next(list, &at, NULL, &path)) {
		if (t->n == ASK_TEXTS || !cm_json_next(list, &at, NULL, &text))
			return -1;
		t->file[t->n].path = cm_json_dup(path);
		t->file[t->n].text = cm_json_dup(text);
		t->n++;
		if (t->file[t->n - 1].path == NULL ||
		    t->file[t->n - 1].text == NULL)
			return -1;
	}
	return 0;
}

/* Those that are texts; NULL: not given. */
static int
read_texts(struct ask *ask, struct cm_slice json)
{
	const char **const to[] = {
	    &ask->where, &ask->since, &ask->until, &ask->tz};
	static const char *const names[] = {"where", "since", "until", "tz"};
	struct cm_slice s;
	size_t k;

	for (k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
		s = cm_json_get(json, names[k]);
		if (s.p == NULL)
			continue;
		*to[k] = keep(ask, s);
		if (*to[k] == NULL)
			return -1;
	}
	return 0;
}

static int
read_others(struct ask *ask, struct cm_slice json)
{
	struct cm_slice s = cm_json_get(json, "now");
	size_t k;

	if (s.p != NULL &&
	    (cm_scan_kind(s) != CM_STRING ||
		cm_clock_parse(s.p + 1, s.len - 2, &ask->now) != 0))
		return -1;
	ask->keep_duplicates =
	    cm_scan_kind(cm_json_get(json, "keep_duplicates")) == CM_TRUE;
	s = cm_json_get(json, "level");
	if (cm_json_double(s, &ask->level) != 0 || !(ask->level >= 0.5) ||
	    !(ask->level < 1))
		return -1;
	s = cm_json_get(json, "coverage");
	for (k = 0; k < 3; k++)
		if (cm_scan_kind(s) == CM_STRING &&
		    cm_json_is(s, coverages[k])) {
			ask->coverage = (enum coverage_use)k;
			return 0;
		}
	return -1;
}

const char *
asktext_read(struct ask *ask, struct cm_slice json)
{
	struct cm_slice s;
	size_t at = 0;

	if (cm_scan_kind(json) != CM_OBJECT)
		return "its question is none";
	s = cm_json_get(json, "version");
	if (cm_scan_kind(s) != CM_STRING || !cm_json_is(s, CM_VERSION))
		return "it was made by another version of cm-stats";
	ask->nverbs = 0;
	s = cm_json_get(json, "verbs");
	while (cm_scan_kind(s) == CM_ARRAY) {
		struct cm_slice verb;

		if (!cm_json_next(s, &at, NULL, &verb))
			break;
		if (read_verb(ask, verb) != 0)
			return "its question names what is not there";
	}
	s = cm_json_get(json, "files");
	if (ask->nverbs == 0 || read_texts(ask, json) != 0 ||
	    read_others(ask, json) != 0 ||
	    (cm_scan_kind(s) == CM_ARRAY && read_files(ask, s) != 0))
		return "its question is none";
	return NULL;
}

void
asktext_differ(struct cm_buf *b, struct cm_slice one, struct cm_slice want)
{
	enum { SHOWN = 120 };
	struct cm_slice lists[2], key, value, other;
	char *name;
	size_t at = 0;
	int turn;

	lists[0] = want;
	lists[1] = one;
	for (turn = 0; turn < 2; turn++, at = 0)
		while (cm_scan_kind(lists[turn]) == CM_OBJECT &&
		    cm_json_next(lists[turn], &at, &key, &value)) {
			name = cm_json_dup(key);
			if (name == NULL)
				continue;
			other = cm_json_get(lists[1 - turn], name);
			if (other.len == value.len &&
			    memcmp(other.p, value.p, value.len) == 0) {
				free(name);
				continue;
			}
			cm_buf_puts(b, name);
			free(name);
			if (turn == 1) {
				struct cm_slice swap = value;

				value = other;
				other = swap;
			}
			cm_buf_puts(b, ": ");
			cm_buf_add(b, other.p != NULL ? other.p : "none",
			    other.p == NULL         ? 4
				: other.len > SHOWN ? SHOWN
						    : other.len);
			cm_buf_puts(b, ", not ");
			cm_buf_add(b, value.p != NULL ? value.p : "none",
			    value.p == NULL         ? 4
				: value.len > SHOWN ? SHOWN
						    : value.len);
			return;
		}
}
