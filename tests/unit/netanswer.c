/* SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "lib/err.h"
#include "lib/httptext.h"
#include "lib/json.h"
#include "lib/netreq.h"
#include "tests/tap.h"

/* An answer in, what a module sees of it out. */

static const struct cm_netreq_secret secrets[] = {{"token", "EAAG/x|1234567"},
    {"short", "1234567"}, {"long", "EAAG/x|1234567-and-more"},
    {"number", "7654321098"}};

static int broken;
static struct cm_netreq_kept *kept;
static size_t nkept;

static void
forget(void)
{
	size_t i;

	for (i = 0; i < nkept; i++) {
		free(kept[i].name);
		free(kept[i].value);
	}
	free(kept);
	kept = NULL;
	nkept = 0;
}

static void
answer_n(struct cm_buf *to, const char *head, const char *body, size_t len,
    const char *keep)
{
	struct cm_slice k = {keep, keep != NULL ? strlen(keep) : 0};
	struct cm_http_answer a;

	memset(&a, 0, sizeof(a));
	a.status = 200;
	cm_buf_init(&a.head, CM_BUF_ANY);
	cm_buf_init(&a.body, CM_BUF_ANY);
	if (head != NULL)
		cm_httptext_header(&a.head, head, strlen(head));
	cm_buf_add(&a.body, body, len);
	forget();
	cm_netreq_answer(to, &a, k, secrets, 4, &kept, &nkept, &broken);
	cm_buf_release(&a.head);
	cm_buf_release(&a.body);
}

/* What stands behind the headers. */
static void
gives(const char *type, const char *body, const char *want, int is_broken,
    const char *what)
{
	struct cm_scan_error why;
	struct cm_buf b, head;
	const char *p;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_init(&head, CM_BUF_ANY);
	if (type != NULL)
		cm_buf_printf(&head, "Content-Type: %s", type);
	answer_n(&b, type != NULL ? cm_buf_str(&head) : NULL, body,
	    strlen(body), NULL);
	memset(cm_buf_room(&b, CM_SCAN_PAD), 0, CM_SCAN_PAD);
	ok(cm_scan_line(b.p, b.len, NULL, NULL, &why) == 0, "it is JSON");
	p = strstr(cm_buf_str(&b), "},\"body\":");
	if (p != NULL && broken != is_broken)
		printf("# broken: %d\n", broken);
	is(p != NULL && broken == is_broken ? p + 2 : b.p, want, what);
	cm_buf_release(&b);
	cm_buf_release(&head);
}

static void
check_json(void)
{
	gives(
	    "application/json", "{\"a\":1}", "\"body\":{\"a\":1}}", 0, "JSON");
	gives("application/json",
	    "{\"a\":[9007199254740992,9007199254740993,-9007199254740993,"
	    "12345678901234567890,1.5e300]}",
	    "\"body\":{\"a\":[9007199254740992,\"9007199254740993\","
	    "\"-9007199254740993\",\"12345678901234567890\",1.5e300]}}",
	    0, "large integers");
}

int
main(void)
{
	cm_name = "netanswer";
	check_json();
	forget();
	return done();
}
