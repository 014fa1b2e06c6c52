/* SPDX-License-Identifier: ISC */
/* Text: a line that a pattern matches begins an item, others go on with it. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/items_in.h"
#include "cmd/cm-fetch/items_pattern.h"
#include "lib/err.h"
#include "lib/json.h"

/* So much of a line is looked at; a part that reaches to there goes on to the
 * end of the line. */
enum { LOOK = 64 << 10 };

struct items_text {
	struct pattern *patterns;
	size_t n;
	struct cm_buf text, groups; /* of the item that lines are added to */
	struct cm_buf before;       /* lines before the first item */
	uint64_t line;
	size_t rule;
	int open, large;
};

int
items_text_open(
    struct items *s, const char *const *patterns, size_t n, const char **why)
{
	struct items_text *t = cm_zalloc(sizeof(*t));

	s->lines = t;
	cm_buf_init(&t->text, CM_BUF_ANY);
	cm_buf_init(&t->groups, CM_BUF_ANY);
	cm_buf_init(&t->before, CM_BUF_ANY);
	t->patterns = cm_zalloc((n + 1) * sizeof(*t->patterns));
	for (; t->n < n; t->n++)
		if (pattern_open(&t->patterns[t->n], patterns[t->n], why) == -1)
			return -1;
	return 0;
}

void
items_text_close(struct items *s)
{
	struct items_text *t = s->lines;
	size_t i;

	if (t == NULL)
		return;
	for (i = 0; i < t->n; i++)
		pattern_close(&t->patterns[i]);
	free(t->patterns);
	cm_buf_release(&t->text);
	cm_buf_release(&t->groups);
	cm_buf_release(&t->before);
	free(t);
}

/* The next line, without its end and with a NUL behind it: 1, or 0 and -1.
 * Of one that is too large the beginning. */
static int
next_line(struct items *s, char **line, size_t *len, int *large)
{
	char *p = NULL;
	size_t looked;

	*large = 0;
	s->keep = s->at;
	for (looked = s->at; p == NULL;) {
		p = s->end > looked
		    ? memchr(s->buf + looked, '\n', s->end - looked)
		    : NULL;
		if (p != NULL)
			break;
		s->at = s->end;
		*large |= items_dropped(s);
		looked = s->end - s->keep;
		if (!items_more(s))
			break;
		looked += s->keep;
	}
	if (s->why != NULL)
		return -1;
	if (p == NULL && s->keep == s->end)
		return 0;
	*line = s->buf + s->keep;
	s->at = p != NULL ? (size_t)(p + 1 - s->buf) : s->end;
	*len = (size_t)((p != NULL ? p : s->buf + s->end) - *line);
	if (p != NULL)
		s->line++;
	if (*len > 0 && (*line)[*len - 1] == '\r')
		--*len;
	(*line)[*len] = '\0';
	return 1;
}

static void
set_groups(
    struct cm_buf *to, const struct pattern *p, const char *line, size_t len)
{
	const regmatch_t *m;
	size_t i, from, end;

	cm_buf_clear(to);
	for (i = 0; i < p->n; i++) {
		cm_buf_byte(to, i > 0 ? ',' : '[');
		m = &p->found[p->groups[i]];
		if (m->rm_so == -1) {
			cm_buf_puts(to, "null");
			continue;
		}
		from = (size_t)m->rm_so;
		end = (size_t)m->rm_eo;
		cm_json_string(
		    to, line + from, (end == LOOK ? len : end) - from);
	}
	cm_buf_puts(to, p->n > 0 ? "]" : "[]");
}

/* Which pattern a line matches, or the number of all. */
static size_t
match(struct items_text *t, char *line, size_t len)
{
	char behind = '\0';
	size_t i;

	if (len > LOOK) {
		behind = line[LOOK];
		line[LOOK] = '\0';
	}
	for (i = 0; i < t->n && !pattern_match(&t->patterns[i], line); i++)
		;
	if (len > LOOK)
		line[LOOK] = behind;
	return i;
}

static void
give(struct items *s, struct item *i)
{
	struct items_text *t = s->lines;
	struct cm_buf *to = &s->text;

	cm_buf_clear(to);
	cm_buf_puts(to, "{\"text\":");
	cm_json_string(to, t->text.p, t->text.len);
	cm_buf_puts(to, ",\"groups\":");
	cm_buf_add(to, t->groups.p, t->groups.len);
	cm_buf_byte(to, '}');
	if (t->large || to->len > ITEM_MOST) {
		i->bad = "it is larger than 16 MiB";
		cm_buf_clear(to);
		cm_buf_add(to, t->text.p, t->text.len);
	}
	memset(cm_buf_room(to, CM_SCAN_PAD), 0, CM_SCAN_PAD);
	i->json = to->p;
	i->len = to->len;
	i->path = "[]";
	i->line = t->line;
	i->rule = t->rule;
}

/* A line that goes on. */
static void
go_on(struct items *s, const char *line, size_t len, int large)
{
	struct items_text *t = s->lines;

	if (!t->open) {
		if (t->before.len + len < ITEMS_LONG) {
			cm_buf_add(&t->before, line, len);
			cm_buf_byte(&t->before, '\n');
			s->version++;
		}
		return;
	}
	t->large |= large || t->text.len + len >= ITEM_MOST;
	if (t->large)
		return;
	cm_buf_byte(&t->text, '\n');
	cm_buf_add(&t->text, line, len);
}

static void
begin(struct items_text *t, size_t rule, const char *line, size_t len)
{
	t->rule = rule;
	t->open = 1;
	t->large = 0;
	cm_buf_clear(&t->text);
	cm_buf_add(&t->text, line, len);
	if (t->n > 0) {
		set_groups(&t->groups, &t->patterns[rule], line, len);
		return;
	}
	cm_buf_clear(&t->groups);
	cm_buf_puts(&t->groups, "[]");
}

int
items_text_next(struct items *s, struct item *i)
{
	struct items_text *t = s->lines;
	int got = 0, large, was_open;
	uint64_t line_number;
	size_t len, rule;
	char *line;

	for (line_number = s->line;
	     (got = next_line(s, &line, &len, &large)) == 1;
	     line_number = s->line) {
		if (line_number == 1 && len >= 3 &&
		    memcmp(line, "\xef\xbb\xbf", 3) == 0) {
			line += 3;
			len -= 3;
		}
		rule = match(t, line, len);
		if (rule == t->n && (t->n > 0 || t->open)) {
			go_on(s, line, len, large);
			continue;
		}
		was_open = t->open;
		if (was_open)
			give(s, i);
		begin(t, rule, line, len);
		t->line = line_number;
		t->large = large;
		if (was_open)
			return 1;
	}
	if (got == -1 || !t->open)
		return got;
	give(s, i);
	t->open = 0;
	return 1;
}

void
items_text_frame(struct items *s, struct cm_buf *to)
{
	struct items_text *t = s->lines;

	if (t->before.len == 0)
		return;
	cm_buf_puts(to, "{\"text\":");
	cm_json_string(to, t->before.p, t->before.len - 1);
	cm_buf_byte(to, '}');
}
