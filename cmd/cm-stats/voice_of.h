/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_VOICE_OF_H
#define CM_STATS_VOICE_OF_H

#include <stddef.h>

#include "cmd/cm-stats/question.h"
#include "cmd/cm-stats/verb.h"

struct out;

/* What the verb voice was asked: whose voice, and which labels are what. */
enum voice_mood { VOICE_POSITIVE, VOICE_NEUTRAL, VOICE_NEGATIVE };

struct voiceof {
	const char *by;  /* the key */
	int parts;       /* of the table's keys: that is the last */
	int per, window; /* a key, a window of the question; or -1 */
	int records, authors, reach, interactions, mood[3]; /* cells */
	char **topic; /* JSON texts; only these */
	size_t ntopics;
	char **label[3];
	size_t nlabels[3];
};

/* Reads the lists of the options; ends the program for what is none. */
void voiceof_read(struct voiceof *v, const struct ask_verb *ask);

/* Adds the cells that count moods; v is the state of the present section. */
void voiceof_labels(struct question *q, struct voiceof *v);

/* Which of the topics asked for a key is; 0 where all are; -1: none. */
int voiceof_find(const struct voiceof *v, struct cm_slice key);

void voiceof_forget(void *state);

/* The measure records of its columns but the keys. In voice_columns.c. */
void voiceof_measures(struct out *o, int compared);

#endif
