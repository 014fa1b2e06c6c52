/* SPDX-License-Identifier: ISC */
/* What is made of records, and what groups remember of it. */
#include <string.h>

#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/question.h"
#include "lib/opt.h"

static struct input *
input_new(struct question *q, enum input_kind kind)
{
	struct input *in;

	if (q->ninputs == Q_INPUTS)
		cm_opt_fail("too many measures");
	in = &q->input[q->ninputs++];
	memset(in, 0, sizeof(*in));
	in->kind = kind;
	in->want[0] = in->want[1] = in->want[2] = -1;
	return in;
}

int
question_input(struct question *q, enum input_kind kind, const char *a,
    const char *b, const char *c)
{
	struct input *in;
	int k, w, want[3] = {-1, -1, -1};
	const char *path[3];

	path[0] = a;
	path[1] = b;
	path[2] = c;
	for (w = 0; w < 3 && path[w] != NULL; w++)
		want[w] = question_want(q, path[w]);
	for (k = 0; k < q->ninputs; k++)
		if (q->input[k].kind == kind &&
		    memcmp(q->input[k].want, want, sizeof(want)) == 0)
			return k;
	in = input_new(q, kind);
	memcpy(in->want, want, sizeof(want));
	q->timed |= kind == IN_MOMENT;
	in->text = kind == IN_AUTHOR || kind == IN_VISITOR ||
	    (kind == IN_VALUE && question_is_id(a));
	return k;
}

int
question_input_only(struct question *q, int base, unsigned only)
{
	struct input *in;
	int k;

	for (k = 0; k < q->ninputs; k++)
		if (q->input[k].kind == IN_ONLY &&
		    q->input[k].part[0] == base && q->input[k].only == only)
			return k;
	in = input_new(q, IN_ONLY);
	in->part[0] = base;
	in->only = only;
	return k;
}

int
question_input_made(struct question *q, input_make *make, int arg,
    const char *a, const char *b, const char *c)
{
	const char *path[3];
	struct input *in;
	int k, w, want[3] = {-1, -1, -1};

	path[0] = a;
	path[1] = b;
	path[2] = c;
	for (w = 0; w < 3; w++)
		if (path[w] != NULL)
			want[w] = question_want(q, path[w]);
	for (k = 0; k < q->ninputs; k++)
		if (q->input[k].kind == IN_MADE && q->input[k].make == make &&
		    q->input[k].arg == arg &&
		    memcmp(q->input[k].want, want, sizeof(want)) == 0)
			return k;
	in = input_new(q, IN_MADE);
	in->make = make;
	in->arg = arg;
	memcpy(in->want, want, sizeof(want));
	return k;
}

int
question_cell(struct question *q, const struct cell_type *type, unsigned only,
    int in, int under, int arg)
{
	struct section *s = q->now;
	struct cell *c;
	int k;

	for (k = 0; k < s->ncells; k++) {
		c = &s->cell[k];
		if (c->type == type && c->only == only && c->input == in &&
		    c->under == under && c->arg == arg)
			return k;
	}
	if (k == Q_CELLS)
		cm_opt_fail("too many measures");
	c = &s->cell[s->ncells++];
	c->type = type;
	c->only = only;
	c->input = in;
	c->under = under;
	c->arg = arg;
	c->at = s->cell_bytes;
	s->cell_bytes += type->size;
	q->accounts |= type == &cell_last;
	return k;
}
