/* SPDX-License-Identifier: ISC */
/*
 * slow [MILLISECONDS]: a server of pages on a free port of 127.0.0.1, which it
 * prints. A page, GET .../N/statuses?...max_id=P, is 40 statuses of account N
 * of 1.2 kB each, given so many milliseconds after it was asked for; pages 1
 * to 10 are linked by rel="next", and every GET is answered with a page. What
 * is sent with PUT or POST is read, counted and answered at once.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/words.h"

enum { CONNECTIONS = 1024, STATUSES = 40, PAGES = 10, HEAD = 8192 };
enum { BODY = STATUSES * 2048, SINK = 1 << 18 };

enum state { READING, SINKING, WAITING, WRITING };

struct connection {
	enum state state;
	char head[HEAD + 1];
	size_t got;
	long long left; /* of a body that is sent to us */
	int64_t due;
	char *out;
	size_t len, sent;
};

struct server {
	struct pollfd fds[CONNECTIONS + 1]; /* the first is the listener */
	struct connection *of[CONNECTIONS + 1];
	int n, port, delay;
};

static int64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* A number that seems random and is always the same for the same place. */
static unsigned
draw(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005U + 1442695040888963407U;
	return (unsigned)(*seed >> 33);
}

/* Words of a language, from anywhere in what is known of it. */
static void
put_words(char *to, size_t room, int n, uint64_t *seed)
{
	const char *all = langs[draw(seed) % 4].words, *p;
	size_t len = strlen(all), used = 0, word;

	while (n-- > 0) {
		p = strchr(all + draw(seed) % (len * 3 / 4), ' ') + 1;
		word = strcspn(p, " ");
		if (used + word + 2 > room)
			break;
		memcpy(to + used, p, word);
		used += word;
		to[used++] = ' ';
	}
	to[used > 0 ? used - 1 : 0] = '\0';
}

/* A status as such servers write it. */
static int
put_status(char *to, size_t room, long account, long page, int i)
{
	uint64_t seed = (uint64_t)(account * 1000 + page * 50 + i);
	long id = 117000000000000L + account * 1000000 + (PAGES - page) * 1000 +
	    (STATUSES - i);
	char text[400], media[400] = "";
	unsigned tag;

	draw(&seed);
	tag = draw(&seed) % 900;
	put_words(text, sizeof(text), 16 + (int)(draw(&seed) % 16), &seed);
	if (i % 4 == 0)
		snprintf(media, sizeof(media),
		    "{\"id\":\"%ld\",\"type\":\"image\","
		    "\"url\":\"http://127.0.0.1/media/%ld/original.jpg\","
		    "\"preview_url\":\"http://127.0.0.1/media/%ld/small.jpg\","
		    "\"remote_url\":null,\"meta\":{\"original\":{\"width\":1920"
		    ",\"height\":1080,\"size\":\"1920x1080\"}},"
		    "\"description\":\"a picture\"}",
		    id, id, id);
	return snprintf(to, room,
	    "{\"id\":\"%ld\",\"created_at\":\"2026-%02ld-%02d"
	    "T10:%02d:%02u.000Z\",\"in_reply_to_id\":null,"
	    "\"in_reply_to_account_id\":null,\"sensitive\":false,"
	    "\"spoiler_text\":\"\",\"visibility\":\"public\","
	    "\"language\":\"en\",\"uri\":\"http://127.0.0.1/users/user%ld/"
	    "statuses/%ld\",\"url\":\"http://127.0.0.1/@user%ld/%ld\","
	    "\"replies_count\":%u,\"reblogs_count\":%u,"
	    "\"favourites_count\":%u,\"edited_at\":null,"
	    "\"content\":\"<p>%s <a href=\\\"http://127.0.0.1/tags/tag%u\\\" "
	    "class=\\\"mention hashtag\\\" rel=\\\"tag\\\">#<span>tag%u</span>"
	    "</a> <a href=\\\"https://example.org/%ld\\\" "
	    "rel=\\\"nofollow noopener\\\">example.org/%ld</a></p>\","
	    "\"reblog\":null,\"application\":{\"name\":\"Web\"},"
	    "\"account\":{\"id\":\"%ld\",\"username\":\"user%ld\","
	    "\"acct\":\"user%ld\",\"display_name\":\"User %ld\","
	    "\"locked\":false,\"bot\":false,\"url\":\"http://127.0.0.1/"
	    "@user%ld\",\"followers_count\":%u,\"following_count\":87,"
	    "\"statuses_count\":400,\"emojis\":[],\"fields\":[]},"
	    "\"media_attachments\":[%s],\"mentions\":[],"
	    "\"tags\":[{\"name\":\"tag%u\","
	    "\"url\":\"http://127.0.0.1/tags/tag%u\"}],"
	    "\"emojis\":[],\"card\":null,\"poll\":null}",
	    id, 11 - page, 28 - i / 2, i, draw(&seed) % 60, account, id,
	    account, id, draw(&seed) % 9, draw(&seed) % 40, draw(&seed) % 200,
	    text, tag, tag, id, id, account, account, account, account, account,
	    1000 + draw(&seed) % 1000, media, tag, tag);
}

static void
put_page(struct connection *c, const struct server *s)
{
	const char *p = strstr(c->head, "/accounts/");
	long account = p != NULL ? strtol(p + 10, NULL, 10) : 0, page = 1;
	char *body = malloc(BODY), link[200] = "";
	int len = 0, i, head;

	if (body == NULL)
		exit(1);
	p = strstr(c->head, "max_id=");
	if (p != NULL)
		page = strtol(p + 7, NULL, 10);
	body[len++] = '[';
	for (i = 0; i < STATUSES; i++) {
		if (i > 0)
			body[len++] = ',';
		len += put_status(
		    body + len, (size_t)(BODY - len), account, page, i);
	}
	body[len++] = ']';
	if (page < PAGES)
		snprintf(link, sizeof(link),
		    "Link: <http://127.0.0.1:%d/api/v1/accounts/%ld/statuses"
		    "?limit=40&exclude_reblogs=true&max_id=%ld>; "
		    "rel=\"next\"\r\n",
		    s->port, account, page + 1);
	c->out = malloc((size_t)len + 400);
	if (c->out == NULL)
		exit(1);
	head = snprintf(c->out, 400,
	    "HTTP/1.1 200 OK\r\nContent-Type: application/json; "
	    "charset=utf-8\r\nX-RateLimit-Limit: 300000\r\n"
	    "X-RateLimit-Remaining: 299999\r\n%sContent-Length: %d\r\n\r\n",
	    link, len);
	memcpy(c->out + head, body, (size_t)len);
	c->len = (size_t)(head + len);
	free(body);
}

static void
answer(struct connection *c, const char *text)
{
	c->out = malloc(strlen(text) + 1);
	if (c->out == NULL)
		exit(1);
	memcpy(c->out, text, strlen(text));
	c->len = strlen(text);
	c->state = WRITING;
}

static const char *
header(const char *head, const char *name)
{
	const char *p = head;
	size_t n = strlen(name);

	while ((p = strchr(p, '\n')) != NULL)
		if (strncasecmp(++p, name, n) == 0)
			return p + n;
	return NULL;
}

/* The head is complete. */
static void
begin(struct server *s, int fd, struct connection *c, size_t head)
{
	static const char go[] = "HTTP/1.1 100 Continue\r\n\r\n";
	const char *p;

	c->head[head - 1] = '\0';
	if (strncmp(c->head, "GET ", 4) == 0) {
		put_page(c, s);
		c->state = WAITING;
		c->due = now() + s->delay * 1000;
		return;
	}
	p = header(c->head, "content-length:");
	c->left =
	    (p != NULL ? strtoll(p, NULL, 10) : 0) - (long long)(c->got - head);
	if (header(c->head, "expect:") != NULL &&
	    send(fd, go, sizeof(go) - 1, MSG_NOSIGNAL) == -1)
		c->left = 0;
	c->state = SINKING;
	if (c->left <= 0)
		answer(c,
		    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"
		    "Content-Type: application/json\r\n\r\n{}");
}

/* Returns -1 when the connection is over. */
static int
take(struct server *s, int fd, struct connection *c)
{
	static char sink[SINK];
	char *end;
	ssize_t n;

	if (c->state == SINKING) {
		n = recv(fd, sink, SINK, MSG_DONTWAIT);
		c->left -= n > 0 ? n : 0;
		if (n > 0 && c->left <= 0)
			answer(c,
			    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"
			    "Content-Type: application/json\r\n\r\n{}");
		return n > 0 || (n == -1 && errno == EAGAIN) ? 0 : -1;
	}
	n = recv(fd, c->head + c->got, HEAD - c->got, MSG_DONTWAIT);
	if (n <= 0)
		return n == -1 && errno == EAGAIN ? 0 : -1;
	c->got += (size_t)n;
	c->head[c->got] = '\0';
	end = strstr(c->head, "\r\n\r\n");
	if (end != NULL)
		begin(s, fd, c, (size_t)(end - c->head) + 4);
	return end == NULL && c->got == HEAD ? -1 : 0;
}

static int
give(int fd, struct connection *c)
{
	ssize_t n = send(fd, c->out + c->sent, c->len - c->sent,
	    MSG_DONTWAIT | MSG_NOSIGNAL);

	if (n == -1)
		return errno == EAGAIN ? 0 : -1;
	c->sent += (size_t)n;
	if (c->sent == c->len) {
		free(c->out);
		memset(c, 0, offsetof(struct connection, head));
		c->got = c->len = c->sent = 0;
		c->out = NULL;
	}
	return 0;
}

static void
greet(struct server *s)
{
	int fd = accept(s->fds[0].fd, NULL, NULL), one = 1;

	if (fd == -1 || s->n == CONNECTIONS) {
		close(fd);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	s->of[++s->n] = calloc(1, sizeof(struct connection));
	s->fds[s->n].fd = fd;
	s->fds[s->n].revents = 0;
	if (s->of[s->n] == NULL)
		exit(1);
}

/* What is to be polled for, and how long. */
static int
prepare(struct server *s)
{
	int64_t first = -1, t = now();
	struct connection *c;
	int i;

	for (i = 1; i <= s->n; i++) {
		c = s->of[i];
		if (c->state == WAITING && c->due <= t)
			c->state = WRITING;
		if (c->state == WAITING && (first == -1 || c->due < first))
			first = c->due;
		s->fds[i].events = c->state == WRITING ? POLLOUT
		    : c->state == WAITING              ? 0
						       : POLLIN;
	}
	return first == -1 ? -1 : (int)((first - t + 999) / 1000);
}

static void
serve(struct server *s)
{
	int i, over;

	for (;;) {
		i = prepare(s);
		if (poll(s->fds, (nfds_t)(s->n + 1), i) == -1)
			exit(1);
		for (i = s->n; i > 0; i--) {
			over = s->fds[i].revents & (POLLERR | POLLHUP);
			if (s->fds[i].revents & POLLIN)
				over = take(s, s->fds[i].fd, s->of[i]) == -1;
			else if (s->fds[i].revents & POLLOUT)
				over = give(s->fds[i].fd, s->of[i]) == -1;
			if (!over)
				continue;
			close(s->fds[i].fd);
			free(s->of[i]->out);
			free(s->of[i]);
			s->fds[i] = s->fds[s->n];
			s->of[i] = s->of[s->n--];
		}
		if (s->fds[0].revents & POLLIN)
			greet(s);
	}
}

int
main(int argc, char *argv[])
{
	static struct server s;
	struct sockaddr_in a = {.sin_family = AF_INET};
	socklen_t len = sizeof(a);

	s.delay = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 50;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	s.fds[0].fd = socket(AF_INET, SOCK_STREAM, 0);
	s.fds[0].events = POLLIN;
	if (s.fds[0].fd == -1 ||
	    bind(s.fds[0].fd, (struct sockaddr *)&a, len) == -1 ||
	    listen(s.fds[0].fd, 512) == -1 ||
	    getsockname(s.fds[0].fd, (struct sockaddr *)&a, &len) == -1)
		return 1;
	s.port = ntohs(a.sin_port);
	printf("%d\n", s.port);
	fflush(stdout);
	serve(&s);
	return 0;
}
