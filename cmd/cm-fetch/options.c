/* SPDX-License-Identifier: ISC */
/* The command line. */
#include <limits.h>
#include <string.h>

#include "cmd/cm-fetch/feed.h"
#include "cmd/cm-fetch/fetch.h"
#include "lib/clock.h"
#include "lib/opt.h"
#include "lib/zone.h"

enum {
	O_AS = 256,
	O_SINCE,
	O_UNTIL,
	O_TZ,
	O_JOBS,
	O_NEW,
	O_HOLD,
	O_COMMIT,
	O_ACCOUNT,
	O_TIMEOUT,
	O_RETRIES,
	O_MAX_SIZE,
	O_NO_WAIT,
	O_PATIENCE,
	O_PER_HOST,
	O_OF,
	O_QUERY,
	O_SPOOL,
	O_ARCHIVE,
	O_RECORD,
	O_REPLAY,
	O_ADD,
	O_STATUS,
	O_AUTHORIZE,
	O_NETWORKS
};

static const struct cm_opt options[] = {
    {O_AS, "as", "KIND", "feed, opml, weblog, ndjson, csv or one of --exports"},
    {O_SINCE, "since", "WHEN", "only what is from then on: a time, a date, 7d"},
    {O_UNTIL, "until", "WHEN", "only what is before then"},
    {O_TZ, "tz", "ZONE",
	"the zone of times in files and options that name none"},
    {'w', "where", "EXPR", "only records for which a jq expression is true"},
    {'l', "limit", "COUNT", "at most so many records of each source"},
    {O_OF, "of", "URL", "of accounts: only what belongs to that"},
    {O_QUERY, "query", "TEXT", "of accounts: search for that"},
    {O_SPOOL, "spool", "DIR", "of accounts: what a web server received in DIR"},
    {O_ACCOUNT, "account", "NAME",
	"the account that records are said to be of"},
    {O_NEW, "new", NULL, "only what was not handed over before"},
    {'n', "dry-run", NULL, "remember nothing"},
    {O_HOLD, "hold", "RUN", "with --new: remember it only when committed"},
    {O_COMMIT, "commit", "RUN", "make what a run held count, and end"},
    {'o', "output", "FILE", "append to FILE, safely on disk"},
    {O_ARCHIVE, "archive", "DIR", "append to a file per account and month"},
    {O_JOBS, "jobs", "N", "so many transfers at once (16)"},
    {O_PER_HOST, "per-host", "N", "so many of them to one server (6)"},
    {O_TIMEOUT, "timeout", "SPAN", "give a transfer up after that long (5m)"},
    {O_RETRIES, "retries", "N", "repeat what fails for now so often (2)"},
    {O_PATIENCE, "patience", "SPAN", "wait for a server that long (60s)"},
    {O_NO_WAIT, "no-wait", NULL, "do not wait for a server: end with 75"},
    {O_MAX_SIZE, "max-size", "SIZE", "refuse a larger feed (16m)"},
    {O_RECORD, "record", "FILE", "write a transcript of all requests"},
    {O_REPLAY, "replay", "FILE", "take all answers from a transcript"},
    {'c', "accounts", "FILE", "the accounts file"},
    {O_ADD, "add", "NAME", "add an account of the network that is named"},
    {O_STATUS, "status", NULL, "say how accounts stand, all or those named"},
    {O_AUTHORIZE, "authorize", "ACCOUNT", "sign an account in anew"},
    {O_NETWORKS, "networks", NULL, "say which networks there are"},
    WEBLOG_OPTIONS,
    IMPORT_OPTIONS,
    CM_REC_OPTIONS,
    {0, NULL, NULL, NULL},
};

static const struct cm_prog prog = {"cm-fetch", "[source ...]",
    "hand over what networks, feeds, web logs and archives hold, as records",
    options, NULL, 0};

static enum kind
kind_of(struct options *o, const char *word)
{
	static const char *const names[] = {[KIND_FEED] = "feed",
	    [KIND_OPML] = "opml",
	    [KIND_WEBLOG] = "weblog",
	    [KIND_NDJSON] = "ndjson",
	    [KIND_CSV] = "csv"};
	int i;

	for (i = KIND_FEED; i <= KIND_CSV; i++)
		if (strcmp(word, names[i]) == 0)
			return (enum kind)i;
	/* One of --exports, which is looked up when all options are read. */
	o->import.format = word;
	return KIND_EXPORT;
}

static int
seconds(const char *what, const char *word)
{
	int64_t n;

	if (cm_clock_span(word, &n) != 0 || n > INT_MAX / 1000)
		cm_opt_fail(
		    "%s is not a span like 30s or 5m: '%s'", what, word);
	return (int)n;
}

/* Which records. Returns 0 when it is none of these. */
static int
choice(struct options *o, int key, const char *value)
{
	switch (key) {
	case O_AS:
		o->import.format = NULL;
		o->as = kind_of(o, value);
		return 1;
	case O_SINCE:
		o->since_text = value;
		return 1;
	case O_UNTIL:
		o->until_text = value;
		return 1;
	case O_TZ:
		o->tz = value;
		return 1;
	case 'w':
		o->where = value;
		return 1;
	case 'l':
		o->limit = cm_opt_number("--limit", value, 1, LONG_MAX);
		return 1;
	case O_OF:
		o->of = value;
		return 1;
	case O_QUERY:
		o->query = value;
		return 1;
	case O_SPOOL:
		o->spool = value;
		return 1;
	case O_ACCOUNT:
		o->account = value;
		return 1;
	default:
		return 0;
	}
}

/* What is remembered, and where it goes. */
static int
place(struct options *o, int key, const char *value)
{
	switch (key) {
	case O_NEW:
		o->stateful = 1;
		return 1;
	case 'n':
		o->dry = o->weblog.dry = 1;
		return 1;
	case O_HOLD:
		o->hold = value;
		return 1;
	case O_COMMIT:
		o->commit = value;
		return 1;
	case 'o':
		o->output = value;
		return 1;
	case O_ARCHIVE:
		o->archive = value;
		return 1;
	case O_RECORD:
		o->record = value;
		return 1;
	case O_REPLAY:
		o->replay = value;
		return 1;
	default:
		return 0;
	}
}

static int
network(struct options *o, int key, const char *value)
{
	switch (key) {
	case O_JOBS:
		o->http.jobs = (int)cm_opt_number("--jobs", value, 1, 512);
		return 1;
	case O_PER_HOST:
		o->http.per_host =
		    (int)cm_opt_number("--per-host", value, 1, 512);
		return 1;
	case O_TIMEOUT:
		o->http.timeout = seconds("--timeout", value);
		return 1;
	case O_RETRIES:
		o->http.retries =
		    (int)cm_opt_number("--retries", value, 0, 100);
		return 1;
	case O_PATIENCE:
		o->http.patience = seconds("--patience", value);
		return 1;
	case O_NO_WAIT:
		o->http.patience = 0;
		return 1;
	case O_MAX_SIZE:
		o->http.max = cm_opt_size("--max-size", value);
		return 1;
	default:
		return 0;
	}
}

static int
administration(struct admin *a, int key, const char *value)
{
	switch (key) {
	case 'c':
		a->conf = value;
		return 1;
	case O_ADD:
		a->add = value;
		return 1;
	case O_STATUS:
		a->status = 1;
		return 1;
	case O_AUTHORIZE:
		a->authorize = value;
		return 1;
	case O_NETWORKS:
		a->networks = 1;
		return 1;
	default:
		return 0;
	}
}

static void
option(struct options *o, int key, const char *value)
{
	if (!choice(o, key, value) && !place(o, key, value) &&
	    !network(o, key, value) && !administration(&o->admin, key, value) &&
	    !cm_rec_option(&o->rec, key, value) &&
	    !import_option(&o->import, key, value))
		weblog_option(&o->weblog, key, value);
}

size_t
options_read(struct options *o, int argc, char *argv[], const char **words)
{
	struct cm_opts opts;
	size_t n = 0;
	int c;

	o->limit = -1;
	o->since = FEED_NEVER;
	o->until = INT64_MAX;
	cm_http_defaults(&o->http);
	import_init(&o->import);
	cm_opt_init(&opts, &prog, argc, argv);
	while ((c = cm_opt_next(&opts)) != CM_OPT_END)
		if (c == CM_OPT_FILE)
			words[n++] = opts.value;
		else
			option(o, c, opts.value);
	return n;
}

void
options_times(struct options *o, int64_t now)
{
	struct cm_zone *zone = NULL;

	if (o->tz != NULL) {
		zone = cm_zone_open(o->tz);
		if (zone == NULL)
			cm_opt_fail("no time zone is called '%s'", o->tz);
	}
	if (o->since_text != NULL &&
	    cm_clock_when(o->since_text, now, zone, &o->since) != 0)
		cm_opt_fail(
		    "--since is no time, date or span: '%s'", o->since_text);
	if (o->until_text != NULL &&
	    cm_clock_when(o->until_text, now, zone, &o->until) != 0)
		cm_opt_fail(
		    "--until is no time, date or span: '%s'", o->until_text);
	if (o->since != FEED_NEVER && o->since >= o->until)
		cm_opt_fail("--since is not before --until");
	import_times(&o->import, now, zone);
	cm_zone_close(zone);
}
