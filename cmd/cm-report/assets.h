/* SPDX-License-Identifier: ISC */
#ifndef CM_REPORT_ASSETS_H
#define CM_REPORT_ASSETS_H

/*
 * Layouts and the page's style: compiled in, but a file of the same name in
 * $XDG_CONFIG_HOME/cm/reports takes its place, and a NAME.jq there is one more
 * layout.
 */

/* Returns the text, to be freed by asset_free; NULL after a message. */
char *asset_read(const char *name);
void asset_free(char *text);

/* The user's folder of reports, or NULL without a home; to be freed. */
char *asset_folder(void);

#endif
