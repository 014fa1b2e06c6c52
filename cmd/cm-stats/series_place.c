/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/hash.h"
#include "cmd/cm-stats/keys.h"
#include "cmd/cm-stats/series_place.h"
#include "lib/json.h"

enum { NAMES = 32 };

/* Beyond all times that records can have. */
static const int64_t far = (int64_t)1 << 40;

static int
compare(const void *x, const void *y)
{
	const struct cm_slice *a = x, *b = y;
	int c = memcmp(a->p, b->p, a->len < b->len ? a->len : b->len);

	return c != 0 ? c : a->len < b->len ? -1 : a->len > b->len;
}

static int
put(struct cm_buf *b, struct cm_rec *r, struct cm_slice s, const char *name)
{
	if (key_text(b, s) != 0)
		return fact_wrong(r, s, name, "a single value");
	return cm_buf_byte(b, '\n');
}

int
series_place_write(
    struct cm_rec *r, const struct series_of *of, char to[SERIES_PLACE])
{
	struct cm_slice name[NAMES], value;
	struct cm_buf text;
	size_t at = 0, n = 0, k;
	uint64_t source, names;

	cm_buf_init(&text, CM_BUF_ANY);
	if (put(&text, r, of->network, "network") != 0 ||
	    put(&text, r, of->account, "account") != 0) {
		cm_buf_release(&text);
		return -1;
	}
	source = hash_bytes(text.p, text.len);
	cm_buf_clear(&text);
	while (n < NAMES && cm_scan_kind(of->dimensions) == CM_OBJECT &&
	    cm_json_next(of->dimensions, &at, &name[n], &value))
		n++;
	qsort(name, n, sizeof(name[0]), compare);
	for (k = 0; k < n; k++)
		cm_buf_add(&text, name[k].p, name[k].len);
	names = n > 0 ? hash_bytes(text.p, text.len) : 0;
	cm_buf_release(&text);
	snprintf(to, SERIES_PLACE, "s%016llx %016llx %zu %lld %lld",
	    (unsigned long long)source, (unsigned long long)names, n,
	    (long long)of->moment,
	    (long long)(of->moment + (of->span > 0 ? of->span : 1)));
	return 0;
}

int
series_place_read(const char *p, size_t len, struct series_place *to)
{
	char text[SERIES_PLACE] = "", *end;

	if (len < 40 || len > SERIES_PLACE - 1 || p[0] != 's')
		return 0;
	memcpy(text, p, len);
	memcpy(to->source, text + 1, 16);
	to->source[16] = '\0';
	to->cuts = (int)strtol(text + 1 + 16 + 1 + 16, &end, 10);
	to->start = strtoll(end, &end, 10);
	to->end = strtoll(end, &end, 10);
	return to->start > -far && to->start < to->end && to->end < far;
}
