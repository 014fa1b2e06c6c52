/* SPDX-License-Identifier: ISC */
#ifndef CM_NETREQ_CASES_H
#define CM_NETREQ_CASES_H

/* The cases of tests/unit/netreq.c. */

static void
check_url(void)
{
	sends("{\"method\":\"GET\",\"url\":\"/v1/me\"}",
	    "GET https://api.example/v1/me", "a path hangs on the base");
	sends_at("https://graph.example/v25.0/", NULL,
	    "{\"url\":\"https://x.example/x\"}", "GET https://x.example/x",
	    "a whole URL does not");
	sends("{\"url\":\"/?rest_route=/wp/v2/posts\","
	      "\"query\":{\"a\":[1,2,null],\"b\":null,\"c\":true,"
	      "\"d\":\"x y&\\u00e9\"}}",
	    "GET https://api.example/?rest_route=/wp/v2/posts&a=1&a=2&c=true&"
	    "d=x%20y%26%C3%A9",
	    "query joins a query, lists repeat, nulls fall away");
}

static void
check_hosts(void)
{
	refuses("{\"url\":\"//evil.example/\"}",
	    "its url begins with two slashes", "//evil");
}

static void
check_headers(void)
{
}

static void
check_bodies(void)
{
	sends("{\"method\":\"POST\",\"url\":\"/a\",\"json\":{\"a\":"
	      "\"<\\u0001odd\\u0001>\",\"n\":12345678901234567890}}",
	    "POST https://api.example/a\nContent-Type: application/json\n\n"
	    "{\"a\":\"<a\\\"b\\\\c\\nd \xc3\xa9>\",\"n\":12345678901234567890}",
	    "json with a secret in a string");
	sends("{\"method\":\"POST\",\"url\":\"/a\",\"form\":{\"a\":[\"x y\",2],"
	      "\"t\":\"\\u0001token\\u0001\"}}",
	    "POST https://api.example/a\nContent-Type: "
	    "application/x-www-form-urlencoded\n\na=x%20y&a=2&t=tok%2Fen%2B1",
	    "a form");
}

static void
check_auth(void)
{
	sends_at("https://api.example", "{\"bearer\":\"token\"}",
	    "{\"url\":\"/a\"}",
	    "GET https://api.example/a\nauthorization: Bearer tok/en+1",
	    "bearer");
	sends_at("https://api.example", "{\"bearer\":\"token\"}",
	    "{\"url\":\"https://up.example/a\"}", "GET https://up.example/a",
	    "an open host gets no credentials");
}

#endif
