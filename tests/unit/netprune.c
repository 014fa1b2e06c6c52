/* SPDX-License-Identifier: ISC */
/* Definitions that nothing uses: what is left of a program. */
#include <string.h>

#include "lib/netprune.h"
#include "tests/tap.h"

static void
leaves(const char *program, const char *want, const char *what)
{
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_puts(&b, program);
	cm_netprune(&b);
	is(cm_buf_str(&b), want, what);
	cm_buf_release(&b);
}

int
main(void)
{
	leaves("def a: 1;\ndef b: a;\ndef c: 2;\nb",
	    "def a: 1;\ndef b: a;\n"
	    "         \nb",
	    "what is used by what is used stays, lines too");
	leaves("def a: 1; def a(f): f; def b: 2; a(3)",
	    "def a: 1; def a(f): f;           a(3)", "all of one name stay");
	leaves("def a: 1;\ndef b: def a: 2; 3;\n4",
	    "         \n                   \n4",
	    "an inner one is of its outer one");
	leaves("def a: 1; def b: \"x \\(a + \"\\\"\\(2)\")\"; b",
	    "def a: 1; def b: \"x \\(a + \"\\\"\\(2)\")\"; b",
	    "a use within a text");
	leaves("def a: \"; def b: 1;\"; def c: # ; def d: 2;\n 3; c",
	    "                     "
	    " def c: # ; def d: 2;\n 3; c",
	    "texts and comments have no definitions");
	leaves("def a: .def; def b: {def: 1}; b",
	    "             def b: {def: 1}; b", "a member is none");
	leaves("def a: 1; def b: (2; b", "def a: 1; def b: (2; b",
	    "what is not closed stays whole");
	leaves("1", "1", "no definitions at all");
	return done();
}
