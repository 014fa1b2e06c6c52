/* SPDX-License-Identifier: ISC */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/json.h"
#include "lib/netplace.h"

enum { MOST = 64 << 20 }; /* bytes of a file that a module may read */

static int
fail(char **why, const char *path, const char *what)
{
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b, "cannot read '%s': %s", path, what);
	*why = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
	return -1;
}

/* Name by name, so that a link on the way is seen. Returns a descriptor, or -1
 * and errno. */
static int
descend(int fd, const char *path, int last)
{
	size_t n = strcspn(path, "/");
	char *name;
	int next, saved;

	if (n == 0 || (n == 2 && strncmp(path, "..", 2) == 0)) {
		close(fd);
		errno = EPERM;
		return -1;
	}
	name = cm_strndup(path, n);
	next = openat(fd, name,
	    O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK |
		(path[n] == '/' ? O_DIRECTORY : last));
	saved = errno;
	free(name);
	close(fd);
	errno = saved;
	if (next == -1 || path[n] == '\0')
		return next;
	return descend(next, path + n + 1, last);
}

/* Returns a descriptor; -1: there is none; -2 after fail(). */
static int
open_in(const char *folder, const char *path, int flags, char **why)
{
	int fd;

	if (folder == NULL)
		return fail(why, path != NULL ? path : "",
			   "the account has no folder") -
		    1;
	if (path == NULL)
		return fail(why, "", "no path was given") - 1;
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd != -1)
		fd = descend(fd, path, flags);
	if (fd != -1)
		return fd;
	if (errno == ENOENT)
		return -1;
	return fail(why, path,
		   errno == EPERM || errno == ELOOP
		       ? "it leads out of the account's folder"
		       : strerror(errno)) -
	    1;
}

int
cm_netplace_read(
    struct cm_buf *to, const char *folder, const char *path, char **why)
{
	int fd = open_in(folder, path, 0, why), bad = 0;
	struct stat st;
	ssize_t n = 1;
	char *p;

	if (fd < 0)
		return fd == -1 ? 0 : -1;
	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode))
		bad = fail(why, path, "it is no file");
	while (!bad && n > 0) {
		p = cm_buf_room(to, 1 << 16);
		n = read(fd, p, 1 << 16);
		if (n == -1 && errno == EINTR)
			n = 1;
		else if (n == -1)
			bad = fail(why, path, strerror(errno));
		else
			to->len += (size_t)n;
		if (to->len > MOST)
			bad = fail(why, path, "it is too large");
	}
	close(fd);
	return bad ? -1 : 1;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void
cm_netplace_names(struct cm_buf *to, char **names, size_t n)
{
	size_t i;

	if (n > 0)
		qsort(names, n, sizeof(*names), by_name);
	cm_buf_byte(to, '[');
	for (i = 0; i < n; i++) {
		if (i > 0)
			cm_buf_byte(to, ',');
		cm_json_string(to, names[i], strlen(names[i]));
		free(names[i]);
	}
	cm_buf_byte(to, ']');
	free(names);
}

int
cm_netplace_list(
    struct cm_buf *to, const char *folder, const char *path, char **why)
{
	int fd = open_in(folder, path, O_DIRECTORY, why);
	char **names = NULL;
	struct dirent *e;
	size_t n = 0;
	DIR *d;

	if (fd < 0)
		return fd == -1 ? 0 : -1;
	d = fdopendir(fd);
	if (d == NULL) {
		close(fd);
		return fail(why, path, strerror(errno));
	}
	while ((e = readdir(d)) != NULL) {
		if (*e->d_name == '.')
			continue;
		names = cm_realloc(names, (n + 1) * sizeof(*names));
		names[n++] = cm_strdup(e->d_name);
	}
	closedir(d);
	cm_netplace_names(to, names, n);
	return 1;
}
