/* SPDX-License-Identifier: ISC */
#include "lib/json.h"
#include "lib/scan_in.h"

/* How many bytes at p, from one on, can be written as they are. */
static size_t
clean(const scan_byte *p, size_t left)
{
	const uint64_t one = 0x0101010101010101;
	const scan_byte *from = p;
	uint64_t v, q, s;

	for (; left >= 8; p += 8, left -= 8) {
		v = cm_word(p);
		q = v ^ one * '"';
		s = v ^ one * '\\';
		/* Any byte that is high, below a blank, a quote, a backslash:
		 * false alarms are possible and do no harm. */
		if (((v | (v - one * 0x20) | (q - one) | (s - one)) &
			one * 0x80) != 0)
			break;
	}
	while (left > 0 && *p >= 0x20 && *p < 0x80 && *p != '"' && *p != '\\') {
		p++;
		left--;
	}
	return (size_t)(p - from);
}

/* How long the character at p is, or 0 if it is not UTF-8. */
static size_t
character(const scan_byte *p, size_t left)
{
	scan_byte c[4] = {0, 0, 0, 0};

	if (left >= 4)
		return scan_sequence(p);
	memcpy(c, p, left);
	return scan_sequence(c);
}

static char *
escape(char *to, scan_byte c)
{
	static const char hex[] = "0123456789abcdef";
	static const char letter[] = "btn\0fr"; /* from 8 on */

	*to++ = '\\';
	if (c == '"' || c == '\\') {
		*to++ = (char)c;
	} else if (c >= 8 && c <= 13 && letter[c - 8] != '\0') {
		*to++ = letter[c - 8];
	} else {
		memcpy(to, "u00", 3);
		to[3] = hex[c >> 4];
		to[4] = hex[c & 15];
		to += 5;
	}
	return to;
}

void
cm_json_string(struct cm_buf *b, const char *s, size_t len)
{
	const scan_byte *p = (const scan_byte *)s;
	size_t start = b->len, n;
	char *to;

	cm_buf_byte(b, '"');
	while (len > 0) {
		n = clean(p, len);
		while (n < len && p[n] >= 0x80) {
			size_t more = character(p + n, len - n);

			if (more == 0)
				break;
			n += more;
		}
		if (n > 0) {
			cm_buf_add(b, p, n);
		} else {
			to = cm_buf_room(b, 6);
			if (to == NULL)
				break;
			if (*p >= 0x80) {
				memcpy(to, "\xef\xbf\xbd", 3);
				b->len += 3;
			} else {
				b->len += (size_t)(escape(to, *p) - to);
			}
			n = 1;
		}
		p += n;
		len -= n;
	}
	cm_buf_byte(b, '"');
	if (b->full)
		b->len = start;
}

void
cm_json_key(struct cm_buf *b, const char *key)
{
	if (b->len > 0 && b->p[b->len - 1] != '{')
		cm_buf_byte(b, ',');
	cm_json_string(b, key, strlen(key));
	cm_buf_byte(b, ':');
}

void
cm_json_member_n(struct cm_buf *b, const char *key, const char *s, size_t len)
{
	if (s == NULL || len == 0)
		return;
	cm_json_key(b, key);
	cm_json_string(b, s, len);
}

void
cm_json_member(struct cm_buf *b, const char *key, const char *s)
{
	if (s != NULL)
		cm_json_member_n(b, key, s, strlen(s));
}

void
cm_json_member_int(struct cm_buf *b, const char *key, int64_t n)
{
	cm_json_key(b, key);
	cm_json_int(b, n);
}

void
cm_json_member_number(struct cm_buf *b, const char *key, double d)
{
	cm_json_key(b, key);
	cm_json_number(b, d);
}

void
cm_json_member_raw(struct cm_buf *b, const char *key, struct cm_slice s)
{
	if (s.p == NULL || s.len == 0)
		return;
	cm_json_key(b, key);
	cm_buf_add(b, s.p, s.len);
}
