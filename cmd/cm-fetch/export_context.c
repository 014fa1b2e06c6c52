/* SPDX-License-Identifier: ISC */
/* What functions said of whose files they read. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/export.h"
#include "lib/json.h"

enum { MOST_CONTEXT = 1 << 20 };

/* What the files of a folder said. */
struct export_context {
	struct export_context *next;
	const struct format *format;
	char *folder; /* with the archive that it is in */
	struct cm_buf object;
};

/* How much of a path is its folder; an archive's name is one, too. */
static size_t
folder_len(const char *path)
{
	size_t n = strlen(path);

	while (n > 0 && path[n - 1] != '/' && path[n - 1] != ':')
		n--;
	return n;
}

/* How many folders two paths share. */
static size_t
shared(const char *a, const char *b)
{
	size_t n = 0;

	for (; *a != '\0' && *a == *b; a++, b++)
		n += *a == '/' || *a == ':';
	return n;
}

/* Adds the members of an object that the other does not have. */
static void
add_members(struct cm_buf *to, struct cm_slice from, struct cm_slice other)
{
	struct cm_slice key, value;
	size_t at = 0;
	char *name;

	while (from.len > 0 && cm_json_next(from, &at, &key, &value)) {
		name = cm_json_dup(key);
		if (name != NULL &&
		    (other.len == 0 || cm_json_get(other, name).p == NULL))
			cm_buf_printf(to, "%s%.*s:%.*s", to->len > 1 ? "," : "",
			    (int)key.len, key.p, (int)value.len, value.p);
		free(name);
	}
}

/* Makes b what it was with more joined to it; more comes first. */
static int
join(struct cm_buf *b, struct cm_slice more)
{
	struct cm_slice old = {b->p, b->len};
	struct cm_buf to;

	cm_buf_init(&to, MOST_CONTEXT);
	cm_buf_byte(&to, '{');
	add_members(&to, old, more);
	add_members(&to, more, (struct cm_slice){NULL, 0});
	cm_buf_byte(&to, '}');
	cm_buf_room(&to, CM_SCAN_PAD);
	if (to.full) {
		cm_buf_release(&to);
		return -1;
	}
	cm_buf_release(b);
	*b = to;
	return 0;
}

static struct export_context *
entry_of(struct reading *r)
{
	const char *path = r->in->shown;
	size_t n = folder_len(path);
	struct export_context *c;

	for (c = r->x->context; c != NULL; c = c->next)
		if (c->format == r->format && strlen(c->folder) == n &&
		    memcmp(c->folder, path, n) == 0)
			return c;
	c = cm_zalloc(sizeof(*c));
	c->format = r->format;
	c->folder = cm_strndup(path, n);
	cm_buf_init(&c->object, MOST_CONTEXT);
	c->next = r->x->context;
	r->x->context = c;
	return c;
}

void
context_join(struct reading *r, struct cm_slice more)
{
	struct export_context *c;
	struct cm_buf before;

	if (cm_scan_kind(more) != CM_OBJECT)
		return;
	c = entry_of(r);
	cm_buf_init(&before, CM_BUF_ANY);
	cm_buf_add(&before, c->object.p, c->object.len);
	if (join(&c->object, more) != 0)
		reading_fails(r, CM_FAIL, "its context is too large");
	else if (before.len != c->object.len ||
	    memcmp(before.p, c->object.p, before.len) != 0)
		r->x->contexts++;
	cm_buf_release(&before);
}

/* Joins what is said at a distance, from the farthest to the nearest. */
static void
gather(struct reading *r)
{
	size_t near, next = 0, most = 0;
	struct export_context *c;

	for (near = 0; near <= most; near = next) {
		next = (size_t)-1;
		for (c = r->x->context; c != NULL; c = c->next) {
			size_t n = shared(c->folder, r->in->shown);

			if (c->format != r->format)
				continue;
			most = n > most ? n : most;
			if (n == near)
				join(&r->context,
				    (struct cm_slice){
					c->object.p, c->object.len});
			else if (n > near && n < next)
				next = n;
		}
		if (next == (size_t)-1)
			break;
	}
}

const char *
context_of(struct reading *r)
{
	if (r->context.len > 0 && r->contexts == r->x->contexts)
		return cm_buf_str(&r->context);
	cm_buf_clear(&r->context);
	cm_buf_puts(&r->context, "{}");
	gather(r);
	r->contexts = r->x->contexts;
	cm_buf_room(&r->context, CM_SCAN_PAD);
	return cm_buf_str(&r->context);
}

void
context_drop(struct export *x, const struct export_context *last)
{
	struct export_context *c;

	while ((c = x->context) != last) {
		x->context = c->next;
		free(c->folder);
		cm_buf_release(&c->object);
		free(c);
	}
	x->contexts++;
}
