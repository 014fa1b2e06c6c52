/* SPDX-License-Identifier: ISC */
#ifndef CM_HTTPSEND_H
#define CM_HTTPSEND_H

#include <stdint.h>

#include <curl/curl.h>

#include "lib/buf.h"
#include "lib/http.h"

/* A transfer, and what libcurl is told of it; for lib/http. */

/* What is known of an origin. */
struct cm_http_host {
	struct cm_http_host *next;
	char *origin;
	int running;
	int64_t until;  /* nothing is sent before; monotonic milliseconds */
	int64_t closed; /* it asked for more patience than we have: seconds */
};

struct cm_http_transfer {
	struct cm_http_transfer *next;
	struct cm_http *http;
	struct cm_http_request rq; /* its texts are copies */
	struct cm_http_host *host;
	char *url;   /* present one */
	char *moved; /* where it went by permanent redirects alone */
	int hops;
	int lasting; /* all redirects so far were permanent */
	int tries;   /* that failed */
	int sent;
	int64_t waited; /* milliseconds */
	int64_t due;
	CURL *easy;
	struct curl_slist *list;
	char **headers;
	struct cm_buf head;
	struct cm_buf body;
	char error[CURL_ERROR_SIZE];
};

/* Tells t->easy all that the request and the options say, and empties head
 * and body. */
void cm_http_prepare(
    struct cm_http_transfer *t, const struct cm_http_options *o);

#endif
