/* SPDX-License-Identifier: ISC */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/asset.h"
#include "lib/err.h"
#include "lib/own.h"

int
cm_own_place(struct cm_buf *path, const char *what)
{
	const char *dir = getenv("CM_DIR");

	if (dir != NULL && *dir != '\0')
		return cm_buf_printf(path, "%s/%s", dir, what);
	dir = getenv("XDG_CONFIG_HOME");
	if (dir != NULL && *dir == '/')
		return cm_buf_printf(path, "%s/cm/%s", dir, what);
	dir = getenv("HOME");
	if (dir != NULL && *dir != '\0')
		return cm_buf_printf(path, "%s/.config/cm/%s", dir, what);
	return -1;
}

int
cm_own_read(const char *path, struct cm_buf *text)
{
	struct stat st;
	ssize_t n = 1;
	char *to;
	int fd;

	/* Not to wait for who writes to it, should it be a pipe. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd == -1 && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	if (fd == -1 || fstat(fd, &st) == -1 || !S_ISREG(st.st_mode)) {
		cm_warn("cannot read '%s': %s", path,
		    fd == -1 ? strerror(errno) : "it is no file");
		if (fd != -1)
			close(fd);
		return -1;
	}
	while (n > 0 && text->len <= CM_OWN_MAX) {
		to = cm_buf_room(text, 65536);
		n = read(fd, to, 65536);
		text->len += n > 0 ? (size_t)n : 0;
	}
	close(fd);
	if (n == 0 && memchr(cm_buf_str(text), '\0', text->len) == NULL)
		return 1;
	cm_warn("cannot read '%s': %s", path,
	    n == -1      ? strerror(errno)
		: n == 0 ? "it is no text"
			 : "it is longer than 1 MiB");
	return -1;
}

char *
cm_own_text(const char *what, const struct cm_asset *table, const char *name)
{
	const struct cm_asset *a = NULL;
	struct cm_buf path, text;
	char *to = NULL;
	int rc = 0;

	cm_buf_init(&path, CM_BUF_ANY);
	cm_buf_init(&text, CM_BUF_ANY);
	if (cm_own_place(&path, what) == 0) {
		cm_buf_printf(&path, "/%s", name);
		rc = cm_own_read(cm_buf_str(&path), &text);
	}
	if (rc == 0)
		a = cm_asset_find(table, name);
	if (rc == 1)
		to = cm_strndup(cm_buf_str(&text), text.len);
	else if (a != NULL)
		to = cm_strndup(a->data, a->len);
	cm_buf_release(&text);
	cm_buf_release(&path);
	return to;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char **
cm_own_modules(const char *what)
{
	char **names = cm_zalloc(sizeof(*names));
	struct cm_buf path;
	struct dirent *e;
	size_t n = 0, len;
	DIR *d = NULL;

	cm_buf_init(&path, CM_BUF_ANY);
	if (cm_own_place(&path, what) == 0)
		d = opendir(cm_buf_str(&path));
	while (d != NULL && (e = readdir(d)) != NULL) {
		len = strlen(e->d_name);
		if (len < 4 || e->d_name[0] == '.' ||
		    strcmp(e->d_name + len - 3, ".jq") != 0)
			continue;
		names = cm_realloc(names, (n + 2) * sizeof(*names));
		names[n++] = cm_strndup(e->d_name, len - 3);
		names[n] = NULL;
	}
	if (d != NULL)
		closedir(d);
	cm_buf_release(&path);
	qsort(names, n, sizeof(*names), by_name);
	return names;
}

void
cm_own_free(char **names)
{
	size_t i;

	for (i = 0; names[i] != NULL; i++)
		free(names[i]);
	free(names);
}
