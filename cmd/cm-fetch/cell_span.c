/* SPDX-License-Identifier: ISC */
/* How long something took, as people and programs write it. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/cell_in.h"
#include "lib/json.h"

/* Seconds by what they are called; 0: nothing that is known. */
static double
unit(const char *p, size_t len)
{
	static const struct {
		const char *word;
		double seconds;
	} words[] = {{"ms", 0.001}, {"s", 1}, {"sec", 1}, {"secs", 1},
	    {"sek", 1}, {"seg", 1}, {"second", 1}, {"seconds", 1},
	    {"sekunden", 1}, {"secondes", 1}, {"segundos", 1}, {"с", 1},
	    {"сек", 1}, {"秒", 1}, {"秒钟", 1}, {"초", 1}, {"m", 60},
	    {"min", 60}, {"mins", 60}, {"mn", 60}, {"minute", 60},
	    {"minutes", 60}, {"minuten", 60}, {"minutos", 60}, {"мин", 60},
	    {"分", 60}, {"分钟", 60}, {"分鐘", 60}, {"분", 60}, {"h", 3600},
	    {"hr", 3600}, {"hrs", 3600}, {"hour", 3600}, {"hours", 3600},
	    {"std", 3600}, {"stunden", 3600}, {"heures", 3600}, {"horas", 3600},
	    {"ч", 3600}, {"小时", 3600}, {"小時", 3600}, {"時間", 3600},
	    {"시간", 3600}, {"d", 86400}, {"day", 86400}, {"days", 86400},
	    {"tage", 86400}, {"j", 86400}, {"jours", 86400}, {"días", 86400},
	    {"天", 86400}, {"日", 86400}, {"일", 86400}};
	char low[16];
	size_t i;

	if (len == 0 || len >= sizeof(low))
		return 0;
	for (i = 0; i < len; i++)
		low[i] = p[i] >= 'A' && p[i] <= 'Z' ? (char)(p[i] + 32) : p[i];
	low[len] = '\0';
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(low, words[i].word) == 0)
			return words[i].seconds;
	return 0;
}

/* Digits with at most one mark. Returns how many bytes, or 0. */
static size_t
plain_figure(const char *p, const char *end, double *value)
{
	char digits[32];
	size_t n = 0, marks = 0;

	while (p + n < end && n < sizeof(digits) - 1 &&
	    (cell_digit(p[n]) || ((p[n] == '.' || p[n] == ',') && n > 0))) {
		marks += !cell_digit(p[n]);
		digits[n] = p[n] == ',' ? '.' : p[n];
		n++;
	}
	digits[n] = '\0';
	if (n == 0 || marks > 1 || !cell_digit(digits[n - 1]))
		return 0;
	*value = strtod(digits, NULL);
	return n;
}

/* 0:07:20, 7:20.5 */
static int
by_colons(const char *p, const char *end, double *seconds)
{
	double part;
	size_t n;
	int parts = 0;

	*seconds = 0;
	for (;;) {
		n = plain_figure(p, end, &part);
		if (n == 0 || (parts > 0 && part >= 60))
			return -1;
		*seconds = *seconds * 60 + part;
		p += n;
		parts++;
		if (p == end)
			return parts >= 2 && parts <= 3 ? 0 : -1;
		/* only the last may have a fraction */
		if (*p++ != ':' || part > 1e15 || part != (double)(long)part)
			return -1;
	}
}

/* 7m 20s, PT7M20S, 1分18秒 */
static int
by_units(const char *p, const char *end, double *seconds)
{
	const char *word;
	double part, each;
	size_t n, parts;
	int iso = p < end && *p == 'P';

	p += iso;
	*seconds = 0;
	for (parts = 0; p < end; parts++) {
		if (iso && *p == 'T')
			p++;
		n = plain_figure(p, end, &part);
		if (n == 0)
			return -1;
		p += n;
		while (p < end && cell_blank(p, end) > 0)
			p += cell_blank(p, end);
		for (word = p; p < end && !cell_digit(*p) && *p != '.' &&
		     *p != ',' && *p != 'T' && cell_blank(p, end) == 0;)
			p++;
		each = unit(word, (size_t)(p - word));
		if (each == 0)
			return -1;
		*seconds += part * each;
		while (
		    p < end && (*p == '.' || *p == ',' || cell_blank(p, end)))
			p += *p == '.' || *p == ',' ? 1 : cell_blank(p, end);
	}
	return parts > 0 ? 0 : -1;
}

int
cell_span(struct cm_buf *to, const char *p, size_t len)
{
	const char *end;
	double seconds;
	int minus;

	cell_trim(&p, &len);
	end = p + len;
	minus = len > 1 && *p == '-';
	p += minus;
	if (by_colons(p, end, &seconds) != 0 && by_units(p, end, &seconds) != 0)
		return 0;
	cm_json_number(to, minus ? -seconds : seconds);
	return 1;
}
