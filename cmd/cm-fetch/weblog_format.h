/* SPDX-License-Identifier: ISC */
#ifndef WEBLOG_FORMAT_H
#define WEBLOG_FORMAT_H

#include <stddef.h>

#include "weblog_line.h"

/*
 * The format of a log as its server's configuration has it: nginx's
 * ($remote_addr - [$time_local] "$request") or Apache's (%h %l [%t] "%r").
 */
struct weblog_format;

/* Tells whether it is the name of a format that needs no string: common,
 * combined, or either with vhost_ in front. */
int weblog_format_known(const char *name);

/* Returns NULL after a message for a format that lacks what a visit needs,
 * or that cannot be told apart. Used by any thread. */
struct weblog_format *weblog_format_open(const char *format);
void weblog_format_close(struct weblog_format *f);

/* As weblog_line(), by the format. */
const char *weblog_format_line(const struct weblog_format *f,
    struct weblog_clock *c, const char *line, size_t len,
    struct weblog_hit *hit, size_t *offset);

#endif
