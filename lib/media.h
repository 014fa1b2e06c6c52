/* SPDX-License-Identifier: ISC */
#ifndef CM_MEDIA_H
#define CM_MEDIA_H

#include <stdint.h>

/*
 * What a file of media is, told by its bytes, never by its name alone: PNG,
 * JPEG (its orientation turns width and height), GIF, WebP, AVIF, HEIC, MP4
 * and QuickTime, WebM, MP3, Ogg, WAV, FLAC, PDF, WebVTT, SubRip.
 */
struct cm_media {
	const char *type; /* "image/png"; "application/octet-stream": unknown */
	uint64_t bytes;
	int64_t width, height; /* -1: unknown */
	double seconds;        /* -1: unknown */
	int animated;          /* a GIF, PNG or WebP of several pictures */
};

/* Returns 0, or -1 with errno: not there, no regular file. */
int cm_media_look(const char *path, struct cm_media *m);

#endif
