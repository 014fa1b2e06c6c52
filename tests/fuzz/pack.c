/* SPDX-License-Identifier: ISC */
/*
 * Whatever is given as an archive or a workbook: no crash, no name that leads
 * out or steers a terminal, the same members from a file and in pieces, and
 * rows in their order.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/pack.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
demand(int holds)
{
	if (!holds)
		abort();
}

static uint32_t
crc32_of(const unsigned char *p, size_t len)
{
	uint32_t c = 0xffffffff;
	int i;

	for (; len > 0; len--)
		for (c ^= *p++, i = 0; i < 8; i++)
			c = c >> 1 ^ (0xedb88320 & (0 - (c & 1)));
	return ~c;
}

/* ---- a zip without compression ---- */

struct zip {
	struct cm_buf body, central;
	unsigned n;
};

static void
put_int(struct cm_buf *b, unsigned long n, int bytes)
{
	for (; bytes > 0; bytes--, n >>= 8)
		cm_buf_byte(b, (int)(n & 0xFF));
}

static void
put_head(struct cm_buf *b, size_t name_len, const char *p, size_t len)
{
	put_int(b, 20, 2);
	put_int(b, 0, 4);
	put_int(b, 0x5D3E9000, 4);
	put_int(b, crc32_of((const unsigned char *)p, len), 4);
	put_int(b, len, 4);
	put_int(b, len, 4);
	put_int(b, name_len, 2);
	put_int(b, 0, 2);
}

static void
add(struct zip *z, const char *name, size_t name_len, const char *p, size_t len)
{
	size_t at = z->body.len;

	cm_buf_add(&z->body, "PK\003\004", 4);
	put_head(&z->body, name_len, p, len);
	cm_buf_add(&z->body, name, name_len);
	cm_buf_add(&z->body, p, len);
	cm_buf_add(&z->central, "PK\001\002\024\003", 6);
	put_head(&z->central, name_len, p, len);
	put_int(&z->central, 0, 6);
	put_int(&z->central, 0x81A40000, 4);
	put_int(&z->central, at, 4);
	cm_buf_add(&z->central, name, name_len);
	z->n++;
}

static void
end(struct zip *z)
{
	size_t at = z->body.len;

	cm_buf_add(&z->body, z->central.p, z->central.len);
	cm_buf_add(&z->body, "PK\005\006\0\0\0\0", 8);
	put_int(&z->body, z->n, 2);
	put_int(&z->body, z->n, 2);
	put_int(&z->body, z->central.len, 4);
	put_int(&z->body, at, 4);
	put_int(&z->body, 0, 2);
}

/* ---- what is demanded ---- */

static ssize_t
read_piece(void *ctx, char *to, size_t len, const char **why)
{
	(void)why;
	return stream_read(ctx, to, len > 7 ? 7 : len);
}

static void
good_name(const char *path)
{
	size_t len = strlen(path), i;

	demand(len > 0 && len <= 1000 && path[0] != '/');
	demand(cm_text_valid(path, len));
	for (i = 0; i < len; i++)
		demand((unsigned char)path[i] >= 0x20 && path[i] != 0x7F &&
		    path[i] != '\\');
	demand(strcmp(path, "..") != 0 && strncmp(path, "../", 3) != 0 &&
	    strstr(path, "/../") == NULL && strstr(path, "//") == NULL &&
	    (len < 3 || strcmp(path + len - 3, "/..") != 0));
}

static void
walk(struct stream *s)
{
	static char bytes[4096];
	struct pack *p = pack_open(s, "x/y.gz", 1 << 20);
	struct stream *in;
	struct member m;
	int64_t all = 0;
	ssize_t n;
	int r;

	while ((r = pack_next(p, &m)) == 1) {
		good_name(m.path);
		if (strlen(m.path) % 4 == 3)
			continue;
		in = pack_stream(p);
		while ((n = stream_read(in, bytes, sizeof(bytes))) > 0)
			all += n;
		demand((n == -1) == (stream_why(in) != NULL));
	}
	demand(all <= 1 << 20);
	demand((r == -1) == (pack_why(p) != NULL));
	pack_close(p);
	stream_close(s);
}

static void
walk_sheets(const char *p, size_t len)
{
	struct stream *s = stream_bytes(p, len);
	struct sheets *x = sheets_open(s);
	const struct sheet_cell *cells;
	uint64_t number, last;
	const char *name;
	size_t n, i, sum = 0;
	int r;

	while ((r = sheets_next(x, &name)) == 1) {
		demand(name != NULL);
		last = 0;
		while (last < 2000 &&
		    (r = sheets_row(x, &cells, &n, &number)) == 1) {
			demand(number == ++last);
			for (i = 0; i < n; i++)
				if (cells[i].p != NULL && cells[i].len > 0)
					sum += (unsigned char)cells[i]
						   .p[cells[i].len - 1];
		}
		if (r == -1)
			break;
	}
	demand((r == -1) == (sheets_why(x) != NULL));
	demand(sum < (size_t)-1);
	sheets_close(x);
	stream_close(s);
}

/* ---- inputs ---- */

static const char rels[] =
    "<Relationships><Relationship Id='a' Type='/worksheet' Target='s'/>"
    "<Relationship Id='t' Type='/sharedStrings' Target='t'/>"
    "<Relationship Id='l' Type='/styles' Target='l'/></Relationships>";
static const char parts[][2][260] = {
    {"xl/workbook.xml",
	"<workbook xmlns:r='u'><sheets><sheet name='A' r:id='a'/></sheets>"
	"</workbook>"},
    {"xl/t",
	"<sst><si><t>one</t></si><si><r><t>t</t></r><r><t>wo_x000D_</t></r>"
	"</si></sst>"},
    {"xl/l",
	"<styleSheet><numFmts><numFmt numFmtId='164' formatCode='d.m.y "
	"h:mm'/></numFmts><cellXfs><xf numFmtId='0'/><xf numFmtId='164'/>"
	"</cellXfs></styleSheet>"},
    {"xl/s",
	"<worksheet><sheetData><row r='2'><c r='B2' t='s'><v>0</v></c><c "
	"s='1'><v>46295.75</v></c></row></sheetData></worksheet>"},
};

/* A workbook, of which one part is the data; 4: its relationships. */
static void
make_book(struct zip *z, unsigned which, const char *data, size_t size)
{
	size_t i;

	for (i = 0; i < 4; i++)
		if (i == which)
			add(z, parts[i][0], strlen(parts[i][0]), data, size);
		else
			add(z, parts[i][0], strlen(parts[i][0]), parts[i][1],
			    strlen(parts[i][1]));
	if (which == 4)
		add(z, "xl/_rels/workbook.xml.rels", 26, data, size);
	else
		add(z, "xl/_rels/workbook.xml.rels", 26, rels, strlen(rels));
}

/* A member a line, of that name. */
static void
make_named(struct zip *z, const char *data, size_t size)
{
	const char *stop;
	size_t len;

	while (size > 0 && z->n < 50) {
		stop = memchr(data, '\n', size);
		len = stop != NULL ? (size_t)(stop - data) : size;
		add(z, data, len, "a,b\n", 4);
		data += len + (stop != NULL);
		size -= len + (stop != NULL);
	}
}

/* Bytes of a good one are others: two of where, one of what. */
static void
mutate(struct cm_buf *b, const char *data, size_t size)
{
	size_t i, at;

	for (i = 0; i + 3 <= size; i += 3) {
		at = (size_t)(unsigned char)data[i] << 8 |
		    (unsigned char)data[i + 1];
		b->p[at % b->len] = data[i + 2];
	}
}

static void
both_ways(const char *p, size_t len)
{
	struct stream *s = stream_bytes(p, len);

	walk(stream_bytes(p, len));
	walk(stream_new(read_piece, NULL, s));
	stream_close(s);
	walk_sheets(p, len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const char *data = (const char *)bytes + 1;
	struct zip z;

	if (size == 0)
		return 0;
	cm_name = "pack";
	size--;
	memset(&z, 0, sizeof(z));
	cm_buf_init(&z.body, CM_BUF_ANY);
	cm_buf_init(&z.central, CM_BUF_ANY);
	switch (bytes[0] % 8) {
	case 0:
		both_ways(data, size);
		break;
	case 1:
		make_named(&z, data, size);
		break;
	case 2:
		make_book(&z, 5, "", 0);
		break;
	default:
		make_book(&z, bytes[0] % 8 - 3U, data, size);
	}
	if (z.n > 0) {
		end(&z);
		if (bytes[0] % 8 == 2)
			mutate(&z.body, data, size);
		both_ways(z.body.p, z.body.len);
	}
	cm_buf_release(&z.body);
	cm_buf_release(&z.central);
	return 0;
}
