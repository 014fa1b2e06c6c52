/* SPDX-License-Identifier: ISC */
/* Adds an account to the file: a new file takes the place of the old one. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/conf.h"
#include "lib/confin.h"
#include "lib/pipe.h"

static enum cm_exit
cannot(const char *path)
{
	cm_warn("cannot write '%s': %s", path, strerror(errno));
	return CM_FAIL;
}

/* Makes the folders above a file, as private as what goes in. */
static int
make_folders(const char *path)
{
	char *copy = cm_strdup(path), *slash;
	int rc = 0;

	for (slash = strchr(copy + 1, '/'); slash != NULL;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		rc = mkdir(copy, 0700) == -1 && errno != EEXIST ? -1 : 0;
		*slash = '/';
	}
	free(copy);
	return rc;
}

/* A link stays one: what it leads to is replaced. */
static char *
follow(const char *path)
{
	char *at = cm_strdup(path), *slash, to[4096];
	struct cm_buf b;
	ssize_t n;
	int links;

	for (links = 0; links < 16; links++) {
		n = readlink(at, to, sizeof(to) - 1);
		if (n <= 0)
			break;
		to[n] = '\0';
		slash = *to == '/' ? NULL : strrchr(at, '/');
		cm_buf_init(&b, CM_BUF_ANY);
		if (slash != NULL)
			cm_buf_add(&b, at, (size_t)(slash - at) + 1);
		cm_buf_puts(&b, to);
		free(at);
		at = cm_strdup(cm_buf_str(&b));
		cm_buf_release(&b);
	}
	return at;
}

static int
needs_quotes(const char *s)
{
	size_t n = strlen(s);

	return *s == '"' || *s == ' ' || *s == '\t' || s[n - 1] == ' ' ||
	    s[n - 1] == '\t';
}

static int
add_item(struct cm_buf *b, const struct cm_conf_item *it)
{
	const char *p;

	if (*it->value == '\0' || strpbrk(it->value, "\r\n") != NULL) {
		cm_warn("'%s' must be one line of text", it->name);
		return -1;
	}
	cm_buf_printf(b, "%s = ", it->name);
	if (!needs_quotes(it->value))
		cm_buf_puts(b, it->value);
	else {
		cm_buf_byte(b, '"');
		for (p = it->value; *p != '\0'; p++) {
			if (*p == '"' || *p == '\\')
				cm_buf_byte(b, '\\');
			cm_buf_byte(b, *p);
		}
		cm_buf_byte(b, '"');
	}
	return cm_buf_byte(b, '\n');
}

static void
sync_folder(const char *path)
{
	char *copy = cm_strdup(path), *slash = strrchr(copy, '/');
	int fd;

	if (slash != NULL)
		slash[slash == copy] = '\0';
	fd = open(
	    slash != NULL ? copy : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd != -1) {
		(void)fsync(fd);
		close(fd);
	}
	free(copy);
}

/* mkstemp gives mode 0600. */
static enum cm_exit
replace(const char *path, const struct cm_buf *text)
{
	struct cm_buf name;
	enum cm_exit status = CM_OK;
	int fd;

	cm_buf_init(&name, CM_BUF_ANY);
	cm_buf_printf(&name, "%s.XXXXXX", path);
	(void)cm_buf_str(&name);
	fd = mkstemp(name.p);
	if (fd == -1)
		status = cannot(path);
	else if (cm_pipe_write(fd, text->p, text->len) == -1 ||
	    fsync(fd) == -1 || rename(name.p, path) == -1) {
		status = cannot(path);
		(void)unlink(name.p);
	}
	if (fd != -1)
		close(fd);
	if (status == CM_OK)
		sync_folder(path);
	cm_buf_release(&name);
	return status;
}

/* What is in the file now; nothing where there is none. */
static int
read_old(const char *path, struct cm_buf *b)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc;

	if (fd == -1)
		return errno == ENOENT ? 0 : -1;
	rc = cm_conf_slurp(fd, b);
	close(fd);
	return rc;
}

/* Waits for the lock of an open file; -1 with errno. */
static int
take_lock(int fd)
{
	struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	while (fcntl(fd, F_SETLKW, &l) == -1)
		if (errno != EINTR)
			return -1;
	return 0;
}

/*
 * Those who add at the same time come one after the other. The file is removed
 * by who has the lock: one who waited for a file that is gone begins anew.
 */
static int
lock(const char *path, struct cm_buf *name)
{
	struct stat st;
	int fd;

	cm_buf_printf(name, "%s.lock", path);
	for (;;) {
		fd = open(cm_buf_str(name), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
		if (fd == -1)
			return -1;
		if (take_lock(fd) == -1 || fstat(fd, &st) == -1) {
			close(fd);
			return -1;
		}
		if (st.st_nlink > 0)
			return fd;
		close(fd);
	}
}

static int
put_section(struct cm_buf *b, const char *name,
    const struct cm_conf_item *items, size_t count)
{
	size_t i;
	int rc = 0;

	cm_buf_printf(b, "[%s]\n", name);
	for (i = 0; i < count && rc == 0; i++)
		rc = add_item(b, &items[i]);
	return rc;
}

static enum cm_exit
add_section(const char *path, const char *name,
    const struct cm_conf_item *items, size_t count)
{
	struct cm_buf b;
	struct cm_conf *c;
	enum cm_exit status = CM_OK;

	cm_buf_init(&b, CM_CONF_MAX);
	if (read_old(path, &b) == -1) {
		cm_buf_release(&b);
		return cannot(path);
	}
	if (b.len > 0) {
		c = cm_conf_open(path, &status);
		if (c != NULL && cm_conf_find(c, name) != NULL) {
			cm_warn("%s:%d: account '%s' is there already", path,
			    cm_conf_find(c, name)->line, name);
			status = CM_USAGE;
		}
		cm_conf_close(c);
		cm_buf_puts(&b, b.p[b.len - 1] == '\n' ? "\n" : "\n\n");
	}
	if (status == CM_OK && put_section(&b, name, items, count) == -1)
		status = CM_USAGE;
	if (status == CM_OK)
		status = replace(path, &b);
	cm_buf_release(&b);
	return status;
}

enum cm_exit
cm_conf_add(const char *path, const char *name,
    const struct cm_conf_item *items, size_t count)
{
	struct cm_buf place, lockfile;
	enum cm_exit status;
	char *real;
	int fd;

	if (!cm_conf_is_name(name)) {
		cm_warn("'%s' cannot be the name of an account: letters, "
			"digits, - _ . and / between, and none of cm-fetch's "
			"kinds",
		    name);
		return CM_USAGE;
	}
	cm_buf_init(&place, CM_BUF_ANY);
	cm_buf_init(&lockfile, CM_BUF_ANY);
	if (path != NULL)
		cm_buf_puts(&place, path);
	else if (cm_conf_place(&place) == -1) {
		cm_buf_release(&place);
		return CM_USAGE;
	}
	real = follow(cm_buf_str(&place));
	fd = make_folders(real) == 0 ? lock(real, &lockfile) : -1;
	if (fd == -1)
		status = cannot(real);
	else
		status = add_section(real, name, items, count);
	if (fd != -1) {
		(void)unlink(cm_buf_str(&lockfile));
		close(fd);
	}
	free(real);
	cm_buf_release(&place);
	cm_buf_release(&lockfile);
	return status;
}

struct cm_conf *
cm_conf_trial(const char *path, const char *name,
    const struct cm_conf_item *items, size_t count)
{
	struct cm_buf b, place;
	struct cm_conf *c = NULL;

	cm_buf_init(&b, CM_CONF_MAX);
	cm_buf_init(&place, CM_BUF_ANY);
	if ((path != NULL ? cm_buf_puts(&place, path)
			  : cm_conf_place(&place)) == 0 &&
	    put_section(&b, name, items, count) == 0)
		c = cm_conf_read(cm_buf_str(&place), &b);
	cm_buf_release(&b);
	cm_buf_release(&place);
	return c;
}
