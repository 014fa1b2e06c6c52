/* SPDX-License-Identifier: ISC */
/* Until rows are mapped: what gives way to the true ones. */
#include <stdlib.h>

#include "cmd/cm-fetch/map.h"
#include "lib/err.h"
#include "lib/json.h"

struct map *map_open(const struct map_column *columns, size_t n,
    const char *constants, int64_t fetched, const struct cell_rules *rules,
    unsigned flags) __attribute__((weak));
void map_close(struct map *m) __attribute__((weak));
enum map_verdict map_row(struct map *m, const struct map_cell *cells, size_t n,
    struct cm_buf *to, int64_t *when, const char **why) __attribute__((weak));

struct map {
	const struct map_column *columns;
	size_t n;
};

struct map *
map_open(const struct map_column *columns, size_t n, const char *constants,
    int64_t fetched, const struct cell_rules *rules, unsigned flags)
{
	struct map *m = cm_zalloc(sizeof(*m));

	(void)constants;
	(void)fetched;
	(void)rules;
	(void)flags;
	m->columns = columns;
	m->n = n;
	return m;
}

void
map_close(struct map *m)
{
	free(m);
}

enum map_verdict
map_row(struct map *m, const struct map_cell *cells, size_t n,
    struct cm_buf *to, int64_t *when, const char **why)
{
	size_t i;

	(void)when;
	(void)why;
	cm_buf_byte(to, '{');
	for (i = 0; i < m->n; i++)
		if (m->columns[i].cell < n &&
		    cells[m->columns[i].cell].p != NULL)
			cm_json_member_n(to, m->columns[i].to,
			    cells[m->columns[i].cell].p,
			    cells[m->columns[i].cell].len);
	cm_buf_byte(to, '}');
	return MAP_TAKEN;
}
