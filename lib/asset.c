/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/asset.h"

const struct cm_asset *
cm_asset_find(const struct cm_asset *table, const char *name)
{
	for (; table->name != NULL; table++)
		if (strcmp(table->name, name) == 0)
			return table;
	return NULL;
}
