/* SPDX-License-Identifier: ISC */
#ifndef CM_TESTS_PACKS_H
#define CM_TESTS_PACKS_H

/* The archives and workbooks of tests/packs.py, in a folder of their own. */

#include "tests/python.h"
#include "tests/tap.h"

/* folder is a template of mkdtemp(3); more is a word for packs.py, or "".
 * Returns 0 where there is no Python. */
static inline int
packs_make(char *folder, const char *more)
{
	char program[400];
	struct python py;

	if (mkdtemp(folder) == NULL)
		return 0;
	snprintf(program, sizeof(program),
	    "import sys; sys.argv = ['packs.py', '%s', '%s']; "
	    "exec(open('tests/packs.py').read())",
	    folder, more);
	return python_run(&py, program) == 0 && python_done(&py);
}

static inline void
packs_remove(const char *folder)
{
	char program[300];
	struct python py;

	snprintf(program, sizeof(program), "import shutil; shutil.rmtree('%s')",
	    folder);
	ok(python_run(&py, program) == 0 && python_done(&py), "cleaned up");
}

#endif
