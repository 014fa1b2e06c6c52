/* SPDX-License-Identifier: ISC */
/* --map: which headings become which members. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/map.h"
#include "lib/err.h"

static const struct {
	const char *name;
	enum cell_type as;
} types[] = {{"text", CELL_TEXT}, {"word", CELL_WORD}, {"id", CELL_ID},
    {"handle", CELL_HANDLE}, {"number", CELL_NUMBER}, {"percent", CELL_PERCENT},
    {"seconds", CELL_SECONDS}, {"duration", CELL_SECONDS},
    {"minutes", CELL_MINUTES}, {"hours", CELL_HOURS}, {"millis", CELL_MILLIS},
    {"time", CELL_TIME}, {"unix", CELL_UNIX}, {"day", CELL_DAY},
    {"last-day", CELL_LAST_DAY}, {"bool", CELL_BOOL}, {"list", CELL_LIST},
    {"words", CELL_WORDS}, {"json", CELL_JSON}, {"html", CELL_HTML},
    {"value", CELL_VALUE}};

int
map_type_named(const char *name, size_t len, enum cell_type *as)
{
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strlen(types[i].name) == len &&
		    memcmp(types[i].name, name, len) == 0) {
			*as = types[i].as;
			return 0;
		}
	return -1;
}

static char *
copied(const char *p, size_t len)
{
	char *s = cm_zalloc(len + 1);

	memcpy(s, p, len);
	return s;
}

/* What stands up to the next comma, or within quotes. NULL: *why. */
static char *
take_value(const char **at, const char **why)
{
	const char *p = *at;
	size_t n = strcspn(p, ",");
	char *s, *to;

	if (*p != '"') {
		*at += n;
		return copied(p, n);
	}
	s = to = cm_zalloc(strlen(p) + 1);
	for (p++; *p != '\0' && (*p != '"' || p[1] == '"'); p++) {
		*to++ = *p;
		p += *p == '"';
	}
	if (*p != '"' || (p[1] != '\0' && p[1] != ',')) {
		*why = *p == '"' ? "a comma is missing behind a quote"
				 : "a quote has no end";
		free(s);
		return NULL;
	}
	*at = p + 1;
	return s;
}

static int
add_wish(struct map_spec *spec, const char *name, size_t len, const char *type,
    size_t type_len, int constant, char *value, const char **why)
{
	struct map_wish w = {0};
	char **other;

	w.has_type = type != NULL;
	if (w.has_type && map_type_named(type, type_len, &w.as) != 0) {
		*why = "a type is none of text number percent seconds minutes "
		       "hours millis time unix day last-day bool list words "
		       "json html value id handle word";
		free(value);
		return -1;
	}
	other = constant ? &w.value : &w.heading;
	*other = value;
	w.to = copied(name, len);
	if (!w.has_type)
		w.as = map_type(w.to);
	else if (!map_fits(w.to, w.as)) {
		*why = "records have no value of that type there";
		free(w.to);
		free(value);
		return -1;
	}
	spec->wishes =
	    cm_realloc(spec->wishes, (spec->n + 1) * sizeof(*spec->wishes));
	spec->wishes[spec->n++] = w;
	return 0;
}

/* NAME[:TYPE]=HEADING or NAME[:TYPE]:=VALUE */
static int
take_wish(struct map_spec *spec, const char **at, const char **why)
{
	const char *name = *at, *type = NULL;
	size_t len = strcspn(name, "=,"), type_len = 0;
	const char *colon;
	int constant;
	char *value;

	if (name[len] != '=') {
		*why = "NAME=HEADING or NAME:=VALUE is missing";
		return -1;
	}
	*at = name + len + 1;
	constant = len > 0 && name[len - 1] == ':';
	len -= (size_t)constant;
	colon = memchr(name, ':', len);
	if (colon != NULL) {
		type = colon + 1;
		type_len = len - (size_t)(type - name);
		len = (size_t)(colon - name);
	}
	if (len == 0) {
		*why = "a name is missing before =";
		return -1;
	}
	value = take_value(at, why);
	if (value == NULL)
		return -1;
	return add_wish(spec, name, len, type, type_len, constant, value, why);
}

int
map_parse(struct map_spec *spec, const char *text, const char **why)
{
	const char *at = text;

	for (;;) {
		if (take_wish(spec, &at, why) != 0)
			return -1;
		if (*at == '\0')
			return 0;
		at++; /* the comma */
		if (*at == '\0')
			return 0;
	}
}

void
map_spec_release(struct map_spec *spec)
{
	size_t i;

	for (i = 0; i < spec->n; i++) {
		free(spec->wishes[i].to);
		free(spec->wishes[i].heading);
		free(spec->wishes[i].value);
	}
	free(spec->wishes);
	memset(spec, 0, sizeof(*spec));
}
