/* SPDX-License-Identifier: ISC */
#define _GNU_SOURCE /* prctl, close_range */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

#include <jv.h>
#include <jq.h>

#include "lib/buf.h"
#include "lib/jqerror.h"
#include "lib/jvtext.h"
#include "lib/netchild.h"
#include "lib/netmod.h"
#include "lib/pipe.h"

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

/* Not 0, 1, 2: what stdio of the parent had left must not come out there. */
enum { IN = 3, OUT = 4, CHUNK = 1 << 16, WHY = 2000, ALT_STACK = 65536 };

/* More than that is taken when a list that grows finds no room. */
#define PROBE ((size_t)640 << 20)

struct child {
	jq_state *jq;
	struct cm_buf in, out; /* out begins with room for a frame's head */
	struct cm_jvtext text;
	size_t bytes; /* that this run put out */
};

extern char **environ;

static void
no_memory(void *unused)
{
	(void)unused;
	_exit(CM_NETCHILD_NO_MEMORY);
}

static void
close_all(int in, int out)
{
	long fd, max;

	in = fcntl(in, F_DUPFD, OUT + 1);
	out = fcntl(out, F_DUPFD, OUT + 1);
	if (dup2(in, IN) == -1 || dup2(out, OUT) == -1)
		_exit(CM_NETCHILD_OVER);
	/* A sanitizer says what it found on standard error. */
	for (fd = 0; fd < (SANITIZED ? 2 : 3); fd++)
		close((int)fd);
#ifdef CLOSE_RANGE_UNSHARE
	if (close_range(OUT + 1, UINT_MAX, 0) == 0)
		return;
#endif
	max = sysconf(_SC_OPEN_MAX);
	for (fd = OUT + 1; fd < (max > 0 && max < 65536 ? max : 65536); fd++)
		close((int)fd);
}

/* What is occupied already: of the parent's memory a part is ours now. */
static uint64_t
occupied(void)
{
	uint64_t pages = 0;
	char text[64];
	ssize_t n;
	int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	size_t i;

	if (fd == -1)
		return CM_NETCHILD_MEMORY;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	for (i = 0; text[i] >= '0' && text[i] <= '9'; i++)
		pages = pages * 10 + (uint64_t)(text[i] - '0');
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void
limit(int what, uint64_t max)
{
	struct rlimit r;

	r.rlim_cur = r.rlim_max = (rlim_t)max;
	(void)setrlimit(what, &r);
}

/*
 * libjq 1.6 finds its handler for no memory by chance, or jumps anywhere. So
 * this looks how much there is left where it dies.
 */
static void
on_death(int sig)
{
	void *p = mmap(NULL, PROBE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)sig;
	if (p == MAP_FAILED)
		_exit(CM_NETCHILD_NO_MEMORY);
	munmap(p, PROBE);
	/* It dies of the same when this returns. */
}

static void
watch_death(void)
{
	static const int deadly[] = {SIGSEGV, SIGBUS, SIGABRT};
	static char stack[ALT_STACK];
	struct sigaction sa;
	stack_t st;
	size_t i;

	memset(&st, 0, sizeof(st));
	st.ss_sp = stack;
	st.ss_size = sizeof(stack);
	memset(&sa, 0, sizeof(sa));
	sigemptyset(&sa.sa_mask);
	sa.sa_handler = on_death;
	sa.sa_flags = (int)(SA_ONSTACK | SA_RESETHAND);
	if (sigaltstack(&st, NULL) == 0)
		for (i = 0; i < sizeof(deadly) / sizeof(deadly[0]); i++)
			(void)sigaction(deadly[i], &sa, NULL);
}

static void
no_signals(void)
{
	struct sigaction sa;
	sigset_t none;
	int i;

	memset(&sa, 0, sizeof(sa));
	sigemptyset(&sa.sa_mask);
	sa.sa_handler = SIG_DFL;
	for (i = 1; i < 32 && !SANITIZED; i++)
		(void)sigaction(i, &sa, NULL);
	(void)sigaction(SIGPROF, &sa, NULL);
	(void)sigaction(SIGPIPE, &sa, NULL);
	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))
#ifdef __x86_64__
#define ARCH AUDIT_ARCH_X86_64
#else
#define ARCH AUDIT_ARCH_AARCH64
#endif

/* All other calls fail with EPERM. One that the kernel lacks is no harm. */
static void
filter_calls(void)
{
	static const int allowed[] = {__NR_read, __NR_write, __NR_brk,
	    __NR_mmap, __NR_munmap, __NR_mremap, __NR_mprotect, __NR_madvise,
	    __NR_exit, __NR_exit_group, __NR_rt_sigreturn, __NR_rt_sigaction,
	    __NR_rt_sigprocmask, __NR_sigaltstack, __NR_setitimer,
	    __NR_clock_gettime, __NR_gettimeofday, __NR_futex, __NR_getpid,
	    __NR_gettid, __NR_getrandom, __NR_restart_syscall};
	enum { ALLOWED = sizeof(allowed) / sizeof(allowed[0]) };
	const struct sock_filter pass =
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	const struct sock_filter deny =
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
	struct sock_filter f[2 * ALLOWED + 12];
	struct sock_fprog prog = {0, f};
	unsigned short n = 0;
	size_t i;

	f[n++] = (struct sock_filter)BPF_STMT(
	    BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
	f[n++] =
	    (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0);
	f[n++] = deny;
	f[n++] = (struct sock_filter)BPF_STMT(
	    BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	for (i = 0; i < ALLOWED; i++) {
		f[n++] = (struct sock_filter)BPF_JUMP(
		    BPF_JMP | BPF_JEQ | BPF_K, (unsigned)allowed[i], 0, 1);
		f[n++] = pass;
	}
	/* To itself, as abort(3) does. */
	f[n++] = (struct sock_filter)BPF_JUMP(
	    BPF_JMP | BPF_JEQ | BPF_K, __NR_tgkill, 0, 3);
	f[n++] = (struct sock_filter)BPF_STMT(
	    BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0]));
	f[n++] = (struct sock_filter)BPF_JUMP(
	    BPF_JMP | BPF_JEQ | BPF_K, (unsigned)getpid(), 0, 1);
	f[n++] = pass;
	f[n++] = deny;
	prog.len = n;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
		(void)prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog);
}
#else
static void
filter_calls(void)
{
}
#endif

static void
build_walls(int in, int out)
{
	/* HOME: without one libjq 1.7 asks the password file for it, and reads
	 * the .jq that it finds there. */
	static char home[] = "HOME=/dev/null", zone[] = "TZ=UTC0";
	static char *nothing[] = {home, zone, NULL};

	environ = nothing;
	no_signals();
	close_all(in, out);
#ifdef PR_SET_DUMPABLE
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
#ifdef RLIMIT_AS
	if (!SANITIZED)
		limit(RLIMIT_AS, occupied() + CM_NETCHILD_MEMORY);
#endif
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_FSIZE, 0);
#ifdef RLIMIT_NPROC
	limit(RLIMIT_NPROC, 0);
#endif
	limit(RLIMIT_NOFILE, 0);
	tzset();
	if (SANITIZED)
		return;
	watch_death();
	filter_calls();
}

/* So much CPU from now on; 0: any. The default of the signal is the end. */
static void
allow(int seconds)
{
	struct itimerval it;

	memset(&it, 0, sizeof(it));
	it.it_value.tv_sec = seconds;
	setitimer(ITIMER_PROF, &it, NULL);
}

static void
put(const char *p, size_t len)
{
	if (cm_pipe_write(OUT, p, len) == -1)
		_exit(CM_NETCHILD_OVER); /* nobody wants it any more */
}

static void
put_frame(uint32_t kind, const char *text, size_t len)
{
	struct cm_netchild_frame f = {kind, (uint32_t)len};

	put((const char *)&f, sizeof(f));
	put(text, len);
}

/* Ends a run: why it failed, or NULL. */
static void
put_end(const char *why)
{
	put_frame(why != NULL ? CM_NETCHILD_FAILED : CM_NETCHILD_DONE,
	    why != NULL ? why : "", why != NULL ? strlen(why) : 0);
}

static void
start_out(struct child *c)
{
	struct cm_netchild_frame f = {CM_NETCHILD_EFFECTS, 0};

	cm_buf_clear(&c->out);
	cm_buf_add(&c->out, &f, sizeof(f));
}

static void
flush(struct child *c)
{
	struct cm_netchild_frame f = {
	    CM_NETCHILD_EFFECTS, (uint32_t)(c->out.len - sizeof(f))};

	if (f.len == 0)
		return;
	memcpy(c->out.p, &f, sizeof(f));
	put(c->out.p, c->out.len);
	start_out(c);
}

static void
compile(struct child *c, const char *program)
{
	struct cm_buf said;

	cm_buf_init(&said, CM_BUF_ANY);
	allow(CM_NETMOD_SECONDS);
	c->jq = jq_init();
	if (c->jq == NULL)
		no_memory(NULL);
	jq_set_error_cb(c->jq, cm_jq_first_error, &said);
	if (!jq_compile(c->jq, program)) {
		put_frame(CM_NETCHILD_REFUSED, cm_buf_str(&said), said.len);
		_exit(CM_NETCHILD_OVER);
	}
	jq_set_error_cb(c->jq, cm_jq_no_error, NULL);
	allow(0);
	put_frame(CM_NETCHILD_READY, NULL, 0);
	cm_buf_release(&said);
}

/* Reads so many bytes. Returns 0, or -1 at the end. */
static int
get(char *p, size_t len)
{
	ssize_t n;

	for (; len > 0; len -= (size_t)n, p += n) {
		n = read(IN, p, len);
		if (n == -1 && errno == EINTR)
			n = 0;
		else if (n <= 0)
			return -1;
	}
	return 0;
}

/* The words of a jq error (consumed), on one line. */
static void
put_error(jv msg)
{
	char why[WHY + 1] = "";
	const char *text;
	size_t n = 0;

	if (jv_get_kind(msg) != JV_KIND_STRING)
		msg = jv_dump_string(msg, 0);
	for (text = jv_string_value(msg); n < WHY && *text != '\0'; text++)
		why[n++] = (unsigned char)*text < ' ' ? ' ' : *text;
	while (*text != '\0' && n > 0 && ((unsigned char)why[n - 1] & 0x80))
		n--; /* rather a character less than half of one */
	why[n] = '\0';
	/* The whole input follows in libjq's complaints about it. */
	if (strstr(why, " (while parsing") != NULL)
		*strstr(why, " (while parsing") = '\0';
	put_end(why);
	jv_free(msg);
}

/* Adds an effect (consumed). Returns NULL, or what is wrong with it. */
static const char *
add_effect(struct child *c, jv v)
{
	jv_kind kind = jv_get_kind(v);
	size_t at = c->out.len;

	if (kind != JV_KIND_OBJECT && kind != JV_KIND_NULL) {
		jv_free(v);
		return "it put out what is no object";
	}
	if (cm_jvtext_write(&c->out, v) != 0) {
		c->out.len = at;
		return "it put out what is nested too deeply";
	}
	c->bytes += c->out.len - at + 1;
	if (c->bytes > CM_NETMOD_BYTES) {
		c->out.len = at;
		return "it put out more than 256 MiB";
	}
	cm_buf_byte(&c->out, '\n');
	if (c->out.len >= CHUNK)
		flush(c);
	return NULL;
}

static void
run(struct child *c)
{
	const char *why = NULL;
	long n = 0;
	jv v;

	c->bytes = 0;
	start_out(c);
	v = cm_jvtext_read(&c->text, c->in.p, c->in.len);
	if (jv_is_valid(v)) {
		jq_start(c->jq, v, 0);
		v = jq_next(c->jq);
	}
	for (; jv_is_valid(v) && why == NULL; n++) {
		if (n == CM_NETMOD_EFFECTS) {
			jv_free(v);
			why = "it put out more than 100000 effects";
			break;
		}
		why = add_effect(c, v);
		if (why == NULL)
			v = jq_next(c->jq);
	}
	flush(c);
	if (why != NULL)
		put_end(why);
	else if (jv_invalid_has_msg(jv_copy(v)))
		put_error(jv_invalid_get_msg(v));
	else {
		jv_free(v);
		put_end(NULL);
	}
}

void
cm_netchild_main(int in, int out, const char *program)
{
	struct child c;
	uint32_t len;
	char *to;

	build_walls(in, out);
	jv_nomem_handler(no_memory, NULL);
	cm_buf_init(&c.in, CM_BUF_ANY);
	cm_buf_init(&c.out, CM_BUF_ANY);
	cm_jvtext_init(&c.text);
	compile(&c, program);
	while (get((char *)&len, sizeof(len)) == 0) {
		cm_buf_clear(&c.in);
		to = cm_buf_room(&c.in, len);
		if (len > INT_MAX || get(to, len) == -1)
			break;
		c.in.len = len;
		allow(CM_NETMOD_SECONDS);
		run(&c);
		allow(0);
	}
	_exit(CM_NETCHILD_OVER);
}
