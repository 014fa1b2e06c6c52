/* SPDX-License-Identifier: ISC */
/* What makes two drafts the same: what they say, not how it is laid out. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-post/plan.h"
#include "lib/json.h"

struct pair {
	char *name;
	struct cm_slice value;
};

static int
by_name(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static void add_value(struct cm_buf *to, struct cm_slice s);

/* Adds an object, its members in the order of their names. */
static void
add_object(struct cm_buf *to, struct cm_slice s)
{
	struct pair *pairs = NULL;
	struct cm_slice key, value;
	size_t at = 0, n = 0, i;

	while (cm_json_next(s, &at, &key, &value)) {
		pairs = cm_realloc(pairs, (n + 1) * sizeof(*pairs));
		pairs[n].name = cm_json_dup(key);
		pairs[n].value = value;
		if (pairs[n].name != NULL)
			n++;
	}
	if (n > 0)
		qsort(pairs, n, sizeof(*pairs), by_name);
	cm_buf_byte(to, '{');
	for (i = 0; i < n; i++) {
		cm_json_key(to, pairs[i].name);
		add_value(to, pairs[i].value);
		free(pairs[i].name);
	}
	cm_buf_byte(to, '}');
	free(pairs);
}

static void
add_array(struct cm_buf *to, struct cm_slice s)
{
	struct cm_slice value;
	size_t at = 0, n = 0;

	cm_buf_byte(to, '[');
	while (cm_json_next(s, &at, NULL, &value)) {
		if (n++ > 0)
			cm_buf_byte(to, ',');
		add_value(to, value);
	}
	cm_buf_byte(to, ']');
}

static void
add_number(struct cm_buf *to, struct cm_slice s)
{
	size_t i = *s.p == '-';
	double d;

	while (i < s.len && s.p[i] >= '0' && s.p[i] <= '9')
		i++;
	if (i == s.len || cm_json_double(s, &d) != 0)
		cm_buf_add(to, s.p, s.len);
	else
		cm_json_number(to, d);
}

static void
add_value(struct cm_buf *to, struct cm_slice s)
{
	struct cm_buf text;

	switch (cm_scan_kind(s)) {
	case CM_OBJECT:
		add_object(to, s);
		break;
	case CM_ARRAY:
		add_array(to, s);
		break;
	case CM_NUMBER:
		add_number(to, s);
		break;
	case CM_STRING:
		cm_buf_init(&text, CM_BUF_ANY);
		cm_json_text(&text, s);
		cm_json_string(to, text.p, text.len);
		cm_buf_release(&text);
		break;
	default:
		cm_buf_add(to, s.p, s.len);
	}
}

void
plan_content(struct sketch *d)
{
	/* In order. The campaign is no part: the same words with links marked
	 * otherwise are the same words. Nor are the recipients, but that there
	 * are some: each of them gets it once, whoever else is on the list. */
	static const char *const names[] = {"ai", "do", "first_comment", "html",
	    "lang", "link", "markdown", "options", "paid", "poll", "recipients",
	    "reply_to", "tags", "target", "text", "title", "visibility",
	    "warning", NULL};
	struct cm_slice s;
	struct cm_buf b;
	size_t i;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_byte(&b, '{');
	for (i = 0; names[i] != NULL; i++) {
		s = cm_json_get(d->whole, names[i]);
		if (strcmp(names[i], "options") == 0)
			s = cm_json_get(s, d->about->network);
		if (s.p == NULL)
			continue;
		if (strcmp(names[i], "recipients") != 0) {
			cm_json_key(&b, names[i]);
			add_value(&b, s);
		} else if (plan_addressed(d)) {
			cm_json_key(&b, names[i]);
			cm_buf_puts(&b, "true");
		}
	}
	if (d->hashes.len > 0) {
		cm_buf_byte(&d->hashes, ']');
		cm_json_key(&b, "media");
		cm_buf_byte(&b, '[');
		cm_buf_add(&b, d->hashes.p, d->hashes.len);
	}
	cm_buf_puts(&b, "}");
	cm_buf_byte(&b, '\0');
	d->p->content = b.p;
}
