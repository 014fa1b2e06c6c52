/* SPDX-License-Identifier: ISC */
#ifndef JOURNAL_H
#define JOURNAL_H

#include "cmd/cm-post/outbox.h"

/* For journal*.c alone. */
enum query {
	Q_FIND,
	Q_NEXT,
	Q_OF,
	Q_ENTRIES,
	Q_DROP,
	Q_ADD,
	Q_ADD_ENTRY,
	Q_MOVE,
	Q_KEEP,
	Q_RECEIPT,
	Q_LAST_US,
	Q_CLAIMS,
	Q_ITEM,
	Q_RIVAL,
	Q_UNDONE,
	Q_OPEN,
	Q_TWIN,
	Q_COUNT
};

struct journal {
	struct cm_db *db;
	struct cm_db_query *queries[Q_COUNT]; /* prepared when first used */
};

/* NULL after a message. */
struct cm_db_query *journal_query(struct journal *j, enum query which);
/* A text that is the caller's, or NULL. */
char *journal_column(struct cm_db_query *q, int at);
void journal_bind(struct cm_db_query *q, int at, const char *s);
/* Takes the one number that a query gives. */
int journal_number(struct cm_db_query *q, int64_t *row);

#endif
