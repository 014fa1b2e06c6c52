/* SPDX-License-Identifier: ISC */
#ifndef CM_NETLISTEN_H
#define CM_NETLISTEN_H

#include "lib/buf.h"

/* A tiny listener on this machine, to which a browser comes back: RFC 8252,
 * 7.3. It answers requests, one after the other, and knows nothing. */

/* Listens on 127.0.0.1; port 0: a free one, which *port is then. Returns the
 * socket, or -1 with errno. */
int cm_netlisten_open(int *port);

/*
 * Takes a connection that waits there and reads its request line, at most so
 * many milliseconds. Returns the connection, with the target ("/?code=...")
 * added; or -1: it was none.
 */
int cm_netlisten_take(int listener, int milliseconds, struct cm_buf *target);

/* Answers with a page of one sentence, and closes the connection. */
void cm_netlisten_answer(int connection, int status, const char *sentence);

#endif
