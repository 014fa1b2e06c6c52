/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-post/item.h"
#include "cmd/cm-post/run.h"
#include "lib/json.h"
#include "lib/near.h"
#include "lib/netmod.h"

/* Where an item goes. */
struct way {
	struct item *it;
	const struct cm_account *account;
};

struct run {
	const struct options *o;
	struct cm_conf *conf;
	struct item *first, **last;
	struct way *ways;
	size_t nways, cap;
	/* A transcript has accounts that no file has. */
	struct cm_account **made;
	size_t nmade;
};

static void
add_way(struct run *r, struct item *it, const struct cm_account *a)
{
	size_t i;

	for (i = r->nways; i > 0 && r->ways[i - 1].it == it; i--)
		if (r->ways[i - 1].account == a)
			return;
	if (r->nways == r->cap) {
		r->cap = r->cap == 0 ? 16 : 2 * r->cap;
		r->ways = cm_realloc(r->ways, r->cap * sizeof(*r->ways));
	}
	r->ways[r->nways].it = it;
	r->ways[r->nways++].account = a;
}

static const struct cm_account *
from_transcript(struct run *r, const char *name)
{
	struct cm_account *a;
	size_t i;

	for (i = 0; i < r->nmade; i++)
		if (strcmp(r->made[i]->name, name) == 0)
			return r->made[i];
	a = cm_zalloc(sizeof(*a));
	a->name = cm_strdup(name);
	a->network = "";
	a->conf = r->conf;
	r->made = cm_realloc(r->made, (r->nmade + 1) * sizeof(*r->made));
	r->made[r->nmade++] = a;
	return a;
}

/* Adds the accounts that a name means. Returns how many. */
static size_t
add_accounts(struct run *r, struct item *it, const char *name)
{
	const struct cm_account *a;
	size_t i, n = 0;

	for (i = 0; i < cm_conf_count(r->conf); i++) {
		a = cm_conf_at(r->conf, i);
		if (cm_conf_means(a, name)) {
			add_way(r, it, a);
			n++;
		}
	}
	if (n == 0 && r->o->net.replay != NULL && *name != '\0' &&
	    name[strlen(name) - 1] != '/') {
		add_way(r, it, from_transcript(r, name));
		n = 1;
	}
	return n;
}

/* Says that a name is none, and what to do about it. */
static void
say_missing(const struct run *r, struct cm_buf *why, const char *name)
{
	size_t i, len = strlen(name);
	int group = len > 0 && name[len - 1] == '/';
	char *whole;

	cm_buf_printf(why, "no %s is called '%s' in '%s'",
	    group ? "group" : "account", name, cm_conf_path(r->conf));
	whole = cm_strdup(name);
	whole = cm_realloc(whole, len + 2);
	memcpy(whole + len, "/", 2);
	for (i = 0; !group && i < cm_conf_count(r->conf); i++)
		if (cm_conf_means(cm_conf_at(r->conf, i), whole))
			break;
	if (!group && i < cm_conf_count(r->conf))
		cm_buf_printf(
		    why, "; the accounts of the group are called '%s'", whole);
	else if (!group && cm_conf_is_name(name))
		cm_buf_printf(
		    why, "; cm-fetch --add %s NETWORK makes one", name);
	free(whole);
}

/* Whether an account that the item goes to has that network. */
static int
goes_to(const struct run *r, size_t first, struct cm_slice network)
{
	size_t i;

	for (i = first; i < r->nways; i++)
		if (cm_json_is(network, r->ways[i].account->network))
			return 1;
	return 0;
}

/* Names what stands under options for a network that there is not; one
 * of those that the draft does not go to this time may well stand there.
 * Returns how many there are. */
static size_t
name_options(struct run *r, const struct item *it, size_t first)
{
	struct cm_slice whole = {it->json, it->len}, key, value;
	struct cm_slice all = cm_json_get(whole, "options");
	char **names = NULL, *name, line[24];
	const char *meant;
	size_t at = 0, n = 0, k;

	while (r->o->net.replay == NULL && cm_scan_kind(all) == CM_OBJECT &&
	    cm_json_next(all, &at, &key, &value)) {
		if (goes_to(r, first, key))
			continue;
		if (names == NULL)
			names = cm_netmod_names();
		name = cm_json_dup(key);
		for (k = 0; names[k] != NULL; k++)
			if (strcmp(names[k], name) == 0)
				break;
		if (names[k] == NULL) {
			n++;
			meant = cm_near(name, (const char *const *)names);
			snprintf(line, sizeof(line), ":%llu",
			    (unsigned long long)it->line);
			cm_warn("%s%s: unknown member 'options.%s': no network "
				"has that name%s%s%s",
			    it->file != NULL ? it->file : "command line",
			    it->line > 0 ? line : "", name,
			    meant != NULL ? ": '" : "",
			    meant != NULL ? meant : "",
			    meant != NULL ? "'?" : "");
		}
		free(name);
	}
	item_names_free(names);
	return n;
}

/* For read: see read_items(). */
static char *
take(void *ctx, struct item *it)
{
	struct run *r = ctx;
	struct cm_buf why;
	size_t before = r->nways;
	char **to;

	for (to = it->to; *to != NULL; to++) {
		if (add_accounts(r, it, *to) > 0)
			continue;
		r->nways = before;
		cm_buf_init(&why, CM_BUF_ANY);
		say_missing(r, &why, *to);
		cm_buf_byte(&why, '\0');
		return why.p;
	}
	if (name_options(r, it, before) > 0 && r->o->strict) {
		r->nways = before;
		return cm_strdup("a member that nobody knows, and --strict");
	}
	*r->last = it;
	r->last = &it->next;
	return NULL;
}

/* A name after --to that is none ends all before anything is read. */
static enum cm_exit
check_to(struct run *r)
{
	char **to = item_to(r->o);
	enum cm_exit status = CM_OK;
	struct cm_buf why;
	size_t i;

	cm_buf_init(&why, CM_BUF_ANY);
	for (i = 0; to[i] != NULL; i++)
		if (add_accounts(r, NULL, to[i]) == 0) {
			cm_buf_clear(&why);
			say_missing(r, &why, to[i]);
			cm_warn("--to: %s", cm_buf_str(&why));
			status = CM_USAGE;
		}
	r->nways = 0;
	item_names_free(to);
	cm_buf_release(&why);
	return status;
}

/* All networks are known before the first job begins; of an account in a
 * transcript only now. */
static enum cm_exit
load(struct run *r, struct outbox *b)
{
	enum cm_exit status = CM_OK;
	const struct cm_about *about;
	size_t i;

	for (i = 0; i < r->nways; i++)
		outbox_expect(b, r->ways[i].account->name);
	for (i = 0; i < r->nways; i++)
		if (outbox_about(b, r->ways[i].account->name) == NULL)
			status = CM_USAGE;
	for (i = 0; i < r->nmade && status == CM_OK; i++) {
		about = outbox_about(b, r->made[i]->name);
		if (about != NULL)
			r->made[i]->network = about->network;
	}
	return status;
}

/* Whether the item goes to no account of that network before. */
static int
is_first(const struct run *r, size_t i)
{
	size_t k;

	for (k = i; k > 0 && r->ways[k - 1].it == r->ways[i].it; k--)
		if (strcmp(r->ways[k - 1].account->network,
			r->ways[i].account->network) == 0)
			return 0;
	return 1;
}

static enum cm_exit
publish(struct run *r)
{
	enum cm_exit status = CM_OK;
	struct outbox *b = outbox_open(r->o, r->conf, &status);
	const struct cm_about *about;
	struct way *w;
	struct plan p;
	size_t i, n;
	int unknown = 0;

	if (b == NULL)
		return status;
	status = load(r, b);
	n = status == CM_OK ? r->nways : 0;
	for (i = 0; i < n; i++) {
		w = &r->ways[i];
		about = outbox_about(b, w->account->name);
		if (is_first(r, i) &&
		    outbox_name_options(b, w->it, w->account) > 0 &&
		    r->o->strict)
			unknown = 1;
		plan_make(&p, w->it, w->account, about);
		outbox_try(b, w->it, w->account, &p);
		if (r->o->dry)
			status = cm_worse(
			    status, outbox_show(b, w->it, w->account, &p));
		else
			outbox_add(b, w->it, w->account, &p);
		plan_release(&p);
	}
	if (unknown) {
		cm_warn("nothing is sent: a member that nobody knows, and "
			"--strict");
		status = cm_worse(status, CM_FAIL);
	}
	if (status == CM_OK && !r->o->dry)
		status = outbox_run(b);
	return cm_worse(status, outbox_close(b));
}

static void
release(struct run *r)
{
	struct item *it;
	size_t i;

	while (r->first != NULL) {
		it = r->first;
		r->first = it->next;
		item_free(it);
	}
	for (i = 0; i < r->nmade; i++) {
		free((char *)r->made[i]->name);
		free(r->made[i]);
	}
	free(r->made);
	free(r->ways);
	cm_conf_close(r->conf);
}

enum cm_exit
run(const struct options *o, const char *const *files, size_t nfiles)
{
	struct run r;
	enum cm_exit status = CM_OK;
	struct item *it;
	int words;

	memset(&r, 0, sizeof(r));
	r.o = o;
	r.last = &r.first;
	r.conf = cm_conf_open(o->conf, &status);
	if (r.conf == NULL)
		return status;
	status = check_to(&r);
	words = status == CM_OK ? read_words(o, &it) : -1;
	if (words == -1)
		status = CM_USAGE;
	else if (words == 0)
		status = read_items(o, files, nfiles, take, &r);
	else
		free(take(&r, it)); /* --to was looked at: it is taken */
	if (r.nways > 0 && (status == CM_OK || !o->strict) &&
	    status != CM_USAGE)
		status = cm_worse(status, publish(&r));
	release(&r);
	return status;
}
