/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_TURNS_H
#define CM_STATS_TURNS_H

#include <stddef.h>
#include <stdint.h>

/*
 * Who asked, and when the answer came. What somebody says until we answer is
 * one turn, measured from its first record.
 *
 * What asks us: a comment below what we said (one whose reply_to is absent,
 * its thread, or a record of ours), a mention, a message, a review. What does
 * not: a comment or message whose reply_to is a record of somebody else. Of a
 * comment whose reply_to was not fetched, and is not its thread, it is unclear.
 *
 * Of ours is what is marked own, what is a post, and whatever an author of
 * something marked own says.
 *
 * A record that replies to one of the same author's belongs to its turn while
 * that is open, and so does a message in the conversation of an open one.
 *
 * What answers: a record of ours whose reply_to is one of the turn's; a message
 * of ours, or a record of ours that names a thread and no reply_to, answers
 * all that is open in its conversation.
 */

enum said_kind {
	SAID_POST, /* of ours, like what is own */
	SAID_COMMENT,
	SAID_MENTION,
	SAID_MESSAGE,
	SAID_REVIEW
};

enum said_fate {
	FATE_NONE,
	FATE_OURS,
	FATE_ASKS,
	FATE_TO_OTHERS,
	FATE_UNCLEAR,
	FATE_COPY /* its id was there before */
};

/* A record; ids are hashes, 0 is none. */
struct said {
	int64_t time;
	uint64_t id, to, thread, author;
	const char *text; /* the caller's own, or NULL */
	uint32_t group;   /* the same */
	uint8_t kind, own;
	uint8_t day;  /* the time is only known to the day */
	uint8_t fate; /* set */
};

#define TURN_NONE ((uint32_t)-1)

struct turn {
	uint32_t first;  /* the record that began it */
	uint32_t count;  /* of its records */
	uint32_t answer; /* the record of ours, or TURN_NONE: it is open */
	uint32_t next;
	int timed; /* how long it took is known */
};

/*
 * Sorts the records of a network and sets their fate. Returns the turns by the
 * time that they began, to be freed with free(). n is below TURN_NONE.
 */
struct turn *turns_find(struct said *said, size_t n, size_t *turns);

#endif
