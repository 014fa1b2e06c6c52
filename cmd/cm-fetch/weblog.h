/* SPDX-License-Identifier: ISC */
#ifndef WEBLOG_H
#define WEBLOG_H

#include <stddef.h>
#include <stdint.h>

#include "lib/err.h"
#include "lib/rec.h"

/*
 * Logs of web servers: a visit for every line, and a coverage record for
 * every file. See cm-weblog(5).
 */
struct weblog_options {
	const char *format;      /* --format, or NULL: Common or Combined */
	const char *visitor_key; /* --visitor-key FILE, or NULL */
	const char **sites;      /* --site HOST, from weblog_option() */
	size_t nsites;
	int64_t since, until; /* until is the first second that is not asked */
	int has_since, has_until;
	int dry; /* -n: remembers no key */

	/* What the program gives for several runs. */
	struct weblog_keys *keys; /* NULL: opened for the run alone */
	const char *account;      /* NULL: the first --site, or none */
	const char *where;        /* a jq expression, or NULL */
	long limit;               /* visits of each file; 0: no limit */
	const char *shown;        /* what the one file is called, or NULL */
};

/* The rows for the program's table, and what carries them out. */
#define WEBLOG_OPTIONS                                                         \
	{WEBLOG_FORMAT, "format", "STRING",                                    \
	    "how lines of a web log are built, as nginx or Apache say it"},    \
	    {WEBLOG_SITE, "site", "HOST",                                      \
		"a host of the site itself, which is no referrer"},            \
	{                                                                      \
		WEBLOG_VISITOR_KEY, "visitor-key", "FILE",                     \
		    "make visitor numbers with the secret in FILE"             \
	}
enum { WEBLOG_FORMAT = 1101, WEBLOG_SITE, WEBLOG_VISITOR_KEY };

/* Takes an option of the above. Returns 1, or 0 if it is none of them. */
int weblog_option(struct weblog_options *o, int key, const char *value);
void weblog_options_release(struct weblog_options *o);

/* Tells whether the beginning of a file looks like a Common or Combined
 * log, with or without the host in front. */
int weblog_is(const char *bytes, size_t len);

/*
 * Writes the visits of all the files ("-" is standard input) to standard
 * output, in order, and behind those of each file its coverage record.
 * Returns CM_USAGE before anything is read for a format or a key file that
 * cannot be used.
 */
enum cm_exit weblog_run(const struct weblog_options *o,
    const struct cm_rec_options *rec, const char *const *files, size_t nfiles);

#endif
