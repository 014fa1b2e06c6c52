/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/clock.h"
#include "lib/err.h"

#include "weblog_format.h"

enum field {
	SKIP,
	IP,
	FORWARDED, /* X-Forwarded-For: the address behind a proxy */
	HOST,
	TIME, /* any way that times are written */
	REQUEST,
	METHOD,
	TARGET,
	QUERY,
	QUESTION, /* a "?" or nothing */
	STATUS,
	BYTES,
	REFERRER,
	AGENT,
	PURPOSE,
	PERCENT
};

/* A field, and the text that must stand behind it. */
struct item {
	enum field field;
	char *then;
	size_t then_len;
};

struct weblog_format {
	char *first; /* the text before the first field */
	size_t first_len;
	struct item *items;
	size_t count;
};

struct named {
	const char *name;
	enum field field;
};

static const struct named nginx[] = {
    {"remote_addr", IP},
    {"http_x_forwarded_for", FORWARDED},
    {"http_x_real_ip", FORWARDED},
    {"host", HOST},
    {"http_host", HOST},
    {"server_name", HOST},
    {"time_local", TIME},
    {"time_iso8601", TIME},
    {"msec", TIME},
    {"request", REQUEST},
    {"request_method", METHOD},
    {"request_uri", TARGET},
    {"uri", TARGET},
    {"document_uri", TARGET},
    {"args", QUERY},
    {"query_string", QUERY},
    {"is_args", QUESTION},
    {"status", STATUS},
    {"body_bytes_sent", BYTES},
    {"bytes_sent", BYTES},
    {"http_referer", REFERRER},
    {"http_user_agent", AGENT},
    {"http_sec_purpose", PURPOSE},
    {"http_purpose", PURPOSE},
    {"http_x_moz", PURPOSE},
    {NULL, SKIP},
};

/* Apache's letters; those that take a name are in braced[]. */
static const struct named apache[] = {
    {"h", IP},
    {"a", IP},
    {"v", HOST},
    {"V", HOST},
    {"t", TIME},
    {"r", REQUEST},
    {"m", METHOD},
    {"U", TARGET},
    {"q", QUERY},
    {"s", STATUS},
    {"b", BYTES},
    {"B", BYTES},
    {"O", BYTES},
    {"%", PERCENT},
    {NULL, SKIP},
};

static const struct named braced[] = {
    {"c}a", IP},
    {"X-Forwarded-For}i", FORWARDED},
    {"X-Real-IP}i", FORWARDED},
    {"Host}i", HOST},
    {"Referer}i", REFERRER},
    {"User-Agent}i", AGENT},
    {"Sec-Purpose}i", PURPOSE},
    {"Purpose}i", PURPOSE},
    {"X-Moz}i", PURPOSE},
    {NULL, SKIP},
};

static enum field
look_up(const struct named *n, const char *s, size_t len)
{
	for (; n->name != NULL; n++)
		if (strlen(n->name) == len && strncasecmp(n->name, s, len) == 0)
			/* Of single letters the case matters. */
			if (len > 1 || n->name[0] == s[0])
				return n->field;
	return SKIP;
}

static int
is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_';
}

/* Reads $name or ${name}. */
static const char *
read_nginx(const char *p, enum field *field)
{
	int brace = p[1] == '{';
	const char *name = p + 1 + brace, *end;

	for (end = name; is_name(*end); end++)
		;
	if (end == name || (brace && *end != '}'))
		return NULL;
	*field = look_up(nginx, name, (size_t)(end - name));
	return end + brace;
}

/* Reads %h, %>s, %!200,304{Referer}i, %{%Y}t. */
static const char *
read_apache(const char *p, enum field *field)
{
	const char *name, *end;

	p++;
	p += strspn(p, "!<>,0123456789");
	if (*p == '{') {
		name = p + 1;
		end = strchr(name, '}');
		if (end == NULL || end[1] == '\0')
			return NULL;
		/* Two letters are the response trailer's and the like. */
		p = end + 2;
		if (end[1] == '^')
			p += strspn(p, "tioe");
		*field = end[1] == 't'
		    ? TIME
		    : look_up(braced, name, (size_t)(p - name));
		return p;
	}
	if (*p == '^') {
		*field = SKIP;
		return p + 1 + strspn(p + 1, "FBtio");
	}
	if (*p == '\0')
		return NULL;
	*field = look_up(apache, p, 1);
	return p + 1;
}

static void
add_text(struct weblog_format *f, const char *s, size_t len)
{
	struct item *last = f->count > 0 ? &f->items[f->count - 1] : NULL;
	char **text = last != NULL ? &last->then : &f->first;
	size_t *n = last != NULL ? &last->then_len : &f->first_len;

	*text = cm_realloc(*text, *n + len + 1);
	memcpy(*text + *n, s, len);
	*n += len;
	(*text)[*n] = '\0';
}

/* Returns 0, or -1 for two fields with nothing between them. */
static int
add_field(struct weblog_format *f, enum field field)
{
	struct item *last = f->count > 0 ? &f->items[f->count - 1] : NULL;
	enum field before = last != NULL ? last->field : SKIP;

	if (field == PERCENT) {
		add_text(f, "%", 1);
		return 0;
	}
	if (last != NULL && last->then_len == 0) {
		/* $uri$is_args$args and %U%q are one text. */
		return before == TARGET && (field == QUESTION || field == QUERY)
		    ? 0
		    : -1;
	}
	f->items = cm_realloc(f->items, (f->count + 1) * sizeof(*f->items));
	f->items[f->count++] = (struct item){field, NULL, 0};
	return 0;
}

static const char *
compile(struct weblog_format *f, const char *s)
{
	int is_nginx = strchr(s, '$') != NULL, bracket;
	enum field field;
	const char *p;

	while (*s != '\0') {
		if (*s == (is_nginx ? '$' : '%')) {
			p = is_nginx ? read_nginx(s, &field)
				     : read_apache(s, &field);
			if (p == NULL)
				return "it breaks off";
			/* Apache's %t comes in brackets of its own. */
			bracket = field == TIME && !is_nginx && p[-2] != '}';
			if (bracket)
				add_text(f, "[", 1);
			if (add_field(f, field) != 0)
				return "nothing parts two of its fields";
			if (bracket)
				add_text(f, "]", 1);
			s = p;
			continue;
		}
		/* As quotes and tabs stand in configuration files. */
		if (s[0] == '\\' && (s[1] == '"' || s[1] == 't')) {
			add_text(f, s[1] == 't' ? "\t" : "\"", 1);
			s += 2;
			continue;
		}
		add_text(f, s++, 1);
	}
	return NULL;
}

int
weblog_format_known(const char *name)
{
	if (strncmp(name, "vhost_", 6) == 0)
		name += 6;
	return strcmp(name, "common") == 0 || strcmp(name, "combined") == 0;
}

static int
has(const struct weblog_format *f, enum field field)
{
	size_t i;

	for (i = 0; i < f->count; i++)
		if (f->items[i].field == field)
			return 1;
	return 0;
}

struct weblog_format *
weblog_format_open(const char *format)
{
	struct weblog_format *f = cm_zalloc(sizeof(*f));
	const char *why = compile(f, format);

	if (why == NULL && !has(f, TIME))
		why = "it has no time";
	if (why == NULL && !has(f, REQUEST) && !has(f, TARGET))
		why = "it has no request";
	if (why != NULL) {
		cm_warn("cannot use the format '%s': %s", format, why);
		weblog_format_close(f);
		return NULL;
	}
	return f;
}

void
weblog_format_close(struct weblog_format *f)
{
	size_t i;

	if (f == NULL)
		return;
	for (i = 0; i < f->count; i++)
		free(f->items[i].then);
	free(f->items);
	free(f->first);
	free(f);
}

/* Seconds, or milliseconds, or microseconds: told by how many digits. */
static int
read_epoch(struct cm_slice s, int64_t *t)
{
	int64_t n = 0;
	size_t i;

	for (i = 0; i < s.len && s.p[i] >= '0' && s.p[i] <= '9'; i++)
		if (i < 18)
			n = n * 10 + (s.p[i] - '0');
	if (i == 0 || i > 16 || (i < s.len && s.p[i] != '.'))
		return -1;
	*t = i > 13 ? n / 1000000 : i > 11 ? n / 1000 : n;
	return 0;
}

static int
read_time(struct weblog_clock *c, struct cm_slice s, int64_t *t)
{
	char text[40];
	size_t n = s.len;

	if (n > 2 && s.p[0] == '[' && s.p[n - 1] == ']') {
		s.p++;
		n = s.len -= 2;
	}
	if (n == 26 && s.p[2] == '/')
		return weblog_time(c, s.p, t);
	if (n > 0 && read_epoch(s, t) == 0)
		return 0;
	if (n < 19 || n + 2 > sizeof(text))
		return -1;
	memcpy(text, s.p, n);
	if (text[n - 5] == '+' || text[n - 5] == '-') {
		/* +0100 */
		memmove(text + n - 1, text + n - 2, 2);
		text[n - 2] = ':';
		n++;
	} else if (n == 19) {
		text[n++] = 'Z';
	}
	return cm_clock_parse(text, n, t);
}

/* The client is the first of "client, proxy, proxy". */
static void
read_forwarded(struct weblog_hit *hit, struct cm_slice s)
{
	const char *comma = memchr(s.p, ',', s.len);

	if (comma != NULL)
		s.len = (size_t)(comma - s.p);
	while (s.len > 0 && s.p[s.len - 1] == ' ')
		s.len--;
	if (s.len > 0)
		hit->ip = s;
}

static int
holds(struct cm_slice s, const char *word)
{
	size_t n = strlen(word), i;

	for (i = 0; i + n <= s.len; i++)
		if (memcmp(s.p + i, word, n) == 0)
			return 1;
	return 0;
}

/* Returns -1 for a time that is none. */
static int
take(struct weblog_clock *c, struct weblog_hit *hit, enum field field,
    struct cm_slice s)
{
	int none = s.len == 0 || (s.len == 1 && s.p[0] == '-');

	if (field == TIME)
		return read_time(c, s, &hit->at);
	if (field == AGENT) {
		hit->agent = s;
		hit->has_agent = 1;
	}
	if (field == METHOD)
		weblog_method(hit, s);
	if (field == REQUEST)
		weblog_request(hit, s);
	if (none)
		return 0;
	switch (field) {
	case IP:
		if (hit->ip.p == NULL)
			hit->ip = s;
		break;
	case FORWARDED:
		read_forwarded(hit, s);
		break;
	case HOST:
		hit->host = s;
		break;
	case TARGET:
		hit->target = s;
		break;
	case QUERY:
		hit->query = s;
		break;
	case STATUS:
		weblog_status(hit, s);
		break;
	case BYTES:
		weblog_bytes(hit, s);
		break;
	case REFERRER:
		hit->referrer = s;
		break;
	case PURPOSE:
		hit->prefetch |= holds(s, "prefetch") || holds(s, "prerender");
		break;
	default:
		break;
	}
	return 0;
}

/* Where the text behind a field stands; a quote not behind a backslash. */
static const char *
behind(const struct item *item, const char *p, const char *end)
{
	const char *q = p, *b;

	if (item->then_len == 0)
		return end;
	for (; q < end; q++) {
		q = memchr(q, item->then[0], (size_t)(end - q));
		if (q == NULL || (size_t)(end - q) < item->then_len)
			return NULL;
		if (memcmp(q, item->then, item->then_len) != 0)
			continue;
		for (b = q; *q == '"' && b > p && b[-1] == '\\'; b--)
			;
		if ((q - b) % 2 == 0)
			return q;
	}
	return NULL;
}

const char *
weblog_format_line(const struct weblog_format *f, struct weblog_clock *c,
    const char *line, size_t len, struct weblog_hit *hit, size_t *offset)
{
	const char *p = line, *end = line + len, *q;
	const struct item *item;
	size_t i;

	memset(hit, 0, sizeof(*hit));
	hit->status = -1;
	hit->bytes = -1;
	*offset = 0;
	if (len < f->first_len ||
	    (f->first_len > 0 && memcmp(p, f->first, f->first_len) != 0))
		return "it does not begin as the format says";
	p += f->first_len;
	for (i = 0; i < f->count; i++) {
		item = &f->items[i];
		*offset = (size_t)(p - line);
		q = behind(item, p, end);
		if (q == NULL)
			return "it is not as the format says";
		if (take(c, hit, item->field,
			(struct cm_slice){p, (size_t)(q - p)}) != 0)
			return "not a time as web logs write it";
		p = q + item->then_len;
	}
	return NULL;
}
