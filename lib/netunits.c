/* SPDX-License-Identifier: ISC */
/* What requests cost of a quota of the day, counted before they go out. */
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/json.h"
#include "lib/netjob.h"
#include "lib/zone.h"

/* A quota while something is counted: its texts are here. */
struct quota {
	struct cm_keyring_units u;
	char *pool;
	struct cm_buf of;
};

/* The setting `units`, or `units-POOL`, comes before what the module says. */
static int64_t
most(const struct net_account *a, const char *pool)
{
	struct cm_slice units = a->about->units, pools;
	const char *set = NULL;
	struct cm_buf name;
	double d;

	cm_buf_init(&name, CM_BUF_ANY);
	cm_buf_puts(&name, "units");
	if (*pool != '\0')
		cm_buf_printf(&name, "-%s", pool);
	if (a->conf != NULL)
		set = cm_conf_get(a->conf, cm_buf_str(&name));
	cm_buf_release(&name);
	if (set != NULL && *set != '\0' && strlen(set) < 16 &&
	    set[strspn(set, "0123456789")] == '\0')
		return strtoll(set, NULL, 10);
	pools = cm_json_get(units, "pools");
	if (cm_json_double(*pool != '\0' ? cm_json_get(pools, pool)
					 : cm_json_get(units, "day"),
		&d) != 0)
		return -1;
	return (int64_t)d;
}

/* The day where the network counts its days. */
static int64_t
today(const struct net_account *a)
{
	char *name = cm_json_dup(cm_json_get(a->about->units, "zone"));
	struct cm_zone *z = name != NULL ? cm_zone_open(name) : NULL;
	int64_t now = cm_clock_now(), local = now + cm_zone_offset(z, now);

	cm_zone_close(z);
	free(name);
	return local / 86400;
}

/* Whose it is: who has one client_id with others shares it with them. */
static void
open_quota(struct quota *q, const struct net_account *a, struct cm_slice pool)
{
	char *of = cm_json_dup(cm_json_get(a->about->units, "of"));
	const char *shared =
	    of != NULL && a->conf != NULL ? cm_conf_get(a->conf, of) : NULL;

	cm_buf_init(&q->of, CM_BUF_ANY);
	cm_buf_printf(
	    &q->of, "%s\n%s", a->of, shared != NULL ? shared : a->name);
	q->pool = pool.p != NULL ? cm_json_dup(pool) : cm_strdup("");
	q->u.of = cm_buf_str(&q->of);
	q->u.pool = q->pool;
	q->u.day = today(a);
	q->u.most = most(a, q->pool);
	free(of);
}

static void
close_quota(struct quota *q)
{
	cm_buf_release(&q->of);
	free(q->pool);
}

/* What counting one of them came to. */
enum verdict { PAID, TOO_MUCH, NO_NUMBER, NO_QUOTA, NOT_NOTED };

struct bill {
	enum verdict verdict;
	char *pool;
	int64_t n, spent, most;
};

static void
count(struct net_account *a, struct cm_slice pool, struct cm_slice units,
    int sign, struct bill *b)
{
	struct quota q;
	double d;
	int r = 0;

	free(b->pool);
	b->pool = pool.p != NULL ? cm_json_dup(pool) : cm_strdup("");
	b->verdict = NO_NUMBER;
	if (cm_json_double(units, &d) != 0 || d < 0 || d > 1e12)
		return;
	open_quota(&q, a, pool);
	b->n = (int64_t)d;
	b->most = q.u.most;
	b->verdict = NO_QUOTA;
	if (q.u.most >= 0 && d > 0)
		r = cm_keyring_spend(
		    a->net->keyring, &q.u, sign * b->n, &b->spent);
	if (q.u.most >= 0)
		b->verdict = r == 0 ? PAID : r == 1 ? TOO_MUCH : NOT_NOTED;
	close_quota(&q);
}

/* A number, or an object of them by pool: the first `limit` of those. Returns
 * how many were counted. */
static size_t
count_all(struct net_account *a, struct cm_slice units, int sign, size_t limit,
    struct bill *b)
{
	struct cm_slice key, value, none = {NULL, 0};
	size_t at = 0, done = 0;

	if (cm_scan_kind(units) != CM_OBJECT) {
		count(a, none, units, sign, b);
		return b->verdict == PAID;
	}
	while (done < limit && cm_json_next(units, &at, &key, &value)) {
		count(a, key, value, sign, b);
		if (b->verdict != PAID)
			break;
		done++;
	}
	return done;
}

static char *
too_much(const struct bill *b, int64_t wait)
{
	const char *gap = *b->pool != '\0' ? " " : "";
	char until[CM_CLOCK_TEXT];

	if (b->n > b->most)
		return net_say("this takes %lld units%s%s, and a day has %lld",
		    (long long)b->n, gap, b->pool, (long long)b->most);
	return net_say("%lld of %lld units%s%s of this day are spent, and this "
		       "takes %lld: the next day begins at %s",
	    (long long)b->spent, (long long)b->most, gap, b->pool,
	    (long long)b->n, cm_clock_text(cm_clock_now() + wait, until));
}

/* It is not sent; nothing of the leaf is there any more afterwards. */
static void
refuse(struct net_leaf *l, const struct bill *b)
{
	const struct net_account *a = l->rq->job->account;
	int64_t wait = net_until_midnight(a, cm_clock_now());
	char *why;

	l->hopeless = 1;
	l->kind = CM_NET_MODULE;
	switch (b->verdict) {
	case NO_NUMBER:
		why = cm_strdup("its units are no number");
		break;
	case NO_QUOTA:
		why = net_say("about.rate.units has no quota '%s'", b->pool);
		break;
	case NOT_NOTED:
		l->kind = CM_NET_LOCAL;
		why = cm_strdup("what it costs cannot be noted");
		break;
	default:
		l->hopeless = 0;
		l->unpaid = b->n <= b->most;
		l->kind = l->unpaid ? CM_NET_RATE : CM_NET_REFUSED;
		why = too_much(b, wait);
	}
	free(l->why);
	l->why = why;
	l->status = l->sent = 0;
	l->wait = l->unpaid ? wait : -1;
	l->class = CM_HTTP_RATE;
	cm_buf_clear(&l->answer);
	cm_buf_puts(&l->answer, "{\"status\":0,\"body\":null}");
	net_judged(l);
}

int
net_spend(struct net_leaf *l)
{
	struct net_account *a = l->rq->job->account;
	struct cm_slice units = cm_json_get(l->json, "units");
	struct bill b = {PAID, NULL, 0, 0, 0};
	struct bill back = {PAID, NULL, 0, 0, 0};
	size_t done;
	int paid;

	l->unpaid = 0;
	if (cm_scan_kind(units) == CM_NULL || units.p == NULL ||
	    a->net->replay != NULL)
		return 1;
	done = count_all(a, units, 1, SIZE_MAX, &b);
	paid = b.verdict == PAID;
	/* All of them or none. */
	if (!paid && done > 0)
		(void)count_all(a, units, -1, done, &back);
	if (!paid)
		refuse(l, &b);
	free(b.pool);
	free(back.pool);
	return paid;
}

void
net_unspend(struct net_leaf *l)
{
	struct net_account *a = l->rq->job->account;
	struct cm_slice units = cm_json_get(l->json, "units");
	struct bill b = {PAID, NULL, 0, 0, 0};

	if (units.p != NULL && cm_scan_kind(units) != CM_NULL &&
	    a->net->replay == NULL)
		(void)count_all(a, units, -1, SIZE_MAX, &b);
	free(b.pool);
}

int64_t
net_spent(struct net_account *a, struct cm_slice pool, int64_t *quota)
{
	int64_t spent = 0;
	struct quota q;

	if (a->about->units.p == NULL)
		return -1;
	open_quota(&q, a, pool);
	*quota = q.u.most;
	if (q.u.most < 0 ||
	    (a->net->keyring != NULL &&
		cm_keyring_spend(a->net->keyring, &q.u, 0, &spent) != 0))
		spent = -1;
	close_quota(&q);
	return spent;
}
