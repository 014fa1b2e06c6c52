/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

#include "lib/netanswer.h"

/* Answers in other character sets than UTF-8. */

/* What the bytes say themselves, else what the type says; "" is UTF-8. */
static void
name_of(const char *type, const char *s, size_t len, char *to, size_t size)
{
	const char *p = type;
	size_t n = 0;

	*to = '\0';
	if (len >= 2 &&
	    (memcmp(s, "\xff\xfe", 2) == 0 || memcmp(s, "\xfe\xff", 2) == 0)) {
		memcpy(to, "UTF-16", 7);
		return;
	}
	if (len >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0)
		return;
	while (p != NULL && strncasecmp(p, "charset=", 8) != 0) {
		p = strchr(p, ';');
		while (p != NULL && (*p == ';' || *p == ' '))
			p++;
	}
	if (p == NULL)
		return;
	for (p += 8; *p != '\0' && n + 1 < size; p++)
		if (isalnum((unsigned char)*p) || strchr("-_.:", *p) != NULL)
			to[n++] = *p;
		else if (*p != '"')
			break;
	to[n] = '\0';
	if (strcasecmp(to, "utf-8") == 0 || strcasecmp(to, "utf8") == 0 ||
	    strcasecmp(to, "us-ascii") == 0)
		*to = '\0';
}

int
cm_netanswer_utf8(
    struct cm_buf *to, const char *type, const char *s, size_t len)
{
	char name[40], *in = (char *)s, *out, *p;
	size_t left = len, room;
	iconv_t cd;

	name_of(type, s, len, name, sizeof(name));
	if (*name == '\0')
		return 0;
	cd = iconv_open("UTF-8", name);
	/* A name that nobody knows: most say UTF-8 wrongly, then. */
	if (cd == (iconv_t)-1)
		return 0;
	while (left > 0) {
		room = left * 2 + 16;
		p = out = cm_buf_room(to, room);
		if (iconv(cd, &in, &left, &out, &room) == (size_t)-1 &&
		    errno != E2BIG && left > 0) {
			to->len += (size_t)(out - p);
			cm_buf_puts(to, "\xef\xbf\xbd");
			in++;
			left--;
			continue;
		}
		to->len += (size_t)(out - p);
	}
	iconv_close(cd);
	return 1;
}
