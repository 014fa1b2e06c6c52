/* SPDX-License-Identifier: ISC */
/*
 * Whatever a web server wrote into a spool: one line of JSON, no deeper than
 * libjq can read, with no U+0001 but in marks of ours, and no secret in it; and
 * the bytes that a signature is made of are those that came.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/crypto.h"
#include "lib/json.h"
#include "lib/netspool.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct cm_netreq_secret secrets[] = {
    {"token", "EAAG/x|12"}, {"other", "12345678"}};

static void
demand(int holds)
{
	if (!holds)
		abort();
}

static void
check_string(struct cm_slice s)
{
	struct cm_buf text;
	const char *p, *end;

	cm_buf_init(&text, CM_BUF_ANY);
	cm_json_text(&text, s);
	end = cm_buf_str(&text) + text.len;
	for (p = text.p; (p = memchr(p, 1, (size_t)(end - p))) != NULL; p += 7)
		demand(strncmp(p, "\x01token\x01", 7) == 0 ||
		    strncmp(p, "\x01other\x01", 7) == 0);
	cm_buf_release(&text);
}

static void
check_value(struct cm_slice s, int depth)
{
	struct cm_slice key, value;
	size_t at = 0;

	demand(depth < 256);
	if (cm_scan_kind(s) == CM_STRING)
		check_string(s);
	while (cm_json_next(s, &at, &key, &value)) {
		if (cm_scan_kind(s) == CM_OBJECT)
			check_string(key);
		check_value(value, depth + 1);
	}
}

/* The body, from its text or its base64, is the end of what came; secrets in it
 * stand as marks, which are not undone here. */
static void
check_bytes(struct cm_slice all, const uint8_t *data, size_t size)
{
	struct cm_buf raw, body;

	cm_buf_init(&raw, CM_BUF_ANY);
	cm_buf_init(&body, CM_BUF_ANY);
	if (cm_json_get(all, "text").p != NULL)
		cm_json_text(&body, cm_json_get(all, "text"));
	else {
		cm_json_text(&raw, cm_json_get(all, "base64"));
		demand(
		    cm_crypto_unbase64(&body, cm_buf_str(&raw), raw.len) == 0);
	}
	if (body.len > 0 &&
	    (cm_json_get(all, "text").p == NULL ||
		memchr(body.p, 1, body.len) == NULL))
		demand(body.len <= size &&
		    memcmp(body.p, data + (size - body.len), body.len) == 0);
	cm_buf_release(&raw);
	cm_buf_release(&body);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cm_scan_error why;
	struct cm_slice all;
	struct cm_buf to;

	cm_buf_init(&to, CM_BUF_ANY);
	cm_netspool_request(&to, "name", (const char *)data, size, secrets, 2);
	all.len = to.len;
	memset(cm_buf_room(&to, CM_SCAN_PAD), 0, CM_SCAN_PAD);
	all.p = to.p;
	demand(cm_scan_line(all.p, all.len, NULL, NULL, &why) == 0);
	demand(memchr(all.p, '\n', all.len) == NULL);
	check_value(all, 0);
	if (cm_json_get(all, "error").p == NULL)
		check_bytes(all, data, size);
	cm_buf_release(&to);
	return 0;
}
