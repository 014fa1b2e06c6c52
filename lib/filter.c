/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <jv.h>
#include <jq.h>

#include "lib/asset.h"
#include "lib/clock.h"
#include "lib/err.h"
#include "lib/filter.h"
#include "lib/jqerror.h"
#include "lib/wall.h"

enum { WHY_MAX = 512, INCLUDES = 8 };

struct cm_filter {
	jq_state *jq;
	struct cm_wall *wall;
	char why[WHY_MAX];
};

/*
 * What libjq offers and an expression does not have. The text is one line,
 * so that a message about line 2 is about the user's first.
 */
static const char no_world[] =
    "def input: error(\"an expression has no input\"); "
    "def inputs: input; "
    "def input_filename: error(\"an expression has no input_filename\"); "
    "def input_line_number: "
    "error(\"an expression has no input_line_number\"); "
    "def debug: error(\"an expression has no debug\"); "
    "def debug(f): debug; "
    "def stderr: error(\"an expression has no stderr\"); "
    "def halt: error(\"an expression has no halt\"); "
    "def halt_error: error(\"an expression has no halt_error\"); "
    "def halt_error(f): halt_error; "
    "def modulemeta: error(\"an expression has no modulemeta\"); "
    "def get_search_list: error(\"an expression has no get_search_list\"); "
    "def env: {}; ";

/* One moment for the whole run, whatever thread asks. */
static pthread_once_t now_once = PTHREAD_ONCE_INIT;
static int64_t now_value;

static void
set_now(void)
{
	now_value = cm_clock_now();
}

static void
put_prelude(struct cm_buf *b)
{
	pthread_once(&now_once, set_now);
	cm_buf_puts(b, no_world);
	cm_buf_printf(b, "def now: %lld; {} as $ENV |\n", (long long)now_value);
}

/* Cuts out of a text what stands there, if it does. */
static void
cut(char *s, const char *what)
{
	char *at = strstr(s, what);

	if (at != NULL)
		memmove(at, at + strlen(what), strlen(at + strlen(what)) + 1);
}

char *
cm_filter_reason(const char *from_jq, char **text, long *at)
{
	char *s = cm_strdup(from_jq), *line, *end;

	cut(s, "jq: error: ");
	cut(s, " (Unix shell quoting issues?)");
	cut(s, " (Windows cmd shell quoting issues?)");
	line = strchr(s, '\n');
	end = strstr(s, " at <");
	*at = 0;
	if (end != NULL && strstr(end, ", line ") != NULL)
		*at = strtol(strstr(end, ", line ") + 7, NULL, 10);
	*text = NULL;
	if (line != NULL)
		*text = cm_strndup(line + 1, strcspn(line + 1, "\n"));
	if (end == NULL)
		end = line;
	if (end != NULL)
		*end = '\0';
	end = strstr(s, ", expecting QQ"); /* names that mean nothing */
	if (end != NULL)
		*end = '\0';
	end = strstr(s, "$end");
	if (end != NULL)
		memmove(end, end + 1, strlen(end));
	cut(s, " of file");
	end = strstr(s, "INVALID_CHARACTER");
	if (end != NULL)
		memcpy(end, "invalid character", 17);
	return s;
}

/* The line is shown for a module. */
static void
say_error(const char *what, const char *expr, const char *from_jq, int module)
{
	char *line, *s;
	long at;

	s = cm_filter_reason(from_jq, &line, &at);
	if (strstr(s, "unexpected import") != NULL ||
	    strstr(s, "unexpected include") != NULL)
		cm_warn("%s: an expression cannot import or include: '%s'",
		    what, expr);
	else if (module && line != NULL)
		cm_warn("%s: %s, in '%s'", what, s, line);
	else
		cm_warn("%s: %s, in '%s'", what, s, expr);
	free(line);
	free(s);
}

static struct cm_filter *
compile(const char *what, const char *expr, struct cm_buf *program, int module)
{
	struct cm_filter *f = cm_zalloc(sizeof(*f));
	struct cm_buf said;
	int good = 0;

	cm_buf_init(&said, CM_BUF_ANY); /* it quotes the whole expression */
	f->wall = cm_wall_new(what, expr);
	cm_wall_enter(f->wall);
	f->jq = jq_init();
	if (f->jq != NULL) {
		jq_set_error_cb(f->jq, cm_jq_first_error, &said);
		good = jq_compile(f->jq, cm_buf_str(program));
		jq_set_error_cb(f->jq, cm_jq_no_error, NULL);
	}
	cm_wall_leave(f->wall);
	if (!good) {
		say_error(what, expr, cm_buf_str(&said), module);
		cm_filter_close(f);
		f = NULL;
	}
	cm_buf_release(&said);
	cm_buf_release(program);
	return f;
}

struct cm_filter *
cm_filter_open(const char *what, const char *expr)
{
	struct cm_buf b;

	if (expr[strspn(expr, " \t\r\n")] == '\0') {
		cm_warn("%s: the expression is empty", what);
		return NULL;
	}
	cm_buf_init(&b, CM_BUF_ANY);
	put_prelude(&b);
	cm_buf_puts(&b, expr);
	return compile(what, expr, &b, 0);
}

void
cm_filter_doubt(const char *what, const char *expr)
{
	const char *p = expr;
	int text = 0;

	for (; *p != '\0'; p++) {
		if (text && *p == '\\' && p[1] != '\0')
			p++;
		else if (*p == '"')
			text = !text;
		else if (!text && *p == '=' && p[1] == '=')
			p++;
		else if (!text && *p == '=' &&
		    (p == expr || strchr("!<>|+-*/%", p[-1]) == NULL)) {
			cm_note(0,
			    "%s: '=' sets a member and is always true: is "
			    "'==' meant?",
			    what);
			return;
		}
	}
}

/* Skips blanks and comments. */
static const char *
skip(const char *s)
{
	for (;;) {
		s += strspn(s, " \t\r\n");
		if (*s != '#')
			return s;
		s += strcspn(s, "\n");
	}
}

static const struct cm_asset *
included(const struct cm_asset *table, const char *name, size_t len)
{
	const struct cm_asset *a;
	char *full = cm_alloc(len + 4);

	memcpy(full, name, len);
	full[len] = '\0';
	a = table != NULL ? cm_asset_find(table, full) : NULL;
	if (a == NULL && table != NULL) {
		memcpy(full + len, ".jq", 4);
		a = cm_asset_find(table, full);
	}
	free(full);
	return a;
}

/*
 * Adds a module with those it includes in their places. Returns 0, or -1 and
 * a message.
 */
static int
put_module(struct cm_buf *b, const char *what, const char *s,
    const struct cm_asset *table, int depth)
{
	const struct cm_asset *a;
	const char *name, *end;

	for (;;) {
		s = skip(s);
		if (strncmp(s, "include", 7) != 0 ||
		    isalnum((unsigned char)s[7]))
			break;
		name = skip(s + 7);
		end = *name == '"' ? strchr(name + 1, '"') : NULL;
		s = end != NULL ? skip(end + 1) : "";
		if (*s != ';') {
			cm_warn("%s: an include is not of the form "
				"'include \"NAME\";'",
			    what);
			return -1;
		}
		s++;
		a = included(table, name + 1, (size_t)(end - name - 1));
		if (a == NULL || depth >= INCLUDES) {
			cm_warn("%s: cannot include '%.*s': %s", what,
			    (int)(end - name - 1), name + 1,
			    a == NULL ? "there is no such module"
				      : "includes are nested too deeply");
			return -1;
		}
		if (put_module(b, what, a->data, table, depth + 1) == -1)
			return -1;
	}
	cm_buf_puts(b, s);
	cm_buf_byte(b, '\n');
	return 0;
}

struct cm_filter *
cm_filter_open_module(const char *what, const char *module, const char *expr,
    const struct cm_asset *table)
{
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	put_prelude(&b);
	if (put_module(&b, what, module, table, 0) == -1) {
		cm_buf_release(&b);
		return NULL;
	}
	cm_buf_puts(&b, expr);
	return compile(what, expr, &b, 1);
}

void
cm_filter_close(struct cm_filter *f)
{
	if (f == NULL)
		return;
	cm_wall_enter(f->wall);
	if (f->jq != NULL)
		jq_teardown(&f->jq);
	cm_wall_leave(f->wall);
	cm_wall_free(f->wall);
	free(f);
}

void
cm_filter_at(struct cm_filter *f, const char *where)
{
	cm_wall_at(f->wall, where);
}

/*
 * Tells whether a text is nested too deeply, as libjq 1.6 counts: an object
 * around something counts twice. Most have few brackets in all, so that those
 * in strings need not be told from the others.
 */
static int
too_deep(const char *s, size_t len)
{
	size_t i, open = 0;
	int depth = 0, quoted = 0;

	for (i = 0; i < len; i++)
		open += (s[i] | 0x20) == '{';
	if (open <= CM_FILTER_DEPTH / 2)
		return 0;
	for (i = 0; i < len; i++) {
		if (quoted) {
			if (s[i] == '\\')
				i++;
			else if (s[i] == '"')
				quoted = 0;
		} else if (s[i] == '"')
			quoted = 1;
		else if (s[i] == '{' || s[i] == '[') {
			if (depth >= CM_FILTER_DEPTH)
				return 1;
			depth += s[i] == '{' ? 2 : 1;
		} else if (s[i] == '}' || s[i] == ']')
			depth -= s[i] == '}' ? 2 : 1;
	}
	return 0;
}

/* Keeps a message of libjq (consumed), on one line. */
static int
fail(struct cm_filter *f, const char *prefix, jv msg)
{
	const char *text;
	char *s = f->why;
	size_t n, room = WHY_MAX - 1;

	if (jv_get_kind(msg) != JV_KIND_STRING)
		msg = jv_dump_string(msg, 0);
	text = jv_string_value(msg);
	n = strlen(prefix);
	memcpy(s, prefix, n);
	for (; n < room && *text != '\0'; text++)
		s[n++] = (unsigned char)*text < ' ' ? ' ' : *text;
	while (*text != '\0' && n > 0 && ((unsigned char)s[n - 1] & 0x80) != 0)
		n--; /* rather a character less than half of one */
	s[n] = '\0';
	jv_free(msg);
	return -1;
}

static void
cut_from(char *s, const char *what)
{
	char *at = strstr(s, what);

	if (at != NULL)
		*at = '\0';
}

/* Gives the text to the program. Returns 0, or -1 and why is set. */
static int
start(struct cm_filter *f, const char *json, size_t len)
{
	jv in, msg;

	if (len > INT_MAX)
		return fail(f, "", jv_string("too long for an expression"));
	if (too_deep(json, len))
		return fail(f, "",
		    jv_string_fmt("nested deeper than %d levels (an object "
				  "counts twice), too deep for an expression",
			CM_FILTER_DEPTH));
	in = jv_parse_sized(json, (int)len);
	if (!jv_is_valid(in)) {
		/* With the whole text in it, from " (while parsing" on. */
		msg = jv_invalid_get_msg(in);
		fail(f, "not JSON: ", msg);
		cut_from(f->why, " (while parsing");
		return -1;
	}
	jq_start(f->jq, in, 0);
	return 0;
}

/* Returns 1 and a result, 0 at the end, -1 and why is set. */
static int
next(struct cm_filter *f, jv *out)
{
	jv v = jq_next(f->jq);

	if (jv_is_valid(v)) {
		*out = v;
		return 1;
	}
	if (!jv_invalid_has_msg(jv_copy(v))) {
		jv_free(v);
		return 0;
	}
	return fail(f, "", jv_invalid_get_msg(v));
}

int
cm_filter_test(
    struct cm_filter *f, const char *json, size_t len, const char **why)
{
	jv v;
	int rc;

	cm_wall_enter(f->wall);
	rc = start(f, json, len);
	if (rc == 0)
		rc = next(f, &v);
	if (rc == 1) {
		rc = jv_get_kind(v) != JV_KIND_NULL &&
		    jv_get_kind(v) != JV_KIND_FALSE;
		jv_free(v);
	}
	cm_wall_leave(f->wall);
	*why = f->why;
	return rc;
}

int
cm_filter_run(struct cm_filter *f, const char *json, size_t len,
    int (*emit)(void *ctx, const char *json, size_t len), void *ctx,
    const char **why)
{
	jv v;
	int rc;

	cm_wall_enter(f->wall);
	rc = start(f, json, len);
	while (rc != -1) {
		rc = next(f, &v);
		if (rc != 1)
			break;
		v = jv_dump_string(v, 0);
		if (emit(ctx, jv_string_value(v),
			(size_t)jv_string_length_bytes(jv_copy(v))) == -1)
			rc = fail(f, "", jv_string("the result was refused"));
		jv_free(v);
	}
	cm_wall_leave(f->wall);
	*why = f->why;
	return rc;
}
