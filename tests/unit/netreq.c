/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/crypto.h"
#include "lib/err.h"
#include "lib/json.h"
#include "lib/netreq.h"
#include "lib/oauth.h"
#include "tests/tap.h"

/* A request in, what goes over the wire out, as one text: no network. */

static char file[] = "/tmp/cm-netreq.XXXXXX";
static const char *files[] = {file, NULL};
static char *hosts[] = {
    (char *)".base", (char *)"x.example", (char *)"*.cdn.example", NULL};
static char *open_hosts[] = {(char *)"up.example", NULL};

struct made {
	struct cm_about about;
	struct cm_netreq_world w;
	struct cm_netreq r;
	char *why, *lacks;
	struct cm_buf wire, text;
	int bad;
};

static const char *
secret(void *ctx, const char *name)
{
	(void)ctx;
	if (strcmp(name, "token") == 0)
		return "tok/en+1";
	if (strcmp(name, "odd") == 0)
		return "a\"b\\c\nd \xc3\xa9";
	if (strcmp(name, "ck") == 0)
		return "xvz1evFS4wEEPTGEFPHBog";
	if (strcmp(name, "cs") == 0)
		return "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw";
	if (strcmp(name, "ot") == 0)
		return "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb";
	if (strcmp(name, "os") == 0)
		return "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE";
	if (strcmp(name, "hexed") == 0)
		return "0123ab";
	return NULL;
}

static struct cm_slice
slice(const char *s)
{
	struct cm_slice v = {s, s != NULL ? strlen(s) : 0};

	return v;
}

static void
setup(struct made *m, const char *base, const char *auth)
{
	memset(m, 0, sizeof(*m));
	m->about.hosts = hosts;
	m->about.open = open_hosts;
	m->about.auth = slice(auth);
	m->w.about = &m->about;
	m->w.base = base;
	m->w.account = "{\"base\":\"https://api.example\",\"user\":\"ann\","
		       "\"pds\":\"https://pds.example:8443\"}";
	m->w.files = files;
	m->w.secret = secret;
	m->w.nonce = "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg";
	m->w.now = 1318622958;
	cm_buf_init(&m->wire, CM_BUF_ANY);
	cm_buf_init(&m->text, CM_BUF_ANY);
}

/* The bytes of its body: files read, base64 made. */
static void
send(struct made *m)
{
	const struct cm_http_piece *p;
	char bytes[4096];
	FILE *f;
	size_t i;

	for (i = 0; i < m->r.npieces; i++) {
		p = &m->r.pieces[i];
		if (p->file == NULL) {
			cm_buf_add(&m->wire, p->bytes, p->len);
			continue;
		}
		f = fopen(p->file, "r");
		fseek(f, (long)p->offset, SEEK_SET);
		if (fread(bytes, 1, p->length, f) != p->length)
			cm_buf_puts(&m->wire, "SHORT");
		fclose(f);
		if (p->base64)
			cm_crypto_base64(&m->wire, bytes, p->length);
		else
			cm_buf_add(&m->wire, bytes, p->length);
	}
	cm_buf_printf(&m->text, "%s %s", m->r.method, m->r.url);
	for (i = 0; m->r.headers[i] != NULL; i++)
		cm_buf_printf(&m->text, "\n%s", m->r.headers[i]);
	if (m->r.npieces > 0)
		cm_buf_printf(&m->text, "\n\n%s", cm_buf_str(&m->wire));
}

static void
make(struct made *m, const char *base, const char *auth, const char *request)
{
	setup(m, base, auth);
	m->bad =
	    cm_netreq_read(&m->r, slice(request), &m->w, &m->why, &m->lacks);
	if (!m->bad)
		send(m);
}

static void
drop(struct made *m)
{
	if (!m->bad)
		cm_netreq_release(&m->r);
	cm_buf_release(&m->wire);
	cm_buf_release(&m->text);
	free(m->why);
	free(m->lacks);
}

/* What is sent for a request to an account with base and auth. */
static void
sends_at(const char *base, const char *auth, const char *request,
    const char *want, const char *what)
{
	struct made m;

	make(&m, base, auth, request);
	is(m.bad ? m.why : cm_buf_str(&m.text), want, what);
	drop(&m);
}

static void
sends(const char *request, const char *want, const char *what)
{
	sends_at("https://api.example", NULL, request, want, what);
}

static void
refuses(const char *request, const char *why, const char *what)
{
	struct made m;

	make(&m, "https://api.example", NULL, request);
	is(m.bad ? m.why : cm_buf_str(&m.text), why, what);
	drop(&m);
}

#include "tests/unit/netreq_cases.h"
#include "tests/unit/netreq_bodies.h"
#include "tests/unit/netreq_compute.h"

int
main(void)
{
	int fd = mkstemp(file);

	cm_name = "netreq";
	if (fd == -1 || write(fd, "\x89PNG\r\n\x1a\n\x01x\x01", 11) != 11)
		return 1;
	close(fd);
	check_url();
	check_hosts();
	check_bases();
	check_headers();
	check_words();
	check_json();
	check_bodies();
	check_multipart();
	check_auth();
	check_signed();
	check_compute();
	check_folder();
	unlink(file);
	return done();
}
