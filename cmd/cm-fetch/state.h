/* SPDX-License-Identifier: ISC */
#ifndef STATE_H
#define STATE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/err.h"

/*
 * fetch.db: what cm-fetch --new remembers of each source. With --hold RUN it
 * is written aside, and --commit RUN makes it count.
 */
struct state;

/* Items are known by keys: 16 bytes each. */
enum { KEY_SIZE = 16 };

struct keys {
	unsigned char (*p)[KEY_SIZE];
	int64_t *when; /* NULL: without their times */
	size_t n, cap;
};

/* Keys among which one is found at once. */
struct keyset {
	unsigned char (*p)[KEY_SIZE]; /* slots; all zero: none */
	size_t n, size;
};

/* Makes a key of up to three texts; any may be NULL. */
void key_make(
    unsigned char key[KEY_SIZE], const char *a, const char *b, const char *c);
void keys_add(struct keys *k, const unsigned char key[KEY_SIZE]);
/* With a time; not mixed with the one above. */
void keys_add_at(
    struct keys *k, const unsigned char key[KEY_SIZE], int64_t when);
/* keys_find() is for keys that are sorted. */
int keys_find(const struct keys *k, const unsigned char key[KEY_SIZE]);
int keys_have(const struct keys *k, const unsigned char key[KEY_SIZE]);
void keys_release(struct keys *k);

void keyset_add(struct keyset *k, const unsigned char key[KEY_SIZE]);
int keyset_has(const struct keyset *k, const unsigned char key[KEY_SIZE]);
void keyset_release(struct keyset *k);

/* What is remembered of a source. Texts may be NULL. */
struct memory {
	int known;   /* there is anything */
	char *feed;  /* of a page: the feed that it advertised */
	char *moved; /* where it has moved for good */
	char *etag;  /* of its last complete answer */
	char *modified;
	char *asked;       /* the options that it was asked with */
	int64_t gone;      /* when it said 410, or 0 */
	int64_t covered;   /* until when all was handed over, or 0 */
	struct keys seen;  /* sorted */
	struct keys again; /* of them, those that are still listed */
	int stale;         /* it is time to note which are */
	char *job;         /* of an account: a JSON object, struct job_memo */
	int64_t keep;      /* of an account: keys of before are forgotten; 0:
			      all are kept */
};

void memory_release(struct memory *m);

/* hold may be NULL. What an earlier run held under the same name and did not
 * commit is forgotten. NULL after a message, and *status. */
struct state *state_open(const char *hold, int64_t now, enum cm_exit *status);
void state_close(struct state *st);

/* Fills *m, without its seen items. Returns 0, or -1 after a message. */
int state_load(struct state *st, const char *url, struct memory *m);

/* Fills m->seen. Returns 0, or -1 after a message. */
int state_load_seen(struct state *st, const char *url, struct memory *m);

/*
 * Takes what is to be remembered of a source; it is written by the next
 * state_write(), when the output is safe. The texts and keys are moved out of
 * m and k. Returns how much waits: items and sources.
 */
size_t state_keep(
    struct state *st, const char *url, struct memory *m, struct keys *k);

/* Writes all that was kept, in one transaction. Returns 0, or -1 after a
 * message: then nothing was written. */
int state_write(struct state *st);
enum cm_exit state_status(const struct state *st);

/* Makes what was held under a name count. Returns CM_USAGE and says nothing
 * if nothing was. */
enum cm_exit state_commit(const char *run);

/* For runs without --new: the keys of the URLs that are marked as gone, where
 * there is a state at all; and taking the mark off one. */
void state_gone(struct keys *k);
void state_revive(const char *url);

#endif
