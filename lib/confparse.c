/* SPDX-License-Identifier: ISC */
/* The lines of an accounts file. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/conf.h"
#include "lib/confin.h"
#include "lib/ini.h"

enum { NAME_MAX_LEN = 100 };

static int
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '_';
}

int
cm_conf_is_name(const char *name)
{
	/* cm-fetch's kinds, which may stand behind an account's name. */
	static const char *const taken[] = {"posts", "comments", "mentions",
	    "messages", "account", "series", "search", "profile", NULL};
	const char *p;
	int i;

	if (*name == '\0' || strlen(name) > NAME_MAX_LEN)
		return 0;
	for (p = name; *p != '\0'; p++) {
		if (p == name || p[-1] == '/') {
			if (!is_word(*p) || *p == '-')
				return 0;
		} else if (!is_word(*p) && *p != '.' && *p != '/')
			return 0;
	}
	for (i = 0; taken[i] != NULL; i++)
		if (strcmp(name, taken[i]) == 0)
			return 0;
	return p[-1] != '/';
}

static void complain(struct cm_conf *c, int line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static void
complain(struct cm_conf *c, int line, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	cm_warn("%s:%d: %s", c->path, line, text);
	c->bad = 1;
}

static struct cm_account *
last(struct cm_conf *c)
{
	return c->count > 0 ? &c->accounts[c->count - 1] : NULL;
}

static void
section(void *ctx, int line, char *s)
{
	struct cm_conf *c = ctx;
	struct cm_account *a;
	size_t i;

	if (!cm_conf_is_name(s))
		complain(c, line,
		    "'%.100s' cannot be the name of an account: letters, "
		    "digits, - _ . and / between, and none of cm-fetch's kinds",
		    s);
	for (i = 0; i < c->count; i++)
		if (strcmp(c->accounts[i].name, s) == 0)
			complain(c, line,
			    "account '%s' is there already, in line %d", s,
			    c->accounts[i].line);
	if (c->count == c->room) {
		c->room = c->room * 2 + 8;
		c->accounts =
		    cm_realloc(c->accounts, c->room * sizeof(*c->accounts));
		c->items = cm_realloc(c->items, c->room * sizeof(*c->items));
	}
	c->items[c->count] = NULL;
	a = &c->accounts[c->count++];
	memset(a, 0, sizeof(*a));
	a->name = s;
	a->network = "";
	a->line = line;
	a->conf = c;
}

/* Keeps a setting; its value may be a secret and is in no message. */
static void
keep(struct cm_conf *c, struct cm_account *a, int line, const char *name,
    const char *value)
{
	struct cm_conf_item **items = &c->items[c->count - 1];
	size_t i;

	for (i = 0; i < a->count; i++)
		if (strcmp((*items)[i].name, name) == 0)
			complain(c, line, "'%s' is there already, in line %d",
			    name, (*items)[i].line);
	if (a->count % 8 == 0)
		*items = cm_realloc(*items, (a->count + 8) * sizeof(**items));
	(*items)[a->count].name = name;
	(*items)[a->count].value = value;
	(*items)[a->count++].line = line;
}

static void
setting(void *ctx, int line, char *name, char *value)
{
	struct cm_conf *c = ctx;
	struct cm_account *a = last(c);

	if (a == NULL)
		complain(
		    c, line, "'%s' stands before the first [account]", name);
	else
		keep(c, a, line, name, value);
}

static void
wrong(void *ctx, int line, const char *why)
{
	complain(ctx, line, "%s", why);
}

/* The network is no item: it moves to its own place. */
static void
take_networks(struct cm_conf *c)
{
	struct cm_account *a;
	size_t i, j;

	for (i = 0; i < c->count; i++) {
		a = &c->accounts[i];
		a->items = c->items[i];
		for (j = 0; j < a->count; j++) {
			if (strcmp(c->items[i][j].name, "network") != 0)
				continue;
			a->network = c->items[i][j].value;
			memmove(&c->items[i][j], &c->items[i][j + 1],
			    (a->count - j - 1) * sizeof(**c->items));
			a->count--;
			break;
		}
	}
}

void
cm_conf_parse(struct cm_conf *c, size_t len)
{
	struct cm_ini i = {NULL, NULL, section, setting, wrong};

	i.ctx = c;
	cm_ini_parse(c->text, len, &i);
	take_networks(c);
}

int
cm_conf_sounds_secret(const char *name)
{
	static const char *const ends[] = {
	    "token", "password", "passphrase", "secret", "key", NULL};
	size_t n = strlen(name), m;
	int i;

	for (i = 0; ends[i] != NULL; i++) {
		m = strlen(ends[i]);
		if (n >= m && strcmp(name + n - m, ends[i]) == 0)
			return 1;
	}
	return 0;
}

/*
 * What others may read holds no secret, and what others may write is not ours:
 * a command of theirs would be run. (Other secrets are refused when asked for.)
 */
void
cm_conf_judge(struct cm_conf *c)
{
	const struct cm_conf_item *it;
	size_t i, j;

	for (i = 0; i < c->count; i++)
		for (j = 0; j < c->accounts[i].count; j++) {
			it = &c->accounts[i].items[j];
			if ((c->mode & 044) != 0 &&
			    cm_conf_sounds_secret(it->name)) {
				complain(c, it->line,
				    "others may read this file, and '%s' "
				    "stands in it: chmod 600 '%s'",
				    it->name, c->path);
				return;
			}
			if ((c->mode & 022) != 0 &&
			    cm_conf_is_secret(it->name, NULL)) {
				complain(c, it->line,
				    "others may write this file, and '%s' is "
				    "a command that is run: chmod 600 '%s'",
				    it->name, c->path);
				return;
			}
		}
}
