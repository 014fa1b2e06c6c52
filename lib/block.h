/* SPDX-License-Identifier: ISC */
#ifndef CM_BLOCK_H
#define CM_BLOCK_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Files cut into blocks of whole lines, for rec. Bytes are read where their
 * offset in memory and in the file agree modulo a page, since the kernel
 * copies four times slower where they do not; what is left behind the last
 * line end goes in front of the next block.
 *
 * A source gives other bytes than those of files, and says what is whole in
 * them: what is said of lines here goes for its items then.
 */
enum {
	CM_BLOCK_SIZE = 256 << 10, /* bytes asked for in one read */
	CM_BLOCK_LINE = 4 << 20    /* a longer line is cut out */
};

struct cm_block_source {
	void *ctx;
	/* Returns how many bytes it wrote; 0: the end; -1 and *why. */
	ssize_t (*read)(void *ctx, char *to, size_t len, const char **why);
	/* How many of the bytes, which begin with an item, are whole items. */
	size_t (*whole)(void *ctx, const char *p, size_t len);
	/* How many are of the present item, with its end, or (size_t)-1: all
	 * of them, and it goes on. begins: these are its first. */
	size_t (*end)(void *ctx, const char *p, size_t len, int begins);
};

struct cm_block_file {
	const struct cm_block_source *source; /* or NULL: the files */
	const char *const *names;             /* "-" is standard input */
	const char *const *shown; /* as messages name them, or NULL */
	size_t count;
	size_t next;      /* the file to open next */
	int fd;           /* -1: none is open */
	const char *name; /* of the open file, as messages name it */
	char *carry;      /* the beginning of a line, CM_BLOCK_LINE bytes */
	size_t carried;
	int lines;  /* the carry holds whole lines too */
	int failed; /* a file could not be read; a message was given */
};

/* Room for one block and a line that began before it. */
struct cm_block {
	char *room;
	const char *bytes; /* whole lines; the last may lack its LF */
	size_t len;
	const char *file;
	size_t file_index; /* of names[], from 0 */
	int first;         /* the first of its file */
};

enum cm_block_got {
	CM_BLOCK_NONE, /* all files are read */
	CM_BLOCK_FULL, /* b holds lines */
	CM_BLOCK_LONG  /* next is a line over CM_BLOCK_LINE: see below */
};

/* Of a source there is one file, whose name is shown[0]. */
void cm_block_open(
    struct cm_block_file *f, const char *const *names, size_t count);
void cm_block_close(struct cm_block_file *f);

/* Tells whether two names ("-" is standard input) are those of one regular
 * file. */
int cm_block_same(const char *a, const char *b);

/* The bytes behind a block that may be read are at least CM_SCAN_PAD. */
void cm_block_init(struct cm_block *b);
void cm_block_release(struct cm_block *b);

/* Reads the next block. File names, first and file_index are set. */
enum cm_block_got cm_block_read(struct cm_block_file *f, struct cm_block *b);

/*
 * After CM_BLOCK_LONG: hands that line out piece by piece to keep(), without
 * its LF (of a source as it stands), and holds no more of it than a block. Returns what keep() did if it
 * was not 0, which also ends the handing out, not the reading.
 */
int cm_block_long(struct cm_block_file *f, struct cm_block *b,
    int (*keep)(void *ctx, const char *p, size_t len), void *ctx);

#endif
