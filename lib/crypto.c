/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rand.h>

#include "lib/crypto.h"
#include "lib/err.h"

static const EVP_MD *
hash_of(const char *name)
{
	static const struct {
		const char *name;
		const EVP_MD *(*md)(void);
	} known[] = {
	    {"md5", EVP_md5},
	    {"sha1", EVP_sha1},
	    {"sha256", EVP_sha256},
	    {"sha384", EVP_sha384},
	    {"sha512", EVP_sha512},
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(known[i].name, name) == 0)
			return known[i].md();
	return NULL;
}

/* What OpenSSL only refuses when it has no memory, or is not what it was
 * built to be. */
static void
broken(void)
{
	cm_die(CM_FAIL, "libcrypto failed: %s",
	    ERR_reason_error_string(ERR_peek_last_error()) != NULL
		? ERR_reason_error_string(ERR_peek_last_error())
		: "out of memory");
}

size_t
cm_crypto_hash(const char *name, const void *p, size_t len,
    unsigned char to[CM_CRYPTO_HASH])
{
	const EVP_MD *md = hash_of(name);
	unsigned n = 0;

	if (md == NULL)
		return 0;
	if (EVP_Digest(len > 0 ? p : "", len, to, &n, md, NULL) != 1)
		broken();
	return n;
}

size_t
cm_crypto_hmac(const char *name, const void *key, size_t key_len, const void *p,
    size_t len, unsigned char to[CM_CRYPTO_HASH])
{
	const EVP_MD *md = hash_of(name);
	unsigned n = 0;

	if (md == NULL || key_len > INT_MAX)
		return 0;
	if (HMAC(md, key_len > 0 ? key : "", (int)key_len, len > 0 ? p : "",
		len, to, &n) == NULL)
		broken();
	return n;
}

/* Feeds a range of a file into a hash; -1 with errno. */
static int
feed_file(EVP_MD_CTX *md, int fd, uint64_t offset, uint64_t length)
{
	unsigned char block[64 * 1024];
	size_t want;
	ssize_t n;

	if (offset > INT64_MAX || lseek(fd, (off_t)offset, SEEK_SET) == -1)
		return -1;
	while (length > 0) {
		want = length < sizeof(block) ? (size_t)length : sizeof(block);
		n = read(fd, block, want);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return -1;
		if (n == 0)
			break;
		if (EVP_DigestUpdate(md, block, (size_t)n) != 1)
			broken();
		length -= (uint64_t)n;
	}
	return 0;
}

int
cm_crypto_hash_file(const char *name, const char *path, uint64_t offset,
    uint64_t length, unsigned char to[CM_CRYPTO_HASH])
{
	const EVP_MD *md = hash_of(name);
	EVP_MD_CTX *ctx;
	unsigned n = 0;
	int fd, rc, saved;

	if (md == NULL)
		return 0;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return -1;
	ctx = EVP_MD_CTX_new();
	if (ctx == NULL || EVP_DigestInit_ex(ctx, md, NULL) != 1)
		broken();
	rc = feed_file(ctx, fd, offset, length);
	saved = errno;
	if (EVP_DigestFinal_ex(ctx, to, &n) != 1)
		broken();
	EVP_MD_CTX_free(ctx);
	close(fd);
	errno = saved;
	return rc == 0 ? (int)n : -1;
}

/* Both ways of AES; 1 is to encrypt. */
static int
aes(int encrypt, int padded, const unsigned char key[32],
    const unsigned char iv[16], const void *p, size_t len, struct cm_buf *to)
{
	EVP_CIPHER_CTX *ctx;
	char *room;
	int n = 0, last = 0, good;

	if (len > INT_MAX - 64)
		return -1;
	room = cm_buf_room(to, len + 32);
	if (room == NULL)
		return -1;
	ctx = EVP_CIPHER_CTX_new();
	if (ctx == NULL ||
	    EVP_CipherInit_ex(ctx, EVP_aes_256_cbc(), NULL, key, iv, encrypt) !=
		1)
		broken();
	EVP_CIPHER_CTX_set_padding(ctx, padded);
	good = EVP_CipherUpdate(ctx, (unsigned char *)room, &n,
		   len > 0 ? p : (const void *)"", (int)len) == 1 &&
	    EVP_CipherFinal_ex(ctx, (unsigned char *)room + n, &last) == 1;
	EVP_CIPHER_CTX_free(ctx);
	ERR_clear_error();
	if (!good) {
		OPENSSL_cleanse(room, len + 32);
		return -1;
	}
	to->len += (size_t)n + (size_t)last;
	return 0;
}

int
cm_crypto_encrypt(const unsigned char key[32], const unsigned char iv[16],
    const void *p, size_t len, struct cm_buf *to)
{
	return aes(1, 1, key, iv, p, len, to);
}

int
cm_crypto_decrypt(const unsigned char key[32], const unsigned char iv[16],
    const void *p, size_t len, struct cm_buf *to)
{
	return aes(0, 1, key, iv, p, len, to);
}

/* PKCS#7 knows of more than the 16 bytes that OpenSSL takes away. */
int
cm_crypto_decrypt_block(const unsigned char key[32], const unsigned char iv[16],
    const void *p, size_t len, unsigned block, struct cm_buf *to)
{
	size_t from = to->len, i;
	unsigned char pad;
	int bad = len == 0 || aes(0, 0, key, iv, p, len, to) != 0;

	if (!bad) {
		pad = (unsigned char)to->p[to->len - 1];
		bad = pad == 0 || pad > block || pad > to->len - from;
		for (i = 0; !bad && i < pad; i++)
			bad = (unsigned char)to->p[to->len - 1 - i] != pad;
		to->len = bad ? from : to->len - pad;
	}
	return bad ? -1 : 0;
}

/* A key with a pass phrase is one that cannot be read: nobody is asked. */
static int
no_phrase(char *buf, int size, int writing, void *ctx)
{
	(void)buf;
	(void)size;
	(void)writing;
	(void)ctx;
	return -1;
}

static EVP_PKEY *
read_key(const char *pem)
{
	BIO *bio = BIO_new_mem_buf(pem, -1);
	EVP_PKEY *key;

	if (bio == NULL)
		broken();
	key = PEM_read_bio_PrivateKey(bio, NULL, no_phrase, NULL);
	BIO_free(bio);
	if (key != NULL && EVP_PKEY_base_id(key) != EVP_PKEY_RSA) {
		EVP_PKEY_free(key);
		key = NULL;
	}
	ERR_clear_error();
	return key;
}

int
cm_crypto_rs256(const char *pem, const void *p, size_t len, struct cm_buf *to)
{
	EVP_PKEY *key = read_key(pem);
	EVP_MD_CTX *ctx;
	size_t n = 0;
	char *room;
	int rc = -1;

	if (key == NULL)
		return -1;
	ctx = EVP_MD_CTX_new();
	if (ctx == NULL)
		broken();
	if (EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key) == 1 &&
	    EVP_DigestSign(ctx, NULL, &n, p, len) == 1) {
		room = cm_buf_room(to, n);
		if (room != NULL &&
		    EVP_DigestSign(ctx, (unsigned char *)room, &n, p, len) ==
			1) {
			to->len += n;
			rc = 0;
		}
	}
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	ERR_clear_error();
	return rc;
}

void
cm_crypto_random(void *p, size_t len)
{
	if (len > INT_MAX || RAND_bytes(p, (int)len) != 1)
		broken();
}
