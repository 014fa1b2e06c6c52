/* SPDX-License-Identifier: ISC */
/* The files within a workbook: one at a time, by libxml2's reader. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cmd/cm-fetch/sheets_in.h"
#include "lib/err.h"

enum { PARTS = 10000 };

int
sheets_fail(struct sheets *s, const char *fmt, ...)
{
	va_list ap;

	if (s->why[0] != '\0')
		return -1;
	va_start(ap, fmt);
	vsnprintf(s->why, sizeof(s->why), fmt, ap);
	va_end(ap);
	return -1;
}

static int
on_more(void *ctx, char *to, int len)
{
	return (int)stream_read(ctx, to, (size_t)len);
}

/* What libxml2 would say itself, which is said in our words. */
static void
on_error(void *ctx, xmlErrorPtr error)
{
	(void)ctx;
	(void)error;
}

int
part_open(struct sheets *s, struct part_reader *r, const char *path)
{
	struct member m;
	size_t n = 0;
	int found;

	memset(r, 0, sizeof(*r));
	if (stream_seek(s->from, 0) == -1)
		return sheets_fail(s, "it cannot be read again");
	r->pack = pack_open(s->from, "", 0);
	do {
		found = pack_next(r->pack, &m);
	} while (found == 1 && ++n <= PARTS && strcasecmp(m.path, path) != 0);
	if (found == -1)
		sheets_fail(s, "%s", pack_why(r->pack));
	else if (n > PARTS)
		found = sheets_fail(s, "it has too many parts for a workbook");
	if (found == 1) {
		r->bytes = pack_stream(r->pack);
		/* No entity is replaced, nothing is fetched. */
		r->xml = xmlReaderForIO(on_more, NULL, r->bytes, NULL, NULL,
		    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
			XML_PARSE_COMPACT);
		if (r->xml == NULL)
			cm_die(CM_FAIL, "out of memory");
		xmlTextReaderSetStructuredErrorHandler(r->xml, on_error, NULL);
	}
	if (found != 1)
		part_close(r);
	return found;
}

void
part_close(struct part_reader *r)
{
	xmlFreeTextReader(r->xml);
	pack_close(r->pack);
	memset(r, 0, sizeof(*r));
}

int
part_next(struct sheets *s, struct part_reader *r, int *type)
{
	int n = xmlTextReaderRead(r->xml);

	*type = XML_READER_TYPE_NONE;
	if (stream_why(r->bytes) != NULL)
		return sheets_fail(s, "%s", stream_why(r->bytes));
	if (n == 0)
		return 0;
	if (n < 0)
		return sheets_fail(
		    s, "the workbook is damaged: it has XML that is none");
	*type = xmlTextReaderNodeType(r->xml);
	if (*type == XML_READER_TYPE_DOCUMENT_TYPE ||
	    *type == XML_READER_TYPE_ENTITY_REFERENCE)
		return sheets_fail(s,
		    "the workbook declares entities, as none does: it is "
		    "not read");
	return 1;
}

int
part_is(struct part_reader *r, const char *name)
{
	const xmlChar *local = xmlTextReaderConstLocalName(r->xml);

	return local != NULL && strcmp((const char *)local, name) == 0;
}

char *
part_get(struct part_reader *r, const char *name)
{
	xmlChar *value =
	    xmlTextReaderGetAttribute(r->xml, (const xmlChar *)name);
	char *copy = value != NULL ? cm_strdup((const char *)value) : NULL;

	xmlFree(value);
	return copy;
}
