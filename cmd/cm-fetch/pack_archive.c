/* SPDX-License-Identifier: ISC */
/* Archives, by libarchive. */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <inttypes.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/pack_in.h"
#include "lib/err.h"

enum {
	BLOCK = 64 << 10,
	/* 1980-01-01 anywhere: what a zip says that knows no time */
	NO_TIME = 315532800 + 14 * 3600
};

static const char bomb[] =
    "it unpacks to more than 1000 times its size, as bombs do: if you trust "
    "it, unpack it yourself";
static const char locked[] =
    "it needs a password: unpack it yourself, and name the folder";

struct packed {
	struct pack pack;
	struct packed *outer; /* of whose members this is one, or NULL */
	struct archive *a;
	struct stream *from; /* the caller's */
	char *name;
	locale_t utf8; /* libarchive makes names of the locale's charset */
	int64_t size;  /* of the archive; -1: not known, it cannot be sought */
	int64_t at;    /* how far from was read */
	int64_t most, handed_over, unpacked, members;
	int64_t consumed; /* by members before this one */
	int64_t begins;   /* where this one's bytes do */
	struct stream *stream;
	const char *block; /* what was unpacked and not read */
	size_t len;
	int64_t offset, position; /* of block, and of what is read */
	int ended;                /* this member */
	int skip;                 /* it need not be unpacked to pass it over */
	int failed;               /* this member */
	int doubted;              /* what is left of it is not what it says */
	int drained;              /* all of from was read */
	char why[256];            /* it did; empty: the whole archive */
	char bytes[BLOCK];
};

/* ---- what libarchive calls ---- */

static la_ssize_t
on_read(struct archive *a, void *ctx, const void **p)
{
	struct packed *k = ctx;
	ssize_t n = stream_read(k->from, k->bytes, sizeof(k->bytes));

	*p = k->bytes;
	if (n < 0) {
		archive_set_error(a, EIO, "%s", stream_why(k->from));
		return -1;
	}
	k->at += n;
	k->drained = n == 0;
	return n;
}

static la_int64_t
on_seek(struct archive *a, void *ctx, la_int64_t by, int whence)
{
	struct packed *k = ctx;
	int64_t base = whence == SEEK_SET ? 0
	    : whence == SEEK_CUR          ? k->at
					  : k->size;

	if (by < -base || by > k->size - base ||
	    stream_seek(k->from, base + by) == -1) {
		archive_set_error(a, EIO, "it points beyond its end");
		return ARCHIVE_FATAL;
	}
	k->at = base + by;
	return k->at;
}

static la_int64_t
on_skip(struct archive *a, void *ctx, la_int64_t by)
{
	struct packed *k = ctx;

	if (by <= 0 || by > k->size - k->at)
		return 0;
	return on_seek(a, ctx, by, SEEK_CUR) < 0 ? 0 : by;
}

/* ---- what is wrong ---- */

static int
is_raw(struct packed *k)
{
	return archive_format(k->a) == ARCHIVE_FORMAT_RAW;
}

static int
is_zip(struct packed *k)
{
	return (archive_format(k->a) & ARCHIVE_FORMAT_BASE_MASK) ==
	    ARCHIVE_FORMAT_ZIP;
}

static int
says(const char *text, const char *word)
{
	return text != NULL && strstr(text, word) != NULL;
}

static void
describe(struct packed *k)
{
	const char *said = archive_error_string(k->a);

	if (stream_why(k->from) != NULL)
		pack_fail(&k->pack, "%s", stream_why(k->from));
	else if (archive_read_has_encrypted_entries(k->a) > 0 ||
	    says(said, "ncrypt") || says(said, "assphrase"))
		pack_fail(&k->pack, "%s", locked);
	else if (says(said, "support seeking"))
		pack_fail(&k->pack,
		    "it cannot be read from a pipe or out of another archive: "
		    "save it as a file");
	else if (said == NULL || *said == '\0' || says(said, "runcated") ||
	    (k->drained && says(said, "(-5)"))) /* of zlib: more is needed */
		pack_fail(&k->pack, "the archive is cut off");
	else if (says(said, "Unrecognized archive format"))
		pack_fail(&k->pack, "it is no archive that can be read");
	else
		pack_fail(&k->pack, "the archive is damaged: %s", said);
}

static const char *
size_text(int64_t n, char to[32])
{
	static const char units[][4] = {"", "KiB", "MiB", "GiB"};
	size_t unit = 0;
	struct cm_buf b;

	while (unit < 3 && n > 0 && n % 1024 == 0)
		n /= 1024, unit++;
	cm_buf_init(&b, 31);
	cm_buf_printf(
	    &b, "%" PRId64 " %s", n, unit == 0 ? "bytes" : units[unit]);
	memcpy(to, cm_buf_str(&b), b.len + 1);
	cm_buf_release(&b);
	return to;
}

/* How many bytes of the archive gave what was unpacked until now. Members of
 * a zip may lie on each other; read out of order, too. */
static int64_t
spent(struct packed *k)
{
	int64_t now = archive_filter_bytes(k->a, -1), n = now;

	if (is_zip(k))
		n = k->consumed + (now > k->begins ? now - k->begins : 0);
	else if (k->size >= 0 && archive_filter_count(k->a) == 1)
		n = k->size;
	return k->size >= 0 && n > k->size ? k->size : n;
}

/* Counts bytes that were unpacked; -1 if they are too many. */
static int
count(struct packed *k, size_t n, int wanted)
{
	char text[32];

	k->unpacked += (int64_t)n;
	if (wanted)
		k->handed_over += (int64_t)n;
	if (k->unpacked > PACK_SMALL && k->unpacked / PACK_RATIO > spent(k))
		pack_fail(&k->pack, "%s", bomb);
	else if (k->most > 0 && k->handed_over > k->most)
		pack_fail(&k->pack,
		    "it unpacks to more than %s: see --max-unpacked",
		    size_text(k->most, text));
	else if (k->outer != NULL && count(k->outer, n, wanted) == -1)
		pack_fail(&k->pack, "%s", k->outer->pack.why);
	else
		return 0;
	return -1;
}

/* ---- a member's bytes ---- */

/* Unpacks some: 1, 0 at the end, -1. */
static int
unpack(struct packed *k, int wanted)
{
	const void *p;
	int64_t gap;
	int r;

	do {
		r = archive_read_data_block(k->a, &p, &k->len, &k->offset);
	} while (r == ARCHIVE_RETRY || (r == ARCHIVE_OK && k->len == 0));
	k->block = p;
	if (r == ARCHIVE_EOF) {
		k->ended = 1;
		k->len = 0;
		return 0;
	}
	if (r != ARCHIVE_OK) {
		describe(k);
		if (r != ARCHIVE_FATAL) {
			memcpy(k->why, k->pack.why, sizeof(k->why));
			k->pack.why[0] = '\0';
		}
		/* Its end was reached, and its sum or size is another. */
		k->doubted = r == ARCHIVE_WARN && k->len > 0;
		if (!k->doubted)
			return -1;
	}
	gap = k->offset - k->position;
	if (gap < 0 || gap > INT64_MAX - (int64_t)k->len) {
		pack_fail(
		    &k->pack, "the archive is damaged: its parts overlap");
		return -1;
	}
	/* A hole takes no room in the archive. */
	return count(k, (size_t)gap + k->len, wanted) == -1 ? -1 : 1;
}

static ssize_t
read_member(void *ctx, char *to, size_t len, const char **why)
{
	struct packed *k = ctx;
	size_t n;
	int r = 1;

	if (k->failed || (!k->ended && k->len == 0))
		r = k->failed || k->doubted ? -1 : unpack(k, 1);
	if (r == -1) {
		k->failed = 1;
		*why = k->why[0] != '\0' ? k->why : k->pack.why;
		return -1;
	}
	if (k->ended || len == 0)
		return 0;
	n = k->len;
	if (k->position < k->offset) {
		if ((int64_t)len > k->offset - k->position)
			len = (size_t)(k->offset - k->position);
		memset(to, 0, len);
		k->position += (int64_t)len;
		return (ssize_t)len;
	}
	if (n > len)
		n = len;
	memcpy(to, k->block, n);
	k->block += n;
	k->len -= n;
	k->offset += (int64_t)n;
	k->position = k->offset;
	return (ssize_t)n;
}

static struct stream *
member_stream(struct pack *p)
{
	struct packed *k = (struct packed *)p;

	if (k->stream == NULL)
		k->stream = stream_new(read_member, NULL, k);
	return k->stream;
}

/* Passes over what is left of the member. A failure of its own bytes is not
 * the archive's, and nobody wants them. */
static int
leave(struct packed *k)
{
	int64_t now;
	int r = 1;

	stream_close(k->stream);
	k->stream = NULL;
	while (
	    r == 1 && k->members > 0 && !k->ended && !k->failed && !k->skip) {
		k->position = k->offset + (int64_t)k->len;
		r = unpack(k, 0);
	}
	if (k->pack.why[0] != '\0')
		return -1;
	now = archive_filter_bytes(k->a, -1);
	if (now > k->begins)
		k->consumed += now - k->begins;
	return 0;
}

/* ---- members ---- */

/* What is compressed and no archive has the name of the file, without what
 * says how it is compressed. */
static void
bare_name(struct packed *k)
{
	static const char *const ends[] = {
	    ".gz", ".bz2", ".xz", ".zst", ".zstd"};
	const char *base = strrchr(k->name, '/');
	size_t i, len, n;
	char *name;

	base = base != NULL ? base + 1 : k->name;
	len = strlen(base);
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		n = strlen(ends[i]);
		if (len > n && strcmp(base + len - n, ends[i]) == 0) {
			len -= n;
			break;
		}
	}
	name = cm_strndup(base, len);
	pack_name(&k->pack.path, name, 0);
	free(name);
}

/* Whether what nobody reads can be passed over without unpacking it. */
static int
can_skip(struct packed *k, struct archive_entry *e)
{
	if (archive_filter_count(k->a) > 1)
		return 0;
	if (is_zip(k))
		return archive_entry_size_is_set(e);
	return (archive_format(k->a) & ARCHIVE_FORMAT_BASE_MASK) ==
	    ARCHIVE_FORMAT_TAR;
}

/* Takes the header for m: 1, or 0: it is no file, or nobody's. */
static int
take(struct packed *k, struct archive_entry *e, struct member *m)
{
	const char *name = archive_entry_pathname(e);

	k->ended = k->failed = k->doubted = 0;
	k->why[0] = '\0';
	k->len = 0;
	k->offset = k->position = 0;
	k->skip = can_skip(k, e);
	k->begins = archive_filter_bytes(k->a, -1);
	cm_buf_clear(&k->pack.path);
	if (is_raw(k))
		bare_name(k);
	else if (archive_entry_filetype(e) != AE_IFREG ||
	    archive_entry_hardlink(e) != NULL ||
	    archive_entry_symlink(e) != NULL)
		return 0;
	else
		pack_name(&k->pack.path, name != NULL ? name : "", is_zip(k));
	if (k->pack.path.len == 0)
		cm_buf_puts(&k->pack.path, "unnamed");
	m->path = cm_buf_str(&k->pack.path);
	m->size = archive_entry_size_is_set(e) ? archive_entry_size(e) : -1;
	m->changed =
	    archive_entry_mtime_is_set(e) && archive_entry_mtime(e) > NO_TIME
	    ? (int64_t)archive_entry_mtime(e)
	    : INT64_MIN;
	return !pack_is_dross(m->path);
}

/* Reads headers until one is of a file. */
static int
find(struct packed *k, struct member *m)
{
	struct archive_entry *e;
	int r;

	for (;;) {
		if (leave(k) == -1)
			return -1;
		r = archive_read_next_header(k->a, &e);
		if (r == ARCHIVE_EOF)
			return 0;
		if (r == ARCHIVE_RETRY)
			continue;
		if (r < ARCHIVE_WARN ||
		    (is_raw(k) && archive_filter_count(k->a) == 1)) {
			describe(k);
			return -1;
		}
		if (++k->members > PACK_MEMBERS) {
			pack_fail(&k->pack, "it has more than %d files",
			    PACK_MEMBERS);
			return -1;
		}
		if (!take(k, e, m))
			continue;
		if (archive_entry_is_encrypted(e) != 1)
			return 1;
		pack_fail(&k->pack, "%s", locked);
		return -1;
	}
}

static int
archive_next(struct pack *p, struct member *m)
{
	struct packed *k = (struct packed *)p;
	locale_t before = uselocale(k->utf8);
	int r = find(k, m);

	uselocale(before);
	return r;
}

static void
archive_end(struct pack *p)
{
	struct packed *k = (struct packed *)p;

	stream_close(k->stream);
	archive_read_free(k->a);
	if (k->utf8 != LC_GLOBAL_LOCALE)
		freelocale(k->utf8);
	free(k->name);
	free(k);
}

void
pack_within(struct pack *inner, struct pack *outer)
{
	if (inner->next == archive_next && outer != NULL &&
	    outer->next == archive_next)
		((struct packed *)inner)->outer = (struct packed *)outer;
}

static locale_t
open_locale(void)
{
	static const char *const names[] = {"C.UTF-8", "en_US.UTF-8", ""};
	locale_t l = (locale_t)0;
	size_t i;

	for (i = 0; l == (locale_t)0 && i < sizeof(names) / sizeof(names[0]);
	     i++)
		l = newlocale(LC_CTYPE_MASK, names[i], (locale_t)0);
	return l != (locale_t)0 ? l : LC_GLOBAL_LOCALE;
}

/* Not all that libarchive has: some filters start programs. */
static void
allow(struct archive *a)
{
	archive_read_support_filter_gzip(a);
	archive_read_support_filter_bzip2(a);
	archive_read_support_filter_xz(a);
	archive_read_support_filter_zstd(a);
	archive_read_support_format_zip(a);
	archive_read_support_format_tar(a);
	archive_read_support_format_7zip(a);
	archive_read_support_format_rar(a);
	archive_read_support_format_rar5(a);
	archive_read_support_format_raw(a);
	archive_read_support_format_empty(a);
}

struct pack *
pack_open(struct stream *from, const char *name, int64_t most)
{
	struct packed *k = cm_zalloc(sizeof(*k));
	locale_t before;

	k->pack.next = archive_next;
	k->pack.stream = member_stream;
	k->pack.close = archive_end;
	cm_buf_init(&k->pack.path, CM_BUF_ANY);
	k->from = from;
	k->name = cm_strdup(name);
	k->size = stream_size(from);
	k->most = most;
	k->utf8 = open_locale();
	k->a = archive_read_new();
	if (k->a == NULL)
		cm_die(CM_FAIL, "out of memory");
	allow(k->a);
	archive_read_set_read_callback(k->a, on_read);
	if (k->size >= 0) {
		archive_read_set_seek_callback(k->a, on_seek);
		archive_read_set_skip_callback(k->a, on_skip);
	}
	archive_read_set_callback_data(k->a, k);
	before = uselocale(k->utf8);
	if (archive_read_open1(k->a) != ARCHIVE_OK)
		describe(k);
	uselocale(before);
	return &k->pack;
}
