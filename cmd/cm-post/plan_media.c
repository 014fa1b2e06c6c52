/* SPDX-License-Identifier: ISC */
/* Pictures, films and sounds: what they are, and whether they may go out. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-post/item.h"
#include "cmd/cm-post/plan.h"
#include "lib/crypto.h"
#include "lib/httpurl.h"
#include "lib/json.h"
#include "lib/length.h"
#include "lib/md.h"
#include "lib/media.h"
#include "lib/nethost.h"
#include "lib/url.h"

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

static void
add_file(struct sketch *d, const char *path)
{
	d->files = cm_realloc(d->files, (d->nfiles + 2) * sizeof(*d->files));
	d->files[d->nfiles++] = cm_strdup(path);
	d->files[d->nfiles] = NULL;
}

static int
has_file(const struct sketch *d, const char *path)
{
	size_t i;

	for (i = 0; i < d->nfiles; i++)
		if (strcmp(d->files[i], path) == 0)
			return 1;
	return 0;
}

int
plan_takes(const struct cm_about *about, const char *type)
{
	char **types = about->media.types;
	size_t i, n;

	for (i = 0; types[i] != NULL; i++) {
		n = strlen(types[i]);
		if (n > 0 && types[i][n - 1] == '*'
			? strncmp(types[i], type, n - 1) == 0
			: strcmp(types[i], type) == 0)
			return 1;
	}
	return types[0] == NULL;
}

static void
check_file(struct sketch *d, const char *name, const struct cm_media *m)
{
	struct cm_buf why;

	cm_buf_init(&why, CM_BUF_ANY);
	if (plan_unfit(&why, d->about, m))
		plan_fault(d->p, "'%s' %s", name, cm_buf_str(&why));
	cm_buf_release(&why);
	plan_group(d, m->type);
}

/* Where it may stand: in HTML always. */
static int
has_place(const struct sketch *d, const char *name)
{
	char whole[32];

	snprintf(whole, sizeof(whole), "media.%s", name);
	return plan_uses(d, whole) || plan_uses(d, name) ||
	    (strcmp(name, "alt") == 0 &&
		(d->about->media.alt >= 0 || d->about->text.html));
}

/* What goes beside a medium, and has no place there, is not lost in silence. */
static void
check_beside(struct sketch *d, const char *name, struct cm_slice medium)
{
	static const char *const beside[] = {"alt", "captions", "cover"};
	char *text;
	size_t i;

	for (i = 0; i < 3; i++) {
		text = cm_json_dup(cm_json_get(medium, beside[i]));
		if (text != NULL && *text != '\0' && !has_place(d, beside[i]))
			plan_note(d->p, "'%s' of '%s' has no place there",
			    beside[i], name);
		free(text);
	}
}

static void
check_alt(struct sketch *d, const char *name, struct cm_slice alt)
{
	enum cm_unit unit = d->about->text.unit;
	int64_t max = d->about->media.alt;
	struct cm_length l;
	char *text = cm_json_dup(alt);

	if (text != NULL && max > 0) {
		cm_length_of(&l, text, strlen(text));
		if (l.in[unit] > (uint64_t)max)
			plan_fault(d->p,
			    "what '%s' shows is said in %llu of %lld %s", name,
			    (unsigned long long)l.in[unit], (long long)max,
			    cm_unit_name(unit));
	}
	free(text);
}

static void
add_hash(struct sketch *d, const char *path)
{
	unsigned char hash[CM_CRYPTO_HASH];
	struct cm_buf hex;
	int n = 0;

	/* A film that may not go out is not read whole. */
	if (d->p->faults[0] == NULL)
		n = cm_crypto_hash_file("sha256", path, 0, (uint64_t)-1, hash);
	cm_buf_init(&hex, CM_BUF_ANY);
	if (n > 0)
		cm_crypto_hex(&hex, hash, (size_t)n);
	else
		cm_buf_puts(&hex, base_name(path));
	cm_json_member_n(&d->hashes, "sha256", hex.p, hex.len);
	cm_buf_release(&hex);
}

void
plan_facts(struct cm_buf *to, const struct cm_media *m)
{
	cm_json_member(to, "type", m->type);
	cm_json_member_int(to, "bytes", (int64_t)m->bytes);
	if (m->width > 0 && m->height > 0) {
		cm_json_member_int(to, "width", m->width);
		cm_json_member_int(to, "height", m->height);
	}
	if (m->seconds >= 0)
		cm_json_member_number(to, "seconds", m->seconds);
	if (m->animated)
		cm_buf_puts(to, ",\"animated\":true");
}

/* Adds what a file is, and looks whether it may go out. */
static void
add_facts(struct sketch *d, const char *path)
{
	struct cm_media m;
	const char *name = base_name(path);

	cm_json_member(&d->media, "file", path);
	cm_json_member(&d->media, "name", name);
	if (!has_file(d, path))
		add_file(d, path);
	if (cm_media_look(path, &m) != 0) {
		plan_fault(d->p, "cannot open '%s': %s", path, strerror(errno));
		add_hash(d, path);
		return;
	}
	plan_facts(&d->media, &m);
	check_file(d, name, &m);
	if (d->about->media.by_url)
		plan_fault(d->p, "'%s' is a file; a URL is needed there", name);
	add_hash(d, path);
}

int
plan_is_fact(struct cm_slice key)
{
	static const char *const facts[] = {"file", "name", "type", "bytes",
	    "width", "height", "seconds", "animated", NULL};
	size_t i;

	for (i = 0; facts[i] != NULL; i++)
		if (cm_json_is(key, facts[i]))
			return 1;
	return 0;
}

static void
add_other(struct sketch *d, struct cm_slice key, struct cm_slice value)
{
	char *name = cm_json_dup(key), *path = cm_json_dup(value);

	if (name != NULL && path != NULL && *path == '/' &&
	    (strcmp(name, "captions") == 0 || strcmp(name, "cover") == 0) &&
	    !has_file(d, path))
		add_file(d, path);
	if (name != NULL) {
		cm_json_member_raw(&d->media, name, value);
		if (strcmp(name, "captions") != 0 && strcmp(name, "cover") != 0)
			cm_json_member_raw(&d->hashes, name, value);
	}
	free(name);
	free(path);
}

int
plan_fetches(const struct cm_about *about)
{
	return about->media.by_file ||
	    (!about->media.by_url && !about->media.by_any && !about->text.html);
}

const char *
plan_url(const char *url)
{
	struct cm_nethost h;
	const char *rest;
	size_t i;

	for (i = 0; url[i] != '\0'; i++)
		if ((unsigned char)url[i] < ' ' || url[i] == 0x7f)
			return "there is a control character in it";
	return cm_nethost_read(&h, url, &rest);
}

/* It is fetched when its time comes: what it is shows then. */
static void
check_url(struct sketch *d, const char *url)
{
	const char *why = plan_url(url);
	char *shown;

	if (why == NULL)
		return;
	shown = cm_httpurl_shown(url);
	plan_fault(d->p, "'%s' cannot be fetched: %s", shown, why);
	free(shown);
}

static void
add_one(struct sketch *d, struct cm_slice s)
{
	struct cm_slice key, value;
	char *file, *url, *type = cm_json_dup(cm_json_get(s, "type"));
	const char *shown;
	size_t at = 0;

	file = cm_json_dup(cm_json_get(s, "file"));
	url = cm_json_dup(cm_json_get(s, "url"));
	cm_buf_puts(&d->media, d->media.len > 0 ? ",{" : "{");
	cm_buf_puts(&d->hashes, d->hashes.len > 0 ? ",{" : "{");
	if (file != NULL && (url == NULL || !d->about->media.by_url))
		add_facts(d, file);
	else if (url != NULL && plan_fetches(d->about))
		check_url(d, url);
	while (cm_json_next(s, &at, &key, &value))
		if (!(file != NULL ? plan_is_fact(key) : 0))
			add_other(d, key, value);
	cm_buf_byte(&d->media, '}');
	cm_buf_byte(&d->hashes, '}');
	shown = file != NULL ? base_name(file) : url;
	check_alt(d, shown, cm_json_get(s, "alt"));
	check_beside(d, shown, s);
	if (file == NULL && type != NULL)
		plan_group(d, type);
	free(type);
	free(file);
	free(url);
}

static int
unhex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 32;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The path of a picture in Markdown; NULL: it lies elsewhere. */
static char *
local_path(const struct item *it, struct cm_slice url)
{
	char *s = cm_json_dup(url), *folder;
	struct cm_buf b;
	size_t i;

	if (s == NULL || *s == '\0' || *s == '#' || strncmp(s, "//", 2) == 0 ||
	    cm_url_scheme(s, strlen(s)) > 0) {
		free(s);
		return NULL;
	}
	cm_buf_init(&b, CM_BUF_ANY);
	if (*s != '/') {
		folder = item_folder(it->file);
		cm_buf_printf(
		    &b, "%s%s", folder, strcmp(folder, "/") == 0 ? "" : "/");
		free(folder);
	}
	for (i = strncmp(s, "./", 2) == 0 ? 2 : 0; s[i] != '\0'; i++)
		if (s[i] == '%' && unhex(s[i + 1]) >= 0 &&
		    unhex(s[i + 2]) >= 0 && s[i + 1] + s[i + 2] != '0' + '0') {
			cm_buf_byte(&b, unhex(s[i + 1]) * 16 + unhex(s[i + 2]));
			i += 2;
		} else {
			cm_buf_byte(&b, s[i]);
		}
	cm_buf_byte(&b, '\0');
	free(s);
	return b.p;
}

static size_t
count(struct cm_slice list)
{
	struct cm_slice value;
	size_t at = 0, n = 0;

	while (cm_scan_kind(list) == CM_ARRAY &&
	    cm_json_next(list, &at, NULL, &value))
		n++;
	return n;
}

/* The pictures that stand in the Markdown, and lie on this machine. */
static size_t
add_inner(struct sketch *d, const char *markdown, size_t n)
{
	struct cm_slice list, one, medium;
	struct cm_buf images, b;
	size_t at = 0;
	char *path;

	cm_buf_init(&images, CM_BUF_ANY);
	cm_buf_init(&b, CM_BUF_ANY);
	cm_md_images(&images, markdown, strlen(markdown));
	cm_buf_str(&images);
	list.p = images.p;
	list.len = images.len;
	while (cm_json_next(list, &at, NULL, &one)) {
		path = local_path(d->it, cm_json_get(one, "url"));
		if (path == NULL || has_file(d, path)) {
			free(path);
			continue;
		}
		if (!d->about->text.html && d->about->media.max >= 0 &&
		    n >= (size_t)d->about->media.max) {
			plan_note(d->p, "'%s' in the text is left out",
			    base_name(path));
		} else {
			cm_buf_clear(&b);
			cm_buf_byte(&b, '{');
			cm_json_member(&b, "file", path);
			cm_json_member_raw(&b, "alt", cm_json_get(one, "alt"));
			cm_buf_byte(&b, '}');
			cm_buf_str(&b);
			medium.p = b.p;
			medium.len = b.len;
			add_one(d, medium);
			n++;
		}
		free(path);
	}
	cm_buf_release(&images);
	cm_buf_release(&b);
	return n;
}

void
plan_media(struct sketch *d)
{
	struct cm_slice list = cm_json_get(d->whole, "media"), value;
	char *markdown = plan_member(d, "markdown");
	size_t at = 0, n = count(list);
	int64_t max = d->about->media.max, min = d->about->media.min;

	while (n > 0 && cm_json_next(list, &at, NULL, &value))
		add_one(d, value);
	if (markdown != NULL)
		n = add_inner(d, markdown, n);
	if (n > 0 && d->about->media.text >= 0 &&
	    (d->text_beside < 0 || d->about->media.text < d->text_beside))
		d->text_beside = d->about->media.text;
	plan_mix(d);
	if (max == 0 && n > 0)
		plan_fault(d->p, "pictures and films cannot be sent there");
	else if (max > 0 && n > (size_t)max)
		plan_fault(d->p, "%zu pictures or films of at most %lld", n,
		    (long long)max);
	else if (min > 0 && n == 0)
		plan_fault(d->p,
		    min == 1 ? "a picture or a film must be there"
			     : "%lld pictures or films must be "
			       "there",
		    (long long)min);
	else if (min > 0 && n < (size_t)min)
		plan_fault(d->p, "%zu pictures or films of at least %lld", n,
		    (long long)min);
	free(markdown);
}
