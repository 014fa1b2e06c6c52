/* SPDX-License-Identifier: ISC */
/* --archive: a file per account and month. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cmd/cm-fetch/archive.h"
#include "cmd/cm-fetch/fetch.h"
#include "lib/clock.h"
#include "lib/httpurl.h"
#include "lib/json.h"
#include "lib/pipe.h"

enum {
	MOST = 4 << 20, /* bytes that wait to be written, of all files */
	MONTH = 7,      /* "2026-11" */
	TRIES = 100     /* of 50 ms, for a file that another writes */
};

/* A file, and what is to be added to it. */
struct page {
	struct page *next;
	char *path; /* below the archive's folder */
	struct cm_buf b;
};

/* One in which there is something new. */
struct folder {
	struct folder *next;
	char *path;
};

struct archive {
	char *folder;
	struct folder *folders;
	char now[CM_CLOCK_TEXT];
	struct page *pages;
	struct page *last; /* that was added to */
	size_t waiting;
	enum cm_exit status;
};

/* In a folder there is something new: its name is to be brought to the disk,
 * once for all that are new in it. */
static void
note_folder(struct archive *a, const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash != NULL ? (size_t)(slash - path) : 0;
	struct folder *d;

	for (d = a->folders; d != NULL; d = d->next)
		if (strlen(d->path) == len && memcmp(d->path, path, len) == 0)
			return;
	d = cm_zalloc(sizeof(*d));
	d->path = cm_strndup(path, len);
	d->next = a->folders;
	a->folders = d;
}

struct archive *
archive_open(const char *folder, int64_t now)
{
	struct archive *a = cm_zalloc(sizeof(*a));

	a->folder = cm_strdup(folder);
	cm_clock_text(now, a->now);
	if (mkdir(folder, 0777) == 0 || errno == EEXIST) {
		note_folder(a, folder);
		return a;
	}
	cm_warn("cannot make the folder '%s': %s", folder, strerror(errno));
	archive_close(a);
	return NULL;
}

void
archive_close(struct archive *a)
{
	struct folder *d;
	struct page *p;

	if (a == NULL)
		return;
	while ((p = a->pages) != NULL) {
		a->pages = p->next;
		cm_buf_release(&p->b);
		free(p->path);
		free(p);
	}
	while ((d = a->folders) != NULL) {
		a->folders = d->next;
		free(d->path);
		free(d);
	}
	free(a->folder);
	free(a);
}

enum cm_exit
archive_status(const struct archive *a)
{
	return a->status;
}

/* ---- where a line goes ---- */

/* A name that is a path of folders, none of which leads elsewhere. */
static void
put_folder(struct cm_buf *b, const char *name)
{
	size_t from = b->len;
	char c;

	for (; *name != '\0'; name++) {
		c = *name;
		if (c == '/' && (b->len == from || b->p[b->len - 1] == '/'))
			continue;
		if (c == '.' && (b->len == from || b->p[b->len - 1] == '/'))
			c = '_';
		if (!isalnum((unsigned char)c) && strchr("._-/", c) == NULL)
			c = '_';
		cm_buf_byte(b, c);
	}
	if (b->len == from)
		cm_buf_puts(b, "_");
	else if (b->p[b->len - 1] == '/')
		b->len--;
}

/* Of a URL its host, without port, user and password. */
static void
put_host(struct cm_buf *b, const char *url)
{
	char *origin = cm_httpurl_origin(url), *p;

	p = origin != NULL ? strstr(origin, "://") : NULL;
	if (p == NULL) {
		put_folder(b, "_");
	} else {
		p += 3;
		if (*p != '[')
			p[strcspn(p, ":")] = '\0';
		put_folder(b, p);
	}
	free(origin);
}

static void
put_account(struct cm_buf *b, const char *name)
{
	const char *slash;

	if (cm_httpurl_is(name)) {
		put_host(b, name);
		return;
	}
	slash = name[0] == '/' || name[0] == '.' ? strrchr(name, '/') : NULL;
	put_folder(b, slash != NULL ? slash + 1 : name);
}

/* The month of a time as records have it; 0: it is none. */
static int
put_month(struct cm_buf *b, struct cm_slice time)
{
	const char *p = time.p + 1;
	size_t i;

	if (cm_scan_kind(time) != CM_STRING || time.len < MONTH + 2)
		return 0;
	for (i = 0; i < MONTH; i++)
		if (i == 4 ? p[i] != '-' : !isdigit((unsigned char)p[i]))
			return 0;
	cm_buf_add(b, p, MONTH);
	return 1;
}

static void
put_path(struct archive *a, struct cm_buf *b, const char *account, int own,
    struct cm_slice record)
{
	struct cm_slice now = {a->now, strlen(a->now)};
	char *name = NULL;

	if (own)
		name = cm_json_dup(cm_json_get(record, "account"));
	put_account(b, name != NULL ? name : account);
	free(name);
	cm_buf_byte(b, '/');
	if (!put_month(b, cm_json_get(record, "published")) &&
	    !put_month(b, cm_json_get(record, "fetched")))
		cm_buf_add(b, now.p, MONTH);
	cm_buf_puts(b, ".ndjson");
}

static struct page *
page_of(struct archive *a, const char *path)
{
	struct page *p;

	if (a->last != NULL && strcmp(a->last->path, path) == 0)
		return a->last;
	for (p = a->pages; p != NULL; p = p->next)
		if (strcmp(p->path, path) == 0)
			break;
	if (p == NULL) {
		p = cm_zalloc(sizeof(*p));
		p->path = cm_strdup(path);
		cm_buf_init(&p->b, CM_BUF_ANY);
		p->next = a->pages;
		a->pages = p;
	}
	a->last = p;
	return p;
}

/* ---- writing ---- */

static int
failed(struct archive *a, const char *path, const char *what, enum cm_exit why)
{
	cm_warn("'%s': %s", path, what);
	a->status = cm_worse(a->status, why);
	return -1;
}

static int
sync_folders(struct archive *a)
{
	struct folder *d;
	const char *path;
	int fd, r = 0;

	while ((d = a->folders) != NULL) {
		path = *d->path != '\0' ? d->path
		    : *a->folder == '/' ? "/"
					: ".";
		fd = r == 0 ? open(path, O_RDONLY | O_CLOEXEC) : -1;
		if (r == 0 && (fd == -1 || (fsync(fd) != 0 && errno != EINVAL)))
			r = failed(a, path, strerror(errno), CM_FAIL);
		if (fd != -1)
			close(fd);
		a->folders = d->next;
		free(d->path);
		free(d);
	}
	return r;
}

static int
make_folders(struct archive *a, char *path, size_t from)
{
	char *p = path + from;

	while ((p = strchr(p + 1, '/')) != NULL) {
		*p = '\0';
		if (mkdir(path, 0777) == 0)
			note_folder(a, path);
		else if (errno != EEXIST)
			return -1;
		*p = '/';
	}
	return 0;
}

static int
lock(int fd)
{
	struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	struct timespec t = {0, 50000000};
	int i;

	for (i = 0; fcntl(fd, F_SETLK, &l) != 0; i++) {
		if ((errno != EACCES && errno != EAGAIN) || i >= TRIES)
			return -1;
		nanosleep(&t, NULL);
	}
	return 0;
}

static int
write_page(struct archive *a, struct page *p, char *path)
{
	int fd, r = 0, is_new;

	if (make_folders(a, path, strlen(a->folder) - 1) != 0)
		return failed(a, path, strerror(errno), CM_FAIL);
	is_new = access(path, F_OK) != 0;
	fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (fd == -1)
		return failed(a, path, strerror(errno), CM_FAIL);
	if (lock(fd) != 0)
		r = failed(
		    a, path, "is being written by another process", CM_AGAIN);
	else if (output_cut(fd, path) != 0 ||
	    cm_pipe_write(fd, p->b.p, p->b.len) != 0 || fsync(fd) != 0)
		r = failed(a, path, strerror(errno), CM_FAIL);
	close(fd);
	if (is_new)
		note_folder(a, path);
	a->waiting -= p->b.len;
	cm_buf_release(&p->b);
	return r;
}

int
archive_sync(struct archive *a)
{
	struct page *p;
	struct cm_buf b;
	int r = 0;

	cm_buf_init(&b, CM_BUF_ANY);
	while (r == 0 && (p = a->pages) != NULL) {
		cm_buf_clear(&b);
		cm_buf_printf(&b, "%s/%s", a->folder, p->path);
		cm_buf_byte(&b, '\0');
		r = write_page(a, p, b.p);
		a->pages = p->next;
		free(p->path);
		free(p);
	}
	a->last = NULL;
	cm_buf_release(&b);
	if (sync_folders(a) != 0)
		r = -1;
	return r != 0 || a->status != CM_OK ? -1 : 0;
}

int
archive_add(struct archive *a, const char *account, int own, const char *lines,
    size_t len)
{
	const char *p = lines, *end = lines + len, *q;
	struct cm_buf b, line;
	struct cm_slice s;
	struct page *page;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_init(&line, CM_BUF_ANY);
	for (; p < end; p = q + 1) {
		q = memchr(p, '\n', (size_t)(end - p));
		if (q == NULL)
			q = end - 1;
		cm_buf_clear(&line);
		cm_buf_add(&line, p, (size_t)(q - p));
		(void)cm_buf_room(&line, CM_SCAN_PAD);
		s.p = line.p;
		s.len = line.len;
		cm_buf_clear(&b);
		put_path(a, &b, account, own, s);
		page = page_of(a, cm_buf_str(&b));
		cm_buf_add(&page->b, p, (size_t)(q - p) + 1);
		a->waiting += (size_t)(q - p) + 1;
	}
	cm_buf_release(&b);
	cm_buf_release(&line);
	return a->waiting > MOST ? archive_sync(a) : 0;
}
