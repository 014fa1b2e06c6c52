/* SPDX-License-Identifier: ISC */
#ifndef CM_MEDIAFILE_H
#define CM_MEDIAFILE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/media.h"

/* For media: a file that is looked at here and there, and the kinds of files
 * one by one. What is cut off or makes no sense leaves what is unknown. */
struct cm_media_file {
	int fd;
	uint64_t size;
};

/* Reads; returns how much there was. */
size_t cm_media_read(
    const struct cm_media_file *f, uint64_t at, void *to, size_t len);

/* Numbers of n bytes, at most 4. */
uint32_t cm_media_be(const unsigned char *p, int n);
uint32_t cm_media_le(const unsigned char *p, int n);

void cm_media_boxes(const struct cm_media_file *f, struct cm_media *m);
void cm_media_ebml(const struct cm_media_file *f, struct cm_media *m);
void cm_media_wav(const struct cm_media_file *f, struct cm_media *m);
void cm_media_flac(const struct cm_media_file *f, struct cm_media *m);
void cm_media_ogg(const struct cm_media_file *f, struct cm_media *m);
/* Leaves all as it is where it is none. */
void cm_media_mp3(const struct cm_media_file *f, struct cm_media *m);

#endif
