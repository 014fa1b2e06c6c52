/* SPDX-License-Identifier: ISC */
/* What cm-post published, for networks that tell of it only to who knows it. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/job.h"
#include "lib/clock.h"
#include "lib/db.h"
#include "lib/json.h"

enum { MOST = 1000 };

/* Messages, the newest first; what an action did is none. */
static const char published[] =
    "SELECT remote, native, sent FROM entry JOIN draft "
    "ON draft.id = entry.draft WHERE entry.account = ? AND state = 2 AND "
    "remote NOT NULL AND act IS NULL ORDER BY us DESC LIMIT ?";

static int
add_rows(struct cm_buf *to, struct cm_db *db, const char *account)
{
	struct cm_db_query *q = cm_db_prepare(db, published);
	char when[CM_CLOCK_TEXT];
	const char *native;
	size_t n = 0;
	int rc;

	if (q == NULL)
		return -1;
	cm_db_bind_text(q, 0, account);
	cm_db_bind_int(q, 1, MOST);
	while ((rc = cm_db_step(q)) == 1) {
		cm_buf_puts(to, n++ > 0 ? ",{" : "{");
		cm_json_member(to, "id", cm_db_text(q, 0));
		native = cm_db_text(q, 1);
		if (native != NULL) {
			cm_json_key(to, "native");
			cm_buf_puts(to, native);
		}
		if (!cm_db_is_null(q, 2))
			cm_json_member(
			    to, "at", cm_clock_text(cm_db_int(q, 2), when));
		cm_buf_byte(to, '}');
	}
	return rc;
}

int
receipts_add(struct cm_buf *to, const char *account)
{
	enum cm_exit status;
	struct cm_db *db = cm_db_read("outbox", &status);
	size_t before;
	int rc = 0;

	cm_json_key(to, "receipts");
	cm_buf_byte(to, '[');
	before = to->len;
	if (db != NULL)
		rc = add_rows(to, db, account);
	else if (status != CM_OK)
		rc = -1;
	if (rc == -1)
		to->len = before;
	cm_buf_byte(to, ']');
	cm_db_close(db);
	return rc;
}
