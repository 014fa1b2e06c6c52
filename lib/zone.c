/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/err.h"
#include "lib/zone.h"

enum { DAY = 86400, FILE_MAX = 1 << 20, HEAD = 44 };

#define NEVER INT64_MAX
#define ALWAYS INT64_MIN

/* When a year's summer time begins or ends: a day and a time on it. */
struct change {
	char kind; /* 'J': day 1-365, no leap day; 'D': day 0-365; 'M' */
	int month, week, day;
	int32_t time; /* seconds after that day's midnight */
};

/* The rule at a file's end, for all the time after its last change. */
struct rule {
	int given;
	int has_dst;
	int32_t std, dst; /* seconds east */
	struct change start, end;
};

/* A stretch of time that has one offset. */
struct span {
	int64_t from, to; /* to: the first second after it */
	int32_t offset;
};

struct cm_zone {
	int64_t *at;    /* moments at which the offset changes, rising */
	int32_t *after; /* the offset from then on */
	size_t n;
	int32_t before; /* the offset until at[0] */
	struct rule rule;
	struct span last; /* the one last looked up */
};

/* A file's bytes, and how far they were read. */
struct bytes {
	const unsigned char *p;
	size_t len;
};

/* RFC 8536, 3.1: how many there are of what in a block. */
struct head {
	int version;
	uint32_t isut, isstd, leap, time, type, chars;
};

static uint32_t
get32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

static int64_t
get_time(const unsigned char *p, size_t width)
{
	uint64_t high = get32(p);

	if (width == 4)
		return (int32_t)high;
	return (int64_t)(high << 32 | get32(p + 4));
}

static int
read_head(struct bytes *b, struct head *h)
{
	if (b->len < HEAD || memcmp(b->p, "TZif", 4) != 0)
		return -1;
	h->version = b->p[4];
	h->isut = get32(b->p + 20);
	h->isstd = get32(b->p + 24);
	h->leap = get32(b->p + 28);
	h->time = get32(b->p + 32);
	h->type = get32(b->p + 36);
	h->chars = get32(b->p + 40);
	b->p += HEAD;
	b->len -= HEAD;
	if (h->isut > FILE_MAX || h->isstd > FILE_MAX || h->leap > FILE_MAX ||
	    h->time > FILE_MAX || h->type > 256 || h->chars > FILE_MAX)
		return -1;
	return 0;
}

/* How long the block is whose times have that many bytes. */
static size_t
block_len(const struct head *h, size_t width)
{
	return h->time * width + h->time + (size_t)h->type * 6 + h->chars +
	    h->leap * (width + 4) + h->isstd + h->isut;
}

static int
read_block(
    struct cm_zone *z, struct bytes *b, const struct head *h, size_t width)
{
	const unsigned char *times = b->p, *kinds, *types;
	size_t i;

	if (block_len(h, width) > b->len || h->type == 0)
		return -1;
	kinds = times + h->time * width;
	types = kinds + h->time;
	z->n = h->time;
	z->at = cm_alloc((z->n + 1) * sizeof(*z->at));
	z->after = cm_alloc((z->n + 1) * sizeof(*z->after));
	z->before = (int32_t)get32(types);
	for (i = 0; i < z->n; i++) {
		if (kinds[i] >= h->type)
			return -1;
		z->at[i] = get_time(times + i * width, width);
		z->after[i] = (int32_t)get32(types + (size_t)kinds[i] * 6);
		if (i > 0 && z->at[i] <= z->at[i - 1])
			return -1;
	}
	b->p += block_len(h, width);
	b->len -= block_len(h, width);
	return 0;
}

/* Reads [+-]hh[:mm[:ss]] and moves *s behind it. */
static int
read_hms(const char **s, int32_t *seconds)
{
	const char *p = *s;
	int32_t part[3] = {0, 0, 0};
	int i, sign = 1;

	if (*p == '+' || *p == '-')
		sign = *p++ == '-' ? -1 : 1;
	for (i = 0; i < 3; i++) {
		if (*p < '0' || *p > '9')
			return -1;
		while (*p >= '0' && *p <= '9' && part[i] < 1000)
			part[i] = part[i] * 10 + (*p++ - '0');
		if (*p != ':')
			break;
		p++;
	}
	if (part[0] > 167 || part[1] > 59 || part[2] > 59)
		return -1;
	*seconds = sign * (part[0] * 3600 + part[1] * 60 + part[2]);
	*s = p;
	return 0;
}

static int
read_int(const char **s, int low, int high, int *n)
{
	const char *p = *s;

	*n = 0;
	if (*p < '0' || *p > '9')
		return -1;
	while (*p >= '0' && *p <= '9' && *n < 1000)
		*n = *n * 10 + (*p++ - '0');
	*s = p;
	return *n >= low && *n <= high ? 0 : -1;
}

/* Reads ",M3.5.0/2". */
static int
read_change(const char **s, struct change *c)
{
	memset(c, 0, sizeof(*c));
	if (*(*s)++ != ',')
		return -1;
	c->kind = 'D';
	c->time = 2 * 3600;
	if (**s == 'M' || **s == 'J')
		c->kind = *(*s)++;
	if (c->kind == 'M') {
		if (read_int(s, 1, 12, &c->month) != 0 || *(*s)++ != '.')
			return -1;
		if (read_int(s, 1, 5, &c->week) != 0 || *(*s)++ != '.')
			return -1;
		if (read_int(s, 0, 6, &c->day) != 0)
			return -1;
	} else if (read_int(s, c->kind == 'J', 365, &c->day) != 0) {
		return -1;
	}
	if (**s != '/')
		return 0;
	(*s)++;
	return read_hms(s, &c->time);
}

/* Skips "CET" or "<+03>". */
static int
skip_name(const char **s)
{
	const char *p = *s;

	if (*p == '<') {
		while (*p != '\0' && *p != '>')
			p++;
		if (*p++ != '>')
			return -1;
	} else {
		while ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z'))
			p++;
	}
	if (p == *s)
		return -1;
	*s = p;
	return 0;
}

/* Reads a rule as POSIX writes it: "CET-1CEST,M3.5.0,M10.5.0/3". */
static int
read_rule(const char *s, struct rule *r)
{
	int32_t west;

	memset(r, 0, sizeof(*r));
	if (skip_name(&s) != 0 || read_hms(&s, &west) != 0)
		return -1;
	r->given = 1;
	r->std = -west;
	if (*s == '\0')
		return 0;
	r->has_dst = 1;
	r->dst = r->std + 3600;
	if (skip_name(&s) != 0)
		return -1;
	if (*s != ',') {
		if (read_hms(&s, &west) != 0)
			return -1;
		r->dst = -west;
	}
	if (read_change(&s, &r->start) != 0 || read_change(&s, &r->end) != 0)
		return -1;
	return *s == '\0' ? 0 : -1;
}

static int
read_footer(struct cm_zone *z, const struct bytes *b)
{
	char text[256];
	const unsigned char *end;
	size_t n;

	if (b->len < 2 || b->p[0] != '\n')
		return -1;
	end = memchr(b->p + 1, '\n', b->len - 1);
	if (end == NULL)
		return -1;
	n = (size_t)(end - b->p) - 1;
	if (n == 0)
		return 0;
	if (n >= sizeof(text))
		return -1;
	memcpy(text, b->p + 1, n);
	text[n] = '\0';
	return read_rule(text, &z->rule);
}

static int
read_zone(struct cm_zone *z, struct bytes b)
{
	struct head h;

	if (read_head(&b, &h) != 0)
		return -1;
	if (h.version == 0)
		return read_block(z, &b, &h, 4);
	if (block_len(&h, 4) > b.len)
		return -1;
	b.p += block_len(&h, 4);
	b.len -= block_len(&h, 4);
	if (read_head(&b, &h) != 0 || read_block(z, &b, &h, 8) != 0)
		return -1;
	return read_footer(z, &b);
}

static int
good_name(const char *name)
{
	const char *p;

	if (*name == '\0' || *name == '/' || strlen(name) > 200)
		return 0;
	for (p = name; *p != '\0'; p++) {
		if (*p == '.' || (*p == '/' && (p[1] == '/' || p[1] == '\0')))
			return 0;
		if ((unsigned char)*p <= ' ' || (unsigned char)*p > '~')
			return 0;
	}
	return 1;
}

/* Returns the file's bytes, which the caller frees, or NULL. */
static unsigned char *
slurp(const char *name, size_t *len)
{
	const char *folder = getenv("TZDIR");
	unsigned char *p = NULL;
	char path[1024];
	FILE *f;
	int n;

	if (folder == NULL || *folder == '\0')
		folder = "/usr/share/zoneinfo";
	n = snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (n < 0 || (size_t)n >= sizeof(path))
		return NULL;
	f = fopen(path, "rb");
	if (f == NULL)
		return NULL;
	p = cm_alloc(FILE_MAX);
	*len = fread(p, 1, FILE_MAX, f);
	if (ferror(f) || *len == FILE_MAX) {
		free(p);
		p = NULL;
	}
	fclose(f);
	return p;
}

struct cm_zone *
cm_zone_open(const char *name)
{
	struct cm_zone *z;
	unsigned char *p;
	size_t len = 0;
	int bad = 0;

	if (!good_name(name))
		return NULL;
	p = slurp(name, &len);
	/* UTC needs no file. */
	if (p == NULL && strcmp(name, "UTC") != 0)
		return NULL;
	z = cm_zalloc(sizeof(*z));
	if (p != NULL)
		bad = read_zone(z, (struct bytes){p, len}) != 0;
	free(p);
	if (bad) {
		cm_zone_close(z);
		return NULL;
	}
	return z;
}

void
cm_zone_close(struct cm_zone *z)
{
	if (z == NULL)
		return;
	free(z->at);
	free(z->after);
	free(z);
}

/* The moment of a change in a year, as seconds of the clock on the wall. */
static int64_t
change_in(const struct change *c, int64_t year)
{
	int64_t first = cm_clock_days(year, 1, 1), day, next;
	int is_leap = cm_clock_days(year + 1, 1, 1) - first == 366;

	if (c->kind == 'M') {
		first = cm_clock_days(year, c->month, 1);
		next = c->month == 12 ? cm_clock_days(year + 1, 1, 1)
				      : cm_clock_days(year, c->month + 1, 1);
		/* Days count from Sunday here, from Monday in clock. */
		day =
		    first + (c->day - (first - cm_clock_monday(first)) + 6) % 7;
		day += 7 * (int64_t)(c->week - 1);
		while (day >= next)
			day -= 7;
	} else if (c->kind == 'J') {
		day = first + c->day - 1 + (is_leap && c->day >= 60);
	} else {
		day = first + c->day;
	}
	return day * DAY + c->time;
}

/* The stretch around t by the rule alone. */
static struct span
rule_span(const struct rule *r, int64_t t)
{
	struct span s = {ALWAYS, NEVER, r->std};
	int64_t year, y, at[2];
	int month, day, i;

	if (!r->has_dst)
		return s;
	cm_clock_civil((t + r->std) / DAY, &year, &month, &day);
	for (y = year - 2; y <= year + 2; y++) {
		at[0] = change_in(&r->end, y) - r->dst;
		at[1] = change_in(&r->start, y) - r->std;
		for (i = 0; i < 2; i++) {
			if (at[i] > t) {
				if (at[i] < s.to)
					s.to = at[i];
			} else if (at[i] > s.from || (at[i] == s.from && i)) {
				/* At the same moment a start wins, so that
				 * summer time may last all year. */
				s.from = at[i];
				s.offset = i == 0 ? r->std : r->dst;
			}
		}
	}
	return s;
}

static struct span
look_up(const struct cm_zone *z, int64_t t)
{
	struct span s;
	size_t low = 0, high = z->n, mid;

	if (z->n > 0 && t < z->at[0])
		return (struct span){ALWAYS, z->at[0], z->before};
	if (z->n == 0 || t >= z->at[z->n - 1]) {
		s = (struct span){ALWAYS, NEVER, z->before};
		if (z->rule.given)
			s = rule_span(&z->rule, t);
		else if (z->n > 0)
			s.offset = z->after[z->n - 1];
		if (z->n > 0 && s.from < z->at[z->n - 1])
			s.from = z->at[z->n - 1];
		return s;
	}
	while (high - low > 1) {
		mid = low + (high - low) / 2;
		if (z->at[mid] <= t)
			low = mid;
		else
			high = mid;
	}
	return (struct span){z->at[low], z->at[low + 1], z->after[low]};
}

/* Keeps sums with offsets and years far from overflow. */
static int64_t
sane(int64_t t)
{
	const int64_t far = (int64_t)1 << 50;

	return t > far ? far : t < -far ? -far : t;
}

static struct span
span_at(struct cm_zone *z, int64_t t)
{
	t = sane(t);
	if (t < z->last.from || t >= z->last.to)
		z->last = look_up(z, t);
	return z->last;
}

int32_t
cm_zone_offset(struct cm_zone *z, int64_t t)
{
	if (z == NULL)
		return 0;
	return span_at(z, t).offset;
}

int64_t
cm_zone_moment(struct cm_zone *z, int64_t local)
{
	struct span s;
	int32_t earlier;
	int64_t t;

	if (z == NULL)
		return local;
	local = sane(local);
	/* The first stretch that does not end before the wall shows it. */
	s = span_at(z, local - 2 * (int64_t)DAY);
	earlier = s.offset;
	for (;;) {
		t = local - s.offset;
		if (t < s.to)
			break;
		earlier = s.offset;
		s = span_at(z, s.to);
	}
	return t >= s.from ? t : local - earlier;
}
