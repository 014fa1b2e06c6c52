/* SPDX-License-Identifier: ISC */
#ifndef CM_SIP_H
#define CM_SIP_H

#include <stddef.h>
#include <stdint.h>

/*
 * SipHash-2-4 with 128 bits: a hash under a secret of 16 bytes, so that
 * nobody who does not know it can make two texts that hash alike.
 */
void cm_sip(
    const unsigned char secret[16], const void *p, size_t len, uint64_t out[2]);

/* Fills a secret with random bytes of the system. */
void cm_sip_secret(unsigned char secret[16]);

#endif
