/* SPDX-License-Identifier: ISC */
#ifndef CM_HTTPURL_H
#define CM_HTTPURL_H

/* URLs of http and https, by libcurl's parser. What is returned is the
 * caller's to free; NULL where the URL cannot be read. */

/* Tells whether it begins with http:// or https://. */
int cm_httpurl_is(const char *s);

/* Without user, password and fragment: what may be printed and stored. A URL
 * that cannot be read comes back with everything up to its @ removed. */
char *cm_httpurl_shown(const char *url);

/* Resolves a reference (a Location, a link) against a base. The user and
 * password of the base go on only to the same origin. */
char *cm_httpurl_join(const char *base, const char *ref);

/* "https://blog.example:443": scheme, host in lower case, port; NULL also
 * when it is neither http nor https. */
char *cm_httpurl_origin(const char *url);

/* Tells whether an origin is, by its name, of this machine or of the network
 * that it stands in: localhost, or an address that nobody else can reach. */
int cm_httpurl_inside(const char *origin);

/*
 * For a redirect to another origin: takes out of *to the members of the query
 * that have a value of the query of `from`. Returns 0; or -1 when such a value
 * stands elsewhere in it, too.
 */
int cm_httpurl_strip(char **to, const char *from);

#endif
