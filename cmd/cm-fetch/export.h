/* SPDX-License-Identifier: ISC */
#ifndef EXPORT_H
#define EXPORT_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-fetch/cell.h"
#include "cmd/cm-fetch/fetch.h"
#include "cmd/cm-fetch/format.h"
#include "cmd/cm-fetch/match.h"
#include "cmd/cm-fetch/stream.h"
#include "lib/buf.h"
#include "lib/filter.h"

/*
 * Sources that are exports: a file, a folder, an archive, and what is in them.
 *
 *   export (a source) ─▶ input (a file or member) ─▶ reading (a part of it: a
 *   table, a sheet, a document) ─▶ rows or items ─▶ jq ─▶ finished records
 */

/* Texts by name: what functions made known, and what was said already. */
struct known {
	struct known_entry *table;
	size_t n, size, bytes;
	unsigned changes;
};
/* Tells whether it was not there before. value may be NULL. -1: it holds too
 * much. */
int known_set(struct known *k, const char *key, size_t key_len,
    const char *value, size_t len);
/* JSON, or NULL. */
const char *known_get(const struct known *k, const char *key, size_t len);
void known_release(struct known *k);

/*
 * export_context.c: what functions said of whose files they read. It is of
 * one format, and holds for all files of a source; where several say the same,
 * the one whose folder is nearest counts.
 */
struct export;
struct reading;
struct export_context;
void context_join(struct reading *r, struct cm_slice more);
/* What holds for the file that is read: an object, CM_SCAN_PAD bytes behind it
 * readable. */
const char *context_of(struct reading *r);
/* Forgets what was said since last was the last to be said. */
void context_drop(struct export *x, const struct export_context *last);

/* Records of one kind, for a coverage record. */
struct tally_kind {
	struct tally_kind *next;
	char *network, *account, *what; /* account may be NULL */
	long records;
	int64_t start, end; /* FEED_NEVER: unknown */
};

/* What was read of a part of a format, in all files of the source. */
struct tally {
	struct tally *next;
	const struct format *format;
	const struct part *part; /* NULL: no format's */
	long pages, refused;
	char *why;
	int64_t from, to; /* of --covers; the same: none */
	struct tally_span {
		int64_t start, end;
	} * spans; /* what files said they cover */
	size_t nspans;
	struct tally_kind *kinds;
	size_t nkinds;
};

enum { EXPORT_THREADS = 16, EXPORT_PAD = 16 };

/* A format's functions, compiled. */
struct export_jq {
	struct export_jq *next;
	const struct format *format;
	struct cm_filter *filter;               /* NULL: they do not compile */
	struct cm_filter *more[EXPORT_THREADS]; /* for other threads */
	int head, pre, cells, frame, day_first;
};

struct export
{
	struct fetch *f;
	struct source *s;
	const struct format *format; /* of --as, or NULL */
	const struct part *part;
	struct export_context *context;
	unsigned contexts; /* how often it changed */
	struct cm_buf settings;
	struct known known, said;
	struct known joined; /* which of these have such a key */
	struct held *held;
	size_t nheld;
	struct export_jq *jqs;
	struct tally *tallies;
	struct tally *last; /* the last that was added */
	long records, refused, rows;
	long members, unknown; /* of an archive or a folder */
	long pages;            /* of these: web pages */
	int depth;             /* of archives in archives */
	int broken;            /* one of them could not be read to its end */
	int only_first;        /* just the parts that others need */
	int passed;            /* these were read before */
	int stop;              /* nothing more is read */
	int rejects;           /* descriptor, or -1 */
};

/* A file, or a member of an archive or folder. */
struct input {
	struct export *x;
	const char *path;  /* what globs are held against */
	const char *shown; /* in messages */
	struct stream *bytes;
	struct pack *pack; /* of which it is a member, or NULL */
	int64_t changed;   /* INT64_MIN: not known */
	int seekable;      /* it can be read again */
	int passed;        /* a workbook: what sheets make known is known */
	int member;
	int beside; /* what stands in its folder may belong to it */
	int silent; /* only what it makes known: it was not asked for */
};

/* A part of it. */
struct reading {
	struct export *x;
	const struct input *in;
	const struct format *format;
	const struct part *part;
	struct export_jq *jq; /* NULL: not needed */
	struct tally *tally;
	const char *sheet; /* or NULL */
	const char *lang;  /* or NULL */
	char *shown;       /* file, or file and sheet */
	char *tz;          /* or NULL: UTC */
	struct cell_rules rules;
	int64_t fetched;
	int before;             /* the items that others look up are read */
	struct cm_buf prefix;   /* of the function's input */
	unsigned prefixed;      /* of the contexts in it */
	struct cm_buf context;  /* what holds for this file */
	unsigned contexts;      /* of the contexts that were joined in it */
	const char *pre, *head; /* lists of JSON, or NULL */
	struct cm_buf input, got, record, line, scratch;
	size_t look_at, look_len;   /* in the input: what is looked up by */
	size_t known_at, known_len; /* and what was found */
	struct known drafts;        /* how many are for a moment and account */
	struct batch *batch;        /* inputs that wait for their turn */
	uint64_t at;                /* the line of what is read now */
	uint64_t rows;              /* or items so far */
	long bad, outside;          /* of --covers */
	int unzoned;         /* there was a time of a zone that nobody said */
	int refused;         /* an option is needed: nothing more is read */
	const char *heading; /* what --rejects begin with, or NULL */
	size_t heading_len;
	int headed;
	/* gives the text of the row that a function found bad, or NULL */
	const char *(*find)(struct reading *r, uint64_t line, size_t *len);
	void *ctx;
};

/* export.c: reads a source. path (or NULL) is what it is called; bytes are
 * taken over; NULL: it is a folder. */
void export_run(struct fetch *f, struct source *s, struct stream *bytes,
    const char *path, int64_t changed, int seekable);
/* All formats, read once; ends the program where --as or --set name none. */
const struct formats *export_formats(struct fetch *f);
/* Holds --as and --set against the formats there are; usage errors end. */
void export_check(struct fetch *f);

/* export_pack.c: archives and folders. */
/* Whether a part is to be read now; and what stands beside it first. */
int export_wanted(struct input *in, const struct match *m);
/* A member of no format is counted. */
void export_unknown(const struct input *in);
void export_members(struct export *x, const struct input *in);
void export_folder(struct export *x, const char *place);
/* The files beside one that its format reads first. */
void export_beside(
    struct export *x, const struct format *format, const char *path);

/* export_file.c: one file. */
void export_input(struct export *x, struct input *in);
/* Tells whether first bytes are those of an export: a document; or of a table
 * of any kind. */
int export_is(struct fetch *f, const char *path, const char *bytes, size_t len,
    int tables);
/* Of an archive or a workbook. */
int export_is_packed(const char *bytes, size_t len);
/* First bytes as text in UTF-8. */
void export_head(
    const char *bytes, size_t len, const char *encoding, struct cm_buf *to);
/* A stream that reads from another, which stays open when this is closed. */
struct stream *stream_lent(struct stream *from);

/* export_table.c, export_items.c. */
struct rows;
struct sheets;
void export_csv(struct input *in);
void export_sheets(struct input *in);
void export_items(struct input *in, const struct match *m);

/* export_reading.c: what the readings of tables and of documents share. */
void reading_open(struct reading *r, struct input *in, const struct match *m,
    const char *sheet);
/* Has the functions of its part ready, if it names any. */
void reading_functions(struct reading *r);
/* Runs `end`, says what was bad, and closes it. */
void reading_close(struct reading *r);
/* Fails the file; status 2: it is refused as a whole. */
void reading_fails(struct reading *r, enum cm_exit status, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* A row or item that is refused: named, counted, and kept. */
void reading_bad(struct reading *r, uint64_t line, const char *why,
    const char *text, size_t len);
/* -v: how it is read. */
void reading_facts(const struct reading *r, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void input_fails(const struct input *in, enum cm_exit status, const char *why,
    const char *advice);
/* The same, and the coverage says so. */
void input_breaks(const struct input *in, enum cm_exit status, const char *why,
    const char *advice);
/* Two formats have such a file. */
void input_two(const struct input *in, const struct match *m);

/* export_jq.c: the functions of a format. */
struct export_jq *export_jq(struct export *x, const struct format *format);
void export_jq_close(struct export_jq *jq);
/* Begins an input: all but what is of the row or item. */
void export_jq_begin(struct reading *r);
/* export_look.c: adds what `look` looks up: item is the item, or the row's object. */
void export_jq_look(struct reading *r, struct cm_slice item);
/* Brings what stands before the row or item up to date. */
void export_jq_prefix(struct reading *r);
/* The functions for the thread of that number. */
struct cm_filter *export_jq_more(struct export_jq *j, size_t i);
/* Takes what the function put out: each with its length before it and
 * EXPORT_PAD bytes behind it. */
void export_jq_take(
    struct reading *r, const struct cm_buf *got, const char *text, size_t len);

/* export_batch.c: inputs wait until there are many, and go through the
 * function on all cores; what comes of them is taken in their order. */
/* text is the row or item for --rejects. Returns 0; -1: stop. */
int export_jq_run(struct reading *r, const char *text, size_t len);
/* Runs those that wait: before anything is said of what comes behind them. */
void export_jq_flush(struct reading *r);
void batch_free(struct batch *b);

/* export_finish.c: what a function put out. */
enum finish { FINISH_TAKEN, FINISH_OUT, FINISH_BAD };
enum finish export_finish(
    struct reading *r, struct cm_slice record, const char **why);
/* The text of a time, an object {"local":...} or a day; *whole: a day. */
int export_time(
    struct reading *r, struct cm_slice value, int64_t *t, int *whole);

/* export_join.c: two records become one, where they have a key in common. */
/* Tells whether the record in r->line waits for the other until the end. */
int export_hold(struct reading *r, struct cm_slice output);
/* Puts out and forgets all that waits. */
void export_put_held(struct export *x);

/* export_out.c: where records go. */
/* r->line is a record: through -w and --limit to the output. */
void export_put(struct reading *r);
void export_flush(struct export *x);
/* Opens a tally, or finds it. */
struct tally *tally_of(
    struct export *x, const struct format *format, const struct part *part);
void tally_covers(struct tally *t, int64_t start, int64_t end);
void tally_fails(struct tally *t, const char *why);
void tally_count(struct tally *t, const char *network, const char *account,
    const char *what, long records, int64_t start, int64_t end);
/* Writes the coverage records and frees all. */
void tally_close(struct export *x);
/* posts, of post. */
const char *tally_what(const char *type, size_t len);

/* export_like.c: formats that somebody may mean; how many were added to the
 * list "a, b". */
/* By a word that is no format's name: part of one, a network, a slip. */
size_t export_like(
    const struct formats *all, const char *word, struct cm_buf *to);
/* What to do about a file that nothing knows: its name may speak of one. */
void export_advice(struct fetch *f, const char *path, struct cm_buf *to);
/* Whether a file is a web page by its name. */
int export_is_page(const char *path);
extern const char export_page_advice[];

/* export_list.c: --exports. */
enum cm_exit export_list(const char *const *words, size_t count);

#endif
