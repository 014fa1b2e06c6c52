/* SPDX-License-Identifier: ISC */
#ifndef CM_NETJOB_H
#define CM_NETJOB_H

#include <stddef.h>
#include <stdint.h>

#include "lib/har.h"
#include "lib/net.h"
#include "lib/netmod.h"
#include "lib/netreq.h"

/*
 * The insides of the engine, for its own files.
 *
 * What a job has put out and not yet given is a list in the order of the
 * tree. A request is an item of it: when its run has ended, what that put out
 * takes its place. The caller gets the items from the head of the list, up to
 * the first request that is not done.
 *
 *   leaf ──answer──▶ judged ──▶ all leaves of the request are there ──▶ run
 *    ▲                 │                                                 │
 *    └── again: rate,  └──▶ not accepted: a loss takes its place         ▼
 *        server,                                         effects take its place
 *        renewed
 */

enum {
	/* Requests one behind the other, for what sends and
	 * for what reads: more is a module or a server that has no end. */
	NET_CHAIN_SENDS = 10000,
	NET_CHAIN_READS = 100000,
	NET_WAITING_MOST = 250000 /* requests of a job that wait to be asked */
};

enum net_state { NET_WAITING, NET_ASKED, NET_RUNNING };

struct net_leaf {
	struct net_request *rq;
	struct cm_slice json; /* in the request's effect */
	struct cm_netreq wire;
	int built, pending;
	int stopped;          /* the caller did not let its commit go out */
	struct cm_buf answer; /* JSON: what the module gets */
	int tries;            /* that failed */
	int renewed;          /* it has been told "expired" before */
	int64_t generation;   /* of the secrets it was made with */
	int64_t waited;       /* seconds */
	int64_t sent_at;      /* milliseconds since 1970 */
	/* the answer while error_of judges it */
	enum cm_net_kind kind;
	int status, sent, broken, page;
	int hopeless; /* it was not sent, and would not be next time */
	int unpaid;   /* it was not sent: it costs more than is left */
	enum cm_http_class class;
	char *word; /* the kind in the module's own word, or NULL */
	char *why;
	int64_t wait;          /* -1: not said */
	struct net_leaf *next; /* in a list of those that wait for something */
	struct cm_netreq_kept *kept;
	size_t nkept;
};

struct net_request {
	struct net_job *job;
	struct net_item *item;
	struct net_request *next; /* of those that wait to be asked */
	enum net_state state;
	int queued;
	char *effect; /* JSON, with CM_SCAN_PAD bytes behind it */
	size_t len;
	struct cm_slice request, vars;
	char *step;
	int commit;
	int judge; /* error_of is to be run first, in the same run */
	int undo;  /* whatever comes of it is as well */
	uint64_t place;
	long depth;    /* how many requests came before it in its chain */
	uint64_t mark; /* one of them, see trace() in neteffect.c */
	int circles;   /* it is the same as that one */
	struct net_leaf *leaves;
	size_t count, left;      /* leaves that are not answered */
	enum cm_net_kind failed; /* a leaf of it did, for this reason */
	char *why;
	int64_t wait;
	int later;
	int64_t asked_at; /* monotonic milliseconds, for the deadline */
	struct net_entry *log, **log_tail;
};

enum net_what {
	NET_REQUEST,
	NET_RECORD,
	NET_CURSOR,
	NET_RECEIPT,
	NET_ACCOUNT,
	NET_FOLDER, /* a write or remove */
	NET_LOSS,
	NET_GAP,
	NET_LOG
};

struct net_item {
	struct net_item *next;
	enum net_what what;
	char *text; /* JSON or text, with CM_SCAN_PAD bytes behind it */
	size_t len;
	int64_t when; /* of a record */
	struct net_request *rq;
	enum cm_net_kind kind; /* of a loss: text is its message */
	char *step;
	int64_t wait;
	int later;
	struct net_entry *entry; /* of a log */
};

/* A line of the transcript that waits for its turn. */
struct net_entry {
	struct net_entry *next;
	struct cm_har_entry e;
	char *owned[8];
	int n;
};

struct net_mod {
	struct net_mod *next;
	char *network;
	struct cm_netmod *mod; /* NULL: it cannot be used */
};

struct net_account {
	struct net_account *next;
	struct cm_net *net;
	char *name;
	const struct cm_account *conf; /* NULL in a replay */
	struct net_mod *mod;
	const struct cm_about *about;
	char *of; /* for the keyring */
	struct cm_keyring_entry entry;
	int timeout;                    /* its own, in seconds; 0: none */
	struct cm_netreq_secret *known; /* all that was used; copies */
	size_t nknown;
	int64_t until; /* monotonic milliseconds: nothing is sent before */
	struct net_job *first, **tail; /* jobs that are not done, in order */
	uint64_t number, jobs, signs;
	struct cm_buf replayed; /* a byte for each job: it was */
	/* renewal, see netrenew.c */
	int renewing, lock;
	int64_t lock_by;         /* monotonic milliseconds */
	int64_t refused;         /* the generation that was refused */
	struct net_job *signing; /* refresh or login */
	struct cm_netoauth *oauth;
	struct cm_netoauth_run *consent;
	char *base, *value; /* what oauth asked for */
	int tried_soon;     /* a token that ends soon was renewed */
	int tried_renewal;  /* in this signing in */
	struct net_leaf *waiting;
};

struct net_job {
	struct net_job *next; /* of the account, then of those that are over */
	struct net_account *account;
	uint64_t number;
	char *verb, *step, *job, *cursor, *resume;
	char **files;
	int64_t since, until;
	long limit, given;
	const struct cm_net_calls *calls;
	void *ctx;

	int internal; /* refresh or login for the engine itself */
	int looks;    /* a fetch that leaves everything as it is */
	int begun, over;
	int advancing; /* 2: and once more */
	int refs;      /* transfers and runs that will come back */
	char *object;  /* the account as modules see it, frozen */
	char *base, *folder, *spool;
	struct net_item *head, **tail;
	struct net_request *waiting, **wait_tail;
	size_t nwaiting;
	size_t held; /* bytes in the list */
	size_t lines;
	uint64_t places;

	int lost_any;  /* later cursors are held */
	int stopped;   /* nothing more is asked; what is left is saved */
	int refused;   /* a callback ended it: nothing more is given */
	int unreached; /* its last failure was no connection */
	int answered;  /* by somebody, whatever it was */
	int out;       /* a commit went out and was not refused */
	int asked;     /* of out: by a request, not in the folder */
	int maybe;     /* one of them may have been carried out unheard */
	int told;      /* a receipt was given */
	int work_said; /* that a server is at work */
	int limited;
	int walked; /* the folder was changed */
	int undoing;
	struct cm_buf left; /* what is saved for resume */
	struct cm_buf undo; /* requests, NUL between, oldest first */
	enum cm_net_kind kind;
	char *message;
	int later;
	int64_t wait;
	struct cm_net_loss *lost;
	size_t nlost;
	struct cm_net_gap *gaps;
	size_t ngaps;
	long requests;
	long unfit;    /* records that were none */
	int64_t ahead; /* seconds that our clock is ahead of what answers say */
};

struct cm_net {
	struct cm_net_options o;
	struct cm_conf *conf;
	struct cm_keyring *keyring; /* opened when first needed */
	struct cm_http *http;
	struct cm_har_writer *record;
	struct cm_har *replay;
	struct net_mod *mods, *failed;
	struct net_account *accounts, **accounts_tail;
	uint64_t naccounts;
	size_t active;          /* jobs of callers that are not done */
	struct net_job *ended;  /* that still have refs */
	struct net_leaf *ready; /* answered from a transcript */
	struct net_leaf **ready_tail;
	int64_t now;
	int64_t heard; /* when something was answered: monotonic ms */
	int waits_said;
	enum cm_exit status;
};

/* nettree.c: the list. */
struct net_item *net_item_new(enum net_what what, const char *text, size_t len);
void net_item_free(struct net_item *it);
/* Puts items in the place of one, which is freed. */
void net_replace(
    struct net_job *j, struct net_item *at, struct net_item *first);
/* Lets a request be asked ahead of its turn. */
void net_queue(struct net_request *rq);
/* Takes a request off those that wait to be asked. */
void net_unqueue(struct net_request *rq);
/* The transcript's items of a request, and behind them the rest. */
struct net_item *net_logged(struct net_request *rq, struct net_item *rest);
void net_append(struct net_job *j, struct net_item *it);
/* Makes a request's item of an effect; -1 and *why if it is none. */
struct net_item *net_request_new(
    struct net_job *j, struct cm_slice effect, uint64_t place, char **why);
void net_request_free(struct net_request *rq);

/* netgive.c: what the caller gets of it. */
/* Makes a loss of a request. why is taken over. */
void net_lose(struct net_request *rq, enum cm_net_kind kind, char *why,
    int64_t wait, int later);
/* Gives what can be given, asks what can be asked, ends the job when all of
 * it is done. */
void net_advance(struct net_job *j);

/* netrun.c: runs. */
void net_run_request(struct net_request *rq);
void net_run_first(struct net_job *j);
/* What goes into the first run of a job; *b is made. */
void net_run_input(struct cm_buf *b, struct net_job *j);
void net_judge(struct net_leaf *l); /* error_of, then net_judged() */

/* neteffect.c */
void net_take(
    struct net_job *j, struct net_request *rq, const struct cm_netmod_reply *r);
/* What a stopped fetch left goes into the list as it was. */
void net_resume(struct net_job *j);

/* netsend.c: leaves over http or from a transcript. */
void net_ask(struct net_request *rq);
void net_send(struct net_leaf *l, int64_t after);
void net_leaf_done(struct net_request *rq);
void net_send_undo(struct net_job *j);
void net_entry_free(struct net_entry *e);

/* netheard.c: an answer, from of the network or NULL: of the transcript. */
void net_settled(struct net_leaf *l, struct cm_http_answer *from);

/* netsecret.c: what an answer must not show. */
const char *net_secret(void *ctx, const char *name);
void net_remember(struct net_account *a, const char *name, const char *value);
/* What goes out as user and password, or all that the account has. */
void net_remember_pair(struct net_account *a, char *const *headers);
void net_remember_all(struct net_account *a);

/* netlog.c: transcripts. */
int64_t net_wall_ms(void);
void net_log(struct net_leaf *l, const struct cm_http_answer *a);
/* Tells whether the transcript has it once more. */
int net_replays_again(struct net_leaf *l);
/* Finds what the transcript has for a leaf, as if it had just come. */
void net_replayed(struct net_leaf *l, struct cm_http_answer *a);

/* netfail.c: what a failure means. */
void net_judged(struct net_leaf *l);
enum cm_net_kind net_kind_of(const char *word);
enum cm_net_kind net_kind_named(const char *name); /* of all of them */
int64_t net_wait_of(const struct net_account *account,
    const struct cm_http_answer *a, int64_t now);
/* Seconds until a new day begins in a zone of the module's. */
int64_t net_until_midnight(const struct net_account *account, int64_t now);
char *net_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
const char *net_advice(const struct net_job *j);
/* Once, on a terminal: that nothing comes. */
void net_say_waiting(struct cm_net *n);
/* Whether a step that asks itself again has done so for too long. */
int net_waits_too_long(const struct net_request *rq);

/* netunits.c: quotas of a day. Tells whether a leaf may be sent: what it costs
 * is counted then; else it is judged. */
int net_spend(struct net_leaf *l);
/* It was not sent after all. */
void net_unspend(struct net_leaf *l);
/* What was spent today of that pool, of what has none without a name; -1: there
 * is no such quota. */
int64_t net_spent(struct net_account *a, struct cm_slice pool, int64_t *most);

/* netrenew.c: signing in. */
int net_needs(struct net_account *a);
/* Tells whether a fact, a setting or a secret of that name is there. */
int net_has(const struct net_account *a, const char *name);
/* netsignin.c: a name that oauth2 gives a token under. */
int net_is_token(const struct cm_about *about, const char *member,
    const char *preset, const char *name);
/* Fills a->oauth in; tells whether it can renew without a person. */
int net_can_oauth(struct net_account *a);
void net_renew(struct net_leaf *l); /* then it is sent again */
void net_renew_step(struct net_account *a);
/* Ends a job that has not begun. why is taken over. */
void net_fail_start(struct net_job *j, enum cm_net_kind kind, char *why,
    int later, int64_t wait);
/* A refresh or login has ended. */
void net_signed(struct net_job *j);
int net_keep(struct net_account *a, struct cm_netreq_kept *kept, size_t n,
    const char *facts);

/* netfolder.c: the account's folder. Returns 0, or -1 and *why. */
int net_folder(struct net_job *j, struct cm_slice effect, char **why);

/* netaccount.c. NULL after a message. */
struct net_account *net_account_of(struct cm_net *n, const char *name);
void net_account_free(struct net_account *a);
/* Tells whether its module asks for a host, and there is none. */
int net_lacks_host(const struct net_account *a);
uint64_t net_job_number(struct net_account *a, const struct cm_net_job *from);
/* Freezes the account for a job. */
void net_object(struct net_account *a, struct net_job *j);

/* net.c */
enum { NET_JOBS = 1 << 20 }; /* of one account, for their numbers */
struct net_mod *net_module_of(struct cm_net *n, const char *network);
void net_job_free(struct net_job *j);
int64_t net_ms(void);
struct cm_keyring *net_keyring(struct cm_net *n);
void net_record_job(struct net_job *j);
/* In a replay the state comes from the transcript. Returns 1 when the job did
 * not begin then. */
int net_replay_job(struct net_job *j);
struct net_job *net_job_new(struct net_account *a, const struct cm_net_job *j);
void net_job_unref(struct net_job *j);
void net_job_end(struct net_job *j);
void net_clean(struct cm_buf *to, const char *json, size_t len);
/* A copy with room for scan behind it. */
char *net_copy(const char *p, size_t len);

#endif
