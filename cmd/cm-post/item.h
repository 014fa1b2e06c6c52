/* SPDX-License-Identifier: ISC */
#ifndef ITEM_H
#define ITEM_H

#include "cmd/cm-post/post.h"

/* Where an item stands. */
struct place {
	const char *file; /* as messages name it, or NULL */
	uint64_t line;
	const char *folder; /* that its media's paths start from, absolute */
	const char
	    *source; /* the file, absolute, if it is the draft; or NULL */
	int records; /* it may have members of what it was made from: a post,
			a comment */
};

/* What is to be said of what was read: to be released. */
struct item_notes {
	char *why;            /* what is wrong with it, or NULL */
	const char *member;   /* the member it is in, or NULL */
	char *type;           /* it is neither draft nor action, but this */
	struct cm_buf others; /* members that nobody knows, each with a NUL */
};
void item_notes_release(struct item_notes *n);

/* Makes an item of a JSON object, which need not be valid. NULL: its notes say
 * why, or of what type it is. */
struct item *item_make(const struct options *o, const struct place *at,
    const char *json, size_t len, struct item_notes *notes);

/* The member that somebody may have meant, or NULL. */
const char *item_meant(const char *name);

/* The names after --to, one by one: the caller's to free, with item_names(). */
char **item_to(const struct options *o);
void item_names_free(char **names);

/* Adds a name, and those of a comma list, to a list of n. */
void item_push(char ***names, size_t *n, const char *s, size_t len);
void item_push_commas(char ***names, size_t *n, const char *s);

/* Adds the member "recipients": a list of text, each once. Returns NULL, or what
 * is wrong with it. */
const char *item_recipients(struct cm_buf *out, struct cm_slice s);

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
