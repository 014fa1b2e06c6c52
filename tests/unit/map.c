/* SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "cmd/cm-fetch/cell.c"
#include "cmd/cm-fetch/cell_number.c"
#include "cmd/cm-fetch/cell_span.c"
#include "cmd/cm-fetch/cell_time.c"
#include "cmd/cm-fetch/cell_when.c"
#include "cmd/cm-fetch/map.c"
#include "cmd/cm-fetch/map_cell.c"
#include "cmd/cm-fetch/map_fast.c"
#include "cmd/cm-fetch/map_names.c"
#include "cmd/cm-fetch/map_row.c"
#include "cmd/cm-fetch/map_spec.c"
#include "tests/tap.h"

enum { CELLS = 12 };

/* What becomes of a row, its cells with | between them; "" is NULL. */
static void
row(const struct map_column *columns, size_t n, const char *constants,
    unsigned flags, const char *cells, const char *want, const char *what)
{
	struct cell_rules rules = {0};
	struct map_cell v[CELLS];
	struct map *m;
	struct cm_buf b;
	const char *why = NULL;
	size_t count = 0, len;
	int64_t when;

	rules.point = '.';
	if (flags & MAP_EXACT)
		rules.guards = CELL_GUARDS;
	m = map_open(columns, n, constants, INT64_MIN, &rules, flags);
	for (;; cells += len + 1) {
		len = strcspn(cells, "|");
		v[count].p = len > 0 ? cells : NULL;
		v[count++].len = len;
		if (cells[len] == '\0')
			break;
	}
	cm_buf_init(&b, CM_BUF_ANY);
	switch (map_row(m, v, count, &b, &when, &why)) {
	case MAP_TAKEN:
		is(cm_buf_str(&b), want, what);
		break;
	case MAP_EMPTY:
		is("empty", want, what);
		break;
	default:
		is(why, want, what);
	}
	cm_buf_release(&b);
	map_close(m);
}

#define ROW(columns, constants, flags, cells, want, what)                      \
	row(columns, sizeof(columns) / sizeof(columns[0]), constants, flags,   \
	    cells, want, what)

static const struct map_column posts[] = {
    {"metrics.likes", CELL_NUMBER, 3, "Likes"},
    {"text", CELL_TEXT, 2, "Caption"}, {"id", CELL_ID, 0, "Post ID"},
    {"published", CELL_TIME, 1, "Time"}, {"url", CELL_WORD, 4, "Link"},
    {"raw", CELL_TEXT, 5, "Kind \"x\""},
    {"author.handle", CELL_HANDLE, 6, "Who"}};
static const char constants[] =
    "{\"type\":\"post\",\"network\":\"x\",\"author\":{\"name\":\"Ann\"}}";

static const struct map_column slots[] = {{"at", CELL_TIME, 0, "Date"},
    {"at+", CELL_TEXT, 2, "Time"}, {"text", CELL_TEXT, 1, "Text"}};

/* A day in one column, its time of day in another. */
static void
halves(void)
{
	ROW(slots, NULL, 0, "2026-10-05|Rye|07:30",
	    "{\"text\":\"Rye\",\"at\":\"2026-10-05T07:30:00Z\"}",
	    "a day and a time of day are one moment");
	ROW(slots, NULL, 0, "2026-10-05|Rye|",
	    "'2026-10-05' in Date names a day and no time of day to be "
	    "published at",
	    "nothing is published at a day alone");
	ROW(slots, NULL, 0, "|Rye|07:30", "{\"text\":\"Rye\"}",
	    "a time of day alone is none");
}

static void
records(void)
{
	ROW(posts, constants, MAP_COMPLETE,
	    "12|2026-09-20|Hi|1,204|https://x.example/12|Reel|@ann",
	    "{\"type\":\"post\",\"network\":\"x\",\"id\":\"12\","
	    "\"url\":\"https://x.example/12\",\"published\":"
	    "\"2026-09-20T00:00:00Z\",\"precision\":\"day\",\"author\":{"
	    "\"handle\":\"ann\",\"name\":\"Ann\"},\"text\":\"Hi\","
	    "\"metrics\":{\"likes\":1204},\"raw\":{\"Kind \\\"x\\\"\":"
	    "\"Reel\"}}",
	    "members in their order, constants among them");
	ROW(posts, "{\"type\":\"post\"}", MAP_COMPLETE, "12|||-",
	    "{\"type\":\"post\",\"id\":\"12\"}",
	    "what is missing is left out, objects too");
	ROW(posts, "{\"type\":\"post\"}", MAP_COMPLETE,
	    "1.22158E+17||||https://x.example/1",
	    "{\"type\":\"post\",\"id\":\"https://x.example/1\","
	    "\"url\":\"https://x.example/1\"}",
	    "a spoilt id gives way to the url");
	ROW(posts, "{\"type\":\"post\"}", MAP_COMPLETE, "1.22158E+17||Hi",
	    "a spreadsheet has spoilt its id (1.22158E+17), and it has no url",
	    "a spoilt id and no url");
	ROW(posts, "{\"type\":\"post\"}", MAP_COMPLETE, "||Hi",
	    "it has neither an id nor a url", "no id");
	ROW(posts, "{\"type\":\"post\"}", 0, "||Hi",
	    "{\"type\":\"post\",\"text\":\"Hi\"}",
	    "no id, and jq comes after it");
	ROW(posts, "{\"type\":\"series\"}", MAP_COMPLETE, "||Hi",
	    "{\"type\":\"series\",\"text\":\"Hi\"}", "a type that needs no id");
	ROW(posts, constants, MAP_COMPLETE, "12||Hi|many",
	    "'many' in Likes is no number", "a number that is none");
	ROW(posts, constants, MAP_COMPLETE, "12|Maybe|Hi",
	    "'Maybe' in Time is no time that is known", "a time that is none");
	ROW(posts, constants, MAP_COMPLETE, "12|03/04/2026",
	    "'03/04/2026' in Time may be two days: say --dates dmy or --dates "
	    "mdy",
	    "a day that may be two");
	ROW(posts, constants, MAP_COMPLETE, "12||Hi|-5",
	    "'-5' in Likes is below 0", "a count below 0");
	ROW(posts, constants, MAP_COMPLETE, "|| |||", "empty", "an empty row");
	ROW(posts, constants, MAP_COMPLETE, "Total|||9", "empty",
	    "totals, where the id stands");
	ROW(posts, constants, MAP_COMPLETE, "||Total|9", "empty",
	    "totals, without an id");
	ROW(posts, constants, MAP_COMPLETE,
	    "Post ID|Time|Caption|Likes|Link|Kind \"x\"|Who", "empty",
	    "the heading once more");
	ROW(posts, constants, MAP_COMPLETE, "=\"0012\"||a\nb \\ \"c\"",
	    "{\"type\":\"post\",\"network\":\"x\",\"id\":\"0012\",\"author\":"
	    "{\"name\":\"Ann\"},\"text\":\"a\\nb \\\\ \\\"c\\\"\"}",
	    "a guarded id; a text with all that needs an escape");
}

static void
others(void)
{
	static const struct map_column tags[] = {{"tags[]", CELL_LIST, 0, "A"},
	    {"tags[]", CELL_TEXT, 1, "B"}, {"links[]", CELL_WORDS, 2, "L"},
	    {"mentions", CELL_LIST, 3, "M"}, {"media[]", CELL_WORDS, 4, "P"}};
	static const struct map_column day[] = {{"period", CELL_DAY, 0, "Day"},
	    {"metrics.views", CELL_NUMBER, 1, "V"}};
	static const struct map_column span[] = {
	    {"period.start", CELL_TIME, 0, "From"},
	    {"period.end", CELL_LAST_DAY, 1, "To"}};
	static const struct map_column two[] = {
	    {"id", CELL_ID, 0, "Post ID"}, {"id", CELL_ID, 1, "Story ID"}};
	static const struct map_column inner[] = {
	    {".Name", CELL_TEXT, 0, "Name"}, {".n", CELL_NUMBER, 1, "N"}};
	static const struct map_column typed[] = {
	    {"type", CELL_WORD, 0, "Type"}, {"paid", CELL_BOOL, 1, "Paid"},
	    {"metrics.seconds", CELL_SECONDS, 2, "Length"},
	    {"updated", CELL_UNIX, 3, "Changed"}};

	ROW(tags, NULL, 0,
	    "#a, b;c|d, e|https://a.example/?x=1,2 b:|@ann|a.jpg",
	    "{\"tags\":[\"a\",\"b\",\"c\",\"d, e\"],\"mentions\":[{\"handle\":"
	    "\"ann\"}],\"links\":[\"https://a.example/?x=1,2\",\"b:\"],"
	    "\"media\":[{\"type\":\"image\",\"url\":\"a.jpg\"}]}",
	    "lists");
	ROW(day, "{\"type\":\"series\"}", MAP_COMPLETE, "2026-09-20|5",
	    "{\"type\":\"series\",\"period\":{\"start\":"
	    "\"2026-09-20T00:00:00Z\",\"end\":\"2026-09-21T00:00:00Z\"},"
	    "\"metrics\":{\"views\":5}}",
	    "a day is a period");
	ROW(day, NULL, 0, "2026-09-20 13:00|5",
	    "'2026-09-20 13:00' in Day is no day", "an hour is none");
	ROW(span, NULL, 0, "2026-09-01|2026-09-30",
	    "{\"period\":{\"start\":\"2026-09-01T00:00:00Z\",\"end\":"
	    "\"2026-10-01T00:00:00Z\"}}",
	    "a first and a last day");
	ROW(two, NULL, 0, "|7", "{\"id\":\"7\"}", "the first that is filled");
	ROW(inner, NULL, 0, "a|5", "{\"row\":{\"Name\":\"a\",\"n\":5}}",
	    "what jq is given");
	ROW(typed, NULL, MAP_COMPLETE, "series|yes|1:05|1789999999",
	    "{\"type\":\"series\",\"updated\":\"2026-09-21T14:13:19Z\","
	    "\"metrics\":{\"seconds\":65},\"paid\":true}",
	    "a type in a cell; yes, a length, seconds since 1970");
	ROW(typed, NULL, MAP_COMPLETE, "Reel|yes",
	    "its type 'Reel' is none of cm-record(5)", "no type");
	ROW(typed, NULL, MAP_COMPLETE, "draft|perhaps",
	    "'perhaps' in Paid is neither yes nor no", "neither");
}

static void
exact(void)
{
	static const struct map_column rows[] = {
	    {"likes.p95", CELL_VALUE, 0, "likes.p95"},
	    {"day", CELL_VALUE, 1, "day"}, {"complete", CELL_VALUE, 2, "c"},
	    {"code", CELL_VALUE, 3, "code"}};
	static const struct map_column said[] = {{"tags", CELL_JSON, 0, "tags"},
	    {"text", CELL_TEXT, 1, "text"},
	    {"published", CELL_TIME, 2, "published"},
	    {"metrics.x", CELL_VALUE, 3, "metrics.x"}};

	ROW(rows, "{\"type\":\"row\"}", MAP_EXACT | MAP_FLAT,
	    "-1.50e-7|2026-09-20|true|=\"00123\"",
	    "{\"type\":\"row\",\"likes.p95\":-1.50e-7,\"day\":\"2026-09-20\","
	    "\"complete\":true,\"code\":\"00123\"}",
	    "a row of a statistic");
	ROW(rows, "{\"type\":\"row\"}", MAP_EXACT | MAP_FLAT, "1||false|a",
	    "{\"type\":\"row\",\"likes.p95\":1,\"day\":null,\"complete\":false,"
	    "\"code\":\"a\"}",
	    "an empty cell of a row is null");
	ROW(said, NULL, MAP_EXACT, "[\"a\"]|'=1+1|2026-09-20T01:02:03.5Z|1.0",
	    "{\"published\":\"2026-09-20T01:02:03.5Z\",\"text\":\"=1+1\","
	    "\"tags\":[\"a\"],\"metrics\":{\"x\":1.0}}",
	    "arrays, guarded formulas, fractions");
	ROW(said, NULL, MAP_EXACT, "|''=1", "{\"text\":\"'=1\"}",
	    "one apostrophe is the guard's");
	ROW(said, NULL, MAP_EXACT, "|'-1 '|", "{\"text\":\"-1 '\"}", "a minus");
	ROW(said, NULL, MAP_EXACT, "|'tis", "{\"text\":\"'tis\"}",
	    "an apostrophe of its own");
}

/* What --map says: NAME TYPE HEADING or VALUE, in lines. */
static void
spec(const char *text, const char *want)
{
	struct map_spec s = {0};
	struct cm_buf b;
	const char *why;
	size_t i;

	cm_buf_init(&b, CM_BUF_ANY);
	if (map_parse(&s, text, &why) != 0)
		cm_buf_puts(&b, why);
	else
		for (i = 0; i < s.n; i++)
			cm_buf_printf(&b, "%s%s|%d|%s%s", i > 0 ? " " : "",
			    s.wishes[i].to, (int)s.wishes[i].as,
			    s.wishes[i].heading ? s.wishes[i].heading : ":",
			    s.wishes[i].value ? s.wishes[i].value : "");
	is(cm_buf_str(&b), want, text);
	map_spec_release(&s);
	cm_buf_release(&b);
}

static void
specs(void)
{
	char want[200];

	snprintf(want, sizeof(want),
	    "id|%d|Permalink published|%d|Publish time "
	    "metrics.seconds|%d|Length network|%d|:instagram",
	    CELL_ID, CELL_TIME, CELL_MINUTES, CELL_WORD);
	spec("id=Permalink,published=Publish "
	     "time,metrics.seconds:minutes=Length,"
	     "network:=instagram",
	    want);
	snprintf(want, sizeof(want), "text|%d|Text, \"long\" id|%d|A=B",
	    CELL_TEXT, CELL_ID);
	spec("text=\"Text, \"\"long\"\"\",id=A=B,", want);
	spec("id", "NAME=HEADING or NAME:=VALUE is missing");
	spec("=A", "a name is missing before =");
	spec("id=\"A", "a quote has no end");
	spec("id=\"A\"b", "a comma is missing behind a quote");
}

static void
names(void)
{
	static const char *const known[] = {"id", "metrics", "metrics.likes",
	    "metrics.own", "author.name", "tags[]", "tags", "period",
	    "period.end", ".Name", "dimensions.page", "fetched", "raw", NULL};
	static const char *const unknown[] = {"likes", "metric.likes",
	    "author.nam", "text[]", "id.x", "metrics.", ".", "", "row", NULL};
	int i;

	for (i = 0; known[i] != NULL; i++)
		ok(map_knows(known[i]), known[i]);
	for (i = 0; unknown[i] != NULL; i++)
		ok(!map_knows(unknown[i]), unknown[i]);
	ok(map_type("metrics.likes") == CELL_NUMBER, "a metric is a number");
	ok(map_type("metrics.seconds") == CELL_SECONDS, "but for seconds");
	ok(map_type("period") == CELL_DAY, "a period is a day");
	ok(map_type("published") == CELL_TIME, "published is a time");
	ok(map_type("tags[]") == CELL_LIST, "tags are a list");
}

int
main(void)
{
	records();
	halves();
	others();
	exact();
	specs();
	names();
	return done();
}
