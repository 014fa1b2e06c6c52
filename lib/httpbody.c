/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cryptofile.h"
#include "lib/err.h"
#include "lib/httpbody.h"

/* Bytes before they become base64. */
static uint64_t
raw_len(const struct cm_http_piece *p)
{
	return p->bytes != NULL || p->file == NULL ? p->len : p->length;
}

static uint64_t
sent_len(const struct cm_http_piece *p)
{
	uint64_t n = raw_len(p);

	return p->base64 ? (n + 2) / 3 * 4 : n;
}

void
cm_httpbody_init(
    struct cm_http_body *b, const struct cm_http_piece *pieces, size_t n)
{
	size_t i;

	memset(b, 0, sizeof(*b));
	b->fd = -1;
	b->n = n;
	b->pieces = cm_zalloc((n + 1) * sizeof(*b->pieces));
	for (i = 0; i < n; i++) {
		b->pieces[i] = pieces[i];
		if (pieces[i].bytes != NULL)
			b->pieces[i].file = NULL;
		else if (pieces[i].file != NULL)
			b->pieces[i].file = cm_strdup(pieces[i].file);
		else
			b->pieces[i].len = 0;
		b->len += sent_len(&b->pieces[i]);
	}
}

static void
close_file(struct cm_http_body *b)
{
	if (b->fd != -1)
		close(b->fd);
	b->fd = -1;
	cm_cryptofile_close(b->cipher);
	b->cipher = NULL;
}

void
cm_httpbody_release(struct cm_http_body *b)
{
	size_t i;

	for (i = 0; i < b->n; i++)
		free((char *)(uintptr_t)b->pieces[i].file);
	free(b->pieces);
	if (b->pieces != NULL)
		close_file(b);
	memset(b, 0, sizeof(*b));
	b->fd = -1;
}

static int
failed(
    struct cm_http_body *b, const char *what, const char *file, const char *why)
{
	snprintf(b->why, sizeof(b->why), "%s '%s'%s%s", what, file,
	    why[0] != '\0' ? ": " : "", why);
	return -1;
}

int
cm_httpbody_check(struct cm_http_body *b)
{
	const struct cm_http_piece *p;
	struct stat st;

	for (p = b->pieces; p < b->pieces + b->n; p++) {
		if (p->file == NULL)
			continue;
		if (stat(p->file, &st) != 0)
			return failed(
			    b, "cannot open", p->file, strerror(errno));
		if (!S_ISREG(st.st_mode))
			return failed(b, "cannot send", p->file, "not a file");
		if (p->cipher != NULL ? (uint64_t)st.st_size < p->plain
				      : (uint64_t)st.st_size < p->offset ||
			    (uint64_t)st.st_size - p->offset < p->length)
			return failed(
			    b, "cannot send", p->file, "it has become shorter");
	}
	return 0;
}

static int
open_file(struct cm_http_body *b)
{
	const struct cm_http_piece *p = &b->pieces[b->i];

	if (b->fd != -1 && b->open == b->i)
		return 0;
	close_file(b);
	b->fd = open(p->file, O_RDONLY | O_CLOEXEC);
	if (b->fd == -1)
		return failed(b, "cannot open", p->file, strerror(errno));
	b->open = b->i;
	posix_fadvise(
	    b->fd, (off_t)p->offset, (off_t)p->length, POSIX_FADV_SEQUENTIAL);
	return 0;
}

/* The same of a file that is encrypted. */
static int
ciphered(struct cm_http_body *b, uint64_t from, char *to, size_t n)
{
	const struct cm_http_piece *p = &b->pieces[b->i];
	int bad;

	if (b->cipher == NULL || b->open != b->i) {
		close_file(b);
		b->cipher = cm_cryptofile_open(p->file, p->plain, p->cipher);
		if (b->cipher == NULL)
			return failed(
			    b, "cannot open", p->file, strerror(errno));
		b->open = b->i;
	}
	bad = cm_cryptofile_read(b->cipher, p->offset + from, to, n);
	if (bad == 0)
		return 0;
	return bad == -1
	    ? failed(b, "cannot read", p->file, strerror(errno))
	    : failed(b, "cannot send", p->file, "it has become shorter");
}

/* Copies n bytes of the piece from a position before base64. */
static int
raw(struct cm_http_body *b, uint64_t from, char *to, size_t n)
{
	const struct cm_http_piece *p = &b->pieces[b->i];
	ssize_t got;

	if (p->file == NULL) {
		memcpy(to, p->bytes + from, n);
		return 0;
	}
	if (p->cipher != NULL)
		return ciphered(b, from, to, n);
	if (open_file(b) != 0)
		return -1;
	for (; n > 0; n -= (size_t)got, to += got, from += (uint64_t)got) {
		got = pread(b->fd, to, n, (off_t)(p->offset + from));
		if (got == -1 && errno == EINTR)
			got = 0;
		else if (got == -1)
			return failed(
			    b, "cannot read", p->file, strerror(errno));
		else if (got == 0)
			return failed(
			    b, "cannot send", p->file, "it has become shorter");
	}
	return 0;
}

/* One to three bytes to four letters. */
static void
letters(const unsigned char *in, size_t n, char out[4])
{
	static const char set[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint32_t v = (uint32_t)in[0] << 16;

	if (n > 1)
		v |= (uint32_t)in[1] << 8;
	if (n > 2)
		v |= in[2];
	out[0] = set[v >> 18];
	out[1] = set[v >> 12 & 63];
	out[2] = n > 1 ? set[v >> 6 & 63] : '=';
	out[3] = n > 2 ? set[v & 63] : '=';
}

/* As much of the piece in base64 as goes into n bytes. Returns how many, or
 * -1. */
static int64_t
encoded(struct cm_http_body *b, char *to, size_t n)
{
	uint64_t whole = raw_len(&b->pieces[b->i]), from = b->at / 4 * 3;
	size_t groups = n / 4, len, i, skip = b->at % 4;
	unsigned char in[3];
	char four[4], *end;

	if (skip > 0 || groups == 0) {
		len = whole - from < 3 ? (size_t)(whole - from) : 3;
		if (raw(b, from, (char *)in, len) != 0)
			return -1;
		letters(in, len, four);
		len = 4 - skip < n ? 4 - skip : n;
		memcpy(to, four + skip, len);
		return (int64_t)len;
	}
	if (groups > (whole - from + 2) / 3)
		groups = (size_t)((whole - from + 2) / 3);
	len = groups * 3;
	if (len > whole - from)
		len = (size_t)(whole - from);
	/* The bytes lie at the end of where the letters go, which never
	 * overtake them. */
	end = to + groups;
	if (raw(b, from, end, len) != 0)
		return -1;
	for (i = 0; i < groups; i++) {
		size_t k = len - i * 3 < 3 ? len - i * 3 : 3;

		memcpy(in, end + i * 3, k);
		letters(in, k, to + i * 4);
	}
	return (int64_t)(groups * 4);
}

int64_t
cm_httpbody_read(struct cm_http_body *b, char *to, size_t n)
{
	size_t done = 0, k;
	uint64_t left;
	int64_t got;

	while (done < n && b->i < b->n) {
		left = sent_len(&b->pieces[b->i]) - b->at;
		if (left == 0) {
			b->i++;
			b->at = 0;
			continue;
		}
		k = n - done < left ? n - done : (size_t)left;
		got = (int64_t)k;
		if (b->pieces[b->i].base64)
			got = encoded(b, to + done, k);
		else if (raw(b, b->at, to + done, k) != 0)
			got = -1;
		if (got == -1)
			return -1;
		b->at += (uint64_t)got;
		done += (size_t)got;
	}
	return (int64_t)done;
}

int
cm_httpbody_seek(struct cm_http_body *b, uint64_t at)
{
	uint64_t len;

	if (at > b->len)
		return -1;
	b->at = 0;
	for (b->i = 0; b->i < b->n; b->i++) {
		len = sent_len(&b->pieces[b->i]);
		if (at < len)
			break;
		at -= len;
	}
	b->at = at;
	return 0;
}
