/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/crypto.h"
#include "lib/err.h"
#include "lib/httptext.h"
#include "lib/json.h"
#include "lib/netanswer.h"
#include "lib/netclean.h"
#include "lib/netplace.h"
#include "lib/netspool.h"
#include "lib/text.h"

enum {
	WRITTEN = 600, /* seconds for which a file may still grow */
	PARTS = 50000, /* objects, lists, elements of a body */
	ATTRIBUTES = 10000
};

/* ---- a request ---- */

/* One that came, while it is taken apart. */
struct received {
	char *method, *url;
	struct cm_http_answer a; /* its headers and its body, as of an answer */
	const char *body;
	size_t len;
	const char *wrong;
};

/* A line without its end; *at moves behind it. 0: there is no whole one. */
static int
next_line(
    const char *p, size_t len, size_t *at, const char **line, size_t *line_len)
{
	size_t room = CM_NETSPOOL_HEAD < len ? CM_NETSPOOL_HEAD : len;
	const char *end = *at < room ? memchr(p + *at, '\n', room - *at) : NULL;

	if (end == NULL)
		return 0;
	*line = p + *at;
	*line_len = (size_t)(end - *line);
	if (*line_len > 0 && (*line)[*line_len - 1] == '\r')
		--*line_len;
	*at = (size_t)(end - p) + 1;
	return 1;
}

/* "POST /hook?a=b HTTP/1.1" */
static int
request_line(struct received *r, const char *line, size_t len)
{
	size_t n = 0, from, i;

	while (n < len && n < 20 && isupper((unsigned char)line[n]))
		n++;
	if (n == 0 || n == len || line[n] != ' ')
		return -1;
	for (from = i = n + 1; i < len && line[i] != ' '; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 127)
			return -1;
	if (i == from || len - i < 6 || memcmp(line + i, " HTTP/", 6) != 0)
		return -1;
	r->method = cm_strndup(line, n);
	r->url = cm_strndup(line + from, i - from);
	return 0;
}

/* Whether all of the body that the head announces is there. */
static int
is_whole(const struct received *r)
{
	const char *length = cm_http_header(&r->a, "content-length");
	char *end;
	unsigned long long n;

	if (length == NULL || !isdigit((unsigned char)*length))
		return 1;
	errno = 0;
	n = strtoull(length, &end, 10);
	return errno == 0 && n <= r->len;
}

static void
take_apart(struct received *r, const char *p, size_t len)
{
	const char *line;
	size_t at = 0, n;

	memset(r, 0, sizeof(*r));
	cm_buf_init(&r->a.head, CM_BUF_ANY);
	cm_buf_init(&r->a.body, CM_BUF_ANY);
	if (!next_line(p, len, &at, &line, &n) ||
	    request_line(r, line, n) != 0) {
		r->wrong = "it does not begin like a request: METHOD URL "
			   "HTTP/1.1";
		return;
	}
	do {
		if (!next_line(p, len, &at, &line, &n)) {
			r->wrong = "its head has no end: an empty line";
			return;
		}
		cm_httptext_header(&r->a.head, line, n);
	} while (n > 0);
	r->body = p + at;
	r->len = len - at;
	if (!is_whole(r))
		r->wrong = "it is shorter than its Content-Length";
}

/*
 * Anybody can send to an address, and all of it is read before its signature
 * is looked at: what would take all memory of a module, or all day, is not.
 */
static int
is_overfull(const struct received *r)
{
	const char *p = r->body, *end = p + r->len;
	size_t parts = 0, values = 0;
	int xml;

	while (p < end && isspace((unsigned char)*p))
		p++;
	xml = p < end && *p == '<';
	for (; p < end; p++) {
		parts += *p == '{' || *p == '[' || *p == '<';
		values += *p == '=';
	}
	return parts > PARTS || (xml && values > ATTRIBUTES);
}

static void
drop(struct received *r)
{
	free(r->method);
	free(r->url);
	cm_buf_release(&r->a.head);
	cm_buf_release(&r->a.body);
}

static void
put_error(
    struct cm_buf *to, const char *name, const char *kind, const char *message)
{
	cm_buf_puts(to, "{\"status\":0");
	cm_json_member(to, "name", name);
	cm_json_key(to, "error");
	cm_buf_byte(to, '{');
	cm_json_member(to, "kind", kind);
	cm_json_member(to, "message", message);
	cm_buf_puts(to, "}}");
}

/* As an answer's: no U+0001 from outside, secrets as marks. */
static void
put_clean(struct cm_buf *to, const char *key, struct cm_buf *json,
    const struct cm_netreq_secret *secrets, size_t nsecrets)
{
	struct cm_slice s = {json->p, json->len};
	struct cm_netclean c;
	size_t i;

	cm_netclean_init(&c);
	for (i = 0; i < nsecrets; i++)
		cm_netclean_secret(&c, secrets[i].name, secrets[i].value);
	cm_json_key(to, key);
	if (cm_netclean_json(&c, to, s, NULL, 0) != 0)
		cm_buf_puts(to, "null");
	cm_netclean_release(&c);
	cm_buf_clear(json);
}

/* The very bytes, which a signature is made of: as text where a module can
 * have them so. */
static void
put_bytes(struct cm_buf *to, const struct received *r,
    const struct cm_netreq_secret *secrets, size_t nsecrets)
{
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	if (cm_text_valid(r->body, r->len) &&
	    memchr(r->body, 1, r->len) == NULL &&
	    memchr(r->body, 0, r->len) == NULL) {
		cm_json_string(&b, r->body, r->len);
		put_clean(to, "text", &b, secrets, nsecrets);
	} else {
		cm_json_key(to, "base64");
		cm_buf_byte(to, '"');
		cm_crypto_base64(to, r->body, r->len);
		cm_buf_byte(to, '"');
	}
	cm_buf_release(&b);
}

/* Headers and body, read as those of an answer are. */
static void
put_answer(struct cm_buf *to, struct received *r,
    const struct cm_netreq_secret *secrets, size_t nsecrets)
{
	struct cm_slice all, none = {NULL, 0}, body;
	struct cm_netreq_kept *kept;
	struct cm_buf b;
	size_t nkept;
	int broken;

	cm_buf_init(&b, CM_BUF_ANY);
	r->a.status = 200;
	cm_buf_add(&r->a.body, r->body, r->len);
	cm_netreq_answer(
	    &b, &r->a, none, secrets, nsecrets, &kept, &nkept, &broken);
	free(kept);
	memset(cm_buf_room(&b, CM_SCAN_PAD), 0, CM_SCAN_PAD);
	all.p = b.p;
	all.len = b.len;
	cm_json_member_raw(to, "headers", cm_json_get(all, "headers"));
	body = cm_json_get(all, "body");
	if (cm_scan_kind(body) != CM_NULL)
		cm_json_member_raw(to, "body", body);
	cm_buf_release(&b);
}

void
cm_netspool_request(struct cm_buf *to, const char *name, const char *p,
    size_t len, const struct cm_netreq_secret *secrets, size_t nsecrets)
{
	struct received r;
	const char *query;
	struct cm_buf b;

	take_apart(&r, p, len);
	if (r.wrong == NULL && is_overfull(&r))
		r.wrong = "it has more parts than a message can have";
	if (r.wrong != NULL) {
		put_error(to, name, "invalid", r.wrong);
		drop(&r);
		return;
	}
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_puts(to, "{\"status\":200");
	cm_json_member(to, "name", name);
	cm_json_member(to, "method", r.method);
	cm_json_string(&b, r.url, strlen(r.url));
	put_clean(to, "url", &b, secrets, nsecrets);
	query = strchr(r.url, '?');
	query = query != NULL ? query + 1 : "";
	cm_netanswer_form(&b, query, strcspn(query, "#"));
	put_clean(to, "query", &b, secrets, nsecrets);
	put_bytes(to, &r, secrets, nsecrets);
	put_answer(to, &r, secrets, nsecrets);
	cm_buf_byte(to, '}');
	cm_buf_release(&b);
	drop(&r);
}

/* ---- a file ---- */

static char *
say(const char *dir, const char *name, int error)
{
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b, "cannot read '%s%s%s': %s", dir,
	    *name != '\0' ? "/" : "", name, strerror(error));
	cm_buf_byte(&b, '\0');
	return b.p;
}

/* Reads a file of it: 0; 1 and *kind, *wrong: what lies there is not for us;
 * -1 and errno. */
static int
slurp(struct cm_buf *to, const char *dir, const char *name, const char **kind,
    const char **wrong)
{
	int folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), fd, saved;
	struct stat st;
	ssize_t n = 1;

	if (folder == -1)
		return -1;
	*kind = "invalid";
	*wrong = "it is no file";
	/* A fifo that nobody writes to would hold us up. */
	fd = openat(
	    folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	saved = errno;
	close(folder);
	if (fd == -1) {
		errno = saved;
		if (saved == ENOENT) {
			*kind = "gone";
			*wrong = "it is gone";
		}
		return saved == ENOENT || saved == ELOOP || saved == ENXIO ? 1
									   : -1;
	}
	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode)) {
		close(fd);
		return 1;
	}
	while (n > 0 && to->len <= CM_NETSPOOL_MOST) {
		n = read(fd, cm_buf_room(to, 1 << 16), 1 << 16);
		if (n > 0)
			to->len += (size_t)n;
		else if (n == -1 && errno == EINTR)
			n = 1;
	}
	saved = errno;
	close(fd);
	errno = saved;
	*wrong = "it is larger than 4 MiB";
	return n == -1 ? -1 : to->len > CM_NETSPOOL_MOST;
}

int
cm_netspool_read(struct cm_buf *to, const char *dir, const char *name,
    const struct cm_netreq_secret *secrets, size_t nsecrets, char **why)
{
	const char *kind, *wrong;
	struct cm_buf b;
	int r;

	if (*name == '\0' || *name == '.' || strchr(name, '/') != NULL) {
		put_error(to, name, "gone", "it is no name in a spool");
		return 0;
	}
	cm_buf_init(&b, CM_BUF_ANY);
	r = slurp(&b, dir, name, &kind, &wrong);
	if (r == -1)
		*why = say(dir, name, errno);
	else if (r == 1)
		put_error(to, name, kind, wrong);
	else
		cm_netspool_request(
		    to, name, cm_buf_str(&b), b.len, secrets, nsecrets);
	cm_buf_release(&b);
	return r == -1 ? -1 : 0;
}

/* ---- all of them ---- */

/* What was begun a moment ago and is not whole comes next time. What is not
 * whole after a while is told of as it is. */
static int
grows(const char *dir, int folder, const char *name)
{
	const char *kind, *wrong;
	struct received r;
	struct cm_buf b;
	struct stat st;
	int half;

	/* The disk's own clock: the files are as old as it says. */
	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == -1 ||
	    !S_ISREG(st.st_mode) || st.st_mtime < time(NULL) - WRITTEN)
		return 0;
	cm_buf_init(&b, CM_BUF_ANY);
	half = 0;
	if (slurp(&b, dir, name, &kind, &wrong) == 0) {
		take_apart(&r, cm_buf_str(&b), b.len);
		half = b.len == 0 ||
		    (r.method != NULL && r.wrong != NULL &&
			(r.body != NULL || b.len < CM_NETSPOOL_HEAD));
		drop(&r);
	}
	cm_buf_release(&b);
	return half;
}

static int
is_wanted(const char *name)
{
	size_t n = strlen(name);
	const char *p;

	if (*name == '.' || (n > 4 && strcmp(name + n - 4, ".tmp") == 0))
		return 0;
	for (p = name; (unsigned char)*p >= ' '; p++)
		;
	if (*p == '\0' && cm_text_valid(name, n))
		return 1;
	cm_warn(
	    "a file in the spool is passed over, since its name is no text");
	return 0;
}

int
cm_netspool_list(struct cm_buf *to, const char *dir, char **why)
{
	char **names = NULL;
	struct dirent *e;
	size_t n = 0;
	DIR *d = opendir(dir);

	if (d == NULL) {
		*why = say(dir, "", errno);
		return -1;
	}
	while ((e = readdir(d)) != NULL) {
		if (!is_wanted(e->d_name) || grows(dir, dirfd(d), e->d_name))
			continue;
		if (n % 64 == 0)
			names = cm_realloc(names, (n + 64) * sizeof(*names));
		names[n++] = cm_strdup(e->d_name);
	}
	closedir(d);
	cm_netplace_names(to, names, n);
	return 0;
}
