/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_TAGS_KEY_H
#define CM_STATS_TAGS_KEY_H

#include "cmd/cm-stats/question.h"

/*
 * The hashtags of a post: each of tags, else each #tag of its text and title,
 * without the #, as words_fold() makes all spellings one. Made of the members
 * tags, text, title in this order; null for what has none.
 */
key_make tagkey_make;

#endif
