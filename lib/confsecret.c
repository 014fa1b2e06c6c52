/* SPDX-License-Identifier: ISC */
/* Secrets of accounts: from a command, a file, the environment, or the file of
 * accounts itself. No message holds one, nor the command that prints it. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/conf.h"
#include "lib/confin.h"

enum { SECONDS = 30 };

static const char *const sources[] = {"-command", "-file", "-env", ""};

/* The length of a name without an ending, or 0: it does not end so. */
static size_t
stem(const char *name, const char *ending)
{
	size_t n = strlen(name), m = strlen(ending);

	return n > m && strcmp(name + n - m, ending) == 0 ? n - m : 0;
}

int
cm_conf_is_secret(const char *name, const char *const *secrets)
{
	size_t i, n;

	if (stem(name, sources[0]) > 0)
		return 1;
	for (; secrets != NULL && *secrets != NULL; secrets++)
		for (i = 1; i < 4; i++) {
			n = stem(name, sources[i]);
			if (n == strlen(*secrets) &&
			    memcmp(name, *secrets, n) == 0)
				return 1;
		}
	return 0;
}

static void
fails(const struct cm_account *a, const struct cm_conf_item *it,
    const char *why, const char *detail)
{
	cm_warn("%s:%d: account '%s': '%s' %s%s%s", a->conf->path, it->line,
	    a->name, it->name, why, *detail != '\0' ? ": " : "", detail);
}

/* Where a file is: ~/ is the home, and a relative path begins where the
 * accounts file is. */
static void
whole_path(const struct cm_account *a, const char *path, struct cm_buf *b)
{
	const char *home = getenv("HOME");
	const char *slash = strrchr(a->conf->path, '/');

	if (path[0] == '~' && path[1] == '/' && home != NULL)
		cm_buf_printf(b, "%s%s", home, path + 1);
	else if (*path == '/' || slash == NULL)
		cm_buf_puts(b, path);
	else {
		cm_buf_add(b, a->conf->path, (size_t)(slash - a->conf->path));
		cm_buf_printf(b, "/%s", path);
	}
}

static int
from_file(const struct cm_account *a, const struct cm_conf_item *it,
    struct cm_buf *to)
{
	struct cm_buf path;
	struct stat st;
	int fd, rc = -1;

	cm_buf_init(&path, CM_BUF_ANY);
	whole_path(a, it->value, &path);
	/* A FIFO that nobody writes to would hold the open. */
	fd = open(cm_buf_str(&path), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd == -1 || fstat(fd, &st) == -1)
		fails(a, it, "cannot be read", strerror(errno));
	else if (!S_ISREG(st.st_mode))
		fails(a, it, "cannot be read", "it is no regular file");
	else if ((st.st_mode & 044) != 0)
		fails(a, it, "is refused", "others may read it: chmod 600");
	else if (cm_conf_slurp(fd, to) == -1)
		fails(a, it, "cannot be read", strerror(errno));
	else
		rc = 0;
	if (fd != -1)
		close(fd);
	cm_buf_release(&path);
	return rc;
}

static int
from_command(const struct cm_account *a, const struct cm_conf_item *it,
    struct cm_buf *to)
{
	struct cm_buf detail;
	const char *why;

	cm_buf_init(&detail, CM_BUF_ANY);
	why = cm_conf_command(it->value, SECONDS, to, &detail);
	if (why != NULL)
		fails(a, it, why, cm_buf_str(&detail));
	cm_buf_release(&detail);
	return why == NULL ? 0 : -1;
}

static int
from_env(const struct cm_account *a, const struct cm_conf_item *it,
    struct cm_buf *to)
{
	const char *value = getenv(it->value);

	if (value == NULL) {
		fails(a, it, "names a variable that is not set", it->value);
		return -1;
	}
	cm_buf_puts(to, value);
	return 0;
}

static int
from_line(const struct cm_account *a, const struct cm_conf_item *it,
    struct cm_buf *to)
{
	if ((a->conf->mode & 044) != 0) {
		fails(a, it, "is a secret, and others may read this file",
		    "chmod 600");
		return -1;
	}
	cm_buf_puts(to, it->value);
	return 0;
}

/*
 * The first line of it, without its end; a key in PEM is taken as a whole.
 * What a header cannot hold is not a secret.
 */
static char *
clean(
    const struct cm_account *a, const struct cm_conf_item *it, struct cm_buf *b)
{
	const char *s = cm_buf_str(b), *nl;
	size_t i, n;

	if (strncmp(s, "-----BEGIN ", 11) == 0 && strlen(s) == b->len)
		return cm_strdup(s);
	nl = memchr(s, '\n', b->len);
	n = nl != NULL ? (size_t)(nl - s) : b->len;
	if (n > 0 && s[n - 1] == '\r')
		n--;
	for (i = 0; i < n; i++)
		if ((unsigned char)s[i] < ' ' || s[i] == 0x7f) {
			fails(a, it, "gave a control character",
			    "a secret is a line of text");
			return NULL;
		}
	if (n == 0) {
		fails(a, it, "gave nothing", "");
		return NULL;
	}
	return cm_strndup(s, n);
}

static char *
fetch(const struct cm_account *a, const struct cm_conf_item *it, int source)
{
	static int (*const from[])(const struct cm_account *,
	    const struct cm_conf_item *,
	    struct cm_buf *) = {from_command, from_file, from_env, from_line};
	struct cm_buf b;
	char *value = NULL;

	cm_buf_init(&b, CM_CONF_SECRET);
	if (from[source](a, it, &b) == 0) {
		if (b.full)
			fails(a, it, "gave more than 64 KiB", "");
		else
			value = clean(a, it, &b);
	}
	cm_buf_release(&b);
	return value;
}

/* The line that says where a secret is. 0: none; -1: more than one. */
static int
find(const struct cm_account *a, const char *name,
    const struct cm_conf_item **it, int *source)
{
	size_t i, n = strlen(name);
	int s, found = 0;

	for (i = 0; i < a->count; i++) {
		if (strncmp(a->items[i].name, name, n) != 0)
			continue;
		for (s = 0; s < 4; s++) {
			if (strcmp(a->items[i].name + n, sources[s]) != 0)
				continue;
			if (found) {
				fails(a, &a->items[i],
				    "is one too many: one of these lines is "
				    "enough",
				    (*it)->name);
				return -1;
			}
			*it = &a->items[i];
			*source = s;
			found = 1;
		}
	}
	return found;
}

int
cm_conf_secret(const struct cm_account *a, const char *name, const char **value)
{
	struct cm_conf *c = a->conf;
	const struct cm_conf_item *it = NULL;
	char *v = NULL;
	size_t i;
	int source = 0, rc;

	*value = NULL;
	for (i = 0; i < c->nknown; i++)
		if (c->known[i].account == a &&
		    strcmp(c->known[i].name, name) == 0) {
			*value = c->known[i].value;
			return *value != NULL ? 1 : -1;
		}
	rc = find(a, name, &it, &source);
	if (rc == 0)
		return 0;
	if (rc > 0)
		v = fetch(a, it, source);
	if (c->nknown % 8 == 0)
		c->known =
		    cm_realloc(c->known, (c->nknown + 8) * sizeof(*c->known));
	c->known[c->nknown].account = a;
	c->known[c->nknown].name = cm_strdup(name);
	c->known[c->nknown++].value = v;
	*value = v;
	return v != NULL ? 1 : -1;
}
