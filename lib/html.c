/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <strings.h>

#include "lib/entity.h"
#include "lib/html.h"
#include "lib/markup.h"
#include "lib/url.h"

static void
escape(struct cm_buf *to, const char *s, size_t len, int quotes)
{
	size_t i;

	for (i = 0; i < len; i++)
		switch (s[i]) {
		case '&':
			cm_buf_puts(to, "&amp;");
			break;
		case '<':
			cm_buf_puts(to, "&lt;");
			break;
		case '>':
			cm_buf_puts(to, "&gt;");
			break;
		case '"':
			cm_buf_puts(to, quotes ? "&quot;" : "\"");
			break;
		case '\'':
			cm_buf_puts(to, quotes ? "&#39;" : "'");
			break;
		default:
			cm_buf_byte(to, s[i]);
		}
}

void
cm_html_escape(struct cm_buf *to, const char *s, size_t len)
{
	escape(to, s, len, 0);
}

void
cm_html_escape_attr(struct cm_buf *to, const char *s, size_t len)
{
	escape(to, s, len, 1);
}

int
cm_html_is(const char *s, size_t len)
{
	const char *end = s + len;
	const char *last = end; /* behind the last '>' */
	char to[CM_ENTITY_MAX];

	while (last > s && last[-1] != '>')
		last--;
	for (; s < end; s++) {
		if (s + 1 < last && *s == '<' && cm_markup_begins(s, end))
			return 1;
		if (*s == '&' && cm_entity_read(s, (size_t)(end - s), to) > 0)
			return 1;
	}
	return 0;
}

/* Plain text as it is put together: what is due before the next character. */
struct plain {
	struct cm_buf *to;
	size_t start; /* where in to the text begins */
	int lines;    /* line feeds due */
	enum { BLANK_NONE, BLANK_ONE, BLANK_FIXED } blank;
	int pre;        /* <pre> that are open */
	int hidden;     /* elements that are open and not shown */
	char hider[12]; /* the outermost of those */
};

static void
due(struct plain *t)
{
	if (t->to->len > t->start && t->lines > 0)
		cm_buf_add(t->to, "\n\n", t->lines > 1 ? 2 : 1);
	else if (t->to->len > t->start && t->blank == BLANK_ONE)
		cm_buf_byte(t->to, ' ');
	else if (t->to->len > t->start && t->blank == BLANK_FIXED)
		cm_buf_puts(t->to, "\xC2\xA0");
	t->lines = 0;
	t->blank = BLANK_NONE;
}

static void
line(struct plain *t, int lines)
{
	if (t->lines < lines)
		t->lines = lines;
}

/* In <pre> a blank is a blank; one at the end of a line is taken out. */
static void
plain_pre(struct plain *t, int c)
{
	if (c == '\n') {
		t->lines++;
		if (t->lines > 2)
			t->lines = 2;
	} else if (c != '\r') {
		due(t);
		cm_buf_byte(t->to, ' ');
	}
}

static void
plain_text(struct plain *t, const char *s, size_t len)
{
	size_t i, n;

	for (i = 0; i < len; i += n) {
		n = 1;
		if (s[i] == ' ' || (s[i] >= '\t' && s[i] <= '\r')) {
			if (t->pre > 0)
				plain_pre(t, s[i]);
			else
				t->blank = BLANK_ONE;
			continue;
		}
		if (i + 1 < len && memcmp(s + i, "\xC2\xA0", 2) == 0) {
			n = 2;
			t->blank =
			    t->blank == BLANK_NONE ? BLANK_FIXED : BLANK_ONE;
			continue;
		}
		if (i + 1 < len && memcmp(s + i, "\xC2\xAD", 2) == 0) {
			n = 2; /* a soft hyphen is for a layout only */
			continue;
		}
		if ((unsigned char)s[i] < ' ' || s[i] == 0x7F)
			continue;
		due(t);
		while (i + n < len && (unsigned char)s[i + n] > ' ' &&
		    (unsigned char)s[i + n] != 0xC2 && s[i + n] != 0x7F)
			n++;
		cm_buf_add(t->to, s + i, n);
	}
}

static const char *const paragraphs[] = {"p", "h1", "h2", "h3", "h4", "h5",
    "h6", "blockquote", "pre", "ul", "ol", "dl", "table", "figure", "hr", NULL};
static const char *const blocks[] = {"div", "li", "tr", "br", "dt", "dd",
    "section", "article", "header", "footer", "aside", "nav", "main", "address",
    "figcaption", "caption", "thead", "tbody", "tfoot", "form", "fieldset",
    "details", "summary", "option", "center", "body", "video", "audio",
    "hgroup", "title", NULL};
static const char *const cells[] = {"td", "th", NULL};
static const char *const hidden[] = {"script", "style", "iframe", "noembed",
    "noframes", "template", "svg", "head", NULL};

static int
is_in(const char *const *names, const char *name)
{
	for (; *names != NULL; names++)
		if (**names == *name && strcmp(*names, name) == 0)
			return 1;
	return 0;
}

/* An emoji that is a picture: its alt text is what was written. */
static void
plain_picture(struct plain *t, const struct cm_markup_piece *piece)
{
	struct cm_buf class, alt;

	cm_buf_init(&class, CM_BUF_ANY);
	cm_buf_init(&alt, CM_BUF_ANY);
	if (cm_markup_attr(piece, "class", &class) == 0 &&
	    (strstr(cm_buf_str(&class), "emoji") != NULL ||
		strstr(cm_buf_str(&class), "smiley") != NULL) &&
	    cm_markup_attr(piece, "alt", &alt) == 0)
		plain_text(t, alt.p, alt.len);
	cm_buf_release(&class);
	cm_buf_release(&alt);
}

static void
plain_tag(struct plain *t, const struct cm_markup_piece *piece)
{
	int open = piece->kind == CM_MARKUP_OPEN;

	if (t->hidden > 0) {
		if (strcmp(piece->name, t->hider) == 0)
			t->hidden += open ? 1 : -1;
		else if (strcmp(piece->name, "body") == 0)
			t->hidden = 0; /* <head> need not be closed */
	} else if (is_in(hidden, piece->name)) {
		if (open && piece->p[piece->len - 2] != '/') {
			t->hidden = 1;
			memcpy(t->hider, piece->name, sizeof(t->hider));
		}
	} else if (is_in(paragraphs, piece->name)) {
		line(t, 2);
	} else if (is_in(blocks, piece->name)) {
		if (strcmp(piece->name, "br") == 0 && t->lines == 1)
			t->lines = 2; /* two of them part paragraphs */
		line(t, 1);
	} else if (is_in(cells, piece->name)) {
		t->blank = BLANK_ONE;
	} else if (open && strcmp(piece->name, "img") == 0) {
		plain_picture(t, piece);
	}
	if (t->hidden == 0 && strcmp(piece->name, "pre") == 0 &&
	    (open || t->pre > 0))
		t->pre += open ? 1 : -1;
}

void
cm_html_text(struct cm_buf *to, const char *html, size_t len)
{
	struct plain t;
	struct cm_markup m;
	struct cm_markup_piece piece;
	struct cm_buf text;

	memset(&t, 0, sizeof(t));
	t.to = to;
	t.start = to->len;
	cm_buf_init(&text, CM_BUF_ANY);
	cm_markup_init(&m, html, len);
	while (cm_markup_next(&m, &piece) != CM_MARKUP_END) {
		if (piece.kind == CM_MARKUP_OTHER)
			continue;
		if (piece.kind != CM_MARKUP_TEXT) {
			plain_tag(&t, &piece);
		} else if (t.hidden > 0) {
			continue;
		} else if (piece.raw ||
		    memchr(piece.p, '&', piece.len) == NULL) {
			plain_text(&t, piece.p, piece.len);
		} else {
			cm_buf_clear(&text);
			cm_entity_decode(&text, piece.p, piece.len);
			plain_text(&t, text.p, text.len);
		}
	}
	cm_buf_release(&text);
}

static void
add_srcset(struct cm_buf *to, const char *base, const char *s, size_t len)
{
	const char *end = s + len;
	const char *url;

	while (s < end) {
		for (; s < end && (strchr(" \t\r\n\f,", *s) != NULL); s++)
			cm_buf_byte(to, *s);
		url = s;
		while (s < end && strchr(" \t\r\n\f", *s) == NULL)
			s++;
		cm_url_join(to, base, url, (size_t)(s - url));
		for (; s < end && *s != ','; s++)
			cm_buf_byte(to, *s);
	}
}

static const char *const linking[] = {
    "href", "src", "srcset", "poster", "cite", "data", NULL};

/* Adds a tag, its links made absolute. */
static void
add_tag(struct cm_buf *to, const struct cm_markup_piece *piece,
    const char *base, void (*link)(void *ctx, const char *url, size_t len),
    void *ctx)
{
	const char *done = piece->p;
	struct cm_markup_attr attr;
	struct cm_buf plain, full;
	size_t at = 0;
	char name[16];
	size_t i;

	cm_buf_init(&plain, CM_BUF_ANY);
	cm_buf_init(&full, CM_BUF_ANY);
	while (cm_markup_attr_next(piece, &at, &attr)) {
		for (i = 0; i < attr.name_len && i + 1 < sizeof(name); i++)
			name[i] = (char)(attr.name[i] | 0x20);
		name[i] = '\0';
		if (attr.value_len == 0 || !is_in(linking, name))
			continue;
		cm_buf_clear(&plain);
		cm_buf_clear(&full);
		cm_entity_decode(&plain, attr.value, attr.value_len);
		if (strcmp(name, "srcset") == 0)
			add_srcset(&full, base, plain.p, plain.len);
		else
			cm_url_join(&full, base, plain.p, plain.len);
		if (link != NULL && strcmp(name, "href") == 0 &&
		    strcmp(piece->name, "a") == 0)
			link(ctx, full.p, full.len);
		if (base == NULL ||
		    (full.len == plain.len &&
			memcmp(full.p, plain.p, full.len) == 0))
			continue;
		cm_buf_add(to, done, (size_t)(attr.value - done));
		cm_html_escape_attr(to, full.p, full.len);
		done = attr.value + attr.value_len;
	}
	cm_buf_add(to, done, (size_t)(piece->p + piece->len - done));
	cm_buf_release(&plain);
	cm_buf_release(&full);
}

void
cm_html_absolute(struct cm_buf *to, const char *html, size_t len,
    const char *base, void (*link)(void *ctx, const char *url, size_t len),
    void *ctx)
{
	struct cm_markup m;
	struct cm_markup_piece piece;
	const char *done = html;

	cm_markup_init(&m, html, len);
	while (cm_markup_next(&m, &piece) != CM_MARKUP_END) {
		if (piece.kind != CM_MARKUP_OPEN || piece.attrs_len == 0)
			continue;
		cm_buf_add(to, done, (size_t)(piece.p - done));
		add_tag(to, &piece, base, link, ctx);
		done = piece.p + piece.len;
	}
	cm_buf_add(to, done, (size_t)(html + len - done));
}
