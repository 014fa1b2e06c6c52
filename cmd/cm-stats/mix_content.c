/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/link.h"
#include "cmd/cm-stats/mix.h"
#include "cmd/cm-stats/slice.h"
#include "lib/json.h"

/* Whether a host is one of a list, or below it. */
static int
host_is(const char *host, size_t len, const char *own, size_t n)
{
	return len >= n && memcmp(host + len - n, own, n) == 0 &&
	    (len == n || host[len - n - 1] == '.');
}

/* Whether a page is in one of the places: HOST, or HOST/PATH and what is
 * behind it. */
static int
is_own(const char *own, const char *url, size_t len)
{
	const char *host, *path, *slash;
	size_t hostlen = link_host(url, len, &host), n, rest;

	path = host + hostlen;
	rest = (size_t)(url + len - path);
	for (;; own += n + 1) {
		own += strspn(own, " \t");
		if (strncmp(own, "www.", 4) == 0)
			own += 4;
		n = strcspn(own, ",");
		slash = memchr(own, '/', n);
		if (n > 0 &&
		    host_is(host, hostlen, own,
			slash != NULL ? (size_t)(slash - own) : n) &&
		    (slash == NULL ||
			(rest >= (size_t)(own + n - slash) &&
			    memcmp(path, slash, (size_t)(own + n - slash)) ==
				0)))
			return 1;
		if (own[n] == '\0')
			return 0;
	}
}

/* Whether what is linked is of others: 1, 0, or -1 for nothing. */
static int
links_to_others(struct cm_slice links, const char *own)
{
	struct cm_slice e;
	struct cm_buf url;
	char *text;
	size_t at = 0;
	int others = -1;

	cm_buf_init(&url, CM_BUF_ANY);
	while (others != 0 && cm_scan_kind(links) == CM_ARRAY &&
	    cm_json_next(links, &at, NULL, &e)) {
		text = cm_scan_kind(e) == CM_STRING ? cm_json_dup(e) : NULL;
		cm_buf_clear(&url);
		if (text != NULL &&
		    link_canonical(&url, text, strlen(text)) == 0)
			others = own == NULL || !is_own(own, url.p, url.len);
		free(text);
	}
	cm_buf_release(&url);
	return others;
}

int
mix_content(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	static const char *const passed_on[] = {
	    "repost", "reblog", "boost", "retweet", "share", "quote"};
	const char *own = ask_option(q->section[key->owner].ask, "own");
	int others;
	size_t k;

	if ((f->is & IS_POST) == 0)
		return 0;
	for (k = 0; k < sizeof(passed_on) / sizeof(passed_on[0]); k++)
		if (!slice_absent(r->found[key->want[1]]) &&
		    cm_json_is(r->found[key->want[1]], passed_on[k])) {
			cm_buf_puts(b, "\"others\"");
			return 1;
		}
	others = links_to_others(r->found[key->want[0]], own);
	if (others == 1 && own == NULL)
		return 0;
	cm_buf_puts(b, others == 1 ? "\"others\"" : "\"own\"");
	return 1;
}

int
mix_daypart(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	static const char *const parts[] = {
	    "\"night\"", "\"morning\"", "\"afternoon\"", "\"evening\""};
	int64_t second = f->local % 86400;

	(void)q;
	(void)r;
	(void)key;
	if (!f->timed)
		return 0;
	second += second < 0 ? 86400 : 0;
	cm_buf_puts(b, parts[second / 21600]);
	return 1;
}
