/* SPDX-License-Identifier: ISC */
/* What a leaf's answer says, before the module hears of it. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/clock.h"
#include "lib/date.h"
#include "lib/json.h"
#include "lib/netjob.h"

static enum cm_net_kind
kind_of(const struct cm_http_answer *a, int broken)
{
	/* UNFIT: a loop, or to where what is private must not go. */
	if (a->status >= 300 && a->status < 400 && a->class != CM_HTTP_UNFIT)
		return CM_NET_OK;
	switch (a->class) {
	case CM_HTTP_OK:
	case CM_HTTP_SAME:
		return broken ? CM_NET_SERVER : CM_NET_OK;
	case CM_HTTP_EXPIRED:
		return CM_NET_EXPIRED;
	case CM_HTTP_REFUSED:
		return CM_NET_REFUSED;
	case CM_HTTP_GONE:
		return CM_NET_GONE;
	case CM_HTTP_UNFIT:
	case CM_HTTP_INVALID:
		return CM_NET_INVALID;
	case CM_HTTP_RATE:
		return CM_NET_RATE;
	case CM_HTTP_SERVER:
	case CM_HTTP_UNREACHED:
	case CM_HTTP_BROKEN:
		break;
	}
	return CM_NET_SERVER;
}

/* A page is an answer only for who asked for one. */
static int
is_stray_page(const struct net_leaf *l, const struct cm_http_answer *a)
{
	size_t i;

	if (a->status < 200 || a->status >= 300 || !cm_netreq_is_page(a))
		return 0;
	for (i = 0; l->wire.headers != NULL && l->wire.headers[i] != NULL; i++)
		if (strncasecmp(l->wire.headers[i], "accept:", 7) == 0 &&
		    strstr(l->wire.headers[i], "html") != NULL)
			return 0;
	return 1;
}

/* The words of an error body, wherever it has them. */
static char *
words_of(struct cm_slice body)
{
	static const char *const names[] = {"message", "error_description",
	    "description", "detail", "errmsg", "error", "title", "errors",
	    NULL};
	struct cm_slice v, key, first;
	char *s;
	size_t i, at = 0;

	if (cm_scan_kind(body) == CM_STRING)
		return cm_json_dup(body);
	if (cm_scan_kind(body) == CM_ARRAY)
		return cm_json_next(body, &at, &key, &first) ? words_of(first)
							     : NULL;
	if (cm_scan_kind(body) != CM_OBJECT)
		return NULL;
	for (i = 0; names[i] != NULL; i++) {
		v = cm_json_get(body, names[i]);
		s = v.p != NULL ? words_of(v) : NULL;
		if (s != NULL && *s != '\0')
			return s;
		free(s);
	}
	return NULL;
}

/* "404 Not Found: no such status (GET https://mastodon.example/...)" */
static char *
say_answer(struct net_leaf *l, const struct cm_http_answer *a)
{
	struct cm_slice all = {l->answer.p, l->answer.len};
	char *words = words_of(cm_json_get(all, "body")), *s;
	const char *why = a->why;
	size_t n = strcspn(l->wire.shown_url, "?\1");

	/* "403 Forbidden: Forbidden" says it twice. */
	if (words != NULL && why != NULL && strstr(why, words) != NULL) {
		free(words);
		words = NULL;
	}
	if (l->page)
		why = "it answers with a web page, not with data";
	else if (l->broken && a->class == CM_HTTP_OK)
		why = "the answer says it is JSON and is none";
	s = net_say("%s%s%.200s (%s %.*s)", why != NULL ? why : "an error",
	    words != NULL ? ": " : "", words != NULL ? words : "",
	    l->wire.method, (int)n, l->wire.shown_url);
	free(words);
	return s;
}

/* What is listed since a time is missing where that time is not yet there. */
static void
note_clock(struct net_job *j, const struct cm_http_answer *a)
{
	const struct cm_net *n = j->account->net;
	const char *date = cm_http_header(a, "date");
	/* Not when the program began: minutes may have gone by since. */
	int64_t t, now = n->replay != NULL ? n->now : cm_clock_now();

	if (date != NULL &&
	    cm_date_read(date, strlen(date), &t) != CM_DATE_NONE &&
	    now - t > j->ahead)
		j->ahead = now - t;
}

void
net_settled(struct net_leaf *l, struct cm_http_answer *from)
{
	struct net_job *j = l->rq->job;
	struct net_account *a = j->account;
	struct cm_http_answer own_answer = {0}, *got = from;
	size_t i;

	l->pending = 0;
	if (j->over) {
		net_job_unref(j);
		return;
	}
	j->refs--;
	if (got == NULL) {
		got = &own_answer;
		net_replayed(l, got);
	}
	l->class = got->class;
	l->status = got->status;
	l->sent = got->sent;
	if (!got->sent)
		net_unspend(l);
	j->answered |= got->status > 0;
	a->net->heard = net_ms();
	l->wait = net_wait_of(a, got, cm_clock_now());
	note_clock(j, got);
	net_remember_all(a);
	cm_buf_clear(&l->answer);
	l->broken = 0;
	cm_netreq_answer(&l->answer, got, l->wire.keep, a->known, a->nknown,
	    &l->kept, &l->nkept, &l->broken);
	for (i = 0; i < l->nkept; i++)
		/* How long it lasts is no secret. */
		if (strlen(l->kept[i].value) > 3 &&
		    strcmp(l->kept[i].name, "expires-in") != 0)
			net_remember(a, l->kept[i].name, l->kept[i].value);
	net_log(l, got);
	l->page = is_stray_page(l, got);
	l->kind = kind_of(got, l->broken || l->page);
	free(l->why);
	l->why = l->kind != CM_NET_OK ? say_answer(l, got) : NULL;
	free(l->word);
	l->word = NULL;
	if (got == &own_answer) {
		cm_buf_release(&got->head);
		cm_buf_release(&got->body);
	}
	if (l->nkept > 0 && net_keep(a, l->kept, l->nkept, NULL) != 0) {
		l->kind = CM_NET_LOCAL;
		free(l->why);
		l->why = cm_strdup("what was learnt cannot be kept");
	}
	for (i = 0; i < l->nkept; i++) {
		free(l->kept[i].name);
		free(l->kept[i].value);
	}
	free(l->kept);
	l->kept = NULL;
	l->nkept = 0;
	if (l->status > 0 && l->kind != CM_NET_LOCAL)
		net_judge(l);
	else
		net_judged(l);
}
