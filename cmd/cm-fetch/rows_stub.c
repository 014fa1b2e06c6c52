/* SPDX-License-Identifier: ISC */
/* Until sheets are read: what gives way to the true ones. */
#include "cmd/cm-fetch/pack.h"

int sheets_row(struct sheets *s, const struct sheet_cell **cells, size_t *n,
    uint64_t *number) __attribute__((weak));
const char *sheets_why(const struct sheets *s) __attribute__((weak));

int
sheets_row(struct sheets *s, const struct sheet_cell **cells, size_t *n,
    uint64_t *number)
{
	(void)s;
	(void)cells;
	(void)n;
	(void)number;
	return -1;
}

const char *
sheets_why(const struct sheets *s)
{
	(void)s;
	return "sheets are not read yet";
}
