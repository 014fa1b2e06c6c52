/* SPDX-License-Identifier: ISC */
/*
 * Whatever is given as a transcript: no crash, an entry that is read is found,
 * and what was found reads back the same once it is written.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/har.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
demand(int holds)
{
	if (!holds)
		abort();
}

static void
same(const char *a, size_t an, const char *b, size_t bn)
{
	demand(an == bn && (an == 0 || memcmp(a, b, an) == 0));
}

/* Writes one entry, reads it back. */
static void
again(const char *path, struct cm_har_entry *e)
{
	struct cm_har_writer *w = cm_har_create(path);
	struct cm_har_entry back;
	struct cm_har *h;

	demand(w != NULL);
	cm_har_add(w, e);
	demand(cm_har_finish(w) == 0);
	h = cm_har_open(path);
	demand(h != NULL);
	demand(cm_har_find(h, e->job, e->place, e->method, e->url, e->body,
		   e->body_len, &back) == 1);
	demand(back.status == e->status && back.class == e->class);
	demand(back.place == e->place);
	same(back.answer, back.answer_len, e->answer, e->answer_len);
	same(back.headers, back.headers_len, e->headers, e->headers_len);
	cm_har_close(h);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char path[64];
	struct cm_har_entry e;
	struct cm_har *h;
	FILE *f;

	if (path[0] == '\0') {
		snprintf(
		    path, sizeof(path), "/tmp/cm-fuzz-har.%ld", (long)getpid());
		cm_name = "har";
		demand(freopen("/dev/null", "w", stdout) != NULL);
	}
	f = fopen(path, "w");
	demand(f != NULL);
	fwrite(data, 1, size, f);
	fclose(f);
	h = cm_har_open(path);
	if (h != NULL &&
	    cm_har_find(h, 0, 0, "GET", "http://a/?b", "", 0, &e) == 1)
		again(path, &e);
	cm_har_close(h);
	unlink(path);
	return 0;
}
