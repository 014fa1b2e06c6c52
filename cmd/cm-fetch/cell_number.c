/* SPDX-License-Identifier: ISC */
/* Numbers as people and spreadsheets write them. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/cell_in.h"
#include "lib/json.h"

enum { DIGITS = 400, GROUPS = 40 };

/* A number as it stands: groups of digits with marks between them. */
struct figure {
	const char *p, *end;
	char digits[DIGITS];
	size_t n;
	size_t group[GROUPS]; /* how many digits each has */
	char mark[GROUPS];    /* what stands behind it; ' ' for the blanks */
	size_t groups;
	int negative, percent;
	long power;      /* of ten, by a K or an exponent */
	char says;       /* of the decimal mark, see cell_number_mark() */
	size_t fraction; /* how many of the digits are one */
};

static void
skip_blanks(struct figure *f)
{
	size_t n;

	while (f->p < f->end && (n = cell_blank(f->p, f->end)) > 0)
		f->p += n;
}

static int
eat(struct figure *f, const char *text)
{
	size_t n = strlen(text);

	if ((size_t)(f->end - f->p) < n || memcmp(f->p, text, n) != 0)
		return 0;
	f->p += n;
	return 1;
}

static int
is_letter(int c)
{
	return (c | 32) >= 'a' && (c | 32) <= 'z';
}

/* A word that stands alone: no letter follows. Upper and lower case count. */
static int
eat_word(struct figure *f, const char *word)
{
	const char *at = f->p;

	if (!eat(f, word))
		return 0;
	if (f->p < f->end && is_letter((unsigned char)*f->p)) {
		f->p = at;
		return 0;
	}
	return 1;
}

/* A currency: its sign, its three letters, or what people write instead. */
static int
eat_currency(struct figure *f)
{
	static const char *const names[] = {"US$", "R$", "A$", "AU$", "C$",
	    "CA$", "NZ$", "HK$", "S$", "MX$", "kr.", "kr", "Kr", "zł", "Kč",
	    "Ft", "Fr.", "Rs.", "Rs", "RM", "Rp", "lei", "лв", "руб.", "руб",
	    "元", "円", "원", NULL};
	const char *at = f->p;
	size_t i, bytes;
	unsigned c;

	for (i = 0; names[i] != NULL; i++)
		if (eat_word(f, names[i]))
			return 1;
	if (at == f->end)
		return 0;
	c = cell_char(at, f->end, &bytes);
	if (c == '$' || (c >= 0xA2 && c <= 0xA5) ||
	    (c >= 0x20A0 && c <= 0x20CF) || c == 0xFFE5) {
		f->p += bytes;
		return 1;
	}
	for (i = 0; i < 3; i++)
		if (at + i >= f->end || at[i] < 'A' || at[i] > 'Z')
			return 0;
	if (at + 3 < f->end && is_letter((unsigned char)at[3]))
		return 0;
	f->p += 3;
	return 1;
}

static int
eat_sign(struct figure *f)
{
	if (eat(f, "-") || eat(f, "\xe2\x88\x92") || eat(f, "\xe2\x80\x93") ||
	    eat(f, "\xef\xb9\xa3")) {
		f->negative = !f->negative;
		return 1;
	}
	return eat(f, "+");
}

/* What may stand before the digits: < - EUR */
static void
eat_front(struct figure *f)
{
	int signs = 0, money = 0;

	skip_blanks(f);
	if (eat(f, "<") || eat(f, ">") || eat(f, "~") || eat(f, "\xe2\x89\x88"))
		eat(f, "=");
	for (;;) {
		skip_blanks(f);
		if (signs == 0 && eat_sign(f))
			signs++;
		else if (money == 0 && eat_currency(f))
			money++;
		else
			break;
	}
}

/* The mark at p that may part digits; ' ' for blanks and apostrophes. */
static char
mark_at(const struct figure *f, size_t *bytes)
{
	unsigned c;

	*bytes = 1;
	if (f->p == f->end)
		return 0;
	if (*f->p == '.' || *f->p == ',')
		return *f->p;
	c = cell_char(f->p, f->end, bytes);
	return c == ' ' || c == '\'' || c == 0x2019 || c == 0xA0 ||
		c == 0x202F || c == 0x2009 || c == 0x2007
	    ? ' '
	    : 0;
}

static int
eat_digits(struct figure *f)
{
	const char *at;
	size_t bytes, n;
	char mark;

	for (;;) {
		for (n = 0; f->p < f->end && cell_digit(*f->p); n++) {
			if (f->n == DIGITS)
				return -1;
			f->digits[f->n++] = *f->p++;
		}
		if (f->groups == GROUPS)
			return -1;
		f->group[f->groups] = n;
		at = f->p;
		mark = mark_at(f, &bytes);
		f->p += mark != 0 ? bytes : 0;
		/* Marks part digits; a point may also begin or end them. */
		if (mark == ' ' && (f->p == f->end || !cell_digit(*f->p))) {
			f->p = at;
			mark = 0;
		}
		f->mark[f->groups++] = mark;
		if (mark == 0)
			return f->n > 0 ? 0 : -1;
	}
}

/* Whether the groups up to that one are thousands: 1-3 digits, then 3 each,
 * or as in India 2 each but for the last. */
static int
thousands(const struct figure *f, size_t last)
{
	size_t i;

	if (last == 0)
		return 1;
	if (f->group[0] < 1 || f->group[0] > 3 || f->group[last] != 3)
		return 0;
	for (i = 1; i < last; i++)
		if (f->group[i] != 3 && f->group[i] != 2)
			return 0;
	return 1;
}

/* Which of the marks is the decimal one: f->says and f->fraction. */
static enum cell_result
judge(struct figure *f, char point)
{
	size_t last = f->groups - 1, i;
	char mark;

	if (last == 0)
		return CELL_OK;
	mark = f->mark[last - 1];
	for (i = 0; i + 1 < last; i++)
		if (f->mark[i] != f->mark[0])
			return CELL_BAD;
	if (mark == ' ')
		return f->mark[0] == ' ' && thousands(f, last) ? CELL_OK
							       : CELL_BAD;
	if (last > 1 && f->mark[0] == mark) { /* several: they part thousands */
		f->says = mark == '.' ? ',' : '.';
		if (!thousands(f, last))
			return CELL_BAD;
	} else if (last == 1 && f->group[1] == 3 && f->group[0] <= 3 &&
	    f->group[0] > 0 && f->digits[0] != '0') {
		f->says = '?';
		if (point == 0)
			return CELL_AMBIGUOUS;
		if (mark == point)
			f->fraction = 3;
		return CELL_OK;
	} else {
		if (!thousands(f, last - 1))
			return CELL_BAD;
		f->says = mark;
		f->fraction = f->group[last];
	}
	return point != 0 && f->says != point ? CELL_BAD : CELL_OK;
}

/* 1.2K, 3,4 Mio., 1.2万 */
static void
eat_power(struct figure *f)
{
	static const struct {
		const char *word;
		int power;
	} words[] = {{"K", 3}, {"k", 3}, {"Tsd.", 3}, {"Tsd", 3}, {"tsd.", 3},
	    {"tys.", 3}, {"tis.", 3}, {"тыс.", 3}, {"тис.", 3}, {"mil", 3},
	    {"thousand", 3}, {"Mio.", 6}, {"Mio", 6}, {"mio.", 6}, {"mio", 6},
	    {"Mill.", 6}, {"mill.", 6}, {"mln", 6}, {"Mln", 6}, {"млн", 6},
	    {"million", 6}, {"M", 6}, {"m", 6}, {"mi", 6}, {"B", 9}, {"b", 9},
	    {"Mrd.", 9}, {"Mrd", 9}, {"mrd", 9}, {"mld", 9}, {"Md", 9},
	    {"млрд", 9}, {"billion", 9}, {"bi", 9}, {"lakh", 5}, {"crore", 7},
	    {"千", 3}, {"천", 3}, {"万", 4}, {"萬", 4}, {"만", 4}, {"亿", 8},
	    {"億", 8}, {"억", 8}};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (eat_word(f, words[i].word)) {
			f->power += words[i].power;
			eat(f, "+"); /* "10K+" */
			return;
		}
}

/* E+17: behind the digits, without a blank. */
static void
eat_exponent(struct figure *f)
{
	const char *at = f->p;
	int minus;
	long n = 0;

	if (f->p == f->end || (*f->p | 32) != 'e')
		return;
	f->p++;
	minus = f->p < f->end && *f->p == '-';
	f->p += f->p < f->end && (*f->p == '-' || *f->p == '+');
	if (f->p == f->end || !cell_digit(*f->p)) {
		f->p = at;
		return;
	}
	for (; f->p < f->end && cell_digit(*f->p); f->p++)
		n = n < 1000 ? n * 10 + (*f->p - '0') : n;
	f->power = minus ? -n : n;
}

/* What may stand behind: K % EUR, and in parentheses a share. */
static int
eat_back(struct figure *f)
{
	eat_exponent(f);
	skip_blanks(f);
	eat_power(f);
	skip_blanks(f);
	f->percent =
	    eat(f, "%") || eat(f, "\xef\xbc\x85") || eat(f, "\xd9\xaa");
	skip_blanks(f);
	if (!f->percent)
		eat_currency(f);
	skip_blanks(f);
	if (!f->negative && f->p < f->end && *f->p == '-' &&
	    f->p + 1 == f->end) { /* 12.50- */
		f->negative = 1;
		f->p++;
	}
	if (f->p < f->end && *f->p == '(' && f->end[-1] == ')')
		f->p = f->end; /* 5 (0.5%) */
	return f->p == f->end ? 0 : -1;
}

static enum cell_result
read_figure(struct figure *f, const char *p, size_t len, char point)
{
	enum cell_result result;

	cell_trim(&p, &len);
	memset(&f->groups, 0, sizeof(*f) - offsetof(struct figure, groups));
	f->n = 0;
	f->p = p;
	f->end = p + len;
	if (len > 2 && *p == '(' && p[len - 1] == ')') {
		f->negative = 1;
		f->p++;
		f->end--;
	}
	eat_front(f);
	if (eat_digits(f) != 0)
		return CELL_BAD;
	result = judge(f, point);
	if (result == CELL_BAD)
		return result;
	return eat_back(f) != 0 ? CELL_BAD : result;
}

static void
zeros(struct cm_buf *to, size_t n)
{
	while (n-- > 0)
		cm_buf_byte(to, '0');
}

/* Writes the digits with the point where the power of ten puts it. */
static void
put_figure(struct cm_buf *to, const struct figure *f, long power)
{
	const char *d = f->digits;
	size_t n = f->n;
	long whole;
	int moved = power != 0;

	whole = (long)(n - f->fraction) + power;
	while (n > 0 && *d == '0') {
		d++;
		n--;
		whole--;
	}
	if (moved) /* 12.50% is 0.125 */
		while (n > 0 && (long)n > whole && d[n - 1] == '0')
			n--;
	if (n == 0) {
		cm_buf_byte(to, '0');
		return;
	}
	if (f->negative)
		cm_buf_byte(to, '-');
	if (whole > 400 || whole < -400) {
		cm_buf_add(to, d, 1);
		if (n > 1) {
			cm_buf_byte(to, '.');
			cm_buf_add(to, d + 1, n - 1);
		}
		cm_buf_printf(to, "e%ld", whole - 1);
		return;
	}
	if (whole <= 0) {
		cm_buf_puts(to, "0.");
		zeros(to, (size_t)-whole);
		cm_buf_add(to, d, n);
	} else if ((size_t)whole >= n) {
		cm_buf_add(to, d, n);
		zeros(to, (size_t)whole - n);
	} else {
		cm_buf_add(to, d, (size_t)whole);
		cm_buf_byte(to, '.');
		cm_buf_add(to, d + whole, n - (size_t)whole);
	}
}

int
cell_plain(struct cm_buf *to, const char *p, size_t len, char point)
{
	size_t i = len > 0 && p[0] == '-', digits = i, at;
	char *room;

	while (i < len && cell_digit(p[i]))
		i++;
	if (i == digits || (p[digits] == '0' && i > digits + 1))
		return 0;
	at = i;
	if (i < len && point != 0 && p[i] == point) {
		for (digits = ++i; i < len && cell_digit(p[i]);)
			i++;
		if (i == digits)
			return 0;
	}
	if (i < len && (p[i] | 32) == 'e') {
		i++;
		i += i < len && (p[i] == '-' || p[i] == '+');
		for (digits = i; i < len && cell_digit(p[i]);)
			i++;
		if (i == digits)
			return 0;
	}
	if (i != len)
		return 0;
	room = cm_buf_room(to, len);
	if (room == NULL)
		return 0;
	memcpy(room, p, len);
	if (at < len && room[at] == ',')
		room[at] = '.';
	to->len += len;
	return 1;
}

static double
of_seconds(enum cell_type as)
{
	return as == CELL_MINUTES ? 60 : as == CELL_HOURS ? 3600 : 1;
}

enum cell_result
cell_number(struct cm_buf *to, const char *p, size_t len, enum cell_type as,
    const struct cell_rules *r)
{
	int span = as == CELL_SECONDS || as == CELL_MINUTES ||
	    as == CELL_HOURS || as == CELL_MILLIS;
	size_t at = to->len;
	enum cell_result result;
	struct figure f;
	double d;

	if ((as == CELL_NUMBER || as == CELL_SECONDS || as == CELL_PERCENT) &&
	    p != NULL && cell_plain(to, p, len, r->point))
		return CELL_OK;
	if (cell_is_none(p, len))
		return CELL_NONE;
	if (span && cell_span(to, p, len))
		return CELL_OK;
	result = read_figure(&f, p, len, r->point);
	if (result != CELL_OK)
		return result;
	if (span && f.percent)
		return CELL_BAD;
	f.power -= as == CELL_PERCENT && f.percent ? 2 : 0;
	f.power -= as == CELL_MILLIS ? 3 : 0;
	put_figure(to, &f, f.power);
	if (as == CELL_MINUTES || as == CELL_HOURS) {
		d = strtod(cm_buf_str(to) + at, NULL) * of_seconds(as);
		to->len = at;
		cm_json_number(to, d);
	}
	return CELL_OK;
}

int
cell_number_mark(const char *p, size_t len)
{
	struct figure f;

	if (p == NULL ||
	    (memchr(p, '.', len) == NULL && memchr(p, ',', len) == NULL))
		return 0;
	return read_figure(&f, p, len, 0) == CELL_BAD ? 0 : f.says;
}
