/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/funnel.h"
#include "lib/err.h"
#include "lib/opt.h"

/* The end of a step: a comma, but not one behind a backslash. */
static const char *
step_end(const char *p)
{
	while (*p != '\0' && *p != ',')
		p += *p == '\\' && p[1] != '\0' ? 2 : 1;
	return p;
}

/* Without the backslashes in front of commas and of themselves. */
static char *
plain(const char *p, size_t len)
{
	char *text = cm_strndup(p, len), *to = text, *from = text;

	while (*from != '\0') {
		if (*from == '\\' && (from[1] == ',' || from[1] == '\\'))
			from++;
		*to++ = *from++;
	}
	*to = '\0';
	return text;
}

/* "[NAME=][METHOD ]PATTERN" */
static void
read_step(struct step *s, char *text)
{
	char *p = text, *end, *name = NULL;

	/* A name has no slash before its equal sign; an address has one. */
	end = p + strcspn(p, "=/*");
	if (*end == '=' && end > p) {
		*end = '\0';
		name = p;
		p = end + 1;
	}
	p += strspn(p, " \t");
	end = p + strcspn(p, " \t");
	s->name = cm_strdup(name != NULL ? name : p);
	if (*end != '\0') {
		*end = '\0';
		s->method = cm_strdup(p);
		p = end + 1 + strspn(end + 1, " \t");
	}
	if (*p != '/' && *p != '*')
		cm_opt_fail("--steps: '%s' is no path, as in /cart or "
			    "POST /order/*",
		    p);
	s->pattern = cm_strdup(p);
	s->query = strchr(p, '?') != NULL;
}

void
funnel_steps(struct funnel *f, const char *text)
{
	const char *p = text, *end;
	char *step;
	size_t len;

	for (;; p = end + 1) {
		end = step_end(p);
		p += strspn(p, " \t\n");
		len = p < end ? (size_t)(end - p) : 0;
		while (len > 0 && strchr(" \t\n", p[len - 1]) != NULL)
			len--;
		if (f->nsteps == FUNNEL_STEPS)
			cm_opt_fail("--steps: at most %d steps", FUNNEL_STEPS);
		step = plain(p, len);
		read_step(&f->step[f->nsteps++], step);
		free(step);
		if (*end == '\0')
			break;
	}
}

void
funnel_steps_free(struct funnel *f)
{
	int k;

	for (k = 0; k < f->nsteps; k++) {
		free(f->step[k].name);
		free(f->step[k].method);
		free(f->step[k].pattern);
	}
}

/* Whether a text is like a pattern, where '*' is any text. */
static int
like(const char *pattern, const char *p, size_t len)
{
	const char *star = NULL, *end = p + len, *mark = p;

	while (p < end) {
		if (*pattern == '*') {
			star = pattern++;
			mark = p;
		} else if (*pattern == *p) {
			pattern++;
			p++;
		} else if (star != NULL) {
			pattern = star + 1;
			p = ++mark;
		} else
			return 0;
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

/* The path and query of an address that names its host too. */
static void
skip_host(const char **url, size_t *len)
{
	const char *p = *url, *end = p + *len;

	if (*len > 8 && memcmp(p, "https://", 8) == 0)
		p += 8;
	else if (*len > 7 && memcmp(p, "http://", 7) == 0)
		p += 7;
	else
		return;
	while (p < end && *p != '/' && *p != '?')
		p++;
	*len = (size_t)(end - p);
	*url = p;
}

uint64_t
funnel_match(const struct funnel *f, const char *url, size_t len,
    const char *method, size_t method_len, int refused, int page)
{
	const struct step *s = f->step;
	const char *query;
	uint64_t bits = 0;
	size_t path;
	int k;

	skip_host(&url, &len);
	query = len > 0 ? memchr(url, '#', len) : NULL;
	len = query != NULL ? (size_t)(query - url) : len;
	query = len > 0 ? memchr(url, '?', len) : NULL;
	path = query != NULL ? (size_t)(query - url) : len;
	for (k = 0; k < f->nsteps; k++, s++) {
		if (s->method == NULL
			? !page
			: refused || strlen(s->method) != method_len ||
			    memcmp(s->method, method, method_len) != 0)
			continue;
		if (like(s->pattern, url, s->query ? len : path))
			bits |= (uint64_t)1 << k;
	}
	return bits;
}

uint64_t
funnel_near(const struct funnel *f, const char *url, size_t len)
{
	const struct step *s = f->step;
	uint64_t bits = 0;
	size_t path = 0, n;
	int k;

	skip_host(&url, &len);
	while (path < len && url[path] != '?' && url[path] != '#')
		path++;
	for (k = 0; k < f->nsteps; k++, s++) {
		n = strlen(s->pattern);
		if (n < 2 || s->query || strchr(s->pattern, '*') != NULL ||
		    path <= n || memcmp(url, s->pattern, n) != 0)
			continue;
		bits |= (uint64_t)1 << k;
		if (path == n + 1 && url[n] == '/')
			bits |= (uint64_t)1 << (FUNNEL_SLASH + k);
	}
	return bits;
}
