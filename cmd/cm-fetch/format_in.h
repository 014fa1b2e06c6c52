/* SPDX-License-Identifier: ISC */
#ifndef FORMAT_IN_H
#define FORMAT_IN_H

#include "cmd/cm-fetch/format.h"
#include "lib/buf.h"
#include "lib/scan.h"

/*
 * format_strange.c: slips of the pen in what a format says of itself. What is
 * wrong goes on behind "... is not".
 */
enum { FORMAT_NAME = 64 };

/* Whether an object has a member that is none of those known: its name, and
 * "known; is 'columns' meant?" */
int format_strange(struct cm_slice object, const char *const *known,
    char name[FORMAT_NAME], char want[FORMAT_NAME + 40]);
/* Whether a name is none of the columns. */
int format_no_column(
    const char *const *columns, const char *name, char want[FORMAT_NAME + 100]);

/*
 * format_member.c: an object that is being read, and the first thing that is
 * wrong: "about.parts[2].has is not a list". What is of another kind than is
 * wanted is told by complaining, and is then as if it were not there; null is
 * as good as absent. Texts are the caller's to free.
 */
struct format_reader {
	struct format *f;
	struct cm_slice object;
	char in[48]; /* "about.parts[2]" */
	char *why;   /* FORMAT_WHY bytes; empty while nothing is wrong */
};
void format_complain(
    const struct format_reader *r, const char *name, const char *want);
/* A member that is none of the known ones is a slip of the pen. */
void format_members(const struct format_reader *r, const char *const *known);
struct cm_slice format_member(const struct format_reader *r, const char *name);
char *format_text(const struct format_reader *r, const char *name);
char *format_needed(const struct format_reader *r, const char *name);
int format_flag(const struct format_reader *r, const char *name);
struct format_reader format_inner(
    const struct format_reader *r, const char *name, struct cm_slice object);
/* Adds a text (taken over) to a list. */
void format_push(char ***list, size_t *n, char *s);
/* A text, or a list of them; of a value, of the member of that name. */
void format_texts(const struct format_reader *r, const char *name,
    struct cm_slice s, char ***list, size_t *n);
void format_list(
    const struct format_reader *r, const char *name, char ***to, size_t *n);

#endif
