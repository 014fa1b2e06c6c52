/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-post/outbox.h"
#include "lib/crypto.h"
#include "lib/json.h"

/* 32 hex digits of the SHA-256 of some texts; a NUL ends each, so that no two
 * lists of them are the same bytes. */
static char *
hash(const char *const *texts, size_t count)
{
	unsigned char sum[CM_CRYPTO_HASH];
	struct cm_buf b;
	size_t i;
	char *hex;

	cm_buf_init(&b, CM_BUF_ANY);
	for (i = 0; i < count; i++)
		cm_buf_add(&b, texts[i] != NULL ? texts[i] : "",
		    (texts[i] != NULL ? strlen(texts[i]) : 0) + 1);
	cm_crypto_hash("sha256", b.p, b.len, sum);
	cm_buf_clear(&b);
	cm_crypto_hex(&b, sum, 16);
	hex = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
	return hex;
}

static char *
member(const struct plan *p, const char *name, const char *of)
{
	struct cm_slice job, value;

	if (p->count == 0)
		return NULL;
	job.p = p->messages[0].job;
	job.len = strlen(job.p);
	value = cm_json_get(job, "action");
	if (of != NULL)
		value = cm_json_get(value, of);
	value = cm_json_get(value, name);
	return cm_scan_kind(value) == CM_NUMBER ? cm_strndup(value.p, value.len)
						: cm_json_dup(value);
}

/* A draft that is known by its given time may be told from the one that was
 * sent: what it says is no part of what it is known by. */
void
keys_make(struct draft *d, const struct plan *p)
{
	char at[32] = "";
	const char *all[3];
	const char *known[3];

	if (p->at != INT64_MIN)
		snprintf(at, sizeof(at), "%lld", (long long)p->at);
	all[0] = d->account;
	all[1] = at;
	all[2] = p->content;
	d->content = hash(&all[2], 1);
	d->key = p->key != NULL ? cm_strdup(p->key) : hash(all, 3);
	known[0] = p->key != NULL ? "key" : at[0] != '\0' ? "at" : "content";
	known[1] = p->key != NULL ? p->key : at[0] != '\0' ? at : d->content;
	known[2] = d->network;
	d->ident = hash(known, 3);
	d->at = p->at;
	d->keyed = p->key != NULL;
	d->addressed = p->count > 0 && p->messages[0].recipient != NULL;
	d->missing = d->addressed ? p->count : 0;
	d->title = p->title != NULL ? cm_strdup(p->title) : NULL;
	d->act = member(p, "do", NULL);
	d->target = member(p, "id", "target");
}

void
keys_entry(struct draft *d, size_t i)
{
	struct entry *e = &d->entries[i];
	char n[24], again[24];
	const char *all[6];

	/* Whoever it is for, wherever on the list. */
	snprintf(n, sizeof(n), "%zu", e->recipient != NULL ? 0 : i);
	snprintf(again, sizeof(again), "%d", d->again);
	all[0] = d->key;
	all[1] = d->account;
	all[2] = n;
	all[3] = e->recipient;
	all[4] = again;
	all[5] = d->network;
	free(e->key);
	e->key = hash(all, 6);
}
