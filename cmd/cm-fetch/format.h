/* SPDX-License-Identifier: ISC */
#ifndef FORMAT_H
#define FORMAT_H

#include "cmd/cm-fetch/cell.h"
#include "lib/jqconst.h"
#include "lib/asset.h"

/*
 * A platform's export format: lib/exports/NAME.jq, or a user's own in
 * $XDG_CONFIG_HOME/cm/exports ($CM_DIR/exports where that is set), which comes
 * before ours of the same name. What it says of itself stands in it as JSON:
 *
 *   include "export";
 *   def about: { ... };      JSON, so that it is read without running anything
 *   def NAME: ...;           jq functions that parts name in "by"
 *
 * about
 *   title     "X: account analytics"
 *   get       how a person gets the file: a sentence, or a list of them
 *   network   of the records, unless a part or the function says another
 *   zone      "UTC": the zone of its times, known for sure. Else preset_zone
 *             (likely; --tz comes before it), else --tz, else the local zone
 *   languages {"en": {"point": ".", "dates": "mdy"}, "de": {"point": ","}}:
 *             what goes with headings in that language. dates may be missing:
 *             then cells settle it, or --dates
 *   settings  {"people": "why one would set it"}: what --set NAME=VALUE knows
 *   parts     the kinds of file
 *
 * A part
 *   name      "content"
 *   is        "table" (CSV, sheets), "json" (and JavaScript), "xml", "text"
 *   type      of its records (default post); network, zone as above
 *   files     globs for the end of the path: ["posts_[0-9]*.json"]; * matches
 *             no slash. Where `has` is missing they alone decide
 *   only      true: the file's name has to match too
 *   has       table: columns (their keys) that all have to be there; "(#)": a
 *             line above the heading that begins with #, or --as
 *             json: names of members, of which all have to be in the first
 *             64 KiB (a text in brackets "(window.YTD.tweets)": that text)
 *             xml, text: texts that all have to be in the first 64 KiB; of
 *             a text without has and files the pattern of its items has to
 *             fit three of the first 20 lines, or most of a few (two at
 *             least)
 *             a list in the list: one of these
 *   not       the same, and none of them may be there
 *   by        the function to run; without it a table's rows are records as
 *             they are mapped, and no jq runs
 *   end       the function to run after the last row or item of a file, with
 *             `count`: how many there were, without empty and bad ones
 *   own       true: all that it holds was said by the account itself (records
 *             of others have `own` where their author is the context's id, or
 *             the account)
 *   asked     true: only where --as names it (no heading tells it)
 *   first     true: in an archive, a folder, a workbook it is read before others;
 *             beside a single file too, if it is in the same folder
 *   some      {"comments": "only what the account itself said"}: of these kinds
 *             (as coverage names them) a file does not hold all there is, and
 *             why: its coverage is not complete, and covers nothing
 * of a table
 *   columns   {KEY: {"en": "Views", "de": ["Aufrufe", "Views"], "as": "number"}}
 *             KEY is where the cell goes, see map.h; `as` a type of cell.h in
 *             lower case ("last-day"). A heading with * stands for any text
 *             ("Tag *", "Amount spent (*)"); the text is row.KEY of the input
 *             as {"KEY*": text}. Headings are compared after key (below)
 *   raw       headings that are known and stay under raw, and are not named
 *   also      {KEY: number}: where columns without a heading ({}) are, from 1
 *   blocks    true: the file holds several tables, each with its heading
 *   whole     true: the function gets all rows of a table at once
 *   sheet     the sheet's name has to be one of these
 *   escapes   true: \" within quotes
 *   exact     true: a heading that is none of the columns' or raw makes it
 *             another table
 *   leaves    true: columns that are not known are left out, and named:
 *             of lists of people, where they may hold addresses
 *   fallback  "GB18030": what it may be in, if it is not UTF-8
 * of json, xml, text
 *   items     the paths of items.h (text: one pattern; none: the file is the
 *             item, {"text": all of it})
 *   before    json, xml: paths of items that the function gets first, in a
 *             reading of their own (its input says "before": true), so that
 *             others can look them up
 *   sure      text: another pattern that a line has to fit, too, so that the
 *             file is recognised by it
 *   times     text: {"date": 1, "time": 2, "noon": 3}: which groups of the
 *             pattern say when; the input has `time`, in UTC
 *   look      {"of": ["thread", "thread", "@id"]}: `known.of` is the value
 *             that was made known as "thread:" and what the item has at the
 *             path that follows (members; XML: elements by local names, then
 *             perhaps an @attribute; tables: the name of a column .NAME)
 *             ".." as the path: the name of the folder that the file lies in;
 *             "*" at its end: {WORD: value} of all words of letters, digits
 *             and _ in that text that were made known
 *
 * A function gets
 *   part file sheet line lang     where it is; file: its path, of a member
 *                                 of an archive "export.zip:data/a.csv"
 *   record    table: the row as mapped, with type, network, account
 *   row       table: cells of columns .NAME, by NAME, as text or what `as` says
 *   rows      of a whole table: [{record, row, cells, line}]
 *   item path n frame             json, xml, text; n: how many came before
 *   time                          text
 *   day_first                     text, tables: whether 03/04 is in April, or
 *                                 null where nothing settles it
 *   pre       table: lines before the heading, each a list of cells
 *   head cells                    table: headings and cells as they stand
 *   context known settings now    what was put out before; --set; seconds
 *   account                       --account, or null
 * and puts out
 *   a record (with type)          a draft too; line: where it was, for messages
 *                                 joins: [KEY]: one of the same source that has
 *                                 a key in common becomes one with it, which is
 *                                 put out at its end; behind: true: its members
 *                                 count where the other has none
 *   {bad: "why"}                  the row or item is refused, named and kept
 *   {refuse: "why"}               so is the whole file (status 2), where nothing
 *                                 of it was put out yet: an option settles it
 *   {context: {...}}              joins the context of this archive or file
 *   {know: {"KEY": VALUE}}        for look
 *   {covers: {start, end}}        what the file covers, both ends within it for
 *                                 days, else end not within it
 *   {note: "words"}               said once
 * or nothing: what is no row of data (totals) is dropped. Records are finished
 * as those of networks are (lib/netrec.h); an id {"hash": [...]} becomes 16 hex
 * digits of SHA-256 over its JSON. A time may also be {"local": "2026-09-30
 * 18:00"} in the file's zone, a "precision":"day" is added where it is a day.
 *
 * key: what headings are compared by: without U+FEFF U+00AD U+200B U+200E
 * U+200F, blanks of any kind as one, none at the ends, in lower case.
 */
enum part_is { PART_TABLE, PART_JSON, PART_XML, PART_TEXT };

struct part_heading {
	char *key;   /* the heading's; with a * where any text may stand */
	size_t lang; /* in the format's languages */
	long column; /* of the part; -1: it stays under raw */
};

struct part_column {
	char *to;
	enum cell_type as;
	size_t at; /* its position from 1, or 0 */
};

struct part {
	char *name, *type, *network, *by, *end, *fallback, *sure;
	char *zone, *preset_zone;
	enum part_is is;
	char **files, **sheets, **items, **before;
	size_t nfiles, nsheets, nitems, nbefore;
	struct part_need {
		char **any; /* alternatives */
		size_t n;
	} * has;
	size_t nhas;
	char * * not ;
	size_t nnot;
	struct part_column *columns;
	size_t ncolumns;
	struct part_heading *headings;
	size_t nheadings;
	size_t date_group, time_group, noon_group; /* 0: none */
	char *look, *some;                         /* JSON, or NULL */
	int only, own, asked, first, blocks, whole, escapes, exact, leaves;
};

struct format_language {
	char *name; /* "de" */
	char point; /* 0: not known */
	enum cell_dates dates;
};

struct format {
	char *name, *title, *network, *origin;
	char **get;
	size_t nget;
	char **settings, **reasons; /* names, what they are for */
	size_t nsettings;
	char *zone, *preset_zone; /* or NULL */
	struct format_language *languages;
	size_t nlanguages;
	struct part *parts;
	size_t nparts;
	const char *source; /* its jq text */
	size_t source_len;
};

/* All formats there are, sorted by name; never NULL. One that cannot be read is
 * named, and left out. */
struct formats *formats_open(void);
void formats_close(struct formats *f);
size_t formats_count(const struct formats *f);
const struct format *formats_get(const struct formats *f, size_t i);
const struct format *formats_find(const struct formats *f, const char *name);

/* Parses one, whose source has to live as long; NULL and why where it is
 * none: "about.parts[0].has is not a list of texts". */
enum { FORMAT_WHY = CM_JQCONST_WHY };
struct format *format_read(const char *name, const char *origin,
    const char *source, size_t len, char why[FORMAT_WHY]);
void format_free(struct format *f);

/* The heading's key, added to b. */
void format_key(struct cm_buf *b, const char *heading, size_t len);

#endif
