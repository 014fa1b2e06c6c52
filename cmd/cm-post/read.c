/* SPDX-License-Identifier: ISC */
/* Files, whole, by what they hold. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "cmd/cm-post/item.h"
#include "cmd/cm-post/read.h"
#include "lib/json.h"

void
reader_bad(struct reader *r, uint64_t line, const char *bytes, size_t len,
    const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	cm_remark_late(&r->remarks, r->name, line, bytes, len, fmt, ap);
	va_end(ap);
	r->stop = r->o->strict;
}

/* A type that we have no use for is named once. Coverage is in every stream,
 * and passes in silence. */
static void
name_type(struct reader *r, uint64_t line, char *type)
{
	size_t i;

	for (i = 0; i < r->ntypes; i++)
		if (strcmp(r->types[i], type) == 0)
			break;
	if (strcmp(type, "coverage") == 0 || i < r->ntypes) {
		free(type);
		return;
	}
	cm_warn("%s:%llu: records of type '%s' are neither drafts nor actions, "
		"and are passed over",
	    r->name, (unsigned long long)line, type);
	r->types = cm_realloc(r->types, (r->ntypes + 1) * sizeof(*r->types));
	r->types[r->ntypes++] = type;
}

void
reader_mark(struct reader *r, const char *name, uint64_t line)
{
	r->marks = cm_realloc(r->marks, (r->nmarks + 1) * sizeof(*r->marks));
	r->marks[r->nmarks].name = cm_strdup(name);
	r->marks[r->nmarks++].line = line;
}

/* Where a member stands, of an item that begins in that line. */
static uint64_t
line_of(const struct reader *r, const char *name, uint64_t line)
{
	size_t i;

	for (i = 0; name != NULL && i < r->nmarks; i++)
		if (strcmp(r->marks[i].name, name) == 0)
			return r->marks[i].line;
	return line;
}

/* Members that nobody knows are named once a file: what they say would be lost
 * without a word. Returns how many there are. */
static size_t
name_unknown(struct reader *r, uint64_t line, const struct cm_buf *others)
{
	const char *name, *meant;
	size_t i, k, count = 0;

	for (i = 0; i < others->len; i += strlen(name) + 1, count++) {
		name = others->p + i;
		for (k = 0; k < r->unknown.len;
		     k += strlen(r->unknown.p + k) + 1)
			if (strcmp(r->unknown.p + k, name) == 0)
				break;
		if (k < r->unknown.len)
			continue;
		cm_buf_add(&r->unknown, name, strlen(name) + 1);
		meant = item_meant(name);
		cm_warn("%s:%llu: unknown member '%s'%s%s%s", r->name,
		    (unsigned long long)(r->csv ? 1 : line_of(r, name, line)),
		    name, meant != NULL ? ": '" : "",
		    meant != NULL ? meant : "", meant != NULL ? "'?" : "");
	}
	return count;
}

void
reader_give(struct reader *r, uint64_t line, const char *json, size_t json_len,
    const char *bytes, size_t len)
{
	struct place at;
	struct item *it;
	struct item_notes notes;
	char *why = NULL;
	size_t unknown;

	at.file = r->name;
	at.line = line;
	at.folder = r->folder;
	at.source = r->markdown ? r->path : NULL;
	at.records = !r->markdown && !r->csv;
	it = item_make(r->o, &at, json, json_len, &notes);
	unknown = name_unknown(r, line, &notes.others);
	if (it != NULL && unknown > 0 && r->o->strict)
		why = cm_strdup("a member that nobody knows, and --strict");
	else if (it != NULL)
		why = r->give(r->ctx, it);
	if (why != NULL)
		item_free(it);
	if (why != NULL || notes.why != NULL)
		reader_bad(r, line_of(r, notes.member, line), bytes, len, "%s",
		    why != NULL ? why : notes.why);
	else if (it == NULL) {
		name_type(r, line, notes.type);
		notes.type = NULL;
	}
	free(why);
	item_notes_release(&notes);
}

void
read_lines(struct reader *r, const char *p, size_t len)
{
	const char *end = p + len, *lf;
	uint64_t number = 0, bad = r->remarks.bad_lines;
	size_t n;

	for (; p < end && !r->stop; p = lf + 1) {
		lf = memchr(p, '\n', (size_t)(end - p));
		if (lf == NULL)
			lf = end;
		n = (size_t)(lf - p);
		number++;
		if (n > 0 && p[n - 1] == '\r')
			n--;
		if (strspn(p, " \t") >= n)
			continue;
		r->lines++;
		if (n > READ_LINE)
			reader_bad(r, number, p, n, "a line of over 4 MiB");
		else
			reader_give(r, number, p, n, p, n);
	}
	if (r->remarks.bad_lines > bad)
		cm_remark_look(&r->remarks, r->name, end - len, len);
}

static int
ends_with(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return n >= m && strcasecmp(name + n - m, end) == 0;
}

/* Tells whether the first line is a JSON object, or means to be. */
static int
is_object(const char *p, size_t len)
{
	while (len > 0 && strchr(" \t\r\n", *p) != NULL && *p != '\0') {
		p++;
		len--;
	}
	if (len == 0 || *p != '{')
		return 0;
	for (p++, len--; len > 0 && (*p == ' ' || *p == '\t'); p++)
		len--;
	return len > 0 && (*p == '"' || *p == '}');
}

static int
is_front(const char *p, size_t len)
{
	return len >= 4 && memcmp(p, "---", 3) == 0 &&
	    (p[3] == '\n' || p[3] == '\r' || p[3] == ' ');
}

/* What does not even begin like JSON may be meant as words. */
static void
hint_words(struct reader *r, const char *p, size_t len)
{
	while (len > 0 && *p != '\0' && strchr(" \t\r\n", *p) != NULL) {
		p++;
		len--;
	}
	if (len == 0 || *p == '{' || *p == '[')
		return;
	cm_buf_printf(&r->remarks.hints,
	    "%s: are these words to publish? give them with --text, or as "
	    "Markdown: a file named .md, or front matter before them",
	    r->name);
	cm_buf_byte(&r->remarks.hints, '\0');
}

/* By what it holds; the name is a hint. */
static void
read_bytes(struct reader *r, const char *p, size_t len)
{
	int md = ends_with(r->name, ".md") || ends_with(r->name, ".markdown");
	int csv = ends_with(r->name, ".csv") || ends_with(r->name, ".tsv");
	uint64_t bad;

	if (len >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0) {
		p += 3;
		len -= 3;
	}
	if (is_object(p, len))
		read_lines(r, p, len);
	else if (is_front(p, len) || (md && len > 0))
		read_markdown(r, p, len);
	else if (len > 0 && (csv || read_is_csv(p, len)))
		read_csv(r, p, len);
	else {
		bad = r->remarks.bad_lines;
		read_lines(r, p, len);
		if (r->remarks.bad_lines > bad)
			hint_words(r, p, len);
	}
}

/* Reads all of a file. NULL after a message. */
static char *
slurp(struct reader *r, int fd, size_t *len)
{
	struct cm_buf b;
	ssize_t n = 0;
	char *room;

	cm_buf_init(&b, READ_MAX);
	for (;;) {
		room = cm_buf_room(&b, 1 << 16);
		if (room == NULL) {
			cm_warn("'%s' is larger than 256 MiB", r->name);
			break;
		}
		n = read(fd, room, (1 << 16) - 1);
		if (n > 0)
			b.len += (size_t)n;
		else if (n == 0)
			break;
		else if (errno != EINTR) {
			cm_warn(
			    "cannot read '%s': %s", r->name, strerror(errno));
			break;
		}
	}
	*len = b.len;
	if (n != 0 || room == NULL) {
		r->status = CM_FAIL;
		cm_buf_release(&b);
		return NULL;
	}
	cm_buf_str(&b);
	return b.p;
}

static char *
path_of(const char *folder, const char *file)
{
	const char *slash = strrchr(file, '/');
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b, "%s/%s", strcmp(folder, "/") == 0 ? "" : folder,
	    slash != NULL ? slash + 1 : file);
	cm_buf_byte(&b, '\0');
	return b.p;
}

static void
read_file(struct reader *r, const char *file)
{
	int in = strcmp(file, "-") == 0;
	int fd = in ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC);
	size_t len;
	char *bytes;

	r->name = in ? "standard input" : file;
	if (fd == -1) {
		cm_warn("cannot open '%s': %s", file, strerror(errno));
		r->status = CM_FAIL;
		return;
	}
	bytes = slurp(r, fd, &len);
	if (!in)
		close(fd);
	if (bytes == NULL)
		return;
	r->folder = item_folder(in ? NULL : file);
	r->path = in ? NULL : path_of(r->folder, file);
	r->markdown = r->csv = 0;
	read_bytes(r, bytes, len);
	while (r->nmarks > 0)
		free(r->marks[--r->nmarks].name);
	cm_buf_clear(&r->unknown);
	free(r->path);
	free(r->folder);
	free(bytes);
}

enum cm_exit
read_items(const struct options *o, const char *const *files, size_t nfiles,
    char *(*give)(void *ctx, struct item *it), void *ctx)
{
	static const char *const standard[] = {"-"};
	struct reader r;
	size_t i;

	memset(&r, 0, sizeof(r));
	r.o = o;
	r.give = give;
	r.ctx = ctx;
	r.status = CM_OK;
	cm_remark_open(&r.remarks, o->rejects, 0);
	cm_buf_init(&r.unknown, CM_BUF_ANY);
	if (nfiles == 0) {
		files = standard;
		nfiles = 1;
	}
	for (i = 0; i < nfiles && !r.stop; i++)
		read_file(&r, files[i]);
	r.status = cm_worse(r.status, cm_remark_close(&r.remarks, r.lines));
	for (i = 0; i < r.ntypes; i++)
		free(r.types[i]);
	free(r.types);
	free(r.marks);
	cm_buf_release(&r.unknown);
	return r.status;
}

/* Adds the media of the command line. */
static void
add_media(struct cm_buf *b, const struct options *o)
{
	size_t i, alts = 0;

	if (o->media[0] == NULL)
		return;
	while (o->alt[alts] != NULL)
		alts++;
	cm_json_key(b, "media");
	cm_buf_byte(b, '[');
	for (i = 0; o->media[i] != NULL; i++) {
		cm_buf_puts(b, i > 0 ? ",{" : "{");
		cm_json_member(
		    b, item_is_url(o->media[i]) ? "url" : "file", o->media[i]);
		if (i < alts)
			cm_json_member(b, "alt", o->alt[i]);
		cm_buf_byte(b, '}');
	}
	cm_buf_byte(b, ']');
}

int
read_words(const struct options *o, struct item **it)
{
	struct place at = {NULL, 0, NULL, NULL, 0};
	struct item_notes notes;
	struct cm_buf b;
	char *folder;

	if (o->text == NULL && o->title == NULL && o->media[0] == NULL)
		return 0;
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_byte(&b, '{');
	cm_json_member(&b, "title", o->title);
	cm_json_member(&b, "text", o->text);
	cm_json_member(&b, "reply_to", o->reply_to);
	cm_json_member(&b, "key", o->key);
	cm_json_member(&b, "lang", o->lang);
	add_media(&b, o);
	cm_buf_byte(&b, '}');
	folder = item_folder(NULL);
	at.folder = folder;
	*it = item_make(o, &at, b.p, b.len, &notes);
	if (*it == NULL)
		cm_warn("%s", notes.why);
	item_notes_release(&notes);
	cm_buf_release(&b);
	free(folder);
	return *it == NULL ? -1 : 1;
}
