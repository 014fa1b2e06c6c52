/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"

const char *cm_name = "cm";
static int talk_level;
static int output_errno; /* of the first write that failed, or 0 */
static int output_told;

enum cm_exit
cm_worse(enum cm_exit a, enum cm_exit b)
{
	return a > b ? a : b;
}

void
cm_talk(int level)
{
	talk_level = level;
}

int
cm_talks(int level)
{
	return level <= talk_level;
}

/*
 * Messages quote names of files and what stands in the input: neither may
 * steer the terminal, or make a second message of one. (C1: 0xc2 0x80-0x9f.)
 */
static void
tame(char *s, size_t len)
{
	size_t i;
	unsigned char c, before = 0;

	for (i = 0; i < len; i++) {
		c = (unsigned char)s[i];
		if (c < 0x20 || c == 0x7f)
			s[i] = '?';
		else if (before == 0xc2 && c < 0xa0)
			s[i - 1] = s[i] = '?';
		before = c;
	}
}

/* One write a message; what does not fit is cut, and shown to be. */
static void
say(const char *fmt, va_list ap)
{
	char line[4096];
	size_t room = sizeof(line) - 2, n;
	int k;

	k = snprintf(line, room, "%s: ", cm_name);
	n = k < 0 ? 0 : (size_t)k;
	if (n >= room)
		n = room - 1;
	k = vsnprintf(line + n, room - n, fmt, ap);
	if (k > 0 && (size_t)k >= room - n) {
		n = room - 4;
		while (((unsigned char)line[n] & 0xc0) == 0x80)
			n--;
		memcpy(line + n, "...", 3);
		n += 3;
	} else if (k > 0)
		n += (size_t)k;
	tame(line, n);
	line[n++] = '\n';
	fflush(stderr);
	if (write(STDERR_FILENO, line, n) == -1)
		return; /* nobody is left to tell */
}

void
cm_warn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
}

void
cm_note(int level, const char *fmt, ...)
{
	va_list ap;

	if (!cm_talks(level))
		return;
	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
}

void
cm_die(enum cm_exit status, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
	exit(status);
}

/* Keeps why a write failed: stdio remembers only that it did. */
static int
output_failed(void)
{
	if (output_errno == 0)
		output_errno = errno;
	return -1;
}

int
cm_put(const void *p, size_t len)
{
	if (len > 0 && fwrite(p, 1, len, stdout) != len)
		return output_failed();
	return ferror(stdout) ? -1 : 0;
}

int
cm_flush(void)
{
	if (fflush(stdout) != 0)
		return output_failed();
	return ferror(stdout) ? -1 : 0;
}

void
cm_unwritten(void)
{
	output_failed();
	if (!output_told)
		cm_warn("cannot write all of the output%s%s",
		    output_errno != 0 ? ": " : "",
		    output_errno != 0 ? strerror(output_errno) : "");
	output_told = 1;
}

enum cm_exit
cm_finish(enum cm_exit status)
{
	int failed = ferror(stdout);

	errno = 0;
	if (fclose(stdout) != 0)
		failed = output_failed();
	if (!failed)
		return status;
	errno = 0;
	cm_unwritten();
	return cm_worse(status, CM_FAIL);
}

static void *
need(void *p)
{
	if (p == NULL)
		cm_die(CM_FAIL, "out of memory");
	return p;
}

void *
cm_alloc(size_t size)
{
	return need(malloc(size ? size : 1));
}

void *
cm_zalloc(size_t size)
{
	return need(calloc(1, size ? size : 1));
}

void *
cm_realloc(void *p, size_t size)
{
	return need(realloc(p, size ? size : 1));
}

char *
cm_strdup(const char *s)
{
	return need(strdup(s));
}

char *
cm_strndup(const char *s, size_t len)
{
	char *p = cm_alloc(len + 1);

	memcpy(p, s, len);
	p[len] = '\0';
	return p;
}
