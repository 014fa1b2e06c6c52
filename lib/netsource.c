/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/asset.h"
#include "lib/err.h"
#include "lib/netprune.h"
#include "lib/netsource.h"
#include "lib/own.h"

const char *const cm_netsource_verbs[] = {"about", "login", "refresh", "fetch",
    "post", "act", "find", "error_of", NULL};

/* On one line; what is missed here meets the walls of the process. */
static const char no_world[] =
    "def now: error(\"a module has no now\"); "
    "def input: error(\"a module has no input\"); "
    "def inputs: error(\"a module has no inputs\"); "
    "def input_filename: error(\"a module has no input_filename\"); "
    "def input_line_number: error(\"a module has no input_line_number\"); "
    "def debug: error(\"a module has no debug\"); "
    "def debug(f): debug; "
    "def stderr: error(\"a module has no stderr\"); "
    "def halt: error(\"a module has no halt\"); "
    "def halt_error: error(\"a module has no halt_error\"); "
    "def halt_error(f): halt_error; "
    "def modulemeta: error(\"a module has no modulemeta\"); "
    "def get_search_list: error(\"a module has no get_search_list\"); "
    "def get_prog_origin: error(\"a module has no get_prog_origin\"); "
    "def get_jq_origin: error(\"a module has no get_jq_origin\"); "
    "def env: {}; {} as $ENV |\n";

/* Only syntax, no builtin: a module may have given them other meanings. */
static const char choosing[] =
    "(if .judge then [.response | try error_of catch null] | .[0] else null "
    "end) as $judged | "
    "if $judged != null then {judged: $judged} else "
    ".verb as $verb | if $verb == \"about\" then about "
    "elif $verb == \"login\" then login "
    "elif $verb == \"refresh\" then refresh ";
static const char fetching[] = "elif $verb == \"fetch\" then fetch ";
static const char sending[] = "elif $verb == \"post\" then post "
			      "elif $verb == \"act\" then act "
			      "elif $verb == \"find\" then find ";
static const char judging[] = "elif $verb == \"error_of\" then "
			      "[.response | try error_of catch null] | .[0] "
			      "else error(\"there is no such verb\") end end\n";

static int
good_name(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!((s[i] >= 'a' && s[i] <= 'z') ||
			(s[i] >= 'A' && s[i] <= 'Z') ||
			(s[i] >= '0' && s[i] <= '9') || s[i] == '_' ||
			(s[i] == '-' && i > 0)))
			return 0;
	return len > 0 && len <= 64;
}

/*
 * Reads DIR/NAME.jq into text. Returns 1; 0 when there is none; -1 after a
 * message. path gets its path.
 */
static int
read_file(const char *dir, const char *name, size_t len, struct cm_buf *path,
    struct cm_buf *text)
{
	cm_buf_clear(path);
	cm_buf_printf(path, "%s/%.*s.jq", dir, (int)len, name);
	return cm_own_read(cm_buf_str(path), text);
}

static long
lines_until(const char *s, const char *end)
{
	long n = 1;

	for (; s < end; s++)
		n += *s == '\n';
	return n;
}

/* Whether a word stands at s. */
static int
word_at(const char *s, const char *word)
{
	size_t n = strlen(word);

	return strncmp(s, word, n) == 0 && !cm_netprune_word(s[n]);
}

/* The bit of the verb whose definition begins with this name, or 0. */
static unsigned
verb_at(const char *s)
{
	unsigned i;

	for (i = 0; cm_netsource_verbs[i] != NULL; i++)
		if (word_at(s, cm_netsource_verbs[i]) &&
		    *cm_netprune_skip(s + strlen(cm_netsource_verbs[i])) == ':')
			return 1U << i;
	return 0;
}

static void
note_verb(void *ctx, const char *name)
{
	*(unsigned *)ctx |= verb_at(name);
}

/* Which verbs a module defines, definitions in definitions left aside. */
static unsigned
verbs_in(const char *s)
{
	unsigned found = 0;

	cm_netprune_names(s, note_verb, &found);
	return found;
}

static void
add_part(struct cm_netsource *s, const char *file, const char *text,
    const char *rest)
{
	struct cm_netsource_part *p;

	s->parts = cm_realloc(s->parts, (s->nparts + 1) * sizeof(*s->parts));
	p = &s->parts[s->nparts++];
	p->file = cm_strdup(file);
	p->from = s->lines + 1;
	p->line = lines_until(text, rest);
	s->lines += lines_until(rest, rest + strlen(rest));
	cm_buf_puts(&s->program, rest);
	cm_buf_byte(&s->program, '\n');
}

/* A file as it is put in: from the user's folder dir, or ours (NULL). */
struct piece {
	struct cm_netsource *s;
	const char *file, *dir, *text;
	const char *name;
	size_t len;
	const struct piece *outer;
};

static int put_piece(const struct piece *p);

static int
refuse(const struct piece *p, const char *at, const char *why)
{
	cm_warn("%s:%ld: %s", p->file, lines_until(p->text, at), why);
	return -1;
}

static int
have(const struct cm_netsource *s, const struct piece *p, const char *file)
{
	size_t i;

	for (i = 0; i < s->nparts; i++)
		if (strcmp(s->parts[i].file, file) == 0)
			return 1;
	for (; p != NULL; p = p->outer)
		if (strcmp(p->file, file) == 0)
			return 1;
	return 0;
}

/* Puts in a module that another (outer, or NULL) asks for. Returns 1, 0 when
 * there is none of that name, -1 after a message. */
static int
put_named(struct cm_netsource *s, const struct piece *outer, const char *dir,
    const char *name, size_t len)
{
	struct piece p = {s, NULL, NULL, NULL, name, len, outer};
	const struct cm_asset *a;
	struct cm_buf path, text;
	int rc = 0;

	cm_buf_init(&path, CM_BUF_ANY);
	cm_buf_init(&text, CM_BUF_ANY);
	if (dir != NULL)
		rc = read_file(dir, name, len, &path, &text);
	if (rc == 1) {
		p.dir = dir;
		p.text = cm_buf_str(&text);
	} else if (rc == 0) {
		cm_buf_clear(&path);
		cm_buf_printf(&path, "%.*s.jq", (int)len, name);
		a = cm_asset_find(cm_networks, cm_buf_str(&path));
		p.text = a != NULL ? a->data : NULL;
	}
	p.file = cm_buf_str(&path);
	if (p.text != NULL)
		rc = have(s, outer, p.file) || put_piece(&p) == 0 ? 1 : -1;
	if (rc == 1 && outer == NULL)
		s->origin = cm_strdup(p.dir != NULL ? p.file : "built in");
	cm_buf_release(&text);
	cm_buf_release(&path);
	return rc;
}

/* Puts in a module behind those it includes. Returns 0, or -1. */
static int
put_piece(const struct piece *p)
{
	const char *s = p->text, *at, *name, *end;
	size_t len;
	int rc;

	for (s = cm_netprune_skip(s); word_at(s, "include");
	     s = cm_netprune_skip(s)) {
		at = s;
		name = cm_netprune_skip(s + 7);
		end = *name == '"' ? strchr(name + 1, '"') : NULL;
		if (end == NULL || *cm_netprune_skip(end + 1) != ';')
			return refuse(p, at,
			    "an include is not of the form 'include "
			    "\"NAME\";'");
		s = cm_netprune_skip(end + 1) + 1;
		len = (size_t)(end - ++name);
		if (!good_name(name, len))
			return refuse(p, at,
			    "a module cannot include what is no name of "
			    "letters, digits, '-' and '_'");
		if (len == 3 && memcmp(name, "net", 3) == 0)
			continue;
		/* One of its own name is ours. */
		rc = put_named(p->s, p,
		    len == p->len && memcmp(name, p->name, len) == 0 ? NULL
								     : p->dir,
		    name, len);
		if (rc == 0)
			return refuse(p, at,
			    "cannot include it: there is no such module");
		if (rc == -1)
			return -1;
	}
	if (word_at(s, "import") || word_at(s, "module"))
		return refuse(p, s, "a module cannot import, nor be 'module'");
	p->s->verbs |= verbs_in(s);
	add_part(p->s, p->file, p->text, s);
	return 0;
}

void
cm_netsource_choose(struct cm_netsource *s, unsigned verbs)
{
	cm_buf_clear(&s->chosen);
	cm_buf_add(&s->chosen, s->program.p, s->program.len);
	cm_buf_puts(&s->chosen, choosing);
	if (verbs & CM_NETSOURCE_READS)
		cm_buf_puts(&s->chosen, fetching);
	if (verbs & CM_NETSOURCE_SENDS)
		cm_buf_puts(&s->chosen, sending);
	cm_buf_puts(&s->chosen, judging);
	/* Of a user's own, all that is wrong is to be found. */
	if (strcmp(s->origin, "built in") == 0)
		cm_netprune(&s->chosen);
	s->has = verbs;
}

struct cm_netsource *
cm_netsource_read(const char *network)
{
	struct cm_netsource *s;
	const char *net;
	struct cm_buf dir;
	int rc;

	if (!good_name(network, strlen(network)) ||
	    strcmp(network, "net") == 0) {
		cm_warn("'%s' is no network", network);
		return NULL;
	}
	s = cm_zalloc(sizeof(*s));
	cm_buf_init(&s->program, CM_BUF_ANY);
	cm_buf_init(&s->chosen, CM_BUF_ANY);
	cm_buf_puts(&s->program, no_world);
	s->lines = 1;
	net = cm_asset_find(cm_networks, "net.jq")->data;
	add_part(s, "net.jq", net, net);
	cm_buf_init(&dir, CM_BUF_ANY);
	rc = put_named(s, NULL,
	    cm_own_place(&dir, "networks") == 0 ? cm_buf_str(&dir) : NULL,
	    network, strlen(network));
	cm_buf_release(&dir);
	if (rc == 1)
		return s;
	if (rc == 0)
		cm_warn("there is no network '%s'; 'cm-fetch --networks' "
			"lists them",
		    network);
	cm_netsource_free(s);
	return NULL;
}

void
cm_netsource_free(struct cm_netsource *s)
{
	size_t i;

	if (s == NULL)
		return;
	for (i = 0; i < s->nparts; i++)
		free(s->parts[i].file);
	free(s->parts);
	free(s->origin);
	cm_buf_release(&s->program);
	cm_buf_release(&s->chosen);
	free(s);
}

void
cm_netsource_place(const struct cm_netsource *s, long line, struct cm_buf *to)
{
	const struct cm_netsource_part *p = &s->parts[s->nparts - 1];

	/* What is not closed shows behind the end. */
	if (line < 1 || line > s->lines)
		line = s->lines;
	while (p > s->parts && p->from > line)
		p--;
	if (line < p->from)
		line = p->from;
	cm_buf_printf(to, "%s:%ld", p->file, line - p->from + p->line);
}

struct names {
	char **v;
	size_t n;
};

/* Adds the name of a module, if it is one of a network. */
static void
add_name(struct names *l, const char *name, size_t len)
{
	size_t i;

	if (!good_name(name, len) || (len == 3 && memcmp(name, "net", 3) == 0))
		return;
	for (i = 0; i < l->n; i++)
		if (strlen(l->v[i]) == len && memcmp(l->v[i], name, len) == 0)
			return;
	l->v = cm_realloc(l->v, (l->n + 2) * sizeof(*l->v));
	l->v[l->n++] = cm_strndup(name, len);
	l->v[l->n] = NULL;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The user's: those that say what they are. */
static void
add_users(struct names *l)
{
	char **own = cm_own_modules("networks");
	struct cm_buf dir, path, text;
	size_t i;

	cm_buf_init(&dir, CM_BUF_ANY);
	cm_buf_init(&path, CM_BUF_ANY);
	cm_buf_init(&text, CM_BUF_ANY);
	cm_own_place(&dir, "networks");
	for (i = 0; own[i] != NULL; i++) {
		cm_buf_clear(&text);
		if (read_file(cm_buf_str(&dir), own[i], strlen(own[i]), &path,
			&text) == 1 &&
		    (verbs_in(cm_buf_str(&text)) & 1) != 0)
			add_name(l, own[i], strlen(own[i]));
	}
	cm_own_free(own);
	cm_buf_release(&dir);
	cm_buf_release(&path);
	cm_buf_release(&text);
}

char **
cm_netsource_names(void)
{
	struct names l = {cm_zalloc(sizeof(*l.v)), 0};
	const struct cm_asset *a;

	for (a = cm_networks; a->name != NULL; a++)
		if ((verbs_in(a->data) & 1) != 0)
			add_name(&l, a->name, strlen(a->name) - 3);
	add_users(&l);
	qsort(l.v, l.n, sizeof(*l.v), by_name);
	return l.v;
}
