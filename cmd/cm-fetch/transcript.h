/* SPDX-License-Identifier: ISC */
#ifndef TRANSCRIPT_H
#define TRANSCRIPT_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-fetch/state.h"
#include "lib/http.h"

struct fetch;
struct source;

/*
 * --record and --replay. A transcript has, beside what the engine puts there,
 * one job for each source of ours: what it was remembered by when the run
 * began, which items were known, and its requests if it is a URL. So a replay
 * needs no state. All of it is nothing without --record or --replay.
 */
int transcript_replays(const struct fetch *f);

/* Notes what was recalled, before it changes. */
void transcript_recalled(struct fetch *f, struct source *s);
/* An item was not handed over because this key was known. */
void transcript_known(struct source *s, const unsigned char key[KEY_SIZE]);
/* The answer to s->asking. */
void transcript_answered(
    struct fetch *f, struct source *s, const struct cm_http_answer *a);
/* Milliseconds since 1970, by the clock on the wall. */
int64_t transcript_ms(void);
/* The source is done. */
void transcript_finish(struct fetch *f, struct source *s);

/* Recalls what was recalled then. */
void transcript_recall(struct fetch *f, struct source *s);
/* Gives the answer to s->asking at once. */
void transcript_replay(struct fetch *f, struct source *s,
    void (*done)(void *ctx, struct cm_http_answer *a));

/* Walks the sources that were operands and gives a member of each that has
 * it, "source" or "account"; *at is 0 first. Returns 1 and *text, the caller's
 * to free, or 0 at the end. */
int transcript_each(
    struct fetch *f, size_t *at, const char *member, char **text);

#endif
