/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/filter.h"
#include "lib/json.h"

#include "weblog.h"
#include "weblog_format.h"
#include "weblog_line.h"
#include "weblog_visit.h"

enum { SNIFF_LINES = 20, DAY = 86400 };

/* What a block of lines held; its facts are one of these. */
struct span {
	uint64_t visits;
	int64_t first, last; /* of all that were read, asked for or not */
	int64_t begin, end;  /* of the first line and of the last one */
	int64_t pause;       /* the longest between a line and the next */
	int any;
};

struct weblog {
	struct weblog_shared shared;
	const struct weblog_options *options;
	struct weblog_format *format; /* NULL: Common or Combined */
	const char *const *files;
	size_t nfiles;
	char **hosts;     /* of the site, as options gave them */
	size_t file;      /* the one whose lines come in now */
	struct span span; /* of it */
	uint64_t refused;
	int limited;
	char now[CM_CLOCK_TEXT];
};

struct worker {
	struct weblog *log;
	struct weblog_writer *writer;
	struct weblog_clock clock;
	struct cm_filter *filter;
};

int
weblog_option(struct weblog_options *o, int key, const char *value)
{
	switch (key) {
	case WEBLOG_FORMAT:
		o->format = value;
		return 1;
	case WEBLOG_SITE:
		o->sites =
		    cm_realloc(o->sites, (o->nsites + 1) * sizeof(*o->sites));
		o->sites[o->nsites++] = value;
		return 1;
	case WEBLOG_VISITOR_KEY:
		o->visitor_key = value;
		return 1;
	default:
		return 0;
	}
}

void
weblog_options_release(struct weblog_options *o)
{
	free(o->sites);
	o->sites = NULL;
	o->nsites = 0;
}

int
weblog_is(const char *bytes, size_t len)
{
	struct weblog_clock clock = {0};
	struct weblog_hit hit;
	const char *end = bytes + len, *lf;
	size_t offset, n;
	int lines = 0, good = 0;

	if (len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		bytes += 3;
	for (; bytes < end && lines < SNIFF_LINES; bytes = lf + 1) {
		lf = memchr(bytes, '\n', (size_t)(end - bytes));
		/* The last line may be cut off. */
		if (lf == NULL && lines > 0)
			break;
		if (lf == NULL)
			lf = end;
		n = (size_t)(lf - bytes);
		if (n > 0 && bytes[n - 1] == '\r')
			n--;
		if (n == 0)
			continue;
		lines++;
		good += weblog_line(&clock, bytes, n, &hit, &offset) == NULL;
	}
	return good > 0 && good * 2 >= lines;
}

static void *
start(void *ctx)
{
	struct worker *w = cm_zalloc(sizeof(*w));

	w->log = ctx;
	w->writer = weblog_writer_new(&w->log->shared);
	if (w->log->options->where != NULL)
		w->filter = cm_filter_open("-w", w->log->options->where);
	return w;
}

static void
finish(void *ctx, void *worker)
{
	struct worker *w = worker;

	(void)ctx;
	weblog_writer_free(w->writer);
	cm_filter_close(w->filter);
	free(w);
}

/* The facts of the block that a record is in. */
static struct span *
span_of(struct cm_rec *r)
{
	static const struct span none;

	if (r->facts->len == 0)
		cm_buf_add(r->facts, &none, sizeof(none));
	return (struct span *)(void *)r->facts->p;
}

/* Writes a visit, if -w lets it through. */
static int
visit(struct worker *w, struct cm_rec *r, const struct weblog_hit *hit)
{
	size_t before = r->out->len;
	const char *why;
	int pass;

	if (weblog_visit(w->writer, hit, r->out) != 0)
		return -1;
	if (w->filter != NULL) {
		cm_filter_at(w->filter, r->file);
		pass = cm_filter_test(w->filter, r->out->p + before,
		    r->out->len - before - 1, &why);
		if (pass < 0)
			cm_rec_bad(r, (size_t)-1, "-w: %s", why);
		if (pass <= 0) {
			r->out->len = before;
			return 0;
		}
	}
	span_of(r)->visits++;
	return 0;
}

static int
record(void *worker, struct cm_rec *r)
{
	struct worker *w = worker;
	const struct weblog_options *o = w->log->options;
	struct weblog_hit hit;
	struct span *span;
	const char *why;
	size_t offset;

	if (w->log->format != NULL)
		why = weblog_format_line(
		    w->log->format, &w->clock, r->line, r->len, &hit, &offset);
	else
		why = weblog_line(&w->clock, r->line, r->len, &hit, &offset);
	if (why != NULL) {
		cm_rec_bad(r, offset, "%s", why);
		return 0;
	}
	span = span_of(r);
	if (!span->any)
		span->begin = hit.at;
	else if (hit.at - span->end > span->pause)
		span->pause = hit.at - span->end;
	span->end = hit.at;
	if (!span->any || hit.at < span->first)
		span->first = hit.at;
	if (!span->any || hit.at > span->last)
		span->last = hit.at;
	span->any = 1;
	if (o->has_since && hit.at < o->since)
		return 0;
	if (o->has_until && hit.at >= o->until)
		return 0;
	return visit(w, r, &hit);
}

static void
asked(const struct weblog_options *o, struct cm_buf *b)
{
	char text[CM_CLOCK_TEXT];

	if (!o->has_since && !o->has_until)
		return;
	cm_json_key(b, "asked");
	cm_buf_byte(b, '{');
	if (o->has_since)
		cm_json_member(b, "since", cm_clock_text(o->since, text));
	if (o->has_until)
		cm_json_member(b, "until", cm_clock_text(o->until, text));
	cm_buf_byte(b, '}');
}

/*
 * A log holds all the visits between its first and its last line; and nobody
 * can tell a log that begins or ends there from a site where nobody came for
 * a while. So as much silence at either end as there was between two lines
 * (a day at most, and nothing after now) counts as silence.
 */
static void
covered(const struct weblog *log, struct cm_buf *b)
{
	const struct weblog_options *o = log->options;
	int64_t pause = log->span.pause < DAY ? log->span.pause : DAY;
	int64_t first = log->span.first - pause, last = log->span.last + pause;
	char text[CM_CLOCK_TEXT];

	if (last > cm_clock_now() && log->span.last <= cm_clock_now())
		last = cm_clock_now();
	if (o->has_since && first < o->since)
		first = o->since;
	if (o->has_until && last > o->until)
		last = o->until;
	if (!log->span.any || first > last || log->limited)
		return;
	cm_json_key(b, "covered");
	cm_buf_byte(b, '{');
	cm_json_member(b, "start", cm_clock_text(first, text));
	cm_json_member(b, "end", cm_clock_text(last, text));
	cm_buf_byte(b, '}');
}

/* Tells whether a file without lines is one that can be read. */
static int
readable(const char *name)
{
	FILE *f = strcmp(name, "-") == 0 ? stdin : fopen(name, "r");
	int good;

	if (f == NULL)
		return 0;
	good = f == stdin || (getc(f), !ferror(f));
	if (f != stdin)
		fclose(f);
	return good;
}

/* Ends the file whose lines came in, and goes on to the next. */
static void
end_file(struct weblog *log, struct cm_buf *b)
{
	const char *name = log->files[log->file], *why = NULL;

	if (log->limited)
		why = "limit";
	else if (log->refused > 0)
		why = "lines that could not be read";
	else if (!log->span.any && !readable(name))
		why = "the file cannot be read";

	cm_buf_puts(b, "{\"type\":\"coverage\",\"network\":\"web\"");
	cm_json_member(b, "account", log->shared.account);
	if (log->options->shown != NULL)
		name = log->options->shown;
	cm_json_member(
	    b, "source", strcmp(name, "-") == 0 ? "standard input" : name);
	cm_json_member(b, "what", "visits");
	asked(log->options, b);
	covered(log, b);
	cm_json_member_int(b, "records", (int64_t)log->span.visits);
	cm_json_member_int(b, "refused", (int64_t)log->refused);
	cm_buf_puts(
	    b, why == NULL ? ",\"complete\":true" : ",\"complete\":false");
	cm_json_member(b, "why", why);
	cm_json_member(b, "fetched", log->now);
	cm_buf_puts(b, "}\n");
	memset(&log->span, 0, sizeof(log->span));
	log->refused = 0;
	log->file++;
}

/* Cuts off what is over the limit. Returns 1 if anything was. */
static int
over_limit(struct weblog *log, struct cm_rec_block *block)
{
	long limit = log->options->limit;
	uint64_t over;

	if (limit == 0 || log->span.visits <= (uint64_t)limit)
		return 0;
	over = log->span.visits - (uint64_t)limit;
	while (over-- > 0) {
		block->out.len--;
		while (block->out.len > 0 &&
		    block->out.p[block->out.len - 1] != '\n')
			block->out.len--;
	}
	log->span.visits = (uint64_t)limit;
	log->limited = 1;
	return 1;
}

static int
commit(void *ctx, struct cm_rec_block *block)
{
	struct weblog *log = ctx;
	struct span *all = &log->span, *now;
	struct cm_buf before;

	cm_buf_init(&before, CM_BUF_ANY);
	while (log->file < block->file_index)
		end_file(log, &before);
	if (before.len > 0) {
		cm_buf_add(&before, block->out.p, block->out.len);
		cm_buf_clear(&block->out);
		cm_buf_add(&block->out, before.p, before.len);
	}
	cm_buf_release(&before);
	log->refused += block->bad;
	if (block->facts.len == 0)
		return 0;
	now = (struct span *)(void *)block->facts.p;
	if (now->pause > all->pause)
		all->pause = now->pause;
	if (all->any && now->begin - all->end > all->pause)
		all->pause = now->begin - all->end;
	all->end = now->end;
	if (!all->any || now->first < all->first)
		all->first = now->first;
	if (!all->any || now->last > all->last)
		all->last = now->last;
	all->any |= now->any;
	all->visits += now->visits;
	return over_limit(log, block);
}

/* The site's own hosts. The first is the account of the visits. */
static int
own_hosts(struct weblog *log)
{
	const struct weblog_options *o = log->options;
	struct weblog_shared *s = &log->shared;
	static const struct cm_slice none = {"", 0};
	char host[WEBLOG_HOST], *kept;
	size_t i, n, skip;

	log->hosts = cm_zalloc((o->nsites + 1) * sizeof(*log->hosts));
	for (i = 0; i < o->nsites; i++) {
		n = weblog_host(o->sites[i], strlen(o->sites[i]), host);
		if (n == 0 || strchr(o->sites[i], '/') != NULL) {
			cm_warn("--site takes a host, not '%s'", o->sites[i]);
			return -1;
		}
		log->hosts[i] = kept = cm_strndup(host, n);
		skip = n > 4 && memcmp(kept, "www.", 4) == 0 ? 4 : 0;
		weblog_map_add(&s->own,
		    (struct cm_slice){kept + skip, n - skip}, none, none);
	}
	s->account = o->account != NULL ? o->account : log->hosts[0];
	return 0;
}

static enum cm_exit
set_up(struct weblog *log)
{
	struct weblog_shared *s = &log->shared;
	struct cm_slice rest = weblog_table("assets.tsv"), col[WEBLOG_COLUMNS];
	const struct weblog_options *o = log->options;
	enum cm_exit status = CM_OK;

	if (own_hosts(log) != 0)
		return CM_USAGE;
	if (o->format != NULL && !weblog_format_known(o->format)) {
		log->format = weblog_format_open(o->format);
		if (log->format == NULL)
			return CM_USAGE;
	}
	s->keys = o->keys != NULL
	    ? o->keys
	    : weblog_keys_open(o->visitor_key, o->dry, &status);
	if (s->keys == NULL)
		return status;
	while (weblog_row(&rest, col))
		weblog_map_add(&s->assets, col[0], col[1], col[2]);
	weblog_sources_init(&s->sources);
	s->bots = weblog_bots_open();
	cm_clock_text(cm_clock_now(), log->now);
	return CM_OK;
}

static void
release(struct weblog *log)
{
	struct weblog_shared *s = &log->shared;
	size_t i;

	for (i = 0; log->hosts[i] != NULL; i++)
		free(log->hosts[i]);
	free(log->hosts);
	weblog_map_release(&s->own);
	weblog_map_release(&s->assets);
	weblog_sources_release(&s->sources);
	weblog_bots_close(s->bots);
	if (log->options->keys == NULL)
		weblog_keys_close(s->keys);
	weblog_format_close(log->format);
}

enum cm_exit
weblog_run(const struct weblog_options *o, const struct cm_rec_options *rec,
    const char *const *files, size_t nfiles)
{
	static const char *const standard[] = {"-"};
	struct weblog log = {.options = o,
	    .files = nfiles > 0 ? files : standard,
	    .nfiles = nfiles > 0 ? nfiles : 1};
	struct cm_rec_job job = {.options = rec,
	    .ctx = &log,
	    .plain_lines = 1,
	    .start = start,
	    .record = record,
	    .commit = commit,
	    .finish = finish};
	enum cm_exit status;
	struct cm_buf b;

	log.shared.options = o;
	status = set_up(&log);
	if (status == CM_OK) {
		job.files = log.files;
		job.nfiles = log.nfiles;
		if (o->shown != NULL)
			job.shown = &o->shown;
		status = cm_rec_run(&job);
		status = cm_worse(status, weblog_keys_status(log.shared.keys));
		cm_buf_init(&b, CM_BUF_ANY);
		while (log.file < log.nfiles)
			end_file(&log, &b);
		cm_put(b.p, b.len);
		cm_buf_release(&b);
	}
	release(&log);
	return status;
}
