/* SPDX-License-Identifier: ISC */
/*
 * csv-generate SEED BYTES: what a platform lets its people download of their
 * posts, made up, at least that many bytes, for the benchmarks. The same seed
 * gives the same bytes on every machine. Captions are in many languages, most
 * have commas and are quoted, some have line ends and quotes in them; some
 * numbers are not there.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/random.h"

#include "tests/bench/words.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum { ROW = 16384, WORDS = 64, ACCOUNTS = 40, DAY = 86400 };

struct list {
	const char *word[WORDS];
	size_t len[WORDS];
	unsigned n;
};

static struct list lists[COUNT(langs)];

static void
cut_words(void)
{
	const char *p, *end;
	size_t i;

	for (i = 0; i < COUNT(langs); i++)
		for (p = langs[i].words; *p != '\0' && lists[i].n < WORDS;) {
			end = p + strcspn(p, " ");
			lists[i].word[lists[i].n] = p;
			lists[i].len[lists[i].n++] = (size_t)(end - p);
			p = end + (*end == ' ');
		}
}

static unsigned
language(void)
{
	unsigned pick = below(100), i;

	for (i = 0; i + 1 < COUNT(langs); i++) {
		if (pick < (unsigned)langs[i].share)
			break;
		pick -= (unsigned)langs[i].share;
	}
	return i;
}

static char *
put(char *to, const char *s)
{
	size_t n = strlen(s);

	memcpy(to, s, n);
	return to + n;
}

/* In quotes, as a spreadsheet would write it, only where that must be. */
static char *
caption(char *to)
{
	unsigned lang = language(), n = 8 + below(20) + below(20), k;
	const struct list *l = &lists[lang];
	int quoted = below(100) < 70;
	uint64_t pick;

	if (quoted)
		*to++ = '"';
	while (n-- > 0) {
		pick = next();
		k = (unsigned)((pick >> 40) % l->n);
		memcpy(to, l->word[k], l->len[k]);
		to += l->len[k];
		if (quoted && (pick & 15) == 0)
			to = put(to, (pick & 0x30) == 0 ? "\n" : ", ");
		else if (quoted && (pick & 0x1ff) == 1)
			to = put(to, " \"\"ok\"\" ");
		else
			to = put(to, langs[lang].gap);
	}
	if (below(100) < 45) {
		*to++ = ' ';
		to = put(to, emoji[below(COUNT(emoji))]);
	}
	if (quoted)
		*to++ = '"';
	return to;
}

/* Numbers with a long tail; some are not there. */
static char *
metrics(char *to)
{
	unsigned views = 50 + below(300) * below(300) * (1 + below(20)) / 7;
	unsigned part[6], i;

	part[0] = views;
	part[1] = views / 10 * (6 + below(4));
	part[2] = views / (20 + below(60));
	part[3] = part[2] / (5 + below(20));
	part[4] = part[2] / (9 + below(30));
	part[5] = part[2] / (12 + below(30));
	for (i = 0; i < 6; i++)
		to += below(25) == 0 && i > 0
		    ? snprintf(to, ROW, ",")
		    : snprintf(to, ROW, ",%u", part[i]);
	return to;
}

static size_t
row(char *to, uint64_t number)
{
	static const char *const kinds[] = {
	    "IG image", "IG reel", "IG carousel"};
	unsigned account = below(ACCOUNTS);
	uint64_t id = 17841400000000000 + number * 7919 + below(7919);
	unsigned t = (unsigned)(number * 37 % (28 * 12 * DAY)) / DAY;
	char *begin = to;

	to += snprintf(to, ROW, "%" PRIu64 ",brand%u,\"Brand %u, the shop\",",
	    id, account, account);
	to = caption(to);
	to += snprintf(to, ROW,
	    ",%u,2026-%02u-%02uT%02u:%02u:%02uZ,"
	    "https://www.example.com/p/%08x%06x/,%s",
	    5 + below(85), t / 28 % 12 + 1, t % 28 + 1, below(24), below(60),
	    below(60), below(1u << 31), below(1u << 24),
	    kinds[below(COUNT(kinds))]);
	to = metrics(to);
	*to++ = '\n';
	return (size_t)(to - begin);
}

int
main(int argc, char *argv[])
{
	static const char head[] =
	    "Post ID,Account username,Account name,Description,"
	    "Duration (sec),Publish time,Permalink,Post type,Views,Reach,"
	    "Likes,Shares,Comments,Saves\n";
	static char out[1 << 16];
	uint64_t bytes, done = 0, number = 0;
	size_t n;

	if (argc != 3) {
		fputs("usage: csv-generate SEED BYTES\n", stderr);
		return 2;
	}
	state = strtoull(argv[1], NULL, 10);
	bytes = strtoull(argv[2], NULL, 10);
	cut_words();
	n = (size_t)(put(out, head) - out);
	while (done < bytes) {
		n += row(out + n, number++);
		if (n > sizeof(out) - ROW || done + n >= bytes) {
			if (fwrite(out, 1, n, stdout) != n)
				return 1;
			done += n;
			n = 0;
		}
	}
	return fclose(stdout) != 0;
}
