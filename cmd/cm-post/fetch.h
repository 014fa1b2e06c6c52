/* SPDX-License-Identifier: ISC */
#ifndef FETCH_H
#define FETCH_H

#include "cmd/cm-post/outbox.h"
#include "lib/media.h"

/*
 * A picture, film or sound that drafts name by URL, in one run. What came lies
 * in the state folder's `media`: in a file of this run, which goes away with it,
 * and under a name of its own for each account that sends it, made of what it
 * holds. These are links to the same bytes; the account's lock "send" says who
 * may take one away.
 *
 *   NEW ──▶ RUNNING ──▶ HAVE ──▶ a link for the account, named in the job
 *     │        └──▶ FAILED ◀── what came is no picture, or too large
 *     └───────────────┘
 */
enum picture_state {
	PICTURE_NEW,
	PICTURE_RUNNING,
	PICTURE_HAVE,
	PICTURE_FAILED
};

struct picture {
	struct picture *next;
	struct outbox *b;
	char *url; /* as written */
	enum picture_state state;
	int64_t max; /* bytes that the most generous account takes */
	char *at;    /* the URL that is asked, after redirects */
	int hops;
	char *file; /* of this run */
	int fd;
	struct cm_media facts;
	char *hash; /* 32 hex digits of what it holds */
	char *name; /* for people: of the URL */
	/* FAILED: */
	const char *kind; /* as in receipts */
	char *why;
	int later;
};

/* fetch_file.c. Where it all lies; NULL after a message: nowhere. */
char *fetch_folder(void);
/* Makes the file that a picture comes into. Returns 0, or -1 with errno. */
int fetch_create(struct picture *p);
/* Its bytes are complete: what are they? Returns 0; or -1 and p->why. mime is
 * what the server says, or NULL. */
int fetch_seal(struct picture *p, const char *mime);
/* The path under which an account sends it: the caller's to free. NULL with
 * errno. */
char *fetch_link(const struct picture *p, const char *account);

/* fetch_job.c: the job of a message with files in the place of URLs. */
/* Walks the media that are to be fetched: *at is 0 first; *url is the caller's
 * to free. Returns 1, or 0. */
int fetch_next(
    const struct cm_about *about, const char *job, size_t *at, char **url);
/* The picture of a URL, made where there is none yet. */
struct picture *fetch_find(struct outbox *b, const char *url);
/* Puts files in the place of the URLs in the job of the entry at work: all have
 * come. Returns 0; or -1 with *why, the caller's to free. */
int fetch_rewrite(struct lane *l, char **why);

#endif
