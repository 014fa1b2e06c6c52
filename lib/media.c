/* SPDX-License-Identifier: ISC */
/* Which kind of file it is, and pictures. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/media.h"
#include "lib/mediafile.h"

size_t
cm_media_read(const struct cm_media_file *f, uint64_t at, void *to, size_t len)
{
	unsigned char *p = to;
	size_t got = 0;
	ssize_t n;

	if (at >= f->size || at > INT64_MAX - len)
		return 0;
	while (got < len) {
		n = pread(f->fd, p + got, len - got, (off_t)(at + got));
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		got += (size_t)n;
	}
	return got;
}

uint32_t
cm_media_be(const unsigned char *p, int n)
{
	uint32_t v = 0;

	while (n-- > 0)
		v = v << 8 | *p++;
	return v;
}

uint32_t
cm_media_le(const unsigned char *p, int n)
{
	uint32_t v = 0;

	while (n-- > 0)
		v = v << 8 | p[n];
	return v;
}

static void
look_png(const struct cm_media_file *f, struct cm_media *m)
{
	unsigned char head[33], chunk[8];
	uint64_t at = 8;
	int n;

	m->type = "image/png";
	if (cm_media_read(f, 0, head, sizeof(head)) < sizeof(head))
		return;
	m->width = cm_media_be(head + 16, 4);
	m->height = cm_media_be(head + 20, 4);
	for (n = 0; n < 1000; n++) {
		if (cm_media_read(f, at, chunk, 8) < 8 ||
		    memcmp(chunk + 4, "IDAT", 4) == 0)
			return;
		if (memcmp(chunk + 4, "acTL", 4) == 0)
			m->animated = 1;
		at += 12 + (uint64_t)cm_media_be(chunk, 4);
	}
}

/* The orientation that Exif gives, 1 to 8; 0: it gives none. */
static int
orientation(const unsigned char *p, size_t len)
{
	uint32_t (*number)(const unsigned char *, int);
	size_t at, n, i;

	if (len < 14 || memcmp(p, "Exif\0\0", 6) != 0)
		return 0;
	p += 6;
	len -= 6;
	number = p[0] == 'I' ? cm_media_le : cm_media_be;
	at = number(p + 4, 4);
	if (at > len - 2)
		return 0;
	n = number(p + at, 2);
	for (i = 0, at += 2; i < n && at + 12 <= len; i++, at += 12)
		if (number(p + at, 2) == 0x112)
			return (int)number(p + at + 8, 2);
	return 0;
}

static int
is_frame(int marker)
{
	return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 &&
	    marker != 0xC8 && marker != 0xCC;
}

static void
look_jpeg(const struct cm_media_file *f, struct cm_media *m)
{
	unsigned char b[4096];
	uint64_t at = 2;
	size_t got, len;
	int turned = 0, n;
	int64_t width;

	m->type = "image/jpeg";
	for (n = 0; n < 1000; n++, at += len + 2) {
		got = cm_media_read(f, at, b, sizeof(b));
		if (got < 9 || b[0] != 0xFF)
			return;
		if (b[1] == 0xFF) { /* a byte that fills */
			len = (size_t)-1;
			continue;
		}
		len = cm_media_be(b + 2, 2);
		if (b[1] == 0xE1 && orientation(b + 4, got - 4) >= 5)
			turned = 1;
		if (is_frame(b[1])) {
			width = cm_media_be(b + 7, 2);
			m->height = cm_media_be(b + 5, 2);
			m->width = turned ? m->height : width;
			m->height = turned ? width : m->height;
			return;
		}
		if (b[1] == 0xDA || b[1] == 0xD9)
			return;
	}
}

/* Passes over a GIF's pieces of data. */
static uint64_t
gif_data(const struct cm_media_file *f, uint64_t at)
{
	unsigned char n;

	while (cm_media_read(f, at, &n, 1) == 1 && n > 0)
		at += 1 + (uint64_t)n;
	return at + 1;
}

static void
look_gif(const struct cm_media_file *f, struct cm_media *m)
{
	unsigned char b[13];
	uint64_t at = 13;
	int pictures = 0, n;

	m->type = "image/gif";
	if (cm_media_read(f, 0, b, 13) < 13)
		return;
	m->width = cm_media_le(b + 6, 2);
	m->height = cm_media_le(b + 8, 2);
	if ((b[10] & 0x80) != 0)
		at += 3u << ((b[10] & 7) + 1);
	for (n = 0; n < 10000 && pictures < 2; n++) {
		if (cm_media_read(f, at, b, 10) < 2)
			break;
		if (b[0] == 0x21) {
			at = gif_data(f, at + 2);
		} else if (b[0] == 0x2C) {
			pictures++;
			if ((b[9] & 0x80) != 0)
				at += 3u << ((b[9] & 7) + 1);
			at = gif_data(f, at + 11);
		} else {
			break;
		}
	}
	m->animated = pictures > 1;
}

static void
look_webp(const struct cm_media_file *f, struct cm_media *m)
{
	unsigned char b[30];
	uint32_t v;

	m->type = "image/webp";
	if (cm_media_read(f, 0, b, sizeof(b)) < sizeof(b))
		return;
	if (memcmp(b + 12, "VP8X", 4) == 0) {
		m->animated = (b[20] & 2) != 0;
		m->width = 1 + (int64_t)cm_media_le(b + 24, 3);
		m->height = 1 + (int64_t)cm_media_le(b + 27, 3);
	} else if (memcmp(b + 12, "VP8L", 4) == 0) {
		v = cm_media_le(b + 21, 4);
		m->width = 1 + (int64_t)(v & 0x3FFF);
		m->height = 1 + (int64_t)(v >> 14 & 0x3FFF);
	} else {
		m->width = cm_media_le(b + 26, 2) & 0x3FFF;
		m->height = cm_media_le(b + 28, 2) & 0x3FFF;
	}
}

/* SubRip: a number, and a line with an arrow. */
static int
is_subrip(const unsigned char *p, size_t len)
{
	size_t i = 0;

	if (len >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0)
		i = 3;
	if (i == len || p[i] < '0' || p[i] > '9')
		return 0;
	while (i < len && p[i] >= '0' && p[i] <= '9')
		i++;
	while (i < len && (p[i] == '\r' || p[i] == '\n'))
		i++;
	return i + 16 < len && p[i + 2] == ':' && p[i + 5] == ':' &&
	    p[i + 8] == ',' && memcmp(p + i + 12, " -->", 4) == 0;
}

static int
is_webvtt(const unsigned char *p, size_t len)
{
	if (len >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0) {
		p += 3;
		len -= 3;
	}
	return len >= 6 && memcmp(p, "WEBVTT", 6) == 0 &&
	    (len == 6 || p[6] <= ' ');
}

static void
look(const struct cm_media_file *f, struct cm_media *m)
{
	unsigned char b[64];
	size_t n = cm_media_read(f, 0, b, sizeof(b));

	memset(b + n, 0, sizeof(b) - n);
	if (memcmp(b, "\x89PNG\r\n\x1A\n", 8) == 0)
		look_png(f, m);
	else if (memcmp(b, "\xFF\xD8\xFF", 3) == 0)
		look_jpeg(f, m);
	else if (memcmp(b, "GIF87a", 6) == 0 || memcmp(b, "GIF89a", 6) == 0)
		look_gif(f, m);
	else if (memcmp(b, "RIFF", 4) == 0 && memcmp(b + 8, "WEBP", 4) == 0)
		look_webp(f, m);
	else if (memcmp(b, "RIFF", 4) == 0 && memcmp(b + 8, "WAVE", 4) == 0)
		cm_media_wav(f, m);
	else if (memcmp(b + 4, "ftyp", 4) == 0)
		cm_media_boxes(f, m);
	else if (memcmp(b + 4, "moov", 4) == 0 || memcmp(b + 4, "wide", 4) == 0)
		cm_media_boxes(f, m);
	else if (memcmp(b, "\x1A\x45\xDF\xA3", 4) == 0)
		cm_media_ebml(f, m);
	else if (memcmp(b, "fLaC", 4) == 0)
		cm_media_flac(f, m);
	else if (memcmp(b, "OggS", 4) == 0)
		cm_media_ogg(f, m);
	else if (memcmp(b, "%PDF-", 5) == 0)
		m->type = "application/pdf";
	else if (is_webvtt(b, n))
		m->type = "text/vtt";
	else if (is_subrip(b, n))
		m->type = "application/x-subrip";
	else
		cm_media_mp3(f, m);
}

int
cm_media_look(const char *path, struct cm_media *m)
{
	struct cm_media_file f;
	struct stat st;

	memset(m, 0, sizeof(*m));
	m->type = "application/octet-stream";
	m->width = m->height = -1;
	m->seconds = -1;
	f.fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (f.fd == -1)
		return -1;
	if (fstat(f.fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		if (S_ISDIR(st.st_mode))
			errno = EISDIR;
		else
			errno = EINVAL;
		close(f.fd);
		return -1;
	}
	m->bytes = f.size = (uint64_t)st.st_size;
	look(&f, m);
	close(f.fd);
	return 0;
}
