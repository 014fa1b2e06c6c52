/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_OUT_H
#define CM_STATS_OUT_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-stats/num.h"
#include "cmd/cm-stats/run.h"
#include "lib/buf.h"

/* Writes measure records and rows, members in the order of the calls. */
struct out {
	const struct answer *a;
	struct cm_buf b;      /* what is to be written */
	struct cm_buf reason; /* of the row that is being made */
	size_t start;         /* where it begins in b */
	int complete;         /* 1, 0, or -1: nobody says */
	size_t rows, withheld;
};

void out_init(struct out *o, const struct answer *a);

/* Writes what is left and says what was withheld. Returns the status that
 * this makes. */
enum cm_exit out_close(struct out *o);

/* A measure record; what is NULL is left out. role NULL is "measure". */
struct column {
	const char *by, *name, *role, *unit, *formula, *denominator, *source;
	const char *interval; /* how .low and .high are made */
	const char *sample;   /* what .n counts */
	const char *zone;
};
void out_measure(struct out *o, const struct column *c);

/* Begins a row of a table; by NULL: of one without a name. */
void out_row(struct out *o, const char *by);

/* A key: JSON text; null has a reason. */
void out_key(struct out *o, const char *name, struct cm_slice json);

void out_slice(struct out *o, const char *name, struct cm_slice json);
void out_text(struct out *o, const char *name, const char *text);
void out_int(struct out *o, const char *name, int64_t v);
void out_num(struct out *o, const char *name, const struct num *v);
void out_bool(struct out *o, const char *name, int v);

/* As RFC 3339. */
void out_time(struct out *o, const char *name, int64_t moment);

/* One that is not finite is null: say why with out_why(). */
void out_double(struct out *o, const char *name, double v);

/* null, and why. */
void out_null(struct out *o, const char *name, const char *why);

/* Only the reason of a name. */
void out_why(struct out *o, const char *name, const char *why);

/* NAME, NAME.n, NAME.low and NAME.high; bounds that are not finite are null. */
void out_estimate(struct out *o, const char *name, double v, int64_t n,
    double low, double high);

/* The same, and where a bound is none that there are too few values for it. */
void out_estimate_few(struct out *o, const char *name, double v, int64_t n,
    double low, double high);

/* All of these null but n, and why. */
void out_no_estimate(
    struct out *o, const char *name, int64_t n, const char *why);

/*
 * What coverage says of a span of moments for a network and an account (JSON
 * texts; NULL p: all) and a kind of records ("\"visits\""; NULL: all).
 * Several may be asked of one row.
 */
void out_cover(struct out *o, struct cm_slice network, struct cm_slice account,
    const char *what, int64_t start, int64_t end);

/* The same of a period and the one before it, which --since and --until do
 * not cut: they set them. */
void out_cover_window(struct out *o, struct cm_slice network,
    struct cm_slice account, const char *what, const struct window *w);

/* Ends the row. Returns 0 when it was withheld as not complete. */
int out_end(struct out *o);

#endif
