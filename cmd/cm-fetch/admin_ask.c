/* SPDX-License-Identifier: ISC */
/* Asks for a line: on a terminal, where a secret is not shown, or from a pipe
 * that answers line by line. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "cmd/cm-fetch/admin.h"

/* Control-C, -D, -U, and the two of Backspace. */
enum { CANCEL = 3, END = 4, KILL = 21, BACK = 8, RUBOUT = 127 };

/* No more than the line is read: what is behind it may be for others. */
static int
next(char *c)
{
	ssize_t n;

	do
		n = read(STDIN_FILENO, c, 1);
	while (n == -1 && errno == EINTR);
	return n == 1;
}

/* Takes one character of a secret off again, all bytes of it. */
static void
back(struct cm_buf *b)
{
	while (b->len > 0 && ((unsigned char)b->p[b->len - 1] & 0xc0) == 0x80)
		b->len--;
	if (b->len > 0)
		b->len--;
}

/*
 * Reads a line that the terminal does not show. The terminal's own keys are
 * off meanwhile, so that nothing can end us before it is as it was.
 */
static int
read_hidden(struct cm_buf *b)
{
	struct termios was, now;
	char c = '\n';
	int rc = 0;

	if (tcgetattr(STDIN_FILENO, &was) == -1)
		return 0;
	now = was;
	now.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG);
	now.c_cc[VMIN] = 1;
	now.c_cc[VTIME] = 0;
	if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &now) == -1)
		return 0;
	while (next(&c)) {
		rc = c == CANCEL ? -1 : c == END && b->len == 0 ? 0 : 1;
		if (rc != 1 || c == '\n' || c == '\r')
			break;
		if (c == BACK || c == RUBOUT)
			back(b);
		else if (c == KILL)
			cm_buf_clear(b);
		else if (c != '\0' && c != END)
			(void)cm_buf_byte(b, c);
	}
	(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &was);
	fputc('\n', stderr);
	return rc;
}

static int
read_shown(struct cm_buf *b)
{
	char c = '\0';
	int any = 0;

	while (next(&c)) {
		any = 1;
		if (c == '\n')
			return 1;
		if (c != '\0')
			(void)cm_buf_byte(b, c);
	}
	return any;
}

int
admin_ask(const char *question, int secret, struct cm_buf *answer)
{
	size_t n = 0;
	int rc;

	cm_buf_clear(answer);
	fputs(question, stderr);
	fflush(stderr);
	if (secret && isatty(STDIN_FILENO))
		rc = read_hidden(answer);
	else
		rc = read_shown(answer);
	if (!isatty(STDIN_FILENO))
		fputc('\n', stderr);
	if (rc != 1)
		return rc;
	while (answer->len > 0 &&
	    strchr(" \t\r", answer->p[answer->len - 1]) != NULL)
		answer->len--;
	while (n < answer->len && strchr(" \t", answer->p[n]) != NULL)
		n++;
	answer->len -= n;
	if (n > 0)
		memmove(answer->p, answer->p + n, answer->len);
	(void)cm_buf_str(answer);
	return 1;
}
