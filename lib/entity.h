/* SPDX-License-Identifier: ISC */
#ifndef CM_ENTITY_H
#define CM_ENTITY_H

#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"

/*
 * References to characters as HTML has them: &eacute; &#233; &#xE9; by
 * HTML's names, and by its rules: &#150; is the dash that windows-1252 has
 * there, and the oldest names may lack their semicolon.
 */
enum { CM_ENTITY_MAX = 9 }; /* room for what one stands for, and a NUL */

/*
 * Reads the reference at s, which begins with '&'. Returns how many bytes of
 * s it takes, and to[] is the text it stands for; or 0 when it is none.
 */
size_t cm_entity_read(const char *s, size_t len, char to[CM_ENTITY_MAX]);

/* Adds s with all its references replaced. */
void cm_entity_decode(struct cm_buf *to, const char *s, size_t len);

/* Writes a character in UTF-8; returns its length, 1 to 4. What is none
 * becomes U+FFFD. */
size_t cm_entity_utf8(uint32_t c, char to[4]);

/* What windows-1252 has at a byte from 0x80 to 0x9F; 0 where nothing. */
uint32_t cm_entity_1252(unsigned char byte);

#endif
