/* SPDX-License-Identifier: ISC */
#ifndef TOP_H
#define TOP_H

#include <stddef.h>
#include <stdint.h>

/* The N best of the lines offered; of equal ones, those offered first. */
struct top_line {
	double value;
	uint64_t order; /* in which it was offered */
	char *line;     /* CM_SCAN_PAD bytes behind it are readable */
	size_t len;
	const char *file; /* where it is from; not copied */
	uint64_t number;
};

struct top;

/* With worst set, the lowest values are the best. */
struct top *top_new(size_t n, int worst);
void top_free(struct top *t);

/* Tells whether a value would be taken now. */
int top_takes(const struct top *t, double value);

/* Offers a line, which is copied if it is taken. */
void top_offer(struct top *t, double value, const char *line, size_t len,
    const char *file, uint64_t number);

/* Returns the lines, best first; to be read once, at the end. They live as
 * long as the top does. */
const struct top_line *top_lines(struct top *t, size_t *n);

#endif
