/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/media.h"
#include "tests/tap.h"

static char path[] = "/tmp/cm-media.XXXXXX";

static void
look(const void *bytes, size_t len, struct cm_media *m)
{
	FILE *f = fopen(path, "w");

	fwrite(bytes, 1, len, f);
	fclose(f);
	cm_media_look(path, m);
}

#define CHECK(bytes, kind, w, h, secs, moves)                                  \
	check(bytes, sizeof(bytes) - 1, kind, w, h, secs, moves)

static void
check(const char *bytes, size_t len, const char *type, int width, int height,
    double seconds, int animated)
{
	struct cm_media m;
	size_t i;
	int sane = 1;

	look(bytes, len, &m);
	is(m.type, type, type);
	is_int((long long)m.bytes, (long long)len, "bytes");
	is_int(m.width, width, "width");
	is_int(m.height, height, "height");
	ok(m.seconds > seconds - 0.01 && m.seconds < seconds + 0.01, "seconds");
	is_int(m.animated, animated, "animated");
	/* Cut off anywhere it is what it is, or nothing known. */
	for (i = 0; i < len; i++) {
		look(bytes, i, &m);
		sane &= m.type != NULL && m.width >= -1 && m.bytes == i;
	}
	ok(sane, "cut off anywhere");
}

#define PNG "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\0\x80\x08\2\0\0\0CRC!"
#define IDAT "\0\0\0\0IDATCRC!"
#define FRAME "\xff\xc0\0\x0b\x08\0\x1e\0\x28\1\1\x11\0"
#define EXIF                                                                   \
	"\xff\xe1\0\x22"                                                       \
	"Exif\0\0MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0"
#define PICTURE "\x2c\0\0\0\0\2\0\1\0\0\2\1\x44\0"

int
main(void)
{
	struct cm_media m;
	int fd = mkstemp(path);

	close(fd);
	CHECK(PNG IDAT, "image/png", 256, 128, -1, 0);
	CHECK(PNG "\0\0\0\x08"
		  "acTL\0\0\0\2\0\0\0\0CRC!" IDAT,
	    "image/png", 256, 128, -1, 1);
	CHECK("\xff\xd8" FRAME, "image/jpeg", 40, 30, -1, 0);
	CHECK("\xff\xd8" EXIF FRAME, "image/jpeg", 30, 40, -1, 0);
	CHECK("GIF89a\2\0\1\0\0\0\0" PICTURE "\x3b", "image/gif", 2, 1, -1, 0);
	CHECK("GIF89a\2\0\1\0\0\0\0" PICTURE PICTURE "\x3b", "image/gif", 2, 1,
	    -1, 1);
	CHECK("RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\2\0\0\0\x0f\0\0\x1f\0\0",
	    "image/webp", 16, 32, -1, 1);
	CHECK("RIFF\x2c\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x44\xac\0\0\x88\x58\1\0"
	      "\2\0\x10\0data\x88\x58\1\0",
	    "audio/wav", -1, -1, 1, 0);
	CHECK("fLaC\0\0\0\x22\0\0\0\0\0\0\0\0\0\0\x0a\xc4\x42\xf0\0\0\xac\x44\0"
	      "\0",
	    "audio/flac", -1, -1, 1, 0);
	CHECK("\0\0\0\x10"
	      "ftypisom\0\0\2\0\0\0\0\x30moov\0\0\0\x28mvhd\0\0\0\0\0\0\0\0\0"
	      "\0\0\0\0\0\3\xe8\0\0\x0b\xb8\0\0\0\0\0\0\0\0\0\0\0\0",
	    "video/mp4", -1, -1, 3, 0);
	CHECK("%PDF-1.7\n", "application/pdf", -1, -1, -1, 0);
	CHECK("WEBVTT\n\n", "text/vtt", -1, -1, -1, 0);
	CHECK("1\n00:00:01,000 --> 00:00:02,000\nHello\n",
	    "application/x-subrip", -1, -1, -1, 0);
	CHECK("hello", "application/octet-stream", -1, -1, -1, 0);
	unlink(path);
	is_int(cm_media_look(path, &m), -1, "a file that is not there");
	is_int(errno, ENOENT, "and why");
	is_int(cm_media_look("/tmp", &m), -1, "a folder is none");
	is_int(errno, EISDIR, "and why");
	return done();
}
