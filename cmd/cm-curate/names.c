/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <string.h>

#include "cmd/cm-curate/curate.h"

/* What an expression looks at, as far as its text tells. */

static const char *
behind_string(const char *p)
{
	for (p++; *p != '\0' && *p != '"'; p++)
		if (*p == '\\' && p[1] != '\0')
			p++;
	return *p != '\0' ? p + 1 : p;
}

/* Whether a path begins behind this character, and does not go on. */
static int
ends_a_path(char c)
{
	return isalnum((unsigned char)c) || strchr("_.)]}\"?$", c) != NULL;
}

size_t
curate_names(const char *expr, char *text, const char *names[], size_t max)
{
	const char *p = expr;
	size_t n = 0;

	while (*p != '\0' && n < max) {
		if (*p == '"') {
			p = behind_string(p);
			continue;
		}
		if (*p++ != '.' || !(isalpha((unsigned char)*p) || *p == '_') ||
		    (p - 1 > expr && ends_a_path(p[-2])))
			continue;
		names[n++] = text;
		while (isalnum((unsigned char)*p) || *p == '_')
			*text++ = *p++;
		*text++ = '\0';
	}
	return n;
}
