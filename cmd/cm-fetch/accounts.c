/* SPDX-License-Identifier: ISC */
#define _XOPEN_SOURCE 700 /* realpath */
/* Operands that name accounts, and kinds of records of theirs. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/feed.h"
#include "cmd/cm-fetch/fetch.h"
#include "cmd/cm-fetch/job.h"
#include "cmd/cm-fetch/transcript.h"
#include "lib/json.h"
#include "lib/opt.h"

static const char *const kinds[] = {"posts", "comments", "mentions", "messages",
    "account", "series", "search", "profile", NULL};

enum cm_exit
accounts_open(struct fetch *f)
{
	struct cm_net_options o = {.http = f->o.http,
	    .record = f->o.record,
	    .replay = f->o.replay,
	    .reads = 1};
	enum cm_exit status = CM_OK;

	if (f->net != NULL)
		return CM_OK;
	if (o.replay == NULL) {
		f->conf = cm_conf_open(f->o.admin.conf, &status);
		if (f->conf == NULL)
			return status;
	}
	f->net = cm_net_open(&o, f->conf, &status);
	return f->net != NULL ? CM_OK : status;
}

/* A word of a list with commas: its length; *at moves behind it. 0 and NULL
 * at the end. */
static const char *
next_word(const char **at, size_t *len)
{
	const char *p = *at;

	if (p == NULL)
		return NULL;
	*len = strcspn(p, ",");
	*at = p[*len] == ',' ? p + *len + 1 : NULL;
	return p;
}

static int
is_kind(const char *p, size_t len)
{
	size_t i;

	for (i = 0; kinds[i] != NULL; i++)
		if (strlen(kinds[i]) == len && memcmp(kinds[i], p, len) == 0)
			return 1;
	return 0;
}

static void
check_kinds(const char *word, const char *list)
{
	const char *p;
	size_t len;

	while ((p = next_word(&list, &len)) != NULL)
		if (!is_kind(p, len))
			cm_opt_fail("'%s': '%.*s' is nothing that an account "
				    "has",
			    word, (int)len, p);
}

static void
join(struct cm_buf *b, char *const *list)
{
	for (; *list != NULL; list++) {
		if (b->len > 0)
			cm_buf_puts(b, ", ");
		cm_buf_puts(b, *list);
	}
}

/* What the module is told besides what, since and until. */
static char *
ask_of(const struct options *o)
{
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_byte(&b, '{');
	cm_json_member(&b, "of", o->of);
	cm_json_member(&b, "query", o->query);
	if (o->spool != NULL) {
		cm_json_key(&b, "spool");
		cm_buf_puts(&b, "true");
	}
	cm_buf_byte(&b, '}');
	cm_buf_byte(&b, '\0');
	return b.p;
}

/* By which it is remembered: another question, or the same of who is another
 * on the network, is another one; so is another spool. */
static char *
key_of(struct fetch *f, const char *place, const char *account, const char *ask)
{
	struct cm_buf b;
	char *path;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b, "%s\n%s", place, cm_net_identity(f->net, account));
	if (strcmp(ask, "{}") != 0)
		cm_buf_printf(&b, "\n%s", ask);
	if (f->o.spool != NULL) {
		path = realpath(f->o.spool, NULL);
		cm_buf_printf(&b, "\n%s", path != NULL ? path : f->o.spool);
		free(path);
	}
	cm_buf_byte(&b, '\0');
	return b.p;
}

static void
add(struct fetch *f, const char *account, const struct cm_about *about,
    const char *what, size_t len)
{
	struct source *s;
	struct job *j;
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b, "%s:%.*s", account, (int)len, what);
	s = source_add(f, NULL, cm_buf_str(&b), KIND_AUTO);
	if (s == NULL) {
		cm_note(1, "%s: given twice, read once", cm_buf_str(&b));
		cm_buf_release(&b);
		return;
	}
	j = s->job = cm_zalloc(sizeof(*j));
	j->source = s;
	j->account = cm_strdup(account);
	j->network = cm_strdup(about->network);
	j->what = cm_strndup(what, len);
	j->ask = ask_of(&f->o);
	j->oldest = FEED_NEVER;
	cm_buf_init(&j->gaps, CM_BUF_ANY);
	cm_buf_init(&j->lost, CM_BUF_ANY);
	s->key = key_of(f, cm_buf_str(&b), account, j->ask);
	cm_buf_release(&b);
}

/* What can be read there, or of it in a spool, or of what belongs to one. */
static char *const *
readable(const struct fetch *f, const struct cm_about *about)
{
	return f->o.spool != NULL ? about->spool
	    : f->o.of != NULL     ? about->of
				  : about->reads;
}

/* The kinds that are read where none are named. */
static void
add_all(struct fetch *f, const char *account, const struct cm_about *about)
{
	char *const *what;

	for (what = readable(f, about); *what != NULL; what++)
		if (strcmp(*what, "search") != 0 &&
		    strcmp(*what, "profile") != 0)
			add(f, account, about, *what, strlen(*what));
}

static void
cannot(struct fetch *f, const char *account, const struct cm_about *about,
    const char *what, size_t len, int in_group)
{
	const char *from = f->o.spool != NULL ? " from a spool"
	    : f->o.of != NULL                 ? " with --of"
					      : "";
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	join(&b, readable(f, about));
	if (b.len == 0)
		cm_buf_puts(&b, "nothing");
	if (!in_group)
		cm_opt_fail("'%s' (%s): of %s, %.*s cannot be read%s, only: %s",
		    account, about->network, about->title, (int)len, what, from,
		    cm_buf_str(&b));
	cm_note(0, "%s (%s): %.*s cannot be read there%s, only: %s", account,
	    about->network, (int)len, what, from, cm_buf_str(&b));
	cm_buf_release(&b);
}

static enum cm_exit
add_account(
    struct fetch *f, const char *account, const char *list, int in_group)
{
	const struct cm_about *about = cm_net_account(f->net, account);
	const char *p;
	char *word;
	size_t len;

	if (about == NULL)
		return CM_USAGE;
	if (f->o.spool != NULL && *about->spool == NULL)
		cannot(f, account, about, "records", 7, in_group);
	else if (list == NULL)
		add_all(f, account, about);
	while ((p = next_word(&list, &len)) != NULL) {
		word = cm_strndup(p, len);
		if (cm_about_has(readable(f, about), word))
			add(f, account, about, p, len);
		else
			cannot(f, account, about, p, len, in_group);
		free(word);
	}
	return CM_OK;
}

/* Of a group, those whose networks send nothing are passed over. */
static int
sends_nothing(struct fetch *f, const char *account)
{
	const struct cm_about *about = cm_net_account(f->net, account);

	return f->o.spool != NULL && about != NULL && *about->spool == NULL;
}

/* The name of an account, the caller's to free: of the accounts file, or of the
 * transcript. *at is 0 first; NULL at the end. */
static char *
account_at(struct fetch *f, size_t *at)
{
	char *name, *first;
	size_t i;

	if (f->conf != NULL)
		return *at < cm_conf_count(f->conf)
		    ? cm_strdup(cm_conf_at(f->conf, (*at)++)->name)
		    : NULL;
	while (transcript_each(f, at, "account", &name)) {
		/* It has a source for each kind. */
		for (i = 0; transcript_each(f, &i, "account", &first) &&
		     strcmp(first, name) != 0;)
			free(first);
		free(first);
		if (i == *at)
			return name;
		free(name);
	}
	return NULL;
}

/* Said before anything is done: a slip in it would look like no messages. */
static void
check_spool(const char *dir)
{
	DIR *d = opendir(dir);

	if (d == NULL)
		cm_opt_fail(
		    "cannot read --spool '%s': %s", dir, strerror(errno));
	closedir(d);
}

static int
means(const char *account, const char *name)
{
	size_t len = strlen(name);

	return name[len - 1] == '/' ? strncmp(account, name, len) == 0
				    : strcmp(account, name) == 0;
}

/* Where --of or --query asks for something, that is what is wanted. */
static const char *
kinds_of(const struct options *o, const char *given)
{
	if (given != NULL)
		return given;
	return o->query != NULL ? "search" : o->of != NULL ? "comments" : NULL;
}

/* Their modules are compiled at the same time. */
static void
expect(struct fetch *f, const char *name)
{
	size_t i;
	char *a;

	for (i = 0; f->net != NULL && (a = account_at(f, &i)) != NULL;) {
		if (means(a, name))
			cm_net_expect(f->net, a);
		free(a);
	}
}

int
accounts_operand(struct fetch *f, const char *word, enum cm_exit *status)
{
	const char *colon = strchr(word, ':'), *list;
	char *name = colon != NULL ? cm_strndup(word, (size_t)(colon - word))
				   : cm_strdup(word);
	size_t len = strlen(name), i, n = 0, passed = 0;
	int group = len > 1 && name[len - 1] == '/';
	char *a;

	if (group)
		name[len - 1] = '\0';
	if (!cm_conf_is_name(name)) {
		free(name);
		return 0;
	}
	if (group)
		name[len - 1] = '/';
	*status = accounts_open(f);
	if (*status == CM_OK && f->o.spool != NULL)
		check_spool(f->o.spool);
	list = kinds_of(&f->o, colon != NULL ? colon + 1 : NULL);
	expect(f, name);
	for (i = 0; *status == CM_OK && (a = account_at(f, &i)) != NULL;) {
		if (means(a, name)) {
			if (n++ == 0)
				check_kinds(word, list);
			if (group && sends_nothing(f, a))
				passed++;
			else
				*status = cm_worse(
				    *status, add_account(f, a, list, group));
		}
		free(a);
	}
	if (passed > 0)
		cm_note(0,
		    "%s: %zu of %zu accounts are passed over: their networks "
		    "send nothing to a web hook that is read here",
		    name, passed, n);
	free(name);
	return n > 0 || *status != CM_OK;
}

void
accounts_unknown(struct fetch *f, const char *word)
{
	size_t len = strcspn(word, ":"), i;
	struct cm_buf b;

	if (word[len] == ':')
		check_kinds(word, word + len + 1);
	cm_buf_init(&b, CM_BUF_ANY);
	for (i = 0; f->conf != NULL && i < cm_conf_count(f->conf); i++)
		cm_buf_printf(&b, "%s%s", i > 0 ? ", " : "",
		    cm_conf_at(f->conf, i)->name);
	if (b.len > 0)
		cm_opt_fail("no account named '%.*s' (and no file); there are: "
			    "%s",
		    (int)len, word, cm_buf_str(&b));
	cm_opt_fail("no account named '%.*s' (and no file); there are none "
		    "yet: see --add",
	    (int)len, word);
}
