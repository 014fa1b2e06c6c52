/* SPDX-License-Identifier: ISC */
#ifndef OUTBOX_H
#define OUTBOX_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-post/post.h"
#include "lib/buf.h"
#include "lib/db.h"

/*
 * The outbox never publishes a message twice from one state folder, whenever
 * it is killed. A draft at an account is a row of the journal (outbox.db); each
 * of its messages is an entry of its own, and moves so:
 *
 *              intent on disk, then the request goes out
 *      ┌─────┐ ───────────────────────────────▶ ┌──────┐ published ┌──────┐
 *   ──▶│ new │                                  │ sent │──────────▶│ done │
 *      └─────┘ ◀─────────────────────────────── └──────┘           └──────┘
 *        ▲      not carried out: a rate limit,    │  │  no, for good   ▲
 *        │      never reached; or looked for,     │  └──────▶ refused  │
 *        │      settled, and absent               │             │      │
 *        │                                        │ nobody      │      │
 *        │◀──────── by the next run ──────────────│─────────────┘      │
 *        │                                        ▼ can tell           │
 *        └──── --settle ID=failed ──────────── doubtful ───────────────┘
 *                                               --settle ID=published
 *
 * - new: nothing of it is public. What a module did before its commit (uploads)
 *   may be done again.
 * - sent: it may be public or not. A crash, a broken line and an answer that
 *   could not be written all leave it so, and only recover.c takes it on:
 *   a commit that its module calls safe is run again with the same bytes; else
 *   it is looked for, at once and, if it is not there, once the time limit of
 *   the request and the network's settle delay are over. Found is done; absent
 *   is new again; where reading cannot tell, doubtful.
 * - done: public, with its id. It is never sent again.
 * - refused: the network answered no; it was never public.
 * - doubtful: cm sends it no more by itself; a person decides.
 *
 * Whoever moves an entry holds the account's lock "send", which the kernel
 * takes from the dead: an entry that is `sent` while its lock is free is what
 * an interrupted run left.
 *
 * What a module is given (key, sent, us, the job itself) is fixed with the
 * first intent, so that each try has the same bytes. `us` rises from entry to
 * entry of an account, also when the clock goes back.
 *
 * The messages of a thread go out in their order, each a reply to the one
 * before; those to recipients do not depend on each other. Who is on a list is
 * no part of what a draft is: an entry is known by its recipient, one who comes
 * to the list is an entry more, and one who is not on it is set aside.
 */
enum entry_state {
	ENTRY_NEW,
	ENTRY_SENT,
	ENTRY_DONE,
	ENTRY_REFUSED,
	ENTRY_DOUBTFUL
};

struct entry {
	int64_t row; /* 0: not in the journal yet */
	enum entry_state state;
	char *key;        /* 32 hex digits */
	int64_t us, sent; /* 0: not fixed yet */
	int safe;         /* the commit that went out last may be repeated */
	int tries;        /* intents */
	struct stamp {
		int64_t wall, mono; /* seconds since 1970; milliseconds of
				       this boot */
		char *boot;
	} intent;
	char *job, *recipient, *text, *title;
	char **files;
	char *id, *native, *url; /* once done; each may be NULL */
	char *kind, *message;    /* what went wrong last, or NULL */
	/* Of this run only: */
	int tried;     /* it failed; not to be tried again now */
	int waited;    /* for the network to settle */
	int64_t ahead; /* seconds that the clock here is ahead of the network's;
			  0: it is not, or not known */
	int resends;   /* sent anew after it was found absent */
	int aside;     /* the draft as given does not name its recipient */
};

struct draft {
	int64_t row;
	char *account, *network;
	char *ident;    /* what it is known by at its account: its key, else
			  its given time, else its content */
	char *key;      /* of its receipt */
	char *content;  /* a hash */
	int64_t at;     /* INT64_MIN: at once */
	int again;      /* how often it was asked for anew */
	char *act;      /* what an action does, or NULL */
	char *target;   /* and to what */
	char *title;    /* or NULL */
	char *source;   /* the file that is the draft, or NULL */
	int keyed;      /* of this run only: the key is the draft's own */
	int addressed;  /* of this run only: each message is to a recipient */
	size_t missing; /* of these, how many have no entry */
	char *receipt; /* the line given when all of it was done, or when it was
			  skipped and has no entries; or NULL */
	struct entry *entries;
	size_t count;
};

void entry_release(struct entry *e);
void draft_release(struct draft *d);

/*
 * journal.c: outbox.db. Calls return 0, or -1 after a message; what it means
 * for the exit status is journal_status().
 */
struct journal;

/* For a replay it is one of its own that goes away. NULL: see *status. */
struct journal *journal_open(int replay, enum cm_exit *status);
/* The one that is there; NULL and CM_OK: there is none. */
struct journal *journal_look(enum cm_exit *status);
void journal_close(struct journal *j);
enum cm_exit journal_status(const struct journal *j);

/* Reads the newest of what is known by that ident. Returns 1, or 0. */
int journal_find(
    struct journal *j, const char *account, const char *ident, struct draft *d);
/* The draft that an entry is of. *at is the entry's place. 1, or 0. */
int journal_find_entry(
    struct journal *j, int64_t entry, struct draft *d, size_t *at);
/* Walks all drafts in the order in which they came; *row is 0 first. */
int journal_next(struct journal *j, int64_t *row, struct draft *d);

/* Writes a draft with all its entries; one that is there (d->row) and of which
 * nothing ever went out is replaced. */
int journal_add(struct journal *j, struct draft *d);

/* Writes the entries of a draft that have no row yet: it has no receipt then. */
int journal_extend(struct journal *j, struct draft *d);

/* Writes that a draft was skipped: as journal_add, without entries. */
int journal_skip(struct journal *j, struct draft *d);

/* Writes an entry as it is now, and with it the draft's receipt. */
int journal_keep(struct journal *j, const struct draft *d, struct entry *e);

/* The highest `us` of an account; 0: none. */
int journal_last_us(struct journal *j, const char *account, int64_t *us);

/* Tells whether an item is one that a receipt names as what was published, not
 * as what was acted on: 1, or 0. */
int journal_claims(struct journal *j, const char *account, const char *id);

/* Looks an item up by id or URL. Returns 1 with what is known of it (the
 * caller's to free, each may be NULL), or 0. */
int journal_item(struct journal *j, const char *account, const char *id,
    char **native, char **url, char **its_id);

/* Walks an account's other entries whose fate is not known; row is 0 first.
 * Texts live until the next call. Returns 1, or 0 at the end. */
struct rival {
	int64_t row, when; /* it went out last */
	int open;          /* a person decides */
	const char *title, *text;
};
int journal_rival(
    struct journal *j, const char *account, int64_t not_this, struct rival *r);

/* Whether an action that takes this one back came after it: 1, or 0. */
int journal_undone(struct journal *j, const struct draft *d);

/* Looks for a draft that was published there with that title (or NULL) or from
 * the same file. Returns 1, with what is known of it (the caller's to free, each
 * may be NULL), or 0. */
int journal_twin(struct journal *j, const struct draft *d, const char *title,
    int64_t *sent, char **its_title, char **url);

/* How many entries are sent or doubtful. Returns -1 on failure. */
int64_t journal_open_entries(struct journal *j);

/* same.c: whether two texts are the same but for what networks do to them:
 * links, tags, mentions, case, blanks and punctuation. */
enum same { SAME_NOT, SAME_LIKE, SAME_YES };
struct text_key; /* of one side, made once */
struct text_key *text_key_new(const char *title, const char *text, int html);
void text_key_free(struct text_key *k);
/* a is ours, b is what is there. */
enum same text_key_same(const struct text_key *a, const struct text_key *b);

/* One account's part of a run: its tasks one after the other. */
struct lane;

/* A draft or action at one account, in this run. */
struct task {
	struct task *next; /* of its lane */
	struct lane *lane;
	char *place; /* "'draft.md'", "'x.ndjson:3'": for messages */
	int action;
	struct plan plan;
	struct draft d;
	struct entry *now;     /* the entry at work */
	size_t next_up;        /* the entries before are at an end */
	char *kind, *message;  /* what went wrong with it: first, and all */
	size_t wrongs, unsaid; /* how much, and what of it is not in that */
	char *line;            /* its receipt, once it has one */
	struct cm_buf said;    /* messages for then, each with its NUL */
	enum cm_exit status;
};

struct outbox {
	const struct options *o;
	struct cm_conf *conf;
	struct cm_net *net;
	struct journal *journal;
	struct lane *lanes;
	struct task **tasks; /* in the order of their receipts */
	size_t ntasks, room, printed;
	enum cm_exit status;
	enum cm_exit broken;      /* the journal failed: nothing more is sent */
	int64_t unknown;          /* entries of unknown fate, of this run */
	struct picture *pictures; /* see fetch.h */
	size_t fetching;          /* of these, how many are on their way */
};

/* What a lane does between two answers. */
enum lane_work { LANE_IDLE, LANE_FETCHES, LANE_SENDS, LANE_LOOKS, LANE_WAITS };

struct find;
struct lane {
	struct lane *next;
	struct outbox *b;
	const struct cm_account *account;
	const struct cm_about *about;
	int lock; /* -1: none; -3: none is needed */
	int open; /* its lock was asked for */
	struct task *tasks, *last, *now;
	enum lane_work work;
	int64_t wake;      /* LANE_WAITS: CLOCK_MONOTONIC milliseconds */
	int committed;     /* how often, of the job that runs */
	int rerun;         /* an earlier job of its entry did */
	int answered;      /* it gave its receipt */
	int stuck;         /* a callback could not write the journal */
	struct find *find; /* LANE_LOOKS */
	/* Why it stopped, or NULL: the tasks behind are not tried. */
	char *stop_kind, *stop_message;
	enum cm_exit stop_status;
};

/* lane.c */
int64_t lane_now(void); /* CLOCK_MONOTONIC in milliseconds */
/* Goes on until it has to wait for something. */
void lane_go(struct lane *l);
/* Is at rest for so long. */
void lane_wait(struct lane *l, int64_t milliseconds);
/* Something went wrong with a task: its receipt says it. */
void task_note(struct task *t, const char *kind, const char *message);
/* The entry at work is not tried any more in this run; said to the person. */
void lane_give_up(
    struct lane *l, const char *kind, const char *message, enum cm_exit status);
/* As lane_give_up, and no task behind is tried. */
void lane_stop(
    struct lane *l, const char *kind, const char *message, enum cm_exit status);
/* The journal cannot be written: the whole outbox stops. */
void lane_broken(struct lane *l);

/* send.c */
void send_start(struct lane *l);
/* The job as its module gets it, of send and find: NUL at its end. sent is
 * when it went out, as the module is to have it. */
void send_job(struct lane *l, int64_t sent, struct cm_buf *to);
/* Adds the member reply_to: what the draft answers, with what a journal that
 * is there knows of it; given NULL: nothing. */
void send_reply_to(struct journal *j, const char *account, const char *given,
    struct cm_buf *to);
/* Answers: the item is public; it is not, for good. */
int send_done(struct lane *l, struct cm_slice receipt);
void send_refused(struct lane *l, const char *kind, const char *message);

/*
 * fetch.c: media that a draft names by URL, for a network that takes files. Each
 * is fetched once a run, when the first draft that has it is about to be sent,
 * and then stands in the entry's job as a file. Nothing of this is known to the
 * journal before the intent: a run that ends before fetches anew.
 */
/* A message that may be sent in this run: what it will want. */
void fetch_note(struct lane *l, const struct message *m);
/* Whether all media of the entry at work are files. 0: it waits for them, or
 * it was given up. */
int fetch_media(struct lane *l);
/* Waits for what is on its way, if anything is. */
void fetch_step(struct outbox *b, int milliseconds);
/* All of the draft is public: its files may go. */
void fetch_forget(struct lane *l);
/* Takes what an earlier run left a week ago; takes this run's own. */
void fetch_sweep(const struct outbox *b);
void fetch_close(struct outbox *b);

/* recover.c: what became of l->now->now, which is sent. */
void recover_start(struct lane *l);
void recover_free(struct lane *l);
/* stamp.c: the moment that an intent is measured from. */
void stamp_now(struct stamp *s);
/* Milliseconds that are surely over since then; *fresh is set when that cannot be
 * told and the stamp must be made anew. */
int64_t stamp_age(const struct stamp *s, int *fresh);

/* Its task is at an end. at: INT64_MIN: now. */
void task_end(struct lane *l, const char *status, const char *kind,
    const char *message, int64_t at, enum cm_exit exit);
/* The same with a receipt that is there, without LF. */
void task_end_with(struct lane *l, const char *receipt);
/* A message to the person about a task: at once; together with its receipt,
 * in the order of the input. */
void task_say(const struct task *t, const char *message);
void task_say_last(struct task *t, const char *message);

/* receipt.c: the line of a task, with its LF. */
void receipt_make(struct cm_buf *to, const struct draft *d, const char *status,
    const char *kind, const char *message, int64_t at);
/* The members id, ids, url and native of what is done. */
void receipt_ids(struct cm_buf *to, const struct draft *d);

/* begin.c: what is known of the lane's next task, and whether it is due. It is
 * at an end (it has its line) or its entries are in the journal. */
void task_begin(struct lane *l);

/* What becomes of a draft by what the journal has of it: it is begun, in the
 * place of that; it is sent anew; it has other content; it was skipped
 * before as too late; it was published and has its receipt; what is left of it is sent or looked for; the journal
 * cannot be read. */
enum known {
	KNOWN_NEW,
	KNOWN_SKIPPED,
	KNOWN_ANEW,
	KNOWN_CHANGED,
	KNOWN_DONE,
	KNOWN_GOES_ON,
	KNOWN_BROKEN
};
enum known draft_known(struct journal *j, int anew, const struct draft *d,
    const struct draft *old);
/* Tells whether it is later than --late, and says so; why may be NULL. */
int draft_is_late(const struct outbox *b, int64_t at, struct cm_buf *why);
/* Of one that is new: says, with a NUL, that one of its title or its file is
 * public already. */
void draft_twin(struct outbox *b, const struct draft *d, struct cm_buf *say);

/*
 * people.c: who is on the list of a draft. Holds the journal's draft against a
 * plan: sets addressed, missing and the entries aside; and of each message of
 * the plan whether it has an entry.
 */
void draft_names(struct draft *old, struct plan *p);
/* All whom it names have it; and it has a receipt that may be given. */
int draft_has_all(const struct draft *d);
int draft_is_public(const struct draft *d);
/* The receipt of that, without LF: as it was the first time; of an addressed
 * one made of its entries. The caller's to free. */
char *draft_receipt(const struct draft *d);
/* The plan's messages become entries; with `missing` those that have none. */
void draft_take(struct draft *d, const struct plan *p, int missing);
/* What one that is sent anew keeps: entries of those that it does not name, so
 * that it still is known who has it. */
void draft_keep(struct draft *d, struct draft *old);
/* How many of those that it names have it, and how many it names. */
size_t draft_sent(const struct draft *d, size_t *of);

/* keys.c: ident, key and content of a draft, keys of its entries. */
void keys_make(struct draft *d, const struct plan *p);
void keys_entry(struct draft *d, size_t i);

#endif
