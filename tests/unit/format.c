/* SPDX-License-Identifier: ISC */
/* What a format says of itself, and which part of which a file is. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/format.c"
#include "cmd/cm-fetch/format_member.c"
#include "cmd/cm-fetch/format_read.c"
#include "cmd/cm-fetch/format_strange.c"
#include "cmd/cm-fetch/cell.c"
#include "cmd/cm-fetch/map_names.c"
#include "cmd/cm-fetch/map_spec.c"
#include "cmd/cm-fetch/match.c"
#include "cmd/cm-fetch/match_fit.c"
#include "cmd/cm-fetch/match_head.c"
#include "tests/tap.h"

static const char loaf[] =
    "# A bakery's files.\n"
    "include \"export\";\n"
    "def about: {\n"
    "  \"title\": \"Loaf; {the} \\\"bakery\\\"\", \"network\": \"loaf\",\n"
    "  \"get\": [\"Ask.\", \"Wait.\"], \"preset_zone\": \"Europe/Paris\",\n"
    "  \"languages\": {\"en\": {\"point\": \".\", \"dates\": \"mdy\"},\n"
    "    \"de\": {\"point\": \",\"}},\n"
    "  \"settings\": {\"people\": \"to have names\"},\n"
    "  \"parts\": [\n"
    "    {\"name\": \"posts\", \"is\": \"table\", \"has\": [\"id\",\n"
    "      [\"metrics.views\", \"metrics.plays\"]],\n"
    "      \"columns\": {\"id\": {\"en\": \"Post ID\", \"de\": "
    "\"Beitrags-ID\"},\n"
    "        \"metrics.views\": {\"en\": \"Views\", \"de\": [\"Aufrufe\",\n"
    "          \"Ansichten\"]}, \"metrics.plays\": {\"en\": \"Plays\"},\n"
    "        \"metrics.spend\": {\"en\": \"Spent (*)\"},\n"
    "        \"metrics.seconds\": {\"en\": \"Watched\", \"as\": \"hours\"}},\n"
    "      \"raw\": [\"Note\"]},\n"
    "    {\"name\": \"days\", \"is\": \"table\", \"has\": [\"id\",\n"
    "      \"metrics.views\", \"period\"], \"columns\": {\"id\": {\"en\": "
    "\"Post ID\"},\n"
    "      \"metrics.views\": {\"en\": \"Views\"},\n"
    "      \"period\": {\"en\": \"Day\"}}},\n"
    "    {\"name\": \"said\", \"is\": \"json\", \"by\": \"said\", \"items\": "
    "\"[]\",\n"
    "      \"has\": [\"crust\", \"(window.LOAF)\"], \"not\": [\"rye\"]},\n"
    "    {\"name\": \"told\", \"is\": \"json\", \"by\": \"said\", \"items\": "
    "\"[]\",\n"
    "      \"files\": [\"told/[0-9]*.json\"]},\n"
    "    {\"name\": \"plain\", \"is\": \"table\", \"asked\": true,\n"
    "      \"columns\": {\"at\": {}, \"text\": {}}, \"also\": {\"at\": 1,\n"
    "      \"text\": 3}}\n"
    "  ]};\n"
    "def said: .item;\n";

static struct match_in in;

static void
says(const char *what, const char *got, const char *want)
{
	is(got, want, what);
}

static struct formats
only(struct format **f)
{
	struct formats all = {.v = f, .n = 1};

	return all;
}

/* "posts en 0,1,-1": the part, the language, the columns of the cells. */
static const char *
row(const char *const *texts, size_t n)
{
	static char said[200];
	struct map_cell cells[8];
	struct match m;
	size_t i, at;
	int r;

	for (i = 0; i < n; i++)
		cells[i] = (struct map_cell){texts[i], strlen(texts[i])};
	r = match_row(&in, cells, n, &m);
	if (r == 0)
		return "none";
	at = (size_t)snprintf(said, sizeof(said), "%d %s %s ", r, m.part->name,
	    m.format->languages[m.lang].name);
	for (i = 0; i < n; i++)
		at += (size_t)snprintf(said + at, sizeof(said) - at, "%s%ld",
		    i > 0 ? "," : "", m.cells[i].column);
	for (i = 0; i < n; i++)
		if (m.cells[i].any != NULL)
			snprintf(said + at, sizeof(said) - at, " %.*s",
			    (int)m.cells[i].any_len, m.cells[i].any);
	match_release(&m);
	return said;
}

static const char *
head(const char *path, const char *bytes)
{
	static char said[80];
	struct match m;
	int r;

	in.path = path;
	r = match_head(&in, bytes, strlen(bytes), &m);
	if (r != 0)
		snprintf(said, sizeof(said), "%d %s", r, m.part->name);
	match_release(&m);
	return r != 0 ? said : "none";
}

static void
headings(void)
{
	says("headings in any case, with marks and blanks",
	    row((const char *[]){"\xef\xbb\xbf post  ID\xc2\xa0", "VIEWS"}, 2),
	    "1 posts en 0,1");
	says("in another language, with one that is not known",
	    row((const char *[]){"Datum", "Auf\xc2\xadrufe", "Beitrags-ID"}, 3),
	    "1 posts de -1,1,0");
	says("an alternative, what stays raw, what a star stands for",
	    row((const char *[]){"Post ID", "Plays", "Note", "Spent (EUR)"}, 4),
	    "1 posts en 0,2,-2,3 EUR");
	says("the one that asks for more",
	    row((const char *[]){"Post ID", "Views", "Day"}, 3),
	    "1 days en 0,1,2");
	says("not all that is needed",
	    row((const char *[]){"Post ID", "Day"}, 2), "none");
	in.part = &in.format->parts[0];
	says("the part that was asked for",
	    row((const char *[]){"Post ID", "Views", "Day"}, 3),
	    "1 posts en 0,1,-1");
	in.part = NULL;
}

static void
documents(void)
{
	says("members tell",
	    head("a.json", "[{\"crust\" : 1}, \"window.LOAF\"]"), "1 said");
	says("a value is no member",
	    head("a.json", "[{\"a\": \"crust\"}, \"window.LOAF\"]"), "none");
	says("what may not be there",
	    head("a.json", "[{\"crust\":1,\"rye\":2}, \"window.LOAF\"]"),
	    "none");
	says(
	    "the path tells", head("x.zip:data/told/7.json", " [1]"), "1 told");
	says("the whole part of a path", head("data/untold/7.json", "[1]"),
	    "none");
	says("no JSON", head("told/7.json", "x"), "none");
}

static void
wrong(const char *what, const char *source, const char *want)
{
	char why[FORMAT_WHY];
	struct format *f =
	    format_read("x", "x.jq", source, strlen(source), why);

	says(what, f == NULL ? why : "read", want);
	format_free(f);
}

/* A part of a table with a column "id" and one ".thing". */
static void
slip(const char *what, const char *about, const char *part, const char *columns,
    const char *want)
{
	char source[600];

	snprintf(source, sizeof(source),
	    "def about: {\"title\": \"x\"%s, \"parts\": [{\"name\": \"a\", "
	    "\"is\": \"table\"%s, \"columns\": {\"id\": {\"en\": \"Id\"}, "
	    "\".thing\": {\"en\": \"Thing\"%s}}}]};",
	    about, part, columns);
	wrong(what, source, want);
}

static void
slips(void)
{
	slip("no slip", "", ",\"has\": [\"id\"]", "", "read");
	slip("about", ", \"tilte\": \"y\"", ",\"has\": [\"id\"]", "",
	    "about.tilte is not known; is 'title' meant?");
	slip("a part", "", ",\"has\": [\"id\"], \"noisy\": true", "",
	    "about.parts[0].noisy is not known");
	slip("a part, near", "", ",\"has\": [\"id\"], \"colums\": {}", "",
	    "about.parts[0].colums is not known; is 'columns' meant?");
	slip("a column", "", ",\"has\": [\"id\"]", ", \"ass\": \"text\"",
	    "about.parts[0].columns.ass is not a language, nor 'as'");
	slip("has", "", ",\"has\": [\"id\", [\".thng\"]]", "",
	    "about.parts[0].has is not of columns: '.thng' is none; is "
	    "'.thing' meant?");
	slip("not", "", ",\"has\": [\"id\"], \"not\": [\"x\"]", "",
	    "about.parts[0].not is not of columns: 'x' is none");
	slip("also", "", ",\"has\": [\"id\"], \"also\": {\"x\": 1}", "",
	    "about.parts[0].also is not of columns and their places");
}

int
main(void)
{
	char why[FORMAT_WHY];
	struct format *f =
	    format_read("loaf", "loaf.jq", loaf, sizeof(loaf) - 1, why);
	struct formats all;
	struct match m;

	says("it is read", why, "");
	all = only(&f);
	in = (struct match_in){.formats = &all, .format = f};
	says("its title", f->title, "Loaf; {the} \"bakery\"");
	is_int(f->parts[0].columns[4].as, CELL_HOURS, "the type of a cell");
	is_int(f->languages[1].point, ',', "the decimal mark of a language");
	headings();
	documents();
	in.part = &f->parts[4];
	match_plain(&in, &m);
	is_int(m.cells[2].column, 1, "a table without headings");
	match_release(&m);
	wrong("no about", "def x: 1;",
	    "it has no 'def about: {...};' with an object of JSON");
	wrong("about is no JSON", "\ndef about: {\n\"a\": 1,\nb: 2};",
	    "about, line 4: not JSON: a member's name is missing");
	wrong("a list that is none",
	    "def about: {\"title\": \"x\", \"parts\": [{\"name\": \"a\", "
	    "\"is\": \"table\", \"has\": 3}]};",
	    "about.parts[0].has is not a list");
	slips();
	format_free(f);
	return done();
}
