/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <strings.h>

#include "lib/json.h"
#include "lib/markup.h"
#include "lib/netput.h"

/* Whether one of the words of an attribute is among these. */
static int
has_word(const struct cm_markup_attr *attr, const char *const *words)
{
	static const char blanks[] = " \t\r\n\f";
	const char *p = attr->value, *end = p + attr->value_len;
	size_t n, i;

	while (p < end) {
		for (n = 0; p + n < end && strchr(blanks, p[n]) == NULL;)
			n++;
		for (i = 0; words[i] != NULL; i++)
			if (strlen(words[i]) == n &&
			    strncasecmp(p, words[i], n) == 0)
				return 1;
		p += n + (p + n < end);
	}
	return 0;
}

static int
is_attr(const struct cm_markup_attr *attr, const char *name)
{
	return attr->name_len == strlen(name) &&
	    strncasecmp(attr->name, name, attr->name_len) == 0;
}

/* Whether the link stands on somebody's name, or on a word with a #. */
static int
is_aside(const struct cm_markup_piece *piece)
{
	static const char *const classes[] = {"mention", "hashtag", NULL};
	static const char *const rels[] = {"tag", NULL};
	struct cm_markup_attr attr;
	size_t at = 0;

	while (cm_markup_attr_next(piece, &at, &attr))
		if ((is_attr(&attr, "class") && has_word(&attr, classes)) ||
		    (is_attr(&attr, "rel") && has_word(&attr, rels)))
			return 1;
	return 0;
}

static int
is_web(const struct cm_buf *url)
{
	return (url->len > 7 && memcmp(url->p, "http://", 7) == 0) ||
	    (url->len > 8 && memcmp(url->p, "https://", 8) == 0);
}

/* Takes back the last of a list when it was there before. */
static void
drop_twin(struct cm_buf *to, size_t list, size_t last)
{
	struct cm_slice whole = {to->p + list, last - list + 1}, value;
	size_t at = 0, len = to->len - last;

	while (cm_json_next(whole, &at, NULL, &value) && value.p < to->p + last)
		if (value.len == len && memcmp(value.p, to->p + last, len) == 0)
			to->len = last - (last > list + 1);
}

int
cm_netput_links(struct cm_netput *w, struct cm_slice html)
{
	struct cm_markup_piece piece;
	struct cm_markup m;
	struct cm_buf url;
	size_t list = w->to->len, last;

	cm_buf_clear(w->scratch);
	cm_json_text(w->scratch, html);
	cm_buf_init(&url, CM_BUF_ANY);
	cm_buf_byte(w->to, '[');
	cm_markup_init(&m, w->scratch->p, w->scratch->len);
	while (cm_markup_next(&m, &piece) != CM_MARKUP_END) {
		cm_buf_clear(&url);
		if (piece.kind != CM_MARKUP_OPEN ||
		    strcmp(piece.name, "a") != 0 || is_aside(&piece) ||
		    cm_markup_attr(&piece, "href", &url) != 0 || !is_web(&url))
			continue;
		if (w->to->len > list + 1)
			cm_buf_byte(w->to, ',');
		last = w->to->len;
		cm_json_string(w->to, url.p, url.len);
		drop_twin(w->to, list, last);
	}
	cm_buf_release(&url);
	cm_buf_byte(w->to, ']');
	return w->to->len > list + 2;
}
