/* SPDX-License-Identifier: ISC */
#include "lib/sip.h"
#include "tests/tap.h"

/* The key 00 01 .. 0f, and texts 00 01 .. of no and 63 bytes. */
int
main(void)
{
	unsigned char key[16], text[64];
	uint64_t out[2];
	int i;

	for (i = 0; i < 64; i++)
		text[i] = (unsigned char)i;
	memcpy(key, text, 16);
	cm_sip(key, text, 0, out);
	ok(out[0] == 0xe6a825ba047f81a3 && out[1] == 0x930255c71472f66d,
	    "no bytes");
	cm_sip(key, text, 63, out);
	ok(out[0] == 0x4a83502f77d15051 && out[1] == 0x7cbd3f979a063e50,
	    "63 bytes");
	return done();
}
