/* SPDX-License-Identifier: ISC */
#ifndef CM_CONFIN_H
#define CM_CONFIN_H

#include <stddef.h>
#include <sys/types.h>

#include "lib/conf.h"

/* What the files of conf share, and nobody else sees. */

struct cm_conf_known {
	const struct cm_account *account;
	char *name, *value; /* value NULL: it could not be had */
};

struct cm_conf {
	char *path;
	mode_t mode; /* of the file, when it was read */
	char *text;  /* all of it, cut up: names and values point into it */
	struct cm_account *accounts;
	struct cm_conf_item **items; /* of each account */
	size_t count, room;
	struct cm_conf_known *known; /* secrets asked for */
	size_t nknown;
	int bad; /* a message was given */
};

enum { CM_CONF_MAX = 1 << 20, CM_CONF_SECRET = 64 << 10 };

/* Takes c->text apart, in place; then holds what is in it against c->mode.
 * Messages are given, and c->bad is set. */
void cm_conf_parse(struct cm_conf *c, size_t len);
void cm_conf_judge(struct cm_conf *c);

/* Makes one of a text, which is taken over; as cm_conf_open(). */
struct cm_conf *cm_conf_read(const char *path, struct cm_buf *text);

/* Puts the path of the accounts file into b. Returns 0, or -1 and a message. */
int cm_conf_place(struct cm_buf *b);

/* Reads all of a file. Returns 0, or -1 with errno (EFBIG: beyond max). */
int cm_conf_slurp(int fd, struct cm_buf *to);

/* Runs a command through sh and adds what it prints, at most to->max; it has
 * so many seconds. Returns NULL, or in words what went wrong. */
const char *cm_conf_command(
    const char *command, int seconds, struct cm_buf *to, struct cm_buf *why);

#endif
