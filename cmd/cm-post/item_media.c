/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-post/item.h"
#include "lib/json.h"

int
item_is_url(const char *s)
{
	return strncmp(s, "https://", 8) == 0 || strncmp(s, "http://", 7) == 0;
}

/* Adds a path, complete. */
static void
add_path(
    struct cm_buf *out, const char *folder, const char *name, const char *path)
{
	struct cm_buf whole;

	cm_buf_init(&whole, CM_BUF_ANY);
	while (strncmp(path, "./", 2) == 0)
		path += 2;
	if (*path != '/' && !item_is_url(path) && folder != NULL)
		cm_buf_printf(&whole, "%s%s", folder,
		    strcmp(folder, "/") == 0 ? "" : "/");
	cm_buf_puts(&whole, path);
	cm_json_member_n(out, name, whole.p, whole.len);
	cm_buf_release(&whole);
}

static int
is_path(const char *name)
{
	return strcmp(name, "file") == 0 || strcmp(name, "cover") == 0 ||
	    strcmp(name, "captions") == 0;
}

static const char *
add_member(struct cm_buf *out, const char *folder, struct cm_slice key,
    struct cm_slice value)
{
	char *name = cm_json_dup(key), *text = cm_json_dup(value);
	const char *why = NULL;

	if (name == NULL || cm_scan_kind(value) == CM_NULL ||
	    (text != NULL && *text == '\0'))
		;
	else if (text == NULL &&
	    (is_path(name) || strcmp(name, "url") == 0 ||
		strcmp(name, "alt") == 0))
		why = "'media' has a path, a URL or an alt that is no text";
	else if (strcmp(name, "file") == 0 && item_is_url(text))
		cm_json_member_raw(out, "url", value);
	else if (is_path(name))
		add_path(out, folder, name, text);
	else
		cm_json_member_raw(out, name, value);
	free(text);
	free(name);
	return why;
}

static int
has_text(struct cm_slice s, const char *name)
{
	struct cm_slice value = cm_json_get(s, name);

	return cm_scan_kind(value) == CM_STRING && value.len > 2;
}

/* A file that is a URL stands for 'url': there cannot be another. */
static int
has_two(struct cm_slice s)
{
	char *file = cm_json_dup(cm_json_get(s, "file"));
	int two = file != NULL && item_is_url(file) && has_text(s, "url");

	free(file);
	return two;
}

static const char *
add_one(struct cm_buf *out, const char *folder, struct cm_slice s)
{
	struct cm_slice key, value;
	const char *why = NULL;
	size_t at = 0;
	char *text;

	cm_buf_byte(out, '{');
	switch (cm_scan_kind(s)) {
	case CM_STRING:
		text = cm_json_dup(s);
		if (text == NULL || *text == '\0')
			why = "'media' names no file";
		else if (item_is_url(text))
			cm_json_member(out, "url", text);
		else
			add_path(out, folder, "file", text);
		free(text);
		break;
	case CM_OBJECT:
		if (!has_text(s, "file") && !has_text(s, "url"))
			why = "'media' has one without 'file' and 'url'";
		else if (has_two(s))
			why = "'media' has one with a URL for 'file' and "
			      "another for 'url'";
		while (why == NULL && cm_json_next(s, &at, &key, &value))
			why = add_member(out, folder, key, value);
		break;
	default:
		why = "'media' has something that is no file and no object";
	}
	cm_buf_byte(out, '}');
	return why;
}

const char *
item_media(struct cm_buf *out, const char *folder, struct cm_slice s)
{
	const char *why = NULL;
	struct cm_slice value;
	size_t at = 0, n = 0;

	cm_json_key(out, "media");
	cm_buf_byte(out, '[');
	if (cm_scan_kind(s) != CM_ARRAY)
		why = add_one(out, folder, s);
	else
		while (why == NULL && cm_json_next(s, &at, NULL, &value)) {
			if (n++ > 0)
				cm_buf_byte(out, ',');
			why = add_one(out, folder, value);
		}
	cm_buf_byte(out, ']');
	return why;
}
