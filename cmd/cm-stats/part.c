/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/asktext.h"
#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/hash.h"
#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/newest.h"
#include "cmd/cm-stats/part.h"
#include "cmd/cm-stats/run_in.h"
#include "cmd/cm-stats/tables.h"
#include "lib/crypto.h"
#include "lib/json.h"

enum { FLUSH = 1 << 16 };

struct part {
	struct cm_buf b, bytes;
	char start[PART_LABEL + 40]; /* of each line */
	size_t start_len;
	size_t line; /* where the present one begins in b */
	uint64_t lines, sum, groups;
};

void
part_hex(uint64_t v, int digits, char *to)
{
	to[digits] = '\0';
	for (; digits > 0; v >>= 4)
		to[--digits] = "0123456789abcdef"[v & 15];
}

int
part_unhex(const char *p, int digits, uint64_t *v)
{
	for (*v = 0; digits > 0; digits--, p++)
		if (*p >= '0' && *p <= '9')
			*v = *v << 4 | (uint64_t)(*p - '0');
		else if (*p >= 'a' && *p <= 'f')
			*v = *v << 4 | (uint64_t)(*p - 'a' + 10);
		else
			return -1;
	return 0;
}

void
part_question(const struct cm_buf *ask, char to[PART_Q + 1])
{
	part_hex(hash_bytes(ask->p, ask->len) >> 32, PART_Q, to);
}

uint64_t
part_hash(const char *line, size_t len)
{
	return len > PART_START
	    ? hash_check(line + PART_START, len - PART_START)
	    : 0;
}

void
part_begin(const struct run *run)
{
	struct cm_buf ask, b;
	char question[PART_Q + 1];

	cm_buf_init(&ask, CM_BUF_ANY);
	cm_buf_init(&b, CM_BUF_ANY);
	asktext_write(&ask, &run->a);
	part_question(&ask, question);
	cm_buf_puts(&b, "{\"type\":\"part\",\"ask\":");
	cm_buf_add(&b, ask.p, ask.len);
	cm_json_member(&b, "question", question);
	cm_json_member_int(&b, "version", PART_VERSION);
	cm_buf_puts(&b, "}\n");
	cm_put(b.p, b.len);
	cm_flush();
	cm_buf_release(&ask);
	cm_buf_release(&b);
}

static void
begin_line(struct part *p)
{
	p->line = p->b.len;
	cm_buf_add(&p->b, p->start, p->start_len);
}

static void
end_line(struct part *p)
{
	cm_buf_byte(&p->b, '}');
	cm_buf_room(&p->b, CM_SCAN_PAD);
	p->sum += part_hash(p->b.p + p->line, p->b.len - p->line);
	p->lines++;
	cm_buf_byte(&p->b, '\n');
	if (p->b.len < FLUSH)
		return;
	cm_put(p->b.p, p->b.len);
	cm_buf_clear(&p->b);
}

/* A key is JSON texts with LF behind each. */
static void
put_key(struct cm_buf *b, const struct line *l)
{
	char *to, *end;

	cm_buf_puts(b, ",\"key\":[");
	if (l->group->len > 0) {
		to = cm_buf_room(b, l->group->len);
		memcpy(to, l->key, l->group->len);
		end = to + l->group->len - 1;
		while ((to = memchr(to, '\n', (size_t)(end - to))) != NULL)
			*to = ',';
		b->len += l->group->len - 1;
	}
	cm_buf_byte(b, ']');
}

static void
put_base64(struct part *p, const char *name)
{
	cm_buf_printf(&p->b, ",\"%s\":\"", name);
	cm_crypto_base64url(&p->b, p->bytes.p, p->bytes.len);
	cm_buf_byte(&p->b, '"');
}

static void
write_groups(
    struct part *p, const struct run *run, const struct section *s, int table)
{
	struct line *line;
	size_t k, n;
	int number = table;
	const struct section *before;

	for (before = run->a.q->section; before < s; before++)
		number += before->ntables;
	line = lines_of(&run->a, s, table, &n);
	for (k = 0; k < n; k++) {
		begin_line(p);
		cm_buf_puts(&p->b, ",\"table\":");
		cm_json_int(&p->b, number);
		put_key(&p->b, &line[k]);
		cm_buf_clear(&p->bytes);
		cells_pack(s, group_cells(line[k].group), &p->bytes);
		put_base64(p, "cells");
		end_line(p);
	}
	p->groups += n;
	free(line);
}

static void
write_record(void *ctx, const char *bytes, size_t len)
{
	struct part *p = ctx;

	begin_line(p);
	cm_buf_clear(&p->bytes);
	cm_buf_add(&p->bytes, bytes, len);
	put_base64(p, "record");
	end_line(p);
}

static int
by_text(const void *x, const void *y)
{
	const struct cm_slice *a = x, *b = y;
	size_t n = a->len < b->len ? a->len : b->len;
	int c = n > 0 ? memcmp(a->p, b->p, n) : 0;

	return c != 0 ? c : a->len < b->len ? -1 : a->len > b->len;
}

/* Coverage records, each once. */
static void
write_covers(struct part *p, const struct cm_buf *covers)
{
	struct cm_slice *line = NULL;
	size_t at, n = 0, cap = 0, k;
	const char *end;

	for (at = 0; at < covers->len; at = (size_t)(end - covers->p) + 1) {
		end = memchr(covers->p + at, '\n', covers->len - at);
		if (n == cap) {
			cap = cap == 0 ? 64 : 2 * cap;
			line = cm_realloc(line, cap * sizeof(*line));
		}
		line[n].p = covers->p + at;
		line[n].len = (size_t)(end - line[n].p);
		n++;
	}
	if (n > 0)
		qsort(line, n, sizeof(*line), by_text);
	for (k = 0; k < n; k++) {
		if (k > 0 && by_text(&line[k], &line[k - 1]) == 0)
			continue;
		begin_line(p);
		cm_buf_puts(&p->b, ",\"coverage\":");
		cm_buf_add(&p->b, line[k].p, line[k].len);
		end_line(p);
	}
	free(line);
}

static int
by_number(const void *x, const void *y)
{
	const uint64_t *a = x, *b = y;

	return *a < *b ? -1 : *a > *b;
}

static void
put_said(struct cm_buf *b, const struct run *run)
{
	static const char *const names[] = {
	    "untimed", "early", "late", "spanning"};
	const size_t n[] = {run->said.untimed, run->said.early, run->said.late,
	    run->said.spanning};
	size_t k;

	for (k = 0; k < sizeof(n) / sizeof(n[0]); k++)
		if (n[k] > 0)
			cm_json_member_int(b, names[k], (int64_t)n[k]);
	if (run->types.n == 0)
		return;
	cm_json_key(b, "types");
	for (k = 0; k < run->types.n; k++) {
		cm_buf_byte(b, k == 0 ? '[' : ',');
		cm_json_string(
		    b, run->types.name[k], strlen(run->types.name[k]));
	}
	cm_buf_byte(b, ']');
}

static void
write_end(struct part *p, struct run *run, uint64_t *of, size_t n)
{
	char hex[PART_P + 1];
	size_t k;

	cm_buf_add(&p->b, p->start, p->start_len);
	cm_buf_puts(&p->b, ",\"end\":{");
	cm_json_member_int(&p->b, "lines", (int64_t)p->lines);
	part_hex(p->sum, PART_P, hex);
	cm_json_member(&p->b, "sum", hex);
	types_sort(&run->types);
	put_said(&p->b, run);
	cm_json_key(&p->b, "of");
	cm_buf_byte(&p->b, '[');
	if (n > 0)
		qsort(of, n, sizeof(*of), by_number);
	for (k = 0; k < n && p->groups > 0; k++) {
		part_hex(of[k], PART_P, hex);
		cm_buf_printf(&p->b, "%s\"%s\"", k > 0 ? "," : "", hex);
	}
	cm_buf_puts(&p->b, "]}}\n");
}

enum cm_exit
part_write(struct run *run, uint64_t id, uint64_t *of, size_t n)
{
	const struct question *q = run->a.q;
	const struct section *s;
	char question[PART_Q + 1], hex[PART_P + 1];
	struct part p;
	int k, failed;

	memset(&p, 0, sizeof(p));
	cm_buf_init(&p.b, CM_BUF_ANY);
	cm_buf_init(&p.bytes, CM_BUF_ANY);
	asktext_write(&p.bytes, &run->a);
	part_question(&p.bytes, question);
	part_hex(id, PART_P, hex);
	p.start_len = (size_t)snprintf(p.start, sizeof(p.start),
	    "{\"type\":\"part\",\"part\":\"%s.%s\"", question, hex);
	for (s = q->section; s < q->section + q->nsections; s++)
		for (k = 0; k < s->ntables; k++)
			if (s->table[k].from < 0)
				write_groups(&p, run, s, k);
	failed = run->newest != NULL &&
	    newest_write(run->newest, write_record, &p) != 0;
	write_covers(&p, &run->covers);
	/* Without its end, a part is none. */
	if (!failed)
		write_end(&p, run, of, n);
	cm_put(p.b.p, p.b.len);
	cm_buf_release(&p.b);
	cm_buf_release(&p.bytes);
	return failed ? CM_FAIL : CM_OK;
}
