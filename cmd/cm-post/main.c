/* SPDX-License-Identifier: ISC */
/* cm-post: publishes drafts and carries out actions; see cm-post(1). */
#include "lib/err.h"
#include "lib/opt.h"

static const struct cm_opt options[] = {
    {0, NULL, NULL, NULL},
};

static const struct cm_prog prog = {"cm-post", "[file ...]",
    "publish drafts and carry out actions (not in this version)", options, NULL,
    0};

int
main(int argc, char *argv[])
{
	struct cm_opts o;

	cm_opt_init(&o, &prog, argc, argv);
	while (cm_opt_next(&o) != CM_OPT_END)
		;
	cm_die(CM_USAGE, "publishing is not in this version; nothing was sent");
}
