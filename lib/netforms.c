/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/csvread.h"
#include "lib/err.h"
#include "lib/json.h"
#include "lib/netanswer.h"
#include "lib/text.h"

/* A value as the only member of an object is what scan reads; the value must
 * be all there is, or "1},{" would do. */
static const char head[] = "{\"v\":";

enum { MANY = 2000 }; /* columns; more are not looked at for equal names */

static int
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void
wrap(struct cm_buf *line, const char *s, size_t len)
{
	char *p, *end;

	cm_buf_clear(line);
	cm_buf_room(line, len + sizeof(head) + CM_SCAN_PAD);
	cm_buf_puts(line, head);
	cm_buf_add(line, s, len);
	/* Between tokens only: within strings it is no JSON. */
	end = line->p + line->len;
	for (p = line->p; (p = memchr(p, '\n', (size_t)(end - p))) != NULL;)
		*p = ' ';
	for (p = line->p; (p = memchr(p, '\r', (size_t)(end - p))) != NULL;)
		*p = ' ';
	cm_buf_byte(line, '}');
	memset(cm_buf_room(line, CM_SCAN_PAD), 0, CM_SCAN_PAD);
}

static int
is_json(const struct cm_buf *line)
{
	static const char *const name = "v";
	struct cm_want *want = cm_want_new(&name, 1);
	struct cm_scan_error why;
	struct cm_slice v = {NULL, 0};
	const char *end = line->p + line->len - 1;
	int good = cm_scan_line(line->p, line->len, want, &v, &why) == 0;

	cm_want_free(want);
	if (!good || v.p == NULL)
		return 0;
	while (end > v.p && is_blank(end[-1]))
		end--;
	return v.p + v.len == end;
}

/* "\ud83d" alone becomes "\ufffd". */
static void
mend_surrogates(char *s, size_t len)
{
	char *p = s, *end = s + len;

	for (; p + 6 <= end; p++) {
		if (*p != '\\')
			continue;
		if (p[1] != 'u') {
			p++;
			continue;
		}
		if ((p[2] != 'd' && p[2] != 'D') || p[3] < '8')
			continue;
		if (strchr("89abAB", p[3]) != NULL && p + 12 <= end &&
		    p[6] == '\\' && p[7] == 'u' &&
		    (p[8] == 'd' || p[8] == 'D') &&
		    strchr("cdefCDEF", p[9]) != NULL) {
			p += 11;
			continue;
		}
		memcpy(p + 2, "fffd", 4);
	}
}

/* Control characters inside strings are escaped. */
static void
mend(struct cm_buf *to, const char *s, size_t len)
{
	struct cm_buf b;
	size_t i;
	int inside = 0;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_text_repair(&b, s, len);
	mend_surrogates(b.p, b.len);
	for (i = 0; i < b.len; i++) {
		if (b.p[i] == '"')
			inside = !inside;
		if (inside && b.p[i] == '\\' && i + 1 < b.len) {
			cm_buf_byte(to, b.p[i++]);
			cm_buf_byte(to, b.p[i]);
		} else if (inside && (unsigned char)b.p[i] < ' ')
			cm_buf_printf(
			    to, "\\u%04x", (unsigned)(unsigned char)b.p[i]);
		else
			cm_buf_byte(to, b.p[i]);
	}
	cm_buf_release(&b);
}

int
cm_netanswer_json(struct cm_buf *to, const char *s, size_t len)
{
	struct cm_buf line, mended;
	int good;

	cm_buf_init(&line, CM_BUF_ANY);
	wrap(&line, s, len);
	good = is_json(&line);
	if (!good) {
		cm_buf_init(&mended, CM_BUF_ANY);
		mend(&mended, s, len);
		wrap(&line, cm_buf_str(&mended), mended.len);
		cm_buf_release(&mended);
		good = is_json(&line);
	}
	if (good)
		cm_buf_add(
		    to, line.p + sizeof(head) - 1, line.len - sizeof(head));
	cm_buf_release(&line);
	return good ? 0 : -1;
}

int
cm_netanswer_lines(struct cm_buf *to, const char *s, size_t len)
{
	size_t start = to->len, n;
	const char *end = s + len, *q;

	cm_buf_byte(to, '[');
	for (; s < end; s += n + 1) {
		/* RFC 7464 puts a record separator before each. */
		while (s < end && (is_blank(*s) || *s == 0x1e))
			s++;
		q = s < end ? memchr(s, '\n', (size_t)(end - s)) : NULL;
		n = (size_t)((q != NULL ? q : end) - s);
		if (n == 0)
			continue;
		if (to->len > start + 1)
			cm_buf_byte(to, ',');
		if (cm_netanswer_json(to, s, n) == -1) {
			to->len = start;
			return -1;
		}
	}
	cm_buf_byte(to, ']');
	return 0;
}

static int
hex(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *p = c != '\0'
	    ? strchr(digits, c >= 'A' && c <= 'F' ? c + 32 : c)
	    : NULL;

	return p != NULL ? (int)(p - digits) : -1;
}

static void
form_text(struct cm_buf *to, const char *s, size_t len)
{
	struct cm_buf b;
	size_t i;

	cm_buf_init(&b, CM_BUF_ANY);
	for (i = 0; i < len; i++)
		if (s[i] == '%' && i + 2 < len && hex(s[i + 1]) >= 0 &&
		    hex(s[i + 2]) >= 0) {
			cm_buf_byte(&b, hex(s[i + 1]) << 4 | hex(s[i + 2]));
			i += 2;
		} else
			cm_buf_byte(&b, s[i] == '+' ? ' ' : s[i]);
	cm_json_string(to, b.p, b.len);
	cm_buf_release(&b);
}

int
cm_netanswer_form(struct cm_buf *to, const char *s, size_t len)
{
	const char *end = s + len, *q, *eq;
	size_t n;

	cm_buf_byte(to, '{');
	for (; s < end; s += n + 1) {
		q = memchr(s, '&', (size_t)(end - s));
		n = (size_t)((q != NULL ? q : end) - s);
		if (n == 0)
			continue;
		eq = memchr(s, '=', n);
		if (to->p[to->len - 1] != '{')
			cm_buf_byte(to, ',');
		form_text(to, s, eq != NULL ? (size_t)(eq - s) : n);
		cm_buf_byte(to, ':');
		if (eq != NULL)
			form_text(to, eq + 1, (size_t)(s + n - eq - 1));
		else
			cm_buf_puts(to, "\"\"");
	}
	cm_buf_byte(to, '}');
	return 0;
}

/* CSV: the first row names the members of those that follow. */
struct table {
	struct cm_buf *to;
	struct cm_buf *names; /* as JSON strings */
	size_t columns, rows;
};

static int
same_name(const struct table *t, size_t n, const struct cm_buf *name)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (t->names[i].len == name->len &&
		    memcmp(t->names[i].p, name->p, name->len) == 0)
			return 1;
	return 0;
}

/* No two columns have one name, and none has none: a member of an object that
 * is there twice hides one. */
static void
name_columns(struct table *t, const struct cm_csv_cell *cells, size_t n)
{
	struct cm_buf b, *name;
	size_t i, again;

	t->names = cm_alloc((n + 1) * sizeof(*t->names));
	cm_buf_init(&b, CM_BUF_ANY);
	for (i = 0; i < n; i++) {
		name = &t->names[i];
		cm_buf_init(name, CM_BUF_ANY);
		cm_buf_clear(&b);
		cm_buf_add(&b, cells[i].p, cells[i].len);
		if (b.len == 0)
			cm_buf_printf(&b, "column %zu", i + 1);
		cm_json_string(name, b.p, b.len);
		for (again = 2; n <= MANY && same_name(t, i, name); again++) {
			cm_buf_clear(name);
			cm_buf_clear(&b);
			cm_buf_add(&b, cells[i].p, cells[i].len);
			cm_buf_printf(&b, " %zu", again);
			cm_json_string(name, b.p, b.len);
		}
	}
	t->columns = n;
	cm_buf_release(&b);
}

static int
add_row(void *ctx, const struct cm_csv_cell *cells, size_t n)
{
	struct table *t = ctx;
	size_t i;

	if (t->names == NULL) {
		name_columns(t, cells, n);
		return 0;
	}
	cm_buf_puts(t->to, t->rows++ > 0 ? ",{" : "{");
	for (i = 0; i < n; i++) {
		if (i > 0)
			cm_buf_byte(t->to, ',');
		if (i < t->columns)
			cm_buf_add(t->to, t->names[i].p, t->names[i].len);
		else
			cm_buf_printf(t->to, "\"column %zu\"", i + 1);
		cm_buf_byte(t->to, ':');
		if (cells[i].p == NULL)
			cm_buf_puts(t->to, "null");
		else
			cm_json_string(t->to, cells[i].p, cells[i].len);
	}
	cm_buf_byte(t->to, '}');
	return 0;
}

int
cm_netanswer_csv(struct cm_buf *to, const char *s, size_t len, int tab)
{
	struct table t = {to, NULL, 0, 0};
	size_t start = to->len, i;
	const char *why;
	struct cm_csv_reader *r =
	    cm_csv_open(tab ? '\t' : cm_csv_sniff(s, len), add_row, &t);
	int bad;

	cm_buf_byte(to, '[');
	bad = cm_csv_push(r, s, len, &why) == -1 ||
	    cm_csv_push(r, NULL, 0, &why) == -1;
	cm_csv_close(r);
	cm_buf_byte(to, ']');
	for (i = 0; i < t.columns; i++)
		cm_buf_release(&t.names[i]);
	free(t.names);
	if (bad)
		to->len = start;
	return bad ? -1 : 0;
}
