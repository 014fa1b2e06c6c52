/* SPDX-License-Identifier: ISC */
/*
 * Whatever a server answers: one line of JSON, no deeper than libjq can read,
 * with no U+0001 but in marks of ours, and no secret in it. The first byte says
 * what it claims to be.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "lib/httptext.h"
#include "lib/json.h"
#include "lib/netreq.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct cm_netreq_secret secrets[] = {
    {"token", "EAAG/x|12"}, {"other", "12345678"}};

static const char *const types[] = {"", "application/json",
    "application/x-ndjson", "application/x-www-form-urlencoded", "text/csv",
    "text/tab-separated-values", "text/xml", "text/plain",
    "text/csv; charset=utf-16le", "application/json; charset=iso-8859-1",
    "text/xml; charset=shift_jis"};

enum { TYPES = sizeof(types) / sizeof(types[0]) };

static void
demand(int holds)
{
	if (!holds)
		abort();
}

/* Each string, decoded: marks of ours only, and no value of a secret. */
static void
check_string(struct cm_slice s)
{
	struct cm_buf text;
	const char *p, *end;
	size_t i;

	cm_buf_init(&text, CM_BUF_ANY);
	cm_json_text(&text, s);
	for (i = 0; i < 2; i++)
		demand(strstr(cm_buf_str(&text), secrets[i].value) == NULL);
	end = text.p + text.len;
	for (p = text.p; (p = memchr(p, 1, (size_t)(end - p))) != NULL;) {
		demand(strncmp(p, "\x01token\x01", 7) == 0 ||
		    strncmp(p, "\x01other\x01", 7) == 0 ||
		    strncmp(p, "\x01kept\x01", 6) == 0);
		p += p[1] == 'k' ? 6 : 7;
	}
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

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char keep[] = "{\"kept\":\"a.0\",\"token\":\"t\"}";
	struct cm_slice k = {keep, 0}, line;
	struct cm_netreq_kept *kept;
	struct cm_scan_error why;
	struct cm_http_answer a;
	struct cm_buf to, type;
	size_t nkept, i;
	int broken;

	if (size == 0)
		return 0;
	memset(&a, 0, sizeof(a));
	a.status = 200;
	cm_buf_init(&a.head, CM_BUF_ANY);
	cm_buf_init(&a.body, CM_BUF_ANY);
	cm_buf_init(&to, CM_BUF_ANY);
	cm_buf_init(&type, CM_BUF_ANY);
	cm_buf_printf(&type, "Content-Type: %s", types[data[0] % TYPES]);
	cm_httptext_header(&a.head, cm_buf_str(&type), type.len);
	if (data[0] >= 128)
		k.len = sizeof(keep) - 1;
	if (size > 1)
		cm_buf_add(&a.body, data + 1, size - 1);
	cm_netreq_answer(&to, &a, k, secrets, 2, &kept, &nkept, &broken);
	line.len = to.len;
	memset(cm_buf_room(&to, CM_SCAN_PAD), 0, CM_SCAN_PAD);
	line.p = to.p;
	demand(cm_scan_line(line.p, line.len, NULL, NULL, &why) == 0);
	demand(memchr(line.p, '\n', line.len) == NULL);
	check_value(line, 0);
	for (i = 0; i < nkept; i++) {
		free(kept[i].name);
		free(kept[i].value);
	}
	free(kept);
	cm_buf_release(&a.head);
	cm_buf_release(&a.body);
	cm_buf_release(&to);
	cm_buf_release(&type);
	return 0;
}
