/* SPDX-License-Identifier: ISC */
#ifndef ITEMS_PATTERN_H
#define ITEMS_PATTERN_H

#include <stddef.h>
#include <sys/types.h>

#include <regex.h>

/* A POSIX extended regular expression over UTF-8, in whatever locale. */
struct pattern {
	regex_t re;
	regmatch_t *found; /* what was matched, by its own groups */
	size_t *groups;    /* which of those are groups of the text */
	size_t n;
	int open;
};

/* Returns 0, or -1 and *why. */
int pattern_open(struct pattern *to, const char *text, const char **why);
void pattern_close(struct pattern *p);
/* Whether it matches, and fills found. */
int pattern_match(struct pattern *p, const char *line);

#endif
