/* SPDX-License-Identifier: ISC */
/* Bodies as streams: any read sizes and any positions give the same bytes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/crypto.h"
#include "lib/cryptofile.h"
#include "lib/httpbody.h"
#include "tests/tap.h"

static char path[] = "/tmp/cm-body.XXXXXX";

static void
fill(const char *text)
{
	FILE *f = fopen(path, "w");

	if (f != NULL) {
		fputs(text, f);
		fclose(f);
	}
}

/* All of it, read so many bytes at a time; NULL if that fails. */
static const char *
all(struct cm_http_body *b, size_t step, char to[512])
{
	size_t n = 0;
	int64_t got;

	while ((got = cm_httpbody_read(b, to + n, step)) > 0)
		n += (size_t)got;
	to[n] = '\0';
	return got == 0 ? to : NULL;
}

static void
pieces(void)
{
	static const char want[] = "<YWJj/ZGVmZw==>cdefgYmNkaA==";
	struct cm_http_piece p[] = {{.bytes = "<", .len = 1},
	    {.bytes = "abc", .len = 3, .base64 = 1}, {.bytes = "/", .len = 1},
	    {.file = path, .offset = 3, .length = 4, .base64 = 1},
	    {.bytes = "", .len = 0, .base64 = 1}, {.bytes = ">", .len = 1},
	    {.file = path, .offset = 2, .length = 5},
	    {.file = path, .offset = 0, .length = 0},
	    {.bytes = "bcdh", .len = 4, .base64 = 1}};
	struct cm_http_body b;
	char got[512];
	size_t i, j, good = 0;

	fill("abcdefg");
	cm_httpbody_init(&b, p, sizeof(p) / sizeof(*p));
	is_int((long long)b.len, (long long)strlen(want), "the length");
	is_int(cm_httpbody_check(&b), 0, "the files are there");
	is(all(&b, 300, got), want, "all at once");
	for (i = 1; i < 40; i++)
		for (j = 0; j <= strlen(want); j++) {
			cm_httpbody_seek(&b, j);
			good += strcmp(all(&b, i, got), want + j) == 0;
		}
	is_int((long long)good, 39 * ((long long)strlen(want) + 1),
	    "any sizes of reads, from any position");
	is_int(cm_httpbody_seek(&b, b.len + 1), -1, "not beyond its end");
	cm_httpbody_release(&b);
	cm_httpbody_init(&b, NULL, 0);
	is(all(&b, 9, got), "", "a body of nothing");
	cm_httpbody_release(&b);
}

/* A file of n bytes is sent as a body of what a buffer of them would be made
 * into, from any position on, forwards and back. */
static int
is_ciphered(size_t n, size_t step)
{
	static const unsigned char key[CM_CRYPTOFILE_KEY] =
	    "0123456789abcdef0123456789abcdef"
	    "ivivivivivivivi";
	char text[300], got[512];
	struct cm_http_piece p[2] = {
	    {.bytes = "<", .len = 1}, {.file = path, .cipher = key}};
	unsigned char sum[2][CM_CRYPTO_HASH];
	struct cm_http_body b;
	struct cm_buf want;
	size_t j, left, good = 1;

	for (j = 0; j < n; j++)
		text[j] = (char)('a' + j % 23);
	text[n] = '\0';
	fill(text);
	cm_buf_init(&want, CM_BUF_ANY);
	cm_buf_byte(&want, '<');
	cm_crypto_encrypt(key, key + 32, text, n, &want);
	p[1].plain = n;
	p[1].length = cm_cryptofile_len(n);
	cm_httpbody_init(&b, p, 2);
	good &= b.len == want.len && cm_httpbody_check(&b) == 0;
	for (j = 0; j <= want.len; j += 7) {
		cm_httpbody_seek(&b, want.len - j);
		left = 0;
		while (left < j && cm_httpbody_read(&b, got + left, step) > 0)
			left += step < j - left ? step : j - left;
		good &=
		    left == j && memcmp(got, want.p + (want.len - j), j) == 0;
	}
	cm_httpbody_release(&b);
	j = want.len > 20 ? 18 : 3;
	good &= cm_crypto_hash(
		    "md5", want.p + 1 + j, want.len - 1 - j, sum[0]) == 16 &&
	    cm_cryptofile_hash(
		"md5", path, n, key, j, want.len - 1 - j, sum[1]) == 16 &&
	    memcmp(sum[0], sum[1], 16) == 0;
	cm_buf_release(&want);
	return (int)good;
}

static void
ciphered(void)
{
	static const unsigned char key[CM_CRYPTOFILE_KEY] = "k";
	static const size_t sizes[] = {0, 1, 15, 16, 17, 31, 32, 250};
	struct cm_http_piece p = {.file = path,
	    .cipher = key,
	    .plain = 64,
	    .offset = 16,
	    .length = 64};
	struct cm_http_body b;
	size_t i, good = 0;
	char got[80];

	for (i = 0; i < 8; i++)
		good += (size_t)(is_ciphered(sizes[i], 1) &&
		    is_ciphered(sizes[i], 13) && is_ciphered(sizes[i], 400));
	is_int((long long)good, 8, "a file goes out encrypted, from anywhere");
	fill("short");
	cm_httpbody_init(&b, &p, 1);
	is_int(cm_httpbody_check(&b), -1, "one that is too short by now");
	is_int(cm_httpbody_read(&b, got, 64), -1, "is not sent");
	is_int(
	    strstr(b.why, "it has become shorter") != NULL, 1, "which is said");
	cm_httpbody_release(&b);
}

static void
shorter(void)
{
	struct cm_http_piece p = {.file = path, .offset = 2, .length = 5};
	struct cm_http_body b;
	char got[512], want[600];

	fill("abcdefg");
	cm_httpbody_init(&b, &p, 1);
	is_int(cm_httpbody_read(&b, got, 2), 2, "a file is read");
	fill("abcd");
	is_int(cm_httpbody_check(&b), -1, "it has become shorter");
	snprintf(want, sizeof(want), "cannot send '%s': it has become shorter",
	    path);
	is(b.why, want, "in words");
	b.why[0] = '\0';
	is_int(cm_httpbody_read(&b, got, 9), -1, "while it is read, too");
	is(b.why, want, "in words");
	cm_httpbody_release(&b);
	unlink(path);
	cm_httpbody_init(&b, &p, 1);
	is_int(cm_httpbody_check(&b), -1, "a file that is gone");
	snprintf(want, sizeof(want),
	    "cannot open '%s': No such file or directory", path);
	is(b.why, want, "in words");
	is_int(cm_httpbody_read(&b, got, 9), -1, "cannot be read");
	p.file = "/";
	cm_httpbody_release(&b);
	cm_httpbody_init(&b, &p, 1);
	is_int(cm_httpbody_check(&b), -1, "a folder is no file");
	cm_httpbody_release(&b);
}

int
main(void)
{
	int fd = mkstemp(path);

	if (fd == -1)
		return 1;
	close(fd);
	pieces();
	ciphered();
	shorter();
	unlink(path);
	return done();
}
