/* SPDX-License-Identifier: ISC */
/* cm-report lays out records and rows for people; see cm-report(1). */
#include <sys/ioctl.h>

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "cmd/cm-report/check.h"
#include "cmd/cm-report/report.h"
#include "lib/clock.h"
#include "lib/err.h"
#include "lib/opt.h"

enum { TITLE = 256, NO_COLOR, WIDTH, COLUMNS, DIALECT, TYPE, BY, WEEK };

static const struct cm_opt options[] = {
    {'f', "format", "FORMAT", "text, md, csv or html"},
    {'o', "output", "FILE", "write to FILE, all of it or nothing"},
    {'w', "where", "EXPR", "only records for which this jq expression holds"},
    {TITLE, "title", "TEXT", "the title of the report"},
    {DIALECT, "dialect", "NAME", "csv: rfc, excel, excel-eu or tsv"},
    {NO_COLOR, "no-color", NULL, "text: no colours"},
    {WIDTH, "width", "N", "text: columns of a line"},
    CM_REC_OPTIONS,
    {0, NULL, NULL, NULL},
};

static const struct cm_opt table_options[] = {
    {BY, "by", "NAME", "only the table of that name"},
    {COLUMNS, "columns", "LIST", "these members, with commas between"},
    {TYPE, "type", "LIST", "only records of these types"},
    {0, NULL, NULL, NULL},
};

static const struct cm_opt layout_options[] = {
    {WEEK, "week", "WEEK", "this week, 2026-W46, not the newest"},
    {0, NULL, NULL, NULL},
};

static const struct cm_verb table = {
    "table", NULL, 0, "a line for each record", table_options};

static enum report_format
format_of(const char *s)
{
	static const char *const names[] = {"text", "md", "csv", "html"};
	int i;

	for (i = 0; i < 4; i++)
		if (strcmp(s, names[i]) == 0)
			return (enum report_format)i;
	cm_opt_fail("unknown format '%s': text, md, csv or html", s);
}

/*
 * -o report.md says what it wants. Returns 0 if it does not; a name that says
 * what cannot be made is a mistake, not a file that others cannot open.
 */
static int
format_of_name(struct report *r, int is_table)
{
	static const struct {
		const char *end;
		enum report_format format;
	} ends[] = {{".txt", REPORT_TEXT}, {".text", REPORT_TEXT},
	    {".md", REPORT_MD}, {".markdown", REPORT_MD}, {".csv", REPORT_CSV},
	    {".tsv", REPORT_CSV}, {".html", REPORT_HTML},
	    {".htm", REPORT_HTML}};
	const char *dot = r->output != NULL ? strrchr(r->output, '.') : NULL;
	size_t i;

	if (dot == NULL || dot == r->output || dot[-1] == '/' ||
	    !isalpha((unsigned char)dot[1]) || strchr(dot, '/') != NULL)
		return 0;
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		if (strcasecmp(dot, ends[i].end) != 0)
			continue;
		r->format = ends[i].format;
		if (strcasecmp(dot, ".tsv") != 0)
			return 1;
		if (!is_table)
			break;
		if (r->dialect == NULL)
			r->dialect = cm_csv_dialect("tsv");
		return 1;
	}
	cm_opt_fail("cannot write %s: there are .html, .txt, .md and .csv%s "
		    "(a PDF: print the .html from a browser; a spreadsheet: "
		    ".csv with --dialect excel), or say -f",
	    dot, is_table ? ", .tsv" : "");
}

static void
take_option(struct report *r, int key, const char *value, int *format)
{
	switch (key) {
	case 'f':
		r->format = format_of(value);
		*format = 1;
		break;
	case 'o':
		r->output = value;
		break;
	case 'w':
		r->where = value;
		break;
	case TITLE:
		r->title = value;
		break;
	case DIALECT:
		r->dialect = cm_csv_dialect(value);
		if (r->dialect == NULL)
			cm_opt_fail("unknown dialect '%s': rfc, excel, "
				    "excel-eu or tsv",
			    value);
		break;
	case NO_COLOR:
		r->color = 0;
		break;
	case WIDTH:
		r->width = (int)cm_opt_number("--width", value, 20, 10000);
		break;
	case COLUMNS:
		r->columns = value;
		break;
	case TYPE:
		r->types = value;
		break;
	case BY:
		r->by = value;
		break;
	case WEEK:
		r->week = value;
		if (!check_week(value, strlen(value)))
			cm_opt_fail("--week is no week of a year, like "
				    "2026-W46: '%s'",
			    value);
		break;
	default:
		cm_rec_option(&r->rec, key, value);
	}
}

static int
terminal_width(void)
{
	struct winsize w;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col >= 20)
		return w.ws_col;
	return 80;
}

/* What was not said: by the place where the report goes. */
static void
set_defaults(struct report *r, const struct cm_verb *verb, int format)
{
	int terminal = r->output == NULL && isatty(STDOUT_FILENO);
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (!format && !format_of_name(r, verb->options == table_options))
		r->format = terminal                 ? REPORT_TEXT
		    : verb->options == table_options ? REPORT_CSV
						     : REPORT_HTML;
	if (!terminal || (no_color != NULL && *no_color != '\0') ||
	    (term != NULL && strcmp(term, "dumb") == 0))
		r->color = 0;
	if (r->width == 0)
		r->width = terminal                  ? terminal_width()
		    : verb->options == table_options ? 0
						     : 80;
	if (r->dialect == NULL)
		r->dialect = cm_csv_dialect("rfc");
	r->now = cm_clock_now();
}

int
main(int argc, char *argv[])
{
	struct cm_prog prog = {"cm-report", "[file ...]",
	    "lay out records and statistics for people", options, NULL, 0};
	struct report r = {.color = 1};
	const char **files = cm_zalloc((size_t)argc * sizeof(*files));
	struct cm_opts o;
	enum cm_exit status;
	int c, format = 0;

	r.files = files;
	prog.verbs = report_layouts(&table, layout_options);
	cm_opt_init(&o, &prog, argc, argv);
	while ((c = cm_opt_next(&o)) != CM_OPT_END)
		if (c == CM_OPT_FILE)
			files[r.nfiles++] = o.value;
		else if (c != CM_OPT_VERB)
			take_option(&r, c, o.value, &format);
	r.layout = o.verb->name;
	set_defaults(&r, o.verb, format);
	status = o.verb->options == table_options ? report_table(&r)
						  : report_layout(&r);
	free(files);
	report_layouts_free(prog.verbs);
	return cm_finish(status);
}
