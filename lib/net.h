/* SPDX-License-Identifier: ISC */
#ifndef CM_NET_H
#define CM_NET_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "lib/about.h"
#include "lib/buf.h"
#include "lib/conf.h"
#include "lib/err.h"
#include "lib/har.h"
#include "lib/http.h"
#include "lib/keyring.h"

/*
 * The engine: carries out what the modules of networks ask for, many jobs of
 * many accounts in one event loop. It knows its caller by callbacks only.
 *
 * A job is one verb of one account. Its first run is at `step`; every request
 * that a run puts out becomes another run when it is answered. What the runs
 * put out comes to the caller in the order of the tree, depth first, whatever
 * the order of the answers:
 *
 *   run ──▶ record, [request], record, cursor, [request]
 *                      └──▶ record, record       └──▶ ...
 *   given in the order: record, record, record, record, cursor, ...
 *
 * Jobs of one account run one after the other, in the order in which they were
 * started; those of different accounts at the same time.
 */
struct cm_net;

struct cm_net_options {
	struct cm_http_options http; /* patience 0: --no-wait */
	const char *record, *replay; /* a transcript, or NULL */
	int reads;                   /* no job posts, acts or finds */
};

/*
 * conf is used, not owned; it may be NULL with replay, where accounts, clock
 * and state come from the transcript. NULL after a message, and *status.
 */
struct cm_net *cm_net_open(
    const struct cm_net_options *o, struct cm_conf *conf, enum cm_exit *status);

/* Ends it; jobs that are not done are dropped. Returns what failed at last:
 * a transcript that could not be written. */
enum cm_exit cm_net_close(struct cm_net *n);

/* What a network, or an account's network, says of itself; loads the module
 * when first asked. NULL after a message. Load all before the first job. */
const struct cm_about *cm_net_about(struct cm_net *n, const char *network);
const struct cm_about *cm_net_account(struct cm_net *n, const char *account);

/* Whether the module of an account has a member of that name; see
 * cm_netmod_names_member(). */
int cm_net_names_member(
    struct cm_net *n, const char *account, const char *name, char **near);

/* Begins to load the module of an account: for all of many before the first is
 * asked for, so that they are compiled at the same time. */
void cm_net_expect(struct cm_net *n, const char *account);

/* A text that tells who an account is on its network: another one, when its
 * settings mean another. Lives as long as the engine; "" in a replay. */
const char *cm_net_identity(struct cm_net *n, const char *account);

/*
 * How an account stands, without asking its network. Texts live as long as the
 * module.
 */
struct cm_net_standing {
	const char *missing; /* an ask, a need or a secret that nothing gives
				and no sign-in can learn, or NULL */
	int consents;        /* a person can consent in a browser */
	int logs_in;         /* its module can sign in */
	int renews;          /* what ends is renewed without a person */
	int64_t expires;     /* the end of what requests carry; 0: not known */
	int64_t until;       /* the network asked to be left alone; or 0 */
	int64_t fetched;     /* the last complete fetch, or 0 */
	int64_t spent;       /* of a quota of this day; -1: there is none */
	int64_t units;       /* which is that; see also cm_net_pool() */
};
/* Returns 0, or -1 after a message. */
int cm_net_stands(
    struct cm_net *n, const char *account, struct cm_net_standing *s);

/* Walks the quotas of a day that have a name; *at is 0 first. Returns the name,
 * the caller's to free, or NULL at the end. */
char *cm_net_pool(struct cm_net *n, const char *account, size_t *at,
    int64_t *spent, int64_t *units);

/* Notes a complete fetch. Returns 0, or -1 after a message. */
int cm_net_fetched(struct cm_net *n, const char *account, int64_t when);

/* Has a person consent, as cm_netoauth_consent() does: no job is running. */
enum cm_exit cm_net_consent(
    struct cm_net *n, const char *account, FILE *in, int seconds);

/* Forgets what was learnt of an account. Returns 0, or -1 after a message. */
int cm_net_forget(struct cm_net *n, const char *account);

/* The clock: that of the transcript in a replay. */
int64_t cm_net_now(const struct cm_net *n);

/* For requests that are not a module's (feeds): the loop they share, and the
 * transcripts that it writes and reads, or NULL. The caller's own jobs have
 * the numbers from CM_NET_OWN on. */
#define CM_NET_OWN ((uint64_t)1 << 50)
struct cm_http *cm_net_http(struct cm_net *n);
struct cm_har_writer *cm_net_record(struct cm_net *n);
struct cm_har *cm_net_replay(struct cm_net *n);

/* How a job, or one chain of it, ended. */
enum cm_net_kind {
	CM_NET_OK,
	CM_NET_EXPIRED, /* of these names are also the words of accept */
	CM_NET_AUTH,    /* signed in anew, and still not let in; or no secret */
	CM_NET_REFUSED,
	CM_NET_GONE,
	CM_NET_INVALID,
	CM_NET_RATE,
	CM_NET_SERVER, /* 5xx, an answer that is none, unreachable, broken */
	CM_NET_MODULE, /* the module's own fault: a jq error, a wall */
	CM_NET_LOCAL,  /* ours: a file, the disk, a lock */
	CM_NET_STOPPED /* a callback said so */
};
const char *cm_net_kind_name(enum cm_net_kind k);

/* Something that failed and was not accepted. */
struct cm_net_loss {
	enum cm_net_kind kind;
	char *step;
	char *message; /* "404 Not Found: no such status (GET https://...)" */
	long n;        /* how often */
};

struct cm_net_gap {
	char *what, *why;
	long n;
	int numbers;  /* of all that is there; nothing itself is missing */
	int64_t from; /* what is missing begins there; INT64_MIN: anywhere */
};

struct cm_net_end {
	enum cm_net_kind kind; /* the worst; OK: nothing was lost */
	const char *message;   /* of that one, or NULL */
	const char *advice;    /* what to do about it, or NULL */
	int later;             /* the same may work later: status 75 */
	int64_t wait;          /* seconds that the network asks for, or 0 */
	/* post, act: the commit went out and no answer says what became of
	 * it. Never set with a receipt. */
	int unknown;
	int limited; /* the limit was reached before the end */
	/* fetch: the account stopped; a JSON array of what is left, to be
	 * given as `resume`; NULL: nothing is. */
	const char *resume;
	const struct cm_net_loss *lost;
	size_t nlost;
	const struct cm_net_gap *gaps;
	size_t ngaps;
	long requests; /* that were answered: pages */
	long refused;  /* records that were none, each of which was named */
	int answered;  /* the network did, if only to say no */
	int64_t ahead; /* seconds that the clock here is ahead of its own, as
			  its answers tell; 0: it is not */
};

/* All but done may be NULL. Those that return int: 0; -1 ends the job as
 * STOPPED (a message was given). They may not start or end anything in net
 * but start jobs. */
struct cm_net_calls {
	/* A line with its LF: a record of cm-record(5). when: its published
	 * time, or INT64_MIN. */
	int (*record)(void *ctx, const char *line, size_t len, int64_t when);
	/* All before it has been given; it counts once that is safe. */
	int (*cursor)(void *ctx, const char *text);
	/* {"status":"published"|"absent","id","url","native"} */
	int (*receipt)(void *ctx, const char *json, size_t len);
	/*
	 * Right before a request that makes something public, or that lets
	 * the server forget, goes out: all before it was given. What the
	 * caller notes here must be on disk when it returns 0. safe: repeating
	 * it does no harm. It comes again before each repeat.
	 */
	int (*commit)(void *ctx, int safe);
	/* A line that all jobs of this account's run share: a wait begins. */
	void (*done)(void *ctx, const struct cm_net_end *end);
};

struct cm_net_job {
	const char *account;
	const char *verb; /* fetch post act find login */
	const char *step; /* fetch: what; else NULL */
	const char *job;  /* a JSON object; for fetch since and until are added
			     from below */
	const char *cursor;       /* or NULL */
	const char *resume;       /* or NULL: go on from there, not from step */
	const char *const *files; /* paths that its media may be read from, ends
				     with NULL; or NULL */
	/* fetch, find: a folder of received requests, or NULL. */
	const char *spool;
	/* fetch: only to see what is there. What would let the server forget
	 * is not asked; that chain is lost, as refused. */
	int looks;
	int64_t since, until; /* INT64_MIN, INT64_MAX: none */
	long limit;           /* records; -1: all. Reached: the rest is not
				 asked for */
	const struct cm_net_calls *calls;
	void *ctx;
};

/*
 * Tells what an account's module itself has against a job before it asks for
 * anything, the caller's to free; NULL: nothing that is known yet. No request
 * is sent and nothing is kept; no job is running. Not in a replay: what was
 * learnt of the account then is in its jobs.
 */
char *cm_net_refuses(struct cm_net *n, const struct cm_net_job *j);

/* Queues a job; everything is copied but calls and ctx. */
void cm_net_start(struct cm_net *n, const struct cm_net_job *j);

/* Goes on; waits at most so many milliseconds (-1: any time). Returns how many
 * jobs are not done. */
size_t cm_net_step(struct cm_net *n, int milliseconds);

/* Goes on until all jobs are done. */
void cm_net_run(struct cm_net *n);

/* A job's chains run ahead of what was given by at most this many bytes. */
enum { CM_NET_AHEAD = 8 << 20 };

#endif
