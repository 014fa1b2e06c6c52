/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/campaign.h"
#include "cmd/cm-stats/hash.h"
#include "cmd/cm-stats/keys.h"
#include "cmd/cm-stats/slice.h"
#include "cmd/cm-stats/verb.h"
#include "lib/err.h"
#include "lib/json.h"
#include "lib/text.h"

enum { CAMPAIGN, DIMENSIONS, LINKS, LONGEST = 1024 };

/* How sites and ad networks call the dimension, the surest first. */
static const char *const dimensions[] = {"campaign", "utm_campaign",
    "campaign_name", "session_campaign", "session_manual_campaign_name",
    "manual_campaign_name", "session_google_ads_campaign",
    "google_ads_campaign", "first_user_campaign"};

/* What says more of a campaign, but does not cut its numbers. */
static const char *const told[] = {
    "currency", "result", "campaign_type", "campaign_id"};

/* What sites say where there is no campaign. */
static const char *const none[] = {"(not set)", "(not provided)", "(direct)",
    "(organic)", "(referral)", "(none)", "(other)", "--", "-", "not set"};

static int
among(struct cm_slice s, const char *const *list, size_t n)
{
	size_t k;

	for (k = 0; k < n; k++)
		if (cm_json_is(s, list[k]))
			return 1;
	return 0;
}

#define IS_AMONG(s, list) among(s, list, sizeof(list) / sizeof((list)[0]))

static int
hex(int c)
{
	return c >= '0' && c <= '9' ? c - '0'
	    : c >= 'a' && c <= 'f'  ? c - 'a' + 10
	    : c >= 'A' && c <= 'F'  ? c - 'A' + 10
				    : -1;
}

/* Undoes what addresses do to a text, where a text comes out. */
static void
unescape(struct cm_buf *b)
{
	struct cm_buf to;
	size_t k;

	cm_buf_init(&to, CM_BUF_ANY);
	for (k = 0; k < b->len; k++) {
		int c = (unsigned char)b->p[k];

		if (c == '+')
			c = ' ';
		else if (c == '%' && b->len - k > 2 && hex(b->p[k + 1]) >= 0 &&
		    hex(b->p[k + 2]) >= 0) {
			c = 16 * hex(b->p[k + 1]) + hex(b->p[k + 2]);
			k += 2;
		}
		cm_buf_byte(&to, c);
	}
	if (cm_text_valid(to.p, to.len)) {
		b->len = 0;
		cm_buf_add(b, to.p, to.len);
	}
	cm_buf_release(&to);
}

/* Blanks around it are taken away, of others one is left. */
static void
squeeze(struct cm_buf *b)
{
	size_t k, n = 0;
	int blank = 1;

	for (k = 0; k < b->len; k++) {
		unsigned char c = (unsigned char)b->p[k];

		/* U+00A0 is c2 a0. */
		if (c == 0xc2 && k + 1 < b->len &&
		    (unsigned char)b->p[k + 1] == 0xa0) {
			k++;
			c = ' ';
		}
		if (c <= ' ') {
			if (!blank)
				b->p[n++] = ' ';
			blank = 1;
		} else {
			b->p[n++] = (char)c;
			blank = 0;
		}
	}
	b->len = n > 0 && blank ? n - 1 : n;
}

/* The value of a mark in an address. */
static int
mark(struct cm_slice link, struct cm_buf *b)
{
	static const char *const names[] = {
	    "utm_campaign=", "mtm_campaign=", "pk_campaign="};
	const char *p, *end, *at;
	char *text;
	size_t k;

	if (cm_scan_kind(link) != CM_STRING || link.len > 8 * LONGEST)
		return 0;
	text = cm_json_dup(link);
	if (text == NULL)
		return 0;
	for (k = 0; k < sizeof(names) / sizeof(names[0]); k++)
		for (p = strpbrk(text, "?&"); p != NULL; p = strpbrk(p, "?&")) {
			p++;
			/* A link that was escaped once too often. */
			if (strncmp(p, "amp;", 4) == 0)
				p += 4;
			at = p + strlen(names[k]);
			if (strncmp(p, names[k], strlen(names[k])) != 0)
				continue;
			end = at + strcspn(at, "&#");
			if (end > at) {
				cm_buf_add(b, at, (size_t)(end - at));
				free(text);
				return 1;
			}
		}
	free(text);
	return 0;
}

static struct cm_slice
dimension(struct cm_slice s)
{
	struct cm_slice found = {NULL, 0};
	size_t k;

	if (cm_scan_kind(s) == CM_OBJECT)
		for (k = 0; k < sizeof(dimensions) / sizeof(dimensions[0]) &&
		     cm_scan_kind(found) != CM_STRING;
		     k++)
			found = cm_json_get(s, dimensions[k]);
	return found;
}

/* Adds the name as it stands. Returns whether there is one. */
static int
raw_name(const struct fact *f, const struct cm_rec *r, const int *want,
    struct cm_buf *b)
{
	struct cm_slice s = {NULL, 0}, e;
	size_t at = 0;

	if ((f->is & IS_SERIES) != 0)
		s = dimension(r->found[want[DIMENSIONS]]);
	else if ((f->is & IS_VISIT) != 0) {
		s = r->found[want[CAMPAIGN]];
		if (cm_scan_kind(s) == CM_OBJECT)
			s = cm_json_get(s, "name");
	} else if ((f->is & IS_POST) != 0) {
		s = r->found[want[CAMPAIGN]];
		if (slice_absent(s)) {
			s = r->found[want[LINKS]];
			while (cm_scan_kind(s) == CM_ARRAY &&
			    cm_json_next(s, &at, NULL, &e))
				if (mark(e, b))
					return 1;
			return 0;
		}
	}
	if (cm_scan_kind(s) != CM_STRING || s.len > LONGEST)
		return 0;
	cm_json_text(b, s);
	return 1;
}

void
campaign_fold(struct cm_buf *to, struct cm_buf *name)
{
	unescape(name);
	squeeze(name);
	cm_text_fold(to, name->p, name->len, CM_TEXT_CASE);
}

static int
folded(const struct fact *f, const struct question *q, const struct cm_rec *r,
    const struct key *key, struct cm_buf *to)
{
	struct cm_buf b;
	const char *alias;
	size_t k, start = to->len;

	cm_buf_init(&b, CM_BUF_ANY);
	if (raw_name(f, r, key->want, &b))
		campaign_fold(to, &b);
	cm_buf_release(&b);
	for (k = 0; k < sizeof(none) / sizeof(none[0]); k++)
		if (to->len - start == strlen(none[k]) &&
		    memcmp(to->p + start, none[k], to->len - start) == 0)
			to->len = start;
	if (to->len == start)
		return 0;
	alias = campaign_alias(
	    q->section[key->owner].state, to->p + start, to->len - start);
	if (alias != NULL) {
		to->len = start;
		cm_buf_puts(to, alias);
	}
	return 1;
}

int
campaign_name(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	struct cm_buf name;
	int given;

	cm_buf_init(&name, CM_BUF_ANY);
	given = folded(f, q, r, key, &name);
	if (given)
		cm_json_string(b, name.p, name.len);
	cm_buf_release(&name);
	return given;
}

int
campaign_spelling(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	struct cm_buf name;
	int given;

	(void)q;
	cm_buf_init(&name, CM_BUF_ANY);
	given = raw_name(f, r, key->want, &name);
	if (given)
		cm_json_string(b, name.p, name.len);
	cm_buf_release(&name);
	return given;
}

/* The wants are campaign and network. */
int
campaign_network(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	struct cm_slice s = r->found[key->want[1]], campaign;

	(void)q;
	if ((f->is & IS_VISIT) != 0) {
		campaign = r->found[key->want[0]];
		s = cm_json_get(campaign, "network");
		if (slice_absent(s))
			s = cm_json_get(campaign, "source");
	}
	if (cm_scan_kind(s) != CM_STRING || s.len > LONGEST)
		return 0;
	key_text(b, s);
	return 1;
}

/* Whether a list with commas has a text, or begins it where it ends with *. */
static int
lists(const char *list, const char *text, size_t len)
{
	size_t n;

	for (;; list += n + 1) {
		list += strspn(list, " \t");
		n = strcspn(list, ",");
		if (n == len && memcmp(list, text, n) == 0)
			return 1;
		if (n > 1 && list[n - 1] == '*' && len >= n - 1 &&
		    memcmp(list, text, n - 1) == 0)
			return 1;
		if (list[n] == '\0')
			return 0;
	}
}

int
campaign_paid(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	static const char usual[] =
	    "cpc,ppc,cpm,cpa,cpv,cpp,paid*,ad,ads,sem,"
	    "display,banner,expandable,interstitial,retargeting,remarketing";
	/* Facebook's and Instagram's marks are on all links. */
	static const char *const marks[] = {"bing", "tiktok", "x", "snapchat"};
	const char *list = ask_option(q->section[key->owner].ask, "paid");
	struct cm_slice whole = r->found[key->want[0]], s;
	struct cm_buf medium, name;
	size_t k;
	int paid = 0;

	if ((f->is & IS_VISIT) == 0 || cm_scan_kind(whole) != CM_OBJECT)
		return 0;
	s = cm_json_get(whole, "medium");
	if (cm_scan_kind(s) == CM_STRING && s.len > 2 && s.len < LONGEST) {
		cm_buf_init(&medium, CM_BUF_ANY);
		cm_buf_init(&name, CM_BUF_ANY);
		cm_json_text(&medium, s);
		campaign_fold(&name, &medium);
		for (k = 0; k < name.len; k++)
			if (name.p[k] == '-' || name.p[k] == ' ')
				name.p[k] = '_';
		paid = lists(list != NULL ? list : usual, name.p, name.len);
		cm_buf_release(&medium);
		cm_buf_release(&name);
	} else
		paid = IS_AMONG(cm_json_get(whole, "click"), marks);
	if (paid)
		cm_buf_puts(b, "\"paid\"");
	return paid;
}

/* A dimension that cuts the numbers of a campaign. */
struct cut {
	struct cm_slice key, value;
};

static int
compare(const void *x, const void *y)
{
	const struct cut *a = x, *b = y;
	size_t n = a->key.len < b->key.len ? a->key.len : b->key.len;
	int c = memcmp(a->key.p, b->key.p, n);

	return c != 0                  ? c
	    : a->key.len != b->key.len ? (a->key.len < b->key.len ? -1 : 1)
				       : 0;
}

enum { CUTS = 32 };

/* Those of a series that names a campaign, sorted; -1 for other records. */
static int
cuts(const struct fact *f, const struct cm_rec *r, const int *want,
    struct cut *cut)
{
	struct cm_slice whole = r->found[want[DIMENSIONS]], key, value;
	size_t at = 0;
	int n = 0;

	if ((f->is & IS_SERIES) == 0 || slice_absent(dimension(whole)))
		return -1;
	while (cm_json_next(whole, &at, &key, &value) && n < CUTS)
		if (!IS_AMONG(key, dimensions) && !IS_AMONG(key, told)) {
			cut[n].key = key;
			cut[n++].value = value;
		}
	qsort(cut, (size_t)n, sizeof(*cut), compare);
	return n;
}

int
campaign_cut(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	struct cut cut[CUTS];
	struct cm_buf names;
	int k, n = cuts(f, r, key->want, cut);

	(void)q;
	if (n < 0)
		return 0;
	cm_buf_init(&names, CM_BUF_ANY);
	for (k = 0; k < n; k++) {
		if (k > 0)
			cm_buf_puts(&names, ", ");
		cm_json_text(&names, cut[k].key);
	}
	cm_json_string(b, names.p != NULL ? names.p : "", names.len);
	cm_buf_release(&names);
	return 1;
}

int
campaign_part(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	struct cut cut[CUTS];
	struct hash_id id;
	struct cm_buf text;
	int k, n = cuts(f, r, key->want, cut);

	(void)q;
	if (n <= 0)
		return 0;
	cm_buf_init(&text, CM_BUF_ANY);
	for (k = 0; k < n; k++) {
		key_text(&text, cut[k].key);
		cm_buf_byte(&text, '\n');
		if (key_text(&text, cut[k].value) != 0)
			cm_buf_add(&text, cut[k].value.p, cut[k].value.len);
		cm_buf_byte(&text, '\n');
	}
	id = hash_identity(text.p, text.len);
	cm_buf_printf(b, "\"%016llx%016llx\"", (unsigned long long)id.a,
	    (unsigned long long)id.b);
	cm_buf_release(&text);
	return 1;
}

static int
moment(const struct fact *f, const struct cm_rec *r, const int *want,
    int64_t span, struct cm_buf *b)
{
	if ((f->is & IS_SERIES) == 0 || !f->timed ||
	    slice_absent(dimension(r->found[want[DIMENSIONS]])))
		return 0;
	cm_json_int(b, f->moment + span);
	return 1;
}

int
campaign_start(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	(void)q;
	return moment(f, r, key->want, 0, b);
}

int
campaign_end(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	(void)q;
	return moment(f, r, key->want, f->span > 0 ? f->span : 1, b);
}

int
campaign_currency(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	struct cm_slice s, whole = r->found[key->want[DIMENSIONS]];
	struct cm_buf code;
	size_t k;

	(void)q;
	if ((f->is & IS_SERIES) == 0 || slice_absent(dimension(whole)))
		return 0;
	s = cm_json_get(whole, "currency");
	if (cm_scan_kind(s) != CM_STRING)
		s = r->found[key->want[0]];
	if (cm_scan_kind(s) != CM_STRING || s.len > 64)
		return 0;
	cm_buf_init(&code, CM_BUF_ANY);
	cm_json_text(&code, s);
	squeeze(&code);
	for (k = 0; k < code.len; k++)
		if (code.p[k] >= 'a' && code.p[k] <= 'z')
			code.p[k] = (char)(code.p[k] - 'a' + 'A');
	if (code.len > 0)
		cm_json_string(b, code.p, code.len);
	k = code.len;
	cm_buf_release(&code);
	return k > 0;
}
