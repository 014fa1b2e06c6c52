/* SPDX-License-Identifier: ISC */
#ifndef CM_NETREQ_H
#define CM_NETREQ_H

#include <stddef.h>
#include <stdint.h>

#include "lib/about.h"
#include "lib/buf.h"
#include "lib/http.h"
#include "lib/scan.h"

/*
 * From a module's request to what goes over the wire, and from an answer to
 * what the module sees. Secrets live in here only: a module writes marks,
 * U+0001 name U+0001, and the wire form takes their place; what a server
 * answers has its marks taken out and known secrets made into marks.
 *
 *   request (JSON) ──▶ shown form: method, URL, headers, body with marks
 *                        │                     (transcript, messages)
 *                        └──▶ wire form: pieces for lib/http
 *
 * What a request may have is in PROTOCOL.md and cm-network(7); another member is
 * an error. A member that is null is not there. Without a method it is GET, or
 * POST where there is a body. A URL that begins with "/" hangs on the base as it
 * stands; "//" is an error; a fragment falls away. No mark may stand in a host,
 * in a method, a type, or the name of anything. A header content-type takes the
 * place of the type that the kind of body has. multipart: a part is {name,
 * value} (a value that is an object or a list is sent as JSON) or {name, file};
 * a header content-type of multipart/related and the like names another kind.
 * jwt also has as: "hex" or "base64", how its key is written.
 *
 * A mark "base64 OFFSET LENGTH FILE" (made by base64() of net.jq) stands for
 * the base64 of a range of a file of the job; LENGTH -1 is to its end.
 */

/* A secret that is known, for what comes back. */
struct cm_netreq_secret {
	const char *name, *value;
};

/* What a request is made for. */
struct cm_netreq_world {
	const struct cm_about *about;
	const char *base;    /* account.base, or NULL */
	const char *account; /* the account object as JSON, valid: for hosts
				   such as ".pds" */
	const char *const *files; /* the job's files by path, ends with NULL */
	const char *folder;       /* the account's folder, or NULL */
	const char *spool;        /* received requests, or NULL */
	const struct cm_netreq_secret *known; /* to be made marks in them */
	size_t nknown;
	/* The value of a secret, NULL if there is none (a message was given
	 * where it could not be had). It lives until the request is made. */
	const char *(*secret)(void *ctx, const char *name);
	void *ctx;
	/* For OAuth 1.0a, JWT and multipart boundaries; NULL: random and the
	 * clock. A transcript's replay gives its own. */
	const char *nonce;
	int64_t now;
};

struct cm_netreq {
	char *method;
	char *shown_url; /* as jq wrote it, complete, marks and all */
	struct cm_buf shown_headers; /* "name NUL value NUL": those of the
					module, marks and all; auth as
					"authorization NUL REDACTED NUL" */
	struct cm_buf shown_body;    /* marks and all; files as "[file NAME from
				      OFFSET, LENGTH bytes]" */
	char *mime;                  /* of the body, NULL: it has none */
	char *url;                   /* these are the wire's */
	char **headers;              /* ends with NULL */
	struct cm_http_piece *pieces;
	size_t npieces;
	char **owned; /* memory of pieces */
	size_t nowned;
	int safe;               /* repeating does no harm; says the method,
				      or the module */
	int said_safe;          /* the module said safe: true itself */
	int private;            /* it carries a secret */
	double after, deadline; /* seconds; -1: not given */
	struct cm_slice accept; /* array of kinds, or absent; slices live as
				      long as the JSON given */
	struct cm_slice keep;
};

/*
 * Reads a request. Returns 0; or CM_NETREQ_LOCAL where a file of the job's is
 * not as it was, else CM_NETREQ_WRONG; and *why (the caller's to free): not a
 * request, no such file among the job's, a host that is neither in hosts nor
 * open, not https and not loopback, a secret for a host that is not in hosts,
 * a secret that is not there (*lacks is its name then, else NULL).
 */
int cm_netreq_read(struct cm_netreq *r, struct cm_slice request,
    const struct cm_netreq_world *w, char **why, char **lacks);
void cm_netreq_release(struct cm_netreq *r);

/*
 * Carries out {"compute": {...}} (or what is in it): adds the answer,
 * {"status":200,"body":...}. By fn:
 *   hash     name and text, hex, base64, file (offset, length) or sorted, a
 *            list of texts that are put in order and joined
 *   hmac     the same without file, and key
 *   encrypt  text, hex or base64 by AES-256-CBC with key and iv
 *   decrypt  the same back; its answer has text where it is one
 *   unseal   with key (43 letters and digits), whose beginning is the iv,
 *            padded up to 32 bytes: an envelope of 16 bytes of chance, the length of a text, the text
 *            and whom it is for: {text, rest} and xml, as an answer's body
 *            would be; null where it is none
 *   length   text, in unit: {length}; without unit in all of them
 *   entities text: {entities}, as a job has them
 *   facts    of a file: bytes, type, width, height, seconds where known
 *   read     path in the account's folder: {text}; null where it is not
 *   list     names in path, "." the folder itself: {names}
 *   spool    {names}: all that was received
 *   received name: a request, see netspool.h; not in body
 * A key or an iv is a text or {text}, {hex}, {base64}; marks may stand in it,
 * and in what is hashed. Hashes and encryption give hex, base64 and base64url.
 * Returns 0, or one of these and *why.
 */
enum {
	CM_NETREQ_WRONG = -1, /* it is none */
	CM_NETREQ_LACKS = -2, /* a secret of that name */
	CM_NETREQ_LOCAL = -3  /* a file that is there cannot be read */
};
int cm_netreq_compute(struct cm_buf *to, struct cm_slice compute,
    const struct cm_netreq_world *w, char **why);

/*
 * Tells whether a host is one of a list of patterns: "x.com", "*.x.com" (not
 * x.com itself), ".base" (where that member of the account, as JSON, points
 * to). host is a host ("x.com", "x.com:8443": by https), or a URL. The port
 * counts: that of https unless a pattern ("x.com:8443") or the member's URL
 * has another; so does the scheme of a member's URL.
 */
int cm_netreq_host(
    char *const *patterns, const char *host, const char *account);

/* What an answer gave to keep: the texts are the caller's to free. */
struct cm_netreq_kept {
	char *name, *value;
};

/*
 * Adds the answer as the module gets it: {"status","headers","body" or "text",
 * "url"}, one line, valid JSON. By the type of the answer, or by its first
 * byte where that lies: JSON (integers beyond 2^53 become strings of their
 * digits), form, lines of JSON, CSV with a head (objects), XML ({name, attrs,
 * text, children}); all else is text. Other character sets than UTF-8 are
 * converted. An empty cell of CSV is null, "column 3" is a column without a name. No byte of U+0001 comes through; each
 * value of secrets that is longer than 7 bytes becomes its mark. keep (an
 * object of name to path, or absent) lifts members of a JSON body out into
 * *kept: their places hold a mark. An answer of no status (a broken line) has
 * status 0. Where the body claims to be JSON, lines of it or XML, and is none,
 * or is nested deeper than libjq can read, *broken is set; "body" is null then,
 * and "text" has it, but not where keep should have lifted secrets out of it.
 */
void cm_netreq_answer(struct cm_buf *to, const struct cm_http_answer *a,
    struct cm_slice keep, const struct cm_netreq_secret *secrets,
    size_t nsecrets, struct cm_netreq_kept **kept, size_t *nkept, int *broken);

/* Tells whether an answer is a page for people: a login, "please wait", "we are
 * busy", which often come with status 200. */
int cm_netreq_is_page(const struct cm_http_answer *a);

/* Puts REDACTED in the place of every mark. */
void cm_netreq_redact(struct cm_buf *to, const char *s, size_t len);

#endif
