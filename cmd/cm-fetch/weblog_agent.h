/* SPDX-License-Identifier: ISC */
#ifndef WEBLOG_AGENT_H
#define WEBLOG_AGENT_H

#include <stddef.h>

/*
 * Which agents are programs, by lib/data/bots.tsv: texts that occur in the
 * names of programs, looked for all at once, and the way that the names of
 * browsers begin.
 */
struct weblog_bots;

/* Made once; read by any thread. */
struct weblog_bots *weblog_bots_open(void);
void weblog_bots_close(struct weblog_bots *b);

enum { WEBLOG_BOT = 48 }; /* room for a bot's name and its NUL */

/*
 * Returns 1 and the bot's name (letters, digits and some marks, so that it
 * needs no escaping in JSON) if an agent is a program, else 0. An agent that
 * is missing ("", "-") is "(none)".
 */
int weblog_bot(const struct weblog_bots *b, const char *agent, size_t len,
    char name[WEBLOG_BOT]);

#endif
