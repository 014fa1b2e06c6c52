/* SPDX-License-Identifier: ISC */
#ifndef FETCH_H
#define FETCH_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "cmd/cm-fetch/admin.h"
#include "cmd/cm-fetch/archive.h"
#include "cmd/cm-fetch/import.h"
#include "cmd/cm-fetch/state.h"
#include "cmd/cm-fetch/weblog.h"
#include "lib/buf.h"
#include "lib/conf.h"
#include "lib/err.h"
#include "lib/filter.h"
#include "lib/http.h"
#include "lib/net.h"
#include "lib/rec.h"

/*
 * A run of cm-fetch: a list of sources, in the order in which they were given
 * (those of an OPML file in its place). Transfers run ahead of the writer;
 * what each gives waits in its own buffer until its turn.
 *
 *   NEW ──▶ ASKED ──▶ READY ──▶ written, remembered, freed
 *             │ next page, feed of a page: asked again
 *   a file goes from NEW to READY when it is its turn
 */

enum kind {
	KIND_AUTO, /* tell by what it holds */
	KIND_FEED,
	KIND_OPML,
	KIND_WEBLOG,
	KIND_NDJSON,
	KIND_CSV,    /* a table, with a map */
	KIND_EXPORT, /* in a platform's format */
	KIND_HTML
};

enum stage { NEW, ASKED, READY };

struct options {
	enum kind as;
	int64_t since, until; /* FEED_NEVER, INT64_MAX: not given */
	const char *since_text, *until_text, *tz; /* as they were given */
	const char *where, *account, *of, *query, *spool;
	const char *hold, *commit, *output, *archive, *record, *replay;
	long limit; /* -1: none */
	int stateful;
	int dry; /* nothing is remembered */
	struct cm_http_options http;
	struct cm_rec_options rec;
	struct weblog_options weblog;
	struct import import;
	struct admin admin; /* what is done instead of fetching */
};

/* What the last record of a source says of it. */
struct coverage {
	const char *what;    /* "posts" */
	const char *network; /* NULL: web */
	char *account;
	int64_t start, end; /* FEED_NEVER: unknown */
	long pages, records, refused;
	long outside; /* of --covers */
	char *why;    /* not NULL: not complete */
};

struct source {
	struct source *next;
	struct fetch *fetch;
	size_t number;   /* in the order in which they became known */
	struct job *job; /* not NULL: an account's */
	char *place;     /* a path, "-", or a URL */
	char *name;      /* as printed: without a password */
	char *key;       /* by which it is remembered, or NULL */
	int is_url;
	enum kind as;
	int depth;      /* in OPML files and pages */
	int subscribed; /* in one of those: it is a feed, or a failure */
	enum stage stage;
	FILE *spool;   /* lines that came from a URL */
	FILE *waiting; /* of an account: what does not stay in memory */
	char *page;    /* the URL of the next page of it, or NULL */
	struct cm_buf out;
	struct coverage cov;
	struct memory memory; /* what was known of it, and is from now on */
	struct keys keys;     /* of the items that are handed over now */
	struct keys listed;   /* of all that its pages listed */
	int64_t oldest;       /* of them */
	int overlaps;         /* some of them were handed over before */
	int held_back;        /* some are still to be handed over */
	int limited;          /* because of --limit */
	int conditional;      /* it was asked only whether it has changed */
	int save;             /* it is to be remembered */
	int retold;           /* its moved URL was gone: asked as given */
	int gap;              /* something was lost between two fetches */
	int listed_by;        /* an OPML file, not an operand */
	int64_t changed;      /* a file: when it was; INT64_MIN: not known */
	/* for transcripts */
	struct cm_buf facts; /* what was recalled; nothing without --record */
	struct cm_buf trail; /* URLs of its answers */
	struct keys dropped; /* of items that were known */
	const char *asking;  /* URL */
	int64_t asked_at;    /* milliseconds since 1970 */
	uint64_t asked;      /* requests */
};

struct fetch {
	struct options o;
	struct source *first;   /* the one whose turn it is */
	size_t count;           /* of sources so far */
	struct cm_buf complete; /* lines ACCOUNT:KIND that came whole */
	size_t done;
	int64_t shown;           /* progress, last time */
	struct cm_http *http;    /* NULL while nothing needs the network */
	struct cm_conf *conf;    /* NULL while no account was named */
	struct cm_net *net;      /* the same; then http is its own */
	size_t running;          /* jobs of accounts */
	size_t waiting;          /* bytes of accounts that wait in memory */
	struct state *state;     /* NULL without --new */
	struct archive *archive; /* NULL without --archive */
	struct cm_filter *filter;
	int64_t now;
	struct formats *formats; /* NULL until they are needed */
	struct keys gone; /* without --new: URLs that are marked as gone */
	size_t held;      /* bytes that wait for their turn */
	int told_lines, told_zone, told_covers;
	int stop; /* --strict: after a bad line */
	enum cm_exit status;
};

/* options.c: reads the command line; operands go to words, which has room for
 * argc. Returns how many. */
size_t options_read(
    struct options *o, int argc, char *argv[], const char **words);
/* Reads the times, when it is known what is now. */
void options_times(struct options *o, int64_t now);

/* sources.c: what the operands are. */

/* Adds an operand; one that is none of ours ends the program, status 2, or
 * returns the status after a message. */
enum cm_exit source_operand(struct fetch *f, const char *word);

/* Adds a place behind another source (NULL: at the end). Returns NULL when
 * it is there already, or when there are too many. */
struct source *source_add(
    struct fetch *f, struct source *after, const char *place, enum kind as);
void source_free(struct source *s);

/* What a path that is not there may have been meant as, or NULL. */
const char *source_advice(const char *path);

/* Makes it a failure of the source: named, in its coverage, in the status.
 * advice may be NULL. */
void source_fails(struct fetch *f, struct source *s, enum cm_exit status,
    const char *why, const char *advice);

/* sniff.c: tells what bytes hold; KIND_AUTO if nothing that we read. whole:
 * there are no more than these. path is what it is called; f NULL: exports are
 * not looked for. */
enum kind sniff(struct fetch *f, const char *path, const char *bytes,
    size_t len, int whole);

/* run.c: fetches all, in order. */
void run(struct fetch *f);
/* Brings the output to the disk, then what is to be remembered. Returns 0, or
 * -1 and the status is set. */
int run_sync(struct fetch *f);

/* memory.c: what a source is remembered by. Recalls it; -1 after a failure. */
int memory_recall(struct fetch *f, struct source *s);
/* Tells whether the same options were asked for then as now. */
int memory_is_of(const struct fetch *f, const struct source *s);
/* Takes what this run learnt, to be saved when the output is safe. */
void memory_update(
    struct fetch *f, struct source *s, const char *etag, const char *modified);
/* *p becomes a copy; an empty text is NULL. */
void memory_set(char **p, const char *s);

/* web.c: sends for a source; what comes is taken and the source is READY. */
void web_ask(struct fetch *f, struct source *s);

/* What it is taken for: what a list or a page calls a feed has to be one. */
enum kind taken_as(const struct source *s, enum kind kind);

/* What came with the bytes of a source. */
struct content {
	const char *bytes;
	size_t len;
	char *mime, *charset; /* or NULL */
	const char *url;      /* where it came from in the end, or NULL */
};

/* take.c: takes the bytes of a feed, an OPML file or a page. Returns 1 when
 * there is another page to ask for (s->page), else 0. */
int take(struct fetch *f, struct source *s, const struct content *c);

/* lines.c: records and web logs, which go straight to standard output; file is
 * where they are read from. */
void lines_run(
    struct fetch *f, struct source *s, enum kind kind, const char *file);

/* file.c: a local source whose turn it is. */
void file_run(struct fetch *f, struct source *s);
/* Reads records, a log or a feed from a stream. */
struct stream;
void file_stream(
    struct fetch *f, struct source *s, enum kind kind, struct stream *bytes);
/* What came from a URL and waited in s->spool. */
void file_spooled(struct fetch *f, struct source *s);

/* zones.c: what depends on the zone of times that name none. */
struct cm_zone;
/* Says, once a run, that such a file was read in a zone that nobody named. */
void zone_guessed(struct fetch *f, const char *name, const char *tz);
/* What --covers says of a file, in its zone: 1, or 0 where it is not given. */
int zone_covers(
    const struct fetch *f, struct cm_zone *zone, int64_t *from, int64_t *to);
/* Says how many records lie beyond that. */
void zone_outside(const struct fetch *f, const char *name, long count);
/* What is left of it with --since, --until, and nothing to come. */
void zone_within(const struct fetch *f, int64_t *from, int64_t *to);

/* coverage.c: adds the coverage record of a source to its output. */
void coverage_write(const struct fetch *f, struct source *s);

/* output.c: --output, --archive, and what is on disk before a cursor moves.
 * What fails has given its message. */
int output_open(const char *path);
/* Cuts off a last line that a crash left without its end. Returns 0 or -1. */
int output_cut(int fd, const char *path);
/* Whole lines of a source. Returns 0, or -1. */
int output_write(struct source *s, const char *p, size_t len);
/* Returns 0; or -1: not all of it is safe, and the status is set. */
int output_sync(struct fetch *f);

/* What prints its lines itself is printed into a file meanwhile, where there
 * is an archive. Both return 0, or -1. */
struct diverted {
	FILE *file;
	int out;
};
int output_divert(struct fetch *f, struct diverted *d);
int output_restore(struct source *s, struct diverted *d);

#endif
