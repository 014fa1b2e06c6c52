/* SPDX-License-Identifier: ISC */
/* Transcripts: what is written is HAR, and reads back as it was. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/har.h"
#include "lib/json.h"
#include "lib/scan.h"
#include "tests/tap.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

static char folder[] = "/tmp/cm-har.XXXXXX", path[64], other[64];

static char *
slurp(const char *name, size_t *len)
{
	FILE *f = fopen(name, "r");
	char *p = cm_zalloc((1 << 20) + CM_SCAN_PAD);

	*len = f != NULL ? fread(p, 1, 1 << 20, f) : 0;
	if (f != NULL)
		fclose(f);
	return p;
}

static void
put(const char *text)
{
	FILE *f = fopen(path, "w");

	if (f != NULL) {
		fputs(text, f);
		fclose(f);
	}
}

/* What a call says on standard error when the file holds this text. */
static const char *
refusal(const char *text, char to[512])
{
	struct cm_har *h;
	size_t len;
	char *said, *p;
	int old = dup(2);

	if (text != NULL)
		put(text);
	if (freopen(other, "w", stderr) == NULL)
		return NULL;
	h = cm_har_open(path);
	fflush(stderr);
	dup2(old, 2);
	close(old);
	said = slurp(other, &len);
	p = strstr(said, path);
	snprintf(to, 512, "%.*s", p != NULL ? (int)strcspn(p, "\n") : 0,
	    p != NULL ? p + strlen(path) : "");
	to[strcspn(to, "\n")] = '\0';
	free(said);
	if (h != NULL)
		snprintf(to, 512, "opened");
	cm_har_close(h);
	return to;
}

static const char multipart[] =
    "--b\r\nContent-Disposition: form-data; name=\"file\"; "
    "filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n"
    "[file a.png from 0, 70 bytes]\r\n--b--\r\n";

static struct cm_har_entry
example(uint64_t job, uint64_t place)
{
	static const char head[] = "Accept\0text/*\0authorization\0REDACTED";
	static const char answer[] =
	    "content-type\0application/json\0set-cookie\0a=b";
	struct cm_har_entry e = {.job = job,
	    .place = place,
	    .method = "POST",
	    .url = "https://x.example/api/v1/media?a=b%20c&d=e+f&g&h=%C3%A9#z",
	    .headers = head,
	    .headers_len = sizeof(head),
	    .mime = "multipart/form-data; boundary=b",
	    .body = multipart,
	    .body_len = sizeof(multipart) - 1,
	    .when = 1794808800123,
	    .took = 42,
	    .status = 200,
	    .class = CM_HTTP_OK,
	    .answer_headers = answer,
	    .answer_headers_len = sizeof(answer),
	    .answer = "{\"id\":\"1\"}",
	    .answer_len = 10};

	return e;
}

static void
write_some(const char *to)
{
	struct cm_har_writer *w = cm_har_create(to);
	struct cm_har_entry e = example(1, UINT64_MAX - 5);

	cm_har_add(w, &e);
	cm_har_job(w, 1, "{\"account\":\"old\"}");
	e.place = 7;
	e.answer = "{\"id\":\"2\"}";
	cm_har_add(w, &e);
	e = example(0, 1);
	e.method = "GET";
	e.mime = NULL;
	e.body = NULL;
	e.body_len = 0;
	e.answer = "\x89PNG\0\xff";
	e.answer_len = 6;
	cm_har_add(w, &e);
	e.url = "https://x.example/broken";
	e.status = 0;
	e.class = CM_HTTP_UNREACHED;
	e.why = "cannot connect";
	e.answer = NULL;
	e.answer_len = e.answer_headers_len = e.headers_len = 0;
	e.answer_headers = e.headers = NULL;
	cm_har_add(w, &e);
	e.url = "https://x.example/rate";
	e.status = 429;
	e.class = CM_HTTP_RATE;
	e.why = "429 Too Many Requests";
	e.wait = 90;
	cm_har_add(w, &e);
	cm_har_job(w, 0, "{\"account\":\"first\"}");
	cm_har_job(w, 1, "{\"account\":\"brand\"}");
	is_int(access(to, F_OK), -1, "nothing is there before it is whole");
	is_int(cm_har_finish(w), 0, "a transcript is written");
}

static void
form(void)
{
	struct cm_slice found[4], log, entry, query, item, key;
	static const char *const names[] = {
	    "log.entries", "log.version", "log.creator.name", "log._cm.now"};
	struct cm_want *want = cm_want_new(names, 4);
	struct cm_scan_error why;
	struct stat st;
	size_t len, again, at = 0, n = 0;
	char *p, *q, link[80];

	write_some(path);
	write_some(other);
	p = slurp(path, &len);
	q = slurp(other, &again);
	ok(len == again && memcmp(p, q, len) == 0, "the same bytes each time");
	is_int(cm_scan_line(p, len, want, found, &why), 0, "JSON");
	ok(cm_json_is(found[1], "1.2"), "HAR 1.2");
	ok(cm_json_is(found[2], "cm"), "its creator");
	ok(cm_json_is(found[3], "2026-11-16T06:00:00Z"), "its clock");
	log = found[0];
	while (cm_json_next(log, &at, NULL, &entry))
		n++;
	is_int((long long)n, 5, "all entries");
	at = 0;
	cm_json_next(log, &at, NULL, &entry);
	ok(cm_json_is(
	       cm_json_get(cm_json_get(entry, "request"), "method"), "GET"),
	    "the first job comes first");
	query = cm_json_get(cm_json_get(entry, "request"), "queryString");
	ok(query.len ==
		strlen("[{\"name\":\"a\",\"value\":\"b c\"},"
		       "{\"name\":\"d\",\"value\":\"e f\"},"
		       "{\"name\":\"g\",\"value\":\"\"},"
		       "{\"name\":\"h\",\"value\":\"\xc3\xa9\"}]"),
	    "the query, decoded");
	n = 0;
	at = 0;
	while (cm_json_next(entry, &at, &key, &item))
		n += cm_json_is(key, "startedDateTime") &&
		    cm_json_is(item, "2026-11-16T06:00:00.123Z");
	is_int((long long)n, 1, "when, with milliseconds");
	stat(path, &st);
	is_int(st.st_mode & 0777, 0600, "for its owner only");
	free(p);
	free(q);
	cm_want_free(want);
	/* Through a link, and over what was there. */
	snprintf(link, sizeof(link), "%s/link", folder);
	ok(symlink("out.har", link) == 0, "a link");
	put("old");
	is_int(cm_har_finish(cm_har_create(link)), 0, "is followed");
	p = slurp(path, &len);
	ok(len > 20 && strncmp(p, "{\"log\"", 6) == 0, "to its file");
	free(p);
	unlink(link);
	is_int(cm_har_finish(cm_har_create("/dev/null")), 0, "/dev/null");
	stat("/dev/null", &st);
	ok(S_ISCHR(st.st_mode), "is still there");
	is_int(cm_har_finish(NULL), 0, "no transcript at all");
	cm_har_add(NULL, NULL);
	unlink(path);
	unlink(other);
}

static void
back(void)
{
	struct cm_har_entry e, w = example(1, 7);
	struct cm_har *h;

	write_some(path);
	h = cm_har_open(path);
	ok(h != NULL, "it is read back");
	is_int(cm_har_now(h), 1794808800, "the clock");
	is(cm_har_facts(h, 1), "{\"account\":\"brand\"}", "facts of a job");
	is(cm_har_facts(h, 2), NULL, "none of another");
	is_int(cm_har_find(h, 1, 7, "POST", w.url, w.body, w.body_len, &e), 1,
	    "found by its place");
	is(e.answer, "{\"id\":\"2\"}", "the right one");
	is_int((long long)e.place, 7, "its place");
	is_int(e.when, 1794808800123, "when");
	is_int(e.took, 42, "how long");
	is(e.mime, w.mime, "the type of its body");
	ok(e.body_len == w.body_len && memcmp(e.body, w.body, w.body_len) == 0,
	    "its body");
	is_int((long long)e.headers_len, (long long)w.headers_len, "headers");
	ok(memcmp(e.headers, "accept\0text/*", 14) == 0, "in lower case");
	ok(e.answer_headers_len == w.answer_headers_len &&
		memcmp(e.answer_headers, w.answer_headers,
		    w.answer_headers_len) == 0,
	    "headers of the answer");
	is_int(cm_har_find(h, 1, 9, "POST", w.url, w.body, w.body_len, &e), 1,
	    "and one of no such place");
	is_int((long long)e.place, -6, "that was not given yet");
	is_int(cm_har_find(h, 1, 9, "POST", w.url, w.body, w.body_len, &e), 0,
	    "there is no third");
	is_int(cm_har_find(h, 1, 1, "GET", w.url, NULL, 0, &e), 0,
	    "nor that of another job");
	is_int(cm_har_find(h, 0, 1, "GET", w.url, "x", 1, &e), 0,
	    "nor one with another body");
	is_int(cm_har_find(h, 0, 1, "GET", w.url, NULL, 0, &e), 1,
	    "an answer of bytes");
	ok(e.answer_len == 6 && memcmp(e.answer, "\x89PNG\0\xff", 6) == 0,
	    "is the same");
	is(e.mime, NULL, "no body, no type");
	is_int(cm_har_find(
		   h, 0, 1, "GET", "https://x.example/broken", NULL, 0, &e),
	    1, "a line that broke");
	is_int(e.class, CM_HTTP_UNREACHED, "its class");
	is(e.why, "cannot connect", "its words");
	is_int(e.status, 0, "no status");
	is_int(cm_har_find(h, 0, 1, "GET", "https://x.example/rate", "", 0, &e),
	    1, "a rate limit");
	is_int(e.wait, 90, "what it asks for");
	cm_har_close(h);
	unlink(path);
}

/* As a browser saves it: pretty, HTTP/2, no members of ours. */
static const char browser[] =
    "\xef\xbb\xbf{\n  \"log\": {\n    \"version\": \"1.2\",\n"
    "    \"creator\": {\"name\": \"WebInspector\", \"version\": \"537.36\"},\n"
    "    \"pages\": [],\n    \"entries\": [\n      {\n"
    "        \"_initiator\": {\"type\": \"other\"},\n"
    "        \"request\": {\"method\": \"POST\",\n"
    "          \"url\": \"https://b.example/form\",\n"
    "          \"headers\": [{\"name\": \":authority\", \"value\": \"b\"},\n"
    "            {\"name\": \"Accept\", \"value\": \"*/*\"}],\n"
    "          \"postData\": {\"mimeType\":\n"
    "            \"application/x-www-form-urlencoded\",\n"
    "            \"params\": [{\"name\": \"a\", \"value\": \"1%202\"},\n"
    "              {\"name\": \"b\"}]}},\n"
    "        \"response\": {\"status\": 503, \"statusText\": \"\",\n"
    "          \"headers\": [{\"name\": \"Set-Cookie\", \"value\": \"x=1\"},\n"
    "            {\"name\": \"retry-after\", \"value\": \"30\"},\n"
    "            {\"name\": \"set-cookie\", \"value\": \"y=2\"}],\n"
    "          \"content\": {\"size\": 3, \"mimeType\": \"text/plain\",\n"
    "            \"text\": \"YWJj\", \"encoding\": \"base64\"}},\n"
    "        \"startedDateTime\": \"2026-01-02T03:04:05.678+01:00\",\n"
    "        \"time\": 12.75,\n"
    "        \"timings\": {\"blocked\": -1, \"wait\": 12.75}\n      },\n"
    "      {\"startedDateTime\": \"2026-01-02T03:04:06Z\", \"time\": 1,\n"
    "        \"request\": {\"method\": \"GET\", \"url\": "
    "\"https://b.example/\"},\n"
    "        \"response\": {\"status\": 0, \"content\": {}}}\n"
    "    ]\n  }\n}\n";

static void
others(void)
{
	struct cm_har *h;
	struct cm_har_entry e;

	put(browser);
	h = cm_har_open(path);
	ok(h != NULL, "what a browser wrote");
	is_int(cm_har_now(h), 1767319445, "its clock is its first request");
	is(cm_har_facts(h, 0), NULL, "no jobs");
	is_int(cm_har_find(h, 5, 6, "POST", "https://b.example/form",
		   "a=1%202&b", 9, &e),
	    1, "a form given by its members, for any job");
	is_int(e.class, CM_HTTP_RATE, "the class is told from the answer");
	is_int(e.wait, 30, "and the wait");
	is_int(e.status, 503, "the status");
	is(e.answer, "abc", "the answer");
	is_int(e.took, 12, "how long");
	ok(e.headers_len == 11 && memcmp(e.headers, "accept\0*/*", 11) == 0,
	    "headers without those of HTTP/2");
	ok(e.answer_headers_len > 20 &&
		strcmp(e.answer_headers + 11, "x=1, y=2") == 0,
	    "repeated ones are joined");
	is_int(cm_har_find(h, 0, 0, "GET", "https://b.example/", NULL, 0, &e),
	    1, "a request without an answer");
	is_int(e.class, CM_HTTP_BROKEN, "is one that broke");
	cm_har_close(h);
}

static void
errors(void)
{
	char said[512];

	is(refusal("{\"log\":{\n\"entries\":[1 2]}}", said),
	    ":2:14: not JSON: a comma is missing", "not JSON: where");
	is(refusal("{\"log\":{}}", said),
	    ":1:1: not a transcript: no log.entries", "no entries");
	is(refusal("{\"log\":{\"entries\":\n[{\"request\":{\"method\":\"GET\""
		   ",\"url\":\"u\"}},\n{\"request\":{\"method\":\"GET\"}}]}}",
	       said),
	    ":3:1: entry 2: no request.url", "an entry without a URL: which");
	is(refusal("{\"log\":{\"entries\":[7]}}", said),
	    ":1:20: entry 1: not an object", "an entry that is none");
	is(refusal("", said), ":1:1: not a transcript: it is empty", "nothing");
	unlink(path);
	is(refusal(NULL, said), "': No such file or directory", "no file");
	is(cm_har_create("/no/such/folder/x.har") == NULL ? "none" : "some",
	    "none", "no folder to write in");
}

/* What is written does not pile up in memory. */
static void
large(void)
{
	struct cm_har_writer *w = cm_har_create(path);
	struct cm_har_entry e = example(0, 0);
	struct rusage from, to;
	struct stat st;
	char *body = cm_alloc(1 << 20);
	int i;

	memset(body, 'x', 1 << 20);
	e.answer = body;
	e.answer_len = 1 << 20;
	cm_har_add(w, &e);
	getrusage(RUSAGE_SELF, &from);
	for (i = 0; i < 60; i++)
		cm_har_add(w, &e);
	is_int(cm_har_finish(w), 0, "61 answers of 1 MiB");
	getrusage(RUSAGE_SELF, &to);
	/* A sanitizer keeps what was freed for a while. */
	ok(to.ru_maxrss - from.ru_maxrss < (SANITIZED ? 1 << 20 : 16 << 10),
	    "in little memory");
	stat(path, &st);
	ok(st.st_size > 61 << 20, "all of them");
	free(body);
	unlink(path);
}

int
main(void)
{
	cm_name = "har";
	setenv("CM_NOW", "2026-11-16T06:00:00Z", 1);
	if (mkdtemp(folder) == NULL)
		return 1;
	snprintf(path, sizeof(path), "%s/out.har", folder);
	snprintf(other, sizeof(other), "%s/other", folder);
	form();
	back();
	others();
	errors();
	large();
	unlink(other);
	unlink(path);
	is_int(rmdir(folder), 0, "nothing is left beside it");
	return done();
}
