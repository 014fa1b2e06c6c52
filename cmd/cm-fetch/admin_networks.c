/* SPDX-License-Identifier: ISC */
/* --networks: what is there, and what each can do. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cm-fetch/admin.h"
#include "lib/json.h"
#include "lib/netmod.h"

static void
join(struct cm_buf *b, char *const *list)
{
	size_t i;

	cm_buf_clear(b);
	for (i = 0; list[i] != NULL; i++)
		cm_buf_printf(b, "%s%s", i > 0 ? " " : "", list[i]);
	(void)cm_buf_str(b);
}

static const char *
unit_name(enum cm_unit u)
{
	static const char *const names[] = {[CM_UNIT_GRAPHEMES] = "graphemes",
	    [CM_UNIT_CODEPOINTS] = "codepoints",
	    [CM_UNIT_UTF16] = "utf16",
	    [CM_UNIT_BYTES] = "bytes",
	    [CM_UNIT_WEIGHTED] = "weighted"};

	return names[u];
}

/* How one signs in, in a word. */
static const char *
sign_in(const struct cm_about *a)
{
	if (cm_json_get(a->oauth2, "authorize").p != NULL)
		return "consent";
	if (a->logs_in)
		return "login";
	return a->secrets[0] != NULL ? "secret" : "none";
}

/* A member of what the module says that nothing in C reads. */
static struct cm_slice
said(const struct cm_about *a, const char *name)
{
	struct cm_slice all = {a->json, a->len};

	return cm_json_get(all, name);
}

/* The members of an object and their values, in a line: "posts 90d". */
static void
pairs(struct cm_buf *b, struct cm_slice object)
{
	struct cm_slice key, value;
	size_t at = 0;
	char *text;

	cm_buf_clear(b);
	while (cm_scan_kind(object) == CM_OBJECT &&
	    cm_json_next(object, &at, &key, &value)) {
		if (b->len > 0)
			cm_buf_puts(b, ", ");
		cm_buf_add(b, key.p + 1, key.len - 2);
		cm_buf_byte(b, ' ');
		text = cm_json_dup(value);
		if (text != NULL)
			cm_buf_puts(b, text);
		else
			cm_buf_add(b, value.p, value.len);
		free(text);
	}
	(void)cm_buf_str(b);
}

/* A number of an object, between words; nothing where it is not there. */
static void
limit(struct cm_buf *b, struct cm_slice of, const char *name,
    const char *before, const char *after)
{
	struct cm_slice n = cm_json_get(of, name);

	if (cm_scan_kind(n) == CM_NUMBER)
		cm_buf_printf(b, "%s%.*s%s", before, (int)n.len, n.p, after);
}

/* Limits of types: "image/png: up to 10, of 5000 bytes; video/mp4: up to 1". */
static void
limits(struct cm_buf *b, struct cm_slice each)
{
	struct cm_slice key, value, span, n[2];
	size_t at = 0, in;

	cm_buf_clear(b);
	while (cm_scan_kind(each) == CM_OBJECT &&
	    cm_json_next(each, &at, &key, &value)) {
		cm_buf_printf(b, "%s%.*s:", b->len > 0 ? "; " : "",
		    (int)key.len - 2, key.p + 1);
		limit(b, value, "max", " up to ", ",");
		limit(b, value, "bytes", " of ", " bytes at most,");
		span = cm_json_get(value, "seconds");
		in = 0;
		if (cm_scan_kind(span) == CM_ARRAY &&
		    cm_json_next(span, &in, NULL, &n[0]) &&
		    cm_json_next(span, &in, NULL, &n[1]))
			cm_buf_printf(b, " %.*s to %.*s s,", (int)n[0].len,
			    n[0].p, (int)n[1].len, n[1].p);
		limit(b, value, "text", " beside a text of ", ",");
		if (strchr(",:", b->p[b->len - 1]) != NULL)
			b->len--;
	}
	(void)cm_buf_str(b);
}

/* What a day allows: "10000 units, search 100". */
static void
quota(struct cm_buf *b, const struct cm_about *a)
{
	struct cm_slice day = cm_json_get(a->units, "day");
	struct cm_buf pools;

	cm_buf_init(&pools, CM_BUF_ANY);
	pairs(&pools, cm_json_get(a->units, "pools"));
	cm_buf_clear(b);
	if (day.p != NULL) {
		cm_buf_add(b, day.p, day.len);
		cm_buf_puts(b, " units");
	}
	if (pools.len > 0)
		cm_buf_printf(b, "%s%s", b->len > 0 ? ", " : "", pools.p);
	(void)cm_buf_str(b);
	cm_buf_release(&pools);
}

/* By what media are given: files, addresses, or both as they are. */
static const char *
media_by(const struct cm_about *a)
{
	if (a->media.by_url)
		return "url";
	return a->media.by_any || (a->text.html && !a->media.by_file) ? "any"
								      : "file";
}

static void
member(struct cm_buf *out, const char *name, const struct cm_buf *value)
{
	if (value->len > 0)
		cm_json_member(out, name, value->p);
}

static void
count(struct cm_buf *out, const char *name, int64_t n)
{
	if (n >= 0)
		cm_json_member_int(out, name, n);
}

static void
yes(struct cm_buf *out, const char *name, int is)
{
	if (is) {
		cm_json_key(out, name);
		cm_buf_puts(out, "true");
	}
}

static void
row_text(struct cm_buf *out, const struct cm_about *a)
{
	if (a->text.max >= 0) {
		cm_json_member_int(out, "text", a->text.max);
		cm_json_member(out, "unit", unit_name(a->text.unit));
	}
	count(out, "text_bytes", a->text.bytes);
	count(out, "title_max", a->text.title);
	yes(out, "thread", a->text.thread);
	yes(out, "html", a->text.html);
}

static void
row_media(struct cm_buf *out, const struct cm_about *a, struct cm_buf *list)
{
	count(out, "media", a->media.max);
	if (a->media.max == 0)
		return;
	count(out, "media_min", a->media.min);
	join(list, a->media.types);
	member(out, "media_types", list);
	count(out, "media_bytes", a->media.bytes);
	if (a->media.max > 0)
		cm_json_member(out, "media_by", media_by(a));
	limits(list, a->media.each);
	member(out, "media_each", list);
	yes(out, "media_apart", a->media.unmixed);
	count(out, "media_text", a->media.text);
	count(out, "alt", a->media.alt);
}

static void
row_rest(struct cm_buf *out, const struct cm_about *a, struct cm_buf *list)
{
	char *version = cm_json_dup(cm_json_get(a->account, "version"));

	join(list, a->uses);
	member(out, "uses", list);
	yes(out, "schedules", cm_scan_kind(said(a, "schedules")) == CM_TRUE);
	yes(out, "recipients", a->per_recipient);
	join(list, a->spool);
	member(out, "spool", list);
	pairs(list, a->keeps);
	member(out, "keeps", list);
	quota(list, a);
	member(out, "quota", list);
	if (version != NULL)
		cm_json_member(out, "version", version);
	cm_json_member(out, "sign_in", sign_in(a));
	free(version);
}

static void
row(struct cm_buf *out, const struct cm_about *a, const char *origin)
{
	struct cm_buf list;

	cm_buf_init(&list, CM_BUF_ANY);
	cm_buf_puts(out, "{\"type\":\"row\"");
	cm_json_member(out, "network", a->network);
	cm_json_member(out, "title", a->title);
	cm_json_member(out, "origin", origin);
	join(&list, a->reads);
	cm_json_member(out, "reads", list.p);
	join(&list, a->of);
	cm_json_member(out, "of", list.p);
	join(&list, a->acts);
	cm_json_member(out, "acts", list.p);
	row_text(out, a);
	row_media(out, a, &list);
	row_rest(out, a, &list);
	cm_buf_puts(out, "}\n");
	cm_buf_release(&list);
}

/* A line of the text, where there is something to say. */
static void
line(struct cm_buf *out, const char *name, const char *value)
{
	if (value != NULL && *value != '\0')
		cm_buf_printf(out, "    %-9s %s\n", name, value);
}

static void
text_media(struct cm_buf *out, const struct cm_about *a, struct cm_buf *list)
{
	struct cm_buf b;

	if (a->media.max == 0)
		line(out, "media", "none");
	if (a->media.max <= 0)
		return;
	cm_buf_init(&b, CM_BUF_ANY);
	join(list, a->media.types);
	if (a->media.min > 0)
		cm_buf_printf(&b, "%lld to %lld", (long long)a->media.min,
		    (long long)a->media.max);
	else
		cm_buf_printf(&b, "up to %lld", (long long)a->media.max);
	cm_buf_printf(&b, "%s%s%s", list->len > 0 ? ": " : "", list->p,
	    a->media.by_url ? ", by address only" : "");
	if (strcmp(media_by(a), "any") == 0)
		cm_buf_puts(&b, ", files or addresses");
	if (a->media.bytes > 0)
		cm_buf_printf(
		    &b, ", of %lld bytes at most", (long long)a->media.bytes);
	if (a->media.alt > 0)
		cm_buf_printf(
		    &b, ", described in %lld", (long long)a->media.alt);
	if (a->media.text >= 0)
		cm_buf_printf(
		    &b, ", beside a text of %lld", (long long)a->media.text);
	if (a->media.unmixed)
		cm_buf_puts(&b, ", no two types together");
	line(out, "media", cm_buf_str(&b));
	limits(&b, a->media.each);
	line(out, "each", cm_buf_str(&b));
	cm_buf_release(&b);
}

static void
text_length(struct cm_buf *out, const struct cm_about *a, struct cm_buf *b)
{
	if (a->text.max > 0) {
		cm_buf_clear(b);
		cm_buf_printf(b, "%lld %s", (long long)a->text.max,
		    unit_name(a->text.unit));
		if (a->text.bytes > 0)
			cm_buf_printf(
			    b, ", %lld bytes", (long long)a->text.bytes);
		if (a->text.thread)
			cm_buf_puts(b, ", longer ones as a thread");
		line(out, "text", cm_buf_str(b));
	}
	if (a->text.title < 0)
		return;
	cm_buf_clear(b);
	if (a->text.title > 0)
		cm_buf_printf(b, "%lld %s", (long long)a->text.title,
		    unit_name(a->text.unit));
	else
		cm_buf_puts(b, "of any length");
	line(out, "title", cm_buf_str(b));
}

/* How one signs in, in words. */
static const char *
sign_in_words(const struct cm_about *a)
{
	static const char *const words[][2] = {
	    {"consent", "by consent in a browser, or with a token"},
	    {"login", "with what --add asks for"},
	    {"secret", "with what --add asks for"}, {"none", "not needed"}};
	const char *way = sign_in(a);
	size_t i = 0;

	while (i < 3 && strcmp(words[i][0], way) != 0)
		i++;
	return words[i][1];
}

static void
text_rest(struct cm_buf *out, const struct cm_about *a, struct cm_buf *list)
{
	char *version = cm_json_dup(cm_json_get(a->account, "version"));

	if (a->per_recipient)
		line(
		    out, "to", "one message to each of the draft's recipients");
	if (cm_scan_kind(said(a, "schedules")) == CM_TRUE)
		line(out, "schedules", "drafts for later wait there");
	quota(list, a);
	line(out, "quota", list->p);
	line(out, "version", version);
	line(out, "sign in", sign_in_words(a));
	free(version);
}

static void
text(struct cm_buf *out, const struct cm_about *a, const char *origin)
{
	struct cm_buf list;

	cm_buf_init(&list, CM_BUF_ANY);
	cm_buf_printf(out, "%s: %s (%s)\n", a->network,
	    a->title != NULL ? a->title : a->network, origin);
	join(&list, a->reads);
	line(out, "reads", list.p);
	join(&list, a->of);
	line(out, "by --of", list.p);
	join(&list, a->spool);
	if (list.len > 0)
		cm_buf_puts(&list, ", of a spool of webhooks");
	line(out, "by hook", cm_buf_str(&list));
	pairs(&list, a->keeps);
	line(out, "keeps", list.p);
	join(&list, a->acts);
	line(out, "acts", list.p);
	text_length(out, a, &list);
	text_media(out, a, &list);
	join(&list, a->uses);
	line(out, "uses", list.p);
	text_rest(out, a, &list);
	cm_buf_release(&list);
}

/* m: begun, or NULL; it is closed. */
static enum cm_exit
show(struct cm_netmod *m, int terminal)
{
	struct cm_buf out;
	int rc;

	if (m == NULL || cm_netmod_ready(m) != 0) {
		cm_netmod_close(m);
		return CM_FAIL;
	}
	cm_buf_init(&out, CM_BUF_ANY);
	if (terminal)
		text(&out, cm_netmod_about(m), cm_netmod_origin(m));
	else
		row(&out, cm_netmod_about(m), cm_netmod_origin(m));
	cm_netmod_close(m);
	rc = cm_put(out.p, out.len);
	cm_buf_release(&out);
	return rc == 0 ? CM_OK : CM_FAIL;
}

enum cm_exit
admin_networks(const char *const *words, size_t count)
{
	int terminal = isatty(STDOUT_FILENO);
	char **own = count == 0 ? cm_netmod_names() : NULL;
	const char *const *names =
	    own != NULL ? (const char *const *)own : words;
	enum cm_exit status = CM_OK;
	struct cm_netmod **mods;
	size_t i, n = count;

	while (own != NULL && own[n] != NULL)
		n++;
	/* All of them are compiled at the same time. */
	mods = cm_zalloc((n + 1) * sizeof(*mods));
	for (i = 0; i < n; i++)
		mods[i] = cm_netmod_begin(names[i], 0);
	for (i = 0; i < n; i++)
		status = cm_worse(status, show(mods[i], terminal));
	free(mods);
	for (i = 0; own != NULL && own[i] != NULL; i++)
		free(own[i]);
	free(own);
	return count > 0 && status == CM_FAIL ? CM_USAGE : status;
}
