/* SPDX-License-Identifier: ISC */
#include "tests/scan_all.h"
#include "tests/tap.h"
#include "tests/unit/scan_cases.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum { LINE = 12000, MUTATED = 200000 };

static const char *const names[] = {"type", "network", "id", "published",
    "metrics.likes", "metrics.shares", "likes.p95", "author"};

static uint64_t
next(uint64_t *s)
{
	uint64_t z = *s += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

/* Things that mean something at the border of two blocks or windows. */
static const struct {
	const char *s;
	int verdict;
} specials[] = {
    {"\\n", 0},
    {"\\\\", 0},
    {"\\\"", 0},
    {"\\\\\\\\", 0},
    {"\\\\\\\"", 0},
    {"\\u00e9", 0},
    {"\\ud83d\\ude00", 0},
    {"\\ud83d\\ude00\\ud83d\\ude00", 0},
    {"\xc3\xa9", 0},
    {"\xe2\x82\xac", 0},
    {"\xf0\x9f\x98\x80", 0},
    {"\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80", 0},
    {"\xe2\x82\xac\\u20ac\xe2\x82\xac", 0},
    {"\",\"b\":\"", 0},
    {"\",\"type\":\"x\",\"b\":\"", 0},
    {"\",\"\\u0074ype\":\"\\u0074\",\"b\":\"", 0},
    {"\",\"metrics\":{\"likes\":12345},\"b\":\"", 0},
    {"\",\"metrics\":{\"likes\":[\"\",{},\"\"]},\"b\":\"", 0},
    {"\",\"b\":-123456789.25e-10,\"b\":\"", 0},
    {"\"       ,     \"b\"     :     \"", 0},
    {"\",\"b\":true,\"b\":false,\"b\":null,\"b\":\"", 0},
    {"\\ ", -1},
    {"\\x", -1},
    {"\\\\\\ ", -1},
    {"\\u12g4", -1},
    {"\\ud83d", -1},
    {"\\ude00", -1},
    {"\\ud83d\\ud83d", -1},
    {"\\ud83d\\n", -1},
    {"\\ud83d\\ude0", -1},
    {"\xc3", -1},
    {"\x80", -1},
    {"\xe2\x82", -1},
    {"\xe2\x82\xac\x80", -1},
    {"\xf0\x9f\x98", -1},
    {"\xed\xa0\x80", -1},
    {"\xe0\x9f\xbf", -1},
    {"\xf4\x90\x80\x80", -1},
    {"\xc0\xaf", -1},
    {"\xff", -1},
    {"\x1f", -1},
    {"\t", -1},
    {"\"", -1},
    {"\\\\\"", -1},
    {"\",\"type\":1,\"type\":\"", -1},
    {"\",\"b\":tru,\"b\":\"", -1},
    {"\"\xc3\xa9,\"b\":\"", -1},
    {"\",\"b\":01,\"b\":\"", -1},
    {"\"\\,\"b\":\"", -1},
    {"\",\"b\":1234567x,\"b\":\"", -1},
};

/* A special at each place from one on, in a line that goes on for long. */
static void
borders(
    size_t from, size_t to, size_t after, const char *fill, const char *what)
{
	struct cm_want *w = cm_want_new(names, COUNT(names));
	struct cm_slice found[COUNT(names)];
	struct cm_scan_error why;
	static char line[LINE];
	size_t i, at, n, unit = strlen(fill);
	int fine = 1;

	for (i = 0; i < COUNT(specials); i++)
		for (at = from; at <= to; at++) {
			n = (size_t)snprintf(line, sizeof(line), "{\"a\":\"");
			/* ASCII first, so that the special stands at at. */
			while ((at - n) % unit != 0 && n < at)
				line[n++] = 'x';
			for (; n < at; n += unit)
				memcpy(line + n, fill, unit);
			memcpy(line + n, specials[i].s, strlen(specials[i].s));
			n += strlen(specials[i].s);
			for (; n < at + after; n += unit)
				memcpy(line + n, fill, unit);
			memcpy(line + n, "\"}", 2);
			fine &= scan_all(line, n + 2, (unsigned)(i + at), w,
				    found, &why) == specials[i].verdict;
			if (!fine) {
				printf("# %s at %zu\n", specials[i].s, at);
				break;
			}
		}
	ok(fine, what);
	cm_want_free(w);
}

/* A line cut off at every place is bad, and the same to all paths. */
static void
cut_off(void)
{
	static const char line[] =
	    "{\"type\":\"post\",\"a\":[1,-2.5e3,true,{\"b\":null}],"
	    "\"text\":\"caf\xc3\xa9 \\u00e9\\ud83d\\ude00 \xf0\x9f\x98\x80\","
	    "\"metrics\":{\"likes\":12,\"shares\":0},\"id\":\"7\"}";
	struct cm_want *w = cm_want_new(names, COUNT(names));
	struct cm_slice found[COUNT(names)];
	struct cm_scan_error why;
	size_t n;
	unsigned behind;
	int fine = 1;

	for (n = 0; n < sizeof(line) - 1; n++)
		for (behind = 0; behind < 16; behind++) {
			fine &= scan_all(line, n, behind, w, found, &why) == -1;
			fine &= n == 0 || why.offset > 0;
		}
	ok(fine, "a line cut off at any place is refused");
	fine = scan_all(line, sizeof(line) - 1, 0, w, found, &why) == 0;
	ok(fine, "the whole is not");
	cm_want_free(w);
}

static size_t
mutate(char *line, size_t n, uint64_t *s)
{
	static const char spice[] = "\"\"\"\\\\{}[],:0123456789-+.eEu/ \t\n"
				    "truefalsn\x80\xbf\xc3\xe2\xed\xf0\xff\x01";
	size_t at = next(s) % (n + 1), len = 1 + next(s) % 12;
	size_t other = next(s) % (n + 1);
	char piece[12];

	switch (next(s) % 6) {
	case 0: /* another byte */
	case 1:
		if (at < n)
			line[at] = next(s) % 8 == 0
			    ? (char)next(s)
			    : spice[next(s) % (sizeof(spice) - 1)];
		return n;
	case 2: /* one more */
		memmove(line + at + 1, line + at, n - at);
		line[at] = spice[next(s) % (sizeof(spice) - 1)];
		return n + 1;
	case 3: /* some fewer */
		len = len < n - at ? len : n - at;
		memmove(line + at, line + at + len, n - at - len);
		return n - len;
	case 4: /* a piece of it once more */
		len = len < n - other ? len : n - other;
		memcpy(piece, line + other, len);
		memmove(line + at + len, line + at, n - at);
		memcpy(line + at, piece, len);
		return n + len;
	default: /* two change places */
		if (at < n && other < n) {
			char c = line[at];

			line[at] = line[other];
			line[other] = c;
		}
		return n;
	}
}

static void
mutated(void)
{
	static const char record[] =
	    "{\"type\":\"post\",\"network\":\"x\",\"id\":\"17\",\"published\":"
	    "\"2026-01-02T03:04:05Z\",\"author\":{\"name\":\"Zo\xc3\xab "
	    "\\u00e9\",\"followers\":12},\"text\":\"\xe6\x98\x8e\xe5\xa4\xa9 "
	    "\xf0\x9f\x98\x80 \\ud83d\\ude00\\n \\\"ok\\\"\",\"tags\":[\"a\","
	    "\"b\"],\"metrics\":{\"likes\":123,\"shares\":-4.5e6},\"x\":[true,"
	    "false,null,{\"y\":[]}]}";
	struct cm_want *w = cm_want_new(names, COUNT(names));
	struct cm_slice found[COUNT(names)];
	struct cm_scan_error why;
	static char line[LINE];
	uint64_t s = 42;
	size_t n, k;
	int i, verdict, agree = 1, bad_ones = 0;

	for (i = 0; i < MUTATED && agree; i++) {
		if (next(&s) % 2 == 0) {
			n = sizeof(record) - 1;
			memcpy(line, record, n);
		} else {
			k = next(&s) % COUNT(good);
			n = good[k].len;
			memcpy(line, good[k].p, n);
		}
		for (k = next(&s) % 4; k > 0; k--)
			n = mutate(line, n, &s);
		verdict = scan_all(line, n, (unsigned)next(&s), w, found, &why);
		agree &= verdict != -2;
		bad_ones += verdict == -1;
	}
	ok(agree, "all paths agree about 200,000 mutated lines");
	ok(bad_ones > MUTATED / 4 && bad_ones < MUTATED * 3 / 4,
	    "some of which are bad, some are not");
	printf("# %d bad\n", bad_ones);
	cm_want_free(w);
}

int
main(void)
{
	cm_name = "scan_paths.t";
	borders(6, 136, 20, "x", "at each place of the first blocks");
	borders(6, 136, 200, "\xe4\xb8\xad", "the same among Chinese");
	borders(6, 136, 9, "\\u4e2d", "the same among escapes");
	borders(4090 - 70, 4096 + 70, 5000, "x", "around the end of a window");
	borders(4096 - 13, 4096 + 13, 100, "\xf0\x9f\x98\x80",
	    "the same among emoji");
	borders(4096 - 13, 4096 + 13, 100, "\\ud83d\\ude00",
	    "the same among pairs");
	borders(4096 - 13, 4096 + 13, 4096, "\",\"b\":\"",
	    "the same among small members");
	borders(8192 - 13, 8192 + 13, 100, "\xc3\xa9\\n",
	    "around the end of the second window");
	cut_off();
	mutated();
	return done();
}
