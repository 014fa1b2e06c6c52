/* SPDX-License-Identifier: ISC */
/* What a format says of itself. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/format.h"
#include "cmd/cm-fetch/format_in.h"
#include "cmd/cm-fetch/map.h"
#include "lib/err.h"
#include "lib/json.h"

/* An object that is being read, and the first thing that is wrong. */
struct reader {
	struct format *f;
	struct cm_slice object;
	char in[48]; /* "about.parts[2]" */
	char *why;
};

static void
complain(const struct reader *r, const char *name, const char *want)
{
	if (*r->why == '\0')
		snprintf(r->why, FORMAT_WHY, "%s.%.40s is not %.100s", r->in,
		    name, want);
}

/* A slip of the pen would else be passed over in silence. */
static void
check_members(const struct reader *r, const char *const *known)
{
	char name[FORMAT_NAME], want[FORMAT_NAME + 40];

	if (format_strange(r->object, known, name, want))
		complain(r, name, want);
}

static struct cm_slice
member(const struct reader *r, const char *name)
{
	struct cm_slice s = cm_json_get(r->object, name);

	if (cm_scan_kind(s) == CM_NULL)
		s.p = NULL;
	return s;
}

static char *
text(const struct reader *r, const char *name)
{
	struct cm_slice s = member(r, name);
	char *to = cm_json_dup(s);

	if (s.p != NULL && to == NULL)
		complain(r, name, "a text");
	return to;
}

static char *
needed(const struct reader *r, const char *name)
{
	char *to = text(r, name);

	if (to == NULL)
		complain(r, name, "there");
	return to;
}

static int
flag(const struct reader *r, const char *name)
{
	enum cm_kind kind = cm_scan_kind(member(r, name));

	if (kind != CM_ABSENT && kind != CM_TRUE && kind != CM_FALSE)
		complain(r, name, "true or false");
	return kind == CM_TRUE;
}

static struct reader
inner(const struct reader *r, const char *name, struct cm_slice object)
{
	struct reader to = *r;

	snprintf(to.in, sizeof(to.in), "%.20s.%.20s", r->in, name);
	to.object = object;
	if (object.p != NULL && cm_scan_kind(object) != CM_OBJECT) {
		complain(r, name, "an object");
		to.object.p = NULL;
	}
	return to;
}

/* Adds a text (taken over) to a list. */
static void
push(char ***list, size_t *n, char *s)
{
	*list = cm_realloc(*list, (*n + 1) * sizeof(**list));
	(*list)[(*n)++] = s;
}

/* A text, or a list of them. */
static void
texts(const struct reader *r, const char *name, struct cm_slice s, char ***list,
    size_t *n)
{
	struct cm_slice value;
	size_t at = 0;
	char *one;

	if (cm_scan_kind(s) == CM_STRING)
		push(list, n, cm_json_dup(s));
	else if (s.p != NULL && cm_scan_kind(s) != CM_ARRAY)
		complain(r, name, "a text or a list of texts");
	else
		while (s.p != NULL && cm_json_next(s, &at, NULL, &value)) {
			one = cm_json_dup(value);
			if (one == NULL)
				complain(r, name, "a list of texts");
			else
				push(list, n, one);
		}
}

static void
list(const struct reader *r, const char *name, char ***to, size_t *n)
{
	texts(r, name, member(r, name), to, n);
}

static enum cell_type
cell_type(const struct reader *r, struct cm_slice s, const char *to)
{
	enum cell_type as;

	if (s.p == NULL)
		return *to == '.' ? CELL_TEXT : map_type(to);
	if (cm_scan_kind(s) == CM_STRING &&
	    map_type_named(s.p + 1, s.len - 2, &as) == 0)
		return as;
	complain(r, "as", "a type of cells");
	return CELL_TEXT;
}

static size_t
language(struct format *f, struct cm_slice name)
{
	size_t i;

	for (i = 0; i < f->nlanguages; i++)
		if (cm_json_is(name, f->languages[i].name))
			return i;
	f->languages = cm_realloc(
	    f->languages, (f->nlanguages + 1) * sizeof(*f->languages));
	f->languages[i] = (struct format_language){.name = cm_json_dup(name)};
	return f->nlanguages++;
}

/* One that is described, or two letters: "en", "pt-BR". */
static int
is_language(const struct format *f, struct cm_slice name)
{
	size_t i;

	for (i = 0; i < f->nlanguages; i++)
		if (cm_json_is(name, f->languages[i].name))
			return 1;
	return name.len == 4 ||
	    (name.len > 5 && (name.p[3] == '-' || name.p[3] == '_'));
}

static void
heading_add(struct part *p, const char *heading, size_t lang, long column)
{
	struct cm_buf key;

	cm_buf_init(&key, CM_BUF_ANY);
	format_key(&key, heading, strlen(heading));
	p->headings =
	    cm_realloc(p->headings, (p->nheadings + 1) * sizeof(*p->headings));
	p->headings[p->nheadings++] =
	    (struct part_heading){cm_strdup(cm_buf_str(&key)), lang, column};
	cm_buf_release(&key);
}

/* {"en": "Views", "de": [...], "as": "number"} */
static void
read_column(const struct reader *part, struct part *p, struct cm_slice name,
    struct cm_slice says)
{
	struct reader r = inner(part, "columns", says);
	struct part_column *c;
	struct cm_slice key, value;
	size_t at = 0, n = 0, i, lang;
	char **headings = NULL, *other;

	p->columns =
	    cm_realloc(p->columns, (p->ncolumns + 1) * sizeof(*p->columns));
	c = &p->columns[p->ncolumns++];
	c->to = cm_json_dup(name);
	c->at = 0;
	if (c->to == NULL)
		c->to = cm_strdup("");
	c->as = cell_type(&r, member(&r, "as"), c->to);
	while (
	    r.object.p != NULL && cm_json_next(r.object, &at, &key, &value)) {
		if (cm_json_is(key, "as"))
			continue;
		if (!is_language(part->f, key)) {
			other = cm_json_dup(key);
			complain(&r, other, "a language, nor 'as'");
			free(other);
			continue;
		}
		lang = language(part->f, key);
		n = 0;
		texts(&r, c->to, value, &headings, &n);
		for (i = 0; i < n; i++) {
			heading_add(
			    p, headings[i], lang, (long)(p->ncolumns - 1));
			free(headings[i]);
		}
		free(headings);
		headings = NULL;
	}
}

static void
read_raw(const struct reader *r, struct part *p)
{
	char **raw = NULL;
	size_t n = 0, i;

	list(r, "raw", &raw, &n);
	for (i = 0; i < n; i++) {
		heading_add(p, raw[i], (size_t)-1, -1);
		free(raw[i]);
	}
	free(raw);
}

/* {KEY: number}: columns by position. */
static void
read_also(const struct reader *part, struct part *p)
{
	struct reader r = inner(part, "also", member(part, "also"));
	struct cm_slice key, value;
	size_t at = 0, i;
	double d;

	while (
	    r.object.p != NULL && cm_json_next(r.object, &at, &key, &value)) {
		for (i = 0; i < p->ncolumns; i++)
			if (cm_json_is(key, p->columns[i].to))
				break;
		if (i == p->ncolumns || cm_json_double(value, &d) != 0 ||
		    d < 1 || d > 1e6)
			complain(part, "also", "of columns and their places");
		else
			p->columns[i].at = (size_t)d;
	}
}

static void
read_has(const struct reader *r, struct part *p)
{
	struct cm_slice s = member(r, "has"), value;
	struct part_need need;
	size_t at = 0;

	if (s.p != NULL && cm_scan_kind(s) != CM_ARRAY) {
		complain(r, "has", "a list");
		return;
	}
	while (s.p != NULL && cm_json_next(s, &at, NULL, &value)) {
		memset(&need, 0, sizeof(need));
		texts(r, "has", value, &need.any, &need.n);
		p->has = cm_realloc(p->has, (p->nhas + 1) * sizeof(*p->has));
		p->has[p->nhas++] = need;
	}
}

static size_t
group(const struct reader *r, const char *name)
{
	struct cm_slice s = member(r, name);
	double d;

	if (s.p == NULL)
		return 0;
	if (cm_json_double(s, &d) == 0 && d >= 1 && d <= 20)
		return (size_t)d;
	complain(r, name, "the number of a group");
	return 0;
}

/* What a table has to have, and may not have, are its columns. */
static void
check_columns(const struct reader *r, const struct part *p)
{
	const char **known = cm_zalloc((p->ncolumns + 1) * sizeof(*known));
	char want[FORMAT_NAME + 100];
	size_t i, k;

	for (i = 0; i < p->ncolumns; i++)
		known[i] = p->columns[i].to;
	for (i = 0; i < p->nhas; i++)
		for (k = 0; k < p->has[i].n; k++)
			if (strcmp(p->has[i].any[k], "(#)") != 0 &&
			    format_no_column(known, p->has[i].any[k], want))
				complain(r, "has", want);
	for (i = 0; i < p->nnot; i++)
		if (format_no_column(known, p->not [i], want))
			complain(r, "not", want);
	free(known);
}

static void
read_table(const struct reader *r, struct part *p)
{
	struct reader columns = inner(r, "columns", member(r, "columns"));
	struct cm_slice key, value;
	size_t at = 0;

	while (columns.object.p != NULL &&
	    cm_json_next(columns.object, &at, &key, &value))
		read_column(r, p, key, value);
	if (p->ncolumns == 0 && p->by == NULL)
		complain(r, "columns", "there");
	check_columns(r, p);
	read_raw(r, p);
	read_also(r, p);
	list(r, "sheet", &p->sheets, &p->nsheets);
	p->fallback = text(r, "fallback");
	p->blocks = flag(r, "blocks");
	p->whole = flag(r, "whole");
	p->escapes = flag(r, "escapes");
	p->exact = flag(r, "exact");
	p->leaves = flag(r, "leaves");
}

static void
read_items(const struct reader *r, struct part *p)
{
	static const char *const groups[] = {"date", "time", "noon", NULL};
	struct reader times = inner(r, "times", member(r, "times"));

	list(r, "items", &p->items, &p->nitems);
	if (p->nitems == 0 && p->is != PART_TEXT)
		complain(r, "items", "there");
	list(r, "before", &p->before, &p->nbefore);
	if (p->by == NULL)
		complain(r, "by", "there");
	if (p->is == PART_TEXT && p->nitems > 1)
		complain(r, "items", "one pattern");
	check_members(&times, groups);
	p->sure = text(r, "sure");
	p->date_group = group(&times, "date");
	p->time_group = group(&times, "time");
	p->noon_group = group(&times, "noon");
}

/* An object that is kept as it stands, or NULL. */
static char *
object_text(const struct reader *r, const char *name)
{
	struct cm_slice object = member(r, name);
	char *to;

	inner(r, name, object);
	if (object.p == NULL)
		return NULL;
	to = cm_zalloc(object.len + CM_SCAN_PAD);
	memcpy(to, object.p, object.len);
	return to;
}

static enum part_is
what_it_is(const struct reader *r)
{
	struct cm_slice s = member(r, "is");

	if (cm_json_is(s, "json"))
		return PART_JSON;
	if (cm_json_is(s, "xml"))
		return PART_XML;
	if (cm_json_is(s, "text"))
		return PART_TEXT;
	if (!cm_json_is(s, "table"))
		complain(r, "is", "table, json, xml or text");
	return PART_TABLE;
}

static void
read_part(const struct reader *about, struct part *p, size_t number,
    struct cm_slice says)
{
	static const char *const known[] = {"name", "is", "type", "network",
	    "zone", "preset_zone", "files", "only", "has", "not", "by", "end",
	    "own", "asked", "first", "some", "look", "columns", "raw", "also",
	    "blocks", "whole", "sheet", "escapes", "exact", "leaves",
	    "fallback", "items", "before", "times", "sure", NULL};
	struct reader r = *about;

	snprintf(r.in, sizeof(r.in), "about.parts[%zu]", number);
	r.object = says;
	if (cm_scan_kind(says) != CM_OBJECT) {
		complain(about, "parts", "a list of objects");
		r.object.p = NULL;
	}
	check_members(&r, known);
	p->name = needed(&r, "name");
	p->is = what_it_is(&r);
	p->type = text(&r, "type");
	p->network = text(&r, "network");
	p->by = text(&r, "by");
	p->end = text(&r, "end");
	p->zone = text(&r, "zone");
	p->preset_zone = text(&r, "preset_zone");
	list(&r, "files", &p->files, &p->nfiles);
	list(&r, "not", &p->not, &p->nnot);
	read_has(&r, p);
	p->only = flag(&r, "only");
	p->asked = flag(&r, "asked");
	p->first = flag(&r, "first");
	p->own = flag(&r, "own");
	if (p->nhas == 0 && p->nfiles == 0 && !p->asked && p->is != PART_TEXT)
		complain(&r, "has", "there, nor is .files");
	p->look = object_text(&r, "look");
	p->some = object_text(&r, "some");
	if (p->is == PART_TABLE)
		read_table(&r, p);
	else
		read_items(&r, p);
}

static void
read_languages(const struct reader *about)
{
	static const char *const known[] = {"point", "dates", NULL};
	struct reader r = inner(about, "languages", member(about, "languages"));
	struct cm_slice key, value, s;
	struct format_language *l;
	struct reader one;
	size_t at = 0, n;

	while (
	    r.object.p != NULL && cm_json_next(r.object, &at, &key, &value)) {
		n = language(about->f, key);
		l = &about->f->languages[n];
		one = inner(&r, l->name, value);
		check_members(&one, known);
		s = member(&one, "point");
		if (s.p != NULL && !cm_json_is(s, ".") && !cm_json_is(s, ","))
			complain(&one, "point", ". or ,");
		else if (s.p != NULL)
			l->point = s.p[1];
		s = member(&one, "dates");
		l->dates = cm_json_is(s, "dmy") ? CELL_DMY
		    : cm_json_is(s, "mdy")      ? CELL_MDY
		    : cm_json_is(s, "ymd")      ? CELL_YMD
						: CELL_ANY_ORDER;
		if (s.p != NULL && l->dates == CELL_ANY_ORDER)
			complain(&one, "dates", "dmy, mdy or ymd");
	}
}

static void
read_settings(const struct reader *about)
{
	struct reader r = inner(about, "settings", member(about, "settings"));
	struct format *f = about->f;
	struct cm_slice key, value;
	size_t at = 0, n = 0;

	while (
	    r.object.p != NULL && cm_json_next(r.object, &at, &key, &value)) {
		push(&f->settings, &f->nsettings, cm_json_dup(key));
		if (cm_scan_kind(value) == CM_STRING)
			push(&f->reasons, &n, cm_json_dup(value));
		else {
			complain(&r, f->settings[n], "a text");
			push(&f->reasons, &n, cm_strdup(""));
		}
	}
}

static void
read_about(struct reader *r)
{
	static const char *const known[] = {"title", "get", "network", "zone",
	    "preset_zone", "languages", "settings", "parts", NULL};
	struct cm_slice parts, value;
	struct format *f = r->f;
	size_t at = 0;

	check_members(r, known);
	f->title = needed(r, "title");
	f->network = text(r, "network");
	f->zone = text(r, "zone");
	f->preset_zone = text(r, "preset_zone");
	list(r, "get", &f->get, &f->nget);
	read_languages(r);
	read_settings(r);
	parts = member(r, "parts");
	if (cm_scan_kind(parts) != CM_ARRAY) {
		complain(r, "parts", "a list");
		return;
	}
	while (cm_json_next(parts, &at, NULL, &value)) {
		f->parts =
		    cm_realloc(f->parts, (f->nparts + 1) * sizeof(*f->parts));
		memset(&f->parts[f->nparts], 0, sizeof(*f->parts));
		read_part(r, &f->parts[f->nparts], f->nparts, value);
		f->nparts++;
	}
}

struct format *
format_read(const char *name, const char *origin, const char *source,
    size_t len, char why[FORMAT_WHY])
{
	struct format *f = cm_zalloc(sizeof(*f));
	struct reader r = {.f = f, .in = "about", .why = why};
	struct cm_buf about;

	*why = '\0';
	f->name = cm_strdup(name);
	f->origin = cm_strdup(origin);
	f->source = source;
	f->source_len = len;
	cm_buf_init(&about, CM_BUF_ANY);
	if (format_about(&about, source, len, why) == 0) {
		r.object = (struct cm_slice){about.p, about.len};
		read_about(&r);
	}
	cm_buf_release(&about);
	if (*why == '\0')
		return f;
	format_free(f);
	return NULL;
}
