/* SPDX-License-Identifier: ISC */
/* Sound: WAV, FLAC, Ogg, MP3. */
#include <string.h>

#include "lib/mediafile.h"

void
cm_media_wav(const struct cm_media_file *f, struct cm_media *m)
{
	unsigned char b[24];
	uint64_t at = 12, size;
	uint32_t rate = 0;
	int n;

	m->type = "audio/wav";
	for (n = 0; n < 100; n++, at += 8 + size + (size & 1)) {
		if (cm_media_read(f, at, b, sizeof(b)) < 8)
			return;
		size = cm_media_le(b + 4, 4);
		if (memcmp(b, "fmt ", 4) == 0)
			rate = cm_media_le(b + 16, 4);
		if (memcmp(b, "data", 4) == 0) {
			if (rate > 0)
				m->seconds = (double)size / rate;
			return;
		}
	}
}

void
cm_media_flac(const struct cm_media_file *f, struct cm_media *m)
{
	unsigned char b[26];
	uint64_t rate, samples;

	m->type = "audio/flac";
	if (cm_media_read(f, 0, b, sizeof(b)) < sizeof(b))
		return;
	rate = cm_media_be(b + 18, 3) >> 4;
	samples = (uint64_t)(b[21] & 15) << 32 | cm_media_be(b + 22, 4);
	if (rate > 0 && samples > 0)
		m->seconds = (double)samples / (double)rate;
}

/* The place of the last page that says where it is, in samples; -1: none. */
static double
ogg_last(const struct cm_media_file *f)
{
	static const unsigned char none[8] = {
	    255, 255, 255, 255, 255, 255, 255, 255};
	unsigned char b[65536];
	uint64_t from = f->size > sizeof(b) ? f->size - sizeof(b) : 0;
	size_t n = cm_media_read(f, from, b, sizeof(b)), i;

	for (i = n < 27 ? 0 : n - 27; i > 0; i--)
		if (memcmp(b + i, "OggS", 4) == 0 &&
		    memcmp(b + i + 6, none, 8) != 0)
			return (double)cm_media_le(b + i + 6, 4) +
			    4294967296.0 * cm_media_le(b + i + 10, 4);
	return -1;
}

void
cm_media_ogg(const struct cm_media_file *f, struct cm_media *m)
{
	unsigned char b[64];
	const unsigned char *p;
	size_t n = cm_media_read(f, 0, b, sizeof(b));
	double last, rate = 0, skip = 0;

	m->type = "audio/ogg";
	if (n < 48 || 27u + b[26] + 20u > n)
		return;
	p = b + 27 + b[26];
	if (memcmp(p, "\x01vorbis", 7) == 0) {
		rate = cm_media_le(p + 12, 4);
	} else if (memcmp(p, "OpusHead", 8) == 0) {
		rate = 48000;
		skip = cm_media_le(p + 10, 2);
	} else if (memcmp(p, "\x80theora", 7) == 0) {
		m->type = "video/ogg";
		m->width = (int64_t)cm_media_be(p + 10, 2) * 16;
		m->height = (int64_t)cm_media_be(p + 12, 2) * 16;
	}
	last = rate > 0 ? ogg_last(f) : -1;
	if (last > skip)
		m->seconds = (last - skip) / rate;
}

struct frame {
	int version; /* 1, 2; 3 stands for 2.5 */
	int kbits;
	uint32_t rate;
	uint32_t samples, bytes;
	int mono;
};

/* Reads the head of a frame of layer III. Returns 0, or -1. */
static int
read_frame(const unsigned char *b, struct frame *f)
{
	static const short first[16] = {0, 32, 40, 48, 56, 64, 80, 96, 112, 128,
	    160, 192, 224, 256, 320, 0};
	static const short second[16] = {
	    0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0};
	static const uint32_t rates[4] = {44100, 48000, 32000, 0};
	int version = b[1] >> 3 & 3;

	if (b[0] != 0xFF || (b[1] & 0xE6) != 0xE2 || version == 1)
		return -1;
	f->version = version == 3 ? 1 : version == 2 ? 2 : 3;
	f->kbits = f->version == 1 ? first[b[2] >> 4] : second[b[2] >> 4];
	f->rate = rates[b[2] >> 2 & 3] >> (f->version - 1);
	if (f->kbits == 0 || f->rate == 0)
		return -1;
	f->samples = f->version == 1 ? 1152 : 576;
	f->bytes = f->samples / 8 * 1000 * (uint32_t)f->kbits / f->rate +
	    (b[2] >> 1 & 1);
	f->mono = b[3] >> 6 == 3;
	return 0;
}

void
cm_media_mp3(const struct cm_media_file *f, struct cm_media *m)
{
	unsigned char b[64], next[4];
	struct frame frame, second;
	uint64_t at = 0;
	size_t n = cm_media_read(f, 0, b, 10), side;

	if (n == 10 && memcmp(b, "ID3", 3) == 0) {
		m->type = "audio/mpeg";
		at = 10 +
		    ((uint64_t)(b[6] & 127) << 21 | (b[7] & 127) << 14 |
			(b[8] & 127) << 7 | (b[9] & 127));
	}
	n = cm_media_read(f, at, b, sizeof(b));
	if (n < sizeof(b) || read_frame(b, &frame) != 0)
		return;
	/* One head could be chance. */
	if (at == 0 &&
	    (cm_media_read(f, frame.bytes, next, 4) < 4 ||
		read_frame(next, &second) != 0))
		return;
	m->type = "audio/mpeg";
	side =
	    frame.version == 1 ? (frame.mono ? 17 : 32) : (frame.mono ? 9 : 17);
	if ((memcmp(b + 4 + side, "Xing", 4) == 0 ||
		memcmp(b + 4 + side, "Info", 4) == 0) &&
	    (b[4 + side + 7] & 1) != 0)
		m->seconds = (double)cm_media_be(b + 4 + side + 8, 4) *
		    frame.samples / frame.rate;
	else
		m->seconds = (double)(f->size - at) / (125.0 * frame.kbits);
}
