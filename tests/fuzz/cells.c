/* SPDX-License-Identifier: ISC */
/*
 * A target for libFuzzer: the first bytes say how cells are read and into what,
 * the rest are cells. A row that is taken is an object of JSON; a number is one
 * of JSON; a time is within the calendar; and the ways that usual cells take
 * lead where the others lead.
 */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/map_in.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { COLUMNS = 6 };

static const char *const paths[] = {"id", "text", "metrics.likes", "published",
    "tags[]", "raw", "period", "author.handle", "url", "type", "mentions[]",
    "media[]", "curation.score", ".Name", "html", "paid"};

static void
demand(int holds)
{
	if (!holds)
		abort();
}

static void
is_object(struct cm_buf *b)
{
	struct cm_scan_error why;

	cm_buf_room(b, CM_SCAN_PAD);
	demand(cm_scan_line(b->p, b->len, NULL, NULL, &why) == 0);
}

/* Whether it is UTF-8, as all cells are: JSON takes nothing else. */
static int
is_text(const char *p, size_t len)
{
	struct cm_scan_error why;
	struct cm_buf b;
	size_t i;
	int good;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_puts(&b, "{\"a\":\"");
	for (i = 0; i < len; i++)
		cm_buf_byte(&b, (unsigned char)p[i] < 0x80 ? 'a' : p[i]);
	cm_buf_puts(&b, "\"}");
	cm_buf_room(&b, CM_SCAN_PAD);
	good = cm_scan_line(b.p, b.len, NULL, NULL, &why) == 0;
	cm_buf_release(&b);
	return good;
}

/* A cell by itself. */
static void
alone(const struct map_cell *c, const struct cell_rules *r, enum cell_type as)
{
	struct cell_evidence e;
	struct cell_rules settled = *r;
	const char *what;
	struct cm_buf b;
	int64_t t;
	int day;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_puts(&b, "{\"n\":");
	if (cell_number(&b, c->p, c->len, as, r) == CELL_OK) {
		cm_buf_byte(&b, '}');
		is_object(&b);
	}
	if (cell_time(c->p, c->len, r, &t, &day) == CELL_OK) {
		demand(t > -2208988800 - 86400 && t < 253402300800);
		demand(cell_day_end(t, r->zone) > t);
	}
	memset(&e, 0, sizeof(e));
	cell_look(&e, c->p, c->len, as);
	cm_buf_clear(&b);
	if (cell_settle(&e, &settled, &what) == CELL_AMBIGUOUS)
		cell_question(&b, &e, what);
	cm_buf_release(&b);
}

static void
rows(const struct map_column *columns, const struct map_cell *cells, size_t n,
    const struct cell_rules *r, unsigned flags)
{
	static const char constants[] =
	    "{\"type\":\"post\",\"author\":{\"name\":\"Ann\"}}";
	struct map *m = map_open(columns, n, constants, 0, r, flags);
	enum map_verdict verdict, other;
	struct cm_buf b, slow;
	const char *why;
	int64_t when, slow_when;
	size_t i;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_init(&slow, CM_BUF_ANY);
	verdict = map_row(m, cells, n, &b, &when, &why);
	if (verdict == MAP_TAKEN)
		is_object(&b);
	else
		demand(b.len == 0);
	for (i = 0; i < m->nsteps; i++)
		m->steps[i].fast = FAST_NOT;
	other = map_row(m, cells, n, &slow, &slow_when, &why);
	demand(verdict == other && b.len == slow.len);
	demand(b.len == 0 || memcmp(b.p, slow.p, b.len) == 0);
	demand(verdict != MAP_TAKEN || when == slow_when);
	cm_buf_release(&b);
	cm_buf_release(&slow);
	map_close(m);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct map_column columns[COLUMNS];
	struct map_cell cells[COLUMNS];
	char *copies[COLUMNS];
	struct cell_rules r = {0};
	const uint8_t *end;
	size_t n, i, len;
	unsigned flags;

	if (size < 3 + 2 * COLUMNS)
		return 0;
	flags = data[0] & 7;
	r.point = "\0.,"[data[1] % 3];
	r.dates = (enum cell_dates)(data[1] / 3 % 4);
	r.guards = (enum cell_guards)(data[2] % 3);
	for (i = 0; i < COLUMNS; i++) {
		columns[i].to =
		    paths[data[3 + 2 * i] % (sizeof(paths) / sizeof(paths[0]))];
		columns[i].as =
		    (enum cell_type)(data[4 + 2 * i] % (CELL_VALUE + 1));
		columns[i].cell = i;
		columns[i].heading = "Heading";
	}
	data += 3 + 2 * COLUMNS;
	size -= 3 + 2 * COLUMNS;
	/* Each in memory of its own: what reads on is found. The fast ways
	 * may read a little further, as rows say. */
	for (n = 0; n < COLUMNS; n++) {
		end = size > 0 ? memchr(data, 0x1f, size) : NULL;
		len = end != NULL ? (size_t)(end - data) : size;
		copies[n] = calloc(1, len + CM_SCAN_PAD);
		if (copies[n] == NULL)
			abort();
		memcpy(copies[n], data, len);
		for (i = is_text(copies[n], len) ? len : 0; i < len; i++)
			copies[n][i] &= 0x7f;
		cells[n].p = len > 0 ? copies[n] : NULL;
		cells[n].len = len;
		alone(&cells[n], &r, columns[n].as);
		data += end != NULL ? len + 1 : len;
		size -= end != NULL ? len + 1 : len;
	}
	rows(columns, cells, n, &r, flags);
	for (i = 0; i < n; i++)
		free(copies[i]);
	return 0;
}
