/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/slice.h"
#include "cmd/cm-stats/tags_key.h"
#include "cmd/cm-stats/words.h"
#include "lib/json.h"

enum { LONGEST = 1024, MOST = 4096 };

/* The tags of one record, each once, from start on. */
struct tags {
	struct cm_buf *b;
	size_t start;
	int n;
};

static void
add(struct tags *t, const char *s, size_t len)
{
	size_t at, p, n;

	if (len == 0 || len > LONGEST || t->n == MOST)
		return;
	if (t->n > 0)
		cm_buf_byte(t->b, '\n');
	at = t->b->len;
	cm_json_string(t->b, s, len);
	n = t->b->len - at;
	for (p = t->start; p < at; p++) {
		if (memcmp(t->b->p + p, t->b->p + at, n) == 0 &&
		    t->b->p[p + n] == '\n') {
			t->b->len = at - 1;
			return;
		}
		p = (size_t)((char *)memchr(t->b->p + p, '\n', at - p) -
		    t->b->p);
	}
	t->n++;
}

static void
take(void *ctx, enum words_kind kind, const char *s, size_t len)
{
	if (kind == WORDS_TAG)
		add(ctx, s, len);
}

/* As people write it, with or without the #. */
static int
take_element(struct tags *t, struct cm_slice e, struct cm_buf *text,
    struct cm_buf *folded)
{
	const char *s;
	size_t len;

	if (cm_scan_kind(e) != CM_STRING)
		return -1;
	cm_buf_clear(text);
	cm_buf_clear(folded);
	cm_json_text(text, e);
	s = cm_buf_str(text);
	len = text->len;
	while (len > 0 && *s == '#') {
		s++;
		len--;
	}
	words_fold(folded, s, len);
	add(t, cm_buf_str(folded), folded->len);
	return 0;
}

/* Those in a text, where nobody listed them. */
static void
take_text(struct tags *t, struct cm_slice s, struct cm_buf *text)
{
	if (s.p == NULL || s.p[0] != '"' ||
	    (memchr(s.p, '#', s.len) == NULL &&
		memchr(s.p, '\\', s.len) == NULL))
		return;
	cm_buf_clear(text);
	cm_json_text(text, s);
	if (memchr(cm_buf_str(text), '#', text->len) != NULL)
		words_cut(text->p, text->len, 0, t, take);
}

int
tagkey_make(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	struct tags t = {b, b->len, 0};
	struct cm_slice list = r->found[key->want[0]], e = list;
	struct cm_buf text, folded;
	size_t at = 0;
	int bad = 0, single = cm_scan_kind(list) != CM_ARRAY, k;

	if ((f->is & IS_POST) == 0)
		return 0;
	cm_buf_init(&text, CM_BUF_ANY);
	cm_buf_init(&folded, CM_BUF_ANY);
	if (single && !slice_absent(list))
		bad = take_element(&t, list, &text, &folded);
	while (!single && !bad && cm_json_next(list, &at, NULL, &e))
		bad = take_element(&t, e, &text, &folded);
	for (k = 1; t.n == 0 && k < 3 && !bad; k++)
		take_text(&t, r->found[key->want[k]], &text);
	cm_buf_release(&text);
	cm_buf_release(&folded);
	if (bad)
		return fact_wrong(
		    r, e, q->want[key->want[0]], "a list of texts");
	return t.n;
}
