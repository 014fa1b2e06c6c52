/* SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "lib/err.h"
#include "lib/scan_in.h"

static int
node_new(struct cm_want *w)
{
	struct scan_node *node;
	size_t i;

	w->node = cm_realloc(w->node, (w->nodes + 1) * sizeof(*w->node));
	node = &w->node[w->nodes];
	for (i = 0; i < SCAN_HASH; i++) {
		node->slot[i].first = i == 0; /* 0 hashes to 0, 1 does not */
		node->slot[i].entry = SCAN_NONE;
		node->slot[i].slow = 0;
	}
	return (int)w->nodes++;
}

/* Returns the entry of a name in a node, which it makes if it is not there. */
static int
entry_for(struct cm_want *w, int node, const char *name, size_t len)
{
	char first[8] = {0};
	struct scan_slot *slot;
	struct scan_entry *e;
	int i;

	memcpy(first, name, len < 8 ? len : 8);
	slot = &w->node[node].slot[scan_hash(cm_word_first(first, len))];
	for (i = slot->entry; i != SCAN_NONE; i = w->entry[i].next)
		if (w->entry[i].len == len &&
		    memcmp(w->entry[i].name, name, len) == 0)
			return i;
	e = &w->entry[w->entries];
	e->first = cm_word_first(first, len);
	e->len = len;
	e->name = name;
	e->next = slot->entry;
	e->child = SCAN_NONE;
	slot->first = e->first;
	slot->slow = slot->slow || len > 8 || slot->entry != SCAN_NONE;
	slot->entry = (int)w->entries++;
	return slot->entry;
}

/* Returns the entry at the end of a path, or SCAN_NONE where it is none. */
static int
path_for(struct cm_want *w, const char *name)
{
	const char *p;
	size_t dots = 0;
	int node = 0, entry;

	for (p = name; *p != '\0'; p++)
		dots += *p == '.';
	if (dots == 0 || dots >= SCAN_PARTS)
		return SCAN_NONE;
	for (;;) {
		p = strchr(name, '.');
		if (p == NULL)
			return entry_for(w, node, name, strlen(name));
		entry = entry_for(w, node, name, (size_t)(p - name));
		if (w->entry[entry].child == SCAN_NONE)
			w->entry[entry].child = node_new(w);
		node = w->entry[entry].child;
		name = p + 1;
	}
}

struct cm_want *
cm_want_new(const char *const *names, size_t n)
{
	struct cm_want *w = cm_zalloc(sizeof(*w));
	size_t i;

	if (n > CM_SCAN_WANTS)
		cm_die(CM_USAGE, "more than %d members are asked for",
		    CM_SCAN_WANTS);
	w->n = n;
	w->entries = 1; /* SCAN_NONE */
	w->name = cm_alloc((n + 1) * sizeof(*w->name));
	node_new(w);
	for (i = 0; i < n; i++) {
		w->name[i] = cm_strdup(names[i]);
		w->whole[i] = entry_for(w, 0, w->name[i], strlen(names[i]));
		w->path[i] = path_for(w, w->name[i]);
		if (w->path[i] == SCAN_NONE)
			w->path[i] = w->whole[i];
	}
	return w;
}

void
cm_want_free(struct cm_want *w)
{
	size_t i;

	if (w == NULL)
		return;
	for (i = 0; i < w->n; i++)
		free(w->name[i]);
	free(w->name);
	free(w->node);
	free(w);
}

size_t
cm_want_count(const struct cm_want *w)
{
	return w->n;
}

void
cm_scan_found_init(struct scan_found *f, const struct cm_want *want)
{
	f->want = want;
	f->open = 0;
	f->twice = 0;
	f->depth = 0;
	if (want == NULL || want->n == 0)
		return;
	f->depth = 1;
	f->node[1] = 0;
	memset(f->got, 0, want->entries * sizeof(f->got[0]));
}

void
cm_scan_found_give(const struct scan_found *f, struct cm_slice *found)
{
	const struct cm_want *want = f->want;
	size_t i, n = want != NULL ? want->n : 0;
	const struct cm_slice *s;

	for (i = 0; i < n; i++) {
		s = &f->got[want->whole[i]];
		if (s->p == NULL)
			s = &f->got[want->path[i]];
		found[i] = *s;
	}
}

int
cm_scan_find_slow(const struct cm_want *want, const struct scan_slot *slot,
    uint64_t first, const scan_byte *name, size_t len)
{
	const struct scan_entry *e;
	int i;

	for (i = slot->entry; i != SCAN_NONE; i = e->next) {
		e = &want->entry[i];
		if (e->first == first && e->len == len &&
		    (len <= 8 || memcmp(e->name + 8, name + 8, len - 8) == 0))
			break;
	}
	return i;
}

static int
same_text(const scan_byte *raw, size_t len, const struct scan_entry *e)
{
	const scan_byte *end = raw + len;
	const char *name = e->name, *name_end = e->name + e->len;
	scan_byte c[4];
	size_t n;

	while (raw < end) {
		n = cm_scan_character(&raw, c);
		if ((size_t)(name_end - name) < n || memcmp(name, c, n) != 0)
			return 0;
		name += n;
	}
	return name == name_end;
}

int
cm_scan_find_escaped(const struct cm_want *want, const struct scan_node *node,
    const scan_byte *name, size_t len)
{
	size_t h;
	int i;

	for (h = 0; h < SCAN_HASH; h++)
		for (i = node->slot[h].entry; i != SCAN_NONE;
		     i = want->entry[i].next)
			if (same_text(name, len, &want->entry[i]))
				return i;
	return SCAN_NONE;
}
