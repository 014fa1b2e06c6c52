/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "lib/filter.h"
#include "lib/json.h"
#include "lib/near.h"
#include "lib/netmodin.h"

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

void
cm_netmod_run(struct cm_netmod *m, struct cm_buf *input,
    void (*done)(void *ctx, const struct cm_netmod_reply *r), void *ctx)
{
	struct netmod_run *r = cm_zalloc(sizeof(*r));

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
		netmod_end(m);
	}
	if (m->pid == -1)
		netmod_start(m);
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
	struct cm_netmod *m = cm_netmod_begin(network, CM_NETSOURCE_SENDS);

	if (m == NULL || cm_netmod_ready(m) == 0)
		return m;
	cm_netmod_close(m);
	return NULL;
}

void
cm_netmod_close(struct cm_netmod *m)
{
	struct netmod_run *r, *next;

	if (m == NULL)
		return;
	netmod_end(m);
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

static int
is_letter(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* The next word that may be the name of a member, as in .a, "a" or {b, a}. */
static const char *
next_name(const char *p, size_t *len)
{
	char before;

	for (; *p != '\0'; p += *len) {
		before = *p++;
		for (*len = 0; is_letter(p[*len]);)
			++*len;
		if (*len > 0 && strchr(".\"{ ", before) != NULL)
			return p;
	}
	return NULL;
}

int
cm_netmod_names_member(const struct cm_netmod *m, const char *name, char **near)
{
	const char *list[2] = {NULL, NULL},
		   *p = cm_buf_str(&m->source->program);
	size_t len = 0, best = SIZE_MAX, steps;
	char *word;

	*near = NULL;
	for (p = next_name(p, &len); p != NULL; p = next_name(p + len, &len)) {
		word = cm_strndup(p, len);
		list[0] = word;
		if (strcmp(word, name) == 0) {
			free(word);
			free(*near);
			*near = NULL;
			return 1;
		}
		/* Of {a, b}, not of what is said in words. */
		steps = (p[-1] == ' ' && p[-2] != ',') ||
			cm_near(name, list) == NULL
		    ? SIZE_MAX
		    : cm_near_steps(name, word);
		if (steps < best) {
			best = steps;
			free(*near);
			*near = word;
		} else
			free(word);
	}
	return 0;
}

char **
cm_netmod_names(void)
{
	return cm_netsource_names();
}
