/* SPDX-License-Identifier: ISC */
/* What is secret about an account, wherever it came from. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/netjob.h"

void
net_remember(struct net_account *a, const char *name, const char *value)
{
	size_t i;

	for (i = 0; i < a->nknown; i++)
		if (strcmp(a->known[i].value, value) == 0)
			return;
	a->known = cm_realloc(a->known, sizeof(*a->known) * (a->nknown + 1));
	a->known[a->nknown].name = cm_strdup(name);
	a->known[a->nknown++].value = cm_strdup(value);
}

/* A password that goes out in base64 can come back so. */
void
net_remember_pair(struct net_account *a, char *const *headers)
{
	static const char basic[] = "authorization: Basic ";

	for (; *headers != NULL; headers++)
		if (strncasecmp(*headers, basic, sizeof(basic) - 1) == 0)
			net_remember(a, "basic", *headers + sizeof(basic) - 1);
}

/* What was learnt comes before what the file says: it is newer. A setting
 * that stands there for all to see, such as a user name, is no secret. */
const char *
net_secret(void *ctx, const char *name)
{
	struct net_account *a = ctx;
	const char *value = NULL, *plain;
	size_t i;

	if (a->conf == NULL)
		return "REDACTED";
	for (i = 0; i < a->entry.count; i++)
		if (strcmp(a->entry.secrets[i].name, name) == 0)
			value = a->entry.secrets[i].value;
	if (value == NULL && cm_conf_secret(a->conf, name, &value) != 1)
		return NULL;
	plain = cm_conf_get(a->conf, name);
	if (cm_about_has(a->about->secrets, name) || plain == NULL ||
	    strcmp(plain, value) != 0)
		net_remember(a, name, value);
	return value;
}

/* Also those that this job did not use: the server knows them, and may say
 * them again. */
void
net_remember_all(struct net_account *a)
{
	const char *value;
	size_t i;

	for (i = 0; i < a->entry.count; i++)
		if (a->entry.secrets[i].value != NULL)
			net_remember(a, a->entry.secrets[i].name,
			    a->entry.secrets[i].value);
	for (i = 0; a->conf != NULL && a->about->secrets[i] != NULL; i++) {
		value = cm_conf_get(a->conf, a->about->secrets[i]);
		if (value != NULL && *value != '\0')
			net_remember(a, a->about->secrets[i], value);
	}
}
