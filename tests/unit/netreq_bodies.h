/* SPDX-License-Identifier: ISC */
#ifndef CM_NETREQ_BODIES_H
#define CM_NETREQ_BODIES_H

/* Bodies, credentials and computations of tests/unit/netreq.c. */

#define POST "{\"method\":\"POST\",\"url\":\"/a\","

static void
check_json(void)
{
	struct made m;
	char request[512], want[512];

	sends(POST "\"json\":{\"a\":\"<\\u0001odd\\u0001>\","
		   "\"n\":12345678901234567890,\"x\":\"\\\\u0001\"}}",
	    "POST https://api.example/a\nContent-Type: application/json\n\n"
	    "{\"a\":\"<a\\\"b\\\\c\\nd \xc3\xa9>\",\"n\":12345678901234567890,"
	    "\"x\":\"\\\\u0001\"}",
	    "json as given; a secret is escaped");
	sends(POST "\"json\":[\"\\u0001token\\u0001\\u0001token\\u0001\"],"
		   "\"headers\":{\"Content-Type\":\"application/x+json\"}}",
	    "POST https://api.example/a\nContent-Type: application/x+json\n\n"
	    "[\"tok/en+1tok/en+1\"]",
	    "two secrets; another type");
	refuses(POST "\"json\":{\"\\u0001token\\u0001\":1}}",
	    "a secret in the name of a member", "no secret as a key");
	refuses(POST "\"json\":{\"a\":\"\\u0001nix\\u0001\"}}",
	    "there is no secret 'nix'", "a secret that is not there");
	refuses(POST "\"json\":{\"a\":\"\\u0001token\"}}",
	    "a mark that is none", "half a mark");
	snprintf(request, sizeof(request),
	    POST "\"json\":{\"a\":\"x\\u0001base64 1 3 %s\\u0001y\"}}", file);
	sends(request,
	    "POST https://api.example/a\nContent-Type: application/json\n\n"
	    "{\"a\":\"xUE5Hy\"}",
	    "base64 of a range of a file");
	make(&m, "https://api.example", NULL, request);
	snprintf(want, sizeof(want), "{\"a\":\"x[file %s from 1, 3 bytes]y\"}",
	    strrchr(file, '/') + 1);
	is(cm_buf_str(&m.r.shown_body), want, "as it is shown");
	drop(&m);
	refuses(POST "\"json\":{\"a\":"
		     "\"\\u0001base64 0 -1 /etc/passwd\\u0001\"}}",
	    "'/etc/passwd' is not a file of this job", "a file of others");
	make(&m, "https://api.example", NULL,
	    POST "\"json\":{\"a\":\"\\u0001token\\u0001\"}}");
	is(cm_buf_str(&m.r.shown_body), "{\"a\":\"\\u0001token\\u0001\"}",
	    "a mark as it is shown");
	cm_buf_clear(&m.text);
	cm_netreq_redact(&m.text, m.r.shown_body.p, m.r.shown_body.len);
	is(cm_buf_str(&m.text), "{\"a\":\"REDACTED\"}", "and as it is told");
	drop(&m);
}

static void
check_bodies(void)
{
	char request[600], want[256];
	struct made m;

	sends(POST "\"form\":{\"a\":[\"x y\",2],\"n\":null,"
		   "\"t\":\"\\u0001token\\u0001\"}}",
	    "POST https://api.example/a\nContent-Type: "
	    "application/x-www-form-urlencoded\n\na=x%20y&a=2&t=tok%2Fen%2B1",
	    "a form");
	sends(POST "\"text\":\"a\\u0001token\\u0001\",\"type\":\"text/csv\"}",
	    "POST https://api.example/a\nContent-Type: text/csv\n\natok/en+1",
	    "text");
	refuses(POST "\"text\":\"a\",\"type\":\"a\\r\\nb: c\"}",
	    "its type is no plain text", "a line end in a type");
	refuses(POST "\"text\":\"a\",\"json\":1}", "it has both json and text",
	    "two bodies");
	refuses(POST "\"mail\":{}}", "cm cannot send mail yet", "mail");
	snprintf(request, sizeof(request),
	    POST "\"file\":{\"file\":\"%s\",\"encrypt\":{\"key\":\"%032d\","
		 "\"iv\":{\"hex\":\"%032d\"}}}}",
	    file, 7, 0);
	make(&m, "https://api.example", NULL, request);
	snprintf(want, sizeof(want), "[file %s from 0, 16 bytes]",
	    strrchr(file, '/') + 1);
	is(cm_buf_str(&m.r.shown_body), want,
	    "a file that goes out encrypted, as it is shown");
	is_int(m.r.npieces == 1 && m.r.pieces[0].cipher != NULL, 1,
	    "and it is sent so");
	drop(&m);
	snprintf(request, sizeof(request),
	    POST "\"file\":{\"file\":\"%s\",\"encrypt\":{\"key\":\"7\","
		 "\"iv\":\"7\"}}}",
	    file);
	refuses(request, "a key has 32 bytes and an iv 16", "a short key");
	snprintf(request, sizeof(request),
	    POST "\"file\":{\"file\":\"%s\",\"offset\":1,\"length\":3}}", file);
	sends(request,
	    "POST https://api.example/a\nContent-Type: "
	    "application/octet-stream\n\nPNG",
	    "a range of a file");
	snprintf(request, sizeof(request),
	    POST "\"file\":{\"file\":{\"file\":\"%s\",\"type\":\"image/png\"},"
		 "\"offset\":8},\"safe\":true}",
	    file);
	/* A mark in a file is bytes. */
	sends(request,
	    "POST https://api.example/a\nContent-Type: image/png\n\n\x01x\x01",
	    "a medium, to its end");
	make(&m, "https://api.example", NULL, request);
	snprintf(want, sizeof(want), "[file %s from 8, 3 bytes]",
	    strrchr(file, '/') + 1);
	is(cm_buf_str(&m.r.shown_body), want, "as it is shown");
	is(m.r.mime, "image/png", "its type");
	drop(&m);
	snprintf(request, sizeof(request),
	    POST "\"file\":{\"file\":\"%s\",\"length\":12}}", file);
	snprintf(want, sizeof(want),
	    "cannot send '%s': it is shorter than what is to be sent; a file "
	    "must stay as it is until all is sent",
	    file);
	refuses(request, want, "more than there is");
	refuses(POST "\"file\":\"/etc/passwd\"}",
	    "'/etc/passwd' is not a file of this job", "a file of others");
	refuses(POST "\"file\":{\"offset\":1}}", "a file without a path",
	    "no path");
}

static void
check_multipart(void)
{
	char request[900], boundary[64], want[1500];
	const char *p;
	struct made m, again;

	snprintf(request, sizeof(request),
	    POST "\"multipart\":[{\"name\":\"a\\\"b\",\"value\":\"x\"},"
		 "{\"name\":\"no\",\"value\":null},"
		 "{\"name\":\"n\",\"value\":5},"
		 "{\"name\":\"j\",\"value\":{\"t\":\"\\u0001token\\u0001\"}},"
		 "{\"name\":\"f\",\"file\":{\"file\":\"%s\",\"name\":\"a.png\","
		 "\"type\":\"image/png\",\"bytes\":11},\"length\":4}]}",
	    file);
	make(&m, "https://api.example", NULL, request);
	ok(!m.bad, "multipart");
	p = strstr(m.r.mime, "boundary=");
	snprintf(boundary, sizeof(boundary), "%s", p != NULL ? p + 9 : "");
	snprintf(want, sizeof(want),
	    "--%s\r\nContent-Disposition: form-data; name=\"a%%22b\"\r\n\r\nx"
	    "\r\n--%s\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\n5"
	    "\r\n--%s\r\nContent-Disposition: form-data; name=\"j\"\r\n"
	    "Content-Type: application/json\r\n\r\n{\"t\":\"tok/en+1\"}"
	    "\r\n--%s\r\nContent-Disposition: form-data; name=\"f\"; "
	    "filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n\x89PNG"
	    "\r\n--%s--\r\n",
	    boundary, boundary, boundary, boundary, boundary);
	is(cm_buf_str(&m.wire), want, "the parts in their order");
	is_int((long long)m.r.npieces, 3, "the file is streamed");
	make(&again, "https://api.example", NULL, request);
	is(again.r.mime, m.r.mime, "the same boundary again");
	drop(&again);
	drop(&m);
	make(&m, "https://api.example", NULL,
	    POST "\"multipart\":[{\"name\":\"a\",\"value\":\"y\"}]}");
	ok(!m.bad && strstr(m.r.mime, boundary) == NULL,
	    "another one for another text");
	drop(&m);
	make(&m, "https://api.example", NULL,
	    POST "\"headers\":{\"content-type\":\"multipart/related\"},"
		 "\"multipart\":[{\"value\":{\"a\":1}}]}");
	ok(!m.bad &&
		strncmp(m.r.mime, "multipart/related; boundary=", 28) == 0 &&
		strstr(m.wire.p, "Disposition") == NULL,
	    "multipart/related has no names");
	drop(&m);
	refuses(POST "\"multipart\":[{\"name\":\"a\\r\\nb\",\"value\":1}]}",
	    "the name of a part is no plain text", "a line end in a name");
	refuses(POST "\"multipart\":[{\"name\":\"\\u0001token\\u0001\","
		     "\"value\":1}]}",
	    "the name of a part is no plain text", "a secret as a name");
	refuses(POST "\"multipart\":[{\"value\":1}]}", "a part without a name",
	    "no name");
	refuses(POST "\"multipart\":[{\"name\":\"a\"}]}",
	    "a part without value or file", "no value");
	refuses(POST
	    "\"multipart\":[{\"name\":\"a\",\"file\":\"/etc/passwd\"}]}",
	    "'/etc/passwd' is not a file of this job", "a file of others");
}

static void
check_auth(void)
{
	const char *base = "https://api.example";
	struct made m;

	sends_at(base, "{\"bearer\":\"token\"}", "{\"url\":\"/a\"}",
	    "GET https://api.example/a\nauthorization: Bearer tok/en+1",
	    "bearer");
	sends_at(base, "{\"bearer\":\"token\"}",
	    "{\"url\":\"https://up.example/a\"}", "GET https://up.example/a",
	    "an open host gets no credentials");
	sends_at(base, "{\"bearer\":\"token\"}",
	    "{\"url\":\"/a\",\"auth\":false}", "GET https://api.example/a",
	    "auth: false");
	sends_at(base, "{\"bearer\":\"token\"}",
	    "{\"url\":\"/a\",\"auth\":{\"bearer\":\"ck\"}}",
	    "GET https://api.example/a\n"
	    "authorization: Bearer xvz1evFS4wEEPTGEFPHBog",
	    "another bearer");
	sends_at(base, "{\"basic\":[\"user\",\"token\"]}", "{\"url\":\"/a\"}",
	    "GET https://api.example/a\n"
	    "authorization: Basic YW5uOnRvay9lbisx",
	    "basic: a user of the account, a secret");
	sends_at(base, "{\"header\":{\"X-Key\":\"token\",\"X-User\":\"user\"}}",
	    "{\"url\":\"/a\"}",
	    "GET https://api.example/a\nX-Key: tok/en+1\nX-User: ann",
	    "headers");
	sends_at(base, "{\"query\":{\"access_token\":\"token\"}}",
	    "{\"url\":\"/a?b=c\"}",
	    "GET https://api.example/a?b=c&access_token=tok%2Fen%2B1", "query");
	make(&m, base, "{\"query\":{\"access_token\":\"token\"}}",
	    "{\"url\":\"/a\"}");
	is(m.r.shown_url, "https://api.example/a?access_token=\x01token\x01",
	    "as it is shown");
	drop(&m);
	sends_at(base, "{\"body\":{\"key\":\"odd\"}}",
	    POST "\"json\":{\"a\":1}}",
	    "POST https://api.example/a\nContent-Type: application/json\n\n"
	    "{\"a\":1,\"key\":\"a\\\"b\\\\c\\nd \xc3\xa9\"}",
	    "it joins JSON");
	sends_at(base, "{\"body\":{\"key\":\"token\"}}", POST "\"json\":{}}",
	    "POST https://api.example/a\nContent-Type: application/json\n\n"
	    "{\"key\":\"tok/en+1\"}",
	    "that is empty");
	sends_at(base, "{\"body\":{\"key\":\"token\"}}",
	    POST "\"form\":{\"a\":1}}",
	    "POST https://api.example/a\nContent-Type: "
	    "application/x-www-form-urlencoded\n\na=1&key=tok%2Fen%2B1",
	    "it joins a form");
	make(&m, base, "{\"body\":{\"key\":\"token\"}}",
	    POST "\"form\":{\"a\":1}}");
	is(cm_buf_str(&m.r.shown_body), "a=1&key=\x01token\x01",
	    "as it is shown");
	drop(&m);
	sends_at(base, "{\"bearer\":\"odd\"}", "{\"url\":\"/a\"}",
	    "header authorization: a control character",
	    "a token of two lines");
	sends_at(base, "{\"beerer\":\"token\"}", "{\"url\":\"/a\"}",
	    "its auth has no \"beerer\"", "no such auth");
	make(&m, base, "{\"bearer\":\"nix\"}", "{\"url\":\"/a\"}");
	is(m.lacks, "nix", "the secret that is not there is named");
	drop(&m);
}

/* RFC 7515, A.1, but for the header, which is ours; and RFC 5849 through a
 * worked example. */
static void
check_signed(void)
{
	const char *auth = "{\"oauth1\":{\"consumer_key\":\"ck\","
			   "\"consumer_secret\":\"cs\",\"token\":\"ot\","
			   "\"token_secret\":\"os\"}}";
	struct cm_oauth_pair pair = {"status", "Hello Ladies + Gentlemen"};
	struct cm_oauth1 o;
	struct cm_buf want;
	const char *p;
	char nonce[33];
	struct made m;

	make(&m, "https://api.example", auth,
	    POST "\"query\":{\"include_entities\":true},"
		 "\"form\":{\"status\":\"Hello Ladies + Gentlemen\"}}");
	p = m.bad ? NULL : strstr(m.text.p, "oauth_nonce=\"");
	snprintf(nonce, sizeof(nonce), "%s", p != NULL ? p + 13 : "");
	memset(&o, 0, sizeof(o));
	o.method = "POST";
	o.url = "https://api.example/a?include_entities=true";
	o.params = &pair;
	o.count = 1;
	o.consumer_key = secret(NULL, "ck");
	o.consumer_secret = secret(NULL, "cs");
	o.token = secret(NULL, "ot");
	o.token_secret = secret(NULL, "os");
	o.nonce = nonce;
	o.time = 1318622958;
	cm_buf_init(&want, CM_BUF_ANY);
	cm_buf_puts(&want, "authorization: ");
	cm_oauth1_header(&want, &o);
	ok(!m.bad && strstr(m.text.p, cm_buf_str(&want)) != NULL,
	    "OAuth 1.0a: query and form are signed, at the given time");
	cm_buf_release(&want);
	drop(&m);
	make(&m, "https://api.example",
	    "{\"jwt\":{\"alg\":\"HS256\",\"key\":\"hexed\",\"as\":\"hex\","
	    "\"header\":{\"kid\":\"k\"},\"claims\":{\"aud\":\"/admin/\"},"
	    "\"seconds\":60,\"scheme\":\"Ghost\"}}",
	    "{\"url\":\"/a\"}");
	cm_buf_init(&want, CM_BUF_ANY);
	cm_buf_puts(&want, "GET https://api.example/a\nauthorization: Ghost ");
	cm_oauth_jwt(&want, "HS256",
	    "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"k\"}",
	    "{\"iat\":1318622958,\"exp\":1318623018,\"aud\":\"/admin/\"}",
	    "\x01\x23\xab", 3);
	is(m.bad ? m.why : cm_buf_str(&m.text), cm_buf_str(&want), "a JWT");
	cm_buf_release(&want);
	drop(&m);
	sends_at("https://api.example",
	    "{\"jwt\":{\"alg\":\"none\",\"key\":\"token\"}}", "{\"url\":\"/\"}",
	    "the alg of its jwt is not known", "no unsigned JWT");
	sends_at("https://api.example",
	    "{\"jwt\":{\"alg\":\"RS256\",\"key\":\"token\"}}",
	    "{\"url\":\"/\"}", "its jwt cannot be signed", "no key");
}

#endif
