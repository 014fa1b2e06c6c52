/* SPDX-License-Identifier: ISC */
#ifndef CM_HTTPSEND_H
#define CM_HTTPSEND_H

#include <stdint.h>

#include <curl/curl.h>

#include "lib/buf.h"
#include "lib/http.h"
#include "lib/httpbody.h"
#include "lib/httpqueue.h"

/* A transfer, and what libcurl is told of it; for lib/http. */

struct cm_http_transfer {
	struct cm_http_transfer *next, **back; /* among those that run */
	struct cm_http *http;
	struct cm_http_request rq; /* its texts are copies */
	struct cm_http_host *host;
	struct cm_http_host *home; /* of the URL asked for */
	int64_t number;            /* place in the order */
	struct cm_http_body out;
	int has_body;
	struct cm_buf flat; /* a small body, whole */
	char *url;          /* present one */
	char *moved;        /* where it went by permanent redirects alone */
	int hops;
	int lasting; /* all redirects so far were permanent */
	int tries;   /* that failed */
	int sent;
	int left;       /* of the last attempt something left, or may have */
	int64_t waited; /* milliseconds */
	int64_t due;
	CURL *easy;
	struct curl_slist *list;
	char **headers;
	struct cm_buf head;
	struct cm_buf body;
	size_t sunk; /* bytes that the sink took */
	char error[CURL_ERROR_SIZE];
};

/*
 * Tells t->easy all that the request and the options say, and empties head
 * and body. Returns 0; or -1 when the body cannot be sent, and t->out.why says
 * why.
 */
int cm_http_prepare(
    struct cm_http_transfer *t, const struct cm_http_options *o);

#endif
