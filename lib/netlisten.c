/* SPDX-License-Identifier: ISC */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "lib/netlisten.h"

enum { HEAD = 16 << 10 };

int
cm_netlisten_open(int *port)
{
	struct sockaddr_in a;
	socklen_t n = sizeof(a);
	int s = socket(AF_INET, SOCK_STREAM, 0), on = 1, saved;

	if (s == -1)
		return -1;
	(void)fcntl(s, F_SETFD, FD_CLOEXEC);
	(void)fcntl(s, F_SETFL, O_NONBLOCK);
	(void)setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	memset(&a, 0, sizeof(a));
	a.sin_family = AF_INET;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	a.sin_port = htons((uint16_t)*port);
	if (bind(s, (struct sockaddr *)&a, sizeof(a)) == -1 ||
	    listen(s, 8) == -1 ||
	    getsockname(s, (struct sockaddr *)&a, &n) == -1) {
		saved = errno;
		close(s);
		errno = saved;
		return -1;
	}
	*port = ntohs(a.sin_port);
	return s;
}

static int64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Reads the whole head: a browser whose bytes are not read sees a reset. */
static int
read_head(int fd, int64_t end, struct cm_buf *head)
{
	struct pollfd p = {fd, POLLIN, 0};
	char block[2048];
	int64_t left;
	ssize_t n;

	while (strstr(cm_buf_str(head), "\r\n\r\n") == NULL) {
		left = end - now();
		if (left <= 0 || poll(&p, 1, (int)left) != 1)
			return -1;
		n = recv(fd, block, sizeof(block), 0);
		if (n == -1 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n <= 0 || memchr(block, '\0', (size_t)n) != NULL ||
		    cm_buf_add(head, block, (size_t)n) == -1)
			return -1;
	}
	return 0;
}

int
cm_netlisten_take(int listener, int milliseconds, struct cm_buf *target)
{
	struct cm_buf head;
	int fd = accept(listener, NULL, NULL), rc;
	const char *s;
	size_t n;

	if (fd == -1)
		return -1;
	(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	cm_buf_init(&head, HEAD);
	rc = read_head(fd, now() + milliseconds, &head);
	s = cm_buf_str(&head);
	if (rc == 0 && strncmp(s, "GET /", 5) == 0) {
		n = strcspn(s + 4, " \r\n");
		cm_buf_add(target, s + 4, n);
	} else {
		close(fd);
		fd = -1;
	}
	cm_buf_release(&head);
	return fd;
}

void
cm_netlisten_answer(int connection, int status, const char *sentence)
{
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b,
	    "HTTP/1.1 %d %s\r\nContent-Type: text/html; charset=utf-8\r\n"
	    "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n"
	    "Connection: close\r\n\r\n"
	    "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\">"
	    "<meta name=\"viewport\" content=\"width=device-width\">"
	    "<title>cm</title><body style=\"font:1.2em sans-serif;"
	    "max-width:30em;margin:4em auto;padding:0 1em\">"
	    "<p>%s</p></body></html>\n",
	    status, status == 200 ? "OK" : "Not Found", sentence);
	(void)send(connection, b.p, b.len, MSG_NOSIGNAL);
	(void)shutdown(connection, SHUT_WR);
	close(connection);
	cm_buf_release(&b);
}
