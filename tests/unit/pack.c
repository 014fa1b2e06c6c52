/* SPDX-License-Identifier: ISC */
/* Archives and folders: whatever is in them comes out, and nothing else. */
#include <inttypes.h>
#include <sys/stat.h>

#include "cmd/cm-fetch/pack.c"
#include "cmd/cm-fetch/pack_archive.c"
#include "cmd/cm-fetch/pack_folder.c"
#include "cmd/cm-fetch/pack_name.c"
#include "cmd/cm-fetch/stream.c"
#include "tests/packs.h"

static char folder[] = "/tmp/cm-pack.XXXXXX";
static struct cm_buf said;

static const char *
in_folder(const char *name)
{
	static char path[300];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

/* A stream that cannot be sought, as a pipe is. */
static ssize_t
read_through(void *ctx, char *to, size_t len, const char **why)
{
	(void)why;
	return stream_read(ctx, to, len > 1000 ? 1000 : len);
}

static void
close_through(void *ctx)
{
	stream_close(ctx);
}

static struct stream *
open_stream(const char *name, int piped)
{
	int fd = open(in_folder(name), O_RDONLY | O_CLOEXEC);
	struct stream *s = stream_file(fd);

	return piped ? stream_new(read_through, close_through, s) : s;
}

/* Adds "name:bytes" and ":why" where reading it fails. */
static void
tell(struct pack *p, const struct member *m)
{
	static char bytes[5000];
	struct stream *s = pack_stream(p);
	int64_t all = 0;
	ssize_t n;

	while ((n = stream_read(s, bytes, sizeof(bytes))) > 0)
		all += n;
	cm_buf_printf(&said, "%s:%" PRId64, m->path, all);
	if (n < 0)
		cm_buf_printf(&said, ":%s", stream_why(s));
	cm_buf_byte(&said, ' ');
}

/* All members of a pack, then why it ended. skip: this member is not read. */
static const char *
listed(struct pack *p, const char *skip)
{
	struct member m;
	int r;

	cm_buf_clear(&said);
	while ((r = pack_next(p, &m)) == 1) {
		if (skip != NULL && strcmp(m.path, skip) == 0)
			cm_buf_printf(&said, "%s ", m.path);
		else
			tell(p, &m);
	}
	cm_buf_puts(&said, r == 0 ? "." : pack_why(p));
	pack_close(p);
	return cm_buf_str(&said);
}

static const char *
list(const char *name, int piped, int64_t most, const char *skip)
{
	struct stream *s = open_stream(name, piped);
	const char *text = listed(pack_open(s, name, most), skip);

	stream_close(s);
	return text;
}

/* The same from a file and from a pipe. */
static void
both(const char *name, const char *want)
{
	char what[100];

	snprintf(what, sizeof(what), "%s from a file", name);
	is(list(name, 0, 0, NULL), want, what);
	snprintf(what, sizeof(what), "%s from a pipe", name);
	is(list(name, 1, 0, NULL), want, what);
}

static int
recognised(const char *name, int (*is_it)(const char *, size_t))
{
	struct stream *s = open_stream(name, 0);
	const char *p;
	size_t n = stream_peek(s, &p, 65536);
	int yes = is_it(p, n);

	stream_close(s);
	return yes;
}

static void
good_ones(void)
{
	static const char *const two[] = {"plain.zip", "stored.zip",
	    "streamed.zip", "streamed-stored.zip", "streamed64.zip",
	    "plain.tar", "plain.tar.gz", "plain.tar.bz2", "plain.tar.xz"};
	size_t i;

	for (i = 0; i < sizeof(two) / sizeof(two[0]); i++) {
		both(two[i], "data/a.csv:14 data/b.csv:42 .");
		ok(recognised(two[i], pack_is), "and it is known to be one");
	}
	is(list("plain.zip", 0, 0, "data/a.csv"), "data/a.csv data/b.csv:42 .",
	    "a member of a zip that nobody reads is passed over");
	is(list("plain.tar.gz", 1, 0, "data/a.csv"),
	    "data/a.csv data/b.csv:42 .", "one of a tar.gz, too");
	is(list("streamed.zip", 1, 0, "data/a.csv"),
	    "data/a.csv data/b.csv:42 .", "and one of no known size");
	both("empty.zip", ".");
	both("none.csv.gz", ".");
	both("one.csv.gz", "one.csv:14 .");
	both("one.csv.bz2", "one.csv:14 .");
	both("one.csv.xz", "one.csv:14 .");
	both("dross.zip", "a.csv:14 b.csv:14 .");
	ok(recognised("one.csv.gz", pack_is), "gzip is known");
	ok(recognised("one.csv.bz2", pack_is), "bzip2 is known");
	ok(!recognised("book.xlsx", pack_is) &&
		recognised("book.xlsx", pack_is_sheets),
	    "a workbook is no archive");
	ok(recognised("last.xlsx", pack_is_sheets),
	    "a workbook whose parts stand in another order");
	ok(recognised("word.docx", pack_is) &&
		!recognised("word.docx", pack_is_sheets),
	    "another kind of document is no workbook");
	ok(!pack_is("BZh is what they say here", 25) && !pack_is("", 0) &&
		!pack_is("PK", 2),
	    "text is no archive");
}

static void
names(void)
{
	both("names.zip",
	    "annü.csv:14 grün.csv:14 data/win.csv:14 Users/ann/c.csv:14 .");
	both("utf8.zip", "Beiträge/日本.csv:14 .");
	both("utf8.tar", "Beiträge/日本.csv:14 .");
	both("latin.tar", "Beiträge.csv:14 .");
	both("outside.zip",
	    "etc/passwd:14 etc/shadow:14 a/b.csv:14 c.csv:14 unnamed:14 "
	    "d.csv:14 .");
	both("control.zip",
	    "a\357\277\275[31mred\357\277\275line.csv:14 "
	    "a\357\277\275vsc.exe:14 \357\277\275\357\277\275.csv:14 .");
	ok(strlen(list("long.zip", 0, 0, NULL)) < 1010 &&
		strstr(list("long.zip", 0, 0, NULL), "é.csv:14 .") != NULL,
	    "of a long name the end is kept");
}

static void
links(void)
{
	is(list("symlink.zip", 0, 0, NULL), "a.csv:14 .",
	    "a symlink of a zip is passed over");
	both("special.tar", "a.csv:14 .");
}

static void
damage(void)
{
	is(list("cut.zip", 0, 0, NULL),
	    "a.csv:14 b.csv:2909:the archive is cut off the archive is cut off",
	    "of a zip that is cut off comes what there is");
	is(list("cut.zip", 0, 0, "b.csv"),
	    "a.csv:14 b.csv the archive is cut off",
	    "it is cut off, too, where nobody reads that member");
	both("cut.tar",
	    "a.csv:14 b.csv:18464:the archive is cut off the archive is cut "
	    "off");
	both("cut.tar.gz", "the archive is cut off");
	both("cut.csv.gz", "the archive is cut off");
	ok(strstr(list("damaged.zip", 0, 0, NULL),
	       "b.csv:5000:the archive is damaged: ZIP bad CRC") != NULL,
	    "a member whose sum is another fails");
	ok(strstr(list("damaged.zip", 0, 0, NULL), " c.csv:14 .") != NULL,
	    "and the next is read");
	ok(strstr(list("longer.zip", 0, 0, NULL),
	       "a.csv:14:the archive is damaged: ") != NULL,
	    "one that is longer than it says fails");
	ok(strstr(list("shorter.zip", 1, 0, NULL),
	       "a.csv:14:the archive is damaged: ") != NULL,
	    "one that is shorter, too");
	both("locked.zip",
	    "it needs a password: unpack it yourself, and name the folder");
	ok(strcmp(list("noise.zip", 0, 0, NULL), ".") != 0 &&
		strcmp(list("noise.gz", 0, 0, NULL), ".") != 0,
	    "noise is no archive");
}

static void
bombs(void)
{
	static const char trust[] = "it unpacks to more than 1000 times its "
				    "size";

	is(list("plain.zip", 0, 55, NULL),
	    "data/a.csv:14 data/b.csv:0:it unpacks to more than 55 bytes: see "
	    "--max-unpacked it unpacks to more than 55 bytes: see "
	    "--max-unpacked",
	    "no more is unpacked than is allowed");
	is(list("plain.zip", 0, 56, NULL), "data/a.csv:14 data/b.csv:42 .",
	    "what is allowed is");
	is(list("plain.zip", 0, 42, "data/a.csv"), "data/a.csv data/b.csv:42 .",
	    "what is not read does not count");
	ok(strstr(list("overlap.zip", 0, 0, NULL), trust) != NULL,
	    "members that lie on each other are a bomb");
	ok(strstr(list("zeros.zip", 0, 0, NULL), trust) != NULL,
	    "much more than the archive's size is a bomb");
	ok(strstr(list("zeros.zip", 1, 0, NULL), trust) != NULL,
	    "from a pipe, too");
	is(list("zeros.zip", 0, 0, "zeros.csv"), "zeros.csv after.csv:14 .",
	    "and what is not read is none");
	ok(strstr(list("zeros.tar.gz", 0, 0, "zeros.csv"), trust) != NULL,
	    "but where it is unpacked to pass it over");
}

static void
nested(void)
{
	struct stream *s = open_stream("nested.zip", 0);
	struct pack *p = pack_open(s, "nested.zip", 0);
	struct member m;
	const char *first;

	while (pack_next(p, &m) == 1) {
		if (strcmp(m.path, "a.csv") == 0)
			continue;
		stream_peek(pack_stream(p), &first, 100);
		is(listed(pack_open(pack_stream(p), m.path, 0), NULL),
		    "data/a.csv:14 data/b.csv:42 .", "an archive within one");
	}
	pack_close(p);
	stream_close(s);
}

static void
put(const char *name, const char *text)
{
	FILE *f = fopen(in_folder(name), "w");

	if (f != NULL) {
		fputs(text, f);
		fclose(f);
	}
}

static void
folders(void)
{
	char top[300], loop[300];

	snprintf(top, sizeof(top), "%s", in_folder("tree"));
	mkdir(top, 0777);
	mkdir(in_folder("tree/b"), 0777);
	mkdir(in_folder("tree/b/d"), 0777);
	mkdir(in_folder("tree/empty"), 0777);
	put("tree/b.csv", "12345");
	put("tree/a.csv", "123");
	put("tree/b/d/c.csv", "1234");
	put("tree/b/.DS_Store", "x");
	put("tree/new\nline.csv", "1");
	snprintf(loop, sizeof(loop), "%s", in_folder("tree/b/loop"));
	ok(symlink(top, loop) == 0 &&
		symlink("/etc/passwd", in_folder("tree/link.csv")) == 0 &&
		mkfifo(in_folder("tree/fifo"), 0666) == 0,
	    "a folder with links and a pipe in it");
	is(listed(pack_folder(top), NULL),
	    "a.csv:3 b/d/c.csv:4 b.csv:5 new\357\277\275line.csv:1 .",
	    "files come sorted; links and pipes do not");
	is(listed(pack_folder("/nowhere"), NULL),
	    "the folder cannot be opened: No such file or directory",
	    "a folder that is not there");
	if (geteuid() == 0)
		return;
	chmod(in_folder("tree/b"), 0);
	chmod(in_folder("tree/b.csv"), 0);
	is(listed(pack_folder(top), NULL),
	    "a.csv:3 b:0:the folder cannot be opened: Permission denied "
	    "b.csv:0:it cannot be opened: Permission denied "
	    "new\357\277\275line.csv:1 .",
	    "what cannot be opened says so");
	chmod(in_folder("tree/b"), 0777);
}

/* What python3 cannot make. */
static void
make_other(const char *name, int format, int filter)
{
	struct archive *a = archive_write_new();
	struct archive_entry *e = archive_entry_new();

	archive_write_add_filter(a, filter);
	archive_write_set_format(a, format);
	archive_write_open_filename(a, in_folder(name));
	archive_entry_set_pathname(e, "data/a.csv");
	archive_entry_set_filetype(e, AE_IFREG);
	archive_entry_set_size(e, 14);
	archive_write_header(a, e);
	archive_write_data(a, "id,text\n1,rye\n", 14);
	archive_entry_set_pathname(e, "data/b.csv");
	archive_write_header(a, e);
	archive_write_data(a, "id,text\n2,rye\n", 14);
	archive_entry_free(e);
	archive_write_free(a);
}

static void
others(void)
{
	make_other("x.7z", ARCHIVE_FORMAT_7ZIP, ARCHIVE_FILTER_NONE);
	make_other("x.tar.zst", ARCHIVE_FORMAT_TAR, ARCHIVE_FILTER_ZSTD);
	make_other("x.ustar", ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE);
	is(list("x.7z", 0, 0, NULL), "data/a.csv:14 data/b.csv:14 .",
	    "7z from a file");
	is(list("x.7z", 0, 0, "data/a.csv"), "data/a.csv data/b.csv:14 .",
	    "without one of its members");
	is(list("x.7z", 1, 0, NULL),
	    "it cannot be read from a pipe or out of another archive: save it "
	    "as a file",
	    "7z from a pipe is refused");
	both("x.tar.zst", "data/a.csv:14 data/b.csv:14 .");
	both("x.ustar", "data/a.csv:14 data/b.csv:14 .");
	ok(recognised("x.7z", pack_is) && recognised("x.tar.zst", pack_is),
	    "7z and zstd are known");
}

int
main(void)
{
	cm_name = "pack";
	cm_buf_init(&said, CM_BUF_ANY);
	if (!packs_make(folder, "large")) {
		printf("1..0 # SKIP no python3\n");
		return 0;
	}
	good_ones();
	names();
	others();
	links();
	damage();
	bombs();
	nested();
	folders();
	cm_buf_release(&said);
	packs_remove(folder);
	return done();
}
