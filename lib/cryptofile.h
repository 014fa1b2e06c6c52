/* SPDX-License-Identifier: ISC */
#ifndef CM_CRYPTOFILE_H
#define CM_CRYPTOFILE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/crypto.h"

/*
 * A file as AES-256-CBC with PKCS#7 padding makes it, read from any position
 * in constant memory. Each block depends on all before it: reading on is
 * cheap, going back begins anew.
 */
struct cm_cryptofile;

enum { CM_CRYPTOFILE_KEY = 32 + 16 }; /* a key, and behind it the iv */

/* How long it is, of a file of that length. */
uint64_t cm_cryptofile_len(uint64_t plain);

/* So many bytes of it are encrypted. NULL with errno. */
struct cm_cryptofile *cm_cryptofile_open(
    const char *path, uint64_t plain, const unsigned char *key);
void cm_cryptofile_close(struct cm_cryptofile *f);

/* Reads n bytes at a position, all of which are there. Returns 0; -1 with
 * errno; or -2: the file has become shorter. */
int cm_cryptofile_read(
    struct cm_cryptofile *f, uint64_t at, void *to, size_t n);

/* The hash of a range of it, which is there. Returns its length; 0 for a name
 * that is none; or -1. */
int cm_cryptofile_hash(const char *name, const char *path, uint64_t plain,
    const unsigned char *key, uint64_t offset, uint64_t length,
    unsigned char to[CM_CRYPTO_HASH]);

#endif
