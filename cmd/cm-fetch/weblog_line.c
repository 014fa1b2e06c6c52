/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/clock.h"

#include "weblog_line.h"

enum { TIME_LEN = 26, MINUTE_LEN = 17, ZONE_AT = 20 };

static int
number(const char *s, int n)
{
	int value = 0, i;

	for (i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		value = value * 10 + (s[i] - '0');
	}
	return value;
}

static int
month(const char *s)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int i;

	for (i = 0; i < 12; i++)
		if (memcmp(names + i * 3, s, 3) == 0)
			return i + 1;
	return -1;
}

/* Reads all but the seconds. */
static int
read_minute(struct weblog_clock *c, const char *s)
{
	int day = number(s, 2), mon = month(s + 3), year = number(s + 7, 4);
	int hour = number(s + 12, 2), minute = number(s + 15, 2);
	int zone_hour = number(s + 22, 2), zone_minute = number(s + 24, 2);
	int64_t days, y, zone;
	int m, d;

	if (s[2] != '/' || s[6] != '/' || s[11] != ':' || s[14] != ':' ||
	    s[17] != ':' || s[20] != ' ' || (s[21] != '+' && s[21] != '-'))
		return -1;
	if (day < 1 || mon < 1 || year < 1 || hour < 0 || hour > 23)
		return -1;
	if (minute < 0 || minute > 59 || zone_hour < 0 || zone_hour > 23 ||
	    zone_minute < 0 || zone_minute > 59)
		return -1;
	days = cm_clock_days(year, mon, day);
	cm_clock_civil(days, &y, &m, &d);
	if (m != mon || d != day)
		return -1;
	zone = zone_hour * 60 + zone_minute;
	if (s[21] == '-')
		zone = -zone;
	c->start = ((days * 24 + hour) * 60 + minute - zone) * 60;
	memcpy(c->minute, s, MINUTE_LEN);
	memcpy(c->minute + MINUTE_LEN, s + ZONE_AT, TIME_LEN - ZONE_AT);
	return 0;
}

int
weblog_time(struct weblog_clock *c, const char *s, int64_t *t)
{
	int second = number(s + 18, 2);

	if (c->minute[0] == '\0' || memcmp(c->minute, s, MINUTE_LEN) != 0 ||
	    memcmp(c->minute + MINUTE_LEN, s + ZONE_AT, TIME_LEN - ZONE_AT) !=
		0) {
		if (read_minute(c, s) != 0)
			return -1;
	}
	if (second < 0 || second > 60 || s[17] != ':')
		return -1;
	*t = c->start + (second == 60 ? 59 : second);
	return 0;
}

static int
is_method(struct cm_slice s)
{
	size_t i;

	if (s.len == 0 || s.len > 24)
		return 0;
	for (i = 0; i < s.len; i++)
		if ((s.p[i] < 'A' || s.p[i] > 'Z') && s.p[i] != '-' &&
		    s.p[i] != '_')
			return 0;
	return s.p[0] != '-';
}

void
weblog_method(struct weblog_hit *hit, struct cm_slice s)
{
	hit->has_method = 1;
	if (is_method(s))
		hit->method = s;
}

void
weblog_request(struct weblog_hit *hit, struct cm_slice r)
{
	const char *space = r.len > 0 ? memchr(r.p, ' ', r.len) : NULL;
	const char *end = r.p + r.len, *p;

	hit->has_method = 1;
	if (space == NULL || space + 1 == end)
		return;
	weblog_method(hit, (struct cm_slice){r.p, (size_t)(space - r.p)});
	if (hit->method.p == NULL)
		return;
	/* A target may hold blanks, so the protocol is behind the last. */
	for (p = end; p[-1] != ' '; p--)
		;
	if (p - 1 > space && end - p >= 6 && memcmp(p, "HTTP/", 5) == 0)
		end = p - 1;
	if (end > space + 1)
		hit->target =
		    (struct cm_slice){space + 1, (size_t)(end - space) - 1};
}

void
weblog_status(struct weblog_hit *hit, struct cm_slice s)
{
	hit->status = s.len == 3 ? number(s.p, 3) : -1;
	if (hit->status < 100)
		hit->status = -1;
}

void
weblog_bytes(struct weblog_hit *hit, struct cm_slice s)
{
	size_t i;

	hit->bytes = -1;
	if (s.len == 0 || s.len > 18 || s.p[0] == '-')
		return;
	hit->bytes = 0;
	for (i = 0; i < s.len; i++) {
		if (s.p[i] < '0' || s.p[i] > '9') {
			hit->bytes = -1;
			return;
		}
		hit->bytes = hit->bytes * 10 + (s.p[i] - '0');
	}
}

/*
 * The quote that closes what begins at p: not behind a backslash, and with
 * what may follow it, since some servers log quotes as they are.
 */
static const char *
closing(const char *p, const char *end, int request)
{
	const char *q = p, *b, *first = NULL;

	for (; (q = memchr(q, '"', (size_t)(end - q))) != NULL; q++) {
		if (q > p && q[-1] == '\\') {
			for (b = q; b > p && b[-1] == '\\'; b--)
				;
			if ((q - b) % 2 == 1)
				continue;
		}
		if (q + 1 == end)
			return q;
		if (q[1] != ' ')
			continue;
		if (!request || end - q < 3 || q[2] == '-' ||
		    (q[2] >= '0' && q[2] <= '9'))
			return q;
		if (first == NULL)
			first = q;
	}
	return first;
}

/* The name, address, ident and user in front of the time. Users may have
 * blanks in their names. */
static int
read_head(struct weblog_hit *hit, const char *p, const char *end)
{
	struct cm_slice word[4];
	const char *space;
	int n = 0;

	while (n < 4 && p < end) {
		space = memchr(p, ' ', (size_t)(end - p));
		if (space == NULL)
			space = end;
		word[n++] = (struct cm_slice){p, (size_t)(space - p)};
		p = space + 1;
	}
	if (n < 3 || word[0].len == 0)
		return -1;
	if (n == 4 && (word[1].len != 1 || word[1].p[0] != '-')) {
		hit->host = word[0];
		hit->ip = word[1];
	} else {
		hit->ip = word[0];
	}
	return hit->ip.len > 0 ? 0 : -1;
}

/* The status and the size, and what a Combined log has behind them. */
static const char *
read_rest(struct weblog_hit *hit, const char **at, const char *end)
{
	const char *p = *at, *q;
	struct cm_slice s;

	for (q = p; q < end && *q != ' '; q++)
		;
	s = (struct cm_slice){p, (size_t)(q - p)};
	if (s.len == 0 || s.len > 3 || (number(p, (int)s.len) < 0 && *p != '-'))
		return "no status behind the request";
	weblog_status(hit, s);
	*at = p = q < end ? q + 1 : end;
	for (q = p; q < end && *q != ' '; q++)
		;
	s = (struct cm_slice){p, (size_t)(q - p)};
	weblog_bytes(hit, s);
	if (hit->bytes < 0 && (s.len != 1 || *p != '-'))
		return "no size behind the status";
	if (end - q < 2 || q[1] != '"')
		return NULL;
	*at = p = q + 2;
	q = closing(p, end, 0);
	if (q == NULL)
		return "the referrer's quote is not closed";
	hit->referrer = (struct cm_slice){p, (size_t)(q - p)};
	if (end - q < 3 || q[2] != '"')
		return NULL;
	*at = p = q + 3;
	q = closing(p, end, 0);
	if (q == NULL)
		return "the agent's quote is not closed";
	hit->agent = (struct cm_slice){p, (size_t)(q - p)};
	hit->has_agent = 1;
	return NULL;
}

const char *
weblog_line(struct weblog_clock *c, const char *line, size_t len,
    struct weblog_hit *hit, size_t *offset)
{
	const char *end = line + len, *p = line, *q, *why;

	memset(hit, 0, sizeof(*hit));
	*offset = 0;
	do {
		p = memchr(p, '[', (size_t)(end - p));
		if (p == NULL)
			return "not a line of a web log: no time in brackets";
		p++;
	} while (p - line < 2 || p[-2] != ' ');
	*offset = (size_t)(p - line);
	if (end - p <= TIME_LEN || p[TIME_LEN] != ']' ||
	    weblog_time(c, p, &hit->at) != 0)
		return "not a time as web logs write it";
	if (read_head(hit, line, p - 2) != 0) {
		*offset = 0;
		return "no address, name and user in front of the time";
	}
	p += TIME_LEN + 1;
	*offset = (size_t)(p - line);
	if (end - p < 3 || p[0] != ' ' || p[1] != '"')
		return "no request in quotes behind the time";
	p += 2;
	q = closing(p, end, 1);
	if (q == NULL)
		return "the request's quote is not closed";
	weblog_request(hit, (struct cm_slice){p, (size_t)(q - p)});
	p = q + 1 < end ? q + 2 : end;
	why = read_rest(hit, &p, end);
	*offset = (size_t)(p - line);
	return why;
}
