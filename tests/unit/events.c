/* SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "cmd/cm-stats/events.c"
#include "cmd/cm-stats/num.c"
#include "tests/tap.h"

/* Of keys.c, which needs the rest of the program. */
int
key_is_text(struct cm_slice s)
{
	return s.len > 1 && s.p[0] == '"' && s.p[s.len - 1] == '"' &&
	    memchr(s.p, '\n', s.len) == NULL;
}

enum { N = 1000, WORDS = 3 };

static uint64_t state = 88172645463325252u;

static uint64_t
next(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static void
make(int64_t word[N][WORDS], char text[N][24], int *perm)
{
	int k, at, was;

	for (k = 0; k < N; k++) {
		word[k][0] = (int64_t)(next() % 50) - 25;
		word[k][1] = k % 7 == 0 ? INT64_MIN : (int64_t)next();
		word[k][2] = (int64_t)(next() % 3);
		snprintf(text[k], sizeof(text[k]), "\"%d\"", (int)(next() % 9));
		if (k % 10 == 9) {
			memcpy(word[k], word[k - 1], sizeof(word[k]));
			memcpy(text[k], text[k - 1], sizeof(text[k]));
		}
		perm[k] = k;
	}
	for (k = N - 1; k > 0; k--) {
		at = (int)(next() % (uint64_t)(k + 1));
		was = perm[k];
		perm[k] = perm[at];
		perm[at] = was;
	}
}

static int
same(const struct cm_buf *a, const struct cm_buf *b)
{
	return a->len == b->len && memcmp(a->p, b->p, a->len) == 0;
}

int
main(void)
{
	static int64_t word[N][WORDS];
	static char text[N][24];
	static int perm[N];
	struct events *all = NULL, *part[3] = {NULL, NULL, NULL}, *back = NULL;
	struct cm_buf a, b;
	struct cm_slice s;
	struct bytes from;
	size_t used = 0, most, k;
	int i, bad = 0;

	make(word, text, perm);
	cm_buf_init(&a, CM_BUF_ANY);
	cm_buf_init(&b, CM_BUF_ANY);
	for (i = 0; i < N; i++)
		used += events_add(&all, WORDS, word[i], i % 3 ? text[i] : NULL,
		    strlen(text[i]));
	for (i = 0; i < N; i++)
		events_add(&part[perm[i] % 3], WORDS, word[perm[i]],
		    perm[i] % 3 ? text[perm[i]] : NULL, strlen(text[perm[i]]));
	is_int((long long)events_count(all), N, "copies are kept");
	most = N * (WORDS + 1) * 8 + N * 4;
	ok(used >= N * (WORDS + 1) * 8 && used < most * 3 / 2 + 100,
	    "the memory is what it is said to be");
	events_merge(&part[2], part[0]);
	events_merge(&part[2], NULL);
	events_merge(&part[1], part[2]);
	events_pack(all, &a);
	events_pack(part[1], &b);
	ok(same(&a, &b), "the order and the parts do not matter");
	from = bytes_of(a.p, a.len);
	ok(events_unpack(&back, &from) > 0, "bytes are read");
	is_int((long long)bytes_left(&from), 0, "all of them");
	cm_buf_clear(&b);
	events_pack(back, &b);
	ok(same(&a, &b), "and give the same bytes");
	is_int(*events_at(all, 9, &s), word[9][0], "a number of one");
	ok(s.p == NULL, "that has no text");
	events_at(all, 10, &s);
	ok(s.len == strlen(text[10]) && memcmp(s.p, text[10], s.len) == 0,
	    "and the text of another");
	for (k = 0; k < a.len; k += k < 300 ? 1 : 97) {
		events_free(back);
		back = NULL;
		from = bytes_of(a.p, k);
		bad += events_unpack(&back, &from) < 0;
	}
	ok(bad > 300, "what is cut off is bad");
	events_free(back);
	back = NULL;
	cm_buf_clear(&b);
	events_pack(NULL, &b);
	from = bytes_of(b.p, b.len);
	ok(events_unpack(&back, &from) >= 0 && back == NULL, "none is none");
	events_free(all);
	for (i = 0; i < 3; i++)
		events_free(part[i]);
	cm_buf_release(&a);
	cm_buf_release(&b);
	return done();
}
