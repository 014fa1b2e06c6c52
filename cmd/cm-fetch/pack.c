/* SPDX-License-Identifier: ISC */
/* What is an archive, and what archives and folders have in common. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/pack_in.h"
#include "lib/err.h"

enum { TAR_BLOCK = 512, TAR_SUM = 148, TAR_SUM_END = 156 };

static const struct magic {
	const char *bytes;
	size_t len;
} magics[] = {
    {"PK\003\004", 4},
    {"PK\005\006", 4},
    {"PK00PK\003\004", 8},
    {"\037\213\010", 3},
    {"BZh", 3},
    {"\3757zXZ\0", 6},
    {"\050\265\057\375", 4},
    {"7z\274\257\047\034", 6},
    {"Rar!\032\007", 6},
};

/* The sum of a tar header's bytes, with blanks where the sum itself stands,
 * is what it says there in octal. */
static int
is_tar(const char *p, size_t len)
{
	unsigned long sum = 0, said = 0;
	size_t i;

	if (len < TAR_BLOCK || p[0] == '\0')
		return 0;
	for (i = 0; i < TAR_BLOCK; i++)
		sum +=
		    i >= TAR_SUM && i < TAR_SUM_END ? ' ' : (unsigned char)p[i];
	for (i = TAR_SUM; i < TAR_SUM_END && p[i] == ' '; i++)
		;
	for (; i < TAR_SUM_END && p[i] >= '0' && p[i] <= '7'; i++)
		said = said * 8 + (unsigned long)(p[i] - '0');
	return said == sum;
}

/* bzip2 has a block, or its end, behind the first four bytes. */
static int
is_bzip2(const char *p, size_t len)
{
	return len >= 10 && p[3] >= '1' && p[3] <= '9' &&
	    (memcmp(p + 4, "1AY&SY", 6) == 0 ||
		memcmp(p + 4, "\027\162\105\070\120\220", 6) == 0);
}

int
pack_is(const char *p, size_t len)
{
	size_t i;

	for (i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (len >= magics[i].len &&
		    memcmp(p, magics[i].bytes, magics[i].len) == 0)
			return p[0] == 'B' ? is_bzip2(p, len)
					   : !pack_is_sheets(p, len);
	return is_tar(p, len);
}

/* The name that stands in a zip's local header, if there is one at p. */
static size_t
zip_name(const char *p, size_t len, const char **name)
{
	const unsigned char *u = (const unsigned char *)p;
	size_t n;

	if (len < 30 || memcmp(p, "PK\003\004", 4) != 0)
		return 0;
	n = u[26] | (size_t)u[27] << 8;
	*name = p + 30;
	return n <= len - 30 ? n : len - 30;
}

static int
begins(const char *p, size_t len, const char *with)
{
	size_t n = strlen(with);

	return len >= n && memcmp(p, with, n) == 0;
}

int
pack_is_sheets(const char *p, size_t len)
{
	const char *at, *name;
	size_t n = zip_name(p, len, &name), others = 0;

	if (n == 0 ||
	    !(begins(name, n, "[Content_Types].xml") ||
		begins(name, n, "_rels/") || begins(name, n, "docProps/") ||
		begins(name, n, "xl/")))
		return 0;
	for (at = p; at != NULL && at < p + len;
	     at = memchr(at + 1, 'P', len - (size_t)(at + 1 - p))) {
		n = zip_name(at, len - (size_t)(at - p), &name);
		if (begins(name, n, "xl/") || begins(name, n, "xl\\"))
			return 1;
		if (n > 0 && !begins(name, n, "[") &&
		    !begins(name, n, "_rels/") && !begins(name, n, "docProps/"))
			others++;
	}
	return others == 0;
}

void
pack_fail(struct pack *p, const char *fmt, ...)
{
	va_list ap;
	char *c;

	va_start(ap, fmt);
	vsnprintf(p->why, sizeof(p->why), fmt, ap);
	va_end(ap);
	/* Some of libarchive's end with a line end. */
	p->why[strcspn(p->why, "\r\n")] = '\0';
	for (c = p->why; *c != '\0'; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7F)
			*c = '?';
}

int
pack_next(struct pack *p, struct member *m)
{
	if (p->why[0] != '\0')
		return -1;
	cm_buf_clear(&p->path);
	return p->next(p, m);
}

struct stream *
pack_stream(struct pack *p)
{
	return p->stream(p);
}

const char *
pack_why(const struct pack *p)
{
	return p->why[0] != '\0' ? p->why : NULL;
}

void
pack_close(struct pack *p)
{
	if (p == NULL)
		return;
	cm_buf_release(&p->path);
	p->close(p);
}
