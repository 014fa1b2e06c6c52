#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""A reference for cm-stats summary --compare.

compare.py SINCE UNTIL RECORDS ROWS   prints every difference
"""
import datetime as dt
import json
import math
import sys

import numpy as np
from scipy import stats

PARTS = ["likes", "reactions", "comments", "shares", "quotes", "saves"]
SAID = ("post", "article")   # what metrics are of, but for page views
SUMS = ["reach", "impressions", "views", "clicks", "pageviews"] + PARTS
UNDER = {"views": ("metrics", "views"), "reach": ("metrics", "reach"),
         "impressions": ("metrics", "impressions"),
         "followers": ("author", "followers")}


def time(text):
    return dt.datetime.fromisoformat(text.replace("Z", "+00:00"))


def moment(d):
    if d.get("published"):
        return time(d["published"])
    if d["type"] == "account" and d.get("fetched"):
        return time(d["fetched"])
    if d["type"] == "series":
        return time(d["period"]["start"])
    return None


def length(d):
    if d["type"] != "series" or "end" not in d["period"]:
        return dt.timedelta(0)
    return time(d["period"]["end"]) - time(d["period"]["start"])


def interactions(d):
    m = d.get("metrics", {})
    got = {k: m[k] for k in PARTS if m.get(k) is not None}
    if not got:
        return None
    return max(got.get("likes", 0), got.get("reactions", 0)) + sum(
        got.get(k, 0) for k in PARTS[2:])


def distinct(records):
    best, alone = {}, []
    said = ("post", "comment", "article", "mention", "message", "review")
    for d in records:
        kind = "said" if d["type"] in said else d["type"]
        if d["type"] == "series":
            key = (kind, d["network"], d.get("account"),
                   json.dumps([d["period"], d.get("dimensions"),
                               list(d["metrics"])]))
        elif "id" not in d:
            alone.append(d)
            continue
        else:
            key = (kind, d["network"], d["id"])
            if kind == "account":
                key += (d["fetched"],)
        t = time(d.get("fetched") or d.get("updated") or
                 d.get("published") or "1970-01-01T00:00:00Z")
        if key not in best or t > best[key][0]:
            best[key] = (t, d)
    return alone + [d for _, d in best.values()]


def rate(rows, name):
    """v, n, low, high"""
    where, what = UNDER[name]
    both = [(interactions(d), d.get(where, {}).get(what)) for d in rows
            if d["type"] in SAID]
    both = [(a, b) for a, b in both if a is not None and b is not None]
    n = len(both)
    if n == 0:
        return None, 0, None, None
    a, b = (np.array(x, dtype=float) for x in zip(*both))
    r = a.sum() / b.sum()
    if n < 2:
        return 100 * r, n, None, None
    h = (b * b).sum() / b.sum() ** 2
    if h > 1 - 1e-9:
        return 100 * r, n, None, None
    v = ((a - r * b) ** 2).sum() / (1 - h) / b.sum() ** 2
    half = stats.t.ppf(0.975, max(1, 1 / h - 1)) * math.sqrt(v) / r
    return 100 * r, n, 100 * r * math.exp(-half), 100 * r * math.exp(half)


def near(a, b):
    if a is None or b is None:
        return a is b
    return abs(a - b) <= 1e-7 * max(abs(a), abs(b), 1e-3)


def check(since, until, records, rows):
    since, until = time(since), time(until)
    before = since - (until - since)
    sides = {}
    for d in distinct(records):
        t = moment(d)
        if t is None or t >= until or t < before:
            continue
        k = t < since
        if t + length(d) > until or (k and t + length(d) > since):
            continue
        for network in (None, d["network"]):
            sides.setdefault(network, ([], []))[k].append(d)
    seen = set()
    for row in rows:
        if row["type"] != "row" or not row["by"].startswith("compare"):
            continue
        network = row.get("network")
        seen.add(network)
        name = row["measure"]
        two = sides[network]

        def differ(what, want):
            if not near(row[what], want):
                print(network, name, what, "is", row[what], "not", want)

        if name.startswith("engagement_rate_"):
            r = [rate(s, name[16:]) for s in two]
            for which, x in zip(("now", "before"), r):
                for part, want in zip(("", ".n", ".low", ".high"), x):
                    differ(which + part, want)
            (a, _, l, u), (b, _, m, v) = r
            if a is None or b is None:
                continue
            differ("change", a - b)
            differ("change_rate", 100 * (a / b - 1))
            if None in (l, m):
                continue
            differ("change.low", a - b - math.hypot(a - l, v - b))
            differ("change.high", a - b + math.hypot(u - a, b - m))
            half = math.hypot(math.log(u / a), math.log(v / b))
            differ("change_rate.low", 100 * (a / b * math.exp(-half) - 1))
            differ("change_rate.high", 100 * (a / b * math.exp(half) - 1))
            continue
        x = []
        for s in two:
            if name == "records":
                x.append(len(s))
            elif name == "posts":
                x.append(sum(d["type"] in ("post", "article") for d in s))
            elif name == "comments_received":
                x.append(sum(d["type"] == "comment" and not d.get("own")
                             for d in s))
            elif name in SUMS or name == "interactions":
                got = [interactions(d) if name == "interactions"
                       else d.get("metrics", {}).get(name) for d in s
                       if d["type"] in SAID or name == "pageviews"]
                got = [g for g in got if g is not None]
                x.append(sum(got) if got else None)
        if not x:
            continue
        differ("now", x[0])
        differ("before", x[1])
        if None not in x:
            differ("change", x[0] - x[1])
            differ("change_rate",
                   100 * (x[0] - x[1]) / x[1] if x[1] else None)
    if seen != set(sides):
        print("networks are", seen, "not", set(sides))


def lines(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


check(sys.argv[1], sys.argv[2], lines(sys.argv[3]), lines(sys.argv[4]))
