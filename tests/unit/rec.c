/* SPDX-License-Identifier: ISC */
/* Blocks, threads, order, bad lines: what cm_rec_run() promises. */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/rec.h"
#include "tests/tap.h"

static char dir[] = "/tmp/cm-rec.XXXXXX";

struct seen {
	uint64_t lines, blocks, finished, wrong_numbers, stop_after;
	uint64_t fact_sum;
};

static char *
slurp(const char *name, size_t *len)
{
	FILE *f = fopen(name, "r");
	struct cm_buf b;
	char *to;

	cm_buf_init(&b, CM_BUF_ANY);
	while (f != NULL && (to = cm_buf_room(&b, 65536)) != NULL) {
		size_t n = fread(to, 1, 65536, f);

		b.len += n;
		if (n == 0)
			break;
	}
	if (f != NULL)
		fclose(f);
	cm_buf_str(&b);
	*len = b.len;
	return b.p;
}

static void
spill(const char *name, const char *text, size_t len)
{
	FILE *f = fopen(name, "w");

	fwrite(text, 1, len, f);
	fclose(f);
}

/* A line "bad..." is bad, "warn..." is named, each line comes out again. */
static int
echo(void *worker, struct cm_rec *r)
{
	struct seen *s = worker;

	cm_buf_add(r->out, r->line, r->len);
	cm_buf_byte(r->out, '\n');
	cm_buf_add(r->facts, &r->len, sizeof(r->len));
	if (r->len >= 3 && memcmp(r->line, "bad", 3) == 0)
		cm_rec_bad(r, 1, "a bad one");
	if (r->len >= 4 && memcmp(r->line, "warn", 4) == 0)
		cm_rec_warn(r, "an odd one");
	s->lines++;
	if (r->number != 0 && r->len > 2 && r->line[0] == '#' &&
	    strtoull(r->line + 1, NULL, 10) != r->number)
		s->wrong_numbers++;
	return 0;
}

static void *
start(void *ctx)
{
	(void)ctx;
	return calloc(1, sizeof(struct seen));
}

static int
commit(void *ctx, struct cm_rec_block *b)
{
	struct seen *s = ctx;
	size_t at, n;

	s->blocks++;
	for (at = 0; at < b->facts.len; at += sizeof(n)) {
		memcpy(&n, b->facts.p + at, sizeof(n));
		s->fact_sum += n;
	}
	return s->stop_after != 0 && s->blocks >= s->stop_after;
}

static void
finish(void *ctx, void *worker)
{
	struct seen *s = ctx, *w = worker;

	s->lines += w->lines;
	s->wrong_numbers += w->wrong_numbers;
	s->finished++;
	free(w);
}

/* Runs with standard output and messages in files. */
static enum cm_exit
go(struct cm_rec_job *job, struct seen *s)
{
	int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO), fd;
	enum cm_exit status;

	fflush(stdout);
	fd = open("out", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	dup2(fd, STDOUT_FILENO);
	close(fd);
	fd = open("err", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	dup2(fd, STDERR_FILENO);
	close(fd);
	memset(s, 0, offsetof(struct seen, stop_after));
	s->fact_sum = 0;
	job->ctx = s;
	job->record = echo;
	job->start = start;
	job->commit = commit;
	job->finish = finish;
	status = cm_rec_run(job);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	close(out);
	close(err);
	return status;
}

static int
same(const char *name, const char *want, size_t want_len)
{
	size_t len;
	char *got = slurp(name, &len);
	int r = len == want_len && memcmp(got, want, len) == 0;

	free(got);
	return r;
}

/* Lines "#N xxxx" of changing length, n bytes or a little more. */
static void
many_lines(struct cm_buf *b, size_t n)
{
	unsigned long i = 0, x = 88172645463325252UL;

	while (b->len < n) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		cm_buf_printf(b, "#%lu %.*s\n", ++i, (int)(x % 70),
		    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		    "x"
		    "xxxxxxxxxxxxxxx");
	}
}

static void
order(struct cm_rec_options *o)
{
	struct cm_rec_job job = {.options = o, .plain_lines = 1, .numbered = 1};
	const char *files[3];
	struct cm_buf b;
	struct seen s = {0};
	int t;

	cm_buf_init(&b, CM_BUF_ANY);
	many_lines(&b, 3 << 20);
	spill("a", b.p, b.len);
	files[0] = "a";
	files[1] = "none";
	files[2] = files[0];
	job.files = files;
	job.nfiles = 3;
	cm_buf_room(&b, b.len);
	cm_buf_add(&b, b.p, b.len);
	for (t = 1; t <= 5; t += 2) {
		o->threads = t;
		is_int(go(&job, &s), CM_FAIL, "a missing file is a failure");
		ok(same("out", b.p, b.len), "what comes out is in order");
		is_int((long long)s.wrong_numbers, 0, "lines are numbered");
		is_int((long long)(s.fact_sum + s.lines), (long long)b.len,
		    "all facts came to commit");
		ok(s.finished >= 1 && s.finished <= (uint64_t)t,
		    "every worker was finished");
	}
	s.stop_after = 2;
	is_int(go(&job, &s), CM_OK, "commit ends a run early");
	is_int((long long)s.blocks, 2, "at once");
	cm_buf_release(&b);
}

static void
bad_lines(struct cm_rec_options *o)
{
	static const char text[] = "\xef\xbb\xbf"
				   "one\n\nbad two\r\nwarn three\n\r\nfour";
	struct cm_rec_job job = {.options = o, .plain_lines = 1};
	const char *files[1];
	struct seen s = {0};
	char *err;
	size_t len;

	spill("a", text, sizeof(text) - 1);
	files[0] = "a";
	job.files = files;
	job.nfiles = 1;
	o->rejects = "rejects";
	is_int(go(&job, &s), CM_FAIL, "a bad line is a failure");
	ok(same("out", "one\nwarn three\nfour\n", 20), "the others come out");
	ok(same("rejects", "bad two\n", 8), "the bad line is kept");
	err = slurp("err", &len);
	ok(strstr(err, "a:3: a bad one (byte 2)\n") != NULL,
	    "and named with its line and byte");
	ok(strstr(err, "a:4: an odd one\n") != NULL, "a warning too");
	ok(strstr(err, "1 of 6 lines was bad") != NULL, "and counted");
	free(err);
	o->strict = 1;
	is_int(go(&job, &s), CM_FAIL, "strict: a failure");
	ok(same("out", "one\n", 4), "strict: nothing after the bad line");
	o->strict = 0;
	o->rejects = NULL;
}

/* A line far over the limit among good ones, at several places. */
static void
long_line(struct cm_rec_options *o, size_t before)
{
	struct cm_rec_job job = {.options = o, .plain_lines = 1};
	size_t giant = (size_t)9 << 20, len;
	const char *files[1];
	struct cm_buf b, want;
	struct seen s = {0};
	char *err, number[64];

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_init(&want, CM_BUF_ANY);
	if (before > 0)
		many_lines(&b, before);
	cm_buf_add(&want, b.p, b.len);
	memset(cm_buf_room(&b, giant), 'y', giant);
	b.len += giant;
	cm_buf_puts(&b, "\nafter\nlast");
	cm_buf_puts(&want, "after\nlast\n");
	spill("a", b.p, b.len);
	files[0] = "a";
	job.files = files;
	job.nfiles = 1;
	o->rejects = "rejects";
	is_int(go(&job, &s), CM_FAIL, "a giant line is a failure");
	ok(same("out", want.p, want.len), "all around it comes out");
	free(slurp("rejects", &len));
	is_int((long long)len, (long long)giant + 1, "it is kept whole");
	err = slurp("err", &len);
	snprintf(number, sizeof(number), "a:%llu: a line over 4 MiB",
	    (unsigned long long)(s.lines - 1));
	ok(strstr(err, number) != NULL, "and named with its line");
	free(err);
	cm_buf_release(&b);
	cm_buf_release(&want);
	o->rejects = NULL;
}

static void
full_disk(struct cm_rec_options *o)
{
	struct cm_rec_job job = {
	    .options = o, .plain_lines = 1, .record = echo};
	const char *files[1];
	struct seen s = {0};
	int out, fd;

	spill("a", "x\n", 2);
	files[0] = "a";
	job.files = files;
	job.nfiles = 1;
	job.ctx = &s;
	fd = open("/dev/full", O_WRONLY);
	if (fd == -1) {
		printf("# no /dev/full here\n");
		return;
	}
	fflush(stdout);
	out = dup(STDOUT_FILENO);
	dup2(fd, STDOUT_FILENO);
	close(fd);
	fd = (int)cm_rec_run(&job);
	dup2(out, STDOUT_FILENO);
	close(out);
	is_int(fd, CM_FAIL, "a full disk is a failure");
}

int
main(void)
{
	struct cm_rec_options o = {0};

	if (mkdtemp(dir) == NULL || chdir(dir) != 0)
		return 1;
	order(&o);
	bad_lines(&o);
	o.threads = 3;
	long_line(&o, 0);
	long_line(&o, 5000);
	long_line(&o, 1 << 20);
	full_disk(&o);
	unlink("a");
	unlink("out");
	unlink("err");
	unlink("rejects");
	if (chdir("/") == 0)
		rmdir(dir);
	return done();
}
