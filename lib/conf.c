/* SPDX-License-Identifier: ISC */
/* Reads the accounts file; see cm-accounts(5). */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/conf.h"
#include "lib/confin.h"

enum { NAME_MAX_LEN = 100 };

int
cm_conf_place(struct cm_buf *b)
{
	const char *dir = getenv("CM_DIR");

	if (dir != NULL && *dir != '\0')
		return cm_buf_printf(b, "%s/accounts", dir);
	dir = getenv("XDG_CONFIG_HOME");
	if (dir != NULL && *dir == '/')
		return cm_buf_printf(b, "%s/cm/accounts", dir);
	dir = getenv("HOME");
	if (dir != NULL && *dir != '\0')
		return cm_buf_printf(b, "%s/.config/cm/accounts", dir);
	cm_warn("no place for the accounts file: set HOME or CM_DIR");
	return -1;
}

int
cm_conf_slurp(int fd, struct cm_buf *to)
{
	char *room;
	ssize_t n;

	for (;;) {
		room = cm_buf_room(to, 4096);
		if (room == NULL) {
			errno = EFBIG;
			return -1;
		}
		n = read(fd, room, 4096);
		if (n == 0)
			return 0;
		if (n == -1 && errno != EINTR)
			return -1;
		if (n > 0)
			to->len += (size_t)n;
	}
}

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

static int
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Cuts blanks off both ends, in place. */
static char *
trim(char *s)
{
	size_t n;

	while (is_blank(*s))
		s++;
	n = strlen(s);
	while (n > 0 && is_blank(s[n - 1]))
		n--;
	s[n] = '\0';
	return s;
}

/* Takes the quotes off a value, in place. Returns NULL, or what is wrong. */
static const char *
unquote(char *s)
{
	char *from = s + 1, *to = s;

	if (*s != '"')
		return NULL;
	for (; *from != '"'; from++) {
		if (*from == '\\' && (from[1] == '"' || from[1] == '\\'))
			from++;
		if (*from == '\0')
			return "a quote is not closed";
		*to++ = *from;
	}
	*to = '\0';
	return from[1] == '\0' ? NULL : "something stands behind the quotes";
}

static struct cm_account *
last(struct cm_conf *c)
{
	return c->count > 0 ? &c->accounts[c->count - 1] : NULL;
}

static void
section(struct cm_conf *c, int line, char *s)
{
	size_t n = strlen(s), i;
	struct cm_account *a;

	if (s[n - 1] != ']') {
		complain(c, line, "a ] is missing");
		return;
	}
	s[n - 1] = '\0';
	s = trim(s + 1);
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
setting(struct cm_conf *c, int line, char *s)
{
	struct cm_account *a = last(c);
	char *eq = strchr(s, '='), *p;
	const char *why;

	if (eq == NULL) {
		complain(c, line,
		    "no section, setting or comment: neither '[' nor '='");
		return;
	}
	*eq = '\0';
	s = trim(s);
	for (p = s; is_word(*p); p++)
		;
	if (*s == '\0' || *p != '\0') {
		complain(c, line,
		    "the name of a setting is letters, digits, - and _");
		return;
	}
	if (a == NULL) {
		complain(c, line, "'%s' stands before the first [account]", s);
		return;
	}
	eq = trim(eq + 1);
	why = unquote(eq);
	if (why != NULL)
		complain(c, line, "'%s': %s", s, why);
	else if (*eq == '\0')
		complain(c, line, "'%s' has no value", s);
	keep(c, a, line, s, eq);
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

static void
parse(struct cm_conf *c, size_t len)
{
	char *s = c->text, *end;
	int line = 0;

	if (memchr(s, '\0', len) != NULL) {
		complain(c, 1, "this is no text: there is a NUL in it");
		return;
	}
	if (strncmp(s, "\xef\xbb\xbf", 3) == 0)
		s += 3;
	for (; s != NULL; s = end) {
		line++;
		end = strchr(s, '\n');
		if (end != NULL)
			*end++ = '\0';
		s = trim(s);
		if (*s == '[')
			section(c, line, s);
		else if (*s != '\0' && *s != '#' && *s != ';')
			setting(c, line, s);
	}
	take_networks(c);
}

/* Tells whether a name says that its value is to be kept to oneself. */
static int
sounds_secret(const char *name)
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
static void
judge_mode(struct cm_conf *c)
{
	const struct cm_conf_item *it;
	size_t i, j;

	for (i = 0; i < c->count; i++)
		for (j = 0; j < c->accounts[i].count; j++) {
			it = &c->accounts[i].items[j];
			if ((c->mode & 044) != 0 && sounds_secret(it->name)) {
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

/* Reads the file. 1: there is none. */
static int
load(struct cm_conf *c, enum cm_exit *status)
{
	struct cm_buf b;
	struct stat st;
	int fd, rc;

	*status = CM_USAGE;
	fd = open(c->path, O_RDONLY | O_CLOEXEC);
	if (fd == -1 && (errno == ENOENT || errno == ENOTDIR))
		return 1;
	cm_buf_init(&b, CM_CONF_MAX);
	rc = fd == -1 || fstat(fd, &st) == -1 ? -1 : cm_conf_slurp(fd, &b);
	if (rc == -1)
		cm_warn("cannot read '%s': %s", c->path, strerror(errno));
	if (fd != -1)
		close(fd);
	if (rc == 0) {
		c->mode = st.st_mode;
		(void)cm_buf_str(&b);
		c->text = b.p;
		parse(c, b.len);
		judge_mode(c);
		return c->bad ? -1 : 0;
	}
	cm_buf_release(&b);
	return -1;
}

struct cm_conf *
cm_conf_read(const char *path, struct cm_buf *text)
{
	struct cm_conf *c = cm_zalloc(sizeof(*c));

	c->path = cm_strdup(path);
	c->mode = 0600;
	(void)cm_buf_str(text);
	c->text = text->p;
	parse(c, text->len);
	cm_buf_init(text, CM_BUF_ANY);
	if (!c->bad)
		return c;
	cm_conf_close(c);
	return NULL;
}

struct cm_conf *
cm_conf_open(const char *path, enum cm_exit *status)
{
	struct cm_conf *c = cm_zalloc(sizeof(*c));
	struct cm_buf b;
	int rc;

	*status = CM_USAGE;
	cm_buf_init(&b, CM_BUF_ANY);
	rc = path != NULL ? cm_buf_puts(&b, path) : cm_conf_place(&b);
	if (rc == 0) {
		c->path = cm_strdup(cm_buf_str(&b));
		rc = load(c, status);
	}
	cm_buf_release(&b);
	/* A file that was named has to be there. */
	if (rc == 1 && path != NULL) {
		cm_warn("cannot read '%s': %s", c->path, strerror(ENOENT));
		rc = -1;
	}
	if (rc == -1) {
		cm_conf_close(c);
		return NULL;
	}
	*status = CM_OK;
	return c;
}

void
cm_conf_close(struct cm_conf *c)
{
	size_t i;

	if (c == NULL)
		return;
	for (i = 0; i < c->count; i++)
		free(c->items[i]);
	for (i = 0; i < c->nknown; i++) {
		free(c->known[i].name);
		free(c->known[i].value);
	}
	free(c->known);
	free(c->items);
	free(c->accounts);
	free(c->text);
	free(c->path);
	free(c);
}

const char *
cm_conf_path(const struct cm_conf *c)
{
	return c->path;
}

size_t
cm_conf_count(const struct cm_conf *c)
{
	return c->count;
}

const struct cm_account *
cm_conf_at(const struct cm_conf *c, size_t i)
{
	return i < c->count ? &c->accounts[i] : NULL;
}

const struct cm_account *
cm_conf_find(const struct cm_conf *c, const char *name)
{
	size_t i;

	for (i = 0; i < c->count; i++)
		if (strcmp(c->accounts[i].name, name) == 0)
			return &c->accounts[i];
	return NULL;
}

int
cm_conf_means(const struct cm_account *a, const char *name)
{
	size_t n = strlen(name);

	if (n > 0 && name[n - 1] == '/')
		return strncmp(a->name, name, n) == 0;
	return strcmp(a->name, name) == 0;
}

const char *
cm_conf_get(const struct cm_account *a, const char *name)
{
	size_t i;

	for (i = 0; i < a->count; i++)
		if (strcmp(a->items[i].name, name) == 0)
			return a->items[i].value;
	return NULL;
}
