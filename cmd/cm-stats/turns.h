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

/* The numbers of a record: its time and bits (see response.c), and hashes of
 * its id, of what it replies to, its thread and its author; 0 is none. */
enum {
	SAID_WHEN,
	SAID_ID,
	SAID_TO,
	SAID_THREAD,
	SAID_AUTHOR,
	SAID_WORDS,
	SAID_BITS = 64 /* the time is multiplied by that */
};

/* A record; small, as there are many. */
struct said {
	const int64_t *word;
	const char *text; /* the caller's own, or NULL */
	uint32_t group;   /* the same */
	uint8_t kind, own;
	uint8_t day;  /* the time is only known to the day */
	uint8_t fate; /* set */
};

static inline int64_t
said_time(const struct said *s)
{
	int64_t bits = (int64_t)((uint64_t)s->word[SAID_WHEN] % SAID_BITS);

	return (s->word[SAID_WHEN] - bits) / SAID_BITS;
}

static inline uint64_t
said_id(const struct said *s)
{
	return (uint64_t)s->word[SAID_ID];
}

static inline uint64_t
said_to(const struct said *s)
{
	return (uint64_t)s->word[SAID_TO];
}

static inline uint64_t
said_thread(const struct said *s)
{
	return (uint64_t)s->word[SAID_THREAD];
}

static inline uint64_t
said_author(const struct said *s)
{
	return (uint64_t)s->word[SAID_AUTHOR];
}

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
