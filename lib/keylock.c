/* SPDX-License-Identifier: ISC */
/* Locks between processes. fcntl's: a child that we fork has none of them, so
 * they go when the process itself does. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/crypto.h"
#include "lib/db.h"
#include "lib/keyring.h"

static int64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* A name that is safe as a file's, and no other account's: "%XX" for all but
 * letters, digits and "-._~"; one that is too long by its hash. */
static void
add_name(struct cm_buf *b, const char *account)
{
	unsigned char hash[CM_CRYPTO_HASH];
	size_t n, at = b->len;

	cm_crypto_percent(b, account, strlen(account));
	if (b->len - at <= 200)
		return;
	b->len = at;
	n = cm_crypto_hash("sha256", account, strlen(account), hash);
	cm_crypto_hex(b, hash, n);
}

static int
open_lock(const char *purpose, const char *account, struct cm_buf *path)
{
	int fd;

	if (cm_db_folder(path) == -1)
		return -1;
	cm_buf_puts(path, "/locks");
	if (cm_db_mkdir(cm_buf_str(path)) == -1)
		return -1;
	cm_buf_printf(path, "/%s ", purpose);
	add_name(path, account);
	fd = open(cm_buf_str(path), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd == -1)
		cm_warn("cannot open '%s': %s", path->p, strerror(errno));
	return fd;
}

int
cm_keyring_lock(const char *purpose, const char *account, int seconds)
{
	struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	struct timespec nap = {0, 20000000};
	int64_t end = now() + (int64_t)seconds * 1000;
	struct cm_buf path;
	int fd;

	cm_buf_init(&path, CM_BUF_ANY);
	fd = open_lock(purpose, account, &path);
	while (fd != -1 && fcntl(fd, F_SETLK, &l) == -1) {
		if (errno != EACCES && errno != EAGAIN && errno != EINTR) {
			cm_warn(
			    "cannot lock '%s': %s", path.p, strerror(errno));
			close(fd);
			fd = -1;
		} else if (now() >= end) {
			close(fd);
			cm_buf_release(&path);
			return -1;
		} else
			nanosleep(&nap, NULL);
	}
	cm_buf_release(&path);
	return fd != -1 ? fd : -2;
}

void
cm_keyring_unlock(int lock)
{
	if (lock >= 0)
		close(lock);
}
