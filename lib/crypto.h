/* SPDX-License-Identifier: ISC */
#ifndef CM_CRYPTO_H
#define CM_CRYPTO_H

#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"

/* Hashes, message authentication, encryption and signatures, by OpenSSL's
 * libcrypto; and the ways in which they are written down. */

enum { CM_CRYPTO_HASH = 64 }; /* room for any hash */

/* By name: md5 sha1 sha256 sha384 sha512. Return the length, or 0 for a name
 * that is none of them. */
size_t cm_crypto_hash(const char *name, const void *p, size_t len,
    unsigned char to[CM_CRYPTO_HASH]);
size_t cm_crypto_hmac(const char *name, const void *key, size_t key_len,
    const void *p, size_t len, unsigned char to[CM_CRYPTO_HASH]);

/* Of a range of a file; length (uint64_t)-1: to its end. Returns the length
 * of the hash, 0 for a name that is none, or -1 with errno. */
int cm_crypto_hash_file(const char *name, const char *path, uint64_t offset,
    uint64_t length, unsigned char to[CM_CRYPTO_HASH]);

/* AES-256-CBC with PKCS#7 padding; key 32 bytes, iv 16. Return 0, or -1
 * (decrypt: what came is not that). */
int cm_crypto_encrypt(const unsigned char key[32], const unsigned char iv[16],
    const void *p, size_t len, struct cm_buf *to);
int cm_crypto_decrypt(const unsigned char key[32], const unsigned char iv[16],
    const void *p, size_t len, struct cm_buf *to);
/* The same where what was encrypted was filled up to a multiple of block. */
int cm_crypto_decrypt_block(const unsigned char key[32],
    const unsigned char iv[16], const void *p, size_t len, unsigned block,
    struct cm_buf *to);

/* RSASSA-PKCS1-v1_5 with SHA-256 (RS256); pem is a private key. Returns 0, or
 * -1 when the key cannot be read. */
int cm_crypto_rs256(
    const char *pem, const void *p, size_t len, struct cm_buf *to);

/* Random bytes that cannot be guessed; it cannot fail. */
void cm_crypto_random(void *p, size_t len);

void cm_crypto_hex(struct cm_buf *to, const void *p, size_t len);
void cm_crypto_base64(struct cm_buf *to, const void *p, size_t len);
/* The alphabet of URLs, without padding. */
void cm_crypto_base64url(struct cm_buf *to, const void *p, size_t len);
/* Either alphabet, padded or not. Return 0, or -1. */
int cm_crypto_unbase64(struct cm_buf *to, const char *s, size_t len);
int cm_crypto_unhex(struct cm_buf *to, const char *s, size_t len);
/* RFC 3986: all but letters, digits and "-._~" becomes %XX. */
void cm_crypto_percent(struct cm_buf *to, const char *s, size_t len);

#endif
