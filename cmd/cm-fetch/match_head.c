/* SPDX-License-Identifier: ISC */
/* Tells which document it is by its first bytes and its path. */
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cmd/cm-fetch/match_fit.h"

/* Tells whether a text stands in the first bytes. */
static int
holds(const char *head, size_t len, const char *text, size_t n)
{
	const char *p = head, *end = head + len;

	for (; n > 0 && (size_t)(end - p) >= n; p++) {
		p = memchr(p, text[0], (size_t)(end - p) - n + 1);
		if (p == NULL)
			return 0;
		if (memcmp(p, text, n) == 0)
			return 1;
	}
	return 0;
}

/* Tells whether there is a member of JSON of that name. */
static int
holds_member(const char *head, size_t len, const char *name)
{
	const char *p = head, *end = head + len, *q;
	size_t n = strlen(name);

	for (; (size_t)(end - p) >= n + 3; p++) {
		p = memchr(p, '"', (size_t)(end - p));
		if (p == NULL || (size_t)(end - p) < n + 3)
			return 0;
		if (memcmp(p + 1, name, n) != 0 || p[n + 1] != '"')
			continue;
		for (q = p + n + 2; q < end && strchr(" \t\r\n", *q) != NULL;)
			q++;
		if (q < end && *q == ':')
			return 1;
	}
	return 0;
}

/* What `has` and `not` name. */
static int
is_there(const struct part *p, const char *head, size_t len, const char *what)
{
	size_t n = strlen(what);

	if (p->is != PART_JSON)
		return holds(head, len, what, n);
	if (n > 2 && what[0] == '(' && what[n - 1] == ')')
		return holds(head, len, what + 1, n - 2);
	return holds_member(head, len, what);
}

/* What a document of that kind begins with. */
static int
may_be(enum part_is is, const char *head, size_t len)
{
	size_t i = len >= 3 && memcmp(head, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	while (i < len && strchr(" \t\r\n", head[i]) != NULL && head[i] != '\0')
		i++;
	if (i == len)
		return 0;
	switch (is) {
	case PART_JSON:
		return head[i] == '{' || head[i] == '[' ||
		    (len - i > 7 && memcmp(head + i, "window.", 7) == 0);
	case PART_XML:
		return head[i] == '<';
	case PART_TEXT:
		return memchr(head, '\0', len) == NULL;
	case PART_TABLE:
		break;
	}
	return 0;
}

/* Whether the pattern of a text's items finds them: in three of the first
 * lines, or most of a few. */
static int
begins_items(const struct part *p, const char *head, size_t len)
{
	enum { LINES = 20, ENOUGH = 3, LINE = 400 };
	const char *end = head + len, *next;
	char line[LINE];
	regex_t re, sure;
	size_t n;
	int lines = 0, hits = 0;

	if (p->is != PART_TEXT || p->nitems != 1 || p->nhas > 0 ||
	    regcomp(&re, p->items[0], REG_EXTENDED | REG_NOSUB) != 0)
		return 0;
	if (regcomp(&sure, p->sure != NULL ? p->sure : "",
		REG_EXTENDED | REG_NOSUB) != 0) {
		regfree(&re);
		return 0;
	}
	if (len >= 3 && memcmp(head, "\xef\xbb\xbf", 3) == 0)
		head += 3;
	for (; head < end && lines < LINES && hits < ENOUGH; head = next) {
		next = memchr(head, '\n', (size_t)(end - head));
		next = next != NULL ? next + 1 : end;
		n = (size_t)(next - head);
		n = n < LINE ? n : LINE - 1;
		while (n > 0 && (head[n - 1] == '\n' || head[n - 1] == '\r'))
			n--;
		memcpy(line, head, n);
		line[n] = '\0';
		lines += n > 0;
		hits += n > 0 && regexec(&re, line, 0, NULL, 0) == 0 &&
		    regexec(&sure, line, 0, NULL, 0) == 0;
	}
	regfree(&re);
	regfree(&sure);
	return hits >= ENOUGH ||
	    (lines < 2 * ENOUGH && hits > 1 && hits * 2 > lines);
}

static int
head_fits(const struct match_in *in, const struct part *p, const char *head,
    size_t len, struct match_fit *fit)
{
	size_t i, k;

	memset(fit, 0, sizeof(*fit));
	fit->path = match_files(p, in->path);
	if (!may_be(p->is, head, len) || (p->only && !fit->path))
		return 0;
	for (i = 0; i < p->nhas; i++) {
		for (k = 0; k < p->has[i].n; k++)
			if (is_there(p, head, len, p->has[i].any[k]))
				break;
		if (k == p->has[i].n)
			return 0;
		fit->needs++;
	}
	for (i = 0; i < p->nnot; i++)
		if (is_there(p, head, len, p->not [i]))
			return 0;
	return p->nhas > 0 || fit->path || in->part == p ||
	    begins_items(p, head, len);
}

int
match_head(
    const struct match_in *in, const char *head, size_t len, struct match *m)
{
	struct match_fit fit, best;
	const struct format *f;
	const struct part *p;
	size_t i, k;

	memset(m, 0, sizeof(*m));
	for (i = 0; i < formats_count(in->formats); i++) {
		f = formats_get(in->formats, i);
		for (k = 0; k < f->nparts; k++) {
			p = &f->parts[k];
			if (p->is == PART_TABLE || !match_allowed(in, f, p) ||
			    !head_fits(in, p, head, len, &fit) ||
			    !match_weigh(m, f, p, &fit, &best))
				continue;
			m->format = f;
			m->part = p;
		}
	}
	if (m->format != NULL)
		return m->other == NULL ? 1 : -1;
	return 0;
}

int
match_path(const struct formats *formats, const char *path)
{
	static const char *const endings[] = {".csv", ".tsv", ".json", ".js",
	    ".xml", ".txt", ".xlsx", ".xls", ".ndjson", ".jsonl", NULL};
	size_t len = strlen(path), i, k, n;
	const struct format *f;

	for (i = 0; endings[i] != NULL; i++) {
		n = strlen(endings[i]);
		if (len > n && strcasecmp(path + len - n, endings[i]) == 0)
			return 1;
	}
	for (i = 0; i < formats_count(formats); i++) {
		f = formats_get(formats, i);
		for (k = 0; k < f->nparts; k++)
			if (match_files(&f->parts[k], path))
				return 1;
	}
	return 0;
}
