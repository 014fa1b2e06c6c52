/* SPDX-License-Identifier: ISC */
/* What the journal is asked about others than the draft at hand. */
#include <string.h>

#include "cmd/cm-post/journal.h"

/* Tells whether a query has a row. */
static int
has_row(struct cm_db_query *q)
{
	int rc = cm_db_step(q);

	if (rc == 1)
		cm_db_reset(q);
	return rc;
}

int
journal_claims(struct journal *j, const char *account, const char *id)
{
	struct cm_db_query *q = journal_query(j, Q_CLAIMS);

	if (q == NULL)
		return -1;
	cm_db_bind_text(q, 0, account);
	cm_db_bind_text(q, 1, id);
	return has_row(q);
}

int
journal_item(struct journal *j, const char *account, const char *id,
    char **native, char **url, char **its_id)
{
	struct cm_db_query *q = journal_query(j, Q_ITEM);
	int rc;

	*native = *url = *its_id = NULL;
	if (q == NULL)
		return -1;
	cm_db_bind_text(q, 0, account);
	cm_db_bind_text(q, 1, id);
	rc = cm_db_step(q);
	if (rc == 1) {
		*its_id = journal_column(q, 0);
		*native = journal_column(q, 1);
		*url = journal_column(q, 2);
		cm_db_reset(q);
	}
	return rc;
}

int
journal_rival(
    struct journal *j, const char *account, int64_t not_this, struct rival *r)
{
	struct cm_db_query *q = journal_query(j, Q_RIVAL);
	int rc;

	if (q == NULL)
		return -1;
	cm_db_reset(q);
	cm_db_bind_text(q, 0, account);
	cm_db_bind_int(q, 1, not_this);
	cm_db_bind_int(q, 2, r->row);
	rc = cm_db_step(q);
	if (rc == 1) {
		r->row = cm_db_int(q, 0);
		r->title = cm_db_text(q, 1);
		r->text = cm_db_text(q, 2);
		r->when = cm_db_int(q, 3);
		r->open = cm_db_int(q, 4) == ENTRY_DOUBTFUL;
	}
	return rc;
}

/* Whether one act takes back what another did. */
static int
is_opposite(const char *a, const char *b)
{
	/* Each says where a thing stands, and only the last of them counts. */
	static const char *const places[] = {
	    "approve", "hide", "unhide", "spam", "delete"};
	size_t i, found[2] = {0, 0};

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		found[0] |= strcmp(a, places[i]) == 0;
		found[1] |= strcmp(b, places[i]) == 0;
	}
	if (found[0] && found[1])
		return strcmp(a, b) != 0;
	return (strncmp(a, "un", 2) == 0 && strcmp(a + 2, b) == 0) ||
	    (strncmp(b, "un", 2) == 0 && strcmp(b + 2, a) == 0);
}

int
journal_undone(struct journal *j, const struct draft *d)
{
	struct cm_db_query *q = journal_query(j, Q_UNDONE);
	int rc;

	if (q == NULL)
		return -1;
	cm_db_bind_text(q, 0, d->account);
	journal_bind(q, 1, d->target);
	cm_db_bind_int(q, 2, d->row);
	while ((rc = cm_db_step(q)) == 1)
		if (is_opposite(cm_db_text(q, 0), d->act))
			break;
	if (rc == 1)
		cm_db_reset(q);
	return rc;
}

int
journal_twin(struct journal *j, const struct draft *d, const char *title,
    int64_t *sent, char **its_title, char **url)
{
	struct cm_db_query *q = journal_query(j, Q_TWIN);
	int rc;

	if (q == NULL)
		return -1;
	cm_db_bind_text(q, 0, d->account);
	journal_bind(q, 1, title);
	journal_bind(q, 2, d->source);
	rc = cm_db_step(q);
	if (rc == 1) {
		*sent = cm_db_int(q, 0);
		*its_title = journal_column(q, 1);
		*url = journal_column(q, 2);
		cm_db_reset(q);
	}
	return rc;
}

int64_t
journal_open_entries(struct journal *j)
{
	struct cm_db_query *q = journal_query(j, Q_OPEN);
	int64_t n;

	return q != NULL && journal_number(q, &n) == 0 ? n : -1;
}
