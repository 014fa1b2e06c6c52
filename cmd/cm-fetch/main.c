/* SPDX-License-Identifier: ISC */
/* cm-fetch; see cm-fetch(1). */
#include "lib/err.h"
#include "lib/opt.h"

static const struct cm_opt options[] = {
    {0, NULL, NULL, NULL},
};

static const struct cm_prog prog = {
    "cm-fetch", "[file ...]", "not written yet", options, NULL, 0};

int
main(int argc, char *argv[])
{
	struct cm_opts o;

	cm_opt_init(&o, &prog, argc, argv);
	while (cm_opt_next(&o) != CM_OPT_END)
		;
	return cm_finish(CM_OK);
}
