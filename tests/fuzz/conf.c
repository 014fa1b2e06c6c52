/* SPDX-License-Identifier: ISC */
/*
 * Whatever stands in an accounts file: no crash, and what is read of it can be
 * written and is read back as it was.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/conf.h"
#include "lib/confin.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_account(const struct cm_account *a)
{
	struct cm_conf_item *all = cm_zalloc((a->count + 1) * sizeof(*all));
	const struct cm_account *b;
	struct cm_conf *c;
	size_t i, n = 0;

	if (!cm_conf_is_name(a->name))
		abort();
	for (i = 0; i < a->count; i++) {
		if (strchr(a->items[i].value, '\r') == NULL)
			all[n++] = a->items[i];
		else if (cm_conf_get(a, a->items[i].name) == NULL)
			abort();
	}
	c = cm_conf_trial("f", a->name, all, n);
	b = c != NULL ? cm_conf_at(c, 0) : NULL;
	if (b == NULL || b->count != n || strcmp(a->name, b->name) != 0)
		abort();
	for (i = 0; i < n; i++)
		if (strcmp(all[i].name, b->items[i].name) != 0 ||
		    strcmp(all[i].value, b->items[i].value) != 0)
			abort();
	cm_conf_close(c);
	free(all);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cm_conf *c;
	struct cm_buf b;
	size_t i;

	if (cm_name == NULL || strcmp(cm_name, "f") != 0) {
		cm_name = "f";
		if (freopen("/dev/null", "w", stderr) == NULL)
			abort();
	}
	cm_buf_init(&b, CM_CONF_MAX);
	cm_buf_add(&b, data, size);
	c = cm_conf_read("f", &b);
	for (i = 0; c != NULL && i < cm_conf_count(c); i++)
		check_account(cm_conf_at(c, i));
	cm_conf_close(c);
	return 0;
}
