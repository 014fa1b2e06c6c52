/* SPDX-License-Identifier: ISC */
#ifndef CM_TEXT_H
#define CM_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"

/*
 * Text as people see it: graphemes (what is one character to a reader),
 * columns of a terminal, folding. All take bytes that need not be UTF-8: a
 * byte that is wrong counts as one U+FFFD.
 */

/*
 * Reads one character. Returns its bytes, at least 1, and *c; wrong bytes
 * give U+FFFD, one each. len is not 0.
 */
size_t cm_text_char(const char *s, size_t len, uint32_t *c);

/* Tells whether it is valid UTF-8. */
int cm_text_valid(const char *s, size_t len);

/*
 * Adds s, each byte that is not UTF-8 as U+FFFD. Returns how many those were.
 */
size_t cm_text_repair(struct cm_buf *to, const char *s, size_t len);

/*
 * The first grapheme of s: returns its bytes (0 only if len is 0), and its
 * columns when width is not NULL: 2 for what East Asia writes wide and for
 * emoji, flags and emoji sequences, 0 for what has no room of its own, 1 for
 * the rest. A control character is a grapheme with one column.
 */
size_t cm_text_grapheme(const char *s, size_t len, int *width);

/* How many graphemes, how many columns. */
size_t cm_text_graphemes(const char *s, size_t len);
size_t cm_text_width(const char *s, size_t len);

/*
 * Adds s for one line of a terminal, at most width columns: what does not fit
 * is cut at a grapheme and ends with an ellipsis. Control characters become
 * blanks, so that no text can steer the terminal. Returns the columns used.
 */
size_t cm_text_cut(struct cm_buf *to, const char *s, size_t len, size_t width);

enum cm_text_side { CM_TEXT_LEFT, CM_TEXT_RIGHT };

/* As cm_text_cut, then filled with blanks to width; the text on that side. */
void cm_text_pad(struct cm_buf *to, const char *s, size_t len, size_t width,
    enum cm_text_side side);

/*
 * Adds s folded for comparison: no difference of case or of how a letter is
 * composed, nor, with CM_TEXT_ACCENTS, of accents ("Été" gives "ete").
 */
enum { CM_TEXT_CASE = 0, CM_TEXT_ACCENTS = 1 };
void cm_text_fold(struct cm_buf *to, const char *s, size_t len, int how);

#endif
