/* SPDX-License-Identifier: ISC */
/* What the operands are, and the list of sources. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "cmd/cm-fetch/feed.h"
#include "cmd/cm-fetch/fetch.h"
#include "cmd/cm-fetch/job.h"
#include "lib/httpurl.h"
#include "lib/opt.h"

enum { MOST_SOURCES = 20000, MOST_OUT = 128 << 20 };

struct source *
source_add(
    struct fetch *f, struct source *after, const char *place, enum kind as)
{
	struct source *s, **p = after != NULL ? &after->next : &f->first;

	for (s = f->first; s != NULL; s = s->next)
		if (strcmp(s->place, place) == 0)
			return NULL;
	if (f->count >= MOST_SOURCES)
		return NULL;
	while (after == NULL && *p != NULL)
		p = &(*p)->next;
	s = cm_zalloc(sizeof(*s));
	s->fetch = f;
	s->number = f->count;
	s->place = cm_strdup(place);
	s->is_url = cm_httpurl_is(place);
	s->name = s->is_url           ? cm_httpurl_shown(place)
	    : strcmp(place, "-") == 0 ? cm_strdup("standard input")
				      : cm_strdup(place);
	if (s->is_url)
		s->key = cm_strdup(s->name);
	s->as = as;
	s->oldest = FEED_NEVER;
	s->changed = INT64_MIN;
	s->cov.start = s->cov.end = FEED_NEVER;
	s->cov.what = "posts";
	cm_buf_init(&s->out, MOST_OUT);
	cm_buf_init(&s->facts, CM_BUF_ANY);
	cm_buf_init(&s->trail, CM_BUF_ANY);
	s->next = *p;
	*p = s;
	f->count++;
	return s;
}

void
source_free(struct source *s)
{
	free(s->place);
	free(s->name);
	free(s->key);
	free(s->page);
	if (s->spool != NULL)
		fclose(s->spool);
	if (s->waiting != NULL)
		fclose(s->waiting);
	job_free(s->job);
	free(s->cov.why);
	free(s->cov.account);
	cm_buf_release(&s->out);
	cm_buf_release(&s->facts);
	cm_buf_release(&s->trail);
	keys_release(&s->dropped);
	memory_release(&s->memory);
	keys_release(&s->keys);
	keys_release(&s->listed);
	free(s);
}

void
source_fails(struct fetch *f, struct source *s, enum cm_exit status,
    const char *why, const char *advice)
{
	if (advice != NULL)
		cm_warn("%s: %s; %s", s->name, why, advice);
	else
		cm_warn("%s: %s", s->name, why);
	if (s->cov.why == NULL)
		s->cov.why = cm_strdup(why);
	f->status = cm_worse(f->status, status);
}

/* A path as people write it: with a folder or an ending. */
static int
looks_like_path(const char *word)
{
	return strchr(word, '/') != NULL || strchr(word, '.') != NULL;
}

/* Tells whether the name of a file ends like one of ours. */
static int
has_ending(const char *word)
{
	static const char *const endings[] = {".xml", ".rss", ".atom", ".rdf",
	    ".json", ".jsonl", ".ndjson", ".opml", ".log", ".txt", ".html",
	    ".csv", ".tsv", ".js", ".xlsx", ".xls", ".zip", ".tar", ".tgz",
	    ".gz", ".1", NULL};
	size_t len = strlen(word), n, i;

	for (i = 0; endings[i] != NULL; i++) {
		n = strlen(endings[i]);
		if (len > n && strcasecmp(word + len - n, endings[i]) == 0)
			return 1;
	}
	return 0;
}

const char *
source_advice(const char *path)
{
	size_t first = strcspn(path, "/");
	const char *dot = memchr(path, '.', first);
	const char *slash = strchr(path, '/');

	/* A name with a dot in it, or before the first slash: a host. */
	if (dot != NULL && dot > path && isalpha((unsigned char)dot[1]) &&
	    (slash != NULL || !has_ending(path)))
		return "if it is a place on the web, put https:// before it";
	if (slash != NULL && slash > path && strchr(slash + 1, '/') == NULL &&
	    !has_ending(path))
		return "no account is called so either";
	return NULL;
}

enum cm_exit
source_operand(struct fetch *f, const char *word)
{
	const char *scheme = strstr(word, "://"), *at;
	enum cm_exit status = CM_OK;
	struct stat st;
	char *origin;

	if (cm_httpurl_is(word)) {
		origin = cm_httpurl_origin(word);
		at = strrchr(word, '@'); /* who knows where a password ends */
		if (origin == NULL)
			cm_opt_fail("not a URL: '%s%s'",
			    at != NULL ? "..." : "", at != NULL ? at : word);
		free(origin);
	} else if (strcmp(word, "-") == 0)
		;
	else if (stat(word, &st) == 0) {
		if (S_ISDIR(st.st_mode) && f->o.as != KIND_AUTO &&
		    f->o.as != KIND_CSV && f->o.as != KIND_EXPORT)
			cm_opt_fail("'%s' is a folder: name its files", word);
	} else if (scheme != NULL && scheme > word)
		cm_opt_fail("'%.*s' is not fetched, only http and https: '%s'",
		    (int)(scheme - word), word, word);
	else if (accounts_operand(f, word, &status))
		return status;
	else if (!looks_like_path(word))
		accounts_unknown(f, word);
	if (source_add(f, NULL, word, f->o.as) == NULL)
		cm_note(1, "%s: given twice, read once", word);
	return CM_OK;
}
