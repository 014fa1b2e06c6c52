/* SPDX-License-Identifier: ISC */
/*
 * JSON: the grammar around the items is read token by token, exactly.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/items_json.h"
#include "lib/err.h"
#include "lib/json.h"

void
items_json_open(struct items *s, const char *const *paths, size_t n)
{
	struct items_json *j = cm_zalloc(sizeof(*j));
	size_t i;

	s->json = j;
	j->n = n < 64 ? n : 64;
	j->paths = cm_alloc((j->n + 1) * sizeof(*j->paths));
	for (i = 0; i < j->n; i++) {
		items_path_init(&j->paths[i], paths[i]);
		j->root |= j->paths[i].n == 0;
	}
	cm_buf_init(&j->name, CM_BUF_ANY);
	cm_buf_init(&j->token, CM_BUF_ANY);
	cm_buf_init(&j->names, CM_BUF_ANY);
	cm_buf_init(&j->around, CM_BUF_ANY);
	cm_buf_init(&j->scratch, CM_BUF_ANY);
}

void
items_json_close(struct items *s)
{
	struct items_json *j = s->json;
	size_t i;

	if (j == NULL)
		return;
	for (i = 0; i < j->n; i++)
		items_path_release(&j->paths[i]);
	free(j->paths);
	cm_buf_release(&j->name);
	cm_buf_release(&j->token);
	cm_buf_release(&j->names);
	cm_buf_release(&j->around);
	cm_buf_release(&j->scratch);
	free(j);
}

/* The byte at the present place, or -1 at the end. */
static int
present(struct items *s)
{
	while (s->at == s->end) {
		s->keep = s->at;
		if (!items_more(s))
			return -1;
	}
	return (unsigned char)s->buf[s->at];
}

static int
after_blanks(struct items *s)
{
	int c;

	for (;; s->at++) {
		c = present(s);
		if (c == '\n')
			s->line++;
		else if (c != ' ' && c != '\t' && c != '\r')
			return c;
	}
}

int
items_json_cut_off(struct items *s)
{
	return items_fail(s, "it is cut off");
}

/* Reads the string that begins here as it stands, if it is no longer than
 * that, and else only its beginning. Returns 0, or -1. */
static int
read_string(struct items *s, struct cm_buf *to, size_t most)
{
	const char *p, *end;
	int slash = 0;

	cm_buf_clear(to);
	cm_buf_byte(to, '"');
	for (s->at++;; s->at = s->end) {
		if (present(s) == -1)
			return items_json_cut_off(s);
		p = s->buf + s->at;
		end = s->buf + s->end;
		for (; p < end && (slash || *p != '"'); p++) {
			slash = !slash && *p == '\\';
			s->line += *p == '\n';
			if (to->len <= most + 1)
				cm_buf_byte(to, *p);
		}
		if (p < end)
			break;
	}
	cm_buf_byte(to, '"');
	s->at = (size_t)(p + 1 - s->buf);
	return 0;
}

/* Reads a number or a word. */
static int
read_word(struct items *s, struct cm_buf *to)
{
	int c;

	cm_buf_clear(to);
	while (to->len <= ITEMS_LONG && (c = present(s)) != -1 &&
	    (isalnum(c) || c == '-' || c == '+' || c == '.')) {
		cm_buf_byte(to, c);
		s->at++;
	}
	if (to->len == 0)
		return present(s) == -1
		    ? items_json_cut_off(s)
		    : items_fail(s, "not JSON: a value is missing");
	if (to->len > ITEMS_LONG)
		return items_fail(s, "a number that is not JSON");
	return 0;
}

/* A value that is no item. */
static int
read_value(struct items *s, int c)
{
	struct items_json *j = s->json;

	if (c == '{' || c == '[')
		return items_json_push(s, c == '{');
	j->state = BEHIND;
	if (c != '"')
		return read_word(s, &j->token) == -1 ? -1 : items_json_show(s);
	if (read_string(s, &j->token, ITEMS_LONG) == -1)
		return -1;
	return j->token.len <= ITEMS_LONG + 2 ? items_json_show(s) : 0;
}

static int
read_name(struct items *s, int c)
{
	struct items_json *j = s->json;
	const struct level *l = &j->levels[j->depth - 1];
	const char *why;

	if (c != '"')
		return items_fail(s, "not JSON: a member's name is missing");
	if (read_string(s, &j->token, NAME_MOST) == -1)
		return -1;
	if (j->token.len > NAME_MOST + 2)
		return items_fail(s, "a member's name is too long");
	cm_buf_clear(&j->name);
	if (items_value(&j->name, j->token.p, j->token.len, &why) == -1)
		return items_fail(s, why);
	c = after_blanks(s);
	if (c == -1)
		return items_json_cut_off(s);
	if (c != ':')
		return items_fail(s, "not JSON: a colon is missing");
	s->at++;
	j->names.len = l->names;
	j->rules = l->rules != 0 ? items_json_follow(j, 1) : 0;
	if (j->rules != 0) {
		if (j->names.len > 0)
			cm_buf_byte(&j->names, ',');
		cm_buf_add(&j->names, j->name.p, j->name.len);
	}
	j->state = VALUE;
	return 0;
}

/* Whether a wrapper stands here: name.name = and then the value. Moves behind
 * it. */
static int
pass_wrapper(struct items *s)
{
	size_t i = s->at;
	int word = 0;
	char c;

	while (s->end - s->at < 4096 && items_more(s))
		;
	for (i = s->at; i < s->end; i++) {
		c = s->buf[i];
		if (isalpha((unsigned char)c) || c == '_' || c == '$' ||
		    (word && isdigit((unsigned char)c)))
			word = 1;
		else if (c == '.' && word)
			word = 0;
		else
			break;
	}
	while (i < s->end && (s->buf[i] == ' ' || s->buf[i] == '\t'))
		i++;
	if (!word || i == s->end || s->buf[i] != '=')
		return 0;
	s->at = i + 1;
	return 1;
}

static int
start(struct items *s)
{
	struct items_json *j = s->json;
	int c = present(s);

	while (s->end - s->at < 3 && items_more(s))
		;
	if (c == 0xef && s->end - s->at >= 3 &&
	    memcmp(s->buf + s->at, "\xef\xbb\xbf", 3) == 0)
		s->at += 3;
	c = after_blanks(s);
	if (c != -1 && (isalpha(c) || c == '_' || c == '$'))
		j->wrapped = pass_wrapper(s);
	if (after_blanks(s) == -1)
		return s->why != NULL ? -1 : items_fail(s, "it is empty");
	j->rules = j->n < 64 ? ((uint64_t)1 << j->n) - 1 : ~(uint64_t)0;
	j->state = VALUE;
	return 0;
}

/* Behind the document: nothing, or the next one of those that are items. */
static int
finish(struct items *s, int c)
{
	struct items_json *j = s->json;

	if (c == ';' && j->wrapped) {
		j->wrapped = 0;
		s->at++;
		return 0;
	}
	if (c != -1 && !j->root)
		return items_fail(s, "not JSON: more text behind the value");
	if (c == -1)
		return s->why != NULL ? -1 : 0;
	j->rules = j->n < 64 ? ((uint64_t)1 << j->n) - 1 : ~(uint64_t)0;
	j->around.len = 0;
	s->version++;
	j->state = VALUE;
	return 0;
}

static int
behind(struct items *s, int c)
{
	struct items_json *j = s->json;
	const struct level *l;

	if (j->depth == 0) {
		j->state = END;
		return 0;
	}
	l = &j->levels[j->depth - 1];
	if (c == (l->object ? '}' : ']')) {
		items_json_pop(s);
		return 0;
	}
	if (c == ',') {
		s->at++;
		j->state = l->object ? MEMBER : VALUE;
		return 0;
	}
	return c == -1 ? items_json_cut_off(s)
		       : items_fail(s, "not JSON: a comma is missing");
}

/* A value, or the end of its array where one may be. Returns 1 with an item,
 * 0, or -1. */
static int
value(struct items *s, struct item *i, int c)
{
	struct items_json *j = s->json;
	int rule;

	if (c == -1)
		return items_json_cut_off(s);
	if (j->state == ELEMENT && c == ']') {
		items_json_pop(s);
		return 0;
	}
	if (j->depth > 0 && !j->levels[j->depth - 1].object) {
		j->names.len = j->levels[j->depth - 1].names;
		j->rules = j->levels[j->depth - 1].rules != 0
		    ? items_json_follow(j, 0)
		    : 0;
	}
	rule = j->rules != 0 ? items_json_rule(j, 0) : -1;
	return rule >= 0 ? items_json_cut(s, i, rule) : read_value(s, c);
}

int
items_json_next(struct items *s, struct item *i)
{
	struct items_json *j = s->json;
	int done = 0, c;

	while (done == 0) {
		if (j->state == START) {
			done = start(s);
			continue;
		}
		c = after_blanks(s);
		if (s->why != NULL)
			return -1;
		switch (j->state) {
		case VALUE:
		case ELEMENT:
			done = value(s, i, c);
			break;
		case FIRST:
			if (c == '}') {
				items_json_pop(s);
				break;
			}
			/* fall through */
		case MEMBER:
			done =
			    c == -1 ? items_json_cut_off(s) : read_name(s, c);
			break;
		case BEHIND:
			done = behind(s, c);
			break;
		default:
			done = finish(s, c);
			if (c == -1)
				return done;
		}
	}
	return done;
}
