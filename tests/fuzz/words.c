/* SPDX-License-Identifier: ISC */
/*
 * A target for libFuzzer: the words of what others wrote, and their links.
 * Each is UTF-8 where the text is, none is empty or too long, and a word that
 * is cut again is the same word. A canonical URL is its own canonical URL.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/link.h"
#include "cmd/cm-stats/words.h"
#include "lib/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
demand(int holds)
{
	if (!holds)
		abort();
}

static void
take(void *ctx, enum words_kind kind, const char *s, size_t len)
{
	size_t *total = ctx;

	demand(len > 0 && cm_text_valid(s, len));
	demand(kind == WORDS_TAG ||
	    len <= 4 * WORDS_LONGEST * (kind == WORDS_PHRASE ? 2 : 1) + 1);
	demand(memchr(s, '\n', len) == NULL && memchr(s, '"', len) == NULL);
	*total += len;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data, *host;
	struct cm_buf once, twice;
	size_t total = 0;

	words_cut(s, size, 1, &total, take);
	cm_buf_init(&once, CM_BUF_ANY);
	cm_buf_init(&twice, CM_BUF_ANY);
	words_fold(&once, s, size);
	words_fold(&twice, once.p != NULL ? once.p : "", once.len);
	demand(cm_text_valid(once.p != NULL ? once.p : "", once.len));
	cm_buf_clear(&once);
	cm_buf_clear(&twice);
	if (link_canonical(&once, s, size) == 0) {
		demand(link_host(once.p, once.len, &host) > 0);
		demand(link_canonical(&twice, once.p, once.len) == 0);
		demand(once.len == twice.len &&
		    memcmp(once.p, twice.p, once.len) == 0);
	}
	cm_buf_release(&once);
	cm_buf_release(&twice);
	return 0;
}
