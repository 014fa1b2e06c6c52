/* SPDX-License-Identifier: ISC */
#ifndef CM_NETBODY_H
#define CM_NETBODY_H

#include "lib/netreq.h"

/* How it is said that one is missing; its name and a quote follow. */
#define CM_NETBODY_LACKS "there is no secret '"

/*
 * Inside netreq: a request while it is made, and its body. What is written
 * goes into two buffers: as it is shown, marks and all, and as it is sent.
 */
enum cm_netbody_how {
	CM_NETBODY_RAW,
	CM_NETBODY_JSON,    /* the inside of a JSON string */
	CM_NETBODY_PERCENT, /* all but RFC 3986's unreserved characters */
	CM_NETBODY_PATH     /* what a URL may have stays; secrets: as a segment
			       of a path */
};

struct cm_netmake {
	struct cm_netreq *r;
	const struct cm_netreq_world *w;
	int trusted; /* the host gets credentials */
	int has_body;
	int local;            /* it fails by a file that was there before */
	struct cm_slice auth; /* of the request, else of about; absent: none */
	char **why;
	char **lacks;
	char nonce[65];        /* letters and digits */
	struct cm_buf url;     /* the wire's, while it is made */
	struct cm_buf headers; /* of the wire: "Name: value" NUL */
	struct cm_buf body;    /* the bytes of all pieces */
	size_t taken;          /* bytes of body that are pieces already */
	size_t pieces;         /* room for so many */
	struct cm_buf pairs;   /* a form's "name NUL value NUL" */
};

/* Says why, once; returns -1. */
int cm_netbody_fail(struct cm_netmake *m, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The value of a secret, where it may go; NULL after cm_netbody_fail. */
const char *cm_netbody_secret(struct cm_netmake *m, const char *name);

/* Adds a text with marks, both ways; either buffer may be NULL. Marks of files
 * are taken only where wire is the body. Returns 0, or -1. */
int cm_netbody_text(struct cm_netmake *m, struct cm_buf *shown,
    struct cm_buf *wire, enum cm_netbody_how how, const char *s, size_t len);

/* Adds JSON with marks inside its strings; none in names of members. */
int cm_netbody_json(struct cm_netmake *m, struct cm_buf *shown,
    struct cm_buf *wire, struct cm_slice json);

/* Adds "name=value", with '&' before each unless the buffer is empty or ends
 * with one of "?&": a scalar, or a list of them. */
int cm_netbody_pair(struct cm_netmake *m, struct cm_buf *shown,
    struct cm_buf *wire, struct cm_slice name, struct cm_slice value);

/* A header of the request: checked, shown as it stands; secret: REDACTED. */
int cm_netbody_header(struct cm_netmake *m, const char *name, const char *shown,
    const char *wire);

/* Makes body, pieces and mime of a request. Returns 0, or -1. */
int cm_netbody_make(struct cm_netmake *m, struct cm_slice request);

/* A range of one of the job's files; length -1: to its end. */
struct cm_netbody_range {
	char *path;
	long long offset, length;
	unsigned char *cipher; /* it is encrypted, see cryptofile.h; or NULL */
	long long plain;       /* then: how long the file is */
};
/* Whether it is there; gives the length. */
int cm_netbody_check(struct cm_netmake *m, struct cm_netbody_range *f);
/* Adds it as a piece. */
int cm_netbody_range(
    struct cm_netmake *m, struct cm_netbody_range *f, int base64);

/* Bytes given as text, hex or base64: by an object that says which, or just a
 * text. Marks are taken where they may be. Returns 0, or -1. */
int cm_netbody_bytes(
    struct cm_netmake *m, struct cm_slice s, int marks, struct cm_buf *to);

/* Reads {file, offset, length, type, filename, encrypt}, where file is a path or a
 * medium {file, name, type}, or just the path. */
struct cm_netbody_file {
	struct cm_netbody_range range;
	char *type, *name; /* type NULL: not given */
};
int cm_netbody_file(
    struct cm_netmake *m, struct cm_slice s, struct cm_netbody_file *f);
void cm_netbody_file_free(struct cm_netbody_file *f);

/* The pieces are complete: gives them to r. */
void cm_netbody_finish(struct cm_netmake *m);

#endif
