/* SPDX-License-Identifier: ISC */
#ifndef ITEM_H
#define ITEM_H

#include "cmd/cm-post/post.h"

/* Where an item stands. */
struct place {
	const char *file; /* as messages name it, or NULL */
	uint64_t line;
	const char *folder; /* that its media's paths start from, absolute */
};

/* Makes an item of a JSON object, which need not be valid. NULL, and *why (the
 * caller's to free): what is wrong with it; or NULL there: it is a record that
 * is neither draft nor action, and *type (the caller's to free) is its type. */
struct item *item_make(const struct options *o, const struct place *at,
    const char *json, size_t len, char **why, char **type);

/* The names after --to, one by one: the caller's to free, with item_names(). */
char **item_to(const struct options *o);
void item_names_free(char **names);

/* Adds a name, and those of a comma list, to a list of n. */
void item_push(char ***names, size_t *n, const char *s, size_t len);
void item_push_commas(char ***names, size_t *n, const char *s);

/* Adds the member "media": a list of objects, their paths complete. Returns
 * NULL, or what is wrong with it. */
const char *item_media(
    struct cm_buf *out, const char *folder, struct cm_slice s);

/* Tells whether what should name a file is a URL. */
int item_is_url(const char *s);

/* The folder of a file, absolute: the caller's to free. NULL: where we are. */
char *item_folder(const char *file);

/* Members of a draft that hold text, and those that hold a list of it. */
int item_is_text(const char *name, size_t len);
int item_is_list(const char *name, size_t len);

#endif
