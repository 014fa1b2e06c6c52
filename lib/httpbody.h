/* SPDX-License-Identifier: ISC */
#ifndef CM_HTTPBODY_H
#define CM_HTTPBODY_H

#include <stddef.h>
#include <stdint.h>

#include "lib/http.h"

/*
 * The body of a request as a stream of known length: pieces of memory and
 * ranges of files, as they are or in base64. Nothing is held in memory but
 * what the caller reads; any position can be gone back to.
 */
struct cm_http_body {
	struct cm_http_piece *pieces; /* copies, and of the names of files */
	size_t n;
	uint64_t len; /* of all, as it is sent */
	size_t i;     /* the piece that is read */
	uint64_t at;  /* in that piece, as it is sent */
	size_t open;  /* whose file is open, when fd is not -1 */
	int fd;
	struct cm_cryptofile *cipher; /* its file, where that is encrypted */
	char why[512];                /* what went wrong, "" if nothing did */
};

void cm_httpbody_init(
    struct cm_http_body *b, const struct cm_http_piece *pieces, size_t n);
void cm_httpbody_release(struct cm_http_body *b);

/* Looks whether all files are there, and long enough. Returns 0, or -1 and
 * b->why. */
int cm_httpbody_check(struct cm_http_body *b);

/* Reads on. Returns how many bytes, n unless the end is near; 0 at the end; or
 * -1 and b->why. */
int64_t cm_httpbody_read(struct cm_http_body *b, char *to, size_t n);

/* Goes to a position from the beginning. Returns 0, or -1: beyond the end. */
int cm_httpbody_seek(struct cm_http_body *b, uint64_t at);

#endif
