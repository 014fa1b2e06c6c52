/* SPDX-License-Identifier: ISC */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-post/find.h"
#include "lib/json.h"

enum whose { OURS, OTHERS, ANYBODYS };

void
find_free(struct find *f)
{
	if (f == NULL)
		return;
	text_key_free(f->key);
	cm_buf_release(&f->seen);
	free(f->item);
	free(f->author);
	free(f->answered);
	free(f->thread);
	free(f->lack);
	free(f);
}

void
find_lacks(struct find *f, const char *fmt, ...)
{
	va_list ap, again;
	int n;

	if (f->lack != NULL)
		return;
	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	f->lack = cm_zalloc((size_t)(n > 0 ? n : 0) + 1);
	vsnprintf(f->lack, (size_t)(n > 0 ? n : 0) + 1, fmt, ap);
	va_end(ap);
}

int
find_rivals(struct find *f, struct lane *l)
{
	struct rival r = {0};
	struct text_key *key;
	int rc;

	while ((rc = journal_rival(l->b->journal, l->account->name,
		    l->now->now->row, &r)) == 1) {
		/* What went out before all that counts is none of it. */
		if (r.when < f->from)
			continue;
		key = text_key_new(r.title, r.text, l->about->text.html);
		if (text_key_same(f->key, key) == SAME_YES)
			++*(r.open ? &f->open : &f->claims);
		text_key_free(key);
	}
	return rc;
}

/* Of items that are the same each may be another of ours: where there are as
 * many as of ours, all are there. Which are, where there are fewer, does not
 * matter, unless a person is to tell it of one. */
enum verdict
find_verdict(const struct find *f)
{
	int ours = 1 + f->claims + f->open;

	if (f->said == FOUND)
		return FOUND;
	if (f->said == ABSENT)
		return f->lack == NULL ? ABSENT : UNCLEAR;
	if (f->nwhats == 0)
		return UNCLEAR;
	if (f->exact > 0 && (f->open > 0 ? f->exact == ours : f->exact <= ours))
		return FOUND;
	return f->exact == 0 && f->like == 0 && f->lack == NULL ? ABSENT
								: UNCLEAR;
}

const char *
find_why(const struct find *f)
{
	if (f->exact > 1)
		return "more than one item there could be it";
	if (f->exact > 0)
		return "the item there could be another message that says the "
		       "same, of unknown fate too";
	if (f->like > 0)
		return "an item there is like it, not the same";
	return f->lack != NULL ? f->lack : "the network does not say";
}

/* The item as a receipt, in the place of a later one. */
static void
take_item(struct find *f, struct cm_slice all, int64_t when)
{
	struct cm_buf b;

	if (f->exact++ > 0 && when >= f->when)
		return;
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_byte(&b, '{');
	cm_json_member_raw(&b, "id", cm_json_get(all, "id"));
	cm_json_member_raw(&b, "url", cm_json_get(all, "url"));
	cm_json_member_raw(&b, "native", cm_json_get(all, "native"));
	cm_buf_byte(&b, '}');
	free(f->item);
	f->item = cm_strdup(cm_buf_str(&b));
	f->when = when;
	cm_buf_release(&b);
}

/* Whether an item was seen in an earlier list. */
static int
seen(struct find *f, const char *id)
{
	size_t i;

	for (i = 0; i < f->seen.len; i += strlen(f->seen.p + i) + 1)
		if (strcmp(f->seen.p + i, id) == 0)
			return 1;
	cm_buf_add(&f->seen, id, strlen(id) + 1);
	return 0;
}

/* Whose an item is. Posts are ours, whoever of us wrote them; of what else is
 * there the module says it, or the author of our posts, if they have one. */
static enum whose
whose_is(struct find *f, struct cm_slice all)
{
	struct cm_slice author = cm_json_get(cm_json_get(all, "author"), "id");
	enum cm_kind own = cm_scan_kind(cm_json_get(all, "own"));
	int posts = strcmp(f->whats[f->what], "posts") == 0;

	if (posts && f->author == NULL)
		f->author = cm_json_dup(author);
	else if (posts && author.p != NULL && !cm_json_is(author, f->author))
		f->authors = 1;
	if (own == CM_TRUE || own == CM_FALSE)
		return own == CM_TRUE ? OURS : OTHERS;
	if (posts)
		return OURS;
	if (author.p == NULL || f->author == NULL || f->authors)
		return ANYBODYS;
	return cm_json_is(author, f->author) ? OURS : OTHERS;
}

/* An item that no receipt names and that is not somebody else's. */
static void
compare(struct find *f, struct cm_slice all, int64_t when, enum whose whose)
{
	char *title = cm_json_dup(cm_json_get(all, "title"));
	char *text = cm_json_dup(cm_json_get(all, "text"));
	struct text_key *key = text_key_new(title, text, 0);
	enum same same = text_key_same(f->key, key);
	int recent = when == INT64_MIN || when >= f->from;

	if (same == SAME_YES && whose == OURS && recent)
		take_item(f, all, when);
	else if (recent ? same != SAME_NOT : same == SAME_YES && whose == OURS)
		f->like++;
	text_key_free(key);
	free(title);
	free(text);
}

int
find_record(
    struct find *f, struct lane *l, const char *line, size_t len, int64_t when)
{
	struct cm_slice all = {line, len};
	char *id = cm_json_dup(cm_json_get(all, "id"));
	enum whose whose = whose_is(f, all);
	int claimed = 0;

	if (id != NULL && f->answered != NULL &&
	    (strcmp(id, f->answered) == 0 ||
		(f->thread != NULL &&
		    (strcmp(id, f->thread) == 0 ||
			cm_json_is(cm_json_get(all, "thread"), f->thread)))))
		f->near = 1;

	if (id != NULL && whose != OTHERS && !seen(f, id)) {
		claimed = journal_claims(l->b->journal, l->account->name, id);
		if (claimed == 0)
			compare(f, all, when, whose);
	}
	free(id);
	return claimed == -1 ? -1 : 0;
}
