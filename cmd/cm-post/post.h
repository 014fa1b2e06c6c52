/* SPDX-License-Identifier: ISC */
#ifndef POST_H
#define POST_H

#include <stddef.h>
#include <stdint.h>

#include "lib/about.h"
#include "lib/buf.h"
#include "lib/conf.h"
#include "lib/err.h"
#include "lib/net.h"
#include "lib/scan.h"
#include "lib/zone.h"

/*
 * A run of cm-post: drafts and actions are read, each is planned for each of
 * its accounts, and what is due is sent through the outbox.
 *
 *   NDJSON, Markdown, CSV ──▶ item ──▶ plan (one an account: messages, what is
 *                             │        wrong with it)
 *                             └──────▶ outbox: journal, send, recover ──▶
 *                                      receipt (one an account)
 */

struct options {
	const char *conf; /* --accounts FILE, or NULL */
	char **to;        /* --to, each may be a comma list; ends with NULL */
	const char *text, *title, *reply_to, *key, *lang;
	int64_t at;           /* --at; INT64_MIN: not given */
	struct cm_zone *zone; /* --tz, or NULL: times must name theirs */
	char **media, **alt;  /* in the order given; end with NULL */
	int dry, no_wait, again;
	int64_t late; /* grace in seconds */
	const char *rejects;
	int strict;
	struct cm_net_options net;
};

/* A draft or an action, as read. Its JSON is one of cm-record(5) with all
 * members it came with; markdown stays markdown. */
struct item {
	struct item *next;
	char *file;    /* as messages name it; NULL: the command line */
	uint64_t line; /* 0: the whole file */
	char *json;    /* with CM_SCAN_PAD bytes behind it */
	size_t len;
	int action;
	char *source; /* the file that is this draft, absolute; or NULL */
	char **to; /* accounts and groups as given, --to or its own; ends with
		      NULL and has one at least */
};

/* read.c: reads drafts and actions of files ("-": standard input) by what they
 * hold: NDJSON, Markdown with YAML front matter, CSV with a head. What is bad
 * is named, counted, kept by --rejects; the status is CM_FAIL then. Calls
 * give() for each in the order of the input. It takes the item over and
 * returns NULL; or says why it is no good (the text is read's to free), and the
 * item counts as bad. Media paths are absolute, and start from the folder that
 * the draft lies in. */
enum cm_exit read_items(const struct options *o, const char *const *files,
    size_t nfiles, char *(*give)(void *ctx, struct item *it), void *ctx);
/* The draft that --text and its like make: 1, and *it; 0: none was given; -1
 * after a message. */
int read_words(const struct options *o, struct item **it);
/* Reads a time as a draft or --at has it: RFC 3339; a date, or a date and a
 * time, in the zone. NULL, or what is wrong with it. */
const char *read_when(
    const char *s, size_t len, struct cm_zone *zone, int64_t *t);
void item_free(struct item *it);

/* One message of a draft at an account: one entry of the journal. */
struct message {
	char *job;       /* a JSON object: {"draft", "entities", "lengths"} as
			    the module gets it, without key, sent, us,
			    reply_to; an action: {"action"}, and of its text
			    "entities", "lengths" */
	char *recipient; /* or NULL */
	int known;       /* the journal has an entry for that one */
	char *text;      /* as it will stand there, for find and for -n */
	char *title;     /* or NULL */
	char **files;    /* of its media; ends with NULL */
};

struct plan {
	struct message *messages;
	size_t count;
	char *content;    /* what the draft says, as written, for its key: the
			  members that make the post, media by their bytes */
	char *key;        /* the draft's own, or NULL */
	int64_t at;       /* INT64_MIN: at once */
	int64_t text_max; /* how long its text may be; -1: any length */
	char *reply_to;
	char *title;   /* or NULL */
	int native_at; /* the network itself waits until at */
	char **faults; /* why it cannot go out there; ends with NULL */
	char **notes;  /* what is left out there or done otherwise; the same */
};

/*
 * plan.c: what a draft becomes at a network: text from Markdown or HTML where
 * it takes plain text and the other way round, split into a thread where it is
 * longer than the limits and may be, links, mentions and tags found, lengths
 * counted, media looked at and held against the limits.
 *
 * What a draft says beside its text is given to the module, and where the
 * module does not say in about.uses that it does something with it: link,
 * tags and warning become part of a plain text (the warning first, the link
 * and then the tags last), as does the title where none is taken; a visibility
 * other than public and a poll are faults; first_comment becomes one more
 * message of a thread, or a fault; the rest (paid, ai) is noted.
 */
void plan_make(struct plan *p, const struct item *it,
    const struct cm_account *account, const struct cm_about *about);
void plan_release(struct plan *p);
/* Why it cannot go out, all of it in one text, the caller's to free. */
char *plan_why(const struct plan *p);

/* What the journal has to say to a plan: the receipt that is given instead of
 * sending, or why it is skipped (a kind of error), or NULL; words for it, and
 * that another is like it, or NULL. */
struct fate {
	const char *receipt, *skipped, *why, *twin;
	size_t sent; /* recipients who have it */
};

/* receipt.c: the members do and target of an action's receipt. */
void receipt_act(struct cm_buf *to, const char *act, const char *target);

/* The member recipients: so many of so many have it. */
void receipt_recipients(struct cm_buf *to, size_t done, size_t of);

/* plan_show.c: -n: what would be sent, for a person to read, on standard
 * error; and a receipt on standard output, planned, failed, skipped, or the
 * one that is there. CM_FAIL: it could not be sent. */
enum cm_exit plan_show(const struct plan *p, const struct item *it,
    const struct cm_account *account, const struct cm_about *about,
    const struct fate *fate);

/* outbox.c: the journal, the engine and what is sent. With o->dry it sends
 * nothing and only looks at the journal, if there is one. NULL after a message,
 * and *status: nothing may be sent. conf is used, not owned. */
struct outbox;
struct outbox *outbox_open(
    const struct options *o, struct cm_conf *conf, enum cm_exit *status);
/* What the network of an account says of itself. NULL after a message. To be
 * called for all accounts before the first outbox_add(). */
const struct cm_about *outbox_about(struct outbox *b, const char *account);
/* It will be asked: its module is compiled meanwhile. */
void outbox_expect(struct outbox *b, const char *account);
/* How messages name an item; the caller's to free. */
char *outbox_place(const struct item *it);
/* Names what stands under options for the network of an account, and is
 * nothing to its module. Returns how many there are. */
size_t outbox_name_options(
    struct outbox *b, const struct item *it, const struct cm_account *account);

/* try.c: asks the module itself, without a request, what it has against a plan
 * that has no fault yet: that becomes one. Before the first job begins. */
void outbox_try(struct outbox *b, const struct item *it,
    const struct cm_account *account, struct plan *p);
/* Takes the plan of an item for an account over (its members are moved: *p
 * is empty then), as it stands: one with faults too, which are said to the
 * person here and give a receipt "failed". The account lives until the outbox
 * is closed, the item need not. The receipt is printed when its turn comes, in
 * the order of these calls. */
void outbox_add(struct outbox *b, const struct item *it,
    const struct cm_account *account, struct plan *p);
/* dry.c: with o->dry in the place of outbox_add(): shows the plan. */
enum cm_exit outbox_show(struct outbox *b, const struct item *it,
    const struct cm_account *account, struct plan *p);
/* Sends all that was added. Returns the worst status. */
enum cm_exit outbox_run(struct outbox *b);
enum cm_exit outbox_close(struct outbox *b);

/* The journal without sending: --journal prints it as records, --settle
 * ID=published|failed decides what is doubtful. */
enum cm_exit journal_print(const struct options *o);
enum cm_exit journal_settle(const struct options *o, const char *what);

#endif
