/* SPDX-License-Identifier: ISC */
/*
 * generate SEED BYTES: an archive of made-up posts and comments, one record a
 * line, at least that many bytes, for the benchmarks. The same seed gives the
 * same bytes on every machine, and a smaller archive is the beginning of a
 * bigger one. Of the records 5% have the network and id of an earlier one
 * (fetched later, with other numbers), 5% a text that differs from an earlier
 * one by some words, 10% have all that is not ASCII written as \u escapes.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/words.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum {
	AUTHORS = 50000,
	DAYS = 731,
	NEAR = 200000, /* how far back a repeated record lies at most */
	RECORD = 16384
};

struct rng {
	uint64_t s;
};

struct gen {
	uint64_t seed;
	double zipf[AUTHORS]; /* cumulated, the last is 1 */
	char out[RECORD];
	size_t len;
	int ascii; /* the present record is written with \u escapes */
};

static uint64_t
next(struct rng *r)
{
	uint64_t z = r->s += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

static uint64_t
below(struct rng *r, uint64_t n)
{
	return (next(r) >> 32) * n >> 32;
}

static int
chance(struct rng *r, int percent)
{
	return below(r, 100) < (uint64_t)percent;
}

/* Every record and every aspect of it has a generator of its own. */
static struct rng
rng_for(const struct gen *g, uint64_t record, int aspect)
{
	struct rng r = {
	    g->seed ^ (record * 8 + (uint64_t)aspect + 1) * 0xd1342543de82ef95};

	next(&r);
	return r;
}

static void
raw(struct gen *g, const char *s, size_t len)
{
	if (g->len + len > sizeof(g->out))
		abort();
	memcpy(g->out + g->len, s, len);
	g->len += len;
}

static void
put(struct gen *g, const char *s)
{
	raw(g, s, strlen(s));
}

static void
number(struct gen *g, const char *before, uint64_t n)
{
	char text[24];
	int len = snprintf(text, sizeof(text), "%" PRIu64, n);

	put(g, before);
	raw(g, text, (size_t)len);
}

/* Text of the word lists, as JSON: quotes are never in it. */
static void
words(struct gen *g, const char *s, size_t len)
{
	const unsigned char *p = (const unsigned char *)s;
	const unsigned char *end = p + len;
	char text[16];
	uint32_t c;

	if (!g->ascii) {
		raw(g, s, len);
		return;
	}
	while (p < end) {
		c = *p++;
		if (c >= 0xf0) {
			c = (c & 7) << 18 | (p[0] & 63u) << 12 |
			    (p[1] & 63u) << 6 | (p[2] & 63u);
			p += 3;
		} else if (c >= 0xe0) {
			c = (c & 15) << 12 | (p[0] & 63u) << 6 | (p[1] & 63u);
			p += 2;
		} else if (c >= 0xc0) {
			c = (c & 31) << 6 | (p[0] & 63u);
			p += 1;
		}
		if (c < 0x80)
			snprintf(text, sizeof(text), "%c", (int)c);
		else if (c < 0x10000)
			snprintf(text, sizeof(text), "\\u%04" PRIx32, c);
		else
			snprintf(text, sizeof(text),
			    "\\u%04" PRIx32 "\\u%04" PRIx32,
			    0xd800 + ((c - 0x10000) >> 10),
			    0xdc00 + ((c - 0x10000) & 0x3ff));
		put(g, text);
	}
}

/* One of a list with separators, by a number. */
static void
one_of(struct gen *g, const char *list, char sep, uint64_t pick)
{
	const char *p = list, *q;
	uint64_t n = 1;

	for (q = list; *q != '\0'; q++)
		n += *q == sep;
	for (pick %= n; pick > 0; pick--)
		p = strchr(p, sep) + 1;
	q = strchr(p, sep);
	words(g, p, q != NULL ? (size_t)(q - p) : strlen(p));
}

static const struct lang *
language(struct rng *r)
{
	uint64_t x = below(r, 100);
	size_t i;

	for (i = 0; i + 1 < COUNT(langs); i++) {
		if (x < (uint64_t)langs[i].share)
			break;
		x -= (uint64_t)langs[i].share;
	}
	return &langs[i];
}

static const struct network *
network(struct rng *r)
{
	uint64_t x = below(r, 100);
	size_t i;

	for (i = 0; i + 1 < COUNT(networks); i++) {
		if (x < (uint64_t)networks[i].share)
			break;
		x -= (uint64_t)networks[i].share;
	}
	return &networks[i];
}

static uint64_t
author(const struct gen *g, struct rng *r)
{
	double x = (double)(next(r) >> 11) / 9007199254740992.0;
	size_t low = 0, high = AUTHORS - 1, mid;

	while (low < high) {
		mid = (low + high) / 2;
		if (g->zipf[mid] < x)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* A text of its own, or with other an earlier one with some words changed. */
static void
text(struct gen *g, const struct lang *l, struct rng *r, struct rng *other)
{
	uint64_t n = 8 + below(r, 20) + below(r, 20), i, pick;

	if (l->gap[0] == '\0')
		n += n / 2;
	for (i = 0; i < n; i++) {
		pick = next(r);
		if (other != NULL && chance(other, 6))
			pick = next(other);
		one_of(g, l->words, ' ', pick >> 16);
		if (i + 1 == n)
			break;
		if ((pick & 15) == 0)
			put(g, (pick & 0x70) == 0 ? "\\n" : l->stop);
		else if ((pick & 0x1ff) == 1)
			put(g, " \\\"ok\\\" ");
		else
			put(g, l->gap);
	}
	if (chance(r, 45) || g->ascii) {
		put(g, " ");
		pick = below(r, COUNT(emoji));
		words(g, emoji[pick], strlen(emoji[pick]));
	}
}

static void
url(struct gen *g, const char *host, const char *a, uint64_t account,
    uint64_t id)
{
	put(g, "https://");
	put(g, host);
	put(g, a);
	number(g, "brand", account);
	number(g, "/posts/", id);
}

static void
lists(struct gen *g, struct rng *r, const struct network *n)
{
	uint64_t i, many = below(r, 4), first = below(r, COUNT(tags));

	if (many > 0) {
		put(g, ",\"tags\":[");
		for (i = 0; i < many; i++) {
			const char *t = tags[(first + i) % COUNT(tags)];

			put(g, i > 0 ? ",\"" : "\"");
			words(g, t, strlen(t));
			put(g, "\"");
		}
		put(g, "]");
	}
	if (chance(r, 30)) {
		number(g, ",\"links\":[\"https://blog.example/2026/",
		    1 + below(r, 12));
		number(g, "/article-", below(r, 5000));
		put(g, "?utm_source=");
		put(g, n->name);
		put(g, "&utm_medium=social\"]");
	}
	if (chance(r, 45)) {
		int video = chance(r, 30);

		number(g, ",\"media\":[{\"url\":\"https://cdn.example/m/",
		    next(r) >> 8);
		put(g,
		    video ? ".mp4\",\"type\":\"video\""
			  : ".jpg\",\"type\":\"image\"");
		number(g, ",\"width\":", video ? 1920 : 1080);
		number(g, ",\"height\":", video ? 1080 : 1350);
		if (video) {
			number(g, ",\"seconds\":", below(r, 90));
			number(g, ".", 1 + below(r, 9));
		}
		put(g, "}]");
	}
}

/* Numbers of social media: many small, few big. */
static uint64_t
amount(struct rng *r)
{
	return below(r, (uint64_t)4 << below(r, 15));
}

static void
metrics(struct gen *g, const struct network *n, struct rng *r)
{
	const char *p = n->metrics, *q;
	const char *before = "";

	put(g, ",\"metrics\":{");
	while (p != NULL) {
		q = strchr(p, ' ');
		if (!chance(r, 12)) {
			put(g, before);
			put(g, "\"");
			raw(g, p, q != NULL ? (size_t)(q - p) : strlen(p));
			number(g, "\":", amount(r));
			before = ",";
		}
		p = q != NULL ? q + 1 : NULL;
	}
	put(g, "}");
}

static void
time_member(struct gen *g, const char *before, int64_t t)
{
	static const int month_days[] = {
	    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int64_t day = t / 86400, year = 2024, second = t % 86400;
	int month = 0, in_month, leap;
	char text[32];

	day -= 19723; /* 2024-01-01 */
	for (;; year++) {
		leap = year % 4 == 0;
		if (day < 365 + leap)
			break;
		day -= 365 + leap;
	}
	for (;; month++) {
		in_month = month_days[month] + (month == 1 && leap);
		if (day < in_month)
			break;
		day -= in_month;
	}
	snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02dZ\"",
	    (int)year, month + 1, (int)day + 1, (int)(second / 3600),
	    (int)(second / 60 % 60), (int)(second % 60));
	put(g, before);
	put(g, text);
}

static void
person(struct gen *g, const struct lang *l, uint64_t who)
{
	struct rng r = rng_for(g, who, 7);

	number(g, ",\"author\":{\"id\":\"", 100000000 + (next(&r) >> 20));
	number(g, "\",\"handle\":\"user", who);
	number(g, "_", below(&r, 100));
	put(g, "\",\"name\":\"");
	one_of(g, l->names, ',', next(&r) >> 16);
	number(g, "\",\"followers\":", 10 + amount(&r) * 7);
	put(g, "}");
}

/* The record of that number; who it is a copy of decides all but the end. */
static void
record(struct gen *g, uint64_t number_in_file)
{
	struct rng self = rng_for(g, number_in_file, 0), r, words_of, other;
	uint64_t base = number_in_file, account, id;
	const struct network *n;
	const struct lang *l;
	int64_t t;
	int comment, near;

	if (base > 0 && chance(&self, 5))
		base -= 1 + below(&self, base < NEAR ? base : NEAR);
	r = rng_for(g, base, 1);
	words_of = rng_for(g, base, 2);
	other = rng_for(g, base, 3);
	near = base > 0 && chance(&r, 5);
	if (near)
		words_of = rng_for(
		    g, base - 1 - below(&r, base < NEAR ? base : NEAR), 2);
	n = network(&r);
	l = language(&words_of);
	comment = chance(&r, 30);
	account = 1 + below(&r, 12);
	id = 17800000000000000 + (next(&r) >> 12);
	t = 1730419200 + (int64_t)below(&r, DAYS) * 86400 +
	    (int64_t)below(&r, 86400);
	g->ascii = chance(&r, 10);
	g->len = 0;
	put(g, comment ? "{\"type\":\"comment\"" : "{\"type\":\"post\"");
	put(g, ",\"network\":\"");
	put(g, n->name);
	number(g, "\",\"account\":\"brand", account);
	number(g, "\",\"id\":\"", id);
	put(g, "\",\"url\":\"");
	url(g, n->host, "/", account, id);
	time_member(g, "\",\"published\":\"", t);
	person(g, l, author(g, &r));
	put(g, ",\"text\":\"");
	text(g, l, &words_of, near ? &other : NULL);
	put(g, "\",\"lang\":\"");
	put(g, l->code);
	put(g, "\"");
	if (comment)
		number(g, ",\"reply_to\":\"",
		    17800000000000000 + (next(&r) >> 12));
	put(g, comment ? "\"" : "");
	lists(g, &r, n);
	metrics(g, n, &self);
	time_member(
	    g, ",\"fetched\":\"", t + 3600 + (int64_t)below(&self, 864000));
	put(g, "}\n");
}

int
main(int argc, char *argv[])
{
	static struct gen g;
	uint64_t wanted, total = 0, i;
	double sum = 0;

	if (argc != 3) {
		fputs("usage: generate SEED BYTES\n", stderr);
		return 2;
	}
	g.seed = strtoull(argv[1], NULL, 10) * 0x2545f4914f6cdd1d;
	wanted = strtoull(argv[2], NULL, 10);
	for (i = 0; i < AUTHORS; i++)
		g.zipf[i] = sum += 1.0 / (double)(i + 3);
	for (i = 0; i < AUTHORS; i++)
		g.zipf[i] /= sum;
	for (i = 0; total < wanted; i++) {
		record(&g, i);
		if (fwrite(g.out, 1, g.len, stdout) != g.len)
			break;
		total += g.len;
	}
	if (fclose(stdout) != 0 || total < wanted) {
		fputs("generate: cannot write\n", stderr);
		return 1;
	}
	return 0;
}
