/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

#include "cmd/cm-fetch/feedpart.h"
#include "lib/entity.h"
#include "lib/text.h"

enum { LABEL_MAX = 40 };

struct label {
	const char *name, *means;
};

/* Labels that stand for something else, as browsers read them. */
static const struct label labels[] = {{"utf8", "utf-8"},
    {"unicode-1-1-utf-8", "utf-8"}, {"iso-8859-1", "windows-1252"},
    {"iso8859-1", "windows-1252"}, {"iso_8859-1", "windows-1252"},
    {"latin1", "windows-1252"}, {"latin-1", "windows-1252"},
    {"l1", "windows-1252"}, {"us-ascii", "windows-1252"},
    {"ascii", "windows-1252"}, {"ansi", "windows-1252"},
    {"cp1252", "windows-1252"}, {"win-1252", "windows-1252"},
    {"windows1252", "windows-1252"}, {"gb2312", "gb18030"}, {"gbk", "gb18030"},
    {"gb_2312-80", "gb18030"}, {"x-gbk", "gb18030"},
    {"ks_c_5601-1987", "cp949"}, {"euc-kr", "cp949"}, {"x-sjis", "cp932"},
    {"shift_jis", "cp932"}, {"shift-jis", "cp932"}, {"big5", "big5-hkscs"},
    {"iso-8859-9", "windows-1254"}, {"tis-620", "cp874"},
    {"x-windows-949", "cp949"}, {"unicode", "utf-16"}, {"ucs-2", "utf-16"},
    {NULL, NULL}};

struct bom {
	const char *bytes;
	size_t len;
	const char *means;
};

static const struct bom boms[] = {{"\xEF\xBB\xBF", 3, "utf-8"},
    {"\xFF\xFE\0\0", 4, "utf-32le"}, {"\0\0\xFE\xFF", 4, "utf-32be"},
    {"\xFF\xFE", 2, "utf-16le"}, {"\xFE\xFF", 2, "utf-16be"}, {NULL, 0, NULL}};

/* How the first '<' or '{' looks where there is no BOM. */
static const struct bom starts[] = {{"<\0\0\0", 4, "utf-32le"},
    {"\0\0\0<", 4, "utf-32be"}, {"<\0", 2, "utf-16le"}, {"\0<", 2, "utf-16be"},
    {"{\0\0\0", 4, "utf-32le"}, {"\0\0\0{", 4, "utf-32be"},
    {"{\0", 2, "utf-16le"}, {"\0{", 2, "utf-16be"}, {NULL, 0, NULL}};

static const struct bom *
find_start(const struct bom *table, const char *p, size_t len)
{
	for (; table->bytes != NULL; table++)
		if (len >= table->len &&
		    memcmp(p, table->bytes, table->len) == 0)
			return table;
	return NULL;
}

/* Copies a label in lower case, as what it means. "" if it is none. */
static void
clean_label(const char *s, size_t len, char to[LABEL_MAX])
{
	size_t i;
	size_t n = 0;

	for (i = 0; i < len && n + 1 < LABEL_MAX; i++)
		if (strchr(" \t\r\n\"'", s[i]) == NULL)
			to[n++] = (char)(s[i] >= 'A' && s[i] <= 'Z' ? s[i] + 32
								    : s[i]);
	to[n] = '\0';
	for (i = 0; labels[i].name != NULL; i++)
		if (strcmp(to, labels[i].name) == 0) {
			memcpy(
			    to, labels[i].means, strlen(labels[i].means) + 1);
			return;
		}
}

/* The encoding that an XML declaration names; "" if none. */
static void
declared(const char *p, size_t len, char to[LABEL_MAX])
{
	const char *end, *quote;
	size_t i;

	to[0] = '\0';
	for (i = 0; i < len && strchr(" \t\r\n", p[i]) != NULL; i++)
		;
	p += i;
	len -= i;
	if (len < 6 || memcmp(p, "<?xml", 5) != 0)
		return;
	end = memchr(p, '>', len < 400 ? len : 400);
	if (end == NULL)
		return;
	for (; end - p > 9; p++)
		if (memcmp(p, "encoding", 8) == 0)
			break;
	if (end - p <= 9)
		return;
	while (p < end && *p != '"' && *p != '\'')
		p++;
	if (end - p < 2)
		return;
	quote = memchr(p + 1, *p, (size_t)(end - p) - 1);
	if (quote != NULL)
		clean_label(p + 1, (size_t)(quote - p) - 1, to);
}

/* UTF-8 where it is that, and windows-1252 where it is not. */
static void
add_mixed(struct feed_run *r, struct cm_buf *to, const char *p, size_t len)
{
	size_t wrong = 0;
	char text[4];
	uint32_t c;
	size_t n;

	for (; len > 0; p += n, len -= n) {
		for (n = 0; n < len && !(p[n] & 0x80); n++)
			;
		cm_buf_add(to, p, n);
		if (n > 0)
			continue;
		n = cm_text_char(p, len, &c);
		if (n > 1) {
			cm_buf_add(to, p, n);
			continue;
		}
		wrong++;
		c = cm_entity_1252((unsigned char)*p);
		if (c == 0)
			c = (unsigned char)*p >= 0xA0 ? (unsigned char)*p
						      : 0xFFFD;
		cm_buf_add(to, text, cm_entity_utf8(c, text));
	}
	if (wrong > 0)
		feed_problem(r, 0,
		    "%zu bytes are not UTF-8 and were read as windows-1252",
		    wrong);
}

/* Returns -1 when there is no such encoding. */
static int
add_converted(struct feed_run *r, struct cm_buf *to, const char *label,
    const char *p, size_t len)
{
	iconv_t cd = (iconv_t)-1;
	char out[4096];
	char *in = (char *)p;
	char *at;
	size_t room, got;
	size_t wrong = 0;
	size_t unit = strstr(label, "16") != NULL ? 2
	    : strstr(label, "32")                 ? 4
						  : 1;

	if (label[strspn(label, "abcdefghijklmnopqrstuvwxyz0123456789-_.:")] ==
	    '\0')
		cd = iconv_open("UTF-8", label);
	if (cd == (iconv_t)-1)
		return -1;
	while (len > 0) {
		at = out;
		room = sizeof(out);
		got = iconv(cd, &in, &len, &at, &room);
		cm_buf_add(to, out, (size_t)(at - out));
		if (got != (size_t)-1 || errno == E2BIG)
			continue;
		wrong++;
		cm_buf_puts(to, "\xEF\xBF\xBD");
		in += len < unit ? len : unit;
		len -= len < unit ? len : unit;
	}
	iconv_close(cd);
	if (wrong > 0)
		feed_problem(r, 0, "%zu bytes are not %s", wrong, label);
	return 0;
}

static int
has_high_bytes(const char *p, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (p[i] & 0x80)
			return 1;
	return 0;
}

/*
 * Which encoding it is: a BOM and the look of the first bytes cannot be
 * wrong; then what the server says, unless it only repeats its default for
 * what is plainly UTF-8; then what the document says.
 */
static void
decide(struct feed_run *r, const char *p, size_t len, char label[LABEL_MAX],
    size_t *skip)
{
	const struct bom *bom = find_start(boms, p, len);
	char server[LABEL_MAX] = "";
	char own[LABEL_MAX];

	*skip = bom == NULL ? 0 : bom->len;
	if (bom == NULL)
		bom = find_start(starts, p, len);
	if (r->in->charset != NULL)
		clean_label(r->in->charset, strlen(r->in->charset), server);
	if (bom != NULL) {
		clean_label(bom->means, strlen(bom->means), label);
		if (server[0] != '\0' &&
		    strncmp(server, label, strlen(server)) != 0)
			feed_problem(r, 0,
			    "the server says that it is %s, but it is %s",
			    server, label);
		return;
	}
	declared(p, len, own);
	memcpy(label, server[0] != '\0' ? server : own, LABEL_MAX);
	if (strncmp(label, "utf-16", 6) == 0 ||
	    strncmp(label, "utf-32", 6) == 0 ||
	    strncmp(label, "ucs-4", 5) == 0) {
		feed_problem(r, 0, "it is labelled %s, which it is not", label);
		label[0] = '\0';
	}
	if (label[0] == '\0')
		memcpy(label, "utf-8", 6);
	if (strcmp(label, "windows-1252") == 0 && server[0] != '\0' &&
	    strcmp(own, server) != 0 && has_high_bytes(p, len) &&
	    cm_text_valid(p, len)) {
		feed_problem(r, 0,
		    "the server says that it is %s, but it is utf-8", server);
		memcpy(label, "utf-8", 6);
	}
}

void
feed_chars(struct feed_run *r, struct cm_buf *to)
{
	const char *p = r->in->bytes;
	size_t len = r->in->len;
	size_t start = to->len;
	char label[LABEL_MAX];
	size_t i, n, skip;

	decide(r, p, len, label, &skip);
	p += skip;
	len -= skip;
	if (strcmp(label, "utf-8") == 0) {
		add_mixed(r, to, p, len);
	} else if (add_converted(r, to, label, p, len) < 0) {
		feed_problem(r, 0, "its encoding '%s' is not known", label);
		add_mixed(r, to, p, len);
	}
	if (to->len == start ||
	    memchr(to->p + start, '\0', to->len - start) == NULL)
		return;
	feed_problem(r, 0, "NUL bytes were left out");
	for (i = n = start; i < to->len; i++)
		if (to->p[i] != '\0')
			to->p[n++] = to->p[i];
	to->len = n;
}
