/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <string.h>

#include <utf8proc.h>

#include "lib/asset.h"
#include "lib/host.h"
#include "lib/text.h"

enum { LABEL_MAX = 63, HOST_MAX = 253, TLD_MAX = 63 };

int
cm_host_is_latin(unsigned c)
{
	return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') ||
	    (c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7);
}

/* What may stand in a label, between its ends or at them. */
static int
is_label(uint32_t c, int how)
{
	utf8proc_category_t k;

	if (c == '-' || c == '_' || cm_host_is_latin(c))
		return 1;
	if (c < 0x80 || how == CM_HOST_PLAIN)
		return 0;
	k = utf8proc_category((utf8proc_int32_t)c);
	return (k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_NO) ||
	    (k == UTF8PROC_CATEGORY_SO && c < 0x1F000);
}

/* Compares a line of the list with a name. */
static int
compare(const char *line, size_t n, const char *name, size_t len)
{
	int c = memcmp(line, name, n < len ? n : len);

	return c != 0 ? c : n < len ? -1 : n > len;
}

/* Tells whether a name in lower case is in the list, which is sorted. */
static int
listed(const char *name, size_t len)
{
	const struct cm_asset *list = cm_asset_find(cm_data, "tlds.txt");
	const char *low = list->data, *high = list->data + list->len;
	const char *mid, *end;
	int c;

	while (low < high) {
		mid = low + (high - low) / 2;
		while (mid > low && mid[-1] != '\n')
			mid--;
		end = memchr(mid, '\n', (size_t)(high - mid));
		if (end == NULL)
			return 0;
		c = compare(mid, (size_t)(end - mid), name, len);
		if (c == 0)
			return 1;
		if (c < 0)
			low = end + 1;
		else
			high = mid;
	}
	return 0;
}

static int
is_tld(const char *s, size_t len)
{
	char name[TLD_MAX];
	size_t i;

	if (len < 2 || len > sizeof(name))
		return 0;
	for (i = 0; i < len; i++)
		name[i] = s[i] >= 'A' && s[i] <= 'Z' ? s[i] + 32 : s[i];
	return listed(name, len) || (len > 4 && memcmp(name, "xn--", 4) == 0);
}

/* A whole label that could be a name of the top, for all that we know: those
 * come and go, and some (.example, .test, .local) are set aside. */
static int
could_be_tld(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len && (s[i] | 32) >= 'a' && (s[i] | 32) <= 'z';)
		i++;
	return i == len && len >= 2;
}

/*
 * The bytes at s that are a name of the top: all of the label, or its
 * beginning where another script goes on without a blank ("comだよ"). 0: none.
 */
static size_t
tld_length(const char *s, size_t len)
{
	size_t i, n, found = 0;
	uint32_t c, next;

	for (i = 0; i < len && i < TLD_MAX; i += n) {
		n = cm_text_char(s + i, len - i, &c);
		if (!is_label(c, CM_HOST_ANY) || c == '_')
			break;
		next = ' ';
		if (i + n < len)
			cm_text_char(s + i + n, len - i - n, &next);
		if (c < 0x250 && is_label(next, CM_HOST_PLAIN))
			continue;
		if (is_tld(s, i + n))
			found = i + n;
	}
	return found;
}

/* The length of the label at s, and whether it has an underscore; 0: it is no
 * good. */
static size_t
label_length(const char *s, size_t len, int how, int *underscore)
{
	size_t i, n;
	uint32_t c, last = '-';
	int wide = 0;

	*underscore = 0;
	for (i = 0; i < len; i += n) {
		n = cm_text_char(s + i, len - i, &c);
		if (!is_label(c, how))
			break;
		if (i == 0 && (c == '-' || c == '_'))
			return 0;
		*underscore |= c == '_';
		wide |= c > 0x7F;
		last = c;
	}
	if (i == 0 || last == '-' || last == '_' || (!wide && i > LABEL_MAX) ||
	    i > 3 * LABEL_MAX)
		return 0;
	if (wide && i > 4 && memcmp(s, "xn--", 4) == 0)
		return 0;
	return i;
}

/* "localhost", or four numbers with dots. */
static size_t
number_length(const char *s, size_t len)
{
	size_t i = 0, digits = 0;
	int dots = 0;
	uint32_t c = ' ';

	if (len >= 9 && memcmp(s, "localhost", 9) == 0)
		i = 9;
	else
		for (; i < len; i++)
			if (s[i] >= '0' && s[i] <= '9' && digits < 3)
				digits++;
			else if (s[i] == '.' && digits > 0 && dots < 3) {
				dots++;
				digits = 0;
			} else
				break;
	if (i < len)
		cm_text_char(s + i, len - i, &c);
	if (c == '-' || c == '_' || cm_host_is_latin(c))
		return 0;
	return i == 9 || (dots == 3 && digits > 0) ? i : 0;
}

size_t
cm_host_length(const char *s, size_t len, int how)
{
	size_t at = 0, found = 0, n, tld;
	int underscore = 0, before = 0, cut = 0, labels;

	for (labels = 0; at < len && at < HOST_MAX; labels++) {
		n = label_length(s + at, len - at, how, &underscore);
		tld = labels > 0 && !before ? tld_length(s + at, len - at) : 0;
		if (tld == 0 && labels > 0 && !before && !cut &&
		    how == CM_HOST_ANY && could_be_tld(s + at, n))
			tld = n;
		if (tld > 0)
			found = at + tld;
		cut |= tld > 0 && tld != n;
		before = underscore;
		at += n;
		if (n == 0 || at >= len || s[at] != '.')
			break;
		at++;
	}
	if (found == 0 && how == CM_HOST_ANY)
		found = number_length(s, len);
	return found;
}
