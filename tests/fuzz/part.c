/* SPDX-License-Identifier: ISC */
/*
 * A target for libFuzzer: lines of a part, with an empty line between them. The
 * first byte of each says what it is made into: t a group of the table that the
 * next byte says, its key up to a tab and its cells behind it; r a record;
 * anything else is a line as it stands. What was taken is told as rows, which are JSON.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/cm-stats/part.h"
#include "cmd/cm-stats/run.h"
#include "lib/crypto.h"
#include "lib/json.h"
#include "lib/scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char ask_text[] =
    "{\"version\":\"" CM_VERSION "\",\"verbs\":[[\"by\",\"network,day\","
    "[\"measures\",\"posts,likes,likes.p95,likes.max,authors.distinct,"
    "followers.last,likes_rate_views\"]],[\"response\",\"\"],"
    "[\"growth\",\"\"],[\"people\",\"\"],[\"top\",\"5\"],"
    "[\"tags\",\"\"],[\"campaigns\",\"\"],[\"best-time\",\"\"],"
    "[\"voice\",\"\"],[\"terms\",\"\"]],\"coverage\":\"note\",\"level\":0.95,"
    "\"now\":\"2026-11-16T06:00:00Z\"}";

static void
demand(int holds)
{
	if (!holds)
		abort();
}

struct made {
	struct cm_buf b;
	char start[100];
	uint64_t lines, sum;
};

static void
put_bytes(struct made *m, const char *name, const char *p, size_t len)
{
	cm_buf_printf(&m->b, ",\"%s\":\"", name);
	cm_crypto_base64url(&m->b, p, len);
	cm_buf_puts(&m->b, "\"}");
}

static void
make_line(struct made *m, const char *p, size_t len)
{
	size_t from = m->b.len;
	const char *tab = len > 0 ? memchr(p, '\t', len) : NULL;

	if (len == 0)
		return;
	if (p[0] == 'r') {
		cm_buf_puts(&m->b, m->start);
		put_bytes(m, "record", p + 1, len - 1);
	} else if (p[0] == 't' && tab != NULL && tab > p + 1) {
		cm_buf_puts(&m->b, m->start);
		cm_buf_printf(
		    &m->b, ",\"table\":%d,\"key\":[", (p[1] - '0') & 63);
		cm_buf_add(&m->b, p + 2, (size_t)(tab - p) - 2);
		cm_buf_byte(&m->b, ']');
		put_bytes(m, "cells", tab + 1, len - (size_t)(tab + 1 - p));
	} else {
		cm_buf_add(&m->b, p, len);
		cm_buf_byte(&m->b, '\n');
		return;
	}
	cm_buf_room(&m->b, CM_SCAN_PAD);
	m->sum += part_hash(m->b.p + from, m->b.len - from);
	m->lines++;
	cm_buf_byte(&m->b, '\n');
}

/* Where the next empty line is. */
static const char *
find_empty(const char *p, const char *end)
{
	for (; p + 1 < end; p++)
		if (p[0] == '\n' && p[1] == '\n')
			return p;
	return end;
}

/* The whole of it: a first line, those of the input, and an end. */
static void
make(struct made *m, const char *p, size_t size)
{
	char question[PART_Q + 1], hex[PART_P + 1];
	const char *end = p + size, *next;
	struct cm_buf ask;

	memset(m, 0, sizeof(*m));
	cm_buf_init(&m->b, CM_BUF_ANY);
	cm_buf_init(&ask, CM_BUF_ANY);
	cm_buf_puts(&ask, ask_text);
	part_question(&ask, question);
	cm_buf_release(&ask);
	snprintf(m->start, sizeof(m->start),
	    "{\"type\":\"part\",\"part\":\"%s.0123456789abcdef\"", question);
	cm_buf_printf(&m->b,
	    "{\"type\":\"part\",\"ask\":%s,\"question\":\"%s\",\"version\":1}"
	    "\n",
	    ask_text, question);
	for (; p < end; p = next + 2) {
		next = find_empty(p, end);
		make_line(m, p, (size_t)(next - p));
		if (next == end)
			break;
	}
	part_hex(m->sum, PART_P, hex);
	cm_buf_printf(&m->b,
	    "%s,\"end\":{\"lines\":%llu,\"sum\":\"%s\",\"of\":[]}}\n", m->start,
	    (unsigned long long)m->lines, hex);
}

static void
is_json(char *text, size_t len)
{
	struct cm_scan_error why;
	char *lf;

	for (; len > 0; len -= (size_t)(lf + 1 - text), text = lf + 1) {
		lf = memchr(text, '\n', len);
		demand(lf != NULL);
		demand(cm_scan_line(
			   text, (size_t)(lf - text), NULL, NULL, &why) == 0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char in[64], out[64];
	static int fd = -1;
	const char *files[1] = {in};
	struct ask_texts texts;
	struct ask ask;
	struct made m;
	struct stat st;
	char *rows;
	FILE *f;

	if (fd == -1) {
		cm_name = "fuzz";
		snprintf(in, sizeof(in), "/tmp/cm-fuzz-part.%d", (int)getpid());
		snprintf(out, sizeof(out), "%s.out", in);
		demand(freopen("/dev/null", "w", stderr) != NULL);
		demand(freopen(out, "a", stdout) != NULL);
		fd = open(out, O_RDWR);
		demand(fd != -1 && unlink(out) == 0);
	}
	make(&m, (const char *)data, size);
	f = fopen(in, "w");
	demand(f != NULL);
	fwrite(m.b.p, 1, m.b.len, f);
	fclose(f);
	cm_buf_release(&m.b);
	memset(&ask, 0, sizeof(ask));
	memset(&texts, 0, sizeof(texts));
	ask.texts = &texts;
	ask.memory = (size_t)64 << 20;
	ask.level = 0.95;
	ask.rec.threads = 1;
	ask.files = files;
	ask.nfiles = 1;
	merge(&ask);
	ask_forget(&ask);
	unlink(in);
	fflush(stdout);
	demand(fstat(fd, &st) == 0);
	rows = calloc(1, (size_t)st.st_size + CM_SCAN_PAD);
	demand(rows != NULL &&
	    pread(fd, rows, (size_t)st.st_size, 0) == st.st_size);
	is_json(rows, (size_t)st.st_size);
	free(rows);
	demand(ftruncate(fd, 0) == 0);
	return 0;
}
