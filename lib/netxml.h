/* SPDX-License-Identifier: ISC */
#ifndef CM_NETXML_H
#define CM_NETXML_H

#include <libxml/tree.h>

#include "lib/buf.h"

/* Adds an element of XML and all within it as JSON: {"name":"wp:status",
 * "attrs":{},"text":"publish","children":[]}. */
void cm_netxml_tree(struct cm_buf *to, const xmlNode *root);

/* Only {"name":"wp:status","attrs":{} of it; the rest is the caller's. */
void cm_netxml_head(struct cm_buf *to, const xmlNode *node);

#endif
