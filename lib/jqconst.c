/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "lib/jqconst.h"
#include "lib/scan.h"

/* Where the object or array at p ends, or 0. */
static size_t
value_end(const char *p, size_t len)
{
	size_t i, depth = 0;
	int text = 0;

	for (i = 0; i < len; i++) {
		if (text && p[i] == '\\')
			i++;
		else if (p[i] == '"')
			text = !text;
		else if (!text && (p[i] == '{' || p[i] == '['))
			depth++;
		else if (!text && (p[i] == '}' || p[i] == ']') && --depth == 0)
			return i + 1;
	}
	return 0;
}

/* A line is an object; so an array is looked at as the member of one. */
static int
check(const struct cm_buf *b, struct cm_scan_error *error)
{
	static const char before[] = "{\"\":";
	struct cm_buf line;
	int rc;

	if (b->p[0] == '{')
		return cm_scan_line(b->p, b->len, NULL, NULL, error);
	cm_buf_init(&line, CM_BUF_ANY);
	cm_buf_puts(&line, before);
	cm_buf_add(&line, b->p, b->len);
	cm_buf_byte(&line, '}');
	cm_buf_room(&line, CM_SCAN_PAD);
	rc = cm_scan_line(line.p, line.len, NULL, NULL, error);
	if (rc != 0)
		error->offset -= sizeof(before) - 1;
	cm_buf_release(&line);
	return rc;
}

int
cm_jqconst(struct cm_buf *b, const char *source, size_t len, const char *name,
    char why[CM_JQCONST_WHY])
{
	char begin[64];
	struct cm_scan_error error;
	const char *at;
	size_t i, start, n = 0;
	long line = 1;

	snprintf(begin, sizeof(begin), "\ndef %s:", name);
	cm_buf_byte(b, '\n');
	cm_buf_add(b, source, len);
	at = strstr(cm_buf_str(b), begin);
	if (at == NULL)
		return 0;
	at += strlen(begin);
	at += strspn(at, " \t\n");
	if (*at == '{' || *at == '[')
		n = value_end(at, strlen(at));
	if (n == 0) {
		snprintf(why, CM_JQCONST_WHY,
		    "'def %s:' is not followed by JSON", name);
		return -1;
	}
	start = (size_t)(at - b->p);
	memmove(b->p, at, n);
	b->len = n;
	cm_buf_room(b, CM_SCAN_PAD);
	for (i = 0; i < n; i++)
		if (b->p[i] == '\n')
			b->p[i] = ' ';
	if (check(b, &error) == 0)
		return 1;
	for (i = 0; i < start + error.offset && i < len; i++)
		line += source[i] == '\n';
	snprintf(
	    why, CM_JQCONST_WHY, "%s, line %ld: %s", name, line, error.why);
	return -1;
}
