/* SPDX-License-Identifier: ISC */
#define _XOPEN_SOURCE 700 /* sigaltstack */

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <jv.h>

#include "lib/err.h"
#include "lib/filter.h"
#include "lib/wall.h"

enum {
	TICK = 50000,      /* microseconds of CPU between two looks */
	ALT_STACK = 65536, /* for the handler, when there is no stack */
	TEXT_SHOWN = 200
};

/*
 * The walls form a list that signal handlers read at any moment: it only
 * grows, and one that is freed is used again.
 */
struct cm_wall {
	struct cm_wall *next;
	struct cm_wall *outer; /* where its thread was before */
	int used;
	atomic_uint run; /* one more at each enter and leave: odd is inside */
	pthread_t thread;
	clockid_t clock;
	char what[64];
	char where[512];
	char text[TEXT_SHOWN + 4];

	/* The watch's own: what it saw at the first look at this run. */
	unsigned seen;
	int64_t cpu;
	uint64_t memory;
};

extern char **environ;

static _Atomic(struct cm_wall *) walls;
static _Thread_local struct cm_wall *current;

/* This guards used, the list's growth, the environment and the counts. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char **kept_environ;
static int inside;
static int in_use;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t stack_key;
static struct sigaction was[5];
static const int deadly[5] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL};

struct note {
	char p[1400];
	size_t len;
};

static void
note_add(struct note *n, const char *s)
{
	char c = '\0', before;

	/* As in all messages, nothing that steers a terminal. */
	for (; *s != '\0' && n->len < sizeof(n->p) - 1; s++) {
		before = c;
		c = *s;
		if ((c >= 0 && c < ' ') || c == 0x7f ||
		    (before == '\xc2' && (c & 0xe0) == 0x80))
			n->p[n->len++] = '?';
		else
			n->p[n->len++] = c;
	}
}

/* The end of the program, from wherever it is. Only what is safe there. */
static void
stop(const struct cm_wall *w, const char *why)
{
	struct note n = {.len = 0};

	note_add(&n, cm_name);
	note_add(&n, ": ");
	if (w->where[0] != '\0') {
		note_add(&n, w->where);
		note_add(&n, ": ");
	}
	note_add(&n, w->what);
	note_add(&n, ": stopped: ");
	note_add(&n, why);
	if (w->text[0] != '\0') {
		note_add(&n, ": ");
		note_add(&n, w->text);
	}
	n.p[n.len++] = '\n';
	if (write(STDERR_FILENO, n.p, n.len) == -1)
		_exit(CM_FAIL);
	_exit(CM_FAIL);
}

/* What the process occupies now, in bytes. */
static uint64_t
resident(void)
{
	struct rusage ru;
	uint64_t pages = 0;
	char text[128], *s;
	ssize_t n;
	int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);

	if (fd == -1) {
		getrusage(RUSAGE_SELF, &ru);
		return (uint64_t)ru.ru_maxrss * 1024;
	}
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	s = strchr(text, ' ');
	while (s != NULL && *++s >= '0' && *s <= '9')
		pages = pages * 10 + (uint64_t)(*s - '0');
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static int64_t
cpu_of(const struct cm_wall *w)
{
	struct timespec t;

	if (clock_gettime(w->clock, &t) == -1)
		return 0;
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The first look at a run sets its marks, each later one compares. */
static void
look(struct cm_wall *w, uint64_t memory)
{
	unsigned run = atomic_load(&w->run);

	if (run % 2 == 0)
		return;
	if (w->seen != run) {
		w->seen = run;
		w->cpu = cpu_of(w);
		w->memory = memory;
		return;
	}
	if (cpu_of(w) - w->cpu > CM_FILTER_SECONDS * 1000)
		stop(w, "over 10 seconds of CPU on one record");
	if (memory > w->memory && memory - w->memory > CM_FILTER_MEMORY)
		stop(w, "over 1 GiB of memory on one record");
}

static void
on_tick(int sig)
{
	static atomic_flag busy = ATOMIC_FLAG_INIT;
	struct cm_wall *w;
	uint64_t memory;

	(void)sig;
	if (atomic_flag_test_and_set(&busy))
		return; /* another thread is looking */
	memory = resident();
	for (w = atomic_load(&walls); w != NULL; w = w->next)
		look(w, memory);
	atomic_flag_clear(&busy);
}

/* Outside of the walls a signal means what it meant before. */
static void
on_death(int sig)
{
	int i;

	if (current != NULL)
		stop(current,
		    sig == SIGSEGV || sig == SIGBUS
			? "out of stack: what it makes is nested too deeply"
			: "libjq broke off: a fault of its own");
	for (i = 0; i < 5; i++)
		if (deadly[i] == sig)
			sigaction(sig, &was[i], NULL);
	raise(sig);
}

static void
on_no_memory(void *unused)
{
	(void)unused;
	if (current != NULL)
		stop(current, "out of memory");
	cm_die(CM_FAIL, "out of memory");
}

static void
drop_stack(void *p)
{
	stack_t none = {.ss_flags = SS_DISABLE};

	sigaltstack(&none, NULL);
	free(p);
}

static void
set_handlers(void)
{
	struct sigaction sa;
	int i;

	pthread_key_create(&stack_key, drop_stack);
	memset(&sa, 0, sizeof(sa));
	sigemptyset(&sa.sa_mask);
	sa.sa_handler = on_tick;
	sa.sa_flags = SA_RESTART;
	sigaction(SIGPROF, &sa, NULL);
	sa.sa_handler = on_death;
	sa.sa_flags = SA_ONSTACK | SA_NODEFER;
	for (i = 0; i < 5; i++)
		sigaction(deadly[i], &sa, &was[i]);
}

/*
 * A thread's own stack for handlers, unless someone gave it one already, and
 * libjq's handler, which it keeps by thread.
 */
static void
prepare_thread(void)
{
	stack_t st;

	if (pthread_getspecific(stack_key) != NULL)
		return;
	jv_nomem_handler(on_no_memory, NULL);
	memset(&st, 0, sizeof(st));
	if (sigaltstack(NULL, &st) == 0 && (st.ss_flags & SS_DISABLE) == 0) {
		/* A sanitizer's; any value that free(3) takes will do. */
		pthread_setspecific(stack_key, cm_alloc(1));
		return;
	}
	st.ss_sp = cm_alloc(ALT_STACK);
	st.ss_size = ALT_STACK;
	st.ss_flags = 0;
	sigaltstack(&st, NULL);
	pthread_setspecific(stack_key, st.ss_sp);
}

static void
tick(int on)
{
	struct itimerval it = {{0, 0}, {0, 0}};

	it.it_interval.tv_usec = it.it_value.tv_usec = on ? TICK : 0;
	setitimer(ITIMER_PROF, &it, NULL);
}

static void
copy(char *to, size_t size, const char *from)
{
	size_t n = strlen(from);

	if (n >= size) {
		n = size - 4;
		while (n > 0 && ((unsigned char)from[n] & 0xc0) == 0x80)
			n--;
		memcpy(to + n, "...", 4);
	} else
		to[n] = '\0';
	memcpy(to, from, n);
}

struct cm_wall *
cm_wall_new(const char *what, const char *text)
{
	struct cm_wall *w;

	pthread_once(&once, set_handlers);
	pthread_mutex_lock(&lock);
	for (w = atomic_load(&walls); w != NULL && w->used; w = w->next)
		;
	if (w == NULL) {
		w = cm_zalloc(sizeof(*w));
		w->next = atomic_load(&walls);
		atomic_store(&walls, w);
	}
	w->used = 1;
	if (in_use++ == 0)
		tick(1);
	pthread_mutex_unlock(&lock);
	w->thread = pthread_self();
	pthread_getcpuclockid(w->thread, &w->clock);
	copy(w->what, sizeof(w->what), what);
	copy(w->text, sizeof(w->text), text != NULL ? text : "");
	w->where[0] = '\0';
	return w;
}

void
cm_wall_free(struct cm_wall *w)
{
	if (w == NULL)
		return;
	pthread_mutex_lock(&lock);
	w->used = 0;
	if (--in_use == 0)
		tick(0);
	pthread_mutex_unlock(&lock);
}

void
cm_wall_at(struct cm_wall *w, const char *where)
{
	copy(w->where, sizeof(w->where), where);
}

void
cm_wall_enter(struct cm_wall *w)
{
	/* HOME: libjq 1.7 asks the password file where there is none, and
	 * reads the .jq that it finds there. */
	static char home[] = "HOME=/dev/null", zone[] = "TZ=UTC0";
	static char *nothing[] = {home, zone, NULL};

	prepare_thread();
	if (!pthread_equal(w->thread, pthread_self())) {
		w->thread = pthread_self();
		pthread_getcpuclockid(w->thread, &w->clock);
	}
	pthread_mutex_lock(&lock);
	if (inside++ == 0) {
		kept_environ = environ;
		environ = nothing;
	}
	pthread_mutex_unlock(&lock);
	w->outer = current;
	current = w;
	atomic_fetch_add(&w->run, 1);
}

void
cm_wall_leave(struct cm_wall *w)
{
	atomic_fetch_add(&w->run, 1);
	current = w->outer;
	pthread_mutex_lock(&lock);
	if (--inside == 0)
		environ = kept_environ;
	pthread_mutex_unlock(&lock);
}
