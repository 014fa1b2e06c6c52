/* SPDX-License-Identifier: ISC */
/* cm-fetch hands over what feeds, web logs and archives hold, as records;
 * see cm-fetch(1). */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cm-fetch/admin.h"
#include "cmd/cm-fetch/export.h"
#include "cmd/cm-fetch/feed.h"
#include "cmd/cm-fetch/fetch.h"
#include "cmd/cm-fetch/job.h"
#include "cmd/cm-fetch/transcript.h"
#include "cmd/cm-fetch/weblog_key.h"
#include "lib/block.h"
#include "lib/clock.h"
#include "lib/httpurl.h"
#include "lib/opt.h"
#include "lib/seen.h"

/* What options say of each other. */
static void
check(const struct options *o, size_t words)
{
	if (o->commit != NULL && (words > 0 || o->stateful))
		cm_opt_fail("--commit stands alone");
	if (o->hold != NULL && !o->stateful)
		cm_opt_fail("--hold goes with --new");
	if (o->commit == NULL && words == 0 && o->replay == NULL)
		cm_opt_fail("no source was given");
	if (o->hold != NULL && *o->hold == '\0')
		cm_opt_fail("--hold needs a name");
	if (o->archive != NULL && o->output != NULL)
		cm_opt_fail("--archive and --output are two places");
	if (o->spool != NULL && (o->of != NULL || o->query != NULL))
		cm_opt_fail("--spool asks no network: --of and --query are "
			    "nothing to it");
	if (o->spool != NULL && o->replay != NULL)
		cm_opt_fail("a transcript holds nothing of a --spool, nor the "
			    "secrets that its signatures are made with");
	if (o->record != NULL && o->replay != NULL)
		cm_opt_fail("--replay asks no network: there is nothing to "
			    "--record");
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
check_files(const struct options *o, const char *const *words, size_t count)
{
	const char *out = o->output, *rejects = o->rec.rejects;
	size_t i;

	if (out != NULL && rejects != NULL && cm_block_same(out, rejects))
		cm_opt_fail("--output and --rejects are the same file");
	for (i = 0; i < count; i++) {
		if (cm_httpurl_is(words[i]))
			continue;
		if (out != NULL && cm_block_same(words[i], out))
			cm_opt_fail("'%s' is a source and the output", out);
		if (rejects != NULL && cm_block_same(words[i], rejects))
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
		cm_filter_doubt("-w", f->o.where);
		f->filter = cm_filter_open("-w", f->o.where);
		if (f->filter == NULL)
			return CM_USAGE;
	}
	if (f->o.stateful && f->o.replay == NULL) {
		f->state =
		    state_open(f->o.dry ? NULL : f->o.hold, f->now, &status);
		if (f->state == NULL)
			return status;
	}
	if (f->o.rec.rejects != NULL && empty(f->o.rec.rejects) != 0)
		return CM_USAGE;
	f->o.rec.more = 1;
	if (f->o.archive != NULL) {
		f->archive = archive_open(f->o.archive, f->now);
		if (f->archive == NULL)
			return CM_USAGE;
	}
	return f->o.output != NULL ? (enum cm_exit)output_open(f->o.output)
				   : CM_OK;
}

/* Accounts instead of sources. */
static enum cm_exit
administer(struct options *o, const char **words, size_t count)
{
	o->admin.dry = o->dry;
	o->admin.net.http = o->http;
	o->admin.net.reads = 1;
	return admin_run(&o->admin, words, count);
}

static void
release(struct fetch *f)
{
	struct source *s;

	if (f->net == NULL)
		cm_http_close(f->http);
	f->status = cm_worse(f->status, cm_net_close(f->net));
	cm_buf_release(&f->complete);
	while ((s = f->first) != NULL) {
		f->first = s->next;
		source_free(s);
	}
	cm_conf_close(f->conf);
	cm_filter_close(f->filter);
	state_close(f->state);
	archive_close(f->archive);
	keys_release(&f->gone);
	weblog_keys_close(f->o.weblog.keys);
	weblog_options_release(&f->o.weblog);
	import_release(&f->o.import);
	if (f->formats != NULL)
		formats_close(f->formats);
}

/* Those of the recording. */
static enum cm_exit
replayed_operands(struct fetch *f)
{
	enum cm_exit status = CM_OK;
	size_t at = 0;
	char *word;

	while (status == CM_OK && transcript_each(f, &at, "source", &word)) {
		status = source_operand(f, word);
		free(word);
	}
	if (status == CM_OK && f->first == NULL)
		cm_opt_fail("'%s' is no transcript of cm-fetch: say what is "
			    "to be fetched",
		    f->o.replay);
	return status;
}

/* Fetches from all that was named. */
static enum cm_exit
fetch(struct fetch *f, const char *const *words, size_t count)
{
	struct source *s;
	enum cm_exit status = CM_OK;
	size_t i;

	check_files(&f->o, words, count);
	export_check(f);
	if (f->o.record != NULL || f->o.replay != NULL) {
		status = accounts_open(f);
		if (status != CM_OK)
			return status;
	}
	f->now = f->net != NULL ? cm_net_now(f->net) : cm_clock_now();
	options_times(&f->o, f->now);
	if (count == 0)
		status = replayed_operands(f);
	for (i = 0; status == CM_OK && i < count; i++)
		status = source_operand(f, words[i]);
	if (status != CM_OK)
		return status;
	for (s = f->first; s != NULL; s = s->next)
		s->as = f->o.as;
	status = prepare(f);
	if (status != CM_OK)
		return status;
	run(f);
	return f->status;
}

int
main(int argc, char *argv[])
{
	struct fetch f = {.status = CM_OK};
	const char **words = cm_alloc(sizeof(*words) * (size_t)argc);
	size_t n = options_read(&f.o, argc, argv, words);

	cm_buf_init(&f.complete, CM_BUF_ANY);
	if (f.o.import.exports)
		f.status = export_list(words, n);
	else if (admin_wanted(&f.o.admin))
		f.status = administer(&f.o, words, n);
	else {
		check(&f.o, n);
		f.status = f.o.commit != NULL ? commit(f.o.commit)
					      : fetch(&f, words, n);
	}
	release(&f);
	free(words);
	return cm_finish(f.status);
}
