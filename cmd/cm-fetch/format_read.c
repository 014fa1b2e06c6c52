/* SPDX-License-Identifier: ISC */
/* What a format says of itself. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/format.h"
#include "cmd/cm-fetch/format_in.h"
#include "cmd/cm-fetch/map.h"
#include "lib/err.h"
#include "lib/json.h"

static enum cell_type
cell_type(const struct format_reader *r, struct cm_slice s, const char *to)
{
	enum cell_type as;

	if (s.p == NULL)
		return *to == '.' ? CELL_TEXT : map_type(to);
	if (cm_scan_kind(s) == CM_STRING &&
	    map_type_named(s.p + 1, s.len - 2, &as) == 0)
		return as;
	format_complain(r, "as", "a type of cells");
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
read_column(const struct format_reader *part, struct part *p,
    struct cm_slice name, struct cm_slice says)
{
	struct format_reader r = format_inner(part, "columns", says);
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
	c->as = cell_type(&r, format_member(&r, "as"), c->to);
	while (
	    r.object.p != NULL && cm_json_next(r.object, &at, &key, &value)) {
		if (cm_json_is(key, "as"))
			continue;
		if (!is_language(part->f, key)) {
			other = cm_json_dup(key);
			format_complain(&r, other, "a language, nor 'as'");
			free(other);
			continue;
		}
		lang = language(part->f, key);
		n = 0;
		format_texts(&r, c->to, value, &headings, &n);
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
read_raw(const struct format_reader *r, struct part *p)
{
	char **raw = NULL;
	size_t n = 0, i;

	format_list(r, "raw", &raw, &n);
	for (i = 0; i < n; i++) {
		heading_add(p, raw[i], (size_t)-1, -1);
		free(raw[i]);
	}
	free(raw);
}

/* {KEY: number}: columns by position. */
static void
read_also(const struct format_reader *part, struct part *p)
{
	struct format_reader r =
	    format_inner(part, "also", format_member(part, "also"));
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
			format_complain(
			    part, "also", "of columns and their places");
		else
			p->columns[i].at = (size_t)d;
	}
}

static void
read_has(const struct format_reader *r, struct part *p)
{
	struct cm_slice s = format_member(r, "has"), value;
	struct part_need need;
	size_t at = 0;

	if (s.p != NULL && cm_scan_kind(s) != CM_ARRAY) {
		format_complain(r, "has", "a list");
		return;
	}
	while (s.p != NULL && cm_json_next(s, &at, NULL, &value)) {
		memset(&need, 0, sizeof(need));
		format_texts(r, "has", value, &need.any, &need.n);
		p->has = cm_realloc(p->has, (p->nhas + 1) * sizeof(*p->has));
		p->has[p->nhas++] = need;
	}
}

static size_t
group(const struct format_reader *r, const char *name)
{
	struct cm_slice s = format_member(r, name);
	double d;

	if (s.p == NULL)
		return 0;
	if (cm_json_double(s, &d) == 0 && d >= 1 && d <= 20)
		return (size_t)d;
	format_complain(r, name, "the number of a group");
	return 0;
}

/* What a table has to have, and may not have, are its columns. */
static void
check_columns(const struct format_reader *r, const struct part *p)
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
				format_complain(r, "has", want);
	for (i = 0; i < p->nnot; i++)
		if (format_no_column(known, p->not [i], want))
			format_complain(r, "not", want);
	free(known);
}

static void
read_table(const struct format_reader *r, struct part *p)
{
	struct format_reader columns =
	    format_inner(r, "columns", format_member(r, "columns"));
	struct cm_slice key, value;
	size_t at = 0;

	while (columns.object.p != NULL &&
	    cm_json_next(columns.object, &at, &key, &value))
		read_column(r, p, key, value);
	if (p->ncolumns == 0 && p->by == NULL)
		format_complain(r, "columns", "there");
	check_columns(r, p);
	read_raw(r, p);
	read_also(r, p);
	format_list(r, "sheet", &p->sheets, &p->nsheets);
	p->fallback = format_text(r, "fallback");
	p->blocks = format_flag(r, "blocks");
	p->whole = format_flag(r, "whole");
	p->escapes = format_flag(r, "escapes");
	p->exact = format_flag(r, "exact");
	p->leaves = format_flag(r, "leaves");
}

static void
read_items(const struct format_reader *r, struct part *p)
{
	static const char *const groups[] = {"date", "time", "noon", NULL};
	struct format_reader times =
	    format_inner(r, "times", format_member(r, "times"));

	format_list(r, "items", &p->items, &p->nitems);
	if (p->nitems == 0 && p->is != PART_TEXT)
		format_complain(r, "items", "there");
	format_list(r, "before", &p->before, &p->nbefore);
	if (p->by == NULL)
		format_complain(r, "by", "there");
	if (p->is == PART_TEXT && p->nitems > 1)
		format_complain(r, "items", "one pattern");
	format_members(&times, groups);
	p->sure = format_text(r, "sure");
	p->date_group = group(&times, "date");
	p->time_group = group(&times, "time");
	p->noon_group = group(&times, "noon");
}

/* An object that is kept as it stands, or NULL. */
static char *
object_text(const struct format_reader *r, const char *name)
{
	struct cm_slice object = format_member(r, name);
	char *to;

	format_inner(r, name, object);
	if (object.p == NULL)
		return NULL;
	to = cm_zalloc(object.len + CM_SCAN_PAD);
	memcpy(to, object.p, object.len);
	return to;
}

static enum part_is
what_it_is(const struct format_reader *r)
{
	struct cm_slice s = format_member(r, "is");

	if (cm_json_is(s, "json"))
		return PART_JSON;
	if (cm_json_is(s, "xml"))
		return PART_XML;
	if (cm_json_is(s, "text"))
		return PART_TEXT;
	if (!cm_json_is(s, "table"))
		format_complain(r, "is", "table, json, xml or text");
	return PART_TABLE;
}

static void
read_part(const struct format_reader *about, struct part *p, size_t number,
    struct cm_slice says)
{
	static const char *const known[] = {"name", "is", "type", "network",
	    "zone", "preset_zone", "files", "only", "has", "not", "by", "end",
	    "own", "asked", "first", "some", "look", "columns", "raw", "also",
	    "blocks", "whole", "sheet", "escapes", "exact", "leaves",
	    "fallback", "items", "before", "times", "sure", NULL};
	struct format_reader r = *about;

	snprintf(r.in, sizeof(r.in), "about.parts[%zu]", number);
	r.object = says;
	if (cm_scan_kind(says) != CM_OBJECT) {
		format_complain(about, "parts", "a list of objects");
		r.object.p = NULL;
	}
	format_members(&r, known);
	p->name = format_needed(&r, "name");
	p->is = what_it_is(&r);
	p->type = format_text(&r, "type");
	p->network = format_text(&r, "network");
	p->by = format_text(&r, "by");
	p->end = format_text(&r, "end");
	p->zone = format_text(&r, "zone");
	p->preset_zone = format_text(&r, "preset_zone");
	format_list(&r, "files", &p->files, &p->nfiles);
	format_list(&r, "not", &p->not, &p->nnot);
	read_has(&r, p);
	p->only = format_flag(&r, "only");
	p->asked = format_flag(&r, "asked");
	p->first = format_flag(&r, "first");
	p->own = format_flag(&r, "own");
	if (p->nhas == 0 && p->nfiles == 0 && !p->asked && p->is != PART_TEXT)
		format_complain(&r, "has", "there, nor is .files");
	p->look = object_text(&r, "look");
	p->some = object_text(&r, "some");
	if (p->is == PART_TABLE)
		read_table(&r, p);
	else
		read_items(&r, p);
}

static void
read_languages(const struct format_reader *about)
{
	static const char *const known[] = {"point", "dates", NULL};
	struct format_reader r =
	    format_inner(about, "languages", format_member(about, "languages"));
	struct cm_slice key, value, s;
	struct format_language *l;
	struct format_reader one;
	size_t at = 0, n;

	while (
	    r.object.p != NULL && cm_json_next(r.object, &at, &key, &value)) {
		n = language(about->f, key);
		l = &about->f->languages[n];
		one = format_inner(&r, l->name, value);
		format_members(&one, known);
		s = format_member(&one, "point");
		if (s.p != NULL && !cm_json_is(s, ".") && !cm_json_is(s, ","))
			format_complain(&one, "point", ". or ,");
		else if (s.p != NULL)
			l->point = s.p[1];
		s = format_member(&one, "dates");
		l->dates = cm_json_is(s, "dmy") ? CELL_DMY
		    : cm_json_is(s, "mdy")      ? CELL_MDY
		    : cm_json_is(s, "ymd")      ? CELL_YMD
						: CELL_ANY_ORDER;
		if (s.p != NULL && l->dates == CELL_ANY_ORDER)
			format_complain(&one, "dates", "dmy, mdy or ymd");
	}
}

static void
read_settings(const struct format_reader *about)
{
	struct format_reader r =
	    format_inner(about, "settings", format_member(about, "settings"));
	struct format *f = about->f;
	struct cm_slice key, value;
	size_t at = 0, n = 0;

	while (
	    r.object.p != NULL && cm_json_next(r.object, &at, &key, &value)) {
		format_push(&f->settings, &f->nsettings, cm_json_dup(key));
		if (cm_scan_kind(value) == CM_STRING)
			format_push(&f->reasons, &n, cm_json_dup(value));
		else {
			format_complain(&r, f->settings[n], "a text");
			format_push(&f->reasons, &n, cm_strdup(""));
		}
	}
}

static void
read_about(struct format_reader *r)
{
	static const char *const known[] = {"title", "get", "network", "zone",
	    "preset_zone", "languages", "settings", "parts", NULL};
	struct cm_slice parts, value;
	struct format *f = r->f;
	size_t at = 0;

	format_members(r, known);
	f->title = format_needed(r, "title");
	f->network = format_text(r, "network");
	f->zone = format_text(r, "zone");
	f->preset_zone = format_text(r, "preset_zone");
	format_list(r, "get", &f->get, &f->nget);
	read_languages(r);
	read_settings(r);
	parts = format_member(r, "parts");
	if (cm_scan_kind(parts) != CM_ARRAY) {
		format_complain(r, "parts", "a list");
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
	struct format_reader r = {.f = f, .in = "about", .why = why};
	struct cm_buf about;

	*why = '\0';
	f->name = cm_strdup(name);
	f->origin = cm_strdup(origin);
	f->source = source;
	f->source_len = len;
	cm_buf_init(&about, CM_BUF_ANY);
	switch (cm_jqconst(&about, source, len, "about", why)) {
	case 0:
		snprintf(why, FORMAT_WHY,
		    "it has no 'def about: {...};' with an object of JSON");
		break;
	case 1:
		r.object = (struct cm_slice){about.p, about.len};
		read_about(&r);
		break;
	}
	cm_buf_release(&about);
	if (*why == '\0')
		return f;
	format_free(f);
	return NULL;
}
