/* SPDX-License-Identifier: ISC */
/* What a workbook has beside its sheets: which those are, formats, texts. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/sheets_in.h"
#include "lib/err.h"

enum {
	SHEETS = 1024,
	STYLES = 1 << 16,
	MOST = 256 << 20, /* of shared texts, and of where they end */
	PATH = 1000
};

/* ---- paths ---- */

/* The path of what the part at base calls target; the caller's to free. */
static char *
resolve(const char *base, const char *target)
{
	const char *slash = strrchr(base, '/');
	struct cm_buf b;
	size_t len;
	char *path;

	cm_buf_init(&b, PATH);
	if (*target != '/' && slash != NULL)
		cm_buf_add(&b, base, (size_t)(slash - base));
	for (; *target != '\0'; target += len + (target[len] != '\0')) {
		len = strcspn(target, "/\\");
		if (len == 2 && memcmp(target, "..", 2) == 0) {
			while (b.len > 0 && b.p[--b.len] != '/')
				;
		} else if (len > 1 || (len == 1 && *target != '.')) {
			if (b.len > 0)
				cm_buf_byte(&b, '/');
			cm_buf_add(&b, target, len);
		}
	}
	path = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
	return path;
}

/* Where the relationships of a part stand. */
static char *
relations_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t folder = slash != NULL ? (size_t)(slash - path) + 1 : 0;
	struct cm_buf b;
	char *to;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(
	    &b, "%.*s_rels/%s.rels", (int)folder, path, path + folder);
	to = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
	return to;
}

static int
ends_with(const char *s, const char *end)
{
	size_t n = strlen(end), len = s != NULL ? strlen(s) : 0;

	return len >= n && strcmp(s + len - n, end) == 0;
}

/* ---- relationships ---- */

/* Takes one of the book's own; type is a URL that differs between the two
 * dialects, its last word does not. */
static void
relate(struct sheets *s, const char *type, const char *id, char *path)
{
	char **to = NULL;
	size_t i;

	if (ends_with(type, "/sharedStrings"))
		to = &s->strings_path;
	else if (ends_with(type, "/styles"))
		to = &s->styles_path;
	for (i = 0; to == NULL && i < s->nlist; i++)
		if (ends_with(type, "/worksheet") && s->list[i].id != NULL &&
		    id != NULL && strcmp(s->list[i].id, id) == 0)
			to = &s->list[i].path;
	if (to != NULL && *to == NULL)
		*to = path;
	else
		free(path);
}

/* Reads the relationships of the part at path. book: where to put that of the
 * workbook; NULL: they are the workbook's. Returns 0, or -1. */
static int
relations(struct sheets *s, const char *path, char **book)
{
	char *rels = relations_of(path), *id, *type, *target, *mode;
	struct part_reader r;
	int node, n = part_open(s, &r, rels);

	free(rels);
	if (n != 1)
		return n;
	while ((n = part_next(s, &r, &node)) == 1) {
		if (node != XML_READER_TYPE_ELEMENT ||
		    !part_is(&r, "Relationship"))
			continue;
		id = part_get(&r, "Id");
		type = part_get(&r, "Type");
		target = part_get(&r, "Target");
		mode = part_get(&r, "TargetMode");
		if (target == NULL ||
		    (mode != NULL && strcmp(mode, "External") == 0))
			;
		else if (book == NULL)
			relate(s, type, id, resolve(path, target));
		else if (*book == NULL && ends_with(type, "/officeDocument"))
			*book = resolve(path, target);
		free(id);
		free(type);
		free(target);
		free(mode);
	}
	part_close(&r);
	return n;
}

/* ---- the workbook ---- */

static int
is_true(const char *text)
{
	return text != NULL &&
	    (strcmp(text, "1") == 0 || strcmp(text, "true") == 0);
}

/* r:id, by whatever prefix. */
static char *
relation_id(struct part_reader *r)
{
	const xmlChar *space;
	char *id = NULL;

	while (id == NULL && xmlTextReaderMoveToNextAttribute(r->xml) == 1) {
		space = xmlTextReaderConstNamespaceUri(r->xml);
		if (part_is(r, "id") && space != NULL)
			id = cm_strdup(
			    (const char *)xmlTextReaderConstValue(r->xml));
	}
	xmlTextReaderMoveToElement(r->xml);
	return id;
}

static int
add_sheet(struct sheets *s, struct part_reader *r)
{
	char *state = part_get(r, "state"), *name;
	int hidden = state != NULL && strcmp(state, "visible") != 0;
	struct sheet *sheet;

	free(state);
	if (hidden)
		return 0;
	if (s->nlist == SHEETS)
		return sheets_fail(
		    s, "it has more than %d sheets", (int)SHEETS);
	s->list = cm_realloc(s->list, (s->nlist + 1) * sizeof(*s->list));
	sheet = &s->list[s->nlist++];
	name = part_get(r, "name");
	sheet->name = name != NULL ? name : cm_strdup("");
	sheet->id = relation_id(r);
	sheet->path = NULL;
	return 0;
}

static int
workbook(struct sheets *s, const char *path)
{
	struct part_reader r;
	int node, n = part_open(s, &r, path);
	char *flag;

	if (n == 0)
		return sheets_fail(s, "it has no workbook in it");
	if (n == -1)
		return -1;
	while ((n = part_next(s, &r, &node)) == 1) {
		if (node != XML_READER_TYPE_ELEMENT)
			continue;
		if (part_is(&r, "sheet")) {
			n = add_sheet(s, &r);
			if (n == -1)
				break;
		} else if (part_is(&r, "workbookPr")) {
			flag = part_get(&r, "date1904");
			s->from1904 = is_true(flag);
			free(flag);
		}
	}
	part_close(&r);
	return n;
}

/* ---- styles ---- */

static unsigned long
number_of(struct part_reader *r, const char *attribute)
{
	char *text = part_get(r, attribute);
	unsigned long n = text != NULL ? strtoul(text, NULL, 10) : 0;

	free(text);
	return n;
}

static void
add_format(struct sheets *s, struct part_reader *r)
{
	char *code = part_get(r, "formatCode");

	if (s->nformats < STYLES && code != NULL) {
		s->formats = cm_realloc(
		    s->formats, (s->nformats + 1) * sizeof(*s->formats));
		s->formats[s->nformats].id = number_of(r, "numFmtId");
		s->formats[s->nformats++].shows = sheets_shows(code);
	}
	free(code);
}

static void
add_style(struct sheets *s, struct part_reader *r)
{
	unsigned long id = number_of(r, "numFmtId");
	int shows = sheets_builtin(id);
	size_t i;

	if (s->nstyles == STYLES)
		return;
	/* Backwards, so that a thousand of the same are found at once. */
	for (i = s->nformats; i > 0; i--)
		if (s->formats[i - 1].id == id) {
			shows = s->formats[i - 1].shows;
			break;
		}
	s->styles = cm_realloc(s->styles, s->nstyles + 1);
	s->styles[s->nstyles++] = (unsigned char)shows;
}

static int
styles(struct sheets *s)
{
	struct part_reader r;
	int node, within = 0, n;

	n = s->styles_path != NULL ? part_open(s, &r, s->styles_path) : 0;
	if (n != 1)
		return n;
	while ((n = part_next(s, &r, &node)) == 1) {
		if (part_is(&r, "cellXfs"))
			within = node == XML_READER_TYPE_ELEMENT &&
			    !xmlTextReaderIsEmptyElement(r.xml);
		else if (node != XML_READER_TYPE_ELEMENT)
			continue;
		else if (part_is(&r, "numFmt"))
			add_format(s, &r);
		else if (within && part_is(&r, "xf"))
			add_style(s, &r);
	}
	part_close(&r);
	return n;
}

/* ---- shared texts ---- */

/* A text ended. */
static int
end_string(struct sheets *s, size_t from)
{
	if ((s->nstrings & (s->nstrings - 1)) == 0)
		s->ends = cm_realloc(s->ends,
		    (s->nstrings > 0 ? 2 * s->nstrings : 1) * sizeof(*s->ends));
	sheets_unescape(&s->strings, from);
	if (s->strings.full ||
	    s->strings.len + s->nstrings * sizeof(*s->ends) > MOST)
		return sheets_fail(s,
		    "its texts are more than 256 MiB: save the sheet as CSV");
	s->ends[s->nstrings++] = (uint32_t)s->strings.len;
	return 0;
}

static int
is_text(int node)
{
	return node == XML_READER_TYPE_TEXT || node == XML_READER_TYPE_CDATA ||
	    node == XML_READER_TYPE_WHITESPACE ||
	    node == XML_READER_TYPE_SIGNIFICANT_WHITESPACE;
}

/* One node of them. *within: a text that counts; *phonetic: how it is read
 * aloud, which does not. */
static int
string_node(struct sheets *s, struct part_reader *r, int node, int *within,
    int *phonetic)
{
	int begins = node == XML_READER_TYPE_ELEMENT,
	    empty = begins && xmlTextReaderIsEmptyElement(r->xml);

	if (is_text(node)) {
		if (*within && !*phonetic)
			cm_buf_puts(&s->strings,
			    (const char *)xmlTextReaderConstValue(r->xml));
		return 0;
	}
	if (!begins && node != XML_READER_TYPE_END_ELEMENT)
		return 0;
	if (part_is(r, "t"))
		*within = begins && !empty;
	else if (part_is(r, "rPh"))
		*phonetic = begins && !empty;
	else if (part_is(r, "si") && (!begins || empty))
		return end_string(
		    s, s->nstrings > 0 ? s->ends[s->nstrings - 1] : 0);
	return 0;
}

static int
strings(struct sheets *s)
{
	int node, within = 0, phonetic = 0, n;
	struct part_reader r;

	n = s->strings_path != NULL ? part_open(s, &r, s->strings_path) : 0;
	if (n != 1)
		return n;
	cm_buf_init(&s->strings, MOST);
	while ((n = part_next(s, &r, &node)) == 1)
		if (string_node(s, &r, node, &within, &phonetic) == -1) {
			n = -1;
			break;
		}
	part_close(&r);
	return n;
}

int
sheets_book(struct sheets *s)
{
	char *book = NULL;
	int n = relations(s, "", &book);

	if (n == 0 && book == NULL)
		book = cm_strdup("xl/workbook.xml");
	if (n == 0)
		n = workbook(s, book);
	if (n == 0)
		n = relations(s, book, NULL);
	if (n == 0)
		n = styles(s);
	if (n == 0)
		n = strings(s);
	free(book);
	return n;
}
