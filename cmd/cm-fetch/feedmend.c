/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "cmd/cm-fetch/feedpart.h"
#include "lib/entity.h"
#include "lib/err.h"

/*
 * Feeds as they occur, made well-formed, so that a parser need not guess:
 * the entities of HTML and of the document, bare & and <, characters that XML
 * has not, attributes without quotes, tags that do not match, several roots,
 * what stands before and behind. Each is said.
 */

enum {
	ATTRS_MAX = 64,
	NONE_COMMENT = 1,
	NONE_CDATA = 2,
	NONE_PI = 4,
	NODES_MAX = 1000000
};

struct mend {
	struct feed_run *run;
	struct cm_buf *to;
	const char *p, *end;
	const char *counted; /* up to here the lines were counted */
	long line;
	int none; /* ends that do not occur any more */
	int roots;
	long nodes; /* elements and attributes so far */
	struct feed_dtd dtd;
	struct {
		const char *name;
		size_t len;
	} open[FEED_DEPTH];
	size_t depth;
};

static int
is_blank(int c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static int
is_name_start(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	    (c & 0x80);
}

static int
is_name(int c)
{
	return is_name_start(c) || (c >= '0' && c <= '9') || c == '-' ||
	    c == '.' || c == ':';
}

/* The line of a place in the feed; of another text, the last that was asked
 * for. */
static long
line_of(struct mend *m, const char *p)
{
	if ((uintptr_t)p > (uintptr_t)m->end)
		return m->line;
	for (; m->counted < p; m->counted++)
		m->line += *m->counted == '\n';
	return m->line;
}

/* What is left out leaves its line feeds, so that lines are counted right. */
static void
leave_out(struct mend *m, const char *from)
{
	for (; from < m->p; from++)
		if (*from == '\n')
			cm_buf_byte(m->to, '\n');
}

static const char *
find(struct mend *m, const char *p, const char *what, int none)
{
	size_t n = strlen(what);

	if (m->none & none)
		return NULL;
	for (; (size_t)(m->end - p) >= n; p++) {
		p = memchr(p, what[0], (size_t)(m->end - p));
		if (p == NULL || (size_t)(m->end - p) < n)
			break;
		if (memcmp(p, what, n) == 0)
			return p;
	}
	m->none |= none;
	return NULL;
}

/* Adds what XML allows; the rest is said and left out. */
static void
add_chars(struct mend *m, const char *p, size_t len)
{
	const unsigned char *s = (const unsigned char *)p;
	size_t from = 0;
	size_t i, bad;

	for (i = 0; i<len; i += bad> 0 ? bad : 1) {
		bad = 0;
		if (s[i] < ' ' && !is_blank(s[i]))
			bad = 1;
		else if (s[i] == '\v' || s[i] == '\f')
			bad = 1;
		else if (s[i] == 0xEF && len - i > 2 && s[i + 1] == 0xBF &&
		    s[i + 2] >= 0xBE)
			bad = 3;
		if (bad == 0)
			continue;
		cm_buf_add(m->to, p + from, i - from);
		feed_problem(m->run, line_of(m, p + i),
		    "characters that XML has not were left out");
		from = i + bad;
	}
	cm_buf_add(m->to, p + from, len - from);
}

/* Adds text, escaped. */
static void
add_text(struct mend *m, const char *p, size_t len)
{
	const char *end = p + len;
	const char *from = p;

	for (; p < end; p++) {
		if (*p != '&' && *p != '<' && *p != '>' && *p != '"')
			continue;
		add_chars(m, from, (size_t)(p - from));
		cm_buf_puts(m->to,
		    *p == '&'       ? "&amp;"
			: *p == '<' ? "&lt;"
			: *p == '>' ? "&gt;"
				    : "&quot;");
		from = p + 1;
	}
	add_chars(m, from, (size_t)(p - from));
}

/* Adds a text in which numbers may stand for characters. */
static void
add_entity(struct mend *m, const struct feed_dtd_entity *e)
{
	struct cm_buf b;

	cm_buf_init(&b, FEED_MAX);
	cm_entity_decode(&b, e->value, e->value_len);
	add_text(m, b.p, b.len);
	cm_buf_release(&b);
}

/* Adds the reference at p, or the & as a character; returns its length. */
static size_t
add_reference(struct mend *m, const char *p, const char *end)
{
	char text[CM_ENTITY_MAX];
	const struct feed_dtd_entity *e;
	size_t n;

	for (n = 1; p + n < end && (is_name(p[n]) || p[n] == '#'); n++)
		;
	if (p + n < end && p[n] == ';' && n > 1) {
		e = feed_dtd_find(&m->dtd, p + 1, n - 1);
		if (e != NULL) {
			add_entity(m, e);
			return n + 1;
		}
		if (cm_entity_read(p, n + 1, text) == n + 1) {
			add_text(m, text, strlen(text));
			return n + 1;
		}
		feed_problem(m->run, line_of(m, p),
		    "'&%.*s;' is no entity that is known", (int)n - 1, p + 1);
	} else {
		feed_problem(m->run, line_of(m, p), "a bare &");
	}
	cm_buf_puts(m->to, "&amp;");
	return 1;
}

/* Adds text with references, up to end. */
static void
add_source(struct mend *m, const char *p, const char *end)
{
	const char *amp;

	while (p < end) {
		amp = memchr(p, '&', (size_t)(end - p));
		if (amp == NULL)
			amp = end;
		add_text(m, p, (size_t)(amp - p));
		p = amp;
		if (p < end)
			p += add_reference(m, p, end);
	}
}

static void
pop(struct mend *m)
{
	m->depth--;
	cm_buf_puts(m->to, "</");
	cm_buf_add(m->to, m->open[m->depth].name, m->open[m->depth].len);
	cm_buf_byte(m->to, '>');
}

static int
is_open(const struct mend *m, size_t i, const char *name, size_t len)
{
	return m->open[i].len == len &&
	    strncasecmp(m->open[i].name, name, len) == 0;
}

/* Elements of HTML that have no end. */
static int
is_void(const char *name, size_t len)
{
	static const char *const names[] = {"br", "hr", "img", "input", "wbr",
	    "area", "col", "embed", "param", NULL};
	size_t i;

	for (i = 0; names[i] != NULL; i++)
		if (strlen(names[i]) == len &&
		    strncasecmp(names[i], name, len) == 0)
			return 1;
	return 0;
}

static int
is_word(const char *word, const char *name, size_t len)
{
	return strlen(word) == len && strncasecmp(word, name, len) == 0;
}

/* Closes what cannot hold the element that begins now. */
static void
close_before(struct mend *m, const char *name, size_t len)
{
	size_t i;

	if ((is_word("p", name, len) || is_word("li", name, len)) &&
	    m->depth > 0 && is_open(m, m->depth - 1, name, len))
		pop(m);
	if (!is_word("item", name, len) && !is_word("entry", name, len))
		return;
	for (i = m->depth; i > 0; i--)
		if (is_open(m, i - 1, name, len)) {
			feed_problem(m->run, line_of(m, m->p),
			    "an item begins before the one before it has "
			    "ended");
			while (m->depth >= i)
				pop(m);
			return;
		}
}

static void
end_tag(struct mend *m)
{
	const char *name = m->p + 2;
	const char *p = name;
	size_t i, len;

	while (p < m->end && is_name(*p))
		p++;
	len = (size_t)(p - name);
	while (p < m->end && *p != '>' && *p != '<')
		p++;
	m->p = p + (p < m->end && *p == '>');
	if (is_void(name, len))
		return;
	for (i = m->depth; i > 0; i--)
		if (is_open(m, i - 1, name, len))
			break;
	if (i == 0) {
		feed_problem(m->run, line_of(m, name),
		    "</%.*s> ends nothing that was begun",
		    (int)(len < 40 ? len : 40), name);
		return;
	}
	if (i < m->depth)
		feed_problem(m->run, line_of(m, name),
		    "</%.*s> comes before the end of <%.*s>",
		    (int)(len < 40 ? len : 40), name,
		    (int)(m->open[m->depth - 1].len < 40
			    ? m->open[m->depth - 1].len
			    : 40),
		    m->open[m->depth - 1].name);
	while (m->depth >= i)
		pop(m);
}

/*
 * The end of a value in quotes, which begins at p; NULL when the quote at its
 * end seems to be missing: there is none, or whole tags lie before it.
 */
static const char *
value_end(struct mend *m, const char *p, int quote)
{
	const char *end = memchr(p, quote, (size_t)(m->end - p));
	const char *more;

	if (end == NULL)
		return NULL;
	more = memchr(p, '>', (size_t)(end - p));
	if (more != NULL && memchr(more, '<', (size_t)(end - more)) != NULL)
		return NULL;
	return end;
}

/* The value of an attribute: p is behind its '='. Returns where it ends. */
static const char *
attr_value(struct mend *m, const char *p)
{
	const char *start, *end;
	char quote = '\0';

	while (p < m->end && is_blank(*p))
		p++;
	if (p < m->end && (*p == '"' || *p == '\''))
		quote = *p++;
	start = p;
	end = quote != '\0' ? value_end(m, p, quote) : NULL;
	if (end != NULL) {
		add_source(m, start, end);
		return end + 1;
	}
	feed_problem(m->run, line_of(m, p), "an attribute without quotes");
	while (p < m->end && *p != '>' && *p != '<' &&
	    (quote != '\0' || !is_blank(*p)))
		p++;
	end = p;
	if (end > start && end < m->end && *end == '>' && end[-1] == '/')
		end--;
	add_source(m, start, end);
	return p;
}

/* The attributes, from p up to the end of the tag, which is returned. */
static const char *
attrs(struct mend *m, const char *p)
{
	struct {
		const char *p;
		size_t len;
	} names[ATTRS_MAX];
	size_t n = 0;
	size_t i, len;
	const char *name;

	for (;;) {
		while (
		    p < m->end && !is_name_start(*p) && *p != '>' && *p != '<')
			p++;
		if (p == m->end || *p == '>' || *p == '<')
			return p;
		if (n == ATTRS_MAX) {
			p = memchr(p, '>', (size_t)(m->end - p));
			return p == NULL ? m->end : p;
		}
		for (name = p; p < m->end && is_name(*p); p++)
			;
		len = (size_t)(p - name);
		while (p < m->end && is_blank(*p))
			p++;
		for (i = 0; i < n; i++)
			if (names[i].len == len &&
			    memcmp(names[i].p, name, len) == 0)
				break;
		names[n].p = name;
		names[n].len = len;
		cm_buf_byte(m->to, ' ');
		if (i < n) {
			feed_problem(m->run, line_of(m, name),
			    "an attribute occurs twice");
			cm_buf_printf(m->to, "twice%zu.", n);
		}
		n++;
		m->nodes++;
		cm_buf_add(m->to, name, len);
		cm_buf_puts(m->to, "=\"");
		if (p < m->end && *p == '=')
			p = attr_value(m, p + 1);
		cm_buf_byte(m->to, '"');
	}
}

static int
start_tag(struct mend *m)
{
	const char *name = m->p + 1;
	const char *p = name;
	size_t len;
	int empty;

	while (p < m->end && is_name(*p))
		p++;
	len = (size_t)(p - name);
	close_before(m, name, len);
	if (m->depth == 0)
		m->roots++;
	if (m->depth == FEED_DEPTH) {
		feed_problem(m->run, line_of(m, name),
		    "it was refused: its elements are nested more than %d "
		    "deep",
		    FEED_DEPTH);
		return -1;
	}
	if (++m->nodes > NODES_MAX) {
		feed_problem(m->run, line_of(m, name),
		    "it was refused: it has more than %d elements", NODES_MAX);
		return -1;
	}
	cm_buf_byte(m->to, '<');
	cm_buf_add(m->to, name, len);
	p = attrs(m, p);
	empty = is_void(name, len) || (p < m->end && *p == '>' && p[-1] == '/');
	cm_buf_puts(m->to, empty ? "/>" : ">");
	if (p == m->end || *p != '>')
		feed_problem(m->run, line_of(m, name), "a tag without its end");
	m->run->cut_tag = p == m->end;
	m->p = p + (p < m->end && *p == '>');
	if (!empty) {
		m->open[m->depth].name = name;
		m->open[m->depth].len = len;
		m->depth++;
	}
	return 0;
}

/* A section of CDATA; one without an end goes to the end of its element. */
static void
cdata(struct mend *m)
{
	const char *start = m->p + 9;
	const char *end = find(m, start, "]]>", NONE_CDATA);

	m->p = end == NULL ? m->end : end + 3;
	if (end == NULL) {
		feed_problem(m->run, line_of(m, start),
		    "a CDATA section without its end");
		end = find(m, start, "</", 0);
		if (end == NULL)
			end = m->end;
		m->p = end;
	}
	if (m->depth > 0)
		add_text(m, start, (size_t)(end - start));
}

/* Behind "<?" or "<!--": nothing of it is kept. */
static void
skip(struct mend *m, const char *stop, int none)
{
	const char *end = find(m, m->p + 2, stop, none);
	const char *start = m->p;

	if (end == NULL) {
		feed_problem(m->run, line_of(m, m->p),
		    "a comment or an instruction without its end");
		end = memchr(m->p, '>', (size_t)(m->end - m->p));
		m->p = end == NULL ? m->end : end + 1;
	} else {
		m->p = end + strlen(stop);
	}
	leave_out(m, start);
}

static int
declaration(struct mend *m)
{
	size_t left = (size_t)(m->end - m->p);
	const char *text = m->p;
	const char *end;

	if (left >= 4 && memcmp(m->p, "<!--", 4) == 0) {
		skip(m, "-->", NONE_COMMENT);
	} else if (left >= 9 && memcmp(m->p, "<![CDATA[", 9) == 0) {
		cdata(m);
	} else if (left >= 9 && strncasecmp(m->p, "<!DOCTYPE", 9) == 0 &&
	    m->roots == 0 && m->dtd.p == NULL) {
		if (feed_dtd_read(
			m->run, m->p, m->end, line_of(m, m->p), &m->dtd) < 0)
			return -1;
		m->p = m->dtd.p;
		leave_out(m, text);
	} else {
		end = memchr(m->p, '>', left);
		m->p = end == NULL ? m->end : end + 1;
	}
	return 0;
}

/* What is outside of the feed: blanks are nothing, the rest is said. */
static void
outside(struct mend *m, const char *p, const char *end)
{
	while (p < end && is_blank(*p))
		p++;
	if (p == end)
		return;
	if (m->roots == 0)
		feed_problem(
		    m->run, line_of(m, p), "text before the feed was left out");
	else
		feed_problem(
		    m->run, line_of(m, p), "text behind the feed was left out");
}

static int
next(struct mend *m)
{
	const char *lt = memchr(m->p, '<', (size_t)(m->end - m->p));
	const char *text = m->p;

	m->p = lt == NULL ? m->end : lt;
	if (m->depth > 0) {
		add_source(m, text, m->p);
	} else {
		outside(m, text, m->p);
		leave_out(m, text);
	}
	if (lt == NULL)
		return 0;
	if (m->end - lt > 1 && lt[1] == '!')
		return declaration(m);
	if (m->end - lt > 1 && lt[1] == '?') {
		skip(m, "?>", NONE_PI);
	} else if (m->end - lt > 2 && lt[1] == '/' && is_name_start(lt[2])) {
		end_tag(m);
	} else if (m->end - lt > 1 && is_name_start(lt[1])) {
		return start_tag(m);
	} else {
		feed_problem(m->run, line_of(m, lt), "a bare <");
		if (m->depth > 0)
			cm_buf_puts(m->to, "&lt;");
		m->p++;
		if (m->depth > 0 && m->p == m->end)
			feed_cut_in(m->run, "<", 1);
	}
	return 0;
}

int
feed_mend(struct feed_run *r, const char *text, size_t len, struct cm_buf *to)
{
	struct mend *m = cm_zalloc(sizeof(*m));
	int bad = 0;

	m->run = r;
	m->to = to;
	m->p = m->counted = text;
	m->end = text + len;
	m->line = 1;
	cm_buf_puts(to, "<feeds>");
	while (!bad && m->p < m->end)
		bad = next(m);
	if (!bad && m->depth > 0)
		feed_problem(r, line_of(m, m->end),
		    "it ends in the middle: <%.*s> has no end",
		    (int)(m->open[m->depth - 1].len < 40
			    ? m->open[m->depth - 1].len
			    : 40),
		    m->open[m->depth - 1].name);
	while (m->depth > 0) {
		feed_cut_in(
		    r, m->open[m->depth - 1].name, m->open[m->depth - 1].len);
		pop(m);
	}
	cm_buf_puts(to, "</feeds>");
	if (!bad && to->full) {
		feed_problem(r, 0,
		    "it was refused: it grows too large when its entities "
		    "are put in");
		bad = -1;
	}
	feed_dtd_release(&m->dtd);
	free(m);
	return bad;
}
