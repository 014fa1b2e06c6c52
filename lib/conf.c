/* SPDX-License-Identifier: ISC */
/* Reads the accounts file; see cm-accounts(5). */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/conf.h"
#include "lib/confin.h"
#include "lib/own.h"

int
cm_conf_place(struct cm_buf *b)
{
	if (cm_own_place(b, "accounts") == 0)
		return 0;
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
		cm_conf_parse(c, b.len);
		cm_conf_judge(c);
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
	cm_conf_parse(c, text->len);
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
