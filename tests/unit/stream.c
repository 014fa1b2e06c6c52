/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/stream.c"
#include "cmd/cm-fetch/stream_text.c"
#include "tests/tap.h"

static struct cm_buf got;
static char told[32];
static uint64_t damaged;

/* Bytes that come a few at a time, and a failure behind them. */
struct drip {
	const char *p;
	size_t left, step;
	const char *why;
};

static ssize_t
drip_read(void *ctx, char *to, size_t len, const char **why)
{
	struct drip *d = ctx;
	size_t n = d->left < d->step ? d->left : d->step;

	if (n == 0 && d->why != NULL) {
		*why = d->why;
		return -1;
	}
	if (n > len)
		n = len;
	memcpy(to, d->p, n);
	d->p += n;
	d->left -= n;
	return (ssize_t)n;
}

/* All that a stream gives in pieces of so many bytes at most. */
static void
drain(struct stream *s, size_t piece)
{
	char *room = malloc(piece);
	ssize_t n;

	cm_buf_clear(&got);
	while ((n = stream_read(s, room, piece)) > 0)
		cm_buf_add(&got, room, (size_t)n);
	free(room);
}

static const char *
text_of(const char *bytes, size_t len, const char *encoding,
    const char *fallback, size_t step, size_t piece)
{
	struct drip d = {bytes, len, step, NULL};
	struct stream *s = stream_new(drip_read, NULL, &d), *t;
	const char *why;

	t = stream_text(s, encoding, fallback, told, &damaged, &why);
	if (t == NULL) {
		stream_close(s);
		return why;
	}
	drain(t, piece);
	stream_close(t);
	return cm_buf_str(&got);
}

/* However the bytes come and however many are asked for. */
static void
decodes(const char *bytes, size_t len, const char *encoding,
    const char *fallback, const char *want, const char *name,
    uint64_t want_damaged, const char *what)
{
	static const size_t steps[] = {1, 2, 3, 5, 8192, 1 << 20};
	static const size_t pieces[] = {1, 5, 4112, 5000, 1 << 20};
	size_t i, k;
	int good = 1;

	for (i = 0; i < 6; i++)
		for (k = 0; k < 5; k++)
			good &= strcmp(text_of(bytes, len, encoding, fallback,
					   steps[i], pieces[k]),
				    want) == 0 &&
			    got.len == strlen(want) &&
			    strcmp(told, name) == 0 && damaged == want_damaged;
	if (!ok(good, what))
		printf(
		    "# got: %s (%s, %d damaged)\n", got.p, told, (int)damaged);
}

#define B(s) s, sizeof(s) - 1
#define FFFD "\xef\xbf\xbd"

static void
marks(void)
{
	decodes(B(""), NULL, NULL, "", "UTF-8", 0, "nothing");
	decodes(B("\xef\xbb\xbf"
		  "a,b"),
	    NULL, NULL, "a,b", "UTF-8", 0, "a mark of UTF-8");
	decodes(B("\xff\xfe"
		  "a\0\xe9\0"),
	    NULL, NULL, "a\xc3\xa9", "UTF-16LE", 0, "one of UTF-16, little");
	decodes(B("\xfe\xff\0a\0\xe9"), NULL, NULL, "a\xc3\xa9", "UTF-16BE", 0,
	    "and big");
	decodes(B("\xff\xfe\0\0a\0\0\0"), NULL, NULL, "a", "UTF-32LE", 0,
	    "one of UTF-32");
	decodes(B("a\0,\0b\0"), NULL, NULL, "a,b", "UTF-16LE", 0,
	    "zero bytes tell UTF-16");
	decodes(
	    B("\0a\0,\0b"), NULL, NULL, "a,b", "UTF-16BE", 0, "of both orders");
	decodes(B("a\0,\0b\0"), "utf-16", NULL, "a,b", "UTF-16LE", 0,
	    "also where only UTF-16 is said");
	decodes(B("\xef\xbb\xbf\xef\xbb\xbf"
		  "a"),
	    NULL, NULL,
	    "\xef\xbb\xbf"
	    "a",
	    "UTF-8", 0, "only one mark is a mark");
}

static void
encodings(void)
{
	decodes(B("caf\xe9 \x80 \x81"), NULL, NULL,
	    "caf\xc3\xa9 \xe2\x82\xac " FFFD, "WINDOWS-1252", 1,
	    "what is nothing else is Windows-1252");
	decodes(B("\xc4\xe3\xba\xc3"), NULL, "GB18030",
	    "\xe4\xbd\xa0\xe5\xa5\xbd", "GB18030", 0, "or the fallback");
	decodes(B("\xc4\xe3\xba"), NULL, "GB18030", "\xe4\xbd\xa0" FFFD,
	    "GB18030", 1, "which may be cut off");
	decodes(B("\xc4\xe3\xff\xff"
		  "a"),
	    "GB18030", NULL, "\xe4\xbd\xa0" FFFD FFFD "a", "GB18030", 2,
	    "or damaged");
	decodes(B("\x84\x31\x95\x33"
		  "a"),
	    "GB18030", NULL, "a", "GB18030", 0, "its mark is a mark, too");
	decodes(B("\x83\x5c\x83\x8a"), "CP932", NULL,
	    "\xe3\x82\xbd\xe3\x83\xaa", "CP932", 0, "any that iconv knows");
	is(text_of(B("a"), "no-such", NULL, 1, 10),
	    "an encoding of that name is not known", "none that it does not");
	is(text_of(B("a"), "", NULL, 1, 10),
	    "an encoding of that name is not known", "nor one without a name");
}

static void
damage(void)
{
	decodes(B("a\xc3"), "UTF-8", NULL, "a" FFFD, "UTF-8", 1,
	    "UTF-8 that is cut off");
	decodes(B("\xf0\x9f\x98\x80\xf0\x9f\x98"), "UTF-8", NULL,
	    "\xf0\x9f\x98\x80" FFFD FFFD FFFD, "UTF-8", 3, "by the byte");
	decodes(B("\xed\xa0\x80\xc0\x80\xf5\x80\x80\x80 ok"), "UTF-8", NULL,
	    FFFD FFFD FFFD FFFD FFFD FFFD FFFD FFFD FFFD " ok", "UTF-8", 9,
	    "surrogates, overlong and too large");
	decodes(B("\xff\xfe"
		  "a\0b"),
	    NULL, NULL, "a" FFFD, "UTF-16LE", 1, "half a unit of UTF-16");
	decodes(B("\x3d\xd8\x00\xde"
		  "a\0\x3d\xd8"
		  "b\0\x00\xde"
		  "c\0\x3d\xd8"),
	    "UTF-16LE", NULL,
	    "\xf0\x9f\x98\x80"
	    "a" FFFD "b" FFFD "c" FFFD,
	    "UTF-16LE", 3, "halves of pairs");
}

/* Of much text the most goes past without a copy: the same must come of it,
 * whatever is where the pieces end. */
static void
much(void)
{
	static const char unit_text[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80";
	size_t len = 300000, i;
	char *text = malloc(len + 1), *want = malloc(3 * len + 1);

	for (i = 0; i < len; i++)
		text[i] = unit_text[i % 10];
	text[len] = '\0';
	decodes(text, len, NULL, NULL, text, "UTF-8", 0, "much UTF-8");
	text[200000] = '\xff';
	memcpy(want, text, 200000);
	memcpy(want + 200000, FFFD, 3);
	memcpy(want + 200003, text + 200001, len - 200000);
	decodes(text, len, NULL, NULL, want, "UTF-8", 1,
	    "one damaged byte spoils nothing else");
	free(text);
	free(want);
	text = malloc(70001);
	memset(text, 'a', 70000);
	text[65535] = '\xc3';
	text[65536] = '\xa9';
	text[70000] = '\0';
	decodes(text, 70000, NULL, NULL, text, "UTF-8", 0,
	    "a character on the border of what tells the encoding");
	free(text);
	text = malloc(2101);
	for (i = 0; i < 2100; i += 2)
		memcpy(text + i, "\xc3\xa9", 2);
	text[2100] = '\0';
	text[1000] = 'a';
	text_of(text, 2100, NULL, NULL, 100, 100);
	is(told, "UTF-8", "a damaged byte of many is no other encoding");
	free(text);
}

static void
ahead(void)
{
	struct stream *s = stream_bytes("hello world", 11);
	const char *p;
	char to[20];

	is_int((long long)stream_peek(s, &p, 5), 5, "looking ahead");
	ok(memcmp(p, "hello", 5) == 0, "shows what comes");
	is_int(stream_read(s, to, 2), 2, "which is there to be read");
	is_int((long long)stream_peek(s, &p, 5), 5, "looking again");
	ok(memcmp(p, "llo w", 5) == 0, "goes on from there");
	is_int((long long)stream_peek(s, &p, 50), 9, "up to the end");
	is_int(stream_size(s), 11, "bytes have a size");
	is_int(stream_seek(s, 6), 0, "and any place to go to");
	drain(s, 3);
	is(cm_buf_str(&got), "world", "to be read from");
	is_int(stream_seek(s, 12), -1, "but not behind the end");
	is_int(stream_seek(s, 0), 0, "back again");
	drain(s, 100);
	is(cm_buf_str(&got), "hello world", "from the beginning");
	stream_close(s);
}

static void
failures(void)
{
	struct drip d = {"some", 4, 3, "it broke"};
	struct stream *s = stream_new(drip_read, NULL, &d), *t;
	const char *p, *why;
	char to[20];

	is_int((long long)stream_peek(s, &p, 10), 4, "what was read is there");
	is_int(stream_read(s, to, 20), 4, "and can be read");
	is_int(stream_read(s, to, 20), -1, "then comes the failure");
	is(stream_why(s), "it broke", "with its reason");
	is_int(stream_size(s), -1, "no size is known");
	stream_close(s);
	d.p = "some";
	d.left = 4;
	s = stream_new(drip_read, NULL, &d);
	t = stream_text(s, NULL, NULL, told, NULL, &why);
	drain(t, 10);
	is(cm_buf_str(&got), "some", "text up to a failure");
	is(stream_why(t), "it broke", "and the same reason");
	stream_close(t);
}

static void
files(void)
{
	char path[] = "/tmp/cm-stream.XXXXXX";
	int fd = mkstemp(path), fds[2];
	struct stream *s;
	const char *p;

	ok(write(fd, "preface,body", 12) == 12 && lseek(fd, 8, SEEK_SET) == 8,
	    "a file");
	s = stream_file(fd);
	is_int(stream_size(s), 4, "its size is from where it began");
	is_int((long long)stream_peek(s, &p, 100), 4, "looking ahead");
	drain(s, 3);
	is(cm_buf_str(&got), "body", "reading");
	is_int(stream_seek(s, 2), 0, "going back");
	drain(s, 100);
	is(cm_buf_str(&got), "dy", "and again");
	stream_close(s);
	unlink(path);
	fd = open("/", O_RDONLY);
	s = stream_file(fd);
	drain(s, 10);
	is(stream_why(s), "Is a directory", "what cannot be read says why");
	stream_close(s);
	ok(pipe(fds) == 0 && write(fds[1], "x", 1) == 1, "a pipe");
	close(fds[1]);
	s = stream_file(fds[0]);
	is_int(stream_size(s), -1, "has no size");
	is_int(stream_seek(s, 0), -1, "and no places");
	stream_close(s);
}

int
main(void)
{
	cm_buf_init(&got, CM_BUF_ANY);
	marks();
	encodings();
	damage();
	much();
	ahead();
	failures();
	files();
	cm_buf_release(&got);
	return done();
}
