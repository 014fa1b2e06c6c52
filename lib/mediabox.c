/* SPDX-License-Identifier: ISC */
/* Files made of boxes: MP4, QuickTime, AVIF, HEIC; and EBML: WebM. */
#include <string.h>

#include "lib/mediafile.h"

enum { DEPTH = 8, BOXES = 4000 };

struct walk {
	const struct cm_media_file *f;
	struct cm_media *m;
	int boxes;    /* looked at so far */
	int picture;  /* it is a still one */
	int turned;   /* by a quarter */
	int64_t area; /* of the largest picture */
};

struct box {
	char name[5];
	uint64_t at, end; /* of what is in it */
};

/* Reads the head of the box at `at`. Returns 0; or -1. */
static int
read_box(struct walk *w, uint64_t at, uint64_t end, struct box *b)
{
	unsigned char head[16];
	uint64_t size;
	size_t n = cm_media_read(w->f, at, head, sizeof(head));

	if (n < 8 || ++w->boxes > BOXES)
		return -1;
	size = cm_media_be(head, 4);
	memcpy(b->name, head + 4, 4);
	b->name[4] = '\0';
	b->at = at + 8;
	if (size == 1 && n == 16) {
		size = (uint64_t)cm_media_be(head + 8, 4) << 32 |
		    cm_media_be(head + 12, 4);
		b->at = at + 16;
	}
	if (size == 0)
		size = end - at;
	if (size < b->at - at || size > end - at)
		return -1;
	b->end = at + size;
	return 0;
}

static int
is(const struct box *b, const char *name)
{
	return memcmp(b->name, name, 4) == 0;
}

static void
take_mvhd(struct walk *w, const struct box *b)
{
	unsigned char p[32];
	uint32_t scale;
	uint64_t length;

	if (cm_media_read(w->f, b->at, p, sizeof(p)) < sizeof(p))
		return;
	if (p[0] == 1) {
		scale = cm_media_be(p + 20, 4);
		length = (uint64_t)cm_media_be(p + 24, 4) << 32 |
		    cm_media_be(p + 28, 4);
	} else {
		scale = cm_media_be(p + 12, 4);
		length = cm_media_be(p + 16, 4);
	}
	if (scale > 0 && length > 0 && length != UINT32_MAX)
		w->m->seconds = (double)length / scale;
}

static void
take_tkhd(struct walk *w, const struct box *b)
{
	unsigned char p[96];
	size_t at;
	int64_t width, height;

	if (cm_media_read(w->f, b->at, p, sizeof(p)) < 84)
		return;
	at = p[0] == 1 ? 52 : 40; /* the matrix */
	if (p[0] == 1 && b->end - b->at < 96)
		return;
	width = cm_media_be(p + at + 36, 2);
	height = cm_media_be(p + at + 40, 2);
	if (width == 0 || height == 0)
		return;
	if (cm_media_be(p + at, 4) == 0 && cm_media_be(p + at + 4, 4) != 0) {
		w->m->width = height; /* turned by a quarter */
		w->m->height = width;
	} else {
		w->m->width = width;
		w->m->height = height;
	}
}

/* A picture's size; the largest is the picture, the others are its parts. */
static void
take_ispe(struct walk *w, const struct box *b)
{
	unsigned char p[12];
	int64_t width, height;

	if (cm_media_read(w->f, b->at, p, 12) < 12)
		return;
	width = cm_media_be(p + 4, 4);
	height = cm_media_be(p + 8, 4);
	if (width > 1 << 20 || height > 1 << 20 || width * height <= w->area)
		return;
	w->area = width * height;
	w->m->width = width;
	w->m->height = height;
}

static void
take_irot(struct walk *w, const struct box *b)
{
	unsigned char angle;

	if (cm_media_read(w->f, b->at, &angle, 1) == 1 && (angle & 1) != 0)
		w->turned = 1;
}

static void
walk_boxes(struct walk *w, uint64_t at, uint64_t end, int depth)
{
	struct box b;

	for (; at < end && depth < DEPTH; at = b.end) {
		if (read_box(w, at, end, &b) != 0)
			return;
		if (is(&b, "mvhd"))
			take_mvhd(w, &b);
		else if (is(&b, "tkhd"))
			take_tkhd(w, &b);
		else if (is(&b, "ispe") && w->picture)
			take_ispe(w, &b);
		else if (is(&b, "irot") && w->picture)
			take_irot(w, &b);
		else if (is(&b, "moov") || is(&b, "trak") || is(&b, "iprp") ||
		    is(&b, "ipco"))
			walk_boxes(w, b.at, b.end, depth + 1);
		else if (is(&b, "meta") && w->picture)
			walk_boxes(w, b.at + 4, b.end, depth + 1);
	}
}

void
cm_media_boxes(const struct cm_media_file *f, struct cm_media *m)
{
	unsigned char b[12];
	struct walk w = {f, m, 0, 0, 0, 0};
	int64_t width;

	m->type = "video/mp4";
	if (cm_media_read(f, 0, b, 12) < 12)
		return;
	if (memcmp(b + 4, "ftyp", 4) != 0 || memcmp(b + 8, "qt  ", 4) == 0)
		m->type = "video/quicktime";
	else if (memcmp(b + 8, "avif", 4) == 0 || memcmp(b + 8, "avis", 4) == 0)
		m->type = "image/avif";
	else if (memcmp(b + 8, "heic", 4) == 0 ||
	    memcmp(b + 8, "heix", 4) == 0 || memcmp(b + 8, "mif1", 4) == 0)
		m->type = "image/heic";
	else if (memcmp(b + 8, "M4A ", 4) == 0)
		m->type = "audio/mp4";
	m->animated = memcmp(b + 8, "avis", 4) == 0;
	w.picture = memcmp(m->type, "image", 5) == 0;
	walk_boxes(&w, 0, f->size, 0);
	if (!w.turned)
		return;
	width = m->width;
	m->width = m->height;
	m->height = width;
}

/* An EBML number: with its marking bit for ids, without for sizes. Returns its
 * bytes, 0: it is none. */
static size_t
read_number(const unsigned char *p, size_t len, int id, uint64_t *value)
{
	size_t n = 1, i;

	while (n <= 8 && len > 0 && (p[0] & (0x80 >> (n - 1))) == 0)
		n++;
	if (n > 8 || n > len)
		return 0;
	*value = id ? p[0] : p[0] & (0xFFu >> n);
	for (i = 1; i < n; i++)
		*value = *value << 8 | p[i];
	return n;
}

struct element {
	uint64_t id, at, end;
};

static int
read_element(struct walk *w, uint64_t at, uint64_t end, struct element *e)
{
	unsigned char p[16];
	size_t n = cm_media_read(w->f, at, p, sizeof(p)), a, b;
	uint64_t size = 0;

	if (++w->boxes > BOXES)
		return -1;
	a = read_number(p, n, 1, &e->id);
	b = a == 0 ? 0 : read_number(p + a, n - a, 0, &size);
	if (b == 0)
		return -1;
	e->at = at + a + b;
	if (size == (UINT64_C(1) << (7 * b)) - 1) /* to the end */
		size = end - e->at;
	if (e->at > end || size > end - e->at)
		size = end > e->at ? end - e->at : 0;
	e->end = e->at + size;
	return 0;
}

static uint64_t
number_in(struct walk *w, const struct element *e)
{
	unsigned char p[8];
	uint64_t v = 0;
	size_t n = (size_t)(e->end - e->at), i;

	if (n > 8 || cm_media_read(w->f, e->at, p, n) < n)
		return 0;
	for (i = 0; i < n; i++)
		v = v << 8 | p[i];
	return v;
}

static double
float_in(struct walk *w, const struct element *e)
{
	uint64_t v = number_in(w, e);
	uint32_t half = (uint32_t)v;
	float f;
	double d;

	if (e->end - e->at == 4) {
		memcpy(&f, &half, sizeof(f));
		return (double)f;
	}
	memcpy(&d, &v, sizeof(d));
	return d;
}

static void
walk_elements(
    struct walk *w, uint64_t at, uint64_t end, int depth, double *scale)
{
	struct element e;
	char type[4] = "";

	for (; at < end && depth < DEPTH; at = e.end) {
		if (read_element(w, at, end, &e) != 0 || e.id == 0x1F43B675)
			return; /* clusters: what is before them is enough */
		switch (e.id) {
		case 0x1A45DFA3: /* the head */
		case 0x18538067: /* the segment, its information, tracks */
		case 0x1549A966:
		case 0x1654AE6B:
		case 0xAE:
		case 0xE0:
			walk_elements(w, e.at, e.end, depth + 1, scale);
			break;
		case 0x4282:
			cm_media_read(w->f, e.at, type, sizeof(type));
			if (memcmp(type, "matr", 4) == 0)
				w->m->type = "video/x-matroska";
			break;
		case 0x2AD7B1:
			*scale = (double)number_in(w, &e) / 1e9;
			break;
		case 0x4489:
			w->m->seconds = float_in(w, &e);
			break;
		case 0xB0:
			w->m->width = (int64_t)number_in(w, &e);
			break;
		case 0xBA:
			w->m->height = (int64_t)number_in(w, &e);
			break;
		default:
			break;
		}
	}
}

void
cm_media_ebml(const struct cm_media_file *f, struct cm_media *m)
{
	struct walk w = {f, m, 0, 0, 0, 0};
	double scale = 1e-3;

	m->type = "video/webm";
	walk_elements(&w, 0, f->size, 0, &scale);
	if (m->seconds >= 0 && m->seconds < 1e15)
		m->seconds *= scale;
	else
		m->seconds = -1;
}
