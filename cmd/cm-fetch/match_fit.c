/* SPDX-License-Identifier: ISC */
/* Paths and globs, and which of two parts fits better. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cmd/cm-fetch/match_fit.h"
#include "lib/err.h"

/* A glob over bytes, in any case of ASCII: * matches all but slashes, [a-z]
 * one of those, ? one. */
static int
glob(const char *p, const char *pe, const char *s, const char *se)
{
	for (; p < pe; p++) {
		if (*p == '*') {
			for (;; s++) {
				if (glob(p + 1, pe, s, se))
					return 1;
				if (s == se || *s == '/')
					return 0;
			}
		}
		if (s == se)
			return 0;
		if (*p == '[') {
			int hit = 0;

			for (p++; p < pe && *p != ']'; p++) {
				hit |= *p == *s;
				if (p + 2 < pe && p[1] == '-' && p[2] != ']') {
					hit |= *s >= p[0] && *s <= p[2];
					p += 2;
				}
			}
			if (!hit)
				return 0;
		} else if (*p != '?' && strncasecmp(p, s, 1) != 0)
			return 0;
		s++;
	}
	return s == se;
}

/* Tells whether the end of the path fits: so many parts of it as the glob
 * has. */
static int
path_fits(const char *pattern, const char *path)
{
	const char *pe = pattern + strlen(pattern), *se = path + strlen(path);
	const char *s;

	for (s = se; s >= path; s--)
		if ((s == path || s[-1] == '/' || s[-1] == ':') &&
		    glob(pattern, pe, s, se))
			return 1;
	return 0;
}

int
match_files(const struct part *p, const char *path)
{
	size_t i;

	for (i = 0; path != NULL && i < p->nfiles; i++)
		if (path_fits(p->files[i], path))
			return 1;
	return 0;
}

int
match_allowed(
    const struct match_in *in, const struct format *f, const struct part *p)
{
	if ((in->format != NULL && in->format != f) ||
	    (in->part != NULL && in->part != p))
		return 0;
	return !p->asked || in->part == p ||
	    (in->format == f && f->nparts == 1);
}

static int
better(const struct match_fit *a, const struct match_fit *b)
{
	if (a->needs != b->needs)
		return a->needs > b->needs ? 1 : -1;
	if (a->path != b->path)
		return a->path > b->path ? 1 : -1;
	if (a->known != b->known)
		return a->known > b->known ? 1 : -1;
	return 0;
}

int
match_weigh(struct match *m, const struct format *f, const struct part *p,
    const struct match_fit *fit, struct match_fit *best)
{
	int order = m->format == NULL ? 1 : better(fit, best);
	struct cm_buf b;

	if (order < 0)
		return 0;
	free(m->other);
	m->other = NULL;
	if (order == 0) {
		cm_buf_init(&b, CM_BUF_ANY);
		cm_buf_printf(&b, "%s:%s", f->name, p->name);
		m->other = cm_strdup(cm_buf_str(&b));
		cm_buf_release(&b);
		return 0;
	}
	*best = *fit;
	return 1;
}
