/* SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "cmd/cm-post/post.h"

struct outbox {
	enum cm_exit status;
};

struct outbox *
outbox_open(const struct options *o, struct cm_conf *conf, enum cm_exit *status)
{
	(void)o;
	(void)conf;
	*status = CM_OK;
	return cm_zalloc(sizeof(struct outbox));
}

const struct cm_about *
outbox_about(struct outbox *b, const char *account)
{
	(void)b;
	(void)account;
	return NULL;
}

void
outbox_add(struct outbox *b, const struct item *it,
    const struct cm_account *account, struct plan *p)
{
	(void)it;
	(void)account;
	(void)p;
	b->status = CM_FAIL;
}

enum cm_exit
outbox_run(struct outbox *b)
{
	return b->status;
}

enum cm_exit
outbox_close(struct outbox *b)
{
	enum cm_exit status = b->status;

	free(b);
	return status;
}
