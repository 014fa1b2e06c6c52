/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "lib/ini.h"

static int
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Cuts blanks off both ends, in place. */
static char *
trim(char *s)
{
	size_t n;

	while (is_blank(*s))
		s++;
	n = strlen(s);
	while (n > 0 && is_blank(s[n - 1]))
		n--;
	s[n] = '\0';
	return s;
}

/* Takes the quotes off a value, in place. Returns NULL, or what is wrong. */
static const char *
unquote(char *s)
{
	char *from = s + 1, *to = s;

	if (*s != '"')
		return NULL;
	for (; *from != '"'; from++) {
		if (*from == '\\' && (from[1] == '"' || from[1] == '\\'))
			from++;
		if (*from == '\0')
			return "a quote is not closed";
		*to++ = *from;
	}
	*to = '\0';
	return from[1] == '\0' ? NULL : "something stands behind the quotes";
}

static int
is_name(const char *s, const char *more)
{
	const char *p;

	for (p = s; *p != '\0'; p++)
		if (!((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
			(*p >= '0' && *p <= '9') || *p == '-' || *p == '_' ||
			(more != NULL && strchr(more, *p) != NULL)))
			return 0;
	return *s != '\0';
}

static void
section(const struct cm_ini *i, int line, char *s)
{
	size_t n = strlen(s);

	if (s[n - 1] != ']') {
		i->wrong(i->ctx, line, "a ] is missing");
		return;
	}
	s[n - 1] = '\0';
	i->section(i->ctx, line, trim(s + 1));
}

static void
setting(const struct cm_ini *i, int line, char *s)
{
	char *eq = strchr(s, '='), why[160];
	const char *wrong;

	if (eq == NULL) {
		i->wrong(i->ctx, line,
		    "no section, setting or comment: neither '[' nor '='");
		return;
	}
	*eq = '\0';
	s = trim(s);
	if (!is_name(s, i->more)) {
		snprintf(why, sizeof(why),
		    "the name of a setting is letters, digits, %s- and _",
		    i->more != NULL && strchr(i->more, '.') != NULL ? ". "
								    : "");
		i->wrong(i->ctx, line, why);
		return;
	}
	eq = trim(eq + 1);
	wrong = unquote(eq);
	if (wrong != NULL)
		snprintf(why, sizeof(why), "'%.60s': %s", s, wrong);
	else
		snprintf(why, sizeof(why), "'%.60s' has no value", s);
	if (wrong != NULL || *eq == '\0')
		i->wrong(i->ctx, line, why);
	i->setting(i->ctx, line, s, eq);
}

void
cm_ini_parse(char *text, size_t len, const struct cm_ini *i)
{
	char *s = text, *end;
	int line = 0;

	if (memchr(s, '\0', len) != NULL) {
		i->wrong(i->ctx, 1, "this is no text: there is a NUL in it");
		return;
	}
	if (strncmp(s, "\xef\xbb\xbf", 3) == 0)
		s += 3;
	for (; s != NULL; s = end) {
		line++;
		end = strchr(s, '\n');
		if (end != NULL)
			*end++ = '\0';
		s = trim(s);
		if (*s == '[')
			section(i, line, s);
		else if (*s != '\0' && *s != '#' && *s != ';')
			setting(i, line, s);
	}
}
