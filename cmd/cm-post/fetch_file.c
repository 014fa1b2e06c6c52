/* SPDX-License-Identifier: ISC */
/* The files of media that were fetched: where they lie, and what they are. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cmd/cm-post/fetch.h"
#include "lib/crypto.h"
#include "lib/db.h"

enum { WEEK = 7 * 24 * 3600, HASH = 16, TAG = 4 };

char *
fetch_folder(void)
{
	struct cm_buf b;
	char *path = NULL;

	cm_buf_init(&b, CM_BUF_ANY);
	if (cm_db_folder(&b) == 0) {
		cm_buf_puts(&b, "/media");
		path = cm_strdup(cm_buf_str(&b));
	}
	cm_buf_release(&b);
	return path;
}

int
fetch_create(struct picture *p)
{
	struct cm_buf b;
	char *folder = fetch_folder();

	if (folder == NULL || cm_db_mkdir(folder) == -1) {
		free(folder);
		errno = ENOENT;
		return -1;
	}
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b, "%s/new-XXXXXX", folder);
	p->file = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
	free(folder);
	p->fd = mkstemp(p->file);
	if (p->fd == -1) {
		free(p->file);
		p->file = NULL;
		return -1;
	}
	(void)fcntl(p->fd, F_SETFD, FD_CLOEXEC);
	return 0;
}

/* How a file of that type is called at its end. */
static const char *
ending(const char *type)
{
	static const char *const ends[][2] = {{"image/jpeg", "jpg"},
	    {"video/quicktime", "mov"}, {"audio/mpeg", "mp3"},
	    {"audio/mp4", "m4a"}, {"text/vtt", "vtt"},
	    {"application/x-subrip", "srt"}};
	const char *slash = strchr(type, '/');
	size_t i;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (strcmp(type, ends[i][0]) == 0)
			return ends[i][1];
	if (slash == NULL)
		return "bin";
	return strncmp(slash + 1, "x-", 2) == 0 ? slash + 3 : slash + 1;
}

/* The byte that two hexadecimal digits are; -1: they are none. */
static int
unhex(const char *s)
{
	static const char digits[] = "0123456789abcdef";
	const char *high, *low;

	high = memchr(digits, s[0] | (s[0] > '9' ? 32 : 0), 16);
	low = memchr(digits, s[1] | (s[1] > '9' ? 32 : 0), 16);
	if (high == NULL || low == NULL)
		return -1;
	return (int)(high - digits) * 16 + (int)(low - digits);
}

/* The last part of the URL's path, and how such a file should end. */
static char *
make_name(const char *url, const char *type)
{
	size_t len, from;
	struct cm_buf b;
	char *p, *name;
	int c;

	p = strstr(url, "://");
	url = p != NULL ? p + 3 : url;
	len = strcspn(url, "?#");
	for (from = len; from > 0 && url[from - 1] != '/'; from--)
		;
	cm_buf_init(&b, CM_BUF_ANY);
	for (; from > 0 && from < len; from++) {
		c = (unsigned char)url[from];
		if (c == '%' && from + 2 < len && unhex(url + from + 1) != -1) {
			c = unhex(url + from + 1);
			from += 2;
		}
		cm_buf_byte(&b,
		    c < ' ' || c == 0x7f || strchr("/\"\\%:*<>|;", c) ? '_'
								      : c);
	}
	if (b.len == 0 || b.p[0] == '.' || b.len > 120) {
		cm_buf_clear(&b);
		cm_buf_puts(&b, "media");
	}
	if (memchr(b.p, '.', b.len) == NULL)
		cm_buf_printf(&b, ".%s", ending(type));
	name = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
	return name;
}

static int
refuse(struct picture *p, const char *kind, const char *what, const char *more)
{
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b, "%s%s", what, more);
	p->why = cm_strdup(cm_buf_str(&b));
	p->kind = kind;
	cm_buf_release(&b);
	return -1;
}

/* What is no picture is most often a page that says why not. */
static int
refuse_type(struct picture *p, const char *mime)
{
	size_t i, n = mime != NULL ? strcspn(mime, "; \t") : 0;
	struct cm_buf b;

	if (p->facts.bytes == 0)
		return refuse(p, "invalid", "nothing came", "");
	cm_buf_init(&b, CM_BUF_ANY);
	if (n > 0)
		cm_buf_puts(&b, " (the server calls it ");
	for (i = 0; i < n && i < 60; i++)
		cm_buf_byte(
		    &b, mime[i] > ' ' && mime[i] < 0x7f ? mime[i] : '?');
	if (n > 0)
		cm_buf_byte(&b, ')');
	refuse(p, "invalid", "what came is no picture, film or sound",
	    cm_buf_str(&b));
	cm_buf_release(&b);
	return -1;
}

int
fetch_seal(struct picture *p, const char *mime)
{
	unsigned char hash[CM_CRYPTO_HASH];
	struct cm_buf hex;
	int n;

	/* The journal will name it: it is not to be there without its bytes
	 * after the machine went down. */
	n = fsync(p->fd);
	if (close(p->fd) == -1)
		n = -1;
	p->fd = -1;
	if (n == -1 || cm_media_look(p->file, &p->facts) == -1)
		return refuse(
		    p, "local", "what came cannot be kept: ", strerror(errno));
	if (strcmp(p->facts.type, "application/octet-stream") == 0)
		return refuse_type(p, mime);
	if (cm_crypto_hash_file("sha256", p->file, 0, (uint64_t)-1, hash) <= 0)
		return refuse(
		    p, "local", "what came cannot be read: ", strerror(errno));
	cm_buf_init(&hex, CM_BUF_ANY);
	cm_crypto_hex(&hex, hash, HASH);
	p->hash = cm_strdup(cm_buf_str(&hex));
	cm_buf_release(&hex);
	p->name = make_name(p->url, p->facts.type);
	return 0;
}

/* "-1a2b3c4d.": which account a file is of. */
static char *
tag_of(const char *account)
{
	unsigned char hash[CM_CRYPTO_HASH];
	struct cm_buf b;
	char *tag;

	cm_crypto_hash("sha256", account, strlen(account), hash);
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_byte(&b, '-');
	cm_crypto_hex(&b, hash, TAG);
	cm_buf_byte(&b, '.');
	tag = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
	return tag;
}

char *
fetch_link(const struct picture *p, const char *account)
{
	char *folder = fetch_folder(), *tag = tag_of(account), *path = NULL;
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	if (folder != NULL) {
		cm_buf_printf(&b, "%s/%s%s%s", folder, p->hash, tag,
		    ending(p->facts.type));
		if (link(p->file, cm_buf_str(&b)) == 0 || errno == EEXIST)
			path = cm_strdup(cm_buf_str(&b));
	}
	cm_buf_release(&b);
	free(folder);
	free(tag);
	return path;
}

void
fetch_forget(struct lane *l)
{
	const struct draft *d = &l->now->d;
	char *folder = NULL, *tag = NULL;
	const char *path;
	size_t i, n;

	for (i = 0; i < d->count; i++)
		for (n = 0; d->entries[i].files != NULL &&
		     (path = d->entries[i].files[n]) != NULL;
		     n++) {
			if (folder == NULL) {
				folder = fetch_folder();
				tag = tag_of(d->account);
			}
			if (folder != NULL &&
			    strncmp(path, folder, strlen(folder)) == 0 &&
			    strchr(path + strlen(folder) + 1, '/') == NULL &&
			    strstr(path + strlen(folder), tag) != NULL)
				(void)unlink(path);
		}
	free(folder);
	free(tag);
}

void
fetch_sweep(const struct outbox *b)
{
	char *folder = b->o->net.replay == NULL ? fetch_folder() : NULL;
	DIR *dir = folder != NULL ? opendir(folder) : NULL;
	time_t before = time(NULL) - WEEK;
	struct dirent *e;
	struct stat st;

	while (dir != NULL && (e = readdir(dir)) != NULL)
		if (fstatat(dirfd(dir), e->d_name, &st, AT_SYMLINK_NOFOLLOW) ==
			0 &&
		    S_ISREG(st.st_mode) && st.st_mtime < before)
			(void)unlinkat(dirfd(dir), e->d_name, 0);
	if (dir != NULL)
		closedir(dir);
	free(folder);
}
