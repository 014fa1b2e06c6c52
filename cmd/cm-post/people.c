/* SPDX-License-Identifier: ISC */
/* Who is on the list of a draft, and which of them the journal knows. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-post/outbox.h"

static int
by_recipient(const void *a, const void *b)
{
	const struct message *const *x = a, *const *y = b;

	return strcmp((*x)->recipient, (*y)->recipient);
}

static int
is_him(const void *name, const void *one)
{
	const struct message *const *m = one;

	return strcmp(name, (*m)->recipient);
}

void
draft_names(struct draft *old, struct plan *p)
{
	struct message **all, **found;
	struct entry *e;
	size_t i;

	old->addressed = p->count > 0 && p->messages[0].recipient != NULL;
	old->missing = 0;
	if (!old->addressed)
		return;
	all = cm_alloc(p->count * sizeof(*all));
	for (i = 0; i < p->count; i++) {
		all[i] = &p->messages[i];
		all[i]->known = 0;
	}
	qsort(all, p->count, sizeof(*all), by_recipient);
	old->missing = p->count;
	for (i = 0; i < old->count; i++) {
		e = &old->entries[i];
		if (e->recipient == NULL)
			continue;
		found =
		    bsearch(e->recipient, all, p->count, sizeof(*all), is_him);
		e->aside = found == NULL;
		if (found == NULL || (*found)->known)
			continue;
		(*found)->known = 1;
		old->missing--;
	}
	free(all);
}

size_t
draft_sent(const struct draft *d, size_t *of)
{
	size_t i, done = 0;

	for (i = 0, *of = d->missing; i < d->count; i++) {
		if (d->entries[i].aside)
			continue;
		++*of;
		done += d->entries[i].state == ENTRY_DONE;
	}
	return done;
}

int
draft_has_all(const struct draft *d)
{
	size_t of, done = draft_sent(d, &of);

	return done > 0 && done == of;
}

int
draft_is_public(const struct draft *d)
{
	return draft_has_all(d) && (d->addressed || d->receipt != NULL);
}

char *
draft_receipt(const struct draft *d)
{
	int64_t last = 0;
	struct cm_buf b;
	size_t i;
	char *line;

	if (!d->addressed)
		return cm_strdup(d->receipt);
	for (i = 0; i < d->count; i++)
		if (!d->entries[i].aside && d->entries[i].sent > last)
			last = d->entries[i].sent;
	/* The network itself waits for its time. */
	cm_buf_init(&b, CM_BUF_ANY);
	if (d->at > last)
		receipt_make(&b, d, "planned", NULL, NULL, d->at);
	else
		receipt_make(&b, d, "published", NULL, NULL, last);
	line = cm_strndup(b.p, b.len - 1);
	cm_buf_release(&b);
	return line;
}

static char *
copy(const char *s)
{
	return s != NULL ? cm_strdup(s) : NULL;
}

static void
take_message(struct entry *e, const struct message *m)
{
	size_t n;

	e->job = cm_strdup(m->job);
	e->recipient = copy(m->recipient);
	e->text = copy(m->text);
	e->title = copy(m->title);
	for (n = 0; m->files != NULL && m->files[n] != NULL; n++)
		;
	e->files = cm_zalloc((n + 1) * sizeof(*e->files));
	while (n-- > 0)
		e->files[n] = cm_strdup(m->files[n]);
}

void
draft_take(struct draft *d, const struct plan *p, int missing)
{
	size_t i, at = d->count, n = at + p->count + 1;

	d->entries = cm_realloc(d->entries, n * sizeof(*d->entries));
	memset(d->entries + at, 0, (n - at) * sizeof(*d->entries));
	for (i = 0; i < p->count; i++) {
		if (missing && p->messages[i].known)
			continue;
		take_message(&d->entries[d->count], &p->messages[i]);
		keys_entry(d, d->count++);
	}
	d->missing = 0;
}

void
draft_keep(struct draft *d, struct draft *old)
{
	struct entry *e;
	size_t i;

	for (i = 0; i < old->count; i++) {
		e = &old->entries[i];
		if (!e->aside || e->state == ENTRY_NEW ||
		    e->state == ENTRY_REFUSED)
			continue;
		d->entries = cm_realloc(
		    d->entries, (d->count + 1) * sizeof(*d->entries));
		d->entries[d->count++] = *e;
		memset(e, 0, sizeof(*e));
	}
}
