/* SPDX-License-Identifier: ISC */
#ifndef CM_PIPE_H
#define CM_PIPE_H

#include <stddef.h>

/* Gives a pipe room for 1 MiB where the system lets it: half as many
 * switches between the programs at its ends. No harm to what is no pipe. */
void cm_pipe_widen(int fd);

/* Writes all. Returns 0, or -1 with errno. */
int cm_pipe_write(int fd, const char *p, size_t len);

#endif
