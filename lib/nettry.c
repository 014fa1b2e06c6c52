/* SPDX-License-Identifier: ISC */
/* The first run of a job alone: what the module itself has against it. */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "lib/json.h"
#include "lib/netjob.h"

struct attempt {
	char *why;
	int done;
};

/* A failure, and nothing before it. What is not the draft's own fault may be
 * otherwise when it is sent. */
static void
tried(void *ctx, const struct cm_netmod_reply *r)
{
	struct attempt *t = ctx;
	struct cm_slice s = {r->effects, r->len}, fail;

	t->done = 1;
	if (r->why != NULL || s.len == 0)
		return;
	s.len = strcspn(s.p, "\n");
	fail = cm_json_get(s, "fail");
	if (fail.p != NULL && cm_json_is(cm_json_get(fail, "kind"), "invalid"))
		t->why = cm_json_dup(cm_json_get(fail, "message"));
}

static void
await(struct cm_netmod *mod, const struct attempt *t)
{
	struct pollfd fds[2];

	for (cm_netmod_step(mod); !t->done; cm_netmod_step(mod)) {
		memset(fds, 0, sizeof(fds));
		cm_netmod_fds(mod, &fds[0].fd, &fds[1].fd);
		fds[0].events = POLLIN;
		fds[1].events = POLLOUT;
		(void)poll(fds, 2, fds[0].fd == -1 ? 0 : 1000);
	}
}

char *
cm_net_refuses(struct cm_net *n, const struct cm_net_job *from)
{
	struct net_account *a =
	    n->replay == NULL ? net_account_of(n, from->account) : NULL;
	struct attempt t = {NULL, 0};
	struct net_job *j;
	struct cm_buf b;

	if (a == NULL || net_keyring(n) == NULL)
		return NULL;
	cm_keyring_release(&a->entry);
	if (cm_keyring_read(n->keyring, a->name, a->of, &a->entry) != 0 ||
	    net_lacks_host(a) || net_needs(a))
		return NULL;
	j = net_job_new(a, from);
	net_object(a, j);
	net_run_input(&b, j);
	cm_netmod_run(a->mod->mod, &b, tried, &t);
	cm_buf_release(&b);
	await(a->mod->mod, &t);
	net_job_free(j);
	return t.why;
}
