/* SPDX-License-Identifier: ISC */
#ifndef CM_REC_H
#define CM_REC_H

#include <stddef.h>
#include <stdint.h>

#include "lib/block.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/scan.h"

/*
 * Records in and out: files (or standard input) are read in blocks of whole
 * lines, several threads take blocks, what they put out comes in the order
 * of the input. Bad lines are named, counted and kept, and the rest goes on.
 * A line over 4 MiB is a bad line, kept piece by piece. Blank lines are no
 * records. A BOM at the start of a file is passed over.
 *
 *   reader ──block──▶ record() on any thread ──▶ commit() in input order
 *                     r->out, r->facts           block's out, facts
 */

/* Options that every program that reads records has; see cm_rec_option(). */
struct cm_rec_options {
	const char *rejects; /* --rejects FILE, or NULL */
	int strict;          /* --strict */
	int threads;         /* --threads N; 0: one per core */
	int more; /* a run before this one began the file of bad lines */
};

/* The rows for the program's table, and what carries them out. */
#define CM_REC_OPTIONS                                                         \
	{CM_REC_REJECTS, "rejects", "FILE", "write bad lines to FILE"},        \
	    {CM_REC_STRICT, "strict", NULL, "stop at the first bad line"},     \
	{                                                                      \
		CM_REC_THREADS, "threads", "N",                                \
		    "use N threads, not one per core"                          \
	}
enum { CM_REC_REJECTS = 1001, CM_REC_STRICT, CM_REC_THREADS };

/* Takes an option of the above. Returns 1, or 0 if it is none of them. */
int cm_rec_option(struct cm_rec_options *o, int key, const char *value);

struct cm_rec_block;

/* One record, valid during the call. */
struct cm_rec {
	const char *line; /* without LF; CM_SCAN_PAD bytes behind it readable */
	size_t len;
	const char *file; /* as named in messages */
	uint64_t number;  /* of the line, from 1; 0 unless job.numbered */
	const struct cm_slice *found; /* in the order of the job's wants */
	struct cm_rec_block *block;
	struct cm_buf *out;   /* goes to standard output, in input order */
	struct cm_buf *facts; /* goes to commit(), in input order */
	uint64_t items;       /* items() counts them here */
};

/* In items(): what is said from now on is of that item of the block, which
 * does not lie before the one that was named last. */
void cm_rec_item(struct cm_rec *r, const char *p, size_t len);

/*
 * Marks the present record as a bad line, with the reason and the byte it
 * is about (from 0; (size_t)-1 for none), to be named, counted and kept. A
 * record that was marked is one that nothing else came of.
 */
void cm_rec_bad(struct cm_rec *r, size_t offset, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Names a fault of a record that is used nonetheless. Counts as a failure. */
void cm_rec_warn(struct cm_rec *r, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * As cm_rec_bad(), for what only commit() can tell to matter: nothing is said
 * of it, and what came of the record stays, unless commit() confirms it.
 * Returns the number that cm_rec_confirm() wants.
 */
size_t cm_rec_doubt(struct cm_rec *r, size_t offset, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* One block, in commit(): its bytes of out and facts may be changed. */
struct cm_rec_block {
	struct cm_buf out;
	struct cm_buf facts;
	const char *file;    /* as named in messages */
	uint64_t first_line; /* number of its first line, from 1 */
	const char *bytes;   /* the lines themselves */
	size_t len;
	size_t file_index; /* of the job's files, from 0 */
	uint64_t bad;      /* how many of the lines were bad */
};

/* In commit(): a doubt about a record of this block holds. */
void cm_rec_confirm(struct cm_rec_block *b, size_t doubt);

/* In last(): a line of some block before was bad after all. It is named,
 * counted and kept at once. */
void cm_rec_bad_late(struct cm_rec_block *b, const char *file, uint64_t line,
    const char *bytes, size_t len, const char *fmt, ...)
    __attribute__((format(printf, 6, 7)));

/*
 * Items that are no lines (rows of a table, whose cells may hold line ends):
 * blocks of them come from a source, and items() gets a block at once.
 */
struct cm_rec_source {
	struct cm_block_source block;
	const char *one, *many; /* what messages call them */
	/* How many lines end within the bytes. */
	uint64_t (*lines)(const char *p, size_t len);
	/* In the order of the blocks, one at a time: how many of the bytes
	 * are no items (a heading). */
	size_t (*pass)(void *ctx, const char *p, size_t len);
	/* Comes first in the file of bad ones, where there is one. */
	const char *heading;
	size_t heading_len;
	/* Any thread. r->line and len are the block's bytes. Returns 0; -1
	 * after a bad item ends the run where it is --strict, else it ends it
	 * at any rate. What is bad is to be taken out of out and facts. */
	int (*items)(void *worker, struct cm_rec *r);
};

struct cm_rec_job {
	const struct cm_rec_options *options;
	const struct cm_rec_source *source; /* NULL: lines of files */
	const char *const *files;           /* "-" is standard input */
	size_t nfiles;                      /* 0: standard input */
	const char *const *shown; /* what messages call them, or NULL; of a
				     source shown[0] is its name */
	const struct cm_want *want;
	void *ctx;

	/*
	 * A line is JSON unless this is set; then record() gets every line as
	 * it is (web logs), with found NULL and len without a CR before LF.
	 */
	int plain_lines;

	/* Set: record() gets the number of its line, at the price of one more
	 * look at the bytes. Messages and commit() have it anyway. */
	int numbered;

	/* All may be NULL but record. A worker's state, made in its thread;
	 * without start() workers get ctx itself. */
	void *(*start)(void *ctx);
	/* Any thread. Returns 0; -1 ends the run (a message was given). */
	int (*record)(void *worker, struct cm_rec *r);
	/* The same thread, behind the last record of a block, whose lines are
	 * about to go: what was put off is due now. */
	void (*rest)(void *worker);
	/* In input order, one at a time, any thread; then out is written.
	 * Returns 0; -1 ends the run (a message was given); 1 ends it early
	 * with all well, after out is written. */
	int (*commit)(void *ctx, struct cm_rec_block *b);
	/* After the last block, unless the run broke off: an empty block, whose
	 * out is written. Returns 0; -1 when it failed (a message was given).
	 */
	int (*last)(void *ctx, struct cm_rec_block *b);
	/* After that, one at a time, in the order of the workers:
	 * merge a worker's state into ctx and free it. */
	void (*finish)(void *ctx, void *worker);

	/* May be NULL: set to 1 when the run went to its end and all output
	 * was written, whatever the lines; to 0 when it broke off. */
	int *whole;
};

/*
 * Runs a job over all its files. A file that cannot be read is named, and
 * the others go on. Returns CM_OK, or CM_FAIL if a line was bad, a file
 * could not be read, or the output could not be written; at most one message
 * a bad line and one at the end that counts them. Records go through stdout's
 * descriptor in whole blocks; what was printed to stdout before is flushed
 * first, so a program may mix both outside the run.
 */
enum cm_exit cm_rec_run(const struct cm_rec_job *job);

#endif
