/* SPDX-License-Identifier: ISC */
/* What members of archives are called. */
#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "cmd/cm-fetch/pack_in.h"
#include "lib/entity.h"
#include "lib/text.h"

enum { LONGEST = 1000, UNKNOWN = 0xFFFD };

/* The upper half of code page 437, which zip has where it says no other. */
static const uint16_t page437[128] = {0x00C7, 0x00FC, 0x00E9, 0x00E2, 0x00E4,
    0x00E0, 0x00E5, 0x00E7, 0x00EA, 0x00EB, 0x00E8, 0x00EF, 0x00EE, 0x00EC,
    0x00C4, 0x00C5, 0x00C9, 0x00E6, 0x00C6, 0x00F4, 0x00F6, 0x00F2, 0x00FB,
    0x00F9, 0x00FF, 0x00D6, 0x00DC, 0x00A2, 0x00A3, 0x00A5, 0x20A7, 0x0192,
    0x00E1, 0x00ED, 0x00F3, 0x00FA, 0x00F1, 0x00D1, 0x00AA, 0x00BA, 0x00BF,
    0x2310, 0x00AC, 0x00BD, 0x00BC, 0x00A1, 0x00AB, 0x00BB, 0x2591, 0x2592,
    0x2593, 0x2502, 0x2524, 0x2561, 0x2562, 0x2556, 0x2555, 0x2563, 0x2551,
    0x2557, 0x255D, 0x255C, 0x255B, 0x2510, 0x2514, 0x2534, 0x252C, 0x251C,
    0x2500, 0x253C, 0x255E, 0x255F, 0x255A, 0x2554, 0x2569, 0x2566, 0x2560,
    0x2550, 0x256C, 0x2567, 0x2568, 0x2564, 0x2565, 0x2559, 0x2558, 0x2552,
    0x2553, 0x256B, 0x256A, 0x2518, 0x250C, 0x2588, 0x2584, 0x258C, 0x2590,
    0x2580, 0x03B1, 0x00DF, 0x0393, 0x03C0, 0x03A3, 0x03C3, 0x00B5, 0x03C4,
    0x03A6, 0x0398, 0x03A9, 0x03B4, 0x221E, 0x03C6, 0x03B5, 0x2229, 0x2261,
    0x00B1, 0x2265, 0x2264, 0x2320, 0x2321, 0x00F7, 0x2248, 0x00B0, 0x2219,
    0x00B7, 0x221A, 0x207F, 0x00B2, 0x25A0, 0x00A0};

/* Control characters, and what turns the direction of a line around. */
static int
steers(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 ||
	    c == 0x2029 || c == 0x200E || c == 0x200F ||
	    (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

static void
put_char(struct cm_buf *to, uint32_t c)
{
	char utf8[4];

	cm_buf_add(to, utf8, cm_entity_utf8(steers(c) ? UNKNOWN : c, utf8));
}

static void
put_part(struct cm_buf *to, const char *p, size_t len, int valid, int oem)
{
	unsigned char byte;
	uint32_t c;
	size_t n;

	for (; len > 0; p += n, len -= n) {
		if (valid) {
			n = cm_text_char(p, len, &c);
		} else {
			n = 1;
			byte = (unsigned char)*p;
			c = oem && byte >= 0x80 ? page437[byte - 0x80] : byte;
		}
		put_char(to, c);
	}
}

static int
is_left_out(const char *p, size_t len)
{
	return len == 0 || (len == 1 && p[0] == '.') ||
	    (len == 2 && p[0] == '.' && p[1] == '.');
}

/* Leading folders of a name that is too long, then leading characters. */
static void
cut_front(struct cm_buf *to, size_t from)
{
	size_t at, len = to->len - from;
	const char *slash;

	if (len <= LONGEST)
		return;
	at = to->len - LONGEST;
	slash = memchr(to->p + at, '/', LONGEST - 1);
	if (slash != NULL)
		at = (size_t)(slash - to->p) + 1;
	while (at < to->len && ((unsigned char)to->p[at] & 0xC0) == 0x80)
		at++;
	memmove(to->p + from, to->p + at, to->len - at);
	to->len = from + to->len - at;
}

/* C:\name and C:name are of a drive. */
static size_t
drive(const char *p)
{
	return isalpha((unsigned char)p[0]) && p[1] == ':' ? 2 : 0;
}

void
pack_name(struct cm_buf *to, const char *raw, int oem)
{
	int valid = cm_text_valid(raw, strlen(raw));
	size_t from = to->len, len;

	for (;; raw += len + 1) {
		if (to->len == from)
			raw += drive(raw);
		len = strcspn(raw, "/\\");
		if (!is_left_out(raw, len)) {
			if (to->len > from)
				cm_buf_byte(to, '/');
			put_part(to, raw, len, valid, oem);
		}
		if (raw[len] == '\0')
			break;
	}
	cut_front(to, from);
}

int
pack_is_dross(const char *path)
{
	const char *base = strrchr(path, '/');

	base = base != NULL ? base + 1 : path;
	return strncmp(path, "__MACOSX/", 9) == 0 ||
	    strstr(path, "/__MACOSX/") != NULL || strncmp(base, "._", 2) == 0 ||
	    strcmp(base, ".DS_Store") == 0;
}
