/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <strings.h>

#include "cmd/cm-fetch/feedtree.h"
#include "lib/html.h"
#include "lib/text.h"

/*
 * The forms that a text has in a feed. Atom says which it is; in RSS it is
 * text or HTML, escaped or not, and has to be looked at.
 */

enum form { FORM_TEXT, FORM_HTML, FORM_NONE };

static int
base64_digit(int c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *found = c == '\0' ? NULL : strchr(digits, c);

	return found == NULL ? -1 : (int)(found - digits);
}

/* Replaces what b holds by what it says in base 64. */
static void
decode_base64(struct cm_buf *b)
{
	struct cm_buf bytes;
	unsigned bits = 0;
	int have = 0;
	size_t i;

	cm_buf_init(&bytes, CM_BUF_ANY);
	for (i = 0; i < b->len; i++) {
		if (base64_digit(b->p[i]) < 0)
			continue;
		bits = (bits << 6 | (unsigned)base64_digit(b->p[i])) & 0xFFFF;
		have += 6;
		if (have >= 8) {
			have -= 8;
			cm_buf_byte(&bytes, (int)(bits >> have & 0xFF));
		}
	}
	cm_buf_clear(b);
	cm_text_repair(b, bytes.p == NULL ? "" : bytes.p, bytes.len);
	cm_buf_release(&bytes);
}

static int
ends(const char *s, const char *with)
{
	size_t n = strlen(with);

	return strlen(s) >= n && strcasecmp(s + strlen(s) - n, with) == 0;
}

static int
is_readable(const struct cm_buf *b)
{
	size_t i;

	for (i = 0; i < b->len; i++)
		if ((unsigned char)b->p[i] < ' ' &&
		    strchr("\t\r\n", b->p[i]) == NULL)
			return 0;
	return b->len > 0;
}

/* Puts an Atom text into raw and says what it is. */
static enum form
atom_form(const xmlNode *node, const char *base, struct cm_buf *raw)
{
	const char *type = feed_attr(node, "type");
	const char *mode = feed_attr(node, "mode");

	if (type == NULL)
		type = "text";
	if (mode != NULL && strcasecmp(mode, "base64") == 0) {
		feed_node_text(raw, node);
		decode_base64(raw);
	} else if (feed_has_elements(node)) {
		feed_node_html(raw, node, base);
		return FORM_HTML;
	} else {
		feed_node_text(raw, node);
	}
	if (strcasecmp(type, "text") == 0 ||
	    strcasecmp(type, "text/plain") == 0)
		return FORM_TEXT;
	if (strcasecmp(type, "html") == 0 || strcasecmp(type, "text/html") == 0)
		return FORM_HTML;
	if (strcasecmp(type, "xhtml") == 0 || ends(type, "xml")) {
		/* Nothing but text; or text that should not be escaped. */
		return cm_html_is(raw->p == NULL ? "" : raw->p, raw->len)
		    ? FORM_HTML
		    : FORM_TEXT;
	}
	if (strncasecmp(type, "text/", 5) == 0)
		return FORM_TEXT;
	if (strchr(type, '/') == NULL)
		return FORM_TEXT;
	/* Of other types only what can be read as text is one. */
	if (strncasecmp(type, "application/", 12) != 0)
		return FORM_NONE;
	if (strcasecmp(type + 12, "octet-stream") != 0)
		return FORM_TEXT;
	decode_base64(raw);
	return is_readable(raw) ? FORM_HTML : FORM_NONE;
}

static enum form
form(struct feed_run *r, const xmlNode *node, int atom, struct cm_buf *raw)
{
	if (atom)
		return atom_form(node, feed_node_base(r, node), raw);
	if (feed_has_elements(node)) {
		feed_node_html(raw, node, feed_node_base(r, node));
		return FORM_HTML;
	}
	feed_node_text(raw, node);
	return cm_html_is(raw->p == NULL ? "" : raw->p, raw->len) ? FORM_HTML
								  : FORM_TEXT;
}

const char *
feed_node_title(struct feed_run *r, const xmlNode *node, int atom)
{
	const char *title = NULL;
	struct cm_buf raw;
	int elements = feed_has_elements(node);

	cm_buf_init(&raw, CM_BUF_ANY);
	switch (form(r, node, atom, &raw)) {
	case FORM_HTML:
		if (atom || elements) {
			title = feed_html_text(r, raw.p, raw.len);
			if (title != NULL)
				title = feed_keep_line(r, title, strlen(title));
			break;
		}
		title = feed_title(r, raw.p, raw.len);
		break;
	case FORM_TEXT:
		if (raw.len > 0)
			title = feed_keep_line(r, raw.p, raw.len);
		break;
	case FORM_NONE:
		break;
	}
	cm_buf_release(&raw);
	return title;
}

const char *
feed_node_plain(struct feed_run *r, const xmlNode *node, int atom)
{
	const char *text = NULL;
	struct cm_buf raw;
	enum form is;

	cm_buf_init(&raw, CM_BUF_ANY);
	is = form(r, node, atom, &raw);
	if (is == FORM_HTML && raw.len > 0)
		text = feed_html_text(r, raw.p, raw.len);
	else if (is == FORM_TEXT && raw.len > 0)
		text = feed_keep_lines(r, raw.p, raw.len);
	cm_buf_release(&raw);
	return text;
}

void
feed_node_content(
    struct feed_run *r, struct feed_entry *e, const xmlNode *node, int atom)
{
	const char *src = atom ? feed_attr(node, "src") : NULL;
	const char *type = feed_attr(node, "type");
	struct feed_media *media;
	struct cm_buf raw;
	enum form is;

	cm_buf_init(&raw, CM_BUF_ANY);
	is = form(r, node, atom, &raw);
	if (is == FORM_HTML && raw.len > 0)
		feed_entry_html(r, e, raw.p, raw.len, feed_node_base(r, node));
	else if (is == FORM_TEXT && raw.len > 0)
		e->text = feed_keep_lines(r, raw.p, raw.len);
	cm_buf_release(&raw);
	if (src == NULL)
		return;
	src = feed_keep_url(r, feed_node_base(r, node), src, strlen(src));
	if (type == NULL || ends(type, "html")) {
		feed_list_add(&e->links, src);
		return;
	}
	media = feed_entry_media(e, src);
	if (media != NULL)
		media->mime = feed_keep_line(r, type, strlen(type));
}
