/* SPDX-License-Identifier: ISC */
/* What two files of an archive say of the same record is put together. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/export.h"
#include "lib/err.h"
#include "lib/json.h"

/* A record that waits for the end of the source. */
struct held {
	char *lines[2]; /* itself, and what gives way to it; or NULL */
	const struct format *format;
	const struct part *part;
	struct tally *tally;
	char *shown;
	uint64_t at;
};

static struct held *
partner(struct export *x, struct cm_slice keys, int behind)
{
	struct cm_slice key, value;
	const char *had;
	struct held *h;
	size_t at = 0;

	while (cm_json_next(keys, &at, &key, &value)) {
		had = known_get(&x->joined, value.p, value.len);
		if (had == NULL)
			continue;
		h = &x->held[strtoul(had, NULL, 10)];
		if (h->lines[behind] == NULL)
			return h;
	}
	return NULL;
}

static struct held *
add(struct export *x, struct cm_slice keys)
{
	struct cm_slice key, value;
	char number[24];
	size_t at = 0;

	snprintf(number, sizeof(number), "%zu", x->nheld);
	while (cm_json_next(keys, &at, &key, &value))
		if (known_get(&x->joined, value.p, value.len) == NULL)
			known_set(&x->joined, value.p, value.len, number,
			    strlen(number));
	if ((x->nheld & (x->nheld - 1)) == 0)
		x->held = cm_realloc(x->held,
		    (x->nheld > 0 ? 2 * x->nheld : 1) * sizeof(*x->held));
	memset(&x->held[x->nheld], 0, sizeof(*x->held));
	return &x->held[x->nheld++];
}

int
export_hold(struct reading *r, struct cm_slice output)
{
	struct cm_slice keys = cm_json_get(output, "joins");
	int behind = cm_scan_kind(cm_json_get(output, "behind")) == CM_TRUE;
	struct held *h;

	if (cm_scan_kind(keys) != CM_ARRAY || r->in->silent)
		return 0;
	h = partner(r->x, keys, behind);
	if (h == NULL)
		h = add(r->x, keys);
	h->lines[behind] = cm_strndup(r->line.p, r->line.len - 1);
	if (behind && h->lines[0] != NULL)
		return 1;
	free(h->shown);
	h->shown = cm_strdup(r->shown);
	h->format = r->format;
	h->part = r->part;
	h->tally = r->tally;
	h->at = r->at;
	return 1;
}

static void
put_member(struct cm_buf *to, struct cm_slice key, struct cm_slice value)
{
	if (to->p[to->len - 1] != '{')
		cm_buf_byte(to, ',');
	cm_buf_add(to, key.p, key.len);
	cm_buf_byte(to, ':');
	cm_buf_add(to, value.p, value.len);
}

/* The members that the other does not have. */
static void
put_others(struct cm_buf *to, struct cm_slice from, struct cm_slice other)
{
	struct cm_slice key, value;
	size_t at = 0;
	char *name;

	while (cm_json_next(from, &at, &key, &value)) {
		name = cm_json_dup(key);
		if (name != NULL && cm_json_get(other, name).p == NULL)
			put_member(to, key, value);
		free(name);
	}
}

/* The members of both, those of objects too; what comes first counts. */
static void
join(struct cm_buf *to, struct cm_slice own, struct cm_slice more)
{
	struct cm_slice key, value, same;
	size_t at = 0;
	int put = 0;
	char *name;

	cm_buf_byte(to, '{');
	while (cm_json_next(own, &at, &key, &value)) {
		name = cm_json_dup(key);
		same = cm_json_get(more, name != NULL ? name : "");
		free(name);
		if (cm_json_is(key, "fetched")) {
			put_others(to, more, own);
			put = 1;
		}
		if (cm_scan_kind(value) != CM_OBJECT ||
		    cm_scan_kind(same) != CM_OBJECT) {
			put_member(to, key, value);
			continue;
		}
		put_member(to, key, (struct cm_slice){"", 0});
		join(to, value, same);
	}
	if (!put)
		put_others(to, more, own);
	cm_buf_byte(to, '}');
}

/* Texts that the scanner may read beyond. */
static struct cm_slice
padded(struct cm_buf *b, const char *text)
{
	cm_buf_puts(b, text);
	cm_buf_room(b, CM_SCAN_PAD);
	return (struct cm_slice){b->p, b->len};
}

static void
put_held(struct export *x, const struct held *h)
{
	struct input in = {.x = x, .shown = h->shown};
	struct reading r = {.x = x,
	    .in = &in,
	    .format = h->format,
	    .part = h->part,
	    .tally = h->tally,
	    .shown = h->shown,
	    .fetched = INT64_MAX,
	    .at = h->at};
	struct cm_buf own, more;

	cm_buf_init(&own, CM_BUF_ANY);
	cm_buf_init(&more, CM_BUF_ANY);
	cm_buf_init(&r.line, CM_BUF_ANY);
	cm_buf_init(&r.scratch, CM_BUF_ANY);
	if (h->lines[0] != NULL && h->lines[1] != NULL)
		join(&r.line, padded(&own, h->lines[0]),
		    padded(&more, h->lines[1]));
	else
		cm_buf_puts(
		    &r.line, h->lines[0] != NULL ? h->lines[0] : h->lines[1]);
	cm_buf_byte(&r.line, '\n');
	cm_buf_room(&r.line, CM_SCAN_PAD);
	export_put(&r);
	cm_buf_release(&own);
	cm_buf_release(&more);
	cm_buf_release(&r.line);
	cm_buf_release(&r.scratch);
}

void
export_put_held(struct export *x)
{
	size_t i;

	for (i = 0; i < x->nheld; i++) {
		put_held(x, &x->held[i]);
		free(x->held[i].lines[0]);
		free(x->held[i].lines[1]);
		free(x->held[i].shown);
	}
	free(x->held);
	known_release(&x->joined);
}
