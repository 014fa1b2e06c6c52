/* SPDX-License-Identifier: ISC */
/* --exports: which formats there are, how to get their files, what can be set.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cm-fetch/export.h"
#include "lib/json.h"

enum { WIDTH = 78 };

static const char *
is_name(enum part_is is)
{
	static const char *const names[] = {[PART_TABLE] = "table",
	    [PART_JSON] = "json",
	    [PART_XML] = "xml",
	    [PART_TEXT] = "text"};

	return names[is];
}

static void
texts(struct cm_buf *out, const char *key, char *const *list, size_t n)
{
	size_t i;

	if (n == 0)
		return;
	cm_json_key(out, key);
	cm_buf_byte(out, '[');
	for (i = 0; i < n; i++) {
		if (i > 0)
			cm_buf_byte(out, ',');
		cm_json_string(out, list[i], strlen(list[i]));
	}
	cm_buf_byte(out, ']');
}

/* The heading of a column in a language, or NULL. */
static const char *
heading(const struct part *p, const char *to, size_t lang)
{
	const struct part_heading *h;
	size_t i;

	for (i = 0; i < p->nheadings; i++) {
		h = &p->headings[i];
		if (h->lang == lang && h->column >= 0 &&
		    strcmp(p->columns[h->column].to, to) == 0)
			return h->key;
	}
	return NULL;
}

/* Whether all that a table has to have has a heading in that language. */
static int
speaks(const struct part *p, size_t lang)
{
	size_t i, k, n;

	for (i = 0; i < p->nhas; i++) {
		for (n = k = 0; k < p->has[i].n; k++)
			n += heading(p, p->has[i].any[k], lang) != NULL;
		if (n == 0)
			return 0;
	}
	return p->nhas > 0;
}

/* What a part has to have: of a table the headings in that language. */
static void
needs(struct cm_buf *b, const struct part *p, size_t lang)
{
	const char *word;
	size_t i, k, n;

	for (i = 0; i < p->nhas; i++)
		for (n = k = 0; k < p->has[i].n; k++) {
			word = p->has[i].any[k];
			if (p->is == PART_TABLE)
				word = heading(p, word, lang);
			if (word == NULL)
				continue;
			cm_buf_printf(b, "%s%s",
			    n > 0       ? " or "
				: i > 0 ? ", "
					: "",
			    word);
			n++;
		}
}

/* The same in each language: "en: day, views; de: tag, aufrufe". */
static void
all_needs(struct cm_buf *b, const struct format *f, const struct part *p)
{
	size_t i;

	cm_buf_clear(b);
	if (p->is != PART_TABLE)
		needs(b, p, 0);
	for (i = 0; p->is == PART_TABLE && i < f->nlanguages; i++) {
		if (!speaks(p, i))
			continue;
		cm_buf_printf(
		    b, "%s%s: ", b->len > 0 ? "; " : "", f->languages[i].name);
		needs(b, p, i);
	}
	(void)cm_buf_str(b);
}

static void
files(struct cm_buf *b, const struct part *p)
{
	size_t i;

	cm_buf_clear(b);
	for (i = 0; i < p->nfiles; i++)
		cm_buf_printf(b, "%s%s", i > 0 ? ", " : "", p->files[i]);
	(void)cm_buf_str(b);
}

/* ---- as a record ---- */

static void
part_row(struct cm_buf *out, const struct format *f, const struct part *p)
{
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_byte(out, '{');
	cm_json_member(out, "part", p->name);
	cm_json_member(out, "is", is_name(p->is));
	cm_json_member(out, "of", p->type != NULL ? p->type : "post");
	texts(out, "files", p->files, p->nfiles);
	all_needs(&b, f, p);
	cm_json_member(out, "has", b.p);
	cm_buf_byte(out, '}');
	cm_buf_release(&b);
}

static void
row(struct cm_buf *out, const struct format *f)
{
	size_t i;

	cm_buf_puts(out, "{\"type\":\"format\"");
	cm_json_member(out, "format", f->name);
	cm_json_member(out, "title", f->title);
	cm_json_member(out, "network", f->network);
	cm_json_member(out, "origin", f->origin);
	texts(out, "get", f->get, f->nget);
	cm_json_key(out, "parts");
	cm_buf_byte(out, '[');
	for (i = 0; i < f->nparts; i++) {
		if (i > 0)
			cm_buf_byte(out, ',');
		part_row(out, f, &f->parts[i]);
	}
	cm_buf_byte(out, ']');
	if (f->nsettings > 0) {
		cm_json_key(out, "settings");
		cm_buf_byte(out, '{');
		for (i = 0; i < f->nsettings; i++)
			cm_json_member(out, f->settings[i], f->reasons[i]);
		cm_buf_byte(out, '}');
	}
	cm_buf_puts(out, "}\n");
}

/* ---- for a person ---- */

/* Words after a heading, in lines of their own where there are many. */
static void
wrapped(struct cm_buf *out, const char *first, const char *text)
{
	size_t at, n, used;

	if (*text == '\0')
		return;
	cm_buf_printf(out, "    %-9s", first);
	used = 13;
	for (at = 0; text[at] != '\0'; at += n) {
		at += strspn(text + at, " ");
		n = strcspn(text + at, " ");
		if (used + n + 1 > WIDTH && used > 13) {
			cm_buf_printf(out, "\n%13s", "");
			used = 13;
		}
		cm_buf_printf(
		    out, "%s%.*s", used > 13 ? " " : "", (int)n, text + at);
		used += n + (used > 13);
	}
	cm_buf_byte(out, '\n');
}

static void
part_text(struct cm_buf *out, const struct format *f, const struct part *p)
{
	struct cm_buf b, line;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_init(&line, CM_BUF_ANY);
	cm_buf_printf(&line, "%s (%s, %s)%s", p->name, is_name(p->is),
	    p->type != NULL ? p->type : "post",
	    p->asked ? ", only with --as" : "");
	wrapped(out, "part", cm_buf_str(&line));
	files(&b, p);
	if (b.len > 0) {
		cm_buf_clear(&line);
		cm_buf_printf(&line, "named %s", b.p);
		wrapped(out, "", cm_buf_str(&line));
	}
	all_needs(&b, f, p);
	if (b.len > 0) {
		cm_buf_clear(&line);
		cm_buf_printf(&line, "with %s", b.p);
		wrapped(out, "", cm_buf_str(&line));
	}
	cm_buf_release(&b);
	cm_buf_release(&line);
}

static void
text(struct cm_buf *out, const struct format *f, int all)
{
	struct cm_buf line;
	size_t i;

	cm_buf_init(&line, CM_BUF_ANY);
	cm_buf_printf(out, "%s: %s%s%s%s\n", f->name, f->title, all ? " (" : "",
	    all ? f->origin : "", all ? ")" : "");
	if (!all) {
		for (i = 0; i < f->nparts; i++)
			cm_buf_printf(
			    &line, "%s%s", i > 0 ? " " : "", f->parts[i].name);
		wrapped(out, "parts", cm_buf_str(&line));
	}
	for (i = 0; all && i < f->nget; i++)
		wrapped(out, i == 0 ? "get" : "", f->get[i]);
	for (i = 0; all && i < f->nparts; i++)
		part_text(out, f, &f->parts[i]);
	for (i = 0; all && i < f->nsettings; i++) {
		cm_buf_clear(&line);
		cm_buf_printf(
		    &line, "%s=...: %s", f->settings[i], f->reasons[i]);
		wrapped(out, i == 0 ? "--set" : "", cm_buf_str(&line));
	}
	cm_buf_release(&line);
}

static int
show(const struct format *f, int all)
{
	struct cm_buf out;
	int rc;

	cm_buf_init(&out, CM_BUF_ANY);
	if (isatty(STDOUT_FILENO))
		text(&out, f, all);
	else
		row(&out, f);
	rc = cm_put(out.p, out.len);
	cm_buf_release(&out);
	return rc;
}

static void
not_there(const struct formats *all, const char *word)
{
	struct cm_buf like;

	cm_buf_init(&like, CM_BUF_ANY);
	if (export_like(all, word, &like) > 0)
		cm_warn("no format is called '%s': perhaps %s", word,
		    cm_buf_str(&like));
	else
		cm_warn("no format is called '%s': --exports lists them", word);
	cm_buf_release(&like);
}

enum cm_exit
export_list(const char *const *words, size_t count)
{
	struct formats *all = formats_open();
	const struct format *f;
	enum cm_exit status = CM_OK;
	size_t i;

	for (i = 0; i < count; i++) {
		f = formats_find(all, words[i]);
		if (f == NULL) {
			not_there(all, words[i]);
			status = CM_USAGE;
		} else if (show(f, 1) != 0)
			status = cm_worse(status, CM_FAIL);
	}
	for (i = 0; count == 0 && i < formats_count(all); i++)
		if (show(formats_get(all, i), 0) != 0)
			status = CM_FAIL;
	formats_close(all);
	return status;
}
