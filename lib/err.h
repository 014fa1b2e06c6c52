/* SPDX-License-Identifier: ISC */
#ifndef CM_ERR_H
#define CM_ERR_H

#include <stddef.h>

/*
 * Messages, exit statuses, and the one place where memory runs out.
 *
 * A message is one line on standard error: the program's name, what failed,
 * the subject in quotes. Messages are whole lines in one write, so those of
 * several threads do not mix.
 */

/* Every program's exit status. The highest of several wins. */
enum cm_exit {
	CM_OK = 0,    /* all done, also when there was nothing to do */
	CM_FAIL = 1,  /* something failed for good, the rest was handled */
	CM_USAGE = 2, /* usage or configuration error, nothing was done */
	CM_AGAIN = 75 /* failed for now, the same command may work later */
};

/* The program's name, which begins every message. Set first in main(). */
extern const char *cm_name;

/* Returns the higher of two statuses. */
enum cm_exit cm_worse(enum cm_exit a, enum cm_exit b);

/*
 * How much is said: -1 only errors (-q), 0 the default, 1 more (-v), and
 * so on. cm_warn() always speaks; cm_note(level, ...) when level is at most
 * what was set.
 */
void cm_talk(int level);
int cm_talks(int level);

void cm_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void cm_note(int level, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Says why and ends the program; for main(), opt and nobody else. */
void cm_die(enum cm_exit status, const char *fmt, ...)
    __attribute__((format(printf, 2, 3), noreturn));

/*
 * Writes to standard output through stdio, and flushes it. Return 0, or -1
 * once something could not be written: cm_finish() says so, with the cause.
 */
int cm_put(const void *p, size_t len);
int cm_flush(void);

/* Says, once, that the output could not be written, with errno as the cause
 * unless an earlier one is known. */
void cm_unwritten(void);

/*
 * Flushes and closes standard output; if anything of it could not be
 * written, says so and returns CM_FAIL at least. The last act of main().
 */
enum cm_exit cm_finish(enum cm_exit status);

/* As malloc(3), realloc(3), strdup(3); no memory ends the program. */
void *cm_alloc(size_t size);
void *cm_zalloc(size_t size);
void *cm_realloc(void *p, size_t size);
char *cm_strdup(const char *s);
char *cm_strndup(const char *s, size_t len);

#endif
