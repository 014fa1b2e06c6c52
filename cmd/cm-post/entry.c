/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-post/outbox.h"

void
entry_release(struct entry *e)
{
	size_t i;

	for (i = 0; e->files != NULL && e->files[i] != NULL; i++)
		free(e->files[i]);
	free(e->files);
	free(e->key);
	free(e->intent.boot);
	free(e->job);
	free(e->recipient);
	free(e->text);
	free(e->title);
	free(e->id);
	free(e->native);
	free(e->url);
	free(e->kind);
	free(e->message);
	memset(e, 0, sizeof(*e));
}

void
draft_release(struct draft *d)
{
	size_t i;

	for (i = 0; i < d->count; i++)
		entry_release(&d->entries[i]);
	free(d->entries);
	free(d->account);
	free(d->network);
	free(d->ident);
	free(d->key);
	free(d->content);
	free(d->act);
	free(d->target);
	free(d->title);
	free(d->source);
	free(d->receipt);
	memset(d, 0, sizeof(*d));
}
