/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/opt.h"
#include "lib/pipe.h"
#include "lib/remark.h"

void
cm_remark_open(struct cm_remarks *s, const char *rejects, int more)
{
	memset(s, 0, sizeof(*s));
	cm_buf_init(&s->hints, CM_BUF_ANY);
	s->name = rejects;
	s->fd = -1;
	s->one = "line";
	s->many = "lines";
	if (rejects == NULL)
		return;
	s->fd = open(rejects,
	    O_WRONLY | O_CREAT | O_CLOEXEC | (more ? O_APPEND : O_TRUNC), 0666);
	if (s->fd == -1)
		cm_opt_fail("cannot open '%s': %s", rejects, strerror(errno));
}

static void
lost(struct cm_remarks *s)
{
	cm_warn("cannot write '%s': %s", s->name, strerror(errno));
	s->status = CM_FAIL;
	s->fd = -1;
}

void
cm_remark_look(
    struct cm_remarks *s, const char *file, const char *bytes, size_t len)
{
	static const char blanks[] = " \t\r\n";
	const char *p = bytes, *end = bytes + len;
	const char *hint = "is it a JSON array? 'jq -c .[]' makes lines of it";

	while (p < end && strchr(blanks, *p) != NULL && *p != '\0')
		p++;
	if (p == end || (*p != '[' && *p != '{'))
		return;
	if (*p == '{') {
		hint = "one record must stand on one line; 'jq -c .' makes it "
		       "so";
		for (p++; p < end && (*p == ' ' || *p == '\r');)
			p++;
		if (p == end || *p != '\n')
			return;
	}
	cm_buf_printf(&s->hints, "%s: %s", file, hint);
	cm_buf_byte(&s->hints, '\0');
}

enum cm_exit
cm_remark_close(struct cm_remarks *s, uint64_t lines)
{
	size_t at;

	if (s->bad_lines > 0)
		cm_warn("%llu of %llu %s %s bad%s%s",
		    (unsigned long long)s->bad_lines, (unsigned long long)lines,
		    lines == 1 ? s->one : s->many,
		    s->bad_lines == 1 ? "was" : "were",
		    s->fd != -1 ? ", kept in " : "",
		    s->fd != -1 ? s->name : "");
	for (at = 0; at < s->hints.len; at += strlen(s->hints.p + at) + 1)
		cm_warn("%s", s->hints.p + at);
	cm_buf_release(&s->hints);
	if (s->fd != -1 && close(s->fd) != 0)
		lost(s);
	return s->status;
}

void
cm_remark_add(
    struct cm_buf *to, struct cm_remark *m, const char *fmt, va_list ap)
{
	char words[1024];
	int n;

	n = vsnprintf(words, sizeof(words), fmt, ap);
	m->words = n < 0 ? 0 : (size_t)n;
	if (m->words >= sizeof(words))
		m->words = sizeof(words) - 1;
	cm_buf_add(to, m, sizeof(*m));
	cm_buf_add(to, words, m->words);
	cm_buf_add(to, m->bytes, m->kept);
}

static void
name_line(struct cm_remarks *s, const char *file, uint64_t line, size_t offset,
    const char *words, size_t len)
{
	s->status = CM_FAIL;
	if (offset != (size_t)-1)
		cm_warn("%s:%llu: %.*s (byte %zu)", file,
		    (unsigned long long)line, (int)len, words, offset + 1);
	else
		cm_warn("%s:%llu: %.*s", file, (unsigned long long)line,
		    (int)len, words);
}

static void
keep_line(struct cm_remarks *s, const char *bytes, size_t len)
{
	s->bad_lines++;
	cm_remark_keep(s, bytes, len);
	cm_remark_keep(s, "\n", 1);
}

void
cm_remark_confirm(struct cm_buf *remarks, size_t at)
{
	struct cm_remark m;

	memcpy(&m, remarks->p + at, sizeof(m));
	m.bad = 1;
	memcpy(remarks->p + at, &m, sizeof(m));
}

void
cm_remark_say(struct cm_remarks *s, const struct cm_buf *remarks,
    const char *file, uint64_t first_line)
{
	size_t at = 0;
	const char *p;
	struct cm_remark m;

	while (at < remarks->len) {
		memcpy(&m, remarks->p + at, sizeof(m));
		at += sizeof(m) + m.words + m.kept;
		if (m.bad == 2)
			continue;
		p = remarks->p + at - m.kept;
		name_line(s, file, first_line + m.line, m.offset, p - m.words,
		    m.words);
		if (m.bad)
			keep_line(s, p, m.kept);
		if (m.bad && s->first_only)
			break;
	}
}

void
cm_remark_late(struct cm_remarks *s, const char *file, uint64_t line,
    const char *bytes, size_t len, const char *fmt, va_list ap)
{
	char words[1024];
	int n = vsnprintf(words, sizeof(words), fmt, ap);

	if (n < 0 || (size_t)n >= sizeof(words))
		n = n < 0 ? 0 : (int)sizeof(words) - 1;
	name_line(s, file, line, (size_t)-1, words, (size_t)n);
	keep_line(s, bytes, len);
}

void
cm_remark_bad(
    struct cm_remarks *s, const char *file, uint64_t line, const char *words)
{
	s->bad_lines++;
	name_line(s, file, line, (size_t)-1, words, strlen(words));
}

int
cm_remark_keep(void *ctx, const char *p, size_t len)
{
	struct cm_remarks *s = ctx;

	size_t heading = s->heading_len;

	if (s->fd == -1)
		return 0;
	s->heading_len = 0;
	if ((heading == 0 ||
		(cm_pipe_write(s->fd, s->heading, heading) == 0 &&
		    cm_pipe_write(s->fd, "\n", 1) == 0)) &&
	    cm_pipe_write(s->fd, p, len) == 0)
		return 0;
	lost(s);
	return -1;
}
