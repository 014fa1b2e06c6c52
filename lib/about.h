/* SPDX-License-Identifier: ISC */
#ifndef CM_ABOUT_H
#define CM_ABOUT_H

#include <stddef.h>
#include <stdint.h>

#include "lib/length.h"
#include "lib/scan.h"

/*
 * What a network's module says of itself: the object that its `about` gives,
 * cm-network(7), checked once. Lists of texts end with NULL and are never
 * NULL themselves. A number that was not given is -1.
 */

/* What --add asks for, in this order. */
struct cm_about_ask {
	char *name;    /* of the setting or the secret */
	char *ask;     /* "The address of your server" */
	char *where;   /* where to get it, or NULL */
	char *example; /* or NULL */
	char *
	    preset; /* what an empty answer means, or NULL: there must be one */
	int secret;
	int optional;
};

struct cm_about {
	char *network;
	char *json; /* all of it, compact, with room for scan behind it */
	size_t len;
	char *title;
	char **hosts; /* patterns: get credentials */
	char **open;  /* patterns: may be asked without */
	char **needs; /* settings, facts or secrets to have before any verb but
			 login */
	char **secrets; /* every name that is a secret: those of auth, of
			   oauth2, of asks with secret, of secrets */
	char **reads;   /* what fetch can */
	char **spool;   /* of reads: what a spool gives */
	char **of;      /* of reads: what belongs to one thing or person */
	char **acts;
	char **uses;
	struct cm_about_ask *asks;
	size_t nasks;
	struct cm_slice account; /* defaults, an object; absent: p is NULL */
	struct cm_slice auth;    /* as it stands; absent */
	struct cm_slice oauth2;  /* as it stands; absent */
	struct cm_slice keeps;
	struct cm_slice rate;
	struct cm_slice units; /* of rate: {day, zone, of, pools}; absent */
	struct {
		int64_t max;   /* length of a message */
		int64_t bytes; /* and in bytes of UTF-8 */
		int64_t title; /* length of a title; 0: any; -1: takes none */
		int64_t link;  /* what a link counts; -1: as it is written */
		enum cm_unit unit;
		int html;   /* takes HTML: the text of a draft is rendered */
		int thread; /* a longer text may be split: replies to oneself */
	} text;
	struct {
		int64_t min, max, bytes, alt;
		int64_t text; /* how long a text may be beside one; -1 */
		int unmixed;  /* no two types of each go together */
		struct cm_slice each; /* limits by type; absent */
		char **types;         /* patterns: "image/" and a star */
		int by_url;           /* takes no files, only URLs */
		int by_any;           /* takes both as they are */
		int by_file; /* takes files only, and says so; one that says
				 neither and takes HTML may link to URLs */
	} media;
	int per_recipient; /* unit: "recipient" */
	int64_t renew;     /* seconds before a secret ends; -1: not said */
	int64_t settle;    /* seconds before "not found" counts: 0 */
	int finds;         /* the module has its own find, login, refresh: the
			      member "verbs" of the JSON, which netmod adds */
	int logs_in;
	int refreshes;
	int judges; /* error_of */
};

/* Reads what a module said. Returns NULL and a message that names the member
 * when something in it is not as it should be. */
struct cm_about *cm_about_read(
    const char *network, const char *json, size_t len);
void cm_about_free(struct cm_about *a);

/* Tells whether a list has a text. */
int cm_about_has(char *const *list, const char *text);

#endif
