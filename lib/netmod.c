/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/filter.h"
#include "lib/json.h"
#include "lib/netchild.h"
#include "lib/netmod.h"
#include "lib/pipe.h"

enum { CHUNK = 1 << 16 };

/* A run that was asked for. */
struct run {
	struct run *next;
	uint32_t len;
	struct cm_buf input;
	size_t sent; /* of the length and the input */
	void (*done)(void *ctx, const struct cm_netmod_reply *r);
	void *ctx;
};

struct cm_netmod {
	char *network;
	struct cm_netsource *source;
	struct cm_about *about;

	pid_t pid;                 /* -1: there is no child */
	int in, out;               /* the child's; -1 */
	int error;                 /* errno of a start that failed */
	char *refused;             /* libjq's words: it does not compile */
	struct run *first, **last; /* what is not done */
	struct run *sending;       /* the first that is not sent */
	size_t waiting;

	struct said *said; /* until it has said what it is; or NULL */

	struct cm_netchild_frame head; /* of the frame that is being read */
	size_t got;                    /* of head and what follows */
	struct cm_buf effects;
	struct cm_buf text; /* of other frames */
};

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
static void
start_child(struct cm_netmod *m)
{
	int to[2], from[2];
	struct run *r;

	forget_child(m);
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
	struct run *r = m->first;

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
		start_child(m);
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
	ssize_t n;

	while (m->out != -1) {
		n = read(m->out, chunk, sizeof(chunk));
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return;
		for (at = 0; n > 0 && at < (size_t)n; at += took) {
			took = take(m, chunk + at, (size_t)n - at);
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
	struct run *r;
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

/* Which verbs a run is one of. */
static unsigned
needs(const struct cm_buf *input)
{
	struct cm_slice all = {input->p, input->len}, verb;

	verb = cm_json_get(all, "verb");
	if (cm_json_is(verb, "fetch"))
		return CM_NETSOURCE_READS;
	return cm_json_is(verb, "post") || cm_json_is(verb, "act") ||
		cm_json_is(verb, "find")
	    ? CM_NETSOURCE_SENDS
	    : 0;
}

/* What it was at is asked anew of the next one. */
static void
end_child(struct cm_netmod *m)
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
cm_netmod_run(struct cm_netmod *m, struct cm_buf *input,
    void (*done)(void *ctx, const struct cm_netmod_reply *r), void *ctx)
{
	struct run *r = cm_zalloc(sizeof(*r));

	r->input = *input;
	cm_buf_init(input, r->input.max);
	r->len = (uint32_t)r->input.len;
	r->done = done;
	r->ctx = ctx;
	*m->last = r;
	m->last = &r->next;
	m->waiting++;
	if (m->sending == NULL)
		m->sending = r;
	if ((needs(&r->input) & ~m->source->has) != 0) {
		cm_netsource_choose(
		    m->source, CM_NETSOURCE_READS | CM_NETSOURCE_SENDS);
		end_child(m);
	}
	if (m->pid == -1)
		start_child(m);
}

void
cm_netmod_fds(const struct cm_netmod *m, int *to_read, int *to_write)
{
	*to_read = m->out;
	*to_write = m->sending != NULL ? m->in : -1;
}

size_t
cm_netmod_waiting(const struct cm_netmod *m)
{
	return m->waiting;
}

/* For open alone. */
static void
wait_and_step(struct cm_netmod *m)
{
	struct pollfd p[2];
	int in, out;

	cm_netmod_fds(m, &out, &in);
	p[0].fd = out;
	p[0].events = POLLIN;
	p[1].fd = in;
	p[1].events = POLLOUT;
	if (out != -1)
		(void)poll(p, 2, -1);
	cm_netmod_step(m);
}

/* What came of about, for ready. */
struct said {
	struct cm_netmod *m;
	struct cm_buf json;
	char *why;
};

static void
on_about(void *ctx, const struct cm_netmod_reply *r)
{
	struct said *said = ctx;
	const char *end = r->len > 0 ? memchr(r->effects, '\n', r->len) : NULL;
	struct cm_slice whole;
	size_t i, n = 0;

	if (r->why != NULL)
		said->why = cm_strdup(r->why);
	else if (end == NULL || *r->effects != '{' ||
	    end + 1 != r->effects + r->len)
		said->why = cm_strdup("about is not one object");
	if (said->why != NULL)
		return;
	whole.p = r->effects;
	whole.len = (size_t)(end - r->effects);
	if (cm_json_get(whole, "verbs").p != NULL) {
		said->why = cm_strdup("about has verbs, which are not its own");
		return;
	}
	cm_buf_add(&said->json, r->effects, (size_t)(end - r->effects) - 1);
	cm_json_key(&said->json, "verbs");
	cm_buf_byte(&said->json, '[');
	for (i = 0; cm_netsource_verbs[i] != NULL; i++) {
		if ((said->m->source->verbs & 1U << i) == 0)
			continue;
		if (n++ > 0)
			cm_buf_byte(&said->json, ',');
		cm_json_string(&said->json, cm_netsource_verbs[i],
		    strlen(cm_netsource_verbs[i]));
	}
	cm_buf_puts(&said->json, "]}");
	cm_buf_room(&said->json, CM_SCAN_PAD);
}

static void
say_refused(struct cm_netmod *m)
{
	struct cm_buf place;
	char *reason, *text;
	size_t n;
	long line;

	reason = cm_filter_reason(m->refused, &text, &line);
	cm_buf_init(&place, CM_BUF_ANY);
	cm_netsource_place(m->source, line, &place);
	for (n = text != NULL ? strlen(text) : 0; n > 0 && text[n - 1] == ' ';)
		text[--n] = '\0';
	if (n > 0)
		cm_warn("%s: %s, in '%s'", cm_buf_str(&place), reason,
		    text + strspn(text, " \t"));
	else
		cm_warn("%s: %s", cm_buf_str(&place), reason);
	cm_buf_release(&place);
	free(text);
	free(reason);
}

static void
forget_said(struct cm_netmod *m)
{
	if (m->said == NULL)
		return;
	cm_buf_release(&m->said->json);
	free(m->said->why);
	free(m->said);
	m->said = NULL;
}

int
cm_netmod_ready(struct cm_netmod *m)
{
	struct said *said = m->said;

	if (said == NULL)
		return m->about != NULL ? 0 : -1;
	while (m->waiting > 0)
		wait_and_step(m);
	if (m->refused != NULL)
		say_refused(m);
	else if (said->why != NULL)
		cm_warn("the module of network '%s' (%s): %s", m->network,
		    m->source->origin, said->why);
	else
		m->about =
		    cm_about_read(m->network, said->json.p, said->json.len);
	forget_said(m);
	return m->about != NULL ? 0 : -1;
}

struct cm_netmod *
cm_netmod_begin(const char *network, unsigned verbs)
{
	struct cm_buf input;
	struct cm_netsource *s = cm_netsource_read(network);
	struct cm_netmod *m;

	if (s == NULL)
		return NULL;
	cm_netsource_choose(s, verbs);
	m = cm_zalloc(sizeof(*m));
	m->source = s;
	m->network = cm_strdup(network);
	m->in = m->out = m->pid = -1;
	m->last = &m->first;
	cm_buf_init(&m->effects, CM_BUF_ANY);
	cm_buf_init(&m->text, CM_BUF_ANY);
	m->said = cm_zalloc(sizeof(*m->said));
	m->said->m = m;
	cm_buf_init(&m->said->json, CM_BUF_ANY);
	cm_buf_init(&input, CM_BUF_ANY);
	cm_buf_puts(&input, "{\"verb\":\"about\"}");
	cm_netmod_run(m, &input, on_about, m->said);
	return m;
}

struct cm_netmod *
cm_netmod_open(const char *network)
{
	struct cm_netmod *m =
	    cm_netmod_begin(network, CM_NETSOURCE_SENDS);

	if (m == NULL || cm_netmod_ready(m) == 0)
		return m;
	cm_netmod_close(m);
	return NULL;
}

void
cm_netmod_close(struct cm_netmod *m)
{
	struct run *r, *next;

	if (m == NULL)
		return;
	end_child(m);
	for (r = m->first; r != NULL; r = next) {
		next = r->next;
		cm_buf_release(&r->input);
		free(r);
	}
	forget_said(m);
	cm_about_free(m->about);
	cm_netsource_free(m->source);
	cm_buf_release(&m->effects);
	cm_buf_release(&m->text);
	free(m->refused);
	free(m->network);
	free(m);
}

const struct cm_about *
cm_netmod_about(const struct cm_netmod *m)
{
	return m->about;
}

const char *
cm_netmod_origin(const struct cm_netmod *m)
{
	return m->source->origin;
}

int
cm_netmod_reads(const struct cm_netmod *m, const char *name)
{
	const char *text = cm_buf_str(&m->source->program), *p;
	size_t n = strlen(name);

	for (p = strstr(text, name); p != NULL; p = strstr(p + 1, name))
		if (p > text && strchr(".\"$", p[-1]) != NULL &&
		    !(isalnum((unsigned char)p[n]) || p[n] == '_'))
			return 1;
	return 0;
}

char **
cm_netmod_names(void)
{
	return cm_netsource_names();
}
