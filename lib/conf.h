/* SPDX-License-Identifier: ISC */
#ifndef CM_CONF_H
#define CM_CONF_H

#include <stddef.h>

#include "lib/buf.h"
#include "lib/err.h"

/*
 * The accounts file, cm-accounts(5): $CM_DIR/accounts, else
 * $XDG_CONFIG_HOME/cm/accounts, else ~/.config/cm/accounts.
 *
 *     [acme/brand]
 *     network = mastodon
 *     host = https://mastodon.example
 *     token-command = pass show cm/brand
 *
 * A section is an account; `acme/` names all accounts of that group. A secret
 * NAME is the first line that NAME-command prints, or of the file NAME-file
 * (~/ is the home; a relative path begins at the accounts file), or the
 * environment's NAME-env, or NAME itself; a key in PEM is taken as a whole. A
 * file that holds a secret in the open and may be read by others is refused,
 * and so is such a NAME-file, and commands in a file that others may write.
 */
struct cm_conf;

struct cm_conf_item {
	const char *name, *value;
	int line;
};

struct cm_account {
	const char *name;
	const char *network;              /* "" where the line is missing */
	const struct cm_conf_item *items; /* all but network */
	size_t count;
	int line; /* of the section, for messages */
	struct cm_conf *conf;
};

/*
 * Reads it; path NULL: where it belongs. A file that is not there is one
 * without accounts. NULL after messages that name file and line; *status is
 * CM_USAGE then.
 */
struct cm_conf *cm_conf_open(const char *path, enum cm_exit *status);
void cm_conf_close(struct cm_conf *c);
const char *cm_conf_path(const struct cm_conf *c);

size_t cm_conf_count(const struct cm_conf *c);
const struct cm_account *cm_conf_at(const struct cm_conf *c, size_t i);
const struct cm_account *cm_conf_find(
    const struct cm_conf *c, const char *name);

/* Tells whether an account is what a name means: itself, or "acme/" all of
 * its group. */
int cm_conf_means(const struct cm_account *a, const char *name);

/* The value of a setting, or NULL. */
const char *cm_conf_get(const struct cm_account *a, const char *name);

/* Tells whether a setting is a secret or says where one is: its name is in
 * secrets (ends with NULL; may be NULL), or ends with -command, -file or -env
 * behind a name that is. Every -command is. */
int cm_conf_is_secret(const char *name, const char *const *secrets);

/* Tells whether a name says that its value is to be kept to oneself: it ends
 * with token, password, passphrase, secret or key. */
int cm_conf_sounds_secret(const char *name);

/*
 * Gets a secret; it is asked for once a run and kept. Returns 1, with *value
 * which lives as long as the conf; 0 when no line names it; -1 after a message
 * (the command failed, the file cannot be read or may be read by others, the
 * variable is not set, it is empty).
 */
int cm_conf_secret(
    const struct cm_account *a, const char *name, const char **value);

/*
 * Adds a section at the end, and a blank line before it; the file is replaced
 * as a whole by rename, mode 0600, everything else in it as it was. network
 * is an item like others here. path NULL: where it belongs. Returns CM_OK, or a status after a message (the name is taken or is none).
 */
enum cm_exit cm_conf_add(const char *path, const char *name,
    const struct cm_conf_item *items, size_t count);

/* One account as it would be added, and nothing else: to try it out. NULL after
 * a message. */
struct cm_conf *cm_conf_trial(const char *path, const char *name,
    const struct cm_conf_item *items, size_t count);

/* Tells whether a text may name an account: letters, digits, "-_." and one
 * or more "/" between; not one of cm-fetch's kinds, no path. */
int cm_conf_is_name(const char *name);

#endif
