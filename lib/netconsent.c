/* SPDX-License-Identifier: ISC */
/* Consent of a person, by the browser: an authorization code with PKCE and a
 * state, which comes back to a port of this machine or is pasted. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/crypto.h"
#include "lib/err.h"
#include "lib/json.h"
#include "lib/netlisten.h"
#include "lib/netoauthin.h"
#include "lib/oauth.h"

/* Milliseconds for a connection to say what it wants; bytes of a line that is
 * pasted; seconds to wait for another process that renews. */
enum { TALK = 3000, LINE = 8192, LOCK = 90 };

struct consent {
	struct cm_http *http;
	const struct cm_netoauth *o;
	struct cm_buf state, verifier, line;
	char *redirect; /* where the browser is sent to */
	char *code;
	int listener; /* -1: the code is pasted */
	int in;       /* a descriptor, or -1 */
	int refused;  /* a message was given */
	/* of the last question */
	int done;
	enum cm_net_kind kind;
};

static int64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
complain(const struct consent *c, const char *what, const char *why)
{
	cm_warn("account '%s' (%s): %s%s%s", c->o->account,
	    c->o->about->network, what, *why != '\0' ? ": " : "", why);
}

static int
nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* A parameter of a query, decoded, the caller's to free; NULL: none. */
static char *
param(const char *query, const char *name)
{
	size_t n = strlen(name), len, i;
	struct cm_buf b;
	const char *s;

	for (s = query; *s != '\0'; s += s[len] == '&' ? len + 1 : len) {
		len = strcspn(s, "&#");
		if (len > n && strncmp(s, name, n) == 0 && s[n] == '=')
			break;
		if (s[len] == '#')
			return NULL;
	}
	if (*s == '\0')
		return NULL;
	cm_buf_init(&b, LINE);
	for (i = n + 1; i < len; i++)
		if (s[i] == '%' && i + 2 < len && nibble(s[i + 1]) >= 0 &&
		    nibble(s[i + 2]) >= 0) {
			cm_buf_byte(
			    &b, nibble(s[i + 1]) << 4 | nibble(s[i + 2]));
			i += 2;
		} else
			cm_buf_byte(&b, s[i] == '+' ? ' ' : s[i]);
	(void)cm_buf_str(&b);
	return b.p;
}

/* What a browser brought back. Returns 1 when it is the answer to our
 * question: a code, or a refusal. */
static int
take_query(struct consent *c, const char *query)
{
	char *state = param(query, "state"), *code = param(query, "code");
	char *error = param(query, "error"), *p;
	int mine = state != NULL && strcmp(state, cm_buf_str(&c->state)) == 0;

	if (mine && code != NULL && *code != '\0') {
		c->code = code;
		code = NULL;
	} else if (mine && error != NULL) {
		for (p = error; *p != '\0'; p++)
			if ((unsigned char)*p < ' ' || *p == 0x7f)
				*p = ' ';
		complain(c, "there was no consent", error);
		c->refused = 1;
	} else
		mine = 0;
	free(state);
	free(code);
	free(error);
	return mine;
}

/* The path of the redirect URL. */
static const char *
path_of(const char *url)
{
	const char *s = strstr(url, "://");

	s = s != NULL ? strchr(s + 3, '/') : NULL;
	return s != NULL ? s : "/";
}

static void
take_browser(struct consent *c)
{
	struct cm_buf target;
	const char *path = path_of(c->redirect), *s;
	int fd, mine = 0;
	size_t n;

	cm_buf_init(&target, LINE);
	fd = cm_netlisten_take(c->listener, TALK, &target);
	if (fd != -1) {
		s = cm_buf_str(&target);
		n = strcspn(s, "?");
		if (n == strcspn(path, "?") && strncmp(s, path, n) == 0 &&
		    s[n] == '?')
			mine = take_query(c, s + n + 1);
		cm_netlisten_answer(fd, mine ? 200 : 404,
		    !mine ? "This is not what was asked for."
			: c->code != NULL
			? "Thank you. cm goes on in the terminal; this window "
			  "can be closed."
			: "There was no consent. This window can be closed.");
	}
	cm_buf_release(&target);
}

/* A line that was pasted: the address at which the browser ended, or what a
 * page showed as the code. */
static void
take_line(struct consent *c)
{
	char *s = c->line.p;
	size_t n;

	while (*s == ' ' || *s == '\t')
		s++;
	n = strlen(s);
	while (n > 0 && strchr(" \t\r", s[n - 1]) != NULL)
		s[--n] = '\0';
	if (n == 0)
		return;
	if (strstr(s, "://") == NULL) {
		c->code = cm_strdup(s);
		return;
	}
	n = strcspn(s, "?");
	if (s[n] != '?' || !take_query(c, s + n + 1))
		complain(c,
		    "this address is not the one that the browser was sent "
		    "back to: copy it whole, with what stands behind the '?'",
		    "");
}

/* One read; 1 is more to come, 0 the end. */
static int
take_input(struct consent *c)
{
	char block[512];
	ssize_t n = read(c->in, block, 1);

	if (n == -1)
		return errno == EINTR || errno == EAGAIN;
	/* A line for us, and not what is behind it. */
	if (n == 1 && *block != '\n') {
		if (*block != '\0')
			(void)cm_buf_add(&c->line, block, 1);
		return 1;
	}
	(void)cm_buf_str(&c->line);
	if (!c->line.full)
		take_line(c);
	cm_buf_clear(&c->line);
	return n == 1;
}

/* Waits for whichever comes first. */
static enum cm_exit
wait_for_code(struct consent *c, int seconds)
{
	int64_t end = now() + (int64_t)seconds * 1000, left;
	struct pollfd p[2];

	while (c->code == NULL && !c->refused) {
		left = end - now();
		if (left <= 0 || (c->in == -1 && c->listener == -1)) {
			complain(c, "no consent came in time",
			    "run it again and open the address");
			return CM_FAIL;
		}
		p[0].fd = c->listener;
		p[1].fd = c->in;
		p[0].events = p[1].events = POLLIN;
		p[0].revents = p[1].revents = 0;
		if (poll(p, 2, (int)(left < 60000 ? left : 60000)) <= 0)
			continue;
		if (p[0].revents != 0)
			take_browser(c);
		else if (p[1].revents != 0 && !take_input(c))
			c->in = -1;
	}
	return c->code != NULL ? CM_OK : CM_FAIL;
}

/* The port of an address of this machine, 0 if it has none; -1: it is not one
 * that we can listen on. */
static int
port_of(const char *redirect)
{
	static const char *const hosts[] = {
	    "http://127.0.0.1", "http://localhost"};
	const char *s;
	long port;
	char *stop;
	size_t i;

	for (i = 0; i < 2; i++) {
		if (strncmp(redirect, hosts[i], strlen(hosts[i])) != 0)
			continue;
		s = redirect + strlen(hosts[i]);
		if (*s != ':')
			return *s == '\0' || *s == '/' ? 80 : -1;
		port = strtol(s + 1, &stop, 10);
		if (port > 0 && port < 65536 && (*stop == '\0' || *stop == '/'))
			return (int)port;
	}
	return -1;
}

static enum cm_exit
open_listener(struct consent *c)
{
	char *given = cm_netoauth_value(c->o, "redirect");
	struct cm_buf b;
	int port = given != NULL ? port_of(given) : 0;

	if (port >= 0)
		c->listener = cm_netlisten_open(&port);
	if (port >= 0 && c->listener == -1)
		complain(c, "cannot listen where the browser comes back to",
		    strerror(errno));
	if (given != NULL)
		c->redirect = given;
	else {
		cm_buf_init(&b, CM_BUF_ANY);
		cm_buf_printf(&b, "http://127.0.0.1:%d/", port);
		c->redirect = cm_strdup(cm_buf_str(&b));
		cm_buf_release(&b);
	}
	return c->listener == -1 && c->in == -1 ? CM_FAIL : CM_OK;
}

/* The address that a person opens; NULL after a message. */
static char *
address(struct consent *c)
{
	char *at = cm_netoauth_url(c->o, "authorize"), *text;
	char *id = cm_netoauth_value(c->o, "client_id");
	struct cm_slice extra = cm_json_get(c->o->about->oauth2, "extra");
	struct cm_slice key, value;
	struct cm_buf q, challenge, name;
	size_t i = 0;

	if (at == NULL || id == NULL) {
		complain(c,
		    at == NULL ? "its network has no page for consent"
			       : "the setting 'client_id' is missing",
		    "");
		free(at);
		free(id);
		return NULL;
	}
	cm_buf_init(&q, CM_BUF_ANY);
	cm_buf_init(&name, CM_BUF_ANY);
	cm_buf_init(&challenge, CM_BUF_ANY);
	cm_netoauth_param(&q, "response_type", "code");
	cm_netoauth_client(c->o, &q, id);
	cm_netoauth_param(&q, "redirect_uri", c->redirect);
	cm_netoauth_scopes(c->o, &q);
	cm_netoauth_param(&q, "state", cm_buf_str(&c->state));
	if (c->verifier.len > 0) {
		cm_oauth_challenge(&challenge, cm_buf_str(&c->verifier));
		cm_netoauth_param(&q, "code_challenge", cm_buf_str(&challenge));
		cm_netoauth_param(&q, "code_challenge_method", "S256");
	}
	while (extra.p != NULL && cm_json_next(extra, &i, &key, &value)) {
		cm_buf_clear(&name);
		cm_json_text(&name, key);
		text = cm_json_dup(value);
		cm_netoauth_param(&q, cm_buf_str(&name), text);
		free(text);
	}
	cm_buf_clear(&name);
	cm_buf_printf(&name, "%s%c%s", at, strchr(at, '?') != NULL ? '&' : '?',
	    cm_buf_str(&q));
	free(at);
	free(id);
	at = cm_strdup(cm_buf_str(&name));
	cm_buf_release(&q);
	cm_buf_release(&name);
	cm_buf_release(&challenge);
	return at;
}

static void
settled(void *ctx, enum cm_net_kind kind, const char *message)
{
	struct consent *c = ctx;

	c->done = 1;
	c->kind = kind;
	if (message != NULL)
		complain(c, message, "");
}

static enum cm_exit
exchange(struct consent *c)
{
	struct cm_netoauth_run *r = cm_netoauth_new(c->http, c->o);

	r->lock = cm_keyring_lock("renew", c->o->account, LOCK);
	if (r->lock < 0) {
		if (r->lock == -1)
			complain(c, "another process renews its token", "");
		cm_netoauth_drop(r);
		return CM_AGAIN;
	}
	r->done = settled;
	r->ctx = c;
	cm_netoauth_param(&r->form, "grant_type", "authorization_code");
	cm_netoauth_param(&r->form, "code", c->code);
	cm_netoauth_param(&r->form, "redirect_uri", c->redirect);
	if (c->verifier.len > 0)
		cm_netoauth_param(
		    &r->form, "code_verifier", cm_buf_str(&c->verifier));
	cm_netoauth_ask(r);
	while (!c->done)
		(void)cm_http_step(c->http, -1);
	if (c->kind == CM_NET_OK)
		return CM_OK;
	return c->kind == CM_NET_RATE || c->kind == CM_NET_SERVER ? CM_AGAIN
								  : CM_FAIL;
}

static void
tell(const struct consent *c, const char *at)
{
	fprintf(stderr,
	    "Open this address in a browser, and consent there:\n\n  %s\n\n",
	    at);
	if (c->in != -1 && c->listener != -1)
		fprintf(stderr,
		    "If the browser is on another machine, it ends at a page "
		    "that cannot be opened:\npaste the address of that page "
		    "here.\n");
	else if (c->in != -1)
		fprintf(stderr,
		    "Then paste here the address at which the browser ends, "
		    "or the code that it shows.\n");
	fflush(stderr);
}

enum cm_exit
cm_netoauth_consent(
    struct cm_http *h, const struct cm_netoauth *o, FILE *in, int seconds)
{
	struct consent c = {.http = h,
	    .o = o,
	    .listener = -1,
	    .in = in != NULL ? fileno(in) : -1};
	enum cm_exit status;
	char *at = NULL;

	cm_buf_init(&c.state, CM_BUF_ANY);
	cm_buf_init(&c.verifier, CM_BUF_ANY);
	cm_buf_init(&c.line, LINE);
	cm_oauth_verifier(&c.state);
	if (cm_netoauth_flag(o, "pkce"))
		cm_oauth_verifier(&c.verifier);
	status = open_listener(&c);
	if (status == CM_OK) {
		at = address(&c);
		status = at != NULL ? CM_OK : CM_USAGE;
	}
	if (status == CM_OK) {
		tell(&c, at);
		status = wait_for_code(&c, seconds);
	}
	if (c.listener != -1)
		close(c.listener);
	if (status == CM_OK)
		status = exchange(&c);
	free(at);
	free(c.redirect);
	free(c.code);
	cm_buf_release(&c.state);
	cm_buf_release(&c.verifier);
	cm_buf_release(&c.line);
	return status;
}
