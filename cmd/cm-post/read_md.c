/* SPDX-License-Identifier: ISC */
/* Markdown with front matter in YAML: a file is a draft. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <yaml.h>

#include "cmd/cm-post/item.h"
#include "cmd/cm-post/read.h"
#include "lib/json.h"

enum { FRONT_MAX = 1 << 20, DEPTH = 32 };

/* YAML, event by event, into JSON. */
struct front {
	yaml_parser_t parser;
	struct cm_buf out;
	struct cm_buf why;
	struct reader *r;
	uint64_t line; /* of what is wrong, in the file */
	int markdown;  /* it has the member, or another that says the text */
};

static void
bad(struct front *f, size_t line, const char *why)
{
	if (f->why.len > 0)
		return;
	cm_buf_puts(&f->why, why);
	f->line = line + 2; /* from 0, below the line of the dashes */
}

static int
next(struct front *f, yaml_event_t *e)
{
	if (f->why.len > 0)
		return -1;
	if (!yaml_parser_parse(&f->parser, e)) {
		bad(f, f->parser.problem_mark.line,
		    f->parser.problem != NULL ? "not YAML" : "not YAML at all");
		if (f->parser.problem != NULL)
			cm_buf_printf(&f->why, ": %s", f->parser.problem);
		return -1;
	}
	if (e->type == YAML_ALIAS_EVENT) {
		bad(f, e->start_mark.line,
		    "YAML's aliases (*name) are not understood here");
		yaml_event_delete(e);
		return -1;
	}
	return 0;
}

static int
is_one_of(const char *s, const char *const *words)
{
	size_t i;

	for (i = 0; words[i] != NULL; i++)
		if (strcasecmp(words[i], s) == 0)
			return 1;
	return 0;
}

static int
is_number(const char *s, size_t len)
{
	struct cm_scan_error why;
	char line[80 + CM_SCAN_PAD];
	size_t n;

	if (len == 0 || len > 64 || (*s != '-' && (*s < '0' || *s > '9')))
		return 0;
	memset(line, 0, sizeof(line));
	memcpy(line, "{\"a\":", 5);
	memcpy(line + 5, s, len);
	n = len + 5;
	line[n++] = '}';
	return strpbrk(s, ",:}\"") == NULL &&
	    cm_scan_line(line, n, NULL, NULL, &why) == 0;
}

/* A value: as it stands, or (typed) true, 12 and null as what they mean. */
static void
add_scalar(struct front *f, const yaml_event_t *e, int typed)
{
	static const char *const yes[] = {"true", "yes", NULL};
	static const char *const no[] = {"false", "no", NULL};
	static const char *const nothing[] = {"", "~", "null", NULL};
	const char *s = (const char *)e->data.scalar.value;
	size_t len = e->data.scalar.length;
	int plain = e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;

	if (plain && is_one_of(s, nothing))
		cm_buf_puts(&f->out, "null");
	else if (plain && typed && is_one_of(s, yes))
		cm_buf_puts(&f->out, "true");
	else if (plain && typed && is_one_of(s, no))
		cm_buf_puts(&f->out, "false");
	else if (plain && typed && is_number(s, len))
		cm_buf_add(&f->out, s, len);
	else
		cm_json_string(&f->out, s, len);
}

static void add_value(struct front *f, yaml_event_t *e, int typed, int depth);

static void
add_list(struct front *f, int typed, int depth)
{
	yaml_event_t e;
	size_t n = 0;

	cm_buf_byte(&f->out, '[');
	while (next(f, &e) == 0) {
		if (e.type == YAML_SEQUENCE_END_EVENT) {
			yaml_event_delete(&e);
			break;
		}
		if (n++ > 0)
			cm_buf_byte(&f->out, ',');
		add_value(f, &e, typed, depth + 1);
	}
	cm_buf_byte(&f->out, ']');
}

/* What makes the file's own text needless. */
static int
is_words(const char *key)
{
	return strcmp(key, "markdown") == 0 || strcmp(key, "html") == 0 ||
	    strcmp(key, "text") == 0;
}

static void
add_map(struct front *f, int typed, int depth)
{
	yaml_event_t e, value;
	size_t n = 0, len;
	const char *key;

	cm_buf_byte(&f->out, '{');
	while (next(f, &e) == 0) {
		if (e.type != YAML_SCALAR_EVENT) {
			if (e.type != YAML_MAPPING_END_EVENT)
				bad(f, e.start_mark.line,
				    "a name that is no text");
			yaml_event_delete(&e);
			break;
		}
		key = (const char *)e.data.scalar.value;
		len = e.data.scalar.length;
		if (n++ > 0)
			cm_buf_byte(&f->out, ',');
		cm_json_string(&f->out, key, len);
		cm_buf_byte(&f->out, ':');
		if (depth == 0)
			reader_mark(f->r, key, e.start_mark.line + 2);
		if (depth == 0 && is_words(key))
			f->markdown = 1;
		if (next(f, &value) == 0)
			add_value(f, &value,
			    depth == 0 ? !item_is_text(key, len) : typed,
			    depth + 1);
		yaml_event_delete(&e);
	}
	cm_buf_byte(&f->out, '}');
}

static void
add_value(struct front *f, yaml_event_t *e, int typed, int depth)
{
	if (depth > DEPTH)
		bad(f, e->start_mark.line, "too deep");
	else if (e->type == YAML_SCALAR_EVENT)
		add_scalar(f, e, typed);
	else if (e->type == YAML_SEQUENCE_START_EVENT)
		add_list(f, typed, depth);
	else if (e->type == YAML_MAPPING_START_EVENT)
		add_map(f, typed, depth);
	yaml_event_delete(e);
}

/* Reads the front matter into f->out, an object. */
static void
read_front(struct front *f, const char *p, size_t len)
{
	yaml_event_t e;
	yaml_event_type_t type = YAML_NO_EVENT;
	int any = 0;

	yaml_parser_initialize(&f->parser);
	yaml_parser_set_input_string(&f->parser, (const unsigned char *)p, len);
	yaml_parser_set_encoding(&f->parser, YAML_UTF8_ENCODING);
	while (type != YAML_STREAM_END_EVENT && next(f, &e) == 0) {
		type = e.type;
		if (type == YAML_MAPPING_START_EVENT && !any) {
			any = 1;
			add_map(f, 0, 0);
		} else if (type == YAML_SCALAR_EVENT ||
		    type == YAML_SEQUENCE_START_EVENT ||
		    type == YAML_MAPPING_START_EVENT) {
			bad(f, e.start_mark.line,
			    "the front matter is no list of names and values");
		}
		yaml_event_delete(&e);
	}
	yaml_parser_delete(&f->parser);
	if (!any)
		cm_buf_puts(&f->out, "{}");
}

/* Returns the length of the front matter, between its lines of dashes, and
 * where the text begins; -1 where its end is missing, 0 where there is none. */
static int
find_front(const char *p, size_t len, size_t *from, size_t *front, size_t *body)
{
	const char *end = p + len, *line, *lf = memchr(p, '\n', len);
	size_t n;

	*from = *front = *body = 0;
	if (len < 3 || memcmp(p, "---", 3) != 0 || lf == NULL)
		return 0;
	for (line = p + 3; line < lf; line++)
		if (strchr(" \t\r", *line) == NULL)
			return 0;
	*from = (size_t)(lf + 1 - p);
	for (line = lf + 1; line < end; line = lf + 1) {
		lf = memchr(line, '\n', (size_t)(end - line));
		if (lf == NULL)
			lf = end;
		for (n = (size_t)(lf - line);
		     n > 0 && strchr(" \t\r", line[n - 1]) != NULL;)
			n--;
		if (n != 3 ||
		    (memcmp(line, "---", 3) != 0 &&
			memcmp(line, "...", 3) != 0)) {
			if (lf == end)
				return -1;
			continue;
		}
		*front = (size_t)(line - p) - *from;
		*body = lf == end ? len : (size_t)(lf + 1 - p);
		return 1;
	}
	return -1;
}

static int
is_all_blank(const char *p, size_t len)
{
	for (; len > 0; p++, len--)
		if (*p == '\0' || strchr(" \t\r\n", *p) == NULL)
			return 0;
	return 1;
}

static void
give(struct reader *r, struct front *f, const char *p, size_t len, size_t body)
{
	struct cm_buf text;
	size_t i;

	cm_buf_init(&text, CM_BUF_ANY);
	for (i = body; i < len; i++)
		if (p[i] != '\r' || i + 1 == len || p[i + 1] != '\n')
			cm_buf_byte(&text, p[i]);
	if (!is_all_blank(p + body, len - body)) {
		if (f->markdown)
			bad(f, 0,
			    "the text stands twice: in the front matter, and "
			    "below it");
		f->out.len--; /* the brace */
		cm_json_member_n(&f->out, "markdown", text.p, text.len);
		cm_buf_byte(&f->out, '}');
	}
	cm_buf_release(&text);
	if (f->why.len == 0)
		reader_give(r, 1, f->out.p, f->out.len, p, len);
}

void
read_markdown(struct reader *r, const char *p, size_t len)
{
	size_t from, front, body;
	struct front f;
	int found = find_front(p, len, &from, &front, &body);

	memset(&f, 0, sizeof(f));
	f.r = r;
	r->markdown = 1;
	cm_buf_init(&f.out, CM_BUF_ANY);
	cm_buf_init(&f.why, CM_BUF_ANY);
	r->lines++;
	if (len > READ_LINE)
		bad(&f, 0, "a draft of over 4 MiB");
	else if (found == -1)
		bad(&f, (size_t)-1,
		    "the front matter has no end, a line '---'");
	else if (front > FRONT_MAX)
		bad(&f, 0, "front matter of over 1 MiB");
	else if (found == 1)
		read_front(&f, p + from, front);
	else
		cm_buf_puts(&f.out, "{}");
	if (f.why.len == 0)
		give(r, &f, p, len, body);
	if (f.why.len > 0)
		reader_bad(r, f.line, p, len, "%s", cm_buf_str(&f.why));
	cm_buf_release(&f.out);
	cm_buf_release(&f.why);
}
