/* SPDX-License-Identifier: ISC */
/* The ways in which bytes are written down: hex, base64, percent signs. */
#include <limits.h>
#include <string.h>

#include "lib/crypto.h"

static const char digits[] = "0123456789abcdef";
static const char plain[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char url[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void
cm_crypto_hex(struct cm_buf *to, const void *p, size_t len)
{
	const unsigned char *in = p;
	char *room;
	size_t i;

	if (len > CM_BUF_ANY / 2)
		return;
	room = cm_buf_room(to, len * 2);
	if (room == NULL)
		return;
	for (i = 0; i < len; i++) {
		room[2 * i] = digits[in[i] >> 4];
		room[2 * i + 1] = digits[in[i] & 15];
	}
	to->len += len * 2;
}

static void
encode(struct cm_buf *to, const unsigned char *in, size_t len,
    const char *alphabet, int pad)
{
	uint32_t three;
	size_t i, n = 0;
	char *room;

	if (len > CM_BUF_ANY / 2)
		return;
	room = cm_buf_room(to, (len + 2) / 3 * 4);
	if (room == NULL)
		return;
	for (i = 0; i < len; i += 3) {
		three = (uint32_t)in[i] << 16;
		if (i + 1 < len)
			three |= (uint32_t)in[i + 1] << 8;
		if (i + 2 < len)
			three |= in[i + 2];
		room[n++] = alphabet[three >> 18];
		room[n++] = alphabet[three >> 12 & 63];
		if (i + 1 < len)
			room[n++] = alphabet[three >> 6 & 63];
		else if (pad)
			room[n++] = '=';
		if (i + 2 < len)
			room[n++] = alphabet[three & 63];
		else if (pad)
			room[n++] = '=';
	}
	to->len += n;
}

void
cm_crypto_base64(struct cm_buf *to, const void *p, size_t len)
{
	encode(to, p, len, plain, 1);
}

void
cm_crypto_base64url(struct cm_buf *to, const void *p, size_t len)
{
	encode(to, p, len, url, 0);
}

/* The value of a digit of either alphabet, plus 1; 0 is none. */
static const unsigned char values[UCHAR_MAX + 1] = {0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 63, 0, 63, 0, 64, 53, 54, 55, 56, 57, 58, 59, 60,
    61, 62, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
    15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 0, 0, 0, 0, 64, 0, 27, 28,
    29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
    48, 49, 50, 51, 52, 0, 0, 0, 0, 0};

static int
value_of(char c)
{
	return values[(unsigned char)c] - 1;
}

int
cm_crypto_unbase64(struct cm_buf *to, const char *s, size_t len)
{
	uint32_t bits = 0;
	size_t i, n = 0, pad = 0;
	char *room;
	int v, have = 0;

	while (len > 0 && pad < 2 && s[len - 1] == '=') {
		len--;
		pad++;
	}
	if (len % 4 == 1 || (pad > 0 && (len + pad) % 4 != 0))
		return -1;
	room = cm_buf_room(to, len / 4 * 3 + 3);
	if (room == NULL)
		return -1;
	for (i = 0; i + 4 <= len; i += 4) {
		v = value_of(s[i]) | value_of(s[i + 1]) | value_of(s[i + 2]) |
		    value_of(s[i + 3]);
		if (v < 0)
			return -1;
		bits = (uint32_t)value_of(s[i]) << 18 |
		    (uint32_t)value_of(s[i + 1]) << 12 |
		    (uint32_t)value_of(s[i + 2]) << 6 |
		    (uint32_t)value_of(s[i + 3]);
		room[n++] = (char)(bits >> 16);
		room[n++] = (char)(bits >> 8 & 0xff);
		room[n++] = (char)(bits & 0xff);
	}
	for (bits = 0; i < len; i++) {
		v = value_of(s[i]);
		if (v == -1)
			return -1;
		bits = bits << 6 | (uint32_t)v;
		have += 6;
		if (have < 8)
			continue;
		have -= 8;
		room[n++] = (char)(bits >> have & 0xff);
	}
	/* What does not fill a byte has to be nothing. */
	if ((bits & ((1u << have) - 1)) != 0)
		return -1;
	to->len += n;
	return 0;
}

static int
nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

int
cm_crypto_unhex(struct cm_buf *to, const char *s, size_t len)
{
	char *room;
	size_t i;
	int a, b;

	if (len % 2 != 0)
		return -1;
	room = cm_buf_room(to, len / 2);
	if (room == NULL)
		return -1;
	for (i = 0; i < len; i += 2) {
		a = nibble(s[i]);
		b = nibble(s[i + 1]);
		if (a == -1 || b == -1)
			return -1;
		room[i / 2] = (char)(a << 4 | b);
	}
	to->len += len / 2;
	return 0;
}

void
cm_crypto_percent(struct cm_buf *to, const char *s, size_t len)
{
	static const char upper[] = "0123456789ABCDEF";
	unsigned char c;
	size_t i;

	for (i = 0; i < len; i++) {
		c = (unsigned char)s[i];
		/* Not '+', '/', which base64 has, but '-', '_', '.', '~'. */
		if ((value_of(s[i]) >= 0 && c != '+' && c != '/') || c == '.' ||
		    c == '~')
			cm_buf_byte(to, c);
		else {
			cm_buf_byte(to, '%');
			cm_buf_byte(to, upper[c >> 4]);
			cm_buf_byte(to, upper[c & 15]);
		}
	}
}
