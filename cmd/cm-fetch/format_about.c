/* SPDX-License-Identifier: ISC */
/* Where in its source a format says what it is. */
#include <stdio.h>
#include <string.h>

#include "cmd/cm-fetch/format.h"
#include "cmd/cm-fetch/format_in.h"
#include "lib/json.h"

/* Where the object after "def about:" ends, or 0. */
static size_t
object_end(const char *p, size_t len)
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

int
format_about(
    struct cm_buf *b, const char *source, size_t len, char why[FORMAT_WHY])
{
	static const char begin[] = "\ndef about:";
	struct cm_scan_error error;
	const char *at;
	size_t i, n = 0;
	long line = 1;

	cm_buf_byte(b, '\n');
	cm_buf_add(b, source, len);
	at = strstr(cm_buf_str(b), begin);
	if (at != NULL) {
		at += sizeof(begin) - 1;
		at += strspn(at, " \t\n");
	}
	if (at != NULL && *at == '{')
		n = object_end(at, strlen(at));
	if (n == 0) {
		snprintf(why, FORMAT_WHY,
		    "it has no 'def about: {...};' with an object of JSON");
		return -1;
	}
	memmove(b->p, at, n);
	b->len = n;
	cm_buf_room(b, CM_SCAN_PAD);
	for (i = 0; i < n; i++)
		if (b->p[i] == '\n')
			b->p[i] = ' ';
	if (cm_scan_line(b->p, n, NULL, NULL, &error) == 0)
		return 0;
	for (i = 0; i < (size_t)(at - b->p) + error.offset && i < len; i++)
		line += source[i] == '\n';
	snprintf(why, FORMAT_WHY, "about, line %ld: %s", line, error.why);
	return -1;
}
