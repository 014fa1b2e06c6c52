/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/json.h"

#include "weblog_source.h"

enum { SOURCE, MEDIUM, NAME, TERM, CONTENT, ID };

const char *const weblog_campaign_names[6] = {
    "source", "medium", "name", "term", "content", "id"};

/* What follows "utm_", or what other analytics have in its place. */
static const struct {
	const char *name;
	int what;
} suffixes[] = {
    {"source", SOURCE},
    {"medium", MEDIUM},
    {"campaign", NAME},
    {"term", TERM},
    {"keyword", TERM},
    {"kwd", TERM},
    {"content", CONTENT},
    {"id", ID},
    {"cid", ID},
};

static const char *const prefixes[] = {"utm_", "mtm_", "pk_"};

void
weblog_sources_init(struct weblog_sources *s)
{
	struct cm_slice rest, col[WEBLOG_COLUMNS];

	memset(s, 0, sizeof(*s));
	rest = weblog_table("sources.tsv");
	while (weblog_row(&rest, col))
		weblog_map_add(&s->sources, col[0], col[1], col[2]);
	rest = weblog_table("referrers.tsv");
	while (weblog_row(&rest, col)) {
		weblog_map_add(&s->hosts, col[0], col[1], col[2]);
		weblog_map_add(&s->sources, col[1], col[1], col[2]);
	}
	rest = weblog_table("clicks.tsv");
	while (weblog_row(&rest, col)) {
		weblog_map_add(&s->clicks, col[0], col[1], col[2]);
		if (col[0].len > s->click_max)
			s->click_max = col[0].len;
	}
}

void
weblog_sources_release(struct weblog_sources *s)
{
	weblog_map_release(&s->hosts);
	weblog_map_release(&s->clicks);
	weblog_map_release(&s->sources);
}

/* Tells whether what follows a name's first label is a country's ending:
 * "de", "com", "co.uk", "com.br". */
static int
is_ending(const char *s, size_t len)
{
	const char *dot = memchr(s, '.', len);
	size_t head = dot != NULL ? (size_t)(dot - s) : len;

	if (head < 2 || head > 3)
		return 0;
	return dot == NULL || len - head == 3;
}

const struct weblog_entry *
weblog_source_host(const struct weblog_sources *s, const char *host, size_t len)
{
	const struct weblog_entry *e;
	const char *dot;
	char any[64];
	size_t label;

	while (len > 0) {
		e = weblog_map_get(&s->hosts, host, len);
		if (e != NULL)
			return e;
		dot = memchr(host, '.', len);
		if (dot == NULL)
			break;
		label = (size_t)(dot - host) + 1;
		if (label + 1 < sizeof(any) &&
		    is_ending(host + label, len - label)) {
			/* "google.*" stands for all countries' */
			memcpy(any, host, label);
			any[label] = '*';
			e = weblog_map_get(&s->hosts, any, label + 1);
			if (e != NULL)
				return e;
		}
		host += label;
		len -= label;
	}
	return NULL;
}

static int
campaign_part(struct cm_slice name)
{
	size_t i, n;

	for (i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
		n = strlen(prefixes[i]);
		if (name.len > n && memcmp(name.p, prefixes[i], n) == 0)
			break;
	}
	if (i == sizeof(prefixes) / sizeof(*prefixes))
		return -1;
	name.p += n;
	name.len -= n;
	for (i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++)
		if (strlen(suffixes[i].name) == name.len &&
		    memcmp(suffixes[i].name, name.p, name.len) == 0)
			return suffixes[i].what;
	return -1;
}

int
weblog_query(const struct weblog_sources *s, struct cm_slice query,
    struct weblog_campaign *c, struct cm_buf *kept)
{
	const char *p = query.p, *end = p + query.len, *amp, *is;
	const struct weblog_entry *click;
	struct cm_slice name;
	int what, left_out = 0, n = 0;

	for (; p < end; p = amp + 1) {
		amp = memchr(p, '&', (size_t)(end - p));
		if (amp == NULL)
			amp = end;
		is = memchr(p, '=', (size_t)(amp - p));
		name =
		    (struct cm_slice){p, (size_t)((is != NULL ? is : amp) - p)};
		/* Links that were escaped once too often. */
		if (name.len > 4 && memcmp(name.p, "amp;", 4) == 0) {
			name.p += 4;
			name.len -= 4;
		}
		click = name.len <= s->click_max
		    ? weblog_map_get(&s->clicks, name.p, name.len)
		    : NULL;
		if (click != NULL) {
			left_out++;
			if (c->click == NULL)
				c->click = click;
			continue;
		}
		what = is != NULL && is + 1 < amp ? campaign_part(name) : -1;
		if (what >= 0 && c->value[what].p == NULL)
			c->value[what] =
			    (struct cm_slice){is + 1, (size_t)(amp - is) - 1};
		if (kept != NULL) {
			if (n++ > 0)
				cm_buf_byte(kept, '&');
			cm_buf_add(kept, p, (size_t)(amp - p));
		}
	}
	return left_out;
}

static int
hex(const char *s, int n)
{
	int value = 0, i;

	for (i = 0; i < n; i++) {
		value *= 16;
		if (s[i] >= '0' && s[i] <= '9')
			value += s[i] - '0';
		else if (s[i] >= 'a' && s[i] <= 'f')
			value += s[i] - 'a' + 10;
		else if (s[i] >= 'A' && s[i] <= 'F')
			value += s[i] - 'A' + 10;
		else
			return -1;
	}
	return value;
}

void
weblog_unescape(struct cm_buf *b, const char *s, size_t len)
{
	static const char from[] = "\"\\/nrtbfv'", to[] = "\"\\/\n\r\t\b\f\v'";
	const char *end = s + len, *p;
	int c;

	for (; s < end; s++) {
		c = (unsigned char)*s;
		if (c == '\\' && end - s >= 4 && s[1] == 'x' &&
		    hex(s + 2, 2) >= 0) {
			c = hex(s + 2, 2);
			s += 3;
		} else if (c == '\\' && end - s >= 6 && s[1] == 'u' &&
		    hex(s + 2, 4) >= 0 && hex(s + 2, 4) < 128) {
			c = hex(s + 2, 4);
			s += 5;
		} else if (c == '\\' && end - s >= 2 && s[1] != '\0') {
			p = strchr(from, s[1]);
			if (p != NULL) {
				c = (unsigned char)to[p - from];
				s++;
			}
		}
		cm_buf_byte(b, c);
	}
}

/* A value of a query as people wrote it: "spring+sale%21". */
static void
decode(struct cm_buf *b, struct cm_slice v)
{
	size_t i, n;
	int c;

	cm_buf_clear(b);
	weblog_unescape(b, v.p, v.len);
	for (i = n = 0; i < b->len; i++, n++) {
		c = (unsigned char)b->p[i];
		if (c == '+') {
			c = ' ';
		} else if (c == '%' && b->len - i >= 3 &&
		    hex(b->p + i + 1, 2) >= 0) {
			c = hex(b->p + i + 1, 2);
			i += 2;
		}
		b->p[n] = (char)c;
	}
	b->len = n;
}

/* The network that a utm_source names: "ig", "Facebook", "m.facebook.com". */
static const struct weblog_entry *
named(const struct weblog_sources *s, const struct cm_buf *source)
{
	const struct weblog_entry *e;
	char text[64];
	size_t i;

	if (source->len == 0 || source->len > sizeof(text))
		return NULL;
	for (i = 0; i < source->len; i++) {
		text[i] = source->p[i];
		if (text[i] >= 'A' && text[i] <= 'Z')
			text[i] = (char)(text[i] + 32);
	}
	e = weblog_map_get(&s->sources, text, source->len);
	if (e == NULL && memchr(text, '.', source->len) != NULL)
		e = weblog_source_host(s, text, source->len);
	return e;
}

void
weblog_campaign_write(const struct weblog_sources *s,
    const struct weblog_campaign *c, struct cm_buf *out, struct cm_buf *scratch)
{
	const struct weblog_entry *network = NULL;
	int i, n = 0;

	for (i = 0; i < 6; i++)
		n += c->value[i].p != NULL;
	if (n == 0 && c->click == NULL)
		return;
	cm_buf_puts(out, ",\"campaign\":{");
	for (i = 0; i < 6; i++) {
		if (c->value[i].p == NULL)
			continue;
		decode(scratch, c->value[i]);
		cm_json_member_n(
		    out, weblog_campaign_names[i], scratch->p, scratch->len);
		if (i == SOURCE)
			network = named(s, scratch);
	}
	if (network != NULL)
		cm_json_member_n(
		    out, "network", network->value.p, network->value.len);
	if (c->click != NULL)
		cm_json_member_n(
		    out, "click", c->click->value.p, c->click->value.len);
	cm_buf_byte(out, '}');
}
