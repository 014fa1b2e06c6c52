/* SPDX-License-Identifier: ISC */
#ifndef ITEMS_IN_H
#define ITEMS_IN_H

#include "cmd/cm-fetch/items.h"
#include "lib/scan.h"

/* Inside items: what the files of it share; nobody else includes this. */

enum {
	ITEMS_CHUNK = 256 << 10, /* bytes that are read at once */
	/* What libjq's stack takes of one value is 256: 1 an array, 2 an
	 * object. The rest is for what stands around an item. */
	ITEMS_STACK = 240,
	ITEMS_LONG = 4096 /* longer strings are not in the frame */
};

/*
 * The bytes of a document, a window of them at a time: what lies between keep
 * and end is there, the next one to look at is at.
 */
struct items {
	struct stream *from;
	enum items_form form;
	char *buf;
	size_t cap, keep, at, end;
	int eof;
	uint64_t line;   /* of at, from 1 */
	const char *why; /* NULL while nothing is wrong; static */
	uint64_t why_line;
	struct cm_buf text;  /* an item that does not stand in the window */
	struct cm_buf path;  /* its path */
	struct cm_buf frame; /* as it was asked for last */
	uint64_t asked;      /* which version that was */
	uint64_t version;    /* of the frame */
	struct items_json *json;
	struct items_xml *xml;
	struct items_text *lines;
};

/* Reads on, and moves what is kept to the front of the window. Returns 0 at
 * the end, or when reading failed and why is set. */
int items_more(struct items *s);

/* Where more is kept than an item may have: its beginning stays, and what lies
 * between that and the present place is gone. Tells whether it did. */
int items_dropped(struct items *s);

/* Says what is wrong with the document, in the present line. Returns -1. */
int items_fail(struct items *s, const char *why);

/* How many line ends there are. */
uint64_t items_lines(const char *p, size_t len);

/* The parts of a path "a.b[].c", "a", "b", "", "c": NULL is an element of an
 * array. */
struct items_path {
	char *text;
	const char **steps;
	size_t n;
};
/* What stands between dots, and [] for itself. */
void items_path_init(struct items_path *p, const char *text);
void items_path_release(struct items_path *p);

/* The three forms. */
void items_json_open(struct items *s, const char *const *paths, size_t n);
void items_json_close(struct items *s);
int items_json_next(struct items *s, struct item *i);
void items_json_frame(struct items *s, struct cm_buf *to);

void items_xml_open(struct items *s, const char *const *paths, size_t n);
void items_xml_close(struct items *s);
int items_xml_next(struct items *s, struct item *i);
void items_xml_frame(struct items *s, struct cm_buf *to);

/* Returns 0, or -1 and *why. */
int items_text_open(
    struct items *s, const char *const *patterns, size_t n, const char **why);
void items_text_close(struct items *s);
int items_text_next(struct items *s, struct item *i);
void items_text_frame(struct items *s, struct cm_buf *to);

/*
 * items_cut.c: where a value of JSON ends. Begins at an opening bracket and
 * looks at nothing but brackets and strings.
 */
struct cutter {
	uint64_t in_string, escape; /* of the next block */
	uint64_t digits[4]; /* of the last: runs of 1, 2, 4 and 8 end here */
	uint64_t lines;
	long depth, deepest; /* deepest is no less than it is */
	int big;             /* a number may have 16 digits */
	int done;
};
void cutter_init(struct cutter *c);
/* Returns how many bytes were looked at: to the end of the value (c->done), or
 * a multiple of 64, fewer than 64 less than len; all where last is not 0.
 * CM_SCAN_PAD bytes behind p[len] are readable. */
size_t cutter_run(struct cutter *c, const char *p, size_t len, int last);

/* Whether some bracket of a value that ends where cutter_run said is closed by
 * one of the other kind; *at says which. */
int cut_mismatch(const char *p, size_t len, size_t *at);

/* What of libjq's stack valid JSON takes. */
int cut_stack(const char *p, size_t len);

/* Adds valid JSON; whole numbers beyond 2^53 as strings. */
void cut_numbers(struct cm_buf *to, const char *p, size_t len);

/*
 * items_value.c: adds what a value of JSON that was cut out becomes: mended
 * where that is sure. Returns 0; -1: it is none, *why is static.
 */
int items_value(struct cm_buf *to, const char *p, size_t len, const char **why);
/* Whether it is valid as it stands; CM_SCAN_PAD bytes behind it are readable.
 * *why is static. */
int items_valid(
    struct cm_buf *scratch, const char *p, size_t len, const char **why);

#endif
