/* SPDX-License-Identifier: ISC */
/* What a function of a format put out, made into a record. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/export.h"
#include "cmd/cm-fetch/feed.h"
#include "lib/clock.h"
#include "lib/crypto.h"
#include "lib/json.h"
#include "lib/netrec.h"

enum { HASH = 8, DEPTH = 64 };

struct rewriting {
	struct reading *r;
	struct cm_buf *to;
	const char *why;
	int day; /* published is one */
};

static int
has(struct cm_slice s, const char *what)
{
	size_t n = strlen(what);
	const char *p = s.p, *end = s.p + s.len;

	while ((size_t)(end - p) >= n) {
		p = memchr(p, '"', (size_t)(end - p) - n + 1);
		if (p == NULL)
			return 0;
		if (memcmp(p, what, n) == 0)
			return 1;
		p++;
	}
	return 0;
}

/* The value of an object's only member, if it has that name. */
static struct cm_slice
only(struct cm_slice object, const char *name)
{
	struct cm_slice key, value, none = {NULL, 0}, more;
	size_t at = 0;

	if (!cm_json_next(object, &at, &key, &value) ||
	    !cm_json_is(key, name) || cm_json_next(object, &at, &key, &more))
		return none;
	return value;
}

int
export_time(struct reading *r, struct cm_slice value, int64_t *t, int *whole)
{
	struct cm_slice local = value;
	char text[256];
	size_t len;

	*whole = 0;
	if (cm_scan_kind(value) == CM_OBJECT)
		local = only(value, "local");
	if (cm_scan_kind(local) == CM_NUMBER)
		return cm_netrec_time(local, t);
	if (cm_scan_kind(local) != CM_STRING || local.len > sizeof(text))
		return -1;
	len = cm_json_decode(local, text);
	return cell_time(text, len, &r->rules, t, whole) == CELL_OK ? 0 : -1;
}

/* A time that cannot be read, and why that may be. */
static const char *
unread(struct reading *r, struct cm_slice value)
{
	static const char *const orders[] = {"", "ymd", "dmy", "mdy"};
	struct cm_slice local = only(value, "local");
	enum cell_dates dates = r->rules.dates;
	char *text;

	if (cm_scan_kind(value) != CM_OBJECT)
		local = value;
	text = cm_json_dup(local);
	cm_buf_clear(&r->scratch);
	cm_buf_printf(&r->scratch, "its time '%.60s' cannot be read",
	    text != NULL ? text : "");
	if (dates != CELL_ANY_ORDER)
		cm_buf_printf(&r->scratch, " (days are read %s: see --dates)",
		    orders[dates]);
	free(text);
	return cm_buf_str(&r->scratch);
}

static void
put_local(struct rewriting *w, struct cm_slice object, int published)
{
	char text[CM_CLOCK_TEXT];
	int64_t t;
	int whole;

	if (export_time(w->r, object, &t, &whole) != 0) {
		w->why = unread(w->r, object);
		cm_buf_puts(w->to, "null");
		return;
	}
	if (published)
		w->day = whole;
	cm_buf_printf(w->to, "\"%s\"", cm_clock_text(t, text));
}

static void
put_hash(struct cm_buf *to, struct cm_slice list)
{
	unsigned char hash[CM_CRYPTO_HASH];

	cm_crypto_hash("sha256", list.p, list.len, hash);
	cm_buf_byte(to, '"');
	cm_crypto_hex(to, hash, HASH);
	cm_buf_byte(to, '"');
}

enum timed { NO_TIME, TIME, PUBLISHED };

static enum timed
timed_of(struct cm_slice key)
{
	if (cm_json_is(key, "published"))
		return PUBLISHED;
	return cm_json_is(key, "updated") || cm_json_is(key, "at") ? TIME
								   : NO_TIME;
}

/* What is not handed over: where it was, and with --no-raw what else the file
 * said. */
static int
is_left_out(const struct reading *r, struct cm_slice key)
{
	return cm_json_is(key, "line") || cm_json_is(key, "joins") ||
	    cm_json_is(key, "behind") ||
	    (r->x->f->o.import.no_raw && cm_json_is(key, "raw"));
}

/* Copies a value, with {"local":...} and {"hash":...} made into texts. */
static void
rewrite(struct rewriting *w, struct cm_slice v, int depth, enum timed timed)
{
	struct cm_slice key, value;
	enum cm_kind kind = cm_scan_kind(v);
	size_t at = 0, n = 0;
	int64_t t;

	if ((kind == CM_OBJECT && only(v, "local").p != NULL) ||
	    (timed && kind == CM_STRING && v.len > 2 &&
		cm_netrec_time(v, &t) != 0)) {
		put_local(w, v, timed == PUBLISHED);
		return;
	}
	if ((kind != CM_OBJECT && kind != CM_ARRAY) || depth > DEPTH) {
		cm_buf_add(w->to, v.p, v.len);
		return;
	}
	value = kind == CM_OBJECT ? only(v, "hash") : v;
	if (kind == CM_OBJECT && cm_scan_kind(value) == CM_ARRAY &&
	    value.len > 2) {
		put_hash(w->to, value);
		return;
	}
	cm_buf_byte(w->to, kind == CM_OBJECT ? '{' : '[');
	while (cm_json_next(v, &at, &key, &value)) {
		if (kind == CM_OBJECT && depth == 0 && is_left_out(w->r, key))
			continue;
		if (n++ > 0)
			cm_buf_byte(w->to, ',');
		if (kind == CM_OBJECT) {
			cm_buf_add(w->to, key.p, key.len);
			cm_buf_byte(w->to, ':');
		}
		if (kind == CM_OBJECT && depth == 0 && cm_json_is(key, "raw"))
			cm_buf_add(w->to, value.p, value.len);
		else
			rewrite(w, value, depth + 1,
			    kind == CM_OBJECT && depth == 0 ? timed_of(key)
							    : NO_TIME);
	}
	cm_buf_byte(w->to, kind == CM_OBJECT ? '}' : ']');
}

/* A time in words that only cells have. */
static int
other_time(struct cm_slice record, const char *name)
{
	struct cm_slice v = cm_json_get(record, name);
	int64_t t;

	return cm_scan_kind(v) == CM_STRING && v.len > 2 &&
	    cm_netrec_time(v, &t) != 0;
}

/* The record as we take it on: without `line`, times and ids as texts. */
static struct cm_slice
prepared(struct reading *r, struct cm_slice record, const char **why)
{
	struct rewriting w = {r, &r->record, NULL, 0};
	struct cm_slice v;

	cm_buf_clear(&r->record);
	if (has(record, "\"local\"") || has(record, "\"hash\"") ||
	    has(record, "\"line\"") || has(record, "\"joins\"") ||
	    r->x->f->o.import.no_raw || other_time(record, "published") ||
	    other_time(record, "updated") || other_time(record, "at")) {
		rewrite(&w, record, 0, NO_TIME);
		if (w.day && cm_json_get(record, "precision").p == NULL) {
			r->record.len--;
			cm_json_member(&r->record, "precision", "day");
			cm_buf_byte(&r->record, '}');
		}
	} else
		cm_buf_add(&r->record, record.p, record.len);
	cm_buf_room(&r->record, CM_SCAN_PAD);
	*why = w.why;
	v.p = r->record.p;
	v.len = r->record.len;
	return v;
}

/* How many drafts of the file came before for this moment and account; one
 * more from now on. */
static unsigned
came_before(struct reading *r, const char *at, struct cm_slice to)
{
	const char *had;
	unsigned n;
	char count[16];

	cm_buf_clear(&r->scratch);
	cm_buf_printf(&r->scratch, "%s ", at);
	cm_buf_add(&r->scratch, to.p, to.len);
	had = known_get(&r->drafts, r->scratch.p, r->scratch.len);
	n = had != NULL ? (unsigned)strtoul(had, NULL, 10) : 0;
	snprintf(count, sizeof(count), "%u", n + 1);
	known_set(
	    &r->drafts, r->scratch.p, r->scratch.len, count, strlen(count));
	return n;
}

/* A draft is known by its account and its time to whoever publishes it: the
 * second of the same minute would be taken for the first, so it has a key,
 * which is the same whenever the file is read. */
static void
tell_apart(struct reading *r, struct cm_slice record, const char *when)
{
	struct cm_slice to = cm_json_get(record, "to"), key, value;
	unsigned char hash[CM_CRYPTO_HASH];
	unsigned most = 0, n;
	size_t at = 0;

	if (cm_scan_kind(to) != CM_ARRAY || to.len == 2)
		most = came_before(r, when, to);
	else
		while (cm_json_next(to, &at, &key, &value)) {
			n = came_before(r, when, value);
			most = n > most ? n : most;
		}
	if (most == 0 || cm_json_get(record, "key").p != NULL)
		return;
	cm_buf_clear(&r->scratch);
	cm_buf_printf(&r->scratch, "%s %u ", when, most + 1);
	cm_buf_add(&r->scratch, to.p, to.len);
	cm_crypto_hash("sha256", r->scratch.p, r->scratch.len, hash);
	cm_buf_puts(&r->line, ",\"key\":\"");
	cm_crypto_hex(&r->line, hash, HASH);
	cm_buf_byte(&r->line, '"');
}

/* Drafts are cm's own: they stand as they are, only `at` is read. */
static enum finish
finish_draft(struct reading *r, struct cm_slice record, const char **why)
{
	struct cm_slice key, value;
	char text[CM_CLOCK_TEXT] = "";
	size_t at = 0;
	int64_t t = INT64_MIN;

	cm_buf_puts(&r->line, "{\"type\":\"draft\"");
	while (cm_json_next(record, &at, &key, &value)) {
		if (cm_json_is(key, "type") || is_left_out(r, key) ||
		    cm_scan_kind(value) == CM_NULL ||
		    (value.len == 2 && *value.p != '"' &&
			cm_scan_kind(value) > CM_NUMBER) ||
		    (value.len == 2 && *value.p == '"'))
			continue;
		cm_buf_byte(&r->line, ',');
		cm_buf_add(&r->line, key.p, key.len);
		cm_buf_byte(&r->line, ':');
		if (!cm_json_is(key, "at")) {
			cm_buf_add(&r->line, value.p, value.len);
			continue;
		}
		if (cm_netrec_time(value, &t) != 0) {
			*why = "its at is no time";
			return FINISH_BAD;
		}
		cm_buf_printf(&r->line, "\"%s\"", cm_clock_text(t, text));
	}
	if (t != INT64_MIN)
		tell_apart(r, record, text);
	cm_buf_puts(&r->line, "}\n");
	return t != INT64_MIN && (t < r->x->f->o.since || t >= r->x->f->o.until)
	    ? FINISH_OUT
	    : FINISH_TAKEN;
}

/* Whose it is: options, the record, what the file said. */
static char *
owner(struct reading *r, struct cm_slice record)
{
	struct cm_slice context = {context_of(r), 0};
	struct cm_slice own = cm_json_get(record, "account");

	if (r->x->f->o.account != NULL)
		return cm_strdup(r->x->f->o.account);
	if (cm_scan_kind(own) == CM_STRING && own.len > 2)
		return cm_json_dup(own);
	context.len = strlen(context.p);
	own = cm_json_get(context, "account");
	return cm_scan_kind(own) == CM_STRING && own.len > 2 ? cm_json_dup(own)
							     : NULL;
}

/* Two texts that say the same. */
static int
same_text(struct cm_slice a, struct cm_slice b)
{
	return cm_scan_kind(a) == CM_STRING && a.len > 2 && a.len == b.len &&
	    memcmp(a.p, b.p, a.len) == 0;
}

/* Whether the account itself said it, below something or to somebody. */
static int
is_own(struct reading *r, struct cm_slice record, const char *whose)
{
	struct cm_slice type = cm_json_get(record, "type");
	struct cm_slice author = cm_json_get(record, "author");
	struct cm_slice context = {context_of(r), 0};
	struct cm_slice handle = cm_json_get(author, "handle");

	if ((!cm_json_is(type, "comment") && !cm_json_is(type, "message")) ||
	    cm_json_get(record, "own").p != NULL)
		return 0;
	context.len = strlen(context.p);
	return r->part->own ||
	    (whose != NULL && cm_scan_kind(handle) == CM_STRING &&
		cm_json_is(handle, whose)) ||
	    same_text(cm_json_get(author, "id"), cm_json_get(context, "id"));
}

static char *
network(struct reading *r, struct cm_slice record)
{
	struct cm_slice own = cm_json_get(record, "network");

	if (r->x->f->o.import.network != NULL)
		return cm_strdup(r->x->f->o.import.network);
	if (cm_scan_kind(own) == CM_STRING && own.len > 2)
		return cm_json_dup(own);
	if (r->part->network != NULL)
		return cm_strdup(r->part->network);
	return r->format->network != NULL ? cm_strdup(r->format->network)
					  : NULL;
}

/* A series is of when its period begins. */
static int
in_time(const struct options *o, struct cm_slice record)
{
	struct cm_slice period = cm_json_get(record, "period");
	struct cm_slice start = cm_json_get(period, "start");
	int64_t t;

	if (period.p == NULL || start.p == NULL ||
	    cm_netrec_time(start, &t) != 0)
		return 1;
	return t >= o->since && t < o->until;
}

/* A series without a number says nothing; but what stands in columns that are
 * not known is not lost. */
static enum finish
finish_series(struct reading *r, const char **why)
{
	struct cm_slice line;

	cm_buf_room(&r->line, CM_SCAN_PAD);
	line.p = r->line.p;
	line.len = r->line.len;
	*why = "it has no period";
	if (cm_json_get(line, "period").p == NULL)
		return FINISH_BAD;
	if (cm_json_get(line, "metrics").p != NULL)
		return FINISH_TAKEN;
	if (cm_json_get(line, "raw").p == NULL)
		return FINISH_OUT;
	*why = "none of the numbers of it is known";
	return FINISH_BAD;
}

enum finish
export_finish(struct reading *r, struct cm_slice record, const char **why)
{
	const struct options *o = &r->x->f->o;
	struct cm_netrec_world w = {
	    NULL, NULL, r->fetched, INT64_MIN, INT64_MAX};
	struct cm_slice type = cm_json_get(record, "type");
	struct cm_slice fetched = cm_json_get(record, "fetched");
	int series =
	    cm_scan_kind(type) == CM_STRING && cm_json_is(type, "series");
	char *whose, *where;
	enum cm_netrec_verdict v;
	int64_t when;

	cm_buf_clear(&r->line);
	record = prepared(r, record, why);
	if (*why != NULL)
		return FINISH_BAD;
	if (cm_scan_kind(type) == CM_STRING && cm_json_is(type, "draft"))
		return finish_draft(r, record, why);
	if (o->since != FEED_NEVER || o->until != INT64_MAX) {
		w.since = o->since;
		w.until = o->until;
		if (!in_time(o, record))
			return FINISH_OUT;
	}
	type = cm_json_get(record, "type");
	fetched = cm_json_get(record, "fetched");
	if (fetched.p != NULL && cm_netrec_time(fetched, &when) == 0)
		w.fetched = when;
	whose = owner(r, record);
	if (cm_scan_kind(type) == CM_STRING && is_own(r, record, whose)) {
		r->record.len--;
		cm_buf_puts(&r->record, ",\"own\":true}");
		cm_buf_room(&r->record, CM_SCAN_PAD);
		record = (struct cm_slice){r->record.p, r->record.len};
	}
	where = network(r, record);
	w.account = whose;
	w.network = where;
	v = cm_netrec_add(&r->line, record, &w, &r->scratch, &when, why);
	free(whose);
	free(where);
	if (v == CM_NETREC_TAKEN && series)
		return finish_series(r, why);
	return v == CM_NETREC_TAKEN ? FINISH_TAKEN
	    : v == CM_NETREC_OUT    ? FINISH_OUT
				    : FINISH_BAD;
}
