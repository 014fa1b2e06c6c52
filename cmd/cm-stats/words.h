/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_WORDS_H
#define CM_STATS_WORDS_H

#include <stddef.h>

#include "lib/buf.h"

/*
 * The words of a text, of any language, without lists of words: Unicode's
 * own classes tell letters, and its NFKC_Casefold what is the same word. A
 * word is a run of letters, marks and digits with a letter in it, of 2 to 40
 * characters; apostrophes, middle dots and low lines join where letters are on
 * both sides (as in UAX #29), but an elided article goes ("l'école" is école),
 * and so does a possessive 's. Katakana is a word of its own.
 *
 * Scripts that are written without spaces (Han, Hiragana, Bopomofo, Thai, Lao,
 * Burmese, Khmer) are cut into all pairs of neighbours, the accepted stand-in
 * for a dictionary (Nie and Ren, Chinese information retrieval: using
 * characters or words?, 1999); a mark belongs to the letter before it.
 *
 * URLs, mentions and addresses are no words, and #tags are tags.
 */
enum words_kind {
	WORDS_WORD,
	WORDS_PHRASE, /* two words with a blank or hyphen between; of scripts
			 without spaces: three characters */
	WORDS_TAG     /* of a #tag, without the # */
};

enum { WORDS_LONGEST = 40 };

/* Calls take with each, in the order of the text, as often as it occurs. */
void words_cut(const char *s, size_t len, int phrases, void *ctx,
    void (*take)(void *ctx, enum words_kind kind, const char *s, size_t len));

/*
 * Adds s as it is compared: NFKC_Casefold of Unicode, behind which no text
 * differs by case, width, composition, or characters that do not show. Bytes
 * that are not UTF-8 become U+FFFD.
 */
void words_fold(struct cm_buf *to, const char *s, size_t len);

#endif
