/* SPDX-License-Identifier: ISC */
#ifndef ADMIN_H
#define ADMIN_H

#include "lib/buf.h"
#include "lib/conf.h"
#include "lib/err.h"
#include "lib/net.h"

/*
 * What cm-fetch does to accounts instead of fetching: --add, --status,
 * --authorize, --networks. Its answers are rows, one an account or network:
 * as text where standard output is a terminal, else one record a line.
 */
struct admin {
	const char *conf; /* --accounts, or NULL */
	const char *add, *authorize;
	int status, networks;
	int dry;
	struct cm_net_options net;
};

/* Tells whether one of them is asked for. */
int admin_wanted(const struct admin *a);

/* Carries it out; words are the operands. */
enum cm_exit admin_run(
    const struct admin *a, const char *const *words, size_t count);

/* admin_add.c */
enum cm_exit admin_add(
    const struct admin *a, const char *name, const char *network);

/* admin_ask.c: asks a person, or the pipe in a person's place, for a line.
 * Returns 1; 0 at the end of input, -1 when the person gives up. */
enum { ADMIN_LINE = 8192 };
int admin_ask(const char *question, int secret, struct cm_buf *answer);

/* admin_try.c: asks networks whether accounts are let in. */
struct admin_trial {
	const char *account;
	int asked;
	enum cm_net_kind kind;
	int later;
	char *message, *advice; /* of a failure; or NULL */
	char *handle;           /* who one is there; or NULL */
};
/* Queues the cheapest thing that tells; 0: the network has none. */
int admin_try(struct cm_net *n, struct admin_trial *t);
/* Has its module sign in anew; 0: it cannot. */
int admin_login(struct cm_net *n, struct admin_trial *t);
void admin_trial_release(struct admin_trial *t);
/* Says why an account is not let in. */
void admin_say(const struct cm_about *about, const struct admin_trial *t);

/* admin_networks.c */
enum cm_exit admin_networks(const char *const *words, size_t count);

#endif
