/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cm-stats/coverage.h"
#include "cmd/cm-stats/out.h"
#include "lib/clock.h"
#include "lib/json.h"

enum { FLUSH = 1 << 16 };

void
out_init(struct out *o, const struct answer *a)
{
	memset(o, 0, sizeof(*o));
	o->a = a;
	cm_buf_init(&o->b, CM_BUF_ANY);
	cm_buf_init(&o->reason, CM_BUF_ANY);
}

enum cm_exit
out_close(struct out *o)
{
	enum cm_exit status = CM_OK;

	cm_put(o->b.p, o->b.len);
	cm_buf_release(&o->b);
	cm_buf_release(&o->reason);
	if (o->withheld > 0) {
		cm_warn("%zu row%s of a span that is not complete %s withheld",
		    o->withheld, o->withheld == 1 ? "" : "s",
		    o->withheld == 1 ? "was" : "were");
		status = CM_FAIL;
	}
	return status;
}

static void
put_name(struct out *o, const char *name)
{
	cm_buf_byte(&o->b, ',');
	cm_json_string(&o->b, name, strlen(name));
	cm_buf_byte(&o->b, ':');
}

void
out_measure(struct out *o, const struct column *c)
{
	cm_buf_puts(&o->b, "{\"type\":\"measure\"");
	cm_json_member(&o->b, "by", c->by);
	cm_json_member(&o->b, "name", c->name);
	cm_json_member(&o->b, "role", c->role != NULL ? c->role : "measure");
	cm_json_member(&o->b, "formula", c->formula);
	cm_json_member(&o->b, "unit", c->unit);
	cm_json_member(&o->b, "denominator", c->denominator);
	cm_json_member(&o->b, "sample", c->sample);
	cm_json_member(&o->b, "interval", c->interval);
	cm_json_member(&o->b, "source", c->source);
	cm_json_member(&o->b, "zone", c->zone);
	cm_buf_puts(&o->b, "}\n");
}

void
out_row(struct out *o, const char *by)
{
	o->start = o->b.len;
	o->complete = -1;
	cm_buf_clear(&o->reason);
	cm_buf_puts(&o->b, "{\"type\":\"row\"");
	if (by != NULL)
		cm_json_member(&o->b, "by", by);
}

void
out_why(struct out *o, const char *name, const char *why)
{
	if (o->reason.len > 0)
		cm_buf_puts(&o->reason, "; ");
	cm_buf_printf(&o->reason, "%s: %s", name, why);
}

void
out_slice(struct out *o, const char *name, struct cm_slice json)
{
	put_name(o, name);
	cm_buf_add(&o->b, json.p, json.len);
}

void
out_key(struct out *o, const char *name, struct cm_slice json)
{
	out_slice(o, name, json);
	if (json.p[0] == 'n')
		out_why(o, name, "not given");
}

void
out_text(struct out *o, const char *name, const char *text)
{
	put_name(o, name);
	cm_json_string(&o->b, text, strlen(text));
}

void
out_num(struct out *o, const char *name, const struct num *v)
{
	put_name(o, name);
	num_put(&o->b, v);
}

void
out_int(struct out *o, const char *name, int64_t v)
{
	struct num n = num_int(v);

	out_num(o, name, &n);
}

void
out_double(struct out *o, const char *name, double v)
{
	struct num n;

	put_name(o, name);
	if (!isfinite(v)) {
		cm_buf_puts(&o->b, "null");
		return;
	}
	n = num_double(v);
	num_put(&o->b, &n);
}

void
out_bool(struct out *o, const char *name, int v)
{
	put_name(o, name);
	cm_buf_puts(&o->b, v ? "true" : "false");
}

void
out_time(struct out *o, const char *name, int64_t moment)
{
	char text[CM_CLOCK_TEXT];

	cm_clock_text(moment, text);
	out_text(o, name, text);
}

void
out_null(struct out *o, const char *name, const char *why)
{
	put_name(o, name);
	cm_buf_puts(&o->b, "null");
	out_why(o, name, why);
}

static void
put_bounds(struct out *o, const char *name, int64_t n, double low, double high)
{
	char part[256];

	snprintf(part, sizeof(part), "%s.n", name);
	out_int(o, part, n);
	snprintf(part, sizeof(part), "%s.low", name);
	out_double(o, part, low);
	snprintf(part, sizeof(part), "%s.high", name);
	out_double(o, part, high);
}

void
out_estimate(struct out *o, const char *name, double v, int64_t n, double low,
    double high)
{
	out_double(o, name, v);
	put_bounds(o, name, n, low, high);
}

void
out_estimate_few(struct out *o, const char *name, double v, int64_t n,
    double low, double high)
{
	char part[256];

	out_estimate(o, name, v, n, low, high);
	snprintf(part, sizeof(part), "%s.low", name);
	if (!isfinite(low))
		out_why(o, part, "too few values");
	snprintf(part, sizeof(part), "%s.high", name);
	if (!isfinite(high))
		out_why(o, part, "too few values");
}

void
out_no_estimate(struct out *o, const char *name, int64_t n, const char *why)
{
	out_null(o, name, why);
	put_bounds(o, name, n, (double)NAN, (double)NAN);
}

static void
cover(struct out *o, int verdict)
{
	if (verdict == 0 || (verdict == 1 && o->complete != 0))
		o->complete = verdict;
}

void
out_cover(struct out *o, struct cm_slice network, struct cm_slice account,
    const char *what, int64_t start, int64_t end)
{
	const struct answer *a = o->a;
	int verdict;

	if (a->ask->coverage == COVERAGE_OFF)
		return;
	verdict = coverage_judge(
	    a->coverage, network, account, what, start, end, &o->reason);
	if (a->has_since && start < a->since) {
		out_why(o, "coverage", "cut by --since");
		verdict = 0;
	}
	if (a->has_until && end > a->until) {
		out_why(o, "coverage", "cut by --until");
		verdict = 0;
	}
	cover(o, verdict);
}

void
out_cover_window(struct out *o, struct cm_slice network,
    struct cm_slice account, const char *what, const struct window *w)
{
	if (o->a->ask->coverage != COVERAGE_OFF)
		cover(o,
		    coverage_judge(o->a->coverage, network, account, what,
			w->before, w->until, &o->reason));
}

int
out_end(struct out *o)
{
	if (o->complete == 0 && o->a->ask->coverage == COVERAGE_STRICT) {
		o->b.len = o->start;
		o->withheld++;
		return 0;
	}
	cm_json_member_n(&o->b, "reason", o->reason.p, o->reason.len);
	if (o->complete >= 0)
		cm_buf_puts(&o->b,
		    o->complete ? ",\"complete\":true" : ",\"complete\":false");
	cm_buf_puts(&o->b, "}\n");
	o->rows++;
	if (o->b.len >= FLUSH) {
		cm_put(o->b.p, o->b.len);
		cm_buf_clear(&o->b);
	}
	return 1;
}
