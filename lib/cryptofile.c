/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "lib/cryptofile.h"
#include "lib/err.h"

enum { BLOCK = 16, CHUNK = 64 << 10 };

struct cm_cryptofile {
	int fd;
	uint64_t plain;
	unsigned char key[CM_CRYPTOFILE_KEY];
	EVP_CIPHER_CTX *ctx;
	uint64_t in;  /* bytes of the file that went in */
	uint64_t out; /* where the bytes in made begin */
	size_t have;
	unsigned char raw[CHUNK], made[CHUNK + BLOCK];
};

uint64_t
cm_cryptofile_len(uint64_t plain)
{
	return (plain / BLOCK + 1) * BLOCK;
}

static void
begin(struct cm_cryptofile *f)
{
	if (EVP_EncryptInit_ex(
		f->ctx, EVP_aes_256_cbc(), NULL, f->key, f->key + 32) != 1)
		cm_die(CM_FAIL, "libcrypto does not encrypt");
	f->in = f->out = 0;
	f->have = 0;
}

struct cm_cryptofile *
cm_cryptofile_open(const char *path, uint64_t plain, const unsigned char *key)
{
	struct cm_cryptofile *f;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd == -1)
		return NULL;
	f = cm_zalloc(sizeof(*f));
	f->fd = fd;
	f->plain = plain;
	memcpy(f->key, key, sizeof(f->key));
	f->ctx = EVP_CIPHER_CTX_new();
	if (f->ctx == NULL)
		cm_die(CM_FAIL, "libcrypto does not encrypt");
	begin(f);
	return f;
}

void
cm_cryptofile_close(struct cm_cryptofile *f)
{
	if (f == NULL)
		return;
	close(f->fd);
	EVP_CIPHER_CTX_free(f->ctx);
	OPENSSL_cleanse(f, sizeof(*f));
	free(f);
}

/* Makes the bytes that follow. */
static int
more(struct cm_cryptofile *f)
{
	uint64_t left = f->plain - f->in;
	size_t want = left < CHUNK ? (size_t)left : CHUNK;
	ssize_t got;
	int n = 0;

	f->out += f->have;
	f->have = 0;
	if (f->out == cm_cryptofile_len(f->plain))
		return -2;
	if (want == 0) {
		EVP_EncryptFinal_ex(f->ctx, f->made, &n);
		f->have = (size_t)n;
		return 0;
	}
	do
		got = pread(f->fd, f->raw, want, (off_t)f->in);
	while (got == -1 && errno == EINTR);
	if (got <= 0)
		return got == 0 ? -2 : -1;
	EVP_EncryptUpdate(f->ctx, f->made, &n, f->raw, (int)got);
	f->in += (uint64_t)got;
	f->have = (size_t)n;
	return 0;
}

int
cm_cryptofile_read(struct cm_cryptofile *f, uint64_t at, void *to, size_t n)
{
	unsigned char *p = to;
	size_t skip, k;
	int bad;

	if (at < f->out)
		begin(f);
	while (n > 0) {
		if (at >= f->out + f->have) {
			bad = more(f);
			if (bad != 0)
				return bad;
			continue;
		}
		skip = (size_t)(at - f->out);
		k = f->have - skip < n ? f->have - skip : n;
		memcpy(p, f->made + skip, k);
		p += k;
		at += k;
		n -= k;
	}
	return 0;
}

int
cm_cryptofile_hash(const char *name, const char *path, uint64_t plain,
    const unsigned char *key, uint64_t offset, uint64_t length,
    unsigned char to[CM_CRYPTO_HASH])
{
	unsigned n = (unsigned)cm_crypto_hash(name, "", 0, to);
	struct cm_cryptofile *f;
	unsigned char part[4096];
	EVP_MD_CTX *md;
	size_t k;
	int bad = 0;

	if (n == 0)
		return 0;
	f = cm_cryptofile_open(path, plain, key);
	if (f == NULL)
		return -1;
	md = EVP_MD_CTX_new();
	if (md == NULL ||
	    EVP_DigestInit_ex(md, EVP_get_digestbyname(name), NULL) != 1)
		cm_die(CM_FAIL, "libcrypto does not hash");
	for (; length > 0 && bad == 0; length -= k, offset += k) {
		k = length < sizeof(part) ? (size_t)length : sizeof(part);
		bad = cm_cryptofile_read(f, offset, part, k);
		if (bad == 0)
			EVP_DigestUpdate(md, part, k);
	}
	EVP_DigestFinal_ex(md, to, &n);
	EVP_MD_CTX_free(md);
	cm_cryptofile_close(f);
	return bad == 0 ? (int)n : -1;
}
