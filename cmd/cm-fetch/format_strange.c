/* SPDX-License-Identifier: ISC */
/* Names in a format's description that mean nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/format_in.h"
#include "lib/json.h"
#include "lib/near.h"

static int
is_one(const char *const *list, const char *name)
{
	for (; *list != NULL; list++)
		if (strcmp(*list, name) == 0)
			return 1;
	return 0;
}

int
format_strange(struct cm_slice object, const char *const *known,
    char name[FORMAT_NAME], char want[FORMAT_NAME + 40])
{
	struct cm_slice key, value;
	const char *near;
	size_t at = 0;
	char *member;

	while (object.p != NULL && cm_json_next(object, &at, &key, &value)) {
		member = cm_json_dup(key);
		if (member == NULL || is_one(known, member)) {
			free(member);
			continue;
		}
		near = cm_near(member, known);
		snprintf(name, FORMAT_NAME, "%.40s", member);
		snprintf(want, FORMAT_NAME + 40, "known%s%.40s%s",
		    near != NULL ? "; is '" : "", near != NULL ? near : "",
		    near != NULL ? "' meant?" : "");
		free(member);
		return 1;
	}
	return 0;
}

int
format_no_column(
    const char *const *columns, const char *name, char want[FORMAT_NAME + 100])
{
	const char *near;

	if (is_one(columns, name))
		return 0;
	near = cm_near(name, columns);
	snprintf(want, FORMAT_NAME + 100,
	    "of columns: '%.40s' is none%s%.40s%s", name,
	    near != NULL ? "; is '" : "", near != NULL ? near : "",
	    near != NULL ? "' meant?" : "");
	return 1;
}
