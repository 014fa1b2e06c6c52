/* SPDX-License-Identifier: ISC */
/* Steps that no visit is of, as "/cart" where all addresses are "/cart/". */
#include "cmd/cm-stats/bytes.h"
#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/funnel.h"
#include "lib/err.h"

static size_t
bits_add(void *cell, const struct cell *c, const struct fact *f)
{
	*(uint64_t *)cell |= (uint64_t)f->value[c->input].i;
	return 0;
}

static void
bits_merge(const struct cell *c, void *a, const void *b)
{
	(void)c;
	*(uint64_t *)a |= *(const uint64_t *)b;
}

static void
bits_pack(const struct cell *c, const void *cell, struct cm_buf *b)
{
	(void)c;
	bytes_put(b, *(const uint64_t *)cell);
}

static long
bits_unpack(const struct cell *c, void *cell, struct bytes *from)
{
	(void)c;
	*(uint64_t *)cell |= bytes_get(from);
	return from->bad ? -1 : 0;
}

const struct cell_type cell_bits = {"bits", sizeof(uint64_t), bits_add,
    bits_merge, NULL, bits_pack, bits_unpack};

void
funnel_hint(const struct section *s, const struct line *line, size_t n)
{
	const struct funnel *p = s->state;
	uint64_t taken = 0, near = 0;
	size_t i;
	int k;

	for (i = 0; i < n; i++) {
		taken |= *(const uint64_t *)line_cell(s, &line[i], p->taken);
		near |= *(const uint64_t *)line_cell(s, &line[i], p->near);
	}
	for (k = 0; k < p->nsteps; k++)
		if ((taken >> k & 1) == 0 && (near >> k & 1) != 0)
			cm_note(0, "--steps: no visit is of '%s' (%s%s?)",
			    p->step[k].pattern, p->step[k].pattern,
			    (near >> (FUNNEL_SLASH + k) & 1) != 0 ? "/" : "*");
}
