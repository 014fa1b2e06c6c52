/* SPDX-License-Identifier: ISC */
/* The bytes of a stream as UTF-8, whatever they are in. */
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cmd/cm-fetch/stream.h"
#include "lib/buf.h"
#include "lib/entity.h"
#include "lib/err.h"
#include "lib/scan.h"
#include "lib/text.h"

enum {
	PAGE_BYTES = 4096,
	AT_ONCE = 64 << 10,
	LOOK = 64 << 10, /* tells what it is in */
	HELD = 16        /* no character of any encoding is longer */
};

enum kind { UTF8, UTF16LE, UTF16BE, WIN1252, OTHER };

struct text {
	struct stream *from;
	enum kind kind;
	iconv_t other;
	uint64_t *damaged;
	char *in;      /* bytes as they came: first a cut-off character */
	size_t held;   /* how long that is */
	size_t behind; /* bytes after it that are not decoded */
	struct cm_buf out;
	size_t at; /* how much of out was read */
	int begun, ended;
};

/* Names of what is decoded here; what iconv(3) knows beside is left to it. */
static const struct name {
	const char *name;
	enum kind kind;
	const char *told;
} names[] = {{"UTF-8", UTF8, "UTF-8"}, {"UTF8", UTF8, "UTF-8"},
    {"ASCII", UTF8, "UTF-8"}, {"US-ASCII", UTF8, "UTF-8"},
    {"UTF-16LE", UTF16LE, "UTF-16LE"}, {"UTF16LE", UTF16LE, "UTF-16LE"},
    {"UTF-16BE", UTF16BE, "UTF-16BE"}, {"UTF16BE", UTF16BE, "UTF-16BE"},
    {"WINDOWS-1252", WIN1252, "WINDOWS-1252"},
    {"CP1252", WIN1252, "WINDOWS-1252"}, {"ANSI", WIN1252, "WINDOWS-1252"},
    {"ISO-8859-1", WIN1252, "WINDOWS-1252"},
    {"ISO8859-1", WIN1252, "WINDOWS-1252"}, {"LATIN1", WIN1252, "WINDOWS-1252"},
    {NULL, OTHER, NULL}};

static void
add_character(struct text *t, uint32_t c)
{
	char *to = cm_buf_room(&t->out, 4);

	if (to != NULL)
		t->out.len += cm_entity_utf8(c, to);
}

static void
add_damage(struct text *t)
{
	add_character(t, 0xfffd);
	if (t->damaged != NULL)
		++*t->damaged;
}

/* How many bytes of a character the end of the bytes cuts off. */
static size_t
cut_off(const char *p, size_t len)
{
	size_t n;
	unsigned char c;

	for (n = 1; n <= 3 && n <= len; n++) {
		c = (unsigned char)p[len - n];
		if (c >= 0xc2 && c <= 0xf4)
			return (c >= 0xf0          ? 4u
				       : c >= 0xe0 ? 3u
						   : 2u) > n
			    ? n
			    : 0;
		if ((c & 0xc0) != 0x80)
			return 0;
	}
	return 0;
}

/* These decode what they can of len bytes and return how much that was. */

static size_t
from_utf8(struct text *t, const char *p, size_t len)
{
	size_t stop = t->ended ? len : len - cut_off(p, len);

	if (t->damaged != NULL)
		*t->damaged += cm_text_repair(&t->out, p, stop);
	else
		cm_text_repair(&t->out, p, stop);
	return stop;
}

static uint32_t
unit(const struct text *t, const char *p)
{
	const unsigned char *b = (const unsigned char *)p;

	return t->kind == UTF16LE ? (uint32_t)b[1] << 8 | b[0]
				  : (uint32_t)b[0] << 8 | b[1];
}

static size_t
from_utf16(struct text *t, const char *p, size_t len)
{
	size_t at;
	uint32_t c, low;

	for (at = 0; at + 2 <= len; at += 2) {
		c = unit(t, p + at);
		if (c < 0xd800 || c > 0xdfff) {
			add_character(t, c);
			continue;
		}
		if (c < 0xdc00 && at + 4 > len && !t->ended)
			break;
		low = c < 0xdc00 && at + 4 <= len ? unit(t, p + at + 2) : 0;
		if (low >= 0xdc00 && low <= 0xdfff) {
			add_character(
			    t, 0x10000 + ((c & 0x3ff) << 10) + (low & 0x3ff));
			at += 2;
		} else {
			add_damage(t);
		}
	}
	if (t->ended && at < len) {
		add_damage(t);
		at = len;
	}
	return at;
}

static size_t
from_win1252(struct text *t, const char *p, size_t len)
{
	static const uint16_t high[32] = {0x20ac, 0, 0x201a, 0x192, 0x201e,
	    0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0,
	    0x17d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	    0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0, 0x17e, 0x178};
	size_t i;

	for (i = 0; i < len; i++) {
		unsigned char c = (unsigned char)p[i];

		if (c < 0x80)
			cm_buf_byte(&t->out, c);
		else if (c >= 0xa0)
			add_character(t, c);
		else if (high[c - 0x80] != 0)
			add_character(t, high[c - 0x80]);
		else
			add_damage(t);
	}
	return len;
}

static size_t
from_other(struct text *t, const char *p, size_t len)
{
	/* iconv(3) does not write to what it reads. */
	char *in = (char *)(uintptr_t)p, *to, *out;
	size_t left = len, room, done;

	while (left > 0) {
		to = out = cm_buf_room(&t->out, 2 * left + HELD);
		room = 2 * left + HELD;
		done = iconv(t->other, &in, &left, &out, &room);
		t->out.len += (size_t)(out - to);
		if (done != (size_t)-1 || errno == E2BIG)
			continue;
		if (errno == EINVAL && !t->ended && left < HELD)
			break;
		add_damage(t);
		in++;
		left--;
	}
	if (t->ended && left == 0) {
		to = out = cm_buf_room(&t->out, HELD);
		room = HELD;
		iconv(t->other, NULL, NULL, &out, &room);
		t->out.len += (size_t)(out - to);
	}
	return len - left;
}

static size_t
decode(struct text *t, const char *p, size_t len)
{
	switch (t->kind) {
	case UTF8:
		return from_utf8(t, p, len);
	case UTF16LE:
	case UTF16BE:
		return from_utf16(t, p, len);
	case WIN1252:
		return from_win1252(t, p, len);
	default:
		return from_other(t, p, len);
	}
}

/* Decodes more into out, unless it is at its end. Returns 0, or -1. */
static int
fill(struct text *t, const char **why)
{
	static const char mark[] = "\xef\xbb\xbf";
	size_t len, done;
	ssize_t n;

	cm_buf_clear(&t->out);
	t->at = 0;
	if (t->in == NULL)
		t->in = cm_alloc(HELD + AT_ONCE);
	while (t->out.len < sizeof(mark) && !t->ended) {
		n = stream_read(t->from, t->in + t->held, AT_ONCE);
		if (n < 0) {
			*why = stream_why(t->from);
			return -1;
		}
		t->ended = n == 0;
		len = t->held + (size_t)n;
		done = decode(t, t->in, len);
		t->held = len - done;
		memmove(t->in, t->in + done, t->held);
	}
	if (!t->begun && t->out.len >= 3 && memcmp(t->out.p, mark, 3) == 0)
		t->at = 3;
	t->begun = 1;
	return 0;
}

/*
 * UTF-8 that is whole, as nearly all is, goes where it is wanted and is only
 * looked at. What is not is decoded from there on, into out.
 */
static ssize_t
read_utf8(struct text *t, char *to, size_t len, const char **why)
{
	/* In the way of what is held, but where pages begin; see lib/block. */
	size_t room =
	    t->held > 0 ? (len - HELD) & ~(size_t)(PAGE_BYTES - 1) : len;
	size_t good, all;
	ssize_t n = stream_read(t->from, to, room);

	if (n < 0) {
		*why = stream_why(t->from);
		return -1;
	}
	t->ended = n == 0;
	if (t->held > 0) {
		memmove(to + t->held, to, (size_t)n);
		memcpy(to, t->in, t->held);
	}
	all = t->held + (size_t)n;
	t->held = 0;
	good = cm_scan_utf8(to, all);
	if (t->in == NULL)
		t->in = cm_alloc(HELD + AT_ONCE);
	if (!t->ended && all - good < 4 &&
	    cut_off(to + good, all - good) == all - good) {
		t->held = all - good;
		memcpy(t->in, to + good, t->held);
	} else if (good < all) {
		cm_buf_clear(&t->out);
		t->at = 0;
		n = (ssize_t)from_utf8(t, to + good, all - good);
		t->held = all - good - (size_t)n;
		memcpy(t->in, to + good + n, t->held);
	}
	return (ssize_t)good;
}

static ssize_t
text_read(void *ctx, char *to, size_t len, const char **why)
{
	struct text *t = ctx;
	ssize_t n = 0;

	while (t->at == t->out.len) {
		if (t->ended)
			return 0;
		if (t->kind == UTF8 && len >= PAGE_BYTES + HELD)
			n = read_utf8(t, to, len, why);
		else
			n = fill(t, why);
		if (n != 0)
			return n;
	}
	if (len > t->out.len - t->at)
		len = t->out.len - t->at;
	memcpy(to, t->out.p + t->at, len);
	t->at += len;
	return (ssize_t)len;
}

static void
text_close(void *ctx)
{
	struct text *t = ctx;

	if (t->kind == OTHER)
		iconv_close(t->other);
	stream_close(t->from);
	cm_buf_release(&t->out);
	free(t->in);
	free(t);
}

/* Which half of each two bytes is zero tells UTF-16 of any language: digits,
 * commas and line ends are in all of them. */
static const char *
by_zeros(const char *p, size_t len)
{
	size_t zeros[2] = {0, 0}, i;

	for (i = 0; i < len; i++)
		zeros[i & 1] += p[i] == '\0';
	if (zeros[1] > 0 && zeros[1] >= len / 40 && zeros[0] <= zeros[1] / 20)
		return "UTF-16LE";
	if (zeros[0] > 0 && zeros[0] >= len / 40 && zeros[1] <= zeros[0] / 20)
		return "UTF-16BE";
	return NULL;
}

/* Whether these are UTF-8, but for a byte here and there that something
 * spoiled: one of ten characters at most. */
static int
is_utf8(const char *p, size_t len, int whole)
{
	size_t good = 0, bad = 0, n;
	uint32_t c;

	if (!whole)
		len -= cut_off(p, len);
	if (cm_scan_utf8(p, len) == len)
		return 1;
	for (; len > 0; p += n, len -= n) {
		n = cm_text_char(p, len, &c);
		good += n > 1;
		bad += n == 1 && (*p & 0x80) != 0;
	}
	return good >= 10 * bad;
}

/* The name of what the first bytes are in, or NULL. */
static const char *
look(struct stream *from)
{
	static const struct {
		const char *bytes, *name;
		size_t len;
	} marks[] = {{"\xef\xbb\xbf", "UTF-8", 3},
	    {"\xff\xfe\0\0", "UTF-32LE", 4}, {"\0\0\xfe\xff", "UTF-32BE", 4},
	    {"\xff\xfe", "UTF-16LE", 2}, {"\xfe\xff", "UTF-16BE", 2}};
	const char *p, *name;
	size_t len = stream_peek(from, &p, LOOK), i;

	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (len >= marks[i].len &&
		    memcmp(p, marks[i].bytes, marks[i].len) == 0)
			return marks[i].name;
	name = by_zeros(p, len);
	if (name == NULL && is_utf8(p, len, len < LOOK))
		name = "UTF-8";
	return name;
}

/* UTF-16 that does not say which. */
static const char *
which_utf16(struct stream *from)
{
	const char *p, *name;
	size_t len = stream_peek(from, &p, LOOK);

	if (len >= 2 && memcmp(p, "\xfe\xff", 2) == 0)
		return "UTF-16BE";
	name =
	    len >= 2 && memcmp(p, "\xff\xfe", 2) == 0 ? NULL : by_zeros(p, len);
	return name != NULL ? name : "UTF-16LE";
}

/* Returns 0; or -1: nobody knows an encoding of that name. */
static int
choose(struct text *t, const char *name, char told[32])
{
	const struct name *n = names;
	size_t len;

	while (n->name != NULL && strcasecmp(n->name, name) != 0)
		n++;
	t->kind = n->kind;
	if (n->name != NULL)
		name = n->told;
	if (t->kind == OTHER) {
		t->other =
		    *name != '\0' ? iconv_open("UTF-8", name) : (iconv_t)-1;
		if (t->other == (iconv_t)-1)
			return -1;
	}
	len = strlen(name) < 31 ? strlen(name) : 31;
	memcpy(told, name, len);
	told[len] = '\0';
	return 0;
}

struct stream *
stream_text(struct stream *from, const char *encoding, const char *fallback,
    char told[32], uint64_t *damaged, const char **why)
{
	struct text *t = cm_zalloc(sizeof(*t));
	const char *p;
	char mark[3];

	if (encoding == NULL)
		encoding = look(from);
	else if (strcasecmp(encoding, "UTF-16") == 0 ||
	    strcasecmp(encoding, "UTF16") == 0)
		encoding = which_utf16(from);
	if (encoding == NULL)
		encoding = fallback != NULL ? fallback : "WINDOWS-1252";
	if (choose(t, encoding, told) != 0) {
		free(t);
		*why = "an encoding of that name is not known";
		return NULL;
	}
	t->from = from;
	t->damaged = damaged;
	if (damaged != NULL)
		*damaged = 0;
	cm_buf_init(&t->out, CM_BUF_ANY);
	if (t->kind == UTF8 && stream_peek(from, &p, 3) == 3 &&
	    memcmp(p, "\xef\xbb\xbf", 3) == 0)
		stream_read(from, mark, 3);
	t->begun = t->kind == UTF8;
	return stream_new(text_read, text_close, t);
}
