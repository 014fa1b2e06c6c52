/* SPDX-License-Identifier: ISC */
#ifndef CM_NETCHILD_H
#define CM_NETCHILD_H

#include <stdint.h>

/*
 * What runs in the child of netmod: libjq and nothing else. Runs come in as
 * a length (uint32_t) and so many bytes of JSON; frames go out.
 */
enum {
	CM_NETCHILD_READY,   /* it is compiled; first */
	CM_NETCHILD_REFUSED, /* it does not compile: libjq's words; then end */
	CM_NETCHILD_EFFECTS, /* lines, each with its LF */
	CM_NETCHILD_DONE,    /* the end of a run */
	CM_NETCHILD_FAILED   /* the same: why */
};

struct cm_netchild_frame {
	uint32_t kind, len;
};

/* Exit statuses. Others, and signals, are faults. */
enum { CM_NETCHILD_OVER = 0, CM_NETCHILD_NO_MEMORY = 3 };

#define CM_NETCHILD_MEMORY ((uint64_t)1 << 30)

/* To be called right after fork(2). Goes on until in is at its end. */
void cm_netchild_main(int in, int out, const char *program)
    __attribute__((noreturn));

#endif
