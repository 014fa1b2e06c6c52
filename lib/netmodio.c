/* SPDX-License-Identifier: ISC */
/* What goes to a module's process and comes from it. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/netmodin.h"
#include "lib/pipe.h"

enum { CHUNK = 1 << 16 };

static void
drop_pipes(struct cm_netmod *m)
{
	if (m->in != -1)
		close(m->in);
	if (m->out != -1)
		close(m->out);
	m->in = m->out = -1;
}

static void
forget_child(struct cm_netmod *m)
{
	drop_pipes(m);
	m->pid = -1;
	m->got = 0;
	cm_buf_clear(&m->effects);
	cm_buf_clear(&m->text);
}

static void
keep_to_us(int fd)
{
	(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/*
 * Starts the child. What goes to it goes through a socket, since a write to
 * a pipe that nobody reads any more would send a signal.
 */
void
netmod_start(struct cm_netmod *m)
{
	int to[2], from[2];
	struct netmod_run *r;

	forget_child(m);
	m->starts++;
	for (r = m->first; r != NULL; r = r->next)
		r->sent = 0;
	m->sending = m->first;
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, to) == -1) {
		m->error = errno;
		return;
	}
	if (pipe(from) == -1) {
		m->error = errno;
		close(to[0]);
		close(to[1]);
		return;
	}
	m->in = to[1];
	m->out = from[0];
	keep_to_us(m->in);
	keep_to_us(m->out);
	(void)fcntl(m->out, F_SETFL, O_NONBLOCK);
	cm_pipe_widen(m->out);
	m->pid = fork();
	if (m->pid == 0)
		cm_netchild_main(
		    to[0], from[1], cm_buf_str(&m->source->chosen));
	m->error = errno;
	close(to[0]);
	close(from[1]);
	if (m->pid == -1)
		forget_child(m);
}

/* Gives the first run its answer. */
static void
answer(struct cm_netmod *m, const char *why, int dead)
{
	struct cm_netmod_reply reply;
	struct netmod_run *r = m->first;

	m->first = r->next;
	if (m->first == NULL)
		m->last = &m->first;
	if (m->sending == r)
		m->sending = r->next;
	m->waiting--;
	cm_buf_room(&m->effects, CM_SCAN_PAD);
	reply.effects = m->effects.p;
	reply.len = m->effects.len;
	reply.why = why;
	reply.dead = dead;
	r->done(r->ctx, &reply);
	cm_buf_release(&r->input);
	free(r);
	if (m->effects.cap > 64 * CHUNK)
		cm_buf_release(&m->effects);
	cm_buf_clear(&m->effects);
}

static const char *
cause(int status)
{
	if (WIFEXITED(status))
		return WEXITSTATUS(status) == CM_NETCHILD_NO_MEMORY ||
			WEXITSTATUS(status) == CM_FAIL
		    ? "over 1 GiB of memory in one run"
		    : "its process ended";
	switch (WTERMSIG(status)) {
	case SIGPROF:
		return "over 10 seconds of CPU in one run";
	case SIGSEGV:
	case SIGBUS:
		return "out of stack: what it makes is nested too deeply";
	case SIGKILL:
		return "its process was killed: out of memory, perhaps";
	default:
		return "libjq broke off: a fault of its own";
	}
}

/* The child is gone: the run that it was at failed, others get another. */
static void
bury(struct cm_netmod *m)
{
	struct cm_buf why;
	int status = 0;

	cm_buf_init(&why, CM_BUF_ANY);
	if (m->pid == -1)
		cm_buf_printf(
		    &why, "cannot start its process: %s", strerror(m->error));
	else {
		while (waitpid(m->pid, &status, 0) == -1 && errno == EINTR)
			;
		cm_buf_printf(&why, "stopped: %s", cause(status));
	}
	drop_pipes(m);
	m->pid = -1;
	/* Who is answered may ask again at once, which starts one. */
	if (m->first != NULL)
		answer(m, cm_buf_str(&why), 1);
	cm_buf_release(&why);
	if (m->pid == -1 && m->first != NULL)
		netmod_start(m);
}

/* A frame is complete. Returns -1 when it makes no sense. */
static int
take_frame(struct cm_netmod *m)
{
	m->got = 0;
	if (m->head.kind == CM_NETCHILD_REFUSED) {
		free(m->refused);
		m->refused = cm_strdup(cm_buf_str(&m->text));
	}
	if (m->head.kind <= CM_NETCHILD_EFFECTS)
		return 0;
	if (m->first == NULL)
		return -1;
	if (m->head.kind == CM_NETCHILD_DONE)
		answer(m, NULL, 0);
	else
		answer(m, cm_buf_str(&m->text), 0);
	cm_buf_clear(&m->text);
	return 0;
}

/* Returns how many bytes of p it took, or 0 when they make no sense. */
static size_t
take(struct cm_netmod *m, const char *p, size_t len)
{
	size_t n;

	if (m->got < sizeof(m->head)) {
		n = sizeof(m->head) - m->got;
		n = n < len ? n : len;
		memcpy((char *)&m->head + m->got, p, n);
		m->got += n;
		if (m->got < sizeof(m->head))
			return n;
		if (m->head.kind > CM_NETCHILD_FAILED ||
		    m->effects.len + m->head.len >
			(size_t)CM_NETMOD_BYTES + CHUNK)
			return 0;
	} else {
		n = sizeof(m->head) + m->head.len - m->got;
		n = n < len ? n : len;
		cm_buf_add(m->head.kind == CM_NETCHILD_EFFECTS ? &m->effects
							       : &m->text,
		    p, n);
		m->got += n;
	}
	if (m->got == sizeof(m->head) + m->head.len && take_frame(m) == -1)
		return 0;
	return n;
}

/* Reads what there is. */
static void
drain(struct cm_netmod *m)
{
	char chunk[CHUNK];
	size_t at, took;
	unsigned long starts;
	ssize_t n;

	while (m->out != -1) {
		n = read(m->out, chunk, sizeof(chunk));
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return;
		starts = m->starts;
		for (at = 0; n > 0 && at < (size_t)n; at += took) {
			took = take(m, chunk + at, (size_t)n - at);
			/* Who was answered asked for what this child does not
			 * have: the rest is asked anew of the next one. */
			if (m->starts != starts)
				break;
			if (took > 0)
				continue;
			kill(m->pid, SIGKILL);
			n = 0;
		}
		if (n <= 0) {
			bury(m);
			return;
		}
	}
}

/* Writes what goes in. That the child is gone is seen when it is read. */
static void
feed(struct cm_netmod *m)
{
	struct netmod_run *r;
	const char *p;
	size_t len;
	ssize_t n;

	while (m->in != -1 && m->sending != NULL) {
		r = m->sending;
		if (r->sent < sizeof(r->len)) {
			p = (const char *)&r->len + r->sent;
			len = sizeof(r->len) - r->sent;
		} else {
			p = r->input.p + (r->sent - sizeof(r->len));
			len = r->input.len - (r->sent - sizeof(r->len));
		}
		n = send(m->in, p, len, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return;
		r->sent += (size_t)n;
		if (r->sent == sizeof(r->len) + r->input.len)
			m->sending = r->next;
	}
}

void
cm_netmod_step(struct cm_netmod *m)
{
	if (m->pid == -1 && m->first != NULL)
		bury(m);
	feed(m);
	drain(m);
	feed(m);
}

void
netmod_end(struct cm_netmod *m)
{
	pid_t pid = m->pid;

	forget_child(m);
	if (pid == -1)
		return;
	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) == -1 && errno == EINTR)
		;
}

void
cm_netmod_fds(const struct cm_netmod *m, int *to_read, int *to_write)
{
	*to_read = m->out;
	*to_write = m->sending != NULL ? m->in : -1;
}
