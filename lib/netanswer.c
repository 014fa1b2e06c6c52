/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/err.h"
#include "lib/json.h"
#include "lib/netanswer.h"
#include "lib/netclean.h"

enum form { TEXT, JSON, LINES, FORM, CSV, TABS, XML };

/* The type, in lower case, without parameters. */
static void
base_type(const struct cm_http_answer *a, char *to, size_t size)
{
	const char *p = cm_http_header(a, "content-type");
	size_t n = 0;

	for (; p != NULL && *p == ' '; p++)
		;
	for (; p != NULL && *p != '\0' && strchr("; ,", *p) == NULL &&
	     n + 1 < size;
	     p++)
		to[n++] = (char)tolower((unsigned char)*p);
	to[n] = '\0';
}

static int
ends(const char *s, const char *with)
{
	size_t n = strlen(s), m = strlen(with);

	return n >= m && strcmp(s + n - m, with) == 0;
}

static enum form
form_of(const char *type)
{
	static const struct {
		const char *type;
		enum form form;
	} forms[] = {{"application/json", JSON}, {"text/json", JSON},
	    {"text/x-json", JSON}, {"application/x-ndjson", LINES},
	    {"application/ndjson", LINES}, {"application/jsonl", LINES},
	    {"application/x-jsonlines", LINES},
	    {"application/jsonlines", LINES}, {"application/json-seq", LINES},
	    {"application/x-www-form-urlencoded", FORM}, {"text/csv", CSV},
	    {"application/csv", CSV}, {"text/comma-separated-values", CSV},
	    {"text/tab-separated-values", TABS}, {"text/xml", XML},
	    {"application/xml", XML}};
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (strcmp(type, forms[i].type) == 0)
			return forms[i].form;
	if (ends(type, "+json"))
		return JSON;
	if (ends(type, "+xml") && strcmp(type, "application/xhtml+xml") != 0 &&
	    strcmp(type, "image/svg+xml") != 0)
		return XML;
	return TEXT;
}

static int
convert(
    enum form form, struct cm_buf *to, const char *s, size_t len, int converted)
{
	switch (form) {
	case JSON:
		return cm_netanswer_json(to, s, len);
	case LINES:
		return cm_netanswer_lines(to, s, len);
	case FORM:
		return cm_netanswer_form(to, s, len);
	case CSV:
	case TABS:
		return cm_netanswer_csv(to, s, len, form == TABS);
	case XML:
		return cm_netanswer_xml(to, s, len, converted ? "UTF-8" : NULL);
	default:
		return -1;
	}
}

/* Makes JSON of the body by its type, else by its first byte. Returns 0, or
 * -1: it is text. */
static int
decode(struct cm_buf *to, const char *type, const char *s, size_t len,
    int converted, int *broken)
{
	enum form form = form_of(type);
	size_t i = 0;

	while (i < len && strchr(" \t\r\n", s[i]) != NULL && s[i] != '\0')
		i++;
	if (i == len)
		return -1;
	if (form != TEXT && convert(form, to, s, len, converted) == 0)
		return 0;
	*broken = form != TEXT && form != FORM && form != CSV && form != TABS;
	if (form != JSON && (s[i] == '{' || s[i] == '[') &&
	    convert(JSON, to, s, len, converted) == 0)
		*broken = 0;
	else if (form != XML && len - i > 5 &&
	    strncmp(s + i, "<?xml", 5) == 0 &&
	    strcmp(type, "application/xhtml+xml") != 0 &&
	    convert(XML, to, s, len, converted) == 0)
		*broken = 0;
	else
		return -1;
	return 0;
}

static struct cm_slice
at_path(struct cm_slice s, const char *path)
{
	struct cm_slice value, none = {NULL, 0};
	size_t n, i, at;
	char *name;

	for (; s.p != NULL && *path != '\0'; path += n + (path[n] == '.')) {
		n = strcspn(path, ".");
		if (cm_scan_kind(s) == CM_ARRAY) {
			i = strtoul(path, NULL, 10);
			if (!isdigit((unsigned char)*path))
				return none;
			for (at = 0; cm_json_next(s, &at, NULL, &value); i--)
				if (i == 0)
					break;
			s = i == 0 && at > 0 ? value : none;
			continue;
		}
		name = cm_strndup(path, n);
		s = cm_json_get(s, name);
		free(name);
	}
	return s;
}

/* Lifts what keep names out of a body. */
struct lift {
	struct cm_netreq_kept *kept;
	struct cm_netclean_slot *slots;
	size_t n;
};

static void
lift_one(struct lift *l, char *name, struct cm_slice at)
{
	size_t i = l->n;

	l->kept = cm_realloc(l->kept, (l->n + 1) * sizeof(*l->kept));
	l->slots = cm_realloc(l->slots, (l->n + 1) * sizeof(*l->slots));
	l->kept[l->n].name = name;
	l->kept[l->n].value = cm_scan_kind(at) == CM_STRING
	    ? cm_json_dup(at)
	    : cm_strndup(at.p, at.len);
	/* The slots in the order of the text. */
	for (; i > 0 && l->slots[i - 1].at.p > at.p; i--)
		l->slots[i] = l->slots[i - 1];
	l->slots[i].at = at;
	l->slots[i].name = name;
	l->n++;
}

static void
lift(struct lift *l, struct cm_slice body, struct cm_slice keep,
    struct cm_netclean *c)
{
	struct cm_slice key, value, at;
	char *path, *name, *text;
	size_t pos = 0, i;

	if (cm_scan_kind(keep) != CM_OBJECT)
		return;
	while (cm_json_next(keep, &pos, &key, &value)) {
		path = cm_json_dup(value);
		at = at_path(body, path != NULL ? path : "\x01");
		free(path);
		text = cm_scan_kind(at) == CM_STRING ? cm_json_dup(at) : NULL;
		if (text == NULL && cm_scan_kind(at) != CM_NUMBER)
			continue;
		free(text);
		for (i = 0; i < l->n && l->slots[i].at.p != at.p; i++)
			;
		name = cm_json_dup(key);
		if (name == NULL || i < l->n) {
			free(name);
			continue;
		}
		lift_one(l, name, at);
	}
	for (i = 0; i < l->n; i++)
		cm_netclean_secret(c, l->kept[i].name, l->kept[i].value);
}

/* {"status":200,"headers":{...},"url":"..." */
static void
add_head(
    struct cm_buf *to, const struct cm_http_answer *a, struct cm_netclean *c)
{
	const char *name, *value;
	struct cm_slice s;
	struct cm_buf b;
	size_t at = 0;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_puts(&b, "{\"status\":");
	cm_json_int(&b, a->status > 0 ? a->status : 0);
	cm_buf_puts(&b, ",\"headers\":{");
	while (a->head.len > 0 && cm_http_next_header(a, &at, &name, &value)) {
		if (b.p[b.len - 1] != '{')
			cm_buf_byte(&b, ',');
		cm_json_string(&b, name, strlen(name));
		cm_buf_byte(&b, ':');
		cm_json_string(&b, value, strlen(value));
	}
	cm_buf_byte(&b, '}');
	cm_json_member(&b, "url", a->url);
	s.p = b.p;
	s.len = b.len;
	cm_netclean_json(c, to, s, NULL, 0);
	cm_buf_release(&b);
}

static void
add_text(struct cm_buf *to, const char *s, size_t len, struct cm_netclean *c)
{
	struct cm_slice text;
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_json_string(&b, s, len);
	text.p = b.p;
	text.len = b.len;
	cm_buf_puts(to, ",\"body\":null,\"text\":");
	cm_netclean_json(c, to, text, NULL, 0);
	cm_buf_release(&b);
}

void
cm_netreq_answer(struct cm_buf *to, const struct cm_http_answer *a,
    struct cm_slice keep, const struct cm_netreq_secret *secrets,
    size_t nsecrets, struct cm_netreq_kept **kept, size_t *nkept, int *broken)
{
	const char *s = a->body.p != NULL ? a->body.p : "";
	size_t len = a->body.len, i, from;
	struct lift l = {NULL, NULL, 0};
	struct cm_netclean clean;
	struct cm_buf json, utf8;
	struct cm_slice body;
	char type[80];
	int text, converted;

	*broken = 0;
	cm_netclean_init(&clean);
	for (i = 0; i < nsecrets; i++)
		cm_netclean_secret(&clean, secrets[i].name, secrets[i].value);
	cm_buf_init(&json, CM_BUF_ANY);
	base_type(a, type, sizeof(type));
	cm_buf_init(&utf8, CM_BUF_ANY);
	converted =
	    cm_netanswer_utf8(&utf8, cm_http_header(a, "content-type"), s, len);
	if (converted) {
		s = cm_buf_str(&utf8);
		len = utf8.len;
	}
	if (len >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0) {
		s += 3;
		len -= 3;
	}
	text = decode(&json, type, s, len, converted, broken) == -1;
	body.p = json.p;
	body.len = json.len;
	if (!text)
		lift(&l, body, keep, &clean);
	add_head(to, a, &clean);
	from = to->len;
	if (!text) {
		cm_buf_puts(to, ",\"body\":");
		if (cm_netclean_json(&clean, to, body, l.slots, l.n) == -1) {
			to->len = from;
			text = *broken = 1;
		}
	}
	/* Secrets that were to be lifted out of it stand in it still. */
	if (text && cm_scan_kind(keep) == CM_OBJECT && a->status < 300)
		len = 0;
	if (text)
		add_text(to, s, len, &clean);
	cm_buf_byte(to, '}');
	*kept = l.kept;
	*nkept = l.n;
	free(l.slots);
	cm_buf_release(&json);
	cm_buf_release(&utf8);
	cm_netclean_release(&clean);
}

int
cm_netreq_is_page(const struct cm_http_answer *a)
{
	static const char *const starts[] = {
	    "<!doctype html", "<html", "<head", "<body"};
	const char *p = a->body.p, *end = p + a->body.len;
	char type[80];
	size_t i;

	if (a->body.len == 0)
		return 0;
	base_type(a, type, sizeof(type));
	if (end - p >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		p += 3;
	for (; p < end && isspace((unsigned char)*p); p++)
		;
	if (p == end || *p != '<')
		return 0;
	if (strcmp(type, "text/html") == 0 ||
	    strcmp(type, "application/xhtml+xml") == 0)
		return 1;
	for (i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if ((size_t)(end - p) > strlen(starts[i]) &&
		    strncasecmp(p, starts[i], strlen(starts[i])) == 0)
			return 1;
	return 0;
}
