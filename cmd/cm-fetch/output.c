/* SPDX-License-Identifier: ISC */
/* Where the records go; what is on disk before a cursor moves. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/cm-fetch/fetch.h"
#include "cmd/cm-fetch/job.h"

int
output_cut(int fd, const char *path)
{
	char part[4096];
	off_t end = lseek(fd, 0, SEEK_END), at = end;
	ssize_t n, i;

	while (at > 0) {
		n = at > (off_t)sizeof(part) ? (ssize_t)sizeof(part)
					     : (ssize_t)at;
		if (pread(fd, part, (size_t)n, at - n) != n)
			return -1;
		for (i = n; i > 0 && part[i - 1] != '\n'; i--)
			;
		at -= n - i;
		if (i > 0)
			break;
	}
	if (at == end)
		return 0;
	cm_warn("%s: its last line has no end; %lld bytes are cut off", path,
	    (long long)(end - at));
	return ftruncate(fd, at);
}

/* Makes a file standard output: what others print goes there too. */
int
output_open(const char *path)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	struct stat st;
	int fd = open(path, O_RDWR | O_CREAT | O_APPEND, 0666);

	if (fd == -1 && errno != EISDIR)
		fd = open(path, O_WRONLY | O_APPEND);
	if (fd == -1 || fstat(fd, &st) != 0) {
		cm_warn("cannot open '%s': %s", path, strerror(errno));
		return CM_USAGE;
	}
	if (S_ISREG(st.st_mode)) {
		if (fcntl(fd, F_SETLK, &lock) != 0) {
			cm_warn(
			    "'%s' is being written by another process", path);
			return CM_AGAIN;
		}
		if (output_cut(fd, path) != 0) {
			cm_warn("cannot read '%s': %s", path, strerror(errno));
			return CM_FAIL;
		}
	}
	if (fflush(stdout) != 0 || dup2(fd, STDOUT_FILENO) == -1) {
		cm_warn("cannot write to '%s': %s", path, strerror(errno));
		return CM_FAIL;
	}
	/* Closing fd would give up the lock: it stays open until the end. */
	return CM_OK;
}

/* Under which name the archive has what a source gives. */
static const char *
account_of(const struct source *s)
{
	if (s->job != NULL)
		return s->job->account;
	return s->fetch->o.account != NULL ? s->fetch->o.account : s->name;
}

int
output_write(struct source *s, const char *p, size_t len)
{
	struct fetch *f = s->fetch;

	if (f->archive != NULL && len > 0 &&
	    archive_add(f->archive, account_of(s),
		s->as == KIND_NDJSON || s->as == KIND_CSV ||
		    s->as == KIND_EXPORT,
		p, len) != 0) {
		f->status = cm_worse(f->status, archive_status(f->archive));
		return -1;
	}
	if (f->archive != NULL)
		return 0;
	cm_put(p, len);
	return cm_flush();
}

int
output_sync(struct fetch *f)
{
	struct stat st;

	if (f->archive != NULL) {
		if (archive_sync(f->archive) == 0)
			return 0;
		f->status = cm_worse(f->status, archive_status(f->archive));
		return -1;
	}
	if (cm_flush() != 0) {
		f->status = cm_worse(f->status, CM_FAIL);
		return -1;
	}
	if (fstat(STDOUT_FILENO, &st) != 0 || !S_ISREG(st.st_mode))
		return 0;
	if (fsync(STDOUT_FILENO) == 0)
		return 0;
	cm_warn("cannot bring the output to the disk: %s", strerror(errno));
	f->status = cm_worse(f->status, CM_FAIL);
	return -1;
}

/* ---- what prints its lines itself ---- */

int
output_divert(struct fetch *f, struct diverted *d)
{
	d->file = NULL;
	if (f->archive == NULL)
		return 0;
	d->file = tmpfile();
	d->out = d->file != NULL ? dup(STDOUT_FILENO) : -1;
	if (d->out != -1 && cm_flush() == 0 &&
	    dup2(fileno(d->file), STDOUT_FILENO) != -1)
		return 0;
	cm_warn("no room for what goes to the archive: %s", strerror(errno));
	f->status = cm_worse(f->status, CM_FAIL);
	if (d->file != NULL)
		fclose(d->file);
	d->file = NULL;
	return -1;
}

int
output_restore(struct source *s, struct diverted *d)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	int r;

	if (d->file == NULL)
		return 0;
	r = cm_flush();
	dup2(d->out, STDOUT_FILENO);
	close(d->out);
	rewind(d->file);
	while (r == 0 && (n = getline(&line, &cap, d->file)) > 0)
		r = output_write(s, line, (size_t)n);
	if (ferror(d->file))
		r = -1;
	if (r != 0)
		s->fetch->status = cm_worse(s->fetch->status, CM_FAIL);
	free(line);
	fclose(d->file);
	return r;
}
