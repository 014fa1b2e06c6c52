/* SPDX-License-Identifier: ISC */
/* cm-fetch hands over what feeds, web logs and archives hold, as records;
 * see cm-fetch(1). */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cm-fetch/admin.h"
#include "cmd/cm-fetch/feed.h"
#include "cmd/cm-fetch/fetch.h"
#include "cmd/cm-fetch/weblog_key.h"
#include "lib/block.h"
#include "lib/clock.h"
#include "lib/opt.h"
#include "lib/seen.h"
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
	O_ADD,
	O_STATUS,
	O_AUTHORIZE,
	O_NETWORKS
};

static const struct cm_opt options[] = {
    {O_AS, "as", "KIND", "take sources as feed, opml, weblog or ndjson"},
    {O_SINCE, "since", "WHEN", "only what is from then on: a time, a date, 7d"},
    {O_UNTIL, "until", "WHEN", "only what is before then"},
    {O_TZ, "tz", "ZONE", "the time zone of dates in --since and --until"},
    {'w', "where", "EXPR", "only records for which a jq expression is true"},
    {'l', "limit", "COUNT", "at most so many records of each source"},
    {O_ACCOUNT, "account", "NAME",
	"the account that records are said to be of"},
    {O_NEW, "new", NULL, "only what was not handed over before"},
    {'n', "dry-run", NULL, "remember nothing"},
    {O_HOLD, "hold", "RUN", "with --new: remember it only when committed"},
    {O_COMMIT, "commit", "RUN", "make what a run held count, and end"},
    {'o', "output", "FILE", "append to FILE, safely on disk"},
    {O_JOBS, "jobs", "N", "so many transfers at once (16)"},
    {O_TIMEOUT, "timeout", "SPAN", "give a transfer up after that long (5m)"},
    {O_RETRIES, "retries", "N", "repeat what fails for now so often (2)"},
    {O_PATIENCE, "patience", "SPAN", "wait for a server that long (60s)"},
    {O_NO_WAIT, "no-wait", NULL, "do not wait for a server: end with 75"},
    {O_MAX_SIZE, "max-size", "SIZE", "refuse a larger feed (16m)"},
    {'c', "accounts", "FILE", "the accounts file"},
    {O_ADD, "add", "NAME", "add an account of the network that is named"},
    {O_STATUS, "status", NULL, "say how accounts stand, all or those named"},
    {O_AUTHORIZE, "authorize", "ACCOUNT", "sign an account in anew"},
    {O_NETWORKS, "networks", NULL, "say which networks there are"},
    WEBLOG_OPTIONS,
    CM_REC_OPTIONS,
    {0, NULL, NULL, NULL},
};

static const struct cm_prog prog = {"cm-fetch", "[source ...]",
    "hand over what feeds, web logs and archives hold, as records", options,
    NULL, 0};

static enum kind
kind_of(const char *word)
{
	static const char *const names[] = {[KIND_FEED] = "feed",
	    [KIND_OPML] = "opml",
	    [KIND_WEBLOG] = "weblog",
	    [KIND_NDJSON] = "ndjson"};
	int i;

	for (i = KIND_FEED; i <= KIND_NDJSON; i++)
		if (strcmp(word, names[i]) == 0)
			return (enum kind)i;
	cm_opt_fail("--as takes feed, opml, weblog or ndjson: '%s'", word);
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

/* What was given as words, to be read when all is known. */
struct words {
	const char *since, *until, *tz;
};

static void
option(struct fetch *f, struct words *w, int key, const char *value)
{
	struct options *o = &f->o;

	switch (key) {
	case O_AS:
		o->as = kind_of(value);
		break;
	case O_SINCE:
		w->since = value;
		break;
	case O_UNTIL:
		w->until = value;
		break;
	case O_TZ:
		w->tz = value;
		break;
	case 'w':
		o->where = value;
		break;
	case 'l':
		o->limit = cm_opt_number("--limit", value, 1, LONG_MAX);
		break;
	case O_ACCOUNT:
		o->account = value;
		break;
	case O_NEW:
		o->stateful = 1;
		break;
	case 'n':
		o->dry = o->weblog.dry = 1;
		break;
	case O_HOLD:
		o->hold = value;
		break;
	case O_COMMIT:
		o->commit = value;
		break;
	case 'o':
		o->output = value;
		break;
	case O_JOBS:
		o->http.jobs = (int)cm_opt_number("--jobs", value, 1, 512);
		break;
	case O_TIMEOUT:
		o->http.timeout = seconds("--timeout", value);
		break;
	case O_RETRIES:
		o->http.retries =
		    (int)cm_opt_number("--retries", value, 0, 100);
		break;
	case O_PATIENCE:
		o->http.patience = seconds("--patience", value);
		break;
	case O_NO_WAIT:
		o->http.patience = 0;
		break;
	case 'c':
		o->admin.conf = value;
		break;
	case O_ADD:
		o->admin.add = value;
		break;
	case O_STATUS:
		o->admin.status = 1;
		break;
	case O_AUTHORIZE:
		o->admin.authorize = value;
		break;
	case O_NETWORKS:
		o->admin.networks = 1;
		break;
	case O_MAX_SIZE:
		o->http.max = cm_opt_size("--max-size", value);
		break;
	default:
		if (!cm_rec_option(&o->rec, key, value))
			weblog_option(&o->weblog, key, value);
		break;
	}
}

static void
read_times(struct fetch *f, const struct words *w)
{
	struct cm_zone *zone = NULL;

	if (w->tz != NULL) {
		zone = cm_zone_open(w->tz);
		if (zone == NULL)
			cm_opt_fail("no time zone is called '%s'", w->tz);
	}
	if (w->since != NULL &&
	    cm_clock_when(w->since, f->now, zone, &f->o.since) != 0)
		cm_opt_fail("--since is no time, date or span: '%s'", w->since);
	if (w->until != NULL &&
	    cm_clock_when(w->until, f->now, zone, &f->o.until) != 0)
		cm_opt_fail("--until is no time, date or span: '%s'", w->until);
	f->o.since_text = w->since;
	cm_zone_close(zone);
}

static void
check(const struct fetch *f)
{
	const struct options *o = &f->o;

	if (o->commit != NULL && (f->first != NULL || o->stateful))
		cm_opt_fail("--commit stands alone");
	if (o->hold != NULL && !o->stateful)
		cm_opt_fail("--hold goes with --new");
	if (o->commit == NULL && f->first == NULL)
		cm_opt_fail("no source was given");
	if (o->since != FEED_NEVER && o->since >= o->until)
		cm_opt_fail("--since is not before --until");
	if (o->hold != NULL && *o->hold == '\0')
		cm_opt_fail("--hold needs a name");
}

/* What cm-curate fresh --hold left counts first: if this breaks off between the
 * two, it can be said again. */
static enum cm_exit
commit(const char *name)
{
	int64_t keys = 0;
	enum cm_exit seen = cm_seen_release(name, &keys);
	enum cm_exit status = seen == CM_OK ? state_commit(name) : seen;

	if (seen != CM_OK || status != CM_USAGE)
		return status;
	if (keys > 0)
		return CM_OK;
	cm_warn("nothing is held under '%s': it was committed before, or no "
		"'cm-fetch --new --hold %s' has ended",
	    name, name);
	return status;
}

/* A file that is read is not written to. */
static void
check_files(const struct fetch *f)
{
	const char *out = f->o.output, *rejects = f->o.rec.rejects;
	const struct source *s;

	if (out != NULL && rejects != NULL && cm_block_same(out, rejects))
		cm_opt_fail("--output and --rejects are the same file");
	for (s = f->first; s != NULL; s = s->next) {
		if (s->is_url)
			continue;
		if (out != NULL && cm_block_same(s->place, out))
			cm_opt_fail("'%s' is a source and the output", out);
		if (rejects != NULL && cm_block_same(s->place, rejects))
			cm_opt_fail("'%s' is a source and --rejects", rejects);
	}
}

/* Empties the file of bad lines, which several passes over lines add to. */
static int
empty(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	if (fd == -1) {
		cm_warn("cannot open '%s': %s", path, strerror(errno));
		return -1;
	}
	return close(fd);
}

/* All that can go wrong before anything is fetched. */
static enum cm_exit
prepare(struct fetch *f)
{
	enum cm_exit status = CM_OK;

	if (f->o.where != NULL) {
		f->filter = cm_filter_open("-w", f->o.where);
		if (f->filter == NULL)
			return CM_USAGE;
	}
	if (f->o.stateful) {
		f->state =
		    state_open(f->o.dry ? NULL : f->o.hold, f->now, &status);
		if (f->state == NULL)
			return status;
	}
	if (f->o.rec.rejects != NULL && empty(f->o.rec.rejects) != 0)
		return CM_USAGE;
	f->o.rec.more = 1;
	return f->o.output != NULL ? (enum cm_exit)output_open(f->o.output)
				   : CM_OK;
}

/* Accounts instead of sources. */
static int
administer(struct fetch *f, const char **words, size_t count)
{
	enum cm_exit status;

	f->o.admin.dry = f->o.dry;
	f->o.admin.net.http = f->o.http;
	status = admin_run(&f->o.admin, words, count);
	weblog_options_release(&f->o.weblog);
	free(words);
	return cm_finish(status);
}

int
main(int argc, char *argv[])
{
	struct fetch f = {.o = {.limit = -1}};
	struct words w = {NULL, NULL, NULL};
	struct cm_opts o;
	struct source *s;
	const char **words;
	size_t nwords = 0, i;
	int c;

	f.o.since = FEED_NEVER;
	f.o.until = INT64_MAX;
	cm_http_defaults(&f.o.http);
	cm_opt_init(&o, &prog, argc, argv);
	words = cm_alloc(sizeof(*words) * (size_t)argc);
	while ((c = cm_opt_next(&o)) != CM_OPT_END)
		if (c == CM_OPT_FILE)
			words[nwords++] = o.value;
		else
			option(&f, &w, c, o.value);
	if (admin_wanted(&f.o.admin))
		return administer(&f, words, nwords);
	for (i = 0; i < nwords; i++)
		source_operand(&f, words[i]);
	free(words);
	f.now = cm_clock_now();
	read_times(&f, &w);
	check(&f);
	check_files(&f);
	for (s = f.first; s != NULL; s = s->next)
		s->as = f.o.as;
	if (f.o.commit != NULL)
		f.status = commit(f.o.commit);
	else {
		f.status = prepare(&f);
		if (f.status == CM_OK)
			run(&f);
	}
	cm_http_close(f.http);
	cm_filter_close(f.filter);
	state_close(f.state);
	keys_release(&f.gone);
	weblog_keys_close(f.o.weblog.keys);
	weblog_options_release(&f.o.weblog);
	while ((s = f.first) != NULL) {
		f.first = s->next;
		source_free(s);
	}
	return cm_finish(f.status);
}
