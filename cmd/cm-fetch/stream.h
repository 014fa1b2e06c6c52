/* SPDX-License-Identifier: ISC */
#ifndef STREAM_H
#define STREAM_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Bytes that are pulled: of a file, of a member of an archive, of either in
 * another encoding. What is looked at ahead is still there to be read.
 */
struct stream;

/* Takes the descriptor over. */
struct stream *stream_file(int fd);
/* The bytes stay the caller's. */
struct stream *stream_bytes(const char *p, size_t len);
/*
 * Any other: read() returns how many bytes it wrote, 0 at the end, or -1 and
 * *why (static, or ctx's). close() (or NULL) frees ctx.
 */
struct stream *stream_new(
    ssize_t (*read)(void *ctx, char *to, size_t len, const char **why),
    void (*close)(void *ctx), void *ctx);
void stream_close(struct stream *s);

/* Returns how many bytes were read, 0 at the end; -1: stream_why() says why. */
ssize_t stream_read(struct stream *s, char *to, size_t len);
/* Returns how many bytes *p points at: want of them, fewer at the end. They
 * live until the next call. */
size_t stream_peek(struct stream *s, const char **p, size_t want);
/*
 * Of a regular file and of bytes that are there: how many there are in all,
 * and reading goes on at `to`, counted from where the stream began. Of any
 * other -1.
 */
int64_t stream_size(struct stream *s);
int stream_seek(struct stream *s, int64_t to);
/* NULL while nothing went wrong. */
const char *stream_why(const struct stream *s);

/*
 * The same text as UTF-8 without a byte order mark. encoding is a name that
 * iconv(3) knows, or NULL: a byte order mark tells, or zero bytes do (UTF-16),
 * or the first 64 KiB are UTF-8 (but for one character of ten at most, which
 * something spoiled); else it is the fallback ("GB18030"; NULL:
 * "WINDOWS-1252"). told gets what it is. A byte that is none in that encoding
 * becomes U+FFFD and is counted in *damaged. Closing it closes from. NULL and
 * *why: no such encoding; from is still the caller's.
 */
struct stream *stream_text(struct stream *from, const char *encoding,
    const char *fallback, char told[32], uint64_t *damaged, const char **why);

#endif
