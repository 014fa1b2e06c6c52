/* SPDX-License-Identifier: ISC */
/* A cell made a value of a record. */
#include <string.h>

#include "cmd/cm-fetch/cell_in.h"
#include "cmd/cm-fetch/map_in.h"
#include "lib/clock.h"
#include "lib/json.h"

/* A cell without what a spreadsheet needed around it. */
struct map_cell
map_unguarded(struct map_cell c, enum cell_guards guards)
{
	size_t i = 0;
	char d;

	if (guards == CELL_PLAIN || c.len < 2)
		return c;
	if (guards == CELL_GUARDS && *c.p == '\'') {
		while (i < c.len && c.p[i] == '\'')
			i++;
		d = i < c.len ? c.p[i] : '\0';
		if (d == '=' || d == '+' || d == '-' || d == '@' || d == '\t' ||
		    d == '\r') {
			c.p++;
			c.len--;
		}
		return c;
	}
	if (c.len > 3 && c.p[0] == '=' && c.p[1] == '"' &&
	    c.p[c.len - 1] == '"' && memchr(c.p + 2, '"', c.len - 3) == NULL) {
		c.p += 2;
		c.len -= 3;
	}
	return c;
}

/* 1.22158E+17 */
static int
is_spoilt(const char *p, size_t len)
{
	size_t i = 0, digits = 0;

	for (; i < len && (cell_digit(p[i]) || p[i] == '.' || p[i] == ','); i++)
		digits++;
	return digits > 0 && len - i > 2 && (p[i] | 32) == 'e' &&
	    p[i + 1] == '+' && cell_digit(p[len - 1]);
}

/* Says what is wrong with a cell. */
enum cell_result
map_bad_cell(struct map *m, const struct map_column *c, struct map_cell v,
    const char *what)
{
	size_t i, len = v.len;

	cell_trim(&v.p, &len);
	cm_buf_clear(&m->why);
	cm_buf_byte(&m->why, '\'');
	for (i = 0; i < len && i < 60; i++)
		cm_buf_byte(
		    &m->why, (unsigned char)v.p[i] < 0x20 ? ' ' : v.p[i]);
	/* no half of a character */
	while (i < len && m->why.len > 1 &&
	    ((unsigned char)v.p[i] & 0xC0) == 0x80) {
		m->why.len--;
		i--;
	}
	cm_buf_printf(
	    &m->why, "%s' in %s %s", i < len ? "..." : "", c->heading, what);
	return CELL_BAD;
}

static enum cell_result
put_string(struct cm_buf *to, const char *p, size_t len)
{
	cm_json_utf8(to, p, len);
	return CELL_OK;
}

enum cell_result
map_put_word(
    struct map *m, struct cm_buf *to, struct map_cell v, enum cell_type as)
{
	if (v.p == NULL)
		return CELL_NONE;
	cell_trim(&v.p, &v.len);
	if (as == CELL_HANDLE && v.len > 0 && *v.p == '@') {
		v.p++;
		v.len--;
	}
	if (v.len == 0)
		return CELL_NONE;
	if (as == CELL_ID && is_spoilt(v.p, v.len)) {
		if (v.len < sizeof(m->spoilt)) {
			memcpy(m->spoilt, v.p, v.len);
			m->spoilt[v.len] = '\0';
		}
		return CELL_NONE;
	}
	return put_string(to, v.p, v.len);
}

static enum cell_result
put_text(const struct map *m, struct cm_buf *to, struct map_cell v)
{
	const char *p = v.p;
	size_t len = v.len;

	if (p == NULL)
		return CELL_NONE;
	if (!(m->flags & MAP_EXACT)) {
		cell_trim(&p, &len);
		if (len == 0)
			return CELL_NONE;
	}
	return put_string(to, v.p, v.len);
}

static enum cell_result
put_number(struct map *m, struct cm_buf *to, const struct map_column *c,
    struct map_cell v, int least)
{
	size_t at = to->len;
	enum cell_result result = cell_number(to, v.p, v.len, c->as, m->rules);

	if (result == CELL_BAD)
		return map_bad_cell(m, c, v, "is no number");
	if (result == CELL_AMBIGUOUS)
		return map_bad_cell(m, c, v,
		    "may be two numbers: say --decimal . or --decimal ,");
	if (result == CELL_OK && least && to->p[at] == '-' &&
	    !(m->flags & MAP_EXACT))
		return map_bad_cell(m, c, v, "is below 0");
	return result;
}

void
map_put_moment(struct cm_buf *to, int64_t t)
{
	char text[CM_CLOCK_TEXT];

	cm_buf_byte(to, '"');
	cm_buf_puts(to, cm_clock_text(t, text));
	cm_buf_byte(to, '"');
}

/* Digits of seconds, milliseconds or microseconds since 1970. */
static int
unix_time(const char *p, size_t len, int64_t *t)
{
	int64_t n = 0;
	size_t i;

	cell_trim(&p, &len);
	for (i = 0; i < len && cell_digit(p[i]) && i < 17; i++)
		n = n * 10 + (p[i] - '0');
	if (i == 0 || (i < len && p[i] != '.'))
		return -1;
	for (len -= i; len > 1; len--)
		if (!cell_digit(p[i + len - 1]))
			return -1;
	*t = i >= 15 ? n / 1000000 : i >= 12 ? n / 1000 : n;
	return *t < 253402300800 ? 0 : -1;
}

enum cell_result
map_read_time(struct map *m, const struct map_column *c, struct map_cell v,
    int64_t *t, int *day)
{
	enum cell_result result = CELL_OK;

	*day = 0;
	if (c->as != CELL_UNIX)
		result = cell_time(v.p, v.len, m->rules, t, day);
	else if (cell_is_none(v.p, v.len))
		result = CELL_NONE;
	else if (unix_time(v.p, v.len, t) != 0)
		result = CELL_BAD;
	if (result == CELL_BAD)
		return map_bad_cell(m, c, v,
		    c->as == CELL_UNIX ? "is no time in seconds"
				       : "is no time that is known");
	if (result == CELL_AMBIGUOUS)
		return map_bad_cell(
		    m, c, v, "may be two days: say --dates dmy or --dates mdy");
	return result;
}

/* A time that is one of a record already; with its fraction. */
static int
is_ours(const struct map *m, struct map_cell v, int64_t *t)
{
	return (m->flags & MAP_EXACT) && v.p != NULL && v.len >= 20 &&
	    v.p[v.len - 1] == 'Z' && v.p[10] == 'T' &&
	    cm_clock_parse(v.p, v.len, t) == 0;
}

static enum cell_result
put_time(struct map *m, const struct step *s, struct cm_buf *to,
    const struct map_column *c, struct map_cell v)
{
	enum cell_result result = CELL_OK;
	int64_t t;
	int day = 0;

	if (is_ours(m, v, &t)) {
		put_string(to, v.p, v.len);
	} else {
		result = map_read_time(m, c, v, &t, &day);
		if (result != CELL_OK)
			return result;
		if (day && s->clocked)
			return map_bad_cell(m, c, v,
			    "names a day and no time of day to be published "
			    "at");
		if (c->as == CELL_LAST_DAY && day)
			t = cell_day_end(t, m->rules->zone);
		map_put_moment(to, t);
	}
	if (day && s->precision)
		cm_json_member(to, "precision", "day");
	if (s->when && m->when == INT64_MIN)
		m->when = t;
	if (s->ends)
		m->end = t;
	return result;
}

static enum cell_result
put_bool(struct map *m, struct cm_buf *to, const struct map_column *c,
    struct map_cell v)
{
	static const char *const words[] = {"no", "false", "n", "0", "off",
	    "falsch", "nein", "non", "false", "yes", "true", "y", "1", "x",
	    "on", "wahr", "ja", "oui", "s\xc3\xad", "si", NULL};
	const char *p = v.p;
	size_t len = v.len, i;
	char low[8];

	if (cell_is_none(p, len))
		return CELL_NONE;
	cell_trim(&p, &len);
	for (i = 0; i < len && i < sizeof(low) - 1; i++)
		low[i] = p[i] >= 'A' && p[i] <= 'Z' ? (char)(p[i] + 32) : p[i];
	low[i] = '\0';
	for (i = 0; words[i] != NULL && len < sizeof(low); i++)
		if (strcmp(words[i], low) == 0) {
			cm_buf_puts(to, i < 9 ? "false" : "true");
			return CELL_OK;
		}
	return map_bad_cell(m, c, v, "is neither yes nor no");
}

/* Whether it is JSON: scan reads objects, so it is put into one. */
int
map_is_json(struct map *m, const char *p, size_t len)
{
	struct cm_scan_error why;

	cm_buf_clear(&m->scratch);
	cm_buf_puts(&m->scratch, "{\"a\":");
	cm_buf_add(&m->scratch, p, len);
	cm_buf_byte(&m->scratch, '}');
	cm_buf_room(&m->scratch, CM_SCAN_PAD);
	return memchr(p, '\n', len) == NULL &&
	    cm_scan_line(m->scratch.p, m->scratch.len, NULL, NULL, &why) == 0;
}

static enum cell_result
put_json(struct map *m, struct cm_buf *to, struct map_cell v)
{
	const char *p = v.p;
	size_t len = v.len;

	if (p == NULL || len == 0)
		return put_text(m, to, v);
	cell_trim(&p, &len);
	if (len == 0 || (*p != '[' && *p != '{') || !map_is_json(m, p, len))
		return put_text(m, to, v);
	cm_buf_add(to, p, len);
	return CELL_OK;
}

static enum cell_result
put_value(struct map *m, struct cm_buf *to, struct map_cell v, int guarded)
{
	if (v.p == NULL || v.len == 0 || guarded)
		return put_text(m, to, v);
	if (cell_plain(
		to, v.p, v.len, m->rules->point != 0 ? m->rules->point : '.'))
		return CELL_OK;
	if ((v.len == 4 && memcmp(v.p, "true", 4) == 0) ||
	    (v.len == 5 && memcmp(v.p, "false", 5) == 0)) {
		cm_buf_add(to, v.p, v.len);
		return CELL_OK;
	}
	return *v.p == '[' || *v.p == '{' ? put_json(m, to, v)
					  : put_text(m, to, v);
}

enum cell_result
map_put_cell(struct map *m, const struct step *s, struct cm_buf *to,
    const struct map_column *c, struct map_cell v)
{
	struct map_cell bare = v;

	switch (c->as) {
	case CELL_NUMBER:
	case CELL_PERCENT:
	case CELL_SECONDS:
	case CELL_MINUTES:
	case CELL_HOURS:
	case CELL_MILLIS:
		return put_number(m, to, c, v, s->least);
	case CELL_TIME:
	case CELL_UNIX:
	case CELL_DAY:
	case CELL_LAST_DAY:
		return put_time(m, s, to, c, v);
	case CELL_BOOL:
		return put_bool(m, to, c, v);
	default:
		break;
	}
	if (v.len > 1)
		bare = map_unguarded(v, m->rules->guards);
	switch (c->as) {
	case CELL_WORD:
	case CELL_ID:
	case CELL_HANDLE:
		return map_put_word(m, to, bare, c->as);
	case CELL_JSON:
		return put_json(m, to, bare);
	case CELL_VALUE:
		return put_value(m, to, bare, bare.p != v.p);
	default:
		return put_text(m, to, bare);
	}
}
