/* SPDX-License-Identifier: ISC */
/*
 * JSON: the grammar around the items is read token by token, exactly; an item
 * is cut out as a whole and then looked at.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/items_in.h"
#include "lib/err.h"
#include "lib/json.h"

enum {
	DEPTH = 240,        /* of what is around the items */
	NAME_MOST = 1 << 16 /* of a member */
};

enum state {
	START,   /* of the document, where a wrapper may stand */
	VALUE,   /* a value is due */
	ELEMENT, /* a value, or the end of the array */
	MEMBER,  /* a name is due */
	FIRST,   /* a name, or the end of the object */
	BEHIND,  /* a value */
	END      /* of the document */
};

/* A container around what is read. */
struct level {
	int object, shown;
	int around;     /* an array around that of items: shown is its present
			   element, in its place */
	size_t before;  /* the frame before it, its name included */
	size_t mark;    /* and where its element goes */
	size_t names;   /* the path of it */
	uint64_t rules; /* that have come so far */
};

struct items_json {
	struct items_path *paths;
	size_t n;
	enum state state;
	int wrapped;
	uint64_t rules; /* of the value that is due */
	int root;       /* some path is the document itself */
	struct level levels[DEPTH];
	size_t depth;
	struct cm_buf name;  /* of the present member, with quotes */
	struct cm_buf token; /* a value around the items */
	struct cm_buf names; /* of members that led here, with commas */
	struct cm_buf around;
	struct cm_buf scratch;
};

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

static int
cut_off(struct items *s)
{
	return items_fail(s, "it is cut off");
}

/* The rules that a member of that name, or (NULL) an element, goes on with. */
static uint64_t
follow(const struct items_json *j, const struct cm_buf *name)
{
	const struct level *l = &j->levels[j->depth - 1];
	struct cm_slice text = {NULL, 0};
	const char *step;
	uint64_t rules = 0;
	size_t i;

	if (name != NULL) {
		text.p = name->p;
		text.len = name->len;
	}
	for (i = 0; i < j->n; i++) {
		if ((l->rules >> i & 1) == 0 || j->paths[i].n < j->depth)
			continue;
		step = j->paths[i].steps[j->depth - 1];
		if (name == NULL ? step == NULL
				 : step != NULL &&
			    (strcmp(step, "*") == 0 || cm_json_is(text, step)))
			rules |= (uint64_t)1 << i;
	}
	return rules;
}

/* The rule whose items are the present value, or -1; element: is an element
 * of it, if it is an array. */
static int
rule_of(const struct items_json *j, int element)
{
	size_t i, n = j->depth + (size_t)element;

	for (i = 0; i < j->n; i++)
		if ((j->rules >> i & 1) != 0 && j->paths[i].n == n &&
		    (!element || j->paths[i].steps[n - 1] == NULL))
			return (int)i;
	return -1;
}

/* Whether some rule leads through the elements of the present array. */
static int
leads_through(const struct items_json *j)
{
	size_t i;

	for (i = 0; i < j->n; i++)
		if ((j->rules >> i & 1) != 0 && j->paths[i].n > j->depth + 1 &&
		    j->paths[i].steps[j->depth] == NULL)
			return 1;
	return 0;
}

/* Adds what comes before the present value. Returns 1 if the value may have
 * so many bytes, else 0, and nothing of it is added. */
static int
show(struct items_json *j, size_t len)
{
	struct level *l = j->depth > 0 ? &j->levels[j->depth - 1] : NULL;
	struct cm_buf *to = &j->around;
	int named = l != NULL && l->object;

	if (l != NULL && !l->shown)
		return 0;
	if (l != NULL && l->around)
		to->len = l->mark;
	/* The brackets that are open are to be closed. */
	if (to->len + len + (named ? j->name.len : 0) + DEPTH + 8 >
		ITEMS_FRAME ||
	    (named && j->name.len > ITEMS_LONG + 2))
		return 0;
	if (l == NULL || l->around)
		return 1;
	if (to->p[to->len - 1] != '{' && to->p[to->len - 1] != '[')
		cm_buf_byte(to, ',');
	if (named) {
		cm_buf_add(to, j->name.p, j->name.len);
		cm_buf_byte(to, ':');
	}
	return 1;
}

/* A value of which no part is an item. */
static int
show_token(struct items *s)
{
	struct items_json *j = s->json;
	const char *why;

	cm_buf_clear(&j->scratch);
	if (items_value(&j->scratch, j->token.p, j->token.len, &why) == -1)
		return items_fail(s, why);
	if (show(j, j->scratch.len))
		cm_buf_add(&j->around, j->scratch.p, j->scratch.len);
	return 0;
}

static int
push(struct items *s, int object)
{
	struct items_json *j = s->json;
	struct level *l = &j->levels[j->depth];
	size_t before = j->around.len;

	if (j->depth == DEPTH)
		return items_fail(s, "it is nested too deeply");
	memset(l, 0, sizeof(*l));
	l->object = object;
	l->rules = j->rules;
	l->around = !object && leads_through(j);
	l->shown = (object || rule_of(j, 1) == -1) && show(j, 2);
	l->before = before;
	l->names = j->names.len;
	if (l->shown && !l->around)
		cm_buf_byte(&j->around, object ? '{' : '[');
	l->mark = j->around.len;
	j->depth++;
	j->state = object ? FIRST : ELEMENT;
	s->at++;
	return 0;
}

static void
pop(struct items *s)
{
	struct items_json *j = s->json;
	struct level *l = &j->levels[--j->depth];

	if (l->shown && l->around && j->around.len == l->mark)
		j->around.len = l->before;
	else if (l->shown && !l->around)
		cm_buf_byte(&j->around, l->object ? '}' : ']');
	s->at++;
	j->state = BEHIND;
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
			return cut_off(s);
		p = s->buf + s->at;
		end = s->buf + s->end;
		for (; p < end && (slash || *p != '"'); p++) {
			slash = !slash && *p == '\\';
			s->line += *p == '\n';
			if (to->len <= most)
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
		    ? cut_off(s)
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
		return push(s, c == '{');
	j->state = BEHIND;
	if (c != '"')
		return read_word(s, &j->token) == -1 ? -1 : show_token(s);
	if (read_string(s, &j->token, ITEMS_LONG) == -1)
		return -1;
	return j->token.len <= ITEMS_LONG + 2 ? show_token(s) : 0;
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
		return cut_off(s);
	if (c != ':')
		return items_fail(s, "not JSON: a colon is missing");
	s->at++;
	j->names.len = l->names;
	j->rules = l->rules != 0 ? follow(j, &j->name) : 0;
	if (j->rules != 0) {
		if (j->names.len > 0)
			cm_buf_byte(&j->names, ',');
		cm_buf_add(&j->names, j->name.p, j->name.len);
	}
	j->state = VALUE;
	return 0;
}

/* Moves behind a string, number or word. */
static void
cut_scalar(struct items *s, int *large)
{
	int text = s->buf[s->at] == '"', slash = 0, done = 0;
	char c;

	for (s->at += (size_t)text; !done;) {
		for (; s->at < s->end; s->at++) {
			c = s->buf[s->at];
			s->line += c == '\n' && text;
			if (text ? c == '"' && !slash
				 : strchr(",]} \t\r\n", c) != NULL)
				break;
			slash = !slash && c == '\\';
		}
		done = s->at < s->end;
		*large |= items_dropped(s);
		if (!done && !items_more(s))
			break;
	}
	if (text && !done)
		cut_off(s);
	s->at += (size_t)(text && done);
}

static void
cut_container(struct items *s, struct cutter *c, int *large)
{
	cutter_init(c);
	for (;;) {
		s->at += cutter_run(c, s->buf + s->at, s->end - s->at, s->eof);
		if (c->done)
			break;
		*large |= items_dropped(s);
		if (s->eof) {
			s->line += c->lines;
			cut_off(s);
			return;
		}
		items_more(s);
	}
	s->line += c->lines;
}

/* Says what is wrong with an item. Returns 1; or -1 where its end cannot be
 * told: some bracket is closed by one of the other kind. */
static int
bad_item(struct items *s, struct item *i, const char *why)
{
	size_t at;

	i->bad = why;
	if (s->at - s->keep != i->len || !cut_mismatch(i->json, i->len, &at))
		return 1;
	s->line = i->line + items_lines(i->json, at);
	return items_fail(
	    s, "not JSON: a bracket is closed by one of the other kind");
}

static void
take(struct item *i, struct cm_buf *b)
{
	memset(cm_buf_room(b, CM_SCAN_PAD), 0, CM_SCAN_PAD);
	i->json = b->p;
	i->len = b->len;
}

/* Looks at what was cut out. */
static int
check_item(struct items *s, struct item *i, const struct cutter *c)
{
	struct items_json *j = s->json;
	struct cm_slice value = {i->json, i->len};
	const char *why = NULL;
	int big = c->big;

	if (!items_valid(&j->scratch, i->json, i->len, &why)) {
		cm_buf_clear(&j->token);
		if (items_value(&j->token, i->json, i->len, &why) == -1 ||
		    j->token.len > ITEM_MOST)
			return bad_item(s, i, why);
		value.p = j->token.p;
		value.len = j->token.len;
		big = 1;
	}
	if (c->deepest * 2 > ITEMS_STACK &&
	    cut_stack(value.p, value.len) > ITEMS_STACK)
		return bad_item(s, i, "it is nested too deeply");
	if (big) {
		cm_buf_clear(&s->text);
		cut_numbers(&s->text, value.p, value.len);
		take(i, &s->text);
	}
	return 1;
}

static int
cut_item(struct items *s, struct item *i, int rule)
{
	struct items_json *j = s->json;
	struct cutter c;
	int large = 0;

	cutter_init(&c);
	s->keep = s->at;
	i->line = s->line;
	i->rule = (size_t)rule;
	if (s->buf[s->at] == '{' || s->buf[s->at] == '[') {
		cut_container(s, &c, &large);
	} else {
		cut_scalar(s, &large);
		c.big = 1;
	}
	if (s->why != NULL)
		return -1;
	cm_buf_clear(&s->path);
	cm_buf_byte(&s->path, '[');
	cm_buf_add(&s->path, j->names.p, j->names.len);
	cm_buf_byte(&s->path, ']');
	i->path = cm_buf_str(&s->path);
	i->json = s->buf + s->keep;
	i->len = s->at - s->keep;
	j->state = BEHIND;
	if (large || i->len > ITEM_MOST) {
		i->len = ITEM_MOST;
		i->bad = "it is larger than 16 MiB";
		return 1;
	}
	if (i->len == 0)
		return items_fail(s, "not JSON: a value is missing");
	return check_item(s, i, &c);
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
		pop(s);
		return 0;
	}
	if (c == ',') {
		s->at++;
		j->state = l->object ? MEMBER : VALUE;
		return 0;
	}
	return c == -1 ? cut_off(s)
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
		return cut_off(s);
	if (j->state == ELEMENT && c == ']') {
		pop(s);
		return 0;
	}
	if (j->depth > 0 && !j->levels[j->depth - 1].object) {
		j->names.len = j->levels[j->depth - 1].names;
		j->rules =
		    j->levels[j->depth - 1].rules != 0 ? follow(j, NULL) : 0;
	}
	rule = j->rules != 0 ? rule_of(j, 0) : -1;
	return rule >= 0 ? cut_item(s, i, rule) : read_value(s, c);
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
				pop(s);
				break;
			}
			/* fall through */
		case MEMBER:
			done = c == -1 ? cut_off(s) : read_name(s, c);
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

void
items_json_frame(struct items *s, struct cm_buf *to)
{
	struct items_json *j = s->json;
	const struct level *l;
	size_t i;

	cm_buf_add(to, j->around.p, j->around.len);
	for (i = j->depth; i > 0; i--) {
		l = &j->levels[i - 1];
		if (!l->shown)
			continue;
		if (l->around && j->around.len == l->mark)
			to->len = to->len > l->before ? l->before : to->len;
		else if (!l->around)
			cm_buf_byte(to, l->object ? '}' : ']');
	}
}
