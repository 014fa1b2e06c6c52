/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"

#include "weblog_agent.h"
#include "weblog_table.h"

enum { MATCHES = 64, STATES = 60000 };

enum kind {
	NAMED,   /* a program that the table names */
	WORD,    /* a program; its name is the word around the text */
	ADDRESS, /* a program that says where it lives; the host is its name */
	PEOPLE,  /* what looks like one of the above and is none */
	BROWSER  /* how the agents of browsers begin */
};

struct row {
	struct cm_slice name;
	unsigned len;
	enum kind kind;
	int anchored; /* only where the agent begins */
};

/* Aho and Corasick's automaton over classes of bytes. */
struct weblog_bots {
	unsigned char class[256];
	size_t classes, states, rooms;
	uint16_t *next;  /* [state * classes + class] */
	uint16_t *found; /* by state: the row that ends here, from 1; or 0 */
	uint16_t *also;  /* by state: the next shorter state that has a row */
	struct row *rows;
	size_t nrows;
};

struct match {
	size_t start, end;
	const struct row *row;
};

static unsigned char
lower(unsigned char c)
{
	return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) : c;
}

static enum kind
kind_of(struct cm_slice name)
{
	if (name.len == 1 && name.p[0] == '*')
		return WORD;
	if (name.len == 1 && name.p[0] == '@')
		return ADDRESS;
	if (name.len == 1 && name.p[0] == '-')
		return PEOPLE;
	if (name.len == 1 && name.p[0] == '?')
		return BROWSER;
	return NAMED;
}

static size_t
new_state(struct weblog_bots *b)
{
	size_t n = b->states++;

	if (b->states > b->rooms) {
		b->rooms = b->rooms == 0 ? 4096 : b->rooms * 2;
		b->next = cm_realloc(
		    b->next, b->rooms * b->classes * sizeof(*b->next));
		b->found = cm_realloc(b->found, b->rooms * sizeof(*b->found));
		b->also = cm_realloc(b->also, b->rooms * sizeof(*b->also));
	}
	memset(b->next + n * b->classes, 0, b->classes * sizeof(*b->next));
	b->found[n] = b->also[n] = 0;
	return n;
}

static void
add_row(struct weblog_bots *b, struct cm_slice text, struct cm_slice name)
{
	struct row *r = &b->rows[b->nrows];
	size_t state = 0, i;
	uint16_t *next;

	r->kind = kind_of(name);
	r->name = name;
	r->anchored = text.len > 0 && text.p[0] == '^';
	if (r->anchored) {
		text.p++;
		text.len--;
	}
	r->len = (unsigned)text.len;
	if (text.len == 0 || b->states + text.len > STATES)
		return;
	for (i = 0; i < text.len; i++) {
		next = &b->next[state * b->classes +
		    b->class[(unsigned char)text.p[i]]];
		if (*next == 0) {
			size_t made = new_state(b);

			/* new_state() may have moved them. */
			next = &b->next[state * b->classes +
			    b->class[(unsigned char)text.p[i]]];
			*next = (uint16_t)made;
		}
		state = *next;
	}
	if (b->found[state] == 0)
		b->found[state] = (uint16_t)++b->nrows;
}

/* Turns the tree into an automaton, level by level. */
static void
link_states(struct weblog_bots *b)
{
	uint16_t *fail = cm_zalloc(b->states * sizeof(*fail));
	uint16_t *queue = cm_zalloc(b->states * sizeof(*queue));
	size_t head = 0, tail = 0, c, state, f;
	uint16_t *next;

	for (c = 0; c < b->classes; c++)
		if (b->next[c] != 0)
			queue[tail++] = b->next[c];
	while (head < tail) {
		state = queue[head++];
		f = fail[state];
		b->also[state] = b->found[f] != 0 ? (uint16_t)f : b->also[f];
		for (c = 0; c < b->classes; c++) {
			next = &b->next[state * b->classes + c];
			if (*next == 0) {
				*next = b->next[f * b->classes + c];
				continue;
			}
			fail[*next] = b->next[f * b->classes + c];
			queue[tail++] = *next;
		}
	}
	free(fail);
	free(queue);
}

struct weblog_bots *
weblog_bots_open(void)
{
	struct weblog_bots *b = cm_zalloc(sizeof(*b));
	struct cm_slice table = weblog_table("bots.tsv"), rest = table;
	struct cm_slice col[WEBLOG_COLUMNS];
	size_t rows = 0, i;
	unsigned c;

	b->classes = 1; /* 0: bytes that no text has */
	while (weblog_row(&rest, col)) {
		rows++;
		for (i = 0; i < col[0].len; i++) {
			c = (unsigned char)col[0].p[i];
			if (b->class[c] == 0)
				b->class[c] = (unsigned char)b->classes++;
		}
	}
	for (c = 'A'; c <= 'Z'; c++)
		b->class[c] = b->class[c + 32];
	b->rows = cm_zalloc((rows + 1) * sizeof(*b->rows));
	new_state(b);
	for (rest = table; weblog_row(&rest, col);)
		add_row(b, col[0], col[1]);
	link_states(b);
	return b;
}

void
weblog_bots_close(struct weblog_bots *b)
{
	if (b == NULL)
		return;
	free(b->next);
	free(b->found);
	free(b->also);
	free(b->rows);
	free(b);
}

static size_t
find_all(
    const struct weblog_bots *b, const char *agent, size_t len, struct match *m)
{
	size_t state = 0, s, i, n = 0;
	const struct row *r;

	for (i = 0; i < len; i++) {
		state = b->next[state * b->classes +
		    b->class[(unsigned char)agent[i]]];
		s = b->found[state] != 0 ? state : b->also[state];
		for (; s != 0 && n < MATCHES; s = b->also[s]) {
			r = &b->rows[b->found[s] - 1];
			if (r->anchored && i + 1 != r->len)
				continue;
			m[n++] = (struct match){i + 1 - r->len, i + 1, r};
		}
	}
	return n;
}

static int
is_word(unsigned char c)
{
	c = lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
	    c == '_' || c == '.';
}

/* Puts the word that begins at a byte into name. */
static void
word_at(const char *agent, size_t at, size_t len, char *name)
{
	size_t n = 0;

	while (at < len && !is_word((unsigned char)agent[at]))
		at++;
	while (
	    at < len && n + 1 < WEBLOG_BOT && is_word((unsigned char)agent[at]))
		name[n++] = agent[at++];
	while (n > 0 && (name[n - 1] == '.' || name[n - 1] == '-'))
		n--;
	if (n == 0) {
		memcpy(name, "(unknown)", 10);
		return;
	}
	name[n] = '\0';
}

/* Tells whether a match lies in what only looks like a bot. */
static int
overlooked(const struct match *m, size_t n, const struct match *one)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (m[i].row->kind == PEOPLE && m[i].start <= one->start &&
		    m[i].end >= one->end)
			return 1;
	return 0;
}

/* The first word, or else the longest text. */
static const struct match *
best(const struct match *m, size_t n, enum kind kind)
{
	const struct match *found = NULL;
	size_t i;

	for (i = 0; i < n; i++) {
		if (m[i].row->kind != kind || overlooked(m, n, &m[i]))
			continue;
		if (found == NULL)
			found = &m[i];
		else if (kind == WORD ? m[i].start < found->start
				      : m[i].row->len > found->row->len)
			found = &m[i];
	}
	return found;
}

/* The word behind "(compatible;", where a program that passes for a browser
 * says what it is. Returns 0 where there is none, or a browser's. */
static int
compatible(const char *agent, size_t len, char *name)
{
	static const char mark[] = "compatible";
	const size_t n = sizeof(mark) - 1;
	const char *p = agent, *end = agent + len;

	while ((p = memchr(p, 'c', (size_t)(end - p))) != NULL) {
		if ((size_t)(end - p) > n && memcmp(p, mark, n) == 0)
			break;
		p++;
	}
	if (p == NULL || (p[n] != ';' && p[n] != ')'))
		return 0;
	for (p += n; p < end && (*p == ';' || *p == ' ' || *p == ')'); p++)
		;
	if (end - p >= 4 && memcmp(p, "MSIE", 4) == 0)
		return 0;
	if (end - p >= 9 && memcmp(p, "Konqueror", 9) == 0)
		return 0;
	word_at(p, 0, (size_t)(end - p), name);
	return 1;
}

/* Browsers name the system they run on in parentheses. */
static int
disguised(const char *agent, size_t len, char *name)
{
	if (len < 8 || memcmp(agent, "Mozilla/", 8) != 0)
		return 0;
	if (memchr(agent, '(', len) == NULL) {
		memcpy(name, "(unknown)", 10);
		return 1;
	}
	return compatible(agent, len, name);
}

/* Names a program by a word of programs in its agent, if that says more than
 * "bot" and is not of an address. */
static void
name_by_word(
    const char *agent, size_t len, const struct match *word, char *name)
{
	size_t start = word->start;

	while (start > 0 && is_word((unsigned char)agent[start - 1]))
		start--;
	word_at(agent, start, len, name);
	if (strlen(name) == word->row->len || strstr(name, ".htm") != NULL ||
	    (start > 0 && strchr("/@+", agent[start - 1]) != NULL)) {
		char better[WEBLOG_BOT];

		if (compatible(agent, len, better))
			memcpy(name, better, sizeof(better));
	}
}

int
weblog_bot(const struct weblog_bots *b, const char *agent, size_t len,
    char name[WEBLOG_BOT])
{
	struct match m[MATCHES];
	const struct match *found;
	size_t n;

	if (len == 0 || (len == 1 && agent[0] == '-')) {
		memcpy(name, "(none)", 7);
		return 1;
	}
	n = find_all(b, agent, len, m);
	found = best(m, n, NAMED);
	if (found != NULL) {
		n = found->row->name.len;
		if (n >= WEBLOG_BOT)
			n = WEBLOG_BOT - 1;
		memcpy(name, found->row->name.p, n);
		name[n] = '\0';
		return 1;
	}
	if (best(m, n, BROWSER) == NULL) {
		word_at(agent, 0, len, name);
		return 1;
	}
	found = best(m, n, WORD);
	if (found != NULL) {
		name_by_word(agent, len, found, name);
		return 1;
	}
	found = best(m, n, ADDRESS);
	if (found != NULL) {
		if (!compatible(agent, len, name))
			word_at(agent, found->end, len, name);
		return 1;
	}
	return disguised(agent, len, name);
}
