/* SPDX-License-Identifier: ISC */
/*
 * Patterns over bytes: what a person takes for one character may be several of
 * them, so "é?" is compiled as "(é)?" and "[aé]" as "([a]|é)", and which groups
 * were there before is kept.
 */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/items_in.h"
#include "cmd/cm-fetch/items_pattern.h"
#include "lib/err.h"
#include "lib/text.h"

struct work {
	struct pattern *to;
	struct cm_buf out;
	const char *p; /* what is left */
	size_t groups; /* of what is compiled */
	const char *why;
};

static size_t
character(const char *p)
{
	uint32_t c;
	size_t len = strlen(p);

	return len == 0 ? 0 : cm_text_char(p, len, &c);
}

static int
is_ascii(const char *p)
{
	return (unsigned char)*p < 0x80;
}

/* A literal, as a group where something counts it. */
static void
add_character(struct work *w)
{
	size_t n = character(w->p);
	int counted = w->p[n] != '\0' && strchr("*+?{", w->p[n]) != NULL;

	if (counted) {
		w->groups++;
		cm_buf_byte(&w->out, '(');
	}
	cm_buf_add(&w->out, w->p, n);
	if (counted)
		cm_buf_byte(&w->out, ')');
	w->p += n;
}

/* The length of [:alpha:] and the like within brackets, or 0. */
static size_t
class_length(const char *p)
{
	const char *q;

	if (p[0] != '[' || p[1] == '\0' || strchr(":.=", p[1]) == NULL)
		return 0;
	for (q = p + 2; *q != '\0'; q++)
		if (q[0] == p[1] && q[1] == ']')
			return (size_t)(q + 2 - p);
	return 0;
}

/* Takes the brackets apart: ASCII into plain, the rest into other, each with
 * a | before it. Returns what is behind them. */
static const char *
read_brackets(struct work *w, struct cm_buf *plain, struct cm_buf *other)
{
	const char *p = w->p + 1, *first = p;
	size_t n;
	int range = 0;

	if (*p == '^')
		first = ++p;
	for (; *p != '\0' && (*p != ']' || p == first); p += n) {
		n = class_length(p);
		if (n == 0)
			n = character(p);
		range = *p == '-' && p != first && p[1] != ']';
		if ((range && !is_ascii(p + 1)) ||
		    (!is_ascii(p) && p[n] == '-' && p[n + 1] != ']'))
			w->why = "a range of letters that are not ASCII";
		if (is_ascii(p)) {
			cm_buf_add(plain, p, n);
			continue;
		}
		cm_buf_byte(other, '|');
		cm_buf_add(other, p, n);
	}
	return *p == ']' ? p + 1 : p;
}

static void
add_brackets(struct work *w)
{
	struct cm_buf plain, other;
	const char *behind;

	cm_buf_init(&plain, CM_BUF_ANY);
	cm_buf_init(&other, CM_BUF_ANY);
	behind = read_brackets(w, &plain, &other);
	if (other.len == 0) {
		cm_buf_add(&w->out, w->p, (size_t)(behind - w->p));
	} else if (w->p[1] == '^') {
		w->why = "[^...] with a letter that is not ASCII";
	} else {
		w->groups++;
		cm_buf_byte(&w->out, '(');
		/* A ^ that was not the first may have become it. */
		if (plain.len == 1 && plain.p[0] == '^')
			cm_buf_puts(&w->out, "\\^");
		else if (plain.len > 0 && plain.p[0] == '^')
			cm_buf_printf(&w->out, "[%.*s^]", (int)plain.len - 1,
			    plain.p + 1);
		else if (plain.len > 0)
			cm_buf_printf(
			    &w->out, "[%.*s]", (int)plain.len, plain.p);
		cm_buf_add(&w->out, other.p + (plain.len == 0),
		    other.len - (plain.len == 0));
		cm_buf_byte(&w->out, ')');
	}
	w->p = behind;
	cm_buf_release(&plain);
	cm_buf_release(&other);
}

static void
add_group(struct work *w)
{
	struct pattern *to = w->to;

	to->groups = cm_realloc(to->groups, (to->n + 1) * sizeof(*to->groups));
	to->groups[to->n++] = ++w->groups;
	cm_buf_byte(&w->out, *w->p++);
}

int
pattern_open(struct pattern *to, const char *text, const char **why)
{
	struct work w = {to, {0}, text, 0, NULL};

	memset(to, 0, sizeof(*to));
	cm_buf_init(&w.out, CM_BUF_ANY);
	while (*w.p != '\0' && w.why == NULL) {
		if (w.p[0] == '\\' && w.p[1] != '\0' && is_ascii(w.p + 1)) {
			cm_buf_add(&w.out, w.p, 2);
			w.p += 2;
		} else if (*w.p == '\\' && w.p[1] != '\0') {
			w.p++;
		} else if (*w.p == '[') {
			add_brackets(&w);
		} else if (*w.p == '(') {
			add_group(&w);
		} else {
			add_character(&w);
		}
	}
	if (w.why == NULL &&
	    regcomp(&to->re, cm_buf_str(&w.out), REG_EXTENDED) != 0)
		w.why = "no extended regular expression";
	cm_buf_release(&w.out);
	if (w.why != NULL) {
		free(to->groups);
		to->groups = NULL;
		*why = w.why;
		return -1;
	}
	to->open = 1;
	to->found = cm_alloc((to->re.re_nsub + 1) * sizeof(*to->found));
	return 0;
}

void
pattern_close(struct pattern *p)
{
	if (p->open)
		regfree(&p->re);
	free(p->groups);
	free(p->found);
}

int
pattern_match(struct pattern *p, const char *line)
{
	return regexec(&p->re, line, p->re.re_nsub + 1, p->found, 0) == 0;
}
