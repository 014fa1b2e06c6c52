/* SPDX-License-Identifier: ISC */
/* Reading transcripts back, our own and others'. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/fnv.h"
#include "lib/clock.h"
#include "lib/crypto.h"
#include "lib/har.h"
#include "lib/hartext.h"
#include "lib/httptext.h"
#include "lib/json.h"
#include "lib/scan.h"

enum { LARGEST = 256 << 20 };

struct entry {
	struct entry *next; /* of the same hash, in order of the file */
	struct cm_har_entry e;
	struct cm_slice response;
	char *method, *url, *mime, *why;
	struct cm_buf headers, body, answer_headers, answer;
	int has_job, has_place, has_class, given, filled;
};

struct job {
	uint64_t n;
	char *facts;
};

struct cm_har {
	char *path;
	char *text;
	size_t len;
	struct entry *entries, **slots;
	size_t n, nslots;
	struct job *jobs;
	size_t njobs;
	int64_t now;
};

static void
release_entry(struct entry *x)
{
	free(x->method);
	free(x->url);
	free(x->mime);
	free(x->why);
	cm_buf_release(&x->headers);
	cm_buf_release(&x->body);
	cm_buf_release(&x->answer_headers);
	cm_buf_release(&x->answer);
}

void
cm_har_close(struct cm_har *h)
{
	size_t i;

	if (h == NULL)
		return;
	for (i = 0; i < h->n; i++)
		release_entry(&h->entries[i]);
	for (i = 0; i < h->njobs; i++)
		free(h->jobs[i].facts);
	free(h->jobs);
	free(h->entries);
	free(h->slots);
	free(h->text);
	free(h->path);
	free(h);
}

/* Reads all of the file. Returns 0, or -1 after a message. */
static int
slurp(struct cm_har *h)
{
	int fd = open(h->path, O_RDONLY | O_CLOEXEC);
	struct cm_buf b;
	ssize_t n = 1;
	char *room;

	cm_buf_init(&b, LARGEST);
	while (fd != -1 && n > 0) {
		room = cm_buf_room(&b, 65536);
		if (room == NULL)
			break;
		n = read(fd, room, 65536);
		if (n == -1 && errno == EINTR)
			n = 1;
		else if (n > 0)
			b.len += (size_t)n;
	}
	if (fd == -1 || n == -1)
		cm_warn("cannot read '%s': %s", h->path, strerror(errno));
	else if (n > 0)
		cm_warn("'%s' is over 256 MiB", h->path);
	if (fd != -1)
		close(fd);
	h->len = b.len;
	h->text = b.p != NULL ? cm_realloc(b.p, b.len + CM_SCAN_PAD)
			      : cm_alloc(CM_SCAN_PAD);
	memset(h->text + h->len, 0, CM_SCAN_PAD);
	return fd == -1 || n != 0 ? -1 : 0;
}

/* Says what is wrong where. */
static void
wrong(const struct cm_har *h, const char *at, const char *why)
{
	const char *p, *line = h->text;
	size_t n = 1;

	for (p = h->text; p < at; p++)
		if (*p == '\n') {
			n++;
			line = p + 1;
		}
	cm_warn("%s:%zu:%zu: %s", h->path, n, (size_t)(at - line) + 1, why);
}

static uint64_t
number(struct cm_slice s)
{
	char *text = cm_scan_kind(s) == CM_STRING ? cm_json_dup(s) : NULL;
	uint64_t n = 0;
	double d = 0;

	if (text != NULL)
		n = strtoull(text, NULL, 10);
	else if (cm_scan_kind(s) == CM_NUMBER && cm_json_double(s, &d) == 0 &&
	    d >= 0 && d <= 9e15)
		n = (uint64_t)d;
	free(text);
	return n;
}

/* A text of HAR: as it is, or in base64. Returns 0, or -1. */
static int
take_text(struct cm_buf *to, struct cm_slice text, struct cm_slice encoding)
{
	struct cm_buf in;
	int bad;

	cm_buf_init(to, CM_BUF_ANY);
	if (cm_scan_kind(text) != CM_STRING)
		return 0;
	if (!cm_json_is(encoding, "base64"))
		return cm_json_text(to, text);
	cm_buf_init(&in, CM_BUF_ANY);
	cm_json_text(&in, text);
	bad = cm_crypto_unbase64(to, in.p, in.len);
	cm_buf_release(&in);
	return bad;
}

/* A list of names and values. Those of HTTP/2 that begin with a colon are no
 * headers. */
static void
take_headers(struct cm_buf *to, struct cm_slice list)
{
	struct cm_slice item;
	struct cm_buf line;
	char *name, *value;
	size_t at = 0;

	cm_buf_init(to, CM_BUF_ANY);
	cm_buf_init(&line, CM_BUF_ANY);
	while (cm_scan_kind(list) == CM_ARRAY &&
	    cm_json_next(list, &at, NULL, &item)) {
		name = cm_json_dup(cm_json_get(item, "name"));
		value = cm_json_dup(cm_json_get(item, "value"));
		if (name != NULL && value != NULL && name[0] != '\0' &&
		    strchr(name, ':') == NULL) {
			cm_buf_clear(&line);
			cm_buf_printf(&line, "%s:", name);
			cm_buf_puts(&line, value);
			cm_httptext_header(to, line.p, line.len);
		}
		free(name);
		free(value);
	}
	cm_buf_release(&line);
}

/* A body that is given as its members: those of a form. */
static void
take_params(struct cm_buf *to, struct cm_slice params)
{
	struct cm_slice item, value;
	size_t at = 0;

	while (cm_scan_kind(params) == CM_ARRAY &&
	    cm_json_next(params, &at, NULL, &item)) {
		if (to->len > 0)
			cm_buf_byte(to, '&');
		cm_json_text(to, cm_json_get(item, "name"));
		value = cm_json_get(item, "value");
		if (cm_scan_kind(value) != CM_STRING)
			continue;
		cm_buf_byte(to, '=');
		cm_json_text(to, value);
	}
}

static const char *
take_request(struct entry *x, struct cm_slice request)
{
	struct cm_slice data = cm_json_get(request, "postData"), encoding;

	x->method = cm_json_dup(cm_json_get(request, "method"));
	x->url = cm_json_dup(cm_json_get(request, "url"));
	if (x->method == NULL)
		return "no request.method";
	if (x->url == NULL)
		return "no request.url";
	take_headers(&x->headers, cm_json_get(request, "headers"));
	cm_buf_init(&x->body, CM_BUF_ANY);
	if (cm_scan_kind(data) != CM_OBJECT)
		return NULL;
	x->mime = cm_json_dup(cm_json_get(data, "mimeType"));
	encoding = cm_json_get(data, "_encoding");
	if (encoding.p == NULL)
		encoding = cm_json_get(data, "encoding");
	if (take_text(&x->body, cm_json_get(data, "text"), encoding) != 0)
		return "request.postData.text is no base64";
	if (x->body.len == 0)
		take_params(&x->body, cm_json_get(data, "params"));
	return NULL;
}

/* The class of an answer that another program wrote down. */
static void
guess_class(struct entry *x)
{
	const char *after, *date;

	after = cm_hartext_header(
	    x->answer_headers.p, x->answer_headers.len, "retry-after");
	date = cm_hartext_header(
	    x->answer_headers.p, x->answer_headers.len, "date");
	x->e.class =
	    x->e.status == 0 ? CM_HTTP_BROKEN : cm_httptext_class(x->e.status);
	if (x->e.status == 503 && after != NULL)
		x->e.class = CM_HTTP_RATE;
	if (x->e.class == CM_HTTP_RATE && after != NULL)
		x->e.wait = cm_httptext_retry_after(after, date);
	if (x->e.wait < 0)
		x->e.wait = 0;
}

/* Reads an entry but for its answer. Returns NULL, or what is wrong. */
static const char *
take_entry(struct entry *x, struct cm_slice entry)
{
	struct cm_slice key, value, request = {NULL, 0};
	size_t at = 0;
	char *text;
	int c;

	x->e.class = (enum cm_http_class) - 1;
	while (cm_json_next(entry, &at, &key, &value)) {
		if (cm_json_is(key, "request"))
			request = value;
		else if (cm_json_is(key, "response"))
			x->response = value;
		else if (cm_json_is(key, "time"))
			x->e.took = (int64_t)number(value);
		else if (cm_json_is(key, "_wait"))
			x->e.wait = (int64_t)number(value);
		else if (cm_json_is(key, "_job")) {
			x->e.job = number(value);
			x->has_job = 1;
		} else if (cm_json_is(key, "_place")) {
			x->e.place = number(value);
			x->has_place = 1;
		} else if (cm_json_is(key, "_why")) {
			free(x->why);
			x->why = cm_json_dup(value);
		} else if (cm_json_is(key, "_class")) {
			text = cm_json_dup(value);
			c = text != NULL ? cm_hartext_class_of(text) : -1;
			free(text);
			x->has_class = c >= 0;
			if (c >= 0)
				x->e.class = (enum cm_http_class)c;
		} else if (cm_json_is(key, "startedDateTime")) {
			text = cm_json_dup(value);
			if (text != NULL)
				cm_hartext_time_of(text, &x->e.when);
			free(text);
		}
	}
	if (cm_scan_kind(request) != CM_OBJECT)
		return "no request";
	return take_request(x, request);
}

/* Reads the answer of an entry, when it is wanted. */
static const char *
take_answer(struct entry *x)
{
	struct cm_slice content = cm_json_get(x->response, "content");

	x->e.status = (int)number(cm_json_get(x->response, "status"));
	if (x->e.status > 999)
		return "response.status is no status";
	take_headers(&x->answer_headers, cm_json_get(x->response, "headers"));
	if (take_text(&x->answer, cm_json_get(content, "text"),
		cm_json_get(content, "encoding")) != 0)
		return "response.content.text is no base64";
	if (!x->has_class)
		guess_class(x);
	x->e.method = x->method;
	x->e.url = x->url;
	x->e.headers = x->headers.p;
	x->e.headers_len = x->headers.len;
	x->e.mime = x->mime;
	x->e.body = cm_buf_str(&x->body);
	x->e.body_len = x->body.len;
	x->e.why = x->why;
	x->e.answer_headers = x->answer_headers.p;
	x->e.answer_headers_len = x->answer_headers.len;
	x->e.answer = cm_buf_str(&x->answer);
	x->e.answer_len = x->answer.len;
	x->filled = 1;
	return NULL;
}

static uint64_t
hash(const char *method, const char *url, const char *body, size_t len)
{
	uint64_t sum = cm_fnv(CM_FNV, method, strlen(method));

	sum = cm_fnv(sum, url, strlen(url));
	sum = cm_fnv(sum, body, len);
	return sum ^ sum >> 32;
}

/* Makes the table by which entries are found. */
static void
arrange(struct cm_har *h)
{
	struct entry *x, **slot;
	size_t i;

	for (h->nslots = 16; h->nslots < h->n * 2;)
		h->nslots *= 2;
	h->slots = cm_zalloc(h->nslots * sizeof(struct entry *));
	/* From the last on, so that the first comes first. */
	for (i = h->n; i-- > 0;) {
		x = &h->entries[i];
		slot =
		    &h->slots[hash(x->method, x->url, x->body.p, x->body.len) &
			(h->nslots - 1)];
		x->next = *slot;
		*slot = x;
	}
}

static int
take_entries(struct cm_har *h, struct cm_slice list)
{
	struct cm_slice item;
	size_t at = 0, cap = 0;
	const char *bad;
	char why[160];

	while (cm_json_next(list, &at, NULL, &item)) {
		if (h->n == cap) {
			cap = cap > 0 ? cap * 2 : 64;
			h->entries =
			    cm_realloc(h->entries, cap * sizeof(*h->entries));
		}
		memset(&h->entries[h->n], 0, sizeof(*h->entries));
		bad = cm_scan_kind(item) != CM_OBJECT
		    ? "not an object"
		    : take_entry(&h->entries[h->n], item);
		h->n++;
		if (bad != NULL) {
			snprintf(why, sizeof(why), "entry %zu: %s", h->n, bad);
			wrong(h, item.p, why);
			return -1;
		}
	}
	return 0;
}

static void
take_jobs(struct cm_har *h, struct cm_slice list)
{
	struct cm_slice item, facts;
	size_t at = 0;

	while (cm_scan_kind(list) == CM_ARRAY &&
	    cm_json_next(list, &at, NULL, &item)) {
		facts = cm_json_get(item, "facts");
		if (facts.p == NULL)
			continue;
		h->jobs =
		    cm_realloc(h->jobs, (h->njobs + 1) * sizeof(*h->jobs));
		h->jobs[h->njobs].n = number(cm_json_get(item, "n"));
		h->jobs[h->njobs++].facts = cm_strndup(facts.p, facts.len);
	}
}

static void
take_clock(struct cm_har *h, struct cm_slice now)
{
	char *text = cm_scan_kind(now) == CM_STRING ? cm_json_dup(now) : NULL;
	int64_t ms = 0;

	if (text != NULL && cm_hartext_time_of(text, &ms) == 0)
		h->now = ms / 1000;
	else if (h->n > 0 && h->entries[0].e.when != 0)
		h->now = h->entries[0].e.when / 1000;
	else
		h->now = cm_clock_now();
	free(text);
}

static int
take_all(struct cm_har *h)
{
	struct cm_want *want;
	struct cm_slice found[3];
	static const char *const names[] = {
	    "log.entries", "log._cm.jobs", "log._cm.now"};
	struct cm_scan_error why = {0, NULL};
	const char *from = h->text;
	size_t len = h->len;
	int bad;

	if (len >= 3 && memcmp(from, "\xef\xbb\xbf", 3) == 0) {
		from += 3;
		len -= 3;
	}
	if (len == 0) {
		wrong(h, from, "not a transcript: it is empty");
		return -1;
	}
	want = cm_want_new(names, 3);
	bad = cm_scan_line(from, len, want, found, &why);
	cm_want_free(want);
	if (bad) {
		wrong(h, from + why.offset, why.why);
		return -1;
	}
	if (cm_scan_kind(found[0]) != CM_ARRAY) {
		wrong(h, from, "not a transcript: no log.entries");
		return -1;
	}
	if (take_entries(h, found[0]) != 0)
		return -1;
	take_jobs(h, found[1]);
	take_clock(h, found[2]);
	arrange(h);
	return 0;
}

struct cm_har *
cm_har_open(const char *path)
{
	struct cm_har *h = cm_zalloc(sizeof(*h));

	h->path = cm_strdup(path);
	if (slurp(h) == 0 && take_all(h) == 0)
		return h;
	cm_har_close(h);
	return NULL;
}

int64_t
cm_har_now(const struct cm_har *h)
{
	return h->now;
}

const char *
cm_har_facts(const struct cm_har *h, uint64_t job)
{
	size_t i;

	for (i = 0; i < h->njobs; i++)
		if (h->jobs[i].n == job)
			return h->jobs[i].facts;
	return NULL;
}

const char *
cm_har_job_at(const struct cm_har *h, size_t i, uint64_t *job)
{
	if (i >= h->njobs)
		return NULL;
	*job = h->jobs[i].n;
	return h->jobs[i].facts;
}

/* The entry for a request that was not given yet, or NULL. */
static struct entry *
find(const struct cm_har *h, uint64_t job, uint64_t place, const char *method,
    const char *url, const char *body, size_t body_len)
{
	struct entry *x, *best = NULL;

	x = h->slots[hash(method, url, body, body_len) & (h->nslots - 1)];
	for (; x != NULL; x = x->next) {
		if (x->given || (x->has_job && x->e.job != job) ||
		    x->body.len != body_len || strcmp(x->method, method) != 0 ||
		    strcmp(x->url, url) != 0 ||
		    (body_len > 0 && memcmp(x->body.p, body, body_len) != 0))
			continue;
		if (best == NULL)
			best = x;
		if (x->has_place && x->e.place == place)
			return x;
	}
	return best;
}

int
cm_har_has(const struct cm_har *h, uint64_t job, uint64_t place,
    const char *method, const char *url, const char *body, size_t body_len)
{
	const struct entry *x =
	    find(h, job, place, method, url, body, body_len);

	return x != NULL && (!x->has_place || x->e.place == place);
}

int
cm_har_find(struct cm_har *h, uint64_t job, uint64_t place, const char *method,
    const char *url, const char *body, size_t body_len, struct cm_har_entry *e)
{
	struct entry *x = find(h, job, place, method, url, body, body_len);
	const char *bad = NULL;

	if (x == NULL)
		return 0;
	x->given = 1;
	if (!x->filled)
		bad = take_answer(x);
	if (bad != NULL) {
		wrong(h, x->response.p, bad);
		return 0;
	}
	*e = x->e;
	return 1;
}
