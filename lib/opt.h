/* SPDX-License-Identifier: ISC */
#ifndef CM_OPT_H
#define CM_OPT_H

#include <stddef.h>

/*
 * Command lines from tables:
 *
 *     PROGRAM [options] VERB [its options and arguments, in any order]
 *             [then VERB ...] [options] [file ...]
 *
 * or, for a program without verbs, options and operands in any order. A verb
 * has a fixed number of arguments; operands come after the last verb's. "--"
 * ends the options. An argument of a verb may begin with "-" and no letter. The tables are also what --help prints. Tables end with
 * a row whose name is NULL.
 *
 * Every program has --help (-h) and --version (-V), -q and -v, which are
 * not in the tables: opt carries them out.
 */
struct cm_opt {
	int key;          /* its letter, or a number from 256 on */
	const char *name; /* the long name, always there */
	const char *arg;  /* what its value is called, or NULL */
	const char *help; /* one line, lower case, no full stop */
};

struct cm_verb {
	const char *name;
	const char *args; /* as shown: "EXPR", or NULL */
	int nargs;        /* how many */
	const char *help;
	const struct cm_opt *options; /* may be NULL */
};

struct cm_prog {
	const char *name;
	const char *operands; /* as shown: "[file ...]", or NULL for none */
	const char *help;     /* what it is for, one line */
	const struct cm_opt *options;
	const struct cm_verb *verbs; /* NULL: a program without verbs */
	int chain;                   /* verbs may follow with "then" */
};

/* What cm_opt_next() returns besides an option's key. */
enum {
	CM_OPT_END = -1,
	CM_OPT_VERB = -2, /* a verb begins: o->verb */
	CM_OPT_ARG = -3,  /* an argument of the present verb: o->value */
	CM_OPT_FILE = -4  /* an operand: o->value */
};

struct cm_opts {
	const struct cm_prog *prog;
	char **argv;
	int argc;
	int at;         /* the next word */
	const char *in; /* the rest of a cluster of letters, or NULL */
	int nargs;      /* arguments the present verb still wants */
	int files;      /* verbs are over */
	int raw;        /* "--" was seen */
	int talk;

	const struct cm_verb *verb;
	const char *value; /* of an option with an argument, or an operand */
};

/* Sets cm_name, SIGPIPE to its default, and lets no file take the number of a
 * standard stream that is closed. */
void cm_opt_init(
    struct cm_opts *o, const struct cm_prog *prog, int argc, char *argv[]);

/*
 * Returns the next thing on the command line. Ends the program with the
 * usage on standard error and status 2 for what the tables do not know, a
 * verb that lacks arguments, or no verb; and with status 0 for --help and
 * --version. An option of the verb wins over one of the program. Options may
 * be shortened to any beginning that is unique.
 */
int cm_opt_next(struct cm_opts *o);

/* Reads a whole number; one that is none or out of bounds is a usage error
 * that names the option or argument. */
long cm_opt_number(const char *what, const char *s, long low, long high);

/* Reads a size: a number with an optional k, m, g or t (of 1024). */
size_t cm_opt_size(const char *what, const char *s);

/* Ends the program with a message, a hint at --help and status 2. */
void cm_opt_fail(const char *fmt, ...)
    __attribute__((format(printf, 1, 2), noreturn));

#endif
