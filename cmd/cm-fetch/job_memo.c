/* SPDX-License-Identifier: ISC */
/* What is remembered of an account's records, from run to run. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/feed.h"
#include "cmd/cm-fetch/fetch.h"
#include "cmd/cm-fetch/job.h"
#include "lib/json.h"

enum { MOST_FAILS = 3 };

static int64_t
number(struct cm_slice object, const char *name, int64_t otherwise)
{
	struct cm_slice s = cm_json_get(object, name);
	double d;

	return cm_json_double(s, &d) == 0 ? (int64_t)d : otherwise;
}

static void
read_memo(struct job_memo *m, const char *json)
{
	size_t len = strlen(json);
	char *own = cm_zalloc(len + CM_SCAN_PAD);
	struct cm_slice s = {own, len}, left;

	memcpy(own, json, len);
	m->cursor = cm_json_dup(cm_json_get(s, "cursor"));
	left = cm_json_get(s, "resume");
	m->resume = left.p != NULL ? cm_strndup(left.p, left.len) : NULL;
	m->kind = cm_json_dup(cm_json_get(s, "kind"));
	m->fails = (int)number(s, "fails", 0);
	m->lossy = (int)number(s, "lossy", 0);
	m->from = number(s, "from", 0);
	m->since = number(s, "since", FEED_NEVER);
	m->until = number(s, "until", INT64_MAX);
	m->began = number(s, "began", 0);
	m->oldest = number(s, "oldest", FEED_NEVER);
	free(own);
}

static void
member(struct cm_buf *b, const char *key, int64_t n)
{
	if (n != FEED_NEVER && n != INT64_MAX)
		cm_json_member_int(b, key, n);
}

static char *
write_memo(const struct job_memo *m)
{
	struct cm_buf b;
	struct cm_slice left = {
	    m->resume, m->resume != NULL ? strlen(m->resume) : 0};

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_byte(&b, '{');
	cm_json_member(&b, "cursor", m->cursor);
	member(&b, "from", m->from);
	if (m->resume != NULL) {
		cm_json_member_raw(&b, "resume", left);
		cm_json_member(&b, "kind", m->kind);
		member(&b, "fails", m->fails);
		member(&b, "lossy", m->lossy);
		member(&b, "since", m->since);
		member(&b, "until", m->until);
		member(&b, "began", m->began);
		member(&b, "oldest", m->oldest);
	}
	cm_buf_puts(&b, "}");
	cm_buf_byte(&b, '\0');
	return b.p;
}

int
job_recall(struct job *j)
{
	struct memory *m = &j->source->memory;
	size_t i;

	for (i = 0; i < m->seen.n; i++)
		keyset_add(&j->known, m->seen.p[i]);
	keys_release(&m->seen);
	m->stale = 0;
	if (m->job != NULL)
		read_memo(&j->memo, m->job);
	return 0;
}

int64_t
job_since(const struct job *j)
{
	const struct options *o = &j->source->fetch->o;
	int64_t covered = j->source->memory.covered, overlap;

	/* A cursor is a place: what was late is behind it, too. */
	if (!o->stateful || covered == 0 || j->memo.cursor != NULL)
		return o->since;
	overlap =
	    covered - (strcmp(j->what, "series") == 0 ? JOB_LATE : JOB_OVERLAP);
	if (o->since != FEED_NEVER &&
	    (o->since < j->memo.from || o->since > overlap))
		return o->since;
	return overlap;
}

static void
forget_resume(struct job_memo *m)
{
	free(m->resume);
	free(m->kind);
	m->resume = m->kind = NULL;
	m->fails = m->lossy = 0;
}

/* All of a span was handed over. */
static void
complete(struct job *j)
{
	struct memory *m = &j->source->memory;
	struct job_memo *memo = &j->memo;
	int64_t start = j->since != FEED_NEVER ? j->since : 0;
	int64_t end = job_covered(j);

	forget_resume(memo);
	if (m->covered == 0 || (j->since != FEED_NEVER && start > m->covered))
		memo->from = start; /* what lies between was not wanted */
	else if (start < memo->from)
		memo->from = start;
	if (end > m->covered)
		m->covered = end;
	m->keep = m->covered - JOB_OVERLAP;
}

static int
is_same(const struct job *j, const struct cm_net_end *end)
{
	return j->resuming &&
	    (end->resume == NULL || strcmp(end->resume, j->memo.resume) == 0);
}

/* What was left the last time was left again, and not for what would stop
 * any other request as well. */
static int
stuck(const struct job *j, const struct cm_net_end *end)
{
	const struct job_memo *m = &j->memo;

	return is_same(j, end) && m->kind != NULL &&
	    strcmp(m->kind, cm_net_kind_name(end->kind)) == 0 &&
	    end->kind != CM_NET_RATE && end->kind != CM_NET_AUTH &&
	    end->kind != CM_NET_LOCAL &&
	    (end->kind != CM_NET_SERVER || end->answered);
}

static void
stopped(struct job *j, const struct cm_net_end *end)
{
	struct job_memo *m = &j->memo;
	int counts = stuck(j, end), same = is_same(j, end);
	int fails = counts ? m->fails + 1 : same ? m->fails : 1;
	char *left = end->resume != NULL ? cm_strdup(end->resume) : m->resume;

	/* The network itself may be what fails: see whether the rest comes. */
	j->probing = counts && fails >= MOST_FAILS;
	fails = fails < MOST_FAILS ? fails : MOST_FAILS - 1;
	if (left != m->resume)
		free(m->resume);
	m->resume = left;
	free(m->kind);
	m->kind = cm_strdup(cm_net_kind_name(end->kind));
	m->fails = fails;
	m->lossy = j->lossy;
	m->since = j->since;
	m->until = j->until;
	m->began = j->began;
	m->oldest = j->oldest;
}

/* Tells whether it ended before it was over. */
static int
is_stopped(const struct job *j, const struct cm_net_end *end)
{
	if (j->limited)
		return 0;
	if (end->resume != NULL)
		return 1;
	/* It could not even begin, or the module failed: what an earlier run
	 * left stays. */
	return j->resuming &&
	    (end->kind == CM_NET_RATE || end->kind == CM_NET_AUTH ||
		end->kind == CM_NET_SERVER || end->kind == CM_NET_MODULE ||
		end->kind == CM_NET_LOCAL);
}

int
job_probed(struct job *j, const struct cm_net_end *end)
{
	j->probing = 0;
	if (end->requests == 0 && end->kind == CM_NET_SERVER)
		return -1;
	cm_warn("%s (%s): %s: what an earlier run left cannot be fetched, "
		"though the rest can: it was begun anew where all was "
		"complete, and nothing is lost",
	    j->account, j->network, j->what);
	forget_resume(&j->memo);
	return 0;
}

int
job_remember(struct job *j, const struct cm_net_end *end, const char *why)
{
	struct memory *m = &j->source->memory;
	int more = 0;

	j->source->save = 1;
	if (is_stopped(j, end)) {
		stopped(j, end);
		more = j->probing;
	} else if (!j->limited) {
		more = j->resuming;
		if (why == NULL)
			complete(j);
		else
			forget_resume(&j->memo);
	}
	free(m->job);
	m->job = write_memo(&j->memo);
	return more;
}

int
job_save(struct job *j)
{
	struct source *s = j->source;
	struct fetch *f = s->fetch;
	struct memory m = {.covered = s->memory.covered};

	if (f->state != NULL && !f->o.dry) {
		m.job = write_memo(&j->memo);
		state_keep(f->state, s->key, &m, &s->keys);
	}
	return output_sync(f) == 0 ? run_sync(f) : -1;
}
