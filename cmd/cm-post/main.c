/* SPDX-License-Identifier: ISC */
/* cm-post: publishes drafts and carries out actions; see cm-post(1). */
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cm-post/post.h"
#include "cmd/cm-post/run.h"
#include "lib/clock.h"
#include "lib/opt.h"

enum {
	TO = 300,
	TEXT,
	TITLE,
	MEDIA,
	ALT,
	REPLY_TO,
	LANG,
	KEY,
	AT,
	TZ,
	AGAIN,
	LATE,
	JOURNAL,
	SETTLE,
	NO_WAIT,
	PATIENCE,
	TIMEOUT,
	RECORD,
	REPLAY,
	REJECTS,
	STRICT
};

static const struct cm_opt table[] = {
    {TO, "to", "ACCOUNT[,ACCOUNT]", "where it goes; acme/ is a group"},
    {TEXT, "text", "TEXT", "a draft of these words"},
    {TITLE, "title", "TEXT", "its title"},
    {MEDIA, "media", "FILE", "a picture or film of it; may be repeated"},
    {ALT, "alt", "TEXT", "what the picture shows; one for each --media"},
    {REPLY_TO, "reply-to", "ID", "what it answers"},
    {LANG, "lang", "LANG", "its language: fr, zh, en-GB"},
    {KEY, "key", "KEY", "the same key is the same draft, sent once"},
    {AT, "at", "WHEN", "not to be sent before: a time, or a span from now"},
    {TZ, "tz", "ZONE", "the time zone of times that name none"},
    {'n', "dry-run", NULL, "show what would be sent, and send nothing"},
    {AGAIN, "again", NULL, "send anew what was published already"},
    {LATE, "late", "SPAN", "do not send what is later than this (2h)"},
    {JOURNAL, "journal", NULL, "print what was sent, and end"},
    {SETTLE, "settle", "ID=STATUS",
	"decide a doubtful one: published or failed"},
    {NO_WAIT, "no-wait", NULL, "do not wait for a network's limits"},
    {PATIENCE, "patience", "SPAN", "wait at most so long for one (1m)"},
    {TIMEOUT, "timeout", "SPAN", "give a request up after this (5m)"},
    {RECORD, "record", "FILE", "write a transcript of what is asked (HAR)"},
    {REPLAY, "replay", "FILE", "answer from a transcript; nothing is sent"},
    {'c', "accounts", "FILE", "the accounts file"},
    {REJECTS, "rejects", "FILE", "write bad lines to FILE"},
    {STRICT, "strict", NULL, "send nothing if a line is bad"},
    {0, NULL, NULL, NULL},
};
static const struct cm_prog prog = {"cm-post", "[file ...]",
    "Publish drafts and carry out actions.", table, NULL, 0};

/* What was given as words, to be read when all is known. */
struct words {
	const char *at, *tz, *settle;
	int journal;
	size_t nto, nmedia, nalt;
};

static int
seconds(const char *what, const char *value)
{
	int64_t n;

	if (cm_clock_span(value, &n) != 0 || n < 0 || n > INT_MAX)
		cm_opt_fail(
		    "--%s is no span such as 90s or 2h: '%s'", what, value);
	return (int)n;
}

/* Those that say how to send. Returns 0 for another. */
static int
take_sending(struct options *o, int key, const char *value)
{
	switch (key) {
	case AGAIN:
		o->again = 1;
		break;
	case LATE:
		o->late = seconds("late", value);
		break;
	case NO_WAIT:
		o->no_wait = 1;
		break;
	case PATIENCE:
		o->net.http.patience = seconds("patience", value);
		break;
	case TIMEOUT:
		o->net.http.timeout = seconds("timeout", value);
		if (o->net.http.timeout == 0)
			cm_opt_fail("--timeout leaves no time");
		break;
	case RECORD:
		o->net.record = value;
		break;
	case REPLAY:
		o->net.replay = value;
		break;
	default:
		return 0;
	}
	return 1;
}

/* Those that make a draft. Returns 0 for another. */
static int
take_draft(struct options *o, struct words *w, int key, const char *value)
{
	switch (key) {
	case TEXT:
		o->text = value;
		break;
	case TITLE:
		o->title = value;
		break;
	case MEDIA:
		o->media[w->nmedia++] = (char *)value;
		break;
	case ALT:
		o->alt[w->nalt++] = (char *)value;
		break;
	case REPLY_TO:
		o->reply_to = value;
		break;
	case LANG:
		o->lang = value;
		break;
	case KEY:
		o->key = value;
		break;
	default:
		return 0;
	}
	return 1;
}

static void
take_option(struct options *o, struct words *w, int key, const char *value)
{
	if (take_sending(o, key, value) || take_draft(o, w, key, value))
		return;
	switch (key) {
	case TO:
		o->to[w->nto++] = (char *)value;
		break;
	case AT:
		w->at = value;
		break;
	case TZ:
		w->tz = value;
		break;
	case 'n':
		o->dry = 1;
		break;
	case JOURNAL:
		w->journal = 1;
		break;
	case SETTLE:
		w->settle = value;
		break;
	case 'c':
		o->conf = value;
		break;
	case REJECTS:
		o->rejects = value;
		break;
	default:
		o->strict = 1;
	}
}

static void
read_times(struct options *o, const struct words *w)
{
	const char *why;
	int64_t span;

	if (w->tz != NULL) {
		o->zone = cm_zone_open(w->tz);
		if (o->zone == NULL)
			cm_opt_fail("no time zone is called '%s'", w->tz);
	}
	if (w->at == NULL)
		return;
	if (cm_clock_span(w->at, &span) == 0) {
		o->at = cm_clock_now() + span;
		return;
	}
	why = read_when(w->at, strlen(w->at), o->zone, &o->at);
	if (why != NULL)
		cm_opt_fail("--at: '%s' %s", w->at, why);
}

/* What goes together, and what does not. */
static void
check(const struct options *o, const struct words *w, size_t nfiles)
{
	int draft = o->text != NULL || o->title != NULL || o->media[0] != NULL;

	if (w->journal || w->settle != NULL) {
		if (w->journal && w->settle != NULL)
			cm_opt_fail(
			    "--journal and --settle do not go together");
		if (nfiles > 0 || draft)
			cm_opt_fail("--%s sends nothing, and takes no drafts",
			    w->journal ? "journal" : "settle");
		return;
	}
	if (draft && nfiles > 0)
		cm_opt_fail("--text, --title and --media make a draft of their "
			    "own; give files or these");
	if (!draft &&
	    (o->reply_to != NULL || o->lang != NULL || o->key != NULL ||
		o->alt[0] != NULL))
		cm_opt_fail("--alt, --reply-to, --lang and --key belong to "
			    "--text or --media");
	if (o->reply_to != NULL && o->reply_to[0] == '\0')
		cm_opt_fail("--reply-to names nothing");
	if (w->nalt > w->nmedia)
		cm_opt_fail("there are more --alt than --media");
	if (draft && o->to[0] == NULL)
		cm_opt_fail("where to? name an account with --to");
	if (!draft && nfiles == 0 && isatty(STDIN_FILENO))
		cm_opt_fail("nothing to send: name files, or give --text");
}

int
main(int argc, char *argv[])
{
	static struct options o;
	struct words w = {NULL, NULL, NULL, 0, 0, 0, 0};
	size_t size = ((size_t)argc + 1) * sizeof(char *), nfiles = 0;
	static const char **files;
	struct cm_opts opts;
	enum cm_exit status;
	int key;

	files = cm_zalloc(size);
	o.to = cm_zalloc(size);
	o.media = cm_zalloc(size);
	o.alt = cm_zalloc(size);
	o.late = 2 * 3600;
	o.at = INT64_MIN;
	cm_http_defaults(&o.net.http);
	cm_opt_init(&opts, &prog, argc, argv);
	signal(SIGPIPE, SIG_IGN); /* not between sending and noting it */
	while ((key = cm_opt_next(&opts)) != CM_OPT_END)
		if (key == CM_OPT_FILE)
			files[nfiles++] = opts.value;
		else
			take_option(&o, &w, key, opts.value);
	if (o.no_wait)
		o.net.http.patience = 0;
	read_times(&o, &w);
	check(&o, &w, nfiles);
	if (w.journal)
		status = journal_print(&o);
	else if (w.settle != NULL)
		status = journal_settle(&o, w.settle);
	else
		status = run(&o, files, nfiles);
	cm_zone_close(o.zone);
	free(o.to);
	free(o.media);
	free(o.alt);
	free(files);
	return cm_finish(status);
}
