/* SPDX-License-Identifier: ISC */
#ifndef CM_SCAN_IN_H
#define CM_SCAN_IN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "lib/scan.h"
#include "lib/word.h"

/*
 * What the files of scan share; nobody else includes this but their tests.
 *
 * A line is checked by two that run hand in hand. A kernel goes over a window
 * of bytes at a time, all of them alike, and finds where strings end; it sees
 * to what lies inside strings: escapes, control characters, UTF-8. The walk
 * goes over the grammar; a string costs it one look into the kernel's list,
 * and every byte outside of strings it reads itself. So the walk meets each
 * quote that begins a string in the kernel's order, and what the kernel makes
 * of bytes behind an error does not matter: the walk stops there.
 *
 * Both say only yes or no. Where they say no, cm_scan_exact, which is slow
 * and plain, goes over the line again and says what is wrong where.
 */

enum {
	SCAN_WINDOW = 4096, /* bytes a kernel takes at once */
	SCAN_AHEAD = 6,     /* that many ends are written without a look */
	SCAN_ROOM = 32,     /* so many may be, a block has no more */
	SCAN_NONE = 0,      /* the entry of all names that nobody asks for */
	SCAN_PARTS = 16,    /* parts of a path; with more it is none */
	SCAN_ENTRIES = CM_SCAN_WANTS * (SCAN_PARTS + 1) + 1,
	SCAN_HASH = 64,
	SCAN_UTF8 = 512 /* bytes that are found to be UTF-8 at once, or not */
};

typedef unsigned char scan_byte;

struct scan_window {
	const scan_byte *line;
	size_t len;
	size_t next;           /* the first byte that no window had yet */
	const scan_byte *base; /* what end[] counts from */
	size_t n;
	uint64_t in_string;  /* all ones: next is inside of a string */
	size_t escaped;      /* up to here all escapes are dealt with */
	uint64_t due;        /* bit i: UTF-8 wants a continuation at next + i */
	size_t first_escape; /* where backslashes lie, SIZE_MAX and 0 if */
	size_t last_escape;  /* there was none yet */
	int bad;
	uint16_t end[SCAN_WINDOW / 2 + SCAN_ROOM]; /* closing quotes */
};

/* Each takes the next window. There must be one, and w->bad must be 0. */
void cm_scan_plain(struct scan_window *w);
void cm_scan_avx2(struct scan_window *w);
void cm_scan_avx512(struct scan_window *w);
int cm_scan_has_avx2(void);
int cm_scan_has_avx512(void);

/* How many bytes, times SCAN_UTF8, are UTF-8 but for a last character that may
 * go on behind them. */
size_t cm_scan_utf8_avx2(const scan_byte *p, size_t len);
size_t cm_scan_utf8_avx512(const scan_byte *p, size_t len);

/* The path that is taken now; never CM_SCAN_BEST. */
enum cm_scan_path cm_scan_present(void);

/*
 * For a block of 64 bytes at that offset with backslashes in it, or an escape
 * that reaches into it: checks the escapes and returns the quotes that no
 * backslash takes away.
 */
uint64_t cm_scan_escapes(
    struct scan_window *w, size_t at, uint64_t backslash, uint64_t quote);

/*
 * Reads one character of a string's inside, at *p, into up to 4 bytes of
 * UTF-8: an escape (a pair counts as one) or one byte. Returns their number.
 * The string must be valid.
 */
size_t cm_scan_character(const scan_byte **p, scan_byte out[4]);

/* The value of four hex digits, or -1. */
int32_t cm_scan_hex4(const scan_byte *p);

/*
 * Names asked for, as a tree: a node is an object in which something is asked
 * for, an entry a member of it.
 */
struct scan_entry {
	uint64_t first; /* the first eight bytes of the name */
	size_t len;
	const char *name;
	int next;  /* in the same slot, or SCAN_NONE */
	int child; /* the node that its value is, or SCAN_NONE */
};

/* An empty one has a first that hashes to another slot. */
struct scan_slot {
	uint64_t first;
	int entry; /* or SCAN_NONE */
	int slow;  /* there are several, or one that first does not tell */
};

struct scan_node {
	struct scan_slot slot[SCAN_HASH];
};

struct cm_want {
	size_t n;
	size_t entries, nodes;
	struct scan_entry entry[SCAN_ENTRIES];
	struct scan_node *node; /* 0 is the record itself */
	char **name;
	int whole[CM_SCAN_WANTS]; /* the entry of a name as it stands */
	int path[CM_SCAN_WANTS];  /* as a path, or the same */
};

/* Where in the tree a scan is, and what it has found. */
struct scan_found {
	const struct cm_want *want;
	size_t depth;             /* of the innermost node */
	size_t open;              /* how many of holder[] */
	uintptr_t twice;          /* not 0: a name occurred twice */
	int node[SCAN_PARTS + 2]; /* by depth, from 1 */
	struct {
		size_t depth;
		int entry;
	} holder[SCAN_PARTS + 2]; /* containers asked for, still open */
	struct cm_slice got[SCAN_ENTRIES]; /* by entry; p is NULL until then */
};

void cm_scan_found_init(struct scan_found *f, const struct cm_want *want);

/* Puts what was got in the order of the names. */
void cm_scan_found_give(const struct scan_found *f, struct cm_slice *found);

/* Returns the entry of a name with escapes (without quotes), or SCAN_NONE. */
int cm_scan_find_escaped(const struct cm_want *want,
    const struct scan_node *node, const scan_byte *name, size_t len);

/* Checks a line. Returns 0 and fills f, or -1 and *why. */
int cm_scan_exact(const scan_byte *line, size_t len, struct scan_found *f,
    struct cm_scan_error *why);

/* The fast ones' verdict, for tests: 0 or -1. */
int cm_scan_walk(void (*kernel)(struct scan_window *), const scan_byte *line,
    size_t len, struct scan_found *f);

static inline unsigned
scan_hash(uint64_t first)
{
	return (unsigned)((first * 0x9e3779b97f4a7c15) >> 58);
}

static inline int
scan_is_blank(scan_byte c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* How long the character at p is in UTF-8, or 0 if it is none;
 * four bytes must be readable. */
static inline size_t
scan_sequence(const scan_byte *p)
{
	if (p[0] >= 0xe0 && p[0] <= 0xef)
		return (p[1] & 0xc0) == 0x80 && (p[2] & 0xc0) == 0x80 &&
			(p[0] != 0xe0 || p[1] >= 0xa0) &&
			(p[0] != 0xed || p[1] < 0xa0)
		    ? 3
		    : 0;
	if (p[0] >= 0xc2 && p[0] <= 0xdf)
		return (p[1] & 0xc0) == 0x80 ? 2 : 0;
	if (p[0] >= 0xf0 && p[0] <= 0xf4)
		return (p[1] & 0xc0) == 0x80 && (p[2] & 0xc0) == 0x80 &&
			(p[3] & 0xc0) == 0x80 &&
			(p[0] != 0xf0 || p[1] >= 0x90) &&
			(p[0] != 0xf4 || p[1] < 0x90)
		    ? 4
		    : 0;
	return 0;
}

/* The same of the one at p, with only so many bytes left. */
static inline size_t
scan_character(const scan_byte *p, size_t left)
{
	scan_byte c[4] = {0, 0, 0, 0};

	if (left >= 4)
		return scan_sequence(p);
	memcpy(c, p, left);
	return scan_sequence(c);
}

/* The present object. */
static inline const struct scan_node *
scan_present(const struct scan_found *f)
{
	return &f->want->node[f->node[f->depth]];
}

static inline int
scan_is_name(const struct scan_entry *e, uint64_t first, const scan_byte *name,
    size_t len)
{
	return e->first == first && e->len == len &&
	    (len <= 8 || memcmp(e->name + 8, name + 8, len - 8) == 0);
}

/* For names that are long, and slots that are slow. */
int cm_scan_find_slow(const struct cm_want *want, const struct scan_slot *slot,
    uint64_t first, const scan_byte *name, size_t len);

/*
 * Finds the entry of a name in the present object, or SCAN_NONE. Without a
 * branch for most names: which members a record has cannot be guessed. Sets
 * f->twice if it was there before.
 */
static inline int
scan_find(struct scan_found *f, const struct scan_node *node,
    const scan_byte *name, size_t len, int escapes)
{
	uint64_t first = cm_word_first(name, len);
	const struct scan_slot *slot = &node->slot[scan_hash(first)];
	int i = slot->first == first ? slot->entry : SCAN_NONE;

	if ((len > 8) | slot->slow)
		i = cm_scan_find_slow(f->want, slot, first, name, len);
	if (escapes && memchr(name, '\\', len) != NULL)
		i = cm_scan_find_escaped(f->want, node, name, len);
	f->twice |= (uintptr_t)f->got[i].p & (0 - (uintptr_t)(i != SCAN_NONE));
	return i;
}

/* An object or array that was asked for, or has members that were, begins. */
static inline void
scan_enter(struct scan_found *f, int entry, const scan_byte *p, size_t depth,
    int object)
{
	f->got[entry].p = (const char *)p;
	f->holder[f->open].depth = depth;
	f->holder[f->open++].entry = entry;
	if (object && f->want->entry[entry].child != SCAN_NONE) {
		f->depth = depth;
		f->node[depth] = f->want->entry[entry].child;
	}
}

/* The container of that depth ends before p. */
static inline void
scan_leave(struct scan_found *f, const scan_byte *p, size_t depth)
{
	struct cm_slice *s;

	if (f->open > 0 && f->holder[f->open - 1].depth == depth) {
		s = &f->got[f->holder[--f->open].entry];
		s->len = (size_t)((const char *)p - s->p);
		if (f->depth == depth)
			f->depth--;
	}
}

/*
 * Puts the ends of a block, bit i says that there is one at byte i, behind
 * those that the window has. The kernels keep their number in a register.
 */
static inline __attribute__((always_inline)) void
scan_ends(struct scan_window *w, size_t *n, uint64_t ends, size_t at, int count)
{
	uint16_t *to = w->end + *n;
	int i;

	/* A few at once, whether or not there are so many: no wrong guess. */
#pragma GCC unroll 6
	for (i = 0; i < SCAN_AHEAD; i++) {
		to[i] = (uint16_t)(at +
		    (size_t)__builtin_ctzll(ends | (uint64_t)1 << 63));
		ends &= ends - 1;
	}
	for (; i < count; i++) {
		to[i] = (uint16_t)(at + (size_t)__builtin_ctzll(ends));
		ends &= ends - 1;
	}
	*n += (size_t)count;
}

#endif
