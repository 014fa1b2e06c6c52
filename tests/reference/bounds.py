#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""A reference for the intervals of by.

bounds.py check LEVEL RECORDS ROWS   prints every difference of
    cm-stats by network -m MEASURES
bounds.py measures                   these
"""
import json
import math
import sys

import numpy as np
from scipy import stats

BASES = ["likes.mean", "interactions.mean", "likes.median", "likes.p90",
         "views.p12.5", "engagement_rate_views", "likes_rate_views"]
PARTS = ["likes", "reactions", "comments", "shares", "quotes", "saves"]


def number(d, name):
    m = d.get("metrics", {})
    if name != "interactions":
        return m.get(name)
    got = {k: m[k] for k in PARTS if m.get(k) is not None}
    if not got:
        return None
    first = max(got.get("likes", 0), got.get("reactions", 0))
    return first + sum(got.get(k, 0) for k in PARTS[2:])


def gives(d, base):
    """Whether a record gives what a measure is made of."""
    if "_rate_" not in base:
        return number(d, base.split(".")[0]) is not None
    top, under = base.split("_rate_")
    top = "interactions" if top == "engagement" else top
    return number(d, top) is not None and number(d, under) is not None


def one_kind(rows, base):
    """Those of posts and articles where they give it, else all others."""
    posts = [d for d in rows if d["type"] in ("post", "article")]
    return posts if any(gives(d, base) for d in posts) else rows


def bounds(rows, base, level):
    """Returns n, low and high; None where there is none."""
    tail = (1 + level) / 2
    if "_rate_" in base:
        top, under = base.split("_rate_")
        top = "interactions" if top == "engagement" else top
        both = [(number(d, top), number(d, under)) for d in rows]
        both = [(a, b) for a, b in both if a is not None and b is not None]
        n = len(both)
        if n < 2:
            return n, None, None
        a, b = (np.array(x, dtype=float) for x in zip(*both))
        if b.sum() == 0:
            return n, None, None
        r = a.sum() / b.sum()
        h = (b * b).sum() / b.sum() ** 2
        if h > 1 - 1e-9:
            return n, None, None
        variance = ((a - r * b) ** 2).sum() / (1 - h) / b.sum() ** 2
        if r == 0 or variance <= 1e-18 * r * r:
            return n, None, None
        half = stats.t.ppf(tail, max(1, 1 / h - 1)) * math.sqrt(variance) / r
        return n, 100 * r * math.exp(-half), 100 * r * math.exp(half)
    name, how = base.split(".", 1)
    v = [number(d, name) for d in rows]
    v = np.sort(np.array([x for x in v if x is not None], dtype=float))
    n = len(v)
    if how == "mean":
        if n < 2 or v.std() == 0:
            return n, None, None
        half = stats.t.ppf(tail, n - 1) * v.std(ddof=1) / math.sqrt(n)
        return n, max(0, v.mean() - half), v.mean() + half
    q = 0.5 if how == "median" else float(how[1:]) / 100
    alpha = (1 - level) / 2
    # The greatest l with P(X < l) <= alpha, the least u with P(X >= u) <=
    # alpha, X being how many values are below the quantile.
    low = high = None
    for k in range(1, n + 1):
        if stats.binom.cdf(k - 1, n, q) <= alpha:
            low = v[k - 1]
        if high is None and stats.binom.sf(k - 1, n, q) <= alpha:
            high = v[k - 1]
    return n, low, high


def main():
    if sys.argv[1] == "measures":
        print(",".join("%s.%s" % (b, p) for b in BASES
                       for p in ("n", "low", "high")))
        return
    level = float(sys.argv[2]) / 100
    groups = {}
    for line in open(sys.argv[3], encoding="utf-8"):
        d = json.loads(line)
        groups.setdefault(d.get("network"), []).append(d)
    seen = 0
    for line in open(sys.argv[4], encoding="utf-8"):
        row = json.loads(line)
        if row["type"] != "row":
            continue
        seen += 1
        for base in BASES:
            want = bounds(
                one_kind(groups[row["network"]], base), base, level)
            got = [row["%s.%s" % (base, p)] for p in ("n", "low", "high")]
            # Quantiles are within 1 %.
            off = 0.01 if ".m" in base[-7:] and "median" in base or \
                ".p" in base else 1e-9
            for w, g in zip(want, got):
                if (w is None) != (g is None):
                    print(row["network"], base, "is", got, "not", want)
                elif w is not None and abs(g - w) > off * abs(w) + 1e-12:
                    print(row["network"], base, "is", got, "not", want)
    if seen != len(groups):
        print(seen, "rows, not", len(groups))


main()
