/* SPDX-License-Identifier: ISC */
#include "lib/scan_in.h"

/* Which path cm_scan_use() asked for. Only tests and benchmarks set it. */
static enum cm_scan_path forced = CM_SCAN_BEST;

enum cm_kind
cm_scan_kind(struct cm_slice s)
{
	if (s.p == NULL || s.len == 0)
		return CM_ABSENT;
	switch (s.p[0]) {
	case 'n':
		return CM_NULL;
	case 'f':
		return CM_FALSE;
	case 't':
		return CM_TRUE;
	case '"':
		return CM_STRING;
	case '[':
		return CM_ARRAY;
	case '{':
		return CM_OBJECT;
	default:
		return CM_NUMBER;
	}
}

static const scan_byte *
blanks(const scan_byte *p, const scan_byte *end)
{
	while (p < end && scan_is_blank(*p))
		p++;
	return p;
}

/* Returns the end of a number of any form, or NULL. */
static const scan_byte *
long_number(const scan_byte *p, const scan_byte *end)
{
	const scan_byte *from;

	if (p < end && *p == '-')
		p++;
	for (from = p; p < end && *p >= '0' && *p <= '9';)
		p++;
	if (p == from || (*from == '0' && p - from > 1))
		return NULL;
	if (p < end && *p == '.') {
		for (from = ++p; p < end && *p >= '0' && *p <= '9';)
			p++;
		if (p == from)
			return NULL;
	}
	if (p < end && (*p == 'e' || *p == 'E')) {
		p++;
		if (p < end && (*p == '+' || *p == '-'))
			p++;
		for (from = p; p < end && *p >= '0' && *p <= '9';)
			p++;
		if (p == from)
			return NULL;
	}
	return p;
}

/* The same, at once for integers of up to seven digits. */
static inline const scan_byte *
number(const scan_byte *p, const scan_byte *end)
{
	uint64_t v = cm_word(p) ^ 0x3030303030303030;
	uint64_t other = ((v + 0x7676767676767676) | v) & 0x8080808080808080;
	const scan_byte *behind;

	if (other == 0 || *p == '-')
		return long_number(p, end);
	behind = p + ((size_t)__builtin_ctzll(other) >> 3);
	if (behind == p || (*p == '0' && behind > p + 1))
		return NULL;
	if (*behind != ',' && (*behind == '.' || (*behind | 0x20) == 'e'))
		return long_number(p, end);
	return behind;
}

static inline const scan_byte *
literal(const scan_byte *p)
{
	if (memcmp(p, "true", 4) == 0 || memcmp(p, "null", 4) == 0)
		return p + 4;
	return memcmp(p, "false", 5) == 0 ? p + 5 : NULL;
}

static inline const scan_byte *
colon(const scan_byte *p, const scan_byte *end)
{
	if (*p != ':') {
		p = blanks(p, end);
		if (*p != ':')
			return NULL;
	}
	return p + 1;
}

static inline int
may_be_escaped(
    const struct scan_window *w, const scan_byte *p, const scan_byte *end)
{
	return w->last_escape >= (size_t)(p - w->line) &&
	    w->first_escape < (size_t)(end - w->line);
}

/* What the walk has of a window. */
struct ends {
	const scan_byte *base;
	const uint16_t *at, *stop;    /* the ends that it has not met yet */
	const scan_byte *last_escape; /* or the line's begin */
};

/* Returns -1 when there are no more ends. */
static __attribute__((noinline)) int
more_ends(
    struct ends *e, void (*kernel)(struct scan_window *), struct scan_window *w)
{
	do {
		if (w->next >= w->len || w->bad)
			return -1;
		kernel(w);
	} while (w->n == 0);
	e->base = w->base;
	e->at = w->end;
	e->stop = w->end + w->n;
	e->last_escape = w->line + w->last_escape;
	return 0;
}

/* Puts p at the next quote that ends a string, or returns -1. */
static inline __attribute__((always_inline)) int
string_end(struct ends *e, void (*kernel)(struct scan_window *),
    struct scan_window *w, const scan_byte **p)
{
	struct ends fresh;

	if (e->at == e->stop) {
		if (more_ends(&fresh, kernel, w) != 0)
			return -1;
		*e =
		    fresh; /* whose address is known, so e stays in registers */
	}
	*p = e->base + *e->at++;
	return 0;
}

/*
 * The grammar. Blanks are looked for only where what is usual is not there.
 * Reads at most a few bytes behind the end before it finds out: a string ends
 * inside the line, and every other value and every closing bracket is looked
 * at only there.
 */
static int
walk(void (*kernel)(struct scan_window *), struct scan_window *w,
    struct scan_found *f)
{
	const scan_byte *p, *from, *end = w->line + w->len;
	scan_byte outer[CM_SCAN_DEPTH]; /* whether that level is an object */
	const struct scan_node *asked = NULL; /* in the present object */
	struct ends e = {NULL, NULL, NULL, NULL};
	size_t depth = 0;
	int entry = SCAN_NONE, object = 0;

	p = blanks(w->line, end);
	if (p == end || *p != '{')
		return -1;
open:
	if (depth == CM_SCAN_DEPTH)
		return -1;
	outer[depth++] = (scan_byte)object;
	object = *p == '{';
	if (entry != SCAN_NONE)
		scan_enter(f, entry, p, depth, object);
	asked = depth == f->depth ? scan_present(f) : NULL;
	p = blanks(p + 1, end);
	if (*p == (object ? '}' : ']'))
		goto close;
member:
	entry = SCAN_NONE;
	if (!object)
		goto value;
	if (*p != '"') {
		p = blanks(p, end);
		if (*p != '"')
			return -1;
	}
	from = p + 1;
	if (string_end(&e, kernel, w, &p) != 0)
		return -1;
	if (asked != NULL)
		entry = scan_find(f, asked, from, (size_t)(p - from),
		    from <= e.last_escape && may_be_escaped(w, from, p));
	p = colon(p + 1, end);
	if (p == NULL)
		return -1;
value:
	from = p;
	if (*p == '"') {
		if (string_end(&e, kernel, w, &p) != 0)
			return -1;
		p++;
	} else if (p >= end) {
		return -1;
	} else if (*p == '{' || *p == '[') {
		goto open;
	} else if (scan_is_blank(*p)) {
		p = blanks(p, end);
		goto value;
	} else {
		p = *p > '9' ? literal(p) : number(p, end);
		if (p == NULL)
			return -1;
	}
	f->got[entry].p = (const char *)from;
	f->got[entry].len = (size_t)(p - from);
next:
	if (*p != ',') {
		p = blanks(p, end);
		if (*p != ',')
			goto close;
	}
	p++;
	goto member;
close:
	if (p >= end || *p++ != (object ? '}' : ']'))
		return -1;
	scan_leave(f, p, depth);
	object = outer[--depth];
	if (depth > 0) {
		asked = depth == f->depth ? scan_present(f) : NULL;
		goto next;
	}
	return blanks(p, end) == end && !w->bad && !f->twice ? 0 : -1;
}

int
cm_scan_walk(void (*kernel)(struct scan_window *), const scan_byte *line,
    size_t len, struct scan_found *f)
{
	struct scan_window w;

	w.line = w.base = line;
	w.len = len;
	w.next = w.n = w.escaped = w.last_escape = 0;
	w.first_escape = SIZE_MAX;
	w.in_string = w.due = 0;
	w.bad = 0;
	return walk(kernel, &w, f);
}

enum cm_scan_path
cm_scan_present(void)
{
	if ((forced == CM_SCAN_BEST || forced == CM_SCAN_AVX512) &&
	    cm_scan_has_avx512())
		return CM_SCAN_AVX512;
	if (forced != CM_SCAN_PLAIN && cm_scan_has_avx2())
		return CM_SCAN_AVX2;
	return CM_SCAN_PLAIN;
}

static void (*best(void))(struct scan_window *)
{
	static void (*const kernels[CM_SCAN_PATHS])(struct scan_window *) = {
	    [CM_SCAN_PLAIN] = cm_scan_plain,
	    [CM_SCAN_AVX2] = cm_scan_avx2,
	    [CM_SCAN_AVX512] = cm_scan_avx512};

	return kernels[cm_scan_present()];
}

int
cm_scan_use(enum cm_scan_path path)
{
	if (path == CM_SCAN_AVX2 && !cm_scan_has_avx2())
		return -1;
	if (path == CM_SCAN_AVX512 && !cm_scan_has_avx512())
		return -1;
	forced = path;
	return 0;
}

int
cm_scan_line(const char *line, size_t len, const struct cm_want *want,
    struct cm_slice *found, struct cm_scan_error *why)
{
	const scan_byte *p = (const scan_byte *)line;
	struct scan_found f;

	cm_scan_found_init(&f, want);
	if (cm_scan_walk(best(), p, len, &f) != 0) {
		cm_scan_found_init(&f, want);
		if (cm_scan_exact(p, len, &f, why) != 0)
			return -1;
	}
	cm_scan_found_give(&f, found);
	return 0;
}
