/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/clock.h"
#include "lib/date.h"
#include "lib/json.h"
#include "lib/netput.h"
#include "lib/netrec.h"

enum { LINE_MAX_BYTES = (4 << 20) - 4096 /* longer lines are refused */ };

/* In the order of cm-record(5), and the places of those with a name here. */
enum {
	TYPE = 0,
	OWN_ID = 3,
	PUBLISHED = 5,
	OWN_TEXT = 12,
	OWN_HTML = 13,
	OWN_LINKS = 20
};
static const struct cm_netput_member members[] = {
    CM_NETPUT("type", CM_NETPUT_GIVEN), CM_NETPUT("network", CM_NETPUT_GIVEN),
    CM_NETPUT("account", CM_NETPUT_GIVEN), CM_NETPUT("id", CM_NETPUT_ID),
    CM_NETPUT("url", CM_NETPUT_TEXT), CM_NETPUT("published", CM_NETPUT_TIME),
    CM_NETPUT("updated", CM_NETPUT_TIME), CM_NETPUT("handle", CM_NETPUT_HANDLE),
    CM_NETPUT("name", CM_NETPUT_TEXT), CM_NETPUT("author", CM_NETPUT_AUTHOR),
    CM_NETPUT("own", CM_NETPUT_ANY), CM_NETPUT("title", CM_NETPUT_TITLE),
    CM_NETPUT("text", CM_NETPUT_PLAIN), CM_NETPUT("html", CM_NETPUT_HTML),
    CM_NETPUT("lang", CM_NETPUT_LANG), CM_NETPUT("reply_to", CM_NETPUT_ID),
    CM_NETPUT("thread", CM_NETPUT_ID), CM_NETPUT("channel", CM_NETPUT_TEXT),
    CM_NETPUT("tags", CM_NETPUT_TAGS), CM_NETPUT("mentions", CM_NETPUT_AUTHORS),
    CM_NETPUT("links", CM_NETPUT_TEXTS), CM_NETPUT("media", CM_NETPUT_MEDIA),
    CM_NETPUT("target", CM_NETPUT_TARGET), CM_NETPUT("period", CM_NETPUT_SPAN),
    CM_NETPUT("dimensions", CM_NETPUT_DIMENSIONS),
    CM_NETPUT("metrics", CM_NETPUT_METRICS), CM_NETPUT("feed", CM_NETPUT_ANY),
    CM_NETPUT("summary", CM_NETPUT_TEXT),
    CM_NETPUT("authors", CM_NETPUT_AUTHORS),
    CM_NETPUT("comments_url", CM_NETPUT_TEXT),
    CM_NETPUT("comments_feed", CM_NETPUT_TEXT),
    CM_NETPUT("episode", CM_NETPUT_COUNT), CM_NETPUT("season", CM_NETPUT_COUNT),
    CM_NETPUT("at", CM_NETPUT_TIME), CM_NETPUT("fetched", CM_NETPUT_GIVEN)};
enum { MEMBERS = sizeof(members) / sizeof(members[0]) };

/* Digits of seconds, or milliseconds, or microseconds since 1970. */
static int
read_count(const char *s, size_t len, int64_t *t)
{
	struct cm_slice v = {s, len};
	double d;

	if (cm_json_double(v, &d) == -1)
		return -1;
	if (d >= 1e14)
		d /= 1e6;
	else if (d >= 1e11)
		d /= 1e3;
	if (!(d > 0 && d < 253402300800.0))
		return -1;
	*t = (int64_t)d;
	return 0;
}

int
cm_netrec_time(struct cm_slice v, int64_t *t)
{
	const char *s = v.p + 1;
	size_t len = v.len - 2, i = 0;

	if (cm_scan_kind(v) == CM_NUMBER)
		return read_count(v.p, v.len, t);
	if (cm_scan_kind(v) != CM_STRING || len == 0)
		return -1;
	if (cm_clock_parse(s, len, t) == 0)
		return 0;
	while (i < len && ((s[i] >= '0' && s[i] <= '9') || s[i] == '.'))
		i++;
	/* Eight digits are a day, as ISO 8601 writes it. */
	if (i == len && len > 8)
		return *s == '0' ? -1 : read_count(s, len, t);
	return cm_date_read(s, len, t) == CM_DATE_NONE ? -1 : 0;
}

/* Which types are bad without an id. */
static int
is_said(struct cm_slice type)
{
	static const struct cm_netput_member said[] = {CM_NETPUT("post", 0),
	    CM_NETPUT("comment", 0), CM_NETPUT("mention", 0),
	    CM_NETPUT("message", 0), CM_NETPUT("review", 0),
	    CM_NETPUT("article", 0), {NULL, 0, 0}};
	size_t i;

	for (i = 0; said[i].name != NULL; i++)
		if (cm_netput_is(type, said[i].name, said[i].len))
			return 1;
	return 0;
}

static int
is_type(struct cm_slice type)
{
	static const struct cm_netput_member others[] = {
	    CM_NETPUT("account", 0), CM_NETPUT("profile", 0),
	    CM_NETPUT("series", 0), CM_NETPUT("visit", 0), {NULL, 0, 0}};
	size_t i;

	for (i = 0; others[i].name != NULL; i++)
		if (cm_netput_is(type, others[i].name, others[i].len))
			return 1;
	return is_said(type);
}

/* Finds the members of ours. */
static void
find(struct cm_slice record, struct cm_slice *found)
{
	struct cm_slice key, value;
	size_t at = 0, i;

	memset(found, 0, MEMBERS * sizeof(*found));
	while (cm_json_next(record, &at, &key, &value))
		for (i = 0; i < MEMBERS; i++)
			if (cm_netput_is(
				key, members[i].name, members[i].len)) {
				found[i] = value;
				break;
			}
}

static void
put_others(struct cm_netput *w, struct cm_slice record)
{
	struct cm_slice key, value;
	size_t at = 0, i;

	while (cm_json_next(record, &at, &key, &value)) {
		for (i = 0; i < MEMBERS; i++)
			if (cm_netput_is(key, members[i].name, members[i].len))
				break;
		if (i == MEMBERS)
			cm_netput_other(w, key, value);
	}
}

/* Makes of the html what the module does not say. */
static void
from_html(struct cm_netput *w, size_t i, const struct cm_slice *found)
{
	size_t at = w->to->len;
	int put = 0;

	if (i == OWN_TEXT) {
		cm_json_key(w->to, "text");
		put = cm_netput_plain(w, found[OWN_HTML], 1);
	} else if (i == OWN_LINKS && found[i].p == NULL) {
		cm_json_key(w->to, "links");
		put = cm_netput_links(w, found[OWN_HTML]);
	}
	if (!put)
		w->to->len = at;
}

static void
put_record(struct cm_netput *w, struct cm_slice record,
    const struct cm_slice *found, const struct cm_netrec_world *world)
{
	char fetched[CM_CLOCK_TEXT];
	size_t i, at;

	cm_buf_puts(w->to, "{\"type\":");
	cm_buf_add(w->to, found[TYPE].p, found[TYPE].len);
	cm_json_member(w->to, "network", world->network);
	cm_json_member(w->to, "account", world->account);
	for (i = 0; i < MEMBERS; i++) {
		at = w->to->len;
		cm_netput_named(w, &members[i], found[i]);
		if (w->to->len == at &&
		    cm_scan_kind(found[OWN_HTML]) == CM_STRING)
			from_html(w, i, found);
	}
	put_others(w, record);
	cm_json_member(
	    w->to, "fetched", cm_clock_text(world->fetched, fetched));
	cm_buf_puts(w->to, "}\n");
}

/* 0 says that there is none. */
static int
no_time(struct cm_slice v)
{
	return cm_netput_empty(v) || cm_netput_is(v, "0", 1) ||
	    (v.len == 1 && *v.p == '0');
}

/* What is wrong with it, or NULL. */
static const char *
fault(const struct cm_slice *found)
{
	struct cm_slice id = found[OWN_ID];

	if (cm_scan_kind(found[TYPE]) != CM_STRING || found[TYPE].len == 2)
		return "it has no type";
	if (!is_type(found[TYPE]))
		return "its type is none of cm-record(5)";
	if (is_said(found[TYPE]) &&
	    (cm_netput_empty(id) ||
		(cm_scan_kind(id) != CM_STRING &&
		    cm_scan_kind(id) != CM_NUMBER)))
		return "it has no id";
	return NULL;
}

enum cm_netrec_verdict
cm_netrec_add(struct cm_buf *to, struct cm_slice record,
    const struct cm_netrec_world *world, struct cm_buf *scratch, int64_t *when,
    const char **why)
{
	struct cm_netput w = {to, scratch, 0};
	struct cm_slice found[MEMBERS];
	size_t at = to->len;

	*when = INT64_MIN;
	*why = "it is no object";
	if (cm_scan_kind(record) != CM_OBJECT)
		return CM_NETREC_BAD;
	find(record, found);
	*why = fault(found);
	if (*why != NULL)
		return CM_NETREC_BAD;
	if (!no_time(found[PUBLISHED]) &&
	    cm_netrec_time(found[PUBLISHED], when) == -1) {
		*why = "its published is no time";
		return CM_NETREC_BAD;
	}
	if (*when != INT64_MIN &&
	    (*when < world->since || *when >= world->until))
		return CM_NETREC_OUT;
	put_record(&w, record, found, world);
	if (to->len - at <= LINE_MAX_BYTES)
		return CM_NETREC_TAKEN;
	/* The html says nothing that text does not. */
	to->len = at;
	w.short_of_room = 1;
	put_record(&w, record, found, world);
	if (to->len - at <= LINE_MAX_BYTES)
		return CM_NETREC_TAKEN;
	to->len = at;
	*why = "it is longer than 4 MiB";
	return CM_NETREC_BAD;
}
