/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "lib/opt.h"

static const struct cm_opt common[] = {
    {'q', "quiet", NULL, "say only what went wrong"},
    {'v', "verbose", NULL, "say more; twice says still more"},
    {'h', "help", NULL, "show this help and end"},
    {'V', "version", NULL, "show the version and end"},
    {0, NULL, NULL, NULL},
};

/*
 * A program may be started with standard streams closed. The next file opened
 * would take their numbers, and get what is meant for them: so that fails
 * instead.
 */
static void
keep_places(void)
{
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) == -1 &&
		    open("/dev/null",
			fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) == -1)
			_exit(CM_FAIL);
}

void
cm_opt_init(
    struct cm_opts *o, const struct cm_prog *prog, int argc, char *argv[])
{
	memset(o, 0, sizeof(*o));
	o->prog = prog;
	o->argc = argc;
	o->argv = argv;
	o->at = 1;
	o->files = prog->verbs == NULL;
	cm_name = prog->name;
	signal(SIGPIPE, SIG_DFL);
	keep_places();
}

void
cm_opt_fail(const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	cm_die(CM_USAGE, "%s; see '%s --help'", text, cm_name);
}

static void
print_options(const struct cm_opt *t)
{
	char left[64];

	for (; t != NULL && t->name != NULL; t++) {
		snprintf(left, sizeof(left), "%s%c%s --%s%s%s",
		    t->key < 256 ? "-" : " ", t->key < 256 ? t->key : ' ',
		    t->key < 256 ? "," : " ", t->name,
		    t->arg != NULL ? " " : "", t->arg != NULL ? t->arg : "");
		printf("  %-28s %s\n", left, t->help);
	}
}

/* Of one verb, where it was named before --help. */
static void
print_verb(const struct cm_prog *p, const struct cm_verb *v)
{
	printf("usage: %s [options] %s%s%s%s%s%s\n%s\n", p->name, v->name,
	    v->options != NULL ? " [options]" : "", v->args != NULL ? " " : "",
	    v->args != NULL ? v->args : "", p->operands != NULL ? " " : "",
	    p->operands != NULL ? p->operands : "", v->help);
	print_options(v->options);
	printf("\nthe other verbs and options: %s --help\n", p->name);
}

static void
print_help(const struct cm_prog *p, const struct cm_verb *verb)
{
	const struct cm_verb *v;

	if (verb != NULL) {
		print_verb(p, verb);
		return;
	}
	printf("usage: %s [options]%s%s%s%s\n", p->name,
	    p->verbs != NULL ? " VERB [options] [arguments]" : "",
	    p->chain ? " [then VERB ...]" : "", p->operands != NULL ? " " : "",
	    p->operands != NULL ? p->operands : "");
	printf("%s\n", p->help);
	for (v = p->verbs; v != NULL && v->name != NULL; v++) {
		printf("\n%s%s%s: %s\n", v->name, v->args != NULL ? " " : "",
		    v->args != NULL ? v->args : "", v->help);
		print_options(v->options);
	}
	printf("\noptions:\n");
	print_options(p->options);
	print_options(common);
	printf("\nmanual: man %s; the tour: man cm\n", p->name);
}

/* The row for a long name or a unique beginning of one; NULL if none. */
static const struct cm_opt *
find_long(const struct cm_opt *const *tables, const char *s, size_t len)
{
	const struct cm_opt *t, *hit = NULL;
	int hits = 0;

	for (; *tables != NULL; tables++)
		for (t = *tables; t->name != NULL; t++) {
			if (strncmp(t->name, s, len) != 0)
				continue;
			if (t->name[len] == '\0')
				return t;
			hit = t;
			hits++;
		}
	if (hits > 1)
		cm_opt_fail(
		    "option '--%.*s' has several meanings", (int)len, s);
	return hit;
}

static const struct cm_opt *
find_letter(const struct cm_opt *const *tables, int c)
{
	const struct cm_opt *t;

	for (; *tables != NULL; tables++)
		for (t = *tables; t->name != NULL; t++)
			if (t->key == c)
				return t;
	return NULL;
}

static void
tables_of(const struct cm_opts *o, const struct cm_opt *tables[4])
{
	int n = 0;

	if (o->verb != NULL && o->verb->options != NULL)
		tables[n++] = o->verb->options;
	if (o->prog->options != NULL)
		tables[n++] = o->prog->options;
	tables[n++] = common;
	tables[n] = NULL;
}

/* Carries out a common option and tells whether it was one. */
static int
is_common(struct cm_opts *o, const struct cm_opt *t)
{
	if (t < common || t >= common + 4)
		return 0;
	if (t->key == 'h') {
		print_help(o->prog, o->verb);
		exit(cm_finish(CM_OK));
	}
	if (t->key == 'V') {
		printf("%s %s\n", o->prog->name, CM_VERSION);
		exit(cm_finish(CM_OK));
	}
	o->talk = t->key == 'q' ? -1 : o->talk < 0 ? 1 : o->talk + 1;
	cm_talk(o->talk);
	return 1;
}

static void
take_value(struct cm_opts *o, const struct cm_opt *t, const char *joined)
{
	o->value = joined;
	if (t->arg == NULL && joined != NULL)
		cm_opt_fail("option '--%s' takes no value", t->name);
	if (t->arg == NULL || joined != NULL)
		return;
	if (o->at >= o->argc)
		cm_opt_fail("option '--%s' needs %s", t->name, t->arg);
	o->value = o->argv[o->at++];
}

/*
 * An option that the present verb does not have may be that of another, which
 * it has to stand behind. name is NULL where letter is asked for.
 */
static void unknown(const struct cm_opts *o, const char *name, size_t len,
    int letter) __attribute__((noreturn));

static void
unknown(const struct cm_opts *o, const char *name, size_t len, int letter)
{
	const struct cm_verb *v = o->prog->verbs;
	const struct cm_opt *t;
	struct cm_buf b;
	char shown[80];

	if (name != NULL)
		snprintf(shown, sizeof(shown), "--%.*s",
		    (int)(len < 60 ? len : 60), name);
	else
		snprintf(shown, sizeof(shown), "-%c", letter);
	cm_buf_init(&b, CM_BUF_ANY);
	for (; v != NULL && v->name != NULL; v++)
		for (t = v->options; t != NULL && t->name != NULL; t++)
			if (name != NULL ? strlen(t->name) == len &&
				    memcmp(t->name, name, len) == 0
					 : t->key == letter)
				cm_buf_printf(&b, "%s'%s'",
				    b.len > 0 ? " or " : "", v->name);
	if (b.len > 0)
		cm_opt_fail("option '%s' belongs behind the verb %s", shown,
		    cm_buf_str(&b));
	if (o->nargs > 0)
		cm_opt_fail("unknown option '%s': put -- before %s if that "
			    "begins with a '-'",
		    shown, o->verb->args);
	cm_opt_fail("unknown option '%s'", shown);
}

static const struct cm_opt *
long_option(struct cm_opts *o, const char *word)
{
	const struct cm_opt *tables[4], *t;
	const char *eq = strchr(word, '=');
	size_t len = eq != NULL ? (size_t)(eq - word) : strlen(word);

	tables_of(o, tables);
	t = find_long(tables, word, len);
	if (t == NULL)
		unknown(o, word, len, 0);
	take_value(o, t, eq != NULL ? eq + 1 : NULL);
	return t;
}

static const struct cm_opt *
letter_option(struct cm_opts *o)
{
	const struct cm_opt *tables[4], *t;
	int c = (unsigned char)*o->in++;

	tables_of(o, tables);
	t = find_letter(tables, c);
	if (t == NULL)
		unknown(o, NULL, 0, c);
	if (t->arg != NULL) {
		take_value(o, t, *o->in != '\0' ? o->in : NULL);
		o->in = NULL;
	} else if (*o->in == '\0')
		o->in = NULL;
	return t;
}

static int
start_verb(struct cm_opts *o, const char *word)
{
	const struct cm_verb *v;
	struct cm_buf b;

	for (v = o->prog->verbs; v->name != NULL; v++)
		if (strcmp(v->name, word) == 0) {
			o->verb = v;
			o->nargs = v->nargs;
			return CM_OPT_VERB;
		}
	cm_buf_init(&b, CM_BUF_ANY);
	for (v = o->prog->verbs; v->name != NULL; v++)
		cm_buf_printf(&b, "%s%s", b.len > 0 ? ", " : "", v->name);
	cm_opt_fail("unknown verb '%s': there are %s", word, cm_buf_str(&b));
}

static void
verb_complete(const struct cm_opts *o)
{
	if (o->nargs > 0)
		cm_opt_fail("'%s' needs %s", o->verb->name, o->verb->args);
}

static int
is_verb(const struct cm_prog *p, const char *word)
{
	const struct cm_verb *v;

	for (v = p->verbs; v->name != NULL; v++)
		if (strcmp(v->name, word) == 0)
			return 1;
	return 0;
}

/* What looks like one more verb, where only files can be. */
static void
check_file(const struct cm_opts *o, const char *word)
{
	if (o->verb == NULL || o->raw || !o->prog->chain ||
	    strcmp(word, "then") != 0 || o->at >= o->argc ||
	    !is_verb(o->prog, o->argv[o->at]) || access(word, F_OK) == 0)
		return;
	cm_opt_fail("files come after the last verb; behind one, 'then' is a "
		    "file that is called so, './then'");
}

static int
operand(struct cm_opts *o, const char *word)
{
	o->value = word;
	if (o->files) {
		check_file(o, word);
		return CM_OPT_FILE;
	}
	if (o->verb == NULL)
		return start_verb(o, word);
	if (o->nargs > 0) {
		o->nargs--;
		return CM_OPT_ARG;
	}
	if (!o->raw && o->prog->chain && strcmp(word, "then") == 0) {
		if (o->at >= o->argc)
			cm_opt_fail("a verb is missing after 'then'");
		return start_verb(o, o->argv[o->at++]);
	}
	o->files = 1;
	return CM_OPT_FILE;
}

/* No option begins with anything but a letter: an argument that does, like
 * the expression -1 < 0, needs no "--". */
static int
is_operand(const struct cm_opts *o, const char *word)
{
	return o->raw || word[0] != '-' || word[1] == '\0' ||
	    (o->nargs > 0 && word[1] != '-' &&
		!isalpha((unsigned char)word[1]));
}

int
cm_opt_next(struct cm_opts *o)
{
	const struct cm_opt *t;
	const char *word;

	for (;;) {
		o->value = NULL;
		if (o->in != NULL)
			t = letter_option(o);
		else if (o->at >= o->argc) {
			if (o->prog->verbs != NULL && o->verb == NULL)
				cm_opt_fail("a verb is missing");
			if (o->verb != NULL)
				verb_complete(o);
			return CM_OPT_END;
		} else {
			word = o->argv[o->at++];
			if (is_operand(o, word))
				return operand(o, word);
			if (strcmp(word, "--") == 0) {
				o->raw = 1;
				continue;
			}
			if (word[1] != '-') {
				o->in = word + 1;
				continue;
			}
			t = long_option(o, word + 2);
		}
		if (!is_common(o, t))
			return t->key;
	}
}

long
cm_opt_number(const char *what, const char *s, long low, long high)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(s, &end, 10);
	if (end == s || *end != '\0' || isspace((unsigned char)*s))
		cm_opt_fail("%s is not a number: '%s'", what, s);
	if (errno == ERANGE || n < low || n > high)
		cm_opt_fail(
		    "%s must be from %ld to %ld: '%s'", what, low, high, s);
	return n;
}

size_t
cm_opt_size(const char *what, const char *s)
{
	static const char units[] = "kmgt";
	const char *u;
	char *end;
	unsigned long long n;
	int shift = 0;

	errno = 0;
	n = strtoull(s, &end, 10);
	if (end == s || !isdigit((unsigned char)*s))
		cm_opt_fail("%s is not a size: '%s'", what, s);
	if (*end != '\0') {
		u = strchr(units, tolower((unsigned char)*end));
		if (u == NULL || end[1] != '\0')
			cm_opt_fail("%s is not a size: '%s'", what, s);
		shift = 10 * (int)(u - units + 1);
	}
	if (errno == ERANGE || n > (SIZE_MAX >> 1) >> shift)
		cm_opt_fail("%s is too large: '%s'", what, s);
	return (size_t)n << shift;
}
