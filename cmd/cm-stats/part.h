/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_PART_H
#define CM_STATS_PART_H

#include <stdint.h>

#include "lib/buf.h"

/*
 * A part, line by line:
 *
 *   {"type":"part","ask":{...},"question":"Q","version":1}
 *   {"type":"part","part":"Q.P","table":0,"key":["x"],"cells":"base64"}
 *   {"type":"part","part":"Q.P","record":"base64"}
 *   {"type":"part","part":"Q.P","coverage":{...}}
 *   {"type":"part","part":"Q.P","end":{"lines":2,"sum":"...","of":["P"]}}
 *
 * Q is a hash of the question, P of what was read. Groups hold what cannot be
 * a duplicate, records what can. The end says how many lines there are between
 * it and the first, the sum of their hashes, and of which parts the groups
 * are; so that none is lost, cut off, changed or counted twice. The order of
 * the lines behind the first does not matter, nor what stands between them.
 */
enum { PART_VERSION = 1, PART_Q = 8, PART_P = 16, PART_LABEL = 25 };

/* How many bytes a line has that are the same in all of a part. */
enum { PART_START = 24 + PART_LABEL };

/* The hash of a question's text, in hexadecimal digits. */
void part_question(const struct cm_buf *ask, char to[PART_Q + 1]);

/* The hash of a line, of what lies behind those; see hash_check(). */
uint64_t part_hash(const char *line, size_t len);

/* Digits of a number, always as many; and back: -1 for what is none. */
void part_hex(uint64_t v, int digits, char *to);
int part_unhex(const char *p, int digits, uint64_t *v);

#endif
