/* SPDX-License-Identifier: ISC */
/* The account's folder: files in it are replaced and removed, none outside. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/json.h"
#include "lib/netjob.h"
#include "lib/pipe.h"

enum { CHUNK = 64 << 10 };

/*
 * Opens the folder that a path is in, made where missing, name by name, no
 * link followed below the account's folder. Returns a descriptor and *name,
 * or -1 and errno; EPERM: not a path inside.
 */
static int
open_parent(const char *folder, char *path, int make, char **name)
{
	int fd, next;
	char *slash;

	if (*path == '\0' || *path == '/') {
		errno = EPERM;
		return -1;
	}
	if (make && mkdir(folder, 0777) != 0 && errno != EEXIST)
		return -1;
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (; fd != -1; path = slash + 1) {
		slash = strchr(path, '/');
		if (slash != NULL)
			*slash = '\0';
		if (*path == '\0' || *path == '.') {
			close(fd);
			errno = EPERM;
			return -1;
		}
		*name = path;
		if (slash == NULL)
			break;
		if (make && mkdirat(fd, path, 0777) != 0 && errno != EEXIST)
			next = -1;
		else
			next = openat(fd, path,
			    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		close(fd);
		fd = next;
	}
	return fd;
}

static int
copy_file(int to, const char *path)
{
	char *part;
	ssize_t n = -1;
	int from = open(path, O_RDONLY | O_CLOEXEC), r = 0;

	if (from == -1)
		return -1;
	part = cm_alloc(CHUNK);
	while (r == 0 && (n = read(from, part, CHUNK)) > 0)
		r = cm_pipe_write(to, part, (size_t)n);
	free(part);
	close(from);
	return n < 0 ? -1 : r;
}

static int
is_ours(const struct net_job *j, const char *path)
{
	size_t i;

	for (i = 0; j->files[i] != NULL; i++)
		if (strcmp(j->files[i], path) == 0)
			return 1;
	return 0;
}

/* Writes beside the name, then takes its place. */
static int
put_file(struct net_job *j, int dir, const char *name, struct cm_slice write)
{
	struct cm_slice file = cm_json_get(write, "file");
	char *text = NULL, *from = NULL;
	struct cm_buf b, temp;
	int fd, r = -1;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_init(&temp, CM_BUF_ANY);
	cm_buf_printf(&temp, ".%s.new", name);
	if (cm_scan_kind(file) == CM_OBJECT)
		file = cm_json_get(file, "file");
	from = cm_json_dup(file);
	if (from == NULL)
		cm_json_text(&b, cm_json_get(write, "text"));
	errno = EPERM;
	if (from != NULL && !is_ours(j, from))
		goto out;
	fd = openat(dir, cm_buf_str(&temp),
	    O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
	if (fd == -1)
		goto out;
	r = from != NULL ? copy_file(fd, from) : cm_pipe_write(fd, b.p, b.len);
	if (r == 0)
		r = fsync(fd);
	if (close(fd) != 0)
		r = -1;
	if (r == 0)
		r = renameat(dir, cm_buf_str(&temp), dir, name);
	if (r == 0)
		r = fsync(dir);
	else
		unlinkat(dir, cm_buf_str(&temp), 0);
out:
	free(text);
	free(from);
	cm_buf_release(&b);
	cm_buf_release(&temp);
	return r;
}

int
net_folder(struct net_job *j, struct cm_slice effect, char **why)
{
	struct cm_slice write = cm_json_get(effect, "write");
	struct cm_slice remove = cm_json_get(effect, "remove");
	char *path =
	    cm_json_dup(write.p != NULL ? cm_json_get(write, "path") : remove);
	char *shown = path != NULL ? cm_strdup(path) : NULL, *name = NULL;
	int dir = -1, r = -1;

	if (j->folder == NULL || path == NULL) {
		*why = cm_strdup(path == NULL
			? "a write has no path"
			: "the account has no folder in the accounts file");
		free(path);
		free(shown);
		return -1;
	}
	dir = open_parent(j->folder, path, write.p != NULL, &name);
	if (dir != -1) {
		if (write.p != NULL)
			r = put_file(j, dir, name, write);
		else
			r = unlinkat(dir, name, 0) == 0 || errno == ENOENT ? 0
									   : -1;
	} else if (write.p == NULL && errno == ENOENT)
		r = 0;
	if (r != 0)
		*why = errno == EPERM
		    ? net_say(
			  "'%s' is not a path in the account's folder", shown)
		    : net_say("cannot write '%s' in '%s': %s", shown, j->folder,
			  strerror(errno));
	if (dir != -1)
		close(dir);
	free(path);
	free(shown);
	return r;
}
