/* SPDX-License-Identifier: ISC */
/* Bodies as streams: any read sizes and any positions give the same bytes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/httpbody.h"
#include "tests/tap.h"

static char path[] = "/tmp/cm-body.XXXXXX";

static void
fill(const char *text)
{
	FILE *f = fopen(path, "w");

	if (f != NULL) {
		fputs(text, f);
		fclose(f);
	}
}

/* All of it, read so many bytes at a time; NULL if that fails. */
static const char *
all(struct cm_http_body *b, size_t step, char to[512])
{
	size_t n = 0;
	int64_t got;

	while ((got = cm_httpbody_read(b, to + n, step)) > 0)
		n += (size_t)got;
	to[n] = '\0';
	return got == 0 ? to : NULL;
}

static void
pieces(void)
{
	static const char want[] = "<YWJj/ZGVmZw==>cdefgYmNkaA==";
	struct cm_http_piece p[] = {{.bytes = "<", .len = 1},
	    {.bytes = "abc", .len = 3, .base64 = 1}, {.bytes = "/", .len = 1},
	    {.file = path, .offset = 3, .length = 4, .base64 = 1},
	    {.bytes = "", .len = 0, .base64 = 1}, {.bytes = ">", .len = 1},
	    {.file = path, .offset = 2, .length = 5},
	    {.file = path, .offset = 0, .length = 0},
	    {.bytes = "bcdh", .len = 4, .base64 = 1}};
	struct cm_http_body b;
	char got[512];
	size_t i, j, good = 0;

	fill("abcdefg");
	cm_httpbody_init(&b, p, sizeof(p) / sizeof(*p));
	is_int((long long)b.len, (long long)strlen(want), "the length");
	is_int(cm_httpbody_check(&b), 0, "the files are there");
	is(all(&b, 300, got), want, "all at once");
	for (i = 1; i < 40; i++)
		for (j = 0; j <= strlen(want); j++) {
			cm_httpbody_seek(&b, j);
			good += strcmp(all(&b, i, got), want + j) == 0;
		}
	is_int((long long)good, 39 * ((long long)strlen(want) + 1),
	    "any sizes of reads, from any position");
	is_int(cm_httpbody_seek(&b, b.len + 1), -1, "not beyond its end");
	cm_httpbody_release(&b);
	cm_httpbody_init(&b, NULL, 0);
	is(all(&b, 9, got), "", "a body of nothing");
	cm_httpbody_release(&b);
}

static void
shorter(void)
{
	struct cm_http_piece p = {.file = path, .offset = 2, .length = 5};
	struct cm_http_body b;
	char got[512], want[600];

	fill("abcdefg");
	cm_httpbody_init(&b, &p, 1);
	is_int(cm_httpbody_read(&b, got, 2), 2, "a file is read");
	fill("abcd");
	is_int(cm_httpbody_check(&b), -1, "it has become shorter");
	snprintf(want, sizeof(want), "cannot send '%s': it has become shorter",
	    path);
	is(b.why, want, "in words");
	b.why[0] = '\0';
	is_int(cm_httpbody_read(&b, got, 9), -1, "while it is read, too");
	is(b.why, want, "in words");
	cm_httpbody_release(&b);
	unlink(path);
	cm_httpbody_init(&b, &p, 1);
	is_int(cm_httpbody_check(&b), -1, "a file that is gone");
	snprintf(want, sizeof(want),
	    "cannot open '%s': No such file or directory", path);
	is(b.why, want, "in words");
	is_int(cm_httpbody_read(&b, got, 9), -1, "cannot be read");
	p.file = "/";
	cm_httpbody_release(&b);
	cm_httpbody_init(&b, &p, 1);
	is_int(cm_httpbody_check(&b), -1, "a folder is no file");
	cm_httpbody_release(&b);
}

int
main(void)
{
	int fd = mkstemp(path);

	if (fd == -1)
		return 1;
	close(fd);
	pieces();
	shorter();
	unlink(path);
	return done();
}
