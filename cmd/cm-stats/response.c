/* SPDX-License-Identifier: ISC */
/*
 * response: how fast are people answered. Groups are networks and accounts,
 * and each remembers what was said, as events; who asked whom is found out at
 * the end, when all is there. See turns.h for what asks and what answers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/keys.h"
#include "cmd/cm-stats/response.h"
#include "cmd/cm-stats/run.h"
#include "cmd/cm-stats/slice.h"
#include "lib/buf.h"
#include "lib/clock.h"
#include "lib/json.h"

enum { SHOWN = 100, LONGEST = 4096, LIMIT = 50, LEAST = 5 };

static const struct cm_opt options[] = {
    {256, "by", "KEYS",
	"rows for each network (if not said), account, day ..."},
    {257, "within", "LIST", "shares answered within spans: 15m,1h,24h"},
    {258, "hours", "HOURS", "opening hours: 'mon-fri 9:00-18:00; sat 10-12'"},
    {259, "holidays", "FILE", "dates on which it is closed, one a line"},
    {260, "open", NULL, "what waits for an answer, the longest first"},
    {'l', "limit", "COUNT", "at most COUNT of those (50)"},
    {261, "min", "N", "no quantile of fewer values (5)"},
    {0, NULL, NULL, NULL},
};

/*
 * The time of what was said, and in the last bits its kind, whether the time
 * is that of a day only, and whether it is ours.
 */
static int
read_when(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct input *in, struct num *out)
{
	struct cm_slice type = r->found[q->type];
	struct cm_slice precision = r->found[in->want[0]];
	int kind;

	if ((f->is & IS_SAID) == 0 || !f->timed)
		return 0;
	if (slice_is(type, "post"))
		kind = SAID_POST;
	else if (slice_is(type, "comment"))
		kind = SAID_COMMENT;
	else if (slice_is(type, "mention"))
		kind = SAID_MENTION;
	else if (slice_is(type, "message"))
		kind = SAID_MESSAGE;
	else if (slice_is(type, "review"))
		kind = SAID_REVIEW;
	else
		return 0;
	*out =
	    num_int(f->moment * SAID_BITS + ((f->is & IS_OWN) != 0 ? 16 : 0) +
		(precision.p != NULL && cm_json_is(precision, "day") ? 8 : 0) +
		kind);
	return 1;
}

/* When it was fetched: until then at least we would know an answer. */
static int
read_fetched(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct input *in, struct num *out)
{
	struct cm_slice s = r->found[in->want[0]];
	int64_t t;

	(void)q;
	if ((f->is & IS_SAID) == 0 || slice_absent(s))
		return 0;
	if (fact_time(r, s, "fetched", &t) != 0)
		return -1;
	*out = num_int(t);
	return 1;
}

/* The beginning of a text. */
static void
put_start(struct cm_buf *b, struct cm_slice s)
{
	struct cm_buf plain;
	size_t n = 0, chars = 0;

	cm_buf_init(&plain, CM_BUF_ANY);
	cm_json_text(&plain, s);
	for (; n < plain.len; n++)
		if ((plain.p[n] & 0xc0) != 0x80 && chars++ == SHOWN)
			break;
	if (n < plain.len) {
		plain.len = n;
		cm_buf_puts(&plain, "\xe2\x80\xa6");
	}
	cm_json_member_n(b, "text", plain.p, plain.len);
	cm_buf_release(&plain);
}

/* The first of two that is a string. */
static struct cm_slice
string_of(const struct cm_rec *r, int a, int b)
{
	static const struct cm_slice none = {NULL, 0};

	if (cm_scan_kind(r->found[a]) == CM_STRING)
		return r->found[a];
	return b >= 0 && cm_scan_kind(r->found[b]) == CM_STRING ? r->found[b]
								: none;
}

/* One that is too long is none. */
static void
put_string(struct cm_buf *b, const char *name, struct cm_slice s)
{
	if (s.len < LONGEST)
		cm_json_member_raw(b, name, s);
}

/* What is shown of a question that is open: an object, as a string. */
static int
make_shown(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	const struct response *p = q->section[key->owner].state;
	struct cm_buf shown;

	if ((f->is & IS_INBOUND) == 0)
		return 0;
	cm_buf_init(&shown, CM_BUF_ANY);
	cm_buf_byte(&shown, '{');
	put_string(&shown, "id", string_of(r, p->id, -1));
	put_string(&shown, "thread", string_of(r, p->thread, -1));
	put_string(&shown, "url", string_of(r, p->url, -1));
	put_string(&shown, "author", string_of(r, p->handle, p->name));
	if (string_of(r, p->text, p->title).p != NULL)
		put_start(&shown, string_of(r, p->text, p->title));
	cm_buf_byte(&shown, '}');
	cm_json_string(b, shown.p, shown.len);
	cm_buf_release(&shown);
	return 1;
}

/* Who answers. */
static int
make_answerer(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	struct cm_slice s = {NULL, 0};
	int k;

	(void)q;
	if ((f->is & IS_OWN) == 0)
		return 0;
	for (k = 0; k < 3 && s.p == NULL; k++)
		s = string_of(r, key->want[k], -1);
	if (s.p == NULL)
		return 0;
	return key_text(b, s) == 0 ? 1 : 0;
}

/* "15m,1h,24h" */
static void
read_within(struct response *p, const char *list)
{
	const char *s = list, *end;
	char span[32];
	int k;

	for (;; s = end + 1) {
		end = s + strcspn(s, ",");
		snprintf(span, sizeof(span), "%.*s", (int)(end - s), s);
		if (p->nwithin == RESPONSE_WITHIN)
			cm_opt_fail(
			    "--within: at most %d spans", RESPONSE_WITHIN);
		p->within[p->nwithin].text = s;
		p->within[p->nwithin].len = (int)(end - s);
		if (end - s >= (int)sizeof(span) ||
		    cm_clock_span(span, &p->within[p->nwithin].seconds) != 0 ||
		    p->within[p->nwithin].seconds <= 0)
			cm_opt_fail("--within: no span: '%s'", span);
		for (k = 0; k < p->nwithin; k++)
			if (p->within[k].seconds ==
			    p->within[p->nwithin].seconds)
				cm_opt_fail(
				    "--within: '%s' is given twice", span);
		if (p->within[p->nwithin].seconds > p->old) {
			p->old = p->within[p->nwithin].seconds;
			snprintf(p->old_text, sizeof(p->old_text), "%s", span);
		}
		p->nwithin++;
		if (*end == '\0')
			return;
	}
}

static void
read_hours(struct response *p, const struct ask *ask, const struct ask_verb *v)
{
	const char *file = ask_option(v, "holidays");
	char why[300];
	size_t line;

	p->hours_text = ask_option(v, "hours");
	if (p->hours_text == NULL) {
		if (file != NULL)
			cm_opt_fail("--holidays needs --hours");
		return;
	}
	p->hours = hours_new(p->hours_text, why, sizeof(why));
	if (p->hours == NULL)
		cm_opt_fail("--hours: %s; give them as in "
			    "'mon-fri 9:00-18:00; sat 10:00-12:00'",
		    why);
	if (file == NULL)
		return;
	line = hours_holidays(p->hours, ask_file(ask, file));
	if (line > 0)
		cm_opt_fail("%s:%zu: no date, as in 2026-12-25", file, line);
}

/*
 * The keys of the rows. Times are those of the question, and made when the
 * rows are; others are keys of the groups. Returns the keys of the table.
 */
static char *
read_keys(struct response *p, struct question *q, const char *keys)
{
	struct cm_buf b;
	const char *s = keys, *end;
	char *name;
	int part = 2, key, k;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_puts(&b, "network,account");
	for (; p->nkeys < RESPONSE_KEYS; s = end + 1) {
		end = s + strcspn(s, ",");
		s += strspn(s, " ");
		name = cm_strndup(s, s < end ? (size_t)(end - s) : 0);
		if (strcmp(name, "answerer") == 0) {
			p->answerer = RESPONSE_ANSWERER;
			free(name);
			if (*end == '\0')
				break;
			continue;
		}
		key = question_key(q, name);
		if (q->key[key].kind == KEY_EACH)
			cm_opt_fail("--by: '%s' has several values", name);
		for (k = 0; k < p->nkeys; k++)
			if (p->key[k].key == key)
				cm_opt_fail("--by: '%s' is given twice", name);
		p->key[p->nkeys].key = key;
		if (strcmp(name, "network") == 0)
			p->key[p->nkeys].part = 0;
		else if (strcmp(name, "account") == 0)
			p->key[p->nkeys].part = 1;
		else if (q->key[key].kind >= KEY_DAY)
			p->key[p->nkeys].part = -1;
		else {
			p->key[p->nkeys].part = part++;
			cm_buf_printf(&b, ",%s", name);
		}
		p->nkeys++;
		free(name);
		if (*end == '\0')
			break;
	}
	if (p->nkeys == RESPONSE_KEYS)
		cm_opt_fail("--by: too many keys");
	if (p->answerer == RESPONSE_ANSWERER) {
		p->answerer = part;
		question_key_made(q, "answerer", make_answerer, "author.handle",
		    "author.name", "author.id");
		cm_buf_puts(&b, ",answerer");
	}
	name = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
	return name;
}

/* What is remembered of each record. */
static void
want_events(struct response *p, struct question *q)
{
	int *in = p->of.input;

	q->own = question_want(q, "own");
	in[SAID_WHEN] =
	    question_input_made(q, read_when, 0, "precision", NULL, NULL);
	in[SAID_ID] = question_input(q, IN_VALUE, "id", NULL, NULL);
	in[SAID_TO] = question_input(q, IN_VALUE, "reply_to", NULL, NULL);
	in[SAID_THREAD] =
	    question_input(q, IN_VALUE, "thread", "channel", NULL);
	in[SAID_AUTHOR] = question_input(
	    q, IN_AUTHOR, "author.id", "author.handle", "author.name");
	p->of.words = SAID_WORDS;
	p->of.key = -1;
	if (p->open) {
		p->id = question_want(q, "id");
		p->thread = question_want(q, "thread");
		p->url = question_want(q, "url");
		p->text = question_want(q, "text");
		p->title = question_want(q, "title");
		p->handle = question_want(q, "author.handle");
		p->name = question_want(q, "author.name");
		p->of.key =
		    question_key_made(q, "shown", make_shown, NULL, NULL, NULL);
	}
	p->events = question_cell(q, &cell_events, 0, in[SAID_WHEN], -1, 0);
	q->now->cell[p->events].of = &p->of;
	p->fetched = question_cell(q, &cell_high, 0,
	    question_input_made(q, read_fetched, 0, "fetched", NULL, NULL), -1,
	    0);
}

static void
response(const struct ask *ask, struct question *q)
{
	const struct ask_verb *v = q->now->ask;
	struct response *p = cm_zalloc(sizeof(*p));
	const char *by = ask_option(v, "by"), *within = ask_option(v, "within");
	char *keys;
	struct cm_buf b;
	int k;

	q->now->state = p;
	p->answerer = -1;
	p->open = ask_option(v, "open") != NULL;
	p->limit = ask_number(v, "limit", 0, 1000000000, LIMIT);
	p->least = ask_number(v, "min", 1, 1000000000, LEAST);
	read_within(p, within != NULL ? within : "15m,1h,24h");
	read_hours(p, ask, v);
	keys = read_keys(p, q, by != NULL ? by : "network");
	want_events(p, q);
	cm_buf_init(&b, CM_BUF_ANY);
	for (k = 0; k < p->nkeys; k++)
		cm_buf_printf(&b, "%s%s", k == 0 ? "response." : ",",
		    q->key[p->key[k].key].column);
	p->by = p->nkeys > 0 ? cm_strdup(cm_buf_str(&b)) : NULL;
	cm_buf_release(&b);
	question_table(q, p->by, keys, IS_SAID, 0);
	question_always(q);
	free(keys);
}

static void
forget(void *state)
{
	struct response *p = state;

	hours_free(p->hours);
	free(p->by);
	free(p);
}

const struct verb verb_response = {"response", NULL, 0,
    "how fast people are answered, and who waits", options, response,
    response_tell, forget};
