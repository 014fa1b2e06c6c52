/* SPDX-License-Identifier: ISC */
#ifndef PLAN_H
#define PLAN_H

#include "cmd/cm-post/post.h"
#include "lib/media.h"

/* A draft on its way to a plan: what is worked out for one network. */
struct sketch {
	struct plan *p;
	const struct item *it;
	const struct cm_account *account;
	const struct cm_about *about;
	struct cm_slice whole; /* the item's JSON */

	struct cm_buf text;   /* as it will stand there, whole */
	struct cm_buf html;   /* where the network takes it */
	struct cm_buf title;  /* where there is one, and it is taken */
	struct cm_buf media;  /* elements of a JSON array */
	struct cm_buf hashes; /* the same for the key: by what the files hold */
	char **files;         /* ends with NULL */
	size_t nfiles;
	char *first_comment, *link, *campaign; /* or NULL */
	struct plan_group *groups; /* of media, by what limits them */
	size_t ngroups;
	int64_t text_beside; /* how long a text may be beside them; -1 */
	int beside;          /* that is what limits the text */
};

/* One more thing that is wrong with it, or that is to be known. Doubles are
 * left out. */
void plan_fault(struct plan *p, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void plan_note(struct plan *p, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* A member of the draft as text, the caller's to free; NULL: it has none. */
char *plan_member(const struct sketch *d, const char *name);

/* Whether the module says that it does something with a member itself. */
int plan_uses(const struct sketch *d, const char *name);

/* plan_text.c: text, html and title. */
void plan_text(struct sketch *d);

/* plan_campaign.c: links that say which campaign they are of; fills in what the
 * sketch has of these members. */
void plan_campaign(struct sketch *d);

/* plan_media.c: files and facts, held against the limits. */
void plan_media(struct sketch *d);

/* "image/" and a star, "video/mp4": whether it may be sent there. */
int plan_takes(const struct cm_about *about, const char *type);

/* plan_each.c. Whether a file must not go out there, and why, to follow its
 * name. */
int plan_unfit(
    struct cm_buf *why, const struct cm_about *about, const struct cm_media *m);
/* Counts a medium of that type; when all are: how many, and together? */
void plan_group(struct sketch *d, const char *type);
void plan_mix(struct sketch *d);

/* Whether media that are named by URL are fetched for a network, since it
 * takes files; and why a URL cannot be fetched, or NULL. */
int plan_fetches(const struct cm_about *about);
const char *plan_url(const char *url);

/* Adds what a file is; and members that these facts stand for. */
void plan_facts(struct cm_buf *to, const struct cm_media *m);
int plan_is_fact(struct cm_slice key);

/* plan_to.c: a message for each recipient. Whether each message goes to one of
 * those that the draft names. */
int plan_addressed(const struct sketch *d);
void plan_recipients(struct sketch *d);

/* plan_key.c: what the key is made from. */
void plan_content(struct sketch *d);

/* split.c: the pieces of a text of which each fits; see there. Returns how
 * many; 0: it cannot be done, and *why (static) says why. */
struct piece {
	size_t from, to;
};
size_t split_text(const char *s, size_t len, const struct cm_about *about,
    struct piece **pieces, const char **why);

/* Whether a text fits into one message, and its lengths. */
int split_fits(const char *s, size_t len, const struct cm_about *about);

#endif
