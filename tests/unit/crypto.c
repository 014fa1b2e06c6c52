/* SPDX-License-Identifier: ISC */
/* lib/crypto: known answers of FIPS 180-4, RFC 1321, 2202, 4231, 4648, 3602's
 * kind, and what is refused. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/crypto.h"
#include "tests/tap.h"

static struct cm_buf text;

static const char *
hex(const unsigned char *p, size_t n)
{
	cm_buf_clear(&text);
	cm_crypto_hex(&text, p, n);
	return cm_buf_str(&text);
}

static void
hashes(void)
{
	unsigned char h[CM_CRYPTO_HASH], key[20];
	size_t n;

	n = cm_crypto_hash("md5", "abc", 3, h);
	is(hex(h, n), "900150983cd24fb0d6963f7d28e17f72", "md5");
	n = cm_crypto_hash("sha1", "abc", 3, h);
	is(hex(h, n), "a9993e364706816aba3e25717850c26c9cd0d89d", "sha1");
	n = cm_crypto_hash("sha256", NULL, 0, h);
	is(hex(h, n),
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	    "sha256 of nothing");
	n = cm_crypto_hash("sha512", "abc", 3, h);
	is_int((long long)n, 64, "sha512 has 64 bytes");
	is_int((long long)cm_crypto_hash("sha3", "abc", 3, h), 0,
	    "a name that is no hash");
	memset(key, 0x0b, sizeof(key));
	n = cm_crypto_hmac("sha256", key, 20, "Hi There", 8, h);
	is(hex(h, n),
	    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
	    "HMAC-SHA256, RFC 4231, 1");
	n = cm_crypto_hmac(
	    "sha1", "Jefe", 4, "what do ya want for nothing?", 28, h);
	is(hex(h, n), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
	    "HMAC-SHA1, RFC 2202, 2");
	n = cm_crypto_hmac("sha256", NULL, 0, NULL, 0, h);
	is(hex(h, n),
	    "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad",
	    "HMAC of nothing with no key");
}

static void
files(void)
{
	unsigned char h[CM_CRYPTO_HASH];
	char path[] = "/tmp/cm-crypto.XXXXXX";
	int fd = mkstemp(path), n;

	ok(write(fd, "xabcy", 5) == 5, "a file");
	close(fd);
	n = cm_crypto_hash_file("sha1", path, 1, 3, h);
	is(hex(h, (size_t)n), "a9993e364706816aba3e25717850c26c9cd0d89d",
	    "a range of a file");
	n = cm_crypto_hash_file("md5", path, 1, (uint64_t)-1, h);
	cm_buf_clear(&text);
	is_int(n, 16, "to its end");
	is_int(cm_crypto_hash_file("crc", path, 0, 1, h), 0, "no such hash");
	unlink(path);
	is_int(cm_crypto_hash_file("sha1", path, 0, 1, h), -1, "no file");
	is_int(errno, ENOENT, "and errno says so");
}

static void
aes(void)
{
	unsigned char key[32], iv[16];
	struct cm_buf b, back;
	size_t i, n;
	char in[100];
	int same = 1;

	/* SP 800-38A, F.2.5, first block. */
	static const char k[] = "603deb1015ca71be2b73aef0857d7781"
				"1f352c073b6108d72d9810a30914dff4";
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_init(&back, CM_BUF_ANY);
	cm_crypto_unhex(&b, k, 64);
	memcpy(key, b.p, 32);
	for (i = 0; i < 16; i++)
		iv[i] = (unsigned char)i;
	cm_buf_clear(&b);
	cm_crypto_unhex(&b, "6bc1bee22e409f96e93d7e117393172a", 32);
	cm_crypto_encrypt(key, iv, b.p, b.len, &back);
	is_int((long long)back.len, 32, "a whole block gets one of padding");
	is(hex((unsigned char *)back.p, 16), "f58c4c04d6e5f1ba779eabfb5f7bfbd6",
	    "AES-256-CBC");
	for (n = 0; n < sizeof(in); n++) {
		memset(in, (int)n, n);
		cm_buf_clear(&b);
		cm_buf_clear(&back);
		cm_crypto_encrypt(key, iv, in, n, &b);
		same &= cm_crypto_decrypt(key, iv, b.p, b.len, &back) == 0 &&
		    back.len == n && (n == 0 || memcmp(back.p, in, n) == 0);
	}
	ok(same, "what is encrypted comes back, of any length");
	n = back.len;
	b.p[b.len - 1] ^= 1;
	is_int(cm_crypto_decrypt(key, iv, b.p, b.len, &back), -1,
	    "what was changed is refused");
	is_int(cm_crypto_decrypt(key, iv, b.p, 17, &back), -1,
	    "so is half a block");
	is_int(cm_crypto_decrypt(key, iv, "", 0, &back), -1, "and nothing");
	is_int((long long)back.len, (long long)n, "nothing was added");
	cm_buf_release(&b);
	cm_buf_release(&back);
}

static void
base64(void)
{
	static const struct {
		const char *in, *out;
	} known[] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"},
	    {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="},
	    {"foobar", "Zm9vYmFy"}};
	static const char *const bad[] = {"A",
	    "Zg=", "Zg===", "Zh==", "Z g=", "Zg==Zg==", "=", "====", "Zm9v\n",
	    "Zm9\xc3"};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		cm_buf_clear(&text);
		cm_crypto_base64(&text, known[i].in, strlen(known[i].in));
		is(cm_buf_str(&text), known[i].out, "base64, RFC 4648");
		cm_buf_clear(&text);
		is_int(cm_crypto_unbase64(
			   &text, known[i].out, strlen(known[i].out)),
		    0, "reads back");
		is(cm_buf_str(&text), known[i].in, "as it was");
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		cm_buf_clear(&text);
		is_int(cm_crypto_unbase64(&text, bad[i], strlen(bad[i])), -1,
		    "is no base64");
		is_int((long long)text.len, 0, "and adds nothing");
	}
	cm_buf_clear(&text);
	cm_crypto_base64url(&text, "\xfb\xff\xfe\x01", 4);
	is(cm_buf_str(&text), "-__-AQ", "base64 for URLs");
	cm_buf_clear(&text);
	cm_crypto_unbase64(&text, "-__-AQ", 6);
	ok(text.len == 4 && memcmp(text.p, "\xfb\xff\xfe\x01", 4) == 0,
	    "and back");
}

static void
words(void)
{
	unsigned char a[32], b[32];

	cm_buf_clear(&text);
	is_int(cm_crypto_unhex(&text, "00fFa", 5), -1, "odd hex");
	is_int(cm_crypto_unhex(&text, "0g", 2), -1, "no hex");
	cm_crypto_unhex(&text, "6D21", 4);
	is(cm_buf_str(&text), "m!", "hex back");
	cm_buf_clear(&text);
	cm_crypto_percent(&text, "Ladies + G\xc3\xa9-_.~/?&=%*'", 23);
	is(cm_buf_str(&text), "Ladies%20%2B%20G%C3%A9-_.~%2F%3F%26%3D%25%2A%27",
	    "percent, RFC 3986");
	cm_crypto_random(a, sizeof(a));
	cm_crypto_random(b, sizeof(b));
	ok(memcmp(a, b, sizeof(a)) != 0, "random bytes differ");
}

static void
keys(void)
{
	cm_buf_clear(&text);
	is_int(cm_crypto_rs256("no key", "a", 1, &text), -1, "no key");
	is_int(cm_crypto_rs256("-----BEGIN PRIVATE KEY-----\nAAAA\n"
			       "-----END PRIVATE KEY-----\n",
		   "a", 1, &text),
	    -1, "a broken key");
	is_int((long long)text.len, 0, "and nothing is signed");
}

int
main(void)
{
	cm_buf_init(&text, CM_BUF_ANY);
	hashes();
	files();
	aes();
	base64();
	words();
	keys();
	cm_buf_release(&text);
	return done();
}
